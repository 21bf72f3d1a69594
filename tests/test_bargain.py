"""Bargaining with the checker: by hand, against the bargain written out cell by cell, its propositions, limits and claims.

The second implementation knows no room, no price and no closed form. It takes what each of the
three gets if a finding is recorded and what they get in all if it passes, lets them divide what is
saved so that Nash's product is greatest, and tries every deviation of every pair of actions.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import D, N, PLAIN, S, drawn, institutions, props

from xianxiang import bargain, stage
from xianxiang.certificates import Point
from xianxiang.certificates import bargain as certified
from xianxiang.certificates.base import total
from xianxiang.institution import LEVERS, NOW, PRESETS, THEN, Institution

SHARES, EXPOSURES, COOPERATION, STAKES = st.floats(0, 1), st.floats(0, 3), st.floats(-2, 3), st.floats(0.05, 10)
GRID = np.linspace(0, 1, 21)
ONLY_PRIZES = {"negativity": 0.0, "individualization": 0.0, "prize_passing": 0.0}
BASELINE, WEAK, STRONG, PERSONAL = Institution(), PRESETS["weak positive"], PRESETS["strong positive"], PRESETS["strong negative"]
HAND = Institution(strength=4, monitoring=0.5, concealment=1, lone_concealment=0, shield_cost=0.5, **ONLY_PRIZES)  # f = .5, .5, 0


# The bargain written out ---------------------------------------------------------------------


def divide(losses, together, weights):
    """What each of the three loses after the bargain: the saving goes by weight, or all is recorded."""
    saved = sum(losses) - together
    return [loss - weight * saved for loss, weight in zip(losses, weights)] if saved > 0 else losses


def brute_payoffs(i, share, exposure, cooperation):
    """Payoffs (side, own, other) of one institution."""
    material = np.zeros((2, 3, 3))
    b = [1 - i.executor * (1 - i.transferability), i.executor * i.transferability]
    for county, township in np.ndindex(3, 3):
        actions = (county, township)
        hidden = [0, i.concealment * i.lone_concealment, i.concealment][actions.count(S)]
        found = 1 - (1 - i.monitoring * (1 - hidden)) ** i.veto_items
        losses, unfound = [], []
        for me in (0, 1):
            w = 1.0
            if actions.count(D) == 1:
                w = 1 - b[me] if actions[me] == D else 1 + b[1 - me]
            prize = i.strength * (1 - i.negativity) * (i.executor if me == 0 else 1)
            felt, whole = ((1 - i.individualization) * i.diffusion + i.individualization * weight for weight in (w, 1))
            unfound.append(prize * (1 - i.prize_passing) + prize * i.prize_passing * whole)
            losses.append(prize * (1 - i.prize_passing) + (prize * i.prize_passing + i.strength * i.negativity) * felt)
        weights = [(1 - share) / 2, (1 - share) / 2, share]
        after = divide([*losses, 2 * cooperation], exposure * sum(losses), weights)
        for me, row, column in ((0, county, township), (1, township, county)):
            material[me, row, column] = unfound[me] - found * after[me] - {S: i.shield_cost, D: i.deflect_cost, N: 0}[actions[me]]
    return material + i.attachment * np.swapaxes(material[::-1], 1, 2)


def brute_equilibria(u, slack=1e-9):
    """Pairs of actions from which neither side gains by leaving alone, as words such as "SS"."""
    return {"SDN"[a] + "SDN"[b] for a, b in np.ndindex(3, 3)
            if all(u[0, a, b] >= u[0, other, b] - slack and u[1, b, a] >= u[1, other, a] - slack for other in range(3))}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_division_by_weight_makes_nashs_product_greatest(share):
    losses, together = [2.0, 3.0, 0.5], 1.5
    grid = np.linspace(0.005, 0.995, 199)
    first, second = np.meshgrid(grid, grid, indexing="ij")
    third = 1 - first - second
    weights = np.array([(1 - share) / 2, (1 - share) / 2, share])
    with np.errstate(invalid="ignore", divide="ignore"):
        product = np.where(third > 0, weights[0] * np.log(first) + weights[1] * np.log(second) + weights[2] * np.log(third), -np.inf)
    best = np.unravel_index(product.argmax(), product.shape)
    gains = (np.array(losses) - divide(losses, together, weights)) / (sum(losses) - together)
    np.testing.assert_allclose(gains, [first[best], second[best], third[best]], atol=0.006)


@props
@given(institutions(), SHARES, EXPOSURES, COOPERATION)
def test_payoffs_are_those_of_the_bargain_written_out(i, share, exposure, cooperation):
    u = bargain.payoffs(i, share, exposure, cooperation)
    np.testing.assert_allclose(u, brute_payoffs(i, share, exposure, cooperation), atol=1e-9)


@props
@given(institutions(), SHARES, EXPOSURES, COOPERATION)
def test_what_can_last_are_the_equilibria_by_trying(i, share, exposure, cooperation):
    u = brute_payoffs(i, share, exposure, cooperation)
    assume(all(abs(u[side, a, a] - u[side, b, a]) > 1e-6 for side in (0, 1) for a in range(3) for b in range(3) if a != b))
    found = brute_equilibria(u)
    assert bargain.can_last(i, share, exposure, cooperation).tolist() == ["SS" in found, "DD" in found, "NN" in found]


def test_gambit_finds_the_same_equilibria():
    gambit = pytest.importorskip("pygambit", reason="an independent solver of games")
    for i in (WEAK, STRONG, PERSONAL, THEN, NOW):
        u = bargain.payoffs(i, 0.4, 0.3, 0.2)
        game = gambit.StrategicGame.from_arrays(u[0], u[1].T)
        pure = {tuple(np.argmax([float(chance) for _, chance in side]) for side in profile) for profile in gambit.nash.enumpure_solve(game).equilibria}
        assert [(a, a) in pure for a in (S, D, N)] == bargain.can_last(i, 0.4, 0.3, 0.2).tolist()


# By hand -------------------------------------------------------------------------------------


@pytest.mark.parametrize("share, exposure, cooperation, price, margin", [
    (0.5, 0, 0, 2, 0.5), (0.5, 0.5, 1, 2.5, 0.75), (0.5, 2, 6, 3, 1), (0.25, 2, 2, 4, 1.5), (0.25, 0, 1, 0.25, -0.375),
])
def test_by_hand(share, exposure, cooperation, price, margin):
    """A side that shields with another is found never, one that does the minimum half the time: S - R = V/2 - g."""
    assert bargain.price(HAND, share, exposure, cooperation) == pytest.approx(price)
    u = bargain.payoffs(HAND, share, exposure, cooperation)
    assert u[0, S, S] - u[0, N, S] == u[1, S, S] - u[1, N, S] == pytest.approx(margin)
    assert bargain.can_last(HAND, share, exposure, cooperation)[S] == (margin >= 0)


def test_room_by_hand():
    assert bargain.room(HAND, [0, 0.5, 1, 2, 2], [0, 1, 1, 6, 2]).tolist() == [4, 3, 1, 2, -2]
    assert bargain.room(HAND.replace(executor=0.5), 0.5, 1) == 2.5  # the county stands to lose 2, the township 4
    assert bargain.price(HAND.replace(executor=0.5), 0.5, 0.5, 1) == 1.75


def test_who_pays_what_where_blame_moves():
    """W = B = 4, b = .8: 4 is personal; alone, a deflector loses .8 and its partner 7.2, less a quarter of z = 5 each."""
    i = HAND.replace(negativity=1, individualization=1, transferability=0.8, deflect_cost=0, shield_cost=0)
    u = bargain.payoffs(i, 0.75, 0, 1)
    assert u[0, D, N] == u[1, D, N] == pytest.approx(-0.5 * (0.8 - 1.25))   # it is paid for being found
    assert u[0, N, D] == pytest.approx(-0.5 * (7.2 - 1.25))
    assert u[0, D, D] == u[0, N, N] == pytest.approx(-0.5 * (4 - 1.25))


def test_the_examples_of_the_theory():
    """Baseline: at stakes of 1.19 hiding can last if nobody talks, at 2.12 if they do; and the rest."""
    stakes = np.linspace(0, 4, 4001)
    one = BASELINE.replace(strength=stakes)
    first = [stakes[bargain.can_last(one, share)[:, S].argmax()] for share in (1, 0.5)]
    assert first == [pytest.approx(1.192, abs=0.001), pytest.approx(2.121, abs=0.001)]
    assert bargain.hiding_threshold(BASELINE) == pytest.approx(89 / 45)
    assert bargain.hiding_threshold(BASELINE, share=1) == pytest.approx(0.35 / 0.315)
    assert bargain.hiding_threshold(HAND, 0.5, 2, 2) == pytest.approx(4 / 3) and bargain.closing_stakes(2, 2) == 2
    assert bargain.price(BASELINE.replace(strength=5.6, negativity=0)) == pytest.approx(3.375)
    exposures = np.linspace(0, 2, 20001)
    hides = bargain.can_last(STRONG, 0.2, exposures)[:, S]
    assert exposures[hides.argmax()] == pytest.approx(0.189, abs=0.001)
    assert exposures[(bargain.room(STRONG, exposures) <= 0).argmax()] == pytest.approx(1.067, abs=0.001)
    assert bargain.agreed_threshold(BASELINE) == pytest.approx(0.35 / (0.45 * 0.25))


def test_what_an_open_checker_does_to_the_two_strong_cells():
    """At the same stakes of 3.73: the minimum appears beside hiding, and blame alone is left."""
    for i, closed, opened in ((STRONG, {"SS"}, {"SS", "NN"}), (PERSONAL, {"SS", "DD"}, {"DD"})):
        assert bargain.price(i, share=1) == pytest.approx(3.73)
        assert brute_equilibria(stage.payoffs(i)) == closed
        assert brute_equilibria(brute_payoffs(i, 0.5, 0.25, 0.25)) == opened
        assert brute_equilibria(bargain.payoffs(i)) == opened


# The price -----------------------------------------------------------------------------------


@props
@given(institutions(), SHARES, EXPOSURES, COOPERATION)
def test_price_is_the_lower_of_two_lines(i, share, exposure, cooperation):
    stake = bargain.price(i, 1)
    second = (share + (1 - share) * exposure) * stake - (1 - share) * cooperation
    assert bargain.price(i, share, exposure, cooperation) == pytest.approx(min(stake, second), abs=1e-9)


@props
@given(institutions(**PLAIN), SHARES, EXPOSURES, COOPERATION)
def test_alike_sides_play_the_core_game_with_the_price_for_the_stake(i, share, exposure, cooperation):
    """Payoffs are those of `stage` less what only the shared stakes have lost."""
    shared, personal = stage.stakes(i)
    price = bargain.price(i, share, exposure, cooperation)
    found, b = stage.findings(i), i.transferability
    u = bargain.payoffs(i, share, exposure, cooperation)
    for own, other in np.ndindex(3, 3):
        f = found[(own == S) + (other == S)]
        moved = b * personal * (((other == D) and own != D) * 1.0 - ((own == D) and other != D) * 1.0)
        unfound = u[0, N, N] + found[0] * price
        cost = {S: i.shield_cost, D: i.deflect_cost, N: 0}[own]
        assert u[0, own, other] == pytest.approx(unfound - f * (price + moved) - cost, abs=1e-9)
    assert price <= shared + personal + 1e-12


@props
@given(institutions(), SHARES, EXPOSURES, COOPERATION, st.floats(0.01, 1))
def test_price_rises_with_the_checkers_share_exposure_and_stakes_and_falls_with_cooperation(i, share, exposure, cooperation, step):
    here = bargain.price(i, share, exposure, cooperation)
    assert bargain.price(i, share + step * (1 - share), exposure, cooperation) >= here - 1e-12
    assert bargain.price(i, share, exposure + step, cooperation) >= here - 1e-12
    assert bargain.price(i.replace(strength=i.strength + step), share, exposure, cooperation) >= here - 1e-12
    fall = here - bargain.price(i, share, exposure, cooperation + step)
    assert -1e-12 <= fall <= (1 - share) * step + 1e-12
    if bargain.room(i, exposure, cooperation) >= 0:
        assert fall == pytest.approx((1 - share) * step, abs=1e-9)


def test_at_no_room_the_price_has_no_jump():
    for way in (-1e-9, 0.0, 1e-9):
        assert bargain.price(HAND, 0.3, 1.5, 2 + way) == pytest.approx(4, abs=1e-8)


def test_a_price_can_be_negative():
    """Much cooperation, little at stake: the checker pays to be allowed to record nothing, and so does not look."""
    assert bargain.price(WEAK, 0.5, 0, 3) < -1 and not bargain.looks(WEAK, 0.5, 0, 3)


# Which way it closes -------------------------------------------------------------------------


@props
@given(EXPOSURES, COOPERATION, STAKES)
def test_room_changes_sign_at_the_closing_stakes_and_nowhere_else(exposure, cooperation, stake):
    stakes = np.linspace(0.01, 60, 400)
    rooms = bargain.room(HAND.replace(strength=stakes), exposure, cooperation)
    turn = bargain.closing_stakes(exposure, cooperation)
    if np.isnan(turn):
        assert (rooms >= 0).all() or (rooms <= 0).all()
        assert (exposure <= 1 and cooperation >= 0) or (exposure >= 1 and cooperation <= 0)
        return
    below, above = rooms[stakes < turn - 1e-6], rooms[stakes > turn + 1e-6]
    assert bargain.room(HAND.replace(strength=min(turn, 1e100)), exposure, cooperation) == pytest.approx(0, abs=1e-9 * (1 + turn))
    sign = 1 if exposure > 1 else -1
    assert (sign * below > 0).all() and (sign * above < 0).all() and sign * cooperation > 0


def test_closing_stakes_by_hand():
    np.testing.assert_array_equal(bargain.closing_stakes([2, 0.5, 1, 2, 0, 2], [2, -1, 1, -1, 0, 0]), [2, 2, np.nan, np.nan, np.nan, np.nan])


# Hiding --------------------------------------------------------------------------------------


@props
@given(institutions(**PLAIN), SHARES, EXPOSURES, COOPERATION)
def test_mutual_regimes_by_the_price(i, share, exposure, cooperation):
    """The core game's conditions with V for W, against every deviation tried."""
    price, (_, personal) = bargain.price(i, share, exposure, cooperation), stage.stakes(i)
    (f0, f1, f2), b, g, k = stage.findings(i), i.transferability, i.shield_cost, i.deflect_cost
    slack = [(f1 - f2) * price - g - max(0, b * f1 * personal - k),
             min(b * f0 * personal - k, g - k + b * f1 * personal - (f0 - f1) * price), min(k - b * f0 * personal, g - (f0 - f1) * price)]
    assume(min(map(abs, slack)) > 1e-6)
    found = brute_equilibria(brute_payoffs(i, share, exposure, cooperation))
    assert ["SS" in found, "DD" in found, "NN" in found] == [one > 0 for one in slack]


