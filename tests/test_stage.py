"""The core game: by hand, against slow formulas, against Gambit and Nashpy, and its theorems."""

import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from xianxiang import stage
from xianxiang.institution import NOW, Institution

S, D, N = stage.SHIELD, stage.DEFLECT, stage.ROUTINE
SIDES = st.sampled_from([0, 1])
RANGES = {
    "strength": (0.1, 8), "negativity": (0.02, 0.98), "individualization": (0.02, 0.98),
    "transferability": (0.02, 0.98), "monitoring": (0.05, 0.95), "concealment": (0.02, 0.98),
    "lone_concealment": (0.02, 0.98), "diffusion": (0.02, 0.98), "executor": (0.02, 0.98),
    "veto_items": (1, 8), "prize_passing": (0, 1), "attachment": (0, 0.9), "shield_cost": (0.02, 1), "deflect_cost": (0.02, 1),
}
PLAIN = {"executor": 1.0, "attachment": 0.0}
props = settings(deadline=None, derandomize=True, max_examples=100)


def institutions(**fixed):
    """Institutions inside the levers' domains, the named levers fixed."""
    return st.builds(Institution, **{name: st.just(fixed[name]) if name in fixed else st.floats(*ends)
                                     for name, ends in RANGES.items()})


def drawn(size, seed, **fixed):
    """`size` random institutions in one batch."""
    rng = np.random.default_rng(seed)
    return Institution(**{name: rng.uniform(*ends, size) for name, ends in RANGES.items()} | fixed)


def by_hand(i, county, township):
    """Payoffs of both sides, formula by formula, for one institution."""
    actions = (county, township)
    shielders = actions.count(S)
    hidden = [0, i.concealment * i.lone_concealment, i.concealment][shielders]
    f = 1 - (1 - i.monitoring * (1 - hidden)) ** i.veto_items
    reward, penalty = i.strength * (1 - i.negativity), i.strength * i.negativity
    moves = [1 - i.executor * (1 - i.transferability), i.executor * i.transferability]
    own = []
    for me in (0, 1):
        w = 1
        if actions[me] == D and actions[1 - me] != D:
            w = 1 - moves[me]
        if actions[me] != D and actions[1 - me] == D:
            w = 1 + moves[1 - me]
        felt = (1 - i.individualization) * i.diffusion + i.individualization * w
        cost = {S: i.shield_cost, D: i.deflect_cost, N: 0}[actions[me]]
        prize = reward * [i.executor, 1][me]
        kept = (1 - i.prize_passing) * (1 - f) * prize
        passed = i.prize_passing * prize * ((1 - i.individualization) * i.diffusion + i.individualization - f * felt)
        own.append(kept + passed - f * penalty * felt - cost)
    return [own[me] + i.attachment * own[1 - me] for me in (0, 1)]


def pure_set(i):
    """Pure equilibria of one institution as words such as "SS"."""
    return {"SDN"[a] + "SDN"[b] for a, b in np.argwhere(stage.pure_equilibria(i))}


def leaving_gain(i, side, penalty):
    """U(D, S) - U(S, S) with the reward as it is and another penalty."""
    stakes = i.reward + penalty
    return -stage.shield_advantage(i.replace(strength=stakes, negativity=penalty / stakes), side)[0]


def threshold(i, side=0):
    """The penalty threshold, infinite where there is none."""
    return np.nan_to_num(stage.penalty_threshold(i, side), nan=np.inf)


# Findings and payoffs ------------------------------------------------------------------------

def test_findings_by_hand():
    np.testing.assert_allclose(stage.findings(Institution()), [0.5, 0.365, 0.05])
    np.testing.assert_allclose(stage.findings(Institution(veto_items=2)), [0.75, 1 - 0.635**2, 1 - 0.95**2])
    assert stage.findings(Institution(monitoring=[[0.1], [0.2]], concealment=[0.1, 0.2, 0.3])).shape == (2, 3, 3)


@props
@given(institutions())
def test_findings_fall_with_shielders_and_rise_with_veto_items(i):
    found = stage.findings(i)
    assert 0 <= found[2] <= found[1] <= found[0] <= 1
    assert (stage.findings(i.replace(veto_items=i.veto_items + 1)) >= found).all()


@props
@given(institutions(**PLAIN))
def test_payoffs_of_equal_sides_follow_the_formula(i):
    u = stage.payoffs(i)
    np.testing.assert_allclose(u[0], u[1], atol=1e-12)
    np.testing.assert_allclose(u[0], [[by_hand(i, a, b)[0] for b in (S, D, N)] for a in (S, D, N)], atol=1e-12)


@props
@given(institutions())
def test_payoffs_with_supervisor_and_attachment_follow_the_formula(i):
    u = stage.payoffs(i)
    for a in (S, D, N):
        for b in (S, D, N):
            np.testing.assert_allclose([u[0, a, b], u[1, b, a]], by_hand(i, a, b), atol=1e-12)


def test_payoffs_by_hand():
    i = Institution(strength=1, negativity=1, individualization=1, transferability=0.5, monitoring=0.8,
                    concealment=0.5, lone_concealment=0.5)
    expected = [[-0.40 - 0.35, -0.6 * 1.5 - 0.35, -0.6 - 0.35],
                [-0.6 * 0.5 - 0.25, -0.8 - 0.25, -0.8 * 0.5 - 0.25],
                [-0.6, -0.8 * 1.5, -0.8]]
    np.testing.assert_allclose(stage.payoffs(i)[0], expected)


def test_payoffs_of_a_grid_equal_one_by_one():
    grid = Institution(strength=np.linspace(0, 4, 3)[:, None], negativity=[0, 0.3, 1], attachment=0.2, executor=0.7)
    one_by_one = [[stage.payoffs(grid.replace(strength=s, negativity=v)) for v in grid.negativity]
                  for s in grid.strength[:, 0]]
    np.testing.assert_array_equal(stage.payoffs(grid), one_by_one)


