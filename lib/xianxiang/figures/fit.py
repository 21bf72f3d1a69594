"""Figures of flexible or uniform policy: two safe acts, how flexible is best, and what hiding together buys."""

import altair as alt
import numpy as np

from .. import fit
from ..institution import NOW, THEN, Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

TOWNSHIPS = 40
"""Dots in the picture of two safe acts."""

SHARES = np.linspace(0, 1, 41)
"""Shares who do nothing at which the curve of the variance is drawn."""

ROWS = {"what places need": parts.PALETTE["routine"], "if all adapt": parts.PALETTE["shield"], "two safe acts": parts.PALETTE["deflect"]}
"""Rows of the picture of two safe acts, from the top."""


def _places():
    """What each of the townships needs: evenly spread chances of a bell curve, mean 0 and variance 1, and a height at which its dot is seen."""
    even = (np.arange(TOWNSHIPS) + 0.5) / TOWNSHIPS
    draws = np.sort(np.random.Generator(np.random.Philox(0)).standard_normal((4001, TOWNSHIPS)), axis=-1).mean(axis=0)
    middled = draws - draws[::-1]
    return middled / middled.std(), 0.5 * ((even * TOWNSHIPS * 0.618) % 1) - 0.25


def two_safe_acts() -> Explorer:
    """Half to the letter, half doing nothing: is policy more uniform than when all adapted?"""
    grid = Grid([Slider("idle", "Share who do nothing h", values=np.linspace(0, 1, 21), default=0.5, fmt=".0%", help="the rest keep to the letter"),
                 Slider("distance", "Distance of doing nothing q", values=[0.5, 1, 1.5, 2, 2.5, 3], default=2, fmt=".1f",
                        help="from what the standard asks, in units of the spread of what places need"),
                 Slider("flexibility", "How far all would adapt χ", values=np.linspace(0.1, 1, 10), default=0.7, fmt=".1f", help="0 is the letter, 1 all that leaders want")])
    need, height = _places()
    adapted = fit.two_acts(grid["flexibility"], bias=0, idle=0).dispersion
    acts = fit.two_acts(0, bias=0, **grid.pick("idle", "distance")).dispersion
    along = fit.two_acts(0, bias=0, idle=SHARES, distance=grid["distance"][..., None]).dispersion
    low, high = np.moveaxis(fit.less_uniform(grid["flexibility"], 0, bias=0, distance=grid["distance"]), -1, 0)
    words = np.where(np.isnan(low), "never", np.where(acts > adapted + 1e-9, "less", "more"))
    done, who = np.stack(np.broadcast_arrays(-grid["distance"], 0), axis=-1), np.stack([grid["idle"], 1 - grid["idle"]], axis=-1)
    return explore(
        name="two-safe-acts", title="Two safe acts", controls=grid,
        tables={"places": Table({"place": range(TOWNSHIPS)}, need=need, done=grid["flexibility"][..., None] * need, height=height, decimals=2),
                "acts": Table({"act": ["nothing", "letter"]}, done=done, share=who),
                "curve": Table({"idle": SHARES}, variance=along, decimals=3), "here": Table({}, idle=grid["idle"], acts=acts, adapted=adapted)},
        charts=[Chart(_acts_chart(), label="What is done", height=250,
                      alt="Three rows along one axis. Above, 40 dots: what each township needs. In the middle, where they stand if all adapt. Below, two discs: those "
                          "who do nothing, and those who keep to the letter. A disc's area is the number of townships in it."),
                Chart(_variance_chart(), label="How much it varies", height=250,
                      alt="The variance of what is done over the share who do nothing: an arch that is nothing at both ends. A dashed line shows the variance if all "
                          "adapt, a dot the present share.")],
        words=Words(words, ACTS_WORDS, {"acts": acts, "adapted": adapted, "low": low, "high": high, "need": 2 * grid["flexibility"]}),
        presets={"A tenth do nothing": {"idle": 0.1}, "Half and half": {}, "All do nothing": {"idle": 1}, "Nothing is nearly right": {"distance": 0.5}},
        play=Play([{"idle": float(share)} for share in np.linspace(0, 1, 21)], seconds=0.35, label="Let more do nothing"),
        bet=Bet("Before, every township quietly adapted the standard to its place. Now half of them execute it to the letter, and the other half do nothing and "
                "keep their files in order. Is policy more uniform than it was?",
                options=["More uniform", "About as uniform", "Less uniform"],
                replies=["Less uniform. All that is done is one of two things, but these lie far apart.",
                         "It is less uniform. All that is done is one of two things, and these lie far apart.",
                         "Right. All that is done is one of two things, but these lie far apart."]),
    )


