"""Exports for learning platforms: what a platform would make of the files is what the bank says, in every variant."""

import io
import os
import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import numpy as np
import pytest
from classroom import bare

from xianxiang.language import say, speak, spoken
from xianxiang.teach import question
from xianxiang.teach.__main__ import main
from xianxiang.teach.bank import STEMS, Bank, Choice, Function, Number, Order, Setting, Text, load, reading
from xianxiang.teach.moodle import moodle
from xianxiang.teach.qti import canvas, zipped

SITE = "https://book.example/cn/"
CHINESE = ("incentives", "alliance", "inspector", "turn", "before")
"""Banks that are looked at in Chinese as well: all kinds are among their exercises."""


# What Moodle makes of a file, written from its importer and its question types, not from ours.


def text(element, path):
    found = element.find(f"{path}/text")
    return found.text or ""


class Moodle:
    """The questions of a file by category, and what Moodle says of a reply to each."""

    def __init__(self, content):
        self.categories, self.names = {}, []
        for item in ElementTree.fromstring(content):
            if item.get("type") == "category":
                path = re.split(r"(?<!/)/(?!/)", text(item, "category"))
                self.names.append([part.replace("//", "/") for part in path])
                here = self.categories.setdefault(item.findtext("idnumber"), [])
            else:
                here.append(item)

    @staticmethod
    def reply(item, typed):
        """Fraction and feedback: the first answer that fits."""
        for answer in item.findall("answer"):
            if FITS[item.get("type")](item, answer, typed):
                return Fraction(answer.get("fraction")) / 100, text(answer, "feedback")
        return 0, ""


def numerical(item, answer, typed):
    if answer.findtext("text") == "*":
        return True
    units = {unit.findtext("unit_name"): Fraction(unit.findtext("multiplier")) for unit in item.findall("units/unit")}
    number, unit = re.fullmatch(r"([-+]?[\d.]+)\s*(\D*)", typed).groups()
    if unit and (item.findtext("showunits") == "3" or unit not in units):
        return False
    value = Fraction(number) * units.get(unit, 1)
    return abs(value - Fraction(answer.findtext("text"))) <= Fraction(answer.findtext("tolerance"))


def shortanswer(item, answer, typed):
    pattern = ".*".join(map(re.escape, answer.findtext("text").split("*")))
    return re.fullmatch(pattern, typed, re.IGNORECASE if item.findtext("usecase") == "0" else 0)


FITS = {"numerical": numerical, "shortanswer": shortanswer, "multichoice": lambda item, answer, typed: answer.findtext("text") == typed}


