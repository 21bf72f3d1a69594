"""Figures of what could be rebuilt: packages of reform, the tolerance that makes penalties speak for work, and the fewest reforms that do."""

from functools import lru_cache

import altair as alt
import numpy as np

from .. import rebuild
from ..live import Bet, Chart, Explorer, Grid, Regime, Slider, Switch, Table, Words, explore
from . import parts

REFORM_LABELS = {
    "tolerance": ("Excuse honest error 容错", "Whoever worked is excused four fifths of a sanction"),
    "powers": ("Powers for townships 赋权", "One side alone solves 90 of 100 problems that both would solve, instead of 40"),
    "prizes": ("Prizes back 激励", "One tenth of the stakes is penalty, instead of nine tenths"),
    "unit": ("Unit liable 单位", "One tenth of a sanction falls on the person, instead of nine tenths"),
    "items": ("Fewer veto items 清理", "Items that alone fail the evaluation go from six to two"),
    "lists": ("Duties in lists 清单", "One fifth of a personal sanction can be moved, instead of four fifths"),
    "executor": ("County executes again 执行", "The county carries out policy itself"),
    "report": ("Reports paid 举报", "Who did not hide is paid a unit of effort when what the other hid is found"),
    "relax": ("Call inspectors off 放松", "50 of 100 problems are found instead of 80, and two can hide 90 of 100 findings instead of 50"),
}
"""Label and help of each of `rebuild.REFORMS`."""

FILES, COSTS, EFFICACIES = np.array([0, 0.5, 1]), np.array([0.75, 1, 1.25]), np.array([0.75, 0.8, 0.9])
"""Values of mimicry, cost of work and efficacy at which all packages are tried."""

CONDUCT = {"hide together": parts.PALETTE["shield"], "pass the blame": parts.PALETTE["deflect"], "do the minimum": parts.PALETTE["routine"],
           "work on it": parts.PALETTE["green"]}
FATE = {"solved": parts.PALETTE["green"], "left unsolved": parts.PALETTE["routine"]}
REGIMES = (*parts.REGIMES[:3], ("Work 实干", parts.PALETTE["green"], "★"), parts.REGIMES[3])
"""Name, colour and symbol by the action that holds the majority of both sides together; mixed where none does."""


@lru_cache
def _tried():
    """Shares at rest and what they come to, after all blamed and after all hid; axes: efficacy, mimicry, cost of work, the reforms."""
    values = np.meshgrid(EFFICACIES, FILES, COSTS, indexing="ij", sparse=True)
    own = {name: value.reshape(*value.shape, *(1,) * len(rebuild.REFORMS)) for name, value in zip(("efficacy", "mimicry", "work_cost"), values)}
    rules, changed = rebuild.packages()
    game = changed | own
    rest = [rebuild.settle(rebuild.payoffs(rules, **game), start=start) for start in (rebuild.ALL_DEFLECT, rebuild.ALL_SHIELD)]
    return rest, [rebuild.assess(rules, shares, own["efficacy"], changed["powers"]) for shares in rest]


