"""Of the figures on shared prizes: the contest written out, with none of the library's formulas."""

import numpy as np

from . import Truth

HALF, D = 0.5, 0.25
LEAST = 1e-9


def settled(good, bad, quota=HALF, contest=1.0, strain=1.0):
    """Work and push of either side where all do alike; `good` and `bad` are what a result brings at a balance of push.

    A hundredth more work is half a hundredth more score. Its worth is found from the two results, that of push from
    the whole way of the balance, from −1 to 1; then effort by halving, up to where what it brings is what it costs.
    """
    for_work = contest / 2 * quota * (1 - quota) * (good(0) - bad(0))
    way = quota * (good(1) - good(-1)) + (1 - quota) * (bad(1) - bad(-1))
    for_push = way / 4
    both = for_work + for_push
    low, high = np.zeros(np.shape(both + strain)), np.full(np.shape(both + strain), 50.0)
    for _ in range(70):
        middle = (low + high) / 2
        more = middle * middle**strain < both
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return low * for_work / both, low * for_push / both


def contest(L, **others):
    """Of the levers s, ν, ι and b."""
    prize, penalty = L["s"] * (1 - L["nu"]), L["s"] * L["nu"]

    def bad(balance):
        return -penalty * ((1 - L["iota"]) * D + L["iota"] * (1 - L["b"] * balance))

    return settled(lambda balance: prize, bad, **others)


def busier_and_less_done(grid):
    """Effort and its two uses, against those at a prize alone."""
    L = {"s": grid["strength"], "nu": grid["negativity"], "iota": grid["individualization"], "b": grid["transferability"]}
    work, push = contest(L, strain=grid["strain"])
    before, none = contest(L | {"nu": 0.0}, strain=grid["strain"])
    total, share = work + push, push / (work + push)
    punished, still = grid["negativity"] > 0, push == 0
    same = np.abs(work - before) < LEAST
    more, less = total > before + LEAST, work < before - LEAST
    return Truth(
        when={
            "prize": ~punished & still & same,
            "same": punished & still & same & (grid["individualization"] == 1) & (grid["transferability"] == 0),
            "fainter": punished & still & (grid["transferability"] * grid["individualization"] == 0) & (total < before - LEAST),
            "busier": ~still & more & less,
            "beside": ~still & more & same & (grid["strain"] == 0),
            "idler": ~still & (total < before - LEAST) & less,
        },
        values={"total": total, "push": share, "score": work, "before": before},
        regime=np.select([share < 0.1 - LEAST, share < 0.5 - LEAST], ["Together 协力", "Some of both"], default="Each for himself 自保"),
        shown={"prize": lambda shown: shown["total"] == shown["score"],
               "fainter": lambda shown: shown["total"] <= shown["before"],
               "busier": lambda shown: (shown["total"] >= shown["before"]) & (shown["score"] <= shown["before"]),
               "beside": lambda shown: shown["total"] >= shown["score"],
               "idler": lambda shown: (shown["total"] <= shown["before"]) & (shown["score"] <= shown["before"])},
    )  # fmt: skip


def _game(psi, rest, alpha, counties, rho, strain=1.0):
    """Chance and gain of a county that passes down psi while the others pass down `rest`, and its score against theirs.

    Work is measured by its cost, so that what a side chooses is its weight times ρ times p(1 − p) times its part of the prize.
    """
    even = 1 / counties

    def log_score(p, share):  # (1 + κ) times its logarithm
        return alpha * np.log(alpha * p * (1 - p) * (1 - share)) + (1 - alpha) * np.log((1 - alpha) * p * (1 - p) * share)

    low, high = np.full(np.shape(psi + rest + even + rho + alpha), 1e-14), np.full(np.shape(psi + rest + even + rho + alpha), 1 - 1e-14)
    for _ in range(60):
        p = (low + high) / 2
        odds = even / (1 - even) * np.exp(rho * (log_score(p, psi) - log_score(even, rest)))
        higher = odds / (1 + odds) > p
        low, high = np.where(higher, p, low), np.where(higher, high, p)
    return p, (1 - psi) * p - alpha * rho * p * (1 - p) * (1 - psi), np.exp((log_score(p, psi) - log_score(even, rest)) / (1 + strain))


def _own_best(rest, *rules):
    """The share that leaves a county most, by sections of the interval."""
    low, high = 1e-6 + 0 * rest, 1 - 1e-6 + 0 * rest
    for _ in range(60):
        a, b = low + 0.382 * (high - low), low + 0.618 * (high - low)
        left = _game(a, rest, *rules)[1] > _game(b, rest, *rules)[1]
        low, high = np.where(left, low, a), np.where(left, b, high)
    return (low + high) / 2


def passing_down(grid):
    """Where all other counties pass down what is best for each; found by letting each answer the others until nothing moves."""
    rules = grid["weight"], grid["rivals"], grid["response"]
    rest = np.full(grid.shape, 0.3)
    for _ in range(25):
        rest = _own_best(rest, *rules)
    best = 1 - grid["weight"]
    at_rest, there = _game(rest, rest, *rules), _game(best + 0 * rest, rest, *rules)
    beside = [_game(best + step + 0 * rest, rest, *rules)[2] for step in (-0.01, 0.01)]
    return Truth(
        when={"0": (rest > 0) & (rest < best) & (there[2] > at_rest[2]) & (there[1] < at_rest[1]) & (there[2] > np.maximum(*beside))},
        values={"best": best, "chosen": rest, "more": there[2] - 1, "less": 1 - there[1] / at_rest[1]},
        slack={"chosen": 1e-6, "more": 1e-5, "less": 1e-5},
        shown={"0": lambda shown: shown["chosen"] < shown["best"]},
    )


def responsibility_trough(grid):
    """How each step of responsibility changes work, and where it changes from taking away to adding, by halving."""
    rules = {"quota": grid["quota"], "strain": grid["strain"]}

    def work(iota):
        return contest({"s": 4.0, "nu": grid["negativity"], "iota": iota, "b": 0.8}, **rules)

    steps = np.diff(np.stack([np.broadcast_to(work(iota)[0], grid.shape) for iota in np.linspace(0, 1, 101)]), axis=0)
    falls, rises = (steps < 0).all(axis=0), (steps > 0).all(axis=0)
    low, high = np.zeros(grid.shape), np.ones(grid.shape)
    for _ in range(50):
        middle = (low + high) / 2
        down = work(np.minimum(middle + 1e-6, 1))[0] < work(np.maximum(middle - 1e-6, 0))[0]
        low, high = np.where(down, middle, low), np.where(down, high, middle)
    point = (low + high) / 2
    middles = (np.arange(100) + 0.5)[(slice(None),) + (None,) * len(grid.shape)] / 100
    turns = (np.where(middles < point - 0.005, steps < 0, True) & np.where(middles > point + 0.005, steps > 0, True)).all(axis=0)
    here, push = work(grid["individualization"])
    return Truth(
        when={"trough": turns & ~falls & ~rises, "falls": falls, "rises": rises},
        values={"own": grid["individualization"], "work": here, "push": push / (here + push), "trough": point},
    )


TRUTHS = {"busier-and-less-done": busier_and_less_done, "passing-down": passing_down, "responsibility-trough": responsibility_trough}
