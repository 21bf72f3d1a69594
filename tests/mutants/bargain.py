"""Of the certificates of the chapter `bargain`."""

from xianxiang.certificates.bargain import kept, lasts, loses, passed, room, start, steepness, talked
from xianxiang.certificates.base import material, personal, total

from . import mutant

MUTANTS = {
    "price: the surplus is not divided": mutant("price", drop="no less than the surplus"),
    "price: anything may be saved": mutant("price", drop="the surplus or nothing"),
    "price: what is saved goes to each side whole": mutant("price", claims=lambda v: {
        "": talked(v, 1, 2, 2) == material(v, 1, 2, 2) + v.f0 * (1 - v.share) * v.saved}),
    "price: never free": mutant("price", claims=lambda v: {"": total(v) - kept(v) >= 0}),
    **{f"price-and-{name}: strictly": mutant(f"price-and-{name}", claims=lambda v: {"": v.later != v.price}) for name in ("stake", "share", "exposure", "cooperation")},
    "price-and-share: of the line alone": mutant("price-and-share", claims=lambda v: {"": passed(v.larger("share")) >= passed(v)}),
    "closes: at small exposure": mutant("closes", drop="xi > 1"),
    "closes: for one that lives on findings": mutant("closes", drop="h > 0"),
    "opens: at large exposure": mutant("opens", drop="xi < 1"),
    "opens: for one that needs them": mutant("opens", drop="h < 0"),
    "neither-closes-nor-opens: where it closes": mutant("neither-closes-nor-opens", drop="does not close"),
    "neither-closes-nor-opens: where it opens": mutant("neither-closes-nor-opens", drop="does not open"),
    "neither-closes-nor-opens: from nothing": mutant("neither-closes-nor-opens", drop="something is at stake"),
    "hiding-by-price: with a person": mutant("hiding-by-price", drop="nothing on the person"),
    "hiding-by-price: the stakes for the price": mutant("hiding-by-price", claims=lambda v: {
        "": lasts(v, 0) == ((v.f1 - v.f2) * total(v) >= v.shield_cost)}),
    "hiding-from: where a pass is free": mutant("hiding-from", drop="alpha > 0", claims=lambda v: {
        "": (v.price >= v.least) == ((v.stake >= v.least) & (steepness(v) * v.stake > v.least + (1 - v.share) * v.cooperation))}),
    "hiding-from: the open line alone": mutant("hiding-from", claims=lambda v: {"": (v.price >= v.least) == (v.stake >= start(v))}),
    "free-pass: for one that lives on findings": mutant("free-pass", drop="h >= 0"),
    "free-pass: not quite free": mutant("free-pass", drop="alpha = 0"),
    "hiding-before-closing: closed early": mutant("hiding-before-closing", drop="closes late"),
    "hiding-before-closing: the checker takes all": mutant("hiding-before-closing", drop="gamma < 1"),
    "cheaper-hiding: never ends it": mutant("cheaper-hiding", claims=lambda v: {"": (lasts(v, 0) == False) | lasts(v.larger("saved"), 0)}),  # noqa: E712
    "cheaper-blame: never begins it": mutant("cheaper-blame", claims=lambda v: {"": (lasts(v.larger("saved"), 1) == False) | lasts(v, 1)}),  # noqa: E712
    "cheaper-minimum: never begins it": mutant("cheaper-minimum", claims=lambda v: {"": (lasts(v.larger("saved"), 2) == False) | lasts(v, 2)}),  # noqa: E712
    "less-to-lose: the blame shrinks with it": mutant("less-to-lose", claims=lambda v: {
        "": loses(v, 1, 0, 1, 0) == loses(v.replace(saved=0), 1, 0, 1, 0) - (v.f1 - v.f2) * kept(v) * (1 - v.transferability * personal(v))}),
    "less-to-lose: always": mutant("less-to-lose", claims=lambda v: {"": (kept(v) == 0) | (loses(v, 1, 0, 1, 0) < loses(v.replace(saved=0), 1, 0, 1, 0))}),
    "closes: also at the mark": mutant("closes", claims=lambda v: {"": (room(v) >= 0) == (v.stake < v.cooperation / (v.exposure - 1))}),
}