def package_builder() -> Explorer:
    """Nine reforms, each made or not: who works, hides, blames or idles then, what is solved, and what it costs."""
    grid = Grid([*(Switch(name, label, help=help) for name, (label, help) in REFORM_LABELS.items()),
                 Slider("mimicry", "Paperwork passes for work ζ", values=FILES, default=0.5, fmt=".0%", help="share of the excuse for work that a mere file earns (mimicry)"),
                 Slider("work_cost", "Cost of work h", values=COSTS, default=1, fmt=".2f", help="in units of effort")])

    def laid(each):
        return np.moveaxis(each[1], (0, 1), (9, 10))  # the middle efficacy, the two sliders after the switches

    (blamed, _), (after, other) = _tried()
    shares, solved, hidden = laid(blamed), laid(after.solved), laid(other.solved)
    works, begins = laid(after.works & other.works), np.abs(solved - hidden) > 0.05
    most = shares.mean(axis=-2)
    bad, shadow = most[..., :2].max(axis=-1), np.array(["hide", "pass the blame"])[most[..., :2].argmax(axis=-1)]
    made = sum(np.asarray(grid[name], dtype=int) for name in rebuild.REFORMS)
    return explore(
        name="package-builder", title="Build a package", controls=grid,
        tables={"conduct": Table({"who": SIDES, "what": list(CONDUCT)}, share=shares, decimals=2),
                "fate": Table({"who": ["Problems 问题"], "what": list(FATE)}, share=np.stack([solved, 1 - solved], axis=-1)[..., None, :], decimals=3)},
        charts=[Chart(_bars(), label="Who does what; what is solved (we ask for 70%)", height=230,
                      alt="Three bars. Two show what share of counties and of townships hide together, pass the blame, do the minimum or work; "
                          "the third what share of problems is solved. A mark in it stands at 70%, below which the book says that a package does not work.")],
        words=Words(np.select([works, begins, solved < rebuild.SOLVED], ["works", "begins", "little"], default="shadow"), PACKAGE_WORDS,
                    {"solved": solved, "hidden": np.where(begins, hidden, 0), "bad": np.where(solved < rebuild.SOLVED, 0, bad), "how": shadow, "made": made, "paid": laid(after.paid) / STAKES}),
        regime=Regime(np.where(most.max(axis=-1) > 0.5, most.argmax(axis=-1), 4), entries=REGIMES),
        presets={"No reform": {}, "Powers, prizes, items": {name: True for name in ("powers", "prizes", "items")},
                 "Ease off": {name: True for name in ("unit", "relax")}},
        bet=Bet("You may change one rule of the present, and one only. Which of these makes most people work on the problem?",
                options=["Prizes in the place of penalties", "The unit liable, not the person", "Real powers for the township", "Inspectors called off",
                         "Honest error excused", "None of them alone"],
                replies=[*(f"Not alone. Switch it on and see: hardly anybody works, and {what}." for what in (
                             *2 * ("most blame or idle",), *2 * ("nearly all still pass the blame",))),
                         "Right, as long as files can be told from work. Then move the slider below the switches to 100%.",
                         "One does: excuse honest error. Then move the slider below the switches to 100%."]),
    )


SIDES = ("Counties 县", "Townships 乡镇")

STAKES = 2 * float(rebuild.START.strength)
"""What is at stake for both sides together, in units of effort."""

PACKAGE_WORDS = {
    "works": "This works, however it began: {solved:.0%} of problems are solved. Reforms: {made:.0f}. Prizes paid: {paid:.0%} of the stakes.",
    "begins": "It depends on the beginning: {solved:.0%} of problems are solved after blame, {hidden:.0%} after hiding. Reforms: {made:.0f}. Prizes paid after "
              "blame: {paid:.0%} of the stakes.",
    "little": "Not enough: {solved:.0%} of problems are solved. Reforms: {made:.0f}. Prizes paid: {paid:.0%} of the stakes.",
    "shadow": "Of problems {solved:.0%} are solved, but {bad:.0%} of both sides together {how}. Reforms: {made:.0f}. "
              "Prizes paid: {paid:.0%} of the stakes.",
}


