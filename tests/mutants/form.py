"""Of the certificates of the chapter `form`."""

from xianxiang.certificates.form import county_gain, objective, slope, stakes_of, township_gain

from . import mutant

MUTANTS = {
    "form-work: any work": mutant("form-work", drop="as the text says"),
    "form-work: against an empty file": mutant("form-work", claims=lambda v: {"": objective(v, v.work, v.trace, 0) >= objective(v, v.other_work, v.trace, 0)}),
    "form-crowds-out: only where the work competes": mutant("form-crowds-out", claims=lambda v: {"": (v.later_work < v.work) == (v.overlap > 0)}),
    "form-crowds-out: whatever was done before": mutant("form-crowds-out", drop="before"),
    "form-closed: as if nothing were answered": mutant("form-closed", claims=lambda v: {
        "": (v.price - (v.overlap + v.movable) ** 2) * v.work == v.price * v.stakes - (v.overlap + v.movable) * v.movable}),
    "form-closed: at any file": mutant("form-closed", drop="best file"),
    "form-best: at a saddle": mutant("form-best", drop="concave"),
    "form-best: at any work": mutant("form-best", drop="best work"),
    "form-inside: files however strong": mutant("form-inside", drop="x < 1"),
    "form-inside: at any stakes": mutant("form-inside", claims=lambda v: {"": (v.more_work > 0) == (v.stakes > 0)}),
    "form-finer: where files help": mutant("form-finer", drop="no help"),
    "form-finer: all answered": mutant("form-finer", drop="not all answered"),
    "form-finer: nothing left undone": mutant("form-finer", drop="something undone"),
    "form-finer: not concave": mutant("form-finer", drop="concave after"),
    "form-cheaper: always less work": mutant("form-cheaper", claims=lambda v: {"": v.later_work > v.work}),
    "form-cheaper: not concave": mutant("form-cheaper", drop="concave"),
    "form-cheaper: no file": mutant("form-cheaper", drop="some file"),
    "form-harsher: the border of a small step": mutant("form-harsher", claims=lambda v: {"": (v.later_work > v.work) == (v.stakes * (1 + v.x) > 2 * v.x)}),
    "form-harsher: not harsher": mutant("form-harsher", drop="harsher"),
    "form-harsher: no bound on files": mutant("form-harsher", drop="x < 1 after"),
    "form-small-step: more work from x on": mutant("form-small-step", claims=lambda v: {"": (v.more_work > 0) == (v.stakes > v.x)}),
    "form-small-step: stakes alone": mutant("form-small-step", drop="step"),
    "form-three-bands: at any strength": mutant("form-three-bands", drop="x"),
    "form-three-bands: the upper below a half": mutant("form-three-bands", claims=lambda v: {"": 2 * (1 + v.times * v.x) <= 1 + v.times}),
    "form-strength: of stakes alone": mutant("form-strength", claims=lambda v: {"": stakes_of(v.larger("strength"))[1] == stakes_of(v)[1]}),
    "form-monitoring: of stakes alone": mutant("form-monitoring", claims=lambda v: {"": stakes_of(v.larger("monitoring"))[1] == stakes_of(v)[1]}),
    "form-transferability: less at stake": mutant("form-transferability", claims=lambda v: {"": stakes_of(v.larger("transferability"))[0] < stakes_of(v)[0]}),
    "form-negativity: always less at stake": mutant("form-negativity", claims=lambda v: {"": stakes_of(v.larger("negativity"))[0] < stakes_of(v)[0]}),
    "form-no-more-than-all: less than the person's part": mutant("form-no-more-than-all", claims=lambda v: {"": stakes_of(v)[1] < stakes_of(v)[0]}),
    "form-step: once what is moved": mutant("form-step", claims=lambda v: {"": (v.more_work > 0) == (v.more_stakes > v.unanswered * v.trace * v.more_movable)}),
    "form-step: not concave": mutant("form-step", drop="concave"),
    "form-step: with an overlap": mutant("form-step", drop="no overlap"),
    "form-person: whoever is not punished": mutant("form-person", drop="punished"),
    "form-person: half of it": mutant("form-person", claims=lambda v: {
        "": (stakes_of(v.larger("individualization"))[0] - stakes_of(v)[0] > 2 * v.unanswered * v.trace * (stakes_of(v.larger("individualization"))[1] - stakes_of(v)[1]))
        == (1 - v.diffusion > v.transferability * v.unanswered * v.trace)}),
    "form-worth: the file for nothing": mutant("form-worth", claims=lambda v: {"": 2 * objective(v, v.work, v.trace, v.trace) == -1 + (1 - v.work) ** 2}),
    "form-worth: with an overlap": mutant("form-worth", drop="no overlap"),
    "form-list: a half": mutant("form-list", claims=lambda v: {"": ((1 - v.stakes) ** 2 > (1 - v.work) ** 2 * (1 - v.tau)) == (2 * v.unanswered < 1)}),
    "form-list: no file": mutant("form-list", drop="some file"),
    "form-list: all done": mutant("form-list", drop="something undone"),
    "form-half: always less": mutant("form-half", claims=lambda v: {"": 2 * v.larger_root < 1 + v.larger_root}),
    "form-two-files: less than a list": mutant("form-two-files", drop="down more easily"),
    "form-two-files: always more": mutant("form-two-files", claims=lambda v: {"": v.work > v.stakes}),
    "form-township-signs: a county that moves less": mutant("form-township-signs", drop="down more easily"),
    "form-township-signs: always gains": mutant("form-township-signs", claims=lambda v: {"": township_gain(v) > 0}),
    "form-county-signs: the whole of its file": mutant("form-county-signs", claims=lambda v: {
        "": (county_gain(v) > 0) == ((1 - v.work) ** 2 * (v.township_moves**2 - v.county_moves**2) > v.price * (v.work - v.stakes) * v.own)}),
    "form-county-signs: any county's file": mutant("form-county-signs", drop="county's file"),
    "form-refusal: any executor": mutant("form-refusal", drop="supervises"),
    "form-refusal: blame flows as it likes": mutant("form-refusal", drop="up"),
}
