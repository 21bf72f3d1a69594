"""The library in another language: the catalogue and its faults, figures that speak it, goals that know no language."""

import base64
import csv
import html
import json
import re
import subprocess
from functools import cache, partial
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po

import xianxiang
from xianxiang import diagram, figures, glance, language, ledger, live, prose, teach, world
from xianxiang.book import messages, widgets
from xianxiang.book.lite.wheels import library_files
from xianxiang.language import catalogue, parse, pattern, say, speak, spoken
from xianxiang.live import Bet, Chart, Choice, Regime, Slider, Switch, Table, Words, bundle, explore
from xianxiang.live.page import bare, page
from xianxiang.live.shown import shown
from xianxiang.teach.bank import STEMS, load, reading
from xianxiang.teach.goal import Reading, filled, holds

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((language.LOCALE / "zh").glob("*.po"))
WRITTEN = {path.stem for path in (ROOT / "zh/chapters").glob("*.md")}
"""Chapters that are there in Chinese: their figures and exercises have to be, too."""

STEM = {name: make.__module__.rpartition(".")[2] for name, make in figures.ALL.items()}
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES: set[str] = set()
"""What stays in Latin letters in a Chinese figure, but for single letters."""


@pytest.fixture(autouse=True)
def english():
    """Whatever a test speaks, the next begins in English."""
    yield
    speak("en")


def made(name, tongue="zh"):
    """A figure, made while a language is spoken."""
    speak(tongue)
    figure = figures.ALL[name]()
    speak("en")
    return figure


in_chinese = cache(partial(made, tongue="zh"))


def heard(plan):
    """What a reader sees of a plan, message by message."""
    found = []
    shown(plan, lambda text, part: found.append((text, part)) or text)
    return found


@pytest.fixture(params=figures.ALL)
def both(request):
    """A figure's plan in English and the figure in Chinese, where its chapter is there or it is translated all the same."""
    english = made(request.param, "en").plan
    if STEM[request.param] not in WRITTEN and any(messages.worded(text) and say(text, "zh") == text for text, _ in heard(english)):
        pytest.skip("not translated yet, nor is its chapter")
    return english, in_chinese(request.param)


# ------------------------------------------------------------------------------------------------------------ catalogue


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_are_read_as_others_read_them(path):
    entries = parse(path.read_text(encoding="utf-8"), path.name)
    others = {str(message.id): str(message.string) for message in read_po(BytesIO(path.read_bytes())) if message.id}
    assert {text: said for text, said in entries.items() if text} == others


def test_strings_in_parts_with_every_escape_are_read_as_others_read_them():
    text = '# by hand\nmsgid ""\nmsgstr ""\n"Language: zh\\n"\n\n#. place\n#, fuzzy\nmsgid "a \\"b\\"\\t"\n"c\\\\\\n"\nmsgstr "“甲”"\n"乙"\n#~ msgid "old"\n#~ msgstr "旧"\n'
    assert parse(text) == {"": "Language: zh\n", 'a "b"\tc\\\n': "“甲”乙"}
    others = {str(message.id): str(message.string) for message in read_po(BytesIO(text.encode())) if message.id}
    assert others == {'a "b"\tc\\\n': "“甲”乙"}


@pytest.mark.parametrize("text, told", [
    ('msgid "a"\nmsgstr "甲"\nmsgid "a"\nmsgstr "乙"\n', "same message twice: 'a'"),
    ('msgid "a"\n', "without msgstr"),
    ('msgid "a"\nmsgid "b"\nmsgstr "乙"\n', "line 2.*allowed: msgstr"),
    ('msgstr "a"\n', "line 1.*allowed: msgid"),
    ('"a"\n', "line 1"),
    ('msgid "a"\nmsgstr "甲\n', "line 2"),
    ("msgid 'a'\n", "line 1"),
    ('msgctxt "x"\nmsgid "a"\nmsgstr "甲"\n', "line 1"),
])  # fmt: skip
def test_a_file_of_another_form_is_named_with_its_line(text, told):
    with pytest.raises(ValueError, match=f"some.po.*{told}"):
        parse(text, "some.po")


