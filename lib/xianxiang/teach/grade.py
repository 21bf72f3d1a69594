"""A gradebook out of what a class has handed in.

Nothing that a receipt says of right and wrong is believed. Which variant is whose is drawn again, every answer is judged again, on
the variant that is the student's own; what a receipt claims is only compared. A flag is a question to a person, with its reason.
"""

from __future__ import annotations

import argparse
import difflib
import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .. import __version__
from ..language import say
from ..live.grid import check
from . import roster, sheet, texts
from .bank import STEMS, Exercise, Function, Text, load, named
from .inbox import Handed, Sender, documents, opened, sender
from .receipt import Answer, Receipt
from .seed import normal
from .texts import several
from .wording import comma, joined, padded

__all__ = ["FLAGS", "Flag", "Graded", "Student", "Work", "add_arguments", "answers", "flagged", "grade", "gradebook", "main", "summary"]

FLAGS = ("another's receipt", "false claim", "sender", "other course", "not on the roster", "same browser", "same text", "other version",
         "unknown exercise", "damaged", "no receipt")  # fmt: skip
"""What a teacher is asked to look at, the gravest first."""

HABIT = 5
"""A name that so many students' files have, and more, is no sender's but a way of naming files."""


@dataclass(frozen=True)
class Flag:
    """Something to look at.

    Attributes
    ----------
    kind : str
        One of `FLAGS`.
    student : str
        Empty where a file has no student.
    reason : str
        A sentence.
    source : str
        Where it was found.
    """

    kind: str
    student: str
    reason: str
    source: str = ""


@dataclass(frozen=True)
class Work:
    """What a student has done of an exercise, over all receipts.

    Attributes
    ----------
    exercise : Exercise
    variant : int
        The student's own.
    own : bool
        Whether the receipts say so, too.
    first, last : str or list of str
        The first answer, and the last right one; the last of all where none is right.
    first_right, last_right : bool or None
        As judged here; None for texts and for what cannot be read.
    tries, seconds : int
        As the student's browser claims.
    """

    exercise: Exercise
    variant: int
    own: bool
    first: Any
    last: Any
    first_right: bool | None
    last_right: bool | None
    tries: int
    seconds: int

    def points(self, first: bool = False) -> int:
        """What it counts: by the last answer, or by the first alone."""
        return self.exercise.points * self.exercise.counts * bool(self.first_right if first else self.last_right)


@dataclass(frozen=True)
class Student:
    """A student of the class.

    Attributes
    ----------
    number, name : str
    receipts : int
        How many count.
    works : dict of str to Work
        By exercise.
    """

    number: str
    name: str
    receipts: int
    works: Mapping[str, Work]

    def points(self, exercises: Iterable[Exercise], first: bool = False) -> int:
        """What the works on these exercises count together."""
        return sum(self.works[exercise.id].points(first) for exercise in exercises if exercise.id in self.works)


@dataclass(frozen=True)
class Graded:
    """A class, graded.

    Attributes
    ----------
    course : str
    exercises : tuple of Exercise
    students : tuple of Student
        By number; those on the roster who handed in nothing among them.
    flags : tuple of Flag
        The gravest first.
    texts : tuple of texts.Pile
        What a person is to read.
    first : bool
        Whether only first answers count.
    codes : tuple of str
        Other courses' codes that occur, the most frequent first.
    """

    course: str
    exercises: tuple[Exercise, ...]
    students: tuple[Student, ...]
    flags: tuple[Flag, ...]
    texts: tuple[texts.Pile, ...] = ()
    first: bool = False
    codes: tuple[str, ...] = ()

    @property
    def possible(self) -> int:
        """How many points there are."""
        return sum(exercise.points for exercise in self.exercises if exercise.counts)

    @cached_property
    def points(self) -> dict[str, int]:
        """Points by student, of those with receipts that count."""
        return {student.number: student.points(self.exercises, self.first) for student in self.students if student.receipts}


def _chosen(names: Iterable[str]) -> list[Exercise]:
    """Exercises by the names of chapters and of their own."""
    found: list[Exercise] = []
    for name in names:
        exercise = named(name)
        check(name in STEMS or exercise is not None, "exercises", name, "a chapter with exercises, or an exercise such as 'incentives.direction'")
        found += [exercise] if exercise else load(name).exercises
    return found


