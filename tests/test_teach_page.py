"""The exercises of a chapter as two students and a passer-by find them, in a real browser that reaches nothing but the book."""

import gzip
import json
import re
from pathlib import Path

import pytest
from classroom import bare
from conftest import at_last, complaints, until

from xianxiang.book import exercises
from xianxiang.teach import receipt
from xianxiang.teach.bank import STEMS, load
from xianxiang.teach.wording import PAGE

STEM = "incentives"
BANK = load(STEM)
WITH = [stem for stem in STEMS if (Path(exercises.__file__).parents[1] / "exercises" / f"{stem}.py").exists()]
GROWTH = 10_500  # bytes that a page with exercises moves more, gzipped, before a reader comes near them
FETCHED = 13_900  # bytes of script and style that it moves then, once for all chapters


def opened(visitor, fragment="", **options):
    page = visitor.open(f"chapters/{STEM}.html{fragment}", **options)
    page.locator(".xx-practice").scroll_into_view_if_needed()
    page.locator(".xx-ex-live").wait_for()
    return page


def enter(page, student, course="PA-2026"):
    """Give a number and a course code by the keyboard alone."""
    page.locator(".xx-ex-identity button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type(student)
    page.keyboard.press("Tab")
    page.keyboard.type(course)
    page.keyboard.press("Enter")
    page.get_by_text(PAGE["who"].format(student=student, course=course)).wait_for()


def card(page, name):
    return page.locator(f".xx-ex:has(> #exercise-{name})")


def said(box):
    return box.locator(".xx-ex-verdict").inner_text()


def alive(page, figure):
    until(page, "name => !!document.querySelector(`.xx-live[data-name='${name}']`)?.explorer", figure, timeout=60_000)


def solution(exercise, variant):
    """Positions of the controls at which a task is solved."""
    import numpy as np

    index = np.argwhere(exercise.solved(variant))[0]
    from xianxiang.teach.bank import reading

    return {control.key: int(i) for control, i in zip(reading(exercise.figure).grid.controls, index)}


def order(exercise):
    """The places of a proof's steps in the page."""
    return [str(exercise.shown.index(step)) for step in range(exercise.steps)]


def solve(page, student, course="PA-2026"):
    """Solve everything of the chapter by the keyboard, after one wrong answer to a number; return what was typed."""
    for exercise in BANK.exercises:
        name, variant = exercise.name, exercise.drawn(course, student)
        box = card(page, name)
        assert bare(exercise.told(exercise.ask, variant)) in box.inner_text()
        if exercise.kind == "number":
            field = box.get_by_label(PAGE["answer"])
            field.focus()
            right = f"{exercise.value(variant):.{exercise.places}f}"
            if name == "direction":
                page.keyboard.type(f"{exercise.value(variant) + 10**-exercise.places:.{exercise.places}f}")
                page.keyboard.press("Enter")
                assert "Very close" in said(box) and PAGE["wrong"] in said(box)
                page.keyboard.press("Control+a")
            page.keyboard.type(right)
            page.keyboard.press("Enter")
        elif exercise.kind == "choice":
            place = exercise.place(variant)
            box.locator("input").first.focus()
            page.keyboard.press("Space")
            while not box.locator(f"input[value='{place}']").is_checked():
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        elif exercise.kind == "order":
            for place in order(exercise):
                text = bare(exercise.blocks[exercise.shown[int(place)]])
                box.get_by_role("button", name=text).focus()
                page.keyboard.press("Enter")
            box.get_by_role("button", name=PAGE["check"], exact=True).focus()
            page.keyboard.press("Enter")
        elif exercise.kind == "text":
            box.locator("textarea").focus()
            page.keyboard.type("Two levers could be meant; ")
            page.keyboard.insert_text("the second is meant. " * 6)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        elif exercise.kind == "setting":
            alive(page, exercise.figure)
            box.get_by_role("button", name=PAGE["take"]).focus()
            page.keyboard.press("Enter")
            dock = page.locator(".xx-ex-dock")
            live = page.locator(f".xx-live[data-name={exercise.figure}]")
            check = dock.get_by_role("button", name=PAGE["check"], exact=True)
            if live.evaluate("el => el.classList.contains('xx-covered')"):
                check.press("Enter")
                assert PAGE["bet first"] in said(dock)
                live.locator(".xx-cover .xx-quiet").press("Enter")
                assert said(dock) == ""
            check.press("Enter")
            assert PAGE["wrong"] in said(dock)
            live.evaluate("(el, positions) => el.explorer.set(positions)", solution(exercise, variant))
            check.press("Enter")
            assert PAGE["right"] in said(dock), said(dock)
            dock.get_by_role("button", name=PAGE["back"]).press("Enter")
            assert page.evaluate("document.activeElement.id") == f"exercise-{name}"
        else:
            assert box.locator("form").count() == 0
            continue
        assert (PAGE["noted"] if exercise.kind == "text" else PAGE["right"]) in said(box), (name, said(box))
        assert page.evaluate("document.activeElement !== document.body")  # after the last one as well


def saved(page):
    with page.expect_download() as download:
        page.get_by_role("button", name=PAGE["save file"]).press("Enter")
    return Path(download.value.path()).read_text(encoding="utf-8"), download.value.suggested_filename


def test_a_student_does_it_all_by_keyboard_and_hands_it_in(visitor):
    page = opened(visitor)
    enter(page, "2026001")
    solve(page, "2026001")
    count = sum(exercise.kind != "function" for exercise in BANK.exercises)
    assert page.locator(".xx-ex-bar").first.inner_text().startswith(PAGE["all done"].format(all=count))
    text, name = saved(page)
    assert name == "receipt-PA-2026-2026001-incentives.json"
    found = receipt.read(text)
    assert (found.student, found.course, len(found.answers)) == ("2026001", "PA-2026", count)
    for exercise in BANK.exercises:
        if exercise.kind == "function":
            continue
        answer = found.answers[exercise.id]
        assert answer.variant == exercise.drawn("PA-2026", "2026001")
        verdict = exercise.verdict(answer.variant, answer.last, answer.tries - 1)
        assert verdict.read and verdict.right == answer.claimed and answer.claimed is (None if exercise.kind == "text" else True)
        assert answer.tries == (2 if exercise.kind == "setting" or exercise.name == "direction" else 1)
        assert (answer.first == answer.last) == (answer.tries == 1)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as on plain http: the text is there to be copied by hand
    page.get_by_role("button", name=PAGE["copy text"]).press("Enter")
    code = page.locator(".xx-ex-end textarea").input_value()
    assert receipt.read(receipt.unpack(code)).answers == found.answers

    # Everything is there again, and nothing can be answered twice.
    shown = {exercise.name: said(card(page, exercise.name)) for exercise in BANK.exercises}
    page.reload()
    page.locator(".xx-ex-live").wait_for()
    for exercise in BANK.exercises:
        if exercise.kind == "setting":
            alive(page, exercise.figure)
    assert at_last(lambda: {exercise.name: said(card(page, exercise.name)) for exercise in BANK.exercises}, shown) == shown
    assert receipt.read(saved(page)[0]).answers == found.answers
    assert card(page, "mild-penalties").get_by_text(BANK["mild-penalties"].solution[:60]).is_visible()
    assert card(page, "direction").get_by_role("button", name=PAGE["check"], exact=True).is_hidden()
    assert page.locator(".xx-ex-number input:not([readonly]), .xx-ex-form textarea:not([readonly]), .xx-ex-form input[type=radio]:enabled:not(:checked), .xx-ex-blocks button:enabled").count() == 0

    # Another student at the same browser has other variants and none of the answers; the first one's come back.
    page.get_by_role("button", name=PAGE["change"]).click()
    page.get_by_label(PAGE["student"]).fill("2026002")
    page.get_by_label(PAGE["course"]).press("Enter")
    page.get_by_text("Student 2026002").wait_for()
    assert page.locator(".xx-ex-bar").first.inner_text().startswith(PAGE["progress"].format(done=0, all=count))
    differ = [exercise.name for exercise in BANK.exercises if exercise.drawn("PA-2026", "2026001") != exercise.drawn("PA-2026", "2026002")]
    assert len(differ) >= 5
    assert BANK["onset"].told(BANK["onset"].ask, BANK["onset"].drawn("PA-2026", "2026002")) in card(page, "onset").inner_text()

    # Forgotten is forgotten.
    page.get_by_role("button", name=PAGE["change"]).click()
    page.get_by_label(PAGE["student"]).fill("2026001")
    page.get_by_label(PAGE["course"]).press("Enter")
    page.get_by_text("Student 2026001").wait_for()
    assert page.locator(".xx-ex-done").count() == count
    page.get_by_role("button", name=PAGE["forget"], exact=True).click()
    page.get_by_role("button", name=PAGE["forget all"]).click()
    page.get_by_text(PAGE["forgotten"]).wait_for()
    assert page.locator(".xx-ex-done").count() == 0
    assert "2026001" not in page.evaluate("JSON.stringify({...localStorage})")


def test_drafts_and_wrong_answers_survive_a_reload_and_stand_on_paper(visitor):
    page = opened(visitor)
    box = card(page, "hidden")
    box.get_by_label(PAGE["answer"]).fill("ninety")
    box.get_by_role("button", name=PAGE["check"], exact=True).click()
    assert PAGE["unread"] in said(box)
    card(page, "mild-penalties").locator("textarea").fill("Half a thought")
    card(page, "prizes-that-pass").locator("ul button").first.click()
    first = card(page, "prizes-that-pass").locator("ol li").inner_text()
    wrong = card(page, "onset")
    wrong.get_by_label(PAGE["answer"]).fill("999")
    wrong.get_by_role("button", name=PAGE["check"], exact=True).click()
    words = said(wrong)
    asked = wrong.locator(".xx-ex-ask").inner_text()
    page.reload()
    page.locator(".xx-ex-live").wait_for()
    assert card(page, "hidden").get_by_label(PAGE["answer"]).input_value() == "ninety"
    assert card(page, "mild-penalties").locator("textarea").input_value() == "Half a thought"
    assert card(page, "prizes-that-pass").locator("ol li").inner_text() == first
    assert said(card(page, "onset")) == words and card(page, "onset").get_by_label(PAGE["answer"]).input_value() == "999"
    card(page, "onset").get_by_role("button", name=PAGE["another"]).click()
    assert said(card(page, "onset")) == "" and card(page, "onset").locator(".xx-ex-ask").inner_text() != asked
    assert page.get_by_text(PAGE["practice only"]).count() == 0
    card(page, "mild-penalties").locator("textarea").fill("A sentence of a long text. " * 80)
    page.emulate_media(media="print")
    for field in (card(page, "hidden").locator("input"), card(page, "mild-penalties").locator("textarea"), card(page, "onset").locator(".xx-ex-ask")):
        assert field.is_visible() and field.evaluate("el => el.scrollHeight <= el.clientHeight + 1")
    assert page.locator(".xx-ex-still").is_hidden() and page.locator(".xx-ex-live button:visible").count() == len(BANK["prizes-that-pass"].blocks) - 1
    assert page.locator(".xx-ex-list > li").evaluate_all("all => all.every((item) => getComputedStyle(item).breakInside === 'avoid')")


def test_a_proof_is_put_in_order_by_moves(visitor):
    page = opened(visitor)
    box, exercise = card(page, "prizes-that-pass"), BANK["prizes-that-pass"]
    for place in reversed(order(exercise)):
        box.get_by_role("button", name=bare(exercise.blocks[exercise.shown[int(place)]])).click()
    steps = exercise.steps
    for target in range(steps):  # the last goes first, and so on
        for at in range(steps - 1, target, -1):
            move = box.get_by_role("button", name=PAGE["up"].format(place=at + 1))
            move.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.closest('li')?.dataset.place") is not None
    texts = box.locator("ol li > span:first-child").all_inner_texts()
    assert texts == [bare(exercise.blocks[i]) for i in range(steps)]
    box.get_by_role("button", name=PAGE["out"].format(place=1)).click()
    box.get_by_role("button", name=PAGE["check"], exact=True).click()
    assert PAGE["wrong"] in said(box)


def test_from_a_folder_and_without_storage(chromium, book):
    """From file://, and where the browser blocks storage: it works, and says that nothing is kept."""
    for blocked in (False, True):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        asked, troubles = [], []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if blocked:
            page.add_init_script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { configurable: true, get() { throw new DOMException('blocked', 'SecurityError'); } });")
        page.goto((book / "chapters" / f"{STEM}.html").as_uri() + "#exercise-direction")
        page.locator(".xx-ex-live").wait_for()
        enter(page, "2026003")
        exercise = BANK["direction"]
        box = card(page, "direction")
        box.get_by_label(PAGE["answer"]).fill(f"{exercise.value(exercise.drawn('PA-2026', '2026003')):.1f}%")
        box.get_by_label(PAGE["answer"]).press("Enter")
        assert PAGE["right"] in said(box)
        assert page.get_by_text(PAGE["nothing kept" if blocked else "private window"]).is_visible()
        assert receipt.read(saved(page)[0]).answers[exercise.id].claimed is True
        assert troubles == [] and all(url.startswith(("file:", "data:", "blob:")) for url in asked)
        context.close()


