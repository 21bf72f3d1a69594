"""Numbers in the text: what the built pages say is what the models give, computed here by another road."""

import csv
import itertools
import math
import re
from collections import Counter

import numpy as np
import pytest

from xianxiang import THEN, Institution, stage, turn
from xianxiang.figures.parts import MAP_SIZE
from xianxiang.institution import SWITCHES
from xianxiang.ledger import CHAPTERS, WRITTEN
from xianxiang.prose import percent

from rivals import material


def payoff(own, other, e, county, s=4, v=0.1, i=0.1, b=0.8, m=0.5, c=0.9, n=1):
    """What a side gets for itself in the core game, written out by hand: actions are "hide", "blame", "little"."""
    hiders = (own == "hide") + (other == "hide")
    found = 1 - (1 - m * (1 - c * (0, 0.3, 1)[hiders])) ** n
    down, up = 1 - e * (1 - b), e * b
    mine, theirs = (down, up) if county else (up, down)
    weight = 1 - mine * (own == "blame" != other) + theirs * (other == "blame" != own)
    prize, penalty = s * (1 - v) * (e if county else 1), s * v
    return (1 - found) * prize - found * penalty * (0.25 * (1 - i) + i * weight) - {"hide": 0.35, "blame": 0.25, "little": 0}[own]


def revised(shares, theta, rate, e=1.0, noise=0.25, **levers):
    """Shares (county, township) after a round in which some reconsider, by logit choice."""
    after = []
    for side in (0, 1):
        worth = {}
        for own in ("hide", "blame", "little"):
            worth[own] = sum(share * (payoff(own, other, e, side == 0, **levers) + theta * payoff(other, own, e, side == 1, **levers))
                             for other, share in shares[1 - side].items())
        top = max(worth.values())
        odds = {own: math.exp((value - top) / noise) for own, value in worth.items()}
        after.append({own: (1 - rate) * shares[side][own] + rate * odds[own] / sum(odds.values()) for own in odds})
    return after


def rested(rounds, theta=0.0, **levers):
    """Where both sides come to rest if all hide at first."""
    shares = [{"hide": 1.0, "blame": 0.0, "little": 0.0}] * 2
    for _ in range(rounds):
        shares = revised(shares, theta, 0.5, **levers)
    return shares


SIX = {"supervisor": ("e", 1.0, 0.4), "looking": ("m", 0.5, 0.8), "reach": ("c", 0.9, 0.5), "person": ("i", 0.1, 0.9),
       "penalty": ("v", 0.1, 0.9), "vetoes": ("n", 2.0, 6.0)}


def turned(on, attached=0.3, hold=60, **fixed):
    """Mean shares of the two sides after the turn with these of the six switches on."""
    shares, theta = rested(300, attached, n=2, **fixed), attached
    for t in [0] * 4 + [k / 16 for k in range(1, 17)] + [1] * hold:
        levers = {lever: (1 - t) * then + t * (now if name in on else then) for name, (lever, then, now) in SIX.items()}
        shares = revised(shares, theta, 0.25, **levers, **fixed)
        blame = levers["i"] * (shares[0]["blame"] + shares[1]["blame"]) / 2
        theta += -0.1 * blame * theta + 0.02 * (1 - blame) * (attached - theta)
    return {action: (shares[0][action] + shares[1][action]) / 2 for action in shares[0]}


ALL_SIX = [on for k in range(7) for on in itertools.combinations(SIX, k)]


def test_first_page(quoted):
    ends = {on: turned(on, hold=25) for on in ALL_SIX}
    blame, hide, little = ({on for on, shares in ends.items() if shares[action] > 0.5} for action in ("blame", "hide", "little"))
    assert set.intersection(*map(set, blame)) == {"reach", "person", "penalty"}
    assert {(name,) for name in SIX} <= hide
    assert all((set(on) ^ {"looking"} in map(set, blame)) for on in blame), "how often inspectors look decides nothing here"
    neither = len(ends) - len(blame) - len(hide)
    slow = {on for on in ALL_SIX if {"person", "penalty"} <= set(on) and on not in blame and turned(on, hold=400)["blame"] > 0.5}
    assert {frozenset(on) - {"supervisor"} for on in slow} == {frozenset({"looking", "person", "penalty", "vetoes"})}
    rows = list(csv.DictReader((CHAPTERS / "claims.csv").open(encoding="utf-8")))
    said = quoted("index")
    assert said[1] == str(len(rows))
    assert said[2:4] == [str(len(ends)), str(len(blame))]
    assert said[8:] == [str(len(slow)), str(neither), str(len(little)), str(neither - len(little)), str(len(rows))]


