"""An exercise as a learning platform can ask it: a plain question for each variant, with what is said of each reply.

A platform has no figure and no notebook. A number, a choice and a text go over as they are. A proof from blocks becomes a word: the
blocks have letters, and the student types them in order. Moodle's own type `ordering` knows one order and no block that stays out,
and Canvas has none; a word takes every order that holds, and can be read out and typed on a phone. A setting is asked for where it
comes to one position of one slider, which becomes a number read off the published figure. Other settings, which many positions
solve, and functions stay in the book; `left_out` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from string import ascii_uppercase
from urllib.parse import quote, urlencode

import numpy as np

from ..language import say, spoken
from ..ledger import titles
from ..live.grid import Slider
from .bank import Bank, Choice, Exercise, Function, Number, Order, Setting, Text, reading, rounded
from .wording import CHECK, joined

__all__ = ["BOOK", "Question", "Reply", "chapter", "left_out", "markup", "of_bank", "questions", "titled"]

BOOK = "County and Township 县乡"
_MARKED = re.compile(r"\*(?! )([^*]+)\*|`([^`]+)`|_(\w)|([\u2e80-\u9fff\uf900-\ufaff]+)")
NAMED = {"before": "Before the book", "after": "After the book"}


@dataclass(frozen=True)
class Reply:
    """What a student may answer.

    Attributes
    ----------
    value : str
        A decimal number; an option, in HTML; or the letters of some blocks. A star stands for anything.
    right : bool
    says : str
        What is said of it, in HTML.
    reach : str
        For a number: how far from `value` a reply still counts as it.
    """

    value: str
    right: bool
    says: str = ""
    reach: str = ""


@dataclass(frozen=True)
class Question:
    """One variant of an exercise, as a platform can ask it; all texts but the title and the unit are HTML.

    Attributes
    ----------
    id : str
        ``stem.name.007``: the exercise and the variant.
    kind : str
        ``number``, ``choice``, ``letters`` or ``essay``.
    title, text : str
    points : int
    replies : tuple of Reply
        The first that fits holds. For an essay: none.
    why : str
        Why the right answer is right.
    hints : tuple of str
    unit : str
        For a number: what may stand behind it.
    guide : str
        For an essay: what a good answer has, and a solution.
    """

    id: str
    kind: str
    title: str
    text: str
    points: int
    replies: tuple[Reply, ...] = ()
    why: str = ""
    hints: tuple[str, ...] = ()
    unit: str = ""
    guide: str = ""


def markup(text: str) -> str:
    """Return a text of a bank as HTML.

    Parameters
    ----------
    text : str
        Plain Unicode with ``*emphasis*``, `` `code` ``, a subscript as in ``W_c``, and Chinese, whose language is named where another is spoken.

    Returns
    -------
    str

    Examples
    --------
    >>> markup("the *lowest* W_c 县, where `a_b < 1`")
    'the <em>lowest</em> W<sub>c</sub> <span lang="zh-Hans">县</span>, where <code>a_b &lt; 1</code>'
    """
    return _marked(escape(text, quote=False))


def _marked(text: str) -> str:
    def tag(match: re.Match) -> str:
        emphasis, code, below, chinese = match.groups()
        if emphasis:
            return f"<em>{_marked(emphasis)}</em>"
        if code or below:
            return f"<code>{code}</code>" if code else f"<sub>{below}</sub>"
        return chinese if spoken() == "zh" else f'<span lang="zh-Hans">{chinese}</span>'

    return _MARKED.sub(tag, text)


def chapter(stem: str) -> str:
    """Return the title of the chapter to which a bank belongs.

    Parameters
    ----------
    stem : str

    Returns
    -------
    str
    """
    return say(NAMED.get(stem) or titles().get(stem, stem))


def titled(stem: str) -> str:
    """Return the title of the book with that of a chapter."""
    return say("{book}: {chapter}").format(book=say(BOOK), chapter=chapter(stem))


def left_out(exercise: Exercise) -> str:
    """Return why a platform cannot ask an exercise.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    str
        Empty where it can.
    """
    if isinstance(exercise, Function):
        return say("a function is written and checked in a notebook")
    if isinstance(exercise, Setting) and _asked(exercise) is None:
        return say("many settings of the figure solve it, and only the book can look at the figure")
    return ""


def questions(exercise: Exercise, site: str = "") -> tuple[Question, ...]:
    """Return what a platform can ask of an exercise.

    Parameters
    ----------
    exercise : Exercise
    site : str
        The address of the published book, for links to its figures; without it they are named.

    Returns
    -------
    tuple of Question
        One a variant, in their order; none where `left_out` has a reason.
    """
    if left_out(exercise):
        return ()
    made = next(make for kind, make in _MAKE.items() if isinstance(exercise, kind))
    return tuple(made(exercise, variant, site) for variant in range(len(exercise.variants)))


def _question(exercise: Exercise, variant: int, kind: str, text: str = "", **more) -> Question:
    """What all kinds have in common."""
    asked = f"<p>{markup(exercise.told(exercise.ask, variant))}</p>{text}"
    hints = tuple(markup(exercise.told(hint, variant)) for hint in exercise.hints)
    return Question(f"{exercise.id}.{variant:03}", kind, say(exercise.title), asked, exercise.points, why=markup(exercise.told(exercise.why, variant)), hints=hints, **more)


def _band(key: int, places: int, right: bool, says: str) -> Reply:
    """The numbers that are `key` once they are rounded to `places` decimals."""
    return Reply(f"{Decimal(key).scaleb(-places):f}", right, markup(says), f"{Decimal(5).scaleb(-places - 1):f}")


def _number(exercise: Number, variant: int, site: str) -> Question:
    key, places = exercise.keys[variant], exercise.places
    bands = [_band(key, places, True, exercise.told(exercise.why, variant))]
    bands += [_band(slip, places, False, exercise.told(says, variant)) for slip, (_, says) in zip(exercise.slip_keys[variant], exercise.slips) if slip is not None]
    bands += [_band(key + step, places, False, CHECK["close" if places else "off by one"]) for step in (1, -1)]
    bands += [_band(-key, places, False, CHECK["sign"])] * bool(key)
    bands += [_band(key, places + shift, False, CHECK["hundred"]) for shift in (2, -2)]
    bands.append(Reply("*", False, _hinted(exercise, variant)))
    return _question(exercise, variant, "number", f"<p>{escape(_precision(exercise.unit, places), quote=False)}</p>", replies=tuple(bands), unit=say(exercise.unit))


def _precision(unit: str, places: int) -> str:
    """How a number is to be given."""
    rounded = say("to a whole number") if places == 0 else say("to one decimal") if places == 1 else say("to {places} decimals").format(places=places)
    if not unit:
        return say("Answer rounded {rounded}.").format(rounded=rounded)
    return say("Answer in {unit}, rounded {rounded}.").format(unit=say("percent") if unit == "%" else say(unit), rounded=rounded)


def _choice(exercise: Choice, variant: int, site: str) -> Question:
    verdicts = [exercise.verdict(variant, str(place)) for place in range(len(exercise.options))]
    replies = [Reply(markup(exercise.told(exercise.options[i][0], variant)), verdict.right, markup(verdict.says)) for i, verdict in zip(exercise.shown, verdicts)]
    return _question(exercise, variant, "choice", replies=tuple(replies))


def _order(exercise: Order, variant: int, site: str) -> Question:
    letters = [ascii_uppercase[exercise.shown.index(i)] for i in range(len(exercise.blocks))]
    found = sorted(("".join(letters[i] for i in order) for order in exercise.beginnings()), key=lambda word: (-len(word), word))
    replies = [Reply(word, True, markup(exercise.told(exercise.why, variant))) for word in found if len(word) == exercise.steps]
    for word in found:
        if len(word) < exercise.steps:
            replies.append(Reply(word, False, markup(CHECK["more steps"])))
        replies.append(Reply(f"{word}*", False, _hinted(exercise, variant, CHECK["steps stand"].format(count=len(word)))))
    replies.append(Reply("*", False, _hinted(exercise, variant, CHECK["no step stands"])))
    blocks = "".join(f"<li>{markup(exercise.told(exercise.blocks[i], variant))}</li>" for i in exercise.shown)
    return _question(exercise, variant, "letters", f'<ol type="A">{blocks}</ol><p>{say("Type the letters of the blocks that belong, in order and without blanks.")}</p>', replies=tuple(replies))


def _hinted(exercise: Exercise, variant: int, *first: str) -> str:
    """What a wrong reply is told that no other says anything of: the first hint."""
    return markup(joined(*first, *(exercise.told(hint, variant) for hint in exercise.hints[:1])))


def _text(exercise: Text, variant: int, site: str) -> Question:
    rubric = "".join(f"<li>{markup(exercise.told(item, variant))}</li>" for item in exercise.rubric)
    return _question(exercise, variant, "essay", guide=f"<ul>{rubric}</ul><p>{markup(exercise.told(exercise.solution, variant))}</p>")


@cache
def _asked(exercise: Setting) -> Slider | None:
    """The slider whose first or last position a task asks for, if that one position is all that solves each variant."""
    keys = {goal[1] for goal in _goals([goal for goal, _ in exercise.goals]) if goal[0] in ("first", "last")}
    grid = reading(exercise.figure).grid
    axes = [i for i, control in enumerate(grid.controls) if control.key in keys and isinstance(control, Slider)]
    if len(keys) != 1 or not axes:
        return None
    single = all(len(set(np.nonzero(exercise.solved(variant))[axes[0]])) == 1 for variant in range(len(exercise.variants)))
    return grid.controls[axes[0]] if single else None


def _goals(goals: Sequence) -> Iterator[list]:
    """Goals that must hold, those inside ``all`` as well."""
    for goal in goals:
        if goal[0] == "all":
            yield from _goals(goal[1:])
        else:
            yield goal


def _setting(exercise: Setting, variant: int, site: str) -> Question:
    slider, found = _asked(exercise), reading(exercise.figure)
    controls = found.grid.controls
    solved = [int(places[0]) for places in np.nonzero(exercise.solved(variant))]
    axis = [control.key for control in controls].index(slider.key)
    percent, places = slider.fmt.endswith("%"), int(re.sub(r"\D", "", slider.fmt) or 6)
    replies = []
    for i, value in enumerate(slider.values):  # what the book says of this position, the other controls being as they should
        link = urlencode({control.key: control.tokens[i if n == axis else solved[n]] for n, control in enumerate(controls)}, quote_via=quote)
        verdict = exercise.verdict(variant, link)
        replies.append(_band(rounded(value * (100 if percent else 1), places), places, verdict.right, verdict.says))
    title, label = (escape(say(text), quote=False) for text in (found.title, slider.label))
    if site:
        address = f"{escape(site.rstrip('/'))}/chapters/{exercise.stem}.html#{exercise.figure}"
        text = say('Open <a href="{address}">the figure “{title}”</a>. Which value of “{label}” did you find?').format(address=address, title=title, label=label)
    else:
        where = escape(chapter(exercise.stem), quote=False)
        text = say("Open the figure “{title}” in the chapter “{chapter}” of the book. Which value of “{label}” did you find?").format(title=title, chapter=where, label=label)
    text = f"<p>{joined(text, say('Answer in percent.') * percent)}</p>"
    return _question(exercise, variant, "number", text, replies=tuple(sorted(replies, key=lambda reply: not reply.right)), unit="%" * percent)


_MAKE = {Number: _number, Choice: _choice, Order: _order, Text: _text, Setting: _setting}


def of_bank(bank: Bank, site: str = "") -> list[tuple[Exercise, tuple[Question, ...]]]:
    """Return every exercise of a bank that a platform can ask, with its questions.

    Parameters
    ----------
    bank : Bank
    site : str
        As for `questions`.

    Returns
    -------
    list of (Exercise, tuple of Question)
    """
    return [(exercise, found) for exercise in bank.exercises if (found := questions(exercise, site))]
