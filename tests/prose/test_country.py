"""Numbers and statements in the text on the country, by another road: payoffs written out by hand, chains by generating functions, histories agent by agent."""

import math
import re
from functools import lru_cache

import numpy as np
import pytest

from xianxiang import figures
from xianxiang.institution import NOW, THEN, between
from xianxiang.ledger import CHAPTERS
from xianxiang.prose import percent

HIDE, BLAME, LITTLE = range(3)
PAUSE = np.concatenate([np.zeros(4), np.arange(1, 21) * 0.029, np.full(40, 0.58)])
"""The way up to the end of the pause."""


def own(county, mine, other, at):
    """What a side gets for itself, prizes not passed through the unit."""
    r = between(THEN, NOW, at)
    hiders = (mine == HIDE) + (other == HIDE)
    found = 1 - (1 - r.monitoring * (1 - r.concealment * (0, r.lone_concealment, 1)[hiders])) ** r.veto_items
    down, up = 1 - r.executor * (1 - r.transferability), r.executor * r.transferability
    away, here = (down, up) if county else (up, down)
    weight = 1 - away * (mine == BLAME != other) + here * (other == BLAME != mine)
    prize, penalty = r.strength * (1 - r.negativity) * (r.executor if county else 1), r.strength * r.negativity
    cost = (r.shield_cost, r.deflect_cost, 0)[mine]
    return (1 - found) * prize - found * penalty * (r.diffusion * (1 - r.individualization) + r.individualization * weight) - cost


@lru_cache(None)
def values(at, bond=0.3):
    """Payoffs of the county and of a township, by own action and the other's."""
    alone = np.array([[[own(county, a, b, at) for b in range(3)] for a in range(3)] for county in (True, False)])
    return alone + bond * np.swapaxes(alone[::-1], 1, 2)


def chances(worth, noise):
    odds = np.exp((worth - worth.max()) / noise)
    return odds / odds.sum()


@lru_cache(None)
def chain(at, size=14, noise=0.1, r=0.25, actions=3):
    """States and chances of the next; townships by the coefficients of a product of polynomials, read off at roots of unity."""
    county, town = values(at)[:, :actions, :actions]
    counts = [n for n in np.ndindex(*[size + 1] * (actions - 1)) if sum(n) <= size]  # of the first actions
    states = [(a, n) for a in range(actions) for n in counts]
    roots = np.exp(-2j * np.pi * np.arange(size + 1) / (size + 1))
    grids = [*np.meshgrid(*[roots] * (actions - 1), indexing="ij"), 1.0]
    steps = np.zeros((len(states), len(states)))
    for row, (a, n) in enumerate(states):
        full = [*n, size - sum(n)]
        product = 1.0
        for b, many in enumerate(full):
            one = r * chances(town[:, a], noise) + (1 - r) * np.eye(actions)[b]
            product = product * sum(p * z for p, z in zip(one, grids)) ** many
        moved = np.fft.ifftn(product * np.ones((size + 1,) * (actions - 1))).real
        turn = r * chances(county @ np.array(full) / size, noise) + (1 - r) * np.eye(actions)[a]
        steps[row] = [turn[b] * max(moved[k], 0) for b, k in states]
    return states, steps / steps.sum(axis=1, keepdims=True)


def settled(state, size):
    """Whether a county has gone over."""
    return state[0] == BLAME and 2 * state[1][1] > size if len(state[1]) > 1 else state[0] == BLAME and 2 * (size - state[1][0]) > size


def all_hide(states, size):
    return next(k for k, (a, n) in enumerate(states) if a == HIDE and n[0] == size)


@lru_cache(None)
def wait(at, size=14, noise=0.1, actions=3):
    """Mean rounds until a county has gone over, from the chain."""
    states, steps = chain(at, size, noise, actions=actions)
    still = np.array([not settled(state, size) for state in states])
    times = np.linalg.solve(np.eye(still.sum()) - steps[np.ix_(still, still)], np.ones(still.sum()))
    return times[np.flatnonzero(still).tolist().index(all_hide(states, size))]