def test_first_page_says_how_many_chapters_stand(quoted):
    assert quoted("index")[0] == str(len(WRITTEN))


def test_first_page_tells_what_is_robust_from_what_is_not(quoted):
    core = {"reach", "person", "penalty"}
    noises, attachments, stakes = (0.05, 0.1, 0.15, 0.25, 0.35, 0.45), (0, 0.1, 0.15, 0.3, 0.5), (3, 4, 5, 6)
    enough, needed = {}, {}
    for noise, theta, s in itertools.product(noises, attachments, stakes):
        start = THEN.replace(attachment=theta, strength=s)
        rules = [start.replace(**{lever: value for name in on for lever, value in SWITCHES[name].items()}) for on in ALL_SIX]
        ends = Institution(**{lever: np.array([getattr(rule, lever) for rule in rules]) for lever in rules[0].as_dict()})
        path, _ = turn.era_path(before=4, ramp=16, hold=60, back=False, start=start, end=ends)
        blame = turn.simulate(path, noise=noise).shares[-1, ..., stage.DEFLECT].mean(axis=-1) > 0.5
        sets = [set(on) for on, ends_in_blame in zip(ALL_SIX, blame) if ends_in_blame]
        enough[noise, theta, s] = all(set(on) in sets for on in ALL_SIX if core <= set(on))
        needed[noise, theta, s] = all(core <= on for on in sets)
    for noise, theta, s in [(0.05, 0.5, 6), (0.1, 0.15, 4), (0.25, 0.3, 5)]:  # by hand
        sets = [set(on) for on in ALL_SIX if turned(on, attached=theta, noise=noise, s=s)["blame"] > 0.5]
        assert enough[noise, theta, s] == all(set(on) in sets for on in ALL_SIX if core <= set(on))
        assert needed[noise, theta, s] == all(core <= on for on in sets)
    assert all(theta == 0.5 for (_, theta, _), held in enough.items() if not held)
    assert not any(held for (_, theta, _), held in needed.items() if theta <= 0.15)
    assert quoted("index")[4:8] == [str(sum(enough.values())), str(len(enough)), str(sum(needed.values())), str(len(needed))]


def test_argument(quoted):
    said = quoted("argument")
    rows = list(csv.DictReader((CHAPTERS / "claims.csv").open(encoding="utf-8")))
    verdicts = Counter(row["verdict"] for row in rows)
    assert [*map(str, [len(rows), *(sum(row["status"] == s for row in rows) for s in ("stated", "inferred", "preview"))])] == said[4:8]
    assert [str(verdicts[v]) for v in ("derived", "needs", "contradicted", "not modelled")] == said[8:12]
    assert said[12:] == ["5", "32"]

    def hiding(strength, share, on_top=False):
        whole = 1 + share * on_top
        return percent(rested(80, i=0, c=0.9, s=strength * whole, v=share / whole)[0]["hide"])

    assert said[:4] == [hiding(2, 0, on_top=True), hiding(2, 1, on_top=True), hiding(6, 0.1), hiding(6, 0.9)]


def test_replacing_prizes_by_penalties_loosens_an_alliance_on_the_unit_and_does_not_set_the_two_against_each_other():
    replaced = Institution(strength=6, negativity=np.linspace(0.1, 0.9, 81), individualization=0)
    assert (np.diff(stage.shield_advantage(replaced)[..., 0]) < 0).all()
    can_last = stage.pure_equilibria(replaced)
    assert can_last[:, 0, 0].all() and not can_last[:, 1, :].any() and not can_last[:, :, 1].any()


