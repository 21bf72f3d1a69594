"""Grading: a class of three hundred with its cheats and accidents, whose totals are known from how it was made."""

import csv
import gzip
import io
import json
import time
import zipfile
from collections import defaultdict
from dataclasses import replace

import classroom
import numpy as np
import pytest

from xianxiang.teach import grade, items, receipt, roster, sheet, texts
from xianxiang.teach.__main__ import main as command
from xianxiang.teach.bank import Choice, Text
from xianxiang.teach.inbox import Document, Handed, documents, opened
from xianxiang.teach.notebook import practice

COURSE = "PA-2026"
NUMBERS = classroom.numbers(300)
NAMES = {number: f"{'Wang Li Zhang Liu Chen'.split()[i % 5]} {i}" for i, number in enumerate(NUMBERS)}
SENT = {number: f"{name}_{4000 + i}" for i, (number, name) in enumerate(NAMES.items())}  # as Moodle names who handed in


def answered(entry):
    """Whether a student of `classroom` answered rightly: known from how the answer was made, not from a grader."""
    return entry.claimed is True


class Class:
    """Three hundred students' receipts, who is flagged for what, and what each earns."""

    def __init__(self):
        rng = np.random.default_rng(2026)
        self.exercises = classroom.exercises("incentives")
        self.graded = [exercise for exercise in self.exercises if not isinstance(exercise, Text)]
        self.skill = {number: float(rng.beta(3, 2)) for number in NUMBERS}
        self.receipts = {number: [classroom.receipt(self.exercises, COURSE, number, self.skill[number], rng)] for number in NUMBERS}
        self.points = {number: sum(answered(done[0].answers[e.id]) for e in self.graded) for number, done in self.receipts.items()}
        self.flags = defaultdict(set)
        self.files = {}  # what is handed in beside receipts: name and bytes
        self._honest(rng)
        self._cheats(rng)

    def _honest(self, rng):
        """Some hand in again, having put an exercise right; some of them from another browser; two share a computer."""
        for place, number in enumerate(NUMBERS[100:160]):
            (done,) = self.receipts[number]
            failed = [e for e in self.graded if not answered(done.answers[e.id])]
            if failed:
                later = classroom.mend(done, failed[0], COURSE, number, rng)
                self.receipts[number].append(replace(later, origin=rng.bytes(8).hex()) if place % 2 else later)
                self.points[number] += failed[0].points
        pair = NUMBERS[160:162]
        self.receipts[pair[1]] = [replace(done, origin=self.receipts[pair[0]][0].origin) for done in self.receipts[pair[1]]]
        for number in pair:
            self.flags[number].add("same browser")

    def _earns(self, number, answers, course=COURSE):
        """What answers earn on a student's own variants, by the bank alone."""
        total = 0
        for exercise in self.graded:
            for one in (answers[exercise.id].first, answers[exercise.id].last):
                variant = exercise.drawn(course, number)
                verdict = exercise.judge(variant, course, number, one) if exercise.kind == "function" else exercise.verdict(variant, one)
                if verdict.right:
                    total += exercise.points
                    break
        return total

    def _cheats(self, rng):
        # 1. another's file with the number changed
        for thief, source in zip(NUMBERS[0:4], NUMBERS[200:204]):
            stolen = replace(self.receipts[source][0], student=thief)
            self.receipts[thief], self.points[thief] = [stolen], self._earns(thief, stolen.answers)
            self.flags[thief] |= {"another's receipt", "same browser", "same text"}
            self.flags[source] |= {"same browser", "same text"}
            drawn = [e for e in self.exercises if e.drawn(COURSE, thief) == e.drawn(COURSE, source) and e.kind == "function"]
            if any(answered(stolen.answers[e.id]) for e in drawn):
                self.flags[thief].add("false claim")
        # 2. every answer wrong and called right
        for number in NUMBERS[4:7]:
            done = classroom.receipt(self.exercises, COURSE, number, 0, rng)
            claims = {name: replace(a, claimed=True if a.claimed is not None else None) for name, a in done.answers.items()}
            self.receipts[number], self.points[number] = [replace(done, answers=claims)], 0
            self.flags[number].add("false claim")
        # 3. a friend's answers under the friend's variants, among one's own
        for number, friend in zip(NUMBERS[7:9], NUMBERS[204:206]):
            own = classroom.receipt(self.exercises, COURSE, number, 0, rng)
            good = classroom.receipt(self.exercises, COURSE, friend, 1, rng)
            taken = {name: good.answers[name] for name in ("incentives.direction", "incentives.onset", "incentives.hidden")}
            self.receipts[number] = [replace(own, answers={**own.answers, **taken})]
            self.points[number] = self._earns(number, self.receipts[number][0].answers)
            self.flags[number].add("another's receipt")
        # 4. last year's course code
        old = classroom.receipt(self.exercises, "PA-2025", NUMBERS[9], 1, rng)
        self.receipts[NUMBERS[9]] = [old]
        del self.points[NUMBERS[9]]
        self.flags[NUMBERS[9]].add("other course")
        # 5. an answer that is none: no point, and no flag
        done = classroom.receipt(self.exercises, COURSE, NUMBERS[10], 1, rng)
        broken = replace(done.answers["incentives.direction"], first="about half", last="about half", claimed=False)
        self.receipts[NUMBERS[10]] = [replace(done, answers={**done.answers, "incentives.direction": broken})]
        self.points[NUMBERS[10]] = len(self.graded) - 1
        # 6 to 8. files that cannot be read, and no other
        for number, name, data in (
            (NUMBERS[11], "receipt.json", receipt.text(self.receipts[NUMBERS[11]][0])[:-40].encode()),
            (NUMBERS[12], "receipt.txt", receipt.pack(receipt.text(self.receipts[NUMBERS[12]][0]))[:-20].encode()),
            (NUMBERS[13], "receipt.txt", receipt.pack("0" * 10**7).encode()),
            (NUMBERS[14], "all.zip", _zip({"receipt.json": b"\x00" * 10**7})),
            (NUMBERS[15], "screenshot.png", b"\x89PNG"),
        ):
            self.receipts[number] = []
            del self.points[number]
            self.files[f"{SENT[number]}_assignsubmission_file_/{name}"] = data
        # 9. another version of the book
        self.receipts[NUMBERS[16]] = [replace(self.receipts[NUMBERS[16]][0], book="0.0.9")]
        self.flags[NUMBERS[16]].add("other version")
        # 10. a number that is nobody's
        done = classroom.receipt(self.exercises, COURSE, "20269999", 1, rng)
        self.receipts["20269999"], self.points["20269999"] = [done], len(self.graded)
        self.flags["20269999"].add("not on the roster")
        # 11. a friend's own file, handed in under another name
        self.receipts[NUMBERS[17]] = []
        del self.points[NUMBERS[17]]
        self.files[f"{SENT[NUMBERS[17]]}_assignsubmission_file_/receipt.json"] = receipt.text(self.receipts[NUMBERS[206]][0]).encode()
        self.flags[NUMBERS[206]].add("sender")
        # 12. a text with other blanks, capitals and a sentence more
        name = "incentives.mild-penalties"
        source = self.receipts[NUMBERS[207]][0].answers[name].last
        copy = source.upper().replace(" ", "  ") + " That is what I think."
        (done,) = self.receipts[NUMBERS[18]]
        self.receipts[NUMBERS[18]] = [replace(done, answers={**done.answers, name: replace(done.answers[name], first=copy, last=copy)})]
        self.flags[NUMBERS[18]].add("same text")
        self.flags[NUMBERS[207]].add("same text")
        # 13. an exercise that there is not
        (done,) = self.receipts[NUMBERS[19]]
        self.receipts[NUMBERS[19]] = [replace(done, answers={**done.answers, "incentives.gone": done.answers[name]})]
        self.flags[NUMBERS[19]].add("unknown exercise")

    def write(self, folder):
        """Hand in: a third through Moodle, a third through Canvas, a third through a form; some receipts as files and some as text."""
        moodle, canvas, form = dict(self.files), {}, [["Timestamp", "Name", "Paste your receipt"]]
        for place, (number, done) in enumerate(sorted(self.receipts.items())):
            for count, one in enumerate(done):
                text = receipt.text(one)
                code = receipt.pack(text)
                if place % 3 == 0 or number in NUMBERS[200:210]:
                    who = SENT.get(number, "Nobody_1")
                    if place % 2:
                        moodle[f"{who}_assignsubmission_onlinetext/onlinetext{count or ''}.html"] = f"<p>{code[:300]}<br />{code[300:]}</p>".encode()
                    else:
                        moodle[f"{who}_assignsubmission_file_/receipt-{count}.json"] = text.encode()
                elif place % 3 == 1:
                    late = "_LATE" * (place % 5 == 0)
                    canvas[f"student{number}{late}_{5000 + place}_{90000 + place * 10 + count}_receipt.json"] = text.encode()
                else:
                    form.append(["2026/11/26", NAMES.get(number, "=cmd()"), code if place % 2 else text])
        folder.mkdir()
        (folder / "moodle.zip").write_bytes(_zip(moodle))
        (folder / "submissions.zip").write_bytes(_zip(canvas))
        out = io.StringIO()
        csv.writer(out).writerows(form)
        (folder / "form.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
        rows = "".join(f"{number},{name}\n" for number, name in NAMES.items())
        (folder / "roster.csv").write_bytes(("学号,姓名\n" + rows).encode("gbk"))


def _zip(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def run(*words):
    """The command, as a teacher gives it."""
    return command(["grade", *map(str, words)])


def rows(path):
    """A table of results, by column."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def school():
    return Class()


@pytest.fixture(scope="module")
def results(school, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    school.write(folder / "in")
    began = time.process_time()
    assert run(folder / "in", "--course", COURSE, "--roster", folder / "in/roster.csv", "--out", folder / "out") == 0
    return folder / "out", time.process_time() - began


def test_everyone_earns_what_is_known_from_how_the_class_was_made(school, results):
    book = {row["student"]: row for row in rows(results[0] / "gradebook.csv")}
    assert set(book) == {*NUMBERS, "20269999"}
    assert {number: int(row["points"]) for number, row in book.items() if row["points"]} == school.points
    assert {row["of"] for row in book.values()} == {str(len(school.graded))}
    assert all(row["name"] == NAMES.get(number, "") for number, row in book.items())
    assert all(int(row["receipts"]) == (0 if number == NUMBERS[9] else len(school.receipts[number])) for number, row in book.items() if number != NUMBERS[206])
    assert int(book[NUMBERS[206]]["receipts"]) == 2  # a friend has handed one in, too


def test_copying_does_not_pay(school):
    honest = np.mean([school.points[number] for number in NUMBERS[200:204]])
    assert np.mean([school.points[number] for number in NUMBERS[0:4]]) < honest - 2


def test_all_cheats_are_flagged_for_what_they_did_and_nobody_else(school, results):
    found = defaultdict(set)
    for row in rows(results[0] / "flags.csv"):
        if row["student"]:
            found[row["student"]].add(row["flag"])
    assert found == {number: kinds for number, kinds in school.flags.items() if kinds}
    for row in rows(results[0] / "gradebook.csv"):
        assert set(filter(None, row["flags"].split("; "))) == school.flags[row["student"]]


def test_damaged_files_are_named_with_their_reason(school, results):
    damaged = {row["file"]: row["reason"] for row in rows(results[0] / "flags.csv") if row["flag"] == "damaged"}
    wanted = {f"in/moodle.zip/{name}" for name in school.files if SENT[NUMBERS[17]] not in name}
    assert {name.removesuffix("/receipt.json") if "all.zip" in name else name for name in damaged} == wanted
    said = " ".join(damaged.values())
    assert all(word in said for word in ("not JSON", "is cut", "200,000 bytes", ".png"))


def test_reasons_say_whose_and_what(results):
    reasons = {(row["flag"], row["student"]): row["reason"] for row in rows(results[0] / "flags.csv")}
    assert f"They are those of {NUMBERS[200]}." in reasons["another's receipt", NUMBERS[0]]
    assert f"They are those of {NUMBERS[204]}." in reasons["another's receipt", NUMBERS[7]]
    assert "would count 9" in reasons["other course", NUMBERS[9]]
    assert "0.0.9" in reasons["other version", NUMBERS[16]]
    assert NUMBERS[161] in reasons["same browser", NUMBERS[160]]


def test_three_hundred_receipts_take_less_than_three_seconds(results):
    assert results[1] < 3


def test_the_same_bytes_twice_in_whatever_order(school, results, tmp_path):
    folder = results[0].parent / "in"
    inputs = [folder / "submissions.zip", folder / "form.csv", folder / "moodle.zip"]
    for out, order in (("a", inputs), ("b", inputs[::-1])):
        assert run(*order, "--course", "ＰＡ-2026 ", "--roster", folder / "roster.csv", "--out", tmp_path / out) == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["answers.csv", "flags.csv", "gradebook.csv", "texts.html"]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    for name in ("gradebook.csv", "answers.csv", "texts.html"):
        assert (tmp_path / "a" / name).read_bytes() == (results[0] / name).read_bytes()


def test_answers_are_listed_one_a_student_and_exercise(school, results):
    table = rows(results[0] / "answers.csv")
    assert len({(row["student"], row["exercise"]) for row in table}) == len(table) == len(school.points) * len(school.exercises)
    known = {exercise.id: exercise for exercise in school.exercises}
    for row in table:
        number = row["student"]
        exercise, done = known[row["exercise"]], school.receipts[number]
        assert int(row["variant"]) == exercise.drawn(COURSE, number) and row["kind"] == exercise.kind
        if number in NUMBERS[20:100]:
            (entry,) = (one.answers[exercise.id] for one in done)
            first = sheet.uncell(row["first"])
            assert (json.loads(first) if isinstance(entry.first, list) else first) == entry.first
            assert row["own"] == "1" and int(row["tries"]) == entry.tries and int(row["seconds"]) == entry.seconds
            assert row["last_right"] == ("" if exercise.kind == "text" else str(int(answered(entry))))
            assert row["first_right"] == ("" if exercise.kind == "text" else str(int(answered(entry) and entry.tries == 1)))


def test_the_analysis_of_the_exercises_reads_what_grading_wrote(school, results):
    found = items.read(results[0] / "answers.csv")
    assert found.students == tuple(sorted(school.points)) and set(found.exercises) == {exercise.id for exercise in school.exercises}
    honest = [found.students.index(number) for number in NUMBERS[20:160]]
    for exercise in school.graded:
        first = [school.receipts[number][0].answers[exercise.id] for number in NUMBERS[20:160]]
        assert found.first[honest, found.exercises.index(exercise.id)].tolist() == [float(answered(entry) and entry.tries == 1) for entry in first]


def test_first_answers_alone_can_be_counted(school, results, tmp_path):
    folder = results[0].parent / "in"
    assert run(folder, "--course", COURSE, "--roster", folder / "roster.csv", "--first", "--out", tmp_path) == 0
    for row in rows(tmp_path / "gradebook.csv"):
        if row["student"] in NUMBERS[20:160]:
            done = school.receipts[row["student"]][0]
            assert int(row["points"]) == sum(answered(done.answers[e.id]) and done.answers[e.id].tries == 1 for e in school.graded)


def test_texts_are_put_together_to_be_read(school, results):
    page = (results[0] / "texts.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(school.points)
    assert page.count('class="alike"') == 10 and "<script" not in page
    text = next(e for e in school.exercises if isinstance(e, Text))
    assert all(point.split("*")[0] in page for point in text.rubric)


def test_a_teacher_is_told_what_to_look_at(school, results, tmp_path, capsys):
    folder = results[0].parent / "in"
    run(folder, "--course", COURSE, "--roster", folder / "roster.csv", "--out", tmp_path)
    said = capsys.readouterr()
    assert f"{len(school.points)} students handed in, {len(school.points) - 1} of the 300 on the roster" in said.out and f"mean {np.mean(list(school.points.values())):.1f}" in said.out
    assert said.out.index("another's receipt") < said.out.index("false claim") < said.out.index("damaged")
    assert said.err == ""  # nobody watches, so no bar
    assert "is the course code right" not in said.out
    run(folder, "--course", "PA-2062", "--roster", folder / "roster.csv", "--out", tmp_path)
    assert f"is for {COURSE}, PA-2025, not PA-2062: is the course code right?" in capsys.readouterr().out


# by hand


def hand_in(*receipts):
    return [Handed(f"{place}.json", one) for place, one in enumerate(receipts)]


@pytest.fixture
def rng():
    return np.random.default_rng(9)


def one(number, rng, skill=1.0, stems=("incentives",), **options):
    return classroom.receipt(classroom.exercises(*stems), COURSE, number, skill, rng, **options)


def test_the_best_answer_counts_and_the_text_that_came_last(rng):
    name, kept = "incentives.mild-penalties", "incentives.direction"
    early, late = one("1", rng, 1.0), one("1", rng, 0.0, time="2026-11-27T09:00:00Z")
    for order in ((early, late), (late, early)):
        graded = grade.grade(hand_in(*order), COURSE)
        (student,) = graded.students
        assert graded.points == {"1": 9} and not graded.flags
        work = student.works[kept]
        assert work.first == early.answers[kept].first and work.last == early.answers[kept].last
        assert student.works[name].last == late.answers[name].last
        assert work.tries == early.answers[kept].tries + late.answers[kept].tries


def test_of_two_right_answers_the_later_is_listed(rng):
    early, late = (one("1", rng, time=f"2026-11-2{day}T09:00:00Z") for day in (6, 7))
    name = "incentives.direction"
    late = replace(late, answers={**late.answers, name: replace(late.answers[name], last=late.answers[name].last + " %")})
    (student,) = grade.grade(hand_in(late, early), COURSE).students
    assert student.works[name].last == late.answers[name].last and student.works[name].first == early.answers[name].first


def test_a_later_receipt_of_one_browser_contains_the_earlier_one(rng):
    early = one("1", rng, 0.0)
    late = classroom.mend(early, classroom.exercises("incentives")[2], COURSE, "1", rng)
    (student,) = grade.grade(hand_in(early, late), COURSE).students
    assert student.works["incentives.direction"].tries == 4 and student.works["incentives.onset"].tries == 3
    assert student.works["incentives.direction"].points() == 1 and student.works["incentives.direction"].points(first=True) == 0


def test_questions_without_verdict_are_listed_and_do_not_count(rng):
    done = one("1", rng, 1.0, ("before", "incentives"))
    graded = grade.grade(hand_in(done), COURSE)
    assert graded.possible == 9 and graded.points == {"1": 9}
    table = list(csv.DictReader(io.StringIO(grade.answers(graded).decode("utf-8-sig"))))
    before = [row for row in table if row["exercise"].startswith("before.")]
    assert len(before) == 10 and all(row["first_right"] == "1" for row in before)
    assert all(exercise.graded for exercise in graded.exercises if isinstance(exercise, Choice) and exercise.counts)


def test_chapters_and_single_exercises_can_be_chosen(rng):
    done = one("1", rng, 1.0, ("before", "incentives"))
    named = ["incentives.ray", "incentives.direction"]
    graded = grade.grade(hand_in(done), COURSE, exercises=named)
    assert [exercise.id for exercise in graded.exercises] == named[::-1] and graded.points == {"1": 2}
    assert grade.grade(hand_in(done), COURSE, exercises=["incentives"]).possible == 9
    with pytest.raises(ValueError, match="exercises is 'incentives.none'"):
        grade.grade([], COURSE, exercises=["incentives.none"])


def test_a_stranger_adds_no_exercises_to_a_class(rng):
    people = [roster.Person(1, ("1",), "Wang")]
    graded = grade.grade(hand_in(one("1", rng), one("2", rng, stems=("after",))), COURSE, people)
    assert {exercise.stem for exercise in graded.exercises} == {"incentives"}


def test_a_notebooks_receipt_earns_what_the_notebook_said(tmp_path, rng):
    desk = practice("incentives", "2026007", COURSE)
    for exercise in classroom.exercises("incentives"):
        answer = {"number": classroom.right, "text": classroom.right}.get(exercise.kind)
        if answer:
            desk.answer(exercise.name, answer(exercise, COURSE, "2026007", rng))
    (beta,) = (exercise for exercise in classroom.exercises("incentives") if exercise.kind == "function")
    desk.answer(beta.name, lambda **values: beta.answer(**values))
    desk.answer("direction", "17%")
    said = desk.receipt(tmp_path / "receipt.json")
    for found in (opened(Document("a.txt", lambda: str(said).encode())), [one for document in documents([tmp_path]) for one in opened(document)]):
        graded = grade.grade(found, COURSE, exercises=["incentives"])
        assert graded.points == {"2026007": 4} and graded.possible == desk.points[1] and not graded.flags


def test_another_spelling_of_the_course_counts_if_the_teacher_says_so(rng):
    typed = classroom.receipt(classroom.exercises("incentives"), "PA2026", "1", 1, rng)
    assert grade.grade(hand_in(typed), COURSE).points == {}
    graded = grade.grade(hand_in(typed), [COURSE, "pa 2026"])
    assert graded.points == {"1": 9} and not graded.flags


def test_who_may_have_mistyped_is_said_if_he_has_handed_in_nothing(rng):
    people = [roster.Person(i, (number,), "") for i, number in enumerate(("20260011", "20260012", "20260500"))]
    graded = grade.grade(hand_in(one("20260012", rng), one("2026005O0", rng), one("77", rng)), COURSE, people)
    said = {flag.student: flag.reason for flag in graded.flags}
    assert set(said) == {"2026005O0", "77"} and "perhaps 20260500" in said["2026005O0"] and "perhaps" not in said["77"]


def test_a_solution_is_no_answer_of_ones_own(rng):
    name = "incentives.mild-penalties"
    done = one("1", rng)
    exercise = next(e for e in classroom.exercises("incentives") if e.id == name)
    copied = exercise.solution.replace("prizes", "rewards").replace(",", "") + " So I think."
    graded = grade.grade(hand_in(replace(done, answers={**done.answers, name: replace(done.answers[name], last=copied)}), one("2", rng)), COURSE)
    assert [(flag.kind, flag.student) for flag in graded.flags] == [("same text", "1")] and "solution" in graded.flags[0].reason
    assert "Nearly the same as the solution" in texts.page(graded.course, graded.texts)


def test_one_platforms_senders_are_no_senders_of_another(rng):
    done = one("1", rng)
    both = [Handed("a.zip/wang_11_12_receipt.json", done), Handed("b.zip/Wang Fang_7_assignsubmission_file_/receipt.json", done)]
    assert not grade.grade(both, COURSE).flags
    two = [*both, Handed("a.zip/lina_12_13_receipt.json", done), Handed("a.zip/wang_11_14_receipt.json", one("2", rng))]
    said = {(flag.student, flag.reason) for flag in grade.grade(two, COURSE).flags if flag.kind == "sender"}
    assert said == {("1", "Receipts with this number were handed in by lina 12, wang 11."), ("1", "wang 11 handed in receipts of 1, 2."), ("2", "wang 11 handed in receipts of 1, 2.")}


def test_a_habit_of_naming_files_makes_no_sender(rng):
    handed = [Handed(f"receipt_2026_{i}_x.json", one(str(i), rng)) for i in range(8)]
    assert not grade.grade(handed, COURSE).flags


def test_a_claim_that_is_too_modest_costs_nothing(rng):
    done = one("1", rng)
    modest = replace(done, answers={name: replace(answer, claimed=False) for name, answer in done.answers.items()})
    graded = grade.grade(hand_in(modest), COURSE)
    assert graded.points == {"1": 9} and not graded.flags


def test_a_variant_that_there_is_not_is_anothers(rng):
    done = one("1", rng)
    odd = replace(done, answers={name: replace(answer, variant=10**6) for name, answer in done.answers.items()})
    graded = grade.grade(hand_in(odd), COURSE)
    assert {flag.kind for flag in graded.flags} >= {"another's receipt"} and graded.points == {"1": 9}


def test_nothing_handed_in_is_an_empty_book():
    graded = grade.grade([], COURSE, [roster.Person(1, ("1", "W@U.EDU"), "Wang")])
    assert [(student.number, student.receipts) for student in graded.students] == [("1", 0)] and graded.points == {}
    assert grade.gradebook(graded).decode("utf-8-sig").splitlines()[1] == "1,Wang,,0,0,,,"


def test_no_cell_of_a_student_is_a_formula(tmp_path, rng):
    formula = "=HYPERLINK(\"http://x\")"
    done = one("=1+1", rng)
    answers = {name: replace(answer, first=formula, last="@x;=2") if isinstance(answer.last, str) else answer for name, answer in done.answers.items()}
    (tmp_path / "=cmd.json").write_text(receipt.text(replace(done, answers=answers)))
    (tmp_path / "-damaged;=1.json").write_text("{")
    (tmp_path / "list.csv").write_text('student,name\n=1+1,"+Wang, =Fang"\n')
    assert run(tmp_path / "=cmd.json", tmp_path / "-damaged;=1.json", "--course", COURSE, "--roster", tmp_path / "list.csv", "--out", tmp_path / "out") == 0
    seen = set()
    for path in (tmp_path / "out").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            for text in row:
                seen.add(sheet.uncell(text))
                assert not any(part.lstrip(' "')[:1] in tuple("=+-@") for part in text.replace("\n", ";").split(";")), (path.name, text)
    assert {"=1+1", formula, "@x;=2", "+Wang, =Fang", "=cmd.json", "-damaged;=1.json"} <= seen


def test_a_page_of_texts_runs_nothing(rng):
    done = one("1", rng)
    name = "incentives.mild-penalties"
    evil = "<script>alert(1)</script><img src=x onerror=y> & `code` *em*" + "x" * 120
    done = replace(done, answers={**done.answers, name: replace(done.answers[name], last=evil)})
    graded = grade.grade(hand_in(done), COURSE, [roster.Person(1, ("1",), "<b>Wang</b>")])
    page = texts.page(graded.course, graded.texts)
    assert "<script" not in page and "<img" not in page and "<b>" not in page and "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page


# who writes alike


SENTENCES = ["A larger share that the unit feels leaves both with more to protect together.", "What a person bears alone is untouched by it, so nothing pulls them apart.",
             "If the sanction turns personal both forces grow, and hiding decides between them.", "The essay says personally, and that word is about who is held to account."]  # fmt: skip


def test_copies_are_found_and_like_subjects_are_not():
    other = "Mild penalties matter little here; I read the remark as one about careers, since leaders kept their posts whatever the county was told in public."
    mixed = " ".join(SENTENCES[::-1]).replace("larger", "bigger").upper()
    found = texts.alike([" ".join(SENTENCES), other, mixed, " ".join(SENTENCES[:2]) + other[:20], ""])
    assert [(pair.first, pair.second) for pair in found] == [(0, 2), (0, 3), (2, 3)]
    assert all(0.5 <= pair.share <= 1 for pair in found)


def test_a_whole_class_that_copies_is_one_flag_each(rng):
    name = "incentives.mild-penalties"
    first = one("1", rng)
    alike = [replace(one(str(i), rng), answers={name: first.answers[name]}) for i in range(2, 40)]
    flags = grade.grade(hand_in(first, *alike), COURSE).flags
    assert len(flags) == 39 and {flag.kind for flag in flags} == {"same text"} and "and 33 more" in flags[0].reason


def test_to_repeat_the_task_is_no_likeness():
    task = " ".join(SENTENCES)
    assert texts.alike([task + " yes indeed this is so", task + " no it is quite different"], task) == []
    assert len(texts.alike([task + " yes", task + " no"])) == 1


def test_likeness_is_what_sets_of_runs_say(rng):
    words = [classroom.text(rng, 200) for _ in range(12)]
    words += [words[0][:120] + words[1][120:], words[2] + words[3]]

    def runs(text):
        plain = "".join(letter for letter in text.lower() if letter.isalnum())
        return {plain[i : i + texts.LETTERS] for i in range(len(plain) - texts.LETTERS + 1)}

    sets = [runs(text) for text in words]
    shares = {(i, j): len(sets[i] & sets[j]) / min(len(sets[i]), len(sets[j])) for i in range(len(words)) for j in range(i)}
    wanted = {(j, i): share for (i, j), share in shares.items() if share >= texts.SHARE}
    found = {(pair.first, pair.second): pair.share for pair in texts.alike(words)}
    assert len(wanted) >= 3 and found == pytest.approx(wanted)


# gradebooks of platforms


CANVAS = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,Essay (11),Week 1: exercises (12),Current Score,Final Score\r\n'
    ",,,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,,100.00,9.00,(read only),(read only)\r\n"
    '"Wang, Fang",4711,1,wang@uni.edu,"A and ""B""",,"87.50",,91.00,45.00\r\n'
    '"李, 娜",4712,S-2,２,A,,,"",,\r\n'
    '"Chen, Excused",4713,3,chen,A,,,EX,,\n'
    '"Liu, Absent",4714,4,liu,A,,N/A,N/A,,\n'
    "Zhao,4715,5,zhao,A,see me,,,,\n"
    '"Student, Test",4799,,b1946ac,A,,,,,\r\n'
)
FILLED = CANVAS.replace('"87.50",,91', '"87.50",7,91').replace('A,,,"",,', 'A,,,"5",,')


def test_a_canvas_gradebook_comes_back_filled_and_otherwise_byte_for_byte():
    table = sheet.read(CANVAS.encode())
    filled = roster.filled(table, {"1": 7, "2": 5, "3": 4, "4": 3, "9": 2})
    assert filled.data == FILLED.encode()
    assert (filled.column, filled.count, filled.possible, filled.left) == ("Week 1: exercises (12)", 2, 9, ("3", "4", "9"))
    assert [person.name for person in roster.people(table)][:2] == ["Wang, Fang", "李, 娜"]
    assert roster.people(table)[0].numbers == ("1", "WANG@UNI.EDU", "WANG")


def test_of_two_numbers_of_one_person_the_better_counts():
    assert roster.filled(sheet.read(CANVAS.encode()), {"WANG": 2, "1": 7}).data == roster.filled(sheet.read(CANVAS.encode()), {"1": 7}).data


def test_a_number_that_two_rows_have_is_filled_in_neither():
    table = sheet.read(CANVAS.replace("zhao", "chen@uni.edu").replace(",EX,", ",,").encode())
    filled = roster.filled(table, {"CHEN": 7, "5": 3})
    assert filled.left == ("CHEN",) and filled.count == 1


def test_the_column_is_found_or_named():
    table = sheet.read(CANVAS.encode())
    assert roster.column(table) == 7 and roster.column(table, "essay") == 6 and roster.column(table, "Week 1: exercises (12)") == 7
    with pytest.raises(ValueError, match=r"no column that begins with 'Week 2'; it has 'Essay \(11\)', 'Week 1"):
        roster.column(table, "Week 2")
    both = sheet.read(CANVAS.replace('"87.50"', "").encode())
    with pytest.raises(ValueError, match="more than one column"):
        roster.column(both)


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "gbk")])
def test_moodles_report_and_worksheet_come_back_filled(separator, encoding):
    report = ["First name,Last name,ID number,Institution,Email address,Assignment: Essay (Real),Assignment: 练习 (Real),Course total (Real),Last downloaded from this course",
              "Fang,Wang,1,,wang@uni.edu,55.00,-,-,1764147600", "Na,Li,,,2@uni.edu,-,-,-,1764147600"]  # fmt: skip
    older = ["First name,Surname,ID number,Department,Email address,Assignment: 练习,Feedback: Assignment: 练习,Course total", "Fang,Wang,1,,wang@uni.edu,-,,", "Na,Li,,,2@uni.edu,-,,"]
    sheets = ["Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Feedback comments", "Participant 17,Fang Wang,1,wang@uni.edu,Submitted,,9.00,", "Participant 18,Na Li,,2@uni.edu,Submitted,,9.00,"]
    for lines, place in ((report, 6), (older, 5), (sheets, 5)):
        data = "\r\n".join(lines).replace(",", separator).encode(encoding)
        table = sheet.read(data)
        filled = roster.filled(table, {"1": 7, "2": 0})
        before, after = table.rows, sheet.read(filled.data).rows
        assert [row[place] for row in after[1:]] == ["7", "0"] and filled.count == 2 and not filled.left
        assert [row[:place] + row[place + 1 :] for row in after] == [row[:place] + row[place + 1 :] for row in before]
        assert roster.people(table)[0].name in ("Fang Wang",)


