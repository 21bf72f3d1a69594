r"""Layer by layer: a loop of control and pressing, and why each level adds to the target that it received.

**The loop.** A township chooses its **initiative** :math:`y` in [0, 1], where 1 meets the target; the
**stalled work** is :math:`u = 1-y`. It has a **drive** :math:`v` of its own. Pressing :math:`p` in [0, 1]
pushes and frightens; what it takes from the drive on balance is the **net fear** :math:`\eta` (negative
where pressing works). Control :math:`q` in [0, 1] takes as much from it as there is of it:

.. math::

    \max_y\ (v-\eta p-q)\,y - \tfrac12y^2.

A township that acts has accidents, and the county answers for them with :math:`\omega`. Control of
:math:`q` prevents the share :math:`q`, at a cost that is lower the larger the **tying** :math:`\chi`:

.. math::

    \min_q\ \omega y(1-q) + \frac{q^2}{2\chi}.

For work that stalls the county is **liable** with :math:`L`; a county that has pressed shows the file. Pressing in full
moves :math:`T` of :math:`L` to others. It costs :math:`\tfrac12\kappa p^2`, and what is pressed for is the last round's stalled work:

.. math::

    \max_p\ Tpu - \tfrac12\kappa p^2.

Where :math:`J` superiors press for the same work it is pressed :math:`J` times. With the **tied hands** :math:`\zeta = \chi\omega`,
:math:`\alpha = T/\kappa` and the **gain** :math:`\Gamma = \eta J\alpha/(1+\zeta)`

.. math::

    u_{t+1} = [\,u_0+\Gamma u_t\,]_0^1, \qquad u_0 = 1-\frac v{1+\zeta}.

**The levers.** In the county's place, as the core game has it, with :math:`b_C = 1-e(1-b)` and
:math:`\varphi = (1-\iota)d+\iota`,

.. math::

    \omega = mP\varphi, \qquad L = m(eR+P\varphi), \qquad T = mP\iota b_C.

What cannot be moved, :math:`S = L-T`, is what a finding costs the county where it deflects and the township does not.
A share :math:`\sigma` of the prize that is passed on counts as part of :math:`P`, as in `stage`. One veto item
counts; concealment, attachment and the costs of shielding and deflecting play no part.

**The ladder.** Each of a number of levels adds :math:`\mu_l \ge 0` to the target that it received, at the
cost :math:`\gamma\mu_l`, for one of three reasons (`MOTIVES`). *Caution*: delivery falls short of the last target by a chance
amount, exponential with mean :math:`\delta`, and a level whose own target is missed loses :math:`S`. *Cover*: an
add-on changes nothing below but moves :math:`T(1-e^{-\mu_l/\varsigma})`. *Contest*: :math:`N` equals want
a prize :math:`Q` and win by Tullock's rule with the power :math:`r`.

Claims 49 to 53; Propositions "two-comparisons", "more-control", "trilemma" and "caution-and-cover", Corollary
"ladder-escalates".

Wherever a function takes an institution it also takes the name of a preset, and its other parameters
broadcast against the levers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import Institution, Lever, as_institution, checked, meant, together, whole

PARAMETERS = {
    "drive": Lever("v", "drive", "干劲", 0.0, 1e6, "what a unit of initiative is worth to the township itself; 1 meets the target"),
    "fear": Lever("η", "net fear", "畏难", -1e6, 1e6, "what full pressing takes from the drive, less what it adds"),
    "hands": Lever("χ", "tying of hands", "约束监管", 0.0, 1e6, "how readily the county ties the township's hands"),
    "price": Lever("κ", "price of pressing", "督查成本", 0.0, 1e150, "how dear pressing is: pressing in full costs half of it", above=True),
    "superiors": Lever("J", "superiors who press", "督查层级", 0.0, 1e6, "number of superiors who press for the same work"),
    "pressing": Lever("p", "pressing", "督导检查", 0.0, 1e6, "how hard all superiors together press; 1 is one that presses in full"),
    "control": Lever("q", "control", "约束监管", 0.0, 1.0, "share of accidents that control prevents"),
    "initiative": Lever("y", "initiative", "主动性", 0.0, 1.0, "share of the target that is done"),
    "stalled": Lever("u", "stalled work", "工作停滞", 0.0, 1.0, "share of the target that is not done"),
    "idle": Lever("u₀", "stalled without pressing", "工作停滞", -1e6, 1.0, "share of the target that is not done where nobody presses; below 0 there is drive to spare"),
    "liability": Lever("L", "liability", "责任", 0.0, 1e150, "what it costs a superior if all work stalls, in units of effort"),
    "movable": Lever("T", "movable part", "可推卸部分", 0.0, 1e150, "what a superior can move to others, in units of effort"),
    "stakes": Lever("S", "stakes that stay", "推不掉的责任", 0.0, 1e150, "what a missed target costs a level and cannot be moved, in units of effort"),
    "levels": Lever("l", "levels", "层级", 0.0, 100.0, "number of levels that add to the target", whole=True),
    "burden": Lever("γ", "burden of an add-on", "加码成本", 0.0, 1e150, "what it costs a level to add as much as the first target", above=True),
    "noise": Lever("δ", "noise", "不确定性", 0.0, 1e6, "by how much delivery falls short of the last target on average, as a share of the first"),
    "scale": Lever("ς", "scale of cover", "免责尺度", 0.0, 1e6, "add-on that moves all but 1/e of what can be moved, as a share of the first target", above=True),
    "rivals": Lever("N", "equals", "竞争者", 1.0, 1e6, "number of equals who compete for one prize", whole=True),
    "purse": Lever("Q", "prize", "晋升", 0.0, 1e150, "what winning is worth, in units of effort"),
    "power": Lever("r", "power of the contest", "竞争强度", 0.0, 1.0, "how surely the larger add-on wins; 0 is a lottery"),
}
"""What each parameter of its own means, by name."""

REGIMES = ("at rest", "finite", "two states", "standstill", "cycle")
"""Names that `regime` can return."""

MOTIVES = ("caution", "cover", "contest")
"""Why a level may add to the target that it received."""

SIGNS = {
    "penalty": (1, 1, 0), "reward": (1, 0, 0), "transferability": (-1, 1, 0), "purse": (0, 0, 1), "rivals": (0, 0, -1),
    "levels": (0, 1, 1), "noise": (1, 0, -1),
}  # fmt: skip
"""Which way all that is added goes as one thing is raised, by motive in the order of `MOTIVES`.

