r"""One veto: what a township does with a list of items, any one of which spoils the whole evaluation (一票否决).

**The list.** There are :math:`n` items, the lever `veto_items`. Each is done (real work), done **on paper**
(形式) or **skipped**. Work on an item costs :math:`\kappa`, paper :math:`\psi\kappa`, skipping nothing; a common
cost :math:`\kappa_0` falls due once with the first item that is done. All of it must fit into a budget :math:`H`.

**The veto.** An item that is skipped or on paper fails and is found with chance :math:`p = m\eta`, one that is done
with :math:`p_0 = m\varepsilon`. One such failure loses all that is at stake, :math:`W`. A share of that could be moved
away, :math:`T`; but only if every item that failed has its file, so only if none that was skipped did. With
:math:`q = 1-p`, :math:`q_0 = 1-p_0` and :math:`y` items done, :math:`z` on paper, :math:`u = n-y-z` skipped, the
township has, up to a constant,

.. math::

    U = (W-T)\,q_0^y q^{z+u} + T q^u - \kappa_0 1\{y>0\} - \kappa y - \psi\kappa z.

So paper does not make failure less likely. It lowers what a failure costs.

**The stakes** are those of the core game for a township without attachment:

.. math::

    W = (1-\sigma)R + (\sigma R+P)[(1-\iota)d+\iota], \qquad T = (\sigma R+P)\,\iota b.

All of the movable share :math:`b` goes with the file: it is onto whoever reads it, not onto the county, so the lever
:math:`e` plays no part. Neither do concealment, attachment, and the costs of shielding and deflecting.

Plans are enumerated, not searched. Where two are equally good within `stage.TOLERANCE` of the stakes, the one with
fewer items done is taken, and of those the one with fewer on paper. Wherever a function takes an institution it also
takes the name of a preset, and its other parameters broadcast against the levers.

Claims 45, 47 and 48; Propositions "all-or-nothing", "longer-lists", "what-saves-it" and "where-form-appears".
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .institution import Institution, Lever, as_institution, checked, numbers, together, whole
from .stage import TOLERANCE

PARAMETERS = {
    "cost": Lever("κ", "cost of an item", "办事成本", 0.0, np.inf, "what real work on an item costs, in units of effort"),
    "common": Lever("κ₀", "common cost", "共同成本", 0.0, np.inf, "what falls due once with the first item that is done, in units of effort"),
    "form": Lever("ψ", "price of paper", "形式的价格", 0.0, 1.0, "what paper costs for an item, as a share of real work on it"),
    "trouble": Lever("η", "chance of trouble", "出事概率", 0.0, 1.0, "chance that an item not done fails, if inspected"),
    "residual": Lever("ε", "chance left by work", "剩余风险", 0.0, 1.0, "chance that an item that is done fails all the same, if inspected"),
    "budget": Lever("H", "budget", "人力财力", 0.0, np.inf, "what a township can spend, in units of effort"),
}
"""What each parameter of its own means, by name."""

TREATMENTS = ("skipped", "on paper", "real")
"""What may be done about an item, from least to most: the codes that `treatments` returns."""

MOST = 60
"""The longest list whose plans are enumerated."""

_MIXED = 10  # items that may differ: 3**10 plans


def _given(institution, **own):
    """The institution, its stakes W and T, and parameters by name; `budget` may be infinite."""
    i = as_institution(institution)
    values = {name: _budget(value) if name == "budget" else checked(name, value, PARAMETERS[name]) for name, value in own.items()}
    together(i.shape, **{name: np.shape(value) for name, value in values.items() if np.ndim(value)})
    if "residual" in values and np.any((above := np.asarray(values["residual"]) - values["trouble"]) > 0):
        raise ValueError(f"residual must be at most trouble, as work lowers the chance of failure; it is above by {np.max(above):g}")
    return i, *_stakes(i), values


def _budget(value):
    array = numbers("budget", value, lambda x: x >= 0, "at least 0 (infinite where there is none)")
    return float(array) if array.ndim == 0 else array


def _stakes(i):
    felt_prize = i.prize_passing * i.reward
    return i.reward - felt_prize + (felt_prize + i.penalty) * i.felt, (felt_prize + i.penalty) * i.individualization * i.transferability


def _passes(i, trouble, residual):
    """q and q₀: chances that an item which is not done, and one that is, brings no failure."""
    return 1 - np.asarray(i.monitoring * np.asarray(trouble)), 1 - np.asarray(i.monitoring * np.asarray(residual))


def _none_fails(chances):
    """The chance that no item brings a failure, from those of each along the last axis: one failure spoils the whole."""
    return chances.prod(axis=-1)


def _shared(common, some):
    """What falls due in common where some item is done."""
    return common * some


def _whole(items):
    """Numbers of items, whole and few enough to enumerate their plans."""
    n = np.asarray(items)
    if (wrong := n % 1 != 0).any():
        raise ValueError(f"veto_items must be a whole number where plans are enumerated, got {float(n[wrong].flat[0]):g}")
    if (n > MOST).any():
        raise ValueError(f"veto_items must be at most {MOST} where plans are enumerated, got {n.max():g}")
    return n.astype(int)


def at_stake(institution: Institution | str) -> NDArray[np.float64]:
    r"""All that a failure costs, and the part of it that files can move away.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    ndarray(float, shape=(..., 2))
        :math:`W = (1-\sigma)R + (\sigma R+P)[(1-\iota)d+\iota]` and :math:`T = (\sigma R+P)\iota b`, in units of effort;
        :math:`0 \le T \le W`.

    Notes
    -----
    The shares of the core game's `stage.stakes` for a side without attachment at :math:`e = 1`: there
    :math:`W = A+B` and :math:`T = bB`.

    Examples
    --------
    >>> from xianxiang import veto
    >>> veto.at_stake("then").round(3), veto.at_stake("now").round(3)
    (array([3.73 , 0.032]), array([3.73 , 2.592]))
    """
    i = as_institution(institution)
    return np.stack(np.broadcast_arrays(*_stakes(i), np.empty(i.shape))[:2], axis=-1)


def plan(institution: Institution | str, *, cost: ArrayLike = 0.25, common: ArrayLike = 0.6, form: ArrayLike = 0.25, trouble: ArrayLike = 0.3,
         residual: ArrayLike = 0.0, budget: ArrayLike = np.inf) -> NDArray[np.int64]:
    r"""How many items a township does, does on paper and skips.

    Parameters
    ----------
    institution : Institution or str
        With a whole number of veto items, at most `MOST`. Only the stakes' levers
        (:math:`s, \nu, \iota, d, b, \sigma`), :math:`m` and :math:`n` play a part.
    cost : array_like, at least 0
        Cost :math:`\kappa` of real work on an item, in units of effort.
    common : array_like, at least 0
        Cost :math:`\kappa_0` that falls due once, with the first item that is done.
    form : array_like in [0, 1]
        Price :math:`\psi` of paper, as a share of :math:`\kappa`.
    trouble, residual : array_like in [0, 1]
        Chances :math:`\eta \ge \varepsilon` that an item which is not done, and one that is, fails, if inspected.
    budget : array_like, at least 0
        :math:`H`, what all of it together may cost; infinite if there is no limit.

    Returns
    -------
    ndarray(int, shape=(..., 3))
        Items done :math:`y`, on paper :math:`z` and skipped :math:`u`; they add up to :math:`n`. Where plans are
        equally good, the one with fewest done, and of those the one with fewest on paper.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no real number in its domain, the number of items is not whole or too large, `residual` is
        above `trouble`, or the shapes do not broadcast.

    Notes
    -----
    Without a budget one of the numbers is :math:`n` and the others are 0 (Proposition "all-or-nothing"). Claims 45, 47
    and 48.

    Examples
    --------
    >>> from xianxiang import THEN, veto
    >>> veto.plan(THEN.replace(veto_items=[2, 3, 10])).tolist()
    [[0, 0, 2], [3, 0, 0], [0, 0, 10]]
    """
    i, whole, movable, own = _given(institution, cost=cost, common=common, form=form, trouble=trouble, residual=residual, budget=budget)
    n = _whole(i.veto_items)
    shape = together(i.shape, **{name: np.shape(value) for name, value in own.items()})
    items, whole, movable = (np.asarray(x)[..., None] for x in (n, whole, movable))
    kappa, common, psi, limit = (np.asarray(own[name])[..., None] for name in ("cost", "common", "form", "budget"))
    q, kept = (x[..., None] for x in _passes(i, own["trouble"], own["residual"]))
    best, done, skipped = np.full(shape, -np.inf), np.zeros(shape, int), np.zeros(shape, int)
    most = int(n.max(initial=0))
    for y in range(most + 1):  # with so many done, all numbers of items skipped at once
        u = np.arange(most - y, -1, -1)
        paper = items - y - u
        spent = _shared(common, y > 0) + kappa * (y + psi * paper)
        clean = kept**y * q ** np.maximum(items - y, 0)  # chance that nothing fails
        bare = q**u  # chance that nothing skipped fails
        worth = (whole - movable) * clean + movable * bare - spent
        worth = np.where((paper >= 0) & (spent <= limit * (1 + TOLERANCE)), worth, -np.inf)
        top = worth.max(axis=-1)
        first = u[(worth >= top[..., None] - TOLERANCE * whole).argmax(axis=-1)]
        better = top > best + TOLERANCE * whole[..., 0]
        best, done, skipped = np.where(better, top, best), np.where(better, y, done), np.where(better, first, skipped)
    return np.stack(np.broadcast_arrays(done, n - done - skipped, skipped), axis=-1)


def values(institution: Institution | str, *, cost: ArrayLike = 0.25, common: ArrayLike = 0.6, form: ArrayLike = 0.25, trouble: ArrayLike = 0.3,
           residual: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""What the three pure plans are worth: all real, all on paper, nothing.

    .. math::

        (W-T)q_0^n + T - \kappa_0 - \kappa n, \qquad (W-T)q^n + T - \psi\kappa n, \qquad Wq^n.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items may be any real number from 1 on.
    cost, common, form, trouble, residual
        As in `plan`.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        In units of effort.

    Notes
    -----
    Proposition "all-or-nothing". Whatever the budget: it does not ask whether a plan can be paid for.

    Examples
    --------
    >>> from xianxiang import Institution, veto
    >>> i = Institution(strength=4, negativity=0, monitoring=1, veto_items=2)
    >>> veto.values(i, cost=0.5, common=1, form=0.5, trouble=0.5)
    array([2. , 0.5, 1. ])
    """
    i, whole, movable, own = _given(institution, cost=cost, common=common, form=form, trouble=trouble, residual=residual)
    q, kept = (x**i.veto_items for x in _passes(i, own["trouble"], own["residual"]))
    work, paper = own["cost"] * i.veto_items, own["form"] * own["cost"] * i.veto_items
    left = whole - movable
    return np.stack(np.broadcast_arrays(left * kept + movable - own["common"] - work, left * q + movable - paper, whole * q), axis=-1)


