r"""How each proposition of the book is held: proved in the text, machine-checked, tested.

A *certificate* is a statement about the levers, written once with ordinary operators, so that the
same lines are evaluated for numbers, for exact fractions, for arrays and for a solver's symbols.
The tests hand each statement's negation to the solver Z3 over the real numbers, all levers free on
their whole domains, corners included. That there is no solution is a proof.

Statements speak of the probabilities of being found through free variables
:math:`1 \ge f_0 \ge f_1 \ge f_2 \ge 0` where only their order matters; so they hold for every
number of veto items. `material` is the payoff formula once more, in this form; the tests show that
it is the library's.

`RESULTS` lists every theorem, proposition and corollary of the book by its label. The pages' marks
and the list in "How this book is made" are built from it.

For example:

>>> from fractions import Fraction
>>> from xianxiang.certificates import CERTIFICATES, Point
>>> surplus = CERTIFICATES["second-item"]
>>> surplus.violated(Point(f1=Fraction(1, 2), f2=Fraction(1, 4))) is None
True
"""

from . import alliance, bargain, career, cascade, country, duties, evidence, fit, form, incentives, inspector, levers, prizes, rebuild, repeated, scapegoat, turn, veto
from .base import Certificate, Point, Result, Sample

__all__ = ["CASES", "CERTIFICATES", "CHAPTERS", "RESULTS", "Certificate", "Point", "Result", "Sample"]

CHAPTERS = (bargain, incentives, prizes, alliance, repeated, inspector, turn, country, duties, scapegoat, career, form, veto, cascade, fit, levers, rebuild, evidence)
"""One module a chapter, in the book's order: its certificates, and how each of its propositions is held."""

CERTIFICATES = {name: c for chapter in CHAPTERS for name, c in chapter.CERTIFICATES.items()}
"""Every certificate by name."""

RESULTS = {result.label: result for chapter in CHAPTERS for result in chapter.RESULTS}
"""Every theorem, proposition and corollary of the book by its label."""

CASES = {sample.name: sample.cases for result in RESULTS.values() for sample in result.samples}
"""How many cases each sampled test tries; the tests take the numbers from here."""
