"""The built book in a real browser that can reach nothing but the book."""

import gzip
import json
import math
import re
from base64 import b64decode
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np
import pytest
import yaml
from conftest import ASK, ROOT, Visitor, at_last, complaints, until

from xianxiang import figures
from xianxiang.live import bundle

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{TOC['root']}.html"] + [f"{entry['file']}.html" for part in TOC["parts"] for entry in part["chapters"]]
NAMES = sorted(figures.ALL)
FIGURES = list(figures.ALL)
HEAVIEST, FRONT = 800_000, 600_000  # bytes that a page may move, gzipped, with its figures alive and its exercises; and the first page
FURTHEST = 0.1  # of the window that what is seen of a page may move by itself
STRICT = {"content-security-policy": "script-src 'self' 'unsafe-inline'"}  # neither eval nor scripts from blobs
SETTINGS = 12  # random settings at which each explorer is compared with the library


LIVE = "[...document.querySelectorAll('.xx-live')].length === document.querySelectorAll('.xx-still').length"


LAPTOP = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


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
    """Ask for every explorer of a page, and wait until they answer."""
    page.evaluate(ASK)
    until(page, LIVE, timeout=60_000)
    return page


def shown(visitor, homes, name, fragment="", **options):
    """Open the page of an explorer, or the page that is open already, and return it with the explorer uncovered and as it opens."""
    assert name in homes, f"no page shows {name}"
    where = homes[name] + fragment, repr(options)
    pages = getattr(visitor, "pages", {})
    if pages and next(iter(pages))[0] != where[0]:
        pages.clear()
        visitor.leave()
    page = pages.get(where) or settled(visitor.open(homes[name] + fragment, **options))
    if hasattr(visitor, "pages"):
        pages[where] = page
    live = page.locator(f".xx-live[data-name={name}]")
    live.evaluate("""el => {
        el.querySelector('.xx-cover .xx-quiet')?.click();
        el.explorer.set(Object.fromEntries(el.explorer.plan.controls.map((control) => [control.key, control.default])));
    }""") if not fragment else live.evaluate("el => el.querySelector('.xx-cover .xx-quiet')?.click()")
    return page, live


@pytest.fixture(scope="module")
def resident(chromium, site):
    """A visitor who stays on a page from one test to the next."""
    visiting = Visitor(chromium, site)
    visiting.pages = {}
    yield visiting
    visiting.leave()


@pytest.fixture
def guest(resident):
    """The same, held in each test to come home without a request to another host and without an error on a page."""
    yield resident
    asked, wrong = resident.outside.copy(), resident.troubles.copy()
    resident.outside.clear()
    resident.troubles.clear()
    assert asked == [], "asked for another host"
    assert wrong == [], "errors on the page"


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


def test_every_explorer_has_a_page(homes):
    assert sorted(homes) == NAMES


@pytest.mark.parametrize("name", FIGURES)
def test_numbers_in_the_browser_are_the_library_s(guest, homes, explorers, name):
    explorer = explorers(name)
    _, live = shown(guest, homes, name, **LAPTOP)
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


def test_lines_end_at_the_round_that_is_shown(visitor, homes):
    """Played round by round, what is drawn by round reaches as far as the round, in a frame that stays."""
    page, live = shown(visitor, homes, "five-switches")
    widths = []
    for at in (10, 40):
        live.evaluate("(el, at) => el.explorer.set({ moment: at })", at)
        rested(page)
        widths.append(live.evaluate("""el => Math.max(...[...el.querySelectorAll('.xx-plot')].flatMap(plot =>
            [...plot.querySelectorAll('.mark-line.marks path')].map(path => path.getBBox().width / plot.clientWidth)))"""))
    assert 0 < widths[0] < 0.5 * widths[1]



@pytest.mark.parametrize("name", FIGURES)
def test_keyboard_moves_every_control(guest, homes, name):
    page, live = shown(guest, homes, name, **LAPTOP)
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


def elsewhere(explorer):
    """A position of a figure's first control that is not the default, as a link names it: (control, position, link)."""
    control = explorer.grid.controls[0]
    index = next(i for i, value in enumerate(control.values) if value != control.default)
    return control, index, f"#{explorer.name}?{control.key}={control.tokens[index]}"


