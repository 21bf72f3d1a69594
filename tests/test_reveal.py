"""The directive that covers a bet's answer, read by Sphinx and by the notebooks."""

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from xianxiang.book import notebooks, reveal, tips

STILL = '```{raw} html\n<figure class="xx-still" data-for="switches" data-bet></figure>\n```\n'
PAGE = """# A page

%s
`````{reveal} switches
It does *not*.

````{note}
Not even ```if``` one bets.

```{math}
a = b
```
````
`````

After it, {term}`shield`.

```{glossary}
shield
护犊 (hùdú)
  To conceal together. First used in {doc}`index`.
```
"""


@pytest.fixture
def made(tmp_path):
    """Make a page of a text; returns its HTML and the warnings."""

    def make(text):
        (tmp_path / "conf.py").write_text("extensions = ['myst_parser', 'made']\n")
        (tmp_path / "index.md").write_text(text)
        warnings = (tmp_path / "warnings.txt").open("w+")
        import sys
        import types

        own = types.ModuleType("made")
        own.setup = lambda app: [part.setup(app) for part in (reveal, tips)] and None
        sys.modules["made"] = own
        with docutils_namespace():  # what it registers is no other test's
            Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "html", status=None, warning=warnings).build()
        warnings.seek(0)
        return (tmp_path / "out" / "index.html").read_text(), warnings.read()

    return make


def test_a_covered_text_keeps_its_content_and_names_its_figure(made):
    page, warnings = made(PAGE % STILL)
    block = page[page.index('<div class="xx-reveal" data-for="switches">') : page.index("After it")]
    assert "<em>not</em>" in block and 'class="admonition note"' in block and "a = b" in block
    assert warnings == ""


def test_a_text_that_waits_for_a_bet_that_is_not_there_is_told(made):
    _, warnings = made(PAGE % "")
    assert "no figure 'switches' with a bet" in warnings and "index.md:4" in warnings


def test_definitions_travel_with_the_page(made):
    page, _ = made(PAGE % STILL)
    assert '"term-shield": {"figure": true, "names": ["shield", "护犊 (hùdú)"], "plain": "hide together", "text": "To conceal together."}' in page


def test_in_a_notebook_the_text_is_open_and_what_stands_in_it_counts():
    text = "# A\n\n`````{reveal} switches\n````{prf:theorem} One\n:label: one\nIt holds.\n````\n`````\n"
    plain = notebooks.text(notebooks.plain(text))
    assert "It holds." in plain and "reveal" not in plain


def test_a_covered_theorem_has_a_number(tmp_path):
    (tmp_path / "a.md").write_text("# A\n\n`````{reveal} switches\n````{prf:theorem}\n:label: one\nIt holds.\n````\n`````\n")
    (tmp_path / "references.bib").write_text("")
    assert notebooks.Book.read(tmp_path).numbers == {"one": "Theorem 1"}
