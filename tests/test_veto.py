"""One veto: by hand, against every failure that may come, its propositions, where they stop, and its claims.

The other road counts: every plan, item by item, and every set of items that may fail, with what is then lost as the text says it.
"""

from itertools import chain, combinations, product
from math import floor, isnan, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import props

from xianxiang import stage, veto
from xianxiang.certificates import CASES
from xianxiang.institution import NOW, THEN, Institution

SKIP, PAPER, REAL = range(3)  # codes of `veto.treatments`
REAL_COUNT, PAPER_COUNT, SKIP_COUNT = range(3)  # places in `veto.plan`
HALF = THEN.replace(negativity=0.5, individualization=0.5, monitoring=0.8)  # half-way
HAND = Institution(strength=4, negativity=0, monitoring=1)
DEAR = {"cost": 1, "common": 0.5, "trouble": 0.5}
UNIT, CHANCE, COSTS = st.floats(0, 1), st.floats(0.02, 0.98), st.floats(0.01, 2)
MARGIN = 1e-6


# Another road ----------------------------------------------------------------------------------


def lost(i, failed, treatments):
    """What a failure costs a leader: the prize and, of the penalty, what is felt; what a person bears is moved if all that failed has a file."""
    if not failed:
        return 0.0
    b = i.transferability if all(treatments[k] != SKIP for k in failed) else 0.0
    passed = i.prize_passing * i.reward
    return i.reward - passed + (i.penalty + passed) * ((1 - i.individualization) * i.diffusion + i.individualization * (1 - b))


def worth(i, treatments, cost, trouble, form, residual, common):
    """What a plan brings on average, over every set of items that may fail; the prize whole if none does."""
    n = len(treatments)
    chances = [i.monitoring * (residual[k] if treatments[k] == REAL else trouble[k]) for k in range(n)]
    total = 0.0
    for failed in chain.from_iterable(combinations(range(n), size) for size in range(n + 1)):
        chance = np.prod([chances[k] if k in failed else 1 - chances[k] for k in range(n)])
        total -= chance * lost(i, failed, treatments)
    return total - spent(treatments, cost, form, common)


def spent(treatments, cost, form, common):
    return sum(cost[k] * (0, form[k], 1)[t] for k, t in enumerate(treatments)) + common * (REAL in treatments)


def everything(i, cost, trouble, form, residual, common=0.0, budget=np.inf):
    """Every plan that can be paid for and what it brings."""
    plans = [p for p in product(range(3), repeat=len(cost)) if spent(p, cost, form, common) <= budget]
    return {p: worth(i, p, cost, trouble, form, residual, common) for p in plans}


def alike(i, n, cost=0.25, common=0.6, form=0.25, trouble=0.3, residual=0.0, budget=np.inf):
    """By counts of real, paper, skipped what a list of alike items brings."""
    told = {}
    for y in range(n + 1):
        for z in range(n + 1 - y):
            p = (REAL,) * y + (PAPER,) * z + (SKIP,) * (n - y - z)
            if spent(p, [cost] * n, [form] * n, common) <= budget:
                told[y, z, n - y - z] = worth(i, p, [cost] * n, [trouble] * n, [form] * n, [residual] * n, common)
    return told


institutions = st.builds(
    Institution, strength=st.floats(0.1, 8), negativity=UNIT, individualization=UNIT, transferability=UNIT, diffusion=UNIT, monitoring=st.floats(0.05, 1),
    prize_passing=st.sampled_from([0.0, 0.0, 0.4, 1.0]))
own_parameters = st.fixed_dictionaries({"cost": st.floats(0, 2), "common": st.floats(0, 2), "form": UNIT, "trouble": UNIT, "residual": UNIT, "budget": st.one_of(st.just(np.inf), st.floats(0, 4))})


def own_of(own, *names):
    own = own | {"residual": own["residual"] * own["trouble"]}
    return {name: own[name] for name in names} if names else own


# Against every failure that may come --------------------------------------------------------------


@props
@given(institutions, own_parameters, st.integers(1, 4))
def test_no_plan_is_better_over_all_that_may_fail(i, own, n):
    own = own_of(own)
    y, z, u = veto.plan(i.replace(veto_items=n), **own)
    assert y + z + u == n
    told = alike(i, n, **own | {"budget": max(own["budget"] * (1 - 1e-8) - 1e-12, 0)})  # at its edge floats may differ
    assert told.get((y, z, u), np.inf) >= max(told.values()) - 1e-8 * i.strength
    assert own["common"] * (y > 0) + own["cost"] * (y + own["form"] * z) <= own["budget"] * (1 + 1e-8) + 1e-12


@props
@given(institutions, own_parameters, st.integers(1, 5))
def test_pure_plans_are_worth_what_they_bring(i, own, n):
    own = own_of(own, "cost", "common", "form", "trouble", "residual")
    told = alike(i, n, **own)
    real, paper, nothing = veto.values(i.replace(veto_items=n), **own)
    whole = veto.at_stake(i)[0]
    for value, counts in ((real, (n, 0, 0)), (paper, (0, n, 0)), (nothing, (0, 0, n))):
        assert value - whole == pytest.approx(told[counts], abs=1e-9 * (1 + n))


