"""Figures of the country: 400 counties that turn, how long one holds out, and what rotation spreads."""

import altair as alt
import numpy as np

from .. import country, stage, turn
from ..institution import NOW, THEN, between
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Table, Words, explore
from . import parts

COUNTIES, TOWNSHIPS = 400, 14
"""Counties on the field, and townships of each."""

ACROSS = "(width > 1.25 * height ? 25 : 20)"
"""Dots in a row of the field, which keeps them about as far apart across as down, on a wide screen and on a narrow one."""

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
        charts=[Chart(_field_chart(turns.shape[-1]), label="Counties, in no order", height=330,
                      alt="A field of 400 dots, one a county: round where most of its secretaries do not pass the blame, triangles where most do."),
                Chart(_mean_chart(), label="All secretaries", height=330,
                      alt="Lines by round: the share of the country's secretaries who pass the blame, the share among strangers under the same rules, "
                          "and how far the rules have gone from then to now. A band marks the pause.")],
        words=Words(grid.lay("moment", np.where(np.isnan(alike), 1, 0)), COUNTRY_WORDS, {name: grid.lay("moment", value) for name, value in words.items()}),
        regime=Regime(grid.lay("moment", code), entries=COUNTRIES),
        presets={"The pause": {}, "Little noise": {"noise": 0.06}, "Much noise": {"noise": 0.2}, "Moved often": {"rotation": 0.4}},
        play=Play([{"moment": k} for k in range(1, ROUNDS + 1)], seconds=0.1, label="Play the rounds"),
        bet=Bet("All 400 counties live under the same rules, which change for all alike. At 58% of the way the changes pause, for forty rounds. "
                "What does the country look like at the end of the pause?",
                options=["Most still hide together, everywhere", "Most pass the blame, everywhere", "Every county is divided", "The counties differ"],
                replies=[*3 * ["In nearly half of the counties most pass the blame, in the others hardly anybody does. Now play the rounds."],
                         "Right. In nearly half of the counties most pass the blame, in the others hardly anybody does. Now play the rounds."]),
    )


LINES = {"this country": parts.PALETTE["deflect"], "strangers": parts.PALETTE["violet"], "the rules": parts.PALETTE["routine"]}
FIELD = {"most pass the blame": parts.PALETTE["deflect"], "most do not": parts.PALETTE["shield"]}
COUNTRIES = (("One country 一个样", parts.PALETTE["green"], "●"), ("Patchwork 斑驳", parts.PALETTE["violet"], "◆"), ("Two countries 两个样", parts.PALETTE["crimson"], "▲"))
"""What the field looks like: by whether a twentieth of the counties differ, and by how alike neighbours are."""

