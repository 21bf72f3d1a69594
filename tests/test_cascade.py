"""Layer by layer: by hand, against best replies sought by trying and levels that try add-ons, its propositions, limits and claims.

The second implementation of the loop knows no closed form: county and township answer each other on grids until neither moves, pressing
answers the last round. Of the ladder each level tries add-ons, given what those below will do; the chance of a miss is also drawn.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import institutions, props

from xianxiang import cascade, duties, stage
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import cascade as certified
from xianxiang.institution import CONDITIONS, NOW, PRESETS, THEN, Institution, switchboard

GRID = np.linspace(0, 1, 4001)
OWN = st.fixed_dictionaries({"drive": st.floats(0, 2.5), "fear": st.floats(-4, 4), "hands": st.floats(0, 0.2), "price": st.floats(4.01, 12),
                             "superiors": st.integers(1, 5).map(float)})  # fmt: skip
FRIGHT = st.fixed_dictionaries({"drive": st.floats(0, 2.5), "fear": st.floats(0, 4), "hands": st.floats(0, 0.2), "price": st.floats(4.01, 12),
                                "superiors": st.integers(1, 5).map(float)})  # fmt: skip
PLACES = institutions(strength=4.0)
CLEAR = 1e-6


def settings_of(rng, size):
    """Institutions and parameters of the loop at random, where pressing frightens."""
    share = rng.uniform
    least = rng.choice([0, 0.5], size)                                                                # half of them harsh
    harsh = {name: share(least, 1) for name in ("negativity", "individualization", "monitoring", "transferability")}
    i = Institution(strength=share(4 * least, 4), executor=share(0, 1, size), diffusion=share(0, 1, size), **harsh)
    return i, {"drive": share(0, 2, size), "fear": share(0, 4, size), "hands": share(0, 0.25, size), "price": share(4, 8, size), "superiors": rng.integers(1, 5, size)}


# Other roads -----------------------------------------------------------------------------------


def felt(i):
    return (1 - i.individualization) * i.diffusion + i.individualization


def county(i):
    """What the core game takes from a county per chance of a finding, whoever deflects: nobody, and the county alone."""
    one = i.replace(veto_items=1, concealment=0, attachment=0)
    u, unseen = stage.material_payoffs(one)[..., 0, :, :], stage.material_payoffs(one.replace(monitoring=0))[..., 0, :, :]
    lost = unseen - u
    return lost[..., stage.ROUTINE, stage.ROUTINE], lost[..., stage.DEFLECT, stage.ROUTINE]


def replied(pressed, i, drive, fear, hands):
    """Initiative and control where each is best against the other, both sought by trying: one round after another, each moving half way."""
    omega = i.monitoring * i.penalty * felt(i)
    y = q = 0.0
    for _ in range(60):
        best_y = GRID[np.argmax((drive - fear * pressed - q) * GRID - GRID**2 / 2)]
        best_q = GRID[np.argmin(omega * y * (1 - GRID) + GRID**2 / (2 * hands))] if hands else 0.0
        y, q = (y + best_y) / 2, (q + best_q) / 2
    return y, q


def lived(i, rounds, start=0.0, *, drive, fear, hands, price, superiors):
    """Stalled work round by round, every act sought by trying."""
    movable = i.monitoring * i.penalty * i.individualization * (1 - i.executor + i.executor * i.transferability)
    told = [start]
    for _ in range(rounds):
        each = GRID[np.argmax(movable * GRID * told[-1] - price * GRID**2 / 2)]
        told.append(1 - replied(superiors * each, i, drive, fear, hands)[0])
    return told


CASES_OF_THE_LOOP = [(i, {"drive": v, "fear": n, "hands": x, "price": 4.0, "superiors": j}) for i, v, n, x, j in (
    (NOW, 1.2, 2.5, 0.1, 1), (NOW, 1.2, 2.5, 0.05, 1), (NOW, 1.2, 1.5, 0.1, 1), (THEN, 1.2, 2.5, 0.1, 3), (NOW, 0.8, -2.0, 0.1, 1), (NOW, 0.7, -1.5, 0.0, 2), (NOW.replace(monitoring=0.5), 1.0, 2.0, 0.1, 1),
)]  # fmt: skip


@pytest.mark.parametrize("i, own", CASES_OF_THE_LOOP)
@pytest.mark.parametrize("start", [0.0, 0.5, 1.0])
def test_paths_are_those_of_best_replies_sought_by_trying(i, own, start):
    got = cascade.path(i, **own, stalled=start, rounds=12)
    tolerance = 2e-3 * max(1, abs(float(cascade.loop(i, **own).gain))) ** 12
    assert got == pytest.approx(lived(i, 12, start, **own), abs=tolerance)


def test_those_cases_are_of_every_kind():
    assert {str(cascade.regime(i, **own)) for i, own in CASES_OF_THE_LOOP} == set(cascade.REGIMES)


@props
@given(PLACES, OWN)
def test_paths_come_to_rest_where_the_rest_points_say(i, own):
    parts, (low, high, tipping) = cascade.loop(i, **own), cascade.rest_points(i, **own)
    assume(abs(parts.gain - 1) > 0.02 and abs(parts.gain + 1) > 0.02)
    assume(abs(own["drive"] - 1 - parts.tied) > 1e-3 and abs(parts.full - own["drive"]) > 1e-3)
    kind = cascade.regime(i, **own)
    ends = cascade.path(i, **own, stalled=np.linspace(0, 1, 7), rounds=1200)[:, -2:]
    if kind == "cycle":
        swinging = cascade.path(i, **own, rounds=1201)[-3:]
        assert sorted(swinging[:2]) == pytest.approx([0, parts.idle], abs=1e-9) and swinging[0] == pytest.approx(swinging[2])
        assert low == high == pytest.approx(np.clip(parts.idle + parts.gain * low, 0, 1))
    elif kind == "two states":
        starts = np.linspace(0, 1, 7)
        clear = np.abs(starts - tipping) > 1e-3
        assert ends[clear, 1] == pytest.approx((starts > tipping)[clear].astype(float), abs=1e-6) and (low, high) == (0, 1)
    else:
        assert ends == pytest.approx(np.full((7, 2), low), abs=1e-6) and low == high and np.isnan(tipping)


def fixed(parts, drive):
    """All shares on a fine grid that the loop keeps."""
    u = np.linspace(0, 1, 100001)
    return u[np.abs(np.clip(1 - (drive - parts.full * u) / (1 + parts.tied), 0, 1) - u) < 1e-9]


def test_on_the_border_of_all_borders_every_share_lasts():
    """v = 1 + ζ = ηJα: neither 0 nor 1 but any share is a rest point; the table's quotient is 0/0."""
    i = Institution(negativity=1, individualization=1, monitoring=1, transferability=1, strength=4)
    own = {"drive": 1.0, "hands": 0.0, "fear": 1.0}
    assert cascade.loop(i, **own).full == 1
    assert cascade.regime(i, **own) == "two states" and np.isnan(cascade.rest_points(i, **own)[2])
    starts = np.linspace(0, 1, 11)
    assert cascade.path(i, **own, stalled=starts)[:, -1] == pytest.approx(starts)
    assert len(fixed(cascade.loop(i, **own), 1.0)) == 100001
    hands = np.linspace(0.005, 0.2, 40)                                                             # the same, but for what floats lose
    near = {"drive": 1 + hands * 4, "hands": hands, "fear": (1000 + 4000 * hands) / 1000}
    parts = cascade.loop(i, **near)
    room = np.abs(1 + parts.tied - parts.full)
    assert 0 < room.max() < 1e-12 and np.isnan(cascade.rest_points(i, **near)[:, 2]).all()


