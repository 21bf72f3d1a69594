"""The book kept on a reader's device, and as a zip: read without its server, from a file, in a frame, and what is said where it cannot be."""

import json
import os
import re
import shutil
import threading
import time
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import firefox
import pytest
from conftest import ASK, ROOT, until

import xianxiang
from xianxiang.book import offline, pack
from xianxiang.book.chromium import FLAGS, find
from xianxiang.book.serve import Quiet

OWN = ROOT / "lib" / "xianxiang" / "book"
STATE = "document.querySelector('.xx-keep').innerText"
LIVE = "() => document.querySelectorAll('.xx-still').length && document.querySelectorAll('.xx-live').length === document.querySelectorAll('.xx-still').length"
PAGE = """<!DOCTYPE html>
<html lang="en" data-content_root="{root}"><meta charset="utf-8"><title>{name}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}_static/plain.css?v={style}"><script defer src="{root}_static/xianxiang/offline.js?v=0123abcd"></script>
<a href="{root}lite/notebooks/index.html?path=one.ipynb" target="_blank"
   class="btn btn-sm btn-xx-run"
   title="Open this chapter as a notebook"
><span>Run this chapter</span>
</a><script defer src="{root}_static/xianxiang/button.js?v=0123abcd"></script>
<p>{text}</p><div class="xx-keep"></div></html>
"""


class Host(Quiet):
    """Serves a folder under /book/; notes what it is asked for, and fails in the ways that hosts do."""

    def do_GET(self):
        self.server.asked.append(self.path.removeprefix("/book/"))
        if self.server.mood == "gone":
            self.close_connection = True
        elif self.server.mood == "silent" or any(part in self.path for part in self.server.held):
            self.server.waiting.wait(20)
            self.close_connection = True
        elif any(part in self.path for part in self.server.busy):
            self.send_error(503)
        elif (old := self.server.stale.get(self.path.removeprefix("/book/"))) is not None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(old)))
            self.end_headers()
            self.wfile.write(old)
        else:
            super().do_GET()

    def log_message(self, *args):
        """Say nothing: what fails here is meant to."""


class Quietly(ThreadingHTTPServer):
    """Browsers break lines off when they are closed."""

    def handle_error(self, request, address):
        """Say nothing."""


@contextmanager
def hosted(folder):
    """A host of the folder `book` in a folder, at its address under the subpath."""
    host = Quietly(("127.0.0.1", 0), partial(Host, directory=folder))
    host.asked, host.mood, host.busy, host.held, host.stale, host.waiting = [], "", (), (), {}, threading.Event()
    host.site = f"http://localhost:{host.server_port}/book"
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        host.mood = "gone"
        host.waiting.set()
        host.shutdown()
        host.server_close()


def shut(host):
    """Shut a host down; also its open lines."""
    host.mood = "gone"
    host.shutdown()
    host.server_close()


def write(folder, one="One, first.", style="body { color: rgb(1, 2, 3) }", when=1e9):
    """Write a tiny book."""
    version = f"{len(style):08x}"
    for name, text in {"index.html": "The first page.", "chapters/one.html": one, "chapters/two.html": "Two."}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE.format(root="../" * name.count("/") or "./", name=name, style=version, text=text), encoding="utf-8")
    others = {f"_static/big-{i}.bin": os.urandom(1) * 300_000 for i in range(3)} | {"_static/plain.css": style.encode(), "_static/plain.js.map": b"{}"}
    for name, data in (others | {"lite/start.json": b"{}", "lite/notebooks/index.html": b"<title>lite</title>"}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if not name.endswith(".bin") or not (folder / name).exists():
            (folder / name).write_bytes(data)
    (folder / "_static" / "xianxiang").mkdir(exist_ok=True)
    spoken = "".join((OWN / "style" / name).read_text(encoding="utf-8") for name in ("words.js", "offline.js"))
    (folder / "_static" / "xianxiang" / "offline.js").write_text(spoken, encoding="utf-8")
    shutil.copy(OWN / "lite" / "page" / "button.js", folder / "_static" / "xianxiang")
    offline.lay(folder)
    for path in folder.rglob("*"):
        os.utime(path, (when, when))  # browsers ask by the second whether a file has changed


def listed(folder):
    """The names in a book's list."""
    return json.loads((folder / offline.LIST).read_text(encoding="utf-8"))["files"]


@pytest.fixture
def tiny(tmp_path):
    """The folder of a tiny book, and its host."""
    write(tmp_path / "book")
    with hosted(tmp_path) as host:
        yield tmp_path / "book", host


@pytest.fixture
def page(chromium):
    """A page of a reader with nothing stored."""
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def said(page, text):
    """Wait until the sidebar's foot says something."""
    until(page, f"(text) => {STATE}.includes(text)", text)


def keep(page, address):
    """Open a page and press the button; wait until the book is kept."""
    page.goto(address)
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "Kept on this device")


