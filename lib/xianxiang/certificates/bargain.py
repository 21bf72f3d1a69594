"""Certificates of the chapter on ordinary work.

What the bargain over a finding saves the three, `saved`, is a variable of its own, bound by
conditions to be the surplus where there is one and nothing where there is none: statements are
written with ordinary operators, which know no larger of two.
"""

from itertools import product

from .base import (
    ACTIONS, COUNTY, DEFLECT, MATERIAL, PAYOFF, ROUTINE, SHIELD, SIDES, STAKES, TOWNSHIP, by_name, certificate, every, material, personal, result,
    total,
)

_ANY = (-float("inf"), float("inf"))
DOMAINS = {"share": (0.0, 1.0), "exposure": (0.0, float("inf")), "cooperation": _ANY, "saved": (0.0, float("inf")),
           "stake": (0.0, float("inf")), "least": (0.0, float("inf")), "price": _ANY, "later": _ANY}
"""Least and greatest value of each variable of the chapter's own."""

TALK = ("share", "exposure", "cooperation")


def lost(v, side, own, other):
    """What a finding costs a side if it is recorded: its payoff where nothing is found less that where all is."""
    never, always = (v.replace(f0=f, f1=f, f2=f) for f in (0, 1))
    return material(never, side, own, other) - material(always, side, own, other)


def surplus(v, county, township):
    """What letting a finding pass saves the three: all that a record would cost them, less what passing risks."""
    recorded = lost(v, COUNTY, county, township) + lost(v, TOWNSHIP, township, county)
    return recorded + 2 * v.cooperation - v.exposure * recorded


def divided(v):
    """That what is saved is the surplus, where there is one, and nothing else."""
    return {"no less than the surplus": v.saved >= surplus(v, SHIELD, SHIELD),
            "the surplus or nothing": (v.saved == 0) | (v.saved == surplus(v, SHIELD, SHIELD))}


def kept(v):
    """What of the saving comes to a side."""
    return (1 - v.share) / 2 * v.saved


def talked(v, side, own, other):
    """A side's payoff before attachment, with what the bargain saves it."""
    return material(v, side, own, other) + (v.f0, v.f1, v.f2)[(own == SHIELD) + (other == SHIELD)] * kept(v)


def loses(v, side, action, other, against):
    """What a side loses that leaves `action` for `other`."""
    return talked(v, side, action, against) - talked(v, side, other, against)


def lasts(v, action):
    """That neither side gains by leaving a regime in which both do the same."""
    return every(loses(v, side, action, other, action) >= 0 for side in SIDES for other in ACTIONS if other != action)


def steepness(v):
    """How fast the price of a finding that passes grows with the stakes."""
    return v.share + (1 - v.share) * v.exposure


def passed(v):
    """The price of a finding that passes, as a line in the stakes."""
    return steepness(v) * v.stake - (1 - v.share) * v.cooperation


def lower(v, price):
    """That a price is the lower of the two lines."""
    return (price <= v.stake) & (price <= passed(v)) & ((price == v.stake) | (price == passed(v)))


def room(v):
    """Room to bargain at given stakes."""
    return (1 - v.exposure) * v.stake + v.cooperation


def start(v):
    """Where the line of findings that pass comes up to the least price that makes hiding pay."""
    return (v.least + (1 - v.share) * v.cooperation) / steepness(v)


def _price():
    def claims(v):
        price = total(v) - kept(v)
        line = steepness(v) * total(v) - (1 - v.share) * v.cooperation
        rooms = every(surplus(v, a, b) == 2 * ((1 - v.exposure) * total(v) + v.cooperation) for a, b in product(ACTIONS, repeat=2))
        never = v.replace(f0=0, f1=0, f2=0)
        moved = {(DEFLECT, SHIELD): -1, (DEFLECT, ROUTINE): -1, (SHIELD, DEFLECT): 1, (ROUTINE, DEFLECT): 1}
        cells = every(talked(v, side, a, b) == material(never, side, a, b) - (v.f0, v.f1, v.f2)[(a == SHIELD) + (b == SHIELD)]
                      * (price + moved.get((a, b), 0) * v.transferability * personal(v)) for side in SIDES for a, b in product(ACTIONS, repeat=2))
        return {"no conduct changes the room": rooms, "it is the lower of two lines": (price <= total(v)) & (price <= line) & ((price == total(v)) | (price == line)),
                "it stands for the stakes": cells, "passes where there is room": (v.saved > 0) == (surplus(v, SHIELD, SHIELD) > 0)}

    yield certificate("price", "alike sides play the core game with the price for the stakes, which is the lower of two lines",
                      (*STAKES, *PAYOFF, *TALK, "saved"), claims, divided, domains=DOMAINS, **MATERIAL)

    def moves(name, rises):
        def given(v):
            return {"price": lower(v, v.price), "later": lower(v.larger(name), v.later)}
        return certificate(f"price-and-{name}", f"the price never {'falls' if rises else 'rises'} with {name}", ("stake", *TALK, "price", "later", f"larger_{name}"),
                           lambda v: {"": v.later >= v.price if rises else v.later <= v.price}, given, domains=DOMAINS)

    yield from (moves(name, name != "cooperation") for name in ("stake", *TALK))


