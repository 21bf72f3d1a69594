"""Exercises of the chapter on pairs who know each other: waits, tipping shares, rotation, and likeness within counties."""

from itertools import product
from math import ceil, exp, floor, sqrt

import numpy as np

from .. import country
from ..institution import NOW, THEN, between
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

SIZES = (1, 2, 4, 8, 14)
"""Townships of a county in the figure of how long it holds out, by row of its table."""


def tip(x, y):
    """The share of townships that must pass the blame before the county does better by passing it, too."""
    return x / (x - y)


def wait(x, eta, share, r):
    """Rounds that a county of many townships holds out on average, noise small and reconsidering slow."""
    return exp(x / eta) / (r * (1 - share))


def limit(share, r):
    """The rate of rotation below which blame spreads."""
    return r * float(country.spreading_rate(share))


def likeness(a, one, other, size=14):
    """Intraclass correlation where in `a` of 100 counties `one` townships of `size` pass the blame, in the rest `other`."""
    mean, spread = divided(a, one, other, size)
    return (size * spread / (mean * (1 - mean)) - 1) / (size - 1)


def divided(a, one, other, size=14):
    """Mean and variance of the counties' shares."""
    p, high, low = a / 100, one / size, other / size
    return p * high + (1 - p) * low, p * (1 - p) * (high - low) ** 2


def carried(x, y, rate):
    """What spreads with secretaries who reconsider with chance 0.25: 0 blame, 1 collusion, 2 neither, 3 there is nothing to carry."""
    if x <= 0 or y >= 0:
        return 3
    share = tip(x, y)
    if rate < 0.25 * country.spreading_rate(share):
        return 0
    return 1 if rate < 0.25 * country.spreading_rate(share, back=True) else 2


def too_fast():
    """Points of the way and bonds at which one regime spreads with slow rotation and none with fast."""
    at, bond = np.linspace(0.2, 0.7, 21)[:, None], np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    rules = between(THEN, NOW, at).replace(attachment=bond)
    most = np.fmax(country.rotation_limit(rules), country.rotation_limit(rules, back=True))
    return spread([{"at": round(float(at[i, 0]), 3), "bond": float(bond[j])} for i, j in np.argwhere((most > 0.05) & (most < 1))], 24)


def moves():
    """Advantages and rates of rotation, as many for each of what can be said."""
    values = (-0.1, 0.1, 0.2, 0.3, 0.5), (-0.6, -0.4, -0.2, -0.1, 0.1), (0.02, 0.1, 0.4, 0.8)
    return balanced(kept(("x", "y", "rate"), values, lambda x, y, rate: x > 0 or y < 0), carried, 6)  # one habit lasts at least


