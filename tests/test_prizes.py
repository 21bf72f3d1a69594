"""Shared prizes: the contest of pairs, what effort is spent on, prizes passed down and prizes enjoyed together.

`utility` writes the contest out from scratch, with the formulas of the text and none of the library's;
what the library says are equilibria is held against it on fine grids of (work, push).
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianxiang import prizes
from xianxiang.certificates import CASES, CERTIFICATES, Point
from xianxiang.certificates import prizes as certificates
from xianxiang.institution import NOW, THEN, Institution

props = settings(max_examples=150, deadline=None)
unit = st.just(0.0) | st.just(1.0) | st.floats(1e-3, 1)
inner = st.floats(0.02, 0.98)
strains = st.just(0.0) | st.floats(1e-3, 8)
contests = st.floats(0.05, 2)
PLAIN = {"strength": 4.0, "transferability": 1.0, "diffusion": 1.0}
PRIZE, JOINT, PERSONAL = (Institution(**PLAIN, negativity=nu, individualization=iota) for nu, iota in ((0, 0), (1, 0), (1, 1)))
GRID = np.linspace(0, 1, 41)


def institution(draw, **fixed):
    """An institution with levers that play a part here drawn at random."""
    levers = {"strength": st.floats(0.05, 20), "negativity": unit, "individualization": unit, "transferability": unit, "diffusion": unit}
    return Institution(**{name: draw(values) for name, values in levers.items() if name not in fixed} | fixed)


@st.composite
def institutions(draw, **fixed):
    return institution(draw, **fixed)


def utility(x, v, y, w, i, p, r, k, a=0.0, level=1.0):
    """What a side gets that works x and pushes v, against a partner's y and w, while other pairs reach the score `level`."""
    odds = p / (1 - p) * (np.sqrt(x * y) / level) ** r
    good = odds / (1 + odds)
    z = np.where(v + w > 0, (v - w) / np.where(v + w > 0, v + w, 1), 0.0)
    bad = i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization * (1 - i.transferability * z))
    return good * i.reward * (1 + a * z) - (1 - good) * bad - (x + v) ** (1 + k) / (1 + k)


def deviations(x, v, size=60):
    """Efforts to deviate to: from nothing to much, and closely around the point."""
    near = np.concatenate([[0.5, 0.8], np.linspace(0.9, 1.1, 21), [1.25, 2.0]])
    far = np.concatenate([[0.0], np.geomspace(1e-4, 30, size)]) * max(x + v, 1e-3)
    works, pushes = (np.unique(np.concatenate([far, base * near])) for base in (x, v))
    return works[:, None], pushes


def gain(i, p, r, k, a=0.0, x=None, v=None):
    """The most that a side gains by another (work, push) on the grid, at the equilibrium or another symmetric point."""
    if x is None:
        x, v = prizes.efforts(i, p, r, k, a)
    if x == 0:  # nothing at stake: the only effort is none
        return 0.0 if v == 0 else np.inf
    theta = i.attachment
    works, pushes = deviations(x, v)

    def own(work, push):
        mine = utility(work, push, x, v, i, p, r, k, a, level=x)
        return mine + theta * utility(x, v, work, push, i, p, r, k, a, level=x) if theta else mine

    return (own(works, pushes) - own(x, v)).max()


# Hand cases -------------------------------------------------------------------------------------

@pytest.mark.parametrize(("rules", "strain", "work", "push"), [
    (PRIZE, 0, 1 / 2, 0), (JOINT, 0, 1 / 2, 0), (PERSONAL, 0, 1 / 2, 1),
    (PRIZE, 1, 1 / math.sqrt(2), 0), (JOINT, 1, 1 / math.sqrt(2), 0), (PERSONAL, 1, 1 / math.sqrt(6), 2 / math.sqrt(6)),
])  # fmt: skip
def test_efforts_by_hand(rules, strain, work, push):
    np.testing.assert_allclose(prizes.efforts(rules, strain=strain), [work, push], atol=1e-14)


def test_the_puzzle_by_hand():
    before, shared, borne = (prizes.efforts(rules) for rules in (PRIZE, JOINT, PERSONAL))
    assert (before == shared).all()
    assert borne.sum() / before.sum() == pytest.approx(math.sqrt(3)) and borne[0] / before[0] == pytest.approx(1 / math.sqrt(3))


@pytest.mark.parametrize(("rivals", "chosen"), [(2, 1 / 9), (4, 7 / 40)])
def test_passing_down_by_hand(rivals, chosen):
    np.testing.assert_allclose(prizes.pass_down(0.5, rivals, 0.5), [0.5, chosen])


def test_common_gain_by_hand():
    assert prizes.common_gain([0.5, 0.5], 1) == pytest.approx(math.sqrt(2))
    assert prizes.common_gain([0.25] * 4, 0) == pytest.approx(4) and prizes.common_gain([1.0, 0.0], 0) == 1