REACHED = """async () => {
    const live = document.querySelector('.xx-live[data-name=incentive-table]');
    const hit = (part) => {
        part.focus();
        const { left, top, width, height } = part.getBoundingClientRect();
        const found = document.elementFromPoint(left + width / 2, top + height / 2);
        return Boolean(found) && (part.contains(found) || found.contains(part));
    };
    return [...live.closest('.xx-explorer').querySelectorAll('.xx-controls :is(.noUi-handle, button, input)')].map(hit);
}"""


def task_at_its_figure(page, name, figure):
    """Take a task to its figure: what is read and what is moved are in one view, nothing that gets the focus is hidden, and one comes back."""
    height = page.viewport_size["height"]
    box = card(page, name)
    box.get_by_role("button", name=PAGE["take"]).click()
    dock = page.locator(".xx-ex-dock")
    check = dock.get_by_role("button", name=PAGE["check"], exact=True)
    control = page.locator(f".xx-explorer:has(.xx-live[data-name={figure}]) > .xx-controls > *").first
    says = page.locator(f".xx-live[data-name={figure}] .xx-says").bounding_box()
    dock_box, control_box = dock.bounding_box(), control.bounding_box()
    assert dock_box["height"] <= 0.4 * height + 1 and dock_box["y"] + dock_box["height"] <= height + 1
    for seen in (says, control_box) if height > 480 else (control_box,):
        assert 40 < seen["y"] and seen["y"] + seen["height"] <= dock_box["y"]
    assert all(page.evaluate(REACHED))
    where = page.evaluate("scrollY")
    check.click()
    assert said(dock) and page.evaluate("scrollY") == where
    assert check.bounding_box()["y"] + check.bounding_box()["height"] <= height + 1
    assert page.locator("[role=status]", has_text=said(dock)).count() == 1  # heard once
    dock.get_by_role("button", name=PAGE["back"]).click()
    assert page.evaluate("document.activeElement.id") == f"exercise-{name}" and dock.count() == 0
    assert 0 <= page.locator(f"#exercise-{name}").bounding_box()["y"] < height


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_every_reader_can_use_it(visitor, width, scheme):
    page = opened(visitor, viewport={"width": width, "height": 844}, color_scheme=scheme, has_touch=width < 1000)
    card(page, "onset").get_by_label(PAGE["answer"]).fill("3")
    card(page, "onset").get_by_role("button", name=PAGE["check"], exact=True).click()
    card(page, "prizes-that-pass").locator("ul button").first.click()
    card(page, "mild-penalties").locator("textarea").fill("A sentence of some length. " * 6)
    card(page, "mild-penalties").get_by_role("button", name=PAGE["lock"]).click()
    alive(page, "incentive-table")
    page.locator(".xx-live[data-name=incentive-table]").evaluate("el => el.querySelector('.xx-cover .xx-quiet')?.click()")
    task_at_its_figure(page, "first-blame", "incentive-table")
    for height in (700, 256) if width < 1000 else ():  # a small phone; a large screen at 400 %
        page.set_viewport_size({"width": 320, "height": height})
        task_at_its_figure(page, "first-blame", "incentive-table")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    card(page, "first-blame").get_by_role("button", name=PAGE["take"]).click()
    assert complaints(page, "[['.xx-practice'], ['.xx-ex-dock']]", "runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']") == []


