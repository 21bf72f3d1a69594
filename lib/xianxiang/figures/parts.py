"""Pieces that several figures share: names, colours, scales, the map of game classes."""

import altair as alt
import numpy as np

from .. import stage
from ..live import PALETTE

ACTION_COLOURS = {"shield": PALETTE["shield"], "deflect": PALETTE["deflect"], "routine": PALETTE["routine"]}
ACTION_DASHES = {"shield": [1, 0], "deflect": [7, 3], "routine": [2, 3]}

REGIMES = (("Collusion 共谋", PALETTE["shield"], "●"),
           ("Blame-shifting 卸责", PALETTE["deflect"], "▲"),
           ("Doing the minimum 应付", PALETTE["routine"], "■"),
           ("Mixed 混合", PALETTE["violet"], "◆"))
"""Name, colour and symbol by the action that holds the majority; mixed where none does."""

CLASS_COLOURS = {"harmony": PALETTE["shield"], "stag hunt": PALETTE["green"],
                 "chicken": PALETTE["crimson"], "prisoner's dilemma": PALETTE["deflect"],
                 "deadlock": PALETTE["routine"]}

CLASSES = tuple((name.capitalize(), CLASS_COLOURS[name], symbol)
                for name, symbol in zip(stage.GAME_CLASSES, "●◆▼▲■"))

SHARED_AXIS = "Stakes both share (units of effort)"
PERSONAL_AXIS = "Stakes a person bears (units of effort)"


def scale(colours):
    """An Altair scale from a dict of names and colours."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def majority(shares):
    """Index into `REGIMES` of the action that more than half take, 3 where none."""
    most = shares.argmax(axis=-1)
    return np.where(shares.max(axis=-1) > 0.5, most, 3)


def class_code(institution, side=0):
    """Index into `stage.GAME_CLASSES`."""
    names = stage.game_class(institution, side)
    return np.argmax(names[..., None] == np.array(stage.GAME_CLASSES), axis=-1)


def shares_over_time(table, until=None):
    """Lines of the three actions' shares by round, up to the round `until` (a control's key)."""
    names = list(ACTION_COLOURS)
    dashes = alt.Scale(domain=names, range=list(ACTION_DASHES.values()))
    chart = alt.Chart(alt.NamedData(table)).mark_line(strokeWidth=2.5, clip=True)
    if until:
        chart = chart.transform_filter(f"datum.round <= {until}")
    return chart.encode(
        x=alt.X("round:Q", title="Round of evaluation", scale=alt.Scale(nice=False), axis=alt.Axis(tickCount=5)),
        y=alt.Y("share:Q", title="Share who take the action",
                scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color("action:N", scale=scale(ACTION_COLOURS), sort=names,
                        legend=alt.Legend(orient="top", title=None)),
        strokeDash=alt.StrokeDash("action:N", scale=dashes, sort=names, legend=alt.Legend(orient="top", title=None)),
    )


MAP_SIZE = 5.0
"""Both axes of the map of game classes run from 0 to this many units of effort."""


def map_columns(institution, side=0):
    """The map's borders for each institution: columns with a last axis along shared stakes."""
    shared = np.linspace(0, MAP_SIZE, 26)
    lines = stage.borders(_trailing(institution), shared, side).clip(0, MAP_SIZE)
    x, y = lines[..., 0], lines[..., 1]
    low, high = np.minimum(x, y), np.maximum(x, y)
    return {"shared": shared, "low": low, "stag": np.where(x > y, high, low), "high": high}


def map_labels(institution, side=0):
    """Where the classes' names stand on the map, NaN where a class has no room."""
    at = 0.62 * MAP_SIZE
    x, y = np.moveaxis(stage.borders(institution, at, side).clip(0, MAP_SIZE), -1, 0)
    low, high = np.minimum(x, y), np.maximum(x, y)
    spans = [(0 * low, low), (np.where(x > y, low, high), high), (np.where(x < y, low, high), high),
             (high, MAP_SIZE + 0 * high)]
    middle = np.stack([np.where(top - bottom > 0.35, (top + bottom) / 2, np.nan) for bottom, top in spans], axis=-1)
    return {"shared": np.array([at]), "personal": middle,
            "name": np.array(["harmony", "stag hunt", "chicken", "prisoner's dilemma"])}


def _trailing(institution):
    """The institution with one more axis at the end of every array."""
    return institution.replace(**{name: value[..., None] for name, value in institution.as_dict().items()
                                  if np.ndim(value)})


def class_map(borders, labels, here, trail=None, until=None):
    """The map of game classes with a marker at the present stakes, and the way to it."""
    x = alt.X("shared:Q", title=SHARED_AXIS, scale=alt.Scale(domain=[0, MAP_SIZE], nice=False),
              axis=alt.Axis(tickCount=5))

    def y(field):
        return alt.Y(field, title=PERSONAL_AXIS, scale=alt.Scale(domain=[0, MAP_SIZE], nice=False),
                     axis=alt.Axis(tickCount=5))

    area = alt.Chart(alt.NamedData(borders)).mark_area(opacity=0.22, clip=True)
    layers = [area.encode(x=x, y=y(bottom), y2=top, color=alt.value(CLASS_COLOURS[name]))
              for name, bottom, top in (("harmony", "floor:Q", "low"), ("stag hunt", "low:Q", "stag"),
                                        ("chicken", "stag:Q", "high"), ("prisoner's dilemma", "high:Q", "ceiling"))]
    line = alt.Chart(alt.NamedData(borders)).mark_line(strokeWidth=1, opacity=0.6, clip=True)
    layers += [line.encode(x=x, y=y(edge), color=alt.value("currentColor")) for edge in ("low:Q", "high:Q")]
    layers += [alt.Chart(alt.NamedData(labels)).transform_filter("isValid(datum.personal)")
               .mark_text(fontSize=12, fontStyle="italic").encode(
                   x=x, y=y("personal:Q"), text="name:N", color=alt.value("currentColor"))]
    if trail:
        steps = alt.Chart(alt.NamedData(trail))
        if until:
            steps = steps.transform_filter(f"datum.round <= {until}")
        layers += [steps.mark_line(strokeWidth=1.5, strokeDash=[3, 3]).encode(
            x=x, y=y("personal:Q"), order="round:Q", color=alt.value("currentColor"))]
    layers += [alt.Chart(alt.NamedData(here)).mark_point(filled=True, size=130, opacity=1, clip=True).encode(
        x=x, y=y("personal:Q"), color=alt.value("currentColor"))]
    areas = [layer.transform_calculate(floor="0", ceiling=str(MAP_SIZE)) for layer in layers[:4]]
    return alt.layer(*areas, *layers[4:])
