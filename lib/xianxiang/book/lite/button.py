"""The button that opens a chapter as a live notebook, and the script that fetches ahead while the chapter is read."""

import shutil
from pathlib import Path

from xianxiang.book import downloads, editions, interface
from xianxiang.language import say

PAGE = Path(__file__).parent / "page"
LITE = "lite"


def shelf(edition):
    """Where an edition's notebooks lie in the lite site: those of the first at its root."""
    return "" if edition in ("", next(iter(editions.EDITIONS))) else f"{edition}/"


def copy(app):
    """Lay the button's script and style beside the book's own; the style goes into the sheet of all pages."""
    target = Path(app.outdir) / "_static" / "xianxiang"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(PAGE / "button.css", target)
    (target / "button.js").write_text(interface.told((PAGE / "button.js").read_text(encoding="utf-8")), encoding="utf-8")
    app.add_css_file("xianxiang/button.css", priority=910)


def offer(app, pagename, templatename, context, doctree):
    """Put the button first into the header of a chapter's page."""
    stem = downloads.chapter(app, pagename)
    if stem is None:
        return
    address = f"{context['pathto'](f'{editions.up(app)}{LITE}/notebooks/index.html', 1)}?path={shelf(app.config.xianxiang_edition)}{stem}.ipynb"
    tip = say("Open this chapter as a notebook whose code you can change; Python runs in your browser, and nothing is installed")
    context["header_buttons"].insert(0, {"type": "link", "text": say("Run this chapter"), "tooltip": tip, "icon": "fas fa-play", "url": address, "label": "xx-run"})
    app.add_js_file("xianxiang/button.js", priority=810, defer="defer")