@props
@given(institutions(strength=1.0, negativity=1.0, individualization=1.0, monitoring=1.0, concealment=0.0,
                    attachment=0.0, shield_cost=0.0, deflect_cost=0.0))
def test_distancing_moves_blame_and_destroys_none(i):
    """With everything found, personal and penal, payoffs are the weights: two for two persons."""
    w = -stage.material_payoffs(i)
    np.testing.assert_allclose(w[0] + w[1].T, 2)
    b = stage.transferabilities(i)
    np.testing.assert_allclose([w[0, D, S], w[0, D, N], w[0, S, D], w[0, D, D], w[0, S, N]],
                               [1 - b[0], 1 - b[0], 1 + b[1], 1, 1])


# Table 1-1 and the classes -------------------------------------------------------------------

@pytest.mark.parametrize("cell, levers, expected", [
    ("weak positive", (0.3, 0.1, 0.1, 0.9), {"NN"}),
    ("weak negative", (0.3, 0.9, 0.1, 0.9), {"NN"}),
    ("weak negative, person", (0.3, 0.9, 0.9, 0.9), {"NN"}),
    ("strong positive", (4, 0.1, 0.1, 0.9), {"SS"}),
    ("strong negative, unit responsible", (4, 0.9, 0.1, 0.9), {"SS", "NN"}),
    ("strong negative, person responsible", (4, 0.9, 0.9, 0.9), {"SS", "DD"}),
    ("strong negative, person, hard to conceal", (4, 0.9, 0.9, 0.7), {"DD"}),
])
def test_table_1_1(cell, levers, expected):
    strength, negativity, individualization, concealment = levers
    assert pure_set(Institution(strength=strength, negativity=negativity, individualization=individualization,
                                concealment=concealment)) == expected


def test_game_classes_by_hand():
    """f = .5, .365, .05 and, with lone concealment .9, .5, .095, .05; W = 4, B = 3.6, unless said."""
    person = Institution(strength=4, negativity=0.9, individualization=1)  # W = 4, B = 3.6
    for i, x, y, name in [
        (Institution(negativity=0), 0.315 * 4 - 0.1, 0.135 * 4 - 0.1, "harmony"),
        (person, 0.315 * 4 - 0.8 * 0.365 * 3.6 - 0.1, 0.135 * 4 - 0.8 * 0.365 * 3.6 - 0.1, "stag hunt"),
        (person.replace(lone_concealment=0.9), 0.045 * 4 - 0.8 * 0.095 * 3.6 - 0.1,
         0.405 * 4 - 0.8 * 0.095 * 3.6 - 0.1, "chicken"),
        (person.replace(concealment=0.7), (0.395 - 0.15) * 4 - 0.8 * 0.395 * 3.6 - 0.1,
         0.105 * 4 - 0.8 * 0.395 * 3.6 - 0.1, "prisoner's dilemma"),
        (Institution(strength=0), -0.1, -0.1, "deadlock"),
    ]:
        np.testing.assert_allclose(stage.shield_advantage(i), [x, y])
        assert stage.game_class(i) == stage.game_class(i, side=1) == name
        assert name in stage.GAME_CLASSES


def test_zero_advantage_counts_as_positive():
    free = Institution(strength=0, shield_cost=0.3, deflect_cost=0.3)
    assert stage.game_class(free) == "harmony"
    assert stage.pure_equilibria(free.replace(shield_cost=0, deflect_cost=0)).all()


@props
@given(institutions(), SIDES)
def test_game_class_is_the_pair_of_signs(i, side):
    u = stage.payoffs(i)[side]
    x, y = u[S, S] - u[D, S], u[S, D] - u[D, D]
    assume(min(abs(x), abs(y), abs(u[S, S] - u[D, D])) > 1e-6)
    np.testing.assert_allclose(stage.shield_advantage(i, side), [x, y])
    name = {(True, True): "harmony", (True, False): "stag hunt", (False, True): "chicken",
            (False, False): "prisoner's dilemma" if u[S, S] > u[D, D] else "deadlock"}[x > 0, y > 0]
    assert stage.game_class(i, side) == name


@props
@given(institutions(), SIDES)
def test_shield_advantage_follows_the_closed_form(i, side):
    """X and Y of the docstring, at any e: own transferability in X, the other's in Y."""
    f0, f1, f2 = stage.findings(i)
    theta, b = i.attachment, stage.transferabilities(i)
    shared, personal = stage.stakes(i, side)
    w, cost = shared + personal, i.shield_cost - i.deflect_cost
    x = (1 + theta) * (f1 - f2) * w - (1 - theta) * b[side] * f1 * personal - cost
    y = (1 + theta) * (f0 - f1) * w - (1 - theta) * b[1 - side] * f1 * personal - cost
    np.testing.assert_allclose(stage.shield_advantage(i, side), [x, y], atol=1e-12)


@props
@given(institutions(executor=1.0))
def test_stakes_at_full_execution(i):
    shared, personal = stage.stakes(i)
    passed = i.prize_passing * i.reward
    assert shared == pytest.approx(i.reward - passed + (passed + i.penalty) * (1 - i.individualization) * i.diffusion)
    assert personal == pytest.approx((passed + i.penalty) * i.individualization)
    assert stage.stakes(i, side=1) == pytest.approx((shared, personal))


