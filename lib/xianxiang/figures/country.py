"""Figures of the country: 400 counties that turn, how long one holds out, and what rotation spreads."""

import altair as alt
import numpy as np

from .. import country, stage, turn
from ..institution import NOW, THEN, between
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

COUNTIES, TOWNSHIPS, ACROSS = 400, 14, 25
"""Counties on the field, townships of each, and dots in a row of the field."""

PAUSE = 0.58
"""Where on the way from then to now the changes pause."""

LEGS = ((0, 4), (PAUSE, 20), (PAUSE, 40), (1, 12), (1, 6), (0, 30), (0, 10))
"""The way there and back: positions to go to, and rounds that it takes."""

ROUNDS = sum(rounds for _, rounds in LEGS)
STOPPED = 64
"""The last round of the pause."""

SEED = 2012


def position():
    """Where the rules stand between then and now, round by round."""
    way, at = [], 0.0
    for to, rounds in LEGS:
        way.append(np.linspace(at, to, rounds + 1)[1:])
        at = to
    return np.concatenate(way)


def histories(grid):
    """The field's history at every setting, each draw by itself, and that of strangers: rounds in front."""
    way = between(THEN, NOW, position().reshape(-1, 1, 1, 1, 1))
    runs = [country.simulate(way, counties=COUNTIES, townships=TOWNSHIPS, **grid.pick("noise", "rotation"), rng=SEED + int(draw))
            for draw in grid["draw"].ravel()]
    return *(np.concatenate(part, axis=4) for part in list(zip(*runs))[:2]), turn.simulate(way, noise=grid["noise"]).shares


def the_country() -> Explorer:
    """The book's picture: counties as dots that turn, along the way to now and back, beside a country of strangers."""
    grid = Grid([Slider("moment", "Round", values=range(1, ROUNDS + 1), default=STOPPED, fmt=".0f"),
                 Slider("noise", "Noise in choice η", values=[0.06, 0.1, 0.2], default=0.1, fmt=".2f", help="how loosely choices follow payoffs, in units of effort"),
                 Slider("rotation", "Moved a round ϱ 轮岗", values=[0, 0.1, 0.4], default=0, fmt=".0%", help="chance that a county secretary is listed to change places with others"),
                 Slider("draw", "Run number", values=[1, 2], default=1, fmt=".0f", help="the same rules, other luck")])
    action, counts, strangers = histories(grid)
    blaming = (action == stage.DEFLECT) + counts[..., stage.DEFLECT] > (1 + TOWNSHIPS) / 2
    turned = np.concatenate([blaming[:1], blaming[1:] != blaming[:-1]]).cumsum(axis=0)
    turns = np.stack([(turned < n).sum(axis=0) + 1 for n in range(1, turned.max() + 1)], axis=-1)
    share, alike = blaming.mean(axis=-1), country.likeness(counts)
    code = np.where(np.minimum(share, 1 - share) < 0.05, 0, np.where(alike > 0.8, 2, 1))
    words = {"moment": np.arange(1, ROUNDS + 1).reshape(-1, 1, 1, 1, 1), "way": position().reshape(-1, 1, 1, 1, 1), "blame": blaming.sum(axis=-1),
             "alike": np.where(np.isnan(alike), 0, alike), "strangers": _secretaries(strangers)}
    mean = np.stack(np.broadcast_arrays(_secretaries(np.stack([np.eye(3)[action].mean(axis=-2), counts.mean(axis=-2) / TOWNSHIPS], axis=-2)),
                                        words["strangers"], words["way"]), axis=-1)
    return explore(
        name="the-country", title="Four hundred counties under one set of rules", controls=grid,
        tables={"field": Table({"county": range(COUNTIES)}, now=grid["moment"][..., None],
                               **{f"turn{n}": turns[..., n] for n in range(turns.shape[-1])}),
                "mean": Table({"round": range(1, ROUNDS + 1), "line": list(LINES)}, first="round", decimals=3, now=grid["moment"][None, ..., None], share=mean)},
        charts=[Chart(_field_chart(turns.shape[-1]), label="The counties", height=330,
                      alt="A field of 400 dots, one a county: round where most of its secretaries do not pass the blame, triangles where most do."),
                Chart(_mean_chart(), label="All secretaries", height=330,
                      alt="Lines by round: the share of the country's secretaries who pass the blame, the share among strangers under the same rules, "
                          "and how far the rules have gone from then to now.")],
        words=Words(grid.lay("moment", np.where(np.isnan(alike), 1, 0)), COUNTRY_WORDS, {name: grid.lay("moment", value) for name, value in words.items()}),
        regime=Regime(grid.lay("moment", code), entries=COUNTRIES),
        presets={"The pause": {}, "Little noise": {"noise": 0.06}, "Much noise": {"noise": 0.2}, "Moved often": {"rotation": 0.4}},
        play=Play([{"moment": k} for k in range(1, ROUNDS + 1)], seconds=0.1, label="Play the rounds"),
        bet=Bet("All 400 counties live under the same rules, which change for all alike. At 58% of the way the changes pause, for forty rounds. "
                "What does the country look like at the end of the pause?",
                options=["Most still hide together, everywhere", "Most pass the blame, everywhere", "Every county is divided", "The counties differ"],
                replies=[*3 * ["In nearly half of the counties most pass the blame, in the others hardly anybody does. Now press Play."],
                         "Right. In nearly half of the counties most pass the blame, in the others hardly anybody does. Now press Play."]),
    )


