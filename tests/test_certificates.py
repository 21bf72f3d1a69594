"""Certificates: a solver finds no exception; the formulas are the library's; each can fail; the rest is tried."""

import ast
import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from mutants import MUTANTS
from xianxiang import stage, turn
from xianxiang.certificates import CASES, CERTIFICATES, CHAPTERS as CHAPTERS_OF, RESULTS, Certificate, Point, base
from xianxiang.certificates.base import DEFLECT, SHIELD, at, material, total, utility
from xianxiang.certificates.turn import THREE
from xianxiang.institution import CONDITIONS, LEVERS, THEN, Institution, switched
from xianxiang.ledger import CHAPTERS

LIMIT = 60_000  # milliseconds for one question to the solver
TESTS = Path(__file__).parent


# The solver ----------------------------------------------------------------------------------

def symbol(condition):
    z3 = pytest.importorskip("z3")
    return z3.BoolVal(condition) if isinstance(condition, bool) else condition


def ask(conditions):
    """The solver's answer to conditions, and its model: by its own choice of means, then by linear reasoning over products."""
    z3 = pytest.importorskip("z3")
    for kind, limit in ((z3.Solver, LIMIT // 6), (z3.SimpleSolver, LIMIT)):
        solver = kind()
        solver.set("timeout", limit)
        solver.add(*map(symbol, conditions))
        if (answer := solver.check()) != z3.unknown:
            return str(answer), solver.model() if answer == z3.sat else None
    return f"unknown, {solver.reason_unknown()}", None


def symbols(certificate):
    """The certificate's point with a symbol for each variable."""
    z3 = pytest.importorskip("z3")
    return certificate.point({name: z3.Real(name) for name in certificate.free})


def fails(claims):
    """That not all of the claims hold."""
    z3 = pytest.importorskip("z3")
    return z3.Not(z3.And([symbol(claim) for claim in claims]))


def exact(model, name):
    """The model's value of a variable as a fraction; of an algebraic number a close one."""
    z3 = pytest.importorskip("z3")
    value = model.eval(z3.Real(name), model_completion=True)
    value = value if z3.is_rational_value(value) else value.approx(30)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def refute(certificate):
    """None where the solver proves the certificate; else a counterexample in words, in the levers' names."""
    v = symbols(certificate)
    domain, steps = [*certificate.domain(v).values()], certificate.steps(v)
    for name, step in steps.items():
        answer, _ = ask([*domain, fails([step])])
        if answer != "unsat":
            return f"certificate {certificate.name!r}: the step {name!r} is not proved: {answer}"
    answer, model = ask([*domain, *certificate.given(v).values(), *steps.values(), fails(certificate.claims(v).values())])
    if answer == "unsat":
        return None
    if model is None:
        return f"certificate {certificate.name!r}: the solver does not know: {answer}"
    values = {name: exact(model, name) for name in certificate.free}
    try:
        found = certificate.violated(Point(**values))
    except ZeroDivisionError:
        found = None
    return found or f"certificate {certificate.name!r}: false, or without a value, near {values}"


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_solver_finds_no_exception(name):
    failure = refute(CERTIFICATES[name])
    assert failure is None, failure


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_speaks_of_something(name):
    """Its conditions can hold together: else it would be true of nothing."""
    certificate = CERTIFICATES[name]
    v = symbols(certificate)
    assert ask([*certificate.domain(v).values(), *certificate.given(v).values()])[0] == "sat"


# The formulas are the library's --------------------------------------------------------------

def eighths(size, seed, **fixed):
    """Levers whose products floats hold without rounding, and the institutions made of them."""
    rng = np.random.default_rng(seed)
    levers = {name: rng.integers(0, 9, size) / 8 for name in LEVERS}
    levers |= {"strength": levers["strength"] * 8, "veto_items": np.ones(size)} | fixed
    return Institution(**levers)


def as_points(institution):
    """The institutions' levers and the library's findings, each one as a point of fractions."""
    found = stage.findings(institution)
    columns = {name: np.broadcast_to(value, institution.shape) for name, value in institution.as_dict().items()}
    for row in range(institution.shape[0]):
        values = {name: Fraction(float(column[row])) for name, column in columns.items()}
        yield Point(**{"prize_passing": Fraction(0), **values}, **{f"f{n}": Fraction(float(found[row, n])) for n in range(3)})


def test_payoffs_are_the_librarys_at_every_corner():
    """Payoffs are quadratic in e and linear in each other lever, so to agree at these points is to agree everywhere."""
    values = [(0.0, 0.5, 1.0) if name == "executor" else (0.0, 1.0) for name in LEVERS if name != "veto_items"]
    columns = np.array(list(product(*values))).T
    institution = Institution(**dict(zip([name for name in LEVERS if name != "veto_items"], columns, strict=True)))
    point = base.one_item(Point(**{"prize_passing": 0.0, **institution.as_dict()}))
    u, m = stage.payoffs(institution), stage.material_payoffs(institution)
    for side, own, other in product(range(2), range(3), range(3)):
        np.testing.assert_array_equal(m[:, side, own, other], material(point, side, own, other))
        np.testing.assert_array_equal(u[:, side, own, other], utility(point, side, own, other))


@pytest.mark.parametrize("items", [1.0, 2.0, 6.0])
def test_payoffs_are_the_librarys_at_rational_points(items):
    """In fractions, at many more points than a polynomial of this degree needs, with the library's own findings."""
    institution = eighths(400, 1, veto_items=items)
    u = stage.payoffs(institution)
    for row, point in enumerate(as_points(institution)):
        for side, own, other in product(range(2), range(3), range(3)):
            assert abs(Fraction(float(u[row, side, own, other])) - utility(point, side, own, other)) < Fraction(1, 10**13)


@pytest.mark.parametrize("name", [name for name in LEVERS if name != "veto_items"])
def test_payoffs_are_linear_in_each_lever(name):
    """What the test at the corners rests on: second differences are zero; of e, by which prizes and blame are both scaled, third ones."""
    base = eighths(300, 2)
    zero, one, two, three = (stage.payoffs(base.replace(**{name: x})) for x in (0.0, 0.25, 0.5, 0.75))
    difference = zero - 2 * one + two if name != "executor" else zero - 3 * one + 3 * two - three
    np.testing.assert_allclose(difference, 0, atol=1e-13)


@pytest.mark.parametrize("items", [1.0, 2.0, 6.0, 2.5])
def test_findings_are_ordered_as_certificates_take_them(items):
    f0, f1, f2 = np.moveaxis(stage.findings(eighths(5000, 3, veto_items=items)), -1, 0)
    assert ((f0 <= 1) & (f0 >= f1) & (f1 >= f2) & (f2 >= 0)).all()


def test_points_of_eras_are_the_librarys():
    for institution in (THEN, *(switched(*THREE, *more) for more in ((), ("supervisor",), ("vetoes",), ("supervisor", "vetoes")))):
        point, u = at(institution), stage.payoffs(institution)
        for side, own, other in product(range(2), range(3), range(3)):
            assert float(utility(point, side, own, other)) == pytest.approx(u[side, own, other], abs=1e-12)


def test_closed_forms_are_the_librarys():
    """X, Y, rho, iota* and the stakes as the certificates write them."""
    institution = eighths(300, 4, executor=1.0)
    shared, borne = stage.stakes(institution)
    silent, least = stage.silence_value(institution), stage.penalty_threshold(institution)
    advantage = stage.shield_advantage(institution)
    for row, v in enumerate(as_points(institution)):
        assert float(total(v)) == pytest.approx(shared[row] + borne[row], abs=1e-12)
        assert float(base.personal(v)) == pytest.approx(borne[row], abs=1e-12)
        assert [float(x) for x in base.advantages(v)] == pytest.approx(advantage[row], abs=1e-12)
        if v.f1 > 0 and v.attachment < 1:
            worth = base.silence(v)
            assert float(worth) == pytest.approx(silent[row], abs=1e-12)
            weighed = base.weighed(v, worth)
            assert np.isnan(least[row]) == (v.transferability <= weighed)
            if v.transferability > weighed:
                assert float(base.threshold(v, v.transferability, weighed)) == pytest.approx(least[row], abs=1e-12)


def test_formulas_take_floats_fractions_and_arrays():
    names = CERTIFICATES["mutual-shielding"].free
    floats = {name: 0.5 for name in names}
    values = [CERTIFICATES["mutual-shielding"].claims(CERTIFICATES["mutual-shielding"].point(
        {name: kind(x) for name, x in floats.items()}))["exactly when"] for kind in (float, Fraction, lambda x: np.full(3, x))]
    assert values[0] is True and values[1] is True and values[2].tolist() == [True] * 3


# Each certificate can fail -------------------------------------------------------------------

@pytest.mark.parametrize("name", MUTANTS)
def test_a_false_statement_is_refuted_by_an_institution(name):
    """The solver finds where it fails, the message names the levers, and in fractions it is false there."""
    certificate = MUTANTS[name]
    message = refute(certificate)
    assert message, f"{name} was proved"
    assert "is false at" in message, message
    values = {lever: Fraction(value) for lever, value in re.findall(r"(\w+) = (-?\d+(?:/\d+)?)", message)}
    assert set(values) >= set(certificate.free)
    v = certificate.point(values)
    assert all(certificate.domain(v).values()) and all(certificate.given(v).values())
    assert not all(certificate.claims(v).values())


def test_every_certificate_has_been_seen_to_fail():
    seen = {name.partition(":")[0] for name in MUTANTS}
    assert seen == set(CERTIFICATES), f"tests/mutants has none of {set(CERTIFICATES) - seen}, and some of {seen - set(CERTIFICATES)}"


@pytest.mark.parametrize("name", ["breaking-county", "mutual-shielding", "advantages", "better-end-township", "joint-surplus-of-two"])
def test_certificates_notice_other_payoffs(name, monkeypatch):
    """Where a deflector loses what it should move, the model is another, and its certificates fail."""
    right = base.material
    monkeypatch.setattr(base, "material", lambda v, side, own, other: right(
        v.replace(transferability=-v.transferability) if own == DEFLECT != other else v, side, own, other))
    assert "is false at" in refute(replace(CERTIFICATES[name], steps=lambda v: {}))


def test_the_message_names_the_levers():
    wrong = Certificate("wrong", "more than nothing", ("strength",), lambda v: {"positive": v.strength > 0})
    assert refute(wrong) == "certificate 'wrong' (more than nothing) is false at strength = 0: positive"


# What no solver can say: tried ----------------------------------------------------------------

def chances(cases, seed):
    """Pairs f2 < f1 of one item, in the open interval."""
    low, high = np.sort(np.random.default_rng(seed).uniform(0.001, 0.999, (2, cases)), axis=0)
    return high, low


def risk(n, f):
    return -np.expm1(n * np.log1p(-f))


def test_silence_is_worth_less_with_every_item():
    f1, f2 = chances(CASES["silence-and-vetoes"], 11)
    n = np.array([1, 1.5, 2, 3, 4, 6, 9, 15])[:, None]
    rho = 1 - risk(n, f2) / risk(n, f1)
    assert (np.diff(rho, axis=0) <= 1e-15).all()
    assert (np.diff(rho, axis=0)[(rho[1:] > 1e-9)] < 0).all()
    assert (1 - risk(1e7, f2) / risk(1e7, f1) < 1e-12).all()


def test_protection_rises_to_its_peak_and_falls_to_zero():
    f1, f2 = chances(CASES["veto-peak"], 12)
    i = Institution(monitoring=f1, concealment=1 - f2 / f1, lone_concealment=0.0)
    peak = stage.veto_peak(i)
    protection = [risk(n, f1) - risk(n, f2) for n in (0.5 * peak, 0.99 * peak, peak, 1.01 * peak, 2 * peak, 1e6 * (1 + peak))]
    for lower, higher in ((0, 1), (1, 2), (3, 2), (4, 3), (5, 4)):
        assert (protection[lower] <= protection[higher] + 1e-12).all()
    assert (protection[0] < protection[2]).all() and (protection[4] < protection[2]).all() and protection[5].max() < 1e-9
    enough = f1 <= 1 - np.exp(-1)
    assert enough.any() and (peak[enough] > 1).all() and (peak[~enough] < 1).any()
    two = risk(2, f1) - risk(2, f2) > f1 - f2
    clear = np.abs(f1 + f2 - 1) > 1e-9
    np.testing.assert_array_equal(two[clear], (f1 + f2 < 1)[clear])


def drawn(cases, seed, **fixed):
    rng = np.random.default_rng(seed)
    ranges = {"strength": (0.1, 8), "veto_items": (1, 8), "shield_cost": (0.01, 1), "deflect_cost": (0.01, 1)}
    levers = {name: rng.uniform(*ranges.get(name, (0.001, 0.999)), cases) for name in LEVERS}
    return Institution(**{**levers, **fixed})


def test_silence_never_falls_with_joint_concealment():
    i = drawn(CASES["silence-and-concealment"], 13)
    more = i.concealment + (1 - i.concealment) * np.random.default_rng(14).random(len(i.concealment))
    assert (stage.silence_value(i.replace(concealment=more)) >= stage.silence_value(i) - 1e-12).all()


def test_chickens_need_much_lone_hiding_with_any_number_of_items():
    i = drawn(CASES["chicken"], 15, executor=1.0)
    x, y = np.moveaxis(stage.shield_advantage(i), -1, 0)
    chicken, stag = (x < -1e-9) & (y > 1e-9), (x > 1e-9) & (y < -1e-9)
    assert chicken.sum() > 100 and (i.lone_concealment[chicken] > 0.5).all()
    assert (i.lone_concealment[stag] > 0.5).any()


def test_both_strict_regimes_attract():
    """From near each of two strict equilibria learning moves to it: by best replies, and by logit at little noise."""
    i = drawn(80 * CASES["bistable"], 16, attachment=0.0)
    i = Institution(**{name: np.broadcast_to(value, i.shape) for name, value in i.as_dict().items()})
    both = np.flatnonzero((stage.margins(i)[:, :2] > 0.05).all(axis=-1))[: CASES["bistable"]]
    assert len(both) == CASES["bistable"]
    i = Institution(**{name: value[both] for name, value in i.as_dict().items()})
    # of payoffs within a distance of 1%, at least half of the margin is left
    spread = np.abs(stage.payoffs(i)).max(axis=(1, 2, 3))
    kept = stage.margins(i)[:, :2].min(axis=-1) / (8 * spread)
    for action in (SHIELD, DEFLECT):
        start = np.full((len(both), 2, 3), kept[:, None, None] / 2)
        start[:, :, action] = 1 - kept[:, None]
        for choice, noise in ((turn.best_reply, 0.1), (turn.logit, stage.margins(i)[:, :2].min(axis=-1) / 40)):
            rest = turn.settle(i, noise, start=start, choice=choice)
            assert (rest[..., action] > 1 - 1e-3).all()


def solved(payoffs):
    """What is left of the two sides' actions when strictly dominated ones are struck out, in any order."""
    left = [set(range(3)), set(range(3))]
    while True:
        worse = [(side, a) for side in (0, 1) for a in left[side] for b in left[side] - {a}
                 if all(payoffs[side, b, o] > payoffs[side, a, o] for o in left[1 - side])]
        if not worse:
            return left
        left[worse[0][0]].discard(worse[0][1])


def boards():
    return [names for size in range(6) for names in combinations(CONDITIONS, size)]


def test_at_the_earlier_attachment_no_other_setting_is_decided():
    others = [names for names in boards() if not set(THREE) <= set(names)]
    assert len(others) == CASES["three-of-five"] and THEN.attachment == 0.3
    for names in boards():
        assert (solved(stage.payoffs(switched(*names))) == [{DEFLECT}, {DEFLECT}]) == (names not in others), names
    weak = switched("apparatus", "person", "vetoes").replace(attachment=0.1)
    assert solved(stage.payoffs(weak)) == [{DEFLECT}, {DEFLECT}]


def test_deflect_is_no_longer_dominant_at_an_attachment_of_four_fifths():
    assert not base.dominant(at(switched(*CONDITIONS), attachment=Fraction(4, 5)), DEFLECT)


# The list -------------------------------------------------------------------------------------

def labels():
    """Labels of the theorems, propositions and corollaries in the chapters."""
    found = re.compile(r"^[`:]{3,}\{prf:(?:theorem|proposition|corollary|lemma)\}[^\n]*\n(?:---\n)?(?::?label: *([\w-]+))?", re.MULTILINE)
    return [label for path in sorted(CHAPTERS.glob("*.md")) for label in found.findall(path.read_text(encoding="utf-8"))]


def test_every_proposition_is_listed_and_nothing_else():
    assert "" not in labels(), "a theorem, proposition or corollary has no label"
    assert sorted(labels()) == sorted(RESULTS), "each labelled proposition of a chapter has a result in lib/xianxiang/certificates, and each result a proposition"


def test_no_two_chapters_give_one_name():
    """Else the later certificate would stand for the earlier, which nobody would check."""
    assert len(CERTIFICATES) == sum(len(chapter.CERTIFICATES) for chapter in CHAPTERS_OF)
    assert len(RESULTS) == sum(len(chapter.RESULTS) for chapter in CHAPTERS_OF)
    assert len(CASES) == sum(len(result.samples) for result in RESULTS.values())


def test_every_certificate_holds_something():
    assert {c.name for result in RESULTS.values() for c in result.certificates} == set(CERTIFICATES)
    for result in RESULTS.values():
        assert result.held and (result.certificates or result.samples)


def test_samples_name_tests_that_take_their_number_from_the_list():
    sampled = [sample for result in RESULTS.values() for sample in result.samples]
    assert {sample.name for sample in sampled} == set(CASES)
    for sample in sampled:
        path, _, function = sample.test.partition("::")
        source = (TESTS.parent / path).read_text(encoding="utf-8")
        body = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == function)
        assert f'CASES["{sample.name}"]' in ast.get_source_segment(source, body)
