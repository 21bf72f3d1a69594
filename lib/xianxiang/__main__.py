"""`python -m xianxiang`: what the library holds."""

import importlib
import inspect
import sys
from unicodedata import east_asian_width

from . import CONDITIONS, LEVERS, NOW, PRESETS, SWITCHES, THEN, Institution, __version__, ledger
from .glance import MODULES, NO_MODEL, models

MODELS = (
    "institution", *dict.fromkeys(MODULES.get(stem, stem) for stem in ledger.WRITTEN if stem not in NO_MODEL),
    "world", "conditions", "sensitivity", "sweep", "drain", "certificates", "ledger", "glance", "diagram",
)


def first_line(thing):
    """What a docstring says first."""
    return inspect.getdoc(thing).partition("\n")[0].rstrip(".")


def columns(text):
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def table(rows, indent="  "):
    """Lines of a table whose columns stand below each other."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield (indent + "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))).rstrip()


def explorers():
    """Lines that name the explorers, or say what they need where only the models can run."""
    try:
        from . import figures
    except ModuleNotFoundError as error:
        return [f"  {error}"]
    return table([(make.__name__, first_line(make)) for make in figures.ALL.values()])


def report():
    """Lines that say what there is.

    Yields
    ------
    str
    """
    yield f"xianxiang 县乡 {__version__}: models and live figures of the book “County and Township”"
    yield "\nModels, by chapter (help(xianxiang.stage) says more)"
    every = models()
    yield from table([(model.title, f"xianxiang.{model.module}", model.line) for model in every])
    yield "\nBeside them"
    named = {model.module for model in every} - {"stage"}
    yield from table([(f"xianxiang.{name}", first_line(importlib.import_module(f"xianxiang.{name}"))) for name in MODELS if name not in named])
    yield "\nLevers, with their domain and their values: Institution() is the baseline, THEN the earlier regime, NOW the later one"
    rules = (Institution(), THEN, NOW)
    values = [(lever.symbol, name, lever.term, lever.domain, *(f"{getattr(one, name):g}" for one in rules)) for name, lever in LEVERS.items()]
    yield from table([("", "lever", "", "domain", "baseline", "THEN", "NOW"), *values])
    yield "\nConditions that lead from THEN to NOW, all five at once; the second has two halves, looking and reach"
    yield from table([(name, ", ".join(f"{lever} {value:g}" for lever, value in (CONDITIONS | SWITCHES)[name].items())) for name in CONDITIONS | SWITCHES])
    yield "\nPresets"
    yield f"  {', '.join(PRESETS)}"
    yield "\nExplorers (xianxiang.figures; each is a function that a notebook shows)"
    yield from explorers()
    yield f"\nClaims of the essay: {len(ledger.load())} (xianxiang.ledger.load())"
    yield f"Chapters: {ledger.CHAPTERS}"
    yield "To teach with it: python -m xianxiang.teach (pip install 'xianxiang[teach]')"
    yield "The page “The library” of the book describes every function, as help() does."


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    print("\n".join(report()))
