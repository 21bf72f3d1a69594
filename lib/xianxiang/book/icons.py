"""The theme's icons, cut to those that the book shows: 2 KB in place of 156 on every page.

`icons.woff2` is a subset of Font Awesome Free's solid font, as the theme brings it (SIL Open Font License 1.1). To make it anew, as after
an update of the theme, in an environment that has fontTools and brotli:

    python lib/xianxiang/book/icons.py FONT    # pydata_sphinx_theme/…/webfonts/fa-solid-900.woff2
"""

import shutil
import subprocess
import sys
from pathlib import Path

SUBSET = Path(__file__).with_name("icons.woff2")
FONT = "_static/vendor/fontawesome/webfonts/fa-solid-900.woff2"

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


def lay(app, exception):
    """Put the subset in the place of the theme's font."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / FONT
    if target.exists():
        shutil.copyfile(SUBSET, target)


def setup(app):
    """Register the last step of a build."""
    app.connect("build-finished", lay)


if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, "-m", "fontTools.subset", sys.argv[1], f"--unicodes={','.join(ICONS.values())}", "--flavor=woff2", "--layout-features=",
                             f"--output-file={SUBSET}"]).returncode)
