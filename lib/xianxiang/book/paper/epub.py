"""The one page packed by pandoc: formulas as MathML, drawings as pictures that stand alone."""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
import uuid
from copy import deepcopy
from pathlib import Path

from lxml.html import HtmlElement
from lxml.html import builder as E

from xianxiang.book.paper.join import About, formulas, of_class, said, title_page, written
from xianxiang.language import say, tag

__all__ = ["baked", "cover", "epub", "pandoc", "reflowed"]

SHEET = Path(__file__).with_name("epub.css")
SPOKEN = {"zh": "zh-Hans"}
"""What pandoc calls languages whose words it has, where it does not find them by the language's own name."""

BAKE = """() => [...document.querySelectorAll('.bd-article svg')].map(drawing => {
  const copy = drawing.cloneNode(true);
  const marks = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'opacity'];
  const whole = [drawing, ...drawing.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((part, place) => {
    const look = getComputedStyle(whole[place]);
    for (const mark of marks) if (look.getPropertyValue(mark)) part.style.setProperty(mark, look.getPropertyValue(mark));
    part.removeAttribute('class');
  });
  copy.querySelectorAll('a').forEach(link => link.replaceWith(...link.childNodes));
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  return new XMLSerializer().serializeToString(copy);
})"""

COVER = """<style>
  body { box-sizing: border-box; height: 1600px; margin: 0; padding: 240px 100px 100px; background: #15609c; color: #fff; font-family: "Noto Serif", "Noto Serif CJK SC", "Source Han Serif SC", serif; font-size: 34px; }
  p { margin: 0 0 40px; } .paper-name { font-size: 100px; line-height: 1.1; } .paper-subtitle { font-size: 52px; } .paper-other { margin: 120px 0; font-size: 60px; }
  a { color: inherit; }
</style>"""


def pandoc() -> str | None:
    """Return the path of pandoc: the one on the PATH, else pypandoc's own, else None.

    Returns
    -------
    str or None
    """
    try:
        from pypandoc import get_pandoc_path

        return get_pandoc_path()
    except (ImportError, OSError):
        return shutil.which("pandoc")


def baked(page) -> list[str]:
    """Return the page's drawings with their look in them, so that each stands alone.

    Parameters
    ----------
    page : Page
        Open in the browser.

    Returns
    -------
    list of str
    """
    return page.evaluate(BAKE)


def cover(browser, said_of: About) -> bytes:
    """Return the cover as a picture.

    Parameters
    ----------
    browser : Browser
    said_of : About

    Returns
    -------
    bytes
    """
    page = browser.new_page(viewport={"width": 1200, "height": 1600})
    page.set_content(COVER + written(title_page(said_of)))
    return page.screenshot()


def reflowed(page: HtmlElement, drawings: list[str]) -> HtmlElement:
    """Return the one page as pandoc reads it best: titles named as their sections are, formulas as TeX, drawings as pictures.

    Parameters
    ----------
    page : lxml element
        As `join.joined` returns it.
    drawings : list of str
        As `baked` returns them.

    Returns
    -------
    lxml element
    """
    page = deepcopy(page)
    for element in [*of_class(page, "paper-title", "paper-contents", "paper-page"), *page.iter("style", "link", "script")]:
        element.drop_tree()
    for title in of_class(page, "admonition-title", "paper-summary", "paper-kicker", "paper-to-solution", "paper-part"):
        title.tag = "div"  # pandoc forgets the class of a paragraph
    for part in of_class(page, "paper-part"):
        part.getnext().addnext(part)  # a chapter's file begins with its title
    for element, tex in formulas(page):
        number = of_class(element, "eqno")
        name, tail = element.get("id"), element.tail
        element.clear()
        element.tail = tail
        if name:
            element.set("id", name)
        if element.tag == "div":
            element.append(E.P(f"\\[{tex}\\]", *(f" {said(n)}" for n in number)))
        else:
            element.text = f"\\({tex}\\)"
    for place, drawing in zip(list(page.iter("svg")), drawings, strict=True):
        title = place.find("title")
        image = E.IMG(src=f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}", alt=said(title) if title is not None else "")
        if place.get("aria-hidden"):
            image.set("style", "height: 0.9em")
        image.tail = place.tail
        place.getparent().replace(place, image)
    for element in page.xpath("body/descendant::*[@id][not(self::section or self::article or self::div or self::span or self::h2)]"):
        place = element.find("*") if element.tag == "tr" else element
        place.insert(0, E.SPAN(id=element.attrib.pop("id")))
        place[0].tail, place.text = place.text, None
    for section in list(page.iter("section", "article")):
        heading = next((child for child in section if child.tag in ("h1", "h2", "h3", "h4", "h5", "h6")), None)
        if heading is not None and section.get("id"):
            heading.set("id", section.get("id"))
            section.drop_tag()
        elif section.get("id"):
            section.tag = "div"
        else:
            section.drop_tag()
    return page


def epub(page: HtmlElement, drawings: list[str], picture: bytes, said_of: About) -> bytes:
    """Pack the book.

    Parameters
    ----------
    page : lxml element
        As `join.joined` returns it.
    drawings : list of str
        As `baked` returns them.
    picture : bytes
        The cover.
    said_of : About

    Returns
    -------
    bytes
    """
    version = say("{title}. Version {version}.", said_of.edition).format(title=said_of.other, version=said_of.version)
    record = {
        "title": said_of.title, "toc-title": say("Contents", said_of.edition), "creator": ", ".join(said_of.authors), "language": tag(said_of.edition), "rights": said_of.licence,
        "date": f"{said_of.moment:%Y-%m-%d}", "description": version,
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, said_of.address or 'xianxiang')}",
    }
    with tempfile.TemporaryDirectory() as folder:
        source, front, target = Path(folder, "book.html"), Path(folder, "cover.png"), Path(folder, "book.epub")
        source.write_text(written(reflowed(page, drawings)), encoding="utf-8")
        front.write_bytes(picture)
        if other := SPOKEN.get(said_of.edition):
            words = Path(folder, "translations", f"{said_of.edition}.yaml")
            words.parent.mkdir()
            words.write_bytes(subprocess.run([pandoc(), "--print-default-data-file", f"translations/{other}.yaml"], capture_output=True, check=True).stdout)
        command = [pandoc(), "--from", "html+tex_math_single_backslash", "--to", "epub3", "--data-dir", folder, "--mathml", "--toc", "--toc-depth", "2",
                   "--split-level", "1", "--css", str(SHEET), "--epub-cover-image", str(front), "--output", str(target), str(source),
                   *(option for key, text in record.items() for option in ("--metadata", f"{key}={text}"))]
        done = subprocess.run(command, capture_output=True, text=True, env={"SOURCE_DATE_EPOCH": str(int(said_of.moment.timestamp())), "PATH": "", "HOME": folder})
        if done.returncode or "WARNING" in done.stderr:
            raise RuntimeError(f"pandoc: {done.stderr.strip()}")
        return target.read_bytes()
