"""The button that opens a chapter as a live notebook, and the script that fetches ahead while the chapter is read."""

import shutil
from pathlib import Path

from xianxiang.book import downloads

PAGE = Path(__file__).parent / "page"
LITE = "lite"


def copy(app):
    """Lay the button's script and style beside the book's own."""
    target = Path(app.outdir) / "_static" / "xianxiang"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("button.js", "button.css"):
        shutil.copy(PAGE / name, target)


def offer(app, pagename, templatename, context, doctree):
    """Put the button first into the header of a chapter's page."""
    stem = downloads.chapter(app, pagename)
    if stem is None:
        return
    address = f"{context['pathto'](f'{LITE}/notebooks/index.html', 1)}?path={stem}.ipynb"
    tip = "Open this chapter as a notebook whose code you can change; Python runs in your browser, and nothing is installed"
    context["header_buttons"].insert(0, {"type": "link", "text": "Run this chapter", "tooltip": tip, "icon": "fas fa-play", "url": address, "label": "xx-run"})
    app.add_css_file("xianxiang/button.css", priority=910)
    app.add_js_file("xianxiang/button.js", priority=810, defer="defer")
