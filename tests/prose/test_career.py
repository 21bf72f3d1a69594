"""Numbers and statements in the text on the person in charge, by another road: shadows year by year, conduct by trying every strictness, careers told backwards person by person."""

import math
import re
from functools import lru_cache

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

NEEDS = (np.arange(2000) + 0.5) / 2000


def lasting(barred=3, ratings=3, excellent=0.8, years=6000):
    """Chances that a shadow lasts longer than 0, 1, 2, … years, by following who holds how many ratings."""
    held, out = [1.0] + [0.0] * (ratings - 1), []
    for year in range(years):
        out.append(sum(held))
        if year >= barred:
            held = [(1 - excellent) * sum(held)] + [excellent * share for share in held[:-1]]
    return out


def mean(**rule):
    return sum(lasting(**rule))


def fitted(stake, tilt, hump, care=3.0, steps=401):
    """The best strictness for every need, all of a grid tried."""
    x = np.linspace(0, 1, steps)
    cost = care * (x - NEEDS[:, None]) ** 2 + stake * (tilt * x + hump * x * (1 - x))
    return x[cost.argmin(axis=1)]


def times(stake, tilt=0.2, hump=0.4):
    return 12 * fitted(stake, tilt, hump).var()


class Life:
    """A career with three years barred and three ratings; `others` casts a shadow or not."""

    def __init__(self, vicarious=0.0, worth=10.0, shaded=True, excellent=0.8, promotion=0.2, person=0.9):
        self.q, self.worth, self.a, self.p, self.person, self.shaded = vicarious, worth, excellent, promotion, person, shaded
        self.felt = 4 * 0.3 * ((1 - person) * 0.25 + person)
        self.value, self.cost = lru_cache(None)(self.value), lru_cache(None)(self.cost)

    def cost(self, stake):
        """Of misfit and risk, the best of the ends and of what lies between, over all needs."""
        risk, bent = (lambda x: 0.01 + 0.01 * x + 0.4 * x * (1 - x)), 3 - 0.4 * stake
        between = np.clip((6 * NEEDS - 0.41 * stake) / (2 * bent), 0, 1) if bent > 0 else 0 * NEEDS
        return float(np.min([3 * (x - NEEDS) ** 2 + stake * risk(x) for x in (0 * NEEDS, 0 * NEEDS + 1, between)], axis=0).mean())

    def next(self, left, rungs, served):
        """What the years after this one are worth if no sanction comes; `served` is None in good standing, else how far the shadow has gone."""
        later = lambda served: self.value(left - 1, rungs, None if served == 6 else served)  # noqa: E731
        if served is None:
            up = self.p * (self.worth + self.value(left - 1, rungs - 1, None)) if rungs else 0
            return up + (1 - self.p * (rungs > 0)) * later(None)
        return later(served + 1) if served < 3 else self.a * later(served + 1) + (1 - self.a) * later(3)

    def stake(self, left, rungs=1, served=None):
        return self.felt + self.person * (self.next(left, rungs, served) - self.next(left, rungs, 0))

    def value(self, left, rungs, served):
        if not left:
            return 0.0
        stake = self.stake(left, rungs, served)
        return self.next(left, rungs, served) - self.q * (stake if self.shaded else self.felt) - self.cost((1 - self.q) * stake)

    def adapting(self, left, rungs=1, served=None):
        return max(0.0, 1 - 0.4 * (1 - self.q) * self.stake(left, rungs, served) / 3)


