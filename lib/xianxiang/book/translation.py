"""The Chinese edition, held to the English: ``python -m xianxiang.book.translation check zh [NAME…]`` from the book's folder.

A name is that of a chapter, of another file in ``chapters/`` with its ending, of a catalogue (``turn.po``), or ``README.md``. Each is
set beside its English block by block; what differs and must not is said with file and line of both sides. Without names all are, and
those that are missing count, but for what ``zh/edition.yml`` lists under ``pending``.

``accept zh [NAME…]`` notes in ``zh/sources.json`` for which English each block was written, once nothing else is wrong. From then on
`check` says which blocks' English has changed.
"""

import argparse
import csv
import hashlib
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from .. import language as catalogues
from ..live.words import FIELD
from . import copied, pairing
from .blocks import HIDDEN, Block, blocks, inline

LOCALE = Path("lib/xianxiang/locale")
ESSAY = Path("../shared/essay.txt")
"""The essay is no part of the repository; who has it lays it there."""

BESIDES = ("claims.csv", "references.bib", "README.md")
"""What an edition has beside its chapters and the catalogue."""

FILLED = re.compile(rf"{FIELD.pattern}|%(?:\(\w+\))?[sd]")
LABEL = re.compile(r"^(\D{0,4}\d[a-z]?) (?=.{,24}$)", re.DOTALL)
VOLUME = re.compile(r"(?:Volume [\d()]+|No\. \d+)\.?\s*")
TITLE = "县乡：从共谋到卸责"
SPEAK = 'import xianxiang\n\nxianxiang.speak("{}")'
UNREAD = {"code-cell", "code", "eval-rst"}
"""Blocks that have to be the same whatever was accepted."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where in the edition, and where in the English."""

    place: str
    english: str
    what: str

    def __str__(self):
        return f"{self.place} ({self.english}) {self.what}" if self.english else f"{self.place} {self.what}"


@dataclass(frozen=True)
class Held:
    """A file of the edition beside its English.

    Attributes
    ----------
    theirs, ours : str
        Their paths below the book's folder.
    rows : list of tuple of (Block or None, Block or None)
        English and Chinese.
    alone : list of tuple of (Block, str)
        Findings in what only an edition has.
    missing : int
        How many messages of a catalogue are not translated.
    """

    theirs: str
    ours: str
    rows: list
    alone: list
    missing: int = 0


def pending(root, language="zh"):
    """Which parts of an edition are still to be written.

    Parameters
    ----------
    root : path-like
        The book's folder.
    language : str

    Returns
    -------
    list of str
        As ``edition.yml`` has it.
    """
    path = Path(root) / language / "edition.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return (settings or {}).get("pending") or []


def names(root, language):
    """Everything that a whole edition has: its chapters in the book's order, what it has besides, its catalogues."""
    chapters = re.findall(r"chapters/([\w-]+)", (root / "_toc.yml").read_text(encoding="utf-8"))
    tables = sorted(path.name for path in (root / language / "chapters").glob("*.csv") if path.name not in BESIDES)
    return [*chapters, *BESIDES, *tables, *sorted(path.name for path in (root / LOCALE / language).glob("*.po"))]


def paths(name, language):
    """Where a file of the edition is, and where its English."""
    if name.endswith(".po"):
        return f"{LOCALE.as_posix()}/{language}/{name}", ""
    if name == "README.md":
        return f"README.{language}.md", name
    file = name if "." in name else f"{name}.md"
    return f"{language}/chapters/{file}", f"chapters/{file}"


# ---------------------------------------------------------------------------------------------------------------- files, read as rows


def of_speech(english, chinese, language):
    """The cell that says which language figures speak: once, hidden, after the title and before any other cell."""
    cells = [block for block in chinese if block.kind == "code-cell"]
    spoken = [block for block in cells if ".speak(" in block.body]
    if not spoken and not any(block.kind == "code-cell" for block in english):
        return
    titled = any(block.kind == "heading 1" and block.line < cells[0].line for block in chinese) if cells else False
    if not (len(spoken) == 1 and cells[0] is spoken[0] and titled and spoken[0].body == SPEAK.format(language) and spoken[0].options.get("tags") == "[remove-cell]"):
        yield (spoken or cells or chinese)[0], f"the first cell, after the title, has :tags: [remove-cell] and {SPEAK.format(language)!r}; no other one speaks"


def of_chapters(ours, theirs, terms, language):
    """Two chapters."""
    english, chinese = blocks(ours), blocks(theirs)
    spoken = [block for block in chinese if not (block.kind == "code-cell" and ".speak(" in block.body)]
    return pairing.paired(english, spoken, terms), list(of_speech(english, chinese, language))