BANK = Bank("country", [
    Setting(
        name="gives-way", title="Where a county gives way", figure="how-long",
        ask="In *How long does a county hold out?* take a county with {size} and a noise of {eta:.2f}. Find the *lowest* point of the way at which it holds out no more than {rounds:.0f} rounds on average.",
        cases=[{"size": "one township" if size == 1 else f"{size} townships", "townships": size, "row": SIZES.index(size), "eta": eta, "rounds": rounds, "most": len(str(rounds)) - 1}
               for size, eta, rounds in product((1, 4, 14), (0.06, 0.08, 0.1, 0.12), (100, 1000))],
        goals=[
            (["all", ["==", ["at", "townships"], {"$": "townships"}], ["==", ["at", "noise"], {"$": "eta"}]], "First set {size} and a noise of {eta:.2f}; only the way is left to you."),
            (["<=", ["cell", "waits", "wait", {"$": "row"}], {"$": "most"}], "It holds out longer than that here. Along the way the first mistake becomes cheaper, and the wait falls with the exponential of it."),
            (["first", "position", ["<=", ["cell", "waits", "wait", {"$": "row"}], {"$": "most"}]], "It gives way here, but it does so earlier on the way, too."),
        ],
        why="A few steps of the way change the wait a hundredfold; the number of townships hardly changes it. One mistake of the one person whom all of them watch is enough.",
    ),
    Setting(
        name="too-fast", title="How fast is too fast", figure="rotation",
        ask="In *Does rotation break it?* set the way to {at:.1%} and attachment to {bond:.1f}. With slow rotation one of the two habits spreads from county to county. Find the *lowest* rate of rotation at which neither does.",
        cases=too_fast,
        goals=[
            (["all", ["==", ["at", "position"], {"$": "at"}], ["==", ["at", "attachment"], {"$": "bond"}]], "First set the way to {at:.1%} and attachment to {bond:.1f}; only the rate is left to you."),
            (["says", "fast"], "At this rate a habit still spreads, or nobody is moved. A newcomer wins a county only if he stays until enough townships have followed him."),
            (["first", "rotation", ["says", "fast"]], "Neither spreads here, but a lower rate would do."),
        ],
        why="Rotation carries a habit along as long as newcomers stay long enough to be followed. Beyond that each county is held by its past: fast rotation does not break a habit, it keeps each where it is.",
    ),
    Setting(
        name="begin", title="The same rules, and who has gone", figure="the-country",
        ask="In *Four hundred counties under one set of rules* choose a noise of {eta:.2f}, a rotation of {rate:.0%} and run number {draw:.0f}. Find the *first* round in which most secretaries pass the blame in at least {n:.0f} of the 400 counties. Then look at the strangers' share.",
        cases=[{"eta": eta, "rate": rate, "draw": draw, "n": n} for eta, rate, draw, n in product((0.06, 0.1), (0, 0.1, 0.4), (1, 2), (20, 200))],
        goals=[
            (["all", ["==", ["at", "noise"], {"$": "eta"}], ["==", ["at", "rotation"], {"$": "rate"}], ["==", ["at", "draw"], {"$": "draw"}]], "First set a noise of {eta:.2f}, a rotation of {rate:.0%} and run {draw:.0f}; only the round is left to you."),
            ([">=", ["value", "blame"], {"$": "n"}], "Fewer than {n:.0f} counties pass the blame in this round."),
            (["first", "moment", [">=", ["value", "blame"], {"$": "n"}]], "So many do, but not for the first time."),
        ],
        why="The first counties go over long before strangers would: one mistake is enough in a county, and among strangers many would have to err at once. Which go first is luck.",
    ),
    Number(
        name="tipping", title="How many it takes",
        ask="A county weighs the mean of its {size:.0f} townships. Shield earns it X = {x:.2f} more than Deflect against townships that shield, and Y = {y:.2f} more, that is less, against townships that pass the blame. How many townships at least must pass the blame, while the others shield, for the county to do better by passing it, too?",
        cases=[{"x": x, "y": y, "size": size} for x, y, size in product((0.12, 0.25, 0.4), (-0.17, -0.32, -0.55), (5, 8, 14)) if 0.05 < size * tip(x, y) % 1 < 0.95],
        answer=lambda x, y, size: floor(size * tip(x, y)) + 1, places=0,
        slips=[
            (lambda x, y, size: floor(size * tip(x, y)), "With so many the county still does a little better by shielding. It is the next one that tips it."),
            (lambda x, y, size: ceil(size * (1 - tip(x, y))), "That is how many must *shield* for the county to shield. You divided Y by X − Y where X belongs."),
            (lambda x, y, size: ceil(size * x / -y), "You divided X by Y. Every township that goes over moves the county's lead by X − Y, from X down to Y."),
            (lambda x, y, size: floor(size / 2) + 1, "That is a majority. What tips a county is not how many they are but what its own two mistakes cost: X and Y."),
        ],
        hints=["With a share y of its townships deflecting, Shield leads by (1 − y)X + yY. Where is that zero?", "At x∗ = X/(X − Y). Multiply by the number of townships, and mind which way to round."],
        why="The tipping share compares what it costs to be alone on either side; below one half blame is the safer habit for the county.",
    ),
    Number(
        name="wait", title="How long it holds out",
        ask="In a county with many townships all hide together. If the county alone passes the blame it loses X = {x:.2f}; it tips at x∗ = {share:.0%} of its townships. All reconsider with chance r = {r:.1f} a round, with noise η = {eta:.2f}. By the limit for small noise and slow reconsidering, after how many rounds on average (a whole number) does it go over to blame?",
        cases=clear(kept(("x", "eta", "share", "r"), ((0.3, 0.36, 0.42), (0.08, 0.09, 0.1), (0.3, 0.45, 0.6), (0.1,))), wait, 0),
        answer=wait, places=0,
        slips=[
            (lambda x, eta, share, r: wait(x, eta, 0, r), "That is the wait for the first *mistake*. Not every mistake is followed: the county may think better of it before enough townships have gone along."),
            (lambda x, eta, share, r: wait(x, eta, share, 1), "You forgot that the county reconsiders only with chance r in a round."),
            (lambda x, eta, share, r: wait(x, eta, 1 - share, r), "You took x∗ for the chance that a mistake is followed through. The higher the tipping share, the *less* likely that is."),
            (lambda x, eta, share, r: exp(x / eta) * (1 - share) / r, "Mistakes that are seldom followed through make the wait longer, not shorter."),
        ],
        hints=["A mistake comes about every e^(X/η)/r rounds. Only a share of mistakes leads to blame.", "For many townships, and slow reconsidering, that share is 1 − x∗. Divide by it."],
        why="The exponential does most of it: rules that lower X by a little shorten the wait by much. The number of townships is not in the formula.",
    ),
    Number(
        name="limit", title="How often may they be moved",
        ask="A county tips to blame at x∗ = {share:.0%} of its townships. Counties are large, noise is little, and all reconsider slowly, with chance r = {r:.1%} a round. Below which rate of rotation ϱ, in percent of secretaries a round, do a few counties that blame spread their habit to the others?",
        cases=clear(kept(("share", "r"), ((0.2, 0.25, 0.3, 0.35, 0.4, 0.44), (0.025, 0.04, 0.05, 0.08))), limit, 4),
        answer=limit, places=2, unit="%",
        slips=[
            (lambda share, r: limit(share, r) + r, "You left out the −1: at x∗ near one half the limit has to fall to zero, for then blame has no lead."),
            (lambda share, r: limit(share, 1), "That is ϱ/r, in moves for each time that a secretary reconsiders. Multiply by how often he does."),
            (lambda share, r: r * (1 - 2 * share) / share, "You compared the chances 1 − x∗ and x∗ themselves. The condition is (1 − x∗)^(1 + ϱ/r) > x∗: take logarithms."),
        ],
        hints=["A few blaming counties grow in number exactly if (1 − x∗)^(1 + ϱ/r) > x∗.", "Take logarithms (both are negative) and solve for ϱ."],
        why="A newcomer has to stay until x∗ of his townships have followed him, so the limit falls as x∗ rises, and is zero at one half.",
    ),
    Number(
        name="likeness", title="Half-hearted, or divided",
        ask="In {a:.0f} of 100 counties {one:.0f} of 14 townships pass the blame, in the others {other:.0f} of 14. How alike are the townships of a county, as the chapter measures it (intraclass correlation)? Use the variance of the counties' shares, dividing by 100.",
        cases=clear([{"a": a, "one": one, "other": other} for a, (one, other) in product((20, 30, 40, 50), ((13, 1), (12, 2), (14, 3), (11, 0), (10, 3), (9, 1)))], likeness, 2),
        answer=likeness,
        slips=[
            (lambda **case: (lambda mean, spread: spread / (mean * (1 - mean)))(*divided(**case)), "You left out chance. Even if townships chose by themselves, the shares of counties of 14 would differ by x̄(1 − x̄)/14 on average; that has to be 0 on the scale."),
            (lambda **case: (lambda mean, spread: spread)(*divided(**case)), "That is the variance of the counties' shares alone. Compare it with x̄(1 − x̄)."),
            (lambda **case: (lambda mean, spread: sqrt(spread / (mean * (1 - mean))))(*divided(**case)), "You took a root: the measure is built of variances, not of standard deviations."),
            (lambda **case: divided(**case)[0], "That is the country's mean share. It says nothing of how townships are grouped."),
        ],
        hints=["You need the mean x̄ of the counties' shares and their variance v.", "ICC = (K·v/[x̄(1 − x̄)] − 1)/(K − 1), with K = 14."],
        why="The country's mean can be the same where every county is divided and where every county is of one mind. Likeness tells the two apart.",
    ),
    Choice(
        name="carried", title="What travels with a secretary",
        ask="Shield is worth X = {x:.1f} more to a county than Deflect against townships that shield, and Y = {y:.1f} more against townships that deflect. For the townships both habits can last. Secretaries reconsider with chance r = 0.25, and a share ϱ = {rate:.0%} of them is moved each round; take the proposition's limit. What spreads from a few counties to the others?",
        options=[
            ("Blame spreads", "Blame spreads only if both conducts can last, x∗ lies below one half, and secretaries are not moved too fast. At least one of the three fails."),
            ("Collusion spreads", "Collusion spreads only if both conducts can last, x∗ lies above one half, and secretaries are not moved too fast. At least one of the three fails."),
            ("Neither spreads", "Compute x∗ = X/(X − Y) and the limit r[ln x∗/ln(1 − x∗) − 1], with x∗ and 1 − x∗ exchanged where x∗ is above one half. The rate here is below it, or one habit cannot last at all."),
            ("There is nothing to carry: only one habit can last", "That is so where X is not above zero or Y not below. Look at the two signs."),
        ],
        right=carried, cases=moves,
        why="First: can both habits last (X > 0 > Y)? Then: on which side of one half is x∗? Last: does a secretary stay long enough?",
    ),
    Order(
        name="size", title="Why size does not matter",
        ask="Mutual shielding and mutual deflection are both strict, and X is the smallest loss by which anybody can leave the former. Prove that the cheapest road from shielding to blame costs exactly X, whatever the number of townships. Two blocks do not belong.",
        blocks=[
            "Where all shield, whoever moves first errs, and loses at least X.",
            "So no road costs less than X.",
            "Let the county err, at the cost X, and then not reconsider for a while.",
            "Each township sees a county that deflects; when it reconsiders, deflecting is its best reply and costs nothing.",
            "Once all townships have followed, deflecting is the county's own best reply.",
            "So there is a road that costs X, and none is cheaper.",
            "With K townships K mistakes are needed, so the road costs K times X.",
            "As noise falls, a mistake that costs X becomes rarer by the exponential of X/η.",
        ],
        steps=6, after={1: (0,), 3: (2,), 4: (3,), 5: (1, 4)},
        hints=["Two halves: no road is cheaper than X, and one costs just X. Either may come first; the conclusion needs both.", "In the second half follow the mistake: who errs, who sees it, and when does it pay to stay with it?"],
        why="Townships are safe from each other, since each sees only the county. None is safe from the county, since all see the same one.",
    ),
    Function(
        name="deflects", title="The county's chance to pass the blame",
        ask="Write a function `deflects(n, size, x, y, eta)`: the chance that a county which reconsiders passes the blame, if n of its `size` townships do and the others shield. It chooses between Shield and Deflect by logit choice with noise eta; x and y are Shield's leads X and Y.",
        answer=lambda n, size, x, y, eta: 1 / (1 + exp(((1 - n / size) * x + n / size * y) / eta)),
        inputs=[{"n": n, "size": size, "x": x, "y": y, "eta": eta} for (n, size), x, y, eta in product(((0, 14), (3, 14), (7, 14), (14, 14), (2, 5), (1, 1)), (0.2, 0.5), (-0.3, -0.1), (0.1, 0.25))],
        hints=["First the lead of Shield: (1 − n/size)·x + (n/size)·y.", "Deflect is chosen with chance 1/(1 + e^(lead/eta)): the larger the lead of Shield, the smaller."],
        why="The county weighs the mean over its townships and answers with one conduct; from this line and its twin for townships come all waits of the chapter.",
    ),
    Text(
        name="different", title="Were they different all along?",
        ask="On one side of a border counties pass the blame, on the other they do not, under the same rules. A colleague says that they were always different; you say it may be chance and habit. Name *two* things that you would count, over time or over people, and what each account expects.",
        rubric=["Over time, rules unchanged: if counties differ, those easily turned go first and the rate among the rest falls; if chance did it, the rate stays what it was.",
                "Over people: if the place makes the conduct, a secretary who is moved adopts that of the new county; in the model the place often follows the newcomer, in about 1 − x∗ of cases.",
                "Says what is needed to count it: dates of each county's change, and postings beside case files."],
        solution="Count, year by year while the rules stand still, what share of the counties that have not yet gone over does so. Under fixed differences the easily turned leave first and the rate falls; under chance those left are no more stubborn than the others were, and the rate stays level. "
                 "And follow secretaries who are moved between the two sides. If places differ, the newcomer adopts what is done there. If conduct is a habit, it travels with him, and in about 1 − x∗ of cases the county follows. Both need dated cases beside postings.",
    ),
])
