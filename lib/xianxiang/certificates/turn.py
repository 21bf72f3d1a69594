"""Certificates of the chapter on the turn."""

from fractions import Fraction

from ..institution import NOW, THEN, switched
from .base import COUNTY, DEFLECT, ROUTINE, SHIELD, TOWNSHIP, at, by_name, certificate, dominant, result, struck_out

BACK_BELOW, THERE_BELOW, SUFFICE_BELOW = Fraction(1), Fraction(3, 4), Fraction(2, 5)
THREE = ("apparatus", "person", "penalty")
"""The conditions that suffice."""

STRIKING_OUT = tuple((COUNTY, action, DEFLECT) for action in (SHIELD, ROUTINE)) + tuple(
    (TOWNSHIP, action, DEFLECT) for action in (ROUTINE, SHIELD))
"""The county's other actions first, then the township's, each for Deflect."""


def _eras():
    def up_to(limit):
        return lambda v: {f"attachment <= {limit}": v.attachment <= limit}

    yield certificate("shield-dominant-then", "at the levers of then Shield is strictly dominant for both sides", ("attachment",),
                       lambda v: {"dominant": dominant(at(THEN, attachment=v.attachment), SHIELD)}, up_to(BACK_BELOW))
    yield certificate("deflect-dominant-now", f"at the levers of now Deflect is strictly dominant for both sides up to an attachment of {THERE_BELOW}", ("attachment",),
                       lambda v: {"dominant": dominant(at(NOW, attachment=v.attachment), DEFLECT)}, up_to(THERE_BELOW))
    settings = {"the three": (), "and the supervisor": ("supervisor",), "and the vetoes": ("vetoes",),
                "and both": ("supervisor", "vetoes")}
    yield certificate(
        "three-suffice", f"with apparatus, person and penalty switched only mutual deflection is left, up to an attachment of {SUFFICE_BELOW}", ("attachment",),
        lambda v: {words: struck_out(at(switched(*THREE, *more), attachment=v.attachment), STRIKING_OUT)
                   for words, more in settings.items()}, up_to(SUFFICE_BELOW))


CERTIFICATES = by_name(_eras())
_HERE = "tests/test_certificates.py::"
_LEARNING = "that struck-out actions die out is what is assumed of the rule of learning"
RESULTS = (
    result("bistable",
           samples=[("bistable", _HERE + "test_both_strict_regimes_attract",
                     "populations near each of two strict equilibria move to it, by best replies and by logit at little noise", 200)],
           rest="a limit of a dynamic with exponentials"),
    result("all-the-way-back", CERTIFICATES, "shield-dominant-then", rest=_LEARNING),
    result("all-the-way-there", CERTIFICATES, "deflect-dominant-now", rest=_LEARNING),
    result("three-suffice", CERTIFICATES, "three-suffice",
           samples=[("three-of-five", _HERE + "test_at_the_earlier_attachment_no_other_setting_is_decided",
                     "at an attachment of 0.3 none of the other 28 settings leaves only mutual deflection", 28)],
           rest="the other 28 settings, which a test runs through one by one"),
)
