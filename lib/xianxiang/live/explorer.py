"""The explorer: controls over a grid of results, a sentence, a regime and charts.

An `Explorer` is a box of stock ipywidgets with one widget below them that draws. The tables of results travel once, packed by
`codec`; the drawing is done by ``explorer.js``, which reads the part of the tables that belongs to the present setting. The
same object works in JupyterLab and in a published page without any kernel.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets

from ..language import say, spoken
from . import still
from .codec import Column, encode, quantize
from .grid import Choice, Grid, Slider, Switch, check, known, listed
from .shown import translated
from .words import check_template, fill

__all__ = ["Bet", "Chart", "Choice", "Explorer", "Grid", "Play", "Regime", "Slider", "Switch", "Table", "Words", "explore"]

_HERE = Path(__file__).parent
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_BUTTONS = 4  # a choice among more options than this becomes a drop-down list


@dataclass(frozen=True, init=False, eq=False)
class Table:
    """A table of results at every point of the grid.

    Parameters
    ----------
    rows : dict of str to sequence, optional
        What the rows are: values by name, one axis each, as ``{"day": days, "kind": kinds}``. The table gets a column of each. An empty
        dict makes a table of one row. Without `rows` each column has one last axis for the rows.
    first : str, optional
        Which axis of the rows stands in front of all others in the columns, as rounds do in the results of a simulation.
    decimals : int or dict of str to int
        Decimal places kept, for all columns or by column; 4 where nothing is said.
    **columns : array_like
        Numbers (NaN where there is none) or strings, broadcastable to the grid's shape and, behind it, the axes of the rows.
    """

    columns: dict
    decimals: int | dict

    def __init__(self, rows: dict | None = None, *, first: str | None = None, decimals: int | dict = 4, **columns):
        if rows is None:
            check(first is None, "Table: first", first, "nothing, without rows")
            arrays = {name: np.asarray(values) for name, values in columns.items()}
        else:
            arrays = _in_rows(rows, first, columns)
        object.__setattr__(self, "columns", arrays)
        object.__setattr__(self, "decimals", decimals)
        check(bool(columns), "Table", columns, "at least one column")
        places = decimals if isinstance(decimals, dict) else {"decimals": decimals}
        check(all(isinstance(n, int) and 0 <= n <= 9 for n in places.values()), "Table: decimals", decimals, "0 to 9")
        if isinstance(decimals, dict):
            check(set(decimals) <= set(arrays), "Table: decimals", decimals, "the columns {names}", names=listed(arrays))

    def quantized(self, name: str, shape: tuple[int, ...]) -> dict[str, Column]:
        """Return the columns as integers over a grid of this shape."""
        lengths = {key: array.shape[-1] if array.ndim else 1 for key, array in self.columns.items()}
        rows = max(lengths.values())
        check(set(lengths.values()) <= {1, rows}, f"tables[{name!r}]: rows by column", lengths, "one number of rows for all columns, or 1")
        return {
            key: quantize(array, (*shape, rows), self._places(key), f"tables[{name!r}]: column {key!r}")
            for key, array in self.columns.items()
        }

    def _places(self, key: str) -> int:
        return self.decimals.get(key, 4) if isinstance(self.decimals, dict) else self.decimals


def _in_rows(rows: dict, first: str | None, columns: dict) -> dict[str, np.ndarray]:
    """Return the columns with the axes of the rows flattened into one, last, and before them the columns that name the rows."""
    lengths = tuple(map(len, rows.values()))
    check(all(lengths), "Table: rows", rows, "one value or more of each")
    check(not set(rows) & set(columns), "Table: columns", list(columns), "other names than the rows' {names}", names=listed(rows))
    if first is not None:
        known(first, rows, "Table: first")
        place = list(rows).index(first) - len(rows)
        columns = {name: np.moveaxis(np.asarray(values), 0, place) for name, values in columns.items()}
    index = np.indices(lengths).reshape(len(rows), int(np.prod(lengths)))
    named = {name: np.asarray(values)[at] for (name, values), at in zip(rows.items(), index)}
    return named | {name: _flat(np.asarray(values), lengths, f"Table: column {name!r}") for name, values in columns.items()}


def _flat(array: np.ndarray, lengths: tuple[int, ...], where: str) -> np.ndarray:
    """Return an array with its last axes, broadcast to these lengths, flattened into one."""
    array = array.reshape((1,) * (len(lengths) - array.ndim) + array.shape)
    ends = array.shape[array.ndim - len(lengths) :]
    check(all(n in (1, length) for n, length in zip(ends, lengths)), f"{where}: shape", array.shape, "last axes that broadcast to {lengths}", lengths=lengths)
    lead = array.shape[: array.ndim - len(lengths)]
    return np.broadcast_to(array, lead + lengths).reshape(*lead, -1)


@dataclass(frozen=True, eq=False)
class Words:
    """A sentence at every point of the grid.

    Parameters
    ----------
    code : array_like of int or str
        Which template holds, by position or by name, broadcastable to the grid's shape.
    templates : str, sequence of str or dict of str to str
        Sentences with fields ``{name}`` or ``{name:format}``; the formats are `words.FORMATS`.
    values : dict of str to array_like
        Numbers or strings for the fields, each broadcastable to the grid's shape.

    Attributes
    ----------
    keys : tuple of str
        The templates' names; of templates without names, their positions.
    """

    code: np.ndarray
    templates: str | Sequence[str] | Mapping[str, str]
    values: dict = field(default_factory=dict)
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self):
        templates = (self.templates,) if isinstance(self.templates, str) else self.templates
        named = dict(templates) if isinstance(templates, Mapping) else {str(i): text for i, text in enumerate(templates)}
        object.__setattr__(self, "keys", tuple(named))
        object.__setattr__(self, "templates", tuple(named.values()))
        object.__setattr__(self, "code", _codes(_positions(self.code, self.keys), len(named), "Words: code"))
        for template in self.templates:
            check_template(template, self.values, "Words: template")

    def quantized(self, shape: tuple[int, ...], where: str) -> dict[str, Column]:
        """Return the code and the values as integers over a grid of this shape."""
        columns = {"code": quantize(self.code[..., None], (*shape, 1), 0, f"{where}: code")}
        for name, values in self.values.items():
            columns[f"value:{name}"] = quantize(_honest(np.asarray(values))[..., None], (*shape, 1), 6, f"{where}: value {name!r}")
        return columns


def _positions(code, keys: tuple[str, ...]) -> np.ndarray:
    """Return positions for names; positions are left as they are."""
    code = np.asarray(code)
    if code.dtype.kind != "U":
        return code
    names, positions = np.unique(code, return_inverse=True)
    for name in names:
        known(str(name), keys, "Words: code")
    return np.array([keys.index(name) for name in names])[positions].reshape(code.shape)


def _honest(values: np.ndarray) -> np.ndarray:
    """Keep apart from 0 and from 1 what six decimals would merge with them, but for float error."""
    if values.dtype.kind != "f":
        return values
    return np.where((values > 1e-12) & (values < 1 - 1e-12), np.clip(values, 1e-6, 1 - 1e-6), values)


@dataclass(frozen=True, eq=False)
class Regime:
    """The regime at every point of the grid, named, coloured and marked by a symbol.

    Parameters
    ----------
    code : array_like of int
        Which entry holds, broadcastable to the grid's shape.
    entries : sequence of (str, str, str)
        Name, colour as ``#rrggbb``, symbol.
    """

    code: np.ndarray
    entries: Sequence[Sequence[str]]

    def __post_init__(self):
        entries = tuple(map(tuple, self.entries))
        for entry in entries:
            check(len(entry) == 3 and all(isinstance(s, str) and s for s in entry) and bool(_COLOUR.fullmatch(entry[1])), "Regime: entry", entry, "(name, '#rrggbb', symbol)")
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "code", _codes(self.code, len(entries), "Regime: code"))


@dataclass(frozen=True, eq=False)
class Chart:
    """A Vega-Lite chart over one or more of the tables.

    Parameters
    ----------
    chart : altair chart or dict
        Its data are named after a table: ``alt.NamedData("path")``. Give its scales fixed domains, so that the axes stand still while
        the reader moves a control.
    alt : str or Words
        What the chart shows, for those who do not see it.
    label : str
        A short heading.
    height : int
        In pixels, axes included. The width is that of the place where the chart stands.
    """

    chart: Any
    alt: str | Words
    label: str = ""
    height: int = 260

    def __post_init__(self):
        check(hasattr(self.chart, "to_dict") or isinstance(self.chart, dict), "Chart: chart", type(self.chart).__name__, "an Altair chart or a dict")
        check(isinstance(self.alt, Words) or (isinstance(self.alt, str) and bool(self.alt.strip())), "Chart: alt", self.alt, "some words, or a Words")
        check(isinstance(self.height, int) and self.height > 0, "Chart: height", self.height, "a positive number of pixels")

    @cached_property
    def spec(self) -> dict:
        """The Vega-Lite specification, without what Altair adds of its own and with the book's look."""
        own = self.chart if isinstance(self.chart, dict) else self.chart.to_dict()
        return still.styled(own, self.height)


