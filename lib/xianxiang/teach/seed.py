"""Which variant of an exercise is whose: drawn from the student's number by a hash that Python and the browser share.

The draw is a whole number modulo the number of variants, so nothing is rounded anywhere. The course code takes part: another
year's code gives everyone other variants. The twins of these functions are in ``web/exercise.js``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ..institution import whole
from ..language import both

__all__ = ["BLANK", "SCHEME", "digest", "draw", "mark", "normal", "shuffle"]

SCHEME = "xianxiang/1"
"""The way of drawing; it stands first in everything that is hashed."""

LONGEST = 64
BLANK = re.compile("[\\s\u0085\u00ad\u200b-\u200f\u2060\ufeff\x1c-\x1f\x00]+")  # those too that nobody sees and that travel with a paste
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def normal(text: str, name: str = "student") -> str:
    """Return a student's number or a course code as it is hashed: compatibility letters resolved, no blanks, in capitals.

    Parameters
    ----------
    text : str
        One letter or more, at most 64 when it is normal.
    name : str
        The name used in an error.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If nothing is left of it, or too much.

    Examples
    --------
    >>> normal(" ２０２６ 001a ")
    '2026001A'
    """
    if not isinstance(text, str):
        raise ValueError(both("{name} is {text}; allowed is a text", name=name, text=repr(text)))
    found = BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not 0 < len(found) <= LONGEST:
        raise ValueError(both("{name} is {text}; allowed are 1 to {most} letters and digits", name=name, text=repr(text[:80]), most=LONGEST))
    return found


def digest(*parts: str) -> bytes:
    """Return SHA-256 of the scheme and the parts, joined by the unit separator, U+001F."""
    return hashlib.sha256("\x1f".join((SCHEME, *parts)).encode()).digest()


def draw(count: int, *parts: str) -> int:
    """Draw one of `count` things: the first 48 bits of the parts' hash, modulo `count`.

    Parameters
    ----------
    count : int
        At least 1.
    *parts : str
        What the draw depends on.

    Returns
    -------
    int
        0 to ``count - 1``.
    """
    return int.from_bytes(digest(*parts)[:6], "big") % whole("count", count)


def shuffle(count: int, *parts: str) -> list[int]:
    """Return 0 to ``count - 1`` in an order that depends on the parts: Fisher and Yates's, a draw a step.

    Parameters
    ----------
    count : int
        At least 1.
    *parts : str

    Returns
    -------
    list of int
    """
    order = list(range(whole("count", count)))
    for last in range(count - 1, 0, -1):
        other = draw(last + 1, *parts, str(last))
        order[last], order[other] = order[other], order[last]
    return order


def mark(*parts: str) -> str:
    """Return four letters that stand for an answer in a page: 24 bits of a hash. No secret, only out of sight.

    Parameters
    ----------
    *parts : str

    Returns
    -------
    str
        Four of ``A`` to ``Z``, ``a`` to ``z``, ``0`` to ``9``, ``-`` and ``_``.
    """
    bits = int.from_bytes(digest("answer", *parts)[:3], "big")
    return "".join(_LETTERS[bits >> shift & 63] for shift in (18, 12, 6, 0))