def losses(at):
    """What the county and a township lose who pass the blame on a shielder, and the county's gain from joining blamers."""
    county, town = values(at)
    return county[HIDE, HIDE] - county[BLAME, HIDE], town[HIDE, HIDE] - town[BLAME, HIDE], county[BLAME, BLAME] - county[HIDE, BLAME]


def tip(at, bond=0.3):
    """The share at which the county is indifferent, by halving."""
    county, low, high = values(at, bond)[0], 0.0, 1.0
    for _ in range(50):
        mid = (low + high) / 2
        ahead = (county[HIDE, :2] - county[BLAME, :2]) @ [1 - mid, mid]
        low, high = (mid, high) if ahead > 0 else (low, mid)
    return low


def limit(share, r=0.25):
    """The rate at which rotation ceases to spread, by walking up until the inequality fails."""
    return next(rate for rate in np.arange(0, 3, 0.0005) if (1 - share) ** (1 + rate / r) <= share)


def likeness(townships, weights=None):
    """Intraclass correlation from the chance that two townships of one county both pass the blame."""
    townships = np.asarray(townships, float)
    mean = np.average(townships, weights=weights) / 14
    both = np.average(townships * (townships - 1), weights=weights) / (14 * 13)
    return (both - mean**2) / (mean * (1 - mean))


def deflecting(states):
    return np.array([n[1] for _, n in states])


def lived(path, counties, noise, rotation=0.0, learns=True, mu=0.0, rng=0, r=0.25):
    """A country agent by agent: who passes the blame in the end, counties and townships."""
    rng = np.random.default_rng(rng)
    leader, town = np.zeros(counties, int), np.zeros((counties, 14), int)
    bond = np.full(counties, 0.3)
    for at in path:
        bare, whole = values(float(at), 0.0), values(float(at), 1.0)
        pay = bare[:, None] + bond[:, None, None] * (whole - bare)[:, None]
        shares = np.stack([(town == k).mean(axis=1) for k in range(3)], axis=1)
        shares = (1 - mu) * shares + mu * shares.mean(axis=0)
        seen = np.eye(3)[leader]
        seen = (1 - mu) * seen + mu * seen.mean(axis=0)
        leads, follows = ((pay[side] @ other[..., None])[..., 0] / noise for side, other in ((0, shares), (1, seen)))
        wanted = (leads + rng.gumbel(size=leads.shape)).argmax(axis=-1)
        wishes = (follows[:, None] + rng.gumbel(size=(counties, 14, 3))).argmax(axis=-1)
        leader = np.where(rng.random(counties) < r, wanted, leader)
        town = np.where(rng.random(town.shape) < r, wishes, town)
        if learns:
            pair = ((leader == BLAME) + (town == BLAME).mean(axis=1)) / 2
            blame = between(THEN, NOW, at).individualization * ((1 - mu) * pair + mu * pair.mean())
            bond = bond - 0.1 * blame * bond + 0.02 * (1 - blame) * (0.3 - bond)
        listed = np.flatnonzero(rng.random(counties) < rotation)
        leader[listed] = leader[rng.permutation(listed)]
    return leader == BLAME, town == BLAME


def share(text):
    """A printed percentage as a number."""
    return float(re.sub("&lt;|&gt;|[<>%]", "", text)) / 100


def test_the_field(quoted):
    """Two runs of our own, agent by agent; strangers by the mean field of populations."""
    said = quoted("country")
    ours = []
    for seed in range(3):
        leader, town = lived(PAUSE, 400, 0.1, rng=seed)
        ours.append((leader + town.sum(axis=1) > 7.5).sum())
        most = leader + town.sum(axis=1) > 7.5
        assert town[~most].mean() < 0.1 < 0.8 < town[most].mean(), "wholehearted in some places, hardly in others"
    assert abs(int(said[0]) - np.mean(ours)) < 40
    shares, bond = np.array([[1.0, 0, 0]] * 2), 0.3
    for at in PAUSE:
        pay = values(float(at), 0.0) + bond * (values(float(at), 1.0) - values(float(at), 0.0))
        shares = np.array([0.75 * shares[i] + 0.25 * chances(pay[i] @ shares[1 - i], 0.1) for i in (0, 1)])
        blame = between(THEN, NOW, at).individualization * shares[:, BLAME].mean()
        bond += 0.02 * (1 - blame) * (0.3 - bond) - 0.1 * blame * bond
    assert share(said[1]) == pytest.approx(shares[:, BLAME] @ [1 / 15, 14 / 15], abs=0.006)


