"""Of the certificates of the chapter `repeated`."""

from xianxiang.certificates.base import DEFLECT, SHIELD, felt, material, personal, silence, total, weighed
from xianxiang.certificates.repeated import bar, charged_later, deserting, grudge, late, limit, lost, net, shadow, tempting, years

from . import mutant


def together(v):
    return v.replace(together=v.discount * (1 - v.turnover) * (1 - v.turnover))


MUTANTS = {
    "one-desertion: one leaves at a time": mutant("one-desertion", claims=lambda v: {
        "": deserting(v) - v.value == v.tempted - shadow(v.replace(together=v.discount * (1 - v.turnover))) * v.lost}),
    "one-desertion: what is noticed does not part the two": mutant("one-desertion", claims=lambda v: {
        "": deserting(v) - v.value == v.tempted - shadow(together(v)) * v.lost / (1 - v.removal * v.f1 * v.noticed / 2)}),
    "grudge-kept: whatever is best in the year": mutant("grudge-kept", drop="Deflect is best in the year"),
    "nothing-costs-more: less": mutant("nothing-costs-more", claims=lambda v: {
        "": -v.tempted + v.together * (1 - v.removal * v.f1) * grudge(v) <= grudge(v) - v.lost}),
    "least-future: h for h + (1-h)f1": mutant("least-future", claims=lambda v: {
        "": (v.tempted <= shadow(v) * v.lost) == (v.together >= v.tempted / (v.tempted + v.noticed * v.lost))}),
    "accuser-is-worst: an idler is": mutant("accuser-is-worst", claims=lambda v: {
        "": material(v, 1, SHIELD, 2) <= material(v, 1, SHIELD, DEFLECT)}),
    "grudge-in-a-year: whatever tempts": mutant("grudge-in-a-year", drop="desertion tempts"),
    "grudge-in-a-year: blame not worth its paper": mutant("grudge-in-a-year", drop="blame is worth its paper"),
    "breaking-with-a-future: hiding alone forgotten": mutant("breaking-with-a-future", claims=lambda v: {
        "": (tempting(v.larger("penalty")) - v.shadow * lost(v.larger("penalty")) > tempting(v) - v.shadow * lost(v))
            == (v.transferability * v.individualization / felt(v) > weighed(v, silence(v) + v.shadow * silence(v)))}),
    "breaking-with-a-future: attachment the other way": mutant("breaking-with-a-future", claims=lambda v: {
        "": (tempting(v.larger("penalty")) - v.shadow * lost(v.larger("penalty")) > tempting(v) - v.shadow * lost(v))
            == (v.transferability * v.individualization / felt(v) * (1 + v.attachment) > (silence(v) + v.shadow * (silence(v) + v.f0 / v.f1 - 1)) * (1 - v.attachment))}),
    "patience: a sign of the cost": mutant("patience", claims=lambda v: {
        "": tempting(v) == v.transferability * v.f1 * personal(v) - (v.f1 - v.f2) * total(v) - v.shield_cost + v.deflect_cost}),
    "out-of-reach: however dear hiding is": mutant("out-of-reach", drop="g <= k"),
    "out-of-reach: of what two leave of what one leaves": mutant("out-of-reach", claims=lambda v: {
        "": tempting(v) * v.f0 <= v.f2 * tempting(v)}),
    "limit-of-penalties: below what two leave of what one does": mutant("limit-of-penalties", claims=lambda v: {
        "": limit(v) <= (v.f2 / v.f0) * v.movable * v.movable}),
    "bar: as if rewards were charged later": mutant("bar", claims=lambda v: {
        "": (net(v.larger("penalty"), charged_later) > net(v, charged_later))
            == (v.transferability * v.individualization / felt(v) > bar(v.replace(late=0)))}),
    "bar-and-late: by as much": mutant("bar-and-late", claims=lambda v: {"": bar(v) - bar(v.larger("late")) >= v.larger_late - v.late}),
    "bar-and-shadow: all problems come to light": mutant("bar-and-shadow", drop="late < 1"),
    "shadow-and-turnover: nothing is ever known": mutant("shadow-and-turnover", drop="known > 0"),
    "shadow-and-turnover: next year counts for nothing": mutant("shadow-and-turnover", claims=lambda v: {"": years(v.larger("turnover")) < years(v) * (1 - v.turnover)}),
    "late-and-liability: nothing comes to light later": mutant("late-and-liability", drop="hazard > 0"),
    "late-and-liability: by as much": mutant("late-and-liability", claims=lambda v: {"": late(v.larger("liable")) - late(v) >= v.larger_liable - v.liable}),
}
