r"""The inspector's view: what it costs to have a hidden problem told, and what telling changes.

A county and a township hide a problem together. Their costs :math:`g` are sunk, and as a
covert *audit* finds with probability :math:`\alpha` what two hide, they are found out with
probability :math:`f = 1-(1-f_2)(1-\alpha)`. The county may **tell** instead: it deflects, at cost
:math:`k`, and the finding is certain. For telling it gets the *reward* :math:`r`. With all that is
at stake for a side, :math:`W_i = R_i(1-\sigma+\sigma\varphi) + P\varphi`, its personal part
:math:`B_i = \iota(P+\sigma R_i)`, :math:`\varphi = (1-\iota)d+\iota` and :math:`b_c` the county's
transferability, the county gains and the township loses

.. math::

    G = r + b_cB_c - (1-f)W_c + g - k, \qquad L = (1-f)W_t + b_cB_t \ge 0.

Before that the township may do the county a **favour**: what costs it :math:`t` is worth
:math:`\tau t` to the county. The *transfer* :math:`\tau` in [0, 1] is what is left of a favour on
its way. With attachment :math:`\theta` on either side a favour moves the county's payoff
:math:`U = u + \theta u'` by :math:`(\tau-\theta)t` and the township's by :math:`-(1-\theta\tau)t`.
So the pair can agree on silence exactly where

.. math:: G \le \hat\theta L, \qquad \hat\theta = \max(\theta, \tau),

and it needs no favour where :math:`G \le \theta L`. Silence is *free*, *priced* or *broken*.

An **honest error** is taken for a problem unless the inspector knows it for what it is, with
probability :math:`q` (*recognition*); then nobody is punished, and the county that raised it pays
:math:`F` (*false report*), net of :math:`g-k`. Its thresholds lie :math:`\Delta = qF/(1-q)` higher.

All amounts are in units of effort. The parameters of one's own broadcast against the levers.
Wherever a function takes an institution it also takes the name of a preset.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import LARGEST, ROUNDING, Institution, as_institution, numbers, together
from .stage import TOLERANCE, findings, transferabilities

SILENCE = ("free", "priced", "broken")
"""What `silence` returns the positions of."""

FREE, PRICED, BROKEN = range(3)


_SHARE, _AMOUNT = (0.0, 1.0, "in [0, 1]"), (0.0, LARGEST, "at least 0 and finite")
_DOMAINS = {
    "reward": _AMOUNT,
    "audit": _SHARE,
    "transfer": _SHARE,
    "share": _SHARE,
    "recognition": _SHARE,
    "false_report": (np.finfo(float).tiny, LARGEST, "more than 0 and finite"),
    "levels": (2.0, 100.0, "whole and in [2, 100]"),
}


def _own(institution, **own):
    """The institution, the parameters of one's own as arrays of floats in their order, and the shape of all together."""
    i = as_institution(institution)
    values = [_within(name, value, *_DOMAINS[name]) for name, value in own.items()]
    return i, *values, together(i.shape, **{name: value.shape for name, value in zip(own, values)})


def _within(name, value, low, high, domain):
    """A parameter as an array of floats; what misses an end of its domain by `ROUNDING` is taken as the end."""
    def allowed(x):
        inside = (x >= low - (ROUNDING if low == 0 else 0)) & (x <= high + ROUNDING)
        return inside & (x == np.rint(x)) if name == "levels" else inside

    return np.clip(numbers(name, value, allowed, domain), low, high)


def _spread(value, shape):
    """The value at every place of a grid, as an array of one's own."""
    return np.broadcast_to(value, shape).copy()[()]


def _stakes(i, share):
    """All that is at stake for one who gets this share of the prize, and the part that can be moved."""
    prize, felt = share * i.reward, i.felt
    return prize * (1 - i.prize_passing + i.prize_passing * felt) + i.penalty * felt, i.individualization * (i.penalty + i.prize_passing * prize)


