"""Exercises of the chapter on shared prizes: how hard two act, against whom, and what is passed down."""

from itertools import product

import numpy as np

from .. import prizes
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, every, spread

SHARES = np.linspace(0, 1, 21)
PUSHES = {0.4: (0.1, 0.16, 0.23, 0.28, 0.32, 0.36, 0.4), 0.6: (0.12, 0.18, 0.23, 0.28, 0.36, 0.41, 0.5),
          0.8: (0.12, 0.18, 0.28, 0.36, 0.42, 0.52, 0.59), 1.0: (0.13, 0.2, 0.27, 0.33, 0.42, 0.53, 0.59)}
"""How much of effort is to be push, by what can be moved: no setting of the figure falls short of one of these and is written as if it did not."""


def half(value):
    """The smallest number that is written as this one with two decimals."""
    return round(value - 0.005, 3)


def repairs():
    """Settings of the trough at which work climbs back all or most of the way to what it was without a name, a few steps beyond the lowest point."""
    cases, (v, p, k) = every((0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (0.35, 0.5, 0.65, 0.8, 0.95), (1, 2))
    works = prizes.efforts(Institution(negativity=v, individualization=SHARES), quota=p, strain=k)[..., 0]
    troughs = prizes.trough(Institution(negativity=v), quota=p, strain=k)[:, 0]
    for (v, p, k), work, trough in zip(cases, works, troughs):
        before = round(float(work[0]), 2)
        for again in (before, round(before - 0.01, 2), round(before - 0.02, 2)):
            least = half(again)
            back = np.flatnonzero((SHARES > trough) & (work > least))
            if trough > 0.03 and len(back) and back[0] > 2 and work.min() < least - 0.003 and np.abs(work - least).min() > 1e-4:
                yield {"v": v, "p": p, "k": float(k), "before": before, "again": again, "low": least}


def rivalries():
    """Shares that a county passes down from some number of rivals on."""
    counties = np.array([2, 3, 5, 10, 20, 50])
    for a, rho in product((0.1, 0.3, 0.5, 0.7), (0.3, 0.5, 0.7, 0.9)):
        chosen = prizes.pass_down(a, counties, rho)[:, 1]
        for low, high in zip(chosen[:-1], chosen[1:]):
            share = float(np.floor(100 * high - 0.2)) / 100
            if share > low + 0.006:  # so that what falls short is not written as if it did not
                yield {"a": a, "rho": rho, "share": share}


def eta(v, i, b, p, d=0.25):
    """The share of effort that is push, from the levers."""
    return prizes.push_share(Institution(negativity=v, individualization=i, transferability=b, diffusion=d), quota=p)


def gains(s, b, p):
    """What one per cent more work and push bring, where all of the stakes are a penalty on the person."""
    return 0.5 * p * (1 - p) * s, 0.5 * (1 - p) * b * s


def work(s, b, p):
    """Work at a strain of 1 under such a penalty."""
    return prizes.efforts(Institution(strength=s, negativity=1, individualization=1, transferability=b), quota=p)[0]


def busier(p, b, d):
    """The share on the person from which penalties make busier than prizes: bι = rp(1 − ι)(1 − d) at r = 1."""
    return p * (1 - d) / (b + p * (1 - d))


def dividing(a, b, i, d):
    """The quota below which a penalty divides more than a prize."""
    return prizes.dividing_quota(Institution(transferability=b, individualization=i, diffusion=d), a)


CHANGES = ("a few of the prizes are turned into penalties of the same size", "a little more of each sanction falls on the person")


def answer_of_effort(change, v, i, b, p, k):
    """What a small change does: 0 effort up and work down, 1 both down, 2 both up, 3 effort up and work unmoved; r = 1, d = 0.25."""
    if change == CHANGES[0]:
        return 1 if b * i < p * (1 - i) * 0.75 else 3 if k == 0 and i == 1 else 0
    beta = v * i / ((1 - v) + v * ((1 - i) * 0.25 + i))
    return 0 if beta < (k * b - 0.75 * p) / ((1 + k) * 0.75 * b) else 2


def changes():
    """Cases off the borders between the four."""
    for change, v, i, b, p, k in product(CHANGES, (0.3, 0.6, 0.9), (0.1, 0.5, 0.8, 1.0), (0.4, 0.8), (0.2, 0.5, 0.8), (0.0, 1.0, 2.0)):
        beta = v * i / ((1 - v) + v * ((1 - i) * 0.25 + i))
        edge = b * i - p * (1 - i) * 0.75 if change == CHANGES[0] else beta - (k * b - 0.75 * p) / ((1 + k) * 0.75 * b)
        if abs(edge) > 0.05 and (change == CHANGES[0] or i < 1):
            yield {"change": change, "v": v, "i": i, "b": b, "p": p, "k": k}


BANK = Bank("prizes", [
    Setting(
        name="busy-for-nothing", title="Busy for nothing", figure="busier-and-less-done",
        ask="In *Busier, and less done* let b = {b:.0%} of the blame be movable. Find a setting at which at least {least:.0%} of effort is push and yet the score is *as high* as with prizes alone; of all shares of penalties that do it, take the *lowest*.",
        cases=[{"b": b, "least": least} for b, shares in PUSHES.items() for least in shares],
        goals=[
            (["==", ["at", "transferability"], {"$": "b"}], "Let {b:.0%} of the blame be movable."),
            ([">=", ["value", "push"], {"$": "least"}], "Less than {least:.0%} of effort is push here. Push pays where a person bears much of what is at stake: raise the share of penalties, and what falls on the person."),
            (["says", "beside"], "So much push, and the score is below what prizes bring. Two things can lower it: a sanction that is lost in the unit, and an hour of push that makes the hour of work harder. Remove both."),
            (["first", "negativity", ["all", ["says", "beside"], [">=", ["value", "push"], {"$": "least"}]]], "It is so here, and at a lower share of penalties as well."),
        ],
        why="Where all of a sanction falls on persons it is felt like a prize, and without strain push takes nothing from work. Then all of the new effort is push: more light in the windows, and the same river.",
    ),
    Setting(
        name="repaired", title="When naming repairs what it broke", figure="responsibility-trough",
        ask="In *The trough of responsibility* let the share of penalties be {v:.0%}, let {p:.0%} of counties succeed, and let the strain be {k:.0f}. Where only units are liable, work is {before:.2f}. A little naming lowers it. Find the *smallest* share on the person, beyond the trough, at which the sentence gives work as {again:.2f} or more again.",
        cases=lambda: spread(repairs(), 26),
        goals=[
            (["all", ["==", ["at", "negativity"], {"$": "v"}], ["==", ["at", "quota"], {"$": "p"}], ["==", ["at", "strain"], {"$": "k"}]], "First set the three other levers: {v:.0%} penalty, {p:.0%} succeed, strain {k:.0f}."),
            ([">", ["at", "individualization"], ["value", "trough"]], "Here you are on the side where naming takes away from work. Cross the lowest point."),
            ([">=", ["value", "work"], {"$": "low"}], "Naming adds to work here, but it has not yet made good enough of what it took. Go on."),
            (["first", "individualization", ["all", [">", ["at", "individualization"], ["value", "trough"]], [">=", ["value", "work"], {"$": "low"}]]], "Work is back, and was so a step before."),
        ],
        why="Two effects: a sanction that was lost in the unit is now felt, and it can now be moved. The second is strong at once, the first gains as it goes on. Half a reform can be worse than none.",
    ),
    Setting(
        name="generous", title="What makes a county generous", figure="passing-down",
        ask="In *How much of a prize is passed down* let the county's work have the weight α = {a:.0%} and the response to prizes be ρ = {rho:.1f}. Nobody orders the county to pay. Find the *smallest* number of counties in the contest at which it passes down at least {share:.0%} of the prize all the same.",
        cases=lambda: spread(rivalries(), 24),
        goals=[
            (["all", ["==", ["at", "weight"], {"$": "a"}], ["==", ["at", "response"], {"$": "rho"}]], "First set the weight to {a:.0%} and the response to {rho:.1f}."),
            ([">=", ["value", "chosen"], {"$": "share"}], "Among so few the county keeps more for itself. Who makes it need a better score?"),
            (["first", "rivals", [">=", ["value", "chosen"], {"$": "share"}]], "It is generous enough here, and would be with fewer rivals."),
        ],
        why="Among many counties a chance is small, and a little more score raises it by more in proportion. So rivals do what kindness need not. What is best for the score, 1 − α, it never reaches.",
    ),
    Number(
        name="push-share", title="How much of it is push",
        ask="The share of penalties is ν = {v:.0%}, of a sanction ι = {i:.0%} is personal and b = {b:.0%} of that can be moved; a leader feels d = 0.25 of a unit's sanction. A share p = {p:.0%} of counties succeeds, and r = 1. Which share of each side's effort is push?",
        cases=lambda: clear([{"v": v, "i": i, "b": b, "p": p} for v, i, b, p in product((0.4, 0.6, 0.8), (0.3, 0.6, 0.9), (0.5, 0.8), (0.2, 0.4, 0.6, 0.8))], eta, 3, 22),
        answer=eta, places=1, unit="%",
        slips=[
            (lambda v, i, b, p: v * i * b / (v * i * b + p), "You took ν·ι for β. Of a unit's sanction only d is felt, so the whole at stake is smaller and β larger."),
            (lambda v, i, b, p: eta(v, i, 1.0, p), "You left out b: only what can be moved is pushed about."),
            (lambda v, i, b, p: eta(v, i, b, 1 - p), "You took the share that *fails* for p. A file is worth having if one fails; work is worth doing if one can succeed."),
            (lambda v, i, b, p: eta(v, i, b, p * (1 - p)), "The factor 1 − p stands in both, in what work brings and in what push brings. It cancels."),
        ],
        hints=["Compute β = νι/[(1 − ν) + ν((1 − ι)d + ι)] first. Work brings p(1 − p)W/2, push (1 − p)bB/2.", "η = bβ/(bβ + rp)."],
        why="Strength and strain are not in it. Fewer winners mean more push: where failing is the common lot, a good file is worth more.",
    ),
    Number(
        name="work-left", title="What is left for the river",
        ask="All that is at stake is a penalty of s = {s:.0f} that falls on the person; b = {b:.0%} of it can be moved. A share p = {p:.0%} of counties succeeds, r = 1, and the strain is κ = 1. How much *work* does each side do?",
        cases=lambda: clear([{"s": s, "b": b, "p": p} for s, b, p in product((2.0, 3.0, 4.0, 6.0), (0.3, 0.5, 0.8, 1.0), (0.3, 0.5, 0.7))], work, 3, 22),
        answer=work, places=3,
        slips=[
            (lambda s, b, p: gains(s, b, p)[0] ** 0.5, "That is what a *prize* of this size would bring. Push makes every hour dearer, the hour of work as well."),
            (lambda s, b, p: sum(gains(s, b, p)) ** 0.5, "That is all of the effort, t = √(T + C). Which part of it is work?"),
            (lambda s, b, p: gains(s, b, p)[1] / sum(gains(s, b, p)) ** 0.5, "That is the push."),
            (lambda s, b, p: gains(s, b, p)[0], "Without strain it would be T. With κ = 1 the last unit of effort costs as much as effort there is, t."),
        ],
        hints=["T = p(1 − p)W/2 and C = (1 − p)bB/2, here with W = B = s. At the margin T/x = C/v = t.", "t² = T + C, and x = T/t."],
        why="Both together, t, are more than the prize would bring, and x is less: busier, and less done.",
    ),
    Number(
        name="fear-works", title="From where on fear makes busy",
        ask="Prizes are turned into penalties of the same size. b = {b:.0%} of a personal sanction can be moved, a leader feels d = {d:.0%} of a unit's, a share p = {p:.0%} succeeds, r = 1. Above which personal share ι of a sanction does *effort* rise?",
        cases=lambda: clear([{"p": p, "b": b, "d": d} for p, b, d in product((0.2, 0.35, 0.5, 0.65, 0.8), (0.4, 0.6, 0.9), (0.1, 0.25, 0.5))], busier, 3, 22),
        answer=busier, places=1, unit="%",
        slips=[
            (lambda p, b, d: p / (b + p), "You left out that a unit's sanction is felt a little: what is lost of it is only (1 − ι)(1 − d)."),
            (lambda p, b, d: p * (1 - d) / b, "You forgot that a larger ι also loses less to the unit. Both sides of bι > rp(1 − ι)(1 − d) contain it."),
            (lambda p, b, d: (1 - d) / (b + 1 - d), "You compared what is moved with what is lost one to one. Work counts with rp: only by so much does it answer."),
            (lambda p, b, d: p * d / (b + p * d), "You took the part of a unit's sanction that *is* felt. What lowers effort is the part that is not, 1 − d."),
        ],
        hints=["For each unit of ν, W falls by s(1 − ι)(1 − d) and bB rises by sbι. Effort goes with rpW + bB.", "Set bι = rp(1 − ι)(1 − d) and solve for ι."],
        why="Neither strength nor strain nor ν is in it. Below this share fear numbs, above it fear works, on the wrong thing.",
    ),
    Number(
        name="who-divides", title="Honour or blame: which divides more",
        ask="A share a = {a:.0%} of a prize can be claimed from the partner. Of a sanction ι = {i:.0%} is personal, of that b = {b:.0%} can be moved, and a leader feels d = 0.25 of a unit's sanction. Below which share of winners p do stakes that are all penalty divide the two more than stakes that are all prize?",
        cases=lambda: clear([{"a": a, "i": i, "b": b} for a, i, b in product((0.1, 0.2, 0.3, 0.4), (0.2, 0.4, 0.6, 0.8), (0.5, 0.8))], lambda a, i, b: dividing(a, b, i, 0.25), 3, 22),
        answer=lambda a, i, b: dividing(a, b, i, 0.25), places=1, unit="%",
        slips=[
            (lambda a, i, b: dividing(a, b, i, 1.0), "You took ι for π. What counts is the personal share of what is *felt*."),
            (lambda a, i, b: 1 - dividing(a, b, i, 0.25), "The other way round: prizes are pushed for at p, penalties at 1 − p. Where few win, there is mostly blame to be divided."),
            (lambda a, i, b: dividing(a, 1.0, i, 0.25), "You let all of the blame be moved, not only b of it."),
        ],
        hints=["π = ι/[(1 − ι)d + ι]. Push for each unit of work is a/[r(1 − p)] where all is prize, and bπ/(rp) where all is penalty.", "Set the two equal: p = bπ/(a + bπ)."],
        why="People push for what is likely to come. Rewards make the tighter alliance only where fewer than this share win.",
    ),
    Choice(
        name="which-way", title="Which way effort and work go",
        ask="The share of penalties is ν = {v:.0%}, of a sanction ι = {i:.0%} is personal, b = {b:.0%} of that can be moved, d = 0.25, p = {p:.0%} succeed, r = 1, the strain is κ = {k:.0f}. Now {change}. What becomes of each side's effort, and of its work?",
        options=[
            ("Effort rises, work falls", "For that push must grow and, through strain, crowd out work, or what is felt must shrink. Look at what the change does to W, to bB and to β."),
            ("Both fall", "Effort falls only where what is felt shrinks by more than what can be pushed about grows: penalties in the place of prizes, and bι below rp(1 − ι)(1 − d)."),
            ("Both rise", "Work rises with naming only if β is above β° = [κb − (1 − d)rp]/[(1 + κ)(1 − d)b]; and it never rises when penalties take the place of prizes."),
            ("Effort rises, work stays as it is", "For that two things must be so: what is felt stays the same, and there is no strain."),
        ],
        right=answer_of_effort, cases=lambda: balanced(changes(), answer_of_effort, 6),
        why="T goes with what is felt, C with what can be moved. The sign acts only through these two, and naming through both.",
    ),
    Order(
        name="effort-and-push", title="Effort and push: the proof",
        ask="Prove that where all do alike each side's effort is t = (T + C)^(1/(1 + κ)), with work T/t^κ and push C/t^κ, and that the share of push does not depend on the stakes. One block does not belong.",
        blocks=[
            "As q = √(xy), one per cent more work is half a per cent more score.",
            "That raises the chance of a good result by (r/2)p(1 − p) percentage points.",
            "All of the chance is worth W, so a unit of work brings T/x, with T = (r/2)p(1 − p)W.",
            "At v = v′ a unit of push moves the balance by 1/(2v), and each unit of balance is worth (1 − p)bB; so it brings C/v.",
            "A unit of either costs t^κ, so T/x = C/v = t^κ.",
            "Adding up, T + C = t^(1 + κ); and x = T/t^κ, v = C/t^κ.",
            "So push is the share C/(T + C), and W and B are both proportional to s.",
            "If b = 0 and a penalty is felt in full, then W = s.",
        ],
        steps=7, after={1: [0], 2: [1], 4: [2, 3], 5: [4], 6: [5]},
        hints=["What do a unit of work and a unit of push bring? Each can be worked out by itself.", "Gains before costs, then set them equal, then add up."],
        why="The block that is left shows that a penalty felt in full and never moved acts as a prize.",
    ),
    Function(
        name="work-function", title="Work as a function",
        ask="Write a function `work(w, moved, p, r, k)` that returns one side's work x where all do alike: `w` is all that is at stake (W), `moved` the part that a person bears and can move (bB), `p` the quota, `r` how well work pays, `k` the strain κ.",
        answer=lambda w, moved, p, r, k: prizes.efforts(Institution(strength=w, negativity=1, individualization=1, transferability=moved / w), quota=p, contest=r, strain=k)[0],
        inputs=[{"w": w, "moved": moved, "p": p, "r": r, "k": k} for w, moved, p, r, k in product((2.0, 5.0), (0.0, 0.8, 1.9), (0.2, 0.6), (0.5, 1.5), (0, 1, 3))],
        hints=["T = (r/2)p(1 − p)W and C = (1 − p)bB/2. Then t = (T + C)^(1/(1 + κ)) and x = T/t^κ. In Python a power is `**`."],
        why="Raise `moved` with strain and without: push takes from work only where effort tires.",
    ),
    Text(
        name="overtime", title="The office counts overtime",
        ask="A city replaced its bonus for good river rankings by sanctions on the two secretaries in person. A year later overtime has risen by a third, and the office reports that *pressure transmits itself, and work is done*. "
            "Say what the model makes of that, which figures you would ask for, and which finding would show that the office is right.",
        rubric=["Says that effort can rise and work fall at the same time, because what is personal can be moved and is pushed about.",
                "Asks for what effort is spent on (minutes, letters, countersignatures against hours at the river), or for the score itself.",
                "Names a finding that would speak for the office: more work, or as much overtime where blame cannot be moved.",
                "Minds that rankings are relative: a fixed share succeeds however badly all do."],
        solution="Overtime is effort, t, and t can grow while work, x, falls: what a person bears and can move is pushed about, and with strain that takes from the work. A ranking does not show it, since a fixed share of counties does well however all do. "
                 "One would ask for water samples and for counts of letters, minutes and countersignatures between county and township. The office is right if the water is better as well, or if overtime rose as much where a sanction could not be moved; by the model it should then have been spent on the river.",
    ),
])
