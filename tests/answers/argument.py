"""The exercises on the argument: payoffs of the core game, counts by formula, scenes read by their words, the ledger's file line by line."""

import csv
from math import comb

import numpy as np

from xianxiang import stage, turn
from xianxiang.institution import Institution
from xianxiang.ledger import CHAPTERS

SHIELD, DEFLECT = 0, 1


def pair(f1, f2, **levers):
    """Two who are found out so often: everything is looked for, and two and one hide as they must."""
    return Institution(monitoring=1, concealment=1 - f2, lone_concealment=(1 - f1) / (1 - f2), attachment=0, veto_items=1, executor=1, **levers)


def loss(prize, penalty, f1, f2, **levers):
    """What a side loses if it deserts a partner who hides."""
    u = stage.payoffs(pair(f1, f2, strength=prize + penalty, negativity=penalty / (prize + penalty), **levers))[0]
    return u[SHIELD, SHIELD] - u[DEFLECT, SHIELD]


def moved_away(f1, f2):
    """The least blame that can be moved for the loss to fall with the penalty."""
    low, high = 0.0, 1.0
    for _ in range(60):
        b = (low + high) / 2
        levers = {"individualization": 1, "transferability": b}
        low, high = (low, b) if loss(2, 3, f1, f2, **levers) < loss(2, 2, f1, f2, **levers) else (b, high)
    return high


def replaced(f1, f2, x, d):
    levers = {"individualization": 0, "diffusion": d}
    return loss(5 - x, 1 + x, f1, f2, **levers) - loss(5, 1, f1, f2, **levers)


def unseen(words, n, **_):
    """Settings with blame, counted by formula."""
    k = 3 if "three" in words else 2
    if words.startswith("at least"):
        return sum(comb(n, j) for j in range(k, n + 1)) - 1
    if words.startswith("the first"):
        return (2**k - 1) * 2 ** (n - 1 - k) - 1
    return 2 ** (n - k) - 1


WORDS = {  # what betrays a lever in a scene, in the order in which to look
    "Concealment": ("nobody is told", "from the air", "residents alone"),
    "Monitoring": ("twice a year", "every third year", "drawn for a check"),
    "Executor": ("checks whether the township does", "keep the scoring", "own crew"),
    "Veto": ("fail the year", "spoil the year", "costs the year"),
    "Transferable": ("notice to the other level", "papers, which used to help", "told whom"),
    "Individual": ("on the file of the deputy", "whoever signed", "No names"),
    "Share of penalty": ("a fine of the same size", "other way round", "a bonus of the same size"),
    "Strength": ("doubled", "grow alike", "in the same measure"),
}


def lever(scene, **_):
    found = [name for name, signs in WORDS.items() if any(sign in scene for sign in signs)]
    assert len(found) == 1, scene
    return found[0]


def arrow(ids):
    """From the ledger's file: what is contradicted, then what needs more, then what was derived, then premises."""
    with (CHAPTERS / "claims.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["verdict"] for row in csv.DictReader(file) if row["id"] in ids.split(", ")}
    return next(verdict for verdict in ("contradicted", "needs", "derived", "not modelled") if verdict in verdicts)


def leaving(setting, bearer, side, least, **_):
    """Along the slider, from the payoffs."""
    if setting["individualization"] != bearer:
        return False
    def found(penalty):
        u = stage.payoffs(Institution(strength=2 + penalty, negativity=penalty / (2 + penalty), individualization={"the unit": 0, "the person": 0.9}[bearer], concealment=0.5))[0]
        return (u[SHIELD, SHIELD] - u[DEFLECT, SHIELD]) * (1 if side == "loss" else -1)
    return setting["penalty"] == min(p for p in np.arange(0, 8.5, 0.5) if found(p) >= least)


def hiding(way, share):
    """Who hides together at rest in the second story, at stakes of 6."""
    prize, penalty = (6 * (1 - share), 6 * share) if way == "instead of the prize" else (6, 6 * share)
    rules = Institution(strength=prize + penalty, negativity=penalty / (prize + penalty), individualization=0.9, concealment=0.5)
    return turn.settle(rules, rounds=80)[..., SHIELD].mean()


def singled_out(setting, way, most):
    if setting["penalties"] != way:
        return False
    return abs(setting["negativity"] - min(share for share in np.linspace(0, 1, 11) if hiding(way, share) <= most)) < 1e-9


def glue(setting):
    way, share = setting["penalties"], setting["negativity"]
    return hiding(way, share) > hiding(way, 0) + 0.004


ANSWERS = {
    "leaving": leaving,
    "singled-out": singled_out,
    "glue": glue,
    "moved-away": moved_away,
    "replaced": replaced,
    "unseen": unseen,
    "lever": lever,
    "arrow": arrow,
}