def test_waits(quoted):
    said = quoted("country")
    assert said[2:4] == [f"{wait(0.56, size, actions=2):.0f}" for size in (2, 14)]
    assert said[4:8] == [f"{wait(at):,.0f}" for at in (0.5, 0.55, 0.58, 0.6)]
    assert said[8:11] == [f"{wait(0.55, size, 0.08):,.0f}" for size in (1, 5, 14)]
    states, steps = chain(0.58)
    still = np.array([not settled(state, 14) for state in states])
    now, left = np.eye(len(states))[all_hide(states, 14)][still], []
    for _ in range(241):
        left.append(now.sum())
        now = now @ steps[np.ix_(still, still)]
    assert said[11:13] == [percent(1 - left[40] / left[20]), percent(1 - left[240] / left[220])]
    assert max(abs(wait(at, size, noise, 2) / wait(at, size, noise) - 1) for at in (0.52, 0.58, 0.66) for size in (1, 2, 4, 8) for noise in (0.06, 0.12)) < 0.1


def test_likeness_and_where_counties_differ_most(quoted):
    said = quoted("country")
    for printed, noise in zip(said[13:17], (0.06, 0.1, 0.14, 0.22)):
        states, steps = chain(0.54, noise=noise)
        system = np.vstack([steps.T - np.eye(len(states)), np.ones(len(states))])
        rest = np.linalg.lstsq(system, np.append(np.zeros(len(states)), 1), rcond=None)[0]
        assert printed == f"{likeness(deflecting(states), rest):.2f}"

    def spread(at, noise):
        states, steps = chain(at, noise=noise)
        now = np.linalg.matrix_power(steps, 200)[all_hide(states, 14)]
        return now @ deflecting(states) ** 2.0 - (now @ deflecting(states)) ** 2

    places = [round(0.54 + k / 100, 2) for k in range(6)]
    assert said[32:34] == [percent(max(places, key=lambda at: spread(at, noise))) for noise in (0.1, 0.06)]


def test_rotation(quoted):
    said = quoted("country")
    assert share(said[17]) == pytest.approx(next(x for x in np.arange(0.3, 0.5, 1e-5) if (1 - x) ** 2 <= x), abs=6e-4)
    assert said[18:20] == [percent(tip(0.565)), percent(limit(tip(0.565)))]
    for text, rate, most in zip(said[20:25], (0, 0.03, 0.1, 0.4, 1), (0.05, 0.1, 0.25, 0.05, 0.02)):  # contagion differs from run to run
        assert share(text) == pytest.approx(lived(np.full(400, 0.565), 800, 0.06, rate, learns=False, rng=5)[1].mean(), abs=most)
    assert max(share(text) for text in said[23:25]) < 0.1 < share(said[20]) < share(said[21]) < share(said[22])


def test_bond_and_seeds(quoted):
    said = quoted("country")
    bond = 0.3
    for _ in range(2000):
        bond = 0.9 * (bond + 0.02 * (0.3 - bond))
    assert said[25] == f"{bond:.3f}"
    for printed, left, around in zip(said[26:28], (0.3, 0.0), (0.55, 0.43)):
        steps = [round(around + k / 1000, 3) for k in range(-8, 9)]
        assert share(printed) == pytest.approx(min(steps, key=lambda at: abs(tip(at, left) - 0.5)), abs=6e-4)


