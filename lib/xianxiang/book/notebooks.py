"""Chapters as notebooks in plain Markdown, for whatever program the reader opens them with.

A chapter's source is MyST: theorems, exercises, quoted numbers and references are directives and roles, which other
programs show as raw text. `plain` writes them out as Markdown that every notebook program reads.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xianxiang import __version__
from xianxiang.certificates import RESULTS
from xianxiang.language import say
from xianxiang.ledger import CHAPTERS
from xianxiang.teach.bank import Function, load
from xianxiang.teach.wording import NOTEBOOK

__all__ = ["Book", "glued", "plain", "text", "write"]

OPENING = re.compile(r"(`{3,}|:{3,}|~{3,})\{([\w:-]+)\}[ \t]*(.*)")
FENCE = re.compile(r"(`{3,}|~{3,})")
OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
# A role, or a span of code, in which nothing is a role.
INLINE = re.compile(r"\{(?P<role>[\w:-]+)\}`(?P<inside>[^`]+)`|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
TITLED = re.compile(r"(.*\S)\s*<([^<>]+)>", re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\(([\w/-]+)\.md(#[\w-]+)?\)")
EQUATION = re.compile(r"^\$\$[ \t]*\(([\w:-]+)\)[ \t]*$", re.MULTILINE)
FORMULA = re.compile(r"\$\$.*?\$\$", re.DOTALL)
PROOFLIKE = {"algorithm", "assumption", "axiom", "conjecture", "corollary", "criterion", "definition", "example", "lemma", "notation", "observation", "property", "proposition", "remark", "theorem"}
ADMONITIONS = {"note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "error", "seealso"}
MIMES = ("text/plain", "text/markdown", "text/latex", "text/html", "image/png", "image/jpeg", "image/svg+xml")
HIDDEN = {"hide-input", "remove-input", "hide-cell", "remove-cell"}


class ConversionError(ValueError):
    """A chapter holds what cannot be written as plain Markdown."""


@dataclass(frozen=True)
class Block:
    """A piece of a chapter: running text, a fence of code kept as it is (both without a name), or a directive."""

    text: str
    name: str = ""
    argument: str = ""
    options: dict = field(default_factory=dict)
    line: int = 0


def blocks(text, first=1):
    """Cut MyST text into running text and directives.

    Parameters
    ----------
    text : str
    first : int
        Number of its first line, for complaints.

    Returns
    -------
    list of Block
        Directives inside directives stay inside the text of the outer one.
    """
    lines, found, running, at = text.split("\n"), [], [], 0
    while at < len(lines):
        opening, fence = OPENING.fullmatch(lines[at].rstrip()), FENCE.match(lines[at])
        if not (opening or fence):
            running.append(lines[at])
            at += 1
            continue
        mark = (opening or fence)[1]
        closing = re.compile(rf"{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
        end = next((n for n in range(at + 1, len(lines)) if closing.fullmatch(lines[n])), None)
        if end is None:
            raise ConversionError(f"line {first + at}: {lines[at]!r} is opened and never closed; close it with {mark!r}")
        if opening:
            found.append(Block("\n".join(running)))
            running = []
            options, body = _options(lines[at + 1 : end])
            found.append(Block("\n".join(body), opening[2], opening[3].strip(), options, first + at))
        else:
            running += lines[at : end + 1]
        at = end + 1
    return [*found, Block("\n".join(running))]


def _options(lines):
    """The options at the head of a directive, and the lines after them."""
    if lines and lines[0].strip() == "---" and "---" in lines[1:]:
        end = lines.index("---", 1)
        return yaml.safe_load("\n".join(lines[1:end])) or {}, lines[end + 1 :]
    options, at = {}, 0
    while at < len(lines) and (match := OPTION.fullmatch(lines[at].strip())):
        options[match[1]] = match[2]
        at += 1
    return options, lines[at:]


def front_matter(text):
    """A chapter's front matter and the number of characters that it takes."""
    match = FRONT.match(text)
    return (yaml.safe_load(match[1]) or {}, match.end()) if match else ({}, 0)


def runs(text):
    """Whether a chapter is a notebook that readers are given: it has a kernel, and does not say ``notebook: false``."""
    front = front_matter(text)[0]
    return "kernelspec" in front and front.get("notebook", True)


