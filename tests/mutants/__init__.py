"""Certificates that are false: each with a condition dropped or a claim changed, as a slip would have it.

One file a chapter. Each maps "certificate: what is wrong" to the wrong certificate; every certificate has one at least.
"""

from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path

from xianxiang.certificates import CERTIFICATES


def mutant(name, drop=None, claims=None):
    """A certificate with a condition dropped or its claims changed."""
    certificate = CERTIFICATES[name]
    changes = {"steps": lambda v: {}}
    if drop:
        assert drop in certificate.given(certificate.point(dict.fromkeys(certificate.free, Fraction(1, 2)))), drop
        changes["given"] = lambda v: {words: holds for words, holds in certificate.given(v).items() if words != drop}
    if claims:
        changes["claims"] = claims
    return replace(certificate, **changes)


MUTANTS = {}
for _file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    MUTANTS |= import_module(f"{__name__}.{_file.stem}").MUTANTS
