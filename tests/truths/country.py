"""Of the figures on counties that are not strangers: each choice by itself on the same random numbers, small chains by convolution, limits by halving."""

from math import comb

import numpy as np

from . import Truth, own

S, D, N = own.S, own.D, own.N
STEPS = 2**24
LEGS = ((0.0, 4), (0.58, 20), (0.58, 40), (1.0, 12), (1.0, 6), (0.0, 30), (0.0, 10))


def way():
    """Where the rules stand, round by round, and so the levers."""
    positions, here = [], 0.0
    for there, rounds in LEGS:
        positions += [here + (there - here) * k / rounds for k in range(1, rounds + 1)]
        here = there
    return positions


def between(t):
    return {name: (1 - t) * own.OLD[name] + t * own.NEW[name] for name in own.OLD}


def odds(values, noise):
    weights = np.exp((values - values.max(-1, keepdims=True)) / noise[..., None])
    return weights / weights.sum(-1, keepdims=True)


def drawn(before, draw, chances):
    """Who reconsiders, one time in four, takes by the draw: Deflect, then Routine, then Shield."""
    bounds = [chances[..., D], chances[..., D] + chances[..., N], np.full(chances.shape[:-1], 0.25)]
    return lambda rounded: np.select([draw < rounded(bounds[0]), draw < rounded(bounds[1]), draw < rounded(bounds[2])], [D, N, S], default=before)


def lived(seed, noise, rotation):
    """What counties and townships do (rounds, ..., counties[, townships first]), noise and rotation with an axis for the counties."""
    rng = np.random.default_rng(seed)
    shape = (*np.broadcast_shapes(noise.shape, rotation.shape)[:-1], 400)
    boss, towns, theta = np.zeros(shape, int), np.zeros((14, *shape), int), np.full(shape, 0.3)
    for t in way():
        L = between(t)
        county, township = own.matrices(L)
        shares = np.stack([(towns == a).mean(axis=0) for a in range(3)], axis=-1)
        value = shares @ county.T + theta[..., None] * (shares @ township)
        told = township.T[boss] + theta[..., None] * county[boss]
        new = drawn(boss, rng.random(shape), 0.25 * odds(value, noise + 0 * theta))(lambda bound: bound)
        draw, dither = rng.random(towns.shape, dtype=np.float32), rng.random(shape)
        towns = drawn(towns, draw, 0.25 * odds(told, noise + 0 * theta))(lambda bound: np.floor(bound * STEPS + dither) / STEPS)
        boss = new
        blame = L["iota"] * ((boss == D) + (towns == D).mean(axis=0)) / 2
        theta = theta - 0.1 * blame * theta + 0.02 * (1 - blame) * (L["theta"] - theta)
        listed = rng.random(shape) < rotation
        lots = rng.random(shape)
        for place in np.ndindex(shape[:-1]):
            moving = np.flatnonzero(listed[place])
            boss[(*place, moving)] = boss[place][moving[np.argsort(lots[place][moving])]]
        yield boss == D, (towns == D).sum(axis=0)


def the_country(grid):
    """The same random numbers, choice by choice; likeness from pairs; strangers by learning of their own."""
    noise, rotation = (np.asarray(grid[key])[..., None] for key in ("noise", "rotation"))
    runs = [list(lived(2012 + int(draw), noise, rotation)) for draw in grid["draw"].ravel()]
    boss, towns = (np.concatenate([np.array([now[part] for now in run]) for run in runs], axis=4)[:, 0] for part in (0, 1))
    most = boss + towns > 7.5
    mean = towns.mean(axis=-1) / 14
    both = (towns * (towns - 1)).mean(axis=-1) / (14 * 13)
    mixed = (mean > 0) & (mean < 1)
    alike = np.where(mixed, (both - mean**2) / np.where(mixed, mean * (1 - mean), 1), 0)
    alike = np.where(np.abs(alike) < 0.005, 0, alike)  # no likeness at all, to the digits that are printed
    shares, _ = own.history(own.OLD, own.NEW, way(), noise=np.ravel(grid["noise"])[:, None])
    strangers = ((shares[:, 0, ..., D] + 14 * shares[:, 1, ..., D]) / 15)[..., None, None]
    share = most.mean(axis=-1)
    regime = np.where(np.minimum(share, 1 - share) < 0.05, "One country 一个样", np.where(alike > 0.8, "Two countries 两个样", "Patchwork 斑驳"))
    return Truth(when={"0": mixed, "1": ~mixed}, regime=regime,
                 values={"moment": grid["moment"], "way": np.reshape(way(), (-1, 1, 1, 1)), "blame": most.sum(axis=-1), "alike": alike, "strangers": strangers})


def binomial(n, p):
    return np.array([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])