def _in_order(exercises: Iterable[Exercise]) -> tuple[Exercise, ...]:
    """Exercises in the order of the book, each once."""
    return tuple(sorted(set(exercises), key=lambda one: (STEMS.index(one.stem), load(one.stem).exercises.index(one))))


class _Judge:
    """Draws variants and judges answers, each but once."""

    def __init__(self):
        self._said: dict = {}
        self._drawn: dict = {}

    def drawn(self, exercise: Exercise, course: str, student: str) -> int:
        """Which variant is a student's."""
        key = exercise.id, course, student
        if key not in self._drawn:
            self._drawn[key] = exercise.drawn(course, student)
        return self._drawn[key]

    def right(self, exercise: Exercise, course: str, student: str, variant: int, answer: Any) -> bool | None:
        """Whether an answer is right; None for a text, and where it cannot be read as an answer or there is no such variant."""
        if isinstance(exercise, Text) or variant >= len(exercise.variants):
            return None
        alone = isinstance(exercise, Function)
        key = exercise.id, variant, (course, student) * alone, tuple(answer) if isinstance(answer, list) else answer
        if key not in self._said:
            self._said[key] = (exercise.judge(variant, course, student, answer) if alone else exercise.verdict(variant, answer)).right
        return self._said[key]


@dataclass(frozen=True)
class _Entry:
    """What one receipt says of one exercise, beside what is so."""

    exercise: Exercise
    answer: Answer
    receipt: Receipt
    variant: int
    first_right: bool | None
    last_right: bool | None

    @property
    def own(self) -> bool:
        return self.answer.variant == self.variant


def _entries(judge: _Judge, receipt: Receipt, chosen: Collection[Exercise] = ()) -> list[_Entry]:
    """Judge what a receipt has of the exercises that were chosen, or of all, on the variants that are the student's own."""
    found = []
    for name, answer in receipt.answers.items():
        exercise = named(name)
        if exercise and (not chosen or exercise in chosen):
            variant = judge.drawn(exercise, receipt.course, receipt.student)
            verdicts = [judge.right(exercise, receipt.course, receipt.student, variant, one) for one in (answer.first, answer.last)]
            found.append(_Entry(exercise, answer, receipt, variant, *verdicts))
    return found


def _work(entries: Sequence[_Entry]) -> Work:
    """Put together what a student's receipts say of an exercise, the earliest first."""
    begun, end = entries[0], entries[-1]
    answers = [pair for entry in entries for pair in ((entry.answer.first, entry.first_right), (entry.answer.last, entry.last_right))]
    last, right = next((pair for pair in reversed(answers) if pair[1]), (end.answer.last, end.last_right))
    claimed = {entry.receipt.origin: (entry.answer.tries, entry.answer.seconds) for entry in entries}  # a browser's last receipt has all that its earlier ones have
    tries, seconds = (sum(column) for column in zip(*claimed.values()))
    return Work(begun.exercise, begun.variant, all(entry.own for entry in entries), begun.answer.first, last, begun.first_right, right, tries, seconds)


