"""Exercises of the long game: what next year must be worth, how long posts must be, and what rotation breaks."""

from itertools import product

import numpy as np

from .. import repeated
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, every, spread

DISCOUNT, POSTS = 0.95, (1, 2, 3, 4, 6, 8, 12, 20)  # as the figures have them, without importing what draws them
CHANCES = np.array([0, 0.25, 0.5, 0.75, 1])
HAZARDS = np.array([0, 0.1, 0.2, 0.3, 0.6, 0.9])


def watched():
    """Settings of the first figure, few levers from its default, at which the alliance lives from some chance of being seen on, not from the first."""
    cases, (years, i, c, n) = every((2, 3, 4, 6, 8, 12), (0.4, 0.6, 0.7, 0.9, 1.0), (0.4, 0.5, 0.6), (1, 2, 3))
    rule = Institution(negativity=0.9, individualization=i, concealment=c, veto_items=n)
    wanted = repeated.critical_discount(rule, CHANCES)[..., 0]
    lives = (wanted > 0) & (wanted <= repeated.next_year(years, DISCOUNT))
    moved = (years != 4) * 1 + (i != 0.9) + (c != 0.5) + (n != 1)
    fit = lives.any(axis=1) & ~lives[:, 0] & ((moved > 0) & (moved < 4))[:, 0]
    return [dict(zip(("years", "i", "c", "n"), map(float, case))) for case, chosen in zip(cases, fit) if chosen]


def late():
    """Settings of the second figure at which one-year posts tighten, and longer ones loosen from some hazard on."""
    cases, (years, b, c, h) = every((2, 3, 4, 5, 6), (0.2, 0.3, 0.4, 0.6), (0.3, 0.5, 0.7), (0.0, 0.25, 0.5, 0.75))
    rule = Institution(negativity=0.9, individualization=0.9, transferability=b, concealment=c)
    moved, height = repeated.loosening(rule)[..., 0], repeated.holding(rule, DISCOUNT, 1 / years, noticed=h, hazard=HAZARDS, lifelong=False)
    loose, short = height < moved, repeated.holding(rule, DISCOUNT, 1.0)
    fit = (short > moved + 1e-3)[:, 0] & loose.any(axis=1) & ~loose[:, 0] & (np.abs(height - moved) > 1e-3).all(axis=1)
    return [{"years": f"{years}", "row": years - 1, "b": b, "c": c, "h": h} for (years, b, c, h), chosen in zip(cases, fit) if chosen]


def tools():
    """Settings of the third figure at which some posts break the alliance and spare honest work, and longer ones do not."""
    cases, (v, h, y) = every((0.5, 0.7, 0.9, 1.0), CHANCES, (0.6, 0.65, 0.7, 0.75, 0.8, 0.9))
    wanted = repeated.critical_discount(Institution(concealment=0.5, negativity=v, individualization=0.9), h)[..., 0]
    there = repeated.next_year(np.array(POSTS), DISCOUNT)
    cuts = (there >= repeated.work_discount(y)) & (there < wanted)
    return [{"v": v, "h": float(h), "y": y} for (v, h, y), row in zip(cases, cuts) if row.any() and not row[-1]]


def need(g, lost, h, f):
    """What next year must be worth, from the temptation and the loss."""
    return g / (g + (h + (1 - h) * f) * lost)


def posts(need):
    """How long posts must be."""
    return repeated.longest_broken(need, DISCOUNT)


def out_of_reach(b, pi, c, lam):
    """Where the patience that is needed goes as penalties grow without end, with one item and files that are seen."""
    rho, alone = 1 - (1 - c) / (1 - c * lam), 1 / (1 - c * lam) - 1
    return (b * pi - rho) / (b * pi + alone)