They hold where the add-on is positive, and the prize is not passed on; noise raises caution only where :math:`S > e\\gamma\\delta`, and in a contest
means a lower power."""

_ULPS = 8 * np.finfo(float).eps  # what is lost of a cost's own size when it is computed


class Loop(NamedTuple):
    """What the loop is made of.

    Parameters
    ----------
    idle : ndarray(float)
        Stalled work without pressing :math:`u_0 = 1-v/(1+\\zeta)`; below 0 there is drive to spare.
    pressing : ndarray(float)
        :math:`\\alpha = T/\\kappa`: how hard one superior presses where all work stalls.
    tied : ndarray(float)
        Tied hands :math:`\\zeta = \\chi\\omega`.
    full : ndarray(float)
        What pressing in full takes from the drive, :math:`\\eta J\\alpha`.
    gain : ndarray(float)
        :math:`\\Gamma = \\eta J\\alpha/(1+\\zeta)`: how much more work stalls in the next round for each unit that stalls in this one.
    """

    idle: NDArray[np.float64]
    pressing: NDArray[np.float64]
    tied: NDArray[np.float64]
    full: NDArray[np.float64]
    gain: NDArray[np.float64]


class Blame(NamedTuple):
    """What a superior has to fear, in units of effort.

    Parameters
    ----------
    answer : ndarray(float)
        What an accident below costs it, :math:`\\omega`.
    liability : ndarray(float)
        What a failure costs it, :math:`L`.
    movable : ndarray(float)
        What of it can be moved, :math:`T`.
    stakes : ndarray(float)
        What stays, :math:`S = L-T`.
    """

    answer: NDArray[np.float64]
    liability: NDArray[np.float64]
    movable: NDArray[np.float64]
    stakes: NDArray[np.float64]


def _given(**own):
    """Parameters as floats or arrays in their domains."""
    return [checked(name, value, PARAMETERS[name]) for name, value in own.items()]


def _at_least(large, small):
    """Whether one is at least another, but for what floats lose."""
    return np.asarray(large) - small >= -stage.TOLERANCE * np.maximum(np.maximum(np.abs(large), np.abs(small)), 1.0)


# The loop -----------------------------------------------------------------------------------------


def blame(institution: Institution | str) -> Blame:
    r"""What a superior has to fear from below, and what of it can be moved.

    .. math::

        \omega = mP\varphi, \quad L = m(eR+P\varphi), \quad T = mP\iota b_C, \quad S = L-T.

    Parameters
    ----------
    institution : Institution or str

    Returns
    -------
    Blame
        Of the institution's shape. :math:`0 \le T \le L`.

    Notes
    -----
    :math:`S` is what `stage.material_payoffs` says that a finding costs the county at (Deflect, Routine), and
    :math:`T` what deflecting moves there, at one veto item.

    Examples
    --------
    >>> from xianxiang import cascade
    >>> [round(float(x), 3) for x in cascade.blame("now")]
    [2.664, 2.792, 2.385, 0.407]
    """
    i = as_institution(institution)
    moved = 1 - i.executor * (1 - i.transferability)
    prize, passed = i.executor * i.reward, i.prize_passing * i.executor * i.reward
    sanction = i.penalty + passed
    liability = i.monitoring * (prize - passed + sanction * i.felt)
    stays = i.monitoring * (prize - passed + sanction * ((1 - i.individualization) * i.diffusion + i.individualization * (1 - moved)))
    values = i.monitoring * sanction * i.felt, liability, i.monitoring * sanction * i.individualization * moved, stays
    return Blame(*(np.broadcast_to(value, i.shape)[()] for value in values))


def control(initiative: ArrayLike, institution: Institution | str, hands: ArrayLike = 0.1) -> NDArray[np.float64]:
    r"""How much a county controls a township of a given initiative: :math:`q = \min(1, \chi\omega y)`.

    Parameters
    ----------
    initiative : array_like in [0, 1]
    institution : Institution or str
    hands : array_like, at least 0
        Tying :math:`\chi`.

    Returns
    -------
    ndarray(float)
        In [0, 1].

    Notes
    -----
    Claim 49.
    """
    y, chi = _given(initiative=initiative, hands=hands)
    return np.minimum(np.asarray(chi) * blame(institution).answer * y, 1.0)[()]


def initiative(pressing: ArrayLike = 0.0, control: ArrayLike = 0.0, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5) -> NDArray[np.float64]:
    r"""How much a township does that is pressed and controlled: :math:`y = [v-\eta p-q]_0^1`.

    Parameters
    ----------
    pressing : array_like, at least 0
        :math:`p`, of all who press together.
    control : array_like in [0, 1]
        :math:`q`.
    drive : array_like, at least 0
        :math:`v`.
    fear : array_like
        Net fear :math:`\eta`.

    Returns
    -------
    ndarray(float)
        In [0, 1].

    Notes
    -----
    Claim 50.
    """
    p, q, v, eta = map(np.asarray, _given(pressing=pressing, control=control, drive=drive, fear=fear))
    return np.clip(v - eta * p - q, 0.0, 1.0)[()]


def loop(institution: Institution | str, *, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5, hands: ArrayLike = 0.1, price: ArrayLike = 4.0,
         superiors: ArrayLike = 1.0) -> Loop:
    r"""What the loop of control and pressing is made of.

    Parameters
    ----------
    institution : Institution or str
    drive : array_like, at least 0
        The township's own drive :math:`v`.
    fear : array_like
        Net fear :math:`\eta`; negative where pressing works.
    hands : array_like, at least 0
        Tying :math:`\chi`.
    price : array_like, more than 0
        Price of pressing :math:`\kappa`, at least :math:`T`: nobody presses more than in full.
    superiors : array_like, at least 0
        Number :math:`J` of superiors who press for the same work.

    Returns
    -------
    Loop
        Each of the common shape of the levers and the parameters.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number in its domain, the shapes do not broadcast, or control or pressing would be more than full.

    Notes
    -----
    Claims 49 to 52; Proposition "two-comparisons".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> [round(float(x), 3) for x in cascade.loop("now")]
    [0.052, 0.596, 0.266, 1.49, 1.177]
    """
    i = as_institution(institution)
    own = _given(drive=drive, fear=fear, hands=hands, price=price, superiors=superiors)
    v, eta, chi, kappa, many = map(np.asarray, own)
    shape = together(i.shape, drive=v.shape, fear=eta.shape, hands=chi.shape, price=kappa.shape, superiors=many.shape)
    omega, _, movable, _ = blame(i)
    if (wrong := ~_at_least(kappa, movable)).any():
        at = float(np.broadcast_to(kappa, wrong.shape)[wrong].flat[0]), float(np.broadcast_to(movable, wrong.shape)[wrong].flat[0])
        raise ValueError(f"price must be at least what pressing can move (T = {at[1]:g} here), so that nobody presses more than in full, got {at[0]!r}")
    alpha, tied = movable / kappa, chi * omega
    full = eta * many * alpha
    most = tied * np.minimum((v + np.maximum(-full, 0)) / (1 + tied), 1.0)
    if (wrong := ~_at_least(1.0, most)).any():
        raise ValueError(f"hands must be so small that control is at most 1, got {float(np.broadcast_to(chi, wrong.shape)[wrong].flat[0])!r}, which ties {float(most[wrong].flat[0]):g}")
    return Loop(*(np.broadcast_to(value, shape)[()] for value in (1 - v / (1 + tied), alpha, tied, full, full / (1 + tied))))


def _borders(parts, v):
    """Where work that runs goes on running, and where a standstill lasts."""
    return _at_least(v, 1 + parts.tied), _at_least(parts.full, v)


def regime(institution: Institution | str, *, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5, hands: ArrayLike = 0.1, price: ArrayLike = 4.0,
           superiors: ArrayLike = 1.0) -> NDArray[np.str_]:
    r"""What becomes of the loop, by two comparisons.

    Where :math:`\eta J\alpha < v`: "at rest" if :math:`v \ge 1+\zeta`, else "finite"; where
    :math:`\eta J\alpha \ge v`: "two states" if :math:`v \ge 1+\zeta`, else "standstill". Where pressing works
    so well that :math:`\Gamma < -1`, and work stalls without it, "cycle" in place of "finite".

    Parameters
    ----------
    institution, drive, fear, hands, price, superiors
        As in `loop`.

    Returns
    -------
    ndarray(str)
        Of `REGIMES`. On the border :math:`v = 1+\zeta = \eta J\alpha`, which is called "two states", any stalled work lasts.

    Notes
    -----
    Claim 52; Proposition "two-comparisons".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> cascade.regime("now", hands=[0.1, 0.05], price=[4, 4]).tolist()
    ['standstill', 'two states']
    """
    own = {"drive": drive, "fear": fear, "hands": hands, "price": price, "superiors": superiors}
    parts = loop(institution, **own)
    runs, stands = _borders(parts, np.asarray(drive, float))
    swings = ~_at_least(parts.gain, -1.0)
    kinds = [runs & stands, runs, stands, swings]
    return np.select(kinds, [REGIMES[2], REGIMES[0], REGIMES[3], REGIMES[4]], REGIMES[1])[()]


def rest_points(institution: Institution | str, *, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5, hands: ArrayLike = 0.1, price: ArrayLike = 4.0,
                superiors: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""Stalled work at which the loop stays.

    .. math::

        u = \frac{u_0}{1-\Gamma} = \frac{1+\zeta-v}{1+\zeta-\eta J\alpha} \quad\text{where finite},
        \qquad \hat u = \frac{v-1-\zeta}{\eta J\alpha-1-\zeta}

    the share from which on two states tip into standstill.

    Parameters
    ----------
    institution, drive, fear, hands, price, superiors
        As in `loop`.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        The least and the greatest rest point, which are alike but for two states, and the tipping share, which is NaN
        but for two states (and on the border where all shares last). A cycle goes round its rest point without coming to it.

    Notes
    -----
    Claim 52; Proposition "two-comparisons".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> cascade.rest_points("now", hands=[0.1, 0.05]).round(2)
    array([[1.  , 1.  ,  nan],
           [0.  , 1.  , 0.19]])
    """
    own = {"drive": drive, "fear": fear, "hands": hands, "price": price, "superiors": superiors}
    parts = loop(institution, **own)
    v = np.asarray(drive, float)
    runs, stands = _borders(parts, v)
    room = 1 + parts.tied - parts.full
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.clip((1 + parts.tied - v) / room, 0.0, 1.0)
    low = np.where(runs, 0.0, np.where(stands, 1.0, between))
    high = np.where(stands, 1.0, low)
    return np.stack([low, high, np.where(runs & stands & ~_at_least(room, 0.0), between, np.nan)], axis=-1)