def test_a_platform_that_speaks_another_language_is_understood_by_its_numbers():
    table = sheet.read("Vorname,Nachname,ID-Nummer,Aufgabe: Woche 1 (Punkte)\nFang,Wang,1,-\nNa,Li,2,-\n".encode())
    assert roster.filled(table, {"1": 7, "2": 5}).data == "Vorname,Nachname,ID-Nummer,Aufgabe: Woche 1 (Punkte)\nFang,Wang,1,7\nNa,Li,2,5\n".encode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("student,name\n1,Wang\n2,Li", [("1", "Wang"), ("2", "Li")]),
        ("Name;Student number\nWang;001\n", [("001", "Wang")]),
        ("学号,姓名\n２０２６,张三\n", [("2026", "张三")]),
        ("1,Wang\n2,Li", [("1", "Wang"), ("2", "Li")]),
        ("1\n2\n\n3", [("1", ""), ("2", ""), ("3", "")]),
        ("Matrikel,Name\n7,Wang", [("7", "Wang")]),
        ("number,first name,last name\n1,Fang,Wang\n,No,Number\n", [("1", "Fang Wang")]),
    ],
)
def test_a_roster_is_read_in_whatever_form(text, found):
    assert [(person.numbers[0], person.name) for person in roster.people(sheet.read(text.encode()))] == found


