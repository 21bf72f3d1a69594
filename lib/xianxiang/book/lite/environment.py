"""An environment of its own for what builds the lite site: its pins would not go with the book's."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from xianxiang.book.environment import own_variables
from xianxiang.book.lite.errors import LiteError

PINS = Path(__file__).parent / "pins"
BIN = "Scripts" if os.name == "nt" else "bin"


def run(command, what, folder=None, **variables):
    """Run a command; return what it said, or raise with the end of that.

    Parameters
    ----------
    command : list of str
    what : str
        What it is for, in words that finish "could not …".
    folder : pathlib.Path, optional
        Where to run it.
    **variables
        Added to the environment's.
    """
    command = [str(part) for part in command]
    done = subprocess.run(command, cwd=folder, env={**own_variables(), **variables}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-12:])
        raise LiteError(f"could not {what}:\n{tail}")
    return done.stdout


def uv():
    """The command of uv, a list, or None where there is none."""
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    return found and [found]


def python(cache, say):
    """Return the Python of the environment, which is made if it is not there.

    Parameters
    ----------
    cache : pathlib.Path
        Folder of what is kept between builds.
    say : callable
        Takes a line of text for the one who builds.
    """
    pins = PINS / "environment.txt"
    name = hashlib.sha256(sys.version.encode() + pins.read_bytes()).hexdigest()[:16]
    home = cache / "environment" / name
    own = home / BIN / ("python.exe" if os.name == "nt" else "python")
    ready = home / "ready"
    if ready.is_file() and own.exists():
        return own
    say("making the environment that builds the lite site (once)")
    shutil.rmtree(home.parent, ignore_errors=True)
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    wanted = ["--require-hashes", "-r", pins]
    try:
        if not uv():
            raise LiteError("no uv")
        run([*uv(), "pip", "install", "-q", "--python", own, *wanted], "install with uv")
    except LiteError:
        run([own, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], f"install what builds the lite site ({pins.name}); is the package index within reach?")
    ready.touch()
    return own
