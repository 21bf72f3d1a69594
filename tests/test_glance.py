"""The models at a glance: levers as the code reads them, results and claims as their registers have them."""

import re
import sys

import pytest

from xianxiang import figures, glance, ledger
from xianxiang.certificates import RESULTS
from xianxiang.institution import LEVERS, Institution

MODELS = glance.models()


def test_every_chapter_with_a_model_has_a_row_with_something_in_each_column():
    assert [m.chapter for m in MODELS] == [stem for stem in ledger.WRITTEN if stem not in glance.NO_MODEL]
    for model in MODELS:
        assert model.title and len(model.line) > 20 and model.levers and model.results and model.figures, model.chapter


def test_every_result_and_every_claim_stands_in_one_row():
    assert sorted(r.label for m in MODELS for r in m.results) == sorted(RESULTS)
    assert sorted(c.id for m in MODELS for c in m.claims) == sorted(c.id for c in ledger.load())


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
