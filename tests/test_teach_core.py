"""The kit's heart: draws, goals over a figure's table, the kinds of exercise and what each says."""

import hashlib
import math
from collections import Counter
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianxiang.live import Choice as ChoiceControl
from xianxiang.live import Grid, Regime, Slider, Switch, Table, Words, explore
from xianxiang.teach import audit, bank, goal, seed
from xianxiang.teach.__main__ import COMMANDS, main
from xianxiang.teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from xianxiang.teach.wording import CHECK

# ------------------------------------------------------------------------------------------------------------------- draws


def test_a_draw_is_the_hash_that_the_format_names():
    text = "xianxiang/1\x1fvariant\x1fPA-2026\x1fincentives.onset\x1f2026001"
    assert seed.draw(35, "variant", "PA-2026", "incentives.onset", "2026001") == int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) % 35
    assert bank.load("incentives")["onset"].drawn("pa-2026", " 2026 001") == int(hashlib.sha256(text.encode()).hexdigest()[:12], 16) % 35


@pytest.mark.parametrize("typed, meant", [(" 2026 001 ", "2026001"), ("２０２６００１", "2026001"), ("ab\u00a0c", "ABC"), ("\ufeffli\t", "LI"), ("20\u200b26\u00ad", "2026"), ("straße", "STRASSE"), ("李 华", "李华")])
def test_a_number_is_the_same_however_it_is_typed(typed, meant):
    assert seed.normal(typed) == meant == seed.normal(meant)


@pytest.mark.parametrize("typed", ["", " \u3000", "x" * 65, None, 7])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="student"):
        seed.normal(typed)


def test_draws_are_even_and_independent_of_course_and_exercise():
    count = 24
    drawn = np.array([[seed.draw(count, "variant", course, "a.b", str(n)) for n in range(4800)] for course in ("A", "B")])
    for line in drawn:
        expected = 4800 / count
        assert ((np.bincount(line, minlength=count) - expected) ** 2 / expected).sum() < 49.7  # chi squared, 23 degrees: one in a thousand
    assert abs((drawn[0] == drawn[1]).mean() - 1 / count) < 0.01


def test_a_shuffle_has_every_order_alike():
    found = Counter(tuple(seed.shuffle(3, str(n))) for n in range(6000))
    assert len(found) == 6 and all(abs(n - 1000) < 120 for n in found.values())


# ------------------------------------------------------------------------------------------------------------------- goals


@pytest.fixture(scope="module")
def figure():
    grid = Grid([Slider("rate", "Rate", values=[1, 2, 3, 4], default=2), Switch("on", "On"), ChoiceControl("who", "Who", options=["unit", "person"], default="unit")])
    level = grid["rate"] * (1 + grid["on"]) * grid.map("who", [1.0, 0.5])
    gap = np.where(level == 2, np.nan, level)
    return explore("toy", "A toy", grid, {"path": Table({"day": [0, 1]}, level=np.stack([level, 2 * level], -1), gap=gap[..., None], name=np.where(level > 2, "high", "low")[..., None])},
                   words=Words(np.where(level > 2, "high", "low"), {"high": "High: {level:.1f}.", "low": "Low."}, {"level": level}),
                   regime=Regime((level > 3).astype(int), [("calm", "#112233", "o"), ("storm", "#332211", "x")]))


def level_at(rate, on, who):
    return rate * (2 if on else 1) * {"unit": 1.0, "person": 0.5}[who]


GOALS = [
    (["==", ["at", "rate"], 3], lambda r, o, w: r == 3),
    (["==", ["at", "who"], "person"], lambda r, o, w: w == "person"),
    (["!=", ["at", "on"], 0], lambda r, o, w: o),
    (["says", "high"], lambda r, o, w: level_at(r, o, w) > 2),
    (["regime", "storm"], lambda r, o, w: level_at(r, o, w) > 3),
    ([">=", ["value", "level"], 4], lambda r, o, w: level_at(r, o, w) >= 4),
    (["<", ["cell", "path", "level", 1], 3], lambda r, o, w: 2 * level_at(r, o, w) < 3),
    (["<=", ["cell", "path", "gap", 0], 2], lambda r, o, w: level_at(r, o, w) < 2),  # missing where it is 2: no comparison holds
    (["!=", ["cell", "path", "gap", 0], 9], lambda r, o, w: level_at(r, o, w) != 2),
    (["==", ["cell", "path", "name", 0], "high"], lambda r, o, w: level_at(r, o, w) > 2),
    (["==", ["moved"], 2], lambda r, o, w: (r != 2) + o + (w != "unit") == 2),
    (["only", "rate"], lambda r, o, w: not o and w == "unit"),
    (["first", "rate", ["says", "high"]], lambda r, o, w: level_at(r, o, w) > 2 and not any(level_at(x, o, w) > 2 for x in range(1, int(r)))),
    (["last", "rate", ["says", "low"]], lambda r, o, w: level_at(r, o, w) <= 2 and not any(level_at(x, o, w) <= 2 for x in range(int(r) + 1, 5))),
    (["with", "on", True, ["says", "high"]], lambda r, o, w: level_at(r, True, w) > 2),
    (["with", "who", "person", ["==", ["at", "on"], 1]], lambda r, o, w: o),
    (["all", ["not", ["says", "high"]], ["any", ["==", ["at", "rate"], 1], [">", ["+", ["value", "level"], ["-", ["at", "rate"], 1]], 2]]],
     lambda r, o, w: level_at(r, o, w) <= 2 and (r == 1 or level_at(r, o, w) + r - 1 > 2)),
]


