"""The site as a zip, for readers without a connection, learning platforms and mirrors: `python -m xianxiang.book.pack SITE TARGET`.

Two files: the whole site, and a small one without the notebooks that run Python in the browser. The same site gives the same bytes.
"""

import os
import re
import sys
import time
import zipfile
from pathlib import Path

import xianxiang
from xianxiang.book import offline
from xianxiang.book.lite.button import LITE

WHEN = 1735689600  # 1 January 2025: stands for the times at which files were made, unless SOURCE_DATE_EPOCH says another

# What leads from a page to a notebook that runs Python, as `lite.button` put it there.
RUN = re.compile(rb'\s*<a href="[^"]*\blite/notebooks/index\.html[^"]*"[^>]*>.*?</a>', re.DOTALL)
RUN_SCRIPT = re.compile(rb'\s*<script [^>]*xianxiang/button\.js[^>]*></script>')


def small(held):
    """A site without its notebooks that run Python, and without what leads there.

    Parameters
    ----------
    held : dict of str to bytes
        The site's files by their names.

    Returns
    -------
    dict of str to bytes
    """
    kept = {name: data for name, data in held.items() if not name.startswith(f"{LITE}/")}
    for name in [name for name in kept if name.endswith(".html")]:
        kept[name] = RUN_SCRIPT.sub(b"", RUN.sub(b"", kept[name]))
    for name in [name for name in kept if name.rpartition("/")[2] == offline.LIST]:
        place = name.removesuffix(offline.LIST)
        kept[name] = offline.listing({other.removeprefix(place): data for other, data in kept.items() if other.startswith(place)}).encode()
    return kept


def write(held, path, top, when):
    """Write files into a zip, in order, below one folder.

    Parameters
    ----------
    held : dict of str to bytes
        Files by their names.
    path : pathlib.Path
        Of the zip.
    top : str
        Name of the folder.
    when : float
        The time that every file gets, in seconds of the Unix epoch, UTC.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(held):
            entry = zipfile.ZipInfo(f"{top}/{name}", time.gmtime(when)[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # as on Unix, wherever it is made
            packed.writestr(entry, held[name], zipfile.ZIP_DEFLATED, 9)


def pack(site, target):
    """Pack a built site twice: whole and small.

    Parameters
    ----------
    site, target : pathlib.Path
        The built site, and the folder for the zips.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    ValueError
        If there is no built site.
    """
    held = offline.files(site)
    if "index.html" not in held:
        raise ValueError(f"site must be the folder of a built book, got {site}: there is no index.html")
    name, when = f"xianxiang-{xianxiang.__version__}", float(os.environ.get("SOURCE_DATE_EPOCH") or WHEN)
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for ending, part in (("", held), ("-small", small(held))):
        made.append(target / f"{name}{ending}.zip")
        write(part, made[-1], name, when)
    return made


if __name__ == "__main__":
    try:
        for path in pack(Path(sys.argv[1]), Path(sys.argv[2])):
            print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
    except ValueError as error:
        sys.exit(str(error))