def silence(c, lone=0.3, m=0.5, n=1):
    """Share of a lone shielder's risk that the partner removes, with n veto items."""
    found = [1 - (1 - m * (1 - hidden)) ** n for hidden in (c * lone, c)]
    return 1 - found[1] / found[0]


def share_that_turns(rho, b=0.8, d=0.25):
    """Individual responsibility at which a larger penalty changes from glue to wedge, by bisection of b pi = rho; None where there is none."""
    if rho >= b:
        return None
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if b * middle / ((1 - middle) * d + middle) < rho else (low, middle)
    return low


def class_by_hand(s, nu, iota, c, n=1, theta=0.0, lone=0.3, m=0.5, b=0.8, d=0.25, g=0.35, k=0.25):
    f0, f1, f2 = (1 - (1 - m * (1 - hidden)) ** n for hidden in (0, c * lone, c))
    whole, moved = s * (1 - nu) + s * nu * ((1 - iota) * d + iota), b * s * nu * iota
    x, y = ((1 + theta) * gain * whole - (1 - theta) * f1 * moved - (g - k) for gain in (f1 - f2, f0 - f1))
    if x >= 0 or y >= 0:
        return {(True, True): "harmony", (True, False): "stag hunt", (False, True): "chicken"}[x >= 0, y >= 0]
    return "prisoner's dilemma" if -f2 * whole - g > -f0 * whole - k else "deadlock"


def test_alliance(quoted):
    said = quoted("alliance")
    turns = [share_that_turns(silence(c)) for c in (0.9, 0.7, 0.5, 0.3)]
    assert turns[0] is None
    assert said[:2] == [percent(silence(0.99, 0.99)), percent(share_that_turns(silence(0.99, 0.99)))]
    assert said[2:6] == [percent(silence(0.9)), *map(percent, turns[1:])]

    def worth(nu):  # of staying, at the earlier levers: two items, attachment 0.3
        found = [1 - (1 - 0.5 * (1 - hidden)) ** 2 for hidden in (0.27, 0.9)]
        whole, moved = 4 * (1 - nu) + 4 * nu * (0.9 * 0.25 + 0.1), 0.8 * 4 * nu * 0.1
        stay = 1.3 * (found[0] - found[1]) * whole
        return min(stay - 0.35, stay - 0.7 * found[0] * moved - 0.1)

    assert said[6:8] == [f"{worth(0.1):.2f}", f"{worth(0.9):.2f}"]
    assert said[8] == percent(turns[1]) == percent(share_that_turns(silence(0.7, m=0.95)))
    assert said[9] == " to ".join(percent(share_that_turns(silence(0.7, m=m, n=6))) for m in (0.2, 0.8))
    assert said[10:15] == ["harmony", class_by_hand(4, 0.9, 0.9, 0.9), class_by_hand(4, 0.9, 0.9, 0.5), class_by_hand(4, 0.9, 0.9, 0.9, n=6),
                           class_by_hand(4, 0.9, 0.9, 0.9, n=6, theta=0.3)]
    for n, theta in itertools.product((1, 2, 6), (0, 0.1, 0.2, 0.3)):
        assert class_by_hand(4, 0.9, 0.9, 0.5, n=n, theta=theta) == said[12], "half that can be hidden does it, whatever the items and the attachment"
    items = np.linspace(1, 20, 190_001)

    def peak(m, c):
        together, alone = 1 - m * (1 - c), 1 - m * (1 - c * 0.3)
        return items[np.argmax(together**items - alone**items)]

    assert said[15:17] == [f"{peak(0.5, 0.9):.1f}", f"{peak(0.8, 0.5):.1f}"]
    assert said[17] == str(min(n for n in range(1, 9) if share_that_turns(silence(0.9, n=n))))
    assert said[18:] == [percent(share_that_turns(silence(0.9, n=6))), percent(silence(0.5))]


