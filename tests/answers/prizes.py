"""The exercises on shared prizes: by search for the best reply, and by small changes."""

import numpy as np

from xianxiang import prizes
from xianxiang.institution import Institution


def reply(whole, moved, p, r, k):
    """Work and push at which a little more of either brings what it costs, where all do alike: the gains by small changes of the odds and the balance."""
    def brings(x, v, y, w):
        odds = p / (1 - p) * (np.sqrt(x * y) / y) ** r
        chance = odds / (1 + odds)
        return chance * whole + (1 - chance) * moved * (v - w) / (v + w)

    x = v = 0.5
    step = 1e-5
    for _ in range(60):
        more = [brings(x * (1 + step), v, x, v) - brings(x * (1 - step), v, x, v), brings(x, v * (1 + step), x, v) - brings(x, v * (1 - step), x, v)]
        cost = (x + (v if moved else 0.0)) ** k
        x, v = (old ** (k / (1 + k)) * (gain / (2 * step) / cost) ** (1 / (1 + k)) for old, gain in zip((x, v), np.maximum(more, 1e-30)))
    return x, (v if moved else 0.0)


def levers(v, i, b, d=0.25, s=4.0):
    """All that is at stake and what can be moved of it, by the words of the model."""
    unit, person = s * v * (1 - i) * d, s * v * i
    return s * (1 - v) + unit + person, b * person


def push_share(v, i, b, p):
    x, w = reply(*levers(v, i, b), p, 1, 1)
    return w / (x + w)


def fear(p, b, d):
    """Bisection: where effort with penalties is what it is with prizes."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        rule = Institution(negativity=[0.0, 0.5], individualization=middle, transferability=b, diffusion=d)
        before, after = prizes.efforts(rule, quota=p).sum(axis=-1)
        low, high = (low, middle) if after > before else (middle, high)
    return high


def dividing(a, i, b):
    """Bisection: where push for each unit of work is the same with all prize and all penalty."""
    rule = Institution(negativity=[0.0, 1.0], individualization=i, transferability=b)
    low, high = 1e-9, 1 - 1e-9
    for _ in range(60):
        p = (low + high) / 2
        work, push = prizes.efforts(rule, quota=p, rivalry=a).T
        prize, penalty = push / work
        low, high = (p, high) if penalty > prize else (low, p)
    return high


def which_way(change, v, i, b, p, k):
    step = 1e-4
    after = {"negativity": v + step, "individualization": i} if "prizes" in change else {"negativity": v, "individualization": i + step}
    old, new = (prizes.efforts(Institution(**rule, transferability=b), quota=p, strain=k) for rule in ({"negativity": v, "individualization": i}, after))
    effort, work = np.sign(np.round(new.sum() - old.sum(), 9)), np.sign(np.round(new[0] - old[0], 9))
    return {(1, -1): "Effort rises, work falls", (-1, -1): "Both fall", (1, 1): "Both rise", (1, 0): "Effort rises, work stays"}[int(effort), int(work)]


def busy(setting, b, least):
    """By the library: push enough, score as with prizes, and at no lower share of penalties."""
    def does(nu):
        rule = Institution(strength=setting["strength"], negativity=[0.0, nu], individualization=setting["individualization"], transferability=b)
        (before, _), (work, push) = prizes.efforts(rule, strain=setting["strain"])
        return push / (work + push) >= least - 1e-9 and work >= before - 1e-9
    found = [nu for nu in np.linspace(0, 1, 6) if does(nu)]
    return abs(setting["transferability"] - b) < 1e-9 and bool(found) and abs(setting["negativity"] - found[0]) < 1e-9


def repaired(setting, v, p, k, before, again, low):
    """By the library: the first step beyond the lowest work at which it is written as so much again."""
    shares = np.linspace(0, 1, 21)
    work = prizes.efforts(Institution(negativity=v, individualization=np.linspace(0, 1, 2001)), quota=p, strain=k)[:, 0]
    bottom = np.linspace(0, 1, 2001)[work.argmin()]
    first = next(i for i in shares if i > bottom and np.floor(100 * prizes.efforts(Institution(negativity=v, individualization=i), quota=p, strain=k)[0] + 0.5) / 100 >= again - 1e-9)
    asked = {"negativity": v, "quota": p, "strain": k, "individualization": first}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


def generous(setting, a, rho, share):
    """The county's best share by search over what it gains, where the others keep to theirs."""
    def best(n):
        shares = np.linspace(0.001, 0.999, 4001)
        return shares[prizes.pass_down_score(shares, a, n, rho)[:, 2].argmax()]
    first = next(n for n in (2, 3, 5, 10, 20, 50) if best(n) >= share - 5e-4)
    return abs(setting["weight"] - a) < 1e-9 and abs(setting["response"] - rho) < 1e-9 and setting["rivals"] == first


ANSWERS = {
    "busy-for-nothing": busy,
    "repaired": repaired,
    "generous": generous,
    "push-share": push_share,
    "work-left": lambda s, b, p: reply(*levers(1.0, 1.0, b, s=s), p, 1, 1)[0],
    "fear-works": fear,
    "who-divides": dividing,
    "which-way": which_way,
    "work-function": lambda w, moved, p, r, k: reply(w, moved, p, r, k)[0],
}