def test_only_languages_that_are_there_are_spoken():
    with pytest.raises(ValueError, match="language is 'xx'; allowed: 'en', 'zh'"):
        speak("xx")
    assert spoken() == "en" and xianxiang.speak is speak


def test_what_is_missing_is_said_in_english_and_numbers_find_their_pattern(monkeypatch):
    monkeypatch.setattr(language, "catalogue", lambda name, *files: {"a": "甲", "{0} to {1} years": "{0}到{1}年", "{0} years": "{0}年"} if name == "zh" else {})
    texts = ["a", "b", "4 to 12 years", "1,758.25 years", "4 to years", ""]
    assert [say(text) for text in texts] == texts
    speak("zh")
    assert [say(text) for text in texts] == ["甲", "b", "4到12年", "1,758.25年", "4 to years", ""]
    assert [say(text, "en") for text in texts] == texts
    assert pattern("v1.5, 3") == "v{0}, {1}"


def test_what_a_file_holds_is_told_from_all():
    own = catalogue("zh", "explorer")
    assert own["Reset"] and "Which game is it?" not in own and own.items() <= catalogue("zh").items()


def test_the_browsers_library_has_the_catalogue():
    assert {f"xianxiang/locale/zh/{path.name}" for path in FILES} <= set(library_files())


# ------------------------------------------------------------------------------------------------------------- complete


def test_no_translation_has_a_fault():
    assert not messages.faults(messages.files("zh"))


def test_every_kind_of_fault_is_found():
    said = {"one": ["{n:.0%} of all", "a", "b"], "two": ["c"]}
    good = {"one": {"{n:.0%} of all": "共{n:.0%}", "a": "甲", "b": ""}, "two": {"c": "丙"}, "three": {"any": "任"}}
    assert messages.faults(good, said) == []
    for change, told in [
        ({"one": {"{n:.0%} of all": "共{n:.1%}"}}, r"its fields are \{n:.0%\}, the translation's \{n:.1%\}"),
        ({"one": {"{n:.0%} of all": "全部"}}, "the translation's none"),
        ({"one": {"{n:.0%} of all": "{n:.0%}即{n:.0%}"}}, r"the translation's \{n:.0%\}, \{n:.0%\}"),
        ({"one": {"d": "丁"}}, "one.po: 'd' is no message"),
        ({"three": {"a": "乙"}}, "three.po: 'a' is '乙' here and '甲' in one.po"),
    ]:
        (fault,) = messages.faults({**good, **{name: {**good[name], **entries} for name, entries in change.items()}}, said)
        assert re.search(told, fault), fault


def test_all_that_is_said_in_chapters_that_are_there_is_translated():
    missing = messages.missing("zh")
    due = WRITTEN | {"parts", "explorer", "paper", "prose"}
    assert not {name: texts for name, texts in missing.items() if name in due}


def test_a_file_keeps_what_is_translated_and_says_where_each_message_is_used(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "messages", lambda: {"one": {"a \"b\"": ["fig: label", "fig: help"], "c": ["x", "y", "z", "w"]}})
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/one.po").write_text('msgid "old"\nmsgstr "旧"\nmsgid "c"\nmsgstr "丙"\n', encoding="utf-8")
    assert messages.main(["zh", "one"]) == 0
    assert capsys.readouterr().out == "one.po: 2 messages, 1 missing\ndropped, no longer said: 'old' = '旧'\n"
    text = (tmp_path / "zh/one.po").read_text(encoding="utf-8")
    assert text.endswith('#. fig: label\n#. fig: help\nmsgid "a \\"b\\""\nmsgstr ""\n\n#. x\n#. y\n#. z\n#. …\nmsgid "c"\nmsgstr "丙"\n')
    assert messages.main(["zh", "--missing"]) == 1 and capsys.readouterr().out.strip() == "one.po: 1 of 2 messages missing"
    (tmp_path / "zh/one.po").write_text(text.replace('b\\""\nmsgstr ""', 'b\\""\nmsgstr "甲"'), encoding="utf-8")
    assert messages.main(["zh", "--missing"]) == 0
    for arguments in (["zh", "two"], ["xx"], []):
        with pytest.raises(SystemExit):
            messages.main(arguments)


