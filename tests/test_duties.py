"""Duties without powers: by hand, against the model written out and searched, its propositions, limits and claims.

The second implementation knows no closed form. Liabilities are read off the core game's payoffs; efforts are found by
trying all of a grid, and so is the county's choice of what to hand down; departments are counted out one by one.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_stage import drawn, institutions, props

from xianxiang import duties, stage
from xianxiang.certificates import CASES
from xianxiang.institution import CONDITIONS, NOW, THEN, Institution, switched

SHIELD, DEFLECT, ROUTINE = range(3)
COUNTY, TOWNSHIP = range(2)
BASELINE = Institution()
HARSH = Institution(negativity=0.9, individualization=0.9)   # the baseline's checks, with penalties for persons
LIABLE = st.tuples(st.floats(0, 1.5), st.floats(0, 1.5)).map(lambda pair: np.array(pair).round(4))
UNIT, WORTH = (st.floats(0, most).map(lambda x: round(x, 4)) for most in (1, 1.3))
GRID = np.linspace(0, 1, 101)


# The model written out -----------------------------------------------------------------------


def liabilities_by_payoffs(i, cost=4, county=DEFLECT):
    """What being found costs each side where the township does the minimum: payoffs unfound less payoffs found, times the chance."""
    never, always = (stage.material_payoffs(i.replace(monitoring=m, veto_items=1)) for m in (0.0, 1.0))
    lost = never - always
    return np.stack([lost[..., COUNTY, county, ROUTINE], lost[..., TOWNSHIP, ROUTINE, county]], axis=-1) * np.asarray(i.monitoring)[..., None] / cost


def played(p, liability, keeping, rule="place", steps=201):
    """Payoffs of county and township and the work done, efforts being the best of a grid, found one against the other."""
    y = np.unique(np.concatenate([np.linspace(0, 1, steps), [p, 1 - p], liability, [sum(liability)]]).clip(0, 1).round(9))
    handled = np.minimum(1 - p, y)[:, None], np.minimum(p, y)[None, :]     # by the county's effort, by the township's
    idle = (1 - p) - handled[0], p - handled[1]
    if rule == "place":
        costs = [liable * (idle[0] + idle[1]) for liable in liability]
    else:
        costs = [sum(liability) * own + 0 * other for own, other in (idle, idle[::-1])]
    county = keeping * (1 - p) - costs[0] - y[:, None] ** 2 / 2
    township = -costs[1] - y[None, :] ** 2 / 2
    best = (county >= county.max(axis=0) - 1e-15) & (township >= township.max(axis=1)[:, None] - 1e-15)
    here = np.argwhere(best)
    assert len(here) == 1                                                   # one pair of best replies and no other
    a, b = here[0]
    return county[a, b], township[a, b], float(handled[0][a, 0] + handled[1][0, b]), (y[a], y[b])


def counted(attention, departments, tau_own, moved, value=2.0, saves=0.6):
    """All numbers of conversions at which no department would do otherwise; one that is indifferent converts."""
    own_quality = tau_own + saves / value                                   # so that a - (x - z)/v is tau_own
    doing = value * (1 - own_quality) + saves + 0.1

    def checking(n):
        return (1 - moved) * value * (1 - min(1.0, attention / n)) + 0.1

    stays = [all([n == 0 or checking(n) <= doing + 1e-12, n == departments or checking(n + 1) > doing + 1e-12])
             for n in range(departments + 1)]
    return [n for n, rests in enumerate(stays) if rests]


def rests(i, attention, departments, own):
    """Numbers at rest where each conversion makes the county less of an executor, one by one."""
    beta = i.penalty * i.individualization / (i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization))

    def converts(n):
        moved = (1 - (1 - n / departments) * (1 - i.transferability)) * beta
        return (1 - moved) * (1 - min(1.0, attention / n)) <= 1 - own + 1e-12

    return [n for n in range(departments + 1) if (n == 0 or converts(n)) and (n == departments or not converts(n + 1))]


@props
@given(institutions(veto_items=1.0), st.floats(0.5, 8))
def test_liabilities_are_what_a_finding_costs_in_the_core_game(i, cost):
    np.testing.assert_allclose(duties.case_stakes(i, cost), liabilities_by_payoffs(i, cost), atol=1e-9)
    np.testing.assert_allclose(duties.case_stakes(i, cost, handed=0), liabilities_by_payoffs(i, cost, county=ROUTINE), atol=1e-9)


@props
@given(UNIT, LIABLE, WORTH, st.sampled_from(duties.RULES))
def test_efforts_work_and_payoffs_are_those_of_best_replies_on_a_grid(p, liability, keeping, rule):
    county, township, done, efforts = played(p, liability, keeping, rule)
    np.testing.assert_allclose(duties.case_payoffs(p, liability, keeping, rule), [county, township], atol=1e-9)
    np.testing.assert_allclose(duties.efforts(p, liability, rule), efforts, atol=1e-9)
    assert duties.work(p, liability, rule) == pytest.approx(done, abs=1e-9)


@pytest.mark.parametrize("rule", duties.RULES)
def test_no_share_of_power_pays_a_county_more(rule):
    """The county's choice against all shares of a grid, efforts found by search for each."""
    rng = np.random.default_rng(1)
    for liability, keeping in zip(rng.uniform(0, 1.2, (25, 2)), rng.uniform(0, 1.1, 25), strict=True):
        worth = [played(p, liability, keeping, rule, 41)[0] for p in np.linspace(0, 1, 41)]
        best = float(duties.best_power(liability, keeping, rule))
        at_best, _, done, _ = played(best, liability, keeping, rule, 41)
        assert at_best >= max(worth) - 1e-9
        assert max(worth) >= at_best - 0.02                                 # and the grid comes close to it
        elsewhere = np.abs(np.linspace(0, 1, 41) - best) > 0.1
        if rule == "place" and abs(keeping - min(liability[0], 1)) > 0.05:  # off the border it is the only one
            assert (np.array(worth)[elsewhere] < at_best).all()
        assert duties.work(best, liability, rule) == pytest.approx(done)


