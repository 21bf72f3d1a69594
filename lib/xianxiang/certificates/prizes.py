"""Certificates of the chapter on shared prizes.

Efforts and the score are powers of what work and push bring, and powers are not for a solver. What is checked is what the proofs
make of them: the two returns, the signs of their changes, and whole deviations where the powers are square roots or none.
"""

from fractions import Fraction

from .base import by_name, certificate, felt, personal, result, total

INFINITE = float("inf")
DOMAINS = {
    "quota": (0.0, 1.0), "contest": (0.0, 2.0), "strain": (0.0, INFINITE), "rivalry": (0.0, 1.0),
    "moved": (0.0, INFINITE), "claimed": (0.0, INFINITE), "whole": (0.0, INFINITE),
    "work": (0.0, INFINITE), "push": (0.0, INFINITE), "zeta": (0.0, 1.0),
    "weight": (0.0, 1.0), "response": (0.0, 1.0), "share": (0.0, 1.0), "m": (0.0, INFINITE),
}
"""Least and greatest value of the chapter's own variables. Of the stakes W (`whole`) a side can move bB (`moved`) of a penalty and claim
aR (`claimed`) of a prize. `work` and `push` are multiples of those in equilibrium, `zeta` is the partner's share of all push."""

RULES = ("individualization", "transferability", "diffusion")
ALONE = {"prize_passing": 0, "attachment": 0, "executor": 1}


def returns(v):
    """T and C: what work and push bring, each for one per cent more."""
    return (v.contest * v.quota * (1 - v.quota) * total(v) / 2,
            ((1 - v.quota) * v.transferability * personal(v) + v.quota * v.rivalry * v.reward) / 2)


def _open(v):
    return {"quota > 0": v.quota > 0, "quota < 1": v.quota < 1, "contest > 0": v.contest > 0}


def _efforts():
    free = ("strength", "negativity", *RULES, "quota", "contest")

    def share(v):
        work, push = returns(v)
        moved = v.transferability * personal(v) / total(v)
        more = returns(v.larger("strength"))
        return {"of effort": push * (moved + v.contest * v.quota) == moved * (work + push), "not by strength": more[0] * push == more[1] * work}

    yield certificate("push-share", "of effort the share b beta/(b beta + rp) is push, at any strength", (*free, "larger_strength"), share,
                      lambda v: {**_open(v), "something is at stake": total(v) > 0}, rivalry=0, **ALONE, domains=DOMAINS)

    def stakes(v):
        return {"moved <= whole": v.moved <= v.whole}

    def claims(v):
        return {**stakes(v), "claimed <= whole": v.claimed <= v.whole}

    def odd(v):  # both sides of the inequality that makes the second derivatives those of a concave function
        half, apart = v.contest / 2, v.claimed - v.moved
        between = v.whole + apart * (1 - 2 * v.zeta)
        return ((1 - half + 2 * half * v.quota) * between * (v.quota * v.claimed + (1 - v.quota) * v.moved),
                half * v.quota * (1 - v.quota) * v.zeta * apart * apart)

    def concave(v):
        left, right = odd(v)
        return {"concave": left >= right}

    yield certificate("concave", "what a side has before effort is concave in its work and push, where a penalty is what is pushed",
                      ("whole", "moved", "quota", "contest", "zeta"), concave, stakes, claimed=0, domains=DOMAINS)
    yield certificate("concave-claims", "with a prize that can be claimed what a side has before the cost of effort is concave too, if aR - bB <= (1 - r/2)W",
                      ("whole", "moved", "claimed", "quota", "contest", "zeta"), concave,
                      lambda v: {**claims(v), "aR - bB <= (1 - r/2)W": v.claimed - v.moved <= (1 - v.contest / 2) * v.whole}, domains=DOMAINS)

    def gain(v, contest):
        """What a side gains at no strain by `work` and `push` times those in equilibrium; at r = 1, `work` is the root of the multiple."""
        chance, z = v.quota * v.work / (1 - v.quota + v.quota * v.work), (v.push - 1) / (v.push + 1)
        effort = v.work if contest == 2 else v.work * v.work
        costs = contest * v.quota * (1 - v.quota) / 2 * v.whole * (effort - 1) + (1 - v.quota) / 2 * v.moved * (v.push - 1)
        return chance * (v.whole - v.moved * z) + v.moved * z - v.quota * v.whole - costs

    for contest in (1, 2):
        yield certificate(f"no-deviation-{contest}", f"at a contest of {contest} and no strain no other work and push pays more",
                          ("moved", "quota", "work", "push"), lambda v, contest=contest: {"no gain": gain(v, Fraction(contest)) <= 0},
                          lambda v: {**stakes(v), "quota > 0": v.quota > 0, "quota < 1": v.quota < 1}, whole=1, domains=DOMAINS)


def rises(work, push, more_work, more_push, strain):
    """Whether effort in work rises where its return and that of push change at these rates."""
    return (1 + strain) * more_work * (work + push) > strain * work * (more_work + more_push)


