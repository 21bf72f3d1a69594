"""The causal diagram says what the ledger says: of every claim once, and never more than the weakest on an arrow."""

import re
from dataclasses import replace

import pytest

from xianxiang import ledger
from xianxiang.diagram import ARROWS, BOXES, diagram_html, weakest

CLAIMS = ledger.load()
LINK = re.compile(r'<a href="([^"]+)" class="xx-([a-z-]+)" aria-label="([^"]+)"')


def changed(verdicts):
    """The ledger with other verdicts."""
    return [replace(claim, verdict=verdicts.get(claim.id, claim.verdict)) for claim in CLAIMS]


def drawn(claims):
    """Look and address of each arrow as drawn, by its two ends."""
    return {(a.start, a.end): (look, url) for a, (url, look, _) in zip(ARROWS, LINK.findall(diagram_html(claims)), strict=True)}


def test_every_claim_stands_on_one_arrow():
    placed = [id for arrow in ARROWS for id in arrow.claims]
    assert sorted(placed) == sorted(claim.id for claim in CLAIMS), "put each claim on one of `ARROWS` in lib/xianxiang/diagram.py"
    assert {key for arrow in ARROWS for key in (arrow.start, arrow.end)} == set(BOXES)


@pytest.mark.parametrize("claims, stray", [(CLAIMS[1:], "1"), ((*CLAIMS, replace(CLAIMS[0], id="99")), "99")])
def test_a_claim_without_an_arrow_is_refused(claims, stray):
    with pytest.raises(ValueError, match=rf"exactly one arrow .*: {stray}$"):
        diagram_html(claims)


@pytest.mark.parametrize("given, decides", [
    ("derived needs contradicted", "contradicted"), ("derived needs", "needs"),
    ("not_modelled derived", "derived"), ("not_modelled", "not modelled"),
])
def test_the_weakest_decides_and_a_premise_only_alone(given, decides):
    on = [replace(CLAIMS[0], verdict=verdict.replace("_", " ")) for verdict in given.split()]
    assert weakest(on).verdict == weakest(on[::-1]).verdict == decides


def test_the_picture_follows_the_ledger():
    arrow = next(a for a in ARROWS if len(a.claims) > 2)
    before = drawn(changed({id: "derived" for id in arrow.claims}))
    after = drawn(changed({id: "derived" for id in arrow.claims} | {arrow.claims[1]: "contradicted"}))
    key = (arrow.start, arrow.end)
    assert before[key][0] == "derived" and after[key][0] == "contradicted"
    assert {other: look for other, look in before.items() if other != key} == {other: look for other, look in after.items() if other != key}
    assert after[key][1] == f"{next(c for c in CLAIMS if c.id == arrow.claims[1]).chapter}.html"


def test_the_marks_stand_apart_and_inside():
    marks = [arrow.mark for arrow in ARROWS]
    for n, (x, y) in enumerate(marks):
        assert 0 < x < 366 and 0 < y < 806
        assert all((x - u) ** 2 + (y - v) ** 2 > 15 ** 2 for u, v in marks[:n])


def test_on_the_page_every_arrow_leads_to_the_chapter_that_weighed_it(visitor):
    for width in (1280, 390):
        page = visitor.open("chapters/argument.html", viewport={"width": width, "height": 844})
        page.locator("#causal-diagram").scroll_into_view_if_needed()
        links = page.locator("#causal-diagram svg a")
        assert links.count() == len(ARROWS)
        box = page.locator("#causal-diagram .drawing").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        inside = page.evaluate("""() => [...document.querySelectorAll('#causal-diagram rect')].every(r => {
            for (let t = r.nextElementSibling; t && t.matches('text:not([font-weight])'); t = t.nextElementSibling)
                if (t.getBoundingClientRect().right > r.getBoundingClientRect().right + 1) return false;
            return true; })""")
        assert inside, f"a word leaves its box at {width}"
        arrow = links.nth(len(ARROWS) - 1)
        expected = arrow.get_attribute("href")
        arrow.locator("circle.near").click()
        page.wait_for_url(f"**/chapters/{expected}")
