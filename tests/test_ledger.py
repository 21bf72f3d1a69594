"""The ledger resolves, and each settled verdict still holds.

The tests named ``test_claim_…`` are the shortest computations that would turn red if the
verdict stopped being true; the propositions behind them are tested with their modules.
"""

from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from conftest import ROOT

from xianxiang import ledger, stage, turn
from xianxiang.institution import NOW, PRESETS, THEN, Institution, switched

SHIELD, DEFLECT, ROUTINE = range(3)
GRID = np.linspace(0, 1, 21)
UNIT_PENALTY = Institution(negativity=0.9)
PERSONAL_PENALTY = PRESETS["strong negative"]


def mutual(institution, action):
    """Whether both doing `action` is an equilibrium."""
    return stage.pure_equilibria(institution)[..., action, action]


def tightness(institution, side=0):
    """What a side gains by shielding rather than deflecting when its partner shields."""
    return stage.shield_advantage(institution, side)[..., 0]


# The data ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def claims():
    return ledger.load()


def test_every_claim_is_a_row_once(claims):
    expected = [str(n) for n in range(1, 59)] + [f"X{n}" for n in range(1, 7)]
    assert [claim.id for claim in claims] == expected


def test_every_row_resolves(claims):
    assert ledger.check(claims, ROOT) == []


def test_counts_sum_to_the_number_of_claims(claims):
    for column in ("verdict", "status", "section"):
        assert sum(ledger.counts(claims, column).values()) == len(claims)
    assert list(ledger.counts(claims)) == list(ledger.VERDICTS)