COUNTRY_WORDS = (
    "Round {moment:.0f}, the rules at {way:.0%} of the way: in {blame:.0f} of 400 counties most pass the blame. Likeness within counties: {alike:.2f}, where 1 is all of one mind. "
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
    x, y = (way(f"{name}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1], nice=False, reverse=name == "y")) for way, name in ((alt.X, "x"), (alt.Y, "y")))
    key = alt.Legend(orient="top", title=None, symbolSize=130, offset=6)
    return alt.Chart(alt.NamedData("field")).transform_calculate(across=ACROSS).transform_calculate(
        down=f"{COUNTIES} / datum.across", row="floor(datum.county / datum.across)", kind=f"({' + '.join(passed)}) % 2 ? '{list(FIELD)[0]}' : '{list(FIELD)[1]}'",
    ).transform_calculate(  # every other row is moved by half a place; a triangle covers about half of what a disc of the same size does
        x="(datum.county % datum.across + 0.6 + 0.5 * (datum.row % 2)) / (datum.across + 0.7)", y="(datum.row + 0.5) / datum.down",
        size=f"pow(min(width / (datum.across + 0.7), height / datum.down), 2) * (datum.kind == '{list(FIELD)[0]}' ? 0.66 : 0.48) * (1 + 0.9 * exp((max({last}) - datum.now) / 2))",
    ).mark_point(filled=True, opacity=0.95).encode(
        x=x, y=y, size=alt.Size("size:Q", scale=None, legend=None),
        color=alt.Color("kind:N", scale=parts.scale(FIELD), legend=key),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(FIELD), range=["triangle-up", "circle"]), legend=key))


def _mean_chart():
    """Three lines up to the present round, over a band where the changes pause."""
    x = alt.X("round:Q", title="Round of evaluation", scale=alt.Scale(domain=[0, ROUNDS], nice=False), axis=alt.Axis(tickCount=6))
    pause = alt.Chart(alt.NamedData("mean")).transform_filter("datum.round == 1 && datum.line == 'the rules'")
    begun = STOPPED - LEGS[2][1]
    band = pause.mark_rect(opacity=0.1).encode(x=alt.datum(begun), x2=alt.datum(STOPPED), color=alt.value("currentColor"))
    name = pause.mark_text(fontSize=12, fontStyle="italic").encode(x=alt.datum((begun + STOPPED) / 2), y=alt.datum(0.95), text=alt.value("pause"), color=alt.value("currentColor"))
    lines = parts.curves("mean", "line", LINES, left=40, words={line: line for line in LINES} | {"the rules": "the rules' way"},
                         y=parts.shares("Share who pass the blame"), x=x).transform_filter("datum.round <= datum.now")
    return alt.layer(band, name, lines)


SIZES = np.array([1, 2, 4, 8, 14])
"""Townships of a county, in the figure of how long it holds out."""

HABITS = (("Holds for long 久守", parts.PALETTE["shield"], "●"), ("On the edge 临界", parts.PALETTE["violet"], "◆"), ("Gives way 失守", parts.PALETTE["deflect"], "▲"))


def how_long() -> Explorer:
    """How long a county holds out against blame, by how many townships it has."""
    grid = Grid([Slider("position", "The way from then to now", values=np.linspace(0.4, 0.66, 14), default=0.56, fmt=".0%"),
                 Slider("noise", "Noise in choice η", values=[0.06, 0.08, 0.1, 0.12], default=0.1, fmt=".2f", help="how loosely choices follow payoffs, in units of effort"),
                 Slider("townships", "Townships of a county K", values=SIZES, default=14, fmt=".0f")])
    rules = between(THEN, NOW, grid["position"][..., 0])
    wait = np.stack([country.waiting_time(rules, int(size), grid["noise"][..., 0], routine=False) for size in SIZES], axis=-1)
    cost = stage.shield_advantage(rules)[..., 0, None]
    code = np.where(wait > 1000, 0, np.where(wait > 50, 1, 2))
    return explore(
        name="how-long", title="How long does a county hold out?", controls=grid,
        tables={"waits": Table({"townships": SIZES}, wait=np.log10(wait)[..., None, :], here=SIZES == grid["townships"][..., None])},
        charts=[Chart(_wait_chart(), label="", height=280,
                      alt="Dots by the number of townships in a county: how many rounds it holds out on average, on a scale of powers of ten. The chosen number is marked.")],
        words=Words(np.where(cost > 0, "strict", "loose") + np.zeros_like(wait, dtype="U1"), WAIT_WORDS,
                    {"townships": np.where(SIZES == 1, "one township", np.char.mod("%d townships", SIZES)), "wait": _rounds(wait), "cost": np.abs(cost)}),
        regime=Regime(code, entries=HABITS),
        presets={"At 50%": {"position": 0.5}, "At 56%": {}, "At 60%": {"position": 0.6}, "One township": {"townships": 1}},
        bet=Bet("In two counties everybody hides together, under the same rules, at 56% of the way to now. One has two townships, the other fourteen. Which holds out longer against blame?",
                options=["The one with fourteen", "The one with two", "They are about alike"],
                replies=["About alike. Fourteen would be hard to win over if each had to be won by itself. But all of them watch one person.",
                         "About alike. There are more who may err among fourteen, but what errs with effect is the county, and each has only one.",
                         "Right. All townships watch one person, whether there are two of them or fourteen."]),
    )


WAIT_WORDS = {
    "strict": "A county with {townships} holds out for {wait} on average. At the first step a county that passes the blame loses {cost:.2f}.",
    "loose": "A county with {townships} holds out for {wait} on average. At the first step a county that passes the blame already gains {cost:.2f}.",
}


def _rounds(wait):
    """A number of rounds in words."""
    words = [f"{value:,.0f} rounds" if value < 1e6 else "more than a million rounds" for value in wait.ravel()]
    return np.array(words).reshape(wait.shape)


def _wait_chart():
    """Dots over the number of townships; the scale of rounds stands still."""
    x = alt.X("townships:O", title="Townships of the county", axis=alt.Axis(labelAngle=0))
    y = alt.Y("wait:Q", title="Rounds until blame (mean)", scale=alt.Scale(domain=[0, 10], nice=False),
              axis=alt.Axis(values=[0, 2, 4, 6, 8, 10], labelExpr="{'0': '1', '2': '100', '4': '10⁴', '6': '10⁶', '8': '10⁸', '10': '10¹⁰'}[toString(datum.value)]"))
    base = alt.Chart(alt.NamedData("waits"))
    line = base.mark_line(strokeWidth=2, opacity=0.6).encode(x=x, y=y, color=alt.value(parts.PALETTE["shield"]))
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=x, y=y, size=alt.condition("datum.here", alt.value(220), alt.value(80)),
        color=alt.condition("datum.here", alt.value(parts.PALETTE["deflect"]), alt.value(parts.PALETTE["shield"])),
        shape=alt.condition("datum.here", alt.value("diamond"), alt.value("circle")))
    return alt.layer(line, dots)


