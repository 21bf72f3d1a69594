"""Numbers and statements in the text of duties without powers, by another road: efforts and divisions found by search, thresholds walked up."""

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

EARLIER = {"s": 4, "nu": 0.1, "iota": 0.1, "b": 0.8, "m": 0.5, "d": 0.25, "e": 1.0}
HARSH = EARLIER | {"nu": 0.9, "iota": 0.9}
SUPERVISOR, CLOSER, PERSON, PENALTY = {"e": 0.4}, {"m": 0.8}, {"iota": 0.9}, {"nu": 0.9}
LATER = EARLIER | SUPERVISOR | CLOSER | PERSON | PENALTY


def liabilities(L, cost=4):
    """What county and township lose by a failure, where the county passes the blame: told as what becomes of every part of a sanction."""
    reward, penalty = L["s"] * (1 - L["nu"]), L["s"] * L["nu"]
    on_unit, on_person = penalty * (1 - L["iota"]), penalty * L["iota"]
    stays = L["e"] * (1 - L["b"])  # of a sanction on the county's person
    county = L["e"] * reward + L["d"] * on_unit + stays * on_person
    township = reward + L["d"] * on_unit + on_person + (1 - stays) * on_person
    return L["m"] * county / cost, L["m"] * township / cost


EFFORTS = np.linspace(0, 1, 1001)


def effort(power, liability):
    """What a side does that answers for each unhandled case: the best of many efforts."""
    return EFFORTS[np.argmax(-liability * (power - np.minimum(power, EFFORTS)) - EFFORTS**2 / 2)]


def chosen(county, township, keeping=0.15, own_powers=False, steps=np.linspace(0, 1, 501)):
    """Power that the county hands down and what is done, all divisions tried; under the other rule each answers for its own powers and for all of it."""
    best = (-np.inf, None, None)
    for p in steps:
        stakes = (county + township,) * 2 if own_powers else (county, township)
        mine, theirs = effort(1 - p, stakes[0]), effort(p, stakes[1])
        left = [1 - p - min(mine, 1 - p), p - min(theirs, p)]
        loss = stakes[0] * left[0] if own_powers else county * sum(left)
        value = keeping * (1 - p) - loss - mine**2 / 2
        if value > best[0] + 1e-9:
            best = value, p, 1 - sum(left)
    return best[1:]


def edge(L, keeping=0.15, steps=np.arange(0, 1.0001, 0.001)):
    """The first transferability at which a failure costs the county no more than power is worth."""
    return next((b for b in steps if liabilities(L | {"b": b})[0] <= keeping), None)


def close(text, value, slack):
    """Whether a printed percentage is what a search on a grid found, within its width."""
    return abs(float(text.strip("<>%")) / 100 - value) <= slack


def rests(attention, own, moved, departments=20):
    """Every number of conversions that nobody would change, walked through; `moved` gives the share of blame moved at an executor share."""

    def converts(n):
        return float(1 - moved(1 - n / departments)) * (1 - min(1, attention / n)) <= 1 - own + 1e-12

    return [n for n in range(departments + 1) if (n == 0 or converts(n)) and (n == departments or not converts(n + 1))]


def moved(L):
    """Share of a failing's cost that goes down with an item, by how far the county is an executor."""
    unit, person = L["s"] * L["nu"] * (1 - L["iota"]) * L["d"], L["s"] * L["nu"] * L["iota"]
    return lambda executor: (1 - executor * (1 - L["b"])) * person / (L["s"] * (1 - L["nu"]) + unit + person)


def game(veto, theta=0.3, L=EARLIER, c=0.9, lone=0.3, g=0.35, k=0.25):
    """The class of the game of hiding and blaming, payoffs compared."""
    f0, f1, f2 = (1 - (1 - L["m"] * (1 - hidden)) ** veto for hidden in (0, c * lone, c))
    reward, penalty = L["s"] * (1 - L["nu"]), L["s"] * L["nu"]

    def own(mine, other):
        weight = 1 + L["b"] * ((other == "D") - (mine == "D"))
        found = {2: f2, 1: f1, 0: f0}[(mine == "S") + (other == "S")]
        return (1 - found) * reward - found * penalty * ((1 - L["iota"]) * L["d"] + L["iota"] * weight) - (g if mine == "S" else k)

    def both(mine, other):
        return own(mine, other) + theta * own(other, mine)

    against = both("S", "S") > both("D", "S"), both("S", "D") > both("D", "D")
    return {(True, True): "harmony", (True, False): "stag hunt", (False, True): "chicken"}.get(against, "other")