LINES = {"this country": parts.PALETTE["deflect"], "strangers": parts.PALETTE["violet"], "the rules": parts.PALETTE["routine"]}
FIELD = {"most pass the blame": parts.PALETTE["deflect"], "most do not": parts.PALETTE["shield"]}
COUNTRIES = (("One country 一个样", parts.PALETTE["green"], "●"), ("Patchwork 斑驳", parts.PALETTE["violet"], "◆"), ("Two countries 两个样", parts.PALETTE["crimson"], "▲"))
"""What the field looks like: by whether a twentieth of the counties differ, and by how alike neighbours are."""

COUNTRY_WORDS = (
    "Round {moment:.0f}, the rules at {way:.0%} of the way: in {blame:.0f} of 400 counties most pass the blame. Likeness within counties (ICC): {alike:.2f}. "
    "Of strangers under the same rules {strangers:.0%} pass it.",
    "Round {moment:.0f}, the rules at {way:.0%} of the way: in {blame:.0f} of 400 counties most pass the blame. In that all townships are alike. "
    "Of strangers under the same rules {strangers:.0%} pass it.",
)


def _secretaries(shares):
    """The share of all secretaries who pass the blame, from (..., 2, 3): fifteen a county."""
    return shares[..., stage.DEFLECT] @ np.array([1, TOWNSHIPS]) / (1 + TOWNSHIPS)


def _field_chart(most):
    """The dots; a dot has turned as often as there are rounds of its turns that have passed, and swells when it has just turned."""
    passed = [f"(datum.turn{n} <= datum.now)" for n in range(most)]
    last = ",".join(f"(datum.turn{n} <= datum.now ? datum.turn{n} : -99)" for n in range(most))
    x, y = (alt.X("x:Q", title=None, axis=None, scale=alt.Scale(domain=[-0.6, ACROSS - 0.4], nice=False)),
            alt.Y("y:Q", title=None, axis=None, scale=alt.Scale(domain=[COUNTIES // ACROSS - 0.4, -0.6], nice=False)))
    key = alt.Legend(orient="top", title=None, symbolSize=110)
    return alt.Chart(alt.NamedData("field")).transform_calculate(
        x=f"datum.county % {ACROSS}", y=f"floor(datum.county / {ACROSS})",
        kind=f"({' + '.join(passed)}) % 2 ? '{list(FIELD)[0]}' : '{list(FIELD)[1]}'",
        size=f"pow(min(width / {ACROSS}, height / {COUNTIES // ACROSS}), 2) * (0.42 + 0.5 * exp((max({last}) - datum.now) / 2))",
    ).mark_point(filled=True, opacity=0.95).encode(
        x=x, y=y, size=alt.Size("size:Q", scale=None, legend=None),
        color=alt.Color("kind:N", scale=parts.scale(FIELD), legend=key),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(FIELD), range=["triangle-up", "circle"]), legend=key))


def _mean_chart():
    """Three lines up to the present round."""
    return parts.curves("mean", "line", LINES, left=40, y=parts.shares("Share who pass the blame"),
                        x=alt.X("round:Q", title="Round of evaluation", scale=alt.Scale(domain=[0, ROUNDS], nice=False), axis=alt.Axis(tickCount=6)),
                        ).transform_filter("datum.round <= datum.now")
