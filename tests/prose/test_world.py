"""Numbers in the text on the world: read from the file of counts line by line, and worked out here; those of the game by hand."""

import csv
import re

from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

with (CHAPTERS / "world.csv").open(encoding="utf-8", newline="") as _file:
    N = {(row["what"], row["group"], int(row["year"])): float(row["value"]) for row in csv.DictReader(_file)}


def punished(group, year):
    return N["punished", group, year]


def per_hundred(senior, everybody):
    return f"{senior / (everybody - senior) * 100:.1f}"


def test_world(quoted):
    said = quoted("world")
    assert said[:3] == ["160,718", "983,000", f"{983000 / 160718:.1f}"]
    by_year = {year: punished("township rank", year) / punished("county rank", year) for year in (2016, 2017, 2018, 2020, 2021, 2023)}
    assert said[3:7] == [f"{by_year[2016]:.1f}", f"{by_year[2023]:.1f}", f"{min(by_year.values()):.1f}", f"{max(by_year.values()):.1f}"]
    assert said[7:9] == [f"{100 - 100 * 1650 / 4300:.0f}%", "56%"]
    assert said[9:14] == ["15.8%", "31.6%", "28.1%", "37.0%", "32.7%"]
    before, after = (sum(N["people under supervision", f"{place}, {when}", 2017] for place in ("Beijing", "Shanxi", "Zhejiang")) for when in ("before", "after"))
    assert said[14:17] == ["210,000", "997,000", f"{after / before:.1f}"]
    assert said[17:20] == ["24,000", "82,000", percent(417000 / 610000)]
    senior = {year: sum(punished(rank, year) for rank in ("provincial rank", "prefectural rank", "county rank")) for year in (2016, 2023)}
    assert said[20:24] == [per_hundred(5098, 146517), per_hundred(senior[2016], 415000), per_hundred(senior[2023], 610000), percent(273170 / 290752)]
    assert said[24:30] == ["61,000", "45,000", "13,000", "8,300", f"{61 / 13:.1f}", f"{45 / 8.3:.1f}"]
    assert said[30:37] == ["18,199", "870", "120", "26", "16", "48", "19"]
    found = [0.5 * (1 - 0.9), 0.8 * (1 - 0.5)]
    assert said[37:39] == [percent(share) for share in found]
    assert said[39:42] == [f"{983000 / 160718:.1f}", f"{after / before:.1f}", f"{983000 / 160718 / (after / before):.1f}"]
    assert said[42:] == [percent(1 - 8300 / 13000), percent(1 - 45 / 61)]


def test_what_is_said_without_a_number():
    """Up across the turn, a little down since; more offices in the lists than a seventh; the second slider step nearest to what leaves deeds unchanged is 6."""
    shares = {year: sum(punished(rank, year) for rank in ("provincial rank", "prefectural rank", "county rank")) / punished("all", year) for year in (2016, 2017, 2018, 2019, 2020, 2021, 2023)}
    early = [5098 / 146517, 4843 / 142893]
    assert max(early) < min(shares.values()) and shares[2023] < shares[2016]
    for year, share in shares.items():  # even if each rounded number is as far off as it may be
        assert share - 0.5 * 1000 * 2 / punished("all", year) > max(early), year
    assert N["held to account", "people", 2019] < N["held to account", "people", 2018]
    assert min(range(1, 9), key=lambda step: abs(step - 983000 / 160718)) == 6


def test_hiding_together_outlasts_the_closer_look():
    """The county and the township each lose by leaving, at the levers of the solution, worked out from the payoffs of the core game."""
    for m, c in ((0.5, 0.9), (0.8, 0.5)):
        found = [m * (1 - c * h) for h in (0, 0.3, 1)]  # none, one, two hide
        worth = lambda f, cost, moved=0.0: (1 - f) * 3.6 - f * 0.4 * (0.25 * 0.9 + 0.1 * (1 - moved)) - cost  # noqa: E731
        together = worth(found[2], 0.35)
        assert together > worth(found[1], 0.25, moved=0.8) and together > worth(found[1], 0)


def test_no_result_is_typed():
    """Typed are days, hours and what a reader sets."""
    text = (CHAPTERS / "world.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+(?:\.\d+|,\d{3}|%)", prose)) <= {"0.5", "0.8", "0.9"}
