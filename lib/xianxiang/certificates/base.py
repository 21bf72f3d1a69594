"""The model once more, in operators alone, and what certificates and results are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import Any

from ..institution import LEVERS, Institution

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


def together(v: Point, county: int, township: int) -> Any:
    """The two payoffs together."""
    return utility(v, COUNTY, county, township) + utility(v, TOWNSHIP, township, county)


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
    domains : dict of str to (number, number)
        Least and greatest value of each variable.
    """

    name: str
    says: str
    free: tuple[str, ...]
    claims: Callable[[Point], dict[str, Any]]
    given: Callable[[Point], dict[str, Any]] = lambda v: {}
    steps: Callable[[Point], dict[str, Any]] = lambda v: {}
    fixed: tuple[tuple[str, Any], ...] = ()
    domains: Mapping[str, tuple[float, float]] = field(default_factory=lambda: DOMAINS, repr=False)

    def domain(self, v: Point) -> dict[str, Any]:
        """The variables' domains, and the order of the findings, as conditions."""
        conditions = {}
        for name in self.free:
            low, high = self.domains[name.removeprefix("larger_")]
            if low != -float("inf"):
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


def certificate(name: str, says: str, free: Iterable[str], claims: Callable[[Point], dict[str, Any]],
                given: Callable[[Point], dict[str, Any]] = lambda v: {}, steps: Callable[[Point], dict[str, Any]] = lambda v: {},
                domains: Mapping[str, tuple[float, float]] | None = None, **fixed: Any) -> Certificate:
    """A certificate as `Certificate` has it, from what is free and what is fixed.

    Parameters
    ----------
    name, says, free, claims, given, steps
        As there; a variable that is fixed is struck from `free`.
    domains : dict of str to (number, number), optional
        Of variables of one's own, which are no lever's.
    **fixed
        Values of the levers that are not free.

    Returns
    -------
    Certificate
    """
    return Certificate(name, says, tuple(x for x in free if x not in fixed), claims, given, steps, tuple(fixed.items()), DOMAINS | dict(domains or {}))


def by_name(*parts: Iterable[Certificate]) -> dict[str, Certificate]:
    """The certificates of a chapter by name.

    Parameters
    ----------
    *parts : iterable of Certificate

    Returns
    -------
    dict of str to Certificate
    """
    return {c.name: c for part in parts for c in part}


def of_both(*names: str) -> tuple[str, ...]:
    """The names of certificates that stand once for each side.

    Parameters
    ----------
    *names : str

    Returns
    -------
    tuple of str
    """
    return tuple(f"{name}-{who}" for name in names for who in ("county", "township"))


# What holds each proposition ----------------------------------------------------------------------

@dataclass(frozen=True)
class Sample:
    """A statement that a test tries on a number of cases.

    Attributes
    ----------
    name : str
        Key of `CASES`, which the test takes the number from.
    test : str
        Where it is tested, ``file::function``.
    says : str
        What is tested, in words.
    cases : int
        On how many cases.
    """

    name: str
    test: str
    says: str
    cases: int


SIGNS = {"proved": "∎", "machine-checked": "✓", "tested": "≈"}
"""Signs of the ways in which a result is held, by how their names begin."""


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
    def signs(self) -> tuple[str, ...]:
        """The sign of each way in which it is held, in the order of `held`."""
        return tuple(next(sign for word, sign in SIGNS.items() if way.startswith(word)) for way in self.held)

    @property
    def held(self) -> tuple[str, ...]:
        """How it is held, in words: for the mark beside it."""
        ways = ["proved in the text"] if self.proved else []
        if self.certificates:
            ways.append("machine-checked in part" if self.rest else "machine-checked")
        if self.samples:
            ways.append(f"tested on {sum(sample.cases for sample in self.samples):,} cases")
        return tuple(ways)


def result(label: str, certificates: Mapping[str, Certificate] = {}, *names: str, samples: Iterable[tuple] = (),  # noqa: B006
           rest: str = "", proved: bool = True) -> Result:
    """How a proposition is held, from the names of its certificates.

    Parameters
    ----------
    label : str
    certificates : dict of str to Certificate
        The chapter's.
    *names : str
        Of those that hold the proposition.
    samples : iterable of (name, test, says, cases)
        As `Sample` has them.
    rest : str
    proved : bool

    Returns
    -------
    Result
    """
    return Result(label, tuple(certificates[name] for name in names), tuple(Sample(*sample) for sample in samples), proved, rest)

