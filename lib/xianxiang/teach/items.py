"""What a class's answers say about the exercises, and about what was learned.

It reads the table ``answers.csv`` that `grade` writes. First tries count, since later ones have heard a hint. Of each exercise: the share right with
Wilson's interval, the correlation with the rest of the exercises, whether its variants are alike, which mistakes were made. Of the questions
before and after the book: Hake's gain with a bootstrap interval, and McNemar's exact test for each.

A gain without a comparison group is no effect of the book: students also learn elsewhere, and whoever answers twice has seen the question.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..institution import whole
from ..language import both, say, spoken
from ..live.grid import check
from .bank import STEMS, Choice, Exercise, Number, load, rounded
from .sheet import rendered, uncell
from .wording import comma, joined, padded

__all__ = ["Gain", "Item", "Responses", "add_arguments", "alpha", "analyse", "gain", "gather", "main", "mcnemar", "mistakes", "read", "wilson"]

COLUMNS = ("student", "exercise", "variant", "first_right", "last_right", "tries", "seconds", "first", "last")
"""The columns that are read."""

LEVEL = 0.02
"""So often the variants of some exercise are called unlike though none are, over all exercises together."""

Z = 1.959964
EASY, HARD, SEPARATES = 0.95, 0.5, 0.2
"""A share right at once, a share right in the end, a correlation with the rest: where an interval lies beyond one of them there is a flag."""

FEWEST = 10
"""Of fewer answers nothing is flagged, and no correlation is given."""

SHUFFLES = 300

WAVES = ("before", "after")
SHOWN, NAME, WIDTH = 5, 34, 100
"""Of the report: how many exercises and mistakes stand at its head, and the widths of a name and of a line."""


@dataclass(frozen=True, eq=False)
class Responses:
    """A class's answers.

    Attributes
    ----------
    students, exercises : tuple of str
    first, last : ndarray(float, shape=(students, exercises))
        1 right, 0 wrong, NaN not answered or not judged.
    tries, seconds : ndarray(float, shape=(students, exercises))
    variant : ndarray(int, shape=(students, exercises))
        -1 where there is no answer.
    answers : ndarray(object, shape=(students, exercises))
        First answers; an empty text where there is none.
    """

    students: tuple[str, ...]
    exercises: tuple[str, ...]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    tries: NDArray[np.float64]
    seconds: NDArray[np.float64]
    variant: NDArray[np.int64]
    answers: NDArray[np.object_]

    def only(self, exercises: Sequence[str]) -> Responses:
        """Return the same of some exercises."""
        at = [self.exercises.index(name) for name in exercises]
        parts = (self.first, self.last, self.tries, self.seconds, self.variant, self.answers)
        return Responses(self.students, tuple(exercises), *(part[:, at] for part in parts))


def gather(rows: Iterable[Mapping[str, str]]) -> Responses:
    """Return the answers in rows with the `COLUMNS`.

    Parameters
    ----------
    rows : iterable of dict

    Returns
    -------
    Responses

    Raises
    ------
    ValueError
        If a column is missing or there is no row.
    """
    rows = list(rows)
    check(bool(rows), "items: answers", rows, "a table with at least one row")
    missing = [name for name in COLUMNS if name not in rows[0]]
    if missing:
        raise ValueError(both("items: answers has no column {name}; allowed: the table answers.csv, which grade wrote", name=repr(missing[0])))
    students, exercises = (tuple(sorted({row[name] for row in rows})) for name in ("student", "exercise"))
    exercises = tuple(sorted(exercises, key=lambda name: (STEMS.index(name.split(".")[0]) if name.split(".")[0] in STEMS else len(STEMS), name)))
    shape = (len(students), len(exercises))
    numbers = {name: np.full(shape, np.nan) for name in ("first_right", "last_right", "tries", "seconds")}
    variant, answers = np.full(shape, -1), np.full(shape, "", object)
    place = {name: i for i, name in enumerate(students)}, {name: i for i, name in enumerate(exercises)}
    for row in rows:
        at = place[0][row["student"]], place[1][row["exercise"]]
        for name, array in numbers.items():
            array[at] = float(row[name]) if row[name] else np.nan
        variant[at], answers[at] = int(row["variant"] or -1), uncell(row["first"])
    return Responses(students, exercises, numbers["first_right"], numbers["last_right"], numbers["tries"], numbers["seconds"], variant, answers)


def read(path: str | Path) -> Responses:
    """Read the table of answers that `grade` writes.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Responses
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        return gather(csv.DictReader(file))


