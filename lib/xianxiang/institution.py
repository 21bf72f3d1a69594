"""The institution: one vector of levers that every model takes.

The essay describes two regimes by what the evaluation rewards or punishes, whom it holds
responsible, how closely it looks and what two governments can hide. `Institution` holds
those levers as fourteen numbers or arrays. Arrays broadcast against each other, so a whole
grid of institutions is one object.

Three settings come back all the time. ``Institution()`` is the **baseline**: strong stakes, mostly
prizes, borne by the unit, one veto item, no attachment; the simplest game, in which the
propositions are told. `THEN` is the **earlier regime**: the baseline with the two veto items and
the attachment of 0.3 that the essay's story starts from. `NOW` is the **later regime**: `THEN` with
all five of `CONDITIONS` switched on. `SWITCHES` are the same changes with the second, closer
inspection, in its two halves; `PRESETS` has every named setting, and wherever a model takes an
institution it also takes the name of one.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .language import both


@dataclass(frozen=True)
class Lever:
    """What one field of `Institution` means, or a model's own parameter: symbol, name, Chinese term, domain; whether the lower
    end is left out of the domain, and whether only whole numbers are in it."""

    symbol: str
    label: str
    term: str
    low: float
    high: float
    meaning: str
    above: bool = False
    whole: bool = False

    @property
    def domain(self) -> str:
        """The domain in words, as error messages give it."""
        return f"[{self.low:g}, {self.high:g}]" if np.isfinite(self.high) else f"at least {self.low:g}"


class _Field:
    """What a checker of types makes of a field: it takes what an array can be made of, and gives a float or an array."""

    def __get__(self, institution: Institution | None, owner: type | None = None) -> Any: ...

    def __set__(self, institution: Institution, value: ArrayLike) -> None: ...


def _lever(default, symbol, label, term, meaning, low=0.0, high=1.0) -> Any:
    return field(default=default, metadata={"lever": Lever(symbol, label, term, low, high, meaning)})


LARGEST = 1e150
"""What a lever without an upper end may be at most, so that payoffs stay finite numbers."""

ROUNDING = 1e-9
"""By how much a value may miss its domain, as a sum of floats does; it is then taken as the domain's end."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Institution:
    r"""The rules under which a county and a township meet a problem.

    Every field is a number or an array; arrays broadcast against each other. With stakes
    :math:`s` and a share :math:`\nu` of them penalty, the reward is :math:`R = s(1-\nu)` and
    the penalty :math:`P = s\nu`.

    Parameters
    ----------
    strength : array_like, at least 0
        Stakes :math:`s` of the evaluation, in units of the cost of one unit of effort.
    negativity : array_like in [0, 1]
        Share :math:`\nu` of the stakes that is penalty (正向/负向).
    individualization : array_like in [0, 1]
        Share :math:`\iota` of a sanction that falls on the person; the rest falls on the unit.
    transferability : array_like in [0, 1]
        Share :math:`b` of a personal sanction that one side moves to the other by distancing
        itself alone (推卸).
    monitoring : array_like in [0, 1]
        Probability :math:`m` that an inspection would find an unconcealed problem.
    concealment : array_like in [0, 1]
        Share :math:`c` of findings that two sides together can conceal.
    lone_concealment : array_like in [0, 1]
        Share :math:`\lambda` of `concealment` that one side alone can conceal.
    diffusion : array_like in [0, 1]
        How much :math:`d` of a unit's sanction its leader feels.
    executor : array_like in [0, 1]
        How far :math:`e` the county carries out policy itself (1) or supervises others (0).
    veto_items : array_like, at least 1
        Number :math:`n` of items, any one of which fails the whole evaluation (一票否决).
    prize_passing : array_like in [0, 1]
        Share :math:`\sigma` of a prize that passes through the unit as a sanction does: its loss is
        felt through the unit or by the person, and that part of it can be moved. At the default, 0, a
        prize is felt in full and never moved.
    attachment : array_like in [0, 1]
        Weight :math:`\theta` that each side puts on the other's payoff (利益共同体).
    shield_cost, deflect_cost : array_like, at least 0
        Costs :math:`g` of shielding and :math:`k` of deflecting, in units of effort.

    Raises
    ------
    TypeError
        If a field is not a real number or an array of them, a name is no lever's, or a value comes
        without its lever's name.
    ValueError
        If a field has NaN or a value outside its domain, or the shapes do not broadcast.
        The message names the field, the value and the domain. A lever without an upper end may be
        at most `LARGEST`; a value within `ROUNDING` of its domain is taken as the domain's end.

    Notes
    -----
    Claims 10, 30, 41, 43, 45 and X6 of the ledger name the levers. The defaults are the
    book's baseline: strong, positive, on the unit.
    """

    strength: _Field = _lever(4.0, "s", "strength of the stakes", "强/弱激励",
                              "stakes of the evaluation, in units of effort", high=np.inf)
    negativity: _Field = _lever(0.1, "ν", "share that is penalty", "正向/负向",
                                "share of the stakes that is penalty")
    individualization: _Field = _lever(0.1, "ι", "individual responsibility", "责任到人",
                                       "share of a sanction that falls on the person")
    transferability: _Field = _lever(0.8, "b", "transferable blame", "推卸",
                                     "share of a personal sanction that one side can move to the other")
    monitoring: _Field = _lever(0.5, "m", "monitoring", "监督问责",
                                "probability that an inspection finds an unconcealed problem")
    concealment: _Field = _lever(0.9, "c", "joint concealment", "遮盖",
                                 "share of findings that two sides together can conceal")
    lone_concealment: _Field = _lever(0.3, "λ", "lone concealment", "单独遮盖",
                                      "share of joint concealment that one side achieves alone")
    diffusion: _Field = _lever(0.25, "d", "felt share of a unit's sanction", "单位承担",
                               "how much of a unit's sanction its leader feels")
    executor: _Field = _lever(1.0, "e", "county as executor", "执行者/督查者",
                              "how far the county is an executor (1) or a supervisor (0)")
    veto_items: _Field = _lever(1.0, "n", "veto items", "一票否决",
                                "number of items, any one of which fails the evaluation",
                                low=1.0, high=np.inf)
    prize_passing: _Field = _lever(0.0, "σ", "prizes passed on", "奖励传导",
                                   "share of a prize that passes through the unit as a sanction does")
    attachment: _Field = _lever(0.0, "θ", "attachment", "利益共同体",
                                "weight that each side puts on the other's payoff")
    shield_cost: _Field = _lever(0.35, "g", "cost of shielding", "护犊",
                                 "cost of shielding, in units of effort", high=np.inf)
    deflect_cost: _Field = _lever(0.25, "k", "cost of deflecting", "撇清",
                                  "cost of deflecting, in units of effort", high=np.inf)

    if not TYPE_CHECKING:

        def __new__(cls, *values, **levers):
            """Say which names there are before Python says only that one is wrong."""
            if values:
                raise TypeError(both("Institution takes its levers by name, such as strength={value}; got {count} without one", value=repr(values[0]), count=len(values)))
            for name in levers:
                if name not in LEVERS:
                    near = _nearest(name, LEVERS)
                    raise TypeError(both("Institution has no lever {name}{near}; it has {levers}", name=repr(name), levers=", ".join(LEVERS),
                                         near=(", did you mean {name}?", dict(name=near)) if near else ""))  # fmt: skip
            return super().__new__(cls)

    def __post_init__(self):
        for f in fields(self):
            object.__setattr__(self, f.name, checked(f.name, getattr(self, f.name), f.metadata["lever"]))
        try:
            self.shape
        except ValueError:
            shapes = {f.name: np.shape(getattr(self, f.name)) for f in fields(self)
                      if np.ndim(getattr(self, f.name))}
            raise ValueError(f"the fields' shapes must broadcast against each other, got {shapes}") from None

    @property
    def shape(self) -> tuple[int, ...]:
        """Common shape of all fields: ``()`` for one institution."""
        return np.broadcast_shapes(*(np.shape(getattr(self, f.name)) for f in fields(self)))

    @property
    def reward(self) -> Any:
        """The reward :math:`R = s(1-\\nu)`, in units of effort."""
        return self.strength * (1 - self.negativity)

    @property
    def penalty(self) -> Any:
        """The penalty :math:`P = s\\nu`, in units of effort."""
        return self.strength * self.negativity

    @property
    def felt(self) -> Any:
        r"""How much of a sanction of one a leader feels who moves none of it, :math:`\varphi = (1-\iota)d+\iota`."""
        return (1 - self.individualization) * self.diffusion + self.individualization

    def replace(self, **changes: ArrayLike) -> Institution:
        """A new institution with the named fields changed."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The levers by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __eq__(self, other):
        if not isinstance(other, Institution):
            return NotImplemented
        return all(np.array_equal(value, getattr(other, name)) for name, value in self.as_dict().items())

    def __hash__(self):
        return hash(tuple((np.shape(v), (np.asarray(v) + 0.0).tobytes()) for v in self.as_dict().values()))


_own = inspect.signature(Institution.__init__)
Institution.__signature__ = _own.replace(parameters=list(_own.parameters.values())[1:])  # type: ignore[attr-defined]

LEVERS = {f.name: f.metadata["lever"] for f in fields(Institution)}
"""What each field means, by field name."""


def meant(name: object, known: Iterable[str]) -> str:
    """", did you mean …?" if one of the known names is close to this one, else nothing.

    Parameters
    ----------
    name : str
    known : iterable of str

    Returns
    -------
    str
    """
    near = _nearest(name, known)
    return f", did you mean {near}?" if near else ""


def _nearest(name, known):
    """The name itself, in quotes."""
    return next(map(repr, difflib.get_close_matches(str(name).lower(), list(known), n=1, cutoff=0.6)), "")


def _floats(name, value, domain, kinds="iuf"):
    """`value` as an array of floats, or an error that names the parameter and, as `domain` words it, what is allowed."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(both("{name} must be a number or a rectangular array ({domain}), got {value}", name=name, domain=domain, value=repr(value))) from None
    if array.dtype.kind not in kinds:
        raise TypeError(both("{name} must be a real number or an array of them ({domain}), got {value}", name=name, domain=domain, value=repr(value)))
    return array.astype(float)


