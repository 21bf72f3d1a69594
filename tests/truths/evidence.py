"""Of the figures on what data could tell: two worlds learned from `own`, a third by its formula, windows counted year by year."""

import csv
from pathlib import Path
from statistics import NormalDist

import numpy as np

from . import Truth, own

NORMAL = np.vectorize(NormalDist().cdf)
KINDS, NEVER, RATE, FLOOR, SURE, MORE = (-0.4, -0.2, 0.0, 0.2, 0.4), 0.2, 4.0, 0.03, 1.645, 1.2
TABLE = Path(__file__).parents[2] / "chapters" / "evidence.csv"


def levers(strict, penalty, prize, cut):
    """Of a cell: the other two treatments in force or not, penalties in force or not."""
    P, R = (3.0 if penalty else 0.4), prize * (1 - cut * penalty)
    return own.BASE | {"s": P + R, "nu": P / (P + R), "m": 0.8 if strict else 0.5, "c": 0.5 if strict else 0.9, "iota": 0.9 if strict else 0.1}


def book(L, noise, shares, rounds):
    """Joint shielding round by round, and the shares at the end."""
    one, two = own.matrices(L)
    x, y = shares if shares else (np.broadcast_to(np.eye(3)[own.S], one.shape[:-1]),) * 2
    told = []
    for _ in range(rounds):
        x, y = (x + own.answer(one, two, 0, y, noise)) / 2, (y + own.answer(two, one, 0, x, noise)) / 2
        told.append(x[..., own.S] * y[..., own.S])
    return told, (x, y)


def paid(L, noise, share, rounds):
    """The same where a pair is chosen by half the sum."""
    half = {(a, o): (own.payoff(0, a, o, L) + own.payoff(1, o, a, L)) / 2 for a in (0, 1, 2) for o in (0, 1, 2)}
    aim = 1 / sum(np.exp((v - half[own.S, own.S]) / np.asarray(noise)[..., 0]) for v in half.values())
    share, told = (1 / 9 if share is None else share), []
    for _ in range(rounds):
        share = (share + aim) / 2
        told.append(share)
    return told, share


def windows(counties, years):
    """Counties treated, and controls, by year of take-up, where neither other treatment comes in the window and where both came before it."""
    year = (1 - NEVER) / years
    told = {False: np.zeros(2), True: np.zeros(2)}
    for g in range(2, years - 2):
        none = NEVER + year * sum(1 for start in range(years) if start > g + 2)
        long = year * sum(1 for start in range(years) if start <= g - 2)
        for strict, chance in ((False, none**2), (True, long**2)):
            told[strict] += counties * chance * np.array([year, none])
    return told


def shares(world, strict, prize, noise, cut):
    """Joint shielding before penalties come and after, as the window sees it, averaged over five kinds of counties."""
    if world == "literal":
        x, told = None, []
        for penalty, rounds in ((0, 88), (1, 12)):
            for _ in range(rounds):
                blame = 1 / (1 + np.exp(2.5 - 1.4 * (2 * strict + penalty)))
                new = 0.8 * (1 - blame)
                x = new if x is None else (x + new) / 2
                told.append(x**2)
        return np.mean(told[80:88]), np.mean(told[92:])
    run = book if world == "book" else paid
    each = []
    for kind in KINDS:
        R = np.maximum(prize + kind, 0)
        before, state = run(levers(strict, 0, R, cut), noise[..., None], None, 88)
        after, _ = run(levers(strict, 1, R, cut), noise[..., None], state, 12)
        each.append((np.mean(before[80:], axis=0), np.mean(after[4:], axis=0)))
    return tuple(np.mean(x, axis=0) for x in zip(*each))


def seen(world, strict, prize, noise, cut):
    before, after = shares(world, strict, prize, noise, cut)
    return FLOOR + before, FLOOR + after


def chance(cells, counties, years):
    """That both signs are seen: cells as {strict: (before, after)}, for one panel."""
    told = 1.0
    for strict, sign in ((False, 1), (True, -1)):
        before, after = cells[strict]
        treated, control = windows(1.0, years)[strict]
        error = MORE * np.sqrt((1 / (2 * RATE * counties)) * (1 / (treated * after) + 1 / (treated * before) + 2 / (control * before)))
        told = told * NORMAL(sign * np.log(after / before) / error - SURE)
    return told


def sign_plane(grid):
    cells = {world: {strict: seen(world, strict, grid["prize"], grid["noise"], grid["cut"]) for strict in (False, True)} for world in ("book", "rival", "literal")}
    at = {world: [np.log(after / before) for before, after in both.values()] for world, both in cells.items()}
    power = {world: np.broadcast_to(chance(both, grid["counties"], 10), grid.shape) for world, both in cells.items()}
    x, y = (np.broadcast_to(v, grid.shape) for v in at["book"])
    return Truth(when={"reversal": (x > 0) & (y < 0), "solvent": (x < 0) & (y < 0) & (at["literal"][0] < 0) & (at["literal"][1] < 0)},
                 regime=np.where((x > 0) & (y < 0), "Reversal 反转", np.where((x < 0) & (y < 0), "Solvent 瓦解", "?")),
                 values={"x": x, "y": y, "power": power["book"], "others": np.maximum(power["rival"], power["literal"])}, slack={"x": 1e-4, "y": 1e-4})  # fmt: skip


def power_curve(grid):
    cells = {strict: seen("book", strict, grid["prize"], grid["noise"], 0.0) for strict in (False, True)}
    pencil, need = np.zeros(grid.shape), np.zeros(grid.shape, int)
    for t, years in enumerate(grid["years"].ravel().astype(int)):
        part = (slice(None), slice(t, t + 1))
        pencil[part] = np.broadcast_to(chance(cells, grid["counties"], years), pencil[part].shape)
        for p, n in np.ndindex(grid.shape[2:]):
            one = {strict: tuple(np.broadcast_to(v, (1, 1, *grid.shape[2:]))[0, 0, p, n] for v in both) for strict, both in cells.items()}
            low, high = 0, 1
            while chance(one, high, years) < 0.8:
                low, high = high, 2 * high
            while high - low > 1:
                low, high = (low, (low + high) // 2) if chance(one, (low + high) // 2, years) >= 0.8 else ((low + high) // 2, high)
            need[:, t, p, n] = high
    made, said = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    with open(TABLE, encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["world"] == "book" and float(row["cut"]) == 0:
                at = np.broadcast_to(np.logical_and.reduce(np.broadcast_arrays(*(np.isclose(grid[key], float(row[key])) for key in ("counties", "years", "prize", "noise")))), grid.shape)
                made[at], said[at] = int(row["samples"]), int(row["reversal"]) / int(row["samples"])
    return Truth(when={"made": ~np.isnan(made), "pencil": np.isnan(made)},
                 values={"pencil": pencil, "need": np.char.mod("%d", need), "made": made, "said": said})  # fmt: skip


TRUTHS = {"sign-plane": sign_plane, "power-curve": power_curve}
