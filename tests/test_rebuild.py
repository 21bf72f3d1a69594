"""What could be rebuilt: by hand, against the game written out once more, its propositions, limits, packages and claims.

Two further roads. Payoffs: an account of who is blamed for what, in fractions or arrays, from the words of the chapter. Packages: the
512 of them as flat arrays of that account, with learning written out once more.
"""

from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import props

from xianxiang import rebuild, stage, turn
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import rebuild as certified
from xianxiang.institution import LEVERS, NOW, PRESETS, THEN, Institution, switchboard

S, D, R, V = range(4)
COUNTY, TOWNSHIP = range(2)
SHARES = [name for name, lever in LEVERS.items() if lever.high == 1.0]
SHARE, COST = st.floats(0, 1), st.floats(0, 3)
INNER = st.floats(0.05, 0.95)


# Other roads -----------------------------------------------------------------------------------


def account(i, side, own, other, efficacy=Fraction(4, 5), powers=Fraction(2, 5), tolerance=0, mimicry=Fraction(1, 2), work_cost=1, report=0):
    """What a side gets for itself, told step by step; `i` is a Point, with fractions or arrays."""
    pair = (own, other)
    survivors = [1, 1 - efficacy * powers, 1 - efficacy][pair.count(V)]
    visible = [1, 1 - i.concealment * i.lone_concealment, 1 - i.concealment][pair.count(S)]
    found = 1 - (1 - i.monitoring * visible * survivors) ** i.veto_items
    can_move = [1 - i.executor * (1 - i.transferability), i.executor * i.transferability]
    pardon = {S: 0, D: tolerance * mimicry, R: 0, V: tolerance}
    personal = i.individualization
    away = onto = 0
    if own == D and other != D:
        away = personal * can_move[side] * (1 - pardon[other])
    if other == D and own != D:
        onto = personal * can_move[1 - side]
    borne = (1 - personal) * i.diffusion + personal - away + onto
    plain = (1 - personal) * i.diffusion + personal
    moved = away if own == D and other != D else -onto  # of a prize that passes, nothing is pardoned
    if own == D and other != D:
        moved = personal * can_move[side]
    prize = i.reward * (i.executor if side == COUNTY else 1)
    got = (1 - found) * prize * (1 - i.prize_passing) + i.prize_passing * prize * (plain - found * (plain - moved))
    got = got - found * i.penalty * borne * (1 - pardon[own])
    if other == S and own in (D, V):
        got = got + found * report
    return got - [i.shield_cost, i.deflect_cost, 0, work_cost][own]


def table(i, **own):
    """All payoffs of the account, attachment counted in, with axes side, own action, the other's first."""
    u = [[[account(i, side, a, b, **own) for b in range(4)] for a in range(4)] for side in range(2)]
    return [[[u[side][a][b] + i.attachment * u[1 - side][b][a] for b in range(4)] for a in range(4)] for side in range(2)]


def exactly(institution, **changes):
    """One institution as a point of fractions."""
    return Point(**{name: Fraction(str(value)) if name != "veto_items" else int(value) for name, value in institution.replace(**changes).as_dict().items()})


def equilibria(u):
    """Pairs from which nobody gains by leaving alone; `u` of shape (2, 4, 4)."""
    return {(a, b) for a, b in product(range(4), repeat=2)
            if all(u[0][x][b] <= u[0][a][b] + 1e-12 for x in range(4)) and all(u[1][x][a] <= u[1][b][a] + 1e-12 for x in range(4))}


def drawn(size, seed, **fixed):
    """Institutions with all levers at random, attachment worn out, and parameters."""
    rng = np.random.default_rng(seed)
    levers = {name: rng.uniform(0, 1, size) for name in SHARES}
    levers |= {"strength": rng.uniform(0, 8, size), "veto_items": rng.uniform(1, 8, size), "attachment": 0.0, "prize_passing": 0.0,
               "shield_cost": rng.uniform(0, 1, size), "deflect_cost": rng.uniform(0, 1, size)}
    own = {name: rng.uniform(0, 1, size) for name in ("efficacy", "powers", "tolerance", "mimicry")}
    own["work_cost"] = rng.uniform(0, 1.5, size)
    return Institution(**levers | fixed), own


def with_penalty(institution, penalty):
    """The institution with another penalty, its reward held."""
    reward = institution.reward
    whole = reward + penalty
    return institution.replace(strength=whole, negativity=np.where(whole > 0, penalty / np.where(whole > 0, whole, 1), 0))


# By hand ---------------------------------------------------------------------------------------

HAND = Institution(strength=4, negativity=1, individualization=1, transferability=1, monitoring=0.5, concealment=0.5, lone_concealment=0,
                   shield_cost=0.25, deflect_cost=0.25)
OWN = {"efficacy": 1, "powers": 0.5, "work_cost": 0.5}


def test_penalties_by_hand():
    u = rebuild.payoffs(HAND, **OWN)[0]
    assert [u[V, V], u[V, D], u[D, D], u[D, V]] == [-0.5, -2.5, -2.25, -0.25]
    assert rebuild.pure_equilibria(rebuild.payoffs(HAND, **OWN))[D, D] and not rebuild.pure_equilibria(rebuild.payoffs(HAND, **OWN))[V, V]
    for mimicry in (0, 0.5):
        excused = rebuild.payoffs(HAND, tolerance=0.5, mimicry=mimicry, **OWN)[0]
        assert excused[V, D] == -1.5 and excused[D, V] == pytest.approx(-(1 - mimicry / 2) * 0.5 - 0.25)
    excused = rebuild.payoffs(HAND, tolerance=0.5, mimicry=0, **OWN)
    assert excused[0, D, V] == -0.75
    held = rebuild.pure_equilibria(excused)
    assert held[V, V] and not held[D, D]