class Plain(HTMLParser):
    """The words of some HTML; fails on tags that a platform would throw away."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links = "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        assert tag in {"p", "em", "sub", "code", "ol", "ul", "li", "a", "span"}
        self.links += [dict(attributes)["href"]] if tag == "a" else []

    def handle_data(self, data):
        self.words += data


def words(html):
    return Plain(html).words


def plain(exercise, template, variant):
    return bare(exercise.told(template, variant))


def inside(right, places):
    """Numbers that round to a whole number of the last place: its middle, and close to both ends."""
    return [Fraction(right) / 10**places + Fraction(step, 1000 * 10**places) for step in (0, -499, 499)]


def written(value, places=9):
    return f"{float(value):.{places}f}"


@pytest.fixture(scope="module", params=[*(("en", stem) for stem in STEMS), *(("zh", stem) for stem in CHINESE)], ids="-".join)
def bank(request):
    """A bank, while a language is spoken."""
    tongue, stem = request.param
    speak(tongue)
    yield load(stem)
    speak("en")


@pytest.fixture(autouse=True)
def tongue(request):
    """A test without a bank is in English."""
    before = spoken()
    speak(before if "bank" in request.fixturenames else "en")
    yield
    speak(before)


@pytest.fixture(scope="module")
def imported(bank):
    return Moodle(moodle([bank], SITE))


def asked(bank, kind):
    return [exercise for exercise in bank.exercises if isinstance(exercise, kind) and not question.left_out(exercise)]


def test_every_variant_of_every_exercise_goes_over_or_is_named_as_left_out(bank, imported):
    over = {f"xianxiang.{exercise.id}": len(exercise.variants) for exercise in bank.exercises if not question.left_out(exercise)}
    assert {name: len(items) for name, items in imported.categories.items()} == over
    for exercise in bank.exercises:
        assert not isinstance(exercise, (Number, Choice, Order, Text)) or not question.left_out(exercise)
        assert question.left_out(exercise) or not isinstance(exercise, Function)


def test_names_are_unique_and_categories_lie_under_the_chapter(bank, imported):
    ids = [item.findtext("idnumber") for items in imported.categories.values() for item in items]
    assert len(set(ids)) == len(ids) and max(map(len, ids)) <= 100
    for path in imported.names:
        assert path[:3] == ["$course$", "top", say("County and Township 县乡")] and path[3] == question.chapter(bank.stem) and len(path) == 5
    assert [path[4] for path in imported.names] == [say(exercise.title) for exercise in bank.exercises if not question.left_out(exercise)]
    assert all(item.findtext("defaultgrade") == str(bank[item.findtext("idnumber").split(".")[2]].points) for items in imported.categories.values() for item in items)


def test_texts_are_the_banks(bank, imported):
    for exercise in bank.exercises:
        for variant, item in enumerate(imported.categories.get(f"xianxiang.{exercise.id}", [])):
            assert words(text(item, "questiontext")).startswith(plain(exercise, exercise.ask, variant))
            assert text(item, "name") == f"{say(exercise.title)} {variant:03}"
            hints = [plain(exercise, hint, variant) for hint in exercise.hints]  # the first is said of a reply that nothing else is said of
            assert [words(hint.findtext("text")) for hint in item.findall("hint")] == (hints[1:] or hints)
            if not isinstance(exercise, Choice):
                assert words(text(item, "generalfeedback")) == plain(exercise, exercise.why, variant)


def test_numbers_are_judged_as_the_bank_judges_them(bank, imported):
    for exercise in asked(bank, Number):
        for variant, item in enumerate(imported.categories[f"xianxiang.{exercise.id}"]):
            right = exercise.value(variant)
            known = [right, -right, right * 100, right / 100, *(float(slip(**exercise.variants[variant])) * exercise._scale() for slip, _ in exercise.slips)]
            known = [value for value in known if np.isfinite(value) and abs(value) < 1e5]
            step = 10.0**-exercise.places
            for value in [*known, *(right + n * step for n in (-2, -1, 1, 2))]:
                middle = round(value / step)
                for typed in map(written, inside(middle, exercise.places)):
                    said, (fraction, feedback) = exercise.verdict(variant, typed), Moodle.reply(item, typed)
                    assert fraction == said.right, (exercise.id, variant, typed)
                    assert words(feedback) == bare(said.says), (exercise.id, variant, typed)
            if exercise.unit:
                assert Moodle.reply(item, f"{right:.{exercise.places}f} {exercise.unit}")[0] == 1


def test_options_are_judged_as_the_bank_judges_them(bank, imported):
    for exercise in asked(bank, Choice):
        for variant, item in enumerate(imported.categories[f"xianxiang.{exercise.id}"]):
            answers = item.findall("answer")
            assert (item.findtext("single"), item.findtext("shuffleanswers")) == ("true", "true") and len(answers) == len(exercise.options)
            shown = {plain(exercise, exercise.options[i][0], variant): str(place) for place, i in enumerate(exercise.shown)}
            assert [words(answer.findtext("text")) for answer in answers] == list(shown)  # as the page has them, so the right one does not stand first
            for answer in answers:
                said = exercise.verdict(variant, shown[words(answer.findtext("text"))])
                assert Fraction(answer.get("fraction")) == 100 * said.right
                assert words(text(answer, "feedback")) == bare(said.says)


def test_proofs_are_judged_as_the_bank_judges_them(bank, imported):
    rng = np.random.default_rng(3)
    for exercise in asked(bank, Order):
        item = imported.categories[f"xianxiang.{exercise.id}"][0]
        blocks = re.findall("<li>(.*?)</li>", text(item, "questiontext"))
        assert [words(block) for block in blocks] == [plain(exercise, exercise.blocks[i], 0) for i in exercise.shown]
        orders = list(exercise.beginnings())
        orders += [tuple(rng.permutation(len(blocks))[: rng.integers(1, len(blocks) + 1)]) for _ in range(200)]
        orders += [(*order, step) for order in orders[: len(orders) // 2] for step in range(len(blocks)) if step not in order]
        for order in orders:
            places = [exercise.shown.index(step) for step in order]
            fraction, feedback = Moodle.reply(item, "".join(chr(97 + place) for place in places))
            said = exercise.verdict(0, [str(place) for place in places])
            assert (fraction, words(feedback)) == (said.right, bare(said.says))


def test_settings_ask_for_one_position_and_link_to_the_figure(bank, imported):
    for exercise in asked(bank, Setting):
        found = reading(exercise.figure)
        slider = question._asked(exercise)
        axis = [control.key for control in found.grid.controls].index(slider.key)
        for variant, item in list(enumerate(imported.categories[f"xianxiang.{exercise.id}"]))[::4]:
            html = text(item, "questiontext")
            assert Plain(html).links == [f"https://book.example/cn/chapters/{bank.stem}.html#{exercise.figure}"] and say(slider.label) in words(html)
            places = np.argwhere(exercise.solved(variant))
            scale = 100 if slider.fmt.endswith("%") else 1
            right = [i for i, value in enumerate(slider.values) if Moodle.reply(item, written(value * scale))[0] == 1]
            assert set(right) == set(places[:, axis])
            for i, value in enumerate(slider.values):
                setting = {control.key: control.tokens[i if n == axis else places[0][n]] for n, control in enumerate(found.grid.controls)}
                said = exercise.verdict(variant, urlencode(setting, quote_via=quote))
                assert words(Moodle.reply(item, written(value * scale))[1]) == bare(said.says)


def test_essays_carry_the_rubric_for_the_teacher_alone(bank, imported):
    for exercise in asked(bank, Text):
        (item,) = imported.categories[f"xianxiang.{exercise.id}"]
        guide = words(text(item, "graderinfo"))
        assert all(plain(exercise, point, 0) in guide for point in exercise.rubric) and plain(exercise, exercise.solution, 0) in guide
        shown = words(text(item, "questiontext")) + words(text(item, "generalfeedback"))
        assert plain(exercise, exercise.solution, 0) not in shown


def test_a_setting_that_many_positions_solve_is_left_out_with_a_reason():
    exercises = {exercise.name: exercise for exercise in load("incentives").exercises}
    assert question.left_out(exercises["first-blame"]) == ""
    assert "many settings" in question.left_out(exercises["both-hold"]) and question.questions(exercises["both-hold"]) == ()
    assert "notebook" in question.left_out(exercises["direction-function"])


AWKWARD = Bank("incentives", [
    Number(name="minus", title="A/B & <C>", ask="Is *a < b* & `c > d` {v}?", cases=[{"v": -3.0}, {"v": 0.0}], answer=lambda v: v / 2, places=1, unit="points", hints=["Think & <look>."]),
    Choice(name="options", title="Some options", ask="Which?", options=[("a < b", "No & no."), ("`a` *and* b", "Yes.")], right=1),
    Order(name="free", title="An order with some freedom", ask="Prove it.", blocks=["one", "two", "three", "odd"], steps=3, after={2: (0, 1)}, hints=["Look."]),
])  # fmt: skip


def test_signs_and_letters_that_xml_or_html_read_otherwise_come_through():
    content = moodle([AWKWARD])
    found = Moodle(content)
    assert found.names[0][-1] == "A/B & <C>"
    first, second = found.categories["xianxiang.incentives.minus"]
    assert words(text(first, "questiontext")).startswith("Is a < b & c > d −3?") and "<em>a &lt; b</em> &amp; <code>" in text(first, "questiontext")
    assert [answer.findtext("text") for answer in first.findall("answer") if answer.get("fraction") == "100"] == ["-1.5"]
    assert not any("−" in answer.findtext("text") for item in (first, second) for answer in item.findall("answer"))
    assert [answer.findtext("text") for answer in second.findall("answer") if answer.get("fraction") == "100"] == ["0.0"]
    assert Moodle.reply(first, "-1.5 points")[0] == 1 and Moodle.reply(first, "7")[1] == "Think &amp; &lt;look&gt;."
    (free,) = found.categories["xianxiang.incentives.free"]
    letter = {block: chr(65 + place) for place, block in enumerate(re.findall("<li>(.*?)</li>", text(free, "questiontext")))}
    judged = {order: Moodle.reply(free, "".join(letter[block] for block in order.split()))[0] for order in ("one two three", "two one three", "one three two", "one two three odd")}
    assert list(judged.values()) == [1, 1, 0, 0]


# Canvas.


NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "m": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"}


def opened(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def field(item, label):
    return next((f.findtext("q:fieldentry", namespaces=NS) for f in item.iterfind(".//q:qtimetadatafield", NS) if f.findtext("q:fieldlabel", namespaces=NS) == label), None)


def scored(item, typed):
    """Whether a reply earns the points, and the feedback of every condition that it meets, until one that stops."""
    feedback, score = [], 0
    named = {found.get("ident"): found.findtext(".//q:mattext", namespaces=NS) for found in item.iterfind("q:itemfeedback", NS)}
    for condition in item.iterfind("q:resprocessing/q:respcondition", NS):
        tests = list(condition.find("q:conditionvar", NS))
        if not any(meets(test, typed) for test in tests) or (tests[0].tag.endswith("other") and score):
            continue
        score = int(condition.findtext("q:setvar", str(score), NS))
        feedback += [named[shown.get("linkrefid")] for shown in condition.iterfind("q:displayfeedback", NS)]
        if condition.get("continue") == "No":
            break
    return score, feedback


def meets(test, typed):
    kind = test.tag.rpartition("}")[2]
    if kind in ("or", "and"):
        return {"or": any, "and": all}[kind](meets(inner, typed) for inner in test)
    if kind == "other":
        return True
    try:
        a, b = Fraction(typed), Fraction(test.text)
    except ValueError:
        return kind == "varequal" and typed.lower() == test.text.lower()
    return {"varequal": a == b, "vargte": a >= b, "varlte": a <= b}[kind]


@pytest.fixture(scope="module")
def quiz(bank):
    return ElementTree.fromstring(opened(canvas([bank], SITE))[f"xianxiang_{bank.stem}/xianxiang_{bank.stem}.xml"])


def test_canvas_draws_one_variant_of_each_exercise(bank, quiz):
    groups = quiz.findall("q:assessment/q:section/q:section", NS)
    over = [exercise for exercise in bank.exercises if not question.left_out(exercise)]
    assert [group.get("title") for group in groups] == [say(exercise.title) for exercise in over]
    for group, exercise in zip(groups, over):
        assert group.findtext("q:selection_ordering/q:selection/q:selection_number", namespaces=NS) == "1"
        assert group.findtext(".//q:points_per_item", namespaces=NS) == str(exercise.points)
        assert len(group.findall("q:item", NS)) == len(exercise.variants)
    ids = [item.get("ident") for item in quiz.iter() if item.get("ident") and item.tag.rpartition("}")[2] in ("item", "section", "assessment")]
    assert len(set(ids)) == len(ids)
    refs = [field(item, "assessment_question_identifierref") for item in quiz.iterfind(".//q:item", NS)]
    assert len(set(refs)) == len(refs) and not set(refs) & set(ids)


def test_canvas_judges_as_the_bank_does(bank, quiz):
    groups = iter(quiz.findall("q:assessment/q:section/q:section", NS))
    for exercise in bank.exercises:
        if question.left_out(exercise):
            continue
        for variant, item in enumerate(next(groups).findall("q:item", NS)):
            kind = field(item, "question_type")
            assert words(item.findtext("q:presentation/q:material/q:mattext", namespaces=NS)).startswith(plain(exercise, exercise.ask, variant))
            if isinstance(exercise, Number):
                step, right = 10.0**-exercise.places, round(exercise.value(variant) * 10**exercise.places)
                for key in range(right - 3, right + 4):
                    for typed in map(written, inside(key, exercise.places)):
                        assert scored(item, typed)[0] == 100 * exercise.verdict(variant, typed).right, (exercise.id, variant, typed)
                assert kind == "numerical_question" and words(" ".join(scored(item, written(exercise.value(variant) + 50 * step))[1])) == " ".join(plain(exercise, hint, variant) for hint in exercise.hints)
            elif isinstance(exercise, Choice):
                labels = item.findall(".//q:response_label", NS)
                shown = {plain(exercise, exercise.options[i][0], variant): str(place) for place, i in enumerate(exercise.shown)}
                for label in labels:
                    said = exercise.verdict(variant, shown[words(label.findtext("q:material/q:mattext", namespaces=NS))])
                    score, feedback = scored(item, label.get("ident"))
                    assert score == 100 * said.right and [words(html) for html in feedback] == [bare(said.says)] * bool(said.says)
                assert kind == "multiple_choice_question" and field(item, "original_answer_ids") == ",".join(label.get("ident") for label in labels)
            elif isinstance(exercise, Order):
                order = "".join(chr(65 + exercise.shown.index(step)) for step in range(exercise.steps))
                assert kind == "short_answer_question" and [scored(item, typed)[0] for typed in (order, order.lower(), order[:-1], order[::-1])] == [100, 100, 0, 0]
            elif isinstance(exercise, Text):
                whole = ElementTree.tostring(item, encoding="unicode")
                assert kind == "essay_question" and say(exercise.solution)[:40] not in whole


def test_the_manifest_names_what_is_in_the_package():
    stems = STEMS[:2]
    files = opened(canvas([load(stem) for stem in stems]))
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    named = [file.get("href") for file in manifest.iterfind(".//m:file", NS)]
    assert sorted(named) == sorted(set(files) - {"imsmanifest.xml"})
    resources = {resource.get("identifier"): resource for resource in manifest.iterfind(".//m:resource", NS)}
    assert len(resources) == 2 * len(stems)
    for resource in resources.values():
        assert all(wanted.get("identifierref") in resources for wanted in resource.iterfind("m:dependency", NS))
    for stem in stems:
        points = sum(exercise.points for exercise in load(stem).exercises if not question.left_out(exercise))
        assert f"<points_possible>{points}.0</points_possible>".encode() in files[f"xianxiang_{stem}/assessment_meta.xml"]


# The part of the standard's grammar that a quiz uses: what may stand in an element, in which order, and its attributes.
GRAMMAR = {
    "questestinterop": ("assessment", ""),
    "assessment": ("qtimetadata* section+", "ident title?"),
    "section": ("selection_ordering? (item|section)*", "ident title?"),
    "selection_ordering": ("selection", ""),
    "selection": ("selection_number selection_extension", ""),
    "selection_extension": ("points_per_item", ""),
    "item": ("itemmetadata presentation resprocessing itemfeedback*", "ident title?"),
    "itemmetadata": ("qtimetadata*", ""),
    "qtimetadata": ("qtimetadatafield+", ""),
    "qtimetadatafield": ("fieldlabel fieldentry", ""),
    "presentation": ("material (response_lid|response_str)", ""),
    "material": ("mattext+", ""),
    "response_lid": ("render_choice", "ident rcardinality=Single"),
    "response_str": ("render_fib", "ident rcardinality=Single"),
    "render_choice": ("response_label+", ""),
    "render_fib": ("response_label", "fibtype=Decimal?"),
    "response_label": ("material?", "ident"),
    "resprocessing": ("outcomes respcondition+", ""),
    "outcomes": ("decvar", ""),
    "decvar": ("", "maxvalue=100 minvalue=0 varname=SCORE vartype=Decimal"),
    "respcondition": ("conditionvar setvar* displayfeedback*", "continue=Yes|No"),
    "conditionvar": ("(varequal|or|other)+", ""),
    "or": ("(varequal|and)+", ""),
    "and": ("(vargte|varlte)+", ""),
    "displayfeedback": ("", "feedbacktype=Response linkrefid"),
    "itemfeedback": ("flow_mat+", "ident"),
    "flow_mat": ("material+", ""),
    **{tag: ("", "respident=response1") for tag in ("varequal", "vargte", "varlte")},
    **{tag: ("", "") for tag in ("selection_number", "points_per_item", "fieldlabel", "fieldentry", "other")},
    "mattext": ("", "texttype=text/html"),
    "setvar": ("", "action=Set varname=SCORE"),
}


def ungrammatical(element):
    """What breaks the grammar below an element."""
    tag = element.tag.rpartition("}")[2]
    inside, attributes = GRAMMAR[tag]
    pattern = re.sub(r"\w+", r"(?:\g<0> )", inside).replace(") (", ")(").replace(" |", "|")
    children = "".join(child.tag.rpartition("}")[2] + " " for child in element)
    if not re.fullmatch(re.sub(r"\)([?*+]?) ", r")\1", pattern + " ").strip(), children):
        yield f"{tag}: {children}"
    allowed = {name.rstrip("?").partition("=")[0]: name.rstrip("?").partition("=")[2] for name in attributes.split()}
    needed = {name.partition("=")[0] for name in attributes.split() if not name.endswith("?")}
    if not needed <= set(element.attrib) <= set(allowed) or any(allowed[name] and value not in allowed[name].split("|") for name, value in element.attrib.items()):
        yield f"{tag}: {element.attrib}"
    for child in element:
        yield from ungrammatical(child)


def test_the_quiz_keeps_to_the_standards_grammar(quiz):
    assert list(ungrammatical(quiz)) == []


@pytest.mark.skipif("QTI_DTD" not in os.environ, reason="QTI_DTD names no copy of IMS's ims_qtiasiv1p2.dtd, which may not be passed on; the grammar above is checked always")
def test_quizzes_are_valid():
    etree = pytest.importorskip("lxml.etree")
    grammar = Path(os.environ["QTI_DTD"]).read_text(encoding="utf-8") + "\n<!ELEMENT points_per_item (#PCDATA)>"  # Canvas's own, inside an element that takes any
    dtd = etree.DTD(io.StringIO(grammar))
    for stem in STEMS:
        tree = etree.fromstring(opened(canvas([load(stem)]))[f"xianxiang_{stem}/xianxiang_{stem}.xml"])
        for element in tree.iter():
            element.tag = etree.QName(element).localname
        etree.cleanup_namespaces(tree)
        assert dtd.validate(tree), dtd.error_log.filter_from_errors()[0]


THREE = Bank("incentives", [
    Choice(name="which", title="Which", ask="Which one?", options=[("This", "Right so."), ("That", "Not so.")], right=0),
    Number(name="much", title="How much", ask="How much is it?", cases=[{"v": 1.5}], answer=lambda v: v, places=1, hints=["Look again."], why="So it is."),
    Text(name="why", title="Why", ask="Say why.", rubric=["A reason."], solution="Because of it."),
])  # fmt: skip
MARKDOWN = """Quiz title: Three
{groups}
"""
WRITTEN = {
    "which": "Title: Which 000\nPoints: 1\n1. Which one?\n*a) This\n... Right so.\nb) That\n... Not so.\n",
    "much": "Title: How much 000\nPoints: 1\n1. How much is it?\n+ So it is.\n- <p>Look again.</p>\n= 1.5 +- 0.05\n",
    "why": "Title: Why 000\nPoints: 1\n1. Say why.\n____\n",
}


def shape(element):
    """An element without names and words: its tag, the names of its attributes, what is in it."""
    return element.tag, sorted(element.attrib), [shape(child) for child in element]


def test_the_structure_is_that_of_text2qti():
    config = pytest.importorskip("text2qti.config", reason="text2qti is a package of the tests")
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    groups = "\n".join(f"GROUP\npick: 1\npoints per question: 1\n{part}END_GROUP\n" for part in WRITTEN.values())
    theirs = QTI(Quiz(MARKDOWN.format(groups=groups), config=config.Config()))
    files = opened(canvas([THREE]))
    ours = ElementTree.fromstring(files["xianxiang_incentives/xianxiang_incentives.xml"])
    other = ElementTree.fromstring(theirs.assessment.replace("&nbsp;", " "))
    assert _told(shape(ours)) == _told(shape(other))
    assert {path.rpartition("/")[2].replace("xianxiang_incentives", "X") for path in files} == {"imsmanifest.xml", "assessment_meta.xml", "X.xml"}


def _told(found):
    """Leave out what the two may do differently: names of groups and items, empty fields, whether labels say that they are not shuffled."""
    tag, attributes, inside = found
    attributes = [name for name in attributes if not name.startswith("{") and name not in ("rshuffle", "title")]
    fields = [child for child in inside if not child[0].endswith("qtimetadatafield")]
    return tag, attributes, [_told(child) for child in fields]


def test_the_same_banks_give_the_same_bytes_in_another_process(tmp_path):
    for form, here in (("moodle", moodle([load("incentives")])), ("canvas", canvas([load("incentives")]))):
        out = tmp_path / form
        command = [sys.executable, "-m", "xianxiang.teach", "export", form, "incentives", "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"})
        assert done.returncode == 0, done.stderr
        assert out.read_bytes() == here
        assert "both-hold" in done.stdout and "left out: many settings" in done.stdout


def test_the_command_says_what_is_wrong(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["export", "moodle", "no-such-chapter"])
    assert "no-such-chapter" in capsys.readouterr().err


def test_a_zip_does_not_know_the_time():
    assert zipped({"a": b"1", "b/c": b"2"}) == zipped({"a": b"1", "b/c": b"2"})
    with zipfile.ZipFile(io.BytesIO(zipped({"a": b"1"}))) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
