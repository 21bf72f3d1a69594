"""The recipe "An exercise of your own" of the teacher's page, followed as a stranger would: its cells, then the exercise in the chapter's bank."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xianxiang.teach.grade import FLAGS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "chapters" / "teach.md").read_text(encoding="utf-8")
RECIPE = PAGE[PAGE.index("## An exercise of your own") : PAGE.index("## Solutions")]
CELLS = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", RECIPE, re.S)
NAME = re.search(r'name="([\w-]+)"', CELLS[0])[1]
HAND_IN = f"""
from xianxiang.teach import practice
from xianxiang.teach.bank import load
exercise = load("turn")["{NAME}"]
for student, shift in (("1001", 0), ("1002", 1)):
    desk = practice("turn", student, "TRIAL")
    variant = exercise.drawn("TRIAL", student)
    desk.answer("{NAME}", f"{{exercise.value(variant) + shift * 7:.{{exercise.places}}f}}%")
    desk.receipt(f"{{student}}.json")
"""


def python(*words, lib, cwd):
    """What Python prints, with the library in a folder."""
    done = subprocess.run([sys.executable, *map(str, words)], cwd=cwd, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(lib)})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_says_what_to_do_with_every_flag():
    named = re.findall(r"^\| ([a-z' ,]+) \|", PAGE[PAGE.index("### What to do with a flag") : PAGE.index("## What a student meets")], re.M)
    assert sorted(", ".join(named).split(", ")) == sorted(FLAGS)


def test_the_cells_run_and_say_what_the_exercise_is_worth(tmp_path):
    said = python("-c", "\n".join(CELLS), lib=ROOT / "lib", cwd=tmp_path)
    assert "nothing wrong" in said and "28 variants" in said and "You took the same *number* away" in said


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A copy of the library with the exercise in the chapter's bank, put there as the page says."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(ROOT / "lib" / "xianxiang", folder / "xianxiang", ignore=shutil.ignore_patterns("__pycache__", "static"))
    path = folder / "xianxiang" / "exercises" / "turn.py"
    above, bank = path.read_text(encoding="utf-8").split("BANK = Bank(")
    path.write_text(f"{above}{CELLS[0]}\n\nBANK = Bank({bank.rstrip().removesuffix('])')}    rotation,\n])\n", encoding="utf-8")
    return folder


def test_the_bank_takes_it_and_the_grader_grades_it(own, tmp_path):
    checked = python("-m", "xianxiang.teach", "check", "turn", lib=own, cwd=tmp_path)
    assert re.search(rf"turn\.{NAME} +number +28 variants", checked) and checked.endswith("fit to be assigned.\n")
    (tmp_path / "in").mkdir()
    python("-c", HAND_IN, lib=own, cwd=tmp_path / "in")
    python("-m", "xianxiang.teach", "grade", "in", "--course", "TRIAL", lib=own, cwd=tmp_path)
    rows = list(csv.DictReader((tmp_path / "grades" / "gradebook.csv").open(encoding="utf-8-sig")))
    assert [(row["student"], row["points"], row["of"], row[f"turn.{NAME}"]) for row in rows] == [("1001", "1", "1", "1"), ("1002", "0", "1", "0")]