@props
@given(institutions(executor=1.0, veto_items=1.0))
def test_stag_hunt_and_chicken_exclude_each_other_with_one_veto_item(i):
    """X - Y = (1 + theta) m c (1 - 2 lambda) W."""
    x, y = stage.shield_advantage(i)
    gap = (1 + i.attachment) * i.monitoring * i.concealment * (1 - 2 * i.lone_concealment) * sum(stage.stakes(i))
    assert x - y == pytest.approx(gap, abs=1e-12)
    assume(abs(i.lone_concealment - 0.5) > 1e-6)
    assert stage.game_class(i) != ("chicken" if i.lone_concealment < 0.5 else "stag hunt")


@props
@given(institutions(executor=1.0))
def test_veto_items_favour_stag_hunts(i):
    """X = Y where the lone chance of escape is the mean of the other two; never below one half."""
    escapes = 1 - stage.findings(i)
    lone = 1 - (escapes[[0, 2]].mean()) ** (1 / i.veto_items)
    border = (1 - lone / i.monitoring) / i.concealment
    assert border >= 0.5 - 1e-9
    x, y = stage.shield_advantage(i.replace(lone_concealment=border))
    assert x == pytest.approx(y, abs=1e-9)
    assume(abs(i.lone_concealment - border) > 1e-6)
    x, y = stage.shield_advantage(i)
    assert (x > y) == (i.lone_concealment < border)


def test_supervision_brings_chicken_below_one_half():
    """With e < 1 the county moves more blame than the township, so chicken needs no lambda > 1/2."""
    i = Institution(strength=5.7, negativity=0.47, individualization=0.88, monitoring=0.95, concealment=0.66,
                    lone_concealment=0.42, executor=0.12)
    assert (stage.game_class(i), stage.game_class(i.replace(executor=1.0))) == ("chicken", "harmony")


@props
@given(institutions(attachment=0.0), SIDES)
def test_shielding_that_holds_is_better_than_mutual_deflection(i, side):
    """At theta = 0, X >= 0 implies U(S,S) >= U(D,D): no stag hunt ends in a bad alliance."""
    u = stage.payoffs(i)[side]
    assume(u[S, S] >= u[D, S])
    assert u[S, S] >= u[D, D]


def test_attachment_can_make_a_stag_hunt_of_a_deadlock():
    """The restriction to theta = 0 is needed: attachment counts the partner's cost, too."""
    i = Institution(strength=0.14, negativity=0.0, shield_cost=0.3, deflect_cost=0.2, monitoring=0.6, concealment=0.9,
                    lone_concealment=0.1, attachment=0.9)  # (f1 - f2) W = .068, (f0 - f2) W = .076
    u = stage.payoffs(i)[0]
    assert stage.game_class(i) == "stag hunt" and u[S, S] < u[D, D]


@props
@given(institutions(), st.floats(0, 8), st.floats(0, 8), SIDES)
def test_borders_of_the_classes(i, shared, personal, side):
    """X and Y change sign at the border where it is finite, and at no personal stakes where it is not."""
    f0, f1, f2 = stage.findings(i)
    theta, b = i.attachment, stage.transferabilities(i)
    cost = i.shield_cost - i.deflect_cost
    border = stage.borders(i, shared, side)
    for at, gain, mover in ((0, f1 - f2, side), (1, f0 - f1, 1 - side)):
        def advantage(p):
            return (1 + theta) * gain * (shared + p) - (1 - theta) * b[mover] * f1 * p - cost
        if border[at] == 0:
            assert advantage(0) <= 1e-9
        elif border[at] == np.inf:
            assert advantage(0) >= 0 and advantage(personal) >= -1e-6
        else:
            assert advantage(border[at]) == pytest.approx(0, abs=1e-6 * (1 + border[at]))
            assert advantage(border[at] / 2) >= -1e-9 and advantage(border[at] * 2) <= 1e-9


# Equilibria ----------------------------------------------------------------------------------

def mutual_conditions(i):
    """Slack in the closed-form conditions for (S,S), (D,D), (N,N) at e = 1, theta = 0."""
    f0, f1, f2 = np.moveaxis(stage.findings(i), -1, 0)
    shared, personal = stage.stakes(i)
    w, b, g, k = shared + personal, i.transferability, i.shield_cost, i.deflect_cost
    return np.stack([
        (f1 - f2) * w - g - np.maximum(0, b * f1 * personal - k),
        np.minimum(b * f0 * personal - k, g - k - (f0 - f1) * w + b * f1 * personal),
        np.minimum(k - b * f0 * personal, g - (f0 - f1) * w),
    ], axis=-1)


def test_mutual_equilibria_follow_the_closed_form():
    i = drawn(20000, 1, **PLAIN)
    slack, pure = mutual_conditions(i), stage.pure_equilibria(i)
    clear = np.abs(slack) > 1e-7
    assert clear.mean() > 0.99
    diagonal = pure[:, [S, D, N], [S, D, N]]
    np.testing.assert_array_equal(diagonal[clear], (slack > 0)[clear])
    assert diagonal.any(axis=0).all() and not diagonal.all(axis=0).any()


def test_margins_are_the_slack_of_the_closed_form():
    i = drawn(2000, 2, **PLAIN)
    np.testing.assert_allclose(stage.margins(i), mutual_conditions(i), atol=1e-12)


def test_nobody_deflects_alone_against_routine():
    """At e = 1, theta = 0: what makes Deflect pay against Routine makes it pay in return."""
    assert not stage.pure_equilibria(drawn(20000, 3, **PLAIN))[:, [D, N], [N, D]].any()


@props
@given(institutions())
def test_margin_is_positive_exactly_at_an_equilibrium(i):
    margins = stage.margins(i)
    u = stage.payoffs(i)
    for a in (S, D, N):
        losses = [u[side, a, a] - u[side, other, a] for side in (0, 1) for other in (S, D, N) if other != a]
        assert margins[a] == pytest.approx(min(losses), abs=1e-12)
        assume(abs(margins[a]) > 1e-7)
        assert stage.pure_equilibria(i)[a, a] == (margins[a] > 0)