def path(institution: Institution | str, *, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5, hands: ArrayLike = 0.1, price: ArrayLike = 4.0,
         superiors: ArrayLike = 1.0, stalled: ArrayLike = 0.0, rounds: int = 16) -> NDArray[np.float64]:
    r"""Stalled work round by round.

    Parameters
    ----------
    institution, drive, fear, hands, price, superiors
        As in `loop`.
    stalled : array_like in [0, 1]
        At the beginning.
    rounds : int, at least 0

    Returns
    -------
    ndarray(float, shape=(..., rounds + 1))

    Notes
    -----
    From 0, where :math:`u_0 \ge 0` and :math:`\Gamma \ge 0`, it is :math:`\min(1, u_0(1+\Gamma+\dots+\Gamma^{t-1}))`, which
    accelerates exactly if :math:`\Gamma > 1`.

    Examples
    --------
    >>> from xianxiang import cascade
    >>> cascade.path("now", rounds=5).round(2)
    array([0.  , 0.05, 0.11, 0.19, 0.27, 0.37])
    """
    parts = loop(institution, drive=drive, fear=fear, hands=hands, price=price, superiors=superiors)
    (start,) = _given(stalled=stalled)
    whole("rounds", rounds, low=0)
    u = np.broadcast_to(start, together(parts.gain.shape, stalled=np.shape(start)))
    told = [u]
    for _ in range(rounds):
        u = np.clip(parts.idle + parts.gain * u, 0.0, 1.0)
        told.append(u)
    return np.stack(told, axis=-1)


