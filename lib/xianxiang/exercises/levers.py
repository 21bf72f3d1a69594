"""Exercises of the chapter on levers: what a switch does alone and in company, what it contributes, and how far a count holds."""

import csv
from itertools import product

import numpy as np

from .. import levers
from ..institution import Institution
from ..ledger import CHAPTERS
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

NOISES = np.array([0.05, 0.1, 0.15, 0.25, 0.35, 0.5])
SWITCHES = {"2 inspection": 1, "3 person": 2, "4 penalty": 3}
"""Three of the five switches as the first figure has them, and their places."""

STATEMENTS = {"exactly four of 32 end in blame": "exactly four settings blame", "2, 3 and 4 are needed": "inspection, person and penalty are needed",
              "2, 3 and 4 suffice": "inspection, person and penalty suffice", "inspection counts most": "inspection counts most"}
"""Statements as the second figure has them, and as the stored table does."""


def companies():
    """Noise, a switch and a share of variance that it explains only in company near then, and no longer from some chance on; to be read off bars."""
    chances = np.arange(1, 20) / 20
    first, total, _ = levers.effects(levers.deflecting(noise=NOISES)[2][:, None], chances[:, None], 5)
    for (j, eta), (name, i), most in product(enumerate(NOISES), SWITCHES.items(), (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)):
        small = (total - first)[j, :, i] <= most
        if 0 < small.argmax() and (eta, chances[small.argmax()]) != (0.25, 0.5) and abs((total - first)[j, :, i] - most).min() > 0.01:
            yield {"eta": float(eta), "name": name, "s": 2 * i, "t": 2 * i + 1, "most": most}


