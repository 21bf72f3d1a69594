"""Compile wheels and the standard library ahead, so that the reader's browser need not: three seconds less of a start."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from xianxiang.book.lite import wheels
from xianxiang.book.lite.environment import run
from xianxiang.live import bundle

HERE = Path(__file__).parent
COMPILER = ("compile.mjs", "compiled.py")
# What is left out of packages: their tests, what Jupyter's own pages would take from them, colouring of other languages.
DROP = r"/tests?/|\.data/|\.pyi$|^narwhals/_(spark_like|duckdb|ibis|dask)/"
LEXERS = r"^pygments/lexers/(?!(__init__|_mapping|python|special|shell|markup|html|javascript|css|data)\.)"
OPTIONS = {
    "xianxiang": {"stay": True},  # a reader may ask a notebook for the source of what the book computes with
    "python_stdlib.zip": {"bare": True},
    "pygments": {"bare": True, "drop": f"{DROP}|{LEXERS}"},
    "prompt_toolkit": {"bare": True, "drop": DROP},
    "narwhals": {"bare": True, "drop": DROP},
}
"""How packages are compiled, by the first part of the file's name; the others as `USUAL`."""

USUAL = {"drop": DROP}


def compile_all(cache, pyodide, paths, say):
    """Return the compiled form of each zip.

    Parameters
    ----------
    cache : pathlib.Path
    pyodide : pathlib.Path
        The npm package.
    paths : list of pathlib.Path
        Wheels, and the zip of the standard library.
    say : callable

    Returns
    -------
    list of pathlib.Path
        In the same order, of the same names.
    """
    salt = repr((OPTIONS, USUAL)).encode() + b"".join((HERE / name).read_bytes() for name in COMPILER) + (pyodide / "pyodide-lock.json").read_bytes()
    base = hashlib.sha256(salt).hexdigest()[:16]
    made = [cache / "compiled" / f"{base}-{wheels.sha256(path)[:16]}" / path.name for path in paths]
    jobs = [(path, target) for path, target in zip(paths, made) if not target.is_file()]
    if jobs:
        say(f"compiling {len(jobs)} of {len(paths)} packages for the browser's Python" + (" (once; takes a minute or two)" if len(jobs) > 3 else ""))
        _compile(pyodide, jobs)
    return made


def _compile(pyodide, jobs):
    """Compile (source, target) pairs in Pyodide under node."""
    node, _ = bundle.tools()
    with tempfile.TemporaryDirectory(prefix="xianxiang-") as scratch:
        work, listed = Path(scratch), []
        for name in COMPILER:
            shutil.copy(HERE / name, work)
        for number, (source, target) in enumerate(jobs):
            for side in ("in", "out"):
                (work / side / str(number)).mkdir(parents=True)
            shutil.copy(source, work / "in" / str(number))
            inside = [f"/desk/{side}/{number}/{source.name}" for side in ("in", "out")]
            listed.append([*inside, OPTIONS.get(source.name.partition("-")[0], USUAL)])
        (work / "jobs.json").write_text(json.dumps(listed))
        run([node, work / "compile.mjs", pyodide, work], "compile packages with Pyodide in node", NODE_OPTIONS="")
        for number, (source, target) in enumerate(jobs):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(f".{os.getpid()}")
            shutil.copy(work / "out" / str(number) / source.name, part)
            part.replace(target)
