"""The inspector's view, held to the definition: payoffs written out apart, favours searched for, bargains maximized, chains asked one by one."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from truths import own
from truths.own import D, N, S

from xianxiang import inspector, ledger, stage
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import inspector as certified
from xianxiang.institution import NOW, THEN, Institution

HALF = Institution(strength=4, negativity=0.5, individualization=0.5, executor=0.5)
"""The chapter's setting: half of the stakes are penalties, half of them personal, and the county is half a supervisor."""

FREE, PRICED, BROKEN = range(3)
LETTERS = {"strength": "s", "negativity": "nu", "individualization": "iota", "transferability": "b", "monitoring": "m", "concealment": "c",
           "lone_concealment": "lam", "diffusion": "d", "executor": "e", "veto_items": "n", "prize_passing": "sigma", "attachment": "theta",
           "shield_cost": "g", "deflect_cost": "k"}  # fmt: skip


steady = settings(deadline=None)  # how long an example takes says more about the machine than about the model


def shares(low=0.0, high=1.0):
    return st.floats(low, high, allow_subnormal=False).map(lambda x: round(x, 6))


def amounts(high=10.0):
    return shares(0.0, high)


@st.composite
def institutions(draw, **fixed):
    levers = {name: draw(shares()) for name in ("negativity", "individualization", "transferability", "monitoring", "concealment",
                                               "lone_concealment", "diffusion", "executor", "prize_passing", "attachment")}
    levers |= {"strength": draw(amounts()), "shield_cost": draw(shares()), "deflect_cost": draw(shares()), "veto_items": draw(st.integers(1, 6))}
    return Institution(**levers | fixed)


# The situation written out once more ---------------------------------------------------------------


def letters(institution):
    """The levers under the names of the text."""
    return {letter: getattr(institution, name) for name, letter in LETTERS.items()}


def worlds(institution, reward, audit):
    """What both sides get for themselves without a problem, with one hidden, with one told; from the core game's cells."""
    L = letters(institution)
    hidden = 1 - (1 - L["m"] * (1 - L["c"])) ** L["n"]
    surely = L | {"m": 1.0, "c": 0.0, "n": 1}
    silent = L | {"m": 1 - (1 - hidden) * (1 - audit), "c": 0.0, "n": 1}
    never = L | {"m": 0.0}
    return (np.array([own.material(0, N, N, never), own.material(1, N, N, never)]),
            np.array([own.material(0, S, S, silent), own.material(1, S, S, silent)]),
            np.array([own.material(0, D, S, surely) + reward, own.material(1, S, D, surely)]))


def attached(pair, theta):
    """Payoffs with the weight on the other's."""
    return pair + theta * pair[::-1]


def searched(institution, reward, audit, transfer, points=20001):
    """The favours on a fine grid that both sides prefer to telling, from none to more than the township could ever want to give."""
    _, silent, told = worlds(institution, reward, audit)
    theta = institution.attachment
    given = np.linspace(0, 4 * np.abs(told - silent).sum() + 1, points)
    with_favour = np.stack([attached(silent + t * np.array([transfer, -1.0]), theta) for t in given[[0, -1]]])
    line = with_favour[0] + (with_favour[1] - with_favour[0]) * (given / given[-1])[:, None]  # payoffs are linear in the favour
    return given[(line >= attached(told, theta) - 1e-9).all(axis=-1)]


