"""A chapter with its live figures and exercises as a package of SCORM 1.2: one file that a learning platform takes, shows and reads a score from.

The page is the built book's. What leads out of it is left behind: the book's navigation, notebooks, the search. Links to other chapters
lead to the published book where its address is given, and are plain words otherwise. ``web/scorm.js`` speaks with the platform.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from ..language import both
from .bank import Bank
from .question import chapter, titled
from .qti import written, zipped
from .seed import normal
from .wording import SCORM

__all__ = ["scorm"]

CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
SCRIPT = Path(__file__).parent / "web" / "scorm.js"
OWN = "_static/xianxiang/"
"""The folder of all that the book's scripts load by themselves."""

KEPT = (OWN, "_static/design-tabs.js")
RELATIONS = {"stylesheet", "icon"}
UNUSED = re.compile(r"DOCUMENTATION_OPTIONS|localStorage\.getItem\(\"mode\"\)")
THEME = """<script>(function (root) {
  var dark = matchMedia('(prefers-color-scheme: dark)');
  root.dataset.mode = 'auto';
  (dark.onchange = function () { root.dataset.theme = dark.matches ? 'dark' : 'light'; })();
})(document.documentElement);</script>"""
FRAME = '<body>\n<div class="bd-container"><div class="bd-container__inner bd-page-width"><main id="main-content" class="bd-main"><div class="bd-content"><div class="bd-article-container">\n'
_URL = re.compile(r"""(?:url\(\s*|@import\s+)['"]?([^'")]+)""")


def scorm(bank: Bank, html: Path, course: str, site: str = "") -> bytes:
    """Return a chapter as a package; the same book gives the same bytes.

    Parameters
    ----------
    bank : Bank
    html : path-like
        The folder of the built book.
    course : str
        The course's code, which takes part in drawing the variants.
    site : str
        The address of the published book, for links to other chapters.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If there is no course code, the chapter is not built, or it has no exercises that check themselves.
    """
    course, html = normal(course, "course"), Path(html)
    path = f"chapters/{bank.stem}.html"
    if not (html / path).is_file():
        raise ValueError(both("html is {folder}; allowed is the folder of the built book, with {path} in it: build it with `make book`", folder=repr(str(html)), path=path))
    page = _Page(path, course, site)
    page.feed((html / path).read_text(encoding="utf-8"))
    page.close()
    if not page.practice:
        raise ValueError(both("stem is {stem}; allowed is a chapter whose page has exercises that check themselves", stem=repr(bank.stem)))
    files = {path: "".join(page.out).encode(), "scorm.js": SCRIPT.read_bytes()}
    own = [file.relative_to(html).as_posix() for file in sorted((html / OWN).rglob("*")) if file.is_file()]
    files |= _loaded(html, [*page.files, *own])
    return zipped({"imsmanifest.xml": written(_manifest(bank, path, sorted(files))), **dict(sorted(files.items()))})


def _loaded(html: Path, paths: list[str]) -> dict[str, bytes]:
    """Files by path, with what their styles load."""
    found: dict[str, bytes] = {}
    for path in paths:  # which grows
        if path not in found and (html / path).is_file():
            found[path] = (html / path).read_bytes()
            if path.endswith(".css"):
                paths += [_beside(path, url) for url in _URL.findall(found[path].decode()) if _local(url)]
    return found


def _local(address: str) -> bool:
    """Whether an address is a file of the book."""
    return bool(address) and not re.match(r"[a-z]+:|//|#", address)


