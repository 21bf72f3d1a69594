r"""The long game: two who meet again, with leaders who move and liability that outlasts a post.

Each year a county and a township play the core game of `xianxiang.stage`. A year later is worth
:math:`\delta` of a year now. Each of the two leaves the post with chance :math:`q` a year, so that posts
last :math:`1/q` years on average and a pair is still together next year with chance :math:`(1-q)^2`.
A pair that parts is replaced by one with a clean slate. A desertion (a file kept, help withheld) is
noticed at once with chance :math:`h`; else it comes out only if the problem is found, and with chance
:math:`\omega` a finding also removes one of the two. With

.. math::

    T = \max_a u(a,S), \quad G = T - u(S,S), \quad v = \max_a u(a,D), \quad L = u(S,S) - v

the **temptation** :math:`G` is what deserting a shielder yields now, the **loss** :math:`L` what a partner
who never trusts again costs in a year. Trust, each year mutual shielding, can be kept up if
:math:`G \le \Delta L`, where the **shadow of the future** is

.. math::

    \Delta = \frac{\tau\,[h(1-\omega f_1) + (1-h)f_1(1-\omega)]}{1-\tau(1-\omega f_0)},
    \qquad \tau = \delta(1-q)^2 .

*Late discovery.* A problem that the inspection misses comes to light in each later year with chance
:math:`\mu`, and is charged to those who signed if they are still liable. A year of a signature so carries,
beyond this year's, the penalty :math:`(1-f_j)zP` with

.. math::

    z = \frac{\delta\ell\mu}{1-\delta\ell(1-\mu)}, \qquad
    \ell = 1 \text{ for life}, \quad \ell = 1-q \text{ in post only},

so that penalties run on :math:`F_j = f_j + (1-f_j)z` while prizes are settled by :math:`f_j`.

The condition is exact in a *dilemma* (see `dilemma`) at :math:`e = 1` and :math:`\theta = 0`. Elsewhere see the
notes of each function.

Sources: claims 32, 34 and 40 of the ledger.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import Institution, as_institution, numbers
from .stage import DEFLECT, ROUTINE, SHIELD, SHIELDERS

_ULPS = 64 * np.finfo(float).eps  # what is lost of a payoff's own size in the differences taken here


_numbers = partial(numbers, kinds="biuf")  # whether liability is for life may be said by True and False


def _share(name, value, below_one=False):
    """`value` as floats in [0, 1], or [0, 1)."""
    if below_one:
        return _numbers(name, value, lambda x: (x >= 0) & (x < 1), "in [0, 1)")
    return _numbers(name, value, lambda x: (x >= 0) & (x <= 1), "in [0, 1]")


def payoffs(institution: Institution | str, late: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""Payoffs of one year when what was signed may be charged later.

    Those of `stage.payoffs`, less the later penalty :math:`(1-f_j)\,zP` in the shares in which a
    finding of this year would be borne.

    Parameters
    ----------
    institution : Institution or str
    late : array_like in [0, 1]
        The weight :math:`z` of late discovery, as `late_liability` gives it; broadcasts against the levers.

    Returns
    -------
    ndarray(float, shape=(..., 2, 3, 3))
        Axes as in `stage.payoffs`, in units of effort.

    Raises
    ------
    ValueError
        If `late` lies outside [0, 1].
    """
    i = as_institution(institution)
    late = _share("late", late)
    now = stage.payoffs(i)
    if not late.any():
        return np.broadcast_to(now, np.broadcast_shapes(i.shape, late.shape) + (2, 3, 3))
    missed = 1 - stage.findings(i)[..., SHIELDERS]
    charged = stage.payoffs(i.replace(strength=i.penalty, negativity=1.0, monitoring=1.0, concealment=0.0,
                                      veto_items=1.0, shield_cost=0.0, deflect_cost=0.0))  # a finding for certain
    return now + late[..., None, None, None] * missed[..., None, :, :] * charged


