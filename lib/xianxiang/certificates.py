r"""How each proposition of the book is held: proved in the text, machine-checked, tested.

A *certificate* is a statement about the levers, written once with ordinary operators, so that the
same lines are evaluated for numbers, for exact fractions, for arrays and for a solver's symbols.
The tests hand each statement's negation to the solver Z3 over the real numbers, all levers free on
their whole domains, corners included. That there is no solution is a proof.

Statements speak of the probabilities of being found through free variables
:math:`1 \ge f_0 \ge f_1 \ge f_2 \ge 0` where only their order matters; so they hold for every
number of veto items. `material` is the payoff formula once more, in this form; the tests show that
it is the library's.

`RESULTS` lists every theorem, proposition and corollary of the book by its label. The pages' marks
and the list in "How this book is made" are built from it.

For example:

>>> from fractions import Fraction
>>> from xianxiang.certificates import CERTIFICATES, Point
>>> surplus = CERTIFICATES["second-item"]
>>> surplus.violated(Point(f1=Fraction(1, 2), f2=Fraction(1, 4))) is None
True
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import and_
from typing import Any

from .institution import LEVERS, NOW, THEN, Institution, switched

SHIELD, DEFLECT, ROUTINE = ACTIONS = range(3)
COUNTY, TOWNSHIP = SIDES = range(2)

DOMAINS = {name: (lever.low, lever.high) for name, lever in LEVERS.items()} | {
    "prize_passing": (0.0, 1.0), "f0": (0.0, 1.0), "f1": (0.0, 1.0), "f2": (0.0, 1.0), "rho": (0.0, 1.0),
    "reward": (0.0, float("inf")), "penalty": (0.0, float("inf")),
}
"""Least and greatest value of each variable; a variable `larger_x` has the domain of `x`."""

PAYOFF = ("individualization", "transferability", "diffusion", "executor", "attachment", "prize_passing",
          "shield_cost", "deflect_cost", "f0", "f1", "f2")
STAKES = ("strength", "negativity")
ALIKE = {"executor": 1}
MATERIAL = {"executor": 1, "attachment": 0}


class Point:
    """Values of the variables by name: numbers, fractions, arrays or symbols.

    Parameters
    ----------
    **values
        `reward` and `penalty` follow from `strength` and `negativity` where they are not given.
    """

    def __init__(self, **values: Any):
        self.values = values

    def __getattr__(self, name):
        if name == "values" or name.startswith("__"):
            raise AttributeError(name)
        if name in self.values:
            return self.values[name]
        if name == "reward":
            return self.strength * (1 - self.negativity)
        if name == "penalty":
            return self.strength * self.negativity
        raise AttributeError(f"the point has no value for {name!r}; it has {', '.join(self.values)}")

    def replace(self, **changes: Any) -> Point:
        """The point with the named values changed."""
        return Point(**{**self.values, **changes})

    def larger(self, name: str) -> Point:
        """The point with the variable `name` at its second, larger value."""
        return self.replace(**{name: getattr(self, f"larger_{name}")})


# The model once more, in operators alone ----------------------------------------------------------

def moves(v: Point, side: int) -> Any:
    """Share of a personal sanction that a side can move: 1 - e(1 - b) for the county, eb for the township."""
    return 1 - v.executor * (1 - v.transferability) if side == COUNTY else v.executor * v.transferability


def felt(v: Point, weight: Any = 1) -> Any:
    """What a leader feels of a sanction of one, with a personal weight: (1 - i)d + iw."""
    return (1 - v.individualization) * v.diffusion + v.individualization * weight


def prize(v: Point, side: int) -> Any:
    """A side's reward: eR for the county, R for the township."""
    return v.executor * v.reward if side == COUNTY else v.reward


def material(v: Point, side: int, own: int, other: int) -> Any:
    """A side's payoff before attachment, as `stage.material_payoffs`."""
    found = (v.f0, v.f1, v.f2)[(own == SHIELD) + (other == SHIELD)]
    weight = 1
    if own == DEFLECT and other != DEFLECT:
        weight = 1 - moves(v, side)
    if own != DEFLECT and other == DEFLECT:
        weight = 1 + moves(v, 1 - side)
    reward, kept = prize(v, side), 1 - v.prize_passing
    cost = (v.shield_cost, v.deflect_cost, 0)[own]
    return ((1 - found) * kept * reward + v.prize_passing * reward * (felt(v) - found * felt(v, weight))
            - found * v.penalty * felt(v, weight) - cost)


