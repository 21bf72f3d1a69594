"""The ledger resolves, and each settled verdict still holds.

The tests named ``test_claim_…`` are the shortest computations that would turn red if the
verdict stopped being true; the propositions behind them are tested with their modules. Each
moves the lever that the claim moves, at the book's two settings as well as the baseline, and
works on payoffs alone. So it can be asked of other payoffs than ours: `RIVALS` has some, and
each verdict must fail for at least one of them. A verdict that held for any payoffs would say
nothing.
"""

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from rivals import RIVALS, material

from xianxiang import conditions, ledger, stage, turn
from xianxiang.institution import CONDITIONS, NOW, PRESETS, SWITCHES, THEN, Institution, switched

SHIELD, DEFLECT, ROUTINE = range(3)
COUNTY, TOWNSHIP = range(2)
GRID = np.linspace(0, 1, 21)
BASELINE = Institution()
UNIT_PENALTY = Institution(negativity=0.9)
PERSONAL_PENALTY = PRESETS["strong negative"]


REFUTED_BY = {
    "5": "a supervisor is like an executor", "6": "prizes pass", "8": "a unit's sanction is felt in full", "9": "prizes pass",
    "13": "a unit's sanction moves", "25": "a supervisor is like an executor", "26": "a supervisor is like an executor",
    "34": "a unit's sanction is felt in full", "39": "blame stays", "40": "blame stays", "41": "blame stays",
    "42": "blame stays", "43": "blame stays", "55": "silence is worthless", "56": "blame stays", "57": "prizes pass",
    "58": "blame stays", "X3": "silence is worthless", "X4": "a supervisor is like an executor",
    "X6": "a supervisor is like an executor",
}
"""For each verdict with a test the rival under which it fails."""


def equilibrium(institution, county, township):
    """Whether a pair of actions is an equilibrium, by the definition."""
    u = stage.payoffs(institution)
    slack = 1e-9 * np.abs(u).max()
    return ((u[..., COUNTY, county, township] >= u[..., COUNTY, :, township].max(axis=-1) - slack)
            & (u[..., TOWNSHIP, township, county] >= u[..., TOWNSHIP, :, county].max(axis=-1) - slack))


def mutual(institution, action):
    """Whether both doing `action` is an equilibrium."""
    return equilibrium(institution, action, action)


def equilibria(institution):
    """All pairs that are equilibria."""
    return {(a, b) for a, b in np.ndindex(3, 3) if equilibrium(institution, a, b)}


def firmness(institution, action):
    """What the side with more to gain loses by leaving both doing `action`."""
    u = stage.payoffs(institution)
    others = [a for a in range(3) if a != action]
    return (u[..., action, action] - u[..., others, action].max(axis=-1)).min(axis=-1)


def tightness(institution, side=COUNTY, against=SHIELD):
    """What a side gains by shielding rather than deflecting, when its partner does `against`."""
    u = stage.payoffs(institution)[..., side, :, against]
    return u[..., SHIELD] - u[..., DEFLECT]


def game(institution):
    """Class of the county's game of Shield and Deflect, by the signs of its two advantages."""
    u = stage.payoffs(institution)[COUNTY]
    x, y = tightness(institution) > 0, tightness(institution, against=DEFLECT) > 0
    if x or y:
        return "harmony" if x and y else "stag hunt" if x else "chicken"
    return "prisoner's dilemma" if u[SHIELD, SHIELD] > u[DEFLECT, DEFLECT] else "deadlock"


def with_penalty(institution, penalty, reward=None):
    """The institution with this penalty on top of the same prize."""
    reward = institution.reward if reward is None else reward
    return institution.replace(strength=reward + penalty, negativity=penalty / (reward + penalty))


def per_penalty(institution, **changes):
    """What each unit of penalty on top of the same prize adds to the county's tightness."""
    low, high = (tightness(with_penalty(institution, p).replace(**changes)) for p in (1.0, 2.0))
    return high - low


def threshold(institution):
    """Individual responsibility beyond which penalties break the alliance, from payoffs; above 1 or NaN if none."""
    at_none, at_all = (per_penalty(institution, individualization=iota) for iota in (0.0, 1.0))
    return np.where(at_all < -1e-12, at_none / (at_none - at_all), np.nan)


def ends(institution):
    """Shares of both sides at the end of the change from then to `institution`."""
    return turn.simulate(turn.era_path(back=False, end=institution)[0]).shares[-1]


# The data ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def claims():
    return ledger.load()


