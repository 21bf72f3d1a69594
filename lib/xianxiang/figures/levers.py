"""Figures of which lever matters: from where one looks, how far the count can be trusted, and how far each value may move."""

import csv

import altair as alt
import numpy as np

from .. import levers
from ..institution import CONDITIONS, LEVERS
from ..ledger import CHAPTERS
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from ..sweep import widened
from . import parts

SWITCH_NAMES = dict(zip(CONDITIONS, ("1 supervisor", "2 inspection", "3 person", "4 penalty", "5 vetoes")))
"""What the figures call each of `CONDITIONS`."""

NEEDED = ("apparatus", "person", "penalty")
"""The conditions that blame needs, at the book's values."""

ALONE = {"on, from then": parts.PALETTE["shield"], "off, from now": parts.PALETTE["deflect"]}
SHARED = {"by itself S": parts.PALETTE["green"], "in all T": parts.PALETTE["violet"]}
WAYS = (("Mostly together", parts.PALETTE["violet"], "◆"), ("Mostly one by one", parts.PALETTE["green"], "●"))
"""What the variance is made of, by whether the first-order indices make less than one half of it."""

CHANGES = alt.Axis(format="+.0%", values=[-1, -0.5, 0, 0.5, 1], labelExpr="datum.value ? datum.label : '0'")
"""The axis of a change, down or up."""

CHANCES = np.arange(1, 20) / 20


def where_you_stand() -> Explorer:
    """What each switch does alone, from either end, and its shares of the variance, by how likely switches are on."""
    grid = Grid([Slider("probability", "Chance that a switch is on p", values=CHANCES, default=0.5, fmt=".0%", help="the same for all five; near 0 one stands at then, near 100% at now"),
                 Slider("noise", "Noise of choice η", values=[0.05, 0.1, 0.15, 0.25, 0.35, 0.5], default=0.25, fmt=".2f", help="how loosely choices follow payoffs, in units of effort")])
    table = levers.deflecting(noise=grid["noise"][0])[levers.SIDES.index("both")]
    on, off = levers.alone(table, len(CONDITIONS))
    first, total, _ = levers.effects(table, grid["probability"][..., None], len(CONDITIONS))
    needs = np.isin(list(CONDITIONS), NEEDED)
    ideal = np.stack([np.where(needs, each[..., None], np.nan) for each in levers.all_of_effects(grid["probability"], len(NEEDED))[:2]], axis=-1)
    whole = first.sum(axis=-1)
    rows = {"switch": list(SWITCH_NAMES.values())}
    return explore(
        name="where-you-stand", title="Which lever matters? It depends on where you stand", controls=grid,
        tables={"alone": Table(rows | {"way": list(ALONE)}, decimals=3, change=np.stack([on, off], axis=-1)[None]),
                "shares": Table(rows | {"part": list(SHARED)}, decimals=3, share=np.stack([first, total], axis=-1), ideal=ideal)},
        charts=[Chart(_alone_chart(), label="One at a time", height=270,
                      alt="Bars for each of the five switches: how much the share who pass the blame rises when it alone is switched on, and falls when it alone is switched off."),
                Chart(_shares_chart(), label="Shares of variance", height=270,
                      alt="Bars for each of the five switches: what it explains by itself and what it explains in all. Short lines mark what the three needed ones would "
                          "explain where blame needs exactly these three.")],
        words=Words(0, STAND_WORDS, {"p": grid["probability"], "whole": whole, "add": on.max(axis=-1)[None], "take": -off.min(axis=-1)[None]}),
        regime=Regime(np.where(whole < 0.5, 0, 1), entries=WAYS),
        presets={"Near then": {"probability": 0.2}, "Fair coins": {}, "Near now": {"probability": 0.95}, "Hardly any noise": {"noise": 0.05}},
        play=Play([{"probability": float(p)} for p in CHANCES], seconds=0.4, label="From then to now"),
        bet=Bet("Two people study one and the same model. The first stands at then and switches on one condition at a time. The second stands at now and switches off "
                "one at a time. Who finds that single conditions matter?",
                options=["Both, about equally", "The first", "The second"],
                replies=["Only the second. At then no single switch moves the share who pass the blame by more than 6 points; at now each of three moves it by 57 or more.",
                         "It is the other way about. At then no single switch moves the share who pass the blame by more than 6 points; at now each of three moves it by 57 or more.",
                         "Right. At then no single switch moves the share who pass the blame by more than 6 points; at now each of three moves it by 57 or more."]),
    )


