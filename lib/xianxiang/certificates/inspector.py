"""Certificates of the chapter on the inspector's view.

What holds the county, the larger of attachment and transfer, is the variable `hold`. A chain's length enters through the top's share of
a prize, `top`, and through all that is at stake in it, `chain`; so statements about it hold for every length.
"""

from .base import (
    COUNTY, DEFLECT, PAYOFF, ROUTINE, SHIELD, SIDES, STAKES, TOWNSHIP, by_name, certificate, felt, material, moves, personal, result, silence, total,
)

DOMAINS = {
    "gain": (-float("inf"), float("inf")), "cost": (0.0, float("inf")), "favour": (0.0, float("inf")), "paid": (0.0, float("inf")),
    "transfer": (0.0, 1.0), "hold": (0.0, 1.0), "audit": (0.0, 1.0), "weight": (0.0, 1.0), "recognition": (0.0, 1.0),
    "false_report": (0.0, float("inf")), "top": (0.0, 1.0), "level": (0.0, 1.0), "chain": (0.0, float("inf")),
}  # fmt: skip
"""Gain and cost of leaving to the county and the township; a favour, what is paid for telling, what is left of a favour, what holds the
county, the audit, the county's weight in bargaining, recognition and the cost of a false report; shares of a prize in a chain, and all that
is at stake in it."""

FREE = tuple(name for name in ("reward", "penalty", *PAYOFF) if name != "attachment")
HIDDEN = (*(name for name in FREE if name not in ("f0", "f1")), "audit")
LEVERS = (*STAKES, *(name for name in HIDDEN if name not in ("reward", "penalty")))


def found(v):
    """Chance that silence is found out."""
    return 1 - (1 - v.f2) * (1 - v.audit)


def nothing(v, side):
    """A side's payoff where there is no problem."""
    return material(v.replace(f0=0, f1=0, f2=0), side, ROUTINE, ROUTINE)


def silent(v, side):
    """A side's payoff where both hide a problem."""
    return material(v.replace(f0=1, f1=1, f2=found(v)), side, SHIELD, SHIELD)


def told(v, side):
    """A side's payoff where the county tells, before what it is paid."""
    sure = v.replace(f0=1, f1=1, f2=1)
    return material(sure, COUNTY, DEFLECT, SHIELD) if side == COUNTY else material(sure, TOWNSHIP, SHIELD, DEFLECT)


def gain(v):
    """What telling gains the county, as the chapter prints it."""
    return v.paid + moves(v, COUNTY) * personal(v, COUNTY) - (1 - found(v)) * total(v, COUNTY) + v.shield_cost - v.deflect_cost


def cost(v):
    """What telling costs the township, as the chapter prints it."""
    return (1 - found(v)) * total(v, TOWNSHIP) + moves(v, COUNTY) * personal(v, TOWNSHIP)


def price(v):
    """The price of a report."""
    escape = 1 - found(v)
    return (escape * (total(v, COUNTY) + v.hold * total(v, TOWNSHIP)) - moves(v, COUNTY) * (personal(v, COUNTY) - v.hold * personal(v, TOWNSHIP))
            - (v.shield_cost - v.deflect_cost))


def least(v):
    """The reward up to which silence is free."""
    return price(v.replace(hold=0))


def kept(v):
    """The county, with what it feels for the other, does not leave for all that the favour brings it."""
    return (v.transfer - v.attachment) * v.favour >= v.gain - v.attachment * v.cost


def willing(v):
    """The township, with what it feels for the other, is no worse off for the favour than if the county left."""
    return (1 - v.attachment * v.transfer) * v.favour <= v.cost - v.attachment * v.gain


def held(v):
    """The gain is at most the larger of attachment and transfer times the cost."""
    return (v.gain <= v.attachment * v.cost) | (v.gain <= v.transfer * v.cost)


def leaving(v):
    """What leaving by Deflect gains the county less what the township's cost counts for, in the core game."""
    gained = material(v, COUNTY, DEFLECT, SHIELD) - material(v, COUNTY, SHIELD, SHIELD)
    return gained - v.hold * (material(v, TOWNSHIP, SHIELD, SHIELD) - material(v, TOWNSHIP, SHIELD, DEFLECT))


def pushed(v):
    """What can be moved of what is felt, b pi."""
    return moves(v, COUNTY) * v.individualization / felt(v)


