"""Of the figures on punishment as proof: what either kind of county does is found by halving, the rest is counted."""

import numpy as np

from . import Truth

MOST = 2.0
NAMES = np.array(["Told apart 可辨", "Half told 半可辨", "Alike 难辨"])


def halved(low, high, enough):
    """The least value from which `enough` holds; the highest where it does not hold at any."""
    for _ in range(60):
        middle = (low + high) / 2
        there = enough(middle)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return high


def conduct(grid):
    """Stake and prior; the excess of a county that did not know, the share of the others that do the same, and the sanction after it, by unit of stake.

    The first stops where the other kind would rather be known for what it is. Of that kind so many join that the next would rather not.
    """
    strength = grid["strength"] if "strength" in grid.pick() else 8
    felt = 0.9 * strength * (grid["individualization"] + (1 - grid["individualization"]) / 4)
    prior, hostage = grid["suspicion"], grid["hostage"]
    start = np.zeros(np.broadcast_shapes(*map(np.shape, (felt, prior, hostage))))
    excess = halved(start, start + MOST, lambda x: x**2 / 2 + hostage * x**2 / 2 >= felt)
    burden = excess**2 / 2 + hostage * excess**2 / 2

    def sanction(joined):
        return prior * joined / (prior * joined + 1 - prior)

    joined = halved(start, start + 1, lambda chance: felt * sanction(chance) + burden >= felt - 1e-12)
    joined = np.where(joined < 1e-9, 0.0, joined)
    assert (joined[excess < MOST - 1e-9] == 0).all()
    return felt + start, prior + start, excess, joined, sanction(joined)


def strikes(joined):
    """How many of those that had known strike: none, some or all."""
    return {"none": joined == 0, "some": (joined > 0) & (joined < 1 - 1e-9), "all": joined >= 1 - 1e-9}


def told(joined):
    """The regime's name."""
    return NAMES[np.select(list(strikes(joined).values()), [0, 1, 2], default=2)]


def who_strikes(grid):
    """Nine tenths of the strength are penalty."""
    _, prior, excess, joined, after = conduct(grid)
    who, limit = strikes(joined), np.isclose(excess, MOST)
    when = {"0": who["none"] & (after == 0) & (excess > 0), "1": who["some"] & limit & (after > 0) & (after < prior), "2": who["all"] & limit & np.isclose(after, prior)}
    return Truth(when=when, values={"strike": excess, "join": joined, "share": after}, regime=told(joined))


def judge_a_county(grid):
    """A hundred counties, counted by kind and by what they do."""
    _, prior, excess, joined, after = conduct(grid)
    who, heavy = strikes(joined), grid["excess"] == "more than fits"
    striking, knowing = 100 * (1 - prior) + 100 * prior * joined, 100 * prior * joined
    when = {"none": heavy & who["none"], "some": heavy & who["some"] & np.isclose(knowing / striking, after), "nothing": heavy & who["all"] & np.isclose(after, prior),
            "all": ~heavy & (striking < 100 - 1e-6), "nobody": ~heavy & who["all"] & (excess > 0)}  # fmt: skip
    return Truth(when=when, values={"seen": np.where(heavy, striking, 100 - striking), "knew": knowing, "share": after, "prior": prior}, regime=told(joined),
                 shown={"some": lambda shown: (shown["knew"] < shown["seen"]) & (shown["share"] <= shown["prior"]),
                        "nothing": lambda shown: np.isclose(shown["share"], np.round(prior, 2))})  # fmt: skip


def what_it_buys(grid):
    """Both kinds' losses with excess and without; the mean over those that strike and those that do not."""
    stake, prior, excess, joined, after = conduct(grid)
    striking = 1 - prior + prior * joined
    mean = striking * after + (1 - striking)
    innocent = stake * after + excess**2 / 2
    guilty = np.minimum(stake, stake * after + (1 + grid["hostage"]) * excess**2 / 2)
    better = [lost > stake * prior + 1e-9 for lost in (innocent, guilty)]
    level = np.isclose(mean, prior) & better[1]
    names = np.where(better[0], "All would welcome a ban", "Only those that had known")
    return Truth(when={"all": level & better[0], "guilty": level & ~better[0]}, values={"escaped": 1 - after, "mean": mean}, regime=names)


TRUTHS = {"who-strikes": who_strikes, "judge-a-county": judge_a_county, "what-it-buys": what_it_buys}
