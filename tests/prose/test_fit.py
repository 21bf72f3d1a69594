"""Numbers and statements in the text on flexible or uniform policy, by another road: townships that try every act, provinces of two places, stakes walked up."""

import re

import numpy as np
import pytest
from truths.own import BASE, NEW, OLD, D, N, S, stable

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

ACTS = np.linspace(0, 1, 200_001)
PLACES = np.array([-1.0, 1.0])  # mean 0, variance 1
CHANGED = {"supervisor": "e", "apparatus": "mc", "person": ["iota"], "penalty": ["nu"], "vetoes": "n"}


def found(L, hiding):
    """Chance that at least one of the items is found."""
    missed = 1 - L["m"] * (1 - L["c"] if hiding else 1)
    return 1 - missed ** L["n"]


def whole(L):
    """What a township loses if something is found: the prize, and what it feels of the penalty."""
    return L["s"] * (1 - L["nu"]) + L["s"] * L["nu"] * (L["iota"] + (1 - L["iota"]) * L["d"])


def goes(price):
    """How far a township goes that wants to go by 1, every act tried."""
    return ACTS[np.argmin((ACTS - 1) ** 2 + price * ACTS**2)]


def flexible(L, hiding):
    return goes(found(L, hiding) * whole(L))


def lost(chi, bias=0.5, harm=0.4):
    """What a province of two places loses."""
    acts = chi * (PLACES + bias)
    return ((acts - PLACES) ** 2).mean() + harm * acts.var()


def best(bias=0.5, harm=0.4):
    return min(np.linspace(0, 1, 2001), key=lambda chi: lost(chi, bias, harm))


def lead(L):
    return 1 / (1 + found(L, True) * whole(L)) - 1 / (1 + found(L, False) * whole(L))


def nearest(L, hiding, stakes):
    """Of some stakes those at which least is lost."""
    return min(stakes, key=lambda s: lost(1 / (1 + found(L, hiding) * whole(L | {"s": s}))))


def two(number):
    return f"{number:.2f}"


def switched(start, end, name):
    return start | {letter: end[letter] for letter in CHANGED[name]}


def test_fit(quoted):
    said = quoted("fit")
    shares = np.linspace(0, 1, 10_001)
    wild = shares[[np.average([4, 0], weights=[h, 1 - h]) - 4 * h * h > np.var(0.7 * PLACES) + 1e-9 for h in shares]]
    assert said[:4] == [two(np.var([0, -2])), two(np.var(0.7 * PLACES)), percent(wild[0]), percent(wild[-1])]
    pair = flexible(BASE, True)
    tenth = min(np.arange(0.1, 4.01, 0.1), key=lambda s: abs(flexible(BASE | {"s": s}, False) - pair))
    assert said[4:6] == [two(pair), f"{tenth:.1f}"]
    t2, t0, n2, n0 = (two(flexible(L, hiding)) for L in (OLD, NEW) for hiding in (True, False))
    assert said[6:15] == [two(whole(OLD)), t2, t0, n2, n0, t2, n0, t0, n2] and whole(OLD) == pytest.approx(whole(NEW))
    most = max(lead(NEW | {"s": s}) for s in np.geomspace(0.01, 1000, 4001))
    assert said[15] == f"{most:.3f}"
    assert said[16:20] == [two(flexible(switched(OLD, NEW, name), True)) for name in ("apparatus", "vetoes", "person", "penalty")]
    back = {name: flexible(switched(NEW, OLD, name), False) for name in CHANGED}
    assert said[20:22] == [two(back.pop("person")), two(max(back.values()))]
    assert said[22] == two(best())
    hide, not_hide = flexible(OLD, True), flexible(OLD, False)
    harms = np.linspace(0, 2, 20_001)
    turning = [harms[np.argmax([lost(hide, bias, k) > lost(not_hide, bias, k) for k in harms])] for bias in (0, 0.5)]
    assert [float(number) for number in said[23:25]] == pytest.approx(turning, abs=0.006)
    strong, weak = (nearest(OLD, hiding, np.arange(0.2, 12, 0.005)) for hiding in (True, False))
    assert [float(number) for number in said[25:27]] == pytest.approx([strong, weak], abs=0.06)
    assert said[27:29] == [f"{found(OLD, False) / found(OLD, True):.1f}", two(found(NEW, False) / found(NEW, True))]
    assert said[29:33] == [n0, n2, two(flexible(switched(NEW, OLD, "apparatus"), True)), two(flexible(switched(NEW, OLD, "person"), False))]
    middle = np.sqrt(2 / np.pi)  # mean of the upper half of a bell curve; its variance is 1 less its square
    moves = 0.21**2 / 2, 0.21**2 * (1 - middle**2) / 2
    assert said[33] == f"{moves[0] + (2 / 2) ** 2:.1f}" and said[35] == f"{moves[1] + ((2 + 0.21 * middle) / 2) ** 2:.1f}"
    acting = 0.79**2
    assert said[34] == f"{(5 + acting) / 2:.1f}" and said[36:] == [f"{(5 - 4 * middle + acting) / 2:.1f}"]


def test_what_the_bets_tell():
    """At first the lead grows, then it shrinks; who cannot hide gives up first; twice as uniform it is not."""
    leads = [lead(BASE | {"s": s}) for s in (2, 4, 8, 16, 32, 64)]
    assert leads[1] > leads[0] and leads[-1] < max(leads) and np.argmax(leads) not in (0, 5)
    for s in (2, 8, 64):
        assert flexible(BASE | {"s": s}, False) < flexible(BASE | {"s": s}, True)
    assert found(BASE, True) == pytest.approx(1 / 20), "found once in twenty times"
    assert np.var([-2, 0]) > np.var(0.7 * PLACES)


