"""Figures of the turn: the six switches, the way back, learning, and the size of the crowd."""

import altair as alt
import numpy as np

from .. import stage, turn
from ..institution import NOW, SWITCHES, THEN, Institution, between
from ..live import Bet, Chart, Explorer, Grid, Play, Regime, Slider, Switch, Table, Words, explore
from . import parts

SWITCH_LABELS = {
    "supervisor": ("1 County supervises 督查者", "The county turns from executor into supervisor"),
    "looking": ("2a Inspected more often 监督", "An unconcealed problem is found in 80 of 100 inspections instead of 50"),
    "reach": ("2b Less can be hidden 遮盖", "Two together hide 50 of 100 findings instead of 90"),
    "person": ("3 Persons liable 责任到人", "Responsibility moves from the unit to the person"),
    "penalty": ("4 Mainly penalties 负向激励", "Incentives turn from prizes to sanctions"),
    "vetoes": ("5 Many veto items 一票否决", "Items that alone fail the evaluation go from two to six"),
}
"""Label and help of each of `SWITCHES`: the five conditions, the second in its two halves."""

SIDES = {"county": "Counties 县", "township": "Townships 乡镇"}


def _switches(on, prefix=""):
    """A switch for each of `SWITCHES`; those in `on` start thrown."""
    return [Switch(name, prefix + label, default=name in on, help=help) for name, (label, help) in SWITCH_LABELS.items()]


def _thrown(grid, start, end):
    """The institution with the levers of each thrown switch as in `end`, the others as in `start`."""
    return start.replace(**{lever: grid.map(name, (getattr(start, lever), getattr(end, lever)))
                            for name, levers in SWITCHES.items() for lever in levers})


def _populations(shares, rounds, **columns):
    """A table for each side of the actions' shares by round, from (rounds, *settings, 2, 3), and of columns without actions."""
    columns = {name: values[..., None] for name, values in columns.items()}
    return {side: Table({"round": rounds, "action": stage.ACTIONS}, first="round", **columns, share=shares[..., i, :])
            for i, side in enumerate(SIDES)}


def _laid(grid, path):
    """An institution whose leading rounds are laid on the control `moment`."""
    return Institution(**{name: grid.lay("moment", np.broadcast_to(value, path.shape)) for name, value in path.as_dict().items()})


def five_switches() -> Explorer:
    """The flagship: throw the five conditions, the second in two halves, and watch both populations learn."""
    rounds = range(45)
    grid = Grid([*_switches(on=SWITCHES), Slider("moment", "Round of evaluation", values=rounds, default=rounds[-1], fmt=".0f")])
    path, _ = turn.era_path(before=4, ramp=16, hold=25, back=False, end=_thrown(grid, THEN, NOW))
    history = turn.simulate(path, start=turn.settle(THEN))
    path = path.replace(attachment=history.attachment)
    present, shares = _laid(grid, path), grid.lay("moment", history.shares)
    way, here, now = stage.stakes(path), stage.stakes(present), grid["moment"][None]
    code = parts.majority(shares.mean(axis=-2))
    return explore(
        name="five-switches", title="Five switches: from collusion to blame-shifting", controls=grid,
        tables={**_populations(history.shares, rounds, now=now),
                "borders": parts.map_table(present), "labels": parts.label_table(present),
                "here": Table({}, shared=here[0], personal=here[1]),
                "trail": Table({"round": rounds}, first="round", now=now, shared=way[0], personal=way[1])},
        charts=[*(Chart(parts.shares_over_time(side, "now", rounds[-1]), label=label, height=220,
                        alt=f"Lines of the shares of {plural} that hide together, pass the blame or do the minimum, round by round.")
                  for (side, label), plural in zip(SIDES.items(), ("counties", "townships"))),
                Chart(parts.class_map("borders", "labels", "here", "trail", "now"), label="Which game", height=280,
                      alt="Map of game classes: stakes that both share across, stakes that a person bears upwards. "
                          "A dot marks where the game stands, a dashed line the way to it.")],
        words=Words(code, FIVE_WORDS, {"moment": grid["moment"], "game": stage.game_class(present),
                                       **{f"{side}_{action}": shares[..., i, a] for i, side in enumerate(SIDES) for a, action in enumerate(stage.ACTIONS)}}),
        regime=Regime(code, entries=parts.REGIMES),
        presets={"Then": dict.fromkeys(SWITCHES, False), "Now": {}},
        play=Play([{"moment": k} for k in rounds], seconds=0.12, label="Play the rounds"),
        bet=Bet("Suppose only one of the five changes comes (2a and 2b together are one). Which one, by itself, turns collusion into blame-shifting?",
                options=["The county becomes a supervisor", "Inspectors look closer", "Persons are made liable",
                         "Penalties replace prizes", "Veto items multiply", "None of them"],
                replies=[*(f"Not by itself. Leave only {on} on, and most still hide together." for on in (
                             "switch 1", "2a and 2b", "switch 3", "switch 4", "switch 5")),
                         "Right. Leave any one on by itself, or 2a and 2b: most still hide together. Now find the fewest that do it."]),
    )


