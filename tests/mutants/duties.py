"""Of the certificates of the chapter `duties`."""

from xianxiang.certificates.base import COUNTY, TOWNSHIP, moves
from xianxiang.certificates.duties import converted, kept, liabilities, own_tolerance, tolerance, worth

from . import mutant

MUTANTS = {
    "hand-down: strictly": mutant("hand-down", claims=lambda v: {
        "": worth(v, v.county - v.moved, v.power, v.later_yc, v.later_yt) > worth(v, v.county, v.power, v.yc, v.yt)}),
    "hand-down: never less work": mutant("hand-down", claims=lambda v: {"": v.later_yc + v.later_yt >= v.yc + v.yt}),
    "hand-down: the township works more": mutant("hand-down", claims=lambda v: {"": v.later_yt > v.yt}),
    "best-power: any share": mutant("best-power", drop="best"),
    "best-power: all done short of it": mutant("best-power", claims=lambda v: {"": (v.keeping >= v.county) | (v.best_yc + v.best_yt == 1)}),
    "best-power: the only one": mutant("best-power", claims=lambda v: {
        "": (v.power == v.best) | (worth(v, v.county, v.best, v.best_yc, v.best_yt) > worth(v, v.county, v.power, v.yc, v.yt))}),
    "liabilities: of both the same": mutant("liabilities", claims=lambda v: {"": liabilities(v, moves(v, COUNTY))[0] == liabilities(v, moves(v, COUNTY))[1]}),
    "liabilities: the township moves it": mutant("liabilities", claims=lambda v: {"": moves(v, COUNTY) == moves(v, TOWNSHIP)}),
    "cliff: also where nothing is found": mutant("cliff", claims=lambda v: {"": liabilities(v, v.blame)[0] <= v.keeping}),
    "cliff: at the mark powers follow": mutant("cliff", claims=lambda v: {
        "": (liabilities(v, v.blame)[0] < v.keeping) == (liabilities(v, v.blame)[0] <= v.keeping)}),
    "unused: beyond its power": mutant("unused", drop="within its power"),
    "none-below: at any share": mutant("none-below", drop="best"),
    "no-less-done: strictly": mutant("no-less-done", claims=lambda v: {"": v.later_yc + v.later_yt > v.yc + v.yt}),
    "choose-again: any share": mutant("choose-again", drop="best"),
    "choose-again: all is done": mutant("choose-again", claims=lambda v: {"": v.best_yc + v.best_yt == 1}),
    "converts: where supervising is dearer": mutant("converts", drop="z < x"),
    "converts: as if no blame moved": mutant("converts", claims=lambda v: {"": (converted(v, v.quality) <= kept(v)) == (v.quality >= own_tolerance(v))}),
    "stops: exactly at tau": mutant("stops", claims=lambda v: {"": (v.count > v.attention / v.tau) | (v.count + 1 <= v.attention / v.tau) | (v.attention / v.count == v.tau)}),
    "together: always a loss": mutant("together", claims=lambda v: {"": own_tolerance(v) > v.zeta}),
    "together: never a loss": mutant("together", claims=lambda v: {"": tolerance(v) <= 0}),
}
