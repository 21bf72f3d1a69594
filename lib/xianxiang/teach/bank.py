"""Exercises that check themselves: the kinds, and what each says of an answer.

A bank is a chapter's list of exercises, in ``xianxiang/exercises/STEM.py``. Each exercise has one or more *cases*, the values that
its text is filled with; which case is whose is drawn by `seed`. From the same definition come the page's forms, the notebook's
checks, the grader's verdicts, the question banks of learning platforms and the analysis of items.

The page carries a `plan` of each exercise: texts, goals, and marks (24 bits of a hash) in the place of answers. Its twin of
`verdict` is in ``web/exercise.js``.

An exercise is written in English and said in the language that is spoken: texts are translated, then filled. Variants, goals and marks
know no language, so that an answer given in one edition is judged alike in every other.
"""

from __future__ import annotations

import importlib
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl

import numpy as np

from ..institution import whole
from ..language import say
from ..ledger import WRITTEN
from ..live.grid import check, known
from ..live.words import FIELD, FORMATS, fill
from . import seed
from .goal import Reading, filled, holds
from .wording import CHECK, HAN, joined, unit

__all__ = ["Bank", "Choice", "Exercise", "Function", "LONGEST_TEXT", "Number", "Order", "STEMS", "Setting", "Text", "Verdict", "letters", "load", "named", "parse", "position", "reading", "rounded"]

STEMS = (*WRITTEN, "before", "after")
"""Banks by name: the chapters' and the questions before and after the book."""

