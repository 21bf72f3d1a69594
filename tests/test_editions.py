"""Two editions on one site: built apart, named alike, and a link from each page to its like that takes the reader's place along."""

import doctest
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import yaml
from conftest import ASK, ROOT, Visitor, build, until

import xianxiang
from xianxiang import ledger
from xianxiang.book import editions, freshness, pages, publish
from xianxiang.book.editions import EDITIONS

ADDRESS = "https://x.example/book/"
CONFIG = """\
title: Tiny
only_build_toc_files: true
exclude_patterns: [_build, zh]
execute: {execute_notebooks: cache, raise_on_error: true}
parse: {myst_enable_extensions: [attrs_block]}
sphinx:
  extra_extensions: [xianxiang.book]
  recursive_update: true
  config:
    xianxiang_edition: en
    html_title: Tiny
    html_theme_options: {use_download_button: false, use_fullscreen_button: false, article_header_end: [switch.html, article-header-buttons.html]}
"""
EDITION = """\
config:
  title: 小书
  sphinx: {config: {language: zh_CN, html_title: 小, xianxiang_title: 小书一本}}
captions: {First: 其一}
"""
TOC = """\
format: jb-book
root: chapters/index
parts:
  - caption: First
    chapters: [{file: chapters/one}, {file: chapters/two}]
"""
ENGLISH = {
    "index": "# Tiny\n\nThe first page. See {doc}`one` and {ref}`there`.\n\n## Why so?\n\nSo.\n",
    "one": "# One\n\n(there)=\n## The theorem\n\nText.\n\n### Its proof\n\nText.\n\n## What it says\n\nText.\n",
    "two": "# Two\n\nOnly English.\n\n## Exercises\n\nText.\n",
}
CHINESE = {
    "index": "# 小\n\n第一页。见{doc}`one`与{ref}`there`。\n\n## 为什么\n\n如此。\n",
    "one": "# 其一\n\n(there)=\n## 定理\n\n文字。\n\n### 证明\n\n文字。\n\n## 说的是什么\n\n文字。\n",
}


class Page(HTMLParser):
    """What a page says of its languages: its own, its sections' ids, its links to itself in the other ones."""

    def __init__(self, path):
        super().__init__()
        self.language, self.sections, self.alternates, self.switch = "", [], {}, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        own = dict(attributes)
        if tag == "html":
            self.language = own.get("lang")
        elif tag == "section" and "id" in own:
            self.sections.append(own["id"])
        elif tag == "link" and own.get("rel") == "alternate" and "hreflang" in own:
            self.alternates[own["hreflang"]] = own["href"]
        elif tag == "a" and "xx-edition" in (own.get("class") or ""):
            self.switch.append(own)


def laid(root, texts, folder):
    for stem, text in texts.items():
        path = root / folder / f"{stem}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def made(root, *named, address=ADDRESS):
    """Build a book's editions as `make book` does."""
    own = {**os.environ, publish.VARIABLE: address}
    return subprocess.run([sys.executable, "-m", "xianxiang.book", *named], capture_output=True, text=True, cwd=root, env=own)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A book of three pages in English, two of them in Chinese too, and its site."""
    root = tmp_path_factory.mktemp("editions")
    (root / "_config.yml").write_text(CONFIG)
    (root / "_toc.yml").write_text(TOC)
    laid(root, ENGLISH, "chapters")
    laid(root, CHINESE, "zh/chapters")
    (root / "zh/edition.yml").write_text(EDITION, encoding="utf-8")
    done = made(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return SimpleNamespace(root=root, site=root / "_build/html")


def built(folder):
    """An edition's pages by their names below its folder."""
    return {path.relative_to(folder).as_posix(): path for path in pages.built(folder)}


# --------------------------------------------------------------------------------------------------------- what is built, and how


def test_examples():
    assert doctest.testmod(editions) == (0, 2)


