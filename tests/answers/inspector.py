"""The exercises of the inspector's view, by searching for favours that hold and by the library where the bank goes by hand."""

import numpy as np

from xianxiang import inspector
from xianxiang.figures.inspector import HALF, PRICES, REWARDS
from xianxiang.institution import Institution

FAVOURS = np.linspace(0, 30, 60001)


def bisect(holds, low=0.0, high=1.0):
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def agree(gain, loss, theta, tau):
    """Whether some favour leaves the county no reason to go and the township a reason to give it."""
    stays = (tau - theta) * FAVOURS >= gain - theta * loss - 1e-9
    gives = (1 - theta * tau) * FAVOURS <= loss - theta * gain + 1e-9
    return bool((stays & (gives | (FAVOURS == 0))).any())


def report(c, w, m, f, theta, tau):
    """The first reward at which no favour holds any more."""
    def tells(r):
        return not agree(r + m - (1 - f) * c + 0.1, (1 - f) * w + m, theta, tau)
    return bisect(tells, -5.0, 15.0)


def line(e, b, pi, rho):
    """The library, in a game whose silence is worth this: one alone hides nothing of it, and what is felt is personal to this share."""
    iota = 0.25 * pi / (1 - 0.75 * pi)
    return inspector.breaking_transfer(Institution(executor=e, transferability=b, individualization=iota, concealment=rho, lone_concealment=0.0))


def window(tau, loss, f, times):
    """The library, at rules under which telling costs the township that much: only prizes, nothing found."""
    rule = Institution(strength=loss * times, negativity=0.0, concealment=1.0, shield_cost=0.25)

    def opens(q):
        _, told, raised, _ = inspector.report_thresholds(rule, transfer=tau, recognition=q, false_report=f)
        return raised > told
    return bisect(opens, 0.0, 0.9999)


def outcome(who, free, loss, tau, r):
    """What the township pays for silence, or loses by a report, and whether there is one."""
    gain = r - free
    if gain > tau * loss:
        return loss, True
    return (0.0 if gain <= 0 else loss if who == "county" else gain / tau), False


def raised(who, free, loss, tau, r, more):
    (old, was), (new, told) = (outcome(who, free, loss, tau, x) for x in (r, more))
    if was:
        return "Reports had begun before"
    grows = "jumps" if new > old + 1e-9 else "does not stir"
    if told:
        return f"Reports begin, and the township's stake in prevention {grows}"
    return "Nothing is reported" if new > old + 1e-9 else "Nothing at all"


def stake(r, free, loss, tau, gamma, base):
    """Between the least favour that keeps the county and the most that the township would give."""
    gain, least = r - free, (r - free) / tau
    return base + (0.0 if gain <= 0 else loss if least > loss else least + gamma * (loss - least))


def threat(setting, who, t, a, least):
    """By the thresholds and the bargain over each favour."""
    rule, gamma = Institution(**HALF), PRICES[who]
    if setting["share"] != who or abs(setting["transfer"] - t) > 1e-9 or abs(setting["audit"] - a) > 1e-9:
        return False
    gain, loss = inspector.telling(rule, audit=a)
    escape = (1 - 0.5 * 0.1) * (1 - a)
    base = (1 - escape) * (2 + 2 * rule.felt) + 0.35
    worth = [stake(r, -gain, loss, t, gamma, base) for r in REWARDS]
    first = next(r for r, value in zip(REWARDS, worth) if value >= least - 1e-9)
    return abs(setting["reward"] - first) < 1e-9 and first + gain <= t * loss


def either(setting, c, i):
    """Each step tried alone, against a penalty that grows."""
    def tightens(theta, tau):
        line = inspector.breaking_transfer(Institution(executor=0.5, concealment=c, individualization=i))
        return not max(theta, tau) < line
    steps = np.linspace(0, 1, 11).round(1)
    theta, tau = next(x for x in steps[:10] if tightens(x, 0)), next(x for x in steps if tightens(0, x))
    asked = {"concealment": c, "individualization": i, "attachment": theta, "transfer": tau}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


def longer(setting, e, v, i):
    """The price by hand for each length: the top's own loss, and the rest's."""
    penalty, felt, escape = 4 * v, (1 - i) * 0.25 + i, 1 - 0.5 * 0.1

    def price(levels, tau):
        shares = [1.0, 1.0, e, e * e][:levels]
        own = [escape * (4 * (1 - v) * share + penalty * felt) for share in shares]
        moved = [(1 - share * 0.2) * penalty * i for share in shares]
        return min(o - m - 0.1 + tau * (sum(own) - o + m) for o, m in zip(own, moved))
    first = next(t for t in np.linspace(0, 1, 11) if price(4, t) > price(3, t) + 1e-9 and price(3, t) > price(2, t) + 1e-9)
    asked = {"executor": e, "negativity": v, "individualization": i, "transfer": first}
    return all(abs(setting[key] - value) < 1e-9 for key, value in asked.items())


ANSWERS = {
    "by-the-threat": threat,
    "either-holds": either,
    "longer-is-firmer": longer,
    "price-of-report": report,
    "the-line": line,
    "honest-error": window,
    "raise-the-reward": raised,
    "stake-function": stake,
}
