"""Certificates of the chapter on what could be rebuilt.

Payoffs are one side's, attachment worn out and prizes felt in full. What a side can move, `sheds`, and what its partner can move
onto it, `bears`, are free of each other, so that the statements hold for county and township at any share e. Where a statement
holds for any number of veto items the chances of a finding are variables of their own, of which only the order is used.
"""

from itertools import combinations

from .base import DEFLECT, ROUTINE, SHIELD, by_name, certificate, every, felt, result

SOLVE = 3
_SHARE, _SOME = (0.0, 1.0), (0.0, float("inf"))
DOMAINS = {
    **dict.fromkeys(("efficacy", "powers", "tolerance", "mimicry", "sheds", "bears", "lone", "idle", "watched", "hiding", "moved"), _SHARE),
    "work_cost": _SOME, "report": _SOME, "omega": _SOME,
}  # fmt: skip
"""Least and greatest value of each variable of the chapter's own."""

PERSON = ("individualization", "diffusion")
ONE_ITEM = ("monitoring", "concealment", "lone_concealment", "efficacy", "powers")
COSTS = ("shield_cost", "deflect_cost", "work_cost")


# The model once more ------------------------------------------------------------------------------

def survives(v, own, other):
    """Share of problems that survive."""
    return (1, 1 - v.efficacy * v.powers, 1 - v.efficacy)[(own == SOLVE) + (other == SOLVE)]


def found(v, own, other):
    """Chance of a finding with one item."""
    hidden = (0, v.concealment * v.lone_concealment, v.concealment)[(own == SHIELD) + (other == SHIELD)]
    return v.monitoring * (1 - hidden) * survives(v, own, other)


def excused(v, action):
    """Share of a penalty that is excused."""
    return {DEFLECT: v.mimicry * v.tolerance, SOLVE: v.tolerance}.get(action, 0)


def carried(v, own, other):
    """What a penalty of one costs whom a finding reaches."""
    weight = 1
    if own == DEFLECT and other != DEFLECT:
        weight = 1 - v.sheds * (1 - excused(v, other))
    if own != DEFLECT and other == DEFLECT:
        weight = 1 + v.bears
    return (1 - excused(v, own)) * felt(v, weight)


def payoff(v, own, other, chance=None):
    """One side's payoff; the chance of a finding with one item, unless another is given."""
    f = found(v, own, other) if chance is None else chance
    reported = f * v.report if other == SHIELD and own in (DEFLECT, SOLVE) else 0
    return (1 - f) * v.reward - f * v.penalty * carried(v, own, other) + reported - (v.shield_cost, v.deflect_cost, 0, v.work_cost)[own]


def at_work(v):
    """What a side loses that leaves mutual work, by the action it leaves for."""
    return {other: payoff(v, SOLVE, SOLVE) - payoff(v, other, SOLVE) for other in (SHIELD, DEFLECT, ROUTINE)}


def first(v):
    """What the first to work gains where both did the minimum."""
    return payoff(v, SOLVE, ROUTINE) - payoff(v, ROUTINE, ROUTINE)


def second(v):
    """What the second to work gains where the other works."""
    return payoff(v, SOLVE, SOLVE) - payoff(v, ROUTINE, SOLVE)


def stakes(v):
    """All at stake, and the felt penalty."""
    return v.reward + v.penalty * felt(v), v.penalty * felt(v)


# Among those who deflect ----------------------------------------------------------------------------

def lone_gain(v):
    """What working rather than deflecting gains beside one who deflects, at any chances of a finding."""
    return payoff(v, SOLVE, DEFLECT, v.lone) - payoff(v, DEFLECT, DEFLECT, v.idle)


def lighter(v):
    """omega (1 - tau) < 1 - zeta tau, cleared of denominators."""
    return v.lone * felt(v, 1 + v.bears) * (1 - v.tolerance) < v.idle * felt(v) * (1 - v.mimicry * v.tolerance)