def _felt(v):
    return {"individualization > 0 or diffusion > 0": (v.individualization > 0) | (v.diffusion > 0)}


def _bought():
    names = ("gain", "cost", "attachment", "transfer")

    def most(v):
        return v.replace(favour=(v.cost - v.attachment * v.gain) / (1 - v.attachment * v.transfer))

    yield certificate(
        "a-favour-that-keeps", "where G <= max(theta, tau) L the county stays, or the most that the township would give keeps it", names,
        lambda v: {"stays or is kept": (v.gain <= v.attachment * v.cost) | ((most(v).favour >= 0) & kept(most(v)) & willing(most(v)))},
        lambda v: {"attachment < 1": v.attachment < 1, "held": held(v)}, domains=DOMAINS)
    yield certificate(
        "no-favour-keeps", "a county that stays, or is kept by a favour that the township would give, has G <= max(theta, tau) L", (*names, "favour"),
        lambda v: {"held": held(v)},
        lambda v: {"attachment < 1": v.attachment < 1, "kept": kept(v), "willing": willing(v) | (v.favour <= 0)}, domains=DOMAINS)
    free = (*FREE, "hold", "larger_penalty")

    def raises(v):
        return leaving(v.larger("penalty")) > leaving(v)

    def given(v):
        return {"f1 > 0": v.f1 > 0, **_felt(v)}

    yield certificate(
        "bought-breaking", "with the prize held fixed a larger penalty raises G - hold L exactly when (1-hold) b pi > (1+hold) rho", free,
        lambda v: {"exactly when": raises(v) == ((1 - v.hold) * pushed(v) > (1 + v.hold) * silence(v))}, given, domains=DOMAINS, attachment=0)
    yield certificate(
        "breaking-transfer", "it does so exactly below (b pi - rho)/(b pi + rho), where b pi + rho > 0", free,
        lambda v: {"exactly below": raises(v) == (v.hold < (pushed(v) - silence(v)) / (pushed(v) + silence(v)))},
        lambda v: {**given(v), "b pi + rho > 0": (moves(v, COUNTY) * v.individualization > 0) | (v.f1 > v.f2)}, domains=DOMAINS, attachment=0)


def _price():
    yield certificate(
        "telling", "telling gains the county G and costs the township L, which is at least 0", (*HIDDEN, "paid"),
        lambda v: {"G": told(v, COUNTY) + v.paid - silent(v, COUNTY) == gain(v), "L": silent(v, TOWNSHIP) - told(v, TOWNSHIP) == cost(v),
                   "L >= 0": cost(v) >= 0}, domains=DOMAINS)
    yield certificate(
        "price-of-telling", "the county tells exactly when it is paid more than the price", (*HIDDEN, "paid", "hold"),
        lambda v: {"exactly when": (gain(v) > v.hold * cost(v)) == (v.paid > price(v))}, domains=DOMAINS)

    def equal(v):
        return v.replace(deflect_cost=v.shield_cost)

    yield certificate(
        "price-and-strength", "at g = k the price is proportional to the stakes", (*(x for x in LEVERS if x != "deflect_cost"), "hold", "larger_strength"),
        lambda v: {"proportional": price(equal(v.larger("strength"))) * v.strength == price(equal(v)) * v.larger_strength}, domains=DOMAINS)
    yield certificate(
        "price-and-penalty", "a larger penalty never lowers L, and makes reports cheaper exactly when b pi > (1-f)(1+hold)/(1-hold)",
        (*HIDDEN, "hold", "larger_penalty"),
        lambda v: {"L never falls": cost(v.larger("penalty")) >= cost(v),
                   "cheaper": (price(v.larger("penalty")) < price(v)) == (pushed(v) > (1 - found(v)) * (1 + v.hold) / (1 - v.hold))},
        lambda v: {"hold < 1": v.hold < 1, **_felt(v)}, domains=DOMAINS)


    yield certificate(
        "price-and-findings", "the price does not rise with what is found of what two hide, by the audit or without it",
        (*HIDDEN, "hold", "larger_audit", "larger_f2"),
        lambda v: {"by the audit": price(v.larger("audit")) <= price(v), "without it": price(v.larger("f2")) <= price(v)}, domains=DOMAINS)
    yield certificate(
        "price-and-executor", "the price does not fall as the county executes more", (*HIDDEN, "hold", "larger_executor"),
        lambda v: {"does not fall": price(v.larger("executor")) >= price(v)}, domains=DOMAINS, prize_passing=0)


