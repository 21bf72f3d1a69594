"""Figures of what breaks an alliance: the threshold of individual responsibility, the map of games."""

import altair as alt
import numpy as np

from .. import stage, turn
from ..institution import Institution
from ..live import Bet, Chart, Choice, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
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
        y=alt.Y("loss:Q", title="Loss from deserting alone (units of effort)", scale=alt.Scale(domain=[-4, 7], nice=False)),
        color=alt.value(parts.PALETTE["shield"]))
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x="penalty:Q", y="loss:Q", color=alt.value("currentColor"))
    return alt.layer(lines, parts.zero(), *[here] * dot)


def alliance_bet() -> Explorer:
    """Two who hide something together: what a larger penalty does, on the unit or on the person."""
    grid = Grid([Slider("penalty", "Size of the penalty", values=PENALTIES, default=2, fmt=".1f", help="in units of effort"),
                 Choice("individualization", "It falls on", options=list(parts.LIABLE), default="the unit")])

    def loss(grid):
        liable = grid.map("individualization", parts.LIABLE)
        return stage.shield_advantage(penalized(grid["penalty"], individualization=liable, concealment=0.5))[..., 0]

    here = loss(grid)
    code = np.where(grid["individualization"] == "the unit", "unit", np.where(here < 0, "broken", "person"))
    return explore(
        name="alliance-bet", title="Two who hide something together", controls=grid,
        tables={"advantage": Table({"penalty": PENALTIES}, loss=loss(grid.along(penalty=PENALTIES))),
                "here": Table({}, penalty=grid["penalty"], loss=here), "zero": parts.ZERO},
        charts=[Chart(_advantage_chart(dot=True), label="Above the dotted line the two stay together", height=270,
                      alt="A line of what a side loses if it deserts its partner, against the size of the penalty. It rises when "
                          "the penalty falls on the unit and falls when it falls on the person.")],
        words=Words(code, {
            "unit": "On the unit: a side that deserts its partner loses {loss:.2f}. The larger the penalty, the more it loses, so the closer the two stand.",
            "person": "On the person: a side that deserts its partner loses {loss:.2f}. The larger the penalty, the less it loses.",
            "broken": "On the person: a side that deserts its partner now gains {gain:.2f}. The alliance is broken.",
        }, {"loss": here, "gain": -here}),
        presets={"Small, on the unit": {"penalty": 1}, "Large, on the unit": {"penalty": 7},
                 "Large, on the person": {"penalty": 7, "individualization": "the person"}},
        bet=Bet("Two officials hide a problem together. The penalty for being found is doubled. Does their alliance become looser or tighter?",
                options=["Looser", "Tighter", "It depends on whom the penalty hits"],
                replies=["That is the essay's answer, and it holds here where the penalty hits the person. On the unit it is the other way round: move the slider.",
                         "That is the older literature's answer, and it holds here while the penalty hits the unit. Now let it fall on the person.",
                         "So it does, here. Move the slider, then let the penalty fall on the person."]),
    )


STORIES = {"found out together": ("the unit", 0.9), "singled out": ("the person", 0.5)}
"""Two settings: whom sanctions hit, and what two can hide together."""


def two_stories() -> Explorer:
    """Rival readings: do stronger stakes make more collusion or less?"""
    strengths = np.linspace(0.2, 6, 30)
    grid = Grid([Slider("negativity", "Penalty for each unit of stakes ν", values=np.linspace(0, 1, 11), default=0.9, fmt=".0%"),
                 Choice("penalties", "Penalties come", options=["instead of the prize", "on top of the prize"], default="instead of the prize")])
    line = grid.along(strength=strengths, story=list(STORIES))
    share, whole = line["negativity"], np.where(line["penalties"] == "instead of the prize", 1, 1 + line["negativity"])
    rule = Institution(strength=line["strength"] * whole, negativity=share / whole,
                       individualization=np.array([parts.LIABLE[unit] for unit, _ in STORIES.values()]),
                       concealment=np.array([hidden for _, hidden in STORIES.values()]))
    shield = turn.settle(rule, rounds=80)[..., stage.SHIELD].mean(axis=-1)
    return explore(
        name="two-stories", title="The same stakes, two stories", controls=grid,
        tables={"stories": Table({"strength": strengths, "story": list(STORIES)}, share=shield)},
        charts=[Chart(parts.curves("stories", "story", dict(zip(STORIES, (parts.PALETTE["shield"], parts.PALETTE["deflect"]))),
                                   x=alt.X("strength:Q", title="Stakes s (units of effort)"), y=parts.shares("Share who hide together")),
                      label="", height=290,
                      alt="Two curves of the share who hide together against the strength of the stakes: one where the unit bears "
                          "sanctions and much can be hidden, one where the person bears them and less can.")],
        words=Words(np.where(grid["penalties"] == "instead of the prize", "instead", "on top"), {
            "instead": "At the strongest stakes shown {together:.0%} hide together where the two are found out together, {single:.0%} where one is "
                       "singled out. Here penalties take the place of prizes; the theorem on penalties is about the other choice.",
            "on top": "At the strongest stakes shown {together:.0%} hide together where the two are found out together, {single:.0%} where one is "
                      "singled out. Here penalties come on top of a prize that stays, as in the theorem on penalties.",
        }, {"together": shield[..., -1, 0], "single": shield[..., -1, 1]}),
        presets={"A tenth": {"negativity": 0.1}, "Half": {"negativity": 0.5}, "Nine tenths": {}},
    )