def grade(handed: Iterable[Handed], course: str | Sequence[str], people: Sequence[roster.Person] = (), exercises: Sequence[str] = (), first: bool = False) -> Graded:
    """Grade a class.

    Parameters
    ----------
    handed : sequence of Handed
    course : str or sequence of str
        The course code; further ones are taken as other spellings of it.
    people : sequence of Person
        The roster; without one everyone belongs.
    exercises : sequence of str
        Names of chapters and exercises; by default every exercise that occurs.
    first : bool
        Whether only the first answer to each exercise counts.

    Returns
    -------
    Graded

    Raises
    ------
    ValueError
        If a course code or an exercise is none.
    """
    courses = [normal(code, "course") for code in ([course] if isinstance(course, str) else course)]
    check(bool(courses), "course", course, "one code or more")
    judge, chosen, names = _Judge(), set(_chosen(exercises)), {number: person.name for person in people for number in person.numbers}
    received = sorted(handed, key=lambda one: (one.receipt.time if one.receipt else "", one.source))
    counted = [one for one in received if one.receipt and one.receipt.course in courses]
    others = [one for one in received if one.receipt and one.receipt.course not in courses]
    flags = [Flag("no receipt" if one.empty else "damaged", "", one.fault, one.source) for one in received if one.receipt is None]
    flags += [_of_another_course(one, _entries(judge, one.receipt, chosen), courses[0]) for one in others]

    works: dict[str, dict[str, list[_Entry]]] = defaultdict(lambda: defaultdict(list))
    judged = [(one, _entries(judge, one.receipt, chosen)) for one in counted]
    for one, entries in judged:
        for entry in entries:
            works[one.receipt.student][entry.exercise.id].append(entry)
    used = _in_order(chosen or [entry.exercise for one, entries in judged for entry in entries if not names or one.receipt.student in names])
    listed = {one.receipt.student for one in counted + others}
    for person in people:
        if not listed.intersection(person.numbers):
            listed.add(person.numbers[0])
    receipts = defaultdict(int)
    for one in counted:
        receipts[one.receipt.student] += 1
    students = tuple(
        Student(number, names.get(number, ""), receipts[number], {name: _work(entries) for name, entries in sorted(works[number].items())} if number in works else {})
        for number in sorted(listed)
    )

    everyone = [student.number for student in students]
    for one, entries in judged:
        flags += _of_receipt(judge, one, entries, everyone)
    if names:
        flags += [_stranger(number, students) for number in everyone if number not in names]
    flags += _shared(counted) + _sent(counted)
    piles = tuple(_pile(exercise, students) for exercise in used if isinstance(exercise, Text))
    flags += [flag for pile in piles for flag in _likenesses(pile)]
    flags = sorted(set(flags), key=lambda flag: (FLAGS.index(flag.kind), flag.student, flag.source, flag.reason))
    return Graded(courses[0], used, students, tuple(flags), piles, first, tuple(code for code, _ in Counter(one.receipt.course for one in others).most_common()))


def _stranger(number: str, students: Sequence[Student]) -> Flag:
    """Say that nobody has a number, and who may have meant it: someone who has handed in nothing."""
    meant = difflib.get_close_matches(number, [student.number for student in students if not student.receipts], 1, 0.8)
    if not meant:
        return Flag("not on the roster", number, say("Nobody on the roster has this number."))
    return Flag("not on the roster", number, say("Nobody on the roster has this number; perhaps {other} typed it, who has handed in nothing.").format(other=meant[0]))


def _of_another_course(one: Handed, entries: Sequence[_Entry], course: str) -> Flag:
    """Say what a receipt would count if its course code were right."""
    code, earned = one.receipt.course, sum(_work([entry]).points() for entry in entries)
    reason = say("It is for the course {code}, not {course}. By that code it would count {earned}; to take it as another spelling add --course {code}.")
    return Flag("other course", one.receipt.student, reason.format(code=code, course=course, earned=earned), one.source)


def _of_receipt(judge: _Judge, one: Handed, entries: Sequence[_Entry], everyone: Sequence[str]) -> Iterator[Flag]:
    """What is to be said of a receipt by itself."""
    receipt = one.receipt
    unknown = [name for name in receipt.answers if named(name) is None]
    if unknown:
        yield Flag("unknown exercise", receipt.student, say("This version of the book has no {names}.").format(names=several(unknown)), one.source)
    strange = [entry for entry in entries if not entry.own]
    if receipt.book != __version__:
        made = say("It was made with version {old} and is graded with {new}.").format(old=receipt.book, new=__version__)
        fit = say("{count} of its variants do not fit.").format(count=len(strange)) if strange else ""
        yield Flag("other version", receipt.student, joined(made, fit, say("Answers may differ: grade it with that version.")), one.source)
        return
    if strange:
        yield Flag("another's receipt", receipt.student, _whose(judge, receipt, strange, everyone), one.source)
    false = [entry.exercise.id for entry in entries if entry.answer.claimed and entry.exercise.counts and not _true(judge, entry)]
    if false:
        reason = say("It says that the last answers to {names} were right, and they are not.") if len(false) > 1 else say("It says that the last answer to {names} was right, and it is not.")
        yield Flag("false claim", receipt.student, reason.format(names=several(false)), one.source)


