r"""Form over substance: what a file is good for, what it costs in work, and who would rather have a list.

**One job.** Substance :math:`y` in [0, 1] is the chance that the job is done, the trace :math:`z` in [0, 1]
(留痕) how full the file on it is. A failing that is found costs its author :math:`w` in all, the **stakes**.
A full file moves the part :math:`t` of it to others. The other side keeps a file as well,
:math:`\bar z`, and a share :math:`\omega` of it **answers** one's own; what is moved and not answered is borne outside the two. In units of :math:`\kappa`, the cost
of the whole job, in which this module measures everything, a side gets

.. math::

    U &= -(1-y)\,[w-t(z-\omega\bar z)] \\
      &\quad -\tfrac12y^2-\gamma yz-\tfrac12\psi z^2

with the **price** of a full file :math:`\psi` and the **overlap** :math:`\gamma` of the two kinds of work: more
than 0 where they compete, less than 0 where the file helps the job. The stakes are those of the core game
where both sides are executors and have one veto item:

.. math::

    w = \tfrac m\kappa\{R+P[(1-\iota)d+\iota]\}, \qquad t = \tfrac m\kappa P\iota b.

Both sides are alike, and an equilibrium is a pair :math:`(y, z)` that is best where the other side's file is
:math:`\bar z = z`. Throughout :math:`\eta = 1-\omega`, :math:`\tau = t^2/\psi` and :math:`x = \eta\tau`. A
**list** of powers and duties (权责清单) that covers the share :math:`\ell` of cases leaves :math:`(1-\ell)t` to
be moved and :math:`w` as it is.

**Unlike sides** (`both_files`, `list_gains`). The township does the job, both keep files and each answers the
other's in full; what a file moves follows the core game's transferabilities, :math:`t_T \propto eb` and
:math:`t_C \propto 1-e(1-b)`.

Claims 21, 22 and 37; Propositions "price-of-a-trace", "three-tracings", "who-wants-a-list" and "who-signs".

Wherever a function takes an institution it also takes the name of a preset, and its other parameters
broadcast against the levers. Sides come in the core game's order, county before township.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import Institution, Lever, as_institution, given

PARAMETERS = {
    "cost": Lever("κ", "cost of the job", "办事成本", 0.0, np.inf, "how dear effort is: doing the whole job costs half of it, in units of effort", above=True),
    "stakes": Lever("w", "stakes", "责任", 0.0, np.inf, "what a failing costs on average, found or not, in units of the cost of the job"),
    "movable": Lever("t", "movable part", "可推卸的责任", 0.0, np.inf, "what a full file moves of it, in units of the cost of the job"),
    "price": Lever("ψ", "price of a full file", "留痕成本", 0.0, np.inf, "how dear a file is: a full one costs half of it, in units of the cost of the job", above=True),
    "overlap": Lever("γ", "overlap", "挤占", -1000.0, 1000.0, "how far work on the file makes the job dearer, or, below 0, cheaper"),
    "answered": Lever("ω", "share answered", "互相留痕", 0.0, 1.0, "share of the other side's file that answers one's own"),
    "listed": Lever("ℓ", "share listed", "清单覆盖", 0.0, 1.0, "share of cases that a list of powers and duties settles beforehand"),
    "times": Lever("μ", "times as harsh", "加码倍数", 1.0, np.inf, "how many times as much a failing comes to cost, with what a file moves of it"),
}
"""What each parameter of its own means, by name."""

_NEAR, _EVEN = 1e-9, 1e-12  # how far a candidate may lie off its own conditions, and its worth below the best, relative to what is compared


# Stakes -------------------------------------------------------------------------------------------

def _liabilities(i, cost):
    """What is at stake and what a file moves of it, of two sides alike."""
    return i.monitoring * (i.reward + i.penalty * i.felt) / cost, i.monitoring * i.penalty * i.individualization * i.transferability / cost


def liabilities(institution: Institution | str, cost: ArrayLike = 5) -> NDArray[np.float64]:
    r"""What a failing costs on average, and what a full file moves of it.

    .. math::

        w &= \tfrac m\kappa\{R+P[(1-\iota)d+\iota]\}, \\
        t &= \tfrac m\kappa P\iota b \le w.

    Parameters
    ----------
    institution : Institution or str
        Its executor share, veto items, concealment, attachment, the share of prizes passed on, and the
        costs of shielding and deflecting play no part.
    cost : array_like, more than 0
        Cost of the job :math:`\kappa`, in units of effort: doing all of it costs half of that.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`w` and :math:`t`, in units of :math:`\kappa`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    How the levers make tracing finer or harsher: Proposition "three-tracings". Strength :math:`s` and
    monitoring :math:`m` multiply both (harsher); :math:`b` raises :math:`t` alone (finer); :math:`\nu`
    raises :math:`t` and never :math:`w`; :math:`\iota` raises both, though not in proportion.

    Examples
    --------
    >>> from xianxiang import form
    >>> form.liabilities("now").round(3)
    array([0.597, 0.415])
    """
    i = as_institution(institution)
    cost, shape = given(PARAMETERS, i.shape, cost=cost)
    return np.stack([np.broadcast_to(part, shape) for part in _liabilities(i, cost)], axis=-1)


def trace_price(movable: ArrayLike, overlap: ArrayLike = 0, answered: ArrayLike = 0) -> NDArray[np.float64]:
    r"""What a full file costs in work: :math:`\gamma+\eta t`.

    Parameters
    ----------
    movable : array_like, at least 0
        What a full file moves, :math:`t`.
    overlap : array_like in [-1000, 1000]
        :math:`\gamma`.
    answered : array_like in [0, 1]
        :math:`\omega = 1-\eta`.

    Returns
    -------
    ndarray(float)
        By how much substance falls as both files go from empty to full, while it lies within its bounds;
        below 0 where files help.

    Notes
    -----
    Proposition "price-of-a-trace".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.trace_price(0.4, overlap=-0.1, answered=[0, 0.75, 1]).round(3)
    array([ 0.3,  0. , -0.1])
    """
    movable, overlap, answered, shape = given(PARAMETERS, movable=movable, overlap=overlap, answered=answered)
    return np.broadcast_to(_trace_price(movable, overlap, answered), shape)[()]


def _trace_price(movable, overlap, answered):
    """By how much a full file on both sides lowers substance."""
    return overlap + (1 - answered) * movable


# What is done -------------------------------------------------------------------------------------

def _left(movable, listed):
    """What a file still moves beside a list."""
    return (1 - listed) * movable


def _faced(stakes, t, answered, other):
    """What a failing costs before one's own file, where the other side keeps this one."""
    return stakes + t * answered * other