FIVE_WORDS = (
    "Round {moment:.0f}: collusion, counting the two sides alike. {county_shield:.0%} of counties and {township_shield:.0%} of townships hide together. "
    "For the county the game is a {game}.",
    "Round {moment:.0f}: blame-shifting, counting the two sides alike. {county_deflect:.0%} of counties and {township_deflect:.0%} of townships "
    "pass the blame. For the county the game is a {game}.",
    "Round {moment:.0f}: most do the minimum, counting the two sides alike, {county_routine:.0%} of counties and {township_routine:.0%} of townships. "
    "For the county the game is a {game}.",
    "Round {moment:.0f}: no majority, counting the two sides alike. {county_shield:.0%} of counties and {township_shield:.0%} of townships hide together, "
    "{county_deflect:.0%} and {township_deflect:.0%} pass the blame. For the county the game is a {game}.",
)
"""What is said of each of `parts.REGIMES`."""


def way_back() -> Explorer:
    """Starting from now, turn back some of the five conditions: what comes back?"""
    grid = Grid(_switches(on=("reach",), prefix="Undo "))
    settled = turn.simulate(turn.era_path(back=False, hold=60)[0])
    end = _thrown(grid, NOW, THEN)
    path, _ = turn.era_path(before=4, ramp=16, hold=60, back=False, start=NOW, end=end)
    history = turn.simulate(path, start=settled.shares[-1], attachment=settled.attachment[-1])
    mean, left = history.shares[-1].mean(axis=-2), history.attachment[-1]
    code = parts.majority(mean)
    once, still = (stage.pure_equilibria(rule)[..., stage.SHIELD, stage.SHIELD] for rule in (end, end.replace(attachment=left)))
    words = np.select([code == 0, code == 2, code == 3, still, once], ["returns", "minimum", "none", "history", "worn"], default="blame")
    return explore(
        name="way-back", title="Turning the levers back", controls=grid,
        tables=_populations(history.shares[::2], range(len(history.shares))[::2]),
        charts=[Chart(parts.shares_over_time(side), label=label, height=220,
                      alt=f"Lines of the shares of {plural} that hide together, pass the blame or do the minimum, after some conditions are undone.")
                for (side, label), plural in zip(SIDES.items(), ("counties", "townships"))],
        words=Words(words, BACK_WORDS, {"shield": mean[..., 0], "deflect": mean[..., 1], "routine": mean[..., 2], "left": left}),
        regime=Regime(code, entries=parts.REGIMES),
        presets={"Undo nothing": dict.fromkeys(SWITCHES, False), "Hide again": {},
                 **{label: {name: name == only for name in SWITCHES} for label, only in (("No penalties", "penalty"), ("Unit liable", "person"))},
                 "Undo all": dict.fromkeys(SWITCHES, True)},
        bet=Bet("Start from blame-shifting and undo one change: inspectors no longer see below what the pair can hide. With the trust there once "
                "was, hiding together would be an equilibrium again. Will it come back?",
                options=["Yes, at once", "Yes, slowly", "No"],
                replies=[*2 * ["It does not. The trust is worn out, and with what is left of it whoever hides does worse than who passes the blame."],
                         "Right. The trust is worn out, and with what is left of it whoever hides does worse than who passes the blame."]),
    )


BACK_WORDS = {
    "returns": "Collusion comes back: in the end {shield:.0%} of both sides hide together. Attachment has recovered to {left:.2f}.",
    "minimum": "The blame goes, but the alliance does not return: {routine:.0%} of both sides do the minimum.",
    "none": "No majority: of both sides {shield:.0%} hide together, {deflect:.0%} pass the blame, {routine:.0%} do the minimum.",
    "history": "Blame-shifting stays: {deflect:.0%} of both sides pass the blame, although hiding together is an equilibrium again, even at the "
               "attachment of {left:.3f} that is left. History decides.",
    "worn": "Blame-shifting stays: {deflect:.0%} of both sides pass the blame. At the attachment there once was, hiding together would be an "
            "equilibrium again; at the {left:.3f} that is left it is not.",
    "blame": "Blame-shifting stays: {deflect:.0%} of both sides pass the blame. Hiding together is no equilibrium, not even at the attachment there once was.",
}