def test_numbers_of_the_exercises():
    both = Institution(negativity=1, individualization=1, transferability=0.8)
    assert prizes.push_share(both) == pytest.approx(0.615, abs=5e-4)
    shares = prizes.push_share(Institution(negativity=0.9, individualization=0.9), [0.1, 0.5, 0.9])
    np.testing.assert_allclose(shares, [0.874, 0.582, 0.436], atol=5e-4)
    np.testing.assert_allclose(prizes.pass_down(0.5, [2, 5, 10], 0.5)[:, 1], [0.111, 0.189, 0.218], atol=5e-4)
    u_shaped = prizes.efforts(Institution(negativity=0.9, individualization=[0, 0.17, 1]))[:, 0]
    np.testing.assert_allclose(u_shaped, [0.403, 0.376, 0.453], atol=5e-4)


# The equilibrium, held against the contest written out -------------------------------------------

@props
@given(institutions(), inner, contests, strains)
def test_no_other_work_and_push_gains(i, p, r, k):
    assert gain(i, p, r, k) <= 1e-9 * i.strength


@props
@given(institutions(attachment=0.3), inner, contests, strains)
def test_nor_does_it_with_attachment(i, p, r, k):
    assert gain(i, p, r, k) <= 1e-9 * i.strength


@props
@given(institutions(), inner, contests, strains, unit, st.sampled_from([0.0, 0.3, 0.8]))
def test_with_rivalry_it_is_an_equilibrium_where_that_is_claimed(i, p, r, k, a, theta):
    i = i.replace(attachment=theta)
    whole = i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization)
    moved = a * i.reward - i.transferability * i.penalty * i.individualization
    if (1 - theta) * moved <= (1 + theta) * (1 - r / 2) * whole:
        assert gain(i, p, r, k, a) <= 1e-9 * i.strength


def test_with_rivalry_it_can_fail_beyond():
    prize = Institution(negativity=0)
    assert gain(prize, 0.28, 1.77, 0, 0.9) > 0.01
    rng = np.random.default_rng(0)  # where a contest of at most 1 goes, no failure was found, and none is promised
    for p, r, k, a in zip(rng.uniform(0.02, 0.98, 200), rng.uniform(0.05, 1, 200), rng.uniform(0, 4, 200), rng.uniform(0.5, 1, 200)):
        assert gain(prize, p, r, k, a) <= 1e-9


def test_the_judge_of_deviations_can_tell():
    x, v = prizes.efforts(PERSONAL)
    assert gain(PERSONAL, 0.5, 1, 1) <= 1e-12
    for other in ((1.05 * x, v), (x, 1.05 * v), (0.95 * x, 0.95 * v), (x, 0.0)):
        assert gain(PERSONAL, 0.5, 1, 1, x=other[0], v=other[1]) > 1e-5


def test_a_contest_that_pays_more_than_twice_breaks_the_equilibrium():
    prize = Institution(negativity=0, strength=4)
    x = 2.5 / 2 * 0.1 * 0.9 * 4  # the first-order condition at r = 2.5, p = 0.1, without strain
    assert gain(prize, 0.1, 2.5, 0, x=x, v=0.0) > 0.01
    with pytest.raises(ValueError, match=r"contest must be in \(0, 2\], got 2.5"):
        prizes.efforts(prize, contest=2.5)


def test_nobody_working_is_an_equilibrium_too():
    """A side alone cannot raise a score of nothing: work is only a cost, and push answers a bad result that is sure."""
    works, pushes = np.linspace(0, 5, 101)[:, None], np.linspace(0, 5, 101)
    v = math.sqrt(PERSONAL.transferability * PERSONAL.penalty / 2)
    for rules, push in ((PERSONAL, v), (PRIZE, 0.0)):
        at_rest = utility(0.0, push, 0.0, push, rules, 0.5, 1, 1)
        assert utility(works, pushes, 0.0, push, rules, 0.5, 1, 1).max() <= at_rest + 1e-12
        assert utility(works[1:], push, 0.0, push, rules, 0.5, 1, 1).max() < at_rest


def test_where_blame_moves_somebody_pushes():
    x = prizes.efforts(PERSONAL)[0]
    assert gain(PERSONAL, 0.5, 1, 1, x=x, v=0.0) > 0.5 * 0.5 * PERSONAL.penalty  # the least push moves it all


# Intensity and direction ----------------------------------------------------------------------------

