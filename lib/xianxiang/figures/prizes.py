"""Figures of the shared prizes: busier and less done, passing down, the trough of responsibility."""

import altair as alt
import numpy as np

from .. import prizes
from ..institution import Institution
from ..live import Bet, Chart, Explorer, Grid, Regime, Slider, Table, Words, explore
from . import parts

WORK, PUSH = parts.PALETTE["shield"], parts.PALETTE["deflect"]
TENTHS = np.linspace(0, 1, 11)
NEGATIVITIES = np.linspace(0, 1, 21)
KINDS = {"work": WORK, "push": PUSH}
BAND = 0.1
"""A band of the figure of effort bears its name where it is at least so high, in units of effort."""

SHARING = (("Together 协力", WORK, "●"), ("Some of both", parts.PALETTE["violet"], "◆"), ("Each for himself 自保", PUSH, "▲"))
"""By the share of effort that is push: under a tenth, up to a half, half or more."""


def sharing(push):
    """Index into `SHARING` of a share of push."""
    return np.digitize(push + 1e-9, [0.1, 0.5])


BUSIER_WORDS = {
    "prize": "All prize: there is no blame to move. Each side exerts {total:.2f}, all of it work, and the score is {score:.2f}.",
    "same": "A penalty that is felt in full and cannot be moved does what a prize of that size does: each side exerts {total:.2f}, all of it work, and the score is {score:.2f}.",
    "fainter": "No blame can be moved, but a unit's penalty is felt only in part. Each side exerts {total:.2f}, all of it work; all prize, the same stakes bring {before:.2f}.",
    "busier": "Busier, and less done: each side exerts {total:.2f}, {push:.0%} of it push. The score is {score:.2f}; all prize, the same stakes bring an effort and a score of {before:.2f}.",
    "beside": "Busier, and as much done: each side exerts {total:.2f}, {push:.0%} of it push, but without strain push takes nothing from work. The score stays at {score:.2f}.",
    "idler": "Less is exerted and less done: {total:.2f} on each side, {push:.0%} of it push. The score is {score:.2f}; all prize, the same stakes bring an effort and a score of {before:.2f}.",
}


def busier_and_less_done() -> Explorer:
    """What prizes turned into penalties do to effort and to what it is spent on."""
    grid = Grid([Slider("negativity", "Share that is penalty ν", values=np.linspace(0, 1, 6), default=0, fmt=".0%"),
                 Slider("individualization", "Share of a sanction on the person ι", values=[0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1], default=1, fmt=".0%"),
                 Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 6), default=0.8, fmt=".0%"),
                 Slider("strength", "Strength of the stakes s", values=[1, 2, 4], default=4, fmt=".1f", help="in units of effort"),
                 Slider("strain", "Strain κ", values=[0, 1, 3], default=1, fmt=".0f", help="how fast effort becomes dearer")])
    work, push = np.moveaxis(_efforts(grid), -1, 0)
    total, share, before = work + push, push / (work + push), _efforts(grid, negativity=0)[..., 0]
    curve = _efforts(grid.along(negativity=NEGATIVITIES))
    base, top = np.cumsum(curve, axis=-1) - curve, np.cumsum(curve, axis=-1)
    middle = np.where(curve >= BAND, (base + top) / 2, np.nan)[..., [10, 16], [0, 1]]
    moved, felt = grid["transferability"] * grid["individualization"] > 0, grid["individualization"] == 1
    code = np.select([grid["negativity"] == 0, ~moved & felt, ~moved, (total > before) & felt & (grid["strain"] == 0), total > before],
                     ["prize", "same", "fainter", "beside", "busier"], default="idler")
    return explore(
        name="busier-and-less-done", title="Busier, and less done", controls=grid,
        tables={"bands": Table({"negativity": NEGATIVITIES, "kind": list(KINDS)}, decimals=3, base=base, top=top),
                "names": Table({"kind": list(KINDS)}, at=NEGATIVITIES[[10, 16]], decimals=2, middle=middle),
                "here": Table({}, decimals=3, negativity=grid["negativity"], work=work, total=total)},
        charts=[Chart(_bands(), label="", height=300,
                      alt="Two bands, one on the other, against the share of the stakes that is penalty: below the work of one side, "
                          "above it its push. A line marks the present share.")],
        words=Words(code, BUSIER_WORDS, {"total": total, "push": share, "score": work, "before": before}),
        regime=Regime(sharing(share), entries=SHARING),
        presets={"A prize": {}, "A penalty on the person": {"negativity": 1}, "… that cannot be moved": {"negativity": 1, "transferability": 0},
                 "… on the unit": {"negativity": 1, "individualization": 0}},
        bet=Bet("A good rank used to bring each side a prize of 4. Now a bad rank brings each a sanction of 4 instead, in person, and a side with the "
                "better file can move up to four fifths of its own to the other. What happens to effort, and to the score?",
                options=["Both rise: fear works", "Both fall: fear numbs", "Effort rises, the score falls", "Nothing changes"],
                replies=["Effort does, the score does not. Move the first slider and watch where the effort goes.",
                         "The score does, but nobody is idle. Move the first slider and watch the upper band.",
                         "Right. Move the first slider and watch the upper band.",
                         "That is so where blame cannot be moved: try the third preset. Here it can, so move the first slider first."]),
    )


