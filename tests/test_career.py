"""The person in charge: by hand, against careers solved and lived without the module, its propositions, limits and claims.

Three further roads. Shadows: all sequences of ratings, and a chain of states raised to powers. Careers: value iteration over named
standings, with the best conduct sought by trying, need by need. And many careers, lived year by year with dice.
"""

from fractions import Fraction
from functools import cache
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_stage import props

from xianxiang import career
from xianxiang.certificates import CASES, CERTIFICATES, Point
from xianxiang.certificates import career as certified
from xianxiang.institution import NOW, THEN, Institution

PLACE = Institution(strength=4, negativity=0.3, individualization=0.9, monitoring=0.5)  # the figures' setting
NEEDS = (np.arange(4000) + 0.5) / 4000
OWN = {"excellent": 0.8, "promotion": 0.2, "worth": 10.0, "care": 3.0, "idle_risk": 0.02, "full_risk": 0.04, "adapting_risk": 0.2,
       "vicarious": 0.0, "weight": 1.0, "barred": 3, "ratings": 3}  # fmt: skip
YEARS, RATINGS, CHANCES, RUNGS = st.integers(0, 4), st.integers(1, 4), st.floats(0.05, 0.95), st.integers(1, 4)
STAKES, CARES, HUMPS, TILTS = st.floats(0, 20), st.floats(0.5, 5), st.floats(-0.8, 0.8), st.floats(-0.4, 0.4)


# Other roads -----------------------------------------------------------------------------------


def chain_shadow(barred, ratings, excellent, years):
    """Pr(T > u): a chain of standings, the last of them good standing, raised to powers."""
    size = barred + ratings + 1
    step = np.zeros((size, size))
    for k in range(barred):
        step[k, k + 1] = 1
    for k in range(barred, barred + ratings):
        step[k, k + 1] += excellent
        step[k, barred] += 1 - excellent
    step[-1, -1] = 1
    return np.array([1 - np.linalg.matrix_power(step, u)[0, -1] for u in range(years + 1)])


def rises(tries, rungs, chance):
    """Expected rungs risen in a number of tries."""
    return sum(min(k, rungs) * comb(tries, k) * chance**k * (1 - chance) ** (tries - k) for k in range(tries + 1))


def counted_forfeit(rounds, rungs, promotion, barred, ratings, excellent):
    """Rungs risen without a sanction less those risen after the shadow."""
    out = chain_shadow(barred, ratings, excellent, rounds)
    ends = out[:-1] - out[1:]  # Pr(T = 1), Pr(T = 2), …
    return [rises(t, rungs, promotion) - sum(ends[s - 1] * rises(t - s, rungs, promotion) for s in range(1, t + 1)) for t in range(rounds + 1)]


def tried(stake, care, base, tilt, hump, need=NEEDS):
    """The best strictness for each need and its cost: the ends and, where it bends the right way, the point between."""

    def cost(x):
        return care * (x - need) ** 2 + stake * (base + tilt * x + hump * x * (1 - x))

    bend = 2 * care - 2 * stake * hump
    inner = np.clip((2 * care * need - stake * (tilt + hump)) / bend, 0, 1) if bend > 0 else 0 * need
    answers = np.stack([0 * need, 0 * need + 1, inner])
    costs = np.stack([cost(x) for x in answers])
    best = costs.argmin(axis=0)
    return answers[best, np.arange(len(need))], costs.min(axis=0)


class Lived:
    """One setting, solved by value iteration over standings that are named: "good", ("barred", years left), ("rated", ratings won)."""

    def __init__(self, i, **own):
        o = self.own = OWN | own
        m = i.monitoring
        self.risk = m * o["idle_risk"], m * (o["full_risk"] - o["idle_risk"]), 4 * m * o["adapting_risk"]
        person = i.individualization
        self.felt = i.strength * i.negativity * ((1 - person) * i.diffusion + person * o["weight"])
        self.shade = person * min(o["weight"], 1)
        self.value = cache(self._value)

    def fresh(self):
        return ("barred", self.own["barred"]) if self.own["barred"] else ("rated", 0) if self.own["ratings"] else "good"

    def next(self, standing, rungs):
        """What a year without a sanction leads to: (chance, standing, rungs, prize)."""
        o = self.own
        if standing == "good":
            up = o["promotion"] if rungs else 0
            return [(up, "good", rungs - 1, o["worth"]), (1 - up, "good", rungs, 0)]
        kind, count = standing
        if kind == "barred":
            return [(1, ("barred", count - 1) if count > 1 else ("rated", 0) if o["ratings"] else "good", rungs, 0)]
        on = ("rated", count + 1) if count + 1 < o["ratings"] else "good"
        return [(o["excellent"], on, rungs, 0), (1 - o["excellent"], ("rated", 0), rungs, 0)]

    def onward(self, left, standing, rungs):
        if not left:
            return 0.0
        return sum(chance * (prize + self.value(left - 1, to, up)) for chance, to, up, prize in self.next(standing, rungs) if chance)

    def stake(self, left, standing, rungs):
        return self.felt + self.shade * (self.onward(left, standing, rungs) - self.onward(left, self.fresh(), rungs))

    def conduct(self, left, standing, rungs):
        q = self.own["vicarious"]
        return tried((1 - q) * self.stake(left, standing, rungs), self.own["care"], *self.risk)

    def _value(self, left, standing, rungs):
        """What `left` rounds are worth; each choice faces the whole risk and its whole consequences."""
        if not left:
            return 0.0
        x, _ = self.conduct(left, standing, rungs)
        q, (base, tilt, hump) = self.own["vicarious"], self.risk
        chance = q + (1 - q) * (base + tilt * x + hump * x * (1 - x))
        here, there = self.onward(left, standing, rungs), self.onward(left, self.fresh(), rungs)
        after = here - chance * self.felt - chance * self.shade * (here - there)
        return float(np.mean(after - self.own["care"] * (x - NEEDS) ** 2))

    def standings(self):
        o = self.own
        return ["good", *(("barred", k) for k in range(o["barred"], 0, -1)), *(("rated", k) for k in range(o["ratings"]))]


