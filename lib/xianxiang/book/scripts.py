"""What each page needs of the scripts of theme and extensions, and when: two files in place of twelve, and none before the text.

The book's own scripts are one file, as packages for learning platforms take them without the theme; the theme's are another. The
search's index is fetched by the page that searches: the field on the other pages leads there.
"""

import hashlib
import re
from pathlib import Path

from xianxiang.book import assets, interface, pages

BOOK = (*(f"xianxiang/{name}" for name in assets.SCRIPTS), "xianxiang/proofs.js", "togglebutton.js")
THEME = ("doctools.js", "sphinx_highlight.js", "clipboard.min.js", "copybutton.js", "scripts/sphinx-book-theme.js", "scripts/bootstrap.js",
         "scripts/pydata-sphinx-theme.js")
"""In the order in which they run: proofs are opened at what was searched for before the highlighter forgets it."""

OPTIONS = "documentation_options.js"
"""So short that it stands in the page."""

TRANSLATIONS = "translations.js"
"""On no page: see `interface.searching`."""

ONLY = {"searchtools.js": 'id="search-results"', "language_data.js": 'id="search-results"', "searchindex.js": 'id="search-results"', "design-tabs.js": "sd-tab-set"}
"""Scripts that some pages need, by what these have."""

_TAG = re.compile(r'<script\b[^>]*\bsrc="(?:\.\./)*([^"?]+)[^"]*"[^>]*></script>')
_MADE = re.compile(r"xianxiang/book\.[0-9a-f]{16}\.js|theme\.[0-9a-f]{16}\.js")
_IDLE = re.compile(r'<script>DOCUMENTATION_OPTIONS\.(?:pagename|search_as_you_type) = [^<]*</script>|<link rel="preload" as="script"[^>]*>')
_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def joined(texts):
    """Scripts one after the other. Each is on its own, so none makes the others strict, and none names a map of its lines."""
    return "".join(f";{_MAP.sub('', text).strip()}\n" for text in texts)


def lean(text, options, made):
    """A page that asks for the joined scripts in place of their parts, for no other that it does not need, and for all after the text.

    Parameters
    ----------
    text : str
    options : str
        The text of Sphinx's options.
    made : list of str
        The addresses of the joined scripts, from the page.

    Returns
    -------
    str
    """
    bring = iter(["".join(f'<script defer src="{address}"></script>' for address in made)])

    def changed(tag):
        name = tag[1].removeprefix("_static/")
        if name in BOOK or name in THEME or _MADE.fullmatch(name):
            return next(bring, "")
        if name == OPTIONS:
            return f"<script>{options}</script>"
        if name == TRANSLATIONS:
            return ""
        if ONLY.get(name, "") not in text:
            return ""
        return tag[0] if re.search(r"\b(?:defer|async)\b|type=.module", tag[0]) else tag[0].replace("<script", "<script defer", 1)

    return _TAG.sub(changed, _IDLE.sub("", text))


def make(app, exception):
    """Lay out the joined scripts, and have every page ask for them."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    folder = assets.aside(app, (*BOOK, *THEME, OPTIONS, TRANSLATIONS))
    options = " ".join((folder / OPTIONS).read_text(encoding="utf-8").split())
    book, theme = ([(folder / part).read_text(encoding="utf-8") for part in parts] for parts in (BOOK, THEME))
    search = static / "searchtools.js"
    pages.write(search, interface.searching(text := search.read_text(encoding="utf-8")), text)
    parts = {"xianxiang/book": map(interface.worded, book), "theme": theme}
    made = [f"_static/{_lay(static, name, texts)}" for name, texts in parts.items()]
    for path in pages.built(app.outdir):
        text = path.read_text(encoding="utf-8")
        pages.write(path, lean(text, options, [pages.up(path, app.outdir) + address for address in made]), text)


def _lay(static, name, texts):
    """Lay joined scripts into a folder, the earlier ones of this name gone; return the file's name."""
    text = joined(texts)
    for old in static.glob(f"{name}.*.js"):
        old.unlink()
    named = f"{name}.{hashlib.sha256(text.encode()).hexdigest()[:16]}.js"
    (static / named).write_text(text, encoding="utf-8")
    return named


def setup(app):
    """Join the scripts when all are laid out; before the sheet, which takes their words from the joined ones."""
    app.connect("build-finished", make, priority=790)