ACTS_WORDS = {
    "less": "The variance of what is done is {acts:.2f}; if all adapt, {adapted:.2f}. So two safe acts are the less uniform, as whenever between {low:.0%} and {high:.0%} do nothing.",
    "more": "The variance of what is done is {acts:.2f}; if all adapt, {adapted:.2f}. Two safe acts are the less uniform only if between {low:.0%} and {high:.0%} do nothing.",
    "never": "The variance of what is done is {acts:.2f}; if all adapt, {adapted:.2f}. Two safe acts are never the less uniform, as doing nothing is not more than {need:.1f} away.",
}


def _acts_chart():
    """Three rows: what places need, where they stand if all adapt, and the two acts as discs."""
    x = alt.X("at:Q", title="Distance from the standard, in spreads", scale=alt.Scale(domain=[-3.5, 3.5], nice=False), axis=alt.Axis(tickCount=7))
    y = alt.Y("row:Q", title=None, scale=alt.Scale(domain=[-0.5, 2.5], nice=False), axis=None)
    standard = alt.Chart(alt.NamedData("here")).mark_rule(strokeDash=[2, 3]).encode(x=alt.datum(0), color=alt.value("currentColor"))
    layers = [standard]
    for kind, field, row in (("what places need", "need", 2), ("if all adapt", "done", 1)):
        layers.append(alt.Chart(alt.NamedData("places")).transform_calculate(at=f"datum.{field}", row=f"{row} - 0.1 + datum.height").mark_point(
            filled=True, size=42, opacity=0.8).encode(x=x, y=y, color=alt.value(ROWS[kind])))
    layers.append(alt.Chart(alt.NamedData("acts")).transform_calculate(at="datum.done", row="-0.1", area=f"{42 * TOWNSHIPS} * datum.share").mark_point(
        filled=True, opacity=0.8).encode(x=x, y=y, size=alt.Size("area:Q", scale=None), color=alt.value(ROWS["two safe acts"])))
    for row, kind in enumerate(reversed(ROWS)):
        layers.append(alt.Chart(alt.NamedData("here")).transform_calculate(at="-3.45", row=f"{row} + 0.36").mark_text(
            align="left", fontSize=12, fontStyle="italic").encode(x=x, y=y, text=alt.value(kind), color=alt.value("currentColor")))
    return alt.layer(*layers)


def _variance_chart():
    """The arch of the variance, and the line of it where all adapt."""
    x = alt.X("idle:Q", title="Share who do nothing", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("variance:Q", title="Variance of what is done", scale=alt.Scale(domain=[0, 2.8], nice=False), axis=alt.Axis(values=[0, 0.5, 1, 1.5, 2, 2.5]))
    arch = alt.Chart(alt.NamedData("curve")).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=alt.value(ROWS["two safe acts"]))
    here = alt.Chart(alt.NamedData("here"))
    rule = here.mark_rule(strokeWidth=2, strokeDash=[6, 3]).encode(y="adapted:Q", color=alt.value(ROWS["if all adapt"]))
    name = here.mark_text(align="left", fontSize=12, fontStyle="italic").encode(x=alt.datum(0.02), y=alt.datum(2.6), text=alt.value("dashed: if all adapt"), color=alt.value("currentColor"))
    return alt.layer(arch, rule, name, here.mark_point(**parts.HERE).encode(x=x, y="acts:Q", color=alt.value(ROWS["two safe acts"])))


ERAS = {"then": THEN, "now": NOW}
"""Whose levers the figure of the best flexibility takes, but for the stakes."""

READ = ("negativity", "individualization", "monitoring", "concealment", "veto_items")
"""Levers that differ between the two and that flexibility depends on."""

ALONG = np.linspace(0, 1, 41)
"""Flexibilities at which the loss is drawn."""

STANDS = {"hide together": parts.PALETTE["shield"], "nobody hides": parts.PALETTE["deflect"]}
"""Who hides: two, or none."""

MARKS = {"hide together": ("circle", STANDS["hide together"]), "nobody hides": ("triangle-up", STANDS["nobody hides"]), "halfway": ("cross", parts.PALETTE["routine"])}
"""Marks on the curve of the loss: the two, and the middle between them, with shape and colour."""

SIDES = (("Both too rigid 都太死", parts.PALETTE["routine"], "■"), ("The best lies between 居中", parts.PALETTE["green"], "●"),
         ("Both too flexible 都太活", parts.PALETTE["violet"], "◆"))
"""Where the best flexibility lies, seen from the two."""


