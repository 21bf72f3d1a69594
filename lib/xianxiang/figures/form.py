"""Figures of form over substance: what a stricter trace does to work, what a finer one costs, and who would sign a list."""

from dataclasses import replace

import altair as alt
import numpy as np

from .. import form
from ..institution import Institution
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

RULES = {"negativity": 0.9, "monitoring": 0.8}
"""The later levers that the figures hold fixed; transferable blame is the book's 0.8 where no slider moves it."""

STEP = 1.25
"""How much stricter tracing becomes in the first figure: stakes, or what a file moves of them, times this."""

ANSWERED = Slider("answered", "Share of files answered ω", values=[0, 0.25, 0.5, 0.75, 1], default=0, fmt=".0%", help="how far the file on the other side moves back what one's own has moved")
PERSONAL = Slider("individualization", "Share of a sanction on the person ι", values=[0.1, 0.3, 0.5, 0.7, 0.9, 1], default=0.5, fmt=".0%")
SIGNS = {"work on the job": parts.PALETTE["shield"], "file": parts.PALETTE["deflect"]}
"""What is drawn of a job: the chance that it succeeds, and how full the file is."""

BANDS = (("Paper drives out work 重痕轻绩", parts.PALETTE["deflect"], "▲"), ("More of both 痕绩俱增", parts.PALETTE["violet"], "◆"), ("Work drives out paper 重绩轻痕", parts.PALETTE["shield"], "●"))
"""What harsher tracing brings, from the lowest band of the plane to the highest."""


def three_bands() -> Explorer:
    """What a quarter more of strictness does to work and to the file, if it is harsher and if it is finer."""
    grid = Grid([Slider("strength", "Strength of the stakes s", values=np.arange(1, 9) / 2, default=3, fmt=".1f", help="in units of effort; nine tenths of it are penalty"),
                 PERSONAL, ANSWERED, Slider("price", "Price of a full file ψ", values=[0.4, 0.5, 0.7], default=0.4, fmt=".1f", help="beside 1 for the whole job")])
    own = grid.pick("answered", "price")
    rules = [Institution(**RULES, strength=grid["strength"] * harsher, transferability=0.8 * finer, individualization=grid["individualization"])
             for harsher, finer in ((1, 1), (STEP, 1), (1, STEP))]
    at = np.stack(np.broadcast_arrays(*(form.effort(rule, **own) for rule in rules)), axis=-2)  # of now, harsher, finer: work and file
    pull, stakes = zip(*((form.bands(rule, **own)[..., 0], form.liabilities(rule)[..., 0]) for rule in rules))
    places = {name: np.stack(np.broadcast_arrays(*values), axis=-1) for name, values in (("pull", pull), ("stakes", stakes))}
    up = at[..., 1, :] > at[..., 0, :]
    return explore(
        name="three-bands", title="A quarter stricter", controls=grid,
        tables={"bands": _band_table(), "path": _path_table(places), "line": Table({"end": range(2)}, decimals=3, pull=np.array([0, 1]), stakes=_line(places))},
        charts=[Chart(_band_chart(), label="Along the dashed line work is the same; read it at the left edge", height=310, alt=BAND_ALT)],
        words=Words(np.where(at[..., 1].max(axis=-1) < 1, "short", "full"), BAND_WORDS, {f"{what}_{case}": at[..., i, j] for i, case in enumerate(CASES) for j, what in enumerate(("work", "file"))}),
        regime=Regime(np.where(~up[..., 0], 0, np.where(up[..., 1], 1, 2)), entries=BANDS),
        presets={"As it opens": {}, "Mild": {"strength": 1}, "Harsh and personal": {"strength": 4, "individualization": 1},
                 "All is answered": {"answered": 1}},
        play=Play([{"strength": float(s)} for s in np.arange(1, 9) / 2], seconds=0.5, label="Raise the stakes"),
        bet=BAND_BET,
    )


CASES = ("now", "harsher", "finer")
_STEPS = ("Now work {work_now:.1%}, file {file_now:.0%}. A quarter harsher: work {work_harsher:.1%}, file {file_harsher:.0%}. "
          "A quarter finer: work {work_finer:.1%}, file {file_finer:.0%}.")
BAND_WORDS = {"short": _STEPS, "full": _STEPS + " With a full file further steps follow other rules."}
BAND_BET = Bet("Inspections that trace who did what become stricter. For A every failing costs a quarter more, in all its parts. For B a failing costs what it did, but a good file moves a "
               "quarter more of it. Who does less of the job than before?",
               options=["A: harsh tracing breeds paper", "B", "Neither: strictness makes careful"],
               replies=["Not here. A keeps a fuller file and does more of the job as well.", "Right, here: of the two only B does less.",
                        "A does more. But B does less, though nothing has become milder for it."])
