"""Figures of punishment as a signal: who strikes, what the province can infer from it, and what it buys."""

import altair as alt
import numpy as np

from .. import scapegoat
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

LIMIT = 2.0
"""The heaviest excess in the figures, in grades of sanction."""

MOST = 8.0
"""The largest stake that the figures draw, in units of effort."""

KINDS = {"did not know": parts.PALETTE["shield"], "had known": parts.PALETTE["deflect"]}
"""The two kinds of county, and their colours."""

REGIMES = (("Told apart 可辨", parts.PALETTE["green"], "●"), ("Half told 半可辨", parts.PALETTE["violet"], "◆"), ("Alike 难辨", parts.PALETTE["crimson"], "▲"))
STRENGTH = Slider("strength", "Strength of the stakes s", values=[1, 2, 3, 4, 5, 6, 8], default=8, fmt=".0f", help="in units of effort; nine tenths of it are penalty")
PERSONAL = Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0, 1, 11), default=0.1, fmt=".0%")
SUSPICION = Slider("suspicion", "Suspected beforehand μ", values=np.linspace(0.1, 0.9, 9), default=0.3, fmt=".0%", help="chance that an exposed county had known")
HOSTAGE = Slider("hostage", "What the township could tell χ", values=[0.25, 0.5, 1, 1.5, 2, 3], default=1, fmt=".2f",
                 help="by how much punishing costs more for a county that had known, as a multiple of what it costs any county")


def _stake(grid):
    """What an exposed county's leader stands to lose."""
    strength = grid["strength"] if "strength" in grid.pick() else MOST
    return scapegoat.exposure_stake(Institution(strength=strength, negativity=0.9, individualization=grid["individualization"]))


def _verdicts(stake, suspicion, hostage):
    """Index into `REGIMES`; excess of the innocent, mean excess of the guilty, suspicion after the excess, share escaped by it."""
    clear, mean, after, escaped = np.moveaxis(scapegoat.verdicts(stake, suspicion, hostage, LIMIT), -1, 0)
    return np.select([mean < 1e-9, mean < LIMIT - 1e-9], [0, 1], default=2), clear, mean, after, escaped


def _knots(suspicion, hostage):
    """Stakes at which curves are drawn, the two between the regimes and some from one to the other among them."""
    bends = [np.minimum(scapegoat.heaviest(hostage, LIMIT) * (1 - suspicion) ** -part, MOST) for part in np.linspace(0, 1, 6)]
    return np.sort(np.stack(np.broadcast_arrays(*np.linspace(0.02, MOST**0.5, 26) ** 2, *bends), axis=-1), axis=-1)


def _across(field="stake:Q"):
    return alt.X(field, title="At stake for the leader (units of effort)", scale=alt.Scale(domain=[0, MOST], nice=False), axis=alt.Axis(tickCount=8))


def who_strikes() -> Explorer:
    """How far beyond what fits an exposed county punishes, by what its leader stands to lose and by whether it had known."""
    grid = Grid([STRENGTH, PERSONAL, SUSPICION, HOSTAGE])
    code, clear, mean, after, _ = _verdicts(_stake(grid), grid["suspicion"], grid["hostage"])
    knots = _knots(grid["suspicion"], grid["hostage"])
    _, first, second, _, _ = _verdicts(knots, grid["suspicion"][..., None], grid["hostage"][..., None])
    return explore(
        name="who-strikes", title="Who strikes?", controls=grid,
        tables={"curves": Table({"knot": range(knots.shape[-1]), "kind": list(KINDS)}, stake=knots[..., None], excess=np.stack([first, second], axis=-1)),
                "here": Table({"kind": list(KINDS)}, stake=_stake(grid)[..., None], excess=np.stack(np.broadcast_arrays(clear, mean), axis=-1))},
        charts=[Chart(_strike_chart(), label="How far beyond what fits, on average", height=290,
                      alt="Two lines of how many grades beyond what fits an exposed county punishes its township, on average, against what its leader stands "
                          "to lose: one for counties that did not know and one for those that had known. A dot on each marks the present setting.")],
        words=Words(code, STRIKE_WORDS, {"strike": clear, "join": mean / LIMIT, "share": after}),
        regime=Regime(code, entries=REGIMES),
        presets={"On the unit": {}, "Half on the person": {"individualization": 0.5}, "On the person": {"individualization": 0.9},
                 "A township that knows much": {"individualization": 0.9, "hostage": 3}},
        play=Play([{"individualization": round(0.1 * n, 1)} for n in range(11)], seconds=0.5, label="Make it personal"),
        bet=STRIKE_BET,
    )


