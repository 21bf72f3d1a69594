r"""Not strangers: counties with townships of their own, and chance as what tells one from another.

There are :math:`C` counties with :math:`K` townships each. In a round

1. the county and each of its townships reconsider, each with chance :math:`r` and all at once, by logit
   choice with noise :math:`\eta` on what was done last. The county takes one action for all its townships
   and earns the mean over them; a township meets its own county only;
2. the county's attachment :math:`\theta_c` moves as in `turn`, on the county's own share that deflects;
3. county secretaries are listed with chance :math:`\varrho` each, and those listed change places at random.
   What a secretary does moves along; of the bond in a county that is listed a share *kept* stays.

With a share :math:`\mu` of **strangers** each side weighs its own partners :math:`1-\mu` and the whole
country :math:`\mu`; at 1 this is `turn.agents`.

A county's townships differ by their action alone. Without rotation, strangers and erosion the
county's action and the numbers of its townships that take each are a Markov chain by themselves:
:math:`3\binom{K+2}2` states, 360 at :math:`K=14`. `county_chain` is that chain, exactly.

Where mutual shielding and mutual deflection are both strict, with the county's advantages
:math:`X > 0 > Y` of `stage.shield_advantage`, :math:`x^* = X/(X-Y)` is the
share of deflecting townships at which a county is indifferent.

Claims 26, 39, 56-58; Propositions "weak-link", "size-does-not-matter", "waiting", "rotation-spreads".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import Institution, Lever, as_institution, generator, given, single
from .turn import logit

SHIELD, DEFLECT, ROUTINE = range(3)
COUNTY, TOWNSHIP = range(2)

PARAMETERS = {
    "counties": Lever("C", "counties", "县", 1.0, 1e6, "number of counties"),
    "townships": Lever("K", "townships", "乡镇", 1.0, 10_000.0, "number of townships in a county"),
    "noise": Lever("η", "noise", "随机性", 0.0, np.inf, "looseness of choice, in units of effort", above=True),
    "revision": Lever("r", "share that reconsiders", "重新选择", 0.0, 1.0, "chance to reconsider in a round", above=True),
    "erosion": Lever("ε", "erosion", "侵蚀", 0.0, 1.0, "rate at which blame wears attachment away"),
    "recovery": Lever("ρ", "recovery", "恢复", 0.0, 1.0, "rate at which attachment grows back"),
    "rotation": Lever("ϱ", "rotation", "轮岗", 0.0, 1.0, "chance that a county secretary is listed to move in a round"),
    "kept": Lever("", "bond kept", "留存", 0.0, 1.0, "share of the bond that stays when a secretary moves"),
    "strangers": Lever("μ", "strangers", "陌生人", 0.0, 1.0, "weight of the whole country beside one's own partners"),
    "rounds": Lever("T", "rounds", "轮次", 0.0, 1e9, "rounds that have passed"),
}  # fmt: skip
"""What each parameter of its own means, by name."""


class Country(NamedTuple):
    """A history of all counties.

    Parameters
    ----------
    action : ndarray(int8, shape=(rounds, ..., counties))
        What each county does: 0 Shield, 1 Deflect, 2 Routine.
    counts : ndarray(int, shape=(rounds, ..., counties, 3))
        How many of its townships take each action.
    attachment : ndarray(float, shape=(rounds, ..., counties))
        Each county's attachment. All are as a round leaves them.
    """

    action: NDArray[np.int8]
    counts: NDArray[np.integer]
    attachment: NDArray[np.float64]


# One county, by its payoffs ------------------------------------------------------------------------


def tipping_share(institution: Institution | str) -> NDArray[np.float64]:
    r"""Share of deflecting townships at which a county is indifferent, :math:`x^* = X/(X-Y)`.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float)
        In (0, 1); NaN where mutual shielding or mutual deflection is no strict equilibrium, Routine counted, or
        where at that share the county does no worse by Routine.

    Examples
    --------
    >>> from xianxiang import country
    >>> from xianxiang.institution import NOW, THEN, between
    >>> country.tipping_share(between(THEN, NOW, [0.3, 0.5, 0.55, 0.6])).round(3)
    array([  nan, 0.669, 0.496, 0.223])
    """
    institution = as_institution(institution)
    x, y = np.moveaxis(stage.shield_advantage(institution), -1, 0)
    strict = (stage.margins(institution)[..., :2] > 0).all(axis=-1)
    u = stage.payoffs(institution)[..., COUNTY, :, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(strict, x / (x - y), np.nan)
        mixed = u[..., SHIELD] * (1 - share[..., None]) + u[..., DEFLECT] * share[..., None]  # what each action yields there
        return np.where(mixed[..., SHIELD] > mixed[..., ROUTINE], share, np.nan)[()]


def exit_cost(institution: Institution | str, townships: ArrayLike = 14) -> NDArray[np.float64]:
    r"""What the cheapest way out of mutual shielding costs in mistakes, with Shield and Deflect alone.

    A mistake costs what whoever makes it loses by it. One by the county suffices; or :math:`m = \lceil Kx^*\rceil`
    townships err; or one less, and then the county, at a lower price:

    .. math::

        R = \min\Bigl\{X,\; mX_T,\; (m-1)X_T + X\Bigl(1-\frac{m-1}{Kx^*}\Bigr)\Bigr\}.

    Parameters
    ----------
    institution : Institution or str
    townships : array_like of whole numbers, at least 1
        Townships :math:`K` of a county; broadcasts against the institution.

    Returns
    -------
    ndarray(float)
        In units of effort; NaN where the county's tipping share is. As :math:`X \le X_T` it is :math:`X` whatever
        the number of townships.

    Notes
    -----
    Claims 26 and 58; Propositions "weak-link" and "size-does-not-matter".
    """
    institution = as_institution(institution)
    townships, shape = given(PARAMETERS, institution.shape, townships=townships)
    if np.any(np.asarray(townships) % 1):
        raise ValueError(f"townships must be whole numbers, got {townships!r}")
    x, partner = (stage.shield_advantage(institution, side)[..., 0] for side in (COUNTY, TOWNSHIP))
    needed = townships * tipping_share(institution)
    several = np.ceil(needed - 1e-9)
    with np.errstate(invalid="ignore"):
        roads = np.broadcast_arrays(x + 0 * needed, several * partner, (several - 1) * partner + x * (1 - (several - 1) / needed))
    return np.broadcast_to(np.min(roads, axis=0), shape)[()]


# One county, as a chain ------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _compositions(size, actions):
    """Numbers of `size` townships by action (states, actions), and their places by what they are."""
    found = [n for n in product(range(size, -1, -1), repeat=actions) if sum(n) == size]
    return np.array(found).reshape(-1, actions), {n: place for place, n in enumerate(found)}


@lru_cache(maxsize=64)
def _ladder(size, actions):
    """How the numbers of m townships come from those of m - 1, for m = 1 to `size`.

    For each m: who the last township was and the place of the others, by state; and for each action where it is
    taken by somebody, and the places of the others.
    """
    steps = []
    for m in range(1, size + 1):
        here, _ = _compositions(m, actions)
        _, below = _compositions(m - 1, actions)
        one = np.eye(actions, dtype=int)
        last = (here > 0).argmax(axis=1)
        before = [below[tuple(n - one[a])] for n, a in zip(here, last)]
        arrivals = []
        for a in range(actions):
            some = np.flatnonzero(here[:, a])
            arrivals.append((some, np.array([below[tuple(n - one[a])] for n in here[some]], dtype=int)))
        steps.append((last, np.array(before), arrivals))
    return steps


def county_states(townships: int = 14, routine: bool = True) -> NDArray[np.int64]:
    """The states of a county, in the order of `county_chain`.

    Parameters
    ----------
    townships : int, at least 1
    routine : bool
        Whether Routine can be chosen, too.

    Returns
    -------
    ndarray(int, shape=(states, 4))
        The county's action, then the numbers of townships that shield, deflect and do the minimum. The first
        state is mutual shielding.

    Examples
    --------
    >>> from xianxiang import country
    >>> country.county_states(1, routine=False)
    array([[0, 1, 0, 0],
           [0, 0, 1, 0],
           [1, 1, 0, 0],
           [1, 0, 1, 0]])
    """
    actions = 3 if routine else 2
    counts, _ = _compositions(single("townships", townships, PARAMETERS["townships"]), actions)
    states = np.zeros((actions, len(counts), 4), dtype=int)
    states[..., 0] = np.arange(actions)[:, None]
    states[..., 1:1 + actions] = counts
    return states.reshape(-1, 4)


def _earned(payoffs, numbers):
    """What a county earns by each action (..., numbers, action): the mean over its townships."""
    return np.swapaxes(payoffs @ (numbers.T / numbers.sum(axis=-1)), -1, -2)


def county_chain(institution: Institution | str, townships: int = 14, noise: ArrayLike = 0.1, revision: ArrayLike = 0.25,
                 routine: bool = True) -> NDArray[np.float64]:
    r"""Chances of one county's next state, exactly; attachment is held.

    Parameters
    ----------
    institution : Institution or str
    townships : int, at least 1
        Townships :math:`K` of the county.
    noise : array_like, more than 0
        Noise :math:`\eta`, in units of effort.
    revision : array_like in (0, 1]
        Chance :math:`r` to reconsider in a round. Both broadcast against the institution.
    routine : bool
        Whether Routine can be chosen, too. Without it the chain is small and fast.

    Returns
    -------
    ndarray(float, shape=(..., states, states))
        From the state of the row to that of the column, in the order of `county_states`. Each is a sum of
        products of positive numbers, so that small chances are right to their last digits.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Proposition "waiting".
    """
    institution, size = as_institution(institution), single("townships", townships, PARAMETERS["townships"])
    noise, revision, shape = given(PARAMETERS, institution.shape, noise=noise, revision=revision)
    actions = 3 if routine else 2
    u = np.broadcast_to(stage.payoffs(institution), (*shape, 2, 3, 3))[..., :actions, :actions]
    eta, r = (np.broadcast_to(value, shape)[..., None, None] for value in (noise, revision))
    same = np.eye(actions)
    # what one township does next, by the county's action and its own
    answer = r * logit(np.swapaxes(u[..., TOWNSHIP, :, :], -1, -2), eta)
    one = (1 - r[..., None]) * same + answer[..., :, None, :]
    numbers, _ = _compositions(size, actions)
    moves = np.ones((*shape, actions, 1, 1))
    for last, before, arrivals in _ladder(size, actions):
        fewer, moves = moves[..., before, :], np.zeros((*shape, actions, len(last), len(last)))
        chosen = one[..., last, :]
        for action, (some, others) in enumerate(arrivals):
            moves[..., some] += chosen[..., action, None] * fewer[..., others]
    values = _earned(u[..., COUNTY, :, :], numbers)
    county = (1 - r[..., None]) * same[:, None] + (r * logit(values, eta))[..., None, :, :]  # (..., action, numbers, next action)
    chain = county[..., :, :, :, None] * moves[..., :, :, None, :]
    states = actions * len(numbers)
    return chain.reshape(*shape, states, states)


def waiting_time(institution: Institution | str, townships: int = 14, noise: ArrayLike = 0.1, revision: ArrayLike = 0.25,
                 routine: bool = True) -> NDArray[np.float64]:
    r"""Rounds that a county holds out on average: from mutual shielding to the first round of mutual deflection.

    Parameters
    ----------
    institution, townships, noise, revision, routine
        As in `county_chain`.

    Returns
    -------
    ndarray(float)
        Mean number of rounds until the county and more than half of its townships deflect.

    Notes
    -----
    Claims 26 and 58; Proposition "waiting".
    """
    states = county_states(townships, routine)
    inside = ~((states[:, 0] == DEFLECT) & (2 * states[:, 2] > townships))
    chain = county_chain(institution, townships, noise, revision, routine)
    stay = chain[..., inside, :][..., inside]
    # 1 less the chance to stay, as the sum of the chances to leave: no digits are lost
    leave = chain[..., inside, :].sum(axis=-1) - np.diagonal(stay, axis1=-2, axis2=-1)
    system = -stay
    diagonal = np.arange(system.shape[-1])
    system[..., diagonal, diagonal] = leave
    return np.linalg.solve(system, np.ones((*system.shape[:-1], 1)))[..., 0, 0][()]


def after(institution: Institution | str, rounds: int, townships: int = 14, noise: ArrayLike = 0.1, revision: ArrayLike = 0.25,
          routine: bool = True) -> NDArray[np.float64]:
    """How likely each state of a county is, some rounds after it began in mutual shielding.

    Parameters
    ----------
    institution, townships, noise, revision, routine
        As in `county_chain`.
    rounds : int, at least 0

    Returns
    -------
    ndarray(float, shape=(..., states))
        In the order of `county_states`.
    """
    chain = county_chain(institution, townships, noise, revision, routine)
    rounds = single("rounds", rounds, PARAMETERS["rounds"])
    chances = np.zeros((*chain.shape[:-2], 1, chain.shape[-1]))
    chances[..., 0] = 1
    while rounds:
        if rounds % 2:
            chances = chances @ chain
        rounds //= 2
        if rounds:
            chain = chain @ chain
    return chances[..., 0, :]


def long_run(institution: Institution | str, townships: int = 14, noise: ArrayLike = 0.1, revision: ArrayLike = 0.25,
             routine: bool = True) -> NDArray[np.float64]:
    """How likely each state of a county is in the long run, wherever it began.

    Parameters
    ----------
    institution, townships, noise, revision, routine
        As in `county_chain`.

    Returns
    -------
    ndarray(float, shape=(..., states))
        The one stationary distribution, in the order of `county_states`.
    """
    chain = county_chain(institution, townships, noise, revision, routine)
    system = np.swapaxes(chain, -1, -2) - np.eye(chain.shape[-1])
    system[..., -1, :] = 1
    known = np.zeros((*chain.shape[:-1], 1))
    known[..., -1, 0] = 1
    return np.linalg.solve(system, known)[..., 0]


def follow_through(institution: Institution | str, townships: int = 14, revision: float = 0.25) -> NDArray[np.float64]:
    r"""Chance :math:`h_K` that one mistake of the county ends in blame, if nobody else errs.

    From a county that deflects while all its townships shield, both answer as is best, when they reconsider:
    a township does what the county does, the county deflects where more than :math:`Kx^*` of them do.

    Parameters
    ----------
    institution : Institution or str
    townships : int, at least 1
    revision : float in (0, 1]

    Returns
    -------
    ndarray(float)
        NaN where the county's tipping share is. Where just :math:`Kx^*` townships deflect either answer is as likely.

    Notes
    -----
    Proposition "waiting".

    Examples
    --------
    >>> from xianxiang import country
    >>> from xianxiang.institution import NOW, THEN, between
    >>> float(country.follow_through(between(THEN, NOW, 0.55), 1).round(6))
    0.5
    """
    size = single("townships", townships, PARAMETERS["townships"])
    r, _ = given(PARAMETERS, revision=revision)
    if np.ndim(r):
        raise ValueError(f"revision must be one number, got {revision!r}")
    point = np.asarray(tipping_share(institution))
    deflecting = np.arange(size + 1)
    gap = deflecting / size - np.where(np.isnan(point), 0.5, point)[..., None]
    wants = np.where(np.abs(gap) < 1e-9, 0.5, gap > 0)  # (..., deflecting)
    # townships under either county: those who already do the same stay, the others follow with chance r
    numbers, _ = _compositions(size, 2)
    follow = np.zeros((2, size + 1, size + 1))
    moves = [np.ones((1, 1))] * 2
    one = np.stack([(1 - r) * np.eye(2) + r * np.eye(2)[a] for a in range(2)])
    for last, before, arrivals in _ladder(size, 2):
        grown = []
        for a in range(2):
            fewer, new = moves[a][before], np.zeros((len(last), len(last)))
            for action, (some, others) in enumerate(arrivals):
                new[:, some] += one[a, last, action][:, None] * fewer[:, others]
            grown.append(new)
        moves = grown
    order = numbers[:, 1]
    for a in range(2):
        follow[a][np.ix_(order, order)] = moves[a]
    turned = (1 - r) * np.array([0.0, 1.0])[:, None] + r * wants[..., None, :]  # (..., action, deflecting): chance to deflect next
    county = np.stack([1 - turned, turned], axis=-1)
    chain = (county[..., :, :, :, None] * follow[:, :, None, :]).reshape(*point.shape, 2 * size + 2, 2 * size + 2)
    inside = np.arange(1, 2 * size + 1)  # neither mutual shielding, the first, nor mutual deflection, the last
    system = np.eye(2 * size) - chain[..., inside, :][..., inside]
    reached = np.linalg.solve(system, chain[..., inside, -1][..., None])[..., 0]
    return np.where(np.isnan(point), np.nan, reached[..., size])[()]


def long_wait(institution: Institution | str, townships: int = 14, noise: ArrayLike = 0.1, revision: float = 0.25) -> NDArray[np.float64]:
    r"""What `waiting_time` tends to as noise vanishes, :math:`e^{X/\eta}/(r\,h_K)`.

    Parameters
    ----------
    institution, townships, noise
        As in `county_chain`.
    revision : float in (0, 1]

    Returns
    -------
    ndarray(float)
        In rounds. The ratio of the two tends to 1 where the county's loss :math:`X` by passing the blame is strictly
        the smallest of all losses by leaving mutual shielding.

    Notes
    -----
    Proposition "waiting".
    """
    institution = as_institution(institution)
    noise, _ = given(PARAMETERS, institution.shape, noise=noise)
    x = stage.shield_advantage(institution)[..., 0]
    return np.exp(x / noise) / (revision * follow_through(institution, townships, revision))


def likeness(counts: ArrayLike, weights: ArrayLike | None = None, action: int = DEFLECT) -> NDArray[np.float64]:
    r"""How much more alike the townships of one county are than those of the country: intraclass correlation.

    With the mean :math:`\bar x` and the variance :math:`v` of the counties' shares that take an action,

    .. math::

        \text{ICC} = \frac{Kv/[\bar x(1-\bar x)] - 1}{K-1},

    0 on average if townships chose by themselves, 1 if all in a county do the same.

    Parameters
    ----------
    counts : array_like, shape (..., counties, 3)
        Townships by action, as in `Country`; all counties have the same number.
    weights : array_like, shape (..., counties), optional
        How likely each row is, as `after` and `long_run` give it for `county_states`; by default all alike.
    action : {0, 1, 2}

    Returns
    -------
    ndarray(float, shape=(...))
        NaN where all do the same or there is one township to a county.

    Notes
    -----
    Claims 56 and 57.

    Examples
    --------
    >>> from xianxiang import country
    >>> country.likeness([[[7, 7, 0], [7, 7, 0]], [[14, 0, 0], [0, 14, 0]]]).round(3)
    array([-0.077,  1.   ])
    """
    counts = np.asarray(counts)
    if counts.ndim < 2 or counts.shape[-1] != 3 or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError(f"counts must be whole numbers of shape (..., counties, 3), at least 0, got {counts!r}")
    if action not in (SHIELD, DEFLECT, ROUTINE):
        raise ValueError(f"action must be 0, 1 or 2, got {action!r}")
    size = counts.sum(axis=-1, dtype=int)
    if (size != size.flat[0]).any() or size.flat[0] < 1:
        raise ValueError("counts must give every county the same number of townships, at least 1")
    size = size.flat[0]
    share = counts[..., action] / size
    if weights is None:
        weights = np.full(counts.shape[-2], 1 / counts.shape[-2])
    weights = np.asarray(weights, dtype=float)
    if not ((weights >= -1e-9).all() and np.allclose(weights.sum(axis=-1), 1)):
        raise ValueError("weights must be at least 0 and sum to 1 along the last axis")
    mean = (weights * share).sum(axis=-1)
    variance = (weights * (share - mean[..., None]) ** 2).sum(axis=-1)
    mixed = mean * (1 - mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mixed > 1e-15, (size * variance / mixed - 1) / (size - 1 if size > 1 else np.nan), np.nan)[()]


# Rotation ------------------------------------------------------------------------------------------


def rotation_limit(institution: Institution | str, revision: ArrayLike = 0.25, back: bool = False) -> NDArray[np.float64]:
    r"""The rate of rotation up to which one regime spreads into the other, :math:`\varrho_c`.

    In the limit of large counties, little noise and slow revision a few deflecting counties spread in a
    shielding country exactly if

    .. math::

        x^* < \tfrac12 \quad\text{and}\quad
        0 < \varrho < \varrho_c = r\Bigl[\frac{\ln x^*}{\ln(1-x^*)} - 1\Bigr],

    and shielding ones in a deflecting country by the same rule with :math:`1-x^*` for :math:`x^*`.

    Parameters
    ----------
    institution : Institution or str
        With the attachment of the receiving counties.
    revision : array_like in (0, 1]
        Chance :math:`r` to reconsider in a round; broadcasts against the institution.
    back : bool
        False for blame that spreads among shielders, True for collusion that spreads among deflectors.

    Returns
    -------
    ndarray(float)
        Per round; 0 where the regime spreads at no rate, NaN where the tipping share is. It can exceed 1: then
        the regime spreads at every rate there is, as far as the limit says.

    Notes
    -----
    Claim 39; Proposition "rotation-spreads".

    Examples
    --------
    >>> from xianxiang import country
    >>> from xianxiang.institution import NOW, THEN, between
    >>> country.rotation_limit(between(THEN, NOW, [0.5, 0.56, 0.58])).round(3)
    array([0.   , 0.08 , 0.361])
    """
    institution = as_institution(institution)
    revision, shape = given(PARAMETERS, institution.shape, revision=revision)
    point = tipping_share(institution)
    return np.broadcast_to(spreading_rate(point, back) * revision, shape)[()]


def spreading_rate(share: ArrayLike, back: bool = False) -> NDArray[np.float64]:
    r"""The limit :math:`\varrho_c/r` by the tipping share, :math:`\ln x^*/\ln(1-x^*) - 1` where that is positive.

    Parameters
    ----------
    share : array_like in (0, 1)
        The tipping share :math:`x^*`; NaN gives NaN.
    back : bool
        As in `rotation_limit`.

    Returns
    -------
    ndarray(float)
    """
    share = np.asarray(share, dtype=float)
    if not (np.isnan(share) | ((share > 0) & (share < 1))).all():
        raise ValueError(f"share must be in (0, 1), got {share!r}")
    here, there = (np.log1p(-share), np.log(share)) if back else (np.log(share), np.log1p(-share))
    return np.maximum(here / there - 1, 0.0)[()]


def bond(natural: ArrayLike = 0.3, rotation: ArrayLike = 0.1, kept: ArrayLike = 0.0, recovery: ArrayLike = 0.02) -> NDArray[np.float64]:
    r"""Mean attachment at rest where nobody passes blame and secretaries move.

    With :math:`q = \varrho(1-\text{kept})`, the share of the bond that rotation takes in a round, and the rate of
    recovery :math:`\rho`,

    .. math::

        \bar\theta = \frac{(1-q)\,\rho\,\hat\theta}{1-(1-q)(1-\rho)}.

    Parameters
    ----------
    natural : array_like in [0, 1]
        The institution's own level :math:`\hat\theta`.
    rotation, kept, recovery : array_like in [0, 1]
        All broadcast.

    Returns
    -------
    ndarray(float)
        NaN where nothing is lost and nothing recovers.

    Notes
    -----
    Claim 39.

    Examples
    --------
    >>> from xianxiang import country
    >>> float(country.bond(0.3, 0.1).round(4))
    0.0458
    """
    natural = np.asarray(as_institution(Institution(attachment=natural)).attachment)
    rotation, kept, recovery, shape = given(PARAMETERS, natural.shape, rotation=rotation, kept=kept, recovery=recovery)
    stays = 1 - np.asarray(rotation) * (1 - np.asarray(kept))
    lost = 1 - stays * (1 - np.asarray(recovery))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.broadcast_to(np.where(lost > 0, stays * recovery * natural / lost, np.nan), shape)[()]


# All counties, one by one ----------------------------------------------------------------------------


def simulate(path: Institution, counties: int = 2800, townships: int = 14, noise: ArrayLike = 0.1, revision: ArrayLike = 0.25,
             erosion: ArrayLike = 0.1, recovery: ArrayLike = 0.02, rotation: ArrayLike = 0.0, kept: ArrayLike = 1.0,
             strangers: ArrayLike = 0.0, start: ArrayLike = SHIELD, attachment: ArrayLike | None = None,
             rng: np.random.Generator | int | None = None) -> Country:
    r"""A history of the country along a path of institutions, every township by itself.

    Parameters
    ----------
    path : Institution
        With a leading axis of rounds, as `turn.era_path` gives it. Its `attachment` is the level
        :math:`\hat\theta` to which attachment recovers.
    counties, townships : int, at least 1
        Counties :math:`C`, and townships :math:`K` of each.
    noise : array_like, more than 0
        Noise :math:`\eta` of logit choice, in units of effort.
    revision : array_like in (0, 1]
        Chance :math:`r` to reconsider in a round.
    erosion, recovery : array_like in [0, 1]
        Rates :math:`\epsilon`, :math:`\rho` of attachment, per round.
    rotation : array_like in [0, 1]
        Chance :math:`\varrho` that a county secretary is listed in a round.
    kept : array_like in [0, 1]
        Share of a listed county's attachment that stays.
    strangers : array_like in [0, 1]
        Weight :math:`\mu` of the whole country beside one's own partners, in what one expects and in what wears
        attachment away.
    start : array_like of 0, 1 or 2, shape (..., counties) or less
        What the county and all its townships did before the first round.
    attachment : array_like in [0, 1], shape (..., counties) or less, optional
        Before the first round; by default the first institution's own level.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed. Required.

    Returns
    -------
    Country
        Its axes between the rounds and the counties are the path's after its first, broadcast with those of
        the rates.

    Raises
    ------
    TypeError, ValueError
        If the path has no axis of rounds, `rng` is missing, or a parameter is outside its domain.

    Notes
    -----
    Each township takes one uniform number in steps of :math:`2^{-24}` and compares it with the chances of its county,
    which are rounded to such steps at random, up or down, so that each is right on average.

    Examples
    --------
    >>> from xianxiang import country, turn
    >>> path, _ = turn.era_path(back=False)
    >>> country.simulate(path, counties=5, rng=0).counts[-1, :, 1]
    array([14, 14, 14, 14, 14], dtype=int16)
    """
    path = as_institution(path, "path")
    if not path.shape:
        raise ValueError("path must have a leading axis of rounds, got a single institution")
    rng = generator(rng)
    counties, townships = single("counties", counties, PARAMETERS["counties"]), single("townships", townships, PARAMETERS["townships"])
    *rates, shape = given(PARAMETERS, path.shape[1:], noise=noise, revision=revision, erosion=erosion, recovery=recovery,
                           rotation=rotation, kept=kept, strangers=strangers)
    noise, revision, erosion, recovery, rotation, kept, strangers = (np.asarray(rate)[..., None] for rate in rates)
    start, attachment = _before(start, attachment, path, shape, counties)
    town = _Townships(townships, start, rng)
    action, attachment = start.astype(np.int8), attachment.copy()
    levers = {name: np.broadcast_to(value, path.shape) for name, value in path.as_dict().items()}
    material = stage.material_payoffs(Institution(**levers))
    own, other = material, np.swapaxes(material[..., ::-1, :, :], -1, -2)
    history = Country(np.empty((len(material), *action.shape), np.int8), np.empty((len(material), *action.shape, 3), town.code),
                      np.empty((len(material), *attachment.shape)))
    for t, (natural, person) in enumerate(zip(levers["attachment"], levers["individualization"])):
        seen = _seen(action, town.numbers, townships, strangers)
        chances = []
        for side in (COUNTY, TOWNSHIP):
            met = seen[1 - side]
            values = own[t][..., side, :, :] @ met
            values += attachment[..., None, :] * (other[t][..., side, :, :] @ met)
            chances.append(_chosen(values, noise, revision))
        action = _redrawn(action, chances[COUNTY], revision, rng)
        town.redraw(chances[TOWNSHIP], revision)
        blame = ((action == DEFLECT) + town.numbers[DEFLECT] / townships) / 2
        blame = person[..., None] * ((1 - strangers) * blame + strangers * blame.mean(axis=-1, keepdims=True))
        attachment = attachment - erosion * blame * attachment + recovery * (1 - blame) * (natural[..., None] - attachment)
        if rotation.any():
            listed = rng.random(action.shape) < rotation
            action = _moved(action, listed, rng)
            attachment = _left_behind(attachment, listed, kept)
        history.action[t], history.attachment[t] = action, attachment
        for a, number in enumerate(town.numbers):
            history.counts[t, ..., a] = number
    for array in history:
        array.flags.writeable = False
    return history


def _before(start, attachment, path, shape, counties):
    """Actions and attachment of all counties before the first round."""
    start = np.asarray(start)
    if start.dtype.kind not in "iu" or not np.isin(start, (SHIELD, DEFLECT, ROUTINE)).all():
        raise ValueError(f"start must be 0, 1 or 2 (shield, deflect, routine), got {start!r}")
    if attachment is None:
        attachment = np.broadcast_to(path.attachment, path.shape)[0][..., None]
    else:
        attachment = Institution(attachment=attachment).attachment
    try:
        return tuple(np.broadcast_to(value, (*shape, counties)) for value in (start, attachment))
    except ValueError:
        raise ValueError(f"start and attachment must broadcast to {(*shape, counties)}, got {np.shape(start)} and {np.shape(attachment)}") from None


def _seen(action, numbers, townships, strangers):
    """Shares of each action that a township and a county look at: what counties do, what townships do; (..., 3, counties)."""
    pair = [np.stack([action == a for a in range(3)], axis=-2).astype(float), np.stack(numbers, axis=-2) / townships]
    if not strangers.any():
        return pair
    mu = strangers[..., None]
    return [(1 - mu) * own + mu * own.mean(axis=-1, keepdims=True) for own in pair]


def _chosen(values, noise, revision):
    """Chances to reconsider and then to deflect, and then not to shield: (2, ..., counties)."""
    values = (values - values.max(axis=-2, keepdims=True)) / noise[..., None]
    np.exp(values, out=values)
    total = values.sum(axis=-2)
    deflect = revision * values[..., DEFLECT, :] / total
    return deflect, deflect + revision * values[..., ROUTINE, :] / total


def _redrawn(action, chances, revision, rng):
    """The counties' next actions."""
    draw = rng.random(action.shape)
    action = np.where(draw < revision, np.int8(SHIELD), action)
    action = np.where(draw < chances[1], np.int8(ROUTINE), action)
    return np.where(draw < chances[0], np.int8(DEFLECT), action)