def unlike(data, n, **fixed):
    return {name: fixed.get(name) or [data.draw(of) for _ in range(n)] for name, of in (("cost", COSTS), ("trouble", CHANCE), ("form", UNIT))}


@props
@given(institutions, st.data(), st.integers(1, 3), st.floats(0, 1), st.one_of(st.just(np.inf), st.floats(0, 3)))
def test_unlike_items_are_treated_best_over_all_that_may_fail(i, data, n, common, budget):
    own = unlike(data, n)
    own["residual"] = [data.draw(UNIT) * t for t in own["trouble"]]
    told = everything(i, **own, common=common, budget=max(budget * (1 - 1e-8) - 1e-12, 0))
    got = tuple(veto.treatments(i, own["cost"], own["trouble"], form=own["form"], residual=own["residual"], common=common, budget=budget).tolist())
    assert told.get(got, np.inf) >= max(told.values()) - 1e-8 * i.strength
    assert spent(got, own["cost"], own["form"], common) <= budget * (1 + 1e-8) + 1e-12


@props
@given(institutions, own_parameters, st.integers(1, 4))
def test_alike_items_are_treated_alike_by_both_functions(i, own, n):
    own = own_of(own)
    told = sorted(alike(i, n, **own).values())
    assume(len(told) == 1 or told[-1] - told[-2] > MARGIN * i.strength)
    items = {name: [own[name]] * n for name in ("cost", "trouble", "form", "residual")}
    got = veto.treatments(i, items.pop("cost"), items.pop("trouble"), **items, common=own["common"], budget=own["budget"])
    assert [(got == t).sum() for t in (REAL, PAPER, SKIP)] == veto.plan(i.replace(veto_items=n), **own).tolist()


def test_what_is_at_stake_is_the_core_games():
    rng = np.random.default_rng(1)
    i = Institution(strength=rng.uniform(0, 8, 500), negativity=rng.random(500), individualization=rng.random(500), transferability=rng.random(500),
                    diffusion=rng.random(500), prize_passing=rng.random(500))  # fmt: skip
    shared, personal = stage.stakes(i, 1)
    np.testing.assert_allclose(veto.at_stake(i), np.stack([shared + personal, i.transferability * personal], -1), atol=1e-12)
    assert (veto.at_stake(i)[:, 1] <= veto.at_stake(i)[:, 0] + 1e-12).all()


# By hand ---------------------------------------------------------------------------------------


def test_two_items_by_hand():
    """W = 4, p = κ = ψ = 1/2, κ₀ = 1, two items: 4 - 1 - 1 = 2; at T = 2 paper 2 + 2/4 - 1/2 = 2; nothing 4/4."""
    own = {"cost": 0.5, "common": 1, "form": 0.5, "trouble": 0.5}
    assert veto.form_threshold(HAND.replace(veto_items=2), **own) == 2
    person = Institution(strength=4, negativity=1, individualization=1, transferability=0.5, monitoring=1, veto_items=2)
    assert veto.at_stake(person).tolist() == [4, 2] and veto.values(person, **own).tolist() == [2, 2, 1]
    assert veto.plan(person, **own).tolist() == [0, 2, 0]  # a tie is broken towards less done
    assert veto.plan(person.replace(transferability=[0.49, 0.51]), **own).tolist() == [[2, 0, 0], [0, 2, 0]]


def test_ties_are_broken_towards_less_done():
    """W = 4, T = 2, p = 1/2, one item: paper costs 1 and saves 1."""
    i = Institution(strength=4, negativity=1, individualization=1, transferability=0.5, monitoring=1)
    own = {"cost": 2, "common": 1, "form": 0.5, "trouble": 0.5}
    assert veto.values(i, **own).tolist() == [1, 2, 2] and veto.plan(i, **own).tolist() == [0, 0, 1]
    assert veto.treatments(i, [2], [0.5], form=0.5, common=1).tolist() == [SKIP]
    assert veto.plan(i.replace(strength=0), cost=0, common=0).tolist() == [0, 0, 1]


def test_four_items_by_hand():
    """W = 4, T = 0, p = 1/2, κ = 1, κ₀ = 1/2: 2 > 1.5, 3 > 2.5, 3.5 = 3.5, 3.75 < 4.5."""
    assert veto.plan(HAND.replace(veto_items=[1, 2, 3, 4]), **DEAR).tolist() == [[1, 0, 0], [2, 0, 0], [0, 0, 3], [0, 0, 4]]
    low, high = veto.window(HAND, **DEAR)
    assert high == pytest.approx(3) and 0 < low < 1
    assert veto.best_number(HAND, **DEAR).tolist() == [2, 2]


def runs(i, most=60, **own):
    """(name, from, to) along the length of the list."""
    plans = veto.plan(i.replace(veto_items=np.arange(1, most + 1)), **own)
    told = []
    for n, (y, z, u) in enumerate(plans.tolist(), 1):
        name = "diligence" if y == n else "form" if z == n else "nothing" if u == n else f"{y} real, {'paper' if z else 'luck'}"
        if told and told[-1][0] == name:
            told[-1][2] = n
        else:
            told.append([name, n, n])
    return [tuple(x) for x in told]