def test_what_alliance_says_of_looking_more_often():
    """One item: a side that is bound is bound more firmly, one that is driven away is driven further. Several: the threshold falls."""
    for c, iota, bound in ((0.9, 0.9, True), (0.5, 0.9, False), (0.5, 0.1, True)):
        def gross(m):  # of Shield over Deflect, before costs
            whole, moved = 0.4 + 3.6 * ((1 - iota) * 0.25 + iota), 0.8 * 3.6 * iota
            return m * (c - 0.3 * c) * whole - m * (1 - 0.3 * c) * moved

        worth = [gross(m) for m in (0.2, 0.5, 0.8)]
        assert all(w / m == pytest.approx(worth[0] / 0.2) for w, m in zip(worth, (0.2, 0.5, 0.8))) and (worth[0] > 0) == bound
    for n in (2, 3, 6):
        threshold = [share_that_turns(silence(0.7, m=m, n=n)) for m in (0.2, 0.5, 0.8)]
        assert threshold == sorted(threshold, reverse=True) and threshold[0] - threshold[2] > 0.05
    by_items = [share_that_turns(silence(0.7, n=n)) for n in range(1, 8)]
    assert by_items == sorted(by_items, reverse=True)


def test_what_alliance_says_of_deadlock():
    """A tenth that can be hidden: along both axes of the map deadlock reaches a third of the way."""
    edge = 0.1 / (0.5 * 0.1)
    for iota, nu in ((0, 0), (1, 1)):
        assert class_by_hand(edge - 0.01, nu, iota, 0.1) == "deadlock" != class_by_hand(edge + 0.01, nu, iota, 0.1)
    assert edge / MAP_SIZE == pytest.approx(1 / 3)


def test_what_alliance_says_of_the_sliders():
    """From trust to nerve: no stag hunt beyond one half; a stretch of harmony at eight tenths penalty and none at nine."""
    steps = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9]
    for nu, harmony in ((0.9, False), (0.8, True)):
        passed = [class_by_hand(4, nu, 0.9, 0.9, lone=lone) for lone in steps]
        assert passed[3] == "stag hunt" and passed[-1] == "chicken" and ("harmony" in passed) == harmony and "stag hunt" not in passed[4:]
    # a forfeit can hold two who would both rather tear the contract up
    pays = {"SS": 0.6 * 0.75 - 0.35, "DD": 0.5 * 0.75 - 0.25}
    assert round(pays["SS"], 3) == 0.1 and pays["DD"] == 0.125


def mutual_by_hand(s, nu, iota, c, sigma=0.0, m=0.5, lone=0.3, b=0.8, d=0.25, g=0.35, k=0.25):
    """Which of mutual shielding, deflection and routine are equilibria of the game of two equal sides, and what leaving the first costs."""
    f0, f1, f2 = m, m * (1 - c * lone), m * (1 - c)
    nu = 1 - (1 - sigma) * (1 - nu)  # a prize that passes is a penalty
    stake, moved = s * (1 - nu) + s * nu * ((1 - iota) * d + iota), b * s * nu * iota
    pays = {"SS": -f2 * stake - g, "DS": -f1 * (stake - moved) - k, "RS": -f1 * stake,
            "SD": -f1 * (stake + moved) - g, "DD": -f0 * stake - k, "RD": -f0 * (stake + moved),
            "SR": -f1 * stake - g, "DR": -f0 * (stake - moved) - k, "RR": -f0 * stake}
    best = {other: max(pays[own + other] for own in "SDR") for other in "SDR"}
    lost = {a: pays[a + a] - max(pays[own + a] for own in "SDR" if own != a) for a in "SDR"}
    return "".join(a for a in "SDR" if pays[a + a] >= best[a] - 1e-12), lost


