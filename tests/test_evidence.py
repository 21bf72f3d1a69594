"""What data could tell: by hand, against worlds and an estimator written out in loops, its propositions, limits and the stored table.

Further roads: the core game and its learning of `truths.own`, pairs of actions one by one, an estimator with dictionaries that
leaves out each county by computing everything again, and statsmodels' Poisson regression with effects of counties and years.
"""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_stage import institutions, props
from truths import own

from xianxiang import evidence, stage, turn
from xianxiang.certificates import CASES
from xianxiang.institution import Institution

HELD, GONE = 0.0, 1.0
NEITHER, PERSON, COVERT, BOTH = range(4)
SIGNS = {("book", HELD): "+++-", ("book", GONE): "----", ("rival", HELD): "++++", ("rival", GONE): "-+-+",
         ("literal", HELD): "----", ("literal", GONE): "----"}  # fmt: skip


def signs(values):
    return "".join("+" if v > 0 else "-" for v in values)


def changes(name, cut=HELD, prize=1.5, noise=0.25, outcome="shield"):
    return evidence.effect(getattr(evidence.cell_shares(name, prize, noise, cut), outcome))


# Other roads -----------------------------------------------------------------------------------


def levers(covert, person, penalty, prize, cut, **others):
    """The levers of a cell, by the letters of `truths.own`."""
    p, r = (3.0 if penalty else 0.4), prize * (1 - cut if penalty else 1)
    return own.BASE | {"s": p + r, "nu": p / (p + r), "m": 0.8 if covert else 0.5, "c": 0.5 if covert else 0.9, "iota": 0.9 if person else 0.1} | others


def odds(values, noise):
    weights = [math.exp((v - max(values)) / noise) for v in values]
    return [w / sum(weights) for w in weights]


def learned(L, noise, x, rounds):
    """Both sides' shares after rounds in which half choose again, one number at a time."""
    for _ in range(rounds):
        replies = [odds([sum(own.payoff(side, a, o, L) * x[1 - side][o] for o in range(3)) for a in range(3)], noise) for side in (0, 1)]
        x = [[(old + new) / 2 for old, new in zip(x[side], replies[side])] for side in (0, 1)]
    return x


def paid(L, noise):
    """The rival's chance of each pair."""
    pairs = list(product(range(3), repeat=2))
    return dict(zip(pairs, odds([(own.payoff(0, a, o, L) + own.payoff(1, o, a, L)) / 2 for a, o in pairs], noise)))


def slow_effect(y, on, skip=None, window=(2, 1, 2)):
    """The estimator in loops: log ratios by stratum, without the county `skip`."""
    before, skipped, after = window
    n, years = len(y), len(y[0])
    result, sums = [], []
    for covert, person in ((0, 0), (0, 1), (1, 0), (1, 1)):
        up = down = 0.0
        total = np.zeros(4)
        for first in range(years - sum(window) + 1):
            cells = np.zeros(4)
            for i in range(n):
                part = on[i][first:first + sum(window)]
                if i == skip or any((c, p) != (covert, person) for c, p, _ in part):
                    continue
                b, a = sum(y[i][first:first + before]), sum(y[i][first + before + skipped:first + sum(window)])
                if not part[-1][2]:
                    cells += [0, 0, a, b]
                elif not part[before - 1][2] and part[before][2]:
                    cells += [a, b, 0, 0]
            if cells.sum():
                up += cells[0] * cells[3] / cells.sum()
                down += cells[1] * cells[2] / cells.sum()
            total += cells
        result.append(math.log((up + 0.25) / (down + 0.25)))
        sums.append(total)
    return np.array(result), np.array(sums)


# By hand ---------------------------------------------------------------------------------------


def test_four_counts_by_hand():
    on = np.array([[[0, 0, 0], [0, 0, 1]], [[0, 0, 0], [0, 0, 0]]])
    seen = evidence.penalty_effect([[4, 8], [10, 10]], on, 1, 0, 1)
    assert seen.log_ratio[NEITHER] == pytest.approx(math.log((80 / 32 + 0.25) / (40 / 32 + 0.25))) == pytest.approx(0.606, abs=5e-4)
    assert (8 / 4) / (10 / 10) == 2 and seen.sums[NEITHER].tolist() == [8, 4, 10, 10] and not seen.sums[1:].any()
    # the exercise: 50 to 100 against 100 to 100
    se = math.sqrt(1 / 100 + 1 / 50 + 1 / 100 + 1 / 100)
    assert math.log(2) == pytest.approx(0.693, abs=5e-4) and se == pytest.approx(0.224, abs=5e-4) and math.log(2) / se == pytest.approx(3.1, abs=5e-3)
    assert (math.log(2) / math.log(1.25)) ** 2 == pytest.approx(9.6, abs=0.06)


