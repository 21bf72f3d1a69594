"""The chapters as the lite site shows them, and what the library in the reader's browser reads of the book."""

import nbformat

from xianxiang.book import downloads, notebooks
from xianxiang.ledger import CHAPTERS

READ = {".md", ".csv"}
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}


def written(app):
    """Every chapter that runs, as a plain notebook with its outputs.

    Returns
    -------
    dict of str to bytes
        By the name of the file.
    """
    book = notebooks.Book.read(CHAPTERS)
    return {f"{stem}.ipynb": write(app, book, stem) for stem in downloads.chapters(app)}


def write(app, book, stem):
    """One chapter as it ran in this build; no cell installs anything, for here everything is."""
    ran, values = downloads.read_run(app, stem)
    notebook = notebooks.plain(book.texts[stem], ran, values, book=book, stem=stem)
    notebook.metadata["kernelspec"] = KERNEL
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata["trusted"] = True  # it is the site's own: show its figures as they are
    return (nbformat.writes(notebook) + "\n").encode()


def data():
    """The sources of the chapters, from which the ledger makes its page, by their names in the library's wheel."""
    return {f"xianxiang/chapters/{path.name}": path.read_bytes() for path in sorted(CHAPTERS.iterdir()) if path.suffix in READ}
