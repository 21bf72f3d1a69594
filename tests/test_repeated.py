"""The long game: the shadow of the future, the worst punishment, late liability, rotation.

What the closed forms say is held against plays that are followed year by year: payoffs are written out once more cell by
cell, what a year can bring is counted case by case, and who would deviate is found by solving for values, not by a formula.
"""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xianxiang import repeated, stage
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import repeated as certified
from xianxiang.institution import NOW, PRESETS, THEN, Institution

S, D, N = range(3)
BASE = Institution(negativity=0.9, individualization=0.9, concealment=0.5)
HAND = Institution(strength=2, negativity=1, individualization=1, transferability=1, monitoring=0.5, concealment=0.5,
                   lone_concealment=0, shield_cost=0.25, deflect_cost=0.25)
TENURES = np.array([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 20, 50])
GRID = np.linspace(0, 1, 21)


# The game once more --------------------------------------------------------------------------------

def chances(i):
    """Of a finding, with 0, 1 and 2 who shield."""
    return [1 - (1 - i.monitoring * (1 - hidden)) ** i.veto_items for hidden in (0, i.concealment * i.lone_concealment, i.concealment)]


def cell(i, side, own, other, z=0.0):
    """What a side gets in a year from its own and the other's action: penalties may fall later, prizes are settled now."""
    f = chances(i)[(own == S) + (other == S)]
    charged = f + (1 - f) * z
    moved = (1 - i.executor * (1 - i.transferability), i.executor * i.transferability)
    weight = 1 - moved[side] if own == D != other else 1 + moved[1 - side] if other == D != own else 1
    felt = (1 - i.individualization) * i.diffusion + i.individualization * weight
    whole = (1 - i.individualization) * i.diffusion + i.individualization
    prize = i.strength * (1 - i.negativity) * (i.executor if side == 0 else 1)
    kept = (1 - i.prize_passing) * (1 - f) + i.prize_passing * (whole - f * felt)
    return kept * prize - charged * i.strength * i.negativity * felt - {S: i.shield_cost, D: i.deflect_cost, N: 0}[own]


def game(i, z=0.0):
    """Payoffs (side, own, other) of one institution, with what each feels for the other."""
    return np.array([[[cell(i, side, a, b, z) + i.attachment * cell(i, 1 - side, b, a, z) for b in range(3)] for a in range(3)] for side in (0, 1)])


def outcomes(found, q, h, w):
    """What can become of a pair in a year: (chance, what was done is known, both are still there)."""
    for is_found, is_removed, is_noticed, stays in itertools.product((0, 1), repeat=4):
        if is_removed and not is_found:
            continue
        chance = (found if is_found else 1 - found) * (1 if not is_found else w if is_removed else 1 - w)
        chance *= (h if is_noticed else 1 - h) * ((1 - q) ** 2 if stays else 1 - (1 - q) ** 2)
        yield chance, is_noticed or is_found, stays and not is_removed


def equilibrium(u, f, plan, delta, q, h, w, slack=1e-9):
    """Whether no one gains by deviating once from a plan that both follow, whatever happened before.

    `plan` is a list of states, the first of a new pair: ((county's action, township's), next state, next by who deviated).
    A deviation that is not known leaves the other to go on as planned.
    """
    size = len(plan)

    def expected(actions, known, unknown):
        row = np.zeros(size)
        for chance, is_known, together in outcomes(f[(actions[0] == S) + (actions[1] == S)], q, h, w):
            row[0 if not together else known if is_known else unknown] += chance
        return row

    move = np.array([expected(actions, then, then) for actions, then, _ in plan])
    here = np.array([[u[0, a, b], u[1, b, a]] for (a, b), _, _ in plan])
    values = np.linalg.solve(np.eye(size) - delta * move, here)
    for state, (actions, then, punished) in enumerate(plan):
        for side, other_action in itertools.product((0, 1), range(3)):
            played = (other_action, actions[1]) if side == 0 else (actions[0], other_action)
            if played == actions:
                continue
            now = u[side, other_action, actions[1 - side]]
            gain = now + delta * expected(played, punished[side], then) @ values[:, side] - values[state, side]
            if gain > slack * max(1, np.abs(values).max()):
                return False
    return True


GRIM = [((S, S), 0, (1, 1)), ((D, D), 1, (1, 1))]


def plans():
    """Trust, and for each side a state in which it is punished for having deviated: any pair of actions, any way on from there."""
    for (a, b), then, again, refused in itertools.product(itertools.product(range(3), repeat=2), range(3), range(3), range(3)):
        mirror = {0: 0, 1: 2, 2: 1}  # state 1 punishes the county, state 2 the township
        yield [((S, S), 0, (1, 2)), ((a, b), then, (again, refused)), ((b, a), mirror[then], (mirror[refused], mirror[again]))]


def draw(rng, **fixed):
    """An institution and a future at random."""
    levers = {name: rng.uniform(0, 1) for name in ("negativity", "individualization", "transferability", "monitoring", "concealment", "lone_concealment", "diffusion")}
    levers |= {"strength": rng.uniform(0.5, 8), "veto_items": rng.integers(1, 5), "shield_cost": rng.uniform(0, 0.6), "deflect_cost": rng.uniform(0, 0.4)}
    q, h, w = rng.uniform(0, 0.5), rng.choice([0.0, 0.5, 1.0, rng.uniform()]), rng.choice([0.0, rng.uniform()])
    return Institution(**(levers | fixed)), rng.uniform(0.4, 0.99), q, h, w


def places(seed, number, wanted, **fixed):
    """So many of them as satisfy a condition, clear of the border."""
    rng = np.random.default_rng(seed)
    while number:
        i, delta, q, h, w = draw(rng, **fixed)
        if not wanted(i):
            continue
        margin = repeated.temptation(i) - repeated.shadow(i, delta, q, h, w) * repeated.loss(i)
        if np.abs(margin).min() > 1e-3:
            number -= 1
            yield i, delta, q, h, w


# Hand cases -----------------------------------------------------------------------------------------

def test_hand_case_1_temptation_loss_and_patience():
    u = repeated.payoffs(HAND)[0]
    assert [u[S, S], u[D, S], u[D, D]] == pytest.approx([-3 / 4, -1 / 4, -5 / 4])
    assert repeated.temptation(HAND) == pytest.approx(1 / 2) and repeated.loss(HAND) == pytest.approx(1 / 2)
    assert repeated.critical_discount(HAND) == pytest.approx(1 / 2)
    hidden = np.linspace(0.05, 0.95, 19)
    assert repeated.critical_discount(HAND.replace(concealment=hidden))[:, 0] == pytest.approx(1 - hidden)  # exercise 3


