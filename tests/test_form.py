"""Form over substance: by hand, against the job played out and searched, its propositions, limits and claims.

The second implementation knows no closed form and no stakes: payoffs are written out in levers and units of effort, best work and
best file are sought by halving intervals, and the files of two sides are found one against the other.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_stage import drawn, props

from xianxiang import form, stage
from xianxiang.certificates import CASES, Point
from xianxiang.certificates import form as certified
from xianxiang.institution import NOW, PRESETS, Institution

SHIELD, DEFLECT, ROUTINE = COUNTY, TOWNSHIP, _ = range(3)
LATER = Institution(negativity=0.9, monitoring=0.8, individualization=0.9)      # the figures' setting
W, T, PSI, GAMMA, OMEGA = st.floats(0.05, 0.95), st.floats(0.02, 0.6), st.floats(0.3, 1), st.floats(-0.3, 0.3), st.floats(0, 1)
GRID = np.linspace(0, 1, 61)


# The job played out --------------------------------------------------------------------------------


def township_gets(i, y, z, other, own_moves, others_move, cost=5.0, price=0.4, overlap=0.0):
    """What it costs to do, to document and to fail: a failing is found with chance m; files move parts of what falls on the person."""
    moved = own_moves * z - others_move * other
    felt = i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization * (1 - moved))
    return -(1 - y) * i.monitoring * felt - cost * (y**2 / 2 + overlap * y * z + price * z**2 / 2)


def vertex(value):
    """Where on [0, 1] a concave quadratic is highest, from three of its values."""
    start, middle, end = value(0.0), value(0.5), value(1.0)
    return np.clip((3 * start + end - 4 * middle) / (4 * (start - 2 * middle + end)), 0, 1)


def highest(value, steps=45):
    """Where on [0, 1] a concave function is highest, by thirds."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        up = value(a) < value(b)
        low, high = np.where(up, a, low), np.where(up, high, b)
    return (low + high) / 2


def searched(value):
    """The pair in [0, 1]² at which a concave quadratic is highest."""
    z = highest(lambda z: value(vertex(lambda y: value(y, z)), z))
    return vertex(lambda y: value(y, z)), z


