"""Works by author and year: in round brackets in the text; in a Chinese edition as GB/T 7714 lists them.

The Chinese list has works by Chinese authors first, in the order of their names' Latin letters, the BibTeX field ``key``; then the others.
"""

import re
import unicodedata

from pybtex.plugin import register_plugin as register
from pybtex.richtext import HRef, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.sorting import BaseSortingStyle
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

ROUND = BracketStyle(left="(", right=")")
WIDE = BracketStyle(left="（", right="）", sep="；")

MARKS = {"article": "J", "book": "M", "incollection": "M", "techreport": "R"}
"""What GB/T 7714 calls the kinds of works; others are on the web, or documents."""

NAMED = 3
"""Authors that a list names before it says that there are more."""

_HAN = re.compile(r"[\u3400-\u9fff]")


def author_year_round():
    """(Author, year), and Author (year) where the author is part of the sentence."""
    return AuthorYearReferenceStyle(bracket_parenthetical=ROUND, bracket_textual=ROUND, bracket_year=ROUND)


def author_year_wide():
    """（作者，年）, and 作者（年） where the author is part of the sentence."""
    person = PersonStyle(sep="、", sep2="和", last_sep="和", other="等")
    return AuthorYearReferenceStyle(bracket_parenthetical=WIDE, bracket_textual=WIDE, bracket_year=WIDE, person=person, author_year_sep="，", text_reference_sep="",
                                    pre_text_sep="", post_text_sep="，")


# ------------------------------------------------------------------------------------------------------------- the Chinese list


def _names(entry):
    """Who wrote a work, or edited it: Chinese names in full, others with initials."""
    role = "author" if "author" in entry.persons else "editor"
    names = [_name(person) for person in entry.persons[role]]
    more = ["等" if _HAN.match(names[0]) else "et al"] * (len(names) > NAMED)
    return ", ".join([*names[:NAMED], *more]) + ("（主编）" if role == "editor" else "")


def _name(person):
    """Kofman F, or 周雪光."""
    initials = ["-".join(part[0] for part in name.split("-") if part) for name in (*person.first_names, *person.middle_names)]
    return str(Text.from_latex(" ".join([*person.prelast_names, *person.last_names, *initials])))


def _source(entry):
    """Where a work is to be found."""
    fields = entry.fields
    if entry.type == "article":
        place = fields["journal"] + (f", {fields['volume']}" if "volume" in fields else "") + (f"({fields['number']})" if "number" in fields else "")
    else:
        report = " ".join(fields[name] for name in ("type", "number") if name in fields)
        place = ", ".join(part for part in (fields.get("publisher") or fields.get("institution") or fields.get("howpublished", ""), report) if part)
    pages = re.sub("-+", "–", fields.get("pages", ""))
    return ": ".join(part for part in (place, pages) if part)


def listed(entry):
    """An entry of the list.

    Parameters
    ----------
    entry : pybtex.database.Entry

    Returns
    -------
    pybtex.richtext.Text
    """
    fields = entry.fields
    mark = MARKS.get(entry.type, "EB/OL" if "url" in fields else "N" if re.search(r"\d月\d+日", fields.get("howpublished", "")) else "Z")
    chapter = f", ch. {fields['chapter']}" if "chapter" in fields else ""
    within = f"//{fields['booktitle']}{chapter}. " if "booktitle" in fields else ". "
    parts = [Text(f"{_names(entry)}, {fields['year']}. "), Text.from_latex(fields["title"]), Text.from_latex(f"[{mark}]{within}{_source(entry)}".rstrip(". "))]
    if "doi" in fields:
        parts += [Text(". "), HRef(f"https://doi.org/{fields['doi']}", f"DOI: {fields['doi']}")]
    elif "url" in fields:
        parts += [Text(". "), HRef(fields["url"], fields["url"])]
    return Text(*parts, ".", Text.from_latex(f"（{fields['note']}）") if "note" in fields else "")


class ChineseOrder(BaseSortingStyle):
    """Chinese authors by their names in Latin letters, then the others; works of one author by year."""

    def sorting_key(self, entry):
        """What an entry is sorted by."""
        names = _names(entry)
        letters = unicodedata.normalize("NFD", entry.fields.get("key", names)).encode("ascii", "ignore").decode().lower()
        return (not _HAN.match(names), letters, entry.fields["year"], entry.fields["title"])


class ChineseList(PlainStyle):
    """References as GB/T 7714 has them, by author and year."""

    def __init__(self, **options):
        super().__init__(**options)
        self.sort = ChineseOrder().sort

    def format_entry(self, label, entry, bib_data=None):
        """One work."""
        return FormattedEntry(entry.key, listed(entry), label)


def configure(app, config):
    """Choose the Chinese styles in a Chinese edition."""
    if (config.language or "").startswith("zh"):
        config.bibtex_default_style, config.bibtex_reference_style = "gb7714", "author_year_wide"


def setup(app):
    """Make the styles known by the names that `_config.yml` gives."""
    register("pybtex.style.formatting", "gb7714", ChineseList)
    for style in (author_year_round, author_year_wide):
        register_plugin("sphinxcontrib.bibtex.style.referencing", style.__name__, style)
    app.connect("config-inited", configure, priority=100)