def test_hand_case_2_late_liability():
    third = Fraction(1, 3)
    life, post = (Fraction(9, 10) * stays * third / (1 - Fraction(9, 10) * stays * (1 - third)) for stays in (1, 1 - third))
    assert (life, post, life / post) == (Fraction(3, 4), third, Fraction(9, 4))
    assert repeated.late_liability(0.9, 1 / 3, 1 / 3, [True, False]) == pytest.approx([3 / 4, 1 / 3])


def test_hand_case_3_secret_files():
    assert repeated.shadow(HAND, 0.8, 0, 1) == pytest.approx(4) and repeated.lasts(HAND, 0.8, 0, 1)
    assert repeated.shadow(HAND, 0.8, 0, 0, 0.5) == pytest.approx(1 / 2) and not repeated.lasts(HAND, 0.8, 0, 0, 0.5)


def test_the_numbers_of_the_base():
    assert repeated.critical_discount(BASE)[0] == pytest.approx(0.397, abs=5e-4)
    persons = BASE.replace(individualization=[0.3, 0.5, 0.7, 1])
    assert repeated.critical_discount(persons)[:, 0] == pytest.approx([0.186, 0.306, 0.364, 0.409], abs=5e-4)
    items = BASE.replace(veto_items=[1, 3, 6, 10, 12, 13])
    assert repeated.critical_discount(items)[:, 0].round(2).tolist() == [0.40, 0.57, 0.80, 0.96, 0.99, np.inf]
    assert stage.game_class(items).tolist() == ["prisoner's dilemma"] * 5 + ["deadlock"]
    assert repeated.critical_discount(NOW).max() == pytest.approx(0.959, abs=5e-4)
    assert repeated.critical_discount(NOW.replace(veto_items=1)).max() == pytest.approx(0.118, abs=5e-4)
    assert repeated.truce_discount(BASE)[0] == pytest.approx(0.807, abs=5e-4)
    assert repeated.tipping_discount(BASE)[0] == pytest.approx(0.639, abs=5e-4)
    needs = repeated.critical_discount(BASE, noticed=[1, 0])[:, 0]
    assert repeated.longest_broken(needs).round(2).tolist() == [2.83, 5.0]
    assert repeated.longest_broken(repeated.work_discount(0.7)) == pytest.approx(3.05, abs=5e-3)
    assert 1 / (1 - needs[0] / 0.95) == pytest.approx(1.72, abs=5e-3)  # files that stay with the office: tau = delta (1 - q)


def test_nothing_helps_against_secret_files_where_removal_is_likely():
    removal = np.array([0.0, 0.3, 0.5, 0.56, 0.563, 0.564, 0.6, 1.0])
    needs = repeated.critical_discount(BASE, noticed=0, removal=removal)[:, 0]
    assert (np.isinf(needs) == (removal > 0.5635)).all() and (np.diff(needs[:5]) > 0).all()


# The shadow, against plays that are followed out ----------------------------------------------------------

def test_the_cells_are_those_of_the_core_game():
    rng = np.random.default_rng(0)
    for _ in range(40):
        i = draw(rng, attachment=rng.uniform(), executor=rng.uniform())[0]
        z = rng.uniform()
        assert game(i) == pytest.approx(repeated.payoffs(i)) and game(i, z) == pytest.approx(repeated.payoffs(i, z))


def test_trust_lasts_exactly_where_no_one_gains_by_deviating_once():
    held = []
    for i, delta, q, h, w in places(1, CASES["one-desertion-at-a-time"], lambda i: repeated.dilemma(i).all()):
        held.append(equilibrium(game(i), chances(i), GRIM, delta, q, h, w))
        assert held[-1] == repeated.lasts(i, delta, q, h, w)
    assert 20 < sum(held) < 180


def test_trust_lasts_exactly_where_no_one_gains_by_deviating_once_with_late_liability():
    rng, held = np.random.default_rng(2), []
    for i, delta, q, h, w in places(2, 80, lambda i: repeated.dilemma(i).all()):
        z = rng.uniform()
        if not repeated.dilemma(i, z).all():
            continue
        margin = repeated.temptation(i, z) - repeated.shadow(i, delta, q, h, w) * repeated.loss(i, z)
        if np.abs(margin).min() > 1e-3:
            held.append(equilibrium(game(i, z), chances(i), GRIM, delta, q, h, w))
            assert held[-1] == repeated.lasts(i, delta, q, h, w, z)
    assert 5 < sum(held) < len(held) - 5


def test_the_same_for_a_supervising_county_and_with_attachment():
    held = []
    for i, delta, q, h, w in places(3, 80, lambda i: repeated.dilemma(i).all(), executor=0.6, attachment=0.15):
        held.append(equilibrium(game(i), chances(i), GRIM, delta, q, h, w))
        assert held[-1] == repeated.lasts(i, delta, q, h, w)
    assert 2 < sum(held) < 75
    assert repeated.dilemma(NOW).all()
    for delta in (0.9, 0.94, 0.957, 0.961, 0.99):
        assert equilibrium(game(NOW), chances(NOW), GRIM, delta, 0, 1, 0) == (delta > 0.9589) == repeated.lasts(NOW, delta, 0, 1)


def test_no_public_plan_of_punishment_does_better_than_a_grudge():
    """Every pair of actions as punishment, any way back or not, one for each side: 243 plans against each institution."""
    held, failed = 0, 0
    every = list(plans())
    assert len(every) == 243
    for i, delta, q, h, w in places(4, CASES["public-plans"], lambda i: repeated.dilemma(i).all()):
        u, f = game(i), chances(i)
        if repeated.lasts(i, delta, q, h, w):
            held += 1
            assert any(equilibrium(u, f, plan, delta, q, h, w) for plan in every)
        else:
            failed += 1
            assert not any(equilibrium(u, f, plan, delta, q, h, w) for plan in every)
    assert held > 3 and failed > 3


def test_a_grudge_is_the_worst_also_where_the_minimum_is_the_better_way_to_desert():
    """Of the dilemma only this is used: Deflect is best against Deflect, and trust is better than that."""
    def wanted(i):
        u = game(i)[0]
        return u[N, S] > max(u[S, S], u[D, S]) + 1e-3 and u[D, D] > u[[S, N], D].max() + 1e-3 and u[S, S] > u[D, D] + 1e-3

    every, held = list(plans()), []
    for i, delta, q, h, w in places(7, 16, wanted):
        u, f = game(i), chances(i)
        held.append(equilibrium(u, f, GRIM, delta, q, h, w))
        assert held[-1] == repeated.lasts(i, delta, q, h, w) == any(equilibrium(u, f, plan, delta, q, h, w) for plan in every)
    assert 0 < sum(held) < 16


