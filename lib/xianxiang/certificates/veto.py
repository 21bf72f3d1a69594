"""Certificates of the chapter on one veto.

Powers are variables of their own: `missed` and `kept` are the chances that a list of `count` items, none done or all done, brings no
failure. Where single items are told apart, `clean` and `bare` are the chances that of all others nothing fails, and nothing skipped does.
"""

from itertools import combinations, product

from .base import by_name, certificate, felt, result

INFINITE = float("inf")
_AMOUNTS = ("whole", "movable", "cost", "common", "count", "each", "other_cost")
_SHARES = ("form", "other_form", "missed", "kept", "clean", "bare", "new_clean", "new_bare", "one", "done", "first", "middle", "last")
DOMAINS = {**{name: (0.0, INFINITE) for name in _AMOUNTS}, **{name: (0.0, 1.0) for name in _SHARES}}
"""Least and greatest value of the chapter's own variables: `whole` is W, `movable` T, `one` and `done` are q and q₀ of an item, `each` is w."""

SKIP, PAPER, REAL = range(3)
LIST = ("whole", "movable", "missed", "kept", "cost", "common", "form", "count")


def stake(v):
    """That what can be moved is part of what is at stake."""
    return {"T <= W": v.movable <= v.whole}


def passes(v, treatment):
    """Chances that an item brings no failure, and none without its file."""
    return (v.one, v.one) if treatment == SKIP else (v.one, 1) if treatment == PAPER else (v.done, 1)


def price(v, treatment):
    """What a treatment costs, but for what falls due in common."""
    return (0, v.form * v.cost, v.cost)[treatment]


def alone(v, treatment, clean, bare):
    """What an item's treatment is worth, the others' chances given."""
    fine, covered = passes(v, treatment)
    return (v.whole - v.movable) * clean * fine + v.movable * bare * covered - price(v, treatment)


def pair(v, first, second, common):
    """What two alike items are worth among others; `common` falls due if one of them is done and none of the others is."""
    fine, covered = passes(v, second)
    return alone(v, first, v.clean * fine, v.bare * covered) - price(v, second) - (common if REAL in (first, second) else 0)


def all_real(v):
    """What the list is worth if all is done."""
    return (v.whole - v.movable) * v.kept + v.movable - v.common - v.cost * v.count


def all_paper(v):
    """If all is on paper."""
    return (v.whole - v.movable) * v.missed + v.movable - v.form * v.cost * v.count


def nothing(v):
    """If all is skipped."""
    return v.whole * v.missed


def _all_or_nothing():
    free = ("whole", "movable", "one", "done", "clean", "bare", "cost", "form", "common")

    def half(v):
        worth = {(a, b, k): pair(v, a, b, k * v.common) for a, b in product(range(3), repeat=2) for k in (0, 1)}
        return {f"{a} and {b}, {k}": (worth[a, b, k] <= worth[a, a, k]) | (worth[a, b, k] <= worth[b, b, k]) for a, b in combinations(range(3), 2) for k in (0, 1)}

    yield certificate("veto-halves", "of two alike items, whatever is done about the others, to treat both alike one way or the other is no worse than to treat them differently",
                      free, half, lambda v: {"q <= q0": v.one <= v.done}, domains=DOMAINS)
    yield certificate("veto-by-hand", "where nothing can be moved and work leaves no risk all is done exactly if what it saves exceeds its cost, else nothing is better than paper",
                      LIST, lambda v: {"exactly": (all_real(v) > nothing(v)) == (v.whole * (1 - v.missed) > v.common + v.cost * v.count), "never paper": all_paper(v) <= nothing(v)},
                      domains=DOMAINS, movable=0, kept=1)


def _longer():
    items = ("whole", "movable", "one", "done", "cost", "form", "clean", "bare", "new_clean", "new_bare")

    def never(v):
        def with_new(t):
            return alone(v, t, v.clean * v.new_clean, v.bare * v.new_bare)

        return {f"{high} over {low}": (with_new(high) - with_new(low) <= alone(v, high, v.clean, v.bare) - alone(v, low, v.clean, v.bare)) for low, high in combinations(range(3), 2)}

    yield certificate("veto-one-more", "what a higher treatment of an item adds never rises with a further item, whatever is done about that and the others",
                      items, never, lambda v: {**stake(v), "q <= q0": v.one <= v.done}, domains=DOMAINS)

    def together(v):
        """What raising one item adds is no less where another is treated higher."""
        other = v.replace(one=v.new_clean, done=v.new_bare)
        told = {}
        for low, high in combinations(range(3), 2):
            gains = []
            for t in range(3):
                fine, covered = passes(other, t)
                gains.append(alone(v, high, v.clean * fine, v.bare * covered) - alone(v, low, v.clean * fine, v.bare * covered))
            told[f"{high} over {low}"] = (gains[0] <= gains[1]) & (gains[1] <= gains[2])
        return told

    yield certificate("veto-together", "what a higher treatment of an item adds is no less where another item, which may differ from it, is treated higher",
                      items, together, lambda v: {**stake(v), "q <= q0": v.one <= v.done, "the other's": v.new_clean <= v.new_bare}, domains=DOMAINS)
    yield certificate("veto-by-item", "what care saves by item falls from one item to two, and so on up to six", ("one",),
                      lambda v: {f"{n} to {n + 1}": (1 - v.one**n) * (n + 1) > (1 - v.one ** (n + 1)) * n for n in range(1, 6)}, lambda v: {"q < 1": v.one < 1}, domains=DOMAINS)


