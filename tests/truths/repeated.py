"""Of the figures on the long game: plays are followed year by year, and what is critical is found by halving an interval."""

import numpy as np

from . import Truth, own
from .own import BASE, D, N, S

DELTA = 0.95
EPS = 1e-9


def found(L):
    """Chances of a finding with 0, 1 and 2 who hide."""
    return [1 - (1 - L["m"] * (1 - hidden)) ** L["n"] for hidden in (0, L["c"] * L["lam"], L["c"])]


def best(against, L):
    """What a side gets at best against an action of the other."""
    return np.maximum(np.maximum(own.payoff(0, S, against, L), own.payoff(0, D, against, L)), own.payoff(0, N, against, L))


def stays(tau, now, tempted, accused, known):
    """Whether a side that trusts does not gain by deserting once, if a partner who knows of it accuses for as long as the pair lasts.

    With nobody removed, a pair lasts another year with chance `tau`, discounted; who parts begins anew, as whoever trusts goes on.
    """
    return (1 - tau) * (tempted - now) <= tau * known * (now - accused) + EPS  # a grudge costs the loss of a year, over 1 - tau


def least(holds, shape, low, high, halvings=60):
    """The smallest number from which on something holds, `high` where it holds nowhere below."""
    low, high = np.full(shape, float(low)), np.full(shape, float(high))
    for _ in range(halvings):
        middle = (low + high) / 2
        so = holds(middle)
        low, high = np.where(so, low, middle), np.where(so, middle, high)
    return high


def stakes(L, h):
    """What trust yields in a year, what desertion does, what is left when accused, and the chance that desertion is known."""
    return own.payoff(0, S, S, L), best(S, L), best(D, L), h + (1 - h) * found(L)[1]


def shown_threat(L):
    """Whether mutual accusation is an equilibrium of the year that leaves a side no more than any accuser would."""
    return own.stable(D, D, L) & (np.abs(own.payoff(0, D, D, L) - best(D, L)) < EPS)


def how_patient(grid):
    """What next year together must be worth: by trying out."""
    L = BASE | {"nu": 0.9, "iota": grid["individualization"], "c": grid["concealment"], "n": grid["veto_items"]}
    now, tempted, accused, known = stakes(L, grid["noticed"])
    there = DELTA * (1 - 1 / grid["years"]) ** 2
    itself, lost = tempted <= now + EPS, now - accused
    need = least(lambda tau: stays(tau, now, tempted, accused, known), grid.shape, 0, 1)
    lives = stays(there, now, tempted, accused, known)
    return Truth(
        when={"itself": itself, "lives": ~itself & lives & shown_threat(L), "dies": ~itself & ~lives & (lost > 0), "nothing": ~itself & (lost <= EPS)},
        values={"need": need, "there": there},
        regime=np.select([itself, lost <= EPS, lives], ["Lives by itself", "Nothing to keep", "Lives by patience"], default="Dies"),
        shown={"lives": lambda shown: shown["need"] <= shown["there"], "dies": lambda shown: shown["need"] > shown["there"]},
    )


def late(q, mu, lifelong):
    """What a later charge is worth now: year by year."""
    years = np.arange(1, 600)
    kept = DELTA * np.where(lifelong, 1.0, 1 - q)
    return (kept[..., None] ** years * (1 - mu[..., None]) ** (years - 1) * mu[..., None]).sum(-1)


def bar(L, h, q, mu, lifelong):
    """How much of a felt sanction must move before a larger penalty loosens: where its slope, linear in what moves, is nothing."""
    q, mu, h, c = np.broadcast_arrays(q, mu, h, L["c"])
    f, z = found(L | {"c": c}), late(q, mu, lifelong)
    felt = {weight: (1 - L["iota"]) * L["d"] + L["iota"] * weight for weight in (0.0, 1.0)}
    together = DELTA * (1 - q) ** 2
    years = (h + (1 - h) * f[1]) * together / (1 - together)  # of grudge, for one year of desertion

    def loosens(b):
        both, alone, accusing = (-(f[j] + (1 - f[j]) * z) * weight for j, weight in ((2, felt[1.0]), (1, felt[1.0] * (1 - b) + felt[0.0] * b), (0, felt[1.0])))
        return (alone - both) - years * (both - accusing)

    least_moved = -loosens(0.0) / (loosens(1.0) - loosens(0.0))
    return least_moved * (felt[1.0] - felt[0.0]) / felt[1.0]


def lengths(years):
    """Neighbouring whole numbers of years in words."""
    if not years:
        return "no length shown"
    if years != list(range(years[0], years[-1] + 1)):
        return f"lengths {years}"
    if len(years) == 20:
        return "every length shown"
    return f"{years[0]} to {years[-1]} years" if len(years) > 1 else f"{years[0]} year" + "s" * (years[0] > 1)


def how_often_to_move(grid):
    """Lengths of posts, one by one."""
    tenures = np.arange(1, 21)
    L = BASE | {"nu": 0.9, "iota": 0.9, "c": grid["concealment"][..., None]}
    post, life = (np.broadcast_to(bar(L, grid["noticed"][..., None], 1 / tenures, grid["hazard"][..., None], kind), (*grid.shape, 20)) for kind in (False, True))
    moved = np.broadcast_to(grid["transferability"] * 0.9 / (0.1 * L["d"] + 0.9), grid.shape)
    words = {"post": np.empty(grid.shape, "U30"), "life": np.empty(grid.shape, "U30"), "best": np.empty(grid.shape, "U30")}
    for index in np.ndindex(grid.shape):
        for name, heights in (("post", post), ("life", life)):
            words[name][index] = lengths([int(t) for t, height in zip(tenures, heights[index]) if height < moved[index] - EPS])
        words["best"][index] = lengths([int(t) for t, height in zip(tenures, post[index]) if height <= post[index].min() + EPS])
    return Truth(when={"0": np.ones(grid.shape, bool)}, values=words | {"low": post.min(-1)})


def posts(least_years):
    """In words how long posts must be."""
    return np.where(least_years <= 1 + EPS, "no common future",
                    np.where(least_years < 1e6, np.char.mod("posts of %.2f years", np.round(least_years, 9)), "more than posts for life"))


def scalpel_or_hammer(grid):
    """The shortest posts with which each lasts, found by trying."""
    L = BASE | {"c": 0.5, "nu": grid["negativity"], "iota": grid["individualization"]}
    now, tempted, accused, known = stakes(L, grid["noticed"])
    y = grid["output"]

    def shortest(*year):
        return 1 / (1 - least(lambda stay: stays(DELTA * stay**2, *year), grid.shape, 0, 1 - 1e-9))

    alliance = np.where(tempted <= now + EPS, 1.0, shortest(now, tempted, accused, known))
    work = shortest(2 * y - 1, y, 0.0, 1.0)
    hides, works = alliance <= grid["years"] + 1e-6, work <= grid["years"] + 1e-6
    sure = (tempted <= now + EPS) | shown_threat(L)
    return Truth(
        when={"both": hides & works & sure, "scalpel": ~hides & works, "hammer": hides & ~works & sure, "neither": ~hides & ~works},
        values={"hiding": posts(alliance), "working": posts(work)},
        regime=np.select([hides & works, works, hides], ["Both live", "Only honest work lives", "Only the alliance lives"], default="Neither lives"),
    )


TRUTHS = {"how-patient": how_patient, "how-often-to-move": how_often_to_move, "scalpel-or-hammer": scalpel_or_hammer}