def _escape(i, audit):
    """Probability that silence is never found out."""
    return (1 - findings(i)[..., 2]) * (1 - audit)


def _telling(i, audit):
    """The county's gain without a reward, the township's loss, and the size of what they were computed from."""
    escape, moved = _escape(i, audit), transferabilities(i)[..., 0]
    (whole, personal), (others, theirs) = _stakes(i, i.executor), _stakes(i, 1.0)
    size = whole + others + i.shield_cost + i.deflect_cost
    return moved * personal - escape * whole + i.shield_cost - i.deflect_cost, escape * others + moved * theirs, size


def telling(institution: Institution | str, reward: ArrayLike = 0.0, audit: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""What the county gains and the township loses, for itself, when the county tells.

    Parameters
    ----------
    institution : Institution or str
        Its attachment plays no part.
    reward : array_like, at least 0
        Reward :math:`r` for telling, in units of effort.
    audit : array_like in [0, 1]
        Probability :math:`\alpha` that the covert audit finds what two hide.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`G = r + b_cB_c - (1-f)W_c + g - k` and :math:`L = (1-f)W_t + b_cB_t \ge 0`, in units of effort.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no real number, lies outside its domain or does not broadcast.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> inspector.telling(Institution(strength=4, negativity=0.5, individualization=0.5, executor=0.5)).round(4)
    array([-1.1375,  3.9875])
    """
    i, reward, audit, shape = _own(institution, reward=reward, audit=audit)
    gain, loss, _ = _telling(i, audit)
    return np.stack([np.broadcast_to(gain + reward, shape), np.broadcast_to(loss, shape)], axis=-1)


def effective_attachment(institution: Institution | str, transfer: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""The attachment that would hold the county as favours do: :math:`\hat\theta = \max(\theta, \tau)`.

    Where leaving gains the county :math:`G` and costs the township :math:`L \ge 0`, the township
    can and will pay for the county's loyalty exactly where :math:`G \le \hat\theta L`. A favour
    that loses more on its way than attachment spares (:math:`\tau \le \theta`) changes nothing.

    Parameters
    ----------
    institution : Institution or str
        Only its attachment plays a part.
    transfer : array_like in [0, 1]
        What is left, :math:`\tau`, of a favour on its way.

    Returns
    -------
    ndarray(float)
        In [0, 1].

    Notes
    -----
    Proposition "bought-attachment". It takes one side tempted at a time; where both are, favours that pass in both directions
    are used up against each other. And it compares silence with one way of leaving: a favour that keeps the county from what
    tempts it most keeps it from everything else as well, though attachment of that size need not.

    Examples
    --------
    >>> from xianxiang import inspector
    >>> inspector.effective_attachment("then", [0.1, 0.3, 0.5])
    array([0.3, 0.3, 0.5])
    """
    i, transfer, shape = _own(institution, transfer=transfer)
    return _spread(np.maximum(i.attachment, transfer), shape)


def breaking_transfer(institution: Institution | str) -> NDArray[np.float64]:
    r"""Transfer below which a larger penalty loosens the alliance, if attachment is no higher.

    In the core game, where the county may deflect while the township shields, a larger penalty at a given
    reward narrows what holds the county exactly where

    .. math:: \hat\theta < \bar\tau = \frac{b_c\pi-\rho}{b_c\pi+\rho},

    with :math:`\pi = \iota/\varphi` the personal share of what is felt and :math:`\rho = 1-f_2/f_1` the
    share of a lone shielder's risk that silence removes.

    Parameters
    ----------
    institution : Institution or str
        Its strength, negativity and attachment play no part.

    Returns
    -------
    ndarray(float)
        In (0, 1]; NaN where no transfer is so low that penalties loosen, as where nothing is felt or found.

    Notes
    -----
    Proposition "bought-attachment"; claim 55.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> inspector.breaking_transfer(Institution(individualization=0.9, concealment=[0.9, 0.7, 0.5, 0.3])).round(3)
    array([  nan, 0.113, 0.308, 0.543])
    """
    i = as_institution(institution)
    found = findings(i)
    moved = transferabilities(i)[..., 0] * found[..., 1] * i.individualization
    kept = (found[..., 1] - found[..., 2]) * i.felt
    loosens = moved - kept > TOLERANCE * moved
    ratio = np.divide(moved - kept, moved + kept, out=np.full(np.shape(moved), np.nan), where=loosens)
    return _spread(ratio, i.shape)


def report_thresholds(institution: Institution | str, audit: ArrayLike = 0.0, transfer: ArrayLike = 0.5, recognition: ArrayLike = 0.5,
                      false_report: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""Rewards at which silence begins to cost and at which it breaks, for a problem and for an honest error.

    .. math::

        r_0 = (1-f)W_c - b_cB_c - (g-k) + \theta L, \quad \bar r = r_0 + (\hat\theta-\theta)L,
        \quad r_0 + \Delta, \quad \bar r + \Delta, \qquad \Delta = \frac{qF}{1-q}.

    Parameters
    ----------
    institution : Institution or str
    audit : array_like in [0, 1]
        Probability :math:`\alpha` that the covert audit finds what two hide.
    transfer : array_like in [0, 1]
        What is left, :math:`\tau`, of a favour on its way.
    recognition : array_like in [0, 1]
        Chance :math:`q` that the inspector knows an honest error for one.
    false_report : array_like, more than 0
        Cost :math:`F` to the county of raising an error that is known for one, net of :math:`g-k`, in units of effort.

    Returns
    -------
    ndarray(float, shape=(..., 4))
        In units of effort: :math:`r_0, \bar r, r_0+\Delta, \bar r+\Delta`. A problem is hidden for nothing up to the first and for a
        price up to the second, an honest error up to the third and up to the fourth. Negative where reports come for no reward;
        infinite the last two at :math:`q = 1`, where honest error is safe.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no real number, lies outside its domain or does not broadcast.

    Notes
    -----
    Proposition "price-of-a-report"; claims 29 and 55. At :math:`g = k` the first two are proportional to the stakes. A reward that
    brings out every problem while honest errors cost nothing exists exactly where
    :math:`\Delta > (\hat\theta-\theta)L` and :math:`r_0+\Delta \ge 0`: where the margin exceeds the bribe, and errors are not
    raised for no reward at all.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> inspector.report_thresholds(Institution(strength=4, negativity=0.5, individualization=0.5, executor=0.5)).round(2)
    array([1.14, 3.13, 2.14, 4.13])
    """
    i, audit, transfer, recognition, false_report, shape = _own(
        institution, audit=audit, transfer=transfer, recognition=recognition, false_report=false_report)
    gain, loss, _ = _telling(i, audit)
    free, broken = i.attachment * loss - gain, np.maximum(i.attachment, transfer) * loss - gain
    later = _later(recognition, false_report)
    return np.stack([np.broadcast_to(threshold, shape) for threshold in (free, broken, free + later, broken + later)], axis=-1)


def _later(recognition, false_report):
    """How much more reward an honest error stands than a problem does."""
    with np.errstate(divide="ignore"):
        return recognition * false_report / (1 - recognition)


def _zone(i, gain, loss, transfer, size):
    """Position in `SILENCE`; a tie, within `TOLERANCE` of what is at stake, keeps silent."""
    slack = TOLERANCE * size
    return np.select([gain <= i.attachment * loss + slack, gain <= np.maximum(i.attachment, transfer) * loss + slack], [FREE, PRICED], default=BROKEN)


def silence(institution: Institution | str, reward: ArrayLike, audit: ArrayLike = 0.0, transfer: ArrayLike = 0.5, recognition: ArrayLike = 0.0,
            false_report: ArrayLike = 1.0) -> NDArray[np.int64]:
    """Whether silence is free, priced or broken.

    Parameters
    ----------
    institution : Institution or str
    reward : array_like, at least 0
        Reward for telling, in units of effort.
    audit, transfer, false_report : array_like
        As in `report_thresholds`.
    recognition : array_like in [0, 1]
        Of an honest error; at the default, 0, it is a problem like any other.

    Returns
    -------
    ndarray(int)
        Position in `SILENCE`. At a threshold itself, within `TOLERANCE` of what is at stake, the pair keeps silent.
    """
    i, reward, audit, transfer, recognition, false_report, shape = _own(
        institution, reward=reward, audit=audit, transfer=transfer, recognition=recognition, false_report=false_report)
    gain, loss, size = _telling(i, audit)
    return _spread(_zone(i, gain + reward - _later(recognition, false_report), loss, transfer, size + reward), shape)


def favour(institution: Institution | str, reward: ArrayLike, audit: ArrayLike = 0.0, transfer: ArrayLike = 0.5, share: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What the township gives for the county's silence.

    Nash's bargain with weight :math:`\gamma` on the county's side, between the least that keeps the county and the most that the
    township would give:

    .. math:: t = \gamma\,\frac{L-\theta G}{1-\theta\tau} + (1-\gamma)\,\frac{G-\theta L}{\tau-\theta}.

    Parameters
    ----------
    institution : Institution or str
    reward, audit, transfer : array_like
        As in `silence`.
    share : array_like in [0, 1]
        The county's share :math:`\gamma` in bargaining. At 1 it takes all that the township would give.

    Returns
    -------
    ndarray(float)
        What it costs the township, in units of effort; the county gets the share `transfer` of it. 0 where silence is free or broken.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> half = Institution(strength=4, negativity=0.5, individualization=0.5, executor=0.5)
    >>> inspector.favour(half, [1, 2, 3, 4], share=0).round(2)
    array([0.  , 1.73, 3.73, 0.  ])
    """
    i, reward, audit, transfer, share, shape = _own(institution, reward=reward, audit=audit, transfer=transfer, share=share)
    gain, loss, size = _telling(i, audit)
    return _spread(_favour(i, gain + reward, loss, transfer, share, size + reward)[0], shape)


def _favour(i, gain, loss, transfer, share, size):
    """What is given for silence, and the zone."""
    zone, theta = _zone(i, gain, loss, transfer, size), i.attachment
    priced = zone == PRICED
    with np.errstate(divide="ignore", invalid="ignore"):
        most, least = (loss - theta * gain) / (1 - theta * transfer), (gain - theta * loss) / (transfer - theta)
        return np.where(priced, share * most + (1 - share) * least, 0.0), zone


def prevention(institution: Institution | str, reward: ArrayLike, audit: ArrayLike = 0.0, transfer: ArrayLike = 0.5, share: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What each side would give for there to be no problem.

    A side's payoff without a problem minus its payoff with one. At :math:`\theta = 0`:

    ======  ==================================  ==============================
    .       county                              township
    ======  ==================================  ==============================
    free    :math:`fW_c + g`                    :math:`fW_t + g`
    priced  :math:`fW_c + g - \tau t`           :math:`fW_t + g + t`
    broken  :math:`W_c - b_cB_c - r + k`        :math:`W_t + b_cB_t + g`
    ======  ==================================  ==============================

    With attachment each side adds :math:`\theta` times the other's.

    Parameters
    ----------
    institution : Institution or str
    reward : array_like, at least 0
        Reward :math:`r` for telling, in units of effort.
    audit : array_like in [0, 1]
        Probability :math:`\alpha` that the covert audit finds what two hide.
    transfer : array_like in [0, 1]
        What is left, :math:`\tau`, of a favour on its way.
    share : array_like in [0, 1]
        The county's share :math:`\gamma` in bargaining over the favour.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        Of the county and the township, in units of effort. Negative where a side lives on there being problems.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no real number, lies outside its domain or does not broadcast.

    Notes
    -----
    Proposition "knowledge-not-work"; claim 54. Where :math:`\tau > \theta` neither stake jumps where silence breaks.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> half = Institution(strength=4, negativity=0.5, individualization=0.5, executor=0.5)
    >>> inspector.prevention(half, [0, 2, 4]).round(2)
    array([[ 0.46,  0.51],
           [-1.53,  4.5 ],
           [-2.4 ,  4.5 ]])
    """
    i, reward, audit, transfer, share, shape = _own(institution, reward=reward, audit=audit, transfer=transfer, share=share)
    gain, loss, size = _telling(i, audit)
    gain, found = gain + reward, 1 - _escape(i, audit)
    given, zone = _favour(i, gain, loss, transfer, share, size + reward)
    told = zone == BROKEN
    county = found * _stakes(i, i.executor)[0] + i.shield_cost - np.where(told, gain, transfer * given)
    township = found * _stakes(i, 1.0)[0] + i.shield_cost + np.where(told, loss, given)
    theta = i.attachment
    return np.stack([np.broadcast_to(own, shape) for own in (county + theta * township, township + theta * county)], axis=-1)


def chain_price(institution: Institution | str, levels: ArrayLike, audit: ArrayLike = 0.0, transfer: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""The least reward at which one level of a chain tells, when all the others may pay it to keep silent.

    With :math:`\ell` levels below the inspector, level :math:`j` from the top (:math:`j = 0`) gets the share
    :math:`e_j = e^{\max(0, \ell-2-j)}` of a prize: all of it the village and the township, :math:`e` of it the county, :math:`e^2`
    of it the city. It can move :math:`b_j = 1-e_j(1-b)` of a personal sanction. The price is

    .. math::

        \min_j\; (1-f)\Bigl[(1-\tau)W_j + \tau\sum_i W_i\Bigr] - (1-\tau)b_jB_j - (g-k),

    and where no part of a prize passes through the unit (:math:`\sigma = 0`) the top is the cheapest.

    Parameters
    ----------
    institution : Institution or str
        Its attachment plays no part.
    levels : array_like of whole numbers in [2, 100]
        Levels below the inspector: 2 where the county inspects, 3 where the city does, 4 where the province does.
    audit, transfer : array_like
        As in `report_thresholds`.

    Returns
    -------
    ndarray(float)
        In units of effort; negative where a level tells for nothing.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no real number, lies outside its domain or does not broadcast.

    Notes
    -----
    Proposition "purse-and-weak-link"; claim X5. Blame that one level moves is shared out among the others and none is lost. How well
    a chain hides does not depend on its length. One level is tempted at a time.

    Examples
    --------
    >>> from xianxiang import Institution, inspector
    >>> prizes = Institution(strength=4, negativity=0, executor=0.5, concealment=1, shield_cost=0, deflect_cost=0)
    >>> inspector.chain_price(prizes, [2, 3, 4], transfer=[[0], [0.5], [1]])
    array([[ 4.,  2.,  1.],
           [ 6.,  6.,  6.],
           [ 8., 10., 11.]])
    """
    i, levels, audit, transfer, shape = _own(institution, levels=levels, audit=audit, transfer=transfer)
    depth = np.arange(int(levels.max(initial=2))).reshape((-1,) + (1,) * len(shape))  # from the top
    share = i.executor ** np.maximum(0, levels - 2 - depth)
    within = depth < levels
    whole, personal = _stakes(i, share)
    escape, costs = _escape(i, audit), i.shield_cost - i.deflect_cost
    purse = np.where(within, whole, 0.0).sum(axis=0)
    own = (1 - transfer) * (escape * whole - (1 - share * (1 - i.transferability)) * personal)
    return _spread(np.where(within, own, np.inf).min(axis=0) + transfer * escape * purse - costs, shape)