def test_each_edition_has_the_same_pages_each_in_its_language(tiny):
    english, chinese = built(tiny.site / "en"), built(tiny.site / "zh")
    assert english.keys() == chinese.keys() and "chapters/two.html" in english
    assert {Page(path).language for path in english.values()} == {"en"} and {Page(path).language for path in chinese.values()} == {"zh-CN"}
    text = chinese["chapters/index.html"].read_text(encoding="utf-8")
    assert "第一页" in text and ">其一<" in text and "<title>小" in text and "First" not in text
    assert not [path.name for path in tiny.site.iterdir() if path.name in ("chapters", "_static", "jupyter_execute")]


def test_sections_have_the_names_of_the_english_ones(tiny):
    for name, path in built(tiny.site / "en").items():
        assert Page(path).sections == Page(tiny.site / "zh" / name).sections, name
    one = Page(tiny.site / "zh/chapters/one.html")
    assert one.sections == ["one", "the-theorem", "its-proof", "what-it-says"]
    assert 'href="one.html#there"' in (tiny.site / "zh/chapters/index.html").read_text(encoding="utf-8")


def test_a_chapter_without_a_translation_stands_there_in_english_and_says_so(tiny):
    text = (tiny.site / "zh/chapters/two.html").read_text(encoding="utf-8")
    (note,) = re.findall(r'<p class="xx-fallback" lang="zh-CN">(.*?)</p>', text)
    assert "尚无中文版" in note and re.search(r'<section id="two" lang="en">', text) and "Only English." in text
    assert '<meta name="description" content="Only English.">' in text
    assert "xx-fallback" not in (tiny.site / "zh/chapters/one.html").read_text(encoding="utf-8") + (tiny.site / "en/chapters/two.html").read_text(encoding="utf-8")


def test_pages_name_each_other(tiny):
    listed = {}
    for entry in ElementTree.parse(tiny.site / "sitemap.xml").getroot():
        listed[entry.findtext("{*}loc")] = {link.get("hreflang"): link.get("href") for link in entry.findall("{*}link")}
    for edition, other in (("en", "zh"), ("zh", "en")):
        for name, path in built(tiny.site / edition).items():
            page = Page(path)
            if name == "index.html":
                continue
            (link,) = page.switch
            assert (link["hreflang"], link["lang"], link["data-edition"]) == (EDITIONS[other].language, EDITIONS[other].language, other) and "target" not in link
            assert (path.parent / link["href"]).resolve() == tiny.site / other / name
            if name.startswith("chapters/"):
                here = {"en": f"{ADDRESS}en/{name}", "zh-CN": f"{ADDRESS}zh/{name}"}
                assert page.alternates == {**here, "x-default": ADDRESS if name == "chapters/index.html" else here["en"]}
                assert listed[f"{ADDRESS}{edition}/{name}"] == here
    assert len(listed) == 2 * len(ENGLISH)
    assert Page(tiny.site / "index.html").alternates["x-default"] == ADDRESS
    text = (tiny.site / "404.html").read_text(encoding="utf-8")
    assert [(tiny.site / address.removeprefix("/book/")).is_file() for address in re.findall(r'href="([^"]*)"', text)] == [True, True]


def test_an_edit_of_one_edition_leaves_the_other_alone(tiny):
    def times():
        return {path: path.stat().st_mtime_ns for own in EDITIONS for path in (tiny.site / own).rglob("*/*.html")}

    before, text = times(), CHINESE["one"]
    assert made(tiny.root).returncode == 0 and times() == before, "an unchanged page was written again"
    laid(tiny.root, {"one": text.replace("文字。", "别的文字。", 1)}, "zh/chapters")
    assert made(tiny.root).returncode == 0
    changed = {path for path, time in times().items() if before[path] != time}
    assert tiny.site / "zh/chapters/one.html" in changed and not [path for path in changed if path.is_relative_to(tiny.site / "en")]
    laid(tiny.root, {"one": text}, "zh/chapters")
    laid(tiny.root, {"one": ENGLISH["one"].replace("## The theorem", "## The lemma")}, "chapters")
    assert made(tiny.root).returncode == 0
    assert Page(tiny.site / "zh/chapters/one.html").sections[1] == "the-lemma"
    laid(tiny.root, {"one": ENGLISH["one"]}, "chapters")
    assert made(tiny.root).returncode == 0


