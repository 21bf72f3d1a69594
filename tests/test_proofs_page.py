"""Marks and folded proofs, in a real browser: what a reader sees, by mouse, keyboard, search, link, paper and without scripts."""

import re
from types import SimpleNamespace

import pytest
from conftest import until

from xianxiang.book import notebooks, proofs
from xianxiang.certificates import RESULTS

PAGE = "chapters/alliance.html"
PROOF = "details.xx-proof"
ALL = ".xx-all-proofs input"


def opened(page):
    return page.locator(f"{PROOF}[open]").count()


@pytest.fixture
def page(visitor):
    return visitor.open(PAGE)


def test_proofs_are_closed_and_open_by_mouse_and_keyboard(page):
    count = page.locator(PROOF).count()
    assert count >= 5 and opened(page) == 0
    first = page.locator(f"{PROOF} > summary").first
    assert first.inner_text() == "Proof" and not page.locator(f"{PROOF} > div").first.is_visible()
    first.click()
    assert opened(page) == 1 and page.locator(f"{PROOF} > div").first.is_visible()
    assert not page.locator(f"{PROOF} > div").first.inner_text().startswith("Proof")
    first.focus()
    page.keyboard.press("Enter")
    assert opened(page) == 0


def test_one_box_opens_all_proofs_and_is_remembered(page):
    page.locator(ALL).check()
    assert opened(page) == page.locator(PROOF).count()
    page.reload()
    assert page.locator(ALL).is_checked() and opened(page) == page.locator(PROOF).count()
    page.goto(page.url.replace("alliance", "turn"))
    assert opened(page) == page.locator(PROOF).count() > 0
    page.locator(ALL).uncheck()
    assert opened(page) == 0
    page.reload()
    assert not page.locator(ALL).is_checked() and opened(page) == 0


def test_the_box_works_where_the_browser_keeps_nothing(visitor):
    page = visitor.open("chapters/colophon.html")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() {"
                         " if (/ (?:wished|wish|sought) /.test(new Error().stack)) throw new DOMException('blocked', 'SecurityError');"
                         " return {getItem: () => null, setItem() {}, removeItem() {}}}})")
    page.goto(page.url.replace("colophon", "alliance"))
    page.locator(ALL).check()
    assert opened(page) == page.locator(PROOF).count() > 0


def test_a_hit_of_the_search_and_a_link_open_the_proof(visitor):
    page = visitor.open(f"{PAGE}?highlight=slope")
    assert 1 <= opened(page) < page.locator(PROOF).count()
    assert all("slope" in text for text in page.locator(f"{PROOF}[open]").all_inner_texts())
    page = visitor.open("search.html?q=slope")
    page.locator("#search-results a[href*='alliance']").first.click()
    page.wait_for_selector(f"{PROOF}[open] .highlighted")
    page.goto(page.url.replace("alliance", "turn"))
    assert opened(page) == 0
    page = visitor.open(PAGE)
    page.locator(PROOF).nth(1).evaluate("fold => fold.querySelector('p').id = 'inside'")
    page.evaluate("location.hash = '#inside'")
    page.wait_for_selector(f"{PROOF}[open] #inside")
    assert opened(page) == 1


def test_paper_shows_every_proof_and_closes_them_again(page):
    page.emulate_media(media="print")
    until(page, "[...document.querySelectorAll('details.xx-proof')].every((proof) => proof.open)")
    page.emulate_media(media="screen")
    until(page, "![...document.querySelectorAll('details.xx-proof')].some((proof) => proof.open)")


def test_proofs_work_without_scripts(visitor):
    page = visitor.open(PAGE, java_script_enabled=False)
    assert opened(page) == 0 and page.locator(ALL).count() == 0
    page.locator(f"{PROOF} > summary").first.click()
    assert page.locator(f"{PROOF} > div").first.is_visible()


@pytest.mark.parametrize("chapter", ["alliance", "incentives", "turn"])
def test_every_proposition_says_how_it_is_held(visitor, chapter):
    page = visitor.open(f"chapters/{chapter}.html")
    for box in page.locator("div.proof:is(.theorem, .proposition, .corollary, .lemma)").all():
        label = box.get_attribute("id")
        said = box.locator("p.xx-held").inner_text()
        assert said.startswith("How we know:") and all(way in said for way in RESULTS[label].held)
    link = page.locator("p.xx-held a").first
    label = page.locator("div.proof:has(p.xx-held)").first.get_attribute("id")
    link.click()
    page.wait_for_url(re.compile(f"colophon.html#held-{label}"))
    assert page.locator(f"tr:has(#held-{label})").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_list_names_every_result_and_fits(visitor, scheme, width):
    page = visitor.open("chapters/colophon.html", viewport={"width": width, "height": 844}, color_scheme=scheme)
    rows = page.locator("table.xx-results tbody tr")
    assert rows.count() == len(RESULTS)
    for label, result in RESULTS.items():
        row = page.locator(f"tr:has(#held-{label})")
        said = row.inner_text()
        assert all(way in said for way in result.held) and result.rest in said
        assert row.locator("li").count() == len(result.certificates) + len(result.samples)
        assert row.locator("a").first.get_attribute("href").endswith(f"#{label}")
    page.locator("table.xx-results details").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("[...document.querySelectorAll('table.xx-results td')].every(td => td.scrollWidth <= td.clientWidth + 1)")
    page.locator("table.xx-results a").first.click()
    page.wait_for_selector("p.xx-held")


@pytest.mark.parametrize("label, complaint", [("no-such", "no entry"), (None, "is the label of no")])
def test_a_label_without_an_entry_and_the_reverse_are_complained_of(monkeypatch, label, complaint):
    """What a build says, which turns warnings into errors."""
    there = {name: {"label": name, "realtype": "proposition", "docname": "x", "countertype": "proposition", "ids": [name]} for name in RESULTS}
    if label:
        there[label] = {**there["equilibria"], "label": label}
    else:
        del there["equilibria"]
    said = []
    monkeypatch.setattr(proofs.logger, "warning", lambda text, *words, **_: said.append(text % words))
    env = SimpleNamespace(metadata={"made": {proofs.LIST: "yes"}}, proof_list=there, toctree_includes={}, toc_fignumbers={},
                          config=SimpleNamespace(root_doc="index"))
    proofs.check(None, env)
    assert len(said) == 1 and complaint in said[0] and repr(label or "equilibria") in said[0]


def test_notebooks_say_how_a_result_is_held():
    book = notebooks.Book.read()
    chapter = notebooks._Chapter("incentives", book.texts["incentives"], book, {})
    text = chapter.markdown("```{prf:proposition} Regimes\n:label: equilibria\n\nSo.\n```\n\n```{prf:proof}\nBecause.\n```")
    assert text == (f"> **{book.numbers['equilibria']} (Regimes).**\n>\n> So.\n>\n> *How we know: proved in the text, machine-checked.*"
                    "\n\n*Proof.* Because. ∎")