def wilson(right: ArrayLike, count: ArrayLike) -> NDArray[np.float64]:
    r"""Wilson's interval for a share, at 95 %.

    .. math:: \frac{k + z^2/2 \pm z\sqrt{k(n-k)/n + z^2/4}}{n + z^2}

    Parameters
    ----------
    right, count : array_like
        Of so many so many were right.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        NaN where `count` is 0.
    """
    k, n = np.broadcast_arrays(np.asarray(right, float), np.asarray(count, float))
    check(not ((k < 0) | (k > n)).any(), "right", right, "0 to `count`")
    with np.errstate(invalid="ignore", divide="ignore"):
        middle, half = k + Z**2 / 2, Z * np.sqrt(k * (n - k) / n + Z**2 / 4)
        return np.stack([middle - half, middle + half], -1) / (n + Z**2)[..., None]


@dataclass(frozen=True)
class Item:
    """What is said of an exercise.

    Attributes
    ----------
    id : str
    count : int
        How many answered.
    first, low, high : float
        The share right at the first try, and its interval.
    last : float
        The share right in the end.
    rest, rest_high : float
        Correlation of being right at the first try with the mean of the other exercises, and the upper end of its interval.
    tries, seconds : float
        Medians, as the students' browsers claim them.
    alike : float
        How likely variants that are alike would differ as much as these; NaN where there is one.
    flags : tuple of str
        What a teacher might look at.
    """

    id: str
    count: int
    first: float
    low: float
    high: float
    last: float
    rest: float
    rest_high: float
    tries: float
    seconds: float
    alike: float
    flags: tuple[str, ...]


def analyse(responses: Responses, seed: int = 0) -> list[Item]:
    """Analyse each exercise.

    Parameters
    ----------
    responses : Responses
    seed : int
        Of the shuffles that stand behind `Item.alike`.

    Returns
    -------
    list of Item
        In the order of `Responses.exercises`; exercises that no one answered, or that are not judged, are left out.
    """
    found = [j for j in range(len(responses.exercises)) if np.isfinite(responses.first[:, j]).any()]
    return [_item(responses, j, len(found), np.random.default_rng([seed, j])) for j in found]


def _item(responses: Responses, j: int, of: int, rng: np.random.Generator) -> Item:
    first = responses.first[:, j]
    there = np.isfinite(first)
    count = int(there.sum())
    share = float(first[there].mean())
    low, high = wilson(first[there].sum(), count)
    last = float(np.nanmean(responses.last[there, j])) if np.isfinite(responses.last[there, j]).any() else share
    rest, upper = _rest(responses.first, j)
    alike = _alike(first[there], responses.variant[there, j], rng)
    flags = []
    if count >= FEWEST:
        last_high = wilson(last * count, count)[1]
        flags += [say("few get it in the end")] * bool(last_high < HARD and not responses.exercises[j].startswith("before."))  # those are asked once
        flags += [say("nearly all get it at once")] * bool(low > EASY)
        flags += [say("does not go with the rest")] * bool(upper < SEPARATES)
        flags += [say("its variants are not alike")] * bool(alike < LEVEL / of)
    return Item(responses.exercises[j], count, share, float(low), float(high), last, rest, upper, _median(responses.tries[there, j]),
                _median(responses.seconds[there, j]), alike, tuple(flags))  # fmt: skip


def _median(values: NDArray) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else math.nan


def _rest(first: NDArray, j: int) -> tuple[float, float]:
    """The correlation of an exercise with the mean of the others, and the upper end of Fisher's interval."""
    others = np.delete(first, j, axis=1)
    known = np.isfinite(others)
    there = np.isfinite(first[:, j]) & known.any(axis=1)
    if there.sum() < FEWEST:
        return math.nan, math.nan
    mean = np.where(known, others, 0).sum(1)[there] / known.sum(1)[there]
    own = first[there, j]
    if own.std() == 0 or mean.std() == 0:
        return math.nan, math.nan
    r = float(np.corrcoef(own, mean)[0, 1])
    return r, float(np.tanh(np.arctanh(np.clip(r, -0.999999, 0.999999)) + Z / math.sqrt(there.sum() - 3)))


