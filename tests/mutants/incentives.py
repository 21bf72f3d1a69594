"""Of the certificates of the chapter `incentives`."""

from xianxiang.certificates.base import equilibrium, loss, personal, share, strict, total

from . import mutant

MUTANTS = {
    "mutual-shielding: moved blame forgotten": mutant("mutual-shielding", claims=lambda v: {
        "": equilibrium(v, 0, 0) == ((v.f1 - v.f2) * total(v) >= v.shield_cost)}),
    "mutual-deflection: k forgotten": mutant("mutual-deflection", claims=lambda v: {
        "": equilibrium(v, 1, 1) == ((v.f0 - v.f1) * total(v) <= v.shield_cost - v.deflect_cost
                                                  + v.transferability * v.f1 * personal(v))}),
    "mutual-routine: f1 for f0": mutant("mutual-routine", claims=lambda v: {
        "": equilibrium(v, 2, 2) == (((v.f0 - v.f1) * total(v) <= v.shield_cost)
                                                  & (v.transferability * v.f1 * personal(v) <= v.deflect_cost))}),
    "share: nothing at stake": mutant("share", claims=lambda v: {"": total(v) > 0}, drop="something is at stake"),
    "strong-shielding: small strength": mutant("strong-shielding", drop="strength is large"),
    "strong-deflection: small strength": mutant("strong-deflection", drop="strength is large"),
    "no-strong-shielding: small strength": mutant("no-strong-shielding", drop="strength is large"),
    "no-strong-deflection: small strength": mutant("no-strong-deflection", drop="strength is large"),
    "no-deflection-unmoved: k = 0": mutant("no-deflection-unmoved", drop="deflect_cost > 0"),
    "linear-losses: always growing (as once printed)": mutant("linear-losses", claims=lambda v: {
        "": (strict(v, 0, 0) == False)  # noqa: E712
        | (loss(v.larger("strength"), 1, 0, 1, 0) > loss(v, 1, 0, 1, 0))}),
    "share-rises-with-sign: always (as once printed)": mutant("share-rises-with-sign", claims=lambda v: {
        "": share(v) < share(v.larger("negativity"))}),
    "share-rises-with-person: always (as once printed)": mutant("share-rises-with-person", claims=lambda v: {
        "": share(v) < share(v.larger("individualization"))}),
    "share-without-person: with a person": mutant("share-rises-with-sign", claims=lambda v: {"": share(v) == 0}),
    "prizes-that-pass: nu left as it is": mutant("prizes-that-pass", claims=lambda v: {
        "": loss(v, 1, 0, 1, 0) == loss(v.replace(prize_passing=0), 1, 0, 1, 0)}),
}
