"""Exercises of the chapter on the person in charge: how long a shadow is, what fear does to the middle, and who still dares."""

from itertools import product
from math import comb

import numpy as np

from .. import career
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread


def returns():
    """Where the year by which a share are back lies within the figure, and no year's percentage only looks like it."""
    found = []
    for a, y, j, back in product((0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), (2, 3, 5), (2, 3), (0.5, 0.75, 0.9)):
        shares = 1 - career.shadow(y, j, a, years=20)
        if y + j < (shares >= back).argmax() and not ((shares < back) & (shares > back - 0.006)).any():
            found.append({"a": a, "y": y, "j": j, "back": back})
    return spread(found, 24)


def unlike():
    """Where places differ so much for some stakes of the figure and no longer at its end."""
    stakes, found = np.arange(21), []
    for h, tilt, times in product((0.2, 0.4, 0.8), (-0.2, -0.1, 0.1, 0.2), (1.1, 1.2, 1.5, 2, 2.5)):
        ratio = 12 * career.spread(stakes, care=3, tilt=tilt, hump=h)[:, 2]
        if ratio.max() > times + 0.01 and ratio[-1] < times and np.abs(ratio - times).min() > 0.006:
            found.append({"h": h, "tilt": tilt, "times": times})
    return spread(found, 24)


def higher():
    """Where a longer ladder makes for more fear from some number of rounds on, in the whole percents of the figure as well."""
    iota, a, p = (0.2, 0.4, 0.6, 0.9, 1), (0.4, 0.6, 0.8, 1), (0.1, 0.2, 0.3)
    rule = Institution(negativity=0.3, individualization=np.array(iota)[:, None, None])
    adapt = career.career(rule, excellent=np.array(a)[:, None], promotion=np.array(p), rungs=3).share[..., 1:, [1, 3], career.CLEAN]
    wide = adapt[..., 0] - adapt[..., 1] >= 0.1
    shown = np.round(100 * adapt) @ [1, -1] >= 10
    return spread([{"iota": iota[i], "a": a[k], "p": p[n]} for i, k, n in np.ndindex(wide.shape[:3])
                   if wide[i, k, n].argmax() > 0 and (wide == shown)[i, k, n].all()], 24)


def mean(y, j, a):
    """Years that the shadow lasts on average."""
    return float(career.mean_shadow(y, j, a))


def nothing(stake, v, h, tilt):
    """The share of places in which nothing is done."""
    return float(career.extremes(stake, v, tilt, h)[0])


def price(tau, iota, p, d=0.25):
    """What a sanction costs a cadre with one rung above who will not be back in time."""
    return 1.2 * ((1 - iota) * d + iota) + iota * 10 * float(career.forfeit(tau, 1, p)[tau])


def peak(v, h, tilt):
    """The stake at which what is done differs most from place to place."""
    return min(v / h, h * v / (3 * tilt**2))


LADDERS = {"is one rung": 1, "are two rungs": 2, "is an endless ladder": 0}


def feared(a, y, j, p, ladder):
    """When a sanction costs most: 0 where y + j rounds are left, 1 where more are, 2 the more the more are left."""
    rungs = LADDERS[ladder]
    if rungs == 0:
        return 2
    missed = sum(comb(y + j, k) * p**k * (1 - p) ** (y + j - k) for k in range(rungs))
    return 0 if a**j >= missed else 1


def ladders():
    """Careers, as many for each answer."""
    return balanced(kept(("a", "y", "j", "p", "ladder"), ((0.4, 0.6, 0.8, 0.9), (2, 3, 5), (2, 3), (0.1, 0.2, 0.3), LADDERS)), feared, 8)


