"""What a class has handed in: every receipt in folders, archives and files, and what could not be read.

Files come from students, so nothing here trusts one. Nothing is unpacked to disk; what is read is bounded by the bytes that come
out, whatever an archive declares; links inside folders are not followed; and whatever is wrong with a file is said of that file.
"""

from __future__ import annotations

import html
import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..language import both, say
from . import sheet
from .receipt import LARGEST, Receipt, ReceiptError, find, read
from .wording import closed

__all__ = ["Document", "Handed", "Sender", "Unreadable", "documents", "opened", "sender"]

TEXT = 2_000_000
"""So many bytes a file of text may have, unpacked."""

FORM = 20_000_000
"""So many bytes a form's table may have."""

CLASS = (20_000, 500_000_000)
"""So many files, and bytes in all, are read from an archive in a folder: that of a class."""

OWN = (200, 20_000_000)
"""So many from an archive in an archive: that of a student."""

PACKAGE = 5_000_000
"""So many bytes such an archive may have itself, and a word processor's file."""

LONGEST_NAME = 400

MOST_CODES = 2_000
"""So many receipts are looked for in one text."""

WORDS = (".txt", ".md", ".html", ".htm", ".eml", ".ipynb", "")
SHEETS = (".csv", ".tsv")
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, OverflowError, EOFError, RuntimeError, KeyError, struct.error)
"""What Python's reader of archives raises where one is not as it should be."""

_LITTER = re.compile(r"(^|/)(\.(?!\.?/)|__MACOSX/|Thumbs\.db$|desktop\.ini$)")
_QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+", re.MULTILINE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00]|=\r?\n")
_CANVAS = re.compile(r"([^/_]+)(?:_LATE)?_(\d+)_\d+_[^/]*")
_ROW = re.compile(r", row \d+$")
_MOODLE = re.compile(r"(?:^|/)([^/]+)_(\d+)_assignsubmission_[a-z]+")


class Unreadable(ValueError):
    """A file cannot be read; the message says why, in words for a teacher."""


@dataclass(frozen=True)
class Document:
    """A file that may hold receipts, not yet read.

    Attributes
    ----------
    source : str
        Where it was found.
    load : function
        Returns its bytes, or raises `Unreadable`.
    """

    source: str
    load: Callable[[], bytes]


@dataclass(frozen=True)
class Handed:
    """A receipt, or what is wrong instead.

    Attributes
    ----------
    source : str
    receipt : Receipt or None
    fault : str
        Why there is none.
    empty : bool
        Whether there was nothing that looks like a receipt.
    """

    source: str
    receipt: Receipt | None = None
    fault: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Sender:
    """Who handed a file in, as a learning platform names it.

    Attributes
    ----------
    platform : str
    name, number : str
        The number is the platform's own.
    """

    platform: str
    name: str
    number: str

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def sender(source: str) -> Sender | None:
    """Return who handed a file in, by the name that Canvas or Moodle gives it.

    Parameters
    ----------
    source : str

    Returns
    -------
    Sender or None
        None where the name is no platform's.

    Examples
    --------
    >>> print(sender("week1.zip/Wang Fang_4711_assignsubmission_file_/receipt.json"))
    Wang Fang 4711
    >>> print(sender("submissions.zip/wangfang_LATE_4711_90210_receipt.json"))
    wangfang 4711
    """
    moodle = _MOODLE.search(source)
    canvas = None if moodle or _ROW.search(source) else _CANVAS.fullmatch(source.rsplit("/", 1)[-1])
    found = moodle or canvas
    return Sender("Moodle" if moodle else "Canvas", found[1], found[2]) if found else None


def documents(paths: Iterable[str | Path], apart: Iterable[str | Path] = ()) -> list[Document]:
    """List the files in folders and archives, sorted by where they are.

    Parameters
    ----------
    paths : sequence of path
        Folders, archives and files.
    apart : sequence of path
        What is not to be read: the teacher's own tables, and the folder of the results.

    Returns
    -------
    list of Document

    Raises
    ------
    ValueError
        If a path is not there.
    """
    apart = {Path(path).resolve() for path in apart}
    found = []
    for path in map(Path, paths):
        if not path.exists():
            raise ValueError(both("{path} is not there", path=path))
        for file, source in _files(path.resolve(), apart):
            found += _listed(sheet.plain(source), file)
    return sorted(found, key=lambda document: document.source)


def _files(path: Path, apart: set[Path]) -> Iterator[tuple[Path, str]]:
    """Every file in a folder, and what it is called; or the file itself."""
    if path.is_file():
        yield path, path.name
    for folder, inner, files in os.walk(path):
        inner[:] = [one for one in inner if not _LITTER.match(one + "/") and (Path(folder) / one).resolve() not in apart]
        for one in files:
            file = Path(folder) / one
            if not _LITTER.match(one) and file.resolve() not in apart:
                yield file, "/".join((path.name, *file.relative_to(path).parts))


def _listed(source: str, file: Path) -> list[Document]:
    """A file, or what is in it if it is an archive."""
    if file.is_symlink() or not file.is_file():
        return [_refused(source, say("It is a link or no ordinary file, and is not followed."))]
    if file.suffix.lower() == ".zip":
        return _members(source, file, CLASS)
    return [Document(source, lambda: _bounded(file.open("rb"), _limit(source, on_disk=True)))]


