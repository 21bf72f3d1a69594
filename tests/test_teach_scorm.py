"""A chapter as a SCORM 1.2 package, in Chromium, in a frame of a platform's page that runs scorm-again."""

import io
import json
import re
import threading
import zipfile
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import numpy as np
import pytest
from classroom import bare
from conftest import ASK

from xianxiang.book.serve import server
from xianxiang.language import speak
from xianxiang.teach.__main__ import main
from xianxiang.teach.bank import Function, Text, load, reading
from xianxiang.teach.scorm import _Page, scorm

STEM, COURSE = "incentives", "PA-2026"
BANK = load(STEM)
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
LMS = """<!DOCTYPE html><title>A platform</title><script src="scorm12.js"></script>
<script>
const { student, mode } = Object.fromEntries(new URLSearchParams(location.search));
const kept = JSON.parse(localStorage.getItem(student));
window.API = new Scorm12API({ logLevel: 5 });
if (kept) API.loadFromJSON(kept, 'cmi');
API.cmi.core.student_id = student;
API.cmi.core.lesson_mode = mode || 'normal';
window.finished = false;
window.commits = 0;
API.on('LMSCommit', () => {
  commits++;
  const { cmi } = JSON.parse(API.renderCMIToJSONString(true));
  localStorage.setItem(student, JSON.stringify(cmi));
});
API.on('LMSFinish', () => (finished = true));
</script>
<iframe name="page" style="width: 1100px; height: 1400px" src="package/chapters/incentives.html"></iframe>
"""


def opened(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOTH = pytest.mark.parametrize("package", ["en", "zh"], indirect=True)
"""What is tried with the package of either edition."""


@pytest.fixture(scope="module")
def package(request, built):
    """A package of an edition: of the English one where a test says nothing."""
    tongue = getattr(request, "param", "en")
    speak(tongue)
    made = scorm(BANK, built / tongue, COURSE)
    speak("en")
    return made


@pytest.fixture(scope="module")
def files(package):
    return opened(package)


@pytest.fixture(scope="module")
def platform(files, tmp_path_factory):
    """Address of a platform's page, with the package unpacked beside it."""
    from scorm_again import script

    folder = tmp_path_factory.mktemp("platform")
    for name, content in files.items():
        (folder / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "package" / name).write_bytes(content)
    (folder / "lms.html").write_text(LMS, encoding="utf-8")
    (folder / "sandbox.html").write_text(LMS.replace("<iframe", '<iframe sandbox="allow-scripts allow-forms"'), encoding="utf-8")
    (folder / "scorm12.js").write_text(script(), encoding="utf-8")

    running = server(folder)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="module")
def browser(chromium):
    """One reader's browser for all students, as in a computer room: what is loaded once is not loaded again."""
    context = chromium.new_context(viewport={"width": 1200, "height": 1500})
    yield context
    context.close()


@pytest.fixture
def pupil(browser, platform):
    """Opens the platform's page for a student; nothing may ask another host or fail."""
    page, troubles = browser.new_page(), []

    def gate(route):
        if route.request.url.startswith((platform + "/", "data:", "blob:")):
            return route.continue_()
        troubles.append(f"asked for {route.request.url}")
        return route.abort()

    page.route("**/*", gate)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url}"))

    page_of = set()

    def visit(student="s2026001", lms="lms.html", **more):
        page_of.add(lms.removesuffix(".html"))
        page.goto(f"{platform}/{lms}?{urlencode({'student': student, **more})}", wait_until="load")
        frame = page.frame("page")
        return page, near(frame)

    yield visit
    page.close()
    sandboxed = re.compile("font|^Failed to load|^failed: .*woff")  # a page of no origin may fetch none; the book has another way for its formulas
    assert [trouble for trouble in troubles if not ("sandbox" in page_of and sandboxed.search(trouble))] == []


def near(frame):
    """Go to the exercises, whose script comes when they come near."""
    frame.evaluate("document.querySelector('.xx-practice').scrollIntoView()")
    frame.wait_for_selector(".xx-ex-live")
    return frame


def card(frame, name):
    return frame.locator(f'[aria-labelledby="exercise-{name}"]')


def type_in(frame, name, answer):
    frame.fill(f"#exercise-{name}-answer", answer)
    card(frame, name).locator("button.xx-ex-main").click()


def state(frame, name):
    return card(frame, name).locator(":scope > .xx-ex-verdict").get_attribute("data-state")