# Who foresees ------------------------------------------------------------------------------------


@props
@given(st.floats(-1, 1), st.floats(-3, 3), st.floats(0, 3), st.floats(0, 3), st.floats(0.1, 10))
def test_who_foresees_presses_best_of_all_that_are_tried(idle, fear, movable, more, price):
    liability = movable + more

    def cost(p):
        return np.clip(idle + fear * p, 0, 1) * (liability - movable * p) + price * p**2 / 2

    p = cascade.best_pressing(idle, fear, movable, liability, price)
    assert 0 <= p <= 1 and cost(p) <= cost(GRID).min() + 1e-9 * (1 + liability + price)


def test_where_the_step_does_not_pay_a_leap_may():
    """Outside the statement's conditions: where κ < T, and where more than half stalls by itself. κ < 2nT alone does no harm."""
    cheap = {"idle": 0.45, "fear": 0.6, "movable": 1.0, "liability": 1.0}
    assert cheap["movable"] * cheap["idle"] < cheap["fear"] * cheap["liability"]                   # the first step does not pay
    assert cascade.best_pressing(**cheap, price=1.0) == 0                                          # κ = T < 2nT
    assert cascade.best_pressing(**cheap, price=0.4) == 1                                          # cheaper: a leap to the end
    assert cascade.best_pressing(0.9, 2.0, 1.0, 1.0, 4.0) == pytest.approx(0.25)                    # all stalls, and the file is all that is left
    assert 1.0 - 0.25**2 * 4 / 2 < 0.9


def test_where_there_is_drive_to_spare_nobody_presses_though_pressing_works():
    assert cascade.best_pressing(-0.1, -1.0, 0.5, 1.0) == cascade.best_pressing(0.0, -1.0, 0.5, 1.0) == 0 < cascade.best_pressing(0.01, -1.0, 0.5, 1.0)
    assert cascade.best_pressing(0.5, -1.0, 0.0, 0.0) == 0                                          # nor does who is not liable


def test_the_trilemma():
    rng = np.random.default_rng(11)
    size = CASES["foreseeing"]
    liability, idle = rng.uniform(0.01, 3, size), rng.uniform(-0.5, 1, size)
    movable = liability * rng.uniform(0, 1, size)
    fear = rng.uniform(0, 1, size) ** 2
    assert (cascade.best_pressing(idle, fear, 0.0, liability, rng.uniform(0.1, 5, size)) == 0).all()  # nothing to show: nobody presses
    works = cascade.best_pressing(idle, -fear - 1e-3, movable, liability, rng.uniform(0.1, 5, size))
    assert ((works > 0) == (idle > 0)).all()
    half = np.minimum(idle, 0.5)
    price = movable * rng.uniform(1, 3, size) + 1e-3                                           # κ ≥ T and no more: often less than 2nT
    p = cascade.best_pressing(half, fear, movable, liability, price)
    slack = movable * half - fear * liability
    clear = np.abs(slack) > CLEAR
    assert ((p > 0) == (slack > 0))[clear].all() and 0.05 < (slack > 0)[clear].mean() < 0.95
    paid = clear & (slack > 0)
    assert (price < 2 * fear * movable)[clear & ~paid].mean() > 0.05
    assert p[paid] == pytest.approx((slack / (price - 2 * fear * movable))[paid]) and (half + fear * p <= 1)[paid].all() and (p <= 1)[paid].all()
    assert (fear < half)[paid].all()