def test_a_page_opens_at_the_setting_of_its_link(visitor, homes, explorers):
    """For the last figure of three pages; that every figure follows its links is the next test's."""
    last = {home: name for name, home in homes.items()}
    for name in list(last.values())[::8]:
        control, index, link = elsewhere(explorers(name))
        _, live = shown(visitor, homes, name, link)
        assert live.evaluate("(el, key) => el.explorer.setting()[key]", control.key) == index


@pytest.mark.parametrize("name", FIGURES)
def test_link_restores_a_setting_and_rejects_nonsense(guest, homes, explorers, name):
    control, index, link = elsewhere(explorers(name))
    page, live = shown(guest, homes, name, **LAPTOP)
    page.evaluate("hash => (location.hash = hash)", link)
    until(page, "([name, key, index]) => document.querySelector(`.xx-live[data-name=${name}]`).explorer.setting()[key] === index", [name, control.key, index])
    assert live.evaluate("el => el.explorer.link()").endswith(f"#{name}?{control.key}={quote(control.tokens[index])}")
    page.evaluate("hash => (location.hash = hash)", f"#{name}?{control.key}=1e999&<b>=2&{control.key}")
    told = page.get_by_text("The link could not be followed").locator("visible=true")
    told.wait_for()
    assert live.evaluate("(el, key) => el.explorer.setting()[key]", control.key) == control.values.index(control.default)
    assert told.count() == 1 and control.key in told.inner_text()
    page.evaluate("hash => (location.hash = hash)", link)
    told.wait_for(state="hidden")


OUT_OF_SIGHT = """
() => [...document.querySelectorAll('.bd-article mjx-container')].flatMap((formula) => {
  const signs = [...formula.querySelectorAll('mjx-c')].map((sign) => sign.getBoundingClientRect()).filter((rect) => rect.width);
  if (!signs.length) return [];
  let [left, right] = [0, document.documentElement.clientWidth];
  for (let part = formula; part !== document.body; part = part.parentElement) {
    const { overflowX, display } = getComputedStyle(part);
    if (overflowX === 'visible' || display === 'inline') continue;
    if (part === formula && part.matches('.xx-scrolls[tabindex]')) return [];
    const rect = part.getBoundingClientRect();
    [left, right] = [Math.max(left, rect.left), Math.min(right, rect.right)];
  }
  return signs.some((rect) => rect.right > right + 1 || rect.left < left - 1) ? [formula.dataset.tex] : [];
})
"""


PARTED = """
() => [...document.querySelectorAll('.bd-article .xx-stopped')].filter((whole) => {
  const range = document.createRange();
  range.selectNodeContents(whole.lastChild);
  const [stop, sign] = [range.getBoundingClientRect(), [...whole.querySelectorAll('mjx-c')].at(-1).getBoundingClientRect()];
  return sign.width && stop.left < sign.left;
}).map((whole) => whole.querySelector('mjx-container').dataset.tex)
"""
"""Formulas after which the stop begins a line."""

LARGE = {"chapters/reference.html"}
"""Pages whose thousands of parts take a minute to look over, and are made by one hand: once is enough."""


WIDE, NARROW = {"width": 1280, "height": 844}, {"width": 390, "height": 844}


ROOM = """
Math.max(0, ...[...document.querySelectorAll('.xx-still[data-bet]')].map((still) => Math.abs(parseFloat(still.style.getPropertyValue('--xx-room'))
  - document.querySelector(`.xx-live[data-name="${still.dataset.for}"]`).closest('.xx-explorer').offsetHeight)))
"""  # by how much at most a still picture keeps too much or too little room for the bet that takes its place


