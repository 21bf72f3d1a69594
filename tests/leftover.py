"""What a built Chinese page still says in English around its text: ``python tests/leftover.py FOLDER`` names it, page by page.

A block of the page, such as a button, a heading or a cell, is English if it has words of Latin letters and no Han character; so is what
an attribute says that readers are told. Code, formulas, what is marked as English (not by a span, which the build puts around any), references, and names are left alone.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

SAID = ("aria-label", "aria-description", "aria-roledescription", "title", "alt", "placeholder", "data-bs-title", "label", "summary")
"""Attributes that are read to readers or shown to them."""

FOREIGN = {"citation", "indextable", "highlight"}
"""Classes of what is in the language of its things: works, names of the library."""

INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr", "img", "input", "svg"}
SILENT = {"script", "style", "code", "pre", "kbd", "samp", "template", "mjx-container", "math"}
"""What is not read: code is the same in every language, and formulas are looked at by others."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

NAMES = set("""xianxiang GitHub GitLab Gitee Binder JupyterHub JupyterLab Jupyter Colab Google Python Markdown MathJax Vega Pyodide Sphinx TeX BibTeX PDF EPUB CSV JSON
    HTML PNG SVG SCORM Moodle Canvas QTI English EN en zh CC BY MIT DOI URL ID ipynb whl md html XIANXIANG Enter Esc Tab Shift Ctrl Alt Home End http https""".split())
"""Words that are the same in Chinese."""

WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
HAN = re.compile(r"[\u3400-\u9fff]")


def english(text):
    """Whether a text is English: words that are no names, and no Han character."""
    return not HAN.search(text) and any(word.strip("’'-") not in NAMES for word in WORD.findall(text))


class Page(HTMLParser):
    """A page's blocks and attributes that are English, as ``found``."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.block, self.silent = [], [], "", 0
        self.feed(text)
        self.end_block()

    def end_block(self):
        """Look at the block that ends here."""
        text = " ".join(self.block.split())
        if english(text):
            self.found.append(text)
        self.block = ""

    def handle_starttag(self, tag, attributes):
        own = dict(attributes)
        quiet = tag in SILENT or bool(FOREIGN & set((own.get("class") or "").split())) or (tag not in ("html", "span") and (own.get("lang") or "zh").split("-")[0] != "zh")
        if not self.silent and not quiet and "bibliography.html#" not in (own.get("href") or ""):
            said = {name: own[name] for name in SAID if own.get(name)}
            if tag == "input" and own.get("type") in ("submit", "button"):
                said["value"] = own.get("value") or ""
            if tag == "meta" and own.get("name") == "description":
                said["description"] = own.get("content") or ""
            self.found += [f"{name}: {text}" for name, text in said.items() if english(text)]
        if tag not in INLINE:
            self.end_block()
        if tag not in VOID:
            self.open.append((tag, quiet))
            self.silent += quiet

    def handle_endtag(self, tag):
        if tag not in [name for name, _ in self.open]:
            return
        while self.open:
            name, quiet = self.open.pop()
            self.silent -= quiet
            if name not in INLINE:
                self.end_block()
            if name == tag:
                break

    def handle_data(self, data):
        if not self.silent:
            self.block += data


def leftover(text):
    """What a page says in English around its text.

    Parameters
    ----------
    text : str
        HTML, as it was built, or as it is with its scripts run.

    Returns
    -------
    list of str
        In the page's order, each once.
    """
    return list(dict.fromkeys(Page(text).found))


def main(folder):
    """Name what is left of a built edition, with the number of pages that have it."""
    pages = {}
    for path in sorted(Path(folder).rglob("*.html")):
        if not {"_static", "lite", "_modules"} & set(path.relative_to(folder).parts):
            for said in leftover(path.read_text(encoding="utf-8")):
                pages.setdefault(said, []).append(path.stem)
    for said, stems in sorted(pages.items(), key=lambda item: -len(item[1])):
        print(len(stems), stems[0], "|", said[:200])
    return int(bool(pages))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
