"""Figures of the incentive types: the four cells as equilibria, and strength as intensity."""

import altair as alt
import numpy as np

from .. import stage
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Regime, Slider, Switch, Table, Words, explore
from . import parts
from .parts import LIABLE

STRENGTHS = np.array([0.1, 0.3, 0.6, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6])
NEGATIVITIES = np.linspace(0, 1, 11)
CONCEALMENTS = np.array([0.1, 0.3, 0.5, 0.7, 0.9])

OUTCOMES = (("Collusion 共谋", parts.PALETTE["shield"], "●", "C"),
            ("Blame-shifting 卸责", parts.PALETTE["deflect"], "▲", "B"),
            ("The minimum 应付", parts.PALETTE["routine"], "■", "M"),
            ("Collusion or blame", parts.PALETTE["violet"], "◆", "C/B"),
            ("Collusion or the minimum", parts.PALETTE["green"], "◐", "C/M"),
            ("Blame or the minimum", parts.PALETTE["crimson"], "◧", "B/M"),
            ("No mutual regime", "#7a6a00", "○", "–"))
"""Which of the three mutual regimes are equilibria: name, colour, symbol, letter on the map."""


def outcome(institution):
    """Index into `OUTCOMES` of the set of mutual regimes that are equilibria."""
    held = np.diagonal(stage.pure_equilibria(institution), axis1=-2, axis2=-1)
    shield, deflect, routine = np.moveaxis(held, -1, 0)
    return np.select([shield & deflect, shield & routine, deflect & routine, shield, deflect, routine],
                     [3, 4, 5, 0, 1, 2], default=6)


def _grid(*first):
    return Grid([*first, Slider("negativity", "Share that is penalty ν", values=NEGATIVITIES, default=0.1, fmt=".0%"),
                 Choice("individualization", "Sanctions fall on", options=list(LIABLE), default="the unit"),
                 Slider("concealment", "What two can hide together c", values=CONCEALMENTS, default=0.9, fmt=".0%"),
                 Switch("prize_passing", "Prizes pass through the unit, as penalties do",
                        help="off: whoever wins a prize feels all of it; on: only the part that reaches a person, like a penalty")])


def _rule(grid, *others):
    """The institution of a grid of `_grid`."""
    return Institution(**grid.pick("negativity", "concealment", *others), individualization=grid.map("individualization", LIABLE),
                       prize_passing=grid.map("prize_passing", parts.PASSING))


def incentive_table() -> Explorer:
    """Which regimes are equilibria, by strength and sign of the incentive: Table 1-1 rebuilt."""
    grid = _grid(Slider("strength", "Strength of the stakes s", values=STRENGTHS, default=4, fmt=".1f", help="in units of effort"))
    rule, around = _rule(grid, "strength"), grid.along(strength=STRENGTHS, negativity=NEGATIVITIES)
    code, surface = outcome(rule), outcome(_rule(around, "strength"))
    held, own = stage.pure_equilibria(rule), stage.payoffs(rule)
    names, letters = (np.array([entry[field] for entry in OUTCOMES]) for field in (0, 3))
    payoff = np.char.add(np.char.add(_signed(own[..., 0, :, :]), ", "), _signed(np.swapaxes(own[..., 1, :, :], -1, -2)))
    actions = list(stage.ACTIONS)
    return explore(
        name="incentive-table", title="Strength and sign: which regimes can last", controls=grid,
        tables={"cells": Table({"county": actions, "township": actions}, held=np.where(held, "equilibrium", "not"), payoff=payoff),
                "surface": Table({"strength": STRENGTHS, "negativity": NEGATIVITIES}, outcome=names[surface], letter=letters[surface]),
                "here": Table({}, **grid.pick("strength", "negativity"))},
        charts=[
            Chart(_matrix(actions), label="Payoffs", height=250,
                  alt="Three by three table of the actions of county and township with both payoffs; equilibria are marked."),
            Chart(_surface(), label="Map of regimes", height=300,
                  alt="Map of strength across and share of penalty upwards. Each cell has the letters of the regimes that "
                      "are equilibria there; a frame marks the present setting."),
        ],
        words=Words(code, REGIME_WORDS),
        regime=Regime(code, entries=[entry[:3] for entry in OUTCOMES]),
        presets={"Weak positive": {"strength": 0.3}, "Weak negative": {"strength": 0.3, "negativity": 0.9},
                 "Strong positive": {}, "Strong negative, unit": {"negativity": 0.9},
                 "Strong negative, person": {"negativity": 0.9, "individualization": "the person"},
                 "… and hard to hide": {"negativity": 0.9, "individualization": "the person", "concealment": 0.5}},
        bet=Bet("Stakes are strong and collusion holds; two can hide nine findings in ten. Now nearly all prizes are replaced by penalties "
                "of the same size, still borne by the unit. What happens?",
                options=["Blame-shifting replaces collusion", "Collusion stays possible", "Both sides do the minimum, for sure"],
                replies=["It does not: no sanction falls on a person, so there is no blame worth moving.",
                         "Right. As much as two can hide here, turning prizes into penalties does not by itself end the alliance; it only makes "
                         "doing the minimum stable beside it.",
                         "The minimum becomes stable, but collusion stays so."]),
    )


