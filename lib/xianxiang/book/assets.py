"""Every script and style that a page loads comes from the book's own `_static/xianxiang/`."""

import hashlib
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

from xianxiang.book import interface
from xianxiang.live import bundle

OWN = Path(__file__).parent / "style"
SCRIPTS = ("words.js", "page.js", "formulas.js", "tips.js", "switch.js")
"""The book's own scripts for all pages."""
NOTEBOOKS = ("vega-lite.js", bundle.STAMP)  # of what is bundled, what no page loads

# What the theme brings and no page asks for: maps for its own developers, and its icons as a script.
UNUSED = ("scripts/*.map", "styles/*.map", "scripts/fontawesome.js*")


def configure(app, config):
    """Have myst-nb load no widget manager: `page.js` fetches ours when a figure comes near."""
    config.nb_ipywidgets_js = {}


def copy(app):
    """Bundle the scripts if they are missing or old, and lay them beside the pages."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "xianxiang"
    try:
        bundled = bundle.ensure(log=logging.getLogger(__name__).info)
    except bundle.BundleError as error:
        raise ExtensionError(str(error)) from error
    for source in (bundled, OWN):
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("mathjax", *NOTEBOOKS), dirs_exist_ok=True)  # whose fonts come with the formulas
    for path in OWN.glob("*.js"):
        (target / path.name).write_text(interface.told(path.read_text(encoding="utf-8")), encoding="utf-8")
    (target / interface.BUNDLE).write_text(interface.bundled(interface.BUNDLE, (bundled / interface.BUNDLE).read_text(encoding="utf-8")), encoding="utf-8")


def named(name, data):
    """A file's name with a hash of what is in it, so that no browser shows an old one."""
    return f"{name}?v={hashlib.sha256(data).hexdigest()[:8]}"


def aside(app, names):
    """Take out of the site what is merged into other files, and keep it for builds that lay nothing out anew.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    names : iterable of str
        Files below `_static`.

    Returns
    -------
    pathlib.Path
        The folder where they are now, by the same names.
    """
    static, kept = Path(app.outdir) / "_static", Path(app.doctreedir) / "static"
    for name in names:
        if (static / name).is_file():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            (static / name).replace(kept / name)
    return kept


def drop_unused(app, exception):
    """Leave out what no page asks for: six megabytes."""
    if exception or app.builder.format != "html":
        return
    for unused in UNUSED:
        for path in (Path(app.outdir) / "_static").glob(unused):
            path.unlink()


def setup(app):
    """Register the assets; they are laid out before pages are written, which hash them."""
    app.connect("config-inited", configure)
    app.connect("builder-inited", copy)
    app.connect("build-finished", drop_unused)
    app.add_css_file("xianxiang/book.css", priority=900)
    for script in SCRIPTS:
        app.add_js_file(f"xianxiang/{script}", priority=100)
