"""Figures of duties without powers: how a county divides power and liability, and departments that share one township."""

import altair as alt
import numpy as np

from .. import duties
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

BLAME = Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 21), default=0.5, fmt=".0%",
               help="share of a sanction on a person that one side can move to the other")
KEEPING = Slider("keeping", "Worth of power kept κ", values=[0.05, 0.1, 0.15, 0.2, 0.3], default=0.15, fmt=".2f",
                 help="what power over all cases is worth to whoever keeps it, in units of the cost of effort")
SERIES = {"its liability": parts.PALETTE["crimson"], "its powers": parts.PALETTE["violet"], "work done": parts.PALETTE["shield"]}
"""What the figure of the cliff draws: of the township the share of liability and of power, and of all cases those handled."""

DIVISIONS = (("Powers follow duties 权随责走", parts.PALETTE["shield"], "●"), ("Duties without powers 有责无权", parts.PALETTE["deflect"], "▲"))


def the_cliff() -> Explorer:
    """What a county hands down, and what gets done, as more of the blame can be moved."""
    grid = Grid([BLAME, Slider("negativity", "Share that is penalty ν", values=[0.1, 0.3, 0.5, 0.7, 0.9, 1], default=0.9, fmt=".0%"),
                 Slider("individualization", "Individual responsibility ι", values=[0, 0.1, 0.3, 0.5, 0.7, 0.9], default=0.9, fmt=".0%"), KEEPING,
                 Slider("executor", "County as executor e", values=[0.1, 0.4, 0.7, 1], default=1, fmt=".0%", help="1: it carries out policy itself; 0: it supervises")])
    rule = Institution(**grid.pick("transferability", "negativity", "individualization", "executor"))
    power, bears, _, done = np.moveaxis(duties.division(rule, grid["keeping"]), -1, 0)
    code = np.where(power > 0, 0, 1)
    values = {"bears": bears, "power": power, "done": done, "liability": duties.case_stakes(rule)[..., 0], "keeping": grid["keeping"]}
    return explore(
        name="the-cliff", title="What the township bears and holds, and what gets done", controls=grid,
        tables={"lines": _cliff_lines(rule, grid["keeping"]),
                "here": Table({"series": list(SERIES)}, blame=grid["transferability"][..., None], share=np.stack([bears, power, done], axis=-1))},
        charts=[Chart(_cliff_chart(), label="", height=300,
                      alt="Three lines over the share of blame that can be moved: the township's share of the liability, its share of the powers, "
                          "and the share of all cases that are handled. Dots mark the present setting.")],
        words=Words(np.array(["follow", "cliff"])[code], CLIFF_WORDS, values), regime=Regime(code, entries=DIVISIONS), presets=CLIFF_PRESETS, bet=BET,
        play=Play([{"transferability": b} for b in np.linspace(0, 1, 21)], seconds=0.25, label="Hand down more blame"),
    )


CLIFF_WORDS = {
    "follow": "The township bears {bears:.0%} of the liability and holds {power:.0%} of the powers; {done:.0%} of the cases are handled. "
              "A case left undone costs the county {liability:.3f}; power over it is worth {keeping:.2f}.",
    "cliff": "The township bears {bears:.0%} of the liability and holds none of the powers; {done:.0%} of the cases are handled, all by the county. "
             "A case left undone costs the county {liability:.3f}; power over it is worth {keeping:.2f}.",
}
CLIFF_PRESETS = {"Half can be moved": {}, "Four fifths": {"transferability": 0.8}, "Prizes, unit": {"transferability": 0.8, "negativity": 0.1, "individualization": 0.1},
                 "A supervisor": {"executor": 0.4}}
BET = Bet("Half of what a neglected workshop can bring down on the county's man can be laid on the township's. Bit by bit that becomes more, in the end all of it. "
          "What becomes of the share of cases that get done?",
          options=["It falls with every bit", "Nothing for long; then most of it stops at once", "It rises: the township has more to fear"],
          replies=["It does not. Move the first slider up step by step: for a while nothing is lost. Then almost everything is.",
                   "Right. Move the first slider up step by step and find the place.",
                   "The township does work more, as long as it has the powers. But the county works as much less. Move the first slider up step by step."])