def _bars():
    """Stacked bars of conduct by side, each part with its share, and below them one of what becomes of problems, which says how many are solved."""
    order = [*SIDES, "Problems 问题"]
    colours = CONDUCT | FATE
    y = alt.Y("who:N", title=None, sort=order, scale=alt.Scale(domain=order, paddingInner=0.35, paddingOuter=0.1), axis=alt.Axis(labelFontSize=12, ticks=False, domain=False))
    x = alt.X("from:Q", title="Share", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    key = alt.Legend(orient="top", direction="horizontal", columns=2, title=None, offset=4, values=list(CONDUCT))
    layers = []
    for table, kinds in (("conduct", CONDUCT), ("fate", FATE)):
        stacked = alt.Chart(alt.NamedData(table)).transform_calculate(rank=f"indexof({list(kinds)}, datum.what)").transform_stack(
            stack="share", groupby=["who"], sort=[alt.SortField("rank")], as_=["from", "to"])
        layers.append(stacked.mark_bar(stroke="white", strokeWidth=0.6).encode(x=x, x2="to:Q", y=y, color=alt.Color("what:N", scale=parts.scale(colours), legend=key)))
        said = stacked.transform_filter("datum.what == 'solved'" if table == "fate" else "datum.share >= 0.09").transform_calculate(
            middle="(datum.from + datum.to) / 2", said="datum.share >= 0.995 ? '>99%' : datum.share < 0.005 ? '<1%' : format(datum.share, '.0%')")
        if table == "fate":  # at the left end, where it never meets the mark
            said, place = said.transform_calculate(said="datum.said + ' solved'"), {"x": alt.datum(0.015)}
        else:
            place = {"x": "middle:Q"}
        layers.append(said.mark_text(fontSize=12, fontWeight="bold", color="white", align="left" if table == "fate" else "center").encode(**place, y=y, text="said:N"))
    line = alt.Chart(alt.NamedData("fate")).transform_filter("datum.what == 'solved'").mark_tick(thickness=2, bandSize=44, color="currentColor", strokeDash=[3, 2]).encode(
        x=alt.datum(rebuild.SOLVED), y=y)
    return alt.layer(*layers, line)


ZETA = np.linspace(0, 1, 26)
"""Mimicry across the picture of the threshold."""


def tolerance_threshold() -> Explorer:
    """The tolerance above which a larger penalty speaks for work, by how well a file passes for it."""
    grid = Grid([Slider("mimicry", "Paperwork passes for work ζ", values=np.linspace(0, 1, 11), default=0.5, fmt=".0%", help="share of the excuse for work that a mere file earns (mimicry)"),
                 Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0.1, 0.9, 9), default=0.9, fmt=".0%"),
                 Slider("powers", "Powers of one alone μ", values=np.linspace(0, 1, 11), default=0.4, fmt=".0%", help="share of what two solve that one solves alone"),
                 Slider("veto_items", "Veto items n", values=[1, 2, 4, 6], default=6, fmt=".0f")])
    rules, own = rebuild.START.replace(individualization=grid["individualization"], veto_items=grid["veto_items"]), grid.pick("powers")
    here = rebuild.tolerance_threshold(rules, **own, mimicry=grid["mimicry"])[..., 1]
    wide = rules.replace(**{name: getattr(rules, name)[..., None] for name in ("individualization", "veto_items")})
    curve = rebuild.tolerance_threshold(wide, powers=grid["powers"][..., None], mimicry=ZETA)[..., 1]
    heavy = rebuild.burden(rules, **own)[..., 1]
    return explore(
        name="tolerance-threshold", title="Do penalties make workers or blamers?", controls=grid,
        tables={"curve": Table({"mimicry": ZETA}, least=curve, decimals=3),
                "here": Table({}, mimicry=grid["mimicry"], least=here, decimals=3),
                "names": Table({"name": ["make workers", "make blamers"]}, x=[0.03, 0.97], y=[0.93, 0.07],
                               shown=np.stack(np.broadcast_arrays(True, heavy > 1), axis=-1))},
        charts=[Chart(_threshold_chart(), label="For a township whose county passes the blame: larger penalties …", height=290,
                      alt="Plane of how well a file passes for work, across, and how much of a sanction is excused to who worked, upwards. Where there is a threshold, "
                          "a curve parts the plane: above it larger penalties speak for working, below it for passing the blame. A dot marks the present setting.")],
        words=Words(np.select([heavy <= 1, grid["mimicry"] == 1], ["light", "never"], default="some"), THRESHOLD_WORDS,
                    {"burden": heavy, "least": here, "mimicry": grid["mimicry"]}),
        presets={"Now": {}, "One item": {"veto_items": 1}, "The unit liable": {"individualization": 0.1}, "Real powers": {"powers": 0.9}},
    )


THRESHOLD_WORDS = {
    "some": "Without tolerance a lone worker answers for {burden:.2f} times what one more blamer does. At a mimicry of {mimicry:.0%} more than {least:.0%} of the "
            "sanction has to be excused before larger penalties speak for work.",
    "never": "Without tolerance a lone worker answers for {burden:.2f} times what one more blamer does. As a file is excused just as work is, no tolerance makes larger "
             "penalties speak for work.",
    "light": "Without tolerance a lone worker answers for {burden:.2f} times what one more blamer does. Larger penalties speak for work, and no tolerance is needed for that.",
}


