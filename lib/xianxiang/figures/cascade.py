"""Figures of the cascade: where a loop of control and pressing ends, what leads out of it, and why each level adds to a target."""

import altair as alt
import numpy as np

from .. import cascade
from ..institution import NOW
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

ROUNDS = range(16)
"""Rounds that the paths show; the first is the beginning."""

PERSONAL = Slider("individualization", "Share of a sanction on the person ι", values=[0.1, 0.3, 0.5, 0.7, 0.9], default=0.9, fmt=".0%")
SUPERIORS = Slider("superiors", "Superiors who press J", values=[1, 2, 3], default=1, fmt=".0f", help="for the same work")


def _penalty(default):
    return Slider("negativity", "Share of the stakes that is penalty ν", values=[0.1, 0.25, 0.4, 0.55, 0.65, 0.8, 0.9], default=default, fmt=".0%")


def _drive(default):
    return Slider("drive", "Drive v", values=[0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4], default=default, fmt=".1f",
                  help="what a unit of initiative is worth to the township itself; a drive of 1 meets the target where nobody presses or controls")


# The loop -----------------------------------------------------------------------------------------

ENDS = (("At rest 平稳", parts.PALETTE["shield"], "●"), ("Finite 有限", parts.PALETTE["green"], "◆"),
        ("Two states 两可", parts.PALETTE["violet"], "■"), ("Standstill 停滞", parts.PALETTE["deflect"], "▲"))
"""What becomes of the loop, in the order of `cascade.REGIMES`."""

STARTS = {"nothing stalls": 0.0, "all stalls": 1.0}
"""Stalled work at the beginning, by its name."""

FROM = dict(zip(STARTS, (parts.PALETTE["shield"], parts.PALETTE["deflect"])))
TIED, FEARED = 0.32, 4.5
"""How far the axes of the plane run."""


def does_it_stop() -> Explorer:
    """Where the loop ends: two comparisons on a plane, and the path."""
    grid = Grid([_drive(1.0), _penalty(0.65), PERSONAL, SUPERIORS])
    rule, own = NOW.replace(**grid.pick("negativity", "individualization")), grid.pick("drive", "superiors")
    loop, rest = cascade.loop(rule, **own), cascade.rest_points(rule, **own)
    code = np.select([cascade.regime(rule, **own) == name for name in cascade.REGIMES[:4]], range(4))
    along = grid.along(stalled=list(STARTS.values()))
    paths = cascade.path(NOW.replace(**along.pick("negativity", "individualization")), **along.pick("drive", "superiors", "stalled"), rounds=len(ROUNDS) - 1)
    drive = np.broadcast_to(grid["drive"], code.shape)
    return explore(
        name="does-it-stop", title="Does it stop?", controls=grid,
        tables={"paths": Table({"start": list(STARTS), "round": ROUNDS}, decimals=3, stalled=paths),
                "borders": Table({}, decimals=3, drive=drive, spare=np.where(drive > 1, drive - 1, np.nan)),
                "names": _names_table(drive, loop), "here": Table({}, decimals=3, tied=loop.tied, full=loop.full)},
        charts=[Chart(_paths_chart(STARTS, FROM, "start", "Begins where"), label="Round by round", height=250,
                      alt="Two lines of the share of work that is stalled over 16 rounds: one begins where nothing is stalled, one where everything is."),
                Chart(_plane_chart(), label="Two comparisons", height=250, alt=PLANE_ALT)],
        words=Words(code, LOOP_WORDS, {"gain": loop.gain, "left": drive - loop.full, "end": rest[..., 0], "tip": rest[..., 2]}),
        regime=Regime(code, entries=ENDS),
        presets={"Mostly prizes": {"negativity": 0.1}, "A gain of 0.90": {}, "The same gain, more drive": {"drive": 1.1},
                 "More still": {"drive": 1.2}, "Three press": {"drive": 1.3, "negativity": 0.55, "superiors": 3}},
        play=Play([{"drive": v} for v in (0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4)], seconds=0.7, label="Raise the drive"),
        bet=LOOP_BET,
    )


LOOP_BET = Bet("The more work stalls, the harder the county presses, and the more work stalls. Each turn of this loop adds nine tenths of what the turn before added. "
               "Does it stop before all work stands still?",
               options=["Yes: each turn adds less", "No: it goes on to the end", "That cannot be told from this"],
               replies=["Each turn does add less. But nine tenths of nine tenths of … add up to ten times the first turn. Is there so much work to stall?",
                        "Only if the first turn is large enough. Raise the drive by one step and look again.",
                        "Right. Raise the drive step by step: the gain stays, and the end changes twice."])

