"""The ledger: every claim of the essay as a row of data, with what became of it.

The rows live in ``chapters/claims.csv``. `load` reads them, `check` holds every link in them
to something that exists, `table_html` shows them as a page.

A claim ends with one of the `VERDICTS`:

* **derived**: follows from stated assumptions, proved or tested;
* **needs**: holds only under a named extra assumption;
* **contradicted**: the model says otherwise;
* **not modelled**: a premise, a definition or a matter left out, with the reason.
"""

from __future__ import annotations

import ast
import csv
import importlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from os import PathLike
from pathlib import Path

from .language import say, spoken

STATUSES = ("stated", "inferred", "preview")
"""Where a claim comes from: said in the excerpt, inferred from it, or said in the chapter's public preview."""

VERDICTS = ("derived", "needs", "contradicted", "not modelled")
"""What can become of a claim, in the order in which pages list them."""

WRITTEN = ("argument", "bargain", "incentives", "prizes", "alliance", "repeated", "inspector", "turn", "country", "duties", "scapegoat", "career", "form", "veto", "cascade", "fit", "levers", "rebuild", "evidence", "world")
"""Stems of the chapters, in the book's order; claims name one of them."""

# The book's folder, where chapters/ and tests/ lie.
ROOT = Path(__file__).resolve().parents[2]

_CARRIED = Path(__file__).parent / "chapters"
CHAPTERS = _CARRIED if _CARRIED.is_dir() else ROOT / "chapters"
"""The chapters' folder: an installed library carries a copy of their sources, the book's own uses the originals."""


def home(language: str) -> Path:
    """The folder of the chapters in a language.

    Parameters
    ----------
    language : str
        One of `xianxiang.language.LANGUAGES`.

    Returns
    -------
    Path
        It need not be there, and need not hold all.
    """
    return CHAPTERS if language == "en" else CHAPTERS / language if CHAPTERS == _CARRIED else ROOT / language / "chapters"


@dataclass(frozen=True)
class Claim:
    """One row of the ledger; the fields are the columns of ``claims.csv``.

    Parameters
    ----------
    id : str
        "1" to "58", "X1" to "X6": the claim's name everywhere in the book.
    section : str
        The part of the essay's argument to which it belongs.
    claim : str
        What the essay says, in our words.
    term : str
        The essay's key term, with English.
    status : str
        One of `STATUSES`.
    verdict : str
        One of `VERDICTS`.
    assumptions : str
        What the verdict rests on; for "not modelled", the reason.
    model : str
        Dotted name of the function that computes it.
    proposition : str
        Label of the proposition that states it.
    figure : str
        Name of the explorer that shows it.
    test : str
        The test that fails when the verdict stops being true, as pytest names it.
    chapter : str
        Stem of the chapter that settles it.
    """

    id: str
    section: str
    claim: str
    term: str
    status: str
    verdict: str
    assumptions: str
    model: str
    proposition: str
    figure: str
    test: str
    chapter: str


def load(path: str | PathLike | None = None) -> tuple[Claim, ...]:
    """Read the ledger, its words in the language that is spoken as far as they are translated.

    Parameters
    ----------
    path : path-like, optional
        The CSV file; by default ``claims.csv`` beside the notebook that runs, else the book's, else the copy that an
        installed library carries.

    Returns
    -------
    tuple of Claim

    Raises
    ------
    ValueError
        If the columns are not the fields of `Claim`, or a row has too few or too many cells.
    """
    words = _words(home(spoken()) / "claims.csv") if path is None and spoken() != "en" else {}
    if path is None:
        here = Path("claims.csv")
        path = here if here.exists() else CHAPTERS / "claims.csv"
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    expected = [f.name for f in fields(Claim)]
    if header != expected:
        raise ValueError(f"{path}: the columns must be {', '.join(expected)}; got {', '.join(header)}")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"{path}: row {number} must have {len(header)} cells, got {len(row)}")
    claims = (Claim(*(cell.strip() for cell in row)) for row in rows)
    return tuple(replace(claim, **words.get(claim.id, {})) for claim in claims)


def _words(path):
    """What a translated table has of each claim, by id: cells that say something, in columns of the ledger."""
    if not path.exists():
        return {}
    with open(path, encoding="utf-8", newline="") as file:
        return {row.pop("id"): {column: cell.strip() for column, cell in row.items() if cell} for row in csv.DictReader(file)}


