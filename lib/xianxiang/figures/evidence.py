"""Figures of what data could tell: two signs in a plane, and how many counties it takes to see them."""

import altair as alt
import numpy as np

from .. import evidence
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

COLOURS = {"book": parts.PALETTE["violet"], "rival": parts.PALETTE["shield"], "literal": parts.PALETTE["deflect"]}
"""The worlds that differ in what is done; selection does what the book's world does."""

SHAPES = {"book": "circle", "rival": "square", "literal": "triangle-up"}
QUADRANTS = (("Reversal 反转", parts.PALETTE["violet"], "◆"), ("Solvent 瓦解", parts.PALETTE["deflect"], "▲"))
"""Where the book's world stands."""

YEARS, ENOUGH = 10, 0.8
"""Years of the panel in the plane of signs; the power that a study should have."""

PRIZE = Slider("prize", "Prize before penalties come R", values=[0.6, 1, 1.5, 2], default=1.5, fmt=".1f", help="mean of the counties, in units of effort")
NOISE = Slider("noise", "Noise of choice η", values=[0.25, 0.4], default=0.25, fmt=".2f", help="in units of effort")


def sign_plane() -> Explorer:
    """What penalties do to joint cover-ups with neither of the other treatments and with both, by world."""
    grid = Grid([Slider("cut", "Share of the prize that is cut", values=np.linspace(0, 1, 6), default=0, fmt=".0%", help="as the penalty comes; at 100% penalties replace the prize"),
                 PRIZE, NOISE, Slider("counties", "Counties", values=[100, 200, 400, 800, 1600, 2800], default=400, fmt=".0f")])
    seen = [evidence.outlook(evidence.window_shares(name, **grid.pick("prize", "noise", "cut")).shield, grid["counties"], YEARS) for name in COLOURS]
    at, error = (np.stack(np.broadcast_arrays(*(getattr(s, part)[..., [0, 3]] for s in seen)), axis=-2) for part in ("log_ratio", "se"))
    book = at[..., 0, :]
    code = np.where((book[..., 0] > 0) & (book[..., 1] < 0), 0, 1)
    chance = np.stack([evidence.power(s.log_ratio, s.se) for s in seen], axis=-1)
    reach = evidence.CRITICAL * error
    return explore(
        name="sign-plane", title="Two signs", controls=grid,
        tables={"worlds": Table({"world": list(COLOURS)}, decimals=3, x=at[..., 0], y=at[..., 1],
                                left=at[..., 0] - reach[..., 0], right=at[..., 0] + reach[..., 0], low=at[..., 1] - reach[..., 1], high=at[..., 1] + reach[..., 1]),
                "none": Table({}, change=0.0), "names": Table({"name": list(NAMES)}, across=[n[0] for n in NAMES.values()], up=[n[1] for n in NAMES.values()])},
        charts=[Chart(_plane(), label="Joint cover-ups as penalties come", height=320,
                      alt="A plane with the log change of joint cover-ups where neither other treatment is in force across, and where both are upwards. A mark for "
                          "each world, with bars of 1.645 standard errors each way, over ten years. Two lines at no change part the plane into quadrants.")],
        words=Words(np.array(["reversal", "solvent"])[code], PLANE_WORDS,
                    {"x": book[..., 0], "y": book[..., 1], "power": chance[..., 0], "others": chance[..., 1:].max(axis=-1)}),
        regime=Regime(code, entries=QUADRANTS),
        presets={"Prize held": {"cut": 0}, "Penalties replace it": {"cut": 1}, "The friendliest": {"cut": 0, "prize": 2, "noise": 0.25}, "The hardest": {"cut": 0, "prize": 0.6, "noise": 0.4}},
        play=Play([{"cut": round(n / 5, 1)} for n in range(6)], seconds=0.8, label="Cut the prize"),
        bet=PLANE_BET,
    )


NAMES = {"glue": (1.45, 1.9), "reversal": (1.45, -2.85), "solvent": (-1.95, -2.85)}
"""Where the quadrants' names stand."""

