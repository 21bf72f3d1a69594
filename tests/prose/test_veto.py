"""Numbers and statements in the text on the veto, by another road: every pattern of failures counted out, every plan tried, item by item."""

import itertools
import math
import re

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

ITEM, COMMON, PAPER, TROUBLE, FELT = 0.25, 0.6, 0.25, 0.3, 0.25


def at_stake(strength=4.0, penalty=0.1, person=0.1, moves=0.8):
    """What a failure costs, and what of it files can move."""
    sanction = strength * penalty
    return strength - sanction + sanction * ((1 - person) * FELT + person), sanction * person * moves


def lost(done, papered, bare, whole, movable, p):
    """Over all numbers of papered and of bare items that may fail; what is done does not."""
    total = 0.0
    for i, k in itertools.product(range(papered + 1), range(bare + 1)):
        chance = math.comb(papered, i) * math.comb(bare, k) * p ** (i + k) * (1 - p) ** (papered + bare - i - k)
        total += chance * (whole - movable * (k == 0)) * (i + k > 0)
    return total


def best(n, stake, looks=0.5, common=COMMON, paper=PAPER, limit=math.inf, trouble=TROUBLE, item=ITEM):
    """Done, papered and bare in the plan that costs least, losses counted; of those as good the first, with least done."""
    found = None
    for done, papered in ((done, papered) for done in range(n + 1) for papered in range(n + 1 - done)):
        spent = common * (done > 0) + item * (done + paper * papered)
        cost = spent + lost(done, papered, n - done - papered, *stake, looks * trouble)
        if spent <= limit + 1e-9 and (found is None or cost < found[0] - 1e-9):
            found = cost, (done, papered, n - done - papered)
    return found[1]


def lists(stake, upto=16, **own):
    """What is done with lists of 1, 2, … items."""
    return [best(n, stake, **own) for n in range(1, upto + 1)]


def letters(plans):
    """R all real, P all on paper, N nothing, M mixed."""
    return "".join("R" if plan[0] == n else "P" if plan[1] == n else "N" if plan[2] == n else "M" for n, plan in enumerate(plans, 1))


def stretch(text, letter):
    """First and last place of a letter that stands in one stretch."""
    assert re.fullmatch(f"[^{letter}]*{letter}+[^{letter}]*", text), text
    return text.index(letter) + 1, text.rindex(letter) + 1


THEN, NOW = at_stake(), at_stake(penalty=0.9, person=0.9)
HALF = at_stake(penalty=0.5, person=0.5)


def tight(moves):
    return lists(at_stake(8, 0.9, 0.9, moves), looks=0.8, limit=2.5)


def test_veto(quoted):
    said = quoted("veto")
    p = 0.15
    some = [lost(0, 0, n, 1, 0, p) for n in (2, 12)]
    alone = [lost(0, 0, n, 1, 0, p) - lost(1, 0, n - 1, 1, 0, p) for n in (2, 12)]
    assert said[:6] == [*map(percent, some), *map(percent, alone), percent(some[0] / 2), percent(some[1] / 12)]
    first, last = stretch(letters(lists(THEN, 14)), "R")
    assert said[6:8] == said[11:13] == [str(first), str(last)]
    assert said.pop(8) == f"{THEN[0]:.2f}" == f"{NOW[0]:.2f}" and said[8:10] == [f"{THEN[1]:.2f}", f"{NOW[1]:.2f}"]
    text = letters(lists(HALF, looks=0.8))
    assert re.fullmatch("PR+P+N+", text)
    real = stretch(text, "R")
    assert said[12:16] == ["1", f"{real[0]} to {real[1]}", f"{real[1] + 1} to {text.index('N')}", str(text.index("N") + 1)]
    fifth = letters(lists(at_stake(penalty=0.9, person=0.9, moves=0.2), looks=0.8))
    assert said[16:19] == [str(last), str(real[1]), str(stretch(fifth, "R")[1])]
    plans, bare = tight(0.4), tight(0.0)
    mixed, kept = ([n for n, plan in enumerate(which, 1) if 0 < plan[0] < n] for which in (plans, bare))
    assert {plans[n - 1][0] for n in mixed} == {int(said[19])} and len(mixed) == 2
    assert said[20:25] == [str(mixed[0]), str(mixed[-1]), str(mixed[-1] + 1), str(kept[0]), str(kept[-1])]
    shown = [letters(lists(THEN, 20, common=common)) for common in (0, 0.3, 0.6, 0.9)]
    assert said[25:28] == ["{} to {}".format(*stretch(text, "R")) for text in shown[:3]] and "R" not in shown[3]
    assert [text[0] for text in shown] == ["R", "R", "N", "N"], "luck first only at 0.6, where there is real work at all"
    careful = next(n for n in range(1, 40) if n * 0.5 * (1 - 0.85**n) > 0.25 * n)
    assert said[28] == f"{math.log(1 - 0.25 / 0.5, 1 - 0.15):.2f}" and said[29] == str(careful) == str(math.ceil(float(said[28])))
    fooled = [fooling(n) for n in range(1, 21)]
    assert letters(fooled) == "P" * int(said[30]) + "N" * (20 - int(said[30])) and len(said) == 31