def test_prizes_by_hand():
    prizes = Institution(strength=4, negativity=0, monitoring=0.5, concealment=0.5, shield_cost=0.35)
    u = rebuild.payoffs(prizes, work_cost=0.5)[0]
    np.testing.assert_allclose([u[V, V], u[S, S]], [3.1, 2.65])


def test_a_lone_workers_burden_by_hand():
    """alpha mu = 1/4, b pi = 1, one item: omega = 3/2, thresholds 1/3, 1/2 and 1."""
    place = Institution(negativity=1, individualization=1, transferability=1)
    assert rebuild.burden(place, 1, 0.25).tolist() == [1.5, 1.5]
    np.testing.assert_allclose(rebuild.tolerance_threshold(place, 1, 0.25, [0, 0.5, 1])[:, 0], [1 / 3, 1 / 2, 1])


def test_the_township_of_now():
    np.testing.assert_allclose(rebuild.burden("now")[TOWNSHIP], 1.88, atol=5e-3)
    np.testing.assert_allclose(rebuild.tolerance_threshold("now", mimicry=[0, 0.5, 0.8])[:, TOWNSHIP], [0.47, 0.64, 0.81], atol=5e-3)


def test_work_that_may_break_something(monkeypatch):
    """A chance eps that who works leaves another problem: the first to work answers for more than an idler exactly where eps > alpha mu,
    with tolerance where (1 - tau)(1 - alpha mu + eps) > 1."""
    place = Institution(negativity=0.9, individualization=0.9)
    whole = rebuild._survivors
    for risk, tau in product((0.1, 0.3, 0.34, 0.6), (0.0, 0.1, 0.3)):
        monkeypatch.setattr(rebuild, "_survivors", lambda efficacy, powers, risk=risk: (1.0, whole(efficacy, powers)[1] + risk, whole(efficacy, powers)[2]))
        sunk = rebuild.residual_liability(place, tolerance=tau)
        assert ((sunk[:, V, R] > sunk[:, R, R]) == ((1 - tau) * (1 - 0.8 * 0.4 + risk) > 1)).all()
        assert tau > 0 or (sunk[0, V, R] > sunk[0, R, R]) == (risk > 0.8 * 0.4)


# The account is the library's ------------------------------------------------------------------


@pytest.mark.parametrize("fixed", [{}, {"veto_items": 1.0}, {"attachment": 0.4, "prize_passing": 0.6}])
def test_payoffs_are_the_accounts(fixed):
    i, own = drawn(300, 1, **fixed)
    own["report"] = np.random.default_rng(2).uniform(0, 2, 300)
    u = rebuild.payoffs(i, **own)
    np.testing.assert_allclose(u, np.moveaxis(np.array(np.broadcast_arrays(*[x for side in table(i, **own) for row in side for x in row])).reshape(2, 4, 4, -1), -1, 0),
                               atol=1e-12)


@pytest.mark.parametrize("preset", PRESETS)
def test_without_work_it_is_the_core_game(preset):
    """The three old actions, at no tolerance and no reward; and learning without the fourth is the turn's."""
    i = PRESETS[preset]
    np.testing.assert_allclose(rebuild.payoffs(i)[..., :3, :3], stage.payoffs(i), atol=1e-13)
    np.testing.assert_allclose(rebuild.payoffs(i.replace(prize_passing=0.7))[..., :3, :3], stage.payoffs(i.replace(prize_passing=0.7)), atol=1e-13)
    np.testing.assert_allclose(rebuild.settle(stage.payoffs(i), start=turn.ALL_SHIELD), turn.settle(i), atol=1e-13)
    found = rebuild.outcome(i).found
    np.testing.assert_allclose([found[R, R], found[S, R], found[S, S]], stage.findings(i), atol=1e-15)


def test_certificates_speak_of_the_librarys_payoffs():
    i, own = drawn(200, 3, veto_items=1.0)
    own["report"] = np.random.default_rng(4).uniform(0, 2, 200)
    u, moves, sunk = rebuild.payoffs(i, **own), stage.transferabilities(i), rebuild.residual_liability(i, *[own[x] for x in ("efficacy", "powers", "tolerance", "mimicry")])
    for side in range(2):
        reward = i.reward * (i.executor if side == COUNTY else 1)
        v = Point(**i.as_dict() | own, reward=reward, penalty=i.penalty, sheds=moves[:, side], bears=moves[:, 1 - side])
        w = v.replace(**{name: x * i.individualization / i.felt for name, x in (("sheds", v.sheds), ("bears", v.bears))},
                      moved=i.concealment * i.lone_concealment, hiding=i.concealment)
        for a, b in product(range(4), repeat=2):
            np.testing.assert_allclose(u[:, side, a, b], certified.payoff(v, a, b), atol=1e-12)
            np.testing.assert_allclose(sunk[:, side, a, b], certified.sinking(v.replace(report=0), a, b), atol=1e-12)
            np.testing.assert_allclose(sunk[:, side, a, b], i.monitoring * i.felt * certified.per_felt(w, a, b), atol=1e-12)


