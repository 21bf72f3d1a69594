"""The models at a glance: what each chapter computes with, which levers it reads, what it proves and what it settles.

Nothing here is kept by hand.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from os import PathLike

from . import certificates, ledger
from .certificates import Result
from .institution import LEVERS, Institution
from .language import say, spoken
from .ledger import Claim

MODULES = {"incentives": "stage", "alliance": "stage"}
"""Chapters whose model is another module's than their own."""

NO_MODEL = ("argument", "world")
"""Chapters without a model of their own."""


@dataclass(frozen=True)
class Model:
    """A model of the book.

    Parameters
    ----------
    chapter : str
        Stem of its chapter.
    title : str
        The chapter's title.
    module : str
        Name of the module below ``xianxiang``.
    line : str
        What it is about, in one line.
    levers : tuple of str
        Names of the levers that it reads, in the order of `LEVERS`.
    own : tuple of str
        Names of the parameters that it has beside the levers.
    results : tuple of Result
        Its theorems, propositions and corollaries.
    figures : tuple of str
        Names of the explorers that its chapter shows.
    claims : tuple of Claim
        Those that its chapter settles.
    """

    chapter: str
    title: str
    module: str
    line: str
    levers: tuple[str, ...]
    own: tuple[str, ...]
    results: tuple[Result, ...]
    figures: tuple[str, ...]
    claims: tuple[Claim, ...]


def models(claims: Iterable[Claim] | None = None, chapters: str | PathLike | None = None) -> tuple[Model, ...]:
    """All models, in the order of their chapters.

    Parameters
    ----------
    claims : iterable of Claim, optional
        Rows of the ledger; by default all.
    chapters : path-like, optional
        Folder of the chapters; by default the book's.

    Returns
    -------
    tuple of Model
    """
    claims, titles = tuple(claims or ledger.load()), ledger.titles(chapters)
    calls = ledger.shown(chapters)
    return tuple(Model(stem, titles.get(stem, stem), module := MODULES.get(stem, stem), line(stem), levers(module), own(module),
                       getattr(getattr(certificates, stem, None), "RESULTS", ()),
                       tuple(name for name, page in calls.items() if page == stem),
                       tuple(claim for claim in claims if claim.chapter == stem))
                 for stem in ledger.WRITTEN if stem not in NO_MODEL)


def line(chapter: str) -> str:
    """What a chapter's model is about, in one line, as its module says; where the module serves several, as its figures say.

    Parameters
    ----------
    chapter : str
        Its stem.

    Returns
    -------
    str
    """
    home = f"figures.{chapter}" if chapter in MODULES else chapter
    said = inspect.getdoc(importlib.import_module(f"xianxiang.{home}")).partition("\n")[0].partition(": ")[2].rstrip(".")
    return said[:1].upper() + said[1:]


@cache
def titles() -> dict[str, str]:
    """Titles of all explorers in English, as their modules give them: none is made for it.

    Returns
    -------
    dict
        By name.
    """
    figures = importlib.import_module("xianxiang.figures")
    sources = map(inspect.getsource, {inspect.getmodule(make) for make in figures.ALL.values()})
    return dict(re.findall(r'name="([\w-]+)",\s*title="([^"]+)"', "".join(sources)))


def own(module: str) -> tuple[str, ...]:
    """Names of the parameters that a model has beside the levers.

    Parameters
    ----------
    module : str
        Its name below ``xianxiang``.

    Returns
    -------
    tuple of str
    """
    return tuple(getattr(importlib.import_module(f"xianxiang.{module}"), "PARAMETERS", ()))


@cache
def levers(module: str) -> tuple[str, ...]:
    """Levers that a model reads: those that its functions ask an institution for, or functions and properties that they use.

    Parameters
    ----------
    module : str
        Its name below ``xianxiang``.

    Returns
    -------
    tuple of str
        In the order of `LEVERS`.
    """
    todo, seen, read = _functions(importlib.import_module(f"xianxiang.{module}")), set(), set()
    while todo:
        function = inspect.unwrap(todo.pop())
        if function in seen or not function.__module__.startswith("xianxiang."):
            continue
        seen.add(function)
        names = {name for code in _codes(function.__code__) for name in code.co_names}
        read |= names & LEVERS.keys()
        todo += [asked.fget for name in names if isinstance(asked := getattr(Institution, name, None), property)]
        for used in (function.__globals__.get(name) for name in names):
            if inspect.ismodule(used) and used.__name__.startswith("xianxiang."):
                todo += [getattr(used, name) for name in names if inspect.isfunction(getattr(used, name, None))]
            elif inspect.isfunction(used):
                todo.append(used)
    return tuple(name for name in LEVERS if name in read)


