"""Figures of the person in charge: how long a sanction lasts, what fear does to adaptation, and who still dares."""

import altair as alt
import numpy as np

from .. import career
from ..institution import Institution
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

YEARS = np.arange(20)
"""Years of the shadow that its figure shows, from the first; a bar begins where its year does."""

SPENT = {"serving the sanction": parts.PALETTE["deflect"], "waiting for ratings": parts.PALETTE["shield"]}
"""How those are spending a year who cannot be promoted."""


def three_years() -> Explorer:
    """How long a sanction keeps people from promotion, when ratings have to follow it."""
    grid = Grid([Slider("years", "Years gone by", values=np.arange(len(YEARS) + 1), default=6, fmt=".0f"),
                 Slider("excellent", "Chance of an excellent rating a", values=np.linspace(0.2, 1, 9), default=0.8, fmt=".0%", help="each year, whatever one does"),
                 Slider("barred", "Years of the sanction y", values=[0, 1, 2, 3, 5], default=3, fmt=".0f"),
                 Slider("ratings", "Ratings in a row needed j", values=[1, 2, 3], default=3, fmt=".0f")])
    rule = grid.pick("barred", "ratings", "excellent")
    mean, still = career.mean_shadow(**rule), career.shadow(**rule, years=len(YEARS))[0]
    spent = np.where(YEARS < grid["barred"][..., None], *SPENT)
    return explore(
        name="three-years", title="How long are three years?", controls=grid,
        tables={"shadow": Table({"year": YEARS}, spent=spent, gone=YEARS < grid["years"][..., None], share=still[None, ..., :-1]),
                "mean": Table({}, mean=np.where(mean <= len(YEARS), mean, np.nan))},
        charts=[Chart(_shadow_chart(), label="Of those sanctioned together, who cannot be promoted", height=290,
                      alt="Bars, one a year, of the share who cannot be promoted in it: first those who are serving the sanction, then those who have served it "
                          "and wait for ratings. Years still to come are pale. A dotted line marks the mean, if it is no more than 20 years.")],
        words=Words(0, SHADOW_WORDS, {"back": 1 - grid.lay("years", np.moveaxis(still, -1, 0)[:, None]), "years": grid["years"], "mean": mean,
                                      "barred": grid["barred"], "wait": mean - grid["barred"]}),
        presets={"No sanction, only ratings": {"barred": 0}, "One rating is enough": {"ratings": 1}, "One in five gets it": {"excellent": 0.2}},
        play=Play([{"years": int(year)} for year in range(len(YEARS) + 1)], seconds=0.35, label="Let the years pass"),
        bet=Bet("A sanction bars a cadre from promotion for three years. Then three excellent ratings in a row are needed. This unit is generous: each year "
                "four of five get one. How long does it take, on average, until promotion is possible again?",
                options=["Six years", "About eight years", "About twelve years"],
                replies=["That is the least, and half are back after six years. But a rating missed starts the count anew, and those who miss one pull the mean to 7.8.",
                         "Right: 7.8. Half are back after six years; a rating missed starts the count anew, and those who miss one pull the mean up.",
                         "That is what it takes where three of five get one. Here the mean is 7.8, and half are back after six years."]),
    )


SHADOW_WORDS = ("Years gone by: {years:.0f}. Of those sanctioned {back:.0%} can be promoted again. On average the shadow lasts {mean:.1f} years: {barred:.0f} of sanction and "
                "{wait:.1f} of waiting for ratings.")


def _shadow_chart():
    """Bars by year, those of the years to come pale; the area of all of them is the mean."""
    x = alt.X("start:Q", title="Years since the sanction", scale=alt.Scale(domain=[0, len(YEARS)], nice=False), axis=alt.Axis(tickCount=10))
    y = alt.Y("share:Q", title="Cannot be promoted", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-30, legendY=-22, title=None)
    bars = alt.Chart(alt.NamedData("shadow")).transform_calculate(start="datum.year + 0.06", end="datum.year + 0.94").mark_rect().encode(
        x=x, x2="end:Q", y=y, y2=alt.datum(0), color=alt.Color("spent:N", scale=parts.scale(SPENT), sort=list(SPENT), legend=key),
        opacity=alt.condition("datum.gone", alt.value(0.95), alt.value(0.3)))
    mean, ink = alt.Chart(alt.NamedData("mean")).transform_filter("isValid(datum.mean)"), alt.value("currentColor")
    rule = mean.mark_rule(strokeWidth=2, strokeDash=[2, 3]).encode(x="mean:Q", color=ink)
    names = [mean.transform_filter(f"datum.mean {side}").mark_text(align=align, dx=dx, fontSize=12, fontStyle="italic").encode(
        x="mean:Q", y=alt.datum(0.94), text=alt.value("mean"), color=ink) for side, align, dx in (("< 15", "left", 5), (">= 15", "right", -5))]
    return alt.layer(bars, rule, *names)