def _cliff_lines(rule, keeping):
    """The three lines through the points at which they bend or break; between them they are straight."""

    def liability(blame):
        return np.moveaxis(duties.case_stakes(rule.replace(transferability=blame)), -1, 0)

    (county, township), (least, most) = liability(0.0), liability(1.0)
    edge = duties.cliff(rule, keeping)
    edge = np.clip(np.where(np.isinf(edge), 1, 1 - (1 - np.minimum(edge, 1)) / rule.executor), 0, 1)
    rises = most > township
    bend = np.clip(np.where(rises, (1 - keeping - township) / np.where(rises, most - township, 1), 0), 0, edge)
    blame = np.stack(np.broadcast_arrays(0.0, bend, edge, edge, 1.0), axis=-1)
    county, township = (first[..., None] + (last - first)[..., None] * blame for first, last in ((county, least), (township, most)))
    before = np.where(np.arange(5) < 3, edge[..., None] > 0, edge[..., None] == 1)
    power = np.where(before, np.minimum(township, 1 - np.asarray(keeping)[..., None]), 0)
    done = duties.work(power, np.stack([county, township], axis=-1))
    return Table({"knot": range(5), "series": list(SERIES)}, blame=blame[..., None], share=np.stack([township / (county + township), power, done], axis=-1))


def _cliff_chart():
    x, y = _across("blame:Q", "Blame that can be moved", 1, "%"), parts.shares("Share")
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.Color("series:N", scale=parts.scale(SERIES), legend=None))
    return alt.layer(parts.curves("lines", "series", SERIES, x=x, y=y, order="knot:Q"), here)


def _across(field, title, right, form=""):
    """A horizontal axis from zero."""
    return alt.X(field, title=title, scale=alt.Scale(domain=[0, right], nice=False), axis=alt.Axis(tickCount=5, **({"format": form} if form else {})))


RULES = {"both answer for all": parts.PALETTE["crimson"], "each for its own powers": parts.PALETTE["shield"]}
"""Who answers for a case left undone, in the order of `duties.RULES`."""

PLACES = (("Powers too high up 权在上", parts.PALETTE["violet"], "▲"), ("Powers where the effort is 权得其所", parts.PALETTE["green"], "●"),
          ("Powers too far down 权在下", parts.PALETTE["deflect"], "▼"))
"""Whether moving power down, or up, would get more done."""


def powers_and_liability() -> Explorer:
    """What gets done by how power is divided, where liability goes by place and where it follows power."""
    grid = Grid([Slider("power", "Powers that the township holds p", values=np.linspace(0, 1, 21), default=0.5, fmt=".0%"),
                 Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 6), default=0.8, fmt=".0%"),
                 Slider("negativity", "Share that is penalty ν", values=[0, 0.3, 0.5, 0.7, 0.9], default=0.9, fmt=".0%"),
                 Choice("individualization", "Sanctions fall on", options=list(parts.LIABLE), default="the person"), KEEPING])
    rule = Institution(**grid.pick("transferability", "negativity"), individualization=grid.map("individualization", parts.LIABLE))
    liability, p = duties.case_stakes(rule), grid["power"]
    county, township = np.moveaxis(liability, -1, 0)
    idle = duties.responsibility(p, liability)
    idle = np.where(idle > 1e-9, idle, 0)
    left, other = idle.sum(axis=-1), 1 - duties.work(p, liability, "power")
    code = np.where(p < np.minimum(township, 1 - county) - 1e-9, 0, np.where(p > np.maximum(township, 1 - county) + 1e-9, 2, 1))
    values = {"left": left, "theirs": idle[..., 0], "mine": idle[..., 1], "bears": township / (county + township), "other": np.where(other > 1e-9, other, 0)}
    chosen = np.stack(np.broadcast_arrays(*(duties.best_power(liability, grid["keeping"], who) for who in duties.RULES)), axis=-1)
    at_best = np.stack([duties.work(chosen[..., i], liability, who) for i, who in enumerate(duties.RULES)], axis=-1)
    here = np.stack(np.broadcast_arrays(1 - left, 1 - other), axis=-1)
    return explore(
        name="powers-and-liability", title="The same powers, two rules of liability", controls=grid,
        tables={"lines": _division_lines(liability), "chosen": Table({"rule": list(RULES)}, power=chosen, done=at_best),
                "here": Table({"rule": list(RULES)}, power=p[..., None], done=here)},
        charts=[Chart(_division_chart(), label="Rings: what the county would choose", height=300,
                      alt="Two lines of the share of cases handled over the share of powers that the township holds: one where both answer for all "
                          "cases, one where each answers for those in its own powers. Dots mark the present share, rings the county's own choice.")],
        words=Words(np.where(left > 0, "some", "none"), DIVISION_WORDS, values), regime=Regime(code, entries=PLACES),
        presets={"No powers": {"power": 0}, "Half": {}, "All powers": {"power": 1}, "Prizes alone": {"negativity": 0}},
        play=Play([{"power": power} for power in np.linspace(0, 1, 21)], seconds=0.25, label="Hand down powers"),
    )


