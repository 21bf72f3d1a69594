"""Exercises of the chapter on the cascade: where the loop ends, who presses, and which levels add."""

from itertools import product

import numpy as np

from .. import cascade
from ..institution import NOW
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

PENALTIES = (0.1, 0.25, 0.4, 0.55, 0.65, 0.8, 0.9)
PERSONAL = (0.1, 0.3, 0.5, 0.7, 0.9)
STAKES = (0.8, 2.4, 1.2, 1.6), (1.2, 0.9, 2.8, 0.7), (3.2, 0.8, 1.0, 1.5), (1.0, 1.4, 3.6, 2.2), (2.0, 0.6, 1.1, 0.9), (0.9, 1.8, 0.7, 1.3)
"""What four levels lose if their targets are missed, from the top."""

NOISE = "Noise, by a tenth"


def two_states():
    """Levers of the first figure at which, as penalties grow, a standstill comes to last though nothing stalls by itself."""
    for many, iota, v in product((1, 2, 3), PERSONAL[1:], (1.1, 1.2, 1.3, 1.4)):
        found = cascade.regime(NOW.replace(negativity=PENALTIES, individualization=iota), drive=v, superiors=many)
        stands = np.isin(found, ("two states", "standstill"))
        if stands.any() and found[stands.argmax()] == "two states":
            yield {"j": many, "iota": iota, "v": v}


def ways_out():
    """Changes by which, from a standstill, at most so much stays stalled at some price of pressing, one superior pressing."""
    prices = np.array([4.5, 5, 5.5, 6, 8, 12])
    for v, hands, most in product((0.9, 1.0, 1.1, 1.2), (0, 0.025, 0.05, 0.075), (0.1, 0.3, 0.5)):
        left = cascade.rest_points(NOW, drive=v, hands=hands, price=prices)[:, 1]
        if (left <= most).any() and np.abs(left - most).min() > 0.006:  # the sentence has whole percents
            yield {"v": v, "hands": hands, "most": most}


def stars():
    """Levers of the third figure at which more noise comes to mean less caution."""
    deltas = np.array([0.03, 0.05, 0.1, 0.15, 0.2])
    for nu, iota in product(PENALTIES, PERSONAL):
        rule = NOW.replace(negativity=nu, individualization=iota)
        before, after = (cascade.totals(rule, raised, noise=deltas)[:, 0] for raised in (None, "noise"))
        if (after < before - 1e-9).any():
            yield {"nu": nu, "iota": iota}


def end(v, zeta, full):
    """Where a finite loop ends."""
    return (1 + zeta - v) / (1 + zeta - full)


def needed(v, zeta, full):
    """How many superiors bring all to a standstill."""
    return np.ceil(v / full)


def pressed(u0, n, t, liable):
    return float(cascade.best_pressing(u0, n, t, liable, 4))


def sees(u0, n, t, liable):
    """Whether pressing pays for one who foresees, by enough."""
    return t <= liable and t * u0 > n * liable + 0.05


def caution(a, b, c, d, delta):
    return float(cascade.caution([a, b, c, d], 2, delta).sum())


def ending(v, zeta, full, j):
    """Which of the four ends: 0 at rest, 1 finite, 2 two states, 3 standstill."""
    return (0 if v >= 1 + zeta else 1) + 2 * (j * full >= v)


def endings():
    """Six clear cases of each end."""
    values = (0.8, 0.9, 1.1, 1.2, 1.3, 1.4), (0.15, 0.25, 0.35), (0.35, 0.5, 0.65, 0.8), (1, 2, 3)
    return balanced(kept(("v", "zeta", "full", "j"), values, lambda v, zeta, full, j: min(abs(v - 1 - zeta), abs(v - j * full)) > 0.04), ending, 6)


def stalled(rounds, start, v, zeta, full):
    """Stalled work after so many rounds."""
    for _ in range(rounds):
        start = min(1.0, max(0.0, 1 - v / (1 + zeta) + full / (1 + zeta) * start))
    return start


