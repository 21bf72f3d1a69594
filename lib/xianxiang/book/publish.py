"""What the rest of the web reads of a page: its address, its description, how to cite it, what it is part of; and the list of pages.

The site's address has one place, `html: baseurl:` in `_config.yml`; the environment's ``SITE_URL`` goes before it. Without an address
the pages still say their description, their citation and what they are; whatever names an absolute address is left out: canonical
links, those to a page in the other language, the cards that messengers show (`cards.py`), ``sitemap.xml`` and ``robots.txt``. Author, date, licence and subjects come from
``CITATION.cff``.
"""

import json
import os
import re
import shutil
from html import escape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml
from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.nodes import clean_astext

from xianxiang.language import say

from . import cards, editions

VARIABLE = "SITE_URL"
LOCALES = {"en": "en_GB", "zh-CN": "zh_CN"}
"""What Open Graph calls a language of the book, where it is not called so already."""

LONGEST = 240
"""Letters of a description, a Han character for two: two lines or three."""

SENTENCE = re.compile(r"\S.*?(?:[.!?]['’”)]*(?=\s|$)|[。！？][’”）]*|$)", re.DOTALL)
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]")
WHOLE = re.compile(rf"(?:.*(?:\s|{WIDE.pattern}))?")
"""What a text has of whole words."""

FORMULA = "\0"
SHARED = re.compile(r'<meta (?:name="(?:description|twitter:card)"|property="og:[^"]*") content="[^"]*">|<link rel="canonical"[^>]*>')


def checked(address):
    """The site's address with a slash at its end; an empty string where the book has none.

    Parameters
    ----------
    address : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is not the address of a folder on the web.

    >>> checked("https://someone.example/book")
    'https://someone.example/book/'
    """
    address = address.strip()
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or re.search(r"[\s\"'<>]", address):
        raise ValueError(f"{VARIABLE}, or html: baseurl: in _config.yml, is the http or https address of the site's folder, without ? or #; got {address!r}")
    return address.rstrip("/") + "/"


def described(paragraphs, longest=LONGEST):
    """The first whole sentences of a text.

    Parameters
    ----------
    paragraphs : iterable of str
        The first that says anything is taken. A formula in it is a NUL; what follows it is left out.
    longest : int
        Letters, a Han character for two. A first sentence that is longer is cut at a word.

    Returns
    -------
    str

    >>> described(["A landfill leaks. The county knows.", "An inspection."], longest=20)
    'A landfill leaks.'
    """
    for paragraph in paragraphs:
        paragraph, end = re.sub(r"\s+", " ", paragraph).strip(), 0
        for sentence in SENTENCE.finditer(paragraph):
            if FORMULA in sentence[0] or (end and size(paragraph[: sentence.end()]) > longest):
                break
            end = sentence.end()
        if size(paragraph[:end]) > longest:
            fits = max(length for length in range(longest) if size(paragraph[:length]) < longest)
            return WHOLE.match(paragraph[:fits])[0].rstrip(" ,;:，；：、") + "…"
        if end:
            return paragraph[:end]
    return ""


def size(text):
    """Letters of a text, a Han character or a stop of its size for two."""
    return len(text) + len(WIDE.findall(text))


