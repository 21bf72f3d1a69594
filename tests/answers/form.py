"""The exercises on form, from payoffs: best replies found by evaluating them, and what two sides settle on."""

from functools import cache
from itertools import product


def payoff(y, z, other, w, t, psi, omega, gamma=0.0):
    return -(1 - y) * (w - t * (z - omega * other)) - y * y / 2 - gamma * y * z - psi * z * z / 2


def top(value):
    """Where a parabola is highest between 0 and 1, from three of its values."""
    a, b, c = value(0.0), value(0.5), value(1.0)
    return min(1.0, max(0.0, (4 * b - 3 * a - c) / (8 * b - 4 * a - 4 * c)))


@cache
def settled(w, t, psi, omega, gamma=0.0):
    """Work and file after many replies, each side to the other's file and its own other choice."""
    y, z, moved = 0.5, 0.5, 1.0
    while moved > 1e-12:
        work = top(lambda own: payoff(own, z, z, w, t, psi, omega, gamma))
        file = top(lambda own: payoff(work, own, z, w, t, psi, omega, gamma))
        y, z, moved = work, file, abs(work - y) + abs(file - z)
    return y, z


def gain(w, t, psi, omega):
    y, z = settled(w, t, psi, omega)
    return payoff(w, 0, 0, w, 0, psi, omega) - payoff(y, z, z, w, t, psi, omega)


def halved(holds, low, high):
    """The place up to which something holds."""
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def turn(b, d, omega):
    """The file where a step of personal liability no longer brings work, at stakes and a price at which there is such a place."""
    for stake, dear in product((0.8, 0.7, 0.6, 0.5), (1.05, 1.1, 1.2, 1.4)):
        def at(iota):
            return settled(stake * (d + (1 - d) * iota), stake * b * iota, dear * (stake * b) ** 2, omega)

        most = max(range(21), key=lambda i: at(i / 20)[0]) / 20
        if 0 < most < 1 and at(most + 0.05)[1] < 1:
            return at(halved(lambda i: at(i + 1e-3)[0] > at(i - 1e-3)[0], most - 0.05, most + 0.05))[1]
    raise AssertionError((b, d, omega))


def band(w, t, psi, omega, mu):
    (y, z), (work, file) = settled(w, t, psi, omega), settled(mu * w, mu * t, psi, omega)
    return f"{'More' if work > y else 'Less'} work, a {'fuller' if file > z else 'thinner'} file"


def checklist(setting, gamma, iota, omega):
    """What a little work is worth with full files on both sides against what it is worth with none, as b grows."""
    def helps(b):
        t = 0.8 * 3.6 * iota * b / 5
        none, full = (payoff(0.01, z, z, 0.5, t, 0.4, omega, gamma) - payoff(0.0, z, z, 0.5, t, 0.4, omega, gamma) for z in (0, 1))
        return full > none + 1e-9

    finest = max(b for b in range(11) if helps(b / 10))
    return (setting["overlap"], setting["individualization"], setting["answered"]) == (gamma, iota, omega) and abs(setting["transferability"] - finest / 10) < 1e-9


def less_paper(setting, iota, omega, psi):
    """The first strength, in halves, at which the file that replies settle on is thinner where all costs a quarter more."""
    def file(s):
        return settled(0.16 * s * (0.1 + 0.9 * (0.25 * (1 - iota) + iota)), 0.16 * 0.9 * s * iota * 0.8, psi, omega)[1]

    first = next(s / 2 for s in range(1, 9) if file(1.25 * s / 2) < file(s / 2) - 1e-9)
    return (setting["individualization"], setting["answered"], setting["price"], setting["strength"]) == (iota, omega, psi, first)


def fairness(setting, b, iota, most):
    """The least that a county must execute itself for the list to cost so little work, each side replying to what the other does."""
    moved, w = 0.16 * 3.6 * iota, 0.16 * (0.4 + 3.6 * (0.25 * (1 - iota) + iota))

    def lost(e):
        county, township, y, z, before = moved * (1 - e * (1 - b)), moved * e * b, 0.5, 0.5, -1.0
        while abs(y - before) > 1e-9:
            other = top(lambda own: (1 - y) * county * own - 0.2 * own**2)
            before, y = y, top(lambda own: -(1 - own) * (w - township * z + county * other) - own**2 / 2)
            z = top(lambda own: (1 - y) * township * own - 0.2 * own**2)
        return y - w

    first = next(e for e in (0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.95, 1) if lost(e) <= most)
    return (setting["transferability"], setting["individualization"], setting["executor"]) == (b, iota, first)


ANSWERS = {
    "work": lambda w, t, psi, omega: settled(w, t, psi, omega)[0],
    "turn": turn,
    "threshold": lambda t, psi: halved(lambda omega: gain(0.85, t, psi, omega) < 0, 0.0, 1.0),
    "part-of-a-list": lambda w, t, l: (settled(w, (1 - l) * t, 0.4, 0)[0] - settled(w, t, 0.4, 0)[0]) / (w - settled(w, t, 0.4, 0)[0]),
    "band": band,
    "worth-of-a-list": gain,
    "checklist": checklist,
    "less-paper": less_paper,
    "price-of-fairness": fairness,
}
