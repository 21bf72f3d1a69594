r"""What data could tell: a made-up panel, four worlds that could have made it, and a test of a sign.

Counties :math:`i` and years :math:`t`. Three **treatments** come to each county in a year of its own
or never: *covert* inspection (:math:`m, c`: .5, .9 to .8, .5), liability of the *person* (:math:`\iota`:
.1 to .9) and *penalty* (:math:`P`: .4 to 3). The prize :math:`R` is **held**, or a share of it is **cut**
as the penalty comes. The first two make four **strata**: neither, person, covert, both.

**Worlds.** Each has learning rounds in which half of those concerned choose again:

* *book*: the core game, two populations in each county, logit with noise :math:`\eta`;
* *selection*: the same, but nobody changes; posts do, by changing holder;
* *rival*: the two sides can pay each other, so that a *pair* of actions is chosen by logit on half the
  sum of the two payoffs;
* *literal*: each cause adds on the scale of the logit, blame :math:`= 1/(1+e^{2.5-1.4\,n})` with
  :math:`n` treatments in force; of the rest four in five shield.

**Observed**: joint cover-ups that come to light later, and reports against the other side; Poisson with
mean size × shock of the year × rate × (background + share). Sizes are gamma, shocks log-normal.

**Estimator.** In a stratum, counties that take up penalties in year :math:`g` against counties that have
none until the window ends; covert and person unchanged in it. With counts of the treated before and
after, :math:`B` and :math:`A`, of the controls :math:`D` and :math:`C`, and :math:`M = A+B+C+D`,

.. math::

    \hat\delta = \ln\frac{\sum_g A_gD_g/M_g + \frac14}{\sum_g B_gC_g/M_g + \frac14},

with a standard error by leaving out one county at a time.

**Test.** :math:`z_{00}` and :math:`z_{11}` are :math:`\hat\delta` over its standard error with neither and
with both: *reversal* if the first is above 1.645 and the second below -1.645, *glue* if both are above,
*solvent* if both are below, else *undecided*.

Claims 39, 42, 55, 57 and X3; Propositions "scale", "rival-never-falls" and "same-actions".
``python -m xianxiang.evidence --help`` makes the stored table of powers.
"""

from __future__ import annotations

import argparse
import csv
import sys
import zlib
from collections.abc import Iterable
from contextlib import nullcontext
from math import erf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import LARGEST, Institution, Lever, as_institution, checked, generator, numbers, together
from .turn import logit, settle

PARAMETERS = {
    "prize": Lever("R", "prize", "奖励", 0.0, np.inf, "prize before penalties come, in units of effort"),
    "noise": Lever("η", "noise", "噪声", 0.0, np.inf, "noise of logit choice, in units of effort"),
    "cut": Lever("x", "share of the prize that is cut", "以罚代奖", 0.0, 1.0, "share of the prize that goes as the penalty comes"),
    "counties": Lever("N", "counties", "县数", 1.0, 1e6, "counties in the panel"),
    "years": Lever("T", "years", "年数", 1.0, 1000.0, "years of the panel"),
    "never": Lever("q", "never taken up", "从未实行", 0.0, 1.0, "chance that a county never takes up a treatment"),
    "rate": Lever("r", "rate", "线索率", 0.0, np.inf, "counts a year in a county of mean size where all do it"),
    "background": Lever("u", "background", "本底", 0.0, 1.0, "share that is counted where nobody does it"),
    "detected": Lever("h", "later detection", "事后查出率", 0.0, np.inf, "chance to come to light later, relative to what is usual"),
    "shock": Lever("w", "shock of a year", "年度波动", 0.0, 10.0, "standard deviation of the logarithm of a year's shock"),
    "critical": Lever("z", "critical value", "临界值", 0.0, 100.0, "standard errors from 0 at which a sign counts as seen"),
    "revision": Lever("r", "share that revises", "调整比例", 0.0, 1.0, "chance that a post's action is chosen again in a round"),
}
"""What each parameter of its own means, by name."""

TREATMENTS = ("covert", "person", "penalty")
"""The treatments, in the order of the last axis of what is in force."""

STRATA = ("neither", "person", "covert", "both")
"""What else is in force, in the order of every axis of strata."""

WORLDS = ("book", "selection", "rival", "literal")
"""Names of the worlds."""

OUTCOMES = ("shield", "deflect")
"""What is counted: joint cover-ups, and reports against the other side."""

DECISIONS = ("reversal", "glue", "solvent", "undecided")
"""What the test can say."""

PENALTIES = (0.4, 3.0)
"""The penalty before and after it is taken up, in units of effort."""

COVERT = {"monitoring": 0.8, "concealment": 0.5}
"""What covert inspection sets."""

PERSON = {"individualization": 0.9}
"""What liability of the person sets."""

KINDS = (-0.4, -0.2, 0.0, 0.2, 0.4)
"""By how much counties' prizes differ from their mean: five kinds, equally frequent."""

ROUNDS = 4
"""Learning rounds in a year."""

RATE, BACKGROUND, SHAPE, SHOCK, NEVER, CRITICAL = 4.0, 0.03, 4.0, 0.2, 0.2, 1.645
WINDOW = (2, 1, 2)
"""Years before, years skipped from the take-up on, years after."""

CORRECTION = 1.2
"""What the pencil's standard errors are multiplied by: a county is a control for several years of take-up, which the
bare formula counts as so many counties. With it they are up to 16% too large from 400 counties and ten years on."""

CELLS = np.array([[[c, i, p] for p in (0, 1)] for c, i in ((0, 0), (0, 1), (1, 0), (1, 1))], dtype=bool)
"""What is in force in each stratum without and with penalties, shape (4, 2, 3)."""
CELLS.flags.writeable = False


class World(NamedTuple):
    """What a world does, year by year.

    Parameters
    ----------
    shield : ndarray(float)
        Share of encounters in which both sides shield.
    deflect : ndarray(float)
        Share of officials, of both sides, who pass the blame.
    """

    shield: NDArray[np.float64]
    deflect: NDArray[np.float64]


