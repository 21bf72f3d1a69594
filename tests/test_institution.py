"""The institution: levers, their domains and the named settings."""

import ast
import copy
import itertools
import pickle
import sys
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import numpy as np
import pytest

from xianxiang import institution
from xianxiang.institution import (
    CONDITIONS, LEVERS, NOW, PRESETS, SWITCHES, THEN, Institution, Lever, as_institution, between, checked, given, switchboard,
    switched, whole,
)

NAMES = [f.name for f in fields(Institution)]
SHARES = [name for name in NAMES if LEVERS[name].high == 1]
UNBOUNDED = [name for name in NAMES if LEVERS[name].high == np.inf]


def test_defaults_are_the_baseline():
    i = Institution()
    assert (i.shield_cost, i.deflect_cost, i.concealment, i.lone_concealment) == (0.35, 0.25, 0.9, 0.3)
    assert (i.transferability, i.diffusion, i.monitoring) == (0.8, 0.25, 0.5)
    assert (i.strength, i.negativity, i.individualization) == (4, 0.1, 0.1)
    assert (i.executor, i.veto_items, i.attachment) == (1, 1, 0)


def test_reward_and_penalty_split_the_stakes():
    i = Institution(strength=4, negativity=[0, 0.25, 1])
    assert i.reward.tolist() == [4, 3, 0]
    assert i.penalty.tolist() == [0, 1, 4]


def test_fourteen_levers_with_symbol_and_domain():
    assert len(NAMES) == len(LEVERS) == 14
    assert len({lever.symbol for lever in LEVERS.values()}) == 14
    assert set(UNBOUNDED) == {"strength", "veto_items", "shield_cost", "deflect_cost"}
    assert all(LEVERS[name].low == (name == "veto_items") for name in NAMES)


def test_frozen():
    with pytest.raises(FrozenInstanceError):
        Institution().strength = 1
    with pytest.raises(TypeError):
        Institution().replace(strenght=1)


@pytest.mark.parametrize("name", NAMES)
def test_ends_of_the_domain_are_inside(name):
    for value in [LEVERS[name].low] + [1.0] * (name in SHARES) + [1e6] * (name in UNBOUNDED):
        assert getattr(Institution(**{name: value}), name) == value


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("many", [False, True], ids=["number", "array"])
def test_value_outside_the_domain_is_named(name, many):
    low = LEVERS[name].low
    for value in [low - 0.25, np.nan, np.inf, -np.inf] + [1.25] * (name in SHARES):
        with pytest.raises(ValueError) as error:
            Institution(**{name: [low, value] if many else value})
        message = str(error.value)
        assert message.startswith(f"{name} must be ") and f"got {value!r}" in message
        assert LEVERS[name].domain in message


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [True, np.True_, "0.5", None, 1 + 0j, [True, False], ["0.5"],
                                   np.array([0.5, 1], dtype=object), {"a": 1}])
def test_wrong_type_is_named(name, value):
    with pytest.raises(TypeError, match=f"{name} must be a real number") as error:
        Institution(**{name: value})
    assert LEVERS[name].domain in str(error.value)


def test_shapes_broadcast_or_are_named():
    i = Institution(strength=np.ones((4, 1)), negativity=[0.1, 0.2, 0.3])
    assert i.shape == i.reward.shape == (4, 3)
    assert Institution().shape == ()
    with pytest.raises(ValueError, match=r"broadcast.*'strength': \(2,\), 'negativity': \(3,\)"):
        Institution(strength=[1, 2], negativity=[0.1, 0.2, 0.3])


def test_numbers_become_floats_and_arrays_read_only_copies():
    mine = np.array([1.0, 2.0])
    i = Institution(strength=mine, veto_items=np.array(3))
    mine[0] = 9
    assert i.strength.tolist() == [1, 2]
    assert type(i.veto_items) is float
    with pytest.raises(ValueError, match="read-only"):
        i.strength[0] = 5
    assert mine.flags.writeable


def test_equality_and_hash():
    same = Institution(strength=4, veto_items=np.array(1)), Institution(strength=4.0)
    assert same[0] == same[1] and hash(same[0]) == hash(same[1])
    grids = [Institution(strength=[1, 2]), Institution(strength=(1.0, 2.0))]
    assert grids[0] == grids[1] and len(set(grids)) == 1
    for other in (Institution(strength=[1, 3]), Institution(strength=[[1, 2]]), Institution(strength=1), "4", None):
        assert grids[0] != other
    assert all(Institution() != Institution(**{name: 2.5 if name in UNBOUNDED else 0.55}) for name in NAMES)


def test_negative_zero_is_zero():
    plus, minus = Institution(attachment=0.0), Institution(attachment=-0.0)
    assert plus == minus and hash(plus) == hash(minus)