def _trust(institution, late):
    """Temptation and loss, (..., 2) each; exactly 0 where floats cannot tell them from it."""
    u = payoffs(institution, late)
    size = _ULPS * np.abs(u).max(axis=(-2, -1))
    tempted = u[..., SHIELD].max(axis=-1) - u[..., SHIELD, SHIELD]
    lost = u[..., SHIELD, SHIELD] - u[..., DEFLECT].max(axis=-1)
    return tempted, np.where(np.abs(lost) > size, lost, 0.0)


def temptation(institution: Institution | str, late: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""What deserting a partner who shields yields this year.

    :math:`G = \max_a u(a,S) - u(S,S)`.

    Parameters
    ----------
    institution : Institution or str
    late : array_like in [0, 1]
        Weight :math:`z` of late discovery.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in units of effort; at least 0, and 0 where shielding is a best reply to shielding.
    """
    return _trust(institution, late)[0]


def loss(institution: Institution | str, late: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""What a year with a partner who accuses costs, against a year of trust.

    :math:`L = u(S,S) - \max_a u(a,D)`. At :math:`\theta = 0` the partner's Deflect is the worst that
    he can do to each of one's actions, so that no punishment costs more a year.

    Parameters
    ----------
    institution : Institution or str
    late : array_like in [0, 1]
        Weight :math:`z` of late discovery.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in units of effort; negative where one would rather be accused than shield together.

    Notes
    -----
    Proposition "nothing-worse-than-a-grudge".
    """
    return _trust(institution, late)[1]


def _close(u):
    """By how much the payoffs of a side may differ and still count as equal, (..., 2)."""
    return stage.tie_width(u, (-2, -1))[..., 0, 0]


def dilemma(institution: Institution | str, late: ArrayLike = 0.0) -> NDArray[np.bool_]:
    """Whether each side is in a prisoner's dilemma when all three actions are allowed.

    Deflect is a best reply, of the three, to Shield and to Deflect, strictly better than Shield against
    Shield; and mutual shielding is better than mutual deflection.

    Parameters
    ----------
    institution : Institution or str
    late : array_like in [0, 1]
        Weight of late discovery.

    Returns
    -------
    ndarray(bool, shape=(..., 2))
        By side.

    Notes
    -----
    `stage.game_class` asks the same of two actions. Where blame is not worth its paper the third,
    Routine, is the better one, and the class alone is not enough for what this module says.
    """
    u = payoffs(institution, late)
    slack = _close(u)
    best = u[..., DEFLECT, :2] >= u[..., :2].max(axis=-2) - slack[..., None]
    tempting = u[..., DEFLECT, SHIELD] > u[..., SHIELD, SHIELD] + slack
    return best.all(axis=-1) & tempting & (u[..., SHIELD, SHIELD] > u[..., DEFLECT, DEFLECT] + slack)


def grudge_stands(institution: Institution | str, late: ArrayLike = 0.0) -> NDArray[np.bool_]:
    r"""Whether a pure equilibrium of the year's game leaves a side what an accuser leaves it, and no more.

    If it does, going over to that equilibrium for good is a threat that both sides would carry out and
    that nothing exceeds (at :math:`\theta = 0`, :math:`\omega = 0`): then `critical_discount` is exact. True wherever
    desertion tempts and :math:`bf_1B \ge k` (at :math:`e = 1`, :math:`\theta = 0`). Where blame is not worth
    its paper, :math:`bf_0B < k`, it can fail; there `critical_discount` is what patience needs at least.

    Parameters
    ----------
    institution : Institution or str
    late : array_like in [0, 1]
        Weight of late discovery.

    Returns
    -------
    ndarray(bool, shape=(..., 2))
        By the side that is punished.

    Notes
    -----
    Proposition "nothing-worse-than-a-grudge".
    """
    u = payoffs(institution, late)
    slack = _close(u)
    best = u >= u.max(axis=-2, keepdims=True) - slack[..., None, None]
    stable = best[..., 0, :, :] & np.swapaxes(best[..., 1, :, :], -1, -2)  # county's action, township's
    left = u[..., DEFLECT].max(axis=-1)
    least = np.abs(u - left[..., None, None]) <= slack[..., None, None]
    by_side = np.stack([stable, np.swapaxes(stable, -1, -2)], axis=-3)
    return (by_side & least).any(axis=(-2, -1))


def _known(institution, noticed, removal):
    """Chance that a desertion is known and both are still in their posts for all that the finding does."""
    lone = stage.findings(institution)[..., 1]
    return noticed * (1 - removal * lone) + (1 - noticed) * lone * (1 - removal)


def shadow(institution: Institution | str, discount: ArrayLike = 0.95, turnover: ArrayLike = 0.25,
           noticed: ArrayLike = 0.0, removal: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""How much a year's loss from lasting distrust weighs against a year's temptation.

    .. math::

        \Delta = \frac{\tau\,[h(1-\omega f_1) + (1-h)f_1(1-\omega)]}{1-\tau(1-\omega f_0)},
        \qquad \tau = \delta(1-q)^2 .

    Of the levers only those that set the chances of a finding play a part.

    Parameters
    ----------
    institution : Institution or str
    discount : array_like in [0, 1)
        What a year later is worth, :math:`\delta`.
    turnover : array_like in [0, 1]
        Chance a year :math:`q` that a leader leaves the post; posts last :math:`1/q` years on average.
    noticed : array_like in [0, 1]
        Chance :math:`h` that a desertion is noticed at once.
    removal : array_like in [0, 1]
        Chance :math:`\omega` that a finding removes one of the two.

    Returns
    -------
    ndarray(float)
        At least 0; a number of years of loss, without unit.

    Raises
    ------
    ValueError
        If a parameter lies outside its domain.

    Notes
    -----
    Proposition "shadow-of-the-future".

    Examples
    --------
    >>> from xianxiang import repeated
    >>> float(repeated.shadow("strong negative", discount=0.8, turnover=0, noticed=1).round(6))
    4.0
    """
    i = as_institution(institution)
    together = _share("discount", discount, True) * (1 - _share("turnover", turnover)) ** 2
    noticed, removal = _share("noticed", noticed), _share("removal", removal)
    weight = together * _known(i, noticed, removal) / (1 - together * (1 - removal * stage.findings(i)[..., 0]))
    return np.broadcast_to(weight, np.broadcast_shapes(i.shape, weight.shape))[()]


def lasts(institution: Institution | str, discount: ArrayLike = 0.95, turnover: ArrayLike = 0.25, noticed: ArrayLike = 0.0,
          removal: ArrayLike = 0.0, late: ArrayLike = 0.0) -> NDArray[np.bool_]:
    r"""Whether mutual shielding in every year can be kept up by the threat of lasting distrust.

    :math:`G \le \Delta L` for both sides.

    Parameters
    ----------
    institution : Institution or str
    discount, turnover, noticed, removal : array_like
        As `shadow` takes them.
    late : array_like in [0, 1]
        Weight of late discovery.

    Returns
    -------
    ndarray(bool)

    Notes
    -----
    Exact in a `dilemma`, and without removal wherever `grudge_stands` (both at :math:`e = 1`,
    :math:`\theta = 0`). True wherever mutual shielding is an equilibrium of a single year.
    Proposition "shadow-of-the-future"; claim 40.
    """
    i = as_institution(institution)
    tempted, lost = _trust(i, late)
    slack = _close(payoffs(i, late))
    weight = shadow(i, discount, turnover, noticed, removal)[..., None]
    return ((tempted <= slack) | (tempted - weight * lost <= slack)).all(axis=-1)


def critical_discount(institution: Institution | str, noticed: ArrayLike = 1.0, removal: ArrayLike = 0.0,
                      late: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""The patience from which on trust can be kept up.

    In a pair that is never moved the smallest :math:`\delta`, and else the smallest
    :math:`\tau = \delta(1-q)^2`, at which :math:`G \le \Delta L`:

    .. math::

        \delta^* = \frac{G}{G(1-\omega f_0) + L\,[h(1-\omega f_1) + (1-h)f_1(1-\omega)]} .

    If desertions are seen and nobody is removed this is :math:`G/(G+L)`, in a dilemma at
    :math:`e = 1`, :math:`\theta = 0`

    .. math::

        \delta^* = \frac{bf_1B - (f_1-f_2)W + (g-k)}{bf_1B + (f_0-f_1)W} .

    Parameters
    ----------
    institution : Institution or str
    noticed, removal : array_like
        As `shadow` takes them; here desertions are seen at once by default.
    late : array_like in [0, 1]
        Weight of late discovery.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in [0, 1): 0 where shielding together is an equilibrium of a single year; infinite where
        no patience below 1 suffices.

    Notes
    -----
    Exact in a `dilemma`, and without removal wherever `grudge_stands`; elsewhere at
    :math:`\theta = 0`, :math:`\omega = 0` a bound: less patience never suffices. In a dilemma (:math:`e = 1`,
    :math:`\theta = 0`, desertions seen) it is at most :math:`f_2/f_0` for every penalty if :math:`g \le k`, and in the
    limit of large penalties whatever the costs. In a game of chicken, which needs :math:`\lambda > 1/2`, it can be
    more: accusing each other is worse there than bowing to the accuser, so that what is left is more.
    Propositions "shadow-of-the-future" and "breaking-with-a-future"; claims 34 and 40.

    Examples
    --------
    >>> from xianxiang import Institution, repeated
    >>> repeated.critical_discount(Institution(negativity=0.9, individualization=0.9, concealment=0.5)).round(3)
    array([0.397, 0.397])
    """
    i = as_institution(institution)
    noticed, removal = _share("noticed", noticed), _share("removal", removal)
    tempted, lost = _trust(i, late)
    tempted = np.where(tempted <= _close(payoffs(i, late)), 0.0, tempted)
    kept = (1 - removal * stage.findings(i)[..., 0])[..., None]
    cost = tempted * kept + lost * _known(i, noticed, removal)[..., None]
    never = tempted >= cost  # so wherever there is nothing to lose
    return np.where(tempted == 0, 0.0, np.where(never, np.inf, tempted / np.where(never, 1.0, cost)))


def truce_discount(institution: Institution | str) -> NDArray[np.float64]:
    r"""The patience from which on two can both leave each other alone, by the threat of lasting distrust.

    In a dilemma that desertions cannot be hidden in, mutual Routine needs
    :math:`\delta \ge 1 - k/(bf_0B)` at :math:`e = 1`, :math:`\theta = 0`: what accusing an idle partner yields
    is :math:`bf_0B - k`, and mutual accusation costs each :math:`k` a year.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in [0, 1): 0 where Routine is a best reply to Routine; infinite where no patience suffices.
    """
    u = stage.payoffs(institution)
    idle = u[..., ROUTINE, ROUTINE]
    tempted = u[..., ROUTINE].max(axis=-1) - idle
    lost = idle - u[..., DEFLECT].max(axis=-1)
    never = lost <= _close(u)
    return np.where(tempted <= _close(u), 0.0, np.where(never, np.inf, tempted / np.where(never, 1.0, tempted + lost)))


def tipping_discount(institution: Institution | str) -> NDArray[np.float64]:
    r"""The patience from which on trust, with a grudge for desertion, risk-dominates accusing always.

    :math:`1 - L/(2bf_1B + g - k)` in a dilemma whose desertions are seen, at :math:`e = 1`,
    :math:`\theta = 0`: both strategies are then best replies to an even chance of either.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, never below `critical_discount`; NaN outside a `dilemma`.

    Notes
    -----
    The criterion is that of Blonski and Spagnolo (2001).
    """
    u = stage.payoffs(institution)
    apart = u[..., DEFLECT, SHIELD] - u[..., SHIELD, DEFLECT]
    loss_of_trust = u[..., SHIELD, SHIELD] - u[..., DEFLECT, DEFLECT]
    holds = dilemma(institution)
    return np.where(holds, 1 - loss_of_trust / np.where(holds, apart, 1.0), np.nan)


def late_liability(discount: ArrayLike = 0.95, turnover: ArrayLike = 0.25, hazard: ArrayLike = 0.3,
                   lifelong: ArrayLike = True) -> NDArray[np.float64]:
    r"""What a penalty for a problem that surfaces later is worth in the year of the signature.

    .. math::

        z = \sum_{t\ge1} (\delta\ell)^t (1-\mu)^{t-1}\mu = \frac{\delta\ell\mu}{1-\delta\ell(1-\mu)},

    with :math:`\ell` the chance a year that one who is liable stays so: 1 for life, :math:`1-q` in post only.

    Parameters
    ----------
    discount : array_like in [0, 1)
        :math:`\delta`.
    turnover : array_like in [0, 1]
        :math:`q`.
    hazard : array_like in [0, 1]
        Chance a year :math:`\mu` that a problem not yet known comes to light.
    lifelong : array_like of bool, or in [0, 1]
        Whether liability outlasts the post. Numbers between: the chance that a leaver stays liable.

    Returns
    -------
    ndarray(float)
        In [0, 1), as a share of the penalty of a finding now.

    Notes
    -----
    Proposition "rotation"; claim 32.

    Examples
    --------
    >>> late_liability(0.9, 1 / 3, 1 / 3, [True, False]).round(6)
    array([0.75      , 0.333333])
    """
    discount, hazard = _share("discount", discount, True), _share("hazard", hazard)
    liable = 1 - _share("turnover", turnover) * (1 - _share("lifelong", lifelong))
    return discount * liable * hazard / (1 - discount * liable * (1 - hazard))


def holding(institution: Institution | str, discount: ArrayLike = 0.95, turnover: ArrayLike = 0.25, noticed: ArrayLike = 0.0,
            hazard: ArrayLike = 0.3, lifelong: ArrayLike = False) -> NDArray[np.float64]:
    r"""How much blame must be movable before a larger penalty loosens an alliance with a future.

    A larger penalty raises what desertion yields, net of what it costs later, exactly when
    :math:`b_i\pi > H` with :math:`\pi = \iota/[(1-\iota)d+\iota]` and

    .. math::

        H = \frac{(1-z)\,[f_1 - f_2 + \Delta(f_0-f_2)]}{f_1 + (1-f_1)z}\cdot\frac{1+\theta}{1-\theta} .

    Without late discovery, :math:`z = 0`, this is
    :math:`[\rho + \Delta(\rho+\rho_0)]\frac{1+\theta}{1-\theta}`, where
    :math:`\rho = 1-f_2/f_1` is the worth of the partner's silence and :math:`\rho_0 = f_0/f_1-1` that of hiding
    alone; without a future, :math:`\Delta = 0`, the left side of the alliance theorem.

    Parameters
    ----------
    institution : Institution or str
        Its stakes, individualization, transferability and costs play no part.
    discount, turnover, noticed : array_like
        As `shadow` takes them; nobody is removed.
    hazard, lifelong : array_like
        As `late_liability` takes them.

    Returns
    -------
    ndarray(float)
        At least 0, in the unit of :math:`b\pi`, a share. Infinite where nothing is ever found, where
        :math:`\theta = 1`, and so above every :math:`b\pi`.

    Notes
    -----
    Propositions "breaking-with-a-future" and "rotation"; claim 32. Only the sanction counts, so prizes that
    pass as sanctions do (:math:`\sigma`) play no part.
    """
    i = as_institution(institution)
    weight, late = shadow(i, discount, turnover, noticed), late_liability(discount, turnover, hazard, lifelong)
    none, lone, both = np.moveaxis(stage.findings(i), -1, 0)
    theta = np.asarray(i.attachment)
    moved = (1 - theta) * (lone + (1 - lone) * late)
    protected = (1 + theta) * (1 - late) * (lone - both + weight * (none - both))
    none_moves = moved <= 0
    needed = np.where(none_moves, np.inf, protected / np.where(none_moves, 1.0, moved))
    return np.broadcast_to(needed, np.broadcast_shapes(i.shape, needed.shape))[()]


def loosening(institution: Institution | str) -> NDArray[np.float64]:
    r"""The movable share of what a leader feels of a sanction, :math:`b_i\pi`, to hold against `holding`.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2))
        By side, in [0, 1]; 0 where leaders feel nothing.
    """
    i = as_institution(institution)
    person, felt = np.broadcast_arrays(i.individualization, i.felt)
    share = np.where(felt > 0, person / np.where(felt > 0, felt, 1.0), 0.0)
    return np.broadcast_to(stage.transferabilities(i) * share[..., None], i.shape + (2,))


def next_year(years: ArrayLike, discount: ArrayLike = 0.95) -> NDArray[np.float64]:
    r"""What next year with the same partner is worth, in this year's payoffs.

    .. math::

        \tau = \delta(1-q)^2, \qquad q = 1/\text{years}.

    Parameters
    ----------
    years : array_like, at least 1
        Mean years :math:`1/q` in a post.
    discount : array_like in [0, 1)
        :math:`\delta`.

    Returns
    -------
    ndarray(float)
        In [0, 1); a bond that needs :math:`\delta^*` lasts exactly where this is at least that much.

    Raises
    ------
    ValueError
        If `years` is less than 1 or NaN, or `discount` outside [0, 1).

    Examples
    --------
    >>> from xianxiang import repeated
    >>> repeated.next_year([1, 4]).round(3)
    array([0.   , 0.534])
    """
    years = _numbers("years", years, lambda x: x >= 1, "at least 1")
    return (_share("discount", discount, True) * (1 - 1 / years) ** 2)[()]


def longest_broken(critical: ArrayLike, discount: ArrayLike = 0.95) -> NDArray[np.float64]:
    r"""Length of posts below which a bond that needs a future breaks.

    A pair whose bond needs :math:`\delta(1-q)^2 \ge \delta^*` keeps it exactly when posts last, on average, at
    least

    .. math::

        \frac1q = \frac{1}{1-\sqrt{\delta^*/\delta}} .

    Parameters
    ----------
    critical : array_like, at least 0
        :math:`\delta^*`, as `critical_discount` or `work_discount` give it, infinity included.
    discount : array_like in [0, 1)
        :math:`\delta`.

    Returns
    -------
    ndarray(float)
        In years, at least 1, which is a new partner each year: at 1 no rotation breaks the bond. Infinite where the
        bond breaks in posts of every length.

    Raises
    ------
    ValueError
        If `critical` is negative or NaN, or `discount` outside [0, 1).

    Examples
    --------
    >>> longest_broken([0.0, 0.397, 0.95]).round(2)
    array([1.  , 2.83,  inf])
    """
    critical = _numbers("critical", critical, lambda x: x >= 0, "at least 0")
    critical, discount = np.broadcast_arrays(critical, _share("discount", discount, True))
    breakable = critical >= discount
    stays = np.sqrt(np.where(breakable, 0.0, critical) / np.where(breakable, 1.0, discount))
    return np.where(critical == 0, 1.0, np.where(breakable, np.inf, 1 / (1 - stays)))[()]


def work_discount(output: ArrayLike = 0.7) -> NDArray[np.float64]:
    r"""The patience that honest joint work needs.

    Work on a common task costs a side 1 and gives each of the two :math:`y` for every one that works.
    With :math:`\frac12 < y < 1` this is a dilemma: idling next to a worker saves :math:`1-y`, and when
    neither works each loses :math:`2y-1` a year. If work is seen it needs

    .. math::

        \delta_H = \frac{1-y}{y} .

    Parameters
    ----------
    output : array_like in (1/2, 1)
        :math:`y`, in units of effort.

    Returns
    -------
    ndarray(float)
        In (0, 1).

    Raises
    ------
    ValueError
        If `output` lies outside (1/2, 1).
    """
    output = _numbers("output", output, lambda x: (x > 0.5) & (x < 1), "in (1/2, 1)")
    return (1 - output) / output
