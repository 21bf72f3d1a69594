"""Figures of the incentive types: the four cells as equilibria, and strength as intensity."""

import altair as alt
import numpy as np

from .. import stage
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Regime, Slider, Table, Words, explore
from . import parts

STRENGTHS = np.array([0.1, 0.3, 0.6, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6])
NEGATIVITIES = np.linspace(0, 1, 11)
CONCEALMENTS = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
LIABLE = {"the unit": 0.1, "the person": 0.9}

OUTCOMES = (("Collusion 共谋", parts.PALETTE["shield"], "●", "C"),
            ("Blame-shifting 卸责", parts.PALETTE["deflect"], "▲", "B"),
            ("The minimum 应付", parts.PALETTE["routine"], "■", "M"),
            ("Collusion or blame", parts.PALETTE["violet"], "◆", "C/B"),
            ("Collusion or the minimum", parts.PALETTE["green"], "◐", "C/M"),
            ("Blame or the minimum", parts.PALETTE["crimson"], "◧", "B/M"),
            ("No regime in pure actions", "#7a6a00", "○", "–"))
"""Which of the three mutual regimes are equilibria: name, colour, symbol, letter on the map."""


def outcome(institution):
    """Index into `OUTCOMES` of the set of mutual regimes that are equilibria."""
    held = np.diagonal(stage.pure_equilibria(institution), axis1=-2, axis2=-1)
    shield, deflect, routine = np.moveaxis(held, -1, 0)
    return np.select([shield & deflect, shield & routine, deflect & routine, shield, deflect, routine],
                     [3, 4, 5, 0, 1, 2], default=6)


def _controls(*, strength=True):
    controls = [Slider("strength", "Strength of the stakes s", values=STRENGTHS, default=4, fmt=".1f",
                       help="in units of effort")] if strength else []
    return controls + [
        Slider("negativity", "Share that is penalty ν", values=NEGATIVITIES, default=0.1, fmt=".0%"),
        Choice("liable", "Sanctions fall on", options=list(LIABLE), default="the unit"),
        Slider("concealment", "What two can hide together c", values=CONCEALMENTS, default=0.9, fmt=".0%"),
    ]