def test_what_is_said_of_prices():
    """A tenth of the stakes: doing the minimum is the only pure equilibrium; the best sanction is neither none nor unbounded."""
    weak = BASE | {"s": 0.4}
    pure = [(a, b) for a in (S, D, N) for b in (S, D, N) if stable(a, b, weak)]
    assert pure == [(N, N)]
    for bias, harm in ((0.5, 0.4), (0, 0.1), (0.2, 0)):
        right = lost(best(bias, harm), bias, harm)
        assert right < lost(1, bias, harm) and right < lost(0, bias, harm)
    prices = [min(np.arange(0.005, 16, 0.005), key=lambda s: lost(1 / (1 + f * s))) for f in (found(BASE, True), found(BASE, False))]
    assert prices[0] / prices[1] == pytest.approx(found(BASE, False) / found(BASE, True), rel=0.01)


def test_variety():
    """It moves the choice towards the more flexible, never from it; where differing harms much it makes hiding the worse for it."""
    def all_lost(chi, spread, bias, harm):
        acts = chi * (spread * PLACES + bias)
        return ((acts - spread * PLACES) ** 2).mean() + harm * acts.var()

    for bias in (0.2, 0.5, 1):
        for harm in (0, 0.4, 1.5):
            for hide, bare in ((0.73, 0.26), (1, 0), (0.9, 0.7)):
                behind = np.array([all_lost(hide, t, bias, harm) - all_lost(bare, t, bias, harm) for t in (0.25, 0.5, 1, 2, 4)])
                assert (np.diff((behind < 0).astype(int)) >= 0).all()
                worse = (1 + harm) * (hide + bare) > 2
                assert (np.diff(behind) > 0).all() == worse


def test_what_is_said_of_the_eras():
    """Either was enough for nearly all; best between then's two and above both now; interests that differ scatter, one that is the same does not."""
    fall = flexible(OLD, True) - flexible(NEW, False)
    for alone in (flexible(OLD, False), flexible(NEW, True)):
        assert flexible(OLD, True) - alone > 0.85 * fall
    assert flexible(NEW, True) < best() < flexible(OLD, True)
    assert found(NEW, True) > 0.9, "finds nearly everything"
    alone = {name: flexible(switched(OLD, NEW, name), True) for name in CHANGED}
    assert sorted(alone, key=alone.get) == ["apparatus", "vetoes", "person", "supervisor", "penalty"]
    assert alone["supervisor"] == flexible(OLD, True) < alone["penalty"]
    x, interest = np.array([-1, -1, 1, 1.0]), np.array([-0.6, 0.6, -0.6, 0.6])
    assert (0.7 * (x + interest)).var() == pytest.approx(0.49 * (x.var() + interest.var())) and (0.7 * (x + 0.6)).var() == pytest.approx(0.49)


def test_what_the_solutions_say():
    for harm, hiding_better in ((0, True), (0.2, True), (0.4, True), (0.8, True), (1.2, False), (1.6, False)):
        assert (lost(flexible(OLD, True), 0, harm) < lost(flexible(OLD, False), 0, harm)) == hiding_better
    slider = (0, 0.25, 0.5, 1, 2, 4, 8, 16)
    assert figures.distance_rule().grid.controls[2].values == pytest.approx(slider)

    def near(L, hiding):
        return min(slider, key=lambda s: abs(flexible(L | {"s": s}, hiding) - best()))

    assert [near(OLD, True), near(OLD, False), near(NEW, True), near(NEW, False)] == [8, 1, 1, 0.5]
    assert best(0.5, 0.25) == pytest.approx(2 / 3, abs=0.001)
    for m, c in ((1 / 8, 0), (1 / 2, 3 / 4)):
        assert goes(m * (1 - c) * 4) == pytest.approx(2 / 3, abs=1e-4)
    for more, harm in ((1, 0), (0.5, 0.4), (0.5, 0), (1.4, 0.4)):
        chis = np.linspace(0, 1, 20_001)
        acts = chis[:, None] * (1 + more) * PLACES
        loss = ((acts - PLACES) ** 2).mean(axis=1) + harm * acts.var(axis=1)
        assert chis[loss.argmin()] == pytest.approx(1 / ((1 + harm) * (1 + more)), abs=1e-4)
        assert loss.min() == pytest.approx(harm / (1 + harm), abs=1e-6) and loss.min() == pytest.approx(lost(best(0, harm), 0, harm), abs=1e-6)
        assert (abs(chis[loss.argmin()] - best(more, harm)) < 1e-3) == (abs(more - 1 - harm) < 1e-9), "the rule finds the place only by chance"
        assert lost(best(more, harm), more, harm) > loss.min() + 0.05


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "fit.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|^---.*?---", "", text, flags=re.DOTALL)
    prose = re.sub(r"`[^`]*`", "", re.sub(r"`{3,}", "", prose))
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.4", "0.5", "0.8", "1.2"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bets_tells_nothing_before_they_are_placed(visitor, size):
    page = visitor.open("chapters/fit.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    for telling, figure in (("Two safe acts are not one policy", "two-safe-acts"), ("First it grows, then it shrinks", "price-of-concealment")):
        words = page.get_by_text(telling).first
        assert not words.is_visible()
        page.locator(f".xx-explorer:has([data-name={figure}]) .xx-cover .xx-quiet").first.click()
        words.wait_for()