@pytest.mark.parametrize("path", [*PAGES, "search.html", "genindex.html"])
def test_page_is_accessible_and_fits(visitor, homes, path):
    """One page on a phone, on a wide screen, in the dark, and on narrow phones, where no formula loses an end either."""
    page = settled(visitor.open(path, color_scheme="light", viewport=NARROW))
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "the page is wider than the window"
    assert page.evaluate("shift") < FURTHEST, "what is seen moves by itself"
    assert page.evaluate(ROOM) < FURTHEST * NARROW["height"], "a figure's bet moves the text below"
    names = page.evaluate("[...document.querySelectorAll('.xx-live')].map(el => el.dataset.name)")
    assert sorted(name for name in names if name in homes) == sorted(name for name, home in homes.items() if home == path)
    if path not in LARGE:
        # What a reader hears is the same in both schemes, and what colours there are at both widths.
        assert complaints(page, asked="rules: { 'color-contrast': { enabled: false } }") == []
    page.set_viewport_size(WIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], "the page is wider than the window"
    assert complaints(page) == []
    page.emulate_media(color_scheme="dark")
    until(page, "document.documentElement.dataset.theme === 'dark'")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)")
    assert max(ground) < 60, "the page is not dark"
    if path not in LARGE:
        assert complaints(page, asked="runOnly: ['color-contrast']") == []
    for narrow in (390, 360, 320):
        page.set_viewport_size({**NARROW, "width": narrow})
        page.evaluate("document.querySelectorAll('.bd-article details').forEach((part) => (part.open = true))")
        assert at_last(lambda: page.evaluate(OUT_OF_SIGHT), []) == [], narrow
        if path not in LARGE:
            assert at_last(lambda: page.evaluate(PARTED), []) == [], narrow


def test_the_reader_chooses_light_or_dark(visitor):
    page = visitor.open(PAGES[0], color_scheme="light")
    theme = lambda: page.evaluate("document.documentElement.dataset.theme")
    seen = [theme()]
    for _ in range(3):
        page.locator(".theme-switch-button:visible").first.click()
        seen.append(theme())
    assert set(seen) == {"light", "dark"}


# Calls that Chromium 109, the oldest that the book names, does not have.
YOUNGER = "for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) { delete Array.prototype[name]; delete Object.getPrototypeOf(Int8Array.prototype)[name]; } for (const name of ['groupBy']) { delete Object[name]; delete Map[name]; } delete AbortSignal.any; delete Promise.withResolvers; delete Array.fromAsync; delete URL.canParse; delete Set.prototype.union; delete String.prototype.isWellFormed; delete window.scheduler;"


@pytest.mark.parametrize("path", PAGES)
def test_page_is_light_and_figures_live_without_eval_where_newer_calls_are_missing(visitor, path):
    """All that a page moves until every figure lives, gzipped, is at most `HEAVIEST`, of the first page `FRONT`, and comes from the book; a strict host may serve it."""
    sizes = {}

    def note(response):
        if response.ok and not response.url.startswith(("data:", "blob:")):
            sizes[response.url] = len(gzip.compress(response.body(), 6))

    page = visitor.open("search.html")
    page.add_init_script(f"{YOUNGER}; window.broken = []; addEventListener('securitypolicyviolation', (event) => broken.push(event.violatedDirective))")
    page.on("response", note)
    page.route(f"**/{path}", lambda route: (lambda got: route.fulfill(response=got, headers={**got.headers, **STRICT}))(route.fetch()))
    page.goto(f"{visitor.site}/{path}", wait_until="networkidle", timeout=120_000)
    settled(page)
    if path not in LARGE:  # which has no figures, so that nothing more comes
        page.wait_for_load_state("networkidle", timeout=120_000)
    assert page.evaluate("broken") == [], "breaks the policy of a strict host"
    assert page.evaluate("shift") < FURTHEST, "what is seen moves by itself"
    assert not page.get_by_role("alert").filter(has_text="cannot answer").count()
    assert any(url.endswith(path) for url in sizes)
    assert sum(sizes.values()) <= (FRONT if path == f"{TOC['root']}.html" else HEAVIEST), sorted(((size, url) for url, size in sizes.items()), reverse=True)[:6]


def brought(request):
    """Whether what is asked for brings figures to life."""
    return re.search(r"xianxiang/(widgets|vega)\.js", request.url)


LOW = {"width": 1280, "height": 200}


@pytest.fixture
def far(homes):
    """A page, on a low screen far above its first figure, and the name of its last."""
    return homes["passing-down"], "passing-down"


