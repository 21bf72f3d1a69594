"""What sweeps are asked in tests: at the top of a file of its own, so that other processes find it quickly."""

import os
import signal
import time
from dataclasses import dataclass

import numpy as np

RANGES = {"x": (0, 1), "y": (-1.0, 1.0), "z": 0.5}


def answers(x, y, z):
    """A statement, a number and a table; sums of the numbers depend on their order in the last bits."""
    return {"inside": x * x + y * y < z, "product": np.exp(3 * x) * y, "both": np.stack([[x, y], [x * y, x / (2 + y)]]).transpose(2, 0, 1)}


def slowly(x, y, z):
    """The same after a while, longer for some chunks than for others."""
    time.sleep(0.02 + 0.1 * float(x[0]))
    return answers(x, y, z)


def otherwise(x, y, z):
    """One answer a little other."""
    return answers(x, y, z) | {"product": np.exp(3 * x) * y * (1 + 1e-15)}


def halves(x):
    """Which half of the range a draw falls into."""
    return {"upper": x > 0.5}


@dataclass(frozen=True)
class Deadly:
    """Ends the process that computes the chunk whose first x is `mark`: once for each file of the folder."""

    mark: float
    folder: str
    by: str = "exit"

    def __call__(self, x, y, z):
        if float(x[0]) == self.mark:
            for name in sorted(os.listdir(self.folder)):
                os.unlink(os.path.join(self.folder, name))
                if self.by == "exit":
                    os._exit(1)
                os.kill(os.getpid(), signal.SIGKILL)
        return answers(x, y, z)


def steep(a, b, c, d):
    """The g function of Sobol with weights 0, 1, 4.5, 9: much interaction, and known indices."""
    return np.prod([(abs(4 * value - 2) + weight) / (1 + weight) for value, weight in zip((a, b, c, d), (0, 1, 4.5, 9))], axis=0)
