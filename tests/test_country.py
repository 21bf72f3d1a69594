"""Counties that are not strangers: by hand, against agents moved one by one, and against roads that do not use the module.

Three further roads. A chain over every single choice, not over numbers. Dijkstra's algorithm, for what the cheapest way out costs. And a
country in plain loops, each secretary by itself; it must agree in law with the fast one, rotation, bond and strangers included.
"""

import heapq
from itertools import product
from math import comb, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import RANGES, institutions, props
from truths import own

from xianxiang import country, stage, turn
from xianxiang.certificates import CASES, CERTIFICATES, Point
from xianxiang.certificates import country as certified
from xianxiang.institution import NOW, THEN, Institution, between

S, D, N = range(3)
COUNTY, TOWNSHIP = range(2)
CHANCES, FAST = st.floats(0.02, 0.98), st.floats(0.05, 1)
STATES = country.county_states(14)
SHARE = STATES[:, 2] / 14


def way(position):
    return between(THEN, NOW, position)


def held(position, rounds):
    """The rules at one place on the way, held for some rounds."""
    return way(np.full(rounds, position))


def levers(position):
    """The same for the implementation that the truths use."""
    return {name: (1 - position) * own.OLD[name] + position * own.NEW[name] for name in own.OLD}


def rule(values, noise):
    odds = np.exp((np.asarray(values) - np.max(values)) / noise)
    return odds / odds.sum()


def table(position, theta=None):
    """Payoffs by side, own action and the other's."""
    L = levers(position) | ({} if theta is None else {"theta": theta})
    return np.array([[[own.payoff(side, a, b, L) for b in (S, D, N)] for a in (S, D, N)] for side in (COUNTY, TOWNSHIP)])


def one_by_one(position, townships, noise, revision):
    """The chain over all choices, and for each of its states the number that `county_states` gives it."""
    u = table(position)
    states = list(product(range(3), repeat=townships + 1))
    chain = np.ones((len(states), len(states)))
    for row, (boss, *others) in enumerate(states):
        odds = [rule(u[COUNTY][:, others].mean(axis=1), noise), *townships * [rule(u[TOWNSHIP][:, boss], noise)]]
        for column, after in enumerate(states):
            for was, now, odd in zip((boss, *others), after, odds):
                chain[row, column] *= (1 - revision) * (was == now) + revision * odd[now]
    numbers = {tuple(row): place for place, row in enumerate(country.county_states(townships).tolist())}
    places = np.array([numbers[boss, others.count(S), others.count(D), others.count(N)] for boss, *others in states])
    return chain, places


def lumped(chances, places):
    return np.bincount(places, chances, minlength=places.max() + 1)


# Refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, value, told", [
    ("noise", 0.0, "noise must be more than 0"), ("noise", np.nan, "noise must be"), ("revision", 0.0, "revision must be more than 0"), ("revision", 1.1, "revision must be in"),
    ("erosion", -0.1, "erosion must be in"), ("rotation", 40, "rotation must be in"), ("kept", 2, "kept must be in"), ("strangers", -1, "strangers must be in"),
    ("counties", 0, "counties must be"), ("townships", 1.5, "townships must be one whole number"), ("townships", [3, 4], "townships must be one whole number"),
    ("start", 3, "start must be 0, 1 or 2"), ("start", [0, 1], "start and attachment must broadcast"), ("attachment", 1.2, "attachment must be in"), ("rng", None, "rng must be"),
])
def test_simulate_names_what_it_refuses(name, value, told):
    with pytest.raises(ValueError, match=told):
        country.simulate(**{"path": held(0.5, 2), "counties": 3, "townships": 2, "rng": 1, name: value})


def test_the_others_name_what_they_refuse():
    with pytest.raises(ValueError, match="axis of rounds"):
        country.simulate(THEN, rng=1)
    with pytest.raises(ValueError, match="noise must be more than 0"):
        country.county_chain(THEN, 2, 0.0)
    with pytest.raises(ValueError, match="rounds must be one whole number"):
        country.after(THEN, 1.5, 2)
    with pytest.raises(ValueError, match="revision must be one number"):
        country.follow_through(THEN, 2, [0.1, 0.2])
    with pytest.raises(ValueError, match="share must be in"):
        country.spreading_rate(1.0)
    with pytest.raises(ValueError, match="townships must be whole numbers"):
        country.exit_cost(THEN, 1.5)
    for counts in ([[1.0, 0, 0], [0, 1, 0]], [1, 0, 0], [[1, 0], [0, 1]], [[-1, 2, 0], [1, 0, 0]]):
        with pytest.raises(ValueError, match="counts must be whole numbers of shape"):
            country.likeness(counts)
    with pytest.raises(ValueError, match="the same number of townships"):
        country.likeness([[1, 0, 0], [1, 1, 0]])
    with pytest.raises(ValueError, match="weights must be"):
        country.likeness([[1, 1, 0], [2, 0, 0]], [0.3, 0.3])
    with pytest.raises(ValueError, match="action must be"):
        country.likeness([[1, 1, 0], [2, 0, 0]], action=3)


# The weak link and the way out --------------------------------------------------------------------


