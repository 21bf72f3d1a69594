"""How fast a hall answers a class, what it costs, and how soon everyone hears of a new round.

Prints a Markdown table, for a class that thinks for up to two seconds and for one that presses at the same moment. The class shares
the machine with the hall, so the figures hold for both together. The last column is the limit over the figure.

    PYTHONPATH=lib python benchmarks/hall.py [PLAYERS]
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from crowd import Run, Server, lesson

LIMIT = 100
"""Milliseconds within which 95 of 100 choices should be answered."""


def measured(players, think):
    """A lesson of twelve rounds: rows of a table."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "hall.sqlite", "--practice", "0", "--rest", "0", "--most", str(max(players, 2)))
        run, begun = Run(), time.perf_counter()
        try:
            _, opened = asyncio.run(lesson(server, run, players, think))
            span = time.perf_counter() - begun
            processor, memory = server.used()
        finally:
            server.kill()
    spread = [1000 * (max(run.heard[number]) - start) for number, start in opened.items()]
    answers = [1000 * seconds for found in run.answers.values() for seconds in found]
    slow = quantiles(answers, n=20)[-1]
    return [
        ("players, rounds, failures", f"{players}, {len(opened)}, {len(run.failures)}", ""),
        ("an answer to a choice: median, longest", f"{median(answers):.1f}, {max(answers):.0f} ms", ""),
        ("95 of 100 answers within", f"{slow:.1f} ms", f"{LIMIT / slow:.1f}"),
        ("a new round is with everyone within: median, longest", f"{median(spread):.0f}, {max(spread):.0f} ms", ""),
        ("the lesson; the hall's processor; memory", f"{span:.0f} s; {processor:.1f} s; {memory:.0f} MB", ""),
    ]


if __name__ == "__main__":
    players = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print("| a hall | measured | limit / measured |\n|---|--:|--:|")
    for think in (2.0, 0.0):
        print(f"| **{f'choices spread over {think:g} s' if think else 'all choices at once'}** | | |")
        for row in measured(players, think):
            print("| " + " | ".join(row) + " |")