def crossing(falls, steps=34):
    """Where on [0, 1] a function that falls crosses zero; an end if it does not."""
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = (low + high) / 2
        above = falls(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


def played_alike(i, answered, **own):
    """Substance and trace at which a side's best file is as full as the other's. Needs γ + t ≥ 0: then it falls in the other's."""
    def reply(other):
        return searched(lambda y, z: township_gets(i, y, z, other, i.transferability, answered * i.transferability, **own))

    z = crossing(lambda other: reply(other)[1] - other)
    return reply(z)[0], z


def played_apart(i, cost=5.0, price=0.4):
    """Substance, the county's file and the township's, and what each side gets, with files and without."""
    down, up = 1 - i.executor * (1 - i.transferability), i.executor * i.transferability

    def township(county_file):
        return searched(lambda y, z: township_gets(i, y, z, county_file, up, down, cost, price))

    def county_gets(y, own, other):
        felt = i.executor * i.reward + i.penalty * ((1 - i.individualization) * i.diffusion + i.individualization * (1 - down * own + up * other))
        return -(1 - y) * i.monitoring * felt - cost * price * own**2 / 2

    def reply(own):
        y, other = township(own)
        return vertex(lambda tried: county_gets(y, tried, other))

    z = crossing(lambda own: reply(own) - own)
    y, other = township(z)
    listed = vertex(lambda y: township_gets(i, y, 0, 0, up, down, cost, price))
    with_files = np.array([county_gets(y, z, other), township_gets(i, y, other, z, up, down, cost, price)])
    with_list = np.array([county_gets(listed, 0, 0), township_gets(i, listed, 0, 0, up, down, cost, price)])
    return y, z, other, with_list - with_files


def places(size, seed):
    """Random institutions, half of them harsh and personal, and prices at which a township's own choice has one best answer."""
    rng = np.random.default_rng(seed)
    i = drawn(size, seed, veto_items=1.0, prize_passing=0.0, strength=rng.uniform(0.1, 6, size) * np.where(np.arange(size) % 5, 1, 2))
    harsh = np.arange(size) % 2
    i = i.replace(**{name: np.where(harsh, 0.6 + 0.4 * getattr(i, name), getattr(i, name)) for name in ("negativity", "individualization", "transferability", "monitoring")})
    w, t = np.moveaxis(form.liabilities(i), -1, 0)
    return i, w, t, t**2 + rng.uniform(0.02, 1, size), rng


def between(*ys):
    """Where all of these lie inside their bounds, by a margin."""
    return np.logical_and.reduce([(y > 1e-3) & (y < 1 - 1e-3) for y in ys])


def part(i, n):
    """One of the institutions."""
    return Institution(**{name: np.broadcast_to(value, i.shape)[n] for name, value in i.as_dict().items()})


def test_liabilities_are_what_being_found_costs_in_the_core_game():
    """Idle side by side: payoffs where nothing is found less those where all is; and by how much less for who deflects alone."""
    i = drawn(500, 1, executor=1.0, attachment=0.0, prize_passing=0.0, veto_items=1.0)
    never, always = (stage.payoffs(i.replace(monitoring=m)) for m in (0.0, 1.0))
    lost = (never - always)[:, TOWNSHIP]
    w, t = np.moveaxis(form.liabilities(i, 3), -1, 0)
    assert w == pytest.approx(i.monitoring * lost[:, ROUTINE, ROUTINE] / 3) and t == pytest.approx(i.monitoring * (lost[:, ROUTINE, ROUTINE] - lost[:, DEFLECT, ROUTINE]) / 3)
    unlike = drawn(500, 2, attachment=0.0, prize_passing=0.0, veto_items=1.0)
    never, always = (stage.payoffs(unlike.replace(monitoring=m)) for m in (0.0, 1.0))
    for side, moved in enumerate(form._moved(unlike, 3)):
        lost = (never - always)[:, side]
        assert moved == pytest.approx(unlike.monitoring * (lost[:, ROUTINE, ROUTINE] - lost[:, DEFLECT, ROUTINE]) / 3)


def test_efforts_are_those_of_jobs_played_out():
    i, w, t, price, rng = places(600, 3)
    answered = rng.uniform(size=600)
    overlap = (np.sqrt(price) - t) * rng.uniform(0, 0.9, 600) * rng.integers(0, 2, 600)
    got = form.effort(i, price=price, overlap=overlap, answered=answered)
    np.testing.assert_allclose(got, np.stack(played_alike(i, answered, price=price, overlap=overlap), axis=-1), atol=1e-5)
    assert between(*got.T).sum() > 100 and (got[:, 1] == 1).sum() > 5 and (got[:, 0] == 1).sum() > 10 and (got[:, 1] == 0).sum() > 10
    helpful = np.where(overlap == 0, -t * rng.uniform(size=600), 0)
    got = form.effort(i, price=price, overlap=helpful, answered=answered)
    np.testing.assert_allclose(got, np.stack(played_alike(i, answered, price=price, overlap=helpful), axis=-1), atol=1e-5)


def test_nobody_would_do_otherwise():
    """No pair of a grid is worth more against the same file; there is always an answer but where files are answered and the choice is not concave."""
    size = CASES["form-choices"]
    rng = np.random.default_rng(4)
    w, t, price, overlap, answered = (rng.uniform(low, high, size) for low, high in ((0, 1.3), (0, 1.2), (0.02, 1.2), (-0.8, 0.8), (0, 1)))
    answered[::3] = 0
    overlap[::2] = 0
    y, z = form.choice(w, t, price=price, overlap=overlap, answered=answered).T
    found = np.isfinite(y)
    assert found[((overlap + t) ** 2 < price) | (answered == 0)].all() and found.mean() > 0.8 and not found.all()
    y, z, w, t, price, overlap, answered = (a[found][:, None, None] for a in (y, z, w, t, price, overlap, answered))
    faced = w + t * answered * z
    def value(y, z):
        return -(1 - y) * (faced - t * z) - y * y / 2 - overlap * y * z - price * z * z / 2
    assert (value(GRID[:, None], GRID) <= value(y, z) + 1e-10).all() and ((y >= 0) & (y <= 1) & (z >= 0) & (z <= 1)).all()
    assert form.worth(w, t, price=price, overlap=overlap, answered=answered) == pytest.approx(value(y, z))
    assert all(((edge == end).sum() > 20) for edge in (y, z) for end in (0, 1)) and between(y, z).sum() > 200


def test_where_no_answer_is_given_there_is_none():
    """The best file against a file jumps over it: an empty one against a full, a full one against an empty."""
    assert np.isnan(form.choice(0.6, 0.5, price=0.2, answered=1)).all() and np.isnan(form.worth(0.6, 0.5, price=0.2, answered=1))
    zs = np.linspace(0, 1, 101)
    faced = 0.6 + 0.5 * zs[:, None, None]
    values = -(1 - zs[:, None]) * (faced - 0.5 * zs) - zs[:, None] ** 2 / 2 - 0.1 * zs**2
    best = values.reshape(101, -1).argmax(axis=1) % 101 / 100
    assert set(best) == {0.0, 1.0} and (np.diff(best) <= 0).all()                 # full against the emptier, empty against the fuller
    rng = np.random.default_rng(5)
    w, t, price, answered = (rng.uniform(low, high, 40) for low, high in ((0, 1), (0.4, 1.0), (0.05, 0.6), (0.3, 1)))
    nan = np.isnan(form.choice(w, t, price=price, answered=answered)[:, 0])
    assert nan.sum() > 5
    for w, t, price, answered in zip(w[nan], t[nan], price[nan], answered[nan]):
        faced = w + t * answered * zs[:, None, None]
        values = -(1 - zs[:, None]) * (faced - t * zs) - zs[:, None] ** 2 / 2 - price * zs**2 / 2
        best = values.reshape(101, -1).argmax(axis=1) % 101 / 100
        assert (np.abs(best - zs) > 0.02).all()


def test_one_answer_where_the_choice_is_concave():
    """Whatever the other's file: on a fine grid of it, one's own is as full once only. Also where files help the job."""
    rng = np.random.default_rng(6)
    size = 400
    t, answered = rng.uniform(0.01, 0.8, size), rng.uniform(size=size)
    overlap = rng.uniform(-1.2, 0.4, size)
    price, w = (overlap + t) ** 2 + rng.uniform(0.01, 0.5, size), rng.uniform(0, 1, size)
    zs = np.linspace(0, 1, 4001)[:, None]
    y = np.clip(w - (overlap + (1 - answered) * t) * zs, 0, 1)
    gap = np.clip((t - (overlap + t) * y) / price, 0, 1) - zs
    assert (gap[-1] <= 0).all() and (np.diff((gap > 0).astype(int), axis=0) <= 0).all()   # fuller than the other's up to one point, and never again
    got = form.choice(w, t, price=price, overlap=overlap, answered=answered)[:, 1]
    assert got == pytest.approx(zs[:, 0][(gap <= 0).argmax(axis=0)], abs=3e-4)


# By hand -------------------------------------------------------------------------------------------


def test_a_job_by_hand():
    """y = w - tz, z = t(1-y)/ψ: with w = 1/2 and t = ψ = 1/4, y = 1/2 - z/4 and z = 1 - y."""
    assert form.choice(0.5, 0.25, price=0.25) == pytest.approx([1 / 3, 2 / 3]) and form.choice(0.5, 0.25, price=0.25, answered=1) == pytest.approx([0.5, 0.5])
    assert form.choice(0.5, 0.25, price=0.5, overlap=-0.25) == pytest.approx([0.5, 0.5]) and form.trace_price(0.25, -0.25) == 0
    assert form.worth(0.5, [0.25, 0], price=0.25) == pytest.approx([-1 / 2 + 1 / 6, -1 / 2 + 1 / 8])
    assert form.choice([0.1, 1.2, 0.6], [0.4, 0.4, 0.5], price=[0.2, 0.4, 0.26]).tolist() == pytest.approx(np.array([[0, 1], [1, 0], [0.1, 1]]))
    assert form.trace_price([0.4, 0.2], 0.1, 0.5) == pytest.approx([0.3, 0.2])


def test_stakes_by_hand():
    """THEN: half of 3.6 + 0.4(0.9/4 + 0.1), over five. NOW: four fifths of 0.4 + 3.6(0.1/4 + 0.9), over five."""
    assert form.liabilities("then") == pytest.approx([0.373, 0.0032]) and form.liabilities("now") == pytest.approx([0.5968, 0.41472])
    assert form.liabilities("now", cost=10) == pytest.approx([0.2984, 0.20736])
    assert form.effort("then").round(3).tolist() == [0.373, 0.005] and form.effort("now").round(2).tolist() == [0.29, 0.73]
    assert form.effort("now", listed=1) == pytest.approx([0.5968, 0]) and form.effort("now", answered=1)[0] == pytest.approx(0.5968)
    assert form.bands("now") == pytest.approx([0.42998, 0.60138, 0.71499], abs=1e-5)
    assert form.bands("now", times=2) == pytest.approx([0.42998, 3 * 0.42998 / 1.85996, 1.85996 / 3], abs=1e-4)


def test_thresholds_by_hand():
    """t = 3/10 and ψ = 1/4: τ = 9/25, the root 4/5, the threshold 4/9."""
    i = Institution(strength=3, negativity=1, individualization=1, monitoring=1, transferability=0.5)
    assert form.liabilities(i)[1] == pytest.approx(0.3) and form.list_threshold(i, 0.25) == pytest.approx(4 / 9)
    assert form.list_threshold(i, [0.09, 0.08, 1e9]) == pytest.approx([0, np.nan, 0.5], nan_ok=True)


def test_two_sides_by_hand():
    """e = 1/2, b = 1/2: the county moves three times what the township does. m P ι / κ = 4/5, ψ = 4/5: τ 9/20 and 1/20, N = 2/5; w = 4/5."""
    i = Institution(strength=4, negativity=1, individualization=1, monitoring=1, transferability=0.5, executor=0.5)
    y = (0.8 + 0.4) / 1.4
    assert form.both_files(i, 0.8) == pytest.approx([y, 0.75 * (1 - y), 0.25 * (1 - y)])
    county = -(0.2 * 0.8) + (1 - y) * 0.8 - (1 - y) ** 2 * (0.45 / 2 - 0.05)
    township = (1 - 0.8) ** 2 / 2 - (1 - y) ** 2 * 0.95 / 2
    assert form.list_gains(i, 0.8) == pytest.approx([county, township])


# Propositions --------------------------------------------------------------------------------------


@props
@given(W, T, PSI, GAMMA, OMEGA)
def test_a_file_costs_work_where_the_price_of_a_trace_is_positive(w, t, price, overlap, answered):
    assume((overlap + t) ** 2 < price - 1e-3)
    y, z = form.choice(w, t, price=price, overlap=overlap, answered=answered)
    slope = form.trace_price(t, overlap, answered)
    if 0 < y < 1:
        assert y == pytest.approx(w - slope * z, abs=1e-9)
    assert (y - w) * slope <= 1e-12                                                # less than without files exactly if they cost work
    whole = price - (overlap + (1 - answered) * t) * (overlap + t)
    closed = np.array([price * w - (overlap + (1 - answered) * t) * t, t - (overlap + t) * w]) / whole
    if between(y, z):
        assert whole > 0 and [y, z] == pytest.approx(closed, abs=1e-9)
    elif np.all((closed > 1e-6) & (closed < 1 - 1e-6)):
        raise AssertionError("the closed form lies inside and is not chosen")


@props
@given(W, T, PSI, OMEGA)
def test_inside_exactly_between_the_strength_of_the_file_and_one(w, t, price, answered):
    assume(t**2 < price - 1e-3)
    x = (1 - answered) * t**2 / price
    assume(abs(x - w) > 1e-6)
    y, z = form.choice(w, t, price=price, answered=answered)
    full = t * (1 - w) / price / (1 - x) >= 1
    if not full:
        assert (0 < y < 1) == (x < w < 1)
    if between(y, z):
        assert 1 - y == pytest.approx((1 - w) / (1 - x)) and z == pytest.approx(t / price * (1 - y))


def test_finer_cheaper_and_harsher():
    """Inside the bounds before and after. Borders hold for any factor, and the limits for a small one."""
    size = CASES["form-tracings"]
    rng = np.random.default_rng(7)
    w, t, answered = rng.uniform(0.05, 0.98, 8 * size), rng.uniform(0.02, 0.7, 8 * size), rng.uniform(0, 0.95, 8 * size)
    price, times = t**2 + rng.uniform(0.05, 1, 8 * size), rng.uniform(1.01, 1.6, 8 * size)
    now, finer, cheaper, harsher, step = (form.choice(a, b, price=p, answered=answered) for a, b, p in (
        (w, t, price), (w, times * t, price), (w, t, price / times), (times * w, times * t, price), (1.0001 * w, 1.0001 * t, price)))  # fmt: skip
    concave = (times * t) ** 2 < price
    inside = concave & between(*now.T)
    kept = inside & between(*finer.T)
    assert (finer[kept, 1] > now[kept, 1]).all() and (finer[kept, 0] < now[kept, 0]).all()
    kept = inside & between(*cheaper.T)
    assert (cheaper[kept, 1] > now[kept, 1]).all() and (cheaper[kept, 0] < now[kept, 0]).all()
    x = (1 - answered) * t**2 / price
    for after, factor in ((harsher, times), (step, np.full_like(times, 1.0001))):
        kept = np.flatnonzero(inside & between(*after.T))
        assert len(kept) >= size
        low, high = (1 + factor) * x / (1 + factor * x), (1 + factor * x) / (1 + factor)
        up = after - now > 0
        clear = kept[(np.abs(w - low) > 1e-6)[kept] & (np.abs(w - high) > 1e-6)[kept]]
        assert (up[clear, 0] == (w > low)[clear]).all() and (up[clear, 1] == (w < high)[clear]).all()
        assert (low[kept] <= high[kept]).all() and (x[kept] <= low[kept]).all() and low * high == pytest.approx(x)
        assert all((kind[clear]).sum() > 30 for kind in (w < low, (low < w) & (w < high), w > high))


def test_bands_are_those_of_the_text():
    i, w, t, price, rng = places(400, 8)
    answered, listed, times = rng.uniform(size=400), rng.uniform(size=400), rng.uniform(1, 3, 400)
    x, low, high = form.bands(i, price=price, answered=answered, listed=listed, times=times).T
    assert x == pytest.approx((1 - answered) * ((1 - listed) * t) ** 2 / price)
    assert low == pytest.approx((1 + times) * x / (1 + times * x)) and high == pytest.approx((1 + times * x) / (1 + times))
    _, low, high = form.bands(i, price=price).T
    assert low == pytest.approx(2 * t**2 / price / (1 + t**2 / price)) and high == pytest.approx((1 + t**2 / price) / 2)


@props
@given(W, T, PSI, GAMMA, OMEGA, st.floats(1.02, 1.5))
def test_finer_and_cheaper_with_an_overlap(w, t, price, overlap, answered, times):
    """Cheaper: fuller files at any overlap, less work exactly if files cost work. Finer: both where the overlap is not negative."""
    assume((overlap + times * t) ** 2 < price / times - 1e-3 and (overlap + t) ** 2 < price / times - 1e-3)
    slope = overlap + (1 - answered) * t
    assume(abs(slope) > 1e-3 and answered < 0.99)
    (y, z), (y2, z2), (y3, z3) = (form.choice(w, b, price=p, overlap=overlap, answered=answered) for b, p in ((t, price), (t, price / times), (times * t, price)))
    if between(y, z, y2, z2):
        assert z2 > z and (y2 < y) == (slope > 0)
    if between(y, z, y3, z3) and overlap >= 0:
        assert z3 > z and y3 < y


def test_where_files_help_finer_tracing_can_bring_work_and_emptier_files():
    """A checklist: for γ < 0 the sign is that of η ψ z + (γ + η t)(1 - y), and the file's that of 1 - y + η z (γ + t)."""
    rng = np.random.default_rng(9)
    t, overlap, answered, w, price = rng.uniform(0.02, 0.6, 6000), rng.uniform(-0.5, 0, 6000), rng.uniform(size=6000), rng.uniform(size=6000), rng.uniform(0.2, 1, 6000)
    now, then = (form.choice(w, k * t, price=price, overlap=overlap, answered=answered) for k in (1, 1.0001))
    kept = between(*now.T, *then.T) & ((overlap + 1.001 * t) ** 2 < price)
    y, z = now.T
    eta = 1 - answered
    work, file = eta * price * z + (overlap + eta * t) * (1 - y), 1 - y + eta * z * (overlap + t)
    for sign, side in ((-work, 0), (file, 1)):
        clear = kept & (np.abs(sign) > 1e-3)
        assert ((then - now)[clear, side] > 0).tolist() == (sign[clear] > 0).tolist()
    assert (work[kept] < -1e-3).sum() > 50 < (work[kept] > 1e-3).sum()
    assert ((then - now)[kept & (file > 1e-3), 1] > 0).all()


def test_which_lever_is_which():
    """More negativity and easier transfer: less work and fuller files. Strength and monitoring: harsher. Personal liability: by the file."""
    rng = np.random.default_rng(10)
    i = Institution(**{name: rng.uniform(low, 1, 6000) for name, low in (("negativity", 0.5), ("individualization", 0.5), ("transferability", 0.4), ("diffusion", 0))},
                    strength=rng.uniform(0.2, 5, 6000), monitoring=rng.uniform(0.3, 0.99, 6000))
    answered = np.maximum(rng.uniform(-1, 0.95, 6000), 0)
    w, t = form.liabilities(i).T
    own = {"price": np.maximum(t**2 + 0.02, 0.3) + rng.uniform(0, 0.3, 6000), "answered": answered}
    now = form.effort(i, **own)
    x, low, high = form.bands(i, **own).T
    margin = 1e-4
    for lever in ("transferability", "negativity", "strength", "monitoring", "individualization", "diffusion"):
        after = form.effort(i.replace(**{lever: getattr(i, lever) * (1 - margin)}), **own)
        kept = between(*now.T, *after.T)
        assert kept.sum() > 300
        work, file = (now - after)[kept].T                                          # of more of the lever
        if lever in ("transferability", "negativity"):
            assert (work < 0).all() and (file > 0).all()
        elif lever == "diffusion":
            assert (work > 0).all() and (file < 0).all()
        else:
            bound = (1 - i.diffusion) / (2 * i.transferability * (1 - answered))
            signs = [(bound - now[:, 1])[kept] if lever == "individualization" else (w - low)[kept], (high - w)[kept]]
            for more, sign in zip((work, file), signs[:1] if lever == "individualization" else signs):
                clear = np.abs(sign) > 1e-3
                assert ((more > 0) == (sign > 0))[clear].all() and min((sign[clear] > 0).sum(), (sign[clear] < 0).sum()) > 20


def test_personal_liability_first_brings_work_and_then_paper():
    person = np.linspace(0, 1, 201)
    y, z = form.effort(LATER.replace(individualization=person)).T
    peak = y.argmax()
    assert person[peak] == pytest.approx(0.62) and y[peak] == pytest.approx(0.34, abs=0.005) and z[peak] == pytest.approx(0.75 / 1.6, abs=0.005)
    assert (np.diff(y[:peak + 1]) > 0).all() and (np.diff(y[peak:]) < 0).all() and (np.diff(z) > 0).all()


def test_strength_at_the_later_regime():
    s = np.arange(300, 500) / 100
    assert s[form.effort(NOW.replace(strength=s))[:, 0].argmax()] == 3.93


def test_two_alike_want_a_list_exactly_above_the_threshold():
    size = CASES["form-lists"]
    i, w, t, price, rng = places(5 * size, 11)
    answered = rng.uniform(size=5 * size)
    inside = np.flatnonzero(between(*form.effort(i, price=price, answered=answered).T))[:size]
    assert len(inside) == size
    i, w, t, price, answered = part(i, inside), w[inside], t[inside], price[inside], answered[inside]
    threshold = form.list_threshold(i, price)
    gain = form.worth(w, 0) - form.worth(w, t, price=price, answered=answered)
    clear = np.abs(answered - threshold) > 1e-6
    assert ((gain > 0) == (answered > threshold))[clear].all() and 0.2 < (gain > 0).mean() < 0.8
    assert (threshold <= 0.5).all() and threshold == pytest.approx(np.sqrt(1 - t**2 / price) / (1 + np.sqrt(1 - t**2 / price)))
    # and paid in full: what a side gets by the levers, in units of effort
    y, z = form.effort(i, price=price, answered=answered).T
    files = township_gets(i, y, z, z, i.transferability, answered * i.transferability, price=price)
    listed = township_gets(i, w, 0, 0, 0, 0, price=price)
    assert 5 * gain == pytest.approx(listed - files, abs=1e-9)


@props
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.9), st.floats(1.01, 1.5))
def test_the_threshold_falls_as_files_move_more(t, price, times):
    assume((times * t) ** 2 < price - 1e-3)
    alike = Institution(strength=5, negativity=1, individualization=1, monitoring=1, transferability=[t, min(times * t, 1)])
    assume(times * t < 1)
    low, high = form.list_threshold(alike, price)
    assert high < low <= 0.5


