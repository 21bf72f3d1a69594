"""`python -m xianxiang`: what the library holds."""

import importlib
import inspect
import sys
from unicodedata import east_asian_width

from . import CONDITIONS, LEVERS, NOW, PRESETS, THEN, __version__, figures, ledger

MODELS = ("institution", "stage", "turn", "ledger")


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


def report():
    """Lines that say what there is.

    Yields
    ------
    str
    """
    yield f"xianxiang 县乡 {__version__}: models and live figures of the book “County and Township”"
    yield "\nModels (help(xianxiang.stage) says more)"
    yield from table([(f"xianxiang.{name}", first_line(importlib.import_module(f"xianxiang.{name}"))) for name in MODELS])
    yield "\nLevers of Institution, with their domain and their value then and now"
    yield from table([(lever.symbol, name, lever.term, lever.domain, f"{getattr(THEN, name):g}", f"{getattr(NOW, name):g}") for name, lever in LEVERS.items()])
    yield "\nConditions that lead from then to now"
    yield from table([(name, ", ".join(levers)) for name, levers in CONDITIONS.items()])
    yield "\nPresets"
    yield f"  {', '.join(PRESETS)}"
    yield "\nExplorers (xianxiang.figures; each is a function that a notebook shows)"
    yield from table([(make.__name__, first_line(make)) for make in figures.ALL.values()])
    yield f"\nClaims of the essay: {len(ledger.load())} (xianxiang.ledger.load())"
    yield f"Chapters: {ledger.CHAPTERS}"
    yield "The page “The library” of the book describes every function, as help() does."


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    print("\n".join(report()))