Case = Mapping[str, Any]
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?(?:/(?:\d+(?:\.\d*)?|\.\d+))?%?", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_STRAIGHT = re.compile(r"(`[^`]*`)|'")
HAN_LETTER = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SHOWN = ("title", "ask", "why", "hints", "goals", "slips", "options", "blocks", "rubric", "solution")
LONGEST_NUMBER = 40
LONGEST_TEXT = 4000
LARGEST = 10**12
MOST_ORDERS = 200


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    Attributes
    ----------
    right : bool or None
        None for a text, which a person reads, and for an answer that cannot be read as one and does not count as a try.
    says : str
        A sentence or two for the student.
    read : bool
        Whether the answer could be read.
    """

    right: bool | None
    says: str
    read: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """What all kinds have in common.

    Parameters
    ----------
    name : str
        A slug, unlike the others of the bank; with the bank's stem before it, ``incentives.table``, it is the exercise's name.
    title : str
        A few words.
    ask : str
        The task: plain Unicode with ``*emphasis*``, `` `code` `` and subscripts as in ``W_c``, without TeX, fields ``{name}`` or ``{name:format}`` for the
        values of the case. A straight apostrophe becomes the book's, here and in all texts that are shown.
    why : str
        What a right answer is told: why it is right. It stands in the page, so it names no answer.
    hints : sequence of str
        What a wrong answer is told, the first time, the second, and so on; the last stays.
    cases : sequence of dict, or function without arguments that returns one
        The values by variant. One, without values, where nothing is said.
    points : int
        What it counts.
    """

    name: str
    title: str
    ask: str
    why: str = ""
    hints: Sequence[str] = ()
    cases: Sequence[Case] | Callable[[], Sequence[Case]] = ({},)
    points: int = 1
    stem: str = ""  # the bank fills it in

    kind = ""

    @property
    def counts(self) -> bool:
        """Whether it has points: not a text, which a person reads, nor a question without verdict."""
        return True

    def __post_init__(self):
        where = f"exercise {self.name!r}"
        check(isinstance(self.name, str) and bool(_ID.fullmatch(self.name)), "exercise: name", self.name, "a slug such as 'who-hides'")
        check(bool(self.title.strip()) and bool(self.ask.strip()), f"{where}: title, ask", (self.title, self.ask), "some words")
        whole(f"{where}: points", self.points, high=100)
        self._complete(where)
        for name in _SHOWN:
            if texts := getattr(self, name, None):
                object.__setattr__(self, name, [_typeset(text) for text in texts] if isinstance(texts, Sequence) and not isinstance(texts, str) else _typeset(texts))

    def _complete(self, where: str) -> None:
        """Check what the kind needs."""

    @property
    def id(self) -> str:
        """The exercise's name in receipts: ``stem.name``."""
        return f"{self.stem}.{self.name}"

    @cached_property
    def variants(self) -> tuple[Case, ...]:
        """The cases, in the order in which they are drawn."""
        found = tuple(dict(case) for case in (self.cases() if callable(self.cases) else self.cases))
        check(bool(found), f"exercise {self.id!r}: cases", found, "one case or more")
        keys = {tuple(case) for case in found}
        check(len(keys) == 1, f"exercise {self.id!r}: cases", sorted(keys), "the same names in every case")
        for name, spec in {field for text in self.texts() for field in FIELD.findall(text)}:
            known(name, found[0], f"exercise {self.id!r}: field")
            known(spec, FORMATS, f"exercise {self.id!r}: format of {name!r}")
        return found

    def drawn(self, course: str, student: str) -> int:
        """Return which variant a student has in a course.

        Parameters
        ----------
        course, student : str
            As typed; see `seed.normal`.

        Returns
        -------
        int
        """
        return seed.draw(len(self.variants), "variant", seed.normal(course, "course"), self.id, seed.normal(student))

    def told(self, text: str, variant: int) -> str:
        """Say a text of the exercise in the language that is spoken, filled with a variant's values."""
        return self._filled(say(text), variant)

    def _filled(self, text: str, variant: int) -> str:
        """Fill a text that was said."""
        return _typeset(fill(text, {name: say(value) if isinstance(value, str) else value for name, value in self.variants[variant].items()}))

    def verdict(self, variant: int, answer: Any, tries: int = 0) -> Verdict:
        """Judge an answer.

        Parameters
        ----------
        variant : int
            0 to ``len(variants) - 1``.
        answer : str or list
            As a receipt carries it; see the kind.
        tries : int
            How many wrong answers went before; the hints go by it.

        Returns
        -------
        Verdict
        """
        check(isinstance(variant, int) and 0 <= variant < len(self.variants), f"{self.id}: variant", variant, "0 to {most}", most=len(self.variants) - 1)
        return self._judge(variant, answer, tries)

    def _judge(self, variant: int, answer: Any, tries: int) -> Verdict:
        raise NotImplementedError

    def _right(self, variant: int) -> Verdict:
        return Verdict(True, self.told(self.why, variant))

    def _wrong(self, variant: int, tries: int, first: str = "") -> Verdict:
        """Say what is wrong, then the hint whose turn it is."""
        hint = self.hints[min(tries, len(self.hints) - 1)] if self.hints else ""
        return Verdict(False, joined(first, self.told(hint, variant)))

    def _mark(self, variant: int, *parts: str) -> str:
        return seed.mark(self.id, str(variant), *parts)

    def texts(self) -> list[str]:
        """Every text that the page may fill."""
        return [self.ask, self.why, *self.hints]

    def plan(self) -> dict:
        """Return what the page has of the exercise."""
        fields = sorted({match[0][1:-1] for text in self.texts() for match in FIELD.finditer(say(text))})
        plan = {
            "id": self.id,
            "kind": self.kind,
            "title": say(self.title),
            "ask": say(self.ask),
            "why": say(self.why),
            "hints": [say(hint) for hint in self.hints],
            "points": self.points,
            "count": len(self.variants),
            "fields": {field: [self._filled(f"{{{field}}}", variant) for variant in range(len(self.variants))] for field in fields},
        }
        return {**plan, **self._plan()}

    def _plan(self) -> dict:
        return {}


def _typeset(item: Any) -> Any:
    """A text with the book's apostrophes, those in `code` apart; the texts of a pair; anything else as it is."""
    if isinstance(item, str):
        return _STRAIGHT.sub(lambda found: found[1] or "’", item)
    return tuple(map(_typeset, item)) if isinstance(item, tuple) else item


@cache
def reading(figure: str) -> Reading:
    """Return what a figure says at every setting.

    Parameters
    ----------
    figure : str
        Its name, a key of `figures.ALL`.

    Returns
    -------
    Reading
    """
    from ..figures import ALL

    known(figure, ALL, "exercise: figure")
    return Reading(ALL[figure]())


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting(Exercise):
    """Make a figure satisfy a goal. The answer is the setting as a link has it: ``strength=4&negativity=0.5``, only what is moved.

    Parameters
    ----------
    figure : str
        The figure's name.
    goals : sequence of (goal, str)
        All must hold; the first that does not gives the hint. A hint may use the case's fields.
    """

    figure: str
    goals: Sequence[tuple[list, str]]

    kind = "setting"

    def _complete(self, where):
        check(len(self.goals) > 0 and all(len(pair) == 2 and pair[1].strip() for pair in self.goals), f"{where}: goals", self.goals, "pairs of a goal and a hint")

    def texts(self):
        return [*super().texts(), *(hint for _, hint in self.goals)]

    @cached_property
    def _held(self) -> dict[int, list[np.ndarray]]:
        return {}

    def held(self, variant: int) -> list[np.ndarray]:
        """Return where each goal holds, over the figure's grid; of length one along an axis that plays no part."""
        if variant not in self._held:
            self._held[variant] = [holds(filled(goal, self.variants[variant]), reading(self.figure)) for goal, _ in self.goals]
        return self._held[variant]

    def solved(self, variant: int) -> np.ndarray:
        """Return at which settings a variant is solved, over the figure's whole grid."""
        return np.broadcast_to(np.logical_and.reduce(np.broadcast_arrays(*self.held(variant))), reading(self.figure).shape)

    def _judge(self, variant, answer, tries):
        index = position(self.figure, answer)
        if index is None:
            return Verdict(None, CHECK["no setting"], read=False)
        for held, (_, hint) in zip(self.held(variant), self.goals):
            if not held[tuple(i if length > 1 else 0 for i, length in zip(index, held.shape))]:
                return self._wrong(variant, tries, self.told(hint, variant))
        return self._right(variant)

    def _plan(self):
        used = sorted(_places([goal for goal, _ in self.goals]))
        return {"figure": self.figure, "goals": [[goal, say(hint)] for goal, hint in self.goals], "given": {name: [case[name] for case in self.variants] for name in used}}


def position(figure: str, answer: Any) -> tuple[int, ...] | None:
    """Return the point of a figure's grid that a link's query names, or None where it names none.

    Parameters
    ----------
    figure : str
    answer : str
        ``key=token&key=token``; what it does not name is at its default.

    Returns
    -------
    tuple of int or None
    """
    if not isinstance(answer, str) or len(answer) > LONGEST_TEXT:
        return None
    controls = reading(figure).grid.controls
    try:
        pairs = parse_qsl(answer.replace("+", "%2B"), keep_blank_values=True, strict_parsing=bool(answer), errors="strict", max_num_fields=len(controls))
    except ValueError:
        return None
    named = dict(pairs)
    if len(named) < len(pairs) or not set(named) <= {control.key for control in controls}:
        return None
    index = []
    for control in controls:
        token = named.get(control.key)
        if token is None:
            index.append(control.index(control.default, control.key))
        elif token in control.tokens:
            index.append(control.tokens.index(token))
        else:
            return None
    return tuple(index)


def _places(goal: Any) -> set[str]:
    """The names of a variant's values that a goal uses."""
    if isinstance(goal, Mapping):
        return set(goal.values())
    return set().union(*map(_places, goal)) if isinstance(goal, (list, tuple)) else set()


def parse(text: Any) -> float | None:
    """Read a number as people type it: ``0.25``, ``.25``, ``0,25``, ``25%``, ``1/4``, ``−3``, with full-width signs as well.

    Parameters
    ----------
    text : str

    Returns
    -------
    float or None
        None where it is no number. A comma is a decimal point, and so is the full stop that a Chinese keyboard writes.
    """
    if not isinstance(text, str) or len(text) > LONGEST_NUMBER:
        return None
    plain = seed.BLANK.sub("", unicodedata.normalize("NFKC", text)).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace(",", ".").replace("。", ".").lower()
    if not _NUMBER.fullmatch(plain):
        return None
    top, _, under = plain.rstrip("%").partition("/")
    value = float(top)
    if under:
        if float(under) == 0:
            return None
        value /= float(under)
    value = value / 100 if plain.endswith("%") else value
    return value if math.isfinite(value) else None


def rounded(value: float, places: int) -> int:
    """Return ``value * 10**places`` rounded half up, away from zero, to a whole number."""
    size = math.floor(abs(value) * 10**places + 0.5 + 1e-9)
    return size if value >= 0 else -size


@dataclass(frozen=True, kw_only=True, eq=False)
class Number(Exercise):
    """A number, computed by the student by hand, by code or by a figure. The answer is what was typed.

    Parameters
    ----------
    answer : function
        Of the case's values as keywords; a finite float.
    places : int
        To how many decimals it is judged. No answer may lie at a tie of rounding.
    unit : str
        What stands behind the field. With ``"%"`` the answer is a share, the field holds a percentage and `places` counts its decimals.
    slips : sequence of (function, str)
        Wrong answers that a known mistake gives, and what to say of each: functions as `answer`.
    """

    answer: Callable[..., float]
    places: int = 2
    unit: str = ""
    slips: Sequence[tuple[Callable[..., float], str]] = ()

    kind = "number"

    def _complete(self, where):
        whole(f"{where}: places", self.places, low=0, high=6)
        check(bool(self.hints), f"{where}: hints", self.hints, "one hint or more")

    def texts(self):
        return [*super().texts(), *(says for _, says in self.slips)]

    def _scale(self) -> float:
        return 100.0 if self.unit == "%" else 1.0

    def value(self, variant: int) -> float:
        """Return the right answer, in the units of the field."""
        found = float(self.answer(**self.variants[variant])) * self._scale()
        check(math.isfinite(found) and abs(found) * 10**self.places < LARGEST, f"{self.id}: answer", found, "a finite number")
        return found

    @cached_property
    def keys(self) -> list[int]:
        """Right answers by variant, as whole numbers of the last place."""
        return [rounded(self.value(variant), self.places) for variant in range(len(self.variants))]

    @cached_property
    def slip_keys(self) -> list[list[int | None]]:
        """The slips by variant, as whole numbers of the last place; None where a slip gives the right answer, none, or what an earlier one gives."""
        found = []
        for variant, case in enumerate(self.variants):
            row, seen = [], {self.keys[variant]}
            for slip, _ in self.slips:
                value = float(slip(**case)) * self._scale()
                key = rounded(value, self.places) if math.isfinite(value) and abs(value) * 10**self.places < LARGEST else None
                row.append(None if key in seen else key)
                seen.add(key)
            found.append(row)
        return found

    def typed(self, answer: Any) -> float | None:
        """Return the number that an answer says, in the units of the field; None where it says none."""
        number = parse(answer)
        if number is not None and self.unit == "%" and "%" in unicodedata.normalize("NFKC", answer):
            number *= 100
        return None if number is None or abs(number) * 10**self.places >= LARGEST else number

    def _judge(self, variant, answer, tries):
        typed = self.typed(answer)
        if typed is None:
            return Verdict(None, CHECK["no number"], read=False)
        key, right = rounded(typed, self.places), self.keys[variant]
        if key == right:
            return self._right(variant)
        for slip, (_, says) in zip(self.slip_keys[variant], self.slips):
            if key == slip:
                return Verdict(False, self.told(says, variant))
        if abs(key - right) == 1:
            return Verdict(False, CHECK["close" if self.places else "off by one"])
        if key == -right:
            return Verdict(False, CHECK["sign"])
        if abs(typed) * 10 ** (self.places + 2) < LARGEST and right in (rounded(typed * 100, self.places), rounded(typed / 100, self.places)):
            return Verdict(False, CHECK["hundred"])
        return self._wrong(variant, tries)

    def _plan(self):
        marks = range(len(self.variants))
        return {
            "places": self.places,
            "unit": say(self.unit),
            "marks": "".join(self._mark(v, str(self.keys[v])) for v in marks),
            # a slip that gives nothing has the mark of a text that is no number
            "slips": [[say(says), "".join(self._mark(v, "none" if self.slip_keys[v][i] is None else str(self.slip_keys[v][i])) for v in marks)] for i, (_, says) in enumerate(self.slips)],
        }


def _hidden(texts: Sequence[str]) -> list[int]:
    """Positions of texts in an order that says nothing: that of their hashes."""
    return sorted(range(len(texts)), key=lambda i: seed.digest("block", texts[i]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Exercise):
    """One of a few options. The answer is the option's place in the page, as a text: ``"2"``.

    Parameters
    ----------
    options : sequence of (str, str)
        What it says, and what is said of it: why it is wrong, or, for one that is right in every case, why it is right.
    right : int or function
        The position of the right option in `options`, or a function of the case's values that returns it.
    graded : bool
        Whether the student is told. Of questions before the book nothing is said, and the page has neither marks nor explanations.
    """

    options: Sequence[tuple[str, str]]
    right: int | Callable[..., int]
    graded: bool = True

    kind = "choice"

    @property
    def counts(self):
        return self.graded

    def _complete(self, where):
        check(len(self.options) > 1 and all(len(pair) == 2 and all(part.strip() for part in pair) for pair in self.options), f"{where}: options", self.options, "pairs of an option and what is said of it")
        check(len({text for text, _ in self.options}) == len(self.options), f"{where}: options", self.options, "options that differ")
        check(callable(self.right) or 0 <= self.right < len(self.options), f"{where}: right", self.right, "0 to {most}, or a function", most=len(self.options) - 1)

    def texts(self):
        return [*super().texts(), *(part for pair in self.options for part in pair)]

    @cached_property
    def shown(self) -> list[int]:
        """Positions in `options` by place in the page."""
        return _hidden([text for text, _ in self.options])

    def key(self, variant: int) -> int:
        """Return the right option's position in `options`."""
        found = int(self.right(**self.variants[variant]) if callable(self.right) else self.right)
        check(0 <= found < len(self.options), f"{self.id}: right", found, "0 to {most}", most=len(self.options) - 1)
        return found

    def place(self, variant: int) -> str:
        """Return the right answer: the right option's place in the page, as a text."""
        return str(self.shown.index(self.key(variant)))

    def _judge(self, variant, answer, tries):
        if not (isinstance(answer, str) and answer in map(str, range(len(self.options)))):
            return Verdict(None, CHECK["no option"], read=False)
        chosen = self.shown[int(answer)]
        if not self.graded:
            return Verdict(chosen == self.key(variant), "")
        says = self.told(self.options[chosen][1], variant)
        if chosen != self.key(variant):
            return Verdict(False, says)
        return self._right(variant) if self.why else Verdict(True, says)

    def _plan(self):
        if not self.graded:
            return {"options": [[say(self.options[i][0]), ""] for i in self.shown], "graded": False, "marks": ""}
        return {
            "options": [[say(text) for text in self.options[i]] for i in self.shown],
            "graded": True,
            "marks": "".join(self._mark(v, self.place(v)) for v in range(len(self.variants))),
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Order(Exercise):
    """A proof from blocks. The answer is a list of blocks' places in the page, as texts.

    Parameters
    ----------
    blocks : sequence of str
        The steps, and behind them those that do not belong.
    steps : int
        How many of the blocks are steps; the others have no place in the proof.
    after : dict of int to sequence of int, optional
        Which steps must stand somewhere before a step. By default each stands after the one before it.
    """

    blocks: Sequence[str]
    steps: int
    after: Mapping[int, Sequence[int]] | None = None

    kind = "order"

    def _complete(self, where):
        whole(f"{where}: steps", self.steps, low=2, high=len(self.blocks))
        check(len(set(self.blocks)) == len(self.blocks), f"{where}: blocks", self.blocks, "blocks that differ")
        for step, before in (self.after or {}).items():
            check(0 <= step < self.steps and all(0 <= other < step for other in before), f"{where}: after", {step: before}, "steps in an order that holds")
        check(bool(self.hints), f"{where}: hints", self.hints, "one hint or more")

    def texts(self):
        return [*super().texts(), *self.blocks]

    @cached_property
    def shown(self) -> list[int]:
        """Positions in `blocks` by place in the page."""
        return _hidden(self.blocks)

    def _before(self, step: int) -> Sequence[int]:
        if self.after is None:
            return () if step == 0 else (step - 1,)
        return self.after.get(step, ())

    def standing(self, order: Sequence[int]) -> int:
        """Return how many blocks from the first on stand rightly; positions are those in `blocks`."""
        for count, step in enumerate(order):
            if step >= self.steps or step in order[:count] or any(other not in order[:count] for other in self._before(step)):
                return count
        return len(order)

    def beginnings(self) -> Iterator[tuple[int, ...]]:
        """Every right beginning of the proof, from the first step to the last, as positions in `blocks`."""
        reached: list[tuple[int, ...]] = [()]
        for order in reached:
            for step in range(self.steps):
                if self.standing((*order, step)) == len(order) + 1:
                    reached.append((*order, step))
                    yield reached[-1]

    def _judge(self, variant, answer, tries):
        places = [str(i) for i in range(len(self.blocks))]
        if not (isinstance(answer, list) and 0 < len(answer) <= len(places) and all(isinstance(item, str) and item in places for item in answer)):
            return Verdict(None, CHECK["no order"], read=False)
        order = [self.shown[int(item)] for item in answer]
        count = self.standing(order)
        if count == len(order) == self.steps:
            return self._right(variant)
        if count == len(order):
            return Verdict(False, CHECK["more steps"])
        return self._wrong(variant, tries, CHECK["steps stand"].format(count=count) if count else CHECK["no step stands"])

    def _plan(self):
        found = list(self.beginnings())
        check(len(found) <= MOST_ORDERS, f"{self.id}: after", len(found), "at most {most} beginnings that hold", most=MOST_ORDERS)
        named = [".".join(str(self.shown.index(step)) for step in order) for order in found]
        return {
            "blocks": [say(self.blocks[i]) for i in self.shown],
            "marks": "".join(sorted(seed.mark(self.id, "steps", text) for text in named)),
            "whole": [seed.mark(self.id, "whole", text) for text, order in zip(named, found) if len(order) == self.steps],
        }


def letters(text: str) -> int:
    """Return how long a text is, in letters; a Chinese character is worth `wording.HAN` of them.

    Parameters
    ----------
    text : str

    Returns
    -------
    int

    Examples
    --------
    >>> letters("blame"), letters("卸责")
    (5, 6)
    """
    return len(text) + (HAN - 1) * len(HAN_LETTER.findall(text))


@dataclass(frozen=True, kw_only=True, eq=False)
class Text(Exercise):
    """Some sentences, locked in; then the rubric and the solution open. A person reads them. The answer is the text.

    Parameters
    ----------
    rubric : sequence of str
        What a good answer has, a point each.
    solution : str
    least : int
        How many letters it takes to be locked in, as `letters` counts.
    """

    rubric: Sequence[str]
    solution: str
    least: int = 120

    kind = "text"
    counts = False

    def _complete(self, where):
        check(bool(self.rubric) and bool(self.solution.strip()), f"{where}: rubric, solution", (self.rubric, self.solution), "some words of each")
        whole(f"{where}: least", self.least, high=LONGEST_TEXT)

    def texts(self):
        return [*super().texts(), *self.rubric, self.solution]

    def _judge(self, variant, answer, tries):
        if not isinstance(answer, str) or letters(answer.strip()) < self.least or len(answer.strip()) > LONGEST_TEXT:
            return Verdict(None, CHECK["no text"].format(least=self.least // unit()), read=False)
        return Verdict(None, CHECK["locked in"])

    def _plan(self):
        return {"rubric": [say(point) for point in self.rubric], "solution": say(self.solution), "least": self.least}


@dataclass(frozen=True, kw_only=True, eq=False)
class Function(Exercise):
    """A function that the student writes in a notebook. The answer is the list of its values, as texts, at inputs that the seed draws.

    Parameters
    ----------
    answer : function
        Of one input's values as keywords and the case's; a finite float.
    inputs : sequence of dict
        What the student's function may be called with, as keywords.
    asked : int
        At how many of them it is called.
    places : int
        To how many decimals it is judged.
    """

    answer: Callable[..., float]
    inputs: Sequence[Case]
    asked: int = 6
    places: int = 4

    kind = "function"

    def _complete(self, where):
        whole(f"{where}: asked", self.asked, high=len(self.inputs))
        whole(f"{where}: places", self.places, low=0, high=6)
        check(bool(self.hints), f"{where}: hints", self.hints, "one hint or more")

    @property
    def called(self) -> str:
        """What the function is called in Python."""
        return self.name.replace("-", "_")

    def given(self, course: str, student: str) -> list[Case]:
        """Return the inputs at which a student's function is called."""
        order = seed.shuffle(len(self.inputs), "inputs", seed.normal(course, "course"), self.id, seed.normal(student))
        return [self.inputs[i] for i in order[: self.asked]]

    def judge(self, variant: int, course: str, student: str, answer: Any, tries: int = 0) -> Verdict:
        """Judge the values of a student's function at the inputs that are this student's."""
        if not (isinstance(answer, list) and len(answer) == self.asked):
            return Verdict(None, CHECK["no values"], read=False)
        case = self.variants[variant]
        for values, text in zip(self.given(course, student), answer):
            typed, right = parse(text), float(self.answer(**values, **case))
            if typed is None:
                return Verdict(False, CHECK["no value at"].format(inputs=_spoken(values)))
            if rounded(typed, self.places) != rounded(right, self.places):
                return self._wrong(variant, tries, CHECK["wrong at"].format(inputs=_spoken(values), value=text))
        return self._right(variant)

    def _judge(self, variant, answer, tries):
        raise ValueError(f"{self.id}: the values of a function are judged by `judge`, which needs the course and the student")

    def _plan(self):
        return {"asked": self.asked}


def _spoken(values: Case) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in values.items())


@dataclass(frozen=True)
class Bank:
    """The exercises of a chapter.

    Parameters
    ----------
    stem : str
        The chapter's.
    exercises : sequence of Exercise
        In the order in which they stand.
    """

    stem: str
    exercises: Sequence[Exercise]

    def __post_init__(self):
        known(self.stem, STEMS, "bank: stem")
        for exercise in self.exercises:
            object.__setattr__(exercise, "stem", self.stem)
        names = [exercise.name for exercise in self.exercises]
        check(len(set(names)) == len(names) > 0, f"bank {self.stem!r}: names", names, "names that differ")
        object.__setattr__(self, "exercises", tuple(self.exercises))

    def __getitem__(self, name: str) -> Exercise:
        """An exercise by its name, with or without the stem before it."""
        found = {exercise.name: exercise for exercise in self.exercises}
        short = name.removeprefix(f"{self.stem}.") if isinstance(name, str) else name
        known(short, found, f"bank {self.stem!r}: exercise")
        return found[short]

    def plan(self) -> dict:
        """Return what the page has of the bank."""
        return {"stem": self.stem, "exercises": [exercise.plan() for exercise in self.exercises]}


@cache
def load(stem: str) -> Bank:
    """Return the bank of a chapter.

    Parameters
    ----------
    stem : str
        One of `STEMS`.

    Returns
    -------
    Bank
    """
    known(stem, STEMS, "bank: stem")
    return importlib.import_module(f"xianxiang.exercises.{stem}").BANK


@cache
def named(name: str) -> Exercise | None:
    """Return an exercise by its name in receipts.

    Parameters
    ----------
    name : str
        ``stem.name``.

    Returns
    -------
    Exercise or None
        None where this version of the book has none of that name.
    """
    stem, _, short = name.partition(".")
    return next((one for one in load(stem).exercises if one.name == short), None) if stem in STEMS else None
