"""Every page of the Chinese edition as a reader meets it: on a phone, in Chinese alone, its figures alive, light, for every reader."""

import gzip

import pytest
from conftest import Visitor, at_last, complaints, until
from leftover import leftover
from test_browser import FRONT, FURTHEST, HEAVIEST, LARGE, NARROW, OUT_OF_SIGHT, PAGES, PARTED, ROOM, WIDE, settled
from test_frame import WATCH

NAMED = {"chapters/argument.html", "chapters/bibliography.html", "chapters/colophon.html", "chapters/figure.html", "chapters/models.html", "chapters/reference.html", "chapters/world.html"}
"""Pages on which English terms, names of the library, of programs, of newspapers and of works stand by themselves."""

VEGA = ("aria-roledescription: group mark container", "aria-roledescription: title")
"""What Vega says of the parts of a picture, which no reader hears: the picture as a whole has a text."""


@pytest.fixture
def reader(chromium, host):
    """A visitor of the Chinese edition who must come home without a request to another host and without an error on a page."""
    visiting = Visitor(chromium, f"{host}/zh")
    yield visiting
    outside, troubles = list(visiting.outside), list(visiting.troubles)
    visiting.leave()
    assert outside == [], "asked for another host"
    assert troubles == [], "errors on the page"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_chinese_alive_light_and_for_everyone(reader, path):
    sizes = {}

    def note(response):
        if response.ok and not response.url.startswith(("data:", "blob:")):
            sizes[response.url] = len(gzip.compress(response.body(), 6))

    page = reader.open("objects.inv.none", viewport=NARROW, color_scheme="light")
    reader.troubles.clear()  # that there is no such page
    page.add_init_script(WATCH)
    page.on("response", note)
    page.goto(f"{reader.site}/{path}", wait_until="networkidle", timeout=120_000)
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "the page is wider than the window"
    assert page.evaluate("shift") < FURTHEST, "what is seen moves by itself"
    assert page.evaluate(ROOM) < FURTHEST * NARROW["height"], "a figure's bet moves the text below"
    assert page.evaluate("stopped") == [], "the page's policy"
    if path not in LARGE:
        page.wait_for_load_state("networkidle", timeout=120_000)
    assert sum(sizes.values()) <= (FRONT if path == PAGES[0] else HEAVIEST), sorted(((size, url) for url, size in sizes.items()), reverse=True)[:6]
    if path not in NAMED:
        assert [said for said in leftover(page.content()) if said not in VEGA] == []
    if path not in LARGE:
        assert complaints(page) == []
        page.emulate_media(color_scheme="dark")
        until(page, "document.documentElement.dataset.theme === 'dark'")
        page.set_viewport_size(WIDE)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], "the page is wider than the window"
        assert complaints(page, asked="runOnly: ['color-contrast']") == []
        page.set_viewport_size(NARROW)
    page.evaluate("document.querySelectorAll('.bd-article details').forEach((part) => (part.open = true))")
    assert at_last(lambda: page.evaluate(OUT_OF_SIGHT), []) == []
    if path not in LARGE:
        assert at_last(lambda: page.evaluate(PARTED), []) == []
