"""A green build never shows a stale figure.

jupyter-cache knows a notebook by its text alone: edit the library, and the cached figures stay.
So the cache lies in a folder named after a fingerprint of all that a figure can depend on.
What makes the pages around the figures, this folder and what draws in the browser, has a fingerprint of its own: after an edit here no chapter runs again.
Both are settings of the environment, so Sphinx reads every page again when one changes.
"""

import hashlib
import json
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

import xianxiang

from . import editions, interface

PAGES = {".md", ".ipynb"}
SIGNPOST = re.compile(r"^(?:# .*|:label:.*|.*\bfigures\.\w+\(.*)$", re.MULTILINE)
DRAWING = ("live/explorer.js", "live/explorer.css", "live/web")  # what draws in the browser: no output of a cell depends on it
AROUND = tuple(f"locale/zh/{name}.po" for name in ("book", "pages", "paper", "theme"))  # what pages say around the cells' outputs
BUILT = {"__pycache__", "node_modules", "static"}
HERE = Path(__file__).parent


def sources(root, language="en"):
    """What lies in a folder of code: not what was compiled, bundled or installed, and of the catalogues those of one language."""
    found = [path for path in root.rglob("*") if path.is_file() and not BUILT & set(path.relative_to(root).parts[:-1])]
    return [path for path in found if path.relative_to(root).parts[0] != "locale" or path.relative_to(root).parts[1] == language]


def library_files(root, language="en"):
    """The library's own sources, without those that make the book's pages."""
    left_out = (HERE.name, *DRAWING, *AROUND)
    return [path for path in sources(root, language) if not any(path.relative_to(root).is_relative_to(other) for other in left_out)]


def page_files(root, language="en"):
    """What makes the pages around the cells' outputs."""
    return [path for path in sources(root, language) if any(path.relative_to(root).is_relative_to(part) for part in (HERE.name, *DRAWING, *AROUND))]


def data_files(chapters):
    """What lies beside the chapters for their cells to read; the pages' own text is known to the cache."""
    return [path for path in chapters.rglob("*") if path.is_file() and path.suffix not in PAGES]


def signposts(chapters):
    """What the ledger's page reads in the other pages: their titles, labels and figures."""
    return "\n".join(f"{path.name}: {line}" for path in sorted(chapters.rglob("*.md"))
                     for line in SIGNPOST.findall(path.read_text(encoding="utf-8")))


def environment():
    """The Python in use and every installed distribution, one a line."""
    found = {f"{dist.name}=={dist.version}" for dist in metadata.distributions()}
    return "\n".join([sys.version, *sorted(found)])


def fingerprint(chapters, language="en", words=None):
    """Hash all that the output of a chapter's cells depends on, beside the chapter's own text.

    Parameters
    ----------
    chapters : pathlib.Path
        Folder of the chapters.
    language : str
        The one that the library speaks there.
    words : pathlib.Path, optional
        Folder of what is said in it beside the tables of the chapters.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    library = Path(xianxiang.__file__).parent
    data = [(folder, data_files(folder)) for folder in (chapters, words) if folder]
    return digest(f"{environment()}\n{signposts(chapters)}", (library, library_files(library, language)), *data)


def digest(text, *trees):
    """Hash a text and files, each tree a root and the files below it: sixteen hexadecimal digits."""
    made = hashlib.sha256(text.encode())
    for root, files in trees:
        for path in sorted(files):
            made.update(path.relative_to(root).as_posix().encode() + b"\0")
            made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()[:16]


def check_library(app, config):
    """Refuse an environment that was made for another folder: its library would be the other folder's."""
    own, used = editions.book(app) / "lib" / "xianxiang", Path(xianxiang.__file__).parent
    if own.is_dir() and own.resolve() != used.resolve():
        raise ExtensionError(f"the library in use lies in {used}, not in this book's folder {own}: the environment was made for another folder; run `make clean`, then `make book`")


def is_whole(path):
    """Whether a notebook that an earlier build wrote can be read; a full disk leaves half ones."""
    try:
        return "cells" in json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return False


def drop_broken(app, caches):
    """Drop what earlier builds remember if a notebook among it cannot be read: every chapter then runs again."""
    broken = [path for folder in (caches, editions.kept(app) / "jupyter_execute") for path in folder.rglob("*.ipynb") if not is_whole(path)]
    if broken:
        logging.getLogger(__name__).info(f"{broken[0].name} of an earlier build cannot be read (a full disk?): running every chapter again")
        for folder in (caches, editions.kept(app) / "jupyter_execute", Path(app.doctreedir)):
            shutil.rmtree(folder, ignore_errors=True)
        Path(app.doctreedir).mkdir(parents=True, exist_ok=True)


def choose_cache(app, config):
    """Point the cache at this fingerprint's folder; where it is new, drop what others left. Pages of another making are dropped too."""
    caches = editions.kept(app) / ".jupyter_cache"
    drop_broken(app, caches)
    speaks = interface.spoken(config)
    cache = caches / fingerprint(Path(app.srcdir) / "chapters", speaks, editions.words(app))
    config.nb_execution_cache_path = str(cache)
    config.xianxiang_made_by = digest(cache.name, (HERE.parent, page_files(HERE.parent, speaks)))
    if not cache.exists():
        shutil.rmtree(caches, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)  # another build may be making it too
    note = _note(app)
    if not note.exists() or note.read_text(encoding="utf-8") != config.xianxiang_made_by:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
        if (Path(app.outdir) / ".buildinfo").exists():  # made by Sphinx, and by nobody's hand
            shutil.rmtree(app.outdir)
    note.unlink(missing_ok=True)


def _note(app):
    """Where a build that came to a good end says what made its pages."""
    return editions.kept(app) / ".jupyter_cache" / "pages.txt"


def note_reading(app, env, docnames):
    """Note whether any page is to be read."""
    app.xianxiang_read = bool(docnames)


def write_all(app, env):
    """Write every page if one was read: sidebars and the search index speak of all, and Sphinx renews them by halves."""
    return list(env.all_docs) if app.xianxiang_read else []


def note_end(app, exception):
    """Note a good end. After a build with warnings, or one that was broken off, the next makes all pages anew: it would be green without a mend."""
    if not (app._warncount or exception):
        _note(app).write_text(app.config.xianxiang_made_by, encoding="utf-8")


def setup(app):
    """Choose the cache before myst-nb looks at it."""
    app.add_config_value("xianxiang_made_by", "", "env")
    app.connect("config-inited", check_library)
    app.connect("config-inited", choose_cache)
    app.connect("env-before-read-docs", note_reading)
    app.connect("env-updated", write_all)
    app.connect("build-finished", note_end, priority=1000)
