r"""Duties without powers: what a county hands down, and what its departments turn into everybody's work.

**Handing down.** Cases, a unit of them, want handling. A case is handled where power (职权, budget,
staff) and effort meet on one side. The county hands down the share :math:`p` of power and any part of
the liability that can be moved; then county and township choose efforts :math:`y_C, y_T`, which cost
:math:`\tfrac\omega2y^2`. The work done is

.. math::

    Q = \min(1-p,\, y_C) + \min(p,\, y_T).

A case that nobody handled is found with probability :math:`m`, and then costs each side what a finding
costs it in the core game where the county deflects and the township does not. In units of
:math:`\omega`, in which this module measures everything, the **liabilities** are

.. math::

    \ell_C = \tfrac m\omega\{eR + P[(1-\iota)d + \iota(1-b_C)]\}, \qquad
    \ell_T = \tfrac m\omega\{R + P[(1-\iota)d + \iota(1+b_C)]\}, \qquad b_C = 1-e(1-b).

A unit of power kept is worth :math:`\kappa` to the county. Under the **rule** ``"place"`` (属地管理)
every unhandled case costs county and township :math:`\ell_C` and :math:`\ell_T`, whoever had the power to
handle it. Under the rule ``"power"`` it costs only the side that had it, and costs that side
:math:`\ell_C+\ell_T`.

**Conversion** (部门业务→党委政府工作). Each of :math:`M` departments has an item. It does it itself, with
quality :math:`a` at the cost :math:`x`, or has it converted into work of party committee and government:
then the township does it, at the quality

.. math::

    q = \min(1,\, H/N)

where :math:`N` items share its **attention** :math:`H`, and the department supervises at the cost
:math:`z < x`. A failing costs the department :math:`v` before conversion and :math:`(1-\zeta)v` after
it: the share :math:`\zeta = b_C\beta` is moved to the township, with :math:`\beta = B/W` what a person bears of
all that is at stake. With :math:`\tau_0 = a-(x-z)/v` a department converts exactly if the quality
afterwards is at least its **tolerance**

.. math::

    \tau = 1-\frac{1-\tau_0}{1-\zeta}.

Claims 15 to 18 and 46. One veto item counts in the liabilities; concealment, attachment and the costs of shielding and
deflecting play no part.

Wherever a function takes an institution it also takes the name of a preset, and its other parameters
broadcast against the levers. Sides come in the core game's order, county before township.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import Institution, Lever, as_institution, checked, meant

RULES = ("place", "power")
"""Who answers for an unhandled case: both sides, wherever it arose (属地管理), or the side that had the power to handle it."""

PARAMETERS = {
    "cost": Lever("ω", "cost of effort", "办事成本", 0.0, np.inf, "how dear effort is: handling all cases costs one side half of it"),
    "keeping": Lever("κ", "worth of power kept", "权力的好处", 0.0, np.inf, "what a unit of power kept is worth to the county, in units of the cost of effort"),
    "handed": Lever("h", "liability handed down", "责任下放", 0.0, 1.0, "share of the movable liability that the county hands down"),
    "power": Lever("p", "power handed down", "权力下放", 0.0, 1.0, "share of power that the township holds"),
    "liability": Lever("ℓ", "liability", "责任", 0.0, np.inf, "what an unhandled case costs a side, in units of the cost of effort"),
    "attention": Lever("H", "attention", "乡镇精力", 0.0, np.inf, "items that the township can do well at the same time"),
    "departments": Lever("M", "departments", "部门数", 1.0, 1e4, "number of departments, each with one item", whole=True),
    "own": Lever("τ₀", "tolerance before blame moves", "容忍度", 0.0, 1.0, "least quality at which a department converts that answers for all failings"),
    "count": Lever("N", "items converted", "转化事项", 0.0, np.inf, "number of items converted"),
}
"""What each parameter of its own means, by name."""


def _given(name, value, positive=False):
    """A parameter as a float or an array, or an error that names it."""
    value = checked(name, value, PARAMETERS[name])
    array = np.asarray(value)
    if positive and (wrong := array <= 0).any():
        raise ValueError(f"{name} must be positive, got {float(array[wrong].flat[0])!r}")
    return value


def _sides(liability):
    """The liabilities of county and township."""
    pair = np.asarray(_given("liability", liability))
    if pair.ndim == 0 or pair.shape[-1] != 2:
        raise ValueError(f"liability must be a pair (county, township) along its last axis, got the shape {pair.shape}")
    return pair[..., 0], pair[..., 1]


def _rule(rule):
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(map(repr, RULES))}, got {rule!r}{meant(rule, RULES)}")
    return rule


def _pair(county, township):
    return np.stack(np.broadcast_arrays(county, township), axis=-1)


# Handing down -------------------------------------------------------------------------------------

def case_stakes(institution: Institution | str, cost: ArrayLike = 4, handed: ArrayLike = 1) -> NDArray[np.float64]:
    r"""Liability of each side for a case that nobody handled.

    With the share :math:`h` of the movable liability handed down

    .. math::

        \ell_C &= \tfrac m\omega\{eR + P[(1-\iota)d \\
        &\quad + \iota(1-hb_C)]\}, \\
        \ell_T &= \tfrac m\omega\{R + P[(1-\iota)d \\
        &\quad + \iota(1+hb_C)]\}.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items, concealment, attachment, and costs of shielding and deflecting play no part.
    cost : array_like, above 0
        Cost of effort, :math:`\omega`.
    handed : array_like in [0, 1]
        Share :math:`h` of the movable liability that the county hands down; it would hand down all
        (Proposition "all-goes-down").

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`\ell_C, \ell_T`, in units of the cost of effort :math:`\omega`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is not a real number in its domain.

    Notes
    -----
    At :math:`h = 1` they are what `stage.material_payoffs` says that a finding costs at (Deflect, Routine).
    Their sum does not depend on what is handed down, as long as prizes are felt whole (:math:`\sigma = 0`)
    or the county carries out policy (:math:`e = 1`). A share :math:`\sigma` of a prize that is passed on counts as in `stage`.
    Claims 15 and 16.

    Examples
    --------
    >>> from xianxiang import duties
    >>> duties.case_stakes("then").round(3)
    array([0.462, 0.47 ])
    >>> duties.case_stakes("now").round(3)
    array([0.102, 1.342])
    """
    i = as_institution(institution)
    cost, handed = _given("cost", cost, positive=True), _given("handed", handed)
    person, unit = i.individualization, (1 - i.individualization) * i.diffusion
    moved = handed * (1 - i.executor * (1 - i.transferability))
    liabilities = []
    for share, weight in ((i.executor, 1 - moved), (1.0, 1 + moved)):
        passed = i.prize_passing * share * i.reward
        liabilities.append(i.monitoring / cost * (share * i.reward - passed + (passed + i.penalty) * (unit + person * weight)))
    return np.stack(np.broadcast_arrays(*liabilities, np.empty(i.shape))[:2], axis=-1)


def _answers(liability, rule):
    """What a case in its own power costs each side, and a case in the other's."""
    county, township = _sides(liability)
    if _rule(rule) == "place":
        return (county, township), (county, township)
    return (county + township,) * 2, (np.zeros_like(county),) * 2