@props
@given(institutions(), inner, contests, strains, st.floats(0.1, 10), unit)
def test_strength_moves_effort_and_not_its_direction(i, p, r, k, factor, a):
    stronger = i.replace(strength=i.strength * factor)
    few, many = (prizes.efforts(rules, p, r, k, a) for rules in (i, stronger))
    np.testing.assert_allclose(many, few * factor ** (1 / (1 + k)), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(prizes.push_share(stronger, p, r, a), prizes.push_share(i, p, r, a), rtol=1e-9)


@props
@given(institutions(), inner, contests, strains, unit)
def test_the_share_of_push_is_that_of_efforts_at_any_strain(i, p, r, k, a):
    work, push = prizes.efforts(i, p, r, k, a)
    if work + push > 1e-9:
        assert prizes.push_share(i, p, r, a) == pytest.approx(push / (work + push), rel=1e-9, abs=1e-12)


@props
@given(institutions(), inner, contests)
def test_the_share_of_push_follows_the_formula(i, p, r):
    whole = i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization)
    if whole > 1e-9:
        beta = i.penalty * i.individualization / whole
        expected = i.transferability * beta / (i.transferability * beta + r * p)
        assert prizes.push_share(i, p, r) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@props
@given(institutions(), contests, inner, inner)
def test_few_successes_and_little_pay_for_work_breed_push(i, r, p, q):
    low, high = sorted((p, q))
    assert prizes.push_share(i, low, r) >= prizes.push_share(i, high, r) - 1e-12 or np.isnan(prizes.push_share(i, low, r))
    assert prizes.push_share(i, p, r / 2) >= prizes.push_share(i, p, r) - 1e-12 or np.isnan(prizes.push_share(i, p, r))


# What the sign does ---------------------------------------------------------------------------------

@props
@given(st.floats(0.05, 20), inner, contests, strains, unit)
def test_a_penalty_that_both_bear_is_a_prize(s, p, r, k, b):
    rules = Institution(strength=s, negativity=GRID, individualization=0, diffusion=1, transferability=b)
    np.testing.assert_allclose(prizes.efforts(rules, p, r, k), np.broadcast_to(prizes.efforts(PRIZE.replace(strength=s), p, r, k), (41, 2)))


@props
@given(st.floats(0.05, 20), inner, contests, strains, unit, unit)
def test_at_given_stakes_personal_blame_makes_all_busier_and_does_less(s, p, r, k, b, nu):
    rules = Institution(strength=s, negativity=nu, individualization=GRID, diffusion=1, transferability=b)  # felt whole: W = s at any ι
    work, push = prizes.efforts(rules, p, r, k).T
    assert (np.diff(work + push) >= -1e-12).all() and (np.diff(work) <= 1e-12).all()
    if b * nu > 0.01:
        assert (np.diff(work + push) > 0).all() and ((np.diff(work) < 0).all() if k > 0.01 else np.ptp(work) < 0.1)
    if k == 0:
        assert np.ptp(work) < 1e-12


@props
@given(institutions(negativity=GRID), inner, contests, strains)
def test_penalties_for_prizes_raise_the_share_of_push_and_never_work(i, p, r, k):
    work = prizes.efforts(i, p, r, k)[:, 0]
    assert (np.diff(work) <= 1e-12 * i.strength).all()
    share = prizes.push_share(i, p, r)[:-1]  # at the end nothing may be at stake
    assert (np.diff(share) >= -1e-12).all()
    if i.transferability * i.individualization > 0.01:
        assert (np.diff(share) > 0).all()
    if i.transferability * i.individualization == 0:
        assert (share == 0).all()


@props
@given(institutions(), inner, contests, strains)
def test_work_is_lowest_in_the_trough(i, p, r, k):
    point = prizes.trough(i, p, r, k)
    iotas = np.linspace(0, 1, 201)
    work = prizes.efforts(i.replace(individualization=iotas), p, r, k)[:, 0]
    if np.isnan(point):
        assert np.ptp(work) < 1e-9
        return
    tiny = 1e-9 * (1 + work.max())
    assert prizes.efforts(i.replace(individualization=point), p, r, k)[0] <= work.min() + tiny
    assert (np.diff(work[iotas <= point]) <= tiny).all() and (np.diff(work[iotas >= point]) >= -tiny).all()


def test_individual_responsibility_first_lowers_work_and_then_raises_it():
    rules = Institution(negativity=0.9)
    low = prizes.trough(rules)
    none, least, all_of_it = prizes.efforts(rules.replace(individualization=np.array([0, low, 1])))[:, 0]
    assert least < none < all_of_it
    assert 0 < low < 0.2
    # it ends at an end: without strain work only rises, with a sanction felt whole it only falls, with nothing personal it rests
    assert prizes.trough(rules, strain=0) == 0 and prizes.trough(rules.replace(diffusion=1)) == 1
    assert prizes.trough(rules.replace(transferability=0)) == 0
    assert np.isnan(prizes.trough(rules.replace(negativity=0))) and np.isnan(prizes.trough(rules.replace(diffusion=1, transferability=0)))
    # and a prize that passes through the unit as penalties do has a trough as well, the same at any sign
    passed = prizes.trough(rules.replace(prize_passing=1, negativity=[0, 0.5, 1]))
    assert np.ptp(passed) < 1e-12 and 0 < passed[0] < 1


