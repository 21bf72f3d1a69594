"""Chapters in the reader's own browser: JupyterLite and Python from the book's own address, with every other host blocked."""

import hashlib
import json
import os
import re
import shutil
import zipfile

import numpy as np
import pytest
import yaml
from conftest import ASK, ROOT, at_last

from xianxiang.book import notebooks
from xianxiang.book.chromium import FLAGS, find
from xianxiang.book.lite import ahead, site as builder, supplies, wheels
from xianxiang.book.lite.errors import LiteError
from xianxiang.teach.bank import load, reading as figure_of
from xianxiang.teach.grade import grade
from xianxiang.teach.inbox import documents, opened

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
STEMS = [path.rpartition("/")[2] for path in (TOC["root"], *(entry["file"] for part in TOC["parts"] for entry in part["chapters"]))]
CHAPTERS = [stem for stem in STEMS if (ROOT / f"chapters/{stem}.md").is_file() and notebooks.runs((ROOT / f"chapters/{stem}.md").read_text(encoding="utf-8"))]
LARGEST = 60_000_000  # bytes of the lite site
BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PATIENCE = 120_000
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code')"
# One explorer, computed from a number that a reader may want to change.
DRAWN = """
import altair as alt
import numpy as np
from xianxiang import Institution, stage
from xianxiang.live import Chart, Slider, Table, explore

strength = 4.0
shares = np.linspace(0, 1, 5)
pays = stage.payoffs(Institution(strength=strength, negativity=shares))[:, 0, 0, 0]
chart = alt.Chart(alt.NamedData("path")).mark_point().encode(x="x:Q", y="pay:Q")
explore("probe", "A probe", [Slider("share", "share", tuple(shares.tolist()), 0.0)], {"path": Table(x=np.arange(5.0), pay=pays[:, None] + np.zeros(5))},
        [Chart(chart, alt="what shielding pays")])
"""


# What figures draw from, by name, but for the specifications of their charts, which pages have compiled, and the dictionary, which a page has for all.
PLANS = "Promise.all([...document.querySelectorAll('.xx-live')].map(async (el) => { while (!el.explorer) await new Promise((done) => setTimeout(done, 50)); const { charts, dictionary, ...plan } = el.explorer.plan; return [plan.name, JSON.stringify([plan, charts.map(({ spec, ...chart }) => chart)])]; })).then(Object.fromEntries)"


def plans_of_page(reader, site, stem):
    """What the figures of a published page draw from, by name."""
    page = reader.new_page()
    page.goto(f"{site}/chapters/{stem}.html")
    page.evaluate(ASK)
    page.wait_for_selector(".xx-live", state="attached")
    plans = page.evaluate(PLANS)
    page.close()
    return plans


@pytest.fixture(scope="module")
def reader(chromium, host):
    """A browser with a memory, to which no other host exists, and what its pages asked for beyond the site."""
    browser = chromium.browser_type.launch(executable_path=find(), args=[*FLAGS, BLOCKED], chromium_sandbox=os.geteuid() != 0)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.outside = []
    context.on("request", lambda request: re.match(r"(http|ws)s?:", request.url) and not request.url.startswith(f"{host}/") and context.outside.append(request.url))
    yield context
    browser.close()


def pressed(reader, site, stem):
    """The notebook that the button of an edition's chapter opens."""
    page = reader.new_page()
    page.goto(f"{site}/chapters/{stem}.html")
    with reader.expect_page() as opening:
        page.locator(".btn-xx-run").press("Enter")
    page.close()
    return opening.value


def ready(page):
    """Wait until Python answers; a machine that is busy with other tests is asked once more, as the page says."""
    page.wait_for_selector("#xx-run[data-state=ready], #xx-run[data-state=failed]")
    if "did not answer" in page.locator("#xx-run").inner_text():
        with page.expect_navigation():
            page.get_by_role("button", name="Try again").click()
        page.wait_for_selector("#xx-run[data-state=ready], #xx-run[data-state=failed]")
    assert page.locator("#xx-run").get_attribute("data-state") == "ready", page.locator("#xx-run").inner_text()
    return page


