"""The exercises of a chapter in a notebook: the same variants, checks and points as in the page, and a receipt at the end.

>>> desk = practice("incentives", student="2026001", course="PA-2026")
>>> desk.answer("direction", "1%").right
False
"""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..language import say
from ..live.grid import check
from . import receipt, seed
from .bank import Bank, Choice, Exercise, Function, Order, Setting, Text, load, reading
from .wording import NOTEBOOK, joined

__all__ = ["Desk", "Said", "practice"]


class Said(str):
    """A text that notebooks show as Markdown; `right` is the verdict, None where there is none."""

    right: bool | None = None

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return str(self)


class Desk:
    """A student's exercises of one chapter; made by `practice`.

    Parameters
    ----------
    bank : Bank
    student, course : str
        As `seed.normal` has them.
    own : bool
        Whether they are a student's, or drawn for practice.
    """

    def __init__(self, bank: Bank, student: str, course: str, own: bool):
        self._bank, self._student, self._course, self._own = bank, student, course, own
        self._origin = secrets.token_hex(8)
        self._answers: dict[str, receipt.Answer] = {}
        self._begun = time.monotonic()

    def _repr_markdown_(self) -> str:
        who = NOTEBOOK["yours"].format(student=self._student, course=self._course) if self._own else NOTEBOOK["practice"]
        lines = [f"{'✓' if self._done(exercise) else '·'} `{exercise.name}` {say(exercise.title)}" for exercise in self._bank.exercises]
        return "\n\n".join([joined(who, self._state()), "  \n".join(lines)])

    def __repr__(self) -> str:
        return self._repr_markdown_()

    def _state(self) -> str:
        return NOTEBOOK["state"].format(done=sum(map(self._done, self._bank.exercises)), all=len(self._bank.exercises))

    def _done(self, exercise: Exercise) -> bool:
        kept = self._answers.get(exercise.id)
        return kept is not None and (kept.claimed is None or kept.claimed)

    def answer(self, name: str, answer: Any = ..., /, **setting) -> Said:
        """Answer an exercise, or see it.

        Parameters
        ----------
        name : str
            The exercise's.
        answer : str, number, list, function or Explorer
            By the exercise's kind: a number; a letter; letters in order; a text; a function; a figure as it stands. With ``...``, or
            nothing, the task is shown.
        **setting
            For a figure: values by the controls' keys; the default for the others.

        Returns
        -------
        Said
            What is said of it, with `right`.

        Raises
        ------
        ValueError
            If there is no such exercise, or the figure has no such setting.
        """
        exercise = self._bank[name]
        if (answer is ... and not setting) or any(value is ... for value in setting.values()):
            return self._task(exercise)
        if isinstance(exercise, Text) and exercise.id in self._answers:
            return self._opened(exercise, NOTEBOOK["locked"])
        given = self._given(exercise, answer, setting)
        variant, kept = self._variant(exercise), self._answers.get(exercise.id)
        tries = kept.tries if kept else 0
        if isinstance(exercise, Function):
            verdict = exercise.judge(variant, self._course, self._student, given, tries)
        else:
            verdict = exercise.verdict(variant, given, tries)
        if not verdict.read:
            return _said(joined(NOTEBOOK["unread"], verdict.says), None)
        self._keep(exercise, variant, given, verdict.right if exercise.counts else None)
        if isinstance(exercise, Text):
            return self._opened(exercise, verdict.says)
        if not exercise.counts:
            return _said(self._state(), None)
        return _said(f"**{NOTEBOOK['right' if verdict.right else 'wrong']}** {verdict.says}", verdict.right)

    def _variant(self, exercise: Exercise) -> int:
        return exercise.drawn(self._course, self._student)

    def _keep(self, exercise: Exercise, variant: int, given: Any, right: bool | None) -> None:
        kept, now = self._answers.get(exercise.id), time.monotonic()
        first, tries, seconds = (kept.first, kept.tries, kept.seconds) if kept else (given, 0, 0)
        self._answers[exercise.id] = receipt.Answer(variant, first, given, tries + 1, seconds + round(now - self._begun), right)
        self._begun = now

    def _given(self, exercise: Exercise, answer: Any, setting: dict) -> Any:
        """An answer as a receipt carries it."""
        if isinstance(exercise, Setting):
            return _query(exercise, answer, setting)
        check(not setting, f"{exercise.name}: settings", sorted(setting), "none: this exercise is not answered by a figure")
        if isinstance(exercise, Function):
            check(callable(answer), exercise.name, answer, "a function")
            return [_value(answer, values) for values in exercise.given(self._course, self._student)]
        if isinstance(exercise, (Choice, Order)):
            order = self._lettered(exercise)
            letters = [letter for letter in str(answer).upper() if letter in string.ascii_uppercase]
            places = [str(order[string.ascii_uppercase.index(letter)]) for letter in letters if letter in string.ascii_uppercase[: len(order)]]
            return places if isinstance(exercise, Order) else (places[0] if len(places) == len(letters) == 1 else "")
        return str(answer)

    def _lettered(self, exercise: Choice | Order) -> list[int]:
        """Places in the page by letter: in an order that is this student's."""
        return seed.shuffle(len(exercise.shown), "letters", self._course, exercise.id, self._student)

    def _task(self, exercise: Exercise) -> Said:
        """The task in words, with what can be answered."""
        variant = self._variant(exercise)
        parts = [f"**{say(exercise.title)}**", exercise.told(exercise.ask, variant)]
        if isinstance(exercise, (Choice, Order)):
            texts = [text for text, _ in exercise.options] if isinstance(exercise, Choice) else list(exercise.blocks)
            parts.append("  \n".join(f"{letter}. {exercise.told(texts[exercise.shown[place]], variant)}" for letter, place in zip(string.ascii_uppercase, self._lettered(exercise))))
        details = {"name": exercise.name}
        if isinstance(exercise, Setting):
            details["key"] = _control([goal for goal, _ in exercise.goals]) or reading(exercise.figure).grid.controls[0].key
        if isinstance(exercise, Function):
            details["function"] = exercise.called
        parts.append(NOTEBOOK[exercise.kind].format(**details))
        return _said("\n\n".join(parts), None)

    def _opened(self, exercise: Text, says: str) -> Said:
        """The points of a text and a solution, once it is locked in."""
        variant = self._variant(exercise)
        points = "\n".join(f"* {exercise.told(point, variant)}" for point in exercise.rubric)
        return _said("\n\n".join([says, NOTEBOOK["rubric"], points, joined(NOTEBOOK["solution"], exercise.told(exercise.solution, variant))]), None)

    @property
    def points(self) -> tuple[int, int]:
        """Points so far, and of how many."""
        counted = [exercise for exercise in self._bank.exercises if exercise.counts]
        return sum(exercise.points for exercise in counted if self._done(exercise)), sum(exercise.points for exercise in counted)

    def receipt(self, path: str | Path | None = None) -> Said:
        """Write what is handed in.

        Parameters
        ----------
        path : str or Path, optional
            A file to write; none is written where left out.

        Returns
        -------
        Said
            The short form, with a word of what to do with it; for practice, that it is not handed in.
        """
        if not self._own:
            return _said(NOTEBOOK["no receipt"], None)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = receipt.text(receipt.Receipt(__version__, self._course, self._student, self._origin, now, self._answers))
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        where = NOTEBOOK["receipt"].format(path=f"`{path}`") + "\n\n" if path is not None else ""
        return _said(f"{where}{receipt.pack(text)}", None)