def stakes(v, given):
    """Both stakes in prevention as the chapter prints them where silence is kept for a favour, which may be nothing."""
    return (found(v) * total(v, COUNTY) + v.shield_cost - v.transfer * given, found(v) * total(v, TOWNSHIP) + v.shield_cost + given)


def broken(v):
    """Both stakes in prevention where silence is broken."""
    return (found(v) * total(v, COUNTY) + v.shield_cost - gain(v), total(v, TOWNSHIP) + moves(v, COUNTY) * personal(v, TOWNSHIP) + v.shield_cost)


def bargained(v):
    """The favour between the least that keeps the county and the most that the township would give."""
    return v.weight * cost(v) + (1 - v.weight) * gain(v) / v.transfer


def _knowledge():
    own = (*HIDDEN, "paid", "transfer", "weight")

    def table(v):
        for side, who, arrives in ((COUNTY, "county", v.transfer), (TOWNSHIP, "township", -1)):
            yield f"silent, {who}", nothing(v, side) - (silent(v, side) + arrives * v.favour) == stakes(v, v.favour)[side]
            yield f"broken, {who}", nothing(v, side) - (told(v, side) + (v.paid if side == COUNTY else 0)) == broken(v)[side]

    yield certificate("stakes-in-prevention", "the table of stakes in prevention", (*HIDDEN, "paid", "transfer", "favour"),
                      lambda v: dict(table(v)), domains=DOMAINS)
    yield certificate(
        "nothing-jumps", "where silence breaks and favours pass, the bargain is L for every weight and neither stake jumps", own,
        lambda v: {"t = L": bargained(v) == cost(v), "county": stakes(v, bargained(v))[COUNTY] == broken(v)[COUNTY],
                   "township": stakes(v, bargained(v))[TOWNSHIP] == broken(v)[TOWNSHIP]},
        lambda v: {"transfer > 0": v.transfer > 0, "at the price": gain(v) == v.transfer * cost(v)}, domains=DOMAINS)
    yield certificate(
        "a-price-jumps", "where silence gets a price the township's stake rises by weight L and the county's falls by weight tau L", own,
        lambda v: {"county": stakes(v, bargained(v))[COUNTY] == stakes(v, 0)[COUNTY] - v.weight * v.transfer * cost(v),
                   "township": stakes(v, bargained(v))[TOWNSHIP] == stakes(v, 0)[TOWNSHIP] + v.weight * cost(v)},
        lambda v: {"transfer > 0": v.transfer > 0, "where telling begins to pay": gain(v) == 0}, domains=DOMAINS)
    yield certificate(
        "without-favours", "where no favours pass the township's stake rises by L where silence breaks", (*HIDDEN, "paid"),
        lambda v: {"township": broken(v)[TOWNSHIP] == stakes(v.replace(transfer=0), 0)[TOWNSHIP] + cost(v)}, domains=DOMAINS)
    yield certificate(
        "a-larger-reward", "once silence is broken a larger reward lowers the county's stake one for one and leaves the township's",
        (*HIDDEN, "paid", "larger_paid"),
        lambda v: {"county": broken(v)[COUNTY] - broken(v.larger("paid"))[COUNTY] == v.larger_paid - v.paid,
                   "township": broken(v.larger("paid"))[TOWNSHIP] == broken(v)[TOWNSHIP]}, domains=DOMAINS)

    def closer(v):
        return v.larger("audit")

    yield certificate(
        "a-closer-audit", "a closer audit raises both stakes while silence is free",
        (*HIDDEN, "larger_audit"),
        lambda v: {("county", "township")[side]: stakes(closer(v).replace(transfer=0), 0)[side] > stakes(v.replace(transfer=0), 0)[side] for side in SIDES},
        lambda v: {"f2 < 1": v.f2 < 1, "the county has something at stake": total(v, COUNTY) > 0}, domains=DOMAINS)
    yield certificate(
        "an-audit-too-late", "it leaves the township's where silence is broken, or priced by the county", (*HIDDEN, "paid", "transfer", "larger_audit"),
        lambda v: {"broken": broken(closer(v))[TOWNSHIP] == broken(v)[TOWNSHIP],
                   "priced": stakes(closer(v), cost(closer(v)))[TOWNSHIP] == stakes(v, cost(v))[TOWNSHIP]}, domains=DOMAINS)