def _efforts(grid, **fixed):
    """Work and push of one side at the settings of a grid, a medium share of counties succeeding."""
    levers = grid.pick("negativity", "individualization", "transferability", "strength") | fixed
    return prizes.efforts(Institution(**levers), strain=grid["strain"])


def _bands():
    """Work and push, one on the other, and the present share of penalty."""
    x = alt.X("negativity:Q", title="Share of the stakes that is penalty", axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("base:Q", title="Effort of one side (units of effort)", scale=alt.Scale(domain=[0, 1.6], nice=False))
    bands = alt.Chart(alt.NamedData("bands")).encode(x=x)
    ink = alt.value("currentColor")
    here = alt.Chart(alt.NamedData("here"))
    return alt.layer(
        bands.mark_area(opacity=0.4).encode(y=y, y2="top:Q", color=alt.Color("kind:N", scale=parts.scale(KINDS), legend=None)),
        bands.mark_line(strokeWidth=2.5).encode(y="top:Q", color=alt.Color("kind:N", scale=parts.scale(KINDS), legend=None), strokeDash=alt.StrokeDash(
            "kind:N", scale=alt.Scale(domain=list(KINDS), range=list(parts.DASHES[:2])), legend=None)),
        alt.Chart(alt.NamedData("names")).transform_filter("isValid(datum.middle)").mark_text(fontSize=13, fontStyle="italic").encode(
            x="at:Q", y="middle:Q", text="kind:N", color=ink),
        here.mark_rule(strokeWidth=1.5).encode(x="negativity:Q", color=ink),
        here.transform_fold(["work", "total"]).mark_point(**parts.HERE).encode(x="negativity:Q", y=alt.Y("value:Q"), color=ink))


SHARES = np.sin(np.linspace(0, np.pi / 2, 41)) ** 2
"""Shares passed down, closer where the curves bend most."""
LINES = {"score": WORK, "county": parts.PALETTE["violet"]}
PASSED = ("The score is best where {best:.0%} of the prize is passed down. A county that thinks of itself passes down {chosen:.0%}. With "
          "{best:.0%} its score would be {more:.0%} higher (at a strain of 1) and its own gain {less:.0%} lower.")


def passing_down() -> Explorer:
    """What a county makes of a prize by passing a share of it down, and what it would pass down by itself."""
    grid = Grid([Slider("rivals", "Counties N in the contest", values=[2, 3, 5, 10, 20, 50], default=2, fmt=".0f", help="for one prize"),
                 Slider("weight", "Weight of the county's work α", values=np.linspace(0.1, 0.9, 5), default=0.5, fmt=".0%"),
                 Slider("response", "Response to prizes ρ", values=np.linspace(0.1, 0.9, 5), default=0.5, fmt=".1f",
                        help="by how many per cent a prize of one per cent more raises the odds")])
    best, chosen = np.moveaxis(prizes.pass_down(**grid.pick()), -1, 0)
    at_best, at_chosen = (_outcome(grid, share) for share in (best, chosen))
    peaks = np.stack([at_best[..., 0], at_chosen[..., 1]], axis=-1)
    along = grid.along(share=SHARES)
    curve = _outcome(along, along["share"]) / peaks[..., None, :]
    return explore(
        name="passing-down", title="How much of a prize is passed down", controls=grid,
        tables={"curves": Table({"share": SHARES, "of": list(LINES)}, part=curve),
                "peaks": Table({"of": list(LINES)}, share=np.stack(np.broadcast_arrays(best, chosen), axis=-1), part=1.0)},
        charts=[Chart(_passing_chart(), label="", height=300,
                      alt="Two curves over the share of the prize that is passed down, each as a share of its best value: the score, and "
                          "what the county gains. A dot marks the best of each. The county's lies to the left.")],
        words=Words(np.zeros(grid.shape, int), [PASSED], {"best": best, "chosen": chosen, "more": at_best[..., 0] - 1,
                                                          "less": 1 - at_best[..., 1] / at_chosen[..., 1]}),
        presets={"Two counties": {}, "Twenty": {"rivals": 20}, "Twenty, hard fought": {"rivals": 20, "response": 0.9},
                 "The township does it": {"weight": 0.1}},
    )


def _outcome(grid, share):
    """Score, as a multiple of the others', and what the county gains, where it passes down this share."""
    return prizes.pass_down_score(share, **grid.pick())[..., [0, 2]]


def _passing_chart():
    """Score and the county's gain over the share passed down, with the best of each."""
    y = alt.Y("part:Q", title="Share of the best that is reached", scale=alt.Scale(domain=[0, 1.05], nice=False), axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]))
    x = alt.X("share:Q", title="Share of the prize passed down", axis=alt.Axis(format="%", tickCount=5))
    lines = parts.curves("curves", "of", LINES, words={"score": "the score", "county": "what the county gains"}, left=48, x=x, y=y)
    return alt.layer(lines, alt.Chart(alt.NamedData("peaks")).mark_point(**parts.HERE).encode(
        x=x, y=y, color=alt.Color("of:N", scale=parts.scale(LINES), legend=None)))


