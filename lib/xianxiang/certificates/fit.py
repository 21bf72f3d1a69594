"""Certificates of the chapter on flexible and uniform policy.

Flexibilities enter as variables of their own, bound by what the township's choice makes of them; square roots as numbers whose squares are given.
"""

from .base import by_name, certificate, result, total
from .base import DOMAINS as LEVERS

_SOME, _ANY, _CHANCE = (0.0, float("inf")), (-float("inf"), float("inf")), (0.0, 1.0)
DOMAINS = LEVERS | {
    "fit_weight": _SOME, "bias": _ANY, "spread": _SOME, "spillover": _SOME, "need": _ANY, "act": _ANY, "other": _ANY, "stakes": _SOME, "found": _CHANCE,
    "none": _CHANCE, "one": _CHANCE, "both": _CHANCE, "here": _CHANCE, "there": _CHANCE, "best": _CHANCE, "harm": _SOME, "exposure": _SOME,
    "root": _CHANCE, "price": _SOME, "idle": _CHANCE, "within": _SOME, "outer": _SOME, "apart": _SOME, "excess": _SOME, "mean": _ANY, "square": _SOME,
}  # fmt: skip
"""Least and greatest value of each variable."""


def cost(v, act):
    """What a township minimizes: its misfit and what the findings of its deviation cost."""
    return v.fit_weight * (act - v.need - v.bias) ** 2 + v.found * v.stakes * act**2


def flexible(v, chi, found, stakes):
    """That a flexibility is fit weight over fit weight and exposure."""
    return chi * (v.fit_weight + found * stakes) == v.fit_weight


def lost(v, chi):
    """What the society loses at a flexibility, per unit of variance between localities; `harm` is spillover and squared bias together."""
    return (1 - chi) ** 2 + chi**2 * v.harm


def best(v):
    """That `best` is the flexibility in the text."""
    return v.best * (1 + v.harm) == 1


def off(v, chi):
    """Squared distance from the best flexibility."""
    return (chi - v.best) ** 2


def gain(v, price):
    """What concealment buys, as numerator and denominator: at a price of deviation of those who hide nothing, in units of the fit weight."""
    return (1 - v.root**2) * price, (1 + price) * (1 + v.root**2 * price)


def unlike(v, idle):
    """Variance of policy where a share does nothing, `apart` from the mean of the rest, whose standard deviation is `within`."""
    return (1 - idle) * v.within**2 + idle * (1 - idle) * v.apart**2


def _deviation():
    def positive(v):
        return v.fit_weight > 0

    yield certificate(
        "fit-best-act", "no act costs the township as little as chi(x + gamma)", ("fit_weight", "bias", "need", "found", "stakes", "one", "act", "other"),
        lambda v: {"no other": (v.act == v.other) | (cost(v, v.act) < cost(v, v.other))},
        lambda v: {"psi > 0": positive(v), "chi": flexible(v, v.one, v.found, v.stakes), "act": v.act == v.one * (v.need + v.bias)}, domains=DOMAINS)
    yield certificate(
        "fit-who-hides", "flexibility never falls with the number who hide, and is alike exactly if two hide nothing or nothing is at stake",
        ("fit_weight", "f0", "f1", "f2", "stakes", "none", "one", "both"),
        lambda v: {"ordered": (v.none > 0) & (v.none <= v.one) & (v.one <= v.both) & (v.both <= 1),
                   "exactly": (v.none == v.both) == ((v.f0 == v.f2) | (v.stakes == 0))},
        lambda v: {"psi > 0": positive(v), "none hides": flexible(v, v.none, v.f0, v.stakes), "one hides": flexible(v, v.one, v.f1, v.stakes),
                   "both hide": flexible(v, v.both, v.f2, v.stakes)}, domains=DOMAINS)
    yield certificate(
        "fit-stakes", "flexibility falls with the strength of the stakes exactly if something is found and some of it is felt",
        ("fit_weight", "strength", "larger_strength", "negativity", "individualization", "diffusion", "prize_passing", "found", "here", "there"),
        lambda v: {"falls": (v.there < v.here) == ((v.found > 0) & (total(v.replace(strength=1)) > 0)), "never rises": v.there <= v.here},
        lambda v: {"psi > 0": positive(v), "here": flexible(v, v.here, v.found, total(v)), "there": flexible(v, v.there, v.found, total(v.larger("strength")))},
        domains=DOMAINS)
    yield certificate(
        "fit-found", "flexibility falls where more is found, if anything is at stake", ("fit_weight", "found", "larger_found", "stakes", "here", "there"),
        lambda v: {"falls": (v.there < v.here) == (v.stakes > 0), "never rises": v.there <= v.here},
        lambda v: {"psi > 0": positive(v), "less found": flexible(v, v.here, v.found, v.stakes), "more found": flexible(v, v.there, v.larger_found, v.stakes)}, domains=DOMAINS)