def incentive_table() -> Explorer:
    """Which regimes are equilibria, by strength and sign of the incentive: Table 1-1 rebuilt."""
    liable = np.array(list(LIABLE.values()))
    grid = Institution(strength=STRENGTHS[:, None, None, None], negativity=NEGATIVITIES[:, None, None],
                       individualization=liable[:, None], concealment=CONCEALMENTS)
    code = outcome(grid)
    held = stage.pure_equilibria(grid)
    actions = np.array(stage.ACTIONS)
    letters = np.array([entry[3] for entry in OUTCOMES])
    names = np.array([entry[0] for entry in OUTCOMES])
    surface = np.moveaxis(code, (0, 1), (-2, -1)).reshape(1, 1, len(liable), len(CONCEALMENTS), -1)
    own = stage.payoffs(grid)
    pair = np.stack([own[..., 0, :, :], np.swapaxes(own[..., 1, :, :], -1, -2)], axis=-1).reshape(grid.shape + (9, 2))
    colours = {name: colour for name, colour, _, _ in OUTCOMES}

    cell = alt.Chart(alt.NamedData("cells")).encode(
        x=alt.X("township:N", title="Township's action", sort=list(actions), axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("county:N", title="County's action", sort=list(actions)))
    matrix = alt.layer(
        cell.mark_rect(strokeWidth=1, stroke="currentColor", strokeOpacity=0.35).encode(
            color=alt.Color("held:N", scale=alt.Scale(domain=["equilibrium", "not"], range=[parts.PALETTE["shield"], "transparent"]),
                            legend=None), opacity=alt.value(0.35)),
        cell.mark_text(dy=-7, fontSize=13).encode(text=alt.Text("payoff:N"), color=alt.value("currentColor")),
        cell.mark_text(dy=11, fontSize=11, fontWeight="bold").transform_filter("datum.held == 'equilibrium'").encode(
            text=alt.value("equilibrium"), color=alt.value("currentColor")))

    ground = alt.Chart(alt.NamedData("surface")).encode(
        x=alt.X("strength:O", title="Strength of the stakes (units of effort)", axis=alt.Axis(labelAngle=0, format=".1~f")),
        y=alt.Y("negativity:O", title="Share that is penalty", sort="descending", axis=alt.Axis(format=".0%")))
    here = alt.Chart(alt.NamedData("here")).mark_rect(fillOpacity=0, stroke="currentColor", strokeWidth=3).encode(
        x="strength:O", y=alt.Y("negativity:O", sort="descending"))
    surface_map = alt.layer(
        ground.mark_rect(opacity=0.45).encode(color=alt.Color(
            "outcome:N", scale=parts.scale(colours), legend=None)),
        ground.mark_text(fontSize=10).encode(text="letter:N", color=alt.value("currentColor")), here)
    return explore(
        name="incentive-table", title="Strength and sign: which regimes can last",
        controls=_controls(),
        tables={
            "cells": Table(county=np.repeat(actions, 3), township=np.tile(actions, 3),
                           held=np.where(held, "equilibrium", "not").reshape(grid.shape + (9,)),
                           payoff=np.char.add(np.char.add(_signed(pair[..., 0]), ", "), _signed(pair[..., 1]))),
            "surface": Table(strength=np.repeat(STRENGTHS, len(NEGATIVITIES)),
                             negativity=np.tile(NEGATIVITIES, len(STRENGTHS)),
                             outcome=names[surface], letter=letters[surface]),
            "here": Table(strength=STRENGTHS[:, None, None, None, None], negativity=NEGATIVITIES[:, None, None, None]),
        },
        charts=[
            Chart(matrix, label="Payoffs: county, township", height=250,
                  alt="Three by three table of the actions of county and township with both payoffs; equilibria are marked."),
            Chart(surface_map, label="C collusion, B blame-shifting, M the minimum", height=300,
                  alt="Map of strength across and share of penalty upwards. Each cell has the letters of the regimes that "
                      "are equilibria there; a frame marks the present setting."),
        ],
        words=Words(
            code=code,
            templates=["Only mutual shielding is stable: the two sides collude.",
                       "Only mutual deflection is stable: each side pushes the blame across.",
                       "Only the minimum is stable: nobody finds the stakes worth the effort of hiding or of blaming.",
                       "Two regimes are stable, collusion and blame-shifting. Where the two sides stand already decides.",
                       "Collusion is stable, and so is the minimum.",
                       "Blame-shifting is stable, and so is the minimum.",
                       "No pair of equal actions is stable: the two sides drift apart."]),
        regime=Regime(code=code, entries=[entry[:3] for entry in OUTCOMES]),
        presets={"Weak positive": {"strength": 0.3}, "Weak negative": {"strength": 0.3, "negativity": 0.9},
                 "Strong positive": {}, "Strong negative, unit": {"negativity": 0.9},
                 "Strong negative, person": {"negativity": 0.9, "liable": "the person"},
                 "… and hard to hide": {"negativity": 0.9, "liable": "the person", "concealment": 0.5}},
        bet=Bet("Stakes are strong and collusion holds. Now nearly all prizes are replaced by penalties of the same size, "
                "still borne by the unit. What happens?",
                options=["Blame-shifting replaces collusion", "Collusion stays possible", "Both sides do the minimum, for sure"],
                replies=["It does not: no sanction falls on a person, so there is no blame worth moving.",
                         "Right. Turning prizes into penalties does not by itself end the alliance; it only makes doing the "
                         "minimum stable beside it.",
                         "The minimum becomes stable, but so does collusion."]),
    )


def _signed(values):
    """Payoffs as text with one decimal and a true minus sign."""
    tenths = np.floor(np.abs(values) * 10 + 0.5)
    sign = np.where((values < 0) & (tenths > 0), "−", "")
    return np.char.add(sign, np.char.mod("%.1f", tenths / 10))


def intensity() -> Explorer:
    """How firmly each regime holds as the stakes grow."""
    liable = np.array(list(LIABLE.values()))
    strengths = np.linspace(0, 6, 31)
    grid = Institution(strength=strengths, negativity=NEGATIVITIES[:, None, None, None],
                       individualization=liable[:, None, None], concealment=CONCEALMENTS[:, None])
    held = stage.margins(grid)[..., :2]
    slope = (held[..., -1, :] - held[..., -2, :]) / (strengths[-1] - strengths[-2])
    shield, deflect = held[..., -1, 0] > 0, held[..., -1, 1] > 0
    code = np.select([shield & deflect, shield, deflect], [2, 0, 1], default=3)
    colours = {"collusion": parts.PALETTE["shield"], "blame-shifting": parts.PALETTE["deflect"]}
    lines = alt.Chart(alt.NamedData("margins")).mark_line(strokeWidth=2.5, clip=True).encode(
        x=alt.X("strength:Q", title="Strength of the stakes (units of effort)"),
        y=alt.Y("loss:Q", title="Loss to a side that leaves alone", scale=alt.Scale(domain=[-2, 4], nice=False)),
        color=alt.Color("regime:N", scale=parts.scale(colours), legend=alt.Legend(orient="top", title="Leaving")),
        strokeDash=alt.StrokeDash("regime:N", scale=alt.Scale(domain=list(colours), range=[[1, 0], [6, 3]]), legend=alt.Legend(orient="top", title="Leaving")))
    zero = alt.Chart(alt.NamedData("zero")).mark_rule(strokeDash=[2, 2]).encode(y="loss:Q", color=alt.value("currentColor"))
    return explore(
        name="intensity", title="Strength sets how firmly a regime holds",
        controls=_controls(strength=False),
        tables={"margins": Table(strength=np.repeat(strengths, 2), regime=np.tile(list(colours), len(strengths)),
                                 loss=held.reshape(held.shape[:3] + (-1,))),
                "zero": Table(loss=np.zeros(1))},
        charts=[Chart(alt.layer(lines, zero), label="Above the dotted line a regime is an equilibrium", height=290,
                      alt="Two lines over the strength of the stakes: what a side loses by leaving collusion alone, and by "
                          "leaving blame-shifting alone. Above zero the regime holds.")],
        words=Words(
            code=code,
            templates=["Strong stakes make for collusion. Each further unit makes leaving it {shield:.2f} dearer.",
                       "Strong stakes make for blame-shifting. Each further unit makes leaving it {deflect:.2f} dearer.",
                       "Strong stakes hold up both regimes. Each further unit makes leaving collusion {shield:.2f} dearer and "
                       "leaving blame-shifting {deflect:.2f} dearer.",
                       "At these shares no stakes, however strong, hold up either regime."],
            values={"shield": slope[..., 0], "deflect": slope[..., 1]}),
        presets={"Prizes": {}, "Penalties on the unit": {"negativity": 0.9},
                 "Penalties on persons": {"negativity": 0.9, "liable": "the person"},
                 "… and hard to hide": {"negativity": 0.9, "liable": "the person", "concealment": 0.5}},
    )
