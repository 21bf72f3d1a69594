"""What the library says that has to be translated, and the files that hold the translations.

``python -m xianxiang.book.messages zh STEM`` writes ``locale/zh/STEM.po``: every message of the figures and exercises of a chapter in
their order, each with where it is used; translations are kept, new messages are empty, what is no longer said is dropped and named.
A message of two chapters stands in ``parts.po``, what ``live`` says by itself in ``explorer.po``. ``--missing`` counts what is not
translated yet and what is wrong, and exits with 1 if there is anything.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..language import LANGUAGES, LOCALE, parse, pattern
from ..live.shown import shown
from ..live.words import FIELD
from .interface import called

__all__ = ["faults", "main", "messages", "missing", "worded", "written"]

SHARED = "parts"
"""The file of what two chapters or more say."""

KIT = "kit"
"""The file of what the instructor's kit says and no other part of the book."""

ERRORS = "errors"
"""The file of what errors say that a reader may meet; they say it in English first."""

QUOTED = "prose"
"""The file of words that chapters compute and quote, where no figure says them."""

LIBRARY = Path(__file__).resolve().parents[1]
PAGES = ("cards", "downloads", "drain", "exercises", "formulas", "launch", "lite/button", "notebooks", "proofs", "publish", "reveal", "tips")
SOURCES = {
    "explorer": ("live/*.py", "live/*.js", "live/web/*.js"),
    "pages": (*(f"book/{name}.py" for name in PAGES), "book/templates/*", "book/style/*.js", "book/lite/page/*.js"),
    KIT: ("teach/*.py", "teach/hall/*.py"),
    "paper": ("book/paper/*.py",),
    "tables": ("ledger.py", "glance.py", "diagram.py", "sensitivity.py", "world.py"),
}
"""What says messages by itself, ``say("…")`` in Python, ``t('…')`` and errors in JavaScript, ``_("…")`` in templates, by the file of its translations."""

HEAD = '# {name}: {what}\nmsgid ""\nmsgstr "Language: {language}\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
_WORD = re.compile(r"[A-Za-z]{2,}")
_FEW = 3
_TWIN = {"after": "before"}
"""A bank made from another one."""

Said = tuple[str, str, str]
"""A chapter's stem, a message, and where it is used."""


def worded(text: str) -> bool:
    """Tell whether there are English words in a text, its fields apart."""
    return bool(_WORD.search(FIELD.sub("", text)))


def _of_figures() -> Iterator[Said]:
    """Every message of the live figures."""
    from ..figures import ALL

    for name, make in ALL.items():
        heard: list[tuple[str, str]] = []

        def hear(text: str, part: str) -> str:
            heard.append((text, part))
            return text

        shown(json.loads(make().children[-1].plan), hear)
        stem = make.__module__.rpartition(".")[2]
        numbered = Counter(pattern(text) for text in dict.fromkeys(text for text, part in heard if part == "value"))
        for text, part in heard:
            several = part == "value" and numbered[pattern(text)] > 1
            yield stem, pattern(text) if several else text, f"{name}: {part}"


def _of_exercises() -> Iterator[Said]:
    """Every message of the exercises: the texts before they are filled, and the words that fill them."""
    from ..teach.bank import _SHOWN, STEMS, load

    for stem in STEMS:
        if stem in _TWIN:
            continue
        try:
            bank = load(stem)
        except ModuleNotFoundError:
            continue
        for exercise in bank.exercises:
            where = f"exercise {exercise.name}"
            for field in (*_SHOWN, "unit"):
                yield from ((stem, text, f"{where}: {field}") for text in _strings(getattr(exercise, field, None), field))
            used = {name for text in exercise.texts() for name, _ in FIELD.findall(text)}
            for case in exercise.variants:
                yield from ((stem, case[name], f"{where}: {name}") for name in sorted(used) if isinstance(case[name], str))


def _of_chapters() -> Iterator[Said]:
    """Words that chapters compute and quote."""
    from ..figures.incentives import OUTCOMES

    yield from ((QUOTED, re.sub(r" [^A-Za-z ]+$", "", name).lower(), "incentives: quote") for name, *_ in OUTCOMES)


