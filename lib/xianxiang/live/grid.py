"""The controls of an explorer and the grid that their values span. No widgets here.

A model is called once, with arrays that span all settings. A `Grid` hands these out by name, each already lying on the axis
of its own control, so that arithmetic and models line them up by themselves.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..language import both
from .words import FORMATS, format_number

__all__ = ["Choice", "Grid", "Slider", "Switch", "check", "known", "listed"]

_KEY = re.compile(r"[a-z][a-z0-9_]*")


def check(good: bool, where: str, got, allowed: str, **values) -> None:
    """Raise a ValueError that names the parameter, what it got and what is allowed, its fields filled, unless all is well."""
    if not good:
        raise ValueError(both("{where} is {got}; allowed: {allowed}", where=where, got=repr(got), allowed=(allowed, values) if values else allowed))


def listed(names) -> str:
    """Write names for an error."""
    return ", ".join(map(repr, names)) or "none"


def known(name, names, where: str) -> None:
    """Raise a ValueError, with the name that was perhaps meant, unless the name is among the names."""
    if name in names:
        return
    near = difflib.get_close_matches(str(name), list(names), 1)
    check(False, where, name, "{names}; did you mean {near}?" if near else "{names}", names=listed(names), near=repr(near[0]) if near else "")


@dataclass(frozen=True)
class Slider:
    """A slider over a few numbers.

    Parameters
    ----------
    key : str
        The name in settings and in links, ``[a-z][a-z0-9_]*``.
    label : str
        What the reader sees, in plain Unicode.
    values : sequence of float
        The points of the grid, increasing.
    default : float
        One of `values`.
    fmt : str
        How a value is shown: one of `words.FORMATS`.
    help : str
        One sentence on what the lever means.
    """

    key: str
    label: str
    values: Sequence[float] | np.ndarray
    default: float
    fmt: str = ".2f"
    help: str = ""

    def __post_init__(self):
        where = f"Slider {self.key!r}"
        _check_names(self, where)
        check(self.fmt in FORMATS, f"{where}: fmt", self.fmt, listed(FORMATS))
        values = np.asarray(self.values, dtype=float)
        check(
            values.ndim == 1 and values.size > 1 and bool(np.isfinite(values).all()) and bool((np.diff(values) > 0).all()),
            f"{where}: values", self.values, "two or more finite numbers, increasing",
        )  # fmt: skip
        object.__setattr__(self, "values", tuple(float(round(value, 9)) for value in values))
        self.index(self.default, f"{where}: default")
        check(len(set(self.texts)) == len(self.texts), f"{where}: fmt", self.fmt, "a format that tells the values apart")

    def index(self, value, where: str) -> int:
        """Return the position of a value on the grid."""
        number = value if isinstance(value, (int, float, np.number)) and not isinstance(value, bool) else np.nan
        near = np.flatnonzero(np.isclose(self.values, number, rtol=0, atol=1e-6))
        check(near.size == 1, where, value, "{count} numbers from {low} to {high} on the grid of {key}", count=len(self.values), low=f"{self.values[0]:g}", high=f"{self.values[-1]:g}", key=repr(self.key))
        return int(near[0])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The values as the reader sees them."""
        return tuple(format_number(value, self.fmt) for value in self.values)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The values as a link carries them."""
        return tuple(f"{value:.9f}".rstrip("0").rstrip(".") for value in self.values)


@dataclass(frozen=True)
class Switch:
    """A switch between False and True.

    Parameters
    ----------
    key, label, help : str
        As for a `Slider`.
    default : bool
    """

    key: str
    label: str
    default: bool = False
    help: str = ""

    values = (False, True)
    texts = tokens = ("off", "on")

    def __post_init__(self):
        _check_names(self, f"Switch {self.key!r}")
        self.index(self.default, f"Switch {self.key!r}: default")

    def index(self, value, where: str) -> int:
        """Return 0 for False and 1 for True."""
        check(isinstance(value, (bool, np.bool_)), where, value, "True or False")
        return int(value)


@dataclass(frozen=True)
class Choice:
    """A choice among a few words.

    Parameters
    ----------
    key, label, help : str
        As for a `Slider`.
    options : sequence of str
    default : str
        One of `options`.
    """

    key: str
    label: str
    options: tuple[str, ...]
    default: str
    help: str = ""

    def __post_init__(self):
        where = f"Choice {self.key!r}"
        _check_names(self, where)
        options = tuple(self.options) if not isinstance(self.options, str) else ()
        check(
            len(options) > 1 and all(isinstance(o, str) and o for o in options) and len(set(options)) == len(options),
            f"{where}: options", self.options, "two or more different words",
        )  # fmt: skip
        object.__setattr__(self, "options", options)
        self.index(self.default, f"{where}: default")

    @property
    def values(self) -> tuple[str, ...]:
        """The options."""
        return self.options

    texts = tokens = values

    def index(self, value, where: str) -> int:
        """Return the position of an option."""
        check(value in self.options, where, value, listed(self.options))
        return self.options.index(value)


@dataclass(frozen=True)
class Grid:
    """The product of the controls' values, axes in the controls' order; behind them, if there are any, axes for the rows of a table.

    Parameters
    ----------
    controls : sequence of Slider, Switch or Choice
    rows : dict of str to sequence, optional
        Values by the name of a further axis; `along` adds them.

    Examples
    --------
    >>> grid = Grid([Slider("rate", "Rate", values=[1, 2, 3], default=1), Switch("on", "On")])
    >>> grid["rate"].shape, grid["on"].shape, (grid["rate"] * grid["on"]).shape
    ((3, 1), (1, 2), (3, 2))
    >>> grid.along(day=range(5))["day"].shape
    (1, 1, 5)
    """

    controls: Sequence[Slider | Switch | Choice]
    rows: Mapping = field(default_factory=dict)

    def __post_init__(self):
        check(isinstance(self.controls, Sequence), "controls", self.controls, "a list of Slider, Switch or Choice")
        object.__setattr__(self, "controls", tuple(self.controls))
        check(bool(self.controls) and all(isinstance(c, (Slider, Switch, Choice)) for c in self.controls), "controls", self.controls, "a list of Slider, Switch or Choice")
        keys = [control.key for control in self.controls]
        check(len(set(keys)) == len(keys), "controls", keys, "keys that differ from each other")

    def __getitem__(self, key: str) -> np.ndarray:
        """The values of a control, or of an axis of rows, lying on its own axis: numbers, True and False, or words."""
        return self._lying(self.rows[key] if key in self.rows else self._control(key).values, key)

    def pick(self, *keys: str) -> dict[str, np.ndarray]:
        """Return the arrays of several controls by key, of all where none is named: ``Institution(**grid.pick())``."""
        return {key: self[key] for key in keys or [control.key for control in self.controls]}

    def map(self, key: str, numbers: Mapping | Sequence) -> np.ndarray:
        """Return what the values of a control stand for, lying on its axis.

        Parameters
        ----------
        key : str
            A control's key.
        numbers : dict or sequence
            One entry for each of the control's values: by the value, or in their order.

        Returns
        -------
        ndarray
        """
        values = self._control(key).values
        if isinstance(numbers, Mapping):
            check(set(numbers) == set(values), f"map: numbers for {key!r}", list(numbers), listed(values))
            numbers = [numbers[value] for value in values]
        check(len(numbers) == len(values), f"map: numbers for {key!r}", numbers, "one for each of {names}", names=listed(values))
        return self._lying(numbers, key)

    def along(self, **rows: Sequence) -> Grid:
        """Return the same grid with further axes behind the controls', for the rows of a table.

        Parameters
        ----------
        **rows
            Values by name, in the order of the axes. A control of the same name gives way: it has an axis of length one.

        Returns
        -------
        Grid
        """
        for name, values in rows.items():
            check(np.ndim(values) == 1 and len(values) > 0, f"along: rows {name!r}", values, "a list of one value or more")
        return Grid(self.controls, {**self.rows, **rows})

    def lay(self, key: str, array) -> np.ndarray:
        """Move an array's first axis onto that of a control.

        Simulations have the axis of rounds in front of the settings'. Where the round is itself a control, this puts it in its place.

        Parameters
        ----------
        key : str
            A control's key.
        array : array_like, shape (values of the control, axes of the grid, ...)
            With length one on the control's own axis.

        Returns
        -------
        ndarray, shape (axes of the grid, ...)
        """
        axis = self.controls.index(self._control(key))
        array = np.asarray(array)
        check(array.ndim > axis + 1 and array.shape[axis + 1] == 1, f"lay: array for {key!r}", array.shape, "an axis of {key} in front, length 1 at axis {axis}", key=repr(key), axis=axis + 1)
        return np.swapaxes(array, 0, axis + 1)[0]

    def _control(self, key: str):
        """Return a control by its key."""
        controls = {control.key: control for control in self.controls}
        known(key, controls, "grid: key")
        return controls[key]

    def _lying(self, values, key: str) -> np.ndarray:
        """Return values along the axis of this name."""
        names = [None if control.key in self.rows else control.key for control in self.controls] + list(self.rows)
        return np.asarray(values).reshape([-1 if name == key else 1 for name in names])

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of values of every control."""
        return tuple(len(control.values) for control in self.controls)

    @property
    def default(self) -> dict:
        """The setting at which an explorer opens."""
        return {control.key: control.default for control in self.controls}

    def index(self, setting: dict, where: str = "setting") -> tuple[int, ...]:
        """Return the position of a setting; what it does not name takes the default.

        Parameters
        ----------
        setting : dict
            Values by the controls' keys.
        where : str
            The name used in an error.

        Returns
        -------
        tuple of int
        """
        self.partial(setting, where)
        return tuple(c.index(setting.get(c.key, c.default), f"{where}: {c.key}") for c in self.controls)

    def partial(self, setting: dict, where: str = "setting") -> dict[str, int]:
        """Return positions by key, only of what the setting names."""
        keys = [control.key for control in self.controls]
        for key in setting:
            known(key, keys, f"{where}: key")
        return {c.key: c.index(setting[c.key], f"{where}: {c.key}") for c in self.controls if c.key in setting}

    def texts(self, index: tuple[int, ...]) -> list[tuple[str, str]]:
        """Return labels and values as the reader sees them."""
        return [(c.label, c.texts[i]) for c, i in zip(self.controls, index)]


def _check_names(control, where: str) -> None:
    """Check what all controls have in common."""
    check(isinstance(control.key, str) and bool(_KEY.fullmatch(control.key)), f"{where}: key", control.key, "lower-case letters, digits and _, a letter first")
    check(isinstance(control.label, str) and bool(control.label.strip()), f"{where}: label", control.label, "some words")
    check(isinstance(control.help, str), f"{where}: help", control.help, "a sentence, or nothing")
