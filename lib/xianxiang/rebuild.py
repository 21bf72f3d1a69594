r"""What could be rebuilt: the core game with a fourth action, and packages of reform.

A side may **Solve** (实干, V): it works on the problem, at the cost :math:`h`. A problem survives with
probability

.. math::

    r_0 = 1, \qquad r_1 = 1-\alpha\mu, \qquad r_2 = 1-\alpha

when 0, 1 and 2 sides work: **efficacy** :math:`\alpha` is what two solve, **powers** :math:`\mu` the share
of that which one solves alone. Each veto item is a problem of its own. What survives is found as in the
core game; who works hides nothing:

.. math::

    F_{aa'} = 1-\bigl(1-m(1-\text{hidden}_{aa'})\,r_{aa'}\bigr)^n,

where two shielders hide :math:`c`, one hides :math:`c\lambda` and nobody hides nothing.

**Tolerance** :math:`\tau` (容错) is the share of a penalty that is excused to whoever worked; **mimicry**
:math:`\zeta` the share of that excuse which a mere file (留痕) earns a deflector. With
:math:`x_V = \tau`, :math:`x_D = \zeta\tau` and :math:`x_S = x_R = 0` a finding costs the penalty

.. math::

    P(1-x_a)\,[(1-\iota)d+\iota w_{aa'}],

and blame cannot be moved onto the excused: :math:`w = 1-b(1-x_{a'})` for who deflects alone,
:math:`1+b_\text{other}` for a partner of one who does, else 1. Tolerance reaches penalties; a prize that is
missed is missed, also where it passes through the unit. A **reward for reports** :math:`y` is paid on a
finding to a deflector or solver whose partner shields.

At :math:`\tau = y = 0` the three old actions give `stage.material_payoffs`. The values of
:math:`\alpha, \mu, h, \tau, \zeta` and those of `REFORMS` are the book's own choices, measured nowhere.

Claims 15, 23, 44, 54 and 55; Theorem "work-among-blamers", Propositions "residual-liability",
"mutual-work" and "trust-or-nerve-again".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import LEVERS, NOW, Institution, Lever, as_institution, checked, given, meant, numbers, together, whole
from .stage import DEFLECT, ROUTINE, SHIELD

PARAMETERS = {
    "efficacy": Lever("α", "efficacy", "共同解决", 0.0, 1.0, "share of problems that two sides solve together"),
    "powers": Lever("μ", "matched powers", "权责匹配", 0.0, 1.0, "share of what two solve that one solves alone"),
    "tolerance": Lever("τ", "tolerance of honest error", "容错", 0.0, 1.0, "share of a penalty that is excused to whoever worked"),
    "mimicry": Lever("ζ", "mimicry", "留痕", 0.0, 1.0, "share of that excuse which a file earns who only deflected"),
    "work_cost": Lever("h", "cost of work", "实干成本", 0.0, np.inf, "cost of working on a problem, in units of effort"),
    "report": Lever("y", "reward for reports", "举报奖励", 0.0, np.inf, "paid on a finding to who did not hide while the partner did, in units of effort"),
}
"""What each parameter of its own means, by name."""

DEFAULTS = {"efficacy": 0.8, "powers": 0.4, "tolerance": 0.0, "mimicry": 0.5, "work_cost": 1.0, "report": 0.0}
"""The parameters' values unless others are given."""

ACTIONS = (*stage.ACTIONS, "solve")
"""The four actions, in the order of every action axis."""

SOLVE = 3
"""Place of the fourth action; the others have theirs in `stage`."""

START = NOW.replace(attachment=0.0)
"""Where reform starts: the later regime, its attachment worn out."""

