"""The chapters as the lite site shows them, and what the library in the reader's browser reads of the book."""

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
    return {f"{stem}.ipynb": here(notebook) for stem, notebook in downloads.converted(app)}


def here(notebook):
    """A notebook as the lite site has it; no cell of it installs anything, for here everything is."""
    notebook.metadata["kernelspec"] = KERNEL
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata["trusted"] = True  # it is the site's own: show its figures as they are
    return notebooks.text(notebook).encode()


def data():
    """The sources of the chapters, from which the ledger makes its page, by their names in the library's wheel."""
    return {f"xianxiang/chapters/{path.name}": path.read_bytes() for path in sorted(CHAPTERS.iterdir()) if path.suffix in READ}
