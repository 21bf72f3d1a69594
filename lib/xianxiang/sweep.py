r"""Random variations in chunks: on one core or many, stopped and gone on with, always the same table.

`sweep` draws settings from a design, asks a function about them, and keeps nothing but sums. The draws
are cut into numbered chunks. Chunk number :math:`j` has a random stream of its own,

.. math::

    \text{Philox}(\text{key},\ \text{counter} = (0, 0, 0, j)),

so that what it draws depends on the key and on its number alone; it returns sums, and the sums are
added in the order of the numbers. Whoever computes the chunks, however many there are and in whatever
order they finish, the table is therefore the same to the last bit. Done chunks can be kept in a folder;
a run that was stopped goes on from there. Memory does not grow with the number of chunks.

`sobol` asks which of the values matters, by first and total Sobol indices; `sobol_sweep` asks it in
chunks.

As a program, ``python -m xianxiang.sweep`` runs the book's own design: how sturdy are six statements
about the essay's five conditions when the values that they were found at are drawn anew? ``--help`` says
what it takes. Claims 24-26, 47 and 58.

For example:

>>> import numpy as np
>>> from xianxiang import sweep
>>> def area(x, y):
...     return {"in the circle": x * x + y * y < 1, "x": x}
>>> print(sweep.sweep(area, {"x": (0, 1), "y": (0, 1)}, chunks=50, size=1000, key=2012))
50000 draws      mean    s.e.
in the circle  0.7825  0.0018
x              0.5009  0.0013
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import pickle
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import conditions
from .institution import CONDITIONS, LEVERS, THEN, Institution, generator, meant, whole
from .levers import shapley

Function = Callable[..., Mapping[str, ArrayLike]]
Ranges = Mapping[str, Any]
Draw = Callable[[np.random.Generator, int], Mapping[str, ArrayLike]]
Progress = Callable[[int, int], Any]

GROUPS = 20
"""Into how many groups the chunks are put, at most, for `Sweep.jackknife`."""

AHEAD = 4
"""How many chunks for each worker may be under way or wait for an earlier one: what bounds memory."""

DEATHS = 3
"""How many workers may die over a chunk before it is held to be the reason."""


# What a sweep gives -------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sweep:
    """Sums over all draws.

    Parameters
    ----------
    chunks, size, key : int
        As `sweep` took them.
    sums : dict of str to ndarray
        For each result the sum over draws, of the result's own shape; of a statement, how often it held.
    squares : dict of str to ndarray
        For each result the sum of squares about its mean.
    lows, highs : dict of str to ndarray
        For each result the smallest and the largest value that a draw gave.
    groups : dict of str to ndarray, shape (groups, ...)
        The sums by group of neighbouring chunks.
    """

    chunks: int
    size: int
    key: int
    sums: dict[str, NDArray[np.float64]]
    squares: dict[str, NDArray[np.float64]]
    lows: dict[str, NDArray[np.float64]]
    highs: dict[str, NDArray[np.float64]]
    groups: dict[str, NDArray[np.float64]]

    @property
    def draws(self) -> int:
        """How many settings were drawn."""
        return self.chunks * self.size

    def mean(self, result: str) -> NDArray[np.float64]:
        """A result's mean; of a statement, the share of draws at which it holds.

        Parameters
        ----------
        result : str

        Returns
        -------
        ndarray(float)
        """
        return self.sums[self._known(result)] / self.draws

    def error(self, result: str) -> NDArray[np.float64]:
        r"""The mean's standard error, :math:`\sqrt{Q/n}/\sqrt n` with :math:`Q` the sum of squares.

        Of a share :math:`p` that is :math:`\sqrt{p(1-p)/n}`.

        Parameters
        ----------
        result : str

        Returns
        -------
        ndarray(float)
        """
        return np.sqrt(self.squares[self._known(result)]) / self.draws

    def jackknife(self, estimate: Callable[[dict[str, NDArray[np.float64]]], ArrayLike]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        r"""Anything that is computed from the means, and its standard error.

        Each of the :math:`h` groups of chunks is left out in turn. With shares :math:`w_g` of the
        draws and :math:`\tilde\theta_g = (\hat\theta - (1-w_g)\,\hat\theta_{-g})/w_g` the variance is
        :math:`\frac1h \sum_g \frac{w_g}{1-w_g}(\tilde\theta_g - \bar\theta)^2`, where
        :math:`\bar\theta = \sum_g w_g\tilde\theta_g`. With equal groups that is the usual jackknife.

        Parameters
        ----------
        estimate : callable
            From the means by name to a number or an array.

        Returns
        -------
        estimate, error : ndarray(float)

        Raises
        ------
        ValueError
            If there is one chunk alone.
        """
        if self.chunks < 2:
            raise ValueError("a jackknife needs at least 2 chunks, got 1")
        held = np.bincount(_group(np.arange(self.chunks), self.chunks)) * self.size
        whole = np.asarray(estimate({name: self.mean(name) for name in self.sums}), dtype=float)
        without = np.stack([np.asarray(estimate({name: (self.sums[name] - self.groups[name][g]) / (self.draws - n)
                                                 for name in self.sums}), dtype=float) for g, n in enumerate(held)])
        w = (held / self.draws).reshape((-1,) + (1,) * whole.ndim)
        pseudo = (whole - (1 - w) * without) / w
        centre = (w * pseudo).sum(axis=0)
        return whole, np.sqrt((w / (1 - w) * (pseudo - centre) ** 2).mean(axis=0))

    def _known(self, result):
        if result not in self.sums:
            raise ValueError(f"result must be one of {', '.join(self.sums)}, got {result!r}{meant(result, self.sums)}")
        return result

    def __str__(self):
        rows = [(f"{self.draws} draws", "mean", "s.e.")]
        for name, total in self.sums.items():
            for place in np.ndindex(total.shape):
                label = name + (f" {list(place)}" if place else "")
                rows.append((label, f"{self.mean(name)[place]:.4f}", f"{self.error(name)[place]:.4f}"))
        widths = [max(map(len, column)) for column in zip(*rows)]
        return "\n".join(f"{label:{widths[0]}}  {mean:>{widths[1]}}  {error:>{widths[2]}}" for label, mean, error in rows)


# A chunk ------------------------------------------------------------------------------------


def stream(key: int, number: int) -> np.random.Generator:
    """The random stream of a chunk.

    Parameters
    ----------
    key : int, at least 0 and below 2**128
    number : int, at least 0 and below 2**64
        The chunk's.

    Returns
    -------
    numpy.random.Generator
        Streams of two numbers, or of two keys, have nothing in common: each has 2**192 blocks to itself.
    """
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, number]))


@dataclass(frozen=True)
class Uniform:
    """A design that draws each value evenly from its range, each independently of the others.

    Parameters
    ----------
    ranges : tuple of (name, low, high)
        In the order in which they are drawn. A value that is not to be drawn has no range: its low end alone, and None.
    """

    ranges: tuple[tuple[str, float, float | None], ...]

    @classmethod
    def of(cls, ranges: Ranges) -> Uniform:
        """From (low, high), or a number that stays as it is, by name.

        Parameters
        ----------
        ranges : mapping of str to (low, high) or float

        Returns
        -------
        Uniform

        Raises
        ------
        ValueError
            If there is no range, an end is not finite, or a low end lies above its high end.
        """
        if not ranges:
            raise ValueError("design must give a range to at least one name, got none")
        return cls(tuple((name, *_ends(name, given)) for name, given in ranges.items()))

    def __call__(self, rng: np.random.Generator, size: int) -> dict[str, Any]:
        """So many draws.

        Parameters
        ----------
        rng : numpy.random.Generator
        size : int

        Returns
        -------
        dict of str to ndarray(float, shape=(size,)), or to the float that stays
        """
        return {name: low if high is None else np.minimum(low + (high - low) * rng.random(size), high)
                for name, low, high in self.ranges}


def _ends(name, given):
    try:
        ends = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        ends = np.empty(0)
    if ends.shape not in ((), (2,)) or not np.isfinite(ends).all():
        raise ValueError(f"design must give a finite number, or (low, high), to {name!r}, got {given!r}")
    if ends.shape and ends[0] > ends[1]:
        raise ValueError(f"design must give {name!r} a low end that is not above its high end, got {given!r}")
    return (float(ends[0]), float(ends[1])) if ends.shape else (float(ends), None)


def _chunk(function, design, size, key, number):
    """Sums over one chunk, by name: is it a statement, and (parts, ...) of sum, squares about the chunk's mean, low, high."""
    record = {}
    for name, values in function(**design(stream(key, number), size)).items():
        array = np.asarray(values)
        statement = array.dtype == bool
        if array.dtype.kind not in "biuf" or array.shape[:1] != (size,):
            raise ValueError(f"function must return numbers or booleans with a first axis of {size} draws, "
                             f"got {array.dtype} of shape {array.shape} for {name!r}")
        array = array.astype(float)
        if not np.isfinite(array).all():
            raise ValueError(f"function must return finite numbers, got {array[~np.isfinite(array)][0]} for {name!r}")
        total = array.sum(axis=0)
        squares = ((array - total / size) ** 2).sum(axis=0)
        record[str(name)] = statement, np.stack([total, squares, array.min(axis=0), array.max(axis=0)])
    if not record:
        raise ValueError("function must return at least one named array, got none")
    return record


