"""The book's editions, each built by itself into a folder of its own, on one site.

The English one is built from the book's folder. What another has of its own lies in a folder named after it: ``zh/edition.yml``, which goes
over `_config.yml` and gives the captions of `_toc.yml`, and ``zh/chapters``. From both, `source` lays a folder that Jupyter Book builds; a
chapter that is not there yet is the English one, and says so. Sections have the names of the English ones, so that a link to a place in a
page leads to it in each edition.

A book says in `_config.yml`, under ``sphinx: config:``, which edition it is: ``xianxiang_edition: en``. Its pages then go into ``en/`` of the
site, and what is kept between builds into ``_build/en``. A book that says nothing is alone on its site. Pages lead to the same page of
the editions that are there, or are about to be. What the site has once is made in the end: see `root`. ``python -m xianxiang.book`` builds
all of them.
"""

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml
from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.errors import ConfigError
from sphinx.transforms import SphinxTransform

VARIABLE = "XIANXIANG_EDITIONS"
"""Environment variable: the editions that are being built; whoever set it makes in the end what the site has once."""

NOTE = "edition.json"
SETTINGS = "edition.yml"
CHAPTERS = "chapters"
MARK = "xx-fallback"
FALLBACK = "本章尚无中文版，以下是英文原文。"
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Edition:
    """An edition.

    Attributes
    ----------
    language : str
        As pages and search engines call it.
    name : str
        In its own language.
    """

    language: str
    name: str


EDITIONS = {"en": Edition("en", "English"), "zh": Edition("zh-CN", "中文")}
"""All that there can be; the first is also for readers of other languages."""


def place(app, config):
    """Give an edition its folders, before anything is laid into them."""
    own = config.xianxiang_edition
    if not own or Path(app.outdir).name != "html":  # a builder of other things than pages
        return
    if own not in EDITIONS:
        raise ConfigError(f"xianxiang_edition: is {own!r} in _config.yml; allowed are {', '.join(EDITIONS)}, or none")
    clear(app.outdir)
    config.xianxiang_others = [other for other in EDITIONS if other != own and other in {*os.environ.get(VARIABLE, "").split(), *there(app.outdir)}]
    app.doctreedir = app.doctreedir.parent / own / app.doctreedir.name
    app.outdir = app.outdir / own
    app.outdir.mkdir(parents=True, exist_ok=True)


def clear(folder):
    """Take away the site of a book without editions, where one is in a site's folder."""
    if (folder / ".buildinfo").exists():
        shutil.rmtree(folder)


def kept(app):
    """Folder of what is kept between the builds of an edition."""
    return Path(app.doctreedir).parent


def site(app):
    """Folder of the whole site."""
    return Path(app.outdir).parent if app.config.xianxiang_edition else Path(app.outdir)


def language(config):
    """What pages call the language of a book."""
    own = config.xianxiang_edition
    return EDITIONS[own].language if own else (config.language or "en").replace("_", "-")


def up(app):
    """The way from an edition's folder to the site's."""
    return "../" if app.config.xianxiang_edition else ""


def there(folder):
    """What is known of the editions that were built into a site.

    Parameters
    ----------
    folder : pathlib.Path
        Of the site.

    Returns
    -------
    dict of str to dict
        By the names of their folders: see `root.told`.
    """
    notes = {own: folder.parent / own / NOTE for own in EDITIONS if (folder / own).is_dir()}
    return {own: json.loads(note.read_text(encoding="utf-8")) for own, note in notes.items() if note.is_file()}


def all_of(folder):
    """The editions of the book in a folder."""
    return tuple(own for own in EDITIONS if own == "en" or (folder / own / SETTINGS).is_file())


# -------------------------------------------------------------------------------------------------------------- an edition's source


def source(folder, own):
    """The folder from which an edition is built; laid anew where it has changed, and nowhere else.

    Parameters
    ----------
    folder : pathlib.Path
        The book's.
    own : str
        Key of `EDITIONS`.

    Returns
    -------
    pathlib.Path
    """
    theirs = settings(folder, own)
    if not theirs:
        return folder
    config, toc = (yaml.safe_load((folder / name).read_text(encoding="utf-8")) for name in ("_config.yml", "_toc.yml"))
    ours = {"sphinx": {"config": {"xianxiang_edition": own, "xianxiang_book": "../../.."}}}
    captions = theirs.get("captions", {})
    for part in toc.get("parts", []):
        part["caption"] = captions.get(part.get("caption"), part.get("caption"))
    files = {name: yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode() for name, document in
             (("_config.yml", over(over(config, theirs["config"]), ours)), ("_toc.yml", toc))}
    target = folder / "_build" / own / "source"
    _lay(target, files | {f"{CHAPTERS}/{name}": data for name, data in chapters(folder, own).items()})
    return target


def settings(folder, own):
    """What an edition's file says that is different from the English one; nothing where it has none.

    Parameters
    ----------
    folder : pathlib.Path
        The book's.
    own : str
        Key of `EDITIONS`.

    Returns
    -------
    dict
    """
    path = folder / own / SETTINGS
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}


