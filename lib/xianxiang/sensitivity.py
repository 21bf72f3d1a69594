"""How far a result can be trusted away from the values at which it was found.

Two questions, for any function of numbers that answers for whole arrays at once:

* `table`: does the result hold at each of a few named settings, in all combinations?
* `share`: in what share of random variations of *all* fixed values does it hold?

The function is called once, with arrays. It returns a dictionary of results: a statement that holds
or does not (booleans), or a number. Both answers show themselves as a table in a notebook and as
plain text elsewhere.

Examples
--------
>>> from xianxiang import Institution, sensitivity, stage
>>> def holds(strength, concealment):
...     equilibria = stage.pure_equilibria(Institution(strength=strength, concealment=concealment))
...     return {"mutual shielding": equilibria[..., 0, 0]}
>>> print(sensitivity.table(holds, {"strength": [0.5, 1, 4], "concealment": [0.5, 0.9]}))
                 mutual shielding
strength 0.5               0 of 2
strength 1                 0 of 2
strength 4                 2 of 2
concealment 0.5            1 of 3
concealment 0.9            1 of 3
all                        2 of 6
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import LEVERS, generator, whole
from .language import say

Result = Callable[..., Mapping[str, ArrayLike]]

_STYLE = """
html .cell_output .text_html:has(.xx-sensitivity) { background: none !important; color: inherit !important; padding: 0; }
div table.xx-sensitivity.xx-sensitivity { display: table; width: 100%; border: 0; border-collapse: collapse; font-size: .875rem; color: inherit;
  font-variant-numeric: tabular-nums; }
.xx-sensitivity caption { caption-side: top; text-align: start; color: inherit; }
.xx-sensitivity :is(tbody, tr, tr:hover, tr:nth-child(odd)) { background: none; color: inherit; }
.xx-sensitivity :is(th, td) { text-align: start; vertical-align: top; padding: .25rem .5rem .25rem 0; border: 0;
  font-size: inherit; white-space: normal; overflow-wrap: break-word; max-width: none; }