REGIME_WORDS = ("Only hiding together is stable: the two sides collude.",
                "Only passing the blame is stable: each side pushes it across.",
                "Only doing the minimum is stable: neither side finds it worth the effort to start hiding or passing the blame.",
                "Two regimes are stable, collusion and blame-shifting. Where the two sides stand already decides.",
                "Collusion is stable, and so is the minimum.",
                "Blame-shifting is stable, and so is the minimum.",
                "No pair of equal actions is stable.")
"""What is said of each of `OUTCOMES`."""


def _matrix(actions):
    """The table of payoffs, equilibria marked."""
    cell = alt.Chart(alt.NamedData("cells")).encode(
        x=alt.X("township:N", title="Township's action", sort=actions, axis=parts.plain_axis(parts.BROKEN, orient="top", labelPadding=16, labelLineHeight=12, ticks=False)),
        y=alt.Y("county:N", title="County's action (its payoff stands first)", sort=actions, axis=parts.plain_axis()))
    held = alt.Scale(domain=["equilibrium", "not"], range=[parts.PALETTE["shield"], "transparent"])
    return alt.layer(
        cell.mark_rect(strokeWidth=1, stroke="currentColor", strokeOpacity=0.35).encode(
            color=alt.Color("held:N", scale=held, legend=None), opacity=alt.value(0.35)),
        cell.mark_text(dy=-7, fontSize=13).encode(text=alt.Text("payoff:N"), color=alt.value("currentColor")),
        cell.mark_text(dy=11, fontSize=11, fontWeight="bold").transform_filter("datum.held == 'equilibrium'").encode(
            text=alt.value("equilibrium"), color=alt.value("currentColor")))


def _surface():
    """The map of regimes over strength and sign."""
    colours = {name: colour for name, colour, _, _ in OUTCOMES}
    ground = alt.Chart(alt.NamedData("surface")).encode(
        x=alt.X("strength:O", title="Strength of the stakes (units of effort)", axis=alt.Axis(labelAngle=0, format=".1~f")),
        y=alt.Y("negativity:O", title="Share that is penalty (C collusion, B blame, M minimum)", sort="descending", axis=alt.Axis(format=".0%")))
    here = alt.Chart(alt.NamedData("here")).mark_rect(fillOpacity=0, stroke="currentColor", strokeWidth=3).encode(
        x="strength:O", y=alt.Y("negativity:O", sort="descending"))
    return alt.layer(ground.mark_rect(opacity=0.45).encode(color=alt.Color("outcome:N", scale=parts.scale(colours), legend=None)),
                     ground.mark_text(fontSize=9).encode(text="letter:N", color=alt.value("currentColor")), here)


def _signed(values):
    """Payoffs as text with one decimal and a true minus sign."""
    tenths = np.floor(np.abs(values) * 10 + 0.5)
    sign = np.where((values < 0) & (tenths > 0), "−", "")
    return np.char.add(sign, np.char.mod("%.1f", tenths / 10))


MOST = 6.0
"""The strongest stakes in the figure of intensity, in units of effort."""


def intensity() -> Explorer:
    """How firmly each regime holds as the stakes grow."""
    strengths, kinds = np.linspace(0, MOST, 31), {"collusion": parts.PALETTE["shield"], "blame-shifting": parts.PALETTE["deflect"]}
    grid = _grid()
    held = stage.margins(_rule(grid.along(strength=strengths), "strength"))[..., :2]
    shield, deflect = held[..., -1, 0], held[..., -1, 1]
    code = np.select([(shield > 0) & (deflect > 0), shield > 0, deflect > 0], ["both", "collusion", "blame"], default="neither")
    lines = parts.curves("margins", "regime", kinds, legend="Leaving", left=20,
                         x=alt.X("strength:Q", title="Strength of the stakes (units of effort)"),
                         y=alt.Y("loss:Q", title="Loss from leaving alone (units of effort)", scale=alt.Scale(domain=[-3, 4], nice=False)))
    return explore(
        name="intensity", title="Strength sets how firmly a regime holds", controls=grid,
        tables={"margins": Table({"strength": strengths, "regime": list(kinds)}, loss=held), "zero": parts.ZERO},
        charts=[Chart(alt.layer(lines, parts.zero()), label="Above the dotted line a regime is an equilibrium", height=290,
                      alt="Two lines over the strength of the stakes: what a side loses by leaving collusion alone, and by "
                          "leaving blame-shifting alone. Above zero the regime holds.")],
        words=Words(code, {
            "collusion": "At stakes of 6 collusion holds: leaving it alone costs {shield:.2f}. Blame-shifting does not hold there.",
            "blame": "At stakes of 6 blame-shifting holds: leaving it alone costs {deflect:.2f}. Collusion does not hold there.",
            "both": "At stakes of 6 both regimes hold: leaving collusion alone costs {shield:.2f}, leaving blame-shifting {deflect:.2f}.",
            "neither": "At stakes of 6 neither regime holds: whoever leaves either one alone gains by it.",
        }, {"shield": shield, "deflect": deflect}),
        presets={"Prizes": {}, "Penalties on the unit": {"negativity": 0.9},
                 "Penalties on persons": {"negativity": 0.9, "individualization": "the person"},
                 "… and hard to hide": {"negativity": 0.9, "individualization": "the person", "concealment": 0.5}},
    )
