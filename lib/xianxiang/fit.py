r"""Flexible or uniform: how far policy follows the place, and what that is worth.

**The place.** The centre's standard is 0. What would be best in a locality is :math:`x`, of mean 0 and
standard deviation :math:`\tau`; its leaders want :math:`x+\gamma`, with a local bias :math:`\gamma`.

**The choice.** The township carries out :math:`a`. A deviation draws :math:`f_ja^2` findings on
average, with :math:`j` sides hiding (an expected number, which may exceed one), and each costs it

.. math::

    W = (1-\sigma)R + (\sigma R+P)\,[(1-\iota)d+\iota],

all that is at stake for a township that moves no blame. With the **weight of fit** :math:`\psi` it minimizes

.. math::

    \psi(a-x-\gamma)^2 + f_jWa^2, \quad\text{hence}\quad a = \chi_j(x+\gamma), \qquad \chi_j = \frac{\psi}{\psi+f_jW}.

The **flexibility** :math:`\chi_j` is 1 where the leaders get what they want, 0 at the letter of the standard.

**The society** loses by misfit and, with a **spillover** :math:`\kappa`, by unlikeness:

.. math::

    L = E(a-x)^2 + \kappa\operatorname{Var}(a)
      = \tau^2\Bigl[1-\chi^* + \frac{(\chi-\chi^*)^2}{\chi^*}\Bigr], \qquad
    \chi^* = \frac1{1+\kappa+z}, \quad z = (\gamma/\tau)^2.

**Timing.** The core game fixes how many hide: two where both shield, none where both deflect or do the minimum.
Then :math:`x` is seen, then :math:`a` is chosen. That deviations might change the regime is not modelled.

**Two safe acts.** If a share :math:`h` of places does nothing, which lies at :math:`-q`, whatever their need, and
the rest has the flexibility :math:`\chi`,

.. math::

    \operatorname{Var}(a) = (1-h)\chi^2\tau^2 + h(1-h)(q+\chi\gamma)^2.

Claims X1 and X2; Propositions "price-of-deviation", "distance-rule", "what-concealment-buys" and "two-safe-acts".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import Institution, Lever, as_institution, checked, given, together
from .stage import findings, stakes

PARAMETERS = {
    "fit_weight": Lever("ψ", "weight of fit", "因地制宜", 0.0, np.inf, "what a misfit costs the township's leaders, in units of effort", above=True),
    "bias": Lever("γ", "local bias", "地方利益", -1e6, 1e6, "how far from what is best for the place its leaders want policy to be"),
    "spread": Lever("τ", "spread of localities", "地区差异", 0.0, 1e6, "standard deviation of what would be best, between localities", above=True),
    "spillover": Lever("κ", "spillover", "政策统一", 0.0, np.inf, "what unlikeness costs the society, relative to misfit"),
    "flexibility": Lever("χ", "flexibility", "变通", 0.0, 1.0, "share of what the leaders want that policy follows"),
    "need": Lever("x", "what is best for the place", "实际需要", -1e6, 1e6, "what would be best in a locality, measured from the standard"),
    "idle": Lever("h", "share that does nothing", "不作为", 0.0, 1.0, "share of localities that does nothing, whatever the need"),
    "distance": Lever("q", "distance of doing nothing", "不作为偏离", 0.0, 1e6, "how far doing nothing lies from the standard"),
}
"""What each parameter of its own means, by name."""


class Acts(NamedTuple):
    """What two safe acts make of policy.

    Parameters
    ----------
    loss : ndarray(float)
        What the society loses, :math:`E(a-x)^2+\\kappa\\operatorname{Var}(a)`.
    dispersion : ndarray(float)
        :math:`\\operatorname{Var}(a)`.
    """

    loss: NDArray[np.float64]
    dispersion: NDArray[np.float64]


class Peak(NamedTuple):
    """Where concealment buys most.

    Parameters
    ----------
    stakes : ndarray(float)
        All that is at stake, :math:`W`, in units of effort.
    gain : ndarray(float)
        How much more flexible the two who hide are there, :math:`\\chi_2-\\chi_0`.
    """

    stakes: NDArray[np.float64]
    gain: NDArray[np.float64]


# The township ----------------------------------------------------------------------------------


def exposure(institution: Institution | str) -> NDArray[np.float64]:
    r"""What a deviation of one costs a township in findings, by the number of sides that hide.

    Parameters
    ----------
    institution : Institution or str
        Executor, attachment, transferability and the costs of the actions play no part.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        :math:`f_jW` with 0, 1 and 2 sides hiding, in units of effort; never increasing along the last axis.
        With one hiding it is that of a township whose partner does the minimum: no blame is moved.

    Notes
    -----
    Claims X1 and X2; Proposition "price-of-deviation".

    Examples
    --------
    >>> from xianxiang import fit
    >>> fit.exposure("now").round(2)
    array([3.73, 3.73, 3.56])
    """
    i = as_institution(institution)
    return findings(i) * np.asarray(sum(stakes(i.replace(attachment=0.0), side=1)))[..., None]


def flexibility(institution: Institution | str, fit_weight: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""How far policy follows what local leaders want, by the number of sides that hide.

    .. math::

        \chi_j = \frac{\psi}{\psi+f_jW}.

    Parameters
    ----------
    institution : Institution or str
    fit_weight : array_like, more than 0
        Weight of fit :math:`\psi`, in units of effort; broadcasts against the institution.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        With 0, 1 and 2 sides hiding; in (0, 1], never decreasing along the last axis.

    Raises
    ------
    TypeError, ValueError
        If the weight is no number or not more than 0, or the shapes do not broadcast.

    Notes
    -----
    Claims X1 and X2; Proposition "price-of-deviation".

    Examples
    --------
    >>> from xianxiang import fit
    >>> fit.flexibility("then").round(3)
    array([0.263, 0.31 , 0.733])
    """
    i = as_institution(institution)
    weight, _ = given(PARAMETERS, i.shape, fit_weight=fit_weight)
    return 1 / (1 + exposure(i) / np.asarray(weight)[..., None])


