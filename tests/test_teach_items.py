"""The analysis of items: by hand, against scipy, and on classes whose truth is known."""

import argparse
import csv
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from xianxiang.teach import items
from xianxiang.teach.bank import load


def responses(first, last=None, variant=None, names=None, answers=None):
    """A class's answers out of arrays."""
    first = np.asarray(first, float)
    blank = np.ones_like(first)
    return items.Responses(
        tuple(f"s{i:03d}" for i in range(first.shape[0])), tuple(names or (f"turn.q{j}" for j in range(first.shape[1]))), first, first if last is None else np.asarray(last, float), blank, blank,
        np.zeros(first.shape, int) if variant is None else variant, np.full(first.shape, "", object) if answers is None else answers)  # fmt: skip


def a_class(rng, students=300, exercises=12, hardness=None, follows=None, effects=None, variants=24):
    """Right or wrong by a logistic law of ability and hardness; `follows` says how much an exercise goes by ability, `effects` how its variants differ."""
    ability = rng.normal(size=students)
    hardness = np.linspace(-1.5, -0.3, exercises) if hardness is None else hardness
    follows = np.ones(exercises) if follows is None else follows
    variant = rng.integers(variants, size=(students, exercises))
    shift = np.zeros((variants, exercises)) if effects is None else effects
    chance = 1 / (1 + np.exp(-(follows * ability[:, None] - hardness + shift[variant, np.arange(exercises)])))
    return responses(rng.random(chance.shape) < chance, variant=variant), chance


# ----------------------------------------------------------------------------------------------------------------- by hand


@pytest.mark.parametrize("k, n", [(0, 10), (3, 10), (10, 10), (81, 263), (1, 1)])
def test_wilsons_interval_is_scipys(k, n):
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(items.wilson(k, n), [expected.low, expected.high], atol=1e-6)
    assert np.isnan(items.wilson(0, 0)).all()


@pytest.mark.parametrize("up, down", [(0, 0), (5, 0), (9, 4), (4, 9), (30, 11), (7, 7)])
def test_mcnemar_is_the_exact_binomial(up, down):
    expected = stats.binomtest(up, up + down).pvalue if up + down else 1.0
    assert items.mcnemar(up, down) == pytest.approx(expected)


def test_an_item_by_hand():
    first = [[1, 1, 0], [1, 0, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0], [1, 1, 1], [0, 0, 0], [1, np.nan, 1]]
    item = items.analyse(responses(first))[0]
    rest = [0.5, 0, 0.5, 1, 0, 1, 0.5, 1, 0, 1]
    assert (item.count, item.first) == (10, 0.6)
    assert item.rest == pytest.approx(stats.pearsonr([1, 1, 0, 1, 0, 1, 0, 1, 0, 1], rest).statistic)
    assert items.analyse(responses(first))[1].count == 9 and math.isnan(item.alike)


def test_alpha_by_hand():
    whole = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 1, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1], [1, 0, 1], [0, 0, 0]], float)
    parts = sum(Fraction(int(column.sum()) * (10 - int(column.sum())), 90) for column in whole.T)
    totals = whole.sum(1)
    expected = Fraction(3, 2) * (1 - parts / Fraction(int((10 * (totals**2).sum() - totals.sum() ** 2)), 90))
    assert items.alpha(whole) == pytest.approx(float(expected))
    assert items.alpha(np.vstack([whole, [1, np.nan, 0]])) == pytest.approx(float(expected))
    assert math.isnan(items.alpha(whole[:, :1])) and math.isnan(items.alpha(whole[:4]))


def test_gain_by_hand():
    names = [f"{when}.q{i}" for when in ("after", "before") for i in range(2)]
    after, before = [[1, 1], [1, 0], [1, 1], [0, 1]], [[0, 1], [0, 0], [1, 0], [1, np.nan]]
    found = items.gain(responses(np.hstack([after, before]), names=names))
    assert (found.pairs, found.before, found.after) == (4, pytest.approx(3 / 7), pytest.approx(5 / 7))
    assert found.hake == pytest.approx(0.5) and found.low <= found.hake <= found.high
    assert found.questions == (("q0", 2, 1, 1.0), ("q1", 1, 0, 1.0))
    assert items.gain(responses(after, names=names[:2])) is None


def test_mistakes_are_the_slips_and_the_options():
    onset, ray = load("incentives")["onset"], load("incentives")["ray"]
    s, iota, k = (onset.variants[3][key] for key in ("s", "iota", "k"))
    slip = f"{100 * k / (0.5 * s * iota):.1f}"
    wrong = str(next(i for i in range(4) if ray.shown[i] != ray.key(2)))
    answers = np.array([[slip, wrong], [slip + "%", wrong], ["77.7", ray.place(2)], ["x", ""]], object)
    found = responses([[0, 0], [0, 0], [0, 1], [0, np.nan]], variant=np.array([[3, 2]] * 4), names=["incentives.onset", "incentives.ray"], answers=answers)
    assert items.mistakes(found, onset) == [(onset.slips[0][1], 2)]
    assert items.mistakes(found, ray) == [(ray.options[ray.shown[int(wrong)]][0], 2)]


