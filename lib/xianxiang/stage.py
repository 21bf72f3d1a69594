r"""The core game: county and township meet a problem on a priority task.

Each side chooses **Shield** (pool effort, conceal together), **Deflect** (document, distance
itself, push the blame across) or **Routine** (do the minimum). With :math:`j` shielders an
inspection finds the problem with probability

.. math::

    f_2 = m(1-c), \quad f_1 = m(1-c\lambda), \quad f_0 = m, \qquad
    f_j \leftarrow 1-(1-f_j)^n \text{ with } n \text{ veto items.}

A found problem forfeits the reward :math:`R` and brings the penalty :math:`P`, of which each
side feels :math:`(1-\iota)d + \iota w`: :math:`w = 1` if both or neither deflect,
:math:`1-b` for a side that deflects alone and :math:`1+b` for its partner. Hence

.. math::

    u(a, a') = (1-f)R - fP\,[(1-\iota)d + \iota w] - \text{cost}(a),
    \qquad U = u + \theta u_\text{other}.

The county executes only a share :math:`e` of policy. It keeps the share :math:`e` of the
reward, and blame flows away from it more easily than towards it:
:math:`b_\text{county} = 1-e(1-b)`, :math:`b_\text{township} = eb`. At :math:`e = 1` the two
sides are alike.

A prize is felt in full and cannot be moved. That is an assumption, and a lever takes it back: a share
:math:`\sigma` of the prize may pass through the unit as a sanction does. With
:math:`\varphi_w = (1-\iota)d + \iota w` the prize then contributes

.. math::

    (1-\sigma)(1-f)R + \sigma R\,(\varphi_1 - f\varphi_w).

At :math:`\sigma = 1` and :math:`e = 1` only :math:`R + P = s` matters: the sign drops out.

Everything between Shield and Deflect hangs on two sums (at :math:`e = 1`): the stakes that
both share, :math:`A = (1-\sigma)R + (\sigma R + P)(1-\iota)d`, and those that a person bears,
:math:`B = (\sigma R + P)\iota`. With :math:`W = A + B` the advantage of Shield over Deflect is

.. math::

    X = (1+\theta)(f_1-f_2)W - (1-\theta)bf_1B - (g-k) &\quad\text{against a shielder,}\\
    Y = (1+\theta)(f_0-f_1)W - (1-\theta)bf_1B - (g-k) &\quad\text{against a deflector.}

The class of the game is the pair of their signs.

Wherever a function takes an institution it also takes the name of a preset, such as ``"now"``.
Comparisons count as ties within `TOLERANCE` of the game's own spread of payoffs, so that the unit
in which stakes and costs are measured plays no part.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import Institution, as_institution

ACTIONS = ("shield", "deflect", "routine")
"""The three actions, in the order of every action axis."""

SIDES = ("county", "township")
"""The two sides, in the order of every side axis."""

GAME_CLASSES = ("harmony", "stag hunt", "chicken", "prisoner's dilemma", "deadlock")
"""Names that `game_class` can return."""

SHIELD, DEFLECT, ROUTINE = range(3)
SHIELDERS = np.array([[2, 1, 1], [1, 0, 0], [1, 0, 0]])
"""How many sides shield, by own action and the other's."""
SHIELDERS.flags.writeable = False
TOLERANCE = 1e-9
"""Payoffs that differ by no more than this share of the game's spread count as equal."""

_ULPS = 8 * np.finfo(float).eps  # what is lost of a payoff's own size when it is computed
_BLOCK = 2**14  # games at a time: few enough to stay near the core, enough that cores seldom wait for each other's turn
_MANY = 4 * _BLOCK  # games from which on more than one core is worth its start


def tie_width(u: NDArray[np.float64], axes: tuple[int, ...]) -> NDArray[np.float64]:
    """Differences of payoffs within which they count as equal: `TOLERANCE` of their spread, or what floats cannot tell.

    Parameters
    ----------
    u : ndarray(float)
    axes : tuple of int
        Of the actions whose payoffs are compared.

    Returns
    -------
    ndarray(float)
        With those axes kept, of length one.
    """
    low, high = u.min(axis=axes, keepdims=True), u.max(axis=axes, keepdims=True)
    return np.maximum(TOLERANCE * (high - low), _ULPS * np.maximum(np.abs(low), np.abs(high)))


