"""The language in which the library speaks: English, as it is written, or another, by a catalogue.

A message is the English text as it stands in the source, fields in braces and all. What it is in another language stands in
``locale/LANGUAGE/*.po``, one file a chapter; together they are one dictionary, so that the same English is the same everywhere. The files
are plain PO: ``msgid``, ``msgstr``, comments. An empty ``msgstr`` is missing, and what is missing is said in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["LANGUAGES", "both", "catalogue", "parse", "pattern", "say", "speak", "spoken", "tag"]

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", *sorted(path.name for path in LOCALE.glob("*") if path.is_dir()))
"""What `speak` takes."""

_LINE = re.compile(r'(msgid |msgstr )?("(?:[^"\\]|\\.)*")')
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_spoken = "en"


def speak(language: str) -> None:
    """Choose the language of what is made from now on: figures, exercises, numbers quoted in a text.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`: ``"en"`` or ``"zh"``.

    Examples
    --------
    >>> import xianxiang
    >>> xianxiang.speak("zh")
    >>> xianxiang.language.say("prisoner's dilemma")
    '囚徒困境'
    >>> xianxiang.speak("en")
    """
    global _spoken
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; allowed: {', '.join(map(repr, LANGUAGES))}")
    _spoken = language


def spoken() -> str:
    """Return the language that is spoken now."""
    return _spoken


def tag(language: str) -> str:
    """Return a language as HTML's ``lang`` names it.

    Examples
    --------
    >>> tag("zh")
    'zh-CN'
    """
    return {"zh": "zh-CN"}.get(language, language)


def say(text: str, language: str | None = None) -> str:
    """Return a message in another language.

    Parameters
    ----------
    text : str
        The message in English, its fields not yet filled. Of a text with numbers in it, such as ``4 to 12 years``, the catalogue may have
        the `pattern`.
    language : str, optional
        The one that is spoken where nothing is said.

    Returns
    -------
    str
        English where the catalogue has nothing.
    """
    words = catalogue(language or _spoken)
    if text in words:
        return words[text]
    found = words.get(pattern(text), "")
    for i, number in enumerate(_NUMBER.findall(text) if found else ()):
        found = found.replace(f"{{{i}}}", number)
    return found or text


def both(text: str, /, **values: Any) -> str:
    """Return what an error says: in English and, where another language is spoken, in that one on a second line.

    Parameters
    ----------
    text : str
        The message in English, its fields not yet filled.
    **values
        What fills them. A text is said first; so is the message of a pair of a message and its own values.

    Returns
    -------
    str

    Examples
    --------
    >>> both("{name} must be a whole number, got {value}", name="rounds", value=2.5)
    'rounds must be a whole number, got 2.5'
    """

    def told(said: Callable[[str], str]) -> str:
        filled = {name: said(value[0]).format(**value[1]) if isinstance(value, tuple) else said(value) if isinstance(value, str) else value for name, value in values.items()}
        return said(text).format(**filled)

    english, other = told(str), told(say)
    return english if other == english else f"{english}\n{other}"


def pattern(text: str) -> str:
    """Return a text with fields in the place of its numbers.

    Examples
    --------
    >>> pattern("4 to 12 years")
    '{0} to {1} years'
    """
    places = iter(range(len(text)))
    return _NUMBER.sub(lambda number: f"{{{next(places)}}}", text)


@cache
def catalogue(language: str, *files: str) -> dict[str, str]:
    """Return what is translated, by message.

    Parameters
    ----------
    language : str
    *files : str
        Names of files without their ending, such as ``explorer``; all where none is named.

    Returns
    -------
    dict of str to str
    """
    paths = [LOCALE / language / f"{name}.po" for name in files] or sorted((LOCALE / language).glob("*.po"))
    entries = [parse(path.read_text(encoding="utf-8"), path.name) for path in paths]
    return {text: said for entry in entries for text, said in entry.items() if text and said}


def parse(text: str, where: str = "catalogue") -> dict[str, str]:
    """Read a catalogue: plain PO, without contexts and plurals.

    Parameters
    ----------
    text : str
    where : str
        The name used in an error.

    Returns
    -------
    dict of str to str
        By message, in the file's order; empty where a translation is missing. The empty message is the file's head.

    Raises
    ------
    ValueError
        If a line is none of this format, or a message stands twice.
    """
    strings: list[list[str]] = []
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        due = "msgstr " if len(strings) % 2 else "msgid "
        if not match or match[1] not in (due, None) or not (match[1] or strings):
            raise ValueError(f"{where}, line {number} is {line!r}; allowed: {due}with a string in quotes, or more of the last string")
        if match[1]:
            strings.append([])
        strings[-1].append(json.loads(match[2]))
    texts = ["".join(parts) for parts in strings]
    if len(texts) % 2 or len(set(texts[::2])) < len(texts) // 2:
        twice = sorted({key for key in texts[::2] if texts[::2].count(key) > 1})
        raise ValueError(f"{where} has {'the same message twice: ' + repr(twice[0]) if twice else 'a message without msgstr at its end'}")
    return dict(zip(texts[::2], texts[1::2]))
