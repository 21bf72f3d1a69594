"""The exercises on ordinary work, from payoffs and best replies."""

import numpy as np

from xianxiang import bargain, stage
from xianxiang.figures.parts import LIABLE
from xianxiang.institution import Institution

SHIELD, DEFLECT, ROUTINE = range(3)
REACH = 0.5 * 0.9 * 0.7  # what the second shielder takes off a finding at the baseline


def bisect(holds, low, high):
    """The first value at which something holds."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def cost(w, p, side, own, other, share, x, h):
    """What a sure finding costs a side, from the payoffs of a game that has all of the penalty on the person."""
    rule = {"strength": w, "negativity": p / w, "individualization": 1.0, "transferability": 0.8, "deflect_cost": 0.0}
    u = [bargain.payoffs(Institution(**rule, monitoring=m), share, x, h)[side, own, other] for m in (0.0, 1.0)]
    return u[0] - u[1]


def hides(w, g, share, x, h):
    """Whether neither of two who hide would rather do something else."""
    u = bargain.payoffs(Institution(strength=w, negativity=0.0, shield_cost=g * REACH), share, x, h)
    return bool((u[:, SHIELD, SHIELD] >= u[:, :, SHIELD].max(axis=1) - 1e-12).all())


def region(w, share, x, h, g):
    pass_, record = 2 * x * w, 2 * w + 2 * h  # what either costs the three
    hidden = hides(w, g, share, x, h)
    return ("They talk, and hiding can" if hidden else "They talk, and hiding does not") if pass_ < record else \
        ("No room to talk, and hiding can" if hidden else "No room to talk, and hiding does not")


def gains(w, share, x, h):
    """Whether the checker is better off with a finding: its part of what letting pass saves, less what a record would cost it."""
    saved = max(2 * w + 2 * h - 2 * x * w, 0.0)
    return share * saved - 2 * h > 0


def modest(setting, s, x, h):
    def enough(share):
        return x * s < s + h and not hides(s, 0.35 / REACH, share, x, h)
    most = max(share for share in (0, 0.25, 0.5, 0.75, 1) if enough(share))
    return setting["strength"] == s and setting["exposure"] == x and setting["cooperation"] == h and setting["share"] == most


def upside_down(setting, g, weak, strong):
    x, h, c = (setting[key] for key in ("exposure", "cooperation", "concealment"))
    found = stage.findings(Institution(concealment=c))
    enough = 0.35 / (found[1] - found[2])
    words = {w: region(w, setting["share"], x, h, enough) for w in (weak, strong)}
    return setting["share"] == g and words[weak] == "No room to talk, and hiding does not" and words[strong] == "They talk, and hiding does not"


def last_effect(setting, g, s, c):
    """The highest step at which the mutual best replies are others with talk than without."""
    def lasting(nu, share):
        u = bargain.payoffs(Institution(strength=s, negativity=nu, individualization=LIABLE["the person"], concealment=c), share)
        return [bool((u[:, a, a] >= u[:, :, a].max(axis=1) - 1e-9).all()) for a in (SHIELD, DEFLECT, ROUTINE)]
    highest = max(nu for nu in np.linspace(0, 1, 11) if lasting(nu, g) != lasting(nu, 1.0))
    asked = {"share": g, "strength": s, "concealment": c, "negativity": highest}
    return setting["individualization"] == "the person" and all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


def price(w, share, x, h):
    return cost(w, 0.0, 0, ROUTINE, ROUTINE, share, x, h)


ANSWERS = {
    "modest-checker": modest,
    "upside-down": upside_down,
    "last-effect": last_effect,
    "whose-fault": lambda w, p, share, x, h: cost(w, p, 0, ROUTINE, DEFLECT, share, x, h),
    "hiding-starts": lambda g, share, x, h: bisect(lambda w: hides(w, g, share, x, h), 0.01, 50.0),
    "doors-close": lambda q, k, h: bisect(lambda w: q * (2 * w + 2 * k * w) >= 2 * w + 2 * h, 0.01, 50.0),
    "worth-looking": lambda share, x, h: bisect(lambda w: gains(w, share, x, h), 0.0, 200.0),
    "which-region": region,
    "price-function": price,
}
