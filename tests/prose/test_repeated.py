"""Numbers of the long game by another road: payoffs written out, plays added up year by year, critical values by halving."""

import pytest

from xianxiang.prose import percent

HIDE, BLAME, LITTLE = "hide", "blame", "little"
ACTIONS = (HIDE, BLAME, LITTLE)
DELTA = 0.95
CHAPTER = dict(v=0.9, i=0.9, c=0.5)
NOW = dict(v=0.9, i=0.9, c=0.5, m=0.8, n=6, e=0.4, theta=0.3)


def found(hiders, m=0.5, c=0.9, n=1, lam=0.3, **_):
    return 1 - (1 - m * (1 - c * (0, lam, 1)[hiders])) ** n


def alone(own, other, s=4, v=0.1, i=0.1, b=0.8, d=0.25, e=1.0, g=0.35, k=0.25, county=True, theta=0.0, **levers):
    """What a side gets for itself in a year."""
    f = found((own == HIDE) + (other == HIDE), **levers)
    mine, theirs = (1 - e * (1 - b), e * b) if county else (e * b, 1 - e * (1 - b))
    weight = 1 - mine * (own == BLAME != other) + theirs * (other == BLAME != own)
    return (1 - f) * s * (1 - v) * (e if county else 1) - f * s * v * ((1 - i) * d + i * weight) - {HIDE: g, BLAME: k, LITTLE: 0}[own]


def year(own, other, county=True, **levers):
    """The same with the weight on the other side."""
    return alone(own, other, county=county, **levers) + levers.get("theta", 0) * alone(other, own, county=not county, **levers)


def tempted(**levers):
    return max(year(a, HIDE, **levers) for a in ACTIONS) - year(HIDE, HIDE, **levers)


def lost(**levers):
    return year(HIDE, HIDE, **levers) - max(year(a, BLAME, **levers) for a in ACTIONS)


def holds(tau, noticed=1.0, removal=0.0, years=4000, **levers):
    """Whether one desertion does not pay: the grudge's cost added up over the years that the pair still has."""
    f0, f1 = found(0, **levers), found(1, **levers)
    there = tau * (noticed * (1 - removal * f1) + (1 - noticed) * f1 * (1 - removal))
    cost, loss = 0.0, lost(**levers)
    for _ in range(years):
        cost, there = cost + there * loss, there * tau * (1 - removal * f0)
    return tempted(**levers) <= cost + 1e-12


def halved(good, low=0.0, high=1.0):
    """Where something begins to hold, infinite where it does not hold even near the upper end."""
    if not good(high - 1e-9):
        return float("inf")
    if good(low):
        return low
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if good(middle) else (middle, high)
    return high


def need(**levers):
    """What next year must be worth; 3,000 years are as good as all, but near 1."""
    return halved(lambda tau: holds(tau, **levers), high=0.999)


def next_year(posts):
    """What next year together is worth: both stay."""
    return DELTA * (1 - 1 / posts) * (1 - 1 / posts)


def shortest(worth):
    """The shortest posts in which next year is worth so much."""
    low, high = 1.0, 1e6
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if next_year(middle) >= worth else (middle, high)
    return high


def late(lifelong, q, mu=0.3, delta=DELTA):
    """A later charge, year by year."""
    stays = 1 if lifelong else 1 - q
    return sum((delta * stays) ** t * (1 - mu) ** (t - 1) * mu for t in range(1, 2000))