def test_every_claim_is_a_row_once(claims):
    """The essay's claims keep their numbers; one that is added takes the next X."""
    expected = [str(n) for n in range(1, 59)] + [f"X{n}" for n in range(1, max(6, len(claims) - 58) + 1)]
    assert [claim.id for claim in claims] == expected, "claims.csv: 1 to 58, then X1 to X6, then X7 and so on, each once and in order"


def test_every_row_resolves(claims):
    assert ledger.check(claims, ROOT) == []


def test_counts_sum_to_the_number_of_claims(claims):
    for column in ("verdict", "status", "section"):
        assert sum(ledger.counts(claims, column).values()) == len(claims)
    assert list(ledger.counts(claims)) == list(ledger.VERDICTS)


def test_chapters_that_settle_claims_stand(claims):
    assert {claim.chapter for claim in claims} <= set(ledger.WRITTEN)
    assert all((ROOT / "chapters" / f"{stem}.md").exists() for stem in ledger.WRITTEN)


def test_every_chapter_stands_in_the_contents_in_the_order_of_the_book():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    written = re.findall(r"file: chapters/(\w+)", toc[:toc.index("caption: Held to account")])
    assert tuple(written) == (*ledger.WRITTEN, "findings"), "_toc.yml and `ledger.WRITTEN` have the same chapters in the same order"


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
    ("13", {"verdict": "open"}, "verdict must be one of"),
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
    for place in (BASELINE, THEN.replace(attachment=0)):
        assert mutual(place, SHIELD) and not mutual(place.replace(executor=0), SHIELD)
        assert mutual(place.replace(executor=0, negativity=0.9), SHIELD)
    assert mutual(THEN.replace(executor=0), SHIELD)  # attachment can do what common interest does


def test_claim_6_rewards_hold_the_alliance_better_than_penalties():
    for place in (BASELINE, THEN, THEN.replace(individualization=0.9), NOW.replace(executor=1)):
        for side in (COUNTY, TOWNSHIP):
            assert (np.diff(tightness(place.replace(negativity=GRID), side)) < 0).all()
    # it needs a county whose share of the prize is at least what a leader feels of a penalty
    rng = np.random.default_rng(6)
    iota, d, e = rng.uniform(size=(3, 400, 1))
    moving = Institution(negativity=GRID, individualization=iota, diffusion=d, executor=e, veto_items=rng.uniform(1, 8, (400, 1)))
    falls = (np.diff(tightness(moving)) <= 1e-12).all(axis=1)
    assert falls[(e >= (1 - iota) * d + iota)[:, 0]].all()
    assert (np.diff(tightness(BASELINE.replace(executor=0.2, negativity=GRID))) > 0).all()
    # and a prize that is felt whole: if it passes through the unit, replacing it changes nothing
    for place in (BASELINE, THEN):
        assert np.ptp(tightness(place.replace(prize_passing=1, negativity=GRID))) < 1e-12


def test_claim_8_a_unit_sanction_touches_leaders_only_through_diffusion():
    for place in (UNIT_PENALTY, THEN.replace(negativity=0.9)):
        idle = stage.payoffs(place.replace(individualization=0, diffusion=GRID))[:, COUNTY, ROUTINE, ROUTINE]
        prize = stage.payoffs(place.replace(individualization=0, strength=place.reward, negativity=0))[COUNTY, ROUTINE, ROUTINE]
        assert idle[0] == pytest.approx(prize) and (np.diff(idle) < 0).all()
        assert (np.diff(tightness(place.replace(diffusion=GRID))) > 0).all()
    # against accountability of the leader it is a condition only where attachment is weak
    personal = np.array([0.1, 0.5, 0.9])
    assert (np.diff(tightness(UNIT_PENALTY.replace(individualization=personal))) < 0).all()
    assert (np.diff(tightness(THEN.replace(negativity=0.9, individualization=personal))) > 0).all()


def test_claim_9_rewards_alone_never_make_deflecting_pay():
    for place in (BASELINE, THEN, NOW):
        u = stage.payoffs(place.replace(strength=np.linspace(0, 10, 41), negativity=0))
        assert (u[..., DEFLECT, :] < u[..., ROUTINE, :]).all()
    assert mutual(THEN.replace(negativity=0), SHIELD)
    passed_on = stage.payoffs(BASELINE.replace(negativity=0, individualization=0.9, prize_passing=0.5))
    assert (passed_on[:, DEFLECT, ROUTINE] > passed_on[:, ROUTINE, ROUTINE]).all()


