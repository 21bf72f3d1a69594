"""The Sphinx extension that makes the book: what Jupyter Book leaves out, one concern a module.

========== ====================================================================
freshness  an edit of the library, its data or the environment rebuilds all
assets     the scripts and styles of the pages come from the book, not from a CDN
widgets    same inputs, same bytes: widget states without random names or waste
stills     a live figure keeps its still picture beside it
proofs     propositions say how they are held; proofs are folded
citations  works by author and year
downloads  each chapter as a notebook to take away
launch     buttons that open a chapter on a hub
lite       each chapter as a notebook that runs in the reader's own browser
pages      mends of the theme, and the page at the site's root
========== ====================================================================
"""

from xianxiang.book import assets, citations, downloads, freshness, launch, lite, pages, proofs, stills, widgets


def setup(app):
    """Register every part with Sphinx."""
    for part in (freshness, assets, widgets, stills, proofs, citations, downloads, launch, lite, pages):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
