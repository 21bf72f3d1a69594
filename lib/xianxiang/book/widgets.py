"""The state of a page's widgets: the same inputs give the same bytes, and no more of them than the page needs.

A widget's model has a random name, and the page's state holds all models that the chapter ever made.
Keep those that a figure on the page can reach, named by the order in which it reaches them.

Charts are compiled to Vega here, so that no page needs Vega-Lite, nor eval. The state stands behind the text, which is read first,
and names the scripts that bring its figures to life; `page.js` fetches them when one comes near. Until then the still picture of a figure
with a bet keeps the room on a phone that the bet will take, so that the text below stays where it is.
"""

import json

from docutils import nodes
from myst_nb.core.render import WIDGET_STATE_MIMETYPE, WIDGET_VIEW_MIMETYPE, sanitize_script_content

from xianxiang.book import interface
from xianxiang.book.assets import named
from xianxiang.book.reveal import STILL
from xianxiang.live import bundle, still
from xianxiang.live.page import bare, reached, renamed

SCRIPTS = ("widgets.js", "vega.js")


def published(model):
    """A model as the page carries it: bare, with a figure's charts compiled, and without the dictionary that the page itself has."""
    model = bare(model)
    if "plan" in model["state"]:
        plan = json.loads(model["state"]["plan"])
        for chart in plan["charts"]:
            chart["spec"] = still.compiled(chart["spec"])
        plan.pop("dictionary", None)
        model["state"]["plan"] = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return model


def room(title, bet):
    """About how high a figure is on a phone until its bet is placed: fitted to the book's bets in a window of 412 px, within two lines.

    Parameters
    ----------
    title : str
    bet : dict
        Its question and options.

    Returns
    -------
    int
        Pixels.
    """
    options = bet["options"]
    return round(180 + 0.66 * letters(title + bet["question"]) + 1.2 * letters("".join(options)) + 12 * len(options))


def letters(text):
    """How many letters a text has, a Chinese one counting as two.

    >>> letters("blame 卸责")
    10
    """
    return len(text) + sum(letter > "\u2e80" for letter in text)


def rooms(models):
    """The room of each figure with a bet, by its name."""
    plans = [json.loads(model["state"]["plan"]) for model in models if "plan" in model["state"]]
    return {plan["name"]: room(plan["title"], plan["bet"]) for plan in plans if plan["bet"]}


def make_room(doctree, found):
    """Write on the still pictures of a page the room that each keeps."""
    for node in doctree.findall(nodes.raw):
        text = STILL.sub(lambda match: f'{match[0]} style="--xx-room: {found[match[1]]}px"' if match[1] in found else match[0], node.astext())
        if text != node.astext():
            node.rawsource, node.children = text, [nodes.Text(text)]


def addresses():
    """The names of the figures' scripts."""
    return [named(name, interface.bundled(name, (bundle.STATIC / name).read_text(encoding="utf-8")).encode()) for name in SCRIPTS]


def view_nodes(doctree):
    """The scripts of a page that ask for a widget, each with what it asks for."""
    opening = f'<script type="{WIDGET_VIEW_MIMETYPE}">'
    for node in doctree.findall(nodes.raw):
        text = node.astext()
        if text.startswith(opening):
            yield node, json.loads(text[len(opening) : text.rindex("</script>")])


def settle(app, doctree):
    """Rename, prune and compile the widget models of a page that was just read, and put them at its end."""
    scripts = getattr(app.env, "nb_metadata", {}).get(app.env.docname, {}).get("js_files", {})
    if "ipywidgets_state" not in scripts:
        return
    document = json.loads(scripts.pop("ipywidgets_state")[1]["body"])
    views = list(view_nodes(doctree))
    order = reached(document["state"], [view["model_id"] for _, view in views])
    names = {old: f"{number:032x}" for number, old in enumerate(order)}
    for node, view in views:
        view["model_id"] = names.get(view["model_id"], view["model_id"])
        text = f'<script type="{WIDGET_VIEW_MIMETYPE}">{sanitize_script_content(json.dumps(view, sort_keys=True))}</script>'
        node.rawsource, node.children = text, [nodes.Text(text)]
    make_room(doctree, rooms(document["state"][name] for name in order))
    if names:
        document["state"] = {name: published(model) for name, model in renamed(document["state"], names).items()}
        body = sanitize_script_content(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False))
        doctree += nodes.raw("", f'<script type="{WIDGET_STATE_MIMETYPE}" data-needs="{" ".join(addresses())}">{body}</script>', format="html")


def setup(app):
    """Settle each page once it is read, so that what Sphinx keeps is settled too."""
    app.connect("doctree-read", settle)
