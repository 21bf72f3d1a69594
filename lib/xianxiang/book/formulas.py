"""Formulas are set when the book is built: a page comes with its formulas, and with no script that would set them.

The formulas of all pages are known once the pages are read. MathJax sets them in one process of node, in an order of their own, and
says what style they need; that style is one file for the site, with the fonts that it names beside it. While no formula changes,
nothing is set anew. In a page a formula is a span or a div of the class ``math`` that holds an ``mjx-container``, whose ``data-tex`` is
its TeX; screen readers get MathML.
"""

import base64
import json
import re
import shutil
import subprocess
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from xianxiang.language import say
from xianxiang.live import bundle

MAKER = Path(__file__).with_suffix(".cjs")
MATHJAX = bundle.STATIC / "mathjax"
FONTS = MATHJAX / "output" / "chtml" / "fonts" / "woff-v2"
CLASSES = "math notranslate nohighlight"

RULE = re.compile(r"""([^{}]+)\{((?:"(?:\\.|[^"\\])*"|[^{}"])*)\}""")  # what stands in quotes may be a brace
FACE = re.compile(r"font-family: ([\w-]+); src: url\(\"mathjax/([\w-]+\.woff)\"\)")

_STAYING = re.compile(  # what stands before a formula, the formula, and what stands after it, without a blank
    r"""([(\[“‘（《〈【]*)(<span class="math [^>]*>(?:(?!</?span).)*?</mjx-container></span>)((?:[-’][a-z]{1,5}(?![a-z]))?[.,;:?!)\]’”，。、；：？！）》〉】…—]*)""", re.DOTALL)

logger = logging.getLogger(__name__)


def tex(node):
    """A formula's TeX: what stands in the text, with the environments that Sphinx lets an author leave out.

    Parameters
    ----------
    node : docutils.nodes.math or docutils.nodes.math_block

    Returns
    -------
    str
    """
    text = node.astext().strip()
    if isinstance(node, nodes.math) or node.get("nowrap"):
        return text
    parts = [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in map(str.strip, text.split("\n\n")) if part]
    return parts[0] if len(parts) == 1 else r"\begin{align}\begin{aligned}" + r"\\".join(parts) + r"\end{aligned}\end{align}"


def typeset(formulas):
    """Set formulas.

    Parameters
    ----------
    formulas : list of tuple
        The TeX of each, and whether it stands on a line of its own.

    Returns
    -------
    made : list
        The HTML of each, or a dict with the ``error`` for which it cannot be set.
    style : str
        The rules that they need.

    Raises
    ------
    ExtensionError
        If node fails.
    """
    node, _ = bundle.tools()
    done = subprocess.run([node, str(MAKER), str(MATHJAX)], input=json.dumps(formulas), capture_output=True, encoding="utf-8")
    if done.returncode:
        raise ExtensionError(f"node could not set the formulas:\n{done.stderr[-2000:]}")
    answer = json.loads(done.stdout)
    return answer["made"], needed(answer["style"], "".join(html for html in answer["made"] if isinstance(html, str)))


def needed(style, html):
    """Leave out the rules of letters and fonts that no formula shows.

    Parameters
    ----------
    style : str
        All rules of MathJax.
    html : str
        The formulas.

    Returns
    -------
    str
    """
    rules = [(name.strip(), " ".join(body.split())) for name, body in RULE.findall(re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))]
    variants = set(re.findall(r"\bTEX-[\w-]+", html))
    rules = [(name, body) for name, body in rules if set(re.findall(r"\.(TEX-[\w-]+)", name)) <= variants]
    families = set(re.findall(r"\bMJXTEX[\w-]*|\bMJXZERO", "".join(body for name, body in rules if name != "@font-face")))
    return "".join(f"{name}{{{body}}}\n" for name, body in rules if name != "@font-face" or set(re.findall(r"font-family: ([\w-]+)", body)) <= families)


def note(app, doctree):
    """Note the formulas of a page that was just read."""
    found = [(tex(node), isinstance(node, nodes.math_block), node.line) for node in doctree.findall(lambda node: isinstance(node, (nodes.math, nodes.math_block)))]
    app.env.xianxiang_formulas = {**_noted(app.env), app.env.docname: found}


