"""The exercises on incentive types, from the payoffs themselves."""

import numpy as np

from xianxiang import stage
from xianxiang.figures.parts import LIABLE, PASSING
from xianxiang.institution import Institution

SHIELD, DEFLECT, ROUTINE = range(3)


def borne(nu, iota, d=0.25):
    """The person's part of what a finding costs: what is left of a sure finding's cost when nothing is personal, against all of it."""
    def cost(share):  # two who do the minimum, found for certain against never
        rule = Institution(strength=1, negativity=nu, individualization=share, diffusion=d, monitoring=[0.0, 1.0])
        free, found = stage.payoffs(rule)[:, 0, ROUTINE, ROUTINE]
        return free - found
    unit, person = cost(0.0), cost(1.0)
    whole = (1 - iota) * unit + iota * person  # linear in the share
    return iota * nu / whole


def onset(s, iota, k):
    """The first share at which keeping a distance beats the minimum, by bisection over payoffs."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        payoffs = stage.payoffs(Institution(strength=s, negativity=middle, individualization=iota, deflect_cost=k))[0]
        low, high = (low, middle) if payoffs[DEFLECT, ROUTINE] >= payoffs[ROUTINE, ROUTINE] else (middle, high)
    return high


def helped(m, c, lam):
    """From the table of findings: one shielder against two."""
    found = stage.findings(Institution(monitoring=m, concealment=c, lone_concealment=lam))
    return float(abs(found[1] - found[2]))


def ray(nu, iota, c):
    """From best replies at stakes so strong that costs vanish."""
    u = stage.payoffs(Institution(strength=1e6, negativity=nu, individualization=iota, concealment=c))[0]
    collusion, blame = u[:, SHIELD].argmax() == SHIELD, u[:, DEFLECT].argmax() == DEFLECT
    return "Both" if collusion and blame else "Collusion" if collusion else "Blame" if blame else "Neither"


def first_blame(setting, s, c):
    """The lowest step of the slider at which both sides' best reply to distance is distance."""
    def blames(nu):
        u = stage.payoffs(Institution(strength=s, negativity=nu, individualization=LIABLE["the person"], concealment=c))[0]
        return u[DEFLECT, DEFLECT] >= u[:, DEFLECT].max() - 1e-12
    first = next(nu for nu in np.linspace(0, 1, 11) if blames(nu))
    asked = {"strength": s, "concealment": c, "individualization": "the person", "prize_passing": False}
    return all(setting[key] == value for key, value in asked.items()) and abs(setting["negativity"] - first) < 1e-9


def both_hold(setting, weaker, name, least):
    """At stakes of 6 the best other action costs something in either regime, and so much in the one that is named."""
    own = {"individualization": LIABLE[setting["individualization"]], "prize_passing": PASSING[setting["prize_passing"]]}
    u = stage.payoffs(Institution(strength=6, negativity=setting["negativity"], concealment=setting["concealment"], **own))[0]
    costs = {"shield": u[SHIELD, SHIELD] - np.delete(u[:, SHIELD], SHIELD).max(), "deflect": u[DEFLECT, DEFLECT] - np.delete(u[:, DEFLECT], DEFLECT).max()}
    return min(costs.values()) > 1e-9 and costs[name] >= least


ANSWERS = {
    "first-blame": first_blame,
    "both-hold": both_hold,
    "direction": borne,
    "onset": onset,
    "hidden": helped,
    "ray": ray,
    "sign-alone": lambda: "β stays at zero, and less",
    "direction-function": borne,
}