PLANE_BET = Bet("A colleague shows you that what penalties, personal liability and covert inspections together do to blame is far from the sum of what each does alone: a "
                "large triple interaction. Does this confirm a book that says they need each other, against one in which each cause simply adds?",
                options=["Yes: parts that add cannot do it", "No: they can show one too", "It depends on how large it is"],
                replies=["They can. In the literal world each cause adds, on a scale of its own, and the triple interaction in shares is −0.20. It shows no change of sign: find the quadrant that it leaves empty.",
                         "Right: they add on a scale of their own, and in shares the triple interaction is −0.20. What such a world cannot show is a change of sign: find the quadrant that it leaves empty.",
                         "Size does not help: stretch the scale and it is larger. No rising scale changes a sign. Find the quadrant that only one world enters."])

PLANE_WORDS = {
    "reversal": "In the book's world penalties change joint cover-ups by {x:.2f} with neither and {y:.2f} with both, in logs. By a rough sum the test says reversal with a chance of {power:.0%} there, of {others:.0%} at most in the others.",
    "solvent": "In the book's world penalties change joint cover-ups by {x:.2f} with neither and {y:.2f} with both, in logs. Both signs are those of the literal world; by a rough sum the test says reversal with a chance of {power:.0%}.",
}


def _plane():
    """A mark and two bars for each world, and the quadrants."""
    x = alt.X("x:Q", title="With neither (log change)", scale=alt.Scale(domain=[-2, 1.5], nice=False), axis=alt.Axis(tickCount=7, format=".1f"))
    y = alt.Y("y:Q", title="With both (log change)", scale=alt.Scale(domain=[-3, 2], nice=False), axis=alt.Axis(tickCount=5, format=".0f"))
    ink = alt.value("currentColor")
    zeros = [alt.Chart(alt.NamedData("none")).mark_rule(strokeWidth=1.5, opacity=0.6).encode(**{axis: "change:Q", "color": ink}) for axis in ("x", "y")]
    names = [alt.Chart(alt.NamedData("names")).transform_filter(f"datum.across {side}").mark_text(align=align, fontSize=12, fontStyle="italic").encode(
        x="across:Q", y="up:Q", text="name:N", color=ink) for side, align in (("< 0", "left"), ("> 0", "right"))]
    worlds, key = alt.Chart(alt.NamedData("worlds")), alt.Legend(orient="none", direction="horizontal", legendX=-20, legendY=-22, title="World:", titleOrient="left")
    colour = alt.Color("world:N", scale=parts.scale(COLOURS), sort=list(COLOURS), legend=key)
    across = worlds.mark_rule(strokeWidth=2, clip=True).encode(x=alt.X("left:Q"), x2="right:Q", y=alt.Y("y:Q"), color=colour)
    upwards = worlds.mark_rule(strokeWidth=2, clip=True).encode(x=alt.X("x:Q"), y=alt.Y("low:Q"), y2="high:Q", color=colour)
    marks = worlds.mark_point(filled=True, size=110, opacity=1).encode(
        x=x, y=y, color=colour, shape=alt.Shape("world:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), sort=list(SHAPES), legend=key))
    return alt.layer(marks, *zeros, *names, across, upwards)


SIZES = np.round(np.geomspace(50, 3000, 36))
"""Numbers of counties at which the curve of powers is drawn."""


def power_curve() -> Explorer:
    """How likely the test is to see the reversal of the book's world, by the number of counties."""
    grid = Grid([Slider("counties", "Counties", values=[100, 200, 300, 400, 600, 800, 1200, 1600, 2800], default=200, fmt=".0f"),
                 Slider("years", "Years", values=[6, 8, 10, 12, 15, 20], default=YEARS, fmt=".0f"), PRIZE, NOISE])
    share, along = evidence.window_shares("book", **grid.pick("prize", "noise")).shield, grid.along(counties=SIZES)
    pencil, curve = _pencil(share, grid["counties"], grid["years"]), _pencil(share[..., None, :, :], along["counties"], along["years"])
    need = _needed(np.broadcast_to(share, (1, len(grid["years"].ravel()), *share.shape[2:])), grid["years"])
    made, said = _stored(grid)
    here, dots = ((part * np.ones(grid.shape)) for part in (made, said))
    return explore(
        name="power-curve", title="How many counties?", controls=grid,
        tables={"enough": Table({}, power=ENOUGH), "curve": Table({"size": SIZES}, decimals=3, power=curve), "here": Table({}, decimals=3, size=grid["counties"], power=pencil),
                "made": Table({"size": grid["counties"].ravel()}, decimals=3, power=np.moveaxis(said / made, 0, -1)[None])},
        charts=[Chart(_curve(), label="Chance to see the book's reversal: a pencil's (line), panels' (rings)", height=290,
                      alt="A curve of the chance that the test says reversal in the book's world, against the number of counties on a logarithmic axis, worked out with a "
                          "pencil. Open dots, where there are any, give shares of panels that were made and tested. A dotted line marks four in five.")],
        words=Words(np.where(np.isnan(here), "pencil", "made"), POWER_WORDS,
                    {"pencil": pencil, "need": np.char.mod("%d", need), "made": here, "said": dots / here}),
        presets={"As it opens": {"counties": 200, "years": 10, "prize": 1.5, "noise": 0.25}, "The friendliest": {"prize": 2, "noise": 0.25}, "The hardest": {"prize": 0.6, "noise": 0.4}},
        bet=Bet("Suppose the book is right, and prizes were held. The reversal is then there, and it is large: penalties more than double joint cover-ups where nothing "
                "else is in force and cut them to a fifth where both others are. You can have the files of 200 counties over ten years. How likely is the test to see it?",
                options=["Nearly certain", "Less than even", "Hardly at all"],
                replies=["Less than even. The counties that count are those that take up penalties while nothing else changes, and where everything is in force little is left to count.",
                         "Right. The counties that count are those that take up penalties while nothing else changes, and where everything is in force little is left to count.",
                         "A little better than that: it is more than one in three. But the counties that count are few, and where everything is in force little is left to count."]),
    )


POWER_WORDS = {
    "made": "The pencil says {pencil:.0%}; of {made:.0f} made-up panels the test said reversal in {said:.0%}. By the pencil, four in five takes {need} counties.",
    "pencil": "The pencil says {pencil:.0%}. By the pencil, four in five takes {need} counties.",
}


def _pencil(share, counties, years):
    """The pencil's power."""
    seen = evidence.outlook(share, counties, years)
    return evidence.power(seen.log_ratio, seen.se)


def _needed(share, years):
    """The least number of counties at which the pencil's power is enough, by halving."""
    low, high = np.ones(share.shape[:-2]), np.full(share.shape[:-2], 2.0**17)
    for _ in range(17):
        middle = np.floor((low + high) / 2)
        enough = _pencil(share, middle, years) >= ENOUGH
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _stored(grid):
    """How many panels of a setting were made with the prize held, and in how many the test said reversal; NaN where none were made."""
    keys = ("counties", "years", "prize", "noise")
    counts = np.full((2, *grid.shape), np.nan)
    for row in evidence.stored():
        place = [np.flatnonzero(np.isclose(grid[key].ravel(), row[key])) for key in keys]
        if row["world"] == "book" and row["cut"] == 0 and all(map(len, place)):
            counts[(slice(None), *(p[0] for p in place))] = row["samples"], row["reversal"]
    return counts


def _curve():
    """The pencil's curve, dots of what was made, and the present setting."""
    x = alt.X("size:Q", title="Counties", scale=alt.Scale(type="log", domain=[50, 3000], nice=False), axis=alt.Axis(values=[50, 100, 200, 400, 800, 1600, 2800], format="d", grid=True))
    y, ink = parts.shares("The test says reversal", "power:Q"), alt.value("currentColor")
    line = alt.Chart(alt.NamedData("curve")).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=alt.value(parts.PALETTE["violet"]))
    dots = alt.Chart(alt.NamedData("made")).transform_filter("isValid(datum.power)").mark_point(size=90, strokeWidth=2, opacity=1).encode(x=x, y=y, color=alt.value(parts.PALETTE["deflect"]))
    rule = alt.Chart(alt.NamedData("enough")).mark_rule(strokeDash=[2, 3], strokeWidth=1.5).encode(y="power:Q", color=ink)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.value(parts.PALETTE["violet"]))
    return alt.layer(line, rule, dots, here)