SETTINGS = [
    (PLACE, {}), (PLACE, {"vicarious": 0.15, "promotion": 0.35}), (NOW, {"worth": 4.0, "weight": 0.2}), (THEN, {"weight": 1.8, "excellent": 0.3}),
    (PLACE.replace(monitoring=0.9), {"barred": 0, "ratings": 2, "full_risk": 0.3}), (PLACE, {"barred": 2, "ratings": 0, "adapting_risk": 0.0}),
    (PLACE, {"barred": 1, "ratings": 1, "idle_risk": 0.3, "full_risk": 0.02}), (PLACE, {"adapting_risk": -0.1, "idle_risk": 0.2, "full_risk": 0.3}),
]  # fmt: skip


@pytest.mark.parametrize("i, own", SETTINGS)
def test_careers_are_those_of_a_value_iteration_by_trying(i, own):
    lived, got = Lived(i, **own), career.career(i, **own, rungs=2, rounds=12)
    for left, rungs in product((0, 1, 2, 6, 7, 12), (0, 1, 2)):
        for place, standing in enumerate(lived.standings()):
            assert got.stake[left, rungs, place] == pytest.approx(lived.stake(left, standing, rungs), abs=1e-4)
            x, _ = lived.conduct(left, standing, rungs)
            assert got.share[left, rungs, place] == pytest.approx(((x > 0) & (x < 1)).mean(), abs=1e-3)


def dice(rounds, rungs, standing, stakes, size, seed, own, i):
    """What careers bring on average, lived year by year from a standing without sanction in the first year, and its standard error.

    What each year costs is counted as it comes: misfit, sanctions, and years in the shadow.
    """
    o, rng = OWN | own, np.random.default_rng(seed)
    y, j, q = o["barred"], o["ratings"], o["vicarious"]
    at, up = np.full(size, standing), np.full(size, rungs)
    total = np.zeros(size)
    fresh = 1 if y + j else 0
    felt = i.strength * i.negativity * ((1 - i.individualization) * i.diffusion + i.individualization * o["weight"])
    for left in range(rounds, 0, -1):
        shaded = np.zeros(size, bool)
        if left < rounds:
            need = rng.random(size)
            x = career.response(need, (1 - q) * stakes[left, up, at], o["care"], i.monitoring * (o["full_risk"] - o["idle_risk"]), 4 * i.monitoring * o["adapting_risk"])
            inspected = rng.random(size) < i.monitoring
            own_act = rng.random(size) < (1 - x) * o["idle_risk"] + x * o["full_risk"] + 4 * o["adapting_risk"] * x * (1 - x)
            sanctioned = (rng.random(size) < q) | (inspected & own_act)
            total -= o["care"] * (x - need) ** 2 + felt * sanctioned
            shaded = sanctioned & (rng.random(size) < i.individualization * min(o["weight"], 1))
        at = np.where(shaded, fresh, at)
        promoted = (at == 0) & (up > 0) & (rng.random(size) < o["promotion"])
        total += o["worth"] * promoted
        up = up - promoted
        waits = (at > 0) & (at <= y)
        rated = at > y
        good = rng.random(size) < o["excellent"]
        after = np.where(waits, at + 1, np.where(rated & good, at + 1, np.where(rated, y + 1, 0)))
        at = np.where(after > y + j, 0, after)
    return total.mean(), total.std() / np.sqrt(size)


@pytest.mark.parametrize("own, left, rungs", [({}, 6, 1), ({}, 12, 2), ({"vicarious": 0.15}, 10, 1), ({"weight": 1.8}, 9, 1), ({"barred": 1, "ratings": 2, "excellent": 0.4}, 15, 3)])
def test_careers_lived_with_dice_lose_the_stake(own, left, rungs):
    """A sanction costs what is felt of it and, where it is the person's, what careers from here bring more than careers from a fresh shadow."""
    stakes = career.career(PLACE, **own, rungs=rungs, rounds=left).stake
    here, wide = dice(left, rungs, 0, stakes, 200_000, 1, own, PLACE)
    there, narrow = dice(left, rungs, 1, stakes, 200_000, 2, own, PLACE)
    weight = own.get("weight", 1.0)
    felt = PLACE.penalty * (0.1 * 0.25 + 0.9 * weight)
    lost = felt + 0.9 * min(weight, 1) * (here - there)
    assert stakes[left, rungs, 0] == pytest.approx(lost, abs=4 * np.hypot(wide, narrow))
    assert 4 * np.hypot(wide, narrow) < 0.08 * lost


@props
@given(YEARS, st.integers(0, 4), st.floats(0, 1))
def test_shadows_are_those_of_a_chain(barred, ratings, excellent):
    np.testing.assert_allclose(career.shadow(barred, ratings, excellent, 25), chain_shadow(barred, ratings, excellent, 25), atol=1e-12)


@props
@given(st.integers(0, 3), st.integers(0, 3), st.floats(0.25, 1))
def test_means_are_the_sums_of_what_is_left(barred, ratings, excellent):
    assert career.mean_shadow(barred, ratings, excellent) == pytest.approx(career.shadow(barred, ratings, excellent, 3000).sum(), rel=1e-6)


def test_shadows_by_counting_all_sequences_of_ratings():
    for j, years in product((1, 2, 3), (3, 7, 9)):
        back = sum(any(all(seq[k:k + j]) for k in range(years - j + 1)) for seq in product((0, 1), repeat=years))
        assert career.shadow(0, j, 0.5, years)[-1] == pytest.approx(1 - back / 2**years)


@props
@given(st.integers(0, 14), RUNGS, CHANCES, YEARS, RATINGS, CHANCES)
def test_what_is_forfeited_by_counting_rungs(rounds, rungs, promotion, barred, ratings, excellent):
    got = career.forfeit(rounds, rungs, promotion, barred, ratings, excellent)
    np.testing.assert_allclose(got, counted_forfeit(rounds, rungs, promotion, barred, ratings, excellent), atol=1e-10)