@dataclass(frozen=True)
class Book:
    """What a chapter may refer to: titles, numbered theorems and exercises, works.

    Attributes
    ----------
    texts : dict of str to str
        Source of every chapter by stem, in the book's order.
    works : dict of str to (str, str)
        Authors and year by key.
    """

    texts: dict
    works: dict
    numbers: dict
    homes: dict

    @classmethod
    def read(cls, folder=CHAPTERS):
        """Read the book around the chapters of a folder.

        Parameters
        ----------
        folder : path-like
            It holds the chapters and ``references.bib``; ``_toc.yml`` beside it gives the order that numbers follow.

        Returns
        -------
        Book
        """
        folder = Path(folder)
        texts = {stem: (folder / f"{stem}.md").read_text(encoding="utf-8") for stem in _order(folder)}
        numbers, homes, counts = {}, {}, {}
        for stem, text in texts.items():
            for block in _opened(text[front_matter(text)[1] :]):
                kind = _kind(block.name)
                if kind and "nonumber" not in block.options:
                    counts[kind] = counts.get(kind, 0) + 1
                    if label := block.options.get("label"):
                        numbers[label], homes[label] = say("{kind} {number}").format(kind=say(kind.capitalize()), number=counts[kind]), stem
        return cls(texts, _works(folder / "references.bib"), numbers, homes)

    def title(self, stem):
        """A chapter's title."""
        heading = re.search(r"^# (.+)$", self.texts.get(stem, ""), re.MULTILINE)
        return heading[1].strip() if heading else stem

    def link(self, words, stem, here):
        """Words that lead to another chapter's notebook beside this one; only the words where there is none."""
        return f"[{words}]({stem}.ipynb)" if stem != here and runs(self.texts.get(stem, "")) else words


def _order(folder):
    """Stems of the chapters in the book's order; those that the table of contents leaves out come last."""
    there = sorted(path.stem for path in folder.glob("*.md"))
    toc = folder.parent / "_toc.yml"
    named = re.findall(rf"(?:root|file): *{re.escape(folder.name)}/([\w-]+)", toc.read_text(encoding="utf-8")) if toc.exists() else []
    return [stem for stem in named if stem in there] + [stem for stem in there if stem not in named]


def _opened(text):
    """The blocks of a text, those too that wait for a bet."""
    for block in blocks(text):
        yield block
        if block.name == "reveal":
            yield from _opened(block.text)


def _kind(name):
    """What a numbered directive is called, or an empty string."""
    kind = name.removeprefix("prf:") if name.startswith("prf:") else name
    return kind if kind == "exercise" or (name != kind and kind in PROOFLIKE) else ""


def _works(path):
    """Authors and year of every work in a BibTeX file."""
    if not path.exists():
        return {}
    from pybtex.database import parse_file

    entries = parse_file(str(path), "bibtex").entries
    return {key: (_authors(entry), _bare(entry.fields.get("year", "n.d."))) for key, entry in entries.items()}


def _authors(entry):
    """Family names, of the editors where there is no author: one, two, or the first and others."""
    persons = entry.persons.get("author") or entry.persons.get("editor", [])
    names = [_bare(" ".join([*person.prelast_names, *person.last_names])) for person in persons]
    return say(" and ").join(names) if len(names) < 3 else say("{first} et al.").format(first=names[0])


def _bare(text):
    """BibTeX text without its braces."""
    return re.sub(r"[{}]", "", text).replace(r"\&", "&")


# ------------------------------------------------------------------ one chapter