def test_beyond_a_full_file_the_threshold_is_another():
    """At z = 1 both want a list iff 2 η t (1 - w) + η² t² < ψ, which may hold below the threshold and fail above it."""
    rng = np.random.default_rng(12)
    w, t, answered = rng.uniform(0, 1, 4000), rng.uniform(0.05, 1, 4000), rng.uniform(size=4000)
    price = t**2 + rng.uniform(0.001, 0.2, 4000)
    y, z = form.choice(w, t, price=price, answered=answered).T
    full = (z == 1) & (y > 1e-6) & (y < 1)
    eta = 1 - answered
    sign = price - 2 * eta * t * (1 - w) - (eta * t) ** 2
    gain = form.worth(w, 0) - form.worth(w, t, price=price, answered=answered)
    clear = full & (np.abs(sign) > 1e-6)
    assert ((gain > 0) == (sign > 0))[clear].all()
    root = np.sqrt(1 - t**2 / price)
    assert (clear & ((gain > 0) != (answered > root / (1 + root)))).sum() > 20


def test_who_signs_by_playing_it_out():
    size = CASES["form-signatures"]
    i, w, t, price, rng = places(size, 13)
    got, gains = form.both_files(i, price), form.list_gains(i, price)
    y, county, township, played = played_apart(i, price=price)
    np.testing.assert_allclose(got, np.stack([y, county, township], axis=-1), atol=2e-5)
    np.testing.assert_allclose(5 * gains, played.T, atol=2e-5)
    inside = between(*got.T)
    assert inside.sum() > 300
    (tc, tt), e, b = form._moved(i, 5), i.executor, i.transferability
    n = (tc**2 - tt**2) / price
    assert got[inside, 0] == pytest.approx(((w + n) / (1 + n))[inside]) and (got[:, 0] >= np.minimum(w, 1) - 1e-12).all()
    assert (gains[inside, 1] > 0).all()
    own = i.monitoring * (e * i.reward + i.penalty * i.felt) / 5
    sign = (1 - got[:, 0]) ** 2 * (tt**2 - tc**2 / 2) / price - (got[:, 0] - w) * own
    clear = inside & (np.abs(sign) > 1e-9)
    assert ((gains[:, 0] > 0) == (sign > 0))[clear].all()
    few = e <= 1 / (1 + (np.sqrt(2) - 1) * b)
    assert (gains[inside & few, 0] < 0).all() and few.any() and (gains[:, 0] > 0).sum() > 5


