"""Measure how long the book's build takes, now and with as many chapters as are planned: ``python benchmarks/build.py [CHAPTERS]``.

A copy of the book in a folder of its own gets copies of its chapters that run, under other names, until there are so many. It is
built from nothing and once more unchanged. Seconds by the clock, and of the processors; the lite site, which other chapters
hardly change, takes part.
"""

import os
import re
import resource
import shutil
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import yaml

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from conftest import build  # noqa: E402

from xianxiang.book import notebooks  # noqa: E402

LEAVE = shutil.ignore_patterns("_build", ".*", "node_modules", "__pycache__", "tests")
PLANNED = 19
OWN = "\n```{{code-cell}} python\n:tags: [remove-cell]\n{number}\n```\n"
"""A cell that no other copy has, or the cache would know the copy as what it was copied from and not run it."""
LABELS = re.compile(r"^:label: (\S+)$|^\((\S+)\)=$|^\$\$ \((\S+)\)$", re.MULTILINE)
# The library has to say of each proposition how it is held; a copy's is held as the one that it copies.
HELD = "\n\nRESULTS |= {{f'{{label}}-{{number}}': RESULTS[label] for label, number in {copied} if label in RESULTS}}\n"


def labels_of(text):
    """The labels that a chapter gives, the longest first."""
    return sorted({"".join(found) for found in LABELS.findall(text)}, key=len, reverse=True)


def renamed(text, suffix):
    """A chapter with other labels, so that a second one may stand beside it."""
    labels = labels_of(text)
    return re.sub(rf"((?:^:label: |^```{{solution}} |\$\$ \(|^\(|`|<))({'|'.join(map(re.escape, labels))})(?=[`)>\s])", rf"\1\2-{suffix}", text, flags=re.MULTILINE) if labels else text


def enlarge(folder, chapters):
    """Add copies of the chapters that run until there are so many, the first page and its like not among them."""
    toc = yaml.safe_load((folder / "_toc.yml").read_text(encoding="utf-8"))
    texts = notebooks.Book.read(folder / "chapters").texts
    running = [stem for stem, text in texts.items() if notebooks.runs(text)]
    more = max(0, chapters - len(running))
    copied = []
    for number, stem in enumerate(islice(cycle(running[-3:]), more)):
        name = f"{stem}-{number}"
        (folder / "chapters" / f"{name}.md").write_text(renamed(texts[stem], number) + OWN.format(number=number), encoding="utf-8")
        copied += [(label, number) for label in labels_of(texts[stem])]
        toc["parts"][0]["chapters"].append({"file": f"chapters/{name}"})
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    with open(folder / "lib/xianxiang/certificates.py", "a", encoding="utf-8") as certificates:
        certificates.write(HELD.format(copied=copied))


def timed(folder):
    """Build; seconds by the clock and of the processors."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = build(folder)
    clock = perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(chapters):
    """Print a table."""
    with tempfile.TemporaryDirectory(prefix="xianxiang-bench-") as scratch:
        folder = Path(scratch) / "book"
        shutil.copytree(ROOT, folder, ignore=LEAVE)
        enlarge(folder, chapters)
        os.environ["PYTHONPATH"] = str(folder / "lib")
        os.environ.setdefault("XIANXIANG_LITE_CACHE", str(ROOT / "_build" / ".lite"))
        print(f"| {chapters} chapters that run | seconds | of the processors |\n|---|--:|--:|")
        for what in ("built from nothing", "built again, unchanged"):
            print("| {} | {:.1f} | {:.1f} |".format(what, *timed(folder)), flush=True)


if __name__ == "__main__":
    report(int(sys.argv[1]) if len(sys.argv) > 1 else PLANNED)
