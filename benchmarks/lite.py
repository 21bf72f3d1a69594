"""Measure how long a chapter takes to run in the browser: ``python benchmarks/lite.py FOLDER [CHAPTER]``.

A browser with an empty store opens the notebook from a server that sends 20 Mbit/s in all (cold), then again as fast as the
machine can (warm). The clock starts when the notebook's page is asked for; Run all is pressed as soon as Python is ready.
"""

import sys
import tempfile
import threading
import time
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from xianxiang.book.serve import Quiet

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from chromium import find  # noqa: E402
from conftest import FLAGS  # noqa: E402

MBIT = 20
SHOWN = """() => {
  const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code');
  const done = cells.map((cell) => /^\\d+$/.test(cell.prompt));
  const live = document.querySelectorAll('.xx-live svg').length;
  return { first: live > 0 || done.some((one, n) => one && cells[n].model.outputs.length > 0), all: done.every(Boolean), live };
}"""


class Line:
    """A line that all connections share: so many bytes a second, or any number."""

    def __init__(self):
        self.rate, self.free, self.moved, self.lock = 0, 0.0, 0, threading.Lock()

    def carry(self, size):
        """Wait until so many bytes have passed."""
        with self.lock:
            self.moved += size
            if not self.rate:
                return
            now = time.perf_counter()
            self.free = max(self.free, now) + size / self.rate
            wait = self.free - now
        time.sleep(wait)


class Throttled(Quiet):
    """The book's own server, on that line."""

    line = Line()

    def copyfile(self, source, outputfile):
        """Send a file in pieces."""
        while piece := source.read(16_384):
            self.line.carry(len(piece))
            outputfile.write(piece)


def visit(context, address):
    """Seconds to Python ready, first output and last output."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#xx-run[data-state=ready]", timeout=180_000)
    ready = time.perf_counter() - began
    page.get_by_role("button", name="Run all cells", exact=True).click()
    first = None
    while not first or not seen["all"]:
        seen = page.evaluate(SHOWN)
        first = first or (seen["first"] and time.perf_counter() - began)
        time.sleep(0.02)
    page.close()
    return ready, first, time.perf_counter() - began


def main(folder, stem="index"):
    """Measure one chapter and print a line for each visit."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Throttled, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/lite/notebooks/index.html?path={stem}.ipynb"
    line = Throttled.line
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as store:
        context = playwright.chromium.launch_persistent_context(store, executable_path=find(), args=[*FLAGS, "--no-sandbox"])
        for name, rate in (("cold", MBIT * 125_000), ("warm", 0), ("warm", 0), ("warm", 0)):
            line.rate, line.moved = rate, 0
            ready, first, last = visit(context, address)
            print(f"{stem}, {name}: Python ready {ready:.1f} s, first output {first:.1f} s, last {last:.1f} s, {line.moved / 1e6:.1f} MB moved", flush=True)
        context.close()
    server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
