"""Mends of the theme, and the page at the book's root."""

import re
from pathlib import Path

from sphinx.util.index_entries import split_index_msg

import xianxiang

from . import editions, publish

TEMPLATES = Path(__file__).parent / "templates"
ROOT = """<!DOCTYPE html>
<html lang="{language}">
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="_static/xianxiang/icon.svg">
{shared}
<script>location.replace("{page}" + location.search + location.hash)</script>
<noscript><meta http-equiv="refresh" content="0; url={page}"></noscript>
<main><h1><a href="{page}">{title}</a></h1></main>
</html>
"""

# What reaches the page wrongly: an outdated role, a heading of nothing in a table's corner, one id for many things.
MENDS = (
    (re.compile('role="doc-biblioentry"'), 'role="listitem"'),
    (re.compile(r'<th class="head[^"]*"><p></p></th>|<th></th>'), "<td></td>"),
    (re.compile(r' id="(?:proof|(?:proof|exercise|solution)-content)"'), ""),
    (re.compile("<style>"), '<style class="nohighlight">'),  # the search's highlighter would mark words in it
)
APART = {"_static", "lite"}
"""Folders of the site whose pages are none of the book's."""


def built(folder):
    """The book's pages in its folder, and the one at its root.

    Parameters
    ----------
    folder : path-like
        Of the site.

    Returns
    -------
    list of pathlib.Path
        In the order of their names.
    """
    return sorted(path for path in Path(folder).rglob("*.html") if path.relative_to(folder).parts[0] not in APART)


def up(path, folder):
    """The way from a page to the site's root: "" or "../" as often as needed."""
    return "../" * (len(Path(path).relative_to(folder).parts) - 1)


def write(path, text, before):
    """Write a page anew if it changed."""
    if text != before:
        path.write_text(text, encoding="utf-8")


def configure(app, config):
    """Let the theme find the book's templates and follow the reader's choice of light or dark; let pages name the version."""
    config.myst_substitutions["version"] = xianxiang.__version__
    config.templates_path.append(str(TEMPLATES))
    config.html_context.setdefault("default_mode", "auto")


def mend(app, pagename, templatename, context, doctree):
    """Mend a page's body, and name an icon, or each browser asks for one that is not there."""
    context["favicon_url"] = context["pathto"]("_static/xianxiang/icon.svg", resource=True)
    for wrong, right in MENDS:
        context["body"] = wrong.sub(right, context.get("body", ""))


def complete_search(app):
    """Let the search know the index entries of pages that were not written this time: Sphinx keeps their words and forgets these."""
    if (indexer := getattr(app.builder, "indexer", None)) is not None:
        for docname, entries in app.env.get_domain("index").entries.items():
            if docname not in indexer._index_entries:
                found = {(word, target, main) for kind, text, target, main, _ in entries for word in split_index_msg(kind, text)}
                indexer._index_entries[docname] = sorted(found)
    return []


def write_root(app, exception):
    """Lead from the book's address to the first page, keeping a figure's setting in the address."""
    if exception or app.builder.name != "html" or app.config.root_doc == "index":
        return
    page = app.builder.get_target_uri(app.config.root_doc)
    shared = "\n".join(publish.shared(Path(app.outdir) / page))
    (Path(app.outdir) / "index.html").write_text(ROOT.format(language=editions.language(app.config), page=page, title=app.config.html_title, shared=shared), encoding="utf-8")


def setup(app):
    """Connect the mends to the pages as they are written."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", mend)
    app.connect("html-collect-pages", complete_search)
    app.connect("build-finished", write_root, priority=900)
