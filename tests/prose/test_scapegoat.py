"""Numbers and statements in the text of fast and heavy, by another road: what counties do is found by walking through what each kind would rather do."""

import re

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

LIMIT, STEPS = 2.0, np.linspace(0, 2, 20001)


def at_stake(personal, strength=8):
    """What a leader feels of the penalty: the part on the person whole, a quarter of the rest."""
    return strength * 0.9 * (personal + 0.25 * (1 - personal))


def strike(stake, hostage=1.0):
    """The least excess that the other kind would not imitate to be thought innocent, or the limit."""
    dear = (1 + hostage) / 2 * STEPS**2 >= stake - 1e-12
    return STEPS[dear.argmax()] if dear.any() else LIMIT


def join(stake, prior=0.3, hostage=1.0):
    """The share of those that had known that strikes: more do while striking costs them less than being known for what they are."""
    burden = (1 + hostage) / 2 * LIMIT**2
    if strike(stake, hostage) < LIMIT - 1e-9 or burden >= stake:
        return 0.0
    low, high = 0.0, 1.0
    if stake * prior + burden <= stake:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        worth = stake * after(middle, prior) + burden < stake
        low, high = (middle, high) if worth else (low, middle)
    return (low + high) / 2


def after(joined, prior=0.3):
    """Of those that strike, the share that had known, counted."""
    return prior * joined / (prior * joined + 1 - prior)


def escaped(stake, prior=0.3):
    """What a county that strikes is spared of what one bears that does not."""
    return 1 - after(join(stake, prior), prior)


def initiative(excess):
    """The best initiative of a township, by trying."""
    tried = np.linspace(0, 1, 10001)
    return tried[(0.8 * tried - tried**2 / 2 - 0.2 * tried * (0.5 + excess)).argmax()]


def test_scapegoat(quoted):
    said = iter(quoted("scapegoat"))

    def says(*expected):
        got = [next(said) for _ in expected]
        assert got == list(expected)

    half = join(at_stake(0.5))
    says(percent(half), percent(after(half)))  # the reveal
    says(f"{initiative(0):.2f}", f"{initiative(strike(at_stake(0.1))):.2f}", f"{initiative(LIMIT):.2f}")
    says(f"{at_stake(0.1):.2f}", f"{at_stake(0.9):.2f}")  # claim 38
    says(f"{strike(at_stake(0.1, 2)):.2f}", f"{strike(at_stake(0.1, 2), 3):.2f}")
    says(*(percent(escaped(stake)) for stake in (2, 5, 8)))
    fine = np.linspace(0, 1, 10001)
    says(percent(fine[(at_stake(fine) > 4 + 1e-9).argmax()], 1), percent(fine[(at_stake(fine) * 0.7 >= 4 - 1e-9).argmax()], 1))
    assert list(said) == []


def test_the_hand_exercise_adds_up():
    joined = join(5, 0.5)
    assert joined == pytest.approx(1 / 4, abs=1e-6)
    strikers = 1 / 2 + joined / 2
    assert strikers == pytest.approx(5 / 8, abs=1e-6) and after(joined, 0.5) == pytest.approx(1 / 5, abs=1e-6)
    assert strikers * 5 * after(joined, 0.5) + (1 - strikers) * 5 == pytest.approx(5 / 2, abs=1e-6)


def test_claim_38_has_its_threshold_between_the_two_stakes():
    assert at_stake(0.1) < 4 < 4 / 0.7 < at_stake(0.9)
    assert join(at_stake(0.1)) == 0 and join(at_stake(0.9)) == 1


def test_initiative_falls_to_the_same_under_both_kinds():
    townships = [[initiative(strike(stake)), initiative(LIMIT * join(stake))] for stake in (at_stake(0.1), 4.0, 5.0, at_stake(0.9))]
    gaps = [other - innocent for innocent, other in townships]
    assert gaps[0] > 0 and gaps[1] > gaps[0] > 0 and gaps[1] > gaps[2] > 0 and gaps[3] == 0


def test_without_a_rule_for_surprises_what_both_can_choose():
    """With every surprise taken for guilt a common excess stands up to all deviations exactly as long as the dearer kind pays no more than K(1 - mu)."""
    for stake in (1.0, 5.0, 8.0):
        for excess in STEPS[::200]:
            lasts = all(0.3 * stake + factor * excess**2 / 2 <= min(stake + factor * other**2 / 2 for other in STEPS[::100]) for factor in (1, 2))
            assert lasts == (excess**2 <= 0.7 * stake)


@pytest.mark.parametrize("prior, personal, who", [(0.3, 0.1, "both"), (0.3, 0.9, "both"), (0.6, 0.1, "one"), (0.6, 0.9, "both")])
def test_what_the_settings_of_the_last_figure_are_said_to_show(prior, personal, who):
    """Most are suspected: those that did not know pay for a proof, and at large stakes would be glad of a ban again."""
    stake = at_stake(personal)
    joined = join(stake, prior)
    innocent = stake * after(joined, prior) + strike(stake) ** 2 / 2
    assert (innocent > stake * prior) == (who == "both")
    said = figures.what_it_buys().sentence(suspicion=prior, individualization=personal)
    assert ("both kinds" in said) == (who == "both")


def test_the_three_settings_of_the_second_figure():
    """At first you are sure, in the end you know what you knew before."""
    figure = figures.judge_a_county()
    said = [figure.sentence(individualization=personal) for personal in (0.1, 0.5, 0.9)]
    assert said[0].startswith("It did not know") and "30%" in said[1] and "learned nothing" in said[2]
    assert percent(after(join(at_stake(0.5)))) in said[1]


def test_the_page_names_each_setting_that_its_figures_have():
    text = (CHAPTERS / "scapegoat.md").read_text(encoding="utf-8")
    assert "Make it personal" in text and len(re.findall(r"^figures\.\w+\(\)$", text, re.M)) == 3