def test_an_opening_never_adds_hiding_where_the_sides_are_alike_or_prizes_stay():
    rng = np.random.default_rng(11)
    own = rng.uniform(size=20000), rng.uniform(0, 2, 20000), rng.uniform(-1, 2, 20000)
    for fixed in ({"executor": 1.0}, {"prize_passing": 0.0}):
        i = drawn(20000, 12, **fixed)
        closed, opened = bargain.can_last(i, 1)[:, S], bargain.can_last(i, *own)[:, S]
        assert closed.any() and opened.any() and not (opened & ~closed).any() and (closed & ~opened).any()


def test_elsewhere_it_can_add_hiding():
    """A county that keeps a fifth of a prize which passes through persons: who deflects changes what there is to save."""
    i = Institution(strength=5.3, negativity=0.13, individualization=0.94, transferability=0.74, monitoring=0.79, concealment=0.22,
                    lone_concealment=0.5, executor=0.2, prize_passing=0.25, shield_cost=0.04, deflect_cost=0.44)
    own = {"share": 0.2, "exposure": 1.44, "cooperation": 1.9}
    assert "SS" not in brute_equilibria(stage.payoffs(i)) and "SS" in brute_equilibria(brute_payoffs(i, **own))
    assert not bargain.can_last(i, share=1)[S] and bargain.can_last(i, **own)[S]


