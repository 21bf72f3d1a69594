r"""Ordinary work: a check whose checker can be talked to.

The core game of `stage`, with one change: a problem that was found need not be recorded. Both
sides choose Shield, Deflect or Routine; the checker finds the problem with probability
:math:`f_j`; then county, township and checker bargain over letting it pass.

If it is recorded, side :math:`i` loses :math:`L_i`, what a finding costs it in the core game, and
the checker loses :math:`2h`: **cooperation** :math:`h`, a side's, in work that the checker cannot do
without, net of what a finding is worth to it. If it passes, the three together risk
:math:`\xi(L_1+L_2)`: a re-check may come, hit the two all the same and cost the checker something,
too. **Exposure** :math:`\xi` is that risk, by unit of stake: where a re-check comes with
probability :math:`q` and costs the checker :math:`\kappa` times what it costs the two,
:math:`\xi = q(1+\kappa)`. Passing therefore saves the three :math:`2z`, where

.. math::

    z = (1-\xi)\,\tfrac12(L_1+L_2) + h

is the **room to bargain**. Where it is positive the finding passes, for a favour or a payment, and
the three share what is saved (Nash 1950): the checker takes the **share** :math:`\gamma`, each
side :math:`(1-\gamma)/2`. Being found then costs side :math:`i`

.. math::

    V_i = L_i - (1-\gamma)\,z^+, \qquad z^+ = \max(z, 0),

so that the payoffs are the core game's plus :math:`f_j(1-\gamma)z^+`. At :math:`e = 1`, where both
have :math:`W` at stake, they play the core game with the **price**
:math:`V = W-(1-\gamma)z^+ \le W` in the place of :math:`W`, and all the blame that could be moved
before. The price is the lower of two lines,
:math:`V = \min\{W,\; [\gamma+(1-\gamma)\xi]\,W-(1-\gamma)h\}`, which is all that the results rest on.
Attachment :math:`\theta` comes after the bargain.

Claims 1 to 4; Propositions "price-of-a-finding", "which-way-it-closes", "hiding-and-talking" and
"talk-breeds-blame".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage
from .institution import LARGEST, Institution, Lever, as_institution, checked, together

PARAMETERS = {
    "share": Lever("γ", "checker's share", "查方所得", 0.0, 1.0, "share of what passing saves that the checker takes"),
    "exposure": Lever("ξ", "exposure", "放行风险", 0.0, np.inf, "what passing a finding risks, by unit of stake"),
    "cooperation": Lever("h", "cooperation", "配合完成", -LARGEST, np.inf, "what the checker loses by recording, by side, in units of effort"),
}
"""What each parameter of its own means, by name."""


def _given(institution, **own):
    """The institution, the parameters as floats or arrays, and the shape that all of them have together."""
    institution = as_institution(institution)
    values = [checked(name, value, PARAMETERS[name]) for name, value in own.items()]
    return institution, *values, together(institution.shape, **{name: np.shape(value) for name, value in zip(own, values)})


def _at_stake(i):
    """What a finding costs each side where no blame moves, and the part of it that is the person's: by side, county first."""
    stake, personal = [], []
    for share in (i.executor, 1.0):
        passed = i.prize_passing * share * i.reward
        stake.append(share * i.reward - passed + (passed + i.penalty) * i.felt)
        personal.append((passed + i.penalty) * i.individualization)
    return stake, personal


def _room(stake, exposure, cooperation):
    """The room to bargain over a finding at which a side, on average, has this at stake."""
    return (1 - exposure) * stake + cooperation


def _saved(stake, share, exposure, cooperation):
    """What the bargain saves a side that was found."""
    return (1 - share) * np.maximum(_room(stake, exposure, cooperation), 0.0)


