"""A chapter's source as a row of blocks, as a tool that sets one edition beside another needs it.

A block is what a translator keeps one to one: a heading, a paragraph, an item of a list, a cell of a table, a formula on lines of its
own, a cell of code, a directive, an entry of the glossary. What stands inside a directive follows it.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

HIDDEN = "\ue000"
"""What stands in a block's words for a formula, for code, and for a role that has no words of its own."""

DIRECTIVE = re.compile(r"\{([\w:.-]+)\}\s*(.*)")
OPTION = re.compile(r":([\w-]+):\s*(.*)")
WORDED = re.compile(r"(\\(?:text|mbox|textrm|textit))\{[^{}]*\}")
NAMED = re.compile(r"(.*?)\s*<([^<>]+)>", re.DOTALL)
VERBATIM = {"eval-rst", "code-cell", "code", "code-block", "raw", "mermaid"}
TITLES = re.compile(r"prf:(?!proof)|exercise$|admonition$|note$|tip$|dropdown$|card$|tab-item$")


@dataclass(frozen=True)
class Block:
    """One block.

    Attributes
    ----------
    kind : str
        Such as ``heading 2``, or ``paragraph in reveal``.
    line : int
        Of the file, from 1 on.
    source : str
        As it is written, lines joined.
    words : str
        What a reader reads, with `HIDDEN` for what is not words.
    marks : Counter
        What has to be the same in another language: pairs of a kind, such as ``role`` or ``formula``, and a text.
    body : str
        Code, a formula's TeX, or HTML, in a block that is not prose.
    options : dict of str to str
        Of a directive or of a cell of code.
    terms : tuple of str
        Of an entry of the glossary.
    """

    kind: str
    line: int
    source: str = ""
    words: str = ""
    marks: Counter = field(default_factory=Counter)
    body: str = ""
    options: dict = field(default_factory=dict)
    terms: tuple = ()

    @property
    def what(self):
        """The kind, wherever the block stands."""
        return self.kind.partition(" in ")[0]


@cache
def reader():
    """What reads MyST: CommonMark with the book's extensions."""
    return (MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin).use(myst_role_plugin).use(amsmath_plugin)
            .use(dollarmath_plugin, allow_blank_lines=False).use(colon_fence_plugin).use(attrs_plugin))


def plain(tex):
    """A formula without blanks, without the stops at its lines' ends and without the words in it, which a translation changes."""
    tex = re.sub(r"\s+", "", WORDED.sub(r"\1{}", tex))
    return re.sub(r"(?:\\[,;])*[,.;，。；]+(?=\\\\|\\end|$)", "", tex)


def role(name, content):
    """A role's words, if it has some of its own, and what it leads to."""
    named = NAMED.fullmatch(content)
    if named:
        return named[1], named[2]
    return (content if name in {"term", "abbr", "kbd", "sub", "sup", "strong", "emphasis"} else HIDDEN), content


def prose(tokens):
    """The words and the marks of a run of inline tokens."""
    words, marks, opened = [], Counter(), []
    for token in tokens:
        if token.type == "text":
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif token.type == "code_inline":
            words.append(HIDDEN)
            marks["code", token.content] += 1
        elif token.type.startswith("math_inline"):
            words.append(HIDDEN)
            marks["formula", plain(token.content)] += 1
        elif token.type == "myst_role":
            text, target = role(token.meta["name"], token.content)
            words.append(text)
            marks["role", f"{{{token.meta['name']}}}`{target}`"] += 1
        elif token.type == "link_open":
            marks["link", token.attrs["href"]] += 1
        elif token.type == "image":
            words.append(token.content)
            marks["picture", token.attrs["src"]] += 1
        elif token.type == "html_inline":
            marks["emphasis" if re.fullmatch("</?(?:em|i)>", token.content) else "tag", token.content] += 1
        elif token.type in ("strong_open", "em_open"):
            marks["emphasis", token.markup] += 1
            words.append("*" if token.type in opened else "")  # emphasis within its own kind is a star gone astray
            opened.append(token.type)
        elif token.type in ("strong_close", "em_close"):
            opened.pop()
    return "".join(words), marks