def test_what_brings_figures_is_fetched_when_one_comes_near_and_side_by_side(visitor, far):
    held, asked = [], []
    page = visitor.open(far[0], figures=False, viewport=LOW, spoil=lambda route: bool(brought(route.request)) and (asked.append(brought(route.request)[1]) or held.append(route) or True))
    page.wait_for_timeout(500)
    assert asked == [], "fetched before a figure came near"
    page.locator(".xx-still").first.evaluate("el => el.scrollIntoView()")
    page.wait_for_timeout(500)
    assert sorted(asked) == ["vega", "widgets"], "one waits for the other"
    for route in held:
        route.continue_()
    until(page, LIVE)


def test_a_figure_that_nobody_came_near_has_not_failed(visitor, far):
    page = visitor.open("search.html")
    page.clock.install()
    page.set_viewport_size(LOW)
    page.goto(f"{visitor.site}/{far[0]}", wait_until="load")
    page.clock.fast_forward(60_000)
    assert not page.locator(".xx-alert").count() and not page.locator(".xx-live").count()


@pytest.mark.parametrize("case", ["link", "no observer"])
def test_figures_are_fetched_at_once_for_a_link_or_where_the_browser_cannot_tell(visitor, far, case):
    page = visitor.open("search.html")
    page.set_viewport_size(LOW)
    if case == "no observer":
        page.add_init_script("delete window.IntersectionObserver")
    page.goto(f"{visitor.site}/{far[0]}" + (f"#{far[1]}" if case == "link" else ""), wait_until="load")
    until(page, LIVE)
    visitor.troubles[:] = [trouble for trouble in visitor.troubles if "IntersectionObserver" not in trouble]  # the theme's own scripts need one


def test_pages_without_figures_fetch_nothing_for_them(visitor, homes):
    asked = []
    for path in sorted(set(PAGES) - set(homes.values()))[:3]:
        visitor.open(path, spoil=lambda route: asked.append(route.request.url) if brought(route.request) else None)
    assert asked == []


DRAWN = """
async ([name, specs]) => {
  const { plan, rows } = document.querySelector(`.xx-live[data-name="${name}"]`).explorer;
  const pictures = [];
  for (const spec of specs?.map(xianxiangVega.compile) ?? plan.charts.map(({ spec }) => spec)) {
    const place = document.body.appendChild(document.createElement('div'));
    const view = xianxiangVega.draw(spec, { renderer: 'svg', container: place });
    for (const { name: table } of spec.data) if (table in plan.tables) view.data(table, rows(table));
    await view.runAsync();
    pictures.push(place.innerHTML);
    place.remove();
  }
  return pictures;
}
"""


def numbered(picture):
    """A picture whose parts are not told apart by how many were drawn before it."""
    return re.sub(r"(clip|gradient_)\d+", r"\1", picture)


def words_and_marks(picture):
    """The words of a picture and how many marks of each kind it has."""
    return sorted(re.findall(r">([^<>]+)</(?:text|tspan)>", unescape(picture))), Counter(re.findall(r"<(path|line|rect|image|text)\b", picture))


@pytest.mark.parametrize("name", FIGURES)
def test_a_compiled_chart_draws_what_vega_lite_and_the_still_draw(guest, homes, explorers, name):
    """Vega-Lite as notebooks have it draws the very same picture; the still, by another Vega that does use eval, the same words and marks."""
    page, _ = shown(guest, homes, name)
    compiled = page.evaluate(DRAWN, [name, None])
    stills = [b64decode(code).decode() for code in re.findall(r"image/svg\+xml;base64,([^\"]+)", explorers(name).still())]
    assert [words_and_marks(picture) for picture in compiled] == [words_and_marks(picture) for picture in stills]
    if not page.evaluate("'compile' in xianxiangVega"):
        page.route("**/vega-lite.js", lambda route: route.fulfill(path=bundle.STATIC / "vega-lite.js"))
        page.add_script_tag(url=page.url.partition("chapters/")[0] + "vega-lite.js")
    lite = page.evaluate(DRAWN, [name, [chart.spec for chart in explorers(name).charts]])
    assert list(map(numbered, lite)) == list(map(numbered, compiled))


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
    page.evaluate(ASK)
    page.get_by_role("alert").filter(has_text="cannot answer").first.wait_for(timeout=60_000)
    assert still.is_visible()
    assert reason in page.get_by_role("alert").filter(has_text="cannot answer").first.inner_text()
    assert not page.locator(".jupyter-widgets-error-widget:visible").count(), "a broken part stands where the figure should"
    assert not page.locator(".xx-veil:visible").count(), "a text waits for a bet that cannot be placed"


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


