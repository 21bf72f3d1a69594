"""Sweeps: the same table whoever computes it, nothing lost to a death or a stop; Sobol indices against formulas and SALib."""

import csv
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import asked
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianxiang import CONDITIONS, LEVERS, conditions, sweep
from xianxiang.sweep import AHEAD, GROUPS, Processes, Uniform, sobol, sobol_sweep, stream

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "chapters" / "levers.csv"
PLAN = {"chunks": 13, "size": 40, "key": 2012}
PARTS = ("sums", "squares", "lows", "highs", "groups")


def run(function=asked.answers, design=asked.RANGES, **options):
    return sweep.sweep(function, design, **{**PLAN, **options})


@pytest.fixture(scope="module")
def serial():
    return run()


def bits(done):
    return {part: {name: np.asarray(array).tobytes() for name, array in getattr(done, part).items()} for part in PARTS}


def draws(ranges=asked.RANGES, chunks=PLAN["chunks"], size=PLAN["size"], key=PLAN["key"]):
    """Every draw of a sweep, chunk after chunk, as the docstrings say that they are drawn."""
    rngs = [np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, number])) for number in range(chunks)]
    values = {name: [] for name in ranges}
    for rng in rngs:
        for name, given in ranges.items():
            low, high = given if isinstance(given, tuple) else (given, None)
            values[name].append(np.full(size, low) if high is None else low + (high - low) * rng.random(size))
    return {name: np.concatenate(blocks) for name, blocks in values.items()}


# What is summed -----------------------------------------------------------------------------


