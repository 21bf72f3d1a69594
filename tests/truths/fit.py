"""Of the figures on fit: variances of whole provinces, townships that weigh by the slope of their costs, peaks sought step by step."""

import numpy as np

from . import Truth
from .own import BASE, NEW, OLD

ENDS = np.array([-1.0, 1.0])
"""A province of two localities, of mean 0 and variance 1."""


def stake(L):
    """What one finding costs a township."""
    felt = (1 - L["iota"]) * L["d"] + L["iota"]
    return L["s"] * (1 - L["nu"]) + L["s"] * L["nu"] * felt


def found(hiding, L):
    """Chance of a finding with two who hide, or none."""
    seen = L["m"] * (1 - L["c"]) if hiding else L["m"]
    return 1 - (1 - seen) ** L["n"]


def adapts(hiding, L):
    """How far a township goes that wants to go by one: where half the slope of misfit is that of the findings, (1 - a) = fWa."""
    return 1 / (1 + found(hiding, L) * stake(L))


def two_safe_acts(grid):
    """The second act's variance from its two moments, the shares at which it is the line's from the roots of a polynomial."""
    h, q, chi = (np.broadcast_to(grid[key], grid.shape) for key in ("idle", "distance", "flexibility"))
    acts = h * q**2 - (h * q) ** 2
    adapted = np.var(chi[..., None] * ENDS, axis=-1)
    low, high = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    for index in np.ndindex(grid.shape):
        roots = np.roots([-q[index] ** 2, q[index] ** 2, -adapted[index]])
        if np.isreal(roots).all() and np.ptp(roots.real) > 1e-6:
            low[index], high[index] = np.sort(roots.real)
    some = ~np.isnan(low)
    return Truth(when={"less": some & (acts > adapted + 1e-12), "more": some & (acts <= adapted + 1e-9), "never": ~some & (acts <= adapted + 1e-9) & (q <= 2 * chi + 1e-9)},
                 values={"acts": acts, "adapted": adapted, "low": low, "high": high, "need": 2 * chi},
                 shown={"more": lambda v: v["acts"] <= v["adapted"], "never": lambda v: v["acts"] <= v["adapted"], "less": lambda v: v["acts"] >= v["adapted"]})  # fmt: skip


def lost(chi, gamma, kappa):
    """The loss of a province of two localities."""
    acts = chi[..., None] * (ENDS + gamma[..., None])
    return np.mean((acts - ENDS) ** 2, axis=-1) + kappa * np.var(acts, axis=-1)


def distance_rule(grid):
    """The best flexibility where the loss, a parabola through three of its values, is lowest."""
    shape = grid.shape
    old = np.broadcast_to(grid.map("institution", {"then": True, "now": False}), shape)
    L = {name: np.where(old, OLD[name], NEW[name]) for name in BASE} | {"s": np.broadcast_to(grid["strength"], shape)}
    gamma, kappa = (np.broadcast_to(grid[key], shape) for key in ("bias", "spillover"))
    two, none = adapts(True, L), adapts(False, L)
    at = [lost(np.full(shape, x), gamma, kappa) for x in (0.0, 0.5, 1.0)]
    best = (3 * at[0] - 4 * at[1] + at[2]) / (4 * (at[0] - 2 * at[1] + at[2]))
    here, there = lost(two, gamma, kappa), lost(none, gamma, kappa)
    same = L["s"] == 0
    names = np.where(best > two + 1e-9, "Both too rigid 都太死", np.where(best < none - 1e-9, "Both too flexible 都太活", "The best lies between 居中"))
    near = np.abs(two - best) < np.abs(none - best)
    return Truth(when={"hide": (here < there - 1e-12) & near & ~same, "blame": (here > there + 1e-12) & ~near & ~same, "same": same & (two == none)},
                 regime=names, values={"best": best, "two": two, "none": none})  # fmt: skip


def price_of_concealment(grid):
    """The peak by closing in on it from both sides."""
    shape = grid.shape
    L = BASE | {symbol: np.broadcast_to(grid[key], shape) for symbol, key in (("s", "strength"), ("c", "concealment"), ("m", "monitoring"), ("n", "veto_items"))}

    def lead(stakes):
        return adapts(True, L | {"s": stakes}) - adapts(False, L | {"s": stakes})

    low, high = np.full(shape, -8.0), np.full(shape, 12.0)
    for _ in range(120):
        one, other = low + (high - low) / 3, high - (high - low) / 3
        up = lead(np.exp(one)) < lead(np.exp(other))
        low, high = np.where(up, one, low), np.where(up, high, other)
    at = np.exp((low + high) / 2)
    bare, free = L["c"] == 0, found(True, L) == 0
    two, none = adapts(True, L), adapts(False, L)
    peak = (at > 1e-3) & (at < 1e5) & ~bare & ~free
    return Truth(when={"peak": peak, "free": free & ~bare & (two == 1), "bare": bare & (two == none)},
                 values={"two": two, "none": none, "gap": two - none, "top": np.where(peak, lead(at), np.nan), "at": np.where(peak, at, np.nan)}, slack={"at": 1e-4})  # fmt: skip


TRUTHS = {"two-safe-acts": two_safe_acts, "distance-rule": distance_rule, "price-of-concealment": price_of_concealment}