def spreads():
    """A statement, a wait and a share of draws in which it holds up to some spread, where all values vary."""
    with (CHAPTERS / "levers.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(line for line in file if not line.startswith("#")) if row["design"] == "all"]
    for (name, statement), wait, least in product(STATEMENTS.items(), (30, 60, 240), (0.4, 0.6, 0.9)):
        held = [float(row["share"]) for row in rows if row["statement"] == statement and row["rounds"] == str(wait)]
        if held[-1] < least and min(abs(share - least) for share in held) > 0.006:  # the sentence has whole percents
            yield {"name": name, "wait": wait, "least": least}


GAME = ("With none of three switches on nobody passes the blame. With A alone {a:.0%} do, with B {b:.0%}, with C {c:.0%}; "
        "with A and B {ab:.0%}, with A and C {ac:.0%}, with B and C {bc:.0%}; with all three {abc:.0%}. ")
NAMES = ("a", "b", "c", "ab", "ac", "bc", "abc")


def table(a, b, c, ab, ac, bc, abc):
    """The outcome by setting of the three."""
    return np.array([[[0, c], [b, bc]], [[a, ac], [ab, abc]]])


def games(start):
    """Games of three switches, with parts that work together and parts that stand in for each other."""
    for k in range(start, start + 22):
        a, b, c = 5 * (k % 3), 5 * (k * 5 // 3 % 4), 5 * (k * 7 // 2 % 3)
        ab, ac, bc = max(0, a + b + 10 * (k % 4) - 5), a + c + 5 * (k * 3 // 2 % 5), b + c + 10 * (k // 2 % 3)
        yield dict(zip(NAMES, (value / 100 for value in (a, b, c, ab, ac, bc, 40 + 15 * (k * 3 // 4 % 4)))))


def contribution(**game):
    return float(levers.shapley(table(**game))[0])


def dividend(**game):
    return float(levers.dividends(table(**game))[1, 1, 1])


def advisers(**game):
    """Whether the two advisers' tables add up to less or more than the whole: 0 less, more; 1 more, less; 2 more, more; 3 less, less."""
    on, off = levers.alone(table(**game))
    return {(False, True): 0, (True, False): 1, (True, True): 2, (False, False): 3}[bool(on.sum() > game["abc"]), bool(-off.sum() > game["abc"])]


def quarrels():
    """Six clear games of each kind."""

    def apart(**game):
        on, off = levers.alone(table(**game))
        return min(abs(on.sum() - game["abc"]), abs(off.sum() + game["abc"])) > 0.08 and game["ab"] < game["abc"]

    shares = product((0.05, 0.15, 0.25, 0.35, 0.45), (0.2, 0.3, 0.45, 0.6, 0.7), (0.6, 0.75, 0.9), (0, 0.05))
    made = (dict(zip(NAMES, (low, low + step, low, high, high + step, high, whole))) for low, high, whole, step in shares)
    return balanced((game for game in made if apart(**game)), advisers, 6)


def by_itself(n, p):
    """The first-order index of one of so many switches that are all needed."""
    return float(levers.all_of_effects(p, n)[0])


def needed(eta, theta, b, f, iota):
    """The share of penalties from which on most deflect where all is found with chance f, at stakes of 6."""
    return float(levers.stake_needed(Institution(attachment=theta, transferability=b), noise=eta, found=f)) / (6 * iota)


def first_order(a, b, c, ab, ac, bc, abc, p):
    return float(levers.effects(table(a, b, c, ab, ac, bc, abc), p)[0][0])


BANK = Bank("levers", [
    Setting(
        name="company", title="From company to alone", figure="where-you-stand",
        ask="In *Which lever matters? It depends on where you stand* set the noise to {eta:.2f} and look at the two bars of *{name}*: what it explains by itself, and what it explains in all. Find the *lowest* chance that a switch is on at which they end no more than {most:.0%} of the variance apart.",
        cases=lambda: spread(companies(), 30),
        goals=[
            (["==", ["at", "noise"], {"$": "eta"}], "First set the noise to {eta:.2f}."),
            (["<=", ["-", ["cell", "shares", "share", {"$": "t"}], ["cell", "shares", "share", {"$": "s"}]], {"$": "most"}],
             "The two bars of *{name}* still lie further apart. Where most switches are off it can do little without the others: go towards now."),
            (["first", "probability", ["<=", ["-", ["cell", "shares", "share", {"$": "t"}], ["cell", "shares", "share", {"$": "s"}]], {"$": "most"}]],
             "The bars are close enough here, but they are so at a lower chance, too."),
        ],
        why="Seen from then a switch is needed for much and explains little by itself; seen from now effects nearly add up. It is one model, seen from two places.",
    ),
    Setting(
        name="trust", title="How far it can be trusted", figure="how-far-trusted",
        ask="In *How far can the count be trusted?* take the statement *{name}* and wait {wait:.0f} rounds. Find the *widest* spread at which it still holds in at least {least:.0%} of draws if *all* values vary.",
        cases=lambda: spread(spreads(), 26),
        goals=[
            (["all", ["==", ["at", "name"], {"$": "name"}], ["==", ["at", "rounds"], {"$": "wait"}]], "First choose the statement, *{name}*, and {wait:.0f} rounds."),
            ([">=", ["value", "all"], {"$": "least"}], "Here it holds in fewer draws. Mind which of the two curves is asked: the one where all values vary. Let them vary less."),
            (["last", "spread", [">=", ["value", "all"], {"$": "least"}]], "It holds often enough here, but it does so at a wider spread, too."),
        ],
        why="That three conditions suffice is sturdy; that exactly four of 32 settings blame is not, and the longer one waits the less so.",
    ),
    Setting(
        name="touchy", title="One value at a time", figure="tolerances",
        ask="In *How far may one value move?* take the values *{group}* and wait {wait:.0f} rounds. Find the *smallest* move at which at least {k:.0f} of these values can each, moved alone, change which settings end in blame.",
        cases=[{"group": group, "wait": wait, "k": k} for group, ks in (("before the change", range(3, 10)), ("set by a switch", (3, 5))) for k, wait in product(ks, (30, 60, 240)) if (wait, k) != (60, 3) or group != "before the change"],
        goals=[
            (["all", ["==", ["at", "name"], {"$": "group"}], ["==", ["at", "rounds"], {"$": "wait"}]], "First choose the values, *{group}*, and {wait:.0f} rounds."),
            ([">=", ["value", "other"], {"$": "k"}], "Fewer values than {k:.0f} change the settings at this move. Move further."),
            (["first", "spread", [">=", ["value", "other"], {"$": "k"}]], "So many do here, but they do at a smaller move, too."),
        ],
        why="What is assumed of the old days decides; of what the switches bring nothing is so touchy.",
    ),
    Number(
        name="by-itself", title="A world that needs all",
        ask="An outcome comes exactly if K = {n:.0f} switches are all on; each is on with chance p = {p:.0%}, independently. What share of the variance does one of them explain by itself (its first-order index S)?",
        cases=lambda: clear(kept(("n", "p"), ((2, 3, 4, 5), (0.3, 0.4, 0.6, 0.7, 0.8, 0.9)), lambda n, p: by_itself(n, p) > 0.01), by_itself, 3), answer=by_itself, places=1, unit="%",
        slips=[
            (lambda n, p: (1 - p) / (1 - p**n), "That is T, what it explains in all, with the others. By itself it does something only if all the others happen to be on."),
            (lambda n, p: 1 / n, "That is what each contributes. Shares of variance depend on how likely switches are on."),
            (lambda n, p: p ** (n - 1), "That is the chance that all the others are on, which is S/T."),
            (lambda n, p: p ** (2 * n - 2) * p * (1 - p), "That is the variance of the mean given the switch. Divide it by the variance of the outcome."),
        ],
        hints=["Given the switch, the mean of the outcome is pᴷ⁻¹ if it is on, else 0. How much does that vary?", "Var v = pᴷ(1 − pᴷ), and the mean given the switch varies by p²ᴷ⁻²·p(1 − p)."],
        why="S = pᴷ⁻¹T: near then each is needed for everything and explains nothing, near now effects add up.",
    ),
    Number(
        name="contribution", title="A switch's contribution",
        ask=GAME + "What is A's contribution, its mean addition over all six orders in which the three can come?",
        cases=list(games(0)), answer=contribution, places=1, unit="%",
        slips=[
            (lambda a, **_: a, "That is what A does if it comes first. It may come second or last."),
            (lambda abc, bc, **_: abc - bc, "That is what A does if it comes last. It may come first or second."),
            (lambda a, abc, bc, **_: (a + abc - bc) / 2, "You took the mean of first and last. In two of the six orders A comes second."),
            (lambda a, b, c, ab, ac, bc, abc: (a + ab - b + ac - c + abc - bc) / 4, "You took the mean over what is there when A arrives. Of six orders A is first in two, last in two, and second after B or C in one each."),
        ],
        hints=["Write down the six orders and what A adds in each.", "A is first in two orders, last in two, behind B alone in one and behind C alone in one."],
        why="What several bring together is shared evenly among them, whoever came last.",
    ),
    Number(
        name="dividend", title="What three bring together",
        ask=GAME + "What is the dividend of all three: what they add together that no two and no one of them does? (It may be negative.)",
        cases=list(games(31)), answer=dividend, places=0, unit="%",
        slips=[
            (lambda a, b, c, abc, **_: abc - a - b - c, "You left out what the pairs bring."),
            (lambda ab, ac, bc, abc, **_: abc - ab - ac - bc, "In the pairs' outcomes each switch's own part is counted twice. Put it back once."),
            (lambda ab, ac, bc, abc, **_: abc - max(ab, ac, bc), "That is what the third adds to the best pair. Part of it the third may do alone, or with one other."),
            (lambda a, b, c, ab, ac, bc, abc: abc - ab - ac - bc - a - b - c, "Mind the sign: singles come back with a plus."),
        ],
        hints=["The dividend of A and B is v(AB) − v(A) − v(B). Do this for each pair, and see what is left of the whole.", "D(ABC) = v(ABC) − v(AB) − v(AC) − v(BC) + v(A) + v(B) + v(C)."],
        why="A negative dividend says that some stand in for others: all together bring less than their parts add up to.",
    ),
    Number(
        name="line", title="A line not much to hang on",
        ask="A problem is found with f = {f:.0%}, whoever hides it. Of a penalty ι = {iota:.0%} is personal, and either side can move b = {b:.0%} of that. Attachment is θ = {theta:.1f}; hiding costs g = 0.35, distance k = 0.25, and choices have the noise η = {eta:.2f}. Stakes are s = 6. From which share of penalties ν on does a majority deflect?",
        cases=lambda: clear(kept(("eta", "theta", "b", "f", "iota"), ((0.1, 0.25, 0.4), (0.1, 0.3), (0.6, 0.8), (0.8, 0.9), (0.2, 0.5)), lambda **case: 0.05 < needed(**case) < 0.9), needed, 3, 22), answer=needed, places=1, unit="%",
        slips=[
            (lambda eta, theta, b, f, iota: 0.25 / ((1 - theta) * b * f * 6 * iota), "From there on distance *pays*. With noise that is not a majority yet: some still hide or do the minimum."),
            (lambda eta, theta, b, f, iota: needed(eta, 0, b, f, iota), "What lands on the other side is felt by the part θ: only 1 − θ of what is moved is a gain."),
            (lambda eta, theta, b, f, iota: needed(eta, theta, b, 1, iota), "Blame is moved only where a problem is found."),
            (lambda eta, theta, b, f, iota: needed(eta, theta, b, f, 1), "Only the personal part of a penalty can be moved: B = sνι."),
            (lambda eta, theta, b, f, iota: (0.25 + eta * np.log(2)) / ((1 - theta) * b * f * 6 * iota), "You let hiding cost as little as doing the minimum. It costs g, and so fewer do it."),
        ],
        hints=["Logit shares are proportional to exp(−g/η), exp(((1 − θ)bfB − k)/η) and 1. When is the second more than the others together?", "B > B∗ = [k + η ln(1 + exp(−g/η))]/[(1 − θ)bf], with B = sνι."],
        why="Where everything is found anyway, hiding drops out, and penalties need persons only to pass one number.",
    ),
    Choice(
        name="advisers", title="Two careful people",
        ask=GAME + "The first adviser switches on one at a time from none, the second switches off one at a time from all three. Each adds up the changes found. Compared with the change from none to all, what do the two sums come to?",
        options=[
            ("The first to less than the whole, the second to more", "That is the mark of switches that work in company. Add up: v(A) + v(B) + v(C), and for the second v(ABC) less each pair."),
            ("The first to more than the whole, the second to less", "That is the mark of switches that stand in for each other. Add up: v(A) + v(B) + v(C), and for the second v(ABC) less each pair."),
            ("Both to more than the whole", "Possible where a second switch undoes what one does and the third brings it back, as with odd and even. Compute both sums."),
            ("Both to less than the whole", "Possible where any two are enough, so that neither one alone nor the last of three does much. Compute both sums."),
        ],
        right=advisers, cases=quarrels,
        why="Neither makes a mistake. Who changes one thing at a time from an end sees what happens beside that end, and nothing of the rest.",
    ),
    Order(
        name="exact-indices", title="Why 32 runs are enough",
        ask="Prove that the indices of K switches follow exactly from a sum of squares. Put the steps in order; two blocks do not belong.",
        blocks=[
            "Let z be a switch less its mean, over its standard deviation, and z(A) the product of those in A. The z are independent with mean 0 and variance 1: E[z(A)z(C)] is 1 if A = C and 0 otherwise.",
            "There are as many z(A) as settings, so every outcome is v = Σ a(A)z(A), with a(A) = E[v z(A)].",
            "Hence Var v is the sum of a(A)² over all A but the empty set.",
            "Averaging over all switches but i leaves a(∅) + a(i)z(i): by itself i explains a(i)².",
            "With the others fixed only terms with i in A vary; the mean of that variance, what i explains in all, is the sum of their a(A)².",
            "In a random order D(A) is added when the last member of A arrives.",
            "As the switches are independent, what they explain by themselves adds up to Var v.",
        ],
        steps=5, after={1: [0], 2: [1], 3: [1], 4: [1]},
        hints=["Begin with functions of the switches that are uncorrelated.", "First the basis, then the outcome in it; variance and indices follow in any order."],
        why="That switches are independent does not make their effects add up. Dividends and orders belong to the contribution.",
    ),
    Function(
        name="first-order", title="A first-order index, exactly",
        ask="Write `first_order(a, b, c, ab, ac, bc, abc, p)`: the first-order index of A in a game of three switches, each on with chance p, where the outcome is 0 with none on, a with A alone, ab with A and B, and so on.",
        answer=first_order, inputs=[{**game, "p": p} for game in list(games(5))[::4] for p in (0.1, 0.4, 0.5, 0.9)],
        hints=["Eight settings have chances p and 1 − p multiplied. Compute the mean of v given A on and given A off.", "S is the variance of E[v | A], which is p(1 − p) times the squared difference of the two means, over Var v."],
        why="For two-valued switches nothing needs sampling.",
    ),
    Text(
        name="think-tank", title="A recommendation",
        ask="A think tank has data of 2,000 townships in which all of the five conditions are common. Inspection is by far the strongest single predictor of passing the blame, and adding up single effects explains nearly everything. It recommends loosening inspection where none of the other conditions has come yet. "
            "What does this chapter say of the inference, and what would you look for before you follow or refuse it?",
        rubric=["Says that near now effects add up, and that this says little of what inspection does near then, where by itself it may do nothing (S small, T large).",
                "Says that conditions that came together leave few townships with one alone, so the needed comparison may not be in the data.",
                "Names the observation: places with closer inspection and neither persons nor penalties; says what result would support the recommendation (a single cause)."],
        solution="With most switches on what is seen is the neighbourhood of now, where S nears T and single effects add up in a world of all-of-three as well. Near then the same inspection adds almost nothing, so loosening it there wins nothing, and may lose what inspection is for. "
                 "Look for townships where inspection came without persons and penalties: if they pass the blame by about as much more as elsewhere, inspection is a cause by itself and the advice holds; if not, it works in company. Compare shares, not odds. If there are no such townships, the data cannot tell.",
    ),
])