def _told(difference, size):
    """Differences of payoffs of this size, exactly 0 where floats cannot tell them from it."""
    return np.where(np.abs(difference) > _ULPS * size, difference, 0.0)


def _in_blocks(compute: Callable, institution: Institution, shape: tuple[int, ...], dtype) -> NDArray:
    """`compute(institution)`, of shape (..., *shape), a block of games at a time, on all cores where there are many."""
    size = prod(institution.shape)
    if size <= _BLOCK:
        return compute(institution)
    levers = {name: value if np.ndim(value) == 0 else np.broadcast_to(value, institution.shape)
              for name, value in institution.as_dict().items()}
    result = np.empty((size, *shape), dtype)

    def work(start):
        part = slice(start, start + _BLOCK)
        result[part] = compute(_unchecked({name: value if np.ndim(value) == 0 else _flat(value, part) for name, value in levers.items()}))

    def share(first, step):
        for start in range(first * _BLOCK, size, step * _BLOCK):
            work(start)

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if size < _MANY or cores == 1 or not _on_threads(share, cores):
        share(0, 1)
    return result.reshape(institution.shape + shape)


def _on_threads(share, cores):
    """Whether `share(n, cores)` was done by a thread for each n; a browser's Python, and a machine at its limit, starts none."""
    if sys.platform == "emscripten":
        return False
    try:
        with ThreadPoolExecutor(cores) as pool:
            for _ in pool.map(share, range(cores), [cores] * cores):  # raises what a block raised
                pass
    except RuntimeError:  # "can't start new thread"; what else a block may raise, it raises again without them
        return False
    return True


def _flat(value, part):
    """A part of an array in flat order, without a copy of the whole."""
    return value.reshape(-1)[part] if value.flags.c_contiguous else value.flat[part]


def _unchecked(levers):
    """An institution from levers that were checked already."""
    institution = object.__new__(Institution)
    for name, value in levers.items():
        object.__setattr__(institution, name, value)
    return institution


def findings(institution: Institution | str) -> NDArray[np.float64]:
    """Probability that a problem is found, by the number of sides that shield.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 3))
        With 0, 1 and 2 shielders; never increasing along the last axis.
    """
    return np.stack(np.broadcast_arrays(*_findings(as_institution(institution))), axis=-1)


def _findings(i):
    """Probability of a finding with 0, 1 and 2 shielders."""
    found = (i.monitoring + 0.0 * i.concealment, i.monitoring * (1 - i.concealment * i.lone_concealment), i.monitoring * (1 - i.concealment))
    if np.ndim(i.veto_items) == 0 and i.veto_items == 1:
        return found
    with np.errstate(divide="ignore"):  # what is found for sure has the logarithm of nothing
        return tuple(-np.expm1(i.veto_items * np.log1p(-f)) for f in found)


def transferabilities(institution: Institution | str) -> NDArray[np.float64]:
    r"""Share of a personal sanction that each side can move by deflecting alone.

    :math:`1-e(1-b)` for the county, :math:`eb` for the township: equal at :math:`e = 1`; as
    the county turns from executor into supervisor, blame flows down more easily and up less.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2))
        Axis: side.
    """
    i = as_institution(institution)
    e, b = np.broadcast_arrays(i.executor, i.transferability)
    return np.stack([1 - e * (1 - b), e * b], axis=-1)


def material_payoffs(institution: Institution | str) -> NDArray[np.float64]:
    """Payoffs before attachment: what a side gets for itself.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2, 3, 3))
        Axes: side (county, township), own action, the other's action. In units of effort.
    """
    return np.moveaxis(_cells(as_institution(institution)), (0, 1, 2), (-3, -2, -1))


def _cells(i):
    """Payoffs before attachment with side, own action and the other's first, which is how they are computed fastest."""
    found = _findings(i)
    person, unit = i.individualization, (1 - i.individualization) * i.diffusion
    moves = 1 - i.executor * (1 - i.transferability), i.executor * i.transferability
    costs = i.shield_cost, i.deflect_cost, 0.0
    cells = np.empty((2, 3, 3, *i.shape))
    for side, share in enumerate((i.executor, 1.0)):
        prize = share * i.reward
        passed = i.prize_passing * prize
        kept, sanction = prize - passed, passed + i.penalty
        whole, moved = unit + person, person * sanction
        constant = kept + passed * whole
        stake = kept + sanction * whole  # what a finding costs where blame stays put
        lost = [f * stake for f in found]
        shift = {(DEFLECT, a): f * moves[side] * moved for a, f in ((SHIELD, found[1]), (ROUTINE, found[0]))}
        shift |= {(a, DEFLECT): -f * moves[1 - side] * moved for a, f in ((SHIELD, found[1]), (ROUTINE, found[0]))}
        for own, other in product(range(3), repeat=2):
            cells[side, own, other] = constant - lost[SHIELDERS[own, other]] - costs[own]
            if (own, other) in shift:
                cells[side, own, other] += shift[own, other]
    return cells