def best_pressing(idle: ArrayLike, fear: ArrayLike, movable: ArrayLike, liability: ArrayLike, price: ArrayLike = 4.0) -> NDArray[np.float64]:
    r"""How hard a superior presses who foresees what comes of it.

    .. math::

        \min_{0\le p\le1}\ u(p)\,(L-Tp) + \tfrac12\kappa p^2, \qquad u(p) = [u_0+np]_0^1.

    Parameters
    ----------
    idle : array_like, at most 1
        Stalled work :math:`u_0` without pressing.
    fear : array_like
        Work :math:`n` that full pressing stalls; in the loop it is :math:`\eta/(1+\zeta)`.
    movable, liability : array_like, at least 0
        :math:`T` and :math:`L`, with :math:`T \le L`.
    price : array_like, more than 0
        :math:`\kappa`.

    Returns
    -------
    ndarray(float)
        :math:`p`; of two that are as good, the smaller. The objective is a parabola between the shares of pressing at which
        :math:`u` reaches 0 or 1, so the best is the best of these, of the ends, and of where a parabola is lowest.

    Notes
    -----
    Claim 51; Proposition "trilemma".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> float(cascade.best_pressing(0.4, 0.2, 2, 3, 4).round(4))
    0.0625
    """
    u0, n, moves, owes, kappa = map(np.asarray, _given(idle=idle, fear=fear, movable=movable, liability=liability, price=price))
    shape = together(idle=u0.shape, fear=n.shape, movable=moves.shape, liability=owes.shape, price=kappa.shape)
    if (wrong := ~_at_least(owes, moves)).any():
        raise ValueError(f"movable must be at most the liability, got {float(np.broadcast_to(moves, wrong.shape)[wrong].flat[0])!r}")

    with np.errstate(divide="ignore", invalid="ignore"):
        tried = [0.0, (moves * u0 - n * owes) / (kappa - 2 * n * moves), -u0 / n, (1 - u0) / n, moves / kappa, 1.0]
    p = np.stack([np.broadcast_to(np.clip(np.nan_to_num(one, nan=0.0, posinf=0.0, neginf=0.0), 0.0, 1.0), shape) for one in tried])
    costs = np.clip(u0 + n * p, 0.0, 1.0) * (owes - moves * p) + kappa * p**2 / 2
    good = costs <= costs.min(axis=0) + _ULPS * np.maximum(owes, kappa)
    return np.where(good, p, np.inf).min(axis=0)[()]


