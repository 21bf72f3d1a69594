"""Numbers and statements in the text on which lever matters, by another road: the game written a second time, variances from conditional means, contributions from orders."""

import csv
import itertools
import math
import re
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest
from truths.levers import SETTINGS, deflecting

from xianxiang import figures
from xianxiang.institution import LEVERS, THEN
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

BOOK = {name: float(value) for name, value in THEN.as_dict().items()}


@lru_cache(None)
def game(rounds=60, noise=0.25, **changed):
    """Share of both sides who deflect, by the set of switches that are on."""
    blame = deflecting({name: np.array([value]) for name, value in (BOOK | changed).items()}, rounds, np.array([noise])).mean(axis=0)[0]
    return {frozenset(np.flatnonzero(setting).tolist()): share for setting, share in zip(SETTINGS, blame)}


def indices(outcome, p, count=5):
    """First-order and total indices, from means within groups of places."""
    places = [frozenset(k for k in range(count) if on[k]) for on in itertools.product((0, 1), repeat=count)]
    chance = {x: p ** len(x) * (1 - p) ** (count - len(x)) for x in places}

    def variance(some):
        whole = sum(chance[x] for x in some)
        mean = sum(chance[x] * outcome[x] for x in some) / whole
        return whole, mean, sum(chance[x] * (outcome[x] - mean) ** 2 for x in some) / whole

    everything = variance(places)[2]
    first, total = [], []
    for i in range(count):
        first.append(1 - sum(w * v for w, _, v in (variance([x for x in places if (i in x) == on]) for on in (0, 1))) / everything)
        total.append(sum(w * v for w, _, v in (variance([x, x | {i}]) for x in places if i not in x)) / everything)
    return first, total


def contributions(outcome, count=5):
    """What each adds on arrival, over all orders."""
    added = [0] * count
    for order in itertools.permutations(range(count)):
        for k, i in enumerate(order):
            added[i] += outcome[frozenset(order[:k + 1])] - outcome[frozenset(order[:k])]
    return [total / math.factorial(count) for total in added]


def dividend(outcome, some):
    """What a set adds that no part of it does, part after part."""
    return outcome[some] - sum(dividend(outcome, frozenset(part)) for k in range(len(some)) for part in itertools.combinations(some, k))


def needed(noise=0.25, theta=0.0):
    """The personal stake at which a majority deflects where all is found, by bisection."""
    low, high = 0.0, 10.0
    for _ in range(60):
        stake = (low + high) / 2
        odds = [math.exp(worth / noise) for worth in (-BOOK["shield_cost"], (1 - theta) * BOOK["transferability"] * stake - BOOK["deflect_cost"], 0)]
        low, high = (low, stake) if odds[1] > odds[0] + odds[2] else (stake, high)
    return low


def stored(name):
    return list(csv.DictReader((CHAPTERS / f"{name}.csv").read_text(encoding="utf-8").splitlines()[2:]))


def share(design, spread, statement, rounds=60):
    (row,) = (row for row in stored("levers") if (row["design"], float(row["spread"]), int(row["rounds"])) == (design, spread, rounds) and statement in row["statement"])
    return percent(int(row["holds"]) / int(row["draws"]))


