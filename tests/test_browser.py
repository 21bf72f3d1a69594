"""The built book in a real browser that can reach nothing but the book."""

import gzip
import math
from pathlib import Path
from urllib.parse import quote

import axe_playwright_python
import numpy as np
import pytest
import yaml
from conftest import ROOT, Visitor

from xianxiang import figures

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{TOC['root']}.html"] + [f"{entry['file']}.html" for part in TOC["parts"] for entry in part["chapters"]]
NAMES = sorted(figures.ALL)
FIGURES = [pytest.param(name, marks=pytest.mark.xdist_group(f"test_browser-{make.__module__}")) for name, make in figures.ALL.items()]
"""All figures, those of a page one after the other and in one process: they share the page."""
HEAVIEST = 1_200_000  # bytes that a page may move, gzipped
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


def test_every_explorer_has_a_page_and_every_page_s_explorers_are_known(visitor, homes):
    assert sorted(homes) == NAMES
    for page in sorted(set(homes.values())):
        names = settled(visitor.open(page)).evaluate("[...document.querySelectorAll('.xx-live')].map(el => el.dataset.name)")
        assert sorted(names) == sorted(name for name, home in homes.items() if home == page)
        visitor.leave()


@pytest.mark.parametrize("name", FIGURES)
def test_numbers_in_the_browser_are_the_library_s(guest, homes, explorers, name):
    explorer = explorers(name)
    _, live = shown(guest, homes, name)
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
        page.wait_for_timeout(300)
        widths.append(live.evaluate("""el => Math.max(...[...el.querySelectorAll('.xx-plot')].flatMap(plot =>
            [...plot.querySelectorAll('.mark-line.marks path')].map(path => path.getBBox().width / plot.clientWidth)))"""))
    assert 0 < widths[0] < 0.5 * widths[1]



@pytest.mark.parametrize("name", FIGURES)
def test_keyboard_moves_every_control(guest, homes, name):
    page, live = shown(guest, homes, name)
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


@pytest.mark.parametrize("name", FIGURES)
def test_link_restores_a_setting_and_rejects_nonsense(visitor, homes, explorers, name):
    control = explorers(name).grid.controls[0]
    index = next(i for i, value in enumerate(control.values) if value != control.default)
    page, live = shown(visitor, homes, name, f"#{name}?{control.key}={control.tokens[index]}")
    assert live.evaluate("(el, key) => el.explorer.setting()[key]", control.key) == index
    assert live.evaluate("el => el.explorer.link()").endswith(f"#{name}?{control.key}={quote(control.tokens[index])}")
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
    # What a reader hears is the same in both schemes, and what colours there are at both widths.
    asked = {"dark": "runOnly: ['color-contrast']", "light": "rules: { 'color-contrast': { enabled: %s } }" % str(width > 390).lower()}[scheme]
    found = page.evaluate(f"axe.run(document, {{ resultTypes: ['violations'], preload: false, {asked} }})")["violations"]
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
    """All that a page moves until every figure lives, gzipped, is at most 1.2 MB, and comes from the book."""
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
    page.get_by_role("alert").filter(has_text="cannot answer").first.wait_for(timeout=20_000)
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
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def rested(page):
    """Wait until the charts have taken the size of their places."""
    page.wait_for_timeout(400)
    return page


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_one_view(guest, homes, name):
    """On a laptop all of it in 640 px; on a phone the sentence, the first chart and the first control in 760 px."""
    page, live = shown(guest, homes, name, viewport={"width": 1280, "height": 720})
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
    "a part of the widgets fails": ("URL.createObjectURL = () => { throw new Error('no blobs here') }", "no blobs here"),
    "no unpacking": ("delete window.DecompressionStream", "newer"),
    "the widgets' script stops": ("Object.defineProperty(AbortSignal, 'any', { get() { throw new Error('any is spoilt') } })", "any is spoilt"),
    "it hangs": ("Element.prototype.setAttribute = ((set) => function (name, item) { if (this.localName !== 'script' || name !== 'src') set.call(this, name, item); })(Element.prototype.setAttribute)", "6 seconds"),
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


def test_a_host_s_policy_that_stops_figures_is_named(visitor, site, wager):
    explorer, home = wager
    page = visitor.open("search.html")
    policy = {"content-security-policy": "script-src 'self' 'unsafe-inline' 'unsafe-eval'"}
    page.route(f"**/{home}", lambda route: (lambda got: route.fulfill(response=got, headers={**got.headers, **policy}))(route.fetch()))
    page.goto(f"{site}/{home}")
    told_with_still(page, explorer.name, "policy")
    visitor.troubles.clear()


# Calls that Chromium 109, the oldest that the book names, does not have.
YOUNGER = "for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) { delete Array.prototype[name]; delete Object.getPrototypeOf(Int8Array.prototype)[name]; } for (const name of ['groupBy']) { delete Object[name]; delete Map[name]; } delete AbortSignal.any; delete Promise.withResolvers; delete Array.fromAsync; delete URL.canParse; delete Set.prototype.union; delete String.prototype.isWellFormed; delete window.scheduler;"