def test_every_equilibrium_is_a_pair_of_best_replies():
    i = drawn(3000, 4)
    u, found = stage.payoffs(i), stage.equilibria(i)
    for row, supports in enumerate(stage.SUPPORTS):
        mixes = found[:, row]
        there = ~np.isnan(mixes).any(axis=(-1, -2))
        mixes, values = mixes[there], u[there]
        np.testing.assert_allclose(mixes.sum(axis=-1), 1)
        assert (mixes > -1e-9).all()
        for side, support in enumerate(supports):
            assert (np.delete(mixes[:, side], support, axis=-1) == 0).all()
            reply = (values[:, side] @ mixes[:, 1 - side, :, None])[..., 0]
            np.testing.assert_allclose((reply * mixes[:, side]).sum(axis=-1), reply.max(axis=-1), atol=1e-6)


def test_equilibria_are_odd_in_number_and_contain_the_pure_ones():
    """Wilson's oddness theorem, for almost every game."""
    i = drawn(3000, 5)
    there = ~np.isnan(stage.equilibria(i)).any(axis=(-1, -2))
    np.testing.assert_array_equal(there[:, :9].reshape(-1, 3, 3), stage.pure_equilibria(i))
    assert (there.sum(axis=-1) % 2 == 1).mean() > 0.999
    assert there[:, 9:].any()


def mixes_of(profile):
    return np.concatenate([np.asarray(p, dtype=float) for p in profile])


def same_set(ours, theirs):
    return len(ours) == len(theirs) and all(min(np.abs(x - y).max() for y in theirs) < 1e-6 for x in ours)


@pytest.fixture(scope="module")
def referees():
    """400 institutions, their payoffs and our equilibria as vectors of six."""
    i = drawn(400, 6)
    ours = [[mixes_of(e) for e in rows if not np.isnan(e).any()] for rows in stage.equilibria(i)]
    return i, stage.payoffs(i), ours


def test_equilibria_agree_with_gambit(referees):
    gbt = pytest.importorskip("pygambit")
    i, u, ours = referees
    differ = []
    for at in range(len(u)):
        game = gbt.StrategicGame.from_arrays(u[at, 0], u[at, 1].T)
        solved, pure = ([[[float(chance) for _, chance in side] for side in profile] for profile in found.equilibria]
                        for found in (gbt.nash.enummixed_solve(game, rational=False), gbt.nash.enumpure_solve(game)))
        if not same_set(ours[at], [mixes_of(profile) for profile in solved]):
            differ.append(at)
        assert ({tuple(np.argmax(side) for side in profile) for profile in pure}
                == {tuple(pair) for pair in np.argwhere(stage.pure_equilibria(i)[at])})
    assert not differ


def test_equilibria_agree_with_nashpy(referees):
    """Vertex enumeration; support enumeration loses some to rounding but adds none."""
    nashpy = pytest.importorskip("nashpy")
    _, u, ours = referees
    for at in range(len(u)):
        game = nashpy.Game(u[at, 0], u[at, 1].T)
        assert same_set(ours[at], [mixes_of(e) for e in game.vertex_enumeration()])


def test_referees_see_many_kinds_of_game(referees):
    _, _, ours = referees
    counts = [len(found) for found in ours]
    assert set(counts) >= {1, 3} and np.mean(np.array(counts) > 1) > 0.1


# The alliance-breaking theorem ---------------------------------------------------------------

def test_penalty_threshold_at_the_baseline():
    i = Institution(concealment=[0.9, 0.7, 0.5, 0.3])
    np.testing.assert_allclose(stage.penalty_threshold(i), [np.nan, 0.463, 0.210, 0.092], atol=5e-4)
    np.testing.assert_array_equal(stage.penalty_threshold(i, side=1), stage.penalty_threshold(i, side=0))


def test_alliance_breaking_at_the_baseline():
    """The same penalty binds the two together at c = .9 and drives them apart at c = .5."""
    for c, breaks in ((0.9, False), (0.5, True)):
        i = Institution(strength=4, negativity=0.5, individualization=0.9, concealment=c)
        assert (leaving_gain(i, 0, 3) > leaving_gain(i, 0, 1)) == breaks


@settings(props, max_examples=300)
@given(institutions(), SIDES)
def test_alliance_breaking_theorem(i, side):
    """A larger penalty raises the gain from leaving iff the person's share exceeds iota*."""
    iota = stage.penalty_threshold(i, side)
    slope = leaving_gain(i, side, 2.0) - leaving_gain(i, side, 1.0)
    if np.isnan(iota):
        assert slope < 1e-9
    else:
        assert 0 <= iota < 1
        assume(abs(slope) > 1e-7)
        assert (slope > 0) == (i.individualization > iota)


@props
@given(institutions(executor=1.0))
def test_alliance_breaks_where_transfer_outweighs_silence(i):
    """b x (personal share of the felt sanction) > rho (1 + theta) / (1 - theta)."""
    personal = i.individualization / (i.individualization + (1 - i.individualization) * i.diffusion)
    moved = i.transferability * personal
    kept = stage.silence_value(i) * (1 + i.attachment) / (1 - i.attachment)
    assume(abs(moved - kept) > 1e-6)
    assert (leaving_gain(i, 0, 2.0) > leaving_gain(i, 0, 1.0)) == (moved > kept)