def test_who_does_not_foresee_presses_where_who_does_would_not():
    for i in (NOW, NOW.replace(executor=1)):
        parts = cascade.loop(i)
        assert parts.pressing * cascade.rest_points(i)[0] > 0.5 and cascade.foreseen(i) == 0
    i = NOW.replace(strength=3)
    parts, what = cascade.loop(i, fear=0.1, drive=0.8), cascade.blame(i)
    n = 0.1 / (1 + parts.tied)
    by_hand = (what.movable * parts.idle - n * what.liability) / (4 - 2 * n * what.movable)
    assert by_hand > 0 and cascade.foreseen(i, fear=0.1, drive=0.8) == pytest.approx(by_hand)


# The levers ----------------------------------------------------------------------------------------


@props
@given(institutions())
def test_what_is_feared_is_what_the_core_game_takes(i):
    what, (kept, moved) = cascade.blame(i), county(i)
    assert [what.liability, what.stakes] == pytest.approx([float(kept), float(moved)], abs=1e-9 * (1 + i.strength))
    assert what.movable == pytest.approx(what.liability - what.stakes, abs=1e-9 * (1 + i.strength))
    assert what.stakes == pytest.approx(duties.case_stakes(i, cost=1)[..., 0], abs=1e-9 * (1 + i.strength))
    assert what.answer <= what.liability + 1e-9 * (1 + i.strength) and (i.prize_passing or what.answer == pytest.approx(i.monitoring * i.penalty * felt(i)))


# The ladder ----------------------------------------------------------------------------------------


TRIED = np.linspace(0, 1, 2001)


def backwards(stakes, burden, noise):
    """Add-ons from the top, each level trying all, those below foreseen."""
    below, told = 0.0, []
    for at_stake in reversed(stakes):
        best = TRIED[np.argmin(at_stake * np.exp(-(TRIED + below) / noise) + burden * TRIED)]
        told.append(best)
        below += best
    return told[::-1]


@props
@given(st.lists(st.floats(0, 3), min_size=1, max_size=5), st.floats(0.5, 5), st.floats(0.02, 0.3))
def test_cautious_levels_add_what_they_find_by_trying(stakes, burden, noise):
    got = cascade.caution(np.array(stakes), burden, noise)
    wanted = [noise * np.log(max(1, s / (burden * noise))) for s in stakes]
    assume(max(wanted) < 1)
    assert got == pytest.approx(backwards(stakes, burden, noise), abs=2e-3) and got.sum() == pytest.approx(max(wanted))
    assert cascade.margin(np.array(stakes), burden, noise) == pytest.approx(wanted)


def test_the_chance_of_a_miss_by_drawing():
    """Delivery is the last target less a draw; the county's target, the third of six, is missed as often as its margins from there down say."""
    targets = cascade.ladder("then", "caution", burden=0.5)
    short = np.random.default_rng(3).exponential(0.1, 200_000)
    missed = (targets[-1] - short < targets[2]).mean()
    assert missed == pytest.approx(np.exp(-(targets[-1] - targets[2]) / 0.1), abs=3e-3)
    here = cascade.blame("then").stakes
    assert missed * here == pytest.approx(0.5 * 0.1, abs=0.01)                                      # where the last step of caution is worth its cost


@props
@given(st.lists(st.floats(0, 3), min_size=1, max_size=5), st.floats(0.5, 5), st.floats(0.02, 0.3))
def test_levels_that_want_cover_add_what_they_find_by_trying(movable, burden, scale):
    got = cascade.cover(np.array(movable), burden, scale)
    assume(got.max() < 1)
    for own, mine in zip(movable, got, strict=True):
        worth = own * (1 - np.exp(-TRIED / scale)) - burden * TRIED
        assert own * (1 - np.exp(-mine / scale)) - burden * mine >= worth.max() - 1e-9


@props
@given(st.integers(2, 20), st.floats(0, 60), st.floats(0.05, 1), st.floats(0.5, 5))
def test_nobody_gains_by_leaving_the_contest(rivals, purse, power, burden):
    z = 1 + cascade.contest(rivals, purse, power, burden)
    mine = np.concatenate([np.linspace(1, 1.2 * z, 400), np.linspace(1, 20, 400)])

    def worth(x):
        return purse * x**power / (x**power + (rivals - 1) * z**power) - burden * x

    assert worth(z) >= worth(mine).max() - 1e-9 * (1 + purse + burden)
    other = z * np.array([0.9, 1.15])                                                               # no other number that all ask for lasts
    for all_ask in other[other >= 1]:
        step = 1e-4 * all_ask * np.array([-1, 1])
        gain = purse * (all_ask + step) ** power / ((all_ask + step) ** power + (rivals - 1) * all_ask**power) - burden * (all_ask + step)
        gain = gain[all_ask + step >= 1]
        assert gain.max() > purse / rivals - burden * all_ask


def total(i, motive, **own):
    """All that is added, in the last target."""
    return cascade.ladder(i, motive, **own)[..., -1] - 1


def test_caution_adds_once_and_cover_at_every_level():
    rng = np.random.default_rng(5)
    size = CASES["ladders"]
    stakes = rng.uniform(0, 4, (size, 5)) * (rng.uniform(size=(size, 5)) < 0.8)
    burden, width = rng.uniform(0.3, 4, size), rng.uniform(0.02, 0.4, size)
    careful, covered = cascade.caution(stakes, burden, width), cascade.cover(stakes, burden, width)
    wanted = cascade.margin(stakes, burden[:, None], width[:, None])
    assert careful.sum(axis=-1) == pytest.approx(wanted.max(axis=-1)) and covered.sum(axis=-1) == pytest.approx(wanted.sum(axis=-1))
    assert (careful >= 0).all() and (careful <= covered + 1e-12).all()
    # alike: all caution at the last level
    alike = cascade.caution(np.ones((size, 5)) * stakes[:, :1], burden, width)
    assert (alike[:, :-1] == 0).all() and alike[:, -1] == pytest.approx(wanted[:, 0])
    # a level adds out of caution only if it wants more than everybody below
    most_below = np.maximum.accumulate(wanted[:, ::-1], axis=-1)[:, ::-1]
    assert ((careful[:, :-1] > 0) == (wanted[:, :-1] > most_below[:, 1:])).all()


