"""The look of the charts, and the still picture that stands where nothing can move: no script, print, a failure."""

from __future__ import annotations

import base64
import copy
import html
import re

from ..language import say, tag

__all__ = ["CONFIG", "PALETTE", "columns", "compiled", "figure", "picture", "sources", "styled"]

PALETTE = {
    "shield": "#1f83c4",
    "deflect": "#d55e00",
    "routine": "#808080",
    "green": "#0e9a6b",
    "violet": "#8a63d2",
    "crimson": "#cf3a68",
}
"""Colours that keep a contrast of 3:1 on white and on the theme's dark ground. Never the only mark of a difference."""

FONT = "Liberation Sans, Helvetica Neue, Helvetica, Arial, Noto Sans, Noto Sans CJK SC, sans-serif"
INK = "currentColor"
CONFIG = {
    "background": None,
    "font": FONT,
    "aria": False,
    "padding": 4,
    "view": {"stroke": None},
    "title": {"color": INK, "fontSize": 12, "fontWeight": "normal", "anchor": "start", "frame": "bounds", "offset": 8, "aria": False},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.12,
        "domainOpacity": 0.5,
        "tickOpacity": 0.5,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelPadding": 4,
        "tickSize": 4,
        "labelLimit": 160,
        "labelSeparation": 6,
        "aria": False,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "orient": "top", "labelLimit": 300,
               "symbolSize": 110, "labelOffset": 2, "columnPadding": 5, "layout": {"top": {"anchor": "start", "bounds": "full"}}, "aria": False},
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12},
    "mark": {"aria": False},
    "text": {"color": INK, "fontSize": 12},
    "rule": {"color": INK},
    "range": {"category": list(PALETTE.values())},
}
WIDTH = 640
VEGA_LITE = "6.4"
"""The release of Vega-Lite that draws stills and compiles the charts of published pages."""
_COMPOSED = ("hconcat", "vconcat", "concat", "facet", "repeat")


def styled(spec: dict, height: int) -> dict:
    """Return a Vega-Lite specification with the book's look, which the chart's own settings override.

    Parameters
    ----------
    spec : dict
        A chart; left as it is.
    height : int
        In pixels, axes included.

    Returns
    -------
    dict
    """
    spec = copy.deepcopy(spec)
    own = spec.pop("config", {})
    own.get("view", {}).pop("continuousWidth", None)
    own.get("view", {}).pop("continuousHeight", None)
    spec.pop("$schema", None)
    spec["config"] = {**CONFIG, **{key: {**CONFIG[key], **part} if isinstance(part, dict) and isinstance(CONFIG.get(key), dict) else part for key, part in own.items()}}
    if not composed(spec):
        spec |= {"width": WIDTH, "height": height, "autosize": {"type": "fit", "contains": "padding"}}
        _lay_flat(spec)
    return spec


def _lay_flat(spec: dict) -> None:
    """Make the title of the vertical axis a line above the chart, where it is read without turning the head."""
    if "title" in spec or "resolve" in spec:
        return
    layers = [part for part in (spec, *spec.get("layer", [])) if isinstance(part.get("encoding", {}).get("y"), dict)]
    holders = [y["axis"] if isinstance(y.get("axis"), dict) and "title" in y["axis"] else y for y in (part["encoding"]["y"] for part in layers)]
    titles = [holder["title"] for holder in holders if holder.get("title")]
    if titles:
        spec["title"] = {"text": titles[0], "offset": 26} if any(map(_has_line_of_kinds, layers)) else titles[0]
        for holder in holders:
            holder["title"] = None


def _has_line_of_kinds(part: dict) -> bool:
    """Tell whether a legend stands as a line of its own right above the plot, so that the title must leave it room."""
    legend = part["encoding"].get("color", {}).get("legend")
    return isinstance(legend, dict) and legend.get("orient") == "none"


def composed(spec: dict) -> bool:
    """Tell whether a chart is made of several, so that its size is its own affair."""
    return any(key in spec for key in _COMPOSED) or bool({"row", "column", "facet"} & set(spec.get("encoding", {})))


def sources(spec) -> set[str]:
    """Return the names of the data that a specification reads."""
    if isinstance(spec, list):
        return set().union(*map(sources, spec))
    if not isinstance(spec, dict):
        return set()
    data = spec.get("data")
    own = {data["name"]} if isinstance(data, dict) and "name" in data and "values" not in data else set()
    return own.union(*(sources(part) for key, part in spec.items() if key not in ("data", "datasets", "config")))


