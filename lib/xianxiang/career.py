r"""The person in charge: what a sanction takes from a career, and what the fear of it does to conduct.

**The shadow.** A sanction bars from promotion for :math:`y` years; then :math:`j` excellent ratings
in a row are needed, each of which comes with chance :math:`a`. How long all that takes is :math:`T`.

**The career.** There are :math:`\tau` rounds of promotion left and :math:`K` rungs above. A cadre in
good standing rises with chance :math:`p` a round, and each rung is worth :math:`G`.

**The choice.** Each year the place needs a strictness :math:`t`, uniform on [0, 1], and the cadre sets
:math:`x` in [0, 1]: 0 does nothing, 1 executes to the letter and beyond, what lies between adapts
(变通). A misfit costs :math:`v(x-t)^2`, with **care** :math:`v`, and the risk of a sanction is

.. math::

    r(x) = m\,[(1-x)r_0 + x r_1 + 4\bar r x(1-x)] = mr_0 + \Delta x + hx(1-x)

with the **tilt** :math:`\Delta = m(r_1-r_0)` and the **hump** :math:`h = 4m\bar r`. It peaks inside
where :math:`|\Delta| < h`. The **stake** :math:`\Lambda` is what a sanction costs, in units of effort:

.. math::

    \Lambda_\tau = P[(1-\iota)d + \iota w] + \iota\min(w,1)\,[C_\tau - C_\tau(\text{fresh})],

the penalty that is felt, and, where it is the person's, what the career is worth as it stands,
:math:`C_\tau`, less what it is worth at the beginning of a shadow. The weight :math:`w` is 1 where no
blame is moved, :math:`1-b` where the cadre moves it and :math:`1+b` where it is moved onto the cadre;
one career has one shadow, whatever is moved onto it. With a chance :math:`q` the cadre is sanctioned
for what others did, whatever :math:`x`; the whole risk is :math:`q+(1-q)r(x)`.

Careers are solved backwards from the last round. The year in which a sanction falls is the first of
the shadow and its round is missed; a sanction that falls on the unit leaves the career as it is; a
cadre in the shadow who is sanctioned begins it again.

Claims 23, 31, 33, 35, 36, 39 and 44; Propositions "length-of-a-shadow", "who-has-most-to-lose",
"the-middle-empties" and "answering-for-others".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import Institution, Lever, as_institution, given, single, together

PARAMETERS = {
    "barred": Lever("y", "years barred", "影响期", 0.0, 1000.0, "years in which a sanction bars from promotion", whole=True),
    "ratings": Lever("j", "ratings in a row", "连续评优", 0.0, 1000.0, "excellent ratings in a row that are needed then", whole=True),
    "excellent": Lever("a", "share rated excellent", "优秀率", 0.0, 1.0, "chance of an excellent rating in a year"),
    "years": Lever("u", "years gone by", "年数", 0.0, 10_000.0, "years to look ahead"),
    "rounds": Lever("τ", "rounds left", "剩余机会", 0.0, 10_000.0, "rounds of promotion that remain"),
    "rungs": Lever("K", "rungs above", "上升台阶", 0.0, 1000.0, "rungs of the ladder that remain", whole=True),
    "promotion": Lever("p", "chance of promotion", "晋升概率", 0.0, 1.0, "chance to rise in a round, in good standing"),
    "worth": Lever("G", "worth of a rung", "晋升价值", 0.0, np.inf, "what a rung is worth, in units of effort"),
    "need": Lever("t", "strictness needed", "实际需要", 0.0, 1.0, "strictness that the place needs"),
    "stake": Lever("Λ", "stake", "代价", 0.0, np.inf, "what a sanction costs, in units of effort"),
    "care": Lever("v", "care", "责任心", 0.0, np.inf, "what a misfit costs, in units of effort", above=True),
    "tilt": Lever("Δ", "tilt of the risk", "多做多错", -1.0, 1.0, "by how much executing in full is riskier than doing nothing"),
    "hump": Lever("h", "hump of the risk", "变通风险", -4.0, 4.0, "four times what adapting halfway adds to the risk"),
    "idle_risk": Lever("r₀", "risk of doing nothing", "不作为风险", 0.0, 1.0, "chance of a sanction, if inspected, for doing nothing"),
    "full_risk": Lever("r₁", "risk of executing in full", "顶格风险", 0.0, 1.0, "chance of a sanction, if inspected, for executing in full"),
    "adapting_risk": Lever("r̄", "risk added by adapting", "变通风险", -1.0, 1.0, "what adapting halfway adds to the chance of a sanction, if inspected"),
    "vicarious": Lever("q", "answering for others", "连带责任", 0.0, 1.0, "chance of being sanctioned for what others did"),
    "weight": Lever("w", "weight of the person's part", "责任分量", 0.0, 2.0, "share of the personal sanction that is left after blame was moved"),
}
"""What each parameter of its own means, by name."""

CLEAN, FRESH = 0, 1
"""Places of the standing axis of `career`: in good standing, and just sanctioned."""


class Careers(NamedTuple):
    """What careers make of fear.

    Parameters
    ----------
    stake : ndarray(float, shape=(..., rounds + 1, rungs + 1, 1 + barred + ratings))
        What a sanction costs, in units of effort. Axes: those of the levers, rounds left, rungs above,
        standing: good, then the years barred from the first on, then 0 to j - 1 ratings won.
    share : ndarray(float)
        Share of places in which the cadre adapts, of the same shape.
    """

    stake: NDArray[np.float64]
    share: NDArray[np.float64]


# The shadow ------------------------------------------------------------------------------------


def shadow(barred: ArrayLike = 3, ratings: ArrayLike = 3, excellent: ArrayLike = 0.8, years: int = 20) -> NDArray[np.float64]:
    r"""How likely a sanction still bars from promotion as the years go by.

    Parameters
    ----------
    barred : array_like of whole numbers, at least 0
        Years :math:`y` that the sanction itself lasts.
    ratings : array_like of whole numbers, at least 0
        Excellent ratings :math:`j` in a row that are needed after it.
    excellent : array_like in [0, 1]
        Chance :math:`a` of one, alike and independent from year to year. All three broadcast.
    years : int, at least 0

    Returns
    -------
    ndarray(float, shape=(..., years + 1))
        :math:`\Pr(T > u)` after :math:`u = 0, 1, \dots` years; 1 before :math:`y+j` years have passed.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claim 33; Proposition "length-of-a-shadow".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.shadow(1, 2, 0.5, years=5)
    array([1.   , 1.   , 1.   , 0.75 , 0.625, 0.5  ])
    """
    barred, ratings, excellent, shape = given(PARAMETERS, barred=barred, ratings=ratings, excellent=excellent)
    years = single("years", years, PARAMETERS["years"])
    most = max(int(np.max(ratings, initial=0)), 1)
    a = np.broadcast_to(excellent, shape)[..., None]
    needed = np.broadcast_to(ratings, shape)[..., None]
    run = np.zeros((*shape, most))
    run[..., :1] = needed > 0
    waits = [run.sum(axis=-1)]
    short = np.arange(1, most) < needed
    for _ in range(years):
        run = np.concatenate([(1 - a) * run.sum(axis=-1, keepdims=True), a * run[..., :-1] * short], axis=-1)
        waits.append(run.sum(axis=-1))
    since = np.arange(years + 1) - np.broadcast_to(barred, shape)[..., None].astype(int)
    after = np.take_along_axis(np.stack(waits, axis=-1), np.maximum(since, 0), axis=-1)
    return np.where(since < 0, 1.0, after)


def mean_shadow(barred: ArrayLike = 3, ratings: ArrayLike = 3, excellent: ArrayLike = 0.8) -> NDArray[np.float64]:
    r"""Years that a sanction bars from promotion on average.

    .. math::

        E[T] = y + \sum_{i=1}^j a^{-i}.

    Parameters
    ----------
    barred, ratings, excellent : array_like
        As in `shadow`.

    Returns
    -------
    ndarray(float)
        In years; never below :math:`y+j`; infinite where no rating is ever excellent and one is needed.

    Notes
    -----
    Claim 33; Proposition "length-of-a-shadow".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.mean_shadow(excellent=[1, 0.8, 0.5]).round(2)
    array([ 6.  ,  7.77, 17.  ])
    """
    barred, ratings, excellent, shape = given(PARAMETERS, barred=barred, ratings=ratings, excellent=excellent)
    place = np.arange(1, int(np.max(ratings, initial=0)) + 1)
    with np.errstate(divide="ignore", over="ignore"):
        waits = np.asarray(excellent)[..., None] ** -place.astype(float)
    wait = np.where(place <= np.asarray(ratings)[..., None], waits, 0.0).sum(axis=-1)
    return np.broadcast_to(barred + wait, shape)[()]


def forfeit(rounds: int = 30, rungs: ArrayLike = 1, promotion: ArrayLike = 0.2, barred: ArrayLike = 3, ratings: ArrayLike = 3,
            excellent: ArrayLike = 0.8) -> NDArray[np.float64]:
    r"""Rungs that a sanction costs a career on average, by the rounds that it has left.

    A round that comes with :math:`k-1` before it lifts a cadre in good standing with chance

    .. math::

        H_k = p\Pr(\mathrm{Bin}(k-1,p) < K), \qquad
        L_K(\tau) = \sum_{k=1}^\tau H_k\,\Pr(T > \tau-k).

    Parameters
    ----------
    rounds : int, at least 0
        The most rounds to look at.
    rungs : array_like of whole numbers, at least 0
        Rungs :math:`K` above.
    promotion : array_like in [0, 1]
        Chance :math:`p` of rising one rung in a round.
    barred, ratings, excellent : array_like
        As in `shadow`. All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., rounds + 1))
        :math:`L_K(\tau)` in rungs, for :math:`\tau = 0, 1, \dots` rounds left. The round of the year in
        which the sanction falls is the first that is missed; no second sanction comes.

    Notes
    -----
    Proposition "who-has-most-to-lose".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.forfeit(4, promotion=0.5, barred=1, ratings=1, excellent=0.5)
    array([0.    , 0.5   , 0.75  , 0.625 , 0.4375])
    """
    rungs, promotion, barred, ratings, excellent, shape = given(
        PARAMETERS, rungs=rungs, promotion=promotion, barred=barred, ratings=ratings, excellent=excellent)
    rounds = single("rounds", rounds, PARAMETERS["rounds"])
    out = np.broadcast_to(shadow(barred, ratings, excellent, rounds), (*shape, rounds + 1))
    p = np.asarray(promotion)[..., None]
    risen = np.zeros((*np.shape(promotion), max(int(np.max(rungs, initial=0)), 1)))  # chance to have risen 0, 1, … rungs
    risen[..., 0] = 1
    above = np.arange(risen.shape[-1]) < np.asarray(rungs)[..., None]
    lost = np.zeros((*shape, rounds + 1))
    for k in range(1, rounds + 1):
        lift = (p * risen * above).sum(axis=-1)
        lost[..., k:] += lift[..., None] * out[..., :rounds + 1 - k]
        risen = risen * (1 - p) + p * np.concatenate([np.zeros_like(risen[..., :1]), risen[..., :-1]], axis=-1)
    return lost


# The choice ------------------------------------------------------------------------------------


def _relative(stake, care, tilt, hump):
    """Hump and tilt of the fear, relative to care: κ = Λh/v and δ = ΛΔ/v."""
    return stake * hump / care, stake * tilt / care


def _conduct(need, kappa, delta):
    """The best strictness: linear in the need where the objective is convex, else all or nothing."""
    width = np.asarray(np.maximum(1 - kappa, 0.0))
    middle = (1 + delta) / 2
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inside = 0.5 + (need - middle) / np.where(width > 0, width, 1.0)
    return np.where(width > 0, np.clip(inside, 0.0, 1.0), need > middle)


def _bounds(kappa, delta):
    """Needs up to which nothing is done, and from which all is."""
    middle, half = (1 + delta) / 2, np.maximum(1 - kappa, 0.0) / 2
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def response(need: ArrayLike, stake: ArrayLike = 7.5, care: ArrayLike = 3.0, tilt: ArrayLike = 0.01, hump: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""Strictness that a cadre chooses.

    With :math:`\kappa = \Lambda h/v` and :math:`\delta = \Lambda\Delta/v`,

    .. math::

        x = \tfrac12 + \frac{t-\frac12-\frac\delta2}{1-\kappa}\ \text{ cut to } [0,1]
        \quad(\kappa < 1), \qquad
        x = 1\{t > \tfrac{1+\delta}2\}\quad(\kappa \ge 1).

    Parameters
    ----------
    need : array_like in [0, 1]
        Strictness :math:`t` that the place needs.
    stake : array_like, at least 0
        What a sanction costs, :math:`\Lambda`, in units of effort.
    care : array_like, more than 0
        What a misfit costs, :math:`v`, in units of effort.
    tilt : array_like in [-1, 1]
        By how much executing in full is riskier than doing nothing, :math:`\Delta`.
    hump : array_like in [-4, 4]
        :math:`h`, four times what adapting halfway adds to the risk; negative where adapting is safer
        than the extremes. All broadcast.

    Returns
    -------
    ndarray(float)
        :math:`x` in [0, 1]. Where two answers are equally good, the smaller.

    Notes
    -----
    Claims 35 and 36; Proposition "the-middle-empties".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.response([0.1, 0.3, 0.5, 0.7, 0.9], stake=2.5, care=2, tilt=0, hump=0.4).round(3)
    array([0. , 0.1, 0.5, 0.9, 1. ])
    """
    need, stake, care, tilt, hump, shape = given(PARAMETERS, need=need, stake=stake, care=care, tilt=tilt, hump=hump)
    return np.broadcast_to(_conduct(need, *_relative(stake, care, tilt, hump)), shape)[()]


