"""The turn: learning, the slow variable, hysteresis, the five conditions, finite populations."""

import itertools
import math

import numpy as np
import pytest

from xianxiang import stage, turn
from xianxiang.institution import CONDITIONS, NOW, THEN, Institution, between, switchboard, switched

S, D, N = stage.SHIELD, stage.DEFLECT, stage.ROUTINE
STILL = {"erosion": 0.0, "recovery": 0.0}


def constant(institution, rounds):
    """A path on which nothing changes."""
    return institution.replace(strength=np.full((rounds,) + (1,) * len(institution.shape), institution.strength))


# Choice --------------------------------------------------------------------------------------

def test_logit_by_hand():
    np.testing.assert_allclose(turn.logit([0, math.log(3), math.log(4)], 1), [1 / 8, 3 / 8, 4 / 8])
    odds = turn.logit([1, 1.5, 1], 0.5)
    assert odds[1] / odds[0] == pytest.approx(math.e) and odds[0] == odds[2]


def test_logit_tends_to_uniform_and_to_best_reply():
    values = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(turn.logit(values, 1e9), 1 / 3, atol=1e-8)
    np.testing.assert_allclose(turn.logit(values, 1e-6), turn.best_reply(values), atol=1e-8)
    np.testing.assert_allclose(turn.logit(values + 1e5, 0.3), turn.logit(values, 0.3), atol=1e-8)
    assert np.isfinite(turn.logit([1e6, -1e6, 0], 1e-3)).all()


def test_best_reply_shares_ties():
    np.testing.assert_array_equal(turn.best_reply([[1, 3, 2], [2, 2, 1]]), [[0, 1, 0], [0.5, 0.5, 0]])


# The path ------------------------------------------------------------------------------------

def test_era_path_by_hand():
    path, position = turn.era_path(before=2, ramp=2, hold=1)
    assert position.tolist() == [0, 0, 0.5, 1, 1, 0.5, 0, 0]
    assert path.shape == (8,) and path.veto_items.tolist() == [2, 2, 4, 6, 6, 4, 2, 2]
    path, position = turn.era_path(before=1, ramp=4, hold=2, back=False)
    assert position.tolist() == [0, 0.25, 0.5, 0.75, 1, 1, 1] and path.shape == (7,)


def test_era_path_of_a_batch():
    path, _ = turn.era_path(before=1, ramp=2, hold=1, start=THEN.replace(strength=[2.0, 4.0]))
    assert path.shape == (7, 2)
    assert path.strength[0].tolist() == [2, 4] and path.strength[2].tolist() == [4, 4]


@pytest.mark.parametrize("name", ["before", "ramp", "hold"])
@pytest.mark.parametrize("value", [0, -1, 2.0, True, None])
def test_era_path_rejects_lengths(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1, got"):
        turn.era_path(**{name: value})


# The mean field ------------------------------------------------------------------------------

def by_hand(path, rounds, shares, noise, revision, erosion, recovery):
    """The two equations of the module, number by number."""
    theta, history = path.attachment[0], []
    for t in range(rounds):
        now = Institution(**{name: np.broadcast_to(v, path.shape)[t] for name, v in path.as_dict().items()})
        u = stage.payoffs(now.replace(attachment=theta))
        revised = []
        for me in (0, 1):
            values = [sum(u[me, a, b] * shares[1 - me][b] for b in range(3)) for a in range(3)]
            weights = [math.exp(v / noise) for v in values]
            revised.append([(1 - revision) * shares[me][a] + revision * weights[a] / sum(weights) for a in range(3)])
        shares = revised
        blame = now.individualization * (shares[0][D] + shares[1][D]) / 2
        theta += -erosion * blame * theta + recovery * (1 - blame) * (now.attachment - theta)
        history.append((shares, theta))
    return [np.array(x) for x in zip(*history)]


def test_simulate_follows_its_two_equations():
    start = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])
    path, _ = turn.era_path(before=1, ramp=8, hold=4, end=NOW.replace(attachment=0.6))
    run = turn.simulate(path, noise=0.4, revision=0.3, erosion=0.2, recovery=0.05, start=start)
    shares, attachment = by_hand(path, path.shape[0], start, 0.4, 0.3, 0.2, 0.05)
    np.testing.assert_allclose(run.shares, shares, atol=1e-12)
    np.testing.assert_allclose(run.attachment, attachment, atol=1e-12)