@pytest.mark.filterwarnings("ignore:(?s).*degenerate:RuntimeWarning")
def test_pure_equilibria_are_those_of_the_definition_and_of_nashpy():
    nashpy = pytest.importorskip("nashpy")
    i, own = drawn(150, 5)
    u = rebuild.payoffs(i, **own)
    held = rebuild.pure_equilibria(u)
    for row in range(150):
        pairs = {tuple(map(int, pair)) for pair in np.argwhere(held[row])}
        assert pairs == equilibria(u[row])
    for row in range(25):
        found = nashpy.Game(u[row, 0], u[row, 1].T).support_enumeration()
        pure = {(int(x.argmax()), int(y.argmax())) for x, y in found if min(x.max(), y.max()) > 1 - 1e-9}
        assert pure == {tuple(map(int, pair)) for pair in np.argwhere(held[row])}


# Theorem: work among blamers -------------------------------------------------------------------


def test_penalties_make_work_pay_among_blamers_exactly_above_the_threshold():
    i, own = drawn(CASES["blamers"], 6)
    gains = []
    for penalty in (1.0, 3.0):
        u = rebuild.payoffs(with_penalty(i, penalty), **own)
        gains.append(u[..., V, D] - u[..., D, D])
    heavier = gains[1] - gains[0]
    tau, zeta = own["tolerance"][:, None], own["mimicry"][:, None]
    omega, threshold = rebuild.burden(i, own["efficacy"], own["powers"]), rebuild.tolerance_threshold(i, own["efficacy"], own["powers"], own["mimicry"])
    clear = np.abs(heavier) > 1e-6
    assert clear.mean() > 0.9
    np.testing.assert_array_equal((heavier > 0)[clear], (omega * (1 - tau) < 1 - zeta * tau)[clear])
    np.testing.assert_array_equal((heavier > 0)[clear], ((omega <= 1) | (tau > threshold))[clear])
    assert ((threshold > 0) == (omega > 1)).all() and (threshold <= 1).all()
    both = clear & (omega > 1)
    assert 0.1 < (heavier > 0)[both].mean() < 0.9
    one = i.replace(veto_items=1.0)
    bears = stage.transferabilities(i)[:, ::-1] * (i.individualization / i.felt)[:, None]
    np.testing.assert_array_equal(rebuild.burden(one, own["efficacy"], own["powers"]) < 1, (own["efficacy"] * own["powers"])[:, None] > bears / (1 + bears))


def test_at_the_corners_the_theorem_needs_its_words():
    """At omega = 1 a larger penalty helps work only with some tolerance; at tau = zeta = 1 it reaches neither; omega without findings is none."""
    level = Institution(transferability=0.0)
    assert rebuild.burden(level, powers=0).tolist() == [1, 1] and rebuild.tolerance_threshold(level, powers=0).tolist() == [0, 0]
    for tau, helps in ((0, False), (0.1, True)):
        sunk = rebuild.residual_liability(level, powers=0, tolerance=tau)[0]
        assert (sunk[V, D] < sunk[D, D] - 1e-12) == helps
    sunk = rebuild.residual_liability("now", powers=1, efficacy=1, tolerance=1, mimicry=1)
    assert (sunk[:, [D, V]] == 0).all()
    assert np.isnan(rebuild.burden(Institution(monitoring=0))).all() and np.isnan(rebuild.tolerance_threshold(Institution(monitoring=0))).all()
    assert np.isnan(rebuild.burden(Institution(individualization=0, diffusion=0))).all()


@props
@given(zeta=st.floats(0, 0.95), more=st.floats(0.01, 0.5), powers=INNER, item=st.integers(1, 6), b=INNER)
def test_the_threshold_rises_with_mimicry_and_blame_and_falls_with_powers(zeta, more, powers, item, b):
    place = Institution(individualization=0.9, transferability=b, veto_items=item)

    def threshold(place=place, powers=powers, mimicry=zeta):
        return rebuild.tolerance_threshold(place, powers=powers, mimicry=mimicry)[0]

    assert threshold(mimicry=min(1, zeta + more)) >= threshold()
    assert threshold(place.replace(transferability=min(1, b + more))) >= threshold()
    assert threshold(powers=min(1, powers + more)) <= threshold()
    assert threshold(mimicry=1.0) in (0, 1)


@props
@given(tau=SHARE, zeta=SHARE, iota=INNER, b=INNER, alpha=INNER, mu=INNER)
def test_with_many_items_powers_drop_out(tau, zeta, iota, b, alpha, mu):
    place = Institution(individualization=iota, transferability=b, veto_items=1e6, monitoring=0.8)
    moved = b * iota / place.felt
    bound = moved / (1 + moved - zeta)
    assume(abs(tau - bound) > 1e-3)
    sunk = rebuild.residual_liability(place, alpha, mu, tau, zeta)[0]
    assert (sunk[V, D] < sunk[D, D]) == (tau > bound)


def test_a_closer_watch_is_not_a_larger_penalty():
    """Above the threshold a larger penalty speaks for work; with six items, and most already found, a closer watch speaks against it; with one for it."""
    for items, sign in ((6.0, -1), (1.0, 1)):
        place = rebuild.START.replace(veto_items=items)
        assert (rebuild.tolerance_threshold(place, mimicry=0.5) < 0.8).all()
        u = rebuild.payoffs(place.replace(monitoring=np.linspace(0.6, 1, 9)), tolerance=0.8, mimicry=0.5)
        assert (sign * np.diff(u[..., V, D] - u[..., D, D], axis=0) > 0).all()


