r"""The blocked drain: twelve inspections, and rules that change on the way.

A player is one of the two secretaries of the core game. In each of `ROUNDS` rounds both choose at
once. Three circulars (`CIRCULARS`) change the rules, each from its round on: first sanctions fall
on persons, then penalties take the place of prizes, then inspectors come unannounced, look more
often and see more, and the county's offices turn into supervisors. Three of these suffice for
blame-shifting (claim 58); the fourth, the supervisor, sets the county above the township (24-26).

The partner is one of the model's populations (`turn.simulate`, `PACE` rounds of learning a round).
Half the time it does what its like do by then. Else it answers the player by logit choice, with
the attachment that there is by then, to the mean of three things: what the player did last, what
the player did before that, and what the player's like do. Before the first round both have always shielded.

A game is told afterwards by `replay`: what the player earned, and what the best reply in each round,
given what the partner was likely to do, was worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import stage, turn
from .institution import THEN, Institution, meant, switched, whole

ROUNDS = 12
PACE = 2
"""Rounds of learning of the populations in a round of the game."""

CIRCULARS = {4: ("person",), 7: ("penalty",), 10: ("apparatus", "supervisor")}
"""By the first round in which it holds, the conditions that a circular brings."""

NOISE = 0.25
MASK = 2**32 - 1


def rules() -> tuple[Institution, ...]:
    """The rules of each stage of the game: before the first circular and after each.

    Returns
    -------
    tuple of Institution
    """
    brought = list(CIRCULARS.values())
    return tuple(switched(*(name for names in brought[:count] for name in names)) for count in range(len(brought) + 1))


def stages() -> NDArray[np.int64]:
    """Which of the `rules` holds in each round.

    Returns
    -------
    ndarray(int, shape=(ROUNDS,))
    """
    return np.searchsorted(list(CIRCULARS), np.arange(1, ROUNDS + 1), side="right")


@cache
def _populations():
    """Shares of both populations and their attachment at the end of each round."""
    every = rules()
    when = np.repeat(stages(), PACE)
    path = Institution(**{name: np.array([getattr(every[k], name) for k in when]) for name in THEN.as_dict()})
    history = turn.simulate(path, noise=NOISE)
    last = slice(PACE - 1, None, PACE)
    return history.shares[last], history.attachment[last]


def _side(side):
    if side not in stage.SIDES:
        raise ValueError(f"side must be one of {', '.join(stage.SIDES)}, got {side!r}{meant(side, stage.SIDES)}")
    return stage.SIDES.index(side)


def answers(side: str = "county") -> NDArray[np.float64]:
    """How the partner of a player is likely to act.

    Parameters
    ----------
    side : str
        Which of `stage.SIDES` the player is.

    Returns
    -------
    ndarray(float, shape=(ROUNDS, 3, 3, 3))
        Axes: round, the player's last action, the one before it, the partner's action; the last
        sums to 1.
    """
    player = _side(side)
    shares, attachment = _populations()
    eye = np.eye(3)
    expected = (eye[:, None] + eye[None] + shares[:, player, None, None]) / 3
    every, when = rules(), stages()
    u = np.stack([stage.attach(stage.material_payoffs(every[k]), theta)[1 - player] for k, theta in zip(when, attachment)])
    answer = turn.logit(np.einsum("rpa,rxya->rxyp", u, expected), NOISE)
    return (answer + shares[:, 1 - player, None, None]) / 2


def earnings(side: str = "county") -> NDArray[np.float64]:
    """What a player earns in a round, in units of effort.

    Parameters
    ----------
    side : str

    Returns
    -------
    ndarray(float, shape=(4, 2, 3, 3))
        Axes: stage, whether the problem is found (0 no, 1 yes), own action, the partner's.
        Mixed with `chances` they give the material payoffs of the core game.
    """
    player = _side(side)
    clean = [stage.material_payoffs(rule.replace(monitoring=0))[player] for rule in rules()]
    caught = [stage.material_payoffs(rule.replace(monitoring=1, concealment=0))[player] for rule in rules()]
    return np.stack([clean, caught], axis=1)


def chances() -> NDArray[np.float64]:
    """Chance that the problem is found.

    Returns
    -------
    ndarray(float, shape=(4, 3, 3))
        Axes: stage, the actions of the two.
    """
    return np.stack([stage.findings(rule)[stage.SHIELDERS] for rule in rules()])


def draws(seed: int) -> NDArray[np.float64]:
    """The two chances that are drawn in each round: for the partner's action, and for the inspectors.

    Mulberry32, which a page computes as well in a few lines, so that a game has the same draws on paper and on the page.

    Parameters
    ----------
    seed : int in [0, 2**32)

    Returns
    -------
    ndarray(float, shape=(ROUNDS, 2))
        In [0, 1).
    """
    whole("seed", seed, 0, MASK)
    numbers, state = [], int(seed)
    for _ in range(2 * ROUNDS):
        state = (state + 0x6D2B79F5) & MASK
        t = ((state ^ state >> 15) * (state | 1)) & MASK
        t ^= (t + (((t ^ t >> 7) * (t | 61)) & MASK)) & MASK
        numbers.append(((t ^ t >> 14) & MASK) / 2**32)
    return np.array(numbers).reshape(ROUNDS, 2)


@dataclass(frozen=True)
class Round:
    """One round of a game that was played.

    Attributes
    ----------
    own, other : str
        The actions of the two.
    found : bool
        Whether the inspectors found the problem.
    earned : float
        By the player, in units of effort.
    likely : tuple of float
        How likely each action of the partner was.
    worth : tuple of float
        What each action of the player was worth on average, against that.
    """

    own: str
    other: str
    found: bool
    earned: float
    likely: tuple[float, float, float]
    worth: tuple[float, float, float]

    @property
    def best(self) -> str:
        """The action that was worth most."""
        return stage.ACTIONS[int(np.argmax(self.worth))]


@cache
def _tables(side):
    """What a game is played with: how the partner is likely to act, what is earned, and the chance that the problem is found."""
    return answers(side), earnings(side), chances()


def replay(actions: str, side: str = "county", seed: int = 1) -> tuple[Round, ...]:
    """A game, from the player's actions.

    Parameters
    ----------
    actions : str
        Up to `ROUNDS` letters: s(hield), d(eflect), r(outine).
    side : str
    seed : int in [0, 2**32)

    Returns
    -------
    tuple of Round

    Examples
    --------
    >>> game = replay("ssssssssssss", seed=7)
    >>> game[0].best, game[-1].best
    ('shield', 'deflect')
    """
    letters = {action[0]: k for k, action in enumerate(stage.ACTIONS)}
    if not isinstance(actions, str) or len(actions) > ROUNDS or set(actions) - set(letters):
        raise ValueError(f"actions must be up to {ROUNDS} of the letters {', '.join(letters)}, got {actions!r}")
    (likely, pays, risk), chance = _tables(stage.SIDES[_side(side)]), draws(seed)
    worth = np.where(np.arange(2)[:, None, None], risk[:, None], 1 - risk[:, None]) * pays
    played, last, before = [], stage.SHIELD, stage.SHIELD
    for own, k, table, (one, two) in zip((letters[a] for a in actions), stages(), likely, chance):
        odds = table[last, before]
        other = min(int(np.searchsorted(np.cumsum(odds), one, side="right")), 2)
        found = bool(two < risk[k, own, other])
        average = worth[k].sum(axis=0) @ odds
        played.append(Round(stage.ACTIONS[own], stage.ACTIONS[other], found, float(pays[k, int(found), own, other]),
                            tuple(map(float, odds)), tuple(map(float, average))))
        last, before = own, last
    return tuple(played)


def typical(side: str = "county") -> dict[str, float]:
    """What three ways to play earn on average: always the same, or the best reply in each round.

    Parameters
    ----------
    side : str

    Returns
    -------
    dict of str to float
        By "shield", "deflect", "routine" and "best", in units of effort a game.
    """
    likely, pays, risk, when = answers(side), earnings(side), chances(), stages()
    worth = ((1 - risk) * pays[:, 0] + risk * pays[:, 1])[when]
    average = np.einsum("rap,rxyp->rxya", worth, likely)
    result = {action: float(average[0, 0, 0, k] + average[1, k, 0, k] + average[2:, k, k, k].sum()) for k, action in enumerate(stage.ACTIONS)}
    last, before, total = 0, 0, 0.0
    for values in average:
        best = int(values[last, before].argmax())
        total, last, before = total + values[last, before, best], best, last
    return result | {"best": float(total)}
