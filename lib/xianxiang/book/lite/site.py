"""Build the lite site: JupyterLite with the chapters, Python and the library, all of it from the book's own address."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from xianxiang.book.lite import ahead, environment, supplies, wheels
from xianxiang.book.messages import called
from xianxiang.language import LANGUAGES, say

HERE = Path(__file__).parent
PAGE = HERE / "page"
ICON = HERE.parent / "style" / "icon.svg"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
FIRST = ("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
"""Packages without which the kernel does not start; a missing one kills it without a word."""

LOADED = [*FIRST, "xianxiang"]

CONFIG = {"apps": ["notebooks", "tree"], "no_sourcemaps": True, "no_unused_shared_packages": True, "contents": ["files"], "cache_dir": ".cache"}
SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"autosave": True, "autosaveInterval": 3},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false", "doNotDisturbMode": True},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
WORKER = "extensions/@jupyterlite/pyodide-kernel-extension/static/352.*.js"
# The larger scripts that a notebook page loads, of these releases of JupyterLite and its kernel; the rest is small.
APPLICATION = (
    "notebooks/index.html",
    "bootstrap.js",
    "build/notebooks/bundle.js",
    *(f"build/{chunk}.*.js" for chunk in ("jlab_core", "9903", "4926", "4333", "2930", "2955", "7369", "8845")),
    "extensions/@jupyter-widgets/jupyterlab-manager/static/439.*.js",
    "extensions/@jupyterlite/pyodide-kernel-extension/static/592.*.js",
    WORKER,
)
# Forms of the icons' fonts for browsers too old to run Python; the others take the woff2.
UNUSED = ("build/fa-*.eot", "build/fa-*.svg", "build/fa-*.ttf", "build/fa-*.woff")
TAGS = """\
<link rel="icon" href="./icon.svg">
<link rel="stylesheet" href="./run.css">
<script src="./run.js"></script>
</head>"""
STAMP = "made-from.txt"
WHEN = "2025-01-01T00:00:00Z"  # stands for the times at which files were made, which differ from build to build


def build(cache, target, notebooks, data, title, say):
    """Build the site, unless it is there and made from the same things.

    Parameters
    ----------
    cache : pathlib.Path
        Folder of what is kept between builds.
    target : pathlib.Path
        Where the site goes.
    notebooks : dict of str to bytes
        The chapters' notebooks by the name of their file.
    data : dict of str to bytes
        Files that the library reads beside its own, by their names in its wheel.
    title : str
    say : callable
        Takes a line of text for the one who builds.
    """
    mark, known = target / STAMP, fingerprint(notebooks, data, title)
    if mark.is_file() and mark.read_text(encoding="utf-8") == known:
        return
    cache.mkdir(parents=True, exist_ok=True)
    python = environment.python(cache, say)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        out, missing = assemble(Path(scratch), cache, python, notebooks, data, title, say)
        if not missing:  # else the next build looks again
            (out / STAMP).write_text(known, encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(out, target)


def assemble(folder, cache, python, notebooks, data, title, say):
    """Build the site in a folder; return where in it the site is, and the packages that no one had."""
    started, missing = lay(cache, folder / "static" / "pyodide", python, data, say)
    configure(folder, title)
    for name, text in notebooks.items():
        supplies.keep(folder / "files" / name, text)
    say("building the lite site")
    environment.run([python, "-m", "jupyterlite_core", "build", "--output-dir", folder / "out"], "build the lite site", folder)
    finish(folder / "out", started)
    return folder / "out", missing


def fingerprint(notebooks, data, title):
    """Hash all that the site is made from."""
    digest = hashlib.sha256(f"{title}\0{os.environ.get(supplies.FOLDER)}\0".encode())
    own = {path.relative_to(HERE).as_posix(): path.read_bytes() for path in HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    for files in (own, wheels.library_files(), notebooks, data):
        for name in sorted(files):
            digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def lay(cache, folder, python, data, say):
    """Lay Pyodide and all wheels into a folder, with a lock that knows them; return the files that a start loads, and later,
    and the packages that no one had."""
    npm = supplies.core(cache, say)
    lock = supplies.official_lock(npm)
    packages = lock["packages"]
    native, missing = supplies.native(cache, lock, supplies.closure(packages, supplies.ROOTS), say)
    own = wheels.own(cache / "own", data)
    empty = {name: wheels.empty(cache / "own", name) for name in supplies.UNNEEDED}
    added = {**supplies.pure(cache, say), **supplies.kernel(python), **empty, "xianxiang": own}
    sources = {**native, **added}
    compiled = ahead.compile_all(cache, npm, [npm / "python_stdlib.zip", *(path for path in sources.values() if path.suffix == ".whl")], say)
    ready = {path.name: path for path in compiled}
    for name, entry in packages.items():
        entry["file_name"] = supplies.CDN.format(version=lock["info"]["version"], file=entry["file_name"])
    for name, path in added.items():
        packages[name] = supplies.entry(name, path, supplies.NEEDS[name])
    folder.mkdir(parents=True)
    for name, path in sources.items():
        made = ready.get(path.name, path)
        shutil.copy(made, folder / path.name)
        packages[name] |= {"file_name": path.name, "sha256": wheels.sha256(made)}
    for name in supplies.CORE:
        shutil.copyfile(ready.get(name, npm / name), folder / name)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    if missing:
        tell_missing(missing, packages, say)
    first = supplies.closure(packages, LOADED)
    core = [name for name in supplies.CORE if name != "pyodide.mjs"]
    later = [name for name in supplies.closure(packages, supplies.LATER) if name not in first]
    named = {"python": first, "later": later}
    files = {part: [packages[name]["file_name"] for name in names if name not in missing] for part, names in named.items()}
    files["python"] = core + files["python"]
    return files, missing


def tell_missing(missing, packages, say):
    """Say loudly which wheels the reader's browser will have to fetch from the CDN."""
    say("NOTE: these native wheels were found neither in a folder, nor in the PyPI package, nor on the CDN from here:")
    for name in missing:
        say(f"  {packages[name]['file_name']}")
    say("The lite site asks the CDN for them when a reader starts Python, so it is not whole without that host.")
    say(f"To mend it, name a folder that holds them in the environment variable {supplies.FOLDER} and build again.")


