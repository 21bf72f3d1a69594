"""Two editions of a file, side by side, block by block: which belongs to which, and what differs that must not.

What the words themselves must keep to is in `xianxiang.book.wording`.
"""

import ast
import re
from collections import Counter

import yaml

from . import wording
from .blocks import blocks, plain

HAN = re.compile(f"[{wording.HAN}]")
READ = {"alt", "caption", "title", "description"}
"""Options, and keys of the front matter, that a reader reads."""

STOPS = re.compile(rf"[\s,;:.{wording.STOPS}]+")
SIDES = re.compile(r"=|<|>|\\(?:le|ge|in|neq?|approx|to)(?![a-z])|:")
PAIRED = 1
"""What it is worth to pair two blocks of a kind, beside up to twice that for being alike: two of them are not left alone lightly."""


def senses(english, chinese=""):
    """What each term leads to: the first line of the English glossary's entry.

    Parameters
    ----------
    english, chinese : str
        The glossaries. Until there is a Chinese one, the Chinese terms are those of the English one.

    Returns
    -------
    dict of str to str
    """
    found = {}
    for block in blocks(english):
        for line in block.terms:
            bare = re.sub(r"\s*\([^)]*\)", "", line)
            found.update({term: block.terms[0] for term in (line, bare, *re.split("[、，]", bare))})
    for block in blocks(chinese):
        entry = next((found[term] for term in block.terms if term in found and not HAN.search(term)), None)
        found.update({term: entry for term in block.terms if entry})
    return found


def marks(block, terms):
    """A block's marks: terms by what they lead to, pages without their language."""
    found = Counter()
    for (kind, text), count in block.marks.items():
        if text.startswith("{term}`"):
            text = f"{{term}}`{terms.get(text[7:-1], text[7:-1])}`"
        found[kind, text.replace(".zh.md", ".md") if kind == "link" else text] += count
    return found


def features(block, terms):
    """What makes a block known again in another language."""
    found = Counter({mark: count for mark, count in marks(block, terms).items() if mark[0] != "emphasis"})
    found.update(("number", number) for number in wording.numbers(block.words).elements())
    found.update(("option", f"{key}={value}") for key, value in block.options.items() if not HAN.search(value))
    found.update(("line", line.split("#")[0].strip()) for line in block.body.splitlines() if line.strip())
    found.update(("entry", terms[term]) for term in block.terms if term in terms)
    return found


def family(block):
    """The kind of a block, whatever the level of a heading."""
    return re.sub(r"^(heading) \d", r"\1", block.kind)


def alike(here, there):
    """How alike two blocks' features are, from 0 to 1; blocks without any are a little alike."""
    either = (here | there).total()
    return (here & there).total() / either if either else 0.3


def twins(here, there, terms):
    """Whether two blocks are the same in all by which a block is known again."""
    ours = features(here, terms)
    return bool(ours) and here.kind == there.kind and ours == features(there, terms)


def paired(english, chinese, terms):
    """The blocks of two editions side by side, in order, with None where one has none: of all such pairings the one most alike.

    Parameters
    ----------
    english, chinese : list of Block
    terms : dict of str to str
        As `senses` makes it.

    Returns
    -------
    list of tuple of (Block or None, Block or None)
    """
    ours, theirs = ([features(block, terms) for block in row] for row in (english, chinese))
    here, there = ([family(block) for block in row] for row in (english, chinese))
    n, m, worth = len(english), len(chinese), {}
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if here[i] == there[j]:
                worth[i, j] = PAIRED + 2 * alike(ours[i], theirs[j])
                best[i][j] = max(best[i][j], worth[i, j] + best[i + 1][j + 1])
    rows, i, j = [], 0, 0
    while i < n or j < m:
        if i < n and j < m and (i, j) in worth and best[i][j] == worth[i, j] + best[i + 1][j + 1]:
            rows.append((english[i], chinese[j]))
            i, j = i + 1, j + 1
        elif i < n and (j == m or best[i][j] == best[i + 1][j]):
            rows.append((english[i], None))
            i += 1
        else:
            rows.append((None, chinese[j]))
            j += 1
    return rows


def filled(string):
    """What a formatted string fills in."""
    return Counter(ast.dump(value) for value in string.values if isinstance(value, ast.FormattedValue))


def same_code(english, chinese):
    """Whether two syntax trees are the same but for strings that are Chinese in the second."""
    if type(english) is not type(chinese):
        return False
    if isinstance(english, ast.Constant) and isinstance(english.value, str) and isinstance(chinese.value, str):
        return english.value == chinese.value or bool(re.search(r"[A-Za-z]", english.value) and HAN.search(chinese.value) or STOPS.fullmatch(english.value + chinese.value))
    if isinstance(english, ast.JoinedStr) and HAN.search(ast.unparse(chinese)):
        return filled(english) == filled(chinese)
    if isinstance(english, ast.AST):
        return all(same_code(getattr(english, name, None), getattr(chinese, name, None)) for name in english._fields)
    if isinstance(english, list):
        return len(english) == len(chinese) and all(map(same_code, english, chinese))
    return english == chinese


def bare(code):
    """The lines of code without comments, where it is not Python or not only that."""
    return [words for line in code.splitlines() if (words := re.sub(r"(^|\s)#.*", "", line).split())]