def counts(claims: Iterable[Claim], column: str = "verdict") -> dict[str, int]:
    """How many claims have each verdict, or each value of another column.

    Parameters
    ----------
    claims : iterable of Claim
    column : str

    Returns
    -------
    dict
        From value to number; verdicts and statuses in their own order, zeros included.
    """
    found = Counter(getattr(claim, column) for claim in claims)
    order = {"verdict": VERDICTS, "status": STATUSES}.get(column, tuple(found))
    return {value: found[value] for value in order}


def check(claims: Iterable[Claim], root: str | PathLike = ROOT) -> list[str]:
    """Hold every claim to what it refers to.

    Parameters
    ----------
    claims : iterable of Claim
    root : path-like
        The folder with ``chapters/`` and ``tests/``.

    Returns
    -------
    list of str
        One sentence for each fault; empty if every row resolves.
    """
    root = Path(root)
    claims = tuple(claims)
    pages = _pages(root / "chapters")
    labels, calls = _labels(pages), _figure_calls(pages)
    tests, figures = _tests(root / "tests"), _figure_names()
    problems = [f"claim {id}: appears {n} times" for id, n in Counter(c.id for c in claims).items() if n > 1]

    def fault(claim, text):
        problems.append(f"claim {claim.id}: {text}")

    for c in claims:
        if c.status not in STATUSES:
            fault(c, f"status must be one of {', '.join(STATUSES)}, got {c.status!r}")
        if c.verdict not in VERDICTS:
            fault(c, f"verdict must be one of {', '.join(VERDICTS)}, got {c.verdict!r}")
        if not (c.section and c.claim and c.term and c.assumptions):
            fault(c, "section, claim, term and assumptions must not be empty")
        if c.chapter not in pages:
            fault(c, f"no chapter {c.chapter!r}")
        if c.verdict != "not modelled" and not (c.model and c.test):
            fault(c, f"{c.verdict}, so it must name a model and a test")
        if c.model and not _resolves(c.model):
            fault(c, f"no model {c.model!r}")
        if c.test and c.test not in tests:
            fault(c, f"no test {c.test!r}")
        if c.proposition and c.proposition not in labels:
            fault(c, f"no proposition labelled {c.proposition!r}")
        if c.figure and c.figure not in figures:
            fault(c, f"no figure {c.figure!r}")
        elif c.figure and c.figure not in calls:
            fault(c, f"no chapter shows the figure {c.figure!r}")
    return problems


def _book(chapters):
    """Text of every chapter, by stem: of a folder, or of the book in the language that is spoken, and in English where it is not translated."""
    return _pages(chapters) if chapters else {**_pages(CHAPTERS), **_pages(home(spoken()))}


