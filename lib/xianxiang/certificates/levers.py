"""Certificates of the chapter on which lever matters.

Outcomes of settings and chances of switches enter as variables of their own; variances and conditional means are written out over all
settings. Powers of e enter as positive numbers.
"""

from itertools import permutations, product
from math import prod

from .base import DEFLECT, PAYOFF, ROUTINE, SHIELD, SIDES, STAKES, by_name, certificate, loss, personal, result

_CHANCE, _SOME, _ANY = (0.0, 1.0), (0.0, float("inf")), (-float("inf"), float("inf"))
PAIR, THREE = (tuple("v" + "".join(map(str, on)) for on in product((0, 1), repeat=count)) for count in (2, 3))
CHANCES = ("p", "q", "r")
DOMAINS = dict.fromkeys(CHANCES, _CHANCE) | dict.fromkeys((*PAIR, *THREE), _ANY) | dict.fromkeys(("odds", "hidden", "lost"), _SOME) | {
    "found": _CHANCE, "attachment": _CHANCE, "transferability": _CHANCE}
"""Least and greatest value of each variable of the chapter's own."""


# Variances over all settings ----------------------------------------------------------------------

def settings(count):
    """Every setting of so many switches."""
    return tuple(product((0, 1), repeat=count))


def weight(chances, setting):
    """How likely a setting is."""
    return prod(chance if on else 1 - chance for chance, on in zip(chances, setting))


def mean(values, chances):
    """The mean outcome."""
    return sum(weight(chances, setting) * value for setting, value in values.items())


def variance(values, chances):
    """The outcome's variance, by its definition."""
    centre = mean(values, chances)
    return sum(weight(chances, setting) * (value - centre) ** 2 for setting, value in values.items())


def given(values, chances, known):
    """The variance of the mean outcome, given which of the known switches are on."""
    some = [chances[i] for i in known]
    rest = [i for i in range(len(chances)) if i not in known]

    def of(part):
        return sum(weight([chances[i] for i in rest], [setting[i] for i in rest]) * value
                   for setting, value in values.items() if tuple(setting[i] for i in known) == part)

    return variance({part: of(part) for part in settings(len(known))}, some)


def left(values, chances, i):
    """What is left of the variance on average when all switches but one are known."""
    others = [j for j in range(len(chances)) if j != i]
    total = 0
    for part in settings(len(others)):
        off, on = (values[tuple(thrown if j == i else part[others.index(j)] for j in range(len(chances)))] for thrown in (0, 1))
        total += weight([chances[j] for j in others], part) * chances[i] * (1 - chances[i]) * (on - off) ** 2
    return total


def coefficient(values, chances, members):
    """The square of a set's coefficient: differences on its axes, means on the others, times the variances of its switches."""
    total = sum((-1) ** sum(1 - setting[i] for i in members)
                * weight([chances[i] for i in range(len(chances)) if i not in members], [on for i, on in enumerate(setting) if i not in members]) * value
                for setting, value in values.items())
    return prod(chances[i] * (1 - chances[i]) for i in members) * total ** 2


def parts(values, chances, among=lambda members: True):
    """The squares of the coefficients of sets, summed."""
    count = len(chances)
    sets = [tuple(i for i in range(count) if on[i]) for on in settings(count) if any(on)]
    return sum(coefficient(values, chances, members) for members in sets if among(members))


def table(v, names):
    """The outcomes of all settings by their variables."""
    count = len(names[0]) - 1
    return dict(zip(settings(count), (getattr(v, name) for name in names)))


def all_of(count):
    """The outcome that needs all of so many switches."""
    return {setting: int(all(setting)) for setting in settings(count)}


def _worlds():
    def world(count):
        def claims(v):
            values, chances, p = all_of(count), (v.p,) * count, v.p
            whole, by_itself, in_all = variance(values, chances), given(values, chances, (0,)), left(values, chances, 0)
            return {"variance": whole == p**count * (1 - p**count),
                    "first order": by_itself * (1 - p**count) == p ** (count - 1) * (1 - p) * whole,
                    "total": in_all * (1 - p**count) == (1 - p) * whole,
                    "first as a part of total": by_itself == p ** (count - 1) * in_all}
        return certificate(f"all-of-{count}", f"where the outcome needs all of {count} switches, each on with the chance p, the indices are the text's",
                           ("p",), claims, domains=DOMAINS)

    yield from map(world, (2, 3, 4))

    def both(p):
        """First-order and total index of one of three, where p < 1."""
        return p**2 / (1 + p + p**2), 1 / (1 + p + p**2)

    yield certificate("first-and-total-part", "one of three explains more by itself and less in all the likelier the switches are on", ("p", "larger_p"),
                      lambda v: {"first rises": both(v.larger_p)[0] > both(v.p)[0], "total falls": both(v.larger_p)[1] < both(v.p)[1],
                                 "a third between": (3 * both(v.p)[0] < 1) & (3 * both(v.p)[1] > 1)}, domains=DOMAINS)
    yield certificate("half-by-themselves", "three explain half of the variance by themselves exactly if 5p^2 = p + 1, and more above", ("p",),
                      lambda v: {"more": (3 * both(v.p)[0] * 2 > 1) == (5 * v.p**2 > v.p + 1), "exactly": (3 * both(v.p)[0] * 2 == 1) == (5 * v.p**2 == v.p + 1)}, domains=DOMAINS)