def configure(folder, title):
    """Write what JupyterLite reads."""
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": LOADED}}
    site = {"appName": title, "exposeAppInBrowser": True, "litePluginSettings": {KERNEL: kernel}}
    documents = {
        "jupyter_lite_config.json": {"LiteBuildConfig": CONFIG},
        "jupyter-lite.json": {"jupyter-lite-schema-version": 0, "jupyter-config-data": site},
        "overrides.json": SETTINGS,
    }
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, indent=1, sort_keys=True), encoding="utf-8")


def name_by_content(out):
    """Rename Python's folder so that its name changes with what it holds: a browser then need not ask whether a file is still
    the same, which would also cost it what it has compiled. Returns the folder's place in the site."""
    plain, settings = out / "static" / "pyodide", out / "jupyter-lite.json"
    digest = hashlib.sha256("".join(f"{path.name} {wheels.sha256(path)}\n" for path in sorted(plain.iterdir())).encode()).hexdigest()[:16]
    named = plain.rename(plain.with_name(f"pyodide-{digest}"))
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("static/pyodide/", f"static/{named.name}/"), encoding="utf-8")
    return named.relative_to(out).as_posix()


def dictionaries(script):
    """What a script says, in each of the library's other languages.

    Parameters
    ----------
    script : str

    Returns
    -------
    dict of str to dict of str to str
    """
    return {other: {text: say(text, other) for text in sorted(set(called(script)))} for other in LANGUAGES if other != "en"}


def finish(out, started):
    """Name Python's folder by what it holds, add the book's scripts to the notebook page, list what a start loads, and even out
    what differs from build to build."""
    python = name_by_content(out)
    started = {part: [f"{python}/{name}" for name in names] for part, names in started.items()}
    for path in [path for pattern in UNUSED for path in out.glob(pattern)]:
        path.unlink()
    for path in (PAGE / "early.js", PAGE / "run.css", ICON):
        shutil.copy(path, out / "notebooks")
    run = (PAGE / "run.js").read_text(encoding="utf-8")
    (out / "notebooks" / "run.js").write_text(f"globalThis.xianxiangWords={json.dumps(dictionaries(run), ensure_ascii=False)};\n{run}", encoding="utf-8")
    page = out / "notebooks" / "index.html"
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("</head>", TAGS, 1), encoding="utf-8")
    pages = [path.relative_to(out).as_posix() for pattern in APPLICATION for path in sorted(out.glob(pattern))]
    listed = {part: [[name, (out / name).stat().st_size] for name in names] for part, names in {"application": pages, **started}.items()}
    version = hashlib.sha256("".join(f"{name} {wheels.sha256(out / name)}\n" for names in listed.values() for name, _ in names).encode()).hexdigest()[:16]
    worker = next(out.glob(WORKER)).relative_to(out).as_posix()
    start = {"version": version, "folder": python, "packages": LOADED, "packages_later": supplies.LATER, "worker": worker, **listed}
    (out / "start.json").write_text(json.dumps(start, separators=(",", ":")), encoding="utf-8")
    for listing in (out / "api" / "contents").rglob("all.json"):
        text = listing.read_text(encoding="utf-8")
        listing.write_text(re.sub(r'"(created|last_modified)": "[^"]*"', rf'"\1": "{WHEN}"', text), encoding="utf-8")