def at_stake(v, share):
    """All that is at stake for a level with this share of a prize."""
    return share * v.reward + v.penalty * felt(v)


def movable(v, share):
    """What a level with this share can move to the others."""
    return (1 - share * (1 - v.transferability)) * v.penalty * v.individualization


def of_level(v, share):
    """The price of a report by a level with this share, where the others may pay it: as the chapter prints it."""
    escape = 1 - found(v)
    return (escape * ((1 - v.transfer) * at_stake(v, share) + v.transfer * v.chain) - (1 - v.transfer) * movable(v, share)
            - (v.shield_cost - v.deflect_cost))


def longer(v):
    """The chain with one more level on top."""
    return v.replace(chain=v.chain + at_stake(v, v.top * v.executor), top=v.top * v.executor)


def purse(v):
    """The chapter's condition for one more level: its left side."""
    return v.transfer * (1 - found(v)) * (v.executor * v.reward + v.penalty * felt(v) / v.top)


def link(v):
    """Its right side."""
    return (1 - v.transfer) * (1 - v.executor) * ((1 - found(v)) * v.reward + (1 - v.transferability) * v.penalty * v.individualization)


def _chain():
    own = (*(x for x in HIDDEN if x != "prize_passing"), "transfer", "chain", "top")

    def tells(v):
        escape, moved = 1 - found(v), movable(v, v.level)
        gained = v.paid + moved - escape * at_stake(v, v.level) + v.shield_cost - v.deflect_cost
        return gained > v.transfer * (escape * (v.chain - at_stake(v, v.level)) + moved)

    yield certificate("price-of-a-level", "a level tells exactly when it is paid more than its price", (*own[:-1], "level", "paid"),
                      lambda v: {"exactly when": tells(v) == (v.paid > of_level(v, v.level))}, domains=DOMAINS)
    yield certificate("the-top-is-cheapest", "no level costs less than the top", (*own, "level"),
                      lambda v: {"no less": of_level(v, v.level) >= of_level(v, v.top)}, lambda v: {"a larger share": v.level >= v.top}, domains=DOMAINS)
    yield certificate(
        "one-more-level", "one more level raises the price exactly when the purse outweighs the weak link", own,
        lambda v: {"exactly when": (of_level(longer(v), longer(v).top) > of_level(v, v.top)) == (purse(v) > link(v))},
        lambda v: {"top > 0": v.top > 0}, domains=DOMAINS)
    yield certificate(
        "every-further-level", "and then so does every further one", own,
        lambda v: {"so does the next": purse(longer(v)) > link(longer(v))},
        lambda v: {"top > 0": v.top > 0, "executor > 0": v.executor > 0, "one more does": purse(v) > link(v)}, domains=DOMAINS)
    yield certificate(
        "with-prizes-only", "with prizes only the condition is tau > 1 - e", tuple(x for x in own if x != "chain"),
        lambda v: {"exactly when": (purse(v) > link(v)) == (v.transfer > 1 - v.executor)},
        lambda v: {"top > 0": v.top > 0, "f < 1": found(v) < 1, "reward > 0": v.reward > 0}, domains=DOMAINS, penalty=0)


CERTIFICATES = by_name(_bought(), _price(), _knowledge(), _chain())
_HERE = "tests/test_inspector.py::"
RESULTS = (
    result("bought-attachment", CERTIFICATES, "a-favour-that-keeps", "no-favour-keeps", "bought-breaking", "breaking-transfer"),
    result("price-of-a-report", CERTIFICATES, "telling", "price-of-telling", "price-and-findings", "price-and-executor", "price-and-strength", "price-and-penalty"),
    result("knowledge-not-work", CERTIFICATES, "stakes-in-prevention", "nothing-jumps", "a-price-jumps", "without-favours", "a-larger-reward",
           "a-closer-audit", "an-audit-too-late",
           samples=[("bargains", _HERE + "test_the_bargain_is_the_one_that_maximizes_what_nash_says",
                     "the favour is the one at which Nash's product is greatest", 1500)]),
    result("purse-and-weak-link", CERTIFICATES, "price-of-a-level", "the-top-is-cheapest", "one-more-level", "every-further-level", "with-prizes-only",
           samples=[("chains", _HERE + "test_a_chain_asked_level_by_level",
                     "chains of two to five levels: just below the price no level tells, just above it one does, the top where prizes do not pass", 300)]),
)  # fmt: skip
