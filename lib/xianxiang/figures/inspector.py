"""Figures of the inspector's view: what a reward for telling does, attachment that is bought, longer chains."""

import altair as alt
import numpy as np

from .. import inspector
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Regime, Slider, Table, Words, explore
from . import parts
from .alliance import LOOSEN, TIGHTEN

HALF = {"negativity": 0.5, "individualization": 0.5, "executor": 0.5}
"""Prizes and penalties in equal parts, half of a sanction on the person, a county half executor and half supervisor."""

REWARDS = np.linspace(0, 6, 25)
PRICES = {"the township": 0.0, "both": 0.5, "the county": 1.0}
"""The county's share in bargaining, by who sets the price of silence."""

AUDITS = np.linspace(0, 0.2, 5)
"""At these, with the stakes of `HALF`, neither side would leave a partner who hides but for a reward."""

NEAR = 1e-6
"""How far from a jump its two ends are computed: a tie keeps silent."""

SILENCE = (("Silent for nothing 无偿沉默", parts.PALETTE["shield"], "●"), ("Silent for a price 有偿沉默", parts.PALETTE["violet"], "◆"),
           ("Told 上报", parts.PALETTE["deflect"], "▲"))
SIDES = {"township": parts.PALETTE["deflect"], "county": parts.PALETTE["shield"]}


def _stakes_along(rule, thresholds, **own):
    """The two sides' stakes at the rewards where their lines bend or jump, on either side of a jump."""
    free, told = np.maximum(thresholds[..., :1], 0), np.maximum(thresholds[..., 1:2], 0)
    knots = np.concatenate([0 * free, free - NEAR, free + NEAR, told - NEAR, told + NEAR, 0 * free + REWARDS[-1]], axis=-1)
    knots = np.clip(knots, 0, REWARDS[-1])
    stake = inspector.prevention(rule, knots, **{name: value[..., None] for name, value in own.items()})[..., ::-1]
    return Table({"knot": range(6), "side": list(SIDES)}, reward=knots[..., None], stake=stake)


def _reward_chart():
    """Both stakes over the reward, the first report, and the present reward."""
    x = alt.X("reward:Q", title="Reward for telling (units of effort)", scale=alt.Scale(domain=[0, 6], nice=False), axis=alt.Axis(tickCount=6))
    y = alt.Y("stake:Q", title="Worth of no problem (units of effort)", scale=alt.Scale(domain=[-5, 6], nice=False), axis=alt.Axis(tickCount=6))
    ink = alt.value("currentColor")
    lines = parts.curves("stakes", "side", SIDES, left=24, x=x, y=y, order="knot:Q")
    first = alt.Chart(alt.NamedData("first"))
    rule = first.mark_rule(strokeDash=[2, 3]).encode(x=x, color=ink)
    words = [first.transform_filter(f"datum.reward {sign} 3").mark_text(text="first report", fontStyle="italic", align=align, dx=dx, baseline="top").encode(
        x=x, y=alt.value(4), color=ink) for sign, align, dx in (("<=", "left", 5), (">", "right", -5))]
    none = alt.Chart(alt.NamedData("zero")).mark_rule(strokeDash=[2, 2], opacity=0.5).encode(y=alt.Y("loss:Q"), color=ink)
    dots = [alt.Chart(alt.NamedData("here")).transform_filter(f"datum.side == '{side}'").mark_point(**parts.HERE | {"size": size}).encode(
        x=x, y=y, color=alt.Color("side:N", scale=parts.scale(SIDES), legend=None)) for side, size in zip(SIDES, (200, 70))]  # where they meet, both show
    return alt.layer(none, rule, *words, lines, *dots)