def random_cases(count, seed=1, **fixed):
    """Settings of all levers and of the chapter's own parameters."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        levers = dict(zip(("negativity", "individualization", "transferability", "monitoring", "concealment", "lone_concealment", "diffusion",
                           "executor", "prize_passing", "attachment", "shield_cost", "deflect_cost"), rng.random(12).round(3)))
        i = Institution(**levers | {"strength": 8 * rng.random(), "veto_items": rng.integers(1, 5)} | fixed)
        yield i, 5 * rng.random(), rng.choice([0.0, rng.random()]), rng.choice([0.0, 1.0, rng.random()]), rng.choice([0.0, 1.0, rng.random()])


def clear_of(value, *borders, by=1e-3):
    return all(abs(value - border) > by for border in borders)


# By hand ------------------------------------------------------------------------------------------


HAND = Institution(strength=4, negativity=0.5, individualization=1, diffusion=0, transferability=0.5, concealment=1, lone_concealment=0, executor=1,
                   shield_cost=0.25, deflect_cost=0.25)


def test_by_hand():
    tau = np.linspace(0, 1, 5)
    np.testing.assert_allclose(inspector.report_thresholds(HAND, transfer=tau)[:, 1], 3 + 5 * tau)
    np.testing.assert_allclose(inspector.report_thresholds(HAND, audit=0.5, transfer=tau)[:, 1], 1 + 3 * tau)
    # 4 at stake for either, 1 of the personal 2 moved: without a reward the county loses 4 - 1, the township 4 + 1
    np.testing.assert_allclose(inspector.telling(HAND), [-3, 5])
    # found out half the time: 2 at stake in the problem for the township, 5 - its favour of 4 - if the county sets the price
    np.testing.assert_allclose(inspector.prevention(HAND, 2, audit=0.5, transfer=0.5), [2 + 0.25 - 1.5, 2 + 0.25 + 3])
    np.testing.assert_allclose(inspector.favour(HAND, 2, audit=0.5, transfer=0.5, share=[0, 0.5, 1]), [2, 2.5, 3])


def test_by_hand_with_a_mere_supervisor_and_prizes_only():
    watcher = HAND.replace(executor=0, negativity=0)
    np.testing.assert_allclose(inspector.report_thresholds(watcher, audit=[0, 0.5])[:, 1], [2, 1])


def test_the_chapters_setting():
    np.testing.assert_allclose(inspector.report_thresholds(HALF), [1.1375, 3.13125, 2.1375, 4.13125])
    np.testing.assert_allclose(inspector.prevention(HALF, [0, 1.1374, 1.1376, 3.1312, 3.1313, 6]).round(2),
                               [[0.46, 0.51], [0.46, 0.51], [-1.53, 4.5], [-1.53, 4.5], [-1.53, 4.5], [-4.4, 4.5]])  # fmt: skip


def test_the_chain_by_hand():
    """A prize of 4 and a county that gets half of it; below it the township and the village, above it the city with a quarter."""
    prizes = Institution(strength=4, negativity=0, executor=0.5, concealment=1, shield_cost=0.3, deflect_cost=0.3)
    np.testing.assert_allclose(inspector.chain_price(prizes, [2, 3, 4], transfer=[[0], [0.5], [1]]), [[4, 2, 1], [6, 6, 6], [8, 10, 11]])


def test_where_penalties_loosen():
    """At nine tenths on the person, by how much two can hide; 0.9 of it needs more than any favour that passes."""
    found = inspector.breaking_transfer(Institution(individualization=0.9, concealment=[0.9, 0.7, 0.5, 0.3]))
    np.testing.assert_allclose(found, [np.nan, 0.113, 0.308, 0.543], atol=5e-4)


# By search and by maximizing ----------------------------------------------------------------------


def test_gain_and_loss_are_those_of_the_core_game():
    for i, reward, audit, *_ in random_cases(300):
        _, silent, told = worlds(i, reward, audit)
        np.testing.assert_allclose(inspector.telling(i, reward, audit), (told - silent) * [1, -1], atol=1e-9)


def test_a_favour_keeps_the_county_where_one_is_found_on_a_fine_grid():
    """The three zones, with favours of every size tried at every setting."""
    zones = set()
    for i, reward, audit, transfer, _ in random_cases(600, seed=2):
        free, broken = inspector.report_thresholds(i, audit, transfer)[:2]
        if not clear_of(reward, free, broken, by=2e-2):
            continue
        favours = searched(i, reward, audit, transfer)
        zone = FREE if favours.size and favours[0] == 0 else PRICED if favours.size else BROKEN
        assert inspector.silence(i, reward, audit, transfer) == zone, (i, reward, audit, transfer)
        assert zone == (FREE if reward < free else PRICED if reward < broken else BROKEN)
        zones.add(int(zone))
    assert zones == {FREE, PRICED, BROKEN}


def test_no_favour_is_found_that_attachment_outweighs():
    """Where less of a favour arrives than attachment already counts, paying drives the county away."""
    for i, reward, audit, transfer, _ in random_cases(300, seed=3):
        if transfer < i.attachment:
            favours = searched(i, reward, audit, transfer)
            assert favours.size == 0 or favours[0] == 0
            assert inspector.favour(i, reward, audit, transfer) == 0


def test_the_bargain_is_the_one_that_maximizes_what_nash_says():
    checked = 0
    for i, reward, audit, transfer, share in random_cases(CASES["bargains"], seed=4):
        free, broken = inspector.report_thresholds(i, audit, transfer)[:2]
        if not free + 0.05 < reward < broken - 0.05:
            continue
        _, silent, told = worlds(i, reward, audit)
        favours = np.linspace(*searched(i, reward, audit, transfer)[[0, -1]], 40001)
        line = silent + favours[:, None] * np.array([transfer, -1.0])
        gains = np.maximum(line + i.attachment * line[:, ::-1] - attached(told, i.attachment), 1e-300)
        best = favours[np.argmax((np.log(gains) * [share, 1 - share]).sum(axis=-1))]
        assert inspector.favour(i, reward, audit, transfer, share) == pytest.approx(best, abs=2e-2 * (1 + best))
        checked += 1
    assert checked > 40


def test_stakes_in_prevention_by_playing_it_out():
    """Without a problem, with one hidden under the best favour, with one told."""
    for i, reward, audit, transfer, share in random_cases(500, seed=5):
        none, silent, told = worlds(i, reward, audit)
        free, broken = inspector.report_thresholds(i, audit, transfer)[:2]
        favour = inspector.favour(i, reward, audit, transfer, share)
        outcome = told if reward > broken else silent + favour * np.array([transfer, -1])
        stakes = attached(none, i.attachment) - attached(outcome, i.attachment)
        np.testing.assert_allclose(inspector.prevention(i, reward, audit, transfer, share), stakes, atol=1e-8)


def honest(institution, reward, audit, transfer, recognition, cost):
    """The zone of an honest error, by search: an inspector who knows it for one punishes nobody and fines the county."""
    _, silent, told = worlds(institution, reward, audit)
    told = recognition * (silent - [cost, 0]) + (1 - recognition) * told
    theta = institution.attachment
    given = np.linspace(0, 4 * np.abs(told - silent).sum() + 1, 20001)
    line = attached(silent, theta) + given[:, None] * np.array([transfer - theta, theta * transfer - 1])
    both = (line >= attached(told, theta) - 1e-9).all(axis=-1)
    return FREE if both[0] else PRICED if both.any() else BROKEN


def test_an_honest_error_by_search():
    zones = set()
    for n, (i, reward, audit, transfer, recognition) in enumerate(random_cases(500, seed=6)):
        cost = 0.2 + n % 5
        *_, free, broken = inspector.report_thresholds(i, audit, transfer, recognition, cost)
        if clear_of(reward, free, broken, by=0.1):
            zone = honest(i, reward, audit, transfer, recognition, cost)
            assert inspector.silence(i, reward, audit, transfer, recognition, cost) == zone
            zones.add(zone)
    assert zones == {FREE, PRICED, BROKEN}


def teller(i, reward, levels, audit, transfer):
    """Which level of a chain, from the top, tells although all the others give what they would lose; None if none does."""
    share = [i.executor ** max(0, levels - 2 - j) for j in range(levels)]
    felt = (1 - i.individualization) * i.diffusion + i.individualization
    reward_of = [i.strength * (1 - i.negativity) * e for e in share]
    stakes = [(1 - i.prize_passing) * r + i.prize_passing * r * felt + i.strength * i.negativity * felt for r in reward_of]
    personal = [i.individualization * (i.strength * i.negativity + i.prize_passing * r) for r in reward_of]
    found = 1 - (1 - i.monitoring * (1 - i.concealment)) ** i.veto_items * (1 - audit)
    for j in range(levels):
        moved = (1 - share[j] * (1 - i.transferability)) * personal[j]
        silent = -found * stakes[j] - i.shield_cost
        told = -stakes[j] + moved + reward - i.deflect_cost
        purse = sum((1 - found) * stakes[other] + moved / (levels - 1) for other in range(levels) if other != j)
        if told > silent + transfer * purse:
            return j
    return None


def test_a_chain_asked_level_by_level():
    """Just below the price nobody tells, just above it somebody does: the top, where no prize passes through the unit."""
    for n, (i, _, audit, transfer, _) in enumerate(random_cases(CASES["chains"], seed=7)):
        i = i.replace(prize_passing=0) if n % 2 else i
        levels = 2 + n % 4
        price = inspector.chain_price(i, levels, audit, transfer)
        assert teller(i, price - 1e-6, levels, audit, transfer) is None
        first = teller(i, price + 1e-6, levels, audit, transfer)
        assert first is not None and (i.prize_passing > 0 or first == 0)


def test_two_levels_that_execute_are_the_pair():
    for i, _, audit, transfer, _ in random_cases(100, seed=8, executor=1, attachment=0):
        assert inspector.chain_price(i, 2, audit, transfer) == pytest.approx(inspector.report_thresholds(i, audit, transfer)[1], abs=1e-9)


def test_favours_in_the_core_game_by_search():
    """Bought attachment: a favour keeps the county from deflecting where attachment of the same size would."""
    kept = set()
    for i, _, _, transfer, _ in random_cases(600, seed=9):
        u = stage.material_payoffs(i)
        silent, left = np.array([u[0, S, S], u[1, S, S]]), np.array([u[0, D, S], u[1, S, D]])
        given, theta = np.linspace(0, 4 * np.abs(left - silent).sum() + 1, 20001), i.attachment
        line = attached(silent, theta) + given[:, None] * np.array([transfer - theta, theta * transfer - 1])
        found = (line >= attached(left, theta) - 1e-9).all(axis=-1).any()
        bought = i.replace(attachment=inspector.effective_attachment(i, transfer))
        advantage = stage.shield_advantage(bought)[0]
        if abs(advantage) > 2e-2:
            assert found == (advantage > 0)
            kept.add(bool(found))
    assert kept == {True, False}


# Properties ---------------------------------------------------------------------------------------


@steady
@given(institutions(), shares(), shares(), shares(), st.floats(0.1, 5))
def test_thresholds_stand_in_order(i, audit, transfer, recognition, cost):
    free, broken, error_free, error_broken = inspector.report_thresholds(i, audit, transfer, recognition, cost)
    assert free <= broken <= error_broken and free <= error_free <= error_broken
    later = recognition * cost / (1 - recognition) if recognition < 1 else np.inf
    assert error_free == pytest.approx(free + later, abs=1e-9) and error_broken == pytest.approx(broken + later, abs=1e-9)


@steady
@given(institutions(), shares(), shares(), shares())
def test_the_pair_is_firmer_the_more_arrives_and_the_less_is_audited(i, audit, one, two):
    low, high = sorted((one, two))
    assert inspector.report_thresholds(i, audit, low)[1] <= inspector.report_thresholds(i, audit, high)[1] + 1e-9
    assert inspector.report_thresholds(i, high, audit)[1] <= inspector.report_thresholds(i, low, audit)[1] + 1e-9
    np.testing.assert_array_less(inspector.report_thresholds(i, high, audit)[:2] - 1e-9, inspector.report_thresholds(i, low, audit)[:2])


@steady
@given(institutions(), shares(), shares(), st.floats(0.01, 100))
def test_at_equal_costs_the_price_of_a_report_is_proportional_to_the_stakes(i, audit, transfer, factor):
    i = i.replace(deflect_cost=i.shield_cost)
    more = i.replace(strength=i.strength * factor)
    np.testing.assert_allclose(inspector.report_thresholds(more, audit, transfer)[:2], factor * inspector.report_thresholds(i, audit, transfer)[:2], atol=1e-7)


def with_penalty(i, penalty):
    """The institution with this penalty and the same prize."""
    stakes = i.reward + penalty
    return i.replace(strength=stakes, negativity=penalty / stakes if stakes else 0.0)


def personal(i):
    """Share of what is felt of a sanction that is the person's own."""
    felt = (1 - i.individualization) * i.diffusion + i.individualization
    return i.individualization / felt if felt else 0.0