def test_shares_sum_to_one_and_attachment_stays_in_bounds():
    rng = np.random.default_rng(1)
    start = rng.dirichlet(np.ones(3), size=(64, 2))
    first, last = (Institution(strength=rng.uniform(0, 8, 64), negativity=rng.uniform(size=64), veto_items=4,
                               individualization=rng.uniform(size=64), attachment=rng.uniform(size=64))
                   for _ in range(2))
    path, _ = turn.era_path(before=1, ramp=20, hold=20, start=first, end=last)
    for choice in (turn.logit, turn.best_reply):
        run = turn.simulate(path, noise=rng.uniform(0.05, 1, 64), revision=rng.uniform(0.01, 1, 64),
                            erosion=rng.uniform(size=64), recovery=rng.uniform(size=64), start=start, choice=choice)
        np.testing.assert_allclose(run.shares.sum(axis=-1), 1)
        assert run.shares.min() >= 0 and run.attachment.min() >= 0 and run.attachment.max() <= 1


def test_simulate_of_a_batch_equals_one_by_one():
    noise, erosion = np.array([0.1, 0.25, 0.6]), np.array([0.0, 0.1, 0.3])
    starts = THEN.replace(strength=[2.0, 4.0, 6.0])
    path, _ = turn.era_path(start=starts)
    batch = turn.simulate(path, noise=noise, erosion=erosion)
    assert batch.shares.shape == (130, 3, 2, 3) and batch.attachment.shape == (130, 3)
    for at, strength in enumerate(starts.strength):
        alone = turn.simulate(turn.era_path(start=THEN.replace(strength=strength))[0], noise=noise[at],
                              erosion=erosion[at])
        np.testing.assert_allclose(batch.shares[:, at], alone.shares, atol=1e-12)
        np.testing.assert_allclose(batch.attachment[:, at], alone.attachment, atol=1e-12)


def test_history_is_read_only():
    run = turn.simulate(turn.era_path(ramp=2, hold=2)[0])
    with pytest.raises(ValueError, match="read-only"):
        run.shares[0] = 0


def test_settle_rests_where_logit_reproduces_the_shares():
    i = between(THEN, NOW, np.linspace(0, 1, 6))
    rest = turn.settle(i, noise=0.3)
    np.testing.assert_allclose(rest, turn.settle(i, noise=0.3, rounds=301), atol=1e-6)
    values = np.einsum("...sab,...sb->...sa", stage.payoffs(i), rest[..., ::-1, :])
    np.testing.assert_allclose(turn.logit(values, 0.3), rest, atol=1e-5)
    np.testing.assert_allclose(turn.settle(between(THEN, NOW, 0.4), noise=[0.1, 0.3])[1], rest[2], atol=1e-9)


def test_settle_reaches_the_only_pure_equilibrium():
    for i, action in ((THEN, S), (NOW, D), (Institution(strength=0.3), N)):
        for start in (turn.ALL_SHIELD, turn.ALL_DEFLECT):
            rest = turn.settle(i, noise=0.02, start=start)
            assert (rest[:, action] > 0.99).all()
            np.testing.assert_allclose(turn.settle(i, start=start, choice=turn.best_reply)[:, action], 1)


@pytest.mark.parametrize("name, value, domain", [
    ("noise", 0, "positive"), ("noise", np.nan, "positive"), ("noise", np.inf, "positive"), ("noise", -1, "positive"),
    ("revision", 0, r"\(0, 1\]"), ("revision", 1.1, r"\(0, 1\]"), ("erosion", -0.1, r"\[0, 1\]"),
    ("erosion", np.nan, r"\[0, 1\]"), ("recovery", 2, r"\[0, 1\]"), ("attachment", 1.5, r"\[0, 1\]"),
    ("start", [1, 0, 0], "shares"), ("start", np.full((2, 3), 0.5), "shares"),
    ("start", np.full((2, 3), np.nan), "shares"),
    ("start", [[2, -1, 0], [1, 0, 0]], "shares"),
])
def test_rates_and_starts_are_checked(name, value, domain):
    path, _ = turn.era_path(ramp=2, hold=2)
    for run in (turn.simulate, lambda p, **kw: turn.agents(p, rng=0, **kw)):
        with pytest.raises(ValueError, match=f"{name} must be.*{domain}"):
            run(path, **{name: value})