def _threshold_chart():
    """The plane of mimicry and tolerance, parted by the threshold."""
    x = alt.X("mimicry:Q", title="How far a file passes for work (mimicry ζ)", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("least:Q", title="Excused to who worked (τ)", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    ground, ink = alt.Chart(alt.NamedData("curve")), alt.value("currentColor")
    above, below = (ground.mark_area(opacity=0.25, color=parts.PALETTE[colour]).encode(x=x, y=y, y2=alt.datum(end)) for colour, end in (("green", 1), ("deflect", 0)))
    line = ground.mark_line(strokeWidth=2.5, clip=True).encode(x=x, y=y, color=ink)
    names = [alt.Chart(alt.NamedData("names")).transform_filter(f"datum.shown && datum.x {side} 0.5").mark_text(align=align, fontSize=13, fontStyle="italic").encode(
        x=alt.X("x:Q"), y=alt.Y("y:Q"), text="name:N", color=ink) for side, align in (("<", "left"), (">", "right"))]
    return alt.layer(above, below, line, *names, alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=ink))


PACKAGES = np.indices((2,) * len(rebuild.REFORMS)).reshape(len(rebuild.REFORMS), -1)
"""All packages: by reform, whether each package has it."""

KINDS = {"works": parts.PALETTE["green"], "works, inspectors off": parts.PALETTE["violet"], "does not": parts.PALETTE["routine"]}
"""What becomes of a package; the middle one also calls the inspectors off."""


def the_front() -> Explorer:
    """All packages by the number of their reforms and by what they solve."""
    grid = Grid([Slider("efficacy", "Efficacy of work α", values=EFFICACIES, default=0.8, fmt=".0%", help="share of problems that two sides solve together"),
                 Slider("mimicry", "Paperwork passes for work ζ", values=FILES, default=0.5, fmt=".0%", help="share of the excuse for work that a mere file earns (mimicry)"),
                 Slider("work_cost", "Cost of work h", values=COSTS, default=1, fmt=".2f", help="in units of effort")])
    after, other = _tried()[1]
    solved, works = (each.reshape(*grid.shape, -1) for each in (after.solved, after.works & other.works))
    size, relaxed = PACKAGES.sum(axis=0), PACKAGES[-1] == 1
    some, fewest = works.any(axis=-1), np.where(works, size, 99).min(axis=-1)
    calm = (works & relaxed).sum(axis=-1)
    return explore(
        name="the-front", title="All 512 packages", controls=grid,
        tables={"packages": Table(size=_spread(size), solved=solved, kind=np.where(works, np.where(relaxed, *list(KINDS)[1::-1]), "does not"), decimals=2)},
        charts=[Chart(_front_chart(), label="Each mark is a package", height=300,
                      alt="Packages by the number of reforms, across, and the share of problems solved, upwards; marks tell those that work from those that do not, "
                          "and among the first those that call the inspectors off.")],
        words=Words(np.where(some, "some", "none"), FRONT_WORDS, {"count": works.sum(axis=-1), "fewest": np.where(some, fewest, 0), "calm": calm}),
        presets={"As the book has it": {}, "Files pass for work": {"mimicry": 1}, "Work costs more": {"work_cost": 1.25}, "Work solves more": {"efficacy": 0.9}},
    )


FRONT_WORDS = {
    "some": "Packages that work: {count:.0f} of 512. Reforms in the smallest of them: {fewest:.0f}. Among those that work, packages that call the inspectors off: {calm:.0f}.",
    "none": "None of the 512 packages works.",
}


def _spread(size):
    """Numbers of reforms, moved aside a little so that packages of the same size stand beside each other."""
    aside = [np.argsort(np.argsort(np.where(size == k, 0, 1), kind="stable"), kind="stable") / max((size == k).sum() - 1, 1) - 0.5 for k in size]
    return size + 0.7 * np.array([line[i] for i, line in enumerate(aside)]) * ((size > 0) & (size < size.max()))


def _front_chart():
    """Marks of all packages."""
    x = alt.X("size:Q", title="Reforms in the package", scale=alt.Scale(domain=[-0.5, 9.5], nice=False), axis=alt.Axis(values=list(range(10)), format="d", grid=False))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-38, legendY=-22, title=None)
    return alt.Chart(alt.NamedData("packages")).mark_point(filled=True, opacity=0.85).encode(
        x=x, size=alt.condition("datum.kind == 'does not'", alt.value(24), alt.value(50)), y=parts.shares("Problems solved", "solved:Q"), color=alt.Color("kind:N", scale=parts.scale(KINDS), sort=list(KINDS), legend=key),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS), range=["circle", "diamond", "cross"]), sort=list(KINDS), legend=key))
