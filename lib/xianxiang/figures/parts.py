"""Pieces that several figures share: names, colours, scales, axes, the map of game classes."""

import json

import altair as alt
import numpy as np

from .. import stage
from ..live import PALETTE, Table

LIABLE = {"the unit": 0.0, "the person": 0.9}
"""Individual responsibility where a figure asks only whom sanctions hit."""

PASSING = {False: 0.0, True: 1.0}
"""Share of a prize that passes through the unit, by a switch."""

PLAIN = {"shield": "hide together", "deflect": "pass the blame", "routine": "do the minimum"}
"""The actions of `stage.ACTIONS` in plain words, for legends and labels."""

BROKEN = {"shield": ["hide", "together"], "deflect": ["pass the", "blame"], "routine": ["do the", "minimum"]}
"""The same over two lines, for narrow columns."""

ACTION_COLOURS = {"shield": PALETTE["shield"], "deflect": PALETTE["deflect"], "routine": PALETTE["routine"]}

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

DASHES = ([1, 0], [6, 3], [2, 3])
HERE = {"filled": True, "size": 130, "opacity": 1}
"""The dot that marks the present setting; it is drawn whole, also on the frame."""


def scale(colours):
    """An Altair scale from a dict of names and colours."""
    return alt.Scale(domain=list(colours), range=list(colours.values()))


def shares(title, field="share:Q"):
    """The vertical axis of a share."""
    return alt.Y(field, title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))


def curves(table, kind, colours, *, legend=None, words=None, until=None, left=40, **encoding):
    """Lines of one column over another, the kinds told apart by colour and by dashes; the legend is a line above, from the frame's left edge.

    Parameters
    ----------
    table, kind : str
        The table and its column of kinds.
    colours : dict of str to str
        By kind, in the order of the legend.
    legend : str, optional
        What stands before the legend.
    words : dict of str to str, optional
        How the legend writes the kinds.
    until : str, optional
        A column; only rounds up to it are drawn.
    left : int
        How far left of the plot the legend begins, in pixels: about the width of the axis.
    **encoding
        The axes.
    """
    key = alt.Legend(orient="none", direction="horizontal", legendX=2 - left, legendY=-22, title=legend, titleOrient="left", **_plain(words))
    dashes = alt.Scale(domain=list(colours), range=list(DASHES[: len(colours)]))
    chart = alt.Chart(alt.NamedData(table)).mark_line(strokeWidth=2.5, clip=True)
    return (chart.transform_filter(f"datum.round <= datum.{until}") if until else chart).encode(
        color=alt.Color(kind, type="nominal", scale=scale(colours), sort=list(colours), legend=key),
        strokeDash=alt.StrokeDash(kind, type="nominal", scale=dashes, sort=list(colours), legend=key), **encoding)


def _plain(words):
    """What makes a legend or an axis write words of its own for the values."""
    return {"labelExpr": f"{json.dumps(words)}[datum.label]"} if words else {}


def plain_axis(words=PLAIN, **options):
    """An axis of actions in plain words."""
    return alt.Axis(labelAngle=0, **_plain(words), **options)


def zero():
    """A dotted line at nothing lost and nothing gained; its table is `ZERO`."""
    return alt.Chart(alt.NamedData("zero")).mark_rule(strokeDash=[2, 2]).encode(y="loss:Q", color=alt.value("currentColor"))


ZERO = Table({}, loss=0.0)


def majority(shares):
    """Index into `REGIMES` of the action that more than half take, 3 where none."""
    most = shares.argmax(axis=-1)
    return np.where(shares.max(axis=-1) > 0.5, most, 3)


def shares_over_time(table, until=None, last=None):
    """Lines of the three actions' shares by round, up to the round in the column `until`; the axis goes on to the round `last`."""
    domain = alt.Undefined if last is None else [0, last]
    return curves(table, "action", ACTION_COLOURS, words=PLAIN, until=until, y=shares("Share who choose it"),
                  x=alt.X("round:Q", title="Round of evaluation", scale=alt.Scale(domain=domain, nice=False), axis=alt.Axis(tickCount=5)))


