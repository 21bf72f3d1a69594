"""A term of the glossary explains itself where it stands: its definition travels with the page.

Each page carries the definitions of the terms that it links to, and of the words that its figures use, as a script of data;
`page.js` shows them on focus, hover and tap.
"""

import json
import re

from docutils import nodes
from myst_nb.core.render import sanitize_script_content

from xianxiang.figures import parts
from xianxiang.language import say

LINK = re.compile(r'href="[^"#]*#(term-[^"]+)"')
FIRST_USE = re.compile(r"\s*First used in [^.]*\.|首见于[^。]*。")
# What figures write on their legends and badges, the actions in plain words: where a figure stands, these words are explained too.
PLAIN = {f"term-{action}": word for action, word in parts.PLAIN.items()}
ON_FIGURES = (*PLAIN, *(f"term-{name}" for name in ("collusion", "blame-shifting", "harmony", "stag-hunt", "chicken", "prisoner-s-dilemma")))


def entry(item):
    """One entry of a glossary: its names, and what they mean in one paragraph of plain text."""
    text = " ".join(part.astext() for part in item.findall(nodes.definition))
    return {"names": [term.astext() for term in item.findall(nodes.term)], "text": FIRST_USE.sub("", " ".join(text.split()))}


def definitions(env):
    """All entries of the book's glossaries by the ids of their terms."""
    pages = {page for (kind, _), (page, _) in env.get_domain("std").objects.items() if kind == "term"}
    items = [item for page in sorted(pages) for item in env.get_doctree(page).findall(nodes.definition_list_item)]
    return {name: entry(item) for item in items for term in item.findall(nodes.term) for name in term["ids"]}


def gather(app, env):
    """Read the glossaries; where an entry has changed, all pages are written anew."""
    found = definitions(env)
    changed = found != getattr(env, "xianxiang_terms", None)
    env.xianxiang_terms = found
    return sorted(env.found_docs) if changed else []


def attach(app, pagename, templatename, context, doctree):
    """Lay the definitions that a page needs at the end of its body."""
    body, terms = context.get("body", ""), getattr(app.env, "xianxiang_terms", {})
    wanted = set(LINK.findall(body)) | (set(ON_FIGURES) if 'class="xx-still"' in body else set())
    found = {name: {**terms[name], "figure": name in ON_FIGURES} | ({"plain": say(PLAIN[name])} if name in PLAIN else {}) for name in wanted if name in terms}
    if found:
        data = sanitize_script_content(json.dumps(found, ensure_ascii=False, sort_keys=True))
        context["body"] = f'{body}\n<script type="application/json" class="xx-glossary">{data}</script>\n'


def setup(app):
    """Gather once all pages are read, attach as each is written."""
    app.connect("env-updated", gather)
    app.connect("html-page-context", attach)