def test_claim_13_sign_turns_direction_only_where_sanctions_are_personal():
    for place in (BASELINE, THEN):
        on_unit, on_person = (place.replace(strength=np.array([[5.0], [10.0], [20.0]]), negativity=GRID, concealment=0.5,
                                            attachment=0.0, individualization=iota) for iota in (0.0, 1.0))
        assert not mutual(on_unit, DEFLECT).any() and (np.diff(tightness(on_unit), axis=0) > 0).all()
        assert (tightness(on_person)[:, 0] > 0).all() and (tightness(on_person)[:, -1] < 0).all()
        assert mutual(on_person, DEFLECT)[:, -1].all() and not mutual(on_person, DEFLECT)[:, 0].any()
        assert (np.diff(tightness(on_person)[:, 0]) > 0).all()   # strength moves the size …
        assert (np.diff(tightness(on_person)[:, -1]) < 0).all()  # … whichever the direction
    # at the book's own concealment and responsibility the direction does not turn
    assert (tightness(THEN.replace(negativity=GRID)) > 0).all() and (tightness(BASELINE.replace(negativity=GRID)) > 0).all()
    # a prize that passes through the unit takes all force from the sign
    assert np.ptp(tightness(PERSONAL_PENALTY.replace(concealment=0.5, prize_passing=1, negativity=GRID))) < 1e-12


def test_claim_25_a_supervising_county_has_less_to_gain_and_more_to_pass_on():
    for place in (Institution(negativity=0.5, individualization=0.5), THEN, NOW):
        u = stage.payoffs(place.replace(executor=GRID, attachment=0))[:, COUNTY]
        prize = stage.payoffs(place.replace(executor=GRID, negativity=0, attachment=0))[:, COUNTY]
        assert (np.diff(prize[:, SHIELD, SHIELD]) > 0).all()                                # its gain from a good result
        assert (np.diff(u[:, DEFLECT, ROUTINE] - u[:, ROUTINE, ROUTINE]) < 0).all()         # its gain from passing blame on
        assert (np.diff(tightness(place.replace(executor=GRID))) > 0).all()


def test_claim_26_supervision_loosens_the_alliance_without_ending_it():
    held = firmness(THEN.replace(executor=GRID), SHIELD)
    assert (np.diff(held) > 0).all() and (held > 0).all()
    # where blame can be shifted both ways at all, a supervising county makes that harder
    blaming = firmness(switched("person", "penalty").replace(executor=GRID), DEFLECT)
    assert (np.diff(blaming) > 0).all() and blaming[0] < 0 < blaming[-1]


def test_claim_34_a_personal_sanction_weighs_more():
    for place in (UNIT_PENALTY, THEN, NOW):
        both_idle = stage.payoffs(place.replace(individualization=GRID))[:, :, ROUTINE, ROUTINE]
        assert (np.diff(both_idle, axis=0) < 0).all()
        in_full = stage.payoffs(place.replace(individualization=GRID, diffusion=1.0))[:, :, ROUTINE, ROUTINE]
        assert np.allclose(in_full, both_idle[-1])


def test_claim_39_attachment_wears_away_only_where_responsibility_is_personal():
    def path(institution):
        return institution.replace(negativity=np.full(80, institution.negativity))

    for place in (NOW, switched("apparatus", "person", "penalty")):
        worn, kept = (turn.simulate(path(place.replace(individualization=iota))).attachment[-1] for iota in (0.9, 0.0))
        assert worn < 0.5 * NOW.attachment and kept == pytest.approx(NOW.attachment)


def test_claim_40_harmony_then_prisoners_dilemma_now():
    assert game(THEN) == "harmony" and game(NOW) == "prisoner's dilemma"
    hidden = PERSONAL_PENALTY.replace(concealment=0.5)
    assert game(hidden) == "prisoner's dilemma"
    for missing in ({"individualization": 0.0}, {"transferability": 0.0}, {"concealment": 0.9}):
        assert game(hidden.replace(**missing)) != "prisoner's dilemma"
    assert game(PERSONAL_PENALTY.replace(veto_items=6)) == "prisoner's dilemma"  # many items do what less concealment does


def test_claim_41_the_strong_negative_cell_holds_two_regimes():
    assert mutual(UNIT_PENALTY, SHIELD) and not mutual(UNIT_PENALTY, DEFLECT)
    assert mutual(PERSONAL_PENALTY, DEFLECT)
    assert not mutual(PERSONAL_PENALTY.replace(concealment=0.5), SHIELD)