.xx-sensitivity thead th { vertical-align: bottom; border-block-end: 1px solid var(--pst-color-border, #8888); }
.xx-sensitivity tbody tr:first-child :is(th, td) { border-block-start: 1px solid var(--pst-color-border, #8888); }
.xx-sensitivity tbody th { font-weight: normal; }
.xx-sensitivity .group { font-weight: bold; }
@media (max-width: 480px) {
  div table.xx-sensitivity.xx-sensitivity { font-size: .8125rem; }
  .xx-sensitivity :is(th, td) { padding-inline-end: .25rem; }
}
@media (max-width: 350px) { div table.xx-sensitivity.xx-sensitivity { font-size: .75rem; } }
"""


# Named settings -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Table:
    """Results at every combination of a few settings.

    Parameters
    ----------
    settings : dict of str to tuple
        The values tried, by name; each name is an axis, in this order.
    results : dict of str to ndarray
        By name of the result; booleans for statements, else numbers. One axis for each setting.
    own : dict of str to value
        The book's own value of some settings, marked when shown.
    title : str
        What the table is about, shown above it.
    """

    settings: dict[str, tuple]
    results: dict[str, NDArray[Any]]
    own: dict[str, Any]
    title: str = ""

    def count(self, result: str, **setting: Any) -> tuple[int, int]:
        """At how many settings a statement holds, and of how many.

        Parameters
        ----------
        result : str
            Name of a statement.
        **setting
            Values of some settings; only combinations with these are counted.

        Returns
        -------
        holds, of : int
        """
        values = self.at(result, **setting)
        if values.dtype != bool:
            raise TypeError(f"result must be a statement that holds or not, got the numbers of {result!r}")
        return int(values.sum()), values.size

    def at(self, result: str, **setting: Any) -> NDArray[Any]:
        """The values of a result, at the given values of some settings.

        Parameters
        ----------
        result : str
        **setting
            Values, among those tried.

        Returns
        -------
        ndarray
            With an axis for each setting that is not given.

        Raises
        ------
        ValueError
            If there is no such result, setting or value.
        """
        if result not in self.results:
            raise ValueError(f"result must be one of {', '.join(self.results)}, got {result!r}")
        for name, value in setting.items():
            if name not in self.settings:
                raise ValueError(f"settings must be among {', '.join(self.settings)}, got {name!r}")
            if value not in self.settings[name]:
                raise ValueError(f"{name} must be one of {', '.join(map(_plain, self.settings[name]))}, got {value!r}")
        index = tuple(self.settings[name].index(setting[name]) if name in setting else slice(None)
                      for name in self.settings)
        return np.asarray(self.results[result][index])

    def _rows(self):
        """(setting, its value or None for all, the results there)."""
        for name, values in self.settings.items():
            for value in values:
                yield name, value, [self.at(result, **{name: value}) for result in self.results]
        yield "all", None, list(self.results.values())

    def __str__(self):
        rows = [(say(name) if value is None else f"{say(name)} {_plain(value)}", *map(_cell, cells)) for name, value, cells in self._rows()]
        return _columns([("", *map(say, self.results)), *rows], self.title)

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{escape(say(name))}</th>' for name in self.results)
        total = int(np.prod([len(values) for values in self.settings.values()]))
        groups = {name: say("{setting} (of {count} each)").format(setting=say(name), count=total // len(values)) for name, values in self.settings.items()}
        bodies = {name: f'<tr><th scope="rowgroup" class="group" colspan="{len(self.results) + 1}">{escape(group)}</th></tr>' for name, group in groups.items()} | {"all": ""}
        for name, value, cells in self._rows():
            own = name in self.own and self.own[name] == value
            label = say("of all {count}").format(count=total) if value is None else say("{value} (ours)").format(value=_plain(value)) if own else _plain(value)
            texts = (f"<strong>{escape(text)}</strong>" if own else escape(text) for text in map(_short, cells))
            bodies[name] += f'<tr><th scope="row">{escape(label)}</th>' + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"
        return _html(self.title, f"<tr><td></td>{head}</tr>", "".join(f"<tbody>{rows}</tbody>" for rows in bodies.values()))


def table(result: Result, settings: Mapping[str, Sequence], own: Mapping[str, Any] | None = None,
          title: str = "") -> Table:
    """Evaluate a result at every combination of named settings.

    Parameters
    ----------
    result : callable
        Called once, with one array for each setting as a keyword; the arrays broadcast against each
        other to the shape of all combinations. Returns a dictionary of booleans or numbers, which
        broadcast to that shape.
    settings : mapping of str to sequence
        Values to be tried, at least one for each.
    own : mapping of str to value, optional
        The values at which the result was found; marked in the table.
    title : str

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If a setting has no values, `own` names something else, or a result does not have the
        settings' shape.
    """
    tried = {name: tuple(values) for name, values in settings.items()}
    for name, values in tried.items():
        if not values:
            raise ValueError(f"settings must give each name at least one value, got none for {name!r}")
    own = dict(own or {})
    for name, value in own.items():
        if name not in tried or value not in tried[name]:
            raise ValueError(f"own must give values that the settings try, got {name}={value!r}")
    arrays = np.meshgrid(*(np.asarray(values) for values in tried.values()), indexing="ij", sparse=True)
    shape = tuple(map(len, tried.values()))
    return Table(tried, _results(result(**dict(zip(tried, arrays))), shape), own, title)


# Random variations --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Share:
    """How often results hold when all fixed values vary at random.

    Parameters
    ----------
    shares : dict of str to float
        For each statement the share of draws at which it holds.
    draws : int
    spread : float
        Each value varied by up to this share of itself, up or down.
    varied : tuple of str
        The names of the values that varied.
    title : str
    """

    shares: dict[str, float]
    draws: int
    spread: float
    varied: tuple[str, ...]
    title: str = ""

    def interval(self, statement: str) -> tuple[float, float]:
        """Wilson's 95 % interval for a share: what this many draws can tell.

        Parameters
        ----------
        statement : str

        Returns
        -------
        low, high : float

        Raises
        ------
        ValueError
            If there is no such statement.
        """
        if statement not in self.shares:
            raise ValueError(f"statement must be one of {', '.join(self.shares)}, got {statement!r}")
        share, n, z = self.shares[statement], self.draws, 1.96
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        return max(0.0, float(centre - half)), min(1.0, float(centre + half))

    def _rows(self):
        for statement in self.shares:
            low, high = self.interval(statement)
            yield say(statement), _percent(self.shares[statement]), say("{low} to {high}").format(low=_percent(low), high=_percent(high))

    def _head(self):
        return say("of {count} draws").format(count=self.draws), say("95% interval")

    def __str__(self):
        return _columns([("", *self._head()), *self._rows()], self.title)

    def _repr_html_(self):
        head = "<tr><td></td>" + "".join(f'<th scope="col">{escape(text)}</th>' for text in self._head()) + "</tr>"
        rows = "".join(f'<tr><th scope="row">{escape(name)}</th>' + "".join(f"<td>{cell}</td>" for cell in map(escape, cells)) + "</tr>"
                       for name, *cells in self._rows())
        return _html(self.title, head, f"<tbody>{rows}</tbody>")


def share(result: Result, own: Mapping[str, float], rng: np.random.Generator | int | None = None, draws: int = 400,
          spread: float = 0.25, limits: Mapping[str, tuple[float, float]] | None = None, title: str = "") -> Share:
    r"""In what share of random variations of the fixed values statements hold.

    Each value :math:`v` is drawn uniformly from :math:`[v(1-w), v(1+w)]`, independently of the
    others, and what falls outside its domain is put on the border.

    Parameters
    ----------
    result : callable
        Called once, with one array of shape (draws,) for each value as a keyword. Returns a
        dictionary of booleans of that shape.
    own : mapping of str to float
        The values at which the result was found. A value of 0 cannot vary. A name such as "penalty.negativity" has
        the domain of the lever after the dot.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed. Required.
    draws : int, at least 1
    spread : float in (0, 1)
        The width :math:`w`.
    limits : mapping of str to (low, high), optional
        Domains of values that are no levers. A lever's own domain holds without being named.
    title : str

    Returns
    -------
    Share

    Raises
    ------
    ValueError
        If `rng` is missing, `draws` or `spread` lie outside their domains, or a result does not have
        the shape (draws,).
    TypeError
        If a result is not boolean.
    """
    rng = generator(rng)
    whole("draws", draws)
    if not 0 < spread < 1:
        raise ValueError(f"spread must be in (0, 1), got {spread!r}")
    domains = {name: _domain(name) for name in own} | dict(limits or {})
    varied = {name: np.clip(value * rng.uniform(1 - spread, 1 + spread, draws), *domains[name]) for name, value in own.items()}
    results = _results(result(**varied), (draws,))
    for name, values in results.items():
        if values.dtype != bool:
            raise TypeError(f"result must return booleans, got {values.dtype} for {name!r}")
    return Share({name: float(values.mean()) for name, values in results.items()}, int(draws), float(spread),
                 tuple(own), title)


# Common -------------------------------------------------------------------------------------


def _domain(name):
    """Lowest and highest value of the lever that a name ends with; no limits for other names."""
    lever = LEVERS.get(name.rpartition(".")[2])
    return (lever.low, lever.high) if lever else (-np.inf, np.inf)


def _results(returned, shape):
    results = {}
    for name, values in returned.items():
        try:
            array = np.broadcast_to(values, shape).copy()
        except ValueError:
            raise ValueError(f"result must return arrays of shape {shape}, got {np.shape(values)} for {name!r}") from None
        array.flags.writeable = False
        results[name] = array
    if not results:
        raise ValueError("result must return at least one named array, got none")
    return results


def _cell(values):
    """A statement as "3 of 6", a number as its range."""
    return say("{part} of {whole}").format(part=values.sum(), whole=values.size) if values.dtype == bool else _short(values)


def _short(values):
    """A statement as "3", a number as its range."""
    if values.dtype == bool:
        return str(values.sum())
    low, high = values.min(), values.max()
    return _plain(low) if low == high else say("{low} to {high}").format(low=_plain(low), high=_plain(high))


def _plain(value):
    return f"{value:.3g}" if isinstance(value, (int, float, np.number)) and not isinstance(value, bool) else str(value)


def _percent(value):
    """A percentage that says 0% and 100% only of none and all."""
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= value < 1 else f"{value:.0%}"


def _columns(rows, title):
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = [row[0].ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))
             for row in rows]
    return "\n".join([title] * bool(title) + lines)


def _html(title, head, bodies):
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    return f'<style>{_STYLE}</style><table class="xx-sensitivity">{caption}<thead>{head}</thead>{bodies}</table>'
