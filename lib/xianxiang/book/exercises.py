"""Exercises that check themselves, on a page: the bank travels with the page, and `teach/web/exercise.js` does the rest.

``{practice} incentives`` writes the chapter's bank as data, and the statements of its first variants as a list, for readers without
scripts and for print. Where `hide_solutions` is set, the data have no rubric and no solution. The script and its style are fetched
when the exercises come near (`page.js`): who only opens the page does not wait for them.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import sanitize_script_content
from sphinx.util.docutils import SphinxDirective

import xianxiang
from xianxiang.book.assets import named
from xianxiang.language import say
from xianxiang.teach.bank import Bank, load
from xianxiang.teach.question import markup
from xianxiang.teach.wording import PAGE, VARIED, closed, for_page

__all__ = ["WEB", "carried", "section", "setup"]

WEB = Path(xianxiang.__file__).parent / "teach" / "web"
"""The folder of the script and the style."""

NAMES = ("exercise.js", "exercise.css")

SECRET = ("rubric", "solution")
"""What the page does not get where solutions are hidden."""


def carried(bank: Bank, hidden: bool = False) -> dict:
    """Return what travels with the page.

    Parameters
    ----------
    bank : Bank
    hidden : bool
        Whether rubrics and solutions stay behind.

    Returns
    -------
    dict
    """
    plan = bank.plan()
    if hidden:
        plan["exercises"] = [{key: value for key, value in exercise.items() if key not in SECRET} for exercise in plan["exercises"]]
    return {**plan, "book": xianxiang.__version__, "words": for_page()}


def section(bank: Bank, hidden: bool = False) -> str:
    """Return the HTML that the script brings to life.

    Parameters
    ----------
    bank : Bank
    hidden : bool

    Returns
    -------
    str
    """
    items = "\n".join(f"<li><p><strong>{markup(closed(say(e.title)))}</strong> {markup(e.told(e.ask, 0))}</p>{_extra(e)}</li>" for e in bank.exercises)
    data = sanitize_script_content(json.dumps(carried(bank, hidden), ensure_ascii=False, separators=(",", ":")))
    return (f'<section class="xx-practice" aria-label="{escape(PAGE["title"])}" data-needs="{" ".join(addresses())}">\n<div class="xx-ex-still">\n<p>{escape(PAGE["lead"])}</p>\n<ol>\n{items}\n</ol>\n</div>\n'
            f'<script type="application/json">{data}</script>\n</section>')


def _parts(exercise) -> list[str]:
    """What one chooses from, in the order of the page."""
    if exercise.kind == "choice":
        return [exercise.told(exercise.options[i][0], 0) for i in exercise.shown]
    return [exercise.told(exercise.blocks[i], 0) for i in exercise.shown] if exercise.kind == "order" else []


def _extra(exercise) -> str:
    parts = "".join(f"<li>{markup(part)}</li>" for part in _parts(exercise))
    return parts and f"<ul>{parts}</ul>"


class Practice(SphinxDirective):
    """``{practice} incentives``: the chapter's exercises that check themselves."""

    required_arguments = 1

    def run(self):
        """Write the data, and what stands in their place without scripts; before them what they are, where readers' variants differ."""
        bank = load(self.arguments[0])
        said = [nodes.paragraph("", say(VARIED))] * any(len(exercise.variants) > 1 for exercise in bank.exercises)
        return [*said, nodes.raw("", section(bank, getattr(self.config, "hide_solutions", False)), format="html")]


def lean(name: str) -> str:
    """Return the script or the style as pages load it: without comments and without indentation."""
    text = re.sub(r"(?:^[ \t]*|(?<=[;,{}()]) )(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)$", "", (WEB / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return re.sub(r"\n\s*", "\n", text).strip() + "\n"


def addresses() -> list[str]:
    """Return the names of script and style."""
    return [named(name, lean(name).encode()) for name in NAMES]


def copy(app):
    """Lay the script and the style beside the book's own."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "xianxiang"
    target.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (target / name).write_text(lean(name), encoding="utf-8")


def setup(app):
    """Register the directive."""
    app.add_directive("practice", Practice)
    app.connect("builder-inited", copy)