def room(institution: Institution | str, exposure: ArrayLike = 0.25, cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Room to bargain: what passing a finding saves the three together, by side.

    .. math::

        z = (1-\xi)\bar W + h,

    with :math:`\bar W` what a finding costs a side, the mean of the two. A finding passes exactly
    where :math:`z > 0`.

    Parameters
    ----------
    institution : Institution or str
    exposure : array_like, at least 0
        What passing risks, :math:`\xi`, by unit of stake; above 1 the three risk more than the two
        are spared.
    cooperation : array_like
        What the checker loses by recording, :math:`h`, by side and net of what a finding is worth to
        it, in units of effort; negative for a checker that lives on findings. All three broadcast.

    Returns
    -------
    ndarray(float)
        In units of effort; negative where nothing is left to bargain over.

    Raises
    ------
    TypeError, ValueError
        If a parameter is no number or outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Blame that moves leaves :math:`L_1+L_2` as it was, and so the room, unless the county keeps less
    of the prize than the township (:math:`e < 1`) and prizes pass through the unit
    (:math:`\sigma > 0`): there what leaves one side is not what reaches the other. `room` is then
    the room where neither or both deflect; `payoffs` takes each cell's own. Claims 2 and 3;
    Propositions "price-of-a-finding" and "which-way-it-closes".

    Examples
    --------
    >>> from xianxiang import bargain
    >>> bargain.room("strong positive", exposure=[0.25, 1, 2]).round(2)
    array([ 3.05,  0.25, -3.48])
    """
    i, exposure, cooperation, shape = _given(institution, exposure=exposure, cooperation=cooperation)
    return np.broadcast_to(_room(_mean(_at_stake(i)[0]), exposure, cooperation), shape)[()]


def _mean(pair):
    return (pair[0] + pair[1]) / 2


def price(institution: Institution | str, share: ArrayLike = 0.5, exposure: ArrayLike = 0.25, cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Price of being found: what a finding costs a side that can bargain.

    .. math::

        V = \bar W - (1-\gamma)z^+ = \min\{\bar W,\; [\gamma+(1-\gamma)\xi]\,\bar W - (1-\gamma)h\}.

    Parameters
    ----------
    institution : Institution or str
    share : array_like in [0, 1]
        The checker's share :math:`\gamma` of what passing saves; each side has half of the rest.
    exposure, cooperation : array_like
        As in `room`.

    Returns
    -------
    ndarray(float)
        In units of effort, the mean of the two sides; at :math:`e = 1` it is that of each, where no
        blame moves. Never above the stake :math:`\bar W`, and that where nothing is bargained.
        Negative where cooperation is worth more than the stake: there the checker pays.

    Notes
    -----
    Claim 2; Proposition "price-of-a-finding".

    Examples
    --------
    >>> from xianxiang import Institution, bargain
    >>> only_prizes = Institution(strength=5.6, negativity=0, individualization=0)
    >>> bargain.price(only_prizes, share=[0, 0.5, 1]).round(3)
    array([1.15 , 3.375, 5.6  ])
    """
    i, share, exposure, cooperation, shape = _given(institution, share=share, exposure=exposure, cooperation=cooperation)
    stake = _mean(_at_stake(i)[0])
    return np.broadcast_to(stake - _saved(stake, share, exposure, cooperation), shape)[()]


def payoffs(institution: Institution | str, share: ArrayLike = 0.5, exposure: ArrayLike = 0.25,
            cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Payoffs of the core game where a finding can be bargained over.

    Those of `stage.payoffs`, plus :math:`f_j(1-\gamma)z^+` to each side before attachment.

    Parameters
    ----------
    institution : Institution or str
    share, exposure, cooperation : array_like
        As in `price`.

    Returns
    -------
    ndarray(float, shape=(..., 2, 3, 3))
        Axes: side (county, township), own action, the other's action, in the order of
        `stage.ACTIONS`. In units of effort.

    Notes
    -----
    At :math:`\gamma = 1`, or where there is no room, these are the core game's. Proposition
    "price-of-a-finding".
    """
    i, share, exposure, cooperation, shape = _given(institution, share=share, exposure=exposure, cooperation=cooperation)
    return stage.attach(_material(i, share, exposure, cooperation, shape), i.attachment)


def _material(i, share, exposure, cooperation, shape):
    """Payoffs before attachment."""
    stake, personal = _at_stake(i)
    stake, found = _mean(stake), np.moveaxis(stage.findings(i), -1, 0)
    moves = stage.transferabilities(i)
    lost = (personal[1] - personal[0]) / 2  # by half the county's shortfall the mean changes as the person's part changes hands
    saved = {None: _saved(stake, share, exposure, cooperation)}
    for side, sign in ((0, 1), (1, -1)):  # who deflects alone
        uneven = np.any(lost)
        saved[side] = _saved(stake + sign * moves[..., side] * lost, share, exposure, cooperation) if uneven else saved[None]
    cells = np.array(np.broadcast_to(stage.material_payoffs(i), (*shape, 2, 3, 3)))
    for side in range(2):
        for own in range(3):
            for other in range(3):
                alone = None if (own == stage.DEFLECT) == (other == stage.DEFLECT) else side if own == stage.DEFLECT else 1 - side
                cells[..., side, own, other] += found[stage.SHIELDERS[own, other]] * saved[alone]
    return cells


def can_last(institution: Institution | str, share: ArrayLike = 0.5, exposure: ArrayLike = 0.25,
             cooperation: ArrayLike = 0.25) -> NDArray[np.bool_]:
    r"""Which of the three mutual regimes can last where a finding can be bargained over.

    Parameters
    ----------
    institution : Institution or str
    share, exposure, cooperation : array_like
        As in `price`.

    Returns
    -------
    ndarray(bool, shape=(..., 3))
        Whether mutual shielding, mutual deflection and mutual routine are equilibria of `payoffs`.
        Ties count as best replies, within the tolerance of `stage`.

    Notes
    -----
    At :math:`e = 1` and :math:`\theta = 0` these are the conditions of the core game with the price
    for the stake: mutual shielding lasts exactly where

    .. math::

        (f_1-f_2)V \ge g + \max(0,\; bf_1B-k),

    mutual deflection where :math:`bf_0B \ge k` and :math:`(f_0-f_1)V \le g-k+bf_1B`, mutual routine
    where :math:`bf_0B \le k` and :math:`(f_0-f_1)V \le g`. Claims 3 and 4; Propositions
    "hiding-and-talking" and "talk-breeds-blame".

    Examples
    --------
    >>> from xianxiang import bargain
    >>> bargain.can_last("strong negative")
    array([False,  True, False])
    """
    u = payoffs(institution, share, exposure, cooperation)
    slack = stage.tie_width(u, (-2, -1))[..., 0, 0]
    return np.stack([(u[..., a, a] >= u[..., :, a].max(axis=-1) - slack).all(axis=-1) for a in range(3)], axis=-1)


def closing_stakes(exposure: ArrayLike = 0.25, cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Stakes at which bargaining stops, or begins, to be worth while.

    The room :math:`z = (1-\xi)W + h` is linear in the stakes and changes sign at

    .. math::

        W_c = h/(\xi-1).

    With :math:`\xi > 1` and :math:`h > 0` checks on more than that are closed to bargaining; with
    :math:`\xi < 1` and :math:`h < 0`, open to it.

    Parameters
    ----------
    exposure, cooperation : array_like
        As in `room`; they broadcast.

    Returns
    -------
    ndarray(float)
        :math:`W_c > 0`, in units of effort; NaN where stakes, whatever they are, do not decide.

    Notes
    -----
    Claim 4; Proposition "which-way-it-closes".
    """
    exposure, cooperation = (checked(name, value, PARAMETERS[name]) for name, value in (("exposure", exposure), ("cooperation", cooperation)))
    together(exposure=np.shape(exposure), cooperation=np.shape(cooperation))
    risk = np.asarray(exposure - 1)
    turns = risk * cooperation > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(turns, cooperation / np.where(turns, risk, 1.0), np.nan)[()]


def hiding_threshold(institution: Institution | str, share: ArrayLike = 0.5, exposure: ArrayLike = 0.25,
                     cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Stakes from which hiding together can last, bargaining or not.

    Hiding is worth its cost where the price is at least :math:`\hat g = g/[(1+\theta)(f_1-f_2)]`. As the price
    is the lower of two lines, that is so from

    .. math::

        W^* = \max\Bigl\{\hat g,\; \frac{\hat g + (1-\gamma)h}{\gamma + (1-\gamma)\xi}\Bigr\}

    on, the first term being the answer where there is nothing to bargain over.

    Parameters
    ----------
    institution : Institution or str
        What it has at stake and who executes play no part: both sides have :math:`W` to lose.
    share, exposure, cooperation : array_like
        As in `price`. At :math:`\gamma = 1` the answer is :math:`\hat g`, the core game's.

    Returns
    -------
    ndarray(float)
        :math:`W^*`, in units of effort; infinite where no stakes make hiding worth its cost.

    Notes
    -----
    From :math:`W^*` on a shielder would not rather do the minimum. It would not rather deflect either
    where moving blame does not pay for its cost, :math:`(1-\theta)bf_1B \le k`; so it is wherever
    nothing is at stake but prizes in which the person has no part. Otherwise mutual shielding may need more,
    or end again: see `can_last`. Claims 3 and 4; Proposition "hiding-and-talking".

    Examples
    --------
    >>> from xianxiang import Institution, bargain
    >>> bargain.hiding_threshold(Institution(), share=[0, 0.5, 1]).round(3)
    array([5.444, 1.978, 1.111])
    """
    i, share, exposure, cooperation, shape = _given(institution, share=share, exposure=exposure, cooperation=cooperation)
    found = np.moveaxis(stage.findings(i), -1, 0)
    hidden = (1 + np.asarray(i.attachment)) * (found[1] - found[2])
    closed = _stakes_for(i.shield_cost, hidden)
    opened = _stakes_for(closed + (1 - share) * cooperation, share + (1 - share) * exposure)
    return np.broadcast_to(np.where(hidden > 0, np.maximum(closed, opened), closed), shape)[()]


def _stakes_for(cost, gain):
    """Stakes at which `gain` a unit comes up to `cost`: infinite where it never does, and none are needed where nothing is to be paid for."""
    cost, gain = np.broadcast_arrays(np.asarray(cost, dtype=float), gain)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(gain > 0, cost / np.where(gain > 0, gain, 1.0), np.where(cost > 0, np.inf, 0.0))


def agreed_threshold(institution: Institution | str, exposure: ArrayLike = 0.25, cooperation: ArrayLike = 0.25) -> NDArray[np.float64]:
    r"""Stakes from which two hide together where the three agree on the price before anyone chooses.

    Then what passes between them cancels out, and they hide, rather than not, exactly where that costs the three less:
    :math:`(f_0-f_2)\min(\xi W,\, W+h) \ge g`, or from

    .. math::

        \max\Bigl\{\frac{g}{(f_0-f_2)\xi},\; \frac{g}{f_0-f_2} - h\Bigr\}

    on. Without exposure they never do: hiding only spares the three the risk of a pass.

    Parameters
    ----------
    institution : Institution or str
        What it has at stake, who executes and attachment play no part.
    exposure, cooperation : array_like
        As in `room`.

    Returns
    -------
    ndarray(float)
        In units of effort; infinite where they never hide.

    Notes
    -----
    Where one alone hides more than half of what two do (:math:`f_0-f_1 > f_1-f_2`), the three would first let one
    do it, and at smaller stakes.

    Examples
    --------
    >>> from xianxiang import Institution, bargain
    >>> bargain.agreed_threshold(Institution(), exposure=[0, 0.25, 1]).round(3)
    array([  inf, 3.111, 0.778])
    """
    i, exposure, cooperation, shape = _given(institution, exposure=exposure, cooperation=cooperation)
    found = np.moveaxis(stage.findings(i), -1, 0)
    worth = _stakes_for(i.shield_cost, found[0] - found[2])
    return np.broadcast_to(np.maximum(_stakes_for(worth, exposure), worth - cooperation), shape)[()]


def looks(institution: Institution | str, share: ArrayLike = 0.5, exposure: ArrayLike = 0.25, cooperation: ArrayLike = 0.25) -> NDArray[np.bool_]:
    r"""Whether a checker gains by a finding, and so has a reason of its own to look.

    A finding brings it :math:`2(\gamma z^+ - h)`. With :math:`h < 0` that is always a gain; with
    :math:`h > 0` it is one exactly where :math:`\xi < 1` and

    .. math::

        \bar W > \frac{(1-\gamma)h}{\gamma(1-\xi)},

    that is, where the price is above what the two would risk by a pass, :math:`V > \xi \bar W`.

    Parameters
    ----------
    institution : Institution or str
    share, exposure, cooperation : array_like
        As in `price`.

    Returns
    -------
    ndarray(bool)

    Notes
    -----
    Whether a checker is sent all the same is another matter: the model's findings come with the
    chances of `stage.findings`. Claim 1.

    Examples
    --------
    >>> from xianxiang import Institution, bargain
    >>> bargain.looks(Institution(strength=[0.3, 4]))
    array([False,  True])
    """
    i, share, exposure, cooperation, shape = _given(institution, share=share, exposure=exposure, cooperation=cooperation)
    taken = share * np.maximum(_room(_mean(_at_stake(i)[0]), exposure, cooperation), 0.0)
    gain = stage._told(taken - cooperation, np.maximum(taken, np.abs(cooperation)))
    return np.broadcast_to(gain > 0, shape)[()]