def test_where_no_one_is_removed_the_bound_holds_in_every_game_and_is_met_where_a_grudge_stands():
    met, failed = 0, 0
    every = list(plans())
    for i, delta, q, h, _ in places(5, CASES["any-game"], lambda i: (repeated.temptation(i) > 1e-3).all() and not repeated.dilemma(i).all()):
        u, f = game(i), chances(i)
        if abs(float((repeated.temptation(i) - repeated.shadow(i, delta, q, h) * repeated.loss(i))[0])) < 1e-3:
            continue
        stands = any(equilibrium(u, f, plan, delta, q, h, 0) for plan in every)
        if not repeated.lasts(i, delta, q, h):
            failed += 1
            assert not stands
        elif repeated.grudge_stands(i).all():
            met += 1
            assert stands
    assert met > 2 and failed > 2


@pytest.mark.parametrize("seed", range(3))
def test_a_best_reply_to_one_who_bears_grudges_is_found_by_value_iteration(seed):
    """Any game without removal: the other trusts until a desertion is known, then accuses for good."""
    held = 0
    for i, delta, q, h, _ in places(10 + seed, 25, lambda i: (repeated.temptation(i) > 1e-3).all(), executor=(1.0, 0.5, 1.0)[seed], attachment=(0, 0.2, 0.4)[seed]):
        u, f = game(i), chances(i)
        margin = repeated.temptation(i) - repeated.shadow(i, delta, q, h) * repeated.loss(i)
        if np.abs(margin).min() < 1e-3:
            continue
        faithful = []
        for side in (0, 1):
            values = np.zeros(2)  # with a partner who trusts, with one who does not
            for _ in range(3000):
                best = np.full((2, 3), -np.inf)
                for state, a in itertools.product(range(2), range(3)):
                    then = 0.0
                    for chance, known, together in outcomes(f[(a == S) + (state == 0)], q, h, 0):
                        grudge = together and (state == 1 or (a != S and known))
                        then += chance * values[int(grudge)]
                    best[state, a] = u[side, a, D if state else S] + delta * then
                new = best.max(axis=1)
                if np.abs(new - values).max() < 1e-11:
                    break
                values = new
            faithful.append(best[0, S] > best[0, 1:].max())
        held += all(faithful)
        assert all(faithful) == repeated.lasts(i, delta, q, h)
    assert 0 < held < 25


@pytest.mark.parametrize(("q", "h", "w"), [(0.25, 0.0, 0.0), (0.1, 0.4, 0.5), (0.0, 1.0, 0.3), (0.3, 0.2, 0.9)])
def test_the_shadow_is_the_mean_of_what_happens_to_many_pairs(q, h, w):
    """One of them deserts; the years in which it then meets distrust are counted, each at its discounted weight."""
    rng, pairs, delta = np.random.default_rng(6), 200_000, 0.9
    i = BASE.replace(monitoring=0.7)
    f = chances(i)

    def year(alive, found):
        found = rng.random(pairs) < found
        stays = (rng.random((2, pairs)) >= q).all(axis=0) & ~(found & (rng.random(pairs) < w))
        return found, alive & stays

    found, alive = year(np.ones(pairs, bool), f[1])
    alive &= found | (rng.random(pairs) < h)
    total, weight = np.zeros(pairs), 1.0
    for _ in range(150):
        weight *= delta
        total += weight * alive
        _, alive = year(alive, f[0])
    assert total.mean() == pytest.approx(repeated.shadow(i, delta, q, h, w), abs=4 * total.std() / pairs**0.5)


def test_limits_of_the_shadow():
    assert repeated.shadow(BASE, 0, 0.1, 1) == 0 == repeated.shadow(BASE, 0.9, 1, 1) == repeated.shadow(BASE, 0.9, 0, 0, 1)
    assert repeated.shadow(BASE, GRID[:-1], 0, 1) == pytest.approx(GRID[:-1] / (1 - GRID[:-1]))
    for i in (BASE, NOW, THEN, HAND):  # without a future: the alliance theorem
        assert repeated.lasts(i, 0) == (stage.margins(i)[0] >= 0)
        assert repeated.holding(i, 0, 0.3, 1, 0) == pytest.approx(float(stage.silence_value(i) * (1 + i.attachment) / (1 - i.attachment)))
        assert repeated.holding(i, 0.95, 1, 1, 0) == pytest.approx(float(repeated.holding(i, 0, 0.3, 1, 0)))


# What punishes ----------------------------------------------------------------------------------------------------

levers = st.builds(
    Institution, strength=st.floats(0.1, 20), negativity=st.floats(0.02, 1), individualization=st.floats(0.02, 1), transferability=st.floats(0.02, 1),
    monitoring=st.floats(0.05, 1), concealment=st.floats(0, 1), lone_concealment=st.floats(0, 1), diffusion=st.floats(0, 1),
    veto_items=st.integers(1, 8), shield_cost=st.floats(0, 1), deflect_cost=st.floats(0, 1), prize_passing=st.floats(0, 1),
)
dilemmas = st.builds(
    Institution, strength=st.floats(1, 20), negativity=st.floats(0.3, 1), individualization=st.floats(0.3, 1), transferability=st.floats(0.5, 1),
    monitoring=st.floats(0.3, 1), concealment=st.floats(0.05, 0.7), lone_concealment=st.floats(0, 1), diffusion=st.floats(0, 1),
    veto_items=st.integers(1, 4), shield_cost=st.floats(0.1, 0.5), deflect_cost=st.floats(0, 0.4),
).filter(lambda i: repeated.dilemma(i).all())
share = st.floats(0, 1)
patience = st.floats(0, 0.99)


@given(levers)
@settings(max_examples=200, deadline=None)
def test_an_accuser_is_the_worst_partner_for_each_action(i):
    u = repeated.payoffs(i)[0]
    slack = 1e-9 * np.abs(u).max()
    assert (u[:, D] <= u.min(axis=1) + slack).all()
    assert repeated.loss(i)[0] == pytest.approx(u[S, S] - min(u[:, a].max() for a in range(3)), abs=1e-9 * max(1, np.abs(u).max()))


@given(levers)
@settings(max_examples=300, deadline=None)
def test_a_grudge_stands_where_desertion_tempts_and_blame_is_worth_its_paper(i):
    worth = i.transferability * chances(i)[1] * stage.stakes(i)[1]
    assume(repeated.temptation(i)[0] > 1e-6 and worth >= i.deflect_cost)
    assert repeated.grudge_stands(i).all()


