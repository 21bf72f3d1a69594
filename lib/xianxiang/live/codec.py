"""Tables of results, quantized to integers and packed into a few compressed bytes.

A column is an array over the grid of the controls, with one more axis for the rows of a table. It is kept as integers:
numbers as ``round(x * 10**decimals)``, strings as positions in a list of categories. An axis along which nothing changes is
kept once, with length one.

In the packed form every column is flattened, differenced ``order`` times, cut into planes of bytes (all low bytes first) and
written one after the other; the whole is compressed with gzip, whose check sum betrays a damaged table. Differences are taken
modulo the width of the integer, so they cannot overflow, and a running sum restores the column.

The other end of this file is ``decode`` in ``explorer.js``.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import numpy as np

__all__ = ["Column", "decode", "encode", "quantize"]

_WIDTHS = (1, 2, 4)


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table over the grid.

    Attributes
    ----------
    codes : ndarray(int64, ndim=k + 1)
        The integers; every axis is as long as the grid's or of length one.
    decimals : int
        A number is ``codes / 10**decimals``.
    categories : tuple of str or None
        For a column of strings, the text of each code.
    missing : ndarray(bool) or None
        Where there is no number (NaN), in the shape of `codes`.
    """

    codes: np.ndarray
    decimals: int = 0
    categories: tuple[str, ...] | None = None
    missing: np.ndarray | None = None

    def at(self, index: tuple[int, ...]) -> np.ndarray:
        """Return the column's rows at one point of the grid.

        Parameters
        ----------
        index : tuple of int
            The position on every axis of the grid.

        Returns
        -------
        ndarray
            One entry a row (or a single one): floats, integers, or strings.
        """
        cell = tuple(0 if length == 1 else i for i, length in zip(index, self.codes.shape))
        codes = self.codes[cell]
        if self.categories is not None:
            return np.array(self.categories, dtype=object)[codes]
        if self.decimals == 0 and self.missing is None:
            return codes
        values = codes / 10**self.decimals
        return values if self.missing is None else np.where(self.missing[cell], np.nan, values)


def quantize(values, shape: tuple[int, ...], decimals: int = 4, where: str = "values") -> Column:
    """Turn an array over the grid into a `Column`.

    Parameters
    ----------
    values : array_like
        Numbers, booleans or strings, broadcastable to `shape`. NaN stands for a missing number.
    shape : tuple of int
        The grid's shape and, last, the number of rows.
    decimals : int
        Decimal places that are kept of a number.
    where : str
        The name used in an error.

    Returns
    -------
    Column
    """
    array = np.asarray(values)
    if not _fits(array.shape, shape):
        raise ValueError(f"{where} has shape {array.shape}; allowed is what broadcasts to {shape}")
    array = array.reshape((1,) * (len(shape) - array.ndim) + array.shape)
    if array.dtype.kind in "OUS":
        return _categories(array, where)
    if array.dtype.kind in "bui":
        return _collapsed(Column(array.astype(np.int64)), where)
    if array.dtype.kind != "f":
        raise ValueError(f"{where} holds {array.dtype}; allowed are numbers, booleans and strings")
    if np.isinf(array).any():
        raise ValueError(f"{where} holds an infinite number; allowed are finite numbers and NaN")
    missing = np.isnan(array)
    codes = np.rint(np.where(missing, 0.0, array) * 10.0**decimals)
    if np.abs(codes).max(initial=0) >= 2**31:
        raise ValueError(f"{where} reaches {np.nanmax(np.abs(array)):g}; allowed is less than {2**31 / 10**decimals:g} at {decimals} decimals")
    return _collapsed(Column(codes.astype(np.int64), decimals, None, missing if missing.any() else None), where)


def encode(columns: dict[str, Column]) -> tuple[list[dict], bytes]:
    """Pack columns into a layout, which is small and readable, and a payload, which is neither.

    Parameters
    ----------
    columns : dict of str to Column

    Returns
    -------
    layout : list of dict
        For each column its name, shape, decimals, width, order and, for strings, categories.
    payload : bytes
        The same columns give the same bytes.
    """
    packed = [_pack(name, column) for name, column in columns.items()]
    payload = gzip.compress(b"".join(body for _, body in packed), compresslevel=9, mtime=0)
    return [head for head, _ in packed], _without_system(payload)


