"""The one page printed by Chromium: tagged, with an outline, with page numbers in its contents."""

from __future__ import annotations

import io
import struct
import zlib
from itertools import accumulate, count
from pathlib import Path

from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from xianxiang.book.paper.join import About
from xianxiang.language import say

__all__ = ["ROUNDS", "numbers", "opened", "packed", "pdf"]

PATIENCE = 600_000
"""How long a page may take, in milliseconds: a busy machine takes its time."""

ROUNDS = 3
"""How often the book is printed, at most, until the numbers of its pages stand still."""

TOGETHER = 200
"""How many objects are packed into one stream, at most."""

HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(title => title.textContent.trim().replace(/\\s+/g, ' '))"
SHOWN = "() => [...document.querySelectorAll('.paper-page')].map(place => place.closest('a').hash.slice(1))"
FILL = """numbers => {
  for (const place of document.querySelectorAll('.paper-page')) place.textContent = numbers[place.closest('a').hash.slice(1)] ?? '';
}"""


def opened(browser: Browser, path: Path):
    """Open the page.

    Parameters
    ----------
    browser : Browser
    path : Path
        The page's file.

    Returns
    -------
    Page
    """
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(path.as_uri(), wait_until="load")
    page.evaluate("() => document.querySelectorAll('mjx-assistive-mml').forEach(twin => twin.remove())")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    return page


def numbers(printed: bytes) -> dict[str, int]:
    """Return the number of the page on which each place stands that a link leads to.

    Parameters
    ----------
    printed : bytes
        A PDF.

    Returns
    -------
    dict of str to int
    """
    reader = PdfReader(io.BytesIO(printed))
    order = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)}
    return {name.removeprefix("/"): order[place.page.idnum] for name, place in reader.named_destinations.items()}


def pdf(page, said_of: About) -> bytes:
    """Print the page until the numbers in it are those of its pages.

    Parameters
    ----------
    page : Page
        As `opened` returns it.
    said_of : About

    Returns
    -------
    bytes
    """
    known, moved = {}, []
    page.evaluate("() => document.querySelectorAll('.paper-page').forEach(place => { place.textContent = '000'; })")  # as wide as what comes
    for _ in range(ROUNDS):
        printed = page.pdf(tagged=True, outline=True, prefer_css_page_size=True, print_background=True)
        every = numbers(printed)
        found = {place: every[place] for place in page.evaluate(SHOWN)}  # a place between two pages may never rest, and need not
        moved = [place for place in found if found[place] != known.get(place)]
        if not moved:
            return settled(printed, said_of, page.evaluate(HEADINGS))
        known = found
        page.evaluate(FILL, known)
    raise RuntimeError(f"The page numbers did not come to rest in {ROUNDS} rounds: {len(moved)} places moved, first {moved[:3]}.")


def _entries(item):
    """Each entry of the outline, as a reference, in order."""
    while item is not None:
        yield item
        thing = item.get_object()
        if "/First" in thing:
            yield from _entries(thing.raw_get("/First"))
        item = thing.raw_get("/Next") if "/Next" in thing else None


def settled(printed: bytes, said_of: About, titles: list[str]) -> bytes:
    """Return a PDF with the book's own record and date, so that the same book has the same bytes, and half as many of them.

    Parameters
    ----------
    printed : bytes
    said_of : About
    titles : list of str
        Every title in order: Chromium writes some of them twice into the outline.

    Returns
    -------
    bytes
    """
    reader = PdfReader(io.BytesIO(printed))
    day = said_of.moment.strftime("D:%Y%m%d%H%M%SZ")
    title = say("{title} ({other})", said_of.edition).format(title=said_of.title, other=said_of.other)
    record = {"/Title": title, "/Author": ", ".join(said_of.authors), "/Subject": said_of.licence,
              "/Creator": f"xianxiang {said_of.version}", "/CreationDate": day, "/ModDate": day}
    root, info = (reader.trailer.raw_get(key).idnum for key in ("/Root", "/Info"))
    changed = {root: DictionaryObject(reader.root_object), info: DictionaryObject({NameObject(key): TextStringObject(text) for key, text in record.items()})}
    changed[root][NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    for entry, title in zip(_entries(reader.root_object["/Outlines"].raw_get("/First")), titles, strict=True):
        changed[entry.idnum] = DictionaryObject(entry.get_object())
        changed[entry.idnum][NameObject("/Title")] = TextStringObject(title)
    return packed({**_things(printed, reader), **{number: _bytes(thing) for number, thing in changed.items()}}, root, info)


def _things(printed, reader):
    """The bytes of each object, by number."""
    starts = sorted((offset, number) for number, offset in reader.xref[0].items())
    ends = [start for start, _ in starts[1:]] + [printed.rindex(b"xref\n", 0, printed.rindex(b"startxref"))]
    return {number: printed[start:end].partition(b" obj")[2].rpartition(b"endobj")[0].strip() for (start, number), end in zip(starts, ends, strict=True)}


def _bytes(thing):
    """An object as a file writes it."""
    out = io.BytesIO()
    thing.write_to_stream(out)
    return out.getvalue()


def packed(things: dict[int, bytes], root: int, info: int) -> bytes:
    """Write a file whose objects stand packed together, but streams, which may not: Chromium writes the tags of each paragraph in the open.

    Parameters
    ----------
    things : dict of int to bytes
        The objects, by number.
    root, info : int
        The numbers of the catalog and of the record.

    Returns
    -------
    bytes
    """
    free = count(max(things) + 1)
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), {0: (0, 0, 0xFFFF)}

    def put(number, head, body):
        places[number] = (1, len(out), 0)
        out.extend(b"%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, head, len(body), body))

    loose = []
    for number, thing in things.items():
        if thing.endswith(b"endstream"):
            places[number] = (1, len(out), 0)
            out.extend(b"%d 0 obj\n%s\nendobj\n" % (number, thing))
        else:
            loose.append(number)
    for first in range(0, len(loose), TOGETHER):
        inside, holder = loose[first:first + TOGETHER], next(free)
        starts = accumulate((len(things[number]) + 1 for number in inside), initial=0)
        head = b"".join(b"%d %d " % pair for pair in zip(inside, starts))
        places.update({number: (2, holder, place) for place, number in enumerate(inside)})
        body = head + b"\n".join(things[number] for number in inside)
        put(holder, b"/Type /ObjStm /N %d /First %d" % (len(inside), len(head)), zlib.compress(body, 9))
    table, start = next(free), len(out)
    places[table] = (1, start, 0)
    rows = b"".join(struct.pack(">BIH", *places.get(number, places[0])) for number in range(table + 1))
    put(table, b"/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Info %d 0 R" % (table + 1, root, info), zlib.compress(rows, 9))
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start