LOOP_WORDS = (
    "Unpressed, no work stalls, and pressing in full would leave {left:.3f} of drive. Work gets moving again from any beginning. The gain is {gain:.2f}.",
    "Some work stalls even unpressed, and pressing in full would leave {left:.3f} of drive. The loop ends with {end:.0%} of work stalled. The gain is {gain:.2f}.",
    "Unpressed, no work stalls, but pressing in full leaves no drive. If less than {tip:.0%} is stalled it gets moving again; if more, all comes to stand still. The gain is {gain:.2f}.",
    "Some work stalls even unpressed, and pressing in full leaves no drive. All work comes to stand still. The gain is {gain:.2f}.",
)
PLANE_ALT = ("A plane of two comparisons: tied hands across, and what pressing in full takes from the drive upwards. A level dashed line marks the drive, an upright one "
             "what the drive exceeds 1 by, if it does. A dot marks the present setting among the areas at rest, finite, two states and standstill.")


def _names_table(drive, loop):
    """Where the names of the four ends stand on the plane: in the half of their area that the dot leaves free, NaN where there is no room."""
    border = np.clip(drive - 1, 0, TIED)
    tied = np.stack(np.broadcast_arrays(border / 2, (border + TIED) / 2, border / 2, (border + TIED) / 2), axis=-1)
    wide = np.stack(np.broadcast_arrays(border, TIED - border, border, TIED - border), axis=-1) >= 0.09
    bottom, top = np.array([0, 0, 1, 1]) * drive[..., None] ** 0.5, np.where([False, False, True, True], FEARED**0.5, drive[..., None] ** 0.5)
    low = loop.full[..., None] ** 0.5 > (bottom + top) / 2
    return Table({"name": ["at rest", "finite", "two states", "standstill"]}, decimals=2, tied=np.where(wide, tied, np.nan), full=(bottom + (top - bottom) * np.where(low, 0.25, 0.75)) ** 2)


def _paths_chart(kinds, colours, kind, legend):
    """Stalled work by round, one line a kind."""
    x = alt.X("round:Q", title="Round", scale=alt.Scale(domain=[0, ROUNDS[-1]], nice=False), axis=alt.Axis(values=[0, 3, 6, 9, 12, 15]))
    return parts.curves("paths", kind, colours, legend=legend, x=x, y=parts.shares("Stalled work", "stalled:Q"))


def _plane_chart():
    """The borders of the four ends, their names where there is room, and a dot."""
    x = alt.X("tied:Q", title="Tied hands ζ", scale=alt.Scale(domain=[0, TIED], nice=False), axis=alt.Axis(tickCount=4, format=".1f"))
    y = alt.Y("full:Q", title="Taken by full pressing ηJα", scale=alt.Scale(type="sqrt", domain=[0, FEARED], nice=False), axis=alt.Axis(values=[0, 0.5, 1, 2, 3, 4], labelOverlap=False))
    borders, ink = alt.Chart(alt.NamedData("borders")), alt.value("currentColor")
    level = borders.mark_rule(strokeDash=[6, 3], strokeWidth=1.5).encode(y=alt.Y("drive:Q", scale=alt.Scale(type="sqrt", domain=[0, FEARED], nice=False)), color=ink)
    upright = borders.transform_filter("isValid(datum.spare) && datum.spare <= %g" % TIED).mark_rule(strokeDash=[2, 3], strokeWidth=1.5).encode(
        x=alt.X("spare:Q", scale=alt.Scale(domain=[0, TIED], nice=False)), color=ink)
    names = alt.Chart(alt.NamedData("names")).transform_filter("isValid(datum.tied)").mark_text(fontSize=12, fontStyle="italic").encode(x=x, y=y, text="name:N", color=ink)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=ink)
    return alt.layer(level, upright, names, here)


WAYS = {"less control": parts.PALETTE["deflect"], "dearer pressing": parts.PALETTE["shield"], "both": parts.PALETTE["green"]}
"""What leads out of a standstill, and its colour."""


