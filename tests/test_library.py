"""The library on its own: typed, and able to say what it holds."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import xianxiang
from xianxiang import CONDITIONS, LEVERS, PRESETS, figures

MODULES = ["institution", "stage", "turn", "ledger", "prose", "figures", "live.explorer"]


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


def test_it_says_what_it_holds(tmp_path):
    done = subprocess.run([sys.executable, "-m", "xianxiang"], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for word in [xianxiang.__version__, *LEVERS, *CONDITIONS, *PRESETS, *(make.__name__ for make in figures.ALL.values()), "xianxiang.stage"]:
        assert word in done.stdout
    for lever in LEVERS.values():
        assert f"{lever.symbol}  " in done.stdout and lever.term in done.stdout
