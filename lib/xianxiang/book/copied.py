"""Runs of Chinese characters that two texts have in common."""

import re
from functools import cache

from .wording import HAN

LENGTH = 12
"""A run as long as this is copied."""


@cache
def letters(text):
    """The Chinese characters of a text and nothing else."""
    return re.sub(f"[^{HAN}]", "", text)


@cache
def stretches(text, length):
    """All stretches of a length of a text."""
    return {text[i:i + length] for i in range(len(text) - length + 1)}


@cache
def any_of(terms):
    """What finds any of some terms."""
    return re.compile("|".join(sorted(map(re.escape, filter(None, map(letters, terms))), key=len, reverse=True)) or "(?!)")


def runs(text, other, terms=(), length=LENGTH):
    """The longest runs of characters, stops and all else left out, that stand in both texts.

    Parameters
    ----------
    text, other : str
    terms : iterable of str
        What is left of a run without these must be half as long as `length`, at least, to be anybody's.
    length : int
        Shorter runs are left out.

    Returns
    -------
    list of str

    Examples
    --------
    >>> runs("河边的，旧磨坊。早已不转", "在河边的旧磨坊里", length=5)
    ['河边的旧磨坊']
    """
    text, other = letters(text), letters(other)
    there = stretches(other, length)
    found, i = [], 0
    while i <= len(text) - length:
        if text[i:i + length] not in there:
            i += 1
            continue
        end = i + length
        while end < len(text) and text[i:end + 1] in other:
            end += 1
        if 2 * len(any_of(tuple(terms)).sub("", text[i:end])) >= length:
            found.append(text[i:end])
        i = end - length + 1
    return found