class Effect(NamedTuple):
    """Estimated log change of a count as penalties come, by stratum.

    Parameters
    ----------
    log_ratio, se : ndarray(float, shape=(..., 4))
        Strata in the order of `STRATA`; the standard error is infinite where a count is empty.
    sums : ndarray(float, shape=(..., 4, 4))
        Axes: stratum; treated after, treated before, controls after, controls before.
    """

    log_ratio: NDArray[np.float64]
    se: NDArray[np.float64]
    sums: NDArray[np.float64]


class Outlook(NamedTuple):
    """What a panel can be expected to show, worked out with a pencil.

    Parameters
    ----------
    log_ratio, se : ndarray(float, shape=(..., 4))
    sums : ndarray(float, shape=(..., 4, 4))
        Expected counts, as in `Effect`.
    """

    log_ratio: NDArray[np.float64]
    se: NDArray[np.float64]
    sums: NDArray[np.float64]


class Posts(NamedTuple):
    """Who held each post and what was done there.

    Parameters
    ----------
    action : ndarray(int, shape=(rounds, 2, posts))
        Axes: round, side, post; actions in the order of `stage.ACTIONS`.
    holder : ndarray(int, shape=(rounds, 2, posts))
        A number for each official, never given twice.
    """

    action: NDArray[np.int64]
    holder: NDArray[np.int64]


def _own(name, value):
    return checked(name, value, PARAMETERS[name])


def _noise(value):
    return numbers("noise", value, lambda v: (v > 0) & (v <= LARGEST), "more than 0 and finite")


def _whole(name, value, least=1):
    """One whole number."""
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "iu" or number < least:
        raise ValueError(f"{name} must be one whole number of at least {least}, got {value!r}")
    return int(number)


def _in_force(on):
    array = np.asarray(on)
    if array.dtype.kind not in "biuf" or array.shape[-1:] != (3,) or not np.isin(array, (0, 1)).all():
        raise ValueError(f"on must be 0 or 1 (or bool) of shape (..., 3), one for each of {', '.join(TREATMENTS)}; got {on!r}")
    return array.astype(bool)


def _of(name, value, known):
    if value not in known:
        raise ValueError(f"{name} must be among {', '.join(known)}, got {value!r}")
    return value


# Worlds ----------------------------------------------------------------------------------------


def regime(on: ArrayLike, prize: ArrayLike = 1.5, cut: ArrayLike = 0.0, institution: Institution | str | None = None) -> Institution:
    r"""The institution of a county in which some of the treatments are in force.

    Parameters
    ----------
    on : array_like of 0 and 1, shape (..., 3)
        What is in force, in the order of `TREATMENTS`.
    prize : array_like, at least 0
        Prize :math:`R` before penalties come, in units of effort; broadcasts against the leading axes of `on`.
    cut : array_like in [0, 1]
        Share of the prize that goes as the penalty comes: 0 where it is held.
    institution : Institution or str, optional
        All other levers, and what covert and person change from; by default the baseline. Its strength and
        negativity are not used.

    Returns
    -------
    Institution
        With :math:`P` = .4 without penalties and 3 with them.

    Examples
    --------
    >>> from xianxiang import evidence
    >>> i = evidence.regime([1, 0, 1], prize=1.5)
    >>> round(i.reward, 9), round(i.penalty, 9), i.monitoring, i.individualization
    (1.5, 3.0, 0.8, 0.1)
    """
    on, prize, cut = _in_force(on), _own("prize", prize), _own("cut", cut)
    base = as_institution(Institution() if institution is None else institution)
    together(base.shape, on=on.shape[:-1], prize=np.shape(prize), cut=np.shape(cut))
    covert, person, penalties = on[..., 0], on[..., 1], on[..., 2]
    penalty = np.where(penalties, PENALTIES[1], PENALTIES[0])
    reward = prize * (1 - cut * penalties)
    changes = {name: np.where(covert, value, getattr(base, name)) for name, value in COVERT.items()}
    changes |= {name: np.where(person, value, getattr(base, name)) for name, value in PERSON.items()}
    return base.replace(strength=reward + penalty, negativity=penalty / (reward + penalty), **changes)


def prizes(counties: int, rng: np.random.Generator | int, prize: float = 1.5) -> NDArray[np.float64]:
    """Prizes of counties: their mean and one of `KINDS`, but never below 0.

    Parameters
    ----------
    counties : int, at least 1
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed.
    prize : float, at least 0
        The mean.

    Returns
    -------
    ndarray(float, shape=(counties,))
    """
    counties, rng = _whole("counties", counties), generator(rng)
    return np.maximum(_own("prize", prize) + rng.choice(KINDS, counties), 0.0)


def adoption(counties: int, years: int, rng: np.random.Generator | int, never: float = NEVER) -> NDArray[np.bool_]:
    """What is in force in a panel: each treatment comes to a county in a year of its own, or never, and stays.

    Parameters
    ----------
    counties, years : int, at least 1
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed.
    never : float in [0, 1]
        Chance that a county never takes a treatment up; else every year is as likely.

    Returns
    -------
    ndarray(bool, shape=(counties, years, 3))
    """
    counties, years, rng = _whole("counties", counties), _whole("years", years), generator(rng)
    start = rng.integers(0, years, (counties, 3))
    start = np.where(rng.random((counties, 3)) < _own("never", never), years, start)
    return np.arange(years)[:, None] >= start[:, None, :]


def literal(on: ArrayLike) -> NDArray[np.float64]:
    """Shares of the three actions in the literal world, alike on both sides.

    Parameters
    ----------
    on : array_like of 0 and 1, shape (..., 3)

    Returns
    -------
    ndarray(float, shape=(..., 3))
        In the order of `stage.ACTIONS`.
    """
    blame = 1 / (1 + np.exp(2.5 - 1.4 * _in_force(on).sum(axis=-1)))
    return np.stack([0.8 * (1 - blame), blame, 0.2 * (1 - blame)], axis=-1)


def _pairs(u):
    """Half the sum of both sides' payoffs, by the county's action and the township's."""
    return (u[..., 0, :, :] + np.swapaxes(u[..., 1, :, :], -1, -2)) / 2


