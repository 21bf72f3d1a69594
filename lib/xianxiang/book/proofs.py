"""Propositions say how they are held, and proofs wait until they are asked for.

A mark ends each theorem, proposition and corollary, by its label; the directive ``results`` lists them
all. Both are built from `xianxiang.certificates.RESULTS`. A label without an entry, or an entry without
a label, is a warning, and `make book` turns warnings into errors.
"""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx_proof.nodes import NODE_TYPES, proof_node

from xianxiang.certificates import RESULTS
from xianxiang.language import say

KINDS = ("theorem", "proposition", "corollary", "lemma")
LIST = "xianxiang_results"

logger = logging.getLogger(__name__)


class results(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Where the list of all propositions will stand."""


class ResultsDirective(SphinxDirective):
    """The list of all propositions with what holds each."""

    def run(self):
        self.env.metadata[self.env.docname][LIST] = "yes"
        return [results()]


def claimed(env):
    """Every theorem, proposition, corollary and lemma of the book by label, in the book's order."""
    order = {docname: place for place, docname in enumerate(_pages(env, env.config.root_doc))}
    found = [item for item in getattr(env, "proof_list", {}).values() if item["realtype"] in KINDS]
    return {item["label"]: item for item in
            sorted(found, key=lambda item: (order.get(item["docname"], len(order)), _number(env, item)))}


def _pages(env, docname, seen=None):
    """Pages in the order of the table of contents."""
    seen = {} if seen is None else seen
    if docname not in seen:
        seen[docname] = True
        for child in env.toctree_includes.get(docname, ()):
            _pages(env, child, seen)
    return seen


def _number(env, item):
    """The number that a proposition has among its kind."""
    return env.toc_fignumbers.get(item["docname"], {}).get(item["countertype"], {}).get(item["ids"][0], ())


def list_page(env):
    """The page that holds the list, or None."""
    return next((docname for docname in sorted(env.metadata) if LIST in env.metadata[docname]), None)


def check(app, env):
    """Complain of a proposition that says not how it is held, and of an entry for none."""
    if list_page(env) is None:
        return
    there = claimed(env)
    for label in sorted(set(there) - set(RESULTS)):
        logger.warning("%s %r has no entry in xianxiang.certificates.RESULTS; give it a label and say there how it is held",
                       there[label]["realtype"], label, location=there[label]["docname"])
    for label in sorted(set(RESULTS) - set(there)):
        logger.warning("xianxiang.certificates.RESULTS speaks of %r, which is the label of no theorem, proposition or corollary", label)


def again(app, env):
    """Write the list anew when any page was read: it names them all."""
    page = list_page(env)
    return [page] if page else []


def _raw(text):
    return nodes.raw("", text, format="html")


def _link(app, here, docname, anchor, text):
    """A link from one page to a place on another."""
    uri = app.builder.get_relative_uri(here, docname) if docname != here else ""
    return nodes.reference("", "", nodes.Text(text), internal=True, refuri=f"{uri}#{anchor}")


def ways(result, between=" · "):
    """How a result is held, each way after its sign."""
    signed = (f'<span aria-hidden="true">{sign}</span> {html.escape(say(way))}' for sign, way in zip(result.signs, result.held))
    return _raw(between.join(f'<span class="xx-way">{way}</span>' for way in signed))


def mark(app, doctree, docname):
    """End each proposition with how it is held, in a link to the list."""
    page = list_page(app.env)
    for node in doctree.findall(lambda n: isinstance(n, tuple(NODE_TYPES.values())) and n.get("label") in RESULTS):
        held = nodes.paragraph(classes=["xx-held"])
        if page:
            link = _link(app, docname, page, f"held-{node['label']}", "")
            link.clear()
            link += [_raw(f'<span class="xx-held-name">{say("How we know:")}</span> '), ways(RESULTS[node["label"]])]
            held += link
        else:
            held += ways(RESULTS[node["label"]])
        node += held


def fold(app, doctree, docname):
    """Put each proof behind its name."""
    for node in list(doctree.findall(proof_node)):
        first = next(iter(node.findall(nodes.Text)), None)
        if first is not None and first.startswith("Proof."):
            first.parent.replace(first, nodes.Text(first.removeprefix("Proof.").lstrip()))
        at = node.parent.index(node)
        node.parent.insert(at + 1, _raw("</details>"))
        node.parent.insert(at, _raw(f'<details class="xx-proof"><summary>{say("Proof")}</summary>'))


def _statement(app, item):
    """A proposition's own title."""
    before, after = app.config.proof_title_format.strip().split("%t")
    for node in app.env.get_doctree(item["docname"]).findall(NODE_TYPES[item["countertype"]]):
        if node.get("label") == item["label"]:
            return next(node.findall(nodes.title)).astext().strip().removeprefix(before).removesuffix(after)
    return ""


def _checks(result):
    """What was checked and tested, folded; what was not, in the open."""
    cell = nodes.entry()
    if result.rest:
        cell += nodes.paragraph("", say("Not machine-checked: {what}.").format(what=say(result.rest)))
    lines = [say("{name}: {what}").format(name=_code(c.name), what=html.escape(say(c.says))) for c in result.certificates]
    lines += [say("{name}, {cases} cases: {what}").format(name=_code(s.test.partition("::")[2]), cases=f"{s.cases:,}", what=html.escape(say(s.says))) for s in result.samples]
    cell += _raw(f'<details class="xx-checks"><summary>{_count(len(result.certificates), len(result.samples))}</summary><ul>{"".join(f"<li>{line}</li>" for line in lines)}</ul></details>')
    return cell


def _code(name):
    """A name of the library's as a page shows it."""
    return f"<code>{html.escape(name)}</code>"


def _count(certificates, tests):
    """How many there are of each, where there are any."""
    counts = [(say("{n} certificate") if certificates == 1 else say("{n} certificates")).format(n=certificates)] * bool(certificates)
    counts += [(say("{n} test") if tests == 1 else say("{n} tests")).format(n=tests)] * bool(tests)
    return say(" and ").join(counts)


def table(app, here):
    """The list: each proposition, its chapter, how it is held and by what."""
    body = nodes.tbody()
    for label, item in claimed(app.env).items():
        result = RESULTS.get(label)
        if result is None:
            continue
        number = ".".join(map(str, _number(app.env, item)))
        name, chapter = nodes.paragraph(), nodes.paragraph()
        name += [_raw(f'<span id="held-{label}"></span>'),
                 _link(app, here, item["docname"], label, say("{kind} {number}").format(kind=say(item["realtype"].title()), number=number)),
                 nodes.Text(say(". {title}").format(title=_statement(app, item)))]
        chapter += nodes.inline("", say("{chapter}").format(chapter=app.env.titles[item["docname"]].astext()), classes=["xx-chapter"])
        held = nodes.paragraph()
        held += ways(result, between="<br>")
        body += nodes.row("", nodes.entry("", name, chapter), nodes.entry("", held), _checks(result))
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", words)) for words in (say("Result"), say("How it is held"), say("By what"))))
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (34, 22, 44)), nodes.thead("", head), body, cols=3)
    return nodes.table("", group, classes=["xx-results"])


def resolve(app, doctree, docname):
    """Marks, folds and the list, on pages only."""
    if app.builder.format != "html":
        return
    mark(app, doctree, docname)
    fold(app, doctree, docname)
    for node in list(doctree.findall(results)):
        node.replace_self(table(app, docname))


def setup(app):
    """Register the list, the marks and the folds, and their style and script."""
    app.add_node(results)
    app.add_directive("results", ResultsDirective)
    app.connect("env-check-consistency", check)
    app.connect("env-updated", again)
    app.connect("doctree-resolved", resolve)
    app.add_css_file("xianxiang/proofs.css", priority=910)
    app.add_js_file("xianxiang/proofs.js", loading_method="defer")