def _alike(first: NDArray, variant: NDArray, rng: np.random.Generator) -> float:
    """How likely a spread over variants as large as this is by chance: Pearson's statistic, its mean and spread from shuffles, as a scaled chi squared."""
    names, group = np.unique(variant, return_inverse=True)
    share = first.mean()
    if len(names) < 2 or share in (0.0, 1.0):
        return math.nan
    size = np.bincount(group)

    def statistic(lines):
        right = np.zeros((len(lines), len(names)))
        np.add.at(right, (np.arange(len(lines))[:, None], group), lines)
        return ((right - size * share) ** 2 / size).sum(1) / (share * (1 - share))

    chance = statistic(rng.permuted(np.tile(first, (SHUFFLES, 1)), axis=1))
    mean, spread = chance.mean(), chance.var()
    if spread == 0:
        return math.nan
    degrees, scale = 2 * mean**2 / spread, spread / (2 * mean)
    # Wilson and Hilferty: the cube root of chi squared over its degrees is nearly normal
    z = ((statistic(first[None])[0] / scale / degrees) ** (1 / 3) - (1 - 2 / (9 * degrees))) / math.sqrt(2 / (9 * degrees))
    return 0.5 * math.erfc(z / math.sqrt(2))


def alpha(first: ArrayLike) -> float:
    """Return Cronbach's alpha of the exercises, over the students who answered all of them.

    Parameters
    ----------
    first : array_like, shape (students, exercises)

    Returns
    -------
    float
        NaN where fewer than two exercises or ten such students are left, or nothing differs.
    """
    first = np.asarray(first, float)
    check(first.ndim == 2, "first", first.shape, "a row a student, a column an exercise")
    complete = first[np.isfinite(first).all(axis=1)]
    k = first.shape[1]
    total = complete.sum(1).var(ddof=1) if len(complete) >= FEWEST else 0.0
    return math.nan if k < 2 or total == 0 else float(k / (k - 1) * (1 - complete.var(axis=0, ddof=1).sum() / total))


def mistakes(responses: Responses, exercise: Exercise) -> list[tuple[str, int]]:
    """Return which mistakes were made at the first try, the most frequent first: options of a choice, slips of a number.

    Parameters
    ----------
    responses : Responses
    exercise : Exercise

    Returns
    -------
    list of (str, int)
        What the option says, or what is said of the slip, and how many made it. Empty for other kinds.
    """
    j = responses.exercises.index(exercise.id)
    found: Counter[str] = Counter()
    for variant, answer, right in zip(responses.variant[:, j].tolist(), responses.answers[:, j], responses.first[:, j]):
        if right == 0 and (said := _mistake(exercise, variant, answer)):
            found[said] += 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def _mistake(exercise: Exercise, variant: int, answer: str) -> str:
    if isinstance(exercise, Choice):
        return say(exercise.options[exercise.shown[int(answer)]][0]) if answer in map(str, range(len(exercise.options))) else ""
    if isinstance(exercise, Number) and (typed := exercise.typed(answer)) is not None:
        key = rounded(typed, exercise.places)
        return next((say(says) for slip, (_, says) in zip(exercise.slip_keys[variant], exercise.slips) if slip == key), "")
    return ""


def mcnemar(gained: int, lost: int) -> float:
    """Return McNemar's exact p: how likely so uneven a split of those who changed would be if gaining and losing were as likely.

    Parameters
    ----------
    gained, lost : int
        How many went from wrong to right, and from right to wrong.

    Returns
    -------
    float
        Two-sided; 1 where nobody changed.
    """
    n, fewer = whole("gained", gained, 0) + whole("lost", lost, 0), min(gained, lost)
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(fewer + 1)) / 2**n) if n else 1.0