DIVISION_WORDS = {
    "some": "{left:.0%} of all cases are left undone: {theirs:.0%} for want of the county's effort, {mine:.0%} for want of the township's. The township bears {bears:.0%} "
            "of the liability. If each answered for its own powers, {other:.0%} would be left.",
    "none": "Nothing is left undone. The township bears {bears:.0%} of the liability. If each answered for its own powers, {other:.0%} would be left.",
}


def _division_lines(liability):
    """Work done through the powers at which it bends, under both rules; between them it is straight."""
    county, township = liability[..., 0], liability[..., 1]
    knots = [np.sort(np.clip(np.stack([0 * low, low, 1 - high, 1 + 0 * low], axis=-1), 0, 1), axis=-1)
             for low, high in ((township, county), (township + county, township + county))]
    done = [duties.work(power, liability[..., None, :], who) for power, who in zip(knots, duties.RULES)]
    return Table({"knot": range(4), "rule": list(RULES)}, power=np.stack(knots, axis=-1), done=np.stack(done, axis=-1))


def _division_chart():
    x, y = _across("power:Q", "Powers that the township holds", 1, "%"), parts.shares("Cases handled", "done:Q")
    colour = alt.Color("rule:N", scale=parts.scale(RULES), legend=None)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=colour)
    ring = alt.Chart(alt.NamedData("chosen")).mark_point(size=220, filled=False, strokeWidth=2, opacity=1).encode(x=x, y=y, color=colour)
    return alt.layer(parts.curves("lines", "rule", RULES, x=x, y=y), here, ring)


DEPARTMENTS = 20
STAFF = {"the staff there is": parts.PALETTE["violet"], "half as many again": parts.PALETTE["green"]}
RESTS = (("Some are kept 部分自办", parts.PALETTE["shield"], "●"), ("All are converted 全部转化", parts.PALETTE["deflect"], "▲"))


