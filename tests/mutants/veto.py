"""Of the certificates of the chapter `veto`."""

from xianxiang.certificates.base import felt
from xianxiang.certificates.veto import PAPER, REAL, SKIP, all_paper, all_real, alone, mark, nothing, pair

from . import mutant

MUTANTS = {
    "veto-halves: strictly": mutant("veto-halves", claims=lambda v: {
        "": (pair(v, SKIP, REAL, v.common) < pair(v, SKIP, SKIP, v.common)) | (pair(v, SKIP, REAL, v.common) < pair(v, REAL, REAL, v.common))}),
    "veto-halves: paper on both": mutant("veto-halves", claims=lambda v: {"": pair(v, SKIP, PAPER, 0) <= pair(v, PAPER, PAPER, 0)}),
    "veto-halves: than both": mutant("veto-halves", claims=lambda v: {
        "": (pair(v, PAPER, REAL, 0) <= pair(v, PAPER, PAPER, 0)) & (pair(v, PAPER, REAL, 0) <= pair(v, REAL, REAL, 0))}),
    "veto-halves: work that does harm": mutant("veto-halves", drop="q <= q0"),
    "veto-by-hand: at a tie, too": mutant("veto-by-hand", claims=lambda v: {
        "": (all_real(v) >= nothing(v)) == (v.whole * (1 - v.missed) > v.common + v.cost * v.count)}),
    "veto-by-hand: without the common cost": mutant("veto-by-hand", claims=lambda v: {
        "": (all_real(v) > nothing(v)) == (v.whole * (1 - v.missed) > v.cost * v.count)}),
    "veto-one-more: more can be moved than there is": mutant("veto-one-more", drop="T <= W"),
    "veto-one-more: it falls": mutant("veto-one-more", claims=lambda v: {
        "": alone(v, REAL, v.clean * v.new_clean, v.bare * v.new_bare) - alone(v, SKIP, v.clean * v.new_clean, v.bare * v.new_bare)
        < alone(v, REAL, v.clean, v.bare) - alone(v, SKIP, v.clean, v.bare)}),
    "veto-one-more: work that does harm": mutant("veto-one-more", drop="q <= q0"),
    "veto-together: work that does harm to the other": mutant("veto-together", drop="the other's"),
    "veto-together: more can be moved than there is": mutant("veto-together", drop="T <= W"),
    "veto-by-item: what never fails": mutant("veto-by-item", drop="q < 1"),
    "veto-by-item: risk as such": mutant("veto-by-item", claims=lambda v: {"": 1 - v.one**2 <= 1 - v.one}),
    "veto-growing: at the mark": mutant("veto-growing", claims=lambda v: {
        "": (v.each * v.count * (1 - v.missed) >= v.cost * v.count) == (v.missed < 1 - v.cost / v.each)}),
    "veto-growing: no list at all": mutant("veto-growing", drop="n >= 1"),
    "veto-bends: straight": mutant("veto-bends", claims=lambda v: {"": 2 * (1 - v.missed * v.one) > (1 - v.missed) + (1 - v.missed * v.one * v.one)}),
    "veto-interval: whatever is saved": mutant("veto-interval", drop="bends"),
    "veto-form: at the mark": mutant("veto-form", claims=lambda v: {
        "": ((all_paper(v) > all_real(v)) & (all_paper(v) > nothing(v))) == ((v.movable >= mark(v)[0]) & (v.movable >= mark(v)[1]))}),
    "veto-form: against real work alone": mutant("veto-form", claims=lambda v: {
        "": ((all_paper(v) > all_real(v)) & (all_paper(v) > nothing(v))) == (v.movable > mark(v)[0])}),
    "veto-form: scarcity is enough": mutant("veto-form", claims=lambda v: {"": (all_real(v) >= nothing(v)) | (all_paper(v) > nothing(v))}),
    "veto-given-up: on any list": mutant("veto-given-up", drop="so many"),
    "veto-never-real: nothing either": mutant("veto-never-real", claims=lambda v: {"": all_paper(v) > nothing(v)}),
    "veto-never-real: also where it covers": mutant("veto-never-real", drop="too little"),
    "veto-stakes: all that a person bears": mutant("veto-stakes", claims=lambda v: {
        "": (v.prize_passing * v.reward + v.penalty) * felt(v) == (v.prize_passing * v.reward + v.penalty) * v.individualization}),
}
