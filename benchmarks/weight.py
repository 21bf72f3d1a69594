"""What a page weighs and how soon it stands, on a slow phone: ``python benchmarks/weight.py FOLDER [PAGE…] [--files]``; prints tables in Markdown.

A window of 412 px, the processor slowed four times, 1.6 Mbit/s and 150 ms. A reader opens the page with an empty store and, once it
has loaded, walks down to its end; then follows a link to its first figure, with an empty store again. Of the first visit are noted the bytes, gzipped,
with all figures alive, the largest contentful paint and the layout shift, of the second the time to the live figure.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from xianxiang.book.serve import server

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from chromium import find  # noqa: E402
from xianxiang.book.chromium import FLAGS  # noqa: E402

WIDTH, SLOWER, BYTES_A_SECOND, LATENCY = 412, 4, 1_600_000 / 8, 150
WATCH = """
window.seen = { paint: 0, shift: 0, live: null };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (seen.paint = entry.startTime))).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; })).observe({ type: 'layout-shift', buffered: true });
document.addEventListener('xx-live', () => (seen.live ??= performance.now()), true);
"""
WALK = """
async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo({ top: y, behavior: 'instant' });
    await new Promise((done) => setTimeout(done, 250));
  }
}
"""
LIVE = "document.querySelectorAll('.xx-live').length === document.querySelectorAll('.xx-still').length"


@dataclass(frozen=True)
class Visit:
    """What was noted of a page.

    Attributes
    ----------
    files : dict of str to int
        Bytes, gzipped, by file.
    paint, live : float
        Seconds to the largest contentful paint, and to the first live figure; None where there is no figure.
    shift : float
        All layout shifts together.
    """

    files: dict
    paint: float
    live: float | None
    shift: float


def slow(browser: Browser) -> Page:
    """Return a page of the slow phone."""
    page = browser.new_context(viewport={"width": WIDTH, "height": 915}, has_touch=True, is_mobile=True, device_scale_factor=2, bypass_csp=True).new_page()  # Playwright waits by eval
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    return page


def visit(browser: Browser, address: str) -> Visit:
    """Visit a page twice and return what was noted."""
    page, files = slow(browser), {}
    page.on("response", lambda response: response.ok and not response.url.startswith(("data:", "blob:")) and files.update({response.url: len(gzip.compress(response.body(), 6))}))
    page.goto(address, wait_until="networkidle")
    paint = page.evaluate("seen.paint")
    page.evaluate(WALK)
    page.wait_for_function(LIVE, timeout=60_000)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("seen.shift")
    first = page.evaluate("document.querySelector('.xx-still')?.dataset.for ?? null")
    page.context.close()
    live = None
    if first:
        page = slow(browser)
        page.goto(f"{address}#{first}")
        page.wait_for_function("seen.live", timeout=60_000)
        live = page.evaluate("seen.live") / 1000
        page.context.close()
    return Visit(files, paint / 1000, live, shift)


def report(folder: Path, names: list[str], by_file: bool) -> str:
    """Visit the pages of a built book and return tables in Markdown."""
    site = server(folder)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    lines = ["| page | kB, gzipped | largest paint | shift | first live figure |", "| --- | --: | --: | --: | --: |"]
    details = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=[*FLAGS, "--no-sandbox"])
        for name in names:
            seen = visit(browser, f"http://127.0.0.1:{site.server_port}/en/chapters/{name}.html")
            live = f"{seen.live:.1f} s" if seen.live else "–"
            lines.append(f"| {name} | {sum(seen.files.values()) / 1000:.0f} | {seen.paint:.1f} s | {seen.shift:.3f} | {live} |")
            files = sorted(((size, re.sub(r"https?://[^/]*/|\?.*", "", url)) for url, size in seen.files.items()), reverse=True)
            details += ["", f"| {name} | kB, gzipped |", "| --- | --: |", *(f"| {url} | {size / 1000:.1f} |" for size, url in files)]
        browser.close()
    site.shutdown()
    return "\n".join(lines + (details if by_file else []))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--files", action="store_true", help="the bytes of each file too")
    options = parser.parse_args()
    print(report(options.folder, options.pages or sorted(path.stem for path in (options.folder / "en/chapters").glob("*.html")), options.files))