def test_no_pair_of_power_and_liability_pays_a_county_more():
    """What to hand down and how much power with it, at once: all liability and the share of the proposition are best."""
    rng = np.random.default_rng(2)
    for _ in range(12):
        i = Institution(strength=rng.uniform(0.5, 8), executor=rng.uniform(), **{name: rng.uniform() for name in (
            "negativity", "individualization", "transferability", "monitoring", "diffusion")})
        keeping, (down, up) = rng.uniform(0, 0.5), (liabilities_by_payoffs(i, county=c) for c in (DEFLECT, ROUTINE))
        tried = [played(p, up + h * (down - up), keeping, steps=31)[0] for p, h in product(np.linspace(0, 1, 21), np.linspace(0, 1, 9))]
        best = played(float(duties.best_power(down, keeping)), down, keeping, steps=31)
        assert best[0] >= max(tried) - 1e-9
        assert duties.division(i, keeping)[3] == pytest.approx(best[2])


@props
@given(st.floats(0, 30), st.integers(1, 30), UNIT, st.floats(0, 0.99))
def test_conversions_are_those_that_are_counted_out(attention, departments, own, moved):
    tau = 1 - (1 - own) / (1 - moved)
    ratio = attention / tau if tau > 0 else 0.5
    if abs(ratio - round(ratio)) < 1e-6 and tau <= 1 - 1e-9 or abs(tau) < 1e-9:
        return                                                              # ties have tests of their own
    assert counted(attention, departments, min(own, 1 - 1e-12), moved) == [duties.converted(tau, attention, departments)]


def test_departments_that_choose_one_after_the_other_come_to_rest_there():
    rng = np.random.default_rng(3)
    for _ in range(40):
        attention, tau, departments = rng.uniform(0.5, 12), rng.uniform(0.05, 0.95), int(rng.integers(2, 25))
        takes = rng.random(departments) < rng.random()
        for mover in rng.integers(0, departments, 60 * departments):
            takes[mover] = False
            takes[mover] = min(1, attention / (takes.sum() + 1)) >= tau
        assert takes.sum() == duties.converted(tau, attention, departments)


def test_rests_are_those_that_are_counted_out_and_never_more_than_two():
    rng = np.random.default_rng(4)
    cases = 3000
    for case in range(cases):
        i = Institution(strength=4, **{name: rng.uniform() for name in ("negativity", "individualization", "transferability", "diffusion")})
        attention, departments, own = rng.uniform(0, 8), int(rng.integers(1, 30)), rng.uniform()
        found = rests(i, attention, departments, own)
        assert 1 <= len(found) <= 2 and (len(found) == 1 or found[1] == departments)
        assert duties.conversions(i, attention, departments, own).tolist() == [found[0], found[-1]], case


# By hand -------------------------------------------------------------------------------------


def test_hand_cases():
    assert duties.case_stakes(Institution(strength=8, negativity=0.5, individualization=0.5, diffusion=0.5, transferability=0.5)).tolist() == [0.75, 1.0]
    assert duties.best_power((0.2, 0.6), 0.1) == 0.6 and duties.work(0.6, (0.2, 0.6)) == pytest.approx(0.8)
    assert duties.best_power((0.2, 0.6), 0.25) == 0 and duties.work(0, (0.2, 0.6)) == 0.2
    assert duties.best_power((0.5, 0.9), 0.3) == 0.7 and duties.work(0.7, (0.5, 0.9)) == 1
    assert duties.best_power((0.2, 0.6), [0.1, 0.25, 0.9], "power").tolist() == pytest.approx([0.9, 0.75, 0])
    assert duties.efforts(0.9, (0.2, 0.6), "power").tolist() == pytest.approx([0.1, 0.8])
    assert duties.responsibility(0.9, (0.2, 0.6), "power").tolist() == pytest.approx([0, 0.1])
    assert duties.responsibility([0, 0.5, 1], (0.2, 0.6)).tolist() == [[0.8, 0], [0.3, 0], [0, 0.4]]
    np.testing.assert_allclose(duties.case_payoffs(0.6, (0.2, 0.6), 0.1), [0.1 * 0.4 - 0.2 * 0.2 - 0.02, -0.6 * 0.2 - 0.18])
    np.testing.assert_allclose(duties.case_payoffs(0.6, (0.2, 0.6), 0.1, "power"), [0.04 - 0.08, -0.18])


