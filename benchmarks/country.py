"""How long the country takes, beside the same model in Mesa: ``PYTHONPATH=lib python benchmarks/country.py [ROUNDS]``.

2,800 counties with 14 townships each, erosion on, along the way to now, in one process. The two must agree before their times count: the
shares of all secretaries, round by round, and the counties at the end by how many of their townships pass the blame. Mesa's model is
written as Mesa's manual has it: an agent is an object, a round calls each of them.
"""

import sys
from math import exp
from statistics import median
from time import process_time

import mesa
import numpy as np

from xianxiang import country, stage
from xianxiang.institution import THEN, between

COUNTIES, TOWNSHIPS, NOISE, REVISION, EROSION, RECOVERY = 2800, 14, 0.1, 0.25, 0.1, 0.02
RUNS, AGREE = 16, 0.035
"""Runs in numpy that one in Mesa is held against, and by how much the two may differ: nearly four standard errors of one run."""


class Township(mesa.Agent):
    """A township, which looks at its county."""

    def __init__(self, model, county):
        super().__init__(model)
        self.county, self.doing = county, stage.SHIELD

    def step(self):
        u = self.random.random()
        if u < REVISION:
            shield, deflect = self.county.told
            self.doing = 0 if u < shield else 1 if u < deflect else 2


class County(mesa.Agent):
    """A county, which looks at the mean of its townships."""

    def __init__(self, model):
        super().__init__(model)
        self.doing, self.attachment, self.numbers = stage.SHIELD, THEN.attachment, [TOWNSHIPS, 0, 0]
        self.towns = [Township(model, self) for _ in range(TOWNSHIPS)]

    def decide(self):
        """By what was done last: what its townships choose, which is alike for all of them, and its own action, which they see a round later."""
        self.told = self.model.bounds(1, [float(self.doing == a) for a in range(3)], self.attachment)
        u = self.random.random()
        if u < REVISION:
            shield, deflect = self.model.bounds(0, [n / TOWNSHIPS for n in self.numbers], self.attachment)
            self.doing = 0 if u < shield else 1 if u < deflect else 2

    def settle(self):
        self.numbers = [0, 0, 0]
        for town in self.towns:
            self.numbers[town.doing] += 1
        blame = self.model.person * ((self.doing == stage.DEFLECT) + self.numbers[stage.DEFLECT] / TOWNSHIPS) / 2
        self.attachment += -EROSION * blame * self.attachment + RECOVERY * (1 - blame) * (self.model.natural - self.attachment)


class Country(mesa.Model):
    """All counties."""

    def __init__(self, path, seed):
        super().__init__(seed=seed)
        self.time_gone = 0
        self.material = stage.material_payoffs(path).tolist()
        self.levers = [(float(a), float(i)) for a, i in zip(np.broadcast_to(path.attachment, path.shape), np.broadcast_to(path.individualization, path.shape))]
        for _ in range(COUNTIES):
            County(self)
        self.counties, self.townships = self.agents_by_type[County], self.agents_by_type[Township]

    def bounds(self, side, met, attachment):
        """Chances to reconsider and shield, and to reconsider and shield or deflect."""
        own, other = self.material[self.time_gone][side], self.material[self.time_gone][1 - side]
        values = [sum((own[a][b] + attachment * other[b][a]) * met[b] for b in range(3) if met[b]) for a in range(3)]
        best = max(values)
        weights = [exp((value - best) / NOISE) for value in values]
        unit = REVISION / sum(weights)
        return weights[0] * unit, (weights[0] + weights[1]) * unit

    def step(self):
        self.natural, self.person = self.levers[self.time_gone]
        self.counties.do("decide")
        self.townships.do("step")
        self.counties.do("settle")
        self.time_gone += 1


def in_mesa(path, seed):
    """Shares of all secretaries who pass the blame by round, the numbers of townships that do at the end, and seconds of the processor for the rounds."""
    model, shares, seconds = Country(path, seed), [], 0.0
    for _ in range(path.shape[0]):
        start = process_time()
        model.step()
        seconds += process_time() - start
        shares.append(np.mean([(c.doing == stage.DEFLECT) + c.numbers[stage.DEFLECT] for c in model.counties]) / (1 + TOWNSHIPS))
    return np.array(shares), np.array([c.numbers[stage.DEFLECT] for c in model.counties]), seconds


def in_numpy(path, seed):
    """The same from the library."""
    start = process_time()
    run = country.simulate(path, COUNTIES, TOWNSHIPS, NOISE, REVISION, EROSION, RECOVERY, rng=seed)
    seconds = process_time() - start
    blamers = (run.action == stage.DEFLECT) + run.counts[..., stage.DEFLECT]
    return blamers.mean(axis=-1) / (1 + TOWNSHIPS), run.counts[-1, :, stage.DEFLECT], seconds


def agree(one, others):
    """The largest differences between shares by round, and between the counties' distribution functions at the end."""
    below = lambda numbers: np.bincount(numbers, minlength=TOWNSHIPS + 1).cumsum() / len(numbers)  # noqa: E731
    return (abs(one[0] - np.mean([shares for shares, _, _ in others], axis=0)).max(),
            abs(below(one[1]) - below(np.concatenate([numbers for _, numbers, _ in others]))).max())


def rows(rounds=100):
    """Task, size, seconds for 100 rounds in numpy and in Mesa, their ratio, and how far the two lie apart."""
    # along the way up to a place where counties differ, so that there is something to agree on
    path = between(THEN, "now", np.minimum(np.linspace(0, 1, rounds), 0.58))
    slow = in_mesa(path, 1)
    runs = [in_numpy(path, seed) for seed in range(RUNS)]
    gaps = agree(slow, runs)
    assert max(gaps) < AGREE, f"the two do not agree: {gaps}"
    fast = median(seconds for _, _, seconds in runs)
    yield "country", f"{COUNTIES:,} × {TOWNSHIPS}, {rounds} rounds", fast * 100 / rounds, slow[2] * 100 / rounds, slow[2] / fast, gaps


if __name__ == "__main__":
    print(f"| country | size | numpy, s a 100 rounds | Mesa {mesa.__version__} | times | apart: shares, counties |\n|---|---|---|---|---|---|")
    for name, size, fast, slow, times, (shares, counties) in rows(*map(int, sys.argv[1:2])):
        print(f"| {name} | {size} | {fast:.3f} | {slow:.2f} | {times:.0f} | {shares:.3f}, {counties:.3f} |")
        assert times >= 25, f"only {times:.0f} times as fast as Mesa"