@props
@given(STAKES, CARES, TILTS, HUMPS)
def test_conduct_is_the_best_of_all_that_are_tried(stake, care, tilt, hump):
    need, grid = np.linspace(0, 1, 41), np.linspace(0, 1, 801)

    def cost(x, t):
        return care * (x - t) ** 2 + stake * (tilt * x + hump * x * (1 - x))

    x = career.response(need, stake, care, tilt, hump)
    least = cost(grid[:, None], need).min(axis=0)
    assert (cost(x, need) <= least + 1e-9).all() and ((x >= 0) & (x <= 1)).all()


@props
@given(STAKES, CARES, TILTS, HUMPS)
def test_all_places_together_are_the_sum_of_each(stake, care, tilt, hump):
    x, _ = tried(stake, care, 0, tilt, hump)
    share, mean, variance, misfit = career.spread(stake, care, tilt, hump)
    none, full = career.extremes(stake, care, tilt, hump)
    assert [mean, variance, misfit] == pytest.approx([x.mean(), x.var(), ((x - NEEDS) ** 2).mean()], abs=6e-4)
    assert [none, full] == pytest.approx([(x == 0).mean(), (x == 1).mean()], abs=6e-4) and share == pytest.approx(1 - none - full)


@props
@given(STAKES, CARES, st.floats(0, 0.3), TILTS, HUMPS)
def test_the_least_cost_is_the_mean_of_what_is_tried(stake, care, base, tilt, hump):
    assert career._least_cost(stake, care, base, tilt, hump) == pytest.approx(tried(stake, care, base, tilt, hump)[1].mean(), abs=1e-5 * (1 + stake + care))


# By hand ---------------------------------------------------------------------------------------


def test_shadows_by_hand():
    """E0 = 1 + E0/2 + E1/2 and so on: 3 + 2 + 4 + 8 years; back within ten years with chance 47/128."""
    assert career.mean_shadow(excellent=0.5) == 17 and 1 - career.shadow(excellent=0.5, years=10)[-1] == pytest.approx(47 / 128)
    assert career.mean_shadow(excellent=[1, 0.2]) == pytest.approx([6, 158])
    assert career.mean_shadow(excellent=[0.8, 0.65, 0.7]) == pytest.approx([7.766, 10.547, 9.385], abs=5e-4)
    assert career.mean_shadow([0, 2], [0, 0]).tolist() == [0, 2] and career.mean_shadow(excellent=0) == np.inf
    out = career.shadow()
    assert out[5] == 1 and out[6] == pytest.approx(1 - 0.8**3) and out[6] < 0.5  # the median and least is six
    ends = out[:-1] - out[1:]
    assert ends.argmax() + 1 == 6
    assert career.shadow(2, 0, 0.3, 4).tolist() == [1, 1, 0, 0, 0] and career.shadow(0, 1, 1, 2).tolist() == [1, 0, 0]


def test_what_is_forfeited_by_hand():
    assert career.forfeit(4, 1, 0.5, 1, 1, 0.5).tolist() == [0, 1 / 2, 3 / 4, 5 / 8, 7 / 16]
    assert career.forfeit(6)[6] == pytest.approx(0.737856)
    assert career.forfeit(3, rungs=0).tolist() == [0, 0, 0, 0] == career.forfeit(3, barred=0, ratings=0).tolist()


def test_conduct_by_hand():
    assert career.response([0.1, 0.3, 0.5, 0.7, 0.9], 2.5, 2, 0, 0.4) == pytest.approx([0, 0.1, 0.5, 0.9, 1])
    assert career.response([0.5, 0.50001, 0.6, 0.61], [10, 10, 15, 15], 3, [0, 0, 0.04, 0.04], 0.4).tolist() == [0, 1, 0, 1]  # κ ≥ 1; a tie is idle
    assert career.spread(7.5, 3, 0, 0.4) == pytest.approx([0, 1 / 2, 1 / 4, 1 / 12]) and career.spread(15, 3, 0.2, 0.4) == pytest.approx([0, 0, 0, 1 / 3])
    assert career.extremes(7.5, 3, 0.1, 0.4) == pytest.approx([5 / 8, 3 / 8])


def test_two_rounds_by_hand():
    """One rung, nobody back in time, no risk for anyone: 1 - (1-p)^2 of it is lost; the felt part is P[(1-ι)d+ι]."""
    safe = {"idle_risk": 0, "full_risk": 0, "adapting_risk": 0}
    stake = career.career(PLACE, **safe, promotion=0.5, worth=8, rounds=2).stake
    assert stake[:, 1, 0] == pytest.approx([1.11, 1.11 + 0.9 * 4, 1.11 + 0.9 * 6]) and stake[:, 0] == pytest.approx(1.11)


def test_the_figures_setting():
    """By the value iteration above: where 0.61, 0.04 and 0.65 adapt."""
    lived = Lived(PLACE)
    for left, rungs, standing, told in ((1, 1, "good", 0.61), (6, 1, "good", 0.04), (20, 1, "good", 0.65), (6, 0, "good", 0.85),
                                        (10, 1, "good", 0.24), (10, 1, ("barred", 3), 0.85), (10, 1, ("rated", 2), 0.37)):  # fmt: skip
        x, _ = lived.conduct(left, standing, rungs)
        assert ((x > 0) & (x < 1)).mean() == pytest.approx(told, abs=0.005)


# The shadow ------------------------------------------------------------------------------------


def test_the_shadow_is_never_shorter_than_both_terms_and_longer_but_for_certain_ratings():
    rng = np.random.default_rng(3)
    size = CASES["shadows"]
    barred, ratings, excellent = rng.integers(0, 6, size), rng.integers(1, 6, size), rng.uniform(0.05, 0.999, size)
    mean = career.mean_shadow(barred, ratings, excellent)
    closed = barred + (1 - excellent**ratings) / ((1 - excellent) * excellent**ratings)
    np.testing.assert_allclose(mean, closed, rtol=1e-9)
    assert (mean > barred + ratings).all() and (career.mean_shadow(barred, ratings, 1) == barred + ratings).all()
    assert (career.mean_shadow(barred, ratings, excellent * 0.99) > mean).all() and (career.mean_shadow(barred, ratings + 1, excellent) > mean + 1).all()
    # with as many ratings as years barred, waiting for ratings takes longer than the sanction
    same = career.mean_shadow(ratings, ratings, excellent) - ratings
    assert (same > ratings).all()