BANK = Bank("career", [
    Setting(
        name="back", title="When are they back?", figure="three-years",
        ask="In *How long are three years?* let a sanction bar for y = {y:.0f} years, then require j = {j:.0f} excellent ratings in a row, each with chance a = {a:.0%}. Find the *first* year in which at least {back:.0%} of those sanctioned can be promoted again. Compare it with the mean.",
        cases=returns,
        goals=[
            (["all", ["==", ["at", "barred"], {"$": "y"}], ["==", ["at", "ratings"], {"$": "j"}], ["==", ["at", "excellent"], {"$": "a"}]], "First {y:.0f} years of sanction, {j:.0f} ratings in a row, a chance of {a:.0%}; only the years gone by are left to you."),
            ([">=", ["value", "back"], {"$": "back"}], "Fewer than {back:.0%} are back by then: whoever misses a rating begins the count anew."),
            (["first", "years", [">=", ["value", "back"], {"$": "back"}]], "So many are back, but they were a year before."),
        ],
        why="Many are back soon after the least time; those who keep missing a rating pull the mean far above it.",
    ),
    Setting(
        name="unlike", title="How long fear divides", figure="the-middle",
        ask="In *What fear does to the middle* set the extra risk of adapting to h = {h:.1f} and that of acting in full to Δ = {tilt:.1f}. Fear makes places unlike before it makes them alike. Find the *highest* cost of a sanction at which what is done still has at least {times:.1f} times the variance of what is needed.",
        cases=unlike,
        goals=[
            (["all", ["==", ["at", "hump"], {"$": "h"}], ["==", ["at", "tilt"], {"$": "tilt"}]], "First h = {h:.1f} and Δ = {tilt:.1f}; only the stake is left to you."),
            ([">=", ["value", "times"], {"$": "times"}], "Here places differ by less. Too little fear leaves them in the middle, too much sends all to one side: look in between."),
            (["last", "stake", [">=", ["value", "times"], {"$": "times"}]], "They differ by so much here, but would also with a little more fear."),
        ],
        why="While the middle empties, those who leave it go to both ends. Only when the tilt alone decides, at a far larger stake, do all places get the same.",
    ),
    Setting(
        name="ladder", title="The longer ladder", figure="who-still-dares",
        ask="In *Who still dares?* put {iota:.0%} of a sanction on the person, let the chance of a rating be {a:.0%} and the chance to rise {p:.0%}; nobody is punished for others. Find the *smallest* number of rounds left at which those with three rungs above adapt in at least 10 percentage points *fewer* places than those with one.",
        cases=higher,
        goals=[
            (["all", ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "excellent"], {"$": "a"}], ["==", ["at", "promotion"], {"$": "p"}], ["==", ["at", "vicarious"], 0]],
             "First {iota:.0%} on the person, a chance of {a:.0%} for a rating and {p:.0%} to rise, 0% for others; only the rounds are left to you."),
            (["<=", ["value", "three"], ["-", ["value", "one"], 0.1]], "The two adapt about as often here. One rung is all that the one can lose; how many rounds does it take until the other expects to climb more than one?"),
            (["first", "rounds", ["<=", ["value", "three"], ["-", ["value", "one"], 0.1]]], "The gap is there, but it was with fewer rounds, too."),
        ],
        why="In the last rounds both have one promotion to lose at most. Further from the end the one below a last rung can make a mistake good, the other has the next rung to miss.",
    ),
    Number(
        name="mean", title="The length of a shadow",
        ask="A sanction bars for y = {y:.0f} years. Then j = {j:.0f} excellent ratings *in a row* are needed; each year brings one with chance a = {a:.0%}. How many years does the shadow last on average?",
        cases=lambda: clear(kept(("y", "j", "a"), ((2, 3, 4, 5), (2, 3), (0.35, 0.45, 0.6, 0.7, 0.85))), mean, 1),
        answer=mean, places=1,
        slips=[
            (lambda y, j, a: y + j, "That is the least it can last: it takes an excellent rating every year."),
            (lambda y, j, a: y + j / a, "That would do if ratings counted whenever they come. They are needed in a row: a miss throws back to none."),
            (lambda y, j, a: y + a**-j, "Once in a⁻ʲ *attempts* all of them come. But an attempt takes more than a year as long as it succeeds: add up the terms."),
            (lambda y, j, a: mean(0, j, a), "That is the wait for ratings alone. The years barred come before it."),
        ],
        hints=["Let Eᵢ be the years still needed with i ratings in hand: Eᵢ = 1 + a·Eᵢ₊₁ + (1 − a)·E₀.", "The sum is y + 1/a + 1/a² + …, with j terms."],
        why="Each further rating costs more than all those before it, since a miss loses them all.",
    ),
    Number(
        name="nothing", title="Notices left in the drawer",
        ask="A sanction costs Λ = {stake:.1f}, a misfit v = {v:.1f} times its square. Executing to the letter is riskier than doing nothing by Δ = {tilt:.2f}; adapting adds a hump of h = {h:.1f}. Needs are uniform between 0 and 1. In what share of places is *nothing* done?",
        cases=lambda: clear(kept(("stake", "v", "h", "tilt"), ((2.5, 4, 6, 8), (2, 3, 4), (0.3, 0.5), (-0.1, 0.08, 0.15)),
                                 lambda stake, v, h, tilt: stake * abs(tilt) / v < min(1, stake * h / v) - 0.05), nothing, 3),
        answer=nothing, places=1, unit="%",
        slips=[
            (lambda stake, v, h, tilt: nothing(stake, v, h, -tilt), "That is the share where the rule is executed to the *letter*. The tilt sends people to the safer end."),
            (lambda stake, v, h, tilt: stake * (h + tilt) / v / 2, "The hump as it is felt, κ = Λh/v, cannot empty more than the whole middle: beyond 1 only the tilt counts."),
            (lambda stake, v, h, tilt: min(1, stake * h / v), "That is the share of places in which nobody adapts. They go to two ends."),
            (lambda stake, v, h, tilt: nothing(stake, v, h, 0), "You left out the tilt: the two ends are not equally safe."),
        ],
        hints=["Write κ = Λh/v and δ = Λ·Δ/v for hump and tilt as they are felt. The middle loses min(κ, 1) in all.", "To doing nothing goes half of min(κ, 1) + δ."],
        why="The first bit of fear sends somebody to each end, as long as the tilt is smaller than the hump.",
    ),
    Number(
        name="price", title="What a sanction costs",
        ask="A cadre has one rung above and {tau:.0f} rounds left; a sanction bars for three years, and three ratings in a row must follow. A round lifts him with chance p = {p:.0%}, and the rung is worth G = 10. The penalty is P = 1.2; ι = {iota:.0%} of a sanction is personal, and of the rest a leader feels d = 0.25. A personal sanction alone casts a shadow. Leave other risks aside: what does a sanction cost him in all?",
        cases=lambda: clear(kept(("tau", "iota", "p"), ((2, 3, 4, 5, 6), (0.3, 0.5, 0.7, 0.9), (0.1, 0.2, 0.3))), price, 2),
        answer=price,
        slips=[
            (lambda tau, iota, p: price(tau, iota, p) - 1.2 * ((1 - iota) * 0.25 + iota), "That is what the shadow takes. The penalty is felt besides."),
            (lambda tau, iota, p: price(tau, iota, p, d=1), "You counted the unit's part of the penalty in full. He feels a quarter of it."),
            (lambda tau, iota, p: price(tau, iota, p) + 10 * (1 - iota) * (1 - (1 - p) ** tau), "Only the personal part of a sanction casts a shadow, so what the career loses counts ι times."),
            (lambda tau, iota, p: 1.2 * ((1 - iota) * 0.25 + iota) + iota * 10 * p * tau, "There is one rung. Whoever has climbed it has nothing more to win: the chance to rise at all is 1 − (1 − p)^τ, not pτ."),
        ],
        hints=["With at most y + j = 6 rounds left nobody comes back in time: he loses his whole chance to rise.", "P[(1 − ι)d + ι] + ι·G·[1 − (1 − p)^τ]."],
        why="The shadow, and not the penalty, is most of it as soon as there is a career to lose.",
    ),
    Number(
        name="peak", title="Where places differ most",
        ask="A researcher measures the variance of strictness over villages. A misfit costs v = {v:.1f} times its square, the hump of the risk is h = {h:.1f}, its tilt Δ = {tilt:.2f}. At which cost Λ of a sanction is the variance largest?",
        cases=lambda: clear(kept(("v", "h", "tilt"), ((1, 1.5, 2, 3), (0.3, 0.4, 0.6), (0.05, 0.12, 0.2, 0.25, 0.28)), lambda v, h, tilt: abs(h / 3 / tilt**2 - 1 / h) > 0.1), peak, 2),
        answer=peak,
        slips=[
            (lambda v, h, tilt: max(v / h, h * v / (3 * tilt**2)), "Two stakes count: where the middle is empty, and where the tilt begins to outweigh the hump. The variance falls from the *first* of them on."),
            (lambda v, h, tilt: v / tilt, "That is where the last place is levelled: there the variance is zero."),
            (lambda v, h, tilt: 2 * h * v / (3 * tilt**2), "There the variance is back at that of the needs, if the middle is not empty before. You want its top."),
        ],
        hints=["Up to Λ = v/h the variance is 1/12 + Λh/(6v) − Λ²Δ²/(4v²); beyond, only its last term still changes.", "The parabola has its top at Λ = hv/(3Δ²). Which comes first, that or v/h?"],
        why="A rise in variance after penalties became personal speaks for two camps and against uniform execution; a fall, for stakes beyond the peak or for adapting being the safe course.",
    ),
    Choice(
        name="feared", title="Who has most to lose",
        ask="Above the cadre there {ladder}. A round lifts with chance p = {p:.0%}. A sanction bars for y = {y:.0f} years, then it takes j = {j:.0f} excellent ratings in a row, each with chance a = {a:.0%}. Leave other risks aside. With how many rounds left does a sanction cost the most rungs?",
        options=[
            ("Just y + j: the least that a shadow lasts", "Then a return just in time must weigh enough: aʲ ≥ Pr(Bin(y + j, p) < K). Here it does not, or there is no last rung."),
            ("More than y + j, but not without end", "Compare aʲ with Pr(Bin(y + j, p) < K). And on an endless ladder there is no last rung that makes a return pay."),
            ("The more, the more are left: it never falls", "That is so on an endless ladder. With a last rung, those with many rounds left have time to make up for it."),
            ("Fewer than y + j", "Up to y + j nobody comes back, and each further round is one more to lose."),
        ],
        right=feared, cases=ladders,
        why="Up to y + j rounds all are lost. Beyond, a further round is one more to lose and one more to come back in; a last rung makes the second count, the sooner the nearer it is.",
    ),
    Order(
        name="length", title="Why three years are more than six",
        ask="Prove that the shadow lasts y + 1/a + … + 1/aʲ years on average. Put the steps in order; two blocks do not belong.",
        blocks=[
            "Let Eᵢ be the years still needed with i ratings in hand, after the sanction has been served; with j in hand none is needed.",
            "One more year brings the next rating or throws back to none: Eᵢ = 1 + a·Eᵢ₊₁ + (1 − a)·E₀.",
            "For i = 0 this gives E₀ − E₁ = 1/a.",
            "Subtracting neighbouring equations, each difference Eᵢ − Eᵢ₊₁ is 1/a times the one before.",
            "So the differences are 1/a, 1/a², …, 1/aʲ, and their sum is E₀.",
            "Adding the y years of the sanction itself, the shadow lasts y + 1/a + … + 1/aʲ years on average.",
            "A rating comes once in 1/a years on average, so j of them take j/a years.",
            "All j ratings come at the first attempt with chance aʲ.",
        ],
        steps=6, after={1: (0,), 2: (1,), 3: (1,), 4: (2, 3), 5: (4,)},
        hints=["Say first what is to be computed, and for whom.", "One equation for each number of ratings in hand; then differences; then their sum; at the end the years barred."],
        why="That ratings must come in a row is what makes each further one dearer than the last.",
    ),
    Function(
        name="done", title="What a cadre does",
        ask="Write a function `done(need, stake, care, tilt, hump)` that returns the strictness x, from 0 to 1, which minimizes care·(x − need)² + stake·(tilt·x + hump·x·(1 − x)). Mind what happens where the hump, as it is felt, outweighs care.",
        answer=lambda need, stake, care, tilt, hump: float(career.response(need, stake, care, tilt, hump)),
        inputs=[{"need": need, "stake": stake, "care": 3.0, "tilt": tilt, "hump": hump} for need, stake, tilt, hump in product((0.1, 0.35, 0.7, 0.95), (1.0, 4.0, 12.0), (-0.1, 0.15), (-0.3, 0.2, 0.5))],
        hints=["With κ = stake·hump/care below 1 there is one best x: set the slope to zero, and cut off at 0 and 1.", "With κ of 1 or more only the two ends can be best: compare them."],
        why="Convex where care outweighs the hump, and then a compromise; else all or nothing.",
    ),
    Text(
        name="burnt", title="The burnt child",
        ask="In this model those who have just been sanctioned are among the boldest. On a rival account people fear for their good name, and a burnt child shuns the fire. Suppose you can follow cadres over the years after a sanction, with all that they propose. What would you count, what does each account expect year by year, and what could spoil the comparison?",
        rubric=["Model: boldest just after the sanction, more careful with each year served and each rating won, most when return is near.",
                "Reputation: careful from the start, or caution that fades as the affair is forgotten; it need not depend on what is left of the shadow.",
                "Names something that spoils it: other posts or tasks after a sanction, selection of who is sanctioned, few years left; and a way to meet it, as the same persons over time."],
        solution="Count proposals and adaptations by the same persons year by year, from before the sanction to after the return. In the model the newly sanctioned have least to lose, since a shadow begun again at once costs no time: they are bold, and grow careful as years are served and ratings won, most of all when one rating is missing. On the account of a good name they should be careful at once, and caution should not follow what is left of the shadow. "
                 "Those sanctioned may be given other tasks, or be bold by nature, which is why they were sanctioned; so compare each with himself and not with others.",
    ),
])
