"""Numbers and statements in the text of ordinary work, by another road: the bargain is found by searching for the best split, thresholds by walking up the stakes."""

import itertools
import math
import re

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

F0, F1, F2, G, K, B = 0.5, 0.5 * (1 - 0.9 * 0.3), 0.5 * (1 - 0.9), 0.35, 0.25, 0.8
PAYS = G / (F1 - F2)


def settled(stake, share=0.5, exposure=0.25, need=0.25, own=0.3):
    """What a finding costs each of two: the payment that the three would agree on, found by search; `own` is the part of the risk that the two bear.

    Each side gains its stake less its risk and its payment, the checker what it is paid and spared less its own risk. The best split makes the
    product of the gains largest, weighed by shares; that is single-peaked.
    """
    risk, rest = own * exposure * stake, (1 - own) * exposure * stake
    least, most = rest - need, stake - risk  # of a payment: at the one the checker gains nothing, at the other the two gain nothing
    if most <= least + 1e-12:
        return stake
    for weight, payment in ((0, least), (1, most)):
        if share == weight:
            return payment + risk

    def product(payment):
        return (1 - share) * math.log(most - payment) + share * math.log(payment - least)

    low, high = least + 1e-13, most - 1e-13
    for _ in range(60):
        a, b = low + (high - low) * 0.382, low + (high - low) * 0.618
        low, high = (a, high) if product(a) < product(b) else (low, b)
    return (low + high) / 2 + risk


def last(price, personal=0.0, f=(F0, F1, F2)):
    """Which of hiding, blaming and the minimum can last on both sides, every deviation tried."""
    f0, f1, f2 = f
    found = {("S", "S"): f2, **dict.fromkeys([("S", "D"), ("D", "S"), ("S", "R"), ("R", "S")], f1)}
    cost = {"S": G, "D": K, "R": 0.0}

    def value(mine, other):
        moved = ((mine == "D") - (other == "D")) * B * personal
        return -found.get((mine, other), f0) * (price - moved) - cost[mine]

    return "".join(a for a in "SDR" if all(value(a, a) >= value(other, a) - 1e-9 for other in "SDR"))


def begins(steps=np.arange(0, 12, 0.0005), **talk):
    """The first stakes of prizes at which hiding can last."""
    return next((stake for stake in steps if "S" in last(settled(stake, **talk))), None)


def two(number):
    """With two decimals, what a search leaves open taken away first."""
    return f"{round(number, 6):.2f}"


def test_bargain(quoted):
    said = quoted("bargain")
    price = settled(5.6)
    assert said[:6] == [two(price), "5.6", f"{price / PAYS:.0f}", f"{PAYS:.2f}", f"{PAYS:.2f}", two(begins())]
    at_stake = 0.4 + 3.6 * (0.1 * 0.25 + 0.9)
    assert said[6:8] == [two(at_stake), two(settled(at_stake))]
    # what a finding brings the checker: paid by both, less its risk and what its help is worth
    gains = [stake for stake in np.arange(0.01, 2, 0.001) if 2 * (settled(stake) - 0.3 * 0.25 * stake) - 2 * 0.7 * 0.25 * stake > 1e-9]
    assert said[8] == f"{gains[0]:.2f}"
    assert said[9] == percent(1 - F0)
    starts = [begins(share=share) for share in (1, 0.75, 0.5, 0.25, 0)]
    assert said[10:15] == [f"{start:.2f}" for start in starts]
    joint = next(stake for stake in np.arange(0, 6, 0.001) if (F0 - F2) * min(2 * 0.25 * stake, 2 * (stake + 0.25)) > 2 * G)
    assert said[15:17] == [f"{joint:.2f}", f"{starts[2]:.2f}"]
    each = 0.9 + 0.1 * (0.9 * 0.25 + 0.1)
    assert each == pytest.approx(0.9325)
    first = [next(s for s in np.arange(0, 4001) / 1000 if "S" in last(settled(s * each, share=share), 0.01 * s)) for share in (1, 0.5)]
    assert said[17:] == [f"{s:.2f}" for s in first]
    assert [s * each for s in first] == pytest.approx([PAYS, starts[2]], abs=0.002)
    assert B * F1 * 0.01 * 4 < K, "the little blame that can be moved does not pay for its cost"


def test_what_the_bet_tells():
    """Five times what makes them hide from a stranger; half is still worth hiding; hiding ends long before there is nothing to talk about."""
    assert 5.6 / PAYS == pytest.approx(5, abs=0.05)
    assert "S" in last(settled(5.6)) and settled(5.6) < 5.6
    replies = " ".join(figures.price_and_stake().bet.replies)
    assert re.findall(r"\d+\.\d+", replies) == [f"{PAYS:.2f}"]
    assert begins() > 1.5 * PAYS
    for stake in (0.01, 0.1, 1, 1.9):
        assert settled(stake) < stake and "S" not in last(settled(stake))


def test_who_bears_the_risk_makes_no_difference_to_the_price():
    for stake, share, exposure, need in itertools.product((0.5, 2, 5.6), (0.25, 0.5, 0.9), (0, 0.25, 1.25), (-1, 0, 0.25, 1)):
        prices = [settled(stake, share, exposure, need, own) for own in (0, 0.3, 1)]
        assert prices == pytest.approx([prices[0]] * 3, abs=1e-6)
        assert prices[0] == pytest.approx(min(stake, (share + (1 - share) * exposure) * stake - (1 - share) * need), abs=1e-6)