FASTEST, REVISION = 4.0, 0.25
"""Highest rotation on the map, as a multiple of how often people reconsider; and how often that is, in a round."""

TIPS = np.linspace(0.005, 0.995, 100)
SPREADS = (("Blame spreads 卸责蔓延", parts.PALETTE["deflect"], "▲"), ("Collusion spreads 共谋蔓延", parts.PALETTE["shield"], "●"),
           ("History decides 各守旧习", parts.PALETTE["violet"], "◆"), ("One answer only 别无选择", parts.PALETTE["routine"], "■"))


def rotation() -> Explorer:
    """What spreads from county to county when secretaries are moved, and how fast is too fast."""
    grid = Grid([Slider("rotation", "Moved a round ϱ 轮岗", values=np.linspace(0, 1, 21), default=0.1, fmt=".0%", help="chance that a county secretary is listed to change places with others"),
                 Slider("position", "The way from then to now", values=np.linspace(0.2, 0.7, 21), default=0.575, fmt=".1%"),
                 Slider("attachment", "Attachment θ 利益共同体", values=[0, 0.1, 0.2, 0.3, 0.4, 0.5], default=0.3, fmt=".1f", help="weight that each side puts on the other's interest, where a secretary arrives")])
    rules = between(THEN, NOW, grid["position"]).replace(attachment=grid["attachment"])
    lasting = stage.pure_equilibria(rules)
    hides, blames = (lasting[..., action, action] for action in (stage.SHIELD, stage.DEFLECT))
    tip = country.tipping_share(rules)
    limit = np.where(np.isnan(tip), 0, np.fmax(country.rotation_limit(rules, REVISION), country.rotation_limit(rules, REVISION, back=True)))
    spreads = (limit > grid["rotation"]) & (grid["rotation"] > 0)
    blame, ever = spreads & (tip < 0.5), limit > 1
    words = np.select([~hides, ~blames, grid["rotation"] == 0, blame & ever, blame, spreads & ever, spreads],
                      ["blames", "hides", "still", "blame ever", "blame", "collusion ever", "collusion"], default="fast")
    code = np.select([np.isnan(tip), blame, spreads], [3, 0, 1], default=2)
    return explore(
        name="rotation", title="Does rotation break it?", controls=grid,
        tables={"edges": Table({"tip": TIPS}, low=0.0, high=np.minimum(np.maximum(country.spreading_rate(TIPS), country.spreading_rate(TIPS, back=True)), FASTEST),
                               what=np.where(TIPS < 0.5, *MAP)),
                "here": Table({}, tip=tip, rate=grid["rotation"] / REVISION)},
        charts=[Chart(_rotation_chart(), label="", height=300,
                      alt="Map: across, the share of townships that must pass the blame before the county does; upwards, how often secretaries are moved for each time they "
                          "reconsider. Bottom left blame spreads, bottom right collusion spreads, above neither. A dot marks the setting, where there is one.")],
        words=Words(words, ROTATION_WORDS, {"tip": np.nan_to_num(tip), "stay": np.where(limit > 0, 1 / np.maximum(limit, 1e-9), 0), "mean": 1 / np.maximum(grid["rotation"], 0.05)}),
        regime=Regime(code, entries=SPREADS),
        presets={"Moved now and then": {}, "Moved every other round": {"rotation": 0.5}, "Bond left behind": {"attachment": 0}, "Earlier on the way": {"position": 0.5}},
        bet=Bet("Most counties hide together, a few have gone over to blame. To break up what has grown together, secretaries are now moved from county to county. What happens to blame?",
                options=["It spreads, and faster the faster they move", "It spreads, but not if they move too fast", "It is washed out at any speed"],
                replies=["At this setting it spreads, but not at any speed: at 50% of secretaries a round it no longer does. Try it.",
                         "Right, at this setting: it spreads now, and at 50% of secretaries a round it no longer does. Try it.",
                         "At this setting it spreads. At 50% of secretaries a round it no longer does. Try it."]),
    )