def _strings(item: Any, field: str) -> Iterator[str]:
    """The texts in a field: a text, texts, or pairs of which some parts are no texts for a reader."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, tuple) and field == "goals":
        yield item[1]
    elif isinstance(item, (list, tuple)):
        for part in item:
            yield from _strings(part, field)


def _of_sources() -> Iterator[Said]:
    """What the library's own scripts say."""
    for name, patterns in SOURCES.items():
        for path in (path for glob in patterns for path in sorted(LIBRARY.glob(glob))):
            source = path.read_text(encoding="utf-8")
            calls = _python(source) if path.suffix == ".py" else called(source)
            yield from ((name, text, path.relative_to(LIBRARY).as_posix()) for text in calls)


def _of_pages() -> Iterator[Said]:
    """What pages of the book say beside figures and exercises: the game on the first page, how each proposition is held, and tables."""
    from .. import conditions, diagram, glance, ledger, world
    from ..certificates import RESULTS
    from . import drain

    tables = (*ledger._WORDS, *glance._WORDS, *map(glance.line, (stem for stem in ledger.WRITTEN if stem not in glance.NO_MODEL)), *world.HEADS, *conditions._WORDS,
              *(text for row in world.load(ledger.CHAPTERS / "world.csv") for text in (row.what, row.group, row.unit, row.note) if text))
    yield from (("tables", text, "tables of the book's pages") for text in tables)
    yield from (("diagram", text, "the causal diagram") for text in diagram._WORDS)
    yield from (("drain", text, "the game of the drain") for text in drain.texts(drain.WORDS))
    for result in RESULTS.values():
        yield from (("certificates", pattern(way), "how propositions are held") for way in result.held)
        yield from (("certificates", text, result.label) for text in (result.rest, *(held.says for held in (*result.certificates, *result.samples))) if text)


def _of_kit() -> Iterator[Said]:
    """What the instructor's kit says by tables of words: to students, in the hall, of what a grader has to look at; and what chapters are called."""
    from ..ledger import titles
    from ..teach import grade, question, wording
    from ..teach.bank import STEMS
    from ..teach.hall.words import WORDS

    said = [words.english for words in (wording.CHECK, wording.NOTEBOOK, wording.PAGE, wording.SCORM)]
    named = [question.NAMED.get(stem) or titles().get(stem, stem) for stem in STEMS]
    yield from ((KIT, text, "the instructor's kit") for text in _leaves([said, wording.VARIED, grade.FLAGS, question.BOOK, named, WORDS]))


_RANGES = ("at least {0}", "of at least {0}", "from {0} to {1}")
"""How errors word a range of numbers."""


