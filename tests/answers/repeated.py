"""The exercises of the long game, from payoffs and from what later years add up to."""

import numpy as np

from xianxiang import repeated, stage
from xianxiang.institution import Institution

SHIELD, DEFLECT = 0, 1


def bisect(holds, low=0.0, high=1.0):
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def repaid(tau, g, lost, h, f):
    """Whether one desertion costs at least what it brings, year by year."""
    return (h + (1 - h) * f) * (tau ** np.arange(1, 2000)).sum() * lost >= g


def need(g, lost, h, f):
    return bisect(lambda tau: repaid(tau, g, lost, h, f), 0.0, 0.99)


def posts(need):
    def together(years):
        stays = 1 - 1 / years
        return 0.95 * stays * stays >= need
    return bisect(together, 1.0, 1000.0)


def reach(b, pi, c, lam):
    """The library's answer where penalties are as good as endless."""
    iota = 0.25 * pi / (1 - 0.75 * pi)
    rule = Institution(strength=1e7, negativity=1.0, individualization=iota, transferability=b, concealment=c, lone_concealment=lam)
    return repeated.critical_discount(rule)[0]


def fate(g, lost, h, years):
    """By what leaving brings over a life of that pair, and over one that never parts."""
    if g <= 0:
        return "It lives, and needs no future"
    stays = 1 - 1 / years
    if repaid(0.95 * stays * stays, g, lost, h, 0.4):
        return "It lives by the years"
    return "It dies, but" if repaid(0.95, g, lost, h, 0.4) else "It dies, however"


def bar(f0, f1, f2, years, h, mu, life):
    """The blame at which a unit more of penalty adds nothing to what a desertion brings, less what it later costs; late discoveries year by year."""
    q = 1 / years
    liable = 1.0 if life else 1 - q
    t = np.arange(1, 600)
    late = ((0.95 * liable) ** t * (1 - mu) ** (t - 1) * mu).sum()
    later = ((0.95 * (1 - q) ** 2) ** t).sum() * (h + (1 - h) * f1)
    hit = [f + (1 - f) * late for f in (f0, f1, f2)]
    tempted = hit[1] - hit[2]  # what a unit more of penalty takes off the temptation, but for moved blame
    return (tempted + later * (hit[0] - hit[2])) / hit[1]


def year(rule):
    """Temptation and loss, from the table of a year."""
    u = stage.payoffs(rule)[0]
    return u[:, SHIELD].max() - u[SHIELD, SHIELD], u[SHIELD, SHIELD] - u[:, DEFLECT].max()


def lives(rule, h, years):
    g, lost = year(rule)
    known, tau = h + (1 - h) * stage.findings(rule)[1], 0.95 * (1 - 1 / years) ** 2
    return g > 1e-9 and g <= tau * known * lost / (1 - tau)


def open_files(setting, years, i, c, n):
    rule = Institution(negativity=0.9, individualization=i, concealment=c, veto_items=n)
    least = min(h for h in (0, 0.25, 0.5, 0.75, 1) if lives(rule, h, years))
    asked = {"years": years, "individualization": i, "concealment": c, "veto_items": n, "noticed": least}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


def short_posts(setting, years, row, b, c, h):
    f0, f1, f2 = stage.findings(Institution(concealment=c))
    moved = b * 0.9 / (0.1 * 0.25 + 0.9)
    least = min(mu for mu in (0, 0.1, 0.2, 0.3, 0.6, 0.9) if bar(f0, f1, f2, int(years), h, mu, False) < moved)
    asked = {"transferability": b, "concealment": c, "noticed": h, "hazard": least}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


def scalpel(setting, v, h, y):
    rule = Institution(negativity=v, individualization=0.9, concealment=0.5)

    def cuts(years):
        tau, (g, _) = 0.95 * (1 - 1 / years) ** 2, year(rule)
        works = tau * (2 * y - 1) / (1 - tau) >= 1 - y
        return works and g > 0 and not lives(rule, h, years)
    most = max(years for years in (1, 2, 3, 4, 6, 8, 12, 20) if cuts(years))
    asked = {"negativity": v, "noticed": h, "individualization": 0.9, "output": y, "years": most}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


ANSWERS = {
    "open-files": open_files,
    "short-posts": short_posts,
    "scalpel": scalpel,
    "patience": need,
    "length-of-posts": posts,
    "out-of-reach": reach,
    "fate": fate,
    "more-looks": lambda: "It grows",
    "bar-function": bar,
}
