"""Which lever matters: by hand, against conditional means and all orders, the core game written a second time, the stored tables, claims.

Effects are computed a second time from conditional means and, for Shapley effects, from all orders in which switches become known. The
five-switch game is that of `truths.own`, payoffs and learning from the formulas of the text.
"""

import csv
import itertools
import sys
from math import comb

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_stage import props
from truths import own
from truths.levers import SETTINGS, SYMBOLS, deflecting

from xianxiang import conditions, levers, stage, sweep, turn
from xianxiang.certificates import CASES
from xianxiang.institution import CONDITIONS, LEVERS, NOW, THEN, Institution

NAMES = list(CONDITIONS)
TRIO = (0, 1, 1, 1, 0)
OPEN = st.floats(0.02, 0.98)
HAND = np.array([[[0, 0], [0, 0]], [[0, 1], [1, 1]]])  # a and (b or c)


def stored(name):
    """A stored table's rows and the command that made it."""
    with (ROOT / "chapters" / f"{name}.csv").open(encoding="utf-8") as file:
        lines = file.read().splitlines()
    return list(csv.DictReader(lines[2:])), lines[0].removeprefix("# ")


# Other roads --------------------------------------------------------------------------------


def chance(p, setting, among):
    return np.prod([p[i] if setting[i] else 1 - p[i] for i in among])


def known_variance(table, p, known):
    """The variance of the mean outcome given the known switches, setting by setting."""
    count = table.ndim
    everything = list(itertools.product((0, 1), repeat=count))
    mean = sum(chance(p, x, range(count)) * table[x] for x in everything)
    total = 0.0
    for part in itertools.product((0, 1), repeat=len(known)):
        fits = [x for x in everything if tuple(x[i] for i in known) == part]
        rest = [i for i in range(count) if i not in known]
        inner = sum(chance(p, x, rest) * table[x] for x in fits)
        total += np.prod([p[i] if on else 1 - p[i] for i, on in zip(known, part)]) * (inner - mean) ** 2
    return total


def slow_effects(table, p):
    """First-order and total indices, and Shapley effects over all orders."""
    count = table.ndim
    explained = {frozenset(known): known_variance(table, p, known)
                 for size in range(count + 1) for known in itertools.combinations(range(count), size)}
    whole = explained[frozenset(range(count))]
    first = [explained[frozenset({i})] for i in range(count)]
    total = [whole - explained[frozenset(range(count)) - {i}] for i in range(count)]
    fair = over_orders(explained, count)
    return np.array([first, total, fair]) / whole


def over_orders(worth, count):
    """Each player's mean gain over all orders."""
    gains, orders = np.zeros(count), list(itertools.permutations(range(count)))
    for order in orders:
        for place, player in enumerate(order):
            gains[player] += worth[frozenset(order[:place + 1])] - worth[frozenset(order[:place])]
    return gains / len(orders)


def as_game(table):
    return {frozenset(np.flatnonzero(x).tolist()): table[x] for x in itertools.product((0, 1), repeat=table.ndim)}


def test_the_order_of_levers_is_the_one_assumed_here():
    assert [LEVERS[name].symbol for name in LEVERS] == ["s", "ν", "ι", "b", "m", "c", "λ", "d", "e", "n", "σ", "θ", "g", "k"]


# Hand cases ---------------------------------------------------------------------------------


def test_effects_by_hand():
    two, three = levers.effects(levers.all_of(2)), levers.effects(levers.all_of(3))
    np.testing.assert_allclose([two.first, two.total, two.shapley], [[1 / 3] * 2, [2 / 3] * 2, [1 / 2] * 2])
    np.testing.assert_allclose([three.first, three.total, three.shapley], [[1 / 7] * 3, [4 / 7] * 3, [1 / 3] * 3])
    np.testing.assert_allclose(levers.effects([3, 5], 0.2), np.ones((3, 1)))
    # parity: each switch matters only with all the others
    parity = np.indices((2, 2, 2)).sum(axis=0) % 2
    np.testing.assert_allclose(levers.effects(parity), [[0] * 3, [1] * 3, [1 / 3] * 3], atol=1e-15)
    # half by themselves
    p = (1 + np.sqrt(21)) / 10
    assert p == pytest.approx(0.558, abs=5e-4) and levers.effects(levers.all_of(3), p).first.sum() == pytest.approx(1 / 2)
    # a switch that changes nothing, exactly
    inert = levers.effects(levers.all_of(2, 3), 0.3)
    assert inert.first[2] == inert.total[2] == inert.shapley[2] == 0