def decode(layout: list[dict], payload: bytes) -> dict[str, Column]:
    """Undo `encode`.

    Parameters
    ----------
    layout : list of dict
    payload : bytes

    Returns
    -------
    dict of str to Column

    Raises
    ------
    ValueError
        If the payload is damaged or does not fit the layout.
    """
    try:
        body = gzip.decompress(payload)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"payload is damaged: {error}") from error
    sizes = [head["width"] * int(np.prod(head["shape"])) for head in layout]
    if sum(sizes) != len(body):
        raise ValueError(f"payload holds {len(body)} bytes; allowed by the layout are {sum(sizes)}")
    starts = np.cumsum([0, *sizes])
    return {head["name"]: _unpack(head, body[start : start + size]) for head, start, size in zip(layout, starts, sizes)}


def _fits(shape: tuple[int, ...], grid: tuple[int, ...]) -> bool:
    """Tell whether `shape` broadcasts to `grid`."""
    return len(shape) <= len(grid) and all(n in (1, m) for n, m in zip(shape[::-1], grid[::-1]))


def _categories(array: np.ndarray, where: str) -> Column:
    """Make a column of strings."""
    if array.dtype.kind == "O" and not all(isinstance(item, str) for item in array.flat):
        raise ValueError(f"{where} mixes strings with other things; allowed are strings alone or numbers alone")
    names, codes = np.unique(array.astype(str), return_inverse=True)
    return _collapsed(Column(codes.reshape(array.shape).astype(np.int64), 0, tuple(map(str, names))), where)


def _collapsed(column: Column, where: str) -> Column:
    """Keep once what is constant along an axis."""
    if column.codes.size == 0:
        raise ValueError(f"{where} is empty; allowed is at least one row")
    codes, missing = column.codes, column.missing
    for axis in range(codes.ndim):
        first = codes.take([0], axis)
        gone = None if missing is None else missing.take([0], axis)
        if (codes == first).all() and (missing is None or (missing == gone).all()):
            codes, missing = first, gone
    return Column(codes, column.decimals, column.categories, missing)


def _pack(name: str, column: Column) -> tuple[dict, bytes]:
    """Return the layout and the uncompressed bytes of one column."""
    width = next(w for w in _WIDTHS if np.abs(column.codes).max() < 2 ** (8 * w - 1))
    flat = column.codes.astype(f"<i{width}").ravel()
    if column.missing is not None:
        flat[column.missing.ravel()] = np.iinfo(flat.dtype).min
    order, best = 0, flat
    for n in (1, 2):
        step = np.diff(best, prepend=best.dtype.type(0))
        if _cost(step) >= _cost(best):
            break
        order, best = n, step
    head = {"name": name, "shape": list(column.codes.shape), "decimals": column.decimals, "width": width, "order": order}
    if column.categories is not None:
        head["categories"] = list(column.categories)
    return head, best.view(np.uint8).reshape(-1, width).T.tobytes()


def _unpack(head: dict, body: bytes) -> Column:
    """Undo `_pack`."""
    width = head["width"]
    flat = np.frombuffer(body, np.uint8).reshape(width, -1).T.copy().view(f"<i{width}").ravel()
    for _ in range(head["order"]):
        flat = np.cumsum(flat, dtype=flat.dtype)
    missing = (flat == np.iinfo(flat.dtype).min).reshape(head["shape"])
    codes = np.where(missing, 0, flat.reshape(head["shape"])).astype(np.int64)
    names = tuple(head["categories"]) if "categories" in head else None
    return Column(codes, head["decimals"], names, missing if missing.any() else None)


def _cost(flat: np.ndarray) -> float:
    """Guess how badly integers compress."""
    return np.log2(1.0 + np.abs(flat.astype(np.float64))).sum()


def _without_system(payload: bytes) -> bytes:
    """Blank the byte of a gzip header that names the system which wrote it."""
    return payload[:9] + b"\xff" + payload[10:]
