"""What a reader sees of an explorer's plan, in the language that is spoken; what the plan names for machines stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from ..language import catalogue, say, tag

__all__ = ["shown", "translated"]

Say = Callable[[str, str], str]
"""Takes a message and which part of the figure it is; returns what is shown."""

_STRING = re.compile(r"""(?<!datum\[)(?<!regexp\()(['"])((?:(?!\1).)*)\1""")
_NAMES = re.compile(r"(\{.*\})\[datum\.label\]")
_EXPRESSIONS = ("filter", "calculate", "labelExpr", "test", "expr")


def translated(plan: dict, language: str) -> dict:
    """Return a plan in another language, with the dictionary of what `explorer.js` says by itself.

    Parameters
    ----------
    plan : dict
        As `Explorer` makes it, in English.
    language : str

    Returns
    -------
    dict
        Regimes and categories keep their English names beside those that are shown, by which goals of exercises know them, and a bet its
        English question, by which a browser remembers it.
    """
    said = shown(plan, lambda text, _: say(text, language))
    layout = [{**new, "names": old["categories"]} if new.get("categories") else new for old, new in zip(plan["layout"], said["layout"])]
    upright = [chart | {"spec": _upright(chart["spec"])} for chart in said["charts"]]
    own = {
        "language": tag(language),
        "dictionary": catalogue(language, "explorer"),
        "regimes": plan["regime"] and [name for name, *_ in plan["regime"]],
        "bet": plan["bet"] and said["bet"] | {"asked": plan["bet"]["question"]},
    }
    return said | own | {"layout": layout, "charts": upright}


def _upright(part):
    """Return a part of a specification without italics, which Chinese letters do not have."""
    if isinstance(part, list):
        return [_upright(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: "normal" if (key, item) == ("fontStyle", "italic") else _upright(item) for key, item in part.items()}


def shown(plan: dict, say: Say) -> dict:
    """Return a plan with all that a reader sees said by `say`.

    Parameters
    ----------
    plan : dict
        As `Explorer` makes it, in English.
    say : function
        Of a message and the part of the figure that it is; returns what is shown. Also asked for texts that have no words in them.

    Returns
    -------
    dict
    """

    def many(texts, part):
        return [say(text, part) for text in texts]

    bet = plan["bet"]
    return plan | {
        "title": say(plan["title"], "title"),
        "controls": [
            control | {"label": say(control["label"], "label"), "help": say(control["help"], "help"), "texts": many(control["texts"], "option")} for control in plan["controls"]
        ],
        "words": plan["words"] and many(plan["words"], "sentence"),
        "layout": [column | {"categories": many(column["categories"], "value")} if column.get("categories") else column for column in plan["layout"]],
        "charts": [
            chart | {"label": say(chart["label"], "chart"), "alt": many(chart["alt"], "alt"), "spec": _spec(chart["spec"], lambda text: say(text, "chart"))} for chart in plan["charts"]
        ],
        "regime": plan["regime"] and [[say(name, "regime"), *rest] for name, *rest in plan["regime"]],
        "presets": [[say(label, "preset"), *rest] for label, *rest in plan["presets"]],
        "play": plan["play"] and plan["play"] | {"label": say(plan["play"]["label"], "play")},
        "bet": bet and bet | {"question": say(bet["question"], "bet"), "options": many(bet["options"], "bet"), "replies": many(bet["replies"], "bet")},
    }


def _spec(part, say: Callable[[str], str]):
    """Return a part of a Vega-Lite specification with its words said."""
    if isinstance(part, list):
        return [_spec(item, say) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: _said(key, item, part, say) for key, item in part.items()}


def _said(key: str, item, holder: dict, say: Callable[[str], str]):
    """Return one entry of a specification: words where its key says that it holds words."""
    if key == "config":
        return item
    if key in _EXPRESSIONS and isinstance(item, str):
        return _expression(item, say)
    if key in ("title", "text", "subtitle", "datum", "equal") and isinstance(item, str):
        return say(item)
    if key in ("title", "text") and isinstance(item, list):
        return _lines(item, say)
    if key in ("domain", "sort", "values", "oneOf") and isinstance(item, list):
        return [say(entry) if isinstance(entry, str) else _spec(entry, say) for entry in item]
    if key == "text" and isinstance(item, dict) and isinstance(item.get("value"), (str, list)):
        return item | {"value": _lines(item["value"], say)}
    return _spec(item, say)


def _expression(text: str, say: Callable[[str], str]) -> str:
    """Return an expression with the strings in it said; names of columns and patterns stay. A list of lines is one text."""
    if names := _NAMES.fullmatch(text):
        return f"{json.dumps({say(key): _lines(item, say) for key, item in json.loads(names[1]).items()})}[datum.label]"
    return _STRING.sub(lambda string: f"{string[1]}{say(string[2])}{string[1]}", text)


def _lines(item: str | list[str], say: Callable[[str], str]) -> str | list[str]:
    """Return a text that may stand in several lines: its own where nothing else is said."""
    text = " ".join(item) if isinstance(item, list) else item
    return item if say(text) == text else say(text)