def attach(material: NDArray[np.float64], attachment: ArrayLike) -> NDArray[np.float64]:
    r"""Payoffs with the weight :math:`\theta` that each side puts on the other's.

    Parameters
    ----------
    material : ndarray(float, shape=(..., 2, 3, 3))
        As `material_payoffs` returns them.
    attachment : array_like in [0, 1]
        Broadcasts against the leading axes.

    Returns
    -------
    ndarray(float, shape=(..., 2, 3, 3))
    """
    if np.ndim(attachment) == 0 and attachment == 0:
        return material
    others = np.swapaxes(material[..., ::-1, :, :], -1, -2)
    return material + np.asarray(attachment)[..., None, None, None] * others


def payoffs(institution: Institution | str) -> NDArray[np.float64]:
    r"""Payoffs :math:`U = u + \theta u_\text{other}` of the core game.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2, 3, 3))
        Axes: side (0 county, 1 township), own action, the other's action, actions in the
        order of `ACTIONS`. In units of effort.

    Examples
    --------
    >>> from xianxiang import Institution, stage
    >>> stage.payoffs(Institution(strength=4, negativity=0.1)).shape
    (2, 3, 3)
    """
    i = as_institution(institution)
    return attach(material_payoffs(i), i.attachment)


def pure_equilibria(institution: Institution | str) -> NDArray[np.bool_]:
    """Which pairs of actions are equilibria: neither side gains by changing alone.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(bool, shape=(..., 3, 3))
        Axes: the county's action, the township's action. Ties within `TOLERANCE` count as best
        replies.

    Notes
    -----
    Large grids are worked through in blocks that stay in a core's cache, on all cores; beyond the
    result, the memory that this takes does not depend on their size.
    """
    return _in_blocks(_pure, as_institution(institution), (3, 3), bool)


def _pure(institution):
    u = payoffs(institution)
    best = u >= u.max(axis=-2, keepdims=True) - tie_width(u, (-2, -1))
    return best[..., 0, :, :] & np.swapaxes(best[..., 1, :, :], -1, -2)


def _indifference(u, own, other):
    """Mixes over `other` (…, size) that leave the side with payoffs `u` indifferent over `own`."""
    size = len(own)
    system = np.zeros(u.shape[:-2] + (size + 1, size + 1))
    system[..., :size, :size] = u[..., np.array(own)[:, None], np.array(other)]
    system[..., :size, size] = -1
    system[..., size, :size] = 1
    right = np.zeros(u.shape[:-2] + (size + 1, 1))
    right[..., size, 0] = 1
    singular = np.abs(np.linalg.det(system)) < 1e-12
    mix = np.linalg.solve(np.where(singular[..., None, None], np.eye(size + 1), system), right)[..., :size, 0]
    return np.where(singular[..., None], np.nan, mix)


SUPPORTS = tuple((own, other) for size in (1, 2, 3)
                 for own, other in product(combinations(range(3), size), repeat=2))
"""The 19 pairs of equal-sized supports, in the order of `equilibria`."""


def equilibria(institution: Institution | str) -> NDArray[np.float64]:
    """All equilibria, pure and mixed, by enumeration of equal-sized supports.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 19, 2, 3))
        Axes: support pair as in `SUPPORTS`, side, action. Probabilities, or NaN where the
        supports carry no equilibrium.

    Notes
    -----
    Complete for non-degenerate games, as almost every institution gives: there every
    equilibrium has supports of equal size. Where a best reply ties exactly (a border between
    classes), a continuum may be missed.
    """
    return _in_blocks(_mixed, as_institution(institution), (len(SUPPORTS), 2, 3), float)


