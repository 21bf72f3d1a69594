"""The built pages as one page, in the order of the contents.

Names of places get their chapter's before them, and links between chapters lead inward. What answers to a reader's hand gives way to
what a page can hold: still pictures, bets with their options, open proofs. Solutions move to the end of their chapter.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml
from babel.dates import format_date
from lxml.etree import Element, strip_tags
from lxml.html import HtmlElement, XHTMLParser, document_fromstring, fragment_fromstring, fromstring, tostring
from lxml.html import builder as E

import xianxiang
from xianxiang.book import editions, publish
from xianxiang.language import say, tag
from xianxiang.teach.wording import VARIED

__all__ = ["About", "Chapter", "about", "chapters", "formulas", "halves", "joined", "listed", "of_class", "on_paper"]

SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
DRAWING = re.compile(r"(?<!,)<svg\b.*?</svg>", re.DOTALL)  # but not one within an address
PLANS = re.compile(r'<script[^>]*type="application/vnd\.jupyter\.widget-state\+json"[^>]*>(.*?)</script>', re.DOTALL)
SHEET = Path(__file__).with_name("paper.css")
RUNNING = "@page {name} {{ @top-left {{ content: {book}; }} @top-right {{ content: {title}; }} }}"
ACTS = ("script", "noscript", "button", "output", "template")
ON_SITE_ONLY = ("chapters/reference",)
"""Pages that are looked things up in and not read: a third of all paper."""

HIDES = ("hide", "filters", "headerlink", "toctree-wrapper")
"""What a page cannot hold: elements that act, and classes of what only shows its source or its address when asked."""


@dataclass(frozen=True)
class About:
    """What the title page says, and the files' own records: the edition's name, its title and that of the other edition, and the rest."""

    edition: str
    title: str
    other: str
    authors: tuple[str, ...]
    version: str
    moment: datetime
    licence: str
    address: str | None


@dataclass(frozen=True)
class Chapter:
    """A built page: its name, the part that begins with it if one does, its own section, what its head links, its address if it has one."""

    stem: str
    part: str
    body: HtmlElement
    links: tuple[str, ...]
    address: str | None

    @property
    def title(self) -> str:
        """The chapter's title."""
        return said(self.body.find("h1"))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Place and title of each section, the solutions too."""
        return [(section.find("h2").get("id"), said(section.find("h2"))) for section in self.body.iterfind("section") if section.find("h2") is not None]


def of_class(tree, *names: str) -> list:
    """Return the elements that have one of these classes, in their order.

    Parameters
    ----------
    tree : lxml element
    *names : str

    Returns
    -------
    list of lxml elements
    """
    asked = " or ".join(f'contains(concat(" ", normalize-space(@class), " "), " {name} ")' for name in names)
    return tree.xpath(f"descendant::*[{asked}]")


def said(element) -> str:
    """Return an element's text on one line."""
    return " ".join(element.text_content().split())


def listed(root: Path, own: str) -> list[tuple[str, str]]:
    """Return the part that begins with a page, or "", and the page's name, for each page of the contents but those on the site only.

    Parameters
    ----------
    root : Path
        The folder that holds `_toc.yml`.
    own : str
        The edition's name, a key of `editions.EDITIONS`.

    Returns
    -------
    list of (str, str)
    """
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    captions = editions.settings(root, own).get("captions", {})
    pages = [("", contents["root"])]
    for part in contents["parts"]:
        read = [chapter["file"] for chapter in part["chapters"] if chapter["file"] not in ON_SITE_ONLY]
        pages += [("" if place else captions.get(part["caption"], part["caption"]), file) for place, file in enumerate(read)]
    return pages


def moment(root: Path) -> datetime:
    """Return the date of the book: what the environment says, else that of the last commit, else the first that there is."""
    said_so = os.environ.get("SOURCE_DATE_EPOCH") or subprocess.run(
        ["git", "-C", str(root), "log", "-1", "--format=%ct"], capture_output=True, text=True).stdout.strip()
    return datetime.fromtimestamp(int(said_so or 0), timezone.utc)


