"""Formulas are set when the book is built: the pages hold them whole, with their style and fonts, and no script that sets any."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from conftest import ROOT, until
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from xianxiang.book import formulas

NUMBERED = re.compile(r'<div class="math[^>]*>\s*<span class="eqno">(?P<number>.*?)</span><mjx-container')
BRACES = re.compile(r"^([^{}]*|\{[^{}]*\})*$")


class Formulas(HTMLParser):
    """The formulas of a page: each with its TeX, what wraps it, the letters that it shows, and its MathML without spaces."""

    def __init__(self, html):
        super().__init__()
        self.found, self.parts, self.wrap = [], set(), None
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "mjx-container":
            self.found.append(SimpleNamespace(tex=given["data-tex"], display=given.get("display") == "true", wrap=self.wrap, mathml=""))
        if tag == "math":
            self.inside = True
        if tag == "mjx-c" and "class" in given or tag.startswith("mjx-stretchy"):
            self.parts.add((tag, *given["class"].split()))
        if tag in ("span", "div"):
            self.wrap = (tag, given) if "math" in (given.get("class") or "").split() else self.wrap

    def handle_endtag(self, tag):
        if tag == "math":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1].mathml += data.strip()


@pytest.fixture(scope="module")
def pages(book):
    """The formulas of each page that has some."""
    read = {path: path.read_text(encoding="utf-8") for path in (book / "chapters").glob("*.html")}
    return {path.stem: Formulas(html) for path, html in read.items() if "mjx-container" in html}


def sheet(kept):
    """The formulas' style, as it is before all styles become one."""
    return (kept / ".doctrees" / "static" / "xianxiang" / "formulas.css").read_text(encoding="utf-8")


def test_pages_hold_their_formulas_and_no_script_for_them(book, pages):
    assert len(pages) > 15 and sum(len(page.found) for page in pages.values()) > 2000
    for path in book.rglob("*.html"):
        if "lite" not in path.relative_to(book).parts:
            html = path.read_text(encoding="utf-8")
            assert not re.search(r"<script[^>]*(?:mathjax|tex-)|window\.MathJax|<mjx-merror", html, re.IGNORECASE), path.name
            assert re.findall(r'class="math[^"]*"[^>]*>(?!\s*<(?:mjx-container|span class="eqno"))', html) == [], path.name


MATHML = re.compile(r"<mjx-assistive-mml[^>]*>(.*?)</mjx-assistive-mml>", re.DOTALL)
PARTS = {"msup": 2, "msub": 2, "msubsup": 3, "mfrac": 2, "mover": 2, "munder": 2, "munderover": 3, "mroot": 2}


def test_what_screen_readers_get_is_whole(book):
    for path in (book / "chapters").glob("*.html"):
        for mathml in MATHML.findall(path.read_text(encoding="utf-8")):
            for element in ElementTree.fromstring(re.sub(r"&(?!amp;|lt;|gt;|quot;|#)\w+;", "?", mathml)).iter():
                tag = element.tag.rpartition("}")[2]
                assert len(element) == PARTS.get(tag, len(element)), (path.name, mathml)


