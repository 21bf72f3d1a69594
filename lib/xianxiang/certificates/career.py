"""Certificates of the chapter on the person in charge.

Years that are still needed, rungs forfeited and least costs enter as variables of their own, bound by what the text says of them: a least cost,
that it is concave and rises by no more than its argument.
"""

from .base import by_name, certificate, result

_SOME, _ANY, _CHANCE = (0.0, float("inf")), (-float("inf"), float("inf")), (0.0, 1.0)
DOMAINS = {
    "excellent": _CHANCE, "none_won": _SOME, "one_won": _SOME, "two_won": _SOME, "fewer": _ANY, "here": _ANY, "more": _ANY,
    "promotion": _CHANCE, "at_once": _CHANCE, "early": _CHANCE, "returned": _SOME, "lift": _SOME, "later_lift": _SOME,
    "need": _CHANCE, "best": _CHANCE, "other": _CHANCE, "kappa": _ANY, "delta": _ANY, "full": _CHANCE,
    "vicarious": _CHANCE, "felt": _SOME, "shade": _CHANCE, "ahead": _SOME, "stake": _SOME, "worth": _SOME,
    "risk": _CHANCE, "other_risk": _CHANCE, "misfit": _SOME, "other_misfit": _SOME,
    "far": _ANY, "nearer": _ANY, "near": _ANY, "far_then": _ANY, "near_then": _ANY, "before": _ANY, "below": _ANY,
}  # fmt: skip
"""Least and greatest value of each variable of the chapter's own."""


def needed(v, more):
    """Years still needed: one, then those with one rating more, or with none again."""
    return 1 + v.excellent * more + (1 - v.excellent) * v.none_won


def objective(v, x):
    """What a cadre minimizes, in units of care and without what no conduct changes."""
    return (1 - v.kappa) * x * x + (v.delta + v.kappa - 2 * v.need) * x


def inner(v, x, need):
    """By how much a conduct lies above the one that the text gives for a need, times 1 - κ."""
    return (1 - v.kappa) * (2 * x - 1) - (2 * need - 1 - v.delta)


def ends(v):
    """Shares that do nothing, and that execute to the letter."""
    return (v.full + v.delta) / 2, (v.full - v.delta) / 2


def cheaper(v):
    """κ cut off at 1."""
    return {"no more than kappa": v.full <= v.kappa, "kappa or one": (v.full == v.kappa) | (v.full == 1)}


def _shadow():
    yield certificate(
        "three-ratings", "three ratings in a row take 1/a + 1/a^2 + 1/a^3 years, three if each is certain, else more", ("excellent", "none_won", "one_won", "two_won"),
        lambda v: {"the sum": v.excellent**3 * v.none_won == 1 + v.excellent + v.excellent**2, "three at least": v.none_won >= 3,
                   "three exactly": (v.none_won == 3) == (v.excellent == 1)},
        lambda v: {"none won": v.none_won == needed(v, v.one_won), "one won": v.one_won == needed(v, v.two_won),
                   "two won": v.two_won == needed(v, 0)}, domains=DOMAINS)
    yield certificate(
        "one-rating-more", "each rating shortens what is needed by 1/a times what the one before it did", ("excellent", "none_won", "fewer", "here", "more"),
        lambda v: {"": v.fewer - v.here == v.excellent * (v.here - v.more)},
        lambda v: {"fewer": v.fewer == needed(v, v.here), "here": v.here == needed(v, v.more)}, domains=DOMAINS)


def lost(v):
    """Rungs forfeited with as many rounds as the least shadow, and with one more: on one rung, where `early` rise in none of the rounds."""
    return 1 - v.early, 1 - v.at_once * v.promotion - v.early * (1 - v.promotion)