@pytest.mark.parametrize("written, meant", GOALS, ids=[str(written)[:40] for written, _ in GOALS])
def test_a_goal_holds_where_it_should(figure, written, meant):
    held = np.broadcast_to(goal.holds(written, goal.Reading(figure)), figure.grid_shape)
    expected = [[[meant(r, o, w) for w in ("unit", "person")] for o in (False, True)] for r in (1.0, 2.0, 3.0, 4.0)]
    np.testing.assert_array_equal(held, np.array(expected, bool))
    assert 0 < held.sum() < held.size


@pytest.mark.parametrize("written, said", [
    (["=~", 1, 2], "word of the language"), (["==", ["at", "rat"], 1], "did you mean 'rate'"), (["says", "hihg"], "high"), (["cell", 1], "word of the language"),
    (["==", ["at", "who"], 1], "two numbers or two words"), (["<", ["at", "who"], "x"], "comparison of words"), (["with", "rate", 7, ["says", "low"]], "on the grid"),
    ([">", ["cell", "path", "level", 2], 0], "0 to 1"), ([], "begins with a word"), (["all"], "one goal or more"), (["==", ["mode"], 1], "at, value, cell"),
])  # fmt: skip
def test_a_goal_that_means_nothing_is_refused(figure, written, said):
    with pytest.raises(ValueError, match=said):
        goal.holds(written, goal.Reading(figure))


def test_a_goal_is_filled_with_the_variants_values():
    assert goal.filled(["==", ["at", "rate"], {"$": "i"}], {"i": 3}) == ["==", ["at", "rate"], 3]
    with pytest.raises(ValueError, match="did you mean 'rate'"):
        goal.filled(["==", ["at", "rate"], {"$": "rates"}], {"rate": 3})


# ----------------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize("typed, meant", [
    ("0.25", 0.25), (".25", 0.25), ("0,25", 0.25), ("25%", 0.25), (" 25 % ", 0.25), ("1/4", 0.25), ("−3", -3), ("–3", -3), ("+2", 2), ("２５％", 0.25), ("1e-2", 0.01), ("3.", 3), ("½", None),
    ("", None), ("a", None), ("1,000.5", None), ("1/0", None), ("--1", None), ("1 2", 12), ("nan", None), ("inf", None), ("0x10", None), ("1_0", None), ("٣", None), ("1/2/3", None), ("9" * 41, None), (None, None), (2, None),
])  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed, meant):
    assert bank.parse(typed) == meant


@given(st.integers(-10**6, 10**6), st.integers(0, 4))
def test_rounding_is_half_up_away_from_zero(thousandths, places):
    exact = Fraction(thousandths, 1000)
    size = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    assert bank.rounded(thousandths / 1000, places) == (size if thousandths >= 0 else -size)


@pytest.fixture
def number():
    return Bank("incentives", [Number(name="third", title="A third", ask="Of {n}?", cases=[{"n": 3}, {"n": 8}], answer=lambda n: -1 / n, places=3,
                                      slips=[(lambda n: -1 / (n + 1), "One too many: {n}."), (lambda n: -1 / n, "never said")], hints=["Divide.", "By {n}."], why="Yes.")]).exercises[0]  # fmt: skip


