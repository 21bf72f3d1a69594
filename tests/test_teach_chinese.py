"""The instructor's kit in Chinese: the same exercises, marks and points in other words; on pages, in notebooks, in what is exported, graded and played."""

import ast
import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import classroom
import numpy as np
import pytest
from conftest import at_last
from crowd import Server
from leftover import english, leftover
from test_teach_hall import Watched
from test_teach_page import alive, card, enter, said, saved, solution

import xianxiang
from xianxiang import Institution, teach
from xianxiang.book import messages
from xianxiang.language import catalogue, say, speak, spoken
from xianxiang.live import Slider
from xianxiang.teach import grade, inbox, question, receipt, roster, scorm, texts
from xianxiang.teach.__main__ import main
from xianxiang.teach.bank import STEMS, Number, letters, load, parse
from xianxiang.teach.hall import pages
from xianxiang.teach.hall.words import WORDS, words
from xianxiang.teach.moodle import moodle
from xianxiang.teach.notebook import practice
from xianxiang.teach.wording import CHECK, NOTEBOOK, PAGE, SCORM, unit

KIT = Path(teach.__file__).parent
HAN = re.compile("[\u3400-\u9fff]")
COURSE, STUDENT = "PA-2026", "2026001"
WRITTEN = [stem for stem in STEMS if stem == "after" or not messages.missing("zh").get(stem)]
"""Banks whose every message is there in Chinese."""


@pytest.fixture(autouse=True)
def back():
    """Whatever a test speaks, the next begins in English."""
    yield
    speak("en")


def formulaic(text):
    """A text without code, markup and the letters of formulas."""
    return re.sub(r"`[^`]*`|<code>.*?</code>|<[^>]*>|\b[A-Za-z]+(?=\()|\b([A-Za-z]{1,2}|[A-Z]{3,})\b", " ", text)


def foreign(text):
    """What a text says in English: words that are no names of exercises, files, options or the library's."""
    bare = re.sub(r"`[^`]*`|[\w./-]*[./_-][\w./-]+|--[\w-]+|https?:\S+|XX1|[A-Z]{2,}|U\+\w+", " ", text)
    return [line for line in bare.splitlines() if english(line)]


# ------------------------------------------------------------------------------------------------------- what is said


def test_every_word_of_the_kit_is_there_in_chinese():
    lacking = messages.missing("zh")
    assert {name: lacking.get(name) for name in ("kit", "errors", "before")} == {"kit": None, "errors": None, "before": None}
    assert messages.faults(messages.files("zh")) == []
    chinese = catalogue("zh", "kit")
    assert {text: told for text, told in chinese.items() if english(re.sub(r"\{\w+[^{}]*\}|`[^`]*`", "", told))} == {}


PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
ELSE = re.compile(r"\s*(select|insert|update|create|begin|pragma)\b|(?s:.*[<>{])|(img-src|attachment|ADL|IMS)\b|(goal|bank|exercise|items|practice)?: [\w', ]+$")
"""What is no sentence though it has two words: a store's commands, markup, headers, and where an error is."""

DEVELOPERS = ("is no number", "must be one of", "and a township of each pair", "are judged by `judge`", "is not installed", "has no attribute", "up to 32 letters", "student is ", "goal: control of ", "goal: column of ", ": format of ", "cells or more")
"""Parts of errors that only who programs or attacks meets."""


def prose(path):
    """The sentences in a module that nobody says: those that are no documentation, no option's help and no message."""
    tree, apart = ast.parse(path.read_text(encoding="utf-8")), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            apart.add(node.value)
        helps = isinstance(node, ast.FunctionDef) and node.name == "add_arguments"
        options = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("ArgumentParser", "add_parser", "add_argument", "compile")
        tables = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("COMMANDS", "NUMBERS", "NAMES", "PARTS", "POSSIBLE", "TEST")
        if helps or options or tables:
            apart |= set(ast.walk(node))
        if isinstance(node, ast.Subscript) or isinstance(node, ast.Dict):  # what is named by two words
            apart |= set(ast.walk(node.slice)) if isinstance(node, ast.Subscript) else set(filter(None, node.keys))
    literals = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in apart]
    return [text for text in literals if PROSE.search(text) and not ELSE.match(text) and not any(part in text for part in DEVELOPERS)]


def test_no_sentence_of_the_kit_escapes_the_catalogue():
    """A sentence that is not said by `say`, `both`, `check` or a table of words is found in the source."""
    known = {text for found in messages.messages().values() for text in found}
    escaped = {path.name: [text for text in prose(path) if text not in known and text not in (*CHECK.english, *PAGE.english)] for path in sorted(KIT.rglob("*.py"))}
    assert {name: found for name, found in escaped.items() if found} == {}


