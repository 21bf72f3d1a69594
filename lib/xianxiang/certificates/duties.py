"""Certificates of the chapter on duties without powers.

Efforts are variables of their own, bound by conditions to be the smaller of a side's power and its liability: statements are written
with ordinary operators, which know no smaller of two.
"""

from .base import COUNTY, DEFLECT, ROUTINE, TOWNSHIP, by_name, certificate, felt, material, moves, result

INFINITE = float("inf")
_LIABLE = ("county", "township", "keeping", "moved", "cost", "worth", "doing", "checking", "attention", "count", "departments")
_SHARES = ("power", "best", "yc", "yt", "later_yc", "later_yt", "best_yc", "best_yt", "tried", "blame", "own_quality", "quality", "zeta", "tau")
DOMAINS = {**{name: (0.0, INFINITE) for name in _LIABLE}, **{name: (0.0, 1.0) for name in _SHARES}}
"""Least and greatest value of the chapter's own variables: `county` and `township` are the liabilities, `power` and `best` shares of power,
`yc` and `yt` efforts. `worth` is v, `doing` and `checking` are x and z, `own_quality` is a."""


def smaller(y, power, liability):
    """That an effort is the smaller of a side's power and its liability."""
    return (y <= power) & (y <= liability) & ((y == power) | (y == liability))


def worth(v, liability, power, yc, yt):
    """What the county has of a division under the rule of place."""
    return v.keeping * (1 - power) - liability * (1 - yc - yt) - yc * yc / 2


def efforts(v):
    """That both efforts are the smaller of power and liability, at any share of power."""
    return {"yc": smaller(v.yc, 1 - v.power, v.county), "yt": smaller(v.yt, v.power, v.township)}


def follows(v):
    """That power is handed down: it is worth less than a failure costs, and less than all cases."""
    return (v.keeping < v.county) & (v.keeping < 1)


def chosen(v):
    """The county's choice and the efforts that follow."""
    share = (v.best <= v.township) & (v.best <= 1 - v.keeping) & ((v.best == v.township) | (v.best == 1 - v.keeping))
    return {"best": (follows(v) & share) | ((follows(v) == False) & (v.best == 0)),  # noqa: E712
            "best_yc": smaller(v.best_yc, 1 - v.best, v.county), "best_yt": smaller(v.best_yt, v.best, v.township)}


def _down():
    def given(v):
        return {**efforts(v), "later_yc": smaller(v.later_yc, 1 - v.power, v.county - v.moved), "later_yt": smaller(v.later_yt, v.power, v.township + v.moved),
                "it has that much": v.moved <= v.county, "something": v.moved > 0}

    def claims(v):
        before, after = worth(v, v.county, v.power, v.yc, v.yt), worth(v, v.county - v.moved, v.power, v.later_yc, v.later_yt)
        return {"never worse": after >= before, "better if something was undone": (v.yc + v.yt == 1) | (after > before),
                "the township works no less": v.later_yt >= v.yt, "the county no more": v.later_yc <= v.yc}

    yield certificate("hand-down", "liability handed down never costs the county anything, and pays if something is left undone",
                      ("county", "township", "moved", "power", "keeping", "yc", "yt", "later_yc", "later_yt"), claims, given, domains=DOMAINS)


def lost(v, side, own, other):
    """What being found costs a side: its payoff where nothing is found less that where all is."""
    never, always = (v.replace(f0=f, f1=f, f2=f) for f in (0, 1))
    return material(never, side, own, other) - material(always, side, own, other)


def liabilities(v, blame):
    """The two liabilities as the chapter prints them, with the share of blame that moves."""
    return (v.monitoring / v.cost * (v.executor * v.reward + v.penalty * felt(v, 1 - blame)), v.monitoring / v.cost * (v.reward + v.penalty * felt(v, 1 + blame)))


LEVERS = ("reward", "penalty", "individualization", "diffusion", "executor", "transferability", "monitoring", "cost")
FREE_OF = {"prize_passing": 0, "shield_cost": 0, "deflect_cost": 0}


