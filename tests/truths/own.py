"""The core game and its learning, written a second time from the formulas of the text, cell by cell."""

from functools import reduce

import numpy as np

S, D, N = range(3)
BASE = {"s": 4, "nu": 0.1, "iota": 0.1, "b": 0.8, "m": 0.5, "c": 0.9, "lam": 0.3, "d": 0.25, "e": 1, "n": 1, "theta": 0, "sigma": 0, "g": 0.35, "k": 0.25}
OLD = BASE | {"n": 2, "theta": 0.3}
NEW = OLD | {"e": 0.4, "m": 0.8, "c": 0.5, "iota": 0.9, "nu": 0.9, "n": 6}
SWITCHED = {"supervisor": "e", "looking": "m", "reach": "c", "person": "iota", "penalty": "nu", "vetoes": "n"}


def material(side, own, other, L):
    """What a side (0 county, 1 township) gets for itself from its own and the other's action."""
    hidden = {0: 0, 1: L["c"] * L["lam"], 2: L["c"]}[(own == S) + (other == S)]
    found = 1 - (1 - L["m"] * (1 - hidden)) ** L["n"]
    moved = {0: 1 - L["e"] * (1 - L["b"]), 1: L["e"] * L["b"]}
    weight = 1 - moved[side] if own == D != other else 1 + moved[1 - side] if other == D != own else 1
    felt, whole = ((1 - L["iota"]) * L["d"] + L["iota"] * w for w in (weight, 1))
    prize = L["s"] * (1 - L["nu"]) * (L["e"] if side == 0 else 1)
    cost = {S: L["g"], D: L["k"], N: 0}[own]
    direct, passed = prize * (1 - L["sigma"]) * (1 - found), prize * L["sigma"] * (whole - found * felt)
    return direct + passed - found * L["s"] * L["nu"] * felt - cost


def payoff(side, own, other, L):
    """With the weight on what the other side gets."""
    return material(side, own, other, L) + L["theta"] * material(1 - side, other, own, L)


def stable(county, township, L):
    """Whether a pair of actions is an equilibrium."""
    here = payoff(0, county, township, L), payoff(1, township, county, L)
    return reduce(np.logical_and, [here[0] >= payoff(0, a, township, L) - 1e-9 for a in (S, D, N)] + [here[1] >= payoff(1, a, county, L) - 1e-9 for a in (S, D, N)])


def advantage(against, L, side=0):
    """What hiding yields over passing the blame, against an action of the other side."""
    return payoff(side, S, against, L) - payoff(side, D, against, L)


def margin(action, L):
    """What the side with more to gain loses by leaving a mutual regime alone."""
    return np.minimum(*(payoff(side, action, action, L) - np.maximum(*(payoff(side, other, action, L) for other in (S, D, N) if other != action)) for side in (0, 1)))


def game(L):
    """The class of the game between hiding and passing the blame, for the county."""
    x, y = advantage(S, L) >= -1e-9, advantage(D, L) >= -1e-9
    better = payoff(0, S, S, L) - payoff(0, D, D, L) > 1e-9
    names = np.where(better, "prisoner's dilemma", "deadlock")
    return np.where(x, np.where(y, "harmony", "stag hunt"), np.where(y, "chicken", names))


def matrices(L):
    """The material payoffs as arrays (…, own, other) of either side."""
    return [np.stack([np.stack([np.broadcast_arrays(material(side, a, o, L), sum(map(np.asarray, L.values())))[0] for o in (S, D, N)], -1) for a in (S, D, N)], -2) for side in (0, 1)]


def answer(mine, others, theta, against, noise):
    """The shares that choose each action, given payoff matrices and the other side's shares."""
    u = mine + np.asarray(theta)[..., None, None] * np.swapaxes(others, -1, -2)
    value = np.einsum("...ao,...o->...a", u, against)
    if noise is None:
        best = value > value.max(-1, keepdims=True) - 1e-9
        return best / best.sum(-1, keepdims=True)
    odds = np.exp((value - value.max(-1, keepdims=True)) / noise)
    return odds / odds.sum(-1, keepdims=True)


def rest(L, noise=0.25, rounds=300, start=S):
    """Where learning with attachment held fixed comes to rest: the shares of either side."""
    one, two = matrices(L)
    shape = np.broadcast_shapes(one.shape[:-1], np.shape(noise))
    x = y = np.broadcast_to(np.eye(3)[start], shape)
    for _ in range(rounds):
        x, y = (x + answer(one, two, L["theta"], y, noise)) / 2, (y + answer(two, one, L["theta"], x, noise)) / 2
    return x, y


def history(start, end, positions, shares=None, theta=None, noise=0.25, erosion=0.1, recovery=0.02):
    """Learning along the straight line between two settings: shares (rounds, side, …, action) and attachment (rounds, …)."""
    x, y = rest(start, noise) if shares is None else shares
    theta = start["theta"] if theta is None else theta
    told, trust = [], []
    for t in positions:
        L = {name: (1 - t) * start[name] + t * end[name] for name in start}
        one, two = matrices(L)
        x, y = x + (answer(one, two, theta, y, noise) - x) / 4, y + (answer(two, one, theta, x, noise) - y) / 4
        blame = L["iota"] * (x[..., D] + y[..., D]) / 2
        theta = theta - erosion * blame * theta + recovery * (1 - blame) * (L["theta"] - theta)
        told.append(np.stack(np.broadcast_arrays(x, y)))
        trust.append(theta)
    return tuple(np.stack(np.broadcast_arrays(*rounds)) for rounds in (told, trust))


def ramp(before, during, after):
    """Positions of a change that comes step by step."""
    return [0.0] * before + [(k + 1) / during for k in range(during)] + [1.0] * after


def majority(shares, names=("Collusion 共谋", "Blame-shifting 卸责", "Doing the minimum 应付", "Mixed 混合")):
    """The name of the action that more than half take."""
    return np.select([shares[..., a] > 0.5 for a in (S, D, N)], names[:3], default=names[3])
