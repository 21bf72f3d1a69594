"""The ten questions, each right option held against the model that it speaks of."""

import numpy as np

from xianxiang import form, scapegoat, stage, turn, veto
from xianxiang.conditions import blames
from xianxiang.institution import NOW, SWITCHES, THEN, Institution

SHIELD, DEFLECT = 0, 1


def rule(reward, penalty, personal):
    return Institution(strength=reward + penalty, negativity=penalty / (reward + penalty), individualization=personal, concealment=0.6)


def larger_penalty():
    unit, person = (np.array([stage.margins(rule(2.0, penalty, personal))[0] for penalty in (2.0, 4.0)]) for personal in (0.0, 0.9))
    assert unit[1] > unit[0] > 0 and person[1] < person[0]
    return "They stick together more"


def same_people():
    assert stage.pure_equilibria(THEN)[SHIELD, SHIELD] and not stage.pure_equilibria(NOW)[SHIELD, SHIELD]
    assert stage.pure_equilibria(NOW)[DEFLECT, DEFLECT]
    return "Nothing: under other rules"


def both_worse():
    u = stage.payoffs(NOW)[0]
    assert u[DEFLECT, DEFLECT] < u[SHIELD, SHIELD] and u[:, DEFLECT].argmax() == DEFLECT and u[:, SHIELD].argmax() != SHIELD
    return "Because whoever stops alone"


def two_neighbours():
    ends = [turn.settle(Institution(negativity=0.7, individualization=0.9), noise=0.1, start=start)[..., DEFLECT].mean() for start in (turn.ALL_SHIELD, turn.ALL_DEFLECT)]
    assert ends[0] < 0.2 and ends[1] > 0.8
    return "Nothing but their past"


def way_back():
    """The rules step by step from the earlier regime to the later, and where a majority blames, from either side."""
    line = np.linspace(0, 1, 41)
    between = Institution(**{name: (1 - line) * np.asarray(getattr(THEN, name)) + line * np.asarray(getattr(NOW, name)) for name in ("strength", "negativity", "individualization", "monitoring", "concealment", "executor", "veto_items", "attachment")})
    out, back = (turn.settle(between, noise=0.1, start=start)[..., DEFLECT].mean(-1) > 0.5 for start in (turn.ALL_SHIELD, turn.ALL_DEFLECT))
    assert out.argmax() > back.argmax() > 0
    return "Perhaps later"


def the_cause():
    board = blames(THEN, SWITCHES)
    three = [list(SWITCHES).index(name) for name in ("reach", "person", "penalty")]
    of_three = {setting: bool(board[tuple(setting[three.index(axis)] if axis in three else 0 for axis in range(len(SWITCHES)))]) for setting in np.ndindex(2, 2, 2)}
    assert [setting for setting, broken in of_three.items() if broken] == [(1, 1, 1)]
    return "No part of its own"


def more_files():
    work, paper = form.choice(0.5, 0.3, price=[0.5, 0.4]).T
    assert work[1] < work[0] and paper[1] > paper[0]  # cheaper
    work, paper = form.choice(np.array([0.5, 0.6]), np.array([0.3, 0.36]), price=0.5).T
    assert work[1] > work[0] and paper[1] > paper[0]  # harsher
    return "More or less"


def longer_list():
    def worth(n):  # of the items saved together, a share each, from what plans are worth without their costs
        own = {"cost": 0, "common": 0, "form": 0, "trouble": 0.3, "residual": 0.05}
        kept, lost = veto.values(THEN.replace(veto_items=n), **own)[..., 0], veto.values(THEN.replace(veto_items=n), **(own | {"residual": 0.3}))[..., 0]
        return (kept - lost) / n
    n = np.arange(2, 30.0)
    assert (np.diff(worth(n)) < 0).all()
    return "It falls, if anything"


def heavy_hand():
    for stake in np.linspace(0.1, 12, 60):
        innocent, guilty = scapegoat.verdicts(stake)[:2]
        assert scapegoat.inferred(innocent, stake) <= 0.3 + 1e-9 and guilty <= innocent + 1e-9
    assert scapegoat.inferred(scapegoat.verdicts(12.0)[0], 12.0) > 0.29
    return "Nothing against it"


ANSWERS = {
    "larger-penalty": larger_penalty, "same-people": same_people, "both-worse": both_worse, "two-neighbours": two_neighbours, "way-back": way_back, "the-cause": the_cause,
    "more-files": more_files, "longer-list": longer_list, "heavy-hand": heavy_hand, "what-would-tell": lambda: "A change in something",
}  # fmt: skip
