"""What the tests share: the book as built by the real command, a site that serves it, a browser that may reach nothing else."""

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin
from zlib import crc32

import pytest

ROOT = Path(__file__).resolve().parents[1]


ASK = "dispatchEvent(new Event('beforeprint'))"
"""What asks a page for its figures wherever the reader stands; they come when one is near, or for paper."""

SHIFT = "window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value))).observe({ type: 'layout-shift', buffered: true })"
"""Notes how far what is seen of a page has moved by itself."""

# The longest files, those that need no book before those that do.
WITHOUT = ("test_hub", "test_certificates", "test_sentences", "test_figures", "test_library", "test_ledger")
LONGEST = ("test_lite", "test_browser", "test_build", "test_notebooks", "test_prose", "test_drain", "test_firefox", "test_teach_page", "test_teach_scorm", "test_teach_hall")
PARTS = {"test_browser": 6, "test_lite": 3}


def group(nodeid):
    """What a test shares its process with: its file's tests; of the very longest files a part of them, those of a chapter's figures together, since they share its page."""
    path, _, name = nodeid.partition("::")
    stem, about = Path(path).stem, name.partition("[")[2].rstrip("]")
    if stem == "test_browser":
        from xianxiang import figures

        if about in figures.ALL:
            return stem, figures.ALL[about].__module__
    return stem, crc32(about.encode()) % PARTS.get(stem, 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The longest files come first. What needs the book waits until it is built: one part of it begins, and what needs no book takes the other processes meanwhile."""
    order = (*WITHOUT, *LONGEST)

    def turn(item):
        stem, part = group(item.nodeid)
        return -1 if (stem, part) == ("test_browser", 0) else order.index(stem) if stem in order else len(order)

    items.sort(key=turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Processes that test side by side share the work by group. xdist's own `loadgroup` writes a group into a test's name, which pytest has computed anew since 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

    return ByGroup(config, log)


def build(root, *options):
    """Build the book of a folder as `make book` does; returns the finished process."""
    script = Path(sys.executable).with_name("jupyter-book")
    command = [str(script), "build", str(root), "-W", "-n", "--keep-going", "-q", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=root)


@contextmanager
def alone(name):
    """Only one of the processes that test side by side is inside at a time, where the system has locks for that."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    (ROOT / "_build").mkdir(exist_ok=True)
    with open(ROOT / "_build" / f".{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def built(testrun_uid):
    """Folder of the built site, with all editions. It is built once a run, by whichever process comes first; an unchanged book is not built again."""
    note = ROOT / "_build" / ".tested"
    with alone("book"):
        if not note.exists() or note.read_text() != testrun_uid:
            done = subprocess.run([sys.executable, "-m", "xianxiang.book"], capture_output=True, text=True, cwd=ROOT)
            assert done.returncode == 0, done.stdout + done.stderr
            note.write_text(testrun_uid)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def book(built):
    """Folder of the English edition's pages."""
    return built / "en"


@pytest.fixture(scope="session")
def zh(built):
    """Folder of the Chinese edition's pages."""
    return built / "zh"


@pytest.fixture(scope="session")
def kept(built):
    """Folder of what the English edition keeps between builds."""
    return built.parent / "en"


@pytest.fixture(scope="session")
def quoted(book):
    """The computed numbers of a page, in the order of the text."""

    def read(stem):
        page = (book / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        return [text.replace("’", "'") for text in re.findall(r'<span class="pasted-text">([^<]*)</span>', page)]

    return read


@pytest.fixture(scope="session")
def host(built):
    """Address of a server of the built site, on this machine only."""
    from xianxiang.book.serve import server

    running = server(built)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="session")
def site(host):
    """Address of the English edition."""
    return f"{host}/en"


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium."""
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="the models' own runs have no browser").sync_playwright
    from xianxiang.book.chromium import FLAGS, find

    path = find()
    if path is None:
        pytest.fail("There is no Chromium: run `python tests/chromium.py`, which gets one.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=os.geteuid() != 0)
        yield running
        running.close()


def at_last(read, wanted, seconds=15):
    """What is read once it is what is wanted; else what is read when the time is over."""
    until = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return found


def until(page, said, about=None, timeout=30_000):
    """Wait until what is said of a page is true; milliseconds. Playwright's own way evaluates in the page, which its policy forbids."""
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(said, about):
        assert time.monotonic() < end, f"not true within {timeout} ms: {said}"
        page.wait_for_timeout(50)


MOVING = "document.getAnimations().filter((one) => one.playState === 'running' && Number.isFinite(one.effect.getComputedTiming().endTime)).length"


def complaints(page, within="document", asked=""):
    """What axe-core finds in a page at rest: what is faded in, or still changes its colour, has not the contrast that a reader sees."""
    folder = Path(pytest.importorskip("axe_playwright_python", reason="the models' own runs have no browser").__file__).parent
    page.wait_for_timeout(50)
    at_last(lambda: page.evaluate(MOVING), 0, seconds=3)  # what moves on and on, or is not drawn, is judged as it is
    page.evaluate((folder / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({within}, {{ resultTypes: ['violations'], preload: false, {asked} }})")["violations"]
    return [(rule["id"], node["target"], node["html"][:200]) for rule in found for node in rule["nodes"]]


@dataclass
class Visitor:
    """Opens pages of an edition; notes whatever asks for another host, and every error."""

    browser: object
    site: str
    outside: list = field(default_factory=list)
    troubles: list = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def open(self, path, spoil=None, figures=True, **options):
        """Open a page.

        Parameters
        ----------
        path : str
            Below the edition's root.
        spoil : callable, optional
            Gets each request's route before it goes on; returns True if it dealt with it.
        figures : bool
            Whether the page is asked for its figures, wherever they stand.
        **options
            Of Playwright's new_context.
        """

        def gate(route):
            url = route.request.url
            if not url.startswith((urljoin(self.site, "/"), "data:", "blob:")):
                self.outside.append(url)
                route.abort()
            elif not (spoil and spoil(route)):
                route.continue_()

        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.contexts.append(context)
        context.route("**/*", gate)
        context.add_init_script(SHIFT)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{path}: {error}"))
        page.on("console", lambda message: message.type == "error" and self.troubles.append(f"{path}: {message.text}"))
        page.goto(f"{self.site}/{path}", wait_until="load")
        if figures:
            page.evaluate(ASK)
        return page

    def leave(self):
        """Close all pages."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture
def visitor(chromium, site):
    """A visitor of the English edition; see `home`."""
    yield from home(Visitor(chromium, site))


@pytest.fixture
def chinese(chromium, host):
    """A visitor of the Chinese edition; see `home`."""
    yield from home(Visitor(chromium, f"{host}/zh"))


def home(visiting):
    """A visitor must come home without a request to another host and without an error on a page."""
    yield visiting
    outside, troubles = list(visiting.outside), list(visiting.troubles)  # what leaving breaks off is no error of the page
    visiting.leave()
    assert outside == [], "asked for another host"
    assert troubles == [], "errors on the page"