# ------------------------------------------------------------------------------------------------------- map of classes

MAP_SIZE = 6.0
"""Both axes of the map of game classes run from 0 to this many units of effort."""


def _borders(institution, side):
    """Slopes and cost that decide the class: the two gains per unit of stakes, what personal stakes take away, g - k, deadlock's edge.

    With these X and Y of `stage` are ``gain * A - cost - fall * B``; the sum of the stakes decides whether mutual shielding pays.
    """
    found = stage.findings(institution)[..., ::-1]  # with 2, 1, 0 shielders
    theta = np.asarray(institution.attachment)[..., None]
    gain = (1 + theta) * np.diff(found, axis=-1)
    moved = (1 - theta) * stage.transferabilities(institution)[..., [side, 1 - side]] * found[..., 1, None]
    fall = moved - gain
    cost = np.asarray(institution.shield_cost - institution.deflect_cost)
    edge = cost / np.maximum(found[..., 2] - found[..., 0], 1e-12)
    return gain, np.where(np.abs(fall) < 1e-12, 1e-12, fall), cost[..., None], edge[..., None]


def _knots(gain, fall, cost, edge):
    """Shared stakes at which a border bends, meets another or leaves the map; between them the borders are straight."""
    with np.errstate(divide="ignore", invalid="ignore"):
        floor, ceiling = cost / gain, (cost + MAP_SIZE * fall) / gain
        crossing = cost * np.diff(1 / fall, axis=-1) / np.diff(gain / fall, axis=-1)
        level = (fall * edge + cost) / (gain + fall)
    parts = np.broadcast_arrays(*(part[..., [i]] for part in (floor, ceiling, level) for i in (0, 1)),
                                crossing, edge, edge - MAP_SIZE, 0.0 * edge, 0.0 * edge + MAP_SIZE)
    return np.sort(np.clip(np.nan_to_num(np.concatenate(parts, axis=-1), posinf=MAP_SIZE, neginf=0), 0, MAP_SIZE), axis=-1)


def map_columns(institution, side=0):
    """The areas of the map for each institution: a table's columns, with rows by `knot` and `game`.

    At given shared stakes every class holds on one interval of personal stakes: either advantage, X or Y, is at least zero below
    a border or above it, so each of the four combinations is an intersection of two intervals; deadlock is what lies below its edge.
    """
    gain, fall, cost, edge = (part[..., None, :] for part in _borders(institution, side))
    at = _knots(*(part[..., 0, :] for part in (gain, fall, cost, edge)))[..., None]
    border = np.clip((gain * at - cost) / fall, 0, MAP_SIZE)  # of X and of Y
    rest = np.clip(edge - at, 0, MAP_SIZE)[..., 0]
    good = np.where(fall > 0, 0, border), np.where(fall > 0, border, MAP_SIZE)
    bad = np.where(fall > 0, border, 0), np.where(fall > 0, MAP_SIZE, border)
    pairs = [((x[0][..., 0], x[1][..., 0]), (y[0][..., 1], y[1][..., 1])) for x, y in ((good, good), (good, bad), (bad, good), (bad, bad))]
    spans = [(np.maximum(x[0], y[0]), np.minimum(x[1], y[1])) for x, y in pairs]
    low, high = spans.pop()
    spans += [(np.maximum(low, rest), high), (low, np.minimum(high, rest))]
    low = np.stack([bottom for bottom, _ in spans], axis=-1)
    return {"shared": at, "low": low, "high": np.maximum(low, np.stack([top for _, top in spans], axis=-1))}


def map_table(institution, side=0):
    """The table of the map's areas."""
    columns = map_columns(institution, side)
    return Table({"knot": range(columns["low"].shape[-2]), "game": stage.GAME_CLASSES}, **columns)