def run_all(page):
    """Run every cell by the button, to the end; returns what the cells put out, a list for each."""
    count = page.evaluate(f"({CELLS}).length")
    page.get_by_role("button", name="Run all cells", exact=True).click()
    settled = f"({CELLS}).every((cell) => /^\\d+$/.test(cell.prompt)) || ({CELLS}).some((cell) => cell.model.outputs.toJSON().some((output) => output.output_type === 'error'))"
    page.wait_for_function(f"({CELLS}).length === {count} && ({settled})")
    return page.evaluate(f"({CELLS}).map((cell) => cell.model.outputs.toJSON())")


def replaced(page, number, source):
    """Write something else into a code cell, by the notebook's own model, and run it."""
    page.evaluate(f"([number, source]) => ({CELLS})[number].model.sharedModel.setSource(source)", [number, source])
    page.evaluate(f"""async () => {{
        const {{ content }} = window.jupyterapp.shell.currentWidget;
        content.activeCellIndex = content.widgets.indexOf(({CELLS})[{number}]);
        await window.jupyterapp.commands.execute('notebook:run-cell');
    }}""")
    page.wait_for_function(f"/^\\d+$/.test(({CELLS})[{number}].prompt)")


# Those that read tables, compute most or come first, and the pages of another kind; with ALL_CHAPTERS set, every one. The others
# run outside of the browser, on its versions of Python, numpy and pandas.
TRIED = ("index", "argument", "incentives", "country", "evidence", "world", "ledger")


