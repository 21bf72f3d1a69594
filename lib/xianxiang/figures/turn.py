"""Figures of the turn: the five switches, the way back, learning, and the size of the crowd."""

import altair as alt
import numpy as np

from .. import stage, turn
from ..institution import CONDITIONS, NOW, THEN, between, switchboard
from ..live import Bet, Chart, Explorer, Play, Regime, Slider, Switch, Table, Words, explore
from . import parts

SWITCH_LABELS = {
    "supervisor": ("County supervises 督查者", "1 · The county turns from executor into supervisor"),
    "apparatus": ("Closer inspection 监督问责", "2 · Inspectors look closer, and below what the pair can hide"),
    "person": ("Persons liable 责任到人", "3 · Responsibility moves from the unit to the person"),
    "penalty": ("Mainly penalties 负向激励", "4 · Incentives turn from prizes to sanctions"),
    "vetoes": ("Many veto items 一票否决", "5 · Items that alone fail the evaluation go from two to six"),
}
PERSONAL = ("apparatus", "person", "penalty")


def _switches(default, only=None):
    return [Switch(name, label, default=default, help=help)
            for name, (label, help) in SWITCH_LABELS.items() if only is None or name in only]


def _path_rows(shares, side, every=1):
    """Columns of a table of one side's shares, every so many rounds, from (rounds, *settings, 2, 3)."""
    rounds = np.arange(len(shares))[::every]
    values = np.moveaxis(shares[::every, ..., side, :], 0, -2)  # settings, rounds, actions
    return {"round": np.repeat(rounds, 3),
            "action": np.tile(stage.ACTIONS, len(rounds)),
            "share": values.reshape(values.shape[:-2] + (-1,))}


def _behind(array):
    """With the axis of rounds moved behind the settings'."""
    return np.moveaxis(array, 0, -1)


def five_switches() -> Explorer:
    """The flagship: throw the five conditions and watch both populations learn."""
    end = switchboard()
    path, _ = turn.era_path(before=4, ramp=16, hold=25, back=False, end=end)
    history = turn.simulate(path)
    rounds = len(history.shares)
    present = path.replace(attachment=history.attachment)
    settings = present.replace(**{name: _behind(np.broadcast_to(value, present.shape))
                                  for name, value in present.as_dict().items()})
    shared, personal = stage.stakes(settings)
    code = np.moveaxis(parts.majority(history.shares.mean(axis=-2)), 0, -1)
    by_round = {"round": np.arange(rounds), "shared": shared[..., None, :], "personal": personal[..., None, :]}
    return explore(
        name="five-switches",
        title="Five switches: from collusion to blame-shifting",
        controls=[*_switches(True), Slider("moment", "Round of evaluation", values=np.arange(rounds),
                                           default=rounds - 1, fmt=".0f")],
        tables={
            "county": Table(**_at_end(_path_rows(history.shares, 0))),
            "township": Table(**_at_end(_path_rows(history.shares, 1))),
            "borders": Table(**parts.map_columns(settings)),
            "labels": Table(**parts.map_labels(settings)),
            "here": Table(shared=shared[..., None], personal=personal[..., None]),
            "trail": Table(**by_round),
        },
        charts=[
            Chart(_until(parts.shares_over_time("county", "moment"), rounds), label="Counties 县",
                  alt="Lines of the shares of counties that shield, deflect or do the minimum, round by round.",
                  height=220),
            Chart(_until(parts.shares_over_time("township", "moment"), rounds), label="Townships 乡镇",
                  alt="Lines of the shares of townships that shield, deflect or do the minimum, round by round.",
                  height=220),
            Chart(_until(parts.class_map("borders", "labels", "here", "trail", "moment"), rounds),
                  label="Which game it is, as the county sees it", height=280,
                  alt="Map of game classes: stakes that both share across, stakes that a person bears upwards. "
                      "A dot marks where the game stands, a dashed line the way to it."),
        ],
        words=Words(
            code=code,
            templates=["Round {moment:.0f}: collusion holds. {county:.0%} of counties and {township:.0%} of townships "
                       "shield each other. For the county the game is a {game}.",
                       "Round {moment:.0f}: blame-shifting. {county_blame:.0%} of counties and {township_blame:.0%} of "
                       "townships push the blame across. For the county the game is a {game}.",
                       "Round {moment:.0f}: most do the minimum. Only {county:.0%} of counties and {township:.0%} of "
                       "townships still shield. For the county the game is a {game}.",
                       "Round {moment:.0f}: no majority. {county:.0%} of counties and {township:.0%} of townships shield, "
                       "{county_blame:.0%} and {township_blame:.0%} deflect. For the county the game is a {game}."],
            values={"moment": np.arange(rounds),
                    "county": _behind(history.shares[..., 0, stage.SHIELD]),
                    "township": _behind(history.shares[..., 1, stage.SHIELD]),
                    "county_blame": _behind(history.shares[..., 0, stage.DEFLECT]),
                    "township_blame": _behind(history.shares[..., 1, stage.DEFLECT]),
                    "game": stage.game_class(settings)}),
        regime=Regime(code=code, entries=parts.REGIMES),
        presets={
            "Then": dict.fromkeys(CONDITIONS, False),
            "Now": {},
            "Penalties alone": {name: name == "penalty" for name in CONDITIONS},
            "Persons alone": {name: name == "person" for name in CONDITIONS},
            "2 + 3 + 4": {name: name in PERSONAL for name in CONDITIONS},
        },
        play=Play([{"moment": k} for k in range(rounds)], seconds=0.12, label="Play the rounds"),
        bet=Bet("Suppose only one of the five changes comes. Which one, by itself, turns collusion into blame-shifting?",
                options=["The county becomes a supervisor", "Inspectors look closer", "Persons are made liable",
                         "Penalties replace prizes", "Veto items multiply", "None of them"],
                replies=["Not by itself. Leave only that switch on, and most still shield.",
                         "Not by itself. Leave only that switch on, and most still shield.",
                         "Not by itself. Leave only that switch on, and almost all shield.",
                         "Not by itself. Leave only that switch on, and most still shield.",
                         "Not by itself. Leave only that switch on, and almost all shield.",
                         "Yes. Leave any one switch on by itself: most still shield. Now find the fewest that do it."]),
    )