def test_the_books_settings():
    assert runs(THEN) == [("nothing", 1, 2), ("diligence", 3, 9), ("nothing", 10, 60)]
    assert runs(NOW) == [("form", 1, 41), ("nothing", 42, 60)]  # paper, too, is given up in the end: T/(ψκ) = 41.5
    assert runs(HALF) == [("form", 1, 1), ("diligence", 2, 8), ("form", 9, 12), ("nothing", 13, 60)]
    assert runs(HALF.replace(strength=8), budget=2.5)[:3] == [("diligence", 1, 7), ("7 real, paper", 8, 9), ("form", 10, 25)]
    assert runs(THEN.replace(strength=8), budget=2.5) == [("diligence", 1, 7), ("7 real, luck", 8, 11), ("nothing", 12, 60)]
    assert [veto.best_number(i).tolist() for i in (THEN, HALF, NOW, NOW.replace(transferability=0.2))] == [[9, 9], [8, 8], [0, 0], [11, 11]]
    assert veto.at_stake(THEN)[0] == pytest.approx(veto.at_stake(NOW)[0])  # as much at stake: the two differ by what moves, and how often one looks


# All or nothing ----------------------------------------------------------------------------------


@props
@given(institutions, own_parameters, st.integers(1, 30))
def test_without_a_budget_alike_items_are_treated_alike(i, own, n):
    own = own_of(own, "cost", "common", "form", "trouble", "residual")
    assert veto.plan(i.replace(veto_items=n), **own).max() == n


def test_all_or_nothing_in_a_sample():
    size = CASES["all-or-nothing"]
    rng = np.random.default_rng(2)
    i, own, n = sample(rng, size)
    counts = veto.plan(i.replace(veto_items=n), **own)
    assert (counts.max(axis=-1) == n).all()
    best, pure = veto.values(i.replace(veto_items=n), **own), counts / n[:, None]
    assert ((best * pure).sum(axis=-1) >= best.max(axis=-1) - 1e-8 * i.strength).all()
    assert min((counts[:, k] > 0).mean() for k in range(3)) > 0.02


def sample(rng, size, most=25):
    """Institutions with penalties on persons that can be moved, as well as others; parameters; numbers of items."""
    i = Institution(strength=rng.uniform(0.2, 10, size), negativity=rng.random(size) ** 0.5, individualization=rng.random(size) ** 0.5, transferability=rng.random(size),
                    diffusion=rng.random(size), monitoring=rng.uniform(0.1, 1, size))  # fmt: skip
    trouble = rng.uniform(0.02, 0.9, size)
    own = {"cost": rng.uniform(0.01, 0.6, size), "common": rng.uniform(0, 1.5, size), "form": rng.random(size), "trouble": trouble, "residual": trouble * rng.random(size) ** 2 * 0.6}
    return i, own, rng.integers(1, most + 1, size)


def test_one_bare_item_ruins_the_cover():
    """The more items have a file, the more the next file is worth; so three may be worth their price where one is not."""
    for n in (3, 6):
        told = alike(NOW, n)
        along = [told[0, z, n - z] for z in range(n + 1)]
        assert max(told, key=told.get) == (0, n, 0) and (np.diff(along, 2) > 0).all()
    dear = alike(NOW, 3, cost=1.8)  # a file costs 0.45; the first saves 0.24·0.76²·T, the third 0.24·T
    assert dear[0, 1, 2] < dear[0, 0, 3] < dear[0, 3, 0] and max(dear, key=dear.get) == (0, 3, 0)


@props
@given(st.floats(0.1, 8), CHANCE, st.floats(0.05, 1), COSTS, COSTS, st.integers(1, 20))
def test_where_nothing_moves_all_is_done_exactly_if_it_covers_the_cost(s, eta, m, kappa, common, n):
    i = Institution(strength=s, negativity=0, monitoring=m, veto_items=n)
    saves, costs = s * (1 - (1 - m * eta) ** n), common + kappa * n
    assume(abs(saves - costs) > MARGIN * s)
    assert veto.plan(i, cost=kappa, common=common, trouble=eta).tolist() == ([n, 0, 0] if saves > costs else [0, 0, n])


@props
@given(st.floats(0.1, 8), CHANCE, COSTS)
def test_one_item_is_done_if_its_risk_covers_its_cost(s, eta, kappa):
    assume(abs(s * eta - kappa) > MARGIN)
    i = Institution(strength=s, negativity=0, monitoring=1)
    assert (veto.plan(i, cost=kappa, common=0, trouble=eta)[0] == 1) == (s * eta > kappa)


# Longer lists -------------------------------------------------------------------------------------


def ends_of_the_best(told, slack=1e-12):
    """Least and greatest of the best plans, item by item."""
    best = [p for p, value in told.items() if value >= max(told.values()) - slack]
    low, high = np.min(best, axis=0), np.max(best, axis=0)
    assert tuple(low) in best and tuple(high) in best  # they are plans themselves: the best form a lattice
    return low, high


