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
import shutil
import sys
from pathlib import Path

from xianxiang.book import editions
from xianxiang.book.lite import button
from xianxiang.book.lite.errors import LiteError

SWITCH = "XIANXIANG_LITE"
"""Environment variable: 0 builds the book without the lite site and without its buttons."""

CACHE = "XIANXIANG_LITE_CACHE"
"""Environment variable: the folder of what is kept between builds; by default ``.lite`` beside the site."""

NOTEBOOKS = "notebooks"
"""Folder of an edition's notebooks for the lite site, among what is kept between builds."""


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


def keep(app, exception):
    """Keep an edition's notebooks for the lite site, which has those of all."""
    if exception or not wanted(app):
        return
    from xianxiang.book.lite import chapters

    folder = editions.kept(app) / NOTEBOOKS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in chapters.written(app).items():
        (folder / name).write_bytes(text)


def write(folder, built):
    """Build the lite site of a site's editions, unless it is there already.

    Parameters
    ----------
    folder : pathlib.Path
        Of the site.
    built : list of dict
        What is known of its editions: see `xianxiang.book.root.told`.

    Raises
    ------
    LiteError, BundleError
        If it cannot be built.
    """
    from xianxiang.book.lite import chapters, site

    asked = [note for note in built if note["lite"]]
    if not asked:
        return
    lying = {note["edition"]: folder.parent / note["edition"] / NOTEBOOKS for note in asked}
    notebooks = {button.shelf(edition) + path.name: path.read_bytes() for edition, place in lying.items() for path in sorted(place.glob("*.ipynb"))}
    cache = Path(os.environ.get(CACHE) or folder.parent / ".lite").resolve()
    site.build(cache, folder.resolve() / button.LITE, notebooks, chapters.data(any(note["hidden"] for note in asked)), asked[0]["project"], say)


def setup(app):
    """Have the site built where `_config.yml` says ``xianxiang_lite: true`` (under ``sphinx: config:``)."""
    app.add_config_value("xianxiang_lite", False, "html", [bool])
    app.connect("builder-inited", prepare, priority=900)
    app.connect("build-finished", keep, priority=700)
