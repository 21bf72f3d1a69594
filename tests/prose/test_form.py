"""Numbers and statements in the text on form and substance, by another road: everybody searches for the file that pays most, and files that answer each other are found by halving."""

import re

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

THEN = dict(s=4, nu=0.1, iota=0.1, m=0.5)
NOW = dict(s=4, nu=0.9, iota=0.9, m=0.8)
LATER = dict(nu=0.9, m=0.8)


def at_stake(s, nu, iota, m, b=0.8, kappa=5.0):
    """What a failing costs, in units of the job's cost, and what a full file moves of it."""
    return m * s * ((1 - nu) + nu * ((1 - iota) * 0.25 + iota)) / kappa, m * s * nu * iota * b / kappa


def climb(worth, steps):
    """The place on [0, 1] where a function with one peak is highest, by cutting off thirds."""
    low, high = np.zeros(np.shape(worth(0.0))), np.ones(np.shape(worth(0.0)))
    for _ in range(steps):
        one, two = low + (high - low) / 3, high - (high - low) / 3
        up = worth(one) < worth(two)
        low, high = np.where(up, one, low), np.where(up, high, two)
    return np.where(high < 1e-9, 0.0, np.where(low > 1 - 1e-9, 1.0, (low + high) / 2))


def reply(w, t, other, answered, price, overlap=0.0):
    """The work and the file that pay most beside a given file of the other side."""
    def pays(y, z):
        return -(1 - y) * (w - t * (z - answered * other)) - y * y / 2 - overlap * y * z - price * z * z / 2

    def work(z):
        """As much as another bit of it saves: a failing costs less with one's own file, more with the other's."""
        return np.clip(w - t * z + t * answered * other - overlap * z, 0, 1)

    z = climb(lambda z: pays(work(z), z), 45)
    return work(z), z


def settled(w, t, answered=0.0, price=0.4, overlap=0.0):
    """Work and file where the other side's file is as full: a reply is thinner, the fuller the other's."""
    low, high = np.zeros(np.shape(w + t + answered)), np.ones(np.shape(w + t + answered))
    for _ in range(28):
        middle = (low + high) / 2
        fuller = reply(w, t, middle, answered, price, overlap)[1] > middle
        low, high = np.where(fuller, middle, low), np.where(fuller, high, middle)
    return reply(w, t, (low + high) / 2, answered, price, overlap)


def pays(w, t, answered=0.0, price=0.4):
    """What a side has of it in the end."""
    y, z = settled(w, t, answered, price)
    return -(1 - y) * (w - t * (1 - answered) * z) - y * y / 2 - price * z * z / 2


def unlike(e, b=0.8, price=0.4, listed=False, **levers):
    """Work where the township does it and both keep files, and what county and township have of it; they take turns, each a little closer to what pays most."""
    w, whole = at_stake(**levers, b=1.0)
    own = at_stake(**levers | {"s": 1})[0] * levers["s"] - levers["m"] * levers["s"] * (1 - levers["nu"]) * (1 - e) / 5
    up, down = (0.0, 0.0) if listed else (whole * e * b, whole * (1 - e * (1 - b)))
    county = township = 0.0
    for _ in range(25):
        work, township = reply(w + down * county, up, 0.0, 0.0, price)
        best = climb(lambda z: (1 - work) * down * z - price * z * z / 2, 45)
        county += (best - county) / 2
    losses = (1 - work) * (own - down * county + up * township) + price * county**2 / 2, (1 - work) * (w + down * county - up * township) + work**2 / 2 + price * township**2 / 2
    return work, -losses[0], -losses[1]


def gains(e, **levers):
    """What a full list is worth to county and township."""
    return [after - before for before, after in zip(unlike(e, **levers)[1:], unlike(e, listed=True, **levers)[1:])]


