"""The models at a glance: levers as the code reads them, results and claims as their registers have them."""

import json
import re
import sys

import pytest

import xianxiang
from xianxiang import figures, glance, ledger
from xianxiang.certificates import RESULTS
from xianxiang.institution import LEVERS, Institution
from xianxiang.language import say

MODELS = glance.models()


def test_every_chapter_with_a_model_has_a_row_with_something_in_each_column():
    assert [m.chapter for m in MODELS] == [stem for stem in ledger.WRITTEN if stem not in glance.NO_MODEL]
    for model in MODELS:
        empty = [name for name in ("title", "levers", "results", "figures") if not getattr(model, name)]
        assert not empty and len(model.line) > 20, f"the model of {model.chapter!r} has no {empty}, or its module says too little of itself: {model.line!r}"


def test_every_result_and_every_claim_stands_in_one_row():
    assert sorted(r.label for m in MODELS for r in m.results) == sorted(RESULTS)
    assert sorted(c.id for m in MODELS for c in m.claims) == sorted(c.id for c in ledger.load())


def test_every_figure_is_exported():
    assert sorted(figures.__all__) == sorted(["ALL", *(make.__name__ for make in figures.ALL.values())]), "`__all__` and `ALL` of xianxiang.figures differ"


def test_titles_are_those_of_the_figures_and_of_the_propositions():
    assert glance.titles().keys() == figures.ALL.keys()
    for name in ("sign-plane", "what-counts-show", "game-map"):
        assert glance.titles()[name] == json.loads(figures.ALL[name]().children[-1].plan)["title"]
    assert ledger.statements().keys() >= RESULTS.keys() and ledger.statements()["alliance-breaking"] == "What breaks an alliance"


def test_in_english_links_have_names_and_in_chinese_titles():
    names = re.compile(r"<td>.*?</td><td>(.*?)</td><td>(.*?)</td>")
    english = glance.table_html()
    assert ">price of a finding</a>" in english and ">sign plane</a>" in english
    xianxiang.speak("zh")
    try:
        chinese = "".join("".join(row) for row in names.findall(glance.table_html()))
        called = [re.sub(r"&\w+;", "", text) for text in re.findall(r">([^<>]+)</a>", chinese)]
        assert len(called) == len(RESULTS) + sum(len(m.figures) for m in MODELS)
        assert [text for text in called if not re.search("[\u4e00-\u9fff]", text)] == []
        assert ledger.statements()["price-of-a-finding"] in called and say(glance.titles()["sign-plane"]) in called
    finally:
        xianxiang.speak("en")


def test_levers_that_are_known_to_matter_or_not():
    assert set(glance.levers("stage")) == set(LEVERS)
    assert {"veto_items", "monitoring", "transferability"} <= set(glance.levers("veto"))
    assert not {"concealment", "lone_concealment", "attachment", "shield_cost", "deflect_cost"} & set(glance.levers("veto"))
    assert not {"transferability", "concealment", "veto_items", "shield_cost"} & set(glance.levers("career"))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.chapter)
def test_no_lever_is_read_that_the_row_does_not_list(model, monkeypatch):
    """Levers that are asked for while the chapter's figures are made, by the code of its module."""
    read, plain = set(), Institution.__getattribute__

    def watched(self, name):
        asker = sys._getframe(1).f_globals["__name__"]
        if name in LEVERS and asker == f"xianxiang.{model.module}":
            read.add(name)
        return plain(self, name)

    monkeypatch.setattr(Institution, "__getattribute__", watched)
    for name in model.figures:
        figures.ALL[name]()
    assert read <= set(model.levers)
    assert read or model.chapter in ("scapegoat", "fit", "levers")  # which leave it to the core game to ask


def test_the_table_links_to_what_is_there(book):
    page = (book / "chapters" / "models.html").read_text(encoding="utf-8")
    table = page[page.index('id="xx-glance"'):]
    for model in MODELS:
        assert f'href="{model.chapter}.html"' in table
    links = re.findall(r'href="(\w+)\.html#([\w-]+)"', table[:table.index("</table>")])
    assert len(links) > 100
    ids = {stem: set(re.findall(r'\b(?:id|data-for)="([^"]+)"', (book / "chapters" / f"{stem}.html").read_text(encoding="utf-8"))) for stem, _ in links}
    assert [link for link in links if link[1] not in ids[link[0]]] == []