STRIKE_BET = Bet("Sanctions fall mostly on the unit, so a moderate amount is at stake for the leader. One county has removed its township's secretary within two "
                 "days; the other has given a warning after two months. Which of them had known?",
                 options=["The hasty one: it has something to hide", "The slow one", "One cannot tell"],
                 replies=["Not here. The hasty one is the one that did not know.", "Right, here. Now put the sanction on the person, and look at both lines.",
                          "Here one can. Put the sanction on the person, and there is no slow one left."])

STRIKE_WORDS = (
    "A county that did not know punishes {strike:.2f} grades beyond what fits, one that had known no more than fits. Of counties that go beyond, none had known.",
    "A county that did not know goes to the limit of 2 grades. So do {join:.0%} of those that had known; the others do no more than fits. Of counties that go beyond, {share:.0%} had known.",
    "Every county goes to the limit of 2 grades beyond what fits, whether it had known or not. Of counties that go beyond, {share:.0%} had known, as of all that were exposed.",
)


def _strike_chart():
    x = _across()
    y = alt.Y("excess:Q", title="Grades beyond what fits", scale=alt.Scale(domain=[0, 2.2], nice=False), axis=alt.Axis(values=[0, 0.5, 1, 1.5, 2], format=".1f"))
    dots = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.Color("kind:N", scale=parts.scale(KINDS), legend=None))
    return alt.layer(parts.curves("curves", "kind", KINDS, legend="A county that", left=30, x=x, y=y, order="knot:Q"), dots)


SEEN = ("more than fits", "no more than fits")
"""What the province can see of a verdict."""


def judge_a_county() -> Explorer:
    """What the province can infer from how a county punished: a hundred exposed counties, by conduct and by kind."""
    grid = Grid([Choice("excess", "This county punished", options=list(SEEN), default=SEEN[0]), PERSONAL, SUSPICION, HOSTAGE])
    code, _, mean, after, _ = _verdicts(_stake(grid), grid["suspicion"], grid["hostage"])
    prior = np.broadcast_to(grid["suspicion"], code.shape)
    joined, spared = 100 * prior * mean / LIMIT, 100 * prior * (1 - mean / LIMIT)
    spared = np.where(spared < 1e-9, 0, spared)
    innocent, heavy = 100 * (1 - prior), grid["excess"] == SEEN[0]
    low = np.stack([np.stack([0 * joined, joined], axis=-1), np.stack([0 * spared, spared], axis=-1)], axis=-2)
    size = np.stack([np.stack([joined, innocent], axis=-1), np.stack([spared, 0 * spared], axis=-1)], axis=-2)
    words = np.where(heavy, np.array(["none", "some", "nothing"])[code], np.where(code == 2, "nobody", "all"))
    return explore(
        name="judge-a-county", title="Judge a county", controls=grid,
        tables={"counties": Table({"seen": list(SEEN), "kind": ["had known", "did not know"]}, low=low, high=low + size, middle=low + size / 2),
                "here": Table({}, seen=grid["excess"])},
        charts=[Chart(_judge_chart(), label="A hundred exposed counties", height=270,
                      alt="Two columns of counties in a hundred, by whether they punished more than fits or no more than fits, each divided into those that had "
                          "known and those that did not. A mark above a column shows what the county before you did.")],
        words=Words(words, JUDGE_WORDS, {"seen": np.where(heavy, joined + innocent, spared), "knew": joined, "share": after, "prior": prior}),
        regime=Regime(code, entries=REGIMES),
        presets={"On the unit": {}, "Half on the person": {"individualization": 0.5}, "On the person": {"individualization": 0.9},
                 "Half are suspected": {"suspicion": 0.5, "individualization": 0.7}},
    )


JUDGE_WORDS = {
    "none": "It did not know. Of a hundred exposed counties {seen:.0f} punish more than fits, and none of these had known.",
    "some": "Of a hundred exposed counties {seen:.1f} punish more than fits, and {knew:.1f} of these had known. So this one had known with a chance of {share:.0%}; before you saw it punish you thought {prior:.0%}.",
    "nothing": "All exposed counties punish more than fits. You have learned nothing: this one had known with a chance of {share:.0%}, as you thought before.",
    "all": "It had known. Of a hundred exposed counties {seen:.1f} punish no more than fits, and all of these had known.",
    "nobody": "No exposed county does that here. One that did would be taken for one that had known.",
}


