"""The texts of a class, to be read: by exercise, each with its points, and a word where two are nearly the same."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..language import say, spoken, tag
from .bank import HAN_LETTER, Text
from .question import markup
from .wording import HAN, comma

__all__ = ["Alike", "Pile", "Written", "alike", "near", "page", "several"]

LETTERS = 8
"""Texts are compared by their runs of so many letters and digits."""

FEWEST = 40
"""A text of fewer runs is not compared."""

SHARE = 0.5
"""Two texts are nearly the same if so much of the shorter one stands in the other."""

NAMED = 5
"""So many names stand in a sentence."""

_AT_ONCE = 4096

STYLE = """
:root { color-scheme: light dark; } body { font: 16px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h2 small { display: block; font-size: .85rem; font-weight: 400; } h3 { font-size: 1rem; margin: .3rem 0; } .alike { font-weight: 600; }
article { border-top: 1px solid; padding: .5rem 0; } article p { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
"""


@dataclass(frozen=True)
class Written:
    """A text that a student handed in."""

    student: str
    name: str
    variant: int
    text: str


@dataclass(frozen=True)
class Alike:
    """Two texts that are nearly the same.

    Attributes
    ----------
    first, second : int
        Their positions.
    share : float
        How much of the shorter one stands in the other.
    """

    first: int
    second: int
    share: float


@dataclass(frozen=True)
class Pile:
    """The texts of a class on one exercise.

    Attributes
    ----------
    exercise : bank.Text
    written : tuple of Written
        By student.
    alike : tuple of Alike
        Which are nearly the same.
    copied : dict of int to float
        By position: how much of a text, or of the solution, stands in the other, where that is much.
    """

    exercise: Text
    written: tuple[Written, ...]
    alike: tuple[Alike, ...]
    copied: Mapping[int, float]


def _runs(text: str) -> np.ndarray:
    """The runs of letters of a text, as numbers, without regard to case, blanks and punctuation; a Chinese character stands for several."""
    plain = "".join(letter * (HAN if HAN_LETTER.match(letter) else 1) for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())
    codes = np.array([ord(letter) for letter in plain], np.uint64)
    if codes.size < LETTERS:
        return np.empty(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, LETTERS)
    return np.unique(windows @ (np.uint64(0x9E3779B97F4A7C15) ** np.arange(1, LETTERS + 1, dtype=np.uint64)))


def alike(texts: Sequence[str], given: str = "") -> list[Alike]:
    """Return the pairs of texts that are nearly the same.

    Parameters
    ----------
    texts : sequence of str
    given : str
        What the task says; to repeat it is no likeness.

    Returns
    -------
    list of Alike
        In order of their positions.
    """
    task = _runs(given)
    runs = [np.setdiff1d(_runs(text), task, assume_unique=True) for text in texts]
    if not runs or not sum(map(len, runs)):
        return []
    sizes = np.array([len(row) for row in runs])
    owner = np.repeat(np.arange(len(runs)), sizes)
    _, place, count = np.unique(np.concatenate(runs), return_inverse=True, return_counts=True)
    owner, place = owner[count[place] > 1], place[count[place] > 1]
    place = np.unique(place, return_inverse=True)[1]
    shared = np.zeros((len(runs), len(runs)), np.float32)
    for start in range(0, int(place.max(initial=-1)) + 1, _AT_ONCE):
        here = (start <= place) & (place < start + _AT_ONCE)
        block = np.zeros((len(runs), _AT_ONCE), np.float32)
        block[owner[here], place[here] - start] = 1
        shared += block @ block.T
    least = np.minimum.outer(sizes, sizes)
    found = np.argwhere(np.triu((least >= FEWEST) & (shared >= SHARE * least), 1))
    return [Alike(int(a), int(b), float(shared[a, b] / least[a, b])) for a, b in found]


def near(pile: Pile) -> dict[int, str]:
    """Return by a text's position whose it is nearly the same as, the nearest first.

    Parameters
    ----------
    pile : Pile

    Returns
    -------
    dict of int to str
    """
    found: dict[int, list[tuple[float, str]]] = {place: [(-share, say("the solution"))] for place, share in pile.copied.items()}
    for pair in pile.alike:
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            found.setdefault(one, []).append((-pair.share, pile.written[other].student))
    return {place: several(say("{name} ({share})").format(name=name, share=f"{-share:.0%}") for share, name in sorted(mates)) for place, mates in sorted(found.items())}


def several(names: Iterable[str]) -> str:
    """Return names as a sentence has them: the first few, and how many more there are."""
    found = list(names)
    names = comma().join(found[:NAMED])
    return say("{names} and {count} more").format(names=names, count=len(found) - NAMED) if len(found) > NAMED else names


def page(course: str, piles: Sequence[Pile]) -> str:
    """Return a page with the texts of a class.

    Parameters
    ----------
    course : str
    piles : sequence of Pile

    Returns
    -------
    str
        HTML that loads nothing and runs nothing.
    """
    title = html.escape(say("Texts of {course}").format(course=course))
    parts = [
        f'<!doctype html><html lang="{tag(spoken())}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title><style>{STYLE}</style><h1>{title}</h1>",
    ]
    for pile in piles:
        exercise, written = pile.exercise, pile.written
        same = near(pile)
        count = say("{name}, {count} texts").format(name=exercise.id, count=len(written))
        parts.append(f"<section><h2>{html.escape(say(exercise.title))} <small>{count}</small></h2>")
        if len(exercise.variants) == 1:
            parts.append(_task(exercise, 0))
        for place, item in enumerate(written):
            heading = html.escape(f"{item.student} {item.name}".strip())
            own = _task(exercise, item.variant) if len(exercise.variants) > 1 else ""
            alike = f'<div class="alike">{html.escape(say("Nearly the same as {whose}").format(whose=same[place]))}</div>' if place in same else ""
            parts.append(f"<article><h3>{heading}</h3>{own}{alike}<p>{html.escape(item.text)}</p></article>")
        parts.append("</section>")
    return "\n".join(parts) + "\n"


def _task(exercise: Text, variant: int) -> str:
    points = "".join(f"<li>{markup(exercise.told(point, variant))}</li>" for point in exercise.rubric)
    solution = markup(exercise.told(exercise.solution, variant))
    return f"<div>{markup(exercise.told(exercise.ask, variant))}</div><ul>{points}</ul><details><summary>{say('Solution')}</summary>{solution}</details>"