def _moved(action, listed, rng):
    """Actions after those listed have changed places at random."""
    places = np.argsort(~listed, axis=-1, kind="stable")
    people = np.argsort(np.where(listed, rng.random(action.shape), 2.0), axis=-1, kind="stable")
    moved = action.copy()
    np.put_along_axis(moved, places, np.take_along_axis(action, people, axis=-1), axis=-1)
    return moved


def _left_behind(attachment, listed, kept):
    """What is left of the bonds in counties whose secretary moves: a bond is the pair's, not the person's."""
    return np.where(listed, kept * attachment, attachment)


STEPS = 2**24
"""Different numbers that a uniform draw in single precision can give."""


def _stepped(chance, dither):
    """A chance in such steps, rounded up or down by a draw, so that it is right on average."""
    return (np.floor(chance * STEPS + dither) / STEPS).astype(np.float32)


class _Townships:
    """All townships: (townships, ..., counties), coded so that one sum over the first axis counts two actions at once.

    Shield is 0, Deflect 1, and Routine a number that as many ones as there are townships do not reach.
    """

    def __init__(self, townships, start, rng):
        self.code, self.shift = (np.int16, 8) if townships < 128 else (np.int32, 16)
        self.rng, self.size = rng, townships
        routine = 1 << self.shift
        self.codes = np.array([0, 1, routine], self.code)
        self.flip = self.code(routine + 1)
        self.doing = np.broadcast_to(self.codes[start], (townships, *start.shape)).copy()
        self.draw = np.empty(self.doing.shape, np.float32)
        self.count()

    def count(self):
        """Numbers of townships by action."""
        total = np.add.reduce(self.doing, axis=0, dtype=self.code)
        deflect, routine = total & self.code((1 << self.shift) - 1), total >> self.shift
        self.numbers = [self.code(self.size) - deflect - routine, deflect, routine]

    def redraw(self, chances, revision):
        """Who reconsiders takes the action of its draw; the others go on."""
        self.rng.random(out=self.draw, dtype=np.float32)
        dither = self.rng.random(self.draw.shape[1:])
        deflect, other, again = (_stepped(chance, dither) for chance in (*chances, revision))
        # where the draw lies below one limit only Routine's code, below both Deflect's: the two differ by `flip`
        new = (self.draw < other) * self.codes[ROUTINE]
        new ^= (self.draw < deflect) * self.flip
        self.doing *= self.draw >= again
        self.doing |= new
        self.count()
