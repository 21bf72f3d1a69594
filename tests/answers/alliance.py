"""The exercises on what breaks an alliance, from payoffs and best replies."""

import numpy as np

from xianxiang import stage
from xianxiang.institution import Institution

SHIELD, DEFLECT = 0, 1


def found(m, c, lam, n=1):
    """Chances of a finding with two, one and no shielder, by hand."""
    return [1 - (1 - f) ** n for f in (m * (1 - c), m * (1 - c * lam), m)]


def silence(m, c, lam, n=1):
    two, one, _ = found(m, c, lam, n)
    return (one - two) / one


def gain(penalty, prize, **levers):
    """What leaving a shielder brings, from the table of payoffs."""
    s = prize + penalty
    u = stage.payoffs(Institution(strength=s, negativity=penalty / s, **levers))[0]
    return u[DEFLECT, SHIELD] - u[SHIELD, SHIELD]


def threshold(rho, b, theta):
    """Bisection over the slope of the gain, in a game whose silence is worth this: one alone hides nothing of it."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        levers = {"concealment": rho, "lone_concealment": 0.0, "transferability": b, "attachment": theta, "individualization": middle}
        low, high = (low, middle) if gain(3, 2, **levers) > gain(1, 2, **levers) else (middle, high)
    return high


def breaking(r, iota, c):
    """Where the straight line through the gains at two penalties crosses zero."""
    one, two = (gain(p, r, individualization=iota, concealment=c) for p in (1.0, 3.0))
    return 1 - one * 2 / (two - one)


def which_game(w, pi, lam):
    """By best replies in a game whose penalty is all that is at stake: shared through the unit, and personal."""
    iota = 0.25 * pi / (1 - 0.75 * pi)  # then the felt share is pi
    s = w / ((1 - iota) * 0.25 + iota)
    u = stage.payoffs(Institution(strength=s, negativity=1.0, individualization=iota, concealment=0.5, lone_concealment=lam))[0, :2, :2]
    replies = tuple(int(u[:, other].argmax()) for other in (SHIELD, DEFLECT))
    if replies == (DEFLECT, DEFLECT):
        return "Prisoner's dilemma" if u[SHIELD, SHIELD] > u[DEFLECT, DEFLECT] else "Deadlock"
    return {(SHIELD, SHIELD): "Harmony", (SHIELD, DEFLECT): "Stag hunt", (DEFLECT, SHIELD): "Chicken"}[replies]


def first_loosening(setting, b, i):
    """The highest step of the slider at which the gain from leaving grows with the penalty."""
    def loosens(c):
        levers = {"concealment": c, "individualization": i, "transferability": b}
        return gain(5, 2, **levers) > gain(1, 2, **levers) + 1e-9
    highest = max(c for c in np.linspace(0.05, 0.95, 19) if loosens(c))
    return abs(setting["transferability"] - b) < 1e-9 and abs(setting["individualization"] - i) < 1e-9 and abs(setting["concealment"] - highest) < 1e-9


def bound(setting, most, i):
    """A side gains by leaving without a penalty, and at some penalty up to the most it no longer does."""
    levers = {key: float(value) for key, value in setting.items()}
    return bool(gain(0, 2, **levers) > 1e-9 and gain(most, 2, **levers) <= 1e-9 and setting["individualization"] >= i - 1e-9)


def dilemma(setting, s, v, c):
    """The lowest step at which passing the blame is better against either and both would rather hide."""
    def stands(i):
        u = stage.payoffs(Institution(strength=s, negativity=v, concealment=c, individualization=i))[0, :2, :2]
        return (u[DEFLECT] > u[SHIELD] + 1e-9).all() and u[SHIELD, SHIELD] > u[DEFLECT, DEFLECT] + 1e-9
    lowest = next(i for i in np.linspace(0, 1, 11) if stands(i))
    asked = {"strength": s, "negativity": v, "concealment": c, "lone_concealment": 0.3, "individualization": lowest}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


ANSWERS = {
    "first-loosening": first_loosening,
    "bound-by-penalties": bound,
    "dilemma-begins": dilemma,
    "silence": silence,
    "threshold": threshold,
    "breaking-penalty": breaking,
    "which-change": lambda: "Many more veto items",
    "which-game": which_game,
    "silence-function": silence,
}