def _pages(folder):
    """Text of every chapter, by stem."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.md"))}


def titles(chapters: str | PathLike | None = None) -> dict[str, str]:
    """Titles of all pages.

    Parameters
    ----------
    chapters : path-like, optional
        Their folder; by default the book's.

    Returns
    -------
    dict
        From stem to title; a page without a heading goes by its stem.
    """
    return _titles(_book(chapters))


def _titles(pages):
    headings = {stem: re.search(r"^# (.+)$", text, re.MULTILINE) for stem, text in pages.items()}
    return {stem: heading[1].strip() if heading else stem for stem, heading in headings.items()}


_BLOCK = re.compile(r"^[`:]{3,}\{prf:\w+\} *([^\n]*)\n(?::\w+:[^\n]*\n)*?:label: *(\S+)", re.MULTILINE)


def _labels(pages):
    """Stem of the chapter that states each labelled proposition, theorem, definition, …"""
    return {label: stem for stem, text in pages.items() for _, label in _BLOCK.findall(text)}


def statements(chapters: str | PathLike | None = None) -> dict[str, str]:
    """Titles of all labelled propositions, theorems, definitions, …

    Parameters
    ----------
    chapters : path-like, optional
        Their folder; by default the book's.

    Returns
    -------
    dict
        From label to title, which is empty where there is none.
    """
    return {label: title.strip() for text in _book(chapters).values() for title, label in _BLOCK.findall(text)}


def shown(chapters: str | PathLike | None = None) -> dict[str, str]:
    """Which chapter shows each explorer.

    Parameters
    ----------
    chapters : path-like, optional
        Their folder; by default the book's.

    Returns
    -------
    dict
        From an explorer's name to the stem of the first page, by name, that calls it.
    """
    return _figure_calls(_book(chapters))


def _figure_calls(pages):
    """Stem of the first chapter that calls each explorer: ``figures.game_map()`` shows "game-map"."""
    calls = {}
    for stem, text in pages.items():
        for name in re.findall(r"\bfigures\.(\w+)\(", text):
            calls.setdefault(name.replace("_", "-"), stem)
    return calls


def _figure_names():
    """Names of all explorers."""
    return set(importlib.import_module("xianxiang.figures").ALL)


def _tests(folder):
    """Node ids of all tests, parsed, not run."""
    found = set()
    for path in Path(folder).glob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {f"tests/{path.name}::{node.name}" for node in tree.body
                  if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return found


def _resolves(dotted):
    """Whether a dotted name leads to something in an importable module."""
    module, _, name = dotted.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), name)
    except (ImportError, ValueError):
        return False


# The page ---------------------------------------------------------------------------------

MARKS = {"derived": "●", "needs": "◐", "contradicted": "✕", "not modelled": "–"}
"""The mark of each verdict."""

_MEANINGS = {
    "derived": "follows from stated assumptions",
    "needs": "holds only under the assumption named",
    "contradicted": "the model says otherwise",
    "not modelled": "a premise, a definition or left out, with the reason",
}

_SOURCES = {"stated": "", "inferred": "inferred by us", "preview": "from the preview"}
_HEADS = ("No.", "Claim", "Verdict, and what it rests on")
_WORDS = (*VERDICTS, *_MEANINGS.values(), *filter(None, _SOURCES.values()), *_HEADS)
"""What the page says by tables of its own."""

_STYLE = """
html .cell_output .text_html:has(#xx-ledger) { background: none !important; color: inherit !important; padding: 0; }
#xx-ledger { --line: var(--pst-color-border, #8886); --soft: var(--pst-color-text-muted, currentColor); text-align: start; }
#xx-ledger dl { display: grid; grid-template-columns: max-content max-content 1fr; gap: .1rem 1rem; margin: 1rem 0; }
#xx-ledger dl > div { display: contents; }
#xx-ledger dt, #xx-ledger dd { margin: 0; }
#xx-ledger [hidden] { display: none !important; }
#xx-ledger .filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: 1rem 0; }
#xx-ledger label { display: flex; flex-direction: column; flex: 1 1 9rem; min-width: 0; font-size: .875rem; }
#xx-ledger :is(input, select, button) { font: inherit; color: inherit; min-height: 2.75rem; min-width: 0; padding: .25rem .5rem;
  border: 1px solid var(--soft); border-radius: .25rem; background: var(--pst-color-background, Canvas); }
#xx-ledger output { display: block; margin-block: .5rem; }
#xx-ledger table { display: table; table-layout: fixed; width: 100%; border: 0; border-collapse: collapse; font-size: .875rem; color: inherit; }
#xx-ledger caption { caption-side: top; text-align: start; color: inherit; }
#xx-ledger thead th:first-child { width: 3.2rem; }
#xx-ledger tbody tr, #xx-ledger tbody tr:hover, #xx-ledger tbody tr:nth-child(odd) { background: none; color: inherit; }
#xx-ledger :is(th, td) { text-align: start; vertical-align: top; padding: .6rem .6rem .6rem 0; border: 0;
  border-block-end: 1px solid var(--line); white-space: normal; max-width: none; }
