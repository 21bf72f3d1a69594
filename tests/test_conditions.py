"""The book where it is read under conditions: below a path, from a folder, in a frame, with little allowed, and as readers need it.

Whatever the condition, on each page every figure answers a key, or its still picture shows with the reason.
"""

import re
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache

import firefox
import pytest
from conftest import ASK, at_last, until

from xianxiang import figures
from xianxiang.book.verbatim import marked
from xianxiang.book.serve import server

PAGES = ("index", "alliance", "incentives")
DENIED = """for (const [owner, name] of [[window, 'localStorage'], [window, 'sessionStorage'], [window, 'indexedDB'], [window, 'caches'], [Navigator.prototype, 'serviceWorker']])
    Object.defineProperty(owner, name, { configurable: true, get() { throw new DOMException('denied', 'SecurityError'); } });"""
LAPTOP = {"viewport": {"width": 1280, "height": 800}}

# As a browser's translator does it: each text is taken out of the page, another in two <font>s stands in its place, and so with all that comes
# later. Words are turned round here; what is left is what the book asks to leave, and what no translator touches.
TRANSLATE = r"""
() => {
  const LEFT = 'script, style, textarea, [translate=no], .notranslate';
  const turned = (text) => text.replace(/\p{L}{3,}/gu, (word) => [...word].reverse().join(''));
  const turn = (node) => {
    if (!node.isConnected || !/\p{L}{3}/u.test(node.data) || node.parentElement.closest(`${LEFT}, font`)) return;
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.append(turned(node.data));
    outer.append(inner);
    node.replaceWith(outer);
  };
  const all = (root) => {
    const found = [];
    for (const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT); walker.currentNode; ) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) found.push(walker.currentNode);
      if (!walker.nextNode()) break;
    }
    found.forEach(turn);
  };
  all(document.body);
  new MutationObserver((changes) => changes.forEach(({ addedNodes, target, type }) => (type === 'characterData' ? turn(target) : addedNodes.forEach(all))))
    .observe(document.body, { childList: true, characterData: true, subtree: true });
}
"""

# What is left of the figures that have neither come to life nor failed with a reason and their still picture in sight.
WAITED_FOR = """
() => [...document.querySelectorAll('.xx-still[data-for]')].filter((still) => {
  const live = document.querySelector(`.xx-live[data-name="${still.dataset.for}"]`);
  const told = [...(still.closest('.cell_output') ?? document).querySelectorAll('[role=alert]')].some((note) => /cannot answer to controls here: \\S/.test(note.textContent));
  return !live && !(told && still.getClientRects().length);
}).map((still) => still.dataset.for)
"""

UNCOVER = "document.querySelectorAll('.xx-cover .xx-quiet').forEach((button) => button.click())"

FIRST = """(name) => {
  const box = document.querySelector(`.xx-live[data-name="${name}"]`).closest('.xx-explorer');
  const part = box.querySelector('.noUi-handle') ?? box.querySelector('.xx-controls :is(input, select, button:not(.mod-active))');
  part.focus();
  return part.matches('.noUi-handle') ? (part.ariaValueNow === part.ariaValueMin ? 'ArrowRight' : 'ArrowLeft') : part.matches('select') ? 'ArrowDown' : 'Space';
}"""

SAID = "(name) => { const el = document.querySelector(`.xx-live[data-name=\"${name}\"]`); return [el.explorer.setting(), el.explorer.sentence(), el.querySelector('.xx-sentence')?.textContent ?? '']; }"

explorer = cache(lambda name: figures.ALL[name]())
numbers = re.compile(r"\d+(?:\.\d+)?").findall


@dataclass(frozen=True)
class Condition:
    """How a page is opened: its address, the options of Chromium's context, a script that runs first, a frame's permissions, the errors that the browser notes."""

    where: str = "site"
    options: dict = field(default_factory=dict)
    first: str = ""
    frame: str | None = None
    noted: str = "(?!)"


