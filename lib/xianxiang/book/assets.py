"""Every script and style that a page loads comes from the book's own `_static/xianxiang/`."""

import shutil
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

from xianxiang.live import bundle

OWN = Path(__file__).parent / "style"
# Where the script cannot be had, the page says so by each still figure (`page.js` reads this).
WIDGETS_ABSENT = "document.documentElement.dataset.xxAbsent='widgets.js';dispatchEvent(new Event('xx-absent'))"

# Extensions lay these out after the pages are written. A page names a style's hash if the style is there: left over from
# an earlier build it would be, in a clean one it is not, and the pages would differ.
LATE = ("mystnb.*.css", "proof.css", "exercise.css")

# What the theme brings and no page asks for: maps for its own developers, its icons as a script and as old fonts.
UNUSED = ("scripts/*.map", "styles/*.map", "scripts/fontawesome.js*", "vendor/fontawesome/webfonts/*.ttf")


def configure(app, config):
    """Have myst-nb load our widget manager and nothing else."""
    config.nb_ipywidgets_js = {"xianxiang/widgets.js": {"defer": "defer", "onerror": WIDGETS_ABSENT}}


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
        shutil.copytree(source, target, dirs_exist_ok=True)
    for late in LATE:
        for left in target.parent.glob(late):
            left.unlink()


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
    for script in ("page.js", "formulas.js", "tips.js"):
        app.add_js_file(f"xianxiang/{script}", priority=100)
