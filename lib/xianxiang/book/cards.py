"""The picture that messengers show when a page's address is passed on: its title, the book's name, its first figure.

Drawn without a browser, and alike on a machine with many fonts and with few: a line of Latin letters is set in Liberation Sans, which
vl-convert carries, and one with Chinese characters in a small font of the book's own (`fonts/`), cut out of Noto Sans CJK and under the
same licence, SIL OFL 1.1. To cut it anew once a title or a figure has taken up a character, with fontTools at hand and the book built:
``python -m xianxiang.book.cards FOLDER _build/html``, the folder of Noto Sans CJK and the site.
"""

import hashlib
import html
import io
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen
from xml.etree import ElementTree

from docutils import nodes

from . import editions
from .stills import MARK

FOLDER = "cards"
WIDTH, HEIGHT = 1200, 630
MARGIN = 64
INK, PALE, BLUE = "#1b1f24", "#57606a", "#15609c"
FONTS = Path(__file__).parent / "fonts"
HAN = "xianxiang Han"
CHARACTERS = "：，。、；？！（）《》−–—‘’“”…·×" + "".join(map(chr, range(32, 127)))
"""What the book's own font holds beside the Chinese characters that the cards of its pages show."""

FIGURE = re.compile(rf'<figure\b[^>]*class="{MARK}".*?</figure>', re.DOTALL)
PICTURE = re.compile(r'src="(data:image/svg\+xml[^"]*)"|(<svg\b.*?</svg>)', re.DOTALL)
NAMES = re.compile(r'<meta property="og:(?:title|site_name)" content="([^"]*)">')
TITLE = re.compile(r"<strong>(.*?)</strong>", re.DOTALL)
SVG = "http://www.w3.org/2000/svg"
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True)
class Still:
    """A figure's still picture.

    Attributes
    ----------
    title : str
    svg : str
        Its first chart.
    """

    title: str
    svg: str


def still(doctree):
    """The still picture of a page's first figure, or None where it has none.

    Parameters
    ----------
    doctree : docutils.nodes.document

    Returns
    -------
    Still or None
    """
    return next((found for node in doctree.findall(nodes.raw) if (found := _still(node.astext()))), None)


def _still(text):
    """The still picture of the first figure in a page's text, or None."""
    for figure in FIGURE.findall(text):
        title, picture = TITLE.search(figure), PICTURE.search(figure)
        if title and picture:
            return Still(html.unescape(title[1]), picture[2] or urlopen(html.unescape(picture[1])).read().decode())
    return None


def wide(text):
    """About how many times its own height a line of bold text is wide: Chinese characters are square, Latin ones narrower.

    >>> wide("县乡"), round(wide("county"), 2)
    (2.0, 3.48)
    """
    chinese = len(CHINESE.findall(text))
    return chinese + 0.58 * (len(text) - chinese)


def lines(text, most):
    """A text broken into lines at blanks, none wider than `most` (see `wide`) unless it is one word.

    >>> lines("What breaks an alliance", 8)
    ['What breaks', 'an alliance']
    """
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and wide(longer) > most:
            found.append(word)
        else:
            found[-1] = longer
    return found


def drawing(title, book, picture=None):
    """A card as SVG.

    Parameters
    ----------
    title, book : str
        The names of the page and of the book.
    picture : Still, optional

    Returns
    -------
    str
    """
    room = WIDTH - 2 * MARGIN
    size = 58 if picture else 84
    while size > 36 and len(lines(title, room / size)) > (1 if picture else 3):
        size -= 2
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><rect width="14" height="{HEIGHT}" fill="{BLUE}"/>',
        _sign(MARGIN, 52, 10),
        _text(book, MARGIN + 46, 61, 26, PALE),
    ]
    top = 132 if picture else 260
    for line in lines(title, room / size):
        parts.append(_text(line, MARGIN, top, size, INK, "bold"))
        top += round(1.2 * size)
    if picture:
        top += 42 - round(1.2 * size)
        parts.append(_text(picture.title, MARGIN, top, 27, PALE))
        parts.append(_framed(picture.svg, MARGIN, top + 22, room, HEIGHT - top - 46))
    else:
        parts.append(f'<g opacity="0.16">{_sign(700, 470, 125)}</g>')
    return _readable(f'<svg xmlns="{SVG}" width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>')


