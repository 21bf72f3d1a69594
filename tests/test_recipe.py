"""The page "Make a figure of your own", followed as a stranger would: its code, in a fresh process, to a file that opens in a browser."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "figure.md"
BLOCK = re.compile(r"```(?:\{code-cell\} ipython3|python)\n(?::.*\n)*(.*?)```", re.S)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The file that the page's code leaves behind, and what it printed."""
    folder = tmp_path_factory.mktemp("stranger")
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    told = "for tire in (0.3, 0.6):\n    print(figure.sentence(tire=tire))\nprint(figure.sentence(meet=2.0))\n"
    done = subprocess.run([sys.executable, "-c", "\n".join([*blocks, told])], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir()] == ["rumour.html"]
    return folder / "rumour.html", done.stdout


def test_the_page_is_short_enough_for_ten_minutes():
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert sum(len(block.strip().splitlines()) for block in blocks) <= 60


def test_what_the_page_bets_on(saved):
    before, after, market = (float(share) for share in re.findall(r"in the end (\d+)%", saved[1]))
    assert 0.4 < after / before < 0.6, "about half as many"
    assert market == 100


def test_the_file_opens_alone_and_answers(saved, chromium):
    context = chromium.new_context(offline=True)
    troubles = []
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.goto(saved[0].as_uri())
    page.get_by_role("button", name="About half as many").click()
    page.wait_for_selector(".xx-explorer svg path")
    assert "Right. Move the second slider" in page.locator(".xx-explorer").inner_text()
    before = page.locator(".xx-explorer").inner_text()
    slider = page.get_by_role("slider", name="Tellers who stop each day")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    page.wait_for_function("document.querySelector('.xx-explorer').innerText.includes('in the end 49% have heard it.')")
    assert "in the end 93% have heard it." in before
    context.close()
    assert troubles == []
