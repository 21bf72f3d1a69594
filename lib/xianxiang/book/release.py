"""Everything that a release carries, in ``_build/release``: ``python -m xianxiang.book.release [v0.1.0]`` from the book's folder.

The library as wheel and as sources, the bills of materials, what `make paper` and `make zip` have made of the book, and the checksums
of all. With a tag, the tag, the library, ``CITATION.cff`` and ``.zenodo.json`` must name the same version. There is none while a part of the Chinese edition is pending.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import yaml

import xianxiang

from . import downloads, lite, sbom, solutions, translation

FOLDER = Path("_build") / "release"
TAKEN = (Path("_build") / "paper", Path("_build") / "zip")
KINDS = {".pdf", ".epub", ".zip"}
SUMS = "SHA256SUMS"


def versions(root):
    """What each of the places that name the version says.

    Parameters
    ----------
    root : path-like
        The book's folder.

    Returns
    -------
    dict of str to str
    """
    root = Path(root)
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return {
        "the library": xianxiang.__version__,
        "CITATION.cff": citation["version"],
        "CITATION.cff, preferred-citation": citation["preferred-citation"]["version"],
        ".zenodo.json": json.loads((root / ".zenodo.json").read_text(encoding="utf-8"))["version"],
    }


def check(tag, found):
    """Refuse a tag that is not every version's.

    Parameters
    ----------
    tag : str
        Such as ``v0.1.0``.
    found : dict of str to str
        As `versions` returns it.

    Raises
    ------
    ValueError
        Naming who says what.
    """
    if {f"v{version}" for version in found.values()} != {tag}:
        raise ValueError(f"tag {tag!r} is to be v and the version that every place names; they say {', '.join(f'{place}: {version}' for place, version in found.items())}")


def pack(root, folder):
    """The library as wheel and, where the solutions are not to be hidden, as sources, which have them.

    Parameters
    ----------
    root, folder : pathlib.Path
    """
    from hatchling.builders.sdist import SdistBuilder

    downloads.build_wheel(root, folder)
    if not solutions.hidden((root / "_config.yml").read_text(encoding="utf-8")):
        for _ in SdistBuilder(str(root)).build(directory=str(folder), versions=["standard"]):
            pass


def sums(folder):
    """The checksums of a folder's files, as ``sha256sum --check`` reads them.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    str
    """
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def make(root, tag=None):
    """Make the release.

    Parameters
    ----------
    root : path-like
        The book's folder.
    tag : str, optional

    Returns
    -------
    pathlib.Path
        The folder that holds it, made anew.

    Raises
    ------
    ValueError
        If the tag is not the version's, or the Chinese edition is not whole.
    """
    root = Path(root).resolve()
    if tag:
        check(tag, versions(root))
    if lacking := translation.pending(root):
        raise ValueError(f"the Chinese edition lacks {', '.join(lacking)}")
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pack(root, folder)
    sbom.write_all(root, folder, Path(os.environ.get(lite.CACHE) or root / "_build" / ".lite"))
    for place in TAKEN:
        for path in sorted((root / place).glob("*")):
            if path.suffix in KINDS:
                shutil.copy(path, folder)
    (folder / SUMS).write_text(sums(folder), encoding="utf-8")
    return folder


def main(tag=None):
    """Make the release, or say why not."""
    try:
        folder = make(Path.cwd(), tag)
    except ValueError as error:
        sys.exit(f"xianxiang.book.release: {error}")
    print(f"The release is in {FOLDER}:")
    print((folder / SUMS).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main(*sys.argv[1:2])
