"""Certificates of the chapter on counties that are not strangers.

Powers enter as variables of their own, bound by what is needed of them: `fall` is (1 - x)^(1 + k) and `rise` is x^(1 + k).
"""

from .base import COUNTY, DEFLECT, SHIELD, TOWNSHIP, by_name, certificate, loss, result

_CHANCE, _SOME, _ANY = (0.0, 1.0), (0.0, float("inf")), (-float("inf"), float("inf"))
DOMAINS = {
    "county": _SOME, "township": _SOME, "needed": _SOME, "several": _SOME, "again": _CHANCE, "county_errs": _CHANCE, "township_errs": _CHANCE,
    "share": _CHANCE, "rate": _SOME, "fall": _CHANCE, "rise": _CHANCE, "inverse": _SOME, "mover": _SOME, "gap": _SOME,
    "mean": _CHANCE, "square": _CHANCE, "size": (1.0, float("inf")),
}  # fmt: skip
"""Least and greatest value of each variable of the chapter's own."""

GAME = ("reward", "penalty", "individualization", "transferability", "diffusion", "executor", "attachment", "f0", "f1", "f2", "shield_cost", "deflect_cost")


def leaves(v, side):
    """What a side loses that passes the blame to a partner who shields: X of either side."""
    return loss(v, side, SHIELD, DEFLECT, SHIELD)


def surplus(v):
    """By how much a township loses more than a county does, at any share of prizes that passes, divided by 1 - e."""
    felt = (1 - v.individualization) * v.diffusion + v.individualization
    protected = (v.f1 - v.f2) * (1 - v.attachment) * v.reward * (1 - v.prize_passing + v.prize_passing * felt)
    moved = v.f1 * v.individualization * (1 - v.attachment) * v.penalty
    passed = v.f1 * v.individualization * v.prize_passing * v.reward
    return protected + moved + passed * (v.executor * (1 - v.transferability) - v.attachment * (1 + v.executor * v.transferability))


def _weak():
    yield certificate("country-difference", "a township loses more than a county by 1 - e times a sum", (*GAME, "prize_passing"),
                      lambda v: {"": leaves(v, TOWNSHIP) - leaves(v, COUNTY) == (1 - v.executor) * surplus(v)}, domains=DOMAINS)
    yield certificate("country-weak-link", "where prizes do not pass that sum is never negative, so that the county never loses more than a township",
                      (*GAME, "prize_passing"), lambda v: {"": surplus(v) >= 0}, lambda v: {"prizes do not pass": v.prize_passing == 0}, domains=DOMAINS)
    yield certificate("country-weak-link-strict", "it is positive where either part counts", (*GAME, "prize_passing"),
                      lambda v: {"": surplus(v) > 0},
                      lambda v: {"prizes do not pass": v.prize_passing == 0, "theta < 1": v.attachment < 1,
                                 "either part": ((v.reward > 0) & (v.f1 > v.f2)) | ((v.penalty > 0) & (v.individualization > 0) & (v.f1 > 0))}, domains=DOMAINS)
    yield certificate("country-weak-link-passing", "without attachment the sum is not negative either, whatever share of prizes passes", (*GAME, "prize_passing"),
                      lambda v: {"": surplus(v) >= 0}, lambda v: {"theta = 0": v.attachment == 0}, domains=DOMAINS)


def _size():
    yield certificate(
        "country-roads", "no road out that begins with townships is cheaper than the county's one mistake", ("county", "township", "needed", "several"),
        lambda v: {"townships alone": v.several * v.township >= v.county,
                   "townships and the county": (v.several - 1) * v.township * v.needed + v.county * (v.needed - (v.several - 1)) >= v.county * v.needed},
        lambda v: {"weak link": v.county <= v.township, "at least one": v.several >= 1, "one or more than one": (v.several == 1) | (v.needed >= 1)}, domains=DOMAINS)


def _waiting():
    def one(v):
        """What follows a lone mistake in a county of one township: of those who reconsider each does what the other did last."""
        r = v.again
        return {"after the county's": v.county_errs == r * (1 - r) + r * r * v.township_errs + (1 - r) ** 2 * v.county_errs,
                "after the township's": v.township_errs == r * (1 - r) + r * r * v.county_errs + (1 - r) ** 2 * v.township_errs}

    yield certificate("country-one-township", "with one township a mistake of the county ends in blame in half of the cases", ("again", "county_errs", "township_errs"),
                      lambda v: {"half": v.county_errs * 2 == 1}, lambda v: {**one(v), "0 < r": v.again > 0, "r < 1": v.again < 1}, domains=DOMAINS)


def _rotation():
    def matched(v):
        """Reproductive values at the tipping share, from below and from above, and the power that they contain."""
        return {"a power": v.inverse * v.fall == 1, "from below": v.mover * (1 + v.rate) == v.rate + v.inverse,
                "from above": v.gap * (1 + v.rate) * v.share == 1 + v.rate * v.share, "x > 0": v.share > 0}

    yield certificate("country-matching", "the values from below and from above meet exactly where (1 - x)^(1 + k) = x", ("share", "rate", "fall", "inverse", "mover", "gap"),
                      lambda v: {"exactly": (v.mover == v.gap) == (v.fall == v.share)}, matched, domains=DOMAINS)
    powers = {"fall": lambda v: v.fall <= 1 - v.share, "rise": lambda v: v.rise <= v.share}
    yield certificate("country-never-both", "blame and collusion never both spread", ("share", "fall", "rise"),
                      lambda v: {"never": (v.fall <= v.share) | (v.rise <= 1 - v.share)}, lambda v: {name: holds(v) for name, holds in powers.items()}, domains=DOMAINS)
    yield certificate("country-half", "blame spreads at no rate from a tipping share of a half on", ("share", "fall"),
                      lambda v: {"x < 1/2": 2 * v.share < 1}, lambda v: {"fall": powers["fall"](v), "it spreads": v.fall > v.share}, domains=DOMAINS)
    yield certificate("country-golden", "at as much rotation as revision it spreads exactly below the golden section, where x^2 - 3x + 1 > 0", ("share",),
                      lambda v: {"": ((1 - v.share) ** 2 > v.share) == (v.share**2 - 3 * v.share + 1 > 0)}, domains=DOMAINS)


CERTIFICATES = by_name(_weak(), _size(), _waiting(), _rotation())
_HERE = "tests/test_country.py::"
RESULTS = (
    result("weak-link", CERTIFICATES, "country-difference", "country-weak-link", "country-weak-link-strict", "country-weak-link-passing",
           samples=[("weak-links", _HERE + "test_the_county_is_the_weak_link", "the library's advantages at all levers where prizes do not pass", 500)]),
    result("size-does-not-matter", CERTIFICATES, "country-roads",
           samples=[("cheapest-ways", _HERE + "test_the_cheapest_way_out_is_one_mistake_of_the_county",
                     "the cheapest way through all states, found by Dijkstra's algorithm, costs what the county loses", 60)],
           rest="that best replies lead on from the county's mistake, which is a chance of positive size"),
    result("waiting", CERTIFICATES, "country-one-township",
           samples=[("waits", _HERE + "test_waits_tend_to_the_formula", "exact waits against the formula at less and less noise", 6)],
           rest="a limit of chains with exponentials, and the limit of large counties"),
    result("rotation-spreads", CERTIFICATES, "country-matching", "country-never-both", "country-half", "country-golden",
           samples=[("growth", _HERE + "test_growth_changes_sign_at_the_limit", "the growth of a few deflecting counties, from a matrix, changes its sign at the limit", 9)],
           rest="the differential equations of the reproductive values, and powers of real exponents"),
)