def _peak():
    yield certificate(
        "peak-at-once", "on one rung the loss rises no more exactly if a return at once is no less likely than to rise in none of the rounds before",
        ("promotion", "at_once", "early"), lambda v: {"exactly": (lost(v)[1] <= lost(v)[0]) == (v.at_once >= v.early)},
        lambda v: {"p > 0": v.promotion > 0}, domains=DOMAINS)
    yield certificate(
        "no-second-rise", "as the chance to make a rung good never falls with the rounds, a loss that falls never rises again",
        ("lift", "later_lift", "returned", "larger_returned"), lambda v: {"never": v.later_lift * (1 - v.larger_returned) < 0},
        lambda v: {"somebody may rise": v.later_lift > 0, "it falls": v.lift * (1 - v.returned) < 0}, domains=DOMAINS)


def _middle():
    def answer(v):
        bend = {"in between": (inner(v, v.best, v.need) == 0) & (v.best >= 0), "nothing": (v.best == 0) & (inner(v, v.best, v.need) >= 0),
                "the letter": (v.best == 1) & (inner(v, v.best, v.need) <= 0)}
        return {"kappa < 1": v.kappa < 1, "as the text says": bend["in between"] | bend["nothing"] | bend["the letter"]}

    yield certificate("best-between", "where kappa < 1 no conduct costs less than the text's", ("need", "best", "other", "kappa", "delta"),
                      lambda v: {"no other": objective(v, v.best) <= objective(v, v.other)}, answer, domains=DOMAINS)
    yield certificate("best-end", "where kappa >= 1 no conduct costs less than an end, the letter for needs above (1 + delta)/2", ("need", "other", "kappa", "delta"),
                      lambda v: {"nothing": (v.need > (1 + v.delta) / 2) | (objective(v, 0) <= objective(v, v.other)),
                                 "the letter": (v.need < (1 + v.delta) / 2) | (objective(v, 1) <= objective(v, v.other))},
                      lambda v: {"kappa >= 1": v.kappa >= 1}, domains=DOMAINS)

    def cut(v, half):
        """That up to a first need nothing is done and from a second on all, half a width either side of (1 + delta)/2, and what the text says of them."""
        low, high = (1 + v.delta) / 2 - half, (1 + v.delta) / 2 + half
        return (low == ends(v)[0]) & (1 - high == ends(v)[1]) & (((low > 0) & (high < 1)) == ((-v.full < v.delta) & (v.delta < v.full)))

    def taken(v):
        return {"where the cost is convex": (v.kappa >= 1) | cut(v, (1 - v.kappa) / 2), "where it is not": (v.kappa < 1) | cut(v, 0)}

    yield certificate("both-ends", "both extremes are taken exactly if |delta| < min(kappa, 1), by the shares of the text", ("kappa", "delta", "full"), taken,
                      cheaper, domains=DOMAINS)

    def moments(v):
        none, letter = ends(v)
        mean, square = (1 - v.full) / 2 + letter, (1 - v.full) / 3 + letter
        misfit = (none**3 + (1 - v.full) * (none**2 - none * letter + letter**2) + letter**3) / 3
        return {"mean": mean == (1 - v.delta) / 2, "variance": 12 * (square - mean**2) == 1 + 2 * v.full - 3 * v.delta**2,
                "misfit": 12 * misfit == v.full**2 + 3 * v.delta**2}

    yield certificate("moments", "mean, variance and mean squared misfit are the text's", ("delta", "full"), moments, domains=DOMAINS)
    yield certificate("everybody-adapts", "where kappa < 0 the ends of what is done lie within 0 and 1 exactly if |delta| <= |kappa|", ("kappa", "delta"),
                      lambda v: {"exactly": ((inner(v, 0, 0) <= 0) & (inner(v, 1, 1) >= 0)) == ((v.delta <= -v.kappa) & (v.delta >= v.kappa))},
                      lambda v: {"kappa < 0": v.kappa < 0}, domains=DOMAINS)


def whole(v, misfit, risk):
    """What a year costs on average at a conduct's misfit and risk, a sanction for others counted in."""
    return misfit + v.stake * (v.vicarious + (1 - v.vicarious) * risk)


def own(v, misfit, risk):
    """The same at a stake smaller by 1 - q, with no sanction for others."""
    return misfit + (1 - v.vicarious) * v.stake * risk


def ahead(v, here, there):
    """How much more good standing is worth before a year than after it, from the least costs in good standing and barred."""
    return v.ahead - v.vicarious * v.shade * v.ahead - here + there