def test_a_gradebook_is_filled_by_the_command(tmp_path, rng, capsys):
    (tmp_path / "in").mkdir()
    for number, skill in (("1", 1.0), ("2", 0.0), ("77", 1.0)):
        (tmp_path / "in" / f"{number}.json").write_text(receipt.text(one(number, rng, skill)))
    (tmp_path / "in" / "grades.csv").write_bytes(CANVAS.encode())
    assert run(tmp_path / "in", "--course", COURSE, "--canvas", tmp_path / "in" / "grades.csv", "--out", tmp_path / "in" / "out") == 0
    out = tmp_path / "in" / "out"
    assert (out / "canvas.csv").read_bytes() == CANVAS.replace('"87.50",,91', '"87.50",9,91').replace('A,,,"",,', 'A,,,"0",,').encode()
    assert [row["flag"] for row in rows(out / "flags.csv")] == ["not on the roster"]
    said = capsys.readouterr().out
    assert "3 students handed in, 2 of the 5 on the roster" in said and "2 grades in the column 'Week 1: exercises (12)'" in said and "Not filled: 77." in said
    assert "There the column has" not in said
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert run(tmp_path / "in", "--course", COURSE, "--canvas", tmp_path / "in" / "grades.csv", "--out", out) == 0  # results are not read as receipts
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_another_number_of_points_in_the_column_is_told(tmp_path, rng, capsys):
    (tmp_path / "1.json").write_text(receipt.text(one("1", rng)))
    (tmp_path / "grades.csv").write_text(CANVAS.replace("100.00,9.00", '100.00,"90,00"'))
    assert run(tmp_path / "1.json", "--course", COURSE, "--canvas", tmp_path / "grades.csv", "--out", tmp_path / "out") == 0
    assert "There the column has 90 points, here there are 9." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--course", COURSE], "nowhere is not there"),
        (["{box}", "--course", " "], "course is"),
        (["{box}/empty", "--course", COURSE], "with files in them"),
        (["{box}", "--course", COURSE, "--roster", "none.csv"], "none.csv"),
        (["{box}/canvas.csv", "--course", COURSE, "--canvas", "{box}/canvas.csv", "--out", "{box}"], "a folder of its own"),
        (["{box}", "--course", COURSE, "--out", "{box}/../{name}"], "a folder of its own"),
        (["{box}", "--course", COURSE, "--exercises", "incentive"], "exercises is 'incentive'"),
        (["{box}", "--course", COURSE, "--canvas", "{box}/canvas.csv", "--column", "Week 9"], "Week 9"),
    ],
)
def test_a_teachers_slip_is_said_and_nothing_is_written(words, said, tmp_path, capsys):
    (tmp_path / "canvas.csv").write_bytes(CANVAS.encode())
    (tmp_path / "empty").mkdir()
    words = [word.replace("{box}", str(tmp_path)).replace("{name}", tmp_path.name) for word in words]
    assert run("--out", tmp_path / "out", *words) == 1
    shown = capsys.readouterr().err
    assert said in shown and "Traceback" not in shown
    assert sorted(path.name for path in tmp_path.iterdir()) == ["canvas.csv", "empty"] and (tmp_path / "canvas.csv").read_bytes() == CANVAS.encode()


def test_damaged_files_alone_are_no_failure(tmp_path, capsys):
    (tmp_path / "x.json").write_bytes(gzip.compress(b"x"))
    assert run(tmp_path, "--course", COURSE, "--out", tmp_path / "out") == 0
    assert "0 students handed in" in capsys.readouterr().out


def test_nothing_reaches_the_terminal_but_text(tmp_path, capsys, rng):
    (tmp_path / "\x1b[31mred.json").write_text("{")
    (tmp_path / "own.json").write_text(receipt.text(replace(one("1", rng), student="A\x1b]0;B")))
    (tmp_path / "list.csv").write_text("student\n1\n")
    assert run(tmp_path, "--course", COURSE, "--roster", tmp_path / "list.csv", "--out", tmp_path / "out") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_bar_is_drawn_where_someone_watches(monkeypatch, capsys):
    monkeypatch.setattr(grade.sys.stderr, "isatty", lambda: True, raising=False)
    assert list(grade.watched(range(250), "Reading")) == list(range(250))
    drawn = capsys.readouterr().err
    assert drawn.endswith(f"\rReading [{'=' * 30}] 250/250\n") and drawn.count("\r") <= 130
