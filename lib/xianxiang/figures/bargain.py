"""Figures of ordinary work: what a finding costs where it can be talked over, and whether the two still hide."""

from dataclasses import replace

import altair as alt
import numpy as np

from .. import bargain, stage
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

MOST = 8.0
"""The largest stakes in the figure of the price, in units of effort."""

TOP = 2.0
"""The largest exposure in the figures, per unit of stakes."""

SHARE = Slider("share", "Checker's share of the saving γ", values=[0, 0.25, 0.5, 0.75, 1], default=0.5, fmt=".0%")
EXPOSURE = Slider("exposure", "Exposure: what letting pass risks ξ", values=np.linspace(0, TOP, 9), default=0.25, fmt=".2f",
                  help="expected loss from letting a finding pass, for each unit at stake")
COOPERATION = Slider("cooperation", "Help that the checker needs h", values=[-1, -0.5, 0, 0.25, 0.5, 1], default=0.25, fmt=".2f",
                     help="what recording a finding costs the checker, in units of effort; below zero it lives on findings")
REGIMES = (("Talk 协商", parts.PALETTE["green"], "●"),
           ("Talk and hide 协商并遮盖", parts.PALETTE["violet"], "◆"),
           ("Hide 遮盖", parts.PALETTE["shield"], "▲"),
           ("Record 记录在案", parts.PALETTE["routine"], "■"))
"""What can become of a problem, by whether it can be talked over and whether hiding it can last."""

LINES = {"nobody talks": parts.PALETTE["crimson"], "it can be talked over": parts.PALETTE["shield"]}


def prizes(strength, **levers):
    """An institution with prizes only, so that all that is at stake for a side is the strength itself."""
    return Institution(strength=strength, negativity=0.0, **levers)


def pays(institution):
    """Price of a finding from which hiding together pays, where sanctions fall on nobody in person."""
    found = stage.findings(institution)
    return institution.shield_cost / (found[..., 1] - found[..., 2])


def _reading(rule, **talk):
    """Index into `REGIMES`, price, the price from which hiding pays, and the stakes from which it can last with talk."""
    price, enough = bargain.price(rule, **talk), pays(rule)
    talked = bargain.room(rule, talk["exposure"], talk["cooperation"]) > 0
    hidden = bargain.can_last(rule, **talk)[..., stage.SHIELD]
    code = np.where(talked, np.where(hidden, 1, 0), np.where(hidden, 2, 3))
    return code, {"price": price, "pays": enough, "gain": -price, "start": bargain.hiding_threshold(rule, **talk)}


def price_and_stake() -> Explorer:
    """What a finding costs as the stakes grow, with a checker who can be talked to."""
    grid = Grid([Slider("strength", "Stakes of the check s", values=[0.25, 0.5, 1, 1.5, 2, 3, 4, 5.6, 8], default=5.6, fmt=".2f", help="in units of effort"),
                 SHARE, EXPOSURE, COOPERATION])
    talk, rule = grid.pick("share", "exposure", "cooperation"), prizes(grid["strength"])
    code, values = _reading(rule, **talk)
    start = np.minimum(bargain.hiding_threshold(prizes(MOST), **talk), MOST)
    closes = bargain.closing_stakes(talk["exposure"], talk["cooperation"])
    knots = np.sort(np.stack(np.broadcast_arrays(0.0, np.where(closes < MOST, closes, 0.0), start, MOST), axis=-1), axis=-1)
    talked = bargain.price(prizes(knots), **{name: value[..., None] for name, value in talk.items()})
    sentence = np.where(code != 0, np.array(["talk", "both", "hide", "record"])[code],
                        np.where(values["gain"] > 1e-9, "paid", np.where(np.isinf(values["start"]), "talk only", "talk")))
    looks = bargain.looks(rule, **talk)
    return explore(
        name="price-and-stake", title="What a finding costs, with talk and without", controls=grid,
        tables={"prices": Table({"knot": range(4), "checker": list(LINES)}, stakes=knots[..., None], price=np.stack([knots, talked], axis=-1)),
                "hidden": Table({}, start=start, end=MOST), "line": Table({}, pays=pays(prizes(MOST))),
                "here": Table({}, stakes=grid["strength"], price=values["price"])},
        charts=[Chart(_price_chart(), label="Dotted: hiding pays above. Shaded: it can last", height=300,
                      alt="Two lines of what a finding costs each side against the stakes: one where nobody talks and one where it can be talked "
                          "over. A dotted line marks the price from which hiding pays; stakes at which hiding can last are shaded; a dot marks "
                          "the present stakes.")],
        words=Words(sentence, PRICE_WORDS, values | {"start": np.where(np.isinf(values["start"]), 0, values["start"]), "aside": np.where(looks, "", ASIDE)}),
        regime=Regime(code, entries=REGIMES), presets=PRICE_PRESETS, bet=BET,
    )