BANK = Bank("cascade", [
    Setting(
        name="bad-month", title="One bad month", figure="does-it-stop",
        ask="A township would do all its work if left alone. In *Does it stop?* set the drive to {v:.1f}, the share on the person to {iota:.0%} and the superiors who press to {j:.0f}. Find the *lowest* share of penalties at which a standstill, once it is there, lasts.",
        cases=lambda: list(two_states()),
        goals=[
            (["all", ["==", ["at", "drive"], {"$": "v"}], ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "superiors"], {"$": "j"}]],
             "First bring the other controls to where the task has them: drive {v:.1f}, person {iota:.0%}, superiors {j:.0f}."),
            (["says", "2", "3"], "Work gets moving again here from any beginning: pressing in full leaves some drive. With more penalty there is more to move, and so harder pressing."),
            (["first", "negativity", ["says", "2", "3"]], "A standstill lasts here, but it would at a lower share, too."),
        ],
        why="Unpressed nothing stalls, and yet one bad month is enough: if more than the tipping share has stalled, pressing takes all the drive that is left. The second comparison decides, ηJα against v, and not the gain.",
    ),
    Setting(
        name="way-out", title="Out, but not by one way alone", figure="out-of-standstill",
        ask="All work stands still, and one county presses. In *Out of a standstill* set the drive to {v:.1f} and untie hands to χ = {hands:.3f}; see what that alone does. Then find the *lowest* price of pressing at which, with both changes, at most {most:.0%} stays stalled.",
        cases=lambda: spread(ways_out(), 28),
        goals=[
            (["all", ["==", ["at", "drive"], {"$": "v"}], ["==", ["at", "hands"], {"$": "hands"}], ["==", ["at", "superiors"], 1]], "First bring the other controls to where the task has them: drive {v:.1f}, tying {hands:.3f}, one superior."),
            (["<=", ["value", "both"], {"$": "most"}], "With both changes more than {most:.0%} is still stalled. Pressing has to be dearer before any drive is left for untied hands to matter."),
            (["first", "price", ["<=", ["value", "both"], {"$": "most"}]], "So little is stalled here, but it would be at a lower price, too."),
        ],
        why="Where everything stands still there is nothing to control, and loosening the reins changes nothing. Once pressing leaves some drive they count: control starts the loop, pressing keeps it.",
    ),
    Setting(
        name="the-star", title="The star in the table", figure="three-stories",
        ask="More noise, more margin, says the table, with a star. In *Three stories, one table* raise the noise by a tenth. Let {nu:.0%} of the stakes be penalty and {iota:.0%} of a sanction fall on the person. Find the *lowest* noise δ at which a tenth more of it *lowers* caution.",
        cases=lambda: list(stars()),
        goals=[
            (["==", ["at", "raised"], NOISE], "First choose what is raised: noise, by a tenth."),
            (["all", ["==", ["at", "negativity"], {"$": "nu"}], ["==", ["at", "individualization"], {"$": "iota"}]], "Now set penalties to {nu:.0%} and the share on the person to {iota:.0%}."),
            (["says", "2"], "Here caution still grows with noise. A margin buys safety, at a price: at which noise does a little more of it buy too little?"),
            (["first", "noise", ["says", "2"]], "The table is wrong here, but it already is at a lower noise."),
        ],
        why="Where deliveries are very uncertain a margin buys so little safety that one buys less of it: the sign turns where S falls below eγδ.",
    ),
    Number(
        name="end", title="Where the loop ends",
        ask="A township's drive is v = {v:.1f}, its hands are tied by ζ = {zeta:.2f}, and pressing in full lowers the drive by ηJα = {full:.2f}. Which share of the work is stalled in the end?",
        cases=clear(kept(("v", "zeta", "full"), ((0.8, 0.9, 1.0, 1.1), (0.15, 0.3, 0.45), (0.3, 0.5, 0.7, 0.75)), lambda **case: end(**case) < 0.97), end, 3, 22), answer=end, places=1, unit="%",
        slips=[
            (lambda v, zeta, full: 1 - v / (1 + zeta), "That is the first turn: what stalls unpressed, u°. Then the county presses for it."),
            (lambda v, zeta, full: (1 - v / (1 + zeta)) * (1 + full / (1 + zeta)), "You followed the loop for two turns. Each turn adds Γ times what the turn before added: sum them all."),
            (lambda v, zeta, full: (1 - v / (1 + zeta)) / (1 - full), "Tied hands dampen pressing, too: the gain is ηJα/(1 + ζ)."),
            (lambda v, zeta, full: max(0, 1 - v) / (1 - full), "You left out control. It takes from the drive in proportion to what is done."),
        ],
        hints=["First see which end it is: neither v ≥ 1 + ζ nor ηJα ≥ v.", "In the end u = u° + Γu, with u° = 1 − v/(1 + ζ) and Γ = ηJα/(1 + ζ)."],
        why="Neither comparison holds, so the loop is finite, and its end is u°/(1 − Γ).",
    ),
    Number(
        name="rungs", title="How many press before all stands still",
        ask="A township's drive is v = {v:.1f}, and its hands are tied by ζ = {zeta:.1f}. Each superior who presses in full lowers the drive by ηα = {full:.2f}. How many superiors does it take for all work to stand still and stay so?",
        cases=spread(kept(("v", "zeta", "full"), ((0.7, 0.8, 0.9, 1.0, 1.1), (0.2, 0.4, 0.6), (0.12, 0.17, 0.23, 0.31)), lambda v, zeta, full: 0.1 < v / full % 1 < 0.9 and np.ceil((1 + zeta) / full) > np.ceil(v / full)), 24), answer=needed, places=0,
        slips=[
            (lambda v, zeta, full: np.ceil((1 + zeta) / full), "You asked for a gain of one. The gain tells the shape of the path. Ask whether pressing in full leaves any drive."),
            (lambda v, zeta, full: np.floor(v / full), "With so many there is still a little drive left."),
            (lambda v, zeta, full: np.ceil(1 / full), "You compared with 1, the drive that meets the target. This township's drive is v."),
            (lambda v, zeta, full: np.ceil(v / (full / (1 + zeta))), "Where all stands still nothing is controlled, q = χωy = 0: tied hands play no part."),
        ],
        hints=["Where all is stalled each superior presses in full. What is left of the drive?", "All stays stalled exactly if ηJα ≥ v."],
        why="Each by itself leaves drive to spare; together they do not. It is the only place where the number of superiors enters.",
    ),
    Number(
        name="foresight", title="A county that foresees",
        ask="Unpressed, u° = {u0:.2f} of the work stalls, and pressing in full stalls η̂ = {n:.2f} more. A county is liable with L = {liable:.1f}; full pressing moves T = {t:.1f} of it and has the price κ = 4. How hard does a county press (p) that foresees all this?",
        cases=lambda: clear(kept(("u0", "n", "t", "liable"), ((0.3, 0.4, 0.5), (0.05, 0.1, 0.2), (1.5, 2.0, 2.5), (2.5, 3.0)), sees), pressed, 3, 22), answer=pressed, places=3,
        slips=[
            (lambda u0, n, t, liable: t * u0 / (4 - n * t), "That is where a county ends up that takes stalled work as given. One that foresees counts what its own pressing stalls."),
            (lambda u0, n, t, liable: t * u0 / 4, "That is one round of pressing for u°, without a thought of what it stalls."),
            (lambda u0, n, t, liable: (t * u0 - n * liable) / 4, "Pressing raises stalled work, and what is moved grows with stalled work: a term −η̂Tp² joins the price."),
            (lambda u0, n, t, liable: (t * u0 - n * liable) / (4 - n * t), "Nearly: differentiate −η̂Tp² once more."),
        ],
        hints=["It minimizes (u° + η̂p)(L − Tp) + ½κp². Set the slope to zero.", "p = (Tu° − η̂L)/(κ − 2η̂T)."],
        why="Pressing pays although it backfires, for the file. With nothing to move it would not press at all.",
    ),
    Number(
        name="margins", title="Four levels, afraid",
        ask="Four levels hand down a target. A level whose own target is missed loses S: {a:.1f}, {b:.1f}, {c:.1f} and {d:.1f}, from the top. An add-on costs γ = 2 and the noise is δ = {delta:.2f}. Each adds out of caution and foresees those below it. How much do they add in all, as a share of the first target?",
        cases=lambda: clear((dict(zip("abcd", row), delta=delta) for row, delta in product(STAKES, (0.05, 0.08, 0.1, 0.12))), caution, 3, 22),
        answer=caution, places=1, unit="%",
        slips=[
            (lambda delta, **s: delta * sum(np.log(max(x / (2 * delta), 1)) for x in s.values()), "You let each add its whole margin. But a margin that those below add anyway need not be added twice."),
            (lambda delta, **s: delta * np.log(s["d"] / (2 * delta)), "The last level adds so much. Those above who want more add what is still missing."),
            (lambda delta, **s: delta * np.log(s["a"] / (2 * delta)), "The first level wants so much in all. Who of the four wants the most?"),
            (lambda delta, **s: np.log(max(s.values()) / (2 * delta)), "The margin is δ times the logarithm."),
        ],
        hints=["What does a level want to have added from itself down, if M = δ ln(S/γδ)? What does it add if those below add more?", "Work from the bottom up: D is the larger of a level's own M and of what those below add."],
        why="Caution adds the largest of the margins, once. Layers of equal add-ons are the mark of another motive.",
    ),
    Choice(
        name="which-end", title="Which of four ends",
        ask="A township has drive v = {v:.1f} and tied hands ζ = {zeta:.2f}; each superior who presses in full lowers the drive by ηα = {full:.2f}, and there are J = {j:.0f}. What becomes of stalled work?",
        options=[
            ("It vanishes from any beginning", "For that no work may stall unpressed, v ≥ 1 + ζ, and pressing in full must leave drive, ηJα < v."),
            ("It settles at a share between none and all", "For that some work must stall unpressed, v < 1 + ζ, and pressing in full must leave drive, ηJα < v."),
            ("It vanishes from small beginnings, and from large ones becomes all", "For that both comparisons have to hold: v ≥ 1 + ζ and ηJα ≥ v."),
            ("It becomes all, from any beginning", "For that some work must stall unpressed, v < 1 + ζ, and pressing in full must leave no drive, ηJα ≥ v."),
        ],
        right=ending, cases=endings,
        why="Two comparisons, v with 1 + ζ and ηJα with v, and neither is of the gain with one.",
    ),
    Order(
        name="caution-once", title="Why only the last level adds",
        ask="Levels with the same S at stake are cautious and foresee each other. Prove that the last adds M = δ ln(S/γδ) and nobody else adds anything (S > γδ). Put the steps in order; two blocks do not belong.",
        blocks=[
            "Let those below a level add D′ in all. The level chooses D ≥ D′, the sum from itself down.",
            "Its own target is missed if the shortfall exceeds D, so it minimizes γD + S·exp(−D/δ).",
            "This is convex in D and least at M.",
            "So D is the larger of M and D′: a level adds what is missing to M, if anything.",
            "Below the last level nothing is added, so the last adds M; for all above it D′ = M, and they add nothing.",
            "An add-on of μ moves T(1 − exp(−μ/ς)), whatever others add.",
            "So each adds M, and l levels add lM in all.",
        ],
        steps=5,
        hints=["Begin with what a level chooses, given what those below it add.", "First what it minimizes, then where that is least; last, go up from the bottom."],
        why="Fear of failing asks how much has been added; fear of being blamed asks who added it. What moves T belongs to the second.",
    ),
    Function(
        name="loop", title="The loop, round by round",
        ask="Write `stalled(rounds, start, v, zeta, full)`: the share of work that is stalled after so many rounds from a start; `full` is ηJα.",
        answer=stalled, inputs=kept(("rounds", "start", "v", "zeta", "full"), ((1, 3, 8, 40), (0.0, 0.3, 1.0), (0.7, 1.3), (0.1, 0.5), (-2.0, 0.6, 2.0))),
        hints=["u becomes u° + Γu in each round, with u° = 1 − v/(1 + ζ) and Γ = ηJα/(1 + ζ).", "Cut off below 0 and above 1 in every round, not only at the end."],
        why="Where pressing works (ηJα below zero) the same lines give campaigns: stalled work comes and goes.",
    ),
    Text(
        name="three-stories", title="A tenth more trees at every level",
        ask="A province asks for a hundred hectares of trees; prefecture, county, township and village each add a tenth. The officials say it is for safety, as some saplings die. What do the three stories of this chapter say of such a pattern, which two changes would you wait for to tell them apart, and what would each story have the add-ons do?",
        rubric=["Says that equal add-ons at every level are not what caution gives where levels foresee; cover and contest both give them.",
                "Names a change that parts cover from contest: more rivals for one promotion, or blame easier to move with prizes as they are.",
                "Says which way add-ons go in each story, or that levels which do not foresee layer caution as well."],
        solution="If levels foresee, caution puts one margin in at the bottom; add-ons at each level point to cover or to a contest, unless nobody looks down. More rivals for one promotion, sanctions unchanged: contest add-ons fall, those of cover and caution stay. "
                 "Blame made easier to move, prizes unchanged: cover rises, caution falls, the contest stays. A larger prize for the work itself raises caution alone. Dying saplings can be measured: if add-ons are unrelated to how many die, safety was not the reason.",
    ),
])