def test_what_the_library_says_is_listed_from_its_own_definitions():
    texts = messages.messages()
    assert "game-map: regime" in texts["alliance"]["Harmony"] and "exercise which-game: options" in texts["alliance"]["Harmony"]
    assert texts["parts"]["shield"] and "Reset" in texts["explorer"] and "; " in texts["explorer"]
    assert "posts of {0} years" in texts["repeated"] and "every length shown" in texts["repeated"]
    assert not any(re.fullmatch(r"posts of [\d.]+ years", text) for text in texts["repeated"])
    where = {text: name for name, entries in texts.items() for text in entries}
    assert sum(map(len, texts.values())) == len(where)
    assert set(texts) >= {*STEM.values(), *set(STEMS) - {"after"}} and "after" not in texts


# -------------------------------------------------------------------------------------------------------------- figures


WORDS = {"T": "题", "Cost": "成本", "in effort": "以努力计", "Who": "谁", "the unit": "单位", "the person": "个人", "Open": "公开", "low {x:.1f}{aside}": "低{x:.1f}{aside}", "high": "高", " But.": "不过。",
         "A line": "线", "Share": "比例", "hide it": "遮", "blame": "推", "Low 低": "低处", "High": "高处", "on": "开", "off": "关", "{first}. {then}": "{first}。{then}", "Small": "小", "Kind": "类", "More?": "会更多吗？",
         "Yes": "会", "No": "不会", "Right.": "对。", "Wrong.": "错。"}
KINDS = ["hide it", "blame"]


def small():
    """A small explorer with everything that is said."""
    spec = {"data": {"name": "t"}, "mark": {"type": "text", "text": "blame", "fontStyle": "italic"}, "transform": [{"filter": "datum.kind == 'blame' || datum['Kind'] == \"Kind\""}],
            "encoding": {"x": {"field": "kind", "type": "nominal", "sort": KINDS, "axis": {"labelExpr": '{"hide it": ["hide", "it"], "blame": "blame"}[datum.label]'}},
                         "y": {"field": "Kind", "type": "quantitative", "title": "Share"}, "color": {"field": "kind", "scale": {"domain": KINDS, "range": ["#111111", "#222222"]}, "legend": {"title": "Kind"}},
                         "text": {"value": ["hide", "it"]}}}  # fmt: skip
    return explore(
        name="small", title="T", controls=[Slider("x", "Cost", values=[0, 1], default=0, fmt=".1f", help="in effort"), Choice("who", "Who", options=["the unit", "the person"], default="the unit"), Switch("open", "Open")],
        tables={"t": Table({"kind": KINDS}, **{"Kind": np.arange(2.0)})}, charts=[Chart(spec, alt="A line", label="Share")],
        words=Words(np.array(["low", "high"]).reshape(2, 1, 1), {"low": "low {x:.1f}{aside}", "high": "high"}, {"x": 0.5, "aside": np.array([" But.", ""]).reshape(1, 2, 1)}),
        regime=Regime(np.arange(2).reshape(2, 1, 1), entries=[("Low 低", "#111111", "●"), ("High", "#222222", "▲")]), presets={"Small": {"who": "the person"}},
        bet=Bet("More?", ["Yes", "No"], ["Right.", "Wrong."]))  # fmt: skip


@pytest.fixture
def chinese(monkeypatch):
    """The small explorer in Chinese."""
    real = language.catalogue
    monkeypatch.setattr(language, "catalogue", lambda name, *files: real(name, *files) if files else WORDS if name == "zh" else {})
    speak("zh")
    figure = small()
    speak("en")
    return figure