def test_contributions_by_hand():
    assert levers.dividends(HAND).tolist() == [[[0, 0], [0, 0]], [[0, 1], [1, -1]]]
    np.testing.assert_allclose(levers.shapley(HAND), [2 / 3, 1 / 6, 1 / 6])
    assert levers.shapley([3, 5]).tolist() == [2] and levers.dividends(7.5 * np.ones(2)).tolist() == [7.5, 0]


def test_one_at_a_time_by_hand():
    gains = levers.alone(levers.all_of(3))
    assert gains.on.tolist() == [0, 0, 0] and gains.off.tolist() == [-1, -1, -1]
    gains = levers.alone(HAND, 3)
    assert gains.on.tolist() == [0, 0, 0] and gains.off.tolist() == [-1, 0, 0]


def test_a_constant_outcome_has_no_shares():
    for got in levers.effects(np.full((2, 2), 0.1), 0.3):
        assert np.isnan(got).all()
    assert (levers.decompose(np.full((2, 2, 2), 0.1), 0.3) == 0).all()


# Propositions -------------------------------------------------------------------------------


def test_the_all_of_k_world_by_its_formulas():
    rng = np.random.default_rng(1)
    for _ in range(CASES["all-of-many"]):
        K, p = int(rng.integers(1, 11)), rng.uniform(0.01, 0.99)
        S, T = p ** (K - 1) * (1 - p) / (1 - p**K), (1 - p) / (1 - p**K)
        np.testing.assert_allclose(levers.effects(levers.all_of(K), p), [[S] * K, [T] * K, [1 / K] * K], rtol=1e-9)
        np.testing.assert_allclose(np.ravel(levers.all_of_effects(p, K)), [S, T, 1 / K], rtol=1e-9)
        assert levers.decompose(levers.all_of(K), p).sum() == pytest.approx(p**K * (1 - p**K))


def test_seen_from_then_all_is_interaction_and_from_now_nothing_is():
    for K in (2, 3, 7):
        then, now = levers.all_of_effects(1e-9, K), levers.all_of_effects(1 - 1e-9, K)
        assert [then.first, then.total, now.first, now.total] == pytest.approx([0, 1, 1 / K, 1 / K], abs=1e-7)
    p = np.linspace(0.01, 0.99, 99)
    first, total, _ = levers.all_of_effects(p[:, None], [2, 3, 8])
    assert (np.diff(first, axis=0) > 0).all() and (np.diff(total, axis=0) < 0).all() and (first < total).all()
    assert levers.all_of_effects(0.4, 1) == pytest.approx((1, 1, 1))


def test_indices_are_those_of_conditional_means_and_of_all_orders():
    rng = np.random.default_rng(2)
    for case in range(CASES["exact-indices"]):
        count = 1 + case % 4 if case % 30 else 5
        table, p = rng.normal(size=(2,) * count), rng.uniform(0.05, 0.95, count)
        np.testing.assert_allclose(levers.effects(table, p), slow_effects(table, p), atol=1e-10)
        np.testing.assert_allclose(levers.shapley(table), over_orders(as_game(table), count), atol=1e-12)
        parts, whole = levers.decompose(table, p), known_variance(table, p, tuple(range(count)))
        assert parts.sum() == pytest.approx(whole) and parts[(0,) * count] == 0 and (parts >= 0).all()