# Signs -------------------------------------------------------------------------------------------


def raised(what, i, own, step):
    """The setting with one thing raised, as the table of signs means it."""
    if what == "penalty" or what == "reward":
        both = {"penalty": i.penalty, "reward": i.reward}
        both[what] = both[what] + step
        strength = both["penalty"] + both["reward"]
        return i.replace(strength=strength, negativity=both["penalty"] / strength), own
    if what == "transferability":
        return i.replace(transferability=np.minimum(i.transferability + step, 1)), own
    if what == "rivals" or what == "levels":
        return i, own | {what: own[what] + 1}
    if what == "noise":
        return i, own | {"noise": own["noise"] * (1 + step), "power": own["power"] / (1 + step)}
    return i, own | {what: own[what] + step}


LADDERS = st.fixed_dictionaries({"burden": st.floats(0.2, 3), "noise": st.floats(0.02, 0.6), "scale": st.floats(0.02, 0.6), "rivals": st.integers(2, 12), "purse": st.floats(0, 60),
                                 "power": st.floats(0.1, 1), "levels": st.integers(1, 5)})  # fmt: skip


@pytest.mark.parametrize("what", cascade.SIGNS)
def test_the_table_of_signs(what):
    @props
    @given(institutions(prize_passing=0.0), LADDERS, st.floats(0.02, 0.5))
    def holds(i, own, step):
        other, changed = raised(what, i, own, step)
        for motive, sign in zip(cascade.MOTIVES, cascade.SIGNS[what], strict=True):
            before, after = total(i, motive, **own), total(other, motive, **changed)
            if motive == "caution" and what == "noise":                                             # the starred one
                small, large = (cascade.blame(i).stakes / (np.e * own["burden"] * d) for d in (own["noise"], changed["noise"]))
                assume(small > 1.001 and large > 1.001 or small < 0.999 and before > 1e-6)
                sign = 1 if small > 1 else -1
            if sign == 0:
                assert after == before
            else:
                assert sign * (after - before) >= -1e-9
                moves = {"penalty": i.monitoring * (felt(i) - i.individualization * (motive == "caution")), "reward": i.monitoring * i.executor,
                         "transferability": i.monitoring * i.penalty * i.individualization * i.executor * (i.transferability < 0.9)}.get(what, 1)
                if min(before, after) > 1e-3 and (motive == "contest" or moves > 0.05) and not (motive == "cover" and what == "penalty" and i.individualization < 0.05):
                    assert sign * (after - before) > 0

    holds()


@pytest.mark.parametrize("place", range(len(cascade.SIGNS)))
def test_totals_raise_one_thing_by_a_tenth_or_by_one(place):
    """The settings written out: what each story adds before and after, from the formulas for a margin and a contest."""
    what, rng = list(cascade.SIGNS)[place], np.random.default_rng(place)
    share = rng.uniform(0.05, 0.9, (6, 40))
    penalty, reward, m, person, felt_by, moves, execs = 4 * share[0], 4 * share[1], share[2], share[3], share[4], share[5], 0.4
    noise, purse, rivals, levels, power = 0.05, 30.0, 5, 4, 0.9

    def all_added(penalty, reward, moves, noise, purse, rivals, levels, power):
        can = m * penalty * person * (1 - execs + execs * moves)
        stays = m * (execs * reward + penalty * ((1 - person) * felt_by + person)) - can
        wanted = [width * np.log(np.maximum(s / (2 * width), 1)) for s, width in ((stays, noise), (can, 0.1))]
        return np.stack([wanted[0], levels * wanted[1], 0 * m + max(1, power * purse * (rivals - 1) / (2 * rivals**2)) ** levels - 1], axis=-1)

    at = {"penalty": penalty, "reward": reward, "transferability": moves, "noise": noise, "purse": purse, "rivals": rivals, "levels": levels}
    i = Institution(strength=penalty + reward, negativity=penalty / (penalty + reward), individualization=person, transferability=moves, monitoring=m, diffusion=felt_by, executor=execs)
    own = {"noise": noise, "purse": purse, "rivals": rivals, "levels": levels, "power": power}
    up = at | {what: at[what] + 1 if what in ("rivals", "levels") else 1.1 * at[what]}
    for told, raised, strength in ((at, None, power), (up, what, power / 1.1 if what == "noise" else power)):
        want = all_added(told["penalty"], told["reward"], told["transferability"], told["noise"], told["purse"], told["rivals"], told["levels"], strength)
        assert cascade.totals(i, raised, **own) == pytest.approx(want, abs=1e-12)


def test_the_starred_sign_fails_where_noise_is_large():
    """S = m(eR+Pφ) - T = 1.849 at “then”: caution rises with noise up to S/(eγ) = 0.34 and falls beyond."""
    noise = np.array([0.1, 0.2, 0.3, 0.34, 0.4, 0.6, 0.9])
    added = total("then", "caution", noise=noise)
    assert (np.diff(added[:4]) > 0).all() and (np.diff(added[3:]) < 0).all() and added[-1] > 0
    assert cascade.blame("then").stakes / (2 * np.e) == pytest.approx(0.340, abs=5e-4)