@given(dilemmas)
@settings(max_examples=200, deadline=None)
def test_in_a_dilemma_what_is_left_is_mutual_accusation(i):
    u = repeated.payoffs(i)[0]
    assert repeated.loss(i)[0] == pytest.approx(u[S, S] - u[D, D], abs=1e-7) and repeated.grudge_stands(i).all()
    assert repeated.temptation(i)[0] == pytest.approx(u[D, S] - u[S, S], abs=1e-7)


def test_where_blame_is_not_worth_its_paper_a_stick_beats_going_back_to_routine():
    i = BASE.replace(individualization=0.1)
    u, f = game(i), chances(i)
    personal = i.penalty * i.individualization
    assert i.transferability * f[0] * personal < i.deflect_cost and not repeated.grudge_stands(i).any()
    assert u[0, N, S] > u[0, D, S] and repeated.temptation(i)[0] == pytest.approx(u[0, N, S] - u[0, S, S])  # what tempts is to do the minimum
    routine = [((S, S), 0, (1, 1)), ((N, N), 1, (1, 1))]
    stick = [((S, S), 0, (1, 1)), ((D, D), 0, (1, 1))]
    held = {plan: [equilibrium(u, f, way, delta, 0, 1, 0) for delta in (0.25, 0.30, 0.36, 0.37, 0.5, 0.63, 0.65)] for plan, way in (("routine", routine), ("stick", stick), ("grim", GRIM))}
    assert held["routine"] == [False] * 6 + [True] and held["stick"] == [False] * 3 + [True] * 4 and not any(held["grim"])
    assert repeated.critical_discount(i)[0] == pytest.approx(0.287, abs=5e-4)  # a bound, below what any of them needs


# How patient -----------------------------------------------------------------------------------------------------------

@given(levers, share, share)
@settings(max_examples=300, deadline=None)
def test_the_critical_discount_is_where_trust_begins_to_last(i, noticed, removal):
    needs = float(repeated.critical_discount(i, noticed, removal).max())
    if np.isinf(needs):
        assert not repeated.lasts(i, 0.999999, 0, noticed, removal)
    elif 1e-4 < needs < 0.999:
        assert repeated.lasts(i, needs + 1e-5, 0, noticed, removal)
        assume(float(repeated.temptation(i)[0]) > 1e-3)
        assert not repeated.lasts(i, needs - 1e-4, 0, noticed, removal)
    elif needs == 0:
        assert repeated.lasts(i, 0, 0, noticed, removal)


@given(levers, patience, share, share, share)
@settings(max_examples=200, deadline=None)
def test_trust_lasts_more_easily_with_patience_long_posts_and_open_files(i, delta, q, h, w):
    here = repeated.shadow(i, delta, q, h, w)
    assert repeated.shadow(i, delta + 0.005, q, h, w) >= here - 1e-12
    assert repeated.shadow(i, delta, q / 2, h, w) >= here - 1e-12
    assert repeated.shadow(i, delta, q, h, w / 2) >= here - 1e-12
    assert repeated.shadow(i, delta, q, (1 + h) / 2, w) >= here - 1e-12


@given(dilemmas)
@settings(max_examples=200, deadline=None)
def test_the_formula_of_the_dilemma(i):
    none, lone, both = chances(i)
    shared, person = (float(x) for x in stage.stakes(i))
    whole, moved = shared + person, i.transferability * lone * person
    assert repeated.critical_discount(i)[0] == pytest.approx((moved - (lone - both) * whole + i.shield_cost - i.deflect_cost) / (moved + (none - lone) * whole), abs=1e-6)