def pair_choice(institution: Institution | str, noise: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""The rival's choice: a pair of actions by logit on half the sum of the two payoffs.

    Parameters
    ----------
    institution : Institution or str
    noise : array_like, more than 0
        In units of effort; broadcasts against the institution.

    Returns
    -------
    ndarray(float, shape=(..., 3, 3))
        Axes: the county's action, the township's action.

    Notes
    -----
    In the sum moved blame cancels: it holds the penalty only as :math:`-2f_jP\varphi`, and that is least
    where both shield. Claim 57; Proposition "rival-never-falls".

    Examples
    --------
    >>> from xianxiang import evidence
    >>> round(float(evidence.pair_choice("now")[0, 0]), 2)
    0.1
    """
    institution, noise = as_institution(institution), _noise(noise)
    together(institution.shape, noise=noise.shape)
    values = _pairs(stage.payoffs(institution))
    flat = values.reshape(values.shape[:-2] + (9,))
    chosen = logit(flat, noise[..., None])
    return chosen.reshape(chosen.shape[:-1] + (3, 3))


def _replies(name, on, institution, noise):
    """For a world, a function that says how those choose who choose again, and shares to start from."""
    if name == "rival":
        target = pair_choice(institution, noise)
        return target, lambda x: target  # where it comes to rest, at once
    if name == "literal":
        target = np.broadcast_to(literal(on)[..., None, :], institution.shape + (2, 3))
        return target, lambda x: target
    u = stage.payoffs(institution)
    return np.eye(3)[[stage.SHIELD, stage.SHIELD]], lambda x: logit((u @ x[..., ::-1, :, None])[..., 0], noise[..., None, None])


def _seen(name, x):
    """What of a state is counted."""
    if name == "rival":
        return World(x[..., stage.SHIELD, stage.SHIELD], (x[..., stage.DEFLECT, :].sum(axis=-1) + x[..., :, stage.DEFLECT].sum(axis=-1)) / 2)
    return World(x[..., 0, stage.SHIELD] * x[..., 1, stage.SHIELD], x[..., stage.DEFLECT].mean(axis=-1))


def settled(name: str, on: ArrayLike, prize: ArrayLike = 1.5, noise: ArrayLike = 0.25, cut: ArrayLike = 0.0,
            institution: Institution | str | None = None, rounds: int = 80) -> World:
    """Shares at which a world comes to rest.

    Parameters
    ----------
    name : str
        One of `WORLDS`.
    on : array_like of 0 and 1, shape (..., 3)
    prize, cut : array_like
        As in `regime`.
    noise : array_like, more than 0
        Noise of logit choice, in units of effort.
    institution : Institution or str, optional
        As in `regime`.
    rounds : int, at least 1
        Rounds of learning, from all shielding; the rival's choice and the literal world's depend on nobody
        else's and are at rest at once.

    Returns
    -------
    World
        Each of the shape of `on` without its last axis, broadcast with the others.
    """
    _of("name", name, WORLDS)
    rules, noise, rounds = regime(on, prize, cut, institution), _noise(noise), _whole("rounds", rounds)
    shape = together(rules.shape, noise=noise.shape)
    x, reply = _replies(name, _in_force(on), rules, noise)
    x = np.broadcast_to(x, shape + x.shape[-2:])
    for _ in range(rounds):
        x = (x + reply(x)) / 2
    return _seen(name, x)


def world(name: str, on: ArrayLike, prize: ArrayLike = 1.5, noise: ArrayLike = 0.25, cut: ArrayLike = 0.0,
          institution: Institution | str | None = None) -> World:
    """What a world does in the years of a panel, from rest under what is in force in the first of them.

    Parameters
    ----------
    name : str
        One of `WORLDS`.
    on : array_like of 0 and 1, shape (..., years, 3)
        What is in force, as `adoption` gives it.
    prize, noise, cut : array_like
        As in `settled`; broadcast against the axes before the years.
    institution : Institution or str, optional
        As in `regime`.

    Returns
    -------
    World
        Means over the four rounds of each year, of shape (..., years).

    Notes
    -----
    Book and selection are the same here: whether people change or posts change hands leaves no trace in
    what is done (Proposition "same-actions"; `posts` has both).

    Examples
    --------
    >>> from xianxiang import evidence
    >>> on = evidence.adoption(2, 5, rng=1)
    >>> evidence.world("rival", on).shield.shape
    (2, 5)
    """
    _of("name", name, WORLDS)
    on, noise = _in_force(on), _noise(noise)
    if on.ndim < 2:
        raise ValueError(f"on must be of shape (..., years, 3), got {on.shape}")
    prize, cut = np.asarray(_own("prize", prize)), np.asarray(_own("cut", cut))
    rules = regime(on, prize[..., None], cut[..., None], institution)
    rules = rules.replace(**{lever: np.broadcast_to(value, rules.shape) for lever, value in rules.as_dict().items()})
    shape = together(rules.shape[:-1], noise=noise.shape)
    x, _ = _replies(name, on[..., 0, :], _year(rules, 0), noise)
    x = np.broadcast_to(x, shape + x.shape[-2:])
    seen = []
    for year in range(on.shape[-2]):
        _, reply = _replies(name, on[..., year, :], _year(rules, year), noise)
        for _ in range(80 if year == 0 else 0):
            x = (x + reply(x)) / 2
        rounds = []
        for _ in range(ROUNDS):
            x = (x + reply(x)) / 2
            rounds.append(_seen(name, x))
        seen.append([np.mean(part, axis=0) for part in zip(*rounds)])
    return World(*(np.stack(part, axis=-1) for part in zip(*seen)))


def _year(rules, year):
    return Institution(**{name: value[..., year] for name, value in rules.as_dict().items()})


# Counts ----------------------------------------------------------------------------------------


def counts(share: ArrayLike, rng: np.random.Generator | int, rate: float = RATE, background: float = BACKGROUND,
           detected: ArrayLike = 1.0, shock: float = SHOCK) -> NDArray[np.int64]:
    r"""Counts of a panel: Poisson with mean size × shock × rate × detected × (background + share).

    Parameters
    ----------
    share : array_like in [0, 1], shape (..., counties, years)
        What is done, as `world` gives it.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed.
    rate : float, at least 0
        Counts a year in a county of mean size where all do it.
    background : float in [0, 1]
        Share that is counted where nobody does it.
    detected : array_like, at least 0
        Chance to come to light later, relative to what is usual; broadcasts against the shares.
    shock : float, at least 0
        Standard deviation of the logarithm of a year's shock. Sizes are gamma with shape 4 and mean 1.

    Returns
    -------
    ndarray(int)
    """
    share = numbers("share", share, lambda v: (v >= 0) & (v <= 1), "in [0, 1]")
    if share.ndim < 2:
        raise ValueError(f"share must be of shape (..., counties, years), got {share.shape}")
    rng = generator(rng)
    size = rng.gamma(SHAPE, 1 / SHAPE, share.shape[:-1])[..., None]
    year = np.exp(_own("shock", shock) * rng.standard_normal(share.shape[:-2] + share.shape[-1:]))[..., None, :]
    return rng.poisson(size * year * _own("rate", rate) * _own("detected", detected) * (_own("background", background) + share))


def panel(counties: int = 200, years: int = 10, rng: np.random.Generator | int = 0, name: str = "book", prize: float = 1.5,
          noise: float = 0.25, cut: float = 0.0, never: float = NEVER) -> Any:
    """A made-up panel in long form, to practise on.

    Parameters
    ----------
    counties, years : int, at least 1
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed.
    name : str
        The world that makes it, one of `WORLDS`.
    prize : float, at least 0
        Mean prize of the counties before penalties come.
    noise : float, more than 0
    cut : float in [0, 1]
        Share of the prize that goes as the penalty comes.
    never : float in [0, 1]

    Returns
    -------
    pandas.DataFrame
        A row for each county and year, with the columns *county* and *year* (from 0), *covert*, *person* and
        *penalty* (0 or 1, in force), *prize* (this year's, in units of effort), *shield* (joint cover-ups of this
        year that came to light later) and *deflect* (reports against the other side). Sizes of counties and
        shocks of years are not among them.
    """
    import pandas

    rng = generator(rng)
    on, kinds = adoption(counties, years, rng, never), prizes(counties, rng, prize)
    done = world(name, on, kinds, noise, cut)
    place, year = np.indices(on.shape[:-1])
    given = kinds[:, None] * (1 - _own("cut", cut) * on[..., 2])
    columns = {"county": place, "year": year} | {t: on[..., n].astype(int) for n, t in enumerate(TREATMENTS)} | {"prize": given}
    columns |= {outcome: counts(getattr(done, outcome), rng) for outcome in OUTCOMES}
    return pandas.DataFrame({column: values.ravel() for column, values in columns.items()})


# Estimator and test ----------------------------------------------------------------------------


def _windows(on, window):
    """For each county, year of take-up and stratum: whether it is among the treated, and among the controls."""
    before, skipped, after = window
    span, years = before + skipped + after, on.shape[-2]
    firsts = range(max(years - span + 1, 0))
    treated, control = [], []
    for first in firsts:
        part = on[..., first:first + span, :]
        still = (part[..., :2] == part[..., :1, :2]).all(axis=(-1, -2))
        stratum = np.arange(4) == (2 * part[..., 0, 0] + part[..., 0, 1])[..., None]
        comes = ~part[..., before - 1, 2] & part[..., before, 2]
        treated.append(stratum & (still & comes)[..., None])
        control.append(stratum & (still & ~part[..., -1, 2])[..., None])
    shape = on.shape[:-2] + (0, 4)
    return [np.stack(x, axis=-2) if x else np.zeros(shape, bool) for x in (treated, control)], firsts


def penalty_effect(counts: ArrayLike, on: ArrayLike, before: int = 2, skipped: int = 1, after: int = 2) -> Effect:
    r"""Log change of a count as penalties come, by stratum, against counties not yet treated.

    Parameters
    ----------
    counts : array_like, at least 0, shape (..., counties, years)
    on : array_like of 0 and 1, shape (..., counties, years, 3)
        What is in force, in the order of `TREATMENTS`; what has come stays.
    before, skipped, after : int, at least 1 (skipped: at least 0)
        Years before the take-up, years skipped from the take-up on, years after them.

    Returns
    -------
    Effect

    Notes
    -----
    The formula stands at the head of the module. The standard error leaves out one county at a time, whose
    counts enter several years of take-up:
    :math:`\sqrt{\frac{N-1}N\sum_i(\hat\delta_{-i}-\bar\delta)^2}`.
    Only counties that are not yet treated are controls, as in Callaway and Sant'Anna (2021).

    Examples
    --------
    >>> from xianxiang import evidence
    >>> on = [[[0, 0, 0], [0, 0, 1]], [[0, 0, 0], [0, 0, 0]]]
    >>> round(float(evidence.penalty_effect([[4, 8], [10, 10]], on, 1, 0, 1).log_ratio[0]), 3)
    0.606
    """
    y = numbers("counts", counts, lambda v: (v >= 0) & np.isfinite(v), "at least 0 and finite")
    on = _in_force(on)
    if on.ndim < 3 or y.shape[-2:] != on.shape[-3:-1]:
        raise ValueError(f"counts (..., counties, years) must fit on (..., counties, years, 3), got {y.shape} and {on.shape}")
    if (on[..., :-1, :] & ~on[..., 1:, :]).any():
        raise ValueError("on must stay in force once it has come, got a treatment that is taken back")
    window = _whole("before", before), _whole("skipped", skipped, 0), _whole("after", after)
    (treated, control), firsts = _windows(on, window)
    total = np.concatenate([np.zeros(y.shape[:-1] + (1,)), y.cumsum(axis=-1)], axis=-1)
    span = [(np.arange(len(firsts)), window[0]), (np.arange(len(firsts)) + window[0] + window[1], window[2])]
    b, a = ((total[..., first + length] - total[..., first])[..., None] for first, length in span)
    each = np.stack(np.broadcast_arrays(a * treated, b * treated, a * control, b * control), axis=-1)  # (..., N, G, 4 strata, 4)
    sums = each.sum(axis=-4, keepdims=True)

    def log_ratio(s):
        size = s.sum(axis=-1)
        size = np.where(size > 0, size, 1.0)
        up, down = ((s[..., j] * s[..., k] / size).sum(axis=-2) for j, k in ((0, 3), (1, 2)))
        return np.log((up + 0.25) / (down + 0.25)), up, down

    estimate, up, down = (x[..., 0, :] for x in log_ratio(sums))
    without = log_ratio(sums - each)[0]
    n = y.shape[-2]
    se = np.sqrt((n - 1) / n * ((without - without.mean(axis=-2, keepdims=True)) ** 2).sum(axis=-2))
    return Effect(estimate, np.where((up > 0) & (down > 0) & (se > 0), se, np.inf), sums[..., 0, :, :, :].sum(axis=-3))


def decide(log_ratio: ArrayLike, se: ArrayLike, critical: ArrayLike = CRITICAL) -> NDArray[np.str_]:
    """What the registered test says.

    Parameters
    ----------
    log_ratio, se : array_like, shape (..., 4)
        As `penalty_effect` gives them; of the strata only the first, neither, and the last, both, are used.
    critical : array_like, at least 0
        Standard errors from 0 at which a sign counts as seen; broadcasts against the leading axes.

    Returns
    -------
    ndarray(str)
        One of `DECISIONS`. Each needs two signs, so that neither needs a correction for the other.

    Examples
    --------
    >>> from xianxiang import evidence
    >>> str(evidence.decide([0.8, 0.6, 0.6, -1.6], [0.2, 0.2, 0.2, 0.4]))
    'reversal'
    """
    z = _ends(log_ratio, se)
    critical = np.asarray(_own("critical", critical))
    up, down = z > critical[..., None], z < -critical[..., None]
    return np.select([up[..., 0] & down[..., 1], up.all(axis=-1), down.all(axis=-1)], DECISIONS[:3], default=DECISIONS[3])


def _ends(log_ratio, se):
    """The two z that the test looks at."""
    effect = numbers("log_ratio", log_ratio, np.isfinite, "finite")
    error = numbers("se", se, lambda v: v > 0, "more than 0")
    for name, value in (("log_ratio", effect), ("se", error)):
        if value.shape[-1:] != (4,):
            raise ValueError(f"{name} must be of shape (..., 4), one for each of {', '.join(STRATA)}; got {value.shape}")
    return (effect / error)[..., [0, 3]]


_erf = np.vectorize(erf, otypes=[float])


def _normal(z):
    """The normal distribution function."""
    return (1 + _erf(np.asarray(z) / np.sqrt(2))) / 2


def power(log_ratio: ArrayLike, se: ArrayLike, critical: ArrayLike = CRITICAL) -> NDArray[np.float64]:
    r"""Chance that the test says *reversal*: the product of two one-sided powers.

    Parameters
    ----------
    log_ratio, se : array_like, shape (..., 4)
        True log changes and the standard errors that are expected, as `outlook` gives them.
    critical : array_like, at least 0

    Returns
    -------
    ndarray(float)
        :math:`\Phi(\delta_{00}/\mathrm{se}_{00} - z)\,\Phi(-\delta_{11}/\mathrm{se}_{11} - z)`.
    """
    z = _ends(log_ratio, se)
    critical = np.asarray(_own("critical", critical))
    return _normal(z[..., 0] - critical) * _normal(-z[..., 1] - critical)


# With a pencil ---------------------------------------------------------------------------------


def _spread(prize, noise, cut):
    """Prizes of the kinds on a last axis, and the others with one."""
    kinds = np.maximum(np.asarray(_own("prize", prize))[..., None] + np.array(KINDS), 0.0)
    return kinds, _noise(noise)[..., None], np.asarray(_own("cut", cut))[..., None]


def cell_shares(name: str, prize: ArrayLike = 1.5, noise: ArrayLike = 0.25, cut: ArrayLike = 0.0,
                institution: Institution | str | None = None) -> World:
    """Shares at rest in the eight cells, averaged over the kinds of counties.

    Parameters
    ----------
    name : str
        One of `WORLDS`.
    prize, noise, cut : array_like
        Mean prize, noise and the share of the prize that is cut; broadcast.
    institution : Institution or str, optional
        One institution; as in `regime`.

    Returns
    -------
    World
        Each of shape (..., 4, 2). Axes: those of the parameters, stratum, without and with penalties.
    """
    kinds, noise, cut = (x[..., None, None] for x in _spread(prize, noise, cut))
    done = settled(name, CELLS, kinds, noise, cut, institution)  # (..., kinds, 4, 2)
    return World(*(x.mean(axis=-3) for x in done))


def window_shares(name: str, prize: ArrayLike = 1.5, noise: ArrayLike = 0.25, cut: ArrayLike = 0.0,
                  institution: Institution | str | None = None) -> World:
    """The same as the estimator's window sees it: means of the years before penalties come, and of those after.

    Parameters
    ----------
    name, prize, noise, cut, institution
        As in `cell_shares`.

    Returns
    -------
    World
        Each of shape (..., 4, 2). What has not settled when the window ends is not in it.
    """
    kinds, noise, cut = (x[..., None] for x in _spread(prize, noise, cut))
    on = np.stack([CELLS[:, int(year >= WINDOW[0])] for year in range(sum(WINDOW))], axis=1)
    done = world(name, on, kinds, noise, cut, institution)  # (..., kinds, 4, years)
    spans = slice(0, WINDOW[0]), slice(WINDOW[0] + WINDOW[1], None)
    return World(*(np.stack([x[..., span].mean(axis=-1).mean(axis=-2) for span in spans], axis=-1) for x in done))


def effect(share: ArrayLike, background: float = BACKGROUND) -> NDArray[np.float64]:
    """Log change of what is counted as penalties come, from shares without and with them.

    Parameters
    ----------
    share : array_like in [0, 1], shape (..., 2)
    background : float in [0, 1]

    Returns
    -------
    ndarray(float)
    """
    share = numbers("share", share, lambda v: (v >= 0) & (v <= 1), "in [0, 1]")
    low = np.log(_own("background", background) + share)
    return low[..., 1] - low[..., 0]


def design(counties: ArrayLike, years: ArrayLike, never: ArrayLike = NEVER) -> NDArray[np.float64]:
    r"""Windows that a panel can be expected to hold.

    With :math:`p = (1-q)/T` the chance of a year of take-up, :math:`g` the year in which penalties come and
    a window of two years before and, after one, two more: chances :math:`p` to be treated,
    :math:`q + p(T-3-g)` to have nothing until the window ends, :math:`p(g-1)` to have had it from its first year.

    Parameters
    ----------
    counties : array_like, at least 1
    years : array_like of whole numbers, at least 1
    never : array_like in [0, 1]
        All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 4, 2))
        Axes: stratum, treated and controls.
    """
    counties, years, never = (np.asarray(_own(n, v)) for n, v in (("counties", counties), ("years", years), ("never", never)))
    if (years % 1).any():
        raise ValueError(f"years must be whole numbers, got {years!r}")
    together(counties=counties.shape, years=years.shape, never=never.shape)
    p, q, t = ((1 - never) / years)[..., None], never[..., None], years[..., None]
    g = np.arange(WINDOW[0], max(int(years.max(initial=0)) - WINDOW[2], WINDOW[0]))
    inside = g <= t - WINDOW[1] - WINDOW[2]
    off, has = inside * (q + p * (t - 1 - WINDOW[2] - g)), inside * p * (g - WINDOW[0] + 1)
    strata = np.stack([off * off, off * has, has * off, has * has], axis=-1)  # covert and person
    both = np.stack(np.broadcast_arrays(p * inside, off), axis=-1)
    return counties[..., None, None] * (strata[..., :, None] * both[..., None, :]).sum(axis=-3)


def outlook(share: ArrayLike, counties: ArrayLike = 400, years: ArrayLike = 10, never: ArrayLike = NEVER, rate: float = RATE,
            background: float = BACKGROUND) -> Outlook:
    r"""What a panel can be expected to show, from the shares in its cells.

    Parameters
    ----------
    share : array_like in [0, 1], shape (..., 4, 2)
        One of the shares that `window_shares` gives (or `cell_shares`, for effects that have settled).
    counties, years, never : array_like
        As in `design`; broadcast against the leading axes of `share`.
    rate, background : float

    Returns
    -------
    Outlook
        The standard error is `CORRECTION` times the root of the sum of one over each expected count;
        infinite where a panel is too short for a window.
    """
    share = numbers("share", share, lambda v: (v >= 0) & (v <= 1), "in [0, 1]")
    if share.shape[-2:] != (4, 2):
        raise ValueError(f"share must be of shape (..., 4, 2), strata without and with penalties; got {share.shape}")
    mean = _own("rate", rate) * (_own("background", background) + share)
    here = design(counties, years, never)
    before, after = (mean[..., k] for k in (0, 1))
    treated, control = (here[..., k] for k in (0, 1))
    sums = np.stack(np.broadcast_arrays(WINDOW[2] * treated * after, WINDOW[0] * treated * before,
                                        WINDOW[2] * control * before, WINDOW[0] * control * before), axis=-1)
    with np.errstate(divide="ignore"):
        se = CORRECTION * np.sqrt((1 / sums).sum(axis=-1))
    return Outlook(np.broadcast_to(effect(share, background), se.shape), se, sums)


# How far the theorem predicts data -------------------------------------------------------------


def predictions(draws: int, rng: np.random.Generator | int, noise: float = 0.25) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""At random institutions: what the theorem says of penalties, and what they do to shielding at rest.

    Parameters
    ----------
    draws : int, at least 1
        Institutions: :math:`b, m, c, \lambda, d, \iota` uniform on [0, 1], the prize on [.5, 3], costs of
        shielding and of passing the blame on [0, .6].
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed.
    noise : float, more than 0

    Returns
    -------
    gap, change : ndarray(float, shape=(draws,))
        :math:`b\pi-\rho` with :math:`\pi = \iota/\varphi`, above 0 where the theorem has large penalties break
        the alliance; and the change of the share that shields as :math:`P` goes from .4 to 3, the prize held.
    """
    draws, rng, noise = _whole("draws", draws), generator(rng), _noise(noise)
    names = ("transferability", "monitoring", "concealment", "lone_concealment", "diffusion", "individualization")
    levers = dict(zip(names, rng.random((len(names), draws))))
    levers |= dict(zip(("shield_cost", "deflect_cost"), 0.6 * rng.random((2, draws))))
    prize = 0.5 + 2.5 * rng.random(draws)
    base = Institution(**levers)
    penalty = np.array(PENALTIES)[:, None]
    pair = base.replace(strength=prize + penalty, negativity=penalty / (prize + penalty))
    shielding = settle(pair, noise)[..., stage.SHIELD].mean(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = stage.findings(base)
        worth = np.where(found[:, 1] > 0, 1 - found[:, 2] / found[:, 1], 0.0)
        share = np.where(base.felt > 0, base.individualization / base.felt, 0.0)
    return base.transferability * share - worth, shielding[1] - shielding[0]


# Learning and selection ------------------------------------------------------------------------


def posts(by: str, path: Institution, size: int, rng: np.random.Generator | int, noise: float = 0.25, revision: float = 0.25) -> Posts:
    """What is done at each post, and by whom, where officials learn or where they are replaced.

    Counties and townships, as many posts each. In a round each post's action is chosen again with chance
    `revision`, by logit against the other side's shares. Where officials *learn*, the holder takes the new
    action. Where they are *selected*, nobody ever changes: the holder leaves and one comes who does it.

    Parameters
    ----------
    by : str
        "learning" or "selection".
    path : Institution
        With a leading axis of rounds and no other.
    size : int, at least 1
        Posts on each side.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed. The same seed gives both the same draws.
    noise : float, more than 0
    revision : float in [0, 1]

    Returns
    -------
    Posts
        The first round is what there was before any post was filled again: actions at random.

    Notes
    -----
    Claim 39; Proposition "same-actions".

    Examples
    --------
    >>> import numpy as np
    >>> from xianxiang import evidence, turn
    >>> path, _ = turn.era_path(before=5, ramp=5, hold=5, back=False)
    >>> learn, select = (evidence.posts(by, path, 50, rng=1) for by in ("learning", "selection"))
    >>> np.array_equal(learn.action, select.action), np.array_equal(learn.holder, select.holder)
    (True, False)
    """
    _of("by", by, ("learning", "selection"))
    path, size, rng = as_institution(path, "path"), _whole("size", size), generator(rng)
    if len(path.shape) != 1:
        raise ValueError(f"path must have one axis, of rounds, got the shape {path.shape}")
    noise, revision = float(_noise(noise)), _own("revision", revision)
    u = stage.payoffs(path)
    doer = list(rng.integers(0, 3, 2 * size))  # what each official does, by number
    holder = np.arange(2 * size).reshape(2, size)
    actions, holders = [np.array(doer)[holder]], [holder.copy()]
    for payoff in u:
        now = actions[-1]
        shares = np.stack([(now == a).mean(axis=-1) for a in range(3)], axis=-1)
        chances = logit((payoff @ shares[::-1, :, None])[..., 0], noise)
        vacant = rng.random((2, size)) < revision
        drawn = (rng.random((2, size, 1)) > chances.cumsum(axis=-1)[:, None, :-1]).sum(axis=-1)
        if by == "selection":
            holder = holder.copy()
            holder[vacant] = len(doer) + np.arange(vacant.sum())
            doer.extend(drawn[vacant])
        else:
            known = np.array(doer)
            known[holder[vacant]] = drawn[vacant]
            doer = list(known)
        actions.append(np.array(doer)[holder])
        holders.append(holder.copy())
    return Posts(np.stack(actions), np.stack(holders))


def changed(seen: Posts, first: int, last: int) -> float:
    """Of the officials who held a post in two rounds, the share who did something else in the second.

    Parameters
    ----------
    seen : Posts
    first, last : int
        Rounds.

    Returns
    -------
    float
        NaN where nobody stayed.
    """
    stayed = seen.holder[first] == seen.holder[last]
    other = seen.action[first] != seen.action[last]
    return float(other[stayed].mean()) if stayed.any() else float("nan")


# Likelihood ------------------------------------------------------------------------------------


def cell_counts(counts: ArrayLike, on: ArrayLike, wait: int = 2) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts and county-years of the eight cells, of years in which what is in force has been so for some time.

    Parameters
    ----------
    counts : array_like, at least 0, shape (..., counties, years)
    on : array_like of 0 and 1, shape (..., counties, years, 3)
    wait : int, at least 0
        Years before which nothing has changed.

    Returns
    -------
    counts, exposure : ndarray(float, shape=(..., 4, 2))
        Axes: stratum, without and with penalties.
    """
    y = numbers("counts", counts, lambda v: (v >= 0) & np.isfinite(v), "at least 0 and finite")
    on, wait = _in_force(on), _whole("wait", wait, 0)
    if on.ndim < 3 or y.shape[-2:] != on.shape[-3:-1]:
        raise ValueError(f"counts (..., counties, years) must fit on (..., counties, years, 3), got {y.shape} and {on.shape}")
    same = np.ones(on.shape[:-1], bool)
    for back in range(1, min(wait, on.shape[-2] - 1) + 1):
        same[..., back:] &= (on[..., back:, :] == on[..., :-back, :]).all(axis=-1)
    cell = 4 * on[..., 0] + 2 * on[..., 1] + on[..., 2]
    member = (cell[..., None] == np.arange(8)) & same[..., None]
    summed = [(value * member).sum(axis=(-3, -2)) for value in (y[..., None], 1.0)]
    return tuple(x.reshape(x.shape[:-1] + (4, 2)) for x in summed)


def loglik(counts: ArrayLike, exposure: ArrayLike, share: ArrayLike, background: float = BACKGROUND) -> NDArray[np.float64]:
    r"""Log likelihood of counts in cells, the scale profiled out and constants dropped.

    .. math::

        \ell = \sum_k y_k\ln q_k - \Bigl(\sum_k y_k\Bigr)\ln\sum_k q_k,
        \qquad q_k = n_k(u + \text{share}_k).

    Parameters
    ----------
    counts, exposure : array_like, shape (..., 4, 2)
        As `cell_counts` gives them.
    share : array_like in [0, 1], shape (..., 4, 2)
    background : float in (0, 1]

    Returns
    -------
    ndarray(float)
        Of cells with nothing observed nothing enters.
    """
    y, n = (numbers(name, value, lambda v: (v >= 0) & np.isfinite(v), "at least 0 and finite") for name, value in (("counts", counts), ("exposure", exposure)))
    share = numbers("share", share, lambda v: (v >= 0) & (v <= 1), "in [0, 1]")
    background = _own("background", background)
    if background <= 0:
        raise ValueError(f"background must be more than 0, got {background!r}")
    if (y[n == 0] > 0).any() if y.shape == n.shape else False:
        raise ValueError("counts must be 0 where exposure is 0")
    q = n * (background + share)
    logs = np.log(np.where(q > 0, q, 1.0))
    total = q.sum(axis=(-2, -1))
    return (y * logs).sum(axis=(-2, -1)) - y.sum(axis=(-2, -1)) * np.log(np.where(total > 0, total, 1.0))


# The stored table ------------------------------------------------------------------------------

BASELINES = tuple((prize, noise) for noise in (0.25, 0.4) for prize in (0.6, 1.0, 1.5, 2.0))
"""Mean prizes and noises of the eight settings that were tried."""

FRIENDLIEST, HARDEST = (2.0, 0.25), (0.6, 0.4)
"""Those of the eight in which the test has most power, and least."""

_MEASURES = ("bias_neither", "bias_both", "spread_neither", "spread_both", "error_neither", "error_both", "cover_neither", "cover_both")
COLUMNS = ("world", "prize", "noise", "cut", "counties", "years", "samples", *DECISIONS, *_MEASURES)
"""Columns of the stored table: a setting; how many panels were made of it and how many of them ended in each
decision; then, in the first stratum and the last, the mean difference of estimate and truth, the standard
deviation of this difference, the mean standard error, and how often 1.96 of them cover the truth."""


def trial(world_name: str, prize: float = 1.5, noise: float = 0.25, cut: float = 0.0, counties: int = 400, years: int = 10,
          samples: int = 300, key: int = 11) -> dict[str, Any]:
    """Panels of one setting, made, estimated and judged.

    Parameters
    ----------
    world_name : str
        One of `WORLDS`.
    prize, noise, cut : float
    counties, years, samples : int, at least 1
    key : int
        Each setting and sample has a stream of its own, so that the result does not depend on what else is run.

    Returns
    -------
    dict
        By `COLUMNS`. The truth is what the estimator gives for the means of the same panel, had it no chance in
        its counts; measures are of the panels whose standard error is finite.
    """
    setting = {"world": world_name, "prize": float(prize), "noise": float(noise), "cut": float(cut), "counties": _whole("counties", counties),
               "years": _whole("years", years)}  # fmt: skip
    samples, stream = _whole("samples", samples), zlib.crc32(repr(sorted(setting.items())).encode())
    said, rows = [], []
    for sample in range(samples):
        rng = np.random.default_rng([key, stream, sample])
        on, kinds = adoption(counties, years, rng), prizes(counties, rng, prize)
        done = world(world_name, on, kinds, noise, cut).shield
        seen = penalty_effect(counts(done, rng), on)
        true = penalty_effect(1e6 * (BACKGROUND + done), on).log_ratio
        said.append(decide(seen.log_ratio, seen.se))
        rows.append([(seen.log_ratio - true)[[0, 3]], seen.se[[0, 3]]])
    miss, error = np.moveaxis(np.array(rows), 1, 0)
    known = np.isfinite(error)
    row: dict[str, Any] = setting | {"samples": samples} | {name: int(np.sum(np.array(said) == name)) for name in DECISIONS}
    for n, stratum in enumerate(("neither", "both")):
        off, se = miss[known[:, n], n], error[known[:, n], n]
        measures = (off.mean(), off.std(), se.mean(), np.mean(np.abs(off) < 1.96 * se)) if len(off) else (np.nan,) * 4
        row |= {f"{name}_{stratum}": round(float(value), 4) for name, value in zip(("bias", "spread", "error", "cover"), measures)}
    return {column: row[column] for column in COLUMNS}


def least_favourable(prize: float = 1.5, noise: float = 0.25) -> float:
    r"""The share of the prize that has to be cut for :math:`\delta_{00}` to be 0 in the book's world, as the window sees it.

    Parameters
    ----------
    prize, noise : float

    Returns
    -------
    float
        Where a false reversal is likeliest: the second sign is as clear as ever. Rounded to six places.
    """
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effect(window_shares("book", prize, noise, middle).shield)[0] > 0 else (low, middle)
    return round((low + high) / 2, 6)


def settings() -> list[dict[str, Any]]:
    """The settings of the stored table.

    Returns
    -------
    list of dict
        Baseline and hardest setting by counties and years, and the friendliest by counties; all eight at 400
        counties and 10 years; the worlds without a reversal, and the least favourable.
    """
    grid = [(n, t) for t in (6, 10, 15) for n in (100, 200, 400, 800)] + [(1600, 10), (2800, 10)]
    rows = [{"counties": n, "years": t} for n, t in grid]
    rows += [{"prize": FRIENDLIEST[0], "noise": FRIENDLIEST[1], "counties": n} for n in (100, 200, 400, 800)]
    rows += [{"prize": HARDEST[0], "noise": HARDEST[1], "counties": n, "years": t} for n, t in grid]
    rows += [{"prize": prize, "noise": noise} for prize, noise in BASELINES if (prize, noise) not in ((1.5, 0.25), FRIENDLIEST, HARDEST)]
    rows += [{"world_name": name, "counties": n} for name in ("rival", "literal") for n in (400, 800)]
    rows += [{"cut": 1.0}, {"world_name": "rival", "cut": 1.0}]
    rows += [{"cut": least_favourable(), "counties": n} for n in (300, 800)]
    return [{"world_name": "book"} | row for row in rows]


def main(arguments: Iterable[str] | None = None) -> None:
    """Make the stored table; see ``python -m xianxiang.evidence --help``.

    Parameters
    ----------
    arguments : iterable of str, optional
        By default those of the command line.
    """
    parser = argparse.ArgumentParser(prog="python -m xianxiang.evidence", description="Make panels, estimate, judge, and write how often the test said what.")
    parser.add_argument("--samples", type=int, default=300, help="panels of each setting (300)")
    parser.add_argument("--key", type=int, default=11, help="key of the streams of chance (11)")
    parser.add_argument("--out", help="CSV to write; by default the screen")
    given = parser.parse_args(None if arguments is None else list(arguments))
    with open(given.out, "w", newline="", encoding="utf-8") if given.out else nullcontext(sys.stdout) as file:
        file.write(f"# python -m xianxiang.evidence --samples {given.samples} --key {given.key}; numpy {np.__version__}\n")
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        for row in settings():
            table.writerow(trial(**row, samples=given.samples, key=given.key))
            file.flush()


def stored() -> list[dict[str, Any]]:
    """The stored table, ``chapters/evidence.csv``.

    Returns
    -------
    list of dict
        By `COLUMNS`, numbers as numbers.
    """
    from .ledger import CHAPTERS

    with open(CHAPTERS / "evidence.csv", encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        whole = {"counties", "years", "samples", *DECISIONS}
        return [{name: value if name == "world" else int(value) if name in whole else float(value) for name, value in row.items()} for row in rows]


if __name__ == "__main__":
    main()