def about(root: Path, own: str, address: str | None = None) -> About:
    """Return what is to be said of the book.

    Parameters
    ----------
    root : Path
        The folder that holds `CITATION.cff`.
    own : str
        The edition's name.
    address : str, optional
        Where the book's first page is published.

    Returns
    -------
    About
    """
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    titles = re.fullmatch(r"(.*?)\s*\((.*)\)", cited["title"]).groups()
    theirs = editions.settings(root, own).get("config", {})
    title = theirs.get("title", titles[0])
    authors = (theirs["author"],) if "author" in theirs else tuple(author["name"] for author in publish.authors(cited))
    return About(own, title, next(other for other in titles if other != title), authors, xianxiang.__version__, moment(root), say("Text: CC BY 4.0. Code: MIT.", own), address)


def halves(title: str) -> list[str]:
    """Return a title's parts before and after its colon.

    >>> halves("县乡：从共谋到卸责")
    ['县乡', '从共谋到卸责']
    """
    return re.split(": |：", title, maxsplit=1)


def dated(said_of: About) -> str:
    """Return the book's version and its date, as its readers write one."""
    date = format_date(said_of.moment, say("d MMMM y", said_of.edition), locale=said_of.edition)
    return say("Version {version}, {date}", said_of.edition).format(version=said_of.version, date=date)


def chapters(root: Path, built: Path, own: str) -> list[Chapter]:
    """Return the book's pages as a printed book can hold them, with their links leading inward.

    Parameters
    ----------
    root : Path
        The folder that holds `_toc.yml`.
    built : Path
        The folder of the edition's pages.
    own : str
        Its name.

    Returns
    -------
    list of Chapter
    """
    pages = {file: _read(file, part, built, own) for part, file in listed(root, own)}
    for file, chapter in pages.items():
        _rename(chapter)
    places = {id for chapter in pages.values() for id in chapter.body.xpath("descendant-or-self::*/@id")}
    for file, chapter in pages.items():
        _turn_inward(file, chapter, pages, places)
    return list(pages.values())


def _read(file: str, part: str, built: Path, own: str) -> Chapter:
    """Read a page and clear it of what does not belong on paper."""
    text = (built / f"{file}.html").read_text(encoding="utf-8")
    start, end = text.index("<article"), text.index("</article>") + len("</article>")
    head, article = document_fromstring(text[:start], base_url=(built / f"{file}.html").as_uri()), SCRIPT.sub("", text[start:end])
    head.make_links_absolute()
    bets = dict(_bets(map(json.loads, PLANS.findall(text))))
    # The parser for HTML puts a drawing's names into lower case, so drawings go round it.
    body = fragment_fromstring(DRAWING.sub("<svg></svg>", article)).find("section")
    for empty, drawing in zip(list(body.iter("svg")), DRAWING.findall(article), strict=True):
        whole = fromstring(drawing, parser=XHTMLParser())
        whole.tail = empty.tail
        empty.getparent().replace(empty, whole)
    address = head.xpath('//link[@rel="canonical"]/@href')
    links = head.xpath('//link[@rel="stylesheet"]')
    return Chapter(file.rpartition("/")[2], part, _settled(body, bets, own), tuple(tostring(link, encoding="unicode", with_tail=False) for link in links), address[0] if address else None)


def _bets(states):
    """Find each figure's bet in what the page's widgets hold: the figure's name, the options and what is said to each."""
    for state in states:
        for model in state["state"].values():
            plan = model["state"].get("plan")
            if plan and (plan := json.loads(plan) if isinstance(plan, str) else plan).get("bet"):
                yield plan["name"], list(zip(plan["bet"]["options"], plan["bet"]["replies"], strict=True))


def on_paper(own: str) -> dict[str, str]:
    """Return how a paragraph of a page begins that speaks of what paper has not, and how it begins on paper."""
    return {
        say("A game of twelve rounds stands here; it needs JavaScript.", own): say("On the book’s site a game of twelve rounds stands here.", own),
        say("Filter the rows by words, in English or Chinese, by verdict, or by part of the argument. Without JavaScript the whole table is there.", own): "",
    }