def _among_blamers():
    yield certificate(
        "rebuild-larger-penalty", "a larger penalty makes work pay more beside one who deflects exactly if omega (1-tau) < 1-zeta tau",
        ("penalty", "larger_penalty", *PERSON, "bears", "tolerance", "mimicry", "lone", "idle"),
        lambda v: {"exactly": (lone_gain(v.larger("penalty")) > lone_gain(v)) == lighter(v)},
        domains=DOMAINS, reward=1, sheds=1, report=0, shield_cost=0, deflect_cost=0, work_cost=0)
    yield certificate(
        "rebuild-threshold", "for omega > 1 that is tau > (omega-1)/(omega-zeta), a threshold in (0, 1]; for omega < 1 it holds but at tau = zeta = 1",
        ("omega", "tolerance", "mimicry"),
        lambda v: {"above": (v.omega <= 1) | ((v.omega * (1 - v.tolerance) < 1 - v.mimicry * v.tolerance) == (v.tolerance > (v.omega - 1) / (v.omega - v.mimicry))),
                   "from 0 to 1": (v.omega <= 1) | (((v.omega - 1) / (v.omega - v.mimicry) > 0) & ((v.omega - 1) / (v.omega - v.mimicry) <= 1)),
                   "any": (v.omega >= 1) | ((v.omega * (1 - v.tolerance) < 1 - v.mimicry * v.tolerance) == (v.tolerance * v.mimicry < 1))},
        lambda v: {"omega is not zeta": v.omega != v.mimicry}, domains=DOMAINS)
    yield certificate(
        "rebuild-threshold-rises", "the threshold rises with omega, where a file is not excused as work is, and with mimicry, to 1",
        ("omega", "larger_omega", "mimicry", "larger_mimicry"),
        lambda v: {"omega": (v.larger_omega - 1) / (v.larger_omega - v.mimicry) > (v.omega - 1) / (v.omega - v.mimicry),
                   "mimicry": (v.omega - 1) / (v.omega - v.larger_mimicry) > (v.omega - 1) / (v.omega - v.mimicry),
                   "to 1": (v.larger_mimicry < 1) | ((v.omega - 1) / (v.omega - v.larger_mimicry) == 1)},
        lambda v: {"omega > 1": v.omega > 1}, domains=DOMAINS)
    yield certificate(
        "rebuild-one-item", "with one item omega < 1 exactly if alpha mu > b pi/(1 + b pi)", (*PERSON, "bears", "efficacy", "powers"),
        lambda v: {"exactly": ((1 - v.efficacy * v.powers) * felt(v, 1 + v.bears) < felt(v))
                   == (v.efficacy * v.powers > v.bears * v.individualization / felt(v, 1 + v.bears))},
        lambda v: {"felt": felt(v) > 0}, domains=DOMAINS)


# Residual liability ---------------------------------------------------------------------------------

def sinking(v, own, other, chance=None):
    """What one more unit of penalty costs."""
    return payoff(v.replace(penalty=0), own, other, chance) - payoff(v.replace(penalty=1), own, other, chance)


def per_felt(v, own, other):
    """Residual liability with one item, per unit that is felt and seen: b pi enters as a variable of its own."""
    hidden = (1, 1 - v.moved, 1 - v.hiding)[(own == SHIELD) + (other == SHIELD)]
    weight = 1
    if own == DEFLECT and other != DEFLECT:
        weight = 1 - v.sheds * (1 - excused(v, other))
    if own != DEFLECT and other == DEFLECT:
        weight = 1 + v.bears
    return hidden * survives(v, own, other) * (1 - excused(v, own)) * weight


def dominant(v):
    """Solve has the least residual liability, whatever the other does."""
    return every(per_felt(v, SOLVE, other) < per_felt(v, own, other) for own in (SHIELD, DEFLECT, ROUTINE) for other in range(4))


def short(v):
    """The conditions of the text."""
    alone, both = (1 - v.efficacy * v.powers) * (1 - v.tolerance), (1 - v.efficacy) * (1 - v.tolerance)
    file = 1 - v.mimicry * v.tolerance
    return every([alone * (1 - v.moved) < 1 - v.hiding, alone < 1 - v.moved, alone < (1 - v.sheds) * file, alone * (1 + v.bears) < file,
                  both < (1 - v.efficacy * v.powers) * (1 - v.moved),
                  both < (1 - v.efficacy * v.powers) * (1 - v.sheds * (1 - v.tolerance)) * file])


CHANCES = {SHIELD: "hiding", DEFLECT: "watched", ROUTINE: "idle", SOLVE: "lone"}
"""Names of the chances of a finding by one's own action, its partner's given."""


