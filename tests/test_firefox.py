"""The built book in Firefox: every figure lives, answers the keyboard, and asks no other host."""

import firefox
import pytest
import yaml
from conftest import ASK, ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{TOC['root']}.html"] + [f"{entry['file']}.html" for part in TOC["parts"] for entry in part["chapters"]]
LIVE = "[...document.querySelectorAll('.xx-live')].length === document.querySelectorAll('.xx-still').length"
SLIDER = "document.querySelector('.xx-explorer .noUi-handle')"


@pytest.fixture(scope="module")
def browser():
    """A running Firefox."""
    if firefox.find() is None:
        pytest.fail("There is no Firefox: run `python tests/firefox.py`, which gets one.")
    with firefox.running() as started:
        yield started


@pytest.mark.parametrize("path", PAGES)
def test_every_figure_of_a_page_lives_and_answers_the_keyboard(browser, site, path):
    browser.asked.clear()
    browser.troubles.clear()
    browser.resize(1280, 720)
    browser.open(f"{site}/{path}")
    browser.run(ASK)
    browser.wait(LIVE)
    browser.run("document.querySelectorAll('.xx-cover .xx-quiet').forEach((button) => button.click())")
    for name in browser.run("[...document.querySelectorAll('.xx-live')].filter((el) => el.closest('.xx-explorer').querySelector('.noUi-handle')).map((el) => el.dataset.name)"):
        live = f"document.querySelector('.xx-live[data-name={name}]')"
        before = browser.run(f"[JSON.stringify({live}.explorer.setting()), [...{live}.querySelectorAll('.xx-plot svg')].map((svg) => svg.innerHTML).join()]")
        browser.run(f"{live}.closest('.xx-explorer').querySelector('.noUi-handle').focus()")
        lowest = browser.run(f"(({{ ariaValueNow, ariaValueMin }}) => ariaValueNow === ariaValueMin)({live}.closest('.xx-explorer').querySelector('.noUi-handle'))")
        browser.press(firefox.ARROW_RIGHT, *([] if lowest else [firefox.ARROW_LEFT, firefox.ARROW_LEFT]))
        browser.wait(f"JSON.stringify({live}.explorer.setting()) !== {before[0]!r}")
        assert browser.run(f"{live}.innerText.includes({live}.explorer.sentence())"), f"the sentence of {name} did not follow"
    assert browser.run("document.documentElement.scrollWidth") <= 1280
    assert [url for url in browser.asked if not url.startswith((site.removesuffix("en"), "data:", "blob:"))] == []
    # Of a formula that has come by half Firefox says that it lacks a part; whether one does is seen in test_formulas.py.
    assert [trouble for trouble in browser.troubles if "Incorrect number of children for <m" not in trouble] == []