def foreseen(institution: Institution | str, *, drive: ArrayLike = 1.2, fear: ArrayLike = 2.5, hands: ArrayLike = 0.1, price: ArrayLike = 4.0) -> NDArray[np.float64]:
    r"""How hard one county presses that foresees what comes of it, in the loop's terms.

    Parameters
    ----------
    institution, drive, fear, hands, price
        As in `loop`.

    Returns
    -------
    ndarray(float)
        :math:`p` of `best_pressing` at :math:`n = \eta/(1+\zeta)`. A county that takes the stalled work as given presses
        :math:`\alpha u` instead.

    Notes
    -----
    It counts the liability for work that stalls, not the accidents of work that goes on. Claim 51; Proposition "trilemma".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> float(cascade.foreseen("now")), float(cascade.foreseen("now", fear=-1).round(2))
    (0.0, 0.07)
    """
    parts, what = loop(institution, drive=drive, fear=fear, hands=hands, price=price), blame(institution)
    return best_pressing(parts.idle, np.asarray(fear, float) / (1 + parts.tied), what.movable, what.liability, price)


# The ladder ---------------------------------------------------------------------------------------


def margin(stakes: ArrayLike, burden: ArrayLike = 2.0, scale: ArrayLike = 0.1) -> NDArray[np.float64]:
    r"""The add-on at which :math:`Se^{-\mu/\varsigma}+\gamma\mu` is least: :math:`\varsigma\ln^+\frac S{\gamma\varsigma}`.

    Parameters
    ----------
    stakes : array_like, at least 0
        What is lost where the add-on is no help; :math:`S` of caution, :math:`T` of cover.
    burden : array_like, more than 0
        What an add-on of one costs, :math:`\gamma`.
    scale : array_like, more than 0
        Add-on that spares all but :math:`1/e` of it: the noise :math:`\delta` of caution, the scale :math:`\varsigma` of cover.

    Returns
    -------
    ndarray(float)
        At least 0, as a share of the first target.

    Examples
    --------
    >>> from xianxiang import cascade
    >>> cascade.margin([0.1, 0.2, 2]).round(2)
    array([0.  , 0.  , 0.23])
    """
    s, gamma, width = map(np.asarray, _given(stakes=stakes, burden=burden, scale=scale))
    together(stakes=s.shape, burden=gamma.shape, scale=width.shape)
    return (width * np.log(np.maximum(s / (gamma * width), 1.0)))[()]