def efforts(power: ArrayLike, liability: ArrayLike, rule: str = "place") -> NDArray[np.float64]:
    r"""Effort of each side, given who has the power and who is liable.

    Each side works until its liability is not worth another case, or until its power is used up:
    :math:`y_C = \min(1-p, \ell_C)`, :math:`y_T = \min(p, \ell_T)`. Under the rule ``"power"`` both liabilities
    are :math:`\ell_C+\ell_T`.

    Parameters
    ----------
    power : array_like in [0, 1]
        Share :math:`p` of power that the township holds.
    liability : array_like, shape (..., 2), at least 0
        As `case_stakes` returns them.
    rule : {"place", "power"}

    Returns
    -------
    ndarray(float, shape=(..., 2))
        The only best replies: they do not depend on the other side's effort.
    """
    p = _given("power", power)
    (county, township), _ = _answers(liability, rule)
    return _pair(np.minimum(1 - np.asarray(p), county), np.minimum(p, township))


def work(power: ArrayLike, liability: ArrayLike, rule: str = "place") -> NDArray[np.float64]:
    r"""Share of cases that are handled.

    .. math::

        Q = \min(1-p,\, \ell_C) + \min(p,\, \ell_T).

    Parameters
    ----------
    power, liability, rule
        As in `efforts`.

    Returns
    -------
    ndarray(float)
        In [0, 1].

    Notes
    -----
    At given liabilities the work is less than :math:`\min(1, \ell_C+\ell_T)` by the distance of :math:`p`
    from the interval between :math:`\ell_T` and :math:`1-\ell_C`, cut to [0, 1].

    Examples
    --------
    >>> from xianxiang import duties
    >>> duties.work([0, 0.6, 1], (0.2, 0.6)).round(2)
    array([0.2, 0.8, 0.6])
    """
    return np.minimum(efforts(power, liability, rule).sum(axis=-1), 1.0)[()]