def test_solutions(quoted):
    said = quoted("country")
    far, near = wait(0.54, actions=2), wait(0.6, actions=2)
    assert said[28:32] == [f"{far:.0f}", f"{near:.0f}", f"{far / near:.0f}", f"{math.exp((losses(0.54)[0] - losses(0.6)[0]) / 0.1):.0f}"]
    x, partner, join = losses(0.55)

    def road(size):
        """The cheapest number of townships that err before the county does, or all that are needed."""
        costs = [n * partner + max(0.0, size * x - n * (x + join)) for n in range(size + 1)]
        return min(costs)

    assert said[34:37] == [f"{road(size):.2f}" for size in (1, 5, 14)] and said[37] == f"{x:.2f}"
    ours = [lived(PAUSE, 400, 0.1, mu=mu, rng=9)[1].mean() for mu in (0, 0.5, 1)]
    for text, our, most in zip(said[38:], ours, (0.1, 0.2, 0.02)):  # contagion ends differently from run to run
        assert share(text) == pytest.approx(our, abs=most)
    for r, both in ((1.0, 1 / 4), (1e-4, 3 / 8)):
        steps = np.zeros((4, 4))
        for a, b in np.ndindex(2, 2):
            for c, d in np.ndindex(2, 2):
                one = r * (0.75 if (c == 1) == (b == 1) else 0.25) + (1 - r) * (a == c)
                two = r * (0.75 if (d == 1) == (a == 1) else 0.25) + (1 - r) * (b == d)
                steps[2 * a + b, 2 * c + d] = one * two
        rest = np.linalg.lstsq(np.vstack([steps.T - np.eye(4), np.ones(4)]), [0, 0, 0, 0, 1], rcond=None)[0]
        assert rest[3] == pytest.approx(both, abs=1e-3)


def test_what_is_said_of_the_way():
    """X is the smallest loss on all of the stretch on which both regimes are strict, falls along it, and Routine tempts no county there."""
    stretch = []
    for at in (round(0.34 + k / 50, 2) for k in range(16)):
        county, town = values(at)
        margins = [side[a, a] - np.delete(side[:, a], a).max() for side in (county, town) for a in (HIDE, BLAME)]
        if min(margins) > 0:
            stretch.append(losses(at)[0])
            assert losses(at)[0] <= min(min(side[HIDE, HIDE] - side[a, HIDE] for a in (BLAME, LITTLE)) for side in (county, town)) + 1e-12
            for y in np.linspace(0, 1, 21):
                assert (county[:, :2] @ [1 - y, y]).argmax() != LITTLE
    assert len(stretch) > 10 and (np.diff(stretch) < 0).all()


def test_what_the_bets_tell():
    field = figures.the_country()
    assert re.search(r"in (\d+) of 400", field.sentence())[1] in {str(n) for n in range(160, 200)}, "nearly half"
    rotation = figures.rotation()
    assert rotation.sentence().startswith("Blame spreads") and rotation.sentence(rotation=0.5).startswith("Neither spreads")
    assert abs(wait(0.56, 2, actions=2) / wait(0.56, 14, actions=2) - 1) < 0.1, "about alike"


def test_no_number_of_the_text_is_typed():
    """What looks like a result stands in a computed number; typed are only what a reader sets and what is worked out by hand."""
    text = (CHAPTERS / "country.md").read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|^    .*?$|^---.*?---", "", text, flags=re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"\d+\.\d+", prose)) <= {"0.06", "0.08", "0.1", "0.14", "0.22", "0.30", "56.5", "0.5"}


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_the_text_below_the_bets_tells_nothing_before_they_are_placed(visitor, size):
    page = visitor.open("chapters/country.html", viewport=dict(zip(("width", "height"), size)))
    page.locator(".xx-cover").first.wait_for()
    for telling, figure in (("When the pause ends", "the-country"), ("Two townships:", "how-long"), ("At this setting slow rotation", "rotation")):
        words = page.get_by_text(telling).first
        assert not words.is_visible()
        page.locator(f".xx-explorer:has([data-name={figure}]) .xx-cover .xx-quiet").first.click()
        words.wait_for()