def entries(text):
    """The entries of a bibliography: what identifies a work stays, its note is read, but for a volume that a field has, too."""
    for found in re.finditer(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        fields = dict(re.findall(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", found[3], re.MULTILINE))
        known = {key: fields[key] for key in ("year", "volume", "number", "pages", "doi", "url", "eprint") if key in fields}
        yield Block(found[1], text.count("\n", 0, found.start()) + 1, found[0], VOLUME.sub("", fields.get("note", "")), Counter({("key", found[2]): 1}), options=known)


def table(text):
    """The columns and the rows of a table, each row with its line, notes at its head left out."""
    lines = text.splitlines()
    skip = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    read = csv.DictReader(lines[skip:])
    return read.fieldnames, [(skip + read.line_num, row) for row in read]


def of_tables(ours, theirs):
    """Two tables: the first column is the key, the other ones are translated."""
    (columns, english), (wanted, chinese) = table(ours), table(theirs)
    head = Block("head", 1)
    alone = [(head, f"column {name} is not in the English") for name in wanted if name not in columns]
    shared, rows = [name for name in wanted if name in columns], []
    by_key = {row[wanted[0]]: (line, row) for line, row in chinese}
    if len(by_key) < len(chinese) or [row[wanted[0]] for _, row in english] != list(by_key):
        keys = [row[wanted[0]] for _, row in english]
        wrong = [key for key in by_key if key not in keys] or [key for key in keys if key not in by_key] or ["twice or out of order"]
        alone.append((head, f"column {wanted[0]} is not that of the English: {', '.join(wrong)}"))
    for line, row in english:
        at, said = by_key.get(row[wanted[0]], (None, None))
        rows += [(inline(name, line, row[name]), inline(name, at, said[name])) for name in shared[1:] if said and row[name] + said[name]]
    return rows, alone


def message(line, text):
    """A message as a block: each of its fields is a mark, the blank behind a label's number and a new line are none."""
    block = inline("message", line, FILLED.sub(HIDDEN, LABEL.sub(r"\1、", re.sub(r"\s*\n\s*", HIDDEN, text))))
    block.marks.update(("field", found[0]) for found in FILLED.finditer(text))
    return block


def of_messages(text):
    """The messages of a catalogue with their translations."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("msgid ")]
    said = list(zip(lines, catalogues.parse(text).items()))[1:]
    missing = [(line, english) for line, (english, chinese) in said if not chinese]
    alone = [(Block("message", missing[0][0]), f"{len(missing)} messages are not translated, the first: {missing[0][1][:60]}")] if missing else []
    return [(message(line, english), message(line, chinese)) for line, (english, chinese) in said if chinese], alone, len(missing)


def read(root, name, language, terms):
    """A file of the edition beside its English; None if it is not there."""
    theirs, ours = paths(name, language)
    if not (root / theirs).exists():
        return None
    chinese = (root / theirs).read_text(encoding="utf-8")
    english = (root / ours).read_text(encoding="utf-8") if ours else ""
    alone, missing = [], 0
    if theirs.endswith(".po"):
        rows, alone, missing = of_messages(chinese)
    elif theirs.endswith(".csv"):
        rows, alone = of_tables(english, chinese)
    elif theirs.endswith(".bib"):
        rows = pairing.paired(list(entries(english)), list(entries(chinese)), terms)
    else:
        rows, alone = of_chapters(english, chinese, terms, language)
    return Held(theirs, ours, rows, alone, missing)


# ---------------------------------------------------------------------------------------------------------------- what was accepted


def sources(root, language):
    """For which English each block was written: by file, pairs of hashes."""
    path = Path(root) / language / "sources.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def mark(block):
    """A short hash of a block, however its lines are broken."""
    text = "\n".join([block.kind, *block.terms, *(f"{key}={value}" for key, value in sorted(block.options.items())), " ".join((block.source or block.body).split())])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def noted(held):
    """What is noted of a file: the hashes of each English block and of the Chinese one beside it."""
    return [f"{mark(ours)} {mark(theirs)}" for ours, theirs in held.rows if ours and theirs and ours.what not in UNREAD]


def of_age(ours, theirs, accepted):
    """Whether a block's English is what it was written for."""
    pairs = set(accepted)
    known, knew = ({pair.split()[side] for pair in pairs} for side in (0, 1))
    if not pairs or ours.what in UNREAD or f"{mark(ours)} {mark(theirs)}" in pairs:
        return
    if mark(ours) not in known:
        yield "the English has changed since this was accepted" if mark(theirs) in knew else "is not accepted for this English"
    elif mark(theirs) in knew:
        yield "out of order: this was accepted for other English"


# ---------------------------------------------------------------------------------------------------------------- the command


def short(block):
    """How a block begins."""
    text = " ".join((block.source or block.body).split())
    return f"{block.kind}: {text[:60]}{'…' if len(text) > 60 else ''}"


def of_file(held, terms, accepted):
    """All findings in a file. In a table an English cell may stay as it is if its Chinese stands beside it."""
    english = [ours for ours, _ in held.rows if ours]
    bilingual = [ours for ours, after in zip(english, english[1:]) if ours.what == after.what == "cell" and ours.line == after.line and pairing.HAN.search(after.words)]
    symbols = pairing.symbols(english)
    missing = {mark(ours): ours for ours, theirs in held.rows if theirs is None}
    knew = {pair.split()[1]: pair.split()[0] for pair in accepted}
    last = 1
    for block, what in held.alone:
        yield Finding(f"{held.theirs}:{block.line}", "", what)
    for ours, theirs in held.rows:
        last = theirs.line if theirs else last
        place, beside = f"{held.theirs}:{last}", f"{held.ours}:{ours.line}" if ours and held.ours else ""
        if theirs is None:
            yield Finding(place, beside, f"is missing: {short(ours)}")
        elif ours is None:
            moved = missing.get(knew.get(mark(theirs))) or next((block for block in missing.values() if pairing.twins(block, theirs, terms)), None)
            gone = "its English is gone" if mark(theirs) in knew and not moved else "has no English"
            yield Finding(place, f"{held.ours}:{moved.line}" if moved else "", f"{'out of order' if moved else gone}: {short(theirs)}")
        elif not (ours in bilingual and ours.source == theirs.source):
            for what in (*of_age(ours, theirs, accepted), *pairing.of_pair(ours, theirs, terms, symbols)):
                yield Finding(place, beside, what)


def of_essay(root, held, terms):
    """Runs of characters that stand in the essay, too."""
    essay = (root / ESSAY).read_text(encoding="utf-8")
    known = [TITLE, *(term for term in terms if len(copied.letters(term)) > 1)]
    for _, theirs in held.rows:
        text = "\n".join([theirs.source, *theirs.terms]) if theirs else ""
        for run in copied.runs(text, essay, known):
            yield Finding(f"{held.theirs}:{theirs.line}", "", f"{len(run)} characters in a row are the essay's: {run}")


def glossary(root, language):
    """What the terms of both glossaries lead to."""
    texts = [(path / "chapters/glossary.md") for path in (root, root / language)]
    return pairing.senses(*(path.read_text(encoding="utf-8") if path.exists() else "" for path in texts))


def check(root, language, asked=(), accepting=False):
    """Hold an edition to the English.

    Parameters
    ----------
    root : path-like
        The book's folder.
    language : str
        The edition's folder, such as ``zh``.
    asked : sequence of str
        Names of files; all if there is none.
    accepting : bool
        Whether it does not matter for which English a block was written.

    Returns
    -------
    list of Finding
    """
    root, found = Path(root), []
    terms, later, accepted = glossary(root, language), () if asked else pending(root, language), sources(root, language)
    for name in asked or names(root, language):
        held, theirs = read(root, name, language, terms), paths(name, language)[0]
        if held is None or name in later and held.missing:
            found += [] if name in later else [Finding(theirs, "", "is missing")]
            continue
        before = [] if accepting else accepted.get(theirs, [])
        if name in later:
            found.append(Finding(theirs, "", f"is there, and pending in {language}/edition.yml"))
        elif not (asked or before or theirs.endswith(".po")):
            found.append(Finding(theirs, "", f"is not accepted: python -m xianxiang.book.translation accept {language} {name}"))
        found += of_file(held, terms, before)
        found += of_essay(root, held, terms) if (root / ESSAY).exists() else []
    if not asked:
        ours, theirs = ({path.name for path in (root / folder / "chapters").glob("*.*")} for folder in ("", language))
        found += [Finding(f"{language}/chapters/{name}", "", "has no English") for name in sorted(theirs - ours)]
    return found


def strike(root, language, done):
    """Take what is done off the list of what is pending."""
    left = [name for name in pending(root, language) if name not in done]
    path = root / language / "edition.yml"
    if left != pending(root, language):
        path.write_text(re.sub(r"^pending: *\[[^]]*\]", f"pending: [{', '.join(left)}]", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")


def accept(root, language, asked=()):
    """Note for which English each block was written; what was pending is so no longer.

    Parameters
    ----------
    root : path-like
        The book's folder.
    language : str
    asked : sequence of str
        Names of files; all that are there if there is none.

    Returns
    -------
    list of Finding
        What is wrong, and nothing is noted.
    """
    root = Path(root)
    terms = glossary(root, language)
    asked = asked or [name for name in names(root, language) if (held := read(root, name, language, terms)) and not held.missing]
    found = check(root, language, asked, accepting=True)
    if not found:
        new = {paths(name, language)[0]: noted(read(root, name, language, terms)) for name in asked if not name.endswith(".po")}
        files = {**sources(root, language), **new}
        text = ",\n\n".join(f"{json.dumps(path)}: {json.dumps(files[path], indent=0)}" for path in sorted(files))
        (root / language / "sources.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
        strike(root, language, asked)
    return found


def main(arguments=None):
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m xianxiang.book.translation", description="Hold the Chinese edition to the English.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, does, meaning in (("check", check, "say what differs and must not"), ("accept", accept, "note that it was written for the English as it is now")):
        command = commands.add_parser(name, help=meaning)
        command.add_argument("language", help="the edition's folder: zh")
        command.add_argument("names", nargs="*", metavar="NAME", help="a chapter, such as turn; claims.csv, turn.po, README.md; all if there is none")
        command.set_defaults(does=does)
    asked = parser.parse_args(arguments)
    found = asked.does(Path.cwd(), asked.language, [name.removesuffix(".md") if name != "README.md" else name for name in asked.names])
    for finding in found:
        print(finding)
    print(f"Findings: {len(found)}" if found else f"Nothing found.{'' if ESSAY.exists() else ' (Not compared with the essay, which is not here.)'}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