CARE = 3.0
"""What a misfit costs in the figure of the middle, in units of effort."""

NEEDS = np.linspace(0, 1, 41)
"""Strictness that places need, in the figure of the middle."""

DONE = {"nothing done": parts.PALETTE["routine"], "adapted": parts.PALETTE["green"], "to the letter": parts.PALETTE["violet"]}
MIDDLES = (("Most adapt 变通", parts.PALETTE["green"], "●"), ("The middle thins 变通渐少", parts.PALETTE["shield"], "◆"),
           ("Two camps 两极", parts.PALETTE["deflect"], "▲"), ("All alike 一律", parts.PALETTE["routine"], "■"))
"""What fear has made of the places, by the share who adapt and by which extremes are taken."""


def the_middle() -> Explorer:
    """What each place gets of what it needs, as fear grows."""
    grid = Grid([Slider("stake", "What a sanction costs Λ", values=np.arange(21), default=3, fmt=".0f", help="in units of effort"),
                 Slider("hump", "Extra risk of adapting h", values=[-0.4, 0, 0.2, 0.4, 0.8], default=0.4, fmt=".1f",
                        help="four times what adapting halfway adds to the chance of a sanction; below zero it is safer than the extremes"),
                 Slider("tilt", "Extra risk of acting in full Δ", values=[-0.2, -0.1, 0, 0.1, 0.2], default=0.2, fmt=".1f",
                        help="by how much executing to the letter is riskier than doing nothing; below zero doing nothing is")])
    fear, places = grid.pick("stake", "tilt", "hump") | {"care": CARE}, grid.along(need=NEEDS)
    done = career.response(places["need"], care=CARE, **places.pick("stake", "tilt", "hump"))
    none, letter = np.moveaxis(career.extremes(**fear), -1, 0)
    adapt, variance = career.spread(**fear)[..., 0], career.spread(**fear)[..., 2]
    alike = (none == 1) | (letter == 1)
    return explore(
        name="the-middle", title="What fear does to the middle", controls=grid,
        tables={"places": Table({"need": NEEDS}, done=done, how=np.array(list(DONE))[np.where(done <= 0, 0, np.where(done < 1, 1, 2))])},
        charts=[Chart(_middle_chart(), label="Each mark is a place; on the dotted line it gets what it needs", height=300,
                      alt="Places by the strictness that they need, across, and the strictness that they get, upwards, marked by whether nothing is done, the "
                          "rule is adapted, or it is executed to the letter. A dotted line shows where a place would get just what it needs.")],
        words=Words(np.where(alike, np.where(none == 1, "nothing", "letter"), "spread"), MIDDLE_WORDS,
                    {"none": none, "adapt": adapt, "letter": letter, "times": 12 * variance}),
        regime=Regime(np.select([alike, adapt == 0, adapt < 0.5], [3, 2, 1], default=0), entries=MIDDLES),
        presets={"Doing nothing is no safer": {"tilt": 0}, "Adapting is safest": {"hump": -0.4, "tilt": 0}, "All equally risky": {"hump": 0, "tilt": 0}},
        play=Play([{"stake": int(stake)} for stake in range(21)], seconds=0.4, label="Raise the fear"),
        bet=Bet("Places need very different things, and most of their cadres adapt. Adapting is the riskiest course, doing nothing the safest. Now fear doubles. Do places become more alike in "
                "what is done, or less?",
                options=["More alike", "Less alike", "It makes no difference"],
                replies=["Less alike. Double the fear and read the sentence. Only at the far end of the slider does one rule cover all.",
                         "Right: those who leave the middle go to either end. Only at the far end of the slider does one rule cover all.",
                         "They become less alike: those who leave the middle go to either end. Double the fear and read the sentence."]),
    )


MIDDLE_WORDS = {
    "nothing": "Nothing is done anywhere, whatever the place needs.",
    "letter": "Everywhere the rule is executed to the letter, whatever the place needs.",
    "spread": "In {none:.0%} of places nothing is done, in {adapt:.0%} the rule is adapted, in {letter:.0%} it is executed to the letter. The variance "
              "of what is done is {times:.2f} times that of what is needed.",
}


