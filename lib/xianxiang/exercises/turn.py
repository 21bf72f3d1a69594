"""Exercises of the chapter on the turn: how many it takes, half a return, the bond at rest, and what hangs on how people learn."""

from itertools import product

import numpy as np

from .. import stage, turn
from ..institution import SWITCHES, Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept

NAMES = dict(zip(SWITCHES, ("1", "2a", "2b", "3", "4", "5")))
"""The six switches as the figures call them."""

ENDS = {
    "returns": "collusion comes back",
    "minimum": "the blame goes, and most do the minimum",
    "history": "blame-shifting stays by history alone: hiding together is an equilibrium again, even at the attachment that is left",
    "worn": "blame-shifting stays because trust is worn out: hiding together would be an equilibrium at the attachment there once was, and is none at what is left",
    "blame": "blame-shifting stays, and hiding together is no equilibrium at any attachment there was",
}
HALVES = (
    ("minimum", "penalty", "reach", 2), ("minimum", "looking", "supervisor", 3), ("minimum", "supervisor", "looking", 3),
    ("history", "vetoes", "looking", 3), ("history", "looking", "penalty", 3), ("history", "looking", "person", 4),
    ("worn", "vetoes", "supervisor", 2), ("worn", "looking", "vetoes", 2), ("worn", "supervisor", "looking", 2), ("worn", "looking", "supervisor", 3),
    ("returns", "reach", "person", 2), ("returns", "looking", "reach", 3), ("returns", "supervisor", "reach", 3), ("returns", "person", "reach", 3),
    ("returns", "person", "penalty", 3), ("returns", "looking", "vetoes", 3), ("returns", "person", "penalty", 4),
    ("blame", "supervisor", "looking", 2), ("blame", "looking", "supervisor", 2), ("blame", "looking", "vetoes", 2), ("blame", "looking", "reach", 3),
)
"""How blame-shifting ends, a switch that is undone, one that is not, and how many are."""


def total(*terms):
    """The sum of terms of a goal."""
    first, *rest = terms
    return ["+", first, total(*rest)] if rest else first


ON = total(*(["at", name] for name in SWITCHES))


def resting(iota, delta, eps, rho):
    """What is left of attachment in the end, as a share of what it recovers to."""
    blame = iota * delta
    return rho * (1 - blame) / (eps * blame + rho * (1 - blame))


def revised(x, gap, low, eta, r=0.25):
    """The share that shields after a round in which Shield leads Deflect by `gap` and Routine by `low`."""
    return (1 - r) * x + r * turn.logit([gap, 0.0, gap - low], eta)[0]


def weighed(s, nu, iota, c):
    """What a partner's help protects against a shielder and against a deflector, what distance moves, and what shielding costs more."""
    rule = Institution(strength=s, negativity=nu, individualization=iota, concealment=c)
    none, one, two = stage.findings(rule)
    stakes = rule.reward + rule.penalty * rule.felt
    return (one - two) * stakes, (none - one) * stakes, rule.transferability * one * iota * rule.penalty, rule.shield_cost - rule.deflect_cost


def needed(s, nu, iota, c):
    """The attachment from which on nobody leaves mutual shielding to pass the blame."""
    help_, _, moved, cost = weighed(s, nu, iota, c)
    return (moved + cost - help_) / (moved + help_)


def trusted():
    """Rules at which it takes some trust to last, and not more than there may be."""
    levers = (3.0, 4.0, 5.0), (0.5, 0.7, 0.9), (0.5, 0.7, 0.9), (0.5, 0.6, 0.7, 0.8)
    return clear(kept(("s", "nu", "iota", "c"), levers, lambda **case: 0.1 < needed(**case) < 0.7), needed, 2)


def leads(s, nu, iota, c, left):
    """What Shield leads by against a deflector, and against a shielder, at the attachment that is left; and against a shielder at that of old."""
    help_, alone, moved, cost = weighed(s, nu, iota, c)
    return [(1 + at) * gain - (1 - at) * moved - cost for gain, at in ((alone, left), (help_, left), (help_, 0.3))]


def lasting(**case):
    """What is said of a return: 0 it comes by itself, 1 history, 2 worn out, 3 not even with the trust there once was."""
    begins, lasts, lasted = (lead > 0 for lead in leads(**case))
    return 0 if begins and lasts else 1 if lasts else 2 if lasted else 3


def settled():
    """Rules at which what lasts is no close call, by kind."""
    levers = (3.0, 4.0, 5.0), (0.3, 0.5, 0.7, 0.9), (0.2, 0.5, 0.9), (0.5, 0.7, 0.9), (0.02, 0.1)
    return balanced(kept(("s", "nu", "iota", "c", "left"), levers, lambda **case: min(map(abs, leads(**case))) > 0.04), lasting, 8)