def test_duties(quoted):
    said = quoted("duties")
    before, after = (chosen(*liabilities(HARSH | {"b": b})) for b in (0.75, 0.8))
    none = chosen(*liabilities(HARSH | {"b": 0}))
    assert close(said[0], before[0], 0.008) and close(said[1], before[1], 0.008) and close(said[2], after[1], 0.008)
    assert before[1] == pytest.approx(none[1], abs=0.004) and after[0] == 0
    assert close(said[3], edge(HARSH), 0.006)
    roads = [EARLIER, HARSH, EARLIER | PENALTY | SUPERVISOR, HARSH | CLOSER, LATER]
    county = [liabilities(L)[0] for L in roads]
    assert [said[i] for i in (4, 5, 6, 7, 9)] == [f"{liability:.2f}" for liability in county]
    assert close(said[8], chosen(*liabilities(HARSH | CLOSER))[1], 0.003)
    assert close(said[10], chosen(*liabilities(LATER))[1], 0.006) and said[13] == said[10]
    mine, theirs = liabilities(LATER)
    assert said[11] == percent(theirs / (mine + theirs))
    assert close(said[12], chosen(mine, theirs, own_powers=True)[1], 0.003)


def test_duties_of_departments(quoted):
    said = quoted("duties")[14:]
    hardly = HARSH | {"b": 0.3}
    assert said[:2] == [str(n) for n in rests(3, 0.7, moved(hardly))]
    done = [chosen(*liabilities(hardly | {"e": 1 - int(n) / 20}))[1] for n in said[:2]]
    assert close(said[2], done[0], 0.008) and close(said[3], done[1], 0.008) and done[0] > 0.9 and done[1] < 0.02
    then, now = (rests(3, 0.5, lambda _, L=L: moved(L)(L["e"]))[0] for L in (EARLIER, LATER))
    assert said[4:7] == [str(then), str(now), str(then)]
    assert said[7:9] == [game(2), game(2 + then)]


def test_duties_in_the_exercises(quoted):
    said = quoted("duties")[23:]
    assert said[0] == f"{liabilities(HARSH | {'b': 1})[0]:.2f}" and edge(HARSH, 0.05) is None
    supervises = HARSH | SUPERVISOR
    assert close(said[1], edge(supervises, 0.05), 0.006) and close(said[2], edge(supervises, 0.15), 0.006)
    rest = []
    for hours in (3, 4.5):
        qualities = np.linspace(0.4, 0.6, 200001)
        converted = 20 * (qualities - 0.4) / 0.2
        rest.append(qualities[np.argmin(np.abs(qualities * converted - hours))])
    assert said[3:6] == [f"{rest[0]:.3f}", f"{rest[1]:.3f}", percent(rest[1] / rest[0] - 1)]
    border = liabilities(HARSH)[0]
    worth = [k for k in np.linspace(0, 0.3, 301) if k < border]
    assert chosen(*liabilities(HARSH), keeping=worth[-1])[0] > 0 and chosen(*liabilities(HARSH), keeping=worth[-1] + 0.001)[0] == 0
    assert said[6:] == [f"{worth[-1]:.3f}", f"{border:.5f}"]


def test_what_the_bet_of_the_cliff_tells():
    """Nothing is lost for a while, then almost all; the township works more while it has powers, the county as much less."""
    done = [chosen(*liabilities(HARSH | {"b": b})) for b in np.linspace(0.5, 1, 11)]
    first = next(i for i, (p, _) in enumerate(done) if p == 0)
    assert first == 6 and all(work == pytest.approx(done[0][1], abs=0.004) for _, work in done[:first]) and done[first][1] < 0.2
    powers = [p for p, _ in done[:first]]
    assert powers == sorted(powers) and powers[-1] > powers[0]
    assert all(sum(liabilities(HARSH | {"b": b})) == pytest.approx(sum(liabilities(HARSH))) for b in (0, 0.3, 1))


def test_what_the_bet_of_the_commons_tells():
    """Six items at a half; half as many staff again, nine at a half."""
    never = lambda _: 0  # noqa: E731  no blame moves
    assert rests(3, 0.5, never) == [6] and rests(4.5, 0.5, never) == [9]
    assert "nine items in the place of six" in " ".join(figures.half_again().bet.replies)
    assert rests(10, 0.5, never) == [20] and rests(9, 0.5, never) == [18] and rests(12, 0.5, never) == [20]
    assert 12 / 20 == 0.6