def test_hand_cases_of_conversion():
    assert duties.converted([0.5, 1 / 3, 0.0, -1.0, 1.0]).tolist() == [6, 9, 20, 20, 3]
    assert duties.converted(0.5, [3, 4.5, 12, 0]).tolist() == [6, 9, 20, 0]
    assert duties.quality([0, 2, 6, 20], [3, 3, 3, 12]).tolist() == [1, 1, 0.5, 0.6] and duties.quality(0, 0) == 1
    moved = Institution(strength=4, negativity=1, individualization=1, transferability=[0, 0.25, 0.5, 1], executor=1)   # zeta = b
    assert duties.moved_share(moved).tolist() == [0, 0.25, 0.5, 1]
    assert duties.tolerance(moved).tolist() == pytest.approx([0.5, 1 / 3, 0, -np.inf])
    assert duties.converted(duties.tolerance(moved)).tolist() == [6, 9, 20, 20]
    assert duties.tolerance(moved, 1).tolist() == [1, 1, 1, -np.inf]
    assert duties.moved_share(moved.replace(executor=0.5)).tolist() == [0.5, 0.625, 0.75, 1]   # a supervisor moves more
    assert duties.moved_share(moved.replace(negativity=0, prize_passing=0.5, executor=0.5))[0] == 0.25  # half of a prize passes, half of that moves
    assert duties.converted(duties.tolerance(THEN)) == 6 and duties.converted(duties.tolerance(NOW)) == 20
    assert duties.conversions(HARSH.replace(transferability=0.3), own=0.7).tolist() == [6, 20] == rests(HARSH.replace(transferability=0.3), 3, 20, 0.7)
    assert duties.loaded("then", [0, 6]).veto_items.tolist() == [2, 8]


def test_the_numbers_of_the_theory():
    stakes = {(): 0.46, ("penalty", "person", "apparatus"): 0.23, tuple(CONDITIONS): 0.10}
    for names, own in stakes.items():
        assert duties.case_stakes(switched(*names))[COUNTY] == pytest.approx(own, abs=0.005)
    assert duties.cliff(HARSH) == pytest.approx(0.781, abs=5e-4)
    bears = duties.division(HARSH.replace(transferability=[0, 0.7, 0.8]))
    assert bears[:, 3] == pytest.approx([0.9325, 0.9325, 0.14225])
    power, liable, caused, done = duties.division("now")
    assert (power, caused) == (0, 0) and liable == pytest.approx(0.93, abs=0.005) and done == pytest.approx(0.10, abs=0.005)
    assert duties.division("now", rule="power")[[0, 3]].tolist() == [0.85, 1]
    beyond = [names for size in range(6) for names in _subsets(size) if duties.division(switched(*names))[0] == 0]
    assert min(map(len, beyond)) == 2
    assert [set(names) for names in beyond if len(names) == 2] == [{"supervisor", "penalty"}, {"person", "penalty"}]
    assert ("apparatus", "person", "penalty") not in beyond and tuple(CONDITIONS) in beyond
    margins = [stage.margins(duties.loaded(THEN, n).replace(executor=1 - n / 20))[0] for n in (0, 3, 6, 20)]
    assert margins == pytest.approx([2.07, 2.54, 2.05, 0.05], abs=0.005)
    games = stage.game_class(duties.loaded(THEN, np.arange(21)).replace(executor=1 - np.arange(21) / 20)).tolist()
    assert games == ["harmony"] * 6 + ["stag hunt"] * 15


def _subsets(size):
    from itertools import combinations
    return combinations(CONDITIONS, size)


def test_departments_that_differ():
    """Tolerances spread over [.4, .6]: a department converts while the quality is above its own. Half as much again helps a little."""
    for attention, quality in ((3, 0.465), (4.5, 0.492)):
        tolerances = np.linspace(0.4, 0.6, 20001)
        load = 20 * np.arange(1, 20002) / 20001 * tolerances                 # attention at which just so many convert
        q = tolerances[np.searchsorted(load, attention)]
        assert q == pytest.approx((0.4 + np.sqrt(0.16 + 0.04 * attention)) / 2, abs=1e-4) == pytest.approx(quality, abs=5e-4)


@pytest.mark.parametrize("elasticity", [0.5, 1.0, 4.0])
def test_more_attention_raises_quality_by_the_inverse_of_one_and_the_elasticity(elasticity):
    """F(q) = q^elasticity: of that many departments the tolerance is below q."""
    def quality(attention):
        grid = np.linspace(1e-6, 1, 2_000_001)
        return grid[np.searchsorted(20 * grid ** (1 + elasticity), attention)]
    growth = np.log(quality(3.3) / quality(3.0)) / np.log(1.1)
    assert growth == pytest.approx(1 / (1 + elasticity), abs=1e-3)


# All liability goes down ---------------------------------------------------------------------