def _settled(body, bets, own):
    """Make a page's section fit for paper."""
    for element in [*body.iter(*ACTS), *of_class(body, *HIDES), *(span.getparent() for span in of_class(body, "viewcode-link"))]:
        element.drop_tree()
    for paragraph in body.xpath('descendant::section[contains(@class, "xx-practice")]/preceding-sibling::p[1]'):
        if said(paragraph) == say(VARIED, own):
            paragraph.drop_tree()
    for paragraph in list(body.iter("p")):
        text = said(paragraph)
        for there, here in on_paper(own).items():
            if text.startswith(there):
                paragraph.text = here + text.removeprefix(there)
                if not paragraph.text:
                    paragraph.drop_tree()
    for details in list(body.iter("details")):
        details.tag = "div"
        details.attrib.pop("open", None)
        summary = details.find("summary")
        summary.tag = "p"
        summary.set("class", "paper-summary")
    # Colours of code are for screens, and each is an element to lay out.
    for plain in [*body.iter("pre", "code"), *of_class(body, "sig")]:
        strip_tags(plain, "span", "em")
    for figure in of_class(body, "xx-still"):
        _settle_still(figure, bets, own)
    _tell_answers(body, bets, own)
    _part_solutions(body, own)
    return body


def _settle_still(figure, bets, own):
    """Keep each chart with its label, and say what the options of the bet were."""
    for image in list(figure.iter("img")):
        label = image.getprevious()
        chart = E.DIV(E.CLASS("paper-chart"))
        image.addprevious(chart)
        if label is not None and label.tag == "div" and label.get("class") is None:
            chart.append(label)
        chart.append(image)
    if figure.get("data-bet") is not None:
        options = " / ".join(option for option, _ in bets[figure.get("data-for")])
        figure.find("figcaption").append(E.DIV(say("One of: {options}", own).format(options=options)))


def _tell_answers(body, bets, own):
    """Head what waits for a bet on the page, where it begins; where nothing does, say what the page would have replied."""
    told = set()
    for covered in of_class(body, "xx-reveal"):
        if (name := covered.get("data-for")) not in told:
            covered.insert(0, E.P(E.CLASS("paper-kicker"), say("The answer", own)))
            told.add(name)
    for figure in body.xpath("descendant::figure[@data-bet]"):
        if (name := figure.get("data-for")) not in told:
            figure.find("figcaption").extend(E.DIV(say("{option}: {reply}", own).format(option=option, reply=reply)) for option, reply in bets[name])


def _part_solutions(body, own):
    """Move a chapter's solutions to its end, each linked with its exercise both ways."""
    found, exercise = [], None
    for box in of_class(body, "exercise", "solution"):
        if "exercise" in box.get("class").split():
            exercise = box
        else:
            found.append((exercise, box))
    if not found:
        return
    heading = E.SECTION(E.H2(say("Solutions", own)), id="solutions")
    for exercise, solution in found:
        solution.drop_tree()
        number = said(of_class(exercise, "caption-number")[0])
        title = of_class(solution, "admonition-title")[0]
        title.text = None
        title.append(E.A(say("Solution to {number}", own).format(number=number), href=f"#{exercise.get('id')}"))
        exercise.append(E.P(E.CLASS("paper-to-solution"), E.A(say("Solution", own), paged(), href=f"#{solution.get('id')}")))
        heading.append(solution)
    body.append(heading)


def paged():
    """Return the place of a page's number, which the printer fills in; a book without pages leaves it out."""
    return E.SPAN(E.CLASS("paper-page"))


def _named(stem, place):
    """A place's name in the book; what XML allows in no name is a dash."""
    return f"{stem}--{re.sub(r'[^A-Za-z0-9_.-]', '-', place)}"


def _rename(chapter):
    """Put the chapter's name before the names of its places, and wherever the chapter refers to one of them."""
    named = {}
    for element in chapter.body.xpath("descendant-or-self::*[@id]"):
        old = element.attrib.pop("id")
        if old not in named:  # a place named twice is, to a browser, where the name stands first
            named[old] = _named(chapter.stem, old)
            element.set("id", named[old])
    for section in chapter.body.iterfind("section"):  # a section may begin at the foot of the page before its title
        if section.find("h2") is not None:
            section.find("h2").set("id", f"{section.get('id')}--title")
    marked = re.compile(r"#([A-Za-z][\w-]*)")
    for element in chapter.body.iter(Element):
        for key, value in element.attrib.items():
            if key in ("aria-labelledby", "aria-describedby", "for"):
                element.set(key, " ".join(named.get(name, name) for name in value.split()))
            elif value.startswith("#") or "url(#" in value:
                element.set(key, re.sub(r"#([^)\s]+)", lambda match: f"#{named.get(match[1], match[1])}", value))
        if element.tag == "style":
            element.text = marked.sub(lambda match: f"#{named.get(match[1], match[1])}", element.text or "")