REFORMS: dict[str, dict[str, float]] = {
    "tolerance": {"tolerance": 0.8},
    "powers": {"powers": 0.9},
    "prizes": {"negativity": 0.1},
    "unit": {"individualization": 0.1},
    "items": {"veto_items": 2.0},
    "lists": {"transferability": 0.2},
    "executor": {"executor": 1.0},
    "report": {"report": 1.0},
    "relax": {"monitoring": 0.5, "concealment": 0.9},
}
"""Nine reforms, each as a change of levers or of parameters: honest error excused (容错纠错), real powers for
the township (赋权), prizes back, the unit liable, fewer veto items (清理一票否决), duties fixed in lists (权责清单),
the county an executor again, reports paid, inspectors called off. How far each goes is the book's choice."""

def _nearly_all(action):
    """Shares with everyone at an action but one county in a hundred, which does the minimum."""
    shares = np.eye(4)[[action, action]]
    shares[0] = 0.99 * shares[0] + 0.01 * np.eye(4)[ROUTINE]
    return shares


ALL_SHIELD = _nearly_all(SHIELD)
"""Shares with everyone shielding but one county in a hundred, which does the minimum: a start for `settle`. Where
both sides are alike in all, nothing else would tell them apart, and they would rest where any difference drives
them away."""

ALL_DEFLECT = _nearly_all(DEFLECT)
"""Shares with everyone deflecting but one county in a hundred, which does the minimum."""

SOLVED, AT_MOST = 0.7, 0.25
"""When a package counts as working: problems solved at least; those of both sides who hide, and those who deflect, at most."""


class Outcome(NamedTuple):
    """What becomes of problems.

    Parameters
    ----------
    found : ndarray(float, shape=(..., 4, 4))
        Probability that a case is found. Axes: the county's action, the township's.
    solved : ndarray(float, shape=(..., 4, 4))
        Share of problems that are solved.
    """

    found: NDArray[np.float64]
    solved: NDArray[np.float64]


class Assessment(NamedTuple):
    """What conduct comes to, on average over both populations.

    Parameters
    ----------
    solved : ndarray(float)
        Share of problems solved.
    found : ndarray(float)
        Share of cases found.
    paid : ndarray(float)
        Prizes paid a case to both sides together, in units of effort.
    works : ndarray(bool)
        Whether at least `SOLVED` is solved, and of both sides together at most `AT_MOST` shield and at most `AT_MOST` deflect.
    """

    solved: NDArray[np.float64]
    found: NDArray[np.float64]
    paid: NDArray[np.float64]
    works: NDArray[np.bool_]


def _given(institution, **own):
    """The institution, the parameters as floats or arrays, and the shape that all of them have together."""
    institution = as_institution(institution)
    return institution, *given(PARAMETERS, institution.shape, **own)


def _survivors(efficacy, powers):
    """Share of problems that survive when 0, 1 and 2 sides work."""
    return 1.0, 1 - efficacy * powers, 1 - efficacy


def _hidden(i):
    """Share of findings that is concealed, with 0, 1 and 2 shielders."""
    return 0.0, i.concealment * i.lone_concealment, i.concealment


def _finding(i, hide, left):
    """Probability that a case is found: any of its items, hidden as they are and as many as are left."""
    seen = np.asarray(i.monitoring * (1 - hide) * left)
    with np.errstate(divide="ignore"):  # what is found for sure has the logarithm of nothing
        return -np.expm1(i.veto_items * np.log1p(-seen))


def _found(i, efficacy, powers):
    """Probability of a finding by both actions, as a dictionary; the same for (a, b) and (b, a)."""
    hidden, left, known = _hidden(i), _survivors(efficacy, powers), {}
    found = {}
    for own, other in product(range(4), repeat=2):
        kind = (own == SHIELD) + (other == SHIELD), (own == SOLVE) + (other == SOLVE)
        if kind not in known:
            known[kind] = _finding(i, hidden[kind[0]], left[kind[1]])
        found[own, other] = known[kind]
    return found


def _excused(tolerance, mimicry):
    """Share of a penalty that is excused, by action."""
    return 0.0, mimicry * tolerance, 0.0, tolerance


