"""What the tests share: the book as built by the real command, a site that serves it, a browser that may reach nothing else."""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


LONGEST = ("test_browser", "test_lite", "test_hub", "test_build", "test_notebooks", "test_prose", "test_drain", "test_firefox")
PARTS = {"test_browser": 6, "test_lite": 3}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Processes that test side by side share the work by file. The longest files come first, and the very longest in parts."""
    for item in items:
        stem = item.path.stem
        part = crc32(item.name.partition("[")[2].encode()) % PARTS.get(stem, 1)
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(f"{stem}-{part}"))
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


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
def book(testrun_uid):
    """Folder of the built pages. It is built once a run, by whichever process comes first; an unchanged book is not built again."""
    note = ROOT / "_build" / ".tested"
    with alone("book"):
        if not note.exists() or note.read_text() != testrun_uid:
            done = build(ROOT)
            assert done.returncode == 0, done.stdout + done.stderr
            note.write_text(testrun_uid)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def quoted(book):
    """The computed numbers of a page, in the order of the text."""

    def read(stem):
        page = (book / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        return [text.replace("’", "'") for text in re.findall(r'<span class="pasted-text">([^<]*)</span>', page)]

    return read


@pytest.fixture(scope="session")
def site(book):
    """Address of a server of the built book, on this machine only."""
    from xianxiang.book.serve import server

    running = server(book)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium."""
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="the models' own runs have no browser").sync_playwright
    from chromium import find

    path = find()
    if path is None:
        pytest.fail("There is no Chromium: run `python tests/chromium.py`, which gets one.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=os.geteuid() != 0)
        yield running
        running.close()


@dataclass
class Visitor:
    """Opens pages of the site; notes whatever asks for another host, and every error."""

    browser: object
    site: str
    outside: list = field(default_factory=list)
    troubles: list = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def open(self, path, spoil=None, **options):
        """Open a page.

        Parameters
        ----------
        path : str
            Below the site's root.
        spoil : callable, optional
            Gets each request's route before it goes on; returns True if it dealt with it.
        **options
            Of Playwright's new_context.
        """

        def gate(route):
            url = route.request.url
            if not url.startswith((self.site + "/", "data:", "blob:")):
                self.outside.append(url)
                route.abort()
            elif not (spoil and spoil(route)):
                route.continue_()

        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.contexts.append(context)
        context.route("**/*", gate)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{path}: {error}"))
        page.on("console", lambda message: message.type == "error" and self.troubles.append(f"{path}: {message.text}"))
        page.goto(f"{self.site}/{path}", wait_until="load")
        return page

    def leave(self):
        """Close all pages."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture
def visitor(chromium, site):
    """A visitor who must come home without a request to another host and without an error on a page."""
    visiting = Visitor(chromium, site)
    yield visiting
    visiting.leave()
    assert visiting.outside == [], "asked for another host"
    assert visiting.troubles == [], "errors on the page"
