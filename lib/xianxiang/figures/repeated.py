"""Figures of the long game: how patient an alliance must be, how often to move leaders, and what else moving them breaks."""

import altair as alt
import numpy as np

from .. import repeated
from ..institution import Institution
from ..live import Bet, Chart, Explorer, Grid, Regime, Slider, Table, Words, explore
from . import parts

DISCOUNT = 0.95
"""What a year's delay leaves of a payoff, in all figures."""

DILEMMA = {"negativity": 0.9, "individualization": 0.9, "concealment": 0.5}
"""Penalties on persons and half that can be hidden: the dilemma of the last chapter."""

POSTS = (1, 2, 3, 4, 6, 8, 12, 20)
"""Mean years in a post that a slider offers."""

PERSONAL = np.linspace(0.2, 1, 9)
"""Shares of a sanction on the person. Below a fifth blame may not be worth its paper, and then no grudge lasts."""

FINELY = 0.2 + 0.8 * np.linspace(0, 1, 17) ** 1.5
"""Shares at which the curve is computed, closer where it bends most."""

NEED, THERE = "must be worth", "is worth"
FUTURES = {NEED: parts.PALETTE["deflect"], THERE: parts.PALETTE["shield"]}
FATES = (("Lives by itself", parts.PALETTE["shield"], "●"), ("Lives by patience", parts.PALETTE["green"], "◆"),
         ("Dies", parts.PALETTE["deflect"], "▲"), ("Nothing to keep", parts.PALETTE["routine"], "■"))
"""Name, colour and symbol of what becomes of an alliance."""


def _years(fate="years", default=4):
    return Slider(fate, "Mean years in a post", values=POSTS, default=default, fmt=".0f", help="each leader leaves with chance one over this, each year")


def _noticed(default):
    return Slider("noticed", "Desertion seen at once h", values=[0, 0.25, 0.5, 0.75, 1], default=default, fmt=".0%",
                  help="otherwise it comes to light only if the problem is found")


def how_patient() -> Explorer:
    """How much the next year must count for an alliance to last, against what it counts."""
    grid = Grid([_years(), _noticed(0.5),
                 Slider("individualization", "Share of a sanction on the person ι", values=PERSONAL, default=0.9, fmt=".0%"),
                 Slider("concealment", "What two can hide together c", values=[0.4, 0.5, 0.6, 0.8, 0.9], default=0.5, fmt=".0%"),
                 Slider("veto_items", "Veto items n", values=[1, 2, 3, 6, 10], default=1, fmt=".0f")])
    line = grid.along(individualization=FINELY)
    rule, along = ({"negativity": 0.9} | at.pick("individualization", "concealment", "veto_items") for at in (grid, line))
    need = repeated.critical_discount(Institution(**rule), grid["noticed"])[..., 0]
    curve = repeated.critical_discount(Institution(**along), line["noticed"])[..., 0]
    there = repeated.next_year(grid["years"], DISCOUNT)
    code = np.select([need == 0, ~(need < 1), need <= there], ["itself", "nothing", "lives"], default="dies")
    return explore(
        name="how-patient", title="What next year must be worth", controls=grid,
        tables={"futures": Table({"individualization": FINELY, "next": list(FUTURES)},
                                 worth=np.stack(np.broadcast_arrays(np.where(curve < 1, curve, np.nan), repeated.next_year(line["years"], DISCOUNT)), axis=-1)),
                "here": Table({}, individualization=grid["individualization"], worth=np.where(need < 1, need, np.nan))},
        charts=[Chart(_futures_chart(), label="It lives where the future is worth what it must be", height=280,
                      alt="A curve of what next year must be worth, in this year's payoffs, for the alliance to last, against the share of a "
                          "sanction that falls on the person, and a level line of what it is worth. A dot marks the present setting.")],
        words=Words(code, FATE_WORDS, {"need": np.where(need < 1, need, 1), "there": there}),
        regime=Regime(np.select([code == name for name in ("itself", "lives", "dies")], [0, 1, 2], default=3), entries=FATES),
        presets={"Seen at once": {"noticed": 1}, "Secret until found": {"noticed": 0}, "… and longer posts": {"noticed": 0, "years": 8},
                 "Ten veto items": {"noticed": 1, "veto_items": 10, "years": 20}},
        bet=Bet("Two secretaries are in a prisoner's dilemma over the landfill, and it comes back every year. Each keeps his post for four years on average. Does their alliance die?",
                options=["It dies", "It lives", "It depends on whether each would see the other's file"],
                replies=["So it does while a file stays shut until the problem is found. Let desertion be seen at once.",
                         "So it does if a desertion is seen at once. Now let files stay shut until the problem is found.",
                         "So it does, at these posts. Move the second slider from end to end."]),
    )