def test_signs_at_the_ends():
    """Where nothing is added nothing changes; a lone competitor adds nothing, and a second makes for more."""
    assert total("then", "cover") == 0 and cascade.contest(1, 1e6) == 0 < cascade.contest(2, 20)
    assert total(THEN.replace(strength=8), "cover") == 0
    assert total("now", "contest") == total("then", "contest")


# By hand -----------------------------------------------------------------------------------------


PLAIN = Institution(strength=4, negativity=1, individualization=1, monitoring=1, transferability=1)     # ω = L = T = 4, so α = 1 and ζ = 4χ


def test_loops_by_hand():
    assert [float(x) for x in cascade.blame(PLAIN)] == [4, 4, 4, 0]
    half = {"drive": 0.75, "hands": 0.125, "fear": 0.5}                                             # v = 3/4, ζ = 1/2, ηα = 1/2
    assert cascade.rest_points(PLAIN, **half)[:2].tolist() == [0.75, 0.75] and cascade.regime(PLAIN, **half) == "finite"
    two = {"drive": 1.25, "hands": 0, "fear": 1.5}
    assert cascade.rest_points(PLAIN, **two).tolist() == [0, 1, 0.5] and cascade.regime(PLAIN, **two) == "two states"
    swing = {"drive": 0.7, "hands": 0, "fear": -1.5}
    assert cascade.path(PLAIN, **swing, rounds=4) == pytest.approx([0, 0.3, 0, 0.3, 0]) and cascade.regime(PLAIN, **swing) == "cycle"
    assert cascade.rest_points(PLAIN, **swing)[0] == pytest.approx(0.3 / 2.5)
    # three superiors do what two do not
    rungs = {"drive": 1.2, "hands": 0.1, "fear": 0.5}
    assert cascade.regime(PLAIN, **rungs, superiors=[1, 2, 3]).tolist() == ["finite", "finite", "standstill"]
    assert cascade.path(PLAIN, drive=0.8, hands=0, fear=2, rounds=3) == pytest.approx([0, 0.2, 0.6, 1])   # u0(1 + Γ + Γ²) = 1.4


def test_pressing_by_hand():
    assert cascade.best_pressing(0.4, 0.2, 2, 3, 4) == pytest.approx(0.0625)
    u = 0.4 / (1 - 0.2 * 0.5)
    assert 0.5 * u == pytest.approx(0.222, abs=5e-4)
    assert cascade.best_pressing(0.4, -0.5, 0, 2, 4) == pytest.approx(0.25)                         # min 2(0.4 - p/2) + 2p²


def test_ladders_by_hand():
    stakes = np.exp([3, 1, 2])
    assert cascade.caution(stakes, 1, 1).tolist() == [1, 0, 2] and cascade.cover(stakes, 1, 1).tolist() == [3, 1, 2]
    assert cascade.contest(4, 16, 1, 2) == 0.5 and cascade.ladder("now", "contest", levels=2, rivals=4, purse=16).tolist() == [1, 1.5, 2.25]
    assert cascade.contest(4, 16, 0.5, 2) == 0 and cascade.contest(8) == pytest.approx(3 / 32)


def test_the_two_eras():
    """By hand: S = 1.849 and T = 0.016 at “then”; S = 0.407 and T = 2.385 at “now”, with γδ = γς = 0.2."""
    assert total("then", "caution") == pytest.approx(0.1 * np.log(1.849 / 0.2)) and total("then", "cover") == 0
    assert total("now", "caution") == pytest.approx(0.1 * np.log(0.40736 / 0.2)) and total("now", "cover") == pytest.approx(0.5 * np.log(2.38464 / 0.2))
    assert [round(float(total(i, m)), 2) for i, m in product((THEN, NOW), ("caution", "cover"))] == [0.22, 0, 0.07, 1.24]
    assert cascade.regime("then") == "at rest" and cascade.regime("now") == "standstill"
    assert cascade.loop("now").full == pytest.approx(2.5 * 2.38464 / 4) and cascade.loop("now").tied == pytest.approx(0.2664)


# Propositions ------------------------------------------------------------------------------------


def test_two_comparisons_decide():
    i, own = settings_of(np.random.default_rng(7), CASES["loops"])
    parts, kind = cascade.loop(i, **own), cascade.regime(i, **own)
    low, high, tipping = np.moveaxis(cascade.rest_points(i, **own), -1, 0)
    v = own["drive"]
    clear = (np.abs(v - 1 - parts.tied) > CLEAR) & (np.abs(parts.full - v) > CLEAR)
    free, stuck = v > 1 + parts.tied, parts.full > v
    told = np.where(free, np.where(stuck, "two states", "at rest"), np.where(stuck, "standstill", "finite"))
    assert (kind == told)[clear].all() and set(told[clear]) == {"two states", "at rest", "standstill", "finite"}
    finite = clear & (told == "finite")
    assert low[finite] == pytest.approx(((1 + parts.tied - v) / (1 + parts.tied - parts.full))[finite]) and (low[finite] < 1).all()
    both = clear & (told == "two states")
    assert tipping[both] == pytest.approx(((v - 1 - parts.tied) / (parts.full - 1 - parts.tied))[both]) and ((tipping > 0) & (tipping < 1))[both].all()
    # the gain is not the border: finite below 1, two states above, standstill on either side
    assert (parts.gain[finite] < 1).all() and (parts.gain[both] > 1).all()
    still = clear & (told == "standstill")
    assert 0.05 < (parts.gain[still] < 1).mean() < 0.95
    # it sets the shape
    u = cascade.path(i, **own, rounds=6)
    inside = (u[:, 1:] > 1e-6) & (u[:, 1:] < 1)
    inside = inside[:, 1:] & inside[:, :-1]
    steps = np.diff(u, axis=-1)
    faster = steps[:, 1:] > steps[:, :-1]
    bent = np.abs(parts.gain - 1)[:, None] > 0.01
    assert (faster == (parts.gain > 1)[:, None])[inside & bent & (steps[:, 1:] > 1e-9)].all()


