"""Exercises of the chapter on incentive types: the game by hand, its map, and the direction of the stakes."""

from itertools import product

import numpy as np

from .. import stage
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear

STRENGTHS = (1.5, 2, 2.5, 3, 3.5, 4, 5, 6)
LEAST = (0.05, 0.15, 0.2, 0.3, 0.45, 0.55, 0.65, 0.75, 0.85)
"""What leaving is to cost at least: no setting of the figure falls short of one of these and is written as if it did not."""


def direction(nu, iota, d=0.25, **_):
    """The share of the stakes that a person bears."""
    shared, personal = stage.stakes(Institution(negativity=nu, individualization=iota, diffusion=d))
    return personal / (shared + personal)


def onset(s, iota, k, **_):
    """The share of penalties from which on distance pays where nobody hides: b m s ν ι = k."""
    return k / (0.8 * 0.5 * s * iota)


def first_blame():
    """Where, on the figure's grid, blame-shifting becomes an equilibrium at some share of penalties between its ends."""
    shares = np.linspace(0, 1, 11)
    for strength, concealment in product(STRENGTHS, (0.1, 0.3, 0.5, 0.7, 0.9)):
        rule = Institution(strength=strength, negativity=shares, individualization=0.9, concealment=concealment)
        held = stage.pure_equilibria(rule)[:, 1, 1]
        if held.any() and 0 < held.argmax() < 10:
            yield {"s": strength, "c": concealment}


def verdict_of_ray(nu, iota, c):
    """What strong stakes make stable: 0 collusion alone, 1 blame-shifting alone, 2 both, 3 neither."""
    margins = stage.margins(Institution(strength=10_000, negativity=nu, individualization=iota, concealment=c))
    collusion, blame = margins[0] > 0, margins[1] > 0
    return {(True, False): 0, (False, True): 1, (True, True): 2}.get((bool(collusion), bool(blame)), 3)