def _exact():
    def of(names, label):
        chances = CHANCES[:len(names[0]) - 1]

        def claims(v):
            values, each = table(v, names), [getattr(v, name) for name in chances]
            first = {f"first order of {i + 1}": given(values, each, (i,)) == coefficient(values, each, (i,)) for i in range(len(each))}
            total = {f"total of {i + 1}": left(values, each, i) == parts(values, each, lambda members, i=i: i in members) for i in range(len(each))}
            return {"the parts add up": variance(values, each) == parts(values, each), **first, **total}

        return certificate(f"parts-of-{label}", f"for any outcome of {label} switches squares of coefficients add up to the variance, to first-order and to total indices",
                           (*chances, *names), claims, domains=DOMAINS)

    yield of(PAIR, "two")
    yield of(THREE, "three")

    def value(v, i):
        """The mean gain from switch i over all orders of three."""
        values = table(v, THREE)
        orders = list(permutations(range(3)))

        def gain(order):
            before = tuple(int(order.index(j) < order.index(i)) for j in range(3))
            return values[tuple(1 if j == i else on for j, on in enumerate(before))] - values[before]

        return sum(gain(order) for order in orders) / len(orders)

    def shared(v, i):
        """The dividends of the sets with switch i, divided equally."""
        values = table(v, THREE)

        def dividend(on):
            return sum((-1) ** (sum(on) - sum(part)) * values[part] for part in settings(3) if all(a <= b for a, b in zip(part, on)))

        return sum(dividend(on) / sum(on) for on in settings(3) if on[i])

    yield certificate("shared-dividends", "for any outcome of three switches dividends divided equally are mean gains over all orders, and add up",
                      THREE, lambda v: {**{f"of {i + 1}": 6 * value(v, i) == 6 * shared(v, i) for i in range(3)},
                                        "they add up": sum(shared(v, i) for i in range(3)) == v.v111 - v.v000}, domains=DOMAINS)


def _found():
    def alike(v):
        return {"found alike": (v.f0 == v.f1) & (v.f1 == v.f2)}

    def moved(v):
        return (1 - v.attachment) * v.transferability * v.f0 * personal(v)

    def claims(v):
        return {f"{word}, side {side}, against {against}": holds
                for side in SIDES for against in (SHIELD, DEFLECT, ROUTINE)
                for word, holds in (("hiding", loss(v, side, SHIELD, ROUTINE, against) == -v.shield_cost),
                                    ("deflecting", loss(v, side, DEFLECT, ROUTINE, against) == moved(v) - v.deflect_cost))}

    yield certificate("whatever-the-other-does", "where hiding changes nothing hiding loses g and deflecting gains (1 - theta) b f B - k, whatever the other does",
                      (*STAKES, *PAYOFF), claims, alike, executor=1)
    yield certificate("more-than-half", "of logit shares most deflect exactly if its odds exceed those of the two others together", ("odds", "hidden"),
                      lambda v: {"exactly": (v.odds > (1 + v.hidden + v.odds) / 2) == (v.odds > 1 + v.hidden)}, domains=DOMAINS)

    def needed(v):
        return v.lost / ((1 - v.attachment) * v.transferability * v.found)

    yield certificate("needed-stake", "the stake at which most deflect rises with attachment and falls with transferability and the chance of a finding",
                      ("lost", "attachment", "larger_attachment", "transferability", "larger_transferability", "found", "larger_found"),
                      lambda v: {"attachment": needed(v.larger("attachment")) > needed(v), "transferability": needed(v.larger("transferability")) < needed(v),
                                 "a finding": needed(v.larger("found")) < needed(v)},
                      lambda v: {"something is lost": v.lost > 0, "blame moves": v.transferability > 0, "something is found": v.found > 0,
                                 "attachment < 1": v.larger_attachment < 1}, domains=DOMAINS)


_HERE = "tests/test_levers.py::"
CERTIFICATES = by_name(_worlds(), _exact(), _found())
RESULTS = (
    result("all-of-three", CERTIFICATES, "all-of-2", "all-of-3", "all-of-4", "first-and-total-part", "half-by-themselves",
           samples=[("all-of-many", _HERE + "test_the_all_of_k_world_by_its_formulas", "any number of switches up to ten, at any chance: the formulas", 500)],
           rest="any number of switches, where powers are"),
    result("exact-indices", CERTIFICATES, "parts-of-two", "parts-of-three", "shared-dividends",
           samples=[("exact-indices", _HERE + "test_indices_are_those_of_conditional_means_and_of_all_orders",
                     "indices from conditional means, Shapley effects and values from all orders, with up to five switches", 300)],
           rest="more switches than three"),
    result("where-all-is-found", CERTIFICATES, "whatever-the-other-does", "more-than-half", "needed-stake",
           samples=[("all-found", _HERE + "test_where_hiding_changes_nothing_learning_rests_at_logit_shares",
                     "learning comes to rest at the formula's shares, and most deflect above the stake that is needed", 1000)],
           rest="powers of e, and that learning comes to rest"),
)