def _residual():
    free = ("penalty", "larger_penalty", *PERSON, "sheds", "bears", "tolerance", "mimicry", *CHANCES.values())

    def gain(v, own, other, partner):
        return payoff(v, own, partner, getattr(v, CHANCES[own])) - payoff(v, other, partner, getattr(v, CHANCES[other]))

    def liable(v, own, partner):
        return getattr(v, CHANCES[own]) * carried(v, own, partner)

    def beside_a_shielder(v):
        return {SHIELD: v.hiding * felt(v), DEFLECT: v.watched * (1 - v.mimicry * v.tolerance) * felt(v, 1 - v.sheds),
                ROUTINE: v.idle * felt(v), SOLVE: v.lone * (1 - v.tolerance) * felt(v)}

    for partner, name in enumerate(("shield", "deflect", "routine", "solve")):
        yield certificate(
            f"rebuild-liable-beside-{name}", f"beside {name.title()} a larger penalty favours, of two actions, exactly the one with the smaller residual liability", free,
            lambda v, partner=partner: {f"{own}, {other}": (gain(v.larger("penalty"), own, other, partner) > gain(v, own, other, partner))
                                        == (liable(v, own, partner) < liable(v, other, partner)) for own, other in combinations(range(4), 2)},
            domains=DOMAINS, reward=1, report=0, shield_cost=0, deflect_cost=0, work_cost=0)
    yield certificate(
        "rebuild-four-lines", "beside a shielder the residual liabilities are the four lines of the text", free,
        lambda v: {str(own): liable(v, own, SHIELD) == line for own, line in beside_a_shielder(v).items()}, domains=DOMAINS)
    yield certificate(
        "rebuild-least-liable", "with one item Solve has the least residual liability whatever the other does exactly under the six conditions of the text",
        ("efficacy", "powers", "tolerance", "mimicry", "sheds", "bears", "moved", "hiding"),
        lambda v: {"exactly": dominant(v) == short(v)}, lambda v: {"two hide no less than one": v.hiding >= v.moved}, domains=DOMAINS)


# Mutual work ----------------------------------------------------------------------------------------

def _mutual():
    free = ("reward", "penalty", *PERSON, "sheds", *ONE_ITEM, "tolerance", "mimicry", *COSTS)
    fixed = {"bears": 1, "report": 0}

    def solved(v):
        return v.efficacy * (1 - v.powers)

    def rules(v):
        o, w = 1 - v.efficacy * v.powers, (1 - v.efficacy) * (1 - v.tolerance)
        whole, seen = v.penalty * felt(v), 1 - v.concealment * v.lone_concealment
        blamed = v.penalty * (1 - v.mimicry * v.tolerance) * felt(v, 1 - v.sheds * (1 - v.tolerance))
        return {ROUTINE: v.monitoring * (solved(v) * v.reward + whole * (o - w)) >= v.work_cost,
                DEFLECT: v.monitoring * (solved(v) * v.reward + o * blamed - w * whole) >= v.work_cost - v.deflect_cost,
                SHIELD: v.monitoring * (v.reward * (o * seen - (1 - v.efficacy)) + whole * (o * seen - w)) >= v.work_cost - v.shield_cost}

    for action, name in ((ROUTINE, "routine"), (DEFLECT, "deflect"), (SHIELD, "shield")):
        yield certificate(
            f"rebuild-work-stays-{name}", f"no side leaves mutual work for {name.title()} exactly under the text's inequality", free,
            lambda v, action=action: {"exactly": (at_work(v)[action] >= 0) == rules(v)[action]}, domains=DOMAINS, **fixed)
    yield certificate(
        "rebuild-work-or-hiding", "both prefer mutual work to hiding exactly if m[(alpha-c)W + (1-alpha) tau P phi] > h-g", free,
        lambda v: {"exactly": (payoff(v, SOLVE, SOLVE) > payoff(v, SHIELD, SHIELD))
                   == (v.monitoring * ((v.efficacy - v.concealment) * stakes(v)[0] + (1 - v.efficacy) * v.tolerance * stakes(v)[1]) > v.work_cost - v.shield_cost)},
        domains=DOMAINS, **fixed)
    yield certificate(
        "rebuild-no-inspection", "mutual work lasts only if m times [alpha(1-mu)W + (1-alpha) tau P phi] covers the cost of work", free,
        lambda v: {"covers": v.monitoring * (solved(v) * stakes(v)[0] + (1 - v.efficacy) * v.tolerance * stakes(v)[1]) >= v.work_cost},
        lambda v: {"lasts": at_work(v)[ROUTINE] >= 0}, domains=DOMAINS, **fixed)