def test_what_is_sampled_agrees_with_what_is_exact():
    def outcome(**x):
        on = tuple((np.stack([x[f"x{i}"] for i in range(5)]) < 0.5).astype(int))
        return table[on]

    table = levers.deflecting()[2]
    exact, got = levers.effects(table), sweep.sobol(outcome, {f"x{i}": (0, 1) for i in range(5)}, 20_000, 1)
    for index, error, truth in ((got.first, got.first_se, exact.first), (got.total, got.total_se, exact.total)):
        assert (np.abs(index - truth) <= 4.5 * error + 1e-12).all() and (error < 0.02).all()


@props
@given(st.integers(1, 4), OPEN, st.integers(0, 2**32 - 1))
def test_indices_keep_their_order_and_their_sums(count, p, seed):
    table = np.random.default_rng(seed).normal(size=(2,) * count)
    first, total, fair = levers.effects(table, p)
    assert (first <= fair + 1e-12).all() and (fair <= total + 1e-12).all()
    assert fair.sum() == pytest.approx(1) and first.sum() <= 1 + 1e-12 and total.sum() >= 1 - 1e-12
    # another scale, other names for on and off: the same shares
    np.testing.assert_allclose(levers.effects(3 - 2 * table, p), [first, total, fair], atol=1e-9)
    np.testing.assert_allclose(levers.effects(table[::-1], np.array([1 - p] + [p] * (count - 1))), [first, total, fair], atol=1e-9)


@props
@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_contributions_add_up(count, seed):
    table = np.random.default_rng(seed).normal(size=(2,) * count)
    shared = levers.dividends(table)
    for x in itertools.product((0, 1), repeat=count):
        assert table[x] == pytest.approx(shared[tuple(slice(0, on + 1) for on in x)].sum())
    assert levers.shapley(table).sum() == pytest.approx(table[(1,) * count] - table[(0,) * count])
    weights = [1 / (count * comb(count - 1, k)) for k in range(count)]
    for i, got in enumerate(levers.shapley(table)):
        gain = np.diff(table, axis=i).squeeze(i)
        assert got == pytest.approx((gain * np.take(weights, np.indices(gain.shape).sum(axis=0) if gain.ndim else 0)).sum())


def test_everything_broadcasts():
    rng = np.random.default_rng(3)
    tables, p = rng.normal(size=(4, 1, 2, 2, 2)), rng.uniform(0.1, 0.9, (3, 1))
    got, values, gains = levers.effects(tables, p, 3), levers.shapley(tables, 3), levers.alone(tables, 3)
    assert got.first.shape == (4, 3, 3) and values.shape == (4, 1, 3) and levers.dividends(tables, 3).shape == tables.shape
    for row, column in np.ndindex(4, 3):
        np.testing.assert_allclose([each[row, column] for each in got], levers.effects(tables[row, 0], float(p[column, 0])), atol=1e-14)
        np.testing.assert_allclose(values[row, 0], levers.shapley(tables[row, 0]))
        np.testing.assert_allclose(gains.off[row, 0], levers.alone(tables[row, 0]).off)


def drawn_institutions(size, seed):
    rng = np.random.default_rng(seed)
    return Institution(strength=rng.uniform(0, 8, size), **{name: rng.random(size) for name in ("negativity", "individualization", "transferability", "diffusion", "prize_passing")},
                       attachment=rng.uniform(0, 0.9, size), shield_cost=rng.uniform(0, 1, size), deflect_cost=rng.uniform(0, 1, size))


