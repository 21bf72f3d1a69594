"""The library on its own: typed, and able to say what it holds."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import xianxiang
from xianxiang import CONDITIONS, LEVERS, PRESETS, figures, teach
from xianxiang.__main__ import MODELS

USE = """
import altair as alt
import numpy as np
from xianxiang import Institution, figures, stage, turn
from xianxiang.live import Chart, Slider, Table, explore

rules = Institution(negativity=0.9, individualization=np.linspace(0, 1, 5))
share: float = rules.strength * 2 + rules.penalty
rows = stage.penalty_threshold(rules)[..., None] + stage.payoffs(rules)[0, 1]
path, position = turn.era_path(ramp=20)
shares = turn.simulate(path, noise=[0.1, 0.2]).shares.mean(axis=-1).tolist()
figures.five_switches().rows("history")
chart = alt.Chart(alt.NamedData("t")).mark_line()
explore("a", "A", [Slider("s", "s", np.linspace(0, 1, 3), 0.5)], {"t": Table(x=[1.0, 2.0])}, [Chart(chart, alt="x")])
"""
WRONG = {
    "Institution(executor=object())": 'Argument "executor"',
    "Institution(executer=1)": "executer",
    "stage.payoffs(0.5)": 'Argument 1 to "payoffs"',
    "turn.simulate(path).share": '"share"',
}
KIT = [f"teach.{found.name}" for found in pkgutil.iter_modules(teach.__path__) if found.name != "__main__"]
MODULES = [*MODELS, *KIT, "prose", "figures", "live.explorer"]


def public(module):
    """The functions that a module defines for others."""
    for name, thing in vars(module).items():
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__module__.startswith(module.__name__):
            yield thing


def test_it_is_marked_as_typed():
    assert (Path(xianxiang.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", MODULES)
def test_public_functions_say_their_types(name):
    for function in public(importlib.import_module(f"xianxiang.{name}")):
        untyped = [key for key, parameter in inspect.signature(function).parameters.items() if parameter.annotation is parameter.empty]
        said = "return" in function.__annotations__
        assert (untyped, said) == ([], True) or function.__name__ == "explore" and said, f"{name}.{function.__name__}: {untyped}"


@pytest.mark.parametrize("name", MODULES)
def test_the_types_are_names_that_exist(name):
    import typing

    for function in public(importlib.import_module(f"xianxiang.{name}")):
        assert typing.get_type_hints(function)


def test_a_checker_of_types_helps_whoever_uses_it(tmp_path):
    """Right use passes mypy's strictest setting; each wrong line is found, and nothing else."""
    program = tmp_path / "use.py"
    program.write_text("\n".join([USE.strip(), *WRONG]))
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--cache-dir", tmp_path / "cache", program]
    said = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    lines = len(USE.strip().splitlines())
    assert {line.split(":")[1] for line in said if ": error:" in line} == {str(lines + 1 + n) for n in range(len(WRONG))}, said
    for line, (call, word) in enumerate(WRONG.items(), start=lines + 1):
        assert any(f"use.py:{line}: error" in text and word in text for text in said), (call, said)


def test_it_says_what_it_holds(tmp_path):
    done = subprocess.run([sys.executable, "-m", "xianxiang"], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for word in [xianxiang.__version__, *LEVERS, *CONDITIONS, *PRESETS, *(make.__name__ for make in figures.ALL.values()), "xianxiang.stage", "python -m xianxiang.teach"]:
        assert word in done.stdout
    for lever in LEVERS.values():
        assert f"{lever.symbol}  " in done.stdout and lever.term in done.stdout