class _Chapter:
    """Writes the text of one chapter in plain Markdown."""

    def __init__(self, stem, text, book, values):
        self.stem, self.book, self.values = stem, book, values
        self.equations = {label: number for number, label in enumerate(EQUATION.findall(text), start=1)}

    def markdown(self, text, line=1):
        """Text with its directives and roles written out."""
        return "\n\n".join(part for part in (self.block(block).strip("\n") for block in blocks(text, line)) if part)

    def block(self, block):
        """One block written out."""
        if not block.name:
            return self.running(block.text)
        name = block.name.removeprefix("prf:")
        if name == "proof":
            body = self.markdown(block.text)
            return f"{say('*Proof.* {body}').format(body=body)}{chr(10) * 2 if body.endswith('$$') else ' '}∎"
        if kind := _kind(block.name):
            return self.numbered(kind, block)
        if name in ("solution", "solution-start"):
            return _details(say("Solution"), self.markdown(block.text))
        if name in ADMONITIONS | {"admonition", "dropdown"}:
            return self.admonition(name, block)
        if name == "glossary":
            return "\n\n".join(self.entry(part) for part in re.split(r"\n{2,}(?=\S)", block.text.strip()))
        if name in ("epigraph", "margin", "reveal", "sidebar"):
            return self.markdown(block.text)
        if name == "raw":
            return block.text
        if name == "math":
            return f"$$\n{block.text}\n$$"
        if name == "bibliography":
            return "\n".join("* " + say("{authors} ({year})").format(authors=authors, year=year) for authors, year in sorted(self.book.works.values()))
        if name == "drain":
            return say("*A game stands here on the published page. In Python, `xianxiang.drain.replay(\"ssssssssssdd\")` plays it.*")
        if name in ("eval-rst", "tableofcontents", "contents", "hub-form", "results"):
            return say("*This part is on the published page only.*")
        raise ConversionError(f"line {block.line}: no plain form is known for the directive {block.name!r}; give it one in xianxiang/book/notebooks.py")

    def numbered(self, kind, block):
        """A theorem or the like, set off from the text; an exercise, which needs no setting off."""
        number = self.book.numbers.get(block.options.get("label"), say(kind.capitalize()))
        heading = say("**{number} ({title}).**").format(number=number, title=self.inline(block.argument)) if block.argument else say("**{number}.**").format(number=number)
        body = f"{heading}\n\n{self.markdown(block.text)}"
        if result := RESULTS.get(block.options.get("label")):
            body += f"\n\n{say('*How we know: {ways}.*').format(ways=say(', ').join(map(say, result.held)))}"
        return body if kind == "exercise" else _quoted(body)

    def admonition(self, name, block):
        """A remark: behind its title if it is folded on the page, else set off."""
        title = block.argument if name in ("admonition", "dropdown") else say(name.capitalize())
        body = block.text if name in ("admonition", "dropdown") else f"{block.argument}\n{block.text}".strip()
        if name == "dropdown" or "dropdown" in block.options.get("class", ""):
            return _details(self.inline(title), self.markdown(body))
        return _quoted(f"{say('**{number}.**').format(number=self.inline(title))}\n\n{self.markdown(body)}")

    def entry(self, text):
        """An entry of a glossary: its names, then what they mean."""
        lines = text.split("\n")
        names = [line.strip() for line in lines if line and not line[0].isspace()]
        return say("**{names}.** {meaning}").format(names=" ".join(names), meaning=self.prose(" ".join(line.strip() for line in lines if line[:1].isspace())))

    def running(self, text):
        """Running text: targets and comments gone, roles and links written out, equations numbered."""
        out, fence = [], None
        for part in re.split(r"(^(?:`{3,}|~{3,}).*?^(?:`{3,}|~{3,})[ \t]*$)", text, flags=re.MULTILINE | re.DOTALL):
            fence = not fence if fence is not None else False
            out.append(part if fence else self.prose(part))
        return "".join(out)

    def prose(self, text):
        """Running text without code."""
        text = re.sub(r"^(?:\([\w:-]+\)=|%.*|\{[#.][^{}]*\}|\+\+\+.*)[ \t]*\n?", "", text, flags=re.MULTILINE)
        text = EQUATION.sub(lambda match: f"\\tag{{{self.equations[match[1]]}}}\n$$", text)
        text = re.sub(r"\{\{ *version *\}\}", __version__, text)
        text = LINK.sub(lambda match: self.book.link(match[1], match[2], self.stem), text)
        return self.inline(text)

    def inline(self, text):
        """Text with its roles written out."""
        return INLINE.sub(lambda match: self.role(match["role"], match["inside"]) if match["role"] else match[0], text)

    def role(self, role, inside):
        """One role written out."""
        titled = TITLED.fullmatch(inside)
        words, target = (titled[1], titled[2]) if titled else (None, inside.strip())
        if role in ("glue:text", "glue"):
            return self.value(target.partition(":")[0])
        if role in ("doc", "std:doc"):
            stem = target.rpartition("/")[2]
            return self.book.link(words or self.book.title(stem), stem, self.stem)
        if role in ("prf:ref", "ref", "numref"):
            return self.book.link(words or self.book.numbers.get(target, target), self.book.homes.get(target, self.stem), self.stem)
        if role in ("eq", "math:numref"):
            return say("({number})").format(number=self.equations.get(target, target))
        if role.startswith("cite"):
            return self.cite(role.partition(":")[2] or "p", target)
        if role in ("term", "abbr", "dfn"):
            return words or target
        if role == "math":
            return f"${inside}$"
        if role in ("sub", "sup"):
            return f"<{role}>{inside}</{role}>"
        raise ConversionError(f"no plain form is known for the role {{{role}}}`{inside}`; give it one in xianxiang/book/notebooks.py")

    def value(self, name):
        """A number that a cell computed for the text."""
        if name in self.values:
            return self.values[name]
        raise ConversionError(f"the text quotes {name!r}, which no cell of the chapter gives; see xianxiang.prose.quote")

    def cite(self, form, keys):
        """Works by author and year."""
        works = [self.book.works.get(key.strip(), (key.strip(), "n.d.")) for key in keys.split(",")]
        if form.startswith("p"):
            return say("({works})").format(works=say("; ").join(say("{authors}, {year}").format(authors=authors, year=year) for authors, year in works))
        return say(", ").join(say("{authors} ({year})").format(authors=authors, year=year) for authors, year in works)