def test_where_hiding_changes_nothing_learning_rests_at_logit_shares():
    """Concealment 0: a problem is found alike whoever hides it, with the chance f of the veto items."""
    size = CASES["all-found"]
    rng = np.random.default_rng(5)
    items, m, noise = rng.integers(1, 7, size).astype(float), rng.uniform(0.05, 1, size), rng.uniform(0.05, 0.6, size)
    i = drawn_institutions(size, 4).replace(concealment=0, veto_items=items, monitoring=m)
    f = 1 - (1 - m) ** items
    got = levers.where_all_is_found(i, noise, f)
    for start in (turn.ALL_SHIELD, turn.ALL_DEFLECT):
        np.testing.assert_allclose(turn.settle(i, noise, start=start), np.stack([got, got], axis=-2), atol=1e-9)
    needed = levers.stake_needed(i, noise, f)
    stake = stage.stakes(i)[1]
    stake = stake[..., 0] if np.ndim(stake) > 1 else stake
    clear = np.abs(stake - needed) > 1e-6
    assert ((got[:, stage.DEFLECT] > 0.5) == (stake > needed))[clear].all() and clear.sum() > 0.99 * size
    assert 0.1 < (stake > needed).mean() < 0.9


def test_the_stake_that_is_needed_by_hand():
    """B* = [k + η ln(1 + e^(-g/η))]/(1-θ)bf: .381 at θ = 0, where either lever alone gives .36."""
    loose = THEN.replace(attachment=0)
    assert levers.stake_needed(loose) == pytest.approx((0.25 + 0.25 * np.log(1 + np.exp(-0.35 / 0.25))) / 0.8) == pytest.approx(0.3814, abs=5e-5)
    assert levers.stake_needed() == pytest.approx(0.3814 / 0.7, abs=1e-4) and levers.stake_needed(loose, found=0.5) == pytest.approx(2 * 0.3814, abs=1e-4)
    for changed, stake in (({}, 0.04), ({"individualization": 0.9}, 0.36), ({"negativity": 0.9}, 0.36), ({"individualization": 0.9, "negativity": 0.9}, 3.24)):
        place = loose.replace(**changed)
        assert place.penalty * place.individualization == pytest.approx(stake)
        assert (levers.where_all_is_found(place)[stage.DEFLECT] > 0.5) == (stake > levers.stake_needed(loose))
    assert levers.stake_needed(THEN.replace(transferability=0)) == np.inf == levers.stake_needed(THEN.replace(attachment=1))
    # without noise nothing but the cost of deflecting counts
    assert levers.stake_needed(loose, 1e-6) == pytest.approx(0.25 / 0.8)


@props
@given(st.floats(0.05, 1), st.floats(0, 0.8), st.floats(0.1, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 1))
def test_what_moves_the_stake_that_is_needed(noise, theta, b, g, k, f):
    def needed(**changes):
        given = {"attachment": theta, "transferability": b, "shield_cost": g, "deflect_cost": k} | {n: v for n, v in changes.items() if n in LEVERS}
        return levers.stake_needed(Institution(**given), changes.get("noise", noise), changes.get("found", f))

    here = needed()
    assert needed(attachment=theta + 0.1) > here and needed(deflect_cost=k + 0.1) > here and needed(noise=noise + 0.05) > here
    assert needed(shield_cost=g + 0.1) < here or np.exp(-g / noise) < 1e-6
    assert needed(transferability=0.95 * b) > here and needed(found=0.95 * f) > here


# The five-switch game -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def board():
    """The book's five-switch game."""
    return levers.deflecting()


def test_the_game_is_the_one_written_a_second_time(board):
    book = {name: np.array([value]) for name, value in THEN.as_dict().items()}
    other = deflecting(book, 60)[:, 0].reshape((2,) + (2,) * 5)
    np.testing.assert_allclose(board[:2], other, atol=1e-12)
    np.testing.assert_allclose(board[2], other.mean(axis=0), atol=1e-12)
    assert np.array_equal(board[2], conditions.deflecting())


def test_the_game_broadcasts(board):
    many = levers.deflecting(THEN.replace(attachment=[[0.3], [0.1]]), NOW.replace(attachment=[[0.3], [0.1]]), noise=[0.25, 0.1, 0.4], hold=5)
    assert many.shape == (3, 2, 3) + (2,) * 5
    one = levers.deflecting(THEN.replace(attachment=0.1), NOW.replace(attachment=0.1), 0.4, hold=5)
    np.testing.assert_allclose(many[:, 1, 2], one, atol=1e-14)