def bar(posts, lifelong, noticed, b=0.8):
    """The moving share of a felt sanction at which a larger penalty neither loosens nor tightens, from the game's own payoffs."""
    q, levers, rise = 1 / posts, dict(v=1.0, i=0.9, c=0.5, g=0, k=0), {}
    for moving in (0.0, 1.0):
        z, paid = late(lifelong, q), {}
        for pair, hiders in {(HIDE, HIDE): 2, (BLAME, HIDE): 1, (BLAME, BLAME): 0}.items():
            sure = year(*pair, b=moving, s=1, m=1.0, n=1, lam=0.0, **(levers | {"c": 0.0}))
            paid[pair] = year(*pair, b=moving, s=1, **levers) + (1 - found(hiders, c=0.5)) * z * sure
        gain, cost, there = paid[BLAME, HIDE] - paid[HIDE, HIDE], 0.0, next_year(posts) * (noticed + (1 - noticed) * found(1, c=0.5))
        for _ in range(2000):
            cost, there = cost + there * (paid[HIDE, HIDE] - paid[BLAME, BLAME]), there * next_year(posts)
        rise[moving] = gain - cost
    return -rise[0.0] / (rise[1.0] - rise[0.0]) * 0.9 / (0.1 * 0.25 + 0.9)


def test_what_the_first_bet_tells(quoted):
    said = quoted("repeated")
    seen, secret = need(noticed=1, **CHAPTER), need(noticed=0, **CHAPTER)
    assert said[:5] == [percent(next_year(4)), percent(seen), percent(secret), f"{shortest(seen):.2f}", f"{shortest(secret):.2f}"]
    assert seen < next_year(4) < secret
    assert [said[26], said[34]] == [said[3]] * 2 and said[23:25] == said[3:5]


def test_a_partner_as_likely_to_accuse_as_to_trust(quoted):
    """Trusting until betrayed and accusing always, each against an even chance of the other."""
    said = quoted("repeated")

    def trusts(tau):
        forever = 1 / (1 - tau)
        trust = year(HIDE, HIDE, **CHAPTER) * forever + year(HIDE, BLAME, **CHAPTER) + tau * forever * year(BLAME, BLAME, **CHAPTER)
        accuse = year(BLAME, HIDE, **CHAPTER) + tau * forever * year(BLAME, BLAME, **CHAPTER) + year(BLAME, BLAME, **CHAPTER) * forever
        return trust >= accuse

    assert said[5:7] == [percent(halved(trusts)), said[1]]


def test_items_defeat_patience(quoted):
    said = quoted("repeated")
    by_item = {n: need(n=n, **CHAPTER) for n in (1, 6, 10)}
    assert said[7:10] == [percent(by_item[n]) for n in (1, 6, 10)]
    assert said[10] == str(min(n for n in range(1, 30) if lost(n=n, **CHAPTER) <= 0))
    now = [need(county=county, **NOW) for county in (True, False)]
    one = [need(county=county, **(NOW | {"n": 1})) for county in (True, False)]
    assert said[11:14] == [*map(percent, now), percent(one[0])] and one[1] == 0, "the township needs nothing"
    for county in (True, False):  # a grudge is a threat that both would carry out
        assert year(BLAME, BLAME, county=county, **NOW) >= max(year(a, BLAME, county=county, **NOW) for a in ACTIONS)
    assert said[27:31] == [percent(by_item[6], 1), percent(by_item[1], 1), percent(next_year(12), 1), f"{shortest(by_item[6]):.1f}"]
    assert next_year(12) < by_item[6] < next_year(20)


def test_how_often_to_move(quoted):
    said = quoted("repeated")
    post, life = ({t: bar(t, lifelong, 0.75) for t in range(1, 21)} for lifelong in (False, True))
    assert said[14:19] == [f"{x:.2f}" for x in (post[1], post[2], post[20], life[1], life[20])]
    assert min(post, key=post.get) == 2 and sorted(life, key=life.get) == list(range(1, 21))
    assert post[1] == pytest.approx(1 - found(2, c=0.5) / found(1, c=0.5)), "the bare worth of silence"
    assert said[19:22] == [f"{late(True, 1 / 4):.2f}", f"{late(False, 1 / 4):.2f}", f"{late(True, 1 / 4) / late(False, 1 / 4):.1f}"]
    moves = 0.3 * 0.9 / 0.925
    shut = [bar(t, False, 0) for t in range(1, 21)]
    assert said[31:33] == [f"{moves:.3f}", ", ".join(f"{x:.3f}" for x in shut[:3])]
    assert [t for t, x in enumerate(shut, 1) if x < moves] == list(range(3, 21)) and all(bar(t, True, 0) < moves for t in range(1, 21))