def _true(judge: _Judge, entry: _Entry) -> bool:
    """Whether an answer is right for the variant that the receipt names."""
    return bool(judge.right(entry.exercise, entry.receipt.course, entry.receipt.student, entry.answer.variant, entry.answer.last))


def _whose(judge: _Judge, receipt: Receipt, strange: Sequence[_Entry], everyone: Sequence[str]) -> str:
    """Say which variants are not the student's, and whose they are if that is one student of the class."""
    owners = [number for number in everyone if all(judge.drawn(entry.exercise, receipt.course, number) == entry.answer.variant for entry in strange)]
    said = say("The variants of {names} are not this student's.").format(names=several(entry.exercise.id for entry in strange))
    whose = say("They are those of {owner}.").format(owner=owners[0]) if len(owners) == 1 else ""
    return joined(said, whose, say("Answers count as far as they are right for the student's own."))


def _shared(handed: Sequence[Handed]) -> list[Flag]:
    """Who shares a browser with whom."""
    users: dict[str, set[str]] = defaultdict(set)
    for one in handed:
        users[one.receipt.origin].add(one.receipt.student)
    mates: dict[str, set[str]] = defaultdict(set)
    for group in users.values():
        for student in group:
            mates[student] |= group - {student}
    reason = say("A receipt comes from the same browser as one of {names}: a shared computer or a shared file. It is a question, not a verdict.")
    return [Flag("same browser", student, reason.format(names=several(sorted(group)))) for student, group in mates.items() if group]


def _sent(handed: Sequence[Handed]) -> list[Flag]:
    """Whose receipts come from several senders of one platform, and who sent receipts with several numbers."""
    by_number: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_sender: dict[Sender, set[str]] = defaultdict(set)
    for one in handed:
        who = sender(one.source)
        if who:
            by_number[one.receipt.student, who.platform].add(str(who))
            by_sender[who].add(one.receipt.student)
    by, of = say("Receipts with this number were handed in by {names}."), say("{sender} handed in receipts of {names}.")
    flags = [Flag("sender", number, by.format(names=several(sorted(names)))) for (number, _), names in by_number.items() if len(names) > 1]
    for who, numbers in by_sender.items():
        if 1 < len(numbers) < HABIT:
            flags += [Flag("sender", number, of.format(sender=who, names=several(sorted(numbers)))) for number in numbers]
    return flags


def _pile(exercise: Text, students: Sequence[Student]) -> texts.Pile:
    """The texts on an exercise; those that a receipt has as something else than text are none."""
    done = [(student, student.works[exercise.id]) for student in students if exercise.id in student.works]
    written = tuple(texts.Written(student.number, student.name, work.variant, work.last) for student, work in done if isinstance(work.last, str))
    pairs = texts.alike([*(item.text for item in written), exercise.solution], " ".join([exercise.ask, *exercise.rubric]))
    copied = {pair.first: pair.share for pair in pairs if pair.second == len(written)}
    return texts.Pile(exercise, written, tuple(pair for pair in pairs if pair.second < len(written)), copied)


def _likenesses(pile: texts.Pile) -> list[Flag]:
    """Say whose texts are nearly the same as others, or as the solution."""
    reason = say("The text is nearly the same as {whose}: so much of the shorter of the two stands in the other ({exercise}).")
    return [Flag("same text", pile.written[place].student, reason.format(whose=whose, exercise=pile.exercise.id)) for place, whose in texts.near(pile).items()]


def gradebook(graded: Graded) -> bytes:
    """Return a row a student, as CSV."""
    kinds = defaultdict(dict)
    for flag in graded.flags:
        kinds[flag.student][flag.kind] = None
    names = [exercise.id for exercise in graded.exercises]
    head = ["student", "name", "points", "of", "receipts", "flags", *names, "tries (claimed)", "seconds (claimed)"]
    rows = []
    for student in graded.students:
        cells = [_earned(student.works.get(exercise.id), graded.first) if student.receipts else "" for exercise in graded.exercises]
        done = [student.works[name] for name in names if name in student.works]
        claimed = [sum(work.tries for work in done), sum(work.seconds for work in done)] if student.receipts else ["", ""]
        total = graded.points.get(student.number, "")
        rows.append([student.number, student.name, total, graded.possible, student.receipts, "; ".join(map(say, kinds[student.number])), *cells, *claimed])
    return sheet.rendered(head, rows)