def test_incentives(quoted):
    said = quoted("incentives")
    names = {"S": "collusion", "D": "blame-shifting", "R": "the minimum", "SD": "collusion or blame", "SR": "collusion or the minimum"}
    cells = [(4, 0.1, 0, 0.9), (4, 0.9, 0, 0.9), (4, 0.9, 0, 0.5), (4, 0.9, 0.9, 0.9), (4, 0.9, 0.9, 0.5), (0.3, 0.1, 0, 0.9), (0.3, 0.9, 0, 0.9)]
    assert said[:7] == [names[mutual_by_hand(*cell)[0]] for cell in cells]
    assert said[7:9] == [f"{mutual_by_hand(s, 0.1, 0, 0.9)[1]['S']:.2f}" for s in (4, 8)]
    assert said[9:11] == [percent(0.9 * iota / (0.1 + 0.9 * ((1 - iota) * 0.25 + iota))) for iota in (0.1, 0.9)]
    steps = [n / 10 for n in range(11)]
    unit = {nu: mutual_by_hand(4, nu, 0, 0.9)[0] for nu in steps}
    finely = [n / 1000 for n in range(1001)]
    lasting = {nu: mutual_by_hand(4, nu, 0, 0.9)[0] for nu in finely}
    assert said[11:13] == [percent(min(nu for nu in finely if "R" in lasting[nu])), percent(max(nu for nu in finely if "S" in lasting[nu]))]
    assert all(lasting[nu] == "R" for nu in finely if nu > max(nu for nu in finely if "S" in lasting[nu]))
    assert said[14:16] == [percent(max(nu for nu in steps if "S" in unit[nu])), percent(min(nu for nu in steps if "R" in unit[nu]))]
    assert unit[1.0] == "R", "beyond, the minimum stands alone"
    assert said[13] == names[mutual_by_hand(4, 0.1, 0.9, 0.9, sigma=1)[0]]
    assert said[16] == percent(min(nu for nu in steps if "D" in mutual_by_hand(4, nu, 0.9, 0.9)[0]))
    both, less = (mutual_by_hand(6, 0.9, 0.9, c)[1] for c in (0.9, 0.7))
    assert said[17:] == [f"{both['S']:.2f}", f"{both['D']:.2f}", f"{-less['S']:.2f}", f"{less['D']:.2f}"]


def test_what_incentives_says_of_very_strong_stakes_and_of_passing():
    """More of the map is taken by collusion or blame at very strong stakes; where prizes pass the sign changes nothing."""
    none = [sum(mutual_by_hand(s, nu, 0, c)[0] == "R" for nu in (0.1, 0.5, 0.9) for c in (0.1, 0.3, 0.5, 0.7, 0.9)) for s in (0.3, 4, 10)]
    assert none[0] > none[1] > none[2]
    for iota in (0.0, 0.9):
        for c in (0.1, 0.5, 0.9):
            assert len({mutual_by_hand(4, nu, iota, c, sigma=1)[0] for nu in (0.0, 0.3, 0.6, 1.0)}) == 1


HIDE, BLAME, LITTLE = range(3)
LEVERS_THEN = {"executor": 1.0, "monitoring": 0.5, "concealment": 0.9, "individualization": 0.1, "negativity": 0.1, "veto_items": 2.0}
LEVERS_NOW = {"executor": 0.4, "monitoring": 0.8, "concealment": 0.5, "individualization": 0.9, "negativity": 0.9, "veto_items": 6.0}
SWITCHED = dict(zip(SIX, LEVERS_THEN))


def walked(parts, ends, shares, theta, noise=0.25, rates=(0.1, 0.02), rate=0.25, natural=0.3, starts=LEVERS_THEN, **fixed):
    """Shares who hide and attachment round by round, and the last shares: the chapter's two formulas, iterated.

    `parts` is how far the levers are from `starts` to `ends` in each round."""
    erosion, recovery = rates
    hiding, attachment, at = [], [], None
    for part in parts:
        if part != at:
            at, levers = part, {name: (1 - part) * starts[name] + part * ends[name] for name in starts}
            own = material(Institution(**levers, **fixed))
        theta = np.asarray(theta, float)
        u = own + theta[..., None, None, None] * np.swapaxes(own[..., ::-1, :, :], -1, -2)
        worth = np.einsum("...sao,...so->...sa", u, shares[..., ::-1, :]) / noise
        odds = np.exp(worth - worth.max(axis=-1, keepdims=True))
        shares = shares + rate * (odds / odds.sum(axis=-1, keepdims=True) - shares)
        blame = levers["individualization"] * shares[..., BLAME].mean(axis=-1)
        theta = theta - erosion * blame * theta + recovery * (1 - blame) * (natural - theta)
        hiding.append(shares[..., HIDE].mean(axis=-1))
        attachment.append(theta)
    return np.array(hiding), np.array(attachment), shares