@props
@given(institutions(executor=1.0, **ONLY_PRIZES), SHARES, EXPOSURES, COOPERATION)
def test_hiding_lasts_from_the_threshold_on(i, share, exposure, cooperation):
    start = float(bargain.hiding_threshold(i, share, exposure, cooperation))
    found = stage.findings(i)
    least = i.shield_cost / ((1 + i.attachment) * (found[1] - found[2]))
    assert start >= least * (1 - 1e-12)
    stakes = np.concatenate([np.geomspace(1e-3, 1e3, 60), least * np.array([0.999, 1.001])])
    if np.isfinite(start) and start < 1e9:
        stakes = np.concatenate([stakes, start * np.array([0.5, 0.999, 1.001, 2, 50])])
    stakes = stakes[np.abs(stakes - start) > 1e-6 * start] if np.isfinite(start) else stakes
    for stake in stakes:
        u = brute_payoffs(i.replace(strength=float(stake)), share, exposure, cooperation)
        assert ("SS" in brute_equilibria(u, 1e-12)) == (stake > start)


@props
@given(institutions(executor=1.0), SHARES, EXPOSURES, COOPERATION)
def test_where_the_threshold_lies(i, share, exposure, cooperation):
    """Finite with exposure up to 1 and some cooperation unless the pass costs nothing; between the two marks where strong work is closed."""
    least, start = bargain.hiding_threshold(i, 1), bargain.hiding_threshold(i, share, exposure, cooperation)
    if share > 1e-3 or exposure > 1e-3:
        assert np.isfinite(start)
    closes = bargain.closing_stakes(exposure, cooperation)
    if exposure > 1 and cooperation > 0:
        if least < closes * (1 - 1e-9) and share < 0.999:
            assert least < start < closes
        elif least > closes:
            assert start == least  # hiding is left to work that is closed