def test_one_at_a_time_the_two_ends_disagree(board):
    """From then no switch adds more than .054; from now each of three takes .575 or more."""
    on, off = levers.alone(board[2])
    assert on.round(3).tolist() == pytest.approx([0.004, 0.012, 0, 0.054, 0], abs=1.1e-3)
    assert off.round(3).tolist() == pytest.approx([0.026, -0.964, -0.61, -0.575, -0.016], abs=1.1e-3)


def test_contributions_of_the_five(board):
    value = levers.shapley(board[2])
    assert value.tolist() == pytest.approx([-0.003, 0.442, 0.219, 0.268, 0.047], abs=6e-4) and value.sum() == pytest.approx(0.973, abs=6e-4)
    assert value[1] == value.max() and value[0] == value.min() and value[1] == pytest.approx(value[2] + value[3], abs=0.05)
    assert levers.shapley(board[2] > 0.5).tolist() == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 0])
    shared = levers.dividends(board[2])
    told = {(0, 1, 1, 1, 0): 0.704, (0, 1, 1, 1, 1): -0.313, (0, 1, 0, 1, 0): 0.269, (0, 1, 0, 0, 1): 0.226, (0, 1, 1, 0, 1): 0.209}
    largest = sorted(SETTINGS[1:], key=lambda x: -abs(shared[x]))[:5]
    assert set(largest) == set(told) and [shared[x] for x in told] == pytest.approx(list(told.values()), abs=6e-4)


def test_shares_of_variance_of_the_five(board):
    first, total, _ = levers.effects(board[2])
    assert first.tolist() == pytest.approx([0, 0.43, 0.077, 0.147, 0.012], abs=6e-4)
    assert total.tolist() == pytest.approx([0.005, 0.715, 0.254, 0.371, 0.051], abs=6e-4)


def test_waiting_moves_contributions_little_and_tolerances_much(board):
    late = levers.shapley(levers.deflecting(hold=240)[2])
    assert np.abs(late - levers.shapley(board[2])).max() < 0.005
    rows = {(row["rounds"], row["name"]): row for row in stored("tolerances")[0]}
    narrower = [name for name in conditions.calibration() if name not in ("revision", "recovery")
                if float(rows["240", name]["high"]) - float(rows["240", name]["low"]) < float(rows["60", name]["high"]) - float(rows["60", name]["low"]) - 1e-9]
    assert {"strength", "noise", "erosion", "monitoring", "concealment", "lone_concealment"} <= set(narrower)


# The stored tables --------------------------------------------------------------------------


def test_each_end_of_a_tolerance_is_where_other_settings_join_or_leave():
    """Just inside the book's four settings blame; just outside those that are named join or leave. By the game written a second time."""
    rows, made = stored("tolerances")
    assert made == "python -m xianxiang.levers tolerances --rounds 30 60 240"
    book = conditions.calibration()
    assert [row["name"] for row in rows] == 3 * list(book) and all(float(row["value"]) == book[row["name"]] for row in rows)
    usual = {x for x in SETTINGS if all(x[i] for i in (1, 2, 3))}
    for rounds in (30, 60, 240):
        tried, expected = [], []
        for row in rows:
            if int(row["rounds"]) != rounds or row["name"] == "revision":
                continue
            for end, change, step in (("low", row["below"], -2e-4), ("high", row["above"], 2e-4)):
                where = float(row[end])
                tried.append((row["name"], where))
                expected.append(usual)
                if change:
                    assert float(row["least"]) <= where <= float(row["most"])
                    tried.append((row["name"], where + step))
                    joined, left = ({tuple(int(name in word[2:].split()) for name in NAMES) for word in change.split("; ") if word[0] == sign} for sign in "+-")
                    expected.append(usual | joined - left if not left else (usual | joined) - left)
                else:
                    assert where == float(row["least" if end == "low" else "most"])
        values = {name: np.array([where if name == moved else value for moved, where in tried]) for name, value in book.items()}
        rates = {name: values.pop(name) for name in ("erosion", "recovery")}
        values.pop("revision")
        blame = deflecting(values, rounds, noise=values.pop("noise"), **rates).mean(axis=0) > 0.5
        for row, setting, (moved, where) in zip(blame, expected, tried):
            assert {x for x, holds in zip(SETTINGS, row) if holds} == setting, (rounds, moved, where)


