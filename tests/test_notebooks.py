"""Chapters as plain notebooks: nothing of MyST left, the page's own numbers, and they run where only the library is."""

import json
import os
import re
import shutil
import subprocess
import sys
import types
import zipfile
from html import unescape
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from xianxiang.book import downloads, notebooks, solutions
from xianxiang.book.lite import chapters as lite_chapters
from xianxiang.book.notebooks import ConversionError, plain

BOOK = notebooks.Book.read(ROOT / "chapters")
RUN = [stem for stem, text in BOOK.texts.items() if notebooks.runs(text)]
LEFT = re.compile(r"^[ \t]*(?:`{3,}|:{3,}|~{3,})\{|^:{3,}|\{[a-z][\w:-]*\}`|\{\{ ?\w+ ?\}\}|^\([\w-]+\)=|^:(?:label|class|tags):", re.MULTILINE)
FENCED = re.compile(r"^(`{3,}|~{3,})(?!\{).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)


def markdown(notebook):
    """All that the notebook says, its code left out."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def folder(book):
    """Where the build laid the notebooks."""
    return book / "notebooks"


@pytest.fixture(scope="module")
def written(folder):
    """The notebooks of the built book by stem."""
    return {path.stem: nbformat.read(path, 4) for path in folder.glob("*.ipynb")}


@pytest.fixture(scope="module")
def texts(book):
    """The text of every chapter's page by stem, without tags."""
    pages = {stem: (book / f"chapters/{stem}.html").read_text(encoding="utf-8") for stem in RUN}
    return {stem: re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page))) for stem, page in pages.items()}


def test_every_chapter_with_code_has_a_notebook(written):
    assert sorted(written) == sorted(RUN)
    assert {"index", "argument", "incentives", "alliance", "turn", "ledger"} <= set(RUN)


@pytest.mark.parametrize("stem", BOOK.texts)
def test_nothing_of_myst_is_left(stem, request):
    quoted = dict.fromkeys(re.findall(r"\{glue:text\}`(\w+)`", BOOK.texts[stem]), "7")
    notebook = request.getfixturevalue("written")[stem] if stem in RUN else plain(BOOK.texts[stem], None, quoted, stem=stem, book=BOOK)
    said = FENCED.sub("", markdown(notebook))
    assert [said[max(0, m.start() - 30) : m.end() + 30] for m in LEFT.finditer(said)] == []
    nbformat.validate(notebook)


@pytest.mark.parametrize("stem", RUN)
def test_what_is_folded_or_set_off_is_read_as_markdown(stem, written):
    """HTML ends the reading of Markdown at its own line, and a blank line begins it again."""
    said = markdown(written[stem])
    assert all(after.startswith("\n\n") for after in said.split("</summary>")[1:])
    assert all(before.endswith("\n\n") for before in said.split("</details>")[:-1])
    assert said.count("<details>") == said.count("</details>")
    quoted = re.findall(r"^>.*", said, re.MULTILINE)
    assert [line for line in quoted if line.count("$$") % 2] == [], "a mark at the head of a line ends up inside a formula"
    source = BOOK.texts[stem]
    assert said.count("<summary>Solution</summary>") == source.count("```{solution}")
    assert said.count("$$") == source.count("$$")


@pytest.mark.parametrize("stem", RUN)
def test_theorems_exercises_works_and_numbers_are_those_of_the_page(stem, written, texts):
    said = markdown(written[stem])
    named = re.findall(r"^(?:> )?\*\*(\w+ \d+) \((.*)\)\.\*\*$", said, re.MULTILINE)
    assert len(named) == len(re.findall(r"^```\{(?:prf:(?!proof)|exercise)", BOOK.texts[stem], re.MULTILINE))
    for number, title in named:
        assert f"{number} ({title})" in texts[stem]
    for number in re.findall(r"\b(?:Theorem|Proposition|Corollary|Exercise) \d+", said):
        assert number in texts[stem]
    for key in re.findall(r"\{cite:t\}`([\w,]+)`", BOOK.texts[stem]):
        authors, year = BOOK.works[key]
        assert f"{authors} ({year})" in texts[stem] and f"{authors} ({year})" in said
    for key in re.findall(r"\{cite:p\}`(\w+)`", BOOK.texts[stem]):
        authors, year = BOOK.works[key]
        assert f"({authors}, {year})" in texts[stem] and f"({authors}, {year})" in said


