"""The explorers show what the models say, setting by setting, and what the chapters say of them."""

from itertools import combinations

import numpy as np
import pytest

from xianxiang import figures, stage, turn
from xianxiang.figures.alliance import penalized
from xianxiang.figures.incentives import LIABLE, OUTCOMES
from xianxiang.institution import CONDITIONS, NOW, THEN, Institution, between, switched

SETTINGS = 12


@pytest.fixture(scope="module")
def made():
    return {name: make() for name, make in figures.ALL.items()}


def settings(explorer, seed):
    """Random settings of an explorer, drawn from its grid."""
    rng = np.random.default_rng(seed)
    for _ in range(SETTINGS):
        yield {c.key: c.values[rng.integers(len(c.values))] for c in explorer.grid.controls}


def switches(setting, on=True):
    return [name for name in CONDITIONS if setting[name] is on]


@pytest.mark.parametrize("name", figures.ALL)
def test_every_explorer_bears_its_name_and_speaks(name, made):
    explorer = made[name]
    assert explorer.name == name
    for setting in settings(explorer, seed=1):
        sentence = explorer.sentence(**setting)
        assert sentence.endswith(".") and "{" not in sentence and "nan" not in sentence.lower()


def test_five_switches_shows_the_simulated_history(made):
    explorer = made["five-switches"]
    for setting in settings(explorer, seed=2):
        path, _ = turn.era_path(before=4, ramp=16, hold=25, back=False, end=switched(*switches(setting)))
        history = turn.simulate(path)
        for side, table in enumerate(("county", "township")):
            rows = explorer.rows(table, **setting)
            for action, name in enumerate(stage.ACTIONS):
                drawn = rows[rows.action == name].sort_values("round").share
                assert drawn.to_numpy() == pytest.approx(history.shares[:, side, action], abs=1e-4)
        moment = int(setting["moment"])
        then = Institution(**{k: v[moment] for k, v in path.as_dict().items() if np.ndim(v)}).replace(
            attachment=history.attachment[moment])
        here = explorer.rows("here", **setting).iloc[0]
        assert (here.shared, here.personal) == pytest.approx(stage.stakes(then), abs=1e-4)
        assert str(stage.game_class(then)) in explorer.sentence(**setting)


def test_the_first_page_says_which_switches_matter(made):
    explorer = made["five-switches"]
    blame = [set(names) for size in range(6) for names in combinations(CONDITIONS, size)
             if explorer.regime_at(**{n: n in names for n in CONDITIONS}).startswith("Blame")]
    assert len(blame) == 4
    assert set.intersection(*blame) == {"apparatus", "person", "penalty"}
    for name in CONDITIONS:
        assert explorer.regime_at(**{n: n == name for n in CONDITIONS}).startswith("Collusion")


def test_way_back_pairs(made):
    explorer = made["way-back"]
    returns = [set(pair) for pair in combinations(CONDITIONS, 2)
               if explorer.regime_at(**{n: n in pair for n in CONDITIONS}).startswith("Collusion")]
    assert sorted(map(sorted, returns)) == [["apparatus", "penalty"], ["apparatus", "person"]]
    alone = {n: n == "apparatus" for n in CONDITIONS}
    assert explorer.regime_at(**alone).startswith("Blame") and "equilibrium again" in explorer.sentence(**alone)
    both = {n: n in ("person", "penalty") for n in CONDITIONS}
    assert explorer.regime_at(**both).startswith("Doing the minimum")


def test_way_back_starts_where_now_has_led(made):
    explorer = made["way-back"]
    settled = turn.simulate(turn.era_path(back=False, hold=60)[0])
    for setting in settings(explorer, seed=3):
        undone = {k: getattr(THEN, k) for name in switches(setting) for k in CONDITIONS[name]}
        path, _ = turn.era_path(before=4, ramp=16, hold=60, back=False, start=NOW, end=NOW.replace(**undone))
        history = turn.simulate(path, start=settled.shares[-1], attachment=settled.attachment[-1])
        rows = explorer.rows("township", **setting)
        drawn = rows[rows.action == "deflect"].sort_values("round").share
        assert drawn.to_numpy() == pytest.approx(history.shares[::2, 1, 1], abs=1e-4)


def test_hysteresis_reads_the_loop_off_the_history(made):
    explorer = made["hysteresis"]
    for setting in settings(explorer, seed=4):
        ramp = int(setting["ramp"])
        path, position = turn.era_path(before=10, ramp=ramp, hold=40)
        shield = turn.simulate(path, noise=setting["noise"], erosion=0.1 * setting["erosion"]).shares[..., 0].mean(axis=-1)
        rows = explorer.rows("loop", **setting)
        up, down = slice(9, 10 + ramp), slice(49 + ramp, 50 + 2 * ramp)
        for way, part in (("there", up), ("back", down)):
            drawn = rows[rows.way == way].sort_values("position")
            order = np.argsort(position[part])
            expected = np.interp(drawn.position, position[part][order], shield[part][order])
            assert drawn.share.to_numpy() == pytest.approx(expected, abs=1e-4)