FATE_WORDS = {
    "itself": "The alliance needs no future: whoever leaves a partner who hides gains nothing by it, even this year.",
    "lives": "Leaving a partner pays this year, and still the alliance can live: next year together must be worth {need:.1%} of this one, and it is worth {there:.1%}.",
    "dies": "The alliance dies: next year together would have to be worth {need:.1%} of this one, and it is worth {there:.1%}.",
    "nothing": "Leaving a partner pays this year, and no future prevents it: hiding together leaves a side no better off than being accused for ever.",
}


def _futures_chart():
    x = alt.X("individualization:Q", title="Share of a sanction on the person", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0.2, 1], nice=False))
    y = alt.Y("worth:Q", title="Next year together (in this year's payoff)", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1]))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.value("currentColor"))
    return alt.layer(parts.curves("futures", "next", FUTURES, legend="Next year", x=x, y=y), here)


TENURES = np.arange(1, 21)
LIABLE = ("in post only", "for life")
BARS = {LIABLE[0]: "bar, in post only", LIABLE[1]: "bar, for life", "blame that moves": "blame that moves"}
HEIGHTS = {LIABLE[0]: parts.PALETTE["shield"], LIABLE[1]: parts.PALETTE["green"], "blame that moves": parts.PALETTE["deflect"]}


def how_often_to_move() -> Explorer:
    """How long posts should last if penalties are to loosen an alliance."""
    grid = Grid([Slider("hazard", "Late discovery each year μ", values=[0, 0.1, 0.2, 0.3, 0.6, 0.9], default=0.3, fmt=".0%",
                        help="the chance that a problem nobody found comes to light in a later year"),
                 _noticed(0.75),
                 Slider("concealment", "What two can hide together c", values=[0.1, 0.3, 0.5, 0.7, 0.9], default=0.5, fmt=".0%"),
                 Slider("transferability", "Blame that can be moved b", values=[0.2, 0.3, 0.4, 0.6, 0.8], default=0.4, fmt=".0%")])
    line = grid.along(lifelong=[False, True], years=TENURES)
    rule = Institution(negativity=0.9, individualization=0.9, **line.pick("concealment", "transferability"))
    bar = repeated.holding(rule, DISCOUNT, 1 / line["years"], noticed=line["noticed"], hazard=line["hazard"], lifelong=line["lifelong"])
    bar, moved = np.broadcast_arrays(bar, repeated.loosening(rule)[..., 0])
    loose, lowest = bar < moved, bar[..., 0, :].argmin(axis=-1)
    post, life = (_lengths(loose[..., row, :]) for row in (0, 1))
    return explore(
        name="how-often-to-move", title="How often to move leaders", controls=grid,
        tables={"heights": Table({"line": list(HEIGHTS), "years": TENURES}, height=np.concatenate([bar, moved[..., :1, :]], axis=-2)),
                "gap": Table({"years": TENURES}, low=np.minimum(bar, moved)[..., 0, :], high=moved[..., 0, :])},
        charts=[Chart(_bar_chart(), label="Penalties loosen where the bar is below the blame", height=290,
                      alt="Two curves over the mean years in a post: the bar that blame has to clear before penalties loosen the alliance, with liability "
                          "in post only and for life; and a level line of the blame that moves. What lies above 0.8 is not drawn.")],
        words=Words(0, BAR_WORDS, {"post": post, "life": life, "low": bar[..., 0, :].min(axis=-1), "best": _lengths(np.arange(20) == lowest[..., None])}),
        presets={"Files stay shut": {"noticed": 0}, "Little comes out later": {"hazard": 0.1}, "Much can be hidden": {"concealment": 0.9}, "Much can be moved": {"transferability": 0.8}},
        bet=Bet("Liability ends with the post. A superior wants heavier penalties to loosen alliances, not to tighten them. How often should he move his leaders?",
                options=["Every year", "Every few years", "Never, or hardly ever"],
                replies=["With one-year posts penalties tighten here: whoever signed is gone when the matter comes to light. Look at the left end of the upper curve.",
                         "Right: where liability ends with the post, the bar is lowest in between.",
                         "Long posts leave two people time to repay one another. The bar is lower with shorter ones, though not with the shortest of all."]),
    )


BAR_WORDS = ("Posts with which larger penalties loosen the alliance: {post} where liability ends with the post, {life} where it is for life. "
             "The bar in post only is lowest, {low:.2f}, with posts of {best}.")


def _lengths(chosen):
    """Which of `TENURES` are chosen, in words: they are taken to be neighbours."""
    count, first = chosen.sum(axis=-1), chosen.argmax(axis=-1) + 1
    span = np.char.add(np.char.add(first.astype(str), " to "), np.char.add((first + count - 1).astype(str), " years"))
    one = np.where(first == 1, "1 year", np.char.add(first.astype(str), " years"))
    return np.select([count == 0, count == 1, count == len(TENURES)], ["no length shown", one, "every length shown"], default=span)