def _beside(path: str, address: str) -> str:
    """The file that an address in another file names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), re.split("[?#]", address)[0]))


def _manifest(bank: Bank, path: str, files: list[str]) -> Element:
    root = Element("manifest", {"identifier": f"xianxiang.{bank.stem}", "version": "1.0", "xmlns": CP, "xmlns:adlcp": ADL})
    head = SubElement(root, "metadata")
    SubElement(head, "schema").text = "ADL SCORM"
    SubElement(head, "schemaversion").text = "1.2"
    book = SubElement(SubElement(root, "organizations", default="book"), "organization", identifier="book")
    SubElement(book, "title").text = titled(bank.stem)
    SubElement(SubElement(book, "item", identifier="chapter", identifierref="page"), "title").text = chapter(bank.stem)
    page = SubElement(SubElement(root, "resources"), "resource", {"identifier": "page", "type": "webcontent", "adlcp:scormtype": "sco", "href": path})
    for file in files:
        SubElement(page, "file", href=file)
    return root


class _Page(HTMLParser):
    """Copies a page's head and article, without what leads elsewhere; notes which files they load.

    Attributes
    ----------
    out : list of str
    files : list of str
    practice : bool
        Whether there are exercises that check themselves.
    """

    def __init__(self, path: str, course: str, site: str):
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.files: list[str] = []
        self.practice = False
        self._path, self._course, self._site = path, course, site.rstrip("/")
        self._copying = True  # within the head or the article
        self._script: list[str] | None = None
        self._plain = False  # within a link that became plain words

    def _write(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)
        elif self._copying:
            self.out.append(text)

    def handle_decl(self, decl):
        self._write(f"<!{decl}>")

    def handle_starttag(self, tag, attrs):
        given, text = dict(attrs), self.get_starttag_text()
        if tag == "article":
            self._copying = True
        if tag == "body":
            self._copying = False
            self.out.append(FRAME)
        if not self._copying:
            return
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            return  # the platform's to set: it adds scripts of its own
        source = given.get("src") or (given.get("href") if tag == "link" else None)
        if tag == "link" and not RELATIONS & set((given.get("rel") or "").split()):
            return
        if tag == "script":
            self._script = [text] if not source or any(part in source for part in KEPT) else []
        elif tag == "a" and _local(given.get("href") or ""):
            self._plain = not self._site
            self._write("<span>" if self._plain else self._outward(given))
        elif tag == "a" and not (given.get("href") or "#").startswith("#"):
            self._write(text[:-1] + ' target="_blank" rel="noopener">')
        else:
            self._write(text)
        if source and _local(source) and not (tag == "script" and not self._script):
            self.files.append(_beside(self._path, source))
        self.practice |= "xx-practice" in (given.get("class") or "").split()

    handle_startendtag = handle_starttag

    def _host(self) -> str:
        """What runs before the exercises' script, which the page fetches once it is read."""
        data = json.dumps({"course": self._course, "words": dict(SCORM)}, ensure_ascii=False).replace("</", "<\\/")
        return f'<script type="application/json" id="xx-scorm">{data}</script>\n<script defer src="../scorm.js"></script>'

    def _outward(self, given: dict) -> str:
        """A link to another page of the published book."""
        address = f"{self._site}/{posixpath.normpath(posixpath.join(posixpath.dirname(self._path), given['href']))}"
        given |= {"href": address, "target": "_blank", "rel": "noopener"}
        return "<a " + " ".join(f'{name}="{escape(value or "")}"' for name, value in given.items()) + ">"

    def handle_endtag(self, tag):
        if tag == "script" and self._script is not None:
            script, self._script = "".join(self._script), None
            self._write(f"{script}</script>" if script and not UNUSED.search(script) else "")
            return
        if tag == "head":
            self._write(f"{THEME}\n{self._host()}\n")
        self._write("</span>" if tag == "a" and self._plain else f"</{tag}>")
        self._plain &= tag != "a"
        if tag == "article":
            self._copying = False
        if tag == "html":
            self.out.append("\n</div></div></main></div></div>\n</body>\n</html>\n")

    def handle_data(self, data):
        self._write(data)

    def handle_entityref(self, name):
        self._write(f"&{name};")

    def handle_charref(self, name):
        self._write(f"&#{name};")
