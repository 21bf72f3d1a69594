"""Who is in a class: a list of the teacher's, or a gradebook that Canvas or Moodle exported and takes back with a column filled.

Canvas has ``Student, ID, SIS User ID, SIS Login ID, Section``, then the assignments with their numbers in brackets, and a second row
of ``Points Possible``. Moodle's grader report has ``First name, Last name, ID number, … Email address``, then ``Assignment: … (Real)``;
its worksheet for an assignment has ``Identifier, Full name, … Grade``. A list of one's own needs a column of student numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..language import both
from ..live.grid import listed
from .bank import parse
from .seed import normal
from .sheet import Table, plain

__all__ = ["Filled", "Person", "column", "filled", "people"]

NUMBERS = ("sis user id", "sis login id", "integration id", "id number", "username", "email address", "email",
           "student number", "student no", "student id", "matriculation number", "login", "number", "学号", "学工号", "用户名", "电子邮件地址", "电子邮箱")  # fmt: skip
"""Columns that name a person; ``id`` or ``student`` does where none of these is there, and any column where none of all is known: a
platform speaks its reader's language."""

NAMES = ("full name", "name", "student name", "student", "姓名", "全名")
PARTS = ("lastname", "last name", "surname", "姓氏", "firstname", "first name", "given name", "名字")
POSSIBLE = "points possible"
GRADE = ("grade", "成绩")
CANVAS = re.compile(r"\(\d+\)$")
MOODLE = re.compile(rf"^(?!feedback\b|反馈).*[:：]|^(?:{'|'.join(GRADE)})$")
"""What an assignment's column is called."""

TEST = "student, test"
"""Canvas' student without a person."""

NOT_GIVEN = ("n/a", "ex")
"""What Canvas writes where an assignment is not a student's, or the student is excused."""


@dataclass(frozen=True)
class Person:
    """Someone in the class.

    Attributes
    ----------
    row : int
        Where in the table.
    numbers : tuple of str
        What he or she may have typed as the student number, as `seed.normal` has it.
    name : str
    """

    row: int
    numbers: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Filled:
    """A gradebook with its column filled.

    Attributes
    ----------
    data : bytes
    column : str
        Its name.
    count : int
        How many cells were filled.
    possible : float or None
        How many points the platform says the column has; None where it does not say.
    left : tuple of str
        Students with points who were not found in it, or whose cell is not to be filled.
    """

    data: bytes
    column: str
    count: int
    possible: float | None
    left: tuple[str, ...]


def _head(table: Table) -> list[str]:
    return [name.lstrip("\ufeff").lower() for name in table.head]


def people(table: Table) -> list[Person]:
    """Return who is in a list or a gradebook.

    Parameters
    ----------
    table : Table
        With the columns' names in its first row, or without names: then the first column has the numbers and the second the names.

    Returns
    -------
    list of Person
        Without rows that have no number.
    """
    head = _head(table)
    known = [head.index(name) for name in NUMBERS if name in head] or [head.index(name) for name in ("id", "student") if name in head][:1]
    names = [head.index(name) for name in NAMES if name in head and head.index(name) not in known][:1]
    names = names or [i for i, name in enumerate(head) if name in PARTS]
    rows = list(enumerate(table.rows))[1 if known or names else 0 :]
    known = known or [i for i in range(len(head)) if i not in names]
    names = names or [1]
    found = []
    for number, row in rows:
        typed = [row[i] for i in known if i < len(row)]
        numbers = tuple(dict.fromkeys(one for text in typed for one in _numbers(text)))
        name = plain(" ".join(row[i].strip() for i in names if i < len(row))).strip()
        if numbers and name.lower() != TEST:
            found.append(Person(number, numbers, name))
    return found


def _numbers(text: str) -> list[str]:
    """A student's number as it is hashed; of an address also what stands before the @."""
    try:
        whole = normal(text)
        return [whole, normal(whole.partition("@")[0])] if "@" in whole else [whole]
    except ValueError:
        return []


def column(table: Table, wanted: str | None = None) -> int:
    """Return which column of a gradebook is to be filled.

    Parameters
    ----------
    table : Table
    wanted : str, optional
        The beginning of its name. By default ``Grade`` in Moodle's worksheet, elsewhere the one assignment without any grade.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is none or more than one; naming those that there are.
    """
    head, rows = _head(table), table.rows
    canvas = any(row[0].strip().lower() == POSSIBLE for row in rows[1:4])
    marked = [i for i, name in enumerate(head) if (CANVAS if canvas else MOODLE).search(name)]
    if wanted is not None:
        beginning = wanted.strip().lower()
        found = [i for i, name in enumerate(head) if name == beginning] or [i for i, name in enumerate(head) if name.startswith(beginning)]
    else:
        places = [person.row for person in people(table) if person.row]
        found = [i for i in marked if all(len(rows[place]) <= i or rows[place][i].strip().lower() in ("", "-", *NOT_GIVEN) for place in places)]
        found = [i for i in found if head[i] in GRADE] or found
    if len(found) != 1:
        names = listed(table.rows[0][i].strip() for i in (found or marked))
        if found:
            raise ValueError(both("the gradebook has more than one column that may be meant; it has {names}: name one with --column", names=names))
        if wanted is None:
            raise ValueError(both("the gradebook has no column without any grade; it has {names}: name one with --column", names=names))
        raise ValueError(both("the gradebook has no column that begins with {beginning}; it has {names}: name one with --column", beginning=repr(wanted), names=names))
    return found[0]


def filled(table: Table, points: Mapping[str, int], wanted: str | None = None) -> Filled:
    """Fill a column of a gradebook.

    Parameters
    ----------
    table : Table
    points : dict of str to int
        By student.
    wanted : str, optional
        See `column`.

    Returns
    -------
    Filled
        Every byte outside the cells that were filled is as it was.
    """
    place = column(table, wanted)
    owners: dict[str, list[Person]] = {}
    for person in people(table):
        for number in person.numbers:
            owners.setdefault(number, []).append(person)
    values: dict[tuple[int, int], str] = {}
    left = []
    for student in sorted(points, key=lambda student: (points[student], student)):  # of two numbers of one person the better one counts
        rows = {person.row for person in owners.get(student, ())}
        row = rows.pop() if len(rows) == 1 else None
        if row is None or len(table.rows[row]) <= place or table.rows[row][place].strip().lower() in NOT_GIVEN:
            left.append(student)
        else:
            values[row, place] = str(points[student])
    stated = next((row[place] for row in table.rows[1:4] if row[0].strip().lower() == POSSIBLE and len(row) > place), "")
    return Filled(table.filled(values), table.rows[0][place].strip(), len(values), parse(stated), tuple(sorted(left)))