@props
@given(institutions, st.data(), st.integers(1, 3))
def test_one_more_item_never_raises_another(i, data, n):
    own = unlike(data, n + 1)
    own["residual"] = [data.draw(UNIT) * t for t in own["trouble"]]
    short = {name: values[:n] for name, values in own.items()}
    before, after = ends_of_the_best(everything(i, **short)), ends_of_the_best(everything(i, **own))
    for few, many in zip(before, after):
        assert (many[:n] <= few).all()


def test_longer_lists_in_a_sample():
    """Five items that differ, then a sixth."""
    size = CASES["longer-lists"]
    rng = np.random.default_rng(3)
    i, _, _ = sample(rng, size)
    own = {"cost": rng.uniform(0.01, 1.5, (size, 6)), "trouble": rng.uniform(0.02, 0.95, (size, 6)), "form": rng.random((size, 6)) ** 2}
    own["residual"] = own["trouble"] * rng.random((size, 6)) ** 3
    one = [veto.treatments(i, **{name: values[:, :n] for name, values in own.items()}) for n in (5, 6)]
    assert (one[1][:, :5] <= one[0]).all()
    lowered = (one[1][:, :5] < one[0]).any(axis=-1).mean()
    assert 0.02 < lowered < 0.5 and (one[0] == PAPER).mean() > 0.02 and (one[0] == REAL).mean() > 0.1


@props
@given(st.floats(0.5, 8), st.data(), st.integers(2, 4))
def test_what_is_gambled_on_is_dear_to_do_or_unlikely_to_fail(s, data, n):
    """T = 0: skipped are the items with the largest κ/(-ln(1-p)), up to some place in that order."""
    own = unlike(data, n, form=[1.0] * n)
    ratio = [c / -log(1 - p) for c, p in zip(own["cost"], own["trouble"])]
    assume(min(abs(a - b) for a, b in combinations(ratio, 2)) > 1e-4)
    i = Institution(strength=s, negativity=0, monitoring=1)
    told = sorted(everything(i, **own, residual=[0.0] * n).values())
    assume(told[-1] - told[-2] > MARGIN)
    got = veto.treatments(i, own["cost"], own["trouble"])
    order = got[np.argsort(ratio)]
    assert (np.diff(order) <= 0).all()


@props
@given(CHANCE, UNIT, st.integers(1, 40))
def test_what_care_saves_by_item_falls_with_the_list(p, share, n):
    q, kept = 1 - p, 1 - p * share * 0.99
    saved = [(kept**k - q**k) / k for k in (n, n + 1)]
    assert saved[1] < saved[0] + 1e-15
    assert 1 - q ** (n + 1) > 1 - q**n or q**n < 1e-15  # and yet trouble is the likelier, the longer the list


@props
@given(institutions, own_parameters, st.integers(1, 20), st.integers(1, 20))
def test_who_gambles_on_few_gambles_on_many(i, own, n, more):
    """Alike items, no common cost: neither real work nor paper begins as the list grows."""
    own = own_of(own, "cost", "form", "trouble", "residual") | {"common": 0.0}
    few, many = (veto.plan(i.replace(veto_items=k), **own).argmax() for k in (n, n + more))  # real, paper, nothing: down the order
    values = sorted(veto.values(i.replace(veto_items=n), **own))
    assume(values[2] - values[1] > MARGIN * i.strength)
    assert many >= few


def test_a_common_cost_lets_a_longer_list_discipline():
    assert veto.plan(THEN.replace(veto_items=[2, 3])).tolist() == [[0, 0, 2], [3, 0, 0]]
    assert veto.plan(THEN.replace(veto_items=[1, 2, 3]), common=0).tolist() == [[1, 0, 0], [2, 0, 0], [3, 0, 0]]


def test_a_budget_lets_a_longer_list_discipline():
    """W = 10, T = 0, H = 1: A is done (10·0.6 - 1 = 5 against 10·0.5 - 0.6 = 4.4); then B and C (5 - 1 = 4 against 3.6 - 1 = 2.6)."""
    i, own = Institution(strength=10, negativity=0, monitoring=1), {"budget": 1}
    assert veto.treatments(i, [1, 0.6], [0.5, 0.4], **own).tolist() == [2, 0]
    assert veto.treatments(i, [1, 0.6, 0.4], [0.5, 0.4, 0.4], **own).tolist() == [0, 2, 2]
    told = everything(i, [1, 0.6], [0.5, 0.4], [0.25] * 2, [0] * 2, budget=1)
    assert [told[2, 0] + 10, told[0, 2] + 10] == pytest.approx([5, 4.4])
    told = everything(i, [1, 0.6, 0.4], [0.5, 0.4, 0.4], [0.25] * 3, [0] * 3, budget=1)
    assert [told[0, 2, 2] + 10, told[2, 0, 0] + 10] == pytest.approx([4, 2.6])
    assert veto.treatments(i, [1, 0.6], [0.5, 0.4]).tolist() == veto.treatments(i, [1, 0.6, 0.4], [0.5, 0.4, 0.4])[:2].tolist() == [2, 2]