def when_it_begins_to_work() -> Explorer:
    """A reward for telling: where silence gets a price, where it breaks, and what that does to the stakes in prevention."""
    grid = Grid([Slider("reward", "Reward for telling r", values=REWARDS, default=0, fmt=".2f", help="in units of effort"),
                 Slider("transfer", "What is left of a favour τ", values=np.linspace(0, 1, 11), default=0.5, fmt=".0%"),
                 Choice("share", "The price of silence is set by", options=list(PRICES), default="the county"),
                 Slider("audit", "Covert audit α", values=AUDITS, default=0, fmt=".0%", help="chance that it finds what two hide")])
    rule, own = Institution(**HALF), grid.pick("audit", "transfer") | {"share": grid.map("share", PRICES)}
    thresholds = inspector.report_thresholds(rule, grid["audit"], grid["transfer"])[..., :2]
    zone = inspector.silence(rule, grid["reward"], grid["audit"], grid["transfer"])
    stakes = inspector.prevention(rule, grid["reward"], **own)
    lives = stakes[..., 0] < 0
    return explore(
        name="when-it-begins-to-work", title="When does it begin to work?", controls=grid,
        tables={"stakes": _stakes_along(rule, thresholds, **own), "first": Table({}, reward=thresholds[..., 1]), "zero": parts.ZERO,
                "here": Table({"side": list(SIDES)}, reward=grid["reward"][..., None], stake=stakes[..., ::-1])},
        charts=[Chart(_reward_chart(), label="What it is worth to each that there is no problem", height=290, alt=REWARD_ALT)],
        words=Words(np.where(lives, np.array(["free", "priced, lives", "told, lives"])[zone], np.array(["free", "priced", "told"])[zone]), REWARD_WORDS, {
            "favour": inspector.favour(rule, grid["reward"], **own), "township": stakes[..., 1], "county": stakes[..., 0], "loss": -stakes[..., 0]}),
        regime=Regime(zone, entries=SILENCE),
        presets={"Nothing for telling": {}, "A little": {"reward": 0.5}, "A lot": {"reward": 5}},
        bet=Bet("The province pays a county that tells what its township hides: nothing at first, then more and more. When does it become worth more to the "
                "township to have no problem?",
                options=["With the first report", "Before any report", "It never does"],
                replies=["Not here. Move the reward across the first report: the township's line does not stir.",
                         "Right. Find the reward at which the township's line jumps. Nothing is reported there.",
                         "It does, and long before anything is told. Find the reward at which the township's line jumps."]),
    )


REWARD_ALT = ("Two lines over the reward for telling, of what it is worth to the township and to the county that there is no problem. The "
              "township's is flat at first and rises once telling threatens; the county's falls from there on. A dotted line marks the first report.")
REWARD_WORDS = {
    "free": "The county keeps silent and nobody pays for it. To have no problem would be worth {township:.2f} to the township and {county:.2f} to the county.",
    "priced": "The county could gain by telling, and a favour that costs the township {favour:.2f} keeps it silent. To have no problem would be worth "
              "{township:.2f} to the township and {county:.2f} to the county.",
    "priced, lives": "The county could gain by telling, and a favour that costs the township {favour:.2f} keeps it silent. To have no problem would be "
                     "worth {township:.2f} to the township. The county would lose {loss:.2f} by it: it lives on its township's problems.",
    "told": "The county tells, and no favour stops it. To have no problem would be worth {township:.2f} to the township and {county:.2f} to the county.",
    "told, lives": "The county tells, and no favour stops it. To have no problem would be worth {township:.2f} to the township. The county would lose "
                   "{loss:.2f} by it: it lives on its township's problems.",
}


# ------------------------------------------------------------------------------------------------------ bought attachment

HOLDS = ("nothing", "favours", "its attachment", "favours or attachment alike")
KINDS = {"felt θ": parts.PALETTE["green"], "bought τ": parts.PALETTE["violet"]}