@dataclass(frozen=True)
class Gain:
    """What changed between the questions before and after.

    Attributes
    ----------
    pairs : int
        How many students answered both.
    before, after : float
        Mean share right, of the questions answered both times.
    hake, low, high : float
        ``(after - before) / (1 - before)``, and its bootstrap interval at 95 %.
    questions : tuple of (str, int, int, float)
        By question: how many gained, how many lost, McNemar's p.
    """

    pairs: int
    before: float
    after: float
    hake: float
    low: float
    high: float
    questions: tuple[tuple[str, int, int, float], ...]


def gain(responses: Responses, draws: int = 2000, seed: int = 0) -> Gain | None:
    """Compare the questions before and after the book.

    Parameters
    ----------
    responses : Responses
    draws : int, at least 1
        Of the bootstrap over students.
    seed : int

    Returns
    -------
    Gain or None
        None where fewer than two students answered both.
    """
    whole("draws", draws)
    names = [name.removeprefix("before.") for name in responses.exercises if name.startswith("before.") and f"after.{name.removeprefix('before.')}" in responses.exercises]
    if not names:
        return None
    before, after = (responses.only([f"{when}.{name}" for name in names]).first for when in ("before", "after"))
    both = np.isfinite(before) & np.isfinite(after)
    there = both.any(axis=1)
    if there.sum() < 2:
        return None
    sums = np.stack([np.where(both, part, 0).sum(1)[there] for part in (before, after)])
    counts = both.sum(1)[there]
    at = np.random.default_rng(seed).integers(len(counts), size=(draws, len(counts)))
    low, high = np.nanquantile(_hake(sums[:, at].sum(-1), counts[at].sum(-1)), [0.025, 0.975])
    questions = []
    for i, name in enumerate(names):
        old, new = before[both[:, i], i], after[both[:, i], i]
        up, down = int(((old == 0) & (new == 1)).sum()), int(((old == 1) & (new == 0)).sum())
        questions.append((name, up, down, mcnemar(up, down)))
    shares = sums.sum(1) / counts.sum()
    return Gain(int(there.sum()), float(shares[0]), float(shares[1]), float(_hake(sums.sum(1), counts.sum())), float(low), float(high), tuple(questions))


def _hake(sums: NDArray, counts: ArrayLike) -> NDArray[np.float64]:
    before, after = sums / counts
    with np.errstate(invalid="ignore", divide="ignore"):
        return (after - before) / (1 - before)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("answers", type=Path, help="answers.csv, which grade wrote")
    parser.add_argument("--out", type=Path, help="a folder for items.csv, mistakes.csv and gain.csv")


def main(arguments: argparse.Namespace) -> int:
    """Print what the answers say, and write it as tables."""
    responses = read(arguments.answers)
    parts = _parts(responses)
    items = [item for part in parts for item in analyse(part)]
    exercises = {item.id: load(item.id.split(".")[0])[item.id] for item in items}
    made = {item.id: mistakes(responses, exercises[item.id]) for item in items}
    found = gain(responses)
    print(_report(responses, items, exercises, made, alpha(parts[0].first), found))
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        _write(arguments.out / "items.csv", ["exercise", "answered", "first", "low", "high", "last", "rest", "rest_high", "tries", "seconds", "alike", "flags"],
               [(i.id, i.count, i.first, i.low, i.high, i.last, i.rest, i.rest_high, i.tries, i.seconds, i.alike, "; ".join(i.flags)) for i in items])  # fmt: skip
        _write(arguments.out / "mistakes.csv", ["exercise", "mistake", "students"], [(name, said, count) for name, rows in made.items() for said, count in rows])
        _write(arguments.out / "gain.csv", ["question", "gained", "lost", "p"], list(found.questions) if found else [])
        print("\n" + say("Written to {folder}: {files}.").format(folder=arguments.out, files=comma().join(("items.csv", "mistakes.csv", "gain.csv"))))
    return 0


def _parts(responses: Responses) -> list[Responses]:
    """The chapters' exercises, and the questions before and after the book: each goes with its own kind."""
    judged = [name for name, column in zip(responses.exercises, responses.first.T) if np.isfinite(column).any()]
    chapters = [name for name in judged if name.split(".")[0] not in WAVES]
    return [responses.only(names) for names in (chapters, *([name for name in judged if name.startswith(f"{wave}.")] for wave in WAVES))]


