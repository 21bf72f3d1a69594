r"""The turn: how two populations learn to collude, and to stop.

Counties and townships meet at random and play the core game. In each round a share
:math:`r` of each population revises, by logit choice with noise :math:`\eta`:

.. math::

    x_{t+1} = (1-r)\,x_t + r\,\sigma\bigl(\pi(x_t)/\eta\bigr),
    \qquad \sigma_a(z) = e^{z_a} / \textstyle\sum_b e^{z_b},

with :math:`\pi` the expected payoffs against the other population. Attachment is a slow
variable. It erodes as people deflect while responsibility is personal, and recovers towards
the institution's own level :math:`\hat\theta` more slowly:

.. math::

    \theta_{t+1} = \theta_t - \epsilon\,\iota\delta_t\,\theta_t
        + \rho\,(1-\iota\delta_t)(\hat\theta-\theta_t),

with :math:`\delta` the share that deflects, the mean of both populations. Claims 39, 40, 56-58.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import NOW, THEN, Institution, as_institution, between, generator, whole

Choice = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Turn:
    """A history of both populations.

    Parameters
    ----------
    shares : ndarray(float, shape=(rounds, ..., 2, 3))
        Axes: round, the institution's own, side, action. Each row of actions sums to 1.
    attachment : ndarray(float, shape=(rounds, ...))
        Attachment in each round.
    """

    shares: NDArray[np.float64]
    attachment: NDArray[np.float64]


def logit(values: ArrayLike, noise: ArrayLike) -> NDArray[np.float64]:
    r"""Logit choice: :math:`e^{v_a/\eta} / \sum_b e^{v_b/\eta}` along the last axis.

    Parameters
    ----------
    values : array_like, shape (..., actions)
    noise : array_like, more than 0
        In units of the values, broadcast against them: a difference of `noise` makes odds of :math:`e`.

    Returns
    -------
    ndarray(float)

    Raises
    ------
    ValueError
        If `noise` is not positive.
    """
    z = np.asarray(values, dtype=float) / _positive("noise", noise)
    z = np.exp(z - z.max(axis=-1, keepdims=True))
    return z / z.sum(axis=-1, keepdims=True)


def best_reply(values: ArrayLike, noise: ArrayLike | None = None) -> NDArray[np.float64]:
    """Best reply: all weight on the largest value, shared among ties within float error.

    Parameters
    ----------
    values : array_like, shape (..., actions)
    noise : ignored
        So that it stands in for `logit`.

    Returns
    -------
    ndarray(float)
    """
    values = np.asarray(values, dtype=float)
    slack = stage.tie_width(values, (-1,))
    best = (values >= values.max(axis=-1, keepdims=True) - slack).astype(float)
    return best / best.sum(axis=-1, keepdims=True)


def era_path(before: int = 10, ramp: int = 30, hold: int = 30, back: bool = True, start: Institution | str = THEN,
             end: Institution | str = NOW) -> tuple[Institution, NDArray[np.float64]]:
    """Institutions round by round: at `start`, towards `end`, there, and back again.

    Parameters
    ----------
    before, ramp, hold : int, at least 1
        Rounds at rest before the change, rounds of change, rounds at rest after it.
    back : bool
        Whether the levers are turned back, over another `ramp` rounds, and rest again for
        `hold`.
    start, end : Institution or str
        Their shapes broadcast.

    Returns
    -------
    path : Institution
        Fields have a leading axis of rounds.
    position : ndarray(float, shape=(rounds,))
        0 at `start`, 1 at `end`.

    Raises
    ------
    ValueError
        If a number of rounds is not a whole number of at least 1.
    """
    for name, value in (("before", before), ("ramp", ramp), ("hold", hold)):
        whole(name, value)
    start, end = as_institution(start, "start"), as_institution(end, "end")
    up = np.linspace(0, 1, ramp + 1)[1:]
    legs = [np.zeros(before), up, np.ones(hold)]
    if back:
        legs += [1 - up, np.zeros(hold)]
    position = np.concatenate(legs)
    axes = max(len(start.shape), len(end.shape))
    return between(start, end, position.reshape((-1,) + (1,) * axes)), position


def _positive(name, value):
    array = np.asarray(value, dtype=float)
    if not ((array > 0) & np.isfinite(array)).all():
        raise ValueError(f"{name} must be positive and finite, got {value!r}")
    return array


def _rate(name, value, open_below=False):
    array = np.asarray(value, dtype=float)
    if not (((array > 0) if open_below else (array >= 0)) & (array <= 1)).all():
        raise ValueError(f"{name} must be in {'(' if open_below else '['}0, 1], got {value!r}")
    return array


def _shares(name, value):
    array = np.asarray(value, dtype=float)
    if array.shape[-2:] != (2, 3) or not (array >= 0).all() or not np.allclose(array.sum(axis=-1), 1):
        raise ValueError(f"{name} must be shares of shape (..., 2, 3), at least 0 and summing to 1 "
                         f"along the last axis, got {value!r}")
    return array


ALL_SHIELD = np.eye(3)[[stage.SHIELD, stage.SHIELD]]
"""Shares with everyone shielding, a start for `settle`."""

ALL_DEFLECT = np.eye(3)[[stage.DEFLECT, stage.DEFLECT]]
"""Shares with everyone deflecting."""


def _expected(material, attachment, shares):
    """Expected payoff of each side's actions (..., 2, 3) against the other's shares."""
    u = stage.attach(material, attachment)
    return (u @ shares[..., ::-1, :, None])[..., 0]


def settle(institution: Institution | str, noise: ArrayLike = 0.25, start: ArrayLike = ALL_SHIELD, rounds: int = 300,
           choice: Choice = logit) -> NDArray[np.float64]:
    """Shares at which learning comes to rest, attachment held at the institution's level.

    Parameters
    ----------
    institution : Institution or str
    noise : array_like, more than 0
        Noise of logit choice, in units of effort; broadcasts against the institution.
    start : array_like, shape (..., 2, 3)
        Where learning starts. Where two regimes are stable, this decides between them.
    rounds : int, at least 1
        Rounds of learning, with half of each population revising in each.
    choice : callable
        `logit` or `best_reply`.

    Returns
    -------
    ndarray(float, shape=(..., 2, 3))
    """
    whole("rounds", rounds)
    institution = as_institution(institution)
    noise = _positive("noise", noise)
    material = stage.material_payoffs(institution)
    shape = np.broadcast_shapes(institution.shape, noise.shape)
    shares = np.broadcast_to(_shares("start", start), shape + (2, 3))
    for _ in range(rounds):
        values = _expected(material, institution.attachment, shares)
        shares = (shares + choice(values, noise[..., None, None])) / 2
    return shares


def simulate(path: Institution, noise: ArrayLike = 0.25, revision: ArrayLike = 0.25, erosion: ArrayLike = 0.1,
             recovery: ArrayLike = 0.02, start: ArrayLike | None = None, attachment: ArrayLike | None = None,
             choice: Choice = logit) -> Turn:
    r"""The mean-field history of both populations along a path of institutions.

    Parameters
    ----------
    path : Institution
        With a leading axis of rounds, as `era_path` gives it. Its `attachment` is the level
        :math:`\hat\theta` to which attachment recovers.
    noise : array_like, more than 0
        Noise :math:`\eta` of logit choice, in units of effort.
    revision : array_like in (0, 1]
        Share :math:`r` of each population that revises in a round.
    erosion, recovery : array_like in [0, 1]
        Rates :math:`\epsilon`, :math:`\rho` of the slow variable, per round.
    start : array_like, shape (..., 2, 3), optional
        Shares before the first round; by default where learning settles under the path's
        first institution when everyone shields at first.
    attachment : array_like in [0, 1], optional
        Attachment before the first round; by default the first institution's own level.
    choice : callable
        `logit` or `best_reply`.

    Returns
    -------
    Turn
        Its axes after the rounds are the path's, broadcast with those of the other arguments.

    Raises
    ------
    ValueError
        If the path has no axis of rounds or a parameter lies outside its domain.
    """
    noise, revision = _positive("noise", noise), _rate("revision", revision, open_below=True)
    path, first = _rounds(path)
    if start is None:
        start = settle(first, noise, choice=choice)

    def revise(values, shares):
        return shares + revision[..., None, None] * (choice(values, noise[..., None, None]) - shares)

    shares = _shares("start", start)
    shape = np.broadcast_shapes(path.shape[1:], noise.shape, revision.shape, shares.shape[:-2])
    return _history(path, np.broadcast_to(shares, shape + (2, 3)), revise, erosion, recovery, attachment)


def agents(path: Institution, counties: ArrayLike = 2800, townships: ArrayLike = 38000, noise: ArrayLike = 0.25,
           revision: ArrayLike = 0.25, erosion: ArrayLike = 0.1, recovery: ArrayLike = 0.02,
           start: ArrayLike | None = None, attachment: ArrayLike | None = None,
           rng: np.random.Generator | int | None = None) -> Turn:
    """The same history with finitely many counties and townships, each choosing for itself.

    In each round each agent revises with probability `revision` and then draws an action by
    logit choice against the other population's shares. Agents of one population differ in
    nothing but their action, so the counts of the actions are the whole state, and binomial
    and multinomial draws move them exactly as agents moving one by one would.

    As the populations grow the history tends to that of `simulate`, with gaps of the order
    of one over the square root of the smaller population. The defaults are about the scale of
    the country.

    Parameters
    ----------
    path : Institution
        As in `simulate`.
    counties, townships : array_like of int, at least 1
        Population sizes; broadcast against the path's axes after the rounds.
    noise, revision, erosion, recovery, start, attachment
        As in `simulate`.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed. Required.

    Returns
    -------
    Turn

    Raises
    ------
    ValueError
        If a population is below 1 or no whole number, `rng` is missing or a parameter lies
        outside its domain.
    """
    sizes = np.stack(np.broadcast_arrays(_count("counties", counties), _count("townships", townships)), axis=-1)
    rng = generator(rng)
    noise, revision = _positive("noise", noise), _rate("revision", revision, open_below=True)
    path, first = _rounds(path)
    start = _shares("start", settle(first, noise) if start is None else start)
    shape = np.broadcast_shapes(path.shape[1:], sizes.shape[:-1], noise.shape, revision.shape, start.shape[:-2])
    sizes = np.broadcast_to(sizes, shape + (2,))
    counts = rng.multinomial(sizes, np.broadcast_to(start, shape + (2, 3)))

    def revise(values, shares):
        nonlocal counts
        leaving = rng.binomial(counts, revision[..., None, None])
        counts = counts - leaving + rng.multinomial(leaving.sum(axis=-1), logit(values, noise[..., None, None]))
        return counts / sizes[..., None]

    return _history(path, counts / sizes[..., None], revise, erosion, recovery, attachment)


def _count(name, value):
    array = np.asarray(value)
    if array.dtype.kind not in "iu" or not (array >= 1).all():
        raise ValueError(f"{name} must be whole numbers of at least 1, got {value!r}")
    return array


def _rounds(path):
    """The path with every field stretched over all rounds, and its first round."""
    path = as_institution(path, "path")
    if not path.shape:
        raise ValueError("path must have a leading axis of rounds, got a single institution")
    levers = {name: np.broadcast_to(value, path.shape) for name, value in path.as_dict().items()}
    return Institution(**levers), Institution(**{name: value[0] for name, value in levers.items()})


def _history(path, shares, revise, erosion, recovery, attachment):
    """Run `revise(values, shares) -> shares` along the path, with attachment beside it."""
    erosion, recovery = _rate("erosion", erosion), _rate("recovery", recovery)
    attachment = path.attachment[0] if attachment is None else _rate("attachment", attachment)
    material = stage.material_payoffs(path)
    shape = np.broadcast_shapes(shares.shape[:-2], erosion.shape, recovery.shape, attachment.shape)
    shares = np.broadcast_to(shares, shape + (2, 3))
    attachment = np.broadcast_to(attachment, shape)
    history, slow = [], []
    for now, natural, individual in zip(material, path.attachment, path.individualization):
        shares = revise(_expected(now, attachment, shares), shares)
        blame = individual * shares[..., stage.DEFLECT].mean(axis=-1)
        attachment = (attachment - erosion * blame * attachment
                      + recovery * (1 - blame) * (natural - attachment))
        history.append(shares)
        slow.append(attachment)
    return Turn(_frozen(history), _frozen(slow))


def _frozen(rounds):
    array = np.stack(rounds)
    array.flags.writeable = False
    return array
