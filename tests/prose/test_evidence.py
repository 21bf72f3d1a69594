"""Numbers and statements in the text on what data could tell, by another road: payoffs of `own`, learning round by round, the stored table read anew."""

import csv
import math
import re
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from truths import own

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

NEITHER, PERSON, COVERT, BOTH = range(4)
STEPS = (100, 200, 300, 400, 600, 800, 1200, 1600, 2800)


def signed(value):
    return f"{value:+.2f}".replace("-", "−")


def levers(stratum, penalty, prize, cut):
    p, r = (3.0 if penalty else 0.4), prize * (1 - cut * penalty)
    covert, person = stratum >= 2, stratum % 2
    return own.BASE | {"s": p + r, "nu": p / (p + r), "m": 0.8 if covert else 0.5, "c": 0.5 if covert else 0.9, "iota": 0.9 if person else 0.1}


def odds(values, noise):
    raised = np.exp((values - values.max(axis=-1, keepdims=True)) / noise)
    return raised / raised.sum(axis=-1, keepdims=True)


def table(L, side):
    return np.array([[own.payoff(side, a, o, L) for o in range(3)] for a in range(3)])


class World:
    """Shares year by year as penalties come after two years, in one stratum and for one kind of county."""

    def __init__(self, name, stratum, prize, noise, cut):
        self.name, self.stratum, self.noise = name, stratum, noise
        self.levers = [levers(stratum, penalty, prize, cut) for penalty in (0, 1)]

    def aim(self, penalty, x):
        L = self.levers[penalty]
        if self.name == "book":
            return np.array([odds(table(L, side) @ x[1 - side], self.noise) for side in (0, 1)])
        if self.name == "rival":
            sums = (table(L, 0) + table(L, 1).T) / 2
            return odds(sums.ravel(), self.noise).reshape(3, 3)
        n = (self.stratum >= 2) + self.stratum % 2 + penalty
        blame = 1 / (1 + math.exp(2.5 - 1.4 * n))
        return np.array([[0.8 * (1 - blame), blame, 0.2 * (1 - blame)]] * 2)

    def seen(self, x):
        """Joint shielding, and the share who pass the blame."""
        if self.name == "rival":
            return x[0, 0], (x[1].sum() + x[:, 1].sum()) / 2
        return x[0, 0] * x[1, 0], (x[0, 1] + x[1, 1]) / 2

    def rounds(self, before, after):
        x, told = (np.ones((3, 3)) / 9 if self.name == "rival" else np.array([[1.0, 0, 0]] * 2)), []
        for n in range(before + after):
            x = (x + self.aim(n >= before, x)) / 2
            told.append(self.seen(x))
        return np.array(told)


@lru_cache(None)
def window(name, stratum, cut=0, prize=1.5, noise=0.25):
    """Joint shielding in the window's years before and after, mean over five kinds."""
    runs = [World(name, stratum, max(prize + kind, 0), noise, cut).rounds(88, 12)[:, 0] for kind in (-0.4, -0.2, 0, 0.2, 0.4)]
    return np.mean([run[80:88].mean() for run in runs]), np.mean([run[92:].mean() for run in runs])


def change(name, stratum, cut=0, **setting):
    before, after = window(name, stratum, cut, **setting)
    return math.log((0.03 + after) / (0.03 + before))


def triple(name):
    """Of shares who pass the blame at rest, before penalties and with them."""
    at = [np.mean([np.diff(World(name, j, 1.5 + kind, 0.25, 0).rounds(80, 80)[[79, 159], 1])[0] for kind in (-0.4, -0.2, 0, 0.2, 0.4)]) for j in range(4)]
    return at[BOTH] - at[COVERT] - at[PERSON] + at[NEITHER]