# Trust or nerve -------------------------------------------------------------------------------------

def _trust():
    free = ("reward", "penalty", *PERSON, "sheds", *ONE_ITEM, "tolerance", "mimicry", *COSTS)
    fixed = {"bears": 1, "report": 0}
    yield certificate(
        "rebuild-trust-or-nerve", "a partner's work makes one's own pay more exactly if mu < (1-t)/(2-t)",
        free, lambda v: {"exactly": (second(v) > first(v)) == (v.powers * (2 * stakes(v)[0] - v.tolerance * stakes(v)[1]) < stakes(v)[0] - v.tolerance * stakes(v)[1])},
        lambda v: {"something solved": v.efficacy > 0, "inspected": v.monitoring > 0}, domains=DOMAINS, **fixed)
    yield certificate(
        "rebuild-powers-start", "powers never make the first to work gain less, and make the gain larger where a prize or an unexcused penalty is at stake",
        (*free, "larger_powers"),
        lambda v: {"never less": first(v.larger("powers")) >= first(v),
                   "larger": (first(v.larger("powers")) > first(v)) == (v.efficacy * v.monitoring * (stakes(v)[0] - v.tolerance * stakes(v)[1]) > 0)},
        domains=DOMAINS, **fixed)
    for action, name in ((ROUTINE, "routine"), (DEFLECT, "deflect"), (SHIELD, "shield")):
        yield certificate(
            f"rebuild-powers-loosen-{name}", f"powers never make it costlier to leave mutual work for {name.title()}", (*free, "larger_powers"),
            lambda v, action=action: {"never": at_work(v.larger("powers"))[action] <= at_work(v)[action]}, domains=DOMAINS, **fixed)
        yield certificate(
            f"rebuild-tolerance-firms-{name}", f"tolerance that reaches only work never makes it cheaper to leave mutual work for {name.title()}",
            (*[x for x in free if x != "mimicry"], "larger_tolerance"),
            lambda v, action=action: {"never": at_work(v.larger("tolerance"))[action] >= at_work(v)[action]}, domains=DOMAINS, mimicry=0, **fixed)


CERTIFICATES = by_name(_among_blamers(), _residual(), _mutual(), _trust())

_HERE = "tests/test_rebuild.py::"
RESULTS = (
    result("work-among-blamers", CERTIFICATES, "rebuild-larger-penalty", "rebuild-threshold", "rebuild-threshold-rises", "rebuild-one-item",
           samples=[("blamers", _HERE + "test_penalties_make_work_pay_among_blamers_exactly_above_the_threshold",
                     "with any number of items, at either side, payoffs of the library", 2000)]),
    result("residual-liability", CERTIFICATES, "rebuild-liable-beside-shield", "rebuild-liable-beside-deflect", "rebuild-liable-beside-routine",
           "rebuild-liable-beside-solve", "rebuild-four-lines", "rebuild-least-liable",
           samples=[("liabilities", _HERE + "test_under_large_penalties_the_least_liable_actions_are_the_equilibria",
                     "the pure equilibria at a very large penalty are those of the table of residual liabilities", 1000)],
           rest="that pure equilibria are in the end those of the table, which is a limit"),
    result("mutual-work", CERTIFICATES, "rebuild-work-stays-routine", "rebuild-work-stays-deflect", "rebuild-work-stays-shield", "rebuild-work-or-hiding",
           "rebuild-no-inspection",
           samples=[("mutual work", _HERE + "test_mutual_work_is_an_equilibrium_exactly_under_three_inequalities",
                     "against equilibria from the definition, at random levers", 2000)]),
    result("trust-or-nerve-again", CERTIFICATES, "rebuild-trust-or-nerve", "rebuild-powers-start", "rebuild-powers-loosen-routine",
           "rebuild-powers-loosen-deflect", "rebuild-powers-loosen-shield", "rebuild-tolerance-firms-routine", "rebuild-tolerance-firms-deflect",
           "rebuild-tolerance-firms-shield",
           samples=[("powers", _HERE + "test_powers_start_work_and_loosen_it_and_tolerance_firms_it",
                     "with any number of items, what leaving mutual work costs, and what the first gains", 2000)]),
)
