"""Build the book of this folder, all of its editions or those named: ``python -m xianxiang.book [en] [zh]``. Warnings are errors."""

import os
import subprocess
import sys
from pathlib import Path

from xianxiang.book import editions, root
from xianxiang.live import bundle

OPTIONS = ("-W", "-n", "--keep-going", "-q")


def build(folder, named=()):
    """Build editions, side by side, and what the site has once.

    Parameters
    ----------
    folder : pathlib.Path
        The book's.
    named : sequence of str
        Keys of `editions.EDITIONS`; by default all that the book has.

    Raises
    ------
    ValueError
        If the book has no such edition, or one of them has a warning or an error, which was told.
    """
    there = editions.all_of(folder)
    if wrong := [own for own in named if own not in there]:
        raise ValueError(f"there is no edition {wrong[0]!r} here; allowed: {', '.join(there)}")
    site = folder / "_build" / "html"
    bundle.ensure()  # both once, before several builds do it
    editions.clear(site)
    named = named or there
    command, own = [Path(sys.executable).with_name("jupyter-book"), "build"], {**os.environ, editions.VARIABLE: " ".join(named)}
    running = [subprocess.Popen([*command, editions.source(folder, name), "--path-output", folder, *OPTIONS], cwd=folder, env=own, stdout=subprocess.DEVNULL) for name in named]
    if any([process.wait() for process in running]):
        raise ValueError("the book could not be built")
    root.make(site, list(editions.there(site).values()))


def main(*named):
    """Build, or say why not."""
    try:
        build(Path.cwd(), named)
    except (ValueError, RuntimeError) as error:
        sys.exit(f"xianxiang.book: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
