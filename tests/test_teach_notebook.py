"""A chapter's exercises in a notebook: the same variants, verdicts and receipts as anywhere."""

import re
import subprocess
import sys

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.book import notebooks
from xianxiang.teach import receipt
from xianxiang.teach.bank import load, reading
from xianxiang.teach.notebook import practice
from xianxiang.teach.wording import CHECK

STUDENT, COURSE = "2026 001", "pa-2026"


@pytest.fixture
def desk():
    return practice("incentives", STUDENT, COURSE)


@pytest.fixture(scope="module")
def bank():
    return load("incentives")


def case(bank, name):
    return bank[name].variants[bank[name].drawn(COURSE, STUDENT)]


def right_letters(desk, exercise, steps):
    lettered = desk._lettered(exercise)
    return "".join("ABCDEFGH"[lettered.index(exercise.shown.index(step))] for step in steps)


def test_an_ellipsis_shows_the_task(desk, bank):
    assert case(bank, "direction")["nu"] and f"{case(bank, 'direction')['nu']:.0%}" in desk.answer("direction", ...)
    assert "strength=" in desk.answer("first-blame", strength=...)
    assert desk.answer("prizes-that-pass").count("  \n") == 5
    assert desk.points == (0, 9)


def test_each_kind_is_judged_as_its_exercise_judges(desk, bank):
    variant = bank["direction"].drawn(COURSE, STUDENT)
    value = bank["direction"].value(variant)
    assert desk.answer("direction", "0").right is False and desk.answer("direction", round(value, 1)).right
    asked = case(bank, "first-blame")
    found = reading("incentive-table")
    index = np.argwhere(bank["first-blame"].solved(bank["first-blame"].drawn(COURSE, STUDENT)))[0]
    setting = {control.key: control.values[i] for control, i in zip(found.grid.controls, index)}
    assert desk.answer("first-blame", strength=asked["s"]).right is False
    assert desk.answer("first-blame", **setting).right
    ray = bank["ray"]
    assert desk.answer("ray", right_letters(desk, ray, [ray.key(ray.drawn(COURSE, STUDENT))])).right
    proof = bank["prizes-that-pass"]
    assert "1 of your blocks" in desk.answer("prizes-that-pass", right_letters(desk, proof, [0, 5]))
    assert desk.answer("prizes-that-pass", list(right_letters(desk, proof, range(5)))).right
    assert desk.answer("direction-function", lambda nu, iota, d: nu * iota / (1 - nu + nu * ((1 - iota) * d + iota))).right
    assert desk.points == (5, 9)


def test_a_figure_is_taken_as_it_stands(desk, bank):
    figure = figures.incentive_table()
    index = np.argwhere(bank["first-blame"].solved(bank["first-blame"].drawn(COURSE, STUDENT)))[0]
    assert desk.answer("first-blame", figure).right is False
    for widget, i in zip(figure._controls, index):
        if hasattr(widget, "index"):
            widget.index = int(i)
        else:
            widget.value = bool(i)
    assert figure.position == tuple(index) and desk.answer("first-blame", figure).right
    with pytest.raises(ValueError, match="incentive-table"):
        desk.answer("first-blame", figures.intensity())


def test_a_text_is_locked_in_and_cannot_be_changed(desk):
    assert desk.answer("mild-penalties", "short").right is None
    assert "One answer" not in desk.answer("mild-penalties", "short")
    long = "A larger d gives the two more to protect together. " * 4
    assert "One answer" in desk.answer("mild-penalties", long)
    assert "locked in already" in desk.answer("mild-penalties", "another " * 40)
    assert receipt.read(receipt.unpack(desk.receipt())).answers["incentives.mild-penalties"].last == long


def test_what_cannot_be_read_is_no_try(desk):
    assert CHECK["no number"] in desk.answer("onset", "many") and desk.answer("ray", "Z").right is None
    assert receipt.read(receipt.unpack(desk.receipt())).answers == {}


def test_a_function_that_fails_is_wrong_and_says_where(desk):
    assert "does not return a finite number" in desk.answer("direction-function", lambda nu, iota, d: 1 / 0)
    with pytest.raises(ValueError, match="a function"):
        desk.answer("direction-function", 3)


def test_the_receipt_carries_first_and_last_answers(desk, bank, tmp_path):
    desk.answer("onset", "1")
    desk.answer("onset", "2")
    said = desk.receipt(tmp_path / "receipt.json")
    for text in ((tmp_path / "receipt.json").read_text(), receipt.find(str(said))[0]):
        found = receipt.read(text)
        assert (found.student, found.course) == ("2026001", "PA-2026")
        answer = found.answers["incentives.onset"]
        assert (answer.first, answer.last, answer.tries, answer.claimed) == ("1", "2", 2, False)
        assert answer.variant == bank["onset"].drawn(COURSE, STUDENT)


def test_a_control_may_have_any_name():
    desk = practice("levers", STUDENT, COURSE)
    assert "name=" in desk.answer("trust") and desk.answer("trust", name=reading("how-far-trusted").grid.default["name"]).right is False


def test_the_questions_before_get_no_verdict():
    desk = practice("before", STUDENT, COURSE)
    said = {str(desk.answer("same-people", letter)) for letter in "ABCD"}
    assert said == {"1 of 10 done."}
    assert receipt.read(receipt.unpack(desk.receipt())).answers["before.same-people"].claimed is None


def test_practice_is_drawn_at_random_and_not_handed_in():
    drawn = {str(practice("incentives").answer("onset")) for _ in range(6)}
    assert len(drawn) > 2
    assert "XX1" not in practice("incentives").receipt()
    with pytest.raises(ValueError, match="both, or neither"):
        practice("incentives", student="1")


def test_checks_do_not_wait_for_pandas():
    code = ("import sys; from xianxiang.teach import practice; desk = practice('incentives', '1', 'C'); desk.answer('direction', '1'); "
            "assert 'altair' not in sys.modules, 'a number needs no figure'; desk.answer('first-blame', strength=5); assert 'pandas' not in sys.modules")  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_the_chapters_notebook_has_a_cell_for_each_and_runs_as_it_is(bank, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (notebooks.CHAPTERS / "incentives.md").read_text(encoding="utf-8")
    made = notebooks.plain(text, values=dict.fromkeys(re.findall(r"glue:text\}`([\w-]+)`", text), "0"), stem="incentives")
    cells = [cell.source for cell in made.cells if "practice" in cell.metadata.get("tags", ())]
    assert len(cells) == len(bank.exercises) + 2 and not any("{practice}" in cell.source for cell in made.cells)
    scope = {}
    for cell in cells:
        exec(cell, scope)
    mine = [cell.replace('student="", course=""', 'student="1", course="C"').replace("\n    ...", "\n    return 0") for cell in cells]
    mine = [re.sub(r'answer\("direction-function", \.\.\.\)', 'answer("direction-function", direction_function)', cell) for cell in mine]
    for cell in mine:
        exec(cell, scope)
    assert list(receipt.read((tmp_path / "receipt.json").read_text()).answers) == ["incentives.direction-function"]