def test_thresholds_at_the_ends():
    assert bargain.hiding_threshold(HAND, 0, 0, [0, 1, -0.5, -2]).tolist() == [np.inf, np.inf, np.inf, 1]  # a free pass; or none up to stakes of 2
    assert bargain.hiding_threshold(HAND.replace(concealment=0)) == np.inf
    assert bargain.hiding_threshold(HAND.replace(shield_cost=0, concealment=0)) == bargain.hiding_threshold(HAND.replace(shield_cost=0), 1) == 0
    assert bargain.hiding_threshold(HAND.replace(shield_cost=0)) == pytest.approx(0.2)  # below it a finding is worth having
    assert bargain.hiding_threshold(HAND, 1, 2, 2) == 1  # with nothing for the two, the core game's, though open
    assert bargain.hiding_threshold("then", 0.5, 1e6, 2) == bargain.hiding_threshold("then", 1)


def test_four_regions_meet_in_a_point():
    """Where the border of closing, exposure 1 + h/W, crosses that of hiding: at the core game's threshold and nowhere else."""
    share, cooperation, least = 0.3, 0.4, float(bargain.hiding_threshold(BASELINE, 1))
    stakes = least * np.linspace(0.6, 1.4, 401)
    closing = 1 + cooperation / stakes
    pays = bargain.price(HAND.replace(strength=stakes[:, None]), share, np.linspace(0, 3, 1501), cooperation) >= least
    hiding = np.where(pays.any(axis=1), np.linspace(0, 3, 1501)[pays.argmax(axis=1)], np.inf)
    beyond = stakes > least * 1.005
    assert (hiding[beyond] < closing[beyond]).all() and not pays[stakes < least * 0.995].any()
    assert hiding[np.abs(stakes - least).argmin()] == pytest.approx(1 + cooperation / least, abs=0.01)


