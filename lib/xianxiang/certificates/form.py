"""Certificates of the chapter on form and substance.

What the levers make of stakes is held apart from what stakes make of work. Roots enter as variables of their own, bound by their squares,
and small changes as variables bound by the conditions for the best work and the best file, each differentiated.
"""

from .base import by_name, certificate, felt, result

_SOME, _ANY, _CHANCE = (0.0, float("inf")), (-float("inf"), float("inf")), (0.0, 1.0)
DOMAINS = {
    **{name: _CHANCE for name in ("work", "trace", "other_work", "other_trace", "later_work", "later_trace", "unanswered", "county_trace", "root")},
    **{name: _SOME for name in ("stakes", "movable", "price", "cost", "x", "tau", "own", "county_moves", "township_moves", "whole", "root_of_two")},
    **{name: _ANY for name in ("overlap", "more_work", "more_trace", "more_stakes", "more_movable")},
    "times": (1.0, float("inf")),
}  # fmt: skip
"""Least and greatest value of each variable of the chapter's own. `stakes` is w, `movable` t, `unanswered` η; `county_moves` and
`township_moves` are what a full file of either moves, and `own` is the county's liability."""

JOB = ("stakes", "movable", "price", "overlap", "unanswered")


def objective(v, work, trace, facing):
    """What a side gets from work and trace where the other side's trace is `facing`."""
    return -(1 - work) * (v.stakes - v.movable * (trace - (1 - v.unanswered) * facing)) - work * work / 2 - v.overlap * work * trace - v.price * trace * trace / 2


def slope(v):
    """What a full file costs in work."""
    return v.overlap + v.unanswered * v.movable


def best_work(v, work, trace):
    """That the slope in work is nothing where the other side's file is the same."""
    return work == v.stakes - v.movable * (trace - (1 - v.unanswered) * trace) - v.overlap * trace


def best_trace(v, work, trace):
    """That the slope in the trace is nothing."""
    return v.price * trace == v.movable * (1 - work) - v.overlap * work


def inside(v):
    """Both conditions at the text's work and trace."""
    return {"best work": best_work(v, v.work, v.trace), "best file": best_trace(v, v.work, v.trace)}


def concave(v):
    """That one's own choice has one best answer."""
    return (v.overlap + v.movable) ** 2 < v.price


def _price():
    yield certificate(
        "form-work", "with files alike no other work is worth more than w - (gamma + eta t) z", ("work", "other_work", "trace", *JOB),
        lambda v: {"no other": objective(v, v.work, v.trace, v.trace) >= objective(v, v.other_work, v.trace, v.trace)},
        lambda v: {"as the text says": v.work == v.stakes - slope(v) * v.trace}, domains=DOMAINS)
    yield certificate(
        "form-crowds-out", "fuller files on both sides mean less work exactly if gamma + eta t > 0", ("work", "later_work", "trace", "larger_trace", *JOB),
        lambda v: {"exactly": (v.later_work < v.work) == (slope(v) > 0)},
        lambda v: {"before": best_work(v, v.work, v.trace), "after": best_work(v, v.later_work, v.larger_trace)}, domains=DOMAINS)

    def closed(v):
        whole = v.price - slope(v) * (v.overlap + v.movable)
        return {"work": whole * v.work == v.price * v.stakes - slope(v) * v.movable, "trace": whole * v.trace == v.movable - (v.overlap + v.movable) * v.stakes}

    yield certificate("form-closed", "both conditions together give the text's work and trace", ("work", "trace", *JOB), closed, inside, domains=DOMAINS)
    yield certificate(
        "form-best", "where (gamma + t)^2 < psi no other pair is worth more than the one at which both slopes are nothing", ("work", "trace", "other_work", "other_trace", *JOB),
        lambda v: {"no other": objective(v, v.work, v.trace, v.trace) >= objective(v, v.other_work, v.other_trace, v.trace)},
        lambda v: {**inside(v), "concave": concave(v)}, domains=DOMAINS)
    yield certificate(
        "form-inside", "with no overlap and x < 1 work lies between its bounds exactly if x < w < 1", ("more_work", "x", "stakes"),
        lambda v: {"exactly": ((v.more_work > 0) & (v.more_work < 1)) == ((v.x < v.stakes) & (v.stakes < 1))},
        lambda v: {"closed form": (1 - v.more_work) * (1 - v.x) == 1 - v.stakes, "x < 1": v.x < 1}, domains=DOMAINS)