def alliance_threshold() -> Explorer:
    """Whether a larger penalty tightens or loosens an alliance, and where that turns."""
    grid = Grid([Slider("concealment", "What two can hide together c", values=np.linspace(0.05, 0.95, 19), default=0.9, fmt=".0%"),
                 Slider("individualization", "Share of a sanction on the person ι", values=np.linspace(0, 1, 21), default=0.5, fmt=".0%"),
                 Slider("transferability", "Blame that can be moved b", values=np.linspace(0, 1, 11), default=0.8, fmt=".0%")])
    ends = PENALTIES[[0, -1]]  # the loss is linear in the penalty
    along, curve = grid.along(penalty=ends), grid.along(concealment=grid["concealment"].ravel())
    rule = penalized(1.0, **grid.pick())
    loss = stage.shield_advantage(penalized(along["penalty"], **along.pick()))[..., 0]
    threshold = stage.penalty_threshold(rule)
    code, values = _threshold_words(loss, threshold, grid["individualization"], stage.breaking_penalty(rule), stage.payoffs(penalized(0.0, **grid.pick())))
    return explore(
        name="alliance-threshold", title="When penalties tighten and when they loosen", controls=grid,
        tables={"advantage": Table({"penalty": ends}, loss=loss), "zero": parts.ZERO,
                "threshold": Table({"concealment": curve["concealment"].ravel()}, threshold=stage.penalty_threshold(
                    Institution(**curve.pick("concealment", "transferability")))),
                "here": Table({}, **grid.pick("concealment", "individualization"))},
        charts=[Chart(_advantage_chart(), label="What deserting costs", height=270,
                      alt="A line of what a side loses if it deserts its partner, against the size of the penalty, the prize fixed. Above "
                          "the dotted line neither gains by deserting."),
                Chart(_threshold_chart(), label="Where penalties loosen (shaded)", height=270,
                      alt=Words(np.where(np.isnan(threshold).all(axis=0), "nowhere", "somewhere"), {
                          "somewhere": "Curve of the threshold of individual responsibility against joint concealment. The part above it is "
                                       "shaded: there larger penalties loosen. A dot marks the present setting.",
                          "nowhere": "Nothing is shaded: with so little blame to move, larger penalties loosen nowhere. A dot marks the present setting."}))],
        words=Words(code, THRESHOLD_WORDS, values),
        regime=Regime(np.char.startswith(code, "loosens").astype(int), entries=[TIGHTEN, LOOSEN]),
        presets={"Much can be hidden": {}, "Covert inspection": {"concealment": 0.5},
                 "… and persons liable": {"concealment": 0.5, "individualization": 0.9},
                 "Blame stays put": {"concealment": 0.5, "individualization": 0.9, "transferability": 0.2}},
        bet=Bet("Half of every sanction falls on the person, and the two can hide nine findings in ten. Penalties are raised. The alliance becomes…",
                options=["looser", "tighter"],
                replies=["It becomes tighter. With so much hidden by the partner's silence, no penalty shown pays for losing it.",
                         "Right, it becomes tighter, and at this concealment it would even if all of the sanction were personal."]),
    )


THRESHOLD_WORDS = {
    "tightens always": "However personal the sanction, a larger penalty tightens this alliance: a partner's silence saves more than the blame that could be moved.{aside}",
    "tightens": "A larger penalty tightens this alliance. It would loosen it if more than {threshold:.1%} of a sanction fell on the person.{aside}",
    "tightens late": "Too little can be hidden: without a penalty a side gains by deserting. A larger penalty draws the two together, and from {turn:.2f} on deserting costs.{aside}",
    "tightens too late": "Too little can be hidden: a side gains by deserting. A larger penalty draws the two together, but none shown here is large enough.{aside}",
    "loosens": "A larger penalty loosens this alliance: more than the threshold of {threshold:.1%} falls on the person. It breaks at a penalty of {turn:.2f}.{aside}",
    "loosens beyond": "A larger penalty loosens this alliance: more than the threshold of {threshold:.1%} falls on the person. It breaks at a penalty beyond any shown here.{aside}",
    "loosens nothing": "Too little can be hidden: even without a penalty a side gains by deserting, and a larger one adds to the gain.{aside}",
}
ASIDE = " But without a penalty, doing the minimum pays better than hiding together."


