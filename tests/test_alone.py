"""The library where only numpy is: the models work, and the figures say what they need."""

import pkgutil
import subprocess
import sys

import pytest

import xianxiang

HIDE = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"pandas", "altair", "ipywidgets", "anywidget", "traitlets"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.split(".")[0])
sys.meta_path.insert(0, Hide())
"""


def say(program):
    """What a program prints in a fresh Python that has numpy and none of what the figures need."""
    done = subprocess.run([sys.executable, "-c", HIDE + program], capture_output=True, text=True)
    return done.stdout + done.stderr


def test_models_need_numpy_alone():
    assert "prisoner's dilemma" in say("import xianxiang; print(xianxiang.stage.game_class('now'), xianxiang.turn.settle('now').shape)")


@pytest.mark.parametrize("program", ["import xianxiang; xianxiang.figures", "from xianxiang import figures", "from xianxiang import live",
                                     "import xianxiang.figures", "from xianxiang.live import explore", "from xianxiang.figures.parts import LIABLE"])
def test_figures_say_what_to_install(program):
    said = say(program)
    assert "pip install 'xianxiang[live]'" in said.splitlines()[-1] and "the figures need " in said


@pytest.mark.parametrize("command", ["grade", "items", "export", "check"])
def test_the_kit_says_what_to_install(command):
    said = say(f"from xianxiang.teach.__main__ import main; main([{command!r}])")
    assert said.startswith(f"{command} needs ") and said.endswith("pip install 'xianxiang[teach]'\n")


def test_figures_are_there_after_the_plain_import():
    program = "import sys, xianxiang; assert 'altair' not in sys.modules; print(len(xianxiang.figures.ALL) > 10, 'figures' in dir(xianxiang))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    if "xianxiang[live]" in done.stderr:
        pytest.skip("only numpy is here")
    assert done.stdout == "True True\n"


def test_an_unknown_name_is_refused_with_the_list():
    assert f"no attribute 'figure'; its modules are {', '.join(xianxiang._MODULES)}" in say("import xianxiang; xianxiang.figure")


def test_every_module_of_the_library_is_there_after_the_plain_import():
    kept = {module.name for module in pkgutil.iter_modules(xianxiang.__path__)} - {"__main__", "book"}  # the build's own
    assert kept == {*xianxiang._MODULES, "institution"}, "list each module in `_MODULES` of lib/xianxiang/__init__.py"