@pytest.mark.parametrize("stem", CHAPTERS if os.environ.get("ALL_CHAPTERS") else TRIED)
def test_the_button_leads_to_a_notebook_that_runs_to_its_end(reader, site, stem):
    page = pressed(reader, site, stem)
    first = page.wait_for_selector("#xx-run p")
    assert re.search(r"Python", first.inner_text())
    page.wait_for_selector(".jp-Notebook h1")
    text = page.locator(".jp-Notebook").inner_text()
    assert not re.search(r"\{[\w:-]+\}`|```\{|:::\{", text), "raw MyST in the notebook"
    published = page.evaluate("fetch(new URL('../files/' + new URLSearchParams(location.search).get('path'), location.href)).then((answer) => answer.json())")
    assert any(cell.get("outputs") for cell in published["cells"]), "nothing to see before anything runs"
    ready(page)
    outputs = run_all(page)
    assert [output for cell in outputs for output in cell if output["output_type"] == "error"] == []
    shown = sum("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for cell in outputs for output in cell)
    page.wait_for_function(f"document.querySelectorAll('.jp-OutputArea .xx-live').length === {shown}")
    if shown:
        assert page.evaluate(PLANS) == plans_of_page(reader, site, stem), "a figure is not the page's"
    assert reader.outside == [], "asked for another host"
    page.close()


def test_a_chinese_page_opens_a_chinese_notebook(reader, host):
    """What is said around it, what it says itself and what its figures say is as on the Chinese page."""
    page = ready(pressed(reader, f"{host}/zh", "alliance"))
    assert page.locator("#xx-run [role=status]").inner_text().startswith("Python已就绪") and page.get_by_role("button", name="恢复本章原样").is_visible()
    assert page.locator(".jp-Notebook h1").first.inner_text().startswith("联盟何以瓦解")
    page.get_by_role("button", name="运行全部单元格", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.jp-OutputArea .xx-live').length > 0")
    shown = page.evaluate(PLANS)
    assert shown and shown.items() <= plans_of_page(reader, f"{host}/zh", "alliance").items(), "a figure is not the page's"
    assert reader.outside == []
    page.close()


@pytest.fixture(scope="module")
def notebook(reader, site):
    """A notebook with Python ready, for several tests."""
    page = ready(pressed(reader, site, "incentives"))
    yield page
    page.close()


def test_exercises_are_checked_in_the_browser_and_graded_alike(notebook, tmp_path):
    """A number, a setting, a function and a slip in the chapter's notebook: its points are the grader's, and no check waits for pandas. It comes first in its notebook."""
    student, course = "2026001", "PA-2026"
    onset, table = (load("incentives")[name] for name in ("onset", "first-blame"))
    number = f"{onset.value(onset.drawn(course, student)):.1f}"
    grid = figure_of("incentive-table").grid
    place = np.argwhere(table.solved(table.drawn(course, student)))[0]
    setting = {control.key: control.values[i] for control, i in zip(grid.controls, place)}
    replaced(notebook, 0, f"""import sys
from xianxiang.teach import practice
desk = practice("incentives", "{student}", "{course}")
said = [desk.answer("onset", "{number}"), desk.answer("first-blame", **{setting!r}), desk.answer("direction", "0"), desk.answer("direction-function", lambda nu, iota, d: nu * iota / (1 - nu + nu * ((1 - iota) * d + iota)))]
print([word.right for word in said], desk.points, "pandas" in sys.modules)
print(desk.receipt())""")
    told = "".join(output["text"] for output in notebook.evaluate(f"({CELLS})[0].model.outputs.toJSON()"))
    assert told.startswith("[True, True, False, True] (3, 9) False\n"), told
    (tmp_path / "mail.txt").write_text(told, encoding="utf-8")
    graded = grade([handed for document in documents([tmp_path]) for handed in opened(document)], course)
    assert graded.points == {student: 3} and not graded.flags


def test_an_explorer_answers_the_keyboard_and_an_edited_parameter(notebook):
    replaced(notebook, 0, DRAWN)
    live = notebook.locator(".xx-live[data-name=probe]")
    live.wait_for()
    shown = "el => JSON.stringify(el.explorer.rows('path').map((row) => row.pay))"
    drawn = "document.querySelector('.xx-live[data-name=probe] svg')"
    notebook.wait_for_function(drawn)
    first = live.evaluate(shown)
    handle = notebook.locator(".xx-explorer").filter(has=live).get_by_role("slider").first
    handle.focus()
    notebook.keyboard.press("ArrowRight")
    notebook.wait_for_function(f"({shown})(document.querySelector('.xx-live[data-name=probe]')) !== {json.dumps(first)}")
    replaced(notebook, 0, DRAWN.replace("strength = 4.0", "strength = 7.0"))
    notebook.wait_for_function(drawn)
    assert live.evaluate(shown) != first


def test_python_starts_before_the_notebook_and_once(notebook):
    assert [worker.url.rpartition("/")[2] for worker in notebook.workers] == ["early.js"]


def test_the_library_s_source_can_be_read_there(notebook):
    replaced(notebook, 1, "import inspect\nfrom xianxiang import stage\nprint('def ' in inspect.getsource(stage.payoffs))")
    assert "True" in json.dumps(notebook.evaluate(f"({CELLS})[1].model.outputs.toJSON()"))


def test_what_is_loaded_late_is_there_after_a_restart(notebook):
    """As it is for the first cell of every chapter that runs above. It comes last in its notebook."""
    for _ in range(2):
        notebook.evaluate(f"({CELLS})[0].model.clearExecution()")
        notebook.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        replaced(notebook, 0, "from xianxiang import figures\nprint(figures.learning_rule().rows('rest').shape)")
        (output,) = notebook.evaluate(f"({CELLS})[0].model.outputs.toJSON()")
        assert re.fullmatch(r"\(\d+, \d+\)\n", output["text"]), output


def test_edits_survive_a_reload_and_reset_brings_the_chapter_back(reader, site):
    page = ready(pressed(reader, site, "argument"))
    source = f"() => ({CELLS})[0].model.sharedModel.getSource()"
    published = page.evaluate(source)
    page.evaluate(f"({CELLS})[0].model.sharedModel.setSource('mine = 1')")
    page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    shown = "window.jupyterapp?.shell.currentWidget?.content?.widgets?.some((cell) => cell.model.type === 'code')"
    page.wait_for_function(shown)
    assert at_last(lambda: page.evaluate(source), "mine = 1", 60) == "mine = 1"
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name="Reset this chapter").click()
    page.wait_for_function(shown)
    assert at_last(lambda: page.evaluate(source), published, 60) == published
    page.close()


def test_progress_is_shown_at_once_and_a_failure_says_what_to_do(chromium, host):
    context = chromium.new_context()
    context.route(re.compile("altair-"), lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{host}/lite/notebooks/index.html?path=incentives.ipynb", wait_until="commit")
    page.wait_for_function("/Fetching Python, \\d+ of \\d+ MB/.test(document.querySelector('#xx-run')?.innerText)", timeout=30_000, polling=20)
    alert = page.get_by_role("alert").filter(has_text="could not be fetched: altair-")
    alert.wait_for(timeout=60_000)
    assert "Try again" in alert.inner_text() and page.get_by_role("button", name="Try again").is_visible()
    context.close()


@pytest.mark.parametrize(("hinder", "said"), [
    ("for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });", "keeps no data for this page"),
    (None, "as “application/octet-stream”"),
])  # fmt: skip
def test_what_stands_in_the_way_is_told_before_anything_large_is_fetched(chromium, host, hinder, said):
    context = chromium.new_context()
    fetched = []
    context.on("request", lambda request: request.method == "GET" and re.search(r"\.(wasm|whl|zip)$", request.url) and fetched.append(request.url))
    if hinder:
        context.add_init_script(hinder)
    else:
        context.route(re.compile(r"\.wasm$"), lambda route: route.fulfill(headers={"Content-Type": "application/octet-stream"}, body=""))
    page = context.new_page()
    page.goto(f"{host}/lite/notebooks/index.html?path=incentives.ipynb", wait_until="commit")
    alert = page.get_by_role("alert").filter(has_text=said)
    alert.wait_for(timeout=60_000)
    assert fetched == [] and "other tabs" not in alert.inner_text()
    context.close()


def test_a_host_that_does_not_know_a_kind_of_file_is_named_as_the_cause(chromium, host):
    """As some hosts do that send only the kinds that they were told of."""
    context = chromium.new_context()
    context.route(re.compile(r"\.whl$"), lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto(f"{host}/lite/notebooks/index.html?path=incentives.ipynb", wait_until="commit")
    alert = page.get_by_role("alert").filter(has_text="could not be fetched")
    alert.wait_for(timeout=60_000)
    assert "answered 404" in alert.inner_text() and "files that end in .whl" in alert.inner_text() and "Check the connection" not in alert.inner_text()
    context.close()


@pytest.mark.parametrize(("width", "saving"), [(1280, False), (390, True)])
def test_the_button_fetches_ahead_unless_the_reader_saves_data(chromium, site, width, saving):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(f"Object.defineProperty(navigator, 'connection', {{ value: {{ saveData: {str(saving).lower()}, effectiveType: '4g' }} }})")
    asked = []
    context.on("request", lambda request: "/lite/" in request.url and asked.append(request.url))
    page = context.new_page()
    page.goto(f"{site}/chapters/incentives.html", wait_until="load")
    button = page.get_by_role("link", name="Run this chapter")
    box = button.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_timeout(500)
    assert asked == [], "fetched before the reader stayed or reached for the button"
    button.focus()
    if saving:
        page.wait_for_timeout(1500)
        assert asked == []
    else:
        with page.expect_response(re.compile("pyodide.asm.wasm"), timeout=60_000):
            pass
    context.close()


def test_every_file_of_python_is_there_with_the_hash_that_the_browser_checks(built):
    start = json.loads((built / "lite" / "start.json").read_text())
    folder = built / "lite" / start["folder"]
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    here = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values() if "://" not in entry["file_name"]}
    assert {name for name in here if wheels.sha256(folder / name) != here[name]} == set()
    listed = start["application"] + start["python"] + start["later"]
    assert {name for name, size in listed if (built / "lite" / name).stat().st_size != size} == set()
    assert {name.rpartition("/")[2] for name, _ in listed} >= set(here), "a wheel that nobody fetches"
    assert len(start["application"]) == len(builder.APPLICATION), "a script that the notebook page loads has another name"


def test_the_site_is_small_enough(built):
    assert sum(path.stat().st_size for path in (built / "lite").rglob("*") if path.is_file()) <= LARGEST


# ------------------------------------------------------------------------------------------------------------ the builder


@pytest.fixture
def lock():
    """A lock of two packages, as Pyodide writes it."""
    good = hashlib.sha256(b"good").hexdigest()
    return {"info": {"version": "0.27.7"}, "packages": {name: {"name": name, "file_name": f"{name}-1-wasm32.whl", "sha256": good, "depends": []} for name in ("alpha", "beta")}}


@pytest.fixture
def nowhere(monkeypatch):
    """No PyPI package and no CDN."""
    monkeypatch.setattr(supplies, "carried", lambda *arguments: None)
    monkeypatch.setattr(supplies, "official", lambda url: None)
    monkeypatch.delenv(supplies.FOLDER, raising=False)


def test_a_wheel_with_a_wrong_hash_stops_the_build_by_its_name(tmp_path, lock, nowhere, monkeypatch):
    given = tmp_path / "given"
    given.mkdir()
    (given / "alpha-1-wasm32.whl").write_bytes(b"good")
    (given / "beta-1-wasm32.whl").write_bytes(b"bad")
    monkeypatch.setenv(supplies.FOLDER, str(given))
    with pytest.raises(LiteError, match="beta-1-wasm32.whl has the wrong hash"):
        supplies.native(tmp_path / "cache", lock, ["alpha", "beta"], print)


@pytest.mark.parametrize("source", ["carried", "official"])
def test_a_wrong_wheel_from_elsewhere_stops_the_build_too(tmp_path, lock, nowhere, monkeypatch, source):
    def carried(cache, names, say):
        supplies.keep(cache / "native" / "alpha-1-wasm32.whl", b"bad")

    monkeypatch.setattr(supplies, source, carried if source == "carried" else lambda url: b"bad")
    with pytest.raises(LiteError, match="alpha-1-wasm32.whl has the wrong hash"):
        supplies.native(tmp_path / "cache", lock, ["alpha", "beta"], print)


def test_native_wheels_are_looked_for_in_order(tmp_path, lock, nowhere, monkeypatch):
    asked = []
    given = tmp_path / "given"
    given.mkdir()
    (given / "alpha-1-wasm32.whl").write_bytes(b"good")
    monkeypatch.setenv(supplies.FOLDER, str(given))
    monkeypatch.setattr(supplies, "carried", lambda cache, names, say: asked.append("package"))
    monkeypatch.setattr(supplies, "official", lambda url: asked.append(url) or b"good")
    found, missing = supplies.native(tmp_path / "cache", lock, ["alpha", "beta"], print)
    assert found["alpha"].parent == given and found["beta"].read_bytes() == b"good" and missing == []
    assert asked == ["package", "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/beta-1-wasm32.whl"]


def test_a_wheel_that_is_nowhere_is_told_of(tmp_path, lock, nowhere):
    found, missing = supplies.native(tmp_path / "cache", lock, ["alpha", "beta"], print)
    assert found == {} and missing == ["alpha", "beta"]
    said = []
    builder.tell_missing(missing, lock["packages"], said.append)
    assert any("beta-1-wasm32.whl" in line for line in said) and supplies.FOLDER in said[-1]


def test_the_library_s_wheel_is_the_same_each_time_and_holds_what_draws(tmp_path):
    one, two = wheels.own(tmp_path / "one", {"xianxiang/chapters/claims.csv": b"x"}), wheels.own(tmp_path / "two", {"xianxiang/chapters/claims.csv": b"x"})
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        names = set(archive.namelist())
    assert {"xianxiang/live/static/vega-lite.js", "xianxiang/live/explorer.js", "xianxiang/chapters/claims.csv"} <= names
    assert not [name for name in names if "/book/" in name or "/web/" in name or "__pycache__" in name]


def test_the_compiled_form_is_made_anew_when_its_source_or_the_compiler_changes(tmp_path, monkeypatch):
    made = []

    def compile_(pyodide, jobs):
        for source, target in jobs:
            made.append(source.name)
            target.parent.mkdir(parents=True)
            shutil.copy(source, target)

    monkeypatch.setattr(ahead, "_compile", compile_)
    (tmp_path / "pyodide-lock.json").write_text("{}")
    source = tmp_path / "some-1-py3-none-any.whl"
    for text, compiler in ((b"a", {}), (b"a", {}), (b"b", {}), (b"b", {"some": {"bare": True}})):
        source.write_bytes(text)
        monkeypatch.setattr(ahead, "OPTIONS", compiler)
        ahead.compile_all(tmp_path / "cache", tmp_path, [source], lambda line: None)
    assert made == [source.name] * 3