def _value(y, z, stakes, t, overlap, price):
    """What a side gets from substance and trace where a failing costs it these stakes before its own file."""
    return -(1 - y) * (stakes - t * z) - y * y / 2 - overlap * y * z - price * z * z / 2


def _spots(stakes, t, overlap, price, slope):
    """Where both coordinates may be best at once: on each of four edges, and between; `slope` is what a file costs in work."""
    stakes, t, overlap, price, slope = np.broadcast_arrays(stakes, t, overlap, price, slope)
    whole = price - slope * (overlap + t)
    divisor = np.where(whole != 0, whole, 1.0)
    with np.errstate(over="ignore"):
        between = (price * stakes - slope * t) / divisor, (t - (overlap + t) * stakes) / divisor
        spots = (stakes, 0 * t), (stakes - slope, 0 * t + 1), (0 * t, t / price), (0 * t + 1, -overlap / price), between
    return np.clip(np.stack([spot[0] for spot in spots]), 0, 1), np.clip(np.stack([spot[1] for spot in spots]), 0, 1)


def _best(y, z, faced, t, overlap, price):
    """Whether no other substance and trace are worth more, where a failing costs this much before one's own file."""
    size = 1 + faced + t + np.abs(overlap) + price
    along = (np.abs(y - np.clip(faced - (overlap + t) * z, 0, 1)) <= _NEAR * size) & (
        price * np.abs(z - np.clip((t - (overlap + t) * y) / price, 0, 1)) <= _NEAR * size)  # fmt: skip
    if np.all((overlap + t) ** 2 < price):  # concave: what is best along both axes is best
        return along
    others = _spots(faced, t, overlap, price, overlap + t)
    return along & (_value(y, z, faced, t, overlap, price) >= _value(*others, faced, t, overlap, price).max(axis=0) - _EVEN * size)