def _threshold_words(loss, threshold, individual, breaking, unpunished):
    """Which sentence of `THRESHOLD_WORDS` holds, and the numbers in it."""
    first, last = loss[..., 0], loss[..., -1]
    loosens = individual > threshold  # never where there is none
    with np.errstate(divide="ignore", invalid="ignore"):
        holds = PENALTIES[-1] * first / (first - last)
    code = np.select(
        [loosens & (first < 0), loosens & (breaking > PENALTIES[-1] + 1e-9), loosens, (first < 0) & (last < 0), first < 0, np.isnan(threshold)],
        ["loosens nothing", "loosens beyond", "loosens", "tightens too late", "tightens late", "tightens always"], default="tightens")
    shield, routine = (unpunished[..., 0, own, stage.SHIELD] for own in (stage.SHIELD, stage.ROUTINE))
    shown = np.char.endswith(code, "late") | (code == "loosens")
    return code, {"threshold": np.nan_to_num(threshold), "aside": np.where(routine > shield, ASIDE, ""),
                  "turn": np.where(shown & np.isfinite(holds), np.where(loosens, np.where(np.isfinite(breaking), breaking, 0), holds), 0)}


def _threshold_chart():
    curve = alt.Chart(alt.NamedData("threshold")).mark_line(strokeWidth=2.5).encode(
        x=alt.X("concealment:Q", title="What two can hide together", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("threshold:Q", title="Share of a sanction on the person", axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        color=alt.value(parts.PALETTE["deflect"]))
    area = alt.Chart(alt.NamedData("threshold")).mark_area(opacity=0.2).transform_calculate(top="1").encode(
        x="concealment:Q", y="threshold:Q", y2="top:Q", color=alt.value(parts.PALETTE["deflect"]))
    dot = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(
        x="concealment:Q", y="individualization:Q", color=alt.value("currentColor"))
    return alt.layer(area, curve, dot)


SHARES = np.linspace(0, 1, 11)
GAMES = {
    "harmony": "Harmony: of the two, hiding together is never the worse choice, whatever the other side does.{aside}",
    "stag hunt": "Stag hunt: of the two, hiding is never worse if the other side hides, and passing the blame is better if it passes the blame.{aside}",
    "chicken": "Chicken: each would rather be the one who passes the blame while the other keeps hiding for both.{aside}",
    "prisoner's dilemma": "Prisoner's dilemma: of the two, passing the blame is better whatever the other does, and both would be better off hiding together.{aside}",
    "deadlock": "Deadlock: of the two, passing the blame is better whatever the other does, and hiding together would not make both better off.{aside}",
}
MINIMUM = " Allow doing the minimum as well, and it is all that lasts."


def game_map() -> Explorer:
    """Where a setting stands on the map of game classes: some levers move the dot, some the borders."""
    grid = Grid([Slider("strength", "Strength of the stakes s", values=[0.5, 1, 2, 3, 4, 5], default=4, fmt=".1f"),
                 Slider("negativity", "Share that is penalty ν", values=SHARES, default=0.1, fmt=".0%"),
                 Slider("individualization", "Share of a sanction on the person ι", values=SHARES, default=0.1, fmt=".0%"),
                 Slider("concealment", "What two can hide together c", values=[0.1, 0.3, 0.5, 0.7, 0.9], default=0.9, fmt=".0%"),
                 Slider("lone_concealment", "What one alone can hide of that λ", values=[0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9], default=0.3, fmt=".0%")])
    rule = Institution(**grid.pick())
    lines = Institution(**grid.pick("concealment", "lone_concealment"))
    shared, personal = stage.stakes(Institution(**grid.pick("strength", "negativity", "individualization")))
    held = stage.pure_equilibria(rule)
    minimum = held[..., stage.ROUTINE, stage.ROUTINE] & (held.sum(axis=(-2, -1)) == 1)
    return explore(
        name="game-map", title="Which game is it?", controls=grid,
        tables={"borders": parts.map_table(lines), "labels": parts.label_table(lines),
                "here": Table({}, shared=shared, personal=personal)},
        charts=[Chart(parts.class_map("borders", "labels", "here"), label="", height=340,
                      alt="Map of game classes in the plane of shared stakes, across, and personal stakes, upwards. A dot "
                          "marks the present setting.")],
        words=Words(stage.game_class(rule), GAMES, {"aside": np.where(minimum, MINIMUM, "")}),
        regime=Regime(stage.game_code(rule), entries=parts.CLASSES),
        presets={"Then": {}, "Penalties, unit": {"negativity": 0.9},
                 "Penalties, person": {"negativity": 0.9, "individualization": 0.9},
                 "Now": {"negativity": 0.9, "individualization": 0.9, "concealment": 0.5},
                 "One can hide alone": {"negativity": 0.8, "individualization": 0.9, "concealment": 0.9, "lone_concealment": 0.75}},
        play=Play([{"negativity": round(0.1 + 0.1 * k, 1), "individualization": round(0.1 + 0.1 * k, 1)} for k in range(9)]
                  + [{"concealment": c} for c in (0.7, 0.5)], seconds=0.5, label="Play the turn"),
    )
