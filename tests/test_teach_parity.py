"""The page and the library agree: draws, goals, verdicts with every word, numbers as people type them, receipts."""

import base64
import json
import random
import subprocess
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest

from xianxiang import figures, live, teach
from xianxiang.language import speak
from xianxiang.live import bundle
from xianxiang.live.shown import translated
from xianxiang.teach import receipt, seed
from xianxiang.teach.bank import STEMS, load, parse, reading, rounded
from xianxiang.teach.goal import holds
from xianxiang.teach.wording import for_page

SCRIPT = Path(teach.__file__).parent / "web/exercise.js"
EXPLORER = Path(live.__file__).with_name("explorer.js")
POINTS = 12_000  # so many points of grids at which an exercise's goals are compared, at least a whole grid
JUDGED = 12  # answers a variant
SPARSE = {"en": 1, "zh": 7}  # every which of them is judged
ODD = ["", " ", "0", "-0", "+1", "−3", "–3", "1/4", "1/0", "1/", "/4", "1/3%", "25%", "25 %", "25﹪", "２５％", "0,25", "1,000.5", ".5", "5.", ".", "1e3", "1E-2", "1e100", "1e+5", "e5", "½", "1⁄4", "²", "x²",
       "0x10", "1_000", "Infinity", "nan", "1 000", "\u00a01", "1\u2009000", "\ufeff7", "\x1c7\x1f", "7\x85", "7\u200b", "٣", "१", "7\n", "\n7", "1" * 40, "1" * 41, "9" * 39, "1e99", "−", "--1", "+-1", "１．５", "5％％", "𝟓", "0。25", "０。２５", "－３", "１／４", "2。5。", "\x00", "4\x00", "Ⅳ", "1e5/3", "1/3e5", "%"]
NAMES = ["2026001", " 2026 001a ", "２０２６００１Ａ", "学号１２", "straße", "ﬁ", "İi", "ǆ", "\u212b", "e\u0301", "a" * 64, "a" * 65, "ß" * 33, "x\u2003y", "x\x85y", "x\ufeffy", "o\u0308", "𝔘𝔫𝔦", "\t", "", "ŉ", "ﷺ", "ς σ"]


