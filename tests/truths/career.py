"""Of the figures on the person in charge: shadows as chains, ends of conduct by its slope, careers by value iteration."""

import numpy as np

from . import Truth

CARE, WORTH, MONITORING, STRENGTH, NEGATIVITY, DIFFUSION = 3.0, 10.0, 0.5, 4.0, 0.3, 0.25
IDLE, FULL, ADAPTING = 0.02, 0.04, 0.2
NEEDS = (np.arange(2000) + 0.5) / 2000


def chain(barred, ratings, excellent):
    """How a year moves those who cannot be promoted: barred years first, then ratings won; who leaves is back."""
    size = barred + ratings
    step = np.zeros((size, size))
    for k in range(size):
        if k + 1 < size:
            step[k, k + 1] += 1 if k < barred else excellent
        if k >= barred:
            step[k, barred] += 1 - excellent
    return step


def three_years(grid):
    """The mean by solving for the years still needed, the share by powers of the chain."""
    mean, back = np.zeros(grid.shape), np.zeros(grid.shape)
    for u, a, y, j in np.ndindex(grid.shape):
        barred, ratings = int(grid["barred"].ravel()[y]), int(grid["ratings"].ravel()[j])
        step = chain(barred, ratings, grid["excellent"].ravel()[a])
        mean[u, a, y, j] = np.linalg.solve(np.eye(len(step)) - step, np.ones(len(step)))[0]
        back[u, a, y, j] = 1 - np.linalg.matrix_power(step, int(grid["years"].ravel()[u]))[0].sum()
    return Truth(when={"0": mean >= grid["barred"] + grid["ratings"] - 1e-9},
                 values={"years": grid["years"], "back": back, "mean": mean, "barred": grid["barred"], "wait": mean - grid["barred"]})  # fmt: skip


def ends(stake, tilt, hump, care):
    """Shares of needs for which nothing is best, and for which all is: by the slope at either end, or by comparing the ends."""
    bent = care - stake * hump  # above 0 where the best conduct may lie between
    low = np.where(bent > 0, stake * (tilt + hump) / (2 * care), (care + stake * tilt) / (2 * care))
    high = np.where(bent > 0, stake * (hump - tilt) / (2 * care), (care - stake * tilt) / (2 * care))
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def conduct(need, stake, tilt, hump, care):
    """What is best for each need: of the ends and the point at which the slope is nothing, the cheapest."""
    bent = care - stake * hump
    inner = np.clip((care * need - stake * (tilt + hump) / 2) / np.where(bent > 0, bent, 1), 0, 1) * (bent > 0)
    answers = np.stack(np.broadcast_arrays(0.0, 1.0, inner))
    costs = care * (answers - need) ** 2 + stake * (tilt * answers + hump * answers * (1 - answers))
    return np.take_along_axis(answers, costs.argmin(axis=0)[None], axis=0)[0], costs.min(axis=0)


def the_middle(grid):
    """The variance over two thousand places."""
    stake, hump, tilt = (np.broadcast_to(grid[key], grid.shape) for key in ("stake", "hump", "tilt"))
    none, letter = ends(stake, tilt, hump, CARE)
    done, _ = conduct(NEEDS, stake[..., None], tilt[..., None], hump[..., None], CARE)
    adapt = np.where(np.abs(1 - none - letter) < 1e-12, 0, 1 - none - letter)
    nothing, all_of_it = (done == 0).all(axis=-1), (done == 1).all(axis=-1)
    camps = (adapt == 0) & ~nothing & ~all_of_it
    names = np.select([nothing | all_of_it, camps, adapt < 0.5 - 1e-12], ["All alike 一律", "Two camps 两极", "The middle thins 变通渐少"], default="Most adapt 变通")
    return Truth(when={"nothing": nothing, "letter": all_of_it, "spread": ~nothing & ~all_of_it}, regime=names,
                 values={"none": none, "adapt": adapt, "letter": letter, "times": 12 * done.var(axis=-1)}, slack={"times": 1e-4})  # fmt: skip


def least_cost():
    """The mean cost of the best conduct by stake, from a fine table."""
    stakes = np.linspace(0, 40, 8001)
    m = MONITORING
    costs = np.array([conduct(NEEDS, s, m * (FULL - IDLE), 4 * m * ADAPTING, CARE)[1].mean() + s * m * IDLE for s in stakes])
    return lambda stake: np.interp(stake, stakes, costs)


def stakes(person, excellent, promotion, vicarious, rounds, rungs):
    """Stakes in good standing (rounds from one on, rungs): three years barred, three ratings, a dictionary of standings."""
    cost, felt = least_cost(), STRENGTH * NEGATIVITY * ((1 - person) * DIFFUSION + person)
    zero = np.zeros(np.broadcast_shapes(*map(np.shape, (person, excellent, promotion, vicarious))))
    names = ["good", "barred 3", "barred 2", "barred 1", "won 0", "won 1", "won 2"]
    follows = {"barred 3": "barred 2", "barred 2": "barred 1", "barred 1": "won 0"}
    worth = {(name, k): zero for name in names for k in range(rungs + 1)}
    told = []
    for _ in range(rounds):
        later, worth, row = worth, {}, []
        for k in range(rungs + 1):
            without = {name: later[on, k] for name, on in follows.items()}
            without |= {f"won {n}": excellent * later[f"won {n + 1}" if n < 2 else "good", k] + (1 - excellent) * later["won 0", k] for n in range(3)}
            without["good"] = later["good", k] if k == 0 else promotion * (WORTH + later["good", k - 1]) + (1 - promotion) * later["good", k]
            for name in names:
                lost = felt + person * (without[name] - without["barred 3"])
                worth[name, k] = without[name] - vicarious * lost - cost((1 - vicarious) * lost)
                if name == "good":
                    row.append(lost)
        told.append(row)
    return np.array(told)


def who_still_dares(grid):
    """Careers looked at three times as long as in the figure, so that a peak at its edge would show."""
    person, excellent, promotion, vicarious = (np.broadcast_to(grid[key], (1, *grid.shape[1:])) for key in ("individualization", "excellent", "promotion", "vicarious"))
    told = stakes(person, excellent, promotion, vicarious, 90, 3)[:, :, 0]
    m = MONITORING
    left = np.broadcast_to(grid["rounds"], grid.shape).astype(int)

    def adapt(rungs):
        none, letter = ends((1 - vicarious) * told[:, rungs], m * (FULL - IDLE), 4 * m * ADAPTING, CARE)
        share = 1 - none - letter
        return np.take_along_axis(np.where(share < 1e-12, 0, share), left - 1, axis=0)

    most, higher = (1 + told[:, rungs].argmax(axis=0)[None] for rungs in (1, 3))
    one_peak = np.ones(grid.shape, bool)
    for rungs in (1, 3):
        ordered = np.sort(told[:, rungs], axis=0)
        one_peak &= (ordered[-1] > ordered[-2] + 1e-9)[None]
    flat = np.broadcast_to(np.ptp(told, axis=(0, 1))[None] < 1e-9, grid.shape)  # alike whatever is left, above or before
    return Truth(when={"person": one_peak, "unit": flat & (person == 0)}, values={"rounds": left, "none": adapt(0), "one": adapt(1), "three": adapt(3), "most": most, "higher": higher},
                 slack={name: 3e-5 for name in ("none", "one", "three")})  # fmt: skip


TRUTHS = {"three-years": three_years, "the-middle": the_middle, "who-still-dares": who_still_dares}