def test_the_threshold_with_all_blame_movable_needs_no_covert_inspection():
    place = Institution(transferability=1.0, concealment=0.9)
    assert float(stage.penalty_threshold(place)) == pytest.approx(0.612, abs=5e-4)
    d, rho = 0.25, 1 - 0.1 / 0.73
    assert d * rho / (1 - (1 - d) * rho) == pytest.approx(0.612, abs=5e-4)
    penalty = np.array([0.4, 3.0, 10.0, 30.0])
    for person, falls in ((0.6, False), (0.62, True), (0.9, True)):
        tightness = stage.shield_advantage(place.replace(individualization=person, strength=1.5 + penalty, negativity=penalty / (1.5 + penalty)))[..., 0]
        assert (np.diff(tightness) < 0).all() == falls
    shown = evidence.effect(evidence.settled("book", [[[0, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 1, 1]]], 1.5, institution=place).shield)
    assert shown[0] > 0 > shown[1]


def test_the_cells_are_those_of_the_text():
    i = evidence.regime(evidence.CELLS, 1.5)
    assert np.allclose(i.reward, 1.5) and np.allclose(i.penalty, [[0.4, 3.0]] * 4)
    assert i.monitoring[:, 0].tolist() == [0.5, 0.5, 0.8, 0.8] and i.concealment[:, 0].tolist() == [0.9, 0.9, 0.5, 0.5]
    assert i.individualization[:, 0].tolist() == [0.1, 0.9, 0.1, 0.9]
    assert np.allclose(evidence.regime(evidence.CELLS, 1.5, 1.0).reward, [[1.5, 0.0]] * 4)
    assert evidence.literal([0, 0, 0])[stage.DEFLECT] == pytest.approx(1 / (1 + math.exp(2.5)))
    assert evidence.literal([[1, 1, 1]])[0].tolist() == pytest.approx([0.8 * 0.15447, 0.84553, 0.2 * 0.15447], abs=1e-5)


# Worlds ----------------------------------------------------------------------------------------


def test_worlds_at_rest_by_another_road():
    for (covert, person, penalty), cut in product(product((0, 1), repeat=3), (HELD, 0.3, GONE)):
        on = [covert, person, penalty]
        for prize, noise in ((1.5, 0.25), (0.7, 0.4)):
            L = levers(covert, person, penalty, prize, cut)
            x = learned(L, noise, [[1, 0, 0], [1, 0, 0]], 80)
            done = evidence.settled("book", on, prize, noise, cut)
            assert done.shield == pytest.approx(x[0][0] * x[1][0], abs=1e-9) and done.deflect == pytest.approx((x[0][1] + x[1][1]) / 2, abs=1e-9)
            pair = paid(L, noise)
            done = evidence.settled("rival", on, prize, noise, cut)
            assert done.shield == pytest.approx(pair[0, 0], abs=1e-9)
            assert done.deflect == pytest.approx(sum(p * ((a == 1) + (o == 1)) / 2 for (a, o), p in pair.items()), abs=1e-9)
            blame = 1 / (1 + math.exp(2.5 - 1.4 * sum(on)))
            done = evidence.settled("literal", on, prize, noise, cut)
            assert done.shield == pytest.approx((0.8 * (1 - blame)) ** 2) and done.deflect == pytest.approx(blame)


def test_two_sides_that_are_not_alike_by_another_road():
    place = Institution(executor=0.4, attachment=0.2, veto_items=2)
    L = levers(1, 1, 1, 1.5, HELD, e=0.4, theta=0.2, n=2)
    x, pair = learned(L, 0.25, [[1, 0, 0], [1, 0, 0]], 80), paid(L, 0.25)
    assert abs(x[0][0] - x[1][0]) > 0.01
    assert evidence.settled("book", [1, 1, 1], institution=place).shield == pytest.approx(x[0][0] * x[1][0], abs=1e-9)
    assert evidence.settled("rival", [1, 1, 1], institution=place).shield == pytest.approx(pair[0, 0], abs=1e-9)