@steady
@given(institutions(), shares(), shares(), st.floats(0.1, 5))
def test_a_penalty_raises_the_bribe_and_the_price_of_a_report_only_below_the_threshold(i, audit, transfer, more):
    low, high = with_penalty(i, 1.0), with_penalty(i, 1.0 + more)
    assert inspector.telling(high, 0, audit)[1] >= inspector.telling(low, 0, audit)[1] - 1e-9
    felt = (1 - i.individualization) * i.diffusion + i.individualization
    bought = max(transfer, i.attachment)
    escape = (1 - stage.findings(i)[2]) * (1 - audit)
    moved = 1 - i.executor * (1 - i.transferability)
    margin = moved * personal(i) * (1 - bought) - escape * (1 + bought)
    rise = inspector.report_thresholds(high, audit, transfer)[1] - inspector.report_thresholds(low, audit, transfer)[1]
    assume(abs(margin) * felt > 1e-6)
    assert (rise > 0) == (margin < 0)


@steady
@given(institutions(), shares())
def test_penalties_loosen_the_alliance_exactly_below_the_breaking_transfer(i, transfer):
    """In the core game, favours counted as the attachment that they replace."""
    i = i.replace(attachment=0.0)
    threshold = inspector.breaking_transfer(i)
    assert np.isnan(threshold) or 0 < threshold <= 1
    bought = i.replace(attachment=inspector.effective_attachment(i, transfer))
    rise = stage.shield_advantage(with_penalty(bought, 2.0))[0] - stage.shield_advantage(with_penalty(bought, 1.0))[0]
    assume(abs(rise) > 1e-7)
    assert (rise < 0) == (not np.isnan(threshold) and transfer < threshold)