def extremes(stake: ArrayLike = 7.5, care: ArrayLike = 3.0, tilt: ArrayLike = 0.01, hump: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""Shares of places in which nothing is done, and in which all is executed in full.

    Parameters
    ----------
    stake, care, tilt, hump : array_like
        As in `response`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        Where both are positive, :math:`\frac{\hat\kappa+\delta}2` and :math:`\frac{\hat\kappa-\delta}2` with
        :math:`\hat\kappa = \min(\kappa,1)`. The rest adapt.

    Notes
    -----
    Claims 35 and 36; Proposition "the-middle-empties".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.extremes([0, 3, 30], tilt=0.1).round(2)
    array([[0.  , 0.  ],
           [0.25, 0.15],
           [1.  , 0.  ]])
    """
    stake, care, tilt, hump, shape = given(PARAMETERS, stake=stake, care=care, tilt=tilt, hump=hump)
    low, high = _bounds(*_relative(stake, care, tilt, hump))
    return np.stack(np.broadcast_arrays(low, 1 - high, np.empty(shape))[:2], axis=-1)


def spread(stake: ArrayLike = 7.5, care: ArrayLike = 3.0, tilt: ArrayLike = 0.01, hump: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""What a stake makes of all places together.

    Parameters
    ----------
    stake, care, tilt, hump : array_like
        As in `response`.

    Returns
    -------
    ndarray(float, shape=(..., 4))
        The share of places in which the cadre adapts, :math:`0 < x < 1`; mean and variance of the
        strictness; and the mean of the squared misfit. Where both extremes are taken,
        :math:`|\delta| < \hat\kappa = \min(\kappa,1)`, they are

        .. math::

            1-\hat\kappa, \quad \frac{1-\delta}2, \quad
            \frac1{12}+\frac{\hat\kappa}6-\frac{\delta^2}4, \quad
            \frac{\hat\kappa^2}{12}+\frac{\delta^2}4.

    Notes
    -----
    Claims 23, 35 and 36; Proposition "the-middle-empties".

    Examples
    --------
    >>> from xianxiang import career
    >>> career.spread([0, 7.5], care=3, tilt=0, hump=0.4).round(3)
    array([[1.   , 0.5  , 0.083, 0.   ],
           [0.   , 0.5  , 0.25 , 0.083]])
    """
    stake, care, tilt, hump, shape = given(PARAMETERS, stake=stake, care=care, tilt=tilt, hump=hump)
    kappa, delta = _relative(stake, care, tilt, hump)
    low, high = _bounds(kappa, delta)
    adapt = high - low
    first, last = _conduct(low, kappa, delta), _conduct(high, kappa, delta)
    mean = adapt * (first + last) / 2 + (1 - high)
    variance = _square(first - mean, last - mean, adapt) + low * mean**2 + (1 - high) * (1 - mean) ** 2
    misfit = _square(first - low, last - high, adapt) + low**3 / 3 + (1 - high) ** 3 / 3
    return np.stack(np.broadcast_arrays(adapt, mean, variance, misfit, np.empty(shape))[:4], axis=-1)


def _square(first, last, length):
    """The integral of the square of what runs from `first` to `last` along a length."""
    return length * (first * first + first * last + last * last) / 3


def _least_cost(stake, care, base, tilt, hump):
    """Expected cost of the best answers: misfit, and the stake times the risk."""
    kappa, delta = _relative(stake, care, tilt, hump)
    width = np.maximum(1 - kappa, 0.0)

    def below(place):
        """What the best x saves against doing nothing, over all needs up to a place."""
        bent = np.clip(place, -width, width) + width
        return -(bent**3) / np.where(width > 0, 12 * width, 1.0) - (np.maximum(place, width) ** 2 - width**2) / 2

    return care * (1 / 3 + (below(1 - delta) - below(-1 - delta)) / 2) + stake * base


# Careers ---------------------------------------------------------------------------------------


def _sanction(institution, weight):
    """What is felt of a sanction, and the chance that it casts a shadow."""
    i = institution
    return i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization * weight), i.individualization * np.minimum(weight, 1.0)