@props
@given(institutions(), UNIT, WORTH)
def test_a_county_never_loses_by_handing_down_liability(i, p, keeping):
    handed = np.linspace(0, 1, 41)
    liability = duties.case_stakes(i, handed=handed)
    worth = duties.case_payoffs(p, liability, keeping)[:, COUNTY]
    scale = 1 + np.abs(worth).max()
    assert (np.diff(worth) >= -1e-12 * scale).all()
    moves = liability[0, COUNTY] - liability[-1, COUNTY] > 1e-6
    if moves:
        undone = duties.work(p, liability) < 1 - 1e-6
        assert (np.diff(worth)[undone[1:] & undone[:-1]] > 0).all()         # it gains wherever something stays undone
        assert (np.diff(duties.efforts(p, liability)[:, TOWNSHIP]) >= 0).all() and (np.diff(duties.efforts(p, liability)[:, COUNTY]) <= 0).all()
    if i.prize_passing == 0 or i.executor == 1:
        assert np.ptp(liability.sum(axis=-1)) <= 1e-9 * (1 + liability.max())


def test_liability_handed_down_alone_helps_the_work_or_harms_it():
    """The file has "not even bad". It is where the township has power to use; where it has none, what goes down is work lost."""
    county, moved = 0.5, np.linspace(0, 0.3, 31)
    liability = np.stack([county - moved, 0.3 + moved], axis=-1)
    assert np.diff(duties.work(0.9, liability)) == pytest.approx(0.01)      # power to spare below, none above
    assert np.diff(duties.work(0.2, liability)) == pytest.approx(-0.01)     # the other way round
    assert np.diff(duties.work(0.0, liability)) == pytest.approx(-0.01)
    assert np.ptp(duties.work(0.5 + 1e-9, liability[:20])) < 1e-6           # both have some: as much is gained as lost


@props
@given(st.floats(0.02, 1.4), st.floats(0, 1.4), st.floats(0.001, 0.01), UNIT)
def test_what_a_little_more_liability_below_does_to_the_work(county, township, step, p):
    county = county + step
    before, after = (county, township), (county - step, township + step)
    if min(abs(township - p), abs(township + step - p), abs(county - (1 - p)), abs(county - step - (1 - p))) < 2 * step:
        return
    change = float(duties.work(p, after) - duties.work(p, before))
    assert change == pytest.approx(step * ((township < p) - (1.0 * (county < 1 - p))), abs=1e-12)


# The cliff -----------------------------------------------------------------------------------


@props
@given(LIABLE, WORTH)
def test_nothing_is_wasted_short_of_the_cliff_and_all_power_kept_beyond(liability, keeping):
    county, township = liability
    p, done = duties.best_power(liability, keeping), duties.work(duties.best_power(liability, keeping), liability)
    if keeping < min(county, 1) - 1e-6:
        assert p == pytest.approx(min(township, 1 - keeping)) and done == pytest.approx(min(1, county + township))
        assert done >= duties.work(GRID, liability).max() - 1e-9            # no other division does more
    elif keeping >= min(county, 1):
        assert p == 0 and done == min(1, county) and duties.efforts(p, liability)[TOWNSHIP] == 0


def test_it_hands_down_more_than_half_the_power_where_the_township_fears_more():
    assert duties.best_power((0.3, 0.7), 0.2) == 0.7
    assert duties.division(HARSH.replace(transferability=0.5))[0] > 0.5


@props
@given(institutions(prize_passing=0.0), st.floats(0.001, 1.2), st.floats(0.5, 8))
def test_the_cliff_is_where_powers_stop_to_follow(i, keeping, cost):
    """The lever b is moved, the county's own share of it being 1 - e(1 - b); beyond its reach the county hands down no less."""
    edge = float(duties.cliff(i, keeping, cost))
    b = np.linspace(0, 1, 201)
    power = duties.division(i.replace(transferability=b), keeping, cost)[:, 0]
    own = 1 - i.executor * (1 - b)
    clear = np.abs(own - edge) > 1e-6
    np.testing.assert_array_equal((power == 0)[clear], (own > edge)[clear] | (np.asarray(duties.case_stakes(i, cost))[TOWNSHIP] == 0))


def test_the_cliff_by_its_formula():
    i = drawn(200, 5, prize_passing=0.0, strength=4.0)
    whole = (1 - i.individualization) * i.diffusion + i.individualization
    formula = (i.monitoring * (i.executor * i.reward + i.penalty * whole) - 4 * 0.15) / (i.monitoring * i.penalty * i.individualization)
    edge = duties.cliff(i)
    inside = (formula > 0) & (formula < 1)
    assert inside.sum() > 20
    np.testing.assert_allclose(edge[inside], formula[inside], atol=1e-9)
    assert (edge[formula <= 0] == 0).all() and np.isinf(edge[formula > 1 + 1e-6]).all()
    assert duties.cliff(i, keeping=1.0).tolist() == [0] * 200              # power worth as much as all cases is never handed down
    # what nobody can move has no cliff: powers are handed down at every b, or at none
    assert duties.cliff(BASELINE.replace(individualization=0)) == np.inf and duties.cliff(BASELINE.replace(individualization=0, monitoring=0.1)) == 0