def test_unlike_sides_at_full_files_and_where_all_is_done():
    dear = Institution(strength=5, negativity=1, individualization=1, monitoring=0.9, transferability=0.9, executor=[0.1, 0.5, 0.9])
    for price in (0.7, 0.75, 2):
        y, county, township, gains = played_apart(dear, price=np.full(3, price))
        np.testing.assert_allclose(form.both_files(dear, price), np.stack([y, county, township], axis=-1), atol=2e-5)
        np.testing.assert_allclose(5 * form.list_gains(dear, price), gains.T, atol=2e-5)
    busy = Institution(strength=8, negativity=0.9, individualization=1, monitoring=1, transferability=0.3)
    assert form.both_files(busy).tolist() == [1, 0, 0] and form.list_gains(busy) == pytest.approx([0, 0])
    # alike, a job with all files answered is the same in both halves of the module
    alike = drawn(200, 14, executor=1.0)
    y, z = form.effort(alike, answered=1).T
    assert form.both_files(alike) == pytest.approx(np.stack([y, z, z], axis=-1), nan_ok=True)


def test_a_supervising_county_refuses_and_an_executing_one_signs():
    e = np.linspace(0, 1, 101)
    gains = form.list_gains(NOW.replace(executor=e))
    crossing = e[(gains[:, 0] > 0).argmax()]
    assert (np.diff(gains[:, 0]) > 0).all() and (gains[:, 1] > 0).all() and 0.9 < crossing < 0.95 and form.list_gains("now")[0] < 0 < form.list_gains(NOW.replace(executor=1))[0]
    assert 1 / (1 + (np.sqrt(2) - 1) * 0.8) == pytest.approx(0.7511, abs=1e-4)