@props
@given(institutions(executor=1.0), SHARES, EXPOSURES, COOPERATION)
def test_talk_moves_the_game_to_the_left(i, share, exposure, cooperation):
    """Shield over Deflect against a shielder falls by (1 + theta)(f1 - f2)(1 - share) of the room; against a deflector by (f0 - f1)."""
    u = bargain.payoffs(i, share, exposure, cooperation)[0]
    f0, f1, f2 = stage.findings(i)
    saved = (1 - share) * max(0.0, float(bargain.room(i, exposure, cooperation))) * (1 + i.attachment)
    assert u[S, :2] - u[D, :2] == pytest.approx(stage.shield_advantage(i) - saved * np.array([f1 - f2, f0 - f1]), abs=1e-9)


# The certificates' formulas ----------------------------------------------------------------------


def test_certificates_speak_of_the_librarys_payoffs():
    """In fractions at rational points, with the library's findings and what its room leaves to be shared."""
    rng = np.random.default_rng(21)
    levers = {name: rng.integers(0, 9, 300) / 8 for name in LEVERS}
    i = Institution(**levers | {"strength": levers["strength"] * 8, "executor": 1.0, "attachment": 0.0, "veto_items": np.ones(300)})
    share, exposure, cooperation = rng.integers(0, 9, 300) / 8, rng.integers(0, 17, 300) / 8, rng.integers(-8, 9, 300) / 8
    u, rooms, found = bargain.payoffs(i, share, exposure, cooperation), bargain.room(i, exposure, cooperation), stage.findings(i)
    prices, closing = bargain.price(i, share, exposure, cooperation), bargain.closing_stakes(exposure, cooperation)
    columns = {name: np.broadcast_to(value, 300) for name, value in i.as_dict().items()}
    columns |= {"share": share, "exposure": exposure, "cooperation": cooperation, "saved": np.maximum(2 * rooms, 0), **{f"f{n}": found[:, n] for n in range(3)}}
    open_, closed = rooms > 0, rooms <= 0
    assert open_.sum() > 50 and closed.sum() > 20
    for row in range(300):
        v = Point(**{name: Fraction(float(column[row])) for name, column in columns.items()})
        assert all(certified.divided(v).values())
        assert all(float(certified.talked(v, side, a, b)) == pytest.approx(u[row, side, a, b], abs=1e-12) for side, a, b in np.ndindex(2, 3, 3))
        v = v.replace(stake=total(v), price=total(v) - certified.kept(v))
        assert float(v.price) == pytest.approx(prices[row], abs=1e-12) and certified.lower(v, v.price)
        assert float(certified.room(v)) == pytest.approx(rooms[row], abs=1e-12)
        if closing[row] > 0:
            assert certified.room(v.replace(stake=v.cooperation / (v.exposure - 1))) == 0
            assert closing[row] == pytest.approx(float(v.cooperation / (v.exposure - 1)))
        if certified.steepness(v) > 0 and found[row, 1] > found[row, 2]:
            v = v.replace(least=v.shield_cost / (v.f1 - v.f2))
            assert float(max(v.least, certified.start(v))) == pytest.approx(float(bargain.hiding_threshold(i, share, exposure, cooperation)[row]))