def fooling(n):
    """A papered item is found with half the chance."""
    def chance(k, of, p):
        return math.comb(of, k) * p**k * (1 - p) ** (of - k)

    def cost(done, papered):
        bare = n - done - papered
        losses = sum(chance(i, papered, 0.075) * chance(k, bare, 0.15) * (THEN[0] - THEN[1] * (k == 0)) for i in range(papered + 1) for k in range(bare + 1) if i + k)
        return COMMON * (done > 0) + ITEM * done + PAPER * ITEM * papered + losses

    done, papered = min(((done, papered) for done in range(n + 1) for papered in range(n + 1 - done)), key=lambda plan: cost(*plan))
    return done, papered, n - done - papered


def test_what_the_bet_tells():
    """None of the twelve; on the way a stretch in which all is done; half measures never."""
    text = letters(lists(THEN, 14))
    assert text[1] == "N" and text[11] == "N" and "R" in text[2:11] and "M" not in text
    assert letters(lists(THEN, 14, common=0)) == "R" * 13 + "N"
    assert not re.search(r"\d", " ".join(figures.the_list_grows().bet.replies))


def test_what_is_said_of_the_later_regime():
    assert set(letters(lists(NOW, looks=0.8))) == {"P"}
    assert THEN[0] == pytest.approx(NOW[0])


def test_shorter_lists_get_more_work_only_where_less_can_be_moved():
    last = []
    for moves in np.linspace(0, 1, 11):
        text = letters(lists(at_stake(penalty=0.9, person=0.9, moves=moves), looks=0.8))
        last.append(text.rindex("R") + 1 if "R" in text else 0)
    assert sorted(last, reverse=True) == last and last[0] > last[-1] == 0


def test_what_the_superior_reads():
    """Files for all, at every length, where two fifths can be moved; gaps and no paper where nothing can."""
    assert all(done + papered == n for n, (done, papered, _) in enumerate(tight(0.4), 1))
    assert [plan[0] for plan in tight(0.4)][9:] == [0] * 7
    assert all(papered == 0 for _, papered, _ in tight(0.0))
    for paper, budget in itertools.product((0.1, 0.25, 0.4), (2.5, 4.0)):  # what files take away
        capacity = [(budget - COMMON - paper * ITEM * n) / (ITEM * (1 - paper)) for n in (5, 6)]
        assert capacity[0] - capacity[1] == pytest.approx(paper / (1 - paper))


def worth(plan, q, costs, whole, movable):
    """Of a plan for items that differ: 0 skipped, 1 paper, 2 real."""
    sound = math.prod(chance for chance, how in zip(q, plan) if how < 2)
    covered = math.prod(chance for chance, how in zip(q, plan) if how == 0)
    return (whole - movable) * sound + movable * covered - sum(cost * (0, paper, 1)[how] for (cost, paper), how in zip(costs, plan))