def test_an_explorer_keeps_the_language_in_which_it_was_made(chinese):
    assert repr(chinese) == "Explorer 'small': 题。低0.5不过。"
    assert (chinese.sentence(who="the person"), chinese.sentence(x=1), chinese.regime_at(x=1), chinese.alt()) == ("低0.5", "高", "高处", "线")
    assert list(chinese.rows("t").kind) == KINDS and list(chinese.rows("t").columns) == ["kind", "Kind"]
    assert [row["kind"] for row in chinese._records("t", (0, 0, 0))] == ["遮", "推"], "what the still draws"
    heading, controls, _ = chinese.children
    assert heading.value == '<div class="xx-title">题</div>'
    assert [(widget.description, widget.tooltip) for widget in controls.children] == [("成本", "以努力计"), ("谁", ""), ("公开", "")]
    assert [text for text, _ in controls.children[1].options] == ["单位", "个人"]
    english = small()
    assert (english.sentence(), english.regime_at(), english.language, chinese.language) == ("low 0.5 But.", "Low 低", "en", "zh")


def test_links_tables_and_what_else_machines_read_stay_english(chinese):
    plan, own = chinese.plan, small().plan
    assert [control["tokens"] for control in plan["controls"]] == [control["tokens"] for control in own["controls"]] == [["0", "1"], ["the unit", "the person"], ["off", "on"]]
    assert [control["texts"] for control in plan["controls"]] == [["0.0", "1.0"], ["单位", "个人"], ["关", "开"]]
    assert all(plan[key] == own[key] for key in ("name", "tables", "says")) and plan["presets"] == [["小", own["presets"][0][1]]]
    assert plan["regimes"] == ["Low 低", "High"] and [entry[0] for entry in plan["regime"]] == ["低处", "高处"]
    kinds = next(column for column in plan["layout"] if column["name"] == "table/t/kind")
    assert (kinds["categories"], kinds["names"]) == (["推", "遮"], ["blame", "hide it"])
    assert chinese.children[-1].payload == small().children[-1].payload and json.loads(chinese.children[-1].plan) == plan


def test_an_english_explorer_is_what_it_always_was():
    figure = small()
    assert not {"language", "dictionary", "regimes"} & set(figure.plan) and not any("names" in column for column in figure.plan["layout"])
    assert "lang=" not in figure.still() and figure.plan["charts"][0]["spec"] == figure.charts[0].spec
    assert shown(figure.plan, lambda text, _: text) == figure.plan


def test_a_chart_says_its_words_and_keeps_its_columns(chinese):
    spec = chinese.plan["charts"][0]["spec"]
    assert spec["transform"] == [{"filter": "datum.kind == '推' || datum['Kind'] == \"类\""}]
    x, y, color, text = (spec["encoding"][channel] for channel in ("x", "y", "color", "text"))
    assert json.loads(x["axis"]["labelExpr"].removesuffix("[datum.label]")) == {"遮": "遮", "推": "推"} and x["sort"] == ["遮", "推"] and x["field"] == "kind"
    assert spec["title"] == "比例" and y["field"] == "Kind" and color["legend"]["title"] == "类" and color["scale"] == {"domain": ["遮", "推"], "range": ["#111111", "#222222"]}
    assert text == {"value": "遮"} and spec["mark"] == {"type": "text", "text": "推", "fontStyle": "normal"}
    assert small().plan["charts"][0]["spec"]["encoding"]["x"]["axis"]["labelExpr"] == '{"hide it": ["hide", "it"], "blame": "blame"}[datum.label]'


