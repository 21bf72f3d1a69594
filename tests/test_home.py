"""A Chinese page is at home in Chinese: its search, its letters, the words around the text, the game, the references; on a small book."""

import gzip
import json
import re
import shutil
import threading

import pytest
import tinycss2
import yaml
from conftest import ROOT, build, complaints, until
from leftover import english, leftover
from pybtex.database import parse_file, parse_string

from xianxiang import drain, language, stage
from xianxiang.book import assets, citations, han, interface, messages, publish, search
from xianxiang.book import drain as game

PAGES = ("index", "alliance", "silence", "glossary", "bibliography")


@pytest.fixture
def chinese():
    """Chinese is spoken during a test."""
    language.speak("zh")
    yield
    language.speak("en")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The site of a small Chinese book, made with the book's own configuration."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "tests" / "home", folder, dirs_exist_ok=True)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["title"] = config["sphinx"]["config"]["html_title"] = "县乡：从共谋到卸责"
    config["sphinx"]["config"] |= {"language": "zh_CN", "xianxiang_edition": "", "xianxiang_lite": False}
    config["sphinx"]["config"]["html_theme_options"] |= {"search_bar_text": "在书中搜索"}
    (folder / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def site(home):
    """The address of its server: pages are opened there."""
    from xianxiang.book.serve import server

    running = server(home)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def article(home, stem):
    """A page's text between its header and its foot."""
    return (home / "chapters" / f"{stem}.html").read_text(encoding="utf-8").partition("<article")[2].partition("</article")[0]


# ---------------------------------------------------------------------------------------------------------------------- search


@pytest.mark.parametrize(
    "text, parts",
    [
        ("县", ["县"]),
        ("卸责", ["卸", "责", "卸责"]),
        ("一票否决", ["一", "票", "否", "决", "一票", "票否", "否决"]),
        ("县、乡", ["县", "乡"]),
        ("logit均衡2.5", ["logit", "均", "衡", "均衡", "2", "5"]),
        ("Lawarrée’s", ["Lawarrée", "s"]),
        ("𠮷野家", ["𠮷", "野", "家", "𠮷野", "野家"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_characters_and_pairs(text, parts):
    assert search.cut(text) == parts


def found(visitor, query):
    """What the search finds: the status, and the pages and places with their excerpts."""
    page = visitor.open(f"search.html?q={query}", figures=False)
    page.get_by_text(re.compile("^找到[0-9]+处。$")).wait_for()
    items = page.locator("#search-results li")
    for item in items.all():
        item.locator("p.context").wait_for()
    places = [item.locator("a").get_attribute("href").removeprefix("chapters/") for item in items.all()]
    return page, page.locator(".search-summary").inner_text(), places, [item.locator("p.context").inner_text() for item in items.all()]


@pytest.mark.parametrize(
    "query, first, every",
    [
        ("县", "index.html", {"index", "alliance", "silence"}),
        ("卸责", "silence.html", {"silence", "index"}),  # 推卸责任 has it inside
        ("护犊", "glossary.html#term-0", {"alliance", "silence", "glossary"}),
        ("联盟", "alliance.html", {"alliance", "index", "silence", "glossary"}),
        ("一票否决", "silence.html", {"silence"}),
        ("囚徒困境", "glossary.html#term-2", {"alliance", "glossary"}),
        ("沉默的价值", "silence.html", {"silence", "index", "alliance"}),
        ("层层加码", "silence.html", {"silence"}),
        ("渗滤液", "alliance.html", {"alliance"}),
        ("护犊行为", "silence.html", {"silence"}),  # a link ends, and bold begins, between 犊 and 行
        ("下水道", "index.html", {"index"}),  # from the game
        ("Kofman", "bibliography.html", {"bibliography", "alliance", "silence"}),
        ("stag hunt", "silence.html", {"silence"}),
        ("沉默 书记", "index.html", {"index"}),
        ("沉默 Lawarrée", "silence.html", {"silence", "alliance"}),
        ("周雪光", None, {"alliance", "bibliography"}),
    ],
)
def test_words_of_any_length_are_found(visitor, query, first, every):
    page, status, places, excerpts = found(visitor, query)
    stems = {place.partition(".")[0] for place in places}
    assert stems == every and (first is None or places[0] == first)
    assert status == f"找到{len(places)}处。"
    words = [word.lower() for word in query.split()]
    for place, text in zip(places, excerpts):
        assert any(word in text.lower() for word in words), (place, text)
        assert len(text) <= 126


@pytest.mark.parametrize("query", ["县囚", "犊护", "价沉", "zzz", "县 zzz", "囚徒 渗滤液漏了出去"])
def test_what_stands_nowhere_is_not_found(visitor, query):
    page = visitor.open(f"search.html?q={query}", figures=False)
    page.get_by_text("没有找到。").wait_for()
    assert page.locator("#search-results li").count() == 0


def test_pages_with_the_characters_apart_come_last_and_say_so(visitor):
    page = visitor.open("search.html?q=有价值", figures=False)
    page.get_by_text("这几个字都有，但没有连在一起").wait_for()
    excerpts = page.locator("#search-results li p.context")
    until(page, "document.querySelectorAll('#search-results li p.context').length === 2")
    assert [link.get_attribute("href") for link in page.locator("#search-results a").all()] == ["chapters/alliance.html", "chapters/silence.html"]
    assert "有价值" in excerpts.nth(0).inner_text() and excerpts.nth(1).inner_text().startswith("（") and "有价，价值" in excerpts.nth(1).inner_text()


def test_what_was_searched_for_is_marked_whole_there_and_on_the_page(visitor):
    page, _, _, _ = found(visitor, "沉默的价值 Lawarrée")
    marked = [mark.inner_text() for mark in page.locator("#search-results p.context .highlighted").all()]
    assert "沉默的价值" in marked and not {"沉默", "默的"} & set(marked)
    page.locator("#search-results a[href$='alliance.html']").first.click()
    page.locator("article .highlighted").first.wait_for()
    assert {mark.inner_text() for mark in page.locator("article .highlighted").all()} >= {"沉默的价值", "Lawarrée"}


def test_page_and_library_cut_alike(visitor):
    page = visitor.open("search.html", figures=False)
    for text in ("县", "卸责", "囚徒困境 (prisoner’s dilemma) 与 logit均衡，2.5", "𠮷野家", "县、乡与Küçükşenel", "々〇"):
        alone = {part for part in search.cut(text) if len(part) != 1 or not re.match(f"[{search.HAN}]", part)} | {run for run in re.findall(f"[{search.HAN}]+", text) if len(run) == 1}
        assert set(page.evaluate("text => splitQuery(text)", text)) == {part.lower() for part in alone}, text


def test_the_field_of_any_page_leads_to_what_is_found(visitor):
    page = visitor.open("chapters/glossary.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.locator(".search-button__button:visible").first.click()
    field = page.locator("#pst-search-dialog input")
    assert field.get_attribute("placeholder") == "在书中搜索"
    field.fill("容错")
    assert not asked
    page.keyboard.press("Enter")
    page.locator("#search-results a[href*='silence']").first.wait_for()
    assert "searchindex.js" in asked and "translations.js" not in " ".join(asked)


def test_from_a_file_the_search_works_without_excerpts(chromium, home):
    page = chromium.new_context().new_page()
    page.goto(f"{(home / 'search.html').as_uri()}?q=囚徒困境")
    page.locator("#search-results a[href*='alliance']").first.wait_for()
    page.context.close()


# ------------------------------------------------------------------------------------------------------------------ typography

STYLE = "([selector, name]) => getComputedStyle(document.querySelector(selector)).getPropertyValue(name)"


def test_letters_lines_and_emphasis(visitor):
    page = visitor.open("chapters/alliance.html")
    style = lambda selector, name: page.evaluate(STYLE, [selector, name])  # noqa: E731
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    for selector in ("article p", "article h1", "article table", ".bd-sidebar-primary", "article .admonition-title"):
        assert style(selector, "font-family").startswith('"PingFang SC", "Microsoft YaHei"'), selector
    assert float(style("article section > p", "line-height")[:-2]) == pytest.approx(1.8 * float(style("article section > p", "font-size")[:-2]))
    assert (style("article", "line-break"), style("article", "text-autospace"), style("article", "text-spacing-trim")) == ("strict", "normal", "trim-start")
    dotted, latin = "article em:not([lang])", "article em[lang=en]"
    assert page.locator(dotted).first.inner_text() == "单独" and page.locator(latin).inner_text() == "The Politics of Blame Avoidance"
    assert (style(dotted, "font-style"), style(dotted, "text-emphasis-style"), style(dotted, "text-emphasis-position")) == ("normal", "dot", "under")
    assert (style(latin, "font-style"), style(latin, "text-emphasis-style")) == ("italic", "none")
    assert not style(latin, "font-family").startswith('"PingFang')


def test_no_fonts_are_fetched(visitor, home):
    fonts = []
    page = visitor.open("objects.inv.none")
    visitor.troubles.clear()  # that there is no such page
    page.on("request", lambda request: request.resource_type == "font" and fonts.append(request.url))
    page.goto(f"{visitor.site}/chapters/alliance.html", wait_until="load")
    assert [url for url in fonts if "/mathjax/" not in url] == []
    assert not re.search(r"@font-face\{[^}]*(?:Noto|Han|PingFang)", next((home / "_static").glob("sheet.*.css")).read_text(encoding="utf-8"))


# Stops and brackets of the article whose line is not that of the formula at their side.
APART = """
() => {
  const apart = [];
  const walker = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = (at) => { const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 1); return range.getBoundingClientRect(); };
    const beside = (element, at) => {
      if (!element?.matches?.('span.math')) return;
      const formula = element.querySelector('mjx-container').getBoundingClientRect();
      const stop = box(at);
      if (stop.bottom < formula.top + 2 || stop.top > formula.bottom - 2) apart.push(node.data.slice(0, 8));
    };
    if (/^[，。、；：？！）》”]/.test(node.data)) beside(node.previousSibling, 0);
    if (/[（《“]$/.test(node.data)) beside(node.nextSibling, node.data.length - 1);
  }
  return apart;
}
"""


def test_no_line_begins_with_the_stop_after_a_formula(visitor):
    page = visitor.open("chapters/silence.html", viewport={"width": 390, "height": 844})
    pairs = page.locator("article .xx-stopped").count()
    assert pairs >= 4 and page.locator("article .xx-opened").count() == 1
    for width in range(300, 431, 3):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(APART) == [], width
    page.add_style_tag(content=".xx-stopped { white-space: normal !important }")
    seen = []
    for width in range(300, 431, 3):
        page.set_viewport_size({"width": width, "height": 844})
        seen += page.evaluate(APART)
    assert seen, "the measure finds nothing even where lines may break"
    visitor.troubles.clear()  # the policy's word on the style that was added


def test_pages_fit_a_phone(visitor):
    for stem in PAGES:
        page = visitor.open(f"chapters/{stem}.html", viewport={"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), stem


@pytest.mark.parametrize(
    "given, made",
    [
        ("由<a>定理 1</a>与<a><span>习题 2.1</span></a>", "由<a>定理1</a>与<a><span>习题2.1</span></a>"),
        ('<span class="caption-number">命题 3 </span></p>', '<span class="caption-number">命题3</span></p>'),
        ('<span class="caption-number">图 1 </span><span class="caption-text">四', '<span class="caption-number">图1 </span><span class="caption-text">四'),
        ("<p>见 3 处</p>", "<p>见 3 处</p>"),
    ],
)
def test_numbers_stand_close(given, made):
    assert han.numbered(given) == made


def test_a_chapter_is_named_in_its_brackets_once():
    link = '<a class="reference internal" href="a.html"><span class="doc">{}</span></a>'
    titles = {"术语表"}
    assert han.named(link.format("术语表"), titles) == f"《{link.format('术语表')}》"
    assert han.named(f"《{link.format('术语表')}》", titles) == f"《{link.format('术语表')}》"
    assert han.named(link.format("那里"), titles) == link.format("那里")


@pytest.mark.parametrize(
    "given, made",
    [
        ("<p>猎鹿博弈（stag hunt）里</p>", '<p>猎鹿博弈（<span lang="en">stag hunt</span>）里</p>'),
        ("<p>用 <code>stag hunt</code> 和<b title='stag hunt'>鹿</b></p>", "<p>用 <code>stag hunt</code> 和<b title='stag hunt'>鹿</b></p>"),
        ("<p>Kofman和Lawarrée</p>", "<p>Kofman和Lawarrée</p>"),
        ("<em>重点</em>与<em>Yes Men</em>、<em>ν</em>", '<em>重点</em>与<em lang="en">Yes Men</em>、<em class="xx-sign">ν</em>'),
        ('<table><thead><tr><th class="head"><p>英文</p></th></tr></thead><tr class="row-odd"><td><p>to cover</p></td><td><p>遮盖</p></td></tr></table>',
         '<table><thead><tr><th class="head"><p>英文</p></th></tr></thead><tr class="row-odd"><td lang="en"><p>to cover</p></td><td><p>遮盖</p></td></tr></table>'),
        ('<dt id="term-shield">shield<a>#</a></dt><dt id="term-0">护犊<a>#</a></dt>', '<dt lang="en" id="term-shield">shield<a>#</a></dt><dt id="term-0">护犊<a>#</a></dt>'),
        ("<script>let 甲 = 'stag hunt 乙'</script>", "<script>let 甲 = 'stag hunt 乙'</script>"),
        ("<p>plain English words</p>", "<p>plain English words</p>"),
    ],
)
def test_english_among_chinese_says_so(given, made):
    assert han.foreign(given) == made


def test_titles_and_references_have_brackets_of_full_width(home):
    text = article(home, "alliance")
    for wanted in ('<span class="caption-number">定理1</span>（联盟何以瓦解）', '<span class="caption-number">命题1</span></p>', '<span class="caption-number">习题1</span>（用滑块）',
                   '>定理1</a>', '<summary>证明</summary>', '<p class="admonition-title">解答</p>', "显示代码"):
        assert wanted in text, wanted
    assert not re.search(r"[\u4e00-\u9fff]\s*\((?!\d)|(?<!\d)\)[\u4e00-\u9fff]", re.sub(r"<[^>]*>", "", text))
    index = (home / "searchindex.js").read_text(encoding="utf-8")
    assert "（用滑块）" in json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["alltitles"]


# ---------------------------------------------------------------------------------------------------- the words around the text


def test_the_search_for_leftovers_finds_them():
    page = """<html lang="en"><head><title>The map</title><meta name="description" content="A page"></head><body><p>这是<code>plain code</code> and more</p><button title="Copy"><b>Go</b> on</button>
      <p>Sentence. 中文</p><em lang="en">not this</em><p><span lang="en">but this one</span></p><div class="citation">Smith wrote</div><img alt="A map"><td>GitHub</td><script>let no = 1</script></body>"""
    assert leftover(page) == ["The map", "description: A page", "title: Copy", "Go on", "but this one", "alt: A map"]
    assert english("Next page") and not english("下一页 Next page") and not english("42 – m")


def test_no_english_is_left_around_the_text(home):
    pages = [*(home / "chapters").glob("*.html"), home / "search.html", home / "genindex.html"]
    assert len(pages) == 7
    for path in pages:
        assert leftover(path.read_text(encoding="utf-8")) == [], path.name


def test_nor_once_scripts_have_run_and_the_reader_has_acted(visitor):
    for path in (*(f"chapters/{stem}.html" for stem in PAGES), "search.html?q=县", "search.html?q=县囚"):
        page = visitor.open(path)
        if "search" in path:
            page.locator(".search-summary:not(:empty)").wait_for()
        if "alliance" in path:
            page.locator(".xx-all-proofs input").check()
            page.locator(".toggle-button").first.click()
            page.locator("article a[href*='#term-']").first.hover()
            page.locator(".xx-tip").wait_for()
        if "silence" in path:
            page.locator("button.copybtn").first.focus()
        assert leftover(page.content()) == [], path
        page.locator(".xx-keep-button").click(force=True)
        page.locator(".xx-keep span[role=status]").wait_for(state="attached")
        assert leftover(page.content()) == [], path


SCRIPTS = (*sorted(assets.OWN.glob("*.js")), interface.ROOT / "book" / "lite" / "page" / "button.js", *sorted(path for glob in interface.BUNDLED for path in interface.ROOT.glob(glob)))


def test_every_word_of_the_scripts_has_its_chinese(chinese):
    said = {text for path in SCRIPTS for text in interface.called(path.read_text(encoding="utf-8"))}
    assert len(said) > 60 and {"Keep this book offline", "Reset"} <= said
    assert sorted(text for text in said if re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text)) and language.say(text) == text) == []


def test_scripts_are_laid_in_the_editions_language(chinese):
    assert interface.told("show(t('{done} of {all} MB', { done: t(\"Stop\") }), t('no such'), at('Stop'))") == 'show(t("已保存{done} MB，共{all} MB", { done: t("停止") }), t(\'no such\'), at(\'Stop\'))'
    for path in SCRIPTS[: len(list(assets.OWN.glob("*.js"))) + 1]:
        assert [text for text in interface.called(interface.told(path.read_text(encoding="utf-8"))) if english(re.sub(r"\{\w+\}", "", text))] == [], path.name
    laid = interface.bundled("widgets.js", "run()")
    words = json.loads(laid.partition("=")[2].partition(";\n")[0])
    assert laid.endswith(";\nrun()") and words["Reset"] == language.say("Reset") != "Reset" and "Keep this book offline" not in words
    assert interface.bundled("vega.js", "t('Stop')") == "t('Stop')"


def test_what_is_not_translated_is_told(monkeypatch):
    assert {name: texts for name, texts in messages.missing("zh").items() if name in ("pages", "drain", "certificates", "theme")} == {}
    known = language.catalogue("zh")
    monkeypatch.setattr(messages, "files", lambda name: {"pages": {text: said for text, said in known.items() if text != "Proof"}})
    assert messages.missing("zh")["pages"] == ["Proof"]


def test_english_scripts_stay_as_they_are():
    assert language.spoken() == "en" and interface.bundled("widgets.js", "run()") == "run()" and interface.searching('_("Searching")') == '_("Searching")'
    for path in assets.OWN.glob("*.js"):
        assert interface.told(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")
    assert interface.worded('<nav aria-label="Main">') == '<nav aria-label="Main">'


def test_words_of_theme_and_sphinx_come_from_the_books_catalogue(chinese):
    class Other:
        def gettext(self, message):
            return f"other {message}"

    words = interface.Words(Other())
    assert words.gettext("Exercise") == "习题" and words.gettext("no such message") == "other no such message"
    script = '_("Searching"); Documentation.gettext(\n  ", in "\n); _("no such message")'
    assert interface.searching(script) == f'Object.assign(Documentation.TRANSLATIONS,{{", in ":"，见","Searching":"正在搜索"}});\n{script}'
    assert interface.worded('<nav aria-label="Main">“Main”') == '<nav aria-label="全书目录">“Main”'


def test_messages_are_filled_in(visitor):
    page = visitor.open("chapters/glossary.html")
    assert page.evaluate("xianxiangSay('{n} things, not {m}', { n: 2 })") == "2 things, not {m}"
    assert page.evaluate("xianxiangFilled('a {b} c', { b: 7 })") == ["a ", 7, " c"]


# -------------------------------------------------------------------------------------------------------------------- the game


def test_the_game_has_every_word_in_chinese_with_the_same_fields(chinese):
    texts = list(zip(game.texts(game.WORDS), game.texts(game.said(game.WORDS)), strict=True))
    for before, after in texts:
        assert sorted(re.findall(r"\{\w+\}", before)) == sorted(re.findall(r"\{\w+\}", after)), before
        assert not english(re.sub(r"\{\w+\}", "", after)), after
    assert len(texts) > 120 and game.said(game.WORDS)["read"].keys() == game.WORDS["read"].keys()


@pytest.mark.parametrize("moves, side, seed", [("sssssssssddd", "county", 21), ("sdsrsdrsdrsd", "township", 99), ("rrrrrrrrrrrr", "county", 3)])
def test_the_chinese_page_plays_the_librarys_game(visitor, moves, side, seed):
    page = visitor.open(f"chapters/index.html#drain={side}-{seed}")
    page.locator(".xx-drain-actions").wait_for()
    assert ("你是县委书记。" if side == "county" else "你是乡镇党委书记。") in page.locator(".xx-drain-lead").inner_text()
    played = drain.replay(moves, side, seed)
    named = {"shield": "联手遮盖", "deflect": "推卸责任", "routine": "应付了事"}
    for n, letter in enumerate(moves):
        assert page.locator(".xx-drain-head").inner_text().split()[0] == "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月".split()[n]
        page.locator(".xx-drain-actions button").first.focus()
        page.keyboard.press(str("sdr".index(letter) + 1))
        told = page.locator(".xx-drain-told").inner_text()
        assert told.startswith("查出来了。" if played[n].found else "没有查出来。")
        points = re.search(r"你(得|失)([\d.]+)。$", told)
        assert float(points[2]) * (-1 if points[1] == "失" else 1) == pytest.approx(played[n].earned, abs=0.0501)
    assert page.evaluate("document.activeElement.textContent") == "一年过去了"
    text = page.locator(".xx-drain-game").inner_text()
    earned, best = sum(r.earned for r in played), sum(max(r.worth) for r in played)
    luck = earned - sum(r.worth[stage.ACTIONS.index(r.own)] for r in played)
    said = re.search(r"你一共得到([−.\d]+)。.*合计是([−.\d]+)。.*有([−.\d]+)出于运气", text).groups()
    assert [float(number.replace("−", "-")) for number in said] == pytest.approx([earned, best, luck], abs=0.0501)
    page.locator(".xx-drain-table summary").click()
    rows = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in page.locator(".xx-drain-table tbody tr").all()]
    assert [row[1:4] + row[6:7] for row in rows] == [[named[r.own], named[r.other], "是" if r.found else "否", named[r.best]] for r in played]
    assert re.search(r"：(和谐|猎鹿|斗鸡|囚徒|僵局)", page.locator(".xx-drain-map svg").get_attribute("aria-label"))


def test_the_game_is_told_to_who_only_hears_it(visitor):
    page = visitor.open("chapters/index.html#drain=county-21")
    page.locator(".xx-drain-actions").wait_for()
    assert page.locator(".xx-drain").get_attribute("aria-label") == "十二次检查"
    assert page.locator(".xx-drain-news").get_attribute("aria-live") == "polite"
    assert [button.get_attribute("aria-label") or button.inner_text().split("\n")[0] for button in page.locator(".xx-drain-actions button").all()] != []
    names = page.locator(".xx-drain-actions").aria_snapshot()
    assert '- group "一月"' in names and "button \"联手遮盖 护犊" in names


def test_without_scripts_the_game_is_a_chinese_table(visitor):
    page = visitor.open("chapters/index.html", java_script_enabled=False)
    still = page.locator(".xx-drain-still")
    assert "要用JavaScript" in still.inner_text() and still.locator("thead th").all_inner_texts() == ["月份", "你", "乡镇", "查出", "所得"]
    assert [row.split("\t")[1] for row in still.locator("tbody tr").all_inner_texts()] == ["遮盖"] * 9 + ["推卸"] * 3


# -------------------------------------------------------------------------------------------------------------- accessible, light


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["chapters/index.html", "chapters/alliance.html", "chapters/silence.html", "chapters/bibliography.html", "search.html?q=县"])
def test_chinese_pages_are_accessible(visitor, path, scheme):
    page = visitor.open(path, color_scheme=scheme)
    assert complaints(page) == []


def test_the_frame_is_as_light_as_that_of_other_pages(home):
    static = home / "_static"
    frame = [*static.glob("sheet.*.css"), *static.glob("theme.*.js"), *static.glob("xianxiang/book.*.js")]
    assert len(frame) == 3 and sum(len(gzip.compress(path.read_bytes())) for path in frame) <= 88_500
    sheet = frame[0].read_text(encoding="utf-8")
    own = tinycss2.parse_stylesheet((assets.OWN / "han.css").read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
    assert len(own) > 10
    for rule in own:
        assert tinycss2.serialize(rule.prelude).strip() + "{" in sheet, rule


# ------------------------------------------------------------------------------------------------------------------ references


def test_works_are_cited_in_full_width(home):
    text = re.sub(r"<[^>]*>", "", article(home, "alliance"))
    assert "合同（周雪光，2008；Kofman和Lawarrée，1993）。" in text and "Basu等（2014）则" in text and "Kofman和Lawarrée（1993）让" in text


MONTHS = "January February March April May June July August September October November December".split()
WORK = """@%s{one, author = {%s}, title = {{Title}}, journal = {Journal}, year = {2001}, %s}"""


@pytest.mark.parametrize(
    "kind, author, more, made",
    [
        ("article", "周雪光", "number = {6}, pages = {1--22}", "周雪光, 2001. Title[J]. Journal(6): 1–22."),
        ("article", "Png, I. P. L.", "volume = {105}, number = {428}, pages = {145--159}, doi = {10.1/x}", "Png I P L, 2001. Title[J]. Journal, 105(428): 145–159. DOI: 10.1/x."),
        ("article", "Che, Y.-K. and Yoo, Seung-Weon", "note = {题名未核对}", "Che Y-K, Yoo S-W, 2001. Title[J]. Journal.（题名未核对）"),
        ("article", "A, B. and C, D. and E, F. and G, H.", "volume = {3}", "A B, C D, E F, et al, 2001. Title[J]. Journal, 3."),
        ("article", "甲乙 and 丙丁 and 戊己 and 庚辛", "volume = {3}", "甲乙, 丙丁, 戊己, 等, 2001. Title[J]. Journal, 3."),
        ("book", "Hood, C.", r"publisher = {Law \& Order}", "Hood C, 2001. Title[M]. Law & Order."),
        ("techreport", "Basu, K.", "institution = {Bank}, type = {Paper}, number = {7}", "Basu K, 2001. Title[R]. Bank, Paper 7."),
        ("incollection", "Basu, K.", "booktitle = {Handbook}, publisher = {Press}, pages = {1--2}", "Basu K, 2001. Title[M]//Handbook. Press: 1–2."),
        ("misc", "{新华社}", "howpublished = {人民网，2001年1月7日}, url = {http://x.y}", "新华社, 2001. Title[EB/OL]. 人民网，2001年1月7日. http://x.y."),
        ("misc", "{南方周末}", "howpublished = {南方周末，2001年1月7日}", "南方周末, 2001. Title[N]. 南方周末，2001年1月7日."),
        ("misc", "{中共中央政治局}", "note = {2001年通过}", "中共中央政治局, 2001. Title[Z].（2001年通过）"),
    ],
)
def test_the_list_is_as_the_standard_has_it(kind, author, more, made):
    (work,) = parse_string(WORK % (kind, author, more), "bibtex").entries.values()
    assert str(citations.listed(work)) == made


def test_chinese_authors_come_first_in_the_order_of_their_letters():
    works = parse_string("".join(f"@misc{{k{n}, author = {{{author}}}, {key} title = {{T}}, year = {{{year}}}}}" for n, (author, key, year) in enumerate(
        [("Ödön, A.", "", 1999), ("Zeta, B.", "", 1990), ("周雪光", "key = {Zhou Xueguang},", 2010), ("倪星", "key = {Ni Xing},", 2018), ("周雪光", "key = {Zhou Xueguang},", 2008), ("Paul, C.", "", 2000)])), "bibtex")
    listed = [str(entry.text).split(". ")[0] for entry in citations.ChineseList().format_bibliography(works)]
    assert listed == ["倪星, 2018", "周雪光, 2008", "周雪光, 2010", "Ödön A, 1999", "Paul C, 2000", "Zeta B, 1990"]


def test_both_editions_have_the_same_works():
    """Keys, kinds, years, numbers and addresses are equal; what a reader sees beside titles is Chinese."""
    one, other = (parse_file(str(ROOT / folder / "references.bib"), "bibtex").entries for folder in ("chapters", "zh/chapters"))
    assert list(one) == list(other)
    for key, work in one.items():
        twin = other[key]
        assert (work.type, len(work.persons.get("author", []))) == (twin.type, len(twin.persons.get("author", []))) or key == "saltelli2010"
        for field in ("year", "volume", "number", "pages", "doi", "url", "journal", "publisher", "isbn"):
            assert work.fields.get(field) == twin.fields.get(field), (key, field)
        assert bool(twin.fields.get("key")) == bool(re.match(r"\{?[\u4e00-\u9fff]", str(twin.persons.get("author", twin.persons.get("editor"))[0]))), key
        for field in ("note", "howpublished"):
            assert not english(twin.fields.get(field, "")), (key, field)
            before = re.sub(r"(?:No\.|Volume) [\d()]+", "", work.fields.get(field, ""))  # these are fields
            before = re.sub("|".join(MONTHS), lambda month: str(MONTHS.index(month[0]) + 1), before)
            assert sorted(re.findall(r"\d+", twin.fields.get(field, ""))) == sorted(re.findall(r"\d+", before)), (key, field)
        if re.search(r"[\u4e00-\u9fff]", work.fields["title"]):
            assert twin.fields["title"] == work.fields["title"], key


# -------------------------------------------------------------------------------------------------------------------- the rest


@pytest.mark.parametrize(
    "text, longest, said",
    [
        ("县里知道。乡镇知道。", 12, "县里知道。"),
        ("县里知道，乡镇知道，上面没有人知道，检查已经通知到了。", 24, "县里知道，乡镇知道，上…"),
        ("A landfill leaks and nobody knows of it but two.", 20, "A landfill leaks…"),
    ],
)
def test_a_description_has_room_for_half_as_many_characters(text, longest, said):
    assert publish.described([text], longest=longest) == said


def test_a_page_says_what_it_is_in_chinese(home):
    text = (home / "chapters" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN"' in text and '<meta property="og:locale" content="zh_CN">' in text and '"inLanguage":"zh-CN"' in text
    assert "一本关于县乡两级政府的小书" in re.search(r'<meta name="description" content="([^"]*)"', text)[1]