@pytest.mark.parametrize("path", PAGES)
def test_figures_live_where_newer_calls_are_missing(visitor, site, path):
    page = visitor.open("search.html")
    page.add_init_script(YOUNGER)
    page.goto(f"{site}/{path}")
    settled(page)
    assert not page.get_by_role("alert").filter(has_text="cannot answer").count()


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
    page.wait_for_function("[...document.querySelectorAll('.sidebar-primary-items__start a, nav.bd-links a')].some((a) => a.getBoundingClientRect().left >= 0 && a.getClientRects().length)")


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


@pytest.mark.parametrize("path", PAGES)
def test_no_formula_loses_an_end_on_a_phone(visitor, path):
    page = settled(visitor.open(path, viewport={"width": 390, "height": 844}))
    page.wait_for_function("!window.MathJax || MathJax.startup?.promise?.then(() => true)")
    for width in (390, 360, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("document.querySelectorAll('.bd-article details').forEach((part) => (part.open = true))")
        page.wait_for_timeout(400)
        assert page.evaluate(OUT_OF_SIGHT) == [], width


def test_formulas_are_copied_as_tex(visitor):
    page = settled(visitor.open("chapters/incentives.html", permissions=["clipboard-read", "clipboard-write"]))
    page.wait_for_selector("mjx-container[data-tex]")
    page.evaluate("(() => { const p = [...document.querySelectorAll('.bd-article p')].find((one) => one.querySelector('mjx-container')); getSelection().selectAllChildren(p); })()")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    texts = page.evaluate("[...document.querySelectorAll('.bd-article p')].find((one) => one.querySelector('mjx-container')).querySelectorAll('mjx-container').length")
    assert copied.count("$") == 2 * texts and "$s$" in copied


def test_in_a_sandbox_formulas_have_their_letters(visitor, site):
    page = visitor.open("search.html")
    page.set_content(f'<iframe sandbox="allow-scripts" width="1000" height="2000" src="{site}/chapters/incentives.html"></iframe>')
    frame = page.frame_locator("iframe")
    frame.locator("mjx-container").first.wait_for()
    loaded = "() => ['MJXTEX', 'MJXTEX-I'].every((name) => [...document.fonts].some((face) => face.family === name && face.status === 'loaded'))"
    page.frames[-1].wait_for_function(loaded)
    visitor.troubles.clear()  # the browser's notes of the fonts that it refused


def test_csv_begins_with_the_mark_of_its_encoding(visitor, homes):
    page, live = shown(visitor, homes, NAMES[0])
    with page.expect_download() as download:
        live.get_by_role("button", name="Download CSV").click()
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf# ")
    assert "should now offer" in live.inner_text(), "the page knows only what it asked for, not what was saved"


def test_paper_is_light_with_bets_and_solutions_open(visitor, wager):
    explorer, home = wager
    page = settled(visitor.open(home, color_scheme="dark", spoil=spoiled(home, explorer.name)))
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_timeout(300)
    assert page.evaluate("getComputedStyle(document.querySelector('.bd-article p')).color.match(/\\d+/g).slice(0, 3).every((part) => part < 110)"), "pale letters on white paper"
    for text in (explorer.bet.question, *explorer.bet.options, "The answer is out."):
        assert page.locator(".bd-article").get_by_text(text).locator("visible=true").count(), text
    assert not page.locator(".xx-veil:visible").count()
    for solution in page.locator(".solution .section, .solution > :not(.admonition-title)").all():
        assert solution.is_visible()
    page.emulate_media(media="screen", color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")


def test_with_the_reader_s_own_colours_on_and_off_differ(visitor, homes, explorers):
    name = next(name for name in NAMES if any(type(control).__name__ == "Switch" for control in explorers(name).grid.controls))
    page, live = shown(visitor, homes, name, forced_colors="active")
    box = page.locator(f".xx-explorer:has(.xx-live[data-name={name}])").locator(".xx-switch input").first
    page.mouse.move(0, 0)
    before = box.screenshot()
    box.evaluate("el => el.click()")
    rested(page)
    assert box.screenshot() != before


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


@pytest.mark.parametrize("path", PAGES)
def test_every_term_on_a_page_has_its_definition_there(visitor, path):
    page = visitor.open(path)
    missing = page.evaluate(
        """() => {
            const data = document.querySelector('script.xx-glossary');
            const terms = data ? JSON.parse(data.textContent) : {};
            return [...document.querySelectorAll('.bd-article a.reference.internal[href*="#term-"]')].map((link) => decodeURIComponent(link.hash.slice(1))).filter((id) => !(terms[id]?.text.length > 20));
        }"""
    )
    assert missing == []


def test_words_on_a_figure_are_explained_below_it(visitor, homes):
    page, live = shown(visitor, homes, "five-switches")
    words = live.locator(".xx-words")
    words.locator("summary").click()
    assert "hide together" in words.inner_text() and "护犊" in words.inner_text()
