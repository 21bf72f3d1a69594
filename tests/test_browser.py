"""The built book in a real browser that can reach nothing but the book."""

import gzip
import math
from pathlib import Path

import axe_playwright_python
import numpy as np
import pytest
import yaml
from conftest import ROOT

from xianxiang import figures

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{TOC['root']}.html"] + [f"{entry['file']}.html" for part in TOC["parts"] for entry in part["chapters"]]
NAMES = sorted(figures.ALL)
HEAVIEST = 1_500_000  # bytes that a page may move, gzipped
SETTINGS = 12  # random settings at which each explorer is compared with the library

# Findings of axe-core that are the theme's and cannot be mended here, each with the reason: {rule: reason}.
THEIRS = {}

LIVE = "[...document.querySelectorAll('.xx-live')].length === document.querySelectorAll('.xx-still').length"


@pytest.fixture(scope="module")
def homes(book):
    """The page that shows each explorer."""
    pages = {page: (book / page).read_text(encoding="utf-8") for page in PAGES}
    return {name: page for name in NAMES for page, text in pages.items() if f'data-for="{name}"' in text}


@pytest.fixture(scope="module")
def explorers():
    """Each explorer, made once by the library."""
    made = {}
    return lambda name: made.setdefault(name, None) or made.__setitem__(name, figures.ALL[name]()) or made[name]


def settled(page):
    """Wait until every explorer of a page answers."""
    page.wait_for_function(LIVE, timeout=20_000)
    return page


def shown(visitor, homes, name, fragment="", **options):
    """Open the page of an explorer and return it with the explorer uncovered."""
    assert name in homes, f"no page shows {name}"
    page = settled(visitor.open(homes[name] + fragment, **options))
    live = page.locator(f".xx-live[data-name={name}]")
    live.evaluate("el => el.querySelector('.xx-cover .xx-quiet')?.click()")
    return page, live


def same(left, right):
    """Whether two cells of a table agree; both may be missing."""
    if left is None or (isinstance(left, float) and math.isnan(left)):
        return right is None or (isinstance(right, float) and math.isnan(right))
    return left == right if isinstance(left, str) else right is not None and math.isclose(left, right, abs_tol=1e-9)


def differences(drawn, frame):
    """The first cells in which a table in the browser and the library's frame disagree."""
    records = frame.to_dict("records")
    if len(drawn) != len(records):
        return [("rows", len(drawn), len(records))]
    cells = ((i, key, row.get(key), value) for i, (row, record) in enumerate(zip(drawn, records)) for key, value in record.items())
    return [cell for cell in cells if not same(cell[2], cell[3])][:5]


def test_every_explorer_has_a_page_and_every_page_s_explorers_are_known(visitor, homes):
    assert sorted(homes) == NAMES
    for page in sorted(set(homes.values())):
        names = settled(visitor.open(page)).evaluate("[...document.querySelectorAll('.xx-live')].map(el => el.dataset.name)")
        assert sorted(names) == sorted(name for name, home in homes.items() if home == page)
        visitor.leave()


@pytest.mark.parametrize("name", NAMES)
def test_numbers_in_the_browser_are_the_library_s(visitor, homes, explorers, name):
    explorer = explorers(name)
    _, live = shown(visitor, homes, name)
    rng = np.random.default_rng(sum(map(ord, name)))
    controls = explorer.grid.controls
    for draw in range(SETTINGS):
        index = [int(rng.integers(size)) if draw else control.values.index(control.default) for control, size in zip(controls, explorer.grid_shape)]
        setting = {control.key: control.values[i] for control, i in zip(controls, index)}
        got = live.evaluate(
            """async (el, positions) => {
                el.explorer.set(positions);
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                const { plan } = el.explorer;
                const names = Object.keys(plan.tables);
                const data = (view, table) => { try { return view.data(table); } catch { return null; } };
                return {
                    rows: Object.fromEntries(names.map((table) => [table, el.explorer.rows(table)])),
                    drawn: el.explorer.views.flatMap((view) => names.map((table) => [table, data(view, table)])).filter(([, rows]) => rows?.length),
                    sentence: el.explorer.sentence(), regime: el.explorer.regime(), text: el.innerText,
                };
            }""",
            {control.key: i for control, i in zip(controls, index)},
        )
        for table, rows in [*got["rows"].items(), *got["drawn"]]:
            assert differences(rows, explorer.rows(table, **setting)) == [], (table, setting)
        assert got["drawn"], "no chart holds any of the tables"
        assert got["sentence"] == explorer.sentence(**setting)
        assert got["regime"] == explorer.regime_at(**setting)
        assert explorer.sentence(**setting) in got["text"]


def picture(live):
    """The drawn charts of an explorer, once the browser has had time to draw them."""
    return live.evaluate(
        """async (el) => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return [...el.querySelectorAll('.xx-plot svg')].map((svg) => svg.innerHTML).join();
        }"""
    )


