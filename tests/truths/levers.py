"""Of the figures on which lever matters: the five-switch game off `own`, variances from conditional means, the stored tables read a second time."""

import csv
import itertools
from pathlib import Path

import numpy as np

from xianxiang.institution import CONDITIONS, LEVERS, THEN

from . import Truth, own

SETTINGS = list(itertools.product((0, 1), repeat=5))
SYMBOLS = dict(zip(LEVERS, ("s", "nu", "iota", "b", "m", "c", "lam", "d", "e", "n", "sigma", "theta", "g", "k")))


def deflecting(calibrations, rounds, noise=0.25, **rates):
    """The five-switch game, each calibration in all settings: shares (sides, calibrations, settings) of those who deflect.

    Calibrations are arrays by the name of a lever, or "switch.lever" for what a switch sets.
    """
    size = np.broadcast_shapes(*map(np.shape, (*calibrations.values(), noise, *rates.values())))
    noise = np.broadcast_to(noise, size)[..., None]
    off = {symbol: np.broadcast_to(np.asarray(calibrations[name], dtype=float), size) for name, symbol in SYMBOLS.items()}
    rest = own.rest(off, noise)
    off = {name: value[..., None] for name, value in off.items()}
    on = dict(off)
    for axis, (switch, changes) in enumerate(CONDITIONS.items()):
        thrown = np.array([setting[axis] for setting in SETTINGS]) == 1
        for lever in changes:
            value = np.broadcast_to(calibrations.get(f"{switch}.{lever}", changes[lever]), size)[..., None]
            on[SYMBOLS[lever]] = np.where(thrown, value, on[SYMBOLS[lever]])
    shares = [np.broadcast_to(side[..., None, :], size + (32, 3)) for side in rest]
    told, _ = own.history(off, on, own.ramp(1, 16, rounds), shares=shares, theta=np.broadcast_to(off["theta"], size + (32,)),
                          noise=noise[..., None], **{name: np.broadcast_to(rate, size)[..., None] for name, rate in rates.items()})
    return told[-1, ..., own.D]


def rows(name):
    """A stored table, without the lines that say how it was made."""
    with (Path(__file__).parents[2] / "chapters" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(itertools.islice(file, 2, None)))


def where_you_stand(grid):
    noise = np.ravel(grid["noise"])
    blame = deflecting({name: np.array([value]) for name, value in THEN.as_dict().items()}, 60, noise).mean(axis=0)  # noise, settings
    on = np.array(SETTINGS)
    p = np.ravel(grid["probability"])
    weight = np.prod(np.where(on, p[:, None, None], 1 - p[:, None, None]), axis=-1)  # chance, settings
    mean = weight @ blame.T
    variance = weight @ (blame**2).T - mean**2
    first = 0
    for i in range(5):
        for thrown in (0, 1):
            some = weight * (on[:, i] == thrown)
            chance = some.sum(axis=-1, keepdims=True)
            first = first + chance * (some @ blame.T / chance - mean) ** 2
    whole = first / variance
    single = {sign: [SETTINGS.index(tuple(int((k == i) == (sign == "on")) for k in range(5))) for i in range(5)] for sign in ("on", "off")}
    add, take = (blame[:, single["on"]] - blame[:, [0]]).max(axis=-1), (blame[:, [-1]] - blame[:, single["off"]]).max(axis=-1)
    return Truth(when={"0": np.broadcast_to((add >= 0) & (take >= 0), whole.shape)}, values={"p": grid["probability"], "whole": whole, "add": add, "take": take},
                 regime=np.where(whole < 0.5, "Mostly together", "Mostly one by one"))


STATEMENTS = {
    "exactly four of 32 end in blame": "exactly four settings blame", "2, 3 and 4 are needed": "inspection, person and penalty are needed",
    "2, 3 and 4 suffice": "inspection, person and penalty suffice", "all five suffice": "all five suffice",
    "no single one suffices": "no condition suffices alone", "inspection counts most": "inspection counts most",
}


def how_far_trusted(grid):
    table = {(row["statement"], float(row["spread"]), int(row["rounds"]), row["design"]): (int(row["holds"]), int(row["draws"])) for row in rows("levers")}
    share, draws = (np.array([[[[(holds / of, of)[k] for rounds in np.ravel(grid["rounds"]) for holds, of in [table[STATEMENTS[name], spread, rounds, design]]]
                                for spread in np.ravel(grid["spread"])] for name in np.ravel(grid["name"])] for design in ("others", "all")]) for k in (0, 1))
    return Truth(when={"0": (draws[0] == draws[1])}, values={"spread": grid["spread"], "others": share[0], "all": share[1], "draws": draws[0]},
                 slack={"others": 0.0001, "all": 0.0001})


GROUPS = {"before the change": lambda name: name in LEVERS, "set by a switch": lambda name: "." in name, "how people learn": lambda name: name in ("noise", "revision", "erosion", "recovery")}


def tolerances(grid):
    """Whether a value leaves its interval on the way; only where other settings were found there, and a rate or a share stays a rate or a share."""
    table = rows("tolerances")
    w = np.ravel(grid["spread"])
    count = np.zeros(grid.shape, int)
    size = np.zeros(grid.shape, int)
    for g, group in enumerate(np.ravel(grid["name"])):
        for r, rounds in enumerate(np.ravel(grid["rounds"])):
            for row in table:
                name = row["name"]
                if int(row["rounds"]) != rounds or not GROUPS[group](name):
                    continue
                value, low, high = (float(row[column]) for column in ("value", "low", "high"))
                lever = LEVERS.get(name.rpartition(".")[2])
                floor = lever.low if lever else 0.0 if name == "noise" else float(row["least"])
                ceiling = 2 * value - floor if name == "noise" or (lever and np.isinf(lever.high)) else lever.high if lever else float(row["most"])
                below = (row["below"] != "") & (value - w * (value - floor) < low)
                above = (row["above"] != "") & (value + w * (ceiling - value) > high)
                count[g, :, r] += below | above
                size[g, :, r] += 1
    return Truth(when={"some": count > 0, "none": count == 0}, values={"spread": grid["spread"], "other": count, "count": size})


TRUTHS = {"where-you-stand": where_you_stand, "how-far-trusted": how_far_trusted, "tolerances": tolerances}
