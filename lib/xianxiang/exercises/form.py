"""Exercises of the chapter on form: what a file does to work, three ways to be stricter, and who would sign a list."""

from itertools import product

import numpy as np

from .. import form
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

PERSONAL = (0.1, 0.3, 0.5, 0.7, 0.9, 1)
ANSWERED = (0, 0.25, 0.5, 0.75)
STRENGTHS = np.arange(1, 9) / 2
EXECUTORS = np.array([0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.95, 1])


def pull(t, psi, omega):
    """The pull of paper."""
    return (1 - omega) * t**2 / psi


def inside(w, t, psi, omega, times=1):
    """Whether work and file lie well inside their bounds, also where tracing is so many times as harsh."""
    return all(pull(k * t, psi, omega) < k * w - 0.02 and k * w < 0.98 and k * t / psi * (1 - k * w) / (1 - pull(k * t, psi, omega)) < 0.98 and (k * t) ** 2 < psi for k in (1, times))


def work(w, t, psi, omega):
    return float(form.choice(w, t, price=psi, answered=omega)[0])


def checklists():
    """Levers of the second figure at which a checklist helps up to some fineness, and no further."""
    for gamma, iota, omega in product((-0.2, -0.1), PERSONAL[1:], ANSWERED):
        moved = 0.576 * iota * (1 - omega) * np.arange(11) / 10
        if 0 < (last := np.flatnonzero(moved + gamma < -1e-9)[-1]) < 10 and last != 4:
            yield {"gamma": gamma, "iota": iota, "omega": omega}


def disciplined():
    """Levers of the first figure at which harsh tracing drives out paper from some strength on."""
    for iota, omega, psi in product(PERSONAL[3:], (*ANSWERED[1:], 1), (0.4, 0.5, 0.7)):
        after = [form.effort(Institution(negativity=0.9, monitoring=0.8, strength=STRENGTHS * k, individualization=iota), answered=omega, price=psi) for k in (1, 1.25)]
        if (after[1] < after[0])[:, 1].any():
            yield {"iota": iota, "omega": omega, "psi": psi}


def prices():
    """Levers of the third figure, and what a list may cost in work, at which the county must execute something itself."""
    for b, iota, most in product((0.4, 0.6, 0.8, 0.9), (0.3, 0.5, 0.7, 0.9, 1), (0.03, 0.06, 0.1)):
        rule = Institution(negativity=0.9, monitoring=0.8, individualization=iota, transferability=b, executor=EXECUTORS)
        files, listed = form.both_files(rule)[:, 0], form.liabilities(rule)[:, 0]
        cheap, shown = files - listed <= most, files.round(2) - listed.round(2) <= most + 1e-9  # the sentence has whole percents
        if 0 < cheap.argmax() and (cheap == shown).all():
            yield {"b": b, "iota": iota, "most": most}


def turn(b, d, omega):
    """How full the file is where more personal liability begins to lower work."""
    return (1 - d) / (2 * b * (1 - omega))


def threshold(t, psi):
    """The share of files answered from which on equals want a list."""
    root = (1 - t**2 / psi) ** 0.5
    return root / (1 + root)


def won_back(w, t, l):
    """Which part of the work lost to files a part of a list wins back."""
    none, part = (work(w, moved, 0.4, 0) for moved in (t, (1 - l) * t))
    return (part - none) / (w - none)


def band(w, t, psi, omega, mu):
    """What harsher tracing brings: 0 less work and more paper, 1 more of both, 2 more work and less paper."""
    before, after = (form.choice(k * w, k * t, price=psi, answered=omega) for k in (1, mu))
    return 0 if after[0] < before[0] else 1 if after[1] > before[1] else 2


def banded():
    """Seven cases in each band, each well inside it."""

    def off_borders(w, t, psi, omega, mu):
        x = pull(t, psi, omega)
        return t <= w and min(abs(w - (1 + mu) * x / (1 + mu * x)), abs(w - (1 + mu * x) / (1 + mu))) > 0.02 and inside(w, t, psi, omega, mu)

    values = (0.4, 0.45, 0.5, 0.55, 0.6, 0.7), (0.2, 0.3, 0.4, 0.5), (0.2, 0.3, 0.4, 0.5), (0, 0.2, 0.4, 0.6), (1.1, 1.25)
    return balanced(kept(("w", "t", "psi", "omega", "mu"), values, off_borders), band, 7)


def gain(w, t, psi, omega):
    """What a full list is worth to a side."""
    before, after = form.worth(w, [t, 0], price=psi, answered=omega)
    return after - before


