"""Numbers in the text: what the built pages say is what the models give, computed here by another road."""

import csv
import itertools
import math
import re
from collections import Counter

import numpy as np
import pytest

from xianxiang import NOW, THEN, Institution, stage, turn
from xianxiang.institution import SWITCHES, between
from xianxiang.ledger import CHAPTERS, PLANNED
from xianxiang.prose import percent


@pytest.fixture(scope="module")
def quoted(book):
    """The computed numbers of a page, in the order of the text."""

    def read(stem):
        page = (book / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        return [text.replace("’", "'") for text in re.findall(r'<span class="pasted-text">([^<]*)</span>', page)]

    return read


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
    undecided = sum(row["verdict"] == "open" for row in rows)
    said = quoted("index")
    assert said[2:5] == [str(len(rows) - undecided), str(len(rows)), str(undecided)]
    assert said[5:7] == [str(len(ends)), str(len(blame))]
    assert said[11:] == [str(len(slow)), str(neither), str(len(little)), str(neither - len(little)), str(len(rows))]


def test_first_page_says_how_many_chapters_stand(quoted):
    toc = (CHAPTERS.parent / "_toc.yml").read_text(encoding="utf-8")
    book = re.findall(r"file: chapters/(\w+)", toc[toc.index("caption: The book"):toc.index("caption: Held to account")])
    written = len(set(book) - {"figure"})
    assert quoted("index")[:2] == [str(written), str(written + len(PLANNED))]


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
    assert quoted("index")[7:11] == [str(sum(enough.values())), str(len(enough)), str(sum(needed.values())), str(len(needed))]


def test_argument(quoted):
    said = quoted("argument")
    rows = list(csv.DictReader((CHAPTERS / "claims.csv").open(encoding="utf-8")))
    verdicts = Counter(row["verdict"] for row in rows)
    assert [*map(str, [len(rows), *(sum(row["status"] == s for row in rows) for s in ("stated", "inferred", "preview"))])] == said[4:8]
    assert [str(verdicts[v]) for v in ("derived", "needs", "contradicted", "not modelled", "open")] == said[8:13]
    assert said[13:] == ["5", "32"]

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


def class_by_hand(s, nu, iota, c, n=1, lone=0.3, m=0.5, b=0.8, d=0.25, g=0.35, k=0.25):
    f0, f1, f2 = (1 - (1 - m * (1 - hidden)) ** n for hidden in (0, c * lone, c))
    whole, moved = s * (1 - nu) + s * nu * ((1 - iota) * d + iota), b * s * nu * iota
    x, y = (f1 - f2) * whole - f1 * moved - (g - k), (f0 - f1) * whole - f1 * moved - (g - k)
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
    assert said[9] == ", then ".join(percent(share_that_turns(silence(0.7, m=m, n=6))) for m in (0.2, 0.8))
    assert said[10:14] == ["harmony", class_by_hand(4, 0.9, 0.9, 0.9), class_by_hand(4, 0.9, 0.9, 0.5), class_by_hand(4, 0.9, 0.9, 0.9, n=6)]
    items = np.linspace(1, 20, 190_001)

    def peak(m, c):
        together, alone = 1 - m * (1 - c), 1 - m * (1 - c * 0.3)
        return items[np.argmax(together**items - alone**items)]

    assert said[14:16] == [f"{peak(0.5, 0.9):.1f}", f"{peak(0.8, 0.5):.1f}"]
    assert said[16] == str(min(n for n in range(1, 9) if share_that_turns(silence(0.9, n=n))))
    assert said[17:] == [percent(share_that_turns(silence(0.9, n=6))), percent(silence(0.5))]


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
    assert said[11:13] == [percent(min(nu for nu in steps if "R" in unit[nu])), percent(max(nu for nu in steps if "S" in unit[nu]))]
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


def test_turn(quoted):
    path, position = turn.era_path(ramp=40, hold=40)
    shield = turn.simulate(path, noise=0.2).shares[..., 0].mean(axis=-1)
    top = np.argmax(position == 1)
    there = position[top - 40 : top + 1][np.argmax(shield[top - 40 : top + 1] < 0.5)]
    after = np.arange(len(position)) > top
    back = position[np.argmax(after & (shield > 0.5))]
    said = quoted("turn")
    assert abs(float(said[0].rstrip("%")) / 100 - there) < 0.03
    assert abs(float(said[1].rstrip("%")) / 100 - back) < 0.03
    steps = np.linspace(0, 1, 2001)
    held = stage.pure_equilibria(between(THEN, NOW, steps))
    both = steps[held[:, 0, 0] & held[:, 1, 1]]
    assert percent(both.min()) in said and percent(both.max()) in said


def test_cited_works_say_where_they_appeared(book):
    works = (book / "chapters" / "bibliography.html").read_text(encoding="utf-8")
    assert "details were not checked" not in works
    kofman = next(entry for entry in re.findall(r"<dd>.*?</dd>|<p>.*?</p>", works, re.DOTALL) if "Collusion in Hierarchical Agency" in entry)
    assert "Econometrica" in kofman and "629" in kofman and "1993" in kofman


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("stem", ["index", "argument", "incentives", "alliance", "turn"])
def test_a_reader_plays_within_two_screens_of_the_start(visitor, stem, size):
    page = visitor.open(f"chapters/{stem}.html", viewport=dict(zip(("width", "height"), size)))
    bet = page.locator(".xx-cover").first
    bet.wait_for()
    assert bet.evaluate("el => el.getBoundingClientRect().top + scrollY") < 2 * size[1]


@pytest.mark.parametrize("stem, telling", [("index", "those have three switches in common"), ("argument", "moves the penalty to the one who stays"),
                                           ("incentives", "The sign has lost its force"), ("alliance", "the line is the subject of this chapter"),
                                           ("turn", "they form a loop")])
def test_the_text_below_a_bet_tells_nothing_before_it_is_placed(visitor, stem, telling):
    page = visitor.open(f"chapters/{stem}.html")
    page.locator(".xx-cover").first.wait_for()
    assert not page.get_by_text(telling).first.is_visible()
    page.locator(".xx-cover .xx-quiet").first.click()
    page.get_by_text(telling).first.wait_for()