@pytest.mark.parametrize("name", NAMES)
def test_keyboard_moves_every_control(visitor, homes, name):
    page, live = shown(visitor, homes, name)
    kinds = live.evaluate("el => el.explorer.plan.controls.map((control) => [control.key, control.kind])")
    seen = {picture(live)}
    boxes = live.locator("xpath=ancestor::*[contains(@class, 'xx-explorer')][1]").locator(".xx-controls > *")
    for number, (key, _) in enumerate(kinds):
        box = boxes.nth(number)
        at = live.evaluate("(el, key) => el.explorer.setting()[key]", key)
        target = box.locator(".noUi-handle, select, input[type=checkbox], button[aria-pressed=false], button:not(.mod-active)").first
        target.focus()
        assert target.evaluate("el => el === document.activeElement"), f"{key} cannot take the focus"
        role = target.evaluate("el => el.className.includes('noUi') ? 'slider' : el.localName")
        keys = {"slider": ["ArrowRight", "ArrowLeft"], "select": ["ArrowDown", "ArrowUp"]}.get(role, ["Space"])
        for press in keys:
            page.keyboard.press(press)
            if live.evaluate("(el, key) => el.explorer.setting()[key]", key) != at:
                break
        assert live.evaluate("(el, key) => el.explorer.setting()[key]", key) != at, f"{press} did not move {key}"
        if role == "slider":
            assert target.get_attribute("aria-label"), f"{key} has no name"
            assert target.get_attribute("aria-valuetext"), f"{key} does not say its value"
        seen.add(picture(live))
        assert live.evaluate("el => el.innerText.includes(el.explorer.sentence())"), f"the sentence did not follow {key}"
    assert len(seen) > 1, "no control changed what is drawn"


@pytest.mark.parametrize("name", NAMES)
def test_link_restores_a_setting_and_rejects_nonsense(visitor, homes, explorers, name):
    control = explorers(name).grid.controls[0]
    index = next(i for i, value in enumerate(control.values) if value != control.default)
    page, live = shown(visitor, homes, name, f"#{name}?{control.key}={control.tokens[index]}")
    assert live.evaluate("(el, key) => el.explorer.setting()[key]", control.key) == index
    assert live.evaluate("el => el.explorer.link()").endswith(f"#{name}?{control.key}={control.tokens[index]}")
    page.evaluate("hash => (location.hash = hash)", f"#{name}?{control.key}=1e999&<b>=2&{control.key}")
    told = page.get_by_text("The link could not be followed")
    told.wait_for()
    assert live.evaluate("(el, key) => el.explorer.setting()[key]", control.key) == control.values.index(control.default)
    assert told.count() == 1 and control.key in told.inner_text()


@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 1280), ("light", 390)])
@pytest.mark.parametrize("path", [*PAGES, "search.html", "genindex.html"])
def test_page_is_accessible_and_fits(visitor, path, scheme, width):
    page = settled(visitor.open(path, color_scheme=scheme, viewport={"width": width, "height": 844}))
    page.wait_for_function("!window.MathJax || MathJax.startup?.promise?.then(() => true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    if scheme == "dark":
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")
        assert max(ground) < 60, "the page is not dark"
    page.evaluate("Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))")
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'], preload: false })")["violations"]
    assert [(rule["id"], node["target"], node["html"][:200]) for rule in found if rule["id"] not in THEIRS for node in rule["nodes"]] == []


def test_the_reader_chooses_light_or_dark(visitor):
    page = visitor.open(PAGES[0], color_scheme="light")
    theme = lambda: page.evaluate("document.documentElement.dataset.theme")
    seen = [theme()]
    for _ in range(3):
        page.locator(".theme-switch-button:visible").first.click()
        seen.append(theme())
    assert set(seen) == {"light", "dark"}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_light(visitor, path):
    """All that a page moves until every figure lives, gzipped, is at most 1.5 MB, and comes from the book."""
    sizes = {}

    def note(response):
        if response.ok and not response.url.startswith(("data:", "blob:")):
            sizes[response.url] = len(gzip.compress(response.body(), 6))

    page = visitor.open("search.html")
    page.on("response", note)
    page.goto(f"{visitor.site}/{path}", wait_until="networkidle")
    settled(page)
    assert any(url.endswith(path) for url in sizes)
    assert sum(sizes.values()) <= HEAVIEST, sorted(((size, url) for url, size in sizes.items()), reverse=True)[:6]


def test_root_keeps_the_setting_of_a_link(visitor):
    page = visitor.open("index.html#somewhere?x=1")
    page.wait_for_url(f"{visitor.site}/{PAGES[0]}#somewhere?x=1")


def test_without_javascript_the_still_figures_show(visitor, homes):
    for path in sorted(set(homes.values())):
        page = visitor.open(path, java_script_enabled=False)
        stills = page.locator(".xx-still")
        assert stills.count() == sum(home == path for home in homes.values())
        for still in stills.all():
            assert still.is_visible()
            for picture in still.locator("img").all():
                assert picture.is_visible() and len(picture.get_attribute("alt")) > 20
        visitor.leave()


def told_with_still(page, name, reason):
    """Whether a page shows the still figure of an explorer and says why it does not move."""
    still = page.locator(f".xx-still[data-for={name}]")
    page.get_by_role("alert").filter(has_text="cannot answer").first.wait_for()
    assert still.is_visible()
    assert reason in page.get_by_role("alert").filter(has_text="cannot answer").first.inner_text()


@pytest.mark.parametrize("part, named", [("widgets.js", "widgets.js"), ("vega.js", "vega.js")])
def test_absent_script_leaves_the_still_and_says_why(visitor, homes, part, named):
    name = NAMES[0]
    page = visitor.open(homes[name], spoil=lambda route: part in route.request.url and (route.abort() or True))
    told_with_still(page, name, named)
    visitor.troubles.clear()  # the browser's own note that it could not load the script


@pytest.mark.parametrize("name", NAMES[:1])
def test_corrupted_table_leaves_the_still_and_says_why(visitor, homes, name):
    def spoil(route):
        if not route.request.url.split("#")[0].endswith(homes[name]):
            return False
        text = route.fetch().text()
        start = text.index('"data":"H4sI') + 60
        route.fulfill(body=text[:start] + "AAAA" + text[start + 4 :], content_type="text/html; charset=utf-8")
        return True

    told_with_still(visitor.open(homes[name], spoil=spoil), name, "table")
