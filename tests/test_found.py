"""What a reader of the whole Chinese edition finds by its search; that it counts as the English one does; that its frame is as light."""

import gzip
import re

import pytest
from conftest import Visitor
from test_frame import HEAVIEST


@pytest.fixture
def reader(chromium, host):
    """A visitor of the Chinese edition."""
    visiting = Visitor(chromium, f"{host}/zh")
    yield visiting
    visiting.leave()
    assert visiting.outside == [], "asked for another host"


@pytest.mark.parametrize(
    "query, stem",
    [
        ("囚徒困境", "glossary"),
        ("沉默的价值", "alliance"),
        ("卸责", "turn"),
        ("一票否决", "veto"),
        ("层层加码", "cascade"),
        ("替罪羊", "scapegoat"),
        ("贴现因子", "repeated"),
        ("下水道", "index"),
        ("轮岗", "repeated"),
        ("县", "country"),
        ("Kofman", "bibliography"),
        ("周雪光", "bibliography"),
        ("monitoring", "reference"),
        ("周雪光 Modern", "bibliography"),
    ],
)
def test_what_a_reader_looks_for_is_found(reader, query, stem):
    page = reader.open(f"search.html?q={query}", figures=False)
    page.locator(f"#search-results a[href^='chapters/{stem}.html']").first.wait_for()
    page.locator("#search-results li p.context .highlighted").first.wait_for()


@pytest.mark.parametrize("query, first", [("联盟何以瓦解", "alliance"), ("层层加码", "cascade"), ("一票否决", "veto"), ("术语表", "glossary"), ("有责无权", "duties")])
def test_a_chapter_of_that_name_comes_first(reader, query, first):
    page = reader.open(f"search.html?q={query}", figures=False)
    page.locator("#search-results a").first.wait_for()
    tops = [link.get_attribute("href") for link in page.locator("#search-results a").all()[:2]]
    assert any(top.startswith(f"chapters/{first}.html") for top in tops), tops


def numbers(pattern, folder, stem):
    """What is numbered on a page."""
    return re.findall(pattern, (folder / "chapters" / f"{stem}.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "pattern, least",
    [
        (r'<span class="caption-number">\D*([\d.]+)', 150),
        (r'<span class="eqno">\((\d+)\)', 3),
        (r'<div class="[^"]*\badmonition\b[^"]*" id="((?!chapters)[^"]+)"', 150),
        (r'<span id="held-([\w-]+)">', 60),
    ],
)
def test_what_is_numbered_has_the_numbers_and_names_of_the_english_edition(built, pattern, least):
    stems = sorted(path.stem for path in (built / "en" / "chapters").glob("*.html"))
    assert stems == sorted(path.stem for path in (built / "zh" / "chapters").glob("*.html"))
    pairs = {stem: [numbers(pattern, built / edition, stem) for edition in ("en", "zh")] for stem in stems}
    assert {stem: pair for stem, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert sum(len(pair[0]) for pair in pairs.values()) >= least


def test_the_frame_is_as_light_and_the_index_is_no_burden(built):
    static = built / "zh" / "_static"
    frame = [*static.glob("sheet.*.css"), *static.glob("theme.*.js"), *static.glob("xianxiang/book.*.js")]
    assert len(frame) == 3 and sum(len(gzip.compress(path.read_bytes())) for path in frame) <= HEAVIEST
    assert len(gzip.compress((built / "zh" / "searchindex.js").read_bytes())) <= 260_000
