"""The controls of an explorer and the grid that their values span. No widgets here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .words import FORMATS, format_number

__all__ = ["Choice", "Grid", "Slider", "Switch", "check", "listed"]

_KEY = re.compile(r"[a-z][a-z0-9_]*")


def check(good: bool, where: str, got, allowed: str) -> None:
    """Raise a ValueError that names the parameter, what it got and what is allowed, unless all is well."""
    if not good:
        raise ValueError(f"{where} is {got!r}; allowed: {allowed}")


def listed(names) -> str:
    """Write names for an error."""
    return ", ".join(map(repr, names)) or "none"


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
        check(near.size == 1, where, value, f"{len(self.values)} numbers from {self.values[0]:g} to {self.values[-1]:g} on the grid of {self.key!r}")
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
    """The product of the controls' values, axes in the controls' order.

    Parameters
    ----------
    controls : tuple of Slider, Switch or Choice
    """

    controls: tuple[Slider | Switch | Choice, ...]

    def __post_init__(self):
        check(bool(self.controls) and all(isinstance(c, (Slider, Switch, Choice)) for c in self.controls), "controls", self.controls, "a list of Slider, Switch or Choice")
        keys = [control.key for control in self.controls]
        check(len(set(keys)) == len(keys), "controls", keys, "keys that differ from each other")

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
            check(key in keys, f"{where}: key", key, listed(keys))
        return {c.key: c.index(setting[c.key], f"{where}: {c.key}") for c in self.controls if c.key in setting}

    def texts(self, index: tuple[int, ...]) -> list[tuple[str, str]]:
        """Return labels and values as the reader sees them."""
        return [(c.label, c.texts[i]) for c, i in zip(self.controls, index)]


def _check_names(control, where: str) -> None:
    """Check what all controls have in common."""
    check(isinstance(control.key, str) and bool(_KEY.fullmatch(control.key)), f"{where}: key", control.key, "lower-case letters, digits and _, a letter first")
    check(isinstance(control.label, str) and bool(control.label.strip()), f"{where}: label", control.label, "some words")
    check(isinstance(control.help, str), f"{where}: help", control.help, "a sentence, or nothing")