# ------------------------------------------------------------------------------------------------------- where truth is known


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng, hits = np.random.default_rng(1), []
    for _ in range(400):
        found, chance = a_class(rng, exercises=6)
        drawn = found.first.sum(0)
        low, high = items.wilson(drawn, 300).T
        hits.append((low <= chance.mean(0)) & (chance.mean(0) <= high))
    assert 0.93 <= np.mean(hits) <= 0.99  # given who sits in the class a share varies less than the interval allows for
    shares, covered = np.linspace(0.05, 0.95, 19), []
    for share in shares:
        drawn = rng.binomial(300, share, 2000)
        low, high = items.wilson(drawn, 300).T
        covered.append(((low <= share) & (share <= high)).mean())
    assert 0.93 <= np.mean(covered) <= 0.97


def test_sound_exercises_are_rarely_flagged_and_planted_faults_are_found():
    rng, alarms, alike, flat, uneven = np.random.default_rng(2), 0, [], 0, 0
    for _ in range(40):
        found, _ = a_class(rng)
        made = items.analyse(found)
        alarms += any(item.flags for item in made)
        alike += [item.alike for item in made]
        follows, effects = np.ones(12), np.zeros((24, 12))
        follows[4], effects[:, 7] = 0, rng.normal(scale=1.5, size=24)
        made = items.analyse(a_class(rng, follows=follows, effects=effects)[0])
        flat += "does not go with the rest" in made[4].flags
        uneven += "its variants are not alike" in made[7].flags
    assert alarms / 40 <= 0.05
    assert 0.03 <= np.mean(np.array(alike) < 0.05) <= 0.075  # even where nothing differs, one in twenty is that rare
    assert uneven >= 37 and flat >= 33


def test_the_gain_of_a_class_is_recovered():
    rng, names = np.random.default_rng(3), [f"{when}.q{i}" for when in ("after", "before") for i in range(10)]
    covered, found = [], []
    for _ in range(150):
        before = rng.random((120, 10)) < 0.4
        after = before | (rng.random((120, 10)) < 0.42)
        made = items.gain(responses(np.hstack([after, before]), names=names), draws=300)
        covered.append(made.low <= 0.42 <= made.high)
        found.append(made.hake)
    assert np.mean(found) == pytest.approx(0.42, abs=0.01) and 0.88 <= np.mean(covered) <= 0.99


# ------------------------------------------------------------------------------------------------------------- the command


def test_the_command_reads_a_table_and_writes_three(tmp_path, capsys):
    ray = load("incentives")["ray"]
    rows = [dict.fromkeys(items.COLUMNS, "") | {"student": f"s{i}", "exercise": "incentives.ray", "variant": "2", "first_right": str(i % 2), "last_right": "1", "tries": "2", "seconds": "30",
                                                "first": ray.place(2) if i % 2 else str(1 - int(ray.place(2)) % 2)} for i in range(20)]  # fmt: skip
    with open(tmp_path / "answers.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, items.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    parser = argparse.ArgumentParser()
    items.add_arguments(parser)
    assert items.main(parser.parse_args([str(tmp_path / "answers.csv"), "--out", str(tmp_path / "out")])) == 0
    said = capsys.readouterr().out
    assert "incentives.ray" in said and re.search(r"20 +50% \[30%, 70%\] +100%", said)
    written = list(csv.DictReader(open(tmp_path / "out" / "mistakes.csv", encoding="utf-8-sig")))
    assert written[0]["students"] == "10" and written[0]["mistake"] in dict(ray.options)


def test_the_report_puts_what_to_reteach_first_and_before_beside_after(tmp_path, capsys):
    ray, question = load("incentives")["ray"], load("after")["same-people"]
    miss = {name: str(1 - int(place) % 2) for name, place in (("ray", ray.place(2)), ("question", question.place(0)))}
    rows = []
    for i in range(20):
        for name, variant, right, answer in (("before.same-people", 0, i < 2, miss["question"]), ("after.same-people", 0, i < 15, question.place(0) if i < 15 else miss["question"]),
                                             ("incentives.ray", 2, i < 12, ray.place(2) if i < 12 else miss["ray"])):  # fmt: skip
            rows.append(dict.fromkeys(items.COLUMNS, "1") | {"student": f"s{i}", "exercise": name, "variant": str(variant), "first_right": str(int(right)), "last_right": str(int(right)), "first": answer})
    with open(tmp_path / "answers.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, items.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    assert items.main(argparse.Namespace(answers=tmp_path / "answers.csv", out=None)) == 0
    said = capsys.readouterr().out
    head, rest = said.split("Exercise by exercise")
    assert head.index("60%  Where a ray ends") < head.index("75%  ") < head.index("Most frequent mistakes") < head.index(ray.options[ray.shown[int(miss["ray"])]][0])
    assert "before." not in head and "few get it" not in said  # asked once, and answered again since
    assert re.search(r"incentives\.ray +20", rest) and not re.search(r"(before|after)\.same-people +20", rest)
    assert re.search(r"same-people +10% +75% +13 +0 +<0\.001", rest) and re.search(r"all +10% +75% +gain 0\.72 ", rest)


def test_another_table_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column .student.; allowed: the table answers.csv"):
        items.read(tmp_path / "x.csv")
