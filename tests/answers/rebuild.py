"""The exercises on what could be rebuilt, from payoffs: two penalties compared, indifference found by halving."""

import numpy as np
from prose.test_rebuild import D, MADE, S, ends, package, solved

from xianxiang import rebuild
from xianxiang.institution import Institution

SHIELD, DEFLECT, ROUTINE, SOLVE = range(4)
PLAIN = Institution(executor=1, attachment=0, veto_items=1, strength=4)


def crossing(gain, low=0.0, high=1.0):
    """Where a gain that rises, or falls, from one end to the other is nothing."""
    rising = gain(high) > gain(low)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if (gain(middle) > 0) == rising else (middle, high)
    return high


def slope(rules, side, own, other, **values):
    """What one more unit of penalty adds to a payoff, the prize as it is."""
    prize, penalty = rules.strength * (1 - rules.negativity), rules.strength * rules.negativity
    more = rules.replace(strength=prize + penalty + 1, negativity=(penalty + 1) / (prize + penalty + 1))
    return (rebuild.payoffs(more, **values) - rebuild.payoffs(rules, **values))[side, own, other]


def favours_work(rules, side=1, **values):
    return slope(rules, side, SOLVE, DEFLECT, **values) - slope(rules, side, DEFLECT, DEFLECT, **values)


def threshold(am, bp, zeta):
    rules = PLAIN.replace(individualization=1, transferability=bp, negativity=0.5)
    return crossing(lambda tau: favours_work(rules, efficacy=0.8, powers=am / 0.8, tolerance=tau, mimicry=zeta))


def watch(nu, iota, tau):
    def second_less_first(mu):
        u = rebuild.payoffs(PLAIN.replace(negativity=nu, individualization=iota), powers=mu, tolerance=tau)[1]
        return (u[SOLVE, SOLVE] - u[ROUTINE, SOLVE]) - (u[SOLVE, ROUTINE] - u[ROUTINE, ROUTINE])
    return crossing(second_less_first)


def hide_or_solve(m, tau, nu, h):
    def working_less_hiding(c):
        u = rebuild.payoffs(PLAIN.replace(negativity=nu, individualization=0.9, monitoring=m, concealment=c), tolerance=tau, work_cost=h)[1]
        return u[SOLVE, SOLVE] - u[SHIELD, SHIELD]
    return crossing(working_less_hiding)


def race(mu, c, blame, tau):
    """The best reply to hiding when the penalty is enormous."""
    rules = PLAIN.replace(strength=1e7, negativity=0.9, individualization=1, transferability=blame, concealment=c, lone_concealment=0.3, monitoring=0.5)
    u = rebuild.payoffs(rules, powers=mu, tolerance=tau, mimicry=0.5)[1]
    return ("Shield", "Deflect", "Routine", "Solve")[u[:, SHIELD].argmax()]


def untouched():
    """The one reform after which nothing changes beside a county that blames."""
    before = rebuild.payoffs(rebuild.START)[1]
    texts = {"report": "Pay", "lists": "Fix", "unit": "Make", "powers": "Give"}
    same = []
    for name, text in texts.items():
        levers = {key: value for key, value in rebuild.REFORMS[name].items() if key not in rebuild.PARAMETERS}
        own = {key: value for key, value in rebuild.REFORMS[name].items() if key in rebuild.PARAMETERS}
        after = rebuild.payoffs(rebuild.START.replace(**levers), **own)[1]
        if np.allclose(after[:, DEFLECT], before[:, DEFLECT]):
            same.append(text)
    assert len(same) == 1
    return same[0]


def burden(alpha, mu, m, n, blame):
    return rebuild.burden(PLAIN.replace(individualization=1, transferability=blame, monitoring=m, veto_items=n), efficacy=alpha, powers=mu)[1]


def mimicry_limit(setting, n, iota, mu):
    """By raising the penalty a little at each step of the slider."""
    if (setting["veto_items"], round(setting["individualization"], 9), round(setting["powers"], 9)) != (n, iota, mu):
        return False
    rules = rebuild.START.replace(veto_items=n, individualization=iota)
    enough = [zeta for zeta in np.linspace(0, 1, 11) if favours_work(rules, powers=mu, tolerance=0.8, mimicry=zeta) > 0]
    return abs(max(enough) - setting["mimicry"]) < 1e-9


def works(made, zeta, h):
    """The book's own bounds, kept from either beginning."""
    rules = package(*made, zeta=zeta, h=h)
    rests = [ends(rules, first) for first in (S, D)]
    return all(solved(rest, rules) >= 0.7 and sum(side[S] for side in rest) <= 0.5 and sum(side[D] for side in rest) <= 0.5 for rest in rests)


def spoiler(setting, key, label, zeta, h):
    made = {name for name in MADE if setting[name]}
    asked = setting["mimicry"] == zeta and setting["work_cost"] == h and key not in made
    return asked and works(made, zeta, h) and not works(made | {key}, zeta, h)


ANSWERS = {
    "spoiler": spoiler,
    "mimicry-limit": mimicry_limit,
    "threshold": threshold,
    "watch": watch,
    "hide-or-solve": hide_or_solve,
    "race": race,
    "untouched": untouched,
    "burden-function": burden,
}