def _report(responses: Responses, items: Sequence[Item], exercises: Mapping[str, Exercise], made: Mapping[str, list[tuple[str, int]]], coherence: float, found: Gain | None) -> str:
    """What a teacher reads, the most useful first."""
    size = say("{students} students, {exercises} exercises.").format(students=len(responses.students), exercises=len(items))
    lines = [joined(size, say("Shares are of first tries; in brackets Wilson's interval at 95 %."))]
    titles = {name: say(exercise.title) for name, exercise in exercises.items()}
    now = [item for item in items if not (item.id.startswith("before.") and f"after.{item.id.removeprefix('before.')}" in made)]
    hard = sorted((item for item in now if item.first < 1), key=lambda item: item.first)[:SHOWN]
    lines += ["", say("Fewest right at the first try")] * bool(hard) + [f"{item.first:5.0%}  {titles[item.id]}  ({item.id})" for item in hard]
    often = sorted(((count, said, item) for item in now for said, count in made[item.id] if count > 1), key=lambda row: (-row[0], row[2].id))[:SHOWN]
    lines += ["", say("Most frequent mistakes, of those who tried")] * bool(often)
    for count, said, item in often:
        words = re.sub(r"[*`]([^*`]+)[*`]", r"\1", f"“{said}”" if isinstance(exercises[item.id], Choice) else said)
        lines += [f"{count / item.count:5.0%}  {titles[item.id]}  ({item.id})", *textwrap.wrap(words, WIDTH // (2 if spoken() == "zh" else 1), initial_indent=" " * 7, subsequent_indent=" " * 7)]
    odd = [f"  {item.id:{NAME}}{'; '.join(item.flags)}" for item in items if item.flags]
    lines += ["", say("Exercises to look at"), *odd] * bool(odd)
    heads = ((say("answered"), 8), (say("at first"), 14), (say("in the end"), 14), (say("with the rest"), 15))
    lines += ["", padded(say("Exercise by exercise"), NAME + 2) + "".join(padded(text, width, right=True) for text, width in heads)]
    for item in items if not found else [item for item in items if item.id.split(".")[0] not in WAVES]:
        interval, last, rest = f"[{item.low:.0%}, {item.high:.0%}]", "" if item.id.startswith("before.") else f"{item.last:.0%}", "" if math.isnan(item.rest) else f"{item.rest:+.2f}"
        lines.append(f"  {item.id:{NAME}}{item.count:8}  {item.first:4.0%} {interval:11}{last:>10}{rest:>15}")
    known = say("not known; it takes ten students who answered everything") if math.isnan(coherence) else f"{coherence:.2f}"
    lines += ["", say("How well the chapters' exercises measure one thing (Cronbach's alpha): {alpha}.").format(alpha=known)]
    return "\n".join([*lines, *(_gained(found, {item.id: item for item in items}) if found else [])])


def _gained(found: Gain, items: Mapping[str, Item]) -> list[str]:
    """The lines on the questions before and after."""
    heads = ((say("before"), 8), (say("after"), 8), (say("gained"), 10), (say("lost"), 10), ("p", 9))
    lines = ["", say("Before and after: {count} students answered both").format(count=found.pairs), " " * (NAME + 2) + "".join(padded(text, width, right=True) for text, width in heads)]
    for name, up, down, p in found.questions:
        shares = [f"{items[f'{wave}.{name}'].first:.0%}" for wave in WAVES]
        lines.append(f"  {name:{NAME}}{shares[0]:>8}{shares[1]:>8}{up:10}{down:10}{'<0.001' if p < 0.001 else f'{p:.3f}':>9}")
    gain = say("gain {gain} [{low}, {high}] of what was left to learn").format(gain=f"{found.hake:.2f}", low=f"{found.low:.2f}", high=f"{found.high:.2f}")
    lines.append(f"  {padded(say('all'), NAME)}{f'{found.before:.0%}':>8}{f'{found.after:.0%}':>8}   {gain}")
    return [*lines, say("Without a comparison group this is no effect of the book.")]


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence]) -> None:
    path.write_bytes(rendered(head, [[("" if math.isnan(cell) else f"{cell:.4g}") if isinstance(cell, float) else cell for cell in row] for row in rows]))
