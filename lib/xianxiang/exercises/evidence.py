"""Exercises of the chapter on what data could tell: signs and scales, a test of two signs, and how much data it takes."""

from itertools import product
from math import erf, exp, log, sqrt

import numpy as np

from .. import evidence
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

YEARS = (6, 8, 10, 12, 15, 20)
COUNTIES = (100, 200, 300, 400, 600, 800, 1200, 1600, 2800)
PRIZES, NOISES = (0.6, 1.0, 1.5, 2.0), (0.25, 0.4)


def pencil(counties, years, prize, noise, cut=0.0):
    """The chance of *reversal* in the book's world, by the pencil; all broadcast."""
    seen = evidence.outlook(evidence.window_shares("book", prize, noise, cut).shield, counties, years)
    return evidence.power(seen.log_ratio, seen.se)


def budgets():
    """Budgets in county-years, the most counties for each length of panel, and a power that only the best split of the budget comes near."""
    prize, noise = (part.ravel() for part in np.meshgrid(PRIZES[1:], NOISES, indexing="ij"))
    chance = np.moveaxis(pencil(np.array(COUNTIES)[:, None, None], np.array(YEARS)[:, None], prize, noise), -1, 0)
    for (r, eta), table in zip(zip(prize.tolist(), noise.tolist()), chance):
        for total in (2400, 3600, 4800, 6000, 9600, 12000):
            reached = np.where(np.outer(COUNTIES, YEARS) <= total, table, 0)
            best = np.sort(reached.ravel())[::-1]
            wanted = np.floor(best[0] * 50) / 50
            shown = (reached > wanted - 0.006) & (reached < wanted)  # short of it, and the figure, in whole percents, may show it
            if 0.3 < wanted < 0.95 and wanted < best[0] - 0.002 and best[2] < wanted and not shown.any():
                yield {"r": r, "eta": eta, "total": total, "least": round(float(wanted), 2), **{f"y{year}": total // year for year in YEARS}}


def cuts():
    """Settings of the first figure and a power that is reached up to some cut between its ends, clear of ties."""
    counties = (400, 800, 1600, 2800)
    prize, noise = np.meshgrid(PRIZES, NOISES, indexing="ij")
    chance = pencil(np.reshape(counties, (4, 1, 1, 1)), 10, prize[..., None], noise[..., None], np.linspace(0, 1, 6))
    for (i, r), (j, eta), (k, n), wanted in product(enumerate(PRIZES), enumerate(NOISES), enumerate(counties), (0.1, 0.5)):
        reached = chance[k, i, j]
        last = (reached >= wanted).sum() - 1
        if 0 < last < 5 and np.abs(reached - wanted).min() > 0.01:
            yield {"r": r, "eta": eta, "n": n, "least": wanted}


def beyond(z):
    """The chance that a standard normal number lies below."""
    return (1 + erf(z / sqrt(2))) / 2


def power(d0, s0, d1, s1, critical=1.645):
    """The chance that both signs are seen."""
    return beyond(d0 / s0 - critical) * beyond(-d1 / s1 - critical)


def decision(d0, s0, d1, s1):
    """The rule: 0 reversal, 1 glue, 2 solvent, 3 undecided."""
    return evidence.DECISIONS.index(evidence.decide([d0, 0, 0, d1], [s0, 1, 1, s1]))


def readings():
    """Estimates and errors, as many of each decision, none near the critical value."""
    return balanced(kept(("d0", "s0", "d1", "s1"), ((-0.62, -0.24, 0.21, 0.48, 0.83), (0.12, 0.19, 0.34), (-1.35, -0.71, -0.28, 0.37, 0.66), (0.15, 0.25, 0.45)),
                         lambda d0, s0, d1, s1: min(abs(abs(d0 / s0) - 1.645), abs(abs(d1 / s1) - 1.645)) > 0.12), decision, 6)


def imitated(book, rival):
    """What the chance of coming to light later must be multiplied by, for the rival to show the book's change."""
    return exp(book - rival)


BANK = Bank("evidence", [
    Setting(
        name="cut", title="How much of the prize may go", figure="sign-plane",
        ask="In *Two signs* set the prize to {r:.1f}, the noise to {eta:.2f} and take {n:.0f} counties. Now penalties begin to take the place of the prize. Find the *largest* cut of the prize at which the test would still say *reversal* in the book's world with a chance of at least {least:.0%}.",
        cases=lambda: spread(cuts(), 25),
        goals=[
            (["all", ["==", ["at", "prize"], {"$": "r"}], ["==", ["at", "noise"], {"$": "eta"}], ["==", ["at", "counties"], {"$": "n"}]], "First bring the three other sliders to where the task has them: {r:.1f}, {eta:.2f}, {n:.0f}."),
            ([">=", ["value", "power"], {"$": "least"}], "Here the chance is below {least:.0%}: the violet mark has come too near the line of no change, or crossed it. Cut less."),
            (["last", "cut", [">=", ["value", "power"], {"$": "least"}]], "It is still seen here, but it would be after a larger cut, too. Go on, step by step."),
        ],
        why="The lost prize pulls the first sign down, as what two had to protect is gone; the second hardly moves. More counties buy a little more of a cut. They cannot buy back a sign that has changed.",
    ),
    Setting(
        name="budget", title="Many counties or many years", figure="power-curve",
        ask="A study can pay for {total:.0f} county-years: counties times years, no more. In *How many counties?* set the prize to {r:.1f} and the noise to {eta:.2f}, and spend them so that the pencil says at least {least:.0%}.",
        cases=lambda: list(budgets()),
        goals=[
            (["all", ["==", ["at", "prize"], {"$": "r"}], ["==", ["at", "noise"], {"$": "eta"}]], "First set the prize to {r:.1f} and the noise to {eta:.2f}."),
            (["any", *(["all", ["==", ["at", "years"], year], ["<=", ["at", "counties"], {"$": f"y{year}"}]] for year in YEARS)], "Counties times years come to more than {total:.0f}."),
            ([">=", ["value", "pencil"], {"$": "least"}], "Within the budget, but the pencil says less. In a short panel few take-ups have a whole window around them; in a long one there are few counties left to be compared. Try the lengths in between."),
        ],
        why="Years do more than counties up to a point: not only are there more of them, a larger part of all take-ups has two quiet years before and two after.",
    ),
    Setting(
        name="pencil-off", title="When the pencil errs", figure="power-curve",
        ask="The violet curve of *How many counties?* is a rough sum; the rings are shares of panels that were made and tested. Find a setting with a ring at which the pencil is too *{word}* by at least 12 percentage points.",
        cases=[{"word": "hopeful", "more": "pencil", "less": "said"}, {"word": "careful", "more": "said", "less": "pencil"}],
        goals=[
            (["says", "made"], "No panels were made here: the sentence names the pencil alone. Rings stand at some numbers of counties only, and not at every length, prize and noise."),
            ([">=", ["-", ["value", {"$": "more"}], ["value", {"$": "less"}]], 0.12], "Panels were made here, but the pencil is not off by that much, or in the other direction. Ask where cover-ups are so rare that some panels have next to none, and where they are less rare."),
        ],
        why="A formula for large samples is as good as its counts are large. Where everything is in force the alliance hides so little that counts are small; with more noise, or a smaller prize, more is left to be counted there.",
    ),
    Number(
        name="scale", title="An interaction that is none",
        ask="In a made-up world causes only multiply. With nothing in force {u} joint cover-ups come to light a year. Covert inspection multiplies them by {c:.2f}, personal liability by {i:.2f}, penalties by {p:.2f}, whatever else is in force. "
            "What is the triple difference of the counts: what penalties add with both, less what they add with each, plus what they add with neither?",
        cases=[{"u": u, "c": c, "i": i, "p": p} for u, (c, i, p) in product((20, 30, 50, 80), ((0.5, 0.6, 0.8), (0.5, 0.75, 1.4), (0.4, 1.2, 1.5), (1.2, 1.5, 2.0), (0.4, 0.8, 0.7), (0.6, 1.25, 0.8)))],
        answer=lambda u, c, i, p: u * (c - 1) * (i - 1) * (p - 1), places=2,
        slips=[
            (lambda u, c, i, p: 0, "On the scale of logarithms it is nothing, as the causes add there. The question is about the counts themselves."),
            (lambda u, c, i, p: u * (c * i * p - 1), "That is the whole change, from nothing in force to all. An interaction is what is left when the parts and the pairs are taken out."),
            (lambda u, c, i, p: u * (c * i * p - c - i - p + 2), "You took out each cause once, and left the pairs in."),
            (lambda u, c, i, p: u * c * i * (p - 1), "That is what penalties do where both are in force. Compare it with what they do in the three other strata."),
        ],
        hints=["Write the eight counts down: the first times whatever is in force. Then take differences, penalties first.", "The triple difference factors: one factor for each cause, multiplier less one."],
        why="Parts that only multiply show a triple interaction in counts, and none in logarithms. Its size and sign belong to the scale. What penalties do has one direction in all four strata.",
    ),
    Number(
        name="imitate", title="The rival's best defence",
        ask="Where both others are in force, penalties change joint cover-ups in the book's world by {book:.2f} in logs, in the rival's by {rival:.2f}. Suppose the rival is right, but once penalties have come there an old cover-up is only *f* times as likely to come to light as before. "
            "Which *f*, to three decimals, makes the rival's counts show the book's change?",
        cases=lambda: clear([{"book": book, "rival": rival} for book, rival in product((-0.7, -0.95, -1.2, -1.45, -1.7), (0.15, 0.3, 0.4, 0.55, 0.7))], imitated, 3),
        answer=imitated, places=3,
        slips=[
            (lambda book, rival: exp(-rival), "With this *f* the rival shows no change at all. It has to show a fall as large as the book's."),
            (lambda book, rival: exp(book), "You forgot that in the rival's world joint cover-ups rise. The fewer that come to light have to make up for that first."),
            (lambda book, rival: exp(rival - book), "That is how many times *more* they would be found out. Which way must it go for fewer to be counted?"),
            (lambda book, rival: book - rival, "That is the difference in logarithms. A chance is multiplied: take it out of the logarithm."),
        ],
        hints=["What comes to light is what is done, times the chance to be found out later. In logarithms the two add.", "The rival's change plus ln f has to equal the book's."],
        why="To imitate the size takes more than to imitate the sign; and it has to happen in that stratum and nowhere else. So register how old cases are found.",
    ),
    Number(
        name="two-signs", title="Two findings at once",
        ask="Somebody plans a study. If the book is right, she expects δ₀₀ = {d0:.2f} with a standard error of {s0:.2f} and δ₁₁ = {d1:.2f} with {s1:.2f}; the two estimates are normal and independent. With what chance will the test of the chapter, with its bound of 1.645, say *reversal*?",
        cases=lambda: clear([{"d0": d0, "s0": s0, "d1": d1, "s1": s1} for d0, s0, d1, s1 in product((0.45, 0.6, 0.8), (0.2, 0.3), (-1.6, -1.1), (0.4, 0.6))], power, 2),
        answer=power, places=0, unit="%",
        slips=[
            (lambda d0, s0, d1, s1: beyond(d0 / s0 - 1.645), "That is the chance to see the first sign alone. A reversal needs the second, too."),
            (lambda d0, s0, d1, s1: beyond(-d1 / s1 - 1.645), "That is the chance to see the second sign alone. A reversal needs the first, too."),
            (lambda d0, s0, d1, s1: power(d0, s0, d1, s1, 1.96), "You used 1.96, which is for tests that look both ways. Each sign is tested one way here."),
            (lambda d0, s0, d1, s1: power(d0, s0, d1, s1, 0), "You asked for the right signs. The test asks for more: each has to lie 1.645 standard errors from nought."),
        ],
        hints=["Ask first for one sign: how likely does an estimate around δ, with that error, lie beyond 1.645 errors? Φ(δ/error − 1.645), with Φ the normal distribution function.", "For the second sign turn the estimate round. Both have to be seen: multiply."],
        why="A claim that needs two findings is rarely made wrongly, and costs power: the weaker sign decides how large the study has to be.",
    ),
    Choice(
        name="decide", title="What the registered test says",
        ask="Prizes were held. Penalties change joint cover-ups, in logs with standard errors in brackets: with neither {d0:.2f} ({s0:.2f}), with person 0.55 (0.21), with covert −0.70 (0.18), with both {d1:.2f} ({s1:.2f}). What does the chapter's test say?",
        options=[
            ("Reversal", "For that the first must lie more than 1.645 errors above nought and the last more than 1.645 below. Divide both by their errors; the two in the middle decide nothing."),
            ("Glue", "For that the first and the last must both lie more than 1.645 errors above nought."),
            ("Solvent", "For that the first and the last must both lie more than 1.645 errors below nought."),
            ("Undecided", "Both the first and the last lie clearly on one side of nought here, more than 1.645 errors away. The test does say something."),
        ],
        right=decision, cases=readings,
        why="Two numbers decide, each over its own error. The other strata are reported, and the rule was fixed before anybody looked.",
    ),
    Choice(
        name="neither-rival", title="What no rival can show",
        ask="Prizes are held, and old cover-ups come to light as before. Which finding could neither the rival's world, in which the two levels act as a pair, nor any world in which causes add on some scale, have produced, however large the sample?",
        options=[
            ("The share who pass the blame shows a large triple interaction of penalties, person and covert", "The literal world shows one: its parts add on a scale of their own, and shares are a curve of their sum."),
            ("Joint cover-ups rise with penalties in all four strata", "So they do in the rival's world: what a pair loses by a finding grows, and hiding together is found least."),
            ("Joint cover-ups rise with penalties where nothing else is in force, and fall where both are", "The rival never falls while prizes are held, and a sum moves one way in all strata. Only a part that changes its sign can do this."),
            ("Joint cover-ups fall with penalties in all four strata", "In a world where each cause adds to blame they do just that."),
        ],
        right=2,
    ),
    Order(
        name="never-falls", title="The rival never falls",
        ask="The two levels choose a pair of actions by logit on the sum of their payoffs; the prize is held. Prove that the share of pairs that shield together never falls as penalties grow. Put the steps in order; two blocks do not belong.",
        blocks=[
            "In the sum of the two payoffs, blame that one moves to the other cancels.",
            "So half the sum holds the penalty P only as −(1 + θ)fφP, with f the chance of a finding of that pair.",
            "Of all pairs of actions f is least for the one that shields together.",
            "So its lead over each other pair never falls as P grows.",
            "By the logit its share is one over one plus the sum of the odds against it, and none of these odds rises.",
            "The part of penalties is the same number in all strata, so that the outcome moves one way in all of them.",
            "Where b·π is large, each side would rather pass the blame than protect the other.",
        ],
        steps=5, after={1: [0], 3: [1, 2], 4: [3]},
        hints=["Find out first what of the penalty is left in what a pair gets together.", "Then compare pairs by how likely they are found; the logit comes last. What one side would rather do alone plays no part, nor does a sum of causes."],
        why="Who can pay each other do not care who is blamed. It takes two who do not to make a solvent of a penalty.",
    ),
    Function(
        name="estimator", title="The estimator as a function",
        ask="Write a function `log_ratio(A, B, C, D)` that returns δ̂ of the chapter for one stratum. Each argument is a list with an entry for each year of take-up: counts of the treated after and before, A and B, of the controls after and before, C and D. "
            "Years are weighed together as Mantel and Haenszel do: ln[(Σ A·D/M + ¼)/(Σ B·C/M + ¼)], where M is the sum of that year's four counts.",
        answer=lambda A, B, C, D: log((sum(a * d / (a + b + c + d) for a, b, c, d in zip(A, B, C, D)) + 0.25) / (sum(b * c / (a + b + c + d) for a, b, c, d in zip(A, B, C, D)) + 0.25)),
        inputs=[{"A": [a, 12, x], "B": [18, b, 7], "C": [40, 33, c], "D": [x + 20, 41, 26]} for a, b, c, x in product((0, 9, 31), (5, 22), (24, 48), (3, 14))],
        hints=["Add up over the years *before* you take the logarithm, once for the numerator and once for the denominator.", "A quarter is added to each of the two sums, not to each year."],
        why="Size of county and shock of year cancel, an empty count does no harm, and a year with few counts weighs little.",
    ),
    Text(
        name="where-trouble-is", title="Where inspectors go",
        ask="In the chapter's panels treatments arrive by chance. Suppose that penalties in fact come to a county in the year after a scandal. Joint cover-ups that come to light are then found to fall where both other treatments are in force. "
            "Give an explanation in which penalties do nothing. What would you look for in the files, and which comparison would you register, to tell it from the book's?",
        rubric=["Gives a mechanism without any effect: for instance the year before was bad by chance or because of the scandal itself, and counts return to what is usual.",
                "Says what would be seen before take-up under it, such as a rise in the years before, and none in controls.",
                "Names a remedy that could be written down beforehand: controls with a scandal and no penalty, a longer window before, how cases came to light."],
        solution="A scandal year has more cases that come to light than usual. If penalties follow, the counts after are compared with a peak, and they fall although nobody acts otherwise. Skipping a year does not help if the peak lies in the two years before. "
                 "One would look at the years before take-up, which should be flat under the book's account; take as controls counties that had a scandal and no penalties; register a longer window; and count only cases that surfaced by a road that neither scandal nor inspectors opened. A fall where both are in force, and a rise where nothing is, would be hard to explain in this way, as returns to the usual go down in every stratum.",
    ),
])
