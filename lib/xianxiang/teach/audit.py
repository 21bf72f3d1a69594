"""Whether a bank is fit to be assigned: each variant can be solved, none is solved already, no answer lies at a tie, copying does not pay."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..language import say
from .bank import STEMS, Bank, Choice, Exercise, Number, Order, Setting, load, reading

__all__ = ["MANY", "Measured", "add_arguments", "copied", "faults", "main", "measure"]

MANY = 20
"""So many variants an exercise has that counts as varied."""

COPIED = 1 / 3
"""A copied answer is right for at most this share of the other students, where an exercise counts as varied."""

EASY = 0.5
"""A setting is solved at this share of all settings at most."""

MOVES = 4
"""It takes so many controls at most to solve one."""

TIE = 0.02
"""So far from a tie of rounding, in units of the last place, an answer lies at least."""


@dataclass(frozen=True)
class Measured:
    """What was measured of an exercise.

    Attributes
    ----------
    id, kind : str
    variants : int
    copied : float
        The share of other variants for which the right answer of one is right, too.
    """

    id: str
    kind: str
    variants: int
    copied: float

    @property
    def varied(self) -> bool:
        """Whether it protects against copying."""
        return self.variants >= MANY and self.copied <= COPIED


def copied(exercise: Exercise) -> float:
    """Return the chance that another student's right answer is right for oneself, both variants drawn at random and independently.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    float
        1 for kinds whose answers do not depend on the variant; 0 for texts and functions, whose answers are compared or drawn otherwise.
    """
    count = len(exercise.variants)
    if isinstance(exercise, Setting):
        solved = np.array([exercise.solved(v).ravel() for v in range(count)], float)
        shares = solved / solved.sum(1, keepdims=True).clip(1)
        return float((shares @ solved.T).mean())
    if isinstance(exercise, Number):
        keys = Counter(exercise.keys)
    elif isinstance(exercise, Choice):
        keys = Counter(exercise.key(v) for v in range(count))
    else:
        return float(isinstance(exercise, Order))
    return sum((n / count) ** 2 for n in keys.values())


def measure(exercise: Exercise) -> Measured:
    """Measure an exercise."""
    return Measured(exercise.id, exercise.kind, len(exercise.variants), copied(exercise))


def faults(bank: Bank) -> list[str]:
    """Return what is wrong with a bank, in words; empty if nothing is.

    Parameters
    ----------
    bank : Bank

    Returns
    -------
    list of str
    """
    return [fault for exercise in bank.exercises for fault in _faults(exercise)]


def _faults(exercise: Exercise) -> Iterator[str]:
    texts = {tuple(exercise.told(text, v) for text in exercise.texts()) for v in range(len(exercise.variants))}
    if len(texts) < len(exercise.variants) and not isinstance(exercise, Setting):
        yield f"{exercise.id}: " + say("{variants} variants, but only {texts} different texts").format(variants=len(exercise.variants), texts=len(texts))
    for variant, case in enumerate(exercise.variants):
        for fault in _variant(exercise, variant):
            yield say("{exercise}, variant {variant} {case}: {fault}").format(exercise=exercise.id, variant=variant, case=case, fault=fault)


def _variant(exercise: Exercise, variant: int) -> Iterator[str]:
    if isinstance(exercise, Setting):
        yield from _setting(exercise, variant)
    elif isinstance(exercise, Number):
        value = abs(exercise.value(variant)) * 10**exercise.places
        if abs(value % 1 - 0.5) < TIE:
            yield say("the answer {value} lies at a tie of rounding to {places} decimals").format(value=f"{exercise.value(variant):.9g}", places=exercise.places)
        if not exercise.verdict(variant, f"{exercise.value(variant):.12f}" + exercise.unit * (exercise.unit == "%")).right:
            yield say("the right answer {value} is not judged right").format(value=exercise.value(variant))
    elif isinstance(exercise, Choice):
        wrong = [place for place in map(str, range(len(exercise.options))) if not exercise.verdict(variant, place).right]
        if len(wrong) != len(exercise.options) - 1:
            yield say("not exactly one option is right")
        shown = [exercise.told(text, variant) for text, _ in exercise.options]
        if len(set(shown)) < len(shown):
            yield say("two options read the same")


def _setting(exercise: Setting, variant: int) -> Iterator[str]:
    solved, found = exercise.solved(variant), reading(exercise.figure)
    if not solved.any():
        yield say("no setting solves it")
        return
    start = found.grid.index({})
    if solved[start]:
        yield say("it is solved at the default")
    if solved.mean() > EASY:
        yield say("{share} of all settings solve it; allowed is at most {most}").format(share=f"{solved.mean():.0%}", most=f"{EASY:.0%}")
    least = np.broadcast_to(found.moved, found.shape)[solved].min()
    if least > MOVES:
        yield say("it takes {count} controls to solve it; allowed are at most {most}").format(count=f"{least:.0f}", most=MOVES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("stem", nargs="+", choices=STEMS, metavar="STEM", help="a chapter, by its stem")


def main(arguments: argparse.Namespace) -> int:
    """Print what was measured of each exercise, and what is wrong with any."""
    found = []
    for stem in arguments.stem:
        for exercise in load(stem).exercises:
            item = measure(exercise)
            said = say("{variants} variants; a copied answer is right for {copied} of the others").format(variants=f"{item.variants:4}", copied=f"{item.copied:4.0%}")
            print(f"{item.id:40} {item.kind:9} {said}{'' if item.varied else '  ' + say('(not varied)')}")
        found += faults(load(stem))
    print(*(found or [say("Nothing wrong: fit to be assigned.")]), sep="\n")
    return int(bool(found))