def _weight(own, other, moves_own, moves_other, excused):
    """What is left of a personal sanction after blame was moved: blame cannot be moved onto the excused."""
    if own == DEFLECT != other:
        return 1 - moves_own * (1 - excused[other])
    if other == DEFLECT != own:
        return 1 + moves_other
    return 1.0


def _moves(i):
    """Share of a personal sanction that county and township can move."""
    return 1 - i.executor * (1 - i.transferability), i.executor * i.transferability


def _cells(shape, cell):
    """An array (..., 2, 4, 4) from a function of side, own action and the other's."""
    cells = np.empty((2, 4, 4, *shape))
    for place in np.ndindex(2, 4, 4):
        cells[place] = cell(*place)
    return np.moveaxis(cells, (0, 1, 2), (-3, -2, -1))


def outcome(institution: Institution | str, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4) -> Outcome:
    r"""What is found and what is solved, by both sides' actions.

    Parameters
    ----------
    institution : Institution or str
        Of its levers monitoring, concealment, lone concealment and veto items play a part.
    efficacy : array_like in [0, 1]
        Share :math:`\alpha` of problems that two sides solve together.
    powers : array_like in [0, 1]
        Share :math:`\mu` of that which one side solves alone. Both broadcast against the levers.

    Returns
    -------
    Outcome
        `found` :math:`F_{aa'}` and `solved` :math:`1-r_{aa'}`, of shape (..., 4, 4).

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.outcome("now").solved[rebuild.SOLVE].round(2)
    array([0.32, 0.32, 0.32, 0.8 ])
    """
    i, efficacy, powers, shape = _given(institution, efficacy=efficacy, powers=powers)
    found, left = _found(i, efficacy, powers), _survivors(efficacy, powers)
    both = np.empty((2, 4, 4, *shape))
    for own, other in np.ndindex(4, 4):
        both[0, own, other] = found[own, other]
        both[1, own, other] = 1 - left[(own == SOLVE) + (other == SOLVE)]
    return Outcome(*np.moveaxis(both, (1, 2), (-2, -1)))


