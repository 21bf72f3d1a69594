"""The exercises on the cascade, by simulation and by trying all choices."""

import numpy as np

FEAR, HANDS, PRICE, STRENGTH, LOOKS, FELT, EXECUTOR = 2.5, 0.1, 4.0, 4.0, 0.8, 0.25, 0.4


def replies(u, v, zeta, full):
    """Stalled work next round: the township's best initiative against pressing for u and control that answers it, found on a line of initiatives."""
    low, high = 0.0, 1.0
    for _ in range(60):  # what initiative is worth at the margin falls with it
        y = (low + high) / 2
        low, high = (y, high) if v - full * u - zeta * y - y > 0 else (low, y)
    return 1 - (low + high) / 2


def followed(u, v, zeta, full, rounds=3000):
    for _ in range(rounds):
        u, before = replies(u, v, zeta, full), u
        if abs(u - before) < 1e-12:
            break
    return u


def superiors(v, zeta, full):
    return next(j for j in range(1, 60) if replies(1.0, v, zeta, j * full) > 1 - 1e-9)


def which(v, zeta, full, j):
    low, high = (followed(start, v, zeta, j * full) for start in (1e-6, 1 - 1e-6))
    if high - low > 0.5:
        return "It vanishes from small"
    return "It vanishes from any" if high < 1e-6 else "It becomes all" if low > 1 - 1e-5 else "It settles"


def least(cost, low, high):
    """Where a cost is least: the best of many points, and once more close to it."""
    for _ in range(4):
        at = np.linspace(low, high, 2001)
        best, step = at[np.argmin(cost(at))], (high - low) / 1000
        low, high = max(low, best - step), min(high, best + step)
    return best


def pressed(u0, n, t, liable):
    return least(lambda p: np.clip(u0 + n * p, 0, 1) * (liable - t * p) + 2 * p * p, 0.0, 1.0)


def added(a, b, c, d, delta):
    """Levels from the last to the first: each tries sums from itself down that are no less than what those below add."""
    total = 0.0
    for at_stake in (d, c, b, a):
        total = least(lambda sums: 2 * sums + at_stake * np.exp(-sums / delta), total, total + 1)
    return total


def bad_month(setting, j, iota, v):
    """The lowest share of penalties at which all, once stalled, is still stalled a round later."""

    def stands(nu):
        penalty = STRENGTH * nu
        moved = LOOKS * penalty * iota * (1 - EXECUTOR * (1 - 0.8))
        tied = HANDS * LOOKS * penalty * ((1 - iota) * FELT + iota)
        return replies(1.0, v, tied, FEAR * j * moved / PRICE) > 1 - 1e-9

    first = next(nu for nu in (0.1, 0.25, 0.4, 0.55, 0.65, 0.8, 0.9) if stands(nu))
    return (setting["superiors"], setting["individualization"], setting["drive"], setting["negativity"]) == (j, iota, v, first)


def loop(rounds, start, v, zeta, full):
    for _ in range(rounds):
        start = replies(start, v, zeta, full)
    return start


def now(nu=0.9, iota=0.9):
    """What the county answers for and what it can move, at the later levers."""
    prize, penalty = STRENGTH * (1 - nu), STRENGTH * nu
    felt = (1 - iota) * FELT + iota
    return LOOKS * penalty * felt, LOOKS * (EXECUTOR * prize + penalty * felt), LOOKS * penalty * iota * (1 - EXECUTOR * (1 - 0.8))


def way_out(setting, v, hands, most):
    """The lowest price at which a loop that begins with all stalled comes down far enough."""
    accidents, _, moved = now()
    first = next(price for price in (4.5, 5, 5.5, 6, 8, 12) if followed(1.0, v, hands * accidents, FEAR * moved / price) <= most)
    return (setting["drive"], setting["hands"], setting["superiors"], setting["price"]) == (v, hands, 1, first)


def the_star(setting, nu, iota):
    """The lowest noise at which a tenth more of it makes the cheapest margin smaller."""
    _, liable, moved = now(nu, iota)

    def margin(delta):
        return least(lambda sums: 2 * sums + (liable - moved) * np.exp(-sums / delta), 0.0, 3.0)

    first = next(delta for delta in (0.03, 0.05, 0.1, 0.15, 0.2) if margin(1.1 * delta) < margin(delta) - 1e-6)
    return (setting["raised"], setting["negativity"], setting["individualization"], setting["noise"]) == ("Noise, by a tenth", nu, iota, first)


ANSWERS = {
    "way-out": way_out,
    "the-star": the_star,
    "end": lambda v, zeta, full: followed(0.0, v, zeta, full),
    "rungs": superiors,
    "foresight": pressed,
    "margins": added,
    "which-end": which,
    "loop": loop,
    "bad-month": bad_month,
}