def _sign(x, y, radius):
    """The book's sign, two rings, from its left end."""
    near, far = (f'<circle cx="{x + part * radius:g}" cy="{y}" r="{radius}"' for part in (1, 2.15))
    return f'<g fill="none" stroke="{BLUE}" stroke-width="{0.35 * radius:g}">{near}/>{far} stroke-dasharray="{0.6 * radius:g} {0.4 * radius:g}"/></g>'


def _text(text, x, y, size, colour, weight="normal"):
    """A line of text."""
    return f'<text x="{x}" y="{y}" font-family="Liberation Sans" font-size="{size}" font-weight="{weight}" fill="{colour}">{html.escape(text)}</text>'


def _framed(svg, x, y, width, height):
    """A picture as large as a frame lets it be, in the frame's upper left corner."""
    root = ElementTree.fromstring(svg)
    root.attrib |= {"x": f"{x}", "y": f"{y}", "width": f"{width}", "height": f"{height}", "preserveAspectRatio": "xMinYMin meet"}
    return ElementTree.tostring(root, encoding="unicode")


def _readable(svg):
    """A picture whose lines with Chinese characters are set in the font that has them."""
    root = ElementTree.fromstring(svg)
    for line in root.iter(f"{{{SVG}}}text"):
        if CHINESE.search("".join(line.itertext())):
            line.set("font-family", f"{HAN}, Noto Sans CJK SC, sans-serif")
    return ElementTree.tostring(root, encoding="unicode")


def painted(svg, kept):
    """A card as PNG, from the folder of those that earlier builds painted if it is there.

    Parameters
    ----------
    svg : str
    kept : pathlib.Path

    Returns
    -------
    bytes
    """
    import vl_convert
    from PIL import Image

    made_by = "".join(f"{package} {metadata.version(package)}\n" for package in ("vl-convert-python", "pillow"))
    own = hashlib.sha256(made_by.encode() + svg.encode() + b"".join(path.read_bytes() for path in sorted(FONTS.glob("*.otf"))))
    path = kept / f"{own.hexdigest()[:24]}.png"
    if not path.exists():
        vl_convert.register_font_directory(str(FONTS))
        picture = Image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        kept.mkdir(parents=True, exist_ok=True)
        picture.save(path)  # a fifth of what it was
    return path.read_bytes()


def lay(app, pagename, title, book, picture):
    """Lay a page's card beside the pages; returns its address below the site's."""
    address = f"{FOLDER}/{pagename}.png"
    path = Path(app.outdir) / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(painted(drawing(title, book, picture), editions.kept(app) / ".cards"))
    return address


def shown(site):
    """The Chinese characters that the cards of a site show.

    Parameters
    ----------
    site : path-like
        Folder of the built site.

    Returns
    -------
    str
        Each once, in order.
    """
    texts = []
    for path in Path(site).glob("*/chapters/*.html"):
        text = path.read_text(encoding="utf-8")
        texts += [*NAMES.findall(text), *((found.title, found.svg) if (found := _still(text)) else ())]
    return "".join(sorted(set(CHINESE.findall(" ".join(texts)))))


def cut(folder, site):
    """Cut the book's own font out of the collections of Noto Sans CJK, and name it."""
    from fontTools.ttLib import TTFont

    text = CHARACTERS + shown(site)
    for weight in ("Regular", "Bold"):
        target = FONTS / f"han-{weight.lower()}.otf"
        subprocess.run([sys.executable, "-m", "fontTools.subset", Path(folder) / f"NotoSansCJK-{weight}.ttc", "--font-number=2", f"--text={text}",
                        "--layout-features=", "--no-hinting", "--desubroutinize", "--name-IDs=0,1,2,4,6,13,14", f"--output-file={target}"], check=True)
        font = TTFont(target)
        for record in font["name"].names:
            record.string = {1: HAN, 2: weight, 4: f"{HAN} {weight}", 6: f"{HAN.replace(' ', '')}-{weight}"}.get(record.nameID, str(record))
        font["CFF "].cff.fontNames = [f"{HAN.replace(' ', '')}-{weight}"]
        font.save(target)


if __name__ == "__main__":
    cut(*sys.argv[1:3])