def utility(v: Point, side: int, own: int, other: int) -> Any:
    """A side's payoff with attachment, as `stage.payoffs`."""
    return material(v, side, own, other) + v.attachment * material(v, 1 - side, other, own)


def personal(v: Point, side: int = TOWNSHIP) -> Any:
    """What a person bears, B = (P + σR)ι."""
    return (v.penalty + v.prize_passing * prize(v, side)) * v.individualization


def total(v: Point, side: int = TOWNSHIP) -> Any:
    """All that is at stake for a side, W = A + B."""
    return (1 - v.prize_passing) * prize(v, side) + (v.penalty + v.prize_passing * prize(v, side)) * felt(v)


def every(conditions: Any) -> Any:
    """All of the conditions at once."""
    return reduce(and_, conditions)


def loss(v: Point, side: int, action: int, other: int, against: int) -> Any:
    """What a side loses that leaves `action` for `other` while its partner does `against`."""
    return utility(v, side, action, against) - utility(v, side, other, against)


def losses(v: Point, county: int, township: int) -> list:
    """What each side loses by each way out of a pair of actions."""
    return [loss(v, side, own, other, against)
            for side, own, against in ((COUNTY, county, township), (TOWNSHIP, township, county))
            for other in ACTIONS if other != own]


def equilibrium(v: Point, county: int, township: int) -> Any:
    """No side gains by leaving alone."""
    return every(x >= 0 for x in losses(v, county, township))


def strict(v: Point, county: int, township: int) -> Any:
    """Each side loses by leaving alone."""
    return every(x > 0 for x in losses(v, county, township))


def leaving(v: Point, side: int) -> Any:
    """U(D, S) - U(S, S): what a side gains by leaving a partner who shields."""
    return -loss(v, side, SHIELD, DEFLECT, SHIELD)


def slope(v: Point, side: int) -> Any:
    """How much one more unit of penalty adds to the gain from leaving."""
    return leaving(v.replace(penalty=1), side) - leaving(v.replace(penalty=0), side)


def silence(v: Point) -> Any:
    """What silence is worth, rho = 1 - f2/f1."""
    return 1 - v.f2 / v.f1


def weighed(v: Point, worth: Any) -> Any:
    """The worth of silence weighed by attachment, rho (1 + theta)/(1 - theta)."""
    return worth * (1 + v.attachment) / (1 - v.attachment)


def breaking(v: Point, side: int) -> Any:
    """The inequality of the theorem: b pi > rho (1 + theta)/(1 - theta)."""
    return moves(v, side) * v.individualization / felt(v) > weighed(v, silence(v))


def threshold(v: Point, b: Any, worth: Any) -> Any:
    """The threshold of individual responsibility, for a weighed worth of silence below b."""
    return v.diffusion * worth / (b - (1 - v.diffusion) * worth)


def passing(v: Point) -> Any:
    """The share of penalties that a game without passing prizes needs to be the same game."""
    return 1 - (1 - v.prize_passing) * (1 - v.negativity)


def share(v: Point) -> Any:
    """The share of the stakes that a person bears, beta, as a formula of the levers but s."""
    negative = passing(v)
    return negative * v.individualization / ((1 - negative) + negative * felt(v))


def per_unit(v: Point) -> Any:
    """All that is at stake for a side, per unit of strength."""
    return total(v.replace(strength=1))


def advantages(v: Point) -> tuple:
    """X and Y as the chapter prints them."""
    w, b = total(v), personal(v)
    moved = (1 - v.attachment) * v.transferability * v.f1 * b
    costs = v.shield_cost - v.deflect_cost
    return ((1 + v.attachment) * (v.f1 - v.f2) * w - moved - costs,
            (1 + v.attachment) * (v.f0 - v.f1) * w - moved - costs)


def one_item(v: Point) -> Point:
    """The point with the findings of one veto item, from monitoring and what can be hidden."""
    return v.replace(f0=v.monitoring, f1=v.monitoring * (1 - v.concealment * v.lone_concealment),
                     f2=v.monitoring * (1 - v.concealment))