def test_the_published_page_has_the_dictionary_once_and_jupyter_in_the_plan(chinese):
    assert chinese.plan["dictionary"] == catalogue("zh", "explorer") and chinese.plan["language"] == "zh-CN"
    model = {"model_name": "AnyModel", "state": {"plan": chinese.children[-1].plan}}
    plan = json.loads(widgets.published(model)["state"]["plan"])
    assert "dictionary" not in plan and plan["language"] == "zh-CN" and plan["regimes"]
    assert json.loads(bare(model)["state"]["plan"]) == chinese.plan


def test_a_file_of_its_own_names_its_language(chinese):
    assert '<html lang="zh-CN">' in page(chinese) and "<title>题</title>" in page(chinese) and '<html lang="en">' in page(small())
    assert '<figure lang="zh-CN" class="xx-still" data-for="small" data-bet>' in chinese.still()


class Seen(HTMLParser):
    """What a reader of a still picture sees or hears: texts, alternatives, and the words in the pictures."""

    def __init__(self, still):
        super().__init__()
        self.texts = []
        self.feed(still)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.texts.append(attributes.get("alt", ""))
        if tag == "img":
            svg = base64.b64decode(attributes["src"].partition(",")[2]).decode()
            self.texts += [html.unescape(text) for text in re.findall(r">([^<>]+)</(?:text|tspan)>", svg)]
            assert "italic" not in svg

    def handle_data(self, data):
        self.texts.append(data)


def test_a_reader_of_a_chinese_figure_sees_chinese_alone(both):
    _, figure = both
    texts = [*Seen(figure.still()).texts, *(re.sub(r"\{[^{}]*\}", "", text) for text, _ in heard(figure.plan))]
    assert {word for text in texts for word in WORD.findall(text)} <= NAMES
    assert any("\u4e00" <= letter <= "\u9fff" for letter in figure.sentence())


def test_what_differs_in_english_differs_in_chinese(both):
    english, figure = both[0], both[1].plan
    pairs = [(own["texts"], said["texts"]) for own, said in zip(english["controls"], figure["controls"])]
    pairs += [(own["categories"], said["categories"]) for own, said in zip(english["layout"], figure["layout"]) if own.get("categories")]
    pairs += [([entry[0] for entry in plan] for plan in (english[part] or [], figure[part] or [])) for part in ("regime", "presets")]
    pairs += [([control["label"] for control in plan["controls"]] for plan in (english, figure))]
    for own, said in pairs:
        own, said = list(own), list(said)
        assert len(set(said)) == len(set(own)), (own, said)


@pytest.mark.parametrize("table", [glance.table_html, lambda: diagram.diagram_html(ledger.load())], ids=["models", "diagram"])
def test_a_table_says_chinese_alone_but_for_names_in_code(table):
    speak("zh")
    text = re.sub(r"<(style|code)>.*?</\1>", "", table(), flags=re.DOTALL)
    shown = [*re.findall(r">([^<]+)<", text), *re.findall(r'aria-label="([^"]*)"', text)]
    assert len(shown) > 100 and not [part for part in shown if WORD.search(html.unescape(part))]


def test_numbers_in_the_text_are_quoted_in_the_language(capsys):
    speak("zh")
    prose.quote(game="prisoner's dilemma", share="46%", count=3, other="no such word")
    assert capsys.readouterr().out == "In the text: game = 囚徒困境; share = 46%; count = 3; other = no such word\n"


# ---------------------------------------------------------------------------------------------------------------- goals


SETTINGS = [exercise for stem in STEMS if stem != "after" for exercise in load(stem).exercises if exercise.kind == "setting"]


@pytest.mark.parametrize("exercise", SETTINGS, ids=lambda exercise: exercise.id)
def test_goals_hold_of_a_chinese_figure_where_they_hold_of_the_english_one(exercise):
    read = Reading(in_chinese(exercise.figure))
    for variant, case in enumerate(exercise.variants):
        for (goal, _), held in zip(exercise.goals, exercise.held(variant)):
            assert np.array_equal(*np.broadcast_arrays(holds(filled(goal, case), read), held))