def test_one_more_item_raises_the_care_for_none(seed=5):
    rng = np.random.default_rng(seed)
    lowered = 0
    for _ in range(150):
        q, whole = rng.uniform(0.3, 1, 4), rng.uniform(0.5, 6)
        costs, movable = np.column_stack([rng.uniform(0.02, 1, 4), rng.uniform(0, 1, 4)]), whole * rng.uniform(0, 1)
        short, long = (max(itertools.product(range(3), repeat=n), key=lambda plan: worth(plan, q, costs, whole, movable)) for n in (3, 4))
        assert all(after <= before for before, after in zip(short, long))
        lowered += short != long[:3]
    assert lowered > 10


def test_those_are_left_that_are_dear_or_unlikely_to_fail(seed=6):
    rng = np.random.default_rng(seed)
    some = 0
    for _ in range(200):
        q, whole = rng.uniform(0.4, 0.98, 5), rng.uniform(1, 8)
        cost = rng.uniform(0.05, 1, 5)
        plan = max(itertools.product((0, 2), repeat=5), key=lambda plan: worth(plan, q, [(c, 1) for c in cost], whole, 0))
        ratio = cost / -np.log(q)
        done, left = ([r for r, how in zip(ratio, plan) if how == kind] for kind in (2, 0))
        if done and left:
            some += 1
            assert max(done) <= min(left)
    assert some > 20


def test_what_work_saves_an_item_falls_with_the_list():
    for p0, p in itertools.product((0.01, 0.05, 0.2), (0.3, 0.6, 0.9)):
        saved = [sum(math.comb(n, k) * (p**k * (1 - p) ** (n - k) - p0**k * (1 - p0) ** (n - k)) for k in range(1, n + 1)) for n in range(1, 25)]
        assert (np.diff(np.array(saved) / np.arange(1, 25)) < 0).all()
        top = np.log(np.log(1 - p) / np.log(1 - p0)) / np.log((1 - p0) / (1 - p))
        assert abs(1 + int(np.argmax(saved)) - max(top, 1)) < 1


def test_what_the_solutions_say():
    text = letters(lists(at_stake(penalty=0.9, person=0.9, moves=0.3), looks=0.8))
    assert [text[n - 1] for n in (1, 2, 10, 11, 15, 16)] == list("PRRPPN")
    whole, movable = at_stake(penalty=0.9, person=0.9, moves=0.3)
    against_work, against_nothing = ([whole - (COMMON + ITEM * 0.75 * n) / (1 - 0.76**n) for n in (10, 11)], [PAPER * ITEM * n / (1 - 0.76**n) for n in (15, 16)])
    assert against_work[1] < movable < against_work[0] and against_nothing[0] < movable < against_nothing[1]
    # by hand: as good as each other at T = 2, paper with more
    own = {"looks": 1.0, "trouble": 0.5, "item": 0.5, "common": 1.0, "paper": 0.5}
    left = [4 - lost(*plan, 4, 2, 0.5) - spent for plan, spent in (((2, 0, 0), 2), ((0, 2, 0), 0.5), ((0, 0, 2), 0))]
    assert left == [2, 2, 1] and best(2, (4, 2.01), **own) == (0, 2, 0) and best(2, (4, 1.99), **own) == (2, 0, 0)
    # a budget of 1
    q, cost = (0.5, 0.6, 0.6), (1.0, 0.6, 0.4)

    def within(items):
        plans = [plan for plan in itertools.product((0, 2), repeat=items) if sum(c for c, how in zip(cost, plan) if how) <= 1]
        return sorted(((worth(plan, q, [(c, 1) for c in cost], 10, 0), plan) for plan in plans), reverse=True)

    two, three = within(2), within(3)
    assert two[0] == (pytest.approx(5), (2, 0)) and dict(map(reversed, two))[0, 2] == pytest.approx(4.4) and dict(map(reversed, two))[0, 0] == pytest.approx(3)
    assert three[0] == (pytest.approx(4), (0, 2, 2)) and dict(map(reversed, three))[2, 0, 0] == pytest.approx(2.6)


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "veto.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.3", "0.6", "0.9", "0.5", "0.4"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bet_tells_nothing_before_it_is_placed(visitor, size):
    page = visitor.open("chapters/veto.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    telling = page.get_by_text("But nobody chooses a total")
    assert not telling.first.is_visible()
    page.locator(".xx-cover .xx-quiet").first.click()
    telling.first.wait_for()