def distance_rule() -> Explorer:
    """What is lost by flexibility, and where the two regimes stand."""
    grid = Grid([Slider("bias", "Local bias γ", values=[0, 0.25, 0.5, 0.75, 1, 1.25], default=0.5, fmt=".2f",
                        help="how far local leaders would go beyond what their place needs, in units of the spread of what places need"),
                 Slider("spillover", "Harm of differing κ", values=[0, 0.2, 0.4, 0.8, 1.2, 1.6], default=0.4, fmt=".1f", help="what differences between places cost others"),
                 Slider("strength", "Stakes s", values=[0, 0.25, 0.5, 1, 2, 4, 8, 16], default=4, fmt=".2f", help="in units of effort"),
                 Choice("institution", "The other levers", options=tuple(ERAS), default="then")])
    rule = Institution(strength=grid["strength"], **{lever: grid.map("institution", {era: getattr(levers, lever) for era, levers in ERAS.items()}) for lever in READ})
    world = {**grid.pick("bias", "spillover"), "spread": 1}
    best = fit.ideal(**world)
    stands = fit.flexibility(rule)[..., [2, 0]]
    marks = np.concatenate([stands, stands.mean(axis=-1, keepdims=True)], axis=-1)
    lost = fit.loss(marks, **{key: np.asarray(value)[..., None] for key, value in world.items()})
    two, none = np.moveaxis(stands, -1, 0)
    words = np.where(two - none < 1e-9, "same", np.where(2 * best > two + none, "hide", "blame"))
    curve = fit.loss(ALONG, **{key: np.asarray(value)[..., None] for key, value in world.items()})
    return explore(
        name="distance-rule", title="How flexible is best?", controls=grid,
        tables={"curve": Table({"flexibility": ALONG}, loss=curve, decimals=3), "stands": Table({"who": list(MARKS)}, flexibility=marks, loss=lost, decimals=3),
                "best": Table({}, flexibility=best, decimals=3)},
        charts=[Chart(_loss_chart(), label="What is lost, where all keeping to the letter loses 1", height=290,
                      alt="A curve with a single lowest point: the loss over flexibility, from the letter everywhere to all that leaders want. A dotted line marks the "
                          "lowest point, marks where policy stands if both sides hide together and if nobody hides, and a cross halfway between these two.")],
        words=Words(words, RULE_WORDS, {"best": best, "two": two, "none": none}),
        regime=Regime(np.where(best > two + 1e-12, 0, np.where(best < none - 1e-12, 2, 1)), entries=SIDES),
        presets={"Then": {}, "Now": {"institution": "now"}, "Nobody else is harmed": {"spillover": 0, "bias": 0}, "Leaders want something else": {"bias": 1.25}},
        play=Play([{"strength": stakes} for stakes in (0, 0.25, 0.5, 1, 2, 4, 8, 16)], seconds=0.7, label="Raise the stakes"),
    )


RULE_WORDS = {
    "hide": "The best flexibility is {best:.2f}. Hiding together gives {two:.2f}, nobody hiding {none:.2f}: hiding together is nearer to the best and loses less.",
    "blame": "The best flexibility is {best:.2f}. Hiding together gives {two:.2f}, nobody hiding {none:.2f}: nobody hiding is nearer to the best and loses less.",
    "same": "The best flexibility is {best:.2f}. With nothing at stake it is {two:.2f}, whether they hide or not.",
}


def _loss_chart():
    """The curve of the loss, the two that stand on it, and the best."""
    x = alt.X("flexibility:Q", title="Flexibility χ (at 0 is the letter)", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5))
    y = alt.Y("loss:Q", title="Loss", scale=alt.Scale(domain=[0, 2], nice=False), axis=alt.Axis(tickCount=4))
    curve = alt.Chart(alt.NamedData("curve")).mark_line(strokeWidth=2, clip=True).encode(x=x, y=y, color=alt.value("currentColor"))
    best = alt.Chart(alt.NamedData("best"))
    rule = best.mark_rule(strokeWidth=2, strokeDash=[2, 3]).encode(x=x, color=alt.value("currentColor"))
    names = [best.transform_filter(f"datum.flexibility {side}").mark_text(align=align, dx=dx, fontSize=12, fontStyle="italic").encode(
        x=x, y=alt.datum(1.9), text=alt.value("best"), color=alt.value("currentColor")) for side, align, dx in (("> 0.8", "right", -5), ("<= 0.8", "left", 5))]
    key = alt.Legend(orient="none", direction="horizontal", legendX=-30, legendY=-22, title=None)
    stands = alt.Chart(alt.NamedData("stands")).transform_filter("datum.loss <= 2").mark_point(**parts.HERE).encode(
        x=x, y=y, color=alt.Color("who:N", scale=alt.Scale(domain=list(MARKS), range=[colour for _, colour in MARKS.values()]), sort=list(MARKS), legend=key),
        shape=alt.Shape("who:N", scale=alt.Scale(domain=list(MARKS), range=[shape for shape, _ in MARKS.values()]), sort=list(MARKS), legend=key))
    return alt.layer(curve, rule, *names, stands)


STAKES = np.geomspace(0.25, 64, 41)
"""Stakes along the axis of the figure of what hiding buys."""

SAID = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64)
"""Stakes on its slider."""