def _answering():
    yield certificate("smaller-stake", "two conducts differ by as much as at a stake smaller by 1 - q", ("vicarious", "stake", "risk", "other_risk", "misfit", "other_misfit"),
                      lambda v: {"": whole(v, v.misfit, v.risk) - whole(v, v.other_misfit, v.other_risk) == own(v, v.misfit, v.risk) - own(v, v.other_misfit, v.other_risk)},
                      domains=DOMAINS)

    def concave(v):
        """Arguments: far = (1-q)(F + lZ) and near = (1-q)F; then the same at the larger q; nearer lies as far above far_then as near above near_then."""
        step = v.larger_vicarious - v.vicarious
        return {"concave": v.nearer - v.far_then <= v.near - v.near_then, "no steeper than one": v.far - v.nearer <= step * v.shade * v.ahead}

    yield certificate(
        "others-and-worth", "at the same Z what good standing is worth more never rises with q",
        ("vicarious", "larger_vicarious", "felt", "shade", "ahead", "far", "nearer", "near", "far_then", "near_then"),
        lambda v: {"never": ahead(v.larger("vicarious"), v.far_then, v.near_then) <= ahead(v, v.far, v.near)}, concave, domains=DOMAINS)
    yield certificate(
        "worth-and-worth", "at the same q it rises with Z", ("vicarious", "shade", "ahead", "larger_ahead", "before", "below", "near"),
        lambda v: {"by 1 - l at least": ahead(v.larger("ahead"), v.before, v.near) - ahead(v, v.below, v.near) >= (1 - v.shade) * (v.larger_ahead - v.ahead)},
        lambda v: {"no steeper than one": v.before - v.below <= (1 - v.vicarious) * v.shade * (v.larger_ahead - v.ahead)}, domains=DOMAINS)
    yield certificate(
        "stake-of-own-acts", "where Z does not rise the stake on own acts does not either", ("vicarious", "larger_vicarious", "felt", "shade", "ahead", "larger_ahead"),
        lambda v: {"never rises": (1 - v.larger_vicarious) * (v.felt + v.shade * v.ahead) <= (1 - v.vicarious) * (v.felt + v.shade * v.larger_ahead),
                   "falls": (v.felt + v.shade * v.larger_ahead == 0)
                   | ((1 - v.larger_vicarious) * (v.felt + v.shade * v.ahead) < (1 - v.vicarious) * (v.felt + v.shade * v.larger_ahead))}, domains=DOMAINS)


_HERE = "tests/test_career.py::"
CERTIFICATES = by_name(_shadow(), _peak(), _middle(), _answering())
RESULTS = (
    result("length-of-a-shadow", CERTIFICATES, "three-ratings", "one-rating-more",
           samples=[("shadows", _HERE + "test_the_shadow_is_never_shorter_than_both_terms_and_longer_but_for_certain_ratings",
                     "the mean is the closed form's, longer than both terms together, and falls with the chance of a rating", 2000)],
           rest="the sum for any number of ratings, which is a sum of powers"),
    result("who-has-most-to-lose", CERTIFICATES, "peak-at-once", "no-second-rise",
           samples=[("peaks", _HERE + "test_fear_has_one_peak_and_not_before_a_return_is_possible",
                     "what is forfeited has one peak, where the statement says, and no further in with more rungs", 2000)],
           rest="that the chance to make a rung good never falls with the rounds, which rests on the binomial; more rungs than one"),
    result("the-middle-empties", CERTIFICATES, "best-between", "best-end", "both-ends", "moments", "everybody-adapts",
           samples=[("middles", _HERE + "test_the_table_of_the_emptying_middle", "the table, where both extremes are taken", 2000)]),
    result("answering-for-others", CERTIFICATES, "smaller-stake", "others-and-worth", "worth-and-worth", "stake-of-own-acts",
           samples=[("answering", _HERE + "test_a_risk_that_no_conduct_changes_makes_bolder_while_nobody_returns",
                     "careers solved backwards: the stake of own acts falls", 2000)],
           rest="that the least cost is concave with a slope between 0 and 1, and the induction over rounds"),
)