@props
@given(institutions(prize_passing=1, negativity=GRID), inner, contests, strains)
def test_where_prizes_pass_as_penalties_do_the_sign_plays_no_part(i, p, r, k):
    assert np.ptp(prizes.efforts(i, p, r, k), axis=0).max() < 1e-9 * i.strength


@props
@given(institutions(), inner, contests, strains, unit)
def test_attachment_acts_as_stronger_stakes_and_less_blame_to_move(i, p, r, k, theta):
    same = i.replace(strength=i.strength * (1 + theta), transferability=i.transferability * (1 - theta) / (1 + theta))
    np.testing.assert_allclose(prizes.efforts(i.replace(attachment=theta), p, r, k), prizes.efforts(same, p, r, k), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(prizes.trough(i.replace(attachment=theta), p, r, k), prizes.trough(same, p, r, k), rtol=1e-6, atol=1e-9)


def test_attachment_moves_the_trough():
    rules = Institution(negativity=0.9, attachment=0.2)
    alike = rules.replace(attachment=0, transferability=0.8 * 0.8 / 1.2)
    assert prizes.trough(rules) == pytest.approx(prizes.trough(alike)) and 0 < prizes.trough(rules) < prizes.trough(rules.replace(attachment=0))


def test_what_plays_no_part_plays_none():
    for rules in (THEN, NOW):
        other = rules.replace(executor=0.7, monitoring=0.2, concealment=0.3, lone_concealment=0.6, veto_items=3, shield_cost=1, deflect_cost=2)
        assert (prizes.efforts(rules) == prizes.efforts(other)).all() and prizes.trough(rules) == prizes.trough(other)


# Prizes that can be claimed -----------------------------------------------------------------------------

@props
@given(st.floats(0.05, 20), st.floats(0.01, 1), st.floats(0.01, 1), unit, st.floats(0.02, 1), inner, contests)
def test_prizes_divide_more_than_penalties_above_the_dividing_quota(s, iota, b, d, a, p, r):
    ends = prizes.push_share(Institution(strength=s, negativity=[0, 1], individualization=iota, transferability=b, diffusion=d), p, r, a)
    border = prizes.dividing_quota(Institution(individualization=iota, transferability=b, diffusion=d), a)
    if abs(p - border) > 1e-9:
        assert (ends[0] < ends[1]) == (p < border)
    path = np.diff(prizes.push_share(Institution(strength=s, negativity=GRID, individualization=iota, transferability=b, diffusion=d), p, r, a))
    assert (path >= -1e-12).all() or (path <= 1e-12).all()  # in between it moves one way
    person = iota / ((1 - iota) * d + iota)
    assert border == pytest.approx(b * person / (a + b * person))


def test_dividing_quota_at_its_ends():
    rules = Institution(individualization=0.9)
    assert prizes.dividing_quota(rules, 0) == 1                                   # what cannot be claimed never divides
    assert prizes.dividing_quota(rules.replace(individualization=0), 0.5) == 0    # nor does what falls on the unit
    assert np.isnan(prizes.dividing_quota(rules.replace(transferability=0), 0))
    person = 0.8 * 0.9 / (0.1 * 0.25 + 0.9)
    assert prizes.dividing_quota(rules, person) == pytest.approx(0.5)             # as much to claim as to move: where half succeed


# Help that makes help worth more, or less ------------------------------------------------------------------

@pytest.mark.parametrize("contest", [0.3, 1.0, 2.0])
def test_the_two_sides_work_is_complementary_only_where_few_succeed(contest):
    """By the cross difference of the chance of success, written out; at the even quota it is nothing to first order."""
    def chance(x, y, p):
        odds = p / (1 - p) * (x * y) ** (contest / 2)
        return odds / (1 + odds)

    h = 1e-3
    for p in (0.05, 0.3, 0.45, 0.55, 0.7, 0.95):
        cross = chance(np.exp(h), np.exp(h), p) - chance(np.exp(h), np.exp(-h), p) - chance(np.exp(-h), np.exp(h), p) + chance(np.exp(-h), np.exp(-h), p)
        assert np.sign(cross) == np.sign(0.5 - p)
        assert cross / (4 * h**2) == pytest.approx(contest**2 / 4 * p * (1 - p) * (1 - 2 * p), rel=1e-3)


# Passing down ----------------------------------------------------------------------------------------

def subgame(psi, level, alpha, rivals, r, k, prize=3.0):
    """Work of both and the chance, where a county passes down psi: each best replies to the other until nothing moves."""
    def own(log_x, log_y, side):
        weight, share = ((alpha, 1 - psi), (1 - alpha, psi))[side]
        q = np.exp(weight * log_x + (1 - weight) * log_y)
        p = q**r / (q**r + (rivals - 1) * level**r)
        return share * prize * p - np.exp((1 + k) * log_x) / (1 + k)

    def best(log_y, side):
        low, high = np.full(log_y.shape, -8.0), np.full(log_y.shape, 3.0)
        for _ in range(45):  # what a side gets has one peak in its own work
            a, b = low + 0.382 * (high - low), low + 0.618 * (high - low)
            left = own(a, log_y, side) > own(b, log_y, side)
            low, high = np.where(left, low, a), np.where(left, b, high)
        return (low + high) / 2

    x = y = np.zeros(np.shape(psi))
    for _ in range(60):
        x = best(y, 0)
        y = best(x, 1)
    q = np.exp(alpha * x + (1 - alpha) * y)
    p = q**r / (q**r + (rivals - 1) * level**r)
    return q, p, own(x, y, 0)


def rest_level(psi, alpha, rivals, r, k, prize=3.0):
    """Score where all counties pass down psi, from the first-order conditions of their pairs."""
    p = 1 / rivals
    x, y = ((w * r * p * (1 - p) * share * prize) ** (1 / (1 + k)) for w, share in ((alpha, 1 - psi), (1 - alpha, psi)))
    return x**alpha * y ** (1 - alpha)


@pytest.mark.parametrize(("alpha", "rivals", "r", "k"), [(0.5, 2, 1.0, 1.0), (0.5, 4, 1.0, 1.0), (0.3, 10, 1.2, 1.0), (0.7, 6, 0.5, 0.0), (0.5, 20, 1.6, 1.0)])
def test_a_county_that_tries_all_shares_chooses_the_one_given(alpha, rivals, r, k):
    rho = r / (1 + k)
    best, chosen = prizes.pass_down(alpha, rivals, rho)
    level = rest_level(chosen, alpha, rivals, r, k)
    psi = np.concatenate([np.linspace(0.02, 0.98, 97), chosen + np.array([-0.01, 0, 0.01])])
    score, chance, kept = subgame(psi, level, alpha, rivals, r, k)
    assert abs(psi[kept[:97].argmax()] - chosen) <= 0.0101 and kept[-2] >= kept.max() - 1e-8 and kept[-2] > max(kept[-1], kept[-3])
    assert abs(psi[score[:97].argmax()] - best) <= 0.0101
    assert chance[-2] == pytest.approx(1 / rivals, abs=1e-5)
    ours = prizes.pass_down_score(psi, alpha, rivals, rho, k)
    np.testing.assert_allclose(ours, np.stack([score / level, chance, kept / 3.0], axis=-1), atol=2e-4)


weights = st.floats(0.02, 0.98)
responses = st.floats(0.02, 1)


@props
@given(weights, st.floats(2, 500), responses)
def test_what_is_passed_down_is_something_and_too_little(alpha, rivals, rho):
    best, chosen = prizes.pass_down(alpha, rivals, rho)
    assert 0 < chosen < best == 1 - alpha
    assert chosen < (1 - alpha) * rho + 1e-12


@props
@given(weights, st.floats(2, 500), st.floats(0.01, 50), responses, responses)
def test_more_rivals_and_more_response_make_a_county_more_generous(alpha, rivals, more, rho, other):
    low, high = sorted((rho, other))
    assert prizes.pass_down(alpha, rivals + more, rho)[1] > prizes.pass_down(alpha, rivals, rho)[1]
    assert prizes.pass_down(alpha, rivals, high)[1] >= prizes.pass_down(alpha, rivals, low)[1]


@props
@given(weights, responses)
def test_among_many_counties_the_share_passed_down_tends_to_the_response(alpha, rho):
    assert prizes.pass_down(alpha, 1e9, rho)[1] == pytest.approx((1 - alpha) * rho, rel=1e-4)


@props
@given(weights, st.floats(2, 50), responses, st.floats(0, 4))
def test_the_county_has_one_peak_and_the_score_another(alpha, rivals, rho, k):
    best, chosen = prizes.pass_down(alpha, rivals, rho)
    psi = np.linspace(0, 1, 301)
    score, chance, kept = prizes.pass_down_score(psi, alpha, rivals, rho, k).T
    for values, peak in ((score, best), (chance, best), (kept, chosen)):
        assert (np.diff(values[psi <= peak]) >= -1e-9).all() and (np.diff(values[psi >= peak]) <= 1e-9).all()
    np.testing.assert_allclose(prizes.pass_down_score(chosen, alpha, rivals, rho, k)[:2], [1, 1 / rivals], rtol=1e-6)
    assert (prizes.pass_down_score([0.0, 1.0], alpha, rivals, rho, k)[:, :2] == 0).all()  # a side that gets nothing does nothing, and both give up


def test_at_a_response_of_one_too_lopsided_a_division_ends_all_work():
    """Then −2 ln(1 − p) must equal −2 ln(1 − p_N) + h(ψ) − h(ψ*), which is below nothing near the ends."""
    _, chosen = prizes.pass_down(0.5, 4, 1)
    psi = np.linspace(0.001, 0.999, 999)
    right = -2 * np.log(0.75) + 0.5 * np.log(psi * (1 - psi)) - 0.5 * np.log(chosen * (1 - chosen))
    chance = prizes.pass_down_score(psi, 0.5, 4, 1)[:, 1]
    np.testing.assert_allclose(chance, np.where(right > 0, 1 - np.exp(-right / 2), 0), atol=1e-6)
    assert (chance == 0).any()
    assert prizes.pass_down_score(chosen, 0.5, 4, 1)[2] > 0


def test_among_any_number_of_counties_an_equal_has_an_equal_chance():
    for rivals in (2.0, 1e3, 1e12, 1e150):
        _, chosen = prizes.pass_down(0.5, rivals, 0.5)
        np.testing.assert_allclose(prizes.pass_down_score(chosen, 0.5, rivals, 0.5)[:2], [1, 1 / rivals], rtol=1e-9)


# A prize that all in a unit enjoy -------------------------------------------------------------------------

def unit_score(weights, shares, k, r=1.0, p=0.5, prize=2.0):
    """Score of a unit whose members choose alone, from their first-order conditions."""
    work = (np.asarray(weights) * r * p * (1 - p) * np.asarray(shares) * prize) ** (1 / (1 + k))
    return np.exp((np.asarray(weights) * np.log(work)).sum(axis=-1))


@props
@given(st.lists(st.floats(0.02, 1), min_size=1, max_size=6), strains, st.integers(0, 10**6))
def test_the_best_division_is_by_weight_and_joy_of_all_beats_it(raw, k, seed):
    a = np.array(raw) / sum(raw)
    divided = unit_score(a, a, k)
    other = np.random.default_rng(seed).dirichlet(np.ones(len(a)), 200)
    assert (unit_score(a, np.maximum(other, 1e-300), k) <= divided * (1 + 1e-12)).all()
    assert unit_score(a, np.ones(len(a)), k) / divided == pytest.approx(prizes.common_gain(a, k), rel=1e-9)


@props
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6).filter(lambda w: sum(w) > 0.1), strains)
def test_common_gain_is_largest_among_equals_and_falls_with_strain(raw, k):
    a = np.array(raw) / sum(raw)
    assert 1 - 1e-12 <= prizes.common_gain(a, k) <= len(a) ** (1 / (1 + k)) * (1 + 1e-12)
    assert prizes.common_gain(a, k + 1) <= prizes.common_gain(a, k) + 1e-12