def _onward(value, excellent, promotion, worth, barred):
    """What a year without sanction leads to, by rungs and standing, from what the next year is worth (rungs, standing, ...)."""
    on = np.concatenate([value[:, 1:], value[:, :1]], axis=1)  # the next standing; after the last, good standing
    if value.shape[1] > barred + 1:
        first = barred + 1  # no rating yet
        on[:, first:] = excellent * on[:, first:] + (1 - excellent) * value[:, first:first + 1]
    on[:, CLEAN] = value[:, CLEAN]
    on[1:, CLEAN] += promotion * (worth + value[:-1, CLEAN] - value[1:, CLEAN])
    return on


def _own_acts(stake, vicarious):
    """What a sanction costs, weighed by the chance that one's own acts decide about it."""
    return (1 - vicarious) * stake


def _year(onward, felt, shade, vicarious, care, base, tilt, hump):
    """The stake, and what the year is worth: by rungs and standing."""
    fresh = onward[:, FRESH:FRESH + 1] if onward.shape[1] > 1 else onward
    stake = felt + shade * np.maximum(onward - fresh, 0.0)
    return stake, onward - vicarious * stake - _least_cost(_own_acts(stake, vicarious), care, base, tilt, hump)


def _check_risk(monitoring, idle, full, adapting):
    """That the risk is a chance whatever is done."""
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.clip(0.5 + np.where(adapting == 0, 0.0, (full - idle) / np.where(adapting == 0, 1.0, 8 * adapting)), 0.0, 1.0)
    extreme = np.asarray(monitoring * ((1 - turn) * idle + turn * full + 4 * adapting * turn * (1 - turn)))
    wrong = (extreme < -1e-9) | (extreme > 1 + 1e-9)
    if wrong.any():
        raise ValueError(f"adapting_risk must leave the risk of a sanction in [0, 1] whatever is done, got a risk of {extreme[wrong].flat[0]:g}")


