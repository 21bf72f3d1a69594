"""A green build never shows a stale figure.

jupyter-cache knows a notebook by its text alone: edit the library, and the cached figures stay.
So the cache lies in a folder named after a fingerprint of all that a figure can depend on.
The folder is a setting of the environment, so Sphinx also reads every page again when it changes.
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

PAGES = {".md", ".ipynb"}
SIGNPOST = re.compile(r"^(?:# .*|:label:.*|.*\bfigures\.\w+\(.*)$", re.MULTILINE)
BUILT = {"__pycache__", "node_modules", "static"}


def library_files(root):
    """The library's own sources: not what was compiled, bundled or installed."""
    return [path for path in root.rglob("*") if path.is_file() and not BUILT & set(path.relative_to(root).parts[:-1])]


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


def fingerprint(chapters):
    """Hash all that the output of a chapter's cells depends on, beside the chapter's own text.

    Parameters
    ----------
    chapters : pathlib.Path
        Folder of the chapters.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256(f"{environment()}\n{signposts(chapters)}".encode())
    library = Path(xianxiang.__file__).parent
    for root, files in ((library, library_files(library)), (chapters, data_files(chapters))):
        for path in sorted(files):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def check_library(app, config):
    """Refuse an environment that was made for another folder: its library would be the other folder's."""
    own, used = Path(app.srcdir) / "lib" / "xianxiang", Path(xianxiang.__file__).parent
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
    broken = [path for folder in (caches, Path(app.outdir).parent / "jupyter_execute") for path in folder.rglob("*.ipynb") if not is_whole(path)]
    if broken:
        logging.getLogger(__name__).info(f"{broken[0].name} of an earlier build cannot be read (a full disk?): running every chapter again")
        for folder in (caches, Path(app.outdir).parent / "jupyter_execute", Path(app.doctreedir)):
            shutil.rmtree(folder, ignore_errors=True)
        Path(app.doctreedir).mkdir(parents=True, exist_ok=True)


def choose_cache(app, config):
    """Point the cache at this fingerprint's folder; where it is new, drop what others left, pages included."""
    drop_broken(app, Path(app.outdir).parent / ".jupyter_cache")
    caches = Path(app.outdir).parent / ".jupyter_cache"
    cache = caches / fingerprint(Path(app.srcdir) / "chapters")
    config.nb_execution_cache_path = str(cache)
    if not cache.exists():
        shutil.rmtree(caches, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)  # another build may be making it too
        if (Path(app.outdir) / ".buildinfo").exists():  # made by Sphinx, and by nobody's hand
            shutil.rmtree(app.outdir)


def note_reading(app, env, docnames):
    """Note whether any page is to be read."""
    app.xianxiang_read = bool(docnames)


def write_all(app, env):
    """Write every page if one was read: sidebars and the search index speak of all, and Sphinx renews them by halves."""
    return list(env.all_docs) if app.xianxiang_read else []


def forget_warned_pages(app, exception):
    """Read everything again after a build with warnings, or the next build would be green without a mend."""
    if app._warncount or exception:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def setup(app):
    """Choose the cache before myst-nb looks at it."""
    app.connect("config-inited", check_library)
    app.connect("config-inited", choose_cache)
    app.connect("env-before-read-docs", note_reading)
    app.connect("env-updated", write_all)
    app.connect("build-finished", forget_warned_pages)