def test_a_file_that_pays_for_itself_is_full():
    """With t² > ψ and nothing answered the full file is best for t <= w <= 1, and worth more than none by t(1 - w) + (t² - ψ)/2."""
    rng = np.random.default_rng(15)
    w = rng.uniform(0.05, 1, 2000)
    t = w * rng.uniform(0.05, 1, 2000)
    price = t**2 * rng.uniform(0.1, 0.999, 2000)
    y, z = form.choice(w, t, price=price).T
    assert (z == 1).all() and y == pytest.approx(w - t)
    more = form.worth(w, t, price=price) - (-w + w**2 / 2)
    assert more == pytest.approx(t * (1 - w) + (t**2 - price) / 2) and (more > 0).all()
    assert form.choice(0.6, 0.5, price=0.2) == pytest.approx([0.1, 1])
    # no jump on the way: as a file gets cheaper it is full before it pays for itself
    y, z = form.choice(0.6, 0.5, price=np.linspace(0.2, 1, 801)).T
    assert np.abs(np.diff(y)).max() < 0.005 and (z[:250] == 1).all() and z[260] < 1


def test_a_full_file_needs_stakes_of_one_at_most():
    """At w = 1.5, t = 0.6, ψ = 0.3 a file would pay for itself, but all the work is done and none is kept."""
    assert 0.3 < 0.6**2 and form.choice(1.5, 0.6, price=0.3) == pytest.approx([1, 0])