BAND_ALT = ("A plane: across, the pull of paper; upwards, what is at stake. Three bands, from below: harsher tracing brings less work and more paper, more of both, more work and less "
            "paper. A dot marks the present setting; one arrow leads to where a quarter harsher lies, up and to the right, another to where a quarter finer lies, to the right. "
            "A dashed line runs from the dot's work on the left edge to the corner.")


AREAS = dict(zip(("less work", "more of both", "less paper"), (colour for _, colour, _ in BANDS)))
"""The bands as the plane's legend calls them, and their colours."""


def _borders(pull, step=STEP):
    """Stakes below which a step to harsher tracing lowers work, and below which it raises the file, by the pull of paper."""
    return (1 + step) * pull / (1 + step * pull), (1 + step * pull) / (1 + step)


def _band_table():
    """The three areas, as far as the file after the step may still be short of full."""
    pull = np.linspace(0, STEP**-2, 17)[:, None]
    less, more = _borders(pull)
    return Table({"knot": range(len(pull)), "band": list(AREAS)}, decimals=3, pull=pull, low=np.concatenate([pull, less, more], axis=-1), high=np.concatenate([less, more, 0 * more + 1], axis=-1))


def _path_table(places):
    """Two arrows, from the present setting to the two stricter ones."""
    return Table({"to": CASES[1:], "end": range(2)}, decimals=3,
                 **{name: np.stack([value[..., [0, 1]], value[..., [0, 2]]], axis=-2) for name, value in places.items()})


def _line(places):
    """Ends of the line through the dot along which work is the same: all of them meet where pull and stakes are both 1."""
    pull, stakes = (places[name][..., 0] for name in ("pull", "stakes"))
    return np.stack([1 - (1 - stakes) / (1 - pull), 0 * pull + 1], axis=-1)


def _band_chart():
    """The bands of the plane, and the way to what is stricter."""
    x = alt.X("pull:Q", title="Pull of paper x", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5))
    y, low = (alt.Y(field, title="Stakes w (of the cost of the job)", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5)) for field in ("stakes:Q", "low:Q"))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-28, legendY=-22, title="Harsher:", titleOrient="left", symbolOpacity=0.6)
    areas = alt.Chart(alt.NamedData("bands")).mark_area(opacity=0.3).encode(x=x, y=low, y2="high:Q", color=alt.Color("band:N", scale=parts.scale(AREAS), sort=list(AREAS), legend=key))
    line, path = (alt.Chart(alt.NamedData(name)).encode(x=x, y=y, color=alt.value("currentColor")) for name in ("line", "path"))
    tips = path.transform_filter("datum.end == 1")
    words = [tips.transform_filter(f"datum.to == '{to}'").mark_text(fontSize=12, fontStyle="italic", align=align, dx=dx, dy=dy).encode(text="to:N")
             for to, align, dx, dy in (("harsher", "left", 3, -11), ("finer", "left", 7, 4))]
    return alt.layer(areas, line.mark_line(strokeDash=[5, 4], strokeWidth=1.3), path.mark_line(strokeWidth=2).encode(detail="to:N", order="end:Q"),
                     tips.mark_point(size=40, filled=True, opacity=1), *words, path.transform_filter("datum.end == 0 && datum.to == 'finer'").mark_point(**parts.HERE))


FILES = (("Files cost work 留痕误事", parts.PALETTE["deflect"], "▲"), ("Files help work 留痕助事", parts.PALETTE["shield"], "●"), ("Files cost no work 互不相干", parts.PALETTE["routine"], "■"))
MOVED = np.linspace(0, 1, 21)
"""Shares of a personal sanction that a full file moves, across the second figure."""


def finer() -> Explorer:
    """Work and file as a file moves more and more, at stakes that stay the same."""
    grid = Grid([Slider("transferability", "What a full file moves b", values=np.linspace(0, 1, 11), default=0.4, fmt=".0%", help="share of a personal sanction; the finer the tracing, the more"),
                 replace(PERSONAL, default=0.9), ANSWERED,
                 Slider("overlap", "File in the way of the job γ", values=[-0.2, -0.1, 0, 0.05], default=0, fmt=".2f", help="below zero: a checklist, by which the job goes better")])
    rule, own = Institution(**RULES, **grid.pick("transferability", "individualization")), grid.pick("answered", "overlap")
    at, moved = form.effort(rule, **own), grid.along(transferability=MOVED)
    curve = form.effort(Institution(**RULES, **moved.pick("transferability", "individualization")), **moved.pick("answered", "overlap"))
    stakes, part = np.moveaxis(form.liabilities(rule), -1, 0)
    price = form.trace_price(part, **own).round(12)
    code = np.where(price > 0, 0, np.where(price < 0, 1, 2))
    return explore(
        name="finer", title="The price of a finer trace", controls=grid,
        tables={"curves": Table({"moved": MOVED, "what": list(SIGNS)}, decimals=3, share=curve), "plain": Table({}, decimals=3, share=stakes),
                "here": Table({"what": list(SIGNS)}, decimals=3, moved=grid["transferability"][..., None], share=at)},
        charts=[Chart(_finer_chart(), label="Dotted: work with no file", height=300,
                      alt="Work and file against what a full file moves of a sanction. A dotted level line marks the work that would be done with no file. Dots mark the present setting.")],
        words=Words(code, FINER_WORDS, {"work": at[..., 0], "file": at[..., 1], "plain": stakes, "price": np.abs(price) / 10}),
        regime=Regime(code, entries=FILES),
        presets={"As it opens": {}, "A checklist": {"overlap": -0.2}, "All is answered": {"answered": 1}, "On the unit": {"individualization": 0.1}},
        play=Play([{"transferability": round(0.1 * n, 1)} for n in range(11)], seconds=0.5, label="Trace finer"),
    )


