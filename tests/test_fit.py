"""Flexible or uniform: by hand, against townships that try every act and provinces of drawn localities, its propositions, limits and claims."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import institutions, props

from xianxiang import fit, stage
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import fit as certified
from xianxiang.institution import CONDITIONS, NOW, PRESETS, THEN, Institution, switched

FLEXIBLE, BIASES, SPREADS, SPILLOVERS = st.floats(0, 1), st.floats(-3, 3), st.floats(0.2, 3), st.floats(0, 3)
WEIGHTS, SHARES, DISTANCES = st.floats(0.1, 10), st.floats(0, 1), st.floats(0, 5)


# Other roads -----------------------------------------------------------------------------------


def price(i, hiding):
    """What a deviation of one costs, written out once more: items that fail one by one, a prize and a penalty each felt in its way."""
    seen = i.monitoring * (1 - (0.0, i.concealment * i.lone_concealment, i.concealment)[hiding])
    felt = (1 - i.individualization) * i.diffusion + i.individualization
    prize, penalty = i.strength * (1 - i.negativity), i.strength * i.negativity
    return (1 - (1 - seen) ** i.veto_items) * ((1 - i.prize_passing) * prize + (i.prize_passing * prize + penalty) * felt)


def province(size, spread, rng):
    """What is best in each of many localities: of mean 0 and this standard deviation, and lopsided."""
    need = rng.exponential(size=size) ** 1.5
    return (need - need.mean()) / need.std() * spread


def harm(acts, needs, spillover):
    """What a province loses, locality by locality."""
    return np.mean((acts - needs) ** 2) + spillover * np.mean((acts - acts.mean()) ** 2)


def with_idlers(needs, chi, bias, idle, distance):
    """Acts and needs of a province of which of each ten copies of a locality some do nothing."""
    acts = np.concatenate([np.full_like(needs, -distance) if copy < round(10 * idle) else chi * (needs + bias) for copy in range(10)])
    return acts, np.tile(needs, 10)


def drawn(size, seed, **fixed):
    """Institutions from all over the domain."""
    rng = np.random.default_rng(seed)
    levers = {name: rng.uniform(0, 1, size) for name in ("negativity", "individualization", "monitoring", "concealment", "lone_concealment", "diffusion", "prize_passing")}
    return Institution(**levers | {"strength": rng.uniform(0, 8, size), "veto_items": rng.integers(1, 7, size)} | fixed), rng


# The township ----------------------------------------------------------------------------------


@props
@given(institutions())
def test_exposure_is_what_a_deviation_costs(i):
    assert fit.exposure(i) == pytest.approx(np.array([price(i, hiding) for hiding in range(3)]), abs=1e-12)


def test_no_deviation_tried_costs_less():
    size = CASES["fit-deviations"]
    i, rng = drawn(size, 1)
    weight, need, bias = rng.uniform(0.1, 5, size), rng.normal(size=size), rng.normal(size=size)
    tried = np.linspace(-6, 6, 1201)[:, None]
    for hiding in range(3):
        act = fit.policy(need, fit.flexibility(i, weight)[:, hiding], bias)

        def cost(a, p=price(i, hiding)):
            return weight * (a - need - bias) ** 2 + p * a**2

        assert (cost(act) <= cost(tried) + 1e-12).all()
        assert (cost(act) < np.minimum(cost(act - 1e-3), cost(act + 1e-3))).all()


@props
@given(institutions(), WEIGHTS)
def test_flexibility_falls_with_stakes_and_inspection_and_rises_with_who_hides(i, weight):
    chi = fit.flexibility(i, weight)
    assert 0 < chi[0] <= chi[1] <= chi[2] <= 1
    for lever, more in (("strength", i.strength + 1), ("monitoring", min(i.monitoring + 0.1, 1)), ("veto_items", i.veto_items + 1), ("individualization", min(i.individualization + 0.1, 1))):
        assert (fit.flexibility(i.replace(**{lever: more}), weight) <= chi + 1e-12).all()
    for lever in ("concealment", "lone_concealment", "negativity"):
        assert (fit.flexibility(i.replace(**{lever: min(getattr(i, lever) + 0.1, 1)}), weight) >= chi - 1e-12).all()
    assert (fit.flexibility(i, weight * 1.1) >= chi - 1e-12).all()
    for lever in ("executor", "attachment", "transferability", "shield_cost", "deflect_cost"):
        np.testing.assert_allclose(fit.flexibility(i.replace(**{lever: 0.37}), weight), chi, atol=1e-12)


def test_by_hand():
    i = Institution(monitoring=0.5, concealment=0.75, strength=4, negativity=0)
    assert fit.flexibility(i)[[0, 2]] == pytest.approx([1 / 3, 2 / 3])
    assert fit.loss([0, 0.5, 1], bias=1, spread=1, spillover=0) == pytest.approx([1, 0.5, 1])
    assert fit.ideal(1, 1, 0) == 0.5
    assert fit.two_acts(0, idle=0.5, distance=2).dispersion == 1
    # the exercise by hand: the best flexibility, and the inspection that brings it about
    assert fit.ideal(0.5, 1, 0.25) == pytest.approx(2 / 3)
    bare, hidden = (fit.flexibility(i.replace(monitoring=m, concealment=0.75))[hiding] for m, hiding in ((1 / 8, 0), (1 / 2, 2)))
    assert bare == pytest.approx(2 / 3) and hidden == pytest.approx(2 / 3)


def test_limits():
    assert fit.flexibility("now", 1e12) == pytest.approx(1) and fit.flexibility("now", 1e-12) == pytest.approx(0, abs=1e-11)
    assert (fit.flexibility(Institution(strength=0)) == 1).all() and (fit.flexibility(Institution(monitoring=0)) == 1).all()
    assert (fit.flexibility(Institution(concealment=1, strength=[1, 1e9]))[:, 2] == 1).all()


# The society -----------------------------------------------------------------------------------


def test_the_loss_is_that_of_many_localities():
    rng = np.random.default_rng(2)
    for _ in range(CASES["fit-losses"]):
        needs = province(200, rng.uniform(0.2, 3), rng)
        bias, spillover = rng.normal(), rng.uniform(0, 3)
        one, other = rng.uniform(size=2)
        lost = [harm(fit.policy(needs, chi, bias), needs, spillover) for chi in (one, other)]
        own = bias, needs.std(), spillover
        assert fit.loss([one, other], *own) == pytest.approx(lost)
        best = fit.ideal(*own)
        assert (lost[0] < lost[1]) == (abs(one - best) < abs(other - best))
        assert fit.loss(best, *own) == pytest.approx(needs.var() * (1 - best))
        around = np.linspace(0, 1, 101)
        assert (fit.loss(around, *own) >= fit.loss(best, *own)).all()


@props
@given(FLEXIBLE, FLEXIBLE, BIASES, SPREADS, SPILLOVERS)
def test_collusion_is_better_exactly_if_the_best_lies_above_the_middle(colluding, blaming, bias, spread, spillover):
    assume(colluding > blaming + 1e-3)
    best, middle = fit.ideal(bias, spread, spillover), (colluding + blaming) / 2
    assume(abs(best - middle) > 1e-6)
    assert (fit.loss(colluding, bias, spread, spillover) < fit.loss(blaming, bias, spread, spillover)) == (best > middle)
    harm_of_flexibility = spillover + (bias / spread) ** 2
    assume(abs(harm_of_flexibility - 1) > 1e-6)
    assert (fit.loss(1, bias, spread, spillover) < fit.loss(0, bias, spread, spillover)) == (harm_of_flexibility < 1)


@props
@given(institutions(), WEIGHTS, BIASES, SPREADS, SPILLOVERS)
def test_the_best_stakes_bring_about_the_best_flexibility(i, weight, bias, spread, spillover):
    assume(i.monitoring > 0.01 and i.concealment < 0.99 and spillover + abs(bias) > 0.01)
    stakes = fit.best_stakes(i, weight, bias, spread, spillover)
    for hiding, w in enumerate(stakes):
        paid = i.replace(strength=w, negativity=0.0, prize_passing=0.0)          # a prize in full: all of it is at stake
        assert fit.flexibility(paid, weight)[hiding] == pytest.approx(fit.ideal(bias, spread, spillover))
        others = fit.flexibility(paid.replace(strength=w * np.array([0.5, 0.9, 1.1, 2])), weight)[:, hiding]
        assert (fit.loss(others, bias, spread, spillover) > fit.loss(fit.ideal(bias, spread, spillover), bias, spread, spillover) - 1e-12).all()


def test_no_harm_asks_for_no_stakes_and_what_is_never_found_for_any():
    assert (fit.best_stakes("then", bias=0, spillover=0) == 0).all()
    assert (fit.best_stakes(Institution(monitoring=0), bias=0, spillover=0) == 0).all()
    assert (fit.best_stakes(Institution(concealment=1)) == [0.65 / 0.5, 0.65 / 0.35, np.inf]).all()
    assert (fit.best_stakes(Institution(monitoring=0, concealment=1)) == np.inf).all()


@props
@given(FLEXIBLE, FLEXIBLE, st.floats(-2, 2), SPREADS, SPILLOVERS)
def test_variety_favours_flexibility_exactly_below_a_mean(colluding, blaming, bias, spread, spillover):
    assume(colluding > blaming + 1e-2)
    weighed = (1 + spillover) * (colluding + blaming) / 2
    assume(abs(weighed - 1) > 1e-3)

    def worse(tau):
        return fit.loss(colluding, bias, tau, spillover) - fit.loss(blaming, bias, tau, spillover)

    assert (worse(spread * 1.3) < worse(spread)) == (weighed < 1)


@props
@given(FLEXIBLE, FLEXIBLE, BIASES, SPREADS, SPILLOVERS)
def test_more_variety_never_turns_the_choice_to_the_letter(colluding, blaming, bias, spread, spillover):
    assume(colluding > blaming)
    better = fit.loss(colluding, bias, spread * np.array([1, 1.5, 4]), spillover) < fit.loss(blaming, bias, spread * np.array([1, 1.5, 4]), spillover) - 1e-9
    assert (np.diff(better.astype(int)) >= 0).all()
    assert (np.diff(fit.ideal(bias, spread * np.array([1, 1.5, 4]), spillover)) >= 0).all()


def test_where_unlikeness_harms_much_variety_makes_hiding_the_worse():
    worse = fit.loss(1, 0.5, [1, 2, 4], 1.5) - fit.loss(0, 0.5, [1, 2, 4], 1.5)
    assert (np.diff(worse) > 0).all()


# What concealment buys -------------------------------------------------------------------------


def test_concealment_buys_most_at_one_peak():
    size = CASES["fit-peaks"]
    i, rng = drawn(size, 3, monitoring=np.random.default_rng(4).uniform(0.05, 1, size), concealment=np.random.default_rng(5).uniform(0.05, 0.98, size))
    weight = rng.uniform(0.1, 5, size)
    top = fit.peak(i, weight)
    paid = i.replace(negativity=0.0, prize_passing=0.0)

    def gain(times):
        chi = fit.flexibility(paid.replace(strength=top.stakes * times), weight)
        return chi[:, 2] - chi[:, 0]

    np.testing.assert_allclose(gain(1), top.gain, atol=1e-12)
    path = np.stack([gain(times) for times in np.geomspace(1e-9, 1e9, 181)])
    assert (np.diff(path[:91], axis=0) > 0).all() and (np.diff(path[90:], axis=0) < 0).all()
    assert (path[[0, -1]] < 1e-6).all()


@props
@given(institutions(), WEIGHTS)
def test_without_the_regime_fewer_stakes_do_as_well(i, weight):
    same = i.replace(strength=fit.equivalent(i))
    assert fit.flexibility(same, weight)[0] == pytest.approx(fit.flexibility(i, weight)[2])


def test_a_tenth_of_the_stakes_is_as_flexible_with_nobody_hiding():
    base = Institution()
    assert fit.equivalent(base) == pytest.approx(0.4)
    low = base.replace(strength=0.4)
    assert fit.flexibility(low)[0] == pytest.approx(0.843, abs=5e-4) and fit.flexibility(base)[2] == pytest.approx(fit.flexibility(low)[0])
    assert [str(e) for e in stage.list_equilibria(low)] == ["county: routine; township: routine"]
    assert stage.pure_equilibria(base)[0, 0] and stage.pure_equilibria(base).sum() == 1


def test_where_concealment_hides_nothing_or_all():
    assert fit.peak(Institution(concealment=0)).gain == 0 and np.isnan(fit.peak(Institution(concealment=0)).stakes)
    assert fit.peak(Institution(monitoring=0)).gain == 0 and np.isnan(fit.peak(Institution(monitoring=0)).stakes)
    assert fit.peak(Institution(concealment=1)) == (np.inf, 1)


# Two safe acts ---------------------------------------------------------------------------------


@props
@given(FLEXIBLE, BIASES, SPREADS, SPILLOVERS, st.integers(0, 10), DISTANCES, st.integers(0, 10**6))
def test_two_acts_are_those_of_a_province(chi, bias, spread, spillover, tenths, distance, seed):
    needs = province(60, spread, np.random.default_rng(seed))
    acts, wanted = with_idlers(needs, chi, bias, tenths / 10, distance)
    got = fit.two_acts(chi, bias, spread, spillover, tenths / 10, distance)
    assert got.dispersion == pytest.approx(acts.var(), abs=1e-9) and got.loss == pytest.approx(harm(acts, wanted, spillover), abs=1e-9)


def test_which_shares_make_blame_less_uniform():
    rng = np.random.default_rng(6)
    size = CASES["fit-shares"]
    blaming = rng.uniform(0, 1, size) * rng.integers(0, 2, size)
    colluding = blaming + (1 - blaming) * rng.uniform(0, 1, size)
    bias, spread, distance = rng.normal(size=size), rng.uniform(0.2, 2, size), rng.uniform(0, 4, size)
    low, high = fit.less_uniform(colluding, blaming, bias, spread, distance).T
    some = ~np.isnan(low)
    assert 0.2 < some.mean() < 0.8 and (some == ~np.isnan(high)).all()
    idle = np.linspace(0, 1, 2001)[:, None]
    less = fit.two_acts(blaming, bias, spread, 0, idle, distance).dispersion > (colluding * spread) ** 2 + 1e-12
    assert (less[:, ~some] == 0).all()
    near = (np.abs(idle - low) < 1e-6) | (np.abs(idle - high) < 1e-6)
    assert ((less == ((idle > low) & (idle < high))) | near)[:, some].all()
    apart = np.abs(distance + blaming * bias)
    assert (some == (apart > spread * (colluding + np.sqrt(colluding**2 - blaming**2)))).all()


@props
@given(st.floats(0.05, 1), SPREADS, DISTANCES)
def test_with_the_letter_elsewhere_the_distance_counts_twice(colluding, spread, distance):
    assume(abs(distance - 2 * colluding * spread) > 1e-6)
    between = fit.less_uniform(colluding, 0, spread=spread, distance=distance)
    assert (not np.isnan(between).any()) == (distance > 2 * colluding * spread)
    if distance > 2 * colluding * spread:
        half = np.sqrt(1 - (2 * colluding * spread / distance) ** 2)
        assert between == pytest.approx([(1 - half) / 2, (1 + half) / 2])


def test_then_against_now_with_two_safe_acts():
    chi = fit.flexibility(THEN)[2], fit.flexibility(NOW)[0]
    assert fit.less_uniform(*chi, bias=0, distance=2) == pytest.approx([0.146, 0.842], abs=7e-4)
    assert fit.two_acts(0, idle=0.5, distance=2).dispersion > fit.two_acts(chi[0], idle=0).dispersion


def test_two_acts_need_not_be_a_smaller_loss():
    """Nothing done in some places is worse for fit as well, unless it lies near."""
    one, two = (fit.two_acts(fit.flexibility(NOW)[0], idle=idle).loss for idle in (0, 0.3))
    assert two > one
    close = fit.two_acts(1, bias=3, idle=[0, 0.3], distance=0)
    assert close.loss[1] < close.loss[0]


# Then and now ----------------------------------------------------------------------------------


def test_the_stakes_did_not_change_but_flexibility_did():
    for era in (THEN, NOW):
        assert price(era.replace(monitoring=1, concealment=0), 0) == pytest.approx(3.73)
    assert fit.flexibility(THEN)[2] == pytest.approx(0.733, abs=5e-4) and fit.flexibility(NOW)[0] == pytest.approx(0.211, abs=5e-4)
    assert stage.pure_equilibria(THEN)[0, 0] and stage.pure_equilibria(NOW)[1, 1] and not stage.pure_equilibria(NOW)[0, 0]
    # the levers alone, two still hiding; the regime alone, at the levers of then
    assert fit.flexibility(NOW)[2] == pytest.approx(0.2195, abs=5e-5) and fit.flexibility(THEN)[0] == pytest.approx(0.263, abs=5e-4)


def test_single_conditions_with_two_still_hiding():
    alone = {name: fit.flexibility(switched(name))[2] for name in CONDITIONS}
    assert alone["apparatus"] == pytest.approx(0.295, abs=5e-4) and alone["vetoes"] == pytest.approx(0.503, abs=5e-4)
    assert alone["penalty"] == pytest.approx(0.867, abs=5e-4) and alone["penalty"] > fit.flexibility(THEN)[2]
    assert sorted(alone, key=alone.get)[:2] == ["apparatus", "vetoes"]
    assert all(stage.pure_equilibria(switched(name))[0, 0] for name in CONDITIONS)


def test_going_back_one_condition_with_nobody_hiding():
    """Back to the unit helps, and hardly anything else; with two who hide the apparatus does."""
    back = {name: fit.flexibility(NOW.replace(**{lever: getattr(THEN, lever) for lever in CONDITIONS[name]})) for name in CONDITIONS}
    assert back["person"][0] == pytest.approx(1 / (1 + (0.4 + 3.6 * 0.325) * (1 - 0.2**6)))
    assert max(chi[0] for name, chi in back.items() if name != "person") == pytest.approx(1 / (1 + 3.73 * 0.96))
    assert back["apparatus"][2] == pytest.approx(1 / (1 + 3.73 * (1 - 0.95**6))) and back["apparatus"][2] > back["person"][0]


def test_at_now_little_is_hidden_whatever_the_weight_of_fit():
    found = stage.findings(NOW)
    assert found[2] / found[0] == pytest.approx(0.953, abs=5e-4)
    assert fit.peak(NOW).gain < 0.0121
    weights = np.geomspace(1e-3, 1e3, 200)
    chi = fit.flexibility(NOW, weights)
    assert (chi[:, 2] - chi[:, 0] < 0.0121).all() and (fit.flexibility(THEN, weights)[:, 2] > chi[:, 2]).all()


def test_numbers_of_the_exercises():
    then, now = fit.flexibility(THEN)[2], fit.flexibility(NOW)[0]
    assert 2 / (then + now) - 1 == pytest.approx(1.117, abs=5e-4)                # the spillover at which, without bias, the two are alike
    for rule, hides in ((THEN, (8, 1)), (NOW, (1, 0.5))):                         # at a bias of .5 and a spillover of .4, by the figure's slider
        strengths = np.array([0.25, 0.5, 1, 2, 4, 8, 16])
        off = np.abs(fit.flexibility(rule.replace(strength=strengths)) - fit.ideal())
        assert tuple(strengths[off[:, [2, 0]].argmin(axis=0)]) == hides
    for spillover, better in ((1.11, True), (1.125, False)):
        assert (fit.loss(then, 0, 1, spillover) < fit.loss(now, 0, 1, spillover)) == better


@pytest.mark.parametrize("extra", [0.5, 1.0, 2.0])
def test_leaders_who_overstate_what_is_needed_break_the_rule(extra):
    """They want (1 + g)x; the best flexibility is 1/(1 + g), at which nothing is lost, and the rule with z knows nothing of it."""
    needs = province(500, 1.0, np.random.default_rng(7))
    chi = np.linspace(0, 1, 3001)
    lost = np.mean((chi[:, None] * (1 + extra) * needs - needs) ** 2, axis=1)
    assert chi[lost.argmin()] == pytest.approx(1 / (1 + extra), abs=1e-3) and lost.min() < 1e-6
    bias = extra * np.sqrt(np.mean(needs**2))                                     # as large, but the same everywhere
    assert fit.ideal(bias, needs.std(), 0) != pytest.approx(1 / (1 + extra), abs=1e-3) or extra == 1
    assert fit.loss(fit.ideal(bias, needs.std(), 0), bias, needs.std(), 0) > 0.1


# What certificates speak of is what the module computes -------------------------------------------


def test_certified_formulas_are_the_librarys():
    rng = np.random.default_rng(8)
    for _ in range(50):
        chi, bias, spread, spillover, idle, distance = rng.uniform(0.1, 1, 6)
        point = Point(harm=spillover + (bias / spread) ** 2, best=fit.ideal(bias, spread, spillover))
        assert spread**2 * certified.lost(point, chi) == pytest.approx(fit.loss(chi, bias, spread, spillover))
        assert certified.best(point.replace(best=Fraction(1, 1 + 2), harm=2))
        two = Point(within=chi * spread, apart=distance + chi * bias)
        assert certified.unlike(two, idle) == pytest.approx(fit.two_acts(chi, bias, spread, spillover, idle, distance).dispersion)
        i = Institution(monitoring=rng.uniform(0.1, 1), concealment=rng.uniform(0.1, 0.9), strength=rng.uniform(0.5, 8))
        found, stakes = stage.findings(i), sum(stage.stakes(i, 1))
        top, bottom = certified.gain(Point(root=np.sqrt(found[2] / found[0])), found[0] * stakes / 2)
        own = fit.flexibility(i, 2)
        assert own[2] - own[0] == pytest.approx(top / bottom)
        for hiding in range(3):
            assert own[hiding] * (2 + found[hiding] * stakes) == pytest.approx(2)


# Grids and errors ------------------------------------------------------------------------------


def test_a_grid_equals_one_by_one():
    i = Institution(strength=np.array([1.0, 4.0])[:, None], executor=[0.2, 0.5, 1.0])
    weight = np.array([0.5, 2.0])[:, None]
    chi, stakes, top, same = fit.flexibility(i, weight), fit.best_stakes(i, weight, [0, 0.5, 1]), fit.peak(i, weight), fit.equivalent(i)
    assert chi.shape == stakes.shape == (2, 3, 3) and top.stakes.shape == top.gain.shape == same.shape == (2, 3) == fit.exposure(i).shape[:2]
    for a, b in np.ndindex(2, 3):
        one = Institution(strength=(1.0, 4.0)[a], executor=(0.2, 0.5, 1.0)[b])
        np.testing.assert_allclose(chi[a, b], fit.flexibility(one, weight[a, 0]))
        np.testing.assert_allclose(stakes[a, b], fit.best_stakes(one, weight[a, 0], (0, 0.5, 1)[b]))
        assert (top.stakes[a, b], top.gain[a, b], same[a, b]) == pytest.approx((*fit.peak(one, weight[a, 0]), fit.equivalent(one)))
    acts = fit.two_acts([0.2, 0.5], idle=np.linspace(0, 1, 5)[:, None], bias=[0.0, 1.0])
    assert acts.loss.shape == acts.dispersion.shape == (5, 2)
    between = fit.less_uniform([0.7, 0.8], 0.2, distance=np.array([0.5, 2, 3])[:, None])
    assert between.shape == (3, 2, 2)
    for a, b in product(range(3), range(2)):
        np.testing.assert_allclose(between[a, b], fit.less_uniform((0.7, 0.8)[b], 0.2, distance=(0.5, 2, 3)[a]))
    assert fit.ideal([0, 1], 1, [[0], [1], [2]]).shape == (3, 2) and fit.policy(0.5, 0.5).shape == () == fit.loss(0.5).shape


def test_a_presets_name_is_enough():
    for function in (fit.exposure, fit.flexibility, fit.best_stakes, fit.peak, fit.equivalent):
        for name in PRESETS:
            np.testing.assert_array_equal(function(name), function(PRESETS[name]))


@pytest.mark.parametrize("call, error, message", [
    (lambda: fit.flexibility("now", 0), ValueError, "fit_weight must be more than 0, got 0"),
    (lambda: fit.flexibility("now", -1), ValueError, "fit_weight must be at least 0 and finite, got -1"),
    (lambda: fit.flexibility(Institution(strength=[1, 2]), [1, 2, 3]), ValueError, r"got fit_weight \(3,\) and the institution's \(2,\)"),
    (lambda: fit.flexibility(3.0), TypeError, "institution must be an Institution"),
    (lambda: fit.flexibility("soon"), ValueError, "institution must be an Institution or a preset's name"),
    (lambda: fit.ideal(spread=0), ValueError, "spread must be more than 0, got 0"),
    (lambda: fit.ideal(bias=np.nan), ValueError, "bias must be in .* got nan"),
    (lambda: fit.ideal(spillover=-0.1), ValueError, "spillover must be at least 0 and finite, got -0.1"),
    (lambda: fit.loss(1.2), ValueError, r"flexibility must be in \[0, 1\], got 1.2"),
    (lambda: fit.loss([0.1, 0.2], bias=[0, 1, 2]), ValueError, r"got flexibility \(2,\), bias \(3,\)$"),
    (lambda: fit.two_acts(0.5, idle="half"), TypeError, "idle must be a real number"),
    (lambda: fit.two_acts(0.5, idle=30), ValueError, r"idle must be in \[0, 1\], got 30.0. Did you mean 0.3"),
    (lambda: fit.two_acts(0.5, distance=-1), ValueError, "distance must be in .* got -1"),
    (lambda: fit.less_uniform(0.2, 0.5), ValueError, "colluding must not be below blaming, got 0.2 and 0.5"),
    (lambda: fit.less_uniform(0.2, [0.1, 1.5]), ValueError, r"blaming must be in \[0, 1\], got 1.5"),
    (lambda: fit.less_uniform([0.5, 0.6], [0.1, 0.1, 0.1]), ValueError, r"got colluding \(2,\), blaming \(3,\)$"),
])  # fmt: skip
def test_errors_name_the_parameter(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Claims ----------------------------------------------------------------------------------------

PLACES = (Institution(), THEN, NOW)


def test_claim_X1_two_who_hide_follow_the_place_and_interests_that_differ_scatter_policy():
    levels = np.linspace(0, 1, 21)
    for place in PLACES:
        chi = fit.flexibility(place.replace(concealment=levels))
        assert (np.diff(chi[:, 2]) > 0).all() and np.ptp(chi[:, 0]) < 1e-12              # what two hide, and nothing else, buys flexibility
        gain = chi[:, 2] - chi[:, 0]
        assert gain[0] == 0 and (gain[1:] > 0).all()
        needs = province(2000, 1.0, np.random.default_rng(9))
        following = [np.corrcoef(needs, fit.policy(needs, chi[-2, j]))[0, 1] * fit.policy(needs, chi[-2, j]).std() for j in (0, 2)]
        assert following[1] > following[0]
        # an interest that is the same everywhere moves policy and scatters nothing; one that differs scatters it, and most where two hide
        mixed = np.random.default_rng(10).permutation(needs) * 0.8
        scatter = {j: [fit.policy(needs, chi[-2, j], bias).var() for bias in (0.0, 2.0, mixed)] for j in (0, 2)}
        assert all(common == pytest.approx(none) and differing > none for none, common, differing in scatter.values())
        assert scatter[2][2] - scatter[2][0] > scatter[0][2] - scatter[0][0]
    off = Institution(strength=[0.0, 4.0, 4.0], monitoring=[0.5, 0.0, 0.5], concealment=[0.9, 0.9, 0.0])
    assert np.ptp(fit.flexibility(off)[:, [0, 2]], axis=1) == pytest.approx(0)           # nothing at stake, nothing found, nothing hidden


def test_claim_X2_blame_shifting_is_uniform_only_if_nearly_all_choose_the_same_act():
    tau, idle = 1.0, np.linspace(0, 1, 101)
    colluding = fit.flexibility(THEN)[2]
    for blaming in (fit.flexibility(THEN)[0], fit.flexibility(NOW)[0]):
        assert colluding - blaming > 0.4                                                 # flexibility goes
        dispersion = fit.two_acts(blaming, 0.0, tau, 0.4, idle, 2.0).dispersion
        assert dispersion[0] < (colluding * tau) ** 2 and dispersion[-1] < 1e-12          # one act: more uniform
        less = np.flatnonzero(dispersion > (colluding * tau) ** 2)
        assert less.size and idle[less[0]] < 0.2 and idle[less[-1]] > 0.8                # two: less, unless few or nearly all are idle
    hidden, bare = fit.flexibility(NOW)[[2, 0]]
    assert 0 < hidden - bare < 0.01                                                      # at the levers of now blame has next to nothing left to take


RIVALS = {
    # whoever hides the file, the deviation itself is there for all to see
    "X1": ("exposure", lambda institution, own=fit.exposure: np.repeat(own(institution)[..., :1], 3, axis=-1)),
    # who does nothing does not deviate: it lies at the standard
    "X2": ("two_acts", lambda *given, own=fit.two_acts, **named: own(*given[:5], **{n: v for n, v in named.items() if n != "distance"}, distance=0.0)),
}
"""For each claim with a test here an assumption that others might hold, under which the test fails."""


@pytest.mark.parametrize("claim", RIVALS)
def test_each_claim_can_fail(claim, monkeypatch):
    name, rival = RIVALS[claim]
    monkeypatch.setattr(fit, name, rival)
    test = next(value for key, value in globals().items() if key.startswith(f"test_claim_{claim}_"))
    with pytest.raises(AssertionError):
        test()
