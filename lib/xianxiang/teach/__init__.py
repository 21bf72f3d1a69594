"""The instructor's kit: assign, check, hand in, grade, play in class, see what was learned.

========== ====================================================================
bank       exercises that check themselves, by kind; their verdicts
seed       which variant is whose
goal       what a figure has to show
receipt    what is handed in
audit      whether a bank is fit to be assigned
notebook   the same exercises in a notebook
grade      a gradebook out of receipts
inbox      receipts out of whatever was handed in
roster     who is in a class; gradebooks of learning platforms
texts      what a person is to read
sheet      tables that are safe to open
items      what a class's answers say about the exercises
export     the exercises for learning platforms
hall       the core game, played live
wording    what the kit says to students
========== ====================================================================

In a notebook: ``from xianxiang.teach import practice``. On the command line: ``python -m xianxiang.teach``.
"""

from __future__ import annotations

from typing import Any

__all__ = ["practice"]


def __getattr__(name: str) -> Any:
    """`practice`, when it is first asked for: importing the kit stays light."""
    if name != "practice":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .notebook import practice

    return practice