def test_load_refuses_wrong_columns_and_ragged_rows(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("id,claim\n1,something\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the columns must be id, section"):
        ledger.load(path)
    header = (ROOT / "chapters" / "claims.csv").read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n1,too few\n", encoding="utf-8")
    with pytest.raises(ValueError, match="row 1 must have 12 cells, got 2"):
        ledger.load(path)


@pytest.mark.parametrize("id, changes, problem", [
    ("13", {"verdict": "proved"}, "verdict must be one of"),
    ("13", {"status": "rumoured"}, "status must be one of"),
    ("13", {"assumptions": ""}, "must not be empty"),
    ("13", {"model": "xianxiang.stage.no_such_function"}, "no model"),
    ("13", {"model": ""}, "must name a model and a test"),
    ("13", {"test": "tests/test_ledger.py::test_no_such_test"}, "no test"),
    ("13", {"proposition": "no-such-label"}, "no proposition"),
    ("13", {"figure": "no-such-figure"}, "no figure"),
    ("13", {"chapter": "no-such-chapter"}, "no chapter"),
    ("1", {"chapter": "A chapter no one plans"}, "must be one still to come"),
    ("1", {"model": "xianxiang.stage.payoffs"}, "can have no model"),
])
def test_check_names_a_broken_row(claims, id, changes, problem):
    claim = next(c for c in claims if c.id == id)
    assert any(f"claim {id}: " in p and problem in p for p in ledger.check([replace(claim, **changes)], ROOT))


def test_check_names_a_repeated_claim(claims):
    assert "claim 1: appears 2 times" in ledger.check([claims[0], claims[0]], ROOT)


class _Page(HTMLParser):
    """Counts rows and checks that tags close in order."""

    def __init__(self):
        super().__init__()
        self.open, self.rows = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "input":
            self.open.append(tag)
        if tag == "tr" and "id" in dict(attrs):
            self.rows.append(dict(attrs))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_has_a_row_a_claim_and_is_well_formed(claims):
    page = _Page()
    page.feed(ledger.table_html(claims))
    assert page.open == []
    assert [row["id"] for row in page.rows] == [f"claim-{claim.id}" for claim in claims]
    assert [row["data-verdict"] for row in page.rows] == [claim.verdict for claim in claims]


def test_the_page_escapes_what_the_rows_say(claims):
    shown = ledger.table_html([replace(claims[0], claim="<b>1 & 2</b>", section='a"b')])
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in shown and 'data-section="a&quot;b"' in shown


# The verdicts -----------------------------------------------------------------------------


def test_claim_5_common_reward_or_common_danger():
    supervisor = Institution(executor=0.0)
    assert mutual(Institution(), SHIELD) and not mutual(supervisor, SHIELD)
    assert mutual(supervisor.replace(negativity=0.9), SHIELD)


def test_claim_6_rewards_hold_the_alliance_better_than_penalties():
    negativity, individualization, transferability = np.meshgrid(GRID, GRID, GRID, indexing="ij")
    advantage = tightness(Institution(negativity=negativity, individualization=individualization,
                                      transferability=transferability))
    assert (np.diff(advantage, axis=0) <= 1e-12).all()


def test_claim_7_each_gains_when_the_other_shields():
    rng = np.random.default_rng(7)
    shares = ("negativity", "individualization", "transferability", "monitoring", "concealment",
              "lone_concealment", "diffusion")
    u = stage.payoffs(Institution(strength=rng.uniform(0, 10, 500), veto_items=rng.uniform(1, 8, 500),
                                  **{name: rng.uniform(size=500) for name in shares}))
    assert (u[..., SHIELD] >= u[..., ROUTINE] - 1e-12).all()


def test_claim_8_a_unit_sanction_touches_leaders_only_through_diffusion():
    penalty = Institution(negativity=1.0, individualization=0.0, shield_cost=0.0, deflect_cost=0.0)
    assert (stage.payoffs(penalty.replace(diffusion=0.0)) == 0).all()
    assert (stage.payoffs(penalty.replace(diffusion=0.1)) < 0).all()
    assert (np.diff(tightness(UNIT_PENALTY.replace(diffusion=GRID))) > 0).all()


def test_claim_9_rewards_alone_never_make_deflecting_pay():
    u = stage.payoffs(Institution(strength=np.linspace(0, 10, 41), negativity=0.0, individualization=0.9))
    assert (u[..., DEFLECT, :] < u[..., ROUTINE, :]).all()


def test_claim_13_sign_turns_direction_only_where_sanctions_are_personal():
    strength, negativity = np.meshgrid([5.0, 10.0, 20.0], GRID, indexing="ij")
    on_unit = Institution(strength=strength, negativity=negativity, individualization=0.0, concealment=0.5,
                          shield_cost=0.35, deflect_cost=0.35)
    on_person = on_unit.replace(individualization=1.0)
    assert (tightness(on_unit) > 0).all()
    assert (tightness(on_person)[:, 0] > 0).all() and (tightness(on_person)[:, -1] < 0).all()
    assert (np.diff(np.abs(tightness(on_person)), axis=0) > 0).all()  # strength moves the size …
    assert (np.diff(np.sign(tightness(on_person)), axis=0) == 0).all()  # … and not the direction


def test_claim_25_a_supervising_county_has_less_to_gain_and_more_to_pass_on():
    counties = Institution(executor=GRID, negativity=0.5, individualization=0.5)
    assert (np.diff(stage.transferabilities(counties)[:, 0]) < 0).all()
    assert (np.diff(tightness(counties)) > 0).all()


def test_claim_26_supervision_loosens_the_alliance_without_ending_it():
    held = stage.margins(THEN.replace(executor=GRID))[:, SHIELD]
    assert (np.diff(held) > 0).all() and (held > 0).all()
    # where blame can be shifted both ways at all, a supervising county makes that harder
    blaming = stage.margins(switched("person", "penalty").replace(executor=GRID))[:, DEFLECT]
    assert (np.diff(blaming) > 0).all() and blaming[0] < 0 < blaming[-1]


def test_claim_34_a_personal_sanction_weighs_more():
    institutions = Institution(negativity=1.0, individualization=GRID)
    both_idle = stage.payoffs(institutions)[:, 0, ROUTINE, ROUTINE]
    assert (np.diff(both_idle) < 0).all()
    assert np.allclose(stage.payoffs(institutions.replace(diffusion=1.0))[:, 0, ROUTINE, ROUTINE], both_idle[-1])


def test_claim_39_attachment_wears_away_only_where_responsibility_is_personal():
    def path(institution):
        return institution.replace(negativity=np.full(80, institution.negativity))

    worn, kept = (turn.simulate(path(NOW.replace(individualization=iota))).attachment[-1] for iota in (0.9, 0.0))
    assert worn < 0.5 * NOW.attachment and kept == pytest.approx(NOW.attachment)


def test_claim_40_harmony_then_prisoners_dilemma_now():
    assert stage.game_class(THEN) == "harmony" and stage.game_class(NOW) == "prisoner's dilemma"
    hidden = PERSONAL_PENALTY.replace(concealment=0.5)
    assert stage.game_class(hidden) == "prisoner's dilemma"
    for missing in ({"individualization": 0.0}, {"transferability": 0.0}, {"concealment": 0.9}):
        assert stage.game_class(hidden.replace(**missing)) != "prisoner's dilemma"


def test_claim_41_the_strong_negative_cell_holds_two_regimes():
    assert mutual(UNIT_PENALTY, SHIELD) and not mutual(UNIT_PENALTY, DEFLECT)
    assert mutual(PERSONAL_PENALTY, DEFLECT)
    assert not mutual(PERSONAL_PENALTY.replace(concealment=0.5), SHIELD)


def test_claim_42_opponents_only_beyond_the_threshold():
    base = Institution(concealment=0.5, negativity=1.0)
    threshold = stage.penalty_threshold(base)
    for individualization, sign in ((threshold - 0.05, 1), (threshold + 0.05, -1)):
        growing = base.replace(strength=np.linspace(0, 10, 21), individualization=individualization)
        assert (sign * np.diff(tightness(growing)) > 0).all()
    assert np.isnan(stage.penalty_threshold(base.replace(transferability=0.0)))
    assert np.isnan(stage.penalty_threshold(base.replace(concealment=0.9)))


def test_claim_43_without_transfer_deflecting_never_pays():
    fixed = Institution(strength=np.linspace(0, 20, 41), negativity=1.0, individualization=1.0, transferability=0.0)
    u = stage.payoffs(fixed)
    assert (u[..., DEFLECT, :] < u[..., ROUTINE, :]).all()
    moved = stage.payoffs(fixed.replace(transferability=0.8))
    assert (moved[-1, :, DEFLECT, ROUTINE] > moved[-1, :, ROUTINE, ROUTINE]).all()


def test_claim_55_more_monitoring_leaves_the_threshold():
    inspected = Institution(monitoring=GRID[1:], concealment=0.7, negativity=0.9)
    assert np.allclose(stage.penalty_threshold(inspected), stage.penalty_threshold(Institution(concealment=0.7)))
    assert (np.diff(tightness(inspected)) > 0).all()


def test_claim_56_personal_responsibility_lets_blame_in():
    assert not mutual(switched("penalty"), DEFLECT) and mutual(switched("penalty", "person"), DEFLECT)
    assert mutual(switched("person"), SHIELD) and not mutual(switched("person"), DEFLECT)


def test_claim_57_penalties_alone_tighten_the_alliance():
    reward, penalty = 0.4, np.linspace(0, 8, 33)
    growing = Institution(strength=reward + penalty, negativity=penalty / (reward + penalty), individualization=0.1)
    assert (np.diff(tightness(growing)) > 0).all()


def test_claim_58_it_takes_three_conditions_at_once():
    assert mutual(switched("apparatus"), SHIELD) and not mutual(switched("apparatus"), DEFLECT)
    three = ("apparatus", "person", "penalty")
    for institution, blames in [(switched(*three), True), (NOW, True)] + [
            (switched(*(name for name in three if name != left_out)), False) for left_out in three]:
        path, _ = turn.era_path(back=False, end=institution)
        assert (turn.simulate(path).shares[-1, :, DEFLECT].min() > 0.5) == blames


def test_claim_x3_covert_inspection_lowers_the_threshold():
    visited = Institution(concealment=np.linspace(0.75, 0.3, 10))
    assert (np.diff(stage.penalty_threshold(visited)) < 0).all()
    assert mutual(PERSONAL_PENALTY.replace(concealment=0.5), DEFLECT)
    on_unit = stage.pure_equilibria(UNIT_PENALTY.replace(concealment=0.5))
    assert on_unit.sum() == 1 and on_unit[ROUTINE, ROUTINE]


def test_claim_x4_the_alliance_can_end_with_the_tie_intact():
    tied = switched("apparatus", "person", "penalty")
    assert tied.executor == THEN.executor == 1 and tied.attachment == THEN.attachment
    assert mutual(tied, DEFLECT) and not mutual(tied, SHIELD)
    assert mutual(switched("supervisor").replace(attachment=0.0), SHIELD)


def test_claim_x6_an_executing_county_holds_the_alliance_more_firmly():
    assert (np.diff(tightness(THEN.replace(executor=GRID))) > 0).all()