def numbers(name: str, value: ArrayLike, allowed: Callable[[NDArray[np.float64]], Any], domain: str, kinds: str = "iuf") -> NDArray[np.float64]:
    """A parameter as floats for all of which `allowed` holds.

    Parameters
    ----------
    name : str
        The parameter, as an error calls it.
    value : array_like
    allowed : callable
        From the floats to where they are allowed; NaN should not be.
    domain : str
        What is allowed, in words.
    kinds : str
        Kinds of numpy's types that count as numbers.

    Returns
    -------
    ndarray(float)

    Raises
    ------
    TypeError
        If the value is of another kind.
    ValueError
        If it is no rectangular array, or a number is not allowed.
    """
    array = _floats(name, value, domain, kinds)
    inside = allowed(array)
    if not np.all(inside):
        raise ValueError(both("{name} must be {domain}, got {value}", name=name, domain=domain, value=float(array[~inside].flat[0])))
    return array


def together(*institution: tuple[int, ...], **shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The common shape of parameters.

    Parameters
    ----------
    *institution : tuple of int
        Shape of the institution, where there is one.
    **shapes : tuple of int
        Shapes of the parameters, by name.

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        If they do not broadcast; the message names them.
    """
    try:
        return np.broadcast_shapes(*institution, *shapes.values())
    except ValueError:
        of = f" and the institution's {institution[0]}" if institution else ""
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"the shapes must broadcast against each other, got {told}{of}") from None


def checked(name: str, value: ArrayLike, lever: Lever) -> Any:
    """A lever's value, or a parameter's that is described like one.

    Parameters
    ----------
    name : str
        As an error calls it.
    value : array_like
    lever : Lever
        Its domain; a value within `ROUNDING` of it is taken as the domain's end.

    Returns
    -------
    float or read-only ndarray(float)

    Raises
    ------
    TypeError, ValueError
        If it is no real number or array of them, or lies outside the domain.
    """
    array = _floats(name, value, lever.domain)
    high = min(lever.high, LARGEST)
    # written so that NaN, too, counts as outside
    outside = ~((array >= lever.low - ROUNDING) & (array <= high + ROUNDING))
    if outside.any():
        raise ValueError(_outside(name, float(array[outside].flat[0]), lever))
    array = np.clip(array, lever.low, high)
    if lever.above and (ends := array <= lever.low).any():
        raise ValueError(both("{name} must be more than {low}, got {value}", name=name, low=f"{lever.low:g}", value=float(array[ends].flat[0])))
    if lever.whole and (broken := array % 1 != 0).any():
        raise ValueError(both("{name} must be a whole number, got {value}", name=name, value=float(array[broken].flat[0])))
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


def given(parameters: Mapping[str, Lever], *institution: tuple[int, ...], **own: ArrayLike) -> Any:
    """A model's own parameters in their domains, and the shape of all together.

    Parameters
    ----------
    parameters : mapping of str to Lever
        What each means.
    *institution : tuple of int
        Shape of the institution, where there is one.
    **own : array_like
        The parameters, by name.

    Returns
    -------
    tuple
        Their values, as `checked` gives them, and last the shape.

    Raises
    ------
    TypeError, ValueError
        If one is no number or outside its domain, or the shapes do not broadcast.
    """
    values = [checked(name, value, parameters[name]) for name, value in own.items()]
    return *values, together(*institution, **{name: np.shape(value) for name, value in zip(own, values, strict=True) if np.ndim(value)})


def single(name: str, value: ArrayLike, lever: Lever) -> int:
    """A parameter that is one whole number.

    Parameters
    ----------
    name : str
        As an error calls it.
    value : float
        A whole number, as a slider gives it.
    lever : Lever
        Its domain.

    Returns
    -------
    int

    Raises
    ------
    TypeError, ValueError
        If it is no number, several, not whole, or outside the domain.
    """
    number = checked(name, value, lever)
    if np.ndim(number) or number % 1:
        raise ValueError(both("{name} must be one whole number ({domain}), got {value}", name=name, domain=lever.domain, value=repr(value)))
    return int(number)


def whole(name: str, value: object, low: int = 1, high: int | None = None, domain: str = "") -> int:
    """A count: of rounds, draws or processes.

    Parameters
    ----------
    name : str
        As an error calls it.
    value : int
    low, high : int
        What it may be at least and at most.
    domain : str
        The same in words; by default as the two numbers say.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If it is no whole number or not allowed.
    """
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < low or (high is not None and value > high):
        said = domain or (f"of at least {low}" if high is None else f"from {low} to {high}")
        raise ValueError(both("{name} must be a whole number {domain}, got {value}", name=name, domain=said, value=repr(value)))
    return int(value)


def generator(rng: np.random.Generator | int | None) -> np.random.Generator:
    """Where chance comes from: nothing in the library draws without being told.

    Parameters
    ----------
    rng : numpy.random.Generator or seed
        What `numpy.random.default_rng` takes.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    ValueError
        If it is None or a truth value.
    """
    if rng is None or isinstance(rng, bool):
        raise ValueError(f"rng must be a numpy.random.Generator or a seed, got {rng!r}")
    return np.random.default_rng(rng)


def _outside(name, value, lever):
    """The sentence for a value outside its lever's domain; whoever wrote a percentage is asked about it."""
    if not np.isfinite(lever.high):
        if LARGEST < value < np.inf:
            return both("{name} must be {domain} and finite; above {most} payoffs would not be finite numbers, got {value}", name=name, domain=lever.domain, most=f"{LARGEST:g}", value=value)
        return both("{name} must be {domain} and finite, got {value}", name=name, domain=lever.domain, value=value)
    if 1 < value <= 100:
        return both("{name} must be in {domain}, got {value}. Did you mean {share}? Shares run from 0 to 1.", name=name, domain=lever.domain, value=value, share=f"{value / 100:g}")
    return both("{name} must be in {domain}, got {value}", name=name, domain=lever.domain, value=value)


def between(start: Institution | str, end: Institution | str, position: ArrayLike) -> Institution:
    r"""Institutions on the straight line from one to another.

    Each lever is :math:`(1-t)\,x_\text{start} + t\,x_\text{end}`.

    Parameters
    ----------
    start, end : Institution or str
    position : array_like in [0, 1]
        How far :math:`t` along the line; broadcasts against the levers.

    Returns
    -------
    Institution

    Raises
    ------
    ValueError
        If `position` lies outside [0, 1] or is NaN.
    """
    start, end = as_institution(start, "start"), as_institution(end, "end")
    position = np.asarray(position, dtype=float)
    if not ((position >= 0) & (position <= 1)).all():
        raise ValueError(f"position must be in [0, 1], got {position[~((position >= 0) & (position <= 1))].flat[0]:g}")
    others = end.as_dict()
    return Institution(**{name: (1 - position) * value + position * others[name]
                          for name, value in start.as_dict().items()})


THEN = Institution(veto_items=2, attachment=0.3)
"""The earlier regime: strong positive stakes, borne by the unit, two veto items."""

CONDITIONS = {
    "supervisor": {"executor": 0.4},
    "apparatus": {"monitoring": 0.8, "concealment": 0.5},
    "person": {"individualization": 0.9},
    "penalty": {"negativity": 0.9},
    "vetoes": {"veto_items": 6.0},
}
"""The essay's five conditions of blame-shifting, in its order, each as a change of levers:
the county becomes a supervisor (claims 24-26), the accountability apparatus looks closer and
below the surface (27-29), the person is liable (30-40), incentives are mainly penalties
(41-44), and veto items multiply (45-48)."""


SWITCHES = {
    "supervisor": CONDITIONS["supervisor"],
    "looking": {"monitoring": CONDITIONS["apparatus"]["monitoring"]},
    "reach": {"concealment": CONDITIONS["apparatus"]["concealment"]},
    **{name: CONDITIONS[name] for name in ("person", "penalty", "vetoes")},
}
"""The same changes with the second in its halves, which work on an alliance in different ways: how
often inspectors find what nobody hides (looking), and how little two can hide from them (reach)."""


def switched(*names: str) -> Institution:
    """`THEN` with the named conditions switched on.

    Parameters
    ----------
    *names : str
        Keys of `CONDITIONS` or of `SWITCHES`.

    Returns
    -------
    Institution

    Raises
    ------
    ValueError
        If a name is a key of neither.
    """
    known = CONDITIONS | SWITCHES
    for name in names:
        if name not in known:
            raise ValueError(f"names must be among {', '.join(known)}, got {name!r}{meant(name, known)}")
    return THEN.replace(**{lever: value for name in names for lever, value in known[name].items()})


def switchboard(start: Institution | str = THEN, end: Institution | str | None = None,
                switches: Mapping[str, Mapping[str, float]] = CONDITIONS) -> Institution:
    """All ways of throwing the switches, as one institution.

    Parameters
    ----------
    start : Institution or str
        With every switch at its first position.
    end : Institution or str, optional
        The levers of a condition that is switched take their values from here; by default
        from `switches`.
    switches : mapping
        `CONDITIONS`, the essay's five, or `SWITCHES`, the same with inspection in two halves.

    Returns
    -------
    Institution
        Of shape (2, …, 2): an axis for each switch, in the order of `switches`, 0 as in `start`,
        1 switched.
    """
    start, end = as_institution(start), None if end is None else as_institution(end)
    levers = {}
    for axis, changes in enumerate(switches.values()):
        for lever, value in changes.items():
            pair = np.array([getattr(start, lever), value if end is None else getattr(end, lever)])
            levers[lever] = pair.reshape([2 if a == axis else 1 for a in range(len(switches))])
    return start.replace(**levers)


NOW = switched(*CONDITIONS)
"""The later regime: all five conditions at once."""

PRESETS = {
    "weak positive": Institution(strength=0.3, negativity=0.1),
    "weak negative": Institution(strength=0.3, negativity=0.9),
    "strong positive": Institution(strength=4.0, negativity=0.1),
    "strong negative": Institution(strength=4.0, negativity=0.9, individualization=0.9),
    "then": THEN,
    "now": NOW,
    **{name: switched(name) for name in CONDITIONS | SWITCHES},
}
"""Named institutions: the four cells of Table 1-1 as rebuilt, both eras, each condition alone, and
the two halves of the second."""


def as_institution(rules: Institution | str, name: str = "institution") -> Institution:
    """An institution, given as one or by the name of a preset.

    Parameters
    ----------
    rules : Institution or str
        A str is a key of `PRESETS`, in capitals or not.
    name : str
        The parameter that an error names.

    Returns
    -------
    Institution

    Raises
    ------
    ValueError
        If a name is no preset's.
    TypeError
        If `rules` is neither; for a dict the message says what to write.

    Examples
    --------
    >>> as_institution("now") is NOW
    True
    """
    if isinstance(rules, Institution):
        return rules
    if isinstance(rules, str):
        if rules.lower() in PRESETS:
            return PRESETS[rules.lower()]
        near = _nearest(rules, PRESETS)
        raise ValueError(both("{name} must be an Institution or a preset's name ({presets}), got {rules}{near}", name=name, presets=", ".join(PRESETS), rules=repr(rules),
                              near=(", did you mean {name}?", dict(name=near)) if near else ""))  # fmt: skip
    raise TypeError(both("{name} must be an Institution or the name of a preset, got {kind}{hint}", name=name, kind=type(rules).__name__,
                         hint=": write Institution(**levers)" if isinstance(rules, dict) else ""))  # fmt: skip