def test_where_the_file_is_full():
    """Finer costs work, cheaper does not, harsher brings more."""
    y, z = form.choice([0.6, 0.6, 0.6, 0.66], [0.5, 0.55, 0.5, 0.55], price=[0.4, 0.4, 0.3, 0.4]).T
    assert (z == 1).all() and y == pytest.approx([0.1, 0.05, 0.1, 0.11])


def test_equals_want_a_list_where_unanswered_blame_falls_on_the_other():
    """What neither can help is added to what a side bears: the part of the other's failing that its file moves. Work and files stay, and both always want the list."""
    t = np.random.default_rng(18).uniform(0.05, 0.6, 500)
    price, far = t**2 * 1.2, np.linspace(0.05, 0.95, 500)
    w = t**2 / price + (1 - t**2 / price) * far
    price, w = np.concatenate([price, 9 * price]), np.concatenate([w, far])
    t = np.concatenate([t, t])
    for answered in (0, 0.3, 0.7, 1):
        y, z = form.choice(w, t, price=price, answered=answered).T
        inside = (y > 0) & (y < 1) & (z < 1)
        borne = form.worth(w, t, price=price, answered=answered) - (1 - answered) * (1 - y) * t * z
        tau, x = t**2 / price, (1 - answered) * t**2 / price
        assert inside.sum() > 300 and borne[inside] == pytest.approx((-1 / 2 + (1 - y) ** 2 * (1 - tau - 2 * x) / 2)[inside])
        assert (form.worth(w, 0, price=price) > borne)[inside].all()
    assert not (form.worth(w, 0, price=price) > form.worth(w, t, price=price))[inside].any()                  # as the chapter has it, nothing answered


