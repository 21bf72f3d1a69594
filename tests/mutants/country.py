"""Of the certificates of the chapter `country`."""

from xianxiang.certificates.base import COUNTY, TOWNSHIP
from xianxiang.certificates.country import leaves, surplus

from . import mutant

MUTANTS = {
    "country-difference: prizes as if none passed": mutant("country-difference", claims=lambda v: {
        "": leaves(v, TOWNSHIP) - leaves(v, COUNTY) == (1 - v.executor) * surplus(v.replace(prize_passing=0))}),
    "country-weak-link: whatever passes": mutant("country-weak-link", drop="prizes do not pass"),
    "country-weak-link-strict: of one body": mutant("country-weak-link-strict", drop="theta < 1"),
    "country-weak-link-strict: nothing at stake": mutant("country-weak-link-strict", drop="either part"),
    "country-weak-link-passing: attached": mutant("country-weak-link-passing", drop="theta = 0"),
    "country-roads: the township is the weak link": mutant("country-roads", drop="weak link"),
    "country-roads: fewer than one": mutant("country-roads", drop="at least one"),
    "country-roads: less than one is needed, and yet several err": mutant("country-roads", drop="one or more than one"),
    "country-one-township: nobody reconsiders": mutant("country-one-township", drop="0 < r"),
    "country-one-township: both always do": mutant("country-one-township", drop="r < 1"),
    "country-matching: without the power": mutant("country-matching", drop="a power"),
    "country-matching: at the half": mutant("country-matching", claims=lambda v: {"": (v.mover == v.gap) == (2 * v.share == 1)}),
    "country-never-both: the secretary who moves never errs": mutant("country-never-both", drop="rise"),
    "country-half: whatever the power": mutant("country-half", drop="fall"),
    "country-golden: at the half": mutant("country-golden", claims=lambda v: {"": ((1 - v.share) ** 2 > v.share) == (2 * v.share < 1)}),
}