# A fixed standard in the place of the quota ------------------------------------------------------------------

def under_a_standard(rules, strain=1.0, start=PRIZE):
    """Chance, work and push where a good result has odds (q/q₀)^r, with q₀ the score of `start` and r = 1; by bisection on the chance."""
    goal = prizes.efforts(start, strain=strain)[0]
    low, high = 1e-9, 1 - 1e-9
    for _ in range(80):
        p = (low + high) / 2
        work, push = prizes.efforts(rules, p, 1, strain)
        low, high = (p, high) if work / goal > p / (1 - p) else (low, p)
    return np.array([p, work, push])


def test_under_a_fixed_standard_push_breeds_failure():
    np.testing.assert_allclose(under_a_standard(PRIZE), [0.5, 0.707, 0], atol=5e-4)
    np.testing.assert_allclose(under_a_standard(PERSONAL), [0.311, 0.319, 1.026], atol=5e-4)
    assert under_a_standard(PERSONAL)[1] < prizes.efforts(PERSONAL)[0]


# Limits, shapes, errors ------------------------------------------------------------------------------------

def test_limits():
    rules = Institution(negativity=0.9, individualization=0.9)
    tullock = prizes.efforts(rules.replace(transferability=0), 0.2, 1.5, 2)
    whole = 0.4 + 3.6 * (0.9 + 0.1 * 0.25)
    np.testing.assert_allclose(tullock, [(0.75 * 0.2 * 0.8 * whole) ** (1 / 3), 0])
    assert prizes.efforts(rules, strain=1e9).sum() == pytest.approx(1, abs=1e-6)
    assert (prizes.efforts(rules.replace(strength=0)) == 0).all() and np.isnan(prizes.push_share(rules.replace(strength=0)))
    assert prizes.push_share(rules.replace(attachment=1)) == 0
    assert np.isfinite(prizes.efforts(rules.replace(strength=1e150), strain=0)).all()