def test_every_formula_of_a_chapter_s_source_is_on_its_page(pages):
    """An independent count: dollars of the text outside of code."""
    for stem in ("alliance", "scapegoat", "turn"):
        text = (ROOT / "chapters" / f"{stem}.md").read_text(encoding="utf-8")
        text = re.sub(r"^(`{3,})\{code-cell\}.*?^\1$|^---$.*?^---$", "", text, flags=re.DOTALL | re.MULTILINE)
        there = [re.sub(r"\s", "", formula) for formula in re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", text, re.DOTALL) for formula in formula if formula]
        set_ = [re.sub(r"\s|\\(?:begin|end)\{split\}", "", formula.tex) for formula in pages[stem].found]
        assert sorted(there) == sorted(set_), stem


def test_a_formula_is_named_as_such_and_left_alone_by_translation(pages):
    for formula in (formula for page in pages.values() for formula in page.found):
        tag, given = formula.wrap
        assert given["translate"] == "no" and {"math", "notranslate"} <= set(given["class"].split())
        assert tag == ("div" if formula.display else "span"), formula.tex


def test_what_screen_readers_get_is_what_the_tex_says(pages):
    """Letters, numbers and words of the TeX, in their order, against those of the MathML."""
    plain = [formula for page in pages.values() for formula in page.found if re.fullmatch(r"[A-Za-z0-9\s=+,()|]+", formula.tex)]
    assert len(plain) > 300
    for formula in plain:
        assert formula.mathml == re.sub(r"\s", "", formula.tex)
    words = [formula for page in pages.values() for formula in page.found if r"\text{" in formula.tex]
    for formula in words:
        for word in re.findall(r"\\text\{([^{}$]*)\}", formula.tex):
            assert re.sub(r"\s", "", word) in re.sub(r"\s", "", formula.mathml), formula.tex
    assert all(formula.mathml for page in pages.values() for formula in page.found)


def test_numbers_stand_where_the_text_refers_to_them(book, pages):
    html = (book / "chapters" / "alliance.html").read_text(encoding="utf-8")
    (number,) = [found["number"] for found in NUMBERED.finditer(html)]
    assert number.startswith("(1)<a") and 'href="#equation-breaking"' in number
    assert re.search(r'<a class="reference internal" href="#equation-breaking">\(1\)</a>', html)


def test_the_style_holds_every_letter_shown_and_no_other(kept, pages):
    style = sheet(kept)
    shown = {frozenset(part) for page in pages.values() for part in page.parts}
    letters = {frozenset(name.split(".")) for name in re.findall(r"^(mjx-c[\w.-]*\.[\w.-]+)::before", style, re.MULTILINE)}
    stretched = {frozenset(name.split(".")) for name in re.findall(r"^(mjx-stretchy-\w\.[\w-]+) ", style, re.MULTILINE)}
    assert shown == letters | stretched and len(stretched) > 1
    assert BRACES.match(re.sub(r'"(\\.|[^"])*"', "", style)) and len(style) < 40_000


def test_fonts_beside_the_style_are_those_that_it_names(book, kept):
    folder, style = book / "_static" / "xianxiang" / "mathjax", sheet(kept)
    faces = dict(re.findall(r"font-family: ([\w-]+); src: url\(\"mathjax/([\w-]+\.woff)\"\)", style))
    assert {path.name for path in folder.iterdir()} == {*faces.values(), "fonts.js"}
    used = set(re.findall(r"MJX(?:TEX|ZERO)[\w-]*", re.sub(r"@font-face\{[^}]*\}", "", style)))
    assert set(faces) == used
    brought = json.loads((folder / "fonts.js").read_text(encoding="utf-8").partition("=")[2].rstrip(";\n"))
    assert set(brought) == set(faces) and all(data.startswith("d09G") for data in brought.values()), "base64 of wOFF"


BROKEN = "[...document.querySelectorAll('.bd-article mjx-container.xx-broken')].map((one) => one.dataset.tex)"


def test_on_a_phone_they_are_broken_before_the_page_is_shown(visitor):
    page = visitor.open("search.html", viewport={"width": 320, "height": 700})
    page.add_init_script(f"document.addEventListener('readystatechange', () => (window.early = {BROKEN}))")  # the last is before the page's load
    page.goto(f"{visitor.site}/chapters/alliance.html")
    page.wait_for_timeout(300)
    assert len(page.evaluate("early")) > 2 and page.evaluate("early") == page.evaluate(BROKEN)
    page.set_viewport_size({"width": 260, "height": 700})
    until(page, f"{BROKEN}.length > early.length")  # a narrower window breaks more


def test_letters_are_as_high_as_those_around_them(visitor):
    """Whatever the font: 0.92 of the height of a small letter there, as MathJax would have measured it."""
    page = visitor.open("chapters/alliance.html")
    page.add_style_tag(content=".bd-article p { font-family: MJXTEX }")
    page.evaluate("document.fonts.ready")
    measured = page.evaluate("""[...document.querySelectorAll('.bd-article mjx-container')].filter((one) => one.offsetWidth).map((one) => {
      const probe = document.createElement('span');
      probe.style.fontSize = '1ex';
      one.parentElement.append(probe);
      const ex = parseFloat(getComputedStyle(probe).fontSize);
      probe.remove();
      return [parseFloat(getComputedStyle(one).fontSize), ex];
    })""")
    assert len({round(size) for size, _ in measured}) > 3
    assert all(size * 0.442 == pytest.approx(0.92 * ex, rel=0.01) for size, ex in measured)


def math(text, display=False, **attributes):
    return (nodes.math_block if display else nodes.math)("", text, **attributes)


def test_tex_is_as_sphinx_would_have_given_it():
    assert formulas.tex(math(" x ")) == "x"
    assert formulas.tex(math("a\\\\b")) == "a\\\\b", "in a line nothing is put around"
    assert formulas.tex(math("a\\\\b", True)) == r"\begin{split}a\\b\end{split}"
    assert formulas.tex(math("a\n\nb", True)) == r"\begin{align}\begin{aligned}a\\b\end{aligned}\end{align}"
    assert formulas.tex(math("\\begin{align}a\\\\b\\end{align}", True, nowrap=True)) == r"\begin{align}a\\b\end{align}"


def test_what_cannot_be_set_is_told_and_does_not_spoil_the_rest():
    items = [(r"\nosuch", False), ("x_{", False), (r"\newcommand{\a}{b}", False), (r"\{x\}", False), (r"\boldsymbol{x}", True), ("a<b & c", False)]
    made, style = formulas.typeset(items)
    assert [set(found) if isinstance(found, dict) else "set" for found in made] == [{"error"}] * 3 + ["set"] * 2 + [{"error"}]
    assert r"\nosuch" in made[0]["error"]
    assert 'content: "{"' in style and "MJXTEX-BI" in style and "MJXTEX-SS" not in style


def test_quotes_and_angles_survive_in_the_tex():
    tex = r'a<b>c \text{"&amp;"}'
    (html,), _ = formulas.typeset([(tex, False)])
    assert Formulas(html).found[0].tex == tex
    assert unescape(re.search(r"<mtext>(.*?)</mtext>", html)[1]) == '"&amp;"'


def test_order_does_not_matter():
    """Each formula by itself, whatever came before; the style is that of the set."""
    items = [(r"\frac{a}{b}", True), (r"\frac{a}{b}", False), ("x", False), (r"\def\x{y}", False)]
    one, _ = formulas.typeset(items)
    two, _ = formulas.typeset(items[::-1])
    assert one == two[::-1] and one[0] != one[1]


CONF = """
extensions = ["myst_parser", "xianxiang.book.formulas"]
myst_enable_extensions = ["amsmath", "dollarmath"]
html_theme = "basic"
def setup(app):
    app.add_config_value("xianxiang_made_by", "", "env")
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Builds a book of small pages, as often as asked; returns what was warned of, the pages and the style."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "conf.py").write_text(CONF)

    def run(out="out", **texts):
        for name, text in texts.items():
            (tmp_path / "in" / f"{name}.md").write_text(text)
        warned = StringIO()
        with docutils_namespace():
            Sphinx(tmp_path / "in", tmp_path / "in", tmp_path / out, tmp_path / f"{out}.trees", "html", status=None, warning=warned).build()
        folder = tmp_path / out
        html = {name: VERSION.sub("", (folder / f"{name}.html").read_text(encoding="utf-8")) for name in ("index", "other")}
        return warned.getvalue(), html, (folder / "_static" / "xianxiang" / "formulas.css").read_text(encoding="utf-8")

    return run


VERSION = re.compile(r"\?v=\w+")  # of the style: in the book freshness.py has every page written if one was read
INDEX = "# One\n\n```{toctree}\nother\n```\n\nHere $\\theta$.\n\n$$\na = b\n$$ (eq)\n\nBy {eq}`eq`.\n"
OTHER = "# Other\n\nThere $\\lambda$.\n\n\\begin{align*}\nx &= y \\\\\nz &= 1\n\\end{align*}\n"


def test_an_edit_ends_where_a_fresh_build_does(small, monkeypatch):
    warned, html, style = small(index=INDEX, other=OTHER)
    assert warned == "" and len(Formulas(html["index"]).found) == 2 and len(Formulas(html["other"]).found) == 2
    assert "mjx-c1D706" in style and html["index"].count("<mjx-mtable") == 0 and "<mjx-mtable" in html["other"]
    with monkeypatch.context() as patch:
        patch.setattr(formulas, "typeset", lambda formulas: pytest.fail("set although nothing changed"))
        assert small() == (warned, html, style)
        moved = small(index=INDEX.replace("Here", "Now here"))
        assert "Now here" in moved[1]["index"] and moved[2] == style
    edited = small(other=OTHER.replace("lambda", "mu"))
    assert "mjx-c1D706" not in edited[2] and "mjx-c1D707" in edited[2]
    assert edited == small("fresh")


def test_a_formula_that_cannot_be_set_is_a_warning_that_names_page_and_line(small):
    warned, html, _ = small(index=INDEX, other=OTHER.replace("lambda", "lambada"))
    assert re.search(r"other\.md:3: WARNING: .*lambada.*Undefined control sequence", warned) and warned.count("WARNING") == 1
    assert r"<code>\lambada</code>" in html["other"] and "merror" not in html["other"]


def test_without_formulas_nothing_is_run(small, monkeypatch):
    monkeypatch.setattr(formulas, "typeset", lambda formulas: pytest.fail("nothing to set"))
    assert small(index=INDEX[: INDEX.index("Here")], other="# Other\n")[2] == ""