def _group(number, chunks):
    """The group of a chunk: neighbours together, at most `GROUPS` of them."""
    return number * min(chunks, GROUPS) // chunks


class _Total:
    """What `Sweep` holds, as chunk after chunk is added."""

    def __init__(self, chunks, size):
        self.chunks, self.size, self.seen, self.parts, self.groups = chunks, size, 0, {}, {}

    def add(self, number, record):
        """Add the next chunk; its squares are about its own mean, and are moved to that of all (Chan, Golub and LeVeque 1983)."""
        if not self.seen:
            self.layout = _layout(record)
            self.parts = {name: part.copy() for name, (_, part) in record.items()}
            self.groups = {name: np.zeros((min(self.chunks, GROUPS), *part.shape[1:])) for name, (_, part) in record.items()}
        elif _layout(record) != self.layout:
            raise ValueError(f"function must return the same results for every chunk: chunk {number} gave {_layout(record)}, "
                             f"chunk 0 {self.layout}")
        for name, (_, part) in record.items():
            self.groups[name][_group(number, self.chunks)] += part[0]
            if self.seen:
                whole, n, k = self.parts[name], self.seen, self.size
                whole[1] += part[1] + (part[0] / k - whole[0] / n) ** 2 * (n * k / (n + k))
                whole[0] += part[0]
                whole[2] = np.minimum(whole[2], part[2])
                whole[3] = np.maximum(whole[3], part[3])
        self.seen += self.size

    def sweep(self, key):
        """The sums, read-only. Statements' squares follow from their counts."""
        for name, statement, _ in self.layout:
            if statement:
                held = self.parts[name][0]
                self.parts[name][1] = held * (self.seen - held) / self.seen
        for array in (*self.parts.values(), *self.groups.values()):
            array.flags.writeable = False
        sums, squares, lows, highs = ({name: part[k, ...] for name, part in self.parts.items()} for k in range(4))
        return Sweep(self.chunks, self.size, key, sums, squares, lows, highs, self.groups)