def policy(need: ArrayLike, flexibility: ArrayLike, bias: ArrayLike = 0.5) -> NDArray[np.float64]:
    r"""What is carried out in a locality, :math:`a = \chi(x+\gamma)`, measured from the standard.

    Parameters
    ----------
    need : array_like
        What would be best there, :math:`x`.
    flexibility : array_like in [0, 1]
        :math:`\chi`, as `flexibility` gives it.
    bias : array_like
        Local bias :math:`\gamma`; it may differ from place to place. All broadcast.

    Returns
    -------
    ndarray(float)

    Notes
    -----
    Proposition "price-of-deviation".
    """
    x, chi, gamma, shape = given(PARAMETERS, need=need, flexibility=flexibility, bias=bias)
    return np.broadcast_to(chi * (x + gamma), shape)[()]


# The society -----------------------------------------------------------------------------------


def ideal(bias: ArrayLike = 0.5, spread: ArrayLike = 1.0, spillover: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""The flexibility that is best for the society.

    .. math::

        \chi^* = \frac1{1+\kappa+z}, \qquad z = (\gamma/\tau)^2.

    Parameters
    ----------
    bias : array_like
        Local bias :math:`\gamma`, the same in every locality.
    spread : array_like, more than 0
        Standard deviation :math:`\tau` of what would be best, in the units of the bias.
    spillover : array_like, at least 0
        :math:`\kappa`, what a unit of variance costs, relative to a unit of squared misfit. All broadcast.

    Returns
    -------
    ndarray(float)
        In (0, 1]; 1 where there is neither bias nor spillover.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Proposition "distance-rule".

    Examples
    --------
    >>> from xianxiang import fit
    >>> float(fit.ideal(bias=0.5, spread=1, spillover=0.25).round(3))
    0.667
    """
    gamma, tau, kappa, shape = given(PARAMETERS, bias=bias, spread=spread, spillover=spillover)
    return np.broadcast_to(1 / (1 + kappa + np.square(gamma / tau)), shape)[()]


def loss(flexibility: ArrayLike, bias: ArrayLike = 0.5, spread: ArrayLike = 1.0, spillover: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""What the society loses where all localities have the same flexibility.

    .. math::

        L(\chi) = \tau^2\bigl[(1-\chi)^2+\chi^2(z+\kappa)\bigr].

    Parameters
    ----------
    flexibility : array_like in [0, 1]
        :math:`\chi`.
    bias, spread, spillover : array_like
        As in `ideal`. All broadcast.

    Returns
    -------
    ndarray(float)
        In squared units of the spread; least at `ideal`.

    Notes
    -----
    Claims X1 and X2; Proposition "distance-rule".

    Examples
    --------
    >>> from xianxiang import fit
    >>> fit.loss([0, 0.5, 1], bias=1, spread=1, spillover=0)
    array([1. , 0.5, 1. ])
    """
    return two_acts(flexibility, bias, spread, spillover, idle=0.0).loss


def best_stakes(institution: Institution | str, fit_weight: ArrayLike = 1.0, bias: ArrayLike = 0.5, spread: ArrayLike = 1.0,
                spillover: ArrayLike = 0.4) -> NDArray[np.float64]:
    r"""What ought to be at stake for a township, by the number of sides that hide.

    The society loses least where :math:`f_jW = \psi(\kappa+z)`: where the price of a deviation is the harm
    that the township does not count.

    Parameters
    ----------
    institution : Institution or str
        What is at stake in it plays no part.
    fit_weight : array_like, more than 0
    bias, spread, spillover : array_like
        As in `ideal`. All broadcast against the institution.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        :math:`W`, in units of effort, with 0, 1 and 2 sides hiding. 0 where there is no harm; infinite where
        there is and nothing is ever found.

    Notes
    -----
    Proposition "distance-rule".

    Examples
    --------
    >>> from xianxiang import Institution, fit
    >>> fit.best_stakes(Institution(), bias=0.5, spread=1, spillover=0.25)
    array([ 1.        ,  1.36986301, 10.        ])
    """
    i = as_institution(institution)
    psi, gamma, tau, kappa, shape = given(PARAMETERS, i.shape, fit_weight=fit_weight, bias=bias, spread=spread, spillover=spillover)
    harm = np.broadcast_to(psi * (kappa + np.square(gamma / tau)), shape)[..., None]
    found = np.broadcast_to(findings(i), (*shape, 3))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(harm > 0, harm / found, 0.0)


# What concealment buys -------------------------------------------------------------------------


def peak(institution: Institution | str, fit_weight: ArrayLike = 1.0) -> Peak:
    r"""What must be at stake for concealment to buy most flexibility, and how much it buys there.

    With :math:`r = f_2/f_0` the gain :math:`\chi_2-\chi_0` is largest at

    .. math::

        W = \frac{\psi}{\sqrt{f_0f_2}}, \quad\text{where it is}\quad \frac{1-\sqrt r}{1+\sqrt r}.

    Parameters
    ----------
    institution : Institution or str
        What is at stake in it plays no part.
    fit_weight : array_like, more than 0
        Broadcasts against the institution.

    Returns
    -------
    Peak
        `stakes`, in units of effort, and `gain`. Where what two hide is never found, infinite and 1, which no
        stakes reach; where concealment hides nothing, NaN and 0.

    Notes
    -----
    Proposition "what-concealment-buys".

    Examples
    --------
    >>> from xianxiang import Institution, fit
    >>> stakes, gain = fit.peak(Institution(monitoring=0.8, concealment=0.75))
    >>> float(stakes), float(gain.round(3))
    (2.5, 0.333)
    """
    i = as_institution(institution)
    psi, shape = given(PARAMETERS, i.shape, fit_weight=fit_weight)
    found = np.broadcast_to(findings(i), (*shape, 3))
    bare, hidden = found[..., 0], found[..., 2]
    buys = bare > hidden
    root = np.sqrt(np.divide(hidden, bare, out=np.ones_like(bare), where=buys))
    with np.errstate(divide="ignore"):
        at = psi / np.sqrt(bare * hidden)
    return Peak(np.where(buys, at, np.nan)[()], np.asarray((1 - root) / (1 + root))[()])


def equivalent(institution: Institution | str) -> NDArray[np.float64]:
    r"""Strength at which nobody who hides is as flexible as two who hide now: :math:`s\,f_2/f_0`.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float)
        In units of effort; the strength itself where nothing is found anyway.

    Notes
    -----
    Whether nobody hides at that strength is for `stage.pure_equilibria` to say.

    Examples
    --------
    >>> from xianxiang import Institution, fit
    >>> float(fit.equivalent(Institution()).round(3))
    0.4
    """
    i = as_institution(institution)
    found = findings(i)
    bare = found[..., 0]
    return np.broadcast_to(i.strength * np.divide(found[..., 2], bare, out=np.ones_like(bare), where=bare > 0), i.shape)[()]


# Two safe acts ---------------------------------------------------------------------------------


def two_acts(flexibility: ArrayLike, bias: ArrayLike = 0.5, spread: ArrayLike = 1.0, spillover: ArrayLike = 0.4, idle: ArrayLike = 0.3,
             distance: ArrayLike = 2.0) -> Acts:
    r"""What the society loses, and how unlike policy is, where a share of localities does nothing.

    .. math::

        \begin{aligned}
        \operatorname{Var}(a) &= (1-h)\chi^2\tau^2+h(1-h)(q+\chi\gamma)^2,\\
        L &= h(q^2+\tau^2)+(1-h)\tau^2[(1-\chi)^2+\chi^2z]+\kappa\operatorname{Var}(a).
        \end{aligned}

    Parameters
    ----------
    flexibility : array_like in [0, 1]
        :math:`\chi` of those who do something.
    bias, spread, spillover : array_like
        As in `ideal`.
    idle : array_like in [0, 1]
        Share :math:`h` that does nothing, whatever the need.
    distance : array_like, at least 0
        How far doing nothing lies from the standard, :math:`q`, on the side away from a positive bias. All broadcast.

    Returns
    -------
    Acts
        `loss` and `dispersion`, in squared units of the spread.

    Notes
    -----
    Claim X2; Proposition "two-safe-acts". That needs are alike in both groups is an assumption: where those that
    need least do nothing (see `career`), the formula for the variance is sure to hold only at flexibility 0.

    Examples
    --------
    >>> from xianxiang import fit
    >>> float(fit.two_acts(0, idle=0.5, distance=2).dispersion)
    1.0
    """
    chi, gamma, tau, kappa, h, q, shape = given(PARAMETERS, flexibility=flexibility, bias=bias, spread=spread, spillover=spillover, idle=idle, distance=distance)
    within = np.square(chi * tau)
    dispersion = (1 - h) * within + h * (1 - h) * np.square(q + chi * gamma)
    misfit = h * (np.square(q) + np.square(tau)) + (1 - h) * (np.square((1 - chi) * tau) + np.square(chi * gamma))
    return Acts(*(np.broadcast_to(value, shape)[()] for value in (misfit + kappa * dispersion, dispersion)))


def less_uniform(colluding: ArrayLike, blaming: ArrayLike, bias: ArrayLike = 0.5, spread: ArrayLike = 1.0, distance: ArrayLike = 2.0) -> NDArray[np.float64]:
    r"""Between which shares that do nothing blame-shifting leaves policy less uniform than collusion.

    With :math:`\chi_S \ge \chi_D` and :math:`Q = |q+\chi_D\gamma|`, there are such shares exactly if

    .. math::

        Q > \tau\Bigl(\chi_S+\sqrt{\chi_S^2-\chi_D^2}\Bigr),

    and then those between

    .. math::

        \frac{Q^2-\chi_D^2\tau^2 \mp \sqrt{(Q^2+\chi_D^2\tau^2)^2-4Q^2\chi_S^2\tau^2}}{2Q^2}.

    Parameters
    ----------
    colluding, blaming : array_like in [0, 1]
        Flexibility :math:`\chi_S` where all collude, and :math:`\chi_D` of those who do something where all shift
        blame; the first not below the second.
    bias, spread, distance : array_like
        As in `two_acts`. All broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        The least and the greatest share :math:`h`, neither of them counted in; NaN where there is none.

    Raises
    ------
    ValueError
        If `colluding` is below `blaming`.

    Notes
    -----
    Claim X2; Proposition "two-safe-acts".

    Examples
    --------
    >>> from xianxiang import fit
    >>> fit.less_uniform(0.733, 0.211, bias=0).round(3)
    array([0.146, 0.843])
    """
    chi = [checked(name, value, PARAMETERS["flexibility"]) for name, value in (("colluding", colluding), ("blaming", blaming))]
    gamma, tau, q, _ = given(PARAMETERS, bias=bias, spread=spread, distance=distance)
    values = {"colluding": chi[0], "blaming": chi[1], "bias": gamma, "spread": tau, "distance": q}
    shape = together(**{name: np.shape(value) for name, value in values.items() if np.ndim(value)})
    much, little, gamma, tau, q = (np.broadcast_to(value, shape) for value in values.values())
    if np.any(much < little):
        raise ValueError(f"colluding must not be below blaming, got {much[much < little].flat[0]:g} and {little[much < little].flat[0]:g}")
    apart, within, other = np.abs(q + little * gamma), little * tau, much * tau
    some = apart > other + np.sqrt(np.square(other) - np.square(within))
    size = np.where(some, np.square(apart), 1.0)
    width = np.sqrt(np.where(some, np.square(size + np.square(within)) - 4 * size * np.square(other), 0.0))
    middle = size - np.square(within)
    return np.where(some[..., None], np.stack([middle - width, middle + width], axis=-1) / (2 * size[..., None]), np.nan)
