"""What a machine that translates a page leaves as it is: Chinese terms, which are marked as Chinese for all who read aloud, and names of the library.

Sphinx marks code so, `formulas` marks formulas, and scripts what they write themselves.
"""

import re

_TAG = r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^>"'])*>"""  # a picture's address may hold tags
_FOUND = re.compile(rf"<(script|style|pre|code|svg|math|textarea|title|option)\b.*?</\1>|{_TAG}|([\u2e80-\u9fff\uf900-\ufaff]+)", re.DOTALL)
_NAME = re.compile(r'(<dt class="sig [^>]*)>')


def marked(text):
    """A page's text with what must stay marked.

    Parameters
    ----------
    text : str
        HTML.

    Returns
    -------
    str
    """
    return _FOUND.sub(_marked, _NAME.sub(r'\1 translate="no">', text))


def _marked(found):
    """A Chinese term, or code of the exercises', marked; all else as it is."""
    if found[2]:
        return f'<span lang="zh-Hans" translate="no">{found[2]}</span>'
    return re.sub("^<code>", '<code translate="no">', found[0])


def mark(app, pagename, templatename, context, doctree):
    """Mark a page that is not Chinese itself."""
    if "body" in context and not (app.config.language or "").startswith("zh"):
        context["body"] = marked(context["body"])


def setup(app):
    """Mark each page when all else is in it."""
    app.connect("html-page-context", mark, priority=900)