def cmi(page):
    """What the platform has stored."""
    return json.loads(page.evaluate("localStorage.getItem(new URLSearchParams(location.search).get('student'))"))


def plant(page, student, stored):
    """Put something into the platform's store, once the chapter has left and stored its own."""
    page.goto(page.url.partition("/lms.html")[0] + "/scorm12.js")
    page.evaluate("([student, text]) => localStorage.setItem(student, text)", [student, json.dumps(stored)])


def query(exercise, variant):
    """A link's query for a setting that solves a variant."""
    controls, place = reading(exercise.figure).grid.controls, np.argwhere(exercise.solved(variant))[0]
    return urlencode({control.key: control.tokens[i] for control, i in zip(controls, place)}, quote_via=quote)


def put_right(frame, exercise, variant):
    """Answer an exercise rightly, in the page."""
    box, kind = card(frame, exercise.name), exercise.kind
    if kind == "number":
        type_in(frame, exercise.name, f"{exercise.value(variant):.{exercise.places}f}")
    elif kind == "choice":
        frame.check(f"#exercise-{exercise.name}-{exercise.place(variant)}")
        box.locator("button.xx-ex-main").click()
    elif kind == "order":
        for step in range(exercise.steps):
            box.locator("ul button", has_text=exercise.blocks[step][:40]).click()
        box.locator("button.xx-ex-main").click()
    elif kind == "text":
        type_in(frame, exercise.name, "The model tells the two levers apart. " * 5)
    elif kind == "setting":
        frame.evaluate(ASK)
        frame.wait_for_function("name => document.querySelector(`.xx-live[data-name='${name}']`)?.explorer", arg=exercise.figure)
        frame.evaluate("hash => { location.hash = hash; }", f"#{exercise.figure}?{query(exercise, variant)}")
        veil = frame.locator(f'.xx-live[data-name="{exercise.figure}"].xx-covered')
        if veil.count():
            veil.get_by_role("button", name=re.compile("without|show", re.I)).first.click()
        box.locator("button.xx-ex-main").click()
        frame.locator(".xx-ex-dock .xx-ex-main").click()


def test_the_student_id_draws_the_variants(pupil):
    shown = []
    for student in ("s2026001", "s2026002"):
        _, frame = pupil(student)
        for exercise in BANK.exercises:
            variant = exercise.drawn(COURSE, student)
            assert card(frame, exercise.name).locator(".xx-ex-ask").inner_text() == bare(exercise.told(exercise.ask, variant))
        shown.append(frame.locator(".xx-ex-list").inner_text())
        assert frame.locator(".xx-ex-identity form, .xx-ex-end button").count() == 0
    assert shown[0] != shown[1]


@BOTH
def test_score_tries_and_work_reach_the_platform_and_come_back(pupil):
    student = "s2026008"
    page, frame = pupil(student)
    opening = page.evaluate("API.cmi.core.lesson_status + API.cmi.core.score.raw")
    assert opening == "incomplete"  # and no score: who only looks has none
    direction, ray, text = BANK["direction"], BANK["ray"], BANK["mild-penalties"]
    variant = direction.drawn(COURSE, student)
    type_in(frame, "direction", "nonsense")
    type_in(frame, "direction", "12345.6")
    assert state(frame, "direction") == "wrong"
    put_right(frame, direction, variant)
    put_right(frame, ray, ray.drawn(COURSE, student))
    frame.fill("#exercise-onset-answer", "17.2")  # typed, not checked
    type_in(frame, text.name, "长" * 3300 + ' "quoted" \\ ' * 58)
    stored = cmi(page)
    counted = [exercise for exercise in BANK.exercises if not isinstance(exercise, (Text, Function))]
    share = 100 * sum(exercise.points for exercise in (direction, ray)) / sum(exercise.points for exercise in counted)
    assert float(stored["core"]["score"]["raw"]) == pytest.approx(share, abs=0.01)
    assert (stored["core"]["score"]["min"], stored["core"]["score"]["max"], stored["core"]["lesson_status"]) == ("0", "100", "incomplete")
    tries = [(item["id"], item["type"], item["result"], item["student_response"]) for item in stored["interactions"].values() if isinstance(item, dict)]
    value = f"{direction.value(variant):.1f}"
    name = f"incentives.direction.{variant:03}"
    assert tries[:2] == [(name, "fill-in", "wrong", "12345.6"), (name, "fill-in", "correct", value)]
    assert tries[2] == (f"incentives.ray.{ray.drawn(COURSE, student):03}", "choice", "correct", "abcd"[int(ray.place(ray.drawn(COURSE, student)))])
    assert tries[3][1:3] == ("fill-in", "neutral") and len(tries[3][3]) == 255 and len(tries) == 4
    assert len(stored["suspend_data"]) <= 4096 and "长" * 1000 in stored["suspend_data"]

    page.reload(wait_until="load")
    frame = near(page.frame("page"))
    assert [state(frame, name) for name in ("direction", "ray", text.name)] == ["right", "right", "noted"]
    assert frame.input_value("#exercise-direction-answer") == value and frame.input_value("#exercise-onset-answer") == "17.2"
    assert frame.is_checked(f"#exercise-ray-{ray.place(ray.drawn(COURSE, student))}")
    type_in(frame, "onset", "1")
    assert float(cmi(page)["core"]["score"]["raw"]) == pytest.approx(share, abs=0.01) and state(frame, "onset") == "wrong"


