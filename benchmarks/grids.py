"""How long the grids behind the figures take.

Prints a Markdown table: the median of several runs in milliseconds, and how many times longer
the same work takes one institution (or one agent's history) at a time. The ratios travel
between machines better than the milliseconds do.

A third table lists every figure: what its models take for its whole grid.

    PYTHONPATH=lib python benchmarks/grids.py
"""

import importlib
import inspect
import os
import warnings
from statistics import median
from time import perf_counter

import numpy as np

from xianxiang import figures, stage, turn
from xianxiang.__main__ import MODELS
from xianxiang.institution import LEVERS, THEN, Institution

SIDE = 41
BATCH = 32
MILLION = 1_000_000
FEW = 60  # games that the referees get


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


def million():
    """A million random institutions, every lever varying."""
    rng = np.random.default_rng(1)
    ends = {"strength": (0.1, 8), "veto_items": (1, 8), "shield_cost": (0, 1), "deflect_cost": (0, 1)}
    return Institution(**{name: rng.uniform(*ends.get(name, (0, 1)), MILLION) for name in LEVERS})


def one_core(work):
    """Seconds of `work()` on one core, where the system lets a program choose its cores."""
    if not hasattr(os, "sched_setaffinity"):
        return milliseconds(work, repeats=3) / 1000
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return milliseconds(work, repeats=3) / 1000
    finally:
        os.sched_setaffinity(0, cores)


def referees(grid):
    """From levers to equilibria in microseconds a game, pure ones unless said: ours, Nashpy's and Gambit's, on the same games."""
    few = Institution(**{name: value[:FEW] for name, value in grid.as_dict().items()})
    games = [Institution(**{name: float(value[n]) for name, value in few.as_dict().items()}) for n in range(FEW)]
    yield "ours, one core", 1e6 * one_core(lambda: stage.pure_equilibria(grid)) / MILLION
    yield "ours, all cores", 1e3 * milliseconds(lambda: stage.pure_equilibria(grid), repeats=3) / MILLION
    part = Institution(**{name: value[:MILLION // 50] for name, value in grid.as_dict().items()})
    yield "ours, one core, all equilibria", 1e6 * one_core(lambda: stage.equilibria(part)) / (MILLION // 50)
    try:
        import nashpy

        warnings.filterwarnings("ignore", module="nashpy")  # of degenerate games

        def by_nashpy():
            for u in map(stage.payoffs, games):
                list(nashpy.Game(u[0], u[1].T).support_enumeration())

        yield "Nashpy, all equilibria", 1e3 * milliseconds(by_nashpy, repeats=3) / FEW
    except ImportError:
        pass
    try:
        import pygambit

        def by_gambit():
            for u in map(stage.payoffs, games):
                pygambit.nash.enumpure_solve(pygambit.StrategicGame.from_arrays(u[0], u[1].T))

        yield "Gambit, pure equilibria", 1e3 * milliseconds(by_gambit, repeats=3) / FEW
    except ImportError:
        pass


class Clock:
    """Adds up the time that is spent inside the models' functions, those that they call themselves counted once."""

    def __init__(self):
        self.seconds, self.running = 0.0, False
        for module in (importlib.import_module(f"xianxiang.{name}") for name in MODELS):
            for name, thing in list(vars(module).items()):
                if inspect.isfunction(thing) and thing.__module__ == module.__name__ and not name.startswith("_"):
                    setattr(module, name, self.timed(thing))

    def timed(self, function):
        def run(*args, **options):
            if self.running:
                return function(*args, **options)
            self.running, start = True, perf_counter()
            try:
                return function(*args, **options)
            finally:
                self.running, self.seconds = False, self.seconds + perf_counter() - start
        return run


def of_figures():
    """By figure: settings of its controls, milliseconds of its models for all of them, milliseconds to make the whole figure."""
    clock = Clock()
    for name, make in figures.ALL.items():
        times = []
        for _ in range(4):  # the first warms up
            clock.seconds, start = 0.0, perf_counter()
            explorer = make()
            times.append((1000 * clock.seconds, 1000 * (perf_counter() - start)))
        models, whole = (median(column) for column in zip(*times[1:]))
        yield name, int(np.prod(explorer.grid.shape)), models, whole


if __name__ == "__main__":
    print(f"numpy {np.__version__}\n")
    print("| task | size | ms | faster by | than |\n|---|---|--:|--:|---|")
    for task, size, ms, ratio, against in rows():
        print(f"| {task} | {size} | {ms:.2f} | {ratio:.1f} × | {against} |")
    print("\n| from levers to equilibria, pure ones unless said | µs a game | ours on one core is faster by |\n|---|--:|--:|")
    times = dict(referees(million()))
    for name, time in times.items():
        print(f"| {name} | {time:.3g} | {time / times['ours, one core']:,.0f} × |")
    print("\n| figure | settings | ms of its models | ms in all |\n|---|--:|--:|--:|")
    for name, settings, models, whole in of_figures():
        print(f"| {name} | {settings:,} | {models:.1f}{' (goal 100)' if models > 100 else ''} | {whole:.0f} |")