def test_career(quoted):
    said = quoted("career")
    assert said[:5] == [f"{mean():.1f}", percent(1 - lasting(years=7)[6]), f"{mean(barred=0):.1f}", f"{mean(excellent=0.5):.0f}", f"{mean(excellent=0.2):.0f}"]
    assert said[5:8] == [f"{times(3):.2f}", f"{times(6):.2f}", f"{times(7.5):.2f}"]
    stakes = np.arange(0, 20, 0.05)
    inner = [((done := fitted(stake, 0.2, 0.4, steps=101)) > 0) & (done < 1) for stake in stakes]
    emptied = next(stake for stake, some in zip(stakes, inner) if not some.any())
    alike = next(stake for stake in stakes if fitted(stake, 0.2, 0.4, steps=101).max() == 0)
    assert [float(number) for number in said[8:10]] == pytest.approx([emptied, alike], abs=0.051)
    life, others, many = Life(), Life(0.1), Life(0.2)
    assert said[10:14] == [percent(life.adapting(29)), percent(life.adapting(6)), percent(life.adapting(1)), percent(life.adapting(6, served=0))]
    assert said[14:16] == [percent(life.adapting(10, served=5)), percent(life.adapting(10))]
    assert said[16:21] == [percent(who.adapting(left)) for who, left in ((life, 6), (others, 6), (many, 6), (life, 20), (others, 20))]
    assert said[21:25] == [f"{mean(barred=b, ratings=j, excellent=a):.1f}" for b, j, a in ((0, 3, 0.7), (3, 2, 0.7), (3, 2, 0.6), (0, 3, 0.6))]
    assert said[25:] == [str(next(left for left in range(1, 31) if others.adapting(left) < life.adapting(left) - 1e-9))]


def test_what_the_bets_tell():
    """Six is the least and half are back; twelve where three of five; fear doubled spreads; one rule at the far end."""
    assert 0.5 < 1 - lasting(years=7)[6] < 0.52 and lasting(years=6)[5] == 1
    assert re.findall(r"\d+\.\d+", " ".join(figures.three_years().bet.replies)) == [f"{mean():.1f}"] * 3
    assert mean(excellent=0.6) == pytest.approx(12, abs=0.1)
    assert times(6) > times(3) > times(0)
    alone = [stake for stake in range(21) if np.ptp(fitted(stake, 0.2, 0.4, steps=101)) == 0]
    assert alone == list(range(15, 21))
    x = np.linspace(0, 1, 101)
    risk = 0.2 * x + 0.4 * x * (1 - x)
    assert 0 < risk.argmax() < 100 and risk.argmin() == 0, "adapting the riskiest course, doing nothing the safest"
    assert ((done := fitted(3, 0.2, 0.4)) > 0).sum() and 0.5 < ((done > 0) & (done < 1)).mean()


def lost(left, rungs, barred=3, ratings=3, excellent=0.8, promotion=0.2):
    """Rungs lost by a sanction, from the two careers."""
    def climbed(rounds):
        return sum(min(k, rungs) * math.comb(rounds, k) * promotion**k * (1 - promotion) ** (rounds - k) for k in range(rounds + 1))

    longer = [*lasting(barred, ratings, excellent, left + 1)]
    chances = [1 - longer[0], *(a - b for a, b in zip(longer, longer[1:]))]  # of lasting 0, 1, … years
    return climbed(left) - sum(chance * climbed(left - length) for length, chance in enumerate(chances))


def test_who_has_most_to_lose():
    """With six rounds at the figure's setting; sooner in life with more rungs; on an endless ladder never less."""
    peak = {rungs: max(range(1, 40), key=lambda left: lost(left, rungs)) for rungs in (1, 2, 3)}
    assert peak[1] == 6 < peak[3] and peak[1] <= peak[2] <= peak[3]
    endless = [lost(left, 40) for left in range(1, 40)]
    assert (np.diff(endless) > -1e-12).all() and endless[-1] == pytest.approx(0.2 * mean(), rel=0.01)
    assert [lost(left, 1, 1, 1, 0.5, 0.5) for left in (1, 2, 3, 4)] == [0.5, 0.75, 0.625, 0.4375]
    years = np.cumsum([lost(left, 1) for left in range(1, 31)])
    assert (np.diff(years) > 0).all(), "if each year in the post counts"


