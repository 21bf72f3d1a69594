"""The book as a build: never stale, the same bytes each time, nothing from another host, no broken link."""

import base64
import json
import re
import shutil
import types
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, build
from docutils import nodes

from xianxiang.book import editions, freshness, icons, widgets

CONFIG = """\
title: tiny
execute: {execute_notebooks: cache, raise_on_error: true}
sphinx:
  extra_extensions: [xianxiang.book]
  recursive_update: true
  config:
    html_theme_options: {use_download_button: false, use_fullscreen_button: false} # they call what no policy lets run
"""
CHAPTER = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# Tiny

```{code-cell} python
from pathlib import Path
from xianxiang import probe
print("probe", probe.NUMBER, "data", Path("data.csv").read_text())
```
"""


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A book of one page with a library of its own, a copy of ours and one module more."""
    shutil.copytree(ROOT / "lib", tmp_path / "lib", ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    (tmp_path / "lib/xianxiang/probe.py").write_text("NUMBER = 41\n")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/index.md").write_text(CHAPTER)
    (tmp_path / "chapters/data.csv").write_text("seven")
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    return tmp_path


def printed(root):
    """What the page of the tiny book prints after a build."""
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return re.search(r"probe .*", (root / "_build/html/chapters/index.html").read_text())[0]


def test_an_edit_reaches_the_page(tiny):
    assert printed(tiny) == "probe 41 data seven"
    (tiny / "lib/xianxiang/probe.py").write_text("NUMBER = 42\n")
    assert printed(tiny) == "probe 42 data seven"
    (tiny / "chapters/data.csv").write_text("eight")
    assert printed(tiny) == "probe 42 data eight"
    page = tiny / "_build/html/chapters/index.html"
    before = page.stat().st_mtime_ns
    assert printed(tiny) == "probe 42 data eight"
    assert page.stat().st_mtime_ns == before, "an unchanged page was written again"
    assert len(list((tiny / "_build/.jupyter_cache").glob("*/"))) == 1, "the caches of older libraries are still there"


def test_an_edit_of_what_makes_the_pages_runs_no_chapter_again(tiny):
    (tiny / "chapters/index.md").write_text(CHAPTER.replace("read_text())", "read_text(), __import__('time').time_ns())"))
    mends, before = tiny / "lib/xianxiang/book/pages.py", printed(tiny)
    mends.write_text(mends.read_text().replace("MENDS = (", "MENDS = ((re.compile('probe 41'), 'probe 41 mended'),"))
    assert printed(tiny) == before.replace("41", "41 mended", 1)


def test_a_library_of_another_folder_is_refused(tiny, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "lib"))
    done = build(tiny)
    assert done.returncode != 0 and "made for another folder; run `make clean`" in done.stderr