def test_scalpel_and_hammer(quoted):
    said = quoted("repeated")
    for y in (0.7,):
        work = halved(lambda tau: 1 - y <= tau / (1 - tau) * (2 * y - 1))
        assert said[22] == f"{shortest(work):.2f}" and work == pytest.approx((1 - y) / y)
    assert tempted(v=0.1, i=0.9, c=0.5) <= 0, "under prizes the alliance needs no future"


def test_removal_puts_a_lid(quoted):
    said = quoted("repeated")
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(1.0, noticed=0, removal=middle, **CHAPTER) else (low, middle)
    assert said[25] == f"{low:.2f}"
    assert not holds(1.0, noticed=0, removal=1.0, **CHAPTER) and holds(0.9, noticed=0, removal=0.3, **CHAPTER)


def test_exercises_on_files_and_on_responsibility(quoted):
    said = quoted("repeated")
    seen = need(noticed=1, **CHAPTER)
    low, high = 1.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if DELTA * (1 - 1 / middle) >= seen else (middle, high)
    assert said[33] == f"{high:.2f}"
    more = [need(noticed=1, **(CHAPTER | {"i": i})) for i in (0.5, 1)]
    less = [need(noticed=1, v=1, i=i, c=0.5, d=0) for i in (0.5, 1)]
    assert said[35:] == [" and ".join(f"{x:.2f}" for x in pair) for pair in (more, less)] and more[1] > more[0] and less[1] < less[0]
    for c in (0.2, 0.5, 0.9):
        assert need(s=2, v=1, i=1, b=1, c=c, lam=0, g=0.25, k=0.25) == pytest.approx(1 - c)
    assert late(True, 1 / 3, 1 / 3, 0.9) == pytest.approx(3 / 4) and late(False, 1 / 3, 1 / 3, 0.9) == pytest.approx(1 / 3)


def test_what_the_bets_reply():
    assert next_year(4) < need(noticed=0, **CHAPTER) and next_year(4) > need(noticed=1, **CHAPTER), "the second slider decides at these posts"
    moves, heights = 0.4 * 0.9 / 0.925, [bar(t, False, 0.75) for t in range(1, 21)]
    assert heights[0] > moves > min(heights) and heights[-1] > moves, "both ends tighten, what lies between loosens"
    assert next_year(3) < 0.3 / 0.7 <= next_year(4) and tempted(v=0.1, i=0.9, c=0.5) <= 0, "shorten the posts, and honest work breaks"


def test_blame_and_forgiveness_can_hold_what_the_minimum_cannot():
    """Where blame is not worth its paper: a year of blame, repeated if anybody leaves it out, then trust again."""
    levers, tau = CHAPTER | {"i": 0.1}, 0.5
    trust, stick, idle = (year(a, a, **levers) for a in ACTIONS)
    assert year(LITTLE, BLAME, **levers) > stick, "an accuser would rather do the minimum"
    gain = tempted(**levers)
    assert gain > tau / (1 - tau) * (trust - idle), "going over to the minimum for good is too mild"
    value = trust / (1 - tau)
    punished = stick + tau * value
    assert value >= max(year(a, HIDE, **levers) for a in ACTIONS) + tau * punished
    assert punished >= max(year(a, BLAME, **levers) for a in ACTIONS) + tau * punished


@pytest.mark.parametrize("name, telling", [("how-patient", "It depends on the file"), ("how-often-to-move", "there is only the climb"),
                                           ("scalpel-or-hammer", "Rotation then breaks only honest work")])
def test_the_text_below_a_bet_tells_nothing_before_it_is_placed(visitor, name, telling):
    page = visitor.open("chapters/repeated.html")
    figure = page.locator(f".xx-explorer:has(.xx-live[data-name={name}])")
    figure.locator(".xx-cover").wait_for()
    assert not page.get_by_text(telling).first.is_visible()
    figure.locator(".xx-cover .xx-quiet").click()
    page.get_by_text(telling).first.wait_for()
