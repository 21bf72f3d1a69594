"""Keep the still picture of a live figure on the page, before the figure itself.

A cell's output holds the same thing in several forms, and myst-nb shows the one that it likes best.
A live figure is better shown twice: still for a reader without scripts and for print, live for the others.
Notebooks keep pictures in base64, which every program reads; a page has them as text, which is sent in half the bytes, with their size,
so that the text below keeps its place.
"""

import base64
import re

from docutils import nodes
from myst_nb.core.render import WIDGET_VIEW_MIMETYPE
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = "xx-still"

PICTURE = re.compile(r'src="data:image/svg\+xml;base64,([\w+/=]+)"')
SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')


def plain(match):
    """A picture in base64 as text that may stand in an attribute, and its size."""
    svg = base64.b64decode(match[1]).decode()
    width, height = SIZE.search(svg).groups()
    text = svg.replace("'", "&apos;").replace('"', "'").replace("&", "&amp;").replace("%", "%25").replace("#", "%23")
    return f'width="{float(width):.0f}" height="{float(height):.0f}" src="data:image/svg+xml,{text}"'


def is_bundle(node):
    """Whether a node holds one output in several forms."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


class KeepStill(SphinxPostTransform):
    """Replace the choice between still and live figure by both."""

    default_priority = 3  # myst-nb chooses at 4
    formats = ("html",)

    def run(self, **kwargs):
        """Put the still, then the live figure, in the place of each bundle that has the two."""
        for node in list(self.document.findall(is_bundle)):
            forms = {form["mime_type"]: form for form in node.children}
            still, live = forms.get("text/html"), forms.get(WIDGET_VIEW_MIMETYPE)
            if still and live and MARK in still.astext():
                for raw in still.children:
                    text = PICTURE.sub(plain, raw.astext())
                    raw.rawsource, raw.children = text, [nodes.Text(text)]
                node.replace_self(still.children + live.children)


def setup(app):
    """Register the transform."""
    app.add_post_transform(KeepStill)