# What saves it -------------------------------------------------------------------------------------


def exists(whole, rate, kappa, common):
    """The closed form: W Λ > κ and κ₀ ≤ W - κ/Λ (1 + ln(W Λ/κ)), as what is left over; negative where it fails."""
    if whole * rate <= kappa:
        return -1.0
    return whole - kappa / rate * (1 + log(whole * rate / kappa)) - common


@props
@given(st.floats(0.5, 8), CHANCE, st.floats(0.02, 1), st.floats(0.01, 3))
def test_the_window_is_where_all_is_done(s, eta, kappa, common):
    i = Institution(strength=s, negativity=0, monitoring=1)
    low, high = veto.window(i, cost=kappa, common=common, trouble=eta)
    left = exists(s, -log(1 - eta), kappa, common)
    assume(abs(left) > MARGIN)
    assert (left > 0) == (not isnan(low))
    n = np.arange(1, 41)
    if not isnan(low):
        assume(min(abs(n - low).min(), abs(n - high).min()) > MARGIN)
        for end in (low, high):
            assert s * (1 - (1 - eta) ** end) == pytest.approx(common + kappa * end, abs=1e-7)
    done = veto.plan(i.replace(veto_items=n), cost=kappa, common=common, trouble=eta)[:, 0] > 0
    assert (done == ((n > low) & (n < high))).all()


def test_windows_in_a_sample():
    """Also where files move blame and work leaves a risk: inside the window all is done, outside it nothing is."""
    size = CASES["what-saves-it"]
    rng = np.random.default_rng(4)
    i, own, _ = sample(rng, size)
    low, high = veto.window(i, **own).T
    n = np.arange(1, 41)
    grown = {name: value[:, None] for name, value in own.items()}
    wide = Institution(**{name: np.asarray(value)[:, None] if np.ndim(value) else value for name, value in i.as_dict().items()} | {"veto_items": n})
    done = veto.plan(wide, **grown)[..., 0] > 0
    values = veto.values(wide, **grown)
    clear = np.abs(values[..., 0] - values[..., 1:].max(axis=-1)) > 1e-6
    inside = (n >= low[:, None]) & (n <= high[:, None])
    assert ((done == inside) | ~clear).all() and clear.mean() > 0.99
    assert 0.1 < np.isnan(low).mean() < 0.9 and (np.ceil(low) > np.floor(high)).any()  # a window may hold no whole number
    some = ~np.isnan(low)
    assert (low[some] > 0).any() and (high[some] < 40).any()


def test_windows_at_the_ends_of_the_domain():
    i = Institution(strength=4, negativity=0, monitoring=1)
    assert veto.window(i, common=0, cost=0.5, trouble=0.5)[0] == 0                        # without a common cost from the first item on
    assert veto.window(i, cost=0, common=1, trouble=0.5)[1] == np.inf                     # where only the common cost counts, for good
    assert veto.window(i, cost=0.5, common=1, trouble=1)[1] == pytest.approx(6)           # what fails for sure: 4 = 1 + n/2
    assert np.isnan(veto.window(i, cost=0.5, common=1, trouble=0)).all() and np.isnan(veto.window(i, cost=4, common=0, trouble=0.5)).all()
    assert np.isnan(veto.window(i.replace(strength=0))).all()
    assert veto.window(i.replace(strength=[[1.0], [4.0]]), common=[0.1, 0.2, 0.3]).shape == (2, 3, 2)


@props
@given(st.floats(0.05, 2), st.floats(0.02, 1.5), CHANCE, st.integers(1, 40))
def test_stakes_that_grow_with_the_list_end_the_gamble(w, kappa, eta, n):
    assume(kappa < 0.98 * w)
    from_here = log(1 - kappa / w) / log(1 - eta)
    assume(abs(n - from_here) > 1e-4)
    i = Institution(strength=w * n, negativity=0, monitoring=1, veto_items=n)
    assert (veto.plan(i, cost=kappa, common=0, trouble=eta)[0] == n) == (n > from_here)


def test_where_stakes_grow_too_little_nothing_ends_it():
    n = np.arange(1, 61)
    i = Institution(strength=0.25 * n, negativity=0, monitoring=1, veto_items=n)
    assert (veto.plan(i, cost=0.25, common=0, trouble=0.15)[:, 0] == 0).all()
    careful = veto.plan(i.replace(strength=0.5 * n), cost=0.25, common=0, trouble=0.15)[:, 0] > 0
    assert careful.argmax() + 1 == 5 and careful[4:].all() and log(0.5) / log(0.85) == pytest.approx(4.27, abs=0.005)


# Where form appears -------------------------------------------------------------------------------


def test_form_in_a_sample():
    """Of all 3ⁿ mixtures counted, paper on all is the best exactly above the threshold."""
    size = CASES["where-form-appears"]
    rng = np.random.default_rng(5)
    i, own, n = sample(rng, size)
    i = i.replace(veto_items=n)
    threshold, (_, movable) = veto.form_threshold(i, **own), veto.at_stake(i).T
    clear = np.abs(movable - threshold) > 1e-6
    papered = veto.plan(i, **own)[:, 1] == n
    assert ((papered == (movable > threshold)) | ~clear).all() and 0.05 < papered.mean() < 0.95
    given_up = own["form"] * own["cost"] * n >= movable
    assert not papered[given_up].any() and given_up.any()