def test_a_quoted_number_is_the_pages(written, texts):
    """The sentences around the quoted numbers stand on the page with the same numbers."""
    found = re.findall(r"Of the \d+ settings \d+ lead", markdown(written["index"]))
    assert found and found[0] in texts["index"]
    found = re.findall(r"At 70% penalties loosen once \d+% of a sanction is personal", markdown(written["alliance"]))
    assert found and found[0] in texts["alliance"]


@pytest.mark.parametrize("stem", RUN)
def test_outputs_are_there_and_need_no_widget(stem, written):
    cells = [cell for cell in written[stem].cells if cell.cell_type == "code" and "practice" not in cell.metadata.get("tags", ())][1:]
    sources = [source for kind, source, *_ in notebooks.source_cells(BOOK.texts[stem]) if kind == "code"]
    assert [cell.source for cell in cells] == sources
    forms = [set(output.data) for cell in cells for output in cell.outputs if "data" in output]
    quiet = all("remove-cell" in cell.metadata.get("tags", ()) for cell in cells)  # a page whose cells only quote numbers
    assert (forms or quiet) and not [form for form in forms if any("widget" in mime or "papermill" in mime for mime in form)]
    for cell in cells:
        tags = set(cell.metadata.get("tags", ()))
        assert cell.metadata.get("jupyter", {}).get("source_hidden", False) == bool(tags & notebooks.HIDDEN)
        assert bool(cell.outputs) == ("remove-cell" not in tags)


def test_links_lead_to_notebooks_that_are_there(written, folder):
    links = {link for notebook in written.values() for link in re.findall(r"\]\((?!https?:)([^)]+)\)", markdown(notebook))}
    assert links and [link for link in links if not (folder / link).exists()] == []


