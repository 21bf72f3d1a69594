"""Of the figures on strength and sign."""

import numpy as np

from . import Truth, own
from .own import BASE, D, N, S


def levers(grid):
    """What both figures' controls set."""
    return BASE | {
        "nu": grid["negativity"],
        "iota": grid.map("individualization", {"the unit": 0.0, "the person": 0.9}),
        "c": grid["concealment"],
        "sigma": grid.map("prize_passing", {False: 0.0, True: 1.0}),
    }


def incentive_table(grid):
    """Which of the nine pairs of actions are equilibria; "only" means of all nine."""
    L = levers(grid) | {"s": grid["strength"]}
    held = {(a, b): own.stable(a, b, L) for a in (S, D, N) for b in (S, D, N)}
    count = sum(pair.astype(int) for pair in held.values())
    hide, blame, idle = (held[a, a] for a in (S, D, N))
    names = {(1, 0, 0): "Collusion 共谋", (0, 1, 0): "Blame-shifting 卸责", (0, 0, 1): "The minimum 应付", (1, 1, 0): "Collusion or blame",
             (1, 0, 1): "Collusion or the minimum", (0, 1, 1): "Blame or the minimum", (0, 0, 0): "No mutual regime"}  # fmt: skip
    return Truth(
        when={"0": hide & (count == 1), "1": blame & (count == 1), "2": idle & (count == 1), "3": hide & blame & ~idle, "4": hide & idle & ~blame, "5": blame & idle & ~hide, "6": ~hide & ~blame & ~idle},
        regime=np.select([(hide == h) & (blame == b) & (idle == i) for h, b, i in names], list(names.values()), default=""),
        unreachable={"5": "with county and township alike, passing the blame pays against the minimum exactly when it pays against itself; kept for other levers",
                     "6": "needs more that one can hide alone than the figure's 30%; kept for other levers"},
    )


def intensity(grid):
    """What leaving either regime costs the side with more to gain, at stakes of 6."""
    L = levers(grid) | {"s": 6.0}
    hide, blame = own.margin(S, L), own.margin(D, L)
    return Truth(
        when={"collusion": (hide > 0) & (blame <= 0), "blame": (hide <= 0) & (blame > 0), "both": (hide > 0) & (blame > 0), "neither": (hide < 0) & (blame < 0)},
        values={"shield": hide, "deflect": blame},
    )


TRUTHS = {"incentive-table": incentive_table, "intensity": intensity}