def _middle_chart():
    """Places by what they need and what they get."""
    x, y = (alt.X("need:Q", title="What the place needs (1 = the letter)", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=5)),
            alt.Y("done:Q", title="What is done (1 = the letter)", scale=alt.Scale(domain=[-0.04, 1.04], nice=False), axis=alt.Axis(values=[0, 0.5, 1])))
    ground = alt.Chart(alt.NamedData("places"))
    fits = ground.mark_line(strokeDash=[2, 3], strokeWidth=1.5).encode(x=x, y=alt.Y("need:Q"), color=alt.value("currentColor"))
    key = alt.Legend(orient="none", direction="horizontal", legendX=-14, legendY=-22, title=None)
    marks = ground.mark_point(filled=True, size=60, opacity=1).encode(
        x=x, y=y, color=alt.Color("how:N", scale=parts.scale(DONE), sort=list(DONE), legend=key),
        shape=alt.Shape("how:N", scale=alt.Scale(domain=list(DONE), range=["square", "circle", "triangle-up"]), sort=list(DONE), legend=key))
    return alt.layer(fits, marks)


ROUNDS = np.arange(1, 31)
"""Rounds of promotion left in the figure of careers."""

RUNGS = {"none": (0, parts.PALETTE["routine"]), "one": (1, parts.PALETTE["deflect"]), "three": (3, parts.PALETTE["shield"])}
"""Rungs of the ladder above, as number and colour."""


def who_still_dares() -> Explorer:
    """How many adapt, by the rounds of promotion and the rungs of the ladder that are left to them."""
    grid = Grid([Slider("rounds", "Rounds of promotion left τ", values=ROUNDS, default=6, fmt=".0f", help="years that remain before retirement"),
                 Slider("individualization", "Share of a sanction on the person ι", values=[0, 0.2, 0.4, 0.6, 0.9, 1], default=0.9, fmt=".0%"),
                 Slider("excellent", "Chance of an excellent rating a", values=[0.4, 0.6, 0.8, 1], default=0.8, fmt=".0%"),
                 Slider("promotion", "Chance to rise in a round p", values=[0.1, 0.2, 0.3], default=0.2, fmt=".0%"),
                 Slider("vicarious", "Punished for others' acts q", values=[0, 0.1, 0.2], default=0, fmt=".0%", help="chance in a year, whatever one does oneself")])
    rule = Institution(negativity=0.3, individualization=grid["individualization"][0])
    lives = career.career(rule, **{key: grid[key][0] for key in ("excellent", "promotion", "vicarious")}, rungs=3, rounds=len(ROUNDS))
    stake, share = (each[..., 1:, [above for above, _ in RUNGS.values()], career.CLEAN] for each in lives)
    here = grid.lay("rounds", np.moveaxis(share, -2, 0)[:, None])
    return explore(
        name="who-still-dares", title="Who still dares?", controls=grid,
        tables={"lives": Table({"round": ROUNDS, "rungs": list(RUNGS)}, share=share[None]),
                "here": Table({"rungs": list(RUNGS)}, share=here, round=grid["rounds"][..., None])},
        charts=[Chart(_lives_chart(), label="The share of places in which cadres adapt", height=300,
                      alt="Three curves over the rounds of promotion left: the share of places in which a cadre adapts, with no rung, one rung and three rungs above. "
                          "Dots mark the present number of rounds.")],
        words=Words(np.where(grid["individualization"] > 0, "person", "unit"), LIVES_WORDS, {"rounds": grid["rounds"], "none": here[..., 0], "one": here[..., 1], "three": here[..., 2],
                                     "most": 1 + stake[None, ..., 1].argmax(axis=-1), "higher": 1 + stake[None, ..., 2].argmax(axis=-1)}),
        presets={"Near the end": {"rounds": 1}, "Six rounds left": {}, "At the beginning": {"rounds": 30}, "Answers for others": {"vicarious": 0.2}},
        play=Play([{"rounds": int(left)} for left in ROUNDS[::-1]], seconds=0.3, label="Live a career"),
    )


LIVES_WORDS = {
    "person": "Rounds left: {rounds:.0f}. With one rung above {one:.0%} adapt, with three {three:.0%}, with none, or just sanctioned, {none:.0%}. The stake is largest with {most:.0f} "
              "rounds left below one rung, with {higher:.0f} below three.",
    "unit": "Rounds left: {rounds:.0f}. A sanction falls on the unit and casts no shadow: {none:.0%} adapt, whatever is left of the career.",
}


def _lives_chart():
    """Curves of the share who adapt."""
    x = alt.X("round:Q", title="Rounds of promotion left", scale=alt.Scale(domain=[30, 1], nice=False), axis=alt.Axis(values=[1, 6, 12, 18, 24, 30]))
    colours = {name: colour for name, (_, colour) in RUNGS.items()}
    y = parts.shares("Share who adapt")
    here = alt.Chart(alt.NamedData("here")).mark_point(**parts.HERE).encode(x=x, y=y, color=alt.Color("rungs:N", scale=parts.scale(colours), legend=None))
    return alt.layer(parts.curves("lives", "rungs", colours, legend="Rungs above:", x=x, y=y), here)