BANK = Bank("incentives", [
    Setting(
        name="first-blame", title="Where blame-shifting begins", figure="incentive-table",
        ask="In *Strength and sign: which regimes can last* let sanctions fall on the person, set the strength to {s:.1f} and what two can hide to {c:.0%}, and leave prizes as they are (they do not pass). "
            "Find the *lowest* share of penalties at which blame-shifting is stable, alone or beside another regime.",
        cases=lambda: tuple(first_blame()),
        goals=[
            (["all", ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "individualization"], "the person"], ["==", ["at", "prize_passing"], 0]],
             "First bring the other controls to where the task has them: strength {s:.1f}, hiding {c:.0%}, the person, the switch off."),
            (["regime", "Blame-shifting 卸责", "Collusion or blame", "Blame or the minimum"],
             "At this share nobody has a reason to keep a distance: look for the letter B on the map, in the column of your strength."),
            (["first", "negativity", ["regime", "Blame-shifting 卸责", "Collusion or blame", "Blame or the minimum"]],
             "Blame-shifting is stable here, but it already was at a lower share. Go down the column as long as the B stays."),
        ],
        why="Two things must come to hold. The blame that distance moves must be worth its cost, b·f₀·B ≥ k: the stronger the stakes, the smaller the share at which it is. And hiding alone must be no better answer to distance, (f₀ − f₁)W ≤ g − k + b·f₁·B: where much can be hidden, this asks for more.",
    ),
    Setting(
        name="both-hold", title="Two regimes held up at once", figure="intensity",
        ask="In *Strength sets how firmly a regime holds* find a setting at which strong stakes hold up *both* regimes, collusion and blame-shifting, and leaving {weaker} alone costs at least {least:.2f} at stakes of 6.",
        cases=[{"weaker": word, "name": name, "least": least} for (word, name), least in product((("collusion", "shield"), ("blame-shifting", "deflect")), LEAST)],
        goals=[
            (["says", "both"], "Only one of the two is held up here, or neither. Prizes hold up collusion; penalties on persons hold up blame. Try shares between the ends, and much that two can hide."),
            ([">=", ["value", {"$": "name"}], {"$": "least"}], "Both hold, but leaving {weaker} costs too little yet. Penalties on persons move weight from one line to the other, and what can be hidden moves both: try a step more or less."),
        ],
        why="Collusion is held up by what two can hide, blame-shifting by what a person bears. Where both are large both lines rise with the stakes, and the model does not say which regime will be there: history does.",
    ),
    Number(
        name="direction", title="The direction of the stakes",
        ask="A leader feels a quarter of a unit's sanction (d = 0.25). The share of penalties is ν = {nu:.0%}, and of a sanction ι = {iota:.0%} is personal. What share of all that is at stake does a person bear (β)?",
        cases=lambda: clear([{"nu": nu, "iota": iota} for nu, iota in product((0.2, 0.3, 0.4, 0.6, 0.7, 0.8), (0.2, 0.3, 0.5, 0.7))], direction, 3),
        answer=direction, places=1, unit="%",
        slips=[
            (lambda nu, iota: nu * iota, "That is ν·ι, the personal part of the *nominal* stakes. What counts is what is felt: of a unit's sanction a quarter reaches a leader, so the whole is smaller."),
            (lambda nu, iota: nu * iota / ((1 - nu) + nu * iota), "You left out what a leader feels of the unit's part: P(1 − ι)d belongs to what both share."),
            (lambda nu, iota: nu * iota / ((1 - nu) + nu * (1 - iota) * 0.25), "That is B/A, the person's part against what both share. β is its share of the whole, W = A + B."),
            (lambda nu, iota: iota, "That is ι, the personal part of a *sanction*. Prizes are at stake as well."),
        ],
        hints=["Write down the three parts for stakes of one: the prize 1 − ν, the unit's part as it is felt ν(1 − ι)d, and the person's part νι.", "β is the person's part divided by the sum of the three."],
        why="The strength of the stakes cancels: it is the distance from the origin, and β is the direction.",
    ),
    Number(
        name="onset", title="When distance pays",
        ask="Nobody hides, so a problem is found with m = 0.5. A side that keeps its distance alone moves b = 0.8 of its personal share. Stakes are {s:.1f}, the personal share is ι = {iota:.0%}, and the paperwork costs k = {k:.2f}. "
            "From which share of penalties ν on does distance pay against a side that does the minimum?",
        cases=lambda: clear([{"s": s, "iota": iota, "k": k} for s, iota, k in product((3.0, 4.0, 5.0, 6.0), (0.6, 0.75, 0.9), (0.2, 0.25, 0.35))], onset, 3, 36),
        answer=onset, places=1, unit="%",
        slips=[
            (lambda s, iota, k: k / (0.5 * s * iota), "You let all of the blame be moved. Only b = 0.8 of it can be."),
            (lambda s, iota, k: k / (0.8 * s * iota), "You forgot that a problem has to be found first, which happens half of the time."),
            (lambda s, iota, k: k / (0.8 * 0.5 * s), "You took the whole penalty. Only the personal share ι can be moved to the other side."),
        ],
        hints=["Compare two payoffs against a side that does the minimum: distance costs k and moves blame when the problem is found. Everything else is the same.", "Distance pays exactly when b·m·s·ν·ι ≥ k. Solve for ν."],
        why="Distance is bought with a sure cost and sold for an uncertain relief. The stronger and the more personal the penalty, the sooner it pays.",
    ),
    Number(
        name="hidden", title="What a partner's help is worth",
        ask="An inspection finds an unhidden problem with probability m = {m:.0%}. Two who shield together conceal c = {c:.0%} of findings, one alone λ = {lam:.0%} of that. By how many percentage points does a second shielder lower the chance of being found?",
        cases=[{"m": m, "c": c, "lam": lam} for m, c, lam in product((0.4, 0.5, 0.6, 0.7, 0.8), (0.5, 0.7, 0.9), (0.2, 0.3, 0.4))],
        answer=lambda m, c, lam: m * c * (1 - lam), places=1, unit="%",
        slips=[
            (lambda m, c, lam: m * c, "That is what two hide compared with none. One alone hides something already."),
            (lambda m, c, lam: m * c * lam, "That is what the *first* shielder hides. The question is what the second adds."),
            (lambda m, c, lam: c * (1 - lam), "That is the share of findings. A problem is found only with probability m."),
            (lambda m, c, lam: m * (1 - c), "That is f₂, the chance of being found that is left when two hide."),
        ],
        hints=["Write f₁ = m(1 − cλ) and f₂ = m(1 − c), and take the difference.", "m·c·(1 − λ): the second shielder hides what the first cannot hide alone."],
        why="f₁ − f₂ is what concealment has to protect; it stands on the left of the first condition for equilibrium.",
    ),
    Choice(
        name="ray", title="Where a ray ends",
        ask="Follow the stakes outwards without end. The share of penalties is {nu:.0%}, the personal share of a sanction {iota:.0%}, and two can hide {c:.0%} of findings; everything else is at the baseline. Which of the two regimes do very strong stakes hold up?",
        options=[
            ("Collusion alone", "Compare β with two numbers: collusion lasts while b·β is below (f₁ − f₂)/f₁. Here a person bears too much for that, or blame-shifting lasts as well."),
            ("Blame-shifting alone", "Blame-shifting needs b·β above (f₀ − f₁)/f₁, and collusion has to fail. One of the two is not so here."),
            ("Both", "For both, b·β has to lie between (f₀ − f₁)/f₁ and (f₁ − f₂)/f₁. Compute it: it does not."),
            ("Neither", "Collusion fails only above (f₁ − f₂)/f₁ and blame-shifting only below (f₀ − f₁)/f₁. Compute b·β and see on which side it lies."),
        ],
        right=verdict_of_ray,
        cases=lambda: balanced([{"nu": nu, "iota": iota, "c": c} for nu, iota, c in product((0.2, 0.4, 0.6, 0.8, 0.95), (0.1, 0.3, 0.5, 0.7, 0.9), (0.2, 0.4, 0.6, 0.8))], verdict_of_ray, 9),
        why="Costs do not count where stakes are strong. What is left compares the moved part of the personal share, b·β, with the share of exposure that a partner's help, or one's own, takes away.",
    ),
    Choice(
        name="sign-alone", title="What the sign does alone",
        ask="Sanctions fall on the unit alone (ι = 0), prizes do not pass, and stakes are strong. All prizes are turned into penalties of the same size. What does the model say about β, the share that a person bears, and about what is felt to be at stake?",
        options=[
            ("β stays at zero, and less is felt to be at stake", "The ray does not turn without a person; and of a unit's penalty a leader feels only the fraction d, of a prize all."),
            ("β rises, and as much is at stake as before", "β = νι divided by what is felt: with ι = 0 it is zero, whatever ν is. And a unit's penalty is felt less than a prize."),
            ("β stays at zero, and more is felt to be at stake", "The first half is right. As to the second: of a penalty on the unit a leader feels the fraction d only."),
            ("β rises, and more is felt to be at stake", "Neither: without a personal share nothing is personal, and a unit's penalty is felt by the fraction d only."),
        ],
        right=0,
    ),
    Order(
        name="prizes-that-pass", title="Why the sign loses its force",
        ask="Prove that prizes which pass wholly through the unit leave the sign without a part in any choice. Put the steps in order; one block does not belong.",
        blocks=[
            "Let a share σ of the prize R = s(1 − ν) pass through the unit, as a sanction does.",
            "Losing the part that passes costs a leader σR[(1 − ι)d + ιw], as a penalty of that size would.",
            "So what works as a penalty is P + σR = s[ν + σ(1 − ν)], and what works as a prize is s(1 − σ)(1 − ν).",
            "This is the game without passing in which the share of penalties is ν_σ = 1 − (1 − σ)(1 − ν), up to a constant that depends on no action.",
            "At σ = 1 the share is 1 whatever ν is: every comparison of two actions is the same at every ν.",
            "As β does not depend on s, the strength of the stakes can be raised until the costs vanish.",
        ],
        steps=5,
        hints=["Begin with what is assumed.", "First say what losing such a prize costs; then collect what works as a penalty; then name the game that this is."],
        why="One assumption carries the essay's rule about the sign: that a prize is felt in full by whoever wins it. The block about the costs belongs to the proof about strength.",
    ),
    Function(
        name="direction-function", title="The direction as a function",
        ask="Write a function `direction(nu, iota, d)` that returns β, the share of the stakes that a person bears.",
        answer=direction,
        inputs=[{"nu": nu, "iota": iota, "d": d} for nu, iota, d in product((0.1, 0.35, 0.6, 0.85), (0.0, 0.25, 0.75, 1.0), (0.1, 0.25, 0.6))],
        hints=["β = νι / [(1 − ν) + ν((1 − ι)d + ι)]. Mind the brackets, and do not leave out d."],
        why="One line of Python carries the chapter's second half.",
    ),
    Text(
        name="mild-penalties", title="Which lever did the essay mean?",
        ask="The essay holds that in the era of collusion penalties were incidental: criticism for the county, no harm to its leaders personally. Two levers could be meant: how much of a unit's sanction a leader feels, d, and how much of a sanction is personal, ι. "
            "Say for each whether a larger value makes collusion easier or harder to sustain, and which reading the essay's words support.",
        rubric=["Says that a larger d makes collusion easier: what both share grows, what a person bears does not.",
                "Says that a larger ι works both ways, and that what two can hide decides.",
                "Names a reading, with a reason from the words: *personally*."],
        solution="If it is d, what both share grows by P(1 − ι) for each unit of d and what a person bears does not change, so there is more to protect together: mild penalties were no condition of collusion. If it is ι, what a person bears grows as well, and with it the gain from keeping a distance; "
                 "whether collusion lasts then depends on how much two can hide. The essay sets its remark against leaders who are held to account personally, which is the second reading.",
    ),
])