def _bar_chart():
    x = alt.X("years:Q", title="Mean years in a post", scale=alt.Scale(type="log", base=2, domain=[1, 20], nice=False), axis=alt.Axis(values=[1, 2, 3, 5, 10, 20], format="d"))
    y = alt.Y("height:Q", title="Share of a sanction, as felt", scale=alt.Scale(domain=[0, 0.8]), axis=alt.Axis(tickCount=5))
    gap = alt.Chart(alt.NamedData("gap")).mark_area(opacity=0.25, clip=True).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=alt.value(parts.PALETTE["deflect"]))
    return alt.layer(gap, parts.curves("heights", "line", HEIGHTS, words=BARS, left=30, x=x, y=y))


THINGS = {"the alliance": parts.PALETTE["deflect"], "honest work": parts.PALETTE["shield"]}
LONGEST = 20


def scalpel_or_hammer() -> Explorer:
    """Which posts are long enough for an alliance, and which for honest joint work."""
    grid = Grid([_years(default=4),
                 Slider("negativity", "Share that is penalty ν", values=[0.1, 0.3, 0.5, 0.7, 0.9, 1], default=0.1, fmt=".0%"),
                 _noticed(0.5),
                 Slider("individualization", "Share of a sanction on the person ι", values=[0.4, 0.6, 0.8, 0.9, 1], default=0.9, fmt=".0%"),
                 Slider("output", "What honest work gives each side y", values=[0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9], default=0.7, fmt=".2f",
                        help="for each side that works, where the work costs whoever does it 1")])
    rule = Institution(concealment=0.5, **grid.pick("negativity", "individualization"))
    hiding = repeated.critical_discount(rule, grid["noticed"])[..., 0]
    needs = repeated.longest_broken(np.stack(np.broadcast_arrays(hiding, repeated.work_discount(grid["output"])), axis=-1), DISCOUNT)
    lives, works = np.moveaxis(needs <= grid["years"][..., None] + 1e-9, -1, 0)
    return explore(
        name="scalpel-or-hammer", title="What breaks first when leaders move faster", controls=grid,
        tables={"bars": Table({"thing": list(THINGS)}, least=np.where(needs <= LONGEST, needs, np.nan), longest=LONGEST), "here": Table({}, years=grid["years"])},
        charts=[Chart(_bars_chart(), label="With which posts each can live", height=190,
                      alt="Two bars over the mean years in a post, one from where the alliance can live, one from where honest joint work can. "
                          "A line marks the present posts.")],
        words=Words(np.select([lives & works, works, lives], ["both", "scalpel", "hammer"], default="neither"), TOOL_WORDS,
                    {"hiding": _posts(needs[..., 0]), "working": _posts(needs[..., 1])}),
        regime=Regime(np.select([lives & works, works, lives], [0, 1, 2], default=3), entries=TOOLS),
        presets={"Prizes": {}, "Penalties, files seen": {"negativity": 0.9, "noticed": 1}, "Penalties, files secret": {"negativity": 0.9, "noticed": 0}},
        bet=Bet("Most of what is at stake is prizes. Two leaders hide together, and they also work together honestly. To break the alliance, all leaders are moved faster and faster. What breaks first?",
                options=["The alliance", "Honest work", "Both at once"],
                replies=["It is honest work: for the sake of a prize the two hide together without any future. Shorten the posts.",
                         "Right: for the sake of a prize the two hide together without any future. Shorten the posts.",
                         "It is honest work: for the sake of a prize the two hide together without any future. Shorten the posts."]),
    )


TOOLS = (("Both live", parts.PALETTE["violet"], "◆"), ("Only honest work lives", parts.PALETTE["shield"], "●"),
         ("Only the alliance lives", parts.PALETTE["crimson"], "▼"), ("Neither lives", parts.PALETTE["routine"], "■"))
TOOL_WORDS = {
    "both": "With these posts both can live. The alliance needs {hiding}, honest work {working}.",
    "scalpel": "With these posts honest work can live and the alliance cannot. The alliance needs {hiding}, honest work {working}.",
    "hammer": "With these posts the alliance can live and honest work cannot. The alliance needs {hiding}, honest work {working}.",
    "neither": "With these posts neither can live. The alliance needs {hiding}, honest work {working}.",
}


def _posts(least):
    """In words how long posts must be."""
    years = np.char.mod("posts of %.2f years", np.where(np.isfinite(least), least, 0))
    return np.where(least <= 1, "no common future", np.where(np.isfinite(least), years, "more than posts for life"))


def _bars_chart():
    y = alt.Y("thing:N", title=None, sort=list(THINGS), axis=alt.Axis(labelLimit=90))
    x = alt.X("least:Q", title="Mean years in a post", scale=alt.Scale(domain=[1, LONGEST], nice=False), axis=alt.Axis(values=[1, 5, 10, 15, 20]))
    bars = alt.Chart(alt.NamedData("bars")).mark_bar(height=26).encode(
        x=x, x2="longest:Q", y=y, color=alt.Color("thing:N", scale=parts.scale(THINGS), legend=None))
    here = alt.Chart(alt.NamedData("here")).mark_rule(strokeWidth=2.5, strokeDash=[4, 3]).encode(x="years:Q", color=alt.value("currentColor"))
    return alt.layer(bars, here)
