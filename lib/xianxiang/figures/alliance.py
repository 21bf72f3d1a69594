"""Figures of what breaks an alliance: the threshold of individual responsibility, the map of games."""

import altair as alt
import numpy as np

from .. import stage
from ..institution import Institution
from ..live import Bet, Chart, Explorer, Play, Regime, Slider, Switch, Table, Words, explore
from . import parts

REWARD = 2.0
"""The prize, held fixed while the penalty moves, in units of effort."""

PENALTIES = np.linspace(0, 8, 17)
TIGHTEN, LOOSEN = ("Penalties tighten 收紧", parts.PALETTE["shield"], "●"), ("Penalties loosen 松动", parts.PALETTE["deflect"], "▲")


def penalized(penalty, **levers):
    """An institution with the fixed prize and this penalty."""
    stakes = REWARD + np.asarray(penalty, dtype=float)
    return Institution(strength=stakes, negativity=penalty / stakes, **levers)


def _advantage_chart(dot=False):
    lines = alt.Chart(alt.NamedData("advantage")).mark_line(strokeWidth=2.5, clip=True).encode(
        x=alt.X("penalty:Q", title="Penalty (units of effort), prize held fixed"),
        y=alt.Y("loss:Q", title="Loss to a side that deflects alone", scale=alt.Scale(domain=[-3, 4], nice=False)),
        color=alt.value(parts.PALETTE["shield"]))
    zero = alt.Chart(alt.NamedData("zero")).mark_rule(strokeDash=[2, 2]).encode(y="loss:Q", color=alt.value("currentColor"))
    layers = [lines, zero]
    if dot:
        layers.append(alt.Chart(alt.NamedData("here")).mark_point(filled=True, size=130, opacity=1).encode(
            x="penalty:Q", y="loss:Q", color=alt.value("currentColor")))
    return alt.layer(*layers)


def alliance_bet() -> Explorer:
    """Two who hide something together: what a larger penalty does, on the unit or on the person."""
    liable = np.array([0.1, 0.9])
    advantage = stage.shield_advantage(penalized(PENALTIES, individualization=liable[:, None], concealment=0.5))[..., 0]
    here = advantage.T  # penalty, person
    code = np.where(here < 0, 2, np.array([0, 1])[None, :] * np.ones_like(here)).astype(int)
    return explore(
        name="alliance-bet", title="Two who hide something together",
        controls=[Slider("penalty", "Size of the penalty", values=PENALTIES, default=2, fmt=".1f", help="in units of effort"),
                  Switch("person", "It falls on the person, not the unit", default=False)],
        tables={"advantage": Table(penalty=PENALTIES, loss=advantage[None]),
                "here": Table(penalty=PENALTIES[:, None, None], loss=here[..., None]), "zero": Table(loss=np.zeros(1))},
        charts=[Chart(_advantage_chart(dot=True), label="Above the dotted line the two stay together", height=270,
                      alt="A line of what a side loses if it deflects alone, against the size of the penalty. It rises when "
                          "the penalty falls on the unit and falls when it falls on the person.")],
        words=Words(code=code,
                    templates=["On the unit: a side that deserts its partner loses {loss:.2f}. The larger the penalty, the more "
                               "it loses, so the closer the two stand.",
                               "On the person: a side that deserts its partner loses {loss:.2f}. The larger the penalty, the "
                               "less it loses.",
                               "On the person: a side that deserts its partner now gains {gain:.2f}. The alliance is broken."],
                    values={"loss": here, "gain": -here}),
        presets={"Small, on the unit": {"penalty": 1}, "Large, on the unit": {"penalty": 7},
                 "Large, on the person": {"penalty": 7, "person": True}},
        bet=Bet("Two officials hide a problem together. The penalty for being found is doubled. Does their alliance become "
                "looser or tighter?",
                options=["Looser", "Tighter", "It depends on whom the penalty hits"],
                replies=["That is the essay's answer. Move the slider: on the unit it is the other way round.",
                         "That is the older literature's answer, and it holds while the penalty hits the unit. Now throw the switch.",
                         "So it does. Move the slider, then throw the switch."]),
    )