def career(institution: Institution | str, excellent: ArrayLike = 0.8, promotion: ArrayLike = 0.2, worth: ArrayLike = 10.0,
           care: ArrayLike = 3.0, idle_risk: ArrayLike = 0.02, full_risk: ArrayLike = 0.04, adapting_risk: ArrayLike = 0.2,
           vicarious: ArrayLike = 0.0, weight: ArrayLike = 1.0, barred: int = 3, ratings: int = 3, rungs: int = 1, rounds: int = 30) -> Careers:
    r"""What a sanction costs along a career, and how many adapt.

    Parameters
    ----------
    institution : Institution or str
        Of its levers strength, negativity, individualization, diffusion and monitoring play a part.
    excellent, promotion : array_like in [0, 1]
        Chances :math:`a` of an excellent rating and :math:`p` of rising in a round.
    worth : array_like, at least 0
        Worth :math:`G` of a rung, in units of effort.
    care : array_like, more than 0
        What a misfit costs, :math:`v`, in units of effort.
    idle_risk, full_risk : array_like in [0, 1]
        Chances :math:`r_0, r_1` of a sanction, if inspected, for doing nothing and for executing in full.
    adapting_risk : array_like in [-1, 1]
        What adapting halfway adds, :math:`\bar r`. The risk must stay in [0, 1].
    vicarious : array_like in [0, 1]
        Chance :math:`q` of being sanctioned for what others did.
    weight : array_like in [0, 2]
        What is left of the person's part after blame was moved, :math:`w`. All of these broadcast.
    barred, ratings, rungs, rounds : int, at least 0
        Years barred :math:`y` and ratings :math:`j`, as in `shadow`; the most rungs and rounds to look at.

    Returns
    -------
    Careers
        `stake` and `share` of shape (..., rounds + 1, rungs + 1, 1 + barred + ratings). With no round
        left only the penalty counts.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Solved backwards: with :math:`M(\Lambda) = E_t\min_x\{v(x-t)^2+\Lambda r(x)\}` the value is

    .. math::

        V_\tau = C_\tau - q\Lambda_\tau - M((1-q)\Lambda_\tau), \qquad V_0 = 0.

    Absent risk (:math:`r = q = 0`) the stake of a cadre in good standing is
    :math:`P[(1-\iota)d+\iota w] + \iota\min(w,1)\,G L_K(\tau)`, with :math:`L_K` as in `forfeit`.
    Claims 31, 39 and 44; Proposition "answering-for-others".

    Examples
    --------
    >>> from xianxiang import Institution, career
    >>> now = Institution(negativity=0.3, individualization=0.9)
    >>> career.career(now).share[[1, 6, 20], 1, career.CLEAN].round(2)
    array([0.61, 0.04, 0.65])
    """
    i = as_institution(institution)
    excellent, promotion, worth, care, idle, full, adapting, vicarious, weight, shape = given(
        PARAMETERS, excellent=excellent, promotion=promotion, worth=worth, care=care, idle_risk=idle_risk, full_risk=full_risk,
        adapting_risk=adapting_risk, vicarious=vicarious, weight=weight)
    barred, ratings, rungs, rounds = (single(name, value, PARAMETERS[name]) for name, value in
                                      (("barred", barred), ("ratings", ratings), ("rungs", rungs), ("rounds", rounds)))
    shape = together(i.shape, parameters=shape)
    _check_risk(i.monitoring, idle, full, adapting)
    tilt, hump = i.monitoring * (full - idle), 4 * i.monitoring * adapting
    felt, shade = _sanction(i, weight)
    value = np.zeros((rungs + 1, 1 + barred + ratings, *shape))
    stake, _ = _year(value, felt, shade, vicarious, care, i.monitoring * idle, tilt, hump)
    stakes = [stake]
    for _ in range(rounds):
        onward = _onward(value, excellent, promotion, worth, barred)
        stake, value = _year(onward, felt, shade, vicarious, care, i.monitoring * idle, tilt, hump)
        stakes.append(stake)
    stakes = np.stack(stakes)
    low, high = _bounds(*_relative(_own_acts(stakes, vicarious), care, tilt, hump))
    return Careers(*(np.moveaxis(each, (0, 1, 2), (-3, -2, -1)) for each in (stakes, np.broadcast_to(high - low, stakes.shape))))