def test_an_edition_alone_leads_to_no_other(tmp_path):
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n")
    laid(tmp_path, {"index": "# Tiny\n"}, "chapters")
    done = build(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "_build/html"
    assert Page(site / "en/chapters/index.html").switch == [] and Page(site / "index.html").alternates == {}
    assert not (site / "404.html").exists() and (site / "_headers").is_file() and (site / ".nojekyll").is_file()
    done = made(tmp_path, "zh")
    assert done.returncode != 0 and "no edition 'zh' here; allowed: en" in done.stderr


def test_what_is_laid_for_an_edition_follows_what_is_there(tmp_path):
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text(TOC)
    laid(tmp_path, ENGLISH, "chapters")
    laid(tmp_path, CHINESE, "zh/chapters")
    (tmp_path / "zh/edition.yml").write_text(EDITION, encoding="utf-8")
    for folder, cells in (("chapters", "id,claim\n1,One\n"), ("zh/chapters", "id,claim\n1,其一\n")):
        (tmp_path / folder / "claims.csv").write_text(cells, encoding="utf-8")
        (tmp_path / folder / "references.bib").write_text(folder)
    source = editions.source(tmp_path, "zh")
    assert (source / "chapters/claims.csv").read_text() == "id,claim\n1,One\n", "the library lays the words beside the English"
    assert (source / "chapters/references.bib").read_text() == "zh/chapters"
    config, toc = (yaml.safe_load((source / name).read_text(encoding="utf-8")) for name in ("_config.yml", "_toc.yml"))
    assert config["title"] == "小书" and config["execute"]["raise_on_error"] and config["sphinx"]["config"]["xianxiang_edition"] == "zh"
    assert config["sphinx"]["config"]["html_theme_options"]["use_download_button"] is False and toc["parts"][0]["caption"] == "其一"
    before = (source / "chapters/one.md").stat().st_mtime_ns
    (tmp_path / "zh/chapters/one.md").unlink()
    (tmp_path / "chapters/two.md").unlink()
    editions.source(tmp_path, "zh")
    assert "尚无中文版" in (source / "chapters/one.md").read_text(encoding="utf-8") and not (source / "chapters/two.md").exists()
    assert (source / "chapters/one.md").stat().st_mtime_ns != before
    assert editions.source(tmp_path, "en") == tmp_path


def test_what_another_language_says_runs_no_english_chapter_again(tmp_path, monkeypatch):
    library = ROOT / "lib" / "xianxiang"
    chinese, english = ({path.relative_to(library).as_posix() for path in freshness.library_files(library, language)} for language in ("zh", "en"))
    assert chinese - english == {name for name in chinese if name.startswith("locale/zh/")} and "locale/zh/turn.po" in chinese
    (tmp_path / "chapters").mkdir()
    words = tmp_path / "words"
    words.mkdir()
    (words / "claims.csv").write_text("id,claim\n1,其一\n")
    before = freshness.fingerprint(tmp_path / "chapters", "zh", words)
    (words / "claims.csv").write_text("id,claim\n1,其二\n")
    assert freshness.fingerprint(tmp_path / "chapters", "zh", words) != before


# ------------------------------------------------------------------------------------------------------------------ the whole book


def test_every_page_of_the_book_is_there_twice_with_the_same_places(book, zh):
    english, chinese = built(book), built(zh)
    assert english.keys() == chinese.keys() and len(english) > 60
    wrong = [name for name in english if name.startswith("chapters/") and Page(english[name]).sections != Page(chinese[name]).sections]
    assert wrong == []
    figures = [re.findall(r'data-for="([^"]*)"', "".join(path.read_text(encoding="utf-8") for path in pages)) for pages in (english.values(), chinese.values())]
    assert figures[0] == figures[1]


def test_the_ledger_speaks(tmp_path, monkeypatch):
    english = ledger.load()
    (tmp_path / "claims.csv").write_text("id,claim,section\n2,第二条,甲\n1,第一条,\n", encoding="utf-8")
    monkeypatch.setattr(ledger, "home", lambda language: tmp_path)
    xianxiang.speak("zh")
    try:
        chinese, page = ledger.load(), ledger.table_html(ledger.load())
    finally:
        xianxiang.speak("en")
    assert [claim.id for claim in chinese] == [claim.id for claim in english]
    assert (chinese[0].claim, chinese[0].section, chinese[1].claim, chinese[1].section) == ("第一条", english[0].section, "第二条", "甲")
    assert (chinese[0].term, chinese[0].verdict, chinese[2:]) == (english[0].term, english[0].verdict, english[2:])
    assert "第一条" in page and '<option value="derived">可推出</option>' in page and 'data-verdict="derived"' in page
    assert ledger.load() == english and "第一条" not in ledger.table_html(english)


# ---------------------------------------------------------------------------------------------------------------- choosing an edition


@pytest.mark.parametrize(("languages", "kept", "edition"), [
    (["en-GB", "zh"], None, "en"), (["zh-CN"], None, "zh"), (["de", "zh-Hant-TW", "en"], None, "zh"), (["de"], None, "en"), ([], None, "en"),
    (["zh-CN"], "en", "en"), (["en"], "zh", "zh"), (["zh"], "toString", "zh"),
])  # fmt: skip
def test_the_root_follows_the_reader(chromium, host, book, languages, kept, edition):
    context = chromium.new_context()
    context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {json.dumps(languages)} }})")
    context.add_init_script(f"localStorage.setItem('xianxiang-edition', {json.dumps(kept)})" if kept else "localStorage.clear()")
    page = context.new_page()
    page.goto(f"{host}/?course=PA#drain=county-7")
    page.wait_for_url("**/chapters/index.html*")
    assert page.url == f"{host}/{edition}/chapters/index.html?course=PA#drain=county-7"
    context.close()


