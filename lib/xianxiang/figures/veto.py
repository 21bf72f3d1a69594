"""Figures of the one-item veto: what a longer list gets done, where form appears, and what the superior sees of it."""

import altair as alt
import numpy as np

from .. import veto
from ..institution import NOW, THEN
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

COST, FORM, TROUBLE = 0.25, 0.25, 0.3
"""What an item costs, which share of that paper takes, and the chance that an item goes wrong that is not done for real."""

KINDS = {"done for real": parts.PALETTE["green"], "on paper": parts.PALETTE["violet"], "skipped": parts.PALETTE["routine"]}
"""What becomes of an item, in the order of `veto.plan`."""

PLANS = (("All for real 做实", parts.PALETTE["green"], "●"), ("All on paper 走形式", parts.PALETTE["violet"], "▲"), ("Nothing 不做", parts.PALETTE["routine"], "■"))
"""The three plans of which one is best where nothing limits what can be spent, in the order of `veto.values`."""

LISTS = np.arange(1, 15)
COMMON = Slider("common", "Common cost of real work κ₀", values=[0, 0.3, 0.6, 0.9], default=0.6, fmt=".1f",
                help="due once, with the first item that is done for real, in units of effort")


def the_list_grows() -> Explorer:
    """What becomes of the items on lists of every length."""
    grid = Grid([Slider("veto_items", "Items on the list n", values=LISTS, default=2, fmt=".0f", help="each of them fails the whole evaluation"), COMMON,
                 Slider("negativity", "Share that is penalty ν", values=[0.1, 0.3, 0.5, 0.7, 0.9], default=0.1, fmt=".0%"),
                 Slider("individualization", "Individual responsibility ι", values=[0.1, 0.3, 0.5, 0.7, 0.9], default=0.1, fmt=".0%")])
    lists = grid.along(items=LISTS)
    rule = THEN.replace(**lists.pick("negativity", "individualization"), veto_items=lists["items"])
    counts = veto.plan(rule, cost=COST, common=lists["common"], form=FORM, trouble=TROUBLE)[:1]
    plan = grid.lay("veto_items", np.moveaxis(counts, -2, 0)).argmax(axis=-1)
    here = THEN.replace(**grid.pick("negativity", "individualization", "veto_items"))
    return explore(
        name="the-list-grows", title="The list grows", controls=grid, tables={"bars": Table({"items": LISTS, "kind": list(KINDS)}, decimals=0, count=counts, here=(LISTS == lists["veto_items"])[..., None])},
        charts=[Chart(_bars_chart(), label="What becomes of the items, by the length of the list", height=290,
                      alt="Bars over the number of items on the list, up to 14: how many are done for real, how many on paper and how many are skipped. The bar of the present list is darker.")],
        words=Words(np.array(["real", "paper", "nothing"])[plan], LIST_WORDS, _worth(here, grid, plan)), regime=Regime(plan, entries=PLANS), presets=LIST_PRESETS, bet=LIST_BET,
        play=Play([{"veto_items": int(n)} for n in LISTS], seconds=0.6, label="Let the list grow"),
    )


def _worth(rule, grid, plan):
    """Of real work, an item: what it spares and costs, against paper where all is on paper, else against nothing."""
    risk, n = 1 - (1 - rule.monitoring * TROUBLE) ** rule.veto_items, rule.veto_items
    stake, paper = rule.reward + rule.penalty * rule.felt, plan == 1
    moved = rule.penalty * rule.individualization * rule.transferability
    return {"items": n, "risk": risk, "moved": moved / stake, "each": (stake - paper * moved) * risk / n, "cost": grid["common"] / n + COST * (1 - paper * FORM)}