@dataclass(frozen=True)
class Play:
    """A walk through settings.

    Parameters
    ----------
    steps : sequence of dict
        Settings by key; a key that a step does not name stays as the reader left it.
    seconds : float
        How long a step lasts.
    label : str
        What the button says.
    """

    steps: Sequence[dict]
    seconds: float = 0.15
    label: str = "Play"

    def __post_init__(self):
        object.__setattr__(self, "steps", tuple(self.steps))
        check(len(self.steps) > 1, "Play: steps", self.steps, "two or more settings")
        check(0.05 <= self.seconds <= 5, "Play: seconds", self.seconds, "0.05 to 5")


@dataclass(frozen=True)
class Bet:
    """A question put before the figure; the figure stays covered until the reader answers or declines.

    Parameters
    ----------
    question : str
    options : sequence of str
    replies : sequence of str
        What the reader is told after choosing, one an option.
    """

    question: str
    options: Sequence[str]
    replies: Sequence[str]

    def __post_init__(self):
        object.__setattr__(self, "options", tuple(self.options))
        object.__setattr__(self, "replies", tuple(self.replies))
        check(len(self.options) > 1, "Bet: options", self.options, "two or more")
        check(len(self.replies) == len(self.options), "Bet: replies", self.replies, "one for each of the {count} options", count=len(self.options))