def test_on_the_border_the_county_keeps_its_power_and_other_shares_are_as_good():
    liability = (0.25, 0.5)
    assert duties.best_power(liability, 0.25) == 0
    worth = duties.case_payoffs(np.linspace(0, 0.5, 11), liability, 0.25)[:, COUNTY]
    assert np.ptp(worth) < 1e-12 and duties.case_payoffs(0.6, liability, 0.25)[COUNTY] < worth[0] - 0.01


# The levers ----------------------------------------------------------------------------------


@props
@given(institutions(prize_passing=0.0), st.floats(0.01, 0.5))
def test_what_moves_the_countys_own_liability(i, step):
    """More persons lower it exactly if b_C + d > 1; more penalty on the same prize, or closer inspection, never; penalty for prize exactly if felt less."""
    def own(**changes):
        return float(duties.case_stakes(i.replace(**changes))[COUNTY])

    here, (b, _) = own(), stage.transferabilities(i)
    tiny = 1e-9 * (1 + here)
    more = min(1 - i.individualization, step)
    change = own(individualization=i.individualization + more) - here
    if abs(b + i.diffusion - 1) * i.penalty * i.monitoring * more > 1e-6:
        assert (change < 0) == (b + i.diffusion > 1)
    assert own(monitoring=min(1, i.monitoring + step)) >= here - tiny
    strength = i.reward + i.penalty + step
    assert own(strength=strength, negativity=(i.penalty + step) / strength) >= here - tiny
    felt = (1 - i.individualization) * i.diffusion + i.individualization * (1 - b)
    swapped = own(negativity=min(1, i.negativity + step)) - here
    if abs(felt - i.executor) * i.strength * i.monitoring * min(1 - i.negativity, step) > 1e-6:
        assert (swapped < 0) == (felt < i.executor)


def test_harsher_penalties_bring_powers_down_and_prizes_turned_into_penalties_take_them_back():
    beyond = HARSH.replace(transferability=0.8)
    reward = beyond.reward
    for penalty, follows in ((beyond.penalty, False), (6.0, True)):
        i = beyond.replace(strength=reward + penalty, negativity=penalty / (reward + penalty))
        assert (duties.division(i)[0] > 0) == follows
    assert duties.division(beyond.replace(monitoring=0.8))[0] > 0
    assert duties.division(BASELINE.replace(individualization=0.9))[0] > 0 == duties.division(beyond)[0]


# Matching, and unused power ------------------------------------------------------------------


@props
@given(LIABLE)
def test_the_work_lost_is_the_distance_of_power_from_the_band(liability):
    county, township = liability
    low, high = sorted(np.clip([township, 1 - county], 0, 1))
    distance = np.maximum(low - GRID, 0) + np.maximum(GRID - high, 0)
    np.testing.assert_allclose(duties.work(GRID, liability), min(1, county + township) - distance, atol=1e-12)
    np.testing.assert_allclose(duties.work(GRID, (1 - township % 1, township % 1)), 1 - np.abs(GRID - township % 1), atol=1e-12)


@props
@given(LIABLE, st.floats(1.01, 4))
def test_where_work_is_worth_enough_the_social_optimum_lies_in_the_band(liability, value):
    county, township = liability
    low, high = sorted(np.clip([township, 1 - county], 0, 1))
    fine = np.linspace(0, 1, 1001)
    social = value * duties.work(fine, liability) - (duties.efforts(fine, liability) ** 2).sum(axis=-1) / 2
    best = fine[social >= social.max() - 1e-12]
    assert (best >= low - 0.0011).all() and (best <= high + 0.0011).all()


@props
@given(UNIT, LIABLE, st.sampled_from(duties.RULES))
def test_unused_power_is_what_each_side_could_have_spared_and_adds_up(p, liability, rule):
    y = duties.efforts(p, liability, rule)
    tried = np.linspace(0, 1, 401)
    for side, power in ((COUNTY, 1 - p), (TOWNSHIP, p)):
        other = min((1 - p, p)[1 - side], y[1 - side])
        spared = (np.minimum(power, tried) + other).max() - (min(power, y[side]) + other)
        assert duties.responsibility(p, liability, rule)[side] == pytest.approx(spared, abs=0.0026)
    assert duties.responsibility(p, liability, rule).sum() == pytest.approx(1 - duties.work(p, liability, rule), abs=1e-12)


@props
@given(institutions(), st.floats(0, 1.2))
def test_beyond_the_cliff_the_township_causes_nothing_and_bears_at_least_half(i, keeping):
    power, bears, caused, done = duties.division(i, keeping)
    if power == 0 and done < 1 - 1e-9:
        assert caused == 0 and (np.isnan(bears) or bears >= 0.5 - 1e-12)


