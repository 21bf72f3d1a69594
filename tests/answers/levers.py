"""The exercises on levers, by counting settings and orders, and by playing the game of one's best reply with noise."""

import csv
from functools import cache
from itertools import permutations, product
from math import exp, isfinite

import numpy as np

from xianxiang import levers
from xianxiang.institution import LEVERS
from xianxiang.ledger import CHAPTERS

SHOWN = {"exactly four of 32 end in blame": "exactly four settings blame", "2, 3 and 4 are needed": "inspection, person and penalty are needed",
         "2, 3 and 4 suffice": "inspection, person and penalty suffice", "inspection counts most": "inspection counts most"}


def outcome(game, on):
    """The outcome with some switches on, by their letters."""
    return game["".join(sorted(on))] if on else 0.0


def contribution(**game):
    added = []
    for order in permutations("abc"):
        before = order[: order.index("a")]
        added.append(outcome(game, {*before, "a"}) - outcome(game, set(before)))
    return sum(added) / len(added)


def dividend(**game):
    """What is left of the whole when what each part adds has been taken out, from the smallest on."""
    left = {}
    for on in ("a", "b", "c", "ab", "ac", "bc", "abc"):
        left[on] = game[on] - sum(value for part, value in left.items() if set(part) < set(on))
    return left["abc"]


def explained(value, switches, p):
    """Variance of the mean given the first switch, over the whole variance, every setting counted."""
    places = list(product((0, 1), repeat=switches))
    chances = np.array([np.prod([p if x else 1 - p for x in place]) for place in places])
    found = np.array([value(place) for place in places])
    first = np.array([place[0] for place in places])
    mean = chances @ found
    given = [chances[first == x] @ found[first == x] / chances[first == x].sum() for x in (0, 1)]
    between = (1 - p) * (given[0] - mean) ** 2 + p * (given[1] - mean) ** 2
    return between / (chances @ (found - mean) ** 2)


def first_order(p, **game):
    return explained(lambda place: outcome(game, {letter for letter, x in zip("abc", place) if x}), 3, p)


def line(eta, theta, b, f, iota):
    """By halving: where those who deflect become more than one half of a population that chooses with noise."""
    def deflect(nu):
        stake = 6 * nu * iota
        mine, others = b * f * stake, b * f * stake  # taken off oneself, put on the other
        weights = exp(-0.35 / eta), exp((mine - theta * others - 0.25) / eta), 1.0
        return weights[1] / sum(weights)

    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if deflect(middle) < 0.5 else (low, middle)
    return low


def advisers(**game):
    everything = game["abc"]
    first = sum(outcome(game, {letter}) for letter in "abc")
    second = sum(everything - outcome(game, set("abc") - {letter}) for letter in "abc")
    if (first > everything) == (second > everything):
        return f"Both to {'more' if first > everything else 'less'}"
    return f"The first to {'more' if first > everything else 'less'}"


def trust(setting, name, wait, least):
    """The widest spread of the stored table at which the statement holds often enough."""
    with (CHAPTERS / "levers.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        widest = max(float(row["spread"]) for row in rows if (row["design"], row["statement"], int(row["rounds"])) == ("all", SHOWN[name], wait) and int(row["holds"]) >= least * int(row["draws"]))
    return (setting["name"], setting["rounds"], setting["spread"]) == (name, wait, widest)


def touchy(setting, group, wait, k):
    """The smallest move of the slider that takes so many of the stored table's values to where another set of settings ends in blame."""
    with (CHAPTERS / "tolerances.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(line for line in file if not line.startswith("#")) if int(row["rounds"]) == wait]
    of_switches = [row for row in rows if ("." in row["name"]) == (group == "set by a switch") and row["name"] not in ("noise", "revision", "erosion", "recovery")]

    def room(row):
        lever, x, low, high = LEVERS[row["name"].rpartition(".")[2]], *(float(row[column]) for column in ("value", "low", "high"))
        most = lever.high if isfinite(lever.high) else 2 * x - lever.low  # where there is no end, as far up as down
        return min((x - low) / (x - lever.low) if row["below"] else 9, (high - x) / (most - x) if row["above"] else 9)

    first = next(w for w in (0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1) if sum(room(row) < w for row in of_switches) >= k)
    return (setting["name"], setting["rounds"], setting["spread"]) == (group, wait, first)


board = cache(lambda eta: levers.deflecting(noise=eta)[2])


def company(setting, eta, name, s, t, most):
    """The lowest chance at which what is explained in all and by itself lie so close, every setting of the five counted."""
    share = board(eta)
    switch = int(name[0]) - 1
    places = list(product((0, 1), repeat=5))

    def apart(p):
        chances = {place: p ** sum(place) * (1 - p) ** (5 - sum(place)) for place in places}
        mean = sum(chances[place] * share[place] for place in places)
        whole = sum(chances[place] * (share[place] - mean) ** 2 for place in places)
        given = [sum(chances[place] * share[place] for place in places if place[switch] == x) / (p if x else 1 - p) for x in (0, 1)]
        by_itself = p * (1 - p) * (given[1] - given[0]) ** 2
        pairs = ((place, (*place[:switch], 1, *place[switch + 1:])) for place in places if place[switch] == 0)
        in_all = sum((chances[off] + chances[on]) * p * (1 - p) * (share[on] - share[off]) ** 2 for off, on in pairs)
        return (in_all - by_itself) / whole

    first = next(n for n in range(1, 20) if apart(n / 20) <= most)
    return (setting["noise"], round(20 * setting["probability"])) == (eta, first)


ANSWERS = {
    "company": company,
    "touchy": touchy,
    "by-itself": lambda n, p: explained(all, n, p),
    "contribution": contribution,
    "dividend": dividend,
    "line": line,
    "advisers": advisers,
    "first-order": first_order,
    "trust": trust,
}