def _distance():
    yield certificate(
        "fit-loss", "the loss is that of the best flexibility plus the squared distance from it divided by it", ("harm", "best", "here"),
        lambda v: {"square": v.best * lost(v, v.here) == v.best * (1 - v.best) + off(v, v.here)}, lambda v: {"best": best(v)}, domains=DOMAINS)
    yield certificate(
        "fit-nearer", "of two flexibilities the nearer to the best is the better; the larger one, exactly if the best lies above their mean",
        ("harm", "best", "here", "there"),
        lambda v: {"nearer": (lost(v, v.here) < lost(v, v.there)) == (off(v, v.here) < off(v, v.there)),
                   "larger": (v.here <= v.there) | ((lost(v, v.here) < lost(v, v.there)) == (2 * v.best > v.here + v.there))},
        lambda v: {"best": best(v)}, domains=DOMAINS)
    yield certificate("fit-all-or-nothing", "one is better than nought exactly if the harm is below one", ("harm",),
                      lambda v: {"exactly": (lost(v, 1) < lost(v, 0)) == (v.harm < 1)}, domains=DOMAINS)
    yield certificate(
        "fit-pigou", "flexibility is the best exactly if the price of a deviation is psi times the harm", ("fit_weight", "harm", "exposure", "best", "here"),
        lambda v: {"exactly": (v.here == v.best) == (v.exposure == v.fit_weight * v.harm), "too dear": (v.here < v.best) == (v.exposure > v.fit_weight * v.harm)},
        lambda v: {"psi > 0": v.fit_weight > 0, "best": best(v), "here": flexible(v, v.here, 1, v.exposure)}, domains=DOMAINS)


def _concealment():
    def most(v):
        top, bottom = gain(v, v.price)
        return {"no more": top * (1 + v.root) <= bottom * (1 - v.root), "there": (top * (1 + v.root) == bottom * (1 - v.root)) == (v.root * v.price == 1)}

    yield certificate("fit-gain", "two who hide are more flexible by the quotient in the text", ("root", "price", "none", "both"),
                      lambda v: {"": (v.both - v.none) * gain(v, v.price)[1] == gain(v, v.price)[0]},
                      lambda v: {"none": v.none * (1 + v.price) == 1, "both": v.both * (1 + v.root**2 * v.price) == 1}, domains=DOMAINS)
    yield certificate("fit-peak", "concealment buys no more than (1 - u)/(1 + u), and that exactly at the price 1/u", ("root", "price"), most,
                      lambda v: {"something is hidden": v.root < 1}, domains=DOMAINS)

    def turns(v):
        here, there = gain(v, v.price), gain(v, v.larger_price)
        rises = there[0] * here[1] > here[0] * there[1]
        return {"rises": (v.root * v.larger_price > 1) | rises, "falls": (v.root * v.price < 1) | (there[0] * here[1] < here[0] * there[1])}

    yield certificate("fit-one-peak", "it rises up to that price and falls beyond it", ("root", "price", "larger_price"), turns,
                      lambda v: {"something is hidden": v.root < 1}, domains=DOMAINS)