def test_path_needs_rounds():
    for run in (turn.simulate, lambda p: turn.agents(p, rng=0)):
        with pytest.raises(ValueError, match="path must have a leading axis of rounds"):
            run(THEN)


# The slow variable ---------------------------------------------------------------------------

def test_attachment_erodes_at_full_blame_and_never_rises():
    """Everyone deflects, all of it personal: no recovery, although the natural level is higher."""
    path = constant(NOW.replace(individualization=1.0, attachment=0.9), 40)
    run = turn.simulate(path, start=turn.ALL_DEFLECT, attachment=0.3, choice=turn.best_reply)
    np.testing.assert_allclose(run.attachment, 0.3 * 0.9 ** np.arange(1, 41))


def test_attachment_holds_without_deflection_or_without_a_person():
    for i, start in ((THEN.replace(attachment=0.5), turn.ALL_SHIELD),
                     (NOW.replace(individualization=0.0, attachment=0.5), turn.ALL_DEFLECT)):
        run = turn.simulate(constant(i, 20), start=start, choice=turn.best_reply)
        np.testing.assert_allclose(run.attachment, 0.5)


def test_attachment_recovers_more_slowly_than_it_erodes():
    """Rounds to lose and to regain half of the natural level, at the default rates."""
    eroding = turn.simulate(constant(NOW.replace(individualization=1.0), 100), start=turn.ALL_DEFLECT,
                            choice=turn.best_reply).attachment
    recovering = turn.simulate(constant(THEN, 100), attachment=0.0, choice=turn.best_reply).attachment
    lost, regained = np.argmax(eroding < 0.15) + 1, np.argmax(recovering > 0.15) + 1
    assert (lost, regained) == (7, 35)


def test_trust_lags_behind_when_the_levers_are_turned_back():
    """Thirty rounds after the turn back the shares are as before, attachment is not yet."""
    run = turn.simulate(turn.era_path()[0])
    np.testing.assert_allclose(run.shares[-1], run.shares[0], atol=0.01)
    assert run.shares[69, :, S].max() < 0.1 < run.shares[0, :, S].min()
    assert run.attachment[69] < 0.05 < run.attachment[-1] < 0.25 < run.attachment[0]


# Hysteresis ----------------------------------------------------------------------------------

def majority(ramp, **settings):
    """Positions where shielding loses its majority on the way out and regains it on the way back."""
    path, position = turn.era_path(before=1, ramp=ramp, hold=100)
    shielding = turn.simulate(path, **settings).shares[..., S].mean(axis=-1) >= 0.5
    assert shielding[0] and not shielding[ramp] and shielding[-1]
    out = position[np.argmin(shielding)]
    back = position[len(position) - np.argmin(shielding[::-1])]
    return out, back


@pytest.mark.parametrize("rates", [{}, STILL], ids=["slow attachment", "fixed attachment"])
@pytest.mark.parametrize("rule", [{"noise": 0.05}, {"noise": 0.1}, {"noise": 0.25}, {"noise": 0.5},
                                  {"choice": turn.best_reply}], ids=lambda rule: str(rule.get("noise", "best reply")))
def test_hysteresis(rule, rates):
    """Collusion is lost late and regained later still: the way back is longer."""
    out, back = majority(200, **rule, **rates)
    assert out > back + 0.04


def test_erosion_widens_the_loop():
    for noise in (0.05, 0.1, 0.25, 0.5):
        slow, fixed = majority(200, noise=noise), majority(200, noise=noise, **STILL)
        assert slow[1] < fixed[1] - 0.04 and abs(slow[0] - fixed[0]) < 0.03


def test_two_regimes_coexist_only_where_choice_is_precise():
    """With attachment fixed, the interval of positions with two resting points closes as noise grows."""
    positions = between(THEN, NOW, np.linspace(0, 1, 201))
    widths = []
    for noise in (0.05, 0.1, 0.2, 0.5):
        rests = [turn.settle(positions, noise, start, rounds=2000) for start in (turn.ALL_SHIELD, turn.ALL_DEFLECT)]
        widths.append((np.abs(rests[0] - rests[1]).max(axis=(-1, -2)) > 0.05).mean())
    assert 0.15 < widths[0] and widths[0] > widths[1] > widths[2] > 0 == widths[3]