def _turn_inward(file, chapter, pages, places):
    """Let links lead to places in the book; what only the site has keeps its words, or its address if the site has one."""
    for link in list(chapter.body.iter("a")):
        link.attrib.pop("title", None)
        href = link.get("href")
        if href is None or urlsplit(href).scheme:
            continue
        path, _, place = href.partition("#")
        target = file if not path else urljoin(file, path).removesuffix(".html")
        if path and target in pages:
            stem = pages[target].stem
            href = f"#{_named(stem, place)}" if place else f"#{pages[target].body.get('id')}"
        if href.startswith("#") and href[1:] in places:
            link.set("href", href)
        elif chapter.address:
            link.set("href", urljoin(chapter.address, link.get("href")))
        else:
            link.drop_tag()


def formulas(tree) -> list[tuple]:
    """Return each formula's element and its TeX.

    Parameters
    ----------
    tree : lxml element

    Returns
    -------
    list of (lxml element, str)
    """
    return [(element, element.find(".//mjx-container").get("data-tex")) for element in of_class(tree, "math")]


def joined(book: list[Chapter], said_of: About) -> HtmlElement:
    """Return the one page: title, contents, chapters.

    Parameters
    ----------
    book : list of Chapter
    said_of : About

    Returns
    -------
    lxml element
    """
    links = dict.fromkeys(link for chapter in book for link in chapter.links)
    heads = "\n".join(RUNNING.format(name=named_page(chapter), book=_quoted(halves(said_of.title)[0]), title=_quoted(chapter.title)) for chapter in book)
    head = E.HEAD(E.META(charset="utf-8"), E.TITLE(said_of.title), *map(fragment_fromstring, links), E.STYLE(SHEET.read_text(encoding="utf-8") + heads))
    page = E.HTML({"lang": tag(said_of.edition), "data-theme": "light"}, head, E.BODY(title_page(said_of), contents(book, said_of.edition)))
    for chapter in book:
        article = E.ARTICLE(E.CLASS("bd-article"), {"style": f"page: {named_page(chapter)}"})
        article.append(deepcopy(chapter.body))
        if chapter.part:
            article[0].insert(0, E.P(E.CLASS("paper-part"), chapter.part))
        page.body.append(article)
    return page


def _quoted(text: str) -> str:
    """A text as a string of a style sheet."""
    return json.dumps(text, ensure_ascii=False)


def named_page(chapter: Chapter) -> str:
    """Return the name of a chapter's pages in the style sheet."""
    return f"chapter-{chapter.stem}"


def title_page(said_of: About) -> HtmlElement:
    """Return the first page."""
    title, subtitle = halves(said_of.title)
    other = "en" if said_of.edition == "zh" else "zh"
    return E.SECTION(
        E.CLASS("paper-title"), {"lang": tag(said_of.edition)},
        E.P(E.CLASS("paper-name"), title), E.P(E.CLASS("paper-subtitle"), subtitle), E.P(E.CLASS("paper-other"), {"lang": tag(other)}, said_of.other),
        E.P(E.CLASS("paper-authors"), ", ".join(said_of.authors)),
        E.P(dated(said_of), E.BR(), said_of.licence, *([E.BR(), E.A(said_of.address, href=said_of.address)] if said_of.address else [])))


def contents(book: list[Chapter], own: str) -> HtmlElement:
    """Return the table of contents, with places for the page numbers."""
    def line(place, title, *below):
        return E.LI(E.A(E.SPAN(title), paged(), href=f"#{place}"), *below)

    lines = E.OL()
    for chapter in book:
        if chapter.part:
            lines.append(E.LI(E.CLASS("paper-part"), chapter.part))
        sections = [line(place, title) for place, title in chapter.sections]
        lines.append(line(chapter.body.get("id"), chapter.title, *([E.OL(*sections)] if sections else [])))
    site_has = say("The figures are printed as they stand at first; where the text moves a slider or presses a button, it speaks of the book’s site. The library’s reference is there too.", own)
    return E.NAV(E.CLASS("paper-contents"), E.H1(say("Contents", own)), lines, E.P(site_has))


def written(page: HtmlElement) -> str:
    """Return the text of a page's file."""
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode")