@props
@given(institutions(), st.floats(0.01, 0.99), SIDES)
@example(Institution(attachment=0.0, concealment=0.5), 1.0, 0)
def test_attachment_concealment_protect_and_transferability_vetoes_endanger(i, step, side):
    """Half-way to the domain's end (or two more items), the threshold moves one way only."""
    def towards(lever):
        return i.replace(**{lever: getattr(i, lever) * (1 - step) + step})
    at = threshold(i, side)
    assert threshold(towards("attachment"), side) >= at - 1e-9
    assert threshold(towards("concealment"), side) >= at - 1e-9
    assert threshold(towards("diffusion"), side) >= at - 1e-9
    assert threshold(towards("transferability"), side) <= at + 1e-9
    assert threshold(towards("lone_concealment"), side) <= at + 1e-9
    assert threshold(i.replace(veto_items=i.veto_items + 2), side) <= at + 1e-9


@props
@given(institutions())
def test_penalty_threshold_ignores_the_stakes(i):
    other = i.replace(strength=1.0, negativity=0.5, individualization=0.5)
    np.testing.assert_array_equal(stage.penalty_threshold(i), stage.penalty_threshold(other))


def test_penalty_threshold_at_the_edges():
    assert np.isnan(stage.penalty_threshold(Institution(attachment=1.0, concealment=0.3)))
    assert np.isnan(stage.penalty_threshold(Institution(monitoring=0)))
    assert np.isnan(stage.penalty_threshold(Institution(concealment=1)))
    assert stage.penalty_threshold(Institution(diffusion=0, concealment=0.5)) == 0
    assert stage.penalty_threshold(Institution(concealment=0)) == 0
    assert np.isnan(stage.penalty_threshold(Institution(executor=0, concealment=0.3), side=1))


@props
@given(institutions(), SIDES)
def test_breaking_penalty(i, side):
    """Below it the side stays, above it leaves; infinite where the threshold is not passed."""
    broken = stage.breaking_penalty(i, side)
    without = leaving_gain(i, side, 0.0)
    iota = threshold(i, side)
    assume(abs(without) > 1e-6 and abs(iota - i.individualization) > 1e-4)
    if without > 0:
        assert broken == 0
    elif i.individualization <= iota:
        assert broken == np.inf and leaving_gain(i, side, 1e6) < 0
    else:
        assume(broken < 1e6)
        assert leaving_gain(i, side, broken * 0.99) < 0 < leaving_gain(i, side, broken * 1.01)


def test_breaking_penalty_by_hand():
    """R = 2, iota = 1: X = (f1 - f2)(2 + P) - b f1 P - .1 with f1 = .425, f2 = .25."""
    i = Institution(strength=[2, 4, 8], negativity=[0, 0.5, 0.75], individualization=1, concealment=0.5)
    np.testing.assert_allclose(stage.breaking_penalty(i), (0.175 * 2 - 0.1) / (0.8 * 0.425 - 0.175))
    assert stage.breaking_penalty(Institution()) == np.inf
    assert stage.breaking_penalty(Institution(strength=0)) == 0


def test_tipping_point_by_hand():
    i = Institution(strength=4, negativity=0.9, individualization=1)
    x, y = 0.315 * 4 - 0.8 * 0.365 * 3.6 - 0.1, 0.135 * 4 - 0.8 * 0.365 * 3.6 - 0.1
    assert stage.tipping_point(i) == pytest.approx(y / (y - x))
    assert np.isnan(stage.tipping_point(Institution(negativity=0)))


@props
@given(institutions(), SIDES)
def test_tipping_point_leaves_a_side_indifferent(i, side):
    """Above it shielding pays in a stag hunt, below it in a chicken; elsewhere there is none."""
    share, name = stage.tipping_point(i, side), stage.game_class(i, side)
    assume((np.abs(stage.shield_advantage(i, side)) > 1e-6).all())
    assert np.isnan(share) == (name not in ("stag hunt", "chicken"))
    if not np.isnan(share):
        x, y = stage.shield_advantage(i, side)
        def gain(q):
            return q * x + (1 - q) * y
        assert 0 < share < 1 and gain(share) == pytest.approx(0, abs=1e-9)
        assert (gain(share + 0.01) > gain(share)) == (name == "stag hunt")


# Strength and direction, veto items, asymmetry -----------------------------------------------

@props
@given(institutions(**PLAIN), st.floats(1.1, 5))
def test_strength_sets_intensity_and_sign_direction(i, factor):
    """Stakes alone never change whether they are personal; for large ones that share decides."""
    shared, personal = stage.stakes(i)
    scaled = stage.stakes(i.replace(strength=i.strength * factor))
    np.testing.assert_allclose(scaled, np.multiply(factor, (shared, personal)))
    f0, f1, f2 = stage.findings(i)
    share = personal / (shared + personal)
    holds, turns = [(f - g) / (i.transferability * f1) for f, g in ((f1, f2), (f0, f1))]
    assume(min(abs(share - holds), abs(share - turns)) > 1e-3)
    pure = stage.pure_equilibria(i.replace(strength=1e8))
    assert pure[S, S] == (share < holds) and pure[D, D] == (share > turns)
    assert not pure[N, N]


def test_regimes_that_last_grow_firmer_with_strength():
    i = drawn(2000, 7)
    lasting = stage.pure_equilibria(i.replace(strength=1e7))[:, [S, D], [S, D]]
    stakes = i.strength * np.array([[1], [1.5], [3], [10]])
    growth = np.diff(stage.margins(i.replace(strength=stakes))[..., :2], axis=0)
    assert lasting.any(axis=0).all()
    assert (growth[:, lasting] > 0).all()


@props
@given(institutions(individualization=0.0))
def test_without_personal_responsibility_nobody_deflects_mutually(i):
    """At any stakes, sides, items or attachment: distancing moves nothing and costs k > 0."""
    assert not stage.pure_equilibria(i)[D, D]
    assert not stage.pure_equilibria(i.replace(strength=1e6, negativity=1.0))[D, D]