def ask(code, data):
    """Run code in Node with the page's functions as `own`, the explorer's as `live`, and the data as `data`; return what it returns."""
    node, _ = bundle.tools()
    script = f"""
        import {{ readFileSync }} from 'node:fs';
        import * as live from {json.dumps(EXPLORER.as_uri())};
        (0, eval)(readFileSync({json.dumps(str(SCRIPT))}, 'utf8'));
        const own = globalThis.xianxiangExercise;
        const data = JSON.parse(readFileSync(0, 'utf8'));
        const figureOf = async ({{ plan, payload }}) => {{
          const columns = await live.decode(plan.layout, Buffer.from(payload, 'base64'));
          return {{ plan, column: (name, index, row = 0) => {{
            const rows = live.rowsAt([['it', columns.get(name)]], index);
            return rows[rows.length === 1 ? 0 : row].it;
          }} }};
        }};
        const figures = Object.fromEntries(await Promise.all(Object.entries(data.figures ?? {{}}).map(async ([name, item]) => [name, await figureOf(item)])));
        process.stdout.write(JSON.stringify(await (async () => {{ {code} }})()));
    """
    done = subprocess.run([node, "--input-type=module", "-e", script], input=json.dumps(data), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(autouse=True)
def english():
    """Whatever a test speaks, the next begins in English."""
    yield
    speak("en")


@cache
def packed(name):
    """A figure as a page carries it."""
    figure = figures.ALL[name]().children[-1]
    return {"plan": json.loads(figure.plan), "payload": base64.b64encode(figure.payload).decode()}


def travelling(exercises):
    """The figures of some exercises by name."""
    return {exercise.figure: packed(exercise.figure) for exercise in exercises if exercise.kind == "setting"}


# ---------------------------------------------------------------------------------------------------------- draws


def test_draws_shuffles_and_marks_are_the_same():
    rng = random.Random(5)
    alphabet = "aZ9-_ /县乡·é\U0001f9ea\x1f\x00"
    parts = [["".join(rng.choices(alphabet, k=rng.randrange(90))) for _ in range(rng.randrange(1, 5))] for _ in range(5000)]
    parts += [["x" * n] for n in (0, 1, 47, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000)]
    counts = [rng.randrange(1, 400) for _ in parts]
    got = ask("return data.map(([count, ...parts]) => [own.draw(count, ...parts), own.mark(...parts), own.shuffle(1 + count % 12, ...parts)]);", [[count, *part] for count, part in zip(counts, parts)])
    for count, part, item in zip(counts, parts, got):
        assert item == [seed.draw(count, *part), seed.mark(*part), seed.shuffle(1 + count % 12, *part)], (count, part)


def test_names_become_normal_in_the_same_way():
    def normal(text):
        try:
            return seed.normal(text)
        except ValueError:
            return None

    assert ask("return data.map((text) => own.normal(text));", NAMES) == [normal(text) for text in NAMES]


def test_a_student_has_the_same_variants():
    people = [("PA-2026", f"2026{i:04}") for i in range(150)] + [("政治 101", "学号１２")]
    exercises = [exercise for stem in STEMS for exercise in load(stem).exercises]
    ids = [(exercise.id, len(exercise.variants)) for exercise in exercises]
    got = ask("return data.people.map((p) => p.map(own.normal)).map(([course, student]) => data.ids.map(([id, count]) => own.draw(count, 'variant', course, id, student)));", {"people": people, "ids": ids})
    assert got == [[exercise.drawn(*person) for exercise in exercises] for person in people]


# ---------------------------------------------------------------------------------------------------------- numbers


def test_numbers_are_read_in_the_same_way():
    rng = random.Random(11)
    made = ["".join(rng.choices("0123456789.,/%-+eE−– １２％½x\u00a0", k=rng.randrange(1, 9))) for _ in range(4000)]
    made += [f"{rng.choice(['', '-', '+'])}{rng.random() * 10 ** rng.randrange(-5, 9):.{rng.randrange(7)}f}{rng.choice(['', '%', 'e3', '/7'])}" for _ in range(1500)]
    got = ask("return data.map((text) => own.parse(text));", ODD + made)
    read = [parse(text) for text in ODD + made]
    assert got == read
    assert sum(value is not None for value in read) > 1500
    values = [value for value in read if value is not None and abs(value) < 1e9]
    assert ask("return data.map((value) => [0, 1, 2, 6].map((places) => own.rounded(value, places)));", values) == [[rounded(value, places) for places in (0, 1, 2, 6)] for value in values]


# ---------------------------------------------------------------------------------------------------------- verdicts


def answers(exercise, variant, rng):
    """Answers that reach every sentence that a verdict may have."""
    if exercise.kind == "number":
        value, step = exercise.value(variant), 10.0**-exercise.places
        slips = [key * step for key in exercise.slip_keys[variant] if key is not None]
        numbers = [value, value + step, value - step, -value, value * 100, value / 100, value + 7.3 * step, *slips]
        texts = [f"{number:.{exercise.places + rng.randrange(3)}f}" for number in numbers]
        return [*texts, f"{value:.{exercise.places}f}{'%'}", f"{value}".replace(".", ","), rng.choice(ODD), 5, None]
    if exercise.kind == "choice":
        return [*map(str, range(len(exercise.options))), str(len(exercise.options)), "-1", "", "01", 1, None, ["1"]]
    if exercise.kind == "order":
        whole = [[str(exercise.shown.index(step)) for step in order] for order in exercise.beginnings()]
        places = [str(i) for i in range(len(exercise.blocks))]
        mixed = [rng.sample(places, rng.randrange(1, len(places) + 1)) for _ in range(40)]
        return [*whole, *([*order, rng.choice(places)] for order in whole), *mixed, [], ["0", 1], "0", ["9" * 3], [*places, "0"], ["0", "0"]]
    if exercise.kind == "text":
        least = exercise.least
        return ["x" * least, "x" * (least - 1), " " * 300, "\x1c" + "x" * (least - 1) + "\x85", "\ufeff" + "x" * (least - 1), "𝟓" * least, "𝟓" * (least - 1), "县" * (least // 3), "县" * (least // 3 - 1), "县x" * (least // 4), "𠮷" * (least // 2), "x" * 4000, "x" * 4001, "", None, ["x"]]
    controls = reading(exercise.figure).grid.controls
    made = ["&".join(f"{c.key}={quote(rng.choice(c.tokens), safe='')}" for c in rng.sample(controls, rng.randrange(len(controls) + 1))) for _ in range(JUDGED)]
    first = controls[0]
    return [*made, "", f"{first.key}=", first.key, "=", "&", f"{first.key}={first.tokens[0]}&{first.key}={first.tokens[0]}", f"{first.key}={first.tokens[0]}&", "no=1", f"{first.key}=%ff", f"{first.key}=%zz", f"{first.key}=+{first.tokens[0]}", None, ["x"]]


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize("stem", STEMS)
def test_verdicts_agree_in_every_word(stem, tongue):
    """In Chinese, where figures have other words, a part of the answers is judged: right or wrong as in English, and said as the library says it."""
    rng = random.Random(stem)
    exercises = [exercise for exercise in load(stem).exercises if exercise.kind != "function"]
    cases = []
    for place, exercise in enumerate(exercises):
        for variant in range(len(exercise.variants)):
            cases += [(place, variant, answer, rng.randrange(4)) for answer in answers(exercise, variant, rng)]
    cases = cases[:: SPARSE[tongue]]
    english = [exercises[place].verdict(variant, answer, tries).right for place, variant, answer, tries in cases]
    speak(tongue)
    data = {
        "figures": {name: item if tongue == "en" else {**item, "plan": translated(item["plan"], tongue)} for name, item in travelling(exercises).items()},
        "plans": [exercise.plan() for exercise in exercises], "words": for_page(), "cases": cases,
    }  # fmt: skip
    code = """return data.cases.map(([place, variant, answer, tries]) => {
        const plan = data.plans[place];
        const { right, says, read } = own.verdict(plan, variant, answer, tries, data.words, figures[plan.figure]);
        return [right, says, read];
    });"""
    said = set()
    for (place, variant, answer, tries), got, before in zip(cases, ask(code, data), english):
        found = exercises[place].verdict(variant, answer, tries)
        assert found.right == before
        right = found.right if getattr(exercises[place], "graded", True) else got[0]  # a page that has no marks cannot know
        assert got == [right, found.says, found.read], (exercises[place].id, variant, answer, tries)
        said.add((place, found.right))
    for place, exercise in enumerate(exercises if tongue == "en" else ()):
        assert {right for where, right in said if where == place} >= ({None} if exercise.kind == "text" else {True, False, None} if exercise.kind != "setting" else {False, None}), exercise.id


@pytest.mark.parametrize("stem", STEMS)
def test_goals_agree_at_every_point_of_the_grid(stem):
    """By point: which of the goals hold."""
    exercises = [exercise for exercise in load(stem).exercises if exercise.kind == "setting"]
    asked = []
    for exercise in exercises:
        shape = reading(exercise.figure).shape
        count = max(1, min(len(exercise.variants), POINTS // int(np.prod(shape))))
        asked.append({"plan": exercise.plan(), "shape": shape, "variants": sorted(random.Random(exercise.id).sample(range(len(exercise.variants)), count))})
    got = ask(
        """return data.asked.map(({ plan, shape, variants }) => {
            const points = shape.reduce((all, length) => all.flatMap((point) => Array.from({ length }, (_, i) => [...point, i])), [[]]);
            return variants.map((variant) => {
                const goals = plan.goals.map(([goal]) => own.filled(goal, plan.given, variant));
                return points.map((point) => goals.map((goal) => Number(own.holds(goal, figures[plan.figure], point))).join('')).join(' ');
            });
        });""",
        {"figures": travelling(exercises), "asked": asked},
    )
    for exercise, question, lines in zip(exercises, asked, got, strict=True):
        for variant, line in zip(question["variants"], lines, strict=True):
            held = np.stack([np.broadcast_to(part, question["shape"]).ravel() for part in exercise.held(variant)], -1).astype(int)
            assert line == " ".join("".join(map(str, row)) for row in held), (exercise.id, variant)


def test_the_whole_language_of_goals_agrees():
    """Every word of it, at every point of a figure that has all kinds of controls."""
    name = "incentive-table"
    found = reading(name)
    keys = [control.key for control in found.grid.controls]
    columns = list(figures.ALL[name]().columns)
    cells = [column.split("/")[1:] for column in columns if column.startswith("table/")]
    numeric = next((table, column) for table, column in cells if found.column(f"table/{table}/{column}").dtype.kind == "f")
    regime = found.regimes[0]
    goals = [
        ["all", ["==", ["at", "strength"], 4], ["!=", ["at", "individualization"], "the person"]], ["any", ["<", ["at", "negativity"], 0.3], [">=", ["moved"], 3]],
        ["not", ["==", ["at", "prize_passing"], 1]], ["regime", regime], ["regime", *found.regimes[1:3]], ["only", "strength", "negativity"], ["only"],
        ["first", "negativity", ["not", ["regime", regime]]], ["last", "strength", ["regime", regime]], ["with", "strength", 6, ["regime", regime]], ["with", "individualization", "the person", ["regime", regime]],
        ["with", "prize_passing", True, ["regime", regime]], ["<=", ["cell", *numeric, 0], 1], [">", ["+", ["at", "strength"], ["-", ["at", "negativity"], 0.5]], 2.0], ["first", "concealment", ["last", "negativity", ["regime", regime]]],
        ["==", ["at", "individualization"], "the person"], *[[word, ["at", "strength"], 4] for word in ("==", "!=", "<", "<=", ">", ">=")],
        *[[word, ["+", ["at", "negativity"], 0.2], 0.3] for word in ("==", "!=", "<", "<=", ">", ">=")],  # 0.1 + 0.2 is not quite 0.3
        *[[word, ["-", 1, ["at", "negativity"]], 0.1] for word in ("==", "!=", "<", "<=", ">", ">=")],  # nor is 1 − 0.9 quite 0.1
    ]  # fmt: skip
    assert {"strength", "negativity", "individualization", "concealment", "prize_passing"} == set(keys)
    if found.says:
        goals.append(["says", found.says[0]])
    got = ask(
        """const figure = figures[data.name];
        const points = data.shape.reduce((all, length) => all.flatMap((point) => Array.from({ length }, (_, i) => [...point, i])), [[]]);
        return data.goals.map((goal) => points.map((point) => Number(own.holds(goal, figure, point))).join(''));""",
        {"figures": {name: packed(name)}, "name": name, "shape": found.shape, "goals": goals},
    )
    for goal, text in zip(goals, got):
        held = np.broadcast_to(holds(goal, found), found.shape).ravel().astype(int)
        assert text == "".join(map(str, held)), goal


# ---------------------------------------------------------------------------------------------------------- receipts


def handed(rng):
    """A receipt that a page may make."""
    letters = "aZ 县乡“”\n\"\\/\u2028\x7f\x01é𝟓"
    answer = lambda: rng.choice(["".join(rng.choices(letters, k=rng.randrange(30))), [str(rng.randrange(9)) for _ in range(rng.randrange(6))]])
    ids = [f"incentives.x{i}" for i in range(rng.randrange(8))] + ["turn.a", "alliance.b"]
    rng.shuffle(ids)
    made = {name: [rng.randrange(50), answer(), answer(), rng.randrange(1, 9), rng.randrange(999), rng.choice([0, 1, None])] for name in ids}
    return {"book": "0.1.0", "course": "PA-2026", "student": rng.choice(["2026001", "学号12"]), "origin": f"{rng.getrandbits(64):016x}", "time": "2026-11-26T09:00:00Z", "answers": made}


def test_receipts_of_the_page_are_read_and_are_those_of_the_library():
    rng = random.Random(3)
    made = [handed(rng) for _ in range(60)]
    got = ask("return Promise.all(data.map(async (item) => { const text = own.receipt(item); return [text, await own.pack(text)]; }));", made)
    for item, (text, code) in zip(made, got):
        assert receipt.unpack(code) == text
        found = receipt.read(text)
        assert receipt.text(found) == text
        assert (found.student, found.course, found.origin) == (item["student"], item["course"], item["origin"])
        assert {name: [a.variant, a.first, a.last, a.tries, a.seconds, None if a.claimed is None else int(a.claimed)] for name, a in found.answers.items()} == item["answers"]


def test_a_receipt_of_the_library_is_read_by_a_browser():
    rng = random.Random(4)
    texts = [json.dumps({"format": receipt.FORMAT, **handed(rng)}, ensure_ascii=False) for _ in range(10)]
    got = ask(
        """return Promise.all(data.map(async (code) => {
            const [head, body, check] = code.split('.');
            const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
            const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
            return [head, check === own.sha256(body)[0].toString(16).padStart(8, '0'), text];
        }));""",
        [receipt.pack(text) for text in texts],
    )
    assert got == [["XX1", True, text] for text in texts]


def test_the_short_form_is_short():
    rng = random.Random(6)
    answers_ = {exercise.id: [rng.randrange(len(exercise.variants)), "40%", "42.3", 2, 75, 1] for exercise in islice(load("incentives").exercises, 6)}
    item = handed(rng) | {"answers": answers_}
    [code] = ask("return [await own.pack(own.receipt(data))];", item)
    assert len(code) < 600
