"""A class that answers exercises as students do: some rightly at once, some after a wrong try, some never.

``answers(exercise, course, student, skill, rng)`` is one student's work on one exercise; `receipt` is what a student hands in.
"""

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np

from xianxiang import __version__
from xianxiang.teach import receipt as paper
from xianxiang.teach.bank import Choice, Function, Number, Order, Setting, Text, load, reading
from xianxiang.teach.seed import normal

SYLLABLES = [a + b for a in ("b", "d", "f", "k", "l", "m", "n", "r", "s", "t") for b in ("a", "e", "i", "o", "u")]


def bare(text):
    """A bank's text without its marks, as a reader has it."""
    return re.sub(r"`([^`]*)`|[*]|_(?=\w)", lambda found: found[1] or "", text)


@lru_cache(maxsize=None)
def _points(exercise, variant, solved):
    """The points of a figure's grid that solve a variant, or that do not."""
    return np.argwhere(exercise.solved(variant) == solved)


def _query(exercise, index):
    """A point of a figure's grid as a link has it: only what is moved."""
    controls = reading(exercise.figure).grid.controls
    return "&".join(f"{c.key}={c.tokens[i].replace('%', '%25').replace(' ', '%20')}" for c, i in zip(controls, index) if i != c.index(c.default, c.key))


def _drawn(items, rng):
    return items[int(rng.integers(len(items)))]


def right(exercise, course, student, rng):
    """A right answer to a student's variant; of an exercise that is read by a person, some text."""
    variant = exercise.drawn(course, student)
    if isinstance(exercise, Setting):
        return _query(exercise, _drawn(_points(exercise, variant, True), rng))
    if isinstance(exercise, Number):
        return f"{exercise.value(variant):.{exercise.places}f}"
    if isinstance(exercise, Choice):
        return exercise.place(variant)
    if isinstance(exercise, Order):
        return [str(exercise.shown.index(step)) for step in _drawn([order for order in exercise.beginnings() if len(order) == exercise.steps], rng)]
    if isinstance(exercise, Function):
        case = exercise.variants[variant]
        return [f"{float(exercise.answer(**values, **case)):.12g}" for values in exercise.given(course, student)]
    return text(rng, max(exercise.least, 120) + 60)


def wrong(exercise, course, student, rng):
    """A wrong answer to a student's variant, as a student might give it."""
    variant = exercise.drawn(course, student)
    if isinstance(exercise, Setting):
        return _query(exercise, _drawn(_points(exercise, variant, False), rng))
    if isinstance(exercise, Number):
        slips = [f"{key / 10**exercise.places:.{exercise.places}f}" for key in exercise.slip_keys[variant] if key is not None]
        return _drawn([*slips, f"{exercise.value(variant) + float(rng.integers(2, 9)):.{exercise.places}f}"], rng)
    if isinstance(exercise, Choice):
        return _drawn([place for place in map(str, range(len(exercise.options))) if place != exercise.place(variant)], rng)
    if isinstance(exercise, Order):
        return list(reversed(right(exercise, course, student, rng)))
    if isinstance(exercise, Function):
        return [f"{float(value) + 1:.12g}" for value in right(exercise, course, student, rng)]
    return right(exercise, course, student, rng)


def text(rng, letters):
    """Some sentences like no others."""
    words = []
    while sum(map(len, words)) + len(words) < letters:
        words.append("".join(SYLLABLES[i] for i in rng.integers(len(SYLLABLES), size=rng.integers(1, 4))))
    return " ".join(words).capitalize() + "."


def answers(exercise, course, student, skill, rng, most=3):
    """What a student does with an exercise, as a receipt has it.

    Each try is right with the probability `skill`; the student stops at the first right one, or after `most`. A text is one try.
    """
    variant = exercise.drawn(course, student)
    tries = []
    while len(tries) < most and True not in [good for _, good in tries]:
        good = bool(rng.random() < skill)
        tries.append(((right if good else wrong)(exercise, course, student, rng), good))
        if isinstance(exercise, Text) or (isinstance(exercise, Choice) and not exercise.graded):
            break
    unjudged = isinstance(exercise, Text) or (isinstance(exercise, Choice) and not exercise.graded)
    return paper.Answer(variant, tries[0][0], tries[-1][0], len(tries), int(rng.integers(20, 400)), None if unjudged else tries[-1][1])


def receipt(exercises, course, student, skill, rng, time="2026-11-26T09:00:00Z", book=__version__):
    """A receipt with a student's answers to some exercises."""
    done = {exercise.id: answers(exercise, course, student, skill, rng) for exercise in exercises}
    return paper.Receipt(book, normal(course, "course"), normal(student), rng.bytes(8).hex(), time, dict(sorted(done.items())))


def mend(done, exercise, course, student, rng):
    """The same receipt later, with an exercise put right."""
    answer = done.answers[exercise.id]
    better = replace(answer, last=right(exercise, course, student, rng), tries=answer.tries + 1, seconds=answer.seconds + 60, claimed=True)
    return replace(done, time=done.time.replace("T09", "T10"), answers={**done.answers, exercise.id: better})


def exercises(*stems):
    """The exercises of some chapters."""
    return [exercise for stem in stems for exercise in load(stem).exercises]


def numbers(count, year=2026):
    """Student numbers."""
    return [f"{year}{i:04}" for i in range(1, count + 1)]
