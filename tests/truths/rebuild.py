"""Of the figures on what could be rebuilt: the game with work told once more, learning over flat rows of packages, thresholds from slopes."""

from functools import cache
from itertools import product

import numpy as np

from . import Truth

S, D, R, V = ACTIONS = range(4)
NOW = {"s": 4, "nu": 0.9, "iota": 0.9, "b": 0.8, "m": 0.8, "c": 0.5, "lam": 0.3, "d": 0.25, "e": 0.4, "n": 6, "g": 0.35, "k": 0.25,
       "alpha": 0.8, "mu": 0.4, "tau": 0, "zeta": 0.5, "h": 1, "y": 0}  # fmt: skip
REFORMS = {"tolerance": {"tau": 0.8}, "powers": {"mu": 0.9}, "prizes": {"nu": 0.1}, "unit": {"iota": 0.1}, "items": {"n": 2}, "lists": {"b": 0.2},
           "executor": {"e": 1}, "report": {"y": 1}, "relax": {"m": 0.5, "c": 0.9}}  # fmt: skip
PACKAGES = np.array(list(product((0, 1), repeat=len(REFORMS))))


def left(own, other, L):
    """Share of problems that survive."""
    return [1, 1 - L["alpha"] * L["mu"], 1 - L["alpha"]][[own, other].count(V)]


def found(own, other, L):
    """Chance that one of the items is found."""
    hidden = [0, L["c"] * L["lam"], L["c"]][[own, other].count(S)]
    return 1 - (1 - L["m"] * (1 - hidden) * left(own, other, L)) ** L["n"]


def payoff(side, own, other, L):
    """What a side gets, attachment worn out."""
    excuse = {S: 0, D: L["zeta"] * L["tau"], R: 0, V: L["tau"]}
    move = [1 - L["e"] * (1 - L["b"]), L["e"] * L["b"]]
    weight = 1
    if own == D and other != D:
        weight = 1 - move[side] * (1 - excuse[other])
    if other == D and own != D:
        weight = 1 + move[1 - side]
    chance = found(own, other, L)
    prize = L["s"] * (1 - L["nu"]) * [L["e"], 1][side]
    sanction = L["s"] * L["nu"] * (1 - excuse[own]) * ((1 - L["iota"]) * L["d"] + L["iota"] * weight)
    reported = L["y"] if own in (D, V) and other == S else 0
    return prize - chance * (prize + sanction - reported) - [L["g"], L["k"], 0, L["h"]][own]


def rest(L, size, start, noise=0.25, rounds=300):
    """Where learning comes to rest: shares (side, action, row), from everybody at an action but one county in a hundred at the minimum."""
    games = [np.array([[np.broadcast_to(payoff(side, a, o, L), size) for o in ACTIONS] for a in ACTIONS]) for side in (0, 1)]
    x, y = np.zeros((4, size)), np.zeros((4, size))
    x[start], x[R], y[start] = 0.99, 0.01, 1
    for _ in range(rounds):
        values = (games[0] * y).sum(1), (games[1] * x).sum(1)
        odds = [np.exp((value - value.max(0)) / noise) for value in values]
        x, y = ((old + new / new.sum(0)) / 2 for old, new in zip((x, y), odds))
    return x, y


@cache
def tried(alpha, zeta, cost):
    """Of each package: from either start the shares of both sides together (action, row), what is solved and what prizes are paid."""
    L = {name: np.full(len(PACKAGES), float(value)) for name, value in (NOW | {"alpha": alpha, "zeta": zeta, "h": cost}).items()}
    for made, changes in zip(PACKAGES.T, REFORMS.values()):
        L |= {name: np.where(made == 1, value, L[name]) for name, value in changes.items()}
    ends = []
    for start in (D, S):
        x, y = rest(L, len(PACKAGES), start)
        solved, seen = (sum(x[a] * y[b] * of(a, b) for a, b in product(ACTIONS, repeat=2)) for of in (lambda a, b: 1 - left(a, b, L), lambda a, b: found(a, b, L)))
        ends.append(((x + y) / 2, solved, (1 - seen) * (1 + L["e"]) * L["s"] * (1 - L["nu"])))
    works = np.logical_and(*((solved >= 0.7) & (shares[S] <= 0.25) & (shares[D] <= 0.25) for shares, solved, _ in ends))
    return ends, works


def package_builder(grid):
    """All packages at each mimicry and cost of work."""
    files, costs = grid["mimicry"].ravel(), grid["work_cost"].ravel()
    laid = [[tried(0.8, float(f), float(h)) for h in costs] for f in files]

    def over(of):
        each = np.array([[of(*one) for one in row] for row in laid])  # mimicry, cost, …, package
        return np.moveaxis(each, (0, 1), (-2, -1)).reshape(*each.shape[2:-1], *grid.shape)

    works, shares = over(lambda ends, works: works), over(lambda ends, works: ends[0][0])
    solved, other = (over(lambda ends, works, k=k: ends[k][1]) for k in (0, 1))
    bad = np.maximum(shares[S], shares[D])
    made = PACKAGES.sum(1).reshape(*grid.shape[:-2], 1, 1)
    names = np.select([shares[a] > 0.5 for a in ACTIONS], ["Collusion 共谋", "Blame-shifting 卸责", "Doing the minimum 应付", "Work 实干"], default="Mixed 混合")
    apart = np.abs(solved - other)
    return Truth(
        when={"works": works & (apart < 0.005), "begins": apart > 0.02, "little": (solved < 0.7) & (apart < 0.06), "shadow": (solved >= 0.7) & (bad > 0.25) & (apart < 0.06)},
        values={"solved": solved, "hidden": other, "bad": bad, "how": np.where(shares[S] > shares[D], "hide", "pass the blame"), "made": made,
                "paid": over(lambda ends, works: ends[0][2]) / 8},
        regime=names)


def tolerance_threshold(grid):
    """From slopes in the penalty, which are linear in the tolerance."""

    def slope(own, tau):
        L = NOW | {"iota": grid["individualization"], "mu": grid["powers"], "n": grid["veto_items"], "zeta": grid["mimicry"], "tau": tau}
        return payoff(1, own, D, L | {"s": 5, "nu": 0.8}) - payoff(1, own, D, L | {"s": 4, "nu": 0.75})  # the reward is 1 in both

    def gain(tau):
        return np.broadcast_to(slope(V, tau) - slope(D, tau), grid.shape)

    none, full = gain(0.0), gain(1.0)
    turns = (none < -1e-12) & (full > 1e-12)
    least = np.where(turns, none / np.where(turns, none - full, 1), 0)
    return Truth(when={"some": turns, "never": (none < -1e-12) & (gain(0.5) < -1e-12) & (full <= 1e-12) & (grid["mimicry"] == 1), "light": none > 1e-12},
                 values={"burden": slope(V, 0.0) / slope(D, 0.0), "least": least, "mimicry": grid["mimicry"]})


def the_front(grid):
    """Counts of packages."""
    works = np.array([[[tried(float(a), float(f), float(h))[1] for h in grid["work_cost"].ravel()] for f in grid["mimicry"].ravel()] for a in grid["efficacy"].ravel()])
    some, size = works.any(-1), PACKAGES.sum(1)
    return Truth(when={"some": some, "none": ~some},
                 values={"count": works.sum(-1), "fewest": np.where(works, size, 10).min(-1), "calm": (works & (PACKAGES[:, -1] == 1)).sum(-1)})


TRUTHS = {"package-builder": package_builder, "tolerance-threshold": tolerance_threshold, "the-front": the_front}