@props
@given(institutions(prize_passing=0.0))
def _weak(i):
    county, township = (stage.payoffs(i)[side] for side in (COUNTY, TOWNSHIP))
    assert county[S, S] - county[D, S] <= township[S, S] - township[D, S] + 1e-9 * (1 + i.strength)


def test_the_county_is_the_weak_link():
    _weak()
    rng = np.random.default_rng(1)
    draws = {name: rng.uniform(*ends, CASES["weak-links"]) for name, ends in RANGES.items() if name != "prize_passing"}
    x, partner = (stage.shield_advantage(Institution(**draws), side)[:, 0] for side in (COUNTY, TOWNSHIP))
    assert (x <= partner + 1e-9).all() and (x < partner - 1e-3).mean() > 0.5


def test_where_prizes_pass_the_attached_township_can_be_the_weaker():
    """A county that cares moves a prize's loss onto one it cares for; so the order needs prizes that do not pass, or no attachment."""
    i = Institution(strength=4, negativity=0, individualization=1, prize_passing=1, attachment=0.5, executor=0.5, transferability=1, concealment=0.5)
    x, partner = (stage.shield_advantage(i, side)[0] for side in (COUNTY, TOWNSHIP))
    assert x == pytest.approx(0.6) and partner == pytest.approx(0.1375)
    for free in (i.replace(prize_passing=0), i.replace(attachment=0)):
        assert stage.shield_advantage(free, COUNTY)[0] < stage.shield_advantage(free, TOWNSHIP)[0]


def cheapest(u, townships, adds_up=False):
    """What the cheapest way from mutual shielding to mutual deflection costs in mistakes, one change at a time, Routine included."""
    start, goal = (S, townships, 0, 0), (D, 0, townships, 0)
    best, queue = {start: 0.0}, [(0.0, start)]
    while queue:
        cost, state = heapq.heappop(queue)
        if state == goal:
            return cost
        if cost > best[state]:
            continue
        boss, *numbers = state
        earned = u[COUNTY] @ numbers / (1 if adds_up else townships)
        steps = [(earned.max() - earned[a], (a, *numbers)) for a in range(3)]
        one = u[TOWNSHIP][:, boss]
        for was, now in product(range(3), repeat=2):
            if numbers[was] and was != now:
                moved = list(numbers)
                moved[was] -= 1
                moved[now] += 1
                steps.append((one.max() - one[now], (boss, *moved)))
        for more, to in steps:
            if cost + more < best.get(to, np.inf) - 1e-12:
                best[to] = cost + more
                heapq.heappush(queue, (cost + more, to))
    raise AssertionError("there is no way")