def test_learning_rule_shows_where_learning_rests(made):
    explorer = made["learning-rule"]
    for noise in (0, 0.1, 0.4):
        rows = explorer.rows("rest", noise=noise)
        for start, shares in (("all shield", turn.ALL_SHIELD), ("all deflect", turn.ALL_DEFLECT)):
            for _, row in rows[rows.start == start].iloc[[0, 20, 35, 50]].iterrows():
                rule = {"choice": turn.best_reply} if noise == 0 else {"noise": noise}
                rest = turn.settle(between(THEN, NOW, row.position), start=shares, rounds=120, **rule)
                assert row.share == pytest.approx(rest[:, 0].mean(), abs=1e-4)
    assert "no longer depends" in explorer.sentence(noise=0.6) and "depends on the beginning" in explorer.sentence(noise=0.1)


def test_crowd_closes_in_on_the_smooth_line(made):
    explorer = made["crowd"]
    gaps = []
    for counties in (10, 100, 3000):
        rows = explorer.rows("runs", counties=counties, draw=2)
        finite, smooth = (rows[rows.crowd == name].sort_values("round").share.to_numpy()
                          for name in ("finitely many", "smooth limit"))
        gaps.append(abs(finite - smooth).max())
        counted = finite * counties
        assert counted == pytest.approx(counted.round(), abs=1e-4 * counties)
    assert gaps[0] > gaps[1] > gaps[2]


def test_incentive_table_marks_the_equilibria(made):
    explorer = made["incentive-table"]
    for setting in settings(explorer, seed=5):
        rules = Institution(strength=setting["strength"], negativity=setting["negativity"],
                            individualization=LIABLE[setting["liable"]], concealment=setting["concealment"])
        held = stage.pure_equilibria(rules)
        for _, cell in explorer.rows("cells", **setting).iterrows():
            at = stage.ACTIONS.index(cell.county), stage.ACTIONS.index(cell.township)
            assert (cell.held == "equilibrium") == held[at]
            county, township = (float(text.replace("−", "-")) for text in cell.payoff.split(", "))
            u = stage.payoffs(rules)
            assert (county, township) == pytest.approx((u[0][at], u[1][at[::-1]]), abs=0.0501)
        regimes = [held[i, i] for i in range(3)]
        surface = explorer.rows("surface", **setting)
        here = surface[np.isclose(surface.strength, setting["strength"]) & np.isclose(surface.negativity, setting["negativity"])].iloc[0]
        assert here.outcome == explorer.regime_at(**setting)
        expected = {(1, 0, 0): 0, (0, 1, 0): 1, (0, 0, 1): 2, (1, 1, 0): 3, (1, 0, 1): 4, (0, 1, 1): 5}
        assert here.outcome == OUTCOMES[expected.get(tuple(map(int, regimes)), 6)][0]


def test_intensity_shows_the_margins(made):
    explorer = made["intensity"]
    for setting in settings(explorer, seed=6):
        rows = explorer.rows("margins", **setting)
        for _, row in rows.iloc[[0, 1, 20, 33, 61]].iterrows():
            rules = Institution(strength=row.strength, negativity=setting["negativity"],
                                individualization=LIABLE[setting["liable"]], concealment=setting["concealment"])
            expected = stage.margins(rules)[["collusion", "blame-shifting"].index(row.regime)]
            assert row.loss == pytest.approx(expected, abs=1e-4)


def test_alliance_threshold_says_which_way_penalties_work(made):
    explorer = made["alliance-threshold"]
    for setting in settings(explorer, seed=7):
        levers = {"concealment": setting["concealment"], "individualization": setting["individual"],
                  "transferability": setting["transferability"]}
        loss = [stage.shield_advantage(penalized(p, **levers))[0] for p in (1.0, 2.0)]
        loosens = loss[1] < loss[0] - 1e-9
        assert explorer.regime_at(**setting).startswith("Penalties loosen") == loosens
        drawn = explorer.rows("advantage", **setting)
        assert np.interp(1.0, drawn.penalty, drawn.loss) == pytest.approx(loss[0], abs=2e-4)


def test_alliance_bet_turns_with_whom_the_penalty_hits(made):
    rows = {person: made["alliance-bet"].rows("advantage", person=person).loss.to_numpy() for person in (False, True)}
    assert (np.diff(rows[False]) > 0).all() and (np.diff(rows[True]) < 0).all()


def test_two_stories_part(made):
    rows = made["two-stories"].rows("stories", negativity=0.9)
    together, single = (rows[rows.story == s].sort_values("strength").share.to_numpy()
                        for s in ("found out together", "singled out"))
    assert together[-1] > together[0] and single[-1] < single[0]


def test_game_map_names_the_class_where_the_dot_stands(made):
    explorer = made["game-map"]
    for setting in settings(explorer, seed=8):
        rules = Institution(strength=setting["strength"], negativity=setting["negativity"],
                            individualization=setting["individual"], concealment=setting["concealment"],
                            lone_concealment=setting["lone"])
        assert explorer.regime_at(**setting).lower() == str(stage.game_class(rules))
        here = explorer.rows("here", **setting).iloc[0]
        assert (here.shared, here.personal) == pytest.approx(stage.stakes(rules), abs=1e-4)
        lines = explorer.rows("borders", **setting)
        low, high = (np.interp(here.shared, lines.shared, lines[edge]) for edge in ("low", "high"))
        if str(stage.game_class(rules)) == "harmony" and here.shared > 1:
            assert here.personal <= low + 1e-3
        if str(stage.game_class(rules)) == "prisoner's dilemma" and here.shared > 1:
            assert here.personal >= high - 1e-3
