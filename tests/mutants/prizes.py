"""Of the certificates of the chapter `prizes`."""

from xianxiang.certificates.base import felt, personal, total
from xianxiang.certificates.prizes import factors, middle, returns, rises

from . import mutant


def share_without_quota(v):
    work, push = returns(v)
    moved = v.transferability * personal(v) / total(v)
    return {"": push * (moved + v.contest) == moved * (work + push)}


def half_felt(v):
    penalty, prize = (returns(v.replace(negativity=nu, diffusion=0.5)) for nu in (1, 0))
    return {"": penalty[0] == prize[0]}


def always_busier(v):
    (work, push), (less, more) = returns(v), returns(v.larger("negativity"))
    return {"": less + more >= work + push}


def less_done_without_strain(v):
    work = v.contest * v.quota * (1 - v.quota) * v.whole / 2
    return {"": work * (v.larger_moved - v.moved) < 0}


def more_done(v):
    none, all_of_it = (returns(v.replace(negativity=x)) for x in (0, 1))
    return {"": rises(*returns(v), *(b - a for a, b in zip(none, all_of_it)), v.strain)}


def slopes(v):
    none, all_of_it = (returns(v.replace(individualization=x)) for x in (0, 1))
    return tuple(b - a for a, b in zip(none, all_of_it))


def trough_without_quota(v):
    own = 1 - v.diffusion
    least = (v.strain * v.transferability - own * v.contest) / ((1 + v.strain) * own * v.transferability)
    return {"": rises(*returns(v), *slopes(v), v.strain) == (personal(v) > least * total(v))}


def named_always_costs_work(v):
    return {"": rises(*returns(v), *slopes(v), v.strain) == False}  # noqa: E712


def the_other_share(v):
    prize, penalty = (returns(v.replace(negativity=nu)) for nu in (0, 1))
    moved = v.transferability * v.individualization / felt(v)
    return {"": (prize[1] * penalty[0] < penalty[1] * prize[0]) == (v.quota < v.rivalry / (v.rivalry + moved))}


def all_of_m(v):
    psi = (1 - v.weight) * middle(v)
    return {"": -1 / (1 - psi) + middle(v) * ((1 - v.weight) / psi - v.weight / (1 - psi)) == 0}


def m_rises(v):
    def slope(psi, m):
        return -1 / (1 - psi) + m * ((1 - v.weight) / psi - v.weight / (1 - psi))

    return {"": (v.larger_share >= 1 - v.weight) | (slope(v.share, v.m) > slope(v.larger_share, v.larger_m))}


MUTANTS = {
    "push-share: whatever the quota": mutant("push-share", claims=share_without_quota),
    "concave: with more to move than is at stake": mutant("concave", drop="moved <= whole"),
    "concave-claims: with any prize to claim": mutant("concave-claims", drop="aR - bB <= (1 - r/2)W"),
    "no-deviation-1: with more to move than is at stake": mutant("no-deviation-1", drop="moved <= whole"),
    "no-deviation-2: with more to move than is at stake": mutant("no-deviation-2", drop="moved <= whole"),
    "penalty-as-prize: felt in half": mutant("penalty-as-prize", claims=half_felt),
    "busier: without strain": mutant("busier", claims=less_done_without_strain),
    "penalties-for-prizes: always busier": mutant("penalties-for-prizes", claims=always_busier),
    "never-more-done: always more done": mutant("never-more-done", claims=more_done),
    "trough: whatever the quota": mutant("trough", claims=trough_without_quota),
    "trough: the natural guess": mutant("trough", claims=named_always_costs_work),
    "dividing-quota: the prize's share": mutant("dividing-quota", claims=the_other_share),
    "chosen-share: all of M": mutant("chosen-share", claims=all_of_m),
    "one-peak: M rises": mutant("one-peak", claims=m_rises),
    "more-rivals: without a response": mutant("more-rivals", drop="response > 0"),
    "more-rivals: both factors rise": mutant("more-rivals", claims=lambda v: {"": factors(v.larger("quota"))[1] >= factors(v)[1]}),
    "chosen-and-m: a county that does all the work": mutant("chosen-and-m", drop="weight < 1"),
    "more-response: a county that does all the work": mutant("more-response", drop="weight < 1"),
    "many-rivals: below at any number": mutant("many-rivals", claims=lambda v: {
        "": (1 - v.weight) * middle(v) / (1 + middle(v)) < (1 - v.weight) * v.response}),
}