def test_shapes():
    rules = Institution(negativity=GRID[:, None])
    assert prizes.efforts(rules, [0.2, 0.5]).shape == (41, 2, 2) and prizes.push_share(rules, [0.2, 0.5]).shape == (41, 2)
    assert prizes.trough(rules, strain=[0, 1, 3]).shape == (41, 3) and prizes.dividing_quota(rules, 0.5).shape == ()
    assert prizes.pass_down([0.3, 0.5], [[2], [5], [9]]).shape == (3, 2, 2)
    assert prizes.pass_down_score(GRID, 0.5, [[2], [5]]).shape == (2, 41, 3)
    assert prizes.common_gain(np.full((4, 5), 0.2), np.ones((3, 1))).shape == (3, 4)
    one = prizes.efforts(rules, [0.2, 0.5], strain=3)[7, 1]
    np.testing.assert_array_equal(one, prizes.efforts(Institution(negativity=GRID[7]), 0.5, strain=3))
    assert (prizes.efforts("then") == prizes.efforts(THEN)).all()


@pytest.mark.parametrize(("call", "message"), [
    (lambda: prizes.efforts("then", quota=1), r"quota must be in \(0, 1\), got 1.0"),
    (lambda: prizes.efforts("then", quota=[0.5, 0]), r"quota must be in \(0, 1\), got 0.0"),
    (lambda: prizes.push_share("then", contest=0), r"contest must be in \(0, 2\], got 0.0"),
    (lambda: prizes.efforts("then", strain=-1), "strain must be at least 0 and finite, got -1.0"),
    (lambda: prizes.trough("then", strain=math.nan), "strain must be at least 0 and finite, got nan"),
    (lambda: prizes.efforts("then", rivalry=1.1), r"rivalry must be in \[0, 1\], got 1.1"),
    (lambda: prizes.pass_down(weight=-0.1), r"weight must be in \[0, 1\], got -0.1"),
    (lambda: prizes.pass_down(rivals=1), "rivals must be at least 2 and finite, got 1.0"),
    (lambda: prizes.pass_down(response=1.2), r"response must be in \(0, 1\], got 1.2"),
    (lambda: prizes.pass_down_score(1.5), r"share must be in \[0, 1\], got 1.5"),
    (lambda: prizes.common_gain([0.5, 0.4]), "weights must sum to 1 along the last axis"),
    (lambda: prizes.common_gain([]), "weights must sum to 1 along the last axis"),
    (lambda: prizes.efforts("soon"), "institution must be an Institution or a preset's name"),
])  # fmt: skip
def test_errors_name_the_parameter(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("value", ["much", None, True, 1j])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="strain must be a real number or an array of them"):
        prizes.efforts("then", strain=value)