ASIDE = " Left to itself, this checker would not look."
PRICE_WORDS = {
    "paid": "They talk, and there is nothing to hide: to be found and let pass leaves each side better off by {gain:.2f}.{aside}",
    "talk": "They talk and need not hide: a finding costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}; with this checker that takes stakes of {start:.2f}.{aside}",
    "talk only": "They talk and need not hide: a finding costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}; with this checker no stakes are large enough.{aside}",
    "both": "They talk, and hiding can last as well: a finding costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}; with this checker that takes stakes of {start:.2f}.{aside}",
    "hide": "There is no room to talk, and hiding can last: a finding is recorded and costs each side all that is at stake, {price:.2f}. Hiding pays once it costs {pays:.2f}.{aside}",
    "record": "There is no room to talk, and hiding does not pay: a finding is recorded and costs each side all that is at stake, {price:.2f}. Hiding pays once it costs {pays:.2f}.{aside}",
}
PRICE_PRESETS = {"A mild check": {"strength": 0.25}, "Much at stake": {}, "The checker takes all": {"share": 1.0},
                 "Watched from above": {"exposure": 1.25}, "Lives on findings": {"exposure": 0.0, "cooperation": -1.0, "strength": 0.5}}
BET = Bet("Five times as much is at stake as makes two governments hide from a checker who cannot be talked to. But this one can, and wants no more "
          "than half of what talking saves. Do they still hide?",
          options=["No: what can be talked over need not be hidden", "Yes, as if nobody could talk", "They may do both"],
          replies=["Not here. They do talk; but half of so much is still worth hiding.",
                   "They can, but not as if nobody talked. Without talk hiding pays from stakes of 1.11 on. Lower the stakes and see how far it moves.",
                   "Right. They talk, and hiding can last as well. Lower the stakes, and it ends long before there is nothing to talk about."])


def _axes(across, upwards, right, low, high, ticks=5):
    """Makers of the two axes of a chart, by the field that they show."""

    def x(field):
        return alt.X(field, title=across, scale=alt.Scale(domain=[0, right], nice=False), axis=alt.Axis(tickCount=int(right)))

    def y(field):
        return alt.Y(field, title=upwards, scale=alt.Scale(domain=[low, high], nice=False), axis=alt.Axis(tickCount=ticks))

    return x, y


def _price_chart():
    x, y = _axes("At stake for each side (units of effort)", "A finding costs each side (units of effort)", MOST, -1, MOST)
    shade = alt.Chart(alt.NamedData("hidden")).mark_rect(opacity=0.15).encode(x=x("start:Q"), x2="end:Q", color=alt.value(parts.PALETTE["violet"]))
    enough = alt.Chart(alt.NamedData("line")).mark_rule(strokeDash=[2, 2]).encode(y=y("pays:Q"), color=alt.value("currentColor"))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x("stakes:Q"), y=y("price:Q"), color=alt.value("currentColor"))
    return alt.layer(shade, enough, parts.curves("prices", "checker", LINES, left=18, x=x("stakes:Q"), y=y("price:Q")), here)


WIDEST = 6.0
"""The largest stakes on the map of regions, in units of effort."""


