"""Exercises of the chapter on duties without powers: the cliff, unused power, and the commons of the township's day."""

from itertools import product

import numpy as np

from .. import duties
from ..figures.parts import LIABLE
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

STEPS = np.linspace(0, 1, 21)
"""Positions of the sliders of blame and of powers."""


def keeps():
    """Where, on the figure's grid, a county comes to keep its powers as more blame can be moved."""
    found = []
    for nu, kappa, e in product((0.5, 0.7, 0.9, 1), (0.05, 0.1, 0.15, 0.2, 0.3), (0.4, 0.7, 1)):
        rule = Institution(negativity=nu, individualization=0.9, executor=e, transferability=STEPS)
        if 1 < (duties.best_power(duties.case_stakes(rule), kappa) == 0).argmax() < 20:
            found.append({"nu": nu, "kappa": kappa, "e": e})
    return spread(found, 24)


def wasteless():
    """Where too little power below wastes effort that the township would make, and some division wastes none."""
    found = []
    for b, nu, (who, iota) in product((0, 0.2, 0.4, 0.6, 0.8, 1), (0, 0.3, 0.5, 0.7, 0.9), LIABLE.items()):
        county, township = duties.case_stakes(Institution(transferability=b, negativity=nu, individualization=iota))
        low, high = sorted((township, 1 - county))
        if low > 0.06 and ((low - 1e-9 < STEPS) & (STEPS < high + 1e-9)).any() and (who == "the person" or b == 0.8):  # on the unit b plays no part
            found.append({"b": b, "nu": nu, "who": who})
    return spread(found, 24)


def crowded():
    """Where it takes more staff than there is least of until all departments have converted."""
    found = []
    for own, (who, iota), b in product((0.3, 0.4, 0.5, 0.6, 0.7, 0.8), LIABLE.items(), (0, 0.2, 0.4, 0.6, 0.8)):
        least = duties.tolerance(Institution(negativity=0.9, individualization=iota, transferability=b), own)
        if 0.11 < least <= 0.6:
            found.append({"own": own, "who": who, "b": b})
    return spread(found, 24)


def edge(s, nu, iota, kappa, m=0.5, cost=4, d=0.25, prize=1):
    """The share of blame from which on the county keeps its powers: ℓ_C = κ, solved for b."""
    reward, penalty = prize * s * (1 - nu), s * nu
    return (m * (reward + penalty * ((1 - iota) * d + iota)) - cost * kappa) / (m * penalty * iota)


def handled(county, township, kappa):
    """What is done where the county divides powers as it likes."""
    return float(duties.work(duties.best_power((county, township), kappa), (county, township)))


def items(h, own, zeta):
    """How many of twenty departments convert."""
    return float(duties.converted(1 - (1 - own) / (1 - zeta), h, 20))


def caused(p, county, township):
    """The county's share of what is left undone."""
    idle = duties.responsibility(p, (county, township))
    return idle[0] / idle.sum()


def nearer(e, b, iota, d):
    """Which of two changes lowers what a failure costs the county: 0 both, 1 persons alone, 2 penalties alone."""
    rule = Institution(executor=e, transferability=b, individualization=iota, diffusion=d, negativity=0.5)
    here, person, penalty = (duties.case_stakes(each)[0] for each in (rule, rule.replace(individualization=iota + 0.05), rule.replace(negativity=0.6)))
    return {(True, True): 0, (True, False): 1, (False, True): 2}[bool(person < here), bool(penalty < here)]


def pushes():
    """Levers, as many for each answer."""
    def plain(e, b, iota, d):
        return abs(e * (1 - b) - d) > 0.04 and abs((1 - iota) * d + iota * e * (1 - b) - e) > 0.02

    return balanced(kept(("e", "b", "iota", "d"), ((0.1, 0.2, 0.6, 1.0), (0.2, 0.5, 0.9), (0.1, 0.3, 0.6), (0.25, 0.4)), plain), nearer, 8)