def first_figure():
    """All settings of the first figure: work and file now, a quarter harsher, a quarter finer."""
    s, iota, answered, price = np.meshgrid(np.arange(1, 9) / 2, [0.1, 0.3, 0.5, 0.7, 0.9, 1], [0, 0.25, 0.5, 0.75, 1], [0.4, 0.5, 0.7], indexing="ij")
    w, t = at_stake(s, iota=iota, **LATER)
    return (s, iota, answered, price), [settled(w * k, t * j, answered, price) for k, j in ((1, 1), (1.25, 1.25), (1, 1.25))]


@pytest.fixture(scope="module")
def plane():
    return first_figure()


def test_form(quoted, plane):
    said = quoted("form")
    levers, ((work, file), (after, _), _) = plane
    lower = after < work - 1e-7
    w, t = at_stake(3, iota=0.5, **LATER)
    steps = [settled(w * k, t * j) for k, j in ((1, 1), (1.25, 1.25), (1, 1.25))]
    assert said[:5] == [percent(float(y), 1) for y, _ in steps] + [percent(float(steps[n][1])) for n in (0, 2)]
    old, new = settled(*at_stake(**THEN)), settled(*at_stake(**NOW))
    (w_old, t_old), (w_new, t_new) = at_stake(**THEN), at_stake(**NOW)
    assert said[5:12] == [f"{w_old:.2f}", f"{w_new:.2f}", percent(float(old[0])), percent(float(new[0])), f"{t_old:.3f}", f"{t_new:.2f}", percent(float(new[1]))]
    fine = np.linspace(0.3, 1, 701)
    turning = [settled(*at_stake(s, iota=fine, **LATER)) for s in (4, 4.4)]
    assert said[12:14] == [str(work.size), str(lower.sum())]
    for y, z in turning:
        assert float(said[14].rstrip("%")) == pytest.approx(100 * z[y.argmax()], abs=0.7)
    star = float(said[15].rstrip("%")) / 100
    for answered, better in ((star - 0.01, False), (star + 0.01, True)):
        assert (pays(w_new, 0.0, answered) > pays(w_new, t_new, answered)) == better
    assert said[16:18] == [percent(float(new[0])), percent(float(settled(w_new, 0.0)[0]))]
    edge = np.linspace(0, 1, 100001)
    pushes = 2**0.5 * edge * 0.8 > 1 - edge * 0.2
    assert said[18] == f"{edge[pushes][0]:.2f}"
    sign = float(said[19])
    assert gains(sign - 0.005, **NOW)[0] < 0 < gains(sign + 0.005, **NOW)[0]
    assert said[20:22] == [percent(float(unlike(0.4, **NOW)[0])), percent(w_new)]
    assert said[22:24] == [str(lower.sum()), str(lower[..., 1:].sum())]
    along = [settled(*at_stake(4, iota=iota, **LATER)) for iota in (0.5, 0.7, 0.9)]
    assert said[24:29] == [percent(float(y), 1) for y, _ in along] + [percent(float(z)) for _, z in along[:2]]
    half, full = settled(w_new, t_new / 2)[0], settled(w_new, 0.0)[0]
    assert said[29:] == [percent(float((half - new[0]) / (full - new[0]))), percent(float(settled(w_new - t_new, 0.0)[0])), percent(float(new[0]))]


def test_what_the_bet_tells():
    """As the figure opens A keeps a fuller file and does more, B does less; harsh and personal, A does less too; at most settings more of both."""
    w, t = at_stake(3, iota=0.5, **LATER)
    now, harsher, finer = (settled(w * k, t * j) for k, j in ((1, 1), (1.25, 1.25), (1, 1.25)))
    assert harsher[0] > now[0] > finer[0] and harsher[1] > now[1]
    bet = figures.three_bands().bet
    assert bet.options[1] == "B" and bet.replies[1].startswith("Right")
    w, t = at_stake(4, iota=1, **LATER)
    assert settled(w * 1.25, t * 1.25)[0] < settled(w, t)[0]


