"""Certificates of the chapter on what breaks an alliance."""

from itertools import product

from .base import (
    ACTIONS, ALIKE, COUNTY, DEFLECT, PAYOFF, SHIELD, SIDES, STAKES, TOWNSHIP, advantages, breaking, by_name, certificate, every, felt, leaving,
    loss, moves, of_both, one_item, result, silence, slope, threshold, together, total, utility, weighed,
)


def _matters(v):
    return {"f1 > 0": v.f1 > 0, "attachment < 1": v.attachment < 1,
            "individualization > 0 or diffusion > 0": (v.individualization > 0) | (v.diffusion > 0)}


def _alliance():
    free = ("reward", "penalty", *PAYOFF)

    def of(side):
        who = ("county", "township")[side]
        yield certificate(
            f"breaking-{who}", f"a larger penalty raises the {who}'s gain from leaving exactly when b pi > rho (1+theta)/(1-theta)",
            (*free, "larger_penalty"),
            lambda v: {"exactly when": (leaving(v.larger("penalty"), side) > leaving(v, side)) == breaking(v, side)},
            _matters)
        yield certificate(
            f"tightening-{who}", f"where the inequality holds strictly the other way every increase of the penalty lowers the {who}'s gain",
            (*free, "larger_penalty"),
            lambda v: {"tightens": leaving(v.larger("penalty"), side) < leaving(v, side)},
            lambda v: {**_matters(v), "the other way":
                       moves(v, side) * v.individualization / felt(v) < weighed(v, silence(v))})
        yield certificate(
            f"unbroken-{who}", f"where the inequality fails no penalty makes the {who} leave that would stay without it", free,
            lambda v: {"stays": leaving(v, side) <= 0},
            lambda v: {**_matters(v), "not breaking": breaking(v, side) == False,  # noqa: E712
                       "stays without a penalty": leaving(v.replace(penalty=0), side) <= 0})
        yield certificate(
            f"broken-{who}", f"where it holds there is a finite penalty beyond which the {who} would rather deflect", free,
            lambda v: {"the slope is positive": slope(v, side) > 0,
                       "leaves": (v.penalty * slope(v, side) > -leaving(v.replace(penalty=0), side)) == (leaving(v, side) > 0)},
            lambda v: {**_matters(v), "breaking": breaking(v, side)})

    for side in SIDES:
        yield from of(side)


def _threshold():
    free = ("reward", *PAYOFF)

    def of(side):
        who = ("county", "township")[side]
        yield certificate(
            f"no-threshold-{who}", f"if b <= rho (1+theta)/(1-theta) no responsibility makes penalties break the alliance for the {who}", free,
            lambda v: {"never": slope(v, side) <= 0},
            lambda v: {**_matters(v), "b <= rho": moves(v, side) <= weighed(v, silence(v))})
        yield certificate(
            f"threshold-{who}", f"else they break it for the {who} exactly above the threshold, which is in [0, 1)", free,
            lambda v: {"exactly above": (slope(v, side) > 0)
                       == (v.individualization > threshold(v, moves(v, side), weighed(v, silence(v)))),
                       "at least 0": threshold(v, moves(v, side), weighed(v, silence(v))) >= 0,
                       "below 1": threshold(v, moves(v, side), weighed(v, silence(v))) < 1},
            lambda v: {**_matters(v), "b > rho": moves(v, side) > weighed(v, silence(v))})

    for side in SIDES:
        yield from of(side)

    def least(v):
        return threshold(v, v.transferability, weighed(v, v.rho))

    def monotone(name, what, falls):
        def claims(v):
            low, high = least(v), least(v.larger(name))
            weak, strictly = (low >= high, low > high) if falls else (low <= high, low < high)
            acts = (v.diffusion if name != "diffusion" else 1) * (v.rho if name != "rho" else 1) > 0
            return {"weakly": weak, "strictly where d > 0 and rho > 0": strictly == acts}

        def given(v):
            more = v.larger(name)
            return {"attachment < 1": more.attachment < 1, "b > rho": v.transferability > weighed(v, v.rho),
                    "still b > rho": more.transferability > weighed(more, more.rho)}
        return certificate(f"threshold-and-{name}", what, ("transferability", "rho", "attachment", "diffusion", f"larger_{name}"),
                            claims, given)

    yield monotone("transferability", "the threshold never rises with transferability", True)
    yield monotone("rho", "the threshold never falls with the worth of silence", False)
    yield monotone("attachment", "the threshold never falls with attachment", False)
    yield monotone("diffusion", "the threshold never falls with what leaders feel of a unit's sanction", False)
    yield certificate(
        "silence-and-concealment", "with one veto item the worth of silence never falls with joint concealment",
        ("monitoring", "concealment", "larger_concealment", "lone_concealment"),
        lambda v: {"never falls": silence(one_item(v)) <= silence(one_item(v.larger("concealment")))},
        lambda v: {"f1 > 0": one_item(v).f1 > 0, "still f1 > 0": one_item(v.larger("concealment")).f1 > 0})


