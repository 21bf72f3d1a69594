"""The exercises on counties with townships of their own, from chains, inequalities and counts."""

import numpy as np

from xianxiang import country, stage
from xianxiang.institution import NOW, THEN, between
from xianxiang.turn import logit


def gives_way(setting, size, townships, row, eta, rounds, most):
    """By walking along the way with one county's chain at a time."""
    if setting["townships"] != townships or setting["noise"] != eta:
        return False
    for at in np.linspace(0.4, 0.66, 14):
        if country.waiting_time(between(THEN, NOW, at), townships, eta, routine=False) <= rounds:
            return abs(setting["position"] - at) < 1e-9
    return False


def grows(share, rate, r):
    """Whether a few counties of a habit that tips at `share` win more than they lose."""
    return (1 - share) ** (1 + rate / r) > share


def too_fast(setting, at, bond):
    """The first step of the slider at which neither inequality holds."""
    if abs(setting["position"] - at) > 1e-9 or abs(setting["attachment"] - bond) > 1e-9:
        return False
    x, y = stage.shield_advantage(between(THEN, NOW, at).replace(attachment=bond))
    share = x / (x - y)
    first = next(rate for rate in np.linspace(0, 1, 21)[1:] if not grows(share, rate, 0.25) and not grows(1 - share, rate, 0.25))
    return abs(setting["rotation"] - first) < 1e-9


def tipping(x, y, size):
    """By asking the county with one more township each time."""
    return next(n for n in range(size + 1) if (size - n) * x + n * y < 0)


def wait(x, eta, share, r):
    """Trials in every round, each with its chance; the mean of the first success, added up."""
    chance = r * np.exp(-x / eta) * (1 - share)
    rounds = np.arange(int(60 / chance))
    return float(np.sum((1 - chance) ** rounds))


def limit(share, r):
    """By bisection on the inequality."""
    low, high = 0.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if grows(share, middle, r) else (low, middle)
    return low


def likeness(a, one, other):
    """From counts of a hundred counties, by the library."""
    counts = np.array([[14 - one, one, 0]] * a + [[14 - other, other, 0]] * (100 - a))
    return float(country.likeness(counts))


def carried(x, y, rate):
    if not x > 0 > y:
        return "There is nothing"
    share = x / (x - y)
    return "Blame" if grows(share, rate, 0.25) else "Collusion" if grows(1 - share, rate, 0.25) else "Neither"


def deflects(n, size, x, y, eta):
    """Logit choice over what each action earns on average over the townships, one by one."""
    shield = np.mean([y if k < n else x for k in range(size)])
    return logit([shield, 0.0], eta)[1]


ANSWERS = {
    "gives-way": gives_way,
    "too-fast": too_fast,
    "tipping": tipping,
    "wait": wait,
    "limit": limit,
    "likeness": likeness,
    "carried": carried,
    "deflects": deflects,
}
