r"""Fast and heavy: what a county proves by punishing more than is due.

A problem in a township was exposed from outside. With chance :math:`\mu` its county was **guilty**: it
had known and covered up; else it was **innocent**. The county knows which, the province does not. The county
punishes the township by an **excess** :math:`x \in [0, \bar x]` beyond what fits the case. That costs an innocent county
:math:`\frac\gamma2x^2` and a guilty one

.. math::

    (1+\chi)\tfrac\gamma2x^2.

The **hostage** :math:`\chi` is what a punished township could tell of a county that knew. The province sees
:math:`x`, comes to a suspicion :math:`q(x)` that the county is guilty, and sanctions it by :math:`Kq(x)`, where the
**stake** :math:`K = P[(1-\iota)d+\iota]` is what a leader feels of the core game's penalty. Let

.. math::

    Z = (1+\chi)\tfrac\gamma2\bar x^2

be what the heaviest punishment costs a guilty county, or its **proof**.

An equilibrium is **perfect Bayesian** where each county does what costs it least, given the province's suspicions, and
these follow from what counties do, by Bayes' rule, wherever anybody does it. Of what nobody does the criterion D1 (Banks and Sobel 1987; Cho and Kreps 1987;
Cho and Sobel 1990) says: it is ascribed to the county that would be ready to do it under the heavier suspicion. With
:math:`0 < \mu < 1`, :math:`\chi > 0` and :math:`K > 0` exactly one equilibrium is left:

* *told apart*, :math:`K \le Z`: the innocent punish by :math:`\sqrt{2K/[\gamma(1+\chi)]}`, the guilty spare; suspicion after it is 0;
* *half told*, :math:`Z < K < Z/(1-\mu)`: the innocent punish by :math:`\bar x`, the guilty by :math:`\bar x` with chance :math:`\alpha`,
  else not at all; suspicion after it is :math:`1-Z/K`;
* *alike*, :math:`K \ge Z/(1-\mu)`: both punish by :math:`\bar x`, and suspicion stays at :math:`\mu`,

where :math:`\alpha = \dfrac{(1-\mu)(K-Z)}{\mu Z}`. With :math:`\chi < 0`, where punishing is cheaper for the guilty as it
silences a witness, nobody punishes in excess. At :math:`\chi = 0` the two differ in nothing, D1 has nothing to tell
them apart by, and the functions refuse it.

All parameters broadcast against each other. Costs, stakes and sanctions are in units of effort.
Claims 19, 20, 38 and 43; Propositions "who-strikes", "the-guilty-spare", "nothing-is-moved" and "ban".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import Institution, Lever, as_institution, checked, together

PARAMETERS = {
    "stake": Lever("K", "stake", "问责代价", 0.0, np.inf, "what a county that is found guilty loses, in units of effort"),
    "suspicion": Lever("μ", "prior suspicion", "事前怀疑", 0.0, 1.0, "share of exposed counties that had known, as the province expects it"),
    "hostage": Lever("χ", "hostage", "把柄", -1.0, np.inf, "how much dearer punishing is for a county that knew"),
    "limit": Lever("x̄", "limit", "处分上限", 0.0, np.inf, "greatest punishment beyond what is due"),
    "cost": Lever("γ", "cost of punishing", "处分成本", 0.0, np.inf, "how fast punishing in excess gets dear"),
    "excess": Lever("x", "excess", "加重处分", 0.0, np.inf, "punishment beyond what is due"),
    "publicity": Lever("ζ", "publicity", "上级知情", 0.0, 1.0, "chance that the province learns of the case"),
    "hostages": Lever("χ_j", "hostages", "把柄", 0.0, np.inf, "how much dearer each way of punishing is for a county that knew"),
    "limits": Lever("x̄_j", "limits", "上限", 0.0, np.inf, "greatest excess of each way of punishing"),
    "costs": Lever("γ_j", "costs", "成本", 0.0, np.inf, "how fast each way of punishing gets dear"),
    "worth": Lever("r", "worth of initiative", "担当收益", 0.0, np.inf, "what a township gains by a unit of initiative"),
    "exposed": Lever("ε", "chance of exposure", "暴露概率", 0.0, 1.0, "chance that a unit of initiative ends in an exposed problem"),
    "fitting": Lever("x_f", "fitting punishment", "应得处分", 0.0, np.inf, "the punishment that is due"),
}
"""What each parameter of its own means, by name."""

REGIMES = ("told apart", "half told", "alike", "no excess")
"""Names of the regimes, in the order of the numbers that `regime` returns."""

_OPEN = {  # values of a domain that are not in it, and how its rest is called
    "suspicion": ((0.0, 1.0), "between 0 and 1, and neither"), "hostage": ((-1.0, 0.0), "above -1 and not 0, where the two kinds of county are alike"),
    "limit": ((0.0,), "above 0"), "cost": ((0.0,), "above 0"), "hostages": ((0.0,), "above 0"), "limits": ((0.0,), "above 0"), "costs": ((0.0,), "above 0"),
}  # fmt: skip


def _given(**own):
    """The parameters as floats or arrays, within their domains and with shapes that broadcast."""
    values = {name: checked(name, value, PARAMETERS[name]) for name, value in own.items()}
    for name, value in values.items():
        out, allowed = _OPEN.get(name, ((), ""))
        if np.isin(value, out).any():
            raise ValueError(f"{name} must be {allowed}, got {float(np.asarray(value)[np.isin(value, out)].flat[0])!r}")
    together(**{name: np.shape(value) for name, value in values.items()})
    return list(values.values())


def _dearer(hostage):
    """What punishing costs a guilty county, by unit of what it costs an innocent one."""
    return 1 + hostage


def _proof(hostage, limit, cost):
    """What the heaviest punishment costs a guilty county."""
    with np.errstate(over="ignore"):
        return _dearer(hostage) * cost / 2 * np.square(limit)


def _shown(stake, suspicion, hostage, limit, cost):
    """The equilibrium: excess of the innocent, chance that the guilty do the same, and the suspicion after it."""
    most, able = _proof(hostage, limit, cost), np.asarray(_dearer(hostage)) > 1
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        excess = np.minimum(np.sqrt(2 * stake / (cost * _dearer(hostage))), limit)
        left = np.where(stake > most, 1 - most / stake, 0.0)  # the suspicion under which the guilty would as soon join as not
        joining = np.where(left >= suspicion, 1.0, left / (1 - left) * (1 - suspicion) / suspicion)
    return np.where(able, excess, 0.0), np.where(able, joining, 0.0), np.where(able, np.minimum(left, suspicion), suspicion)


def exposure_stake(institution: Institution | str, publicity: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What a county stands to lose if it is thought guilty: :math:`\zeta K = \zeta P[(1-\iota)d+\iota]`.

    Parameters
    ----------
    institution : Institution or str
        Strength, negativity, individualization and diffusion alone matter.
    publicity : array_like in [0, 1], default 1
        Chance :math:`\zeta` that the province learns of the case; it broadcasts against the levers. What was found from outside,
        it knows; of what a county found itself and kept to itself it learns nothing, and no excess follows.

    Returns
    -------
    ndarray(float)
        In units of effort: the `stake` of the other functions.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claims 20 and 38.

    Examples
    --------
    >>> from xianxiang import Institution, scapegoat
    >>> scapegoat.exposure_stake(Institution(strength=8, negativity=0.9, individualization=[0.1, 0.9])).round(2)
    array([2.34, 6.66])
    """
    i = as_institution(institution)
    (publicity,) = _given(publicity=publicity)
    shape = together(i.shape, publicity=np.shape(publicity))
    return np.broadcast_to(publicity * i.penalty * i.felt, shape)[()]