# Who has most to lose --------------------------------------------------------------------------


def peak(rungs, promotion, barred, ratings, excellent, rounds=400):
    lost = career.forfeit(rounds, rungs, promotion, barred, ratings, excellent)
    return lost, lost.argmax(axis=-1)


def test_fear_has_one_peak_and_not_before_a_return_is_possible():
    rng = np.random.default_rng(4)
    size = CASES["peaks"]
    barred, ratings, rungs = rng.integers(0, 5, size), rng.integers(1, 5, size), rng.integers(1, 5, size)
    excellent, promotion = rng.uniform(0.25, 0.99, size), rng.uniform(0.1, 0.9, size)
    lost, top = peak(rungs, promotion, barred, ratings, excellent)
    first = barred + ratings
    assert (top >= first).all()
    step, place = np.diff(lost), np.arange(400)
    up = place < top[:, None]
    assert (step[up] > -1e-12).all() and (step[~up] < 1e-12).all()
    early = [sum(comb(int(n), k) * p**k * (1 - p) ** (n - k) for k in range(min(K, n + 1))) for n, p, K in zip(first, promotion, rungs)]
    clear = np.abs(excellent**ratings - early) > 1e-9
    at_once = top == first
    assert (at_once == (excellent**ratings >= early))[clear].all() and at_once.any() and not at_once.all()
    assert (peak(rungs + 1, promotion, barred, ratings, excellent)[1] >= top).all()


def test_the_essays_six_is_the_peak_where_ratings_come_easily():
    for excellent, promotion in product(np.linspace(0.3, 0.99, 24), np.linspace(0.05, 0.6, 12)):
        if abs(excellent - (1 - promotion) ** 2) > 1e-6:
            assert (peak(1, promotion, 3, 3, excellent)[1] == 6) == (excellent >= (1 - promotion) ** 2)


def test_at_a_tie_two_rounds_are_feared_alike():
    lost = career.forfeit(5, 1, 0.5, 0, 1, 0.5)
    assert lost[1] == lost[2] == 0.5 > lost[3]


def test_on_an_endless_ladder_fear_only_rises():
    for excellent in (0.5, 0.8, 1.0):
        lost = career.forfeit(400, 400, 0.2, 3, 3, excellent)
        assert (np.diff(lost) >= -1e-12).all() and lost[-1] == pytest.approx(0.2 * career.mean_shadow(3, 3, excellent), rel=1e-6)


def test_where_years_in_the_post_count_the_young_fear_most():
    whole = np.cumsum(career.forfeit(60))
    assert (np.diff(whole) > 0).all() and np.diff(career.forfeit(60)).min() < 0


def test_two_sanctions_of_one_length_can_be_feared_otherwise():
    """The mean is not what is feared: a sure wait of eight years and a wait of eight on average."""
    sure, dice_ = career.forfeit(12, 1, 0.2, 8, 0), career.forfeit(12, 1, 0.2, 0, 1, 1 / 8)
    assert career.mean_shadow(8, 0) == career.mean_shadow(0, 1, 1 / 8) == 8 and sure[8] > dice_[8] + 0.1


# Who still dares -------------------------------------------------------------------------------


@pytest.mark.parametrize("own", [{}, {"vicarious": 0.2}, {"excellent": 0.3, "promotion": 0.5}, {"adapting_risk": 0.0}, {"worth": 40.0, "full_risk": 0.5}])
def test_the_less_a_standing_has_to_wait_the_more_it_has_to_lose(own):
    stake = career.career(PLACE, **own, rungs=3).stake
    felt = PLACE.penalty * (0.1 * 0.25 + 0.9)
    assert stake[:, 0] == pytest.approx(felt) and stake[:, :, 1] == pytest.approx(felt)     # at the ceiling; just sanctioned
    assert (np.diff(stake[:, :, 1:], axis=-1) >= -1e-12).all() and (stake[:, :, -1] <= stake[:, :, 0] + 1e-12).all()
    assert (stake >= felt - 1e-12).all()


@props
@given(CHANCES, CHANCES, st.floats(0, 40), st.floats(0, 0.4), st.floats(0, 1), st.integers(0, 3), st.integers(0, 3))
def test_standings_are_in_order_whatever_the_setting(excellent, promotion, worth, q, person, barred, ratings):
    stake = career.career(PLACE.replace(individualization=person), excellent, promotion, worth, vicarious=q, barred=barred, ratings=ratings, rungs=2, rounds=15).stake
    assert (np.diff(stake[..., 1:], axis=-1) >= -1e-9).all() and (stake <= stake[..., :1] + 1e-9).all()


@pytest.mark.parametrize("weight", [0.2, 1.0, 1.8])
def test_without_risk_the_stake_is_the_penalty_and_the_rungs_forfeited(weight):
    safe = {"idle_risk": 0, "full_risk": 0, "adapting_risk": 0}
    stake = career.career(PLACE, **safe, weight=weight, rungs=3, rounds=40).stake[..., 0]
    lost = career.forfeit(40, np.arange(4)).T
    felt = PLACE.penalty * (0.1 * 0.25 + 0.9 * weight)
    assert stake == pytest.approx(felt + 0.9 * min(weight, 1) * 10 * lost)


# The middle empties ----------------------------------------------------------------------------


def test_the_table_of_the_emptying_middle():
    rng = np.random.default_rng(5)
    size = CASES["middles"]
    hump, care = rng.uniform(0.05, 0.8, size), rng.uniform(0.5, 5, size)
    tilt = hump * rng.uniform(-0.99, 0.99, size)
    stake = rng.uniform(0, 1, size) * care / np.abs(tilt)                                   # up to where one end is empty
    kappa, delta = stake * hump / care, stake * tilt / care
    full = np.minimum(kappa, 1)
    both = np.abs(delta) < full
    assert both.all() and (kappa > 1).any() and (kappa < 1).any()
    said = np.stack([1 - full, (1 - delta) / 2, 1 / 12 + full / 6 - delta**2 / 4, full**2 / 12 + delta**2 / 4], axis=-1)
    np.testing.assert_allclose(career.spread(stake, care, tilt, hump), said, atol=1e-9)
    np.testing.assert_allclose(career.extremes(stake, care, tilt, hump), np.stack([full + delta, full - delta], axis=-1) / 2, atol=1e-9)
    beyond = career.extremes(1.01 * care / np.abs(tilt), care, tilt, hump)                  # beyond v/|Δ| all are alike
    assert (np.sort(beyond, axis=-1) == [0, 1]).all()


