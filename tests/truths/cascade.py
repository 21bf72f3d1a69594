"""Of the figures on layers: rest points by halving, margins by the slope of what is tried, a contest by one competitor's best answer."""

import numpy as np

from . import Truth

STRENGTH, MONITORING, DIFFUSION, EXECUTOR, MOVES = 4.0, 0.8, 0.25, 0.4, 0.8
FEAR, HANDS, PRICE = 2.5, 0.1, 4.0
BURDEN, WIDTH, PURSE, RIVALS, LEVELS = 2.0, 0.1, 20.0, 8, 5


def halved(low, high, enough):
    """The largest value up to which `enough` holds; the lowest where it does not hold at any."""
    low, high = np.broadcast_arrays(low, high)
    for _ in range(60):
        middle = (low + high) / 2
        there = enough(middle)
        low, high = np.where(there, middle, low), np.where(there, high, middle)
    return (low + high) / 2


def feared(penalty, person, moves=MOVES, reward=0.0):
    """What an accident costs the county, what of its liability moves, and what stays."""
    moved = 1 - EXECUTOR + EXECUTOR * moves
    answer = MONITORING * penalty * ((1 - person) * DIFFUSION + person)
    can = MONITORING * penalty * person * moved
    return answer, can, MONITORING * EXECUTOR * reward + answer - can


class Round:
    """The loop, a round at a time: pressing answers stalled work, then township and county answer each other."""

    def __init__(self, drive, negativity, person, superiors, hands=HANDS, price=PRICE):
        answer, can, _ = feared(STRENGTH * np.asarray(negativity), person)
        self.drive, self.tied, self.pressed = drive, hands * answer, superiors * can / price
        self.left = drive - FEAR * self.pressed

    def free(self, stalled):
        """What would stall next if shares had no bounds: the work y at which y = v - ηp - ζy."""
        return 1 - (self.drive - FEAR * self.pressed * stalled) / (1 + self.tied)

    def next(self, stalled):
        return np.clip(self.free(stalled), 0, 1)


SHARES = np.linspace(0, 1, 41)


def does_it_stop(grid):
    """Whether shares grow or shrink, on a grid of them; the end by halving between what grows and what shrinks."""
    now = Round(grid["drive"], grid["negativity"], grid["individualization"], grid["superiors"])
    zero = np.zeros(grid.shape)
    up = np.stack([now.next(zero + u) - u for u in SHARES])
    grow, shrink, keeps = up > 1e-12, up < -1e-12, np.abs(up) <= 1e-12
    end = halved(zero, zero + 1, lambda u: now.next(u) > u)
    tip = halved(zero + 1e-9, zero + 1, lambda u: now.next(u) < u)
    idle, spare = now.next(zero) > 1e-9, now.left > 1e-9
    inside = SHARES[:, None, None, None, None]
    two = keeps[0] & keeps[-1] & (shrink | ~((inside < tip - 1e-9) & (inside > 0))).all(axis=0) & (grow | ~((inside > tip + 1e-9) & (inside < 1))).all(axis=0)
    rest = keeps[0] & shrink[1:].all(axis=0)
    still = keeps[-1] & grow[:-1].all(axis=0)
    finite = (end > 0) & (end < 1) & (grow | ~(inside < end - 1e-9)).all(axis=0) & (shrink | ~(inside > end + 1e-9)).all(axis=0)
    names = np.select([rest, finite, two, still], ["At rest 平稳", "Finite 有限", "Two states 两可", "Standstill 停滞"], default="?")
    when = {"0": rest & ~idle & spare, "1": finite & idle & spare, "2": two & ~idle & ~spare & (tip > 0) & (tip < 1), "3": still & idle & ~spare}
    return Truth(when=when, regime=names, values={"gain": now.free(zero + 1) - now.free(zero), "left": now.left, "end": end, "tip": tip})


def out_of_standstill(grid):
    """The largest share that does not shrink, from all; and that all is where it begins."""
    def end(**changed):
        now = Round(grid["drive"], 0.9, 0.9, grid["superiors"], **changed)
        all_of_it = np.ones(grid.shape)
        stays = now.next(all_of_it) >= 1 - 1e-12
        u = np.where(stays, 1.0, halved(0 * all_of_it, all_of_it, lambda u: now.next(u) >= u - 1e-15))
        return np.where(u < 1e-9, 0.0, u), stays

    (before, stood), (control, _), (pressing, _) = end(), end(hands=grid["hands"]), end(price=grid["price"])
    return Truth(when={"0": stood & (before == 1)}, values={"control": control, "pressing": pressing, "both": end(hands=grid["hands"], price=grid["price"])[0]})


