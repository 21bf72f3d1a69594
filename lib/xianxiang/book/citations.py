"""Works are named in the text by author and year, in round brackets."""

from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

ROUND = BracketStyle(left="(", right=")")


def author_year_round():
    """(Author, year), and Author (year) where the author is part of the sentence."""
    return AuthorYearReferenceStyle(bracket_parenthetical=ROUND, bracket_textual=ROUND, bracket_year=ROUND)


def setup(app):
    """Make the style known by the name that `_config.yml` gives."""
    register_plugin("sphinxcontrib.bibtex.style.referencing", "author_year_round", author_year_round)
