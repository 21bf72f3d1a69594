"""Of the certificates of the chapter `fit`."""

from xianxiang.certificates.fit import cost, gain, lost, off, unlike

from . import mutant

MUTANTS = {
    "fit-best-act: what the leaders want": mutant("fit-best-act", claims=lambda v: {"": cost(v, v.act) <= cost(v, v.need + v.bias)}, drop="act"),
    "fit-best-act: another flexibility": mutant("fit-best-act", drop="chi"),
    "fit-best-act: where fit has no weight": mutant("fit-best-act", drop="psi > 0"),
    "fit-who-hides: always more with more who hide": mutant("fit-who-hides", claims=lambda v: {"": (v.none < v.both) | (v.f0 == v.f2)}),
    "fit-who-hides: only what two hide counts": mutant("fit-who-hides", claims=lambda v: {"": (v.none == v.both) == (v.f0 == v.f2)}),
    "fit-who-hides: where fit has no weight": mutant("fit-who-hides", drop="psi > 0"),
    "fit-stakes: whatever is found": mutant("fit-stakes", claims=lambda v: {"": (v.there < v.here) | (v.found == 0)}),
    "fit-stakes: at any stakes": mutant("fit-stakes", drop="there"),
    "fit-found: nothing at stake": mutant("fit-found", claims=lambda v: {"": v.there < v.here}),
    "fit-found: the other way": mutant("fit-found", drop="less found"),
    "fit-loss: without what cannot be had": mutant("fit-loss", claims=lambda v: {"": v.best * lost(v, v.here) == off(v, v.here)}),
    "fit-loss: any best": mutant("fit-loss", drop="best"),
    "fit-nearer: the more flexible": mutant("fit-nearer", claims=lambda v: {"": (lost(v, v.here) < lost(v, v.there)) == (v.here > v.there)}),
    "fit-nearer: any best": mutant("fit-nearer", drop="best"),
    "fit-all-or-nothing: at one as well": mutant("fit-all-or-nothing", claims=lambda v: {"": (lost(v, 1) <= lost(v, 0)) == (v.harm < 1)}),
    "fit-pigou: the harm itself": mutant("fit-pigou", claims=lambda v: {"": (v.here == v.best) == (v.exposure == v.harm)}),
    "fit-pigou: any best": mutant("fit-pigou", drop="best"),
    "fit-gain: the price itself": mutant("fit-gain", claims=lambda v: {"": v.both - v.none == v.price * (1 - v.root**2)}),
    "fit-gain: nobody hides": mutant("fit-gain", drop="both"),
    "fit-peak: where nothing is hidden": mutant("fit-peak", drop="something is hidden"),
    "fit-peak: at the price one": mutant("fit-peak", claims=lambda v: {"": (gain(v, v.price)[0] * (1 + v.root) < gain(v, v.price)[1] * (1 - v.root)) | (v.price == 1)}),
    "fit-one-peak: where nothing is hidden": mutant("fit-one-peak", drop="something is hidden"),
    "fit-one-peak: the dearer the more": mutant("fit-one-peak", claims=lambda v: {
        "": gain(v, v.larger_price)[0] * gain(v, v.price)[1] > gain(v, v.price)[0] * gain(v, v.larger_price)[1]}),
    "fit-two-groups: within them only": mutant("fit-two-groups", claims=lambda v: {
        "": (1 - v.idle) * v.square + v.idle * v.outer**2 - ((1 - v.idle) * v.mean - v.idle * v.outer) ** 2 == (1 - v.idle) * v.within**2}),
    "fit-two-groups: the rest stand anywhere": mutant("fit-two-groups", drop="the rest"),
    "fit-some-share: half of them": mutant("fit-some-share", drop="half way"),
    "fit-some-share: at any distance": mutant("fit-some-share", drop="far"),
    "fit-some-share: collusion is less flexible": mutant("fit-some-share", drop="excess"),
    "fit-no-share: at any distance": mutant("fit-no-share", drop="near"),
    "fit-no-share: collusion is less flexible": mutant("fit-no-share", drop="excess"),
    "fit-which-shares: any share": mutant("fit-which-shares", claims=lambda v: {"": unlike(v, v.idle) > v.outer**2}),
    "fit-which-shares: any root": mutant("fit-which-shares", drop="root"),
    "fit-which-shares: no distance": mutant("fit-which-shares", drop="apart"),
}