class _Figure(anywidget.AnyWidget):
    """What draws: the plan, the packed tables and references to the controls."""

    _esm = _HERE / "explorer.js"
    _css = _HERE / "explorer.css"
    plan = traitlets.Unicode().tag(sync=True)  # JSON as text: on its way through a browser's Python a dictionary loses each null
    payload = traitlets.Bytes().tag(sync=True)
    controls = traitlets.List().tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, **traits):
        super().__init__(**traits)
        self.on_msg(_answer)


def _answer(figure: _Figure, content: dict, _buffers) -> None:
    """Hand the browser the drawing library, once a page, when there is no published page to take it from."""
    if not isinstance(content, dict) or content.get("kind") != "vega":
        return
    from . import bundle

    try:
        figure.send({"kind": "vega"}, [(bundle.ensure() / "vega-lite.js").read_bytes()])
    except (bundle.BundleError, OSError) as error:
        figure.send({"kind": "vega", "error": str(error)})


class Explorer(ipywidgets.VBox):
    """Controls and what they show; made by `explore`.

    It speaks the language that was spoken when it was made. Its attributes are what it was made of, in English: by these names settings,
    links and goals know it.

    Attributes
    ----------
    name, title : str
    grid : Grid
    charts : tuple of Chart
    words : Words or None
    regime : Regime or None
    presets : dict of str to dict
    bet : Bet or None
    columns : dict of str to Column
        Every column of the packed table by the name under which it travels, as ``words/code`` or ``table/path/share``.
    language : str
    plan : dict
        What the browser draws and says, in the explorer's language.
    """

    def __init__(self, name, title, grid, tables, charts, words, regime, presets, play, bet):
        self.name, self.title, self.grid, self.language = name, title, grid, spoken()
        self.charts, self.words, self.regime, self.presets, self.bet = charts, words, regime, presets, bet
        self._tables = {key: table.quantized(key, grid.shape) for key, table in tables.items()}
        self.columns = _all_columns(self._tables, grid.shape, charts, words, regime)
        layout, payload = encode(self.columns)
        plan = {
            "name": name,
            "title": title,
            "controls": [_control_plan(control) for control in grid.controls],
            "tables": {key: list(columns) for key, columns in self._tables.items()},
            "layout": layout,
            "charts": [{"spec": c.spec, "alt": _text_plan(c.alt), "label": c.label, "height": c.height} for c in charts],
            "words": _text_plan(words),
            "says": list(words.keys) if words else [],
            "regime": regime and [list(entry) for entry in regime.entries],
            "presets": [[label, list(grid.index(setting, f"presets[{label!r}]"))] for label, setting in presets.items()],
            "play": play and {
                "label": play.label,
                "seconds": play.seconds,
                "steps": [grid.partial(step, f"Play: steps[{i}]") for i, step in enumerate(play.steps)],
            },
            "bet": bet and {"question": bet.question, "options": list(bet.options), "replies": list(bet.replies)},
        }  # fmt: skip
        self.plan = plan if self.language == "en" else translated(plan, self.language)
        self._shown = {head["name"]: replace(self.columns[head["name"]], categories=head.get("categories")) for head in self.plan["layout"]}
        controls = [_control(control, said) for control, said in zip(grid.controls, self.plan["controls"])]
        heading = ipywidgets.HTML(f'<div class="xx-title">{html.escape(self.plan["title"])}</div>', tooltip="")  # without one its label would be called "null"
        box = ipywidgets.VBox(controls)
        box.add_class("xx-controls")
        figure = _Figure(plan=json.dumps(self.plan, ensure_ascii=False, separators=(",", ":")), payload=payload, controls=controls)
        self._controls = controls
        super().__init__([heading, box, figure])
        self.add_class("xx-explorer")

    @property
    def grid_shape(self) -> tuple[int, ...]:
        """The number of values of every control."""
        return self.grid.shape

    @property
    def default(self) -> dict:
        """The setting at which the explorer opens."""
        return self.grid.default

    @property
    def position(self) -> tuple[int, ...]:
        """Where the controls stand now, as a point of the grid."""
        return tuple(int(widget.value) if isinstance(widget, ipywidgets.Checkbox) else widget.index for widget in self._controls)

    def rows(self, table: str, **setting):
        """Return a table at a setting, as the browser draws it, but for its words, which are English: code finds what it seeks in any language.

        Parameters
        ----------
        table : str
            A table's name.
        **setting
            Values by the controls' keys; the default for the others.

        Returns
        -------
        pandas.DataFrame
        """
        import pandas

        known(table, self._tables, "rows: table")
        return pandas.DataFrame(self._rows(table, self.grid.index(setting), self.columns))

    def _rows(self, table: str, index: tuple[int, ...], held: Mapping[str, Column]) -> dict[str, np.ndarray]:
        """Return the columns of a table at a point of the grid, all of one length."""
        columns = {key: held[f"table/{table}/{key}"].at(index) for key in self._tables[table]}
        rows = max(map(len, columns.values()))
        return {key: np.broadcast_to(values, rows) for key, values in columns.items()}

    def _records(self, table: str, index: tuple[int, ...]) -> list[dict]:
        """Return the rows of a table at a point of the grid; without pandas, which takes long to load in a browser."""
        columns = self._rows(table, index, self._shown)
        return [dict(zip(columns, row)) for row in zip(*(values.tolist() for values in columns.values()))]

    def sentence(self, **setting) -> str:
        """Return the sentence at a setting, or an empty string if the explorer has none."""
        return self._text(self.plan["words"], "words", self.grid.index(setting))

    def regime_at(self, **setting) -> str | None:
        """Return the name of the regime at a setting, or None if the explorer has none."""
        entry = self._entry(self.grid.index(setting))
        return entry and entry[0]

    def alt(self, chart: int = 0, **setting) -> str:
        """Return the text alternative of a chart at a setting."""
        return self._text(self.plan["charts"][chart]["alt"], f"alt{chart}", self.grid.index(setting))

    def _entry(self, index: tuple[int, ...]) -> list[str] | None:
        return self.plan["regime"] and self.plan["regime"][int(self.columns["regime/code"].at(index)[0])]

    def _text(self, templates: list[str] | None, where: str, index: tuple[int, ...]) -> str:
        """Fill the sentence that holds at a point of the grid."""
        if not templates or f"{where}/code" not in self.columns:
            return templates[0] if templates else ""
        prefix = f"{where}/value:"
        values = {name.removeprefix(prefix): column.at(index)[0] for name, column in self._shown.items() if name.startswith(prefix)}
        return fill(templates[int(self.columns[f"{where}/code"].at(index)[0])], values)

    def still(self) -> str:
        """Return the default setting as HTML that needs no script: pictures, their text, and the setting in words."""
        index, plan = self.grid.index({}), self.plan
        return still.figure(
            name=self.name,
            title=plan["title"],
            charts=[(c["spec"], c["label"], self.alt(i)) for i, c in enumerate(plan["charts"])],
            data={table: self._records(table, index) for table in self._tables},
            entry=self._entry(index),
            sentence=self.sentence(),
            setting=[(control["label"], control["texts"][i]) for control, i in zip(plan["controls"], index)],
            question=plan["bet"]["question"] if plan["bet"] else "",
            language=self.language,
        )

    def save(self, path: str | Path) -> Path:
        """Write the explorer as one HTML file that works alone, also opened from a folder and offline.

        Parameters
        ----------
        path : str or Path
            The name of the file, which ends in ``.html``; its folder must exist.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        ValueError
            If the name does not end in ``.html`` or there is no such folder.
        xianxiang.live.bundle.BundleError
            If the scripts that a page needs are not there and cannot be built.
        """
        from .page import page

        path = Path(path)
        check(path.suffix in (".html", ".htm"), "save: path", str(path), "a name that ends in .html")
        check(path.parent.is_dir(), "save: path", str(path), "a folder that exists; {folder} does not", folder=repr(str(path.parent)))
        path.write_text(page(self), encoding="utf-8")
        return path

    def __repr__(self) -> str:
        return f"Explorer {self.name!r}: " + say("{first}. {then}", self.language).format(first=self.plan["title"], then=self.sentence()).strip()

    def _repr_mimebundle_(self, **kwargs) -> dict:
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": repr(self), "text/html": self.still()}


