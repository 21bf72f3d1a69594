"""Of the figures on the turn."""

import numpy as np

from . import Truth, own
from .own import NEW, OLD, D, N, S


def thrown(grid, start, end):
    """The six switches, each moving one lever."""
    return start | {lever: np.where(grid[name], end[lever], start[lever]) for name, lever in own.SWITCHED.items()}


def half(shares):
    """Where each action has more than half, the two sides counted alike, and where none has."""
    over = [shares[..., a] > 0.5 for a in (S, D, N)]
    return dict(zip("0123", [*over, ~np.logical_or.reduce(over)]))


def five_switches(grid):
    """Own learning over forty-five rounds; the class of the game from own payoffs at the attachment of the round."""
    end, positions = thrown(grid, OLD, NEW), own.ramp(4, 16, 25)
    told, trust = own.history(OLD, end, positions)
    told, trust = np.moveaxis(told[..., 0, :], 0, -2), np.moveaxis(trust[..., 0], 0, -1)
    told, mean = np.broadcast_to(told, (2, *grid.shape, 3)), np.broadcast_to(told.mean(axis=0), (*grid.shape, 3))
    at = grid.map("moment", positions)
    now = {name: (1 - at) * OLD[name] + at * end[name] for name in OLD} | {"theta": trust}
    return Truth(
        when=half(mean),
        values={"moment": grid["moment"], "game": own.game(now),
                **{f"{side}_{action}": told[i, ..., a] for i, side in enumerate(("county", "township")) for a, action in enumerate(("shield", "deflect", "routine"))}},
        regime=own.majority(mean),
    )  # fmt: skip


def way_back(grid):
    """Own learning from where the present has led, with the worn attachment."""
    told, trust = own.history(OLD, NEW, own.ramp(10, 30, 60))
    left = trust[-1]
    end = thrown(grid, NEW, OLD)
    told, trust = own.history(NEW, end, own.ramp(4, 16, 60), shares=tuple(told[-1]), theta=left)
    mean, trust = told[-1].mean(axis=0), trust[-1]
    hide, blame, idle = (mean[..., a] > 0.5 for a in (S, D, N))
    once, still = own.stable(S, S, end), own.stable(S, S, end | {"theta": trust})
    return Truth(
        when={"returns": hide & (trust > left), "minimum": idle & ~hide, "none": ~hide & ~blame & ~idle,
              "history": blame & still, "worn": blame & once & ~still, "blame": blame & ~once & ~still},
        values={"shield": mean[..., S], "deflect": mean[..., D], "routine": mean[..., N], "left": trust},
        regime=own.majority(mean),
        shown={"returns": lambda shown: shown["left"] > left},
    )  # fmt: skip


def crossing(positions, share):
    """Where a curve that starts on one side of one half first reaches the other, going by straight pieces; NaN where it does not."""
    for k in range(1, len(share)):
        if (share[k] >= 0.5) != (share[0] >= 0.5):
            return positions[k - 1] + (0.5 - share[k - 1]) / (share[k] - share[k - 1]) * (positions[k] - positions[k - 1])
    return np.nan


def hysteresis(grid):
    """Own learning there and back; the crossing found round by round."""
    noise, erosion = grid["noise"][..., None], grid.map("erosion", (0.0, 0.1))
    lost, regained, late = np.full((3, *grid.shape), np.nan)
    for r, during in enumerate(grid["ramp"].ravel().astype(int)):
        up = own.ramp(10, during, 40)
        positions = np.array(up + [1 - t for t in own.ramp(0, during, 40)])
        told, _ = own.history({name: np.asarray(value)[..., None, None] if np.ndim(value) else value for name, value in OLD.items()}, NEW, positions, noise=noise, erosion=erosion)
        share = told[..., S].mean(axis=1)[..., 0]
        turned = 9 + during + 40
        for i, j in np.ndindex(share.shape[1:]):
            curve = share[:, i, j]
            lost[i, j, r] = crossing(positions[9 : 10 + during], curve[9 : 10 + during])
            regained[i, j, r] = crossing(positions[turned : turned + during + 1], curve[turned : turned + during + 1])
            late[i, j, r] = curve[9 + during] >= 0.5 > curve[turned] or curve[turned + during] < 0.5 <= curve[-1]
    gap = lost - regained
    return Truth(when={"loop": gap > 0.05, "none": np.abs(gap) <= 0.05, "outrun": late > 0}, values={"lost": lost, "regained": regained, "gap": gap},
                 shown={"loop": lambda shown: shown["lost"] > shown["regained"]}, slack={"gap": 0.0})  # fmt: skip


def learning_rule(grid):
    """On a finer line than the figure's."""
    line = np.linspace(0, 1, 401)
    L = {name: (1 - line) * OLD[name] + line * NEW[name] for name in OLD}
    apart = []
    for noise in grid["noise"].ravel():
        high, low = (sum(own.rest(L, noise or None, 250, start))[..., S] / 2 for start in (S, D))
        apart.append((high - low > 0.05).mean())
    apart = np.array(apart)
    return Truth(when={"apart": apart > 0, "one": apart == 0}, values={"apart": apart}, slack={"apart": 0.005})


def crowd(grid):
    """The drawn run is the figure's own; that it follows the dynamics is tested in test_turn and test_figures."""
    from xianxiang import figures

    explorer = figures.crowd()
    gap = np.zeros(grid.shape)
    for i, counties in enumerate(grid["counties"].ravel()):
        for j, draw in enumerate(grid["draw"].ravel()):
            rows = explorer.rows("runs", counties=counties, draw=draw).pivot(index="round", columns="crowd", values="share")
            gap[i, j] = 100 * (rows["finitely many"] - rows["smooth limit"]).abs().max()
    return Truth(when={"0": gap > 0}, values={"counties": grid["counties"], "gap": gap}, slack={"gap": 0.011})


TRUTHS = {"five-switches": five_switches, "way-back": way_back, "hysteresis": hysteresis, "learning-rule": learning_rule, "crowd": crowd}
