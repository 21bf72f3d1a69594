"""The exercises on fit, from places counted out: every need, what a township chooses, what the society loses."""

import numpy as np

from xianxiang.institution import NOW, THEN, Institution

NEEDS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) / 2**0.5  # five places, mean 0 and variance 1


def chosen(want, price):
    """What a township carries out that wants so much and pays so much for a deviation of one: the cheapest of many, and once more close to it."""
    low, high = -4.0, 4.0
    for _ in range(4):
        at = np.linspace(low, high, 1001)
        best, step = at[np.argmin((at - want) ** 2 + price * at**2)], (high - low) / 500
        low, high = best - step, best + step
    return best


def lost(done, need, kappa):
    return np.mean((done - need) ** 2) + kappa * np.var(done)


def followed(chi, gamma, kappa, tau=1.0):
    return lost(chi * (NEEDS * tau + gamma), NEEDS * tau, kappa)


def halved(holds, low, high):
    """The place up to which something holds."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def findings(m, c, n):
    """Chances that something is found, with nobody and with two hiding, item by item."""
    kept = [1.0, 1.0]
    for _ in range(int(n)):
        kept = [kept[0] * (1 - m), kept[1] * (1 - m + m * c)]
    return 1 - kept[0], 1 - kept[1]


def best_stakes(m, c, gamma, kappa):
    """Where a little more at stake begins to lose more, if two hide."""
    def loss(w):
        return followed(chosen(1.0, findings(m, c, 1)[1] * w), gamma, kappa)

    return halved(lambda w: loss(w * 1.01) < loss(w * 0.99), 0.0, 200.0)


def lead(m, c, n):
    """The largest of very many stakes' leads."""
    f0, f2 = findings(m, c, n)
    w = np.geomspace(0.01, 1000, 200_001)
    return (1 / (1 + f2 * w) - 1 / (1 + f0 * w)).max()


def variance(h, q, chi, gamma):
    """A hundred places for each need, a share of them doing nothing."""
    idle = round(100 * h)
    done = np.concatenate([np.r_[np.full(idle, -q), np.full(100 - idle, chi * (x + gamma))] for x in NEEDS])
    return done.var()


def which(chi2, chi0, gamma, kappa):
    two, none = (followed(chi, gamma, kappa) for chi in (chi2, chi0))
    flatter = [followed(chi + 1e-6, gamma, kappa) < followed(chi, gamma, kappa) for chi in (chi0, chi2)]  # more flexibility would be better
    if flatter == [True, False]:
        return f"The best lies between the two, and {'hiding together' if two < none else 'nobody hiding'}"
    return "Both are too rigid" if all(flatter) else "Both are too flexible"


def reversal(setting, era, gamma, kappa):
    """The lowest stakes at which what two who hide carry out loses less."""
    rule = {"then": THEN, "now": NOW}[era]

    def better(s):
        stake = s * (1 - rule.negativity) + s * rule.negativity * rule.felt
        none, two = (followed(1 / (1 + f * stake), gamma, kappa) for f in findings(rule.monitoring, rule.concealment, rule.veto_items))
        return two < none - 1e-9

    first = next(s for s in (0.25, 0.5, 1, 2, 4, 8, 16) if better(s))
    return (setting["institution"], setting["bias"], setting["spillover"], setting["strength"]) == (era, gamma, kappa, first)


def nearly_all(setting, q, chi):
    """The largest share, in twentieths, at which places that do nothing and places that keep to the letter vary more than all who adapt."""
    last = max(n for n in range(21) if variance(n / 20, q, 0.0, 0.0) > chi**2 + 1e-9)
    return (setting["distance"], round(setting["flexibility"], 9), round(20 * setting["idle"])) == (q, round(chi, 9), last)


def lead_lost(setting, c, m, n, least):
    """The highest stakes at which what the two kinds of township carry out lies so far apart."""
    rule, (f0, f2) = Institution(), findings(m, c, n)
    each = 1 - rule.negativity + rule.negativity * rule.felt
    last = max(s for s in (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64) if chosen(1.0, f2 * s * each) - chosen(1.0, f0 * s * each) >= least)
    return (setting["concealment"], setting["monitoring"], setting["veto_items"], setting["strength"]) == (c, m, n, last)


ANSWERS = {
    "nearly-all": nearly_all,
    "lead-lost": lead_lost,
    "sanction": best_stakes,
    "turning-harm": lambda chi2, chi0, gamma: halved(lambda kappa: followed(chi2, gamma, kappa) < followed(chi0, gamma, kappa), 0.0, 20.0),
    "largest-lead": lead,
    "two-groups": variance,
    "which-is-nearer": which,
    "loss": lambda chi, gamma, tau, kappa: followed(chi, gamma, kappa, tau),
    "dear-deviations": reversal,
}