def bought_attachment() -> Explorer:
    """Favours hold the county as an attachment of the same size does; below a line penalties loosen."""
    grid = Grid([Slider("attachment", "Attachment felt θ", values=np.linspace(0, 0.9, 10), default=0.6, fmt=".0%"),
                 Slider("transfer", "What is left of a favour τ", values=np.linspace(0, 1, 11), default=0.5, fmt=".0%"),
                 Slider("concealment", "What two can hide together c", values=np.linspace(0.1, 0.9, 9), default=0.5, fmt=".0%"),
                 Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0, 1, 11), default=0.9, fmt=".0%")])
    rule = Institution(executor=0.5, **grid.pick("attachment", "concealment", "individualization"))
    curve = grid.along(concealment=np.linspace(0.02, 0.98, 49))
    held, line = inspector.effective_attachment(rule, grid["transfer"]), inspector.breaking_transfer(rule)
    felt, bought = np.broadcast_arrays(grid["attachment"], grid["transfer"])
    holds = np.select([held == 0, felt < bought, felt > bought], HOLDS[:3], default=HOLDS[3])
    loosens = held < line  # never where there is no line
    return explore(
        name="bought-attachment", title="Attachment, felt or bought", controls=grid,
        tables={"line": Table({"concealment": curve.rows["concealment"]}, line=inspector.breaking_transfer(
                    Institution(executor=0.5, **curve.pick("concealment", "individualization")))),
                "here": Table({"kind": list(KINDS)}, concealment=grid["concealment"][..., None], attachment=np.stack([felt, bought], axis=-1),
                              holds=np.stack([felt == held, bought == held], axis=-1).astype(float))},
        charts=[Chart(_bought_chart(), label="Shaded: penalties loosen. Pale: does not hold", height=300, alt=Words(
            np.where(np.isnan(inspector.breaking_transfer(rule.replace(concealment=0.02))), "nowhere", "somewhere"), BOUGHT_ALT))],
        words=Words(np.where(loosens, "loosens", np.where(np.isnan(line), "always", "tightens")), BOUGHT_WORDS,
                    {"holds": holds, "held": held, "line": np.nan_to_num(line)}),
        regime=Regime(loosens.astype(int), entries=[TIGHTEN, LOOSEN]),
        presets={"Felt and bought": {}, "Attachment worn out": {"attachment": 0}, "Favours shut off": {"transfer": 0}, "Both gone": {"attachment": 0, "transfer": 0}},
    )


BOUGHT_ALT = {"somewhere": "A line over what two can hide, and below it a shaded area in which larger penalties loosen. Two marks, for the attachment felt and for "
                           "the attachment bought.",
              "nowhere": "Nothing is shaded: larger penalties loosen nowhere. Two marks, for the attachment felt and for the attachment bought."}
BOUGHT_WORDS = {
    "loosens": "The county is held at {held:.0%}, by {holds}. That is below the {line:.1%} at which larger penalties would stop loosening its tie to the township.",
    "tightens": "The county is held at {held:.0%}, by {holds}. Larger penalties tighten its tie to the township; below {line:.1%} they would loosen it.",
    "always": "The county is held at {held:.0%}, by {holds}. Larger penalties tighten its tie to the township, and would even if nothing held it.",
}


def _bought_chart():
    """The line below which penalties loosen, and the two kinds of attachment."""
    x = alt.X("concealment:Q", title="What two can hide together", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("line:Q", title="Attachment, felt or bought", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1]))
    ground = alt.Chart(alt.NamedData("line"))
    area = ground.mark_area(opacity=0.2).encode(x=x, y=y, color=alt.value(parts.PALETTE["deflect"]))
    line = ground.mark_line(strokeWidth=2.5).encode(x=x, y=y, color=alt.value(parts.PALETTE["deflect"]))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-38, legendY=-22, title=None)
    dots = [alt.Chart(alt.NamedData("here")).transform_filter(f"datum.kind == '{kind}'").mark_point(filled=True, size=size).encode(
        x=x, y="attachment:Q", color=alt.Color("kind:N", scale=parts.scale(KINDS), legend=key),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS), range=["circle", "diamond"]), legend=key),
        opacity=alt.Opacity("holds:Q", scale=alt.Scale(domain=[0, 1], range=[0.55, 1]), legend=None)) for kind, size in zip(KINDS, (260, 140))]
    return alt.layer(area, line, *dots)  # where the two meet, both show


# ------------------------------------------------------------------------------------------------------ purse and weak link

LEVELS = {2: "the county", 3: "the city", 4: "the province"}
"""Who inspects, by the number of levels below: village and township; the county too; the city too."""

PARTS = {"top's own loss (lower)": parts.PALETTE["shield"], "purse of the rest (upper)": parts.PALETTE["violet"]}
"""The two parts of the price: what the top level would lose by telling, and what the others can pay it not to."""