def test_both_ends_are_taken_exactly_where_the_hump_outweighs_the_tilt():
    rng = np.random.default_rng(6)
    stake, care, tilt, hump = rng.uniform(0.01, 20, 4000), rng.uniform(0.5, 5, 4000), rng.uniform(-0.5, 0.5, 4000), rng.uniform(-0.6, 0.8, 4000)
    kappa, delta = stake * hump / care, stake * tilt / care
    ends = career.extremes(stake, care, tilt, hump)
    assert ((ends > 0).all(axis=-1) == (np.abs(delta) < np.minimum(kappa, 1))).all()
    assert ((ends > 0).all(axis=-1) <= (np.abs(tilt) < hump)).all()


def test_while_the_middle_empties_places_differ_more():
    need = career.spread(0, 3, 0, 0.4)
    empty = career.spread(7.5, 3, 0, 0.4)
    assert need == pytest.approx([1, 1 / 2, 1 / 12, 0]) and empty[2] == pytest.approx(3 * need[2])
    assert empty[3] == pytest.approx(((0.5 - NEEDS) ** 2).mean(), abs=1e-6)                 # fits no better than one rule for all
    stakes = np.linspace(0, 30, 3001)
    for tilt, top in ((0.0, 7.5), (0.1, 7.5), (0.2, 7.5), (0.3, 4.444)):                    # min(v/h, hv/3Δ²)
        variance = career.spread(stakes, 3, tilt, 0.4)[:, 2]
        assert stakes[variance.argmax()] == pytest.approx(top, abs=0.011)
    for tilt, top in ((0.2, 2.5), (0.3, 1.481)):
        variance = career.spread(stakes / 3, 1, tilt, 0.4)[:, 2]
        assert stakes[variance.argmax()] / 3 == pytest.approx(top, abs=0.011)


def test_convex_risk_makes_alike():
    for kappa, delta in ((-0.5, 0.0), (-0.5, 0.5), (-2.0, 1.0)):
        share, _, variance, _ = career.spread(1, 1, delta if abs(delta) <= 1 else 1, kappa)
        assert share == 1 and variance == pytest.approx(1 / 12 / (1 + abs(kappa)) ** 2)
    assert (np.diff(career.spread(np.linspace(0, 20, 50), 3, 0, -0.4)[:, 2]) < 0).all()


# Answering for others --------------------------------------------------------------------------


def test_a_risk_that_no_conduct_changes_makes_bolder_while_nobody_returns():
    """Own acts' stake (1-q)Λ falls in q and the share that adapts never does, with no more rounds than the shadow's least length."""
    rng = np.random.default_rng(7)
    size = CASES["answering"]
    i = Institution(negativity=rng.uniform(0.05, 1, size), individualization=rng.uniform(0.05, 1, size), monitoring=rng.uniform(0.1, 1, size), strength=rng.uniform(0.5, 8, size))
    own = {"excellent": rng.uniform(0.1, 1, size), "promotion": rng.uniform(0.05, 0.9, size), "worth": rng.uniform(0, 30, size), "care": rng.uniform(0.5, 5, size),
           "idle_risk": rng.uniform(0, 0.4, size), "full_risk": rng.uniform(0, 0.4, size), "adapting_risk": rng.uniform(0, 0.5, size), "weight": rng.uniform(0, 2, size)}  # fmt: skip
    q, more = rng.uniform(0, 0.7, size), rng.uniform(0.001, 0.3, size)
    for barred, ratings in ((3, 3), (1, 2), (0, 1), (4, 1)):
        few, many = (career.career(i, **own, vicarious=v, barred=barred, ratings=ratings, rungs=3, rounds=barred + ratings) for v in (q, q + more))
        before, after = (1 - q)[:, None, None] * few.stake[..., 0], (1 - q - more)[:, None, None] * many.stake[..., 0]
        assert (after < before).all()
        hump = i.monitoring * own["adapting_risk"] * 4 > np.abs(i.monitoring * (own["full_risk"] - own["idle_risk"]))
        assert (many.share[..., 0] >= few.share[..., 0] - 1e-12)[hump].all()


def test_with_many_rounds_answering_for_others_can_make_more_careful():
    share = career.career(PLACE, vicarious=[0, 0.1, 0.2]).share[:, [6, 20], 1, 0]
    assert share.T == pytest.approx(np.array([[0.04, 0.24, 0.40], [0.65, 0.54, 0.54]]), abs=0.005)


# What certificates speak of is what the module computes -------------------------------------------


def test_certified_formulas_are_the_librarys():
    for excellent in (Fraction(1, 2), Fraction(4, 5), Fraction(1)):
        two = 1 / excellent                                            # from the last rating back, each by what the text says of one rating more
        start = sum(excellent**-n for n in (1, 2, 3))
        point = Point(excellent=excellent, none_won=start, one_won=start - two, two_won=start - two - two**2)
        assert CERTIFICATES["three-ratings"].violated(point) is None and all(CERTIFICATES["three-ratings"].given(point).values())
        assert career.mean_shadow(0, 3, float(excellent)) == pytest.approx(float(start))
    for promotion, excellent in ((0.2, 0.8), (0.5, 0.3)):
        point = Point(promotion=promotion, at_once=excellent**3, early=(1 - promotion) ** 6)
        assert career.forfeit(7, 1, promotion, 3, 3, excellent)[6:] == pytest.approx(certified.lost(point))
    grid = np.linspace(0, 1, 201)
    for kappa, delta, need in product((-0.6, 0.0, 0.5, 0.99), (-0.4, 0.0, 0.3), (0.0, 0.2, 0.45, 0.8, 1.0)):
        point = Point(kappa=kappa, delta=delta, need=need, best=float(career.response(need, 1, 1, delta, kappa)))
        assert (certified.objective(point, point.best) <= certified.objective(point, grid) + 1e-12).all()
        bent = certified.inner(point, point.best, need)
        assert abs(bent) < 1e-12 or (bent > 0 and point.best == 0) or (bent < 0 and point.best == 1)
        if kappa > abs(delta):
            assert career.extremes(1, 1, delta, kappa) == pytest.approx(certified.ends(point.replace(full=kappa)))