def at(institution: Institution, **changes: Any) -> Point:
    """One institution as a point in exact fractions, its decimals taken at their word.

    Parameters
    ----------
    institution : Institution
        One, with a whole number of veto items.
    **changes
        Values that take the place of its own.
    """
    levers = {name: Fraction(str(value)) for name, value in institution.as_dict().items()}
    point = one_item(Point(**{"prize_passing": Fraction(0), **levers}))
    items = int(levers["veto_items"])
    found = {name: 1 - (1 - getattr(point, name)) ** items for name in ("f0", "f1", "f2")}
    return point.replace(**found, **changes)


# Certificates -------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Certificate:
    """A statement for all values of some variables on their domains.

    Attributes
    ----------
    name : str
    says : str
        The statement in words.
    free : tuple of str
        The variables, by the levers' names.
    given, claims : callable
        From a `Point` to the conditions under which the statement speaks and to what it says, each
        by name.
    steps : callable
        From a point to what holds on the whole domain, is proved first, and helps with the claims.
    fixed : tuple of (str, number)
        Values of the levers that are not free.
    """

    name: str
    says: str
    free: tuple[str, ...]
    claims: Callable[[Point], dict[str, Any]]
    given: Callable[[Point], dict[str, Any]] = lambda v: {}
    steps: Callable[[Point], dict[str, Any]] = lambda v: {}
    fixed: tuple[tuple[str, Any], ...] = ()

    def domain(self, v: Point) -> dict[str, Any]:
        """The variables' domains, and the order of the findings, as conditions."""
        conditions = {}
        for name in self.free:
            low, high = DOMAINS[name.removeprefix("larger_")]
            conditions[f"{name} >= {low:g}"] = getattr(v, name) >= int(low)
            if high != float("inf"):
                conditions[f"{name} <= {high:g}"] = getattr(v, name) <= int(high)
        if "f0" in self.free:
            conditions["f0 >= f1"] = v.f0 >= v.f1
        if "f1" in self.free and "f2" in self.free:
            conditions["f1 >= f2"] = v.f1 >= v.f2
        for name in self.free:
            if name.startswith("larger_"):
                smaller = name.removeprefix("larger_")
                conditions[f"{name} > {smaller}"] = getattr(v, name) > getattr(v, smaller)
        return conditions

    def point(self, values: dict[str, Any]) -> Point:
        """The point with the free variables at `values` and the others fixed."""
        return Point(**dict(self.fixed), **{name: values[name] for name in self.free})

    def violated(self, v: Point) -> str | None:
        """What the statement says and what is false at a point; None where it is true or does not speak.

        Parameters
        ----------
        v : Point
            With numbers, best with fractions.

        Returns
        -------
        str or None
            The claim and the levers' values.
        """
        v = self.point(v.values)
        for conditions in (self.domain, self.given):
            if not all(conditions(v).values()):
                return None
        false = [words for words, holds in self.claims(v).items() if not holds]
        if not false:
            return None
        where = ", ".join(f"{name} = {getattr(v, name)}" for name in self.free)
        return f"certificate {self.name!r} ({self.says}) is false at {where}: {'; '.join(false)}"


def _certificate(name, says, free, claims, given=lambda v: {}, steps=lambda v: {}, **fixed):
    return Certificate(name, says, tuple(x for x in free if x not in fixed), claims, given, steps, tuple(fixed.items()))


