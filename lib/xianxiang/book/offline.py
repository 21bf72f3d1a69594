"""Keep this book offline: the list of the book's files, and the service worker that fetches and serves them once a reader asks for it.

The button stands at the sidebar's foot (`templates/keep.html`, `style/offline.js`). Nothing is fetched, and no worker registered, before
it is pressed.
"""

import hashlib
import json
import posixpath
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote

from xianxiang.book.serve import NAMED_BY_CONTENT

WORKER = Path(__file__).with_name("sw.js")
LIST = "offline.json"

LEFT_OUT = ("lite/*", "cards/*", "*.map", ".*", "_headers", "robots.txt", "sitemap*.xml", "objects.inv", WORKER.name, LIST)
"""What no page of the book asks for: the notebooks that run Python, which keep their own, and what is there for hosts, search engines,
messengers and developers."""

ASKED = re.compile(r"""(?:href|src)=["']?([^"'>\s?#]+)(\?(?:v|digest)=[0-9a-f]{8,})(?=["'>\s])""")
UNQUOTED = "/!$&'()*+,;=:@~"  # browsers leave these as they are in a path


def files(site):
    """The files of a built site, in order.

    Parameters
    ----------
    site : pathlib.Path

    Returns
    -------
    dict of str to bytes
        By their names below the site's root.
    """
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def queries(pages):
    """The queries under which pages ask for files, where these name a content as Sphinx does: `book.css?v=4cefd1ec`.

    Parameters
    ----------
    pages : dict of str to bytes
        Pages by their names.

    Returns
    -------
    dict of str to str
        The query by the file's name; not where pages differ, as left over from an earlier build.
    """
    found = {}
    for name, page in pages.items():
        for link, query in ASKED.findall(page.decode(errors="replace")):
            found.setdefault(posixpath.normpath(posixpath.join(posixpath.dirname(name), link)), set()).add(query)
    return {name: only.pop() for name, only in found.items() if len(only) == 1}


def listing(held):
    """What the worker reads: the version and, for each file, its size and hash, and the query under which it can be nothing else.

    Parameters
    ----------
    held : dict of str to bytes
        All files of a site by their names.

    Returns
    -------
    str
        JSON; the same files give the same text.
    """
    own = {name: data for name, data in sorted(held.items()) if not any(fnmatch(name, pattern) for pattern in LEFT_OUT)}
    asked = queries({name: data for name, data in own.items() if name.endswith(".html")})
    entries = {}
    for name, data in own.items():
        fixed = "" if NAMED_BY_CONTENT.search(name) else asked.get(name)
        entries[quote(name, safe=UNQUOTED)] = [len(data), hashlib.sha256(data).hexdigest()[:16], *([] if fixed is None else [fixed])]
    version = hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:16]
    return json.dumps({"version": version, "files": entries}, separators=(",", ":"))


def lay(site):
    """Lay the worker and the list into a built site.

    Parameters
    ----------
    site : pathlib.Path
    """
    shutil.copyfile(WORKER, site / WORKER.name)
    (site / LIST).write_text(listing(files(site)), encoding="utf-8")


def finish(app, exception):
    """List the files when all are written."""
    if not exception and app.builder.name == "html":
        lay(Path(app.outdir))


def setup(app):
    """Give every page the button's script; list the files last, when no page changes any more."""
    app.add_js_file("xianxiang/offline.js", priority=820, defer="defer")
    app.connect("build-finished", finish, priority=960)