def _noted(env):
    """The formulas of each page."""
    return getattr(env, "xianxiang_formulas", {})


def forget(app, env, docname):
    """Forget the formulas of a page that is to be read anew, or is gone."""
    env.xianxiang_formulas = {name: found for name, found in _noted(env).items() if name != docname}


def merge(app, env, docnames, other):
    """Take over what another process noted."""
    env.xianxiang_formulas = {**_noted(env), **{name: _noted(other)[name] for name in docnames if name in _noted(other)}}


def set_all(app, env):
    """Set the formulas of all pages if there is one that was not there before, or one less."""
    wanted = sorted({(text, display) for found in _noted(env).values() for text, display, _ in found})
    key = (app.config.xianxiang_made_by, wanted)
    if getattr(env, "xianxiang_set", (None,))[0] != key:
        made, style = typeset(wanted) if wanted else ([], "")
        env.xianxiang_set = (key, dict(zip(wanted, made, strict=True)), style)
    _, made, style = env.xianxiang_set
    for docname, found in sorted(_noted(env).items()):
        for text, display, line in found:
            if isinstance(made[text, display], dict):
                logger.warning("MathJax cannot set the formula %r: %s", text, made[text, display]["error"], location=(docname, line), type="formulas")
    if app.builder.format == "html":
        lay(Path(app.outdir) / "_static" / "xianxiang", style)
    return []


def lay(folder, style):
    """Lay the style and its fonts beside the pages, the fonts as a script too: a page in a sandbox may fetch scripts, but no fonts."""
    shutil.rmtree(folder / "mathjax", ignore_errors=True)
    (folder / "mathjax").mkdir(parents=True)
    brought = {}
    for family, name in FACE.findall(style):
        shutil.copyfile(FONTS / name, folder / "mathjax" / name)
        brought[family] = base64.b64encode((FONTS / name).read_bytes()).decode()
    (folder / "mathjax" / "fonts.js").write_text(f"globalThis.xianxiangFonts={json.dumps(brought, separators=(',', ':'))};\n", encoding="utf-8")
    (folder / "formulas.css").write_text(style, encoding="utf-8")


def _html(translator, node):
    """The HTML of a formula; one that comes too late to be set, or cannot be, is shown as TeX, and the build fails."""
    text = tex(node)
    _, made, _ = translator.builder.env.xianxiang_set
    html = made.get((text, isinstance(node, nodes.math_block)))
    if html is None:
        logger.warning("the formula %r was not on its page when the page was read", text, location=node, type="formulas")
    return html if isinstance(html, str) else f"<code>{escape(text)}</code>"


def visit_math(self, node):
    """Write a formula in a line."""
    self.body.append(self.starttag(node, "span", "", CLASS=CLASSES, translate="no") + _html(self, node) + "</span>")
    raise nodes.SkipNode


def visit_math_block(self, node):
    """Write a formula on a line of its own, with its number."""
    self.body.append(self.starttag(node, "div", CLASS=CLASSES, translate="no"))
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, say("Link to this equation"))
        self.body.append("</span>")
    self.body.append(f"{_html(self, node)}</div>\n")
    raise nodes.SkipNode


def together(text):
    """A page's text in which a formula keeps the stop that follows it and the bracket before it: a line may break around a formula, which is a box.

    >>> together('<p>(<span class="math x"><mjx-container></mjx-container></span>, and')
    '<p><span class="xx-opened xx-stopped">(<span class="math x"><mjx-container></mjx-container></span>,</span> and'
    """

    def kept(found):
        names = ["xx-opened"] * bool(found[1]) + ["xx-stopped"] * bool(found[3])
        return f'<span class="{" ".join(names)}">{found[0]}</span>' if names else found[0]

    return _STAYING.sub(kept, text)


def keep_together(app, pagename, templatename, context, doctree):
    """Have a page's formulas stay with their stops."""
    context["body"] = together(context.get("body", ""))


def setup(app):
    """Have Sphinx write formulas by these functions; where there are such, its own script is on no page."""
    app.add_html_math_renderer("xianxiang", (visit_math, None), (visit_math_block, None))
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", set_all)
    app.connect("html-page-context", keep_together, priority=880)
    app.add_css_file("xianxiang/formulas.css", priority=890)