def price_of_concealment() -> Explorer:
    """What hiding together buys in flexibility, by the stakes."""
    grid = Grid([Slider("strength", "Stakes s", values=SAID, default=2, fmt=".2f", help="in units of effort"),
                 Slider("concealment", "What two can hide c", values=[0, 0.3, 0.6, 0.9, 1], default=0.9, fmt=".0%", help="share of findings"),
                 Slider("monitoring", "Chance of a finding m", values=[0.2, 0.5, 0.8], default=0.5, fmt=".0%", help="for one item that nobody hides"),
                 Slider("veto_items", "Veto items n", values=[1, 2, 6], default=1, fmt=".0f")])
    rule = Institution(**grid.pick("concealment", "monitoring", "veto_items"), strength=grid["strength"])
    lines = Institution(**grid.along(stakes=STAKES).pick("concealment", "monitoring", "veto_items"), strength=STAKES)
    curve, here = fit.flexibility(lines)[..., [2, 0]], fit.flexibility(rule)[..., [2, 0]]
    stakes, gain = fit.peak(rule)
    free, bare = np.isinf(stakes), np.isnan(stakes)
    peak = np.where(free, np.nan, stakes / fit.exposure(Institution(strength=1, monitoring=1))[0])
    top = fit.flexibility(rule.replace(strength=np.where(np.isnan(peak), 0, peak)))
    return explore(
        name="price-of-concealment", title="What hiding together buys", controls=grid,
        tables={"curves": Table({"stakes": STAKES, "who": list(STANDS)}, flexibility=curve, decimals=3),
                "here": Table({}, stakes=grid["strength"], two=here[..., 0], none=here[..., 1], decimals=3),
                "peak": Table({}, stakes=np.where((peak > 64) | (peak < 0.25), np.nan, peak), two=top[..., 2], none=top[..., 0], decimals=3)},
        charts=[Chart(_price_chart(), label="Flexibility by the stakes", height=290,
                      alt="Two curves that never rise: flexibility over the stakes, if both sides hide together and if nobody hides. A bar joins them at the present "
                          "stakes, a dotted one where they are furthest apart, if that is on the picture.")],
        words=Words(np.where(bare, "bare", np.where(free, "free", "peak")), PRICE_WORDS, {
            "two": here[..., 0], "none": here[..., 1], "gap": here[..., 0] - here[..., 1], "top": gain, "at": peak}),
        presets={"Baseline": {}, "Two can hide little": {"concealment": 0.3}, "Two can hide all": {"concealment": 1}, "Six vetoes": {"veto_items": 6}},
        play=Play([{"strength": stakes} for stakes in SAID], seconds=0.7, label="Double, and double again"),
        bet=Bet("Two who hide together adapt more freely than those who cannot hide. Now double what a deviation costs if it is found, and double it again, and again. "
                "What becomes of their lead?",
                options=["It grows", "It shrinks", "It grows, then it shrinks"],
                replies=["At first. Where stakes are high enough, even what is seldom found is not worth it.",
                         "In the end. But where stakes are low, those who cannot hide give up first.",
                         "Right. Those who cannot hide give up first, those who hide give up in the end."]),
    )


PRICE_WORDS = {
    "peak": "Hiding together, they adapt {two:.1%} of the way; if nobody hides, {none:.1%}. The lead is {gap:.1%}; it is largest, {top:.1%}, at stakes of {at:.2f}.",
    "free": "Hiding together, nothing is found and they adapt all the way; if nobody hides, {none:.1%} of it. The lead is {gap:.1%} and grows with the stakes for ever.",
    "bare": "Nothing can be hidden: they adapt {none:.1%} of the way in either case.",
}


def _price_chart():
    """Two curves over the stakes and what lies between them."""
    x = alt.X("stakes:Q", title="Stakes s, in units of effort", scale=alt.Scale(type="log", base=2, domain=[0.25, 64], nice=False), axis=alt.Axis(values=list(SAID)))
    lines = parts.curves("curves", "who", STANDS, x=x, y=parts.shares("Flexibility", "flexibility:Q"))
    ink = alt.value("currentColor")
    here, peak = alt.Chart(alt.NamedData("here")), alt.Chart(alt.NamedData("peak")).transform_filter("isValid(datum.stakes)")
    bar = here.mark_rule(strokeWidth=3).encode(x=x, y="two:Q", y2="none:Q", color=ink)
    ends = [here.mark_point(**parts.HERE).encode(x=x, y=f"{kind}:Q", color=alt.value(colour)) for kind, colour in zip(("two", "none"), STANDS.values())]
    most = peak.mark_rule(strokeWidth=2, strokeDash=[2, 3]).encode(x=x, y="two:Q", y2="none:Q", color=ink)
    return alt.layer(lines, most, bar, *ends)