# Residual liability ----------------------------------------------------------------------------


def test_under_large_penalties_the_least_liable_actions_are_the_equilibria():
    i, own = drawn(CASES["liabilities"], 7)
    sunk = rebuild.residual_liability(i, *[own[x] for x in ("efficacy", "powers", "tolerance", "mimicry")])
    best = np.sort(sunk, axis=-2)
    clear = (best[..., 1, :] - best[..., 0, :] > 1e-4).all(axis=(-2, -1))
    assert clear.mean() > 0.7
    held = rebuild.pure_equilibria(rebuild.payoffs(with_penalty(i, 1e7), **own))
    np.testing.assert_array_equal(held[clear], rebuild.pure_equilibria(-sunk)[clear])
    assert len({tuple(pair) for row in held[clear] for pair in np.argwhere(row)}) > 4


@props
@given(tau=SHARE, zeta=SHARE, iota=SHARE, b=SHARE, e=SHARE, alpha=SHARE, mu=SHARE, c=SHARE, lone=SHARE)
def test_solve_is_least_liable_under_six_conditions(tau, zeta, iota, b, e, alpha, mu, c, lone):
    place = Institution(individualization=iota, transferability=b, executor=e, concealment=c, lone_concealment=lone)
    sunk, moves = rebuild.residual_liability(place, alpha, mu, tau, zeta), stage.transferabilities(place) * iota / place.felt
    for side in range(2):
        own, onto = moves[side], moves[1 - side]
        alone, both, file = (1 - alpha * mu) * (1 - tau), (1 - alpha) * (1 - tau), 1 - zeta * tau
        gaps = [1 - c - alone * (1 - c * lone), 1 - c * lone - alone, (1 - own) * file - alone, file / (1 + onto) - alone,
                (1 - alpha * mu) * (1 - c * lone) - both, (1 - alpha * mu) * (1 - own * (1 - tau)) * file - both]
        assume(min(map(abs, gaps)) > 1e-9)
        assert (min(gaps) > 0) == (sunk[side, V] < sunk[side, :3].min(axis=0)).all()


def test_a_supervisors_township_needs_a_condition_that_an_executors_does_not():
    """As a counterexample to the shorter list: against a county that deflects, where the township can move little and has much moved onto it."""
    place = Institution(individualization=1.0, transferability=0.8, executor=0.4, concealment=0.1, lone_concealment=0.0)
    alpha, mu = 0.9, 0.4
    own, onto = stage.transferabilities(place)[::-1]
    alone, both = 1 - alpha * mu, 1 - alpha
    assert alone < min(1 - 0.1, 1 - own, 1) and both < alone * min(1, 1 - own) and alone * (1 + onto) > 1
    sunk = rebuild.residual_liability(place, alpha, mu)[TOWNSHIP]
    assert sunk[V, D] > sunk[D, D] and all(sunk[V, other] < sunk[:3, other].min() for other in (S, R, V))


# Mutual work -----------------------------------------------------------------------------------


def test_mutual_work_is_an_equilibrium_exactly_under_three_inequalities():
    i, own = drawn(CASES["mutual work"], 8, veto_items=1.0)
    i = i.replace(strength=i.strength * 3)
    u = rebuild.payoffs(i, **own)
    alpha, mu, tau, zeta, h = own.values()
    o, w, felt = 1 - alpha * mu, (1 - alpha) * (1 - tau), i.penalty * i.felt
    seen = 1 - i.concealment * i.lone_concealment
    rules, prefer = [], []
    for side, share in ((COUNTY, i.executor), (TOWNSHIP, 1.0)):
        prize = share * i.reward
        kept = 1 - stage.transferabilities(i)[:, side] * i.individualization / i.felt * (1 - tau)
        rules += [i.monitoring * (alpha * (1 - mu) * prize + felt * (o - w)) - h,
                  i.monitoring * (alpha * (1 - mu) * prize + felt * (o * (1 - zeta * tau) * kept - w)) - h + i.deflect_cost,
                  i.monitoring * (prize * (o * seen - (1 - alpha)) + felt * (o * seen - w)) - h + i.shield_cost]
        worth = i.monitoring * ((alpha - i.concealment) * (prize + felt) + (1 - alpha) * tau * felt) - h + i.shield_cost
        prefer.append((worth, u[:, side, V, V] - u[:, side, S, S]))
    holds = np.min(rules, axis=0)
    found = np.array([(V, V) in equilibria(game) for game in u])
    clear = np.abs(holds) > 1e-9
    np.testing.assert_array_equal(found[clear], (holds > 0)[clear])
    np.testing.assert_array_equal(rebuild.pure_equilibria(u)[:, V, V][clear], found[clear])
    assert 0.02 < found.mean() < 0.98
    for worth, gain in prefer:
        np.testing.assert_allclose(worth, gain, atol=1e-12)
    nobody = rebuild.pure_equilibria(rebuild.payoffs(i.replace(monitoring=0.0), **own | {"work_cost": h + 0.01}))
    assert not nobody[:, V, :].any() and not nobody[:, :, V].any()


# Trust or nerve --------------------------------------------------------------------------------


