"""Chapters that run in the reader's own browser: the lite site under ``lite/``, and the way there from each page.

=========== ====================================================================
environment the tools that build the site, in an environment of their own
supplies    Python and its packages, by their hashes
wheels      wheels as files; the library's own
ahead       packages compiled before the reader asks for them
chapters    the chapters as the site has them
site        the site itself
button      the button on a page, and the quiet fetching ahead
=========== ====================================================================
"""

import os
import sys
from pathlib import Path

from sphinx.errors import ExtensionError

from xianxiang.book.lite import button

SWITCH = "XIANXIANG_LITE"
"""Environment variable: 0 builds the book without the lite site and without its buttons."""

CACHE = "XIANXIANG_LITE_CACHE"
"""Environment variable: the folder of what is kept between builds; by default ``.lite`` beside the built book."""


def wanted(app):
    """Whether this build makes the lite site."""
    return app.config.xianxiang_lite and app.builder.name == "html" and os.environ.get(SWITCH) != "0"


def say(line):
    """Tell the one who builds, who asked for warnings only, what takes long."""
    print(f"lite site: {line}", file=sys.stderr, flush=True)


def prepare(app):
    """Connect the button, where there will be something behind it."""
    if wanted(app):
        button.copy(app)
        app.connect("html-page-context", button.offer, priority=590)


def write(app, exception):
    """Build the site after the pages; say what to do where that fails."""
    if exception or not wanted(app):
        return
    from xianxiang.book.lite import chapters, site
    from xianxiang.book.lite.errors import LiteError
    from xianxiang.live.bundle import BundleError

    cache = Path(os.environ.get(CACHE) or Path(app.outdir).parent / ".lite").resolve()
    try:
        site.build(cache, Path(app.outdir).resolve() / button.LITE, chapters.written(app), chapters.data(app), app.config.project, say)
    except (LiteError, BundleError) as error:
        raise ExtensionError(f"the lite site could not be built: {error}\n(Without it the book is built with {SWITCH}=0.)") from error


def setup(app):
    """Build the site where `_config.yml` says ``xianxiang_lite: true`` (under ``sphinx: config:``)."""
    app.add_config_value("xianxiang_lite", False, "html", [bool])
    app.connect("builder-inited", prepare, priority=900)
    app.connect("build-finished", write, priority=700)
