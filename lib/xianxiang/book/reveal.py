"""Text that gives a bet's answer away stays covered until the reader has bet, or declined to.

``{reveal} name`` names the figure that holds the bet. The covering is the page's script's (`page.js`): without scripts, in print and
in a notebook the text is as open as any other.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

STILL = re.compile(r'class="xx-still" data-for="([\w-]+)" data-bet')

logger = logging.getLogger(__name__)


class covered(nodes.General, nodes.Element):
    """What is covered; its ``name`` is the figure's."""


class Reveal(SphinxDirective):
    """``{reveal} five-switches``: any content, directives too, covered until the bet of that figure is placed or declined."""

    required_arguments = 1
    has_content = True

    def run(self):
        """Parse the content into a covered node."""
        node = covered(name=self.arguments[0])
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class CheckBets(SphinxPostTransform):
    """Warn of a text that waits for a bet which its page does not hold."""

    default_priority = 5  # once the stills stand on the page: see stills.py
    formats = ("html",)

    def run(self, **kwargs):
        """Compare the names that texts wait for with the bets of the page's figures."""
        waiting = list(self.document.findall(covered))
        if not waiting:
            return
        bets = {name for node in self.document.findall(nodes.raw) for name in STILL.findall(node.astext())}
        for node in waiting:
            if node["name"] not in bets:
                here = ", ".join(sorted(bets)) or "none"
                logger.warning("reveal: this page has no figure %r with a bet; the figures with one here: %s", node["name"], here, location=node, type="reveal")


def open_html(self, node):
    """Begin the block."""
    self.body.append(f'<div class="xx-reveal" data-for="{self.attval(node["name"])}">\n')


def close_html(self, node):
    """End the block."""
    self.body.append("</div>\n")


def plainly(self, node):
    """Nothing to write: elsewhere the text is open."""


def setup(app):
    """Register the directive, its node and the check."""
    app.add_node(covered, html=(open_html, close_html), **{form: (plainly, plainly) for form in ("latex", "text", "man", "texinfo")})
    app.add_directive("reveal", Reveal)
    app.add_post_transform(CheckBets)
