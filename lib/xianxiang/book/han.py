"""A Chinese page is set as Chinese is: what its style sheet, `style/han.css`, cannot do alone.

Numbers stand close to what they count; chapters are named in 《》; brackets have their full
width; and what is in English among Chinese says so, for those who read aloud and for the choice of letters.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import is_exercise_node

HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"

_NUMBER = re.compile(rf'(>[{HAN}]+) ([\d.]+)( ?)(</(?:a|span)>)(<span class="caption-text")?')
_CHAPTER = re.compile(r'(?<!《)<a class="reference internal" href="[^"]*"><span class="(?:std std-doc|doc)">([^<]+)</span></a>')
_EMPHASIS = re.compile(rf"<em>(?=[^<{HAN}]*</em>)([^<]*)")
_COLUMN = re.compile(r'<table\b(?:(?!</table>).)*?<th class="head"><p>英文</p></th>(?:(?!</table>).)*</table>', re.DOTALL)
_TERM = re.compile(rf'<dt id="(?=[^"]*"[^>]*>[^<{HAN}]*[A-Za-z]{{2}}[^<{HAN}]*<)')
_WORK = re.compile(rf'(<div class="citation"[^>]*>\s*<span class="label">.*?</span>\s*<p>)([^<{HAN}]*[A-Za-z]{{2}}[^<{HAN}（]*)', re.DOTALL)
_OPTION = re.compile(r'<span class="pre(?=">-[^<]{1,23}<)')  # of a command: it would be parted after its hyphens
_LIBRARY = re.compile(r'<dl class="py ')
_SAID = re.compile(rf"<(p|li|dt|td)((?: class=\"[^\"]*\")?>(?:(?!</\1>)[^{HAN}])*?</\1>)")  # of the library's documentation, which is in English

_TAG = r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^>"'])*>"""  # a picture's address may hold tags
_TEXT = re.compile(rf"<(script|style|pre|code|svg|math|mjx-container|textarea|em|dt|title|option)\b.*?</\1>|{_TAG}|([^<]+)", re.DOTALL)
_PHRASE = re.compile(r"(?<![&\w])[A-Za-z][\w’'.-]*(?:[ ,;:()’-]*(?: |&amp; )[(“]?[A-Za-z][\w’'-]*)+")


def numbered(text):
    """A page's text in which a number stands close to what it counts.

    >>> numbered('<a>定理 1</a> <span>图 2 </span><span class="caption-text">')
    '<a>定理1</a> <span>图2 </span><span class="caption-text">'
    """
    return _NUMBER.sub(lambda found: f"{found[1]}{found[2]}{' ' if found[5] else ''}{found[4]}{found[5] or ''}", text)


def named(text, titles):
    """A page's text in which a link that is a chapter's title stands in 《》.

    Parameters
    ----------
    text : str
    titles : collection of str
    """
    return _CHAPTER.sub(lambda found: f"《{found[0]}》" if found[1] in titles else found[0], text)


def foreign(text):
    """A page's text whose English says that it is: terms, phrases among Chinese, what is emphasized, works, the library's reference.

    >>> foreign("<p>猎鹿博弈（stag hunt）里，<em>Nash</em></p>")
    '<p>猎鹿博弈（<span lang="en">stag hunt</span>）里，<em lang="en">Nash</em></p>'
    """
    if _LIBRARY.search(text):
        text = _SAID.sub(lambda found: f'<{found[1]} lang="en"{found[2]}' if re.search("[A-Za-z]{2}", found[2]) else found[0], text)
    text = _WORK.sub(r'\1<span lang="en">\2</span>', text)
    text = _COLUMN.sub(lambda table: re.sub(r"(<tr\b[^>]*>\s*<td)>", r'\1 lang="en">', table[0]), text)
    text = _EMPHASIS.sub(lambda found: ('<em lang="en">' if re.search("[A-Za-z]{2}", found[1]) else '<em class="xx-sign">') + found[1], text)
    text = _LIBRARY.sub('<dl lang="en" class="py ', _TERM.sub('<dt lang="en" id="', text))
    return _TEXT.sub(lambda found: _PHRASE.sub(r'<span lang="en">\g<0></span>', found[2]) if found[2] and re.search(f"[{HAN}]", found[2]) else found[0], text)


FIRST = dict(zip("ABCDEFGHJKLMNOPQRSTWXYZ", "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", strict=True))
"""The first character of each letter: GB 2312 lists the 3,755 characters in common use by their sound."""


def _sound(text):
    """A text's place among others by sound, and the letter of its first character; what GB 2312 does not list by sound comes last."""
    place = text.encode("gb2312", "replace")
    letter = max((letter for letter, first in FIRST.items() if first.encode("gb2312") <= place), default="")
    return place, letter if place < "亍".encode("gb2312") else "#"


def lettered(groups):
    """An index whose Chinese words stand under the letters of their sound, after the others.

    Parameters
    ----------
    groups : list of (str, list)
        Heading and entries, of which each begins with its word.

    Returns
    -------
    list of (str, list)

    >>> lettered([("S", [("stag hunt",)]), ("一", [("一票否决",)]), ("共", [("共谋",)]), ("声", [("声誉",)])])
    [('G', [('共谋',)]), ('S', [('stag hunt',), ('声誉',)]), ('Y', [('一票否决',)])]
    """
    made = {letter: list(entries) for letter, entries in groups if not re.match(f"[{HAN}]", letter)}
    spoken = [entry for letter, entries in groups if re.match(f"[{HAN}]", letter) for entry in entries]
    for entry in sorted(spoken, key=lambda entry: _sound(entry[0])):
        made.setdefault(_sound(entry[0])[1], []).append(entry)
    return sorted(made.items())


class Brackets(SphinxPostTransform):
    """Give the titles of exercises brackets of their full width."""

    default_priority = 25  # sphinx_exercise makes the titles at 20

    def run(self, **kwargs):
        """Change the brackets that stand between number and title, and at the end."""
        for node in self.document.findall(is_exercise_node):
            for text in node.children[0].findall(nodes.Text):
                if text in (" (", ")"):
                    text.parent.replace(text, nodes.Text("（" if text == " (" else "）"))


def mend(app, pagename, templatename, context, doctree):
    """Set a page's body."""
    titles = {title.astext() for title in app.env.titles.values()}
    if "genindexentries" in context:
        context["genindexentries"] = lettered(context["genindexentries"])
        context["genindexcounts"] = [sum(1 + len(subitems) for _, (_, subitems, _) in entries) for _, entries in context["genindexentries"]]
    context["body"] = foreign(named(numbered(_OPTION.sub(r"\g<0> xx-option", context.get("body", ""))), titles))


def setup(app):
    """Mend the pages of a Chinese edition, once all else is in them, and add its style."""
    if (app.config.language or "").startswith("zh"):
        app.add_css_file("xianxiang/han.css", priority=920)
        app.add_post_transform(Brackets)
        app.connect("html-page-context", mend, priority=890)
