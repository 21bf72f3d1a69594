"""How long the grids behind the figures take.

Prints a Markdown table: the median of several runs in milliseconds, and how many times longer
the same work takes one institution (or one agent's history) at a time. The ratios travel
between machines better than the milliseconds do.

    PYTHONPATH=lib python benchmarks/grids.py
"""

from statistics import median
from time import perf_counter

import numpy as np

from xianxiang import stage, turn
from xianxiang.institution import THEN, Institution

SIDE = 41
BATCH = 32


def milliseconds(work, repeats=7):
    """Median time of `work()`, after one run to warm up."""
    work()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return 1000 * median(times)


def rows():
    """Task, size, milliseconds, and the ratio with what it is against."""
    axis = np.linspace(0, 1, SIDE)
    grid = Institution(negativity=axis[:, None], individualization=axis)
    singles = [Institution(negativity=x, individualization=y) for x in axis[:2] for y in axis]
    for function in (stage.payoffs, stage.pure_equilibria, stage.game_class, stage.penalty_threshold, stage.equilibria):
        batch = milliseconds(lambda: function(grid))
        looped = milliseconds(lambda: [function(i) for i in singles], repeats=3) * grid.negativity.size / 2
        yield function.__name__, f"{SIDE} × {SIDE}", batch, looped / batch, "one by one"

    path, position = turn.era_path()
    paths, _ = turn.era_path(start=THEN.replace(strength=np.linspace(1, 8, BATCH)))
    single, batch = milliseconds(lambda: turn.simulate(path)), milliseconds(lambda: turn.simulate(paths))
    yield "simulate", f"{len(position)} rounds × {BATCH}", batch, BATCH * single / batch, "one by one"
    country = milliseconds(lambda: turn.agents(path, rng=0))
    yield "agents", f"{len(position)} rounds, 2,800 + 38,000", country, single / country, "the mean field"


if __name__ == "__main__":
    print(f"numpy {np.__version__}\n")
    print("| task | size | ms | faster by | than |\n|---|---|--:|--:|---|")
    for task, size, ms, ratio, against in rows():
        print(f"| {task} | {size} | {ms:.2f} | {ratio:.1f} × | {against} |")