def test_a_path_year_by_year_by_another_road():
    on = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 1], [1, 1, 1]])
    x, seen = [[1, 0, 0], [1, 0, 0]], []
    for year, what in enumerate(on):
        L = levers(*what, 1.3, 0.2)
        x = learned(L, 0.25, x, 80) if year == 0 else x
        rounds = []
        for _ in range(4):
            x = learned(L, 0.25, x, 1)
            rounds.append((x[0][0] * x[1][0], (x[0][1] + x[1][1]) / 2))
        seen.append(np.mean(rounds, axis=0))
    done = evidence.world("book", on, 1.3, 0.25, 0.2)
    assert np.allclose(np.stack(done, axis=-1), seen, atol=1e-9)
    assert all(np.array_equal(a, b) for a, b in zip(done, evidence.world("selection", on, 1.3, 0.25, 0.2)))


def test_signs_by_world_and_what_becomes_of_prizes():
    """The theory's table: with the prize held the signs tell three worlds apart; cut, book and literal agree."""
    for (name, cut), expected in SIGNS.items():
        assert signs(changes(name, cut)) == expected, (name, cut)
    assert changes("book") == pytest.approx([0.83, 0.67, 0.63, -1.60], abs=5e-3)
    assert changes("rival") == pytest.approx([0.48, 0.62, 0.51, 0.74], abs=5e-3)
    assert changes("literal") == pytest.approx([-0.39, -0.98, -0.98, -1.17], abs=5e-3)
    assert changes("book", GONE) == pytest.approx([-0.85, -1.61, -0.82, -1.60], abs=5e-3)
    assert changes("rival", GONE) == pytest.approx([-0.62, 0.42, -0.59, 0.47], abs=6e-3)
    for name in evidence.WORLDS:  # what the window sees has the same signs
        assert signs(evidence.effect(evidence.window_shares(name).shield)) == signs(changes(name))
    for prize, noise in evidence.BASELINES:  # the two signs that the test needs hold in all eight
        ends = changes("book", prize=prize, noise=noise)[[NEITHER, BOTH]]
        assert ends[0] > 0 > ends[1]


def test_a_world_without_interaction_shows_one_in_shares():
    blame = evidence.literal(list(product((0, 1), repeat=3)))[:, stage.DEFLECT].reshape(2, 2, 2)
    assert np.diff(np.diff(np.diff(blame, axis=0), axis=1), axis=2).item() == pytest.approx(-0.204, abs=5e-4)  # not 0, and negative
    logits = np.log(blame / (1 - blame))
    assert abs(np.diff(np.diff(np.diff(logits, axis=0), axis=1), axis=2)).max() < 1e-12


def test_without_rules_and_without_counts_nothing_is_seen():
    for name in ("book", "rival"):
        done = evidence.settled(name, evidence.CELLS, noise=1e9)
        assert np.allclose(done.shield, 1 / 9) and np.allclose(done.deflect, 1 / 3)
    on = evidence.adoption(40, 8, rng=1)
    nothing = evidence.penalty_effect(np.zeros((40, 8)), on)
    assert np.isinf(nothing.se).all() and not nothing.log_ratio.any() and evidence.decide(nothing.log_ratio, nothing.se) == "undecided"
    short = evidence.penalty_effect(np.ones((40, 4)), on[:, :4])
    assert np.isinf(short.se).all() and np.isinf(evidence.outlook(np.full((4, 2), 0.5), 400, 4).se).all()


@props
@given(institutions(), st.floats(0.05, 1), st.floats(0.1, 100))
def test_a_larger_unit_of_effort_changes_no_share(institution, noise, times):
    larger = institution.replace(**{name: times * getattr(institution, name) for name in ("strength", "shield_cost", "deflect_cost")})
    assert np.allclose(turn.settle(larger, times * noise, rounds=30), turn.settle(institution, noise, rounds=30), atol=1e-6)
    assert np.allclose(evidence.pair_choice(larger, times * noise), evidence.pair_choice(institution, noise), atol=1e-6)


# Propositions ----------------------------------------------------------------------------------


def test_on_every_rising_scale_a_sum_keeps_one_sign():
    rng = np.random.default_rng(4)
    for _ in range(CASES["scales"]):
        parts = rng.normal(0, 2, 3)
        sums = np.array([np.dot(parts, on) for on in product((0, 1), repeat=3)])
        knots = np.sort(rng.normal(0, 4, 6))
        kinked = np.interp(sums, knots, np.cumsum(rng.random(6))) + 1e-3 * sums  # flat almost here and there
        curved = np.exp((0.2 + rng.random()) * sums)
        for scale in (kinked, curved):
            steps = np.diff(scale.reshape(2, 2, 2), axis=2).ravel()
            assert (steps > 0).all() if parts[2] > 0 else (steps < 0).all()
        triple = np.diff(np.diff(np.diff(curved.reshape(2, 2, 2), axis=0), axis=1), axis=2).item()
        assert triple * np.prod(parts) > 0  # parts that multiply: the interaction has the sign of their product