def _members(source: str, file: Path | io.BytesIO, limits: tuple[int, int]) -> list[Document]:
    """What is in an archive."""
    most, size = limits
    left = [size]  # of the bytes that all files of the archive may have together
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        return [_refused(source, say("The archive is damaged: {error}.").format(error=sheet.plain(str(error))[:80]))]
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _LITTER.search(entry.filename)]
    if len(entries) > most:
        return [_refused(source, say("There are {count} files in the archive; allowed are {most}.").format(count=f"{len(entries):,}", most=f"{most:,}"))]
    return [_entry(f"{source}/{sheet.plain(entry.filename)}", archive, entry, left) for entry in entries]


def _entry(source: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: list[int]) -> Document:
    if len(source) > LONGEST_NAME:
        return _refused(f"{source[:LONGEST_NAME]}…", say("Its name is too long."))
    return Document(source, lambda: _member(archive, entry, _limit(source), left))


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, left: list[int]) -> bytes:
    """Unpack a file of an archive in memory, as far as its limit and that of the archive."""
    if entry.compress_type not in PACKED or entry.flag_bits & 1:
        raise Unreadable(say("It is encrypted, or packed in an unusual way."))
    if entry.file_size > limit:
        raise Unreadable(say("It has more than {most} bytes.").format(most=f"{limit:,}"))
    if left[0] <= 0:
        raise Unreadable(say("The archive unpacks to more than is read of one."))
    try:
        data = _bounded(archive.open(entry), limit)
    except BROKEN as error:
        left[0] -= limit
        raise Unreadable(say("It is damaged in the archive: {error}.").format(error=sheet.plain(str(error))[:80])) from None
    left[0] -= len(data)
    return data


def _bounded(file, limit: int) -> bytes:
    """Read a file that may be no longer than a limit."""
    with file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(say("It has more than {most} bytes.").format(most=f"{limit:,}"))
    return data


def _limit(source: str, on_disk: bool = False) -> int:
    """How many bytes a file may have, by its kind."""
    ending = PurePosixPath(source).suffix.lower()
    if ending == ".json":
        return LARGEST
    return PACKAGE if ending in (".zip", ".docx") else FORM if on_disk and ending in SHEETS else TEXT


def _refused(source: str, why: str) -> Document:
    def load() -> bytes:
        raise Unreadable(why)

    return Document(source, load)


def opened(document: Document, within: bool = False) -> list[Handed]:
    """Read the receipts of a file.

    Parameters
    ----------
    document : Document
    within : bool
        Whether it is in an archive in an archive, where a third is not opened.

    Returns
    -------
    list of Handed
        At least one; whatever is wrong with the file is said in it.
    """
    source = document.source
    ending = PurePosixPath(source).suffix.lower()
    try:
        if ending not in (".json", ".docx", ".zip", *WORDS, *SHEETS):
            raise Unreadable(say("Files of the kind {ending} are not read: ask for the receipt's file or its text.").format(ending=ending))
        if ending == ".zip" and within:
            raise Unreadable(say("It is an archive in an archive in an archive, and is not opened."))
        data = document.load()
        if ending == ".zip":
            return [one for inner in _members(source, io.BytesIO(data), OWN) for one in opened(inner, within=True)] or [_nothing(source)]
        if ending in SHEETS:
            return _rows(source, data)
        text = sheet.decode(_document(data) if ending == ".docx" else data)[0]
        return _receipts(source, text if ending == ".json" else _tidy(text, marked=ending in (".html", ".htm", ".docx")))
    except (ValueError, OSError) as error:
        return [Handed(source, fault=sheet.plain(str(error)))]


def _document(data: bytes) -> bytes:
    """The text of a word processor's file, as marked-up as it is there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, archive.getinfo("word/document.xml"), TEXT, [TEXT])
    except BROKEN as error:
        raise Unreadable(say("The document is damaged: {error}.").format(error=sheet.plain(str(error))[:80])) from None


def _rows(source: str, data: bytes) -> list[Handed]:
    """The receipts in the cells of a form's table."""
    if not data.strip():
        return [_nothing(source)]
    found = []
    for number, row in enumerate(sheet.read(data).rows, 1):
        for item in row:
            if "XX1." in item or "xianxiang-receipt" in item:
                found += _receipts(f"{source}, row {number}", _tidy(item, marked=False))
    return found or [_nothing(source)]


def _tidy(text: str, marked: bool) -> str:
    """A text as it was before pages, mail programs and word processors had it."""
    if "XX1" not in text and "xianxiang" not in text:
        return ""
    if marked:
        text = html.unescape(re.sub(r"<[^<>]*>", "", re.sub(r"</(?:p|div|w:p)>|<br[^<>]*>", "\n", text)))
    return _QUOTED.sub("", _UNSEEN.sub("", text))


def _receipts(source: str, text: str) -> list[Handed]:
    """The receipts in a text, each by itself, so that a damaged one takes no other with it."""
    bare = text.lstrip("\ufeff \t\r\n")
    if not bare.startswith("{") or "XX1." in bare and "xianxiang-receipt" not in bare[:200]:
        pieces = re.split(r"(?=XX1\.)", bare)[1:]
    else:
        pieces = [bare]
    found = []
    for piece in pieces[:MOST_CODES]:
        try:
            found += [Handed(source, read(one)) for one in find(piece)]
        except ReceiptError as error:
            message = str(error)
            found.append(Handed(source, fault=closed(sheet.plain(message[:1].upper() + message[1:]))))
    return found or [_nothing(source)]


def _nothing(source: str) -> Handed:
    return Handed(source, fault=say("There is no receipt in it."), empty=True)
