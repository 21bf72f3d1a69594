"""Measure how long a chapter takes to run in the browser: ``python benchmarks/lite.py FOLDER [CHAPTER]``.

A browser with an empty store opens the notebook from a server that sends 20 Mbit/s in all (cold), then again as fast as the
machine can (warm). Another one first reads the chapter until its page has fetched ahead, and then opens the notebook (read). The browser's own clock starts when the page is asked for; Run all is pressed as soon as Python is ready.
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
from xianxiang.book.chromium import FLAGS  # noqa: E402

MBIT = 20
WATCH = """
const times = window.times = {};
const note = (name, when) => { if (when && !(name in times)) times[name] = performance.now() / 1000; };
setInterval(() => {
  if (document.querySelector('#xx-run')?.dataset.state !== 'ready') return;
  if (!('ready' in times)) [...document.querySelectorAll('#xx-run button')].find((button) => /^Run/.test(button.textContent)).click();
  note('ready', true);
  const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code');
  const ran = cells.filter((cell) => /^\\d+$/.test(cell.prompt));
  note('first', ran.some((cell) => cell.model.outputs.length));
  note('drawn', document.querySelector('.xx-live svg'));
  note('last', ran.length === cells.length);
}, 10);
"""


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
    """Seconds until Python was ready, the first output there, the first live figure drawn and the last cell done."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.times?.last && window.times.drawn", timeout=60_000, polling=200)
    times = page.evaluate("window.times")
    page.close()
    return [times[name] for name in ("ready", "first", "drawn", "last")]


def read(context, address):
    """Stay on the chapter's page until all is fetched ahead."""
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Run this chapter").focus()
    page.wait_for_function("localStorage.getItem('xianxiang-lite-fetched')", timeout=60_000, polling=200)
    page.close()


def main(folder, stem="index"):
    """Measure one chapter and print a line for each visit."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Throttled, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    line = Throttled.line
    with sync_playwright() as playwright:
        for visits in (("cold", "warm", "warm", "warm"), ("read",)):
            with tempfile.TemporaryDirectory() as store:
                context = playwright.chromium.launch_persistent_context(store, executable_path=find(), args=[*FLAGS, "--no-sandbox"], bypass_csp=True)  # Playwright waits by evaluating
                for name in visits:
                    line.rate, line.moved = (0 if name == "warm" else MBIT * 125_000), 0
                    if name == "read":
                        read(context, f"{site}/en/chapters/{stem}.html")
                    ready, first, drawn, last = visit(context, f"{site}/lite/notebooks/index.html?path={stem}.ipynb")
                    print(f"{stem}, {name}: Python ready {ready:.1f} s, first output {first:.1f} s, live figure {drawn:.1f} s, last cell {last:.1f} s, {line.moved / 1e6:.1f} MB moved", flush=True)
                context.close()
    server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