@steady
@given(institutions(), shares(), shares(0, 0.99))
def test_it_is_the_core_threshold_turned_round(i, transfer, iota):
    """More personal than the core game's threshold, at the attachment that favours amount to: then the transfer is below the breaking one."""
    i = i.replace(attachment=0.0, individualization=iota)
    core = stage.penalty_threshold(i.replace(attachment=transfer))
    assume(np.isnan(core) or abs(core - iota) > 1e-6)
    mine = inspector.breaking_transfer(i)
    assume(not abs(mine - transfer) < 1e-6)
    felt_or_found = stage.findings(i)[1] * ((1 - iota) * i.diffusion + iota)
    assume(felt_or_found > 1e-6)
    assert (iota > core) == (transfer < mine)  # NaN on either side: never


@steady
@given(institutions(), shares(), shares(), shares())
def test_nothing_jumps_where_silence_breaks_and_much_where_it_gets_a_price(i, audit, transfer, share):
    """Where more of a favour arrives than attachment counts. At the threshold itself the pair is silent."""
    free, broken = inspector.report_thresholds(i, audit, transfer)[:2]
    gain, loss = inspector.telling(i, 0, audit)
    assume(transfer > i.attachment + 1e-3 and loss > 1e-3)
    steepest = 1 / (transfer - i.attachment)  # how fast the township's stake climbs where it sets the price

    def jump(threshold, step=1e-6):
        return np.diff(inspector.prevention(i, [threshold - step, threshold + step], audit, transfer, share), axis=0)[0]

    if broken > 1e-6:
        np.testing.assert_allclose(jump(broken, min(1e-6, 2e-5 / steepest)), 0, atol=1e-4)
    if free > 1e-6:
        theta = i.attachment
        favour = share * loss * (1 - theta**2) / (1 - theta * transfer)
        np.testing.assert_allclose(jump(free), favour * np.array([theta - transfer, 1 - theta * transfer]), atol=1e-3)


@steady
@given(institutions(attachment=0.0), shares(), shares(), shares(), amounts(), amounts())
def test_beyond_the_break_a_larger_reward_only_lowers_the_countys_stake(i, audit, transfer, share, reward, more):
    reward += max(0, inspector.report_thresholds(i, audit, transfer)[1]) + 1e-6
    low, high = inspector.prevention(i, [reward, reward + more], audit, transfer, share)
    np.testing.assert_allclose(high - low, [-more, 0], atol=1e-7)


@steady
@given(institutions(), shares(), shares(), shares(), amounts(), shares(0, 0.2))
def test_what_a_closer_watch_adds(i, audit, transfer, share, reward, more):
    """Within a zone: to both stakes where silence is free, nothing to the township's where the county sets the price or tells."""
    i = i.replace(attachment=0.0)
    closer = min(1.0, audit + more)
    zones = inspector.silence(i, reward, [audit, closer], transfer)
    assume(zones[0] == zones[1])
    rise = np.subtract(*inspector.prevention(i, reward, [closer, audit], transfer, 1.0))
    assert rise[0] >= -1e-8
    if zones[0] == FREE:
        assert rise[1] >= -1e-8
    else:
        assert rise[1] == pytest.approx(0, abs=1e-8)
    assert np.subtract(*inspector.prevention(i, reward, [closer, audit], transfer, share))[1] >= -1e-8


@steady
@given(institutions(attachment=0.0), shares(), shares(), shares(), amounts())
def test_zones_come_in_order_of_the_reward(i, audit, transfer, recognition, reward):
    zones = inspector.silence(i, np.linspace(0, reward, 9), audit, transfer, recognition)
    assert (np.diff(zones) >= 0).all()
    assert (zones <= inspector.silence(i, np.linspace(0, reward, 9), audit, transfer)).all()  # an error is told no earlier than a problem


@steady
@given(institutions(), shares(), shares(), shares(0, 0.95), st.floats(0.1, 5))
def test_when_a_reward_brings_out_problems_and_spares_honest_errors(i, audit, transfer, recognition, cost):
    """The window: errors cost nothing while problems are told. It needs a margin, and that errors are not raised for no reward at all."""
    free, broken, error_free, _ = inspector.report_thresholds(i, audit, transfer, recognition, cost)
    bribe, later = broken - free, recognition * cost / (1 - recognition)
    assume(abs(bribe - later) > 1e-6 and abs(error_free) > 1e-6)
    rewards = np.concatenate([np.linspace(0, 40, 401), np.clip([broken + 1e-7, error_free - 1e-7, (broken + error_free) / 2], 0, None)])
    good = (inspector.silence(i, rewards, audit, transfer) == BROKEN) & (inspector.silence(i, rewards, audit, transfer, recognition, cost) == FREE)
    assert good.any() == (later > bribe and error_free >= 0)