def test_a_sentence_that_nobody_says_is_found(tmp_path):
    path = tmp_path / "module.py"
    path.write_text('"""Some words on it."""\n\n\ndef tell(count):\n    """More words."""\n    print(f"{count} of them are missing")\n    return CHECK["no text"], "Look at this again."\n', encoding="utf-8")
    assert prose(path) == [" of them are missing", "Look at this again."] or set(prose(path)) == {" of them are missing", "Look at this again."}


STRING = re.compile(r"""'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`""")


@pytest.mark.parametrize("path", sorted(KIT.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_have_no_words_of_their_own(path):
    code = re.sub(r"class: '[^']*'|/\*.*?\*/|(?:^|(?<=[\s;{}(),]))//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    literals = [re.sub(r"\$\{[^{}]*\}", " ", next(filter(None, found.groups()), "")) for found in STRING.finditer(code)]
    named = {*CHECK.english, *PAGE.english, *SCORM.english}
    tokens = re.compile(r"[\w-]*[-_][\w-]*|[.#:\[\]()<>={}$*?/\\|^]")
    assert [text for text in literals if text not in named and PROSE.search(text) and not tokens.search(text)] == []


# ---------------------------------------------------------------------------------------------------- the same exercises

SHOWN = {"title", "ask", "why", "solution", "unit"}


def unworded(plan):
    """A plan without what a reader sees: what is left is to be the same in every language."""
    kept = {key: value for key, value in plan.items() if key not in SHOWN}
    for key in ("hints", "blocks", "rubric", "options"):
        if key in kept:
            kept[key] = len(kept[key])
    kept["goals"], kept["slips"] = [goal for goal, _ in plan.get("goals", ())], [marks for _, marks in plan.get("slips", ())]
    kept["fields"] = {name: [None if HAN.search(told) or messages.worded(told) else told for told in values] for name, values in plan["fields"].items()}
    return kept


@pytest.mark.parametrize("stem", STEMS)
def test_variants_marks_and_points_know_no_language(stem):
    plans = {}
    for tongue in ("en", "zh"):
        speak(tongue)
        for exercise in load(stem).exercises:
            vars(exercise).pop("shown", None)  # the order of options and blocks, as a process that speaks nothing else finds it
        plans[tongue] = [exercise.plan() for exercise in load(stem).exercises]
    for one, two in zip(plans["en"], plans["zh"], strict=True):
        fields = [{name: values for name, values in plan["fields"].items() if name in one["fields"].keys() & two["fields"].keys()} for plan in (one, two)]
        assert unworded({**one, "fields": fields[0]}) == unworded({**two, "fields": fields[1]}), one["id"]


SYMBOLS = {"Python", "natural", "lead", "Mantel", "Haenszel"}
"""What is written in Latin letters in Chinese, too: names of parameters, methods and the language."""


@pytest.mark.parametrize("stem", WRITTEN)
def test_every_variant_can_be_said(stem):
    """No field is left open, no word is English, and variants that differ in English differ in Chinese."""
    speak("zh")
    for exercise in load(stem).exercises:
        for text in (exercise.title, *exercise.texts()):
            told = [exercise.told(text, variant) for variant in range(len(exercise.variants))]
            assert not any(re.search(r"\{\w+(:[^{}]*)?\}", one) for one in told), exercise.id
            left = {word for one in told for word in re.findall("[A-Za-z]{4,}", formulaic(one))} - SYMBOLS - set(getattr(exercise, "inputs", [{}])[0])
            assert left == set() and not english(formulaic(told[0])), exercise.id
        asked = [tuple(exercise.told(text, variant) for text in exercise.texts()) for variant in range(len(exercise.variants))]
        speak("en")
        before = [tuple(exercise.told(text, variant) for text in exercise.texts()) for variant in range(len(exercise.variants))]
        speak("zh")
        assert len(set(asked)) == len(set(before)), exercise.id


WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789.-%/,+"}


def test_what_a_chinese_keyboard_types_is_read():
    for typed, value in (("０．２５", 0.25), ("２５％", 0.25), ("－３", -3), ("0。25", 0.25), ("１／４", 0.25), ("０，２５", 0.25), ("＋１．５", 1.5), ("２５﹪", 0.25), ("０｡２５", 0.25), ("１。２。３", None), ("。", None)):
        assert parse(typed) == value, typed
    for exercise in (exercise for stem in STEMS for exercise in load(stem).exercises if isinstance(exercise, Number)):
        typed = f"{exercise.value(0):.{exercise.places}f}{exercise.unit}".translate(WIDE)
        assert exercise.verdict(0, typed).right and exercise.verdict(0, typed.replace("．", "。")).right, (exercise.id, typed)


def test_a_chinese_character_is_worth_three_letters():
    exercise = next(exercise for exercise in load("incentives").exercises if exercise.kind == "text")
    assert letters("县乡 co") == 9 and exercise.least == 120
    verdicts = {}
    for tongue in ("en", "zh"):
        speak(tongue)
        verdicts[tongue] = [exercise.verdict(0, text) for text in ("县" * 39, "县" * 40, "x" * 119, "x" * 120, "县" * 4001)]
        assert [verdict.read for verdict in verdicts[tongue]] == [False, True, False, True, False]
    assert "120 letters" in verdicts["en"][0].says and "40个字" in verdicts["zh"][0].says
    assert unit() == 3


OWN = "两项杠杆可以这样理解：惩罚一旦落到个人，能推给对方的就多了，一起瞒的好处也就少了；而奖励归单位时，谁也挪不走它。"
OTHER = "督查方若只看材料，乡镇就把精力放在材料上；若常到现场，材料再厚也没有用处。因此关键在于看什么，而不是看多少次。"


def test_chinese_texts_are_compared():
    """Short ones, too: a character stands for several letters. What was written independently is not alike."""
    copied = OWN.replace("而奖励归单位时", "反之，奖金若归单位").replace("好处", "甜头")
    found = texts.alike([OWN, OTHER, copied])
    assert [(pair.first, pair.second) for pair in found] == [(0, 2)] and found[0].share > 0.6
    assert texts.alike([OWN, OTHER], given=OWN) == []


# ---------------------------------------------------------------------------------------------------- notebook and errors


@pytest.mark.parametrize("stem", WRITTEN)
def test_a_notebooks_desk_speaks_chinese(stem):
    speak("zh")
    desk = practice(stem, STUDENT, COURSE)
    rng = np.random.default_rng(3)
    shown = [repr(desk), *(desk.answer(exercise.name) for exercise in load(stem).exercises)]
    for exercise in load(stem).exercises:
        variant = exercise.drawn(COURSE, STUDENT)
        if exercise.kind == "setting":
            continue
        if exercise.kind == "function":
            case = exercise.variants[variant]
            right, wrong = (lambda **values: float(exercise.answer(**values, **case))), (lambda **values: 1e6)  # noqa: B023: asked at once
        elif exercise.kind in ("choice", "order"):
            lettered = desk._lettered(exercise)
            right, wrong = ("".join("ABCDEFGHIJ"[lettered.index(int(place))] for place in made(exercise, COURSE, STUDENT, rng)) for made in (classroom.right, classroom.wrong))
        else:
            right, wrong = OWN * 2 if exercise.kind == "text" else classroom.right(exercise, COURSE, STUDENT, rng), classroom.wrong(exercise, COURSE, STUDENT, rng)
        if exercise.counts:
            shown.append(desk.answer(exercise.name, wrong))
            assert shown[-1].right is False and shown[-1].startswith(f"**{NOTEBOOK['wrong']}**")
        shown.append(desk.answer(exercise.name, right))
        assert shown[-1].right is (True if exercise.counts else None), exercise.id
    shown.append(desk.answer(load(stem).exercises[0].name, object()) if load(stem).exercises[0].kind not in ("setting", "function") else "")
    assert [line for text in shown for line in foreign(text)] == []
    code = desk.receipt()
    speak("en")
    same = practice(stem, STUDENT, COURSE)
    assert receipt.read(receipt.unpack(code)).student == same._student
    assert {name: answer.variant for name, answer in receipt.read(receipt.unpack(code)).answers.items()} == {name: load(stem)[name].drawn(COURSE, STUDENT) for name in receipt.read(receipt.unpack(code)).answers}


def test_practice_in_chinese_is_not_handed_in():
    speak("zh")
    desk = practice("before")
    assert foreign(desk.receipt()) == [] and "练习" in desk.receipt() and "练习" in repr(desk)


@pytest.mark.parametrize("wrong", [
    lambda: Institution(negativity=30), lambda: Institution(strength=-1), lambda: Institution(strength=1e200), lambda: Institution(strenght=1), lambda: Institution(veto_items="x"), lambda: Institution(3),
    lambda: practice("turn").answer("crowd", draw=99), lambda: practice("turn").answer("crowdy"), lambda: practice("turn", student="1"), lambda: practice("turn").answer("bond", "x"), lambda: practice("turm"),
    lambda: practice("turn").answer("resting", "1", draw=3), lambda: Slider("x", "", [1, 2], 1), lambda: Slider("x", "X", [2, 1], 1), lambda: xianxiang.stage.payoffs("nov"), lambda: xianxiang.stage.payoffs({"strength": 1}),
    lambda: xianxiang.institution.whole("rounds", 0), lambda: xianxiang.institution.whole("rounds", 5, 1, 3), lambda: roster.column(__import__("xianxiang.teach.sheet").teach.sheet.read(b"name,number\na,1\n")),
])  # fmt: skip
def test_an_error_that_a_reader_meets_says_it_twice(wrong):
    """In English, as it says it in the English edition; below, in Chinese."""
    told = {}
    for tongue in ("en", "zh"):
        speak(tongue)
        with pytest.raises((ValueError, TypeError)) as raised:
            wrong()
        told[tongue] = str(raised.value)
    first, _, second = told["zh"].rpartition("\n")
    assert first == told["en"] and not HAN.search(told["en"]) and HAN.search(second)
    assert not re.search(r"\b(must|allowed|got|did you mean|is|of|or|at least)\b", re.sub(r"'[^']*'|\([^()]*\)", "", second))


# ------------------------------------------------------------------------------------------------------- a class, graded


@pytest.fixture
def submissions(tmp_path):
    """What a small class hands in: honest receipts, in files and as text, and one of each kind that wants a look."""
    rng = np.random.default_rng(8)
    folder = tmp_path / "in"
    folder.mkdir()
    bank = classroom.exercises("incentives", "before")
    made = [classroom.receipt(bank, COURSE, number, skill, rng) for number, skill in (("2026001", 0.9), ("2026002", 0.5), ("2026003", 0.7), ("2026004", 0.6))]
    essay = next(exercise.id for exercise in bank if exercise.kind == "text")
    made[1] = replace(made[1], answers={**made[1].answers, essay: replace(made[1].answers[essay], first=OWN * 2, last=OWN * 2)})
    made[2] = replace(made[2], answers={**made[2].answers, essay: replace(made[2].answers[essay], first=OWN * 2, last=OWN * 2)}, origin=made[1].origin)
    wrong = classroom.wrong(load("incentives")["direction"], COURSE, made[3].student, rng)
    made[3] = replace(made[3], answers={**made[3].answers, "incentives.direction": replace(made[3].answers["incentives.direction"], last=wrong, claimed=True)})
    made += [replace(made[0], student="2026005"), replace(made[0], student="2026006", course="PA-2025"), replace(made[0], student="2026007", book="0.0.1"),
             replace(made[0], student="2026008", answers={**made[0].answers, "incentives.nothing": made[0].answers["incentives.direction"]})]  # fmt: skip
    for number, one in enumerate(made):
        (folder / f"{number}.json").write_text(receipt.text(one), encoding="utf-8")
    code = receipt.pack(receipt.text(made[0]))
    (folder / "cut.txt").write_text(code[:200], encoding="utf-8")
    (folder / "broken.json").write_text(receipt.text(made[0])[:-30], encoding="utf-8")
    (folder / "note.txt").write_text("老师，我忘了。", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "wangfang_77_1_a.json").write_text(receipt.text(made[1]), encoding="utf-8")
    (folder / "wangfang_77_2_a.json").write_text(receipt.text(made[2]), encoding="utf-8")
    (tmp_path / "class.csv").write_text("学号,姓名\n" + "".join(f"{number},学生{number[-1]}\n" for number in ("2026001", "2026002", "2026003", "2026004", "2026005", "2026006", "2026007", "2026018")), encoding="utf-8")
    return tmp_path


def test_a_class_is_graded_alike_in_both_languages(submissions, capsys):
    """Points, first columns and texts are the same; what is said to the teacher is Chinese."""
    told = {}
    for tongue in ("en", "zh"):
        out = submissions / tongue
        assert main(["grade", str(submissions / "in"), "--course", COURSE, "--roster", str(submissions / "class.csv"), "--out", str(out), "--language", tongue]) == 0
        told[tongue] = capsys.readouterr().out
        assert spoken() == "en"
        books = [list(csv.reader((out / name).open(encoding="utf-8-sig"))) for name in ("gradebook.csv", "flags.csv", "answers.csv")]
        told[tongue, "books"], told[tongue, "page"] = books, (out / "texts.html").read_text(encoding="utf-8")
    (book, flags, answers), (chinese, told_flags, same) = told["en", "books"], told["zh", "books"]
    assert answers == same and book[0] == chinese[0] and flags[0] == told_flags[0]
    words = {"to read": "待阅", "answered": "作答"}
    flag = book[0].index("flags")
    assert [[words.get(cell, cell) for i, cell in enumerate(row) if i != flag] for row in book[1:]] == [[cell for i, cell in enumerate(row) if i != flag] for row in chinese[1:]]
    assert {row[0] for row in flags[1:]} == set(grade.FLAGS)
    speak("zh")
    assert sorted((say(kind), student, file) for kind, student, _, _, file in flags[1:]) == sorted((kind, student, file) for kind, student, _, _, file in told_flags[1:])
    assert foreign("\n".join(f"{kind} {reason}" for kind, _, _, reason, _ in told_flags[1:])) == [] and all(HAN.search(reason) for _, _, _, reason, _ in told_flags[1:])
    assert foreign(told["zh"]) == [] and "名学生已上交" in told["zh"]
    columns = {len(line.encode("gbk")) - len(line.encode("gbk").lstrip()) for line in told["zh"].splitlines() if line.startswith("  ")}
    assert columns == {2}
    assert '<html lang="zh-CN">' in told["zh", "page"] and leftover(re.sub(r"</details></div>|<p>[^<]*</p></article>", "", told["zh", "page"])) == []  # what students wrote apart


def test_the_report_on_the_exercises_is_in_chinese(submissions, capsys):
    assert main(["grade", str(submissions / "in"), "--course", COURSE, "--out", str(submissions / "out")]) == 0
    reports = {}
    for tongue in ("en", "zh"):
        capsys.readouterr()
        assert main(["items", str(submissions / "out" / "answers.csv"), "--language", tongue, "--out", str(submissions / tongue)]) == 0
        reports[tongue] = capsys.readouterr().out
    numbers = [re.findall(r"\d+(?:\.\d+)?%?", re.sub(r"[（(]?[a-z]+\.[a-z-]+|.*\.csv.*", "", text)) for text in reports.values()]
    assert numbers[0].count("%") == numbers[1].count("%") and foreign(reports["zh"]) == [] and "逐题" in reports["zh"]
    assert (submissions / "en" / "items.csv").read_bytes() == (submissions / "zh" / "items.csv").read_bytes()


def test_damaged_receipts_are_named_in_chinese(submissions):
    speak("zh")
    handed = [one for document in inbox.documents([submissions / "in"]) for one in inbox.opened(document)]
    faults = [one.fault for one in handed if one.fault]
    assert len(faults) == 4 and all(HAN.search(fault) and fault.endswith("。") for fault in faults), faults


def test_checks_of_a_bank_are_said_in_chinese(capsys):
    assert main(["check", "incentives", "--language", "zh"]) == 0
    assert foreign(capsys.readouterr().out) == []


# ------------------------------------------------------------------------------------------------- the instructor's page

PAGE_OF_TEACHERS = (Path(messages.__file__).parents[3] / "zh" / "chapters" / "teach.md").read_text(encoding="utf-8")


def test_the_page_says_what_to_do_with_every_flag():
    speak("zh")
    part = PAGE_OF_TEACHERS[PAGE_OF_TEACHERS.index("### 遇到标记怎么办") : PAGE_OF_TEACHERS.index("## 学生会遇到什么")]
    named = re.findall(r"^\| ([^ |]+) \| [^|]+ \| [^|]+ \|$", part, re.MULTILINE)
    assert sorted("、".join(named).split("、")) == sorted(map(say, grade.FLAGS))


def test_the_buttons_that_the_page_names_are_there():
    speak("zh")
    named = {found for found in re.findall("“([^”]+)”", PAGE_OF_TEACHERS) if found in PAGE.values()}
    assert {PAGE[name] for name in ("receipt", "save file", "copy text", "all chapters")} <= named


def test_the_recipe_on_the_page_runs(capsys):
    cells = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", PAGE_OF_TEACHERS[PAGE_OF_TEACHERS.index("## 自己出一道习题") :], re.DOTALL)
    speak("zh")
    exec("\n".join(cells), {})
    told = capsys.readouterr().out
    assert "28个变体" in told and "没有问题" in told and "你每年减去的*人数*相同" in told and foreign(told) == []


# --------------------------------------------------------------------------------------------------- learning platforms


def test_exports_are_the_chinese_editions(tmp_path, capsys):
    for form in ("moodle", "canvas"):
        assert main(["export", form, "incentives", "before", "--language", "zh", "--out", str(tmp_path / form)]) == 0
    assert foreign(capsys.readouterr().out.replace(str(tmp_path), "")) == []
    speak("zh")
    assert (tmp_path / "moodle").read_bytes() == moodle([load("incentives"), load("before")])
    for exercise in (exercise for stem in WRITTEN for exercise in load(stem).exercises):
        assert not question.left_out(exercise) or HAN.search(question.left_out(exercise))
        for one in question.questions(exercise, "https://book.example/zh")[:3]:
            shown = [one.title, one.text, one.why, one.guide, *one.hints, *(reply.says for reply in one.replies), *(reply.value for reply in one.replies if one.kind == "choice")]
            assert [text for text in shown if english(formulaic(text))] == [], one.id
            assert 'lang="zh' not in "".join(shown)


def test_chapters_are_called_as_in_the_book():
    speak("zh")
    for stem in STEMS:
        path = Path(messages.__file__).parents[3] / "zh" / "chapters" / f"{stem}.md"
        if path.exists():
            assert re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1] == question.chapter(stem)


# ------------------------------------------------------------------------------------------------------------- on pages


def solve(page, bank, student):
    """Answer everything of a chapter rightly, the first number once wrongly before, as one types it with Chinese letters; return what each was told."""
    wrong = next(exercise for exercise in bank.exercises if exercise.kind == "number")
    told = {}
    for exercise in bank.exercises:
        box, variant = card(page, exercise.name), exercise.drawn(COURSE, student)
        check = box.get_by_role("button", name=PAGE["check"], exact=True)
        if exercise.kind == "number":
            typed = f"{exercise.value(variant):.{exercise.places}f}"
            if exercise is wrong:
                box.get_by_label(PAGE["answer"]).fill(f"{exercise.value(variant) + 10**-exercise.places:.{exercise.places}f}".translate(WIDE))
                check.click()
                assert said(box) == f"✗ {PAGE['wrong']}{CHECK['close' if exercise.places else 'off by one']}"
            box.get_by_label(PAGE["answer"]).fill(typed.translate(WIDE))
            check.click()
        elif exercise.kind == "choice":
            box.locator(f"input[value='{exercise.place(variant)}']").check()
            check.click()
        elif exercise.kind == "order":
            for step in range(exercise.steps):
                box.locator("ul button").filter(has_text=classroom.bare(exercise.told(exercise.blocks[step], variant))).first.click()
            check.click()
        elif exercise.kind == "text":
            box.locator("textarea").fill(OWN)
            assert box.get_by_text(PAGE["letters"].format(count=len(OWN) - sum(map(OWN.count, "：，；。")) + sum(map(OWN.count, "：，；。")) // 3, least=40)).is_visible()
            box.get_by_role("button", name=PAGE["lock"]).click()
        elif exercise.kind == "setting":
            alive(page, exercise.figure)
            box.get_by_role("button", name=PAGE["take"]).click()
            live = page.locator(f".xx-live[data-name={exercise.figure}]")
            live.evaluate("el => el.querySelector('.xx-cover .xx-quiet')?.click()")
            dock = page.locator(".xx-ex-dock")
            dock.get_by_role("button", name=PAGE["check"], exact=True).click()
            assert PAGE["wrong"] in said(dock)
            live.evaluate("(el, positions) => el.explorer.set(positions)", solution(exercise, variant))
            dock.get_by_role("button", name=PAGE["check"], exact=True).click()
            assert leftover(dock.evaluate("el => el.outerHTML")) == []
            dock.get_by_role("button", name=PAGE["back"]).click()
            setting = box.locator("a", has_text=PAGE["last setting"].split("{")[0]).inner_text()
            assert not english(setting) and not re.search("[a-z]_|[a-z]{3,} =", setting)
        else:
            continue
        told[exercise.name] = said(box)
        verdict = exercise.verdict(variant, {"text": OWN}.get(exercise.kind, receipt.read(receipt_of(page)).answers[exercise.id].last))
        assert told[exercise.name] == f"✓ {PAGE['noted' if verdict.right is None else 'right']}{classroom.bare(verdict.says)}", exercise.id
    return told


def receipt_of(page):
    """What a student would hand in now."""
    return saved(page)[0]


@pytest.mark.parametrize("stem", ["incentives", "alliance"])
def test_a_student_solves_a_chinese_page_and_is_graded_as_on_the_english_one(chinese, tmp_path, stem):
    bank = load(stem)
    page = chinese.open(f"chapters/{stem}.html", viewport={"width": 390, "height": 844} if stem == "alliance" else {"width": 1280, "height": 900})
    page.locator(".xx-practice").scroll_into_view_if_needed()
    page.locator(".xx-ex-live").wait_for()
    speak("zh")
    practised = page.locator(".xx-practice").evaluate("el => el.outerHTML")
    enter(page, STUDENT)
    told = solve(page, bank, STUDENT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for shown in (practised, page.locator(".xx-practice").evaluate("el => el.outerHTML")):
        assert leftover(shown) == [] and 'lang="zh-Hans"' not in shown.partition("<script")[2]
    count = len(told)
    assert page.locator(".xx-ex-bar").first.inner_text().startswith(PAGE["all done"].format(all=count))
    text, name = saved(page)
    assert name == f"receipt-{COURSE}-{STUDENT}-{stem}.json"

    page.reload()
    page.locator(".xx-ex-live").wait_for()
    for exercise in bank.exercises:
        if exercise.kind == "setting":
            alive(page, exercise.figure)
    shown = {exercise.name: said(card(page, exercise.name)) for exercise in bank.exercises if exercise.name in told}
    assert at_last(lambda: {name: said(card(page, name)) for name in shown}, told) == told
    assert receipt.read(saved(page)[0]).answers == receipt.read(text).answers

    # What was answered in one edition is there in the other, and is handed in from either.
    page.goto(page.url.replace("/zh/", "/en/"))
    page.locator(".xx-practice").scroll_into_view_if_needed()
    page.locator(".xx-ex-live").wait_for()
    speak("en")
    assert page.locator(".xx-ex-done").count() == count and PAGE["who"].format(student=STUDENT, course=COURSE) in page.locator(".xx-ex-identity").inner_text()
    assert receipt.read(saved(page)[0]).answers == receipt.read(text).answers

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    handed = [one for document in inbox.documents([tmp_path / "in"]) for one in inbox.opened(document)]
    results = []
    for tongue in ("en", "zh"):
        speak(tongue)
        results.append(grade.grade(handed, COURSE, exercises=[stem]))
    assert results[0].points == results[1].points == {STUDENT: sum(exercise.points for exercise in bank.exercises if exercise.counts and exercise.kind != "function")}
    assert results[0].flags == results[1].flags == ()
    (first,) = results[0].texts
    assert first.written[0].text == OWN


def test_the_ten_questions_stand_on_their_pages(chinese):
    speak("zh")
    for stem in ("before", "after"):
        page = chinese.open(f"chapters/{stem}.html")
        page.locator(".xx-practice").scroll_into_view_if_needed()
        page.locator(".xx-ex-live").wait_for()
        for exercise in load(stem).exercises:
            box = card(page, exercise.name)
            assert {classroom.bare(say(text)) for text, _ in exercise.options} == set(box.locator("label").all_inner_texts())
            box.locator(f"input[value='{exercise.place(0)}']").check()
            box.get_by_role("button", name=PAGE["record" if stem == "before" else "check"], exact=True).click()
            assert said(box).startswith(f"✓ {PAGE['noted' if stem == 'before' else 'right']}")
        assert leftover(page.locator(".xx-practice").evaluate("el => el.outerHTML")) == []


def test_options_say_nothing_by_their_length():
    """In Chinese as in English the right one is not the one that stands out."""
    speak("zh")
    longest = 0
    for exercise in load("before").exercises:
        sizes = [len(say(text)) for text, _ in exercise.options]
        assert max(sizes) <= 1.35 * min(sizes), exercise.name
        longest += sizes[exercise.right] == max(sizes)
    assert longest <= 5


def test_a_chinese_chapter_becomes_a_package(built, tmp_path, capsys):
    """Its page is the Chinese one, its names are Chinese, and so is what it says of the platform."""
    out = tmp_path / "chapter.zip"
    assert main(["export", "scorm", "incentives", "--html", str(built / "zh"), "--course", COURSE, "--language", "zh", "--out", str(out)]) == 0
    assert foreign(capsys.readouterr().out.replace(str(tmp_path), "")) == []
    speak("zh")
    import zipfile

    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    page, manifest = files["chapters/incentives.html"].decode(), files["imsmanifest.xml"].decode()
    assert '<html lang="zh-CN"' in page and "激励类型" in manifest and "Incentive" not in manifest
    assert json.loads(re.search(r'id="xx-scorm">(.*?)</script>', page)[1])["words"] == {name: say(text) for name, text in SCORM.english.items()}
    assert out.read_bytes() == scorm.scorm(load("incentives"), built / "zh", COURSE)


# ------------------------------------------------------------------------------------------------------------ the hall


def test_every_word_of_the_hall_is_there_in_chinese():
    def leaves(item):
        return [item] if isinstance(item, str) else [text for part in (item.values() if isinstance(item, dict) else item) for text in leaves(part)]

    speak("zh")
    pairs = list(zip(leaves(WORDS), leaves(words()), strict=False))
    assert [text for text, told in pairs if messages.worded(text) and english(re.sub(r"\{\w+\}|CSV|JavaScript", "", told))] == []
    assert all(re.findall(r"\{\w+\}", text).sort() == re.findall(r"\{\w+\}", told).sort() for text, told in pairs)
    assert foreign(re.sub(r"<[^>]*>|JavaScript", "", re.sub(r"<(script|style).*?</\1>", "", pages.solo(), flags=re.DOTALL))) == []


@pytest.mark.xdist_group("hall")
def test_the_hall_is_played_in_chinese(chromium, tmp_path):
    server = Server(tmp_path / "hall.sqlite", "--rest", "0", "--rounds", "1", "--students", "--language", "zh")
    host = f"http://127.0.0.1:{server.port}"
    assert foreign(server.said.replace(str(tmp_path), "")) == []
    one = Watched(chromium, host, host, viewport={"width": 390, "height": 844})
    two = Watched(chromium, host, host, viewport={"width": 390, "height": 844}, color_scheme="dark")
    wall = Watched(chromium, f"{host}/wall", host, viewport={"width": 1280, "height": 720})
    teacher = Watched(chromium, f"{host}/teacher#key={server.key}", host, viewport={"width": 1000, "height": 800})
    everyone = (one, two, wall, teacher)
    speak("zh")
    text = words()

    def look():
        for seen in everyone:
            seen.clean()
            assert leftover(seen.page.content().replace(host, "")) == []

    def go(label):
        teacher.page.locator(".primary").filter(has_text=label).press("Enter")

    def play(label, *actions):
        go(label)
        for phone in (one, two):
            phone.page.locator(".matrix button").first.wait_for()
        look()
        clock = one.page.locator(".top").bounding_box()
        assert clock["height"] < 40  # what stands at the top fits on one line of a phone
        for phone, action in zip((one, two), actions):
            phone.page.locator(".matrix button").nth(action).press("Enter")
        one.page.locator(".earned").wait_for()
        look()

    try:
        look()
        one.page.get_by_label(text["player"]["student"]).fill("2026/001")
        one.page.get_by_role("button", name=text["player"]["join"]).click()
        assert one.page.get_by_role("alert").last.inner_text() == say("A student number has letters, digits and hyphens, 32 at most.")
        for phone in (one, two):
            phone.page.get_by_label(text["player"]["student"]).fill("")
            phone.page.get_by_role("button", name=text["player"]["join"]).click()
            phone.page.get_by_text(text["player"]["wait"]).wait_for()
        wall.page.get_by_text(text["wall"]["there"].format(counties=1, townships=1)).wait_for()
        look()
        play(text["teacher"]["next"]["practice"], 0, 0)
        for stage in range(3):
            go(text["teacher"]["next"]["announce0"].format(n=stage + 1))
            one.page.locator(".circular").filter(has_text=text["circulars"][stage]).wait_for()
            look()
            one.page.get_by_role("slider").press("End")
            one.page.get_by_role("button", name=text["player"]["send"]).click()
            one.page.get_by_text(text["player"]["sent"].format(share="100%")).wait_for()
            play(text["teacher"]["next"]["open"].format(n=stage + 1), stage, 1)
            wall.page.get_by_text(text["games"][("harmony", "stag hunt", "prisoner's dilemma")[stage]]).first.wait_for()
        go(text["teacher"]["next"]["finish"])
        one.page.get_by_text(text["player"]["over"]).wait_for()
        look()
        code = text["codes"][0].format(number=1)
        assert code in one.page.locator("main").inner_text() or code.replace("县", "乡镇") in one.page.locator("main").inner_text()
        for seen in everyone:
            assert (seen.outside, [trouble for trouble in seen.troubles if "400" not in trouble]) == ([], [])
    finally:
        server.kill()
    file = tmp_path / "hall.csv"
    assert main(["hall", "--store", str(tmp_path / "hall.sqlite"), "--export", str(file), "--language", "zh"]) == 0
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert {row["player"] for row in rows} == {"县1号", "乡镇1号"} and {row["role"] for row in rows} == {"county", "township"} and len(rows) == 6


def test_without_phones_it_is_played_in_chinese(chromium, tmp_path):
    path = tmp_path / "hall.html"
    assert main(["hall", "--paper", str(path), "--language", "zh"]) == 0
    seen = Watched(chromium, path.as_uri(), "file:", viewport={"width": 390, "height": 844})
    speak("zh")
    for number, count in enumerate((12, 5, 3, 10, 6, 4, 9, 8, 3, 14, 3, 3)):
        seen.page.locator("table.hands input").nth(number).fill(str(count))
    seen.clean()
    assert "56%" in seen.page.locator("main").inner_text() and leftover(seen.page.content()) == []
    seen.page.get_by_role("button", name=words()["solo"]["play"]).click()
    for _ in range(12):
        seen.page.locator(".matrix button").first.click()
    seen.clean()
    assert words()["player"]["over"] in seen.page.locator("main").inner_text() and leftover(seen.page.content()) == []
    assert (seen.outside, seen.troubles) == ([], [])