@props
@given(institutions(negativity=0.0, prize_passing=0.0))
def test_without_penalty_nobody_deflects_mutually(i):
    assert not stage.pure_equilibria(i.replace(strength=1e6))[D, D]


@props
@given(institutions(executor=0.0))
def test_pure_supervisor_has_no_blame_to_return(i):
    """At e = 0 the township can move nothing up, so the county saves k by not deflecting in return."""
    assert not stage.pure_equilibria(i)[D, D]
    assert stage.margins(i)[1] <= -i.deflect_cost + 1e-9


def second_shielder(i, items):
    found = stage.findings(i.replace(veto_items=items))
    return found[..., 1] - found[..., 2]


@props
@given(institutions())
def test_second_shielder_is_worth_most_at_n_star(i):
    """f1 - f2 rises with the veto items up to n* = ln(ln q1 / ln q2) / ln(q2 / q1), then falls.

    With q the chance that one item passes, with one shielder and with two.
    """
    q1, q2 = 1 - stage.findings(i.replace(veto_items=1.0))[1:]
    assume(q2 - q1 > 1e-3)
    peak = np.log(np.log(q1) / np.log(q2)) / np.log(q2 / q1)
    for low, high in ((peak * 0.5, peak * 0.9), (peak * 1.1, peak * 2)):
        assume(low >= 1 and second_shielder(i, np.array([low, high])).max() > 1e-9)
        before, after = second_shielder(i, np.array([low, high]))
        assert (after > before) == (high < peak)


@props
@given(institutions(veto_items=1.0))
def test_one_more_veto_item_binds_at_first(i):
    """At n = 1 the second shielder gains iff q2 ln q2 > q1 ln q1, so whenever f1 <= 1 - 1/e or c = 1."""
    f1, f2 = stage.findings(i)[1:]
    q1, q2 = 1 - f1, 1 - f2
    slope = q2 * np.log(q2) - q1 * np.log(q1)
    assume(abs(slope) > 1e-4)
    step = 1e-6
    assert (second_shielder(i, 1 + step) > second_shielder(i, 1)) == (slope > 0)
    if f1 <= 1 - np.exp(-1):
        assert slope > 0
    values = second_shielder(i.replace(concealment=1.0), np.arange(1, 12))
    assert (np.diff(values) >= 0).all() and values[1] > values[0]


@props
@given(institutions())
def test_silence_loses_its_value_as_veto_items_multiply(i):
    values = stage.silence_value(i.replace(veto_items=[1, 2, 4, 8, 16, 1e5]))
    assert (np.diff(values) <= 1e-12).all() and values[-1] < 1e-9
    f1, f2 = stage.findings(i)[1:]
    assert stage.silence_value(i) == pytest.approx(1 - f2 / f1)


def test_silence_value_at_the_edges():
    np.testing.assert_array_equal(stage.silence_value(Institution(concealment=[0, 1], veto_items=50)), [0, 1])
    assert stage.silence_value(Institution(monitoring=0)) == 0


@props
@given(institutions(), st.floats(0, 1))
def test_county_moves_more_blame_and_more_so_as_a_supervisor(i, share):
    county, township = stage.transferabilities(i)
    assert county - township == pytest.approx(1 - i.executor)
    assert 0 <= township <= i.transferability <= county <= 1
    supervisor = i.replace(executor=i.executor * share)
    gap = np.subtract(*stage.transferabilities(supervisor))
    assert gap >= county - township - 1e-12
    assert threshold(i, 0) <= threshold(i, 1)
    assert threshold(supervisor, 0) <= threshold(i, 0) + 1e-9 and threshold(supervisor, 1) >= threshold(i, 1) - 1e-9
    assert stage.stakes(i.replace(attachment=0.0), 0)[0] <= stage.stakes(i.replace(attachment=0.0), 1)[0]


@pytest.mark.parametrize("function", [stage.shield_advantage, stage.stakes, stage.game_class, stage.tipping_point,
                                      stage.penalty_threshold, stage.breaking_penalty])
@pytest.mark.parametrize("side", [2, -1, "county", None])
def test_side_is_checked(function, side):
    with pytest.raises(ValueError, match="side must be 0"):
        function(Institution(), side)


@pytest.mark.parametrize("i", [Institution(strength=0), Institution(monitoring=0), Institution(concealment=1),
                               Institution(attachment=1), Institution(executor=0), Institution(lone_concealment=1),
                               Institution(monitoring=1, concealment=0, veto_items=1e6)],
                         ids=["no stakes", "no monitoring", "all hidden", "one household", "no execution",
                              "alone as well", "all found"])
def test_edges_of_the_domain_give_numbers_without_warnings(i, recwarn):
    grid = i.replace(shield_cost=np.array([[0.1], [0.2]]), deflect_cost=np.array([0.1, 0.2, 0.3]))
    for inst, shape in ((i, ()), (grid, (2, 3))):
        assert np.isfinite(stage.payoffs(inst)).all() and stage.payoffs(inst).shape == shape + (2, 3, 3)
        assert stage.pure_equilibria(inst).shape == shape + (3, 3)
        assert stage.equilibria(inst).shape == shape + (19, 2, 3)
        assert stage.margins(inst).shape == stage.borders(inst, 1.0).shape[:-1] + (3,) == shape + (3,)
        for function in (stage.game_class, stage.tipping_point, stage.breaking_penalty, stage.penalty_threshold):
            assert np.shape(function(inst)) == shape
    assert not recwarn.list


# Prizes that pass through the unit ----------------------------------------------------------------