def _layout(record):
    """What a record holds: [name, is it a statement, shape], as JSON has it."""
    return [[name, statement, list(part.shape[1:])] for name, (statement, part) in record.items()]


# Who computes -------------------------------------------------------------------------------


def _follow():
    """End this process when the one that started it has ended: killed, it would leave its workers waiting for ever."""
    from multiprocessing import parent_process

    def wait():
        if parent := parent_process():
            parent.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


class Processes:
    """Processes of this machine, to be used for several sweeps; a pool whose worker died is replaced.

    Parameters
    ----------
    workers : int, at least 1

    Examples
    --------
    ``with Processes(4) as many: sweep(function, design, …, compute=many)``
    """

    def __init__(self, workers: int) -> None:
        whole("workers", workers)
        self.workers = int(workers)
        self._pool: Any = None

    def submit(self, *call: Any) -> Any:
        """Have a function called by one of them; a future of its result."""
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor  # a reader's browser has none of it
            from multiprocessing import get_context

            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_follow)
        return self._pool.submit(*call)

    def close(self) -> None:
        """End them, once they have done what they are at; new ones start when they are needed."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _crew(compute, function, design, stack):
    """(something with `submit`, number of workers, what to do when a worker's death has broken it)."""
    if isinstance(compute, (int, np.integer)) and not isinstance(compute, bool):
        whole("compute", compute)
        compute = stack.enter_context(Processes(int(compute)))
    if isinstance(compute, Processes):
        _findable(function, design)
        return compute, compute.workers, compute.close
    if hasattr(compute, "get_executor") and hasattr(compute, "nthreads"):  # a Dask client, without importing Dask
        return compute.get_executor(pure=False), max(1, sum(compute.nthreads().values())), None
    if isinstance(compute, Executor):
        return compute, getattr(compute, "_max_workers", None) or os.cpu_count() or 1, None
    raise TypeError(f"compute must be None, a number of processes, Processes, a concurrent.futures.Executor or a Dask client, got {compute!r}")


def _findable(*things):
    """Refuse what another process could not find; it would only see that its worker died."""
    for thing in things:
        try:
            pickle.dumps(thing)
            hidden = getattr(thing, "__module__", None) == "__main__" and not hasattr(sys.modules["__main__"], "__file__")
        except Exception:  # noqa: BLE001  whatever a class's own pickling raises
            hidden = True
        if hidden:
            raise TypeError(f"other processes can only call what is defined at the top of a module, got {thing!r}; "
                            "move it to a file and import it, or leave compute out")


def _in_order(task, numbers, compute, arrived) -> Iterator[Any]:
    """The chunks' records in the order of their numbers; `arrived(number, record)` is told of each as soon as it is there."""
    if compute is None:
        for number in numbers:
            record = _noted(number, lambda: _chunk(*task, number))
            arrived(number, record)
            yield record
        return
    with ExitStack() as stack:
        crew, workers, renew = _crew(compute, *task[:2], stack)
        waiting, flying, landed, done, deaths = deque(numbers), {}, {}, SimpleQueue(), {}
        stack.callback(lambda: [future.cancel() for future in flying.values()])
        room, broken = workers * AHEAD, False
        for head in numbers:
            while head not in landed:
                if broken and not flying:
                    renew()
                    broken = False
                while waiting and not broken and (len(flying) + len(landed) < room or not flying):
                    number = waiting.popleft()
                    try:
                        future = flying[number] = crew.submit(_chunk, *task, number)
                    except BrokenExecutor:  # a worker died while it had nothing to do
                        if renew is None:
                            raise
                        flying.pop(number, None)
                        waiting.appendleft(number)
                        broken = True
                        break
                    future.add_done_callback(lambda future, number=number: done.put((number, future)))
                if not flying:
                    continue
                number, future = done.get()
                del flying[number]
                if renew is not None and isinstance(future.exception(), BrokenExecutor):
                    deaths[number] = deaths.get(number, 0) + 1
                    if deaths[number] >= DEATHS:
                        raise RuntimeError(f"a worker died {DEATHS} times while chunk {number} was under way: "
                                           "is it, or one beside it, too large for the memory?") from future.exception()
                    waiting = deque(sorted((*waiting, number)))
                    broken = True
                    continue
                landed[number] = _noted(number, future.result)
                arrived(number, landed[number])
            yield landed.pop(head)


def _noted(number, work):
    """The work's result; an error says which chunk it was."""
    try:
        return work()
    except Exception as error:
        error.add_note(f"in chunk {number}")
        raise


# Keeping done chunks ------------------------------------------------------------------------


class _Store:
    """A Zarr folder: `sums` has a row, and a file, for each chunk that is done; its attributes say of what."""

    def __init__(self, folder, task, chunks):
        try:
            import zarr
            from zarr.codecs import Crc32cCodec
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(f"a store needs {error.name}, which is not installed: pip install 'xianxiang[scale]'", name=error.name) from error
        self.zarr, self.codec, self.folder, self.task, self.chunks = zarr, Crc32cCodec(), Path(folder), task, chunks
        about = _about(*task)
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            try:
                self.group = zarr.open_group(str(self.folder), mode="r+")
                kept = dict(self.group.attrs).get("sweep")
            except Exception:  # noqa: BLE001  whatever makes Zarr give up
                kept = None
            if kept is None:
                raise ValueError(f"store must be a new folder or one that a sweep made, got {folder}")
            if changed := [f"{name} {kept.get(name)!r}, not {about[name]!r}" for name in about if kept.get(name) != about[name]]:
                raise ValueError(f"store {folder} holds another sweep: {'; '.join(changed)}. Give another folder")
        else:
            self.group = zarr.create_group(str(self.folder), attributes={"sweep": about})
        self.sums = self.group["sums"] if "sums" in self.group else None
        if self.sums is not None:
            self.layout = self.sums.attrs["results"]
            if self.sums.shape[0] < chunks:
                self.sums.resize((chunks, self.sums.shape[1]))
        self.done = self._done()
        self._trust()

    def _done(self):
        """Numbers of the chunks that are there: the row of chunk 7 is the file sums/c/7/0."""
        files = self.folder / "sums" / "c"
        return {int(path.name) for path in files.iterdir() if (path / "0").is_file()} if files.is_dir() else set()

    def _trust(self):
        """Compute one kept chunk again: a store is gone on with only if it comes out the same to the last bit."""
        if not self.done:
            return
        number = min(self.done)
        again, kept = _noted(number, lambda: _chunk(*self.task, number)), self.read(number)
        if _layout(again) != self.layout or _row(again).tobytes() != _row(kept).tobytes():
            raise ValueError(f"store {self.folder} holds another sweep: chunk {number} comes out otherwise now. "
                             "Has the function changed? Give another folder")

    def write(self, number, record):
        if self.sums is None:
            self.layout = _layout(record)
            width = _row(record).size
            self.sums = self.group.create_array("sums", shape=(self.chunks, width), chunks=(1, width), dtype="float64", fill_value=np.nan,
                                                compressors=[self.codec], attributes={"results": self.layout})
        if _layout(record) == self.layout:  # `_Total` refuses it otherwise
            self.sums[number] = _row(record)

    def read(self, number):
        try:
            row = self.sums[number]
        except Exception as error:
            raise ValueError(f"chunk {number} of store {self.folder} cannot be read; remove {self.folder / 'sums' / 'c' / str(number)} "
                             "and it is computed anew") from error
        record, at = {}, 0
        for name, statement, shape in self.layout:
            width = 4 * int(np.prod(shape))
            record[name] = statement, row[at:at + width].reshape(4, *shape)
            at += width
        return record


def _row(record):
    return np.concatenate([part.ravel() for _, part in record.values()])


def _about(function, design, size, key):
    """What a store must have been made for."""
    from . import __version__

    return {"function": _named(function), "design": json.loads(json.dumps(design.ranges)) if isinstance(design, Uniform) else _named(design),
            "size": size, "key": str(key), "xianxiang": __version__, "numpy": np.__version__}


def _named(thing):
    name = getattr(thing, "__qualname__", None)
    return f"{thing.__module__}.{name}" if name else re.sub(r" at 0x[0-9a-fA-F]+", "", repr(thing))


# The sweep ----------------------------------------------------------------------------------


def sweep(function: Function, design: Ranges | Draw, *, chunks: int, size: int, key: int, compute: Any = None,
          store: str | os.PathLike[str] | None = None, progress: bool | Progress | None = None) -> Sweep:
    """Ask a function about random settings, and sum up its answers.

    The result depends on `function`, `design`, `chunks`, `size` and `key`, bit for bit, and on nothing
    else: not on `compute`, nor on a stop on the way.

    Parameters
    ----------
    function : callable
        Called with one array of shape (size,) for each name of the design, as keywords; what the design
        holds fixed comes as a float. Returns a dictionary of arrays with a first axis of draws: statements
        that hold or not (booleans), or numbers.
    design : mapping of str to (low, high) or float; or callable
        The range of each value, drawn evenly and independently, or a number that stays. Or a function of
        a generator and a size that returns the values by name.
    chunks : int, at least 1
        With a store it may be more than last time: a larger sweep begins with the chunks of a smaller one.
    size : int, at least 1
        Draws in a chunk: enough that a chunk takes a tenth of a second or more, and few enough that its
        arrays fit into a worker's memory.
    key : int, at least 0 and below 2**128
        The seed.
    compute : None, int, Processes, concurrent.futures.Executor or dask.distributed.Client
        Who computes: by default this process; so many processes of this machine; or who is given, and stays
        for the next sweep. Should one of the processes die, others do what it left; Dask sees
        to that by itself. A script that asks for processes must do so under ``if __name__ == "__main__"``.
    store : path, optional
        A folder for done chunks, one small Zarr array; needs ``xianxiang[scale]``. A run that finds some
        there computes the first of them again, refuses the folder if it comes out otherwise, and
        computes only what is not there.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable is told how many chunks are done, and of how many.

    Returns
    -------
    Sweep

    Raises
    ------
    ValueError
        If a number lies outside its domain, a range is none, the function returns something else than
        finite numbers by name with an axis of draws, or the store holds another sweep.
    TypeError
        If `compute` is none of the above, or processes could not find the function.
    RuntimeError
        If workers keep dying over a chunk.

    Notes
    -----
    Chunks under way, and those that wait for an earlier one, are at most `AHEAD` for each worker.
    """
    whole("chunks", chunks)
    whole("size", size)
    whole("key", key, 0, 2**128 - 1, "of at least 0 and below 2**128")
    if not callable(function):
        raise TypeError(f"function must be callable, got {function!r}")
    draw = design if callable(design) else Uniform.of(design)
    task = function, draw, int(size), int(key)
    with ExitStack() as stack:
        kept = None if store is None else _Store(store, task, int(chunks))
        have = kept.done if kept else set()
        missing = [number for number in range(chunks) if number not in have]
        tell = _telling(progress, int(chunks), stack)
        count = chunks - len(missing)
        tell(count, chunks)

        def arrived(number, record):
            nonlocal count
            if kept:
                kept.write(number, record)
            count += 1
            tell(count, chunks)

        fresh = _in_order(task, missing, compute, arrived)
        stack.callback(fresh.close)
        total = _Total(int(chunks), int(size))
        for number in range(chunks):
            total.add(number, kept.read(number) if kept and number in have else next(fresh))
    return total.sweep(int(key))


def _telling(progress, chunks, stack):
    """A function that is told how many chunks are done."""
    if progress is None or progress is False:
        return lambda done, of: None
    if callable(progress):
        return progress
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("a progress bar needs tqdm, which is not installed: pip install 'xianxiang[scale]'", name="tqdm") from error
    bar = stack.enter_context(tqdm(total=chunks, unit="chunk"))
    return lambda done, of: bar.update(done - bar.n)


# Which value matters ------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Indices:
    """Sobol indices, with standard errors.

    Parameters
    ----------
    names : tuple of str
        The values that were drawn.
    first, total : ndarray(float, shape=(names, ...))
        First-order and total index of each, for each element of the function's answer.
    first_se, total_se : ndarray(float), of the same shape
    """

    names: tuple[str, ...]
    first: NDArray[np.float64]
    total: NDArray[np.float64]
    first_se: NDArray[np.float64]
    total_se: NDArray[np.float64]


@dataclass(frozen=True)
class _Picked:
    """A design for Sobol indices: of each draw two independent settings A and B, and for each name A with that name's value from B.

    All of them stand on one axis of (names + 2) · size, block after block: A, then each name's, then B.
    """

    uniform: Uniform

    def __call__(self, rng, size):
        drawn = [name for name, _, high in self.uniform.ranges if high is not None]
        a, b = self.uniform(rng, size), self.uniform(rng, size)
        return {name: np.concatenate([a[name], *(b[name] if other == name else a[name] for other in drawn), b[name]]) if name in drawn else value
                for name, value in a.items()}


@dataclass(frozen=True)
class _Terms:
    """The means that Sobol indices are made of."""

    function: Callable[..., ArrayLike]
    count: int

    def rows(self, values):
        """The answers at A, at each name's mixture (names axis second) and at B."""
        given = np.asarray(self.function(**values))
        lengths = [np.size(value) for value in values.values() if np.ndim(value)]
        if given.dtype.kind not in "biuf" or given.shape[:1] != (lengths[0],):
            raise ValueError(f"function must return numbers with a first axis of {lengths[0]} draws, got {given.dtype} of shape {given.shape}")
        blocks = given.astype(float).reshape(self.count + 2, -1, *given.shape[1:])
        return blocks[0], np.moveaxis(blocks[1:-1], 0, 1), blocks[-1]

    def __call__(self, **values):
        a, mixed, b = self.rows(values)
        gap = mixed - a[:, None]
        return {"start": a, "mean": (a + b) / 2, "square": (a * a + b * b) / 2, "gap": gap, "product": b[:, None] * gap, "distance": gap * gap / 2}


def _from_means(means):
    """First and total index, stacked, from the means of `_Terms`."""
    variance = means["square"] - means["mean"] ** 2
    if not (variance > 1e-14 * means["square"]).all():
        raise ValueError("function must vary over the ranges, got the same answer everywhere")
    count = len(means["gap"])
    centre = (2 * means["mean"] + count * means["start"] + means["gap"].sum(axis=0)) / (count + 2)  # the mean of all that was asked
    return np.stack([means["product"] - centre * means["gap"], means["distance"]]) / variance


def _design(ranges):
    uniform = Uniform.of(ranges)
    names = tuple(name for name, _, high in uniform.ranges if high is not None)
    if not names:
        raise ValueError("ranges must give (low, high) to at least one name, got numbers that stay alone")
    return names, _Picked(uniform)


def sobol(function: Callable[..., ArrayLike], ranges: Ranges, size: int, rng: np.random.Generator | int) -> Indices:
    r"""First and total Sobol indices of each value, by Monte Carlo.

    Of the variance :math:`V` of the answer, the first-order index
    :math:`S_i = \mathrm{Var}\,E[f \mid x_i]/V` is the share that goes when :math:`x_i` is fixed, and the
    total index :math:`T_i = E\,\mathrm{Var}[f \mid x_{-i}]/V` the share that stays when all others are.
    With independent settings :math:`A, B`, and :math:`A^i` that is :math:`A` with :math:`x_i` from
    :math:`B`, they are estimated by (:math:`\mu` the mean)

    .. math::

        \hat S_i = \frac{\overline{(f(B)-\mu)(f(A^i)-f(A))}}{V}, \qquad
        \hat T_i = \frac{\overline{(f(A)-f(A^i))^2}}{2V}.

    Parameters
    ----------
    function : callable
        Called once, with an array for each name as a keyword. Returns an array with the same first axis:
        numbers, or booleans counted as 0 and 1; further axes are further answers.
    ranges : mapping of str to (low, high) or float
        What each value is drawn from, evenly and independently; a number stays.
    size : int, at least 2
        Draws of :math:`A` and :math:`B`; the function is asked about (names + 2) · size settings.
    rng : numpy.random.Generator or int
        The only source of chance; an int is a seed. Required.

    Returns
    -------
    Indices
        Standard errors by the delta method. A value that changes nothing has a total index of exactly 0.

    Raises
    ------
    ValueError
        If a range is none, `size` is below 2, `rng` is missing or the answer does not vary.

    Notes
    -----
    Saltelli et al. (2010), for the first-order index; Jansen (1999), for the total one. The first is the
    noisier by far, and may fall below 0.
    """
    names, design = _design(ranges)
    whole("size", size, low=2)
    rng = generator(rng)
    terms = _Terms(function, len(names))
    rows = {name: np.asarray(values) for name, values in terms(**design(rng, int(size))).items()}
    means = {name: values.mean(axis=0) for name, values in rows.items()}
    first, total = _from_means(means)
    variance = means["square"] - means["mean"] ** 2
    spread = (rows["square"] - 2 * means["mean"] * rows["mean"] + means["mean"] ** 2)[:, None]

    def error(values, index):
        return np.sqrt(((values - index * spread).var(axis=0)) / size) / variance

    return Indices(names, first, total, error(rows["product"] - means["mean"] * rows["gap"], first), error(rows["distance"], total))


def sobol_sweep(function: Callable[..., ArrayLike], ranges: Ranges, **options: Any) -> Indices:
    """`sobol` in chunks, for more draws than fit into memory or for many workers.

    Parameters
    ----------
    function, ranges
        As in `sobol`.
    **options
        `chunks` (at least 2), `size`, `key` and, if wanted, `compute`, `store` and `progress`, as in `sweep`.

    Returns
    -------
    Indices
        Standard errors by the jackknife over groups of chunks.

    Raises
    ------
    ValueError
        As in `sobol` and `sweep`.
    """
    names, design = _design(ranges)
    (first, total), (first_se, total_se) = sweep(_Terms(function, len(names)), design, **options).jackknife(_from_means)
    return Indices(names, first, total, first_se, total_se)


# The book's own design ----------------------------------------------------------------------


SWITCHED = {lever: (name, value) for name, changes in CONDITIONS.items() for lever, value in changes.items()}
"""The levers that a switch moves, with its name and the value that they have when it is on."""

DESIGNS = {
    "others": tuple(name for name in LEVERS if name not in SWITCHED and name != "prize_passing"),
    "all": tuple(name for name in LEVERS if name != "prize_passing") + tuple(f"{switch}.{lever}" for lever, (switch, _) in SWITCHED.items()),
}
"""What is drawn: the levers that no switch moves; or all levers, those that switches move at both ends. The noise of
choice is drawn in both. Prizes are not passed on in any: `prize_passing` is 0 in both regimes, a border at which nothing is."""

SPREADS = (0.0, 0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1.0)
"""The spreads at which the book reports."""

TRIO = ("apparatus", "person", "penalty")


def widened(value: float, spread: float, low: float = 0.0, high: float = np.inf) -> tuple[float, float]:
    r"""The range around a value that takes a share of the way to the ends of its domain.

    :math:`[x - r(x-l),\ x + r(u-x)]`; where the domain has no upper end, :math:`x \pm r(x-l)`.

    Parameters
    ----------
    value : float
        The value :math:`x`.
    spread : float in [0, 1]
        The share :math:`r`: at 0 the value alone, at 1 the whole domain.
    low, high : float
        The domain's ends :math:`l, u`.

    Returns
    -------
    low, high : float

    Raises
    ------
    ValueError
        If the spread lies outside [0, 1].
    """
    if not 0 <= spread <= 1:
        raise ValueError(f"spread must be in [0, 1], got {spread!r}")
    down = spread * (value - low)
    return value - down, value + (spread * (high - value) if np.isfinite(high) else down)


def ranges(design: str, spread: float, rounds: int = 60) -> dict[str, Any]:
    """What the five-switch game is drawn from, around the book's values.

    Parameters
    ----------
    design : str
        A key of `DESIGNS`.
    spread : float in [0, 1]
        As in `widened`.
    rounds : int, at least 1
        How long the populations learn after the switches are thrown.

    Returns
    -------
    dict of str to (low, high) or float
        Levers, the levers of switches as "switch.lever", and the noise, by name; what is not drawn as a number.

    Raises
    ------
    ValueError
        If there is no such design, or a number lies outside its domain.
    """
    whole("rounds", rounds)
    if design not in DESIGNS:
        raise ValueError(f"design must be one of {', '.join(DESIGNS)}, got {design!r}")
    result: dict[str, Any] = {"rounds": rounds}
    for name, value in conditions.calibration(THEN, CONDITIONS).items():
        lever = LEVERS.get(name.rpartition(".")[2])
        if name in DESIGNS[design] and lever:
            result[name] = widened(value, spread, lever.low, lever.high)
        else:
            result[name] = widened(value, spread) if name == "noise" else value
    return result


def board(rounds: float = 60, **values: ArrayLike) -> NDArray[np.float64]:
    """The five-switch game: what share ends up deflecting in each of the 32 settings.

    Parameters
    ----------
    rounds : int, at least 1
        How long the populations learn after the switches are thrown.
    **values : array_like
        Every fixed value by name, as `conditions.calibration` names them.

    Returns
    -------
    ndarray(float, shape=(..., 2, 2, 2, 2, 2))
    """
    learning = {name: values.pop(name) for name in ("noise", "revision", "erosion", "recovery")}
    switches = {name: {lever: values.pop(f"{name}.{lever}") for lever in changes} for name, changes in CONDITIONS.items()}
    return conditions.deflecting(Institution(**values), switches, hold=int(rounds), **learning)


def statements(**values: Any) -> dict[str, NDArray[np.bool_]]:
    """Six statements about the five conditions, and whether they hold.

    Blame-shifting is where most deflect. "Inspection counts most" is about the share that deflects: of its
    Shapley values, those of a game whose players are the conditions, the apparatus has the largest.

    Parameters
    ----------
    **values : array_like
        As in `board`.

    Returns
    -------
    dict of str to ndarray(bool)
    """
    shares = board(**values)
    blame, count = shares > 0.5, len(CONDITIONS)
    lead = blame.shape[:blame.ndim - count]
    needed = np.logical_and.reduce([conditions.needed(blame, name) for name in TRIO])
    alone = [blame[(..., *(int(name == switch) for name in CONDITIONS))] for switch in CONDITIONS]
    values_of = shapley(shares, count)
    rest = np.delete(values_of, list(CONDITIONS).index("apparatus"), axis=-1)
    return {
        "exactly four settings blame": blame.reshape((*lead, -1)).sum(axis=-1) == 4,
        "inspection, person and penalty are needed": needed,
        "inspection, person and penalty suffice": conditions.suffices(blame, TRIO),
        "all five suffice": conditions.suffices(blame, tuple(CONDITIONS)),
        "no condition suffices alone": ~np.logical_or.reduce(alone),
        "inspection counts most": values_of[..., list(CONDITIONS).index("apparatus")] > rest.max(axis=-1),
    }


COLUMNS = ("design", "spread", "rounds", "statement", "draws", "holds", "share", "se", "first")


def rows(design: str, spread: float, rounds: int = 60, *, chunks: int, size: int, key: int, **options: Any) -> list[dict[str, Any]]:
    """One design at one spread, after so many rounds: a row of the table for each of `statements`.

    Parameters
    ----------
    design, spread, rounds
        As in `ranges`.
    chunks, size, key, **options
        As in `sweep`.

    Returns
    -------
    list of dict
        `draws`, in how many of them the statement `holds`, that `share` with its standard error `se`, and in
        how many of the `first` chunk it holds, by which a test knows the table again.
    """
    drawn = ranges(design, spread, rounds)
    done = sweep(statements, drawn, chunks=chunks, size=size, key=key, **options)
    first = sweep(statements, drawn, chunks=1, size=size, key=key)
    return [{"design": design, "spread": spread, "rounds": rounds, "statement": name, "draws": done.draws, "holds": int(done.sums[name]),
             "share": round(float(done.mean(name)), 4), "se": round(float(done.error(name)), 4), "first": int(first.sums[name])} for name in done.sums]


def _parser():
    parser = argparse.ArgumentParser(prog="python -m xianxiang.sweep", description="How sturdy are six statements about the essay's five conditions? "
                                     "Draws the values at which they were found anew and counts where they hold.",
                                     epilog="The table depends on designs, spreads, rounds, chunks, size and key alone. A run that was stopped goes on from its store.")
    parser.add_argument("--designs", nargs="+", choices=DESIGNS, default=list(DESIGNS), help="levers that no switch moves, or all (default: both)")
    parser.add_argument("--spreads", nargs="+", type=float, default=list(SPREADS), metavar="R",
                        help="how far, as a share of the way to the domain's ends (default: %(default)s)")
    parser.add_argument("--rounds", nargs="+", type=int, default=[60], metavar="N",
                        help="how long the populations learn after the switches are thrown (default: 60)")
    parser.add_argument("--chunks", type=int, default=20, help="chunks of each row (default: %(default)s)")
    parser.add_argument("--size", type=int, default=100, help="draws of a chunk (default: %(default)s)")
    parser.add_argument("--key", type=int, default=2012, help="the seed (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=None, metavar="N", help="processes of this machine (default: this one alone)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster in their place, such as tcp://10.0.0.1:8786")
    parser.add_argument("--store", type=Path, metavar="FOLDER", help="keep done chunks here, and go on from those that are")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table here (default: print it)")
    parser.add_argument("--quiet", action="store_true", help="do not say how far it is")
    return parser


def _heading(given):
    """What made the table, as lines of comment: what does not change it is left out."""
    from . import __version__

    words = [f"--designs {' '.join(given.designs)}", f"--spreads {' '.join(f'{spread:g}' for spread in given.spreads)}",
             f"--rounds {' '.join(map(str, given.rounds))}",
             f"--chunks {given.chunks}", f"--size {given.size}", f"--key {given.key}"]
    return [f"# python -m xianxiang.sweep {' '.join(words)}",
            f"# made with xianxiang {__version__}, numpy {np.__version__}, Python {sys.version_info.major}.{sys.version_info.minor}; "
            f"chunk j draws from Philox(key={given.key}, counter=[0, 0, 0, j])"]


def main(words: Sequence[str] | None = None) -> None:
    """The command.

    Parameters
    ----------
    words : sequence of str, optional
        What follows the command's name; by default what the command line says.
    """
    parser = _parser()
    given = parser.parse_args(words)
    if given.workers is not None and given.scheduler:
        parser.error("give --workers or --scheduler, not both")
    table: list[dict[str, Any]] = []
    with ExitStack() as stack:
        try:
            compute: Any = None if given.workers is None else stack.enter_context(Processes(given.workers))
        except ValueError as error:
            parser.error(str(error))
        if given.scheduler:
            from distributed import Client

            compute = stack.enter_context(Client(given.scheduler))
        for design, spread, rounds in product(given.designs, given.spreads, given.rounds):
            if not given.quiet:
                print(f"{design}, spread {spread:g}, {rounds} rounds", file=sys.stderr, flush=True)
            store = None if given.store is None else given.store / f"{design}-{spread:g}-{rounds}"
            try:
                table += rows(design, spread, rounds, chunks=given.chunks, size=given.size, key=given.key, compute=compute, store=store)
            except (ValueError, TypeError, ModuleNotFoundError) as error:
                parser.error(str(error))
        with given.out.open("w", encoding="utf-8", newline="") if given.out else ExitStack() as file:
            out = file if given.out else sys.stdout
            out.write("\n".join(_heading(given)) + "\n")
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


if __name__ == "__main__":
    from xianxiang.sweep import main as command  # so that other processes find its functions by their name

    command()
