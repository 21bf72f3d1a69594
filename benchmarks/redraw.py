"""How long a reader waits: from moving a slider to the redrawn chart, for every explorer of a page.

Usage: ``python benchmarks/redraw.py URL [--moves N] [--chromium PATH]``; prints a table in Markdown.

A move is a press of an arrow key on a slider's handle, dispatched in the page; the clock stops when the charts' SVG has been
replaced, all work that the move queued is done and the page is laid out anew. Painting is the browser's and comes after.
Where a figure plays, the time from one of the browser's frames to the next is noted too: a late frame is one that took twice the usual.
"""

from __future__ import annotations

import argparse
import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

MOVE = """
async ([name, moves]) => {
  const live = document.querySelector(`.xx-live[data-name="${name}"]`);
  const handles = [...live.closest('.xx-explorer').querySelectorAll('.xx-slider .noUi-handle')];
  const switches = [...live.closest('.xx-explorer').querySelectorAll('.xx-switch input')];
  const times = [];
  for (let i = 0; i < moves; i++) {
    const handle = handles[i % handles.length];
    const key = Math.floor(i / handles.length) % 16 < 8 ? 'ArrowRight' : 'ArrowLeft';
    const start = performance.now();
    if (handle) handle.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    else switches[i % switches.length].click();
    await new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
    live.querySelector('.xx-plot svg')?.getBoundingClientRect();
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return times;
}
"""


PLAY = """
async (name) => {
  const live = document.querySelector(`.xx-live[data-name="${name}"]`);
  const button = live.querySelector('.xx-play');
  if (!button) return null;
  live.closest('.xx-explorer').scrollIntoView();
  const gaps = [];
  let last = performance.now();
  let on = true;
  const tick = (now) => { gaps.push(now - last); last = now; if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  button.click();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  on = false;
  if (button.textContent.includes('Pause')) button.click();
  return gaps.slice(2);
}
"""


def playing(page: Page, name: str) -> str:
    """While a figure plays: the 95th percentile of the time from one frame to the next, and the share of frames that came late."""
    gaps = sorted(page.evaluate(PLAY, name) or [])
    if not gaps:
        return "–"
    return f"{gaps[int(0.95 * (len(gaps) - 1))]:.0f} ms, {sum(gap > 2 * gaps[len(gaps) // 2] for gap in gaps) / len(gaps):.0%} late"


def measure(page: Page, name: str, moves: int, slower: int) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds, with the processor slowed so many times."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.evaluate(MOVE, [name, moves // 4])  # warm up
    times = sorted(page.evaluate(MOVE, [name, moves]))
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return statistics.median(times), times[int(0.95 * (len(times) - 1))]


def explorers(page: Page) -> list[str]:
    """Ask for the page's explorers, uncover them, and return their names."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # asks for all figures at once
    page.wait_for_function("document.querySelectorAll('.xx-live').length === document.querySelectorAll('.xx-still').length")
    page.eval_on_selector_all(".xx-cover .xx-quiet", "found => found.forEach(button => button.click())")
    return page.eval_on_selector_all(".xx-live", "found => found.map(e => e.dataset.name)")


def report(url: str, moves: int, chromium: str | None) -> str:
    """Measure a page and return a table in Markdown."""
    lines = ["| explorer | median | p95 | median, 4x slower | p95, 4x slower | frame to frame while it plays |", "| --- | --: | --: | --: | --: | --: |"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)  # Playwright waits by evaluating
        page.goto(url)
        for name in explorers(page):
            numbers = [*measure(page, name, moves, 1), *measure(page, name, moves, 4)]
            lines.append(f"| {name} | " + " | ".join(f"{number:.1f} ms" for number in numbers) + f" | {playing(page, name)} |")
        browser.close()
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser's program; by default chromium on the path, else playwright's own")
    options = parser.parse_args()
    print(report(options.url, options.moves, options.chromium))