@pytest.mark.parametrize("typed, right, says", [
    ("-0.333", True, "Yes."), ("-1/3", True, "Yes."), ("-33.33%", True, "Yes."), ("-0.25", False, "One too many: 3."), ("-0.334", False, CHECK["close"]),
    ("0.333", False, CHECK["sign"]), ("-33.3333", False, CHECK["hundred"]), ("-0.003333", False, CHECK["hundred"]), ("7", False, "Divide."), ("x", None, CHECK["no number"]),
])  # fmt: skip
def test_what_is_said_of_a_number(number, typed, right, says):
    assert number.verdict(0, typed) == bank.Verdict(right, says, right is not None)


def test_hints_go_by_the_tries_and_the_last_stays(number):
    assert [number.verdict(1, "7", tries).says for tries in (0, 1, 2, 9)] == ["Divide.", "By 8.", "By 8.", "By 8."]


def test_a_percentage_is_typed_with_or_without_its_sign():
    share = Bank("incentives", [Number(name="share", title="A share", ask="?", answer=lambda: 0.4236, places=1, unit="%", hints=["h"])]).exercises[0]
    assert [share.verdict(0, typed).right for typed in ("42.4", "42.4%", "４２．４％", "42,36", "0.4236", "42.3")] == [True, True, True, True, False, False]
    assert share.verdict(0, "0.4236").says == CHECK["hundred"] and share.verdict(0, "42.3").says == CHECK["close"]


# ----------------------------------------------------------------------------------------------------- choices, orders, others


def test_a_choice_has_one_right_option_by_case_and_says_why_the_others_are_wrong():
    both = Choice(name="sign", title="A sign", ask="{x}", options=[("up", "no: {x} falls"), ("down", "no: {x} rises")], right=lambda x: int(x < 0), cases=[{"x": 1}, {"x": -1}], why="So.")
    Bank("incentives", [both])
    for variant in (0, 1):
        said = {both.options[both.shown[int(place)]][0]: both.verdict(variant, place) for place in "01"}
        assert said[("up", "down")[variant]] == bank.Verdict(True, "So.") and said[("down", "up")[variant]].right is False
    assert both.verdict(0, "2").read is False and both.verdict(0, 1).read is False


def test_every_order_that_keeps_the_dependencies_is_right_and_no_other():
    proof = Order(name="proof", title="A proof", ask="?", blocks=["a", "b", "c", "d", "x"], steps=4, after={2: [0, 1], 3: [2]}, hints=["h"], why="So.")
    Bank("incentives", [proof])
    place = {step: str(proof.shown.index(step)) for step in range(5)}
    right = {order for count in range(1, 6) for order in permutations(range(5), count) if proof.verdict(0, [place[step] for step in order]).right}
    assert right == {(0, 1, 2, 3), (1, 0, 2, 3)}
    assert proof.verdict(0, [place[0], place[2]]).says.startswith("The proof holds for 1 of your blocks")
    assert proof.verdict(0, [place[1], place[0]]).says == CHECK["more steps"]
    assert proof.verdict(0, [place[4]]).says == f"{CHECK['no step stands']} h"
    assert len(list(proof.beginnings())) == 8


def test_the_page_has_no_answer_in_clear():
    for exercise in bank.load("incentives").exercises:
        plan = exercise.plan()
        assert not {"answer", "right", "after", "steps"} & set(plan)
        if isinstance(exercise, Order):
            assert plan["blocks"] != list(exercise.blocks)
        if isinstance(exercise, Number):
            assert len(plan["marks"]) == 4 * plan["count"] == len(plan["slips"][0][1])
            assert not any(f"{exercise.value(v):.{exercise.places}f}" in exercise.told(text, v) for v in range(plan["count"]) for text in [exercise.why, *exercise.hints])


def test_a_text_is_locked_in_and_read_by_a_person():
    text = Text(name="why", title="Why", ask="?", rubric=["a", "b"], solution="s", least=10)
    Bank("incentives", [text])
    assert text.verdict(0, "too short") == bank.Verdict(None, CHECK["no text"].replace("{least}", "10"), False)
    assert text.verdict(0, "long enough") == bank.Verdict(None, CHECK["locked in"])


def test_a_function_is_judged_by_its_values_at_the_students_inputs():
    square = Function(name="square", title="A square", ask="?", answer=lambda x: x**2, inputs=[{"x": i} for i in range(20)], asked=4, hints=["Multiply."], why="So.")
    Bank("incentives", [square])
    given_a, given_b = square.given("C", "1"), square.given("C", "2")
    assert given_a != given_b and len(given_a) == 4
    answer = [f"{values['x'] ** 2}" for values in given_a]
    assert square.judge(0, "C", "1", answer).right and not square.judge(0, "C", "2", answer).right
    assert "x = " in square.judge(0, "C", "1", [*answer[:3], "nan"]).says


