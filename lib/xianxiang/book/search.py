"""Search in a Chinese edition: words of any length, without a dictionary.

Chinese is written without spaces. The index holds every Han character and every two that stand side by side, and a query asks for all pairs
of its words, so that any run of characters is found; words of other scripts are found by their stems, as in the English edition.
`search.js` does for the query what this does for the text, and goes before what Sphinx would do: its own search knows no phrase.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.search import js_index
from sphinx.search.en import SearchEnglish

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{HAN}]+)|[^\\W{HAN}]+")


def cut(text):
    """What a text is found by.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Han characters one by one and in pairs, and the words of other scripts.

    >>> cut("县乡共谋 (collusion)")
    ['县', '乡', '共', '谋', '县乡', '乡共', '共谋', 'collusion']
    """
    return [part for run in _RUN.finditer(text) for part in (_parts(run[0]) if run[1] else [run[0]])]


def _parts(run):
    """The characters of a run, and its pairs."""
    return [*run, *map("".join, zip(run, run[1:]))]


class SearchChinese(SearchEnglish):
    """Chinese with words of other scripts in it."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

    def split(self, input):  # noqa: A002 - Sphinx's name
        """The parts under which a text is listed."""
        return cut(input)


def running(block):
    """A block's text as it runs, without the seams of its markup, and with a gap for whatever is not text.

    Parameters
    ----------
    block : docutils.nodes.TextElement

    Returns
    -------
    str
    """
    return "".join(str(node) if isinstance(node, nodes.Text) else " " for node in block.findall(_ends))


def _ends(node):
    """Whether a node is text, or stands for something else than text."""
    return isinstance(node, nodes.Text) or not node.children


def join(app, doctree, docname):
    """List the pairs between whose characters markup begins or ends; Sphinx cuts each piece of text alone."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is None or not isinstance(indexer.lang, SearchChinese):
        return
    for block in doctree.findall(nodes.TextElement):
        if not isinstance(block, (nodes.Inline, nodes.raw)):
            for pair in cut(running(block)):
                if len(pair) == 2:
                    indexer._mapping.setdefault(pair, set()).add(docname)


def compact(app, exception):
    """Write the index without spaces, and its characters as they are: a third less to keep and to read."""
    path, indexer = Path(app.outdir) / "searchindex.js", getattr(app.builder, "indexer", None)  # which a build that writes no page has not
    if exception or not path.exists() or not isinstance(getattr(indexer, "lang", None), SearchChinese):
        return
    index = js_index.loads(path.read_text(encoding="utf-8"))
    path.write_text(f"{js_index.PREFIX}{json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}{js_index.SUFFIX}", encoding="utf-8")


def setup(app):
    """Register the language, under whose name Sphinx has one that indexes nothing unless a dictionary of 42 MB is installed."""
    app.add_search_language(SearchChinese)
    app.connect("doctree-resolved", join, priority=900)
    app.connect("build-finished", compact)
