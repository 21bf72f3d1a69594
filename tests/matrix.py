"""Run the models' tests on every Python and on the oldest numpy and pandas that the library allows: `make matrix`.

Each run is a new environment that holds the library's wheel, what it needs, and what the tests need. A Python that this
machine has not got is left out, and the last lines say so. With names (`python tests/matrix.py 3.12-oldest`) only those run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from xianxiang.ledger import WRITTEN

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).with_name("uv"))
OLDEST = ["numpy==2.0.*", "pandas==2.2.*"]
RUNS = {
    "3.11-oldest": ("3.11", OLDEST),
    "3.11-newest": ("3.11", []),
    "3.12-oldest": ("3.12", OLDEST),  # what a chapter has in the reader's browser
    "3.12-newest": ("3.12", []),
    "3.13-oldest": ("3.13", ["numpy==2.1.*", "pandas==2.2.*"]),  # numpy 2.0 was not made for Python 3.13
    "3.13-newest": ("3.13", []),
    "3.11-numpy": ("3.11", []),  # nothing but numpy: the models
}
NEEDS = ["pytest>=8", "hypothesis>=6.100", "nashpy>=0.0.41", "pybtex", "pyyaml", "nbformat", "nbclient", "ipykernel<7", "mypy"]
TESTS = [f"tests/test_{name}.py" for name in ("institution", "stage", "turn", "sweep", "ledger", "figures", "doctests", "library")]
CHAPTERS = [f"tests/test_{stem}.py" for stem in WRITTEN]
CHAPTERS = [path for path in CHAPTERS if path not in TESTS and (ROOT / path).is_file()]  # only where the browser's numpy is, and with numpy alone
ALONE_NEEDS = ["pytest>=8", "hypothesis>=6.100", "nashpy>=0.0.41"]
ALONE = [f"tests/test_{name}.py" for name in ("institution", "stage", "turn", "sweep", "alone")]


def call(*command, **options):
    """Run a command quietly; on failure say what it said and end."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def said(*command):
    """What a command prints, or an empty string if it fails or is not there."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def find(version):
    """Path of a Python of this version, or None: one that uv finds, else one that pyenv keeps."""
    if found := said(UV, "python", "find", "--no-python-downloads", version):
        return found
    kept = [name for name in said("pyenv", "versions", "--bare").split() if name.startswith(f"{version}.")]
    places = [Path(said("pyenv", "prefix", name)) / "bin" / f"python{version}" for name in kept]
    return next((str(place) for place in places if said(str(place), "-c", "print(1)")), None)


def environment(folder, python, wheel, pins, alone):
    """Make an environment, with what the figures need unless the models are to be alone; returns its Python."""
    own = {**os.environ, "VIRTUAL_ENV": str(folder)}
    call(UV, "venv", "-q", "-p", python, folder)
    call(UV, "pip", "install", "-q", wheel if alone else f"xianxiang[live] @ {wheel.as_uri()}", *pins, *(ALONE_NEEDS if alone else NEEDS), env=own)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def run(name, folder, wheel):
    """One run; returns its line of the report, and whether it is green."""
    version, pins = RUNS[name]
    base = find(version)
    if base is None:
        return f"{name:12} left out: this machine has no Python {version}", True
    began = time.monotonic()
    alone = name.endswith("-numpy")
    python = environment(folder / name, base, wheel, pins, alone)
    ready = time.monotonic()
    has = call(python, "-c", f"import sys, numpy, importlib.util as u; assert not {alone} or not any(map(u.find_spec, ('pandas', 'altair', 'ipywidgets')));"
               "print(sys.version.split()[0], numpy.__version__, 'none' if u.find_spec('pandas') is None else __import__('pandas').__version__)").split()
    own = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(ALONE if alone else TESTS), *(CHAPTERS if alone or name == "3.12-oldest" else [])]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, env=own)
    if done.returncode:
        print(done.stdout[-4000:])
    made, tested = ready - began, time.monotonic() - ready
    return f"{name:12} Python {has[0]}, numpy {has[1]}, pandas {has[2]}: {done.stdout.strip().splitlines()[-1]} (environment {made:.0f} s, tests {tested:.0f} s)", done.returncode == 0


def main(names):
    """Run what was asked for and report; exit with 1 if anything was red."""
    unknown = set(names) - set(RUNS)
    if unknown:
        sys.exit(f"no run is called {', '.join(sorted(unknown))}; there are {', '.join(RUNS)}")
    green = True
    with tempfile.TemporaryDirectory(prefix="xianxiang-matrix-") as scratch:
        folder = Path(scratch)
        call(UV, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", folder, ROOT)
        wheel = next(folder.glob("*.whl"))
        for name in names or RUNS:
            line, passed = run(name, folder, wheel)
            print(line, flush=True)
            green &= passed
    sys.exit(not green)


if __name__ == "__main__":
    main(sys.argv[1:])