# ------------------------------------------------------------------------------------------------- figures in one view

ONE_VIEW = """
(live) => {
  const box = live.closest('.xx-explorer');
  const span = (parts) => {
    const rects = parts.flatMap((part) => [...part.getClientRects()]).filter((rect) => rect.height);
    return Math.max(...rects.map((rect) => rect.bottom)) - Math.min(...rects.map((rect) => rect.top));
  };
  const all = (selector) => [...box.querySelectorAll(selector)];
  const clipped = all('.xx-plot').filter((plot) => plot.clientHeight && plot.scrollHeight > plot.clientHeight + 1).length;
  return {
    whole: span(all('.xx-controls, .xx-bar, .xx-says, .xx-chart')),
    first: span([all('.xx-controls > *')[0], ...all('.xx-says'), all('.xx-chart')[0]]),
    plots: all('.xx-plot').filter((plot) => plot.clientHeight).map((plot) => plot.clientHeight),
    clipped,
    cut: all('.xx-plot svg text, .widget-label, .widget-readout, .xx-sentence, .xx-regime, .xx-label').filter((text) => {
      const [own, place] = [text.getBoundingClientRect(), (text.closest('.xx-plot') ?? box).getBoundingClientRect()];
      return own.width && (own.right > place.right + 1 || own.left < place.left - 1 || own.bottom > place.bottom + 1);
    }).map((text) => text.textContent),
    small: all('button, .xx-switch label, select, .slider-container, summary').filter((part) => part.clientHeight && !part.matches('.xx-quiet') && part.getBoundingClientRect().height < 39.5).map((part) => part.className),
  };
}
"""


def rested(page):
    """Wait until the charts have taken the size of their places: for a quarter of a second's frames, however long they take, nothing changes."""
    page.evaluate("""async () => {
        const sizes = () => [...document.querySelectorAll('.xx-plot, .xx-plot svg')].map((part) => `${part.clientWidth} ${part.clientHeight} ${part.scrollHeight}`).join();
        for (let before, same = 0; same < 15; ) {
            await new Promise(requestAnimationFrame);
            const now = sizes();
            [same, before] = [now === before ? same + 1 : 0, now];
        }
    }""")
    return page


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_one_view(guest, homes, name):
    """On a laptop all of it in 640 px; on a phone the sentence, the first chart and the first control in 760 px."""
    page, live = shown(guest, homes, name, **LAPTOP)
    rested(page)
    desktop = live.evaluate(ONE_VIEW)
    assert desktop["whole"] <= 640, desktop
    assert min(desktop["plots"], default=170) >= 170, desktop
    assert not desktop["clipped"] and desktop["cut"] == [], desktop
    page, live = shown(guest, homes, name, **PHONE)
    rested(page)
    phone = live.evaluate(ONE_VIEW)
    assert phone["first"] <= 760, phone
    assert not phone["clipped"] and phone["cut"] == [], phone
    assert phone["small"] == [], "too small for a finger"


@pytest.mark.parametrize("name", FIGURES)
def test_on_a_phone_sentence_and_chart_stay_in_view_all_the_way_down(guest, homes, name):
    page, live = shown(guest, homes, name, **PHONE)
    rested(page)
    seen = live.evaluate(
        """async (live) => {
            const box = live.closest('.xx-explorer');
            const part = (selector) => [...box.querySelectorAll(selector)].find((one) => one.getClientRects().length).getBoundingClientRect();
            const head = document.querySelector('.bd-header-article').getBoundingClientRect().bottom;
            const all = box.querySelector('.xx-view').getBoundingClientRect().height;
            const seen = [];
            box.scrollIntoView();
            for (; box.getBoundingClientRect().bottom > head + all + 16; scrollBy(0, 40)) {
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                const covered = ({ left, top, width, height }) => !box.contains(document.elementFromPoint(left + width / 2, top + height / 2));
                for (const selector of ['.xx-says', '.xx-plot']) {
                    const rect = part(selector);
                    seen.push([selector, scrollY, rect.top >= head - 1 && rect.bottom <= innerHeight && !covered(rect)]);
                }
            }
            return seen;
        }"""
    )
    assert len(seen) >= 4 and all(fine for *_, fine in seen), [one for one in seen if not one[-1]]


