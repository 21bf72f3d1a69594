"""The exercises on the veto, from failures counted out and plans tried one by one."""

from itertools import combinations
from math import inf, prod

from xianxiang.institution import NOW, THEN

COST, PSI = 0.25, 0.25


def spared(n, p, cared):
    """The chance that nothing fails, summed over every pattern of failures among the items without care."""
    items = range(n - cared)
    return sum(prod(p if i in failed else 1 - p for i in items) for k in range(n + 1) for failed in combinations(items, k) if not failed)


def worth(y, z, u, w, t, p, k0, psi=PSI):
    """What a plan brings, over how many papered and how many bare items fail."""
    kept = (1 - p) ** (z + u) * w + (1 - (1 - p) ** z) * (1 - p) ** u * t  # nothing fails; only papered ones do
    return kept - k0 * (y > 0) - COST * y - psi * COST * z


def best(n, w, t, p, k0, budget=inf, psi=PSI):
    plans = [(y, z, n - y - z) for y in range(n + 1) for z in range(n + 1 - y) if k0 * (y > 0) + COST * (y + psi * z) <= budget + 1e-9]
    return max(plans, key=lambda plan: (round(worth(*plan, w, t, p, k0, psi), 9), -plan[0], -plan[1]))


def edge(holds, low=0.0, high=10.0):
    """Where something stops holding, by halving."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def which(n, p, w, t, k0):
    plan = best(n, w, t, p, k0)
    return ("All for real", "All on paper", "Nothing")[plan.index(n)]


def longest(setting, k, nu, iota):
    """The last list of which all is done, every plan tried."""
    sanction = THEN.strength * nu
    w = THEN.strength - sanction + sanction * ((1 - iota) * THEN.diffusion + iota)
    plans = [best(n, w, sanction * iota * THEN.transferability, THEN.monitoring * 0.3, k) for n in range(1, 15)]
    last = max(n for n, plan in enumerate(plans, 1) if plan[0] == n)
    return (setting["common"], setting["negativity"], setting["individualization"], setting["veto_items"]) == (k, nu, iota, last)


def now(strength, b):
    """What is at stake at the later levers, what files move of it, and the chance that an item fails."""
    sanction = strength * NOW.negativity
    whole = strength - sanction + sanction * ((1 - NOW.individualization) * NOW.diffusion + NOW.individualization)
    return whole, sanction * NOW.individualization * b, NOW.monitoring * 0.3


def both_sides(setting, k, psi, n, m):
    def papered(count):
        return best(count, *now(NOW.strength, setting["transferability"]), k, psi=psi)[1] == count

    real = best(n, *now(NOW.strength, setting["transferability"]), k, psi=psi)[0] == n
    return (setting["common"], setting["form"], setting["veto_items"]) == (k, psi, n) and real and papered(1) and papered(m)


def clean_report(setting, long, short):
    budget = inf if setting["budget"] == "no limit" else float(setting["budget"])
    plans = [best(n, *now(setting["strength"], setting["transferability"]), 0.6, budget) for n in (long, short)]
    return setting["veto_items"] == long and plans[0] == (0, long, 0) and plans[1][0] == short


ANSWERS = {
    "both-sides": both_sides,
    "clean-report": clean_report,
    "longest": longest,
    "one-care": lambda n, m, eta: spared(n, m * eta, 1) - spared(n, m * eta, 0),
    "dearest-start": lambda w, p, n: edge(lambda k0: best(n, w, 0, p, k0)[0] == n),
    "where-paper": lambda w, p, n, k0: edge(lambda t: best(n, w, t, p, k0)[1] < n, high=w),
    "budget": lambda h, n: max(y for y in range(n + 1) if 0.6 + COST * y + PSI * COST * (n - y) <= h),
    "which-plan": which,
    "plan": lambda n, movable, budget: best(n, 8, movable, 0.2, 0.6, budget)[0],
}