def _functions(module):
    """A module's own functions, and the methods of its own classes."""
    mine = [thing for thing in vars(module).values() if getattr(thing, "__module__", None) == module.__name__]
    inside = [method for thing in mine if inspect.isclass(thing) for method in vars(thing).values()]
    return [thing for thing in mine + inside if inspect.isfunction(thing)]


def _codes(code):
    """A function's code, and that of what is defined inside it."""
    return [code, *(inner for const in code.co_consts if inspect.iscode(const) for inner in _codes(const))]


# The page ---------------------------------------------------------------------------------

def table_html(claims: Sequence[Claim] | None = None, chapters: str | PathLike | None = None) -> str:
    """All models as one table.

    Parameters
    ----------
    claims : sequence of Claim, optional
        Rows of the ledger; by default all.
    chapters : path-like, optional
        Folder of the chapters; by default the book's.

    Returns
    -------
    str
        HTML, for `IPython.display.HTML`.
    """
    stated = ledger.statements(chapters)
    rows = "\n".join(_row(model, stated) for model in models(claims, chapters))
    return f"""<div id="xx-glance"><style>{_STYLE}</style>
<table>
<thead><tr>{"".join(f'<th scope="col">{say(head)}</th>' for head in _WORDS)}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>"""


def _called(name, title):
    """What a link says: in English a name, which is short, in another language a title."""
    return name.replace("-", " ") if spoken() == "en" else title


def _row(model, stated):
    def to(anchor, text, title=""):
        said = f' title="{escape(title)}"' if title else ""
        return f'<a href="{model.chapter}.html{anchor}"{said}>{escape(text)}</a>'

    read = f'<span class="read" title="{", ".join(model.levers)}">{" ".join(LEVERS[name].symbol for name in model.levers)}</span>'
    added = f'<span class="own" title="{", ".join(model.own)}">{say("and {n} of its own").format(n=len(model.own))}</span>' if model.own else ""
    proves = say("; ").join(f"{to('#' + r.label, _called(r.label, stated.get(r.label, r.label)), say('; ').join(map(say, r.held)))}&nbsp;{''.join(r.signs)}" for r in model.results)
    shows = say("; ").join(to("#" + name, _called(name, say(titles()[name]))) for name in model.figures)
    settles = say(", ").join(f'<a href="ledger.html#claim-{c.id}" title="{escape(c.claim)}">{c.id}</a>&nbsp;{ledger.MARKS[c.verdict]}' for c in model.claims)
    line = say("{line} ({module})").format(line=escape(say(model.line)), module=f"<code>{model.module}</code>")
    return (f'<tr><th scope="row">{to("", model.title)}<span>{line}</span></th>'
            f"<td>{read} {added}</td><td>{proves}</td><td>{shows}</td><td>{settles}</td></tr>")


_WORDS = ("Model", "Levers it reads", "What it proves", "Figures", "Claims")
"""The heads of the table."""

_STYLE = """
html .cell_output .text_html:has(#xx-glance) { background: none !important; color: inherit !important; padding: 0; }
#xx-glance .read { white-space: nowrap; }
#xx-glance table { display: table; width: 100%; border: 0; border-collapse: collapse; color: inherit; font-size: .8125rem; line-height: 1.35; }
#xx-glance :is(tr, tr:hover, tr:nth-child(odd)) { background: none; color: inherit; }
#xx-glance :is(th, td) { text-align: start; vertical-align: top; padding: .2rem .75rem .2rem 0; border: 0; overflow-wrap: break-word;
  border-block-end: 1px solid var(--pst-color-border, #8886); white-space: normal; max-width: none; font-weight: normal; }
#xx-glance thead th, #xx-glance tbody th a { font-weight: 600; }
@media (min-width: 700.01px) {
  #xx-glance tbody th { width: 27%; }
  #xx-glance td:nth-child(2) { width: 14%; }
}
@media (min-width: 1200px) {
  .bd-article-container:has(#xx-glance) { max-width: none !important; }
  #xx-glance table { font-size: .75rem; line-height: 1.3; }
}
#xx-glance th span, #xx-glance .own { display: block; color: var(--pst-color-text-muted, currentColor); }
@media (max-width: 700px) {
  #xx-glance thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  #xx-glance :is(table, tbody, tr, th, td) { display: block; width: auto; }
  #xx-glance tbody tr { border-block-end: 1px solid var(--pst-color-border, #8886); padding-block: .6rem; }
  #xx-glance tbody :is(th, td) { border: 0; padding: .1rem 0; }
}
"""