LIST_WORDS = {
    "real": "A list of {items:.0f}, all done for real: that spares {each:.3f} an item and costs {cost:.3f}. Left undone, something would be found with a chance of {risk:.0%}.",
    "paper": "A list of {items:.0f}, all on paper: something is found with a chance of {risk:.0%}, and the files then move {moved:.0%} of what is at stake. "
             "Real work would spare {each:.3f} an item more and cost {cost:.3f} more.",
    "nothing": "A list of {items:.0f}, nothing done: something is found with a chance of {risk:.0%}. Real work would spare {each:.3f} an item and cost {cost:.3f}.",
}
LIST_PRESETS = {"Two items": {}, "Twelve items": {"veto_items": 12}, "No common cost": {"common": 0}, "Penalties on persons": {"negativity": 0.9, "individualization": 0.9}}
LIST_BET = Bet("Two items can each sink a township's year. It does neither, and trusts to luck. Then the list grows to twelve. What does the township do about the twelve?",
               options=["It does all twelve well", "It does as many as it can", "It does none of them"],
               replies=["It does none. On the way there is a stretch in which it does do everything. Press Let the list grow and watch it come and go.",
                        "It does none. Nothing limits what it can spend here, yet half measures do not pay. Press Let the list grow.",
                        "Right. But on the way there is a stretch in which it does everything. Press Let the list grow and watch it come and go."])


def _bars_chart():
    """Stacked bars by the length of the list, that of the present list darker."""
    x = alt.X("items:O", title="Items on the list", axis=alt.Axis(labelAngle=0))
    y = alt.Y("count:Q", title="Items", stack="zero", scale=alt.Scale(domain=[0, int(LISTS[-1])], nice=False), axis=alt.Axis(tickCount=7, format="d"))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-30, legendY=-22, title=None)
    kinds = {"sort": list(KINDS), "legend": key}
    fill = alt.FillOpacity("kind:N", scale=alt.Scale(domain=list(KINDS), range=[1, 0.55, 0.25]), **kinds)
    return alt.Chart(alt.NamedData("bars")).transform_filter("datum.count > 0").transform_calculate(place=f"indexof({list(KINDS)}, datum.kind)").mark_bar(strokeWidth=1.5).encode(
        x=x, y=y, color=alt.Color("kind:N", scale=parts.scale(KINDS), **kinds), stroke=alt.Stroke("kind:N", scale=parts.scale(KINDS), **kinds), fillOpacity=fill,
        order="place:Q", opacity=alt.condition("datum.here", alt.value(1), alt.value(0.4)))


NUMBERS = np.arange(1, 17)
SPREAD = np.linspace(0, 1, 20) ** 1.5
"""Where between its ends a part of the map's line has its knots: closer where it bends more."""

BELOW = {"few": ("nothing done", parts.PALETTE["routine"]), "window": ("for real", parts.PALETTE["green"]), "many": ("nothing done", parts.PALETTE["routine"])}
"""What is done below the line: before the numbers of items at which real work beats nothing, at them, and beyond."""


def where_form_appears() -> Explorer:
    """What is best, by the number of items and by how much of a personal sanction can be moved."""
    grid = Grid([Slider("veto_items", "Items on the list n", values=NUMBERS, default=6, fmt=".0f"),
                 Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 21), default=0.8, fmt=".0%", help="share of a sanction on a person that a complete file moves to others"),
                 COMMON, Slider("form", "Price of paper ψ", values=[0.1, 0.25, 0.5, 0.75], default=0.25, fmt=".0%", help="share of the cost of an item that a complete file takes")])
    rule, own = NOW.replace(**grid.pick("veto_items", "transferability")), grid.pick("common", "form") | {"cost": COST, "trouble": TROUBLE}
    plan = _best(veto.values(rule, **own))
    edge = veto.form_threshold(rule, **own) / (NOW.penalty * NOW.individualization)
    said = np.where(plan == 1, "paper", np.char.add(np.where(plan == 0, "real", "nothing"), np.where(edge < 1, "", " always")))
    line, names = _map_tables(grid, own)
    return explore(
        name="where-form-appears", title="Where form appears", controls=grid,
        tables={"line": line, "names": names, "here": Table({}, items=grid["veto_items"], blame=grid["transferability"])},
        charts=[Chart(_map_chart(), label="Above the line all is done on paper", height=300,
                      alt="A map over the number of items, across, and the share of a personal sanction that can be moved, upwards. A line divides it: above it all is done "
                          "on paper. Below it all is done for real or nothing is done. A dot marks the present setting.")],
        words=Words(said, MAP_WORDS, {"items": grid["veto_items"], "edge": edge}), regime=Regime(plan, entries=PLANS),
        presets={"Now 现在": {}, "A fifth can be moved": {"transferability": 0.2, "veto_items": 11}, "No common cost": {"common": 0}, "Paper is dear": {"form": 0.75}},
        play=Play([{"transferability": b} for b in np.linspace(1, 0, 21)], seconds=0.3, label="Let files move less"),
    )