def out_of_standstill() -> Explorer:
    """From standstill: what less control does, what dearer pressing does, and what both do."""
    grid = Grid([Slider("hands", "Tying of hands χ, from 0.1 to", values=[0, 0.025, 0.05, 0.075], default=0.0, fmt=".3f", help="how readily the county controls"),
                 Slider("price", "Price of pressing κ, from 4 to", values=[4.5, 5, 5.5, 6, 8, 12], default=6, fmt=".1f", help="how dear inspections are made for those who send them"),
                 _drive(1.2), SUPERIORS])
    shared, was = grid.pick("drive", "superiors"), {"hands": 0.1, "price": 4.0}
    changes = grid.pick("hands"), grid.pick("price"), grid.pick("hands", "price")
    paths = [cascade.path(NOW, **was | shared | change, stalled=1.0, rounds=len(ROUNDS) - 1) for change in changes]
    paths = np.stack(np.broadcast_arrays(*paths), axis=-2)
    low = np.stack(np.broadcast_arrays(*(cascade.rest_points(NOW, **was | shared | change)[..., 1] for change in changes)), axis=-1)
    return explore(
        name="out-of-standstill", title="Out of a standstill", controls=grid,
        tables={"paths": Table({"way": list(WAYS), "round": ROUNDS}, decimals=3, stalled=paths)},
        charts=[Chart(_paths_chart(WAYS, WAYS, "way", None), label="All work stood still; then this was changed", height=260,
                      alt="Three lines of the share of work that is stalled over 16 rounds from standstill: with less control, with dearer pressing, and with both.")],
        words=Words(0, WAY_WORDS, dict(zip(("control", "pressing", "both"), np.moveaxis(low, -1, 0)))),
        presets={"No control at all": {}, "Pressing a little dearer": {"price": 5, "hands": 0.075}, "Two press": {"superiors": 2}, "Two press, very dear": {"superiors": 2, "price": 12}},
    )


WAY_WORDS = "Stalled work in the end, from a standstill: {control:.0%} with less control, {pressing:.0%} with dearer pressing, {both:.0%} with both."

# The ladder ---------------------------------------------------------------------------------------

LEVELS = ("Province", "City", "County", "Township", "Village", "Group")
"""Who receives a target; all but the last may add to it."""

STORIES = {"caution": parts.PALETTE["shield"], "cover": parts.PALETTE["deflect"], "contest": parts.PALETTE["routine"]}


def the_ladder() -> Explorer:
    """A target of a hundred on its way down, in three stories."""
    grid = Grid([_penalty(0.9), PERSONAL,
                 Slider("transferability", "Blame that can be moved b", values=[0, 0.2, 0.4, 0.6, 0.8, 1], default=0.8, fmt=".0%"),
                 Slider("rivals", "Equals in a contest N", values=[7, 8, 9], default=8, fmt=".0f", help="who compete for one promotion")])
    rule = NOW.replace(**grid.pick("negativity", "individualization", "transferability"))
    targets = [cascade.ladder(rule, story, **({"rivals": grid["rivals"]} if story == "contest" else {})) for story in STORIES]
    once, each, share = (target[..., -1] - 1 if story == "caution" else target[..., 1] - 1 for story, target in zip(STORIES, targets))
    targets = np.stack(np.broadcast_arrays(*targets), axis=-2)
    return explore(
        name="the-ladder", title="A hundred, on its way down", controls=grid,
        tables={"targets": Table({"story": list(STORIES), "level": LEVELS}, decimals=1, target=100 * targets, order=np.arange(len(LEVELS)))},
        charts=[Chart(_ladder_chart(), label="The target that each receives", height=290,
                      alt="Three lines of the target that each of six levels receives, from the province's 100 down: if levels add out of caution, for cover, or in a contest.")],
        words=Words(0, LADDER_WORDS, {"once": once, "each": each, "share": share}),
        presets={"Penalties on persons": {}, "Mostly prizes, on the unit": {"negativity": 0.1, "individualization": 0.1}, "Less to move": {"transferability": 0}, "One rival less": {"rivals": 7}},
        bet=Bet("Five levels stand between a target and those who carry it out. All of them fear the same sanction if too little is delivered at the bottom, and a margin protects all that are above it. "
                "How many of them add one?",
                options=["All five", "The top one", "Only the last"],
                replies=["They would if each were alone. But a margin that those below will add anyway need not be added twice.",
                         "It could. But why pay for a margin that those below, who fear the same, will add anyway?",
                         "Right, if each foresees what those below will do: the last cannot leave it to anybody."]),
    )


LADDER_WORDS = "Of the first target caution adds {once:.0%}, once; cover {each:.0%} at every level. The contest adds {share:.0%} of what was received, at every level."


def _ladder_chart():
    """Targets by level."""
    x = alt.X("level:N", title="Who receives the target", sort=list(LEVELS), axis=alt.Axis(labelAngle=0, labelFontSize=10))
    y = alt.Y("target:Q", title="Target", scale=alt.Scale(domain=[100, 300], nice=False), axis=alt.Axis(tickCount=5))
    dots = alt.Chart(alt.NamedData("targets")).mark_point(filled=True, size=45, opacity=1).encode(x=x, y=y, color=alt.Color("story:N", scale=parts.scale(STORIES), legend=None))
    return alt.layer(parts.curves("targets", "story", STORIES, x=x, y=y), dots)