def test_the_root_works_without_storage_without_scripts_and_from_a_folder(chromium, host, built):
    denied = chromium.new_context(locale="zh-CN")
    denied.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })")
    page = denied.new_page()
    page.goto(host)
    page.wait_for_url(f"{host}/zh/chapters/index.html")
    page.goto((built / "index.html").as_uri())
    page.wait_for_url((built / "zh/chapters/index.html").as_uri())
    denied.close()
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(host)
    assert page.url == f"{host}/" and [link.get_attribute("lang") for link in page.get_by_role("link").all()] == ["en", "zh-CN"]
    page.locator("a[lang=zh-CN]").click()
    assert page.url == f"{host}/zh/chapters/index.html"
    plain.close()


# ------------------------------------------------------------------------------------------------------------------- the switch

PAGE, TEXT = "chapters/alliance.html", "chapters/teach.html"
SETTING = "document.querySelector('.xx-live[data-name=game-map]').explorer.setting()"
LIVE = "() => Boolean(document.querySelector('.xx-live[data-name=game-map]')?.explorer)"
AT = "(id) => { const { top } = document.getElementById(id).getBoundingClientRect(); return top > -40 && top < innerHeight / 3; }"


def figure(page):
    """Wait for the figure, and have it stand before the reader."""
    page.evaluate(ASK)
    until(page, LIVE)
    page.evaluate("document.querySelector('.xx-live[data-name=game-map]').closest('.xx-explorer').scrollIntoView({ behavior: 'instant' })")


def press(switch):
    """Press a link as a reader does: Playwright's own way would scroll the page, whose header stays in sight."""
    box = switch.bounding_box()
    switch.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize(("start", "end"), [("en", "zh"), ("zh", "en")])