def caution(stakes: ArrayLike, burden: ArrayLike = 2.0, noise: ArrayLike = 0.1) -> NDArray[np.float64]:
    r"""What each level adds that wants to be on the safe side, and foresees what is added below.

    Level :math:`l` wants a margin of :math:`M_l`, `margin` at its stakes, from itself down; so from it down is added
    :math:`A_l = \max(M_l, A_{l+1})`.

    Parameters
    ----------
    stakes : array_like, shape (..., levels)
        :math:`S_l`, from the top.
    burden, noise : array_like
        As in `margin`; of the shape (...) before the levels.

    Returns
    -------
    ndarray(float, shape=(..., levels))
        Its sum is the largest of the margins.

    Notes
    -----
    Proposition "caution-and-cover". Levels that foresee nothing would add `margin` each.

    Examples
    --------
    >>> import numpy as np
    >>> from xianxiang import cascade
    >>> cascade.caution(np.exp([3, 1, 2]), 1, 1)
    array([1., 0., 2.])
    """
    wanted = _by_level(stakes, burden, noise)
    below = np.maximum.accumulate(wanted[..., ::-1], axis=-1)[..., ::-1]
    return below - np.concatenate([below[..., 1:], np.zeros_like(below[..., :1])], axis=-1)


def cover(movable: ArrayLike, burden: ArrayLike = 2.0, scale: ArrayLike = 0.1) -> NDArray[np.float64]:
    r"""What each level adds that wants an add-on of its own to show.

    Parameters
    ----------
    movable : array_like, shape (..., levels)
        :math:`T_l`, from the top.
    burden, scale : array_like
        As in `margin`; of the shape (...) before the levels.

    Returns
    -------
    ndarray(float, shape=(..., levels))
        `margin` at what can be moved, level by level: only an add-on of one's own counts.

    Notes
    -----
    Claim 53; Proposition "caution-and-cover".

    Examples
    --------
    >>> import numpy as np
    >>> from xianxiang import cascade
    >>> cascade.cover(np.exp([3, 1, 2]), 1, 1)
    array([3., 1., 2.])
    """
    return _by_level(movable, burden, scale)


