"""The exercises on punishment as a signal, from indifference, Bayes' rule and losses."""

import numpy as np

from xianxiang import stage
from xianxiang.institution import Institution


def cost(x, knew, chi):
    return x**2 / 2 * (1 + chi * knew)


def equilibrium(k, mu, chi):
    """The excess of the innocent, the share of the guilty who do the same, and the suspicion after it, found by search."""
    grid = np.linspace(0, 2, 20_001)
    proof = grid[cost(grid, True, chi) >= k - 1e-9]
    if len(proof):
        return proof[0], 0.0, 0.0

    def after(share):
        return mu * share / (mu * share + 1 - mu)

    low, high = 0.0, 1.0
    if k * after(1.0) + cost(2, True, chi) <= k:
        return 2.0, 1.0, mu
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if k * after(middle) + cost(2, True, chi) < k else (low, middle)
    return 2.0, low, after(low)


def stake(s, iota):
    """What a sure finding takes from a leader by penalty: from the core game's payoffs, without prizes."""
    def payoff(found):
        rule = Institution(strength=0.9 * s, negativity=1, individualization=iota, monitoring=found)
        return stage.payoffs(rule)[0, stage.ROUTINE, stage.ROUTINE]
    return payoff(0.0) - payoff(1.0)


def follow(setting, s, mu, chi, who, also):
    if setting["strength"] != s or abs(setting["suspicion"] - mu) > 1e-9 or setting["hostage"] != chi:
        return False
    for iota in np.linspace(0, 1, 11):
        _, share, _ = equilibrium(stake(s, iota), mu, chi)
        if share > (1 - 1e-6 if who == "all" else 1e-6):
            return abs(setting["individualization"] - iota) < 1e-9
    return False


def tell(setting, iota, mu, what, also):
    """By the suspicion that is left, with larger and larger hostages."""
    if abs(setting["individualization"] - iota) > 1e-9 or abs(setting["suspicion"] - mu) > 1e-9 or setting["excess"] != "more than fits":
        return False
    enough = 1e-9 if what.startswith("proves") else mu - 1e-9
    return setting["hostage"] == next(chi for chi in (0.25, 0.5, 1, 1.5, 2, 3) if equilibrium(stake(8, iota), mu, chi)[2] < enough)


def ban(setting, s, iota, chi):
    """Which kinds lose less if all bear the prior suspicion."""
    if setting["strength"] != s or abs(setting["individualization"] - iota) > 1e-9 or setting["hostage"] != chi:
        return False
    glad = [mu for mu in np.linspace(0.1, 0.9, 9) if gain(stake(s, iota), mu, chi) > 0]
    return abs(setting["suspicion"] - max(glad)) < 1e-9


def gain(k, mu, chi):
    x, _, after = equilibrium(k, mu, chi)
    return k * after + cost(x, False, chi) - k * mu


def judge(seen, k, mu, chi):
    _, share, _ = equilibrium(k, mu, chi)
    if seen == "no more than fits":
        return "It had known"
    return "It did not know" if share == 0 else "As likely" if share == 1 else "It may have known, but less"


def insurance():
    """Where the two kinds of county differ most in the excess that a township expects."""
    stakes = np.linspace(0.1, 9, 90)
    gaps = [x - 2 * share for x, share, _ in (equilibrium(k, 0.3, 1) for k in stakes)]
    return "At K = Z, the" if abs(stakes[np.argmax(gaps)] - 4) < 0.06 else "no"


ANSWERS = {
    "follow": follow,
    "tell": tell,
    "ban": ban,
    "excess": lambda s, iota, chi: equilibrium(stake(s, iota), 0.3, chi)[0],
    "joining": lambda k, mu, chi: equilibrium(k, mu, chi)[1],
    "gain": gain,
    "judge": judge,
    "insurance": insurance,
    "striking": lambda k, mu, chi: (1 - mu) * 1 + mu * equilibrium(k, mu, chi)[1],
}