def purse_and_weak_link() -> Explorer:
    """The price of a report where two, three or four levels hide together, and its two parts."""
    grid = Grid([Slider("transfer", "What is left of a favour τ", values=np.linspace(0, 1, 11), default=0.2, fmt=".0%"),
                 Slider("executor", "Share of a prize passed up a level e", values=np.linspace(0.1, 1, 10), default=0.5, fmt=".0%"),
                 Slider("negativity", "Share that is penalty ν", values=np.linspace(0, 1, 6), default=0.2, fmt=".0%"),
                 Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0, 1, 6), default=0.4, fmt=".0%")])
    rule = Institution(**grid.along(level=list(LEVELS)).pick("executor", "negativity", "individualization"))
    levels, who = np.array(list(LEVELS)), list(LEVELS.values())
    price = inspector.chain_price(rule, levels, transfer=grid["transfer"][..., None])
    link = inspector.chain_price(rule, levels, transfer=0.0)
    code, third, fourth = _steps(price)
    return explore(
        name="purse-and-weak-link", title="A purse and a weak link", controls=grid,
        tables={"parts": Table({"inspector": who, "part": list(PARTS)}, amount=np.stack(np.broadcast_arrays(link, price - link), axis=-1)),
                "price": Table({"inspector": who}, price=price)},
        charts=[Chart(_chain_chart(), label="Price of a report, by who inspects", height=300,
                      alt="Three stacked bars, for inspections by the county, the city and the province: what the top level below the inspector "
                          "would lose by telling, and what the rest can pay it not to. A thick line across each bar marks the price.")],
        words=Words(code, CHAIN_WORDS, {"two": price[..., 0], "three": price[..., 1], "four": price[..., 2], "third": third, "fourth": fourth,
                                        "aside": np.where(price.min(axis=-1) < 0, BELOW, "")}),
        presets={"Favours shut off": {"transfer": 0}, "Favours pass": {"transfer": 0.8}, "Prizes shared alike": {"executor": 1}},
    )


CHAIN_WORDS = {
    "dearer": "The more levels, the dearer a report: {two:.2f} where the county inspects, {three:.2f} where the city does, {four:.2f} where the province "
              "does. The purse grows by more than the link weakens.{aside}",
    "cheaper": "The more levels, the cheaper a report: {two:.2f} where the county inspects, {three:.2f} where the city does, {four:.2f} where the province "
               "does. The link weakens by more than the purse grows.{aside}",
    "mixed": "A third level makes a report {third}, a fourth {fourth}: {two:.2f} where the county inspects, {three:.2f} where the city does, {four:.2f} "
             "where the province does.{aside}",
}
BELOW = " A price below nothing means that no reward is needed."
STEPS = ("no dearer and no cheaper", "dearer", "cheaper")


def _steps(price):
    """Which sentence of `CHAIN_WORDS` holds, and what the third and the fourth level do to the price."""
    third, fourth = (np.where(np.abs(step) < 1e-9, 0, np.sign(step)).astype(int) for step in np.moveaxis(np.diff(price, axis=-1), -1, 0))
    code = np.select([(third > 0) & (fourth > 0), (third < 0) & (fourth < 0)], ["dearer", "cheaper"], default="mixed")
    return code, np.array(STEPS)[third], np.array(STEPS)[fourth]


def _chain_chart():
    """Stacked bars of the two parts of the price, and the price."""
    x = alt.X("inspector:N", title="Who inspects", sort=list(LEVELS.values()), axis=alt.Axis(labelAngle=0))
    y = alt.Y("amount:Q", title="Reward needed (units of effort)", scale=alt.Scale(domain=[-1, 16], nice=False), axis=alt.Axis(tickCount=8))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-22, legendY=-22, title=None)
    bars = alt.Chart(alt.NamedData("parts")).mark_bar(opacity=0.75, size=44).encode(
        x=x, y=y, color=alt.Color("part:N", scale=parts.scale(PARTS), sort=list(PARTS), legend=key), order=alt.Order("part:N", sort="descending"))
    price, ink = alt.Chart(alt.NamedData("price")), alt.value("currentColor")
    ticks = price.mark_tick(thickness=3, size=44).encode(x=x, y="price:Q", color=ink)
    numbers = price.mark_text(dy=-10, fontSize=12).encode(x=x, y="price:Q", text=alt.Text("price:Q", format=".2f"), color=ink)
    return alt.layer(bars, ticks, numbers)
