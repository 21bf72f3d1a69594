"""Certificates of the chapter on incentive types."""

from itertools import product

from .base import (
    ACTIONS, ALIKE, DEFLECT, MATERIAL, PAYOFF, ROUTINE, SHIELD, STAKES, TOWNSHIP, by_name, certificate, equilibrium, loss, losses,
    passing, per_unit, personal, result, share, strict, total,
)


def _at_stake(v):
    return {"f1 > 0": v.f1 > 0, "something is at stake": per_unit(v) > 0}


def _equilibria():
    free = (*STAKES, *PAYOFF)

    def shielding(v):
        kept = (v.f1 - v.f2) * total(v) - v.shield_cost
        return {"exactly when": equilibrium(v, SHIELD, SHIELD) == (
            (kept >= 0) & (kept >= v.transferability * v.f1 * personal(v) - v.deflect_cost))}

    def deflection(v):
        return {"exactly when": equilibrium(v, DEFLECT, DEFLECT) == (
            (v.transferability * v.f0 * personal(v) >= v.deflect_cost)
            & ((v.f0 - v.f1) * total(v) <= v.shield_cost - v.deflect_cost + v.transferability * v.f1 * personal(v)))}

    def routine(v):
        return {"exactly when": equilibrium(v, ROUTINE, ROUTINE) == (
            ((v.f0 - v.f1) * total(v) <= v.shield_cost)
            & (v.transferability * v.f0 * personal(v) <= v.deflect_cost))}

    yield certificate("mutual-shielding", "when mutual shielding is an equilibrium", free, shielding, **MATERIAL)
    yield certificate("mutual-deflection", "when mutual deflection is an equilibrium", free, deflection, **MATERIAL)
    yield certificate("mutual-routine", "when mutual routine is an equilibrium", free, routine, **MATERIAL)


