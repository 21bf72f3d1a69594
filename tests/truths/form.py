"""Of the figures on form and substance: slopes written out and halved to zero, gains from payoffs in levers and units of effort."""

import numpy as np

from . import Truth

NEGATIVITY, MONITORING, DIFFUSION, COST, PRICE = 0.9, 0.8, 0.25, 5.0, 0.4


def stakes(strength, person, moved):
    """What a failing costs on average and what a full file moves of it, in units of effort: found, it loses a prize and brings a sanction."""
    prize, sanction = strength * (1 - NEGATIVITY), strength * NEGATIVITY
    return MONITORING * (prize + sanction * ((1 - person) * DIFFUSION + person)), MONITORING * sanction * person * moved


def zero(falls, steps=60):
    """Where on [0, 1] a function crosses zero from above; an end if it does not."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = (low + high) / 2
        above = falls(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(high < 1e-15, 0.0, np.where(low > 1 - 1e-15, 1.0, (low + high) / 2))


def alike(strength, person, moved, answered, price, overlap=0.0):
    """Work and file at which another page brings nothing, where the other side's file is the same."""
    whole, part = stakes(strength, person, moved)

    def work(file):
        return np.clip((whole - part * (file - answered * file)) / COST - overlap * file, 0, 1)

    file = zero(lambda file: (1 - work(file)) * part - COST * (overlap * work(file) + price * file))
    return work(file), file


def three_bands(grid):
    """Work and file now, with all stakes a quarter higher, and with a quarter more of them moved."""
    s, person, answered, price = (grid[key] for key in ("strength", "individualization", "answered", "price"))
    now, harsher, finer = (alike(s * k, person, 0.8 * b, answered, price) for k, b in ((1, 1), (1.25, 1), (1, 1.25)))
    work, file = (np.broadcast_to(after - before, grid.shape) for before, after in zip(now, harsher))
    names = np.select([(work < -1e-9) & (file > 1e-9), (work > 1e-9) & (file > 1e-9), (work > 1e-9) & (file < -1e-9)],
                      ["Paper drives out work 重痕轻绩", "More of both 痕绩俱增", "Work drives out paper 重绩轻痕"], default="none of the three")  # fmt: skip
    inside = np.broadcast_to((now[0] > 0) & (now[0] < 1) & (now[1] < 1), grid.shape)   # else the dashed line would not be that of the same work
    whole, part = (value / COST for value in stakes(s, person, 0.8))
    pull = (1 - answered) * part**2 / price
    below, above = (whole * (1 + 1.25 * pull) < 2.25 * pull), (2.25 * whole > 1 + 1.25 * pull)
    drawn = np.where(below, "Paper drives out work 重痕轻绩", np.where(above, "Work drives out paper 重绩轻痕", "More of both 痕绩俱增"))
    values = {f"{what}_{case}": both[n] for case, both in (("now", now), ("harsher", harsher), ("finer", finer)) for n, what in enumerate(("work", "file"))}
    named = inside & (drawn == names)                                              # the dot lies in the band that the regime names
    full = np.logical_or.reduce([np.broadcast_to(z == 1, grid.shape) for _, z in (now, harsher, finer)])
    return Truth(when={"short": named & ~full, "full": named & full}, values=values, regime=names)


def finer(grid):
    """What each tenth of a file costs, from work with it and without."""
    b, person, answered, overlap = (grid[key] for key in ("transferability", "individualization", "answered", "overlap"))
    work, file = (np.broadcast_to(part, grid.shape) for part in alike(4.0, person, b, answered, PRICE, overlap))
    plain, part = (np.broadcast_to(value / COST, grid.shape) for value in stakes(4.0, person, b))
    each = overlap + part - answered * part
    told = np.abs(plain - work - each * file) < 1e-9
    names = np.select([each > 1e-9, each < -1e-9], ["Files cost work 留痕误事", "Files help work 留痕助事"], default="Files cost no work 互不相干")
    return Truth(when={"0": told & (each > 1e-9), "1": told & (each < -1e-9), "2": told & (np.abs(each) < 1e-9)}, regime=names,
                 values={"work": work, "file": file, "plain": plain, "price": np.abs(each) / 10})  # fmt: skip


def who_signs(grid):
    """What both get, file against file, and with none, from what falls on each side."""
    e, b, person = (grid[key] for key in ("executor", "transferability", "individualization"))
    whole, down = stakes(4.0, person, 1 - e * (1 - b))
    up = stakes(4.0, person, e * b)[1]

    def files(undone):
        return np.minimum(1, undone * down / (COST * PRICE)), np.minimum(1, undone * up / (COST * PRICE))

    def gap(undone):
        """What a little more work brings the township: 0 where it is as it should be; falls in work, and rises in what is undone."""
        county, township = files(undone)
        return COST * (1 - undone) - (whole + down * county - up * township)

    undone = zero(gap)
    county, township = files(undone)
    own = whole - (1 - e) * MONITORING * 4.0 * (1 - NEGATIVITY)
    listed = 1 - whole / COST
    before = (-undone * (own - down * county + up * township) - COST * PRICE * county**2 / 2,
              -undone * (whole - up * township + down * county) - COST * ((1 - undone) ** 2 + PRICE * township**2) / 2)  # fmt: skip
    after = -listed * own, -listed * whole - COST * (1 - listed) ** 2 / 2
    gains = [np.broadcast_to(then - now, grid.shape) for now, then in zip(before, after)]
    inside = np.broadcast_to((undone > 0) & (undone < 1) & (county < 1), grid.shape) & (gains[1] > 0)
    return Truth(when={"0": inside & (gains[0] > 0), "1": inside & (gains[0] < 0)}, regime=np.where(gains[0] > 0, "Both sign 双方愿签", "The county refuses 县不愿签"),
                 values={"township": gains[1], "county": np.abs(gains[0]), "files": 1 - undone, "listed": whole / COST})  # fmt: skip


TRUTHS = {"three-bands": three_bands, "finer": finer, "who-signs": who_signs}