def over(under, settings):
    """Settings laid over others, key by key.

    >>> over({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    if not (isinstance(under, dict) and isinstance(settings, dict)):
        return settings
    return under | {key: over(under.get(key), value) for key, value in settings.items()}


def chapters(folder, own):
    """What stands in an edition's folder of chapters: its own, and the English of what it has not; of tables the English, which the
    library reads with the edition's words beside them.

    Parameters
    ----------
    folder : pathlib.Path
        The book's.
    own : str

    Returns
    -------
    dict of str to bytes
        By name.
    """
    english, theirs = ({path.name: path.read_bytes() for path in sorted(place.glob("*.*"))} for place in (folder / CHAPTERS, folder / own / CHAPTERS))
    mine = {name: data for name, data in theirs.items() if name not in english or not name.endswith(".csv")}
    return {name: noted(data) if name.endswith(".md") and name not in mine else data for name, data in english.items()} | mine


def noted(chapter):
    """An English chapter that says below its title that there is none in this edition yet."""
    return re.sub(rb"^# .*$", lambda title: title[0] + f"\n\n{{.{MARK} .language-zh-CN}}\n{FALLBACK}\n".encode(), chapter, count=1, flags=re.MULTILINE)


def _lay(folder, files):
    """Lay files into a folder and take away what else is there; leave those that are the same, so that nothing is read again."""
    for path in [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).as_posix() not in files]:
        path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def book(app):
    """The book's folder, where the library, the citation and the English chapters lie."""
    return (Path(app.srcdir) / getattr(app.config, "xianxiang_book", "")).resolve()


def words(app):
    """The folder of what an edition says beside the book's tables; None where it is the book's own."""
    return book(app) / app.config.xianxiang_edition / CHAPTERS if getattr(app.config, "xianxiang_book", "") else None


def native(app, stem):
    """Path of a chapter's source in the book's folder: the edition's, or the English one where it has none."""
    own = f"{app.config.xianxiang_edition}/{CHAPTERS}/{stem}.md"
    return own if (book(app) / own).is_file() else f"{CHAPTERS}/{stem}.md"


class NameSections(SphinxTransform):
    """Give the sections of a page the ids of the English sections at the same places."""

    default_priority = 200  # before targets in the text give sections further ids

    def apply(self, **kwargs):
        """Pair the sections in their order; where there are more or less of them, the page keeps its own."""
        folder, stem = self.env.docname.rpartition("/")[::2]
        english = book(self.app) / CHAPTERS / f"{stem}.md"
        if not self.config.xianxiang_book or folder != CHAPTERS or not english.is_file():
            return
        self.env.note_dependency(str(english))
        sections = [node.parent for node in self.document.findall(nodes.title) if isinstance(node.parent, nodes.section) and "docstring of" not in (node.source or "")]
        names = headings(english.read_text(encoding="utf-8"))
        if native(self.app, stem).startswith(CHAPTERS):
            sections[0]["classes"].append("language-en")
        elif len(sections) == len(names):
            for section, name in zip(sections, names, strict=True):
                self.rename(section, name)

    def rename(self, section, new):
        """Give a section an id in place of its own."""
        (old, *others), document = section["ids"], self.document
        section["ids"] = [new, *others]
        document.ids[new] = document.ids.pop(old, section)
        document.nameids.update({name: new for name, found in document.nameids.items() if found == old})


def headings(text):
    """The ids of a chapter's sections.

    >>> headings("---\\na: b\\n---\\n# One\\n\\n```\\n# no\\n```\\n## What counts?\\n")
    ['one', 'what-counts']
    """
    tokens = MarkdownIt("commonmark").parse(FRONT.sub("", text))
    return [nodes.make_id(inline.content) for opening, inline in zip(tokens, tokens[1:]) if opening.type == "heading_open" and not opening.level]


# -------------------------------------------------------------------------------------------------------------------- on the site


def keep_outputs(app):
    """Have myst-nb write what cells gave beside what else is kept, and not into the site."""
    if hasattr(app.env, "mystnb_config"):
        app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=str(kept(app) / "jupyter_execute"))


def offer(app, pagename, templatename, context, doctree):
    """Let a page lead to the same page of the other editions."""
    page = app.builder.get_target_uri(pagename)
    context["editions"] = [{"edition": other, "address": context["pathto"](f"../{other}/{page}", 1), **vars(EDITIONS[other])} for other in app.config.xianxiang_others]


def setup(app):
    """Place an edition before any other part asks for its folders."""
    app.add_config_value("xianxiang_edition", "", "env", [str])
    app.add_config_value("xianxiang_others", [], "html", [list])
    app.add_config_value("xianxiang_book", "", "env", [str])
    app.add_transform(NameSections)
    app.connect("config-inited", place, priority=50)
    app.connect("builder-inited", keep_outputs)
    app.connect("html-page-context", offer, priority=400)
