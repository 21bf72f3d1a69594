r"""Which lever matters: what each of five conditions contributes, and how that depends on where one stands.

Conditions are switches. A **table** holds an outcome :math:`v(x)` for every setting :math:`x\in\{0,1\}^K` of
:math:`K` of them: its last axes are the switches, 0 off and 1 on. Three questions are asked of a table.

*From then and from now.* `alone` throws one switch by itself: on where all are off, off where all are on.

*Shares of variance.* Let each switch be on with probability :math:`p_i`, independently. With
:math:`\phi_i=(x_i-p_i)/\sqrt{p_i(1-p_i)}` the products :math:`\phi_A=\prod_{i\in A}\phi_i` are orthonormal, so

.. math::

    v = \sum_A a_A\phi_A, \qquad a_A = E[v\,\phi_A], \qquad
    \mathrm{Var}(v) = \sum_{A\ne\emptyset} a_A^2.

`decompose` gives all :math:`2^K-1` parts from the :math:`2^K` runs, without sampling; `effects` adds them up, to first-order
and total Sobol indices and to Shapley effects

.. math::

    S_i = \frac{a_{\{i\}}^2}{\mathrm{Var}(v)}, \qquad
    T_i = \frac{\sum_{A\ni i}a_A^2}{\mathrm{Var}(v)}, \qquad
    H_i = \frac{\sum_{A\ni i}a_A^2/|A|}{\mathrm{Var}(v)}.

*Contributions.* A table is also a game whose players are the switches. `dividends` splits it into what each set of switches adds
that no part of it does, and `shapley` divides each dividend equally among the set.

Two worlds have closed forms: where the outcome needs all of :math:`K` switches (`all_of`, `all_of_effects`), and where hiding
changes nothing (`stake_needed`, `where_all_is_found`). `deflecting` is the five-switch game itself, by side.

Two questions are answered by scans, whose answers are kept as data: how far one value may move before other settings of the
switches end in blame-shifting (`tolerance`), and which lever matters most when all are drawn at once (`ranking`).
``python -m xianxiang.levers --help`` makes both tables. Random variations of all values at once are in `xianxiang.sweep`.

Claims 24-26, 47 and 58.

Examples
--------
>>> from xianxiang import levers
>>> levers.effects(levers.all_of(2), 0.5).total.round(3)
array([0.667, 0.667])
>>> levers.shapley(levers.all_of(2)).tolist()
[0.5, 0.5]
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import conditions, stage, turn
from .institution import CONDITIONS, LEVERS, NOW, THEN, Institution, Lever, as_institution, checked, meant, numbers, together, whole

SIDES = ("county", "township", "both")
"""Whose deflecting a table counts; "both" counts the two populations alike."""

PARAMETERS = {
    "probability": Lever("p", "chance of a switch", "开关概率", 0.0, 1.0, "how likely a switch is on"),
    "noise": Lever("η", "noise of choice", "选择噪声", 0.0, np.inf, "how far payoffs must differ to make odds of e"),
    "found": Lever("f", "chance of a finding", "发现概率", 0.0, 1.0, "how likely a problem is found, whoever hides it"),
}
"""What each parameter of its own means, by name."""


class Effects(NamedTuple):
    """Shares of an outcome's variance, one for each switch along the last axis.

    Attributes
    ----------
    first : ndarray(float, shape=(..., K))
        What the switch explains by itself.
    total : ndarray(float, shape=(..., K))
        What it explains in all, by itself and together with others.
    shapley : ndarray(float, shape=(..., K))
        The same with what several explain together divided equally; these sum to 1.
    """

    first: NDArray[np.float64]
    total: NDArray[np.float64]
    shapley: NDArray[np.float64]


class Alone(NamedTuple):
    """How the outcome changes when one switch is thrown and no other, one number for each switch along the last axis.

    Attributes
    ----------
    on : ndarray(float, shape=(..., K))
        By switching it on where all are off.
    off : ndarray(float, shape=(..., K))
        By switching it off where all are on.
    """

    on: NDArray[np.float64]
    off: NDArray[np.float64]


# Tables -------------------------------------------------------------------------------------------

def _table(table, count):
    """The table as floats, and how many of its last axes are switches."""
    values = numbers("table", table, np.isfinite, "finite numbers", kinds="biuf")
    if count is None:
        count = values.ndim
    whole("count", count)
    if values.ndim < count or values.shape[values.ndim - count:] != (2,) * count:
        raise ValueError(f"table must end with {count} axes of 2, one for each switch, got the shape {values.shape}")
    return values, int(count)


def _open(probability):
    """A probability strictly between 0 and 1."""
    value = np.asarray(checked("probability", probability, PARAMETERS["probability"]))
    if (wrong := (value <= 0) | (value >= 1)).any():
        raise ValueError(f"probability must lie strictly between 0 and 1, where an outcome can vary, got {float(value[wrong].flat[0])!r}")
    return value


def _sizes(count):
    """How many switches are on, in every setting."""
    return np.indices((2,) * count).sum(axis=0)


def _members(values, count, axis):
    """The half of a table in which a switch is on, and how many others are on there."""
    return values.take(1, axis=values.ndim - count + axis), _sizes(count).take(1, axis=axis)


def _axes(count):
    return tuple(range(-count, 0))


def alone(table: ArrayLike, count: int | None = None) -> Alone:
    r"""One switch at a time, from then and from now.

    :math:`v(\{i\})-v(\emptyset)` and :math:`v(N\setminus i)-v(N)`, with :math:`N` the set of all switches.

    Parameters
    ----------
    table : array_like, shape (..., 2, 2, …)
        The outcome of every setting; booleans count as 0 and 1.
    count : int, at least 1, optional
        How many of its last axes are switches; by default all.

    Returns
    -------
    Alone

    Raises
    ------
    ValueError
        If the table does not end with so many axes of 2, or a number is not finite.
    """
    values, count = _table(table, count)
    ends = np.eye(count, dtype=int)
    on = np.stack([values[(..., *one)] for one in ends], axis=-1) - values[(..., *(0,) * count)][..., None]
    off = np.stack([values[(..., *(1 - one))] for one in ends], axis=-1) - values[(..., *(1,) * count)][..., None]
    return Alone(on, off)


def decompose(table: ArrayLike, probability: ArrayLike = 0.5, count: int | None = None) -> NDArray[np.float64]:
    r"""Parts of an outcome's variance, one for every set of switches.

    One axis at a time: the coefficient on 1 is :math:`(1-p)v_0+pv_1`, that on :math:`\phi` is
    :math:`\sqrt{p(1-p)}\,(v_1-v_0)`. A part is the square of its coefficient.

    Parameters
    ----------
    table : array_like, shape (..., 2, 2, …)
        The outcome of every setting; booleans count as 0 and 1.
    probability : array_like, strictly between 0 and 1
        How likely each switch is on. A number is everybody's; an array has the switches along its last axis (or an axis of one,
        for all alike), and the others broadcast against the table's.
    count : int, at least 1, optional
        How many of the table's last axes are switches; by default all.

    Returns
    -------
    ndarray(float, shape=(..., 2, 2, …))
        At each set of switches, 1 for those in it, what they explain together and no part of them does. At the empty set 0. The sum is the variance.

    Raises
    ------
    ValueError
        As in `alone`; or if a probability is 0 or 1, or the shapes do not broadcast.

    Notes
    -----
    The decomposition of Hoeffding (1948) and Sobol (1993), here in closed form as there are two values on each axis.
    """
    values, count = _table(table, count)
    chance = _open(probability)
    if chance.ndim == 0:
        chance = chance[None]
    if chance.shape[-1] not in (1, count):
        raise ValueError(f"probability must have a last axis of 1 or of {count}, one for each switch, got the shape {chance.shape}")
    lead = together(table=values.shape[:values.ndim - count], probability=chance.shape[:-1])
    chance = np.broadcast_to(chance, lead + (count,))
    result = np.broadcast_to(values, lead + (2,) * count)
    for axis in range(count):
        place = len(lead) + axis
        p = chance[..., axis].reshape(lead + (1,) * (count - 1))
        off, on = result.take(0, axis=place), result.take(1, axis=place)
        result = np.stack([off + p * (on - off), np.sqrt(p * (1 - p)) * (on - off)], axis=place)
    result = result ** 2
    result[(..., *(0,) * count)] = 0
    return result


def effects(table: ArrayLike, probability: ArrayLike = 0.5, count: int | None = None) -> Effects:
    """Sobol indices and Shapley effects of every switch, exactly.

    Parameters
    ----------
    table, probability, count
        As in `decompose`.

    Returns
    -------
    Effects
        NaN where the outcome does not vary.

    Raises
    ------
    ValueError
        As in `decompose`.

    Notes
    -----
    First-order and total indices: Sobol (1993), Homma and Saltelli (1996). Shapley effects: Owen (2014).
    """
    _, count = _table(table, count)
    parts = decompose(table, probability, count)
    whole = parts.sum(axis=_axes(count))
    first, total, fair = [], [], []
    for axis, one in enumerate(np.eye(count, dtype=int)):
        half, size = _members(parts, count, axis)
        first.append(parts[(..., *one)])
        total.append(half.sum(axis=_axes(count - 1)) if count > 1 else half)
        fair.append((half / size).sum(axis=_axes(count - 1)) if count > 1 else half)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Effects(*(np.stack(each, axis=-1) / np.where(whole > 0, whole, np.nan)[..., None] for each in (first, total, fair)))


def dividends(table: ArrayLike, count: int | None = None) -> NDArray[np.float64]:
    r"""What each set of switches adds that no part of it does, :math:`m(A)=\sum_{C\subseteq A}(-1)^{|A\setminus C|}v(C)`.

    Parameters
    ----------
    table, count
        As in `alone`.

    Returns
    -------
    ndarray(float, shape=(..., 2, 2, …))
        At each set, 1 for the switches in it. At the empty set the outcome with all off; the sum over the subsets of a set is the outcome there.

    Raises
    ------
    ValueError
        As in `alone`.

    Notes
    -----
    Harsanyi (1959).
    """
    result, count = _table(table, count)
    for axis in range(result.ndim - count, result.ndim):
        off, on = result.take(0, axis=axis), result.take(1, axis=axis)
        result = np.stack([off, on - off], axis=axis)
    return result


def shapley(table: ArrayLike, count: int | None = None) -> NDArray[np.float64]:
    r"""The Shapley value of each switch, :math:`\sum_{A\ni i}m(A)/|A|`.

    Its mean contribution over all orders in which the switches can be thrown. The values sum to the difference between
    the outcomes with all on and with all off.

    Parameters
    ----------
    table, count
        As in `alone`.

    Returns
    -------
    ndarray(float, shape=(..., K))

    Raises
    ------
    ValueError
        As in `alone`.

    Notes
    -----
    Shapley (1953).
    """
    values, count = _table(table, count)
    shared = dividends(values, count)
    result = []
    for axis in range(count):
        half, size = _members(shared, count, axis)
        result.append((half / size).sum(axis=_axes(count - 1)) if count > 1 else half)
    return np.stack(result, axis=-1)


# Two worlds with closed forms ---------------------------------------------------------------------

def all_of(number: int, count: int | None = None) -> NDArray[np.float64]:
    """The table of a world in which the outcome needs all of so many switches, and no other.

    Parameters
    ----------
    number : int, at least 1
        How many switches are needed: the first ones.
    count : int, optional
        How many there are; by default no more.

    Returns
    -------
    ndarray(float, shape=(2, 2, …))
        1 where all that are needed are on, else 0.

    Raises
    ------
    ValueError
        If a number is no whole number, or more are needed than there are.
    """
    number = whole("number", number)
    count = number if count is None else whole("count", count)
    result = np.zeros((2,) * count)
    result[(1,) * whole("number", number, 1, count, f"of at least 1 and at most {count}")] = 1
    return result


def all_of_effects(probability: ArrayLike, number: ArrayLike = 3) -> Effects:
    r"""Indices of a needed switch in the all-of-:math:`K` world, in closed form.

    .. math::

        S = \frac{p^{K-1}(1-p)}{1-p^K}, \qquad T = \frac{1-p}{1-p^K}, \qquad H = \frac1K.

    Parameters
    ----------
    probability : array_like, strictly between 0 and 1
        How likely each switch is on.
    number : array_like, at least 1
        How many switches the outcome needs.

    Returns
    -------
    Effects
        Of the parameters' common shape.

    Raises
    ------
    ValueError
        If a parameter lies outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Proposition "all-of-three".
    """
    p = _open(probability)
    K = numbers("number", number, lambda value: (value >= 1) & (value == np.floor(value)) & np.isfinite(value), "whole numbers of at least 1")
    shape = together(probability=p.shape, number=K.shape)
    total = np.broadcast_to(-np.expm1(np.log(p)) / -np.expm1(K * np.log(p)), shape)
    return Effects(p ** (K - 1) * total, total + 0.0, np.broadcast_to(1 / K, shape) + 0.0)


def _alike(institution):
    """An institution under which both sides move the same share of blame."""
    institution = as_institution(institution)
    if (wrong := np.asarray(institution.executor) != 1).any():
        raise ValueError(f"institution must have executor 1, so that both sides move blame alike, got {float(np.asarray(institution.executor)[wrong].flat[0])!r}")
    return institution


def _noise(noise):
    return numbers("noise", noise, lambda value: (value > 0) & np.isfinite(value), "positive and finite")


def _found(found):
    value = np.asarray(checked("found", found, PARAMETERS["found"]))
    if (value <= 0).any():
        raise ValueError("found must be more than 0: where nothing is found there is no blame to move, got 0.0")
    return value


def stake_needed(institution: Institution | str = THEN, noise: ArrayLike = 0.25, found: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""How much a person must have at stake for most to deflect, where hiding changes nothing.

    Where a problem is found with the same probability :math:`f` whoever hides it, most deflect, once learning rests, exactly
    if the personal stake :math:`B` exceeds

    .. math::

        B^* = \frac{k+\eta\ln(1+e^{-g/\eta})}{(1-\theta)\,b\,f}.

    Parameters
    ----------
    institution : Institution or str
        With executor 1. Its attachment, transferability and costs count.
    noise : array_like, more than 0
        Noise :math:`\eta` of logit choice.
    found : array_like in (0, 1]
        The probability :math:`f`.

    Returns
    -------
    ndarray(float)
        Infinite where blame cannot be moved, or the other's loss counts as one's own.

    Raises
    ------
    ValueError
        If a parameter lies outside its domain, the county is no executor, or the shapes do not broadcast.

    Notes
    -----
    Proposition "where-all-is-found".
    """
    i, noise, found = _alike(institution), _noise(noise), _found(found)
    together(i.shape, noise=noise.shape, found=found.shape)
    lost = i.deflect_cost + noise * np.log1p(np.exp(-i.shield_cost / noise))
    moved = np.asarray((1 - i.attachment) * i.transferability * found, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((moved > 0) | (lost > 0), lost / moved, np.inf)


def where_all_is_found(institution: Institution | str = THEN, noise: ArrayLike = 0.25, found: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What share takes each action once learning rests, where hiding changes nothing.

    The advantages over doing the minimum do not depend on what the other side does: :math:`-g` for hiding and
    :math:`(1-\theta)bfB-k` for deflecting. Shares are logit in them.

    Parameters
    ----------
    institution, noise, found
        As in `stake_needed`. Its stakes count too; monitoring, concealment and veto items do not, as `found` stands in their place.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        Either side's shares, in the order of `stage.ACTIONS`.

    Raises
    ------
    ValueError
        As in `stake_needed`.
    """
    i, noise, found = _alike(institution), _noise(noise), _found(found)
    shape = together(i.shape, noise=noise.shape, found=found.shape)
    stake = (i.penalty + i.prize_passing * i.reward) * i.individualization
    values = np.zeros(shape + (3,))
    values[..., stage.SHIELD] = -i.shield_cost
    values[..., stage.DEFLECT] = (1 - i.attachment) * i.transferability * found * stake - i.deflect_cost
    return turn.logit(values, noise[..., None])


# The five-switch game -----------------------------------------------------------------------------

def deflecting(start: Institution | str = THEN, end: Institution | str = NOW, noise: ArrayLike = 0.25, ramp: int = 16, hold: int = 60) -> NDArray[np.float64]:
    """The five-switch game: what share of each side ends up deflecting in each of the 32 settings.

    Both populations start where learning settles under `start`; the switched levers move over `ramp` rounds and then rest for `hold`.

    Parameters
    ----------
    start, end : Institution or str
        What each lever is with its switch off, and with it on; of `end` only the levers of `CONDITIONS` count. Of any shape.
    noise : array_like, more than 0
        Broadcasts against the institutions.
    ramp, hold : int, at least 1
        Waiting matters: attachment wears away for a long time.

    Returns
    -------
    ndarray(float, shape=(3, ..., 2, 2, 2, 2, 2))
        Axes: `SIDES`, those of the institutions and the noise, one for each of `CONDITIONS`, 0 off and 1 on.

    Raises
    ------
    ValueError
        If the shapes do not broadcast or a parameter lies outside its domain.
    """
    start, end, noise = as_institution(start, "start"), as_institution(end, "end"), _noise(noise)
    shape = together(start=start.shape, end=end.shape, noise=noise.shape)
    five = (1,) * len(CONDITIONS)
    noise = np.broadcast_to(noise, shape)
    settled = turn.settle(start, noise)

    def stretched(institution):
        return Institution(**{name: np.broadcast_to(value, shape).reshape(shape + five) for name, value in institution.as_dict().items()})

    off, last = stretched(start), stretched(end).as_dict()
    on = off.as_dict()
    for axis, changes in enumerate(CONDITIONS.values()):
        thrown = np.arange(2).reshape(tuple(2 if place == axis else 1 for place in range(len(CONDITIONS)))) == 1
        on |= {lever: np.where(thrown, last[lever], on[lever]) for lever in changes}
    path, _ = turn.era_path(before=1, ramp=ramp, hold=hold, back=False, start=off, end=Institution(**on))
    history = turn.simulate(path, noise=noise.reshape(shape + five), start=settled.reshape(shape + five + (2, 3)))
    blame = np.moveaxis(history.shares[-1, ..., stage.DEFLECT], -1, 0)
    return np.concatenate([blame, blame.mean(axis=0, keepdims=True)])


# How far one value may move -----------------------------------------------------------------------

class Tolerance(NamedTuple):
    """How far one value may move, all others at the book's, before other settings of the switches end in blame-shifting.

    Attributes
    ----------
    name : str
        As `conditions.calibration` has it.
    value : float
        The book's.
    low, high : float
        The interval's ends.
    least, most : float
        How far it was sought.
    below, above : str
        What changes beyond either end: "+ …" for a setting that joins, "- …" for one that leaves. Empty where nothing does as far as was sought.
    """

    name: str
    value: float
    low: float
    high: float
    least: float
    most: float
    below: str
    above: str


REACH = 4
"""How many times the book's value a scan goes, where a value has no upper end."""

SEARCHED = {"noise": (0.02, 1.0), "revision": (0.02, 1.0), "erosion": (0.0, 1.0), "recovery": (0.0, 1.0)}
"""Between which ends the noise and the rates of learning are scanned."""


def _searched(name, value):
    """Between which ends a value is scanned."""
    if name in SEARCHED:
        return SEARCHED[name]
    lever = LEVERS[name.rpartition(".")[2]]
    return lever.low, lever.high if np.isfinite(lever.high) else REACH * value


def _boards(name, values, rounds):
    """Where most deflect, of the 32 settings, with one value moved; flat."""
    book = conditions.calibration()
    given: dict[str, Any] = {**book, name: np.asarray(values, dtype=float)}
    learning = {each: given.pop(each) for each in ("noise", "revision", "erosion", "recovery")}
    switches = {switch: {lever: given.pop(f"{switch}.{lever}") for lever in changes} for switch, changes in CONDITIONS.items()}
    return conditions.blames(Institution(**given), switches, hold=rounds, **learning).reshape(-1, 1 << len(CONDITIONS))


def _named(place):
    """The switches that are on in a setting."""
    on = np.unravel_index(place, (2,) * len(CONDITIONS))
    return " ".join(name for name, thrown in zip(CONDITIONS, on) if thrown)


def tolerance(name: str, rounds: int = 60, steps: int = 100, digits: int = 4) -> Tolerance:
    """How far one value may move before other settings than the book's four end in blame-shifting.

    Goes from the book's value to either end in equal steps, stops at the first at which a majority deflects in other settings than at
    the book's value, and narrows down where that begins.

    Parameters
    ----------
    name : str
        Key of `conditions.calibration`: a lever of the earlier regime, "switch.lever" for what a switch sets, the noise or a rate of learning.
    rounds : int, at least 1
        How long the populations learn after the switches are thrown.
    steps : int, at least 1
        To either end. What happens between two steps alone is not seen.
    digits : int, at least 1
        How many digits after the point the ends are sought to; they are rounded inwards.

    Returns
    -------
    Tolerance

    Raises
    ------
    ValueError
        If there is no such value.
    """
    book = conditions.calibration()
    if name not in book:
        raise ValueError(f"name must be one of {', '.join(book)}, got {name!r}{meant(name, book)}")
    value = book[name]
    usual = _boards(name, [value], rounds)[0]
    least, most = _searched(name, value)

    def end(far):
        near, many = value, steps
        if far == value:
            return value, ""
        while True:
            tried = np.linspace(near, far, many + 1)
            boards = _boards(name, tried, rounds)
            other = (boards != usual).any(axis=1)
            if not other.any():
                return far, ""
            first = int(other.argmax())
            near, far, many = tried[first - 1], tried[first], 10
            if abs(far - near) <= 10.0**-digits / 10:
                changes = [*(f"+ {_named(place)}" for place in np.flatnonzero(boards[first] & ~usual)),
                           *(f"- {_named(place)}" for place in np.flatnonzero(usual & ~boards[first]))]
                return near, "; ".join(changes)

    (low, below), (high, above) = end(least), end(most)
    scale = 10.0**digits
    low = np.ceil(low * scale - 1e-6) / scale if below else low
    high = np.floor(high * scale + 1e-6) / scale if above else high
    return Tolerance(name, value, float(low), float(high), float(least), float(most), below, above)


# Which lever matters when all are drawn -----------------------------------------------------------

OUTCOMES = ("deflecting", "margin")
"""What `ranking` asks about: the share that ends up deflecting, and what the side with more to gain loses by leaving mutual shielding."""


def outcomes(rounds: float = 60, **values: ArrayLike) -> NDArray[np.float64]:
    """Both of `OUTCOMES` under rules that lie anywhere between then and now.

    Parameters
    ----------
    rounds : int, at least 1
        How long the populations learn after the change.
    **values : array_like
        `noise`, and the levers by name. The levers that a condition moves are those of the later regime, and change from their value in
        `THEN`; the others are the same before and after.

    Returns
    -------
    ndarray(float, shape=(..., 2))
    """
    noise = values.pop("noise")
    moved = {lever for changes in CONDITIONS.values() for lever in changes}
    end = Institution(**values)
    start = end.replace(**{lever: getattr(THEN, lever) for lever in moved})
    path, _ = turn.era_path(before=1, ramp=16, hold=int(rounds), back=False, start=start, end=end)
    shares = turn.simulate(path, noise=noise, start=turn.settle(start, noise)).shares[-1, ..., stage.DEFLECT].mean(axis=-1)
    margin = stage.margins(end)[..., stage.SHIELD]
    return np.stack(np.broadcast_arrays(shares, margin), axis=-1)


def ranking(spread: float = 0.5, size: int = 4000, key: int = 2012, rounds: int = 60) -> list[dict[str, Any]]:
    """Which lever matters most, anywhere between then and now: sampled Sobol indices of thirteen levers and the noise.

    The levers that a condition moves are drawn evenly between their values then and now; the others and the noise from a range around
    the book's value that takes a share of the way to the ends of their domains. Prizes are not passed on.

    Parameters
    ----------
    spread : float in [0, 1]
        That share, as `sweep.widened` has it.
    size : int, at least 2
        Draws, as `sweep.sobol` has them.
    key : int
        The seed.
    rounds : int, at least 1
        As in `outcomes`.

    Returns
    -------
    list of dict
        A row for each of `OUTCOMES` and each name: the range that it was drawn from, its first-order and total index, and their standard errors.

    Raises
    ------
    ValueError
        If a parameter lies outside its domain.
    """
    from .sweep import sobol, widened  # which takes `shapley` from here

    drawn: dict[str, Any] = {"rounds": float(whole("rounds", rounds))}
    moved = {lever: value for changes in CONDITIONS.values() for lever, value in changes.items()}
    for name, lever in LEVERS.items():
        value = float(getattr(THEN, name))
        if name in moved:
            drawn[name] = tuple(sorted((value, moved[name])))
        else:
            drawn[name] = value if name == "prize_passing" else widened(value, spread, lever.low, lever.high)
    drawn["noise"] = widened(conditions.calibration()["noise"], spread)
    got = sobol(outcomes, drawn, size, key)
    return [{"spread": spread, "rounds": rounds, "outcome": outcome, "name": name, "low": round(drawn[name][0], 6), "high": round(drawn[name][1], 6),
             **{index: round(float(getattr(got, index)[row, column]), 4) for index in ("first", "first_se", "total", "total_se")}}
            for column, outcome in enumerate(OUTCOMES) for row, name in enumerate(got.names)]


# The command --------------------------------------------------------------------------------------

def _parser():
    parser = argparse.ArgumentParser(prog="python -m xianxiang.levers", description="Makes the two tables of the chapter on which lever matters. "
                                     "Random variations of all values at once: python -m xianxiang.sweep.")
    parser.add_argument("table", choices=("tolerances", "ranking"),
                        help="how far each value may move alone; or which lever matters most when all are drawn")
    parser.add_argument("--rounds", nargs="+", type=int, default=[60], metavar="N",
                        help="how long the populations learn after the switches are thrown (default: 60)")
    parser.add_argument("--spreads", nargs="+", type=float, default=[0.5, 1.0], metavar="R", help="of the ranking (default: %(default)s)")
    parser.add_argument("--size", type=int, default=4000, help="draws of the ranking (default: %(default)s)")
    parser.add_argument("--key", type=int, default=2012, help="the ranking's seed (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table here (default: print it)")
    return parser


def main(words: Sequence[str] | None = None) -> None:
    """The command.

    Parameters
    ----------
    words : sequence of str, optional
        What follows the command's name; by default what the command line says.
    """
    from . import __version__

    given = _parser().parse_args(words)
    rounds = " ".join(map(str, given.rounds))
    if given.table == "tolerances":
        made = f"tolerances --rounds {rounds}"
        table = [{"rounds": count, **tolerance(name, count)._asdict()} for count in given.rounds for name in conditions.calibration()]
    else:
        made = f"ranking --rounds {rounds} --spreads {' '.join(f'{spread:g}' for spread in given.spreads)} --size {given.size} --key {given.key}"
        table = [row for count in given.rounds for spread in given.spreads for row in ranking(spread, given.size, given.key, count)]
    lines = [f"# python -m xianxiang.levers {made}",
             f"# made with xianxiang {__version__}, numpy {np.__version__}, Python {sys.version_info.major}.{sys.version_info.minor}"]
    with given.out.open("w", encoding="utf-8", newline="") if given.out else _Out() as out:
        out.write("\n".join(lines) + "\n")
        writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


class _Out:
    """Standard output, which a `with` leaves open."""

    def __enter__(self):
        return sys.stdout

    def __exit__(self, *error):
        return None


if __name__ == "__main__":
    main()