def four_regions() -> Explorer:
    """What becomes of a problem, by the stakes and by what letting it pass risks."""
    grid = Grid([Slider("strength", "Stakes of the check s", values=[0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6], default=3, fmt=".2f", help="in units of effort"),
                 replace(EXPOSURE, default=1.25), replace(SHARE, values=[0.1, 0.25, 0.5, 0.75, 0.9]), replace(COOPERATION, default=0.5),
                 Slider("concealment", "What two can hide together c", values=[0.3, 0.6, 0.9], default=0.9, fmt=".0%")])
    code, values = _reading(prizes(**grid.pick("strength", "concealment")), **grid.pick("share", "exposure", "cooperation"))
    ground = pays(prizes(1.0, concealment=grid["concealment"])), grid["share"], grid["cooperation"]
    return explore(
        name="four-regions", title="Talk, hide, both or neither", controls=grid,
        tables={"regions": _regions(*ground), "names": _names(*ground), "here": Table({}, stakes=grid["strength"], exposure=grid["exposure"])},
        charts=[Chart(_region_map(), label="", height=320,
                      alt="Map of the stakes, across, and of what letting a finding pass risks, upwards, in up to four regions: talk, talk and hide, "
                          "hide, record. A dot marks the present setting.")],
        words=Words(np.where((code == 0) & (values["gain"] > 1e-9), "paid", np.array(["talk", "both", "hide", "record"])[code]), REGION_WORDS,
                    {name: values[name] for name in ("price", "pays", "gain")}),
        regime=Regime(code, entries=REGIMES),
        presets={"A department's check": {"strength": 0.5, "exposure": 0.25}, "Strong and open": {"strength": 6, "exposure": 0.25}, "Watched from above": {},
                 "Lives on findings": {"strength": 0.5, "exposure": 0, "share": 0.1, "cooperation": -1}},
        play=Play([{"strength": s} for s in (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6)], seconds=0.6, label="Raise the stakes"),
    )


REGION_WORDS = {
    "paid": "Talk is enough: to be found and let pass leaves each side better off by {gain:.2f}.",
    "talk": "Talk is enough: a finding is let pass and costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}.",
    "both": "Talk and hiding go together: a finding is let pass and costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}.",
    "hide": "There is no room to talk: a finding is recorded and costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}.",
    "record": "There is no room to talk, and hiding does not pay: a finding is recorded and costs each side {price:.2f}. Hiding pays once it costs {pays:.2f}.",
}


def _borders(stakes, enough, share, cooperation):
    """Exposures at which talk ends and at which hiding begins, within the map; the second is no larger than the first."""
    closing = np.clip(1 + cooperation / stakes, 0, TOP)
    hiding = (enough + (1 - share) * cooperation - share * stakes) / ((1 - share) * stakes)
    return closing, np.where(stakes < enough, closing, np.clip(hiding, 0, closing))


def _regions(enough, share, cooperation):
    """The four areas of the map as a table: at given stakes each is an interval of exposures."""
    bends = [np.abs(cooperation), (enough + (1 - share) * cooperation) / share, (enough + (1 - share) * cooperation) / (TOP - share * (TOP - 1))]
    stakes = np.sort(np.stack(np.broadcast_arrays(*np.linspace(0.02**0.5, WIDEST**0.5, 40) ** 2, enough * (1 - 1e-6), enough * (1 + 1e-6),
                                                  *(np.clip(bend, 0.02, WIDEST) for bend in bends)), axis=-1), axis=-1)
    enough, share, cooperation = (np.asarray(part)[..., None] for part in (enough, share, cooperation))
    closing, hiding = _borders(stakes, enough, share, cooperation)
    weak, top = stakes < enough, np.full_like(stakes, TOP)
    low = [0 * top, hiding, np.where(weak, top, closing), np.where(weak, closing, top)]
    high = [hiding, closing, top, top]
    return Table({"knot": range(stakes.shape[-1]), "region": [name for name, _, _ in REGIMES]},
                 stakes=stakes[..., None], low=np.stack(low, axis=-1), high=np.stack(high, axis=-1))


def _names(enough, share, cooperation):
    """Where the regions' names stand: where there is room, nearest to the middle of each; NaN where there is none."""
    across, upwards = np.meshgrid(np.linspace(0, WIDEST, 25), np.linspace(0, TOP, 21), indexing="ij")
    enough, share, cooperation = (np.asarray(part)[..., None, None] for part in (enough, share, cooperation))
    closing, hiding = _borders(np.maximum(across, 0.02), enough, share, cooperation)
    code = np.where(upwards < closing, np.where(upwards < hiding, 0, 1), np.where(across < enough, 3, 2))
    points = np.stack([across, upwards], axis=-1).reshape(-1, 2)
    at = np.stack([_middle(code == k, half, points) for k, half in enumerate((1, 3, 1, 2))], axis=-2)
    return Table({"region": [name for name, _, _ in REGIMES]}, stakes=at[..., 0], exposure=at[..., 1])