# Looking, and a price agreed beforehand --------------------------------------------------------


@props
@given(institutions(executor=1.0), st.floats(0.01, 1), EXPOSURES, COOPERATION)
def test_a_checker_looks_where_a_finding_brings_it_something(i, share, exposure, cooperation):
    stake = float(bargain.price(i, 1))
    gain = -2 * cooperation - divide([stake, stake, 2 * cooperation], 2 * exposure * stake, [(1 - share) / 2, (1 - share) / 2, share])[2] + 2 * cooperation
    assume(abs(gain) > 1e-6)
    looking = bool(bargain.looks(i, share, exposure, cooperation))
    assert looking == (gain > 0)
    if cooperation > 0:
        assert looking == (exposure < 1 and stake > (1 - share) * cooperation / (share * (1 - exposure)))
        assert looking == (bargain.price(i, share, exposure, cooperation) > exposure * stake)
    if cooperation < 0:
        assert looking


def test_looking_by_hand():
    at = HAND.replace(strength=[0.3, 1 / 3, 0.34])
    assert bargain.looks(at).tolist() == [False, False, True]
    assert bargain.looks(at, cooperation=-0.1).all() and not bargain.looks(at, share=0, cooperation=0).any()


@props
@given(institutions(executor=1.0, **ONLY_PRIZES), EXPOSURES, COOPERATION)
def test_agreed_beforehand_the_three_hide_where_that_costs_them_less(i, exposure, cooperation):
    start = float(bargain.agreed_threshold(i, exposure, cooperation))
    found, g = stage.findings(i), i.shield_cost
    for stake in np.geomspace(1e-3, 1e4, 50):
        once = min(2 * stake + 2 * cooperation, 2 * exposure * stake)
        gain = (found[0] - found[2]) * once - 2 * g
        assume(abs(gain) > 1e-9)
        assert (gain > 0) == (stake > start)


def test_agreed_beforehand_one_alone_may_hide_sooner():
    """Two hide rather than none from 3.11; where one alone hides nearly as much, the three would first let one do it."""
    i = BASELINE.replace(lone_concealment=0.8)
    f0, f1, f2 = stage.findings(i)
    stake = 3.0
    costs = [f * 2 * min(0.25 * stake, stake + 0.25) + n * i.shield_cost for n, f in enumerate((f0, f1, f2))]
    assert stake < bargain.agreed_threshold(i) and np.argmin(costs) == 1


def test_agreed_beforehand_share_and_cooperation_drop_out():
    at = bargain.agreed_threshold(BASELINE, 0.25, [0.0, 0.25, 1.0, 3.0])
    assert np.ptp(at) == 0 and bargain.agreed_threshold(BASELINE, 0) == np.inf
    assert bargain.agreed_threshold(BASELINE, 3, -5) == pytest.approx(0.35 / 0.45 + 5)  # recorded: the checker gains by findings


# Limits, shapes, errors ------------------------------------------------------------------------


@props
@given(institutions(), SHARES, EXPOSURES, COOPERATION)
def test_limits_are_the_core_game(i, share, exposure, cooperation):
    core = stage.payoffs(i)
    np.testing.assert_array_equal(bargain.payoffs(i, 1, exposure, cooperation), core)
    np.testing.assert_array_equal(bargain.payoffs(i, share, exposure, -1e6), core)
    np.testing.assert_array_equal(bargain.payoffs(i, share, 1e9, cooperation), core)


