"""Certificates of the chapter on what data could tell.

A rising function enters by its values at the sums that matter, bound by what rising means. Of the rival's
logit only the odds enter: the log odds of two pairs are half the difference of their sums over the noise.
"""

from .base import ACTIONS, MATERIAL, PAYOFF, SHIELD, by_name, certificate, every, felt, result, together

_ANY, _SOME = (-float("inf"), float("inf")), (0.0, float("inf"))
DOMAINS = {"low": _ANY, "high": _ANY, "step": _ANY, "low_before": _ANY, "low_after": _ANY, "high_before": _ANY, "high_after": _ANY,
           "base": _SOME, "covert": _SOME, "person": _SOME, "penalties": _SOME}
"""Least and greatest value of each variable of the chapter's own."""

RISING = ("low", "high", "step", "low_before", "low_after", "high_before", "high_after")
STAKES = ("reward", "penalty", "larger_penalty")
OTHERS = tuple((county, township) for county in ACTIONS for township in ACTIONS if (county, township) != (SHIELD, SHIELD))


def keeps_order(sums, values):
    """That a rising function has these values at these sums."""
    return every((a < b) == (x < y) for a, x in zip(sums, values) for b, y in zip(sums, values) if a is not b)


def interaction(v, with_base=1):
    """The triple difference in levels of an outcome whose parts multiply, so that its logarithm is their sum."""
    return with_base * sum(
        (-1) ** (3 - c - i - p) * (v.covert if c else 1) * (v.person if i else 1) * (v.penalties if p else 1)
        for c in (0, 1) for i in (0, 1) for p in (0, 1))


def ahead(v, county, township):
    """What the two together gain by shielding both, over another pair."""
    return together(v, SHIELD, SHIELD) - together(v, county, township)


def replaced(v):
    """The point with the larger penalty, and a prize that is smaller by as much."""
    return v.larger("penalty").replace(reward=v.reward - (v.larger_penalty - v.penalty))


def _scale():
    yield certificate(
        "evidence-sign", "in a sum on any rising scale a step moves both strata the same way", RISING,
        lambda v: {"up": (v.low_after > v.low_before) == (v.high_after > v.high_before), "down": (v.low_after < v.low_before) == (v.high_after < v.high_before)},
        lambda v: {"rising": keeps_order((v.low, v.low + v.step, v.high, v.high + v.step), (v.low_before, v.low_after, v.high_before, v.high_after))}, domains=DOMAINS)
    yield certificate(
        "evidence-triple", "parts that multiply, whose logarithms only add, have a triple difference in levels", ("base", "covert", "person", "penalties"),
        lambda v: {"above 0": interaction(v, v.base) > 0},
        lambda v: {"base > 0": v.base > 0, "covert > 1": v.covert > 1, "person > 1": v.person > 1, "penalties > 1": v.penalties > 1}, domains=DOMAINS)


def found(v, county, township):
    """The chance of a finding at a pair of actions."""
    return (v.f0, v.f1, v.f2)[(county == SHIELD) + (township == SHIELD)]


def more(v, county, township):
    """How much further ahead shielding both is at the larger penalty, as the text has it."""
    return 2 * (1 + v.attachment) * felt(v) * (found(v, county, township) - v.f2) * (v.larger_penalty - v.penalty)


def _rival():
    yield certificate("rival-cancels", "in the sum of payoffs moved blame cancels: a larger penalty counts by what is found and felt", (*PAYOFF, *STAKES),
                      lambda v: {"": every(ahead(v.larger("penalty"), *o) - ahead(v, *o) == more(v, *o) for o in OTHERS)})
    yield certificate("rival-odds", "so no pair gains on shielding both, and those gain less of which more is found", (*PAYOFF, *STAKES),
                      lambda v: {"never": every(more(v, *o) >= 0 for o in OTHERS),
                                 "more": every((more(v, *o) > 0) == ((felt(v) > 0) & (found(v, *o) > v.f2)) for o in OTHERS)})
    yield certificate("rival-replaced", "a penalty in place of as much prize never puts shielding both further ahead, the two alike and prizes felt in full",
                      (*PAYOFF, *STAKES), lambda v: {"never": every(ahead(replaced(v), *o) <= ahead(v, *o) for o in OTHERS)}, prize_passing=0, **MATERIAL)


_HERE = "tests/test_evidence.py::"
CERTIFICATES = by_name(_scale(), _rival())
RESULTS = (
    result("scale", CERTIFICATES, "evidence-sign", "evidence-triple",
           samples=[("scales", _HERE + "test_on_every_rising_scale_a_sum_keeps_one_sign",
                     "sums of random parts on random rising scales: one sign in all strata", 2000)],
           rest="that the triple difference is not 0 on a scale that is drawn at random"),
    result("rival-never-falls", CERTIFICATES, "rival-cancels", "rival-odds", "rival-replaced",
           samples=[("paid pairs", _HERE + "test_paid_pairs_never_shield_less_as_penalties_grow_on_a_held_prize",
                     "the rival's choice at random institutions and growing penalties: shielding both never falls", 2000)],
           rest="that a share by logit rises with its odds against every other pair, as the text shows"),
    result("same-actions", CERTIFICATES,
           samples=[("two ways", _HERE + "test_learning_and_selection_do_the_same_at_every_post",
                     "the same draws in both: the same actions at every post in every round", 100)],
           rest="all of it: it is about paths of chance, not levers"),
)