@props
@given(institutions, own_parameters, st.integers(1, 4))
def test_form_appears_exactly_above_its_threshold(i, own, n):
    own = own_of(own, "cost", "common", "form", "trouble", "residual")
    told = alike(i, n, **own)
    paper, others = told[0, n, 0], max(value for counts, value in told.items() if counts != (0, n, 0))
    assume(abs(paper - others) > 1e-6)
    assert (paper > others) == (veto.at_stake(i)[1] > veto.form_threshold(i.replace(veto_items=n), **own))


def test_where_no_list_gets_real_work():
    """If κ₀ is above what protection can be worth beyond paper at any length; here with κ(1-ψ) and W - T in the closed form."""
    size = 1000
    rng = np.random.default_rng(6)
    i, own, _ = sample(rng, size)
    own["residual"] = 0.0
    whole, movable = veto.at_stake(i).T
    rate, dearer = -np.log1p(-i.monitoring * own["trouble"]), own["cost"] * (1 - own["form"])
    never = np.array([exists(a, r, k, c) < -1e-9 if k > 0 else False for a, r, k, c in zip(whole - movable, rate, dearer, own["common"])])
    assert 0.1 < never.mean() < 0.9 and np.isnan(veto.window(i, **own)[never]).all() and (veto.best_number(i, **own)[never] == 0).all()
    whole, movable = veto.at_stake(NOW)
    rate = -log(1 - 0.8 * 0.3)
    assert exists(whole - movable, rate, 0.25 * 0.75, 0.6) < 0  # NOW is such a place


def test_thresholds_at_the_ends_of_the_domain():
    i = Institution(strength=4, negativity=0, monitoring=1, veto_items=3)
    assert veto.form_threshold(i, trouble=0) == np.inf == veto.form_threshold(i.replace(monitoring=0))
    assert veto.form_threshold(i, residual=0.3) == pytest.approx(0.25 * 0.25 * 3 / (1 - 0.7**3))  # work that protects for nothing is no rival
    assert veto.form_threshold(i, residual=0.3, form=1, common=0) == np.inf                       # unless it costs no more
    rising = veto.form_threshold(NOW.replace(veto_items=np.arange(1, 200)))
    assert rising[-1] > 100 * 0.0625 and (np.diff(rising[50:]) > 0).all()


# Beyond capacity ----------------------------------------------------------------------------------


def test_what_a_budget_leaves():
    """κ = ψ = 1/4, κ₀ = 0.6, H = 2.5: of eight items ⌊1.4/0.1875⌋ = 7 real; each further item takes a third of one."""
    assert [floor((2.5 - 0.6 - 0.0625 * n) / 0.1875) for n in (8, 9, 10)] == [7, 7, 6]
    i = HALF.replace(strength=8)
    assert veto.plan(i.replace(veto_items=[8, 9, 10]), budget=2.5).tolist() == [[7, 1, 0], [7, 2, 0], [0, 10, 0]]
    rng = np.random.default_rng(7)
    i, own, n = sample(rng, 20000, 12)
    own["residual"] = 0.0
    budget = rng.uniform(0.5, 4, 20000)
    y, z, u = veto.plan(i.replace(veto_items=n), **own, budget=budget).T
    covered = (y > 0) & (z > 0) & (u == 0)
    room = (budget - own["common"] - own["form"] * own["cost"] * n) / (own["cost"] * (1 - own["form"]))
    clear = np.abs(room - np.round(room)) > 1e-6
    assert covered.sum() > 50 and (y == np.floor(room))[covered & clear].all()
    # where some are done and others left to luck, as many are done as can be paid for
    luck = (y > 0) & (z == 0) & (u > 0)
    able = (budget - own["common"]) / own["cost"]
    assert luck.sum() > 50 and (y == np.floor(able))[luck & (np.abs(able - np.round(able)) > 1e-6)].all()
    mixed = ((y > 0).astype(int) + (z > 0) + (u > 0)) > 1
    free = veto.plan(i.replace(veto_items=n), **own)
    costs = own["common"] * (free[:, 0] > 0) + own["cost"] * (free[:, 0] + own["form"] * free[:, 1])
    assert mixed.any() and (costs > budget)[mixed].all()  # a mixture needs a budget that binds


# Best number --------------------------------------------------------------------------------------


def test_the_best_number_is_the_last_in_the_window():
    rng = np.random.default_rng(8)
    i, own, _ = sample(rng, 2000)
    best, real = veto.best_number(i, **own).T
    low, high = veto.window(i, **own).T
    last = np.where(np.isnan(low), 0, np.floor(np.minimum(np.nan_to_num(high), 30)))
    last = np.where(last >= np.maximum(np.ceil(np.nan_to_num(low)), 1), last, 0)
    assert (best == real).all() and ((best == last) | (np.abs(high - np.round(high)) < 1e-6)).all() and 0.1 < (best > 0).mean() < 0.9


