"""What a page may load and run: a Content-Security-Policy in each page, and in the site's `_headers` for hosts that send what stands there.

Scripts run from the book's own files, or from a page if their hash stands in its policy; nothing is evaluated. Other sites may show the
book in a frame, as learning platforms do. The lite site runs Python, and has a policy of its own. On a memory stick `'self'` means the
stick: Chromium and Firefox load the book's files by it.
"""

import base64
import hashlib
import re

from sphinx.util import logging

from xianxiang.book import pages
from xianxiang.book.serve import NAMED_BY_CONTENT

RULES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # formulas and figures set widths in the page
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
LITE = RULES | {"script-src": "'self' 'unsafe-eval' blob:"}
"""The lite site's: JupyterLab checks settings by functions that it writes, Python is WebAssembly, and widgets come as modules in memory."""

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}
"""For every file."""

BRIEF, LONG = "public, max-age=0, must-revalidate", "public, max-age=31536000, immutable"

META = '<meta http-equiv="Content-Security-Policy" content="{}">'
_META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_CHARSET = re.compile(r'<meta charset="[^"]*"\s*/?>')
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_DATA = re.compile(r"""\bsrc=|\btype=(?!["']?(?:text/javascript|module)\b)""")
_HANDLER = re.compile(r"""<\w[^<>]*?\s(on[a-z]+)=["'][^<>]*>""")

logger = logging.getLogger(__name__)


def hashes(text):
    """The hashes of a page's own scripts, as a policy names them.

    Parameters
    ----------
    text : str
        The page.

    Returns
    -------
    list of str
        Each once, in order.
    """
    scripts = {script for attributes, script in _SCRIPT.findall(text) if not _DATA.search(attributes)}
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)


def policy(rules, allowed=()):
    """Rules as one line, with what else scripts may be.

    Parameters
    ----------
    rules : dict of str to str
        Sources by directive.
    allowed : iterable of str
        Hashes.

    Returns
    -------
    str
    """
    return "; ".join(f"{name} {' '.join([sources, *allowed]) if name == 'script-src' else sources}" for name, sources in rules.items())


def handlers(text):
    """The names of the handlers that stand in a page's elements, which no policy lets run."""
    return sorted(set(_HANDLER.findall(_SCRIPT.sub(r"<script\1></script>", text))))


def stamped(text):
    """A page with its policy, first in its head.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    text = _META.sub("", text)
    return _CHARSET.sub(lambda charset: f"{charset[0]}{META.format(policy(RULES, hashes(text)))}", text, count=1)


def headers(folder, editions=("",)):
    """The text of `_headers`. No two of its rules set the same header for one file: hosts would send both, and browsers heed both.

    Parameters
    ----------
    folder : pathlib.Path
        Of the site.
    editions : iterable of str
        Names of their folders below it; an empty one for a book that is alone on its site.

    Returns
    -------
    str
    """
    rules = {"/*": HEADERS}
    if "" not in editions:
        rules |= _rules("/", folder, sorted(folder.glob("*.html")))
    for edition in editions:
        rules |= _rules(f"/{edition}/".replace("//", "/"), folder / edition, pages.built(folder / edition))
    if lite := sorted((folder / "lite").rglob("*.html")):
        rules["/lite/*"] = {"Content-Security-Policy": policy(LITE, _allowed(lite))}
    return "".join(f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in sent.items()) for path, sent in rules.items())


def _rules(address, folder, own):
    """What is sent with the pages at an address, and with what lies beside them under names that change with what they hold."""
    tops = sorted({(parts := path.relative_to(folder).parts)[0] + ("/*" if parts[1:] else "") for path in own})
    sent = {"Content-Security-Policy": policy(RULES, _allowed(own)), "Cache-Control": BRIEF}
    files = sorted(f"{address}{path.relative_to(folder).as_posix()}" for path in (folder / "_static").rglob("*") if path.is_file())
    return {address: sent, **{f"{address}{top}": sent for top in tops}, **{file: {"Cache-Control": LONG} for file in files if NAMED_BY_CONTENT.search(file)}}


def _allowed(own):
    """The hashes of the scripts of pages, in order."""
    return sorted({found for path in own for found in hashes(path.read_text(encoding="utf-8"))})


def make(app, exception):
    """Give every page its policy."""
    if exception or app.builder.format != "html":
        return
    for path in pages.built(app.outdir):
        text = path.read_text(encoding="utf-8")
        if named := handlers(text):
            logger.warning("%s: no policy lets a handler in an element run, and there is one: %s", path.relative_to(app.outdir), ", ".join(named), type="policy")
        pages.write(path, stamped(text), text)


def setup(app):
    """Have the last word of a build: nothing may change a page's scripts after their hashes are taken."""
    app.connect("build-finished", make, priority=950)