def _closing():
    free = ("stake", "exposure", "cooperation")

    def closing(v):
        return v.cooperation / (v.exposure - 1)

    yield certificate("closes", "with xi > 1 and h > 0 there is room exactly below W_c > 0", free,
                      lambda v: {"exactly below": (room(v) > 0) == (v.stake < closing(v)), "W_c > 0": closing(v) > 0},
                      lambda v: {"xi > 1": v.exposure > 1, "h > 0": v.cooperation > 0}, domains=DOMAINS)
    yield certificate("opens", "with xi < 1 and h < 0 there is room exactly above W_c > 0", free,
                      lambda v: {"exactly above": (room(v) > 0) == (v.stake > closing(v)), "W_c > 0": closing(v) > 0},
                      lambda v: {"xi < 1": v.exposure < 1, "h < 0": v.cooperation < 0}, domains=DOMAINS)
    yield certificate(
        "neither-closes-nor-opens", "else stakes do not decide whether there is room", (*free, "larger_stake"),
        lambda v: {"alike": (room(v) > 0) == (room(v.larger("stake")) > 0)},
        lambda v: {"something is at stake": v.stake > 0, "does not close": (v.exposure <= 1) | (v.cooperation <= 0),
                   "does not open": (v.exposure >= 1) | (v.cooperation >= 0)}, domains=DOMAINS)


def _hiding():
    yield certificate(
        "hiding-by-price", "with nothing on the person mutual shielding is an equilibrium exactly where (f1 - f2)V >= g", (*STAKES, *PAYOFF, *TALK, "saved"),
        lambda v: {"exactly where": lasts(v, SHIELD) == ((v.f1 - v.f2) * (total(v) - kept(v)) >= v.shield_cost)},
        lambda v: {**divided(v), "nothing on the person": personal(v) == 0}, domains=DOMAINS, **MATERIAL)
    free = ("stake", "share", "exposure", "cooperation", "least", "price")
    yield certificate(
        "hiding-from", "the price comes up to what makes hiding pay exactly from W* on", free,
        lambda v: {"exactly from": (v.price >= v.least) == ((v.stake >= v.least) & (v.stake >= start(v)))},
        lambda v: {"price": lower(v, v.price), "alpha > 0": steepness(v) > 0}, domains=DOMAINS)
    yield certificate(
        "free-pass", "where a pass costs nothing and the checker gains nothing by recording hiding never pays", free,
        lambda v: {"never": v.price < v.least},
        lambda v: {"price": lower(v, v.price), "alpha = 0": steepness(v) == 0, "h >= 0": v.cooperation >= 0, "hiding costs something": v.least > 0}, domains=DOMAINS)
    yield certificate(
        "hiding-before-closing", "where strong checks are closed at stakes above those from which hiding pays, hiding begins before talking ends",
        ("share", "exposure", "cooperation", "least"),
        lambda v: {"put off": v.least < start(v), "before": start(v) < v.cooperation / (v.exposure - 1)},
        lambda v: {"xi > 1": v.exposure > 1, "h > 0": v.cooperation > 0, "gamma < 1": v.share < 1, "closes late": v.least < v.cooperation / (v.exposure - 1)},
        domains=DOMAINS)


def _blame():
    free = (*STAKES, *PAYOFF, "share", "saved", "larger_saved")

    def cheaper(name, what, action, lost):
        def claims(v):
            now, then = (lasts(v, action), lasts(v.larger("saved"), action))
            return {"never": ((then if lost else now) == False) | (now if lost else then)}  # noqa: E712
        return certificate(name, what, free, claims, domains=DOMAINS, **MATERIAL)

    yield cheaper("cheaper-hiding", "a lower price never makes mutual shielding last that did not", SHIELD, True)
    yield cheaper("cheaper-blame", "a lower price never ends mutual deflection", DEFLECT, False)
    yield cheaper("cheaper-minimum", "a lower price never ends mutual routine", ROUTINE, False)
    yield certificate(
        "less-to-lose", "what a side loses by deflecting from a shielder falls by (f1 - f2) times what it is spared", (*STAKES, *PAYOFF, "share", "saved"),
        lambda v: {"": every(loses(v, side, SHIELD, DEFLECT, SHIELD) == loses(v.replace(saved=0), side, SHIELD, DEFLECT, SHIELD) - (v.f1 - v.f2) * kept(v)
                             for side in SIDES)}, domains=DOMAINS, **MATERIAL)


CERTIFICATES = by_name(_price(), _closing(), _hiding(), _blame())
RESULTS = (
    result("price-of-a-finding", CERTIFICATES, "price", "price-and-stake", "price-and-share", "price-and-exposure", "price-and-cooperation"),
    result("which-way-it-closes", CERTIFICATES, "closes", "opens", "neither-closes-nor-opens"),
    result("hiding-and-talking", CERTIFICATES, "hiding-by-price", "hiding-from", "free-pass", "hiding-before-closing", "cheaper-hiding"),
    result("talk-breeds-blame", CERTIFICATES, "cheaper-hiding", "cheaper-blame", "cheaper-minimum", "less-to-lose"),
)
