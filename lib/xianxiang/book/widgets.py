"""Same inputs, same bytes: the state of a page's widgets without random names.

A widget's model has a random name, and the page's state holds all models that the chapter ever made.
Keep those that a figure on the page can reach, named by the order in which it reaches them.
"""

import json
import re

from docutils import nodes
from myst_nb.core.render import WIDGET_STATE_MIMETYPE, WIDGET_VIEW_MIMETYPE, sanitize_script_content

REFERENCE = re.compile(r"IPY_MODEL_(\w+)")


def reached(state, roots):
    """Names of the models that the roots refer to, directly or through others, in the order of reach.

    Parameters
    ----------
    state : dict
        Models by name, as ipywidgets writes them.
    roots : list of str
        Names of the models shown on the page.

    Returns
    -------
    list of str
    """
    found, waiting = {}, list(reversed(roots))
    while waiting:
        name = waiting.pop()
        if name in state and name not in found:
            found[name] = True
            waiting += reversed(REFERENCE.findall(json.dumps(state[name], sort_keys=True)))
    return list(found)


def renamed(state, names):
    """The state of the models in `names` (old name to new), with every reference renamed."""
    kept = json.dumps({names[old]: state[old] for old in names}, sort_keys=True)
    return json.loads(REFERENCE.sub(lambda match: f"IPY_MODEL_{names.get(match[1], match[1])}", kept))


def view_nodes(doctree):
    """The scripts of a page that ask for a widget, each with what it asks for."""
    opening = f'<script type="{WIDGET_VIEW_MIMETYPE}">'
    for node in doctree.findall(nodes.raw):
        text = node.astext()
        if text.startswith(opening):
            yield node, json.loads(text[len(opening) : text.rindex("</script>")])


def settle(app, doctree):
    """Rename and prune the widget models of a page that was just read."""
    scripts = getattr(app.env, "nb_metadata", {}).get(app.env.docname, {}).get("js_files", {})
    if "ipywidgets_state" not in scripts:
        return
    uri, script = scripts["ipywidgets_state"]
    document = json.loads(script["body"])
    views = list(view_nodes(doctree))
    order = reached(document["state"], [view["model_id"] for _, view in views])
    names = {old: f"{number:032x}" for number, old in enumerate(order)}
    document["state"] = renamed(document["state"], names)
    body = sanitize_script_content(json.dumps(document, sort_keys=True, separators=(",", ":")))
    scripts["ipywidgets_state"] = (uri, {**script, "type": WIDGET_STATE_MIMETYPE, "body": body})
    for node, view in views:
        view["model_id"] = names.get(view["model_id"], view["model_id"])
        text = f'<script type="{WIDGET_VIEW_MIMETYPE}">{sanitize_script_content(json.dumps(view, sort_keys=True))}</script>'
        node.rawsource, node.children = text, [nodes.Text(text)]


def setup(app):
    """Settle each page once it is read, so that what Sphinx keeps is settled too."""
    app.connect("doctree-read", settle)
