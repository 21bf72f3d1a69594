"""Certificates of the chapter on layers: the loop before its bounds, pressing where the objective is a parabola, margins of three levels.

Stalled work of the next round is spoken of times 1 + ζ, so that nothing is divided.
"""

from .base import by_name, certificate, result

_SOME, _ANY, _CHANCE = (0.0, float("inf")), (-float("inf"), float("inf")), (0.0, 1.0)
DOMAINS = {
    "drive": _SOME, "tied": _SOME, "full": _SOME, "second_full": _SOME, "stalled": _CHANCE, "rest": _ANY, "later_rest": _ANY,
    "idle": (-float("inf"), 1.0), "fear": _ANY, "movable": _SOME, "liability": _SOME, "price": _SOME, "pressed": _CHANCE, "best": _ANY,
    "first": _SOME, "second": _SOME, "third": _SOME, "from_first": _SOME, "from_second": _SOME, "from_third": _SOME,
}  # fmt: skip
"""Least and greatest value of each variable of the chapter's own."""

_LOOP = ("drive", "tied", "full")


def next_round(v, stalled):
    """Work that stalls in the next round, times 1 + ζ and before its bounds at 0 and 1."""
    return 1 + v.tied - v.drive + v.full * stalled


def grows(v, stalled):
    """By how much more stalls in the next round, times 1 + ζ."""
    return next_round(v, stalled) - (1 + v.tied) * stalled


def none_lasts(v):
    """Whether a loop in which nothing stalls stays so."""
    return next_round(v, 0) <= 0


def all_lasts(v):
    """Whether a loop in which all work stalls stays so."""
    return next_round(v, 1) >= 1 + v.tied


def runs(v):
    """Whether a township that is controlled and not pressed meets the target."""
    return v.drive >= 1 + v.tied


def stands(v):
    """Whether pressing in full leaves no drive."""
    return v.full >= v.drive


def quotient(v, rest):
    """Whether a share is (1 + ζ - v) over (1 + ζ - full)."""
    return rest * (1 + v.tied - v.full) == 1 + v.tied - v.drive


def _two():
    free = (*_LOOP, "stalled")
    yield certificate("layers-ends", "no stalled work lasts exactly if v >= 1 + zeta; all of it exactly if pressing in full leaves no drive", _LOOP,
                      lambda v: {"none": none_lasts(v) == runs(v), "all": all_lasts(v) == stands(v)}, domains=DOMAINS)
    yield certificate("layers-at-rest", "at rest whatever stalls becomes less", free, lambda v: {"less": grows(v, v.stalled) < 0},
                      lambda v: {"some": v.stalled > 0, "runs": runs(v), "drive is left": v.full < v.drive}, domains=DOMAINS)
    yield certificate("layers-standstill", "at standstill whatever goes on becomes less", free, lambda v: {"more": grows(v, v.stalled) > 0},
                      lambda v: {"not all": v.stalled < 1, "does not run": v.drive < 1 + v.tied, "no drive is left": stands(v)}, domains=DOMAINS)
    yield certificate("layers-finite", "where finite, less than the quotient grows and more shrinks; the gain is below 1", (*free, "rest"),
                      lambda v: {"towards it": ((grows(v, v.stalled) > 0) == (v.stalled < v.rest)) & ((grows(v, v.stalled) < 0) == (v.stalled > v.rest)),
                                 "in between": (v.rest > 0) & (v.rest < 1), "gain": v.full < 1 + v.tied},
                      lambda v: {"does not run": v.drive < 1 + v.tied, "drive is left": v.full < v.drive, "the quotient": quotient(v, v.rest)}, domains=DOMAINS)
    yield certificate("layers-tipping", "where two states last, less than the tipping share shrinks and more grows", (*free, "rest"),
                      lambda v: {"away from it": ((grows(v, v.stalled) > 0) == (v.stalled > v.rest)) & ((grows(v, v.stalled) < 0) == (v.stalled < v.rest)),
                                 "in between": (v.rest >= 0) & (v.rest <= 1)},
                      lambda v: {"runs": runs(v), "no drive is left": stands(v), "not all alike": v.full > 1 + v.tied, "the quotient": quotient(v, v.rest)}, domains=DOMAINS)
    yield certificate("layers-acceleration", "steps between the bounds grow exactly if the gain is above 1", (*free, "rest"),
                      lambda v: {"exactly": (v.full * (v.rest - v.stalled) > (1 + v.tied) * (v.rest - v.stalled)) == (v.full > 1 + v.tied)},
                      lambda v: {"it grows": v.rest > v.stalled, "the next": (1 + v.tied) * v.rest == next_round(v, v.stalled)}, domains=DOMAINS)


