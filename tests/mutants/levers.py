"""Of the certificates of the chapter `levers`."""

from xianxiang.certificates.base import DEFLECT, ROUTINE, SHIELD, loss, personal
from xianxiang.certificates.levers import CHANCES, PAIR, THREE, all_of, coefficient, given, left, parts, table, variance

from . import mutant


def together(names, among, wrong):
    """That squares of coefficients add up to something else."""
    def claims(v):
        values, chances = table(v, names), [getattr(v, name) for name in CHANCES[:len(names[0]) - 1]]
        return {"": wrong(values, chances) == parts(values, chances, among)}
    return claims


MUTANTS = {
    **{f"all-of-{count}: one switch more": mutant(f"all-of-{count}", claims=lambda v, count=count: {
        "": given(all_of(count), (v.p,) * count, (0,)) == v.p**count * left(all_of(count), (v.p,) * count, 0)}) for count in (2, 3, 4)},
    "first-and-total-part: total rises": mutant("first-and-total-part", claims=lambda v: {
        "": 1 / (1 + v.larger_p + v.larger_p**2) > 1 / (1 + v.p + v.p**2)}),
    "half-by-themselves: fair coins": mutant("half-by-themselves", claims=lambda v: {"": (6 * v.p**2 > 1 + v.p + v.p**2) == (2 * v.p > 1)}),
    "parts-of-two: without what both explain": mutant("parts-of-two", claims=together(PAIR, lambda members: len(members) == 1, variance)),
    "parts-of-three: total by first orders": mutant("parts-of-three", claims=together(
        THREE, lambda members: members == (0,), lambda values, chances: left(values, chances, 0))),
    "parts-of-three: chances forgotten": mutant("parts-of-three", claims=lambda v: {
        "": coefficient(table(v, THREE), (v.p, v.p, v.p), (0,)) == given(table(v, THREE), (v.p, v.q, v.r), (0,))}),
    "shared-dividends: all is shared by three": mutant("shared-dividends", claims=lambda v: {"": 3 * (v.v100 - v.v000) == v.v111 - v.v000}),
    "whatever-the-other-does: where hiding helps": mutant("whatever-the-other-does", drop="found alike"),
    "whatever-the-other-does: attachment forgotten": mutant("whatever-the-other-does", claims=lambda v: {
        "": loss(v, 1, DEFLECT, ROUTINE, SHIELD) == v.transferability * v.f0 * personal(v) - v.deflect_cost}),
    "more-than-half: hiding forgotten": mutant("more-than-half", claims=lambda v: {"": (v.odds > (1 + v.hidden + v.odds) / 2) == (v.odds > 1)}),
    "needed-stake: where deflecting costs nothing": mutant("needed-stake", drop="something is lost"),
    "needed-stake: attachment helps": mutant("needed-stake", claims=lambda v: {
        "": v.lost / (1 + v.larger_attachment) > v.lost / (1 + v.attachment)}),
}