@props
@given(UNIT, LIABLE, WORTH)
def test_liability_that_follows_power_gets_no_less_done(p, liability, keeping):
    assert duties.work(p, liability, "power") >= duties.work(p, liability) - 1e-12
    both = liability.sum()
    chosen = duties.best_power(liability, keeping, "power")
    done = duties.work(chosen, liability, "power")
    assert done >= duties.work(duties.best_power(liability, keeping), liability) - 1e-9
    assert done >= min(1, both) - 1e-9
    if abs(keeping - both) > 1e-6:
        assert chosen == pytest.approx(1 - min(keeping, 1) if keeping < both else 0)
        assert done == pytest.approx(min(1, both + keeping) if keeping < min(both, 1) else min(1, both), abs=1e-9)


# The commons ---------------------------------------------------------------------------------

TAUS, HOURS = st.floats(0.02, 0.98), st.floats(0.1, 30)


@props
@given(institutions(), st.floats(0, 1), st.floats(0, 1))
def test_blame_that_moves_lowers_what_a_department_tolerates(i, own, more):
    tau = duties.tolerance(i, own)
    assert tau <= own + 1e-12
    moved = duties.moved_share(i.replace(transferability=i.transferability + more * (1 - i.transferability)))
    assert moved >= duties.moved_share(i) - 1e-12
    assert duties.tolerance(i.replace(transferability=i.transferability + more * (1 - i.transferability)), own) <= tau + 1e-9
    assert (tau <= 0) == (duties.moved_share(i) >= own) or abs(duties.moved_share(i) - own) < 1e-9


@props
@given(TAUS, HOURS, st.integers(1, 60))
def test_quality_is_between_the_tolerance_and_a_whole_number_above(tau, attention, departments):
    n = duties.converted(tau, attention, departments)
    q = duties.quality(n, attention)
    assert q >= tau - 1e-9
    if 1 <= n < departments:
        assert q < tau * (1 + 1 / n) + 1e-9


@props
@given(TAUS, HOURS, st.floats(0, 1))
def test_more_attention_brings_more_items_until_none_is_left(tau, attention, more):
    larger = attention * (1 + more)
    few, many = (duties.converted(tau, hours, 10_000) for hours in (attention, larger))
    assert many >= few and abs(many - larger / tau) <= 1 + 1e-6
    all_of_them = duties.converted(tau, [attention, larger], 3)
    if all_of_them[0] == 3:                                                 # none is left: then it is worth something
        assert duties.quality(3, larger) >= duties.quality(3, attention)


@props
@given(UNIT, UNIT, HOURS.filter(lambda h: h >= 1))
def test_departments_together_would_stop_where_the_township_can_do_them_well(own, moved, attention):
    """What departments save together rises up to H; beyond it falls exactly if tau > 0, and counting what the township bears, if tau0 > 0."""
    attention = float(round(attention))
    n = np.arange(0.0, attention + 25)
    q = duties.quality(n, attention)
    together = n * ((1 - own) - (1 - moved) * (1 - q))
    everyone = n * ((1 - own) - (1 - q))
    within = n[1:] <= attention
    assert (np.diff(together)[within] >= -1e-12).all() and (np.diff(everyone)[within] >= -1e-12).all()
    np.testing.assert_allclose(np.diff(together)[~within], moved - own, atol=1e-9)
    np.testing.assert_allclose(np.diff(everyone)[~within], -own, atol=1e-9)


def test_converted_work_is_done_worse_than_its_department_would():
    """Once more than H/a are converted, in particular wherever whole numbers leave no more than a tolerance and a bit."""
    for own, attention, a in product((0.2, 0.5, 0.7), (1.0, 3.0, 6.5), (0.75, 0.9, 1.0)):
        n = duties.converted(own, attention, 60)
        assert (duties.quality(n, attention) < a) == (n > attention / a)
        if own * (1 + 1 / n) <= a:
            assert duties.quality(n, attention) < a
    assert duties.quality(duties.converted(0.7, 1.0), 1.0) == 1             # one item: all attention is on it


def test_overload_is_one_over_the_tolerance():
    n = duties.converted(np.array([0.5, 0.25, 0.1]), 100, 5000)
    assert (n / 100).tolist() == [2, 4, 10]


# Limits --------------------------------------------------------------------------------------


def test_limits():
    no_person = BASELINE.replace(individualization=0, negativity=0.5)
    assert duties.case_stakes(no_person)[COUNTY] == duties.case_stakes(no_person)[TOWNSHIP]
    assert duties.moved_share(no_person) == 0 and duties.converted(duties.tolerance(no_person, 0.4)) == 7
    assert duties.division(HARSH, keeping=0)[3] == pytest.approx(0.9325) and duties.division(HARSH.replace(strength=40), keeping=0)[3] == 1
    assert duties.division(HARSH.replace(monitoring=0))[[0, 3]].tolist() == [0, 0] and np.isnan(duties.division(HARSH.replace(monitoring=0))[1])
    assert duties.case_stakes(NOW.replace(executor=0))[COUNTY] == pytest.approx(0.8 / 4 * 3.6 * 0.1 * 0.25)  # only what it shares with its unit
    nothing = BASELINE.replace(strength=0)
    assert duties.moved_share(nothing) == 0 and duties.case_stakes(nothing).tolist() == [0, 0]
    assert duties.conversions(BASELINE, attention=0).tolist() == [0, 0] and duties.conversions(BASELINE, departments=1).tolist() == [1, 1]