def _cliff():
    free = ("county", "township", "keeping", "power", "yc", "yt", "best", "best_yc", "best_yt")

    def best(v):
        done, both = v.best_yc + v.best_yt, v.county + v.township
        return {"no other share pays more": worth(v, v.county, v.best, v.best_yc, v.best_yt) >= worth(v, v.county, v.power, v.yc, v.yt),
                "nothing wasted short of it": (follows(v) == False) | smaller(done, 1, both),  # noqa: E712
                "the county's alone beyond": follows(v) | smaller(done, 1, v.county)}

    yield certificate("best-power", "no share of power pays the county more than the cliff's", free, best, lambda v: {**efforts(v), **chosen(v)}, domains=DOMAINS)

    def written(v):
        county, township = liabilities(v, moves(v, COUNTY))
        other = liabilities(v, v.blame)
        return {"the county's": county * v.cost == v.monitoring * lost(v, COUNTY, DEFLECT, ROUTINE),
                "the township's": township * v.cost == v.monitoring * lost(v, TOWNSHIP, ROUTINE, DEFLECT),
                "the sum does not move": county + township == other[0] + other[1], "at least half below": township >= county}

    yield certificate("liabilities", "liabilities are what a finding costs in the core game; their sum does not depend on what moves", (*LEVERS, "blame"), written,
                      lambda v: {"cost > 0": v.cost > 0}, domains=DOMAINS, **FREE_OF)

    def place(v):
        edge = (v.monitoring * (v.executor * v.reward + v.penalty * felt(v)) - v.cost * v.keeping) / (v.monitoring * v.penalty * v.individualization)
        return {"exactly": (liabilities(v, v.blame)[0] <= v.keeping) == (v.blame >= edge)}

    yield certificate("cliff", "the county keeps its powers exactly from b^ on", ("reward", "penalty", "individualization", "diffusion", "executor", "monitoring", "cost", "keeping", "blame"),
                      place, lambda v: {"cost > 0": v.cost > 0, "m > 0": v.monitoring > 0, "P > 0": v.penalty > 0, "i > 0": v.individualization > 0}, domains=DOMAINS)


def _unused():
    sides = ("county", "township", "power", "yc", "yt")
    yield certificate("unused", "no effort spares more failures than the power a side left unused; the two add up to all", (*sides, "tried"),
                      lambda v: {"adds up": 1 - (v.yc + v.yt) == (1 - v.power - v.yc) + (v.power - v.yt), "of the township": v.tried - v.yt <= v.power - v.yt, "not negative": v.yt <= v.power},
                      lambda v: {**efforts(v), "within its power": v.tried <= v.power}, domains=DOMAINS)
    yield certificate("none-below", "at the county's choice the township leaves no power unused", ("county", "township", "keeping", "best", "best_yc", "best_yt"),
                      lambda v: {"none": v.best - v.best_yt == 0}, chosen, domains=DOMAINS)
    yield certificate("no-less-done", "if liability follows power no less is done at any division", (*sides, "later_yc", "later_yt"),
                      lambda v: {"no less": v.later_yc + v.later_yt >= v.yc + v.yt},
                      lambda v: {**efforts(v), "later_yc": smaller(v.later_yc, 1 - v.power, v.county + v.township),
                                 "later_yt": smaller(v.later_yt, v.power, v.county + v.township)}, domains=DOMAINS)

    def again(v):
        both, handed = v.county + v.township, v.keeping < v.county + v.township
        return {"best": (handed & (v.keeping <= 1) & (v.best == 1 - v.keeping)) | (((handed == False) | (v.keeping > 1)) & (v.best == 0)),  # noqa: E712
                "best_yc": smaller(v.best_yc, 1 - v.best, both), "best_yt": smaller(v.best_yt, v.best, both), "later_yc": smaller(v.later_yc, 1 - v.power, both)}

    def pays(v):
        both = v.county + v.township
        here, there = (v.keeping * (1 - p) - both * (1 - p - y) - y * y / 2 for p, y in ((v.best, v.best_yc), (v.power, v.later_yc)))
        done = v.best_yc + v.best_yt
        return {"no other share pays more": here >= there, "no less done than before": (done >= 1) | (done >= both)}

    yield certificate("choose-again", "if liability follows power the county hands down 1 - min(kappa, 1) up to kappa = l_C + l_T, and no less is done than before",
                      ("county", "township", "keeping", "power", "best", "best_yc", "best_yt", "later_yc"), pays, again, domains=DOMAINS)