def test_a_half_written_notebook_is_dropped_and_run_again(tiny):
    assert printed(tiny) == "probe 41 data seven"
    for pattern in (".jupyter_cache/**/*.ipynb", "jupyter_execute/**/*.ipynb"):
        (found,) = (tiny / "_build").glob(pattern)
        whole = found.read_text()
        found.write_text(whole[: len(whole) // 2])
        assert printed(tiny) == "probe 41 data seven"
        assert json.loads(next((tiny / "_build").glob(pattern)).read_text())["cells"]


BREAKS_OFF = """
import os, signal

def setup(app):
    app.connect("html-page-context", lambda app, name, *rest: name == os.environ.get("BREAK_OFF_AT") and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_after_a_build_that_was_broken_off_the_next_is_whole(tiny, monkeypatch):
    (tiny / "lib/breaks_off.py").write_text(BREAKS_OFF)
    (tiny / "_config.yml").write_text(CONFIG.replace("[xianxiang.book]", "[xianxiang.book, breaks_off]"))
    (tiny / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\nchapters: [{file: chapters/two}]\n")
    (tiny / "chapters/two.md").write_text("# Two\n")
    assert printed(tiny) == "probe 41 data seven"
    (tiny / "chapters/index.md").write_text(CHAPTER + "\nZanzibar.\n")
    monkeypatch.setenv("BREAK_OFF_AT", "chapters/two")
    assert build(tiny).returncode != 0
    monkeypatch.delenv("BREAK_OFF_AT")
    assert printed(tiny) == "probe 41 data seven"
    assert "zanzibar" in (tiny / "_build/html/searchindex.js").read_text(), "of a page that was written before the break the search knows nothing"


def test_two_builds_may_choose_their_cache_at_once(tmp_path, monkeypatch):
    """The other build makes the folder between the look and the making."""
    class App:
        srcdir, outdir, doctreedir = tmp_path, tmp_path / "_build" / "html", tmp_path / "_build" / ".doctrees"
        config = types.SimpleNamespace(language="en", xianxiang_edition="", xianxiang_book="")

    (tmp_path / "chapters").mkdir()
    exists = freshness.Path.exists
    monkeypatch.setattr(freshness.Path, "exists", lambda path: False if ".jupyter_cache" in str(path) else exists(path))
    for _ in range(2):
        freshness.choose_cache(App, App.config)
    assert len(list((tmp_path / "_build" / ".jupyter_cache").glob("*/"))) == 1


def test_a_failing_cell_and_a_warning_fail_every_time(tiny):
    chapter = tiny / "chapters/index.md"
    chapter.write_text(CHAPTER.replace("probe.NUMBER", "probe.NUMBER / 0"))
    assert "ZeroDivisionError" in build(tiny).stderr
    chapter.write_text(CHAPTER + "\n[nowhere](#nowhere)\n")
    for _ in range(2):
        done = build(tiny)
        assert done.returncode != 0 and "nowhere" in done.stderr


@pytest.mark.parametrize("change", ["environment", "library_files"])
def test_fingerprint_sees(change, monkeypatch, tmp_path):
    before = freshness.fingerprint(tmp_path)
    assert freshness.fingerprint(tmp_path) == before
    other = {"environment": lambda: "another", "library_files": lambda root, language: []}[change]
    monkeypatch.setattr(freshness, change, other)
    assert freshness.fingerprint(tmp_path) != before


def test_fingerprint_sees_what_the_ledger_reads_in_a_page_and_not_its_prose(tmp_path):
    page = tmp_path / "one.md"
    page.write_text("# One\n\nProse.\n\n:label: here\n")
    before = freshness.fingerprint(tmp_path)
    page.write_text("# One\n\nOther prose.\n\n:label: here\n")
    assert freshness.fingerprint(tmp_path) == before
    page.write_text("# One\n\nProse.\n\n:label: there\n")
    assert freshness.fingerprint(tmp_path) != before


def test_fingerprint_skips_what_is_built():
    library = ROOT / "lib" / "xianxiang"
    names = {path.relative_to(library).as_posix() for path in freshness.library_files(library)}
    assert {"stage.py", "live/explorer.py", "live/still.py"} <= names
    assert not names & {path.relative_to(library).as_posix() for path in freshness.page_files(library)}
    assert not [name for name in names if "__pycache__" in name or name.startswith("live/static/") or "node_modules" in name]


def test_what_makes_the_pages_is_seen_and_runs_no_chapter_again():
    library = ROOT / "lib" / "xianxiang"
    names = {path.relative_to(library).as_posix() for path in freshness.page_files(library)}
    assert {"live/explorer.js", "live/explorer.css", "live/web/vega.js", "live/web/package-lock.json", "book/widgets.py", "book/style/page.js"} <= names
    assert "stage.py" not in names and not [name for name in names if name.startswith("live/static/")]
    every = {path.relative_to(library).as_posix() for path in freshness.sources(library)}
    assert names | {path.relative_to(library).as_posix() for path in freshness.library_files(library)} == every


def test_widget_states_are_pruned_and_named_by_reach():
    state = {
        "c3": {"state": {"children": ["IPY_MODEL_a1", "IPY_MODEL_b2"]}},
        "b2": {"state": {"layout": "IPY_MODEL_a1"}},
        "a1": {"state": {}},
        "d4": {"state": {"lost": "IPY_MODEL_a1"}},
    }
    assert widgets.reached(state, ["c3", "gone"]) == ["c3", "a1", "b2"]
    assert widgets.renamed(state, {"c3": "0", "a1": "1", "b2": "2"}) == {
        "0": {"state": {"children": ["IPY_MODEL_1", "IPY_MODEL_2"]}},
        "1": {"state": {}},
        "2": {"state": {"layout": "IPY_MODEL_1"}},
    }


def test_a_still_keeps_the_room_of_its_bet():
    bet = {"question": "q" * 70, "options": ["o" * 20, "o" * 30]}
    models = [{"state": {"plan": json.dumps({"name": name, "title": "t" * 30, "bet": asked})}} for name, asked in (("one", bet), ("two", None))] + [{"state": {}}]
    assert widgets.rooms(models) == {"one": 180 + 66 + 60 + 24}
    text = '<figure class="xx-still" data-for="one" data-bet>…</figure><figure class="xx-still" data-for="three" data-bet>…</figure>'
    tree = nodes.container("", nodes.raw("", text, format="html"))
    widgets.make_room(tree, {"one": 330})
    assert tree[0].astext() == text.replace("data-bet>", 'data-bet style="--xx-room: 330px">', 1)


def test_same_inputs_same_bytes(book, kept, tmp_path, monkeypatch):
    """A book built elsewhere with an edit, then with the edit taken back, and unchanged, is the same, file by file.

    All but the edited chapter come with their outputs, as they do at home after an edit: that a chapter which runs again gives the
    same is seen where each notebook runs.
    """
    leave = shutil.ignore_patterns("_build", ".*", "node_modules", "__pycache__", "tests")
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=leave)
    shutil.copytree(kept / ".jupyter_cache", copy / "_build" / "en" / ".jupyter_cache")
    monkeypatch.setenv(editions.VARIABLE, " ".join(editions.all_of(ROOT)))
    monkeypatch.setenv("PYTHONPATH", str(copy / "lib"))
    monkeypatch.setenv("XIANXIANG_LITE_CACHE", str(ROOT / "_build" / ".lite"))
    chapter = copy / "chapters" / "index.md"
    text = chapter.read_text(encoding="utf-8")
    for version in (text + "\nOne line more.\n", text, text):
        chapter.write_text(version, encoding="utf-8")
        done = build(copy)
        assert done.returncode == 0, done.stdout + done.stderr
    other = copy / "_build" / "html" / "en"
    assert listing(other) == listing(book)
    assert [name for name in listing(book) if (other / name).read_bytes() != (book / name).read_bytes()] == []


def listing(folder):
    """The files below a folder, but Sphinx's note to itself, which hashes settings that name the folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != ".buildinfo")


class Page(HTMLParser):
    """The addresses, anchors and parts of one page."""

    LOADS = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.loads = set(), set(), set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("id", "name"):
                self.anchors.add(value)
            if (tag, name) in self.LOADS:
                self.loads.add(value)
            elif tag == "a" and name == "href":
                self.links.add(value)


@pytest.fixture(scope="module")
def pages(book):
    """Every page of the book, read."""
    return {path: Page(path) for path in book.rglob("*.html") if not {"_static", "lite"} & set(path.relative_to(book).parts)}


def test_no_page_loads_from_another_host(pages):
    loads = {(path.name, address) for path, page in pages.items() for address in page.loads}
    assert {(name, address) for name, address in loads if urlsplit(address).netloc} == set()


def test_no_style_or_script_of_ours_names_a_cdn(book):
    named = re.compile(rb"""@import\s+url\(["']?(?:https?:)?//|url\(["']?https?://|https?://(?:unpkg|cdn|cdnjs|fonts)\.""")
    files = [path for pattern in ("chapters/*.html", "_static/**/*.css", "_static/xianxiang/*.js") for path in book.glob(pattern)]
    assert [path.name for path in files if named.search(path.read_bytes())] == []


def test_links_inside_the_book_lead_somewhere(pages):
    broken = []
    for path, page in pages.items():
        for address in page.links | page.loads:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment).partition("?")[0]
            known = pages[target].anchors if target in pages else set()
            if not target.is_file() or (anchor and target in pages and anchor not in known and not shows(target, anchor)):
                broken.append((path.name, address))
    assert broken == []


def test_what_a_style_asks_for_is_there(book, pages):
    """Fonts, pictures and further styles of every style sheet that a page loads."""
    styles = {(path.parent / urlsplit(address).path).resolve() for path, page in pages.items() for address in page.loads if urlsplit(address).path.endswith(".css")}
    broken, waiting = [], list(styles)
    assert waiting
    while waiting:
        style = waiting.pop()
        for address in asked_by_style(style.read_text(encoding="utf-8")):
            target = (style.parent / unquote(urlsplit(address).path)).resolve()
            if not target.is_file():
                broken.append((style.name, address))
            elif target.suffix == ".css" and target not in styles:
                styles.add(target)
                waiting.append(target)
    assert broken == []


def asked_by_style(text):
    """The addresses of files that a style sheet names, data in it excepted."""
    found = re.findall(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return [address for pair in found for address in pair if address and not address.startswith(("data:", "#"))]


def test_the_files_of_a_style_are_found():
    assert asked_by_style("""@import 'a.css'; /* url(no) */ b{c:url(d.png), url( "e.svg#f" );g:url(data:x)}""") == ["a.css", "d.png", "e.svg#f"]


OUTSIDE = re.compile(r"(?:https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#][^\s<>\"{}|\\^`]*)?|mailto:[^\s@]+@[^\s@]+\.[a-z]+)", re.IGNORECASE)


def test_links_that_leave_the_book_have_the_form_of_addresses(pages):
    """Whether they answer is asked once a week, by a workflow: see .github/workflows/links.yml."""
    leaving = {address for page in pages.values() for address in page.links if urlsplit(address).scheme or urlsplit(address).netloc}
    assert leaving and [address for address in leaving if not OUTSIDE.fullmatch(address) or address.endswith((".", ",", ";"))] == []
    assert not OUTSIDE.fullmatch("https://localhost/x") and not OUTSIDE.fullmatch("https://x.example/a b") and not OUTSIDE.fullmatch("//x.example")


def shows(path, name):
    """Whether a page shows the explorer of that name, which links by its own kind of fragment."""
    return f'data-for="{name}"' in path.read_text(encoding="utf-8")


def test_hosts_that_run_jekyll_leave_the_site_alone(built):
    assert (built / ".nojekyll").is_file()


def test_its_folder_leads_to_the_first_page(book):
    assert (book / "chapters" / "index.html").is_file()
    assert 'location.replace("chapters/index.html"' in (book / "index.html").read_text(encoding="utf-8")


def test_every_icon_of_a_page_is_in_the_font_that_the_book_carries(book):
    shown = {name for page in book.rglob("*.html") if "lite" not in page.parts for name in re.findall(r'class="[^"]*\bfa-(?!solid|lg|fw)([a-z-]+)', page.read_text(encoding="utf-8"))}
    assert shown and shown <= set(icons.ICONS)
    style = "".join(path.read_text(encoding="utf-8") for path in book.glob("_static/**/*.css"))
    (face,) = re.findall(r"@font-face\{[^}]*Font Awesome[^}]*\}", style)
    assert base64.b64encode(icons.SUBSET.read_bytes()).decode() in face and icons.SUBSET.stat().st_size < 10_000
    assert not list(book.glob("_static/**/fa-*")), "a font that no page asks for"
    assert icons.embedded(style, icons.SUBSET.read_bytes()) == style, "done once, it changes no more"