def test_the_best_number_never_rises_with_what_files_move():
    rng = np.random.default_rng(9)
    i, own, _ = sample(rng, 400)
    wide = Institution(**{name: np.asarray(value)[:, None] if np.ndim(value) else value for name, value in i.as_dict().items()} | {"transferability": np.linspace(0, 1, 9)})
    best = veto.best_number(wide, **{name: value[:, None] for name, value in own.items() if name != "residual"})[..., 0]  # b moves T and nothing else
    assert (np.diff(best, axis=1) <= 0).all() and (np.diff(best, axis=1) < 0).any()
    assert veto.best_number(NOW).tolist() == [0, 0] and (veto.plan(NOW.replace(veto_items=np.arange(1, 31)))[:, 0] == 0).all()


def test_the_best_number_with_a_budget():
    best = veto.best_number(HALF.replace(strength=8), budget=2.5)
    done = veto.plan(HALF.replace(strength=8, veto_items=np.arange(1, 31)), budget=2.5)[:, 0]
    assert best.tolist() == [7, 7] and done.max() == 7 and done.argmax() == 6


# The alliance's peak ------------------------------------------------------------------------------


@props
@given(st.floats(0.05, 1), st.floats(0.05, 0.9), st.floats(0.02, 0.9))
def test_what_work_saves_beyond_paper_is_the_alliances_protection(m, eta, share):
    """With f₂ = mε and f₁ = mη: greatest at the alliance's peak."""
    epsilon = share * eta
    c = 1 - epsilon
    lam = (1 - eta) / c
    assume(lam <= 1)
    peak = stage.veto_peak(Institution(monitoring=m, concealment=c, lone_concealment=lam))
    n = np.linspace(0.02, 3, 300) * peak
    saved = (1 - m * epsilon) ** n - (1 - m * eta) ** n
    assert n[saved.argmax()] == pytest.approx(peak, rel=0.02)
    assert (np.diff(saved / n) < 0).all()


# Parameters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("own, words", [
    ({"cost": -1}, "cost must be at least 0"), ({"form": 1.5}, r"form must be in \[0, 1\]"), ({"trouble": 2}, "trouble must be"), ({"budget": -1}, "budget must be at least 0"),
    ({"budget": np.nan}, "budget must be at least 0"), ({"residual": 0.5}, "residual must be at most trouble"), ({"common": np.inf}, "common must be at least 0"),
    ({"cost": [1, 2], "form": [0.1, 0.2, 0.3]}, "cost .2,., form .3,."),
])  # fmt: skip
def test_parameters_outside_their_domain(own, words):
    with pytest.raises(ValueError, match=words):
        veto.plan(THEN, **own)


def test_numbers_of_items_are_whole_and_not_too_large():
    with pytest.raises(ValueError, match="veto_items must be a whole number where plans are enumerated, got 2.5"):
        veto.plan(THEN.replace(veto_items=[2, 2.5]))
    with pytest.raises(ValueError, match="veto_items must be at most 60"):
        veto.plan(THEN.replace(veto_items=61))
    with pytest.raises(ValueError, match="most must be a whole number from 1 to 60, got 0"):
        veto.best_number(THEN, most=0)
    with pytest.raises(ValueError, match="at most 10 items"):
        veto.treatments(THEN, [1.0] * 11, 0.5)
    with pytest.raises(TypeError, match="cost must be a real number"):
        veto.plan(THEN, cost="much")
    with pytest.raises(ValueError, match="must be an Institution or a preset's name"):
        veto.plan("them")
    assert veto.values(THEN.replace(veto_items=2.5)).shape == (3,)


def test_shapes_broadcast():
    i = THEN.replace(negativity=np.linspace(0, 1, 5)[:, None, None], veto_items=np.arange(1, 5))
    got = veto.plan(i, form=np.array([0.1, 0.5])[:, None], budget=[np.inf, 1, 2, 3])
    assert got.shape == (5, 2, 4, 3) and (got.sum(axis=-1) == np.arange(1, 5)).all()
    one = [veto.plan(THEN.replace(negativity=nu, veto_items=n), form=psi, budget=h).tolist() for nu in np.linspace(0, 1, 5) for psi in (0.1, 0.5) for n, h in zip(range(1, 5), (np.inf, 1, 2, 3))]
    assert got.reshape(-1, 3).tolist() == one
    assert veto.values(i, form=np.array([0.1, 0.5])[:, None]).shape == (5, 2, 4, 3) and veto.form_threshold(i).shape == (5, 1, 4)
    assert veto.best_number(i.replace(veto_items=1), form=[0.1, 0.5]).shape == (5, 1, 2, 2) and veto.at_stake(i).shape == (5, 1, 4, 2)
    assert veto.treatments(THEN.replace(strength=np.arange(1.0, 4)), np.ones((3, 2)), 0.5).shape == (3, 2)
    rows = veto.treatments(THEN.replace(strength=np.array([2.0, 9.0])), [0.5, 1.0, 0.2], [0.5, 0.9, 0.3], common=np.array([0.1, 0.2]))
    assert rows.tolist() == [veto.treatments(THEN.replace(strength=s), [0.5, 1.0, 0.2], [0.5, 0.9, 0.3], common=c).tolist() for s, c in ((2.0, 0.1), (9.0, 0.2))]


