"""The exercises on what data could tell: worlds made anew, cells counted one by one, chances by the standard library."""

from itertools import product
from math import exp, log, log1p, prod
from statistics import NormalDist

from prose.test_evidence import BOTH, NEITHER, chance, change, made

NORMAL = NormalDist()


def scale(u, c, i, p):
    """Eight counts, each with its sign."""
    return sum((-1) ** (3 - x - y - z) * u * c**x * i**y * p**z for x, y, z in product((0, 1), repeat=3))


def imitate(book, rival):
    """From counts: what is done grows by the rival's part, what is seen has to fall by the book's."""
    low, high = 0.0, 1.0
    for _ in range(60):
        f = (low + high) / 2
        low, high = (low, f) if log(1000 * exp(rival) * f / 1000) > book else (f, high)
    return high


def two_signs(d0, s0, d1, s1):
    """Estimates that lie beyond 1.645 of their errors."""
    return (1 - NormalDist(d0, s0).cdf(1.645 * s0)) * NormalDist(d1, s1).cdf(-1.645 * s1)


def decide(d0, s0, d1, s1):
    first, last = (1 if d > 1.645 * s else -1 if d < -1.645 * s else 0 for d, s in ((d0, s0), (d1, s1)))
    return {(1, -1): "Reversal", (1, 1): "Glue", (-1, -1): "Solvent"}.get((first, last), "Undecided")


def neither_rival():
    """The one pattern that the book's world has and the two others never."""
    signs = {name: [change(name, stratum) > 0 for stratum in (NEITHER, BOTH)] for name in ("book", "rival", "literal")}
    assert signs == {"book": [True, False], "rival": [True, True], "literal": [False, False]}
    return "Joint cover-ups rise with penalties where nothing else is in force, and fall"


def estimator(A, B, C, D):
    """Each year's own odds ratio, weighed by B·C/M, and what the added quarters do to their mean."""
    odds = [(a / b) / (c / d) for a, b, c, d in zip(A, B, C, D)]
    weights = [b * c / (a + b + c + d) for a, b, c, d in zip(A, B, C, D)]
    mean = sum(map(prod, zip(weights, odds))) / sum(weights)
    return log(mean) + log1p(0.25 / (mean * sum(weights))) - log1p(0.25 / sum(weights))


def cut(setting, r, eta, n, least):
    """Seen often enough here, and no longer one step on."""
    if (setting["prize"], setting["noise"], setting["counties"]) != (r, eta, n):
        return False
    return chance(n, 10, r, eta, round(setting["cut"], 1)) >= least > chance(n, 10, r, eta, round(setting["cut"] + 0.2, 1))


def budget(setting, r, eta, total, least, **_):
    if (setting["prize"], setting["noise"]) != (r, eta) or setting["counties"] * setting["years"] > total:
        return False
    return chance(setting["counties"], int(setting["years"]), r, eta) >= least


def pencil_off(setting, word, more, less):
    try:
        ring = made(counties=setting["counties"], years=setting["years"], prize=setting["prize"], noise=setting["noise"])
    except AssertionError:  # none were made
        return False
    off = chance(setting["counties"], int(setting["years"]), setting["prize"], setting["noise"]) - ring
    return (off if word == "hopeful" else -off) >= 0.12


ANSWERS = {
    "cut": cut,
    "budget": budget,
    "pencil-off": pencil_off,
    "scale": scale,
    "imitate": imitate,
    "two-signs": two_signs,
    "decide": decide,
    "neither-rival": neither_rival,
    "estimator": estimator,
}
