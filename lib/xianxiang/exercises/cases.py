"""Which cases an exercise is given: those whose answer can be told from its neighbours, spread over what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

__all__ = ["balanced", "clear", "every", "kept", "spread"]

TIE = 0.03
"""So far from a tie of rounding, in units of the last place, an answer lies at least."""

Case = Mapping[str, Any]


def every(*values: Sequence[float]) -> tuple[list[tuple[float, ...]], np.ndarray]:
    """Return all combinations of some numbers, also as columns, so that a model is called once for all of them.

    Parameters
    ----------
    *values : sequence of float

    Returns
    -------
    list of tuple, ndarray(float, shape=(names, cases, 1))
    """
    cases = list(product(*values))
    return cases, np.array(cases, float).T[..., None]


def kept(names: Sequence[str], values: Sequence[Sequence[float]], keep: Callable[..., bool] = lambda **case: True) -> list[Case]:
    """Return the combinations of some values that are kept, as cases.

    Parameters
    ----------
    names : sequence of str
    values : sequence of sequence of float
        What each may be.
    keep : function
        Of a case's values: whether it stays. All do by default.

    Returns
    -------
    list of dict
    """
    return [case for row in product(*values) if keep(**(case := dict(zip(names, row))))]


def spread(cases: Iterable[Case], most: int) -> list[Case]:
    """Return some of the cases, at even distances along the list.

    Parameters
    ----------
    cases : iterable of dict
    most : int
        So many at most.

    Returns
    -------
    list of dict
    """
    found = list(cases)
    return [found[i] for i in np.unique(np.linspace(0, len(found) - 1, min(most, len(found))).round().astype(int))]


def clear(cases: Iterable[Case], answer: Callable[..., float], places: int, most: int = 24) -> list[Case]:
    """Return some of the cases whose answers lie near no tie of rounding.

    Parameters
    ----------
    cases : iterable of dict
    answer : function
        Of a case's values, as in `Number`.
    places : int
        To how many decimals it is judged; those of the share where the field holds a percentage, two more than the percentage's.
    most : int
        So many at most.

    Returns
    -------
    list of dict
    """
    return spread((case for case in cases if abs(abs(answer(**case)) * 10**places % 1 - 0.5) > TIE), most)


def balanced(cases: Iterable[Case], right: Callable[..., int], each: int) -> list[Case]:
    """Return about as many cases of each right option.

    Parameters
    ----------
    cases : iterable of dict
    right : function
        Of a case's values: the position of the right option, as in `Choice`.
    each : int
        So many of each at most.

    Returns
    -------
    list of dict
    """
    groups: dict[int, list[Case]] = {}
    for case in cases:
        groups.setdefault(int(right(**case)), []).append(case)
    return [case for group in groups.values() for case in spread(group, each)]