@steady
@given(institutions(prize_passing=0.0), st.integers(2, 6), shares(), shares())
def test_when_one_more_level_makes_a_chain_firmer(i, levels, audit, transfer):
    """A purse and a weak link."""
    e, b = i.executor, i.transferability
    felt = (1 - i.individualization) * i.diffusion + i.individualization
    escape = (1 - stage.findings(i)[2]) * (1 - audit)
    purse = transfer * escape * (e ** (levels - 1) * i.reward + i.penalty * felt)
    link = (1 - transfer) * e ** (levels - 2) * (1 - e) * (escape * i.reward + (1 - b) * i.individualization * i.penalty)
    rise = np.diff(inspector.chain_price(i, [levels, levels + 1], audit, transfer))[0]
    assert rise == pytest.approx(purse - link, abs=1e-8)
    if i.penalty == 0 and abs(transfer - (1 - e)) > 1e-3 and escape * i.reward * e ** (levels - 1) > 1e-3:
        assert (rise > 0) == (transfer > 1 - e)


@steady
@given(institutions(negativity=0.0, prize_passing=0.0), st.integers(2, 6), shares(), shares())
def test_with_prizes_only_the_purse_outweighs_the_weak_link_above_one_less_the_executors_share(i, levels, audit, transfer):
    size = (1 - stage.findings(i)[2]) * (1 - audit) * i.reward * i.executor ** (levels - 2)
    rise = np.diff(inspector.chain_price(i, [levels, levels + 1], audit, transfer))[0]
    assert rise == pytest.approx(size * (transfer - (1 - i.executor)), abs=1e-8)


@steady
@given(institutions(prize_passing=0.0), shares())
def test_without_favours_the_highest_inspector_meets_the_weakest_chain(i, audit):
    assert (np.diff(inspector.chain_price(i, [2, 3, 4, 5], audit, 0)) <= 1e-9).all()


@steady
@given(institutions(prize_passing=0.0), shares())
def test_where_favours_arrive_whole_every_level_adds_to_the_price(i, audit):
    assert (np.diff(inspector.chain_price(i, [2, 3, 4, 5], audit, 1)) >= -1e-9).all()


@steady
@given(institutions(), shares(), shares(), shares(), amounts(), st.floats(0.1, 10))
def test_the_unit_of_effort_plays_no_part(i, audit, transfer, share, reward, unit):
    other = i.replace(strength=i.strength * unit, shield_cost=i.shield_cost * unit, deflect_cost=i.deflect_cost * unit)
    assume(clear_of(reward, *inspector.report_thresholds(i, audit, transfer)[:2], by=1e-6))
    np.testing.assert_allclose(inspector.prevention(other, reward * unit, audit, transfer, share),
                               unit * inspector.prevention(i, reward, audit, transfer, share), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(inspector.chain_price(other, 3, audit, transfer), unit * inspector.chain_price(i, 3, audit, transfer), atol=1e-7)


# Limits -------------------------------------------------------------------------------------------


@steady
@given(institutions(), shares())
def test_favours_that_arrive_whole_make_blame_play_no_part(i, audit):
    i = i.replace(attachment=0.0, prize_passing=0.0)
    county, township = (share * i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization) for share in (i.executor, 1.0))
    escape = (1 - stage.findings(i)[2]) * (1 - audit)
    assert inspector.report_thresholds(i, audit, 1)[1] == pytest.approx(escape * (county + township) - (i.shield_cost - i.deflect_cost), abs=1e-9)


@steady
@given(institutions(), shares(), amounts())
def test_without_favours_and_attachment_silence_is_free_or_broken(i, audit, reward):
    free, broken = inspector.report_thresholds(i.replace(attachment=0.0), audit, 0)[:2]
    assert free == broken
    assert inspector.favour(i, reward, audit, 0) == 0


def test_without_favours_the_townships_stake_jumps_where_silence_breaks():
    threshold, (_, loss) = inspector.report_thresholds(HALF, transfer=0)[1], inspector.telling(HALF)
    jump = np.diff(inspector.prevention(HALF, [threshold - 1e-9, threshold + 1e-7], transfer=0), axis=0)[0]
    np.testing.assert_allclose(jump, [0, loss], atol=1e-6)


def test_tiroles_supervisor():
    """With nothing of its own at stake it must be paid what is left of the agent's stake when a favour arrives."""
    agent = Institution(strength=5, negativity=0, executor=0, concealment=1, shield_cost=0.3, deflect_cost=0.3)
    np.testing.assert_allclose(inspector.report_thresholds(agent, transfer=[0, 0.25, 1])[:, 1], [0, 1.25, 5])


def test_what_is_found_for_sure_anyway_is_told_for_nothing_where_blame_moves():
    for i, *_ in random_cases(50, seed=10, shield_cost=0.3, deflect_cost=0.3, negativity=0.5, strength=4, attachment=0, executor=0.5):
        assert inspector.report_thresholds(i, audit=1, transfer=0.5)[1] <= 0


def test_audit_from_which_reports_are_free_does_not_depend_on_the_stakes():
    """At equal costs of hiding and telling."""
    audits = np.linspace(0, 1, 401)
    first = {s: audits[np.argmax(inspector.report_thresholds(HALF.replace(strength=s, deflect_cost=0.35), audits)[:, 1] <= 0)] for s in (0.5, 4, 40)}
    assert len(set(first.values())) == 1
    i = HALF.replace(deflect_cost=0.35)
    whole, personal_part = np.array([1.0 + 2 * 0.625, 2.0 + 2 * 0.625]), 1.0  # W of either side, B
    found = 1 - 0.5 * 0.9 * personal_part / (whole[0] + 0.5 * whole[1])
    assert inspector.report_thresholds(i, audit=1 - (1 - found) / 0.95)[1] == pytest.approx(0, abs=1e-12)


def test_recognition_at_its_ends():
    free, broken, error_free, error_broken = inspector.report_thresholds(HALF, recognition=0)
    assert (error_free, error_broken) == (free, broken)
    assert np.isposinf(inspector.report_thresholds(HALF, recognition=1)[2:]).all()
    assert inspector.silence(HALF, 1e100, recognition=1) == FREE