def _earned(work: Work | None, first: bool) -> int | str:
    """A cell of the gradebook: points, or that there is a text to read."""
    if work is None:
        return ""
    return work.points(first) if work.exercise.counts else say("to read") if isinstance(work.exercise, Text) else say("answered")


def answers(graded: Graded) -> bytes:
    """Return a row a student and exercise, as CSV: what the analysis of the exercises reads."""
    head = ["student", "exercise", "kind", "variant", "own", "first_right", "last_right", "tries", "seconds", "first", "last"]
    rows = []
    for student in graded.students:
        for exercise in graded.exercises:
            work = student.works.get(exercise.id)
            if work:
                verdicts = ["" if right is None else int(right) for right in (work.first_right, work.last_right)]
                rows.append([student.number, exercise.id, exercise.kind, work.variant, int(work.own), *verdicts, work.tries, work.seconds, *map(_written, (work.first, work.last))])
    return sheet.rendered(head, rows)


def _written(answer: Any) -> str:
    """An answer in a cell; a list as JSON."""
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def flagged(graded: Graded) -> bytes:
    """Return a row a flag, as CSV; where a file has no student, the name is that by which a platform knows who sent it."""
    names = {student.number: student.name for student in graded.students}
    rows = [[say(flag.kind), flag.student, names.get(flag.student) or ("" if flag.student else str(sender(flag.source) or "")), flag.reason, flag.source] for flag in graded.flags]
    return sheet.rendered(["flag", "student", "name", "reason", "file"], rows)


def summary(graded: Graded, people: Sequence[roster.Person]) -> str:
    """Return what a teacher is told: how many handed in, how it went, what to look at first."""
    points = list(graded.points.values())
    listed = {number for person in people for number in person.numbers}
    handed = say("1 student handed in") if len(points) == 1 else say("{count} students handed in").format(count=len(points))
    if people:
        handed = say("{who}, {here} of the {all} on the roster").format(who=handed, here=len(listed.intersection(graded.points)), all=len(people))
    sums = {"receipts": sum(student.receipts for student in graded.students), "exercises": len(graded.exercises), "points": graded.possible}
    lines = [say("{who}: {receipts} receipts, {exercises} exercises, {points} points.").format(who=handed, **sums)]
    if graded.codes and not points:
        lines.append(say("What was handed in is for {codes}, not {course}: is the course code right?").format(codes=several(graded.codes), course=graded.course))
    stems = list(dict.fromkeys(exercise.stem for exercise in graded.exercises))
    if len(stems) > 1:
        done = {stem: sum(any(name.startswith(f"{stem}.") for name in student.works) for student in graded.students) for stem in stems}
        lines.append(say("Students by chapter: {chapters}. Choose what counts with --exercises.").format(chapters=comma().join(f"{stem} {count}" for stem, count in done.items())))
    if points:
        spread = {"mean": f"{statistics.fmean(points):.1f}", "median": f"{statistics.median(points):g}", "low": min(points), "high": max(points)}
        lines.append(say("Points: mean {mean}, median {median}, from {low} to {high}.").format(**spread))
    read = sum(len(pile.written) for pile in graded.texts)
    if read:
        lines.append(say("To read: 1 text, in texts.html. It is not among the points.") if read == 1 else say("To read: {count} texts, in texts.html. They are not among the points.").format(count=read))
    if graded.flags:
        lines.append(say("To look at, the gravest first (reasons in flags.csv):"))
    for kind in FLAGS:
        found = [flag for flag in graded.flags if flag.kind == kind]
        if found:
            who = sorted({sheet.plain(flag.student or str(sender(flag.source) or flag.source)) for flag in found})
            lines.append(f"  {padded(say(kind), 18)}{len(who):4}  {several(who)}")
    return "\n".join(lines)