def _saves():
    yield certificate("veto-growing", "where stakes grow with the list all is done exactly if what one item's care saves of its stake exceeds its cost",
                      ("each", "missed", "cost", "count"),
                      lambda v: {"exactly": (v.each * v.count * (1 - v.missed) > v.cost * v.count) == (v.missed < 1 - v.cost / v.each)},
                      lambda v: {"n >= 1": v.count >= 1, "w > 0": v.each > 0}, domains=DOMAINS)

    def bent(v):
        """What is saved between two lengths of the list, by chords: 1 - qⁿ at a share of the way is no less than the chord."""
        return {"bends down": 2 * (1 - v.missed * v.one) >= (1 - v.missed) + (1 - v.missed * v.one * v.one)}

    yield certificate("veto-bends", "each further item adds less to what care saves than the one before", ("missed", "one"), bent, domains=DOMAINS)

    def between(v):
        def pays(missed, count):
            return v.whole * (1 - missed) >= v.common + v.cost * count

        return {"in between": (pays(v.first, v.count) == False) | (pays(v.last, v.count + 2) == False) | pays(v.middle, v.count + 1)}  # noqa: E712

    yield certificate("veto-interval", "what is done in full on a list, and on one longer by two, is done on the one between", ("whole", "cost", "common", "count", "first", "middle", "last"), between,
                      lambda v: {"bends": 2 * (1 - v.middle) >= (1 - v.first) + (1 - v.last)}, domains=DOMAINS)


def mark(v):
    """The two parts of T_F."""
    return (v.whole - (v.common + v.cost * (1 - v.form) * v.count) / (v.kept - v.missed), v.form * v.cost * v.count / (1 - v.missed))


def _form():
    def given(v):
        return {"q^n < q0^n": v.missed < v.kept}

    yield certificate("veto-form", "all on paper is strictly better than all real and than nothing exactly if T is above T_F", LIST,
                      lambda v: {"exactly": ((all_paper(v) > all_real(v)) & (all_paper(v) > nothing(v))) == ((v.movable > mark(v)[0]) & (v.movable > mark(v)[1]))},
                      given, domains=DOMAINS)
    yield certificate("veto-given-up", "from T/(psi kappa) items on paper is given up", LIST, lambda v: {"not better than nothing": all_paper(v) <= nothing(v)},
                      lambda v: {"so many": v.form * v.cost * v.count >= v.movable}, domains=DOMAINS)
    yield certificate("veto-never-real", "where all that care can save beyond paper does not cover its cost, nothing is done", LIST,
                      lambda v: {"paper is better": all_paper(v) > all_real(v)},
                      lambda v: {**stake(v), "too little": (v.whole - v.movable) * (v.kept - v.missed) < v.common + v.cost * (1 - v.form) * v.count}, domains=DOMAINS)

    levers = ("reward", "penalty", "individualization", "transferability", "diffusion", "prize_passing")

    def part(v):
        passed = v.prize_passing * v.reward
        whole = v.reward - passed + (passed + v.penalty) * felt(v)
        movable = (passed + v.penalty) * v.individualization * v.transferability
        return {"not negative": movable >= 0, "part of it": movable <= whole,
                "left if it moves": whole - movable == v.reward - passed + (passed + v.penalty) * felt(v, 1 - v.transferability)}

    yield certificate("veto-stakes", "what can be moved is part of what is at stake; the rest is what a finding costs a side that moved its part", levers, part)


CERTIFICATES = by_name(_all_or_nothing(), _longer(), _saves(), _form())
_HERE = "tests/test_veto.py::"
RESULTS = (
    result("all-or-nothing", CERTIFICATES, "veto-halves", "veto-by-hand",
           samples=[("all-or-nothing", _HERE + "test_all_or_nothing_in_a_sample", "of all plans for a list of alike items, of up to 25, one that treats all alike is the best", 4000)],
           rest="lists of any length: that whoever treats two alike items alike treats all alike is an induction"),
    result("longer-lists", CERTIFICATES, "veto-one-more", "veto-together", "veto-by-item", "veto-stakes",
           samples=[("longer-lists", _HERE + "test_longer_lists_in_a_sample", "of five items that differ none is raised by a sixth, over all plans", 4000)],
           rest="lists of any length: Topkis's theorem, and powers"),
    result("what-saves-it", CERTIFICATES, "veto-bends", "veto-interval", "veto-growing",
           samples=[("what-saves-it", _HERE + "test_windows_in_a_sample", "inside the window all is done, outside it nothing is, for lists of up to 40 items", 1500)],
           rest="logarithms and powers: where the window lies"),
    result("where-form-appears", CERTIFICATES, "veto-form", "veto-given-up", "veto-never-real", "veto-stakes",
           samples=[("where-form-appears", _HERE + "test_form_in_a_sample", "of all plans, for lists of up to 25 items, paper on all is the best exactly above the threshold", 4000)],
           rest="that no plan between is better, and logarithms: where no list gets real work"),
)