def test_paid_pairs_never_shield_less_as_penalties_grow_on_a_held_prize():
    rng, cases = np.random.default_rng(5), CASES["paid pairs"]
    names = ("individualization", "transferability", "monitoring", "concealment", "lone_concealment", "diffusion", "executor", "attachment", "prize_passing")
    place = Institution(**dict(zip(names, rng.random((len(names), cases)))), shield_cost=rng.random(cases), deflect_cost=rng.random(cases),
                        veto_items=rng.integers(1, 7, cases))  # fmt: skip
    prize, penalty = 3 * rng.random(cases), np.linspace(0, 6, 13)[:, None]
    both = evidence.pair_choice(place.replace(strength=prize + penalty + 1e-12, negativity=penalty / (prize + penalty + 1e-12)), 0.05 + rng.random(cases))[..., 0, 0]
    assert (np.diff(both, axis=0) >= -1e-9).all()
    seen = (place.monitoring > 0.05) & (place.concealment > 0.05) & (place.lone_concealment < 0.95) & (place.felt > 0.05) & (place.veto_items == 1)
    assert seen.sum() > 100 and (both[-1] > both[0])[seen].all()


def test_a_penalty_in_place_of_as_much_prize_never_tightens_paid_pairs():
    rng = np.random.default_rng(6)
    place = Institution(**{n: rng.random(500) for n in ("individualization", "transferability", "monitoring", "concealment", "diffusion")}, strength=3.0)
    both = evidence.pair_choice(place.replace(negativity=np.linspace(0, 1, 11)[:, None]))[..., 0, 0]
    assert (np.diff(both, axis=0) <= 1e-9).all()
    # the panel's cut is less than one for one: all of a prize of 1.5 for a penalty that grows by 2.6
    for person, felt in ((0, 0.325), (1, 0.925)):
        assert (2.6 * felt > 1.5) == (changes("rival", GONE)[person] > 0) == (changes("rival", GONE)[2 + person] > 0)


def test_learning_and_selection_do_the_same_at_every_post():
    for seed in range(CASES["two ways"]):
        rng = np.random.default_rng(seed)
        start = evidence.regime([0, 0, 0], 1.5)
        path, _ = turn.era_path(before=3, ramp=4, hold=3, back=False, start=start, end=evidence.regime([1, 1, 1], 1.5))
        size, revision = int(rng.integers(1, 30)), float(rng.random())
        learn, select = (evidence.posts(by, path, size, seed, revision=revision) for by in ("learning", "selection"))
        assert np.array_equal(learn.action, select.action)
        assert (learn.holder == learn.holder[0]).all()
        done = {}
        for holder, action in zip(select.holder.ravel(), select.action.ravel()):  # nobody ever changes …
            assert done.setdefault(holder, action) == action
        same = select.holder[1:] == select.holder[:-1]
        assert (select.action[1:] == select.action[:-1])[same].all()  # … and so a post changes only by changing hands


def test_names_tell_learning_from_selection():
    path, _ = turn.era_path(before=8, ramp=1, hold=8, back=False, start=evidence.regime([0, 0, 0]), end=evidence.regime([1, 1, 1]))
    learn, select = (evidence.posts(by, path, 2000, 3) for by in ("learning", "selection"))
    assert evidence.changed(learn, 0, -1) == pytest.approx(2 / 3, abs=0.03)  # from a random start all but a third do something else
    assert evidence.changed(learn, 8, -1) > 0.5 and evidence.changed(select, 8, -1) == evidence.changed(select, 0, -1) == 0
    assert np.isnan(evidence.changed(evidence.posts("selection", path, 3, 1, revision=1.0), 0, -1))
    # shares follow the mean field
    mean = turn.simulate(path, start=np.full((2, 3), 1 / 3), revision=0.25, attachment=0.0).shares
    counted = np.stack([(learn.action[1:] == a).mean(axis=-1) for a in range(3)], axis=-1)
    assert np.abs(counted - mean).max() < 0.06