def all_do(action, *shape):
    return np.broadcast_to(np.eye(3)[action], shape + (2, 3))


def there_and_back(ramp, noise=0.2, rates=(0.1, 0.02), **fixed):
    """Where the majority that hides is lost on the way there and regained on the way back, and attachment."""
    parts = np.array([0] * 10 + [k / ramp for k in range(1, ramp + 1)] + [1] * 40 + [1 - k / ramp for k in range(1, ramp + 1)] + [0] * 40)
    *_, start = walked([0] * 300, LEVERS_NOW, all_do(HIDE), 0.3, noise, (0, 0), 0.5, **fixed)
    hiding, attachment, _ = walked(parts, LEVERS_NOW, start, 0.3, noise, rates, **fixed)
    crossed = np.flatnonzero((hiding[:-1] > 0.5) != (hiding[1:] > 0.5))
    assert len(crossed) == 2
    return *(parts[k] + (hiding[k] - 0.5) / (hiding[k] - hiding[k + 1]) * (parts[k + 1] - parts[k]) for k in crossed), attachment


def parted(noise, moves):
    """How much of the way has two ends."""
    at = np.linspace(0.34, 0.64, 121)
    ends = {name: (1 - at) * LEVERS_THEN[name] + at * LEVERS_NOW[name] for name in LEVERS_THEN}
    rates = (0.1, 0.02) if moves else (0, 0)
    high, low = (walked([1] * 1500, ends, all_do(action, 121), np.full(121, theta), noise, rates, starts=ends)[0][-1]
                 for action, theta in ((HIDE, 0.3), (BLAME, 0 if moves else 0.3)))
    return (high - low > 0.05).mean() * 0.3


def test_turn_says_how_wide_the_loop_is_and_why(quoted):
    said = quoted("turn")
    (there, back, trust), slow, held, slower = (there_and_back(*a) for a in ((40,), (640,), (640, 0.2, (0, 0.02)), (6400, 0.2, (0, 0.02))))
    assert said[:4] == [percent(x) for x in (there, back, slow[1], slow[0])]
    assert said[4:7] == ["0.30", f"{trust.min():.2f}", f"{trust[-1]:.2f}"]
    assert said[7:10] == [percent(held[1]), percent(held[0]), percent(slower[0] - slower[1])]
    assert said[10:13] == [percent(parted(0.2, False)), percent(parted(0.05, False)), percent(parted(0.2, True))]
    assert said[32] == percent(parted(0.3, True)) and parted(0.3, False) == parted(0.4, True) == 0
    leaning = there_and_back(40, deflect_cost=0.15)
    assert said[54:56] == [percent(leaning[0]), percent(leaning[1])]
    assert said[58:63] == [said[10], *said[7:10], said[10]]


def test_turn_says_where_both_regimes_can_last(quoted):
    at, lasting = np.linspace(0, 1, 1001), {}
    ends = {name: (1 - at) * LEVERS_THEN[name] + at * LEVERS_NOW[name] for name in LEVERS_THEN}
    for theta in (0.3, 0):
        u = material(Institution(**ends))
        u = u + theta * np.swapaxes(u[..., ::-1, :, :], -1, -2)
        both = np.all([(u[..., a, a] > u[..., other, a]).all(axis=-1) for a in (HIDE, BLAME) for other in range(3) if other != a], axis=0)
        lasting[theta] = [percent(at[both].min()), percent(at[both].max())]
    said = quoted("turn")
    assert said[13:17] == lasting[0.3] + lasting[0] and said[17:19] == [lasting[0.3][1], lasting[0][0]] and said[56:58] == lasting[0.3]


