"""Of the certificates of the chapter `alliance`."""

from xianxiang.certificates.base import advantages, breaking, felt, leaving, loss, moves, one_item, silence, slope, threshold, together, total, weighed

from . import mutant


def of_silence(v):
    return weighed(v, silence(v))


def least(v):
    return threshold(v, v.transferability, weighed(v, v.rho))


MUTANTS = {
    **{f"{kind}-{who}: {what}": mutant(f"{kind}-{who}", **how) for side, who in enumerate(("county", "township")) for kind, what, how in (
        ("breaking", "a sign", {"claims": lambda v, side=side: {"": (leaving(v.larger("penalty"), side) > leaving(v, side))
                                == (moves(v, side) * v.individualization / felt(v)
                                    > silence(v) * (1 - v.attachment) / (1 + v.attachment))}}),
        ("breaking", "the other side's b", {"claims": lambda v, side=side: {
            "": (leaving(v.larger("penalty"), side) > leaving(v, side)) == breaking(v, 1 - side)}}),
        ("tightening", "at a tie, too", {"drop": "the other way"}),
        ("unbroken", "one that did not hold", {"drop": "stays without a penalty"}),
        ("unbroken", "where penalties break", {"drop": "not breaking"}),
        ("broken", "where they do not", {"drop": "breaking"}),
        ("no-threshold", "where there is one", {"drop": "b <= rho"}),
        ("threshold", "1 - d forgotten", {"claims": lambda v, side=side: {"": (slope(v, side) > 0) == (
            v.individualization > v.diffusion * of_silence(v) / (moves(v, side) - of_silence(v)))}}),
        ("better-end", "whatever pays", {"drop": "Shield is at least as good"}),
    )},
    **{f"threshold-and-{name}: always strictly": mutant(f"threshold-and-{name}", claims=lambda v, name=name: {"": least(v) != least(v.larger(name))})
       for name in ("transferability", "rho", "attachment", "diffusion")},
    "silence-and-concealment: strictly": mutant("silence-and-concealment", claims=lambda v: {
        "": silence(one_item(v)) < silence(one_item(v.larger("concealment")))}),
    "advantages: theta on the wrong term": mutant("advantages", claims=lambda v: {
        "": loss(v, 1, 0, 1, 0) == advantages(v.replace(attachment=0))[0]}),
    "difference: a sign": mutant("difference", claims=lambda v: {
        "": advantages(v)[0] - advantages(v)[1] == (1 - v.attachment) * (2 * v.f1 - v.f0 - v.f2) * total(v)}),
    "trust-or-nerve: a third for a half": mutant("trust-or-nerve", claims=lambda v: {
        "": (3 * v.lone_concealment < 1) | (advantages(one_item(v))[0] <= 0)
            | (advantages(one_item(v))[1] >= 0)}),
    "second-item: always": mutant("second-item", claims=lambda v: {"": (1 - v.f2) ** 2 - (1 - v.f1) ** 2 > v.f1 - v.f2}),
    "silence-and-second-item: f2 = 0": mutant("silence-and-second-item", drop="f2 > 0"),
    "joint-surplus: one sum only": mutant("joint-surplus", claims=lambda v: {
        "": (together(v, 0, 0) < together(v, 2, 2))
            | ((v.f1 - v.f2) * (total(v, 0) + total(v, 1)) >= v.shield_cost)}),
    "joint-surplus-of-two: g for g - k": mutant("joint-surplus-of-two", claims=lambda v: {
        "": (together(v, 0, 0) >= together(v, 1, 0)) == ((v.f1 - v.f2) * (total(v, 0) + total(v, 1)) >= v.shield_cost)}),
}