RULES = "Stakes are s = {s:.0f}, the share of penalties is ν = {nu:.0%}, of a sanction ι = {iota:.0%} is personal, and two can hide c = {c:.0%} of findings; everything else is at the library's defaults (m = 0.5, λ = 0.3, b = 0.8, d = 0.25, g = 0.35, k = 0.25, one item, e = 1)."

BANK = Bank("turn", [
    Setting(
        name="crowd", title="How many counties it takes", figure="crowd",
        ask="In *Ten counties or three thousand* take run number {draw:.0f}. Find the *smallest* number of counties at which the run strays from the smooth line by at most {most:.0f} percentage points. Guess the order of magnitude first.",
        cases=[{"draw": draw, "most": most} for draw, most in product(range(1, 7), (15, 10, 5, 3))],
        goals=[
            (["==", ["at", "draw"], {"$": "draw"}], "This is another run: other luck. Take number {draw:.0f}."),
            (["<=", ["value", "gap"], {"$": "most"}], "It still strays by more than {most:.0f} points. Chance shrinks with the square root of the numbers: for half the gap expect four times as many counties."),
            (["first", "counties", ["<=", ["value", "gap"], {"$": "most"}]], "Near enough, but a smaller number would do in this run."),
        ],
        why="With few counties the turn itself comes early in one run and late in the next, so the gap is large just where the curve is steep. At the scale of the country next to nothing of it is left.",
    ),
    Setting(
        name="half-return", title="Half a return", figure="way-back",
        ask="In *Turning the levers back* undo exactly {number} of the six, switch {with} among them and switch {without} not, so that {what}.",
        cases=[{"word": word, "what": ENDS[word], "a": a, "b": b, "with": NAMES[a], "without": NAMES[b], "count": count, "number": ("two", "three", "four")[count - 2]} for word, a, b, count in HALVES],
        goals=[
            (["all", ["==", ON, {"$": "count"}], ["==", ["at", {"$": "a"}], 1], ["==", ["at", {"$": "b"}], 0]], "First the conditions: {number} undone, switch {with} among them, switch {without} left as it is now."),
            (["says", {"$": "word"}], "Read the sentence: this is not how it should end. Undoing 3 or 4 makes blame worth less, undoing 2b or 5 makes a partner worth more; 1 and 2a shift the balance a little."),
        ],
        why="To bring collusion back, blame must be worth less and a partner worth more. With the first alone the blame goes and nothing comes in its place; with the second alone people stay where they are, by history or because the trust is gone.",
    ),
    Setting(
        name="loop-left", title="Noise against history", figure="hysteresis",
        ask="In *There and back: the loop of the turn* {how}, and let the change be as slow as the figure allows. Find the *lowest* noise at which next to no loop is left.",
        cases=[{"how": "let attachment erode as it does", "erodes": 1}, {"how": "hold attachment fixed", "erodes": 0}],
        goals=[
            (["all", ["==", ["at", "erosion"], {"$": "erodes"}], ["==", ["at", "ramp"], 640]], "First the switch ({how}), and a change over 640 rounds: a faster one shows more lag than anything else."),
            (["says", "none"], "There still is a loop. Choice must be so loose that neither regime holds people by itself."),
            (["first", "noise", ["says", "none"]], "No loop is left here, but would a little less noise also do?"),
        ],
        why="With attachment that moves, a loop survives more noise than with attachment held: those who hide together keep the bond that keeps them hiding, and what is worn out takes long to come back.",
    ),
    Number(
        name="resting", title="What is left of the bond",
        ask="A share δ = {delta:.0%} of officials pass the blame, round after round, and ι = {iota:.0%} of a sanction is personal. Attachment erodes at the rate ε = {eps:.2f} and recovers at ρ = {rho:.2f}. At which level does it come to rest, as a percentage of the level θ̂ to which it recovers where nobody blames?",
        cases=[{"delta": delta, "iota": iota, "eps": eps, "rho": rho} for (delta, iota), (eps, rho) in product(((0.2, 0.9), (0.4, 0.5), (0.5, 0.9), (0.8, 0.5), (0.8, 0.9), (0.95, 0.9)), ((0.1, 0.02), (0.08, 0.04), (0.2, 0.05), (0.05, 0.03)))],
        answer=resting, places=1, unit="%",
        slips=[
            (lambda delta, iota, eps, rho: rho / (eps * iota * delta + rho), "You let attachment recover at the full rate ρ. Where blame is passed it does not recover: the rate is ρ(1 − ιδ)."),
            (lambda delta, iota, eps, rho: resting(1.0, delta, eps, rho), "You left out ι. Blame wears the bond away only as far as responsibility is personal: what counts is ι·δ."),
            (lambda delta, iota, eps, rho: 1 - resting(iota, delta, eps, rho), "That is what is *lost*."),
            (lambda delta, iota, eps, rho: 1 - iota * delta, "That compares how often blame wears at the bond with how often it may recover, as if both went equally fast. Their rates differ: ε and ρ."),
        ],
        hints=["At rest what wears away in a round equals what grows back: ε·ι·δ·θ = ρ·(1 − ιδ)·(θ̂ − θ).", "Divide by θ̂ and solve for θ/θ̂."],
        why="Because recovery is slower than erosion, a little blame already costs much of the bond.",
    ),
    Number(
        name="one-round", title="One round of learning",
        ask="At present {x:.0%} of townships shield. Against what counties do now, shielding pays {gap:.2f} more than passing the blame and {low:.2f} more than doing the minimum. A quarter reconsider (r = 0.25), by logit choice with noise η = {eta:.2f}. What share of townships shields in the next round?",
        cases=[{"x": x, "gap": gap, "low": low, "eta": eta} for x, (gap, low), eta in product((0.2, 0.6, 0.9), ((0.1, 0.3), (0.05, 0.2), (0.3, 0.2)), (0.1, 0.25, 0.5))],
        answer=revised, places=1, unit="%",
        slips=[
            (lambda x, gap, low, eta: revised(x, gap, low, eta, 1.0), "That is what those choose who reconsider. Three quarters do not, and stay with what they did."),
            (lambda x, gap, low, eta: 0.75 * x + 0.25 * (gap > 0), "That is best reply: all who reconsider take what pays best. With noise better actions are likelier, not certain."),
            (lambda x, gap, low, eta: 0.75 * x + 0.25 / (1 + np.exp(-gap / eta)), "You compared shielding with blaming only. The minimum is chosen by some as well."),
            (lambda x, gap, low, eta: 0.75 * x + 0.25 / (1 + np.exp(-gap * eta) + np.exp(-low * eta)), "You multiplied by the noise. Differences are *divided* by η: much noise makes them count for little."),
        ],
        hints=["Those who reconsider shield with chance 1/(1 + e^(−a/η) + e^(−b/η)), where a and b are the leads over the two other actions.", "The next share is 0.75 times the present one plus 0.25 times that chance."],
        why="Behaviour lags behind the rules in two ways: only some reconsider, and those who do may err.",
    ),
    Number(
        name="needed", title="How much trust it takes",
        ask=RULES + " From which attachment θ on does neither side gain by leaving mutual shielding to *pass the blame*?",
        cases=trusted,
        answer=needed,
        slips=[
            (lambda **case: (lambda h, _, m, k: (m + k - h) / h)(*weighed(**case)), "You let attachment add to what two protect. It also takes away: who cares for the partner gains less by moving blame onto him, b·f₁·B counts only (1 − θ) times."),
            (lambda **case: (lambda h, _, m, k: (m + k - h) / m)(*weighed(**case)), "You let attachment lower what moving blame is worth. It also makes the partner's loss count: what two protect counts (1 + θ) times."),
            (lambda **case: (lambda h, _, m, k: (m - h) / (m + h))(*weighed(**case)), "You left out that shielding costs g − k more than keeping a distance."),
            (lambda **case: (lambda h, a, m, k: (m + k - a) / (m + a))(*weighed(**case)), "You took f₀ − f₁, the lead against a partner who *deflects*. Here the partner shields: f₁ − f₂."),
        ],
        hints=["Against a shielder Shield leads by (1 + θ)(f₁ − f₂)W − (1 − θ)·b·f₁·B − (g − k), with W = R + P[(1 − ι)d + ι] and B = ιP.", "Set it to zero: it is linear in θ."],
        why="The same rules can carry the alliance with trust and not without it. That is why a half return may fail: the rules are back, and the bond is not.",
    ),
    Choice(
        name="after-blame", title="Will it come back?",
        ask="The levers have been turned back half way, and stand now like this. " + RULES + " Before the turn attachment was 0.3; now it is {left:.2f}, and everyone passes the blame. Leave the minimum aside. What does the model say of collusion?",
        options=[
            ("It comes back by itself", "That needs Shield to pay even against one who passes the blame, at the attachment that is left. Compute that lead."),
            ("History decides: it could last, but nobody begins", "For that, mutual shielding must be an equilibrium at the attachment that is left, and passing the blame the best reply to blame. One of the two fails."),
            ("Worn-out trust decides: it could last with the old bond, and not with what is left", "Compute the lead of Shield against a shielder twice, at 0.3 and at what is left. It should change its sign in between; it does not."),
            ("It could not last even with the old bond", "Compute the lead of Shield against a shielder at θ = 0.3."),
        ],
        right=lasting, cases=settled,
        why="Three questions in this order: does hiding pay against one who blames; does it pay among those who hide; did it with the trust there once was?",
    ),
    Choice(
        name="learning", title="What hangs on how people learn",
        ask="Two researchers agree on every payoff and differ about how officials learn: one has them imitate success, the other has them compute what pays. Every action is still tried by somebody. On which point need the two *not* differ?",
        options=[
            ("That collusion is back once *all* levers are back", "At the earlier levers hiding together is strictly dominant at every attachment. Any learning under which strictly dominated actions die out ends there."),
            ("How far the levers must go back before collusion returns", "This is the width of the loop. It depends on noise, and on how attachment wears away."),
            ("In which round the majority changes", "That depends on how fast people learn."),
            ("Where behaviour ends if the levers stop in the middle", "In the middle both regimes are strict equilibria. There the end depends on the beginning, and with noise on how people learn."),
        ],
        right=0,
    ),
    Order(
        name="all-the-way-back", title="All the way back",
        ask="Prove that collusion returns once *all* levers are back, whatever has happened to the trust. Put the steps in order; two blocks do not belong.",
        blocks=[
            "The lead of Shield over another action, against a given action of the other side, is linear in the attachment θ.",
            "At the earlier levers a finite number of comparisons shows that every lead of Shield is positive at θ = 0 and at θ = 1.",
            "A straight line that is positive at both ends of a stretch is positive all along it: Shield is strictly dominant at every θ from 0 to 1.",
            "So it does not matter what has become of attachment in the meantime.",
            "Under every rule of learning by which strictly dominated actions die out, only Shield is left.",
            "Mutual shielding and mutual deflection are both strict equilibria, so each attracts all populations close to it.",
            "Once blame is no longer passed, attachment recovers to the level that it had.",
        ],
        steps=5, after={2: (0, 1), 3: (2,), 4: (2,)},
        hints=["Begin with how the leads depend on θ, or with what is checked at the two ends.", "Two statements give dominance at every θ. What follows from dominance comes after them. Recovery of trust is not needed anywhere."],
        why="The proof needs no return of trust. That both regimes are strict is true in the middle of the way, where history decides, and false at its ends.",
    ),
    Function(
        name="bond", title="The bond as a function",
        ask="Write a function `bond(theta, natural, iota, delta, eps, rho)` that returns attachment after one more round, where a share delta of officials pass the blame and natural is the level θ̂ to which attachment recovers.",
        answer=lambda theta, natural, iota, delta, eps, rho: theta - eps * iota * delta * theta + rho * (1 - iota * delta) * (natural - theta),
        inputs=[{"theta": theta, "natural": 0.3, "iota": iota, "delta": delta, "eps": eps, "rho": rho}
                for theta, iota, delta, (eps, rho) in product((0.05, 0.2, 0.3), (0.1, 0.9), (0.0, 0.4, 1.0), ((0.1, 0.02), (0.05, 0.04)))],
        hints=["Two terms are added to theta: what wears away, −ε·ι·δ·θ, and what grows back, ρ·(1 − ιδ)·(θ̂ − θ).", "Both use the product ι·δ: blame wears only where responsibility is personal, and only then does it stop recovery."],
        why="This is the slow variable of the turn: what it has lost in a few rounds takes many to come back.",
    ),
    Text(
        name="selection", title="Learned, or replaced?",
        ask="A rival account says that nobody learned anything: officials who hide together were removed, and others came. The country's curves of shielding and blaming may look the same. Which records would you ask for to tell the two apart, and what should they show in each case? Say also when no record of counts could.",
        rubric=["Follows persons and not only counts: conduct of the same official in earlier and later cases.",
                "Says what each account predicts: under learning the same official hides first and blames later; under selection no official changes.",
                "Sees the limit: where posts change hands at the same rate and by the same draws, curves of counts do not differ; or: selection leaves the whole stretch to history, learning with noise less."],
        solution="Personnel records beside case files: take officials who stayed in post through the change and compare what they did before and after. Under learning the same person covers in one year and keeps files in a later one. Under selection nobody changes; the shares move because people do, so conduct should be constant within a person and the turnover of posts should account for the whole fall. "
                 "Counts alone may not tell: if posts change hands by the same draws by which officials would have learned, every curve is the same.",
    ),
])