FINELY = np.linspace(0, 1, 51)
MOVES = {"moves": PUSH, "stays": parts.PALETTE["routine"]}
"""Whether blame can be moved, as at the baseline, or not at all."""

TROUGH_WORDS = {
    "trough": "With {own:.0%} of a sanction on the person each side's work is {work:.2f}, and {push:.0%} of its effort is push. Work is lowest at {trough:.0%}: up to there "
              "responsibility by name takes away from it, beyond it adds.",
    "falls": "With {own:.0%} of a sanction on the person each side's work is {work:.2f}, and {push:.0%} of its effort is push. Here every step towards responsibility by name "
             "takes away from work.",
    "rises": "With {own:.0%} of a sanction on the person each side's work is {work:.2f}, and {push:.0%} of its effort is push. Here every step towards responsibility by name "
             "adds to work.",
}


def responsibility_trough() -> Explorer:
    """Work as sanctions come to fall on persons: where blame can be moved it may fall first and rise later."""
    grid = Grid([Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0, 1, 21), default=0.1, fmt=".0%"),
                 Slider("negativity", "Share that is penalty ν", values=TENTHS[1:], default=0.9, fmt=".0%"),
                 Slider("quota", "Share of counties that succeed p", values=[0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95], default=0.35, fmt=".0%"),
                 Slider("strain", "Strain κ", values=[0, 1, 2], default=1, fmt=".0f", help="how fast effort becomes dearer")])
    rule, contest = Institution(**grid.pick("individualization", "negativity")), grid.pick("quota", "strain")
    work, push = np.moveaxis(prizes.efforts(rule, **contest), -1, 0)
    line = grid.along(individualization=FINELY, blame=list(MOVES))
    moved = np.where(line["blame"] == "moves", Institution().transferability, 0)
    curves = prizes.efforts(Institution(**line.pick("individualization", "negativity"), transferability=moved), **line.pick("quota", "strain"))[..., 0]
    low = prizes.trough(rule, **contest)
    at_low = prizes.efforts(rule.replace(individualization=low), **contest)[..., 0]
    return explore(
        name="responsibility-trough", title="The trough of responsibility", controls=grid,
        tables={"curves": Table({"individualization": FINELY, "blame": list(MOVES)}, decimals=3, work=curves),
                "here": Table({}, decimals=3, individualization=grid["individualization"], work=work),
                "low": Table({}, decimals=3, individualization=low, work=at_low)},
        charts=[Chart(_trough_chart(), label="Triangle: where work is lowest", height=300,
                      alt="Two curves of one side's work over the share of a sanction that falls on the person: where blame can be moved and "
                          "where it cannot. A dot marks the present share, a triangle the lowest point of the first curve.")],
        words=Words(np.select([low <= 0, low >= 1], ["rises", "falls"], default="trough"), TROUGH_WORDS,
                    {"own": grid["individualization"], "work": work, "push": push / (work + push), "trough": low}),
        presets={"Few succeed": {"quota": 0.1}, "Most succeed": {"quota": 0.8}, "No strain": {"strain": 0}, "More strain": {"strain": 2}},
    )


def _trough_chart():
    """Work over responsibility by name, the present setting and the lowest point."""
    y = alt.Y("work:Q", title="Work of one side (units of effort)", scale=alt.Scale(domain=[0, 0.8], nice=False))
    x = alt.X("individualization:Q", title="Share of a sanction on the person", axis=alt.Axis(format="%", tickCount=5))
    lines = parts.curves("curves", "blame", MOVES, words={"moves": "blame can be moved", "stays": "it cannot"}, left=22, x=x, y=y)
    low = alt.Chart(alt.NamedData("low")).mark_point(shape="triangle-up", size=110, strokeWidth=2, yOffset=9).encode(x=x, y=y, color=alt.value("currentColor"))
    return alt.layer(lines, low, alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.value("currentColor")))