MAP = ("blame spreads", "collusion spreads")
ROTATION_WORDS = {
    "blames": "Hiding together cannot last here, whoever is moved: there is no habit to carry.",
    "hides": "Passing the blame cannot last here, whoever is moved: there is no habit to carry.",
    "still": "Nobody is moved: a habit stays in its county. A county passes the blame once {tip:.0%} of its townships do.",
    "blame": "Blame spreads with those who are moved. It needs {tip:.0%} of a county's townships; a secretary stays {mean:.1f} rounds on average, and more than {stay:.1f} would do.",
    "blame ever": "Blame spreads with those who are moved. It needs {tip:.0%} of a county's townships; a secretary stays {mean:.1f} rounds on average, and a single one would do.",
    "collusion": "Collusion spreads with those who are moved. Blame would need {tip:.0%} of a county's townships; a secretary stays {mean:.1f} rounds on average, and more than {stay:.1f} would do.",
    "collusion ever": "Collusion spreads with those who are moved. Blame would need {tip:.0%} of a county's townships; a secretary stays {mean:.1f} rounds on average, "
                      "and a single one would do.",
    "fast": "Neither spreads: a secretary stays {mean:.1f} rounds on average, and it would take more than {stay:.1f}. Each county's past decides.",
}


def _rotation_chart():
    """Two regions under their curves, and the dot."""
    x = alt.X("tip:Q", title="Townships that must blame before the county does, x*", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("high:Q", title="Rotation, per reconsideration ϱ/r", scale=alt.Scale(domain=[0, FASTEST], nice=False), axis=alt.Axis(tickCount=5))
    colours = dict(zip(MAP, (parts.PALETTE["deflect"], parts.PALETTE["shield"])))
    ground, ink = alt.Chart(alt.NamedData("edges")), alt.value("currentColor")
    area = ground.mark_area(opacity=0.3, clip=True).encode(x=x, y=y, y2="low:Q", color=alt.Color("what:N", scale=parts.scale(colours), legend=None))
    line = ground.mark_line(strokeWidth=1.5, clip=True).encode(x=x, y=y, detail="what:N", color=ink)
    names = [alt.Chart(alt.NamedData("here")).mark_text(fontSize=12, fontStyle="italic", lineHeight=13, align="center").encode(
        x=alt.datum(at), y=alt.datum(up), text=alt.value(text), color=ink) for at, up, text in ((0.15, 0.5, ["blame", "spreads"]), (0.85, 0.5, ["collusion", "spreads"]), (0.5, 2.6, ["history", "decides"]))]
    here = alt.Chart(alt.NamedData("here")).transform_filter("isValid(datum.tip)").mark_point(**parts.HERE).encode(x=x, y=alt.Y("rate:Q", title=None), color=ink)
    return alt.layer(area, line, *names, here)