def test_same_notebook_same_bytes(tmp_path):
    text = BOOK.texts["glossary"]
    for name in "ab":
        notebooks.write(plain(text, book=BOOK), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# ------------------------------------------------------------------ small cases

PAPER = st.text(alphabet="ab $`{}:\\*\n()=#%<>", max_size=60)


@given(PAPER)
def test_code_is_never_touched(inside):
    """Whatever stands in a fence of code comes out as it went in."""
    fence = "~~~~~~"
    code = f"{fence}\n{inside}\n{fence}"
    assert code in markdown(plain(f"# T\n\n{code}\n\nEnd.", book=BOOK))


@given(st.text(alphabet="xy^_{}\\+=, 12", min_size=1, max_size=30))
def test_formulas_are_never_touched(inside):
    assert f"${inside}$" in markdown(plain(f"Let ${inside}$ hold.", book=BOOK))


@given(st.lists(st.sampled_from(["note", "admonition", "exercise", "prf:proof", "solution"]), min_size=1, max_size=4))
def test_directives_nest(names):
    text = "inmost"
    for depth, name in enumerate(names):
        mark = "`" * (3 + depth)
        text = f"{mark}{{{name}}} Word\n{text}\n{mark}"
    said = markdown(plain(text, book=BOOK))
    assert "inmost" in said and not LEFT.search(said)


@pytest.mark.parametrize(("text", "said"), [
    ("```{note}\nMind.\n```", "> **Note.**\n>\n> Mind."),
    (":::{admonition} Bet\n:class: dropdown\n\nYes.\n:::", "<details><summary>Bet</summary>\n\nYes.\n\n</details>"),
    ("See {cite:p}`zhou2010,minzner2009`.", "See (Zhou, 2010; Minzner, 2009)."),
    ("{term}`add-ons <add-ons layer by layer>`", "add-ons"),
    ("`{glue:text}` is code", "`{glue:text}` is code"),
    ("(here)=\nText", "Text"),
    ("$$\na\n$$ (one)\n\nBy {eq}`one`.", "$$\na\n\\tag{1}\n$$\n\nBy (1)."),
    ("[it](turn.md)", "[it](turn.ipynb)"),
    ("```{prf:theorem} T\nSo\n\n$$\na \\\\\nb\n$$ (one)\n```", "> **Theorem (T).**\n>\n> So\n>\n> $$ a \\\\ b \\tag{1} $$"),
    ("```{prf:proof}\nSo\n\n$$\na\n$$\n```", "*Proof.* So\n\n$$\na\n$$\n\n∎"),
])  # fmt: skip
def test_small_cases(text, said):
    assert markdown(plain(text, book=BOOK)) == said


@pytest.mark.parametrize(("text", "complaint"), [
    ("one\n\n```{marvel}\nx\n```", "'marvel'.*notebooks.py"),
    ("{marvel}`x`", "marvel.*notebooks.py"),
    ("{glue:text}`x`", "'x', which no cell"),
    ("one\n```{note}\nx", "line 2: .*never closed"),
])  # fmt: skip
def test_what_has_no_plain_form_is_named(text, complaint):
    with pytest.raises(ConversionError, match=complaint):
        plain(text, book=BOOK)


CODE = "```{code-cell}\n1 + 1\n```"


def ran(text):
    """A chapter as it ran."""
    cells = [new_code_cell(source) for kind, source, *_ in notebooks.source_cells(text) if kind == "code"]
    return NotebookClient(new_notebook(cells=cells)).execute()


def test_outputs_of_another_text_are_refused():
    with pytest.raises(ConversionError, match="another text"):
        plain(CODE, ran(CODE.replace("1", "2")), book=BOOK)
    notebook = plain(CODE, ran(CODE), book=BOOK)
    assert notebook.cells[0].outputs[0].data["text/plain"] == "2"


# ------------------------------------------------------------------ they run


def run(notebook, folder, skip=1):
    """Run a notebook's cells in a folder, all but the first few of them; the first error is raised."""
    again = nbformat.from_dict({**notebook, "cells": notebook["cells"][skip:]})
    return NotebookClient(again, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A folder with nothing in it, for kernels that have none of what makes the book."""
    absent = ("myst_nb", "sphinx", "jupytext", "vl_convert")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n")
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT / "lib")]))
    return tmp_path / "here"


def gave(notebook):
    """What a run gave: all that figures are made of, and by their sources what cells without a figure printed and showed."""
    states = [model["state"] for kept in notebook.metadata.get("widgets", {}).values() for model in kept["state"].values()]
    shown = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and "practice" not in cell.metadata.get("tags", ()):
            data = [output.data for output in cell.outputs if "data" in output]
            printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
            shown[cell.source] = printed, [d for d in data if not any("widget" in mime or "papermill" in mime for mime in d)]
    return {json.dumps(state["plan"], sort_keys=True) for state in states if "plan" in state}, shown


@pytest.mark.parametrize("stem", RUN)
def test_each_runs_where_nothing_of_the_book_is_and_gives_the_same(stem, kept, written, alone):
    """Another process, with other hashes, in another folder: what cells give depends on nothing but the text and the library."""
    ran = run(written[stem], alone)
    assert [cell for cell in ran.cells if cell.cell_type == "code" and cell.execution_count is None] == []
    (cache,) = (kept / ".jupyter_cache").glob("*/")
    before, _ = downloads.read_run(types.SimpleNamespace(doctreedir=kept / ".doctrees", config=types.SimpleNamespace(nb_execution_cache_path=str(cache))), stem)
    assert gave(ran) == gave(before)


def test_the_sites_wheel_holds_all_that_the_library_needs(folder):
    (wheel,) = folder.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"xianxiang/{name}" for name in ("py.typed", "live/static/vega.js", "live/static/vega-lite.js", "chapters/claims.csv", "live/explorer.js", "__main__.py")} <= names
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]


def test_the_first_line_installs_all_that_a_fresh_environment_needs(folder, tmp_path):
    """The notebook and the wheel from the site, a new environment, and nothing else."""
    shutil.copy(folder / "ledger.ipynb", tmp_path)
    for wheel in folder.glob("*.whl"):
        shutil.copy(wheel, tmp_path)
    place = tmp_path / "env"
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    pinned = re.findall(r"^[\w.-]+==[^ \\;]+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    (tmp_path / "pins.txt").write_text("\n".join(pinned))
    own = {**os.environ, "PIP_CONSTRAINT": str(tmp_path / "pins.txt"), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COMPILE": "1"}  # what is not imported need not be compiled
    for name in ("PYTHONPATH", "VIRTUAL_ENV"):
        own.pop(name, None)
    subprocess.run([python, "-m", "pip", "install", "-q", "nbclient", "ipykernel"], env=own, check=True)
    program = "import nbformat, nbclient; nb = nbclient.execute(nbformat.read('ledger.ipynb', 4), timeout=600); nbformat.write(nb, 'ran.ipynb')"
    done = subprocess.run([python, "-c", program], cwd=tmp_path, env=own, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ran = json.loads((tmp_path / "ran.ipynb").read_text(encoding="utf-8"))
    assert "ERROR" not in json.dumps(ran["cells"][0]["outputs"])
    shown = "".join(ran["cells"][-2]["outputs"][0]["data"]["text/html"])
    assert 'id="claim-58"' in shown and "What breaks an alliance" in shown, "the ledger without its data or its chapters' titles"


def test_hidden_solutions_are_in_no_notebook_and_no_wheel(tmp_path):
    """The setting by which a page leaves solutions out holds for all that readers can take away."""
    solved = [stem for stem, text in BOOK.texts.items() if "{solution}" in text]
    assert solved
    for stem in solved:
        assert "{solution" not in solutions.without(BOOK.texts[stem])
        assert solutions.without(BOOK.texts[stem]).count("```{exercise}") == BOOK.texts[stem].count("```{exercise}")
    leave = shutil.ignore_patterns("_build", ".*", "node_modules", "__pycache__", "tests")
    shutil.copytree(ROOT, tmp_path / "book", ignore=leave)
    config = tmp_path / "book" / "_config.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("  config:\n", "  config:\n    hide_solutions: true\n", 1), encoding="utf-8")
    assert solutions.hidden(config.read_text(encoding="utf-8")) and not solutions.hidden((ROOT / "_config.yml").read_text(encoding="utf-8"))
    downloads.build_wheel(tmp_path / "book", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".md")]
    assert len(texts) == len(BOOK.texts) + len([*(ROOT / "zh" / "chapters").glob("*.md")]) and not [text for text in texts if "{solution}" in text]
    assert not [name for name, text in lite_chapters.data(hidden=True).items() if b"{solution}" in text]


def test_the_environment_can_ask_for_a_book_without_solutions(monkeypatch):
    told = types.SimpleNamespace(hide_solutions=False)
    solutions.configure(None, told)
    assert not told.hide_solutions and not solutions.hidden("")
    monkeypatch.setenv("XIANXIANG_SOLUTIONS", "0")  # what `make book SOLUTIONS=0` sets
    solutions.configure(None, told)
    assert told.hide_solutions and solutions.hidden("")


# ------------------------------------------------------------------ they are offered


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_offers_its_notebook_to_hand_and_key(visitor, folder, width):
    page = visitor.open("chapters/alliance.html", viewport={"width": width, "height": 800}, accept_downloads=True)
    menu = page.get_by_role("button", name="Download this chapter")
    menu.focus()
    page.keyboard.press("Enter")
    entry = page.get_by_role("link", name="This chapter (.ipynb)")
    entry.wait_for()
    assert entry.get_attribute("download") == "", "a browser that can show it would not keep it"
    box = entry.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("ArrowDown")
    with page.expect_download() as got:
        page.keyboard.press("Enter")
    assert got.value.suggested_filename == "alliance.ipynb"
    assert Path(got.value.path()).read_bytes() == (folder / "alliance.ipynb").read_bytes()