def _choice(stakes, t, overlap, answered, price):
    """Substance and trace that are best where the other side's trace is the same; of several, those with the emptiest file."""
    slope = _trace_price(t, overlap, answered)
    stakes, t, overlap, answered, price, slope = np.broadcast_arrays(stakes, t, overlap, answered, price, slope)
    y, z = _spots(stakes, t, overlap, price, slope)
    stable = _best(y, z, _faced(stakes, t, answered, z), t, overlap, price)
    pick = np.where(stable, z, np.inf).argmin(axis=0)[None]
    found = stable.any(axis=0)
    return tuple(np.where(found, np.take_along_axis(part, pick, axis=0)[0], np.nan) for part in (y, z))


def choice(stakes: ArrayLike, movable: ArrayLike, *, price: ArrayLike = 0.4, overlap: ArrayLike = 0, answered: ArrayLike = 0) -> NDArray[np.float64]:
    r"""Substance and trace, from what is at stake.

    Inside the bounds, with :math:`D = \psi-(\gamma+\eta t)(\gamma+t)`,

    .. math::

        y = \frac{\psi w-(\gamma+\eta t)t}D, \qquad z = \frac{t-(\gamma+t)w}D;

    with no overlap :math:`1-y = \frac{1-w}{1-x}` and :math:`z = \frac t\psi(1-y)`, which lie inside where
    :math:`x < w < 1` and :math:`z < 1`.

    Parameters
    ----------
    stakes : array_like, at least 0
        :math:`w`, in units of the cost of the job. No more than `LARGEST`.
    movable : array_like, at least 0
        What a full file moves, :math:`t`, in the same unit; may exceed :math:`w`, though no institution makes it do so.
    price : array_like, more than 0
        Price of a full file :math:`\psi`, in the same unit: a full one costs half of it.
    overlap : array_like in [-1000, 1000]
        :math:`\gamma`.
    answered : array_like in [0, 1]
        Share :math:`\omega` of the other side's file that answers one's own. All five broadcast.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`y` and :math:`z` in [0, 1]. There is one equilibrium where :math:`(\gamma+t)^2 < \psi`.
        Where there are several, that with the emptiest file; NaN where no pair is best against itself, which
        takes :math:`\omega > 0` and :math:`(\gamma+t)^2 \ge \psi`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Proposition "price-of-a-trace". Best on each edge of the square, and between where neither bound holds,
    are written down; of these those are kept that are best replies to themselves.

    Examples
    --------
    >>> from xianxiang import form
    >>> form.choice(0.5, 0.25, price=0.25, answered=[0, 1]).round(3)
    array([[0.333, 0.667],
           [0.5  , 0.5  ]])
    """
    stakes, movable, price, overlap, answered, shape = given(PARAMETERS, stakes=stakes, movable=movable, price=price, overlap=overlap, answered=answered)
    return np.stack([np.broadcast_to(part, shape) for part in _choice(stakes, movable, overlap, answered, price)], axis=-1)


def effort(institution: Institution | str, *, cost: ArrayLike = 5, price: ArrayLike = 0.4, overlap: ArrayLike = 0, answered: ArrayLike = 0,
           listed: ArrayLike = 0) -> NDArray[np.float64]:
    r"""Substance and trace under an institution.

    Parameters
    ----------
    institution : Institution or str
        As in `liabilities`.
    cost : array_like, more than 0
        Cost of the job :math:`\kappa`, in units of effort.
    price, overlap, answered : array_like
        As in `choice`.
    listed : array_like in [0, 1]
        Share of cases :math:`\ell` that a list settles: a file moves :math:`(1-\ell)t`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`y` and :math:`z`, as `choice` has them.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claims 21 and 37; Propositions "price-of-a-trace" and "three-tracings".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.effort("now").round(2), form.effort("now", listed=1).round(2)
    (array([0.29, 0.73]), array([0.6, 0. ]))
    """
    i = as_institution(institution)
    cost, price, overlap, answered, listed, shape = given(PARAMETERS, i.shape, cost=cost, price=price, overlap=overlap, answered=answered, listed=listed)
    stakes, movable = _liabilities(i, cost)
    both = _choice(stakes, _left(movable, listed), overlap, answered, price)
    return np.stack([np.broadcast_to(part, shape) for part in both], axis=-1)