#xx-ledger .term, #xx-ledger .where { display: block; margin-block-start: .25rem; color: var(--soft); overflow-wrap: anywhere; }
#xx-ledger tr:target { outline: 2px solid var(--pst-color-primary, currentColor); outline-offset: 2px; }
@media (max-width: 700px) {
  #xx-ledger thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  #xx-ledger :is(table, caption, tbody, tr, th, td) { display: block; }
  #xx-ledger tbody tr { border-block-end: 1px solid var(--line); padding-block: .6rem; }
  #xx-ledger tbody :is(th, td) { border: 0; padding: .2rem 0; }
}
@media print { #xx-ledger :is(.filters, output) { display: none; } }
"""

_SCRIPT = """
(() => {
  const page = document.getElementById("xx-ledger");
  const [words, verdict, section] = page.querySelectorAll("input, select");
  const rows = [...page.querySelectorAll("tbody tr")];
  const show = () => {
    const wanted = words.value.trim().toLowerCase().split(/\\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !(wanted.every(word => text.includes(word))
        && (!verdict.value || row.dataset.verdict === verdict.value)
        && (!section.value || row.dataset.section === section.value));
    }
    const output = page.querySelector("output");
    output.textContent = output.dataset.said.replace("{shown}", rows.filter(row => !row.hidden).length).replace("{all}", rows.length);
  };
  const reset = () => { words.value = verdict.value = section.value = ""; show(); };
  page.querySelector(".filters").hidden = false;
  page.addEventListener("input", show);
  page.querySelector("button").addEventListener("click", reset);
  show();
  const target = () => {
    const row = rows.find(row => "#" + row.id === location.hash);
    if (row) { if (row.hidden) reset(); row.scrollIntoView(); }
  };
  addEventListener("hashchange", target);
  target();
})();
"""


def table_html(claims: Sequence[Claim], chapters: str | PathLike | None = None) -> str:
    """The ledger as a page: counts, filters, and one table that also works without JavaScript.

    Parameters
    ----------
    claims : sequence of Claim
    chapters : path-like, optional
        Folder of the chapters to which the rows link; by default the book's.

    Returns
    -------
    str
        HTML, for `IPython.display.HTML`.
    """
    pages = _book(chapters)
    named = _titles(pages)
    labels, calls = _labels(pages), _figure_calls(pages)
    body = "\n".join(_row(claim, named, labels, calls) for claim in claims)
    tally = "\n".join(f"<div><dt>{MARKS[v]} {say(v)}</dt><dd>{n}</dd><dd>{say(_MEANINGS[v])}</dd></div>"
                      for v, n in counts(claims).items())
    return f"""<div id="xx-ledger">
<style>{_STYLE}</style>
<dl aria-label="{say("Number of claims by verdict")}">
{tally}
</dl>
<div class="filters" role="search" aria-label="{say("Filter the claims")}" hidden>
<label>{say("Words")} <input type="search" autocomplete="off"></label>
<label>{say("Verdict")} <select><option value="">{say("all verdicts")}</option>{_options(VERDICTS)}</select></label>
<label>{say("Part of the argument")} <select><option value="">{say("all parts")}</option>{_options(counts(claims, "section"))}</select></label>
<button type="button">{say("Show all")}</button>
</div>
<output aria-live="polite" data-said="{say("{shown} of {all} claims shown")}">{say("{n} claims").format(n=len(claims))}</output>
<table>
<caption>{say("The essay's claims, in our words, and what became of them")}</caption>
<thead><tr>{"".join(f'<th scope="col">{say(head)}</th>' for head in _HEADS)}</tr></thead>
<tbody>
{body}
</tbody>
</table>
<script>{_SCRIPT}</script>
</div>"""


def _options(values):
    return "".join(f'<option value="{escape(value)}">{escape(say(value))}</option>' for value in values)


def _row(claim, titles, labels, calls):
    source = say(_SOURCES[claim.status])
    term = say("{term} ({source})").format(term=claim.term, source=source) if source else claim.term
    return f"""<tr id="claim-{claim.id}" data-verdict="{claim.verdict}" data-section="{escape(claim.section)}">
<th scope="row">{claim.id}</th>
<td>{escape(claim.claim)}<span class="term">{escape(term)}</span></td>
<td><strong><span aria-hidden="true">{MARKS[claim.verdict]}</span> {say(claim.verdict)}</strong>{say(". ")}{escape(claim.assumptions)}
<span class="where">{_where(claim, titles, labels, calls)}</span></td>
</tr>"""


def _where(claim, titles, labels, calls):
    """Links to chapter, proposition and figure, and the test."""
    links = [(f"{claim.chapter}.html", titles.get(claim.chapter, claim.chapter))]
    if claim.proposition:
        links.append((f"{labels.get(claim.proposition, claim.chapter)}.html#{claim.proposition}", say("proposition")))
    if claim.figure:
        links.append((f"{calls.get(claim.figure, claim.chapter)}.html#{claim.figure}", say("figure")))
    shown = say(", ").join(f'<a href="{escape(url)}">{escape(text)}</a>' for url, text in links)
    test = claim.test.rpartition("::")[2]
    return say("{where}; tested by {test}").format(where=shown, test=f"<code>{escape(test)}</code>") if test else shown