def test_trust_turns_to_nerve_at_the_bound():
    i, own = drawn(2000, 9, veto_items=1.0)
    u = rebuild.payoffs(i, **own)
    more = u[..., V, V] - u[..., R, V] - (u[..., V, R] - u[..., R, R])
    bound = rebuild.trust_bound(i, own["tolerance"])
    clear = np.abs(more) > 1e-9
    np.testing.assert_array_equal((more > 0)[clear], (own["powers"][:, None] < bound)[clear])
    assert (bound <= 0.5).all() and np.allclose(rebuild.trust_bound(i), 0.5)
    assert np.isnan(rebuild.trust_bound(Institution(strength=0))).all()


def test_powers_start_work_and_loosen_it_and_tolerance_firms_it():
    i, own = drawn(CASES["powers"], 10)
    more = np.random.default_rng(11).uniform(size=(2, CASES["powers"]))

    def margins(**changes):
        u = rebuild.payoffs(i, **own | changes)
        return u[..., V, R] - u[..., R, R], u[..., None, V, V] - u[..., :3, V]

    larger = own["powers"] + (1 - own["powers"]) * more[0]
    (start, stay), (start_more, stay_more) = margins(), margins(powers=larger)
    assert (start_more >= start - 1e-12).all() and (stay_more <= stay + 1e-12).all()
    assert (start_more > start).mean() > 0.8 and (stay_more < stay).mean() > 0.8
    excused = own["tolerance"] + (1 - own["tolerance"]) * more[1]
    (_, less), (_, firmer) = margins(mimicry=0.0), margins(mimicry=0.0, tolerance=excused)
    assert (firmer >= less - 1e-12).all() and (firmer > less).mean() > 0.8
    (_, less), (_, other) = margins(mimicry=1.0), margins(mimicry=1.0, tolerance=excused)
    assert (other[..., D] < less[..., D] - 1e-9).any()  # where a file is excused as work is, tolerance can loosen it


def test_matched_powers_are_not_monotone():
    """Prizes, one item: with few powers both work, with many one works and the other watches."""
    place = Institution(strength=4, negativity=0.0, monitoring=0.8, concealment=0.3, attachment=0.0, deflect_cost=0.25)
    pairs = [{(a, b) for a, b in equilibria(rebuild.payoffs(place, powers=mu)) if V in (a, b)} for mu in (0.4, 0.9)]
    assert (V, V) in pairs[0] and pairs[1] == {(V, R), (R, V)}


# Rewards, limits -------------------------------------------------------------------------------


@props
@given(reward=st.floats(0.1, 5), tau=SHARE, zeta=SHARE)
def test_a_reward_for_reports_changes_payoffs_against_a_shielder_alone(reward, tau, zeta):
    gain = rebuild.payoffs(rebuild.START, tolerance=tau, mimicry=zeta, report=reward) - rebuild.payoffs(rebuild.START, tolerance=tau, mimicry=zeta)
    assert not gain[..., 1:].any() and not gain[:, [S, R], S].any()
    np.testing.assert_allclose(gain[:, [D, V], S], reward * rebuild.outcome(rebuild.START).found[[D, V], S] * np.ones((2, 2)), atol=1e-12)


@props
@given(cost=COST, preset=st.sampled_from(sorted(PRESETS)))
def test_work_that_solves_nothing_is_routine_at_a_cost(cost, preset):
    u = rebuild.payoffs(PRESETS[preset].replace(attachment=0.0), efficacy=0, work_cost=cost)
    np.testing.assert_allclose(u[:, V], u[:, R] - cost, atol=1e-12)
    np.testing.assert_allclose(u[:, :, V], u[:, :, R], atol=1e-12)


def test_where_all_is_excused_penalties_reach_who_hides_or_does_the_minimum():
    sunk = rebuild.residual_liability("now", tolerance=1, mimicry=1)
    assert not sunk[:, [D, V]].any() and (sunk[:, [S, R]] > 0).all()


# Packages --------------------------------------------------------------------------------------

ORDER = ["tolerance", "powers", "prizes", "unit", "items", "lists", "executor", "report", "relax"]


def made(*names):
    """The place of a package on the axes."""
    assert set(names) <= set(ORDER)
    return tuple(int(name in names) for name in ORDER)


@cache
def searched(zeta, noise=0.25, efficacy=0.8, work_cost=1.0):
    """Shares (start, 512, side, action), solved and prizes paid (start, 512): all packages as flat arrays, without the module."""
    flags = np.array(list(product((0, 1), repeat=9)))
    on = dict(zip(ORDER, flags.T))
    i = {name: np.full(512, value) for name, value in NOW.as_dict().items()}
    i["attachment"] = np.zeros(512)
    i["negativity"] = np.where(on["prizes"], 0.1, 0.9)
    i["individualization"] = np.where(on["unit"], 0.1, 0.9)
    i["veto_items"] = np.where(on["items"], 2.0, 6.0)
    i["transferability"] = np.where(on["lists"], 0.2, 0.8)
    i["executor"] = np.where(on["executor"], 1.0, 0.4)
    i["monitoring"], i["concealment"] = np.where(on["relax"], 0.5, 0.8), np.where(on["relax"], 0.9, 0.5)
    point = Point(**i)
    mu = np.where(on["powers"], 0.9, 0.4)
    own = {"efficacy": efficacy, "powers": mu, "tolerance": 0.8 * on["tolerance"], "mimicry": zeta, "work_cost": work_cost, "report": 1.0 * on["report"]}
    u = np.array([[[np.broadcast_to(x, 512) for x in row] for row in side] for side in table(point, **own)])
    left = np.array([[[1, 1 - efficacy * m, 1 - efficacy][(a == V) + (b == V)] for b in range(4)] for a in range(4) for m in mu]).reshape(4, 512, 4)
    hidden = np.array([[[0 * mu, point.concealment * point.lone_concealment, point.concealment][(a == S) + (b == S)] for b in range(4)] for a in range(4)])
    left = np.moveaxis(left, 1, -1)
    found = 1 - (1 - point.monitoring * (1 - hidden) * left) ** point.veto_items
    ends = []
    for start in (S, D):
        x = np.zeros((2, 4, 512))
        x[:, start] = 1
        x[0, [start, R]] = [[0.99], [0.01]]  # one county in a hundred: else two who are alike in all would rest where any difference drives them away
        for _ in range(300):
            values = np.stack([np.einsum("abk,bk->ak", u[side], x[1 - side]) for side in range(2)])
            odds = np.exp((values - values.max(axis=1, keepdims=True)) / noise)
            x = (x + odds / odds.sum(axis=1, keepdims=True)) / 2
        solved, seen = (np.einsum("ak,bk,abk->k", x[0], x[1], table_) for table_ in (1 - left, found))
        ends.append((np.moveaxis(x, -1, 0), solved, (1 - seen) * (1 + point.executor) * point.reward))
    return tuple(np.stack(each) for each in zip(*ends))