@given(dilemmas, st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_beyond_what_two_cannot_hide_no_penalty_reaches(i, discount_of_cost):
    """At g <= k for every penalty; in the limit of large ones at all costs. Both in a dilemma."""
    none, lone, both = (float(f) for f in chances(i))
    cheap = i.replace(shield_cost=i.deflect_cost * discount_of_cost)
    if repeated.dilemma(cheap).all():
        assert repeated.critical_discount(cheap)[0] <= both / none + 1e-9
    movable = i.transferability * i.individualization / ((1 - i.individualization) * i.diffusion + i.individualization)
    large = i.replace(strength=i.reward + 1e7, negativity=1e7 / (i.reward + 1e7))
    if repeated.dilemma(large).all():
        bound = (movable - (1 - both / lone)) / (movable + none / lone - 1)
        assert repeated.critical_discount(large)[0] == pytest.approx(bound, abs=1e-5) and bound <= both / none + 1e-12
    if i.veto_items == 1:
        assert both / none == pytest.approx(1 - i.concealment)


def test_large_penalties_call_for_the_patience_of_the_limit():
    rng, cases = np.random.default_rng(42), CASES["large-penalties"]
    levers = {name: rng.uniform(low, 1, cases) for name, low in (("individualization", 0.1), ("transferability", 0.1), ("diffusion", 0), ("monitoring", 0.1))}
    i = Institution(concealment=rng.uniform(0.05, 0.9, cases), lone_concealment=rng.uniform(0, 0.8, cases), veto_items=rng.integers(1, 4, cases),
                    shield_cost=rng.uniform(0, 1, cases), deflect_cost=rng.uniform(0, 1, cases), **levers)
    none, lone, both = np.moveaxis(stage.findings(i), -1, 0)
    movable = i.transferability * i.individualization / ((1 - i.individualization) * i.diffusion + i.individualization)
    limit = (movable - 1 + both / lone) / (movable + none / lone - 1)
    off = []
    for penalty in (1e3, 1e5, 1e7):
        large = i.replace(strength=2 + penalty, negativity=penalty / (2 + penalty))
        here = repeated.dilemma(large)[:, 0]
        bound = (none - both > 1e-3) & (movable > 1.001 - both / lone) & (movable > none / lone - 0.999)
        assert here[bound].all() or penalty < 1e7
        off.append(np.where(here, np.abs(repeated.critical_discount(large)[:, 0] - limit), np.nan))
        assert here.sum() > cases / 10
    assert np.nanmax(off[1]) < np.nanmax(off[0]) and np.nanmax(off[2]) < 1e-4


def test_in_a_game_of_chicken_penalties_reach_further():
    """Why the bound needs a dilemma: what two cannot hide is a fifth, and yet a quarter is not patience enough."""
    i = Institution(strength=4, negativity=1, individualization=1, transferability=1, monitoring=1, concealment=0.8, lone_concealment=0.75, shield_cost=0.2, deflect_cost=0.2)
    assert stage.game_class(i) == "chicken" and repeated.grudge_stands(i).all() and not repeated.dilemma(i).any()
    assert repeated.critical_discount(i)[0] == pytest.approx(1 / 4) and 1 - i.concealment == pytest.approx(1 / 5)
    u, f = game(i), chances(i)
    assert not any(equilibrium(u, f, plan, 0.24, 0, 1, 0) for plan in plans()) and any(equilibrium(u, f, plan, 0.26, 0, 1, 0) for plan in plans())


@given(levers)
@settings(max_examples=200, deadline=None)
def test_up_to_half_of_joint_concealment_alone_there_is_no_chicken(i):
    assert stage.game_class(i.replace(lone_concealment=0.5 * i.lone_concealment, prize_passing=0.0)) != "chicken"


def test_with_dear_shielding_a_small_penalty_reaches_further():
    """Why the bound for every penalty needs g <= k."""
    i = BASE.replace(strength=1.2, negativity=1.0, individualization=1.0, transferability=1.0)
    assert repeated.dilemma(i).all() and repeated.critical_discount(i)[0] > 1 - i.concealment


@given(dilemmas, st.floats(0, 0.5))
@settings(max_examples=300, deadline=None)
def test_when_patience_needed_rises_in_what_is_personal_and_in_the_penalty(i, theta):
    i = i.replace(individualization=0.98 * i.individualization, attachment=theta)
    none, lone, both = (float(f) for f in chances(i))
    extra, b, d = i.shield_cost - i.deflect_cost, i.transferability, i.diffusion
    felt = (1 - i.individualization) * d + i.individualization
    moved, alone = (1 - theta) * b * lone, none - lone - theta * (lone - both)
    person = moved * (none - both) * (i.reward + i.penalty * d) - extra * (moved + alone * (1 - d))
    larger = moved * i.individualization * (none - both) * i.reward - extra * (moved * i.individualization + alone * felt)
    step = 1e-5
    more_person = i.replace(individualization=i.individualization + step)
    more_penalty = i.replace(strength=i.strength + step, negativity=(i.penalty + step) / (i.strength + step))
    for changed, sign in ((more_person, person), (more_penalty, larger)):
        if repeated.dilemma(i).all() and repeated.dilemma(changed).all() and abs(sign) > 1e-3:
            rise = float((repeated.critical_discount(changed) - repeated.critical_discount(i))[0])
            assert (rise > 0) == (sign > 0)


def test_personal_liability_can_make_trust_easier():
    """Where nothing is at stake but the person, and shielding costs more than deflecting."""
    i = HAND.replace(strength=2.4, diffusion=0, shield_cost=0.3, individualization=[0.5, 1.0])
    assert repeated.dilemma(i).all()
    assert repeated.critical_discount(i)[:, 0] == pytest.approx([7 / 12, 13 / 24])


@given(levers, st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_more_items_leave_less_out_of_reach(i, items):
    assume(i.concealment < 0.999)
    here, more = ((f := chances(i.replace(veto_items=n)))[2] / f[0] for n in (items, items + 1))
    assert here <= more + 1e-9
    many = chances(i.replace(veto_items=1e9))
    assert many[2] / many[0] == pytest.approx(1, abs=1e-3) or i.monitoring * (1 - i.concealment) < 1e-7


# Secret files ---------------------------------------------------------------------------------------------------------

@given(levers, patience, share, st.floats(0, 0.95))
@settings(max_examples=200, deadline=None)
def test_closer_inspection_tells_partners_whom_to_trust(i, delta, q, w):
    some = i.replace(monitoring=0.9 * i.monitoring)
    assert repeated.shadow(i, delta, q, 0, w) >= repeated.shadow(some, delta, q, 0, w) - 1e-12
    one, closer = some.replace(veto_items=1), i.replace(veto_items=1)
    before, after = chances(one), chances(closer)
    assert after[2] * before[1] == pytest.approx(before[2] * after[1], abs=1e-9) and after[0] * before[1] == pytest.approx(before[0] * after[1], abs=1e-9)


@given(levers, patience, share, share, st.floats(0.01, 1))
@settings(max_examples=200, deadline=None)
def test_with_removal_patience_has_a_ceiling(i, delta, q, h, w):
    none, lone, _ = chances(i)
    assert repeated.shadow(i, delta, q, h, w) < (h * (1 - w * lone) + (1 - h) * lone * (1 - w)) / (w * none) + 1e-9


# Late liability and rotation --------------------------------------------------------------------------------------------

@given(patience, share, share, share)
@settings(max_examples=200, deadline=None)
def test_late_liability_is_its_sum(delta, q, mu, keeps):
    liable = 1 - q * (1 - keeps)
    years = np.arange(1, 3000)
    assert repeated.late_liability(delta, q, mu, keeps) == pytest.approx(((delta * liable) ** years * (1 - mu) ** (years - 1) * mu).sum(), abs=1e-9)


def test_late_liability_is_its_sum_in_years():
    """Year by year: still liable, not yet known, known now."""
    rng = np.random.default_rng(40)
    delta, q, mu, keeps = rng.uniform(0, 0.98, (4, CASES["late-sum"]))
    weight, total = np.ones_like(delta), np.zeros_like(delta)
    for _ in range(900):
        weight = weight * delta * (1 - q * (1 - keeps))
        total += weight * mu
        weight = weight * (1 - mu)
    assert repeated.late_liability(delta, q, mu, keeps) == pytest.approx(total, abs=1e-6)


def test_in_post_only_the_bar_rises_towards_the_shortest_posts():
    rng, cases = np.random.default_rng(41), CASES["shortest-posts"]
    m, c, lam, mu, delta, h = rng.uniform(0.05, 1, (6, cases))
    i = Institution(monitoring=m, concealment=0.98 * c, lone_concealment=0.98 * lam, veto_items=rng.uniform(1, 4, cases))
    holds = repeated.holding(i, 0.99 * delta, 1 - np.array([0, 1e-7, 2e-7])[:, None], h, mu)
    assert holds[0] == pytest.approx(stage.silence_value(i))
    assert (np.diff(holds, axis=0) <= 0).all() and (holds[0] > holds[2])[stage.silence_value(i) > 1e-4].all()


def slope(i, z, weight):
    """By how much a larger penalty at the same prize raises what desertion yields, net of what it costs later, for each side."""
    def net(penalty):
        u = game(i.replace(strength=2 + penalty, negativity=penalty / (2 + penalty)), z)
        return np.array([u[side, D, S] - u[side, S, S] - weight * (u[side, S, S] - u[side, D, D]) for side in (0, 1)])
    return net(3.0) - net(2.0)


@pytest.mark.parametrize("seed", range(2))
def test_a_larger_penalty_loosens_exactly_where_more_than_the_holding_can_be_moved(seed):
    rng, loosens = np.random.default_rng(20 + seed), []
    for _ in range(300):
        i, delta, q, h, _ = draw(rng, executor=(1.0, rng.uniform())[seed], attachment=(0.0, rng.uniform(0, 0.9))[seed])
        q, mu, life = rng.uniform(), rng.choice([0.0, rng.uniform()]), bool(rng.integers(2))
        z = delta * (1 if life else 1 - q) * mu / (1 - delta * (1 if life else 1 - q) * (1 - mu))
        rises = slope(i, z, repeated.shadow(i, delta, q, h))
        if np.abs(rises).min() < 1e-9:
            continue
        holds = repeated.holding(i, delta, q, h, mu, life)
        assert ((repeated.loosening(i) > holds) == (rises > 0)).all()
        loosens.append(rises > 0)
    assert 0.02 < np.mean(loosens) < 0.9


def test_holding_at_the_base_by_tenure():
    q = 1 / np.array([1, 2, 4, 7, 20])
    assert repeated.holding(BASE, turnover=q) == pytest.approx([0.412, 0.299, 0.254, 0.242, 0.254], abs=5e-4)
    life = repeated.holding(BASE, turnover=q, lifelong=True)
    assert life[[0, -1]] == pytest.approx([0.029, 0.133], abs=5e-4) and (np.diff(life) > 0).all()
    post = repeated.holding(BASE, turnover=1 / np.arange(1, 41))
    assert np.argmin(post) + 1 == 8 or np.argmin(post) + 1 == 7
    assert np.argmax(post) == 0


def test_at_thirty_per_cent_movable_it_depends_on_how_long_posts_last():
    i = BASE.replace(transferability=0.3)
    assert repeated.loosening(i)[0] == pytest.approx(0.292, abs=5e-4)
    holds = repeated.holding(i, turnover=[1, 1 / 2, 1 / 3])
    assert holds[2] == pytest.approx(0.268, abs=5e-4) and (holds > 0.292).tolist() == [True, True, False]
    assert (repeated.holding(i, turnover=1 / TENURES, lifelong=True) < 0.292).all()


futures = st.fixed_dictionaries({"discount": st.floats(0, 0.99), "noticed": share, "hazard": share})


@given(levers, futures, share, share)
@settings(max_examples=300, deadline=None)
def test_lifelong_liability_loosens_more_and_the_more_so_the_faster_posts_turn(i, future, q, faster):
    slow, fast = sorted((q, faster))
    life, post = (repeated.holding(i, turnover=q, lifelong=kind, **future) for kind in (True, False))
    assert life <= post + 1e-9
    assert repeated.holding(i, turnover=fast, lifelong=True, **future) <= repeated.holding(i, turnover=slow, lifelong=True, **future) + 1e-9


@given(levers, st.floats(0.05, 0.99), share, st.floats(0.05, 1))
@settings(max_examples=300, deadline=None)
def test_in_post_only_the_shortest_posts_tighten_again(i, delta, h, mu):
    f = chances(i)
    assume(f[1] - f[2] > 0.01)
    q = 1 - np.array([0.0, 1e-6, 2e-6])
    holds = repeated.holding(i, delta, q, h, mu)
    assert holds[0] > holds[1] > holds[2]


def test_without_late_discovery_short_posts_loosen_throughout():
    """Why the turn at short posts needs a hazard."""
    q = np.linspace(0, 1, 50)
    assert (np.diff(repeated.holding(BASE, turnover=q, hazard=0)) <= 1e-12).all()


@given(st.floats(0.05, 0.99), st.floats(0, 0.95), st.floats(0.05, 1))
@settings(max_examples=200, deadline=None)
def test_how_much_more_a_signature_for_life_costs(delta, q, mu):
    life, post = repeated.late_liability(delta, q, mu, [True, False])
    assert life / post == pytest.approx((1 - delta * (1 - q) * (1 - mu)) / ((1 - q) * (1 - delta * (1 - mu))))


def test_at_the_default_a_signature_for_life_costs_twice():
    life, post = repeated.late_liability(lifelong=[True, False])
    assert life / post == pytest.approx(2.0, abs=0.05)


@given(levers, patience, share, share, share)
@settings(max_examples=300, deadline=None)
def test_what_comes_out_later_anyway_is_less_worth_hiding(i, delta, q, h, mu):
    """At any penalty, not only at the margin: late discovery raises what desertion yields and lowers what trust does."""
    weight = float(repeated.shadow(i, delta, q, h))
    z = np.array([0.0, repeated.late_liability(delta, q, mu, False), repeated.late_liability(delta, q, mu, True)])
    u = repeated.payoffs(i, z)[:, 0]
    net = u[:, D, S] - u[:, S, S] - weight * (u[:, S, S] - u[:, D, D])
    assert (np.diff(net) >= -1e-9 * np.abs(u).max()).all()


# Grudges, truces, tipping --------------------------------------------------------------------------------------------------

@given(levers, st.floats(0.1, 0.99))
@settings(max_examples=60, deadline=None)
def test_repetition_adds_no_blame(i, delta):
    """Mutual accusation for good stands, whatever deviations are answered with, exactly where it is an equilibrium of one year."""
    u, f = game(i), chances(i)
    gain = u[0, :, D].max() - u[0, D, D]
    assume(gain < 1e-12 or gain > 1e-4)
    once = bool(stage.pure_equilibria(i)[D, D])
    assert equilibrium(u, f, [((D, D), 0, (0, 0))], delta, 0, 1, 0) == once
    if not once:
        for a, b in itertools.product(range(3), repeat=2):
            for then, again, refused in itertools.product(range(2), repeat=3):
                assert not equilibrium(u, f, [((D, D), 0, (1, 1)), ((a, b), then, (again, refused))], delta, 0, 1, 0)


def test_a_truce_stands_from_its_discount_on():
    rng, held = np.random.default_rng(30), 0
    for i, *_ in places(30, 60, lambda i: repeated.dilemma(i).all()):
        needs = float(repeated.truce_discount(i)[0])
        worth = i.transferability * chances(i)[0] * i.penalty * i.individualization
        assert needs == pytest.approx(1 - i.deflect_cost / worth, abs=1e-6)
        delta = rng.uniform(0.01, 0.99)
        if abs(delta - needs) > 1e-3:
            stands = equilibrium(game(i), chances(i), [((N, N), 0, (1, 1)), ((D, D), 1, (1, 1))], delta, 0, 1, 0)
            assert stands == (delta > needs)
            held += stands
    assert held > 2


def test_trust_is_risk_dominant_from_its_discount_on():
    """Against an even chance of either, in the game between two strategies: trust with a grudge, and accusing always."""
    for i, delta, *_ in places(31, 60, lambda i: repeated.dilemma(i).all()):
        u = game(i)[0]
        trust = u[S, S] + (u[S, D] * (1 - delta) + delta * u[D, D])
        accuse = u[D, S] * (1 - delta) + delta * u[D, D] + u[D, D]
        tipping = float(repeated.tipping_discount(i)[0])
        if abs(delta - tipping) > 1e-3:
            assert (trust > accuse) == (delta > tipping)
        assert tipping >= float(repeated.critical_discount(i)[0]) - 1e-9
    assert np.isnan(repeated.tipping_discount(THEN)).all()


# Scalpel or hammer -----------------------------------------------------------------------------------------------------------

@given(levers, st.floats(0.3, 0.99), st.floats(1.05, 40), share)
@settings(max_examples=300, deadline=None)
def test_the_alliance_breaks_in_shorter_posts(i, delta, tenure, h):
    needs = repeated.critical_discount(i, noticed=h).max()
    length = float(repeated.longest_broken(needs, delta))
    assume(abs(tenure - length) > 1e-2 and (needs == 0 or float(repeated.temptation(i)[0]) > 1e-3))
    assert repeated.lasts(i, delta, 1 / tenure, h) == (tenure > length)


@given(st.floats(0, 1.2), st.floats(0.01, 0.99), st.floats(1, 1000))
@settings(max_examples=300, deadline=None)
def test_posts_are_long_enough_where_next_year_is_worth_what_it_must_be(needs, delta, years):
    worth, length = float(repeated.next_year(years, delta)), float(repeated.longest_broken(needs, delta))
    assert worth == pytest.approx(delta * (years - 1) ** 2 / years**2)
    assume(abs(worth - needs) > 1e-9)
    assert (worth > needs) == (years > length)
    if 1 < length < 1e6:
        assert repeated.next_year(length, delta) == pytest.approx(needs)


@given(levers, st.floats(0.51, 0.99), st.floats(0.3, 0.99), share)
@settings(max_examples=300, deadline=None)
def test_rotation_is_a_scalpel_exactly_where_the_alliance_needs_more_patience_than_work(i, output, delta, h):
    alliance = float(repeated.critical_discount(i, noticed=h).max())
    work = float(repeated.work_discount(output))
    assume(work < delta - 1e-3 and abs(alliance - work) > 1e-3)
    some = repeated.longest_broken(alliance, delta) > repeated.longest_broken(work, delta)
    assert some == (alliance > work)


def test_honest_work_is_a_dilemma_of_its_own():
    for y in (0.55, 0.7, 0.9):
        u = np.array([[2 * y - 1, y - 1], [y, 0.0]])  # work, idle
        needs = (u[1, 0] - u[0, 0]) / (u[1, 0] - u[1, 1])
        assert repeated.work_discount(y) == pytest.approx(needs)


def test_under_prizes_rotation_breaks_only_honest_work():
    assert (repeated.critical_discount(Institution(), noticed=0) == 0).all() and (repeated.critical_discount(THEN, noticed=0) == 0).all()
    assert repeated.longest_broken(0.0) == 1 and repeated.lasts(Institution(), turnover=1) and repeated.longest_broken(repeated.work_discount()) > 3


# Certificates: the formulas are the library's --------------------------------------------------------------------------------------

def test_the_certificates_speak_of_the_librarys_formulas():
    rng = np.random.default_rng(43)
    for _ in range(60):
        i, delta, q, h, w = draw(rng, prize_passing=rng.uniform())
        mu, keeps, z = rng.uniform(size=3)
        f = dict(zip(("f0", "f1", "f2"), (float(x) for x in chances(i))))
        v = Point(reward=i.reward, penalty=i.penalty, **f, **i.as_dict(), discount=delta, turnover=q, together=delta * (1 - q) ** 2, noticed=h, removal=w,
                  known=h + (1 - h) * f["f1"], liable=1 - q * (1 - keeps), hazard=mu, late=z)
        assert certified.shadow(v) == pytest.approx(float(repeated.shadow(i, delta, q, h, w)))
        assert certified.years(v) == pytest.approx(float(repeated.shadow(i, delta, q, h)))
        assert certified.late(v) == pytest.approx(float(repeated.late_liability(delta, q, mu, keeps)))
        assert certified.bar(v.replace(late=certified.late(v), shadow=certified.years(v))) == pytest.approx(float(repeated.holding(i, delta, q, h, mu, keeps)))
        for own, other in itertools.product(range(3), repeat=2):
            assert certified.charged_later(v, own, other) == pytest.approx(repeated.payoffs(i, z)[1, own, other])
        if repeated.dilemma(i).all():
            assert certified.tempting(v) == pytest.approx(repeated.temptation(i)[0]) and certified.lost(v) == pytest.approx(repeated.loss(i)[0])


# Claims ------------------------------------------------------------------------------------------------------------------------

RIVALS = {
    # what comes to light later is charged to whoever is in the post by then
    "32": ("late_liability", lambda discount=0.95, turnover=0.25, hazard=0.3, lifelong=True:
           LATE(discount, turnover, hazard, False)),
    # no one can pass on blame
    "34": ("payoffs", lambda institution, late=0.0: PAYOFFS(institution.replace(transferability=0.0), late)),
    # partners always see what the other keeps in the file
    "40": ("_known", lambda institution, noticed, removal: 1 - removal * stage.findings(institution)[..., 1]),
}
"""By claim what others might assume instead: a function of the module and its replacement, under which the test turns red."""
LATE, PAYOFFS = repeated.late_liability, repeated.payoffs


def test_claim_32_a_signature_for_life_costs_more_and_loosens_the_alliance():
    q, hazard = 1 / TENURES[:, None], np.array([0.05, 0.3, 0.8])
    life, post = (repeated.late_liability(0.95, q, hazard, kind) for kind in (True, False))
    assert (life > post).all() and (np.diff(life - post, axis=0) < 0).all()  # the more so the faster posts turn
    assert (repeated.late_liability(0.95, q, 0.0, True) == 0).all()  # where nothing comes to light later it changes nothing
    for place in (BASE, NOW):
        signed = [repeated.payoffs(place, z[..., None][..., 0]) for z in (life, post)]
        assert (signed[0] < signed[1]).all()
        assert (repeated.holding(place, turnover=q, hazard=hazard, lifelong=True) < repeated.holding(place, turnover=q, hazard=hazard)).all()
    lasting = [repeated.lasts(BASE, turnover=q, noticed=1, late=z) for z in (life, post)]
    assert (lasting[0] <= lasting[1]).all() and (lasting[0] < lasting[1]).any()


def test_claim_34_what_is_personal_makes_trust_need_more_patience():
    persons = np.linspace(0.3, 1, 8)
    for place in (BASE, BASE.replace(veto_items=3), BASE.replace(veto_items=6)):
        assert (np.diff(repeated.critical_discount(place.replace(individualization=persons)), axis=0) > 0).all()
    later = NOW.replace(individualization=persons[2:])  # so little is left to hide that what shielding costs weighs more
    assert repeated.dilemma(later).all() and (np.diff(repeated.critical_discount(later), axis=0) < 0).all()
    assert (np.diff(repeated.critical_discount(later.replace(veto_items=1)).max(axis=-1)[2:]) > 0).all()
    nothing_else = Institution(negativity=1, diffusion=0, concealment=0.5, individualization=persons[2:])  # no prize, no unit
    assert repeated.dilemma(nothing_else).all()
    assert (np.diff(repeated.critical_discount(nothing_else), axis=0) < 0).all()


def test_claim_40_a_dilemma_ends_trust_where_it_cannot_be_repaid():
    assert repeated.dilemma(BASE).all() and repeated.dilemma(NOW).all()
    assert repeated.lasts(BASE, turnover=1 / 3, noticed=1)  # as stated the claim fails here
    assert not repeated.lasts(BASE, turnover=1 / 2, noticed=1)  # short posts
    assert not repeated.lasts(BASE, turnover=1 / 3, noticed=0)  # secret files
    assert not repeated.lasts(BASE, discount=0.999, turnover=0, noticed=0, removal=0.6)  # secret files, with removal
    assert (repeated.critical_discount(NOW) > [0.9, 0.8]).all() and repeated.critical_discount(NOW).max() > 0.9  # many veto items
    assert (repeated.critical_discount(NOW.replace(veto_items=1)) < 0.2).all()
    assert np.isinf(repeated.critical_discount(BASE.replace(veto_items=13))).all()  # a deadlock, at any patience


@pytest.mark.parametrize("claim", RIVALS)
def test_each_claim_fails_under_a_rival_assumption(claim, monkeypatch):
    (check,) = (value for name, value in globals().items() if name.startswith(f"test_claim_{claim}_"))
    check()
    name, rival = RIVALS[claim]
    monkeypatch.setattr(repeated, name, rival)
    with pytest.raises(AssertionError):
        check()


# The library's manners -----------------------------------------------------------------------------------------------------------

def test_everything_broadcasts():
    i = BASE.replace(concealment=np.linspace(0.3, 0.9, 4)[:, None], individualization=[0.2, 0.6, 1.0])
    h, z = np.array([0.0, 1.0])[:, None, None], np.array([0.1, 0.5])[:, None, None]
    assert repeated.shadow(i, noticed=h).shape == (2, 4, 3) == repeated.lasts(i, noticed=h, late=z).shape
    assert repeated.critical_discount(i, h, 0.1, z).shape == (2, 4, 3, 2) == repeated.temptation(i, z).shape == repeated.dilemma(i, z).shape
    assert repeated.holding(i, turnover=np.array([0.1, 0.2])[:, None, None], lifelong=[True, False, True]).shape == (2, 4, 3)
    assert repeated.payoffs(i, z).shape == (2, 4, 3, 2, 3, 3) == repeated.payoffs(i, 0 * z).shape
    assert repeated.loosening(i).shape == (4, 3, 2) == repeated.truce_discount(i).shape == repeated.tipping_discount(i).shape
    one = repeated.critical_discount(i, h, 0.1, z)[1, 2, 0]
    assert one == pytest.approx(repeated.critical_discount(BASE.replace(concealment=i.concealment[2, 0], individualization=0.2), 1.0, 0.1, 0.5))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_can_be_named(preset):
    assert (repeated.critical_discount(preset) == repeated.critical_discount(PRESETS[preset])).all()
    assert repeated.holding(preset) == repeated.holding(PRESETS[preset])


def test_the_unit_of_payoffs_plays_no_part():
    scale = 1e-6
    for i in (BASE, NOW, THEN, HAND):
        small = i.replace(strength=i.strength * scale, shield_cost=i.shield_cost * scale, deflect_cost=i.deflect_cost * scale)
        assert repeated.critical_discount(small) == pytest.approx(repeated.critical_discount(i))
        assert (repeated.dilemma(small) == repeated.dilemma(i)).all() and (repeated.grudge_stands(small) == repeated.grudge_stands(i)).all()
        assert repeated.lasts(small, turnover=0.1) == repeated.lasts(i, turnover=0.1)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: repeated.shadow(BASE, discount=1), r"discount must be in \[0, 1\), got 1\.0"),
    (lambda: repeated.shadow(BASE, turnover=[0.2, -0.1]), r"turnover must be in \[0, 1\], got -0\.1"),
    (lambda: repeated.shadow(BASE, noticed=2), r"noticed must be in \[0, 1\], got 2\.0"),
    (lambda: repeated.critical_discount(BASE, removal=np.nan), r"removal must be in \[0, 1\], got nan"),
    (lambda: repeated.payoffs(BASE, late=1.5), r"late must be in \[0, 1\], got 1\.5"),
    (lambda: repeated.late_liability(hazard=-1), r"hazard must be in \[0, 1\], got -1\.0"),
    (lambda: repeated.late_liability(lifelong=3), r"lifelong must be in \[0, 1\], got 3\.0"),
    (lambda: repeated.longest_broken(-0.1), r"critical must be at least 0, got -0\.1"),
    (lambda: repeated.longest_broken(np.nan), r"critical must be at least 0, got nan"),
    (lambda: repeated.next_year([3, 0.5]), r"years must be at least 1, got 0\.5"),
    (lambda: repeated.work_discount(0.5), r"output must be in \(1/2, 1\), got 0\.5"),
    (lambda: repeated.shadow("nwo"), "did you mean 'now'"),
])  # fmt: skip
def test_errors_name_the_parameter_what_it_got_and_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_words_are_no_numbers():
    with pytest.raises(TypeError, match=r"noticed must be a real number or an array of them \(in \[0, 1\]\), got 'often'"):
        repeated.shadow(BASE, noticed="often")
    with pytest.raises(TypeError, match=r"critical must be a real number or an array of them \(at least 0\), got 'little'"):
        repeated.longest_broken("little")


def test_corners():
    nothing_found = BASE.replace(monitoring=0.0)
    assert np.isinf(repeated.holding(nothing_found, hazard=0)) and repeated.holding(nothing_found, lifelong=True) == 0
    assert np.isinf(repeated.holding(BASE.replace(attachment=1.0)))
    assert (repeated.loosening(BASE.replace(individualization=0.0, diffusion=0.0)) == 0).all()
    assert np.isinf(repeated.critical_discount(BASE, noticed=0, removal=1)).all()
    assert repeated.longest_broken([0.0, 0.5, 0.95, 0.99, np.inf], 0.95)[[0, 2, 3, 4]].tolist() == [1, np.inf, np.inf, np.inf]