def test_the_glue_half_predicts_and_the_solvent_half_less(monkeypatch):
    seen = []
    monkeypatch.setattr(evidence, "settle", lambda *a, **k: seen.append(turn.settle(*a, **k)) or seen[-1])
    gap, change = evidence.predictions(4000, 11)
    glue, solvent, clear = gap < 0, gap > 0, gap > 0.4
    assert (change[glue] > 0).mean() > 0.93 and 0.4 < (change[solvent] < 0).mean() < 0.65 < (change[clear] < 0).mean() < 0.9
    minimum = np.diff(seen[0][..., stage.ROUTINE].mean(axis=-1), axis=0)[0]
    assert (minimum[solvent & (change > 0)] < 0).all()  # where shielding rises instead, fewer do the minimum


# Estimator -------------------------------------------------------------------------------------


def test_the_estimator_by_loops_and_its_error_by_leaving_out():
    for seed, (n, years), window in ((1, (60, 8), (2, 1, 2)), (2, (40, 7), (1, 0, 2)), (3, (50, 10), (2, 1, 2))):
        rng = np.random.default_rng(seed)
        on, y = evidence.adoption(n, years, rng), rng.poisson(2, (n, years))
        seen = evidence.penalty_effect(y, on, *window)
        estimate, sums = slow_effect(y.tolist(), on.astype(int).tolist(), window=window)
        without = np.array([slow_effect(y.tolist(), on.astype(int).tolist(), skip=i, window=window)[0] for i in range(n)])
        se = np.sqrt((n - 1) / n * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
        assert np.allclose(seen.log_ratio, estimate) and np.allclose(seen.sums, sums)
        assert np.allclose(np.where(np.isfinite(seen.se), seen.se, se), se) and np.isfinite(seen.se[NEITHER])


def test_sizes_and_shocks_alike_for_all_leave_the_estimate():
    rng = np.random.default_rng(7)
    on = evidence.adoption(300, 10, rng)
    mean = 0.03 + evidence.world("literal", on).shield
    clean = evidence.penalty_effect(1e6 * mean, on).log_ratio
    expected = evidence.effect(evidence.window_shares("literal").shield)
    shocked = evidence.penalty_effect(1e6 * mean * np.exp(rng.normal(0, 0.5, 10)), on).log_ratio
    sized = evidence.penalty_effect(1e6 * mean * rng.gamma(4, 0.25, (300, 1)), on).log_ratio
    for estimate in (clean, shocked, sized):
        assert estimate[NEITHER] == pytest.approx(expected[NEITHER], abs=2e-3)
        assert np.allclose(estimate, expected, atol=0.08)  # elsewhere other treatments are still settling as a window begins


def test_many_panels_at_once_are_as_each_alone():
    rng = np.random.default_rng(8)
    on = np.stack([evidence.adoption(50, 7, rng) for _ in range(3)])
    y = rng.poisson(3, on.shape[:-1])
    together, alone = evidence.penalty_effect(y, on), [evidence.penalty_effect(a, b) for a, b in zip(y, on)]
    for field in evidence.Effect._fields:
        assert np.allclose(getattr(together, field), [getattr(x, field) for x in alone])


def test_counts_have_the_mean_of_the_text():
    share = np.broadcast_to([[0.0, 0.2, 0.7]], (40_000, 3))
    y = evidence.counts(share, 1, shock=0.0)
    assert y.mean(axis=0) == pytest.approx(4 * (0.03 + share[0]), rel=0.03)
    assert y.var(axis=0) == pytest.approx([m + m * m / 4 for m in 4 * (0.03 + share[0])], rel=0.08)  # Poisson on gamma with shape 4
    assert evidence.counts(share, 1, shock=0.0, detected=0.0).sum() == 0


def test_what_the_test_says():
    def said(neither, both):
        return str(evidence.decide([neither, 9, -9, both], np.ones(4)))

    assert said(1.7, -1.7) == "reversal" and said(1.7, 1.7) == "glue" and said(-1.7, -1.7) == "solvent"
    assert said(1.6, -1.7) == said(1.7, -1.6) == said(-1.7, 1.7) == said(0, 0) == "undecided"
    assert evidence.power([0.8, 0, 0, -1.6], [0.4, 1, 1, 0.8]) == pytest.approx(0.6387**2, abs=1e-3)
    assert evidence.power([50.0, 0, 0, -50.0], np.ones(4)) == pytest.approx(1)
    assert evidence.power([0.0, 0, 0, -50.0], np.ones(4)) == pytest.approx(0.05, abs=1e-4)  # least favourable: no more than one test's


def test_later_detection_that_falls_with_penalties_moves_every_sign_alike():
    halved = {name: evidence.effect(evidence.window_shares(name).shield) + math.log(0.5) for name in ("book", "rival")}
    assert signs(halved["book"][[NEITHER, BOTH]]) == "+-" and signs(halved["rival"][[NEITHER, BOTH]]) == "-+"
    rng = np.random.default_rng(9)
    on = evidence.adoption(4000, 10, rng)
    y = evidence.counts(evidence.world("rival", on).shield, rng, detected=np.where(on[..., 2], 0.5, 1.0))
    assert evidence.penalty_effect(y, on).log_ratio == pytest.approx(halved["rival"], abs=0.25)
    # a rival never shows (+, -), whatever later detection falls to, as long as it falls alike in all strata
    rival = evidence.effect(evidence.window_shares("rival").shield)
    assert rival[BOTH] > rival[NEITHER]
    # to show it, detection has to fall where both are in force and not elsewhere: this far for the sign, and for the book's size
    assert math.exp(-rival[BOTH]) == pytest.approx(0.48, abs=5e-3)
    assert math.exp(changes("book")[BOTH] - changes("rival")[BOTH]) == pytest.approx(0.1, abs=5e-3)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.floats(0.3, 3), st.floats(0.1, 0.6), st.floats(0, 1), st.integers(50, 3000), st.integers(6, 20))