def _sign():
    free = ("strength", "negativity", *RULES, "quota", "contest")

    def same(v):
        penalty, prize = (returns(v.replace(negativity=nu)) for nu in (1, 0))
        return {"work": penalty[0] == prize[0], "push": penalty[1] == prize[1]}

    yield certificate("penalty-as-prize", "a penalty felt in full that cannot be moved acts as a prize of its size", ("strength", "individualization", "quota", "contest"),
                      same, diffusion=1, transferability=0, rivalry=0, **ALONE, domains=DOMAINS)

    def busier(v):
        work = v.contest * v.quota * (1 - v.quota) * v.whole / 2
        few, many = work + (1 - v.quota) * v.moved / 2, work + (1 - v.quota) * v.larger_moved / 2
        return {"busier": many > few, **{f"less done at a strain of {k}": work ** (1 + k) / many**k < work ** (1 + k) / few**k for k in (1, 2, 3)}}

    yield certificate("busier", "at given stakes more blame to move raises effort and, at a strain above nothing, lowers work", ("whole", "moved", "larger_moved", "quota", "contest"), busier,
                      lambda v: {**_open(v), "whole > 0": v.whole > 0}, domains=DOMAINS)

    def traded(v):
        (work, push), (less, more) = returns(v), returns(v.larger("negativity"))
        left = v.transferability * v.individualization
        right = v.contest * v.quota * (1 - v.individualization) * (1 - v.diffusion)
        return {"push's share": (more * work > push * less) == (left > 0), "never a smaller one": more * work >= push * less,
                "effort": (less + more > work + push) == (left > right), "less for work": less <= work, "more for push": more >= push}

    yield certificate("penalties-for-prizes", "penalties for prizes raise the share of push where blame is personal and moves, and effort exactly where b iota > rp(1 - iota)(1 - d)",
                      (*free, "larger_negativity"), traded, lambda v: {**_open(v), "strength > 0": v.strength > 0}, rivalry=0, **ALONE, domains=DOMAINS)

    def never(v):
        here, none, all_of_it = returns(v), returns(v.replace(negativity=0)), returns(v.replace(negativity=1))
        return {"never": rises(*here, *(b - a for a, b in zip(none, all_of_it)), v.strain) == False}  # noqa: E712

    yield certificate("never-more-done", "penalties for prizes never raise work, at any strain", (*free, "strain"), never, rivalry=0, strength=1, **ALONE, domains=DOMAINS)

    def slope(v):
        none, all_of_it = (returns(v.replace(individualization=x)) for x in (0, 1))
        return tuple(b - a for a, b in zip(none, all_of_it))

    def above(v):
        own = 1 - v.diffusion
        return own * v.contest * v.quota * total(v) + (1 + v.strain) * own * v.transferability * personal(v) - v.strain * v.transferability * total(v)

    def trough(v):
        own = 1 - v.diffusion
        least = (v.strain * v.transferability - own * v.contest * v.quota) / ((1 + v.strain) * own * v.transferability)
        return {"exactly above": rises(*returns(v), *slope(v), v.strain) == (personal(v) > least * total(v))}

    def factored(v):
        (work, push), (more_work, more_push), rest = returns(v), slope(v), 1 - v.quota
        change = (1 + v.strain) * more_work * (work + push) - v.strain * work * (more_work + more_push)
        return {"a product": 4 * change == v.contest * v.quota * rest * rest * v.penalty * above(v)}

    yield certificate("trough", "with individual responsibility work rises exactly where beta is above (kappa b - (1-d)rp)/((1+kappa)(1-d)b)",
                      ("reward", "penalty", *RULES, "quota", "contest", "strain"), trough,
                      lambda v: {**_open(v), "penalty > 0": v.penalty > 0, "transferability > 0": v.transferability > 0, "diffusion < 1": v.diffusion < 1},
                      factored, rivalry=0, **ALONE, domains=DOMAINS)


def _divide():
    def claims(v):
        prize, penalty = (returns(v.replace(negativity=nu)) for nu in (0, 1))
        moved = v.transferability * v.individualization / felt(v)
        return {"exactly below": (prize[1] * penalty[0] < penalty[1] * prize[0]) == (v.quota < moved / (v.rivalry + moved))}

    yield certificate("dividing-quota", "all prize divides less than all penalty exactly where p < b pi/(a + b pi)", (*RULES, "quota", "contest", "rivalry"), claims,
                      lambda v: {**_open(v), "a penalty is felt": felt(v) > 0, "a + b pi > 0": (v.rivalry > 0) | (v.transferability * v.individualization > 0)},
                      strength=1, **ALONE, domains=DOMAINS)


def factors(v):
    """The two whose product is M, by which a county weighs the score."""
    p, rho, alpha = v.quota, v.response, v.weight
    return rho * (1 - p) / (1 - alpha * rho * (1 - p)), (1 - alpha * rho * (1 - 2 * p)) / (1 - rho * (1 - 2 * p))


