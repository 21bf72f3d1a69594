"""Of the certificates of the chapter `inspector`."""

from xianxiang.certificates.base import COUNTY, SIDES, TOWNSHIP, moves, personal, silence
from xianxiang.certificates.inspector import (
    bargained, broken, cost, found, gain, leaving, link, longer, nothing, of_level, price, purse, pushed, silent, stakes, told,
)

from . import mutant


def raises(v):
    return leaving(v.larger("penalty")) > leaving(v)


def dearer(v):
    return of_level(longer(v), longer(v).top) > of_level(v, v.top)


def equal(v):
    return v.replace(deflect_cost=v.shield_cost)


MUTANTS = {
    "a-favour-that-keeps: whatever is gained": mutant("a-favour-that-keeps", drop="held"),
    "no-favour-keeps: the smaller of the two": mutant("no-favour-keeps", claims=lambda v: {
        "": (v.gain <= v.attachment * v.cost) & (v.gain <= v.transfer * v.cost)}),
    "no-favour-keeps: an unwilling township": mutant("no-favour-keeps", drop="willing"),
    "bought-breaking: a sign": mutant("bought-breaking", claims=lambda v: {
        "": raises(v) == ((1 + v.hold) * pushed(v) > (1 - v.hold) * silence(v))}),
    "breaking-transfer: above it": mutant("breaking-transfer", claims=lambda v: {
        "": raises(v) == (v.hold > (pushed(v) - silence(v)) / (pushed(v) + silence(v)))}),
    "breaking-transfer: the township's b": mutant("breaking-transfer", claims=lambda v: {
        "": raises(v) == (v.hold * (pushed(v) + silence(v)) < moves(v, TOWNSHIP) * pushed(v) - silence(v))}),
    "telling: blame that the county keeps": mutant("telling", claims=lambda v: {
        "": told(v, COUNTY) + v.paid - silent(v, COUNTY) == gain(v) - moves(v, COUNTY) * personal(v, COUNTY)}),
    "price-of-telling: blame in full": mutant("price-of-telling", claims=lambda v: {
        "": (gain(v) > v.hold * cost(v)) == (v.paid > price(v) - v.hold * moves(v, COUNTY) * personal(v, TOWNSHIP))}),
    "price-and-findings: strictly": mutant("price-and-findings", claims=lambda v: {"": price(v.larger("audit")) < price(v)}),
    "price-and-executor: falls": mutant("price-and-executor", claims=lambda v: {"": price(v.larger("executor")) <= price(v)}),
    "price-and-strength: at any costs": mutant("price-and-strength", claims=lambda v: {
        "": price(equal(v.larger("strength")).replace(deflect_cost=0)) * v.strength == price(equal(v).replace(deflect_cost=0)) * v.larger_strength}),
    "price-and-penalty: dearer": mutant("price-and-penalty", claims=lambda v: {
        "": (price(v.larger("penalty")) > price(v)) == (pushed(v) > (1 - found(v)) * (1 + v.hold) / (1 - v.hold))}),
    "price-and-penalty: rho in the place of 1 - f": mutant("price-and-penalty", claims=lambda v: {
        "": (price(v.larger("penalty")) < price(v)) == (pushed(v) > found(v) * (1 + v.hold) / (1 - v.hold))}),
    "stakes-in-prevention: the favour in full": mutant("stakes-in-prevention", claims=lambda v: {
        "": nothing(v, COUNTY) - (silent(v, COUNTY) + v.favour) == stakes(v, v.favour)[COUNTY]}),
    "nothing-jumps: anywhere": mutant("nothing-jumps", drop="at the price"),
    "a-price-jumps: anywhere": mutant("a-price-jumps", drop="where telling begins to pay"),
    "a-price-jumps: not at all": mutant("a-price-jumps", claims=lambda v: {"": stakes(v, bargained(v))[TOWNSHIP] == stakes(v, 0)[TOWNSHIP]}),
    "without-favours: not at all": mutant("without-favours", claims=lambda v: {
        "": broken(v)[TOWNSHIP] == stakes(v.replace(transfer=0), 0)[TOWNSHIP]}),
    "a-larger-reward: raises it": mutant("a-larger-reward", claims=lambda v: {"": broken(v.larger("paid"))[COUNTY] > broken(v)[COUNTY]}),
    "a-closer-audit: nothing at stake": mutant("a-closer-audit", drop="the county has something at stake"),
    "a-closer-audit: found anyway": mutant("a-closer-audit", drop="f2 < 1"),
    "an-audit-too-late: raises both": mutant("an-audit-too-late", claims=lambda v: {
        str(side): broken(v.larger("audit"))[side] > broken(v)[side] for side in SIDES}),
    "price-of-a-level: its own purse, too": mutant("price-of-a-level", claims=lambda v: {
        "": (v.paid > of_level(v, v.level)) == (v.paid > of_level(v.replace(transfer=0), v.level) + v.transfer * (1 - found(v)) * v.chain)}),
    "the-top-is-cheapest: and any other": mutant("the-top-is-cheapest", drop="a larger share"),
    "one-more-level: the weak link forgotten": mutant("one-more-level", claims=lambda v: {"": dearer(v) == (purse(v) > 0)}),
    "one-more-level: always firmer": mutant("one-more-level", claims=lambda v: {"": dearer(v)}),
    "every-further-level: from the first": mutant("every-further-level", drop="one more does"),
    "with-prizes-only: above e": mutant("with-prizes-only", claims=lambda v: {"": (purse(v) > link(v)) == (v.transfer > v.executor)}),
    "with-prizes-only: no prize": mutant("with-prizes-only", drop="reward > 0"),
    "with-prizes-only: found out anyway": mutant("with-prizes-only", drop="f < 1"),
}  # fmt: skip
