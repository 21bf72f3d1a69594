"""The explorers show what the models say, setting by setting, and what the chapters say of them."""

import ast
import inspect
import re
from importlib import import_module
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from xianxiang import figures, stage, turn
from xianxiang.figures import parts
from xianxiang.figures.alliance import penalized
from xianxiang.figures.incentives import LIABLE, OUTCOMES
from xianxiang.institution import CONDITIONS, NOW, SWITCHES, THEN, Institution, between, switched
from xianxiang.language import LANGUAGES, speak
from xianxiang.rebuild import REFORMS

SETTINGS = 12


@pytest.fixture(scope="module")
def made():
    return {name: make() for name, make in figures.ALL.items()}


def settings(explorer, seed):
    """Random settings of an explorer, drawn from its grid."""
    rng = np.random.default_rng(seed)
    for _ in range(SETTINGS):
        yield {c.key: c.values[rng.integers(len(c.values))] for c in explorer.grid.controls}


def switches(setting):
    return [name for name in SWITCHES if setting[name]]


def throwing(conditions):
    """The setting in which only these conditions are thrown, the second by both its halves."""
    on = {name for condition in conditions for name in (("looking", "reach") if condition == "apparatus" else (condition,))}
    return {name: name in on for name in SWITCHES}


def levers(setting):
    """The institution that a setting of the figures on incentives means."""
    return Institution(individualization=LIABLE[setting["individualization"]], prize_passing=float(setting["prize_passing"]),
                       **{key: setting[key] for key in ("strength", "negativity", "concealment") if key in setting})