def test_the_ten_questions_have_no_verdict_before_and_one_after(visitor):
    """Answers before go into the receipt and nowhere else; the receipt of all chapters has both."""
    page = visitor.open("chapters/before.html")
    page.locator(".xx-ex-live").wait_for()
    enter(page, "2026004")
    before, after = load("before"), load("after")
    data = json.loads(page.locator(".xx-practice > script").text_content())
    assert all(plan["marks"] == "" and {says for _, says in plan["options"]} == {""} for plan in data["exercises"])
    for i, exercise in enumerate(before.exercises):
        box = card(page, exercise.name)
        box.locator(f"input[value='{i % len(exercise.options)}']").check()
        box.get_by_role("button", name=PAGE["record"]).click()
        assert said(box) == f"✓ {PAGE['noted']}" and box.locator("input:enabled:not(:checked)").count() == 0
    levels = page.locator(".bd-article :is(h1, h2, h3)").evaluate_all("all => all.map(({ tagName }) => Number(tagName[1]))")
    assert levels[0] == 1 and all(there - here <= 1 for here, there in zip(levels, levels[1:]))
    assert page.get_by_label(PAGE["all chapters"]).count() == 0
    first = receipt.read(saved(page)[0])
    assert {name: (answer.last, answer.claimed) for name, answer in first.answers.items()} == {exercise.id: (str(i % len(exercise.options)), None) for i, exercise in enumerate(before.exercises)}

    page.goto(page.url.replace("before", "after"))
    page.locator(".xx-ex-live").wait_for()
    exercise = after.exercises[0]
    right = exercise.place(0)
    for place in ("1" if right == "0" else "0", right):
        box = card(page, exercise.name)
        box.locator(f"input[value='{place}']").check()
        box.get_by_role("button", name=PAGE["check"], exact=True).click()
        assert said(box) == f"{'✓' if place == right else '✗'} {PAGE['right' if place == right else 'wrong']} {exercise.verdict(0, place).says}"
    assert list(receipt.read(saved(page)[0]).answers) == [exercise.id]
    page.get_by_label(PAGE["all chapters"]).check()
    text, name = saved(page)
    both = receipt.read(text)
    assert name == "receipt-PA-2026-2026004.json" and both.answers == {**receipt.read(text).answers, **first.answers} and len(both.answers) == 11
    assert (both.answers[exercise.id].tries, both.answers[exercise.id].claimed) == (2, True)


