"""Which of the essay's conditions suffice for blame-shifting, and which are needed.

The conditions are switches. `deflecting` throws them in all combinations and lets both populations learn;
`blames` says in which combinations most people end up deflecting. `suffices` and `needed` read the answer:

* some conditions **suffice** if every combination with all of them on ends in blame-shifting;
* a condition is **needed** if no combination without it does, and some combination does.

Everything broadcasts, so that a whole table of settings is one call (see `xianxiang.sensitivity`).
Claims 55 to 58.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import stage, turn
from .institution import CONDITIONS, THEN, Institution

Switches = Mapping[str, Mapping[str, ArrayLike]]

_WORDS = ("suffice", "{0} needed", "{0}b needed", "all of it", "noise", "attachment", "stakes", "all")
"""What the chapter's tables call statements, where conditions go by number, and settings."""

_BLOCK = 2048  # combinations simulated at a time, so that memory stays small


def blames(start: Institution = THEN, switches: Switches = CONDITIONS, noise: ArrayLike = 0.25,
           ramp: int = 16, hold: int = 60, **learning: ArrayLike) -> NDArray[np.bool_]:
    """In which combinations of the switches a majority ends up deflecting.

    Parameters
    ----------
    start, switches, noise, ramp, hold, **learning
        As in `deflecting`.

    Returns
    -------
    ndarray(bool, shape=(..., 2, 2, …))
        Axes: the calibrations', then one for each switch, 0 off and 1 on. True where more than half
        of both populations together (each counted alike) deflect.
    """
    return deflecting(start, switches, noise, ramp, hold, **learning) > 0.5


def deflecting(start: Institution = THEN, switches: Switches = CONDITIONS, noise: ArrayLike = 0.25,
               ramp: int = 16, hold: int = 60, **learning: ArrayLike) -> NDArray[np.float64]:
    """What share ends up deflecting, in each combination of the switches.

    Both populations start where learning settles under `start`; the switched levers move over `ramp`
    rounds and then rest for `hold`.

    Parameters
    ----------
    start : Institution
        With every switch off. Of any shape: every element is a calibration of its own.
    switches : mapping of str to mapping of str to array_like
        For each switch the levers that it sets, as in `institution.CONDITIONS`; the values broadcast
        against `start`.
    noise : array_like, more than 0
    ramp, hold : int, at least 1
    **learning : array_like
        `revision`, `erosion`, `recovery`, as `turn.simulate` takes them.

    Returns
    -------
    ndarray(float, shape=(..., 2, 2, …))
        Axes: the calibrations', then one for each switch, 0 off and 1 on. The mean of both populations,
        each counted alike.
    """
    count = len(switches)
    values = {(name, lever): np.asarray(value) for name, changes in switches.items() for lever, value in changes.items()}
    rest = {"noise": np.asarray(noise), **{name: np.asarray(value) for name, value in learning.items()}}
    shape = np.broadcast_shapes(start.shape, *(np.shape(value) for value in (*values.values(), *rest.values())))

    def flat(value):
        return np.broadcast_to(value, shape).reshape(-1)

    levers = {name: flat(value) for name, value in start.as_dict().items()}
    values = {key: flat(value) for key, value in values.items()}
    rest = {name: flat(value) for name, value in rest.items()}
    step = max(1, _BLOCK >> count)
    blocks = [_deflecting(*({key: value[first:first + step] for key, value in part.items()} for part in (levers, values, rest)),
                          tuple(switches), ramp, hold)
              for first in range(0, int(np.prod(shape)), step)]
    return np.concatenate(blocks).reshape(shape + (2,) * count)


def _deflecting(levers, values, rest, names, ramp, hold):
    """`deflecting` for calibrations on one axis."""
    lead = (-1,) + (1,) * len(names)
    off = {name: value.reshape(lead) for name, value in levers.items()}
    on = dict(off)
    for axis, name in enumerate(names):
        switch = np.array([False, True]).reshape((1,) + tuple(2 if a == axis else 1 for a in range(len(names))))
        for (owner, lever), value in values.items():
            if owner == name:
                on[lever] = np.where(switch, value.reshape(lead), on[lever])
    learning = {name: value.reshape(lead) for name, value in rest.items()}
    settled = turn.settle(Institution(**levers), rest["noise"])
    path, _ = turn.era_path(before=1, ramp=ramp, hold=hold, back=False, start=Institution(**off), end=Institution(**on))
    history = turn.simulate(path, start=settled.reshape(settled.shape[:1] + (1,) * len(names) + (2, 3)), **learning)
    return history.shares[-1, ..., stage.DEFLECT].mean(axis=-1)