def _acts():
    def moments(v):
        mean = (1 - v.idle) * v.mean - v.idle * v.outer
        second = (1 - v.idle) * v.square + v.idle * v.outer**2
        return {"variance": second - mean**2 == unlike(v.replace(apart=v.outer + v.mean), v.idle)}

    yield certificate("fit-two-groups", "the variance is that of the rest and of the two groups apart", ("idle", "mean", "square", "outer", "within"), moments,
                      lambda v: {"the rest": v.square == v.within**2 + v.mean**2}, domains=DOMAINS)

    def collusion(v):
        """That collusion is no less flexible, its standard deviation `outer`, with the root in the text as `excess`."""
        return {"excess": v.excess**2 == v.outer**2 - v.within**2}

    yield certificate(
        "fit-some-share", "beyond the distance in the text some share makes two safe acts less uniform", ("within", "outer", "excess", "apart", "idle"),
        lambda v: {"a share": (v.idle > 0) & (v.idle < 1), "less uniform": unlike(v, v.idle) > v.outer**2},
        lambda v: {**collusion(v), "far": v.apart > v.outer + v.excess, "half way": 2 * v.apart**2 * v.idle == v.apart**2 - v.within**2}, domains=DOMAINS)
    yield certificate(
        "fit-no-share", "up to that distance no share does", ("within", "outer", "excess", "apart", "idle"),
        lambda v: {"more uniform": unlike(v, v.idle) <= v.outer**2},
        lambda v: {**collusion(v), "near": v.apart <= v.outer + v.excess}, domains=DOMAINS)

    def between(v):
        """With the half width of the interval in `excess`, in units of the squared distance."""
        middle = v.apart**2 - v.within**2
        above = 2 * v.apart**2 * v.idle > middle - v.excess
        below = 2 * v.apart**2 * v.idle < middle + v.excess
        return {"exactly": (unlike(v, v.idle) > v.outer**2) == (above & below)}

    yield certificate(
        "fit-which-shares", "and then those between the two roots do, no others", ("within", "outer", "excess", "apart", "idle"), between,
        lambda v: {"apart": v.apart > 0, "root": v.excess**2 == (v.apart**2 + v.within**2) ** 2 - 4 * v.apart**2 * v.outer**2}, domains=DOMAINS)


_HERE = "tests/test_fit.py::"
CERTIFICATES = by_name(_deviation(), _distance(), _concealment(), _acts())
RESULTS = (
    result("price-of-deviation", CERTIFICATES, "fit-best-act", "fit-who-hides", "fit-stakes", "fit-found",
           samples=[("fit-deviations", _HERE + "test_no_deviation_tried_costs_less", "no act that is tried costs the township less", 2000)],
           rest="that more is found with closer inspection, more veto items and less concealment, which is the core game's"),
    result("distance-rule", CERTIFICATES, "fit-loss", "fit-nearer", "fit-all-or-nothing", "fit-pigou",
           samples=[("fit-losses", _HERE + "test_the_loss_is_that_of_many_localities", "the loss of drawn localities is the formula's, the nearer regime loses less", 400)],
           rest="that the mean loss over localities is the quadratic, which rests on the first two moments"),
    result("what-concealment-buys", CERTIFICATES, "fit-gain", "fit-peak", "fit-one-peak",
           samples=[("fit-peaks", _HERE + "test_concealment_buys_most_at_one_peak", "the peak over a grid of strengths is where and as high as stated", 500)],
           rest="that the gain goes to nothing at either end, which is a limit"),
    result("two-safe-acts", CERTIFICATES, "fit-two-groups", "fit-some-share", "fit-no-share", "fit-which-shares",
           samples=[("fit-shares", _HERE + "test_which_shares_make_blame_less_uniform", "over a grid of shares, exactly those between the roots", 1000)]),
)