# -------------------------------------------------------------------------------------------------- what the page carries


def part(text):
    start = text.index('<section class="xx-practice"')
    end = text.index("</section>", start) + len("</section>")
    return text[start:end], text[:start] + text[end:]


def test_a_page_with_exercises_is_not_much_heavier(book):
    text = (book / "chapters" / f"{STEM}.html").read_text(encoding="utf-8")
    _, rest = part(text)
    assert len(gzip.compress(text.encode(), 6)) - len(gzip.compress(rest.encode(), 6)) < GROWTH
    assert sum(len(gzip.compress((book / "_static/xianxiang" / name).read_bytes(), 6)) for name in exercises.NAMES) < FETCHED
    assert "exercise.js" not in rest


@pytest.mark.parametrize("stem", WITH)
def test_no_answer_stands_in_the_page(stem):
    """Neither a number that no figure shows, nor which option is right."""
    bank = load(stem)
    html = exercises.section(bank)
    data = json.loads(re.search(r'<script type="application/json">(.*)</script>', html, re.DOTALL)[1])
    for exercise, plan in zip(bank.exercises, data["exercises"]):
        told = json.dumps({key: value for key, value in plan.items() if key not in ("fields", "given")}, ensure_ascii=False)
        if exercise.kind == "number":
            texts = {f"{exercise.value(v):.{max(exercise.places, 1)}f}" for v in range(len(exercise.variants))}
            assert not [text for text in texts if len(text) > 3 and re.search(rf"(?<![\d.]){re.escape(text)}(?![\d.])", told)], exercise.id
        assert "answer" not in plan and "right" not in plan and "steps" not in plan
    assert "<script" not in html.replace('<script type="application/json">', "", 1)