def test_charts_behind_tabs_follow_the_levers(visitor, homes, explorers):
    """What a tab hides is drawn when it is asked for, at the present setting."""
    name = next(name for name in NAMES if len(explorers(name).charts) > 1)
    page, live = shown(visitor, homes, name, **PHONE)
    tabs = live.get_by_role("tab")
    assert tabs.count() == len(explorers(name).charts) and live.get_by_role("tabpanel").count() == 1
    control = explorers(name).grid.controls[0]
    other = next(i for i, value in enumerate(control.values) if value != control.default)
    live.evaluate("(el, setting) => el.explorer.set(setting)", {control.key: other})
    tabs.nth(1).tap()
    rested(page)
    alt = explorers(name).alt(1, **{control.key: control.values[other]})
    panel = live.get_by_role("tabpanel")
    assert panel.locator(".xx-plot").get_attribute("aria-label") == alt
    assert panel.locator("svg").count() == 1 and panel.bounding_box()["width"] > 300
    page.keyboard.press("ArrowLeft")
    assert tabs.nth(0).get_attribute("aria-selected") == "true"


# ---------------------------------------------------------------------------------------------------------------- bets

SECRET = '<div class="xx-reveal" data-for="{0}"><p>The answer is out.</p></div><div class="xx-reveal" data-for="{0}"><p id="deep">Deeper still.</p></div>'


def spoiled(home, name):
    """A page with covered texts at its end, as `reveal` writes them."""

    def spoil(route):
        if not route.request.url.split("#")[0].endswith(home):
            return False
        route.fulfill(body=route.fetch().text().replace("xx-reveal", "xx-own").replace("</article>", SECRET.format(name) + "</article>"), content_type="text/html; charset=utf-8")
        return True

    return spoil


@pytest.fixture
def wager(homes, explorers):
    """An explorer with a bet, and its page."""
    name = next(name for name in NAMES if explorers(name).bet)
    return explorers(name), homes[name]


def test_a_bet_covers_is_remembered_told_again_and_taken_back(visitor, wager):
    explorer, home = wager
    page = settled(visitor.open(home, spoil=spoiled(home, explorer.name), **PHONE))
    bet, live = explorer.bet, page.locator(f".xx-live[data-name={explorer.name}]")
    secret, deep, tally = page.get_by_text("The answer is out."), page.locator("#deep"), page.locator(".xx-tally")
    assert not secret.is_visible() and not deep.is_visible() and page.locator(".xx-veil:visible").count() == 1 and not tally.count()
    option = page.get_by_role("button", name=bet.options[1], exact=True)
    option.tap()
    said = live.locator(".xx-reply")
    assert bet.options[1] in said.inner_text() and bet.replies[1] in said.inner_text()
    assert secret.is_visible() and deep.is_visible() and not page.locator(".xx-veil:visible").count()
    page.mouse.wheel(0, -60)  # the theme's way back to the top comes up when the reader scrolls up
    page.wait_for_timeout(300)
    covering = page.evaluate("(el) => { const a = el.getBoundingClientRect(), b = document.querySelector('#pst-back-to-top')?.getBoundingClientRect(); return b && b.height && b.top < a.bottom && b.bottom > a.top && b.left < a.right && b.right > a.left }", said.element_handle())
    assert not covering, "the way back to the top covers the verdict"
    assert bet.question in tally.inner_text() and bet.options[1] in tally.inner_text() and bet.replies[1] in tally.inner_text()
    assert tally.evaluate("el => { const next = [...document.querySelectorAll('.bd-article h2')].find((h) => /^Exercises/.test(h.textContent)); return !next || !!(el.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING) }")
    page.reload()
    settled(page)
    assert bet.replies[1] in said.inner_text() and secret.is_visible() and tally.is_visible()
    live.get_by_role("button", name="Bet again").tap()
    assert option.is_visible() and not secret.is_visible() and not tally.count()
    page.reload()
    settled(page)
    assert option.is_visible()
    live.get_by_role("button", name="Show me without betting").tap()
    assert secret.is_visible() and not tally.count() and not said.count()