def test_turn_says_what_half_a_return_brings(quoted):
    said = quoted("turn")
    on = np.indices((2,) * 6)
    ends = {lever: np.where(on[k], LEVERS_THEN[lever], LEVERS_NOW[lever]) for k, lever in enumerate(SWITCHED.values())}
    *_, start = walked([0] * 300, LEVERS_NOW, all_do(HIDE), 0.3, 0.25, (0, 0), 0.5)
    _, worn, start = walked([0] * 10 + [k / 30 for k in range(1, 31)] + [1] * 60, LEVERS_NOW, start, 0.3)
    came, after = {}, {}
    for hold in (60, 600):
        *_, after[hold], came[hold] = walked([0] * 4 + [k / 16 for k in range(1, 17)] + [1] * hold, ends, np.broadcast_to(start, (2,) * 6 + (2, 3)),
                                             np.full((2,) * 6, worn[-1]), starts=LEVERS_NOW)
    left, mean = after[60][-1], {hold: shares.mean(axis=-2) for hold, shares in came.items()}

    def hidden_lasts(theta):
        u = material(Institution(**ends))
        u = u + np.broadcast_to(theta, (2,) * 6)[..., None, None, None] * np.swapaxes(u[..., ::-1, :, :], -1, -2)
        return (u[..., HIDE, HIDE] >= u[..., :, HIDE].max(axis=-1)).all(axis=-1)

    def undone(*names):
        return tuple(int(name in names) for name in SIX)

    most, once, still = mean[60] > 0.5, hidden_lasts(0.3), hidden_lasts(left)
    blame = most[..., BLAME]
    needs = min(theta for theta in np.linspace(0, 1, 1001) if hidden_lasts(theta)[undone("reach")])
    assert said[19:21] == [f"{needs:.2f}", f"{left[undone('reach')]:.3f}"]
    assert said[21:27] == [str(n) for n in (64, blame.sum(), (blame & once & ~still).sum(), (blame & still).sum(), most[..., HIDE].sum(), most[..., LITTLE].sum())]
    assert (blame & still)[undone("supervisor", "looking", "reach")] and not (blame & ~once & still).any()
    six, two = ([1 - (1 - 0.8 * (1 - 0.5 * x)) ** n for x in (0.3, 1)] for n in (6, 2))
    assert said[27:31] == [percent(mean[60][undone("person", "penalty")][LITTLE]), percent(six[0] - six[1]), percent(two[0] - two[1]),
                           percent(mean[60][undone("person", "penalty", "vetoes")][HIDE])]
    assert said[31] == str((~most.any(axis=-1)).sum())
    late = {frozenset(name for name, thrown in zip(SIX, x) if thrown) for x in np.argwhere(mean[600][..., HIDE] > 0.5)}
    two = [("reach", "penalty"), ("reach", "person"), ("penalty", "vetoes")]
    assert {x for x in late if len(x) == 2} == set(map(frozenset, two))
    assert all(x & {"person", "penalty"} and x & {"reach", "vetoes"} for x in late)
    assert [most[undone(*x)][HIDE] for x in two] == [True, False, False]
    shares = [[percent(mean[hold][undone(*x)][HIDE]) for hold in (60, 600)] for x in two]
    assert said[63:68] == [shares[0][0], *shares[1], *shares[2]]


def test_turn_solves_its_exercises(quoted):
    said = quoted("turn")
    gap, rounds = 1.0, 0
    while gap > 0.5:
        gap, rounds = gap * 0.98, rounds + 1
    assert said[69] == str(rounds) and abs(0.98 ** float(said[68]) - 0.5) < 1e-3
    there, back, trust = there_and_back(40, rates=(0.02, 0.1))
    assert said[70:75] == [percent(back), said[1], percent(1 - trust.min() / 0.3), percent(there), said[0]]
    two = LEVERS_THEN | {"individualization": 0.9, "negativity": 0.9}
    ends = []
    for noise, rates, theta in ((0.5, (0.1, 0.02), 0.3), (0.5, (0, 0.02), 0.3), (0.25, (0.1, 0.02), 0.15), (0.25, (0.1, 0.02), 0.3)):
        *_, start = walked([0] * 300, two, all_do(HIDE), theta, noise, (0, 0), 0.5)
        *_, shares = walked([0] * 10 + [k / 30 for k in range(1, 31)] + [1] * 200, two, start, theta, noise, rates, natural=theta)
        ends.append(shares[0, BLAME])
    assert said[75:78] == [percent(x) for x in ends[:3]] and ends[3] < 0.05