NO_FONTS = "Access to font|ERR_FAILED"
CONDITIONS = {
    "subpath": Condition(where="below"),
    "file": Condition(where="file"),
    "sandbox": Condition(frame="allow-scripts", noted=NO_FONTS),
    "sandbox of the same origin": Condition(frame="allow-scripts allow-same-origin"),
    "storage blocked": Condition(first=DENIED),
    "forced colours": Condition(options={"forced_colors": "active"}),
    "reduced motion": Condition(options={"reduced_motion": "reduce"}),
    "400 %": Condition(options={"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}),
    "translated": Condition(),
}


@pytest.fixture(scope="module")
def roots(book, site):
    """The book's address on a host, below a path of one, and in a folder."""
    running = server(book.parent)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield {"site": site, "below": f"http://127.0.0.1:{running.server_port}/{book.name}", "file": book.as_uri()}
    running.shutdown()
    running.server_close()


@pytest.fixture
def reader(chromium, roots):
    """Opens a page under a condition and returns page and frame; at the end nothing was wrong on it."""
    contexts, wrong = [], []

    def opened(name, stem):
        condition = CONDITIONS[name]
        root = roots[condition.where]
        context = chromium.new_context(**{**LAPTOP, **condition.options})
        contexts.append(context)
        page = context.new_page()
        if condition.first:
            page.add_init_script(condition.first)
        address = f"{root}/chapters/{stem}.html"
        if condition.frame is None:
            page.goto(address, wait_until="load")
        else:
            page.goto(f"{root}/objects.inv" if condition.where == "file" else f"{root}/chapters/run.html", wait_until="commit")
            page.set_content(f'<iframe sandbox="{condition.frame}" width="1270" height="780" src="{address}"></iframe>')
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and not re.search(condition.noted, message.text) and wrong.append(message.text))
        frame = page.main_frame if condition.frame is None else page.frames[-1]
        until(frame, "document.readyState === 'complete'")
        return page, frame

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def figures_answer(page, frame):
    """Ask for all figures, and see that each lives and answers a key, in words that hold the library's numbers; returns their names."""
    frame.evaluate(ASK)
    assert at_last(lambda: frame.evaluate(WAITED_FOR), [], seconds=60) == []
    frame.evaluate(UNCOVER)
    names = frame.evaluate("[...document.querySelectorAll('.xx-live')].map((el) => el.dataset.name)")
    for name in names:
        before, *_ = frame.evaluate(SAID, name)
        page.keyboard.press(frame.evaluate(FIRST, name))
        at_last(lambda: frame.evaluate(SAID, name)[0] != before, True, seconds=5)
        setting, sentence, shown = frame.evaluate(SAID, name)
        assert setting != before, f"{name} does not answer a key"
        made = explorer(name)
        assert sentence == made.sentence(**{control.key: control.values[setting[control.key]] for control in made.grid.controls})
        assert at_last(lambda: numbers(frame.evaluate(SAID, name)[2]), numbers(sentence)) == numbers(sentence), shown
    return names


# What else must hold, by condition.


def exercises(frame):
    """Bring the exercises of a page."""
    frame.locator(".xx-practice").first.evaluate("el => el.scrollIntoView()")
    frame.locator(".xx-ex-live").first.wait_for()


def judged(frame):
    """Answer an exercise by Enter and again by its button; what is said of both."""
    exercises(frame)
    box = frame.locator(".xx-ex:has(input[inputmode=decimal])").first
    field, verdict = box.locator("input[inputmode=decimal]"), box.locator(".xx-ex-verdict")
    said = []
    for act in (lambda: field.press("Enter"), lambda: box.locator(".xx-ex-main").click()):
        field.fill("0.987")
        act()
        said.append(at_last(lambda: verdict.get_attribute("data-state"), "wrong", seconds=5))
        until(frame, "el => el.textContent.length > 10", verdict.element_handle())
    return said, verdict.inner_text()


def search(page, frame):
    """Search for a word as a reader does; the first page found."""
    frame.locator(".search-button__button:visible").first.click()
    frame.locator("#pst-search-dialog input").fill("scapegoat")
    page.keyboard.press("Enter")
    return frame.locator("#search-results a[href*='scapegoat']").first.get_attribute("href")


def kept(frame):
    """What the book says when it is to be kept offline."""
    words = frame.locator(".xx-keep span").first
    frame.locator(".xx-keep button").first.click()
    at_last(lambda: words.inner_text() != "", True)
    return words.inner_text()


def in_a_folder(page, frame):
    assert judged(frame)[0] == ["wrong", "wrong"]
    assert "opened from a file" in kept(frame)
    assert "scapegoat" in search(page, frame)


def in_a_sandbox(page, frame):
    """No form may be sent, no font fetched."""
    loaded = "() => ['Font Awesome', 'MJXTEX', 'MJXTEX-I'].every((name) => [...document.fonts].some(({ family, status }) => family.includes(name) && status === 'loaded'))"
    until(frame, loaded)
    assert judged(frame)[0] == ["wrong", "wrong"]
    assert "sandboxed frame" in kept(frame)
    assert "scapegoat" in search(page, frame)


def in_a_frame(page, frame):
    assert judged(frame)[0] == ["wrong", "wrong"]
    assert "scapegoat" in search(page, frame)


def with_nothing_kept(page, frame):
    assert judged(frame)[0] == ["wrong", "wrong"]
    assert "keeps no books" in kept(frame)
    frame.locator(".theme-switch-button:visible").first.click()
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"


def differ(page, parts):
    """How many of some parts look different from all others."""
    return len({part.screenshot() for part in parts})


def in_own_colours(page, frame):
    """What is chosen, pressed, done or found is told apart, and the curves keep their colours."""
    box = page.locator(".xx-explorer").first
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    for toggle in page.locator(".xx-explorer .xx-switch input").all()[:1]:
        before = toggle.screenshot()
        toggle.evaluate("el => el.click()")
        assert toggle.screenshot() != before, "on and off look alike"
    look = "el => { const { outlineStyle, outlineWidth } = getComputedStyle(el); return [outlineStyle, outlineWidth]; }"
    pressed, loose = box.locator("button[aria-pressed=true]"), box.locator("button[aria-pressed=false]")
    if pressed.count() and loose.count():
        assert pressed.first.evaluate(look) != loose.first.evaluate(look), "pressed or not looks alike"
    handle = box.locator(".noUi-handle").first
    border, ground = handle.evaluate("el => { const { borderTopColor, borderTopStyle, backgroundColor } = getComputedStyle(el); return [`${borderTopStyle} ${borderTopColor}`, `solid ${backgroundColor}`]; }")
    assert border.startswith("solid") and border != ground, "the handle is not seen"
    handle.focus()
    page.keyboard.press("ArrowLeft")
    assert handle.evaluate(look)[0] == "solid", "the focus is not seen"
    badge = box.locator(".xx-regime")
    if badge.count():
        assert badge.first.evaluate("el => getComputedStyle(el).borderTopStyle") == "solid"
    strokes = box.evaluate("el => [...el.querySelectorAll('.mark-line path, .mark-rect path, .mark-area path')].map((path) => `${getComputedStyle(path).stroke} ${getComputedStyle(path).fill}`)")
    assert len(set(strokes)) > 1, "the marks of the chart look alike"
    if page.locator(".xx-drain").count():
        for action in (0, 1, 2):
            page.locator(".xx-drain-actions button").nth(action).click()
        page.evaluate("document.querySelectorAll('.xx-drain-line i').forEach((mark) => (mark.style.width = '20px'))")
        marks = [page.locator(".xx-drain-line li").nth(month).locator("i").first for month in range(4)]
        assert differ(page, marks) == 4, "what was done in the drain looks alike"


def without_motion(page, frame):
    assert frame.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = frame.evaluate("[...document.querySelectorAll('.xx-explorer *')].filter((part) => parseFloat(getComputedStyle(part).transitionDuration) > 0).length")
    assert moving == 0
    play = page.locator(".xx-play")
    if play.count():
        play.first.click()
        rounds = frame.evaluate("""async () => {
            const el = document.querySelector('.xx-live:has(.xx-play)');
            const seen = new Set();
            for (const start = performance.now(); performance.now() < start + 1200; await new Promise(requestAnimationFrame)) seen.add(JSON.stringify(el.explorer.setting()));
            return seen.size;
        }""")
        assert 2 <= rounds <= 4, "steps come slowly, one after the other"
        play.first.click()


# Whether the middle of the window is ever under a part that stays there while the page goes on below it.
STUCK = """
async () => {
  const stuck = new Set();
  const box = document.querySelector('.xx-explorer');
  box.scrollIntoView();
  while (box.getBoundingClientRect().bottom > innerHeight / 2) {
    const before = [...document.querySelectorAll('*')].filter((part) => ['sticky', 'fixed'].includes(getComputedStyle(part).position)).map((part) => [part, part.getBoundingClientRect()]);
    scrollBy(0, 24);
    await new Promise(requestAnimationFrame);
    for (const [part, { top, bottom }] of before) {
      const hit = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
      if (part.getBoundingClientRect().top === top && top < innerHeight / 2 && bottom > innerHeight / 2 && part.contains(hit)) stuck.add(part.className);
    }
  }
  return [...stuck];
}
"""


def at_four_hundred(page, frame):
    assert frame.evaluate("document.documentElement.scrollWidth") <= 320, "one must scroll both ways"
    assert frame.evaluate(STUCK) == [], "half of the window is covered"
    if page.locator(".xx-practice").count():
        exercises(frame)
        page.locator(".xx-ex-main").first.click()
        assert page.locator(".xx-ex-dock").count() == 1
        assert frame.evaluate(STUCK) == [], "half of the window is covered by a task"


UNTOUCHED = """() => [...document.querySelectorAll('.bd-article :is(code, pre, mjx-container, .widget-readout, .xx-plot svg, dt.sig, [lang|=zh])')]
    .filter((part) => part.textContent.trim() && (part.querySelector('font') || !part.closest('[translate=no], .notranslate'))).map((part) => part.outerHTML.slice(0, 100))"""


def translated(page, frame):
    """Every button of every figure does what it did; what a machine must not touch is as it was."""
    assert frame.locator(".bd-article p font").count() > 10
    for name in frame.evaluate("[...document.querySelectorAll('.xx-live')].map((el) => el.dataset.name)"):
        box = frame.locator(f".xx-explorer:has(.xx-live[data-name={name}])")
        for button in box.locator(".xx-choice button:visible, .xx-preset:visible").all():
            button.click()
            setting, sentence, shown = frame.evaluate(SAID, name)
            assert None not in setting.values(), f"{name}: a button of a translated page sets nothing"
            assert at_last(lambda: numbers(frame.evaluate(SAID, name)[2]), numbers(sentence)) == numbers(sentence), shown
    if frame.locator(".xx-practice").count():
        assert judged(frame)[0] == ["wrong", "wrong"]
    assert frame.evaluate(UNTOUCHED) == []


MORE = {
    "file": in_a_folder,
    "sandbox": in_a_sandbox,
    "sandbox of the same origin": in_a_frame,
    "storage blocked": with_nothing_kept,
    "forced colours": in_own_colours,
    "reduced motion": without_motion,
    "400 %": at_four_hundred,
    "translated": translated,
}
ONCE = {"file", "sandbox", "sandbox of the same origin", "storage blocked"}
"""Conditions whose demands are the same for every page; they are made on the last, which has exercises."""


def test_what_a_machine_leaves_is_marked():
    assert marked("<p>hide (共谋, 卸责)</p>") == '<p>hide (<span lang="zh-Hans" translate="no">共谋</span>, <span lang="zh-Hans" translate="no">卸责</span>)</p>'
    for kept in ('<img alt="共谋">', '<script type="a/json">{"<code>": "共谋 <b>"}</script>', "<pre>县\n乡</pre>", "<svg><text>县</text></svg>", "<math><mtext>县</mtext></math>", "<!-- it's 县 -->",
                 """<img src="data:image/svg+xml,<svg a='1'><text>县</text></svg>">"""):
        assert marked(kept) == kept
    assert marked('<dt class="sig py" id="f">f</dt> <code>f(县)</code>') == '<dt class="sig py" id="f" translate="no">f</dt> <code translate="no">f(县)</code>'


@pytest.mark.parametrize("stem", PAGES)
@pytest.mark.parametrize("name", CONDITIONS)
def test_every_figure_answers_and_the_page_does_what_it_does(reader, name, stem):
    page, frame = reader(name, stem)
    if name == "translated":
        frame.evaluate(TRANSLATE)
    assert figures_answer(page, frame)
    if name in MORE and (name not in ONCE or stem == PAGES[-1]):
        MORE[name](page, frame)


# ------------------------------------------------------------------------------------------------------------------------- Firefox

IN_FIREFOX = {
    "subpath": ("below", None, {}),
    "file": ("file", None, {}),
    "sandbox": ("site", "allow-scripts", {}),
    "sandbox of the same origin": ("site", "allow-scripts allow-same-origin", {}),
    "storage blocked": ("site", None, {"network.cookie.cookieBehavior": 2}),
    "no storage": ("site", None, {"dom.storage.enabled": False}),
}
"""Where the page is, the frame's permissions, the reader's settings."""
KEYS = {"ArrowRight": firefox.ARROW_RIGHT, "ArrowLeft": firefox.ARROW_LEFT, "ArrowDown": "\ue015", "Space": " ", "Enter": "\ue007"}
NOTED = "downloadable font|Cross-Origin Request Blocked|service worker|ServiceWorker"


@pytest.fixture(scope="module")
def fox():
    """Gives a Firefox with some settings, and keeps it for the next that asks for the same."""
    if firefox.find() is None:
        pytest.fail("There is no Firefox: run `python tests/firefox.py`, which gets one.")
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        running = {}

        def started(settings):
            if repr(settings) not in running:
                stack.close()
                running.clear()
                for setting in settings.items():
                    patch.setitem(firefox.PREFERENCES, *setting)
                running[repr(settings)] = stack.enter_context(firefox.running())
                patch.undo()
            return running[repr(settings)]

        yield started


def framed(browser, address, permissions):
    """Show a page in a frame; what is run from now on runs there. Returns the page around it."""
    browser.run(f"""document.body.innerHTML = '<iframe sandbox="{permissions}" width="1200" height="700" src="{address}"></iframe>'""")
    top = browser.page

    def inside():
        for frame in browser.call("browsingContext.getTree", root=top)["contexts"][0]["children"]:
            browser.page = frame["context"]
            return frame["url"] == address and browser.run("document.readyState")
        return None

    assert at_last(inside, "complete") == "complete"
    return top


def click(browser, selector):
    """Click on the middle of a part: a frame has no keys before."""
    browser.run(f"document.querySelector({selector!r}).scrollIntoView({{ block: 'center', behavior: 'instant' }})")
    x, y = browser.run(f"(({{ left, top, width, height }}) => [left + width / 2, top + height / 2].map(Math.round))(document.querySelector({selector!r}).getBoundingClientRect())")
    actions = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    browser.call("input.performActions", context=browser.page, actions=[{"type": "pointer", "id": "mouse", "actions": actions}])


@pytest.mark.parametrize("stem", PAGES[::2])
@pytest.mark.parametrize("name", IN_FIREFOX)
def test_every_figure_answers_in_firefox_and_exercises_and_search_do(fox, roots, name, stem):
    where, frame, settings = IN_FIREFOX[name]
    browser = fox(settings)
    browser.resize(1280, 800)
    address = f"{roots[where]}/chapters/{stem}.html"
    browser.open(address if frame is None else "about:blank")
    browser.troubles.clear()
    top = browser.page if frame is None else framed(browser, address, frame)
    try:
        browser.run(ASK)
        browser.wait(f"({WAITED_FOR})().length === 0", 60)
        browser.run(UNCOVER)
        names = browser.run("[...document.querySelectorAll('.xx-live')].map((el) => el.dataset.name)")
        assert names
        for figure in names:
            said = f"({SAID})('{figure}')"
            click(browser, f".xx-explorer:has([data-name={figure}]) .noUi-handle")
            before = browser.run(said)[0]
            browser.press(KEYS[browser.run(f"({FIRST})('{figure}')")])
            assert at_last(lambda: browser.run(said)[0] != before, True, seconds=5), f"{figure} does not answer a key"
            browser.wait(f"(([, sentence, shown]) => sentence === shown)({said})", 5)
        if stem == PAGES[-1]:
            browser.run("document.querySelector('.xx-practice').scrollIntoView()")
            browser.wait("Boolean(document.querySelector('.xx-ex'))")
            click(browser, ".xx-ex input[inputmode=decimal]")
            browser.press(*"0.987")
            browser.press(KEYS["Enter"])
            browser.wait("Boolean(document.querySelector('.xx-ex-verdict[data-state=wrong]'))")
            browser.run("document.querySelector('.search-button__button').click()")
            browser.run("((field) => { field.value = 'scapegoat'; field.focus(); })(document.querySelector('#pst-search-dialog input'))")
            browser.press(KEYS["Enter"])
            browser.wait("""Boolean(document.querySelector("#search-results a[href*='scapegoat']"))""")
        assert [trouble for trouble in browser.troubles if not re.search(NOTED, trouble or "")] == []
    finally:
        browser.page = top
