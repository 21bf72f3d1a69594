"""A teacher's week: what a student's page says of a chapter, the notebook says too, and so do the gradebook and the report on the exercises."""

import csv

import classroom
import numpy as np
from test_teach_page import alive, card, enter, said, saved

from xianxiang.teach import items, receipt
from xianxiang.teach.__main__ import main as teach
from xianxiang.teach.bank import Choice, Function, Number, Order, Setting, load, reading
from xianxiang.teach.notebook import practice
from xianxiang.teach.wording import PAGE

STEM, COURSE, STUDENT = "alliance", "PA-2026", "20260051"
BANK = load(STEM)
WRONG = ("silence", "threshold", "the-theorem", "bound-by-penalties")
"""What the student gets wrong: the first two at the first try alone."""


def positions(exercise, variant, solved):
    """A point of a figure's grid at which a task is solved, or is not."""
    return tuple(int(i) for i in np.argwhere(exercise.solved(variant) == solved)[-1])


def put(page, exercise, right, rng):
    """Answer an exercise on the page as a student does; return whether the page calls it right."""
    box, variant = card(page, exercise.name), exercise.drawn(COURSE, STUDENT)
    answer = None if isinstance(exercise, Setting) else (classroom.right if right else classroom.wrong)(exercise, COURSE, STUDENT, rng)
    check = box.get_by_role("button", name=PAGE["check"], exact=True)
    if isinstance(exercise, Number):
        box.get_by_label(PAGE["answer"]).fill(answer)
        check.click()
    elif isinstance(exercise, Choice):
        box.locator(f"input[value='{answer}']").check()
        check.click()
    elif isinstance(exercise, Order):
        for place in answer:
            box.get_by_role("button", name=classroom.bare(exercise.blocks[exercise.shown[int(place)]])).click()
        check.click()
    elif isinstance(exercise, Setting):
        alive(page, exercise.figure)
        box.get_by_role("button", name=PAGE["take"]).click()
        live = page.locator(f".xx-live[data-name={exercise.figure}]")
        live.evaluate("el => el.querySelector('.xx-cover .xx-quiet')?.click()")
        keys = [control.key for control in reading(exercise.figure).grid.controls]
        live.evaluate("(el, positions) => el.explorer.set(positions)", dict(zip(keys, positions(exercise, variant, right))))
        page.locator(".xx-ex-dock").get_by_role("button", name=PAGE["check"], exact=True).click()
        page.locator(".xx-ex-dock").get_by_role("button", name=PAGE["back"]).click()
    else:
        box.locator("textarea").fill(answer)
        box.get_by_role("button", name=PAGE["lock"]).click()
        return None
    return PAGE["right"] in said(box)


def told(desk, exercise, answer):
    """The same answer in a notebook, as one types it there."""
    if isinstance(exercise, Setting):
        grid = reading(exercise.figure).grid
        return desk.answer(exercise.name, **{c.key: c.values[i] for c, i in zip(grid.controls, answer)})
    if isinstance(exercise, (Choice, Order)):
        answer = "".join("ABCDEFGHIJ"[desk._lettered(exercise).index(int(place))] for place in answer)
    return desk.answer(exercise.name, answer)


def test_page_notebook_and_grader_give_the_same_points_and_the_report_reads_them(visitor, tmp_path, capsys):
    rng = np.random.default_rng(51)
    page = visitor.open(f"chapters/{STEM}.html")
    page.locator(".xx-practice").scroll_into_view_if_needed()
    page.locator(".xx-ex-live").wait_for()
    enter(page, STUDENT, COURSE)
    shown = {}
    for exercise in BANK.exercises:
        if not isinstance(exercise, Function):
            shown[exercise.id] = put(page, exercise, exercise.name not in WRONG, rng)
            if exercise.name in WRONG[:2]:
                assert shown[exercise.id] is False
                shown[exercise.id] = put(page, exercise, True, rng)
    text, name = saved(page)
    found = receipt.read(text)
    points = sum(BANK[key.split(".")[1]].points for key, right in shown.items() if right)
    assert points == sum(e.points for e in BANK.exercises if not isinstance(e, Function) and e.kind != "text" and e.name not in WRONG[2:])

    desk = practice(STEM, STUDENT, COURSE)
    for exercise in BANK.exercises:
        if exercise.id in found.answers:
            given = found.answers[exercise.id].last
            given = positions(exercise, exercise.drawn(COURSE, STUDENT), exercise.name not in WRONG) if isinstance(exercise, Setting) else given
            assert told(desk, exercise, given).right == shown[exercise.id], exercise.id
    assert desk.points[0] == points
    again = receipt.read(receipt.unpack(desk.receipt()))
    assert {key: (a.variant, a.last) for key, a in again.answers.items()} == {key: (a.variant, a.last) for key, a in found.answers.items()}

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert teach(["grade", str(tmp_path / "in"), "--course", COURSE, "--out", str(out)]) == 0
    (row,) = csv.DictReader((out / "gradebook.csv").open(encoding="utf-8-sig"))
    assert (row["student"], row["points"], row["flags"]) == (STUDENT, str(points), "")
    assert teach(["grade", str(tmp_path / "in"), "--course", COURSE, "--first", "--out", str(tmp_path / "first")]) == 0
    (row,) = csv.DictReader((tmp_path / "first" / "gradebook.csv").open(encoding="utf-8-sig"))
    assert row["points"] == str(points - sum(BANK[name].points for name in WRONG[:2]))
    assert teach(["items", str(out / "answers.csv")]) == 0
    assert {item.id: item.last for item in items.analyse(items.read(out / "answers.csv"))} == {key: float(right) for key, right in shown.items() if right is not None}
    report = capsys.readouterr().out
    assert report.index(BANK["silence"].title) < report.index("Exercise by exercise")