def test_more_control_never_helps_and_no_control_does_not_restart():
    i, own = settings_of(np.random.default_rng(13), CASES["controls"])
    more = own | {"hands": own["hands"] + 0.02}
    before, after = cascade.rest_points(i, **own), cascade.rest_points(i, **more)
    assert (cascade.loop(i, **more).gain <= cascade.loop(i, **own).gain).all()
    assert (after[..., :2] >= before[..., :2] - 1e-12).all()
    kinds = cascade.regime(i, **own), cascade.regime(i, **more)
    same = [(kinds[0] == kind) & (kinds[1] == kind) for kind in ("finite", "two states")]
    tightened = cascade.loop(i, **more).tied - cascade.loop(i, **own).tied > 1e-3
    clear = same[0] & tightened & (own["drive"] - cascade.loop(i, **own).full > 1e-3)
    assert clear.sum() > 100 and (after[clear, 0] > before[clear, 0]).all()
    assert same[1].sum() > 50 and (after[same[1], 2] <= before[same[1], 2]).all()                  # and tips sooner
    free = own | {"hands": 0.0}
    stands = before[..., 1] == 1
    assert (cascade.path(i, **free, stalled=1.0, rounds=30)[stands, -1] == 1).all() and stands.sum() > 500
    eased = own | {"superiors": 0.99 * own["drive"] / np.maximum(own["fear"] * cascade.loop(i, **own).pressing, 1e-4)}
    restarts = stands & (own["drive"] > 0.2)
    assert (cascade.path(i, **eased, stalled=1.0, rounds=30)[restarts, -1] < 1 - 1e-3).all()


def test_superiors_add_up():
    i, own = settings_of(np.random.default_rng(17), CASES["rungs"])
    rungs = np.arange(1, 9)[:, None]
    points = cascade.rest_points(i, **own | {"superiors": rungs})
    assert (np.diff(points[..., :2], axis=0) >= -1e-12).all()
    needed = own["drive"] / np.maximum(own["fear"] * cascade.loop(i, **own).pressing, 1e-12)
    clear = np.abs(rungs - needed) > CLEAR
    assert ((points[..., 1] == 1) == (rungs >= needed))[clear & (own["drive"] > 1e-3)].all()


# Limits and shapes ---------------------------------------------------------------------------------


def test_limits():
    alone = cascade.rest_points("now", superiors=0.0, drive=[0.5, 1.2, 2.0])[:, 0]
    assert alone == pytest.approx(np.clip(1 - np.array([0.5, 1.2, 2.0]) / 1.2664, 0, 1))
    spared = NOW.replace(negativity=0)
    assert cascade.control(1.0, spared) == 0 == total(spared, "cover") and cascade.loop(spared).gain == 0
    assert cascade.path("now", rounds=0).tolist() == [0] and cascade.ladder("now", levels=0).tolist() == [1]
    assert cascade.rest_points("now", drive=0)[:2].tolist() == [1, 1]
    for name in PRESETS:
        assert cascade.foreseen(name) == 0


def test_the_loop_is_not_moved_by_levers_that_play_no_part():
    for name, value in {"concealment": 0.1, "lone_concealment": 0.9, "veto_items": 9, "attachment": 0.9, "shield_cost": 2, "deflect_cost": 2}.items():
        assert cascade.loop(NOW.replace(**{name: value})) == cascade.loop(NOW)


def test_shapes_broadcast():
    i = Institution(strength=4, negativity=np.linspace(0, 1, 3)[:, None], individualization=0.9)
    assert cascade.loop(i, superiors=[1, 2, 3, 4]).gain.shape == (3, 4) == cascade.regime(i, superiors=[1, 2, 3, 4]).shape
    assert cascade.rest_points(i, superiors=[1, 2]).shape == (3, 2, 3) and cascade.path(i, stalled=[0, 1], rounds=5).shape == (3, 2, 6)
    assert cascade.foreseen(i, fear=[-1, 1]).shape == (3, 2)
    for motive in cascade.MOTIVES:
        got = cascade.ladder(i, motive, burden=[1, 2], levels=4)
        assert got.shape == (3, 2, 5)
        assert got[1, 1] == pytest.approx(cascade.ladder(i.replace(negativity=0.5), motive, levels=4))
    assert cascade.caution(np.ones((3, 2, 4)), noise=[0.1, 0.2]).shape == (3, 2, 4) and cascade.contest([2, 3]).shape == (2,)
    assert cascade.control([0.1, 0.9], "now").shape == (2,) and cascade.initiative([0.1, 0.2], 0.1).shape == (2,)


