"""Of the figures on what breaks an alliance."""

from functools import reduce

import numpy as np

from . import Truth, own
from .own import BASE, D, N, S

PERSONAL = {"the unit": 0.0, "the person": 0.9}
PRIZE, LARGEST = 2.0, 8.0


def staying(penalty, **levers):
    """What a side loses by deserting, with the prize held fixed."""
    stakes = PRIZE + np.asarray(penalty, float)
    return own.advantage(S, BASE | {"s": stakes, "nu": penalty / stakes} | levers)


def alliance_bet(grid):
    """Two who hide half of it together."""
    levers = {"iota": grid.map("individualization", PERSONAL), "c": 0.5}
    unit = grid["individualization"] == "the unit"
    loss, more = staying(grid["penalty"], **levers), staying(grid["penalty"] + 1, **levers)
    return Truth(
        when={"unit": unit & (loss > 0) & (more > loss), "person": ~unit & (loss > 0) & (more < loss), "broken": ~unit & (loss < 0)},
        values={"loss": loss, "gain": -loss},
    )


def two_stories(grid):
    """Who hides after eighty rounds, at stakes of 6."""
    instead = grid["penalties"] == "instead of the prize"
    prize, penalty = 6 * np.where(instead, 1 - grid["negativity"], 1), 6 * grid["negativity"]
    stakes = {"s": prize + penalty, "nu": penalty / (prize + penalty)}
    together, single = (sum(own.rest(BASE | stakes | {"iota": iota, "c": c}, rounds=80))[..., S] / 2 for iota, c in ((0.0, 0.9), (0.9, 0.5)))
    return Truth(when={"instead": np.isclose(prize + penalty, 6), "on top": np.isclose(prize, 6)}, values={"together": together, "single": single})


def alliance_threshold(grid):
    """The slope of the loss in the penalty is linear in individual responsibility; so is the loss in the penalty."""
    levers = {"c": grid["concealment"], "b": grid["transferability"]}
    iota = grid["individualization"]
    first, slope = staying(0.0, iota=iota, **levers), staying(1.0, iota=iota, **levers) - staying(0.0, iota=iota, **levers)
    low, high = (staying(1.0, iota=i, **levers) - staying(0.0, iota=i, **levers) for i in (0.0, 1.0))
    threshold = np.where(high < 0, low / (low - np.where(high < 0, high, -1)), np.nan) + 0 * iota
    point = -first / np.where(slope == 0, np.nan, slope)
    rises, falls, last = slope > 1e-12, slope < -1e-12, first + LARGEST * slope
    unpunished = BASE | {"s": PRIZE, "nu": 0.0, "iota": iota} | levers
    idle = own.payoff(0, N, S, unpunished) > own.payoff(0, S, S, unpunished)
    more = {"loosens": lambda shown: iota > shown["threshold"] + 1e-9}
    return Truth(
        when={
            "tightens always": rises & ~(high < 0) & (first >= 0),
            "tightens": rises & (high < 0) & (iota < threshold) & (first >= 0),
            "tightens late": rises & (first < 0) & (last > 0),
            "tightens too late": rises & (first < 0) & (last < 0),
            "loosens": falls & (iota > threshold) & (first > 0) & (point <= LARGEST + 1e-9),
            "loosens beyond": falls & (iota > threshold) & (point > LARGEST + 1e-9),
            "loosens nothing": falls & (first < 0),
        },
        values={"threshold": threshold, "turn": point, "aside": np.where(idle, " But without a penalty, doing the minimum pays better than hiding together.", "")},
        regime=np.where(falls, "Penalties loosen 松动", np.where(rises, "Penalties tighten 收紧", "")),
        shown={"tightens": lambda shown: iota <= shown["threshold"] + 1e-9, "loosens beyond": more["loosens"],
               "loosens": lambda shown: more["loosens"](shown) & (shown["turn"] <= LARGEST + 1e-9)},
        alts={1: Truth(when={"somewhere": (high < 0).any(axis=0, keepdims=True), "nowhere": ~(high < 0).any(axis=0, keepdims=True)})},
    )  # fmt: skip


def game_map(grid):
    """Each sentence spells out its class by the four comparisons."""
    L = BASE | {"s": grid["strength"], "nu": grid["negativity"], "iota": grid["individualization"], "c": grid["concealment"], "lam": grid["lone_concealment"]}
    x, y = own.advantage(S, L), own.advantage(D, L)
    both, apart, blamed = own.payoff(0, S, S, L), own.payoff(0, D, S, L), own.payoff(0, D, D, L)
    pairs = [(a, b) for a in (S, D, N) for b in (S, D, N)]
    only = reduce(np.logical_and, [own.stable(a, b, L) == ((a, b) == (N, N)) for a, b in pairs])
    return Truth(
        when={
            "harmony": (x > -1e-9) & (y > -1e-9),
            "stag hunt": (x > -1e-9) & (y < 0),
            "chicken": (x < 0) & (y > -1e-9) & (apart > both),
            "prisoner's dilemma": (x < 0) & (y < 0) & (both > blamed + 1e-9),
            "deadlock": (x < 0) & (y < 0) & (both <= blamed + 1e-9),
        },
        values={"aside": np.where(only, " Allow doing the minimum as well, and it is all that lasts.", "")},
        regime=np.char.capitalize(own.game(L)),
    )


TRUTHS = {"alliance-bet": alliance_bet, "two-stories": two_stories, "alliance-threshold": alliance_threshold, "game-map": game_map}