def _classes():
    free = (*STAKES, *PAYOFF)
    yield certificate(
        "advantages", "the advantages of Shield over Deflect are X against a shielder and Y against a deflector", free,
        lambda v: {f"{name}, {who}": loss(v, side, SHIELD, DEFLECT, against) == advantages(v)[against]
                   for side, who in ((COUNTY, "county"), (TOWNSHIP, "township"))
                   for name, against in (("X", SHIELD), ("Y", DEFLECT))}, **ALIKE)
    yield certificate(
        "difference", "X - Y = (1 + theta)(2 f1 - f0 - f2) W", free,
        lambda v: {"X - Y": advantages(v)[0] - advantages(v)[1]
                   == (1 + v.attachment) * (2 * v.f1 - v.f0 - v.f2) * total(v)}, **ALIKE)
    items = tuple(x for x in free if x not in ("f0", "f1", "f2"))
    yield certificate(
        "trust-or-nerve", "with one veto item stag hunts need lambda < 1/2 and chickens lambda > 1/2",
        (*items, "monitoring", "concealment", "lone_concealment"),
        lambda v: {"stag hunt": (2 * v.lone_concealment < 1) | (advantages(one_item(v))[0] <= 0) | (advantages(one_item(v))[1] >= 0),
                   "chicken": (2 * v.lone_concealment > 1) | (advantages(one_item(v))[0] >= 0) | (advantages(one_item(v))[1] <= 0)},
        **ALIKE)


def _better_end():
    def of(side):
        who = ("county", "township")[side]

        def gain(v):  # of mutual shielding over mutual deflection
            return utility(v, side, SHIELD, SHIELD) - utility(v, side, DEFLECT, DEFLECT)

        return certificate(
            f"better-end-{who}", f"if Shield is at least as good as Deflect against a shielder, the {who} is no worse off "
            "at mutual shielding than at mutual deflection, and better off if Shield is better",
            ("reward", "penalty", *PAYOFF),
            lambda v: {"no worse off": gain(v) >= 0, "better off if Shield is better": (leaving(v, side) == 0) | (gain(v) > 0)},
            lambda v: {"Shield is at least as good": leaving(v, side) <= 0},
            lambda v: {"deserting is no worse than mutual deflection":
                       utility(v, side, DEFLECT, SHIELD) >= utility(v, side, DEFLECT, DEFLECT)},
            attachment=0)
    yield from map(of, SIDES)


def _vetoes():
    def left(v, n):
        return (1 - (1 - v.f2) ** n) / (1 - (1 - v.f1) ** n)

    yield certificate(
        "second-item", "a second item adds to the protection exactly when f1 + f2 < 1", ("f1", "f2"),
        lambda v: {"exactly when": ((1 - v.f2) ** 2 - (1 - v.f1) ** 2 > (1 - v.f2) - (1 - v.f1)) == (v.f1 + v.f2 < 1)},
        lambda v: {"f1 > f2": v.f1 > v.f2})
    yield certificate(
        "silence-and-second-item", "the worth of silence falls from one item to two, and from two to three", ("f1", "f2"),
        lambda v: {"from one to two": left(v, 1) < left(v, 2), "from two to three": left(v, 2) < left(v, 3)},
        lambda v: {"f1 > f2": v.f1 > v.f2, "f2 > 0": v.f2 > 0, "f1 < 1": v.f1 < 1})


def _surplus():
    def claim(actions, cost):
        def claims(v):
            best = every(together(v, SHIELD, SHIELD) >= together(v, a, b) for a, b in product(actions, repeat=2)
                         if (a, b) != (SHIELD, SHIELD))
            stakes = total(v, COUNTY) + total(v, TOWNSHIP)  # twice their mean
            return {"exactly when": best == (((v.f1 - v.f2) * stakes >= cost(v))
                                             & ((v.f0 - v.f2) * stakes >= 2 * cost(v)))}
        return claims

    yield certificate("joint-surplus", "the two payoffs together are greatest at mutual shielding exactly when both left sides are at least g",
                       (*STAKES, *PAYOFF), claim(ACTIONS, lambda v: v.shield_cost), prize_passing=0)
    yield certificate("joint-surplus-of-two", "of Shield and Deflect alone, exactly when they cover g - k",
                       (*STAKES, *PAYOFF), claim((SHIELD, DEFLECT), lambda v: v.shield_cost - v.deflect_cost), prize_passing=0)


CERTIFICATES = by_name(_alliance(), _threshold(), _classes(), _better_end(), _vetoes(), _surplus())
_HERE = "tests/test_certificates.py::"
RESULTS = (
    result("alliance-breaking", CERTIFICATES, *of_both("breaking", "tightening", "unbroken", "broken")),
    result("threshold", CERTIFICATES, *of_both("no-threshold", "threshold"), "threshold-and-transferability", "threshold-and-rho",
           "threshold-and-attachment", "threshold-and-diffusion", "silence-and-concealment",
           samples=[("silence-and-concealment", _HERE + "test_silence_never_falls_with_joint_concealment",
                     "with any number of veto items the worth of silence never falls with joint concealment", 20000)],
           rest="joint concealment with more than one veto item, where the number is a power"),
    result("game-classes", CERTIFICATES, "advantages", "difference", "trust-or-nerve",
           samples=[("chicken", _HERE + "test_chickens_need_much_lone_hiding_with_any_number_of_items",
                     "chickens need more than half of hiding alone, with any number of veto items", 20000)],
           rest="chickens with more than one veto item, where the number is a power"),
    result("no-deadlock-stag", CERTIFICATES, *of_both("better-end")),
    result("joint-surplus", CERTIFICATES, "joint-surplus", "joint-surplus-of-two"),
    result("veto-peak", CERTIFICATES, "second-item", "silence-and-second-item",
           samples=[("veto-peak", _HERE + "test_protection_rises_to_its_peak_and_falls_to_zero",
                     "the protection rises up to the peak and falls to zero; the peak is above one item if f1 <= 1 - 1/e", 3000),
                    ("silence-and-vetoes", _HERE + "test_silence_is_worth_less_with_every_item",
                     "the worth of silence falls with every item, to zero", 3000)],
           rest="logarithms and powers: the peak, and any number of items"),
)