def responsibility(power: ArrayLike, liability: ArrayLike, rule: str = "place") -> NDArray[np.float64]:
    r"""Failures that each side caused: those that its best feasible effort would have spared, the other's effort given.

    That is its unused power, :math:`1-p-y_C` and :math:`p-y_T`; the two add up to all failures, :math:`1-Q`.

    Parameters
    ----------
    power, liability, rule
        As in `efforts`.

    Returns
    -------
    ndarray(float, shape=(..., 2))

    Notes
    -----
    After Bartling and Fischbacher (2012). Proposition "unused-power"; claim 16.
    """
    p = np.asarray(_given("power", power))[..., None]
    return np.concatenate(np.broadcast_arrays(1 - p, p), axis=-1) - efforts(power, liability, rule)


def case_payoffs(power: ArrayLike, liability: ArrayLike, keeping: ArrayLike = 0.15, rule: str = "place") -> NDArray[np.float64]:
    r"""What county and township have of a division, at the efforts that follow.

    Under the rule ``"place"`` :math:`\kappa(1-p) - \ell_C(1-Q) - \tfrac12y_C^2` and
    :math:`-\ell_T(1-Q) - \tfrac12y_T^2`.

    Parameters
    ----------
    power, liability, rule
        As in `efforts`.
    keeping : array_like, at least 0
        Worth :math:`\kappa` of a unit of power kept, in units of the cost of effort.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        In units of the cost of effort :math:`\omega`.
    """
    kappa, p = np.asarray(_given("keeping", keeping)), np.asarray(_given("power", power))
    own, others = _answers(liability, rule)
    idle = responsibility(power, liability, rule)
    y = efforts(power, liability, rule)
    return _pair(kappa * (1 - p) - own[0] * idle[..., 0] - others[0] * idle[..., 1] - y[..., 0] ** 2 / 2,
                 -own[1] * idle[..., 1] - others[1] * idle[..., 0] - y[..., 1] ** 2 / 2)