def _tracing():
    def finer(v):
        more = v.larger("movable")
        return {**inside(v), "after, work": best_work(more, v.later_work, v.later_trace), "after, file": best_trace(more, v.later_work, v.later_trace),
                "concave after": concave(more), "no help": v.overlap >= 0, "not all answered": v.unanswered > 0, "something undone": v.work < 1}

    yield certificate(
        "form-finer", "where a file moves more, traces are fuller and less is done, unless files help the job", ("work", "trace", "later_work", "later_trace", "larger_movable", *JOB),
        lambda v: {"more trace": v.later_trace > v.trace, "less work": v.later_work < v.work}, finer, domains=DOMAINS)

    def dearer(v):
        more = v.larger("price")
        return {**inside(v), "after, work": best_work(more, v.later_work, v.later_trace), "after, file": best_trace(more, v.later_work, v.later_trace),
                "concave": concave(v), "some file": v.trace > 0}

    yield certificate(
        "form-cheaper", "where files are dearer they are emptier, and more is done exactly if gamma + eta t > 0", ("work", "trace", "later_work", "later_trace", "larger_price", *JOB),
        lambda v: {"less trace": v.later_trace < v.trace, "more work": (v.later_work > v.work) == (slope(v) > 0)}, dearer, domains=DOMAINS)

    def scaled(v):
        return {"before": (1 - v.work) * (1 - v.x) == 1 - v.stakes, "after": (1 - v.later_work) * (1 - v.times * v.times * v.x) == 1 - v.times * v.stakes,
                "x < 1 after": v.times * v.times * v.x < 1, "harsher": v.times > 1}

    yield certificate(
        "form-harsher", "tracing mu times as harsh brings more work exactly above the lower border, and more trace exactly below the upper", ("work", "later_work", "x", "stakes", "times"),
        lambda v: {"work": (v.later_work > v.work) == (v.stakes * (1 + v.times * v.x) > (1 + v.times) * v.x),
                   "trace": (v.times * (1 - v.later_work) > 1 - v.work) == (v.stakes * (1 + v.times) < 1 + v.times * v.x)}, scaled, domains=DOMAINS)
    yield certificate(
        "form-small-step", "for a small step the borders are 2x/(1 + x) and (1 + x)/2", ("work", "more_work", "x", "stakes"),
        lambda v: {"work": (v.more_work > 0) == (v.stakes * (1 + v.x) > 2 * v.x), "trace": (1 - v.work - v.more_work > 0) == (2 * v.stakes < 1 + v.x)},
        lambda v: {"before": (1 - v.work) * (1 - v.x) == 1 - v.stakes, "step": v.more_work * (1 - v.x) == v.stakes - 2 * v.x * (1 - v.work), "x < 1": v.x < 1}, domains=DOMAINS)
    yield certificate(
        "form-three-bands", "the borders lie in order, the lower not below x, as long as mu^2 x < 1", ("x", "times"),
        lambda v: {"x first": v.x * (1 + v.times * v.x) <= (1 + v.times) * v.x, "then the lower": (1 + v.times) ** 2 * v.x < (1 + v.times * v.x) ** 2},
        lambda v: {"x": v.times * v.times * v.x < 1}, domains=DOMAINS)


def stakes_of(v):
    """The two liabilities as the chapter prints them: w and t."""
    return v.monitoring / v.cost * (v.reward + v.penalty * felt(v, 1)), v.monitoring / v.cost * v.penalty * v.individualization * v.transferability


LEVERS = ("strength", "negativity", "individualization", "diffusion", "transferability", "monitoring", "cost")