def _matters(v):
    return {"f1 > 0": v.f1 > 0, "attachment < 1": v.attachment < 1,
            "individualization > 0 or diffusion > 0": (v.individualization > 0) | (v.diffusion > 0)}


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

    yield _certificate("mutual-shielding", "when mutual shielding is an equilibrium", free, shielding, **MATERIAL)
    yield _certificate("mutual-deflection", "when mutual deflection is an equilibrium", free, deflection, **MATERIAL)
    yield _certificate("mutual-routine", "when mutual routine is an equilibrium", free, routine, **MATERIAL)


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

    yield _certificate(
        "share", "beta is B/W at every strength; something is at stake if nu < 1, iota > 0 or d > 0", free,
        lambda v: {"beta W = B": share(v) * total(v) == personal(v), "W > 0": total(v) > 0},
        lambda v: {"strength > 0": v.strength > 0,
                   "something is at stake": (v.negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0, **MATERIAL)
    yield _certificate(
        "strong-shielding", "mutual shielding is strict at large strength if b beta < (f1 - f2)/f1", free,
        lambda v: {"strict": strict(v, SHIELD, SHIELD)},
        lambda v: {**_at_stake(v), "b beta < (f1 - f2)/f1": borne(v) < protects(v),
                   "strength is large": v.strength * per_unit(v) * room(v) > v.shield_cost + v.deflect_cost}, **MATERIAL)
    yield _certificate(
        "no-strong-shielding", "mutual shielding is none at large strength if b beta > (f1 - f2)/f1", free,
        lambda v: {"no equilibrium": equilibrium(v, SHIELD, SHIELD) == False},  # noqa: E712
        lambda v: {**_at_stake(v), "b beta > (f1 - f2)/f1": borne(v) > protects(v),
                   "strength is large": -v.strength * per_unit(v) * room(v) > v.deflect_cost}, **MATERIAL)
    yield _certificate(
        "strong-deflection", "mutual deflection is strict at large strength if b beta > (f0 - f1)/f1 and b beta > 0", free,
        lambda v: {"strict": strict(v, DEFLECT, DEFLECT)},
        lambda v: {**_at_stake(v), "b beta > (f0 - f1)/f1": borne(v) > helps(v), "b beta > 0": borne(v) > 0,
                   "strength is large": (v.strength * per_unit(v) * moved(v) > v.deflect_cost)
                   & (v.strength * per_unit(v) * v.f0 * borne(v) > v.deflect_cost)}, **MATERIAL)
    yield _certificate(
        "no-strong-deflection", "mutual deflection is none at large strength if b beta < (f0 - f1)/f1", free,
        lambda v: {"no equilibrium": equilibrium(v, DEFLECT, DEFLECT) == False},  # noqa: E712
        lambda v: {**_at_stake(v), "b beta < (f0 - f1)/f1": borne(v) < helps(v),
                   "strength is large": -v.strength * per_unit(v) * moved(v) > v.shield_cost}, **MATERIAL)
    yield _certificate(
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

    yield _certificate("linear-losses", "what a side loses by leaving is linear in strength, with the stated slopes",
                       (*free, "larger_strength"), growth, _at_stake, **MATERIAL)
    yield _certificate(
        "share-rises-with-sign", "beta never falls with nu and rises with it if iota > 0",
        ("negativity", "larger_negativity", "individualization", "diffusion"),
        lambda v: {"never falls": share(v) <= share(v.larger("negativity")),
                   "rises": (share(v) < share(v.larger("negativity"))) == (v.individualization > 0)},
        lambda v: {"something is at stake": (v.larger_negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0)
    yield _certificate(
        "share-rises-with-person", "beta never falls with iota and rises with it if nu > 0 (at nu = 1 if also d > 0)",
        ("negativity", "individualization", "larger_individualization", "diffusion"),
        lambda v: {"never falls": share(v) <= share(v.larger("individualization")),
                   "rises": (share(v) < share(v.larger("individualization")))
                   == ((v.negativity > 0) & ((v.negativity < 1) | (v.diffusion > 0)))},
        lambda v: {"something is at stake": (v.negativity < 1) | (v.individualization > 0) | (v.diffusion > 0)},
        prize_passing=0)
    yield _certificate("share-without-person", "beta = 0 when iota = 0, whatever nu", ("negativity", "diffusion"),
                       lambda v: {"beta = 0": share(v) == 0},
                       lambda v: {"something is at stake": (v.negativity < 1) | (v.diffusion > 0)},
                       individualization=0, prize_passing=0)


def _alliance():
    free = ("reward", "penalty", *PAYOFF)

    def of(side):
        who = ("county", "township")[side]
        yield _certificate(
            f"breaking-{who}", f"a larger penalty raises the {who}'s gain from leaving exactly when b pi > rho (1+theta)/(1-theta)",
            (*free, "larger_penalty"),
            lambda v: {"exactly when": (leaving(v.larger("penalty"), side) > leaving(v, side)) == breaking(v, side)},
            _matters)
        yield _certificate(
            f"tightening-{who}", f"where the inequality holds strictly the other way every increase of the penalty lowers the {who}'s gain",
            (*free, "larger_penalty"),
            lambda v: {"tightens": leaving(v.larger("penalty"), side) < leaving(v, side)},
            lambda v: {**_matters(v), "the other way":
                       moves(v, side) * v.individualization / felt(v) < weighed(v, silence(v))})
        yield _certificate(
            f"unbroken-{who}", f"where the inequality fails no penalty makes the {who} leave that would stay without it", free,
            lambda v: {"stays": leaving(v, side) <= 0},
            lambda v: {**_matters(v), "not breaking": breaking(v, side) == False,  # noqa: E712
                       "stays without a penalty": leaving(v.replace(penalty=0), side) <= 0})
        yield _certificate(
            f"broken-{who}", f"where it holds there is a finite penalty beyond which the {who} would rather deflect", free,
            lambda v: {"the slope is positive": slope(v, side) > 0,
                       "leaves": (v.penalty * slope(v, side) > -leaving(v.replace(penalty=0), side)) == (leaving(v, side) > 0)},
            lambda v: {**_matters(v), "breaking": breaking(v, side)})

    for side in SIDES:
        yield from of(side)


def _threshold():
    free = ("reward", *PAYOFF)

    def of(side):
        who = ("county", "township")[side]
        yield _certificate(
            f"no-threshold-{who}", f"if b <= rho (1+theta)/(1-theta) no responsibility makes penalties break the alliance for the {who}", free,
            lambda v: {"never": slope(v, side) <= 0},
            lambda v: {**_matters(v), "b <= rho": moves(v, side) <= weighed(v, silence(v))})
        yield _certificate(
            f"threshold-{who}", f"else they break it for the {who} exactly above the threshold, which is in [0, 1)", free,
            lambda v: {"exactly above": (slope(v, side) > 0)
                       == (v.individualization > threshold(v, moves(v, side), weighed(v, silence(v)))),
                       "at least 0": threshold(v, moves(v, side), weighed(v, silence(v))) >= 0,
                       "below 1": threshold(v, moves(v, side), weighed(v, silence(v))) < 1},
            lambda v: {**_matters(v), "b > rho": moves(v, side) > weighed(v, silence(v))})

    for side in SIDES:
        yield from of(side)

    def least(v):
        return threshold(v, v.transferability, weighed(v, v.rho))

    def monotone(name, what, falls):
        def claims(v):
            low, high = least(v), least(v.larger(name))
            weak, strictly = (low >= high, low > high) if falls else (low <= high, low < high)
            acts = (v.diffusion if name != "diffusion" else 1) * (v.rho if name != "rho" else 1) > 0
            return {"weakly": weak, "strictly where d > 0 and rho > 0": strictly == acts}

        def given(v):
            more = v.larger(name)
            return {"attachment < 1": more.attachment < 1, "b > rho": v.transferability > weighed(v, v.rho),
                    "still b > rho": more.transferability > weighed(more, more.rho)}
        return _certificate(f"threshold-and-{name}", what, ("transferability", "rho", "attachment", "diffusion", f"larger_{name}"),
                            claims, given)

    yield monotone("transferability", "the threshold never rises with transferability", True)
    yield monotone("rho", "the threshold never falls with the worth of silence", False)
    yield monotone("attachment", "the threshold never falls with attachment", False)
    yield monotone("diffusion", "the threshold never falls with what leaders feel of a unit's sanction", False)
    yield _certificate(
        "silence-and-concealment", "with one veto item the worth of silence never falls with joint concealment",
        ("monitoring", "concealment", "larger_concealment", "lone_concealment"),
        lambda v: {"never falls": silence(one_item(v)) <= silence(one_item(v.larger("concealment")))},
        lambda v: {"f1 > 0": one_item(v).f1 > 0, "still f1 > 0": one_item(v.larger("concealment")).f1 > 0})


def _classes():
    free = (*STAKES, *PAYOFF)
    yield _certificate(
        "advantages", "the advantages of Shield over Deflect are X against a shielder and Y against a deflector", free,
        lambda v: {f"{name}, {who}": loss(v, side, SHIELD, DEFLECT, against) == advantages(v)[against]
                   for side, who in ((COUNTY, "county"), (TOWNSHIP, "township"))
                   for name, against in (("X", SHIELD), ("Y", DEFLECT))}, **ALIKE)
    yield _certificate(
        "difference", "X - Y = (1 + theta)(2 f1 - f0 - f2) W", free,
        lambda v: {"X - Y": advantages(v)[0] - advantages(v)[1]
                   == (1 + v.attachment) * (2 * v.f1 - v.f0 - v.f2) * total(v)}, **ALIKE)
    items = tuple(x for x in free if x not in ("f0", "f1", "f2"))
    yield _certificate(
        "trust-or-nerve", "with one veto item stag hunts need lambda < 1/2 and chickens lambda > 1/2",
        (*items, "monitoring", "concealment", "lone_concealment"),
        lambda v: {"stag hunt": (2 * v.lone_concealment < 1) | (advantages(one_item(v))[0] <= 0) | (advantages(one_item(v))[1] >= 0),
                   "chicken": (2 * v.lone_concealment > 1) | (advantages(one_item(v))[0] >= 0) | (advantages(one_item(v))[1] <= 0)},
        **ALIKE)


def _better_end():
    def of(side):
        who = ("county", "township")[side]

        def gain(v):  # of mutual shielding over mutual deflection
            return utility(v, side, SHIELD, SHIELD) - utility(v, side, DEFLECT, DEFLECT)

        return _certificate(
            f"better-end-{who}", f"if Shield is at least as good as Deflect against a shielder, the {who} is no worse off "
            "at mutual shielding than at mutual deflection, and better off if Shield is better",
            ("reward", "penalty", *PAYOFF),
            lambda v: {"no worse off": gain(v) >= 0, "better off if Shield is better": (leaving(v, side) == 0) | (gain(v) > 0)},
            lambda v: {"Shield is at least as good": leaving(v, side) <= 0},
            lambda v: {"deserting is no worse than mutual deflection":
                       utility(v, side, DEFLECT, SHIELD) >= utility(v, side, DEFLECT, DEFLECT)},
            attachment=0)
    yield from map(of, SIDES)


def _vetoes():
    def left(v, n):
        return (1 - (1 - v.f2) ** n) / (1 - (1 - v.f1) ** n)

    yield _certificate(
        "second-item", "a second item adds to the protection exactly when f1 + f2 < 1", ("f1", "f2"),
        lambda v: {"exactly when": ((1 - v.f2) ** 2 - (1 - v.f1) ** 2 > (1 - v.f2) - (1 - v.f1)) == (v.f1 + v.f2 < 1)},
        lambda v: {"f1 > f2": v.f1 > v.f2})
    yield _certificate(
        "silence-and-second-item", "the worth of silence falls from one item to two, and from two to three", ("f1", "f2"),
        lambda v: {"from one to two": left(v, 1) < left(v, 2), "from two to three": left(v, 2) < left(v, 3)},
        lambda v: {"f1 > f2": v.f1 > v.f2, "f2 > 0": v.f2 > 0, "f1 < 1": v.f1 < 1})


def dominant(v: Point, action: int) -> Any:
    """An action is strictly better than every other, for both sides, whatever the other does."""
    return every(loss(v, side, action, other, against) > 0
                 for side in SIDES for other in ACTIONS if other != action for against in ACTIONS)


def struck_out(v: Point, order: tuple) -> Any:
    """Actions can be struck out in an order, each strictly worse than another of those left.

    Parameters
    ----------
    v : Point
    order : tuple of (side, action, better)
    """
    left, steps = [set(ACTIONS), set(ACTIONS)], []
    for side, action, better in order:
        if action not in left[side] or better not in left[side]:
            raise ValueError(f"{action} or {better} of side {side} is already struck out")
        steps += [loss(v, side, better, action, against) > 0 for against in left[1 - side]]
        left[side].discard(action)
    return every(steps)


BACK_BELOW, THERE_BELOW, SUFFICE_BELOW = Fraction(1), Fraction(3, 4), Fraction(2, 5)
THREE = ("apparatus", "person", "penalty")
"""The conditions that suffice."""

STRIKING_OUT = tuple((COUNTY, action, DEFLECT) for action in (SHIELD, ROUTINE)) + tuple(
    (TOWNSHIP, action, DEFLECT) for action in (ROUTINE, SHIELD))
"""The county's other actions first, then the township's, each for Deflect."""


def _eras():
    def up_to(limit):
        return lambda v: {f"attachment <= {limit}": v.attachment <= limit}

    yield _certificate("shield-dominant-then", "at `THEN` Shield is strictly dominant for both sides", ("attachment",),
                       lambda v: {"dominant": dominant(at(THEN, attachment=v.attachment), SHIELD)}, up_to(BACK_BELOW))
    yield _certificate("deflect-dominant-now", f"at `NOW` Deflect is strictly dominant for both sides up to an attachment of {THERE_BELOW}", ("attachment",),
                       lambda v: {"dominant": dominant(at(NOW, attachment=v.attachment), DEFLECT)}, up_to(THERE_BELOW))
    settings = {"the three": (), "and the supervisor": ("supervisor",), "and the vetoes": ("vetoes",),
                "and both": ("supervisor", "vetoes")}
    yield _certificate(
        "three-suffice", f"with apparatus, person and penalty switched only mutual deflection is left, up to an attachment of {SUFFICE_BELOW}", ("attachment",),
        lambda v: {words: struck_out(at(switched(*THREE, *more), attachment=v.attachment), STRIKING_OUT)
                   for words, more in settings.items()}, up_to(SUFFICE_BELOW))


def together(v: Point, county: int, township: int) -> Any:
    """The two payoffs together."""
    return utility(v, COUNTY, county, township) + utility(v, TOWNSHIP, township, county)


def _surplus():
    def claim(actions, cost):
        def claims(v):
            best = every(together(v, SHIELD, SHIELD) >= together(v, a, b) for a, b in product(actions, repeat=2)
                         if (a, b) != (SHIELD, SHIELD))
            stakes = total(v, COUNTY) + total(v, TOWNSHIP)  # twice their mean
            return {"exactly when": best == (((v.f1 - v.f2) * stakes >= cost(v))
                                             & ((v.f0 - v.f2) * stakes >= 2 * cost(v)))}
        return claims

    yield _certificate("joint-surplus", "the two payoffs together are greatest at mutual shielding exactly when the stated sums cover g",
                       (*STAKES, *PAYOFF), claim(ACTIONS, lambda v: v.shield_cost), prize_passing=0)
    yield _certificate("joint-surplus-of-two", "of Shield and Deflect alone, exactly when they cover g - k",
                       (*STAKES, *PAYOFF), claim((SHIELD, DEFLECT), lambda v: v.shield_cost - v.deflect_cost), prize_passing=0)


def _passing():
    def same(v):
        without = v.replace(negativity=passing(v), prize_passing=0)
        return {f"{'SDN'[a]} for {'SDN'[b]} against {'SDN'[o]}":
                loss(v, TOWNSHIP, a, b, o) == loss(without, TOWNSHIP, a, b, o)
                for a, b in ((SHIELD, DEFLECT), (SHIELD, ROUTINE)) for o in ACTIONS}

    yield _certificate("prizes-that-pass", "payoffs differ by a constant from those without passing at the share 1 - (1 - sigma)(1 - nu) of penalties",
                       (*STAKES, *PAYOFF), same, **ALIKE)


CERTIFICATES = {c.name: c for part in (_equilibria, _strength, _alliance, _threshold, _classes, _better_end, _vetoes, _eras,
                                       _surplus, _passing) for c in part()}
"""Every certificate by name."""


# What holds each proposition ----------------------------------------------------------------------

CASES = {"silence-and-vetoes": 3000, "veto-peak": 3000, "silence-and-concealment": 20000, "chicken": 20000,
         "bistable": 200, "three-of-five": 28}
"""How many cases each sampled test tries; the tests take the numbers from here."""


@dataclass(frozen=True)
class Sample:
    """A statement that a test tries on a number of cases.

    Attributes
    ----------
    name : str
        Key of `CASES`.
    test : str
        Where it is tested, ``file::function``.
    says : str
        What is tested, in words.
    """

    name: str
    test: str
    says: str

    @property
    def cases(self) -> int:
        """Number of cases."""
        return CASES[self.name]


@dataclass(frozen=True)
class Result:
    """How a labelled theorem, proposition or corollary of the book is held.

    Attributes
    ----------
    label : str
    certificates : tuple of Certificate
    samples : tuple of Sample
    proved : bool
        Whether the text proves it.
    rest : str
        What of the statement no certificate covers, and why; empty if they cover all of it.
    """

    label: str
    certificates: tuple[Certificate, ...] = ()
    samples: tuple[Sample, ...] = ()
    proved: bool = True
    rest: str = ""

    @property
    def held(self) -> tuple[str, ...]:
        """How it is held, in words: for the mark beside it."""
        ways = ["proved in the text"] if self.proved else []
        if self.certificates:
            ways.append("machine-checked in part" if self.rest else "machine-checked")
        if self.samples:
            ways.append(f"tested on {sum(sample.cases for sample in self.samples):,} cases")
        return tuple(ways)


def _result(label, *names, samples=(), rest="", proved=True):
    tests = tuple(Sample(name, f"tests/test_certificates.py::{test}", says) for name, test, says in samples)
    return Result(label, tuple(CERTIFICATES[name] for name in names), tests, proved, rest)


def _of_both(*names):
    return tuple(f"{name}-{who}" for name in names for who in ("county", "township"))


RESULTS = {result.label: result for result in (
    _result("equilibria", "mutual-shielding", "mutual-deflection", "mutual-routine"),
    _result("strength-direction", "share", "strong-shielding", "no-strong-shielding", "strong-deflection",
            "no-strong-deflection", "no-deflection-unmoved", "linear-losses", "share-rises-with-sign",
            "share-rises-with-person", "share-without-person"),
    _result("prizes-that-pass", "prizes-that-pass"),
    _result("alliance-breaking", *_of_both("breaking", "tightening", "unbroken", "broken")),
    _result("threshold", *_of_both("no-threshold", "threshold"), "threshold-and-transferability", "threshold-and-rho",
            "threshold-and-attachment", "threshold-and-diffusion", "silence-and-concealment",
            samples=[("silence-and-concealment", "test_silence_never_falls_with_joint_concealment",
                      "with any number of veto items the worth of silence never falls with joint concealment")],
            rest="joint concealment with more than one veto item, where the number is a power"),
    _result("game-classes", "advantages", "difference", "trust-or-nerve",
            samples=[("chicken", "test_chickens_need_much_lone_hiding_with_any_number_of_items",
                      "chickens need more than half of hiding alone, with any number of veto items")],
            rest="chickens with more than one veto item, where the number is a power"),
    _result("no-deadlock-stag", *_of_both("better-end")),
    _result("joint-surplus", "joint-surplus", "joint-surplus-of-two"),
    _result("veto-peak", "second-item", "silence-and-second-item",
            samples=[("veto-peak", "test_protection_rises_to_its_peak_and_falls_to_zero",
                      "the protection rises up to the peak and falls to zero; the peak is above one item if f1 <= 1 - 1/e"),
                     ("silence-and-vetoes", "test_silence_is_worth_less_with_every_item",
                      "the worth of silence falls with every item, to zero")],
            rest="logarithms and powers: the peak, and any number of items"),
    _result("bistable",
            samples=[("bistable", "test_both_strict_regimes_attract",
                      "populations near each of two strict equilibria move to it, by best replies and by logit at little noise")],
            rest="a limit of a dynamic with exponentials"),
    _result("all-the-way-back", "shield-dominant-then",
            rest="that struck-out actions die out is what is assumed of the rule of learning"),
    _result("all-the-way-there", "deflect-dominant-now",
            rest="that struck-out actions die out is what is assumed of the rule of learning"),
    _result("three-suffice", "three-suffice",
            samples=[("three-of-five", "test_at_the_earlier_attachment_no_other_setting_is_decided",
                      "at an attachment of 0.3 none of the other 28 settings leaves only mutual deflection")],
            rest="the other 28 settings, which a test runs through one by one"),
)}
"""Every theorem, proposition and corollary of the book by its label."""