def nothing_kept(page):
    """Whether the browser has neither a worker nor a copy."""
    return page.evaluate("(async () => [await navigator.serviceWorker.getRegistrations(), await caches.keys()].every((list) => list.length === 0))()")


# -------------------------------------------------------------------------------------------------------------- the real book


def test_the_book_is_read_whole_without_its_server(book, page, tmp_path):
    (tmp_path / "book").symlink_to(book)
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    with hosted(tmp_path) as host:
        keep(page, f"{host.site}/index.html")
        size = sum(size for size, *_ in listed(book).values())
        said(page, f"Kept on this device: {round(size / 1e6)} MB.")
        shut(host)

        page.goto(f"{host.site}/chapters/turn.html#five-switches")  # a page never visited, and its figures
        until(page, LIVE)
        live = page.locator(".xx-live").first
        before = live.evaluate("async (el) => { while (!el.explorer) await new Promise((done) => setTimeout(done, 50)); el.querySelector('.xx-cover .xx-quiet')?.click(); return el.explorer.sentence(); }")
        handle = page.locator(".xx-explorer", has=live).locator(".noUi-handle, input[type=checkbox]").first
        handle.focus()
        handle.press("End" if "noUi" in handle.get_attribute("class", timeout=1000) or "" else "Space")
        until(page, "([el, before]) => el.explorer.sentence() !== before", [live.element_handle(), before])
        assert troubles == []  # what leaving breaks off is no error of the page

        page.goto(f"{host.site}/search.html?q=scapegoat")
        page.locator("#search-results li").first.wait_for()

        troubles.clear()
        page.goto(f"{host.site}/chapters/alliance.html")  # letters of formulas, a term's tip, an exercise
        page.locator(".bd-article a[href*='#term-']").first.hover()
        page.locator(".xx-tip").wait_for()
        until(page, "() => [...document.fonts].some(({ family, status }) => /^MJXTEX/.test(family) && status === 'loaded')")
        page.locator(".xx-practice").scroll_into_view_if_needed()
        page.locator(".xx-practice button").first.wait_for()
        assert troubles == []

        page.locator(".xx-keep button", has_text="Remove").click()
        said(page, "Keep this book offline")
        assert nothing_kept(page)


# ------------------------------------------------------------------------------------------------------------ keeping, removing


def test_only_the_book_is_fetched_and_the_bytes_are_counted(tiny, page):
    folder, host = tiny
    page.goto(f"{host.site}/chapters/one.html")
    page.wait_for_timeout(300)
    assert "sw.js" not in host.asked and offline.LIST not in host.asked and nothing_kept(page), "nothing before the reader asks"
    page.evaluate(f"() => {{ window.seen = []; new MutationObserver(() => seen.push({STATE})).observe(document.querySelector('.xx-keep'), {{ subtree: true, childList: true, characterData: true }}); }}")
    host.asked.clear()
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "Kept on this device: 0.9 MB.")
    assert sorted(host.asked) == sorted([*listed(folder), "sw.js", offline.LIST, offline.LIST]), "each file once, the list before and after"
    assert not [name for name in host.asked if "lite" in name or name.endswith(".map")]
    steps = [float(found[1]) for text in page.evaluate("seen") if (found := re.search(r"([\d.]+) of 0.9 MB", text))]
    assert steps == sorted(steps) and len(set(steps)) >= 4 and steps[0] < 0.2 and steps[-1] == 0.9
    assert page.get_by_role("progressbar").count() == 0, "done, it has no progress to show"

    host.asked.clear()
    page.goto(f"{host.site}/chapters/one.html?course=7#there")
    said(page, "Kept on this device")
    page.wait_for_timeout(300)
    assert sorted(host.asked) == ["chapters/one.html?course=7", offline.LIST], "what names its content comes from the copy, and nothing is fetched twice"
    shut(host)
    for path, text in (("", "The first page."), ("chapters/two.html?course=7#there", "Two."), ("chapters/one", "One, first.")):
        page.goto(f"{host.site}/{path}")
        assert page.locator("p").inner_text() == text and page.url == f"{host.site}/{path}"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Keep this book offline").wait_for()
    assert nothing_kept(page)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{host.site}/chapters/two.html")


