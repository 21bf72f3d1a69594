"""Of the certificates of the chapter `turn`."""

from xianxiang.certificates.base import SHIELD, at, dominant, struck_out
from xianxiang.certificates.turn import STRIKING_OUT, THREE
from xianxiang.institution import switched

from . import mutant

MUTANTS = {
    "shield-dominant-then: at the later institution": mutant("shield-dominant-then", claims=lambda v: {
        "": dominant(at(switched(*THREE), attachment=v.attachment), SHIELD)}),
    "deflect-dominant-now: at every attachment": mutant("deflect-dominant-now", drop="attachment <= 3/4"),
    "three-suffice: at every attachment": mutant("three-suffice", drop="attachment <= 2/5"),
    **{f"three-suffice: without {one}": mutant("three-suffice", claims=lambda v, one=one: {"": struck_out(
        at(switched(*(name for name in THREE if name != one)), attachment=v.attachment), STRIKING_OUT)}) for one in THREE},
}