def test_what_is_said_of_those_who_dare():
    """The just sanctioned are as bold as those with nothing above; boldness wanes with each year and rating; the dread of three rungs is longer."""
    life = Life()
    for left in (1, 6, 12, 29):
        assert life.adapting(left, 1, 0) == pytest.approx(life.adapting(left, 0))
    along = [life.adapting(10, served=k) for k in (0, 1, 2, 3, 4, 5)] + [life.adapting(10)]
    assert sorted(along, reverse=True) == along and along[0] > along[-1]
    low = [[left for left in range(1, 31) if life.adapting(left, rungs) < 0.3] for rungs in (1, 3)]
    assert low[1][-1] > low[0][-1] and len(low[1]) > len(low[0])
    assert all(Life(q).adapting(6) > Life(0).adapting(6) for q in (0.05, 0.1, 0.2, 0.4))


def test_without_a_shadow_for_others_acts_a_chief_is_bolder_at_every_number_of_rounds():
    plain = Life()
    for q in (0.1, 0.2):
        assert all(Life(q, shaded=False).adapting(left) > plain.adapting(left) for left in range(1, 31))


def test_more_personal_is_more_fearful_and_some_still_dare():
    people = [Life(person=i) for i in (0, 0.2, 0.4, 0.6, 0.9, 1)]
    for left in (1, 6, 12, 29):
        shares = [who.adapting(left) for who in people]
        assert sorted(shares, reverse=True) == shares
    assert min(people[-1].adapting(*who) for who in ((6, 0), (6, 1, 0), (29, 1))) > 0.5, "ceiling, just sanctioned, a long way to go"


def test_what_the_solutions_say():
    for a in (0.7, 0.8, 0.9):
        assert mean(barred=0, excellent=a) < mean(ratings=2, excellent=a)
    for a in (0.3, 0.4, 0.5, 0.6):
        assert mean(barred=0, excellent=a) > mean(ratings=2, excellent=a)
    assert 3 ** (-1 / 3) == pytest.approx(0.693, abs=0.001) and 0.2**-3 == pytest.approx(125)
    middle = [((x := fitted(stake, 0, 0.4, steps=101)) > 0) & (x < 1) for stake in range(21)]
    assert [stake for stake, some in enumerate(middle) if not some.any()] == list(range(8, 21))
    assert all(np.ptp(fitted(stake, 0, 0.4)) == 1 for stake in range(21))
    calm = [times(stake, 0, -0.4) for stake in range(0, 21, 4)]
    assert sorted(calm, reverse=True) == calm
    assert all(0 < fitted(stake, 0, -0.4).min() < fitted(stake, 0, -0.4).max() < 1 for stake in (4, 12, 20))


def test_places_differ_more_than_their_needs_while_the_middle_empties():
    """All the while if 3 tilt^2 < 2 hump^2, else up to a stake of 2 hump care / 3 tilt^2; alike only from care / tilt on."""
    for tilt, whole in ((0, True), (0.2, True), (-0.3, True), (0.35, False), (-0.38, False)):
        assert (3 * tilt**2 < 2 * 0.4**2) == whole
        last = min(7.5, 2 * 0.4 * 3 / (3 * tilt**2)) if tilt else 7.5
        assert all(times(stake, tilt) > 1 for stake in np.linspace(0.1, 0.98, 9) * last)
        assert whole or all(times(stake, tilt) < 1 for stake in np.linspace(1.02 * last, 7.5, 5))
    for tilt in (0.2, 0.35):
        assert np.ptp(fitted(0.98 * 3 / tilt, tilt, 0.4)) > 0 == np.ptp(fitted(1.02 * 3 / tilt, tilt, 0.4))


def test_an_empty_middle_fits_as_badly_as_one_rule():
    done = fitted(8, 0, 0.4)
    assert ((done - NEEDS) ** 2).mean() == pytest.approx(((0.5 - NEEDS) ** 2).mean(), rel=0.01)
    assert done.var() == pytest.approx(3 * NEEDS.var(), rel=0.01)


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "career.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.1", "0.3", "0.9", "2.5"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bets_tells_nothing_before_they_are_placed(visitor, size):
    page = visitor.open("chapters/career.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    for telling, figure in (("Half are back by then", "three-years"), ("do not all leave it the same way", "the-middle")):
        words = page.get_by_text(telling).first
        assert not words.is_visible()
        page.locator(f".xx-explorer:has([data-name={figure}]) .xx-cover .xx-quiet").first.click()
        words.wait_for()
