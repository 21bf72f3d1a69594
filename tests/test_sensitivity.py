"""Sensitivity: tables of settings and random variations, by hand and against loops."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from rivals import material

from xianxiang import conditions, sensitivity, stage, turn
from xianxiang.institution import CONDITIONS, SWITCHES, THEN, Institution, switched

SETTINGS = {"x": [1, 2, 3], "y": [10.0, 20.0]}


def above(x, y):
    return {"x·y above 30": x * y > 30, "product": x * y}


# Named settings -----------------------------------------------------------------------------


def test_a_table_holds_the_result_at_every_combination():
    table = sensitivity.table(above, SETTINGS)
    for i, x in enumerate(SETTINGS["x"]):
        for j, y in enumerate(SETTINGS["y"]):
            assert table.results["product"][i, j] == x * y == table.at("product", x=x, y=y)
            assert table.at("x·y above 30", x=x, y=y) == (x * y > 30)
    assert table.count("x·y above 30") == (2, 6) and table.count("x·y above 30", x=2) == (1, 2)


def test_a_result_is_asked_once_and_with_arrays():
    calls = []

    def result(x, y):
        calls.append((x.shape, y.shape))
        return {"x": x > 1}

    assert sensitivity.table(result, SETTINGS).count("x") == (4, 6)  # broadcast over y
    assert calls == [((3, 1), (1, 2))]


def test_a_table_reads_as_text():
    lines = str(sensitivity.table(above, SETTINGS, title="Products")).splitlines()
    assert lines[0] == "Products"
    assert [line.split() for line in lines[2:]] == [
        ["x", "1", "0", "of", "2", "10", "to", "20"], ["x", "2", "1", "of", "2", "20", "to", "40"],
        ["x", "3", "1", "of", "2", "30", "to", "60"], ["y", "10", "0", "of", "3", "10", "to", "30"],
        ["y", "20", "2", "of", "3", "20", "to", "60"], ["all", "2", "of", "6", "10", "to", "60"]]
    assert len({len(line) for line in lines[1:]}) == 1


def test_settings_can_be_names():
    table = sensitivity.table(lambda rule: {"logit": rule == "logit"}, {"rule": ["logit", "best reply"]}, own={"rule": "logit"})
    assert table.count("logit", rule="logit") == (1, 1) and "rule best reply" in str(table)


@pytest.mark.parametrize("arguments, message", [
    ((above, {"x": [], "y": [1]}), "at least one value, got none for 'x'"),
    ((above, SETTINGS, {"x": 7}), "own must give values that the settings try, got x=7"),
    ((above, SETTINGS, {"z": 7}), "own must give values that the settings try, got z=7"),
    ((lambda x, y: {}, SETTINGS), "at least one named array"),
    ((lambda x, y: {"wrong": np.zeros(5)}, SETTINGS), r"shape \(3, 2\), got \(5,\) for 'wrong'"),
])
def test_a_table_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        sensitivity.table(*arguments)


@pytest.mark.parametrize("ask, error, message", [
    (lambda t: t.at("nothing"), ValueError, "result must be one of x·y above 30, product, got 'nothing'"),
    (lambda t: t.at("product", z=1), ValueError, "settings must be among x, y, got 'z'"),
    (lambda t: t.at("product", x=4), ValueError, "x must be one of 1, 2, 3, got 4"),
    (lambda t: t.count("product"), TypeError, "numbers of 'product'"),
])
def test_a_table_refuses_questions(ask, error, message):
    with pytest.raises(error, match=message):
        ask(sensitivity.table(above, SETTINGS))


class _Html(HTMLParser):
    """Tags that close in order, and the cells of each row."""

    def __init__(self, html):
        super().__init__()
        self.open, self.rows, self.heads = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag == "th":
            self.heads.append(dict(attrs).get("scope"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data


def test_a_table_is_html_that_a_screen_reader_can_read():
    html = sensitivity.table(above, SETTINGS, own={"x": 2}, title="a < b")._repr_html_()
    page = _Html(html)
    assert "<caption>a &lt; b</caption>" in html
    assert set(page.heads) == {"col", "row", "rowgroup"}  # every heading says what it heads
    assert page.rows == [["", "x·y above 30", "product"], ["x (of 2 each)"], ["1", "0", "10 to 20"], ["2 (ours)", "1", "20 to 40"],
                         ["3", "1", "30 to 60"], ["y (of 3 each)"], ["10", "0", "10 to 30"], ["20", "2", "20 to 60"],
                         ["of all 6", "2", "10 to 60"]]


# Random variations ----------------------------------------------------------------------------


def test_a_share_is_of_draws_within_the_spread():
    seen = {}

    def result(**values):
        seen.update(values)
        return {"a above 4": values["a"] > 4, "always": np.True_}

    share = sensitivity.share(result, {"a": 4.0, "concealment": 0.9, "person.individualization": 0.9, "veto_items": 1.0, "p": 0.9},
                              rng=1, draws=20_000, limits={"p": (0, 1)})
    assert share.varied == ("a", "concealment", "person.individualization", "veto_items", "p")
    assert 3 <= seen["a"].min() < 3.01 and 4.99 < seen["a"].max() <= 5
    assert np.corrcoef(seen["a"], seen["veto_items"])[0, 1] == pytest.approx(0, abs=0.03)
    for name in ("concealment", "person.individualization", "p"):
        assert seen[name].max() == 1 and seen[name].min() == pytest.approx(0.675, abs=1e-3)
    assert seen["veto_items"].min() == 1
    assert share.shares["a above 4"] == pytest.approx(0.5, abs=0.015) and share.shares["always"] == 1


def test_a_share_depends_on_nothing_but_its_seed():
    def draw(rng):
        return sensitivity.share(lambda a: {"above": a > 1}, {"a": 1.0}, rng=rng, draws=50).shares

    assert draw(3) == draw(np.random.default_rng(3)) and len({draw(seed)["above"] for seed in range(20)}) > 5


def test_the_interval_is_wilsons():
    share = sensitivity.Share({"half": 0.5, "all": 1.0, "none": 0.0}, 100, 0.25, ("a",))
    # solved by hand: p with (p - 0.5)² = 1.96² p(1-p)/100, and (1-p)² = 1.96² p(1-p)/100
    assert share.interval("half") == pytest.approx((0.40383, 0.59617), abs=1e-4)
    assert share.interval("all") == pytest.approx((100 / (100 + 1.96**2), 1))
    assert share.interval("none") == pytest.approx((0, 1.96**2 / (100 + 1.96**2)))
    with pytest.raises(ValueError, match="statement must be one of half, all, none, got 'some'"):
        share.interval("some")


def test_a_share_says_100_percent_only_of_all():
    share = sensitivity.Share({"all": 1.0, "nearly": 399 / 400, "one": 1 / 400, "none": 0.0}, 400, 0.25, ("a",), "How often")
    cells = {row[0]: row[1] for row in _Html(share._repr_html_()).rows[1:]}
    assert cells == {"all": "100%", "nearly": ">99%", "one": "<1%", "none": "0%"}
    assert str(share).splitlines()[0] == "How often" and "of 400 draws" in str(share)


@pytest.mark.parametrize("arguments, error, message", [
    ({}, ValueError, "rng must be a numpy.random.Generator or a seed, got None"),
    ({"rng": 1, "draws": 0}, ValueError, "draws must be a whole number of at least 1, got 0"),
    ({"rng": 1, "draws": True}, ValueError, "draws must be a whole number"),
    ({"rng": 1, "spread": 1.0}, ValueError, r"spread must be in \(0, 1\), got 1.0"),
    ({"rng": 1, "result": lambda a: {"a": a}}, TypeError, "must return booleans, got float64 for 'a'"),
    ({"rng": 1, "result": lambda a: {"a": a[:3] > 1}}, ValueError, "got \\(3,\\) for 'a'"),
])
def test_a_share_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        sensitivity.share(**{"result": lambda a: {"above": a > 1}, "own": {"a": 1.0}, **arguments})


# What suffices and what is needed ---------------------------------------------------------------


@pytest.mark.parametrize("switches", [CONDITIONS, SWITCHES])
def test_blames_is_one_simulation_for_each_combination(switches):
    board = conditions.blames(switches=switches)
    assert board.shape == (2,) * len(switches)
    rng = np.random.default_rng(4)
    for setting in [(0,) * len(switches), (1,) * len(switches), *rng.integers(0, 2, (12, len(switches)))]:
        end = switched(*(name for name, on in zip(switches, setting) if on))
        path, _ = turn.era_path(before=4, ramp=16, hold=60, back=False, end=end)
        assert board[tuple(setting)] == (turn.simulate(path).shares[-1, :, stage.DEFLECT].mean() > 0.5)


def test_calibrations_broadcast_and_go_in_blocks(monkeypatch):
    starts = THEN.replace(attachment=np.array([[0.0], [0.3]]), strength=np.array([3.0, 4.0, 6.0]))
    board = conditions.blames(starts, noise=0.1)
    assert board.shape == (2, 3) + (2,) * 5
    for i, j in np.ndindex(2, 3):
        alone = THEN.replace(attachment=starts.attachment[i, 0], strength=starts.strength[j])
        assert (conditions.blames(alone, noise=0.1) == board[i, j]).all()
    monkeypatch.setattr(conditions, "_BLOCK", 32)
    assert (conditions.blames(starts, noise=0.1) == board).all()


def test_calibrated_takes_every_fixed_value_by_name():
    values = conditions.calibration(THEN, SWITCHES)
    assert (conditions.calibrated(SWITCHES, **values) == conditions.blames(switches=SWITCHES)).all()
    assert {"strength", "reach.concealment", "penalty.negativity", "noise", "erosion"} <= set(values)
    # each value counts: without the switch's own change of responsibility, and without penalties, nobody ends in blame
    for name in ("person.individualization", "penalty.negativity"):
        assert not conditions.calibrated(SWITCHES, **values | {name: 0.1}).any()


BOARD = np.zeros((2, 2, 2), bool)
BOARD[1, 1, :] = True           # a and b, with or without c
THREE = {"a": {}, "b": {}, "c": {}}


def test_suffices_and_needed_by_hand():
    assert conditions.suffices(BOARD, ("a", "b"), THREE) and not conditions.suffices(BOARD, ("a",), THREE)
    assert conditions.suffices(BOARD, ("a", "b", "c"), THREE)
    assert [bool(conditions.needed(BOARD, name, THREE)) for name in THREE] == [True, True, False]
    assert not conditions.needed(BOARD & False, "a", THREE)  # what never happens needs nothing
    both = np.stack([BOARD, ~BOARD])
    assert conditions.suffices(both, ("a", "b"), THREE).tolist() == [True, False]
    assert conditions.needed(both, "a", THREE).tolist() == [True, False]
    said = conditions.statements(both, ("a", "b"), THREE, {"a": "A"})
    assert {name: value.tolist() for name, value in said.items()} == {
        "suffice": [True, False], "A needed": [True, False], "b needed": [True, False], "all of it": [True, False]}


@pytest.mark.parametrize("seed", range(20))
def test_exactly_these_means_no_others(seed):
    rng = np.random.default_rng(seed)
    board = rng.random((200, 2, 2, 2)) < 0.5
    board[0] = BOARD
    assert (conditions.statements(board, ("a", "b"), THREE)["all of it"] == (board == BOARD).all(axis=(1, 2, 3))).all()


def test_conditions_refuse_what_they_do_not_know():
    with pytest.raises(ValueError, match="conditions must be among a, b, c, got 'd'"):
        conditions.needed(BOARD, "d", THREE)
    with pytest.raises(ValueError, match=r"an axis of 2 for each of a, b, c, got shape \(2, 2\)"):
        conditions.suffices(BOARD[0], ("a",), THREE)


def solved_by_dominance(institution):
    """Actions of each side that are left once strictly dominated ones are struck out again and again."""
    u, left = stage.payoffs(institution), [{0, 1, 2}, {0, 1, 2}]
    while True:
        out = [(side, a) for side in (0, 1) for a in left[side]
               if any(all(u[side, b, o] > u[side, a, o] for o in left[1 - side]) for b in left[side] - {a})]
        if not out:
            return left
        for side, action in out[:1]:
            left[side].remove(action)


def test_with_the_reach_alone_only_blame_is_left_up_to_the_attachment_of_then():
    for attachment in np.linspace(0, 0.3, 31):
        for more in ((), ("supervisor",), ("vetoes",), ("supervisor", "vetoes")):
            end = switched("reach", "person", "penalty", *more).replace(attachment=attachment)
            assert solved_by_dominance(end) == [{stage.DEFLECT}, {stage.DEFLECT}]


def test_the_checkers_variations():
    """The 32 settings under ±25 %: what another implementation found with 400 draws of its own (46 %)."""
    three = ("apparatus", "person", "penalty")
    share = sensitivity.share(lambda **values: conditions.statements(conditions.calibrated(**values), three),
                              conditions.calibration(), rng=7)
    low, high = share.interval("all of it")
    assert low < 0.46 < high
    assert share.shares["suffice"] > 0.98


def test_a_solution_is_an_institutions_own():
    assert solved_by_dominance(Institution()) == [{stage.SHIELD}, {stage.SHIELD}]


# The chapter's tables, by another road ----------------------------------------------------------


SETTINGS_TRIED = {"noise": [0.05, 0.1, 0.15, 0.25, 0.35, 0.45], "attachment": [0, 0.1, 0.15, 0.3, 0.5], "stakes": [3, 4, 5, 6]}


def learned(noise, attachment, stakes, hold=60):
    """Whether most deflect in each of the 64 settings, by plain iteration of the formulas of "The turn"."""
    then = {"strength": stakes, "attachment": attachment, "veto_items": 2.0, "executor": 1.0, "monitoring": 0.5, "concealment": 0.9,
            "individualization": 0.1, "negativity": 0.1}
    on = np.indices((2,) * 6)
    now = {"executor": np.where(on[0], 0.4, 1), "monitoring": np.where(on[1], 0.8, 0.5), "concealment": np.where(on[2], 0.5, 0.9),
           "individualization": np.where(on[3], 0.9, 0.1), "negativity": np.where(on[4], 0.9, 0.1), "veto_items": np.where(on[5], 6, 2)}

    def step(shares, theta, part, rate):
        u = material(Institution(**then | {lever: (1 - part) * then[lever] + part * value for lever, value in now.items()}))
        u = u + theta[..., None, None, None] * np.swapaxes(u[..., ::-1, :, :], -1, -2)
        worth = np.einsum("...sao,...so->...sa", u, shares[..., ::-1, :]) / noise
        odds = np.exp(worth - worth.max(axis=-1, keepdims=True))
        return shares + rate * (odds / odds.sum(axis=-1, keepdims=True) - shares)

    shape = np.broadcast_shapes(np.shape(attachment), np.shape(stakes), np.shape(noise)[:-2] if np.ndim(noise) else (), (2,) * 6)
    theta = np.broadcast_to(np.asarray(attachment, float), shape)
    shares = np.broadcast_to(np.array([1.0, 0, 0]), shape + (2, 3))
    for _ in range(60):
        shares = step(shares, theta, 0.0, 0.5)
    for part in [0.0, *np.arange(1, 17) / 16, *[1.0] * hold]:
        shares = step(shares, theta, part, 0.25)
        iota = then["individualization"] + part * (now["individualization"] - then["individualization"])
        blame = iota * shares[..., 1].mean(axis=-1)
        theta = theta - 0.1 * blame * theta + 0.02 * (1 - blame) * (attachment - theta)
    return shares[..., 1].mean(axis=-1) > 0.5


@pytest.fixture(scope="module")
def tried():
    noise, attachment, stakes = np.meshgrid(*SETTINGS_TRIED.values(), indexing="ij", sparse=True)
    one = (..., *(None,) * 6)
    return learned(noise[one][..., None, None], attachment[one], stakes[one])


def test_the_boards_of_all_calibrations(tried):
    noise, attachment, stakes = np.meshgrid(*SETTINGS_TRIED.values(), indexing="ij", sparse=True)
    assert tried.shape == (6, 5, 4) + (2,) * 6
    assert (conditions.blames(THEN.replace(attachment=attachment, strength=stakes), SWITCHES, noise) == tried).all()


def test_the_numbers_in_the_turn(tried, book):
    page = (book / "chapters" / "turn.html").read_text(encoding="utf-8")
    section = re.search(r'<section id="five-switches-again">.*?<section id="where-it-breaks">', page, re.S)[0]
    said = re.findall(r'<span class="pasted-text">([^<]*)</span>', section)
    every = tuple(range(3, 9))
    exactly = np.zeros((2,) * 6, bool)
    exactly[:, :, 1, 1, 1, :] = True
    own = tried[3, 3, 1]
    assert (own == exactly).all()
    suffice = (tried | ~exactly).all(axis=every)
    needed = tried.any(axis=every) & ~(tried & ~exactly).any(axis=every)
    late = learned(0.25, 0.3, 4.0, hold=400)
    assert said[:2] == [str(own.size), str(own.sum())]
    first = said.index(str(suffice.sum()))
    assert said[first:first + 2] == [str(suffice.sum()), str(suffice.size)] and said[first + 3:first + 5] == [str(needed.sum()), str(needed.size)]
    assert said[-6:-4] == [str(late.sum()), str(late.size)]
    # a cell for each value tried
    rows = dict(re.findall(r'<tr><th scope="row">([^<]*)</th><td>(?:<strong>)?(\d+)', section))
    for axis, values in enumerate(SETTINGS_TRIED.values()):
        for k, value in enumerate(values):
            own_label = (" (ours)" if value == (0.25, 0.3, 4)[axis] else "")
            if (label := f"{value:g}{own_label}") not in ("0.1", "0.15"):  # values of both noise and attachment
                assert rows[label] == str(suffice.take(k, axis=axis).sum())