# What no solver can say: tried ------------------------------------------------------------------------------

def drawn(cases, seed, **fixed):
    """Institutions and contests drawn at random, one by one."""
    rng = np.random.default_rng(seed)
    for _ in range(cases):
        levers = dict(zip(("negativity", "individualization", "transferability", "diffusion"), rng.uniform(size=4)))
        yield Institution(**{"strength": rng.uniform(0.1, 10)} | levers | fixed), rng.uniform(0.02, 0.98), rng.uniform(0.05, 2), rng.uniform(0, 5), rng.uniform()


def test_no_deviation_gains_in_a_sample():
    for i, p, r, k, _ in drawn(CASES["effort-and-push"], 31):
        assert gain(i, p, r, k) <= 1e-9 * i.strength


def test_no_deviation_gains_in_a_sample_with_rivalry():
    tried = 0
    for i, p, r, k, a in drawn(20 * CASES["prizes-divide"], 32):
        whole, moved = i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization), i.transferability * i.penalty * i.individualization
        if tried < CASES["prizes-divide"] and moved < a * i.reward <= moved + (1 - r / 2) * whole:
            assert gain(i, p, r, k, a) <= 1e-9 * i.strength
            tried += 1
    assert tried == CASES["prizes-divide"]


def test_signs_of_changes_are_those_of_efforts():
    """The returns' rates of change, held against efforts a small step away."""
    h = 1e-5
    for i, p, r, k, _ in drawn(CASES["sign-in-effort"], 33):
        for lever in ("negativity", "individualization"):
            at = float(np.clip(getattr(i, lever), 2 * h, 1 - 2 * h))
            here = i.replace(**{lever: at})
            (work, push), none, all_of_it = prizes.returns(here, p, r), *(prizes.returns(here.replace(**{lever: x}), p, r) for x in (0, 1))
            more_work, more_push = all_of_it - none
            change = prizes.efforts(here.replace(**{lever: at + h}), p, r, k) - prizes.efforts(here.replace(**{lever: at - h}), p, r, k)
            sign = ((1 + k) * more_work * (work + push) - k * work * (more_work + more_push)) / (work + push) / (abs(more_work) + abs(more_push) + 1e-12)
            if abs(sign) > 1e-3:
                assert (change[0] > 0) == (sign > 0) == certificates.rises(work, push, more_work, more_push, k)
            if abs(more_work + more_push) > 1e-3:
                assert (change.sum() > 0) == (more_work + more_push > 0)