def test_all_done_is_completed_and_stays_so(pupil):
    student = "s2026003"
    page, frame = pupil(student)
    for exercise in BANK.exercises:
        assert page.evaluate("API.cmi.core.lesson_status") == "incomplete"
        if not isinstance(exercise, Function):
            put_right(frame, exercise, exercise.drawn(COURSE, student))
            assert state(frame, exercise.name) == ("noted" if isinstance(exercise, Text) else "right"), exercise.id
    stored = cmi(page)
    assert (float(stored["core"]["score"]["raw"]), stored["core"]["lesson_status"]) == (100, "completed")
    page.frame("page").evaluate("location.reload()")
    page.wait_for_function("finished")
    stored = cmi(page)
    assert stored["core"]["lesson_status"] == "completed" and stored["core"]["exit"] == "suspend"
    assert re.fullmatch(r"(00)?00:\d\d:\d\d", stored["core"]["session_time"])


def test_what_was_completed_once_stays_so(pupil):
    page, _ = pupil("s2026007")
    plant(page, "s2026007", {"core": {"lesson_status": "completed"}})  # the work is lost, the verdict is not
    page, frame = pupil("s2026007")
    type_in(frame, "direction", "1")
    assert state(frame, "direction") == "wrong" and cmi(page)["core"]["lesson_status"] == "completed"


def test_a_review_reports_nothing(pupil):
    page, frame = pupil("s2026004", mode="review")
    type_in(frame, "direction", "1")
    assert state(frame, "direction") == "wrong" and "review" in frame.locator(".xx-practice > [role=status]").inner_text()
    assert page.evaluate("[commits, API.cmi.suspend_data, API.cmi.interactions.childArray.length]") == [0, "", 0]


def test_a_platform_that_takes_nothing_is_told_of(pupil):
    page, frame = pupil("s2026005")
    page.evaluate("API.LMSCommit = () => 'false'")
    type_in(frame, "direction", "1")
    assert "did not take" in frame.locator(".xx-practice > [role=status]").inner_text()


def test_work_that_is_no_work_is_left_alone(pupil):
    page, _ = pupil("s2026006")
    for spoilt in ("not JSON", "[1,2]", '[{"direction":5},{}]', '[{"other":[0,"1",1,1,1]},{"ray":"1"}]'):
        plant(page, "s2026006", {"suspend_data": spoilt})
        page, frame = pupil("s2026006")
        assert page.evaluate("API.cmi.suspend_data") == spoilt
        assert frame.locator(".xx-ex").count() == len(BANK.exercises)
        assert frame.locator("[data-state]").count() == 0


def test_in_a_sandbox_it_practises(pupil):
    _, frame = pupil(lms="sandbox.html")
    assert "outside a learning platform" in frame.locator(".xx-practice > [role=status]").inner_text()
    frame.evaluate(ASK)
    frame.wait_for_function("document.querySelector('.xx-live')?.explorer")
    type_in(frame, "direction", "1")
    assert state(frame, "direction") == "wrong" and frame.locator(".xx-ex-identity button").count() > 0


def test_figures_live_and_formulas_are_set(pupil):
    _, frame = pupil()
    frame.evaluate(ASK)
    frame.wait_for_function("document.querySelectorAll('.xx-live').length === document.querySelectorAll('.xx-still[data-for]').length")
    frame.wait_for_function("[...document.fonts].some((face) => face.family === 'MJXTEX-I' && face.status === 'loaded')")
    assert frame.evaluate("[...document.querySelectorAll('.bd-article p mjx-c')].filter((one) => one.getClientRects().length).every((one) => one.offsetWidth)")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