def test_the_switch_takes_the_figure_in_view_with_its_setting(chromium, host, start, end):
    visitor = Visitor(chromium, f"{host}/{start}")
    page = visitor.open(f"{PAGE}?course=PA", figures=False)
    figure(page)
    initial = page.evaluate(SETTING)
    positions = {key: 1 if position != 1 else 2 for key, position in initial.items()}
    page.evaluate("(positions) => document.querySelector('.xx-live[data-name=game-map]').explorer.set(positions)", positions)
    moved = page.evaluate(SETTING)
    assert moved != initial
    press(page.locator(f".xx-edition[data-edition={end}]"))
    page.wait_for_url(f"{host}/{end}/{PAGE}?course=PA#game-map?*")
    page.evaluate(ASK)
    until(page, LIVE)
    assert page.evaluate(SETTING) == moved
    until(page, "document.querySelector('.xx-live[data-name=game-map]').closest('.xx-explorer').getBoundingClientRect().top < innerHeight / 2")
    assert page.evaluate("localStorage.getItem('xianxiang-edition')") == end
    page.goto(host)
    page.wait_for_url(f"{host}/{end}/chapters/index.html")
    visitor.leave()
    assert visitor.troubles == visitor.outside == []


def test_the_switch_takes_the_section_in_view_and_nothing_at_the_head(chromium, host):
    visitor = Visitor(chromium, f"{host}/en")
    page = visitor.open(TEXT, figures=False)
    switch = page.locator(".xx-edition")
    press(switch)
    page.wait_for_url(f"{host}/zh/{TEXT}")
    assert page.url == f"{host}/zh/{TEXT}"
    page.evaluate("document.getElementById('an-exercise-of-your-own').scrollIntoView({ behavior: 'instant' })")
    until(page, AT, "an-exercise-of-your-own")
    press(switch)
    page.wait_for_url(f"{host}/en/{TEXT}#*")
    assert page.url.endswith("#an-exercise-of-your-own")
    until(page, AT, "an-exercise-of-your-own")
    page.goto(f"{host}/en/chapters/ledger.html#claim-30")
    until(page, "document.getElementById('claim-30').getBoundingClientRect().top < innerHeight")
    press(switch)
    page.wait_for_url(f"{host}/zh/chapters/ledger.html#claim-30")
    visitor.leave()
    assert visitor.troubles == visitor.outside == []


def test_the_switch_works_where_little_is_allowed(chromium, host, built):
    """Without scripts, from a folder, and in a sandboxed frame without storage."""
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    for root in (host, built.as_uri()):
        page.goto(f"{root}/zh/{TEXT}")
        page.locator(".xx-edition").click()
        page.wait_for_url(f"{root}/en/{TEXT}")
    plain.close()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{built.as_uri()}/en/{TEXT}#an-exercise-of-your-own")
    until(page, AT, "an-exercise-of-your-own")
    press(page.locator(".xx-edition"))
    page.wait_for_url(f"{built.as_uri()}/zh/{TEXT}#an-exercise-of-your-own")
    page.goto(f"{host}/index.html.none")
    page.set_content(f'<iframe sandbox="allow-scripts" src="{host}/en/{TEXT}#an-exercise-of-your-own" style="width: 900px; height: 700px"></iframe>')
    frame = page.frame_locator("iframe")
    until(page.frames[-1], AT, "an-exercise-of-your-own")
    press(frame.locator(".xx-edition"))
    frame.locator(".xx-edition[data-edition=en]").wait_for()
    assert page.frames[-1].url == f"{host}/zh/{TEXT}#an-exercise-of-your-own"
    context.close()


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_switch_is_seen_without_opening_a_menu(chromium, host, edition, width):
    visitor = Visitor(chromium, f"{host}/{edition}")
    page = visitor.open(PAGE, figures=False, viewport={"width": width, "height": 800})
    box = page.locator(".xx-edition").bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= width and box["height"] >= 24 and box["width"] >= 24 and box["y"] < 120
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    buttons = [found for button in page.locator(".bd-header-article :is(a, button):visible").all() if (found := button.bounding_box())]
    across = sorted((one["x"], one["x"] + one["width"]) for one in buttons)
    assert all(end <= start + 1 for (_, end), (start, _) in zip(across, across[1:])), "what stands in the header overlaps"
    visitor.leave()