def test_claim_42_opponents_only_beyond_the_threshold():
    places = (BASELINE.replace(concealment=0.5), THEN.replace(concealment=0.5), NOW, BASELINE.replace(veto_items=6),
              BASELINE.replace(concealment=0.99, lone_concealment=0.99))
    for place in places:
        beyond = float(threshold(place))
        assert 0.01 < beyond < 0.9 and beyond == pytest.approx(float(stage.penalty_threshold(place)))
        for iota, sign in ((beyond - 0.01, 1), (beyond + 0.01, -1)):
            growing = with_penalty(place.replace(individualization=iota), np.linspace(0.1, 10, 21))
            assert (sign * np.diff(tightness(growing)) > 0).all()
        assert not threshold(place.replace(transferability=0.0, executor=1.0)) <= 1
    assert not threshold(BASELINE) <= 1 and not threshold(THEN) <= 1  # there a partner's silence is worth too much


def test_claim_43_without_transfer_deflecting_never_pays():
    for place in (BASELINE, THEN, NOW.replace(executor=1)):
        fixed = place.replace(strength=np.linspace(0, 20, 41), negativity=1.0, individualization=1.0, transferability=0.0)
        u = stage.payoffs(fixed)
        assert (u[..., DEFLECT, :] < u[..., ROUTINE, :]).all()
        moved = stage.payoffs(fixed.replace(transferability=0.8))
        assert (moved[-1, :, DEFLECT, ROUTINE] > moved[-1, :, ROUTINE, ROUTINE]).all()
    # a county that only supervises passes blame down even so
    down = stage.payoffs(NOW.replace(transferability=0.0))[COUNTY, :, ROUTINE]
    assert down[DEFLECT] > down[ROUTINE]


def test_claim_55_more_monitoring_breaks_what_many_items_hold_together():
    looked = np.array([0.2, 0.5, 0.8, 0.95])
    one, two, six = (BASELINE.replace(monitoring=looked, concealment=0.7, veto_items=n) for n in (1, 2, 6))
    assert np.allclose(threshold(one), 0.463, atol=5e-4)          # at one item it leaves the threshold …
    assert (np.diff(tightness(one.replace(negativity=0.9))) > 0).all()  # … and makes hiding together worth more
    assert (np.diff(threshold(two)) < 0).all() and (np.diff(threshold(six)) < 0).all()
    held = tightness(six.replace(negativity=0.9))
    assert held[0] > 0 > held[-1]                                 # at six it can break the alliance
    for place in (BASELINE, THEN, NOW):                           # less that two can hide lowers the threshold everywhere
        reached = threshold(place.replace(attachment=0, executor=1, concealment=np.linspace(0.6, 0.1, 11)))
        assert (np.diff(reached) < 0).all()


def test_claim_56_personal_responsibility_lets_blame_in():
    for place, punished in ((THEN, switched("penalty")), (BASELINE, UNIT_PENALTY)):
        assert not mutual(punished, DEFLECT) and mutual(punished.replace(individualization=0.9), DEFLECT)
        personal = place.replace(individualization=0.9)
        assert mutual(personal, SHIELD) and not mutual(personal, DEFLECT)


def test_claim_57_penalties_in_place_of_prizes_loosen_the_alliance_and_alone_do_not_break_it():
    for place in (BASELINE, THEN):
        replaced = place.replace(negativity=np.linspace(0.1, 0.9, 17))
        assert (np.diff(tightness(replaced)) < 0).all() and (firmness(replaced, SHIELD) > 0).all()
        added = with_penalty(place, np.linspace(0.4, 8, 39))
        assert (np.diff(tightness(added)) > 0).all()              # on top of the same prize they tighten it …
    beyond = NOW.replace(attachment=0, executor=1)
    assert (np.diff(tightness(with_penalty(beyond, np.linspace(0.4, 8, 39)))) < 0).all()  # … but where (breaking) holds
    for place in (BASELINE, THEN):                                # with prizes that pass as penalties do, nothing loosens
        assert np.ptp(tightness(place.replace(prize_passing=1, negativity=GRID))) < 1e-12


def test_claim_58_three_conditions_suffice_and_here_each_is_needed():
    fuller = switched("apparatus")
    assert mutual(fuller, SHIELD) and not mutual(fuller, DEFLECT)
    for three, switches in ((("apparatus", "person", "penalty"), CONDITIONS), (("reach", "person", "penalty"), SWITCHES)):
        board = conditions.blames(switches=switches)
        assert board.any() and conditions.suffices(board, three, switches)
        assert all(conditions.needed(board, name, switches) == (name in three) for name in switches)
        # away from the book's values they still suffice, and fewer are needed
        for start, noise in ((THEN.replace(attachment=0.15), 0.25), (THEN, 0.1), (THEN.replace(strength=6), 0.25)):
            elsewhere = conditions.blames(start, switches, noise)
            assert conditions.suffices(elsewhere, three, switches)
            assert not all(conditions.needed(elsewhere, name, switches) for name in three)