def wait(L, size, noise):
    """Rounds until a county that hides together passes the blame with most of its townships; Shield and Deflect alone."""
    u = [[[own.payoff(side, a, b, L) for b in (S, D)] for a in (S, D)] for side in (0, 1)]
    chance = lambda gap: 0.25 / (1 + np.exp(-gap / noise))  # noqa: E731
    steps = np.zeros((2, size + 1, 2, size + 1))
    for boss in (S, D):
        gap = u[1][D][boss] - u[1][S][boss]
        for k in range(size + 1):
            towns = np.convolve(binomial(k, 1 - chance(-gap)), binomial(size - k, chance(gap)))
            x = k / size
            lead = sum((u[0][D][b] - u[0][S][b]) * w for b, w in ((S, 1 - x), (D, x)))
            up = chance(lead) if boss == S else 1 - chance(-lead)
            steps[boss, k, D], steps[boss, k, S] = up * towns, (1 - up) * towns
    steps = steps.reshape(2 * size + 2, -1)
    still = [k for k in range(2 * size + 2) if k <= size or 2 * (k - size - 1) <= size]
    matrix = -steps[np.ix_(still, still)]
    np.fill_diagonal(matrix, 0)
    gone = steps.sum(axis=1)[still] - np.diag(steps)[still]
    np.fill_diagonal(matrix, gone)
    return np.linalg.solve(matrix, np.ones(len(still)))[0]


def how_long(grid):
    """Chains of one county at each setting."""
    waits, cost = np.zeros(grid.shape), np.zeros(grid.shape)
    for at in np.ndindex(grid.shape):
        L = between(float(np.asarray(grid["position"]).ravel()[at[0]]))
        waits[at] = wait(L, int(np.asarray(grid["townships"]).ravel()[at[2]]), float(np.asarray(grid["noise"]).ravel()[at[1]]))
        cost[at] = own.advantage(S, L)
    told = np.array([f"{value:,.0f} rounds" if value < 1e6 else "more than a million rounds" for value in waits.ravel()]).reshape(grid.shape)
    size = np.where(np.asarray(grid["townships"]) == 1, "one township", np.char.mod("%d townships", np.asarray(grid["townships"]).astype(int)))
    return Truth(when={"strict": cost > 0, "loose": cost < 0}, values={"townships": size, "wait": told, "cost": np.abs(cost)},
                 regime=np.where(waits > 1000, "Holds for long 久守", np.where(waits > 50, "On the edge 临界", "Gives way 失守")))


def halved(holds, low=0.0, high=1000.0):
    """Up to which rate something holds that holds at 0 and not far out; 0 where it does not hold at 0."""
    none = ~holds(np.full(np.shape(holds(low)), 1e-12))
    low, high = np.full(none.shape, low), np.full(none.shape, high)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = np.where(holds(middle), middle, low), np.where(holds(middle), high, middle)
    return np.where(none, 0.0, low)


def rotation(grid):
    """Which habit lasts by payoffs, and the limit by halving (1 - x)^(1 + k) > x."""
    L = between(np.asarray(grid["position"])) | {"theta": np.asarray(grid["attachment"])}
    hides, blames = own.stable(S, S, L), own.stable(D, D, L)
    both = hides & blames
    x, y = own.advantage(S, L), own.advantage(D, L)
    tip = np.where(both, x / np.where(both, x - y, 1), 0.25)
    blame, collusion = halved(lambda k: (1 - tip) ** (1 + k) > tip) / 4, halved(lambda k: tip ** (1 + k) > 1 - tip) / 4
    rate = np.asarray(grid["rotation"])
    spreads = [both & (rate > 0) & (rate < limit) for limit in (blame, collusion)]
    neither = both & (rate > 0) & ~spreads[0] & ~spreads[1]
    names = np.select([~both, *spreads], ["One answer only 别无选择", "Blame spreads 卸责蔓延", "Collusion spreads 共谋蔓延"], default="History decides 各守旧习")
    limit = np.maximum(blame, collusion)
    return Truth(when={"blames": ~hides, "hides": ~blames, "still": both & (rate == 0), "blame": spreads[0] & (limit <= 1), "blame ever": spreads[0] & (limit > 1),
                       "collusion": spreads[1] & (limit <= 1), "collusion ever": spreads[1] & (limit > 1), "fast": neither & (limit > 0)}, regime=names,
                 values={"tip": tip, "stay": 1 / np.maximum(limit, 1e-9), "mean": 1 / np.maximum(rate, 0.05)},
                 shown={key: lambda told: told["mean"] >= told["stay"] for key in ("blame", "collusion")} | {"fast": lambda told: told["mean"] <= told["stay"]})


TRUTHS = {"the-country": the_country, "how-long": how_long, "rotation": rotation}