BANK = Bank("form", [
    Setting(
        name="checklist", title="How long a checklist helps", figure="finer",
        ask="In *The price of a finer trace* a sheet is a checklist: set the overlap to {gamma:.1f}, the share on the person to {iota:.0%} and the share answered to {omega:.0%}. Find the *finest* tracing, the most that a full file may move, at which files still help the work.",
        cases=lambda: list(checklists()),
        goals=[
            (["all", ["==", ["at", "overlap"], {"$": "gamma"}], ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "answered"], {"$": "omega"}]],
             "First bring the other controls to where the task has them: overlap {gamma:.1f}, person {iota:.0%}, answered {omega:.0%}."),
            (["says", "1"], "Here each tenth of a file no longer adds work: what the sheet does as a defence outweighs what it does as a checklist. Let it move less."),
            (["last", "transferability", ["says", "1"]], "Files help here, but they still would if they moved more."),
        ],
        why="A file helps while γ + ηt is below zero. Nobody has to fill in the sheet badly for it to turn: the same sheet costs work once it counts for enough as a defence. The more of it the other side answers, the later.",
    ),
    Setting(
        name="less-paper", title="Harsher, and less paper", figure="three-bands",
        ask="Stricter tracing drowns us in paper, it is said. In *A quarter stricter* put {iota:.0%} of a sanction on the person, let {omega:.0%} of files be answered, and set the price of a full file to {psi:.1f}. Find the *lowest* strength of the stakes at which a quarter harsher makes the file *thinner*.",
        cases=lambda: list(disciplined()),
        goals=[
            (["all", ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "answered"], {"$": "omega"}], ["==", ["at", "price"], {"$": "psi"}]],
             "First bring the other controls to where the task has them: person {iota:.0%}, answered {omega:.0%}, price {psi:.1f}."),
            (["regime", "Work drives out paper 重绩轻痕"], "Here a quarter harsher means a fuller file. A file is worth something only where work may fail: go where there is so much at stake that little is left undone."),
            (["first", "strength", ["regime", "Work drives out paper 重绩轻痕"]], "The file gets thinner here, but it already does at a lower strength."),
        ],
        why="A file pays where something is left undone. High up in the plane harsher tracing removes so much of that that the file has less to insure. That tracing breeds paper is a matter of the band.",
    ),
    Setting(
        name="price-of-fairness", title="A fair list, at a price in work", figure="who-signs",
        ask="A reformer would have county and township sign a list, if it costs at most {most:.0%} of the job in work. In *Who signs the list?* let a full file move {b:.0%} and put {iota:.0%} of a sanction on the person. How far must the county execute policy itself? Find the *lowest* such share.",
        cases=lambda: spread(prices(), 28),
        goals=[
            (["all", ["==", ["at", "transferability"], {"$": "b"}], ["==", ["at", "individualization"], {"$": "iota"}]], "First let a full file move {b:.0%} and put {iota:.0%} on the person."),
            (["<=", ["-", ["value", "files"], ["value", "listed"]], {"$": "most"}], "Compare work with files and with the list: the list still costs more than {most:.0%} of the job. The county's file drives the township; it is the weaker, the more alike the two are."),
            (["first", "executor", ["<=", ["-", ["value", "files"], ["value", "listed"]], {"$": "most"}]], "The list is cheap enough here, but it is so with a county that executes less, too."),
        ],
        why="What the list takes away is blame that the township bears for the county, and with it the fear that drives the work. Between equals the two files cancel, and the list costs nothing.",
    ),
    Number(
        name="work", title="What is done beside the file",
        ask="The stakes are w = {w:.1f}, a full file moves t = {t:.1f} and has the price ψ = {psi:.2f}, ω = {omega:.0%} of files are answered, and files and work do not overlap (γ = 0). Both sides are alike. Which share of the job is done in equilibrium (y)?",
        cases=lambda: clear(kept(("w", "t", "psi", "omega"), ((0.5, 0.6, 0.7), (0.2, 0.3, 0.4), (0.25, 0.4, 0.5), (0.2, 0.4, 0.6)), inside), work, 3, 22), answer=work, places=1, unit="%",
        slips=[
            (lambda w, t, psi, omega: w, "So much would be done with no file. A file insures, and who is insured takes less care."),
            (lambda w, t, psi, omega: 1 - (1 - w) / (1 - t**2 / psi), "You left out that files are answered: of what the file moves the other side's moves back the share ω."),
            (lambda w, t, psi, omega: w - (1 - omega) * t * t / psi * (1 - w), "You took the file that goes with y = w. But with it less is done, so a fuller file pays, so still less is done: follow this to its end."),
            (lambda w, t, psi, omega: 1 - (1 - w) / (1 - omega * t**2 / psi), "It is what is *not* answered, η = 1 − ω, that pulls."),
        ],
        hints=["Two slopes are zero: y = w − ηtz and ψz = t(1 − y). Put the second into the first.", "1 − y = (1 − w)/(1 − x), with the pull of paper x = (1 − ω)t²/ψ."],
        why="What is left undone is multiplied by 1/(1 − x): a failing that becomes likelier makes files fuller, and those make it cheaper.",
    ),
    Number(
        name="turn", title="Where personal liability turns",
        ask="A little more of each sanction is put on the person. A full file moves b = {b:.0%} of a personal sanction, a leader feels d = {d:.0%} of a unit's, ω = {omega:.0%} of files are answered, γ = 0. How full must the file be, at least, for this to *lower* work?",
        cases=clear(kept(("b", "d", "omega"), ((0.5, 0.6, 0.7, 0.8, 0.9), (0.1, 0.3, 0.4), (0.1, 0.2, 0.3)), lambda **case: turn(**case) < 0.75), turn, 3, 23),
        answer=turn, places=1, unit="%",
        slips=[
            (lambda b, d, omega: (1 - d) / (2 * b), "That is right where nothing is answered. What the other side moves back does not lower work."),
            (lambda b, d, omega: (1 - d) / (b * (1 - omega)), "A larger t lowers work twice: each file moves more, and files get fuller. The pull has t², whose slope is 2t."),
            (lambda b, d, omega: d / (2 * b * (1 - omega)), "What a person feels *more* than a unit's leader is 1 − d. That is by how much liability grows."),
            (lambda b, d, omega: 1 / (2 * b * (1 - omega)), "Not all of it is new: before, a leader already felt d of the sanction, through the unit."),
        ],
        hints=["More ι raises what is at stake, in proportion to 1 − d, and what a file moves, in proportion to b. When does the second outweigh the first?", "Work rises exactly if z < (1 − d)/(2bη)."],
        why="Liability begins without a file, so the first of it brings work. Once the file is this full, more of it brings paper.",
    ),
    Number(
        name="threshold", title="Who wants a list?",
        ask="Two equal sides keep files. A full one moves t = {t:.2f}, its price is ψ = {psi:.2f}, γ = 0. From which share of files answered (ω) on would both sign a list under which nothing can be moved?",
        cases=clear(kept(("t", "psi"), ((0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5), (0.2, 0.25, 0.3, 0.4, 0.5)), lambda **case: 0.1 < pull(**case, omega=0) < 0.95), threshold, 3),
        answer=threshold, places=1, unit="%",
        slips=[
            (lambda t, psi: 1 / (1 + (1 - t**2 / psi) ** 0.5), "That is the share *not* answered, η, below which they sign."),
            (lambda t, psi: (1 - t**2 / psi) / (2 - t**2 / psi), "You lost the root: the condition is (1 − x)² > 1 − τ, so x has to be compared with 1 − √(1 − τ)."),
            (lambda t, psi: 1 - t**2 / psi, "That is 1 − τ. The condition compares it with (1 − x)², where x = (1 − ω)τ: solve that for ω."),
            (lambda t, psi: 1 - (1 - t**2 / psi) ** 0.5, "That is how strong the pull of paper may be. Which share answered goes with it?"),
        ],
        hints=["Without a list a side has −½ + ½(1 − y)²(1 − τ), with it −½ + ½(1 − w)². How do 1 − y and 1 − w hang together?", "1 − w = (1 − y)(1 − x), so both sign exactly if (1 − x)² > 1 − τ, where x = (1 − ω)τ."],
        why="What is at stake plays no part. They sign where their files mostly cancel, that is, where a list restores little.",
    ),
    Number(
        name="part-of-a-list", title="What part of a list wins back",
        ask="The stakes are w = {w:.1f}; a full file moves t = {t:.1f} and has the price ψ = 0.4; nothing is answered (ω = 0), γ = 0. A list settles beforehand who answers for {l:.0%} of cases, so that a full file moves only the rest of t. Which part of the work lost to files does it win back?",
        cases=lambda: clear(kept(("w", "t", "l"), ((0.6, 0.7), (0.3, 0.4, 0.5), (0.2, 0.3, 0.4, 0.5, 0.6, 0.75)), lambda w, t, l: inside(w, t, 0.4, 0)), won_back, 3),
        answer=won_back, places=1, unit="%",
        slips=[
            (lambda w, t, l: l, "Not in proportion: what a file moves counts twice, in how full it is and in what it moves."),
            (lambda w, t, l: 1 - (1 - l) ** 2, "That is by how much the pull of paper falls. But work is lost by the factor 1/(1 − x), which is not a straight line in x."),
            (lambda w, t, l: work(w, (1 - l) * t, 0.4, 0) - work(w, t, 0.4, 0), "That is by how much work rises. The question is which part this is of all that was lost, w − y."),
            (lambda w, t, l: (work(w, l * t, 0.4, 0) - work(w, t, 0.4, 0)) / (w - work(w, t, 0.4, 0)), "You left as much as you should have settled: a list that covers a share leaves the *rest* of t."),
        ],
        hints=["Compute y three times: with no list, with this one, and with a full one, where y = w.", "The list leaves (1 − ℓ)t, so the pull becomes (1 − ℓ)²x. Put it into 1 − y = (1 − w)/(1 − x)."],
        why="The first cases on a list are worth the most: the pull goes by the square of what still moves. What is at stake plays no part, as all of it goes with 1 − w.",
    ),
    Choice(
        name="band", title="A stricter winter",
        ask="Inspectors get stricter: a failing costs {mu:.2f} times as much, in all its parts. Before, w = {w:.2f}, t = {t:.1f}, ψ = {psi:.1f}; ω = {omega:.0%} of files are answered, γ = 0. All stays inside the bounds. What becomes of work and of the file?",
        options=[
            ("Less work, a fuller file", "Work falls only in the lowest band, w < (1 + μ)x/(1 + μx). Compute x = (1 − ω)t²/ψ and compare."),
            ("More work, a fuller file", "Both grow only between the two borders, (1 + μ)x/(1 + μx) and (1 + μx)/(1 + μ). Here w lies outside."),
            ("More work, a thinner file", "The file gets thinner only above (1 + μx)/(1 + μ). Here w lies below."),
            ("Less work, a thinner file", "Never: the border below which work falls lies below the one above which the file gets thinner. Less work leaves more to insure."),
        ],
        right=band, cases=banded,
        why="Harsher is a step upwards and to the right in the plane of pull and stakes. Whether it brings work, paper or both depends on the band in which one stands.",
    ),
    Order(
        name="who-wants-a-list", title="When both want a list",
        ask="Prove when two equal sides gain by a full list (γ = 0, all inside the bounds). Put the steps in order; two blocks do not belong.",
        blocks=[
            "In equilibrium the bracket in U is w − ηtz, which is y; and z = (t/ψ)(1 − y), so that ψz² = τ(1 − y)².",
            "Hence without a list U = −½ + ½(1 − y)²(1 − τ).",
            "With a full list nothing moves, and y = w: U = −½ + ½(1 − w)².",
            "As 1 − w = (1 − y)(1 − x), the second is more exactly if (1 − x)² > 1 − τ.",
            "That is (1 − ω)τ < 1 − √(1 − τ); divide by τ = (1 − √(1 − τ))(1 + √(1 − τ)) and solve for ω.",
            "A list raises work from y to w, so whoever wants the work done wants the list.",
            "N = τ of the county less τ of the township is at least zero, so the county's file drives the township.",
        ],
        steps=5, after={1: [0], 3: [1, 2], 4: [3]},
        hints=["Find out what a side gets without and with a list; then compare.", "The comparison needs both values of U, and how 1 − y and 1 − w hang together."],
        why="A side pays for the work and does not enjoy it: that a list restores work is no reason to sign. The county's stronger file belongs to the case of unlike sides.",
    ),
    Function(
        name="worth-of-a-list", title="What a list is worth, as a function",
        ask="Write `gain(w, t, psi, omega)`: by how much U rises for each of two equal sides if a full list is signed (γ = 0, all inside the bounds).",
        answer=gain, inputs=kept(("w", "t", "psi", "omega"), ((0.5, 0.6, 0.7, 0.8), (0.2, 0.3, 0.4, 0.5), (0.3, 0.5), (0.0, 0.25, 0.5, 0.75)), inside),
        hints=["U is −½ + ½(1 − y)²(1 − τ) without and −½ + ½(1 − w)² with a list, where 1 − y = (1 − w)/(1 − x).", "τ = t²/ψ and x = (1 − ω)τ. A gain may be negative."],
        why="Its sign depends on τ and ω alone; the stakes only scale it.",
    ),
    Text(
        name="an-app", title="An app for the dyke",
        ask="An app stamps place and hour by itself: a sheet that took twenty minutes takes one. What does this chapter's model say of work on the dyke and of files, what does the rival explanation say, by which files and work compete for one day, and what would you look at in a county where half of the townships get the app first?",
        rubric=["Model: cheaper tracing, ψ falls, the pull of paper rises; fuller files and less work (as long as files are not full and not wholly answered).",
                "Rival: the time that was lost is won back; no less work, probably more.",
                "Names something observable that is work and not trace (breaches, damage found by others than the patrol), compared between early and late townships; says what would speak against the model."],
        solution="For the model the app makes tracing cheaper: ψ falls, x = ηt²/ψ rises, and what is left undone, (1 − w)/(1 − x), grows, while files get fuller; where they are full already work stays. For the rival the nineteen minutes go back to the dyke. "
                 "The sheets cannot tell, since both have more of them. One needs a measure of substance that nobody on patrol writes: seepage found by a surveyor, repairs, breaches at the same water level. More work in the early townships would speak for time, less for insurance; the same in both would speak against either as the main cause.",
    ),
])