def form_threshold(institution: Institution | str, *, cost: ArrayLike = 0.25, common: ArrayLike = 0.6, form: ArrayLike = 0.25, trouble: ArrayLike = 0.3,
                   residual: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""What files must be able to move before all items are done on paper.

    .. math::

        T_F = \max\Bigl\{W - \frac{\kappa_0+\kappa(1-\psi)n}{q_0^n-q^n},\ \frac{\psi\kappa n}{1-q^n}\Bigr\}.

    Parameters
    ----------
    institution : Institution or str
        :math:`W` is read from it; what its files can move is not.
    cost, common, form, trouble, residual
        As in `plan`.

    Returns
    -------
    ndarray(float)
        In units of effort. Paper is the only best plan without a budget exactly where :math:`T > T_F`. Infinite where an
        item never fails, or where work and paper cost the same and work protects for nothing.

    Notes
    -----
    Proposition "where-form-appears"; claim 48.

    Examples
    --------
    >>> from xianxiang import Institution, veto
    >>> i = Institution(strength=4, negativity=0, monitoring=1, veto_items=2)
    >>> float(veto.form_threshold(i, cost=0.5, common=1, form=0.5, trouble=0.5))
    2.0
    """
    i, whole, _, own = _given(institution, cost=cost, common=common, form=form, trouble=trouble, residual=residual)
    n = np.asarray(i.veto_items)
    q, kept = (x**n for x in _passes(i, own["trouble"], own["residual"]))
    paper = own["form"] * own["cost"] * n
    dearer = own["common"] + own["cost"] * (1 - np.asarray(own["form"])) * n
    saved, failed = kept - q, 1 - q
    with np.errstate(divide="ignore", invalid="ignore"):
        against_work = np.where(saved > 0, whole - dearer / saved, np.where(dearer > 0, -np.inf, np.inf))
        against_nothing = np.where(failed > 0, paper / failed, np.inf)
    return np.maximum(against_work, against_nothing)[()]


def window(institution: Institution | str, *, cost: ArrayLike = 0.25, common: ArrayLike = 0.6, form: ArrayLike = 0.25, trouble: ArrayLike = 0.3,
           residual: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""Between which numbers of items doing all of them well is best.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items plays no part.
    cost, common, form, trouble, residual
        As in `plan`. There is no budget.

    Returns
    -------
    ndarray(float, shape=(..., 2))
        The ends of the interval of real numbers :math:`n > 0` at which all real is no worse than all on paper and than
        nothing; both NaN where there is none, the second infinite where it has no end. It may hold no whole number.

    Notes
    -----
    What work adds, against paper and against nothing, rises to a peak and falls, so that the numbers do form an interval
    (Proposition "what-saves-it"). At :math:`T = 0`, :math:`\varepsilon = 0` and :math:`\kappa, \kappa_0 > 0`, with
    :math:`\Lambda = -\ln q`, there is one exactly if :math:`W\Lambda > \kappa` and
    :math:`\kappa_0 \le W - \tfrac\kappa\Lambda(1+\ln\tfrac{W\Lambda}\kappa)`. Ends are found by halving, to the last digits.
    Claims 45 and 47.

    Examples
    --------
    >>> from xianxiang import veto
    >>> veto.window("then").round(2), veto.window("now")
    (array([2.37, 9.14]), array([nan, nan]))
    """
    i, whole, movable, own = _given(institution, cost=cost, common=common, form=form, trouble=trouble, residual=residual)
    q, kept = _passes(i, own["trouble"], own["residual"])
    left = np.asarray(whole - movable)
    dearer = np.asarray(own["cost"]) * (1 - np.asarray(own["form"]))
    ends = [_positive(left, shift, q, kept, own["common"], slope) for shift, slope in ((0.0, dearer), (movable, own["cost"]))]
    low, high = np.maximum(ends[0][0], ends[1][0]), np.minimum(ends[0][1], ends[1][1])
    pair = np.stack(np.broadcast_arrays(low, high, np.empty(i.shape))[:2], axis=-1)
    return np.where(pair[..., :1] <= pair[..., 1:], pair, np.nan)


def _positive(left, shift, q, kept, fixed, slope):
    """Ends of the interval of n > 0 at which left q₀ⁿ + shift - (left + shift) qⁿ is no less than fixed + slope n.

    The difference rises to one peak and falls.
    """
    left, shift, q, kept, fixed, slope = np.broadcast_arrays(left, shift, q, kept, fixed, slope)
    with np.errstate(divide="ignore", invalid="ignore"):
        fast, slow = -np.log(q), -np.log(kept)
        far = np.where(slope > 0, (left + shift) / slope, np.inf)
    far = np.minimum(far + 1, 1e9)

    def gain(n):
        return left * kept**n + shift - (left + shift) * q**n - fixed - slope * n

    def rises(n):
        with np.errstate(invalid="ignore"):
            first, second = (np.where(rate < np.inf, rate, 0) * base**n for rate, base in ((fast, q), (slow, kept)))
        return (left + shift) * first - left * second > slope

    def halved(holds, low, high):
        """The place up to which a condition holds that holds at first and then no more."""
        for _ in range(100):
            middle = (low + high) / 2
            inside = holds(middle)
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return low, high

    zero = np.zeros(far.shape)
    peak = np.where(q > 0, halved(rises, zero, far)[1], np.finfo(float).tiny)  # what fails for sure is saved from the first on
    peak = np.where((q > 0) & ~rises(zero), 0.0, peak)
    some = (peak > 0) & (gain(peak) >= 0)
    first = halved(lambda n: gain(n) < 0, zero, peak)[1]
    last = halved(lambda n: gain(n) >= 0, peak, far)[0]
    last = np.where(gain(far) >= 0, np.inf, last)
    return np.where(some, np.where(gain(zero) < 0, first, 0.0), np.nan), np.where(some, last, np.nan)


def best_number(institution: Institution | str, *, cost: ArrayLike = 0.25, common: ArrayLike = 0.6, form: ArrayLike = 0.25, trouble: ArrayLike = 0.3,
                residual: ArrayLike = 0.0, budget: ArrayLike = np.inf, most: int = 30) -> NDArray[np.int64]:
    r"""The length of the list at which most items are done, and how many they are.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items plays no part.
    cost, common, form, trouble, residual, budget
        As in `plan`.
    most : int, from 1 to `MOST`
        The longest list that is tried.

    Returns
    -------
    ndarray(int, shape=(..., 2))
        The number of items, of those equally good the least, and how many of them are done. Where no list gets real work,
        (0, 0).

    Notes
    -----
    Without a budget the two are the same: the last whole number in the `window`, if that is at most `most`. At given
    :math:`W` it never rises with :math:`T`.

    Examples
    --------
    >>> from xianxiang import NOW, veto
    >>> veto.best_number("then"), veto.best_number("now"), veto.best_number(NOW.replace(transferability=0.2))
    (array([9, 9]), array([0, 0]), array([11, 11]))
    """
    whole("most", most, high=MOST)
    i = as_institution(institution)
    levers = {name: value if np.ndim(value) == 0 else value[..., None] for name, value in i.as_dict().items()}
    own = {"cost": cost, "common": common, "form": form, "trouble": trouble, "residual": residual, "budget": budget}
    own = {name: value if np.ndim(value) == 0 else np.asarray(value)[..., None] for name, value in own.items()}
    together(i.shape, **{name: np.shape(value)[:-1] for name, value in own.items() if np.ndim(value)})
    done = plan(Institution(**levers | {"veto_items": np.arange(1, most + 1)}), **own)[..., 0]
    place = done.argmax(axis=-1)
    real = done.max(axis=-1)
    return np.stack([np.where(real > 0, place + 1, 0), real], axis=-1)


def treatments(institution: Institution | str, cost: ArrayLike, trouble: ArrayLike, *, form: ArrayLike = 0.25, residual: ArrayLike = 0.0,
               common: ArrayLike = 0.0, budget: ArrayLike = np.inf) -> NDArray[np.int64]:
    r"""What is done about each of a few items that differ.

    All :math:`3^n` plans are tried. Item :math:`i` costs :math:`\kappa_i`, its paper :math:`\psi_i\kappa_i`, and it fails
    and is found with chance :math:`m\eta_i` or :math:`m\varepsilon_i`.

    Parameters
    ----------
    institution : Institution or str
        Its number of veto items plays no part: there are as many as `cost`, `trouble`, `form` and `residual` have along
        their last axis.
    cost, trouble, form, residual : array_like, shape (..., n)
        As in `plan`, item by item, at most ten.
    common, budget : array_like
        As in `plan`.

    Returns
    -------
    ndarray(int, shape=(..., n))
        Places in `TREATMENTS`: 0 skipped, 1 on paper, 2 real. Where plans are equally good, the one with the lowest sum.

    Notes
    -----
    Proposition "longer-lists": without a common cost or a budget one more item never raises what is done about another.

    Examples
    --------
    A budget breaks it: a third item raises the second.

    >>> from xianxiang import Institution, veto
    >>> i = Institution(strength=10, negativity=0, monitoring=1)
    >>> veto.treatments(i, [1, 0.6], [0.5, 0.4], budget=1), veto.treatments(i, [1, 0.6, 0.4], [0.5, 0.4, 0.4], budget=1)
    (array([2, 0]), array([0, 2, 2]))
    """
    i, whole, movable, own = _given(_with_axis(institution), cost=cost, trouble=trouble, form=form, residual=residual)
    _, _, _, alike = _given(institution, common=common, budget=budget)
    shape = np.broadcast_shapes(*(np.shape(value) for value in own.values()))
    items = shape[-1] if shape else 1
    if items > _MIXED:
        raise ValueError(f"at most {_MIXED} items that differ, got {items}")
    levels = np.array(sorted(product(range(3), repeat=items), key=sum)).reshape(-1, items)
    kappa, psi = (np.broadcast_to(own[name], (*np.shape(own[name])[:-1], items)) for name in ("cost", "form"))
    q, kept = (np.broadcast_to(x, (*x.shape[:-1], items)) for x in _passes(i, own["trouble"], own["residual"]))
    q, kept, kappa, psi = (x[..., None, :] for x in (q, kept, kappa, psi))
    clean = _none_fails(np.where(levels == 2, kept, q))
    bare = _none_fails(np.where(levels == 0, q, 1.0))
    fixed, limit = (np.asarray(alike[name])[..., None] for name in ("common", "budget"))
    spent = (kappa * np.select([levels == 2, levels == 1], [1.0, psi])).sum(axis=-1) + _shared(fixed, (levels == 2).any(axis=-1))
    worth = (whole - movable) * clean + movable * bare - spent
    worth = np.where(spent <= limit * (1 + TOLERANCE), worth, -np.inf)
    return levels[(worth >= worth.max(axis=-1, keepdims=True) - TOLERANCE * whole).argmax(axis=-1)]


def _with_axis(institution):
    """The institution with one axis more, for items."""
    i = as_institution(institution)
    return Institution(**{name: value if np.ndim(value) == 0 else value[..., None] for name, value in i.as_dict().items()})