def columns(spec, source: str | None = None, made: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
    """Return which columns of which data a specification reads, but for those that its own transforms make.

    Parameters
    ----------
    spec : dict
        A chart or a part of one.
    source : str, optional
        The name of the data that it inherits.
    made : frozenset of str
        The columns that transforms above it made.

    Returns
    -------
    set of (str, str)
        Data and column. Nothing of data given in place, nor of parts whose transforms make columns of unknown names.
    """
    data = spec.get("data")
    if isinstance(data, dict):
        source = data.get("name") if "values" not in data else None
    steps = spec.get("transform", [])
    made = made.union(*map(_made, steps))
    parts = [part for key in ("layer", *_COMPOSED[:3]) for part in spec.get(key, [])] + [spec[key] for key in ("spec",) if isinstance(spec.get(key), dict)]
    own = set() if source is None or any("pivot" in step or "lookup" in step for step in steps) else _fields(spec.get("encoding", {})) | _asked(steps)
    return {(source, name) for name in own - made}.union(*(columns(part, source, made) for part in parts))


def _made(step: dict) -> frozenset[str]:
    """Return the columns that a transform makes."""
    if "fold" in step:
        return frozenset(step.get("as", ["key", "value"]))
    if any(key in step for key in ("density", "regression", "loess", "quantile")):
        return frozenset([*step.get("as", ["value", "density", "prob"]), *step.get("groupby", []), *[step[key] for key in ("regression", "on", "loess") if key in step]])
    names = [step.get("as", [])] + [part.get("as", []) for key in ("aggregate", "joinaggregate", "window") for part in step.get(key, []) if isinstance(part, dict)]
    return frozenset(name for part in names for name in ([part] if isinstance(part, str) else part))


def _fields(part) -> set[str]:
    """Return the columns that encodings name, also in conditions, sorting and tooltips."""
    if isinstance(part, list):
        return set().union(*map(_fields, part))
    if not isinstance(part, dict):
        return set()
    own = {part["field"]} if isinstance(part.get("field"), str) else set()
    return own.union(*(_fields(inner) for key, inner in part.items() if key not in ("scale", "axis", "legend", "value", "datum")))


def _asked(steps: list) -> set[str]:
    """Return the columns that the expressions of filters and calculations name."""
    texts = [step[key] for step in steps for key in ("filter", "calculate") if isinstance(step.get(key), str)]
    return {name for text in texts for name in re.findall(r"datum\.(\w+)", text)}


def picture(spec: dict, data: dict[str, list[dict]]) -> str | None:
    """Draw a chart as SVG.

    Parameters
    ----------
    spec : dict
        As `styled` returns it.
    data : dict of str to list of dict
        The rows of every table.

    Returns
    -------
    str or None
        None where vl-convert is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        return None
    spec = _replaced(spec, INK, "#333333") | {"background": "transparent"}
    spec["datasets"] = {**spec.get("datasets", {}), **{name: data[name] for name in sorted(sources(spec))}}
    return _numbered(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))


def compiled(spec: dict) -> dict:
    """Compile a chart to Vega, for a page whose script does not know Vega-Lite.

    Parameters
    ----------
    spec : dict
        As `styled` returns it.

    Returns
    -------
    dict
        The same chart. A title with settings of its own is left in one line, as a chart of Vega-Lite leaves it.
    """
    import vl_convert

    title = spec.get("title")
    if isinstance(title, dict) and isinstance(title.get("text"), str):
        spec = spec | {"title": title | {"text": [title["text"]]}}
    return vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)


def _numbered(svg: str) -> str:
    """Return a picture whose clips and gradients are numbered from 0, however many pictures were drawn before it."""
    names: dict[str, str] = {}
    return re.sub(r"\b(clip|gradient_)\d+\b", lambda match: names.setdefault(match[0], f"{match[1]}{len(names)}"), svg)


def figure(name, title, charts, data, entry, sentence, setting, question, language="en") -> str:
    """Return a figure of HTML.

    Parameters
    ----------
    name, title, sentence, question : str
    charts : list of (dict, str, str)
        Specification, label and text alternative of every chart.
    data : dict of str to list of dict
    entry : tuple or None
        The regime's name, colour and symbol.
    setting : list of (str, str)
        Labels and values of the controls.
    language : str
        In which the texts above are.

    Returns
    -------
    str
    """

    parts = [_picture_html(*chart, data) for chart in charts]
    words = say("; ", language).join(say("{label}: {value}", language).format(label=label, value=value) for label, value in setting)
    lines = [
        f"<strong>{html.escape(title)}</strong>",
        html.escape((say("{first}. {then}", language).format(first=f"{entry[2]} {entry[0]}", then=sentence) if entry else sentence).strip()),
        html.escape(say("Setting: {setting}.", language).format(setting=words)),
        html.escape(say("Question: {question}", language).format(question=question)) if question else "",
    ]
    caption = "".join(f"<div>{line}</div>" for line in lines if line)
    bet = " data-bet" if question else ""
    spoken = "" if language == "en" else f' lang="{tag(language)}"'
    return f'<figure{spoken} class="xx-still" data-for="{name}"{bet}>{"".join(parts)}<figcaption style="font-weight:normal;text-align:start">{caption}</figcaption></figure>'


def _picture_html(spec: dict, label: str, alt: str, data: dict) -> str:
    """Return one chart as an image, or its text where it cannot be drawn."""
    heading = f"<div>{html.escape(label)}</div>" if label else ""
    svg = picture(spec, data)
    if svg is None:
        return f"{heading}<div>{html.escape(alt)}</div>"
    source = base64.b64encode(svg.encode()).decode()
    return f'{heading}<img class="dark-light" style="max-width:100%;height:auto" alt="{html.escape(alt)}" src="data:image/svg+xml;base64,{source}">'


def _replaced(part, old: str, new: str):
    """Return a copy of nested lists and dicts with one string replaced by another."""
    if isinstance(part, dict):
        return {key: _replaced(item, old, new) for key, item in part.items()}
    if isinstance(part, list):
        return [_replaced(item, old, new) for item in part]
    return new if isinstance(part, str) and part == old else part
