r"""The classroom game as rules: stages, points, pairs, who plays for whom, and what the model expects. No clock, no network.

A class plays the core game, counties against townships, under three rules in turn (`RULES`): the earlier regime, where hiding
is the better whatever the other does (harmony); the same with named persons and penalties, where everything hangs on trust
(stag hunt); and the later regime, where blaming is the better whatever the other does (prisoner's dilemma).

The points of a round are the model's payoffs :math:`U = u + \theta u_\text{other}`, drawn rather than averaged: a round's
problem is found or not. So the game for which a class is paid is the one whose equilibria the wall shows. `ENDOWMENT` is
added in every round, which keeps all points above zero and moves no equilibrium.

Sides are kept from the first round to the last: the model's two populations are lasting ones, and the later regime treats
them differently, so what a side has learned stays with it. Points compare players of one side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ... import stage, turn
from ...drain import NOISE, PACE
from ...institution import NOW, THEN, Institution, generator, switched, whole

RULES = (THEN, switched("person", "penalty"), NOW)
"""The rules of each stage."""

ROUNDS = 4
"""Rounds of a stage, where the teacher does not say otherwise."""

PLACES = 1
"""Decimals of the points."""


def _points() -> tuple[NDArray[np.float64], int]:
    """Points by stage, found (0 no, 1 yes), side, own action, the other's; and the endowment that they hold."""
    cells = np.array([[stage.payoffs(rule.replace(monitoring=0)), stage.payoffs(rule.replace(monitoring=1, concealment=0))] for rule in RULES])
    endowment = int(np.ceil(-cells.min()))
    return np.round(cells + endowment, PLACES), endowment


POINTS, ENDOWMENT = _points()
"""What a round pays, by stage, found or not, side, own action and the other's; and what of it is paid in any case."""

CHANCES = np.array([stage.findings(rule)[stage.SHIELDERS] for rule in RULES])
"""Chance that a problem is found, by stage and the two actions."""


def average(points: NDArray[np.float64] = POINTS) -> NDArray[np.float64]:
    """Points on average over the inspections.

    Parameters
    ----------
    points : ndarray(float, shape=(stages, 2, 2, 3, 3))
        As `POINTS`.

    Returns
    -------
    ndarray(float, shape=(stages, 2, 3, 3))
        By stage, side, own action, the other's.
    """
    return (1 - CHANCES[:, None]) * points[:, 0] + CHANCES[:, None] * points[:, 1]


# ---------------------------------------------------------------------------------------------------------------------- pairs


def pairs(counties: Sequence[int], townships: Sequence[int], met: Collection[tuple[int, int]] = (), present: Collection[int] | None = None) -> list[tuple[int | None, int | None]]:
    """Pair every county with a township that it has not met, as far as there is one.

    Those who are there meet each other; one who is there and has nobody meets one who is away, whom the model plays, else nobody,
    whom the model plays as well. Of all ways of turning one list against the other the first is taken that repeats the fewest
    meetings: in an unchanged class no two meet twice before everyone has met everyone.

    Parameters
    ----------
    counties, townships : sequence of int
        Players, in an order that stays the same from round to round.
    met : collection of (int, int)
        Pairs of county and township that have met.
    present : collection of int, optional
        Who is there; by default everyone.

    Returns
    -------
    list of (int or None, int or None)
        County and township; None where only the model is.
    """
    there = set(counties) | set(townships) if present is None else set(present)
    lists = [sorted(side, key=lambda player: player not in there) for side in (counties, townships)]
    size = max(sum(player in there for player in side) for side in lists)
    first, second = ([*side[:size], *[None] * (size - len(side))] for side in lists)
    known = set(met)

    def turned(by):
        return list(zip(first, second[by:] + second[:by], strict=True))

    best: list[tuple[int | None, int | None]] = min((turned(by) for by in range(size)), key=lambda pairing: sum(pair in known for pair in pairing), default=[])
    return best + [(one, two) for one, two in zip_longest(lists[0][size:], lists[1][size:])]


# ---------------------------------------------------------------------------------------------------------------------- model


@cache
def _rest() -> NDArray[np.float64]:
    """Where the model's populations rest under the first rules."""
    return turn.settle(THEN, NOISE)


def shares(actions: ArrayLike, side: ArrayLike, before: ArrayLike | None = None) -> NDArray[np.float64]:
    """How often each side took each action.

    Parameters
    ----------
    actions, side : array_like of int
        One of each for every choice.
    before : array_like, shape (2, 3), optional
        Stands in for a side that has made no choice; by default the model's rest under the first rules.

    Returns
    -------
    ndarray(float, shape=(2, 3))
    """
    counts = np.zeros((2, 3))
    np.add.at(counts, (np.asarray(side, int), np.asarray(actions, int)), 1)
    total = counts.sum(axis=1, keepdims=True)
    start = _rest() if before is None else np.asarray(before, float)
    return np.where(total > 0, counts / np.maximum(total, 1), start)


