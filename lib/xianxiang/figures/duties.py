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
BET = Bet("Half of what a neglected workshop can cost the county's man can be laid on the township's. Bit by bit that becomes more, in the end all of it. "
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
