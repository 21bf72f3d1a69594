"""The blocked drain: the game that the first page plays is the library's, and what it says at the end is so."""

import json
import re

import numpy as np
import pytest
from conftest import complaints
from hypothesis import given, settings
from hypothesis import strategies as st

from xianxiang import drain, stage
from xianxiang.institution import THEN

from truths import own

SIDES = stage.SIDES
MOVES = st.text("sdr", min_size=drain.ROUNDS, max_size=drain.ROUNDS)


def levers(k):
    """The rules of a stage in the words of the payoffs written out once more."""
    brought = [{}, {"iota": 0.9}, {"nu": 0.9}, {"m": 0.8, "c": 0.5, "e": 0.4}]
    return own.OLD | {name: value for part in brought[: k + 1] for name, value in part.items()}


def history():
    """Shares of the populations and attachment at the end of each round, two rounds of learning a round of the game."""
    x = y = own.rest(levers(0))[0]
    theta, told = 0.3, []
    for n in range(12):
        L = levers(n // 3)
        one, two = own.matrices(L)
        for _ in range(2):
            x, y = x + (own.answer(one, two, theta, y, 0.25) - x) / 4, y + (own.answer(two, one, theta, x, 0.25) - y) / 4
            blame = L["iota"] * (x[own.D] + y[own.D]) / 2
            theta = theta - 0.1 * blame * theta + 0.02 * (1 - blame) * (0.3 - theta)
        told.append((x, y, theta))
    return told


def test_the_partner_answers_as_the_populations_do():
    for player, side in enumerate(SIDES):
        given_ = drain.answers(side)
        for n, (*shares, theta) in enumerate(history()):
            mine, theirs = (own.matrices(levers(n // 3))[k] for k in (1 - player, player))
            for last, before in np.ndindex(3, 3):
                expected = (np.eye(3)[last] + np.eye(3)[before] + shares[player]) / 3
                mixed = (own.answer(mine, theirs, theta, expected, 0.25) + shares[1 - player]) / 2
                assert given_[n, last, before] == pytest.approx(mixed, abs=1e-9)


def test_three_circulars_and_four_stages():
    assert drain.stages().tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert drain.rules()[0] == THEN and drain.rules()[3].executor == 0.4


@pytest.mark.parametrize("player", range(2))
def test_found_and_not_found_make_the_payoffs_of_the_core_game(player):
    pays, risk = drain.earnings(SIDES[player]), drain.chances()
    for k in range(4):
        u = (1 - risk[k]) * pays[k, 0] + risk[k] * pays[k, 1]
        for a, o in np.ndindex(3, 3):
            assert u[a, o] == pytest.approx(float(own.material(player, a, o, levers(k))), abs=1e-12)


def test_draws_are_mulberry32():
    assert drain.draws(1).ravel()[:3].tolist() == [0.6270739405881613, 0.002735721180215478, 0.5274470399599522]
    many = np.concatenate([drain.draws(seed).ravel() for seed in range(400)])
    assert abs(many.mean() - 0.5) < 0.01 and abs((many < 0.1).mean() - 0.1) < 0.01


@settings(max_examples=40, deadline=None)
@given(MOVES, st.sampled_from(SIDES), st.integers(0, 2**32 - 1))
def test_a_game_is_what_its_rules_say(moves, side, seed):
    game = drain.replay(moves, side, seed)
    player = SIDES.index(side)
    for n, r in enumerate(game):
        assert r.own[0] == moves[n] and sum(r.likely) == pytest.approx(1)
        k = n // 3
        a, o = (stage.ACTIONS.index(x) for x in (r.own, r.other))
        assert r.earned == drain.earnings(side)[k, int(r.found), a, o]
        worth = [sum(p * float(own.material(player, mine, other, levers(k))) for other, p in enumerate(r.likely)) for mine in range(3)]
        assert r.worth == pytest.approx(worth)
        assert r.found == (drain.draws(seed)[n, 1] < drain.chances()[k, a, o])


def test_on_average_a_game_earns_what_it_is_worth():
    for moves in ("s" * 12, "sssssssssddd"):
        games = [drain.replay(moves, "county", seed) for seed in range(2000)]
        earned = np.array([[r.earned for r in game] for game in games])
        worth = np.array([r.worth[stage.ACTIONS.index(r.own)] for r in games[0]])
        assert (np.abs(earned.mean(axis=0) - worth) < 4.5 * earned.std(axis=0) / np.sqrt(2000) + 1e-9).all()


def test_what_the_end_says_of_the_rules():
    """Hiding better than blaming before and after the first circular, trust after the second, blaming better after the third; for both sides."""
    for player in range(2):
        for k, (against_hiding, against_blame) in enumerate([(1, 1), (1, 1), (1, -1), (-1, -1)]):
            x, y = (float(own.material(player, own.S, a, levers(k)) - own.material(player, own.D, a, levers(k))) for a in (own.S, own.D))
            assert np.sign([x, y]).tolist() == [against_hiding, against_blame]


@pytest.mark.parametrize("side", SIDES)
def test_playing_well_pays(side):
    means = drain.typical(side)
    assert means["best"] > means["shield"] > means["deflect"] > means["routine"]
    game = drain.replay("sssssssssddd", side)
    assert [r.best for r in game] == ["shield"] * 9 + ["deflect"] * 3
    assert means["best"] == pytest.approx(sum(max(r.worth) for r in game))
    assert means["shield"] == pytest.approx(sum(r.worth[0] for r in drain.replay("s" * 12, side)))


@pytest.mark.parametrize("call, message", [
    (lambda: drain.answers("province"), "side must be one of county, township"), (lambda: drain.draws(-1), "seed must be a whole number from 0"),
    (lambda: drain.draws(1.5), "seed must be"), (lambda: drain.replay("sx"), "actions must be up to 12 of the letters s, d, r"),
    (lambda: drain.replay("s" * 13), "actions must be"), (lambda: drain.typical("province"), "side must be"),
])  # fmt: skip
def test_errors_say_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ------------------------------------------------------------------------------------------------------------------- on the page


def played(visitor, moves, side="county", seed=21, by="keys", **options):
    """The first page after a game."""
    page = visitor.open(f"chapters/index.html#drain={side}-{seed}", **options)
    page.locator(".xx-drain-actions").wait_for()
    for letter in moves:
        own_action = "sdr".index(letter)
        if by == "keys":
            page.locator(".xx-drain-actions button").first.focus()
            page.keyboard.press(str(own_action + 1))
        else:
            page.locator(".xx-drain-actions button").nth(own_action).click()
    return page


NAMES = {"shield": "Hide it together", "deflect": "Pass the blame", "routine": "Do the minimum"}
MONTHS = "January February March April May June July August September October November December".split()
GAMES = [("sssssssssddd", "county", 21, "keys"), ("ssssssssssss", "township", 4711, "clicks"), ("sdsrsdrsdrsd", "county", 99, "keys"), ("rrrrrrrrrrrr", "township", 3, "clicks"),
         ("ssssrrddsddd", "county", 12, "keys")]


@pytest.mark.parametrize("moves, side, seed, by", GAMES)
def test_the_page_plays_the_librarys_game(visitor, moves, side, seed, by):
    page = played(visitor, moves, side, seed, by)
    game = drain.replay(moves, side, seed)
    text = page.locator(".xx-drain-game").inner_text()
    earned, best = sum(r.earned for r in game), sum(max(r.worth) for r in game)
    luck = earned - sum(r.worth[stage.ACTIONS.index(r.own)] for r in game)
    said = re.search(r"You earned ([−.\d]+)\. .*: ([−.\d]+) in all\. .* made ([−.\d]+) of the difference", text).groups()
    assert [float(x.replace("−", "-")) for x in said] == pytest.approx([earned, best, luck], abs=0.0501)
    page.locator(".xx-drain-table summary").click()
    rows = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in page.locator(".xx-drain-table tbody tr").all()]
    for n, (row, r) in enumerate(zip(rows, game, strict=True)):
        assert row[:4] + row[6:7] == [MONTHS[n], NAMES[r.own], NAMES[r.other], "yes" if r.found else "no", NAMES[r.best]]
        assert [float(cell.replace("−", "-")) for cell in (*row[4:6], row[7])] == pytest.approx([r.earned, r.worth[stage.ACTIONS.index(r.own)], max(r.worth)], abs=0.0501)
    best = [r.best == "deflect" for r in game]
    turn = min(n for n in range(12) if all(best[n:]))
    first = next((n for n, r in enumerate(game) if r.own == "deflect"), None)
    if first is None:
        said = f"From {MONTHS[turn]} on it was best to pass the blame. You never did."
    elif first < turn:
        said = f"You first passed the blame in {MONTHS[first]}" + (
            f", when it was the best you could do for the moment; from {MONTHS[turn]} on it was so for good." if best[first]
            else f". It was not yet the best you could do; from {MONTHS[turn]} on it was.")
    else:
        said = f"From {MONTHS[turn]} on it was best to pass the blame" + (", and that is when you began." if first == turn else f". You began in {MONTHS[first]}.")
    assert said in text
    theirs = next((n for n, r in enumerate(game) if r.other == "deflect"), None)
    other = "township" if side == "county" else "county"
    assert (f"The {other} never passed the blame" if theirs is None else f"The {other} first passed the blame in {MONTHS[theirs]}") in text


def test_in_the_end_it_is_always_best_to_pass_the_blame():
    """However one plays; so the page can say from when on. Before, it may be best for a moment, and no longer."""
    rng = np.random.default_rng(2)
    fleeting = 0
    for side in SIDES:
        for moves in {"".join(rng.choice(list("sdr"), 12)) for _ in range(600)} | {"s" * 12, "d" * 12, "r" * 12}:
            best = [r.best == "deflect" for r in drain.replay(moves, side)]
            assert best[9:] == [True] * 3 and not any(best[:6])
            fleeting += sorted(best) != best
    assert fleeting


def test_the_map_names_the_game_and_marks_the_stakes(visitor):
    page = played(visitor, "sssssssssddd", "township")
    for k, name in enumerate(["harmony", "harmony", "stag hunt", "prisoner's dilemma"]):
        page.locator(".xx-drain-stages input").nth(k).check()
        picture = page.locator(".xx-drain-map svg")
        assert picture.get_attribute("aria-label").endswith(name)
        data = json.loads(page.locator(".xx-drain-data").text_content())
        shared, personal = data["sides"]["township"]["maps"][k]["dot"]
        L = levers(k)
        felt = (1 - L["iota"]) * L["d"] + L["iota"]
        assert shared + personal == pytest.approx(L["s"] * (1 - L["nu"]) + L["s"] * L["nu"] * felt, abs=2e-3)
        assert personal == pytest.approx(L["s"] * L["nu"] * L["iota"], abs=2e-3)


def test_a_link_leads_to_the_same_game_and_the_other_side_can_be_played(visitor):
    page = played(visitor, "ssssssssssss", "county", 5)
    assert "Game no. 5" in page.locator(".xx-drain-foot").inner_text()
    page.get_by_role("button", name="Play the township").click()
    assert "secretary of a township" in page.locator(".xx-drain-lead").inner_text() and "Game no. 5" in page.locator(".xx-drain-foot").inner_text()
    page.evaluate("location.hash = '#drain=county-77'")
    page.get_by_text("Game no. 77").wait_for()
    page.evaluate("location.hash = '#drain=province-1'")
    assert "Game no. 77" in page.locator(".xx-drain-foot").inner_text()


def test_the_game_is_the_first_thing_that_a_reader_sees(visitor):
    for size in ((1280, 720), (390, 844)):
        page = visitor.open("chapters/index.html", viewport=dict(zip(("width", "height"), size)))
        page.locator(".xx-drain-actions").wait_for()
        last = page.locator(".xx-drain-actions button").last
        assert last.evaluate("el => el.getBoundingClientRect().bottom + scrollY") <= size[1]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert all(button.bounding_box()["height"] >= 44 for button in page.locator(".xx-drain button").all())
        for _ in range(12):
            page.locator(".xx-drain-actions button").first.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_a_game_that_was_played_stands_there(visitor):
    page = visitor.open("chapters/index.html", java_script_enabled=False)
    text = page.locator(".xx-drain-still").inner_text()
    assert "it needs JavaScript" in text
    rows = page.locator(".xx-drain-still tbody tr").all_inner_texts()
    assert len(rows) == 12 and sum("passed the blame" in re.split(r"\t", row)[1] for row in rows) == 3
    assert page.locator(".xx-drain-game").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("moves", ["sssss", "sssssssssddd"])
def test_the_game_is_accessible_on_the_way_and_at_the_end(visitor, moves, scheme):
    page = played(visitor, moves, color_scheme=scheme)
    assert complaints(page, "'.xx-drain'") == []