@pytest.mark.parametrize("stem", WITH)
def test_hidden_solutions_stay_behind(stem):
    bank = load(stem)
    shown, hidden = exercises.section(bank), exercises.section(bank, hidden=True)
    for exercise in bank.exercises:
        if exercise.kind == "text":
            for text in (exercise.solution, *exercise.rubric):
                text = json.dumps(text, ensure_ascii=False)[1:-1]
                assert text in shown and text not in hidden


def test_without_scripts_the_statements_stand_there(book):
    section, _ = part((book / "chapters" / f"{STEM}.html").read_text(encoding="utf-8"))
    still = section[: section.index("<script")]
    for exercise in BANK.exercises:
        assert exercise.title in still
        plain = re.sub(r"<[^>]+>", "", still).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        assert bare(exercise.told(exercise.ask, 0)) in plain
    assert still.count("<li>") == len(BANK.exercises) + sum(len(getattr(e, "options", getattr(e, "blocks", ()))) for e in BANK.exercises)


@pytest.mark.parametrize("stem", WITH)
def test_figures_of_the_tasks_stand_on_the_chapters_page(book, stem):
    path = book / "chapters" / f"{stem}.html"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if 'class="xx-practice"' not in text:
        pytest.skip("the bank is on no page yet")
    for exercise in load(stem).exercises:
        if exercise.kind == "setting":
            assert f'data-for="{exercise.figure}"' in text, exercise.id