def test_the_notebooks_that_run_python_are_left_alone(tiny, page):
    _, host = tiny
    keep(page, f"{host.site}/index.html")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    assert not page.goto(f"{host.site}/lite/notebooks/index.html").from_service_worker
    assert page.goto(f"{host.site}/index.html").from_service_worker
    with page.expect_response("**/lite/start.json") as answer:
        page.evaluate("fetch('lite/start.json')")
    assert not answer.value.from_service_worker


def test_stopped_halfway_nothing_stays(tiny, page):
    _, host = tiny
    page.goto(f"{host.site}/index.html")
    host.held = ("big-1",)
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "0.6 of 0.9 MB")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Keep this book offline").wait_for()
    assert nothing_kept(page)
    host.held = ()
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "Kept on this device")


def test_where_the_line_broke_off_it_goes_on(tiny, page):
    folder, host = tiny
    host.busy = ("big-1",)
    page.goto(f"{host.site}/index.html")
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "The connection broke off. What has come is kept")
    page.wait_for_timeout(300)
    had = {name.split("?")[0] for name in host.asked} - {"_static/big-1.bin"}
    host.busy, host.asked = (), host.asked[:0]
    page.get_by_role("button", name="Keep this book offline").click()
    said(page, "Kept on this device")
    fetched = set(host.asked) & set(listed(folder))
    assert "_static/big-1.bin" in fetched and len(fetched) < len(listed(folder)) and len(fetched & had) <= 4, "at most what was on its way then"


# -------------------------------------------------------------------------------------------------------------- a newer version

VERSION = f"(async () => (await (await caches.match(new URL('{offline.LIST}?now', document.querySelector('script').src.split('_static')[0]))).json()).version)()"


@pytest.mark.parametrize("stale", [False, True], ids=["", "and the network holds the old page"])
def test_of_a_new_version_only_what_changed_is_fetched_for_the_next_visit(tiny, page, stale):
    folder, host = tiny
    keep(page, f"{host.site}/index.html")
    old = page.evaluate(VERSION)
    before = (folder / "chapters" / "one.html").read_bytes()
    write(folder, one="One, second.", when=1.1e9)
    if stale:
        host.stale["chapters/one.html"] = before
    host.asked.clear()
    page.goto(f"{host.site}/index.html")
    until(page, "async () => Boolean(await caches.match(location.href.replace('index.html', 'offline.json?next')))")
    again = [f"chapters/one.html?{listed(folder)['chapters/one.html'][1]}"] if stale else []
    assert sorted(host.asked) == sorted(["index.html", "chapters/one.html", *again, offline.LIST, offline.LIST])
    assert page.evaluate(VERSION) == old, "until the next visit the old version is whole"
    shut(host)
    page.goto(f"{host.site}/chapters/one.html")
    assert page.locator("p").inner_text() == "One, second."
    assert page.evaluate(VERSION) == json.loads((folder / offline.LIST).read_text(encoding="utf-8"))["version"] != old
    held = page.evaluate("(async () => (await (await caches.open((await caches.keys())[0])).keys()).map(({ url }) => url))()")
    assert len(held) == len(listed(folder)) + 1, "what the new version has not is cleared away"


def test_a_new_page_never_meets_an_old_style(tiny, page):
    folder, host = tiny
    keep(page, f"{host.site}/index.html")
    write(folder, style="body { color: rgb(3, 2, 1); margin: 0 }", when=1.1e9)
    page.goto(f"{host.site}/chapters/two.html")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(3, 2, 1)"


def test_the_net_comes_first_but_is_not_waited_for_long(tiny, page):
    folder, host = tiny
    keep(page, f"{host.site}/index.html")
    host.mood = "silent"
    began = time.monotonic()
    page.goto(f"{host.site}/chapters/two.html")
    first = time.monotonic()
    assert page.locator("p").inner_text() == "Two."
    page.goto(f"{host.site}/chapters/one.html")
    assert 2.5 < first - began < 6 and time.monotonic() - first < 1.5, "a net that was silent is not asked again at once"


