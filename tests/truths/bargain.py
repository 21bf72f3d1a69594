"""Of the figures on ordinary work: the bargain written out, and every deviation tried."""

from functools import reduce

import numpy as np

from . import Truth, own
from .own import BASE, D, N, S

LIABLE = {"the unit": 0.0, "the person": 0.9}


def after(L, share, exposure, cooperation):
    """Whether a finding passes, what it then costs each of two who stand alike, and what it brings the checker."""
    felt = (1 - L["iota"]) * L["d"] + L["iota"]
    stake = L["s"] * (1 - L["nu"]) + L["s"] * L["nu"] * felt
    saved = np.maximum(2 * stake + 2 * cooperation - exposure * 2 * stake, 0)
    return saved > 1e-12, stake - saved * (1 - share) / 2, saved * share - 2 * cooperation, stake


def lasts(action, L, share, exposure, cooperation):
    """Whether both doing the same is an equilibrium; what the bargain saves comes with each finding."""
    _, cost, _, stake = after(L, share, exposure, cooperation)
    hidden = {0: 0, 1: L["c"] * L["lam"], 2: L["c"]}

    def value(mine):
        found = L["m"] * (1 - hidden[(mine == S) + (action == S)])
        return own.material(1, mine, action, L) + found * (stake - cost)

    return reduce(np.logical_and, [value(action) >= value(other) - 1e-9 for other in (S, D, N)])


def begins(L, share, exposure, cooperation):
    """The stakes from which hiding can last, by halving; infinite where it does not at any."""
    low, high = np.zeros(np.broadcast_shapes(*map(np.shape, (L["c"], share, exposure, cooperation)))), 1e6
    never = ~lasts(S, L | {"s": high}, share, exposure, cooperation)
    high = low + high
    for _ in range(80):
        middle = (low + high) / 2
        there = lasts(S, L | {"s": middle}, share, exposure, cooperation)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return np.where(never, np.inf, high)


def cases(L, grid):
    """What both figures on prizes say, their numbers, and the regime."""
    own_levers = grid["share"], grid["exposure"], grid["cooperation"]
    passing, cost, brings, stake = after(L, *own_levers)
    hide = lasts(S, L, *own_levers)
    pays = L["g"] / (L["m"] * (1 - L["c"] * L["lam"]) - L["m"] * (1 - L["c"]))
    when = {"paid": passing & ~hide & (cost < 0), "talk": passing & ~hide & (cost >= -1e-9) & (cost < pays), "both": passing & hide & (cost >= pays),
            "hide": ~passing & hide & np.isclose(cost, stake) & (cost >= pays), "record": ~passing & ~hide & np.isclose(cost, stake) & (cost < pays)}
    regime = np.where(passing, np.where(hide, "Talk and hide 协商并遮盖", "Talk 协商"), np.where(hide, "Hide 遮盖", "Record 记录在案"))
    return when, {"price": cost, "pays": pays, "gain": -cost}, regime, brings


def price_and_stake(grid):
    """Prizes alone are at stake; where hiding begins is found by halving."""
    L = BASE | {"s": grid["strength"], "nu": 0.0}
    when, values, regime, brings = cases(L, grid)
    start = begins(BASE | {"nu": 0.0}, grid["share"], grid["exposure"], grid["cooperation"])
    below, never = grid["strength"] < start, np.isinf(start)
    when |= {"talk": when["talk"] & below & ~never, "talk only": when["talk"] & never, "both": when["both"] & ~below}
    aside = np.where(brings > 1e-9, "", " Left to itself, this checker would not look.")
    return Truth(when=when, values=values | {"start": start, "aside": aside}, regime=regime,
                 shown={"talk": lambda shown: (shown["price"] < shown["pays"]) & (grid["strength"] < shown["start"]),
                        "both": lambda shown: (shown["price"] >= shown["pays"]) & (grid["strength"] >= shown["start"])})  # fmt: skip


def four_regions(grid):
    """Prizes alone are at stake."""
    when, values, regime, _ = cases(BASE | {"s": grid["strength"], "nu": 0.0, "c": grid["concealment"]}, grid)
    return Truth(when=when, values=values, regime=regime, shown={"talk": lambda shown: shown["price"] < shown["pays"], "both": lambda shown: shown["price"] >= shown["pays"]})


def lasting(held):
    """The words for a set of regimes."""
    hide, blame, idle = held
    return np.select([hide & blame & idle, hide & blame, hide & idle, blame & idle, hide, blame, idle],
                     ["any of the three", "hiding together or passing the blame", "hiding together or doing the minimum", "passing the blame or doing the minimum",
                      "only hiding together", "only passing the blame", "only doing the minimum"], default="nothing that both do alike")  # fmt: skip


def open_checker(grid):
    """At an exposure and a need of a quarter."""
    L = BASE | {"s": grid["strength"], "nu": grid["negativity"], "iota": grid.map("individualization", LIABLE), "c": grid["concealment"]}
    _, cost, _, stake = after(L, grid["share"], 0.25, 0.25)
    before, then = (lasting([lasts(a, L, share, 0.25, 0.25) + np.zeros(grid.shape, bool) for a in (S, D, N)]) for share in (1.0, grid["share"]))
    closed = np.isclose(stake, cost)
    return Truth(when={"closed": closed & (before == then), "same": ~closed & (before == then), "changed": ~closed & (before != then)},
                 values={"shift": stake - cost, "before": before, "after": then})  # fmt: skip


TRUTHS = {"price-and-stake": price_and_stake, "four-regions": four_regions, "open-checker": open_checker}