_ITEMS = "A list of {items:.0f}"
MAP_WORDS = {
    "paper": _ITEMS + ", all on paper. That is best as long as a complete file moves at least {edge:.1%} of a sanction on a person.",
    "real": _ITEMS + ", all done for real. If a complete file moved more than {edge:.1%} of a sanction on a person, all would be on paper.",
    "nothing": _ITEMS + ", nothing done. If a complete file moved more than {edge:.1%} of a sanction on a person, all would be on paper.",
    "real always": _ITEMS + ", all done for real. Nothing would be on paper even if a complete file moved all of a sanction on a person.",
    "nothing always": _ITEMS + ", nothing done. Nothing would be on paper even if a complete file moved all of a sanction on a person.",
}


def _best(values):
    """Which of all for real, all on paper and nothing is best; of those that are as good, the one in which less is done."""
    return 2 - (values[..., ::-1] > values.max(axis=-1, keepdims=True) - 1e-9).argmax(axis=-1)


def _map_tables(grid, own):
    """The line, in three parts over numbers of items of their own, and where there is room for the names of what it divides."""

    def line(items):
        rule, each = NOW.replace(veto_items=items), {key: np.asarray(value)[..., None] for key, value in own.items()}
        return np.clip(veto.form_threshold(rule, **each) / (NOW.penalty * NOW.individualization), 0, 1)

    first, last = float(NUMBERS[0]), float(NUMBERS[-1])
    window = np.clip(veto.window(NOW.replace(transferability=0), cost=COST, common=grid["common"], trouble=TROUBLE), first, last)
    ends = np.stack(np.broadcast_arrays(first, *np.moveaxis(np.nan_to_num(window, nan=last), -1, 0), last), axis=-1)[..., None]
    spans = [ends[..., i, :] + (ends[..., i + 1, :] - ends[..., i, :]) * SPREAD for i in range(3)]
    parted = Table({"part": list(BELOW), "knot": range(len(SPREAD))}, decimals=3, items=np.stack(spans, axis=-2), blame=np.stack([line(span) for span in spans], axis=-2))

    fine, room = np.linspace(first, last, 61), 13  # points that a name takes
    inside = [(fine >= ends[..., i, :]) & (fine <= ends[..., i + 1, :]) for i in range(3)]
    height = np.stack(np.broadcast_arrays(*(line(fine) * where for where in inside), 1 - line(fine)), axis=-2)
    free = np.lib.stride_tricks.sliding_window_view(height, room, axis=-1).min(axis=-1)
    middle, free = fine[free.argmax(axis=-1) + room // 2], free.max(axis=-1)
    upward = np.where(np.arange(4) < 3, free / 2, 1 - free / 2)
    names = [*(name for name, _ in BELOW.values()), "on paper"]
    return parted, Table({"name": names}, decimals=2, items=middle, blame=np.where(free > 0.1, upward, np.nan))


def _map_chart():
    """Areas, the line, names and the dot."""
    x = alt.X("items:Q", title="Items on the list", scale=alt.Scale(domain=[1, int(NUMBERS[-1])], nice=False), axis=alt.Axis(values=[1, 4, 8, 12, 16]))
    y, ink = alt.Y("blame:Q", title="Blame that can be moved", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)), alt.value("currentColor")
    ground = alt.Chart(alt.NamedData("line"))
    below = ground.mark_area(opacity=0.3, clip=True).encode(x=x, y=y, y2=alt.datum(0), color=alt.Color(
        "part:N", scale=parts.scale({part: colour for part, (_, colour) in BELOW.items()}), legend=None))
    above = ground.mark_area(opacity=0.3, clip=True, color=parts.PALETTE["violet"]).encode(x=x, y=y, y2=alt.datum(1), detail="part:N")
    line = ground.mark_line(strokeWidth=2, clip=True).encode(x=x, y=y, detail="part:N", color=ink)
    name = alt.Chart(alt.NamedData("names")).transform_filter("isValid(datum.blame)").mark_text(fontSize=12, fontStyle="italic", baseline="middle").encode(
        x=x, y=y, text="name:N", color=ink)
    return alt.layer(below, above, line, name, alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=ink))


