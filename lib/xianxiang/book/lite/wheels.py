"""Wheels as files: their hashes, what they hold, and one of our own made from the library as it stands."""

import hashlib
import zipfile
from pathlib import Path

import xianxiang

LIBRARY = Path(xianxiang.__file__).parent
EPOCH = (1980, 1, 1, 0, 0, 0)
# Of the library, what a notebook has no use for: the book's build, the sources of the scripts, scripts of the pages.
LEFT_OUT = {"book", "web", "static", "node_modules", "__pycache__"}
WHEEL = b"Wheel-Version: 1.0\nGenerator: xianxiang\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
CARRIED = ("live/static/vega-lite.js",)


def sha256(path):
    """Return a file's hash in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(path, files):
    """Write a zip of {name: bytes}; the same files give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])


def strip(source, target):
    """Copy a wheel without what was compiled for one kind of machine; the name says that it fits all."""
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith((".so", ".pyd", ".c", ".pyi", "/"))}
    write(target, files)


def empty(folder, name):
    """Write a wheel that brings nothing, for a package that is asked for and not needed; return its path."""
    path = folder / f"{name}-0-py3-none-any.whl"
    files = {
        f"{name}-0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n".encode(),
        f"{name}-0.dist-info/WHEEL": WHEEL,
        f"{name}-0.dist-info/RECORD": b"",
    }
    write(path, files)
    return path


def imports(path):
    """Names of the modules that a wheel brings, the top ones."""
    names = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            top, below, _ = name.partition("/")
            if below and not top.endswith((".dist-info", ".data")) and name.endswith(".py"):
                names.add(top)
            elif not below and top.endswith(".py"):
                names.add(top.removesuffix(".py"))
    return sorted(names)


def library_files():
    """The library as {name in a wheel: bytes}, with the script that draws."""
    files = {}
    for path in sorted(LIBRARY.rglob("*")):
        inside = path.relative_to(LIBRARY)
        if path.is_file() and (inside.as_posix() in CARRIED or not LEFT_OUT & set(inside.parts)):
            files[f"xianxiang/{inside.as_posix()}"] = path.read_bytes()
    return files


def own(folder, data):
    """Write the library's wheel and return its path.

    Parameters
    ----------
    folder : pathlib.Path
    data : dict of str to bytes
        Files that the library reads and that do not lie in it, by their names in the wheel.
    """
    name, version = "xianxiang", xianxiang.__version__
    info = f"{name}-{version}.dist-info"
    files = {
        **library_files(),
        **data,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": WHEEL,
        f"{info}/RECORD": b"",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    write(path, files)
    return path