def explore(name, title, controls, tables, charts=(), words=None, regime=None, presets=None, play=None, bet=None) -> Explorer:
    """Make an explorer.

    Parameters
    ----------
    name : str
        A slug, ``[a-z][a-z0-9-]*``, that no other explorer of the book has; links carry it.
    title : str
        A short plain title.
    controls : Grid, or sequence of Slider, Switch or Choice
        They span the grid, in this order.
    tables : dict of str to Table
    charts : sequence of Chart
        They stand side by side and wrap below each other where space is short.
    words : Words, optional
        What the model now says, in a sentence.
    regime : Regime, optional
    presets : dict of str to dict, optional
        Settings by name; a key that is not named takes the default.
    play : Play, optional
    bet : Bet, optional

    Returns
    -------
    Explorer
        With `rows`, `sentence`, `regime_at` and `alt` to ask in Python what the browser shows.

    Raises
    ------
    ValueError
        Naming the parameter, what it got and what is allowed.
    """
    check(isinstance(name, str) and bool(_SLUG.fullmatch(name)), "name", name, "a slug such as 'alliance-map'")
    check(isinstance(title, str) and bool(title.strip()), "title", title, "some words")
    check(isinstance(tables, dict) and bool(tables) and all(isinstance(t, Table) for t in tables.values()), "tables", tables, "a dict of at least one Table")
    charts = tuple(charts)
    for chart in charts:
        check(isinstance(chart, Chart), "charts", chart, "a list of Chart")
        for source in still.sources(chart.spec):
            known(source, tables, "charts: data")
        for source, column in sorted(still.columns(chart.spec)):
            known(column, tables[source].columns, f"charts: column of table {source!r}")
    for what, kind, label in ((words, Words, "words"), (regime, Regime, "regime"), (play, Play, "play"), (bet, Bet, "bet")):
        check(what is None or isinstance(what, kind), label, what, "a {kind} or None", kind=kind.__name__)
    grid = controls if isinstance(controls, Grid) else Grid(controls)
    return Explorer(name, title, grid, tables, charts, words, regime, dict(presets or {}), play, bet)