def fate(g, lost, h, years):
    """What becomes of an alliance: 0 lives by itself, 1 by the years ahead, 2 dies with these posts, 3 with any; f₁ = 0.4."""
    if g <= 0:
        return 0
    wanted = need(g, lost, h, 0.4) if lost > 0 else 2
    return 1 if wanted <= DISCOUNT * (1 - 1 / years) ** 2 else 2 if wanted < DISCOUNT else 3


def fates():
    """Cases off the borders between the four."""
    for g, lost, h, years in product((-0.3, -0.1, 0.2, 0.4, 0.8, 1.5), (-0.2, 0.1, 0.5, 1.0, 1.5), (0.0, 0.5, 1.0), (2, 3, 5, 8)):
        wanted = need(g, lost, h, 0.4) if lost > 0 and g > 0 else 2
        if abs(wanted - DISCOUNT * (1 - 1 / years) ** 2) > 0.03 and abs(wanted - DISCOUNT) > 0.02 and (g > 0 or lost > 0.2):
            yield {"g": g, "lost": lost, "h": h, "years": float(years)}


def bar(f0, f1, f2, years, h, mu, life):
    """The bar, from the chances of being found with none, one and two who hide."""
    hidden = 1 - f2 / f0
    rule = Institution(monitoring=f0, concealment=hidden, lone_concealment=(1 - f1 / f0) / hidden)
    return repeated.holding(rule, DISCOUNT, 1 / years, noticed=h, hazard=mu, lifelong=bool(life))


