"""The exercises on published counts, with people in the place of shares: lists made up and counted again."""

from fractions import Fraction

from xianxiang.world import SERIES, Count, series


def deeds(c0, c1, f0, f1):
    """How many deeds it takes for so many to be found."""
    first, last = (Fraction(c) / Fraction(str(f)) for c, f in ((c0, f0), (c1, f1)))
    return float(last / first)


def moved(r0, r1, q):
    """Move sanctions one after the other, out of a million due at county rank, until the ratio is there: by halving."""
    due, below = 1_000_000.0 * q, 1_000_000.0 * r0
    low, high = 0.0, due
    for _ in range(60):
        z = (low + high) / 2
        low, high = (z, high) if (below + z) / (due - z) < r1 else (low, z)
    return high / due


def struck_out(fall, share):
    left_then = Fraction(1000) - 1000 * Fraction(str(share))
    left_now = Fraction(1000) - 1000 * Fraction(str(fall))
    return float((left_then - left_now) / left_then)


def units(people, units):
    before, after = Fraction(1000, 1000), Fraction(1000 - round(1000 * people), 1000 - round(1000 * units))
    return float(after / before - 1)


def weight(k, t, n):
    """From rows as the book's file has them."""
    rows = [Count(year, "punished", group, value, "people", "", "") for year, parts in ((2016, (20, 68, 400)), (2023, (k, t, n)))
            for group, value in zip(("county rank", "township rank", "all", "prefectural rank", "provincial rank"), (*parts, 0, 0))]
    (_, (a, b)), (_, (c, d)) = series(SERIES[2], rows), series(SERIES[1], rows)
    words = {(True, True): "Up, by both", (False, False): "Down, by both", (True, False): "Up by the first", (False, True): "Down by the first"}
    return words[bool(b < a), bool(d > c)]


def as_you_assume(setting, **case):
    """From the file, not from the figure."""
    if setting["series"] != case["series"]:
        return False
    _, values = series(setting["series"])
    first = values[2] if setting["series"] == SERIES[0] else values[0]  # 2012 is the third year of the first series
    steps = [t for t in (0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 7, 8) if values[-1] / first / t <= case["most"]]
    return abs(setting["times"] - min(steps)) < 1e-9


def pushed_down(setting):
    _, values = series(SERIES[2])
    return setting["series"] == SERIES[2] and values[-1] / values[0] / setting["times"] >= 2


def rise_and_fall(setting):
    _, values = series(setting["series"])
    rose = values[-1] / (values[2] if setting["series"] == SERIES[0] else values[0])
    return setting["times"] <= 2 and rose >= 1.2 and rose < setting["times"]


ANSWERS = {
    "pushed-down": pushed_down,
    "rise-and-fall": rise_and_fall,
    "as-you-assume": as_you_assume,
    "deeds": deeds,
    "moved": moved,
    "struck-out": struck_out,
    "units": units,
    "weight": weight,
    "standstill": lambda: "Nothing, unless",
}