def test_a_figure_is_short():
    """Controls, an institution, one or two model calls, charts, words: what is longer hides something."""
    for path in Path(figures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                assert body[-1].end_lineno - body[0].lineno < 40, f"{path.name}: {node.name}"


def test_controls_that_set_a_lever_or_a_parameter_bear_its_name(made):
    levers = set(inspect.signature(Institution).parameters)
    for name, explorer in made.items():
        chapter = Path(inspect.getfile(figures.ALL[name])).stem
        model = import_module(f"xianxiang.{chapter}") if (Path(stage.__file__).parent / f"{chapter}.py").is_file() else stage
        own = {key for thing in vars(model).values() if inspect.isfunction(thing) for key in inspect.signature(thing).parameters}
        keys = {control.key for control in explorer.grid.controls}
        assert keys <= levers | own | set(SWITCHES) | set(REFORMS) | {"moment", "penalty", "penalties", "noise", "erosion", "ramp", "counties", "draw", "position"}, name


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
    blame = [set(names) for size in range(6) for names in combinations(CONDITIONS, size) if explorer.regime_at(**throwing(names)).startswith("Blame")]
    assert len(blame) == 4
    assert set.intersection(*blame) == {"apparatus", "person", "penalty"}
    halves = [set(names) for size in range(7) for names in combinations(SWITCHES, size)
              if explorer.regime_at(**{n: n in names for n in SWITCHES}).startswith("Blame")]
    assert set.intersection(*halves) == {"reach", "person", "penalty"}, "of the second condition only the reach is needed"


def test_what_the_first_page_tells_after_a_bet(made):
    explorer = made["five-switches"]
    for name in CONDITIONS:  # "Leave only … on, and most still hide together."
        assert explorer.regime_at(**throwing([name])).startswith("Collusion")


def test_what_the_other_bets_tell_holds(made):
    """The replies of each bet, against the model at the setting that the bet describes."""
    swap = Institution(strength=4, negativity=0.9, individualization=0.0)
    held = stage.pure_equilibria(swap)
    assert stage.pure_equilibria(swap.replace(negativity=0.1))[0, 0] and held[0, 0] and held[2, 2] and not held[1, 1]
    personal = np.linspace(0, 1, 101)
    loss = stage.shield_advantage(penalized(np.linspace(0, 8, 9), individualization=personal[:, None], concealment=0.9))[..., 0]
    assert (np.diff(loss, axis=-1) > 0).all(), "tighter at half, and even if all of the sanction were personal"
    doubled = [stage.shield_advantage(penalized(np.array([2.0, 4.0]), individualization=i, concealment=0.5))[:, 0] for i in LIABLE.values()]
    assert doubled[0][1] > doubled[0][0] and doubled[1][1] < doubled[1][0]
    back = made["hysteresis"].sentence()
    lost, regained = (int(share) for share in re.findall(r"(\d+)%", back)[:2])
    assert regained < 50 < lost, "it returns, but only when most of the change has been undone"


def test_no_preset_gives_a_bet_away(made):
    assert [set(switches(explorer.default | setting)) for explorer in (made["five-switches"],) for setting in explorer.presets.values()] == [set(), set(SWITCHES)]


def test_way_back_pairs(made):
    explorer = made["way-back"]
    returns = [set(pair) for pair in combinations(CONDITIONS, 2) if explorer.regime_at(**throwing(pair)).startswith("Collusion")]
    assert sorted(map(sorted, returns)) == [["apparatus", "penalty"], ["apparatus", "person"]]
    assert explorer.regime_at(**throwing(["person", "penalty"])).startswith("Doing the minimum")


def test_way_back_says_equilibrium_at_the_attachment_that_is_left(made):
    explorer = made["way-back"]
    assert [key for key, value in explorer.default.items() if value] == ["reach"]
    assert explorer.regime_at().startswith("Blame")
    assert "once was, hiding together would be an equilibrium again; at the 0.008 that is left it is not" in explorer.sentence()
    end = NOW.replace(concealment=0.9)
    assert stage.pure_equilibria(end.replace(attachment=0.3))[0, 0] and not stage.pure_equilibria(end.replace(attachment=0.008))[0, 0]
    assert "an equilibrium again, even at" in explorer.sentence(supervisor=True, looking=True)


def test_way_back_starts_where_now_has_led(made):
    explorer = made["way-back"]
    settled = turn.simulate(turn.era_path(back=False, hold=60)[0])
    for setting in settings(explorer, seed=3):
        undone = {k: getattr(THEN, k) for name in switches(setting) for k in SWITCHES[name]}
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
            for _, row in rows[rows.start == start].iloc[[0, 40, 55, 100]].iterrows():
                rule = {"choice": turn.best_reply} if noise == 0 else {"noise": noise}
                rest = turn.settle(between(THEN, NOW, row.position), start=shares, rounds=120, **rule)
                assert row.share == pytest.approx(rest[:, 0].mean(), abs=1e-4)
    assert "nowhere on the way" in explorer.sentence(noise=0.6) and "depends on the beginning" in explorer.sentence(noise=0.1)


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
        rules = levers(setting)
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
            rules = levers(setting | {"strength": row.strength})
            expected = stage.margins(rules)[["collusion", "blame-shifting"].index(row.regime)]
            assert row.loss == pytest.approx(expected, abs=1e-4)


def test_alliance_threshold_says_which_way_penalties_work(made):
    explorer = made["alliance-threshold"]
    for setting in settings(explorer, seed=7):
        loss = [stage.shield_advantage(penalized(p, **setting))[0] for p in (1.0, 2.0)]
        loosens = loss[1] < loss[0] - 1e-9
        assert explorer.regime_at(**setting).startswith("Penalties loosen") == loosens
        drawn = explorer.rows("advantage", **setting)
        assert np.interp(1.0, drawn.penalty, drawn.loss) == pytest.approx(loss[0], abs=2e-4)


def test_alliance_bet_turns_with_whom_the_penalty_hits(made):
    rows = {liable: made["alliance-bet"].rows("advantage", individualization=liable).loss.to_numpy() for liable in LIABLE}
    assert (np.diff(rows["the unit"]) > 0).all() and (np.diff(rows["the person"]) < 0).all()


def test_two_stories_part(made):
    explorer = made["two-stories"]

    def shares(story, **setting):
        rows = explorer.rows("stories", **setting)
        return rows[rows.story == story].sort_values("strength").share.to_numpy()

    for penalties in explorer.grid["penalties"].ravel():
        together, single = (shares(story, negativity=0.9, penalties=penalties) for story in ("found out together", "singled out"))
        assert together[-1] > together[0] and single[-1] < single[0]
    on_top = [shares("found out together", negativity=share, penalties="on top of the prize")[-1] for share in (0.1, 0.9)]
    instead = [shares("found out together", negativity=share, penalties="instead of the prize")[-1] for share in (0.1, 0.9)]
    assert on_top[1] > on_top[0] and instead[1] < instead[0], "added to a prize penalties tighten; in its place they do not"


def test_with_prizes_passed_on_the_sign_loses_its_force(made):
    explorer = made["intensity"]
    rows = [explorer.rows("margins", negativity=share, individualization="the person", prize_passing=True).loss for share in (0.0, 0.5, 1.0)]
    assert np.ptp(rows, axis=0).max() < 2e-4
    rows = [explorer.rows("margins", negativity=share, individualization="the person").loss for share in (0.0, 1.0)]
    assert np.ptp(rows, axis=0).max() > 1


# ------------------------------------------------------------------------------------------------------- map of classes


def area_of(columns, shared, personal, slack):
    """Which classes' areas a point of the map lies in, edges included: the drawn polygons read as the eye reads them."""
    at, low, high = (columns[name] for name in ("shared", "low", "high"))
    at = np.broadcast_to(at, low.shape[:-1] + (1,))[..., 0]
    right = np.clip((at <= shared[..., None]).sum(axis=-1), 1, at.shape[-1] - 1)[..., None]
    left_at, right_at = np.take_along_axis(at, right - 1, -1)[..., 0], np.take_along_axis(at, right, -1)[..., 0]
    weight = np.where(right_at > left_at, (shared - left_at) / np.where(right_at > left_at, right_at - left_at, 1), 0)[..., None]

    def level(edge):
        one, two = (np.take_along_axis(edge, index[..., None], -2)[..., 0, :] for index in (right - 1, right))
        return (1 - weight) * one + weight * two

    return (level(low) - slack <= personal[..., None]) & (personal[..., None] <= level(high) + slack)


def lies_where_it_is_called(institution, shared, personal, names):
    """Whether each point lies in the area of its class."""
    columns = parts.map_columns(institution)
    shape = np.broadcast_shapes(institution.shape, np.shape(shared), np.shape(names))
    columns = {key: np.broadcast_to(value, shape + value.shape[-2:]) for key, value in columns.items()}
    inside = area_of(columns, np.broadcast_to(shared, shape), np.broadcast_to(personal, shape), 1e-6)
    code = np.argmax(np.broadcast_to(names, shape)[..., None] == np.array(stage.GAME_CLASSES), axis=-1)
    return np.take_along_axis(inside, code[..., None], -1)[..., 0], inside


def test_the_map_draws_every_class_where_it_is():
    """Random rules, also with cheap hiding, much hidden alone, few movable blame, attachment and both sides."""
    rng, n = np.random.default_rng(5), 20000
    rules = Institution(concealment=rng.random(n), lone_concealment=rng.random(n), monitoring=rng.random(n), transferability=rng.random(n) * (rng.random(n) < 0.9),
                        attachment=rng.random(n) * 0.9, veto_items=rng.integers(1, 7, n), individualization=1.0)
    shared, personal = rng.uniform(0, parts.MAP_SIZE, (2, n))
    there = rules.replace(strength=shared + personal, negativity=personal / (shared + personal))
    assert stage.stakes(there)[0] == pytest.approx(shared) and stage.stakes(there)[1] == pytest.approx(personal)
    here, inside = lies_where_it_is_called(rules, shared, personal, stage.game_class(there))
    assert here.all()
    assert (inside.sum(axis=-1) > 1).mean() < 0.001, "the areas do not overlap"


@pytest.mark.parametrize("name", ["game-map", "five-switches"])
def test_the_dot_lies_in_the_area_that_the_words_name(made, name):
    explorer = made[name]
    shape = explorer.grid.shape
    columns = {key.split("/", 2)[2]: column for key, column in explorer.columns.items() if key.startswith(("table/borders", "table/here"))}

    def values(column):
        rows = column.codes.shape[-1]
        return np.broadcast_to(column.codes, (*shape, rows)) / 10**column.decimals

    here = explorer.columns["table/here/shared"], explorer.columns["table/here/personal"]
    shared, personal = (values(column)[..., 0] for column in here)
    drawn = {key: values(columns[key]).reshape(*shape, -1, 5) for key in ("low", "high")}
    drawn["shared"] = values(explorer.columns["table/borders/shared"]).reshape(*shape, -1, 5)[..., :1]
    inside = area_of(drawn, shared, personal, 2e-3)
    names = explorer.words.values["game"] if name == "five-switches" else np.array(explorer.words.keys)[explorer.words.code]
    code = np.argmax(np.broadcast_to(names, shape)[..., None] == np.array(stage.GAME_CLASSES), axis=-1)
    assert np.take_along_axis(inside, code[..., None], -1).all()
    assert 0 <= shared.min() and shared.max() <= parts.MAP_SIZE and personal.max() <= parts.MAP_SIZE, "the dot stands on the map"


def test_a_class_is_named_inside_its_area(made):
    explorer = made["game-map"]
    seen = set()
    for setting in settings(explorer, seed=9):
        rows = explorer.rows("labels", **setting).dropna()
        for _, label in rows.iterrows():
            rules = Institution(concealment=setting["concealment"], lone_concealment=setting["lone_concealment"], individualization=1.0,
                                strength=label.shared + label.personal, negativity=label.personal / (label.shared + label.personal))
            assert str(stage.game_class(rules)) == label.game
            seen.add(label.game)
    assert seen == set(stage.GAME_CLASSES)


# ------------------------------------------------------------------------------------------------- as the eye sees them

CLASHES = """() => [...document.querySelectorAll('.xx-explorer svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  if (!frame.width) return [];
  const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() && text.getBoundingClientRect().width)
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const cut = texts.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
    .map(([text]) => `cut: ${text}`);
  const over = texts.flatMap(([text, a], i) => texts.slice(i + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)
    .map(([other]) => `over each other: ${text} / ${other}`));
  const cutDots = [...svg.querySelectorAll('.mark-symbol.role-mark')].filter((group) => group.closest('[clip-path]')).map(() => 'a dot is clipped');
  return [...cut, ...over, ...cutDots];
})"""


READ = """() => {
  const box = document.querySelector('.xx-explorer');
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [...box.querySelectorAll('[aria-label]')].filter((part) => !part.closest('svg')).map((part) => part.getAttribute('aria-label'));
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return [document.title, box.getAttribute('aria-label'), ...texts];
}"""  # all that is read, or heard


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", figures.ALL)
def test_nothing_that_is_read_in_a_chart_is_cut_or_collides_on_a_phone(name, language, tmp_path, chromium):
    """At every preset, in every language; in another one no English word is left."""
    speak(language)
    explorer = figures.ALL[name]()
    speak("en")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    page.goto(explorer.save(tmp_path / f"{name}.html").as_uri())
    page.wait_for_selector(".xx-explorer .xx-live")
    read = page.evaluate(READ)
    page.evaluate("document.querySelectorAll('.xx-cover .xx-quiet').forEach((button) => button.click())")
    page.wait_for_selector(".xx-explorer svg text")
    for preset in [None, *(label for label, _ in explorer.plan["presets"])]:
        if preset:
            page.locator(".xx-preset").get_by_text(preset, exact=True).click()
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))")
        assert page.evaluate(CLASHES) == [], preset
        read += page.evaluate(READ)
    context.close()
    if language != "en":
        assert {word for text in read for word in re.findall("[A-Za-z]{2,}", text)} == {"PNG", "SVG", "CSV"}