def _control():
    both = (*_LOOP, "larger_tied", "rest", "later_rest")

    def points(v):
        return {"before": quotient(v, v.rest), "after": quotient(v.larger("tied"), v.later_rest)}

    yield certificate("layers-more-control", "where finite, hands tied more leave more work stalled", both, lambda v: {"more": v.later_rest > v.rest},
                      lambda v: {"does not run": v.drive < 1 + v.tied, "drive is left": v.full < v.drive, **points(v)}, domains=DOMAINS)
    yield certificate("layers-tips-sooner", "where two states last, hands tied more lower the tipping share, unless it is 1", both,
                      lambda v: {"lower": (v.later_rest < v.rest) | ((v.rest == 1) & (v.later_rest == 1))},
                      lambda v: {"runs": runs(v.larger("tied")), "no drive is left": stands(v), "not all alike": v.full > 1 + v.larger_tied, **points(v)}, domains=DOMAINS)
    yield certificate("layers-no-way-back", "without control a standstill lasts as before", (*_LOOP, "larger_tied"),
                      lambda v: {"as before": all_lasts(v) == all_lasts(v.larger("tied"))}, domains=DOMAINS)


def _rungs():
    def both(v):
        return v.replace(full=v.full + v.second_full)

    yield certificate("layers-rungs-add", "two who press let a standstill last exactly if what both take reaches the drive, and do so where one does",
                      (*_LOOP, "second_full"), lambda v: {"together": all_lasts(both(v)) == (v.full + v.second_full >= v.drive), "no fewer": all_lasts(both(v)) | (v.full < v.drive)},
                      domains=DOMAINS)


def lost(v, pressed):
    """What a superior loses that foresees, between the bounds of stalled work."""
    return (v.idle + v.fear * pressed) * (v.liability - v.movable * pressed) + v.price * pressed**2 / 2


def _foreseeing():
    free = ("idle", "fear", "movable", "liability", "price", "pressed")

    def common(v):
        return {"T <= L": v.movable <= v.liability, "at most half": v.idle <= 1 / 2, "some stalls": v.idle > 0, "kappa >= T": v.price >= v.movable,
                "kappa > 0": v.price > 0, "backfires": v.fear > 0}

    yield certificate("layers-nothing-to-show", "where nothing can be moved and pressing does not work, pressing only costs", free,
                      lambda v: {"more": lost(v, v.pressed) > lost(v, 0)},
                      lambda v: {"T = 0": v.movable == 0, "backfires": v.fear >= 0, "some": v.pressed > 0, "kappa > 0": v.price > 0}, domains=DOMAINS)
    yield certificate("layers-works", "where pressing works and work stalls, a small enough step of pressing pays", free,
                      lambda v: {"there are such steps": v.movable * v.idle - v.fear * v.liability > 0,
                                 "each pays": (v.pressed * (v.price / 2 - v.fear * v.movable) >= v.movable * v.idle - v.fear * v.liability) | (lost(v, v.pressed) < lost(v, 0))},
                      lambda v: {"works": v.fear < 0, "some stalls": v.idle > 0, "liable": v.liability > 0, "some": v.pressed > 0}, domains=DOMAINS)
    yield certificate("layers-no-step-pays", "where Tu0 <= nL pressing does not pay", free, lambda v: {"no less": lost(v, v.pressed) >= lost(v, 0)},
                      lambda v: {**common(v), "small": v.movable * v.idle <= v.fear * v.liability,
                                 "not all stalls": v.idle + v.fear * v.pressed <= 1}, domains=DOMAINS)
    yield certificate("layers-best-step", "where Tu0 > nL the text's pressing is best, between none and full, and not all work stalls", (*free, "best"),
                      lambda v: {"best": (v.pressed == v.best) | (lost(v, v.best) < lost(v, v.pressed)), "some": v.best > 0, "less than full": v.best < 1,
                                 "not all stalls": v.idle + v.fear * v.best < 1, "less fear than stalled work": v.fear < v.idle, "kappa > 2nT": v.price > 2 * v.fear * v.movable},
                      lambda v: {**common(v), "pays": v.movable * v.idle > v.fear * v.liability,
                                 "the text's": v.best * (v.price - 2 * v.fear * v.movable) == v.movable * v.idle - v.fear * v.liability}, domains=DOMAINS)
    yield certificate("layers-frozen", "where all stalls, pressing costs at least half of the liability: no less than none does", ("idle", "movable", "liability", "price", "pressed"),
                      lambda v: {"no less": v.liability - v.movable * v.pressed + v.price * v.pressed**2 / 2 >= v.idle * v.liability},
                      lambda v: {"T <= L": v.movable <= v.liability, "at most half": v.idle <= 1 / 2, "kappa >= T": v.price >= v.movable}, domains=DOMAINS)


