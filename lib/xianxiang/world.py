r"""Something from the world: published counts of sanctions, and what would have to be known to read deeds from them.

The rows lie in ``chapters/world.csv``. Each is one number as a page reports it, with the page's key in the bibliography. `load`
reads them, `table` picks those of one kind, `series` makes the three series of the chapter, `behind` takes a change in the
chance of being found out of a series, and `table_html` shows all rows with their pages.

A count of findings is a number of deeds times the share of them that is found,

.. math:: C_t = A_t f_t ,

so the count alone says nothing about :math:`A`. The same holds for a ratio of two counts: it is the ratio of the deeds
times the ratio of the chances.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from html import escape
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import numbers, together
from .language import say, spoken
from .ledger import CHAPTERS, home

RANKS = ("provincial rank", "prefectural rank", "county rank", "township rank", "ordinary cadres", "others")
"""The groups in which the yearly notices count persons, from the top; `others` are in villages, enterprises and elsewhere."""

SENIOR = RANKS[:3]
"""The ranks from county upwards."""

SERIES = ("People punished", "County rank and above", "Township to county")
"""The series of the chapter, as its figure names them."""

HEADS = ("Year", "What is counted", "Of whom", "Number", "Note", "Source")
"""The heads of the table of all counts."""

BASES = {"People punished": 2012, "County rank and above": 2010, "Township to county": 2016}
"""The year with which each series is compared: the last before the turn that the essay dates to late 2012, or the first there is."""


@dataclass(frozen=True)
class Count:
    """One published number; the fields are the columns of ``world.csv``.

    Parameters
    ----------
    year : int
        The year that it counts.
    what, group : str
        What is counted, and of whom.
    value : float
        The number as published, in full and not in thousands or 万.
    unit : str
    source : str
        Keys of the bibliography, with spaces between them.
    note : str
        What the page says besides, such as "more than".
    """

    year: int
    what: str
    group: str
    value: float
    unit: str
    source: str
    note: str


def load(path: str | PathLike | None = None) -> tuple[Count, ...]:
    """Read the counts.

    Parameters
    ----------
    path : path-like, optional
        The CSV file; by default ``world.csv`` beside the notebook that runs, else the book's, else the copy that an installed
        library carries.

    Returns
    -------
    tuple of Count

    Raises
    ------
    ValueError
        If the columns are not the fields of `Count`, a row has too few or too many cells, or a year or value is no number.

    Examples
    --------
    >>> load()[0].year, load()[0].value
    (2010, 146517.0)
    """
    if path is None:
        here = Path("world.csv")
        path = here if here.exists() else CHAPTERS / "world.csv"
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    expected = [f.name for f in fields(Count)]
    if header != expected:
        raise ValueError(f"{path}: the columns must be {', '.join(expected)}; got {', '.join(header)}")
    counts = []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"{path}: row {number} must have {len(header)} cells, got {len(row)}")
        year, what, group, value, *rest = (cell.strip() for cell in row)
        try:
            counts.append(Count(int(year), what, group, float(value), *rest))
        except ValueError:
            raise ValueError(f"{path}: row {number}: year and value must be numbers, got {year!r} and {value!r}") from None
    return tuple(counts)


def table(what: str, counts: Iterable[Count] | None = None) -> dict[tuple[int, str], float]:
    """The counts of one kind, by year and group.

    Parameters
    ----------
    what : str
        What is counted, such as ``"punished"`` or ``"held to account"``.
    counts : iterable of Count, optional
        By default those of the book.

    Returns
    -------
    dict
        From ``(year, group)`` to the number.

    Raises
    ------
    ValueError
        If nothing of that kind is there.
    """
    rows = load() if counts is None else tuple(counts)
    found = {(row.year, row.group): row.value for row in rows if row.what == what}
    if not found:
        raise ValueError(f"what must be one of {', '.join(sorted({row.what for row in rows}))}; got {what!r}")
    return found


def series(series: str, counts: Iterable[Count] | None = None) -> tuple[NDArray, NDArray]:
    """One of the chapter's series over the years for which its numbers were found.

    Parameters
    ----------
    series : str
        One of `SERIES`. The first is all who got a sanction of the party or of the state in a year. The second is those of county
        rank or above for each 100 others; up to 2011 the reports give them in one number, later they are the sum of three ranks. The
        third is those of township rank for each of county rank.
    counts : iterable of Count, optional
        By default those of the book.

    Returns
    -------
    years, values : ndarray
        Years that lack a number are left out.

    Raises
    ------
    ValueError
        If `series` is no series.
    """
    if series not in SERIES:
        raise ValueError(f"series must be one of {', '.join(SERIES)}; got {series!r}")
    punished = table("punished", counts)
    values = {}
    for year in sorted({year for year, _ in punished}):
        of = {group: value for (when, group), value in punished.items() if when == year}
        if series == SERIES[0]:
            values[year] = of.get("all")
        elif series == SERIES[1]:
            senior = of.get("county rank or above", sum(of[rank] for rank in SENIOR) if all(rank in of for rank in SENIOR) else None)
            values[year] = None if senior is None or "all" not in of else 100 * senior / (of["all"] - senior)
        elif {"township rank", "county rank"} <= set(of):
            values[year] = of["township rank"] / of["county rank"]
    kept = {year: value for year, value in values.items() if value is not None}
    return np.array(list(kept), dtype=int), np.array(list(kept.values()), dtype=float)


def behind(count: ArrayLike, times: ArrayLike) -> NDArray:
    r"""By how much deeds have changed, if a count has changed so much and the chance of being found so much.

    Parameters
    ----------
    count : array_like, at least 0
        The count over its own base, :math:`C_t/C_0`; or a ratio of two counts over its base.
    times : array_like, above 0
        The chance of being found over its base, :math:`f_t/f_0`; of a ratio, the ratio of the two groups' chances over its base.

    Returns
    -------
    ndarray
        :math:`A_t/A_0 = (C_t/C_0)/(f_t/f_0)`.

    Raises
    ------
    TypeError, ValueError
        If a value is no number or outside its domain, or the shapes do not broadcast.

    Examples
    --------
    >>> float(behind(6, 3)), float(behind(6, 6))
    (2.0, 1.0)
    """
    count = numbers("count", count, lambda value: np.isfinite(value) & (value >= 0), "a finite number, at least 0")
    times = numbers("times", times, lambda value: np.isfinite(value) & (value > 0), "a finite number above 0")
    together(count=count.shape, times=times.shape)
    return count / times


_ENTRY = re.compile(r"@misc\{(\w+),\n(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^ +(author|year|url) = \{+(.*?)\}+,?$", re.MULTILINE)


def sources(path: str | PathLike | None = None) -> dict[str, tuple[str, str]]:
    """The pages from which numbers come.

    Parameters
    ----------
    path : path-like, optional
        The BibTeX file; by default the book's, in the language that is spoken if it has one there.

    Returns
    -------
    dict of str to (str, str)
        From an entry's key to its author and year, and its address, which is empty where no lasting one was seen.

    Examples
    --------
    >>> sources()["ecns2015"]
    ('Xinhua 2015', 'http://ecns.cn/2015/01-30/152881.shtml')
    """
    own = home(spoken()) / "references.bib"
    text = Path(path or (own if own.exists() else CHAPTERS / own.name)).read_text(encoding="utf-8")
    found = {key: dict(_FIELD.findall(body)) for key, body in _ENTRY.findall(text)}
    return {key: (f"{entry['author'].replace(' and ', say(' and '))} {entry['year']}", entry.get("url", "")) for key, entry in found.items()}


_STYLE = """
#xx-numbers { overflow-x: auto; }
#xx-numbers table { min-width: 42rem; font-size: .875rem; }
#xx-numbers :is(th, td) { padding: .25rem .75rem .25rem 0; text-align: start; vertical-align: top; }
#xx-numbers td:nth-child(4) { text-align: end; white-space: nowrap; }
"""


def table_html(counts: Iterable[Count] | None = None) -> str:
    """All counts as a table that opens on a click.

    Parameters
    ----------
    counts : iterable of Count, optional
        By default those of the book.

    Returns
    -------
    str
        HTML, for `IPython.display.HTML`.
    """
    pages = sources()
    body = []
    for row in load() if counts is None else counts:
        number = (f"{row.value:,.1f}" if row.unit == "per cent" else f"{row.value:,.0f}").replace("-", "\N{MINUS SIGN}")
        named = [pages[key] for key in row.source.split()]
        links = say(", ").join(f'<a href="{escape(url)}">{escape(words)}</a>' if url else escape(words) for words, url in named)
        cells = (str(row.year), say(row.what), say(row.group), say("{number} {unit}").format(number=number, unit=say(row.unit)), say(row.note))
        body.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + f"<td>{links}</td></tr>")
    head = "".join(f'<th scope="col">{say(name)}</th>' for name in HEADS)
    return (f'<style>{_STYLE}</style><details><summary>{say("All {n} numbers behind this page, with the pages that report them").format(n=len(body))}</summary><div id="xx-numbers" tabindex="0" role="region" '
            f'aria-label="{say("All numbers")}"><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div></details>')
