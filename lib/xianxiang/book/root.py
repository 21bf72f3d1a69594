"""What a site has once, whatever its editions: the page that chooses one, Python for browsers, what hosts and search engines read.

It is made from what lies in the site and what each edition left word of, so that any edition may be the one that was built last.
"""

import json
import os
from html import escape
from urllib.parse import urljoin, urlsplit

from sphinx.errors import ExtensionError

from xianxiang.book import editions, lite, policy, publish
from xianxiang.live.bundle import BundleError

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
<style>
{style}
</style>
<main>
{body}
</main>
</html>
"""
STYLE = """\
:root { color-scheme: light dark; font: 1.5rem/1.5 "Iowan Old Style", Charter, Georgia, "Songti SC", "Noto Serif CJK SC", serif; }
main { display: grid; place-content: center; min-height: 90vh; padding-inline: 1rem; text-align: center; }
p { margin: 0.5rem; }
a { display: block; padding: 0.5rem; text-wrap: balance; }
small { display: block; font-size: 1rem; }"""
CHOOSE = """(function (pages) {
  var asked = (navigator.languages || []).slice();
  try { asked.unshift(localStorage.getItem("xianxiang-edition")); } catch (error) { /* the browser keeps nothing */ }
  var found = asked.map(function (language) { return String(language).split("-")[0].toLowerCase(); }).filter(function (name) { return pages[name]; })[0];
  location.replace((pages[found] || pages.%s) + location.search + location.hash);
})(%s);"""
"""Leads to the edition that the reader chose before, else to the one in the first of the browser's languages, and keeps a figure's setting."""


def told(app):
    """What the rest of the site has to know of an edition that was just built."""
    config = app.config
    return {
        "edition": config.xianxiang_edition,
        "language": editions.language(config),
        "title": config.html_title,
        "first": app.builder.get_target_uri(config.root_doc),
        "pages": [app.builder.get_target_uri(document) for document in sorted(app.env.all_docs)],
        "base": config.xianxiang_site,
        "project": config.project,
        "lite": lite.wanted(app),
        "hidden": bool(getattr(config, "hide_solutions", False)),
    }


def finish(app, exception):
    """Leave word of an edition; make what the site has once, unless whoever builds several does so in the end."""
    if exception or app.builder.name != "html":
        return
    note, alone = told(app), not app.config.xianxiang_edition
    (editions.kept(app) / editions.NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8")
    if not alone and os.environ.get(editions.VARIABLE):
        return
    try:
        make(editions.site(app), [note] if alone else list(editions.there(editions.site(app)).values()))
    except (lite.LiteError, BundleError) as error:
        raise ExtensionError(f"the lite site could not be built: {error}\n(Without it the book is built with {lite.SWITCH}=0.)") from error


def make(folder, built):
    """Make what a site has once.

    Parameters
    ----------
    folder : pathlib.Path
        Of the site.
    built : list of dict
        What is known of its editions, as `told` says it; one that is alone has no folder of its own.

    Raises
    ------
    LiteError, BundleError
        If Python for browsers cannot be had.
    """
    (folder / ".nojekyll").touch()  # hosts that run Jekyll would drop every folder whose name begins with an underscore
    lite.write(folder, built)
    if built[0]["edition"]:
        (folder / "index.html").write_text(choice(folder, built), encoding="utf-8")
    announce(folder, built)
    (folder / "_headers").write_text(policy.headers(folder, [note["edition"] for note in built]), encoding="utf-8")


def choice(folder, built):
    """The page at the site's root: it leads to an edition, or lets the reader choose where there are no scripts."""
    first, base = built[0], built[0]["base"]
    leads = {note["edition"]: f"{note['edition']}/{note['first']}" for note in built}
    head = [f'<link rel="icon" href="{first["edition"]}/_static/xianxiang/icon.svg">', *publish.shared(folder / leads[first["edition"]])]
    if base:
        head = [line for line in head if 'rel="canonical"' not in line]
        head += [f'<link rel="canonical" href="{base}">', publish.alternates({note["language"]: urljoin(base, leads[note["edition"]]) for note in built}, base)]
    head += [f"<script>{CHOOSE % (first['edition'], json.dumps(leads))}</script>"]
    return policy.stamped(_page(first, first["title"], built, "", "\n".join(head)))


def _page(first, title, built, up, head=""):
    """A page that names the editions, each in its language."""
    links = [f'<p><a href="{up}{note["edition"]}/{note["first"]}" hreflang="{note["language"]}" lang="{note["language"]}">{escape(note["title"])} <small>{editions.EDITIONS[note["edition"]].name}</small></a></p>'
             for note in built]
    return PAGE.format(language=first["language"], title=escape(title), head=head, style=STYLE, body="\n".join(links))


def announce(folder, built):
    """Write what tells search engines of the pages, and what a host shows for one that is not there; or take away what an earlier
    build with an address left."""
    base = built[0]["base"]
    if not base:
        for name in ("sitemap.xml", "robots.txt", "404.html"):
            (folder / name).unlink(missing_ok=True)
        return
    addresses = {}
    for note in built:
        for page in note["pages"]:
            addresses.setdefault(page, {})[note["language"]] = urljoin(base, f"{note['edition']}/{page}".lstrip("/"))
    (folder / "sitemap.xml").write_text(publish.sitemap([addresses[page] for page in sorted(addresses)]), encoding="utf-8")
    (folder / "robots.txt").write_text(publish.robots(base), encoding="utf-8")
    if built[0]["edition"]:
        (folder / "404.html").write_text(policy.stamped(_page(built[0], "404", built, urlsplit(base).path)), encoding="utf-8")


def setup(app):
    """Make it after the pages, which nothing changes any more."""
    app.connect("build-finished", finish, priority=970)