def test_limits():
    w = np.linspace(0, 1.5, 16)
    assert form.choice(w, 0).tolist() == np.stack([np.minimum(w, 1), 0 * w], axis=-1).tolist()             # nothing moves
    assert form.choice(w, 1e-9)[:, 0] == pytest.approx(np.minimum(w, 1))
    assert form.choice(w, 0.5, price=1e12)[:, 0] == pytest.approx(np.minimum(w, 1))                          # no file pays
    assert form.choice(w, 0.5, answered=1)[:, 0] == pytest.approx(np.minimum(w, 1))                          # all is answered
    assert form.effort(PRESETS["then"].replace(individualization=0))[1] == 0                               # nothing personal, nothing to move
    listed = form.effort("now", listed=np.linspace(0, 1, 21))
    assert (np.diff(listed[:, 0]) > 0).all() and (np.diff(listed[:, 1]) < 0).all() and listed[-1] == pytest.approx([0.5968, 0])


# Form ----------------------------------------------------------------------------------------------


def test_shapes_and_each_element_as_alone():
    person, answered, price = np.array([0.1, 0.5, 0.9])[:, None], np.array([0.0, 0.7]), 0.5
    i = LATER.replace(individualization=person)
    got, three = form.effort(i, answered=answered, price=price), form.bands(i, answered=answered, price=price)
    assert got.shape == (3, 2, 2) and three.shape == (3, 2, 3) and form.list_gains(i, [0.4, 0.5]).shape == (3, 2, 2)
    for a, b in np.ndindex(3, 2):
        one = LATER.replace(individualization=person[a, 0])
        np.testing.assert_allclose(got[a, b], form.effort(one, answered=answered[b], price=price), atol=1e-15)
        np.testing.assert_allclose(three[a, b], form.bands(one, answered=answered[b], price=price), atol=1e-15)
        np.testing.assert_allclose(form.list_gains(i, [0.4, 0.5])[a, b], form.list_gains(one, [0.4, 0.5][b]), atol=1e-15)
    assert form.liabilities(i, [4, 5]).shape == (3, 2, 2) and form.both_files(i, [0.4, 0.5]).shape == (3, 2, 3) and form.list_threshold(i, [0.4, 0.5]).shape == (3, 2)
    assert form.choice([0.1, 0.2], [[0.1], [0.2]]).shape == (2, 2, 2) and form.worth([0.1, 0.2], 0.1).shape == (2,) and form.trace_price([0.1], [[0.1], [0]]).shape == (2, 1)
    assert form.worth(0.5, 0.2).shape == () == form.trace_price(0.2).shape
    rng = np.random.default_rng(17)                                                 # also where concave choices stand beside others
    w, t, price, overlap, answered = rng.uniform(size=(5, 300)) + np.array([0, 0, 0.02, -0.5, 0])[:, None]
    together = form.choice(w, t, price=price, overlap=overlap, answered=answered)
    alone = [form.choice(*five[:2], price=five[2], overlap=five[3], answered=five[4]) for five in zip(w, t, price, overlap, answered)]
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("name", ["liabilities", "effort", "bands", "list_threshold", "both_files", "list_gains"])
def test_a_presets_name_is_enough_and_other_levers_play_no_part(name):
    call = getattr(form, name)
    np.testing.assert_array_equal(call("now"), call(NOW))
    apart = NOW.replace(concealment=0.1, lone_concealment=0.9, veto_items=3, prize_passing=0.5, attachment=0.2, shield_cost=1, deflect_cost=1)
    np.testing.assert_array_equal(call(NOW), call(apart))
    assert np.array_equal(call(NOW), call(NOW.replace(executor=0.9))) == (name not in ("both_files", "list_gains"))