def test_where_paper_drives_out_work(plane):
    """The settings of the lowest band are those that the text and the first solution name; elsewhere harsher is more work, and finer is less wherever a file is not wholly answered."""
    (s, iota, answered, price), ((work, file), (harsher, fuller), (finer, full)) = plane
    low = harsher < work - 1e-7
    named = (answered == 0) & (price == 0.4) & (((s == 3) & (iota == 1)) | ((s >= 3.5) & (iota >= 0.9)))
    assert (low == named).all()
    assert (harsher[~low] > work[~low]).all() and (fuller[low] > file[low]).all()
    assert ((finer < work - 1e-7) | (answered == 1)).all() and (full > file).all()
    assert ((harsher > work) & (fuller > file)).mean() > 0.5


def test_a_checklist_helps_until_it_counts():
    """With a file that helps the job, more than could be done without one up to where its part outweighs the help, less from there on."""
    for b in (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8):
        w, t = at_stake(4, iota=0.9, b=b, **LATER)
        assert (settled(w, t, overlap=-0.2)[0] > w) == (t < 0.2)


def test_when_a_list_is_wanted_and_what_it_brings():
    """Refused where it would restore most, wanted where files cancel; and what is said of others' files."""
    w, t = at_stake(**NOW)
    answered = np.linspace(0, 1, 11)
    y, z = settled(w, t, answered)
    wants = pays(w, 0.0, answered) > pays(w, t, answered)
    assert (np.diff(w - y) < 0).all() and (np.diff(wants.astype(int)) >= 0).all() and not wants[0] and wants[-1]
    assert y[-1] == pytest.approx(w, abs=1e-6) and (np.diff(z) < 0).all(), "contagion would make it rise"


def test_who_signs():
    """No county below the bound, at any stakes of the third figure; the township at all; files drive the township."""
    for b in (0.4, 0.6, 0.8, 0.9):
        for iota in (0.3, 0.9):
            levers = NOW | {"iota": iota, "b": b}
            for e in (0.1, 0.5, 1 / (1 + (2**0.5 - 1) * b)):
                county, township = gains(e, **levers)
                assert county < 0 < township
                assert unlike(e, **levers)[0] > at_stake(**NOW | {"iota": iota})[0]
            assert min(gains(1.0, **levers)) > 0


def test_what_the_solutions_say():
    for answered, y, z, worth in ((0, 1 / 3, 2 / 3, -1 / 3), (1, 1 / 2, 1 / 2, -13 / 32)):
        assert [float(v) for v in settled(0.5, 0.25, answered, 0.25)] == pytest.approx([y, z], abs=1e-6)
        assert float(pays(0.5, 0.25, answered, 0.25)) == pytest.approx(worth, abs=1e-9)
    assert float(pays(0.5, 0.0)) == pytest.approx(-3 / 8)
    assert pays(0.7, 0, 0.4, 0.25) < pays(0.7, 0.3, 0.4, 0.25) and pays(0.7, 0, 0.4, 0.25) > pays(0.7, 0.4, 0.4, 0.25)
    assert float(settled(0.7, 0.4, 0.4, 0.25)[0]) == pytest.approx(0.513, abs=0.0005)
    y, z = np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 1, 101), indexing="ij")
    worth = -(1 - y) * (0.6 - 0.5 * z) - y**2 / 2 - 0.1 * z**2
    best = np.unravel_index(worth.argmax(), worth.shape)
    assert (y[best], z[best]) == (pytest.approx(0.1), 1) and worth.max() - worth[60, 0] == pytest.approx(0.325 - 0.1)


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "form.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^---.*?---", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.4", "0.5", "0.6", "0.7", "3.5", "0.513"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bet_tells_nothing_before_it_is_placed(visitor, size):
    page = visitor.open("chapters/form.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    words = page.get_by_text("whoever is insured takes less care").first
    assert not words.is_visible()
    page.locator(".xx-explorer:has([data-name=three-bands]) .xx-cover .xx-quiet").first.click()
    words.wait_for()