def _codes(code, count: int, where: str) -> np.ndarray:
    """Check an array of positions in a list."""
    code = np.asarray(code)
    check(code.dtype.kind in "iub", where, f"an array of {code.dtype}", "an array of integers")
    check(code.size > 0 and 0 <= int(code.min()) and int(code.max()) < count, where, (code.min(), code.max()) if code.size else (), "0 to {most}", most=count - 1)
    return code.astype(np.int64)


def _all_columns(tables, shape, charts, words, regime) -> dict[str, Column]:
    """Return every column of an explorer by the name under which it travels."""
    columns = {f"table/{table}/{key}": column for table, group in tables.items() for key, column in group.items()}
    if words is not None:
        columns |= {f"words/{key}": column for key, column in words.quantized(shape, "words").items()}
    if regime is not None:
        columns["regime/code"] = quantize(regime.code[..., None], (*shape, 1), 0, "regime: code")
    for i, chart in enumerate(charts):
        if isinstance(chart.alt, Words):
            columns |= {f"alt{i}/{key}": column for key, column in chart.alt.quantized(shape, f"charts[{i}]: alt").items()}
    return columns


def _text_plan(text: str | Words | None) -> list[str] | None:
    """Return the templates of a text; a plain one is a single template without fields."""
    if text is None:
        return None
    return list(text.templates) if isinstance(text, Words) else [text]