def _middle(inside, half, points):
    """The point with room for a name of this many half steps across that is nearest to the middle of an area."""
    wide, high = inside.shape[-2:]
    around = np.pad(inside, [(0, 0)] * (inside.ndim - 2) + [(half, half), (1, 1)])
    room = np.all([around[..., x : x + wide, y : y + high] for x in range(2 * half + 1) for y in range(3)], axis=0)
    inside, room = (part.reshape(*part.shape[:-2], -1) for part in (inside, room))
    middle = inside.astype(float) @ points / np.maximum(inside.sum(axis=-1), 1)[..., None]
    far = (((points - middle[..., None, :]) / [WIDEST, TOP]) ** 2).sum(axis=-1)
    best = points[np.where(room, far.round(9), np.inf).argmin(axis=-1)]
    return np.where(room.any(axis=-1)[..., None], best, np.nan)


def _region_map():
    x, y = _axes("At stake for each side (units of effort)", "Letting pass risks (share of the stakes)", WIDEST, 0, TOP, ticks=4)
    ground, ink, stakes = alt.Chart(alt.NamedData("regions")), alt.value("currentColor"), x("stakes:Q")
    colours = {name: colour for name, colour, _ in REGIMES}
    area = ground.mark_area(opacity=0.25, clip=True).encode(x=stakes, y=y("low:Q"), y2="high:Q", color=alt.Color("region:N", scale=parts.scale(colours), legend=None))
    edge = ground.mark_line(strokeWidth=1, opacity=0.5, clip=True).encode(x=stakes, y=y("low:Q"), detail="region:N", color=ink)
    name = alt.Chart(alt.NamedData("names")).transform_filter("isValid(datum.stakes)").transform_calculate(
        text="lower(replace(datum.region, regexp(' [^A-Za-z ]+'), ''))").mark_text(fontSize=12, fontStyle="italic").encode(
        x=stakes, y=y("exposure:Q"), text="text:N", color=ink)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=stakes, y=y("exposure:Q"), color=ink)
    return alt.layer(area, edge, name, here)


LARGEST = 5.0
"""Both axes of the map of what can last run from 0 to this many units of effort."""

LASTING = {(True, True, False): "hiding together or passing the blame", (True, False, True): "hiding together or doing the minimum",
           (False, True, True): "passing the blame or doing the minimum", (True, False, False): "only hiding together",
           (False, True, False): "only passing the blame", (False, False, True): "only doing the minimum",
           (True, True, True): "any of the three", (False, False, False): "nothing that both do alike"}
"""Words for which of mutual shielding, deflection and routine can last."""


def _lasting(held):
    """The words of `LASTING` for arrays whose last axis is the action."""
    words = np.array([LASTING[bool(n & 4), bool(n & 2), bool(n & 1)] for n in range(8)])
    return words[held @ np.array([4, 2, 1])]


def open_checker() -> Explorer:
    """What can last with a checker who can be talked to, and what without."""
    grid = Grid([replace(SHARE, values=[0.25, 0.5, 0.75, 1], default=1),
                 Slider("strength", "Strength of the stakes s", values=[2, 3, 4, 5], default=4, fmt=".0f", help="in units of effort"),
                 Slider("negativity", "Share that is penalty ν", values=np.linspace(0, 1, 11), default=0.9, fmt=".0%"),
                 Choice("individualization", "Sanctions fall on", options=list(parts.LIABLE), default="the person"),
                 Slider("concealment", "What two can hide together c", values=[0.3, 0.5, 0.7, 0.9], default=0.9, fmt=".0%")])
    rule = Institution(**grid.pick("strength", "negativity", "concealment"), individualization=grid.map("individualization", parts.LIABLE))
    (shared, personal), price = stage.stakes(rule), bargain.price(rule, grid["share"])
    before, after = (_lasting(bargain.can_last(rule, share)) for share in (1.0, grid["share"]))
    return explore(
        name="open-checker", title="Talk moves the dot to the left", controls=grid,
        tables={"lasting": _lasting_table(Institution(concealment=grid["concealment"])),
                "here": Table({}, price=price, recorded=shared + personal, personal=personal)},
        charts=[Chart(_lasting_map(), label="Where areas overlap, more than one can last", height=320,
                      alt="Map of what a finding costs, across, and of how much of it falls on a person, upwards, with overlapping areas in which "
                          "hiding together, passing the blame or doing the minimum can last. A ring marks the setting without talk, a dot the "
                          "setting with it.")],
        words=Words(np.where(grid["share"] == 1, "closed", np.where(before == after, "same", "changed")), OPEN_WORDS,
                    {"shift": shared + personal - price, "before": before, "after": after}),
        presets={"Penalties, person": {"share": 0.5}, "Penalties, unit": {"individualization": "the unit", "share": 0.5},
                 "Prizes": {"negativity": 0, "share": 0.5}},
        play=Play([{"share": share} for share in (1, 0.75, 0.5, 0.25)], seconds=1, label="Let them talk"),
    )