_ACROSS, _UPWARDS = np.meshgrid(np.linspace(0, MAP_SIZE, 11), np.linspace(0, MAP_SIZE, 21), indexing="ij")
"""Points of the map so far apart that a class's name has room between a point's neighbours."""


def label_table(institution, side=0):
    """Where the classes' names stand on the map: where there is room all round, nearest to the middle; NaN where there is none."""
    gain, fall, cost, edge = (part[..., None, None, :] for part in _borders(institution, side))
    x, y = np.moveaxis(gain * _ACROSS[..., None] - cost - fall * _UPWARDS[..., None] >= 0, -1, 0)
    code = np.where(x, np.where(y, 0, 1), np.where(y, 2, np.where(_ACROSS + _UPWARDS > edge[..., 0], 3, 4)))
    inner = code[..., 1:-1, 1:-1]
    same = np.ones(inner.shape, bool)
    for dx in (0, 1, 2):
        for dy in (0, 1, 2):
            same &= code[..., dx : dx + inner.shape[-2], dy : dy + inner.shape[-1]] == inner
    at = np.stack([_place(code == k, same & (inner == k)) for k in range(5)], axis=-2)
    return Table({"game": stage.GAME_CLASSES}, shared=at[..., 0], personal=at[..., 1])


def _place(inside, room):
    """The point with room that is nearest to the middle of an area, NaN where there is none."""
    points = np.stack([_ACROSS, _UPWARDS], axis=-1)
    inner = points[1:-1, 1:-1].reshape(-1, 2)
    inside, room = (part.reshape(*part.shape[:-2], -1) for part in (inside, room))
    middle = inside.astype(float) @ points.reshape(-1, 2) / np.maximum(inside.sum(axis=-1), 1)[..., None]
    far = (inner**2).sum(axis=-1) - 2 * middle @ inner.T  # but for what is the same for all points
    best = inner[np.where(room, far.round(6), np.inf).argmin(axis=-1)]
    return np.where(room.any(axis=-1)[..., None], best, np.nan)


def class_map(borders, labels, here, trail=None, until=None):
    """The map of game classes with a marker at the present stakes, and the way to it."""

    def axis(kind, field, title):
        return kind(field, title=title, scale=alt.Scale(domain=[0, MAP_SIZE], nice=False), axis=alt.Axis(tickCount=6))

    x = axis(alt.X, "shared:Q", "Stakes both share (units of effort)")
    upwards = "Stakes a person bears (units of effort)"
    y, bottom = (axis(alt.Y, field, upwards) for field in ("personal:Q", "low:Q"))
    ink = alt.value("currentColor")
    ground = alt.Chart(alt.NamedData(borders))
    area = ground.mark_area(opacity=0.25, clip=True).encode(
        x=x, y=bottom, y2="high:Q", color=alt.Color("game:N", scale=scale(CLASS_COLOURS), legend=None))
    line = ground.mark_line(strokeWidth=1, opacity=0.5, clip=True).encode(x=x, y=bottom, detail="game:N", color=ink)
    name = alt.Chart(alt.NamedData(labels)).transform_filter("isValid(datum.personal)").transform_calculate(
        text="split(datum.game, ' ')").mark_text(fontSize=12, fontStyle="italic", lineHeight=13, baseline="middle").encode(x=x, y=y, text="text:N", color=ink)
    layers = [area, line, name]
    if trail:
        steps = alt.Chart(alt.NamedData(trail))
        layers.append((steps.transform_filter(f"datum.round <= datum.{until}") if until else steps).mark_line(
            strokeWidth=1.5, strokeDash=[3, 3]).encode(x=x, y=y, order="round:Q", color=ink))
    return alt.layer(*layers, alt.Chart(alt.NamedData(here)).mark_point(**HERE).encode(x=x, y=y, color=ink))
