"""Mends of the theme, and the page at the site's root."""

import re
from pathlib import Path

from sphinx.util.index_entries import split_index_msg

import xianxiang

TEMPLATES = Path(__file__).parent / "templates"
ROOT = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="_static/xianxiang/icon.svg">
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
)


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
    """Lead from the site's address to the first page, keeping a figure's setting in the address; and tell hosts that run Jekyll,
    which drops every folder whose name begins with an underscore, that nothing here is for it."""
    if exception or app.builder.name != "html":
        return
    (Path(app.outdir) / ".nojekyll").touch()
    if app.config.root_doc == "index":
        return
    page = app.builder.get_target_uri(app.config.root_doc)
    (Path(app.outdir) / "index.html").write_text(ROOT.format(page=page, title=app.config.html_title), encoding="utf-8")


def setup(app):
    """Connect the mends to the pages as they are written."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", mend)
    app.connect("html-collect-pages", complete_search)
    app.connect("build-finished", write_root, priority=900)
