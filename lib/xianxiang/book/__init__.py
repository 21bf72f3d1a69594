"""The Sphinx extension that makes the book: what Jupyter Book leaves out, one concern a module.

========== ====================================================================
address    the repository's address and branch, as links need them
freshness  an edit of the library, its data or the environment rebuilds all
assets     the scripts and styles of the pages come from the book, not from a CDN
icons      the theme's icons, cut to those that are shown
widgets    same inputs, same bytes: widget states without random names or waste
stills     a live figure keeps its still picture beside it
drain      the game on the first page
reveal     text that gives a bet's answer away waits for the bet
tips       a term of the glossary explains itself where it stands
proofs     propositions say how they are held; proofs are folded
citations  works by author and year
downloads  each chapter as a notebook to take away
launch     buttons that open a chapter on a hub
lite       each chapter as a notebook that runs in the reader's own browser
pages      mends of the theme, and the page at the site's root
========== ====================================================================
"""

from xianxiang.book import address, assets, citations, downloads, drain, freshness, icons, launch, lite, pages, proofs, reveal, stills, tips, widgets


def setup(app):
    """Register every part with Sphinx."""
    for part in (address, freshness, assets, icons, widgets, stills, drain, reveal, tips, proofs, citations, downloads, launch, lite, pages):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