def test_the_cheapest_way_out_is_one_mistake_of_the_county():
    cases = [(position, size) for position in np.linspace(0.36, 0.62, CASES["cheapest-ways"] // 6) for size in (1, 2, 3, 5, 8, 14)]
    for position, size in cases:
        x = stage.shield_advantage(way(position))[0]
        assert stage.margins(way(position))[0] == pytest.approx(x)  # the smallest of all losses
        assert cheapest(table(position), size) == pytest.approx(x, abs=1e-9)
        assert country.exit_cost(way(position), size) == pytest.approx(x, abs=1e-12)


def test_a_county_that_adds_up_makes_size_everything():
    """Exercise: with the sum in place of the mean."""
    told = [cheapest(table(0.55), size, adds_up=True) for size in (1, 5, 14)]
    np.testing.assert_allclose(told, [0.396, 1.856, 4.956], atol=6e-4)
    without = table(0.55)
    without[:, N] = -10  # with Shield and Deflect alone
    np.testing.assert_allclose([cheapest(without, size, adds_up=True) for size in (1, 5, 14)], [0.396, 1.968, 5.507], atol=6e-4)


@props
@given(st.floats(0.36, 0.62), st.integers(1, 60))
def test_one_mistake_is_cheapest_at_any_size(position, size):
    x = stage.shield_advantage(way(position))[0]
    assert country.exit_cost(way(position), size) == pytest.approx(x, abs=1e-12)


def test_the_formula_of_roads_is_dijkstras_where_the_township_is_weaker():
    """Advantages that no institution of ours has: a county that loses much, townships that lose little."""
    for x, y, small in ((0.9, -0.3, 0.05), (0.5, -0.7, 0.04), (0.8, -0.4, 0.3)):
        u = np.zeros((2, 3, 3))
        u[COUNTY, S, S], u[COUNTY, D, D] = x, -y
        u[TOWNSHIP, S, S], u[TOWNSHIP, D, D] = small, 0.4
        u[:, N] = -10
        for size in (1, 3, 7, 14):
            m = int(np.ceil(size * x / (x - y)))
            roads = x, m * small, (m - 1) * small + x * (1 - (m - 1) * (x - y) / (size * x))
            assert cheapest(u, size) == pytest.approx(min(roads), abs=1e-9)


# The chain ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("position, townships, noise, revision", [(0.55, 3, 0.3, 0.25), (0.5, 2, 0.5, 0.7), (0.62, 1, 0.2, 1.0), (0.2, 3, 0.4, 0.4)])
def test_the_chain_of_numbers_is_that_of_single_choices(position, townships, noise, revision):
    chain, places = one_by_one(position, townships, noise, revision)
    got = country.county_chain(way(position), townships, noise, revision)
    np.testing.assert_allclose([lumped(row, places) for row in chain], got[places], rtol=1e-9)
    # where it rests, where it is after a while, and how long it takes to blame, by powers
    states = country.county_states(townships)
    blame = (states[:, 0] == D) & (2 * states[:, 2] > townships)
    spread, waiting, left = np.eye(len(chain))[0], 0.0, np.eye(len(chain))[0]
    for rounds in range(1, 4000):
        spread = spread @ chain
        waiting += left.sum()
        left = (left @ chain) * ~blame[places]
        if rounds == 7:
            np.testing.assert_allclose(country.after(way(position), 7, townships, noise, revision), lumped(spread, places), atol=1e-12)
    np.testing.assert_allclose(country.long_run(way(position), townships, noise, revision), lumped(spread, places), atol=1e-9)
    assert left.sum() > 1e-9 or country.waiting_time(way(position), townships, noise, revision) == pytest.approx(waiting, rel=1e-6)
    assert left.sum() < 1e-9 or position == 0.2


def test_chains_broadcast_and_rows_are_chances():
    noise, rules = np.array([0.06, 0.2]), way(np.array([[0.4], [0.5], [0.6]]))
    chains = country.county_chain(rules, 4, noise)
    assert chains.shape == (3, 2, 45, 45)
    np.testing.assert_allclose(chains.sum(axis=-1), 1, rtol=1e-12)
    np.testing.assert_allclose(chains[1, 0], country.county_chain(way(0.5), 4, 0.06), rtol=1e-12)
    np.testing.assert_allclose(country.waiting_time(rules, 4, noise)[2, 1], country.waiting_time(way(0.6), 4, 0.2), rtol=1e-12)
    assert len(country.county_states(14)) == 360


def pair(p, q, r):
    """Long-run chances of the four states of a county with one township: chances to deflect against a partner who shields, or deflects."""
    chain = np.zeros((4, 4))
    for a, b, x, y in product(range(2), repeat=4):
        now = [(1 - r) * (was == to) + r * (chance if to else 1 - chance) for was, to, chance in ((a, x, p[b]), (b, y, q[a]))]
        chain[2 * a + b, 2 * x + y] = now[0] * now[1]
    return np.linalg.matrix_power(chain, 1 << 14)[0]


def test_a_county_with_one_township_by_hand():
    """Exercise: chances of mutual deflection where each deflects with 1/4 against a shielder and 3/4 against a deflector."""
    for r, told in ((1, 1 / 4), (1 / 2, 15 / 44), (1 / 4, 13 / 36), (1e-3, 3 / 8)):
        assert pair((0.25, 0.75), (0.25, 0.75), r)[3] == pytest.approx(told, abs=2e-4)
    # the same from the module: stakes at which both sides' advantages are x and -x, and a noise that makes odds of three
    i = Institution(negativity=0.9, individualization=0.9)
    i = i.replace(shield_cost=i.shield_cost + stage.shield_advantage(i).sum() / 2)
    x, y = stage.shield_advantage(i)
    assert x == pytest.approx(-y) and x > 0
    states = country.county_states(1, routine=False)
    both = (states[:, 0] == D) & (states[:, 2] == 1)
    for r, told in ((1, 1 / 4), (1 / 2, 15 / 44), (1 / 4, 13 / 36)):
        assert country.long_run(i, 1, x / log(3), r, routine=False)[both] == pytest.approx(told)
    # with unlike chances: means, and a covariance that vanishes where both always reconsider
    p, q = (0.2, 0.8), (0.1, 0.6)
    for r in (1, 0.5, 0.1):
        rest = pair(p, q, r)
        boss, town = rest[2] + rest[3], rest[1] + rest[3]
        assert boss == pytest.approx(13 / 35) and town == pytest.approx(2 / 7)
        covariance = (1 - r) * (0.6 * town * (1 - town) + 0.5 * boss * (1 - boss)) / (2 - r - r * 0.3)
        assert rest[3] - boss * town == pytest.approx(covariance, abs=1e-9)


def test_limits_of_the_chain():
    states = country.county_states(3)
    loose = country.long_run(way(0.5), 3, 1e6)
    np.testing.assert_allclose(loose @ states, [1, 1, 1, 1], atol=1e-5)  # thirds of everything
    # slow revision, equal sides: Gibbs weights of the potential
    i = Institution(negativity=0.9, individualization=0.9)
    x, y = stage.shield_advantage(i)
    for r in (0.02, 0.002):
        rest = country.long_run(i, 1, 0.5, r, routine=False)
        gibbs = np.exp(np.array([x, 0, 0, -y]) / 0.5)
        np.testing.assert_allclose(rest, gibbs / gibbs.sum(), atol=0.2 * r)


def test_waits_of_the_text():
    for noise, told in ((0.12, [213, 191, 195, 194]), (0.08, [1131, 1049, 1072, 1067])):
        assert [round(float(country.waiting_time(way(0.55), size, noise))) for size in (1, 5, 14, 20)] == told
    np.testing.assert_allclose(country.waiting_time(way(np.array([0.5, 0.55, 0.58, 0.6])), 14, 0.1), [5945, 387, 75, 30], rtol=0.02)


def test_waits_tend_to_the_formula():
    """At a place without near ties. A tie k/K = x* is told from x* only by noise well below its distance times X - Y."""
    position = 0.5925
    point = country.tipping_share(way(position))
    sizes = (1, 3, 5)
    assert len(sizes) * 2 == CASES["waits"]
    for size in sizes:
        assert min(abs(np.arange(size + 1) / size - point)) > 0.05
        gap = [abs(float(country.waiting_time(way(position), size, noise, routine=routine) / country.long_wait(way(position), size, noise)) - 1)
               for routine, noise in ((True, 0.02), (True, 0.01), (True, 0.007))]
        assert gap[2] < 0.002 and gap[1] < 0.006 and gap[2] < gap[0]


def follows(point, size, r):
    """h_K by going back over (action, deflecting townships), in binomials."""
    chance = np.zeros((2, size + 1))
    chance[1, size] = 1
    for _ in range(20000):
        old = chance.copy()
        for boss, k in product(range(2), range(size + 1)):
            if (boss, k) in ((0, 0), (1, size)):
                continue
            want = 0.5 if abs(k / size - point) < 1e-9 else float(k / size > point)
            up = [(1 - r) * boss + r * want]
            up.append(1 - up[0])
            mean = 0.0
            for follow in range((size - k if boss else k) + 1):
                free = size - k if boss else k
                odds = comb(free, follow) * r**follow * (1 - r) ** (free - follow)
                to = k + follow if boss else k - follow
                mean += odds * (up[0] * old[1, to] + up[1] * old[0, to])
            chance[boss, k] = mean
        if abs(chance - old).max() < 1e-12:
            return chance[1, 0]
    raise AssertionError("no rest")


@pytest.mark.parametrize("position, size, r", [(0.55, 1, 0.25), (0.55, 2, 0.25), (0.58, 5, 0.4), (0.5, 6, 0.1), (0.6, 4, 0.9)])
def test_what_follows_a_mistake_of_the_county(position, size, r):
    assert country.follow_through(way(position), size, r) == pytest.approx(follows(float(country.tipping_share(way(position))), size, r), abs=1e-8)


def test_with_many_townships_and_slow_revision_a_mistake_is_followed_in_what_the_tipping_share_leaves():
    for position in (0.45, 0.55, 0.6):
        point = country.tipping_share(way(position))
        gaps = [abs(country.follow_through(way(position), size, r) - (1 - point)) for size, r in ((20, 0.2), (60, 0.05), (120, 0.02))]
        assert gaps[2] < 0.015
    assert country.follow_through(way(np.array([0.4, 0.6])), 1) == pytest.approx([0.5, 0.5])
    assert np.isnan(country.follow_through(way(0.1), 3))


def test_the_hazard_is_constant_after_a_while():
    chain = country.county_chain(way(0.55), 14, 0.1)
    blame = (STATES[:, 0] == D) & (2 * STATES[:, 2] > 14)
    left, hazard = np.eye(len(chain))[0], []
    for _ in range(80):
        before = left.sum()
        left = (left @ chain) * ~blame
        hazard.append(1 - left.sum() / before)
    assert np.ptp(hazard[20:]) < 0.02 * hazard[-1] and hazard[-1] == pytest.approx(1 / country.waiting_time(way(0.55)), rel=0.06)


def test_where_counties_differ_most_moves_back_with_time():
    positions, states = np.linspace(0.54, 0.6, 7), country.county_states(10)
    share = states[:, 2] / 10

    def peak(noise, rounds):
        chances = country.after(way(positions), rounds, 10, noise)
        mean = chances @ share
        return round(float(positions[(chances @ share**2 - mean**2).argmax()]), 2)

    assert [peak(0.06, rounds) for rounds in (200, 2000, 20000)] == [0.58, 0.56, 0.55] and peak(0.1, 200) == 0.56
    x, y = stage.shield_advantage(way(0.549))
    assert x + y == pytest.approx(0, abs=0.02)


# Likeness ------------------------------------------------------------------------------------------


@props
@given(st.lists(st.lists(st.integers(0, 2), min_size=5, max_size=5), min_size=3, max_size=12))
def test_likeness_is_the_correlation_of_pairs_within_counties(choices):
    hits = np.array(choices) == D
    assume(0 < hits.mean() < 1)
    counts = np.stack([(np.array(choices) == a).sum(axis=1) for a in range(3)], axis=1)
    centred = hits - hits.mean()
    pairs = [(centred[:, a] * centred[:, b]).mean() for a in range(5) for b in range(5) if a != b]
    assert country.likeness(counts) == pytest.approx(np.mean(pairs) / (hits.mean() * (1 - hits.mean())))


def test_likeness_of_strangers_of_clones_and_of_the_country():
    rng = np.random.default_rng(0)
    assert abs(country.likeness(rng.multinomial(14, [0.5, 0.3, 0.2], 20000))) < 0.01
    assert country.likeness([[14, 0, 0], [0, 14, 0], [0, 14, 0]]) == pytest.approx(1)
    assert np.isnan(country.likeness([[14, 0, 0], [14, 0, 0]])) and np.isnan(country.likeness([[1, 0, 0], [0, 1, 0]]))
    told = [country.likeness(STATES[:, 1:], country.long_run(way(0.54), 14, noise)) for noise in (0.06, 0.1, 0.14, 0.22)]
    np.testing.assert_allclose(told, [0.99, 0.92, 0.78, 0.47], atol=0.006)
    # rows with weights are the same as so many rows
    counts, times = np.array([[3, 1, 0], [0, 4, 0], [4, 0, 0]]), np.array([1, 2, 3])
    assert country.likeness(counts, times / 6) == pytest.approx(float(country.likeness(np.repeat(counts, times, axis=0))))


# The country -----------------------------------------------------------------------------------------


def lived(path, counties, townships, noise, revision, erosion, recovery, rotation, kept, strangers, rng):
    """The country in plain loops: actions (rounds, counties, 1 + townships) and attachment (rounds, counties)."""
    doing, theta, history, slow = np.zeros((counties, 1 + townships), int), np.full(counties, levers(path[0])["theta"]), [], []
    for position in path:
        L = levers(position)
        share = [np.bincount(doing[:, 1:].ravel(), minlength=3) / (counties * townships), np.bincount(doing[:, 0], minlength=3) / counties]
        after = doing.copy()
        for c in range(counties):
            mine = [np.bincount(doing[c, 1:], minlength=3) / townships, np.eye(3)[doing[c, 0]]]
            u = table(position, theta[c])
            for k in range(1 + townships):
                side = min(k, 1)
                if rng.random() < revision:
                    after[c, k] = rng.choice(3, p=rule(u[side] @ ((1 - strangers) * mine[side] + strangers * share[side]), noise))
        doing = after
        blame = ((doing[:, 0] == D) + (doing[:, 1:] == D).mean(axis=1)) / 2
        blame = L["iota"] * ((1 - strangers) * blame + strangers * blame.mean())
        theta = theta - erosion * blame * theta + recovery * (1 - blame) * (L["theta"] - theta)
        listed = np.flatnonzero(rng.random(counties) < rotation)
        doing[listed, 0] = doing[rng.permutation(listed), 0]
        theta[listed] *= kept
        history.append(doing.copy())
        slow.append(theta.copy())
    return np.array(history), np.array(slow)


@pytest.mark.parametrize("own_rates", [
    {}, {"rotation": 0.5, "kept": 0.3}, {"strangers": 0.6}, {"strangers": 1.0, "revision": 0.8}, {"rotation": 0.9, "strangers": 0.3, "recovery": 0.2},
])
def test_the_country_agrees_in_law_with_plain_loops(own_rates):
    rates = {"noise": 0.25, "revision": 0.5, "erosion": 0.3, "recovery": 0.05, "rotation": 0.0, "kept": 1.0, "strangers": 0.0} | own_rates
    path, rng = [0.3, 0.6, 0.7, 0.7, 0.5], np.random.default_rng(3)
    slow = [lived(path, 3, 2, **rates, rng=rng) for _ in range(250)]
    fast = country.simulate(way(np.array(path)), 3, 2, **{name: np.full(20000, value) for name, value in rates.items()}, rng=4)
    deflect = np.array([run[0] for run in slow]) == D
    told = {"county": deflect[..., 0].mean(axis=-1), "townships": deflect[..., 1:].mean(axis=(-1, -2)), "bond": np.array([run[1] for run in slow]).mean(axis=-1),
            "both": (deflect[..., 0] & deflect[..., 1]).mean(axis=-1), "spread": deflect[..., 0].mean(axis=-1) ** 2}
    boss, towns = fast.action == D, fast.counts[..., D] / 2
    got = {"county": boss.mean(axis=-1), "townships": towns.mean(axis=-1), "bond": fast.attachment.mean(axis=-1), "both": (boss * towns).mean(axis=-1),
           "spread": boss.mean(axis=-1) ** 2}
    for name, values in told.items():
        error = got[name].std(axis=1) * np.sqrt(1 / len(values) + 1 / 20000) + 1e-6
        assert (abs(values.mean(axis=0) - got[name].mean(axis=1)) < 4.2 * error).all(), name


@pytest.mark.parametrize("townships, rounds", [(3, 1), (3, 6), (130, 2)])
def test_a_held_country_has_the_law_of_the_chain(townships, rounds):
    noise, position, many = 0.3, 0.55, 60000 if townships == 3 else 3000
    run = country.simulate(held(position, rounds), many, townships, noise, erosion=0, recovery=0, rng=5)
    assert (run.counts.sum(axis=-1) == townships).all()
    if townships > 3:  # many townships: in another code, and too many states for a chain; means and correlation by small steps
        u = table(position)
        first = 0.25 * rule(u[TOWNSHIP][:, S], noise)
        np.testing.assert_allclose(run.counts[0].mean(axis=0) / townships, (1 - 0.25) * np.eye(3)[S] + first, atol=4e-3)
        for start in (S, D, N):  # no code overflows
            still = country.simulate(held(position, 1), 3, townships, noise, revision=1e-12, start=start, rng=1)
            assert (still.counts == townships * np.eye(3, dtype=int)[start]).all()
        return
    chances = country.after(way(position), rounds, townships, noise)
    places = {tuple(row): place for place, row in enumerate(country.county_states(townships).tolist())}
    found = np.bincount([places[tuple(row)] for row in np.column_stack([run.action[-1], run.counts[-1]]).tolist()], minlength=len(chances)) / many
    error = np.sqrt(chances * (1 - chances) / many)
    assert (abs(found - chances) < 4.5 * error + 2 / many).all()


def test_chances_are_rounded_to_steps_that_are_right_on_average():
    dither = (np.arange(1000) + 0.5) / 1000
    for chance in (0.1 * 2.0**-24, 2.7 * 2.0**-24, 0.25, 1.0):
        stepped = country._stepped(chance, dither)
        assert stepped.mean(dtype=float) == pytest.approx(chance, rel=1e-3) and (stepped * 2.0**24 % 1 == 0).all()


def test_small_chances_are_not_rounded_away():
    """A chance of some steps of the random numbers comes up as often as it should."""
    rules, noise = way(0.35), 0.085
    chance = 0.25 * turn.logit(stage.payoffs(rules)[TOWNSHIP, :, S], noise)[D]
    assert chance < 2.0**-24 * 40
    path, seeds = held(0.35, 200), 4
    found = sum((country.simulate(path, 20000, 14, noise, erosion=0, recovery=0, rng=seed).counts[..., D].astype(int)).sum() for seed in range(seeds))
    stays = 1 / 0.25  # rounds that a lone mistake lasts
    expected = chance * seeds * 200 * 20000 * 14 * stays
    assert abs(found - expected) < 6 * np.sqrt(expected * 2 * stays) + 0.1 * expected


def test_a_country_of_strangers_is_that_of_the_turn():
    path, _ = turn.era_path(before=3, ramp=15, hold=12)
    for townships in (1, 14):
        ours = country.simulate(path, 30000, townships, 0.2, strangers=1.0, rng=1)
        theirs = turn.agents(path, 30000, 30000 * townships, 0.2, rng=2, start=turn.ALL_SHIELD)
        shares = np.stack([np.eye(3)[ours.action].mean(axis=1), ours.counts.mean(axis=1) / townships], axis=1)
        np.testing.assert_allclose(shares, theirs.shares, atol=0.02)
        np.testing.assert_allclose(ours.attachment, theirs.attachment[:, None] + 0 * ours.attachment, atol=0.003)  # all alike


def test_a_large_county_is_not_a_country_of_strangers():
    run = country.simulate(held(0.55, 300), 400, 100, 0.12, erosion=0, recovery=0, rng=1)
    assert run.counts[-1, :, D].mean() / 100 > 0.4
    strangers = turn.simulate(held(0.55, 300), 0.12, start=turn.ALL_SHIELD, erosion=0, recovery=0).shares
    assert strangers[-1, TOWNSHIP, D] < 0.01 and strangers[-1, COUNTY, D] < 0.05
    told = [country.simulate(held(0.55, 300), 2800, 14, 0.12, erosion=0, recovery=0, strangers=mu, rng=3).counts[-1, :, D].mean() / 14 for mu in (0, 0.2, 0.5)]
    np.testing.assert_allclose(told, [0.50, 0.43, 0.02], atol=0.06)


def test_a_seed_is_a_history_and_the_arrays_are_read_only():
    one, two = (country.simulate(held(0.58, 9), 5, 3, rotation=0.3, rng=7) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, two))
    assert one.action.shape == (9, 5) and one.counts.shape == (9, 5, 3) and one.attachment.shape == (9, 5)
    with pytest.raises(ValueError, match="read-only"):
        one.action[0, 0] = 1


@props
@given(st.integers(1, 6), st.integers(1, 5), FAST, FAST, st.integers(0, 2), st.integers(0, 99))
def test_whatever_moves_the_numbers_add_up(counties, townships, rotation, kept, start, seed):
    run = country.simulate(held(0.5, 6), counties, townships, 0.2, rotation=rotation, kept=kept, start=start, rng=seed)
    assert (run.counts >= 0).all() and (run.counts.sum(axis=-1) == townships).all()
    assert np.isin(run.action, (S, D, N)).all() and ((run.attachment >= 0) & (run.attachment <= 1)).all()


def test_moving_changes_who_is_where_and_not_how_many():
    """Where nobody reconsiders, to speak of, rotation only permutes."""
    start = np.arange(300) % 3
    run = country.simulate(held(0.5, 5), 300, 2, revision=1e-12, rotation=0.5, start=start, rng=1)
    assert all((np.bincount(now) == 100).all() for now in run.action) and (run.action[-1] != start).mean() > 0.4
    assert (run.counts[-1].argmax(axis=1) == start).all()  # townships stay


# Rotation -------------------------------------------------------------------------------------------


def growth(point, rate, size=600):
    """Growth of a few deflecting counties among shielders, from the matrix of how a county of each kind makes others (time in 1/r)."""
    y = np.arange(size + 1) / size
    up, down = (1 - y) * size, y * size
    above = np.flatnonzero(y > point)
    matrix = np.zeros((size + 1 + len(above),) * 2)
    held = {k: size + 1 + place for place, k in enumerate(above)}  # shielding secretaries, with townships enough to turn them
    for k in range(size + 1):
        matrix[k, k] -= up[k] + rate
        if k < size:
            matrix[k, k + 1] += up[k]
        matrix[k, 0] += rate
        if k in held:
            matrix[k, held[k]] += rate
        if y[k] < point:
            matrix[k, k] -= 1
    for k, place in held.items():
        matrix[place, place] -= down[k] + 1
        matrix[place, k] += 1
        if k - 1 in held:
            matrix[place, held[k - 1]] += down[k]
    return matrix


def grows(point, rate, size=500):
    """Whether a deflecting county among shielders makes more than one other on average."""
    matrix = growth(point, rate, size)
    matrix[:size + 1, 0] -= rate  # the others are counted, not followed
    births = np.where(np.arange(len(matrix)) <= size, rate, 0.0)
    return np.linalg.solve(-matrix, births)[0] > 1


def test_growth_changes_sign_at_the_limit():
    tried = 0
    for point in (0.25, 0.35, 0.42):
        limit = country.spreading_rate(point)
        for times, more in ((0.5, True), (0.85, True), (1.25, False)):
            assert grows(point, times * limit) == more, (point, times)
            tried += 1
    assert tried == CASES["growth"]
    assert not grows(0.55, 0.05) and not grows(0.55, 1.0)


def test_growth_is_fastest_in_between():
    for point, told in ((0.35, 0.6), (0.428, 0.25)):
        rates = told * np.array([0.02, 0.5, 1, 2])
        speed = [np.linalg.eigvals(growth(point, k, 100)).real.max() for k in rates]
        assert np.argmax(speed) == 2 and speed[0] == pytest.approx(rates[0] * (1 - 2 * point), rel=0.25)


def test_limits_by_hand():
    assert country.spreading_rate(1 / 3) * 0.25 == pytest.approx(0.427, abs=5e-4)
    assert country.spreading_rate((3 - 5**0.5) / 2) == pytest.approx(1)
    assert country.spreading_rate(0.35) * 0.25 == pytest.approx(0.36, abs=0.01)
    assert country.spreading_rate([0.5, 0.7]).tolist() == [0, 0] and country.spreading_rate(0.7, back=True) == pytest.approx(country.spreading_rate(0.3))
    assert np.isnan(country.spreading_rate(np.nan)) and np.isnan(country.rotation_limit(way(0.2)))
    assert country.rotation_limit(way(0.58), [0.1, 0.2])[1] == pytest.approx(2 * country.rotation_limit(way(0.58), 0.1))


@props
@given(CHANCES, st.floats(0.01, 6))
def test_the_two_never_spread_together(point, k):
    blame, collusion = country.spreading_rate(point) > k, country.spreading_rate(point, back=True) > k
    assume(abs((1 - point) ** (1 + k) - point) > 1e-9 and abs(point ** (1 + k) - (1 - point)) > 1e-9)
    assert blame == ((1 - point) ** (1 + k) > point) and collusion == (point ** (1 + k) > 1 - point)
    assert not (blame and collusion)


def test_rotation_spreads_up_to_a_rate():
    told = [country.simulate(held(0.565, 400), 2800, 14, 0.06, erosion=0, recovery=0, rotation=rate, rng=3).counts[-1, :, D].mean() / 14 for rate in (0, 0.03, 0.1, 0.4, 1)]
    np.testing.assert_allclose(told, [0.22, 0.42, 0.78, 0.04, 0.01], atol=0.04)


def test_the_bond_left_behind():
    assert country.bond(0.3, 0.1, 0.0, 0.02) == pytest.approx(0.0054 / 0.118)
    run = country.simulate(THEN.replace(strength=np.full(400, 4.0)), 4000, 1, 0.02, rotation=0.1, kept=0.0, rng=1)
    assert run.attachment[200:].mean() == pytest.approx(country.bond(0.3, 0.1), rel=0.02)
    assert country.bond(0.3, 0.4, kept=1) == pytest.approx(0.3) and np.isnan(country.bond(0.3, 0, recovery=0))
    assert (np.diff(country.bond(0.3, np.linspace(0, 1, 11))) < 0).all()


def worn(position, rotation=0.0):
    """Attachment at rest where everybody deflects, and a share of the bond is left behind in each round."""
    i = way(position)
    lost, back = 0.1 * i.individualization, 0.02 * (1 - i.individualization)
    return (1 - rotation) * back * i.attachment / (1 - (1 - rotation) * (1 - lost - back))


def test_seeds_of_collusion_need_more_than_half_at_worn_attachment():
    def zero(theta):
        positions = np.linspace(0.36, 0.6, 2401)
        point = country.tipping_share(way(positions).replace(attachment=theta(positions)))
        return positions[np.nanargmin(abs(point - 0.5))]

    assert zero(worn) == pytest.approx(0.454, abs=1e-3) and zero(lambda x: 0.3 + 0 * x) == pytest.approx(0.549, abs=1e-3)
    assert zero(lambda x: 0 * x) == pytest.approx(0.433, abs=1e-3)
    start = np.where(np.arange(2800) < 140, S, D)

    def left(position, **rates):
        run = country.simulate(held(position, 400), 2800, 14, 0.05, start=start, attachment=np.where(start == S, 0.3, worn(position)), rng=3, **rates)
        return run.counts[-1, :, S].mean() / 14

    assert left(0.42) < 0.2 < 0.95 < left(0.42, rotation=0.05)
    assert left(0.44, rotation=0.05, kept=0.0) < 0.1 < 0.6 < left(0.44, rotation=0.05)
    assert left(0.48, rotation=0.05) < 0.035 < left(0.48)


# Certificates are of this model -----------------------------------------------------------------------


@props
@given(institutions())
def test_the_certified_difference_is_the_librarys(i):
    f0, f1, f2 = stage.findings(i)
    levers = {name: getattr(i, name) for name in CERTIFICATES["country-difference"].free if hasattr(i, name)}
    point = Point(**levers, f0=f0, f1=f1, f2=f2)
    x, partner = (stage.shield_advantage(i, side)[0] for side in (COUNTY, TOWNSHIP))
    assert partner - x == pytest.approx((1 - i.executor) * certified.surplus(point), abs=1e-9 * (1 + i.strength))


# Claims ------------------------------------------------------------------------------------------------


def test_claim_26_the_more_of_a_supervisor_the_sooner_a_county_goes_over():
    """In words of chance: with each step from executor to supervisor the wait falls, where both conducts can last; so it does along the way."""
    for position in (0.45, 0.5, 0.55):
        rules = way(position).replace(executor=np.array([1, 0.85, 0.7, 0.55]))
        assert (stage.margins(rules)[:, :2] > 0).all()
        blame = country.after(rules, 200, 6) @ country.county_states(6)[:, 2] / 6
        assert (np.diff(country.waiting_time(rules, 6)) < 0).all() and (np.diff(blame) > 0).all()
    assert (np.diff(country.waiting_time(way(np.linspace(0.4, 0.6, 7)), 6)) < 0).all()


def slow_turn(**rates):
    """Where townships lose their collusive majority, on a slow way."""
    path, position = turn.era_path(before=10, ramp=640, hold=10, back=False)
    share = country.simulate(path, 250, 14, 0.1, rng=5, **rates).counts[..., S].mean(axis=1) / 14
    return position[np.argmin(share > 0.5)]


def test_claim_39_rotation_wears_the_bond_away_where_it_is_the_pairs():
    base, left, carried = slow_turn(), slow_turn(rotation=0.1, kept=0.0), slow_turn(rotation=0.1, kept=1.0)
    assert base - left > 0.08 and abs(base - carried) < 0.02


def patchwork(rules):
    """Shares that blame in the long run, and how alike the townships of a county are."""
    chances = country.long_run(rules)
    return chances @ SHARE, country.likeness(STATES[:, 1:], chances)


def test_claim_56_over_a_stretch_of_personal_responsibility_both_conducts_stand_side_by_side():
    share, alike = patchwork(way(0.54).replace(individualization=np.array([0.45, 0.55, 0.65])))
    assert ((share > 0.1) & (share < 0.9)).all() and (np.diff(share) > 0).all() and (alike > 0.85).all()


def test_claim_57_over_a_stretch_of_penalties_both_conducts_stand_side_by_side():
    share, alike = patchwork(way(0.54).replace(negativity=np.array([0.5, 0.53, 0.56])))
    assert ((share > 0.1) & (share < 0.9)).all() and (np.diff(share) > 0).all() and (alike > 0.85).all()
    assert country.likeness(STATES[:, 1:], country.long_run(way(0.54))) > 0.9


def test_claim_58_both_levels_shift_blame_and_the_county_goes_first():
    for position in (0.5, 0.55, 0.58):
        waits = [float(country.waiting_time(way(position), size)) for size in (1, 5, 14)]
        assert max(waits) < 1.6 * min(waits)
        x, partner = (stage.shield_advantage(way(position), side)[0] for side in (COUNTY, TOWNSHIP))
        assert x < partner
    late = country.long_run(way(0.62))
    assert late[STATES[:, 0] == D].sum() > 0.9 and late @ SHARE > 0.9


def _uniform(values, noise):
    """Mistakes that do not weigh what they cost."""
    best = turn.best_reply(values)
    return 0.97 * best + 0.03 / values.shape[-1]


def _strangers(institution, townships=14, noise=0.1, revision=0.25, routine=True):
    """Each township learns from the whole country and so chooses by itself."""
    shares = turn.settle(institution, noise)
    states = country.county_states(townships)
    ways = np.array([comb(townships, s) * comb(townships - s, d) for _, s, d, _ in states])
    return shares[..., COUNTY, states[:, 0]] * ways * np.prod(shares[..., TOWNSHIP, None, :] ** states[:, 1:], axis=-1)


RIVALS = {
    # a mistake is a mistake, whatever it costs
    "26": ("logit", _uniform),
    # what holds people together is their habit and their kind, which they take along
    "39": ("_left_behind", lambda attachment, listed, kept: attachment),
    # everybody looks at the whole country
    "56": ("long_run", _strangers),
    "57": ("long_run", _strangers),
    # a county cares for the sum of what it gets with its townships, not for the mean
    "58": ("_earned", lambda payoffs, numbers: np.swapaxes(payoffs @ numbers.T, -1, -2).astype(float)),
}
"""For each claim a function of the model and what another would put in its place."""


@pytest.mark.parametrize("id", RIVALS)
def test_what_is_said_of_a_claim_can_fail(id, monkeypatch):
    test, = (test for name, test in globals().items() if name.startswith(f"test_claim_{id}_"))
    test()
    monkeypatch.setattr(country, *RIVALS[id])
    with pytest.raises(AssertionError):
        test()