ITEM = ("worth", "own_quality", "doing", "checking", "zeta")


def own_tolerance(v):
    """tau_0."""
    return v.own_quality - (v.doing - v.checking) / v.worth


def tolerance(v):
    """tau."""
    return 1 - (1 - own_tolerance(v)) / (1 - v.zeta)


def kept(v):
    """What an item costs a department that does it."""
    return v.worth * (1 - v.own_quality) + v.doing


def converted(v, quality):
    """What an item costs a department that had it converted."""
    return (1 - v.zeta) * v.worth * (1 - quality) + v.checking


def _commons():
    def item(v):
        return {"zeta < 1": v.zeta < 1, "v > 0": v.worth > 0, "z < x": v.checking < v.doing}

    yield certificate("converts", "a department converts exactly if the quality is at least tau, which is below a", (*ITEM, "quality"),
                      lambda v: {"exactly": (converted(v, v.quality) <= kept(v)) == (v.quality >= tolerance(v)), "below tau_0": tolerance(v) <= own_tolerance(v),
                                 "worse": tolerance(v) < v.own_quality, "as well off": converted(v, tolerance(v)) == kept(v)}, item, domains=DOMAINS)
    yield certificate("stops", "conversion stops at H/tau, where the quality is tau; at the whole number below it is less than tau (1 + 1/N)", ("tau", "attention", "count"),
                      lambda v: {"exactly": (v.attention / v.count >= v.tau) == (v.count <= v.attention / v.tau), "there it is tau": (v.attention == 0) | (v.attention / (v.attention / v.tau) == v.tau),
                                 "below": (v.count > v.attention / v.tau) | (v.count + 1 <= v.attention / v.tau) | (v.attention / v.count < v.tau * (1 + 1 / v.count))},
                      lambda v: {"tau > 0": v.tau > 0, "N > 0": v.count > 0}, domains=DOMAINS)

    def joint(v, moved):
        """What the items cost departments together, from the number on at which attention runs out, with this share of failings not theirs."""
        failed = v.count - v.attention
        return (1 - moved) * v.worth * failed + v.count * v.checking + (v.departments - v.count) * kept(v)

    def together(v):
        few, many = v, v.larger("count")
        more = v.larger_count - v.count
        return {"with v(tau_0 - zeta) an item": joint(many, v.zeta) - joint(few, v.zeta) == more * v.worth * (own_tolerance(v) - v.zeta),
                "rises exactly if tau > 0": (joint(many, v.zeta) > joint(few, v.zeta)) == (tolerance(v) > 0),
                "counting all": joint(many, 0) - joint(few, 0) == more * v.worth * own_tolerance(v),
                "falls while there is attention": v.checking < kept(v)}

    yield certificate("together", "beyond H another item costs departments together v(tau_0 - zeta); up to H it spares them something", (*ITEM, "attention", "departments", "count", "larger_count"),
                      together, lambda v: {**item(v), "beyond H": v.count >= v.attention}, domains=DOMAINS)


CERTIFICATES = by_name(_down(), _cliff(), _unused(), _commons())
RESULTS = (
    result("all-goes-down", CERTIFICATES, "hand-down"),
    result("the-cliff", CERTIFICATES, "best-power", "liabilities", "cliff"),
    result("unused-power", CERTIFICATES, "unused", "none-below", "liabilities", "no-less-done", "choose-again"),
    result("a-commons", CERTIFICATES, "converts", "stops", "together",
           samples=[("a-commons", "tests/test_duties.py::test_numbers_of_conversions_in_a_sample", "counted out one by one, departments stop at the whole number below H/tau", 2000)],
           rest="that numbers of items are whole"),
)