def test_what_plays_no_part_plays_none():
    same = HARSH.replace(veto_items=6, concealment=0.2, lone_concealment=0.9, attachment=0.7, shield_cost=2, deflect_cost=3)
    np.testing.assert_array_equal(duties.division(HARSH), duties.division(same))
    assert duties.conversions(HARSH).tolist() == duties.conversions(same.replace(executor=0.2)).tolist()
    assert duties.cliff(HARSH) == duties.cliff(same)


def test_passing_prizes_moves_more_than_it_takes_where_the_county_supervises():
    """There what leaves the county is less than what reaches the township; handing down still never costs it anything."""
    i = HARSH.replace(prize_passing=1, executor=0.4)
    before, after = duties.case_stakes(i, handed=0), duties.case_stakes(i)
    assert after[TOWNSHIP] - before[TOWNSHIP] > before[COUNTY] - after[COUNTY] > 0


# What is taken in ----------------------------------------------------------------------------


def test_everything_broadcasts():
    grid = Institution(transferability=np.linspace(0, 1, 5)[:, None], negativity=0.9)
    assert duties.case_stakes(grid, cost=[3, 4, 5]).shape == (5, 3, 2) == duties.case_stakes(grid, handed=[0, 0.5, 1]).shape
    table = duties.division(grid, keeping=[0.05, 0.1, 0.2])
    assert table.shape == (5, 3, 4) and duties.cliff(grid, [0.05, 0.1]).shape == (5, 2)
    for row, b in enumerate(grid.transferability[:, 0]):
        for column, keeping in enumerate((0.05, 0.1, 0.2)):
            np.testing.assert_array_equal(table[row, column], duties.division(Institution(transferability=b, negativity=0.9), keeping))
    assert duties.conversions(grid, attention=[1, 2, 3], departments=[5, 10, 20]).shape == (5, 3, 2)
    alone = [duties.conversions(grid, attention=a, departments=m) for a, m in ((1, 5), (2, 10), (3, 20))]
    np.testing.assert_array_equal(duties.conversions(grid, attention=[1, 2, 3], departments=[5, 10, 20]), np.concatenate(alone, axis=1))
    assert duties.converted(np.full((4, 1), 0.5), [1, 2, 3]).shape == (4, 3)


