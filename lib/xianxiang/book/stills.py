"""Keep the still picture of a live figure on the page, before the figure itself.

A cell's output holds the same thing in several forms, and myst-nb shows the one that it likes best.
A live figure is better shown twice: still for a reader without scripts and for print, live for the others.
"""

from docutils import nodes
from myst_nb.core.render import WIDGET_VIEW_MIMETYPE
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = "xx-still"


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
                node.replace_self(still.children + live.children)


def setup(app):
    """Register the transform."""
    app.add_post_transform(KeepStill)