def test_a_body_without_stakes_raises_what_it_takes_for_a_problem_too_rarely_to_be_an_error():
    """With nothing at stake it compares the reward with the cost of a rejected report."""
    idle = Institution(strength=0, shield_cost=0.3, deflect_cost=0.3)
    for reward, cost in ((1, 1), (2, 1), (0.5, 4)):
        border = reward / (reward + cost)
        assert inspector.silence(idle, reward, recognition=border - 1e-6, false_report=cost) == BROKEN
        assert inspector.silence(idle, reward, recognition=border + 1e-6, false_report=cost) == FREE


def test_at_a_threshold_itself_the_pair_is_silent():
    free, broken, error_free, error_broken = inspector.report_thresholds(HALF, audit=0.3)
    assert inspector.silence(HALF, [free, broken], 0.3).tolist() == [FREE, PRICED]
    assert inspector.silence(HALF, [error_free, error_broken], 0.3, recognition=0.5).tolist() == [FREE, PRICED]
    assert inspector.silence(Institution(strength=0, shield_cost=0, deflect_cost=0), 0) == FREE


def test_nothing_felt_or_found_gives_no_breaking_transfer():
    assert np.isnan(inspector.breaking_transfer(Institution(monitoring=0)))
    assert np.isnan(inspector.breaking_transfer(Institution(individualization=0, diffusion=0)))
    assert inspector.breaking_transfer(Institution(individualization=0.9, concealment=0)) == 1  # silence is worth nothing, blame moves


# Counterexamples ------------------------------------------------------------------------------------


def test_a_margin_alone_does_not_spare_honest_errors():
    """Where the county raises errors for no reward at all, a margin wider than the bribe is not enough."""
    later = NOW.replace(attachment=0.0)
    free, broken, error_free, _ = inspector.report_thresholds(later, transfer=0, recognition=0.5)
    assert error_free - free > broken - free  # the margin is wider than the bribe, which is nothing here
    assert error_free < 0
    assert inspector.silence(later, 0, transfer=0, recognition=0.5) == BROKEN


def test_favours_that_buy_off_one_temptation_can_outbid_another():
    """Favours are like attachment one deviation at a time: the threat of deflecting buys more than idling would cost."""
    rule = Institution(strength=4, negativity=0.9, individualization=0.9, concealment=0.1, transferability=0.4)
    u, tau = stage.material_payoffs(rule), 0.8
    gain, loss = u[0, [D, N], S] - u[0, S, S], u[1, S, S] - u[1, S, [D, N]]
    assert gain[0] > gain[1] > 0  # deflecting tempts more than doing nothing
    assert gain[0] < tau * loss[0] and gain[1] > tau * loss[1]  # attachment of 0.8 would keep the county from the first only
    favour = np.linspace(0, loss[0], 1001)
    assert (tau * favour > gain[0]).any()  # but a favour against deflecting keeps it from both
    assert stage.payoffs(rule.replace(attachment=tau))[0, :, S].argmax() == N


def test_favours_in_both_directions_are_used_up():
    """Where both are tempted, what each gives the other is lost on its way twice."""
    rule = Institution(strength=4, negativity=0.9, individualization=0.9, concealment=0.5)
    u = stage.material_payoffs(rule)
    gain, loss, silent, apart = u[0, D, S] - u[0, S, S], u[1, S, S] - u[1, S, D], u[0, S, S], u[0, D, D]
    assert gain / loss == pytest.approx(0.313, abs=5e-4)
    enough = gain / (gain + silent - apart)
    assert enough == pytest.approx(0.397, abs=5e-4)
    for tau, better in ((enough - 1e-6, False), (enough + 1e-6, True)):
        given = gain / tau  # so that what arrives keeps the other
        assert (silent - given + tau * given > apart) == better


def test_a_larger_penalty_can_raise_reports_and_the_bribe():
    """The older literature's bribe rises, and here the price of a report falls all the same."""
    low, high = (Institution(strength=2 + p, negativity=p / (2 + p), individualization=0.9, concealment=0.2) for p in (2.0, 4.0))
    assert inspector.telling(high)[1] > inspector.telling(low)[1]
    assert inspector.report_thresholds(high, audit=0.5, transfer=0.1)[1] < inspector.report_thresholds(low, audit=0.5, transfer=0.1)[1]


def test_penalties_bring_reports_where_only_a_fifth_of_what_is_hidden_is_found():
    """Not only where most of it is: it takes blame that moves, and favours shut off."""
    low, high = (Institution(strength=10 + p, negativity=p / (10 + p), individualization=0.9, executor=0.4, concealment=1) for p in (1.0, 6.0))
    before, after = (inspector.report_thresholds(i, audit=0.2, transfer=0)[1] for i in (low, high))
    assert 0 < after < before


def test_where_prizes_pass_through_the_unit_an_executor_can_be_cheaper():
    """That the price does not fall with what the county executes takes prizes that are felt in full."""
    watcher = Institution(strength=4, negativity=0, individualization=1, prize_passing=1, transferability=0.9, executor=0.2)
    prices = [inspector.report_thresholds(watcher.replace(executor=e), audit=0.8, transfer=0)[1] for e in (0.2, 0.6)]
    assert prices[1] < prices[0]


def test_an_audit_can_lower_the_countys_stake_by_moving_silence_into_another_zone():
    """Within a zone a closer watch never lowers a stake; across the first threshold it does."""
    low, high = inspector.prevention(HALF, 1.0, audit=[0.05, 0.1])
    assert inspector.silence(HALF, 1.0, audit=[0.05, 0.1]).tolist() == [FREE, PRICED]
    assert high[0] < low[0] and high[1] > low[1]


# The certificates speak of this model -----------------------------------------------------------------


