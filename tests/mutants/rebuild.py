"""Of the certificates of the chapter `rebuild`."""

from xianxiang.certificates.base import DEFLECT, ROUTINE, SHIELD, every, felt
from xianxiang.certificates.rebuild import SOLVE, at_work, carried, dominant, first, lone_gain, payoff, per_felt, second, short, stakes

from . import mutant


def _leaves(action, **changes):
    """That leaving never pays where it costs nothing at other values."""
    return lambda v: {"": (at_work(v)[action] >= 0) == (at_work(v.replace(**changes))[action] >= 0)}


def _found_alone(partner):
    """That a larger penalty favours, of working and deflecting, what is found less."""

    def gain(v):
        return payoff(v, SOLVE, partner, v.lone) - payoff(v, DEFLECT, partner, v.watched)

    return lambda v: {"": (gain(v.larger("penalty")) > gain(v)) == (v.lone < v.watched)}


def _larger_helps(action, name):
    return lambda v: {"": at_work(v.larger(name))[action] <= at_work(v)[action]}


def _larger_hurts(action, name):
    return lambda v: {"": at_work(v.larger(name))[action] >= at_work(v)[action]}


MUTANTS = {
    "rebuild-larger-penalty: only what is found counts": mutant("rebuild-larger-penalty", claims=lambda v: {
        "": (lone_gain(v.larger("penalty")) > lone_gain(v)) == (v.lone * (1 - v.tolerance) < v.idle * (1 - v.mimicry * v.tolerance))}),
    "rebuild-larger-penalty: a file earns nothing": mutant("rebuild-larger-penalty", claims=lambda v: {
        "": (lone_gain(v.larger("penalty")) > lone_gain(v)) == (v.lone * felt(v, 1 + v.bears) * (1 - v.tolerance) < v.idle * felt(v))}),
    "rebuild-threshold: at any omega": mutant("rebuild-threshold", claims=lambda v: {
        "": (v.omega * (1 - v.tolerance) < 1 - v.mimicry * v.tolerance) == (v.tolerance > (v.omega - 1) / (v.omega - v.mimicry))}),
    "rebuild-threshold: always where omega is one at most": mutant("rebuild-threshold", claims=lambda v: {
        "": (v.omega > 1) | (v.omega * (1 - v.tolerance) < 1 - v.mimicry * v.tolerance)}),
    "rebuild-threshold-rises: by as much as mimicry": mutant("rebuild-threshold-rises", claims=lambda v: {
        "": (v.omega - 1) / (v.omega - v.larger_mimicry) - (v.omega - 1) / (v.omega - v.mimicry) >= v.larger_mimicry - v.mimicry}),
    "rebuild-threshold-rises: also at full mimicry": mutant("rebuild-threshold-rises", claims=lambda v: {
        "": (v.larger_omega - 1) / (v.larger_omega - v.larger_mimicry) > (v.omega - 1) / (v.omega - v.larger_mimicry)}),
    "rebuild-one-item: b pi itself": mutant("rebuild-one-item", claims=lambda v: {
        "": ((1 - v.efficacy * v.powers) * felt(v, 1 + v.bears) < felt(v)) == (v.efficacy * v.powers * felt(v) > v.bears * v.individualization)}),
    **{f"rebuild-liable-beside-{name}: only what is found counts": mutant(f"rebuild-liable-beside-{name}", claims=_found_alone(partner))
       for partner, name in enumerate(("shield", "deflect", "routine", "solve"))},
    "rebuild-four-lines: who shields is found as who watches": mutant("rebuild-four-lines", claims=lambda v: {
        "": v.hiding * carried(v, SHIELD, SHIELD) == v.watched * felt(v)}),
    "rebuild-four-lines: a file is worth nothing": mutant("rebuild-four-lines", claims=lambda v: {
        "": v.watched * carried(v, DEFLECT, SHIELD) == v.watched * felt(v, 1 - v.sheds)}),
    "rebuild-least-liable: as among alike": mutant("rebuild-least-liable", claims=lambda v: {"": dominant(v) == _as_among_alike(v)}),
    "rebuild-least-liable: two hide less": mutant("rebuild-least-liable", drop="two hide no less than one", claims=lambda v: {
        "": (short(v) == False) | (per_felt(v, SOLVE, SHIELD) < (1 - v.moved) * (1 - v.hiding))}),  # noqa: E712
    "rebuild-work-stays-routine: powers are help": mutant("rebuild-work-stays-routine", claims=_leaves(ROUTINE, powers=0)),
    "rebuild-work-stays-deflect: blame stays put": mutant("rebuild-work-stays-deflect", claims=_leaves(DEFLECT, sheds=0)),
    "rebuild-work-stays-shield: one hides nothing": mutant("rebuild-work-stays-shield", claims=_leaves(SHIELD, lone_concealment=0)),
    "rebuild-work-or-hiding: what two can do alone": mutant("rebuild-work-or-hiding", claims=lambda v: {
        "": (payoff(v, SOLVE, SOLVE) > payoff(v, SHIELD, SHIELD)) == (v.monitoring * (v.efficacy - v.concealment) * stakes(v)[0] > v.work_cost - v.shield_cost)}),
    "rebuild-no-inspection: whether it lasts or not": mutant("rebuild-no-inspection", drop="lasts"),
    "rebuild-trust-or-nerve: half at any tolerance": mutant("rebuild-trust-or-nerve", claims=lambda v: {
        "": (second(v) > first(v)) == (2 * v.powers * stakes(v)[0] < stakes(v)[0])}),
    "rebuild-trust-or-nerve: uninspected": mutant("rebuild-trust-or-nerve", drop="inspected"),
    "rebuild-powers-start: always larger": mutant("rebuild-powers-start", claims=lambda v: {"": first(v.larger("powers")) > first(v)}),
    "rebuild-powers-loosen-routine: they firm it": mutant("rebuild-powers-loosen-routine", claims=_larger_hurts(ROUTINE, "powers")),
    "rebuild-powers-loosen-deflect: they firm it": mutant("rebuild-powers-loosen-deflect", claims=_larger_hurts(DEFLECT, "powers")),
    "rebuild-powers-loosen-shield: they firm it": mutant("rebuild-powers-loosen-shield", claims=_larger_hurts(SHIELD, "powers")),
    "rebuild-tolerance-firms-routine: it loosens": mutant("rebuild-tolerance-firms-routine", claims=_larger_helps(ROUTINE, "tolerance")),
    "rebuild-tolerance-firms-deflect: whatever a file earns": mutant("rebuild-tolerance-firms-deflect", claims=lambda v: {
        "": at_work(v.larger("tolerance").replace(mimicry=1))[DEFLECT] >= at_work(v.replace(mimicry=1))[DEFLECT]}),
    "rebuild-tolerance-firms-shield: it loosens": mutant("rebuild-tolerance-firms-shield", claims=_larger_helps(SHIELD, "tolerance")),
}


def _as_among_alike(v):
    """The conditions without the one against a partner who deflects, which follows only where both can move as much."""
    alone, both = (1 - v.efficacy * v.powers) * (1 - v.tolerance), (1 - v.efficacy) * (1 - v.tolerance)
    file = 1 - v.mimicry * v.tolerance
    return every([alone * (1 - v.moved) < 1 - v.hiding, alone < 1 - v.moved, alone < (1 - v.sheds) * file,
                  both < (1 - v.efficacy * v.powers) * (1 - v.moved), both < (1 - v.efficacy * v.powers) * (1 - v.sheds * (1 - v.tolerance)) * file])