def _levers():
    def both(v, name):
        return *stakes_of(v), *stakes_of(v.larger(name))

    def scales(name):
        def claims(v):
            w, t, later_w, later_t = both(v, name)
            here, there = getattr(v, name), getattr(v, f"larger_{name}")
            return {"stakes": later_w * here == w * there, "movable part": later_t * here == t * there}
        return claims

    for name in ("strength", "monitoring"):
        yield certificate(f"form-{name}", f"{name} multiplies what is at stake and what a file moves alike", (*LEVERS, f"larger_{name}"), scales(name),
                          lambda v: {"a job": v.cost > 0}, domains=DOMAINS)

    def finer(name):
        def claims(v):
            w, t, later_w, later_t = both(v, name)
            return {"no more at stake": later_w <= w, "a file moves no less": later_t >= t}
        return claims

    for name in ("transferability", "negativity"):
        yield certificate(f"form-{name}", f"{name} makes a file move no less and puts no more at stake", (*LEVERS, f"larger_{name}"), finer(name), lambda v: {"a job": v.cost > 0}, domains=DOMAINS)
    yield certificate("form-no-more-than-all", "a file never moves more than is at stake", LEVERS, lambda v: {"": stakes_of(v)[1] <= stakes_of(v)[0]},
                      lambda v: {"a job": v.cost > 0}, domains=DOMAINS)

    def step(v):
        return {"no overlap": v.overlap == 0, "best file": best_trace(v, v.work, v.trace),
                "in work": v.more_work == v.more_stakes - v.unanswered * (v.trace * v.more_movable + v.movable * v.more_trace),
                "in trace": v.price * v.more_trace == (1 - v.work) * v.more_movable - v.movable * v.more_work, "concave": v.movable**2 < v.price}

    yield certificate(
        "form-step", "a small step in what is at stake and in what is moved brings work exactly if the first exceeds 2 eta z times the second",
        ("work", "trace", "more_work", "more_trace", "more_stakes", "more_movable", *JOB),
        lambda v: {"exactly": (v.more_work > 0) == (v.more_stakes > 2 * v.unanswered * v.trace * v.more_movable)}, step, domains=DOMAINS)

    def personal(v):
        w, t, later_w, later_t = both(v, "individualization")
        return {"exactly": (later_w - w > 2 * v.unanswered * v.trace * (later_t - t)) == (1 - v.diffusion > 2 * v.transferability * v.unanswered * v.trace)}

    yield certificate(
        "form-person", "personal liability raises the one by more than 2 eta z times the other exactly if z < (1 - d)/(2 b eta)", ("trace", "unanswered", *LEVERS, "larger_individualization"), personal,
        lambda v: {"a job": v.cost > 0, "looked at": v.monitoring > 0, "punished": v.penalty > 0}, domains=DOMAINS)


def _wants():
    yield certificate(
        "form-worth", "with no overlap a side gets -1/2 + (1 - y)^2 (1 - tau)/2", ("work", "trace", "tau", *JOB),
        lambda v: {"": 2 * objective(v, v.work, v.trace, v.trace) == -1 + (1 - v.work) ** 2 * (1 - v.tau)},
        lambda v: {**inside(v), "no overlap": v.overlap == 0, "tau": v.tau * v.price == v.movable**2, "a price": v.price > 0}, domains=DOMAINS)
    yield certificate(
        "form-list", "it is better off with the list exactly if omega exceeds the threshold", ("work", "stakes", "tau", "unanswered", "root"),
        lambda v: {"exactly": ((1 - v.stakes) ** 2 > (1 - v.work) ** 2 * (1 - v.tau)) == ((1 - v.unanswered) * (1 + v.root) > v.root)},
        lambda v: {"closed form": (1 - v.work) * (1 - v.unanswered * v.tau) == 1 - v.stakes, "root": v.root**2 == 1 - v.tau, "some file": v.tau > 0, "tau < 1": v.tau < 1,
                   "something undone": v.stakes < 1}, domains=DOMAINS)
    yield certificate(
        "form-half", "the threshold is less than a half, and falls as files move more", ("root", "larger_root"),
        lambda v: {"a half": 2 * v.root < 1 + v.root, "falls": v.root * (1 + v.larger_root) < v.larger_root * (1 + v.root)}, domains=DOMAINS)


SIDES = ("work", "trace", "county_trace", "stakes", "price", "county_moves", "township_moves")


