"""One style sheet for all pages: what the pages would link, in its order, without the rules that no page and no script of the book can use.

Theme and extensions bring a dozen style sheets, 550 KB, which hold up the first view; a tenth of it applies. A rule stays if every class,
id and element that its selector names is in some page or is a word of some script. The sheet is named by its content.
"""

import hashlib
import posixpath
import re
from pathlib import Path

import tinycss2

from xianxiang.book import assets, pages

THEME = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
"""What the theme links before all others."""

LINK = '<link rel="stylesheet" href="{}" />'
LINKED = re.compile(r'<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="(?:\.\./)*_static/([^"?]+)[^"]*"[^>]*>')
MADE = re.compile(r"sheet\.[0-9a-f]{16}\.css")
GROUPS = ("media", "supports", "layer", "container")
KEYFRAMES = ("keyframes", "-webkit-keyframes")

_SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NAMED = tuple(map(re.compile, (r'class="([^"]*)"', r'id="([^"]*)"', r"<([a-z][a-z0-9-]*)")))
_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#|[a-z]+:|/)([^"')]+)\1\s*\)""")
_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
_OLD_FONT = re.compile(r"""\s*,\s*url\([^)]*\.(?:ttf|woff|eot|svg)\b[^)]*\)\s*format\([^)]*\)""")


# ------------------------------------------------------------------------------------------------------------- what is in use


def used(texts, scripts):
    """Names that pages and scripts use.

    Parameters
    ----------
    texts : iterable of str
        Pages.
    scripts : iterable of str

    Returns
    -------
    set of str
        Classes, ids and elements of the pages; and every word of the scripts, those in the pages too.
    """
    names = set()
    for text in texts:
        for script in _SCRIPT.findall(text):
            names.update(_WORD.findall(script))
        for pattern in _NAMED:
            for found in set(pattern.findall(text)):
                names.update(found.split())
    for script in scripts:
        names.update(_WORD.findall(script))
    return names


def purged(style, names):
    """A style without the rules whose selectors name what is not in use, and without what only those rules needed.

    Parameters
    ----------
    style : str
    names : set of str
        As `used` returns them.

    Returns
    -------
    str
    """
    style = "".join(_kept(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True), names))
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    return "".join(_needed(rules, style, names))


def _kept(rules, names):
    """The text of the rules that apply somewhere."""
    for rule in rules:
        if rule.type == "qualified-rule":
            if selectors := [text for parts in _split(rule.prelude) if (text := _selector(parts, names))]:
                yield f"{','.join(selectors)}{{{_compact(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in GROUPS and rule.content is not None:
            inner = "".join(_kept(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True), names))
            if inner:
                yield f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}{{{inner}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            block = f"{{{_compact(rule.content)}}}" if rule.content is not None else ";"
            yield f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}".rstrip() + block


def _split(tokens):
    """The parts of a list of selectors, between its commas."""
    parts = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _selector(tokens, names):
    """A selector's text, if all that it names is in use. What stands in brackets may be a choice, and is not looked at."""
    before = ""
    for token in tokens:
        if token.type == "hash" or (token.type == "ident" and before != ":"):
            if token.value not in names:
                return ""
        before = token.value if token.type == "literal" else ""
    return re.sub(r"\s+", " ", tinycss2.serialize([token for token in tokens if token.type != "comment"])).strip()


def _compact(tokens):
    """Declarations without comments and without space where none is needed."""
    kept = []
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace" and (not kept or (kept[-1].type == "literal" and kept[-1].value in ";:,")):
            continue
        if token.type == "literal" and token.value == ";" and kept and kept[-1].type == "whitespace":
            kept.pop()
        kept.append(token)
    while kept and (kept[-1].type == "whitespace" or (kept[-1].type == "literal" and kept[-1].value == ";")):
        kept.pop()
    return re.sub(r"\s*\n\s*", " ", tinycss2.serialize(kept))


def _needed(rules, style, names):
    """The text of the rules, without fonts and animations that no rule asks for."""
    plain = re.sub(r"@(?:font-face|(?:-webkit-)?keyframes)\b[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", style)
    for rule in rules:
        text = tinycss2.serialize([rule])
        if rule.type == "at-rule" and rule.lower_at_keyword in KEYFRAMES:
            asked = tinycss2.serialize(rule.prelude).strip()
        elif rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
            asked = re.search(r"""font-family:\s*["']?([^"';}]+)""", text)[1].strip()
            text = _OLD_FONT.sub("", text)
        else:
            asked = ""
        if asked in plain or asked in names:
            yield text


# -------------------------------------------------------------------------------------------------------------------- the sheet


def joined(folder, paths):
    """Styles one after the other, with what they import, as if they lay in the folder itself.

    Parameters
    ----------
    folder : pathlib.Path
    paths : iterable of str
        Relative to the folder.

    Returns
    -------
    str
    """
    texts = []
    for path in paths:
        here = posixpath.dirname(path)
        text = (folder / path).read_text(encoding="utf-8")
        texts += [joined(folder, [posixpath.normpath(posixpath.join(here, found))]) for found in _IMPORT.findall(text)]
        texts.append(_URL.sub(lambda url, here=here: f"url({url[1]}{posixpath.normpath(posixpath.join(here, url[2]))}{url[1]})", _IMPORT.sub("", text)))
    return "\n".join(texts)


def linked(text, address, merged):
    """A page that links one sheet in place of those that are merged in it.

    Parameters
    ----------
    text : str
    address : str
        The sheet's, from the page.
    merged : collection of str
        Below `_static`.

    Returns
    -------
    str
    """
    links = iter([LINK.format(address)])
    return LINKED.sub(lambda link: next(links, "") if link[1] in merged or MADE.fullmatch(link[1]) else link[0], text)


def make(app, exception):
    """Make the sheet of all pages, and have every page link it."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    linked_by = sorted(app.builder._css_files, key=lambda sheet: sheet.priority)
    merged = [*THEME, *(str(sheet.filename).removeprefix("_static/") for sheet in linked_by if str(sheet.filename).startswith("_static/"))]
    folder = assets.aside(app, ("basic.css", *merged))
    texts = {path: path.read_text(encoding="utf-8") for path in pages.built(app.outdir)}
    names = used(texts.values(), (path.read_text(encoding="utf-8") for path in sorted(static.rglob("*.js")) if "locales" not in path.parts))
    name = _lay(static, Path(app.doctreedir), joined(folder, merged), names)
    for path, text in texts.items():
        pages.write(path, linked(text, f"{pages.up(path, app.outdir)}_static/{name}", set(merged)), text)


def _lay(static, kept, style, names):
    """Lay the purged sheet into a folder, alone; return its name. It is kept for the next build, which may have the same to purge."""
    key = hashlib.sha256("\0".join([Path(__file__).read_text(encoding="utf-8"), style, *sorted(names)]).encode()).hexdigest()
    known = kept / f"sheet-{key}.css"
    if not known.exists():
        for old in kept.glob("sheet-*.css"):
            old.unlink()
        known.write_text(purged(style, names), encoding="utf-8")
    sheet = known.read_bytes()
    name = f"sheet.{hashlib.sha256(sheet).hexdigest()[:16]}.css"
    for old in static.glob("sheet.*.css"):
        old.unlink()
    (static / name).write_bytes(sheet)
    return name


def setup(app):
    """Make the sheet when all pages, and the styles that extensions lay out late, are there."""
    app.connect("build-finished", make, priority=800)