def test_the_sums_are_those_of_all_draws_at_once(serial):
    whole = asked.answers(**draws())
    for name, values in whole.items():
        values = values.astype(float)
        np.testing.assert_allclose(serial.mean(name), values.mean(axis=0), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(serial.squares[name], len(values) * values.var(axis=0), rtol=1e-12)
        np.testing.assert_allclose(serial.error(name), values.std(axis=0) / np.sqrt(len(values)), rtol=1e-12)
        assert np.array_equal(serial.lows[name], values.min(axis=0)) and np.array_equal(serial.highs[name], values.max(axis=0))
    assert serial.sums["inside"] == whole["inside"].sum() and serial.draws == 520


@settings(max_examples=30, deadline=None)
@given(st.floats(-1e8, 1e8), st.integers(1, 7), st.integers(1, 9))
def test_squares_keep_their_digits_far_from_zero(centre, chunks, size):
    done = sweep.sweep(_shifted(centre), {"x": (0, 1)}, chunks=chunks, size=size, key=1)
    x = draws({"x": (0, 1)}, chunks, size, 1)["x"] + centre
    np.testing.assert_allclose(done.squares["x"], ((x - x.mean()) ** 2).sum(), rtol=1e-5, atol=1e-5)


def _shifted(centre):
    return lambda x: {"x": x + centre}


def test_a_table_reads_as_text(serial):
    lines = str(serial).splitlines()
    assert lines[0].split() == ["520", "draws", "mean", "s.e."] and len({len(line) for line in lines}) == 1
    assert [line.split("  ")[0].strip() for line in lines[1:]] == ["inside", "product", *(f"both {list(at)}" for at in np.ndindex(2, 2))]
    assert lines[1].split()[1:] == [f"{serial.mean('inside'):.4f}", f"{serial.error('inside'):.4f}"]


def test_sums_cannot_be_written(serial):
    for part in PARTS:
        for array in getattr(serial, part).values():
            assert not array.flags.writeable


def test_groups_are_neighbours_and_add_up():
    done = run(chunks=47)
    size, whole = PLAN["size"], asked.answers(**draws(chunks=47))["product"]
    groups = [whole[size * low:size * high].sum() for low, high in itertools.pairwise([-(-47 * g // GROUPS) for g in range(GROUPS + 1)])]
    np.testing.assert_allclose(done.groups["product"], groups, rtol=1e-12)


# The same table whoever computes ------------------------------------------------------------


def test_processes_give_the_same_bits(serial):
    assert bits(run(asked.slowly, compute=2)) == bits(serial)


def test_processes_stay_for_the_next_sweep(serial):
    with Processes(2) as many:
        assert bits(run(compute=many)) == bits(serial)
        pool = many._pool
        assert bits(run(compute=many, key=7)) == bits(run(key=7)) and many._pool is pool
    assert many._pool is None


def test_threads_that_finish_in_any_order_give_the_same_bits(serial):
    order = []
    with ThreadPoolExecutor(5) as threads:
        done = run(asked.slowly, compute=threads, progress=lambda count, of: order.append((count, of)))
        assert threads.submit(int).result() == 0  # not shut down
    assert bits(done) == bits(serial) and order == [(count, 13) for count in range(14)]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(13)))
def test_chunks_are_added_in_their_order(order):
    """Whatever the order of arrival: here one that is drawn, with room for all."""
    total = sweep._Total(13, PLAN["size"])
    records = {number: sweep._chunk(asked.answers, Uniform.of(asked.RANGES), 40, 2012, number) for number in order}
    for number in range(13):
        total.add(number, records[number])
    assert bits(total.sweep(2012)) == bits(run())


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        with distributed.Client(cluster) as client:
            yield client


def test_a_dask_cluster_gives_the_same_bits(serial, client):
    assert bits(run(asked.slowly, compute=client)) == bits(serial)
    assert client.submit(int, pure=False).result() == 0  # not closed


def test_the_library_does_not_import_what_it_is_given():
    program = "import sys; from xianxiang import sweep; sweep.sweep(lambda x: {'x': x}, {'x': (0, 1)}, chunks=2, size=3, key=1);" \
              "print([name for name in ('dask', 'distributed', 'zarr', 'tqdm', 'pandas') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_a_browsers_python_can_sweep():
    """It has no processes, and none of the modules that make them."""
    program = "import sys; sys.modules['_multiprocessing'] = None; from xianxiang import sweep;" \
              "print(sweep.sweep(lambda x: {'x': x < 1}, {'x': (0, 1)}, chunks=2, size=3, key=1).sums['x'])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "6.0\n"


# Deaths -------------------------------------------------------------------------------------


def deadly(folder, times, by, number=5):
    folder.mkdir()
    for k in range(times):
        (folder / str(k)).touch()
    return asked.Deadly(float(Uniform.of(asked.RANGES)(stream(2012, number), 40)["x"][0]), str(folder), by)


@pytest.mark.parametrize("by", ["exit", "kill"])
def test_a_process_that_dies_loses_nothing(serial, tmp_path, by):
    function = deadly(tmp_path / "deaths", 1, by)
    assert bits(run(function, compute=2)) == bits(serial) and not os.listdir(function.folder)


def test_a_process_killed_from_outside_loses_nothing(serial):
    with Processes(2) as many:
        def kill(count, of):
            if count == 4:
                os.kill(next(iter(many._pool._processes)), signal.SIGKILL)

        assert bits(run(asked.slowly, compute=many, progress=kill)) == bits(serial)


def test_a_chunk_that_kills_every_process_is_named(tmp_path):
    with pytest.raises(RuntimeError, match=r"a worker died 3 times while chunk \d+ was under way"):
        run(deadly(tmp_path / "deaths", 100, "exit"), compute=2)


def test_a_dask_worker_that_dies_loses_nothing(serial, client, tmp_path):
    function = deadly(tmp_path / "deaths", 1, "kill")
    assert bits(run(function, compute=client)) == bits(serial) and not os.listdir(function.folder)


def test_a_dask_worker_killed_from_outside_loses_nothing(serial, client):
    killed = []

    def kill(count, of):
        if count == 4:
            killed.append(next(pid for nanny in client.cluster.workers.values() if (pid := nanny.pid)))
            os.kill(killed[0], signal.SIGKILL)

    assert bits(run(asked.slowly, compute=client, progress=kill)) == bits(serial) and killed


# Stopping and going on ----------------------------------------------------------------------


class Counted:
    """Goes by another function's name and counts how often it is asked."""

    def __init__(self, function=asked.answers):
        self.calls, self.function = 0, function
        self.__module__, self.__qualname__ = "asked", "answers"

    def __call__(self, **values):
        self.calls += 1
        return self.function(**values)


def test_a_run_that_was_stopped_goes_on(serial, tmp_path):
    pytest.importorskip("zarr")

    def stop(count, of):
        if count == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store=tmp_path / "store", progress=stop)
    asks, seen = Counted(), []
    assert bits(run(asks, store=tmp_path / "store", progress=lambda count, of: seen.append(count))) == bits(serial)
    assert asks.calls == 7 + 1 and seen == list(range(6, 14))  # what was missing, and one to see that the store is right
    assert bits(run(asks, store=tmp_path / "store")) == bits(serial) and asks.calls == 9


def gone(pids, seconds=30):
    """Whether processes that are nobody's any more have ended by then."""
    until = time.monotonic() + seconds
    while any(os.path.exists(f"/proc/{pid}") for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not any(os.path.exists(f"/proc/{pid}") for pid in pids)


def test_a_run_that_was_killed_goes_on_with_other_workers(serial, tmp_path):
    pytest.importorskip("zarr")
    program = f"""
import os, sys
sys.path.insert(0, {str(Path(asked.__file__).parent)!r})
import asked
from xianxiang import sweep
def end(count, of):
    if count == 5:
        print(*many._pool._processes, flush=True)
        os.kill(os.getpid(), 9)
if __name__ == "__main__":
    many = sweep.Processes(2)
    sweep.sweep(asked.slowly, asked.RANGES, chunks=13, size=40, key=2012, compute=many, store={str(tmp_path / "store")!r}, progress=end)
"""
    (tmp_path / "program.py").write_text(program)
    done = subprocess.run([sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert done.returncode == -9
    orphans = list(map(int, done.stdout.split()))
    assert len(orphans) == 2 and gone(orphans)
    files = list((tmp_path / "store" / "sums" / "c").glob("*/0"))
    assert len(files) == 5
    kept = {path: path.stat().st_mtime_ns for path in files}
    assert bits(run(asked.slowly, compute=2, store=tmp_path / "store")) == bits(serial)
    assert {path: path.stat().st_mtime_ns for path in files} == kept


def test_chunks_before_an_error_are_kept(serial, tmp_path):
    pytest.importorskip("zarr")
    mark = draws()["x"][6 * 40]

    def fails(x, y, z):
        if x[0] == mark:
            raise ArithmeticError("no luck")
        return asked.answers(x, y, z)

    fails.__module__, fails.__qualname__ = asked.__name__, "answers"
    with pytest.raises(ArithmeticError) as caught:
        run(fails, store=tmp_path)
    assert caught.value.__notes__ == ["in chunk 6"]
    asks = Counted()
    assert bits(run(asks, store=tmp_path)) == bits(serial) and asks.calls == 8


def test_a_store_can_grow(serial, tmp_path):
    pytest.importorskip("zarr")
    run(chunks=4, store=tmp_path)
    asks = Counted()
    assert bits(run(asks, store=tmp_path)) == bits(serial) and asks.calls == 10
    assert bits(run(asks, chunks=4, store=tmp_path)) == bits(run(chunks=4)) and asks.calls == 11


def test_a_store_is_a_zarr_array_that_says_what_it_holds(serial, tmp_path):
    zarr = pytest.importorskip("zarr")
    run(store=tmp_path)
    group = zarr.open_group(str(tmp_path), mode="r")
    about = dict(group.attrs)["sweep"]
    assert (about["function"], about["size"], about["key"], about["numpy"]) == ("asked.answers", 40, "2012", np.__version__)
    assert about["design"] == [["x", 0, 1], ["y", -1, 1], ["z", 0.5, None]]
    assert group["sums"].shape == (13, 4 * (1 + 1 + 4)) and list(group["sums"].attrs["results"]) == [["inside", True, []], ["product", False, []], ["both", False, [2, 2]]]
    assert group["sums"][:, 0].sum() == serial.sums["inside"]


@pytest.mark.parametrize("change, words", [
    ({"key": 2013}, "key '2012', not '2013'"),
    ({"size": 41}, "size 40, not 41"),
    ({"design": {"x": (0, 1), "y": (-1, 1), "z": 0.4}}, r"design \[.*0.5, None\]\], not \[.*0.4, None\]\]"),
    ({"design": {"y": (-1, 1), "x": (0, 1), "z": 0.5}}, "design"),
    ({"function": asked.slowly}, "function 'asked.answers', not 'asked.slowly'"),
])
def test_a_store_of_another_sweep_is_refused(tmp_path, change, words):
    pytest.importorskip("zarr")
    run(chunks=2, store=tmp_path)
    with pytest.raises(ValueError, match=f"holds another sweep: {words}.*Give another folder"):
        run(**change, store=tmp_path)


@pytest.mark.parametrize("name", ["xianxiang", "numpy"])
def test_a_store_of_another_version_is_refused(tmp_path, monkeypatch, name):
    pytest.importorskip("zarr")
    run(chunks=2, store=tmp_path)
    monkeypatch.setattr(f"{name}.__version__", "0.0.1")
    with pytest.raises(ValueError, match=f"{name} '.*', not '0.0.1'"):
        run(store=tmp_path)


def test_a_store_of_a_function_that_has_changed_is_refused(tmp_path):
    pytest.importorskip("zarr")
    run(chunks=2, store=tmp_path)
    with pytest.raises(ValueError, match="chunk 0 comes out otherwise now. Has the function changed"):
        run(Counted(asked.otherwise), store=tmp_path)


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    zarr = pytest.importorskip("zarr")
    (tmp_path / "thesis.txt").write_text("all of it")
    zarr.create_group(str(tmp_path / "other"))
    for place in (tmp_path, tmp_path / "thesis.txt", tmp_path / "other"):
        with pytest.raises(ValueError, match="store must be a new folder or one that a sweep made"):
            run(store=place)
    assert (tmp_path / "thesis.txt").read_text() == "all of it"


def test_a_damaged_chunk_is_named(serial, tmp_path):
    pytest.importorskip("zarr")
    run(store=tmp_path)
    path = tmp_path / "sums" / "c" / "7" / "0"
    damaged = bytearray(path.read_bytes())
    damaged[3] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="chunk 7 .* cannot be read; remove .*7 and it is computed anew"):
        run(store=tmp_path)
    path.unlink()
    assert bits(run(store=tmp_path)) == bits(serial)


def test_what_is_not_installed_is_named(monkeypatch, tmp_path):
    for name in ("zarr", "tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, name, None)
    for options in ({"store": tmp_path / "store"}, {"progress": True}):
        with pytest.raises(ModuleNotFoundError, match=r"pip install 'xianxiang\[scale\]'"):
            run(**options)


def test_a_bar_shows_how_far_it_is(capsys):
    pytest.importorskip("tqdm")
    run(progress=True)
    assert "13/13" in capsys.readouterr().err


# Memory -------------------------------------------------------------------------------------


PEAKS = """
import sys, tracemalloc
sys.path.insert(0, sys.argv[1])
import asked
from xianxiang import sweep
for chunks in (2, 10, 400):
    tracemalloc.start()
    sweep.sweep(asked.answers, asked.RANGES, chunks=chunks, size=2000, key=1)
    print(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
"""


def test_memory_does_not_grow_with_the_chunks():
    """In a Python of its own, where no other test's threads take memory; one chunk's arrays are 200,000 bytes."""
    said = subprocess.run([sys.executable, "-c", PEAKS, str(Path(asked.__file__).parent)], capture_output=True, text=True).stdout
    _, few, many = map(int, said.split())
    assert many < few + 50_000, (few, many)  # the numbers of 400 chunks take 16,000


def test_no_more_chunks_are_begun_than_the_room_holds():
    """The first chunk waits; the others go on until the room is full, and then nobody begins another."""
    free, counts, mark = threading.Event(), [], draws()["x"][0]

    def function(x, y, z):
        if x[0] == mark:
            assert free.wait(30)
        return asked.answers(x, y, z)

    def tell(count, of):
        counts.append((count, free.is_set()))
        if count == 2 * AHEAD - 1:
            threading.Timer(0.5, free.set).start()

    with ThreadPoolExecutor(2) as threads:
        run(function, chunks=40, compute=threads, progress=tell)
    assert max(count for count, freed in counts if not freed) == 2 * AHEAD - 1 and counts[-1] == (40, True)


# Chance -------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**128 - 1), st.integers(0, 2**60), st.integers(1, 2**20))
def test_a_chunks_stream_is_its_own(key, number, later):
    """It is Philox's, that many times 2**192 blocks on; two chunks share nothing, and do not vary together."""
    one, other = stream(key, number).random(400), stream(key, number + later).random(400)
    ahead = np.random.Philox(key=key)
    ahead.advance(number << 192)
    assert np.array_equal(one, np.random.Generator(ahead).random(400))
    assert not set(one) & set(other)
    assert abs(np.corrcoef(one, other)[0, 1]) < 6 / np.sqrt(400)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**128 - 1), st.sampled_from([(1, 4000), (8, 500), (100, 40), (800, 5)]))
def test_the_split_in_chunks_changes_no_law(key, split):
    """Mean, share, spread and both ends are those of even draws, whatever the split."""
    chunks, size = split
    done = sweep.sweep(lambda x: {"x": x, "low": x < 0.2, "fourth": (x - 0.5) ** 4}, {"x": (0, 1)}, chunks=chunks, size=size, key=key)
    n = 4000
    assert abs(done.mean("x") - 1 / 2) < 6 * np.sqrt(1 / 12 / n)
    assert abs(done.mean("low") - 0.2) < 6 * np.sqrt(0.16 / n)
    assert abs(done.squares["x"] / n - 1 / 12) < 6 * np.sqrt(1 / 180 / n)
    assert abs(done.mean("fourth") - 1 / 80) < 6 * np.sqrt((1 / 2304 - 1 / 6400) / n)
    assert done.lows["x"] < 0.01 and done.highs["x"] > 0.99


def test_a_chunk_is_the_same_in_every_sweep():
    small, large = run(chunks=1), run(chunks=13)
    assert np.array_equal(small.sums["product"], large.groups["product"][0])
    assert not np.array_equal(run(chunks=1, key=1).sums["product"], small.sums["product"])


def test_a_design_can_draw_for_itself():
    def coins(rng, size):
        return {"x": (rng.random(size) < 0.3).astype(float)}

    done = sweep.sweep(asked.halves, coins, chunks=20, size=500, key=3)
    assert abs(done.mean("upper") - 0.3) < 6 * np.sqrt(0.21 / 10_000)


# The jackknife ------------------------------------------------------------------------------


@pytest.mark.parametrize("chunks", [2, 13, 20, 47])
def test_the_jackknife_is_the_delete_a_group_jackknife(chunks):
    """Busing, Meijer and van der Leeden (1999), written out; with equal groups, the textbook's."""
    done = run(chunks=chunks)
    values = asked.answers(**draws(chunks=chunks))["product"]
    of = np.repeat(np.arange(chunks) * min(chunks, GROUPS) // chunks, 40)
    groups = [values[of == g] for g in range(of[-1] + 1)]
    g, n, whole = len(groups), len(values), values.mean() ** 2
    h = [n / len(group) for group in groups]
    left = [np.concatenate(groups[:j] + groups[j + 1:]).mean() ** 2 for j in range(g)]
    centre = g * whole - sum((1 - 1 / h[j]) * left[j] for j in range(g))
    variance = sum((h[j] * whole - (h[j] - 1) * left[j] - centre) ** 2 / (h[j] - 1) for j in range(g)) / g
    estimate, error = done.jackknife(lambda means: means["product"] ** 2)
    assert estimate == pytest.approx(whole) and error == pytest.approx(np.sqrt(variance))
    if chunks in (2, 20):
        means = np.array([group.mean() for group in groups])
        assert done.jackknife(lambda means: means["product"])[1] == pytest.approx(means.std(ddof=1) / np.sqrt(g))


# Sobol indices ------------------------------------------------------------------------------


G_RANGES = dict.fromkeys("abcd", (0, 1))


def g_indices():
    """First and total indices of `asked.steep`, exactly: partial variances 1/(3(1+a)²), which multiply."""
    partial = [Fraction(1, 3) / (1 + Fraction(weight)) ** 2 for weight in (0, 1, Fraction(9, 2), 9)]
    whole = np.prod([1 + v for v in partial]) - 1
    first = [v / whole for v in partial]
    total = [v * np.prod([1 + w for j, w in enumerate(partial) if j != i]) / whole for i, v in enumerate(partial)]
    return np.array(first, dtype=float), np.array(total, dtype=float)


def test_sobol_finds_the_g_functions_indices():
    found, (first, total) = sobol(asked.steep, G_RANGES, 100_000, 1), g_indices()
    assert found.names == tuple("abcd")
    assert (abs(found.first - first) < 4 * found.first_se).all() and (found.first_se < 0.01).all()
    assert (abs(found.total - total) < 4 * found.total_se).all() and (found.total_se < 0.01).all()


def test_a_sum_has_no_interaction():
    found = sobol(lambda a, b, c: 1 * a + 2 * b + 3 * c, {"a": (0, 1), "b": (0, 1), "c": (0, 1)}, 40_000, 2)
    exact = np.array([1, 4, 9]) / 14
    assert (abs(found.first - exact) < 4 * found.first_se).all() and (abs(found.total - exact) < 4 * found.total_se).all()


@pytest.mark.parametrize("k, first, total", [(1, 1, 1), (2, 1 / 3, 2 / 3), (3, 1 / 7, 4 / 7)])
def test_all_of_k_switches(k, first, total):
    """The hand cases: the outcome is 1 when all of k fair coins show heads. Booleans count as 0 and 1."""
    found = sobol(lambda **coins: np.all([coin > 0.5 for coin in coins.values()], axis=0), {f"x{i}": (0, 1) for i in range(k)}, 60_000, 3)
    assert (abs(found.first - first) < 5 * found.first_se + 1e-12).all()
    assert (abs(found.total - total) < 5 * found.total_se + 1e-12).all()


def test_parity_is_all_interaction():
    found = sobol(lambda a, b, c: (a > 0.5) ^ (b > 0.5) ^ (c > 0.5), {"a": (0, 1), "b": (0, 1), "c": (0, 1)}, 60_000, 4)
    assert (abs(found.first) < 5 * found.first_se).all() and (abs(found.total - 1) < 5 * found.total_se).all()


def test_what_changes_nothing_has_a_total_index_of_exactly_zero():
    found = sobol(lambda a, b, c: np.exp(a) * c, {"a": (0, 1), "b": (0, 1), "c": 2.0}, 1000, 5)
    assert found.names == ("a", "b") and found.total[1] == 0 and found.total_se[1] == 0 and found.total[0] == pytest.approx(1, abs=0.2)


def test_an_answer_may_be_several():
    def answer(a, b):
        return np.stack([a, b, a * b], axis=-1)

    found = sobol(answer, {"a": (0, 1), "b": (0, 2)}, 5000, 6)
    assert found.first.shape == found.total_se.shape == (2, 3)
    for k in range(3):
        alone = sobol(lambda a, b: answer(a, b)[:, k], {"a": (0, 1), "b": (0, 2)}, 5000, 6)
        for part in ("first", "total", "first_se", "total_se"):
            np.testing.assert_allclose(getattr(found, part)[:, k], getattr(alone, part), rtol=1e-12)


@pytest.mark.parametrize("function", [asked.steep, lambda a, b, c, d: asked.steep(a, b, c, d) + 1000, lambda a, b, c, d: np.sin(7 * a) * b + c**4])
def test_salib_finds_the_same_on_the_same_sample(function):
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    asks = []

    def noted(**values):
        asks.append(function(**values))
        return asks[-1]

    found = sobol(noted, G_RANGES, 2000, 7)
    blocks = asks[0].reshape(6, 2000)  # ours block after block, SALib's draw after draw
    theirs = analyze({"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}, blocks.T.ravel(), calc_second_order=False, num_resamples=2, seed=1)
    np.testing.assert_allclose(found.first, theirs["S1"], atol=1e-10)
    np.testing.assert_allclose(found.total, theirs["ST"], rtol=1e-9, atol=1e-12)


def test_standard_errors_cover_what_they_should():
    first, total = g_indices()
    found = [sobol(asked.steep, G_RANGES, 1000, seed) for seed in range(300)]
    for part, exact in (("first", first), ("total", total)):
        covered = np.mean([abs(getattr(one, part) - exact) < 1.96 * getattr(one, part + "_se") for one in found], axis=0)
        assert (covered > 0.90).all() and (covered < 0.985).all(), (part, covered)


def test_sobol_in_chunks():
    options = {"chunks": 40, "size": 1000, "key": 8}
    found, (first, total) = sobol_sweep(asked.steep, G_RANGES, **options), g_indices()
    whole = sobol(asked.steep, G_RANGES, 40_000, 8)
    for part, exact in (("first", first), ("total", total)):
        error = getattr(found, part + "_se")
        assert (abs(getattr(found, part) - exact) < 4.5 * error).all()
        assert (error < 2 * getattr(whole, part + "_se")).all() and (error > getattr(whole, part + "_se") / 2).all()
    spread = sobol_sweep(asked.steep, G_RANGES, **options, compute=2)
    for part in ("first", "total", "first_se", "total_se"):
        assert getattr(found, part).tobytes() == getattr(spread, part).tobytes()


def test_sobol_in_one_chunk_is_sobol():
    rng = stream(9, 0)
    whole = sobol(asked.steep, G_RANGES, 500, rng)
    terms = sweep.sweep(sweep._Terms(asked.steep, 4), sweep._design(G_RANGES)[1], chunks=1, size=500, key=9)
    first, total = sweep._from_means({name: terms.mean(name) for name in terms.sums})
    np.testing.assert_allclose(first, whole.first, atol=1e-13)
    np.testing.assert_allclose(total, whole.total, atol=1e-13)


def test_a_store_keeps_sobol_indices(tmp_path):
    pytest.importorskip("zarr")
    options = {"chunks": 4, "size": 100, "key": 8, "store": tmp_path}
    one = sobol_sweep(asked.steep, G_RANGES, **options)
    assert sobol_sweep(asked.steep, G_RANGES, **options).first.tobytes() == one.first.tobytes()
    assert "0x" not in json.dumps(json.loads((tmp_path / "zarr.json").read_text()))
    with pytest.raises(ValueError, match="another sweep: design"):
        sobol_sweep(asked.steep, G_RANGES | {"d": (0, 2)}, **options)


# Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("options, error, message", [
    ({"chunks": 0}, ValueError, "chunks must be a whole number of at least 1, got 0"),
    ({"size": 2.5}, ValueError, "size must be a whole number of at least 1, got 2.5"),
    ({"key": -1}, ValueError, r"key must be a whole number of at least 0 and below 2\*\*128, got -1"),
    ({"key": 2**128}, ValueError, "key must be"),
    ({"key": True}, ValueError, "key must be"),
    ({"function": 3}, TypeError, "function must be callable, got 3"),
    ({"compute": "many"}, TypeError, "compute must be None, a number of processes.* got 'many'"),
    ({"compute": 0}, ValueError, "must be a whole number of at least 1, got 0"),
    ({"compute": True}, TypeError, "compute must be"),
    ({"compute": 2, "function": lambda x, y, z: {"x": x}}, TypeError, "defined at the top of a module"),
    ({"design": {}}, ValueError, "design must give a range to at least one name, got none"),
    ({"design": {"x": (1, 0)}}, ValueError, r"low end that is not above its high end, got \(1, 0\)"),
    ({"design": {"x": (0, np.inf)}}, ValueError, "finite number, or .* to 'x'"),
    ({"design": {"x": "wide"}}, ValueError, "to 'x', got 'wide'"),
    ({"design": {"x": (0, 1, 2)}}, ValueError, "to 'x'"),
    ({"function": lambda x, y, z: {}}, ValueError, "at least one named array, got none"),
    ({"function": lambda x, y, z: {"a": x[:-1]}}, ValueError, r"first axis of 40 draws, got float64 of shape \(39,\) for 'a'"),
    ({"function": lambda x, y, z: {"a": z}}, ValueError, r"of shape \(\) for 'a'"),
    ({"function": lambda x, y, z: {"a": x.astype(str)}}, ValueError, "numbers or booleans"),
    ({"function": lambda x, y, z: {"a": np.log(x - x)}}, ValueError, "finite numbers, got -inf for 'a'"),
])
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_sweep_refuses(options, error, message):
    with pytest.raises(error, match=message):
        run(**options)


def test_results_must_be_the_same_in_every_chunk():
    mark = draws()["x"][40]
    with pytest.raises(ValueError, match="same results for every chunk: chunk 1 gave"):
        run(lambda x, y, z: {"a" if x[0] == mark else "b": x})


def test_an_unknown_result_is_refused(serial):
    for ask in (serial.mean, serial.error):
        with pytest.raises(ValueError, match="result must be one of inside, product, both, got 'insid', did you mean 'inside'"):
            ask("insid")
    with pytest.raises(ValueError, match="at least 2 chunks"):
        run(chunks=1).jackknife(lambda means: 0)


@pytest.mark.parametrize("arguments, message", [
    ((asked.steep, G_RANGES, 1, 1), "size must be a whole number of at least 2, got 1"),
    ((asked.steep, G_RANGES, 10, None), "rng must be a numpy.random.Generator or a seed, got None"),
    ((asked.steep, dict.fromkeys("abcd", 1), 10, 1), "at least one name, got numbers that stay alone"),
    ((lambda a: 0 * a + 3, {"a": (0, 1)}, 10, 1), "function must vary over the ranges"),
    ((lambda a: a[1:], {"a": (0, 1)}, 10, 1), r"first axis of 30 draws, got float64 of shape \(29,\)"),
])
def test_sobol_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        sobol(*arguments)


# The book's design --------------------------------------------------------------------------


@pytest.mark.parametrize("value, spread, low, high, expected", [
    (0.3, 0.5, 0, 1, (0.15, 0.65)), (0.9, 1, 0, 1, (0, 1)), (0.9, 0, 0, 1, (0.9, 0.9)), (4, 0.25, 0, np.inf, (3, 5)),
    (6, 1, 1, np.inf, (1, 11)), (2, 0.5, 1, np.inf, (1.5, 2.5)), (1, 0.5, 0, 1, (0.5, 1)),
])
def test_ranges_take_a_share_of_the_way(value, spread, low, high, expected):
    assert sweep.widened(value, spread, low, high) == pytest.approx(expected)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(list(sweep.DESIGNS)), st.floats(0, 1), st.floats(0, 1))
def test_ranges_stay_in_their_domains_and_grow(design, one, other):
    small, large = (sweep.ranges(design, spread) for spread in sorted((one, other)))
    own = conditions.calibration()
    for name, value in own.items():
        lever = LEVERS.get(name.rpartition(".")[2])
        if isinstance(small[name], tuple):
            assert large[name][0] <= small[name][0] <= value <= small[name][1] <= large[name][1]
            assert name == "noise" or lever.low - 1e-12 <= large[name][0] and large[name][1] <= lever.high + 1e-12
        else:
            assert small[name] == large[name] == value
    drawn = {name for name, given in small.items() if isinstance(given, tuple)}
    assert len(drawn) == {"others": 8, "all": 20}[design] and "noise" in drawn and "prize_passing" not in drawn
    moved = {lever for changes in CONDITIONS.values() for lever in changes}
    assert design == "all" or not drawn & moved


def test_designs_refuse():
    for call, message in [(lambda: sweep.ranges("some", 0.1), "design must be one of others, all, got 'some'"),
                          (lambda: sweep.ranges("all", 1.1), r"spread must be in \[0, 1\], got 1.1"),
                          (lambda: sweep.ranges("all", 0.1, 0), "rounds must be a whole number of at least 1, got 0")]:
        with pytest.raises(ValueError, match=message):
            call()


def test_the_statements_by_hand():
    """Asked of each draw alone, with Python's loops and the Shapley value as a mean over all 120 orders."""
    names, trio = list(CONDITIONS), {"apparatus", "person", "penalty"}
    values = Uniform.of(sweep.ranges("all", 0.3, rounds=40))(stream(5, 0), 30)
    said, every = sweep.statements(**values), []
    for k in range(30):
        one = {name: float(value[k]) if np.ndim(value) else value for name, value in values.items()}
        one_board = sweep.board(**one)
        shares = {frozenset(name for name, on in zip(names, at) if on): float(one_board[at]) for at in np.ndindex(2, 2, 2, 2, 2)}
        blame = {on for on, share in shares.items() if share > 0.5}
        gains = dict.fromkeys(names, 0.0)
        for order in itertools.permutations(names):
            for place, name in enumerate(order):
                gains[name] += shares[frozenset(order[:place + 1])] - shares[frozenset(order[:place])]
        every.append([len(blame) == 4, bool(blame) and all(trio <= on for on in blame), all(on in blame for on in shares if trio <= on),
                      frozenset(names) in blame, not any(frozenset({name}) in blame for name in names),
                      all(gains["apparatus"] > gains[name] for name in names if name != "apparatus")])
    assert np.array_equal(np.array(every).T, np.stack(list(said.values())))
    assert 0 < np.mean(every, axis=0)[0] < 1 and 0 < np.mean(every, axis=0)[5] < 1


def test_shapley_values_by_hand():
    """a and (b or c): 2/3, 1/6, 1/6. Of any game: the mean gain over all orders, and they add up."""
    hand = np.array([[[0, 0], [0, 0]], [[0, 1], [1, 1]]], dtype=float)
    np.testing.assert_allclose(sweep.shapley(hand, 3), [2 / 3, 1 / 6, 1 / 6])
    game, orders = np.random.default_rng(1).random((2, 2, 2, 2, 2)), list(itertools.permutations(range(5)))
    gains = np.zeros(5)
    for order in orders:
        at = [0] * 5
        for player in order:
            before, at[player] = game[tuple(at)], 1
            gains[player] += (game[tuple(at)] - before) / len(orders)
    np.testing.assert_allclose(sweep.shapley(np.stack([game, 1 - game]), 5), [gains, -gains], atol=1e-14)


def test_at_the_books_values_all_six_hold():
    assert all(np.all(held) for held in sweep.statements(**conditions.calibration()).values())
    assert (sweep.board(**conditions.calibration()) > 0.5).sum() == conditions.blames().sum() == 4


def test_the_board_is_a_simulation_of_its_rounds():
    own = conditions.calibration()
    for rounds in (5, 60):
        assert np.array_equal(sweep.board(rounds=rounds, **own), conditions.deflecting(hold=rounds))


# The command and its table ------------------------------------------------------------------


SMALL = ["--designs", "all", "--spreads", "0.1", "0.5", "--chunks", "2", "--size", "10", "--rounds", "20"]


def command(*words):
    return subprocess.run([sys.executable, "-m", "xianxiang.sweep", *map(str, words)], capture_output=True, text=True)


def test_the_command_writes_the_same_table_whoever_computes(tmp_path):
    pytest.importorskip("zarr")
    plain = command(*SMALL, "--quiet")
    assert (plain.returncode, plain.stderr) == (0, "")
    for words in (["--store", tmp_path / "store", "--workers", 2], ["--store", tmp_path / "store"]):
        done = command(*SMALL, *words, "--out", tmp_path / "table.csv")
        assert done.returncode == 0 and "all, spread 0.5, 20 rounds" in done.stderr
        assert (tmp_path / "table.csv").read_text() == plain.stdout
    assert plain.stdout.splitlines()[0] == f"# python -m xianxiang.sweep {' '.join(SMALL[:5])} --rounds 20 --chunks 2 --size 10 --key 2012"


@pytest.mark.parametrize("words, status, message", [
    (["--help"], 0, "--workers"), (["--help"], 0, "--store"), (["--help"], 0, "--out"), (["--help"], 0, "--key"), (["--help"], 0, "--chunks"),
    (["--spreads", "2"], 2, "spread must be in [0, 1]"), (["--chunks", "0"], 2, "chunks must be"), (["--designs", "some"], 2, "invalid choice"),
    (["--workers", "2", "--scheduler", "tcp://nowhere:1"], 2, "not both"), (["--workers", "0"], 2, "workers must be"),
])
def test_the_command_says_what_it_takes_and_what_is_wrong(capsys, words, status, message):
    with pytest.raises(SystemExit) as ended:
        sweep.main(words)
    said = capsys.readouterr()
    assert ended.value.code == status and message in said.out + said.err


def test_the_command_runs_on_a_dask_cluster(client, tmp_path):
    done = command(*SMALL, "--scheduler", client.scheduler.address, "--quiet")
    assert done.stdout == command(*SMALL, "--quiet").stdout


def stored():
    """The heading of the book's table, and its rows."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    heading = [line for line in lines if line.startswith("#")]
    return heading, list(csv.DictReader(lines[len(heading):]))


def test_the_stored_table_says_what_made_it():
    heading, rows = stored()
    assert heading[0].startswith("# python -m xianxiang.sweep --") and all(word in heading[1] for word in ("xianxiang ", "numpy ", "Philox(key="))
    given = sweep._parser().parse_args(heading[0].split()[4:])
    kinds = list(itertools.product(given.designs, given.spreads, given.rounds))
    assert len(rows) == 6 * len(kinds) and tuple(rows[0]) == sweep.COLUMNS
    assert [(row["design"], float(row["spread"]), int(row["rounds"])) for row in rows[::6]] == kinds
    assert {int(row["draws"]) for row in rows} == {given.chunks * given.size}


def test_the_stored_table_adds_up():
    _, rows = stored()
    for row in rows:
        draws, holds, first = (int(row[name]) for name in ("draws", "holds", "first"))
        share = holds / draws
        assert 0 <= first <= 100 and 0 <= holds <= draws
        assert float(row["share"]) == round(share, 4) and float(row["se"]) == round(np.sqrt(share * (1 - share) / draws), 4)
        assert row["spread"] != "0.0" or holds == draws


@pytest.mark.parametrize("design, spread, rounds", [("others", 0.25, 60), ("others", 1.0, 60), ("all", 0.1, 60), ("all", 0.5, 30), ("all", 0.1, 240)])
def test_rows_of_the_stored_table_come_out_again(design, spread, rounds):
    heading, rows = stored()
    given = sweep._parser().parse_args(heading[0].split()[4:])
    again = sweep.sweep(sweep.statements, sweep.ranges(design, spread, rounds), chunks=1, size=given.size, key=given.key)
    kept = {row["statement"]: row for row in rows if (row["design"], float(row["spread"]), int(row["rounds"])) == (design, spread, rounds)}
    assert {name: int(count) for name, count in again.sums.items()} == {name: int(row["first"]) for name, row in kept.items()}
    for name, row in kept.items():  # and the first chunk is one of the whole's
        share = float(row["share"])
        assert abs(int(row["first"]) / given.size - share) <= 4.5 * np.sqrt(max(share * (1 - share), 0.01) / given.size)