def signed(v):
    """Work and files where the township does the job, with a county whose file moves no less."""
    return {"work": v.work == v.stakes + v.county_moves * v.county_trace - v.township_moves * v.trace, "township's file": v.price * v.trace == v.township_moves * (1 - v.work),
            "county's file": v.price * v.county_trace == v.county_moves * (1 - v.work), "down more easily": v.county_moves >= v.township_moves,
            "concave": v.township_moves**2 < v.price}


def county_gain(v):
    """What the county gains by a full list."""
    before = -(1 - v.work) * (v.own - v.county_moves * v.county_trace + v.township_moves * v.trace) - v.price * v.county_trace**2 / 2
    return -(1 - v.stakes) * v.own - before


def township_gain(v):
    """What the township gains by it."""
    faced = v.stakes + v.county_moves * v.county_trace
    before = -(1 - v.work) * (faced - v.township_moves * v.trace) - v.work**2 / 2 - v.price * v.trace**2 / 2
    return -(1 - v.stakes) * v.stakes - v.stakes**2 / 2 - before


def _signs():
    yield certificate(
        "form-two-files", "two files of unlike sides bring as much work as w + N over 1 + N, no less than a list", SIDES,
        lambda v: {"work": (v.price + v.county_moves**2 - v.township_moves**2) * v.work == v.price * v.stakes + v.county_moves**2 - v.township_moves**2, "no less": v.work >= v.stakes},
        signed, domains=DOMAINS)
    yield certificate("form-township-signs", "the township never loses by a list, and gains where something is left undone and it keeps a file or the county's moves more", SIDES,
                      lambda v: {"never loses": township_gain(v) >= 0, "gains": (v.stakes >= 1) | (v.county_moves == 0) | (township_gain(v) > 0)}, signed, domains=DOMAINS)
    yield certificate(
        "form-county-signs", "the county gains exactly if (1 - y)^2 (tau_T - tau_C/2) > (y - w) w_C", (*SIDES, "own"),
        lambda v: {"exactly": (county_gain(v) > 0) == ((1 - v.work) ** 2 * (v.township_moves**2 - v.county_moves**2 / 2) > v.price * (v.work - v.stakes) * v.own)}, signed, domains=DOMAINS)
    yield certificate(
        "form-refusal", "a county that executes no more than 1/(1 + (sqrt 2 - 1) b) never gains", (*SIDES, "own", "whole", "executor", "transferability", "root_of_two"),
        lambda v: {"never": county_gain(v) <= 0},
        lambda v: {**signed(v), "root of two": v.root_of_two**2 >= 2, "supervises": v.executor * (1 + (v.root_of_two - 1) * v.transferability) <= 1,
                   "up": v.township_moves == v.whole * v.executor * v.transferability, "down": v.county_moves == v.whole * (1 - v.executor * (1 - v.transferability))},
        domains=DOMAINS)


_HERE = "tests/test_form.py::"
CERTIFICATES = by_name(_price(), _tracing(), _levers(), _wants(), _signs())
RESULTS = (
    result("price-of-a-trace", CERTIFICATES, "form-work", "form-crowds-out", "form-closed", "form-best", "form-inside",
           samples=[("form-choices", _HERE + "test_nobody_would_do_otherwise", "no pair of a grid is worth more, at the bounds too", 2000)],
           rest="what is chosen at the bounds"),
    result("three-tracings", CERTIFICATES, "form-finer", "form-cheaper", "form-harsher", "form-small-step", "form-three-bands", "form-strength", "form-monitoring",
           "form-transferability", "form-negativity", "form-no-more-than-all", "form-step", "form-person",
           samples=[("form-tracings", _HERE + "test_finer_cheaper_and_harsher", "signs and borders at finite changes", 2000)]),
    result("who-wants-a-list", CERTIFICATES, "form-worth", "form-list", "form-half",
           samples=[("form-lists", _HERE + "test_two_alike_want_a_list_exactly_above_the_threshold", "what each gets with and without a list", 2000)]),
    result("who-signs", CERTIFICATES, "form-two-files", "form-township-signs", "form-county-signs", "form-refusal",
           samples=[("form-signatures", _HERE + "test_who_signs_by_playing_it_out", "gains of both, files found by best replies", 2000)]),
)