def test_turn_says_what_comes_of_hiding_first_and_accusing_later(quoted):
    """Both orders of play by hand, for each setting of the switches."""
    said, accused, gone, strong, gains = quoted("turn"), 0, set(), set(), {}
    for on in ALL_SIX:
        e, m, c, i, v, n = (now if name in on else then for name, (_, then, now) in SIX.items())
        found = [1 - (1 - m * (1 - c * x)) ** n for x in (0.3, 1)]
        can = {"county": 1 - e * 0.2, "township": e * 0.8}
        gains[on] = [share * i * 4 * v for share in can.values()]
        accuses = {side: share * i * 4 * v > 0.25 for side, share in can.items()}
        lasts = []
        for side, other in (("county", "township"), ("township", "county")):
            borne = 1 - can[side] * accuses[side] + can[other] * accuses[other]
            cost = 4 * (1 - v) * (e if side == "county" else 1) + 4 * v * (0.25 * (1 - i) + i * borne) + 0.25 * accuses[side]
            lasts.append((found[0] - found[1]) * cost > 0.35)
        accused += any(accuses.values())
        assert any(accuses.values()) == bool({"person", "penalty"} & set(on))
        if {"person", "penalty"} <= set(on):
            assert all(accuses.values())
            strong.add(on)
        if not all(lasts):
            gone.add(on)
    assert all("reach" in on for on in gone) and tuple(SIX) in gone
    assert all({"reach", "vetoes"} <= set(on) and {"supervisor", "looking"} & set(on) for on in gone & strong)
    assert all(on in gone for on in strong if {"reach", "vetoes"} <= set(on) and {"supervisor", "looking"} & set(on))
    assert said[78:82] == [f"{gains[()][0]:.2f}", "0.25", *(f"{x:.2f}" for x in gains[tuple(SIX)])]
    assert said[82:] == [str(x) for x in (accused, len(gone), len(strong), len(strong - gone))]


def test_cited_works_say_where_they_appeared(book):
    works = (book / "chapters" / "bibliography.html").read_text(encoding="utf-8")
    assert "details were not checked" not in works
    kofman = next(entry for entry in re.findall(r"<dd>.*?</dd>|<p>.*?</p>", works, re.DOTALL) if "Collusion in Hierarchical Agency" in entry)
    assert "Econometrica" in kofman and "629" in kofman and "1993" in kofman


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("stem", ["index", *WRITTEN])
def test_a_reader_plays_within_two_screens_of_the_start(visitor, stem, size):
    page = visitor.open(f"chapters/{stem}.html", viewport=dict(zip(("width", "height"), size)))
    bet = page.locator(".xx-drain-actions" if stem == "index" else ".xx-cover").first
    bet.wait_for()
    assert bet.evaluate("el => el.getBoundingClientRect().top + scrollY") < 2 * size[1]


@pytest.mark.parametrize("stem", ["index", *WRITTEN])
def test_the_text_below_a_bet_tells_nothing_before_it_is_placed(visitor, stem):
    page = visitor.open(f"chapters/{stem}.html")
    name = page.locator(".xx-reveal").first.get_attribute("data-for")
    figure = page.locator(f".xx-explorer:has(.xx-live[data-name={name}])")
    figure.locator(".xx-cover").wait_for()
    telling = page.locator(f".xx-reveal[data-for={name}] > p")
    assert telling.count() and not any(text.is_visible() for text in telling.all())
    figure.locator(".xx-cover .xx-quiet").click()
    telling.first.wait_for()
    assert all(text.is_visible() for text in telling.all())