@props
@given(st.floats(0, 20), st.floats(0.01, 5), CARES, st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0, 0.5))
def test_the_least_cost_is_concave_and_no_steeper_than_one(stake, step, care, idle, full, adapting):
    costs = [career._least_cost(stake + n * step, care, idle, full - idle, 4 * adapting) for n in range(3)]
    first, second = np.diff(costs)
    assert -1e-9 <= second <= first + 1e-9 and first <= step + 1e-9


@props
@given(st.floats(0, 0.6), st.floats(0, 0.4), st.floats(0, 5), CHANCES, st.floats(0, 20), CARES)
def test_a_step_of_the_induction_is_as_certified(q, step, felt, shade, ahead, care):
    """In good standing and barred, at two risks of answering for others, with the module's own least costs."""
    def cost(stake):
        return career._least_cost(stake, care, 0.02, 0.05, 0.7)
    later = q + step
    far, near = (1 - q) * (felt + shade * ahead), (1 - q) * felt
    far_then, near_then = (1 - later) * (felt + shade * ahead), (1 - later) * felt
    point = Point(vicarious=q, larger_vicarious=later, felt=felt, shade=shade, ahead=ahead)
    assert cost(far_then + near - near_then) - cost(far_then) <= cost(near) - cost(near_then) + 1e-9
    assert certified.ahead(point.larger("vicarious"), cost(far_then), cost(near_then)) <= certified.ahead(point, cost(far), cost(near)) + 1e-9


# Limits and grids ------------------------------------------------------------------------------


def test_with_nothing_at_stake_every_place_gets_what_it_needs():
    need = np.linspace(0, 1, 11)
    np.testing.assert_allclose(career.response(need, 0, 3, 0.1, 0.4), need, atol=1e-15)
    assert (career.career("now", worth=0, weight=0, barred=0, ratings=0).share <= 1).all()
    assert career.career(Institution(strength=0), worth=0).share == pytest.approx(1)


def test_where_nothing_falls_on_the_person_the_career_plays_no_part():
    stake = career.career(PLACE.replace(individualization=0), rungs=3).stake
    assert stake == pytest.approx(PLACE.penalty * 0.25)
    assert career.career(PLACE, weight=0).stake == pytest.approx(PLACE.penalty * 0.1 * 0.25)


def test_conduct_has_no_jump_where_the_middle_is_empty():
    for way in (-1e-9, 0.0, 1e-9):
        assert career.spread(7.5 + way, 3, 0.1, 0.4) == pytest.approx(career.spread(7.5, 3, 0.1, 0.4), abs=1e-8)
        assert career._least_cost(7.5 + way, 3, 0.01, 0.1, 0.4) == pytest.approx(career._least_cost(7.5, 3, 0.01, 0.1, 0.4), abs=1e-8)


def test_large_stakes_leave_numbers():
    assert np.isfinite(career.spread([1e6, 1e12], 0.1, [0.1, -0.1], [-0.4, 0.8])).all()
    got = career.career(PLACE, worth=1e9)
    assert np.isfinite(got.stake).all() and ((got.share >= 0) & (got.share <= 1)).all()


def test_a_grid_equals_one_by_one():
    q, person = np.array([0, 0.1, 0.3])[:, None], np.array([0.2, 0.9])
    grid = career.career(PLACE.replace(individualization=person), vicarious=q, rungs=2, rounds=9)
    assert grid.stake.shape == grid.share.shape == (3, 2, 10, 3, 7)
    for a, b in np.ndindex(3, 2):
        one = career.career(PLACE.replace(individualization=person[b]), vicarious=q[a, 0], rungs=2, rounds=9)
        np.testing.assert_allclose(grid.stake[a, b], one.stake, atol=1e-12)
        np.testing.assert_allclose(grid.share[a, b], one.share, atol=1e-12)
    barred, ratings, excellent = np.array([0, 3])[:, None, None], np.array([0, 1, 3])[:, None], np.array([0.2, 1.0])
    out, mean = career.shadow(barred, ratings, excellent, 9), career.mean_shadow(barred, ratings, excellent)
    lost = career.forfeit(9, 2, 0.3, barred, ratings, excellent)
    assert out.shape == lost.shape == (2, 3, 2, 10)
    for a, b, c in np.ndindex(2, 3, 2):
        one = barred[a, 0, 0], ratings[b, 0], excellent[c]
        np.testing.assert_allclose(out[a, b, c], career.shadow(*one, 9), atol=1e-15)
        np.testing.assert_allclose(lost[a, b, c], career.forfeit(9, 2, 0.3, *one), atol=1e-15)
        assert mean[a, b, c] == career.mean_shadow(*one)
    assert career.spread(np.ones((4, 1)), tilt=[0, 0.1]).shape == (4, 2, 4) and career.extremes(np.ones((4, 1)), tilt=[0, 0.1]).shape == (4, 2, 2)
    assert career.forfeit(5, [1, 2, 3]).shape == (3, 6) and career.response(0.5).shape == ()


def test_a_presets_name_is_enough():
    np.testing.assert_array_equal(career.career("now").stake, career.career(NOW).stake)