def middle(v):
    """M."""
    first, second = factors(v)
    return first * second


def chosen(v):
    """What a county passes down."""
    return (1 - v.weight) * middle(v) / (1 + middle(v))


def _passing():
    free = ("weight", "response", "quota")

    def inside(v):
        return {"weight > 0": v.weight > 0, "weight < 1": v.weight < 1, "response > 0": v.response > 0, "response < 1": v.response < 1, "quota < 1": v.quota < 1}

    def best(v, psi):
        return -1 / (1 - psi) + middle(v) * ((1 - v.weight) / psi - v.weight / (1 - psi))

    yield certificate("chosen-share", "the share passed down is more than nothing, less than is best for the score, and there the county's slope is none", free,
                      lambda v: {"more than nothing": chosen(v) > 0, "less than best": chosen(v) < 1 - v.weight, "no slope": best(v, chosen(v)) == 0}, inside, domains=DOMAINS)
    yield certificate("one-peak", "the county's slope falls up to the best share for the score, as M falls, and is negative from there", ("weight", "share", "larger_share", "m", "larger_m"),
                      lambda v: {"falls": (v.larger_share >= 1 - v.weight) | (-1 / (1 - v.share) + v.larger_m * ((1 - v.weight) / v.share - v.weight / (1 - v.share))
                                                                             > -1 / (1 - v.larger_share) + v.m * ((1 - v.weight) / v.larger_share - v.weight / (1 - v.larger_share))),
                                 "negative": (v.share < 1 - v.weight) | (-1 / (1 - v.share) + v.m * ((1 - v.weight) / v.share - v.weight / (1 - v.share)) < 0)},
                      lambda v: {"weight > 0": v.weight > 0, "weight < 1": v.weight < 1, "share > 0": v.share > 0, "larger_share < 1": v.larger_share < 1}, domains=DOMAINS)

    def fewer(v):
        (first, second), (less, lower) = factors(v), factors(v.larger("quota"))
        return {"the first factor falls": less < first, "the second does not rise": lower <= second, "both are positive": (less > 0) & (lower > 0)}

    yield certificate("more-rivals", "M falls as the county's chance rises: one of its factors falls, and the other does not rise", (*free, "larger_quota"),
                      fewer, lambda v: {**inside(v), "larger_quota < 1": v.larger_quota < 1}, domains=DOMAINS)
    yield certificate("chosen-and-m", "the larger M, the more is passed down", ("weight", "m", "larger_m"),
                      lambda v: {"rises": (1 - v.weight) * v.larger_m / (1 + v.larger_m) > (1 - v.weight) * v.m / (1 + v.m)},
                      lambda v: {"weight < 1": v.weight < 1}, domains=DOMAINS)
    yield certificate("more-response", "the share that is passed down rises with the response to prizes", (*free, "larger_response"),
                      lambda v: {"rises": chosen(v.larger("response")) > chosen(v)},
                      lambda v: {**inside(v), "larger_response < 1": v.larger_response < 1}, domains=DOMAINS)
    yield certificate("many-rivals", "the share that is passed down is (1 - alpha) rho where the chance is nothing, and less elsewhere", free,
                      lambda v: {"limit": chosen(v.replace(quota=0)) == (1 - v.weight) * v.response, "below": (v.quota == 0) | (chosen(v) < (1 - v.weight) * v.response)},
                      inside, domains=DOMAINS)


CERTIFICATES = by_name(_efforts(), _sign(), _divide(), _passing())
_HERE = "tests/test_prizes.py::"
RESULTS = (
    result("effort-and-push", CERTIFICATES, "push-share", "concave", "no-deviation-1", "no-deviation-2",
           samples=[("effort-and-push", _HERE + "test_no_deviation_gains_in_a_sample", "on a grid of work and push no deviation gains, at any contest and strain", 300)],
           rest="that a concave function's first-order conditions suffice, and the powers of the strain"),
    result("sign-in-effort", CERTIFICATES, "penalty-as-prize", "busier", "penalties-for-prizes", "never-more-done", "trough",
           samples=[("sign-in-effort", _HERE + "test_signs_of_changes_are_those_of_efforts", "work and effort move as their returns say, at any strain", 400)],
           rest="that the sign of a change is its derivative's"),
    result("prizes-divide", CERTIFICATES, "concave-claims", "dividing-quota",
           samples=[("prizes-divide", _HERE + "test_no_deviation_gains_in_a_sample_with_rivalry", "on a grid of work and push no deviation gains where the condition holds", 300)],
           rest="that a concave function's first-order conditions suffice"),
    result("passing-down", CERTIFICATES, "chosen-share", "one-peak", "more-rivals", "chosen-and-m", "more-response", "many-rivals",
           samples=[("passing-down", _HERE + "test_no_other_share_gains_in_a_sample", "of 200 shares none leaves a county more than the one it chooses", 300)],
           rest="the county's slope itself, which the text derives"),
)
