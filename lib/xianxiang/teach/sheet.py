"""Tables as CSV: read in any usual encoding and with any usual separator, written so that no cell becomes a formula, and filled
cell by cell so that every other byte stays as it was.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a student chooses what stands in some
cells. `cell` puts an apostrophe before it, also behind what another country's spreadsheet takes for a separator; `uncell` takes
it away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..live.grid import check

__all__ = ["Table", "cell", "decode", "load", "plain", "read", "rendered", "uncell"]

_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_START = rf"((?:^|[;\t\r\n])[ \"\xa0\u3000]*)(?:(?='*[{_FORMULA}])|(?<![;\t\r\n\" \xa0\u3000])(?='*[\t\r\n]))"
_RISKY = re.compile(_START)
_MARKED = re.compile(_START + "'")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
SEPARATORS = ",;\t"
MOST_CELLS = 500_000


def plain(text: str) -> str:
    """Return a text without control characters, line breaks and halves of surrogate pairs, fit for one line of a terminal or a cell."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " if letter in "\t\r\n" else "\ufffd" for letter in text)


def cell(text: str) -> str:
    """Return what stands in a cell for a text, so that no spreadsheet computes it.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Control characters other than tabs and line breaks, and halves of surrogate pairs, are U+FFFD.
    """
    return _RISKY.sub(r"\1'", _CONTROL.sub("\ufffd", text))


def uncell(text: str) -> str:
    """Return the text for which a cell stands: what `cell` was given."""
    return _MARKED.sub(r"\1", text)


def rendered(head: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """Return a table as CSV, UTF-8 with the mark by which spreadsheets know it; no text in it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([cell(item) if isinstance(item, str) else item for item in row] for row in [head, *rows])
    return out.getvalue().encode("utf-8-sig")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding; a byte order mark stays, as U+FEFF, so that encoding it again gives the same bytes.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    (str, str)
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be",)
    else:
        encodings = ("utf-8", "gbk", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


@dataclass(frozen=True)
class Table:
    """A table that was read, and where each cell stands in its text.

    Attributes
    ----------
    text, encoding : str
    rows : list of list of str
        Without empty lines; the first has the columns' names.
    spans : list of list of (int, int)
        Begin and end of each cell in the text, quotation marks included.
    """

    text: str
    encoding: str
    rows: list[list[str]]
    spans: list[list[tuple[int, int]]]

    @property
    def head(self) -> list[str]:
        """The columns' names."""
        return [name.strip() for name in self.rows[0]]

    def filled(self, values: dict[tuple[int, int], str]) -> bytes:
        """Return the file with other values in some cells and every other byte as it was.

        Parameters
        ----------
        values : dict of (row, column) to str
            Numbers, as texts.

        Returns
        -------
        bytes
        """
        parts, end = [], 0
        for (start, stop), value in sorted((self.spans[row][column], value) for (row, column), value in values.items()):
            quote = '"' * (self.text[start : start + 1] == '"')
            parts += [self.text[end:start], quote, value, quote]
            end = stop
        return "".join([*parts, self.text[end:]]).encode(self.encoding)


def read(data: bytes) -> Table:
    """Read CSV, with commas, semicolons or tabs.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If there is nothing in it, or more than `MOST_CELLS`.
    """
    text, encoding = decode(data)
    first = re.sub(r'"[^"]*"', "", text[: text.find("\n") + 1 or len(text)])
    separator = max(SEPARATORS, key=first.count)
    pattern = re.compile(rf'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"?(?P<more>[^{separator}\r\n]*)|(?P<bare>[^{separator}\r\n]*))(?P<end>{separator}|\r\n|\r|\n|\Z)')
    rows, spans, row, places = [], [], [], []
    position, left = int(text.startswith("\ufeff")), MOST_CELLS
    while left:
        left -= 1
        match = pattern.match(text, position)
        row.append(match["bare"] if match["quoted"] is None else match["quoted"].replace('""', '"') + match["more"])
        places.append((match.start(), match.start("end")))
        position = match.end()
        if match["end"] != separator:
            if row != [""]:
                rows.append(row)
                spans.append(places)
            row, places = [], []
            if not match["end"]:
                break
    check(left > 0, "table", f"{MOST_CELLS:,} cells or more", "fewer")
    check(bool(rows), "table", text[:40], "rows of cells, the first with the columns' names")
    return Table(text, encoding, rows, spans)


def load(path: str | Path) -> Table:
    """Read a CSV file of the teacher's.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Table
    """
    return read(Path(path).read_bytes())