def answers(number: int, expected: ArrayLike) -> NDArray[np.float64]:
    """How the model plays for one who is missing: logit choice against what the other side did last.

    Parameters
    ----------
    number : int
        The stage, from 0.
    expected : array_like, shape (2, 3)
        Shares of both sides.

    Returns
    -------
    ndarray(float, shape=(2, 3))
        Chances of each side's actions.
    """
    u = stage.payoffs(RULES[whole("number", number, 0, len(RULES) - 1)])
    return turn.logit((u @ np.asarray(expected, float)[::-1, :, None])[..., 0], NOISE)


def forecast(number: int, start: ArrayLike, rounds: int) -> NDArray[np.float64]:
    """What the model expects of a stage that began as this class began it.

    `turn.simulate` with `drain.PACE` rounds of learning a round, as in the book's own game, and attachment held, since the points hold it.

    Parameters
    ----------
    number : int
        The stage, from 0.
    start : array_like, shape (2, 3)
        Shares in the stage's first round.
    rounds : int, at least 1
        The first round among them.

    Returns
    -------
    ndarray(float, shape=(rounds, 2, 3))
        The first round is the start.
    """
    rules, start = RULES[whole("number", number, 0, len(RULES) - 1)], np.asarray(start, float)
    steps = PACE * (whole("rounds", rounds) - 1)
    if not steps:
        return start[None]
    path = Institution(**{name: np.full(steps, value) for name, value in rules.as_dict().items()})
    later = turn.simulate(path, noise=NOISE, erosion=0, recovery=0, start=start).shares[PACE - 1 :: PACE]
    return np.concatenate([start[None], later])


def equilibria(number: int) -> dict:
    """What a stage's game is: its class, the regimes in which nobody gains by changing alone, and what parts them.

    Parameters
    ----------
    number : int
        The stage, from 0.

    Returns
    -------
    dict
        ``game``, ``regimes`` (actions that are equilibria if all take them) and ``tipping``, the share of hiders above which
        hiding pays, or None.
    """
    rules = RULES[whole("number", number, 0, len(RULES) - 1)]
    pure, tipping = stage.pure_equilibria(rules), stage.tipping_point(rules)
    return {"game": str(stage.game_class(rules)), "regimes": [a for a in range(3) if pure[a, a]], "tipping": None if np.isnan(tipping) else float(tipping)}


# ---------------------------------------------------------------------------------------------------------------------- rounds


@dataclass(frozen=True)
class Seat:
    """One side of one pair in one round.

    Attributes
    ----------
    pair, side : int
    player : int or None
        None where only the model is.
    action : int or None
        None before a choice.
    """

    pair: int
    side: int
    player: int | None
    action: int | None = None


@dataclass(frozen=True)
class Played:
    """What came of a seat.

    Attributes
    ----------
    seat : Seat
        With its action.
    other : int
        The partner's action.
    found : bool
    points : float
    by : str
        "player" or "model".
    """

    seat: Seat
    other: int
    found: bool
    points: float
    by: str


def play(number: int, seats: Sequence[Seat], expected: ArrayLike, rng: np.random.Generator | int) -> list[Played]:
    """End a round: the model chooses for those who have not, inspectors come, points are paid.

    Parameters
    ----------
    number : int
        The stage, from 0.
    seats : sequence of Seat
        Two of each pair.
    expected : array_like, shape (2, 3)
        Shares of both sides that the model answers to.
    rng : numpy.random.Generator or seed

    Returns
    -------
    list of Played
        By pair, the county first.

    Raises
    ------
    ValueError
        If a pair has not exactly a county and a township.
    """
    rng = generator(rng)
    odds = answers(number, expected)
    seats = sorted(seats, key=lambda seat: (seat.pair, seat.side))
    played = []
    for county, township in zip(seats[::2], seats[1::2], strict=True):
        if (county.pair, county.side, township.side) != (township.pair, 0, 1):
            raise ValueError(f"seats must hold a county and a township of each pair, got {county} and {township}")
        drawn = [int(rng.choice(3, p=odds[side])) for side in range(2)]  # drawn for all, so that one choice moves no other pair's chances
        one, two = (seat.action if seat.action is not None else drawn[seat.side] for seat in (county, township))
        found = bool(rng.random() < CHANCES[number, one, two])
        for seat, own, other in ((county, one, two), (township, two, one)):
            points = float(POINTS[number, int(found), seat.side, own, other])
            played.append(Played(Seat(seat.pair, seat.side, seat.player, own), other, found, points, "model" if seat.action is None else "player"))
    return played