def test_pure_equilibria_overlap_along_the_path():
    """(S,S) up to .625, (D,D) from .36: between them history decides."""
    position = np.linspace(0, 1, 1001)
    pure = stage.pure_equilibria(between(THEN, NOW, position))
    shield, deflect = pure[:, S, S], pure[:, D, D]
    assert shield[0] and deflect[-1] and not shield[-1] and not deflect[0]
    assert (np.diff(shield.astype(int)) <= 0).all() and (np.diff(deflect.astype(int)) >= 0).all()
    assert position[shield].max() == pytest.approx(0.627, abs=0.002)
    assert position[deflect].min() == pytest.approx(0.356, abs=0.006)


def test_loop_of_noisy_choice_is_lag_alone():
    """With fixed attachment the gap between way out and way back vanishes on slow ramps if noise is
    large, and does not if it is small."""
    def gap(noise, ramp):
        path, _ = turn.era_path(before=1, ramp=ramp, hold=100)
        share = turn.simulate(path, noise=noise, revision=1.0, **STILL).shares[..., S].mean(axis=-1)
        out, back = share[:ramp + 1], share[ramp + 100:2 * ramp + 101][::-1]
        return np.abs(out - back).max()
    assert gap(1.0, 30) > 5 * gap(1.0, 300) and gap(1.0, 300) < 0.01
    assert gap(0.5, 1000) < 0.05 < 0.9 < gap(0.1, 1000)


# The five conditions -------------------------------------------------------------------------

@pytest.fixture(scope="module")
def board():
    """Every combination of conditions: which are on, pure equilibria, rest under default noise."""
    i = switchboard()
    on = dict(zip(CONDITIONS, np.indices((2,) * 5).astype(bool)))
    return on, stage.pure_equilibria(i), turn.settle(i)


def test_no_condition_alone_breaks_collusion():
    for name in CONDITIONS:
        assert stage.pure_equilibria(switched(name))[S, S]
        assert (turn.settle(switched(name))[:, S] > 0.8).all()


def test_all_five_conditions_break_collusion():
    assert np.argwhere(stage.pure_equilibria(NOW)).tolist() == [[D, D]]
    assert np.argwhere(stage.pure_equilibria(THEN)).tolist() == [[S, S]]
    rest = turn.settle(NOW)
    assert (rest[:, S] < 0.05).all() and (rest[:, D] > 0.8).all()


def test_which_pairs_of_conditions_break_collusion():
    """As an equilibrium only closer inspection with vetoes, into routine; in noisy choice also
    closer inspection with penalties."""
    pairs = list(itertools.combinations(CONDITIONS, 2))
    lost = [pair for pair in pairs if not stage.pure_equilibria(switched(*pair))[S, S]]
    minority = [pair for pair in pairs if (turn.settle(switched(*pair))[:, S] < 0.5).any()]
    assert lost == [("apparatus", "vetoes")]
    assert minority == [("apparatus", "penalty"), ("apparatus", "vetoes")]
    assert np.argwhere(stage.pure_equilibria(switched("apparatus", "vetoes"))).tolist() == [[N, N]]


def test_collusion_ends_with_inspection_and_vetoes_or_personal_penalties(board):
    on, pure, _ = board
    expected = on["apparatus"] & (on["vetoes"] | on["person"] & on["penalty"])
    np.testing.assert_array_equal(~pure[..., S, S], expected)


def test_blame_shifting_needs_inspection_person_and_penalty(board):
    """These three of the five make (D,D) the only equilibrium and the resting point; the county as
    supervisor and the vetoes are neither needed nor enough."""
    on, pure, rest = board
    three = on["apparatus"] & on["person"] & on["penalty"]
    np.testing.assert_array_equal(pure[..., D, D] & (pure.sum(axis=(-1, -2)) == 1), three)
    np.testing.assert_array_equal((rest[..., D] > 0.5).all(axis=-1), three)