def test_replace_and_as_dict():
    i = Institution().replace(strength=2, attachment=[0.1, 0.2])
    assert i.strength == 2 and i.monitoring == 0.5 and i.shape == (2,)
    assert Institution(**i.as_dict()) == i
    with pytest.raises(ValueError, match="strength"):
        i.replace(strength=-1)


def test_between_is_a_straight_line():
    assert between(THEN, NOW, 0) == THEN and between(THEN, NOW, 1) == NOW
    half = between(THEN, NOW, 0.5)
    assert half.veto_items == 4 and half.executor == pytest.approx(0.7) and half.attachment == pytest.approx(0.3)
    line = between(THEN, Institution(strength=[1, 2]), [[0], [0.5], [1]])
    np.testing.assert_allclose(line.strength, [[4, 4], [2.5, 3], [1, 2]])


@pytest.mark.parametrize("position", [-0.1, 1.1, np.nan, [0, 2]])
def test_between_rejects_positions_off_the_line(position):
    with pytest.raises(ValueError, match=r"position must be in \[0, 1\], got"):
        between(THEN, NOW, position)


def test_five_conditions_change_six_levers():
    assert list(CONDITIONS) == ["supervisor", "apparatus", "person", "penalty", "vetoes"]
    assert [set(change) for change in CONDITIONS.values()] == [
        {"executor"}, {"monitoring", "concealment"}, {"individualization"}, {"negativity"}, {"veto_items"}]


def test_conditions_point_the_way_the_essay_says():
    """Claims 24-48: less execution, closer and deeper inspection, person, penalty, more vetoes."""
    up = {"monitoring": 1, "individualization": 1, "negativity": 1, "veto_items": 1, "executor": -1, "concealment": -1}
    assert {lever: np.sign(getattr(NOW, lever) - getattr(THEN, lever)) for lever in up} == up


def test_switched_changes_what_is_named_and_nothing_else():
    for names in itertools.chain.from_iterable(itertools.combinations(CONDITIONS, r) for r in range(6)):
        changes = {lever: value for name in names for lever, value in CONDITIONS[name].items()}
        assert switched(*names).as_dict() == THEN.as_dict() | changes
    assert switched() == THEN and switched(*CONDITIONS) == NOW
    with pytest.raises(ValueError, match="supervisor, apparatus, .*, got 'veto', did you mean 'vetoes'"):
        switched("veto")


def test_the_second_condition_has_two_halves():
    assert list(SWITCHES) == ["supervisor", "looking", "reach", "person", "penalty", "vetoes"]
    assert SWITCHES["looking"] | SWITCHES["reach"] == CONDITIONS["apparatus"]
    assert set(SWITCHES["looking"]) == {"monitoring"} and set(SWITCHES["reach"]) == {"concealment"}
    assert switched("looking", "reach") == switched("apparatus") and switched(*SWITCHES) == NOW
    board = switchboard(switches=SWITCHES)
    assert board.shape == (2,) * 6
    halves = Institution(**{lever: np.broadcast_to(value, board.shape)[0, 1, 1, 0, 1, 0] for lever, value in board.as_dict().items()})
    assert halves == switched("apparatus", "penalty")


# What a newcomer types --------------------------------------------------------------------------


@pytest.mark.parametrize("call", [lambda: Institution(concelment=0.5), lambda: Institution().replace(concelment=0.5)])
def test_a_misspelt_lever_is_named_with_the_right_one_and_the_list(call):
    with pytest.raises(TypeError, match="no lever 'concelment', did you mean 'concealment'") as error:
        call()
    assert all(name in str(error.value) for name in NAMES)


def test_a_strange_lever_gets_the_list_and_no_guess():
    with pytest.raises(TypeError, match="no lever 'qqq'; it has strength"):
        Institution(qqq=1)


def test_levers_go_by_name():
    with pytest.raises(TypeError, match="by name, such as strength=0.5; got 2 without one"):
        Institution(0.5, 0.1)


@pytest.mark.parametrize("value, meant", [(90, "0.9"), (2.5, "0.025"), ([0.5, 100], "1")])
def test_a_percentage_is_asked_about(value, meant):
    with pytest.raises(ValueError, match=rf"Did you mean {meant}\? Shares run from 0 to 1"):
        Institution(concealment=value)
    with pytest.raises(ValueError, match=r"got 101\.0$"):
        Institution(concealment=101)


def test_what_rounding_adds_is_taken_as_the_end():
    i = Institution(concealment=[1.0000000000000002, 0.5], attachment=-1e-17, veto_items=1 - 1e-12)
    assert i.concealment.tolist() == [1.0, 0.5] and i.attachment == 0 and i.veto_items == 1
    with pytest.raises(ValueError, match="got 1.00001"):
        Institution(concealment=1.00001)