def _at_end(columns):
    """Columns over the five switches with an axis of one for the round's slider put in."""
    return {name: value[..., None, :] if np.ndim(value) > 1 else value for name, value in columns.items()}


def _until(chart, rounds):
    """The chart with the parameter `moment`, and the axis of rounds fixed."""
    return chart.add_params(alt.param(name="moment", value=rounds - 1))


def way_back() -> Explorer:
    """Starting from now, turn back some of the five conditions: what comes back?"""
    settled = turn.simulate(turn.era_path(back=False, hold=60)[0])
    end = switchboard(NOW, THEN)
    path, _ = turn.era_path(before=4, ramp=16, hold=60, back=False, start=NOW, end=end)
    history = turn.simulate(path, start=settled.shares[-1], attachment=settled.attachment[-1])
    mean = history.shares[-1].mean(axis=-2)
    code = parts.majority(mean)
    both = stage.pure_equilibria(end)
    trapped = (code == 1) & both[..., stage.SHIELD, stage.SHIELD]
    return explore(
        name="way-back",
        title="Turning the levers back",
        controls=[Switch(name, f"Undo: {label}", default=name == "apparatus", help=help)
                  for name, (label, help) in SWITCH_LABELS.items()],
        tables={"county": Table(**_path_rows(history.shares, 0, every=2)),
                "township": Table(**_path_rows(history.shares, 1, every=2))},
        charts=[Chart(parts.shares_over_time(name), label=label, height=220,
                      alt=f"Lines of the shares of {plural} that shield, deflect or do the minimum, after some "
                          "conditions are undone.")
                for name, label, plural in (("county", "Counties 县", "counties"),
                                            ("township", "Townships 乡镇", "townships"))],
        words=Words(
            code=np.where(trapped, 4, code),
            templates=["Collusion comes back: in the end {shield:.0%} shield. Attachment has recovered to {attachment:.2f}.",
                       "Blame-shifting stays: {deflect:.0%} deflect, and mutual shielding is no longer an equilibrium.",
                       "The blame goes, but the alliance does not return: {routine:.0%} do the minimum.",
                       "No majority: {shield:.0%} shield, {deflect:.0%} deflect, {routine:.0%} do the minimum.",
                       "Blame-shifting stays: {deflect:.0%} deflect, although mutual shielding has become an "
                       "equilibrium again. History decides."],
            values={"shield": mean[..., 0], "deflect": mean[..., 1], "routine": mean[..., 2],
                    "attachment": history.attachment[-1]}),
        regime=Regime(code=code, entries=parts.REGIMES),
        presets={"Undo nothing": dict.fromkeys(CONDITIONS, False),
                 "Hide again": {},
                 "No penalties": {name: name == "penalty" for name in CONDITIONS},
                 "Unit liable": {name: name == "person" for name in CONDITIONS},
                 "Undo all": dict.fromkeys(CONDITIONS, True)},
        bet=Bet("Start from blame-shifting and undo one change: inspectors no longer see below what the pair can hide. "
                "Mutual shielding is an equilibrium again. Will it come back?",
                options=["Yes, at once", "Yes, slowly", "No"],
                replies=["It does not. Both regimes are equilibria now, and everyone stands in the other one.",
                         "It does not, however long they wait. Everyone stands in the other equilibrium.",
                         "Right. Both regimes are equilibria now, and history has put everyone in the other one."]),
    )