def _quoted(text):
    """Text set off. Its formulas stand on one line each: the marks at the heads of lines would end up inside them."""
    text = FORMULA.sub(lambda match: " ".join(match[0].split("\n")), text)
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _details(title, body):
    """What is folded away until the reader asks; the blank lines let Markdown inside be read."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def source_cells(text):
    """The cells of a chapter's source: ``(kind, content, tags, line)``, kind ``code``, ``markdown`` or ``practice``.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of tuple
        Text is cut at every heading of the second level, so that a reader edits a section at a time.
    """
    start = front_matter(text)[1]
    first = text.count("\n", 0, start) + 1
    cells, run = [], []
    for line, block in _numbered_lines(blocks(text[start:], first), first):
        if block.name.startswith("code-cell"):
            cells += _sections(run)
            run = []
            tags = block.options.get("tags", "")
            tags = yaml.safe_load(tags) if isinstance(tags, str) else tags
            cells.append(("code", block.text.strip("\n"), tuple(tags or ()), block.line))
        else:
            run.append((line, block))
    return cells + _sections(run)


def _numbered_lines(found, line):
    """Blocks with the line on which each begins."""
    for block in found:
        yield (block.line or line), block
        line = block.line + block.text.count("\n") + len(block.options) + 3 if block.name else line + block.text.count("\n")


def _sections(run):
    """Markdown cells out of a run of blocks between two code cells."""
    cells, current = [], []
    for line, block in run:
        parts = [block] if block.name else [Block(part) for part in re.split(r"(?m)^(?=## )", _shielded(block.text))]
        for part in parts:
            if current and (part.name == "practice" or (not part.name and part.text.startswith("## "))):
                cells.append(("markdown", current, (), line))
                current = []
            if part.name == "practice":
                cells.append(("practice", [part], (), line))
                continue
            current = [*current, part if part.name else Block(part.text.replace("\x00", ""))]
    if current:
        cells.append(("markdown", current, (), run[0][0]))
    return [cell for cell in cells if any(part.name or part.text.strip() for part in cell[1])]


def _shielded(text):
    """Running text in which no line of a code fence looks like a heading."""
    return re.sub(r"(?ms)^(`{3,}|~{3,})(?!\{).*?^\1[ \t]*$", lambda match: match[0].replace("\n## ", "\n\x00## "), text)


def plain(text, outputs=None, values=None, book=None, stem="", install=None):
    """A chapter as a notebook in plain Markdown.

    Parameters
    ----------
    text : str
        The chapter's MyST source.
    outputs : nbformat.NotebookNode, optional
        The chapter as it ran; the outputs of its code cells are carried over.
    values : dict of str to str, optional
        The numbers that the text quotes, as `glued` finds them; by default those in `outputs`.
    book : Book, optional
        What the chapter may refer to; by default the book that the library is part of.
    stem : str
        The chapter's name, so that it does not link to itself.
    install : tuple of (str, str), optional
        What the first cell says, and the line with which the reader installs the library; no such cell where left out.

    Returns
    -------
    nbformat.NotebookNode
        The same for the same input, byte for byte.

    Raises
    ------
    ConversionError
        Naming what has no plain form.
    """
    found = glued(outputs) if values is None else values
    chapter = _Chapter(stem, text, book or Book.read(), found)
    ran = [cell for cell in outputs.cells if cell.cell_type == "code"] if outputs else None
    cells = list(_install_cells(install)) if install else []
    sources = source_cells(text)
    if ran is not None and [source.strip() for kind, source, *_ in sources if kind == "code"] != [cell.source.strip() for cell in ran]:
        raise ConversionError(f"the outputs given for {stem or 'the chapter'} are those of another text; build the book again")
    ran = iter(ran or ())
    for kind, source, tags, line in sources:
        if kind == "code":
            cells.append(_code_cell(source, tags, next(ran, None)))
        elif kind == "practice":
            cells += _practice_cells(load(source[0].argument))
        else:
            cells.append(_markdown_cell(chapter, source, line))
    for number, cell in enumerate(cells):
        cell.id = f"c{number:03d}"
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


def _install_cells(install):
    words, line = install
    yield new_code_cell("\n".join([*(f"# {part}" for part in words.splitlines()), line]), metadata={"tags": ["install"]})


def _markdown_cell(chapter, parts, line):
    """A Markdown cell."""
    try:
        text = "\n\n".join(piece for piece in (chapter.block(part).strip("\n") for part in parts) if piece)
    except ConversionError as error:
        raise ConversionError(f"chapter {chapter.stem or '?'}, cell at line {line}: {error}") from None
    return new_markdown_cell(text)


def _practice_cells(bank):
    """The exercises that check themselves: a cell for each, which shows its task until it holds an answer."""
    yield new_markdown_cell(NOTEBOOK["cells"])
    sources = [f'from xianxiang.teach import practice\n\ndesk = practice("{bank.stem}", student="", course="")\ndesk']
    for exercise in bank.exercises:
        answer = f'desk.answer("{exercise.name}", ...)'
        if isinstance(exercise, Function):
            answer = f'def {exercise.called}({", ".join(exercise.inputs[0])}):\n    ...\n\n\n{answer}  # {say("{function} in the place of the dots").format(function=exercise.called)}'
        sources.append(answer)
    for source in [*sources, 'desk.receipt("receipt.json")']:
        yield new_code_cell(source, metadata={"tags": ["practice"]})


def _code_cell(source, tags, ran):
    """A code cell with the outputs that the page shows; folded where the page hides the code."""
    metadata = {"tags": list(tags)} if tags else {}
    if HIDDEN & set(tags):
        metadata["jupyter"] = {"source_hidden": True}
    shown = [] if ran is None or {"remove-output", "remove-cell"} & set(tags) else [out for out in map(_output, ran.outputs) if out]
    return new_code_cell(source, metadata=metadata, outputs=shown)


def _output(output):
    """An output as a program without our widgets can show it, or None."""
    if output.output_type == "stream":
        return output
    data = {mime: content for mime, content in output.get("data", {}).items() if mime in MIMES}
    if not data:
        return None
    return nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": {}})


def glued(ran):
    """The numbers that a chapter's cells computed for its text.

    Parameters
    ----------
    ran : nbformat.NotebookNode or dict or None
        The chapter as it ran, or the outputs by name that myst-nb writes beside it.

    Returns
    -------
    dict of str to str
    """
    if ran is None:
        return {}
    outputs = ran.values() if "cells" not in ran else [output for cell in ran["cells"] for output in cell.get("outputs", [])]
    found = {}
    for output in outputs:
        book = output.get("metadata", {}).get("scrapbook")
        if book:
            data, prefix = output["data"], book.get("mime_prefix", "")
            found[book["name"]] = _spoken(data.get(f"{prefix}text/plain", data.get("text/plain", "")))
    return found


def _spoken(text):
    """What a value's representation stands for: a string without its quotes."""
    text = "".join(text)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text


def text(notebook):
    """A notebook as a file holds it, the same for the same notebook."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(notebook, path):
    """Write a notebook into a file."""
    Path(path).write_text(text(notebook), encoding="utf-8")