def test_with_much_cooperation_nobody_looks_and_nobody_hides():
    for i in (STRONG, PERSONAL, THEN, NOW):
        assert not bargain.looks(i, cooperation=1e3) and not bargain.can_last(i, cooperation=1e3)[S]
        assert bargain.room(i, cooperation=1e3) > 0


def test_a_grid_equals_one_by_one():
    grid = Institution(strength=np.linspace(0.5, 4, 3)[:, None], negativity=[0, 0.3, 1], attachment=0.2, executor=0.7, prize_passing=0.5, individualization=0.6)
    share = np.array([0.2, 0.9])[:, None, None]
    for name in ("price", "payoffs", "can_last", "hiding_threshold", "looks"):
        function = getattr(bargain, name)
        one_by_one = [[[function(grid.replace(strength=s, negativity=v), x) for v in grid.negativity] for s in grid.strength[:, 0]] for x in share[:, 0, 0]]
        np.testing.assert_array_equal(function(grid, share), one_by_one)
    assert bargain.payoffs(grid, share).shape == (2, 3, 3, 2, 3, 3) and bargain.can_last(grid, share).shape == (2, 3, 3, 3)
    assert bargain.room(grid, [0.1, 0.2, 3]).shape == bargain.agreed_threshold(grid, [0.1, 0.2, 3]).shape == (3, 3)


def test_a_presets_name_is_enough():
    assert bargain.price("now", 0.5) == bargain.price(NOW, 0.5)


