"""The Sphinx extension that makes the book: what Jupyter Book leaves out, one concern a module.

========== ====================================================================
editions   an edition among others on one site
interface  words around the text are in the edition's language
address    the repository's address and branch, as links need them
freshness  an edit of the library, its data or the environment rebuilds all
assets     the scripts and styles of the pages come from the book, not from a CDN
icons      the theme's icons, cut to those that are shown
widgets    same inputs, same bytes: widget states without random names or waste
formulas   formulas are set at the build
stills     a live figure keeps its still picture beside it
drain      the game on the first page
exercises  exercises that check themselves
reveal     text that gives a bet's answer away waits for the bet
solutions  exercises' solutions can be left out
tips       a term of the glossary explains itself where it stands
proofs     propositions say how they are held; proofs are folded
citations  works by author and year
downloads  each chapter as a notebook to take away
launch     buttons that open a chapter on a hub
lite       each chapter as a notebook that runs in the reader's own browser
publish    what the rest of the web reads of a page, once the site has an address
cards      the picture that messengers show of a page
han        a Chinese page is set as Chinese is
verbatim   what a machine that translates leaves as it is
pages      mends of the theme, and the page at the book's root
sheet      one style sheet for all pages, of the rules in use
search     Chinese is found without a dictionary
scripts    what each page needs of the theme's scripts, and when
policy     each page says which scripts may run; the site's headers do
offline    the book kept on a reader's device
root       what a site has once: the page that chooses an edition, what hosts read
pack       the site as a zip
========== ====================================================================
"""


def setup(app):
    """Register every part with Sphinx."""
    from xianxiang.book import address, assets, citations, downloads, drain, editions, exercises, formulas, freshness, han, icons, interface, launch, lite
    from xianxiang.book import offline, pages, policy, proofs, publish, reveal, root, scripts, search, sheet, solutions, stills, tips, verbatim, widgets

    for part in (editions, interface, address, freshness, assets, icons, widgets, formulas, stills, drain, exercises, reveal, solutions, tips, proofs, citations,
                 downloads, launch, lite, publish, han, verbatim, pages, search, sheet, scripts, policy, offline, root):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