RAMPS = (10, 40, 640)


def hysteresis() -> Explorer:
    """The share who shield on the way from then to now and on the way back."""
    noise = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 1.0])
    erosion = np.array([0.0, 0.1])
    steps = np.linspace(0, 1, 41)
    there, back = [], []
    for ramp in RAMPS:
        path, position = turn.era_path(before=10, ramp=ramp, hold=40)
        shield = turn.simulate(path, noise=noise[:, None], erosion=erosion).shares[..., stage.SHIELD].mean(axis=-1)
        up, down = slice(9, 10 + ramp), slice(9 + ramp + 40, 10 + ramp + 40 + ramp)
        there.append(_resample(steps, position[up], shield[up]))
        back.append(_resample(steps, position[down][::-1], shield[down][::-1]))
    there, back = np.stack(there, axis=-2), np.stack(back, axis=-2)  # noise, erosion, ramp, position
    lost, regained = _crossing(steps, there), _crossing(steps, back)
    gap = lost - regained
    code = np.where(np.isnan(gap), 2, np.where(gap > 0.05, 0, 1))
    both = np.stack([there, back], axis=-1).reshape(there.shape[:-1] + (-1,))
    colours = {"there": parts.PALETTE["shield"], "back": parts.PALETTE["violet"]}
    lines = _along_the_way("loop", "way", colours, "Share who shield", "On the way")
    return explore(
        name="hysteresis",
        title="There and back: the loop of the turn",
        controls=[Slider("noise", "Noise in learning η", values=noise, default=0.2, fmt=".2f",
                         help="how loosely choices follow payoffs, in units of effort"),
                  Switch("erosion", "Attachment erodes 利益共同体", default=True,
                         help="whether attachment wears away while people deflect"),
                  Slider("ramp", "Rounds the change takes", values=RAMPS, default=40, fmt=".0f")],
        tables={"loop": Table(position=np.repeat(steps, 2), way=np.tile(list(colours), len(steps)), share=both)},
        charts=[Chart(lines, label="", height=300,
                      alt="Two curves of the share who shield against the position of the levers, one on the way to "
                          "now and one on the way back. Between them lies the loop.")],
        words=Words(
            code=code,
            templates=["Collusion loses its majority after {lost:.0%} of the way to now. Coming back, it regains it only "
                       "at {regained:.0%}. The loop is {gap:.0%} of the way wide.",
                       "Collusion loses its majority after {lost:.0%} of the way and regains it at {regained:.0%}: "
                       "next to no loop.",
                       "The change outruns learning: people cross over only after the levers have come to rest."],
            values={"lost": np.nan_to_num(lost), "regained": np.nan_to_num(regained), "gap": np.nan_to_num(gap)}),
        presets={"Baseline": {}, "Slow change": {"ramp": 640}, "Slow, attachment fixed": {"ramp": 640, "erosion": False},
                 "… and little noise": {"ramp": 640, "erosion": False, "noise": 0.05}},
        bet=Bet("The five changes come over forty rounds. Then they are undone, as slowly as they came. Does collusion return?",
                options=["Yes, by the road it went", "Yes, but later", "No"],
                replies=["It returns, but not by that road: the two curves part.",
                         "Right. It returns, but only when most of the change has been undone.",
                         "It does return once the levers are back, but later than it left."]),
    )