def test_more_counties_and_years_give_more_power(prize, noise, cut, counties, years):
    share = evidence.window_shares("book", prize, noise, cut).shield
    ahead = evidence.effect(share)
    assume(ahead[NEITHER] > 1e-3 and ahead[BOTH] < -1e-3)
    some = [evidence.outlook(share, n, t) for n, t in ((counties, years), (2 * counties, years))]
    powers = [float(evidence.power(o.log_ratio, o.se)) for o in some]
    assert powers[1] >= powers[0] and np.allclose(some[1].se * math.sqrt(2), some[0].se)


def test_windows_are_as_many_as_expected():
    for years in (6, 8, 10, 13):
        on = evidence.adoption(20_000, years, years)
        (treated, control), _ = evidence._windows(on, evidence.WINDOW)
        counted = np.stack([x.sum(axis=(0, 1)) for x in (treated, control)], axis=-1)
        assert counted == pytest.approx(evidence.design(20_000, years), rel=0.15, abs=25)
    assert np.array_equal(evidence.design(100, [6, 10])[1], evidence.design(100, 10))


def test_poisson_regression_with_effects_of_counties_and_years_agrees():
    """statsmodels on the frame that a reader gets, without the years in which penalties have just come."""
    pytest.importorskip("pandas")
    api = pytest.importorskip("statsmodels.api")
    conditional = pytest.importorskip("statsmodels.discrete.conditional_models")
    frame = evidence.panel(300, 10, rng=2, name="literal")
    on = frame[list(evidence.TREATMENTS)].to_numpy().reshape(300, 10, 3)
    mine = evidence.penalty_effect(frame["shield"].to_numpy().reshape(300, 10), on)
    kept = np.ones(len(frame), bool)
    first = frame[frame.penalty == 1].groupby("county").year.min()
    kept &= (frame.year != frame.county.map(first)).to_numpy()
    kept &= (frame.groupby("county").shield.transform("sum") > 0).to_numpy()
    data = frame[kept]
    strata = [(data.covert == c) & (data.person == i) for c, i in ((0, 0), (0, 1), (1, 0), (1, 1))]
    columns = [(s & (data.penalty == 1)).astype(float) for s in strata] + [s.astype(float) for s in strata[1:]]
    columns += [(data.year == year).astype(float) for year in range(1, 10)]
    design = np.column_stack(columns)
    fit = conditional.ConditionalPoisson(data.shield.to_numpy(), design, groups=data.county.to_numpy()).fit(disp=0)
    gap = (fit.params[:4] - mine.log_ratio) / np.sqrt(mine.se**2 + fit.bse[:4] ** 2)
    assert np.abs(gap).max() < 2.5 and np.abs(fit.params[:4] - evidence.effect(evidence.window_shares("literal").shield)).max() < 0.45
    assert fit.bse[0] < mine.se[0]  # it uses more of the panel, and assumes more
    dummies = np.column_stack([design] + [(data.county == county).astype(float) for county in data.county.unique()][:30])
    few = data.county.isin(data.county.unique()[:30]).to_numpy()
    plain = api.GLM(data.shield.to_numpy()[few], dummies[few], family=api.families.Poisson()).fit()
    alone = conditional.ConditionalPoisson(data.shield.to_numpy()[few], design[few], groups=data.county.to_numpy()[few]).fit(disp=0)
    assert plain.params[0] == pytest.approx(alone.params[0], abs=1e-3)  # conditioning on totals is the same as an effect for each county