def _control_plan(control) -> dict:
    """Return what the browser knows of a control."""
    return {
        "key": control.key,
        "label": control.label,
        "help": control.help,
        "kind": type(control).__name__.lower(),
        "default": control.index(control.default, control.key),
        "texts": list(control.texts),
        "tokens": list(control.tokens),
    }


def _control(control, plan: dict) -> ipywidgets.DOMWidget:
    """Return the stock widget of a control, with the words that its plan has."""
    wide = {"description": plan["label"], "tooltip": plan["help"], "layout": {"width": "auto"}, "style": {"description_width": "initial"}}
    options = [(text, i) for i, text in enumerate(plan["texts"])]
    start = control.index(control.default, control.key)
    if isinstance(control, Slider):
        widget = ipywidgets.SelectionSlider(options=options, index=start, **wide)
    elif isinstance(control, Switch):
        widget = ipywidgets.Checkbox(value=bool(control.default), indent=False, **wide)
    elif len(options) <= _BUTTONS:
        widget = ipywidgets.ToggleButtons(options=options, index=start, **wide | {"style": {"description_width": "initial", "button_width": "auto"}})
    else:
        widget = ipywidgets.Dropdown(options=options, index=start, **wide)
    widget.add_class(f"xx-{type(control).__name__.lower()}")
    return widget
