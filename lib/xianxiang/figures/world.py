"""The figure of the counts: what was published, year by year, and what may lie behind it."""

import altair as alt
import numpy as np

from .. import world
from ..live import Bet, Chart, Choice, Explorer, Grid, Slider, Table, Words, explore
from . import parts

YEARS = np.arange(2010, 2026)
"""Years across the figure."""

KINDS = {"counted": parts.PALETTE["shield"], "behind it, as you assume": parts.PALETTE["deflect"]}
"""What is published, and what the reader's assumption makes of it."""


def _indices():
    """By series and year what was counted over its base, NaN where no number was found; the ends; how far each year is on the way."""
    index, ends, way = np.full((len(world.SERIES), len(YEARS)), np.nan), [], []
    for k, name in enumerate(world.SERIES):
        years, values = world.series(name)
        base = values[years == world.BASES[name]][0]
        index[k, np.searchsorted(YEARS, years)] = values / base
        ends.append((base, values[-1]))
        way.append(np.clip((YEARS - world.BASES[name]) / (years[-1] - world.BASES[name]), 0, 1))
    return index, np.array(ends), np.array(way)


def what_counts_show() -> Explorer:
    """A count over the years, and what lies behind it if the chance of being found has changed as the reader says."""
    grid = Grid([Choice("series", "Series", options=world.SERIES, default=world.SERIES[0]),
                 Slider("times", "Times as likely to be found", values=[0.5, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 7, 8], default=3, fmt=".1f",
                        help="in the last year, against the base year; in between the chance changes evenly; for the second and third series it is the chance of the one group against that of the other")])
    index, ends, way = _indices()
    times = grid["times"][0]
    deeds = world.behind(np.nan_to_num(index)[:, None], times[:, None] ** way[:, None])
    shown = np.stack([np.broadcast_to(index[:, None], deeds.shape), np.where(np.isnan(index)[:, None], np.nan, deeds)], axis=-1)
    (first, last), change = ends.T[..., None], (ends[:, 1] / ends[:, 0])[:, None]
    return explore(
        name="what-counts-show", title="What a count can show", controls=grid,
        tables={"lines": Table({"year": YEARS, "kind": list(KINDS)}, decimals=3, value=shown)},
        charts=[Chart(_count_chart(), label="What was counted, and what may lie behind it", height=290,
                      alt="Two curves over the years from 2010 to 2025, on a scale on which doubling and halving are equal steps: what was counted, as a multiple of the "
                          "base year, and what lies behind it if the chance of being found changed as assumed. Years for which no number was found are left out. A dotted line stands at the end of 2012.")],
        words=Words(np.arange(3)[:, None], COUNT_WORDS,
                    {"first": first / np.array([1000, 1, 1])[:, None], "last": last / np.array([1000, 1, 1])[:, None], "change": change, "times": grid["times"], "deeds": world.behind(change, times)}),
        presets={"The chance is as it was": {"times": 1}, "Six times the chance": {"times": 6}, "Only the ranks": {"series": world.SERIES[2], "times": 1}},
        bet=Bet("From 2016 to 2023 the number of people punished in a year rose by nearly half. For each cadre of county rank there were in 2016 rather more than three of township rank. "
                "And in 2023?",
                options=["Clearly more: it moved down", "Clearly fewer: it moved up", "About as many"],
                replies=["About as many: 3.4 in both years. Choose the third series.", "About as many: 3.4 in both years. Choose the third series.",
                         "Right: 3.4 in both years. Choose the third series."]),
    )


COUNT_WORDS = {
    "punished": "{last:.0f},000 people were punished in 2025, {change:.1f} times as many as in 2012. If the chance of being found is {times:.1f} times what it was, the deeds "
                "are {deeds:.1f} times what they were.",
    "above": "In 2023 {last:.1f} of county rank or above were punished for each 100 others, in 2010 {first:.1f}. If their chance of being found, against that of the "
             "others, is {times:.1f} times what it was, their deeds, against the others', are {deeds:.1f} times what they were.",
    "township": "In 2023 {last:.1f} of township rank were punished for each of county rank, in 2016 {first:.1f}. If their chance of being found, against that of county rank, is "
                "{times:.1f} times what it was, their deeds, against those of county rank, are {deeds:.1f} times what they were.",
}


def _count_chart():
    """Two lines on a scale of doublings, with a dot for each published number."""
    x, late = (alt.X(field, title="Year", scale=alt.Scale(domain=[2009.5, 2025.5], nice=False, zero=False), axis=alt.Axis(format="d", values=[2010, 2013, 2016, 2019, 2022, 2025]))
               for field in ("year:Q", "late:Q"))
    y = alt.Y("value:Q", title="Times the base year", scale=alt.Scale(type="log", base=2, domain=[0.11, 13], nice=False), axis=alt.Axis(values=[0.125, 0.25, 0.5, 1, 2, 4, 8], format="~g"))
    lines = parts.curves("lines", "kind", KINDS, x=x, y=y).transform_filter("isValid(datum.value)")
    dots = alt.Chart(alt.NamedData("lines")).transform_filter("isValid(datum.value) && datum.kind == 'counted'").mark_point(filled=True, size=45, opacity=1).encode(
        x=x, y=y, color=alt.value(KINDS["counted"]))
    turn = alt.Chart(alt.NamedData("lines")).transform_filter("datum.year == 2012 && datum.kind == 'counted'").transform_calculate(late="datum.year + 0.9").mark_rule(
        strokeDash=[2, 3], opacity=0.6).encode(x=late, color=alt.value("currentColor"))
    return alt.layer(turn, lines, dots)
