"""Of the certificates of the chapter `career`."""

from xianxiang.certificates.career import ahead, ends, inner, lost, objective, own, whole

from . import mutant

MUTANTS = {
    "three-ratings: a rating is never certain": mutant("three-ratings", claims=lambda v: {"": v.none_won > 3}),
    "three-ratings: whatever the first is worth": mutant("three-ratings", drop="two won"),
    "three-ratings: whoever misses one keeps the others": mutant("three-ratings", claims=lambda v: {"": v.excellent * v.none_won == 3}),
    "one-rating-more: the other way": mutant("one-rating-more", claims=lambda v: {"": v.excellent * (v.fewer - v.here) == v.here - v.more}),
    "one-rating-more: after a lapse": mutant("one-rating-more", drop="here"),
    "peak-at-once: where nobody rises": mutant("peak-at-once", drop="p > 0"),
    "peak-at-once: already before": mutant("peak-at-once", claims=lambda v: {"": (lost(v)[1] <= lost(v)[0]) == (v.at_once >= v.early * (1 - v.promotion))}),
    "no-second-rise: nobody left to rise": mutant("no-second-rise", drop="somebody may rise"),
    "no-second-rise: where it rises": mutant("no-second-rise", drop="it falls"),
    "best-between: any answer": mutant("best-between", drop="as the text says"),
    "best-between: bent the other way": mutant("best-between", drop="kappa < 1"),
    "best-end: where the cost is convex": mutant("best-end", drop="kappa >= 1"),
    "best-end: tilt counted whole": mutant("best-end", claims=lambda v: {"": (v.need > 1 / 2 + v.delta) | (objective(v, 0) <= objective(v, v.other))}),
    "both-ends: kappa itself": mutant("both-ends", drop="no more than kappa"),
    "both-ends: one at any fear": mutant("both-ends", drop="kappa or one"),
    "both-ends: any cut": mutant("both-ends", claims=lambda v: {"": (ends(v)[0] > 0) == (v.delta > 0)}),
    "both-ends: whatever exceeds the tilt": mutant("both-ends", claims=lambda v: {"": ((ends(v)[0] > 0) & (ends(v)[1] > 0)) == ((-v.kappa < v.delta) & (v.delta < v.kappa))}),
    "moments: the variance of needs": mutant("moments", claims=lambda v: {
        "": 12 * ((1 - v.full) / 3 + ends(v)[1] - ((1 - v.full) / 2 + ends(v)[1]) ** 2) == 1 + v.full - 3 * v.delta**2}),
    "moments: nobody errs": mutant("moments", claims=lambda v: {"": (1 - v.full) / 2 + ends(v)[1] == 1 / 2}),
    "everybody-adapts: with a hump": mutant("everybody-adapts", drop="kappa < 0", claims=lambda v: {
        "": (inner(v, 0, 0) > 0) | (inner(v, 1, 1) < 0) | (v.kappa < 0)}),
    "everybody-adapts: at any tilt": mutant("everybody-adapts", claims=lambda v: {"": inner(v, 0, 0) <= 0}),
    "smaller-stake: the costs themselves": mutant("smaller-stake", claims=lambda v: {"": whole(v, v.misfit, v.risk) == own(v, v.misfit, v.risk)}),
    "others-and-worth: not concave": mutant("others-and-worth", drop="concave"),
    "others-and-worth: as steep as you like": mutant("others-and-worth", drop="no steeper than one"),
    "worth-and-worth: as steep as you like": mutant("worth-and-worth", drop="no steeper than one"),
    "worth-and-worth: by all of it": mutant("worth-and-worth", claims=lambda v: {
        "": ahead(v.larger("ahead"), v.before, v.near) - ahead(v, v.below, v.near) >= v.larger_ahead - v.ahead}),
    "stake-of-own-acts: where the career is worth more": mutant("stake-of-own-acts", claims=lambda v: {
        "": (1 - v.larger_vicarious) * (v.felt + v.shade * v.larger_ahead) <= (1 - v.vicarious) * (v.felt + v.shade * v.ahead)}),
    "stake-of-own-acts: always strictly": mutant("stake-of-own-acts", claims=lambda v: {
        "": (1 - v.larger_vicarious) * (v.felt + v.shade * v.ahead) < (1 - v.vicarious) * (v.felt + v.shade * v.larger_ahead)}),
}
