"""CONTRIBUTING.md, followed as a stranger would: its model written into a copy of the repository, tested, and its page built."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, build

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([\w./]+)`([^\n]*)\n(`{3,})\w+\n(.*?)^\3$", re.MULTILINE | re.DOTALL)
SMALL = re.compile(r"^# (tests/[\w/]+\.py): .*?(?=^# tests/|^```$)", re.MULTILINE | re.DOTALL)
LOOP = re.compile(r"^\.venv/bin/python (-m pytest .*)$", re.MULTILINE)
REGISTER = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)


def placed(text, within, before, put):
    """The text with something put before the first of what follows a name: on a line of its own, unless it is an item of a list."""
    start = text.index(before, text.index(within))
    if not put.endswith(", "):
        put += "\n" + " " * (start - text.rindex("\n", 0, start) - 1)
    return text[:start] + put + text[start:]


def follow(root):
    """Do in a copy of the repository what the guide says."""
    for path, how, _, body in BLOCK.findall(GUIDE):
        file = root / path
        assert file.exists() == ("one row more" in how), path
        file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + body, encoding="utf-8")
    for found in SMALL.finditer(GUIDE):
        (root / found[1]).write_text(found[0], encoding="utf-8")
    for path, *edit in REGISTER.findall(GUIDE):
        (root / path).write_text(placed((root / path).read_text(encoding="utf-8"), *edit), encoding="utf-8")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """A copy of the repository in which the guide was followed."""
    root = tmp_path_factory.mktemp("stranger") / "book"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("_build", ".*", "node_modules", "__pycache__", "benchmarks"))
    follow(root)
    return root


@pytest.fixture(scope="module")
def asked(stranger):
    """What the lines of the quick loop print, run side by side as the guide has them."""
    lines = [shlex.split(line.replace("STEM", "stamps")) for line in LOOP.findall(GUIDE)]
    assert len(lines) == 2
    running = [subprocess.Popen([sys.executable, *line, "-p", "no:cacheprovider"], cwd=stranger, env={**os.environ, "PYTHONPATH": str(stranger / "lib")}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for line in lines]
    return [process.communicate()[0] for process in running]


def test_all_that_is_asked_of_the_model_is_there_but_the_exercises_that_the_guide_names(asked):
    assert re.findall(r"^(?:FAILED|ERROR) tests/(\S+)", asked[0], re.MULTILINE) == ["test_teach_banks.py::test_a_chapter_has_enough_of_them[stamps]"], asked[0]
    assert int(re.search(r"(\d+) passed", asked[0])[1]) > 20
    assert "One test stays red" in GUIDE and "`test_a_chapter_has_enough_of_them`" in GUIDE


def test_the_registers_have_it(asked):
    assert re.search(r"^(\d+) passed, \d+ deselected", asked[1], re.MULTILINE), asked[1]


def test_the_page_is_made(stranger, monkeypatch):
    """A book of this chapter alone, warnings being errors."""
    (stranger / "_toc.yml").write_text("format: jb-book\nroot: chapters/stamps\nchapters:\n- file: chapters/bibliography\n")
    monkeypatch.setenv("PYTHONPATH", str(stranger / "lib"))
    monkeypatch.setenv("XIANXIANG_LITE", "0")
    done = build(stranger)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (stranger / "_build/html/en/chapters/stamps.html").read_text(encoding="utf-8")
    assert re.findall(r'pasted-text">([^<]*)', page) == ["3.60", "0.40"]
    assert 'class="xx-reveal" data-for="many-stamps"' in page and 'class="xx-still" data-for="many-stamps"' in page
    assert "Holmström" in page and "Hours of each" in page


def test_the_guide_names_tests_that_there_are():
    named = set(re.findall(r"`(test_\w+)`", GUIDE))
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")}
    assert [name for name in named if name not in sources and not any(f"def {name}(" in text for text in sources.values())] == []
    for path in re.findall(r"`((?:chapters|tests|lib)/[\w/.]+)`", GUIDE):
        assert "stamps" in path or (ROOT / path).exists(), path


def test_it_is_short():
    assert len(GUIDE.splitlines()) <= 275