def _by_level(stakes, burden, scale):
    if np.ndim(stakes) == 0:
        raise ValueError(f"stakes must have an axis of levels, got the number {stakes!r}")
    return margin(stakes, np.asarray(burden)[..., None], np.asarray(scale)[..., None])


def contest(rivals: ArrayLike = 8, purse: ArrayLike = 20.0, power: ArrayLike = 1.0, burden: ArrayLike = 2.0) -> NDArray[np.float64]:
    r"""What each of several equals adds, as a share of the target received, to win a prize.

    Who asks for :math:`z_i \ge 1` times the target wins :math:`Q` with chance :math:`z_i^r/\sum_jz_j^r` and pays :math:`\gamma z_i`. In the
    only equilibrium in which all do alike

    .. math::

        z = \max\Bigl(1,\ \frac{rQ(N-1)}{N^2\gamma}\Bigr).

    Parameters
    ----------
    rivals : array_like of whole numbers, at least 1
        Equals :math:`N`.
    purse : array_like, at least 0
        Prize :math:`Q`, in units of effort.
    power : array_like in [0, 1]
        :math:`r`; at most 1, so that what is gained is concave in what is asked for.
    burden : array_like, more than 0
        :math:`\gamma`.

    Returns
    -------
    ndarray(float)
        :math:`z-1`.

    Notes
    -----
    A stand-in for the layered contest of Li, Liu, Weng and Zhou (2019), not their model.

    Examples
    --------
    >>> from xianxiang import cascade
    >>> float(cascade.contest(4, 16))
    0.5
    """
    many, q, r, gamma = map(np.asarray, _given(rivals=rivals, purse=purse, power=power, burden=burden))
    together(rivals=many.shape, purse=q.shape, power=r.shape, burden=gamma.shape)
    return np.maximum(r * q * (many - 1) / (many**2 * gamma) - 1, 0.0)[()]


