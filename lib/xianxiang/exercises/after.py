"""The ten questions after the book: those of `before`, now with a verdict."""

from dataclasses import replace

from ..teach.bank import Bank
from .before import BANK as BEFORE

BANK = Bank("after", [replace(question, graded=True) for question in BEFORE.exercises])