def working(zeta, least=0.7, **setting):
    """Which packages work from both starts, of shape (2, …, 2)."""
    x, solved, _ = searched(zeta, **setting)
    bad = x[..., [S, D]].mean(axis=-2).max(axis=-1)
    return ((solved >= least) & (bad <= 0.25)).all(axis=0).reshape((2,) * 9)


def minimal(works):
    """Packages that work and of which no part does, by names."""
    sets = [frozenset(name for name, on in zip(ORDER, place) if on) for place in np.argwhere(works)]
    return {each for each in sets if not any(other < each for other in sets)}


@cache
def library(zeta):
    """Shares and assessments from both starts, by the module."""
    rules, own = rebuild.packages(mimicry=zeta)
    u = rebuild.payoffs(rules, **own)
    ends = [rebuild.settle(u, start=start) for start in (rebuild.ALL_SHIELD, rebuild.ALL_DEFLECT)]
    return ends, [rebuild.assess(rules, x, own["efficacy"], own["powers"]) for x in ends]


@pytest.mark.parametrize("zeta", [0.0, 0.5, 1.0])
def test_all_packages_by_another_road(zeta):
    x, solved, paid = searched(zeta)
    for start, (shares, judged) in enumerate(zip(*library(zeta))):
        np.testing.assert_allclose(shares.reshape(512, 2, 4), x[start], atol=1e-9)
        np.testing.assert_allclose(judged.solved.ravel(), solved[start], atol=1e-9)
        np.testing.assert_allclose(np.broadcast_to(judged.paid, (2,) * 9).ravel(), paid[start], atol=1e-9)
    np.testing.assert_array_equal(library(zeta)[1][0].works & library(zeta)[1][1].works, working(zeta))


@pytest.mark.parametrize(("zeta", "count"), [(0.0, 87), (0.25, 80), (0.5, 59), (0.75, 28), (1.0, 28)])
def test_which_packages_work(zeta, count):
    works = working(zeta)
    assert works.sum() == count
    carried, shared = frozenset({"powers", "prizes", "items"}), frozenset({"prizes", "items", "executor", "report"})
    rest = {frozenset({"tolerance"})} if zeta <= 0.5 else {frozenset({"tolerance", "prizes", "items", "executor"})}
    assert minimal(works) == {carried, shared} | rest


def test_no_other_single_reform_makes_anybody_work():
    for zeta in (0.0, 0.5, 1.0):
        x = searched(zeta)[0].reshape(2, *(2,) * 9, 2, 4)
        assert all(x[(slice(None), *made(name))][..., V].mean(axis=-1).max() < 0.025 for name in ORDER[1:])
    x = searched(0.5)[0].reshape(2, *(2,) * 9, 2, 4)
    assert x[(0, *made("tolerance"))][:, V].mean() == pytest.approx(0.91, abs=5e-3)
    relaxed, unit = (x[(0, *made(name))].mean(axis=0) for name in ("relax", "unit"))
    assert relaxed[D] == pytest.approx(0.96, abs=6e-3)
    np.testing.assert_allclose(unit[[D, R]], [0.42, 0.46], atol=6e-3)


def test_how_far_tolerance_alone_carries():
    """It holds a majority at work up to mimicry of .67, and counts as working up to .51."""
    place, zeta = rebuild.START, np.arange(40, 81) / 100
    x = rebuild.settle(rebuild.payoffs(place, tolerance=0.8, mimicry=zeta))
    majority, works = x[..., V].mean(axis=-1) > 0.5, rebuild.assess(place, x).works
    assert zeta[majority].max() == 0.67 and zeta[works].max() == 0.51
    assert (np.diff(majority.astype(int)) <= 0).all() and (np.diff(works.astype(int)) <= 0).all()


def test_one_carries_or_both_do():
    for zeta in (0.0, 0.5, 1.0):
        x, solved, _ = (each.reshape(2, *(2,) * 9, *each.shape[2:]) for each in searched(zeta))
        one, both = made("powers", "prizes", "items"), made("tolerance", "prizes", "items", "executor")
        for start in range(2):
            np.testing.assert_allclose(x[(start, *one)][:, V], [0.02, 0.98], atol=5e-3)
            assert solved[(start, *one)] == pytest.approx(0.71, abs=5e-3)
            assert (x[(start, *both)][:, V] > 0.94).all()
    assert solved[(0, *both)] == pytest.approx(0.75, abs=5e-3)


