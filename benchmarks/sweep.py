"""How many chunks a second a sweep does, with one worker and with two, and what that means for 10⁸ settings.

Prints a Markdown table. The last column is extrapolated, not run: settings in proportion, starting the workers left out. The rows go by the
clock, and so by what else the machine does; "a processor of its own" is this process by its processor's time.

    PYTHONPATH=lib python benchmarks/sweep.py
"""

import os
from time import perf_counter, process_time

import numpy as np

from xianxiang import stage, sweep
from xianxiang.institution import THEN

MANY = 10**8


def shielding(**levers):
    """Where shielding holds in the core game: nobody learns."""
    institution = THEN.replace(**levers)
    return {"shielding holds": stage.pure_equilibria(institution)[..., 0, 0]}


TASKS = {
    "equilibria of the core game, one setting a draw": (shielding, {"strength": (1, 8), "negativity": (0, 1), "individualization": (0, 1), "concealment": (0, 1), "attachment": (0, 0.6)}, 20_000, 60, 1),
    "the five-switch game, 32 settings a draw": (sweep.statements, sweep.ranges("all", 0.25), 25, 40, 32),
}


def seconds(function, design, size, chunks, compute):
    """Least of three times of a sweep whose workers have been started, by the clock and of this process's processor."""
    sweep.sweep(function, design, chunks=4, size=2, key=1, compute=compute)
    times = []
    for _ in range(3):
        began = perf_counter(), process_time()
        sweep.sweep(function, design, chunks=chunks, size=size, key=2012, compute=compute)
        times.append((perf_counter() - began[0], process_time() - began[1]))
    return tuple(map(min, zip(*times)))


def report():
    """Print the table."""
    print(f"This machine: {os.cpu_count()} cores, numpy {np.__version__}\n")
    print("| task | settings a chunk | workers | chunks a second | 10⁸ settings (extrapolated) |\n|---|--:|--:|--:|--:|")

    def said(taken, chunks, settings):
        hours = MANY / settings * taken / chunks / 3600
        return f"{chunks / taken:.1f} | {f'{hours:.1f} hours' if hours >= 1 else f'{60 * hours:.1f} minutes'} |"

    for name, (function, design, size, chunks, each) in TASKS.items():
        for workers in (0, 1, 2):
            with sweep.Processes(max(1, workers)) as many:
                clock, processor = seconds(function, design, size, chunks, many if workers else None)
            if not workers:
                print(f"| {name} | {size * each:,} | a processor of its own | {said(processor, chunks, size * each)}")
            print(f"| {name} | {size * each:,} | {workers or 'this process'} | {said(clock, chunks, size * each)}", flush=True)


if __name__ == "__main__":
    report()