def two_stories() -> Explorer:
    """Rival readings: do stronger stakes make more collusion or less?"""
    from .. import turn

    strengths, negativities = np.linspace(0.2, 6, 30), np.linspace(0, 1, 11)
    liable, concealment = np.array([0.1, 0.9])[:, None, None], np.array([0.9, 0.5])[:, None, None]
    grid = Institution(strength=strengths, negativity=negativities[:, None], individualization=liable, concealment=concealment)
    shield = turn.settle(grid, rounds=80)[..., stage.SHIELD].mean(axis=-1)  # story, negativity, strength
    end = shield[..., -1]
    names = ("found out together", "singled out")
    colours = dict(zip(names, (parts.PALETTE["shield"], parts.PALETTE["deflect"])))
    chart = alt.Chart(alt.NamedData("stories")).mark_line(strokeWidth=2.5).encode(
        x=alt.X("strength:Q", title="Strength of the stakes (units of effort)"),
        y=alt.Y("share:Q", title="Share who shield", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color("story:N", scale=parts.scale(colours), sort=list(names), legend=alt.Legend(orient="top", title=None)),
        strokeDash=alt.StrokeDash("story:N", scale=alt.Scale(domain=list(names), range=[[1, 0], [6, 3]]), legend=alt.Legend(orient="top", title=None)))
    return explore(
        name="two-stories", title="The same stakes, two stories",
        controls=[Slider("negativity", "Share of the stakes that is penalty ν", values=negativities, default=0.9, fmt=".0%")],
        tables={"stories": Table(strength=np.tile(strengths, 2), story=np.repeat(names, len(strengths)),
                                 share=np.moveaxis(shield, 0, 1).reshape(len(negativities), -1))},
        charts=[Chart(chart, label="", height=290,
                      alt="Two curves of the share who shield against the strength of the stakes: one where the unit bears "
                          "sanctions and much can be hidden, one where the person bears them and little can.")],
        words=Words(code=np.zeros(len(negativities), int),
                    templates=["At the strongest stakes {together:.0%} shield where the pair is found out together and "
                               "{single:.0%} where one is singled out."],
                    values={"together": end[0], "single": end[1]}),
        presets={"Prizes": {"negativity": 0.1}, "Half and half": {"negativity": 0.5}, "Penalties": {}},
    )


def alliance_threshold() -> Explorer:
    """Whether a larger penalty tightens or loosens an alliance, and where that turns."""
    concealments, individual = np.linspace(0.05, 0.95, 19), np.linspace(0, 1, 21)
    moves = np.linspace(0, 1, 11)
    levers = {"concealment": concealments[:, None, None], "individualization": individual[:, None], "transferability": moves}
    rule = Institution(**levers)
    threshold = stage.penalty_threshold(rule)
    rests_on = np.broadcast_to(individual[:, None], rule.shape)
    breaking = stage.breaking_penalty(penalized(1.0, **levers))
    code = np.select([np.isnan(threshold), rests_on <= threshold], [0, 1], default=2)
    ends = PENALTIES[[0, -1]]  # the loss is linear in the penalty
    advantage = stage.shield_advantage(penalized(
        ends, **{name: np.asarray(value)[..., None] for name, value in levers.items()}))[..., 0]
    curve = alt.Chart(alt.NamedData("threshold")).mark_line(strokeWidth=2.5).encode(
        x=alt.X("concealment:Q", title="What two can hide together", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("threshold:Q", title="Individual responsibility", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        color=alt.value(parts.PALETTE["deflect"]))
    area = alt.Chart(alt.NamedData("threshold")).mark_area(opacity=0.2).transform_calculate(top="1").encode(
        x="concealment:Q", y="threshold:Q", y2="top:Q", color=alt.value(parts.PALETTE["deflect"]))
    dot = alt.Chart(alt.NamedData("here")).mark_point(filled=True, size=130, opacity=1).encode(
        x="concealment:Q", y="individual:Q", color=alt.value("currentColor"))
    return explore(
        name="alliance-threshold", title="When penalties tighten and when they loosen",
        controls=[Slider("concealment", "What two can hide together c", values=concealments, default=0.9, fmt=".0%"),
                  Slider("individual", "Share of a sanction on the person ι", values=individual, default=0.5, fmt=".0%"),
                  Slider("transferability", "Blame that can be moved b", values=moves, default=0.8, fmt=".0%")],
        tables={"advantage": Table(penalty=ends, loss=advantage),
                "zero": Table(loss=np.zeros(1)),
                "threshold": Table(concealment=concealments,
                                   threshold=np.moveaxis(threshold[:, 0, :], 0, -1)[None, None]),
                "here": Table(concealment=concealments[:, None, None, None], individual=individual[:, None, None])},
        charts=[Chart(_advantage_chart(), label="Above the dotted line the alliance holds", height=270,
                      alt="A line of what a side loses if it deflects alone against the size of the penalty, the prize fixed."),
                Chart(alt.layer(area, curve, dot), label="In the shaded part larger penalties loosen", height=270,
                      alt="Curve of the threshold of individual responsibility against joint concealment, shaded above. A dot "
                          "marks the present setting.")],
        words=Words(
            code=code,
            templates=["However personal the sanction, a larger penalty tightens this alliance: a partner's silence is worth "
                       "more than the blame that could be moved.",
                       "A larger penalty tightens this alliance. It would loosen it once more than {threshold:.0%} of a "
                       "sanction fell on the person.",
                       "A larger penalty loosens this alliance: more than the threshold of {threshold:.0%} falls on the "
                       "person. It breaks at a penalty of {breaking:.1f}."],
            values={"threshold": np.nan_to_num(threshold), "breaking": np.where(np.isfinite(breaking), breaking, 0.0)}),
        regime=Regime(code=(code == 2).astype(int), entries=[TIGHTEN, LOOSEN]),
        presets={"Much can be hidden": {}, "Covert inspection": {"concealment": 0.5},
                 "… and persons liable": {"concealment": 0.5, "individual": 0.9},
                 "Blame stays put": {"concealment": 0.5, "individual": 0.9, "transferability": 0.2}},
        bet=Bet("Half of every sanction falls on the person, and the two can hide nine findings in ten. Penalties are raised. "
                "The alliance becomes…",
                options=["looser", "tighter"],
                replies=["Tighter. With so much hidden by the partner's silence, no penalty can pay for losing it.",
                         "Tighter it is, and at this concealment it would be so even if all of the sanction were personal."]),
    )


STRENGTHS = np.array([0.5, 1, 2, 3, 4, 5])
SHARES = np.linspace(0, 1, 11)
CONCEALMENTS = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
LONE = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9])


def game_map() -> Explorer:
    """Where a setting stands on the map of game classes: some levers move the dot, some the borders."""
    grid = Institution(strength=STRENGTHS[:, None, None, None, None], negativity=SHARES[:, None, None, None],
                       individualization=SHARES[:, None, None], concealment=CONCEALMENTS[:, None], lone_concealment=LONE)
    shared, personal = stage.stakes(grid)
    code = parts.class_code(grid)
    at = {"shared": shared[..., :1, :1, None], "personal": personal[..., :1, :1, None]}
    lines = Institution(concealment=CONCEALMENTS[:, None], lone_concealment=LONE)
    return explore(
        name="game-map", title="Which game is it?",
        controls=[Slider("strength", "Strength of the stakes s", values=STRENGTHS, default=4, fmt=".1f"),
                  Slider("negativity", "Share that is penalty ν", values=SHARES, default=0.1, fmt=".0%"),
                  Slider("individual", "Share of a sanction on the person ι", values=SHARES, default=0.1, fmt=".0%"),
                  Slider("concealment", "What two can hide together c", values=CONCEALMENTS, default=0.9, fmt=".0%"),
                  Slider("lone", "What one alone can hide of that λ", values=LONE, default=0.3, fmt=".0%")],
        tables={"borders": Table(**parts.map_columns(lines)), "labels": Table(**parts.map_labels(lines)),
                "here": Table(**at)},
        charts=[Chart(parts.class_map("borders", "labels", "here"), label="", height=340,
                      alt="Map of game classes in the plane of shared stakes, across, and personal stakes, upwards. A dot "
                          "marks the present setting.")],
        words=Words(
            code=code,
            templates=["Harmony: shielding is best whatever the other side does.",
                       "Stag hunt: shielding is best if the other side shields, deflecting if it deflects.",
                       "Chicken: each would rather be the one who deflects while the other keeps hiding for both.",
                       "Prisoner's dilemma: deflecting is best whatever the other does, and both would be better off shielding.",
                       "Deadlock: deflecting beats shielding, and mutual deflection costs less. The stakes are too low for "
                       "either."]),
        regime=Regime(code=code, entries=parts.CLASSES),
        presets={"Then": {}, "Penalties, unit": {"negativity": 0.9},
                 "Penalties, person": {"negativity": 0.9, "individual": 0.9},
                 "Now": {"negativity": 0.9, "individual": 0.9, "concealment": 0.5},
                 "One can hide alone": {"negativity": 0.8, "individual": 0.9, "concealment": 0.9, "lone": 0.75}},
        play=Play([{"negativity": round(0.1 + 0.1 * k, 1), "individual": round(0.1 + 0.1 * k, 1)} for k in range(9)]
                  + [{"concealment": c} for c in (0.7, 0.5)], seconds=0.5, label="Play the turn"),
    )
