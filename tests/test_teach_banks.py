"""The banks of exercises: fit to be assigned, written as the page can show them, right by another way of finding the answer."""

import gzip
import importlib.util
import json
import re

import numpy as np
import pytest

from xianxiang.teach import audit
from xianxiang.teach.bank import STEMS, Choice, Function, Number, Setting, Text, load, reading

CHAPTERS = [stem for stem in STEMS if stem not in ("before", "after")]
MOST = 7_600  # bytes of a chapter's bank in the page, gzipped


def exercises(*kinds):
    return [pytest.param(exercise, id=exercise.id) for stem in STEMS for exercise in load(stem).exercises if isinstance(exercise, kinds)]


@pytest.mark.parametrize("stem", STEMS)
def test_every_variant_is_fit_to_be_assigned(stem):
    assert audit.faults(load(stem)) == []


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_has_enough_of_them(stem):
    found = [audit.measure(exercise) for exercise in load(stem).exercises]
    assert sum(item.kind != "text" for item in found) >= 8, "a chapter has eight exercises that check themselves"
    assert sum(item.varied for item in found) >= 5, f"five of them differ by student: {[(item.id, item.variants, round(item.copied, 2)) for item in found]}"
    assert {"setting", "number", "choice"} <= {item.kind for item in found} or stem == "argument", "among them a setting of a figure, a number and a choice"


@pytest.mark.parametrize("stem", STEMS)
def test_texts_are_as_the_page_shows_them(stem):
    for exercise in load(stem).exercises:
        for text in [exercise.title, *exercise.texts()]:
            assert not re.search(r"[$\\<>]\w|\bTeX\b|!(\s|$)", text), (exercise.id, text)
            assert text.count("*") % 2 == 0 and text.count("`") % 2 == 0, (exercise.id, text)
        assert 10 <= len(exercise.title) <= 60 or len(exercise.title.split()) >= 2, exercise.id


@pytest.mark.parametrize("stem", STEMS)
def test_a_bank_is_light(stem):
    packed = gzip.compress(json.dumps(load(stem).plan(), ensure_ascii=False, separators=(",", ":")).encode())
    assert len(packed) <= MOST


def oracle(exercise):
    stem, name = exercise.id.split(".")
    assert importlib.util.find_spec(f"answers.{stem}"), f"find the answers of {stem!r} by another road in tests/answers/{stem}.py"
    return importlib.import_module(f"answers.{stem}").ANSWERS.get(name)


@pytest.mark.parametrize("exercise", exercises(Number))
def test_numbers_are_what_another_way_finds(exercise):
    other = oracle(exercise)
    scale = 100 if exercise.unit == "%" else 1
    found = [float(other(**case)) * scale for case in exercise.variants]
    np.testing.assert_allclose([exercise.value(v) for v in range(len(found))], found, rtol=0, atol=0.3 * 10.0**-exercise.places)
    for variant, value in enumerate(found):
        assert exercise.verdict(variant, f"{value:.{exercise.places}f}").right


@pytest.mark.parametrize("exercise", exercises(Choice))
def test_the_right_option_is_what_another_way_finds(exercise):
    other = oracle(exercise)
    for variant, case in enumerate(exercise.variants):
        right = exercise.told(exercise.options[exercise.key(variant)][0], variant)
        assert right.replace("’", "'").startswith(other(**case)), case


@pytest.mark.parametrize("exercise", exercises(Function))
def test_functions_are_what_another_way_finds(exercise):
    other = oracle(exercise)
    for case in exercise.variants:
        for values in exercise.inputs:
            assert float(exercise.answer(**values, **case)) == pytest.approx(float(other(**values, **case)), abs=0.3 * 10.0**-exercise.places)


@pytest.mark.parametrize("exercise", exercises(Setting))
def test_settings_are_solved_where_another_way_says_so(exercise):
    other = oracle(exercise)
    if other is None:
        pytest.skip("no second way of saying which settings solve it")
    grid, rng = reading(exercise.figure).grid, np.random.default_rng(7)
    for variant in rng.choice(len(exercise.variants), min(6, len(exercise.variants)), replace=False):
        solved = exercise.solved(int(variant))
        inside, outside = (np.argwhere(part) for part in (solved, ~solved))
        for index in [*rng.permutation(inside)[:6], *rng.permutation(outside)[:12]]:
            setting = {control.key: control.values[i] for control, i in zip(grid.controls, index)}
            assert bool(other(setting, **exercise.variants[variant])) == bool(solved[tuple(index)]), (exercise.variants[variant], setting)


@pytest.mark.parametrize("exercise", exercises(Text))
def test_texts_say_what_a_good_answer_has(exercise):
    assert len(exercise.rubric) >= 2 and len(exercise.solution) > 150


def test_the_right_option_of_a_question_is_not_known_by_its_look():
    """Neither by its place nor by its length: of the ten before and after the book it is the longest, or at one place, in at most four."""
    questions = load("before").exercises
    lengths = [[len(text) for text, _ in question.options] for question in questions]
    assert sum(row[question.key(0)] == max(row) for question, row in zip(questions, lengths)) <= 4
    assert all(max(row) <= 1.5 * min(row) for row in lengths)
    places = [question.place(0) for question in questions]
    assert max(map(places.count, places)) <= 4