@pytest.mark.parametrize("call, error, message", [
    (lambda: bargain.price("now", share=1.5), ValueError, r"share must be in \[0, 1\], got 1.5"),
    (lambda: bargain.room("now", exposure=-0.1), ValueError, "exposure must be at least 0 and finite, got -0.1"),
    (lambda: bargain.room("now", exposure=np.inf), ValueError, "exposure must be at least 0 and finite, got inf"),
    (lambda: bargain.looks("now", cooperation=np.nan), ValueError, "cooperation must be .* finite, got nan"),
    (lambda: bargain.can_last("now", cooperation="much"), TypeError, "cooperation must be a real number"),
    (lambda: bargain.closing_stakes(-1, 0), ValueError, "exposure must be at least 0"),
    (lambda: bargain.closing_stakes([1, 2], [1, 2, 3]), ValueError, r"broadcast against each other, got exposure \(2,\), cooperation \(3,\)$"),
    (lambda: bargain.payoffs(Institution(strength=[1, 2]), share=[0, 0.5, 1]), ValueError, r"got share \(3,\), .* and the institution's \(2,\)"),
    (lambda: bargain.hiding_threshold(3.0), TypeError, "institution must be an Institution"),
])  # fmt: skip
def test_errors_name_the_parameter(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Claims ----------------------------------------------------------------------------------------


def held(institution, **own):
    """Which of mutual shielding, deflection and routine are equilibria, by trying each deviation."""
    u = bargain.payoffs(institution, **own)
    slack = 1e-9 * np.abs(u).max()
    return np.stack([(u[..., a, a] >= u[..., a].max(axis=-1) - slack).all(axis=-1) for a in (S, D, N)], axis=-1)


def passes(institution, **own):
    """Chance that a problem which nobody hides goes unrecorded: it is not found, or it is let pass."""
    return np.where(bargain.room(institution, **own) > 0, 1.0, 1 - stage.findings(institution)[..., 0])


def test_claim_1_a_weak_check_that_needs_help_passes_everyone():
    for place in (BASELINE, THEN, BASELINE.replace(negativity=0.9), THEN.replace(negativity=0.9)):
        weak = place.replace(strength=0.3)
        assert held(weak).tolist() == [False, False, True]                # neither takes it seriously
        assert not bargain.looks(weak) and passes(weak) == 1              # nor the checker: all pass
        assert passes(weak, exposure=1.5) == 1 and passes(weak, cooperation=-0.25) < 0.6  # if it lives on findings, they do not
        stakes = place.replace(strength=np.linspace(0.3, 8, 40))
        assert not (bargain.looks(stakes)[:-1] & ~bargain.looks(stakes)[1:]).any() and bargain.looks(stakes)[-1]
    # the core game has the low effort, not the passing
    core = passes(BASELINE.replace(strength=0.3), cooperation=-10)
    assert stage.pure_equilibria(BASELINE.replace(strength=0.3))[N, N] and core == pytest.approx(0.5)


def test_claim_2_a_checker_that_needs_help_is_lenient():
    need = np.linspace(0, 2, 21)
    for place in (WEAK, BASELINE, THEN, NOW):
        for share in (0.2, 0.5, 0.8):
            assert np.diff(bargain.price(place, share, 0.25, need)) == pytest.approx(-(1 - share) * 0.1)
        assert np.ptp(bargain.price(place, 1, 0.25, need)) == 0           # one that takes all is no cheaper for it
        exposed = passes(place, exposure=np.linspace(0, 6, 61)[:, None], cooperation=need)
        assert (np.diff((exposed == 1).sum(axis=0)) >= 0).all() and (exposed == 1).sum(axis=0)[-1] > (exposed == 1).sum(axis=0)[0]
        reasons = bargain.looks(place.replace(strength=np.linspace(0.1, 8, 80)[:, None]), cooperation=need).sum(axis=0)
        assert (np.diff(reasons) <= 0).all() and reasons[-1] < reasons[0]
    # of two checks that are equally weak, one passes everyone and the other does not
    assert passes(WEAK, exposure=1.5, cooperation=0.5) == 1 > passes(WEAK, exposure=1.5, cooperation=0)


def test_claim_3_talk_puts_hiding_off_and_seldom_ends_it():
    stakes = np.linspace(0.05, 40, 800)
    for place in (BASELINE.replace(**ONLY_PRIZES), THEN.replace(**ONLY_PRIZES)):
        growing = place.replace(strength=stakes)
        closed, opened, free = (held(growing, share=share, exposure=exposure)[:, S] for share, exposure in ((1, 0.25), (0.5, 0.25), (0, 0)))
        assert not free.any() and closed[-1] and opened[-1]               # no stakes are enough only where a pass costs nothing
        assert stakes[opened.argmax()] > 1.4 * stakes[closed.argmax()] and not (opened & ~closed).any()
        for share, exposure in ((0.05, 0.0), (0.0, 0.05)):
            assert held(place.replace(strength=400), share=share, exposure=exposure)[S]
        enough = held(growing, share=0.5)[:, S] == (bargain.price(growing) >= stakes[closed.argmax()] - 0.06)
        assert enough.mean() > 0.99                                       # the price decides
    # where sanctions are personal and move, blame takes the place of hiding
    assert held(PERSONAL, share=1).tolist() == [True, True, False] and held(PERSONAL).tolist() == [False, True, False]


def test_claim_4_strong_and_closed_go_together_only_where_a_pass_risks_too_much():
    stakes = np.linspace(0.05, 12, 240)
    for place in (BASELINE.replace(**ONLY_PRIZES), THEN.replace(**ONLY_PRIZES)):
        growing = place.replace(strength=stakes)
        least = stakes[held(growing, share=1)[:, S].argmax()]
        for exposure, cooperation, apart in ((1.25, 2.0, False), (2.0, 0.15, True)):
            closed = bargain.room(growing, exposure, cooperation) <= 0
            hidden = held(growing, share=0.5, exposure=exposure, cooperation=cooperation)[:, S]
            assert (np.diff(closed.astype(int)) >= 0).all() and not closed[0] and closed[-1]      # strong work is closed …
            assert hidden[-1] and not hidden[0] and (hidden & ~closed).any() != apart             # … hiding begins before, or only there
            if apart:
                assert (hidden <= closed).all() and stakes[closed.argmax()] < least
        # a checker that lives on findings: weak checks are recorded, strong ones talked away
        closed = bargain.room(growing, 0.0, -1.0) <= 0
        assert closed[0] and not closed[-1] and (np.diff(closed.astype(int)) <= 0).all()
        # strong work that is open is hidden, too
        assert (held(growing, share=0.5)[:, S] & (bargain.room(growing) > 0)).any()


RIVALS = {
    # what is not sanctioned is not done, and there is no bargain (O'Brien and Li 1999): what is found is recorded
    "1": ("_room", lambda stake, exposure, cooperation: 0 * (stake + exposure + cooperation)),
    # what the checker needs plays no part in what it does
    "2": ("_room", lambda stake, exposure, cooperation: (1 - exposure) * stake + 0 * cooperation),
    # who has the power to record takes all that is saved, whatever it is said to take
    "3": ("_saved", lambda stake, share, exposure, cooperation: 0 * (share + stake + exposure + cooperation)),
    # a pass risks the same, however much is at stake
    "4": ("_room", lambda stake, exposure, cooperation: stake - exposure + cooperation),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