@pytest.mark.parametrize("call, error, says", [
    (lambda: duties.case_stakes("than"), ValueError, "institution must be"),
    (lambda: duties.case_stakes(NOW, cost=0), ValueError, "cost must be positive, got 0"),
    (lambda: duties.case_stakes(NOW, cost=-1), ValueError, "cost must be at least 0"),
    (lambda: duties.case_stakes(NOW, handed=1.5), ValueError, "handed must be in"),
    (lambda: duties.division(NOW, keeping=-0.1), ValueError, "keeping must be at least 0"),
    (lambda: duties.division(NOW, rule="law"), ValueError, "rule must be one of 'place', 'power', got 'law'"),
    (lambda: duties.efforts(1.2, (0.1, 0.2)), ValueError, "power must be in"),
    (lambda: duties.efforts(0.2, 0.3), ValueError, "liability must be a pair"),
    (lambda: duties.efforts(0.2, (0.3, -1)), ValueError, "liability must be at least 0"),
    (lambda: duties.tolerance(NOW, own="half"), TypeError, "own must be a real number"),
    (lambda: duties.tolerance(NOW, own=2), ValueError, "own must be in"),
    (lambda: duties.converted(1.5), ValueError, "tolerance must be at most 1, got 1.5"),
    (lambda: duties.converted(np.nan), ValueError, "tolerance must be at most 1, got nan"),
    (lambda: duties.converted(0.5, attention=-1), ValueError, "attention must be at least 0"),
    (lambda: duties.converted(0.5, departments=2.5), ValueError, "departments must be a whole number, got 2.5"),
    (lambda: duties.conversions(NOW, departments=0), ValueError, "departments must be"),
    (lambda: duties.quality(-1), ValueError, "count must be at least 0"),
])
def test_errors_name_the_parameter_and_what_it_got(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_numbers_of_conversions_in_a_sample():
    rng = np.random.default_rng(6)
    for _ in range(CASES["a-commons"]):
        attention, own, moved, departments = rng.uniform(0, 15), rng.uniform(0.01, 0.99), rng.uniform(0, 0.9), int(rng.integers(1, 40))
        tau = 1 - (1 - own) / (1 - moved)
        count = duties.converted(tau, attention, departments)
        assert counted(attention, departments, own, moved) == [count]
        assert count == min(departments, attention // tau if tau > 0 else departments)


# The claims ----------------------------------------------------------------------------------


def test_claim_15_powers_stay_only_where_a_failure_hurts_less_than_they_are_worth():
    for place in (BASELINE, THEN, HARSH, NOW):
        liability = duties.case_stakes(place, handed=GRID)                 # all liability that moves goes down …
        assert (np.diff(duties.case_payoffs(GRID[:, None], liability)[..., COUNTY], axis=1) >= -1e-12).all()
        moving = place.replace(transferability=GRID)
        county, township = np.moveaxis(duties.case_stakes(moving), -1, 0)
        power, _, _, done = np.moveaxis(duties.division(moving), -1, 0)
        assert ((power == 0) == (county <= 0.15 + 1e-9)).all()             # … the powers stay exactly where a failure hurts less
        follows = power > 0
        assert done[follows] == pytest.approx(np.minimum(1, (county + township)[follows]))
    power = duties.division(HARSH.replace(transferability=GRID))[:, 0]
    assert (np.diff(power[:79]) >= 0).all() and power[0] > 0 and (power[79:] == 0).all()
    assert duties.division("then")[0] > 0 == duties.division("now")[0]
    # harsher penalties on top of the same prize bring them down again
    assert duties.division(NOW.replace(strength=12, negativity=1 - NOW.reward / 12))[0] > 0


def test_claim_16_liable_without_powers_and_to_blame_for_nothing():
    for place in (NOW, HARSH, switched("penalty", "supervisor")):
        power, bears, caused, done = duties.division(place)
        assert power == 0 and bears > 0.65 and caused == 0 and done < 0.25
        handed = duties.case_stakes(place, handed=GRID)
        regulator = duties.efforts(0.0, handed)
        assert (np.diff(regulator[:, COUNTY]) < 0).all() and (regulator[:, TOWNSHIP] == 0).all()  # the county does less, the township can do nothing
    assert duties.division("then")[0] > 0
    # where who has the power answers for it, more is done
    assert duties.division("now", rule="power")[3] > 0.99


def test_claim_17_a_department_converts_while_the_work_is_done_well_enough_for_it():
    for place, items in ((BASELINE, 6), (THEN, 6), (switched("person", "penalty"), 20), (NOW, 20)):
        tau, moved = duties.tolerance(place), float(duties.moved_share(place))
        assert [duties.converted(tau)] == counted(3, 20, 0.5, moved) == [items]   # more than the township can do well
    blame = HARSH.replace(transferability=GRID, executor=1)
    assert (np.diff(duties.converted(duties.tolerance(blame))) >= 0).all()
    assert duties.converted(duties.tolerance(blame))[[0, -1]].tolist() == [6, 20]
    # while doing it costs no more than supervising, and no blame moves, there is nothing in it beyond what is done as well
    assert duties.converted(0.75) == 4 and counted(3, 20, 0.75, 0.0) == [4]


def test_claim_18_a_stronger_incentive_brings_better_work_only_where_nothing_is_left_to_convert():
    attention = np.linspace(1, 9, 81)
    for place in (BASELINE, THEN):
        tau = duties.tolerance(place)
        count = duties.converted(tau, attention)
        quality = duties.quality(count, attention)
        assert (count < 20).all() and (quality >= tau - 1e-9).all() and (quality < tau * (1 + 1 / count) + 1e-9).all()
        assert count[-1] > 4 * count[0] and quality[-1] < 0.6              # nine times the attention, and done no better than by half
    lazy = duties.quality(duties.converted(duties.tolerance(NOW), attention), attention)
    assert (np.diff(lazy) > 0).all() and lazy[-1] < 0.5                    # at "now" all is converted
    assert duties.quality(duties.converted(0.5, attention=9, departments=8), 9) == 1


def test_claim_46_departments_make_veto_items():
    count = np.array([duties.converted(duties.tolerance(place)) for place in (THEN, NOW)])
    assert (duties.loaded(THEN, count).veto_items > 2 + 3).all()           # more than can be done well, each a veto item
    assert duties.loaded(THEN, count).veto_items.tolist() == [8, 22]
    tau = np.linspace(0.05, 1, 96)
    assert ((duties.converted(tau) < 20) == (20 > 3 / tau + 1e-9)).all()
    games = stage.game_class(duties.loaded(THEN, np.array([0.0, count[0]])))
    assert games.tolist() == ["harmony", "stag hunt"]
    assert (stage.margins(duties.loaded(THEN, np.arange(21)))[:, 0] > 0).all()  # conversion by itself does not end the alliance


RIVALS = {
    # whoever works gets the power: a county that delegates to have the work done (after Aghion and Tirole 1997)
    "15": ("best_power", lambda liability, keeping=0.15, rule="place": np.clip(np.asarray(liability)[..., 1], 0, 1)),
    # who has the power answers for it, whatever the rule is called
    "16": ("_answers", lambda liability, rule: ((np.sum(liability, axis=-1),) * 2, (0 * np.sum(liability, axis=-1),) * 2)),
    # departments agree (Ostrom 1990): as many items as the township can do well
    "17": ("converted", lambda tolerance, attention=3, departments=20: np.minimum(np.floor(attention + 0 * np.asarray(tolerance)), departments)),
    # a list from above says which items are converted
    "18": ("converted", lambda tolerance, attention=3, departments=20: np.minimum(6.0, departments) + 0 * np.asarray(attention) * np.maximum(tolerance, 0)),
    "46": ("converted", lambda tolerance, attention=3, departments=20: np.minimum(np.floor(attention + 0 * np.asarray(tolerance)), departments)),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
