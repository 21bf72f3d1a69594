"""Of the figures on duties without powers: liabilities off the core game's payoffs, choices by trying, departments counted out."""

import numpy as np

from . import Truth, own
from .own import BASE, D, N

LIABLE = {"the unit": 0.0, "the person": 0.9}
OMEGA = 4


def liabilities(L):
    """What a case that is found costs county and township, where the county passes the blame on, times the chance, by the cost of effort."""
    never, always = (L | {"m": m} for m in (0, 1))
    county, township = (own.material(0, D, N, never) - own.material(0, D, N, always), own.material(1, N, D, never) - own.material(1, N, D, always))
    return L["m"] * county / OMEGA, L["m"] * township / OMEGA


def handled(p, county, township, own_only=False):
    """What each side handles; `own_only`: each answers for its own cases, with all that both would have borne."""
    if own_only:
        county = township = county + township
    return np.minimum(1 - p, county), np.minimum(p, township)


def chosen(county, township, keeping):
    """The share of power that pays the county most, of the ends, the bends and the peak between them; of equals the least."""
    def pays(p):
        above, below = handled(p, county, township)
        return keeping * (1 - p) - county * (1 - above - below) - above**2 / 2

    shape = np.broadcast(county, township, keeping).shape
    tried = np.sort(np.clip(np.stack([np.broadcast_to(p, shape) for p in (0, township, 1 - county, 1 - keeping, 1)]), 0, 1), axis=0)
    worth = np.stack([pays(p) for p in tried])
    return np.take_along_axis(tried, np.argmax(worth >= worth.max(axis=0) - 1e-12, axis=0)[None], axis=0)[0]


def the_cliff(grid):
    L = BASE | {"nu": grid["negativity"], "iota": grid["individualization"], "b": grid["transferability"], "e": grid["executor"]}
    county, township = liabilities(L)
    power = chosen(county, township, grid["keeping"])
    above, below = handled(power, county, township)
    follow = power > 1e-9
    return Truth(when={"follow": follow, "cliff": ~follow & (below < 1e-9)},
                 values={"bears": township / (county + township), "power": power, "done": above + below, "liability": county, "keeping": grid["keeping"]},
                 regime=np.where(follow, "Powers follow duties 权随责走", "Duties without powers 有责无权"),
                 shown={"follow": lambda shown: shown["liability"] >= shown["keeping"], "cliff": lambda shown: shown["liability"] <= shown["keeping"]})


def powers_and_liability(grid):
    L = BASE | {"nu": grid["negativity"], "iota": grid.map("individualization", LIABLE), "b": grid["transferability"]}
    county, township = liabilities(L)
    p = grid["power"]
    (above, below), others = handled(p, county, township), handled(p, county, township, own_only=True)
    left = 1 - above - below
    bends = [np.clip(bend, 0, 1) for bend in (township, 1 - county)]
    most = np.max([sum(handled(q, county, township)) for q in (0, *bends, 1)], axis=0)
    too_high = sum(handled(np.minimum(p + 1e-6, 1), county, township)) > above + below + 1e-9
    wasted = most - (above + below) > 1e-9
    regime = np.where(~wasted, "Powers where the effort is 权得其所", np.where(too_high, "Powers too high up 权在上", "Powers too far down 权在下"))
    return Truth(when={"some": left > 1e-9, "none": left < 1e-9},
                 values={"left": left, "theirs": 1 - p - above, "mine": p - below, "bears": township / (county + township), "other": 1 - sum(others)}, regime=regime)


def half_again(grid):
    iota, b = grid.map("individualization", LIABLE), grid["transferability"]
    felt = (1 - iota) * BASE["d"] + iota
    moved = b * 3.6 * iota / (0.4 + 3.6 * felt)                              # of a failing's cost, nine tenths of the stakes being penalty
    own_quality = grid["own"]

    def converts(items, hours):
        """Whether one that made so many items of it would convert: what is left of failings against 1 - tau_0."""
        return (1 - moved) * (1 - np.minimum(1, hours / items)) <= 1 - own_quality + 1e-12

    def rest(hours):
        return sum(converts(items, hours).astype(int) for items in range(1, 21))  # each pays if the next does

    now, more = rest(grid["attention"]), rest(1.5 * grid["attention"])
    mine, anything = grid["count"] + 1, 1 - moved <= 1 - own_quality + 1e-12
    pays = converts(mine, grid["attention"])
    least = np.where(anything, 0, 1 - (1 - own_quality) / (1 - moved))
    done = [np.minimum(1, hours / np.maximum(items, 1)) for items, hours in ((now, grid["attention"]), (more, 1.5 * grid["attention"]))]
    return Truth(when={"convert": pays & ~anything, "keep": ~pays, "any": anything},
                 values={"next": np.minimum(1, grid["attention"] / mine), "least": least, "rest": now, "quality": done[0], "more": more, "better": done[1]},
                 regime=np.where(now < 20, "Some are kept 部分自办", "All are converted 全部转化"),
                 shown={"convert": lambda shown: shown["next"] >= shown["least"], "keep": lambda shown: shown["next"] < shown["least"]})


TRUTHS = {"the-cliff": the_cliff, "powers-and-liability": powers_and_liability, "half-again": half_again}