def test_the_tolerances_of_the_text():
    rows = {row["name"]: (float(row["low"]), float(row["high"])) for row in stored("tolerances")[0] if row["rounds"] == "60"}
    for name, low, high in (("negativity", 0, 0.116), ("individualization", 0, 0.140), ("strength", 2.40, 4.66), ("attachment", 0.197, 0.721),
                            ("noise", 0.154, 0.449)):
        assert rows[name] == pytest.approx((low, high), abs=5.1e-3), name
    assert rows["concealment"] == pytest.approx((0.852, 1), abs=1e-3) and rows["deflect_cost"][0] == pytest.approx(0.207, abs=1e-3)
    assert rows["prize_passing"] == pytest.approx((0, 0.018), abs=1e-3) and rows["transferability"][0] == pytest.approx(0.243, abs=1e-3)
    assert rows["diffusion"] == rows["executor"] == (0, 1)


@pytest.mark.parametrize("name", ["deflect_cost", "vetoes.veto_items", "diffusion"])
def test_a_scan_gives_the_stored_row(name):
    row = next(row for row in stored("tolerances")[0] if row["rounds"] == "60" and row["name"] == name)
    assert {key: str(value) for key, value in levers.tolerance(name)._asdict().items()} == {key: row[key] for key in levers.Tolerance._fields}


def test_the_ranking_is_that_of_fewer_draws_of_another_seed():
    rows, made = stored("ranking")
    assert made == "python -m xianxiang.levers ranking --rounds 60 --spreads 0.5 1 --size 4000 --key 2012"
    few = {(row["outcome"], row["name"]): row for row in levers.ranking(size=250, key=1)}
    kept = {(row["outcome"], row["name"]): row for row in rows if row["spread"] == "0.5"}
    assert set(few) == set(kept) and len(kept) == 2 * 14
    for key, row in kept.items():
        for index in ("first", "total"):
            error = np.hypot(float(row[f"{index}_se"]), few[key][f"{index}_se"])
            assert abs(float(row[index]) - few[key][index]) <= 4.5 * error + 1e-4, (key, index)
        assert [float(row["low"]), float(row["high"])] == pytest.approx([few[key]["low"], few[key]["high"]])
    # noise changes no margin of payoffs
    assert float(kept["margin", "noise"]["total"]) == few["margin", "noise"]["total"] == 0


def test_outcomes_are_those_of_the_game_written_a_second_time():
    rng = np.random.default_rng(8)
    drawn = {name: rng.uniform(float(row["low"]), float(row["high"]), 20) for row in stored("ranking")[0][:14] for name in [row["name"]]}
    got = levers.outcomes(rounds=60, prize_passing=0.0, **drawn)
    symbols = {name: SYMBOLS[name] for name in drawn if name != "noise"}
    end = own.OLD | {symbol: drawn[name] for name, symbol in symbols.items()}
    moved = {symbols[lever] for changes in CONDITIONS.values() for lever in changes}
    start = {symbol: np.broadcast_to(own.OLD[symbol] if symbol in moved else end[symbol], 20) for symbol in end}
    noise = drawn["noise"]
    shares = own.rest(start, noise[:, None])
    told, _ = own.history(start, end, own.ramp(1, 16, 60), shares=shares, theta=start["theta"], noise=noise[:, None])
    np.testing.assert_allclose(got[:, 0], told[-1, ..., own.D].mean(axis=0), atol=1e-10)
    np.testing.assert_allclose(got[:, 1], own.margin(own.S, end), atol=1e-12)