def test_supervision_loosens_both_regimes():
    """As the county turns supervisor, the alliance and mutual deflection both hold less firmly; with
    person and penalty alone that ends mutual deflection (claims 24-26 need the other conditions)."""
    executor = np.linspace(1, 0, 11)
    for i in (NOW, switched("person", "penalty")):
        assert (np.diff(stage.margins(i.replace(executor=executor))[:, [S, D]], axis=0) < 0).all()
    assert stage.pure_equilibria(switched("person", "penalty"))[D, D]
    assert not stage.pure_equilibria(switched("person", "penalty", "supervisor"))[D, D]


def test_mutual_deflection_needs_person_and_penalty(board):
    on, pure, _ = board
    assert not (pure[..., D, D] & ~(on["person"] & on["penalty"])).any()


# Finite populations --------------------------------------------------------------------------

PATH = turn.era_path(before=2, ramp=15, hold=10)[0]


def test_agents_repeat_with_a_seed_and_differ_without():
    def run(rng):
        return turn.agents(PATH, 50, 300, start=np.full((2, 3), 1 / 3), rng=rng)
    first, again, other = run(1), run(1), run(2)
    np.testing.assert_array_equal(first.shares, again.shares)
    np.testing.assert_array_equal(first.attachment, again.attachment)
    assert (first.shares != other.shares).any()
    generator = np.random.default_rng(1)
    np.testing.assert_array_equal(first.shares, run(generator).shares)
    assert (first.shares != run(generator).shares).any()


def test_agents_are_whole():
    run = turn.agents(PATH, 7, 30, rng=0)
    heads = run.shares * np.array([[7], [30]])
    np.testing.assert_allclose(heads, heads.round(), atol=1e-9)
    np.testing.assert_allclose(run.shares.sum(axis=-1), 1)
    assert set(np.unique(turn.agents(PATH, 1, 1, rng=0).shares)) == {0, 1}


def test_agents_revise_at_their_rate():
    """All start at Routine where Deflect is the best reply to anything: r of them leave in a round."""
    i = constant(NOW.replace(strength=50.0, deflect_cost=0.0, shield_cost=40.0), 1)
    start = np.eye(3)[[N, N]]
    run = turn.agents(i, 40_000, 40_000, noise=0.01, revision=0.3, start=start, rng=3)
    np.testing.assert_allclose(run.shares[0], [[0, 0.3, 0.7]] * 2, atol=0.01)


def test_agents_tend_to_the_mean_field_as_one_over_root_n():
    """A hundred times the agents, about a tenth of the error, over 24 histories each."""
    mean = turn.simulate(PATH)
    errors = []
    for size in (200, 20_000):
        runs = turn.agents(PATH, np.full(24, size), np.full(24, size), rng=5)
        assert runs.shares.shape == (52, 24, 2, 3)
        errors.append(np.sqrt(np.mean((runs.shares - mean.shares[:, None]) ** 2)))
    assert 7 < errors[0] / errors[1] < 14


def test_agents_at_country_scale_follow_the_mean_field():
    path, _ = turn.era_path()
    run, mean = turn.agents(path, rng=11), turn.simulate(path)
    assert np.abs(run.shares - mean.shares)[:, 1].max() < 0.02
    assert np.abs(run.shares - mean.shares)[:, 0].max() < 0.06
    assert np.abs(run.attachment - mean.attachment).max() < 0.005


def test_agents_of_a_batch_follow_their_own_institution():
    noise = np.array([0.1, 0.5])
    path, _ = turn.era_path(ramp=10, hold=5, start=THEN.replace(strength=[[3.0], [5.0]]))
    run, mean = turn.agents(path, 40_000, 40_000, noise=noise, rng=2), turn.simulate(path, noise=noise)
    assert run.shares.shape == mean.shares.shape == (40, 2, 2, 2, 3)
    assert np.abs(run.shares - mean.shares).max() < 0.03


@pytest.mark.parametrize("changes, message", [
    ({"counties": 0}, "counties must be whole numbers of at least 1"),
    ({"townships": 1.5}, "townships must be whole numbers"), ({"townships": True}, "townships must be whole numbers"),
    ({"counties": [5, -1]}, "counties must be whole numbers"), ({"rng": None}, "rng must be"),
])
def test_agents_reject(changes, message):
    with pytest.raises(ValueError, match=message):
        turn.agents(PATH, **{"rng": 0} | changes)
