"""Numbers and statements in the text on layers, by another road: every choice sought by trying, loops followed round by round."""

import itertools
import math
import re

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

TRIED = np.linspace(0, 1, 200_001)
THEN = {"m": 0.5, "s": 4.0, "nu": 0.1, "iota": 0.1, "d": 0.25, "e": 1.0, "b": 0.8}
NOW = THEN | {"m": 0.8, "nu": 0.9, "iota": 0.9, "e": 0.4}
SWITCHES = {"supervisor": ("e",), "apparatus": ("m",), "person": ("iota",), "penalty": ("nu",), "vetoes": ()}


def fears(L):
    """What the county answers for, is liable for, and can move, counted up event by event."""
    penalty, prize = L["s"] * L["nu"], L["s"] * (1 - L["nu"])
    person, unit = penalty * L["iota"], penalty * (1 - L["iota"]) * L["d"]
    keeps = L["e"] * (1 - L["b"])  # of what is the county's own, after it has stepped aside
    return L["m"] * (person + unit), L["m"] * (L["e"] * prize + person + unit), L["m"] * person * (1 - keeps)


def followed(L, drive=1.2, fear=2.5, hands=0.1, price=4.0, superiors=1, start=0.0, rounds=4000):
    """Stalled work after many rounds and on the way, initiative and control being each the answer to the other."""
    answer, _, movable = fears(L)
    u, told = start, [start]
    for _ in range(rounds):
        pressed = superiors * movable * u / price
        low, high = 0.0, 1.0
        for _ in range(40):  # the initiative that is the best answer to the control that it brings about
            y = (low + high) / 2
            low, high = (y, high) if drive - fear * pressed - hands * answer * y > y else (low, y)
        u = min(max(1 - low, 0.0), 1.0)
        u = 0.0 if u < 1e-9 else 1.0 if u > 1 - 1e-9 else u
        told.append(u)
        if told[-1] == told[-2]:
            break
    return told


def costs(L, pressed, stalled, price=4.0):
    _, liable, movable = fears(L)
    return stalled * (liable - movable * pressed) + price * pressed**2 / 2


def margin(at_stake, scale=0.1, burden=2.0):
    """The add-on that costs least, all of a fine grid tried."""
    added = np.linspace(0, 2, 400_001)
    return float(added[np.argmin(burden * added + at_stake * np.exp(-added / scale))])


def test_cascade(quoted):
    said = quoted("cascade")
    bet = NOW | {"nu": 0.65}
    one, more, most = (followed(bet, drive=drive) for drive in (1.0, 1.1, 1.2))
    gains = [(path[3] - path[2]) / (path[2] - path[1]) for path in (one, more)]
    assert said[0] == f"{gains[0]:.1f}" == f"{gains[1]:.1f}"
    assert said[1:3] == [percent(one[1]), percent(more[-1])] and one[-1] == 1 and most == [0, 0]
    assert 10 * one[1] > 1 > 10 * more[1], "ten times the first turn is more than there is, and then less"

    _, liable, movable = fears(NOW)
    now = followed(NOW)
    alone = followed(NOW, fear=0.0)[-1]
    slope = (followed(NOW, drive=1.2 - 0.1)[1] - followed(NOW)[1]) / 0.1  # what a drive that is less by one stalls
    foreseen = costs(NOW, TRIED, np.clip(alone + 2.5 * slope * TRIED, 0, 1))
    pressed = [costs(NOW, p, 1.0) for p in TRIED[:: 200]]
    assert now[-1] == 1 and said[3] == f"{TRIED[foreseen.argmin()]:.0f}" == "0"
    assert said[4] == f"{TRIED[::200][int(np.argmin(pressed))]:.2f}"
    assert said[5:7] == [f"{foreseen.min():.2f}", f"{min(pressed):.2f}"]

    stays = [fears(L)[1] - fears(L)[2] for L in (THEN, NOW)]
    wanted = [margin(stays[0]), margin(fears(THEN)[2]), margin(stays[1]), margin(movable)]
    assert said[7:11] == list(map(percent, wanted))
    assert said[11:13] == [f"{100 * (1 + wanted[2]):.0f}", f"{100 * (1 + 5 * wanted[3]):.0f}"]

    still = []
    for on in itertools.product((False, True), repeat=5):
        switched = [lever for thrown, levers in zip(on, SWITCHES.values()) if thrown for lever in levers]
        if followed(THEN | {lever: NOW[lever] for lever in switched}, rounds=300)[-1] == 1:
            still.append({name for name, thrown in zip(SWITCHES, on) if thrown})
    assert said[13:15] == [str(2**5), str(len(still))]
    assert all({"apparatus", "person", "penalty"} <= on for on in still) and len(still) == 4

    assert said[15] == percent(followed(NOW, price=5.0, start=1.0)[-1])
    half = NOW | {"nu": 0.4, "iota": 0.5}
    taken = 2.5 * fears(half)[2] / 4
    ends = [followed(half, drive=1.0, superiors=J, start=1.0)[-1] for J in (1, 2, 3)]
    assert said[16:19] == [str(1 + ends.index(1.0)), f"{taken:.2f}", f"{1 / taken:.2f}"] and ends[1] < 1
    assert said[19] == f"{TRIED[np.argmin((0.4 + 0.2 * TRIED) * (3 - 2 * TRIED) + 2 * TRIED**2)]:.4f}"
    assert said[20:] == [f"{100 * (1 + 5 * wanted[2]):.0f}", said[11]]


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "cascade.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"1.1", "1.2", "0.2", "0.075", "0.3"}


