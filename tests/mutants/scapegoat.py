"""Of the certificates of the chapter `scapegoat`."""

from xianxiang.certificates.scapegoat import GUILTY, INNOCENT, KINDS, ascribed, guilty, loses, proof, ready

from . import mutant


def _innocent(v):
    return loses(v, INNOCENT, v.spent, v.after) > v.stake * v.suspicion


MUTANTS = {
    "more-of-the-same: the two kinds are alike": mutant("more-of-the-same", drop="chi > 0"),
    "more-of-the-same: less of it": mutant("more-of-the-same", drop="more"),
    "more-of-the-same: much more": mutant("more-of-the-same", drop="a little"),
    "more-of-the-same: to the guilty": mutant("more-of-the-same", claims=lambda v: {"": ascribed(v, *(loses(v, kind, v.spent, v.after) for kind in KINDS)) < 0}),
    "no-dearer-than-needed: more": mutant("no-dearer-than-needed", drop="less"),
    "no-dearer-than-needed: too little": mutant("no-dearer-than-needed", drop="would do"),
    "mixed: where all do the same": mutant("mixed", drop="both"),
    "mixed: by any belief": mutant("mixed", drop="Bayes"),
    "mixed: of those who gain": mutant("mixed", drop="as soon"),
    "mixed: with the odds turned": mutant("mixed", claims=lambda v: {"": v.joined * (1 - v.suspicion) * proof(v) == v.suspicion * (v.stake - proof(v))}),
    "all-join: from the proof on": mutant("all-join", claims=lambda v: {"": (loses(v, GUILTY, v.most, v.suspicion) <= v.stake) == (v.stake >= proof(v))}),
    "an-equilibrium: of kinds that are alike": mutant("an-equilibrium", drop="chi > 0"),
    "an-equilibrium: without the table": mutant("an-equilibrium", drop="table"),
    "an-equilibrium: less is ascribed to the innocent": mutant("an-equilibrium", claims=lambda v: {
        "": (v.other >= v.spent) | (ascribed(v, loses(v, INNOCENT, v.spent, v.after), guilty(v)) > 0)}),
    "an-equilibrium: more is ascribed to the guilty": mutant("an-equilibrium", claims=lambda v: {
        "": (v.other <= v.spent) | (ascribed(v, loses(v, INNOCENT, v.spent, v.after), guilty(v)) < 0)}),
    "an-equilibrium: the guilty always lose the stake": mutant("an-equilibrium", claims=lambda v: {"": guilty(v) == v.stake}),
    "an-equilibrium: nobody would spend more": mutant("an-equilibrium", claims=lambda v: {"": ready(v, INNOCENT, loses(v, INNOCENT, v.spent, v.after)) <= 0}),
    "no-likelier: likelier": mutant("no-likelier", claims=lambda v: {"": v.after >= v.suspicion}),
    "no-likelier: by any belief": mutant("no-likelier", drop="Bayes"),
    "excess-and-stake: strictly": mutant("excess-and-stake", claims=lambda v: {"": v.then > v.spent}),
    "excess-and-stake: falls": mutant("excess-and-stake", claims=lambda v: {"": v.later <= v.joined}),
    "excess-and-hostage: rises": mutant("excess-and-hostage", claims=lambda v: {"": v.then >= v.spent}),
    "excess-and-hostage: suspicion rises": mutant("excess-and-hostage", claims=lambda v: {"": v.new_after >= v.after}),
    "excess-and-hostage: strictly": mutant("excess-and-hostage", claims=lambda v: {"": v.then < v.spent}),
    "suspicions-average: to less": mutant("suspicions-average", claims=lambda v: {
        "": (1 - v.suspicion + v.suspicion * v.joined) * v.after + v.suspicion * (1 - v.joined) < v.suspicion}),
    "suspicions-average: by any belief": mutant("suspicions-average", drop="Bayes"),
    "share-escaped: all of it": mutant("share-escaped", claims=lambda v: {"": v.after == 0}),
    "share-escaped: what proof is worth": mutant("share-escaped", claims=lambda v: {"": (1 - v.after) * v.stake <= proof(v)}),
    "ban-innocent: always": mutant("ban-innocent", claims=lambda v: {"": _innocent(v)}),
    "ban-innocent: without the cap": mutant("ban-innocent", claims=lambda v: {
        "": _innocent(v) == ((1 + v.hostage) * v.stake * (1 - v.suspicion) > v.hostage * v.stake)}),
    "ban-innocent: of any amount": mutant("ban-innocent", drop="min(K, Z)"),
    "ban-guilty: with nothing at stake": mutant("ban-guilty", drop="K > 0"),
    "ban-guilty: by more than Z": mutant("ban-guilty", claims=lambda v: {"": guilty(v) - v.stake * v.suspicion > proof(v)}),
    "ban-below-proof: at any stake": mutant("ban-below-proof", drop="K <= Z"),
    "ban-alike: at any stake": mutant("ban-alike", drop="alike"),
}
