"""The theme's icons, cut to those that the book shows, and part of its style: 4 KB in place of 300 in three fonts.

A style may bring a font where a page may fetch none, as in the sandboxed frames of learning platforms.

`icons.woff2` is a subset of Font Awesome Free's solid font, as the theme brings it (SIL Open Font License 1.1). To make it anew, as after
an update of the theme, in an environment that has fontTools and brotli:

    python lib/xianxiang/book/icons.py FONT    # pydata_sphinx_theme/…/webfonts/fa-solid-900.woff2
"""

import base64
import re
import shutil
import subprocess
import sys
from pathlib import Path

SUBSET = Path(__file__).with_name("icons.woff2")
STYLE = "styles/pydata-sphinx-theme.css"
FONTS = "vendor/fontawesome"

ICONS = {
    "magnifying-glass": "f002", "sun": "f185", "moon": "f186", "circle-half-stroke": "f042", "bars": "f0c9", "arrow-up": "f062", "list": "f03a",
    "file": "f15b", "angle-right": "f105", "angle-left": "f104", "angle-down": "f107", "download": "f019",
    # what the theme's styles show before admonitions, external links and the like
    "bell": "f0f3", "circle-check": "f058", "circle-exclamation": "f06a", "triangle-exclamation": "f071", "up-right-from-square": "f35d",
    "circle-info": "f05a", "lightbulb": "f0eb", "pencil": "f303", "magnifying-glass-minus": "f010", "share": "f064", "circle-xmark": "f057",
    "chevron-right": "f054", "chevron-down": "f078", "chevron-up": "f077", "chevron-left": "f053", "xmark": "f00d", "check": "f00c", "copy": "f0c5",
    "play": "f04b", "rocket": "f135", "expand": "f065", "print": "f02f", "link": "f0c1", "quote-right": "f10e",
}
"""Names and code points of the icons that pages may show."""


FACE = re.compile(r"@font-face\{[^}]*\bFont Awesome\b[^}]*\}")


def embedded(style, font):
    """The theme's style with one font for icons in it, in place of links to three.

    Parameters
    ----------
    style : str
    font : bytes
        The solid one, as WOFF2; no icon of the book is of the others.

    Returns
    -------
    str
    """
    source = f'url(data:font/woff2;base64,{base64.b64encode(font).decode()}) format("woff2")'
    own = rf"@font-face{{font-display:block;font-family:Font Awesome\ 6 Free;font-style:normal;font-weight:900;src:{source}}}"
    return FACE.sub(lambda face: own if "font-weight:900" in face[0] else "", style)


def lay(app, exception):
    """Put the icons into the theme's style, and leave its fonts out."""
    static = Path(app.outdir) / "_static"
    if exception or app.builder.format != "html" or not (static / STYLE).exists():
        return
    style = (static / STYLE).read_text(encoding="utf-8")
    (static / STYLE).write_text(embedded(style, SUBSET.read_bytes()), encoding="utf-8")
    shutil.rmtree(static / FONTS, ignore_errors=True)


def setup(app):
    """Change the style once it is laid out, before it is merged with others."""
    app.connect("build-finished", lay)


if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, "-m", "fontTools.subset", sys.argv[1], f"--unicodes={','.join(ICONS.values())}", "--flavor=woff2", "--layout-features=",
                             f"--output-file={SUBSET}"]).returncode)
