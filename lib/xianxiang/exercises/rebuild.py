"""Exercises of the chapter on what could be rebuilt: packages that spoil each other, the tolerance that turns fear round, work that takes trust or nerve."""

from itertools import product

import numpy as np

from .. import rebuild
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced

SPOILERS = {
    "powers": ("Powers for townships", [(0.5, 1), (0.5, 1.25)]),
    "prizes": ("Prizes back", [(0, 0.75), (0, 1), (0, 1.25), (0.5, 0.75), (0.5, 1), (0.5, 1.25)]),
    "unit": ("Unit liable", [(0, 0.75), (0, 1), (0, 1.25), (0.5, 0.75), (0.5, 1), (0.5, 1.25), (1, 1)]),
    "items": ("Fewer veto items", [(0, 1), (0, 1.25), (0.5, 0.75), (0.5, 1), (0.5, 1.25)]),
    "executor": ("County executes again", [(0.5, 1)]),
    "relax": ("Call inspectors off", [(0, 1), (0, 1.25), (0.5, 0.75), (0.5, 1), (1, 1)]),
}
"""By reform: its label, and the mimicry and cost of work at which it ruins some package of few reforms that worked."""

ENOUGH = 0.8  # the tolerance of the book's reform


def omega(solved, blame):
    """What a lone worker answers for beside a blamer, with one item."""
    return (1 - solved) * (1 + blame)


def least(w, zeta):
    """The tolerance above which a larger penalty speaks for work."""
    return (w - 1) / (w - zeta)


def widest():
    """Settings of the second figure at which a tolerance of four fifths is enough up to some mimicry between its ends; the sentence has whole percents."""
    files = np.linspace(0, 1, 11)
    for items, share, powers in product((1, 2, 4, 6), (0.3, 0.6, 0.9), (0.2, 0.4, 0.6, 0.8)):
        rules = rebuild.START.replace(veto_items=items, individualization=share)
        needed = rebuild.tolerance_threshold(rules, powers=powers, mimicry=files)[:, 1]
        last = (needed < ENOUGH).sum() - 1
        if needed[0] > 0 and 0 < last < 9 and np.abs(needed - ENOUGH).min() > 0.006:
            yield {"n": items, "iota": share, "mu": powers}


def stakes(nu, iota):
    """Prize, felt penalty and both, of stakes of 4."""
    prize, felt = 4 * (1 - nu), 4 * nu * ((1 - iota) * 0.25 + iota)
    return prize, felt, prize + felt


def watching(t):
    """Powers from which on each would rather watch the other work, where the excuse is the share t of all that is felt to be at stake."""
    return (1 - t) / (2 - t)


def most_hidden(m, tau, nu, h, left=0.2, saved=0.35):
    """How much two may hide before both would rather hide than work; a sanction falls on the person by nine tenths."""
    _, felt, whole = stakes(nu, 0.9)
    return 0.8 + (left * tau * felt - (h - saved) / m) / whole


def residual(mu, c, blame, tau):
    """What Solve, Deflect, Shield and Routine bear of one more unit of penalty found, beside a partner who hides."""
    alone = 1 - c * 0.3
    return np.array([(1 - 0.8 * mu) * alone * (1 - tau), alone * (1 - 0.5 * tau) * (1 - blame), 1 - c, alone])


def lightest(**case):
    """Which of the four bears least, by its place."""
    return int(residual(**case).argmin())


def races():
    """Eight cases of each answer, none of them close."""
    values = product((0.2, 0.4, 0.6, 0.9), (0.3, 0.5, 0.7, 0.9), (0.2, 0.4, 0.6, 0.8), (0.0, 0.4, 0.8))
    cases = (dict(zip(("mu", "c", "blame", "tau"), row)) for row in values)
    return balanced((case for case in cases if np.diff(np.sort(residual(**case)))[0] > 0.04), lightest, 8)


