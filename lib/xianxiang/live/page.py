"""An explorer as one HTML file that works alone: no server, no kernel, no other file, no other host."""

from __future__ import annotations

import html
import json
import re

from ..language import tag
from . import bundle

__all__ = ["bare", "page", "reached", "renamed"]

_STYLE = """
:root { color-scheme: light dark; --pst-color-text-base: #222832; --pst-color-text-muted: #48566b; --pst-color-border: #c9cfd6;
  --pst-color-background: #fff; --pst-color-surface: #f3f4f5; --pst-color-primary: #1464a0; }
body { background: var(--pst-color-background); color: var(--pst-color-text-base);
  margin: 1.5rem auto; padding: 0 1rem; max-width: 60rem; font: 1rem/1.5 Liberation Sans, Helvetica Neue, Arial, Noto Sans CJK SC, sans-serif; }
.xx-still { margin: 0; }
@media (prefers-color-scheme: dark) {
  :root { --pst-color-text-base: #ced6dd; --pst-color-text-muted: #9ca4af; --pst-color-border: #48566b;
    --pst-color-background: #121212; --pst-color-surface: #222832; --pst-color-primary: #7fb8ea; }
  .xx-still img { filter: invert(1) hue-rotate(180deg); }
}
"""
_LETTERS = {"zh": "body { --pst-font-family-base: PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif; font-family: var(--pst-font-family-base); }\n"}
"""What a page in another language adds to the style: letters that have its marks at full width."""

_REFERENCE = re.compile(r"IPY_MODEL_(\w+)")


def page(explorer) -> str:
    """Return the file's text: still picture, state and scripts in one. The same explorer gives the same text.

    Parameters
    ----------
    explorer : Explorer

    Returns
    -------
    str

    Raises
    ------
    bundle.BundleError
        If the scripts that a page needs are not there and cannot be built.
    """
    from ipywidgets import embed

    folder = bundle.ensure()
    scripts = [_inline((folder / name).read_text(encoding="utf-8")) for name in ("vega-lite.js", "widgets.js")]
    state = {name: bare(model) for name, model in embed.dependency_state([explorer], drop_defaults=False).items()}
    names = {name: f"{number:032x}" for number, name in enumerate(reached(state, [explorer.model_id]))}  # those of ipywidgets are random
    document = {"version_major": 2, "version_minor": 0, "state": renamed(state, names)}
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{tag(explorer.language)}">',
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(explorer.plan["title"])}</title><style>{_STYLE}{_LETTERS.get(explorer.language, "")}</style></head>',
        f"<body><main>{explorer.still()}",
        _data("view", {"version_major": 2, "version_minor": 0, "model_id": names[explorer.model_id]}),
        "</main>",
        _data("state", document),
        *(f"<script>{script}</script>" for script in scripts),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def bare(model: dict) -> dict:
    """Return a model's state as a page needs it: without the script and the style of a figure, which are bundled, and without a layout's blanks.

    Parameters
    ----------
    model : dict
        As ipywidgets writes it.

    Returns
    -------
    dict
    """
    layout = model["model_name"] == "LayoutModel"
    kept = {name: value for name, value in model["state"].items() if name not in ("_esm", "_css") and not (layout and value is None)}
    return {**model, "state": kept}


def reached(state: dict, roots: list[str]) -> list[str]:
    """Return the names of the models that the roots refer to, directly or through others, in the order of reach.

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
            waiting += reversed(_REFERENCE.findall(json.dumps(state[name], sort_keys=True)))
    return list(found)


def renamed(state: dict, names: dict[str, str]) -> dict:
    """Return the state of models under other names, with every reference renamed.

    Parameters
    ----------
    state : dict
        Models by name, as ipywidgets writes them.
    names : dict
        From the old name of each model that is kept to its new one.

    Returns
    -------
    dict
    """
    kept = json.dumps({names[old]: state[old] for old in names}, sort_keys=True)
    return json.loads(_REFERENCE.sub(lambda match: f"IPY_MODEL_{names.get(match[1], match[1])}", kept))


def _data(kind: str, value: dict) -> str:
    """Return a script element that holds data of ipywidgets."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/vnd.jupyter.widget-{kind}+json">{text}</script>'


def _inline(script: str) -> str:
    """Return a script that may stand inside a page: nothing in it looks like a tag that would end it."""
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", script, flags=re.IGNORECASE)