# Claims -------------------------------------------------------------------------------------------


def test_claim_45_a_short_list_is_left_to_luck_where_work_has_a_common_cost():
    lists = np.arange(1, 31)
    done = veto.plan(THEN.replace(veto_items=lists))
    assert (done[:2, SKIP_COUNT] == lists[:2]).all() and (done[2:9, REAL_COUNT] == lists[2:9]).all() and (done[9:, SKIP_COUNT] == lists[9:]).all()
    # what has nothing in common: the short list is done, unless work is dear or trouble unlikely; and then no longer list is done either
    assert (veto.plan(THEN.replace(veto_items=lists[:3]), common=0)[:, REAL_COUNT] == lists[:3]).all()
    for own in ({"cost": 0.6}, {"trouble": 0.1}):
        assert (veto.plan(THEN.replace(veto_items=lists), common=0, **own)[:, SKIP_COUNT] == lists).all()
    # some done and some left: items that differ, or a limit
    assert veto.treatments(THEN, [0.25, 0.25], [0.3, 0.1]).tolist() == [REAL, SKIP] == veto.treatments(THEN, [0.25, 0.7], 0.3).tolist()
    assert (veto.plan(THEN.replace(veto_items=lists)) % lists[:, None] == 0).all()
    assert veto.plan(THEN.replace(strength=8, veto_items=8), budget=2.5).tolist() == [7, 0, 1]


def test_claim_47_longer_lists_make_trouble_likelier_and_nobody_more_careful():
    rng = np.random.default_rng(10)
    i, _, _ = sample(rng, 1500)
    own = {"cost": rng.uniform(0.01, 1.5, (1500, 6)), "trouble": rng.uniform(0.02, 0.95, (1500, 6)), "form": rng.random((1500, 6))}
    lists = [veto.treatments(i, **{name: values[:, :n] for name, values in own.items()}) for n in range(1, 7)]
    trouble = 1 - np.cumprod(1 - i.monitoring[:, None] * own["trouble"], axis=-1)
    assert (np.diff(trouble, axis=-1) > 0).all()
    for few, many in zip(lists, lists[1:]):
        assert (many[:, :-1] <= few).all() and (many[:, :-1] < few).any()
    # every item of a long list done well, where the first two were left to luck: with a common cost for a while, with stakes that grow for good
    assert runs(THEN) == [("nothing", 1, 2), ("diligence", 3, 9), ("nothing", 10, 60)]
    n = np.arange(1, 61)
    grown = veto.plan(Institution(strength=0.5 * n, negativity=0, veto_items=n), common=0)[:, REAL_COUNT]
    assert (grown == np.where(n < 5, 0, n)).all()


def test_claim_48_scarcity_makes_gaps_and_movable_blame_makes_paper_of_them():
    lists = np.arange(1, 61)
    short = HALF.replace(strength=8, veto_items=lists)
    plan = veto.plan(short, budget=2.5)
    paper, gap = plan[:, PAPER_COUNT] > 0, plan[:, PAPER_COUNT]
    assert gap[7:9].tolist() == [1, 2] and (plan[7:9, REAL_COUNT] == 7).all()               # some in form, and the gap widens
    assert (plan[9:25, PAPER_COUNT] == lists[9:25]).all() and (plan[25:, SKIP_COUNT] == lists[25:]).all()  # then real work collapses, and far out paper
    bare = veto.plan(short.replace(transferability=0), budget=2.5)
    assert (bare[:, PAPER_COUNT] == 0).all() and (bare[7:10, REAL_COUNT] == 7).all()        # scarcity alone: gaps
    moves = np.linspace(0, 1, 41)[:, None]
    for place in (THEN, NOW, HALF):
        there = place.replace(transferability=moves, veto_items=lists)
        papered, whole = veto.plan(there)[..., PAPER_COUNT], veto.at_stake(there)
        clear = np.abs(whole[..., 1] - veto.form_threshold(there)) > 1e-9
        assert ((papered == np.where(whole[..., 1] > veto.form_threshold(there), lists, 0)) | ~clear).all() and (np.diff(papered, axis=0) >= 0).all()
    assert (veto.plan(NOW.replace(transferability=0, veto_items=lists), budget=np.linspace(0, 4, 9)[:, None])[..., PAPER_COUNT] == 0).all() and paper.any()


_whole_and_movable = veto._stakes

RIVALS = {
    # what is done for one item is of no use for another
    "45": ("_shared", lambda common, some: 0 * common * some),
    # each failed item costs a part of its own, whatever else fails
    "47": ("_none_fails", lambda chances: chances.sum(axis=-1)),
    # a file moves no blame: who did nothing answers for it
    "48": ("_stakes", lambda institution: (_whole_and_movable(institution)[0], 0 * _whole_and_movable(institution)[1])),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