def best_power(liability: ArrayLike, keeping: ArrayLike = 0.15, rule: str = "place") -> NDArray[np.float64]:
    r"""Share of power that a county hands down if it follows its own interest.

    Under the rule ``"place"``

    .. math::

        p^* = \min(\ell_T,\, 1-\kappa) \text{ where } \kappa < \min(\ell_C, 1), \qquad p^* = 0 \text{ elsewhere;}

    under the rule ``"power"`` :math:`p^* = 1-\kappa` where :math:`\kappa < \min(\ell_C+\ell_T, 1)`, and else 0.

    Parameters
    ----------
    liability : array_like, shape (..., 2), at least 0
        As `case_stakes` returns them.
    keeping : array_like, at least 0
        As in `case_payoffs`.
    rule : {"place", "power"}

    Returns
    -------
    ndarray(float)
        In [0, 1]. On the border several shares are as good; there it is 0.

    Notes
    -----
    Propositions "the-cliff" and "unused-power"; claim 15.

    Examples
    --------
    >>> from xianxiang import duties
    >>> duties.best_power((0.2, 0.6), [0.1, 0.25])
    array([0.6, 0. ])
    """
    kappa = _given("keeping", keeping)
    county, township = _sides(liability)
    own, most = (county, township) if _rule(rule) == "place" else (county + township, np.inf)
    share = np.minimum(most, 1 - np.asarray(kappa))
    return np.where(_below(kappa, np.minimum(own, 1.0)), share, 0.0)[()]


def _below(small, large):
    """Whether one is less than another by more than floats lose."""
    return np.asarray(large) - small > stage.TOLERANCE * np.maximum(large, small)


def division(institution: Institution | str, keeping: ArrayLike = 0.15, cost: ArrayLike = 4, rule: str = "place") -> NDArray[np.float64]:
    r"""How a county divides power where it hands down all liability that moves, and what comes of it.

    Parameters
    ----------
    institution : Institution or str
    keeping, rule
        As in `best_power`.
    cost : array_like, above 0
        As in `case_stakes`.

    Returns
    -------
    ndarray(float, shape=(..., 4))
        Of the township: its share of power :math:`p^*`, of liability :math:`\ell_T/(\ell_C+\ell_T)` and of
        the failures, as `responsibility` has them; last the work done :math:`Q^*`. A share of nothing is NaN: of failures where
        all is done. Under the rule ``"power"`` the share of liability is that of the failures.

    Notes
    -----
    Under the rule ``"place"`` :math:`Q^* = \min(1, \ell_C+\ell_T)` short of the cliff and :math:`\min(1,
    \ell_C)` beyond it; it jumps, and is not to be interpolated. Propositions "the-cliff" and "unused-power";
    claims 15 and 16.

    Examples
    --------
    >>> from xianxiang import Institution, duties
    >>> rules = Institution(negativity=0.9, individualization=0.9, transferability=[0.5, 0.75, 0.8])
    >>> duties.division(rules).round(2)
    array([[0.67, 0.72, 0.  , 0.93],
           [0.77, 0.83, 0.  , 0.93],
           [0.  , 0.85, 0.  , 0.14]])
    """
    liability = case_stakes(institution, cost)
    p = best_power(liability, keeping, rule)
    done = work(p, liability, rule)
    idle = responsibility(p, liability, rule)
    idle = np.where(idle > stage.TOLERANCE, idle, 0.0)
    caused = _share(idle[..., 1], idle.sum(axis=-1))
    bears = _share(liability[..., 1], liability.sum(axis=-1)) if rule == "place" else caused
    return np.stack(np.broadcast_arrays(p, bears, caused, done), axis=-1)