def test_no_other_share_gains_in_a_sample():
    rng = np.random.default_rng(34)
    size = CASES["passing-down"]
    alpha, rho, counties = rng.uniform(0.03, 0.97, (size, 1)), rng.uniform(0.03, 0.99, (size, 1)), rng.integers(2, 60, (size, 1))
    best, chosen = np.moveaxis(prizes.pass_down(alpha, counties, rho), -1, 0)
    psi = np.concatenate([np.tile(np.linspace(0.0025, 0.9975, 200), (size, 1)), chosen, best], axis=1)
    score, _, kept = np.moveaxis(prizes.pass_down_score(psi, alpha, counties, rho), -1, 0)
    assert (kept[:, 200] >= kept.max(axis=1) - 1e-12).all() and (score[:, 201] >= score.max(axis=1) - 1e-12).all()
    # its gain is the one of the contest written out: the chance's part of the prize, less the cost of its work
    p = score ** (2 * rho) / (counties - 1)
    p = p / (1 + p)
    np.testing.assert_allclose(kept, (1 - psi) * p * (1 - alpha * rho * (1 - p)), atol=1e-9)


def test_the_formulas_of_the_certificates_are_the_librarys():
    for i, p, r, k, a in drawn(100, 35, prize_passing=0.3):
        v = Point(**i.as_dict(), quota=p, contest=r, rivalry=a)
        np.testing.assert_allclose(certificates.returns(v), prizes.returns(i, p, r, a), rtol=1e-12)
    for alpha, counties, rho in np.random.default_rng(36).uniform((0.01, 2, 0.01), (0.99, 40, 0.99), (100, 3)):
        v = Point(weight=alpha, quota=1 / counties, response=rho)
        assert certificates.chosen(v) == pytest.approx(prizes.pass_down(alpha, counties, rho)[1], rel=1e-12)
    assert set(CERTIFICATES) >= set(certificates.CERTIFICATES)


# Claims of the essay ---------------------------------------------------------------------------------------

def test_claim_11_a_county_passes_down_some_of_its_prize_and_too_little():
    counties = np.array([2, 3, 5, 10, 50, 1000])
    for alpha in (0.2, 0.5, 0.8):
        for rho in (0.2, 0.5, 0.9):
            best, chosen = prizes.pass_down(alpha, counties, rho).T
            assert (chosen > 0).all() and (chosen < best).all() and (np.diff(chosen) > 0).all()
            kept = prizes.pass_down_score(np.stack([chosen, 0 * best, best]), alpha, counties, rho)[..., 2]
            assert (kept[0] > kept[1]).all() and (kept[0] > kept[2]).all()
    assert prizes.pass_down(1.0, counties, 0.5)[:, 1].max() == 0  # it needs a township whose work counts


def test_claim_12_a_prize_that_all_enjoy_beats_one_divided():
    for k in (0, 1, 3):
        several = [prizes.common_gain(np.full(size, 1 / size), k) for size in range(1, 8)]
        assert several[0] == 1 and (np.diff(several) > 0).all()
        chiefly = [prizes.common_gain([weight, 1 - weight], k) for weight in np.linspace(0.5, 1, 11)]
        assert (np.diff(chiefly) < 0).all() and chiefly[-1] == 1
    # it needs such a prize: one that is divided is best divided by weight, and sharing it more evenly than that lowers the score
    by_weight, evenly = (unit_score([0.8, 0.2], shares, 1.0) for shares in ([0.8, 0.2], [0.5, 0.5]))
    assert evenly < by_weight < unit_score([0.8, 0.2], [1, 1], 1.0)


def _after_the_event(weight=0.5, rivals=10, response=0.5):
    """The county decides when the prize is won already, and so passes down nothing."""
    alpha, counties, rho = np.broadcast_arrays(weight, rivals, response)
    return np.stack([1.0 - alpha, 0.0 * counties * rho], axis=-1)


def _divided(weights, strain=1):
    """The prize is a sum of money: enjoyed by one, it is gone for the others."""
    return np.ones(np.broadcast_shapes(np.shape(weights)[:-1], np.shape(strain)))[()]


RIVALS = {"11": ("pass_down", _after_the_event), "12": ("common_gain", _divided)}
"""For each claim a function of the model, and what others would put in its place; under it the claim's test fails."""
