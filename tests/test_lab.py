"""`make lab`: a chapter's source opens as a notebook, its explorer answers, and nothing is asked of another host."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, Visitor
from playwright.sync_api import Error, TimeoutError

CHAPTER = "alliance"
EXPLORER = "alliance-threshold"


def free_port():
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(address):
    """Whether a server answers."""
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except OSError:
        return False


@contextmanager
def running_lab(home):
    """Address and token of JupyterLab as `make lab` starts it, but for the browser that it would open."""
    if shutil.which("make") is None:
        pytest.skip("there is no make")
    port, token = free_port(), "xianxiang"
    options = f"--no-browser --allow-root --ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token={token} --FileCheckpoints.checkpoint_dir={home}/checkpoints"
    own = {**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data")}
    command = ["make", "-o", "environment", "lab", f"bin={Path(sys.executable).parent}", f"LAB={options}"]
    log = open(home / "log.txt", "w+")
    running = subprocess.Popen(command, cwd=ROOT, env=own, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while not answers(f"{address}/api?token={token}"):
        assert running.poll() is None and time.monotonic() < until, Path(log.name).read_text()[-3000:]
        time.sleep(0.3)
    yield address, token
    os.killpg(running.pid, signal.SIGTERM)
    running.wait(30)
    log.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab as `make lab` starts it."""
    with running_lab(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="module")
def readers_lab(tmp_path_factory):
    """JupyterLab as readers have it: without what shows the book's own kind of Markdown."""
    home = tmp_path_factory.mktemp("home")
    settings = home / "config" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"disabledExtensions": {"jupyterlab-myst": True}}))
    with running_lab(home) as started:
        yield started


def open_chapter(chromium, lab, path):
    """A chapter in JupyterLab, and who looks at it."""
    address, token = lab
    visiting = Visitor(chromium, address)
    page = visiting.open(f"lab/tree/{path}?token={token}", viewport={"width": 1280, "height": 1100})
    try:
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000, state="attached")
    except Exception:
        if shot := os.environ.get("XX_SHOTS"):
            page.screenshot(path=str(Path(shot) / "failed.png"))
        visiting.leave()
        raise
    return visiting, page


def run_first(page, selector):
    """Run the first cell of code; JupyterLab drops the order without a word while the kernel is not there, so it is given again."""
    for _ in range(20):
        scroll_to(page, ".jp-CodeCell .cm-content").click()
        page.keyboard.press("Control+Enter")
        try:
            return page.wait_for_selector(selector, timeout=4000)
        except TimeoutError:
            continue
    raise AssertionError("the first cell of code shows no explorer")


def scroll_to(page, selector, seconds=90):
    """Scroll until something shows: JupyterLab hides what is out of sight."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for part in range(12):
            page.evaluate("part => { const box = document.querySelector('.jp-WindowedPanel-outer') ?? document.querySelector('.jp-Notebook'); box.scrollTo(0, box.scrollHeight * part / 12) }", part)
            page.wait_for_timeout(250)
            found = page.locator(selector).first
            try:
                if found.count() and found.is_visible():
                    found.scroll_into_view_if_needed()
                    return found
            except Error:  # drawn anew just then
                continue
    raise AssertionError(f"{selector} did not show in {seconds} s")


def test_a_chapter_opens_as_a_notebook_and_its_explorer_answers(chromium, lab):
    source = ROOT / f"chapters/{CHAPTER}.md"
    before = source.read_bytes()
    visiting, page = open_chapter(chromium, lab, f"chapters/{CHAPTER}.md")
    try:
        assert "Theorem 1 (What breaks an alliance)" in scroll_to(page, ".jp-Notebook .myst-proof").inner_text()
        live = run_first(page, f".xx-live[data-name={EXPLORER}]")
        live.scroll_into_view_if_needed()
        setting = live.evaluate("el => JSON.stringify(el.explorer.setting())")
        handle = page.locator(f".xx-explorer:has(.xx-live[data-name={EXPLORER}]) .noUi-handle").first
        page.get_by_role("button", name="Show me without betting").click()
        handle.focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("([name, was]) => JSON.stringify(document.querySelector(`.xx-live[data-name=${name}]`).explorer.setting()) !== was", arg=[EXPLORER, setting])
        page.wait_for_function("document.querySelector('.xx-live svg')?.getBoundingClientRect().width > 100", timeout=30_000)
        assert not page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").all()
    finally:
        shot = os.environ.get("XX_SHOTS")
        if shot:
            page.screenshot(path=str(Path(shot) / "lab.png"))
        visiting.leave()
    assert visiting.outside == [], "asked for another host"
    assert [trouble for trouble in visiting.troubles if "xx" in trouble.lower()] == []
    assert source.read_bytes() == before, "opening and running a chapter changed its source"


def test_a_downloaded_notebook_opens_with_its_outputs(chromium, readers_lab, book):
    """In JupyterLab without anything run: the still figure, the theorem and the folded solution are there."""
    visiting, page = open_chapter(chromium, readers_lab, "_build/html/en/notebooks/alliance.ipynb")
    try:
        assert "Theorem 1 (What breaks an alliance)." in scroll_to(page, ".jp-Notebook blockquote").inner_text()
        assert scroll_to(page, ".jp-Notebook .jp-OutputArea img[alt]").evaluate("img => img.naturalWidth > 100")
        assert scroll_to(page, ".jp-Notebook details").evaluate("el => !el.open && el.querySelectorAll('p').length > 0")
    finally:
        visiting.leave()
    assert visiting.outside == []


def test_make_lab_takes_a_folder_of_any_name(tmp_path):
    """Blanks and quotes are no matter of the shell's."""
    folder, bin_ = tmp_path / "it's a \"book\" $1", tmp_path / "bin"
    folder.mkdir()
    bin_.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("jupyter", "jupytext-config"):
        (bin_ / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (bin_ / name).chmod(0o755)
    done = subprocess.run(["make", "-o", "environment", "lab", f"bin={bin_}"], cwd=folder, capture_output=True, text=True)
    assert f"--ServerApp.root_dir={folder}" in done.stdout.splitlines(), done.stdout + done.stderr


def test_overrides_are_a_file_that_jupyterlab_reads(lab):
    settings = json.loads((ROOT / ".venv/share/jupyter/lab/settings/overrides.json").read_text()) if (ROOT / ".venv").exists() else None
    if settings is None:
        pytest.skip("the environment is not in .venv")
    assert re.search("Jupytext Notebook", json.dumps(settings))
