"""The examples in the docstrings give what they say."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["institution", "ledger", "stage", "turn"])
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"xianxiang.{name}"), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_there_are_examples():
    assert doctest.testmod(importlib.import_module("xianxiang.stage")).attempted >= 4