# The table of signs -------------------------------------------------------------------------------

STEPS = {"penalty": "Penalty P, by a tenth", "reward": "Prize for the work R, by a tenth", "transferability": "Blame that moves b, by a tenth", "purse": "Prize of the contest Q, by a tenth",
         "rivals": "Equals N, by one", "levels": "Levels, by one", "noise": "Noise, by a tenth"}
"""What can be raised, in the order of `cascade.SIGNS`, and by how much; noise in a contest is a power that falls."""

HELD = {"as the table says": parts.PALETTE["green"], "nothing to add": parts.PALETTE["routine"], "against the table": parts.PALETTE["crimson"]}


def three_stories() -> Explorer:
    """The table of signs, tested: what is added in each story before one thing is raised, and after."""
    grid = Grid([Choice("raised", "Raise", options=tuple(STEPS.values()), default=STEPS["penalty"]), _penalty(0.9), PERSONAL,
                 Slider("noise", "Noise δ", values=[0.03, 0.05, 0.1, 0.15, 0.2], default=0.05, fmt=".2f", help="by how much delivery falls short on average, as a share of the target")])
    rule, noise = NOW.replace(negativity=grid["negativity"][0], individualization=grid["individualization"][0]), grid["noise"][0]
    after = np.stack([cascade.totals(rule, raised, noise=noise) for raised in STEPS])
    before = np.broadcast_to(cascade.totals(rule, noise=noise), after.shape)
    signs = np.reshape([cascade.SIGNS[name] for name in STEPS], (len(STEPS), 1, 1, 1, 3))
    change = np.where(np.abs(after - before) < 1e-9, 0, after - before)
    held = np.where(np.sign(change) == signs, 0, np.where((before <= 0) & (after <= 0), 1, 2))
    told = {f"{story}_{when}": total[..., k] for when, total in (("before", before), ("after", after)) for k, story in enumerate(STORIES)}
    return explore(
        name="three-stories", title="Three stories, one table", controls=grid,
        tables={"changes": Table({"story": list(STORIES)}, decimals=4, change=change, said=np.array(["0", "+", "\N{MINUS SIGN}"])[signs], held=np.array(list(HELD))[held])},
        charts=[Chart(_changes_chart(), label="By how much all add-ons together change", height=270, alt=CHANGES_ALT)],
        words=Words(held.max(axis=-1), CHANGE_WORDS, told),
        presets={"Penalty": {}, "Blame that moves": {"raised": STEPS["transferability"]}, "Equals": {"raised": STEPS["rivals"]}, "Noise": {"raised": STEPS["noise"]}},
    )


ALL_ADDED = ("Added in all: caution {caution_before:.1%}, then {caution_after:.1%}; cover {cover_before:.1%}, then {cover_after:.1%}; "
             "contest {contest_before:.1%}, then {contest_after:.1%}. ")
CHANGE_WORDS = (ALL_ADDED + "All three go as the table says.", ALL_ADDED + "None goes against the table; where nothing is added, nothing moves.",
                ALL_ADDED + "Against the table: caution.")
CHANGES_ALT = ("Three bars from a line of no change, for caution, cover and contest: by how much all add-ons together change as a share of the first target, "
               "each with the sign that the table says and with whether it holds.")


def _changes_chart():
    """Bars of change on a scale that shows small and large, with the table's signs."""
    x = alt.X("change:Q", title="Change (scale stretched near 0)", scale=alt.Scale(type="symlog", constant=0.01, domain=[-2, 2], nice=False),
              axis=alt.Axis(values=[-1, -0.1, -0.01, 0, 0.01, 0.1, 1], labelExpr="datum.value ? format(datum.value, '+.0%') : '0'", labelOverlap=True))
    y = alt.Y("story:N", title=None, sort=list(STORIES), axis=alt.Axis(labelFontSize=12))
    changes, colour = alt.Chart(alt.NamedData("changes")), alt.Color("held:N", scale=parts.scale(HELD), sort=list(HELD), legend=None)
    bars = changes.mark_bar(height=16).encode(x=x, y=y, color=colour)
    dots = changes.mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, shape=alt.Shape("held:N", scale=alt.Scale(domain=list(HELD), range=["circle", "square", "triangle-up"]), legend=None))
    zero = changes.mark_rule(strokeDash=[2, 2]).encode(x=alt.XDatum(0), color=alt.value("currentColor"))
    text = changes.transform_calculate(text="'table: ' + datum.said + ', ' + datum.held").mark_text(fontSize=12, align="left", dy=-22).encode(
        x=alt.value(6), y=y, text="text:N", color=alt.value("currentColor"))
    return alt.layer(zero, bars, dots, text)