RAMPS = (10, 40, 640)


def hysteresis() -> Explorer:
    """The share who hide together on the way from then to now and on the way back."""
    grid = Grid([Slider("noise", "Noise in learning η", values=[0.05, 0.1, 0.2, 0.3, 0.5, 1.0], default=0.2, fmt=".2f",
                        help="how loosely choices follow payoffs, in units of effort"),
                 Switch("erosion", "Attachment erodes 利益共同体", default=True, help="whether attachment wears away while people deflect"),
                 Slider("ramp", "Rounds the change takes", values=RAMPS, default=40, fmt=".0f")])
    steps, colours = np.linspace(0, 1, 41), {"there": parts.PALETTE["shield"], "back": parts.PALETTE["violet"]}
    loops = [_loop(ramp, steps, grid["noise"], grid.map("erosion", (0.0, 0.1))) for ramp in RAMPS]
    there, back, lost, regained = (np.concatenate(part, axis=2) for part in zip(*loops))  # noise, erosion, ramp
    gap = lost - regained
    return explore(
        name="hysteresis", title="There and back: the loop of the turn", controls=grid,
        tables={"loop": Table({"position": steps, "way": list(colours)}, share=np.stack([there, back], axis=-1))},
        charts=[Chart(parts.curves("loop", "way", colours, legend="The way", x=_levers(), y=parts.shares("Share who hide together"), order="position:Q"),
                      label="", height=300,
                      alt="Two curves of the share who hide together against the position of the levers, one on the way to "
                          "now and one on the way back. Where they part lies the loop.")],
        words=Words(np.where(np.isnan(gap), "outrun", np.where(gap > 0.05, "loop", "none")), {
            "loop": "Collusion loses its majority after {lost:.0%} of the way to now. Coming back, it regains it only at {regained:.0%}. "
                    "The loop is about {gap:.0%} of the way wide.",
            "none": "Collusion loses its majority after {lost:.0%} of the way and regains it at {regained:.0%}: next to no loop.",
            "outrun": "The change outruns learning: people cross over only after the levers have come to rest.",
        }, {"lost": np.nan_to_num(lost), "regained": np.nan_to_num(regained), "gap": np.nan_to_num(gap)}),
        presets={"Baseline": {}, "Slow change": {"ramp": 640}, "Slow, attachment fixed": {"ramp": 640, "erosion": False},
                 "… and little noise": {"ramp": 640, "erosion": False, "noise": 0.05}},
        bet=Bet("The five changes come over forty rounds. Then they are undone, as slowly as they came. Does collusion return?",
                options=["Yes, by the road it went", "Yes, but later", "No"],
                replies=["It returns, but not by that road: the two curves part.",
                         "Right. It returns, but only when most of the change has been undone.",
                         "It does return while the levers go back, but later than it left."]),
    )


def _levers():
    """The axis of the levers' position."""
    return alt.X("position:Q", title="Levers: from then (0%) to now (100%)", axis=alt.Axis(format="%", tickCount=5))


def _loop(ramp, steps, noise, erosion):
    """Shares who shield there and back, read off at `steps` of the way, and where either passes one half."""
    path, position = turn.era_path(before=10, ramp=ramp, hold=40)
    shield = turn.simulate(path, noise=noise, erosion=erosion).shares[..., stage.SHIELD].mean(axis=-1)
    up, down = slice(9, 10 + ramp), slice(9 + ramp + 40, 10 + ramp + 40 + ramp)
    ways = (position[up], shield[up]), (position[down][::-1], shield[down][::-1])
    return *(_resample(steps, *way) for way in ways), *(_crossing(at, np.moveaxis(share, 0, -1)) for at, share in ways)


def _resample(at, position, values):
    """`values` (rounds, …) read off at the positions `at`, which rise; last axis positions."""
    right = np.clip(np.searchsorted(position, at), 1, len(position) - 1)
    weight = (at - position[right - 1]) / (position[right] - position[right - 1])
    weight = weight.reshape((-1,) + (1,) * (values.ndim - 1))
    return np.moveaxis((1 - weight) * values[right - 1] + weight * values[right], 0, -1)