def _said(text: str, right: bool | None) -> Said:
    said = Said(text)
    said.right = right
    return said


def _query(exercise: Setting, figure: Any, setting: dict) -> str:
    """A setting as a link has it: what is moved, in the order of the controls."""
    grid = reading(exercise.figure).grid
    if figure is ...:
        index = grid.index(setting, exercise.name)
    else:
        check(getattr(figure, "name", None) == exercise.figure, exercise.name, figure, "the figure {figure}, or values of its controls by name", figure=repr(exercise.figure))
        index = figure.position
    moved = [(c.key, c.tokens[i]) for c, i in zip(grid.controls, index) if i != c.index(c.default, c.key)]
    return "&".join(f"{key}={quote(token, safe='')}" for key, token in moved)


def _control(goal: Any) -> str:
    """A control that a goal speaks of; the figure itself need not be made for it."""
    if not isinstance(goal, list):
        return ""
    if goal[0] in ("at", "only", "first", "last", "with") and len(goal) > 1:
        return goal[1]
    return next(filter(None, map(_control, goal)), "")


def _value(function: Callable, values: dict) -> str:
    """What a student's function returns, as text; nothing where it fails or returns no number."""
    try:
        return f"{float(function(**values)):.12g}"
    except Exception:  # whatever a student's function does is an answer
        return ""


def practice(stem: str, student: str = "", course: str = "") -> Desk:
    """Take a chapter's exercises.

    Parameters
    ----------
    stem : str
        The chapter's.
    student, course : str
        The student's number and the course code, which draw the variants; both or neither. Without them variants are drawn at random,
        and there is no receipt.

    Returns
    -------
    Desk
        ``desk.answer(name, ...)`` shows a task, ``desk.answer(name, answer)`` answers it, ``desk.receipt()`` is what is handed in.
    """
    check(bool(student) == bool(course), "practice: student, course", (student, course), "both, or neither to practise")
    if student:
        return Desk(load(stem), seed.normal(student), seed.normal(course, "course"), True)
    return Desk(load(stem), secrets.token_hex(8).upper(), "PRACTICE", False)