def test_a_covered_text_opens_by_its_own_button_and_for_a_link_into_it(visitor, wager):
    explorer, home = wager
    page = settled(visitor.open(home, spoil=spoiled(home, explorer.name)))
    page.get_by_role("button", name="Show it without betting").first.click()
    assert page.get_by_text("The answer is out.").is_visible() and not page.locator("#deep").is_visible()
    visitor.leave()
    page = visitor.open(f"{home}#deep", spoil=spoiled(home, explorer.name))
    page.locator("#deep").wait_for()  # visible


def test_without_scripts_covered_texts_are_open(visitor, wager):
    explorer, home = wager
    page = visitor.open(home, spoil=spoiled(home, explorer.name), java_script_enabled=False)
    assert page.get_by_text("The answer is out.").is_visible()


def test_a_bet_of_another_question_is_no_bet(visitor, wager):
    explorer, home = wager
    page = settled(visitor.open(home))
    page.evaluate("name => localStorage.setItem('xianxiang-bets', JSON.stringify({ [name]: { question: 'an older one', option: 0 } }))", explorer.name)
    page.reload()
    assert settled(page).get_by_role("button", name=explorer.bet.options[0], exact=True).is_visible()


# -------------------------------------------------------------------------------------------- nothing fails without a word

# What breaks a figure: a script that runs before the page's, and what the page must say of it.
BROKEN = {
    "a part of the widgets fails": ("Object.defineProperty(Element.prototype, 'noUiSlider', { set() { throw new Error('no sliders here') } })", "no sliders here"),
    "no unpacking": ("delete window.DecompressionStream", "newer"),
    "the widgets' script stops": ("Object.defineProperty(AbortSignal, 'any', { get() { throw new Error('any is spoilt') } })", "any is spoilt"),
    "it hangs": ("setTimeout = ((wait) => (act, time, ...more) => wait(act, time / 10, ...more))(setTimeout); for (const [name, item] of [['xianxiangVega', undefined], ['xianxiangVegaLoading', new Promise(() => {})]]) Object.defineProperty(globalThis, name, { get: () => item, set() {} })", "15 seconds"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_whatever_stops_a_figure_its_still_shows_and_the_reason(visitor, site, wager, case):
    script, reason = BROKEN[case]
    explorer, home = wager
    page = visitor.open("search.html")
    page.add_init_script(script)
    page.route(f"**/{home}", lambda route: spoiled(home, explorer.name)(route))
    page.goto(f"{site}/{home}")
    told_with_still(page, explorer.name, reason)
    visitor.troubles.clear()


@pytest.mark.parametrize("part", ["vega", "widgets"])
def test_a_host_s_policy_that_stops_figures_is_named(visitor, site, wager, part):
    explorer, home = wager
    page = visitor.open("search.html")

    def strict(route):
        got = route.fetch()
        own = re.findall(r'<script[^>]* src="\.\./([^"?]*)', got.text())
        allowed = " ".join(f"{site}/{path}" for path in (*own, *(f"_static/xianxiang/{name}.js" for name in ("vega", "widgets") if name != part)))
        route.fulfill(response=got, headers={**got.headers, "content-security-policy": f"script-src 'unsafe-inline' {allowed}"})

    page.route(f"**/{home}", strict)
    page.goto(f"{site}/{home}")
    told_with_still(page, explorer.name, "policy")
    visitor.troubles.clear()


def test_blocked_storage_stops_neither_menu_nor_bet(visitor, site, wager):
    explorer, home = wager
    page = visitor.open("search.html", **PHONE)
    page.add_init_script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException('denied', 'SecurityError') } })")
    page.goto(f"{site}/{home}")
    settled(page)
    page.get_by_role("button", name=explorer.bet.options[0], exact=True).tap()
    assert page.locator(".xx-reply").is_visible()
    page.locator(".primary-toggle:visible").first.tap()
    menu = page.locator("#pst-primary-sidebar-modal, .bd-sidebar-primary").locator("visible=true").first
    menu.wait_for()
    until(page, "[...document.querySelectorAll('.sidebar-primary-items__start a, nav.bd-links a')].some((a) => a.getBoundingClientRect().left >= 0 && a.getClientRects().length)")