def rows():
    with open(CHAPTERS / "evidence.csv", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def made(decision="reversal", **setting):
    wanted = {"world": "book", "prize": 1.5, "noise": 0.25, "cut": 0.0, "counties": 400, "years": 10} | setting
    found = [row for row in rows() if all(row[k] == v if isinstance(v, str) else abs(float(row[k]) - v) < 1e-6 for k, v in wanted.items())]
    assert len(found) == 1, wanted
    return int(found[0][decision]) / int(found[0]["samples"])


def chance(counties, years, prize=1.5, noise=0.25, cut=0):
    """The pencil's power, take-ups counted by going through the years of all treatments."""
    year, told = 0.8 / years, 1.0
    for stratum, sign in ((NEITHER, 1), (BOTH, -1)):
        treated = control = 0.0
        for g in range(2, years - 2):
            later = 0.2 + year * len([t for t in range(years) if t > g + 2])
            part = (later if stratum == NEITHER else year * len([t for t in range(years) if t <= g - 2])) ** 2
            treated, control = treated + part * year, control + part * later
        before, after = window("book", stratum, cut, prize=prize, noise=noise)
        sums = [2 * 4 * counties * n * (0.03 + v) for n, v in ((treated, after), (treated, before), (control, before), (control, before))]
        error = 1.2 * math.sqrt(sum(1 / n for n in sums))
        told *= (1 + math.erf((sign * math.log((0.03 + after) / (0.03 + before)) / error - 1.645) / math.sqrt(2))) / 2
    return told


def vanishing():
    """The cut at which the first change is nought."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if change("book", NEITHER, middle) > 0 else (low, middle)
    return low


def test_evidence(quoted):
    said = quoted("evidence")
    rare = [1 / (1 + math.exp(4.5 - 1.4 * n)) for n in range(4)]
    assert said[:3] == [signed(triple("literal")), signed(rare[3] - 3 * rare[2] + 3 * rare[1] - rare[0]), signed(triple("book"))]
    lines = [("book", 0), ("rival", 0), ("literal", 0), ("book", 1), ("rival", 1)]
    assert said[3:23] == [signed(change(name, stratum, cut)) for name, cut in lines for stratum in range(4)]
    assert [change("literal", stratum, 1) for stratum in range(4)] == [change("literal", stratum, 0) for stratum in range(4)]
    assert said[23:35] == [percent(made(counties=n, years=t)) for n in (100, 200, 400, 800) for t in (6, 10, 15)]
    eight = sorted(made(prize=r, noise=e) for r, e in product((0.6, 1.0, 1.5, 2.0), (0.25, 0.4)))
    assert said[35:40] == [percent(eight[0]), percent(eight[-1]), *(percent(made(prize=0.6, noise=0.4, counties=n)) for n in (800, 1600, 2800))]
    others = [row for row in rows() if row["world"] != "book"]
    assert {row["world"] for row in others} == {"rival", "literal"} and not sum(int(row["reversal"]) for row in others)
    edge = next(float(row["cut"]) for row in rows() if 0 < float(row["cut"]) < 1)
    assert edge == pytest.approx(vanishing(), abs=0.001)
    assert said[40:44] == [f"{sum(int(row['samples']) for row in others):,}", percent(edge), percent(made(cut=edge, counties=300)), percent(made(cut=edge, counties=800))]
    learned, stayed = (float(x.rstrip("%")) / 100 for x in said[44:46])
    assert learned == pytest.approx(changed_by_learning(), abs=0.03) and stayed == pytest.approx(0.9**20, abs=0.015)
    glue, solvent, clear = shares_of_predictions()
    assert [float(x.rstrip("%")) / 100 for x in said[46:49]] == pytest.approx([glue, solvent, clear], abs=0.035)
    assert said[49:51] == [f"{math.exp(-change('rival', BOTH)):.2f}", f"{math.exp(change('book', BOTH) - change('rival', BOTH)):.2f}"]
    least = [f"{next(n for n in STEPS if chance(n, 10, *s) >= 0.8):,}" for s in ((), (2.0,), (0.6, 0.4))]
    assert said[51:56] == [*least, percent(chance(200, 20)), percent(chance(400, 10))]
    assert said[56:60] == [signed(change(name, stratum) - math.log(2)) for name in ("book", "rival") for stratum in (NEITHER, BOTH)]
    usual, whole = ([float(x.replace("−", "-")) for x in said[a:a + 2]] for a in (60, 62))
    assert usual == pytest.approx([change("book", NEITHER), change("book", BOTH)], abs=0.06)
    assert 0 < whole[0] < usual[0] and usual[1] < whole[1] < 0
    assert len(said) == 64


def changed_by_learning():
    """The chance that a post's action differs after twenty rounds, by following its three actions as a chain."""
    from xianxiang import stage, turn

    path, _ = turn.era_path(before=10, ramp=10, hold=10, back=False)
    u = stage.payoffs(path)
    x, reach = np.full((2, 3), 1 / 3), np.stack([np.eye(3)] * 2)
    for n, payoff in enumerate(u[:30]):
        if n == 10:
            start, reach = x.copy(), np.stack([np.eye(3)] * 2)
        to = np.stack([odds(payoff[side] @ x[1 - side], 0.25) for side in (0, 1)])
        x, reach = 0.9 * x + 0.1 * to, 0.9 * reach + 0.1 * to[:, None, :]
    return float(1 - np.mean([(start[side] * np.diagonal(reach[side])).sum() for side in (0, 1)]))


def shares_of_predictions(draws=3000):
    """The theorem's word against what learning does, at institutions drawn anew."""
    rng = np.random.default_rng(5)
    names = ("b", "m", "c", "lam", "d", "iota")
    drawn = dict(zip(names, rng.random((6, draws)))) | dict(zip(("g", "k"), 0.6 * rng.random((2, draws))))
    prize, shielding, idle = 0.5 + 2.5 * rng.random(draws), [], []
    for p in (0.4, 3.0):
        L = own.BASE | drawn | {"s": prize + p, "nu": p / (prize + p)}
        one, two = (np.moveaxis(np.array([[np.broadcast_to(own.payoff(side, a, o, L), draws) for o in range(3)] for a in range(3)]), -1, 0) for side in (0, 1))
        x = y = np.broadcast_to(np.eye(3)[0], (draws, 3))
        for _ in range(150):
            x, y = (x + odds((one @ y[..., None])[..., 0], 0.25)) / 2, (y + odds((two @ x[..., None])[..., 0], 0.25)) / 2
        shielding.append((x[:, 0] + y[:, 0]) / 2)
        idle.append((x[:, 2] + y[:, 2]) / 2)
    alone, two_hide = (1 - L["m"] * (1 - hidden) for hidden in (L["c"] * L["lam"], L["c"]))
    gap = L["b"] * L["iota"] / ((1 - L["iota"]) * L["d"] + L["iota"]) - (1 - (1 - two_hide) / (1 - alone))
    rises, falls = shielding[1] > shielding[0], shielding[1] < shielding[0]
    assert (idle[1] < idle[0])[rises & (gap > 0)].all(), "fewer do the minimum where shielding rises against the theorem"
    return rises[gap < 0].mean(), falls[gap > 0].mean(), falls[gap > 0.4].mean()


def test_what_the_bets_tell():
    """The literal world's triple interaction; the reversal's size; less than even and more than one in three."""
    plane, power = figures.sign_plane().bet, figures.power_curve().bet
    assert re.findall(r"−\d\.\d+", " ".join(plane.replies)) == [signed(triple("literal"))] * 2
    assert math.exp(change("book", NEITHER)) > 2 and math.exp(change("book", BOTH)) == pytest.approx(0.2, abs=0.02) and "a fifth" in power.question
    assert all(1 / 3 < value < 1 / 2 for value in (chance(200, 10), made(counties=200)))


def test_where_the_worlds_stand():
    """Solvent from a cut of 60% on; at a small prize a reversal that is left; one world alone in the quadrant, whatever the setting."""
    cuts = np.linspace(0, 1, 6)
    signs = {cut: (change("book", NEITHER, cut) > 0, change("book", BOTH, cut) > 0) for cut in cuts}
    assert [cut for cut in cuts if signs[cut] == (False, False)] == pytest.approx([0.6, 0.8, 1.0]) and all(not second for _, second in signs.values())
    assert 0 < change("book", NEITHER, 1, prize=0.6) < 0.1 and change("book", BOTH, 1, prize=0.6) < 0
    for name, cut, prize, noise in product(("rival", "literal"), (0, 1), (0.6, 2.0), (0.25, 0.4)):
        first, second = (change(name, stratum, cut, prize=prize, noise=noise) for stratum in (NEITHER, BOTH))
        assert not (first > 0 > second)
    L = levers(NEITHER, 0, 0.6, 0)
    assert (L["d"] * 0.9 + 0.1) * 2.6 > 0.6, "what is felt of the larger penalty, and the prize that goes"


def test_what_the_solutions_say():
    assert [math.log(2), math.sqrt(0.05), math.log(2) / math.sqrt(0.05), math.log(1.25), math.log(2) / math.log(1.25)] == pytest.approx([0.69, 0.22, 3.1, 0.22, 3.1], abs=0.007)
    assert 9 < (math.log(2) / math.log(1.25)) ** 2 < 10
    book, rival = ([change(name, stratum) for stratum in (NEITHER, BOTH)] for name in ("book", "rival"))
    assert book[0] - math.log(2) > 0 > book[1] - math.log(2) and rival[0] - math.log(2) < 0 < rival[1] - math.log(2) and rival[1] > rival[0]
    assert chance(200, 20) > chance(400, 10)


def test_where_the_pencil_is_too_hopeful_and_where_not():
    for n, t in ((100, 6), (200, 6), (400, 6), (800, 6), (100, 10), (200, 10)):
        assert chance(n, t) > made(counties=n, years=t)
    hard = {"prize": 0.6, "noise": 0.4}
    assert all(chance(n, 10, 0.6, 0.4) < made(counties=n, **hard) + 0.03 for n in (400, 800, 1600, 2800))
    assert window("book", BOTH, **hard)[1] > window("book", BOTH)[1]


def test_no_number_of_the_text_is_typed():
    text = (CHAPTERS / "evidence.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.4", "0.5", "0.6", "0.8", "0.9", "0.1", "2.6", "1.645", "0.03"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bets_tells_nothing_before_they_are_placed(visitor, size):
    page = visitor.open("chapters/evidence.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    for telling, figure in (("It confirms nothing", "sign-plane"), ("More than most studies have", "power-curve")):
        words = page.get_by_text(telling).first
        assert not words.is_visible()
        page.locator(f".xx-explorer:has([data-name={figure}]) .xx-cover .xx-quiet").first.click()
        words.wait_for()