def test_levers(quoted):
    said, v = quoted("levers"), game()
    all_on = frozenset(range(5))
    assert said[:4] == [percent(max(v[frozenset({i})] - v[frozenset()] for i in range(5)), 1), *(percent(v[all_on] - v[all_on - {i}]) for i in (1, 2, 3))]
    (first, total), value = indices(v, 0.5), contributions(v)
    for i in range(5):
        assert said[4 + 3 * i:7 + 3 * i] == [f"{value[i]:.3f}".replace("-", "−"), f"{first[i] + 1e-12:.2f}", f"{total[i]:.2f}"]
    assert said[19:22] == [f"{value[1]:.3f}", f"{value[2] + value[3]:.2f}", f"{sum(value):.2f}"]
    assert said[22:25] == [f"{dividend(v, frozenset(some)):.2f}" for some in ((1, 2, 3), (1, 4))] + [f"{-dividend(v, frozenset((1, 2, 3, 4))):.2f}"]
    assert said[25:27] == [percent(v[frozenset({1, i, 4})]) for i in (2, 3)]
    assert said[27:33] == [percent(1 - (1 - 0.8 * (1 - 0.5)) ** 6), f"{needed():.2f}", "0.36", f"{4 * 0.9 * 0.9:.2f}", "0.36", f"{needed():.2f}"]
    count, alone, most = "exactly four", "no condition", "counts most"
    rows = [("others", 0.25, count), ("all", 0.1, count), ("others", 0.25, "penalty suffice"), ("all", 0.1, "penalty suffice"), ("all", 0.25, "penalty suffice"),
            ("others", 1, alone), ("all", 0.5, alone), ("all", 1, alone), ("others", 0.25, most), ("all", 0.1, most),
            ("others", 0.25, count, 30), ("others", 0.25, count, 240), ("others", 0.5, "penalty suffice", 30), ("others", 0.5, "penalty suffice", 240)]
    assert said[33:47] == [share(*row) for row in rows]
    kept = {row["name"]: row for row in stored("tolerances") if row["rounds"] == "60"}
    assert said[47:52] == [f"{float(kept['negativity']['high']):.3f}", f"{float(kept['individualization']['high']):.2f}", f"{float(kept['concealment']['low']):.2f}",
                           *(f"{float(kept['noise'][end]):.2f}" for end in ("low", "high"))]
    ranked = {(float(row["spread"]), row["name"]): (f"{float(row['total']):.2f}", f"{float(row['total_se']):.2f}") for row in stored("ranking") if row["outcome"] == "deflecting"}
    six = [ranked[0.5, name][0] for name in ("concealment", "negativity", "veto_items", "individualization", "attachment", "strength")]
    assert said[52:62] == [six[0], ranked[0.5, "concealment"][1], *six[1:], ranked[1, "concealment"][0], ranked[1, "attachment"][0], ranked[1, "attachment"][1]]
    assert [name for _, name in sorted(((-float(total), name) for (spread, name), (total, _) in ranked.items() if spread == 0.5))][:5] == [
        "concealment", "negativity", "veto_items", "individualization", "attachment"]
    assert said[62:64] == [f"{value[0]:.3f}".replace("-", "−"), f"{dividend(v, frozenset((1, 4))):.2f}"]
    blame = sorted(v.values())
    assert said[64:] == [f"{needed() / 3.6:.3f}", f"{float(kept['negativity']['high']):.3f}", str(sum(s > 0.5 for s in game(negativity=0.15).values())),
                         f"{math.ceil(100 * blame[-5])}%", f"{math.floor(100 * blame[-4])}%", str(sum(s > 0.4 for s in blame))]


def test_what_the_bet_tells():
    v, all_on = game(), frozenset(range(5))
    numbers = [[int(n) for n in re.findall(r"\d+", reply)] for reply in figures.where_you_stand().bet.replies]
    assert numbers == [[6, 57]] * 3
    assert all(v[frozenset({i})] - v[frozenset()] < 0.06 for i in range(5))
    assert sorted(v[all_on] - v[all_on - {i}] >= 0.57 for i in range(5)) == [False, False, True, True, True]
    assert 2 < sum(v[all_on] - v[all_on - {i}] for i in (1, 2, 3)) < 2.5, "rather more than twice the whole"


def test_all_of_three():
    needs = {frozenset(x): int(len(x) == 3) for k in range(4) for x in itertools.combinations(range(3), k)}
    first, total = indices(needs, Fraction(1, 2), 3)
    assert set(first) == {Fraction(1, 7)} and set(total) == {Fraction(4, 7)}
    half = (1 + math.sqrt(21)) / 10
    assert sum(indices(needs, half, 3)[0]) == pytest.approx(0.5) and round(half, 3) == 0.558
    assert sum(indices(needs, 0.001, 3)[0]) < 0.001 and indices(needs, 0.999, 3)[0][0] == pytest.approx(1 / 3, abs=0.01)


def test_what_is_said_of_the_game():
    """The three have a majority between them; what is nearly nothing near then; who is largest; substitutes."""
    v, trio = game(), frozenset({1, 2, 3})
    assert {x for x, s in v.items() if s > 0.5} == {x for x in v if trio <= x}
    divided = {x: dividend(v, x) for x in v}
    assert max(divided, key=divided.get) == trio and min(divided, key=divided.get) == trio | {4}
    assert divided[frozenset({1, 4})] > 0.2 > 10 * abs(divided[frozenset({4})])
    value = contributions(v)
    assert sorted(range(5), key=lambda i: -value[i]) == [1, 3, 2, 4, 0] and value[0] < 0
    assert all((v[x] > 0.5) == (v[x | {0}] > 0.5) for x in v)
    whole = [sum(indices(game(noise=0.35), p)[0]) for p in (0.5, 0.25, 0.1, 0.05, 0.001)]
    assert whole[0] > whole[1] < whole[2] < whole[3] < whole[4] and whole[4] > 0.99
    alone = {i: game(noise=0.35)[frozenset({i})] for i in range(5)}
    assert max(alone, key=alone.get) == 3
    loud, quiet = (sum(indices(game(noise=noise), 0.05)[0]) for noise in (0.25, 0.05))
    assert quiet < 0.1 < 0.4 < loud, "near then"


