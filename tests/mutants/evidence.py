"""Of the certificates of the chapter `evidence`."""

from xianxiang.certificates.base import every, felt
from xianxiang.certificates.evidence import OTHERS, ahead, found, interaction, more, replaced

from . import mutant

MUTANTS = {
    "evidence-sign: any scale": mutant("evidence-sign", drop="rising"),
    "evidence-sign: by as much": mutant("evidence-sign", claims=lambda v: {"": v.low_after - v.low_before == v.high_after - v.high_before}),
    "evidence-triple: in logarithms": mutant("evidence-triple", claims=lambda v: {"": interaction(v, v.base) == 0}),
    "evidence-triple: a part that does nothing": mutant("evidence-triple", drop="person > 1"),
    "evidence-triple: one that lowers": mutant("evidence-triple", drop="penalties > 1"),
    "evidence-triple: nothing to begin with": mutant("evidence-triple", drop="base > 0"),
    "evidence-triple: none in covert": mutant("evidence-triple", drop="covert > 1"),
    "rival-cancels: felt by one": mutant("rival-cancels", claims=lambda v: {"": every(2 * (ahead(v.larger("penalty"), *o) - ahead(v, *o)) == more(v, *o) for o in OTHERS)}),
    "rival-cancels: the person's part alone": mutant("rival-cancels", claims=lambda v: {"": every(
        (ahead(v.larger("penalty"), *o) - ahead(v, *o)) * felt(v) == more(v, *o) * v.individualization for o in OTHERS)}),
    "rival-odds: always more": mutant("rival-odds", claims=lambda v: {"": every(more(v, *o) > 0 for o in OTHERS)}),
    "rival-odds: where more is found": mutant("rival-odds", claims=lambda v: {"": every((more(v, *o) > 0) == (found(v, *o) > v.f2) for o in OTHERS)}),
    "rival-replaced: further ahead": mutant("rival-replaced", claims=lambda v: {"": every(ahead(replaced(v), *o) >= ahead(v, *o) for o in OTHERS)}),
    "rival-replaced: always less": mutant("rival-replaced", claims=lambda v: {"": every(ahead(replaced(v), *o) < ahead(v, *o) for o in OTHERS)}),
}
