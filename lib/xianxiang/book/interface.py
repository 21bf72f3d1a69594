"""What stands around the text is in the edition's language: the words of theme and extensions, and of the book's own parts and scripts.

The book's parts say theirs by `xianxiang.language.say`. Its scripts say ``t('…')`` (`style/words.js`), and are laid beside the pages in the
edition's language. Sphinx, theme and extensions have catalogues, with gaps: the book's own, ``theme.po``, goes before them. What they write
without asking any catalogue is mended on the page.
"""

import json
import re
from gettext import NullTranslations
from pathlib import Path

from sphinx.locale import translators

from xianxiang import language
from xianxiang.book import pages

ROOT = Path(language.__file__).parent

SETTINGS = ("togglebutton_hint", "togglebutton_hint_hide", "proof_title_format")
"""Settings that readers see, whose defaults are in English."""

HARD = ("Toggle hidden content", "Show code cell source", "Hide code cell source", "Toggle primary sidebar", "Toggle secondary sidebar", "Main", "Page")
"""What theme and extensions write without asking a catalogue."""

BUNDLED = ("live/*.js", "live/web/*.js")
"""Below the library's folder, the scripts that are bundled into one: it gets a dictionary, as nothing in it can be found any more."""

BUNDLE = "widgets.js"

_CALL = re.compile(r"""\b(?:t|_|new Error)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
_HARD = re.compile(rf"""((?:aria-label|title)="|admonition-title">)({'|'.join(HARD)})(?=["<])""")
_THEME = re.compile(r"""(?:\b_|Documentation\.gettext)\(\s*"((?:[^"\\]|\\.)*)"\s*\)""")


def spoken(config):
    """The edition's language as the library names it: English where it has no other."""
    name = (config.language or "en").partition("_")[0]
    return name if name in language.LANGUAGES else "en"


class Words(NullTranslations):
    """The book's words, before those of another catalogue."""

    def __init__(self, others):
        super().__init__()
        self.add_fallback(others)

    def gettext(self, message):
        """What the book says for a message, else what the other catalogue does."""
        said = language.say(message)
        return super().gettext(message) if said == message else said


def called(script):
    """The messages of a script of the book, or of a template.

    Parameters
    ----------
    script : str

    Returns
    -------
    list of str

    >>> called("show(t('Kept: {n} MB', { n }), t('Stop'))")
    ['Kept: {n} MB', 'Stop']
    """
    return [json.loads(f'"{single or double}"'.replace("\\'", "'")) for single, double in _CALL.findall(script)]


def told(script):
    """A script of the book that says its messages in the edition's language.

    Parameters
    ----------
    script : str

    Returns
    -------
    str

    >>> told("show(t('Stop'))")
    "show(t('Stop'))"
    """

    def said(found):
        (text,), at = called(found[0]), max(found.start(1), found.start(2)) - found.start() - 1
        return found[0] if language.say(text) == text else found[0][:at] + json.dumps(language.say(text), ensure_ascii=False)

    return _CALL.sub(said, script)


def bundled(name, script):
    """A bundled script with the words of all that is in it, if it is the one that speaks.

    Parameters
    ----------
    name : str
    script : str

    Returns
    -------
    str
    """
    if name != BUNDLE or language.spoken() == "en":
        return script
    found = _dictionary(text for glob in BUNDLED for path in ROOT.glob(glob) for text in called(path.read_text(encoding="utf-8")))
    return f"globalThis.xianxiangWords={found};\n{script}"


def searching(script):
    """The script of Sphinx's search with its words: in place of Sphinx's own file of them, which evaluates a string, as no policy lets it.

    Parameters
    ----------
    script : str

    Returns
    -------
    str
    """
    found = _dictionary(json.loads(f'"{text}"') for text in _THEME.findall(script))
    return f"Object.assign(Documentation.TRANSLATIONS,{found});\n{script}" if language.spoken() != "en" else script


def _dictionary(texts):
    """What each text is in the edition's language, where it is something else, as a script has it."""
    found = {text: language.say(text) for text in sorted(set(texts)) if language.say(text) != text}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def configure(app, config):
    """Translate settings that are the extensions' own."""
    for name in SETTINGS:
        if hasattr(config, name):
            setattr(config, name, language.say(getattr(config, name)))
    config.html_domain_indices = ["py-modindex"]  # the index of proofs would list their labels


def worded(text):
    """A page in the edition's language where theme and extensions ask no catalogue.

    >>> worded('<nav aria-label="Main">')
    '<nav aria-label="Main">'
    """
    return _HARD.sub(lambda found: found[1] + language.say(found[2]), text)


def mend(app, exception):
    """Mend every page that was written."""
    if exception or app.builder.format != "html" or language.spoken() == "en":
        return
    for path in pages.built(app.outdir):
        text = path.read_text(encoding="utf-8")
        pages.write(path, worded(text), text)


def setup(app):
    """Speak the edition's language from now on, in place of all catalogues that are there: extensions ask them from now on, too."""
    language.speak(spoken(app.config))
    if language.spoken() != "en":
        for (namespace, name), others in translators.items():
            if namespace == "general":
                translators[namespace, name] = Words(others)
        app.translator = Words(app.translator)
    app.connect("config-inited", configure, priority=450)
    app.connect("build-finished", mend, priority=780)