@BOTH
def test_the_manifest_names_all_files_and_one_page_to_launch(files):
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    assert manifest.findtext(f"{CP}metadata/{CP}schemaversion") == "1.2"
    (resource,) = manifest.iter(f"{CP}resource")
    assert resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco" and resource.get("href") in files
    assert sorted(file.get("href") for file in resource) == sorted(set(files) - {"imsmanifest.xml"})
    (item,) = manifest.iter(f"{CP}item")
    assert item.get("identifierref") == resource.get("identifier") and item.findtext(f"{CP}title") == ("激励类型" if '<html lang="zh-CN"' in files[f"chapters/{STEM}.html"].decode() else "Incentive types")
    assert list(files)[0] == "imsmanifest.xml"


@BOTH
def test_nothing_in_the_page_leads_to_what_is_not_there(files):
    page = files[f"chapters/{STEM}.html"].decode()
    addresses = re.findall(r'<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"', page)
    ids = set(re.findall(r'\sid="([^"]*)"', page))
    for address in addresses:
        if address.startswith("#"):
            assert address == "#" or address[1:] in ids, address
        elif not re.match("[a-z]+:", address):
            assert address.startswith("../") and address[3:].split("?")[0] in files, address
    assert not re.search("searchindex|ipynb|\\.whl|binder|colab|prev-next|bd-sidebar", page)


def test_links_to_other_chapters_lead_to_the_published_book(book, files):
    plain = files[f"chapters/{STEM}.html"].decode()
    linked = opened(scorm(BANK, book, COURSE, "https://book.example/cn/"))[f"chapters/{STEM}.html"].decode()
    there = re.findall(r'<a [^>]*href="(https://book\.example/[^"]*)"[^>]*>', linked)
    assert there and all((book / re.sub("#.*", "", address.removeprefix("https://book.example/cn/"))).exists() for address in there)
    assert "book.example" not in plain
    words = [re.sub("<[^>]+>", "", page[page.index("<article") :]) for page in (plain, linked)]
    assert words[0] == words[1]


def test_the_package_is_small_and_the_same_each_time(book, package, tmp_path, capsys):
    assert len(package) < 2_500_000
    out = tmp_path / "chapter.zip"
    assert main(["export", "scorm", STEM, "--html", str(book), "--course", " pa-2026", "--out", str(out)]) == 0
    assert out.read_bytes() == package and f"{len(package):,} bytes" in capsys.readouterr().out


@pytest.mark.parametrize("words, wrong", [([], "course"), (["--course", "A1", "--html", "nowhere"], "html is 'nowhere'; allowed is the folder of the built book")])
def test_what_is_missing_is_said(words, wrong, capsys):
    assert main(["export", "scorm", STEM, *words]) == 1
    assert wrong in capsys.readouterr().err


def test_a_chapter_without_exercises_is_refused(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / f"{STEM}.html").write_text("<html><head></head><body><article>Words.</article></body></html>")
    with pytest.raises(ValueError, match="stem is 'incentives'; allowed is a chapter whose page has exercises"):
        scorm(BANK, tmp_path, COURSE)


def test_the_page_is_copied_letter_by_letter_but_for_what_leads_elsewhere():
    page = _Page("chapters/x.html", COURSE, "")
    page.feed('<!DOCTYPE html><html lang="en"><head><title>A &amp; B &#8212;</title><link rel="next" href="y.html"><script src="../_static/doctools.js"></script></head>'
              '<body><nav>Away</nav><article class="a"><p>1 &lt; 2 <a class="z" href="y.html#t">there <em>now</em></a> <a href="#here">here</a> <a href="https://e.example/">far</a><br/></p><script>1 < 2 && "<b>"</script></article><footer>Gone</footer></body></html>')  # fmt: skip
    text = "".join(page.out)
    assert '<title>A &amp; B &#8212;</title>' in text and not re.search("Away|Gone|doctools|next", text)
    assert '<p>1 &lt; 2 <span>there <em>now</em></span> <a href="#here">here</a> <a href="https://e.example/" target="_blank" rel="noopener">far</a><br/></p><script>1 < 2 && "<b>"</script>' in text