def test_prizes_that_pass_by_hand():
    """At the baseline with stakes of 12 the alliance's advantage is the same at every sign, and the number is the formula's."""
    i = Institution(strength=12, prize_passing=1, negativity=[0, 0.5, 1])
    felt = 0.9 * 0.25 + 0.1
    by_formula = (0.365 - 0.05) * 12 * felt - 0.8 * 0.365 * 0.1 * 12 - 0.1
    np.testing.assert_allclose(stage.shield_advantage(i)[:, 0], by_formula)
    assert by_formula == pytest.approx(0.778, abs=5e-4)


@props
@given(institutions(executor=1.0, prize_passing=1.0), st.floats(0, 1), SIDES)
def test_where_prizes_pass_the_sign_plays_no_part(i, negativity, side):
    other = i.replace(negativity=negativity)
    for mine, theirs in ((stage.shield_advantage(i, side), stage.shield_advantage(other, side)), (stage.margins(i), stage.margins(other))):
        np.testing.assert_allclose(mine, theirs, atol=1e-9)


def test_where_prizes_do_not_pass_it_does():
    """The same comparison at no passing: replacing prizes by penalties loosens the alliance, at every step."""
    advantage = stage.shield_advantage(Institution(negativity=np.linspace(0, 1, 21)))[:, 0]
    assert (np.diff(advantage) < -0.01).all()


@props
@given(institutions(executor=1.0))
def test_a_prize_that_passes_in_part_is_a_penalty_in_part(i):
    """Up to a constant the game is that without passing in which the share of penalties is 1-(1-sigma)(1-nu)."""
    as_penalty = i.replace(prize_passing=0.0, negativity=1 - (1 - i.prize_passing) * (1 - i.negativity))
    difference = stage.payoffs(i) - stage.payoffs(as_penalty)
    np.testing.assert_allclose(difference, difference[0, 0, 0], atol=1e-9)


def test_stakes_of_a_supervisor_whose_prizes_pass_are_nothing_one_by_one_at_full_attachment():
    i = Institution(executor=0.5, prize_passing=0.5, attachment=1.0)
    assert np.isnan(stage.stakes(i)).all() and not np.isnan(stage.stakes(i.replace(attachment=0.999))).any()
    assert not np.isnan(stage.stakes(i.replace(executor=1.0))).any()


# The unit of measurement plays no part -------------------------------------------------------------

def with_corners(size, seed):
    """Random institutions of which many levers stand at an end of their domain, so that ties are common."""
    rng = np.random.default_rng(seed)
    levers = {}
    for name, (low, high) in RANGES.items():
        ends = rng.choice([1.0, 2.0] if name == "veto_items" else [0.0, 1.0], size)
        levers[name] = np.where(rng.random(size) < 0.4, ends, rng.uniform(low, high, size))
    return Institution(**levers)


def in_units(i, unit):
    return i.replace(strength=i.strength * unit, shield_cost=i.shield_cost * unit, deflect_cost=i.deflect_cost * unit)


@pytest.mark.parametrize("unit", [1e-6, 1e-9, 1e-12, 1e9, 2.0**-40])
def test_the_unit_of_measurement_plays_no_part(unit):
    for i in (drawn(3000, 1), with_corners(20_000, 7)):
        scaled = in_units(i, unit)
        np.testing.assert_array_equal(stage.pure_equilibria(scaled), stage.pure_equilibria(i))
        few = Institution(**{name: value[2000:3000] for name, value in i.as_dict().items()})
        np.testing.assert_array_equal(np.isnan(stage.equilibria(in_units(few, unit))), np.isnan(stage.equilibria(few)))
        np.testing.assert_array_equal(np.sign(stage.margins(scaled)), np.sign(stage.margins(i)))
        for side in (0, 1):
            np.testing.assert_array_equal(stage.game_code(scaled, side), stage.game_code(i, side))
            np.testing.assert_array_equal(np.isnan(stage.tipping_point(scaled, side)), np.isnan(stage.tipping_point(i, side)))
            np.testing.assert_array_equal(stage.penalty_threshold(scaled, side), stage.penalty_threshold(i, side))
            np.testing.assert_allclose(stage.breaking_penalty(scaled, side) / unit, stage.breaking_penalty(i, side), rtol=1e-5, atol=1e-9)


def test_a_game_in_which_nothing_matters_has_no_mixed_equilibria_of_rounding():
    """Inspection finds whatever is not hidden and nothing is: all payoffs are equal but for the last digit."""
    i = Institution(strength=[1.0, 1e-9, 1e9], negativity=0.5250297666694808, individualization=0.6870576131333873, transferability=0.9706341614907839,
                    monitoring=1.0, concealment=0.0, lone_concealment=0.924606629099486, diffusion=0.17114046814080866, veto_items=7.849770038474815,
                    prize_passing=1.0, attachment=1.0, shield_cost=0.0, deflect_cost=0.0)
    there = ~np.isnan(stage.equilibria(i)).any(axis=(-1, -2))
    assert there[:, :9].all() and not there[:, 9:].any()


def test_each_side_s_ties_are_measured_by_its_own_stakes():
    """A county with a hundred-billionth of the reward and no costs still knows what it prefers."""
    i = Institution(executor=[0.5, 1e-11], negativity=0, shield_cost=0, deflect_cost=0)
    held = stage.pure_equilibria(i)
    assert held[0].sum() == 1 and held[0, S, S]
    np.testing.assert_array_equal(held[1], held[0])


@pytest.mark.parametrize("monitoring", [1e-3, 1e-9, 1e-12, 1e-100])
def test_the_threshold_does_not_depend_on_how_rarely_inspectors_look(monitoring):
    """With one veto item the findings' ratios are what counts."""
    i = Institution(concealment=[0.3, 0.5, 0.7], monitoring=monitoring)
    np.testing.assert_allclose(stage.penalty_threshold(i), stage.penalty_threshold(i.replace(monitoring=0.5)))


