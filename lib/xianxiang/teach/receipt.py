"""What a student hands in: a file or a short text that carries the answers, and nothing that is believed.

A receipt is JSON::

    {"format": "xianxiang-receipt/1", "book": "0.1.0", "course": "PA-2026", "student": "2026001", "origin": "9f86d081884c7d65",
     "time": "2026-11-26T09:00:00Z", "answers": {"incentives.direction": [17, "40%", "42.3", 2, 75, 1], …}}

by exercise: the variant, the first and the last answer, the number of tries, the seconds spent, and whether the page called the
last answer right. The short form is ``XX1.`` + base64url of its gzip + ``.`` + eight hexadecimal digits against truncation.
`origin` is a random number that a browser keeps; it says only that two receipts come from one browser.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..language import say
from .bank import LONGEST_TEXT
from .seed import normal

__all__ = ["Answer", "FORMAT", "LARGEST", "Receipt", "ReceiptError", "find", "pack", "read", "text", "unpack"]

FORMAT = "xianxiang-receipt/1"
LARGEST = 200_000
"""So many bytes a receipt may take, unpacked."""

CODE = re.compile(r"XX1\.[A-Za-z0-9_=-]+\.[0-9a-f]{8}")
_ID = re.compile(r"[a-z]{2,20}\.[a-z0-9-]{1,60}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ORIGIN = re.compile(r"[0-9a-f]{16}")
_HALF = re.compile("[\ud800-\udfff]")  # of a pair: a field that cuts at a number of letters may leave half of an emoji
MOST_ANSWERS = 400
MOST_TRIES = 10**6


class ReceiptError(ValueError):
    """A text is no receipt, or a damaged one; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What a receipt says of one exercise; all of it is the student's word.

    Attributes
    ----------
    variant : int
    first, last : str or list of str
        Answers, as the exercise's kind has them.
    tries, seconds : int
    claimed : bool or None
        Whether the page called the last answer right; None where it gave no verdict.
    """

    variant: int
    first: Any
    last: Any
    tries: int
    seconds: int
    claimed: bool | None


@dataclass(frozen=True)
class Receipt:
    """A receipt that could be read.

    Attributes
    ----------
    book : str
        The version of the book that made it.
    course, student : str
        As `seed.normal` has them.
    origin, time : str
    answers : dict of str to Answer
        By exercise.
    """

    book: str
    course: str
    student: str
    origin: str
    time: str
    answers: Mapping[str, Answer]


def read(text: str) -> Receipt:
    """Read a receipt's JSON.

    Parameters
    ----------
    text : str

    Returns
    -------
    Receipt

    Raises
    ------
    ReceiptError
        Saying what is wrong with it.
    """
    _need(isinstance(text, str) and len(text.encode("utf-8", "replace")) <= LARGEST, "it is longer than {most} bytes", most=f"{LARGEST:,}")
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ReceiptError(say("part of it is missing or was changed: it is not JSON ({error})").format(error=str(error)[:80])) from None
    _need(isinstance(found, dict) and found.get("format") == FORMAT, "it does not say that it is {format}", format=repr(FORMAT))
    for name, shape in (("book", re.compile(r"[\w.+-]{1,32}", re.ASCII)), ("time", _TIME), ("origin", _ORIGIN)):
        _need(isinstance(found.get(name), str) and bool(shape.fullmatch(found[name])), "its {name} is {what}", name=repr(name), what=_short(found.get(name)))
    try:
        course, student = (normal(found.get(name), name) for name in ("course", "student"))
    except ValueError as error:
        raise ReceiptError(str(error)) from None
    _need(not _HALF.search(course + student), "its 'course' or 'student' holds half of a letter")
    answers = found.get("answers")
    _need(isinstance(answers, dict) and len(answers) <= MOST_ANSWERS, "its 'answers' are no dictionary of at most {most}", most=MOST_ANSWERS)
    _need(all(isinstance(name, str) and _ID.fullmatch(name) for name in answers), "it names an exercise as none is named")
    return Receipt(found["book"], course, student, found["origin"], found["time"], {name: _answer(name, item) for name, item in sorted(answers.items())})


def _answer(name: str, item: Any) -> Answer:
    """Read what a receipt says of one exercise."""
    _need(isinstance(item, list) and len(item) == 6, "what it says of {name} is not six things", name=repr(name))
    variant, first, last, tries, seconds, claimed = item
    for number, most in ((variant, 10**6), (tries, MOST_TRIES), (seconds, 10**9)):
        _need(isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most, "what it says of {name} holds {what}", name=repr(name), what=_short(number))
    for answer in (first, last):
        good = isinstance(answer, str) or (isinstance(answer, list) and len(answer) <= 40 and all(isinstance(part, str) for part in answer))
        _need(good and sum(map(len, answer)) <= LONGEST_TEXT, "its answer to {name} is {what}", name=repr(name), what=_short(answer))
    _need(claimed in (0, 1, None) and not isinstance(claimed, float), "what it says of {name} holds {what}", name=repr(name), what=_short(claimed))
    first, last = (_HALF.sub("\ufffd", one) if isinstance(one, str) else [_HALF.sub("\ufffd", part) for part in one] for one in (first, last))
    return Answer(variant, first, last, tries, seconds, None if claimed is None else bool(claimed))


def _need(good: bool, message: str, **values: Any) -> None:
    if not good:
        raise ReceiptError(say(message).format(**values))


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _short(item: Any) -> str:
    return repr(item)[:60]


def text(receipt: Receipt) -> str:
    """Return a receipt as JSON, the same text for the same receipt."""
    answers = {
        name: [a.variant, a.first, a.last, a.tries, a.seconds, None if a.claimed is None else int(a.claimed)] for name, a in sorted(receipt.answers.items())
    }
    head = {"format": FORMAT, "book": receipt.book, "course": receipt.course, "student": receipt.student, "origin": receipt.origin, "time": receipt.time}
    return json.dumps({**head, "answers": answers}, ensure_ascii=False, separators=(",", ":"))


def pack(json_text: str) -> str:
    """Return the short form of a receipt's JSON.

    Parameters
    ----------
    json_text : str

    Returns
    -------
    str
        ``XX1.…``
    """
    body = base64.urlsafe_b64encode(gzip.compress(json_text.encode(), 9, mtime=0)).decode().rstrip("=")
    return f"XX1.{body}.{_check(body)}"


def unpack(code: str) -> str:
    """Return the JSON behind a short form; blanks and line breaks, which mail programs add, do not matter.

    Parameters
    ----------
    code : str

    Returns
    -------
    str

    Raises
    ------
    ReceiptError
        If it is cut, changed, or unpacks to more than `LARGEST`.
    """
    plain = re.sub(r"\s+", "", code)
    _need(bool(CODE.fullmatch(plain)), "it is not of the form XX1.….xxxxxxxx: part of it may be missing")
    _, body, check = plain.split(".")
    _need(_check(body) == check, "its check digits do not fit: part of it is missing or was changed")
    try:
        packed = base64.urlsafe_b64decode(body.rstrip("=") + "=" * (-len(body.rstrip("=")) % 4))
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            found = file.read(LARGEST + 1)
        _need(len(found) <= LARGEST, "it unpacks to more than {most} bytes", most=f"{LARGEST:,}")
        return found.decode()
    except (binascii.Error, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ReceiptError(say("it cannot be unpacked: {error}").format(error=str(error)[:80])) from None


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:8]


def find(document: str) -> list[str]:
    """Return the receipts' JSON in a document: a receipt's JSON itself, or every short form in a text.

    Parameters
    ----------
    document : str

    Returns
    -------
    list of str

    Raises
    ------
    ReceiptError
        If there is none, or one that is damaged.
    """
    if document.lstrip("\ufeff \t\r\n").startswith("{"):
        return [document.lstrip("\ufeff \t\r\n")]
    codes = re.findall(r"XX1\.[A-Za-z0-9_=\s-]+\.\s*[0-9a-f]{8}", document)
    _need("XX1." in document, "there is no receipt in it")
    _need(bool(codes), "the receipt in it is cut")
    return [unpack(code) for code in codes]
