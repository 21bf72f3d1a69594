"""Make the PDF and the EPUB of each edition that is built: `python -m xianxiang.book.paper [FOLDER]`."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from xianxiang.book.editions import all_of


def names(own: str) -> tuple[str, str]:
    """Return what an edition's files are called.

    >>> names("zh")
    ('xianxiang-zh.pdf', 'xianxiang-zh.epub')
    """
    stem = "xianxiang" if own == "en" else f"xianxiang-{own}"
    return f"{stem}.pdf", f"{stem}.epub"


HAN = """() => {
  const drawn = letter => {
    const canvas = document.createElement('canvas');
    const pen = canvas.getContext('2d');
    pen.font = '40px "Noto Serif CJK SC", "Source Han Serif SC", serif';
    pen.fillText(letter, 5, 60);
    return canvas.toDataURL();
  };
  return drawn('县') !== drawn('乡');
}"""
"""Whether Chinese characters can be set: without a font for them, each is drawn as the same box."""


def missing() -> list[str]:
    """Return what is missing, each with how to get it.

    Returns
    -------
    list of str
    """
    try:
        from xianxiang.book.chromium import find
        from xianxiang.book.paper.epub import pandoc
        from xianxiang.book.paper.pdf import pdf  # noqa: F401 - whether it can be had
    except ModuleNotFoundError as error:
        return [f"The Python package {error.name}: pip install 'xianxiang[paper]'"]
    return [*([] if find() else ["Chromium: apt-get install chromium, or playwright install chromium"]),
            *([] if pandoc() else ["pandoc: pip install pypandoc_binary, or apt-get install pandoc"])]


@contextmanager
def browser():
    """A running Chromium."""
    from playwright.sync_api import sync_playwright

    from xianxiang.book.chromium import FLAGS, find

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find(), args=FLAGS, chromium_sandbox=not hasattr(os, "geteuid") or os.geteuid() != 0)
        yield running
        running.close()


def make(root: Path, built: Path, own: str, running) -> dict[str, bytes]:
    """Make the PDF and the EPUB of an edition.

    Parameters
    ----------
    root : Path
        The folder that holds `_toc.yml` and `CITATION.cff`.
    built : Path
        The folder of the edition's pages.
    own : str
        Its name.
    running : Browser

    Returns
    -------
    dict of str to bytes
        By name of file.
    """
    from xianxiang.book.paper import epub, join, pdf

    book = join.chapters(root, built, own)
    said_of = join.about(root, own, book[0].address)
    one = join.joined(book, said_of)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "book.html")
        file.write_text(join.written(one), encoding="utf-8")
        page = pdf.opened(running, file)
        if not page.evaluate(HAN):
            raise SystemExit("There is no font for Chinese characters: apt-get install fonts-noto-cjk")
        drawings, picture = epub.baked(page), epub.cover(running, said_of)
        return dict(zip(names(own), (pdf.pdf(page, said_of), epub.epub(one, drawings, picture, said_of)), strict=True))


def main(root: Path) -> None:
    """Write the files of all editions that are built, or say what they need."""
    built = {own: root / "_build" / "html" / own for own in all_of(root)}
    built = {own: folder for own, folder in built.items() if (folder / "chapters" / "index.html").exists()}
    if not built:
        sys.exit("The book is not built: run `make book` first.")
    if lacks := missing():
        sys.exit("\n".join(["The book on paper needs what is not here.", *lacks]))
    target = root / "_build" / "paper"
    target.mkdir(exist_ok=True)
    with browser() as running:
        for own, folder in built.items():
            for name, data in make(root, folder, own, running).items():
                (target / name).write_bytes(data)
                print(target / name)


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]).resolve())