def inline(kind, line, source):
    """A block of prose out of its source."""
    words, marks = prose(reader().parseInline(source)[0].children)
    return Block(kind, line, source, words, marks)


def options(lines):
    """A directive's options, and how many lines they take."""
    if lines and lines[0].strip() == "---":
        end = next((k for k, line in enumerate(lines[1:], 1) if line.strip() == "---"), len(lines))
        return {key: str(value) for key, value in (yaml.safe_load("\n".join(lines[1:end])) or {}).items()}, end + 1
    found = {}
    for count, line in enumerate(lines):
        match = OPTION.fullmatch(line.strip())
        if not match:
            return found, count
        found[match[1]] = match[2]
    return found, len(lines)


def entries(lines, line, inside):
    """The entries of a glossary: terms at the margin, what they mean below them."""
    groups, number = [], line
    for text in lines:
        if text.strip() and not text[0].isspace():
            if not groups or groups[-1][2]:
                groups.append((number, [], []))
            groups[-1][1].append(text.strip())
        elif text.strip() and groups:
            groups[-1][2].append(text.strip())
        number += 1
    for number, terms, meaning in groups:
        words, marks = prose(reader().parseInline("\n".join(meaning))[0].children)
        yield Block(f"entry{inside}", number, "\n".join([*terms, *meaning]), words, marks, terms=tuple(terms))


def directive(name, argument, lines, line, inside):
    """A directive and what stands in it."""
    given, skip = options(lines)
    rest, first = lines[skip:], line + 1 + skip
    if name in VERBATIM or name == "math":
        body = "\n".join(rest).strip("\n")
        kind = "formula" if name == "math" else name
        yield Block(f"{kind}{inside}", line, f"{argument}\n{body}", marks=Counter(), body=body, options={**given, "": argument})
        return
    words, marks = prose(reader().parseInline(argument)[0].children) if TITLES.match(name) and argument else ("", Counter())
    yield Block(f"{name}{inside}", line, argument, words, marks, options=given if words else {**given, "": argument})
    if name == "glossary":
        yield from entries(rest, first, f" in {name}")
    else:
        yield from _blocks("\n".join(rest), first, f" in {name}")


def _blocks(text, line, inside=""):
    """The blocks of a text that begins at a line."""
    tokens, within, lists = reader().parse(text), "paragraph", []
    for position, token in enumerate(tokens):
        here = line + (token.map[0] if token.map else 0)
        found = DIRECTIVE.fullmatch(token.info.strip()) if token.type in ("fence", "colon_fence") else None
        if found:
            yield from directive(found[1], found[2].strip(), token.content.splitlines(), here, inside)
        elif token.type in ("fence", "colon_fence", "code_block"):
            yield Block(f"code{inside}", here, token.content, body=token.content, options={"": token.info.strip()})
        elif token.type in ("math_block", "math_block_label", "amsmath"):
            yield Block(f"formula{inside}", here, token.content, body=token.content, options={"label": token.info} if token.type == "math_block_label" else {})
        elif token.type == "html_block":
            yield Block(f"html{inside}", here, token.content, body=token.content)
        elif token.type == "front_matter":
            yield Block("front matter", here, token.content, body=token.content)
        elif token.type == "myst_target":
            yield Block(f"target{inside}", here, token.content, options={"": token.content})
        elif token.type == "hr":
            yield Block(f"line{inside}", here, "---")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("item" if token.type[0] == "b" else "numbered item")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "tr_open":
            row = here
        elif token.type == "inline":
            opener = tokens[position - 1]
            kind = {"heading_open": f"heading {opener.tag[1:]}", "td_open": "cell", "th_open": "head of a column"}.get(opener.type, within)
            if kind == "paragraph" and lists:
                kind = " ".join(lists)
            at = row if kind in ("cell", "head of a column") else here
            words, marks = prose(token.children)
            yield Block(f"{kind}{inside}", at, token.content, words, marks)


def blocks(text):
    """The blocks of a chapter.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Returns
    -------
    list of Block
    """
    return list(_blocks(text, 1))