BANK = Bank("duties", [
    Setting(
        name="edge-figure", title="One bit of liability too many", figure="the-cliff",
        ask="In *What the township bears and holds, and what gets done* leave individual responsibility at 90% and set the share that is penalty to {nu:.0%}, the worth of power to {kappa:.2f} and the county as executor to {e:.0%}. Find the *lowest* share of movable blame at which the county keeps all powers.",
        cases=keeps,
        goals=[
            (["all", ["==", ["at", "negativity"], {"$": "nu"}], ["==", ["at", "individualization"], 0.9], ["==", ["at", "keeping"], {"$": "kappa"}], ["==", ["at", "executor"], {"$": "e"}]],
             "First the other four: ν {nu:.0%}, ι 90%, κ {kappa:.2f}, e {e:.0%}. Only the first slider is left to you."),
            (["regime", "Duties without powers 有责无权"], "The township still holds powers here. Compare the two numbers in the sentence: what a failure costs the county, and what its powers are worth."),
            (["first", "transferability", ["regime", "Duties without powers 有责无权"]], "The powers are gone here, but they were gone before. Go back step by step and watch the work."),
        ],
        why="Each bit of liability that goes down makes the county lazier and the township keener by the same amount, and nothing is lost while powers follow. They stop following where ℓ_C has come down to κ.",
    ),
    Setting(
        name="no-waste", title="Put the powers where the effort is", figure="powers-and-liability",
        ask="You are a province and fix who holds which powers. In *The same powers, two rules of liability* let {nu:.0%} of the stakes be penalty, let sanctions fall on {who}, and let {b:.0%} of blame be movable. Find the *smallest* share of powers for the township at which none of the work that the two are willing to do is wasted.",
        cases=wasteless,
        goals=[
            (["all", ["==", ["at", "transferability"], {"$": "b"}], ["==", ["at", "negativity"], {"$": "nu"}], ["==", ["at", "individualization"], {"$": "who"}]], "First penalties of {nu:.0%}, {who}, and {b:.0%} of blame that can be moved."),
            (["regime", "Powers where the effort is 权得其所"], "Here somebody would work more and lacks the power, while the other lets some lie idle. Does the lower line still climb, or does it already fall?"),
            (["first", "power", ["regime", "Powers where the effort is 权得其所"]], "Nothing is wasted here, but a little less power below would do as well."),
        ],
        why="The line is level between ℓ_T and 1 − ℓ_C, in whichever order they come. The county itself need not stop there: ask what power is worth to it.",
    ),
    Setting(
        name="staff", title="When staff helps at last", figure="half-again",
        ask="In *One department among twenty* put up with a quality of {own:.0%}, let sanctions fall on {who}, and let {b:.0%} of blame be movable. Find the *lowest* attention of the township at which departments, left to themselves, convert all twenty items, so that all further staff goes into quality.",
        cases=crowded,
        goals=[
            (["all", ["==", ["at", "own"], {"$": "own"}], ["==", ["at", "individualization"], {"$": "who"}], ["==", ["at", "transferability"], {"$": "b"}]], "First the quality you put up with ({own:.0%}), {who}, and {b:.0%} of blame."),
            (["regime", "All are converted 全部转化"], "Departments keep some items here: with more staff they would bring more, and the work would be no better."),
            (["first", "attention", ["regime", "All are converted 全部转化"]], "All are converted here, but they are with less staff, too."),
        ],
        why="Until the last item is converted, staff draws items: quality stays at what a department puts up with, τ. Where blame moves, τ is lower: then little staff is enough to draw all twenty, and the work is worse.",
    ),
    Number(
        name="edge", title="Where the powers stop following",
        ask="The county carries out policy itself (e = 1). Stakes are s = {s:.0f}, penalties ν = {nu:.0%} of them, ι = {iota:.0%} of a sanction is personal, a leader feels d = 0.25 of the rest, an inspection finds a case with m = 0.5, effort costs ω = 4, and power is worth κ = {kappa:.2f} in units of ω. From which share b of movable blame on does the county keep all powers?",
        cases=lambda: clear(kept(("s", "nu", "iota", "kappa"), ((3, 4, 5), (0.7, 0.9), (0.6, 0.75, 0.9), (0.1, 0.15, 0.2, 0.25)), lambda **case: 0.1 < edge(**case) < 0.95), edge, 3),
        answer=edge, places=1, unit="%",
        slips=[
            (lambda **case: edge(**case, cost=1), "κ is in units of the cost of effort, and the liability before it is divided by ω is not. Compare ω·κ with it."),
            (lambda **case: edge(**case, m=1), "A case left undone costs only if it is found, with m = 0.5."),
            (lambda **case: edge(**case, d=1), "You let the county feel all of the unit's part of a sanction. It feels the fraction d."),
            (lambda **case: edge(**case, prize=0), "A failure also forfeits the prize, which cannot be moved: count R = s(1 − ν)."),
        ],
        hints=["Write down what a case left undone costs the county, ℓ_C = (m/ω)·{R + P[(1 − ι)d + ι(1 − b)]}.", "Set ℓ_C = κ and solve for b."],
        why="Up to there a failure hurts the county more than its powers are worth to it. One step further it does not, and everything that went down with the liability stays up.",
    ),
    Number(
        name="done", title="What is done in the end",
        ask="All liability that moves has been handed down: a case left undone costs the county ℓ_C = {county:.2f} and the township ℓ_T = {township:.2f}. Power over all cases is worth κ = {kappa:.2f} to the county, which divides powers as it likes. What share of the cases is handled?",
        cases=[{"county": county, "township": township, "kappa": kappa} for (county, township), kappa in product(((0.12, 0.55), (0.18, 0.7), (0.22, 0.45), (0.26, 0.6), (0.31, 0.38), (0.08, 0.85), (0.16, 0.62), (0.24, 0.5)), (0.1, 0.2, 0.3))],
        answer=handled, places=0, unit="%",
        slips=[
            (lambda county, township, kappa: min(1, county + township) if kappa >= county else county, "First compare ℓ_C and κ. They decide whether any power goes down, and here you have it the wrong way round."),
            (lambda county, township, kappa: township, "That is what the township is ready to do. Has it the powers, and does the county do nothing?"),
            (lambda county, township, kappa: kappa, "κ is what power is worth. It decides where powers go, not how many cases are handled."),
        ],
        hints=["Is a failure dearer to the county than its powers?", "If so, powers follow the liability and both work as much as they are willing to. If not, the township has nothing to work with."],
        why="Liability in sum is the same on both sides of the cliff. What differs is whether those who would work can.",
    ),
    Number(
        name="caused", title="Whose failures are they?",
        ask="The township holds p = {p:.0%} of the powers. A case left undone costs the county ℓ_C = {county:.2f} and the township ℓ_T = {township:.2f}, whoever had the power. Of the cases left undone, what share could the *county* have spared by its own best effort?",
        cases=clear(kept(("p", "county", "township"), ((0.4, 0.55, 0.7, 0.85), (0.05, 0.1, 0.2), (0.3, 0.5, 0.65)), lambda **case: 0.03 < caused(**case) < 0.97), caused, 3),
        answer=caused, places=1, unit="%",
        slips=[
            (lambda p, county, township: 1 - caused(p, county, township), "That is the township's part."),
            (lambda p, county, township: county / (county + township), "That is the county's share of the *liability*. Under the rule of place liability does not ask whose power lay idle; this question does."),
            (lambda p, county, township: 1 - p, "That is the county's share of the *powers*. Some of them were used."),
            (lambda p, county, township: 1 - p - county, "That is the county's unused power as a share of *all* cases. Divide by those left undone."),
        ],
        hints=["Each side works until its liability is not worth another case or its power is used up: y_C = min(1 − p, ℓ_C), y_T = min(p, ℓ_T).", "Responsibility is unused power: compare 1 − p − y_C with p − y_T."],
        why="The two unused powers add up to all failures. Liability by place need not fall where they lie.",
    ),
    Number(
        name="items", title="How many come down",
        ask="Twenty departments, one township, which can do H = {h:.0f} items well at the same time. A department that answered for all failings would put up with a quality of τ₀ = {own:.0%}; of the failings of a converted item it moves ζ = {zeta:.0%} to the township. How many items are converted?",
        cases=lambda: spread([case for h, own, zeta in product((2, 3, 4, 5, 6), (0.5, 0.6, 0.7, 0.8), (0.1, 0.2, 0.3, 0.4))
                              if items(h, own, 0) < items(**(case := {"h": h, "own": own, "zeta": zeta})) < 20 and 0.03 < h / (1 - (1 - own) / (1 - zeta)) % 1 < 0.97], 24),
        answer=items, places=0,
        slips=[
            (lambda h, own, zeta: items(h, own, 0), "You forgot that blame moves with the item. A department that no longer answers for all of it puts up with worse work."),
            (lambda h, own, zeta: np.floor(h / (own * (1 - zeta))), "It is the *failings*, 1 − q, of which a share moves: (1 − ζ)(1 − q) ≤ 1 − τ₀."),
            (lambda h, own, zeta: items(h, own, zeta) + 1, "With the last of these the quality would fall below what a department puts up with."),
            (lambda h, own, zeta: h, "That would be best for them together. Each converts for itself, as long as the work is good enough for it."),
        ],
        hints=["After conversion a department puts up with τ = 1 − (1 − τ₀)/(1 − ζ).", "The quality of N items is H/N. They are converted as long as it is at least τ; only whole items count."],
        why="Entry goes on until the work is as bad as a department can bear, as on a pasture that is free to all.",
    ),
    Choice(
        name="nearer", title="Which reform empties the powers",
        ask="A county carries out e = {e:.0%} of policy itself; the share of blame that can be moved between equals is b = {b:.0%}. Of a sanction ι = {iota:.0%} is personal, and of the unit's part a leader feels d = {d:.2f}. Half of the stakes are penalty. Two reforms are proposed: to make sanctions *more personal*, and to put *penalties in the place of prizes*. Which of them lowers what a failure costs the county, and so brings the cliff nearer?",
        options=[
            ("Both", "One of the two raises it, or leaves it. The first lowers it exactly where b_C > 1 − d, the second where (1 − ι)d + ι(1 − b_C) < e; mind b_C = 1 − e(1 − b)."),
            ("Only more personal sanctions", "Check both. Does the county move more than 1 − d of a personal sanction? And does it feel less of a penalty than of a prize, of which it keeps the share e?"),
            ("Only penalties in the place of prizes", "Check both. More personal sanctions hurt the county less where it moves more than 1 − d of them; a prize that it hardly shares it hardly misses."),
            ("Neither", "Compute b_C = 1 − e(1 − b) first. At least one of the two lowers what a failure costs the county here."),
        ],
        right=nearer, cases=pushes,
        why="What is made personal can be moved; the unit's part cannot. And a prize cannot be moved at all, so it holds a county that has a part in it.",
    ),
    Order(
        name="all-goes-down", title="Why all liability goes down",
        ask="However power is divided, a county that hands down more liability is never worse off. Prove it. Two blocks do not belong.",
        blocks=[
            "Move x from the county's liability to the township's, and let the county, for the moment, work as before.",
            "The township, now more liable, works no less than before.",
            "So the share of cases left undone does not grow.",
            "Each such case costs the county x less, so its loss by failures does not rise.",
            "Choosing its effort anew can only help the county.",
            "The county works less, since a failure now costs it less.",
            "The powers over these cases go down with the liability.",
        ],
        steps=5,
        hints=["Begin with the change, and hold the county's effort for a while.", "Follow the township, then the failures, then their price. Only at the end let the county respond."],
        why="That the county then works less is true, and is what the rest of the chapter is about; the proof does not need it. That powers follow is true on one side of the cliff only.",
    ),
    Function(
        name="county", title="The county's payoff as a function",
        ask="Write a function `county(p, lc, lt, kappa)` that returns a county's payoff if the township holds the share p of powers, under the rule of place and at the efforts that follow: the worth of the powers kept, less what failures cost it (lc each; the township lt), less the cost of its effort. Then look for its best p at lt = 0.6 and kappa = 0.15, with lc = 0.2 and with lc = 0.1.",
        answer=lambda p, lc, lt, kappa: float(duties.case_payoffs(p, (lc, lt), kappa)[0]),
        inputs=[{"p": p, "lc": lc, "lt": lt, "kappa": kappa} for p, lc, lt, kappa in product((0.0, 0.3, 0.6, 0.9, 1.0), (0.1, 0.4), (0.5, 0.8), (0.05, 0.15))],
        hints=["Efforts first: y_C = min(1 − p, ℓ_C), y_T = min(p, ℓ_T); the work done is their sum.", "κ(1 − p) − ℓ_C(1 − y_C − y_T) − y_C²/2: effort is squared and halved."],
        why="Draw it over p. Where a failure costs the county more than κ the top is at ℓ_T, or at 1 − κ if that is less; where it costs less, at 0. Nothing lies between.",
    ),
    Text(
        name="law", title="Was it the law?",
        ask="Some say that townships lacked powers because statutes gave them to county departments; since 2021 provinces may let townships use penalty powers. Suppose you could follow powers, budgets and sanctions in many counties after such a permission. What would you expect if the law had been the obstacle, and what if this chapter's model is right?",
        rubric=["If the law was the obstacle: powers are used below wherever they were permitted.",
                "If the model is right: first, or only, where a failure still costs the county more than the powers are worth (sanctions on units, prizes kept, little blame to move).",
                "Looks beyond paper: whether staff, seals and budgets follow, and whether powers that bring income stay up longest."],
        solution="If the law was the obstacle, permission removes it, and powers are used below wherever it was given, whatever the sanctions are. If the model is right, permission alone moves little: powers go down where a failure still hurts the county more than they are worth to it, that is where sanctions fall on units or the county keeps its part of the prize. "
                 "Elsewhere they go down on paper, while seals, staff and budgets stay. The powers that bring income (a large κ) should stay up longest. So compare counties by their sanctions, and follow money and staff, not lists.",
    ),
])