def _mixed(institution):
    u = payoffs(institution)
    slack = tie_width(u, (-2, -1))
    low, high = u.min(axis=(-2, -1), keepdims=True), u.max(axis=(-2, -1), keepdims=True)
    spread = np.where(high - low > slack, high - low, np.inf)  # less than that is no spread but what floats lose
    u, slack = (u - low) / spread, (slack / spread)[..., 0, 0]  # to the unit of its spread, side by side
    found = np.full(u.shape[:-3] + (len(SUPPORTS), 2, 3), np.nan)
    for row, (county, township) in enumerate(SUPPORTS):
        mixes = np.zeros(u.shape[:-3] + (2, 3))
        mixes[..., 1, township] = _indifference(u[..., 0, :, :], county, township)
        mixes[..., 0, county] = _indifference(u[..., 1, :, :], township, county)
        value = np.einsum("...sao,...so->...sa", u, mixes[..., ::-1, :])
        attained = np.stack([value[..., 0, county].min(axis=-1), value[..., 1, township].min(axis=-1)], axis=-1)
        holds = ((mixes >= -TOLERANCE).all(axis=(-1, -2))
                 & (attained >= value.max(axis=-1) - slack).all(axis=-1))
        found[..., row, :, :] = np.where(holds[..., None, None], mixes, np.nan)
    return found


