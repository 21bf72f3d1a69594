"""What a figure has to show for a task to be done: a small language, evaluated over the figure's own table.

A goal is a list whose first item is a word. It is data, so that the page and the grader evaluate the same thing: here at every
setting at once, in ``web/exercise.js`` at the present one. ``{"$": "name"}`` stands for a value of the student's variant.

Terms (numbers or words)
    a number, a word
        Itself.
    ``["at", key]``
        The value of a control: a slider's number, a switch's 0 or 1, a choice's option.
    ``["value", name]``
        A number in the figure's sentence, by the name of its field.
    ``["cell", table, column, row]``
        An entry of one of the figure's tables; rows count from 0.
    ``["moved"]``
        How many controls differ from their default.
    ``["+", a, b]``, ``["-", a, b]``
        Sum and difference.

Goals (true or false)
    ``["all", g, …]``, ``["any", g, …]``, ``["not", g]``
        As they say.
    ``["==", a, b]``, ``["!=", …]``, ``["<", …]``, ``["<=", …]``, ``[">", …]``, ``[">=", …]``
        Comparisons; numbers that differ by less than 1e-9 are equal. None holds of a missing number.
    ``["says", key, …]``
        The figure's sentence is one of these, by their names in the figure's `Words`.
    ``["regime", name, …]``
        The figure's regime is one of these.
    ``["only", key, …]``
        Every other control is at its default.
    ``["first", key, g]``, ``["last", key, g]``
        `g` holds, and holds at no lower (higher) position of this control, the others as they are.
    ``["with", key, value, g]``
        `g` would hold if this control were at this value, the others as they are.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import cached_property, reduce
from typing import Any

import numpy as np

from ..live.codec import Column
from ..live.explorer import Explorer
from ..live.grid import Choice, Slider, check, known

__all__ = ["Reading", "filled", "holds"]

CLOSE = 1e-9
_COMPARE = {
    "==": lambda a, b: abs(a - b) <= CLOSE,
    "!=": lambda a, b: abs(a - b) > CLOSE,
    "<": lambda a, b: a < b - CLOSE,
    "<=": lambda a, b: a <= b + CLOSE,
    ">": lambda a, b: a > b + CLOSE,
    ">=": lambda a, b: a >= b - CLOSE,
}
_WORDS = {"==": operator.eq, "!=": operator.ne}


class Reading:
    """What a figure says at every setting, as its packed table has it.

    Parameters
    ----------
    explorer : Explorer

    Attributes
    ----------
    name, title : str
    grid : Grid
    says, regimes : sequence of str
        Names of its sentences and of its regimes, in the order of their codes.
    """

    def __init__(self, explorer: Explorer):
        self.name, self.title, self.grid = explorer.name, explorer.title, explorer.grid
        self._columns = explorer.columns
        self.says = explorer.words.keys if explorer.words else ()
        self.regimes = [entry[0] for entry in explorer.regime.entries] if explorer.regime else []

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each control has."""
        return self.grid.shape

    def _axis(self, key: str) -> int:
        keys = [control.key for control in self.grid.controls]
        known(key, keys, f"goal: control of {self.name!r}")
        return keys.index(key)

    def at(self, key: str) -> np.ndarray:
        """The values of a control, on its own axis: numbers, or words of a choice."""
        control = self.grid.controls[self._axis(key)]
        values = self.grid[key]
        return values if isinstance(control, Choice) else values.astype(float)

    def column(self, name: str, row: int = 0) -> np.ndarray:
        """A column over the grid, at one row; axes of length one where it does not change. NaN where there is no number."""
        known(name, self._columns, f"goal: column of {self.name!r}")
        return _values(self._columns[name], row)

    def chosen(self, where: str, names: tuple[str, ...] | list[str], wanted: tuple[str, ...]) -> np.ndarray:
        """Whether a code is among those of these names."""
        for name in wanted:
            known(name, names, f"goal: {where} of {self.name!r}")
        return np.isin(self.column(f"{where}/code"), [names.index(name) for name in wanted])

    @cached_property
    def moved(self) -> np.ndarray:
        """How many controls differ from their default."""
        return reduce(np.add, [self._off(control.key).astype(float) for control in self.grid.controls])

    def _off(self, key: str) -> np.ndarray:
        """Whether a control differs from its default, on its own axis."""
        axis = self._axis(key)
        control = self.grid.controls[axis]
        positions = np.arange(self.shape[axis]).reshape([-1 if i == axis else 1 for i in range(len(self.shape))])
        return positions != control.index(control.default, key)

    def only(self, keys: tuple[str, ...]) -> np.ndarray:
        """Whether every control but these is at its default."""
        for key in keys:
            self._axis(key)
        others = [~self._off(control.key) for control in self.grid.controls if control.key not in keys]
        return reduce(np.logical_and, others, np.ones([1] * len(self.shape), bool))

    def first(self, key: str, held: np.ndarray, last: bool = False) -> np.ndarray:
        """Whether something holds here and at no lower (higher) position of a control."""
        axis = self._axis(key)
        held = np.broadcast_to(held, self.shape)
        line = np.flip(held, axis) if last else held
        before = np.cumsum(line, axis) - line
        found = line & (before == 0)
        return np.flip(found, axis) if last else found

    def along(self, key: str, value: Any, held: np.ndarray) -> np.ndarray:
        """Whether something would hold with a control at this value."""
        axis = self._axis(key)
        if held.shape[axis] == 1:
            return held
        control = self.grid.controls[axis]
        value = value if isinstance(control, (Choice, Slider)) else bool(value)
        return held.take([control.index(value, f"goal: {key}")], axis)