def test_what_the_bets_tell():
    """The gain stays and the end changes twice; of five who foresee what is added below only the last adds."""
    ends = [followed(NOW | {"nu": 0.65}, drive=drive)[-1] for drive in (1.0, 1.1, 1.2)]
    assert ends[0] == 1 > ends[1] > ends[2] == 0
    assert sum(0.9**k for k in range(400)) == pytest.approx(10)
    stake, burden, scale, grid = 0.6, 2.0, 0.1, np.linspace(0, 0.5, 5001)
    below, added = 0.0, []
    for _ in range(5):
        mine = grid[np.argmin(burden * grid + stake * np.exp(-(below + grid) / scale))]
        added.append(mine)
        below += mine
    assert added[0] > 0 and max(added[1:]) < 1e-3
    assert [figures.does_it_stop().regime_at(drive=drive).split()[0] for drive in (1.0, 1.1, 1.2)] == ["Standstill", "Finite", "At"]


def test_the_gain_tells_neither_rest_nor_standstill():
    """Work at rest and at a standstill come with gains on both sides of one, a finite loop only below, two states only from one on."""
    v, zeta, full = np.meshgrid(np.arange(0.05, 2.5, 0.1), np.arange(0, 1, 0.13), np.arange(0, 3, 0.17))
    ends = []
    for u in (0 * v, 0 * v + 1):
        for _ in range(3000):
            u = np.clip(1 - (v - full * u) / (1 + zeta), 0, 1)
        ends.append(u.round(6))
    low, high = ends
    kinds = {"rest": high == 0, "still": low == 1, "two": (low == 0) & (high == 1), "finite": (low > 0) & (high < 1)}
    found = {kind: set((full / (1 + zeta) < 1)[where].tolist()) for kind, where in kinds.items()}
    assert found == {"rest": {True, False}, "still": {True, False}, "finite": {True}, "two": {False}}


def test_what_the_text_says_of_the_second_figure():
    """Less control alone does nothing; dearer pressing alone leaves some; at a price of 5 both leave none at any lower tying."""
    for hands in (0.0, 0.025, 0.05, 0.075):
        assert followed(NOW, hands=hands, start=1.0)[-1] == 1
        assert followed(NOW, hands=hands, price=5.0, start=1.0)[-1] == 0
    assert 0 < followed(NOW, price=5.0, start=1.0)[-1] < 1
    assert 0.075 * fears(NOW)[0] < 0.2 < 0.1 * fears(NOW)[0]
    running = [followed(NOW | {"nu": 0.65}, drive=1.1, hands=hands)[-1] for hands in (0.01, 0.05, 0.1)]
    assert running == sorted(running)


def test_what_the_solutions_say():
    path = [0.0]
    for _ in range(3):
        path.append(1 - (0.75 - 0.5 * path[-1]) / 1.5)
    assert path[1:] == pytest.approx([1 / 2, 2 / 3, 13 / 18])
    u = 0.0
    for _ in range(500):
        u = 0.4 + 0.2 * (u / 2)
    assert u / 2 == pytest.approx(2 / 9) and u / 2 > 3 * 0.0625
    swing = [0.0]
    for _ in range(5):
        swing.append(min(max(1 - (0.7 + 1.5 * swing[-1]), 0.0), 1.0))
    assert swing == pytest.approx([0, 0.3, 0, 0.3, 0, 0.3])


def test_in_a_contest_all_ask_for_the_same():
    """The best answer to what the text says all ask for, sought by trying, is the same; more equals and less power lower it."""
    asked = np.linspace(1, 4, 300_001)
    for many, prize, power in itertools.product((2, 5, 8), (8, 20), (0.5, 1.0)):
        z = max(1.0, power * prize * (many - 1) / (2.0 * many**2))
        gained = prize * asked**power / (asked**power + (many - 1) * z**power) - 2.0 * asked
        assert asked[gained.argmax()] == pytest.approx(min(z, 4), abs=1e-3) or z > 4
    assert math.isclose(16 * 3 / (2 * 16), 1.5)