def test_what_is_certified_is_what_the_library_computes():
    """The formulas of the certificates, at random settings, against every function of the module."""
    for n, (i, reward, audit, transfer, share) in enumerate(random_cases(300, seed=12, attachment=0)):
        f0, f1, f2 = stage.findings(i)
        hold = float(inspector.effective_attachment(i, transfer))
        v = Point(**i.as_dict(), f0=f0, f1=f1, f2=f2, audit=audit, paid=reward, transfer=transfer, weight=share, hold=hold)
        np.testing.assert_allclose(inspector.telling(i, reward, audit), [certified.gain(v), certified.cost(v)], atol=1e-9)
        np.testing.assert_allclose(inspector.report_thresholds(i, audit, transfer)[:2], [certified.least(v), certified.price(v)], atol=1e-9)
        zone = inspector.silence(i, reward, audit, transfer)
        if zone == PRICED:
            assert inspector.favour(i, reward, audit, transfer, share) == pytest.approx(certified.bargained(v))
        printed = certified.broken(v) if zone == BROKEN else certified.stakes(v, certified.bargained(v) if zone == PRICED else 0)
        np.testing.assert_allclose(inspector.prevention(i, reward, audit, transfer, share), printed, atol=1e-9)
        levels, plain = 2 + n % 4, v.replace(prize_passing=0.0)
        portions = [i.executor ** max(0, levels - 2 - j) for j in range(levels)]
        chain = sum(certified.at_stake(plain, portion) for portion in portions)
        assert inspector.chain_price(i.replace(prize_passing=0.0), levels, audit, transfer) == pytest.approx(
            certified.of_level(plain.replace(chain=chain), portions[0]), abs=1e-9)
        raised = inspector.breaking_transfer(i)
        if f1 > 0 and certified.felt(v) > 0:
            border = (certified.pushed(v) - certified.silence(v)) / (certified.pushed(v) + certified.silence(v))
            assert raised == pytest.approx(border) if border > 0 else np.isnan(raised)


# Arguments ------------------------------------------------------------------------------------------


def test_everything_broadcasts():
    grid = HALF.replace(strength=np.array([[1.0], [4.0]]))
    reward = np.linspace(0, 4, 3)
    assert inspector.prevention(grid, reward).shape == (2, 3, 2)
    assert inspector.report_thresholds(grid, audit=reward / 4).shape == (2, 3, 4)
    assert inspector.silence(grid, reward).shape == inspector.favour(grid, reward).shape == (2, 3)
    assert inspector.telling(grid, reward).shape == (2, 3, 2)
    assert inspector.chain_price(grid, [2, 3, 4]).shape == (2, 3)
    assert inspector.effective_attachment(grid, reward / 4).shape == (2, 3)
    assert inspector.breaking_transfer(grid).shape == (2, 1)
    for a, b in np.ndindex(2, 3):
        one = HALF.replace(strength=float(grid.strength[a, 0]))
        np.testing.assert_allclose(inspector.prevention(grid, reward)[a, b], inspector.prevention(one, reward[b]))
        np.testing.assert_allclose(inspector.chain_price(grid, [2, 3, 4])[a, b], inspector.chain_price(one, 2 + b))


def test_presets_by_name():
    assert inspector.effective_attachment("then", 0.1) == 0.3
    np.testing.assert_array_equal(inspector.report_thresholds("now"), inspector.report_thresholds(NOW))


@pytest.mark.parametrize(("name", "value", "error", "says"), [
    ("reward", -1, ValueError, "reward must be at least 0 and finite, got -1"),
    ("reward", np.nan, ValueError, "reward must be at least 0 and finite, got nan"),
    ("reward", "1", TypeError, r"reward must be a real number or an array of them \(at least 0 and finite\), got '1'"),
    ("audit", 1.5, ValueError, r"audit must be in \[0, 1\], got 1.5"),
    ("transfer", -0.1, ValueError, r"transfer must be in \[0, 1\], got -0.1"),
    ("share", 2, ValueError, r"share must be in \[0, 1\], got 2"),
    ("share", [[1], [1, 2]], ValueError, "share must be a number or a rectangular array"),
    ("audit", [0.1, 0.2, 0.3], ValueError, "shapes must broadcast"),
])  # fmt: skip
def test_errors_name_the_parameter(name, value, error, says):
    with pytest.raises(error, match=says):
        inspector.prevention(HALF, **{"reward": [1.0, 2.0], name: value})


@pytest.mark.parametrize("value", [1, 2.5, np.nan, 101])
def test_levels_are_whole_numbers(value):
    with pytest.raises(ValueError, match=r"levels must be whole and in \[2, 100\]"):
        inspector.chain_price(HALF, value)


@pytest.mark.parametrize("value", [0, -1, np.inf])
def test_a_false_report_costs_something(value):
    with pytest.raises(ValueError, match="false_report must be more than 0 and finite"):
        inspector.report_thresholds(HALF, false_report=value)


def test_a_sum_of_floats_that_misses_the_end_is_the_end():
    assert inspector.report_thresholds(HALF, audit=1 + 1e-12)[1] == inspector.report_thresholds(HALF, audit=1)[1]


def test_ties_are_silent_everywhere():
    """What floats lose in the sums makes no report."""
    for i, _, audit, transfer, recognition in random_cases(300, seed=11):
        free, broken, error_free, error_broken = inspector.report_thresholds(i, audit, transfer, recognition)
        if free >= 0:
            assert inspector.silence(i, free, audit, transfer) == FREE
        if broken >= 0:
            assert inspector.silence(i, broken, audit, transfer) <= PRICED
        if 0 <= error_free and np.isfinite(error_broken):
            assert inspector.silence(i, error_free, audit, transfer, recognition) == FREE
            assert inspector.silence(i, error_broken, audit, transfer, recognition) <= PRICED


# The verdicts ---------------------------------------------------------------------------------------


