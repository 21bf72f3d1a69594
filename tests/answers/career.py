"""The exercises on the person in charge, by chance, by trying and by whole careers."""

from functools import cache

import numpy as np

from xianxiang import career
from xianxiang.institution import Institution


def runs(y, j, a, years):
    """Chances of every number of ratings in hand, year by year after the sanction; the last is being back."""
    state = np.zeros(j + 1)
    state[0] = 1
    for year in range(years + 1):
        yield state[j]
        if year >= y:
            moved = np.zeros(j + 1)
            moved[j] = state[j]
            for i in range(j):
                moved[i + 1] += a * state[i]
                moved[0] += (1 - a) * state[i]
            state = moved


def back(setting, a, y, j, back):
    if setting["barred"] != y or setting["ratings"] != j or abs(setting["excellent"] - a) > 1e-9:
        return False
    return setting["years"] == next(year for year, share in enumerate(runs(y, j, a, 20)) if share >= back)


def mean(y, j, a):
    """The chance that it still lasts, added up over the years."""
    return sum(1 - share for share in runs(y, j, a, 4000))


def done(need, stake, care, tilt, hump):
    """The best of many."""
    x = np.linspace(0, 1, 20_001)
    return x[(care * (x - need) ** 2 + stake * (tilt * x + hump * x * (1 - x))).argmin()]


@cache
def ratio(stake, h, tilt):
    """How much what is done varies over many places, by the best of many answers in each, as a multiple of the needs' variance."""
    needs, x = (np.arange(1000) + 0.5) / 1000, np.linspace(0, 1, 201)
    done = x[(3 * (x[:, None] - needs) ** 2 + (stake * (tilt * x + h * x * (1 - x)))[:, None]).argmin(axis=0)]
    return 12 * done.var()


def nothing(stake, v, h, tilt):
    """The need up to which nothing is best, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if done(middle, stake, v, tilt, h) < 1e-9 else (low, middle)
    return low


def unlike(setting, h, tilt, times):
    if setting["hump"] != h or setting["tilt"] != tilt:
        return False
    return setting["stake"] == max(stake for stake in range(21) if ratio(stake, h, tilt) >= times)


def price(tau, iota, p):
    """A whole career without risk, solved backwards by the library."""
    rule = Institution(strength=4, negativity=0.3, individualization=iota)
    return career.career(rule, promotion=p, worth=10, idle_risk=0, full_risk=0, adapting_risk=0, rounds=6).stake[tau, 1, career.CLEAN]


def peak(v, h, tilt):
    """The top of the library's variance over many stakes."""
    stakes = np.linspace(0, 60, 60_001)
    return stakes[career.spread(stakes, v, tilt, h)[:, 2].argmax()]


def feared(a, y, j, p, ladder):
    """From the rungs lost at each number of rounds."""
    lost = career.forfeit(120, {"is one rung": 1, "are two rungs": 2, "is an endless ladder": 200}[ladder], p, y, j, a)
    if (np.diff(lost) > -1e-12).all():
        return "The more"
    return "Just y + j" if lost.argmax() == y + j or lost[y + j] > lost.max() - 1e-12 else "More than" if lost.argmax() > y + j else "Fewer"


ANSWERS = {
    "back": back,
    "unlike": unlike,
    "mean": mean,
    "nothing": nothing,
    "price": price,
    "peak": peak,
    "feared": feared,
    "done": done,
}