def test_rare_findings_with_many_items_lose_nothing_to_rounding():
    np.testing.assert_allclose(stage.findings(Institution(monitoring=1e-18, concealment=0, veto_items=1000)), 1e-15)
    np.testing.assert_allclose(stage.findings(Institution(monitoring=1.0, veto_items=3))[..., 0], 1)


def test_a_large_reward_does_not_blur_the_breaking_penalty():
    levers = {"concealment": 0.5, "individualization": 0.9, "negativity": 0.0}
    small, large = (stage.breaking_penalty(Institution(strength=s, **levers)) for s in (1e6, 1e14))
    assert large / 1e14 == pytest.approx(small / 1e6, rel=1e-6)


# Many games at a time -----------------------------------------------------------------------------

@pytest.mark.parametrize("function", [stage.pure_equilibria, stage.game_code, stage.game_class, stage.margins, stage.shield_advantage, stage.breaking_penalty])
@pytest.mark.parametrize("size", [stage._BLOCK + 1, stage._MANY + 77])
def test_blocks_change_nothing(function, size, monkeypatch):
    i = drawn(size, 3, strength=4.0)
    blocked = function(i)
    monkeypatch.setattr(stage, "_BLOCK", size)
    np.testing.assert_array_equal(blocked, function(i))


def test_blocks_of_a_grid_that_broadcasts():
    axis = np.linspace(0, 1, 97)
    i = Institution(negativity=axis[:, None], individualization=axis, concealment=np.linspace(0, 1, 3)[:, None, None])
    held = stage.pure_equilibria(i)
    assert held.shape == (3, 97, 97, 3, 3)
    one = Institution(negativity=axis[5], individualization=axis[90], concealment=0.5)
    np.testing.assert_array_equal(held[1, 5, 90], stage.pure_equilibria(one))


def test_without_threads_the_result_is_the_same(monkeypatch):
    i = drawn(stage._MANY + 1, 4)
    held = stage.pure_equilibria(i)
    monkeypatch.setattr(stage.sys, "platform", "emscripten")
    monkeypatch.setattr(stage, "ThreadPoolExecutor", None)
    np.testing.assert_array_equal(stage.pure_equilibria(i), held)


def test_a_machine_that_starts_no_more_threads_gives_the_same_result(monkeypatch):
    i = drawn(stage._MANY + 1, 4)
    held = stage.pure_equilibria(i)

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr(stage.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    np.testing.assert_array_equal(stage.pure_equilibria(i), held)


@pytest.mark.parametrize("error", [RuntimeError, ValueError])
def test_what_a_block_raises_is_raised(error):
    def fail(institution):
        raise error("in a block")

    with pytest.raises(error, match="in a block"):
        stage._in_blocks(fail, drawn(stage._MANY + 1, 4), (), float)


def test_equilibria_of_many_games_are_those_of_each_block():
    i = drawn(stage._BLOCK + 50, 8)
    last = Institution(**{name: value[-50:] for name, value in i.as_dict().items()})
    np.testing.assert_array_equal(stage.equilibria(i)[-50:], stage.equilibria(last))


def test_memory_does_not_grow_with_the_grid_beyond_the_result():
    """A million games whose levers are views of short arrays: what is allocated stays near the result's nine bytes a game."""
    axis = np.linspace(0, 1, 1000)
    i = Institution(negativity=axis[:, None], individualization=axis)
    tracemalloc.start()
    held = stage.pure_equilibria(i)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < held.nbytes + 20e6


# For reading --------------------------------------------------------------------------------------

def test_a_list_of_equilibria_to_read():
    found = stage.list_equilibria("strong negative")
    assert [str(one) for one in found[:2]] == ["county: shield; township: shield", "county: deflect; township: deflect"]
    assert [one.pure for one in found] == [True, True, False]
    assert [one.support for one in found[1:]] == [(("deflect",), ("deflect",)), (("shield", "deflect"), ("shield", "deflect"))]
    assert repr(found[:1]) == "[<county: shield; township: shield>]"
    i = drawn(1, 9)
    one = Institution(**{name: float(value[0]) for name, value in i.as_dict().items()})
    assert len(stage.list_equilibria(one)) == (~np.isnan(stage.equilibria(one)).any(axis=(-2, -1))).sum()
    with pytest.raises(ValueError, match=r"single one, got a grid of shape \(1,\)"):
        stage.list_equilibria(i)


def test_codes_and_names_of_classes_agree():
    i = drawn(500, 5)
    assert (np.array(stage.GAME_CLASSES)[stage.game_code(i)] == stage.game_class(i)).all()


@pytest.mark.parametrize("function", [stage.findings, stage.transferabilities, stage.material_payoffs, stage.payoffs, stage.pure_equilibria,
                                      stage.equilibria, stage.shield_advantage, stage.stakes, stage.game_class, stage.game_code,
                                      stage.tipping_point, stage.silence_value, stage.veto_peak, stage.penalty_threshold,
                                      stage.breaking_penalty, stage.margins])
def test_every_function_takes_the_name_of_a_preset(function):
    np.testing.assert_array_equal(function("now"), function(NOW))
    with pytest.raises(ValueError, match="preset's name"):
        function("nowhere")


# Now ----------------------------------------------------------------------------------------------

def test_now_deflect_is_dominant_while_attachment_is_not_strong():
    """Strictly better than both other actions, whatever the other side does: up to 0.75 on both sides, not at 0.8."""
    def lead(attachment):
        u = stage.payoffs(NOW.replace(attachment=attachment))
        return (u[..., D, :] - u[..., [S, N], :].max(axis=-2)).min(axis=(-2, -1))

    assert (lead(np.linspace(0, 0.75, 76)) > 0).all() and lead(0.8) < 0