def _along_the_way(table, field, colours, title, legend):
    """Two lines of a share against the position of the levers, the second one dashed."""
    key = alt.Legend(orient="top", title=legend)
    dashes = alt.Scale(domain=list(colours), range=[[1, 0], [6, 3]])
    return alt.Chart(alt.NamedData(table)).mark_line(strokeWidth=2.5).encode(
        x=alt.X("position:Q", title="Levers: from then (0%) to now (100%)", axis=alt.Axis(format="%", tickCount=5)),
        y=alt.Y("share:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color(f"{field}:N", scale=parts.scale(colours), legend=key),
        strokeDash=alt.StrokeDash(f"{field}:N", scale=dashes, legend=key),
        order="position:Q")


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
    noise = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6])
    steps = np.linspace(0, 1, 51)
    line = between(THEN, NOW, steps)

    def rest(start):
        logit = turn.settle(line, noise[:, None], start=start, rounds=120)
        best = turn.settle(line, start=start, rounds=120, choice=turn.best_reply)
        return np.concatenate([best[None], logit])[..., stage.SHIELD].mean(axis=-1)

    high, low = rest(turn.ALL_SHIELD), rest(turn.ALL_DEFLECT)
    apart = (high - low > 0.05).sum(axis=-1) / len(steps)
    code = np.where(apart > 0, 0, 1)
    colours = {"all shield": parts.PALETTE["shield"], "all deflect": parts.PALETTE["deflect"]}
    chart = _along_the_way("rest", "start", colours, "Share who shield, at rest", "Start with")
    return explore(
        name="learning-rule",
        title="What depends on how people learn",
        controls=[Slider("noise", "Noise in learning η (0: best reply)", values=np.concatenate([[0], noise]),
                         default=0.05, fmt=".2f", help="0 is best reply without any noise")],
        tables={"rest": Table(position=np.repeat(steps, 2), start=np.tile(list(colours), len(steps)),
                              share=np.stack([high, low], axis=-1).reshape(len(noise) + 1, -1))},
        charts=[Chart(chart, label="", height=300,
                      alt="Two curves of the share who shield once learning has come to rest, against the position of "
                          "the levers: one started with all shielding, one with all deflecting.")],
        words=Words(code=code,
                    templates=["Over {apart:.0%} of the way the end depends on the beginning: start with shielding and it "
                               "stays, start with blame and that stays.",
                               "With so much noise the end no longer depends on the beginning: the loop is gone."],
                    values={"apart": apart}),
        presets={"Best reply": {"noise": 0}, "Little noise": {"noise": 0.1}, "Much noise": {"noise": 0.6}},
    )


CROWDS = np.array([10, 30, 100, 300, 1000, 3000])


def crowd() -> Explorer:
    """A history with finitely many counties and townships beside the smooth one."""
    path, _ = turn.era_path(before=5, ramp=20, hold=25, back=False)
    smooth = turn.simulate(path).shares[:, 0, stage.SHIELD]
    draws = turn.agents(path, counties=CROWDS[:, None], townships=14 * CROWDS[:, None] * np.ones(6, int),
                        rng=2021).shares[..., 0, stage.SHIELD]
    gap = np.abs(draws - smooth[:, None, None]).max(axis=0)
    rounds = len(smooth)
    names = {"many": parts.PALETTE["routine"], "finite": parts.PALETTE["shield"]}
    share = np.stack([np.broadcast_to(_behind(draws), gap.shape + (rounds,)),
                      np.broadcast_to(smooth, gap.shape + (rounds,))], axis=-1)
    chart = alt.Chart(alt.NamedData("runs")).mark_line(strokeWidth=2).encode(
        x=alt.X("round:Q", title="Round of evaluation", axis=alt.Axis(tickCount=5)),
        y=alt.Y("share:Q", title="Share of counties that shield", scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color("crowd:N", scale=alt.Scale(domain=["finitely many", "smooth limit"], range=[names["finite"], names["many"]]),
                        legend=alt.Legend(orient="top", title=None)),
        strokeDash=alt.StrokeDash("crowd:N", scale=alt.Scale(domain=["finitely many", "smooth limit"],
                                                             range=[[1, 0], [5, 3]]), legend=alt.Legend(orient="top", title=None)))
    return explore(
        name="crowd",
        title="Ten counties or three thousand",
        controls=[Slider("counties", "Number of counties", values=CROWDS, default=30, fmt=".0f"),
                  Slider("draw", "Run number", values=np.arange(1, 7), default=1, fmt=".0f")],
        tables={"runs": Table(round=np.repeat(np.arange(rounds), 2),
                              crowd=np.tile(["finitely many", "smooth limit"], rounds),
                              share=share.reshape(gap.shape + (-1,)))},
        charts=[Chart(chart, label="", height=280,
                      alt="A jagged line of the share of counties that shield in a finite population beside the smooth "
                          "line of the limit.")],
        words=Words(code=np.zeros(gap.shape, int),
                    templates=["With {counties:.0f} counties and fourteen times as many townships the run strays from the "
                               "smooth line by at most {gap:.1%}."],
                    values={"counties": np.broadcast_to(CROWDS[:, None], gap.shape), "gap": gap}),
        presets={"A prefecture": {"counties": 10}, "A province": {"counties": 100}, "The country": {"counties": 3000}},
    )