def _share(part, whole):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def cliff(institution: Institution | str, keeping: ArrayLike = 0.15, cost: ArrayLike = 4) -> NDArray[np.float64]:
    r"""How much blame must be movable for powers to stay where they are while liability goes down.

    .. math::

        \hat b = \frac{m(eR+P\varphi)-\omega\kappa}{mP\iota}, \qquad \varphi = (1-\iota)d+\iota.

    Parameters
    ----------
    institution : Institution or str
        Its transferability plays no part.
    keeping, cost
        As in `division`.

    Returns
    -------
    ndarray(float)
        The transferability :math:`b_C = 1-e(1-b)` of the county, in [0, 1], at and above which it hands down no power; 0 where it never hands
        down any, infinite where it does at every one.

    Notes
    -----
    Proposition "the-cliff"; claim 15.

    Examples
    --------
    >>> from xianxiang import Institution, duties
    >>> float(duties.cliff(Institution(negativity=0.9, individualization=0.9)).round(2))
    0.78
    """
    i = as_institution(institution)
    kappa = _given("keeping", keeping)
    none, everything = (case_stakes(i.replace(transferability=1.0), cost, handed)[..., 0] for handed in (0.0, 1.0))  # where nothing moves, and all
    with np.errstate(divide="ignore", invalid="ignore"):
        point = np.where(none > everything, (none - kappa) / (none - everything), np.inf)
    point = np.where(_below(kappa, np.minimum(none, 1.0)), point, 0.0)
    point = np.where(point <= 1 + stage.TOLERANCE, np.clip(point, 0, 1), np.inf)
    return np.broadcast_to(point, np.broadcast_shapes(point.shape, i.shape))[()]


# Conversion ---------------------------------------------------------------------------------------

def moved_share(institution: Institution | str) -> NDArray[np.float64]:
    r"""Share of a failing's cost that a department moves to the township by converting its item.

    .. math::

        \zeta = b_C\,\beta, \qquad \beta = B/W,

    with what is at stake for whoever carries an item out.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float)
        In [0, 1]; 0 where nothing is at stake.
    """
    i = as_institution(institution)
    shared, personal = stage.stakes(i.replace(executor=1.0, attachment=0.0))
    whole = shared + personal
    beta = np.where(whole > 0, personal / np.where(whole > 0, whole, 1), 0.0)
    return np.minimum((1 - i.executor * (1 - i.transferability)) * beta, 1.0)[()]