def ask(code, data):
    """Run code in Node with the page's functions as `own`, the explorer's as `live`, and the data as `data`; return what it returns."""
    node, _ = bundle.tools()
    explorer, script = Path(live.__file__).with_name("explorer.js"), Path(teach.__file__).parent / "web/exercise.js"
    source = f"""
        import {{ readFileSync }} from 'node:fs';
        import * as live from {json.dumps(explorer.as_uri())};
        (0, eval)(readFileSync({json.dumps(str(script))}, 'utf8'));
        const own = globalThis.xianxiangExercise;
        const data = JSON.parse(readFileSync(0, 'utf8'));
        process.stdout.write(JSON.stringify(await (async () => {{ {code} }})()));
    """
    done = subprocess.run([node, "--input-type=module", "-e", source], input=json.dumps(data), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


HELD = """
const columns = Object.fromEntries(await Promise.all(Object.entries(data.figures).map(async ([name, { plan, payload }]) => [name, await live.decode(plan.layout, Buffer.from(payload, 'base64'))])));
return data.asked.map(([{ figure, goals, given }, variant, points]) => {
  const it = { plan: data.figures[figure].plan, column: (name, index, row) => live.reading(columns[figure].get(name), index, row) };
  return points.map((index) => goals.map(([goal]) => own.holds(own.filled(goal, given, variant), it, index)));
});
"""


@pytest.mark.parametrize("stem", sorted({exercise.stem for exercise in SETTINGS}))
def test_a_chinese_page_judges_settings_as_the_grader_does(stem):
    rng = np.random.default_rng(3)
    asked, right, figured = [], [], {}
    for exercise in (exercise for exercise in SETTINGS if exercise.stem == stem):
        figure = in_chinese(exercise.figure).children[-1]
        figured[exercise.figure] = {"plan": json.loads(figure.plan), "payload": base64.b64encode(figure.payload).decode()}
        speak("zh")
        plan = exercise.plan()
        speak("en")
        shape = reading(exercise.figure).shape
        for variant in rng.permutation(len(exercise.variants))[:4].tolist():
            held = [np.broadcast_to(part, shape) for part in exercise.held(variant)]
            chosen = [np.argwhere(part) for part in held] + [np.argwhere(~part) for part in held]
            points = [tuple(map(int, rng.choice(part))) for part in chosen if len(part) for _ in range(4)]
            asked.append([plan, variant, points])
            right.append([[bool(part[point]) for part in held] for point in points])
    assert ask(HELD, {"figures": figured, "asked": asked}) == right


# -------------------------------------------------------------------------------------------------------------- browser


def test_the_browser_says_what_the_plan_or_the_page_has():
    code = """
        const t = live.speaker({ dictionary: { 'a {n}': '甲{n}' } });
        globalThis.xianxiangWords = { 'a {n}': '乙{n}', b: '丙' };
        return [t('a {n}', { n: 3 }), t('b'), t('c {x} {y:.1%}', { x: '{n}', y: 0.25 }), live.speaker({})('a {n}', { n: '…' }), live.speaker({})('b')];
    """
    assert ask(code, None) == ["甲3", "b", "c {n} 25.0%", "乙…", "丙"]


def test_the_browser_shows_chinese_rows_and_gives_goals_english_ones(chinese):
    data = {"layout": chinese.plan["layout"], "payload": base64.b64encode(chinese.children[-1].payload).decode()}
    code = """
        const kind = (await live.decode(data.layout, Buffer.from(data.payload, 'base64'))).get('table/t/kind');
        return [live.rowsAt([['kind', kind]], [0, 0, 0]), [0, 1].map((row) => live.reading(kind, [0, 0, 0], row))];
    """
    assert ask(code, data) == [[{"kind": "遮"}, {"kind": "推"}], KINDS]


def test_a_links_faults_are_told_in_the_language(chinese):
    hash = "#small?x=7&y=1&who=the%20person&who=the%20unit"
    found = ask("return live.parseFragment(data.hash, data.plan);", {"hash": hash, "plan": chinese.plan})
    assert found == {"index": [0, 1, 0], "problems": ["“x”不能取“7”，可取：0, 1", "这幅图没有名为“y”的控件", "“who”设了两次"], "asked": True}


def test_a_bet_is_remembered_from_one_language_to_the_other(chinese):
    plan, own = chinese.plan["bet"], small().plan["bet"]
    assert plan == {"question": "会更多吗？", "options": ["会", "不会"], "replies": ["对。", "错。"], "asked": "More?"} and "asked" not in own
    code = "return data.map((bet) => ['More?', '会更多吗？'].map((question) => live.recall('small', bet, { small: { question, option: 1 } })));"
    assert ask(code, [plan, own]) == [[1, None], [1, None]]


def test_lines_break_between_chinese_letters_but_never_before_a_stop_or_after_an_opening_mark():
    text = "从过去走向现在，走过（约50%的）路段时“共谋”失去多数；回程要退到26%处才重获多数…… 《县乡》说：“未必。”"
    widths = list(range(24, 400, 6))
    for width, lines in zip(widths, ask("return data.widths.map((width) => live.wrap(data.text, width));", {"text": text, "widths": widths})):
        assert "".join(lines) == text.replace(" ", "") or " ".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(line and line[0] not in "，；。：”）》…%、！？" and line[-1] not in "（“《" for line in lines)
        assert not any(re.search(r"\d$", line) and re.match(r"[\d%]", after) for line, after in zip(lines, lines[1:]))
        if width > 60:
            assert max(sum(12 if letter > "\u2e80" else 6.5 for letter in line) for line in lines) <= width
    assert len(ask("return live.wrap(data, 100);", text)) > 4


def test_english_lines_break_at_blanks_alone():
    text = "Share of a sanction (as “felt”) that falls on the person: don't, f(x)/g(y), 50% – Counties 县"
    widths = list(range(20, 500, 20))
    for width, found in zip(widths, ask("return data.widths.map((width) => live.wrap(data.text, width));", {"text": text, "widths": widths})):
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and sum(12 if letter > "\u2e80" else 6.5 for letter in longer) > width:
                lines.append(line)
                longer = word
            line = longer
        assert found == [*lines, line]


# Tables and the diagram of pages ------------------------------------------------------------

TABLES = {"ledger": lambda: ledger.table_html(ledger.load()), "glance": glance.table_html, "diagram": lambda: diagram.diagram_html(ledger.load()), "world": world.table_html}


def lettered(page):
    """What a reader sees or hears of a page's part: names of parameters, code and works apart."""
    page = re.sub(r'<(style|script|code)\b.*?</\1>|<a href="http.*?</a>', "", page, flags=re.DOTALL)
    return [html.unescape(text).strip() for found in re.findall(r'\baria-label="([^"]+)"|>([^<>]+)<', page) for text in found if text.strip()]


@pytest.mark.parametrize("name", TABLES)
def test_tables_and_the_diagram_are_said_in_the_language(name):
    english = lettered(TABLES[name]())
    speak("zh")
    chinese = lettered(TABLES[name]())
    assert len(english) == len(chinese) > 50
    assert [text for text in chinese if re.search(r"[A-Za-z]{3,}", re.sub(r"max|min|^、?[A-Z].* \d{4}$", "", text))] == []


def test_claims_have_the_words_of_the_chinese_table_and_all_else_of_the_english_one():
    english = ledger.load()
    speak("zh")
    chinese = ledger.load()
    with open(ROOT / "zh/chapters/claims.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = ("section", "claim", "term", "assumptions")
    assert [{"id": claim.id} | {name: getattr(claim, name) for name in words} for claim in chinese] == rows
    assert all(getattr(one, name) == getattr(other, name) for one, other in zip(english, chinese, strict=True) for name in vars(one).keys() - {*words})
    assert len({claim.section for claim in chinese}) == len({claim.section for claim in english})