def _of_errors() -> Iterator[Said]:
    """What errors say by ``both("…")``, and what is allowed by ``check(…, "…")`` and ``numbers(…, "…")``."""
    yield from ((ERRORS, text, "institution.py") for text in _RANGES)
    for path in sorted((*LIBRARY.glob("*.py"), *LIBRARY.glob("live/*.py"), *LIBRARY.glob("teach/**/*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            parts = [*node.args, *(word.value for word in node.keywords)] if called == "both" else node.args[3:4] if called in ("check", "numbers") else []
            texts = (inner.value for part in parts for inner in ast.walk(part) if isinstance(inner, ast.Constant) and isinstance(inner.value, str))
            yield from ((ERRORS, text, path.relative_to(LIBRARY).as_posix()) for text in texts if worded(text))


def _leaves(item: Any) -> Iterator[str]:
    """The texts in lists and dictionaries."""
    if isinstance(item, str):
        yield item
    else:
        yield from (text for part in (item.values() if isinstance(item, Mapping) else item) for text in _leaves(part))


def _python(source: str) -> Iterator[str]:
    """The literals that a module says."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say" and node.args and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_need":  # says it where it is not so
            yield node.args[1].value


@cache
def messages() -> dict[str, dict[str, list[str]]]:
    """Return where each message is used, by message, by the file in which its translation stands.

    Returns
    -------
    dict of str to dict of str to list of str
        Files without their ending; messages and places in the order of appearance.
    """
    stems: dict[str, set[str]] = {}
    places: dict[str, dict[str, None]] = {}
    own = {text for _, text, _ in (*_of_sources(), *_of_pages(), *_of_kit())}
    for stem, text, place in (*_of_sources(), *_of_pages(), *_of_kit(), *_of_figures(), *_of_exercises(), *_of_chapters(), *_of_errors()):
        if text in own or worded(text):
            stems.setdefault(text, set()).add(stem)
            places.setdefault(text, {})[place] = None
    found: dict[str, dict[str, list[str]]] = {}
    for text, names in stems.items():
        names = sorted(names & set(SOURCES) - {KIT}) or sorted(names - {KIT, QUOTED, ERRORS}) or sorted(names)[-1:]
        name = names[0] if len(names) == 1 or names[0] in SOURCES else SHARED
        found.setdefault(name, {})[text] = list(places[text])
    return found


def files(language: str) -> dict[str, dict[str, str]]:
    """Return what each file of a language holds, the head apart."""
    found = {path.stem: parse(path.read_text(encoding="utf-8"), path.name) for path in sorted((LOCALE / language).glob("*.po"))}
    return {name: {text: said for text, said in entries.items() if text} for name, entries in found.items()}


def written(language: str, name: str, known: Mapping[str, str]) -> str:
    """Return the text of a file of translations.

    Parameters
    ----------
    language, name : str
    known : dict of str to str
        Translations that are kept.

    Returns
    -------
    str
    """
    what = {SHARED: "what figures and exercises of several chapters say", QUOTED: "words that the chapters quote in their sentences", **{source: f"what {source} says by itself" for source in SOURCES}}
    blocks = [HEAD.format(name=name, language=language, what=what.get(name, "figures and exercises of this chapter"))]
    for text, places in messages().get(name, {}).items():
        comment = "".join(f"#. {place}\n" for place in (*places[:_FEW], *["…"] * (len(places) > _FEW)))
        blocks.append(f"{comment}msgid {_quoted(text)}\nmsgstr {_quoted(known.get(text, ''))}\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def missing(language: str) -> dict[str, list[str]]:
    """Return the messages without translation, by file; files without any are left out."""
    held = files(language)
    found = {name: [text for text in texts if not held.get(name, {}).get(text)] for name, texts in messages().items()}
    return {name: texts for name, texts in found.items() if texts}


def faults(held: Mapping[str, Mapping[str, str]], said: Mapping[str, Iterable[str]] | None = None) -> list[str]:
    """Return what is wrong with translations, a line each.

    Parameters
    ----------
    held : dict of str to dict of str to str
        Translations by message, by file.
    said : dict of str to iterable of str, optional
        Messages by file; in other files may be any.

    Returns
    -------
    list of str
    """
    said = messages() if said is None else said
    found, seen, everything = [], {}, set().union(*said.values())
    for name, entries in held.items():
        for text, translation in entries.items():
            where = f"{name}.po: {text!r}"
            if translation and Counter(FIELD.findall(text)) != Counter(FIELD.findall(translation)):
                found.append(f"{where}: its fields are {_fields(text)}, the translation's {_fields(translation)}")
            if name in said and text not in everything:
                found.append(f"{where} is no message")
            other, before = seen.setdefault(text, (name, translation))
            if translation and before and before != translation:
                found.append(f"{where} is {translation!r} here and {before!r} in {other}.po")
    return found


def _fields(text: str) -> str:
    return ", ".join(sorted(match[0] for match in FIELD.finditer(text))) or "none"


def main(arguments: list[str] | None = None) -> int:
    """Write files of translations, or say what is missing and wrong."""
    parser = argparse.ArgumentParser(prog="python -m xianxiang.book.messages", description=__doc__.partition("\n")[0])
    parser.add_argument("language", choices=LANGUAGES[1:])
    parser.add_argument("files", nargs="*", metavar="STEM", help="files to write, without their ending; all where none is named")
    parser.add_argument("--missing", action="store_true", help="write nothing: say what is missing and wrong, and exit with 1 if anything is")
    asked = parser.parse_args(arguments)
    held = files(asked.language)
    if asked.missing:
        lacking, wrong = missing(asked.language), faults(held)
        print(*(f"{name}.po: {len(texts)} of {len(messages()[name])} messages missing" for name, texts in lacking.items()), *wrong, sep="\n")
        return int(bool(lacking or wrong))
    known = {text: said for entries in held.values() for text, said in entries.items() if said}
    used = {text for entries in messages().values() for text in entries}
    for name in asked.files or messages():
        if name not in messages():
            parser.error(f"{name!r} has no messages of its own; files: {', '.join(sorted(messages()))}")
        (LOCALE / asked.language / f"{name}.po").write_text(written(asked.language, name, known), encoding="utf-8")
        print(f"{name}.po: {len(messages()[name])} messages, {sum(text not in known for text in messages()[name])} missing")
        print(*(f"dropped, no longer said: {text!r} = {said!r}\n" for text, said in held.get(name, {}).items() if text not in used), sep="", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