BANK = Bank("repeated", [
    Setting(
        name="open-files", title="How open a file must be", figure="how-patient",
        ask="In *What next year must be worth* posts last {years:.0f} years, {i:.0%} of a sanction falls on the person, two can hide {c:.0%}, and the number of veto items is {n:.0f}. "
            "Find the *smallest* chance that a desertion is seen at once with which the alliance lives.",
        cases=lambda: spread(watched(), 24),
        goals=[
            (["all", ["==", ["at", "years"], {"$": "years"}], ["==", ["at", "individualization"], {"$": "i"}], ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "veto_items"], {"$": "n"}]],
             "First bring the other levers to where the task has them: {years:.0f} years, {i:.0%}, {c:.0%}, {n:.0f}."),
            (["says", "lives"], "It dies. A deserter whom his partner finds out too late has nothing to fear; raise the chance that he is seen."),
            (["first", "noticed", ["says", "lives"]], "It lives, but it would with files a little more secret as well."),
        ],
        why="Nothing about this year changed. Whoever is seen at once is repaid next year; whoever is not is repaid only if the problem is found.",
    ),
    Setting(
        name="short-posts", title="Posts that are too short", figure="how-often-to-move",
        ask="In *How often to move leaders* let two be able to hide {c:.0%}, let {b:.0%} of the blame be movable, and a desertion be seen at once with chance {h:.0%}. With one-year posts a larger penalty then *tightens*, whatever comes out later. "
            "Find the *lowest* yearly chance of late discovery at which, with posts of {years} years and liability in post only, it *loosens*.",
        cases=lambda: spread(late(), 24),
        goals=[
            (["all", ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "transferability"], {"$": "b"}], ["==", ["at", "noticed"], {"$": "h"}]], "First set the three other levers: {c:.0%} hidden, {b:.0%} movable, {h:.0%} seen."),
            (["<", ["cell", "heights", "height", {"$": "row"}], ["cell", "heights", "height", 40]],
             "At {years} years the bar in post only is still above the blame that moves. Let more of what nobody found come to light while the signatory is in his post."),
            (["first", "hazard", ["<", ["cell", "heights", "height", {"$": "row"}], ["cell", "heights", "height", 40]]], "Penalties loosen here, and they do with a smaller chance of late discovery."),
        ],
        why="Whoever has left his post is out of reach of what comes to light later. With one-year posts that is everybody, and late discovery counts for nothing; a year more, and his signature can find him.",
    ),
    Setting(
        name="scalpel", title="A scalpel, as blunt as possible", figure="scalpel-or-hammer",
        ask="In *What breaks first when leaders move faster* the share of penalties is {v:.0%}, a desertion is seen with chance {h:.0%}, and honest work gives each side y = {y:.2f}; of a sanction 90% falls on the person, as at the start. "
            "Moving leaders is costly. Find the *longest* posts with which the alliance breaks and honest work lives.",
        cases=lambda: spread(tools(), 24),
        goals=[
            (["all", ["==", ["at", "negativity"], {"$": "v"}], ["==", ["at", "noticed"], {"$": "h"}], ["==", ["at", "individualization"], 0.9], ["==", ["at", "output"], {"$": "y"}]],
             "First bring the other levers to where the task has them: {v:.0%} penalty, 90% on the person, seen with {h:.0%}, y = {y:.2f}."),
            (["says", "scalpel"], "Not with these posts. Too short, and honest work breaks as well; too long, and the alliance lives."),
            (["last", "years", ["says", "scalpel"]], "It works with these posts, but leaders could stay longer."),
        ],
        why="The alliance needs the longer future of the two: between the two lengths rotation cuts the one bond and spares the other.",
    ),
    Number(
        name="patience", title="What next year must be worth",
        ask="In a dilemma, leaving a partner who hides brings G = {g:.1f} this year; a year of being accused leaves a side worse off by L = {lost:.1f} than a year of hiding together. A desertion is seen at once with chance h = {h:.0%}; otherwise it comes out only if the problem is found, with f₁ = {f:.0%}. Nobody is removed. What share of this year must next year together be worth at least, if the alliance is to live?",
        cases=lambda: clear([{"g": g, "lost": lost, "h": h, "f": f} for g, lost, h, f in product((0.4, 0.6, 0.8), (0.8, 1.4, 2.0), (0.2, 0.4, 0.7), (0.3, 0.45))], need, 3),
        answer=need, places=1, unit="%",
        slips=[
            (lambda g, lost, h, f: g / (g + lost), "That would do if every desertion were seen. With chance 1 − h only a finding tells the partner."),
            (lambda g, lost, h, f: g / (g + h * lost), "Secret files do not stay secret for ever: a finding opens them, with chance f₁."),
            (lambda g, lost, h, f: g / ((h + (1 - h) * f) * lost), "You held G against *one* year of loss. A grudge lasts: it costs L next year, and the year after, as long as the pair is together."),
            (lambda g, lost, h, f: g / (g + (h + f) * lost), "Being seen and being found do not simply add up: a finding tells the partner something new only if he had not seen it."),
        ],
        hints=["A grudge costs L a year from next year on: τL/(1 − τ) in all, if the partner comes to know. With what chance does he?", "G = τ·p·L/(1 − τ) with p = h + (1 − h)f₁. Solve for τ."],
        why="G against a long row of L, weighed with the chance of being known: the more secret the file, the more the future has to be worth.",
    ),
    Number(
        name="length-of-posts", title="How long they must stay",
        ask="An alliance can live if next year together is worth at least {need:.0%} of this one. A year's delay leaves δ = 95% of a payoff, and each of the two leaders is moved with the same chance every year. How many years must posts last on average?",
        cases=lambda: clear([{"need": need / 100} for need in range(20, 82, 2)], posts, 2),
        answer=posts, places=2,
        slips=[
            (lambda need: 1 / (1 - need / DISCOUNT), "That is so if only *one* of the two can be moved. Both have to be there."),
            (lambda need: 1 / (1 - need**0.5), "You left out the year's delay: what is a year away is worth 95%, even if both stay."),
            (lambda need: 1 / (1 - need), "Two things are missing: both leaders have to be there, and a year's delay has its price."),
            (lambda need: (need / DISCOUNT) ** 0.5, "That is the chance 1 − q that a leader stays for a year. Posts last 1/q years."),
        ],
        hints=["Next year together is worth τ = δ(1 − q)², where posts last 1/q years.", "1 − q is the root of the needed worth divided by δ."],
        why="Each leader's leaving ends it: that is why the chance of staying counts twice, and moving leaders bites.",
    ),
    Number(
        name="out-of-reach", title="However large the penalty",
        ask="Files are seen at once, there is one veto item, nobody is removed. Two hide c = {c:.0%} of findings, one alone λ = {lam:.0%} of that. Of a felt sanction the share π = {pi:.0%} is personal, and b = {b:.0%} of that can be moved. Penalties grow without end. Which worth of next year together does the alliance need in the limit?",
        cases=lambda: clear([{"b": b, "pi": pi, "c": c, "lam": lam} for b, pi, c, lam in product((0.7, 0.8, 0.9), (0.7, 0.9, 1.0), (0.3, 0.4, 0.5), (0.2, 0.4)) if out_of_reach(b, pi, c, lam) > 0.1], out_of_reach, 3),
        answer=out_of_reach, places=1, unit="%",
        slips=[
            (lambda b, pi, c, lam: 1 - c, "That is the bound f₂/f₀ = 1 − c, which is reached only where all of what is felt can be moved."),
            (lambda b, pi, c, lam: (b * pi - c) / (b * pi), "You took c for what silence is worth. It is worth ρ = 1 − f₂/f₁: compare two who hide with *one*, and one with none."),
            (lambda b, pi, c, lam: b * pi - (1 - (1 - c) / (1 - c * lam)), "That is the temptation for each unit of felt stakes. Weigh it against itself and the loss."),
            (lambda b, pi, c, lam: out_of_reach(1.0, pi, c, lam), "You let all of the personal sanction be moved."),
        ],
        hints=["With ρ = 1 − f₂/f₁ and ρ₀ = f₀/f₁ − 1, the temptation grows as bπ − ρ and the loss as ρ + ρ₀, both for each unit of f₁W.", "G/(G + L) tends to (bπ − ρ)/(bπ + ρ₀). m cancels."],
        why="Punishment raises the stakes of this year and of all later years alike. Two who value next year at more than this are beyond its reach.",
    ),
    Choice(
        name="fate", title="What becomes of the alliance",
        ask="Leaving a partner who hides brings G = {g:.1f} this year, a year of being accused costs L = {lost:.1f} compared with a year of hiding together. A desertion is seen at once with chance {h:.0%}, otherwise found with f₁ = 40%. Nobody is removed, δ = 0.95, and posts last {years:.0f} years. What becomes of the alliance?",
        options=[
            ("It lives, and needs no future", "Only where leaving does not even pay this year, G ≤ 0."),
            ("It lives by the years ahead", "For that next year together, δ(1 − q)² with q one over the years, has to be worth at least G/(G + pL), p = h + (1 − h)f₁; and there has to be something to lose."),
            ("It dies, but with longer posts it would live", "For that it needs more than these posts give, and less than δ, which is what posts without end give."),
            ("It dies, however long the posts", "Only if what it needs is more than δ, as where L is zero or less, and so nothing is left to keep."),
        ],
        right=fate, cases=lambda: balanced(fates(), fate, 6),
        why="First see whether it needs a future at all, then whether there is anything to lose in it, and only then how long it is.",
    ),
    Choice(
        name="more-looks", title="Whom the inspectors help",
        ask="Files stay shut until a problem is found (h = 0), nobody is removed, and there is one veto item. The inspectors of a province decide to look more often (m rises). What becomes of Δ, the weight of the future in an alliance?",
        options=[
            ("It grows", "A finding is what opens the files. So the inspectors tell partners whom to trust, and a desertion is repaid more often."),
            ("It falls: the alliance is found out more often", "That concerns the stakes of a year, not the weight of the future. Look at what makes a partner *learn* of a desertion."),
            ("It stays: m cancels", "m cancels from ρ, the worth of silence. In Δ stands f₁ itself, the chance that a desertion comes out."),
            ("It falls to nothing", "That takes findings that remove one of the two each time (ω = 1): then nobody is left to repay. Here nobody is removed."),
        ],
        right=0,
    ),
    Order(
        name="shadow", title="The shadow of the future: the proof",
        ask="Nobody is removed, and the game of a year is a dilemma. Prove that mutual hiding can be kept up by a lasting grudge exactly when G ≤ τ·p·L/(1 − τ), with p = h + (1 − h)f₁. One block does not belong.",
        blocks=[
            "Let V be what a side expects in the alliance, and V′ under a grudge, where both deflect as long as the pair lasts.",
            "When the pair parts a side expects V again, in either case; so V − V′ = L + τ(V − V′).",
            "So a grudge costs Λ = L/(1 − τ) in all; and it is no idle threat, as Deflect is best against Deflect.",
            "Whoever deserts gains at most G this year. The partner learns of it with chance p, and next year together is worth τ.",
            "So one desertion does not pay exactly when G ≤ τ·p·Λ; and if one does not pay, no plan of several does.",
            "Conversely no conduct of the partner costs a deserter more than Λ, since by deflecting every year he has at least what a grudge leaves him.",
            "In the last year there is nothing to lose, and so, by the same reasoning, nothing in the year before.",
        ],
        steps=6, after={1: [0], 2: [1], 4: [2, 3], 5: [4]},
        hints=["First say what a grudge is and what it costs.", "What it costs, who learns of it, the comparison, the converse."],
        why="The block that is left is true where both know when they part. Here leaders go by chance, and no year is known to be the last.",
    ),
    Function(
        name="bar-function", title="The bar as a function",
        ask="Write a function `bar(f0, f1, f2, years, h, mu, life)` that returns H, which bπ has to exceed before a larger penalty loosens: posts last `years` years, δ = 0.95, `h` is the chance of being seen at once, `mu` that of late discovery, `life` is 1 if liability is for life and 0 if it ends with the post. Nobody is removed or attached.",
        answer=bar,
        inputs=[{"f0": 0.5, "f1": f1, "f2": f2, "years": years, "h": h, "mu": mu, "life": life} for f1, f2, years, h, mu, life in product((0.4, 0.45), (0.1, 0.25), (1, 3, 8), (0.0, 0.75), (0.1, 0.5), (0, 1))],
        hints=["τ = δ(1 − q)² and Δ = τ[h + (1 − h)f₁]/(1 − τ). With ℓ = 1 or 1 − q, z = δℓμ/(1 − δℓ(1 − μ)).", "H = (1 − z)[f₁ − f₂ + Δ(f₀ − f₂)]/[f₁ + (1 − f₁)z]."],
        why="Let `years` run from 1 to 20, once in each regime of liability: one curve only climbs, the other first falls.",
    ),
    Text(
        name="the-list", title="The list is announced",
        ask="A province has always moved its leaders without warning. From this year the list of postings is published twelve months ahead. What do you expect of alliances in the last year that two leaders have together, where sanctions fall on persons and where most is prizes? "
            "What would somebody expect who thinks that not the future but trust grown in years together holds an alliance? Which comparison would tell?",
        rubric=["Expects hiding to end in the announced last year where the alliance lives by patience (a dilemma), and says why: nothing left to lose.",
                "Expects no change under prizes, where the alliance needs no future.",
                "Says that trust from the past would not vanish with an announcement, and grows with the years they have had.",
                "Names a comparison: pairs with equal years behind them and unequal years ahead."],
        solution="Where leaving pays this year, only what comes later holds the two; a published list makes one year the last, so there hiding should give way to files, and if the end is seen from afar perhaps the year before as well. Under prizes hiding pays this very year and an announcement changes nothing. "
                 "If trust does it, hiding grows with the years two have had, whatever is announced. So compare pairs that have been together equally long, some of whom are on the list: the future expects a difference, under penalties on persons alone; the past expects none.",
    ),
])