# --------------------------------------------------------------------------------------------------- where it cannot be, and why


def refused(page, deed="el => el.click()"):
    """What is said when the button is pressed."""
    page.evaluate(f"({deed})(document.querySelector('.xx-keep button'))")
    until(page, f"() => document.querySelector('.xx-keep [role=status]').innerText && {STATE}.includes('Keep this book offline')")
    return page.evaluate("document.querySelector('.xx-keep [role=status]').innerText")


def test_from_a_file_it_says_that_it_is_here(tiny, page):
    page.goto((tiny[0] / "index.html").as_uri())
    assert "opened from a file: it is on this device already" in refused(page)


def test_in_a_sandbox_it_says_so(tiny, page):
    page.goto(f"{tiny[1].site}/index.html")
    page.set_content(f'<iframe sandbox="allow-scripts" src="{tiny[1].site}/chapters/one.html"></iframe>')
    page.frame_locator("iframe").get_by_role("button", name="Keep this book offline").wait_for()
    assert "sandboxed frame" in refused(page.frames[-1])


def test_where_there_is_no_room_it_says_so_and_leaves_nothing(tiny, page):
    page.goto(f"{tiny[1].site}/index.html")
    line = page.context.new_cdp_session(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": tiny[1].site.removesuffix("/book"), "quotaSize": 400_000})
    assert "not enough room on this device: the book needs 0.9 MB" in refused(page)
    assert nothing_kept(page)


def test_without_encryption_it_says_so(tiny, chromium):
    browser = chromium.browser_type.launch(executable_path=find(), args=[*FLAGS, "--host-resolver-rules=MAP book.test 127.0.0.1"], chromium_sandbox=os.geteuid() != 0)
    page = browser.new_page()
    page.goto(f"{tiny[1].site.replace('localhost', 'book.test')}/index.html")
    assert "begins with https, and this one does not" in refused(page)
    browser.close()


def test_a_file_that_the_host_does_not_give_is_named(tiny, page):
    (tiny[0] / "_static" / "big-2.bin").unlink()
    page.goto(f"{tiny[1].site}/index.html")
    assert "_static/big-2.bin: 404" in refused(page)
    assert nothing_kept(page)


# ------------------------------------------------------------------------------------------------------------------- Firefox


def test_firefox_keeps_it_too_and_opens_the_small_zip(tiny, unpacked):
    folder, host = tiny
    with firefox.running() as browser:
        browser.open(f"{host.site}/index.html")
        browser.run("document.querySelector('.xx-keep button').click()")
        browser.wait(f"{STATE}.includes('Kept on this device: 0.9 MB.')")
        shut(host)
        browser.open(f"{host.site}/chapters/two.html?course=7")
        assert browser.run("document.querySelector('p').innerText") == "Two."
        assert browser.run("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
        browser.troubles.clear()
        browser.asked.clear()
        browser.open((unpacked / "en" / "chapters" / "turn.html").as_uri())
        browser.wait("document.querySelectorAll('.xx-live').length === document.querySelectorAll('.xx-still').length")
        assert [url for url in browser.asked if url.startswith("http")] == [] and browser.troubles == []


def test_firefox_says_that_storage_is_blocked(tiny, monkeypatch):
    monkeypatch.setitem(firefox.PREFERENCES, "network.cookie.cookieBehavior", 2)
    with firefox.running() as browser:
        browser.open(f"{tiny[1].site}/index.html")
        browser.run("document.querySelector('.xx-keep button').click()")
        browser.wait(f"{STATE}.includes('blocks storage for this site') || {STATE}.includes('keeps no books')")


# ----------------------------------------------------------------------------------------------------------------------- the list


def test_the_list_follows_the_files_alone(tmp_path):
    write(tmp_path / "book")
    held = offline.files(tmp_path / "book")
    text = offline.listing(held)
    assert text == offline.listing(dict(reversed(held.items()))) == (tmp_path / "book" / offline.LIST).read_text(encoding="utf-8")
    other = held | {"chapters/one.html": held["chapters/one.html"] + b" "}
    assert json.loads(offline.listing(other))["version"] != json.loads(text)["version"]
    held = {"a/县 乡.html": b'<link href="../s.css?v=0123abcd"><script src="x.1234567.js"></script>', "b.html": b'<link href="s.css?v=0123abcd"><img src="t.png?v=9999aaaa">',
            "c.html": b'<img src="t.png?v=8888aaaa">', "s.css": b"", "t.png": b"", "x.1234567.js": b"", ".nojekyll": b"", "_headers": b"", "_static/plain.js.map": b"", "lite/index.html": b""}
    files = json.loads(offline.listing(held))["files"]
    assert list(files) == ["a/%E5%8E%BF%20%E4%B9%A1.html", "b.html", "c.html", "s.css", "t.png", "x.1234567.js"]
    assert [entry[2:] for entry in files.values()] == [[], [], [], ["?v=0123abcd"], [], [""]], "a file for which pages name two contents is asked of the net"


# ------------------------------------------------------------------------------------------------------------------------ the zip


@pytest.fixture(scope="module")
def unpacked(built, tmp_path_factory):
    """The folder of the site's small zip, unpacked."""
    folder = tmp_path_factory.mktemp("zip")
    pack.write(pack.small(offline.files(built)), folder / "small.zip", "xianxiang", pack.WHEN)
    with zipfile.ZipFile(folder / "small.zip") as packed:
        packed.extractall(folder)
    return folder / "xianxiang"


def test_the_same_site_gives_the_same_zip(tmp_path, monkeypatch):
    write(tmp_path / "book")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = [path.read_bytes() for path in pack.pack(tmp_path / "book", tmp_path / "first")]
    old = os.umask(0o077)
    try:
        shutil.copytree(tmp_path / "book", tmp_path / "again", copy_function=shutil.copyfile)
    finally:
        os.umask(old)
    for i, path in enumerate(sorted((tmp_path / "again").rglob("*"), reverse=True)):
        os.utime(path, (1e9 + i, 1e9 + i))
    whole, small = pack.pack(tmp_path / "again", tmp_path / "second")
    assert [whole.read_bytes(), small.read_bytes()] == first
    top = f"xianxiang-{xianxiang.__version__}"
    assert [whole.name, small.name] == [f"{top}.zip", f"{top}-small.zip"]
    with zipfile.ZipFile(whole) as packed:
        assert {name.split("/")[0] for name in packed.namelist()} == {top} and f"{top}/index.html" in packed.namelist()
        assert {info.date_time for info in packed.infolist()} == {(2025, 1, 1, 0, 0, 0)} and f"{top}/lite/start.json" in packed.namelist()
        assert {(info.create_system, info.external_attr) for info in packed.infolist()} == {(3, 0o100644 << 16)}, "readable by all, wherever it was made"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (dated, _) = pack.pack(tmp_path / "again", tmp_path / "third")
    with zipfile.ZipFile(dated) as packed:
        assert {info.date_time for info in packed.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_what_is_no_site_is_not_packed(tmp_path):
    with pytest.raises(ValueError, match="site must be the folder of a built book"):
        pack.pack(tmp_path, tmp_path / "zip")


def test_the_small_zip_leads_to_no_notebook_that_it_has_not(tmp_path, built, unpacked):
    write(tmp_path / "book")
    held = pack.small(offline.files(tmp_path / "book"))
    assert not [name for name in held if name.startswith("lite/")]
    assert b"lite/" not in held["chapters/one.html"] and b"button.js" not in held["chapters/one.html"] and b"<p>One, first.</p>" in held["chapters/one.html"]
    size, digest, *_ = json.loads(held[offline.LIST])["files"]["chapters/one.html"]
    assert size == len(held["chapters/one.html"]), "its list is of its own pages"
    for path in unpacked.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "lite/notebooks" not in text and "btn-xx-run" not in text, path
        assert ("<article" in text) == ("<article" in (built / path.relative_to(unpacked)).read_text(encoding="utf-8"))


def test_a_double_click_on_the_small_zip_s_index_gives_a_live_book(unpacked, page):
    asked, troubles = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto((unpacked / "index.html").as_uri())
    page.wait_for_url("**/en/chapters/index.html")
    page.evaluate(ASK)
    until(page, LIVE)
    assert troubles == []
    page.goto(f"{(unpacked / 'en/search.html').as_uri()}?q=scapegoat")
    page.locator("#search-results li").first.wait_for()
    assert [url for url in asked if urlsplit(url).scheme not in ("file", "data", "blob")] == []