def test_no_change_alone_reaches_the_cliff_and_two_pairs_do():
    changes = {"supervisor": SUPERVISOR, "closer": CLOSER, "person": PERSON, "penalty": PENALTY}
    beyond = {names for n in (1, 2) for names in itertools.combinations(changes, n)
              if liabilities(EARLIER | {key: value for name in names for key, value in changes[name].items()})[0] <= 0.15}
    assert beyond == {("supervisor", "penalty"), ("person", "penalty")}
    assert all(liabilities(EARLIER | PENALTY | CLOSER | other)[0] > 0.15 for other in (SUPERVISOR, PERSON)), "closer inspection brings either back"


def test_which_way_the_levers_push():
    rng = np.random.default_rng(7)
    for _ in range(2000):
        L = dict(zip(("nu", "iota", "b", "m", "d", "e"), rng.uniform(0.02, 0.9, 6)), s=rng.uniform(0.5, 6))
        here, small, own = liabilities(L)[0], 1e-6, 1 - L["e"] * (1 - L["b"])
        assert liabilities(L | {"m": L["m"] + small})[0] >= here
        added = L["s"] + small
        assert liabilities(L | {"s": added, "nu": (L["s"] * L["nu"] + small) / added})[0] >= here - 1e-15
        felt = (1 - L["iota"]) * L["d"] + L["iota"] * (1 - own)
        if abs(felt - L["e"]) > 1e-4:
            assert (liabilities(L | {"nu": L["nu"] + small})[0] < here) == (felt < L["e"])
        if abs(own - 1 + L["d"]) > 1e-4:
            assert (liabilities(L | {"iota": L["iota"] + small})[0] < here) == (own > 1 - L["d"])
        assert liabilities(L | {"e": L["e"] - small})[0] <= here


def test_on_both_sides_of_the_cliff_it_is_the_county_that_leaves_undone():
    rng = np.random.default_rng(8)
    for _ in range(25):
        county, township = sorted(rng.uniform(0, 1.2, 2))
        p, done = chosen(county, township, rng.uniform(0.01, 0.5), steps=np.linspace(0, 1, 201))
        assert effort(p, township) >= p - 0.006, "the township uses all that it has"
        for other in (0.01, 0.2, 0.5):
            assert chosen(county, township, other, own_powers=True, steps=np.linspace(0, 1, 101))[1] >= done - 0.01 or other < 0.01
        assert done <= min(1, county + township) + 0.01


def test_what_a_province_could_fix():
    """Between the township's liability and what the county's leaves over, no work is wasted."""
    for county, township in ((0.2, 0.6), (0.7, 0.9), (0.1, 0.3), (0.5, 0.5)):
        low, high = sorted((township, 1 - county))
        for p in np.linspace(max(low, 0), min(high, 1), 5):
            assert effort(1 - p, county) + effort(p, township) == pytest.approx(min(1, county + township), abs=0.003)


def test_by_hand():
    assert chosen(0.2, 0.6, 0.1) == pytest.approx((0.6, 0.8), abs=0.003)
    assert chosen(0.2, 0.6, 0.25) == pytest.approx((0, 0.2), abs=0.003)
    assert chosen(0.2, 0.6, 0.25, own_powers=True) == pytest.approx((0.75, 1), abs=0.003)
    for zeta, tolerance, items in ((0, Fraction(1, 2), 6), (Fraction(1, 4), Fraction(1, 3), 9), (Fraction(1, 2), 0, 20)):
        assert 1 - Fraction(1, 2) / (1 - zeta) == tolerance and rests(3, 0.5, lambda _, z=zeta: z) == [items]


def test_more_is_converted_than_pays_and_nobody_gains():
    """What departments lose together is least at what the township can do well; at rest they lose what they lost before."""
    a, x, z, v, zeta, hours, own = 0.9, 0.5, 0.2, 1.0, 0.1, 3, 0.9 - 0.3
    tau = 1 - (1 - own) / (1 - zeta)

    def lost(n):
        return n * ((1 - zeta) * v * (1 - min(1, hours / n if n else 1)) + z) + (20 - n) * (v * (1 - a) + x)

    counts = np.linspace(0, 20, 20001)
    assert counts[np.argmin([lost(n) for n in counts])] == pytest.approx(hours)
    assert lost(hours / tau) == pytest.approx(lost(0))


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "duties.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`\n]+`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.05", "0.15", "0.25", "0.4", "0.6", "4.5"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bet_tells_nothing_before_it_is_placed(visitor, size):
    page = visitor.open("chapters/duties.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    telling = page.get_by_text("For a long time nothing is lost")
    assert not telling.first.is_visible()
    page.locator(".xx-cover .xx-quiet").first.click()
    telling.first.wait_for()
