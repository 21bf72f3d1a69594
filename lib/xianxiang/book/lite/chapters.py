"""The chapters as the lite site shows them, and what the library in the reader's browser reads of the book."""

from xianxiang.book import downloads, notebooks, solutions
from xianxiang.language import LANGUAGES
from xianxiang.ledger import CHAPTERS, home

READ = {".md", ".csv", ".bib"}
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


def data(hidden=False):
    """The sources of the chapters and their data, which the library reads, by their names in the library's wheel; without solutions, if these are hidden."""
    homes = {"": CHAPTERS} | {f"{language}/": home(language) for language in LANGUAGES if language != "en"}
    files = {below + path.name: path.read_bytes() for below, folder in homes.items() for path in sorted(folder.glob("*.*")) if path.suffix in READ}
    if hidden:
        files = {name: solutions.without(text.decode()).encode() if name.endswith(".md") else text for name, text in files.items()}
    return {f"xianxiang/chapters/{name}": text for name, text in files.items()}