@dataclass(frozen=True, repr=False)
class Equilibrium:
    """One equilibrium of one game, to be read.

    Parameters
    ----------
    county, township : tuple of float
        Probabilities of the three actions, in the order of `ACTIONS`.
    """

    county: tuple[float, float, float]
    township: tuple[float, float, float]

    @property
    def pure(self) -> bool:
        """Whether each side takes one action for sure."""
        return max(self.county) == max(self.township) == 1

    @property
    def support(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The actions that the county takes, and those that the township takes."""
        return tuple(action for p, action in zip(self.county, ACTIONS) if p > 0), tuple(action for p, action in zip(self.township, ACTIONS) if p > 0)

    def __str__(self) -> str:
        return "; ".join(f"{side}: {_mix(mix)}" for side, mix in zip(SIDES, (self.county, self.township)))

    def __repr__(self) -> str:
        return f"<{self}>"


def _mix(probabilities):
    """One side's actions in words."""
    taken = [(p, action) for p, action in zip(probabilities, ACTIONS) if p > 0]
    return taken[0][1] if len(taken) == 1 else ", ".join(f"{action} {p:.3g}" for p, action in taken)


def list_equilibria(institution: Institution | str) -> list[Equilibrium]:
    """The equilibria of one game as a list, pure ones first.

    Parameters
    ----------
    institution : Institution or str
        One institution, not a grid.

    Returns
    -------
    list of Equilibrium
        What `equilibria` finds, without its empty places.

    Raises
    ------
    ValueError
        If the institution is a grid.

    Examples
    --------
    >>> from xianxiang import stage
    >>> for found in stage.list_equilibria("strong negative"):
    ...     print(found)
    county: shield; township: shield
    county: deflect; township: deflect
    county: shield 0.808, deflect 0.192; township: shield 0.808, deflect 0.192
    """
    i = as_institution(institution)
    if i.shape:
        raise ValueError(f"institution must be a single one, got a grid of shape {i.shape}: take `equilibria` for it")
    return [Equilibrium(*(tuple(np.abs(side).tolist()) for side in mixes)) for mixes in equilibria(i) if not np.isnan(mixes).any()]


def shield_advantage(institution: Institution | str, side: int = 0) -> NDArray[np.float64]:
    r"""What Shield yields over Deflect, against a shielder and against a deflector.

    The pair :math:`(X, Y)` of the module's docstring, for any :math:`e`.

    Parameters
    ----------
    institution : Institution or str
    side : {0, 1}
        0 the county, 1 the township.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`X` and :math:`Y`, in units of effort; exactly 0 where floats cannot tell them from it.

    Raises
    ------
    ValueError
        If `side` is neither 0 nor 1.
    """
    side = _side(side)
    return _in_blocks(lambda i: _advantage(i, side), as_institution(institution), (2,), float)


def _advantage(institution, side):
    u = payoffs(institution)[..., side, :, :]
    return _told(u[..., SHIELD, :2] - u[..., DEFLECT, :2], np.abs(u).max(axis=(-2, -1))[..., None])


def _side(side):
    if side not in (0, 1):
        raise ValueError(f"side must be 0 (county) or 1 (township), got {side!r}")
    return side


def stakes(institution: Institution | str, side: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""What is at stake for both together and for each person alone.

    Parameters
    ----------
    institution : Institution or str
    side : {0, 1}
        At :math:`e = 1` the two are alike.

    Returns
    -------
    shared, personal : ndarray(float)
        :math:`A_i` and :math:`B_i`, in units of effort. At :math:`e = 1`,
        :math:`A = (1-\sigma)R + (\sigma R + P)(1-\iota)d` and :math:`B = (\sigma R + P)\iota`.
        Below it the county's own reward is :math:`eR`, and each side weighs the two rewards as its
        attachment bids. With :math:`\bar R_i = (R_i+\theta R_j)/(1+\theta)` and
        :math:`\varphi = (1-\iota)d+\iota` all that is at stake is
        :math:`W_i = \bar R_i\,(1-\sigma+\sigma\varphi) + P\varphi`, of which
        :math:`B_i = \iota\,[P + \sigma(R_i-\theta R_j)/(1-\theta)]` can be moved and
        :math:`A_i = W_i - B_i` is shared. Where :math:`\theta = 1`, :math:`e < 1` and
        :math:`\sigma\iota > 0` the two are NaN: there they play no part in :math:`X` and :math:`Y`
        one by one.

    Notes
    -----
    With these, the formulas for :math:`X` and :math:`Y` in the module's docstring hold at
    every :math:`e`, :math:`b` being the transferability of the side that deflects: in
    :math:`X` one's own, in :math:`Y` the other's.
    """
    i = as_institution(institution)
    own, other = (i.executor, 1.0) if _side(side) == 0 else (1.0, i.executor)
    theta, passing, person = np.asarray(i.attachment), i.prize_passing, i.individualization
    whole = i.reward * (own + theta * other) / (1 + theta) * (1 - passing + passing * i.felt) + i.penalty * i.felt
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(own == other, own, (own - theta * other) / np.where(theta < 1, 1 - theta, np.nan))
    personal = person * i.penalty + np.where(passing * person > 0, person * passing * i.reward * apart, 0.0)
    return np.broadcast_to(whole - personal, i.shape)[()], np.broadcast_to(personal, i.shape)[()]


def borders(institution: Institution | str, shared: ArrayLike, side: int = 0) -> NDArray[np.float64]:
    r"""Where the class of the game changes, in the plane of shared and personal stakes.

    Both borders are straight lines. With :math:`A` given, :math:`X = 0` and :math:`Y = 0` at

    .. math::

        B_X = \frac{(1+\theta)(f_1-f_2)A - (g-k)}{(1-\theta)b_if_1 - (1+\theta)(f_1-f_2)}, \quad
        B_Y = \frac{(1+\theta)(f_0-f_1)A - (g-k)}{(1-\theta)b_jf_1 - (1+\theta)(f_0-f_1)},

    with :math:`b_i` the side's own transferability and :math:`b_j` the other's.

    Parameters
    ----------
    institution : Institution or str
        Its stakes play no part.
    shared : array_like
        Shared stakes :math:`A`, in units of effort; broadcasts against the institution.
    side : {0, 1}

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`B_X, B_Y`, in units of effort: the personal stakes above which Deflect beats
        Shield against a shielder and against a deflector. Infinite where personal stakes,
        however large, never make it so; 0 where the shared stakes do not even cover
        :math:`g - k` (there, if little blame can be moved, large personal stakes can make
        Shield the better one again).
    """
    i = as_institution(institution)
    found = findings(i)[..., ::-1]  # with 2, 1, 0 shielders
    theta = np.asarray(i.attachment)[..., None]
    gain = (1 + theta) * np.diff(found, axis=-1)
    moved = (1 - theta) * transferabilities(i)[..., [_side(side), 1 - side]] * found[..., 1, None]
    cost = np.asarray(i.shield_cost - i.deflect_cost)[..., None]
    margin = gain * np.asarray(shared, dtype=float)[..., None] - cost
    fall = moved - gain
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(fall > TOLERANCE * np.maximum(moved, gain), margin / fall, np.inf)
    return np.where(margin < 0, 0.0, crossing)


def game_class(institution: Institution | str, side: int = 0) -> NDArray[np.str_]:
    r"""Class of the game on {shield, deflect}, as one side sees it.

    With :math:`X, Y` from `shield_advantage`: both positive *harmony*, :math:`X>0>Y` *stag
    hunt*, :math:`X<0<Y` *chicken*, both negative *prisoner's dilemma* if mutual shielding is
    better than mutual deflection, else *deadlock*. On a border (:math:`X` or :math:`Y` zero
    within `TOLERANCE`) the advantage counts as positive, and mutual shielding as no better where it is as
    good as mutual deflection.

    Parameters
    ----------
    institution : Institution or str
    side : {0, 1}
        Whose payoffs; at :math:`e = 1` the two are alike.

    Returns
    -------
    ndarray(str)
        Names from `GAME_CLASSES`, of the institution's shape.

    Notes
    -----
    At :math:`\theta = 0` a stag hunt's better equilibrium is always mutual shielding. At
    :math:`e = 1` stag hunt and chicken exclude each other: :math:`X - Y = (1+\theta)(2f_1-f_0-f_2)W`, so with
    one veto item stag hunts need :math:`\lambda < 1/2` and chickens :math:`\lambda > 1/2`.
    Claims 40, 42; Proposition "game-classes".
    """
    return np.array(GAME_CLASSES)[game_code(institution, side)]


def game_code(institution: Institution | str, side: int = 0) -> NDArray[np.int64]:
    """Class of the game as a number, to compute with and to colour by.

    Parameters
    ----------
    institution : Institution or str
    side : {0, 1}

    Returns
    -------
    ndarray(int)
        Position of the class that `game_class` names in `GAME_CLASSES`.
    """
    side = _side(side)
    return _in_blocks(lambda i: _code(i, side), as_institution(institution), (), np.int64)


def _code(institution, side):
    u = payoffs(institution)[..., side, :, :]
    slack = tie_width(u, (-2, -1))[..., 0, 0]
    x = u[..., SHIELD, SHIELD] - u[..., DEFLECT, SHIELD] >= -slack
    y = u[..., SHIELD, DEFLECT] - u[..., DEFLECT, DEFLECT] >= -slack
    better = u[..., SHIELD, SHIELD] - u[..., DEFLECT, DEFLECT] > slack
    return np.select([x & y, x, y, better], [0, 1, 2, 3], default=4)


def tipping_point(institution: Institution | str, side: int = 0) -> NDArray[np.float64]:
    """Share of shielders on the other side that leaves `side` indifferent between S and D.

    In a stag hunt shielding pays above it, in a chicken below it.

    Parameters
    ----------
    institution : Institution or str
    side : {0, 1}

    Returns
    -------
    ndarray(float)
        In [0, 1]; NaN where one of the two actions dominates the other.
    """
    x, y = np.moveaxis(shield_advantage(institution, side), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.sign(x) * np.sign(y) < 0, -y / (x - y), np.nan)[()]


def silence_value(institution: Institution | str) -> NDArray[np.float64]:
    r"""Share of a lone shielder's risk that the partner's silence removes.

    :math:`\rho = 1 - f_2/f_1`; 0 where nothing can be found.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float)
        In [0, 1].
    """
    found = findings(institution)
    lone = found[..., 1]
    return 1 - np.divide(found[..., 2], lone, out=np.ones_like(lone), where=lone > 0)


def veto_peak(institution: Institution | str) -> NDArray[np.float64]:
    r"""Number of veto items at which the second shielder's protection is greatest.

    With :math:`f_1, f_2` for one item, :math:`n` items leave the protection
    :math:`(1-f_2)^n - (1-f_1)^n`, which rises up to

    .. math::

        n^* = \frac{\ln\bigl(\ln(1-f_1)/\ln(1-f_2)\bigr)}{\ln\bigl((1-f_2)/(1-f_1)\bigr)}

    and falls to zero beyond it.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items plays no part.

    Returns
    -------
    ndarray(float)
        At least 0; infinite where the pair together is never found out (:math:`f_2 = 0`), NaN
        where two hide no more than one or one alone is always found out.

    Notes
    -----
    Proposition "veto-peak"; claims 46 and 47.
    """
    found = findings(as_institution(institution).replace(veto_items=1))
    lone, both = found[..., 1], found[..., 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = np.log1p(-lone), np.log1p(-both)
        peak = np.log(one / two) / (two - one)
    return np.where((lone > both) & (lone < 1), np.where(both > 0, peak, np.inf), np.nan)[()]


def penalty_threshold(institution: Institution | str, side: int = 0) -> NDArray[np.float64]:
    r"""Individual responsibility above which a larger penalty breaks the alliance.

    Raising the penalty :math:`P` at a given reward raises a side's gain from leaving,
    :math:`U(D,S)-U(S,S)`, exactly when :math:`\iota > \iota^*`:

    .. math::

        \iota^* = \frac{(1+\theta)d(f_1-f_2)}{(1+\theta)d(f_1-f_2) + (1-\theta)b_if_1 - (1+\theta)(f_1-f_2)}
        \quad\text{if } b_i > \frac{1+\theta}{1-\theta}\Bigl(1-\frac{f_2}{f_1}\Bigr),

    and at no :math:`\iota` otherwise. At :math:`\theta = 0` the denominator is
    :math:`d(f_1-f_2) + f_2 - f_1(1-b_i)`.

    Parameters
    ----------
    institution : Institution or str
        Its strength, negativity and individualization play no part.
    side : {0, 1}
        Who leaves. The county, the default, can move at least as much blame as the township
        and so has the lower threshold.

    Returns
    -------
    ndarray(float)
        :math:`\iota^*` in [0, 1); NaN where no level of individual responsibility makes
        penalties break the alliance.

    Raises
    ------
    ValueError
        If `side` is neither 0 nor 1.

    Notes
    -----
    Proposition "alliance-breaking"; claims 42, 43, 57 and tension 1.

    Examples
    --------
    >>> from xianxiang import Institution, stage
    >>> stage.penalty_threshold(Institution(concealment=[0.9, 0.7, 0.5, 0.3])).round(3)
    array([  nan, 0.463, 0.21 , 0.092])
    """
    i = as_institution(institution)
    found = findings(i)
    theta = np.asarray(i.attachment)
    protection = (1 + theta) * (found[..., 1] - found[..., 2])
    moved = (1 - theta) * transferabilities(i)[..., _side(side)] * found[..., 1]
    surplus = moved - protection
    unit = i.diffusion * protection
    breaks = surplus > TOLERANCE * np.maximum(moved, protection)
    threshold = np.where(breaks, unit / np.where(breaks, unit + surplus, 1), np.nan)
    return np.broadcast_to(threshold, i.shape)[()]


def breaking_penalty(institution: Institution | str, side: int = 0) -> NDArray[np.float64]:
    r"""Smallest penalty at which `side` would rather deflect than shield with its partner.

    At the institution's reward and individual responsibility. The gain from leaving is
    linear in :math:`P`.

    Parameters
    ----------
    institution : Institution or str
        Its reward :math:`R = s(1-\nu)` is held fixed; its own penalty plays no part.
    side : {0, 1}

    Returns
    -------
    ndarray(float)
        In units of effort; 0 where the alliance does not hold even without a penalty,
        infinite where no penalty breaks it.
    """
    i = as_institution(institution)
    without = shield_advantage(i.replace(strength=i.reward, negativity=0.0), side)[..., 0]
    fall = -shield_advantage(i.replace(strength=1.0, negativity=1.0, shield_cost=0.0, deflect_cost=0.0), side)[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        point = np.where(fall > TOLERANCE * findings(i)[..., 1], without / fall, np.inf)  # the fall is that of a unit of penalty
    return np.where(without < 0, 0.0, point)[()]


def margins(institution: Institution | str) -> NDArray[np.float64]:
    """What the side with more to gain loses by leaving each mutual regime alone.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 3))
        For (shield, shield), (deflect, deflect), (routine, routine): the smaller of the two
        sides' losses from its best alternative, in units of effort. Positive where the
        regime is a strict equilibrium, and then a measure of how firmly it holds; exactly 0 where
        floats cannot tell it from a tie.
    """
    return _in_blocks(_margins, as_institution(institution), (3,), float)


def _margins(institution):
    u = payoffs(institution)
    size = np.abs(u).max(axis=(-2, -1))
    losses = []
    for action in range(3):
        others = [a for a in range(3) if a != action]
        losses.append(_told(u[..., action, action] - u[..., others, action].max(axis=-1), size).min(axis=-1))
    return np.stack(losses, axis=-1)