def test_the_ranking_of_the_text():
    total = {(row["spread"], row["outcome"], row["name"]): float(row["total"]) for row in stored("ranking")[0]}

    def order(spread, outcome):
        rows = {name: value for (s, o, name), value in total.items() if (s, o) == (spread, outcome)}
        return sorted(rows, key=rows.get, reverse=True)

    assert order("0.5", "deflecting")[:2] == ["concealment", "negativity"] and total["0.5", "deflecting", "concealment"] == pytest.approx(0.54, abs=0.01)
    assert {"lone_concealment", "executor", "diffusion"} == set(order("0.5", "deflecting")[-3:])
    assert order("0.5", "margin")[:2] == ["concealment", "strength"]
    assert set(order("1.0", "deflecting")[:2]) == {"concealment", "attachment"}


# Claims -------------------------------------------------------------------------------------


def game(**changes):
    """The game around values a little off, both sides counted alike."""
    return levers.deflecting(THEN.replace(**changes))[levers.SIDES.index("both")]


PLACES = ({}, {"strength": 3.0}, {"attachment": 0.4}, {"diffusion": 0.5}, {"transferability": 0.6})


def test_claim_26_the_new_role_adds_next_to_nothing_to_mutual_blame():
    for place in PLACES:
        value = levers.shapley(game(**place))
        assert value.argmin() == 0 and abs(value[0]) < 0.02 < value[1:4].min()
    # nor does it carry any setting across a majority
    blame = game() > 0.5
    assert np.array_equal(blame[0], blame[1]) and blame.any()


def test_claim_47_many_items_work_through_what_is_found():
    """With inspection alone they make silence worthless; by themselves they add nothing, and beside penalties and persons they are not needed."""
    for place in PLACES:
        shared = levers.dividends(game(**place))
        assert shared[0, 1, 0, 0, 1] > 0.1 > abs(shared[0, 0, 0, 0, 1]) and shared[0, 1, 1, 1, 1] < -0.1
    assert levers.dividends(game())[0, 1, 0, 0, 1] == pytest.approx(0.226, abs=1e-3)
    # those who no longer hide do the minimum; they do not pass the blame, nor take more care
    shares = turn.settle(THEN.replace(monitoring=0.8, concealment=0.5, veto_items=np.array([2.0, 6.0])))
    assert (np.diff(shares[..., stage.SHIELD], axis=0) < 0).all()


def test_claim_58_not_these_three_alone():
    """A little more penalty or personal liability to begin with, and veto items stand in for what is not thrown."""
    assert (game() > 0.5).sum() == 4
    for place, replaced in (({"negativity": 0.15}, (0, 1, 1, 0, 1)), ({"individualization": 0.15}, (0, 1, 0, 1, 1))):
        blame = game(**place) > 0.5
        assert blame.sum() > 4 and blame[replaced] and conditions.suffices(blame, ("apparatus", "person", "penalty"))
        assert blame[TRIO] and not conditions.needed(blame, "penalty" if "negativity" in place else "person")
    # for the whole of three, not each by itself: the largest dividend is theirs, that with vetoes takes away
    shared = levers.dividends(game())
    assert shared[TRIO] == shared.max() > 0.5 and shared[0, 1, 1, 1, 1] == shared.min() < 0


_deflecting = levers.deflecting


def _counting(*switches):
    """As if each of some conditions worked by itself, whatever the others: the outcome is how many of them are on."""
    def rival(*given, **more):
        table = _deflecting(*given, **more)
        worth = np.indices((2,) * 5)[list(switches)].sum(axis=0) / len(switches)
        return np.broadcast_to(0.05 + 0.9 * worth, table.shape)
    return rival


RIVALS = {
    # what is measured gets done: every condition works by itself
    "26": ("deflecting", _counting(0, 1, 2, 3, 4)),
    "47": ("deflecting", _counting(2, 3, 4)),
    # blame needs all three, wherever one starts
    "58": ("deflecting", lambda *given, **more: np.broadcast_to(np.indices((2,) * 5)[[1, 2, 3]].min(axis=0) * 0.9, (3, 2, 2, 2, 2, 2))),
}
"""For each claim one function of the module as others might have it, under which its test fails."""