BANK = Bank("rebuild", [
    Setting(
        name="spoiler", title="A reform that ruins a reform", figure="package-builder",
        ask="In *Build a package* let paperwork pass for work by {zeta:.0%} and let work cost {h:.2f}. Find a package that works, in the figure's own words, and that would no longer work if *{label}* were added to it. Leave *{label}* off when you are done.",
        cases=[{"key": key, "label": label, "zeta": zeta, "h": cost} for key, (label, places) in SPOILERS.items() for zeta, cost in places],
        goals=[
            (["all", ["==", ["at", "mimicry"], {"$": "zeta"}], ["==", ["at", "work_cost"], {"$": "h"}]], "First bring the two sliders to where the task has them: {zeta:.0%} and {h:.2f}."),
            (["==", ["at", {"$": "key"}], 0], "Switch *{label}* off again: the package is to work without it."),
            (["says", "works"], "The sentence does not say that this works. Small packages will do. Begin with the one reform that works alone where paperwork is easily told from work, or with those that need no excuse."),
            (["not", ["with", {"$": "key"}, 1, ["says", "works"]]], "This works, but it goes on working when *{label}* is added. Ask which fear, or which partner, your package lives on, and whether *{label}* takes that away."),
        ],
        why="Reforms are no list of goods to be added up. An excuse is worth as much as the threat that it lifts, so whatever softens the threat or hides the problem takes the work away with the fear; and real powers let one side work while the other watches.",
    ),
    Setting(
        name="mimicry-limit", title="How far a file may pass for work", figure="tolerance-threshold",
        ask="In *Do penalties make workers or blamers?* set {n:.0f} veto items, {iota:.0%} of a sanction on the person and powers of {mu:.0%}. A province excuses four fifths of a sanction (τ = 80%). "
            "Find the *highest* mimicry at which that is still enough for larger penalties to speak for work.",
        cases=lambda: list(widest()),
        goals=[
            (["all", ["==", ["at", "veto_items"], {"$": "n"}], ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "powers"], {"$": "mu"}]],
             "First set the three other controls: {n:.0f} items, {iota:.0%} on the person, powers of {mu:.0%}."),
            (["<", ["value", "least"], ENOUGH], "Here more than 80% would have to be excused: the dot lies too high. A file earns too much of the excuse."),
            (["last", "mimicry", ["<", ["value", "least"], ENOUGH]], "It is enough here, but would be at a higher mimicry, too. Move the dot to the right as long as it stays below 80%."),
        ],
        why="The excuse has to tell a worker from a blamer. The more of it a file earns, the more of it is needed; and the heavier the burden of a lone worker, the sooner four fifths are too little.",
    ),
    Setting(
        name="calm", title="Inspectors off, and files pass", figure="the-front",
        ask="At the values of the chapter, and with paperwork that passes wholly for work (100%), no package that works calls the inspectors off. In *All 512 packages* keep paperwork at 100% and move *one* other control so that at least one such package works.",
        goals=[
            (["==", ["at", "mimicry"], 1], "Keep paperwork at 100%: nothing tells a file from work."),
            (["<=", ["moved"], 2], "Besides paperwork move one control only."),
            ([">=", ["value", "calm"], 1], "None of the packages that work calls the inspectors off yet. Cheaper work is no answer: two who hide save the cost of work. Compare what two can solve with the 90% that two can hide once the inspectors are gone."),
        ],
        why="Where little is looked for, both prefer working to hiding only if two solve about as much as two can hide. The chapter's *none* rests on a value that nobody has measured: that is what its section on where it breaks says.",
    ),
    Number(
        name="threshold", title="What must be excused",
        ask="One veto item; everybody passes the blame, and one township thinks of working. Alone it solves αμ = {am:.0%} of problems. The blame that arrives is b′π = {bp:.2f} of a sanction as it is felt. A mere file earns ζ = {zeta:.0%} of the excuse. "
            "Above which tolerance τ does a heavier penalty make working more attractive than blaming?",
        cases=[{"am": am, "bp": bp, "zeta": zeta} for am, bp, zeta in product((0.16, 0.28, 0.36), (0.7, 0.8, 0.9), (0.3, 0.5, 0.8)) if omega(am, bp) > 1.1],
        answer=lambda am, bp, zeta: least(omega(am, bp), zeta), places=1, unit="%",
        slips=[
            (lambda am, bp, zeta: least(omega(am, bp), 0), "You compared an excused worker with a blamer who is not excused at all. A file earns the blamer a part of the same excuse."),
            (lambda am, bp, zeta: least(1 + bp, zeta), "You counted the blame that arrives, and not that work makes a finding rarer. ω is the product of both."),
            (lambda am, bp, zeta: least(omega(am, bp) / (1 - bp), zeta), "You let the blamer shed blame. Beside another blamer he sheds as much as he gets: he bears the sanction once."),
            (lambda am, bp, zeta: omega(am, bp) - 1, "That is by how much the burden ω exceeds one. How much of it must be excused depends on ω and on what a file earns."),
        ],
        hints=["First the burden: ω = (1 − αμ)(1 + b′π). What does the worker bear of a unit of penalty when τ is excused, and what does the blamer?",
               "Work gains by a heavier penalty exactly if ω(1 − τ) is less than 1 − ζτ. Solve for τ."],
        why="Work makes findings rarer and leaves one standing where the blame arrives. Excusing who worked mends the second; a file that earns the same excuse undoes it.",
    ),
    Number(
        name="watch", title="Work, or watch the other work",
        ask="One veto item. Of the stakes ν = {nu:.0%} is penalty, of a sanction ι = {iota:.0%} falls on the person, and a leader feels a quarter of the unit's part (d = 0.25). Whoever worked is excused τ = {tau:.0%}. "
            "Above which powers μ does a partner's work make one's own pay *less*, so that each would rather watch?",
        cases=[{"nu": nu, "iota": iota, "tau": tau} for nu, iota, tau in product((0.3, 0.5, 0.7, 0.9), (0.4, 0.8), (0.4, 0.6, 0.8))],
        answer=lambda nu, iota, tau: watching(tau * stakes(nu, iota)[1] / stakes(nu, iota)[2]), places=1, unit="%",
        slips=[
            (lambda nu, iota, tau: 0.5, "That is the bound without tolerance. An excuse is worth more to the first who works, when more is still found, than to the second."),
            (lambda nu, iota, tau: watching(tau), "You took t = τ, as if all that is at stake were penalty. A prize that is missed is missed: t is the excused part of *all* that is felt."),
            (lambda nu, iota, tau: watching(tau * nu), "You let a leader feel all of a unit's sanction. φ = (1 − ι)d + ι."),
            (lambda nu, iota, tau: watching(tau * nu * iota / (1 - nu + nu * iota)), "You left out what a leader feels of the unit's part: φ is more than ι."),
        ],
        hints=["Compare what the second to work gains with what the first gains. Both gain over doing the minimum.", "The bound is (1 − t)/(2 − t) with t = τPφ/W and W = R + Pφ. The strength of the stakes cancels."],
        why="Powers let one side do alone what took two. Past the bound a partner's work takes away one's own reason to work, and an excuse brings the bound down.",
    ),
    Number(
        name="hide-or-solve", title="What two can hide, what two can solve",
        ask="A township bears stakes of 4, of which ν = {nu:.0%} is penalty, felt by φ = 0.925. A single problem is looked for with m = {m:.0%}. Two who work solve α = 80%; work costs h = {h:.2f}, hiding g = 0.35, and whoever worked is excused τ = {tau:.0%}. "
            "Up to which c, the share of findings that two can conceal, does it prefer both working to both hiding?",
        cases=[{"m": m, "tau": tau, "nu": nu, "h": h} for m, tau, nu, h in product((0.4, 0.6, 0.8), (0.5, 0.8), (0.3, 0.9), (0.8, 1.0))],
        answer=most_hidden, places=1, unit="%",
        slips=[
            (lambda m, tau, nu, h: most_hidden(m, 0, nu, h), "You left out the excuse: what two do not solve is still found, and a worker answers for less of it."),
            (lambda m, tau, nu, h: most_hidden(1, tau, nu, h), "You compared costs that are certain with sanctions that come only if one looks. Divide h − g by m."),
            (lambda m, tau, nu, h: most_hidden(m, tau, nu, h, left=0.8), "You excused the workers for what they solved. Only what survives, 1 − α, can be found and excused."),
            (lambda m, tau, nu, h: most_hidden(m, tau, nu, h, saved=0), "Hiding is not free either. What counts is by how much work is dearer, h − g."),
        ],
        hints=["Write down what each gets when both work and when both hide, and set the two equal. Nobody moves blame in either.", "m[(α − c)W + (1 − α)τPφ] = h − g, with W = R + Pφ. Solve for c."],
        why="It is a race between what two can solve and what two can hide. A rarer look counts against work, since work costs for certain what it saves only when somebody looks.",
    ),
    Choice(
        name="race", title="Beside a partner who hides",
        ask="The county hides. A superior makes the penalty very much heavier. One item; α = 80%, ζ = 50%, and one who hides alone conceals λ = 30% of what two can. The township's powers are μ = {mu:.0%}; two can conceal c = {c:.0%}; it could move bπ = {blame:.0%} of what it feels; whoever worked is excused τ = {tau:.0%}. "
            "Which of its four actions does the penalty favour over the three others?",
        options=[
            ("Solve: get rid of the problem", "Work leaves (1 − αμ)(1 − cλ)(1 − τ) of each unit found. Here another way leaves less: compute the other lines of the table."),
            ("Deflect: get rid of the blame", "Distance leaves (1 − cλ)(1 − ζτ)(1 − bπ). Here another way leaves less: compare it with hiding together, 1 − c, and with work."),
            ("Shield: get rid of the traces", "Hiding together leaves 1 − c. Here work or distance leaves less of a unit of penalty, although the county still hides."),
            ("Routine: leave it as it is", "Who does the minimum is found no less than who keeps a distance, and bears all of it. This line is never the least where blame can be moved."),
        ],
        right=lightest, cases=races,
        why="What wins is the smallest residual liability: what one more unit of penalty still costs. How likely one is found, how much is excused and how much can be moved are multiplied.",
    ),
    Choice(
        name="untouched", title="What does not reach a blamer",
        ask="Everybody passes the blame. Four reforms are proposed. Which of them changes nothing at all for a township that asks whether to work or to blame beside a county that blames?",
        options=[
            ("Pay who reports what the other hid", "A reward for reports is paid only beside a partner who hides. It can break hiding; nobody hides here."),
            ("Fix duties in lists, so that less can be moved", "Less blame arrives then: b′ falls, and with it the burden ω of a lone worker."),
            ("Make the unit liable, not the person", "Only the personal part can be moved: with ι also π falls, and ω with it. So does the fear itself."),
            ("Give the township real powers", "With powers one side alone solves more, a finding is rarer, and ω falls; where many items are at stake, only a little."),
        ],
        right=0,
    ),
    Order(
        name="work-among-blamers", title="When a penalty speaks for work",
        ask="Everybody blames. Prove when a larger penalty P makes Solve more attractive than Deflect, for a burden ω above 1. Let x = 1 − τ and z = 1 − ζτ. Put the steps in order; two blocks do not belong.",
        blocks=[
            "Beside a deflector a lone worker bears F(V,D)·P·x·φ·(1 + b′π) of penalty, a second deflector F(D,D)·P·z·φ.",
            "So U(V,D) − U(D,D) is linear in P, with the slope φ[F(D,D)z − F(V,D)x(1 + b′π)].",
            "Divide the slope by φF(D,D): it is positive exactly if ω(1 − τ) is less than 1 − ζτ.",
            "Collect τ: exactly if τ(ω − ζ) exceeds ω − 1.",
            "As ω is above 1, ω − ζ is positive and may divide both sides: τ must exceed (ω − 1)/(ω − ζ).",
            "Against a shielder a deflector is left with 1 − bπ of a sanction.",
            "As work costs more than distance, h − k is positive, and no penalty can make up for it.",
        ],
        steps=5,
        hints=["Begin with what each of the two bears of the penalty.", "A slope asks what one more unit of P does: costs and prizes do not change with it. Nobody in this theorem hides."],
        why="A slope is all that is claimed. Whether anybody works depends on h − k as well.",
    ),
    Function(
        name="burden-function", title="The burden of a lone worker",
        ask="Write a function `burden(alpha, mu, m, n, blame)` that returns ω for `n` veto items: what a lone worker answers for among blamers, as a multiple of what one more blamer does. Each item is a problem of its own, looked for with `m`; `blame` is b′π.",
        answer=lambda alpha, mu, m, n, blame: (1 - (1 - m * (1 - alpha * mu)) ** n) / (1 - (1 - m) ** n) * (1 + blame),
        inputs=[{"alpha": alpha, "mu": mu, "m": m, "n": n, "blame": blame} for alpha, mu, m, n, blame in product((0.6, 0.8), (0.25, 0.5, 0.9), (0.3, 0.8), (1, 2, 6), (0.3, 0.9))],
        hints=["F is the chance that at least one of n items is found: 1 − (1 − m·r)ⁿ, with r = 1 where nobody works and r = 1 − αμ where one does.", "ω = F(V,D)/F(D,D) × (1 + b′π): the ratio of two chances, not of two r."],
        why="With many items something is nearly always left to be found, and powers hardly lower ω.",
    ),
    Text(
        name="thick-files", title="Tolerance announced, nothing solved",
        ask="A province announces tolerance of honest error (容错). Two years later files are thicker and as many problems are unsolved as before. One explanation: a file earns the excuse as work does (ζ is high). Another: hardly anything is excused in fact (τ is small). "
            "What would you look for in the province's files and cases to tell the two apart? What does the model say that a still heavier penalty would do under each?",
        rubric=["Says what the two predict differently: who is excused (those with a complete file, or hardly anybody).",
                "Names a record that could show it, such as decisions to excuse set against what was found on site.",
                "Says that a heavier penalty makes blamers under both, as long as τ lies below the threshold, and that the threshold itself is high under the first."],
        solution="If ζ is high many are excused, and those excused are the ones with complete files: decisions to excuse should go with the thickness of the file and not with what an inspector saw on site or with whether the problem went away. If τ is small there are few such decisions, or they lift a small part of the sanction, whatever the file says. "
                 "In both cases a heavier penalty speaks for blame as long as ω is above 1 and τ is below the threshold. Under the first the threshold is close to one, and a larger excuse hardly helps before work can be told from files. Under the second it would help to excuse more. Thicker files alone tell neither: a blamer leaves traces anyway.",
    ),
])