OPEN_WORDS = {
    "closed": "The checker takes all that talking saves, so it is as if nobody talked. What can last is {before}.",
    "same": "Talk takes {shift:.2f} off the price of a finding. What can last is {after}, with talk and without.",
    "changed": "Talk takes {shift:.2f} off the price of a finding. What could last without it was {before}; now it is {after}.",
}


def _lasting_table(institution):
    """The areas in which each mutual conduct can last, in the plane of the price of a finding and of its part on the person."""
    f0, f1, f2 = np.moveaxis(stage.findings(institution), -1, 0)
    size, (g, k, b) = LARGEST, (institution.shield_cost, institution.deflect_cost, institution.transferability)

    def shield(price):
        return ((f1 - f2) * price - (g - k)) / (b * f1)

    def deflect(price):
        return np.maximum(k / (b * f0), ((f0 - f1) * price - (g - k)) / (b * f1))

    first, bend = np.minimum(g / (f1 - f2), size), np.clip((size * b * f1 + g - k) / (f1 - f2), 0, size)
    kink, least = np.clip((k * f1 / f0 + g - k) / (f0 - f1), 0, size), np.minimum(g / (f0 - f1), size)
    zero, end = 0 * f0, 0 * f0 + size
    price = [np.maximum(first, [first, bend, end]), [zero, kink, end], [zero, least, least]]
    low = [[zero] * 3, deflect(np.array(price[1])), [zero] * 3]
    high = [np.where(first < size, shield(price[0]), 0), [end] * 3, [k / (b * f0)] * 3]
    columns = {name: np.moveaxis(np.clip(np.array([np.broadcast_arrays(*part) for part in column]), 0, size), (1, 0), (-2, -1))
               for name, column in (("price", price), ("low", low), ("high", high))}
    return Table({"knot": range(3), "conduct": stage.ACTIONS}, **columns)


def _lasting_map():
    x, y = _axes("A finding costs each side (units of effort)", "Borne by a person (units of effort)", LARGEST, 0, LARGEST)
    ground, here, ink = alt.Chart(alt.NamedData("lasting")), alt.Chart(alt.NamedData("here")), alt.value("currentColor")
    colour = alt.Color("conduct:N", scale=parts.scale(parts.ACTION_COLOURS), legend=None)
    area = ground.mark_area(opacity=0.3, clip=True).encode(x=x("price:Q"), y=y("low:Q"), y2="high:Q", color=colour)
    edges = [ground.mark_line(strokeWidth=1.5, clip=True).encode(x=x("price:Q"), y=y(field), color=colour) for field in ("low:Q", "high:Q")]
    names = [here.mark_text(fontSize=12, fontStyle="italic", align=align).encode(x=alt.datum(across), y=alt.datum(upwards), text=alt.value(parts.PLAIN[action]), color=ink)
             for action, across, upwards, align in (("shield", 4.9, 0.4, "right"), ("deflect", 0.1, 4.7, "left"), ("routine", 0.1, 0.4, "left"))]
    way = here.mark_rule(strokeDash=[3, 3]).encode(x=x("price:Q"), x2="recorded:Q", y=y("personal:Q"), color=ink)
    ring = here.mark_point(size=130, filled=False).encode(x=x("recorded:Q"), y=y("personal:Q"), color=ink)
    return alt.layer(area, *edges, *names, way, ring, here.mark_point(**parts.HERE).encode(x=x("price:Q"), y=y("personal:Q"), color=ink))