def test_formulas_are_copied_as_tex(visitor):
    page = settled(visitor.open("chapters/incentives.html", permissions=["clipboard-read", "clipboard-write"]))
    page.evaluate("(() => { const p = [...document.querySelectorAll('.bd-article p')].find((one) => one.querySelector('mjx-container')); getSelection().selectAllChildren(p); })()")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    texts = page.evaluate("[...document.querySelectorAll('.bd-article p')].find((one) => one.querySelector('mjx-container')).querySelectorAll('mjx-container').length")
    assert copied.count("$") == 2 * texts and "$s$" in copied


def test_csv_begins_with_the_mark_of_its_encoding(visitor, homes):
    page, live = shown(visitor, homes, NAMES[0])
    with page.expect_download() as download:
        live.get_by_role("button", name="Download CSV").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf# ")
    assert "should now offer" in live.inner_text(), "the page knows only what it asked for, not what was saved"


def test_a_solution_opens_at_a_click_on_its_title(visitor):
    page = visitor.open("chapters/alliance.html", figures=False)
    solution = page.locator(".solution").first
    inner = solution.locator("p:not(.admonition-title)").first
    inner.wait_for(state="hidden")
    solution.locator(".admonition-title").click()
    inner.wait_for(state="visible")


def test_paper_is_light_with_bets_and_solutions_open(visitor, wager):
    explorer, home = wager
    page = settled(visitor.open(home, color_scheme="dark", spoil=spoiled(home, explorer.name)))
    page.emulate_media(media="print", color_scheme="dark")
    assert at_last(lambda: page.evaluate("getComputedStyle(document.querySelector('.bd-article p')).color.match(/\\d+/g).slice(0, 3).every((part) => part < 110)"), True), "pale letters on white paper"
    for text in (explorer.bet.question, *explorer.bet.options, "The answer is out."):
        assert page.locator(".bd-article").get_by_text(text).locator("visible=true").count(), text
    assert not page.locator(".xx-veil:visible").count()
    for solution in page.locator(".solution .section, .solution > :not(.admonition-title)").all():
        assert solution.is_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    until(page, "document.documentElement.dataset.theme === 'dark'")


# ------------------------------------------------------------------------------------------------------ terms explained

TERM = "chapters/argument.html"


def test_a_term_explains_itself_to_mouse_and_keyboard(visitor):
    page = settled(visitor.open(TERM))
    term, tip = page.locator("a[href*='#term-village']").first, page.locator(".xx-tip")
    term.hover()
    tip.wait_for()
    assert "村" in tip.inner_text() and "settlement below the township" in tip.inner_text() and "First used" not in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(0, 0)
    term.focus()
    assert tip.is_visible() and term.get_attribute("aria-describedby") == tip.get_attribute("id")
    term.blur()
    tip.wait_for(state="hidden")
    assert term.get_attribute("aria-describedby") is None


def test_a_finger_s_first_tap_explains_and_the_tip_leads_on(visitor):
    page = settled(visitor.open(TERM, **PHONE))
    term, tip = page.locator("a[href*='#term-village']").first, page.locator(".xx-tip")
    term.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    term.tap()
    tip.wait_for()
    box = tip.bounding_box()
    assert page.url.endswith(TERM) and box["x"] >= 0 and box["x"] + box["width"] <= 390
    tip.get_by_role("link").tap()
    page.wait_for_url("**/glossary.html#term-village")


def test_every_term_on_a_page_has_its_definition_there(book):
    found, missing = 0, []
    for path in PAGES:
        text = (book / path).read_text(encoding="utf-8")
        article = text[text.index('<article class="bd-article"') : text.index("</article>")]
        data = re.search(r'<script type="application/json" class="xx-glossary">(.*?)</script>', text, re.DOTALL)
        terms = json.loads(data[1]) if data else {}
        links = [unquote(name) for name in re.findall(r'<a class="reference internal"[^>]* href="[^"]*#(term-[^"]*)"', article)]
        found += len(links)
        missing += [(path, name) for name in links if name not in terms or len(terms[name]["text"]) <= 20]
    assert found > 100 and missing == []


def test_words_on_a_figure_are_explained_below_it(visitor, homes):
    page, live = shown(visitor, homes, "five-switches")
    words = live.locator(".xx-words")
    words.locator("summary").click()
    assert "hide together" in words.inner_text() and "护犊" in words.inner_text()