def test_in_another_house_the_host_keeps_the_work(visitor):
    """A learning platform's package gives the student and takes the work and the points. It can: the script comes when the exercises come near."""
    page = visitor.open(f"chapters/{STEM}.html")
    page.wait_for_timeout(300)
    asked = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/exercise.js?v='))"
    assert not page.evaluate(asked)
    page.evaluate("""() => {
        globalThis.kept = { saved: null, points: null };
        globalThis.xianxiangHost = { student: 'lms-7', course: 'SCORM', load: () => kept.saved, save: (state) => (kept.saved = structuredClone(state)), score: (...points) => (kept.points = points) };
    }""")
    page.locator(".xx-practice").scroll_into_view_if_needed()
    page.locator(".xx-ex-live").wait_for()
    assert page.evaluate(asked)
    counted = sum(exercise.points for exercise in BANK.exercises if exercise.kind not in ("text", "function"))
    assert page.evaluate("kept.points") == [0, counted]
    exercise = BANK["direction"]
    variant = exercise.drawn("SCORM", "lms-7")
    box = card(page, "direction")
    assert exercise.told(exercise.ask, variant) in box.inner_text()
    box.get_by_label(PAGE["answer"]).fill(f"{exercise.value(variant):.1f}")
    box.get_by_label(PAGE["answer"]).press("Enter")
    assert page.evaluate("kept.points") == [exercise.points, counted]
    assert page.evaluate("kept.saved.answers")[exercise.id][0] == variant
    assert page.locator(".xx-ex-identity button").count() == 0 and page.get_by_role("button", name=PAGE["save file"]).count() == 0
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('xianxiang-practice'))") == []