def test_the_frame_has_the_columns_of_its_documentation():
    pytest.importorskip("pandas")
    frame = evidence.panel(30, 6, rng=1, cut=1.0)
    assert list(frame) == ["county", "year", "covert", "person", "penalty", "prize", "shield", "deflect"] and len(frame) == 180
    assert all(f"*{column}*" in evidence.panel.__doc__ for column in frame)
    assert (frame.prize[frame.penalty == 1] == 0).all() and (frame.prize[frame.penalty == 0] > 1).all()
    assert frame.equals(evidence.panel(30, 6, rng=1, cut=1.0)) and not frame.equals(evidence.panel(30, 6, rng=2, cut=1.0))


# Likelihood ------------------------------------------------------------------------------------


def test_settled_cells_and_a_likelihood_that_finds_the_world():
    right = 0
    shares = {name: evidence.cell_shares(name).shield for name in ("book", "rival", "literal")}
    for seed, (name, _) in enumerate(list(shares.items()) * 4):
        rng = np.random.default_rng([12, seed])
        on, kinds = evidence.adoption(300, 10, rng), evidence.prizes(300, rng)
        cells = evidence.cell_counts(evidence.counts(evidence.world(name, on, kinds).shield, rng), on)
        found = {other: float(evidence.loglik(*cells, share)) for other, share in shares.items()}
        right += max(found, key=found.get) == name
    assert right == 12
    y, on = np.arange(12.0).reshape(2, 6), evidence.adoption(2, 6, 3)
    counted, years = evidence.cell_counts(y, on, wait=1)
    slow, long = np.zeros(8), np.zeros(8)
    for i, t in np.ndindex(2, 6):
        if t == 0 or (on[i, t] == on[i, t - 1]).all():
            slow[on[i, t] @ [4, 2, 1]] += y[i, t]
            long[on[i, t] @ [4, 2, 1]] += 1
    assert np.array_equal(counted.ravel(), slow) and np.array_equal(years.ravel(), long)
    # the scale drops out: the best Poisson likelihood over it differs by what does not depend on the shares
    scales, q = np.geomspace(1e-2, 1e3, 20001)[:, None, None], (years * (0.03 + shares["book"]))
    full = [np.max((counted * np.log(np.where(q > 0, scales * q, 1)) - scales * q).sum(axis=(1, 2))) for q in (q, years * (0.03 + shares["rival"]))]
    short = [evidence.loglik(counted, years, shares[name]) for name in ("book", "rival")]
    assert full[0] - full[1] == pytest.approx(short[0] - short[1], abs=1e-4)


# The stored table ------------------------------------------------------------------------------


def row(**setting):
    found = [r for r in evidence.stored() if all(r[name] == value for name, value in ({"world": "book", "cut": 0.0, "noise": 0.25, "prize": 1.5, "years": 10} | setting).items())]
    assert len(found) == 1, setting
    return found[0]


def test_the_table_has_its_settings_and_a_row_is_made_again():
    rows, settings = evidence.stored(), evidence.settings()
    assert len(rows) == len(settings)
    for stored, setting in zip(rows, settings):
        assert all(stored["world" if name == "world_name" else name] == value for name, value in setting.items())
        assert stored["samples"] == 300 == sum(stored[said] for said in evidence.DECISIONS)
    again, first = evidence.trial("book", counties=100, years=6, samples=300, key=11), rows[0]
    assert {k: v for k, v in again.items() if k in evidence.DECISIONS} == {k: first[k] for k in evidence.DECISIONS}
    assert all(again[k] == pytest.approx(first[k], abs=1e-3, nan_ok=True) for k in evidence.COLUMNS[11:])


def test_estimates_are_true_on_average_and_their_errors_honest():
    for r in evidence.stored():
        for stratum in ("neither", "both"):
            spread, error = r[f"spread_{stratum}"], r[f"error_{stratum}"]
            if error < 0.4:  # where there are counts enough
                assert abs(r[f"bias_{stratum}"]) < 0.06 and 0.88 < error / spread < 1.2, r
                assert 0.91 < r[f"cover_{stratum}"] < 0.985, r