def test_what_floats_cannot_hold_is_refused():
    with pytest.raises(ValueError, match=r"above 1e\+150 payoffs would not be finite"):
        Institution(strength=1.7e308)
    assert Institution(strength=1e150).strength == 1e150


def test_a_preset_s_name_stands_for_it():
    assert as_institution("now") is NOW and as_institution("Then") is THEN and as_institution(NOW) is NOW
    assert between("then", "now", 1) == NOW and switchboard("now", "then") == switchboard(NOW, THEN)
    with pytest.raises(ValueError, match="strong positive.*got 'nwo', did you mean 'now'"):
        as_institution("nwo")
    with pytest.raises(TypeError, match=r"path must be an Institution .* got dict: write Institution\(\*\*levers\)"):
        as_institution({"strength": 4}, "path")
    with pytest.raises(TypeError, match="got float$"):
        as_institution(0.5)


def test_copies_and_pickles_are_equal():
    for i in (NOW, Institution(strength=[1, 2])):
        assert copy.deepcopy(i) == i and pickle.loads(pickle.dumps(i)) == i


def test_switchboard_holds_every_combination():
    board, names = switchboard(), list(CONDITIONS)
    assert board.shape == (2,) * 5
    for switches in np.ndindex(board.shape):
        one = Institution(**{lever: np.broadcast_to(value, board.shape)[switches]
                             for lever, value in board.as_dict().items()})
        assert one == switched(*(name for name, on in zip(names, switches) if on))
    partly = switchboard(end=between(THEN, NOW, 0.5))
    assert partly.veto_items.ravel().tolist() == [2, 4] and partly.executor.ravel() == pytest.approx([1, 0.7])
    assert switchboard(NOW, THEN).negativity.ravel().tolist() == [0.9, 0.1]


def test_presets():
    assert PRESETS["then"] == THEN and PRESETS["now"] == NOW
    assert all(PRESETS[name] == switched(name) for name in CONDITIONS | SWITCHES)
    for name, preset in PRESETS.items():
        assert preset.shape == ()
        for word, (lever, low) in {"weak": ("strength", True), "strong": ("strength", False),
                                   "positive": ("negativity", True), "negative": ("negativity", False)}.items():
            if word in name.split():
                assert (getattr(preset, lever) < (1 if lever == "strength" else 0.5)) == low


@pytest.mark.parametrize("module", ["institution", "stage", "turn", "language"])
def test_models_import_only_numpy_and_the_standard_library(module):
    tree = ast.parse(Path(institution.__file__).with_name(f"{module}.py").read_text("utf-8"))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            roots |= {names[0].split(".")[0]} if not node.level else set(names) - {"institution", "stage", "language"}
    assert roots <= {"numpy"} | sys.stdlib_module_names


def test_a_parameter_that_leaves_out_its_lower_end_or_is_whole_says_so():
    open_below, whole_only = Lever("x", "x", "", 0.0, 2.0, "", above=True), Lever("x", "x", "", 0.0, 9.0, "", whole=True)
    assert checked("x", [0.5, 2], open_below).tolist() == [0.5, 2] and checked("x", 3, whole_only) == 3
    with pytest.raises(ValueError, match=r"^x must be more than 0, got 0\.0$"):
        checked("x", [1, 0], open_below)
    with pytest.raises(ValueError, match=r"^x must be a whole number, got 2\.5$"):
        checked("x", [1, 2.5], whole_only)


def test_given_checks_each_and_tells_the_common_shape():
    parameters = {"x": Lever("x", "x", "", 0.0, 1.0, ""), "y": Lever("y", "y", "", 0.0, 1.0, "")}
    x, y, shape = given(parameters, (4, 1), x=[0, 0.5, 1], y=1)
    assert x.tolist() == [0, 0.5, 1] and y == 1 and shape == (4, 3)
    with pytest.raises(ValueError, match="y must be in"):
        given(parameters, x=0, y=2)
    with pytest.raises(ValueError, match=r"got x \(3,\) and the institution's \(2,\)"):
        given(parameters, (2,), x=[0, 0.5, 1], y=1)


@pytest.mark.parametrize("value", [True, 2.0, "3", None, 0, np.array([1])])
def test_a_count_is_one_whole_number(value):
    with pytest.raises(ValueError, match="rounds must be a whole number of at least 1, got"):
        whole("rounds", value)
    assert whole("rounds", np.int64(3)) == 3 and whole("seed", 0, 0, 5) == 0
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to 5, got 6"):
        whole("seed", 6, 0, 5)