def ladder(institution: Institution | str, motive: str = "cover", *, levels: int = 5, burden: ArrayLike = 2.0, noise: ArrayLike = 0.1,
           scale: ArrayLike = 0.1, rivals: ArrayLike = 8, purse: ArrayLike = 20.0, power: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""Targets from the top to the bottom, where all levels are alike.

    Parameters
    ----------
    institution : Institution or str
        Gives :math:`S` and :math:`T`; a contest does not look at it.
    motive : {"caution", "cover", "contest"}
    levels : int, at least 0
        Levels that add.
    burden : array_like, more than 0
        Cost :math:`\gamma` of adding as much as the first target (in a contest, as the target received).
    noise : array_like, more than 0
        :math:`\delta` of caution.
    scale : array_like, more than 0
        :math:`\varsigma` of cover.
    rivals, purse, power : array_like
        :math:`N`, :math:`Q` and :math:`r` of the contest, as in `contest`.

    Returns
    -------
    ndarray(float, shape=(..., levels + 1))
        The target set at the top, which is 1, and those that each level hands on. Caution and cover add; a contest
        multiplies.

    Notes
    -----
    Claim 53; Proposition "caution-and-cover".

    Examples
    --------
    >>> from xianxiang import cascade
    >>> cascade.ladder("now").round(2)
    array([1.  , 1.25, 1.5 , 1.74, 1.99, 2.24])
    >>> cascade.ladder("now", "caution").round(2)
    array([1.  , 1.  , 1.  , 1.  , 1.  , 1.07])
    """
    if motive not in MOTIVES:
        raise ValueError(f"motive must be one of {', '.join(map(repr, MOTIVES))}, got {motive!r}{meant(motive, MOTIVES)}")
    (count,) = _given(levels=levels)
    if np.ndim(count):
        raise ValueError(f"levels must be one whole number, got {levels!r}")
    i = as_institution(institution)
    own = {"burden": burden, "noise": noise, "scale": scale, "rivals": rivals, "purse": purse, "power": power}
    shape = together(i.shape, **{name: np.shape(value) for name, value in own.items()})
    step = np.arange(int(count) + 1)
    if motive == "contest":
        return np.broadcast_to(1 + contest(rivals, purse, power, burden), shape)[..., None] ** step
    what = blame(i)
    width, at_stake, add = (noise, what.stakes, caution) if motive == "caution" else (scale, what.movable, cover)
    own = np.broadcast_to(at_stake, shape)[..., None] * np.ones(int(count))
    added = add(own, np.broadcast_to(burden, shape), np.broadcast_to(width, shape))
    return np.concatenate([np.ones((*shape, 1)), 1 + np.cumsum(added, axis=-1)], axis=-1)


def totals(institution: Institution | str, raised: str | None = None, *, levels: int = 5, burden: ArrayLike = 2.0, noise: ArrayLike = 0.1,
           scale: ArrayLike = 0.1, rivals: ArrayLike = 8, purse: ArrayLike = 20.0, power: ArrayLike = 1.0) -> NDArray[np.float64]:
    r"""All that is added on the way down in each of the three stories, with one thing raised.

    Parameters
    ----------
    institution : Institution or str
    raised : str, optional
        A key of `SIGNS`: equals and levels are raised by one, the others by a tenth. The penalty is raised at the same reward, and
        the reward at the same penalty; what can be moved, to 1 at most; with the noise the power of the contest falls.
    levels, burden, noise, scale, rivals, purse, power
        As in `ladder`.

    Returns
    -------
    ndarray(float, shape=(..., 3))
        As a share of the first target, in the order of `MOTIVES`.

    Notes
    -----
    `SIGNS` says which way they go where they are positive.

    Examples
    --------
    >>> from xianxiang import cascade
    >>> (cascade.totals("now", "transferability") - cascade.totals("now")).round(3)
    array([-0.023,  0.017,  0.   ])
    """
    if raised is not None and raised not in SIGNS:
        raise ValueError(f"raised must be one of {', '.join(map(repr, SIGNS))}, got {raised!r}{meant(raised, SIGNS)}")
    i, up = as_institution(institution), {name: 1.1 if name == raised else 1.0 for name in SIGNS}
    if raised in ("penalty", "reward"):
        penalty, strength = i.penalty * up["penalty"], i.penalty * up["penalty"] + i.reward * up["reward"]
        i = i.replace(strength=strength, negativity=np.where(strength > 0, penalty / np.where(strength > 0, strength, 1.0), i.negativity))
    if raised == "transferability":
        i = i.replace(transferability=np.minimum(i.transferability * 1.1, 1.0))
    more = {name: np.asarray(value) + (name == raised) for name, value in (("levels", levels), ("rivals", rivals))}
    own = {"burden": burden, "noise": np.asarray(noise) * up["noise"], "scale": scale, "purse": np.asarray(purse) * up["purse"],
           "power": np.asarray(power) / up["noise"], **more}
    return np.stack([ladder(i, motive, **own)[..., -1] - 1 for motive in MOTIVES], axis=-1)