@pytest.mark.parametrize("call, error, message", [
    (lambda: form.effort("now", price=0), ValueError, "price must be more than 0, got 0"),
    (lambda: form.effort("now", price=-1), ValueError, "price must be at least 0 and finite, got -1"),
    (lambda: form.liabilities("now", 0), ValueError, "cost must be more than 0, got 0"),
    (lambda: form.effort("now", answered=1.2), ValueError, r"answered must be in \[0, 1\], got 1.2"),
    (lambda: form.effort("now", listed=-0.1), ValueError, r"listed must be in \[0, 1\], got -0.1"),
    (lambda: form.effort("now", overlap=np.nan), ValueError, "overlap must be in .* got nan"),
    (lambda: form.effort("now", overlap="much"), TypeError, "overlap must be a real number"),
    (lambda: form.choice(-0.1, 0.2), ValueError, "stakes must be at least 0 and finite, got -0.1"),
    (lambda: form.choice(0.1, -0.2), ValueError, "movable must be at least 0 and finite, got -0.2"),
    (lambda: form.bands("now", times=0.5), ValueError, "times must be at least 1 and finite, got 0.5"),
    (lambda: form.effort(Institution(strength=[1, 2]), price=[0.4, 0.5, 0.6]), ValueError, r"got price \(3,\) and the institution's \(2,\)"),
    (lambda: form.choice([0.1, 0.2], [0.1, 0.2, 0.3]), ValueError, r"got stakes \(2,\), movable \(3,\)"),
    (lambda: form.list_gains("nowhere"), ValueError, "institution must be an Institution or a preset's name"),
    (lambda: form.effort(3.0), TypeError, "institution must be an Institution"),
    (lambda: form.effort({"strength": 1}), TypeError, r"write Institution\(\*\*levers\)"),
])  # fmt: skip
def test_errors_name_the_parameter(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_certificates_speak_of_the_modules_formulas():
    """Stakes, payoffs and gains as certificates write them, at fractions."""
    rng = np.random.default_rng(16)
    for _ in range(60):
        levers = {name: Fraction(int(rng.integers(1, 8)), 8) for name in ("negativity", "individualization", "diffusion", "transferability", "monitoring", "executor")}
        levers |= {"strength": Fraction(int(rng.integers(1, 40)), 8)}
        i = Institution(**{name: float(value) for name, value in levers.items()})
        assert form.liabilities(i) == pytest.approx([float(part) for part in certified.stakes_of(Point(cost=5, **levers))])
        y, county, township = form.both_files(i)
        moves = form._moved(i, 5)
        v = Point(work=y, trace=township, county_trace=county, stakes=form.liabilities(i)[0], price=0.4, county_moves=moves[0], township_moves=moves[1],
                  own=i.monitoring * (i.executor * i.reward + i.penalty * i.felt) / 5)
        if v.stakes <= 1:
            assert form.list_gains(i) == pytest.approx([certified.county_gain(v), certified.township_gain(v)], abs=1e-12)
        v = Point(stakes=0.5, movable=0.3, price=0.4, overlap=0.1, unanswered=0.4)
        y, z = form.choice(0.5, 0.3, price=0.4, overlap=0.1, answered=0.6)
        assert form.worth(0.5, 0.3, price=0.4, overlap=0.1, answered=0.6) == pytest.approx(certified.objective(v, y, z, z)) and certified.slope(v) == form.trace_price(0.3, 0.1, 0.6)


# Claims --------------------------------------------------------------------------------------------

PLACES = (LATER, NOW, Institution(negativity=0.9, individualization=0.9), Institution(negativity=0.5, individualization=0.7, monitoring=0.8))


def test_claim_21_traces_crowd_out_work_where_tracing_is_finer_or_cheaper_and_unanswered():
    for place in PLACES:
        finer = form.effort(place.replace(transferability=np.linspace(0.1, 0.8, 15)))
        cheaper = form.effort(place, price=np.linspace(1.0, 0.4, 13))
        assert (finer > 0).all() and (finer < 1).all() and (cheaper < 1).all()
        for y, z in (finer.T, cheaper.T):
            assert (np.diff(z) > 0).all() and (np.diff(y) < 0).all()
        # harsher tracing brings work in all but the lowest band
        looked = np.linspace(0.3, 0.7, 9)
        assert (np.diff(form.effort(place.replace(monitoring=looked))[:, 0]) > 0).all()
        # and files that are answered cost no work, however finely responsibility is divided
        assert np.ptp(form.effort(place.replace(transferability=np.linspace(0.1, 0.8, 15)), answered=1)[:, 0]) < 1e-12
    lowest = LATER.replace(strength=2, individualization=1, transferability=1)
    w, (_, low, _) = form.liabilities(lowest)[0], form.bands(lowest)
    assert w < low and form.effort(lowest.replace(strength=2.2))[0] < form.effort(lowest)[0]


def test_claim_22_risk_makes_near_equals_want_a_list_and_a_supervising_county_refuses_it():
    for place in PLACES:
        for lever in ("strength", "negativity", "individualization", "transferability", "monitoring"):
            values = np.linspace(0.6, 1, 9) * getattr(place, lever)
            assert (np.diff(form.list_threshold(place.replace(**{lever: values}))) < 0).all()
        threshold = form.list_threshold(place)
        w, t = form.liabilities(place)
        for answered, wants in ((threshold - 0.01, False), (threshold + 0.01, True), (1, True)):
            assert (form.worth(w, 0) > form.worth(w, t, answered=answered)) == wants
        assert form.effort(place, listed=1)[0] == pytest.approx(w) and form.effort(place, listed=1)[0] > form.effort(place)[0]  # and the work comes back
        county, township = form.list_gains(place.replace(executor=np.array([0.0, 0.2, 0.4, 0.6, 0.75, 1.0]))).T
        assert (township > 0).all() and (county[:-1] < 0).all() and county[-1] > 0


def test_claim_37_one_cause_makes_every_place_more_formal_and_others_files_do_not():
    for place in PLACES:
        moved = place.replace(transferability=np.linspace(0.1, 0.8, 15)[:, None], individualization=np.array([0.5, 0.7, 0.9]))
        y, z = np.moveaxis(form.effort(moved), -1, 0)
        assert (np.diff(z / (y + z), axis=0) > 0).all() and (np.diff(y, axis=0) < 0).all()
        y, z = form.effort(place, answered=np.linspace(0, 1, 21)).T
        assert (np.diff(z) < 0).all() and (np.diff(z / (y + z)) < 0).all()


def _paid_by_the_page(stakes, t, overlap, answered, price):
    """Holmström and Milgrom: reports are rewarded for themselves, whatever comes of the job, and crowd it out by their cost alone."""
    stakes, t, overlap, price, _ = np.broadcast_arrays(stakes, t, overlap, price, answered)
    z = np.clip((t - overlap * stakes) / price, 0, 1)
    return np.clip(stakes - overlap * z, 0, 1), z


def _imitated(stakes, t, overlap, answered, price):
    """Files are catching: a fuller one beside makes one's own worth more."""
    stakes, t, price, answered = np.broadcast_arrays(stakes, t, price, answered)
    z = np.clip(t * (1 - stakes) * (1 + answered) / price, 0, 1)
    return np.clip(stakes - t * z, 0, 1), z


def _as_easily_up(institution, cost):
    """Blame flows up as easily as down, whoever supervises."""
    whole = institution.monitoring * institution.penalty * institution.individualization * institution.transferability / cost
    return np.broadcast_arrays(whole, whole + 0 * institution.executor)


RIVALS = {
    "21": ("_choice", _paid_by_the_page),
    "22": ("_moved", _as_easily_up),
    "37": ("_choice", _imitated),
}
"""For each claim one function of the module as others might have it, under which its test fails."""
