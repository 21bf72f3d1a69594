"""Make the book's environment in ``.venv``, or leave it as it is: ``python3 lib/xianxiang/book/environment.py`` from the book's folder.

An environment belongs to its folder, to its list of packages and to its Python; ``.venv/installed`` says which. One that was
copied or moved along with its folder still points to where it was made, so it is made anew. The old one is put aside and comes
back if the new one cannot be finished, for instance because the network is down. Only the standard library is needed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
LISTS = ("requirements.txt", "pyproject.toml")
# What would make an installer put packages elsewhere than into this environment.
MISLEADING = ("UV_SYSTEM_PYTHON", "UV_TARGET", "UV_PREFIX", "UV_PYTHON", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX")


class CannotMake(RuntimeError):
    """The environment cannot be made; the message says why and what to do."""


def python_of(folder: Path) -> Path:
    """Return the path of an environment's Python."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def series_of(folder: Path) -> str:
    """Return the series of an environment's Python, such as 3.11, as it says itself: an upgraded system may have put another in its place."""
    try:
        return subprocess.run([python_of(folder), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def stamp(root: Path) -> str:
    """Return what the environment must have been made for: this folder, these packages, the Python that it has."""
    digest = hashlib.sha256()
    for name in LISTS:
        digest.update((root / name).read_bytes() + b"\0")
    return f"{root}\n{series_of(root / '.venv')}\n{digest.hexdigest()}\n"


def is_current(root: Path) -> bool:
    """Tell whether the environment is there, was made here, and has what the lists ask for."""
    note = root / ".venv" / "installed"
    try:
        return python_of(root / ".venv").exists() and note.read_text(encoding="utf-8") == stamp(root)
    except (OSError, UnicodeDecodeError):
        return False


def check_python() -> None:
    """Raise unless this Python can make the environment."""
    if sys.version_info < OLDEST:
        raise CannotMake(f"The book needs Python 3.11 or later, and '{sys.executable}' is {sys.version.split()[0]}.\nInstall a later one and name it: make PYTHON=python3.12")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise CannotMake("This Python cannot make an environment: its venv module is missing.\nInstall it (Debian, Ubuntu: apt-get install python3-venv).") from None


def own_variables() -> dict[str, str]:
    """Return the variables of this process without those that mislead installers; a home that cannot be written is left alone."""
    own = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    if "UV_CACHE_DIR" not in own and not os.access(own.get("XDG_CACHE_HOME") or os.path.expanduser("~"), os.W_OK):
        own["UV_NO_CACHE"] = "1"
    return {**own, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def fill(root: Path, folder: Path) -> None:
    """Make the environment in `folder`: pinned packages, checked against their hashes, and the library itself.

    uv does in seconds what takes pip a minute; where uv cannot (an index that only pip is told of, say), pip does it.
    """
    import venv

    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    python, own = str(python_of(folder)), own_variables()
    pins = (root / "requirements.txt").read_text(encoding="utf-8")
    (folder / "uv.txt").write_text(re.search(r"^uv==(?:.*\\\n)*.*\n", pins, re.MULTILINE)[0], encoding="utf-8")

    def pip(*words: str) -> int:
        return subprocess.run([python, "-m", "pip", "install", "-q", *words], cwd=root, env=own).returncode

    wanted = ["--require-hashes", "-r", "requirements.txt"]
    done = pip("--require-hashes", "-r", str(folder / "uv.txt"))
    if done == 0:
        done = subprocess.run([python, "-m", "uv", "pip", "install", "-q", "--python", python, "--compile-bytecode", *wanted], cwd=root, env=own).returncode
    if done and pip(*wanted):
        raise CannotMake("The packages could not be installed; what pip said stands above. Is the package index within reach?")
    if pip("--no-deps", "--no-build-isolation", "-e", "."):
        raise CannotMake("The library could not be installed; what pip said stands above.")


def make(root: Path) -> None:
    """Make the environment anew. Whatever was there comes back if that fails."""
    check_python()
    folder, aside = root / ".venv", root / ".venv.old"
    print("Making the environment in .venv", flush=True)
    if aside.exists():  # an earlier making was cut off: what stands in .venv is half made
        shutil.rmtree(folder, ignore_errors=True)
    elif folder.exists():
        folder.rename(aside)
    try:
        fill(root, folder)
        (folder / "installed").write_text(stamp(root), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if aside.exists():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def main() -> None:
    """Make the environment if it is not the one that is wanted."""
    root = Path.cwd()
    if is_current(root):
        return
    try:
        make(root)
    except (CannotMake, OSError) as error:
        rest = "\nThe environment that was there before is there still. To use it as it is: make -o environment book" if (root / ".venv").exists() else ""
        raise SystemExit(f"{error}{rest}") from None


if __name__ == "__main__":
    main()