def suffices(board: NDArray[np.bool_], conditions: tuple[str, ...], switches: Switches = CONDITIONS) -> NDArray[np.bool_]:
    """Whether every combination with all `conditions` on ends in blame-shifting.

    Parameters
    ----------
    board : ndarray(bool, shape=(..., 2, 2, …))
        As `blames` returns it.
    conditions : tuple of str
        Names of switches.
    switches : mapping
        The switches of the board's last axes, in their order.

    Returns
    -------
    ndarray(bool)
        Of the calibrations' shape.

    Raises
    ------
    ValueError
        If a name is no switch or the board has another number of axes.
    """
    index = _where(board, conditions, switches, 1)
    return board[index].reshape(board.shape[:board.ndim - len(switches)] + (-1,)).all(axis=-1)


def needed(board: NDArray[np.bool_], condition: str, switches: Switches = CONDITIONS) -> NDArray[np.bool_]:
    """Whether some combination ends in blame-shifting and none without `condition` does.

    Parameters
    ----------
    board, switches
        As in `suffices`.
    condition : str

    Returns
    -------
    ndarray(bool)

    Raises
    ------
    ValueError
        As in `suffices`.
    """
    index = _where(board, (condition,), switches, 0)
    lead = board.shape[:board.ndim - len(switches)] + (-1,)
    return board.reshape(lead).any(axis=-1) & ~board[index].reshape(lead).any(axis=-1)


def _where(board, conditions, switches, position):
    if board.ndim < len(switches) or board.shape[board.ndim - len(switches):] != (2,) * len(switches):
        raise ValueError(f"board must end with an axis of 2 for each of {', '.join(switches)}, got shape {board.shape}")
    for name in conditions:
        if name not in switches:
            raise ValueError(f"conditions must be among {', '.join(switches)}, got {name!r}")
    return (..., *(position if name in conditions else slice(None) for name in switches))


def statements(board: NDArray[np.bool_], conditions: tuple[str, ...], switches: Switches = CONDITIONS,
               words: Mapping[str, str] | None = None) -> dict[str, NDArray[np.bool_]]:
    """What a sensitivity table asks about a board.

    Parameters
    ----------
    board, switches
        As in `suffices`.
    conditions : tuple of str
        Those said to suffice and to be needed.
    words : mapping of str to str, optional
        What to call conditions in the table.

    Returns
    -------
    dict of str to ndarray(bool)
        "suffice"; for each condition that it is needed; and "all of it": all of it, so that the
        combinations with all of them end in blame-shifting and no others do.
    """
    words = words or {}
    result = {"suffice": suffices(board, conditions, switches)}
    result |= {f"{words.get(name, name)} needed": needed(board, name, switches) for name in conditions}
    return result | {"all of it": np.logical_and.reduce(list(result.values()))}


def calibration(start: Institution = THEN, switches: Switches = CONDITIONS) -> dict[str, float]:
    """Every fixed value behind a board, by name: what `sensitivity.share` varies.

    Parameters
    ----------
    start : Institution
        Of shape ().
    switches : mapping

    Returns
    -------
    dict of str to float
        The levers of `start`, the levers that switches set as "switch.lever", and the rates of
        learning.
    """
    levers = {name: float(value) for name, value in start.as_dict().items()}
    switched = {f"{name}.{lever}": float(value) for name, changes in switches.items() for lever, value in changes.items()}
    return levers | switched | {"noise": 0.25, "revision": 0.25, "erosion": 0.1, "recovery": 0.02}


def calibrated(switches: Switches = CONDITIONS, **values: ArrayLike) -> NDArray[np.bool_]:
    """`blames` with every fixed value given by name, as `calibration` names them.

    Parameters
    ----------
    switches : mapping
        Which levers each switch sets; their values come from `values`.
    **values : array_like
        Broadcast against each other.

    Returns
    -------
    ndarray(bool, shape=(..., 2, 2, …))
    """
    learning = {name: values.pop(name) for name in ("noise", "revision", "erosion", "recovery")}
    varied = {name: {lever: values.pop(f"{name}.{lever}") for lever in changes} for name, changes in switches.items()}
    return blames(Institution(**values), varied, **learning)