_FINER = "Work {work:.0%}, file {file:.0%}. With no file work would be {plain:.0%}. "
FINER_WORDS = (_FINER + "Each tenth of a file costs {price:.1%} of the job.", _FINER + "Each tenth of a file adds {price:.1%} of the job.", _FINER + "Files cost no work here.")


def _finer_chart():
    x = alt.X("moved:Q", title="Share of a sanction that a full file moves", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    y = parts.shares("Share of the whole job, of a full file")
    plain = alt.Chart(alt.NamedData("plain")).mark_rule(strokeDash=[2, 3], strokeWidth=1.5).encode(y=y, color=alt.value("currentColor"))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.Color("what:N", scale=parts.scale(SIGNS), legend=None))
    return alt.layer(plain, parts.curves("curves", "what", SIGNS, x=x, y=y), here)


SIDES = {"county": parts.PALETTE["violet"], "township": parts.PALETTE["green"]}
SIGNED = (("Both sign 双方愿签", parts.PALETTE["shield"], "●"), ("The county refuses 县不愿签", parts.PALETTE["deflect"], "▲"))
SHARES = np.linspace(0, 1, 21)
EXECUTORS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.95, 1)
"""How far the county executes policy itself, across the third figure and on its slider."""
COST = 5.0
"""Cost of the job, in units of effort."""


def who_signs() -> Explorer:
    """What a list of powers and duties would be worth to either side, by how far the county executes policy itself."""
    grid = Grid([Slider("executor", "County as executor e", values=EXECUTORS, default=0.4, fmt=".2f", help="1: it carries out policy itself; 0: it supervises"),
                 Slider("transferability", "What a full file moves b", values=[0.4, 0.6, 0.8, 0.9], default=0.8, fmt=".0%", help="share of a personal sanction, between equals"),
                 replace(PERSONAL, values=PERSONAL.values[1:], default=0.9)])
    rule, along = Institution(**RULES, **grid.pick()), grid.along(executor=SHARES)
    gains, curve = (COST * form.list_gains(each, cost=COST) for each in (rule, Institution(**RULES, **along.pick())))
    code = np.where(gains[..., 0] > 0, 0, 1)
    return explore(
        name="who-signs", title="Who signs the list?", controls=grid,
        tables={"curves": Table({"executor": SHARES, "side": list(SIDES)}, decimals=4, gain=curve),
                "here": Table({"side": list(SIDES)}, decimals=4, executor=grid["executor"][..., None], gain=gains), "zero": parts.ZERO},
        charts=[Chart(_signs_chart(), label="What a full list would be worth", height=300,
                      alt="Two lines against how far the county executes policy itself: what a full list would be worth to the county and to the township. "
                          "Dots mark the present setting, a dotted line marks zero.")],
        words=Words(code, SIGNS_WORDS, {"township": gains[..., 1], "county": np.abs(gains[..., 0]), "files": form.both_files(rule)[..., 0], "listed": form.liabilities(rule)[..., 0]}),
        regime=Regime(code, entries=SIGNED),
        presets={"As it opens": {}, "The county executes": {"executor": 1}},
        play=Play([{"executor": e} for e in EXECUTORS[::-1]], seconds=0.6, label="Let the county supervise"),
    )


_WORK = " Work: {files:.0%} with files, {listed:.0%} with the list."
SIGNS_WORDS = ("A list would save the township {township:.3f} units of effort and the county {county:.3f}." + _WORK,
               "A list would save the township {township:.3f} units of effort and cost the county {county:.3f}." + _WORK)


def _signs_chart():
    x = alt.X("executor:Q", title="How far the county executes policy itself", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5))
    y = alt.Y("gain:Q", title="Worth of a list (units of effort)", scale=alt.Scale(domain=[-0.75, 0.5], nice=False), axis=alt.Axis(tickCount=6))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.Color("side:N", scale=parts.scale(SIDES), legend=None))
    return alt.layer(parts.zero(), parts.curves("curves", "side", SIDES, x=x, y=y), here)