def _crossing(at, share):
    """Where a falling curve crosses one half, NaN where it does not."""
    above = share >= 0.5
    last = above.shape[-1] - 1 - np.argmax(above[..., ::-1], axis=-1)
    inside = above.any(axis=-1) & (last < above.shape[-1] - 1)
    last = np.minimum(last, above.shape[-1] - 2)[..., None]
    high, low = np.take_along_axis(share, last, -1)[..., 0], np.take_along_axis(share, last + 1, -1)[..., 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        point = at[last[..., 0]] + (high - 0.5) / (high - low) * (at[1] - at[0])
    return np.where(inside, point, np.nan)

def learning_rule() -> Explorer:
    """Where learning comes to rest from either regime, by noise or under best reply."""
    steps = np.linspace(0, 1, 101)
    grid = Grid([Slider("noise", "Noise in learning η (0: best reply)", values=[0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6],
                        default=0.05, fmt=".2f", help="0 is best reply without any noise")])
    line, noise = between(THEN, NOW, steps), grid["noise"][1:, None]

    def rest(start):
        logit = turn.settle(line, noise, start=start, rounds=120)
        best = turn.settle(line, start=start, rounds=120, choice=turn.best_reply)
        return np.concatenate([best[None], logit])[..., stage.SHIELD].mean(axis=-1)

    high, low = rest(turn.ALL_SHIELD), rest(turn.ALL_DEFLECT)
    apart = (high - low > 0.05).mean(axis=-1)
    colours = {"all shield": parts.PALETTE["shield"], "all deflect": parts.PALETTE["deflect"]}
    return explore(
        name="learning-rule", title="What depends on how people learn", controls=grid,
        tables={"rest": Table({"position": steps, "start": list(colours)}, share=np.stack([high, low], axis=-1))},
        charts=[Chart(parts.curves("rest", "start", colours, legend="Start:", words={"all shield": "all hide", "all deflect": "all blame"},
                                   x=_levers(), y=parts.shares("Share who hide together, at rest"), order="position:Q"),
                      label="", height=300,
                      alt="Two curves of the share who hide together once learning has come to rest, against the position of "
                          "the levers: one started with all hiding, one with all passing the blame.")],
        words=Words(np.where(apart > 0, "apart", "one"), {
            "apart": "With attachment held fixed, over about {apart:.0%} of the way the end depends on the beginning: start with hiding and it "
                     "stays, start with blame and that stays.",
            "one": "With attachment held fixed and so much noise, the end depends on the beginning nowhere on the way.",
        }, {"apart": apart}),
        presets={"Best reply": {"noise": 0}, "Little noise": {"noise": 0.1}, "Much noise": {"noise": 0.6}},
    )


CROWDS = [10, 30, 100, 300, 1000, 3000]


def crowd() -> Explorer:
    """A history with finitely many counties and townships beside the smooth one."""
    grid = Grid([Slider("counties", "Number of counties", values=CROWDS, default=30, fmt=".0f"),
                 Slider("draw", "Run number", values=range(1, 7), default=1, fmt=".0f")])
    path, _ = turn.era_path(before=5, ramp=20, hold=25, back=False)
    counties = grid["counties"].astype(int) + 0 * grid["draw"].astype(int)
    smooth = turn.simulate(path).shares[:, None, None, 0, stage.SHIELD]
    drawn = turn.agents(path, counties=counties, townships=14 * counties, rng=2021).shares[..., 0, stage.SHIELD]
    colours = {"finitely many": parts.PALETTE["shield"], "smooth limit": parts.PALETTE["routine"]}
    share = np.stack(np.broadcast_arrays(drawn, smooth), axis=-1)
    return explore(
        name="crowd", title="Ten counties or three thousand", controls=grid,
        tables={"runs": Table({"round": range(len(smooth)), "crowd": list(colours)}, first="round", share=share)},
        charts=[Chart(parts.curves("runs", "crowd", colours, x=alt.X("round:Q", title="Round of evaluation", axis=alt.Axis(tickCount=5)),
                                   y=parts.shares("Share of counties that hide")), label="", height=280,
                      alt="A jagged line of the share of counties that hide together in a finite population beside the smooth line of the limit.")],
        words=Words(0, ["With {counties:.0f} counties and fourteen times as many townships, the counties of this run stray from the smooth "
                                      "line by at most {gap:.1f} percentage points."],
                    {"counties": counties, "gap": 100 * np.abs(drawn - smooth).max(axis=0)}),
        presets={"A prefecture": {"counties": 10}, "A province": {"counties": 100}, "The country": {"counties": 3000}},
    )
