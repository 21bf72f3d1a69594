"""Numbers in the chapter on shared prizes, by best replies to best replies in the contest written out."""

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.prose import percent


def chance(score, others, p, r):
    """Of a good result, where the share p succeeds if all do alike."""
    odds = p / (1 - p) * (score / others) ** r
    return odds / (1 + odds)


def worth(x, v, y, w, others, rule, p, r, kappa):
    """What a side has with work x and push v, its partner with y and w."""
    prize, penalty, iota, b, d = rule
    z = (v - w) / (v + w)
    good = chance((x * y) ** 0.5, others, p, r)
    return good * prize - (1 - good) * penalty * ((1 - iota) * d + iota * (1 - b * z)) - (x + v) ** (1 + kappa) / (1 + kappa)


def climb(gain, shape):
    """Where the slope of `gain` passes zero, between a hair above nothing and far above everything."""
    low, high = np.full(shape, -25.0), np.full(shape, 3.0)
    for _ in range(55):
        middle = (low + high) / 2
        up, down = np.exp(middle + 1e-4), np.exp(middle - 1e-4)
        rises = gain(up) > gain(down)
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    return np.exp((low + high) / 2)


def settled(prize, penalty, iota=0.0, b=0.8, d=0.25, p=0.5, r=1.0, kappa=1.0):
    """Work and push from which no side moves: each in turn improves on what all do, half-way, until nothing changes."""
    rule = np.broadcast_arrays(*map(np.asarray, (prize, penalty, iota, b, d)))
    shape = np.broadcast_shapes(rule[0].shape, np.shape(p), np.shape(kappa))
    x, v = np.full(shape, 0.3), np.full(shape, 0.3)
    for _ in range(200):
        others, before = x, (x, v)
        x = np.sqrt(x * climb(lambda own: worth(own, v, x, v, others, rule, p, r, kappa), shape))
        v = np.sqrt(v * climb(lambda own: worth(x, own, x, v, x, rule, p, r, kappa), shape))
        if max(np.abs(x - before[0]).max(), np.abs(v - before[1]).max()) < 1e-9:
            break
    return x, v


def shared_out(alpha, counties, rho):
    """What a county passes down where none would pass down another share: it tries them all, the others keep to theirs."""
    tried, kept = np.linspace(0.0005, 0.9995, 1999), 0.3
    p = 1 / counties
    for _ in range(60):
        low, high = np.zeros_like(tried), np.ones_like(tried)
        spread = [alpha * np.log(1 - psi) + (1 - alpha) * np.log(psi) for psi in (tried, kept)]
        for _ in range(60):
            q = (low + high) / 2
            answer = rho * (np.log(q * (1 - q)) - np.log(p * (1 - p)) + spread[0] - spread[1])
            below = np.log(q / (1 - q)) - np.log(p / (1 - p)) < answer
            low, high = np.where(below, q, low), np.where(below, high, q)
        kept, last = tried[((1 - tried) * low * (1 - alpha * rho * (1 - low))).argmax()], kept
        if kept == last:
            break
    return kept


def test_prizes_says_what_comes_of_a_penalty(quoted):
    said = quoted("prizes")
    (prize, none), (work, push), (unit, _) = settled(4, 0), settled(0, 4, 1.0), settled(0, 4, 0.0)
    assert none < 1e-6
    assert said[:4] == [percent((work + push) / prize - 1), percent(1 - work / prize), percent(push / (work + push)), percent(unit / prize)]
    still, idle = settled(0, 4, 1.0, b=0.0)
    assert still == pytest.approx(prize, abs=1e-5) and idle < 1e-6, "nothing at all distinguishes the penalty from the prize"


def test_prizes_says_from_where_on_penalties_make_busy(quoted):
    said = quoted("prizes")
    iota = np.linspace(0.30, 0.34, 41)
    total = [sum(settled(4 - penalty, penalty, iota)) for penalty in (1.0, 3.0)]
    busier = iota[(total[1] > total[0]).argmax()]
    assert said[4] == percent(busier)
    for stakes, kappa in ((1, 1.0), (4, 3.0), (6, 0.0)):  # neither strength nor strain is in it, nor the share of penalty
        more = [sum(settled(0, stakes, i, kappa=kappa)) > sum(settled(stakes, 0, i, kappa=kappa)) for i in (0.31, 0.33)]
        assert more == [False, True]
    assert len(said) == 19


def test_prizes_says_where_the_trough_is(quoted):
    said = quoted("prizes")
    iota = np.linspace(0, 1, 101)
    work, _ = settled(0.4, 3.6, iota, p=0.35)
    near = slice(work.argmin() - 2, work.argmin() + 3)
    square, line, _ = np.polyfit(iota[near], work[near], 2)
    assert said[5:10] == ["35%", f"{work[0]:.2f}", f"{work.min():.2f}", percent(-line / square / 2), f"{work[-1]:.2f}"]
    easy, firm = settled(0.4, 3.6, iota, p=0.35, kappa=0.0)[0], settled(0.4, 3.6, iota, b=0.0, p=0.35)[0]
    assert (np.diff(easy) > 0).all() and (np.diff(firm) > 0).all(), "no trough without strain, nor where blame stays put"


def test_prizes_solves_its_exercises(quoted):
    said = quoted("prizes")
    assert [float(x) for x in said[10:13]] == pytest.approx([shared_out(0.5, n, 0.5) for n in (2, 5, 10)], abs=6e-4)
    assert shared_out(0.5, 1000, 0.5) == pytest.approx(0.25, abs=2e-3) and shared_out(0.5, 1000, 0.95) > 0.45
    asked = float(settled(4, 0)[0])
    low, high = 0.01, 0.99
    for _ in range(30):
        p = (low + high) / 2
        work, push = settled(0, 4, 1.0, b=1.0, p=p)
        low, high = (p, high) if work / asked > p / (1 - p) else (low, p)
    assert said[13:17] == [f"{asked:.3f}", f"{p:.3f}", f"{work:.3f}", f"{push:.3f}"]
    quotas = np.linspace(0.45, 0.65, 21)
    assert said[17:] == [percent(quotas[settled(*stakes, 1.0, p=quotas)[0].argmax()]) for stakes in ((0, 4), (4, 0))]


def test_prizes_solves_by_hand():
    for kappa, prize, blamed in ((0.0, (0.5, 0), (0.5, 1)), (1.0, (0.5**0.5, 0), (1 / 6**0.5, 2 / 6**0.5))):
        for stakes, iota, b, d, expected in (((4, 0), 0.0, 1.0, 1.0, prize), ((0, 4), 0.0, 1.0, 1.0, prize), ((0, 4), 1.0, 1.0, 1.0, blamed)):
            assert np.array(settled(*stakes, iota, b=b, d=d, kappa=kappa)) == pytest.approx(np.array(expected), abs=1e-5)


def test_the_figures_of_the_chapter_open_where_the_text_says():
    """The settings that the text takes for granted."""
    first, trough = figures.busier_and_less_done(), figures.responsibility_trough()
    assert first.grid.default == {"negativity": 0, "individualization": 1, "transferability": 0.8, "strength": 4, "strain": 1}
    assert (trough.grid.default["negativity"], trough.grid.default["quota"], trough.grid.default["strain"]) == (0.9, 0.35, 1)