def test_claim_29_honest_error_is_raised_where_blame_moves_and_the_inspector_cannot_tell():
    seldom, often = np.linspace(0, 0.6, 7), np.linspace(0.75, 1, 4)
    worn = NOW.replace(attachment=0.0)
    assert np.isclose(inspector.telling(worn)[0], 2.92, atol=5e-3)
    assert inspector.silence(worn, 0, transfer=0, recognition=[0.74, 0.75]).tolist() == [BROKEN, FREE]
    for now in (NOW, worn):                                       # no reward, no favour
        assert (inspector.silence(now, 0, transfer=0, recognition=seldom) == BROKEN).all()
        assert (inspector.silence(now, 0, transfer=0, recognition=often) == FREE).all()
        cost = np.array([0.5, 1, 5, 50])                          # however dear a rejected report, too little recognition exposes
        assert (inspector.silence(now, 0, transfer=0, recognition=1 / (1 + cost), false_report=cost) == BROKEN).all()
        assert (inspector.silence(now, 0, transfer=0, recognition=0.99, false_report=cost) == FREE).all()
    for then in (Institution(), THEN, HALF):                      # there nobody raises an error for nothing …
        assert (inspector.silence(then, 0, transfer=0, recognition=seldom) == FREE).all()
        assert inspector.silence(then, 10, transfer=0, recognition=0.5) == BROKEN  # … but for a reward
    for share, spared in ((0.6, False), (0.7, True)):             # a reward that brings out every problem and spares errors needs a wide margin
        rewards = np.linspace(0, 12, 1201)
        good = (inspector.silence(HALF, rewards) == BROKEN) & (inspector.silence(HALF, rewards, recognition=share) == FREE)
        assert good.any() == spared


def test_claim_54_what_a_broken_silence_buys_is_knowledge():
    closer = np.linspace(0, 0.2, 5)
    for place in (Institution(), THEN, HALF):                     # silence is free: a closer watch raises both stakes
        assert (inspector.silence(place, 0, closer) == FREE).all()
        assert (np.diff(inspector.prevention(place, 0, closer), axis=0) > 0).all()
    for reward, zone in ((2.25, PRICED), (6, BROKEN)):            # priced by the county, or broken: it adds nothing to the township's
        assert (inspector.silence(HALF, reward, closer) == zone).all()
        assert np.allclose(np.ptp(inspector.prevention(HALF, reward, closer)[:, 1]), 0)
    for place in (Institution(), THEN, HALF):
        for transfer, jumps in ((0.0, True), (0.4, False), (0.9, False)):
            place = place.replace(attachment=0.0)
            first = inspector.report_thresholds(place, transfer=transfer)[1]
            before, after = inspector.prevention(place, [first - 1e-7, first + 1e-7], transfer=transfer)[:, 1]
            loss = inspector.telling(place)[1]
            assert np.isclose(after - before, loss if jumps else 0, atol=1e-5)  # with favours nothing moves when reports begin
            start = inspector.report_thresholds(place, transfer=transfer)[0]
            assert np.isclose(after - inspector.prevention(place, start - 1e-7, transfer=transfer)[1], loss, atol=1e-5)  # it moved before


def test_claim_x5_a_longer_chain_has_a_purse_and_a_weak_link():
    levels = np.array([2, 3, 4])
    for place in (Institution(), NOW, HALF):                      # all below line up where the reward is below every price
        for transfer in (0.0, 0.5, 1.0):
            for n, price in zip(levels, inspector.chain_price(place, levels, transfer=transfer)):
                assert teller(place, price - 1e-6, n, 0, transfer) is None and teller(place, price + 1e-6, n, 0, transfer) == 0
    for executor in (0.3, 0.5, 0.8):                              # with prizes only: firmer from higher up above 1 - e
        prizes = Institution(negativity=0, executor=executor)
        assert (np.diff(inspector.chain_price(prizes, levels, transfer=1 - executor + 0.05)) > 0).all()
        assert (np.diff(inspector.chain_price(prizes, levels, transfer=1 - executor - 0.05)) < 0).all()
    for place in (HALF, NOW):                                     # without favours the highest inspector meets the weakest chain
        assert (np.diff(inspector.chain_price(place, levels, transfer=0)) < 0).all()
        assert (np.diff(inspector.chain_price(place, levels, transfer=1)) > 0).all()


def _no_blame_moves(institution):
    return np.zeros(institution.shape + (2,))


def _nothing_is_given(institution, gain, loss, transfer, share, size):
    zone = inspector._zone(institution, gain, loss, transfer, size)
    return np.zeros(np.shape(zone)), zone


def _every_level_alone(institution, levels, audit=0.0, transfer=0.5, price=inspector.chain_price):
    return price(institution, levels, audit, 0.0 * np.asarray(transfer))


RIVALS = {"29": ("transferabilities", _no_blame_moves), "54": ("_favour", _nothing_is_given), "X5": ("chain_price", _every_level_alone)}
"""For each verdict a replacement in the module, an assumption that others might make, under which it fails: blame stays where it falls;
nothing is given for silence; no level pays for another's."""

CLAIMS = {id: next(test for name, test in list(globals().items()) if name.startswith(f"test_claim_{id.lower()}_")) for id in RIVALS}


@pytest.mark.parametrize("id", RIVALS)
def test_each_verdict_fails_under_a_rival(id, monkeypatch):
    monkeypatch.setattr(inspector, *RIVALS[id])
    with pytest.raises(AssertionError):
        CLAIMS[id]()


def test_the_rows_name_these_tests():
    rows = {claim.id: claim for claim in ledger.load()}
    held = {id for id in RIVALS if rows[id].chapter == "inspector"}
    assert held == {"29", "X5"}  # 54 went to the chapter on what could be rebuilt
    assert {id: rows[id].test for id in held} == {id: f"tests/test_inspector.py::{CLAIMS[id].__name__}" for id in held}
