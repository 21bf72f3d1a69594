"""The examples in the docstrings give what they say."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

from xianxiang.__main__ import MODELS

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.mark.parametrize("name", [*MODELS, "teach.inbox", "teach.notebook", "teach.question", "teach.seed"])
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"xianxiang.{name}"), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_there_are_examples():
    assert doctest.testmod(importlib.import_module("xianxiang.stage")).attempted >= 4


def test_the_readme_gives_what_it_says():
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    names = {}
    exec(code, names)
    stage, rules = names["stage"], names["rules"]
    assert f'"{stage.game_class(rules)}"' in code
    assert f"# {stage.penalty_threshold(rules):.2f}: above it" in code
    assert f"# {stage.list_equilibria(rules)}" in code
    assert stage.pure_equilibria(rules).shape == (3, 3)