def of_code(english, chinese):
    """The same code, but for comments and for strings that are Chinese."""
    try:
        ours, theirs = ast.parse(english).body, ast.parse(chinese).body
    except SyntaxError:
        if bare(english) != bare(chinese):
            yield "the code differs"
        return
    if len(ours) != len(theirs):
        yield f"the code has {len(theirs)} statements, the English {len(ours)}"
        return
    for here, there in zip(ours, theirs):
        if not same_code(here, there):
            yield f"the code differs: {ast.unparse(there)[:100]}"


def of_front(english, chinese):
    """The same front matter, but for what a reader reads of it."""
    ours, theirs = yaml.safe_load(english) or {}, yaml.safe_load(chinese) or {}
    for key in sorted(ours.keys() | theirs.keys()):
        if key in READ and ours.get(key):
            yield from wording.findings(str(ours[key]), str(theirs.get(key, "")))
        elif ours.get(key) != theirs.get(key):
            yield f"front matter: {key} is {theirs.get(key)!r}, in English {ours.get(key)!r}"


def of_formula(english, chinese):
    """The same formula, but for the words in it, which are Chinese."""
    if plain(english) != plain(chinese):
        yield f"the formula differs: {' '.join(chinese.split())}"
    if re.search(r"\\text\{[^{}]*[A-Za-z]{3}", english) and not HAN.search(chinese):
        yield "the words in the formula are not translated"


def of_body(english, chinese):
    """What is no prose: code, formulas, HTML, what another program reads."""
    if english.what in ("code-cell", "code"):
        yield from of_code(english.body, chinese.body)
    elif english.what == "formula":
        yield from of_formula(english.body, chinese.body)
    elif english.what == "front matter":
        yield from of_front(english.body, chinese.body)
    elif english.what == "html":
        if (tags := re.findall("<[^>]*>", english.body)) != re.findall("<[^>]*>", chinese.body):
            yield f"the tags are not {' '.join(tags)}"
    elif english.body.split() != chinese.body.split():
        yield "differs from the English"


def of_options(english, chinese):
    """Labels, options and arguments are the same; what a reader reads of them may be Chinese."""
    for key in sorted(english.options.keys() | chinese.options.keys()):
        ours, theirs = english.options.get(key), chinese.options.get(key)
        if ours != theirs and not (key in READ and ours and theirs and HAN.search(theirs)):
            yield f"{f':{key}:' if key else 'the argument'} is {theirs!r}, in English {ours!r}"


def of_marks(english, chinese, terms, symbols=frozenset()):
    """Roles, formulas, code and links in the line: the same, in any order; formulas may be joined, parted and said again, words of code's be code."""
    ours, theirs = marks(english, terms), marks(chinese, terms)
    lost, new = ours - theirs, theirs - ours
    known = symbols.union(*(SIDES.split(text) for kind, text in ours if kind == "formula"))
    sides = Counter(side for kind, text in new.elements() if kind == "formula" for side in SIDES.split(text))
    for (kind, text), count in lost.items():
        if kind != "emphasis" and not (kind == "formula" and sides[text] >= count):
            yield f"{kind} {text} is lost" + (f" {count} times" if count > 1 else "")
    for kind, text in new:
        said = known.issuperset(SIDES.split(text))
        named = text.lower().removesuffix("s") in english.words.lower()
        if kind != "emphasis" and not (kind == "formula" and said or kind == "code" and named):
            yield f"{kind} {text} is not in the English"
    strong = [found["emphasis", "**"] for found in (ours, theirs)]
    around = max(0, english.source.count("**{") - chinese.source.count("**{"))  # stars around a role, which fail after Chinese
    if not strong[0] - around <= strong[1] <= strong[0] + ours["emphasis", "*"]:
        yield f"**…** stands {strong[1]} times, in English {strong[0]}"


def of_terms(english, chinese, terms):
    """An entry of the glossary has its English term and a Chinese one; a term that is referred to is one of the glossary's."""
    if english.terms and english.terms[0] not in chinese.terms:
        yield f"the entry has no line “{english.terms[0]}”"
    if english.terms and not HAN.search(chinese.terms[0]):
        yield "the entry does not begin with a Chinese term"
    for _, text in chinese.marks:
        if text.startswith("{term}`") and text[7:-1] not in terms:
            yield f"{text}: the glossary has no such term"


def of_pair(english, chinese, terms, symbols=frozenset()):
    """All that differs between two blocks and must not.

    Parameters
    ----------
    english, chinese : Block
    terms : dict of str to str
        As `senses` makes it.
    symbols : set of str
        Formulas of the chapter that may be said once more anywhere, being names.

    Returns
    -------
    list of str
    """
    kind = [] if english.kind == chinese.kind else [f"is a {chinese.kind}, in English a {english.kind}"]
    return [*kind, *of_body(english, chinese), *of_options(english, chinese), *of_marks(english, chinese, terms, symbols), *of_terms(english, chinese, terms),
            *wording.findings(english.words, chinese.words)]


def symbols(chapter):
    """The formulas in a chapter's lines that say nothing and only name."""
    return frozenset(text for block in chapter for kind, text in block.marks if kind == "formula" and not SIDES.search(text))