def watched(items: Sequence, what: str) -> Iterator:
    """Go through things, and draw how far it is if someone watches the terminal."""
    seen = sys.stderr.isatty()
    for count, item in enumerate(items, 1):
        yield item
        if seen and (count == len(items) or not count % max(len(items) // 100, 1)):
            print(f"\r{what} [{'=' * (30 * count // len(items)):30}] {count}/{len(items)}", end="\n" * (count == len(items)), file=sys.stderr, flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("inputs", nargs="+", metavar="FOLDER-OR-ZIP", help="folders, archives from Canvas or Moodle, a form's CSV, single files")
    parser.add_argument("--course", action="append", required=True, metavar="CODE", help="the course code; given again: another spelling that counts, too")
    parser.add_argument("--roster", metavar="CSV", help="who is in the class: a column of student numbers, one of names; by default a gradebook")
    parser.add_argument("--exercises", nargs="+", default=[], metavar="NAME", help="chapters or exercises that count; by default every one that was handed in")
    parser.add_argument("--canvas", metavar="CSV", help="a gradebook exported by Canvas, to be filled")
    parser.add_argument("--moodle", metavar="CSV", help="a grader report or grading worksheet exported by Moodle, to be filled")
    parser.add_argument("--column", metavar="NAME", help="the beginning of the name of the column to fill; by default the one without any grade")
    parser.add_argument("--first", action="store_true", help="count only the first answer to each exercise")
    parser.add_argument("--out", default="grades", metavar="DIR", help="where to write; by default ./grades")


def main(arguments: argparse.Namespace) -> int:
    """Grade a class, write the results and say what to look at.

    Parameters
    ----------
    arguments : argparse.Namespace
        Of `add_arguments`.

    Returns
    -------
    int
        0, however many files are damaged.

    Raises
    ------
    ValueError, OSError
        If nothing can be graded or written.
    """
    out = Path(arguments.out)
    books = {name: sheet.load(path) for name, path in (("canvas", arguments.canvas), ("moodle", arguments.moodle)) if path}
    for table in books.values():
        roster.column(table, arguments.column)  # a teacher's slip is told before anything is read
    own = {Path(path).resolve() for path in (arguments.roster, arguments.canvas, arguments.moodle) if path}
    kept = {Path(path).resolve() for path in arguments.inputs} | {path.parent for path in own}
    check(out.resolve() not in kept, "--out", arguments.out, "a folder of its own, so that nothing that was handed in is written over")
    lists = [sheet.load(arguments.roster)] if arguments.roster else list(books.values())
    people = roster.people(lists[0]) if lists else []
    files = documents(arguments.inputs, [*own, out])
    check(bool(files), "FOLDER-OR-ZIP", arguments.inputs, "folders or archives with files in them")
    handed = [one for document in watched(files, say("Reading")) for one in opened(document)]
    graded = grade(handed, arguments.course, people, arguments.exercises, arguments.first)

    out.mkdir(parents=True, exist_ok=True)
    results = {"gradebook.csv": gradebook(graded), "flags.csv": flagged(graded), "answers.csv": answers(graded)}
    if graded.texts:
        results["texts.html"] = texts.page(graded.course, graded.texts).encode("utf-8", "replace")
    notes = []
    for name, table in books.items():
        filled = roster.filled(table, graded.points, arguments.column)
        results[f"{name}.csv"] = filled.data
        notes.append(say("{file}: {count} grades in the column {column}.").format(file=f"{name}.csv", count=filled.count, column=repr(sheet.plain(filled.column))))
        if filled.possible not in (None, graded.possible):
            notes.append("  " + say("There the column has {there} points, here there are {here}.").format(there=f"{filled.possible:g}", here=graded.possible))
        if filled.left:
            notes.append("  " + say("Not filled: {names}.").format(names=sheet.plain(several(filled.left))))
    for name, data in results.items():
        (out / name).write_bytes(data)
    print(summary(graded, people), *notes, say("Written to {folder}: {files}.").format(folder=out, files=comma().join(results)), sep="\n")
    return 0