def _strength():
    free = (*STAKES, *PAYOFF)

    def protects(v):
        return (v.f1 - v.f2) / v.f1

    def helps(v):
        return (v.f0 - v.f1) / v.f1

    def borne(v):
        return v.transferability * share(v)

    def room(v):  # of shielding over deflecting, per unit of W
        return v.f1 * (protects(v) - borne(v))

    def moved(v):  # of deflecting over shielding against a deflector, per unit of W
        return v.f1 * (borne(v) - helps(v))

    yield certificate(
        "share", "beta is B/W at every strength; something is at stake if nu < 1, iota > 0 or d > 0", free,
        lambda v: {"beta W = B": share(v) * total(v) == personal(v), "W > 0": total(v) > 0},
        lambda v: {"strength > 0": v.strength > 0,
                   "something is at stake": (v.negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0, **MATERIAL)
    yield certificate(
        "strong-shielding", "mutual shielding is strict at large strength if b beta < (f1 - f2)/f1", free,
        lambda v: {"strict": strict(v, SHIELD, SHIELD)},
        lambda v: {**_at_stake(v), "b beta < (f1 - f2)/f1": borne(v) < protects(v),
                   "strength is large": v.strength * per_unit(v) * room(v) > v.shield_cost + v.deflect_cost}, **MATERIAL)
    yield certificate(
        "no-strong-shielding", "mutual shielding is none at large strength if b beta > (f1 - f2)/f1", free,
        lambda v: {"no equilibrium": equilibrium(v, SHIELD, SHIELD) == False},  # noqa: E712
        lambda v: {**_at_stake(v), "b beta > (f1 - f2)/f1": borne(v) > protects(v),
                   "strength is large": -v.strength * per_unit(v) * room(v) > v.deflect_cost}, **MATERIAL)
    yield certificate(
        "strong-deflection", "mutual deflection is strict at large strength if b beta > (f0 - f1)/f1 and b beta > 0", free,
        lambda v: {"strict": strict(v, DEFLECT, DEFLECT)},
        lambda v: {**_at_stake(v), "b beta > (f0 - f1)/f1": borne(v) > helps(v), "b beta > 0": borne(v) > 0,
                   "strength is large": (v.strength * per_unit(v) * moved(v) > v.deflect_cost)
                   & (v.strength * per_unit(v) * v.f0 * borne(v) > v.deflect_cost)}, **MATERIAL)
    yield certificate(
        "no-strong-deflection", "mutual deflection is none at large strength if b beta < (f0 - f1)/f1", free,
        lambda v: {"no equilibrium": equilibrium(v, DEFLECT, DEFLECT) == False},  # noqa: E712
        lambda v: {**_at_stake(v), "b beta < (f0 - f1)/f1": borne(v) < helps(v),
                   "strength is large": -v.strength * per_unit(v) * moved(v) > v.shield_cost}, **MATERIAL)
    yield certificate(
        "no-deflection-unmoved", "mutual deflection is none at any strength if b beta = 0 < k", free,
        lambda v: {"no equilibrium": equilibrium(v, DEFLECT, DEFLECT) == False},  # noqa: E712
        lambda v: {**_at_stake(v), "b beta = 0": borne(v) == 0, "deflect_cost > 0": v.deflect_cost > 0}, **MATERIAL)

    def growth(v):
        by, w, more = v.larger_strength - v.strength, per_unit(v), v.larger("strength")
        grown = {(a, b): loss(more, TOWNSHIP, a, b, a) - loss(v, TOWNSHIP, a, b, a) for a, b in product(ACTIONS, repeat=2)}
        return {"Shield for Deflect": grown[SHIELD, DEFLECT] == by * w * room(v),
                "Shield for Routine": grown[SHIELD, ROUTINE] == by * w * (v.f1 - v.f2),
                "Deflect for Shield": grown[DEFLECT, SHIELD] == by * w * moved(v),
                "Deflect for Routine": grown[DEFLECT, ROUTINE] == by * w * v.f0 * borne(v)}

    yield certificate("linear-losses", "what a side loses by leaving is linear in strength, with the stated slopes",
                       (*free, "larger_strength"), growth, _at_stake, **MATERIAL)
    yield certificate(
        "share-rises-with-sign", "beta never falls with nu and rises with it if iota > 0",
        ("negativity", "larger_negativity", "individualization", "diffusion"),
        lambda v: {"never falls": share(v) <= share(v.larger("negativity")),
                   "rises": (share(v) < share(v.larger("negativity"))) == (v.individualization > 0)},
        lambda v: {"something is at stake": (v.larger_negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0)
    yield certificate(
        "share-rises-with-person", "beta never falls with iota and rises with it if nu > 0 (at nu = 1 if also d > 0)",
        ("negativity", "individualization", "larger_individualization", "diffusion"),
        lambda v: {"never falls": share(v) <= share(v.larger("individualization")),
                   "rises": (share(v) < share(v.larger("individualization")))
                   == ((v.negativity > 0) & ((v.negativity < 1) | (v.diffusion > 0)))},
        lambda v: {"something is at stake": (v.negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0)
    yield certificate("share-without-person", "beta = 0 when iota = 0, whatever nu", ("negativity", "diffusion"),
                       lambda v: {"beta = 0": share(v) == 0},
                       lambda v: {"something is at stake": (v.negativity < 1) | (v.diffusion > 0)},
                       individualization=0, prize_passing=0)


def _passing():
    def same(v):
        without = v.replace(negativity=passing(v), prize_passing=0)
        return {f"{'SDN'[a]} for {'SDN'[b]} against {'SDN'[o]}":
                loss(v, TOWNSHIP, a, b, o) == loss(without, TOWNSHIP, a, b, o)
                for a, b in ((SHIELD, DEFLECT), (SHIELD, ROUTINE)) for o in ACTIONS}

    yield certificate("prizes-that-pass", "payoffs differ by a constant from those without passing at the share 1 - (1 - sigma)(1 - nu) of penalties",
                       (*STAKES, *PAYOFF), same, **ALIKE)


CERTIFICATES = by_name(_equilibria(), _strength(), _passing())
RESULTS = (
    result("equilibria", CERTIFICATES, "mutual-shielding", "mutual-deflection", "mutual-routine"),
    result("strength-direction", CERTIFICATES, "share", "strong-shielding", "no-strong-shielding", "strong-deflection",
           "no-strong-deflection", "no-deflection-unmoved", "linear-losses", "share-rises-with-sign",
           "share-rises-with-person", "share-without-person"),
    result("prizes-that-pass", CERTIFICATES, "prizes-that-pass"),
)