STAND_WORDS = ("Each switch is on with a chance of {p:.0%}. One by one the five explain {whole:.0%} of the variance, the rest only together. From then the best single switch adds "
               "{add:.0%} of both sides to those who pass the blame; from now one alone takes away {take:.0%}.")


def _bars(table, kind, colours, x):
    """Bars side by side for each switch, the kinds told apart by colour and by place."""
    key = alt.Legend(orient="top", title=None, offset=4)
    y = alt.Y("switch:N", sort=list(SWITCH_NAMES.values()), title=None, axis=alt.Axis(ticks=False))
    return alt.Chart(alt.NamedData(table)).mark_bar(height=alt.RelativeBandSize(0.9)).encode(
        x=x, y=y, yOffset=alt.YOffset(f"{kind}:N", sort=list(colours)), color=alt.Color(f"{kind}:N", scale=parts.scale(colours), sort=list(colours), legend=key))


def _alone_chart():
    """Bars to the right for what is added, to the left for what is taken away."""
    return _bars("alone", "way", ALONE, alt.X("change:Q", title="Change in share who blame", scale=alt.Scale(domain=[-1, 1]), axis=CHANGES))


def _shares_chart():
    """Bars of both indices, with a short line where the all-of-three world has them."""
    x = alt.X("share:Q", title="Share of variance (line: all of three)", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    bars = _bars("shares", "part", SHARED, x)
    marks = alt.Chart(alt.NamedData("shares")).transform_filter("isValid(datum.ideal)").mark_tick(thickness=2.5, bandSize=14).encode(
        x="ideal:Q", y=alt.Y("switch:N", sort=list(SWITCH_NAMES.values())), yOffset=alt.YOffset("part:N", sort=list(SHARED)), color=alt.value("currentColor"))
    return alt.layer(bars, marks)


def _stored(name):
    """The rows of a table that is kept as data, without the lines that say how it was made."""
    with (CHAPTERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


STATEMENTS = {"exactly four of 32 end in blame": "exactly four settings blame", "2, 3 and 4 are needed": "inspection, person and penalty are needed",
              "2, 3 and 4 suffice": "inspection, person and penalty suffice", "all five suffice": "all five suffice",
              "no single one suffices": "no condition suffices alone", "inspection counts most": "inspection counts most"}
"""What the figure calls each statement of the stored table."""

VARIED = {"the other values": ("others", parts.PALETTE["shield"]), "all values": ("all", parts.PALETTE["deflect"])}
WAITS = (30, 60, 240)


def how_far_trusted() -> Explorer:
    """In what share of random variations each statement still holds, by how far values are spread."""
    found = {(row["design"], row["statement"], row["rounds"], float(row["spread"])): (float(row["share"]), float(row["se"]), float(row["draws"])) for row in _stored("levers")}
    spreads = np.array(sorted({spread for *_, spread in found}))
    grid = Grid([Choice("name", "Statement", options=tuple(STATEMENTS), default=next(iter(STATEMENTS))),
                 Slider("spread", "Spread of the values w", values=spreads, default=0.25, fmt=".0%", help="share of the way to either end of what a value can be, from which it is drawn"),
                 Slider("rounds", "Rounds waited after the change", values=WAITS, default=60, fmt=".0f")])
    data = np.array([[[[found[design, text, str(wait), spread] for design, _ in VARIED.values()] for wait in WAITS] for spread in spreads] for text in STATEMENTS.values()])
    share, error = data[..., 0], data[..., 1]  # statement, spread, wait, design
    curve = {"share": np.moveaxis(share, 1, 2)[:, None], "low": np.moveaxis(share - 2 * error, 1, 2)[:, None], "high": np.moveaxis(share + 2 * error, 1, 2)[:, None]}
    return explore(
        name="how-far-trusted", title="How far can the count be trusted?", controls=grid,
        tables={"curve": Table({"spread": spreads, "varied": list(VARIED)}, decimals=3, **{name: np.clip(values, 0, 1) for name, values in curve.items()}),
                "here": Table({"varied": list(VARIED)}, decimals=3, share=share, spread=grid["spread"][..., None])},
        charts=[Chart(_trust_chart(), label="Share of random variations in which it holds", height=290,
                      alt="Two curves of the share of random variations in which the statement holds, against how far the values are spread: where only the values that no "
                          "switch sets vary, and where all do. Thin bars give two standard errors either way; dots mark the present spread.")],
        words=Words(0, TRUST_WORDS, {"spread": grid["spread"], "others": share[..., 0], "all": share[..., 1], "draws": data[..., 0, 2]}),
        presets={"The book's values": {"spread": 0}, "A little off": {"spread": 0.1}, "What lasts longest": {"name": "no single one suffices", "spread": 1}},
        play=Play([{"rounds": wait} for wait in WAITS], seconds=1.5, label="Wait longer"),
    )


TRUST_WORDS = ("Values are drawn from {spread:.0%} of the way to either end. Where only those vary that no switch sets, the statement holds in {others:.0%} of {draws:.0f} "
               "draws; where all vary, in {all:.0%}.")


def _trust_chart():
    """Two lines with bars of error and a dot each for the present spread."""
    x = alt.X("spread:Q", title="Spread of the values", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    colours = {name: colour for name, (_, colour) in VARIED.items()}
    y, tint = parts.shares("It holds in"), alt.Color("varied:N", scale=parts.scale(colours), legend=None)
    bars = alt.Chart(alt.NamedData("curve")).mark_rule(strokeWidth=1.5).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=tint)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=tint)
    return alt.layer(parts.curves("curve", "varied", colours, legend="Vary:", x=x, y=y), bars, here)


PLAIN_NAMES = {
    "strength": "strength s", "negativity": "penalty share ν", "individualization": "on the person ι", "transferability": "blame moved b", "monitoring": "monitoring m",
    "concealment": "hidden together c", "lone_concealment": "hidden alone λ", "diffusion": "diffusion d", "executor": "executor e", "veto_items": "veto items n",
    "prize_passing": "prize passed on σ", "attachment": "attachment θ", "shield_cost": "cost of hiding g", "deflect_cost": "cost of blaming k",
    "supervisor.executor": "1 executor e", "apparatus.monitoring": "2 monitoring m", "apparatus.concealment": "2 hidden together c", "person.individualization": "3 on the person ι",
    "penalty.negativity": "4 penalty share ν", "vetoes.veto_items": "5 veto items n", "noise": "noise η", "revision": "who reconsider r", "erosion": "erosion ε", "recovery": "recovery ρ",
}
"""What the third figure calls the values of `conditions.calibration`; those that a switch sets bear its number."""

GROUPS = {"before the change": range(14), "set by a switch": range(14, 20), "how people learn": range(20, 24)}
MOVED = np.array([0.02, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1])
ROOM = {"the same settings": parts.PALETTE["shield"], "other settings": parts.PALETTE["deflect"]}
"""Whether a value can move so far and the same settings end in blame."""


def tolerances() -> Explorer:
    """How far each value may move alone before other settings of the switches end in blame."""
    kept = {(row["name"], row["rounds"]): row for row in _stored("tolerances")}
    grid = Grid([Choice("name", "Values", options=tuple(GROUPS), default=next(iter(GROUPS))),
                 Slider("spread", "Moved by w", values=MOVED, default=0.05, fmt=".0%", help="share of the way to either end of what a value can be, one value at a time"),
                 Slider("rounds", "Rounds waited after the change", values=WAITS, default=60, fmt=".0f")])
    down, up = np.moveaxis(np.array([[_ways(kept[name, str(wait)]) for name in PLAIN_NAMES] for wait in WAITS]), -1, 0)[:, None, None]  # by wait and value
    here = np.array([[k in part for k in range(len(PLAIN_NAMES))] for part in GROUPS.values()])[:, None, None]
    other = np.minimum(down, up) < grid["spread"][..., None]
    return explore(
        name="tolerances", title="How far may one value move?", controls=grid,
        tables={"room": Table({"value": list(PLAIN_NAMES.values())}, decimals=3, low=-np.where(np.isinf(down), 0, down), high=np.where(np.isinf(up), 0, up), here=here, room=np.where(other, *reversed(ROOM))),
                "moved": Table({"side": ["down", "up"]}, at=grid["spread"][..., None] * np.array([-1, 1]))},
        charts=[Chart(_room_chart(), label="How far, with the same four settings in blame", height=330,
                      alt="A bar for each value: how far it may move down and up from the book's, as a share of the way to either end, before other settings of the switches "
                          "end in blame. Two dotted lines mark how far the reader moves it. Bars that end before are of another colour.")],
        words=Words(np.where((other & here).any(axis=-1), "some", "none"), ROOM_WORDS, {"spread": grid["spread"], "other": (other & here).sum(axis=-1), "count": here.sum(axis=-1)}),
        play=Play([{"spread": float(spread)} for spread in MOVED], seconds=0.8, label="Move further"),
    )


ROOM_WORDS = {
    "some": "Move one value at a time, by up to {spread:.0%} of the way to either end. Of these {count:.0f} values {other:.0f} can change which settings end in blame.",
    "none": "Move one value at a time, by up to {spread:.0%} of the way to either end. None of these {count:.0f} values changes which settings end in blame.",
}


def _room_chart():
    """Bars about the book's values, with two lines for the present move."""
    x = alt.X("low:Q", title="Of the way down (−) or up (+)", scale=alt.Scale(domain=[-1, 1], nice=False), axis=CHANGES)
    key = alt.Legend(orient="top", title=None, offset=4)
    bars = alt.Chart(alt.NamedData("room")).transform_filter("datum.here").mark_bar(height=alt.RelativeBandSize(0.7)).encode(
        x=x, x2="high:Q", y=alt.Y("value:N", sort=list(PLAIN_NAMES.values()), title=None, axis=alt.Axis(ticks=False, labelFontSize=11)),
        color=alt.Color("room:N", scale=parts.scale(ROOM), sort=list(ROOM), legend=key))
    lines = alt.Chart(alt.NamedData("moved")).mark_rule(strokeWidth=2, strokeDash=[2, 3]).encode(x=alt.X("at:Q"), color=alt.value("currentColor"))
    return alt.layer(bars, lines)


def _ways(row):
    """How far of the way down and up a value may go, where an end is the farthest that the sweep draws; infinite where there is no way."""
    value, low, high = (float(row[column]) for column in ("value", "low", "high"))
    least, most = widened(value, 1.0, *_domain(row["name"]))
    return [min(free / way, 1) if change else 1 if way else np.inf
            for free, way, change in ((value - low, value - least, row["below"]), (high - value, most - value, row["above"]))]


def _domain(name):
    """The ends between which a value can lie, of rates of learning those between which they were sought."""
    if name == "noise":
        return 0.0, np.inf
    lever = LEVERS.get(name.rpartition(".")[2])
    return (lever.low, lever.high) if lever else levers.SEARCHED[name]