def _values(column: Column, row: int) -> np.ndarray:
    """One row of a column as numbers or words."""
    rows = column.codes.shape[-1]
    check(isinstance(row, int) and (0 <= row < rows or rows == 1), "goal: row", row, "0 to {most}", most=rows - 1)
    codes = column.codes[..., row if rows > 1 else 0]
    if column.categories is not None:
        return np.array(column.categories)[codes]
    values = codes / 10**column.decimals
    if column.missing is None:
        return values
    return np.where(column.missing[..., row if rows > 1 else 0], np.nan, values)


def filled(goal: Any, case: Mapping) -> Any:
    """Return a goal with the values of a variant in the places of ``{"$": name}``.

    Parameters
    ----------
    goal : list
    case : dict

    Returns
    -------
    list
    """
    if isinstance(goal, Mapping):
        check(set(goal) == {"$"}, "goal", goal, 'a list, a number, a word or {"$": name}')
        known(goal["$"], case, "goal: variant's value")
        return case[goal["$"]]
    return [filled(item, case) for item in goal] if isinstance(goal, (list, tuple)) else goal


def holds(goal: list, reading: Reading) -> np.ndarray:
    """Evaluate a goal at every setting of a figure.

    Parameters
    ----------
    goal : list
        Without places for a variant's values; see `filled`.
    reading : Reading

    Returns
    -------
    ndarray of bool
        One axis a control; of length one where the goal does not depend on it.

    Raises
    ------
    ValueError
        Naming what the language does not have, or the figure does not.
    """
    check(isinstance(goal, list) and bool(goal) and isinstance(goal[0], str), "goal", goal, "a list that begins with a word")
    word, *rest = goal
    if word in _COMPARE:
        check(len(rest) == 2, f"goal: {word}", goal, "two terms")
        return _compared(word, *(_term(item, reading) for item in rest))
    if word in ("all", "any"):
        check(bool(rest), f"goal: {word}", goal, "one goal or more")
        return reduce(np.logical_and if word == "all" else np.logical_or, [holds(item, reading) for item in rest])
    if word == "not":
        return ~holds(*rest, reading)
    if word == "says":
        return reading.chosen("words", reading.says, tuple(rest))
    if word == "regime":
        return reading.chosen("regime", reading.regimes, tuple(rest))
    if word == "only":
        return reading.only(tuple(rest))
    if word in ("first", "last"):
        return reading.first(rest[0], holds(rest[1], reading), word == "last")
    check(word == "with", "goal", word, "a word of the language: see xianxiang.teach.goal")
    return reading.along(rest[0], rest[1], holds(rest[2], reading))


def _term(term: Any, reading: Reading) -> Any:
    """Evaluate a term."""
    if not isinstance(term, list):
        check(isinstance(term, (int, float, str)), "goal: term", term, "a number, a word or a list")
        return term
    word, *rest = term
    if word in ("+", "-"):
        a, b = (_term(item, reading) for item in rest)
        return a + b if word == "+" else a - b
    if word == "at":
        return reading.at(*rest)
    if word == "value":
        return reading.column(f"words/value:{rest[0]}")
    if word == "cell":
        return reading.column(f"table/{rest[0]}/{rest[1]}", rest[2])
    check(word == "moved", "goal: term", word, "at, value, cell, moved, + or -")
    return reading.moved


def _compared(word: str, a: Any, b: Any) -> np.ndarray:
    """Compare two terms of one kind."""
    kinds = {np.asarray(item).dtype.kind in "US" for item in (a, b)}
    check(len(kinds) == 1, f"goal: {word}", (a, b), "two numbers or two words")
    if kinds == {True}:
        known(word, _WORDS, "goal: comparison of words")
        return np.asarray(_WORDS[word](np.asarray(a), np.asarray(b)))
    with np.errstate(invalid="ignore"):
        return np.asarray(_COMPARE[word](np.asarray(a, float), np.asarray(b, float)))