def half_again() -> Explorer:
    """One department among twenty decides whether the township is to do its work, too."""
    grid = Grid([Slider("count", "Others who have converted N", values=range(DEPARTMENTS), default=3, fmt=".0f", help="of the nineteen other departments"),
                 Slider("attention", "Attention of the township H", values=[2, 3, 4, 4.5, 6, 8, 9, 12], default=3, fmt=".1f", help="items that it can do well at the same time"),
                 Slider("own", "Quality you would put up with τ₀", values=[0.3, 0.4, 0.5, 0.6, 0.7, 0.8], default=0.5, fmt=".0%", help="if all the blame stayed with you"),
                 Choice("individualization", "Sanctions fall on", options=list(parts.LIABLE), default="the unit"),
                 Slider("transferability", "Blame that can be moved b", values=[0, 0.2, 0.4, 0.6, 0.8], default=0.4, fmt=".0%")])
    rule = Institution(negativity=0.9, individualization=grid.map("individualization", parts.LIABLE), transferability=grid["transferability"])
    least, n = duties.tolerance(rule, grid["own"]), grid["count"]
    staff = grid["attention"][..., None] * np.array([1, 1.5])
    rest = duties.converted(least[..., None], staff, DEPARTMENTS)
    quality, following = duties.quality(rest, staff), duties.quality(n + 1, grid["attention"])
    said = np.where(least <= 0, "any", np.where(n + 1 <= rest[..., 0], "convert", "keep"))
    return explore(
        name="half-again", title="One department among twenty", controls=grid,
        tables={"lines": _quality_lines(staff), "least": Table({}, quality=np.clip(least, 0, 1)), "rest": Table({"staff": list(STAFF)}, count=rest, quality=quality),
                "here": Table({}, count=n + 1, quality=following)},
        charts=[Chart(_quality_chart(), label="Dotted: what a department puts up with", height=300,
                      alt="Two falling curves of the quality of converted work by the number of items: with the staff there is and with half as many again. "
                          "A dotted line marks the least quality that a department puts up with, rings mark where departments stop, a dot your own item.")],
        words=Words(said, HALF_WORDS, {"next": following, "least": np.maximum(least, 0), "rest": rest[..., 0], "quality": quality[..., 0], "more": rest[..., 1],
                                       "better": quality[..., 1]}),
        regime=Regime(np.where(rest[..., 0] < DEPARTMENTS, 0, 1), entries=RESTS), presets=HALF_PRESETS, bet=HALF_BET,
        play=Play([{"count": others} for others in range(DEPARTMENTS)], seconds=0.4, label="Others convert"),
    )


_THEN = " Left to themselves departments convert {rest:.0f} items, done at {quality:.0%}; with half as many staff again {more:.0f}, done at {better:.0%}."
HALF_WORDS = {
    "convert": "Yours would be done at {next:.0%}; you put up with {least:.0%} or more: you convert it." + _THEN,
    "keep": "Yours would be done at {next:.1%}; you put up with {least:.1%} or more: you keep it." + _THEN,
    "any": "Yours would be done at {next:.0%}; you put up with anything: you convert it." + _THEN,
}
HALF_PRESETS = {"As it is": {}, "Twice the staff": {"attention": 6}, "Four times": {"attention": 12}, "Blame moves": {"individualization": "the person"}}
HALF_BET = Bet("A township does six departments' work, each item half as well as it should be. It is given half as many staff again. How much better is each item done, "
               "once the twenty departments have had time to respond?",
               options=["Half as well again", "A little better", "Not at all"],
               replies=["It would be if nothing else changed. But a department that sees good work done for it brings more of it.",
                        "Not even a little, here. A department that sees good work done for it brings more of it.",
                        "Right. There will be nine items in the place of six."])


def _quality_lines(staff):
    """Quality by the number of items, as curves with a point where the township begins to be overloaded."""
    steps = np.linspace(0, 1, 40)[:, None]
    count = staff[..., None, :] * (DEPARTMENTS / staff[..., None, :]) ** steps
    count = np.concatenate([0 * count[..., :1, :], count], axis=-2)
    return Table({"knot": range(count.shape[-2]), "staff": list(STAFF)}, count=count, quality=duties.quality(count, staff[..., None, :]))


def _quality_chart():
    x, y = _across("count:Q", "Items converted", DEPARTMENTS), parts.shares("Quality of each", "quality:Q")
    colour = alt.Color("staff:N", scale=parts.scale(STAFF), legend=None)
    least = alt.Chart(alt.NamedData("least")).mark_rule(strokeDash=[2, 2], strokeWidth=1.5).encode(y=y, color=alt.value("currentColor"))
    ring = alt.Chart(alt.NamedData("rest")).mark_point(size=220, filled=False, strokeWidth=2, opacity=1).encode(x=x, y=y, color=colour)
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.value("currentColor"))
    return alt.layer(parts.curves("lines", "staff", STAFF, x=x, y=y), least, ring, here)
