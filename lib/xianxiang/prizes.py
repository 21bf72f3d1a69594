r"""Shared prizes: how hard two sides act, and against whom.

Many pairs of a county and a township are in a contest. A pair produces a score

.. math::

    q = \sqrt{xy}

from the **work** :math:`x` of the one and :math:`y` of the other. Beside it each side may **push**:
keep files, make claims, clear itself. Its push :math:`v` against its partner's :math:`v'` turns the
balance :math:`z = (v-v')/(v+v')`, which is 0 where nobody pushes. The odds of a good result are

.. math::

    \frac{p}{1-p}\Bigl(\frac{q}{\bar q}\Bigr)^r,

with :math:`\bar q` the others' score: where all pairs do alike the share :math:`p` succeeds, the
**quota**, however hard they work. At :math:`p = 1/N` this is Tullock's contest of :math:`N` pairs for
one prize. How well work pays in it is :math:`r`. A good result brings a side :math:`R(1+az)`, a bad
one costs it

.. math::

    P\,[(1-\iota)d + \iota(1-bz)],

the core game's sanction with the balance in the place of its three values, and effort
:math:`t = x+v` costs :math:`t^{1+\kappa}/(1+\kappa)`, whatever it is spent on. The rivalry :math:`a`
of the prize is 0 unless it is said, the **strain** :math:`\kappa` says how fast effort gets dearer. All choose at once.

With the core game's :math:`W`, all that is at stake for a side, :math:`B`, the part that a person
bears, and :math:`\beta = B/W`, let

.. math::

    T = \tfrac r2\,p(1-p)\,(1+\theta)W, \qquad
    C = \tfrac12(1-\theta)\,[(1-p)\,bB + p\,aR].

If all do alike and anyone works, then at :math:`a = 0` and :math:`r \le 2` exactly one profile is an equilibrium:

.. math::

    t = (T+C)^{1/(1+\kappa)}, \qquad x = T/t^\kappa, \qquad v = C/t^\kappa.

Nobody's working is another one, since a side alone cannot raise the score above zero. Equilibria in
which the two sides of a pair differ are not described.

Both sides carry out policy (:math:`e = 1`), so the lever ``executor`` plays no part here; neither do
the levers of inspection, the number of veto items and the costs of shielding and deflecting. Attachment
:math:`\theta` does: it weighs what both gain and cancels what one takes from the other.
Claims 5, 6, 7, 11, 12, 13.

Wherever a function takes an institution it also takes the name of a preset, such as ``"then"``, and its
other parameters broadcast against the levers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import LARGEST, Institution, as_institution, numbers

_STEPS = 50  # halvings of an interval of log-odds, down to 4e-13
_FAR = 200.0  # log-odds away from the others' by which a chance is nothing, or sure


def _share(name, value):
    return numbers(name, value, lambda x: (x >= 0) & (x <= 1), "in [0, 1]")


def _quota(value):
    return numbers("quota", value, lambda x: (x > 0) & (x < 1), "in (0, 1)")


def _contest(value):
    return numbers("contest", value, lambda x: (x > 0) & (x <= 2), "in (0, 2]")


def _strain(value):
    return numbers("strain", value, lambda x: (x >= 0) & (x <= LARGEST), "at least 0 and finite")


def _weights(institution):
    """What is at stake for a side of a pair that carries out policy together: all of it, and what a person bears of it."""
    shared, personal = stage.stakes(institution.replace(executor=1.0, attachment=0.0))
    return shared + personal, personal


def returns(institution: Institution | str, quota: ArrayLike = 0.5, contest: ArrayLike = 1, rivalry: ArrayLike = 0) -> NDArray[np.float64]:
    r"""What one per cent more work, and one per cent more push, brings a side where all do alike.

    .. math::

        T = \tfrac r2\,p(1-p)\,(1+\theta)W, \qquad
        C = \tfrac12(1-\theta)\,[(1-p)\,bB + p\,aR].

    Parameters
    ----------
    institution : Institution or str
    quota : array_like in (0, 1)
        Share :math:`p` of pairs that get a good result.
    contest : array_like in (0, 2]
        How well work pays, :math:`r`: by how many per cent one per cent more score raises the odds.
    rivalry : array_like in [0, 1]
        Share :math:`a` of the prize that push can win from the partner.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`T` and :math:`C`, in units of effort.

    Notes
    -----
    Proposition "effort-and-push". Half of a pair's percentage of work is its percentage of score; half of a percentage of push is
    its change of the balance.
    """
    i = as_institution(institution)
    p, r = _quota(quota), _contest(contest)
    a = _share("rivalry", rivalry)
    whole, personal = _weights(i)
    work = r / 2 * p * (1 - p) * (1 + i.attachment) * whole
    push = (1 - i.attachment) / 2 * ((1 - p) * i.transferability * personal + p * a * i.reward)
    return np.stack(np.broadcast_arrays(work, push), axis=-1)


def efforts(institution: Institution | str, quota: ArrayLike = 0.5, contest: ArrayLike = 1, strain: ArrayLike = 1,
            rivalry: ArrayLike = 0) -> NDArray[np.float64]:
    r"""Work and push of each side in the equilibrium where all do alike and anyone works.

    Parameters
    ----------
    institution : Institution or str
    quota, contest, rivalry : array_like
        As in `returns`.
    strain : array_like, at least 0
        How fast effort gets dearer, :math:`\kappa`. At 0 every unit costs the same, so that push
        crowds out no work; as it grows without end, total effort goes to 1 and only its direction moves.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`x` and :math:`v`, in units of effort; also the score of the pair, :math:`q = x`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not a real number in its domain.

    Notes
    -----
    At a rivalry of 0 it is the only equilibrium of that kind (Proposition "effort-and-push"). With
    rivalry the first-order conditions have only this solution, and it is an equilibrium wherever

    .. math::

        (1-\theta)(aR - bB) \le (1+\theta)\bigl(1-\tfrac r2\bigr)W,

    hence at every :math:`a \le 1-r/2`, and wherever as much can be moved of a sanction as of a prize. Beyond
    that it may fail (at :math:`r = 1.77`, :math:`a = 0.9`, :math:`p = 0.28`, :math:`\kappa = 0` and a
    prize alone it does).
    Proposition "sign-in-effort"; claims 6, 7, 13.

    Examples
    --------
    A prize of four, a penalty of four that both bear, and one that a person bears and can push away:

    >>> from xianxiang import Institution, prizes
    >>> both = {"strength": 4, "transferability": 1, "diffusion": 1}
    >>> rules = Institution(**both, negativity=[0, 1, 1], individualization=[0, 0, 1])
    >>> prizes.efforts(rules).round(3)
    array([[0.707, 0.   ],
           [0.707, 0.   ],
           [0.408, 0.816]])
    """
    k = _strain(strain)[..., None]
    gains = returns(institution, quota, contest, rivalry)
    total = gains.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(total > 0, gains / total, 0.0)
    return shares * total ** (1 / (1 + k))


def push_share(institution: Institution | str, quota: ArrayLike = 0.5, contest: ArrayLike = 1, rivalry: ArrayLike = 0) -> NDArray[np.float64]:
    r"""Share of effort that is push.

    .. math::

        \eta = \frac{C}{T+C} = \frac{b\beta}{b\beta + rp} \quad\text{at } a = \theta = 0.

    Neither the strength of the stakes nor the strain plays a part.

    Parameters
    ----------
    institution : Institution or str
    quota, contest, rivalry : array_like
        As in `returns`.

    Returns
    -------
    ndarray(float)
        In [0, 1]; NaN where nothing is at stake.

    Notes
    -----
    Proposition "effort-and-push"; with rivalry, Proposition "prizes-divide". Claims 6, 13.

    Examples
    --------
    >>> from xianxiang import Institution, prizes
    >>> prizes.push_share(Institution(negativity=0.9, individualization=0.9), quota=[0.1, 0.5, 0.9]).round(3)
    array([0.874, 0.582, 0.436])
    """
    work, push = np.moveaxis(returns(institution, quota, contest, rivalry), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(work + push > 0, push / (work + push), np.nan)[()]


def dividing_quota(institution: Institution | str, rivalry: ArrayLike) -> NDArray[np.float64]:
    r"""Quota below which a penalty divides two more than a prize of the same size does.

    All prize, push per unit of work is :math:`\frac{a}{r(1-p)}`; all penalty, it is
    :math:`\frac{b\pi}{rp}` with :math:`\pi = \iota/[(1-\iota)d+\iota]`. The two are equal at

    .. math::

        p = \frac{b\pi}{a + b\pi}.

    Parameters
    ----------
    institution : Institution or str
        Its strength, negativity and attachment play no part; prizes count as felt whole
        (``prize_passing`` plays none either).
    rivalry : array_like in [0, 1]
        Share :math:`a` of the prize that push can win from the partner.

    Returns
    -------
    ndarray(float)
        In [0, 1]; NaN where neither divides.

    Notes
    -----
    Proposition "prizes-divide"; claim 6.
    """
    i = as_institution(institution)
    a = _share("rivalry", rivalry)
    felt = i.felt
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = i.transferability * np.where(felt > 0, i.individualization / felt, 0.0)
        return np.where(a + moved > 0, moved / (a + moved), np.nan)[()]


def trough(institution: Institution | str, quota: ArrayLike = 0.5, contest: ArrayLike = 1, strain: ArrayLike = 1) -> NDArray[np.float64]:
    r"""Individual responsibility at which work is lowest.

    Work first falls with individual responsibility and then rises, with its lowest point where
    :math:`\beta = \frac{\kappa b - (1-d)rp}{(1-d)b(1+\kappa)}`, that is at

    .. math::

        \iota^\circ = \frac{\bigl[\kappa b-(1-d)rp\bigr](R+Pd)}{(1-d)\bigl[b+(1-d)rp\bigr]P},

    or at the end of [0, 1] that is nearer to it.

    Parameters
    ----------
    institution : Institution or str
        Its individualization and strength play no part. With attachment :math:`\theta` the place of
        :math:`b` is taken by :math:`b(1-\theta)/(1+\theta)`; with a share :math:`\sigma` of the prize
        passed on, those of :math:`R` and :math:`P` by :math:`(1-\sigma)R` and :math:`\sigma R+P`.
    quota, contest, strain : array_like
        As in `efforts`.

    Returns
    -------
    ndarray(float)
        In [0, 1]; NaN where individual responsibility does not move work (nothing can be lost to
        a person, or a unit's sanction is felt whole and either nothing moves or effort has no strain).

    Notes
    -----
    Proposition "sign-in-effort"; claim 13.

    Examples
    --------
    >>> from xianxiang import Institution, prizes
    >>> float(prizes.trough(Institution(negativity=0.9)).round(3))
    0.174
    """
    i = as_institution(institution)
    p, r, k = _quota(quota), _contest(contest), _strain(strain)
    loss = i.prize_passing * i.reward + i.penalty  # of a unit of individual responsibility, what a person bears
    kept = (1 - i.prize_passing) * i.reward
    own = 1 - np.asarray(i.diffusion)
    moved = i.transferability * (1 - i.attachment) / (1 + np.asarray(i.attachment))
    rise = k * moved - own * r * p  # positive where work falls at first
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        point = rise * (kept + loss * i.diffusion) / (own * (moved + own * r * p) * loss)  # where a unit's sanction is felt whole, no end or NaN
    return np.where(loss > 0, np.clip(point, 0, 1), np.nan)[()]


def _passing(weight, rivals, response):
    """The checked parameters of passing down: the county's weight, the number of counties and the response to prizes."""
    alpha = _share("weight", weight)
    counties = numbers("rivals", rivals, lambda x: (x >= 2) & (x <= LARGEST), "at least 2 and finite")
    rho = numbers("response", response, lambda x: (x > 0) & (x <= 1), "in (0, 1]")
    return alpha, counties, rho


def pass_down(weight: ArrayLike = 0.5, rivals: ArrayLike = 10, response: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""Share of a prize that a county passes down to its township: best for the score, and its own choice.

    One county of :math:`N` wins a prize. Before anybody works, each tells its township which share
    :math:`\psi` it passes on; the score is :math:`q = x^\alpha y^{1-\alpha}`, and nothing is to be
    pushed. The score is highest at :math:`\psi = 1-\alpha`. Where all counties choose best for themselves,

    .. math::

        \psi^* = (1-\alpha)\frac{M}{1+M}, \qquad
        M = \frac{\rho(1-p)\,[1-\alpha\rho(1-2p)]}{[1-\rho(1-2p)]\,[1-\alpha\rho(1-p)]},
        \quad p = \frac1N.

    Parameters
    ----------
    weight : array_like in [0, 1]
        Weight :math:`\alpha` of the county's work in the score.
    rivals : array_like, at least 2
        Number :math:`N` of counties in the contest, this one among them.
    response : array_like in (0, 1]
        How strongly the odds answer the prize, :math:`\rho = r/(1+\kappa)`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`1-\alpha` and :math:`\psi^*`.

    Notes
    -----
    Proposition "passing-down"; claim 11. :math:`\psi^*` rises with :math:`N` and :math:`\rho`, towards
    :math:`(1-\alpha)\rho` as the counties grow many.

    Examples
    --------
    >>> from xianxiang import prizes
    >>> prizes.pass_down(0.5, [2, 5, 10], 0.5).round(3)
    array([[0.5  , 0.111],
           [0.5  , 0.189],
           [0.5  , 0.218]])
    """
    alpha, counties, rho = _passing(weight, rivals, response)
    p = 1 / counties
    lean, even = 1 - 2 * p, 1 - p
    m = rho * even * (1 - alpha * rho * lean)
    rest = (1 - rho * lean) * (1 - alpha * rho * even)
    return np.stack(np.broadcast_arrays(1 - alpha, (1 - alpha) * m / (m + rest)), axis=-1)


def _spread(alpha, share):
    """Logarithm of what a division does to the score of a pair whose effort costs as much at any level."""
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(alpha > 0, alpha * np.log(1 - share), 0.0)
        return own + np.where(alpha < 1, (1 - alpha) * np.log(share), 0.0)


def _variance(odds):
    """Logarithm of p(1 − p), from log-odds."""
    size = np.abs(odds)
    return -size - 2 * np.log1p(np.exp(-size))


def pass_down_score(share: ArrayLike, weight: ArrayLike = 0.5, rivals: ArrayLike = 10, response: ArrayLike = 0.5,
                    strain: ArrayLike = 1) -> NDArray[np.float64]:
    r"""What a county that passes down a share of the prize makes of it, while the others keep to their equilibrium.

    Parameters
    ----------
    share : array_like in [0, 1]
        Share :math:`\psi` of the prize that this county passes down.
    weight, rivals, response : array_like
        As in `pass_down`.
    strain : array_like, at least 0
        :math:`\kappa`; only the score depends on it.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        The pair's score, as a multiple of the others'; its chance of the prize; and what the county
        gains, its effort subtracted, as a share of the prize.

    Notes
    -----
    County and township answer the announced division with their equilibrium. With
    :math:`L` the log-odds, :math:`L - L_N = \rho\,[\ln p(1-p) - \ln p_N(1-p_N) + h(\psi) - h(\psi^*)]`,
    :math:`h(\psi) = \alpha\ln(1-\psi) + (1-\alpha)\ln\psi` and :math:`p_N = 1/N`; at most one :math:`L` solves it, found by
    bisection. Where none does, the two give up. The county then has
    :math:`(1-\psi)\,p\,[1-\alpha\rho(1-p)]` of the prize.

    Examples
    --------
    >>> from xianxiang import prizes
    >>> prizes.pass_down_score([0.111, 0.175, 0.5], rivals=4).round(3)
    array([[0.879, 0.227, 0.163],
           [1.   , 0.25 , 0.168],
           [1.196, 0.285, 0.117]])
    """
    alpha, counties, rho = _passing(weight, rivals, response)
    psi = _share("share", share)
    k = _strain(strain)
    at_rest = pass_down(alpha, counties, rho)[..., 1]
    start = -np.log(counties - 1)
    gap = _spread(alpha, psi) - _spread(alpha, at_rest)
    gap, start, rho, alpha, psi, k = np.broadcast_arrays(gap, start, rho, alpha, psi, k)
    rest = start - rho * (_variance(start) - gap)
    low, high = start - _FAR, start + _FAR
    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = middle - rho * _variance(middle) > rest
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    odds = (low + high) / 2
    given_up = odds < start - _FAR + 1
    chance = np.where(given_up, 0.0, 1 / (1 + np.exp(-odds)))
    score = np.where(given_up, 0.0, np.exp((odds - start) / (rho * (1 + k))))
    gain = (1 - psi) * chance * (1 - alpha * rho * (1 - chance))
    return np.stack([score, chance, gain], axis=-1)


def common_gain(weights: ArrayLike, strain: ArrayLike = 1) -> NDArray[np.float64]:
    r"""By what factor a prize that all in a unit enjoy raises its score above the same prize divided in the best way.

    With :math:`q = \prod_k x_k^{a_k}` the best division is by weight, and a prize that everyone
    enjoys in full yields :math:`e^{H/(1+\kappa)}` times its score,

    .. math::

        H = -\sum_k a_k \ln a_k .

    Parameters
    ----------
    weights : array_like, shape (..., members)
        Weight :math:`a_k` of each member's work in the score, at least 0 and summing to 1 along the last axis.
    strain : array_like, at least 0
        :math:`\kappa`, as in `efforts`.

    Returns
    -------
    ndarray(float)
        At least 1, and 1 only where one member's work is all that counts.

    Raises
    ------
    ValueError
        If the weights do not sum to 1 or the strain is negative.

    Notes
    -----
    Claim 12.

    Examples
    --------
    >>> from xianxiang import prizes
    >>> prizes.common_gain([[0.5, 0.5], [0.9, 0.1]]).round(3)
    array([1.414, 1.176])
    """
    a = np.atleast_1d(_share("weights", weights))
    if a.shape[-1] == 0 or not np.allclose(a.sum(axis=-1), 1, atol=1e-9, rtol=0):
        raise ValueError(f"weights must sum to 1 along the last axis, got {weights!r}")
    with np.errstate(divide="ignore", invalid="ignore"):
        disorder = -np.where(a > 0, a * np.log(a), 0.0).sum(axis=-1)
    return np.exp(disorder / (1 + _strain(strain)))[()]