def test_claim_x3_covert_inspection_lowers_the_threshold():
    for place in (BASELINE, THEN.replace(attachment=0), NOW.replace(attachment=0)):
        assert (np.diff(threshold(place.replace(concealment=np.linspace(0.65, 0.3, 10)))) < 0).all()
        assert (np.diff(tightness(place.replace(negativity=0.9, concealment=np.linspace(0.9, 0.3, 10)))) < 0).all()
    assert mutual(PERSONAL_PENALTY.replace(concealment=0.5), DEFLECT)
    assert equilibria(UNIT_PENALTY.replace(concealment=0.5)) == {(ROUTINE, ROUTINE)}
    assert equilibria(UNIT_PENALTY.replace(concealment=0.5, strength=8)) == {(SHIELD, SHIELD), (DEFLECT, DEFLECT)}


def test_claim_x4_the_alliance_can_end_with_the_tie_intact():
    tied = switched("apparatus", "person", "penalty")
    assert tied.executor == THEN.executor == 1 and tied.attachment == THEN.attachment
    assert mutual(tied, DEFLECT) and not mutual(tied, SHIELD)
    # the tie weakened alone ends it only where next to nothing is left of it
    executor = np.array([0.4, 0.17, 0.15, 0.0])
    assert mutual(THEN.replace(executor=executor, attachment=0), SHIELD).tolist() == [True, True, False, False]
    assert mutual(THEN.replace(executor=executor), SHIELD).all()
    # the stakes that both share, which is what a weaker tie means if it is read to include who bears the sanction
    assert stage.stakes(THEN)[0] == pytest.approx(3.69) and stage.stakes(NOW.replace(executor=1))[0] == pytest.approx(0.49)


def test_claim_x6_an_executing_county_holds_the_alliance_more_firmly():
    for place in (BASELINE, THEN, NOW):
        assert (np.diff(tightness(place.replace(executor=GRID))) > 0).all()


# Verdicts and other payoffs ---------------------------------------------------------------


def _verdicts(claims, here=True):
    """By claim, the test that holds its verdict: of this file, or of the files of the chapters."""
    tested = [(claim, *claim.test.partition("::")[::2]) for claim in claims if claim.test]
    return {claim.id: getattr(import_module(Path(file).stem), name) for claim, file, name in tested if (file == "tests/test_ledger.py") == here}


def _play(monkeypatch, **changes):
    monkeypatch.setattr(stage, "material_payoffs", lambda institution: material(institution, **changes))
    monkeypatch.setattr(stage, "payoffs", lambda i: stage.attach(material(i, **changes), i.attachment))


def test_the_payoffs_written_out_once_more_are_the_librarys():
    rng = np.random.default_rng(0)
    shares = ("negativity", "individualization", "transferability", "monitoring", "concealment", "lone_concealment",
              "diffusion", "executor", "prize_passing")
    institutions = Institution(strength=rng.uniform(0, 10, 500), veto_items=rng.uniform(1, 8, 500), shield_cost=rng.uniform(size=500),
                               **{name: rng.uniform(size=500) for name in shares})
    assert np.allclose(material(institutions), stage.material_payoffs(institutions), atol=1e-12)


def test_every_verdict_with_a_test_has_a_rival(claims):
    assert set(REFUTED_BY) == set(_verdicts(claims)) and set(REFUTED_BY.values()) <= set(RIVALS)
    assert {claim.id for claim in claims if claim.verdict in ("derived", "needs", "contradicted")} <= set(REFUTED_BY) | set(_verdicts(claims, here=False))


@pytest.mark.parametrize("id", REFUTED_BY)
def test_a_verdict_can_fail(claims, id, monkeypatch):
    test = _verdicts(claims)[id]
    _play(monkeypatch)
    test()
    _play(monkeypatch, **RIVALS[REFUTED_BY[id]])
    with pytest.raises(AssertionError):
        test()


OF_CHAPTERS = [claim for claim in ledger.load(ROOT / "chapters" / "claims.csv") if claim.test and "test_ledger.py" not in claim.test]


@pytest.mark.parametrize("claim", OF_CHAPTERS, ids=[claim.id for claim in OF_CHAPTERS])
def test_a_chapters_verdict_can_fail(claim, monkeypatch):
    """The chapter's test file names, for each of its claims, a function of the model and what another would put in its place."""
    tests = import_module(Path(claim.test.partition("::")[0]).stem)
    test = getattr(tests, claim.test.partition("::")[2])
    test()
    name, rival = tests.RIVALS[claim.id]
    monkeypatch.setattr(import_module(f"xianxiang.{claim.chapter}"), name, rival)
    with pytest.raises(AssertionError):
        test()
