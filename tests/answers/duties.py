"""The exercises on duties without powers, by trying out divisions, efforts and departments one by one."""

import numpy as np

from xianxiang import duties, stage
from xianxiang.figures.parts import LIABLE
from xianxiang.institution import Institution

SHARES = np.linspace(0, 1, 1001)


def best(liability, kappa):
    """The county's best division, from its payoffs at a thousand of them."""
    return SHARES[duties.case_payoffs(SHARES, liability, kappa)[:, 0].argmax()]


def edge_figure(setting, nu, kappa, e):
    """By walking up the slider of blame."""
    asked = {"negativity": nu, "individualization": 0.9, "keeping": kappa, "executor": e}
    if any(setting[key] != value for key, value in asked.items()):
        return False
    rule = Institution(negativity=nu, individualization=0.9, executor=e)
    first = next(b for b in np.linspace(0, 1, 21) if best(duties.case_stakes(rule.replace(transferability=b)), kappa) == 0)
    return abs(setting["transferability"] - first) < 1e-9


def no_waste(setting, b, nu, who):
    """The first share of powers at which as much is done as at any."""
    if setting["individualization"] != who or abs(setting["transferability"] - b) > 1e-9 or setting["negativity"] != nu:
        return False
    liability = duties.case_stakes(Institution(transferability=b, negativity=nu, individualization=LIABLE[who]))
    most = duties.work(SHARES, liability).max()
    steps = np.linspace(0, 1, 21)
    enough = [p for p in steps if duties.work(p, liability) >= most - 1e-9]
    return abs(setting["power"] - enough[0]) < 1e-9 if enough else False


def edge(s, nu, iota, kappa):
    """By bisection over what the county does."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        stakes = duties.case_stakes(Institution(strength=s, negativity=nu, individualization=iota, transferability=middle))
        low, high = (middle, high) if duties.best_power(stakes, kappa) > 0 else (low, middle)
    return high


def done(county, township, kappa):
    return float(duties.work(best((county, township), kappa), (county, township)))


def caused(p, county, township):
    """What would have been spared by the best effort of either side, tried out."""
    efforts = np.linspace(0, 1, 20001)

    def own(power, liability):
        return efforts[(liability * np.minimum(power, efforts) - efforts**2 / 2).argmax()]

    y = own(1 - p, county), own(p, township)
    left = 1 - min(1 - p, y[0]) - min(p, y[1])
    spared = left - (1 - (1 - p) - min(p, y[1]))
    return spared / left


def items(h, own, zeta):
    """Departments look one after another whether to convert: costs before and after, with doing dearer than supervising."""
    value, quality, dearer = 1.0, 0.95, 0.95 - own
    count = 0
    while count < 20 and (1 - zeta) * value * (1 - min(1, h / (count + 1))) <= value * (1 - quality) + dearer:
        count += 1
    return count


def staff(setting, own, who, b):
    """The first step of the slider of attention at which departments, one after another, convert all."""
    if setting["own"] != own or setting["individualization"] != who or abs(setting["transferability"] - b) > 1e-9:
        return False
    shared, personal = stage.stakes(Institution(negativity=0.9, individualization=LIABLE[who], transferability=b))
    moved = b * personal / (shared + personal)
    return setting["attention"] == next(h for h in (2, 3, 4, 4.5, 6, 8, 9, 12) if items(h, own, moved) == 20)


def nearer(e, b, iota, d):
    """From the chapter's two conditions."""
    moved = 1 - e * (1 - b)
    person, penalty = moved > 1 - d, (1 - iota) * d + iota * (1 - moved) < e
    return "Both" if person and penalty else "Only more personal" if person else "Only penalties" if penalty else "Neither"


def county(p, lc, lt, kappa):
    """With the effort found by trying."""
    efforts = np.linspace(0, 1, 20001)
    theirs = min(p, lt)
    payoff = kappa * (1 - p) - lc * (1 - np.minimum(1 - p, efforts) - theirs) - efforts**2 / 2
    return payoff.max()


ANSWERS = {
    "edge-figure": edge_figure,
    "no-waste": no_waste,
    "staff": staff,
    "edge": edge,
    "done": done,
    "caused": caused,
    "items": items,
    "nearer": nearer,
    "county": county,
}
