"""Each chapter as a notebook to take away: under `notebooks/` of the built site, and in a menu of the chapter's page.

The notebook's first cell holds the one line that installs the library. With the repository's address in `_config.yml` the
line takes the library from there. Without one the site carries it: a wheel lies beside the notebooks.
"""

import json
import shutil
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from sphinx.errors import ExtensionError

import xianxiang
from xianxiang.language import say

from . import editions, notebooks, solutions

FOLDER = "notebooks"
NAME = "xianxiang"
BOOK = "chapters"
# Programs that show notebooks as text would do so here, where the reader asked for a file.
SAVE = """\
addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll(".btn-xx-download")) {
    link.download = "";
    link.removeAttribute("target");
  }
});"""


def chapter(app, document):
    """The stem of a document that readers get as a notebook, or None for another one."""
    folder, _, stem = document.rpartition("/")
    path = Path(app.srcdir) / BOOK / f"{stem}.md"
    return stem if folder == BOOK and path.exists() and notebooks.runs(path.read_text(encoding="utf-8")) else None


def chapters(app):
    """Stems of the chapters that readers get as notebooks."""
    return [stem for document in sorted(app.env.found_docs) if (stem := chapter(app, document))]


def repository(app):
    """The repository's address, without a slash at its end; an empty string if the book has none yet."""
    return app.config.xianxiang_repository


def wheel_name():
    """File name of the library's wheel."""
    return f"{NAME}-{xianxiang.__version__}-py3-none-any.whl"


def carries(app):
    """Whether the site carries the library itself: it has no repository's address, and the sources are there."""
    return not repository(app) and (editions.book(app) / "pyproject.toml").exists()


def install(app):
    """What the first cell of a notebook says and does, or None where there is nothing to install from.

    Returns
    -------
    tuple of (str, str), or None
    """
    words = say("Run this cell first, once, in an environment that has not got the book's library (Python 3.11 or later).")
    if address := repository(app):
        return words, f'%pip install --quiet "{NAME}[live] @ git+{address}"'
    if not carries(app):
        return None
    if base := (app.config.html_baseurl or "").rstrip("/"):
        return words, f'%pip install --quiet "{NAME}[live] @ {base}/{FOLDER}/{wheel_name()}"'
    beside = say("It takes the library from the file {file},\nwhich has to lie beside this notebook: the menu from which the notebook came has it too.").format(file=wheel_name())
    return f"{words}\n{beside}", f'%pip install --quiet "./{wheel_name()}[live]"'


def read_run(app, stem):
    """A chapter as it ran in this build, and the numbers that its text quotes."""
    path = editions.kept(app) / "jupyter_execute" / BOOK / f"{stem}.ipynb"
    if not path.exists():
        raise ExtensionError(f"{path.name} cannot be written: what its cells gave is not in {path.parent}; run every page again: jupyter-book build . --all")
    glue = path.with_suffix(".glue.json")
    values = notebooks.glued(json.loads(glue.read_text(encoding="utf-8"))) if glue.exists() else {}
    # Of a chapter that the cache knew, that file has the cells alone; the cache has what they gave.
    try:
        _, ran = get_cache(app.config.nb_execution_cache_path).merge_match_into_notebook(nbformat.read(path, 4))
    except KeyError as error:
        raise ExtensionError(f"{path.name} cannot be written: the cache does not know it; run every page again: jupyter-book build . --all") from error
    return ran, values


def converted(app, install=None):
    """Every chapter that readers get, in plain Markdown with what its cells gave: (stem, notebook) pairs."""
    book = notebooks.Book.read(Path(app.srcdir) / BOOK)
    for stem in chapters(app):
        ran, values = read_run(app, stem)
        try:
            text = solutions.without(book.texts[stem]) if getattr(app.config, "hide_solutions", False) else book.texts[stem]
            yield stem, notebooks.plain(text, ran, values, book=book, stem=stem, install=install)
        except notebooks.ConversionError as error:
            raise ExtensionError(f"{stem}.ipynb cannot be written: {error}") from error


def build_wheel(root, folder):
    """Pack the library; the same sources give the same bytes.

    Parameters
    ----------
    root : path-like
        The folder of `pyproject.toml`.
    folder : path-like
        Where the wheel goes.
    """
    from hatchling.builders.wheel import WheelBuilder

    for _ in WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"]):
        pass


def write_all(app, exception):
    """Write every chapter's notebook, and the wheel if the site carries it, after the pages."""
    if exception or app.builder.name != "html":
        return
    target = Path(app.outdir) / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    if not chapters(app):
        return
    target.mkdir()
    for stem, notebook in converted(app, install(app)):
        notebooks.write(notebook, target / f"{stem}.ipynb")
    if carries(app):
        build_wheel(editions.book(app), target)


def offer(app, pagename, templatename, context, doctree):
    """Put the menu of downloads into the header of a chapter's page."""
    stem = chapter(app, pagename)
    if stem is None:
        return
    files = [(say("This chapter (.ipynb)"), say("A notebook with what the figures showed; its first cell says how to install the library"), f"{stem}.ipynb")]
    if carries(app) and not app.config.html_baseurl:
        files.append((say("The library (.whl)"), say("Lay it beside the notebook: its first cell installs it"), wheel_name()))
    buttons = [{"type": "link", "text": text, "tooltip": tip, "icon": "fas fa-file", "url": context["pathto"](f"{FOLDER}/{name}", 1), "label": "xx-download"} for text, tip, name in files]
    context["header_buttons"].append({"type": "group", "tooltip": say("Download this chapter"), "icon": "fas fa-download", "buttons": buttons, "label": "xx-downloads"})


def setup(app):
    """Offer the files on each chapter's page, and write them when the pages are written."""
    app.add_js_file(None, body=SAVE)
    app.connect("html-page-context", offer, priority=600)
    app.connect("build-finished", write_all, priority=600)