@pytest.mark.parametrize("claim", RIVALS)
def test_a_verdict_can_fail(claim, monkeypatch):
    test = next(value for name, value in globals().items() if name.startswith(f"test_claim_{claim}_"))
    test()
    monkeypatch.setattr(levers, *RIVALS[claim])
    with pytest.raises(AssertionError):
        test()


# Errors and the command ---------------------------------------------------------------------


@pytest.mark.parametrize("call, error, says", [
    (lambda: levers.shapley(np.zeros((2, 3))), ValueError, r"table must end with 2 axes of 2.*\(2, 3\)"),
    (lambda: levers.effects(np.zeros((2, 2)), 0.5, 3), ValueError, "table must end with 3 axes of 2"),
    (lambda: levers.effects([0, np.nan]), ValueError, "table must be finite numbers, got nan"),
    (lambda: levers.alone(["a", "b"]), TypeError, "table must be a real number"),
    (lambda: levers.alone([0, 1], 0), ValueError, "count must be a whole number of at least 1, got 0"),
    (lambda: levers.effects([0, 1], 1), ValueError, "probability must lie strictly between 0 and 1, .*got 1.0"),
    (lambda: levers.effects([0, 1], 50), ValueError, r"probability must be in \[0, 1\], got 50.0. Did you mean 0.5"),
    (lambda: levers.effects(np.eye(2), [0.5, 0.5, 0.5]), ValueError, "probability must have a last axis of 1 or of 2"),
    (lambda: levers.effects(np.zeros((3, 2)), np.full((2, 1), 0.5), 1), ValueError, r"table \(3,\), probability \(2,\)"),
    (lambda: levers.all_of(0), ValueError, "number must be a whole number of at least 1, got 0"),
    (lambda: levers.all_of(3, 2), ValueError, "at most 2, got 3"),
    (lambda: levers.all_of_effects(0.5, 2.5), ValueError, "number must be whole numbers of at least 1, got 2.5"),
    (lambda: levers.stake_needed(NOW), ValueError, "institution must have executor 1.*got 0.4"),
    (lambda: levers.stake_needed(found=0), ValueError, "found must be more than 0"),
    (lambda: levers.where_all_is_found(noise=0), ValueError, "noise must be positive and finite, got 0.0"),
    (lambda: levers.deflecting(noise=-1), ValueError, "noise must be positive"),
    (lambda: levers.deflecting(hold=0), ValueError, "hold must be a whole number"),
    (lambda: levers.tolerance("penalty.negativty"), ValueError, "did you mean 'penalty.negativity'"),
])
def test_errors_name_what_is_wrong(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_the_command_prints_its_table(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(conditions, "calibration", lambda calibration=conditions.calibration: {name: value for name, value in calibration().items()})
    monkeypatch.setattr(levers, "tolerance", lambda name, rounds: levers.Tolerance(name, 1.0, 0.0, 2.0, 0.0, 4.0, "", "+ person"))
    levers.main(["tolerances", "--rounds", "30", "60"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "# python -m xianxiang.levers tolerances --rounds 30 60" and lines[2] == "rounds,name,value,low,high,least,most,below,above"
    assert lines[3] == "30,strength,1.0,0.0,2.0,0.0,4.0,,+ person" and len(lines) == 3 + 2 * len(conditions.calibration())
    levers.main(["ranking", "--size", "5", "--spreads", "0.2", "--rounds", "3", "--out", str(tmp_path / "ranking.csv")])
    lines = (tmp_path / "ranking.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# python -m xianxiang.levers ranking --rounds 3 --spreads 0.2 --size 5 --key 2012" and len(lines) == 3 + 2 * 14
    assert sys.version.startswith(lines[1].rpartition("Python ")[2])