def heaviest(hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What the heaviest punishment costs a guilty county, :math:`Z = (1+\chi)\frac\gamma2\bar x^2`.

    Parameters
    ----------
    hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(float)
        In units of effort. Up to this stake innocent counties can prove that they are; from
        :math:`Z/(1-\mu)` on they can prove nothing.

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> float(scapegoat.heaviest())
    4.0
    """
    return np.asarray(_proof(*_given(hostage=hostage, limit=limit, cost=cost)))[()]


def verdicts(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What either kind of county does to its township, what the province then thinks, and what it buys.

    Parameters
    ----------
    stake : array_like, at least 0
        What a county loses that is taken for guilty, :math:`K`, in units of effort; see `exposure_stake`.
    suspicion : array_like, above 0 and below 1
        The province's suspicion before it sees what the county does, :math:`\mu`.
    hostage : array_like, above -1 and not 0
        How much dearer punishing is for a county that knew, :math:`\chi`.
    limit : array_like, above 0
        The greatest excess, :math:`\bar x`.
    cost : array_like, above 0
        :math:`\gamma`: an excess :math:`x` costs an innocent county :math:`\frac\gamma2x^2`.

    Returns
    -------
    ndarray(float, shape=(..., 4))
        The excess of an innocent county; the mean excess of guilty ones, :math:`\alpha\bar x` or 0; the suspicion of a county that
        punished as the innocent do; and the share of the stake that a county escapes by doing so rather than punishing by
        no more than is due,

        .. math::

            b_\text{eff} = \max\{1-\mu,\; \min(1, Z/K)\}.

        At a stake of 0 all are the limits from above. With :math:`\chi < 0` nobody punishes in excess, the suspicion is
        :math:`\mu` and nothing is escaped.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    With :math:`\chi > 0` both excesses never fall as the stake grows, and never rise with the hostage; up to :math:`K = Z` a guilty county spares
    its township, and a county that punished in excess had not known. Claims 19, 20, 38, 43; Propositions "who-strikes", "the-guilty-spare"
    and "nothing-is-moved".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.verdicts([1, 6, 8], suspicion=0.5).round(2)
    array([[1.  , 0.  , 0.  , 1.  ],
           [2.  , 1.  , 0.33, 0.67],
           [2.  , 2.  , 0.5 , 0.5 ]])
    """
    stake, suspicion, hostage, limit, cost = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    excess, joining, after = _shown(stake, suspicion, hostage, limit, cost)
    escaped = np.where(np.asarray(_dearer(hostage)) > 1, 1 - after, 0.0)
    return np.stack(np.broadcast_arrays(excess, joining * excess, after, escaped), axis=-1)


def joining(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""Chance that a guilty county punishes as the innocent do, :math:`\alpha`.

    Parameters
    ----------
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(float)
        0 where the two are told apart, 1 where they act alike.

    Notes
    -----
    Proposition "who-strikes".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.joining([4, 5, 6, 8], suspicion=0.5).round(2)
    array([0.  , 0.25, 0.5 , 1.  ])
    """
    own = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    return _shown(*own)[1][()]


def regime(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.int64]:
    """The regime, as a place in `REGIMES`: told apart, half told, alike, or no excess.

    Parameters
    ----------
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(int)

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.regime([4, 5, 8])
    array([0, 1, 2])
    """
    own = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    joins = _shown(*own)[1]
    return np.where(np.asarray(_dearer(own[2])) > 1, np.where(joins <= 0, 0, np.where(joins < 1, 1, 2)), 3)[()]


def inferred(excess: ArrayLike, stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0,
             cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""The province's suspicion of a county after any excess, also one that nobody chooses.

    Parameters
    ----------
    excess : array_like, at least 0 and at most the limit
        What the province sees, :math:`x`.
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(float)
        With :math:`\chi > 0`: certainty of guilt below what the innocent do, the third of `verdicts` from there on. What no county does D1 ascribes to the
        guilty below, and above, where neither could gain by it whatever was thought, to the innocent, who would lose less.
        With :math:`\chi < 0`: :math:`\mu` after no excess, and certainty after any.

    Notes
    -----
    Propositions "who-strikes" and "the-guilty-spare".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.inferred([0, 0.9, 1, 2], stake=1)
    array([1., 1., 0., 0.])
    """
    excess, *own = _given(excess=excess, stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    if np.any(excess > np.asarray(own[3])):
        raise ValueError(f"excess must be at most limit, got {excess!r} and {own[3]!r}")
    innocent, _, after = _shown(*own)
    cleared = np.where(np.asarray(_dearer(own[2])) > 1, (excess > 0) & (excess >= innocent * (1 - 1e-12)), excess == 0)
    return np.where(cleared, after, 1.0)[()]


def losses(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""What an exposed county loses in all, by the sanction it expects and by what its own punishing costs it.

    Parameters
    ----------
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        An innocent county, a guilty one: :math:`Kq+\frac{\gamma}{2}x^2` and :math:`\min(K, Kq+Z)`. In units of effort.

    Notes
    -----
    Where excess is forbidden each loses :math:`K\mu`. Proposition "ban".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.losses([1, 6, 8], suspicion=0.5)
    array([[0.5, 1. ],
           [4. , 6. ],
           [6. , 8. ]])
    """
    stake, suspicion, hostage, limit, cost = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    excess, joins, after = _shown(stake, suspicion, hostage, limit, cost)
    paid = cost / 2 * np.square(excess)
    spared = np.where(np.asarray(_dearer(hostage)) > 1, stake, stake * suspicion)
    guilty = joins * (stake * after + _dearer(hostage) * paid) + (1 - joins) * spared
    return np.stack(np.broadcast_arrays(stake * after + paid, guilty), axis=-1)


def mean_sanction(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""The sanction of an exposed county on average: what those that punish bear, and what the others do.

    Parameters
    ----------
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(float)
        :math:`K\mu` in each regime: what one county sheds falls on those that did not punish.

    Notes
    -----
    Claim 43; Proposition "nothing-is-moved".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.mean_sanction([1, 5, 8], suspicion=0.5)
    array([0.5, 2.5, 4. ])
    """
    stake, suspicion, hostage, limit, cost = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    _, joins, after = _shown(stake, suspicion, hostage, limit, cost)
    able = np.asarray(_dearer(hostage)) > 1
    striking = np.where(able, 1 - suspicion + suspicion * joins, 1.0)
    return np.broadcast_arrays(stake * (striking * after + (1 - striking)), limit, cost)[0][()]


def ban_welcome(stake: ArrayLike, suspicion: ArrayLike = 0.3, hostage: ArrayLike = 1.0, limit: ArrayLike = 2.0, cost: ArrayLike = 1.0) -> NDArray[np.bool_]:
    r"""Whether every county, innocent or guilty, is better off if punishing in excess is forbidden.

    A guilty county always is. An innocent one is, and so are all, exactly where

    .. math::

        K(1-\mu) > \frac{\chi}{1+\chi}\min(K, Z);

    for :math:`K \le Z` that is :math:`\mu < 1/(1+\chi)`.

    Parameters
    ----------
    stake, suspicion, hostage, limit, cost : array_like
        As in `verdicts`.

    Returns
    -------
    ndarray(bool)
        False at a stake of 0 and with :math:`\chi < 0`, where there is no excess to forbid.

    Notes
    -----
    Where it is true, no excess by anyone is an equilibrium, too, and better for both; D1 rejects it. Proposition "ban".

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.ban_welcome(1, suspicion=[0.3, 0.5, 0.7])
    array([ True, False, False])
    """
    stake, suspicion, hostage, limit, cost = _given(stake=stake, suspicion=suspicion, hostage=hostage, limit=limit, cost=cost)
    borne = (_dearer(hostage) - 1) / _dearer(hostage) * np.minimum(stake, _proof(hostage, limit, cost))
    gain = stake * (1 - suspicion) - borne
    return np.asarray((np.asarray(_dearer(hostage)) > 1) & (gain > 1e-12 * stake))[()]


def two_signals(stake: ArrayLike, hostages: ArrayLike = (3.0, 1.0), limits: ArrayLike = (1.0, 2.0), costs: ArrayLike = (1.0, 1.0)) -> NDArray[np.float64]:
    r"""What an innocent county does that can show it in two ways, such as speed 从快 and weight 从重.

    The way with the larger hostage is the cheaper proof, by :math:`1/(1+\chi_j)` a unit, and is used up to its limit before the other
    is touched. Beyond :math:`Z_1+Z_2`, :math:`Z_j = (1+\chi_j)\frac{\gamma_j}{2}\bar x_j^2`, both are at their limits; which counties join is then as in `joining`
    with that sum for :math:`Z`.

    Parameters
    ----------
    stake : array_like, at least 0
        As in `verdicts`.
    hostages, limits, costs : array_like, shape (..., 2), above 0
        As in `verdicts`, of either way; they broadcast against ``stake[..., None]``.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        Excess in either way. Where the hostages are equal the first is used first, though any other order would cost as much.

    Notes
    -----
    Costs of the two add up.

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.two_signals([1, 2, 4, 8]).round(2)
    array([[0.71, 0.  ],
           [1.  , 0.  ],
           [1.  , 1.41],
           [1.  , 2.  ]])
    """
    (stake,) = _given(stake=stake)
    hostages, limits, costs = _given(hostages=hostages, limits=limits, costs=costs)
    for name, value in (("hostages", hostages), ("limits", limits), ("costs", costs)):
        if np.shape(value)[-1:] not in ((), (1,), (2,)):
            raise ValueError(f"{name} must have a last axis of 2, for the two ways, got shape {np.shape(value)}")
    try:
        stake, hostages, limits, costs, _ = np.broadcast_arrays(np.asarray(stake)[..., None], hostages, limits, costs, np.empty(2))
    except ValueError:
        ways = np.broadcast_shapes(*map(np.shape, (hostages, limits, costs)))
        raise ValueError(f"the shapes must broadcast against each other, got stake {np.shape(stake)} and ways {ways}") from None
    most = _proof(hostages, limits, costs)
    first = np.stack([hostages[..., 0] >= hostages[..., 1], hostages[..., 1] > hostages[..., 0]], axis=-1)
    proved = np.where(first, np.minimum(stake, most), np.clip(stake - most[..., ::-1], 0.0, most))
    return np.minimum(np.sqrt(2 * proved / (costs * _dearer(hostages))), limits)


def initiative(excess: ArrayLike, worth: ArrayLike = 0.8, exposed: ArrayLike = 0.2, fitting: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""A township's initiative when it foresees by how much its own county would punish it.

    Initiative :math:`y \in [0, 1]` is worth :math:`ry-\frac12y^2` and ends in an exposed problem with chance :math:`\varepsilon y`; then the township
    bears what is due, :math:`x_f`, and the excess :math:`X`. It chooses

    .. math::

        y = \min\{1, \max[0,\; r-\varepsilon(x_f+X)]\}.

    Parameters
    ----------
    excess : array_like, at least 0
        The excess that it expects of its county, :math:`X`: the first or the second of `verdicts`.
    worth : array_like, at least 0
        :math:`r`, in units of effort.
    exposed : array_like in [0, 1]
        :math:`\varepsilon`.
    fitting : array_like, at least 0
        :math:`x_f`.

    Returns
    -------
    ndarray(float)

    Notes
    -----
    Where :math:`r \le 1` a township is worth :math:`\frac12y^2` to itself, and gains :math:`\frac12(y_C^2-y_N^2)` by having drawn its county in. Claim 44.

    Examples
    --------
    >>> from xianxiang import scapegoat
    >>> scapegoat.initiative(scapegoat.verdicts([1, 4, 6, 8], suspicion=0.5)[:, :2]).round(2)
    array([[0.5, 0.7],
           [0.3, 0.7],
           [0.3, 0.5],
           [0.3, 0.3]])
    """
    excess, worth, exposed, fitting = _given(excess=excess, worth=worth, exposed=exposed, fitting=fitting)
    return np.clip(worth - exposed * (fitting + excess), 0.0, 1.0)[()]