def test_the_front():
    solved, paid = (each[0].reshape((2,) * 9) for each in searched(0.5)[1:])
    count = np.indices((2,) * 9).sum(axis=0)
    for moved, names, done, cost in ((1, ("tolerance",), 0.72, 0.16), (2, ("tolerance", "lists"), 0.74, 0.17), (3, ("tolerance", "lists", "executor"), 0.77, 0.26)):
        place = made(*names)
        assert solved[place] == solved[working(0.5) & (count == moved)].max()
        np.testing.assert_allclose([solved[place], paid[place]], [done, cost], atol=6e-3)
    solved, paid = (each[0].reshape((2,) * 9) for each in searched(1.0)[1:])
    for names, done, cost in ((("powers", "prizes", "items"), 0.71, 3.04), (("tolerance", "prizes", "items", "executor"), 0.75, 4.75)):
        np.testing.assert_allclose([solved[made(*names)], paid[made(*names)]], [done, cost], atol=6e-3)
    assert not working(1.0)[count < 3].any()
    x = searched(1.0)[0]
    out = (x[..., [S, D]].mean(axis=-2).max(axis=-1) <= 0.25).all(axis=0).reshape((2,) * 9)
    assert (out & (count < 3)).any() and searched(1.0)[1].max(axis=0).reshape((2,) * 9)[out & (count < 3)].max() < 0.01


def test_where_both_are_alike_any_difference_decides_who_works():
    """Without one the two stay alike, on an edge; with one, whoever has it, one side carries the work, and who it is mirrors the difference."""
    place = rebuild.START.replace(executor=1.0, transferability=0.2, veto_items=2.0)
    u = rebuild.payoffs(place, powers=0.9)
    level = rebuild.settle(u, start=np.eye(4)[[D, D]], rounds=40)
    np.testing.assert_allclose(level[0], level[1], atol=1e-6)
    ends = []
    for side, hair in product(range(2), (1e-4, 1e-2)):
        start = np.eye(4)[[D, D]]
        start[side, [D, R]] = 1 - hair, hair
        ends.append(rebuild.settle(u, start=start, rounds=1000))
    np.testing.assert_allclose(ends[0], ends[1], atol=1e-6)
    np.testing.assert_allclose(ends[0], ends[2][::-1], atol=1e-6)
    assert abs(ends[0][0, V] - ends[0][1, V]) > 0.5
    assert (rebuild.ALL_DEFLECT == [[0, 0.99, 0.01, 0], [0, 1, 0, 0]]).all() and (rebuild.ALL_SHIELD == [[0.99, 0, 0.01, 0], [1, 0, 0, 0]]).all()


def test_calling_the_inspectors_off_brings_the_cover_up_back():
    assert not working(1.0)[..., 1].any()
    x = searched(1.0)[0].reshape(2, *(2,) * 9, 2, 4)
    assert x[(0, *made("powers", "prizes", "items", "relax"))][:, S].mean() == pytest.approx(0.86, abs=5e-3)


@pytest.mark.parametrize(("zeta", "fewest"), [(0.25, {1: 18}), (1.0, {2: 2, 3: 12, 4: 1, 9: 3})])
def test_other_costs_and_efficacies_and_noise(zeta, fewest):
    """In how many of 18 settings how many reforms are the fewest that work; 9 stands for none."""
    count, seen, relaxed = np.indices((2,) * 9).sum(axis=0), {}, 0
    for efficacy, cost, noise in product((0.7, 0.8, 0.9), (0.75, 1.0, 1.25), (0.1, 0.25)):
        works = working(zeta, 0.875 * efficacy, noise=noise, efficacy=efficacy, work_cost=cost)
        least = int(count[works].min()) if works.any() else 9
        seen[least] = seen.get(least, 0) + 1
        relaxed += works[..., 1].any()
        if zeta == 0.25:
            assert works[made("tolerance")]
    assert seen == fewest and relaxed > 0


def test_packages_are_switches():
    """The machine's packages agree with the turn's switchboard on a lever that both move; a reform changes what it says."""
    rules, own = rebuild.packages(THEN, {"person": {"individualization": 0.9}, "tolerance": {"tolerance": 0.3}}, powers=0.7)
    assert rules.shape == (2, 1) and own["tolerance"].shape == (1, 2)
    assert own["powers"] == 0.7 and own["tolerance"].ravel().tolist() == [0.0, 0.3]
    pair = switchboard(THEN, switches={"person": {"individualization": 0.9}})
    np.testing.assert_array_equal(rules.individualization.ravel(), np.ravel(pair.individualization))
    assert list(rebuild.REFORMS) == ORDER and rebuild.packages()[0].monitoring.shape == (1,) * 8 + (2,)


# Errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "error", "says"), [
    (lambda: rebuild.payoffs("now", tolerance=1.2), ValueError, r"tolerance must be in \[0, 1\], got 1.2"),
    (lambda: rebuild.payoffs("now", work_cost=-1), ValueError, "work_cost must be at least 0"),
    (lambda: rebuild.payoffs("now", mimicry=[0.1, 0.2], powers=[0.1, 0.2, 0.3]), ValueError, "broadcast"),
    (lambda: rebuild.payoffs("now", report="much"), TypeError, "report must be a real number"),
    (lambda: rebuild.outcome("tomorrow"), ValueError, "institution must be an Institution or a preset's name"),
    (lambda: rebuild.pure_equilibria(np.zeros((3, 4, 4))), ValueError, r"payoffs must be of shape \(..., 2, actions, actions\), got \(3, 4, 4\)"),
    (lambda: rebuild.pure_equilibria(np.full((2, 4, 4), np.nan)), ValueError, "payoffs must be finite"),
    (lambda: rebuild.packages(Institution(strength=[1, 2])), ValueError, r"start must be one institution, got the shape \(2,\)"),
    (lambda: rebuild.packages(reforms={"x": {"tolerence": 1}}), ValueError, "did you mean 'tolerance'"),
    (lambda: rebuild.packages(power=1), ValueError, "did you mean 'powers'"),
    (lambda: rebuild.settle(np.zeros((2, 4, 4)), noise=0), ValueError, "noise must be positive"),
    (lambda: rebuild.settle(np.zeros((2, 4, 4)), rounds=0), ValueError, "rounds must be a whole number of at least 1, got 0"),
    (lambda: rebuild.settle(np.zeros((2, 4, 4)), start=turn.ALL_SHIELD), ValueError, r"start must be shares of shape \(..., 2, 4\)"),
    (lambda: rebuild.assess("now", np.ones((2, 4))), ValueError, "sum to 1"),
])  # fmt: skip
def test_errors_say_what_is_allowed(call, error, says):
    with pytest.raises(error, match=says):
        call()


# Claims ----------------------------------------------------------------------------------------


def at_work(watch, tolerance, mimicry):
    """Share of both sides at work where learning comes to rest, by how closely is watched; from the worse of both starts."""
    u = rebuild.payoffs(rebuild.START.replace(monitoring=watch), tolerance=tolerance, mimicry=mimicry)
    return np.min([rebuild.settle(u, start=start)[..., V].mean(axis=-1) for start in (rebuild.ALL_SHIELD, rebuild.ALL_DEFLECT)], axis=0)


def test_claim_54_a_closer_watch_gets_work_done_only_where_superiors_can_tell_it_from_a_file():
    """From the later regime: at no watch does anybody work without tolerance, or with a tolerance that a file earns as well; above the threshold
    a closer watch brings work, and without a watch nobody works. The threshold is where the slope in the penalty turns."""
    watch = np.linspace(0, 1, 11)
    assert at_work(watch, 0.0, 0.5).max() < 0.05
    assert at_work(watch, 0.8, 1.0).max() < 0.05
    excused = at_work(watch, 0.8, 0.5)
    assert excused[0] < 0.05 and (excused[4:] > 0.85).all() and (np.diff(excused[:6]) > 0).all()
    for place in (rebuild.START, rebuild.START.replace(veto_items=1.0, executor=1.0), PRESETS["strong negative"]):
        threshold = rebuild.tolerance_threshold(place, mimicry=0.5)
        assert ((threshold > 0.2) & (threshold < 1)).all()
        for side in range(2):
            slopes = []
            for step in (-0.01, 0.01):
                u = rebuild.payoffs(with_penalty(place, np.array([2.0, 4.0])), tolerance=threshold[side] + step, mimicry=0.5)
                slopes.append(np.diff(u[:, side, V, D] - u[:, side, D, D])[0])
            assert slopes[0] < 0 < slopes[1]


def test_again_claim_23_more_work_is_more_wrong_only_beside_who_moves_blame():
    """Work never raises one's own expected sanction above that of the minimum, and beside a deflector above that of deflecting."""
    i, own = drawn(2000, 12)
    sunk = rebuild.residual_liability(i, *[own[x] for x in ("efficacy", "powers", "tolerance", "mimicry")])
    assert (sunk[..., V, :] <= sunk[..., R, :] + 1e-12).all()
    now = rebuild.residual_liability("now")
    assert (now[:, V, D] > now[:, D, D]).all()
    unmoved = rebuild.residual_liability(NOW.replace(transferability=0.0, executor=1.0))
    assert (unmoved[:, V, D] <= unmoved[:, D, D]).all()


def test_again_claim_15_powers_begin_work_and_end_its_sharing():
    for place in (rebuild.START, THEN.replace(attachment=0.0)):
        u = rebuild.payoffs(place, powers=np.linspace(0, 1, 11))
        assert (np.diff(u[..., V, R] - u[..., R, R], axis=0) > 0).all()
        assert (np.diff(u[..., V, V] - u[..., R, V], axis=0) < 0).all()


def test_again_claim_55_a_broken_alliance_gets_nothing_done_without_tolerance_for_work():
    """Where the alliance has broken, the tasks are left; above the threshold of tolerance they are done."""
    u = rebuild.payoffs(rebuild.START, tolerance=[0.0, 0.8], mimicry=0.5)
    x = rebuild.settle(u)
    judged = rebuild.assess(rebuild.START, x)
    assert (x[..., S] < 0.05).all() and judged.solved[0] < 0.01 and judged.solved[1] > 0.7


def _moved_by_nobody(institution):
    """Nobody can move blame: each answers for what is found."""
    return 0.0 * np.asarray(institution.executor), 0.0 * np.asarray(institution.transferability)


RIVALS = {
    # who works has done something, and nobody can move blame onto that: each answers for what is found
    "54": ("_moves", _moved_by_nobody),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