def running(doctree):
    """The paragraphs of a page's running text, a NUL for each formula."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section) and editions.MARK not in paragraph["classes"]:
            yield "".join(_said(paragraph))


def _said(node):
    """What a node says, part by part."""
    if isinstance(node, (nodes.math, nodes.raw)):
        yield FORMULA
    elif isinstance(node, nodes.Text):
        yield str(node)
    else:
        for child in node.children:
            yield from _said(child)


def cited(root):
    """The book as ``CITATION.cff`` wants it cited; nothing where there is no such file."""
    path = Path(root) / "CITATION.cff"
    file = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {"keywords": file.get("keywords", []), **file.get("preferred-citation", {})}


def authors(work):
    """The authors in the words of schema.org.

    >>> authors({"authors": [{"name": "A Group"}, {"given-names": "Ann", "family-names": "Other"}]})
    [{'@type': 'Organization', 'name': 'A Group'}, {'@type': 'Person', 'name': 'Ann Other'}]
    """
    return [{"@type": "Organization", "name": author["name"]} if "name" in author else {"@type": "Person", "name": f"{author['given-names']} {author['family-names']}"}
            for author in work.get("authors", [])]


def tags(pairs):
    """Pairs of a name and its content as a page's `meta` elements; pairs without content are left out.

    >>> tags([("description", "A <b>"), ("og:type", "book"), ("citation_author", "")])
    '<meta name="description" content="A &lt;b&gt;">\\n<meta property="og:type" content="book">'
    """
    return "\n".join(f'<meta {"property" if name.startswith("og:") else "name"}="{name}" content="{escape(content)}">' for name, content in pairs if content)


def thing(work, language, **own):
    """A page in the words of schema.org, as the data block that search engines read; what has no value is left out."""
    known = {
        "@context": "https://schema.org",
        **own,
        "author": authors(work),
        "datePublished": str(work.get("date-released", "")),
        "license": work.get("license-url"),
        "inLanguage": language,
        "about": [{"@type": "Thing", "name": word} for word in work["keywords"]],
    }
    text = json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def configure(app, config):
    """Let the environment say the address, refuse one that cannot be, and read how the book is cited: pages are written anew when either changes."""
    try:
        config.xianxiang_site = checked(os.environ.get(VARIABLE) or config.html_baseurl or "")
    except ValueError as error:
        raise ConfigError(str(error)) from None
    config.html_baseurl = config.xianxiang_site and urljoin(config.xianxiang_site, f"{config.xianxiang_edition}/".lstrip("/"))
    config.xianxiang_citation = cited(editions.book(app))


def describe(app, pagename, templatename, context, doctree):
    """Write what a page is into its head."""
    if doctree is None or app.builder.name != "html":
        return
    config, work = app.config, app.config.xianxiang_citation
    base, language, first = config.html_baseurl, editions.language(config), pagename == config.root_doc
    book, title = config.xianxiang_title or work.get("title", config.html_title), clean_astext(app.env.titles[pagename])
    name = book if first else title
    words = app.env.metadata[pagename].get("description") or described(running(doctree))
    address, front = (urljoin(base, app.builder.get_target_uri(page)) if base else "" for page in (pagename, config.root_doc))
    image, alternative = pictured(app, pagename, doctree, title, book) if base else ("", "")
    pairs = [
        ("description", words),
        ("citation_title", name),
        *(("citation_author", author["name"]) for author in authors(work)),
        ("citation_publication_date", str(work.get("date-released", "")).replace("-", "/")),
        ("citation_inbook_title", "" if first else book),
        ("citation_language", language.partition("-")[0]),
        ("citation_public_url", address),
        ("og:title", name),
        ("og:description", words),
        ("og:type", "book" if first else "article"),
        ("og:site_name", config.html_title),
        ("og:locale", LOCALES.get(language, language)),
        ("og:url", address),
    ]
    if image:
        pairs += [
            ("og:image", image),
            ("og:image:type", "image/png"),
            ("og:image:width", str(cards.WIDTH)),
            ("og:image:height", str(cards.HEIGHT)),
            ("og:image:alt", alternative),
            ("twitter:card", "summary_large_image"),
        ]
    own = {"@type": "Book" if first else "Chapter", "@id": address, "name": name, "description": words, "url": address, "image": image}
    if not first:
        own["isPartOf"] = {key: value for key, value in {"@type": "Book", "@id": front, "name": book, "url": front}.items() if value}
    context["metatags"] = "\n".join([context.get("metatags", ""), tags(pairs), *other_editions(app, pagename), thing(work, language, **own)])


def other_editions(app, pagename):
    """The links that say where a page stands in the book's languages: none without an address, or where it is alone."""
    config, page = app.config, app.builder.get_target_uri(pagename)
    if not (config.xianxiang_site and config.xianxiang_others):
        return []
    own = [edition for edition in editions.EDITIONS if edition == config.xianxiang_edition or edition in config.xianxiang_others]
    there = {editions.EDITIONS[edition].language: urljoin(config.xianxiang_site, f"{edition}/{page}") for edition in own}
    return [alternates(there, config.xianxiang_site if pagename == config.root_doc else next(iter(there.values())))]


def alternates(there, default):
    """A page's addresses by language, and the one for readers of other languages, as a page's `link` elements.

    >>> print(alternates({"en": "https://x.example/en/"}, "https://x.example/"))
    <link rel="alternate" hreflang="en" href="https://x.example/en/">
    <link rel="alternate" hreflang="x-default" href="https://x.example/">
    """
    return "\n".join(f'<link rel="alternate" hreflang="{language}" href="{escape(address)}">' for language, address in {**there, "x-default": default}.items())


def pictured(app, pagename, doctree, title, book):
    """Lay a page's card; returns its address and what it shows, in words. The first page's bears the book's name, short and in full."""
    still = cards.still(doctree)
    heading, above = (app.config.html_title, book) if pagename == app.config.root_doc else (title, app.config.html_title)
    return urljoin(app.config.html_baseurl, cards.lay(app, pagename, heading, above, still)), say("{page}: {figure}").format(page=title, figure=still.title) if still else title


def shared(page):
    """What a page that leads to the first one shows of itself when its address is passed on: the first page's own.

    Parameters
    ----------
    page : path-like
        The first page, as it was written.

    Returns
    -------
    list of str
    """
    return SHARED.findall(Path(page).read_text(encoding="utf-8"))


def sitemap(pages):
    """The list of a site's pages for search engines.

    Parameters
    ----------
    pages : list of dict of str to str
        Each page's address by language. One in several languages is listed once for each, with all the others.

    Returns
    -------
    str
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for page in pages:
        others = "".join(f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>' for language, address in page.items()) if len(page) > 1 else ""
        lines += [f"<url><loc>{escape(address)}</loc>{others}</url>" for address in page.values()]
    return "\n".join([*lines, "</urlset>", ""])


def robots(base):
    """What crawlers are told: all is open but the Python for browsers, which has nothing to read.

    >>> print(robots("https://someone.example/book/"))
    User-agent: *
    Disallow: /book/lite/
    Sitemap: https://someone.example/book/sitemap.xml
    <BLANKLINE>
    """
    return f"User-agent: *\nDisallow: {urlsplit(base).path}lite/\nSitemap: {base}sitemap.xml\n"


def clear(app, exception):
    """Without an address, take away the cards that an earlier build with one left."""
    if not exception and not app.config.html_baseurl:
        shutil.rmtree(Path(app.outdir) / cards.FOLDER, ignore_errors=True)


def setup(app):
    """Describe each page as it is written."""
    app.add_config_value("xianxiang_citation", {}, "html", [dict])
    app.add_config_value("xianxiang_site", "", "html", [str])
    app.add_config_value("xianxiang_title", "", "html", [str])
    app.connect("config-inited", configure)
    app.connect("html-page-context", describe)
    app.connect("build-finished", clear)