def test_false_reversals_are_rare():
    for r in evidence.stored():
        if r["world"] != "book" or r["cut"] == 1:
            assert r["reversal"] <= 1, r
    assert evidence.least_favourable() == pytest.approx(0.464, abs=1e-3)
    for counties in (300, 800):
        least = row(cut=evidence.least_favourable(), counties=counties)
        assert least["reversal"] / 300 < 0.085, least


def test_the_pencil_is_near_the_table():
    for r in evidence.stored():
        if r["world"] == "book" and r["cut"] == 0:
            o = evidence.outlook(evidence.window_shares("book", r["prize"], r["noise"]).shield, r["counties"], r["years"])
            hope = float(evidence.power(o.log_ratio, o.se)) - r["reversal"] / 300
            assert -0.2 < hope < 0.2, r
            if r["counties"] >= 400 and r["years"] >= 10:  # with fewer it is too hopeful
                assert hope < 0.05, r
                assert all(0.98 < o.se[k] / r[f"error_{name}"] < 1.16 for k, name in ((NEITHER, "neither"), (BOTH, "both"))), r


def test_which_baselines_are_friendliest_and_hardest():
    powers = {(p, n): row(prize=p, noise=n, counties=400)["reversal"] for p, n in evidence.BASELINES}
    assert max(powers, key=powers.get) == evidence.FRIENDLIEST and min(powers, key=powers.get) == evidence.HARDEST


def test_the_command_writes_what_it_is_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evidence, "settings", lambda: [{"world_name": "book", "counties": 30, "years": 6}])
    evidence.main(["--samples", "2", "--out", str(tmp_path / "t.csv")])
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines[0].startswith("# python -m xianxiang.evidence --samples 2 --key 11") and lines[1] == ",".join(evidence.COLUMNS) and len(lines) == 3
    evidence.main(["--samples", "2"])
    assert capsys.readouterr().out.splitlines()[1:] == lines[1:]


# Errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "says"), [
    (lambda: evidence.regime([0, 1]), r"on must be 0 or 1 .* shape \(\.\.\., 3\)"),
    (lambda: evidence.regime([0, 1, 2]), "on must be 0 or 1"),
    (lambda: evidence.regime([0, 1, 0], prize=-1), "prize must be"),
    (lambda: evidence.regime([0, 1, 0], cut=1.5), r"cut must be in \[0, 1\]"),
    (lambda: evidence.settled("none", [0, 0, 0]), "name must be among book, selection, rival, literal"),
    (lambda: evidence.settled("book", [0, 0, 0], noise=0), "noise must be more than 0"),
    (lambda: evidence.world("book", [0, 0, 0]), r"on must be of shape \(\.\.\., years, 3\)"),
    (lambda: evidence.adoption(0, 5, 1), "counties must be one whole number of at least 1"),
    (lambda: evidence.adoption(5, 5, None), "rng must be"),
    (lambda: evidence.counts([[2.0]], 1), r"share must be in \[0, 1\]"),
    (lambda: evidence.counts([0.5], 1), "share must be of shape"),
    (lambda: evidence.penalty_effect([[1, 1]], [[0, 0, 0]]), "counts .* must fit on"),
    (lambda: evidence.penalty_effect([[1, 1]], [[[0, 0, 1], [0, 0, 0]]]), "stay in force"),
    (lambda: evidence.penalty_effect([[-1, 1]], [[[0, 0, 0], [0, 0, 0]]]), "counts must be at least 0"),
    (lambda: evidence.decide([1, 2], [1, 1]), r"log_ratio must be of shape \(\.\.\., 4\)"),
    (lambda: evidence.decide([1, 2, 3, 4], [1, 1, 1, 0]), "se must be more than 0"),
    (lambda: evidence.outlook([0.5, 0.5]), r"share must be of shape \(\.\.\., 4, 2\)"),
    (lambda: evidence.design(100, 6.5), "years must be whole numbers"),
    (lambda: evidence.posts("magic", Institution(strength=[1.0, 2.0]), 3, 1), "by must be among learning, selection"),
    (lambda: evidence.posts("learning", Institution(), 3, 1), "path must have one axis"),
    (lambda: evidence.loglik(np.ones((4, 2)), np.ones((4, 2)), np.ones((4, 2)), background=0), "background must be more than 0"),
])
def test_errors_name_the_parameter(call, says):
    with pytest.raises(ValueError, match=says):
        call()