# ------------------------------------------------------------------------------------------------------------------- audit


def test_apostrophes_are_the_books_but_in_code_and_in_goals():
    kept = ["regime", "Prisoner's dilemma"]
    task = Setting(name="one", title="The county's", ask="Isn't `f'` {who}?", why="It's.", hints=["Don't"], figure="intensity", goals=[(kept, "can't")], cases=[{"who": "the leader's"}])
    Bank("alliance", [task])
    assert (task.title, task.told(task.ask, 0), task.why, list(task.hints)) == ("The county’s", "Isn’t `f'` the leader’s?", "It’s.", ["Don’t"])
    assert task.plan()["goals"] == [[kept, "can’t"]] and task.plan()["fields"] == {"who": ["the leader’s"]}
    text = Text(name="two", title="t", ask="a", rubric=["one's"], solution="one's", least=1)
    pick = Choice(name="three", title="t", ask="a", options=[("one's", "it's"), ("b", "c")], right=0)
    assert (list(text.rubric), text.solution, pick.options[0]) == (["one’s"], "one’s", ("one’s", "it’s"))


def test_the_audit_finds_what_is_planted():
    tie = Number(name="tie", title="A tie", ask="{n}", cases=[{"n": 0.125}], answer=lambda n: n, places=2, hints=["h"])
    twins = Choice(name="twins", title="Twins", ask="?", options=[("{a}", "x"), ("{b}", "y")], right=0, cases=[{"a": "same", "b": "same"}])
    easy = Setting(name="easy", title="Easy", ask="?", figure="intensity", goals=[(["<=", ["at", "concealment"], 0.9], "h")])
    hopeless = Setting(name="hopeless", title="None", ask="?", figure="intensity", goals=[([">", ["at", "concealment"], 1], "h")])
    said = audit.faults(Bank("incentives", [tie, twins, easy, hopeless]))
    for words in ("tie of rounding", "read the same", "solved at the default", "100% of all settings", "no setting solves it"):
        assert any(words in line for line in said), words


def test_the_chance_that_a_copied_answer_is_right_is_what_drawing_finds(rng=np.random.default_rng(3)):
    for name in ("both-hold", "onset", "ray"):
        exercise = bank.load("incentives")[name]
        count, hits = len(exercise.variants), []
        for _ in range(4000):
            mine, yours = rng.integers(count, size=2)
            if isinstance(exercise, Setting):
                spots = np.flatnonzero(exercise.solved(int(yours)))
                hits.append(exercise.solved(int(mine)).ravel()[rng.choice(spots)])
            else:
                answer = exercise.place(int(yours)) if isinstance(exercise, Choice) else f"{exercise.value(int(yours)):.9f}"
                hits.append(exercise.verdict(int(mine), answer).right)
        assert abs(np.mean(hits) - audit.copied(exercise)) < 0.03


# ---------------------------------------------------------------------------------------------------------------- commands


def test_without_a_command_the_commands_are_listed(capsys):
    assert main([]) == 2
    said = capsys.readouterr().out
    assert all(f"    {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("words, said", [
    (["grade", "{box}/none", "--course", "X"], "grade: {box}/none is not there"),
    (["grade", "{box}/x.txt", "--course", "X", "--out", "{box}/x.txt/out"], "x.txt/out: Not a directory"),
    (["items", "{box}/none.csv"], "items: {box}/none.csv: No such file or directory"),
    (["items", "{box}/x.txt"], "no column 'student'"),
    (["export", "canvas", "before", "--out", "{box}/none/x.zip"], "export: {box}/none/x.zip: No such file or directory"),
    (["export", "scorm", "turn", "world", "--course", "X", "--out", "{box}/x.zip"], "each is a package"),
    (["hall", "--export", "{box}/x.csv", "--store", "{box}/none.sqlite"], "hall: store must be a hall's file"),
])  # fmt: skip
def test_a_command_that_cannot_do_its_work_says_so_in_a_line(words, said, tmp_path, capsys):
    (tmp_path / "x.txt").write_text("a,b\n1,2\n")
    assert main([word.format(box=tmp_path) for word in words]) == 1
    shown = capsys.readouterr().err
    assert said.format(box=tmp_path) in shown and shown.count("\n") == 1 and "[Errno" not in shown


def test_ctrl_c_ends_a_command_without_a_word(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(audit, "main", interrupted)
    assert main(["check", "world"]) == 130 and capsys.readouterr().err == ""