def _layers():
    wanted, totals = ("first", "second", "third"), ("from_first", "from_second", "from_third")

    def larger(total, own, below):
        return ((total == own) | (total == below)) & (total >= own) & (total >= below)

    def foresight(v):
        return {"last": v.from_third == v.third, "second": larger(v.from_second, v.second, v.from_third), "first": larger(v.from_first, v.first, v.from_second)}

    yield certificate("layers-caution-once", "three careful levels together add the largest of their margins", wanted + totals,
                      lambda v: {"the largest": ((v.from_first == v.first) | (v.from_first == v.second) | (v.from_first == v.third))
                                 & (v.from_first >= v.first) & (v.from_first >= v.second) & (v.from_first >= v.third)}, foresight, domains=DOMAINS)
    yield certificate("layers-cover-more", "cover by the same margins adds no less, and as much only if no more than one wants any", wanted + totals,
                      lambda v: {"no less": v.first + v.second + v.third >= v.from_first,
                                 "as much": (v.first + v.second + v.third > v.from_first)
                                 | (v.first + v.second == 0) | (v.second + v.third == 0) | (v.first + v.third == 0)}, foresight, domains=DOMAINS)
    yield certificate("layers-caution-alike", "of levels alike only the last adds", wanted + totals,
                      lambda v: {"the last": (v.from_second == v.from_third) & (v.from_first == v.from_second) & (v.from_third == v.third)},
                      lambda v: {**foresight(v), "alike": (v.first == v.second) & (v.second == v.third)}, domains=DOMAINS)


_HERE = "tests/test_cascade.py::"
CERTIFICATES = by_name(_two(), _control(), _rungs(), _foreseeing(), _layers())
RESULTS = (
    result("two-comparisons", CERTIFICATES, "layers-ends", "layers-at-rest", "layers-standstill", "layers-finite", "layers-tipping", "layers-acceleration",
           samples=[("loops", _HERE + "test_two_comparisons_decide", "the table of regimes, the rest points, and the shape of the path", 4000)]),
    result("ladder-escalates", CERTIFICATES, "layers-rungs-add",
           samples=[("rungs", _HERE + "test_superiors_add_up", "a standstill lasts from the number of superiors on that the text gives", 2000)]),
    result("more-control", CERTIFICATES, "layers-more-control", "layers-tips-sooner", "layers-no-way-back",
           samples=[("controls", _HERE + "test_more_control_never_helps_and_no_control_does_not_restart",
                     "more control never leaves less stalled, none does not restart work, less pressing does", 4000)]),
    result("trilemma", CERTIFICATES, "layers-nothing-to-show", "layers-works", "layers-no-step-pays", "layers-best-step", "layers-frozen",
           samples=[("foreseeing", _HERE + "test_the_trilemma", "who foresees presses where the statement says", 3000)]),
    result("caution-and-cover", CERTIFICATES, "layers-caution-once", "layers-cover-more", "layers-caution-alike",
           samples=[("ladders", _HERE + "test_caution_adds_once_and_cover_at_every_level", "five levels, alike and unlike: the largest margin and the sum", 2000)],
           rest="that each margin is the one the text gives, which holds a logarithm; more levels than three"),
)