def margin(at_stake, width=WIDTH, burden=BURDEN):
    """The add-on up to which a little more spares more than it costs."""
    zero = np.zeros(np.broadcast_shapes(np.shape(at_stake), np.shape(width)))
    worth = halved(zero, zero + 5, lambda x: at_stake / width * np.exp(-x / width) > burden)
    return np.where(at_stake / width > burden, worth, 0.0)


def asked(rivals, purse=PURSE, power=1.0, burden=BURDEN):
    """What all ask for: up to which one who asks for what the others do would ask for more."""
    rivals = np.asarray(rivals, float)

    def more(z):
        step = 1e-6 * z
        high, low = ((z + s) ** power / ((z + s) ** power + (rivals - 1) * z**power) for s in (step, -step))
        return purse * (high - low) / (2 * step) > burden

    return np.maximum(halved(0 * rivals + 0.01, 0 * rivals + 50, more), 1.0)


def the_ladder(grid):
    """Of levels that are alike the last adds its margin, and then nobody above wants more."""
    penalty = STRENGTH * grid["negativity"]
    _, can, stays = feared(penalty, grid["individualization"], grid["transferability"], STRENGTH - penalty)
    wanted, below = margin(stays), 0.0
    for level in range(LEVELS):
        added = np.maximum(wanted - below, 0)
        assert level == 0 or (added == 0).all()
        below = below + added
    return Truth(when={"0": np.isclose(below, wanted)}, values={"once": below, "each": margin(can), "share": asked(grid["rivals"]) - 1})


RAISED = ("penalty", "reward", "transferability", "purse", "rivals", "levels", "noise")
TABLE = {"caution": "++-000+", "cover": "+0+00+0", "contest": "000+-+-"}
"""The table of the text, a column a story."""


def added(grid, what=None):
    """All that is added in each story, with one thing raised by a tenth, or by one."""
    tenth = {name: 1.1 if name == what else 1.0 for name in RAISED}
    penalty, reward = STRENGTH * grid["negativity"] * tenth["penalty"], STRENGTH * (1 - grid["negativity"]) * tenth["reward"]
    _, can, stays = feared(penalty, grid["individualization"], MOVES * tenth["transferability"], reward)
    levels = LEVELS + (what == "levels")
    step = asked(RIVALS + (what == "rivals"), PURSE * tenth["purse"], 1 / tenth["noise"])
    shape = grid.shape[1:]
    return {story: np.broadcast_to(np.reshape(total, np.shape(total)[-len(shape):]) if np.ndim(total) > len(shape) else total, shape) for story, total in
            {"caution": margin(stays, grid["noise"] * tenth["noise"]), "cover": levels * margin(can), "contest": step**levels - 1}.items()}


def three_stories(grid):
    """Each raise tried; a bar goes with the table, stands still where nothing is added, or goes against it."""
    before = added(grid)
    after = [added(grid, what) for what in RAISED]
    told, with_it, idle, against = {}, [], [], {}
    for story, signs in TABLE.items():
        told[f"{story}_before"] = np.broadcast_to(before[story], grid.shape)
        told[f"{story}_after"] = np.stack([one[story] for one in after])
        change = told[f"{story}_after"] - told[f"{story}_before"]
        change = np.where(np.abs(change) < 1e-9, 0, np.sign(change))
        sign = np.reshape([{"+": 1, "-": -1, "0": 0}[sign] for sign in signs], (-1, *[1] * (len(grid.shape) - 1)))
        nothing = (told[f"{story}_before"] < 1e-9) & (told[f"{story}_after"] < 1e-9)
        with_it.append(change == sign)
        idle.append(nothing)
        against[story] = (change != sign) & ~nothing
    with_it, none_against = np.all(with_it, axis=0), ~np.any(list(against.values()), axis=0)
    only = against["caution"] & ~against["cover"] & ~against["contest"]
    starred = np.arange(len(RAISED)).reshape(-1, *[1] * (len(grid.shape) - 1)) == RAISED.index("noise")
    return Truth(when={"0": with_it, "1": none_against & ~with_it & np.any(idle, axis=0), "2": only & starred}, values=told)


TRUTHS = {"does-it-stop": does_it_stop, "out-of-standstill": out_of_standstill, "the-ladder": the_ladder, "three-stories": three_stories}