def test_no_stakes_are_large_enough_for_one_who_wants_nothing_and_fears_nothing():
    far = 10.0 ** np.arange(-1, 7)
    for need in (-1, -0.5, 0, 0.25, 0.5, 1):  # the slider's
        assert begins(far, share=0, exposure=0, need=need) is None
    assert begins(far, share=0, exposure=0.25) and begins(far, share=0.25, exposure=0)


def where(stake, **talk):
    """Of what is at stake with prizes only: talk, hiding, both or neither."""
    price = settled(stake, **talk)
    return ("talk " if (1 - talk["exposure"]) * stake + talk["need"] > 1e-12 else "") + ("hide" if "S" in last(price) else "")


def test_what_is_said_of_the_four_regions():
    """Raising the stakes: talked over, then both, then only hidden; open and not hidden touches hidden and not open nowhere but at one point."""
    explorer = figures.four_regions()
    steps = [explorer.regime_at(strength=s) for s in (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6)]
    assert [name for name, _ in itertools.groupby(name.split(" 协")[0].split(" 遮")[0] for name in steps)] == ["Talk", "Talk and hide", "Hide"]
    at = [where(s, exposure=1.25, need=0.5, share=0.5) for s in (0.25, 1, 1.5, 2, 6)]
    assert at == ["talk ", "talk ", "talk hide", "hide", "hide"]
    for need, share in itertools.product((-1, -0.5, 0, 0.25, 0.5, 1), (0.25, 0.5, 0.9)):
        corner = np.array([PAYS, 1 + need / PAYS])
        for stake, exposure in itertools.product(np.arange(0.05, 6, 0.2), np.arange(0, 2, 0.1)):
            here = where(stake, exposure=exposure, need=need, share=share)
            assert "hide" not in here or stake >= PAYS
            assert here != "" or stake < PAYS, "to the right what is closed is worth hiding"
            if np.abs(np.array([stake, exposure]) - corner).max() > 0.15 and here == "talk ":
                near = {where(stake + dx, exposure=max(exposure + dy, 0), need=need, share=share) for dx in (-0.01, 0.01) for dy in (-0.01, 0.01)}
                assert "hide" not in near


def test_hiding_begins_before_talking_ends():
    for share, exposure, need in itertools.product((0, 0.25, 0.5, 0.9), (1.25, 1.5, 2), (0.5, 1, 2)):
        closes = need / (exposure - 1)
        if closes > PAYS:
            assert PAYS < begins(np.arange(0.5, 9, 0.01), share=share, exposure=exposure, need=need) <= closes + 0.01


def test_what_talk_does_where_blame_can_be_moved():
    """Strong penalties on persons: hiding or blame without talk, only blame with it; prizes: the minimum lasts beside hiding."""
    at_stake, personal = 0.4 + 3.6 * (0.1 * 0.25 + 0.9), 3.6 * 0.9
    assert last(at_stake, personal) == "SD" and last(settled(at_stake), personal) == "D"
    assert last(4.0) == "S" and last(settled(4.0)) == "SR"
    for stake, blame in itertools.product(np.arange(0.1, 6, 0.2), np.arange(0, 6, 0.2)):
        if blame <= stake:
            without, talk = last(stake, blame), last(settled(stake), blame)
            assert not ("S" in talk and "S" not in without) and {"D", "R"} & set(without) <= set(talk)


def test_what_the_solutions_say():
    lives = [where(s, exposure=0, need=-1, share=0.1) for s in (0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6)]
    assert lives == ["", "", "", "talk ", "talk ", "talk hide", "talk hide", "talk hide", "talk hide"]
    # by hand: hiding pays from a price of 1
    stakes = np.arange(0.01, 4, 0.01)
    prices = np.array([settled(s, 0.5, 2, 2) for s in stakes])
    assert stakes[prices >= 1 - 1e-9][0] == pytest.approx(4 / 3, abs=0.01)
    assert stakes[prices >= stakes - 1e-9][0] == pytest.approx(2, abs=0.011)
    # an arrangement made beforehand: without exposure it never hides
    assert all((F0 - F2) * min(0 * s, 2 * (s + 0.25)) <= 2 * G for s in np.arange(0, 100))
    # counties that depend little hide where others do not, and only between their two thresholds
    little, much = (begins(np.arange(0, 6, 0.01), need=need) for need in (0, 0.5))
    assert little < much
    for stake in np.arange(0.1, 6, 0.1):
        rehearse = ["S" in last(settled(stake, need=need)) for need in (0, 0.5)]
        assert (rehearse[0] != rehearse[1]) == (little <= stake < much)


def test_with_little_at_stake_what_the_checker_needs_decides():
    for exposure in (0, 0.5, 1.5, 2):
        assert where(0.01, exposure=exposure, need=0.1, share=0.5) == "talk " and where(0.01, exposure=exposure, need=-0.1, share=0.5) == ""


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "bargain.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.9325", "1.5", "0.5"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bet_tells_nothing_before_it_is_placed(visitor, size):
    page = visitor.open("chapters/bargain.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    telling = page.get_by_text("Half of a large stake is a large stake")
    assert not telling.first.is_visible()
    page.locator(".xx-cover .xx-quiet").first.click()
    telling.first.wait_for()