def residual_liability(institution: Institution | str, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4, tolerance: ArrayLike = 0.0,
                       mimicry: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""What one more unit of penalty costs a side, by both actions: its residual liability.

    .. math::

        L_{aa'} = F_{aa'}\,(1-x_a)\,[(1-\iota)d+\iota w_{aa'}].

    Parameters
    ----------
    institution : Institution or str
        Its stakes, costs and attachment play no part.
    efficacy, powers : array_like in [0, 1]
        As in `outcome`.
    tolerance : array_like in [0, 1]
        Share :math:`\tau` of a penalty that is excused to whoever worked.
    mimicry : array_like in [0, 1]
        Share :math:`\zeta` of that excuse which a file earns who deflected. All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 2, 4, 4))
        Axes: side, own action, the other's. A larger penalty favours, of two actions against the same
        partner, the one with the smaller entry.

    Raises
    ------
    TypeError, ValueError
        As in `outcome`.

    Notes
    -----
    Theorem "work-among-blamers", Proposition "residual-liability".

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.residual_liability("now")[1, :, rebuild.DEFLECT].round(2)  # a township whose county deflects
    array([1.75, 0.92, 1.75, 1.74])
    """
    i, efficacy, powers, tolerance, mimicry, shape = _given(
        institution, efficacy=efficacy, powers=powers, tolerance=tolerance, mimicry=mimicry)
    return _cells(shape, _liability(i, efficacy, powers, tolerance, mimicry))


def _liability(i, efficacy, powers, tolerance, mimicry):
    """Residual liability as a function of side, own action and the other's."""
    found, excused, moves = _found(i, efficacy, powers), _excused(tolerance, mimicry), _moves(i)
    person, unit = i.individualization, (1 - i.individualization) * i.diffusion

    def cell(side, own, other):
        return found[own, other] * (1 - excused[own]) * (unit + person * _weight(own, other, moves[side], moves[1 - side], excused))

    return cell


def payoffs(institution: Institution | str, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4, tolerance: ArrayLike = 0.0,
            mimicry: ArrayLike = 0.5, work_cost: ArrayLike = 1.0, report: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""Payoffs of the game with the fourth action, attachment included.

    .. math::

        u(a,a') = (1-F)R - PL_{aa'} + F\,y\,[a \in \{D,V\},\ a'=S] - \text{cost}(a), \qquad
        U = u+\theta u_\text{other},

    with :math:`L` the `residual_liability`; a share :math:`\sigma` of the prize may pass through the unit as in
    `stage`, and nothing of it is excused.

    Parameters
    ----------
    institution : Institution or str
    efficacy, powers, tolerance, mimicry : array_like in [0, 1]
        :math:`\alpha, \mu, \tau, \zeta`, as in `residual_liability`.
    work_cost : array_like, at least 0
        Cost of work :math:`h`, in units of effort.
    report : array_like, at least 0
        Reward for reports :math:`y`, in units of effort. All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 2, 4, 4))
        Axes: side (county, township), own action, the other's, actions in the order of `ACTIONS`. In
        units of effort.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claims 15, 23, 44, 54 and 55; Propositions "mutual-work" and "trust-or-nerve-again".

    Examples
    --------
    >>> from xianxiang import Institution, rebuild
    >>> place = Institution(strength=4, negativity=1, individualization=1, transferability=1, monitoring=0.5, concealment=0.5,
    ...                     lone_concealment=0, shield_cost=0.25, deflect_cost=0.25)
    >>> rebuild.payoffs(place, efficacy=1, powers=0.5, work_cost=0.5)[0][1:4:2, 1:4:2]
    array([[-2.25, -0.25],
           [-2.5 , -0.5 ]])
    """
    i, efficacy, powers, tolerance, mimicry, work_cost, report, shape = _given(
        institution, efficacy=efficacy, powers=powers, tolerance=tolerance, mimicry=mimicry, work_cost=work_cost, report=report)
    found, liability = _found(i, efficacy, powers), _liability(i, efficacy, powers, tolerance, mimicry)
    plain = _liability(i, efficacy, powers, 0.0, 0.0)  # a prize that passes through the unit is lost as a sanction falls, unexcused
    prizes = i.executor * i.reward, i.reward
    costs = i.shield_cost, i.deflect_cost, 0.0, work_cost
    passing = i.prize_passing

    def cell(side, own, other):
        f, prize = found[own, other], prizes[side]
        won = (1 - passing) * (1 - f) * prize + passing * prize * (i.felt - plain(side, own, other))
        reported = f * report if other == SHIELD and own in (DEFLECT, SOLVE) else 0.0
        return won - i.penalty * liability(side, own, other) + reported - costs[own]

    return stage.attach(_cells(shape, cell), np.broadcast_to(i.attachment, shape) if np.ndim(i.attachment) else i.attachment)


def pure_equilibria(payoffs: ArrayLike) -> NDArray[np.bool_]:
    """Which pairs of actions are equilibria of payoffs that are given.

    Parameters
    ----------
    payoffs : array_like, shape (..., 2, actions, actions)
        As `payoffs` returns them.

    Returns
    -------
    ndarray(bool, shape=(..., actions, actions))
        Axes: the county's action, the township's. Ties within `stage.TOLERANCE` of the spread count as
        best replies.

    Raises
    ------
    ValueError
        If the payoffs are of another shape or not finite.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> import numpy as np
    >>> held = rebuild.pure_equilibria(rebuild.payoffs(rebuild.START))
    >>> [(rebuild.ACTIONS[a], rebuild.ACTIONS[b]) for a, b in np.argwhere(held)]
    [('deflect', 'deflect')]
    """
    u = _game(payoffs)
    best = u >= u.max(axis=-2, keepdims=True) - stage.tie_width(u, (-2, -1))
    return best[..., 0, :, :] & np.swapaxes(best[..., 1, :, :], -1, -2)


def _game(payoffs):
    """Payoffs as floats, of the shape of a game."""
    u = numbers("payoffs", payoffs, np.isfinite, "finite")
    if u.ndim < 3 or u.shape[-3] != 2 or u.shape[-1] != u.shape[-2]:
        raise ValueError(f"payoffs must be of shape (..., 2, actions, actions), got {u.shape}")
    return u


def burden(institution: Institution | str, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""What a lone worker answers for among those who deflect, as a multiple of what one more deflector does.

    .. math::

        \omega = \frac{F_{VD}}{F_{DD}}\,(1+b_\text{other}\pi), \qquad \pi = \frac{\iota}{(1-\iota)d+\iota}.

    Parameters
    ----------
    institution : Institution or str
    efficacy, powers : array_like in [0, 1]
        As in `outcome`; no tolerance.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side. NaN where nothing is found, or nothing that is found is felt.

    Raises
    ------
    TypeError, ValueError
        As in `outcome`.

    Notes
    -----
    Theorem "work-among-blamers". With one item :math:`\omega > 1` exactly if
    :math:`\alpha\mu < b\pi/(1+b\pi)`.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.burden("now").round(2)
    array([1.3 , 1.88])
    """
    liability = residual_liability(institution, efficacy, powers)
    idle = liability[..., DEFLECT, DEFLECT]
    return np.where(idle > 0, liability[..., SOLVE, DEFLECT], np.nan) / np.where(idle > 0, idle, 1.0)


def tolerance_threshold(institution: Institution | str, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4,
                        mimicry: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""Tolerance above which a larger penalty makes work pay among those who deflect.

    With the reward held, :math:`U(V,D)-U(D,D)` rises with the penalty exactly if
    :math:`\omega(1-\tau) < 1-\zeta\tau`, with :math:`\omega` the `burden`: where :math:`\omega > 1`, if

    .. math::

        \tau > \tau^* = \frac{\omega-1}{\omega-\zeta},

    and where :math:`\omega < 1` at any tolerance (but not at :math:`\tau = \zeta = 1`, where no penalty reaches
    either).

    Parameters
    ----------
    institution : Institution or str
        Its attachment plays no part: the threshold is that of a side that weighs its own payoff alone.
    efficacy, powers : array_like in [0, 1]
        As in `outcome`.
    mimicry : array_like in [0, 1]
        Share :math:`\zeta` of the excuse which a file earns who deflected. All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`\tau^*` by side; 0 where :math:`\omega \le 1`; 1, which no tolerance exceeds, where
        :math:`\omega > 1` and a file is excused as work is (:math:`\zeta = 1`); NaN where `burden` is.

    Raises
    ------
    TypeError, ValueError
        As in `outcome`.

    Notes
    -----
    Claim 54; Theorem "work-among-blamers".

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.tolerance_threshold("now", mimicry=[0, 0.5, 0.8])[:, 1].round(2)
    array([0.47, 0.64, 0.81])
    """
    _, efficacy, powers, mimicry, shape = _given(institution, efficacy=efficacy, powers=powers, mimicry=mimicry)
    heavy = np.broadcast_to(burden(institution, efficacy, powers), (*shape, 2))
    file = np.asarray(mimicry)[..., None]
    return np.where(heavy > 1, (heavy - 1) / np.where(heavy > 1, heavy - file, 1.0), np.where(np.isnan(heavy), np.nan, 0.0))


def trust_bound(institution: Institution | str, tolerance: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""Powers below which work takes trust, and above which it takes nerve, between Solve and Routine.

    With one veto item a partner's work makes one's own pay more exactly if

    .. math::

        \mu < \frac{1-t}{2-t}, \qquad t = \frac{\tau P\varphi}{W}, \quad W = R+P\varphi,

    with :math:`R` the side's own reward.

    Parameters
    ----------
    institution : Institution or str
        Prizes are taken as felt in full, whatever share passes through the unit; attachment plays no part.
    tolerance : array_like in [0, 1]
        Share :math:`\tau` of a penalty that is excused to whoever worked.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in [0, 1/2]; NaN where nothing is at stake.

    Raises
    ------
    TypeError, ValueError
        As in `outcome`.

    Notes
    -----
    Proposition "trust-or-nerve-again".

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.trust_bound("now", tolerance=[0, 0.8])[:, 1].round(2)
    array([0.5 , 0.22])
    """
    i, tolerance, shape = _given(institution, tolerance=tolerance)
    felt = i.penalty * i.felt
    bounds = []
    for reward in (i.executor * i.reward, i.reward):
        stakes = np.asarray(reward + felt)
        share = tolerance * felt / np.where(stakes > 0, stakes, np.nan)
        bounds.append(np.broadcast_to((1 - share) / (2 - share), shape))
    return np.stack(bounds, axis=-1)


# Packages of reform ---------------------------------------------------------------------------


def packages(start: Institution | str = START, reforms: Mapping[str, Mapping[str, float]] = REFORMS,
             **own: ArrayLike) -> tuple[Institution, dict[str, Any]]:
    """All packages of reforms at once.

    Parameters
    ----------
    start : Institution or str
        One institution, with no reform made. Where reforms change the same lever, the later one's value holds.
    reforms : mapping of str to mapping of str to float
        Each reform as a change of levers or of `PARAMETERS`.
    **own : float
        Parameters where no reform changes them; else `DEFAULTS`.

    Returns
    -------
    institution : Institution
        Of the shape (2, …, 2) of the package: an axis for each reform, in their order, 0 not made, 1 made;
        a lever that no reform changes is a number.
    own : dict of str to float or ndarray(float)
        The parameters, by the names that `payoffs` takes; they broadcast against the institution.

    Raises
    ------
    TypeError, ValueError
        If a reform changes what is neither lever nor parameter, or a value lies outside its domain.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rules, own = rebuild.packages()
    >>> rebuild.payoffs(rules, **own).shape
    (2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4)
    """
    institution = as_institution(start, "start")
    if institution.shape:
        raise ValueError(f"start must be one institution, got the shape {institution.shape}")
    _known("parameters", own, PARAMETERS)
    values = institution.as_dict() | DEFAULTS | own
    for axis, (name, changes) in enumerate(reforms.items()):
        _known(f"reforms: {name}", changes, LEVERS | PARAMETERS)
        made = np.arange(2).reshape([2 if a == axis else 1 for a in range(len(reforms))])
        for lever, value in changes.items():
            values[lever] = np.where(made == 1, value, values[lever])
    rules = Institution(**{name: values[name] for name in LEVERS})
    return rules, {name: checked(name, values[name], PARAMETERS[name]) for name in PARAMETERS}


def _known(where, given, known):
    for name in given:
        if name not in known:
            raise ValueError(f"{where} must be among {', '.join(known)}, got {name!r}{meant(name, known)}")


def settle(payoffs: ArrayLike, noise: ArrayLike = 0.25, start: ArrayLike = ALL_SHIELD, rounds: int = 300) -> NDArray[np.float64]:
    """Shares at which two populations come to rest that learn as in `turn`.

    Parameters
    ----------
    payoffs : array_like, shape (..., 2, actions, actions)
        As `payoffs` returns them.
    noise : array_like, more than 0
        Noise of logit choice, in units of effort; broadcasts against the leading axes.
    start : array_like, shape (..., 2, actions)
        Where learning starts; where several regimes are stable, this decides between them.
    rounds : int, at least 1
        Rounds of learning, with half of each population revising in each.

    Returns
    -------
    ndarray(float, shape=(..., 2, actions))
        Axes: side, action.

    Raises
    ------
    ValueError
        If the payoffs are no games, the start no shares, the noise not positive or the rounds no whole number.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> rebuild.settle(rebuild.payoffs(rebuild.START)).round(2)
    array([[0.01, 0.95, 0.04, 0.  ],
           [0.  , 1.  , 0.  , 0.  ]])
    """
    u = _game(payoffs)
    whole("rounds", rounds)
    actions = u.shape[-1]
    shares = numbers("start", start, lambda x: x >= 0, "shares, at least 0")
    if shares.shape[-2:] != (2, actions) or not np.allclose(shares.sum(axis=-1), 1):
        raise ValueError(f"start must be shares of shape (..., 2, {actions}) that sum to 1 along the last axis, got {start!r}")
    noise = numbers("noise", noise, lambda x: (x > 0) & np.isfinite(x), "positive and finite")
    lead = together(payoffs=u.shape[:-3], noise=noise.shape, start=shares.shape[:-2])
    # The games stand last and in one row, so that each step runs along memory and not over axes of two and four.
    x = np.moveaxis(np.broadcast_to(shares, (*lead, 2, actions)).reshape(-1, 2, actions), 0, -1).copy()
    stake = np.moveaxis(np.broadcast_to(u, (*lead, 2, actions, actions)).reshape(-1, 2, actions, actions), 0, -1).copy()
    noise = np.broadcast_to(noise, lead).ravel()
    for _ in range(rounds):
        met = x[::-1, None]
        value = sum(stake[:, :, other] * met[:, :, other] for other in range(actions)) / noise
        value -= value.max(axis=1, keepdims=True)
        np.exp(value, out=value)
        x = (x + value / value.sum(axis=1, keepdims=True)) / 2
    return np.moveaxis(x, -1, 0).reshape(*lead, 2, actions)


def assess(institution: Institution | str, shares: ArrayLike, efficacy: ArrayLike = 0.8, powers: ArrayLike = 0.4) -> Assessment:
    """What conduct comes to: solved, found, paid, and whether that counts as working.

    Parameters
    ----------
    institution : Institution or str
    shares : array_like, shape (..., 2, 4)
        Of each side's actions, as `settle` returns them; the two meet at random.
    efficacy, powers : array_like in [0, 1]
        As in `outcome`. All broadcast.

    Returns
    -------
    Assessment

    Raises
    ------
    TypeError, ValueError
        As in `outcome`, or if the shares are none.

    Notes
    -----
    The bounds `SOLVED` and `AT_MOST` are the book's choice.

    Examples
    --------
    >>> from xianxiang import rebuild
    >>> at_work = rebuild.assess("now", [[0, 0, 0, 1], [0, 0, 0, 1]])
    >>> round(float(at_work.solved), 2), bool(at_work.works)
    (0.8, True)
    """
    i, efficacy, powers, shape = _given(institution, efficacy=efficacy, powers=powers)
    x = numbers("shares", shares, lambda x: x >= 0, "at least 0")
    if x.shape[-2:] != (2, 4) or not np.allclose(x.sum(axis=-1), 1):
        raise ValueError(f"shares must be of shape (..., 2, 4) and sum to 1 along the last axis, got the shape {x.shape}")
    shape = together(shape, shares=x.shape[:-2])
    both = outcome(i, efficacy, powers)
    solved, found = (np.broadcast_to(np.einsum("...a,...b,...ab->...", x[..., 0, :], x[..., 1, :], each), shape) for each in (both.solved, both.found))
    paid = (1 - found) * (1 + i.executor) * i.reward
    bad = x[..., [SHIELD, DEFLECT]].mean(axis=-2).max(axis=-1)
    return Assessment(solved, found, paid, (solved >= SOLVED) & (bad <= AT_MOST))