def worth(stakes: ArrayLike, movable: ArrayLike, *, price: ArrayLike = 0.4, overlap: ArrayLike = 0, answered: ArrayLike = 0) -> NDArray[np.float64]:
    r"""What a side gets where both choose as `choice` says.

    Parameters
    ----------
    stakes, movable, price, overlap, answered : array_like
        As in `choice`. With a full list nothing is movable.

    Returns
    -------
    ndarray(float)
        :math:`U` in units of the cost of the job, at most 0; with no overlap and inside the bounds
        :math:`-\tfrac12+\tfrac12(1-y)^2(1-\tau)`. NaN where `choice` is.

    Notes
    -----
    Proposition "who-wants-a-list".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.worth(0.5, [0.25, 0], price=0.25, answered=0).round(3)
    array([-0.333, -0.375])
    """
    stakes, movable, price, overlap, answered, shape = given(PARAMETERS, stakes=stakes, movable=movable, price=price, overlap=overlap, answered=answered)
    y, z = _choice(stakes, movable, overlap, answered, price)
    return np.broadcast_to(_value(y, z, _faced(stakes, movable, answered, z), movable, overlap, price), shape)[()]


def bands(institution: Institution | str, *, cost: ArrayLike = 5, price: ArrayLike = 0.4, answered: ArrayLike = 0, listed: ArrayLike = 0,
          times: ArrayLike = 1) -> NDArray[np.float64]:
    r"""Pull of paper, and the stakes between which harsher tracing brings more of both.

    If a failing comes to cost :math:`\mu` times as much, with what a file moves of it, then, with no overlap
    and as long as substance and trace lie inside their bounds before and after,

    .. math::

        y \text{ rises iff } w &> \tfrac{(1+\mu)x}{1+\mu x}, \\
        z \text{ rises iff } w &< \tfrac{1+\mu x}{1+\mu}.

    Parameters
    ----------
    institution : Institution or str
        As in `liabilities`.
    cost, price, answered, listed : array_like
        As in `effort`.
    times : array_like, at least 1
        How many times as much, :math:`\mu`; 1 stands for a small change, and gives
        :math:`\tfrac{2x}{1+x}` and :math:`\tfrac{1+x}2`.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        :math:`x = \eta t^2/\psi`, the lower border and the upper border, to be held against the stakes
        :math:`w` (`liabilities`). For :math:`x \le 1` the lower border lies between :math:`x` and the upper, their product is
        :math:`x`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claim 21; Proposition "three-tracings".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.bands("now").round(3)
    array([0.43 , 0.601, 0.715])
    """
    i = as_institution(institution)
    cost, price, answered, listed, times, shape = given(PARAMETERS, i.shape, cost=cost, price=price, answered=answered, listed=listed, times=times)
    x = _strength(_left(_liabilities(i, cost)[1], listed), answered, price)
    return np.stack([np.broadcast_to(part, shape) for part in (x, *_borders(x, times))], axis=-1)


def _borders(x, times):
    """Stakes above which harsher tracing brings work, and below which it brings fuller files."""
    return (1 + times) * x / (1 + times * x), (1 + times * x) / (1 + times)


def _strength(movable, answered, price):
    """How many points cheaper a failing becomes, by the fuller files that follow, when it becomes one point likelier."""
    return (1 - answered) * movable**2 / price


# Lists --------------------------------------------------------------------------------------------

def list_threshold(institution: Institution | str, price: ArrayLike = 0.4, *, cost: ArrayLike = 5) -> NDArray[np.float64]:
    r"""Share of files answered from which two sides alike want a list.

    .. math::

        \omega^* = \frac{\sqrt{1-\tau}}{1+\sqrt{1-\tau}} \le \tfrac12.

    Parameters
    ----------
    institution : Institution or str
        As in `liabilities`.
    price : array_like, more than 0
        As in `choice`.
    cost : array_like, more than 0
        As in `liabilities`.

    Returns
    -------
    ndarray(float)
        In [0, 1/2]; NaN where :math:`\tau > 1`. Above it both gain by a full list, below it both lose, where substance
        and trace lie inside their bounds without it.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claim 22; Proposition "who-wants-a-list".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.list_threshold("now", price=[0.4, 0.5, 1]).round(2)
    array([0.43, 0.45, 0.48])
    """
    i = as_institution(institution)
    price, cost, shape = given(PARAMETERS, i.shape, price=price, cost=cost)
    tau = np.asarray(_liabilities(i, cost)[1] ** 2 / price)
    root = np.sqrt(np.where(tau <= 1, 1 - tau, np.nan))
    return np.broadcast_to(root / (1 + root), shape)[()]


def _moved(i, cost):
    """What a full file of each side moves: county, township."""
    shares = stage.transferabilities(i)
    whole = i.monitoring * i.penalty * i.individualization / cost
    return whole * shares[..., 0], whole * shares[..., 1]