@pytest.mark.parametrize("call, error, message", [
    (lambda: career.shadow(excellent=1.2), ValueError, r"excellent must be in \[0, 1\], got 1.2"),
    (lambda: career.shadow(barred=1.5), ValueError, "barred must be a whole number, got 1.5"),
    (lambda: career.mean_shadow(ratings=-1), ValueError, r"ratings must be in \[0, 1000\], got -1"),
    (lambda: career.shadow(years=[1, 2]), ValueError, "years must be one whole number"),
    (lambda: career.shadow([1, 2], [1, 2, 3]), ValueError, r"broadcast against each other, got barred \(2,\), ratings \(3,\)$"),
    (lambda: career.forfeit(2.5), ValueError, "rounds must be one whole number"),
    (lambda: career.forfeit(promotion=np.nan), ValueError, "promotion must be .* got nan"),
    (lambda: career.response(0.5, care=0), ValueError, "care must be more than 0, got 0"),
    (lambda: career.response(1.5), ValueError, r"need must be in \[0, 1\], got 1.5"),
    (lambda: career.spread("much"), TypeError, "stake must be a real number"),
    (lambda: career.career("now", worth=-1), ValueError, "worth must be at least 0 and finite, got -1"),
    (lambda: career.career(Institution(monitoring=1), adapting_risk=1), ValueError, r"adapting_risk must leave the risk of a sanction in \[0, 1\]"),
    (lambda: career.career("now", adapting_risk=-0.1), ValueError, r"adapting_risk must leave the risk of a sanction in \[0, 1\]"),
    (lambda: career.career(Institution(strength=[1, 2]), vicarious=[0, 0.1, 0.2]), ValueError, r"got parameters \(3,\) and the institution's \(2,\)"),
    (lambda: career.career(3.0), TypeError, "institution must be an Institution"),
])  # fmt: skip
def test_errors_name_the_parameter(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Claims ----------------------------------------------------------------------------------------

PLACES = (PLACE, Institution(), THEN, NOW)


def done_on_average(place, stake, full, idle=0.02, adapting=0.2, care=3.0):
    """Mean strictness over all needs, by stake."""
    m = place.monitoring
    return career.response(NEEDS, np.asarray(stake)[..., None], care, m * (full - idle), 4 * m * adapting).mean(axis=-1)


def test_claim_23_fear_lowers_activity_only_where_doing_more_is_riskier():
    stakes = np.linspace(0, 6, 13)
    for place in PLACES:
        fewer, same, more = (np.diff(done_on_average(place, stakes, full)) for full in (0.06, 0.02, 0.0))
        assert (fewer < -1e-5).all() and np.abs(same).max() < 1e-9 and (more > 1e-5).all()
        ends = career.extremes(stakes, 3, 0, 4 * place.monitoring * 0.2)                    # where omission is punished as much, fear divides
        assert (np.diff(ends[:7], axis=0) > 0).all() and np.ptp(ends, axis=1).max() < 1e-12
    # along a career: least is done where most is to be lost
    stake = career.career(PLACE, full_risk=0.06).stake[:, 1, 0]
    assert done_on_average(PLACE, stake, 0.06).argmin() == stake.argmax() == 6


def test_claim_31_a_chief_who_answers_for_others_is_bolder_in_what_is_his_own():
    q = np.array([0, 0.1, 0.2, 0.3])
    for place in PLACES:
        share = career.career(place, vicarious=q, care=12, rounds=6).share[:, :, 1, 0]
        assert (np.diff(share[:, 1:], axis=0) > 0).all()
        stake = career.career(place, vicarious=q, care=12, rounds=6).stake[:, 6, 1, 0]
        m = place.monitoring
        x = career.response(NEEDS, (1 - q[:, None]) * stake[:, None], 12, 0.02 * m, 0.8 * m)
        chance = q + (1 - q) * (m * (0.02 + 0.02 * x + 0.8 * x * (1 - x))).mean(axis=-1)
        assert (np.diff(chance) > 0).all()                                                  # he is sanctioned more often all the same
    share = career.career(PLACE, vicarious=q).share[:, [6, 20], 1, 0]
    assert (np.diff(share[:, 0]) > 0).all() and share[1, 1] < share[0, 1]                   # with many rounds left, not always


def test_claim_33_three_years_and_three_ratings_are_six_years_at_least():
    for excellent in (1.0, 0.8, 0.5, 0.2):
        out = career.shadow(3, 3, excellent, 5000)
        assert (out[:6] == 1).all() and out[6] == pytest.approx(1 - excellent**3)
        assert out.sum() == pytest.approx(career.mean_shadow(3, 3, excellent), rel=1e-6)
        assert (out.sum() > 6 + 1e-9) == (excellent < 1)


def test_claim_35_some_do_nothing_as_soon_as_there_is_fear():
    stakes = np.linspace(0.25, 4, 16)
    for place in PLACES:
        m = place.monitoring
        for tilt in (0.02 * m, 0.1 * m, -0.1 * m):
            idle = career.extremes(stakes, 3, tilt, 0.8 * m)[:, 0]
            assert (idle > 0).all() and (np.diff(idle) > 0).all()
            assert (career.response(idle[:, None] * np.linspace(0, 0.999, 9), stakes[:, None], 3, tilt, 0.8 * m) == 0).all()
        assert (career.extremes(stakes, 3, 0, 0)[:, 0] == 0).all()                          # where a little is no riskier than nothing, nobody does
        assert (career.extremes(stakes, 3, -0.9 * m, 0.8 * m)[:, 0] == 0).all()


def test_claim_36_the_middle_empties_to_the_letter_too_where_adapting_is_riskiest():
    for place in PLACES:
        m = place.monitoring
        hump, tilt = 0.8 * m, 0.02 * m
        stakes = np.linspace(0.05, 1, 20) * 3 / hump
        ends, share, variance = career.extremes(stakes, 3, tilt, hump), career.spread(stakes, 3, tilt, hump)[:, 0], career.spread(stakes, 3, tilt, hump)[:, 2]
        assert (ends > 0).all() and (np.diff(ends, axis=0) > 0).all() and (np.diff(share) < 0).all() and share[-1] == pytest.approx(0, abs=1e-12)
        # places differ more while it empties, up to three times as much, if the ends differ little; they are alike only beyond
        assert (np.diff(variance) > 0).all() and career.spread(3 / hump, 3, 0, hump)[2] == pytest.approx(3 / 12)
        assert career.spread(1.01 * 3 / tilt, 3, tilt, hump)[2] == 0 < career.spread(0.9 * 3 / tilt, 3, tilt, hump)[2]
        # where executing in full is riskier than each step before it, nobody does; where risk is convex, everyone adapts
        assert (career.extremes(stakes, 3, 1.1 * hump, hump)[:, 1] == 0).all()
        convex = career.spread(stakes, 3, tilt, -hump)
        assert (convex[:, 0] == 1).all() and (np.diff(convex[:, 2]) < 0).all()
    at_six = career.career(PLACE).share[6, 1, 0]
    assert at_six < 0.05 < 0.8 < career.career(PLACE).share[6, 0, 0]


def test_claim_44_a_township_that_expects_to_pay_does_less_only_where_acts_bring_it_and_more_is_riskier():
    for place in PLACES:
        own = {"care": 12, "rounds": 6, "rungs": 2}
        weight = 1 + place.transferability
        kept, given_up = career.career(place, **own), career.career(place, **own, weight=weight)
        assert (given_up.stake[..., 0] > kept.stake[..., 0]).all() and (given_up.share[..., 0] < kept.share[..., 0]).all()
        for full, sign in ((0.06, -1), (0.02, 0), (0.0, 1)):
            before, after = (done_on_average(place, career.career(place, full_risk=full, weight=w, **own).stake[6, 1, 0], full, care=12.0) for w in (1, weight))
            assert sign * (after - before) > 0 if sign else abs(after - before) < 1e-9
        # a sacrifice that comes whatever one does is no reason for care
        assert (career.career(place, **own, vicarious=0.2).share[1:, 1, 0] > kept.share[1:, 1, 0]).all()


def test_a_heavier_sanction_is_feared_more_while_nobody_returns():
    """And the career with it: what is felt adds to what a sanction takes from later years."""
    rng = np.random.default_rng(8)
    i = Institution(negativity=rng.uniform(0.02, 1, 2000), individualization=rng.uniform(0.02, 1, 2000), strength=rng.uniform(0.1, 8, 2000), monitoring=rng.uniform(0.05, 1, 2000))
    own = {"excellent": rng.uniform(0.1, 1, 2000), "promotion": rng.uniform(0.05, 0.9, 2000), "worth": rng.uniform(0, 30, 2000), "idle_risk": rng.uniform(0, 0.4, 2000),
           "full_risk": rng.uniform(0, 0.4, 2000), "adapting_risk": rng.uniform(0, 0.5, 2000), "rungs": 3, "rounds": 6}  # fmt: skip
    weight = rng.uniform(1, 2, 2000)
    more = career.career(i, **own, weight=weight).stake[..., 0] - career.career(i, **own).stake[..., 0]
    felt = i.penalty * i.individualization * (weight - 1)
    assert (more >= felt[:, None, None] - 1e-9).all()


def test_with_many_rounds_a_heavier_sanction_can_be_feared_less():
    """A career that goes on under it is worth less; here where doing nothing is often sanctioned, too."""
    harsh = Institution(strength=3, negativity=0.8, individualization=0.95, monitoring=1)
    own = {"excellent": 0.47, "promotion": 0.6, "worth": 25.0, "idle_risk": 0.25, "full_risk": 0.0, "rungs": 3}
    kept, given_up = career.career(harsh, **own).stake[:, 3, 0], career.career(harsh, **own, weight=1.8).stake[:, 3, 0]
    assert (given_up > kept)[:15].all() and given_up[30] < kept[30] - 0.2
    lived = [Lived(harsh, **{k: v for k, v in own.items() if k != "rungs"}, weight=w).stake(30, "good", 3) for w in (1.0, 1.8)]
    assert lived[1] < lived[0] - 0.2


def test_a_personal_sanction_weighs_more_by_the_career_it_takes():
    """Also where a leader feels the whole of the unit's sanction; not at the ceiling, nor just after a sanction."""
    person = np.linspace(0, 1, 11)
    stake = career.career(PLACE.replace(individualization=person, diffusion=1), rungs=2).stake
    assert (np.diff(stake[:, 1:, 1:, 0], axis=0) > 0).all()
    assert stake[:, :, 0] == pytest.approx(PLACE.penalty) and stake[:, :, :, 1] == pytest.approx(PLACE.penalty)


def test_fewer_adapt_as_responsibility_becomes_personal_but_some_still_dare():
    person = np.linspace(0, 1, 11)
    share = career.career(PLACE.replace(individualization=person), rungs=3).share
    assert (np.diff(share, axis=0) <= 1e-12).all() and share[0, 6, 1, 0] > 0.9 and share[-1, 6, 1, 0] == 0
    assert (share[:, :, 0] > 0.8).all() and (share[:, :, :, 1] > 0.8).all() and (share[:, 30, 1, 0] > 0.7).all()
    assert share[-1, 20, 1, 0] > 0.6 and share[-1, 20, 3, 0] == 0  # with more rungs above it takes more rounds


def _rated_while_barred(barred, ratings, excellent, years):
    return np.where(np.arange(years + 1) < barred, 1.0, _shadow(0, ratings, excellent, years))


_shadow, _sanction = career.shadow, career._sanction

RIVALS = {
    # what is feared is to be looked at, not what was done: the fear has no tilt
    "23": ("_relative", lambda stake, care, tilt, hump: (stake * hump / care, 0 * stake * tilt / care)),
    # a chief can prevent what others do, and does so by caution: answering for them makes each act weigh more
    "31": ("_own_acts", lambda stake, vicarious: (1 + vicarious) * stake),
    # ratings count from the first year on, also while the sanction lasts
    "33": ("shadow", _rated_while_barred),
    # what is left undone is what is punished
    "35": ("_relative", lambda stake, care, tilt, hump: (stake * hump / care, stake * (tilt - 2 * hump) / care)),
    # who adapts is covered by the facts: the extremes are what is risky
    "36": ("_relative", lambda stake, care, tilt, hump: (-stake * hump / care, stake * tilt / care)),
    # nobody can move blame
    "44": ("_sanction", lambda institution, weight: _sanction(institution, 1.0 + 0 * weight)),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