@pytest.mark.parametrize("call, error, message", [
    (lambda: cascade.loop("now", drive=-1), ValueError, "drive must be in .0, 1e"),
    (lambda: cascade.loop("now", price=2), ValueError, r"price must be at least what pressing can move \(T = 2.38464 here\)"),
    (lambda: cascade.loop("now", price=0), ValueError, "price must be more than 0, got 0"),
    (lambda: cascade.loop("now", hands=3, drive=9), ValueError, "hands must be so small that control is at most 1, got 3"),
    (lambda: cascade.loop("now", fear="much"), TypeError, "fear must be a real number"),
    (lambda: cascade.loop("noww"), ValueError, "did you mean 'now'"),
    (lambda: cascade.loop("now", drive=[1, 2], fear=[1, 2, 3]), ValueError, "the shapes must broadcast"),
    (lambda: cascade.path("now", rounds=-1), ValueError, "rounds must be a whole number of at least 0, got -1"),
    (lambda: cascade.path("now", rounds=2.5), ValueError, "rounds must be a whole number"),
    (lambda: cascade.path("now", stalled=2), ValueError, "stalled must be in"),
    (lambda: cascade.best_pressing(0.5, 1, 2, 1), ValueError, "movable must be at most the liability, got 2"),
    (lambda: cascade.best_pressing(2, 1, 1, 1), ValueError, "idle must be in"),
    (lambda: cascade.ladder("now", "fear"), ValueError, "motive must be one of 'caution', 'cover', 'contest', got 'fear'"),
    (lambda: cascade.ladder("now", "covr"), ValueError, "did you mean 'cover'"),
    (lambda: cascade.ladder("now", levels=1.5), ValueError, "levels must be a whole number, got 1.5"),
    (lambda: cascade.ladder("now", levels=[1, 2]), ValueError, "levels must be one whole number"),
    (lambda: cascade.ladder("now", burden=0), ValueError, "burden must be more than 0"),
    (lambda: cascade.contest(2.5), ValueError, "rivals must be a whole number, got 2.5"),
    (lambda: cascade.contest(4, power=1.5), ValueError, "power must be in"),
    (lambda: cascade.totals("now", "penalties"), ValueError, "raised must be one of .*did you mean 'penalty'"),
    (lambda: cascade.caution(1.0), ValueError, "stakes must have an axis of levels"),
    (lambda: cascade.margin(1, scale=0), ValueError, "scale must be more than 0"),
    (lambda: cascade.control(1.5, "now"), ValueError, "initiative must be in"),
])  # fmt: skip
def test_errors_name_the_parameter(call, error, message):
    with pytest.raises(error, match=message):
        call()


# Claims --------------------------------------------------------------------------------------------

ERAS = (NOW, THEN, Institution(negativity=0.5, individualization=0.5))
WORK = np.linspace(0.1, 1, 10)


def test_claim_49_the_more_trouble_reaches_the_county_the_more_it_controls():
    reach = np.linspace(0, 1, 11)                                                                    # of a unit's sanction that its leader feels
    for era in ERAS:
        i = era.replace(diffusion=reach[:, None])
        q = cascade.control(WORK, i)
        omega = i.monitoring * i.penalty * felt(i)
        tried = GRID[np.argmin(omega[..., None] * WORK[:, None] * (1 - GRID) + GRID**2 / 0.2, axis=-1)]
        assert q == pytest.approx(tried, abs=3e-4) and (np.diff(q, axis=0) > 0).all()
        assert (np.diff(q, axis=1) > 0).all()                                                        # there is less to control where less is done
    # at rest, once the township has answered: more where pressing in full takes less than one of drive, less where it takes more
    for fear, sign in ((0.5, 1), (1.6, 1), (1.75, -1)):
        i = NOW.replace(diffusion=reach)
        own = {"drive": 1.1, "fear": fear}
        assert (cascade.regime(i, **own) == "finite").all() and (sign * (1 - cascade.loop(i, **own).full) > 0).all()
        assert (sign * np.diff(cascade.control(1 - cascade.rest_points(i, **own)[:, 0], i)) > 0).all()


def test_claim_50_control_makes_a_township_do_less():
    q = np.linspace(0, 0.9, 10)
    for pressed, drive in product((0.0, 0.2), (0.8, 1.2)):
        y = cascade.initiative(pressed, q, drive)
        tried = GRID[np.argmax((drive - 2.5 * pressed - q)[:, None] * GRID - GRID**2 / 2, axis=-1)]
        assert y == pytest.approx(tried, abs=3e-4) and (np.diff(y) <= 0).all() and y[-1] < y[0]
        free = (y > 0) & (y < 1)
        assert (np.diff(y[free]) < 0).all()
    for era in ERAS:                                                                                # also where each answers the other
        hands = np.linspace(0, 0.3, 4)
        own = {"drive": 0.9, "fear": 1.0}
        rest = cascade.rest_points(era, hands=hands, **own)[:, 0]
        both = np.array([replied(float(cascade.loop(era, **own).pressing * u), era, 0.9, 1.0, chi)[0] for u, chi in zip(rest, hands, strict=True)])
        assert 1 - rest == pytest.approx(both, abs=3e-3) and (np.diff(rest) > 0).all()


def test_claim_51_pressing_that_backfires_is_cover_or_blind():
    fear = np.array([0.0, 0.5, 1.0, 2.5])
    for era in ERAS:
        nothing = era.replace(transferability=0, executor=1)
        assert cascade.blame(nothing).movable == 0 and (cascade.foreseen(nothing, drive=0.8, fear=fear) == 0).all()    # no file, no pressing
        assert (cascade.foreseen(nothing, drive=0.8, fear=-fear[1:]) > 0).all()                       # but where it works
        held = era.replace(transferability=1, individualization=1, negativity=1)
        assert cascade.foreseen(held, drive=0.8, fear=0.05) > 0 == cascade.foreseen(held, drive=0.8, fear=2.5)         # for the file, while it costs little work
        blind = cascade.loop(held, drive=0.8)
        assert blind.pressing * cascade.rest_points(held, drive=0.8)[0] > 0                           # who does not foresee presses all the same