SPEND = {"2": 2.0, "2.5": 2.5, "3": 3.0, "no limit": np.inf}
"""What the township can spend, as number."""

SEEN = {"on file": parts.PALETTE["violet"], "done": parts.PALETTE["green"]}


def what_the_superior_gets() -> Explorer:
    """What is reported and what is done, by the length of the list."""
    grid = Grid([Slider("veto_items", "Items on the list n", values=NUMBERS, default=9, fmt=".0f"),
                 Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 6), default=0.4, fmt=".0%", help="share of a sanction on a person that a complete file moves to others"),
                 Slider("strength", "Strength of the stakes s", values=[4, 6, 8], default=8, fmt=".0f", help="in units of effort"),
                 Choice("budget", "Effort to spend H", options=list(SPEND), default="2.5", help="in units of effort; an item takes a quarter")])
    lists = grid.along(items=NUMBERS)
    rule = NOW.replace(**lists.pick("transferability", "strength"), veto_items=lists["items"])
    counts = veto.plan(rule, cost=COST, common=0.6, form=FORM, trouble=TROUBLE, budget=lists.map("budget", SPEND))[:1]
    seen = np.stack([counts[..., 0] + counts[..., 1], counts[..., 0]], axis=-1)
    here = grid.lay("veto_items", np.moveaxis(seen, -2, 0))
    most, best = seen[..., 1].max(axis=-1), 1 + seen[..., 1].argmax(axis=-1)
    return explore(
        name="what-the-superior-gets", title="What the superior gets", controls=grid,
        tables={"lines": Table({"items": NUMBERS, "what": list(SEEN)}, decimals=0, count=seen), "here": Table({"what": list(SEEN)}, decimals=0, items=grid["veto_items"][..., None], count=here),
                "best": Table({}, decimals=0, items=np.where(most > 0, best, np.nan), count=most)},
        charts=[Chart(_seen_chart(), label="Ring: the shortest list with which most is done", height=290,
                      alt="Two lines over the number of items on the list: how many items are on file as done, and how many are done. Dots mark the present list, "
                          "a ring the shortest list with which most is done, if any is.")],
        words=Words(np.where(most > 0, "some", "none"), SEEN_WORDS, {"items": grid["veto_items"], "file": here[..., 0], "done": here[..., 1], "best": best, "most": most}),
        presets={"Nine items": {}, "Ten": {"veto_items": 10}, "Now 现在": {"veto_items": 6, "transferability": 0.8, "strength": 4, "budget": "no limit"},
                 "Nothing to move": {"transferability": 0}},
        play=Play([{"veto_items": int(n)} for n in NUMBERS], seconds=0.5, label="Let the list grow"),
    )


SEEN_WORDS = {
    "some": "On the list {items:.0f}, on file {file:.0f}, done {done:.0f}. The most that a list of up to 16 gets done is {most:.0f}; one of {best:.0f} is enough.",
    "none": "On the list {items:.0f}, on file {file:.0f}, done {done:.0f}. With no list of up to 16 is anything done.",
}


def _seen_chart():
    """Lines of what is on file and what is done."""
    x = alt.X("items:Q", title="Items on the list", scale=alt.Scale(domain=[1, int(NUMBERS[-1])], nice=False), axis=alt.Axis(values=[1, 4, 8, 12, 16]))
    y = alt.Y("count:Q", title="Items", scale=alt.Scale(domain=[0, int(NUMBERS[-1])], nice=False), axis=alt.Axis(values=[0, 4, 8, 12, 16]))
    colour = alt.Color("what:N", scale=parts.scale(SEEN), legend=None)
    ring = alt.Chart(alt.NamedData("best")).transform_filter("isValid(datum.items)").mark_point(size=260, filled=False, strokeWidth=2, opacity=1).encode(
        x=x, y=y, color=alt.value("currentColor"))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=colour)
    return alt.layer(parts.curves("lines", "what", SEEN, left=28, x=x, y=y), ring, here)