def _judge_chart():
    counties, ink = alt.Chart(alt.NamedData("counties")), alt.value("currentColor")
    x = alt.X("seen:N", title="The county punished", sort=list(SEEN), axis=alt.Axis(labelAngle=0))
    y = alt.Y("low:Q", title="Counties in a hundred", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5))
    bars = counties.mark_bar(size=100, opacity=0.35).encode(x=x, y=y, y2="high:Q", color=alt.Color("kind:N", scale=parts.scale(KINDS), legend=None))
    edges = counties.transform_filter("datum.high > datum.low").mark_bar(size=100, filled=False, strokeWidth=2).encode(
        x=x, y=y, y2="high:Q", stroke=alt.Color("kind:N", scale=parts.scale(KINDS), legend=None))
    names = counties.transform_filter("datum.high - datum.low >= 6").mark_text(fontSize=12).encode(x=x, y="middle:Q", text="kind:N", color=ink)
    here = alt.Chart(alt.NamedData("here")).mark_point(shape="triangle-down", filled=True, size=110, opacity=1, clip=False).encode(
        x=x, y=alt.value(-6), color=ink)
    return alt.layer(bars, edges, names, here)


BOUGHT = {"escaped by striking": parts.PALETTE["deflect"], "mean sanction": parts.PALETTE["shield"], "strikers": parts.PALETTE["routine"]}
BANS = (("All would welcome a ban", parts.PALETTE["green"], "●"), ("Only those that had known", parts.PALETTE["deflect"], "▲"))


def what_it_buys() -> Explorer:
    """What a county escapes by punishing, what counties are sanctioned on average, and who would welcome a ban."""
    grid = Grid([STRENGTH, PERSONAL, SUSPICION, HOSTAGE])
    stake, own = _stake(grid), grid.pick("suspicion", "hostage")
    escaped, prior = _verdicts(stake, **own)[-1], grid["suspicion"]
    welcome = scapegoat.ban_welcome(stake, grid["suspicion"], grid["hostage"], LIMIT)
    knots = _knots(**own)
    _, _, mean, after, saved = _verdicts(knots, **{name: value[..., None] for name, value in own.items()})
    striking = 1 - prior[..., None] * (1 - mean / LIMIT)
    average = striking * after + prior[..., None] * (1 - mean / LIMIT)
    return explore(
        name="what-it-buys", title="What does striking buy?", controls=grid,
        tables={"curves": Table({"knot": range(knots.shape[-1]), "what": list(BOUGHT)}, stake=knots[..., None], share=np.stack([saved, average, striking], axis=-1)),
                "here": Table({}, stake=stake, share=escaped)},
        charts=[Chart(_bought_chart(), label="", height=290, alt=BOUGHT_ALT)],
        words=Words(np.where(welcome, "all", "guilty"), BAN_WORDS, {"escaped": escaped, "mean": prior}),
        regime=Regime(np.where(welcome, 0, 1), entries=BANS),
        presets={"On the unit": {}, "On the person": {"individualization": 0.9}, "Most are suspected": {"suspicion": 0.6},
                 "Most are, on the person": {"suspicion": 0.6, "individualization": 0.9}},
        play=Play([{"individualization": round(0.1 * n, 1)} for n in range(11)], seconds=0.5, label="Make it personal"),
    )


BAN_WORDS = {
    "all": "By striking a county escapes {escaped:.0%} of what is at stake. The mean sanction of all counties is {mean:.0%} of it, as if none had struck. Forbid it, and counties of both kinds are better off.",
    "guilty": "By striking a county escapes {escaped:.0%} of what is at stake. The mean sanction of all counties is {mean:.0%} of it, as if none had struck. Forbid it, and only those that had known are better off.",
}
BOUGHT_ALT = ("Three lines against what the county's leader stands to lose: the share of its sanction that a county escapes by striking, the mean sanction of all counties "
              "as a share of the whole, which is level, and the share of counties that strike. A dot marks the present setting on the first.")


def _bought_chart():
    x, y = _across(), parts.shares("Share (of the sanction; of counties)")
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.value("currentColor"))
    return alt.layer(parts.curves("curves", "what", BOUGHT, x=x, y=y, order="knot:Q"), here)