def test_claim_52_pressure_grows_without_relief_only_where_full_pressing_leaves_no_drive():
    for fear, kind in ((1.5, "finite"), (2.5, "standstill")):
        u = cascade.path(NOW, fear=fear, rounds=400)
        assert cascade.regime(NOW, fear=fear) == kind and (np.diff(u) >= -1e-12).all() and (np.diff(u)[:5] > 0).all()    # pressing answers stalled work, and grows
        assert u[-1] == pytest.approx(cascade.rest_points(NOW, fear=fear)[0], abs=1e-6)
        assert (u[-1] < 0.5) == (kind == "finite")                                                  # …but comes to rest
    # of the 32 ways to throw the five switches 4 stand still: closer inspection, persons and penalties together
    still = cascade.regime(switchboard()) == "standstill"
    three = [list(CONDITIONS).index(name) for name in ("apparatus", "person", "penalty")]
    assert still.sum() == 4 and all(all(where[axis] for axis in three) for where in np.argwhere(still))
    assert (cascade.regime(switchboard())[~still] == "at rest").all()


def test_claim_53_blame_that_moves_adds_at_every_level_and_fear_of_missing_once():
    blames = np.linspace(0.2, 0.8, 7)
    moved, careful = (cascade.ladder(NOW.replace(transferability=blames, executor=1), motive) for motive in ("cover", "caution"))
    steps = np.diff(moved, axis=-1)
    assert (steps > 0).all() and np.ptp(steps, axis=-1).max() < 1e-12                                # every level adds, and as much
    assert (np.diff(steps, axis=0) > 0).all() and (np.diff(careful[:, -1]) < 0).all()                # more where more moves; caution less
    assert (np.diff(careful, axis=-1)[:, :-1] == 0).all() and (careful[:-1, -1] > 1).all()           # caution once, at the last level
    unlike = np.array([2.0, 0.5, 1.0, 3.0, 1.5])                                                    # also where levels differ
    covered = cascade.cover(unlike)
    wanted = cascade.margin(unlike)
    assert covered.sum() == pytest.approx(wanted.sum()) and cascade.caution(unlike).sum() == pytest.approx(wanted.max()) and (covered > 0).all()
    prizes = NOW.replace(strength=NOW.strength * 2, negativity=0.45)                                # more prize at the same penalty
    assert prizes.penalty == pytest.approx(NOW.penalty) and cascade.ladder(prizes)[-1] == pytest.approx(cascade.ladder(NOW)[-1])


def _tightening(institution, *, stalled=0.0, rounds=16, **own):
    """Pressing adds to the pressing of the round before."""
    parts = cascade.loop(institution, **own)
    u = pressed = np.asarray(stalled, float) + 0 * parts.gain
    told = [u]
    for _ in range(rounds):
        pressed = pressed + u
        u = np.clip(parts.idle + parts.gain * pressed, 0.0, 1.0)
        told.append(u)
    return np.stack(told, axis=-1)


_best = cascade.best_pressing

RIVALS = {
    # control is a cure for sloth: it answers the work that stalls, not the trouble that work may bring
    "49": ("control", lambda initiative, institution, hands=0.1: hands * (1 - np.asarray(initiative)) + 0 * np.asarray(institution.diffusion)),
    # control guides: who is told what to do, and covered by it, does more
    "50": ("initiative", lambda pressing=0.0, control=0.0, drive=1.2, fear=2.5: np.clip(drive - fear * pressing + control, 0, 1)),
    # pressing gets work moving, whatever townships fear
    "51": ("best_pressing", lambda idle, fear, movable, liability, price=4.0: _best(idle, -np.abs(fear) - 0.1, movable, liability, price)),
    # what has been pressed is never taken back: each round adds to the last
    "52": ("path", _tightening),
    # who has been covered from above needs no cover: only what exceeds the add-ons below counts
    "53": ("cover", lambda movable, burden=2.0, scale=0.1: cascade.caution(movable, burden, scale)),
}
"""For each claim one function of the module as others might have it, under which its test fails."""


@pytest.mark.parametrize("claim", RIVALS)
def test_a_claims_test_can_fail(claim, monkeypatch):
    test = next(value for name, value in globals().items() if name.startswith(f"test_claim_{claim}_"))
    monkeypatch.setattr(cascade, *RIVALS[claim])
    with pytest.raises(AssertionError):
        test()


# The certificates' pieces --------------------------------------------------------------------------


def test_the_certificates_speak_of_this_loop():
    i, own = settings_of(np.random.default_rng(19), 500)
    parts, what = cascade.loop(i, **own), cascade.blame(i)
    u = np.random.default_rng(20).uniform(0, 1, 500)
    v = Point(drive=own["drive"], tied=parts.tied, full=parts.full, stalled=u)
    after = cascade.path(i, **own, stalled=u, rounds=1)[:, 1]
    assert np.clip(certified.next_round(v, u) / (1 + parts.tied), 0, 1) == pytest.approx(after)
    p = np.random.default_rng(21).uniform(0, 1, 500)
    n = own["fear"] / (1 + parts.tied)
    w = Point(idle=parts.idle, fear=n, movable=what.movable, liability=what.liability, price=own["price"])
    best = cascade.best_pressing(parts.idle, n, what.movable, what.liability, own["price"])
    inside = (parts.idle + n * p < 1) & (parts.idle > 0) & (parts.idle + n * best < 1)
    assert (certified.lost(w, best) <= certified.lost(w, p) + 1e-12)[inside].all() and inside.sum() > 50
    wanted = np.random.default_rng(22).uniform(0, 1, (500, 3))
    stakes = 0.2 * np.exp(wanted / 0.1)
    adds = cascade.caution(stakes)
    m = Point(first=wanted[:, 0], second=wanted[:, 1], third=wanted[:, 2])
    for level in range(3):
        assert adds[:, level:].sum(axis=-1) == pytest.approx(np.maximum.reduce([m.first, m.second, m.third][level:]))