TRIO = [all(setting[i] for i in (1, 2, 3)) for setting in SETTINGS]


def varied(spread, rounds, draws, **rates):
    """In which settings most deflect, with the levers that no switch sets and the noise drawn: (draws, settings)."""
    rng = np.random.default_rng(58)
    given = {name: np.full(draws, value) for name, value in BOOK.items()}
    free = ("strength", "transferability", "lone_concealment", "diffusion", "attachment", "shield_cost", "deflect_cost")
    for name in free:
        low, x = LEVERS[name].low, BOOK[name]
        top = LEVERS[name].high if np.isfinite(LEVERS[name].high) else 2 * x - low
        given[name] = rng.uniform(x - spread * (x - low), x + spread * (top - x), draws)
    noise = 0.25 * rng.uniform(1 - spread, 1 + spread, draws)
    return deflecting(given, rounds, noise, **{name: np.full(draws, rate) for name, rate in rates.items()}).mean(axis=0) > 0.5


@pytest.mark.parametrize(("spread", "statement"), [(0.25, "exactly four"), (0.5, "penalty suffice")])
def test_a_row_of_the_stored_draws_by_other_draws(spread, statement):
    """In the game written a second time."""
    draws = 300
    blame = varied(spread, 60, draws)
    held = (blame.sum(axis=1) == 4 if statement == "exactly four" else blame[:, TRIO].all(axis=1)).mean()
    (row,) = (row for row in stored("levers") if (row["design"], float(row["spread"]), row["rounds"]) == ("others", spread, "60") and statement in row["statement"])
    told = float(row["share"])
    assert abs(held - told) < 4 * math.sqrt(told * (1 - told) / draws)


def test_what_waiting_does_is_erosion():
    for spread, of in ((0.25, lambda blame: blame.sum(axis=1) == 4), (0.5, lambda blame: blame[:, TRIO].all(axis=1))):
        changed = {erosion: abs(of(varied(spread, 30, 80, erosion=erosion)).mean() - of(varied(spread, 240, 80, erosion=erosion)).mean()) for erosion in (0.1, 0.0)}
        assert changed[0.0] < 0.04 < 0.06 < changed[0.1]


@pytest.mark.parametrize(("name", "end", "joins"), [("negativity", "high", {1, 2, 4}), ("individualization", "high", {1, 3, 4}), ("concealment", "low", {0, 2, 3, 4})])
def test_where_the_count_breaks(name, end, joins):
    (row,) = (row for row in stored("tolerances") if row["name"] == name and row["rounds"] == "60")
    edge, outwards = float(row[end]), 1 if end == "high" else -1
    inside, outside = ({x for x, s in game(**{name: edge + step * outwards}).items() if s > 0.5} for step in (-0.0001, 0.0002))
    assert len(inside) == 4 and outside - inside == {frozenset(joins)}


def test_what_the_solutions_say():
    new = {x for x, s in game(negativity=0.15).items() if s > 0.5} - {x for x, s in game().items() if s > 0.5}
    assert new == {frozenset({1, 2, 4}), frozenset({0, 1, 2, 4})}
    gate = {frozenset(x): int(0 in x and len(x) > 1) for k in range(4) for x in itertools.combinations(range(3), k)}
    assert [dividend(gate, frozenset(x)) for x in ((0, 1), (0, 2), (1, 2), (0, 1, 2))] == [1, 1, 0, -1]
    assert contributions(gate, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    odd = {x: len(x) % 2 for x in gate}
    assert indices(odd, 0.5, 3) == ([0, 0, 0], [1, 1, 1])
    v = game()
    line = {half: contributions({x: int(s > half) for x, s in v.items()}) for half in (0.5, 0.4)}
    assert line[0.5] == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 0])
    assert max(line[0.4]) == line[0.4][1] and line[0.4][4] > 0 > line[0.4][0]