def tolerance(institution: Institution | str, own: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""Least quality of converted work at which a department still converts its item.

    .. math::

        \tau = 1-\frac{1-\tau_0}{1-\zeta}.

    Parameters
    ----------
    institution : Institution or str
    own : array_like in [0, 1]
        :math:`\tau_0 = a-(x-z)/v`: the same for a department that would go on answering for all failings.

    Returns
    -------
    ndarray(float)
        At most :math:`\tau_0`; where it is not positive a department converts at any quality. Minus infinity where
        all blame moves.

    Notes
    -----
    Proposition "a-commons"; claims 17 and 18.

    Examples
    --------
    >>> from xianxiang import duties
    >>> float(duties.tolerance("then").round(3))
    0.496
    """
    zeta, own = moved_share(institution), np.asarray(_given("own", own))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(own < 1, 1 - (1 - own) / (1 - zeta), np.where(zeta < 1, 1.0, -np.inf))[()]


def quality(count: ArrayLike, attention: ArrayLike = 3) -> NDArray[np.float64]:
    r"""Quality of each converted item.

    .. math::

        q = \min(1,\, H/N).

    Parameters
    ----------
    count : array_like, at least 0
        Number :math:`N` of items converted.
    attention : array_like, at least 0
        Items that the township can do well, :math:`H`.

    Returns
    -------
    ndarray(float)
        In [0, 1]; 1 where there is no item.
    """
    n, hours = np.asarray(_given("count", count)), np.asarray(_given("attention", attention))
    return np.where(n > hours, hours / np.where(n > 0, n, 1.0), 1.0)[()]


def converted(tolerance: ArrayLike, attention: ArrayLike = 3, departments: ArrayLike = 20) -> NDArray[np.float64]:
    r"""Number of items that departments convert, each for itself.

    .. math::

        N^* = \min(M,\, \lfloor H/\tau\rfloor), \quad\text{all of them where } \tau \le H/M.

    Parameters
    ----------
    tolerance : array_like, at most 1
        :math:`\tau`, as `tolerance` returns it.
    attention : array_like, at least 0
        :math:`H`.
    departments : array_like of whole numbers, at least 1
        :math:`M`.

    Returns
    -------
    ndarray(float)
        A whole number: the only one at which no department would do otherwise, but for ties, where a
        department that is indifferent converts.

    Raises
    ------
    ValueError
        If a tolerance is above 1, or another parameter outside its domain.

    Notes
    -----
    Short of :math:`M`, and with at least one item, :math:`\tau \le q < \tau\,(1+1/N^*)`. Proposition
    "a-commons"; claims 17 and 46.

    Examples
    --------
    >>> from xianxiang import duties
    >>> duties.converted(0.5, attention=[3, 4.5, 12])
    array([ 6.,  9., 20.])
    """
    tau = np.asarray(tolerance, dtype=float)
    if not (tau <= 1 + stage.TOLERANCE).all():
        raise ValueError(f"tolerance must be at most 1, got {float(tau[~(tau <= 1 + stage.TOLERANCE)].flat[0])!r}")
    hours, most = np.asarray(_given("attention", attention)), _given("departments", departments)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = np.where(tau > 0, hours / np.where(tau > 0, tau, 1.0), np.inf)
    return np.minimum(np.floor(ratio * (1 + stage.TOLERANCE)), most)[()]


def conversions(institution: Institution | str, attention: ArrayLike = 3, departments: ArrayLike = 20, own: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""Numbers of conversions at rest where each turns the county a little further from executor into supervisor.

    After :math:`N` of :math:`M` conversions the county is executor in the share :math:`e = 1-N/M`. Its blame
    flows down the more easily, :math:`\zeta` is higher and :math:`\tau` lower. A number is at rest if none of its
    departments would take an item back and no other would convert.

    Parameters
    ----------
    institution : Institution or str
        Its executor share plays no part.
    attention, departments, own
        As in `converted` and `tolerance`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        The lowest number at rest, where conversion that begins with none comes to rest, and the highest.

    Notes
    -----
    There is no third number at rest. The items convert that are worth converting where
    :math:`N\tau \le H`, and :math:`N\tau` is a concave function of :math:`N`: :math:`N` less a share that grows
    ever faster. So they are all up to some number and all from another on, and the second number at rest is
    :math:`M`, if there is one. Claims 17 and 46.

    Examples
    --------
    >>> from xianxiang import Institution, duties
    >>> duties.conversions(Institution(negativity=0.9, individualization=0.9, transferability=0.3), own=0.7)
    array([ 6., 20.])
    """
    i = as_institution(institution)
    hours, own = np.asarray(_given("attention", attention)), np.asarray(_given("own", own))
    most = np.asarray(_given("departments", departments))
    shape = np.broadcast_shapes(i.shape, hours.shape, own.shape, most.shape)
    n = np.arange(int(most.max()) + 1.0)
    share = np.clip(1 - n / most[..., None], 0, 1)
    levers = {name: value if np.ndim(value) == 0 else np.asarray(value)[..., None] for name, value in i.as_dict().items()}
    tau = tolerance(Institution(**{**levers, "executor": share}), own[..., None])
    pays = (n >= 1) & (n <= most[..., None]) & (quality(n, hours[..., None]) >= tau * (1 - stage.TOLERANCE * np.sign(tau)))
    lowest = np.where(pays[..., 1:].all(axis=-1), n[-1], np.argmin(pays[..., 1:], axis=-1)) if len(n) > 1 else 0.0
    highest = np.where(pays.any(axis=-1), n[-1] - np.argmax(pays[..., ::-1], axis=-1), 0.0)
    return np.stack([np.broadcast_to(lowest, shape), np.broadcast_to(highest, shape)], axis=-1)


def loaded(institution: Institution | str, count: ArrayLike) -> Institution:
    """The institution with each converted item as one more veto item.

    Parameters
    ----------
    institution : Institution or str
    count : array_like, at least 0
        Items converted, as `converted` returns them.

    Returns
    -------
    Institution

    Notes
    -----
    Claim 46.
    """
    i = as_institution(institution)
    return i.replace(veto_items=i.veto_items + _given("count", count))