def _both(stakes, county, township, price):
    """Substance and files where the township does the job and each side answers the other's file in full.

    Left undone, u = 1 - y solves 1 - u = w + t_C z_C - t_T z_T with z = min(1, t u / ψ); of several solutions the one with most substance.
    """
    stakes, county, township, price = np.broadcast_arrays(stakes, county, township, price)

    def files(u):
        return np.minimum(1, county * u / price), np.minimum(1, township * u / price)

    with np.errstate(divide="ignore", invalid="ignore"):
        tau = township**2 / price
        undone = np.stack([(1 - stakes) / (1 + (county**2 - township**2) / price), np.where(tau != 1, (1 - stakes - county) / (1 - tau), 0.0),
                           1 - stakes - county + township, np.zeros(stakes.shape)])  # fmt: skip
    undone = np.clip(undone, 0, 1)
    z_county, z_township = files(undone)
    faced = stakes + county * z_county
    stable = _best(1 - undone, z_township, faced, township, 0.0, price)
    pick = np.where(stable, undone, np.inf).argmin(axis=0)[None]
    u = np.where(stable.any(axis=0), np.take_along_axis(undone, pick, axis=0)[0], np.nan)
    return 1 - u, *files(u)


def both_files(institution: Institution | str, price: ArrayLike = 0.4, *, cost: ArrayLike = 5) -> NDArray[np.float64]:
    r"""What is done, and each side's file, where the township does the job and both keep files.

    Inside the bounds, with :math:`N = (t_C^2-t_T^2)/\psi \ge 0`,

    .. math::

        y = \frac{w+N}{1+N} \ge w, \qquad z_i = \tfrac{t_i}\psi(1-y).

    Parameters
    ----------
    institution : Institution or str
        As in `list_gains`.
    price, cost : array_like, more than 0
        As in `list_threshold`.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        :math:`y, z_C, z_T`. With a full list they are :math:`\min(w, 1)`, 0 and 0. NaN where no choices are best against each other, which
        takes :math:`t_T^2 \ge \psi`.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Proposition "who-signs".

    Examples
    --------
    >>> from xianxiang import form
    >>> form.both_files("now").round(2)
    array([0.73, 0.32, 0.11])
    """
    i = as_institution(institution)
    price, cost, shape = given(PARAMETERS, i.shape, price=price, cost=cost)
    county, township = _moved(i, cost)
    parts = _both(_liabilities(i, cost)[0], county, township, price)
    return np.stack([np.broadcast_to(part, shape) for part in parts], axis=-1)


def list_gains(institution: Institution | str, price: ArrayLike = 0.4, *, cost: ArrayLike = 5) -> NDArray[np.float64]:
    r"""What each side gains by a full list where the township does the job and both keep files.

    The county has its own liability, :math:`w_C = \tfrac m\kappa\{eR+P[(1-\iota)d+\iota]\}`. Inside the bounds
    the township always gains, and the county exactly if

    .. math::

        (1-y)^2(\tau_T-\tfrac12\tau_C) > (y-w)\,w_C.

    Parameters
    ----------
    institution : Institution or str
        As in `liabilities`, except that its executor share counts: in what each file moves and in what the county has at stake.
    price, cost : array_like, more than 0
        As in `list_threshold`.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        Gain of county and township, in units of the cost of the job; below 0 it is a loss. NaN where `both_files` is.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Claim 22; Proposition "who-signs". For :math:`e \le 1/(1+(\sqrt2-1)b)` the county never gains.

    Examples
    --------
    >>> from xianxiang import form
    >>> form.list_gains("now").round(3)
    array([-0.091,  0.048])
    """
    i = as_institution(institution)
    price, cost, shape = given(PARAMETERS, i.shape, price=price, cost=cost)
    stakes, (county, township) = _liabilities(i, cost)[0], _moved(i, cost)
    own = i.monitoring * (i.executor * i.reward + i.penalty * i.felt) / cost
    y, z_county, z_township = _both(stakes, county, township, price)
    listed = np.clip(stakes, 0, 1)
    before = -(1 - y) * (own - county * z_county + township * z_township) - price * z_county**2 / 2
    gains = -(1 - listed) * own - before, _value(listed, 0, stakes, 0, 0, price) - _value(y, z_township, stakes + county * z_county, township, 0, price)
    return np.stack([np.broadcast_to(gain, shape) for gain in gains], axis=-1)
