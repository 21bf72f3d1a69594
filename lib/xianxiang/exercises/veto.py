"""Exercises of the chapter on the veto: what one care saves, when a list is done, when it is papered, and what the superior reads."""

from itertools import product

import numpy as np

from .. import veto
from ..institution import NOW, THEN, Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)


def best(rule, **own):
    """By number of items, which of all real (R), all on paper (P) and nothing (N) is best."""
    return "".join("RPN"[code] for code in veto.values(rule, **own).argmax(axis=-1))


def last_lists():
    """Levers of the first figure at which there is a longest list that is done, of three items or more."""
    for common, nu, iota in product((0, 0.3, 0.6), (0.1, 0.3, 0.5), SHARES):
        held = best(THEN.replace(veto_items=np.arange(1, 15), negativity=nu, individualization=iota), common=common)
        if 2 <= held.rfind("R") < 13:
            yield {"k": common, "nu": nu, "iota": iota}


def both_sides():
    """Costs of the second figure, and two lengths, between which paper returns at few shares that can be moved."""
    for common, psi in product((0.3, 0.6, 0.9), (0.1, 0.25, 0.5)):
        lists = [best(NOW.replace(veto_items=np.arange(1, 17), transferability=b), common=common, form=psi) for b in np.linspace(0, 1, 21)]
        ends = sorted({held.rfind("R") + 1 for held in lists if held[0] == "P" and "RP" in held})
        for n in ends[:4]:
            if any(held[0] == "P" and held[n - 1] == "R" and held[n + 1] == "P" for held in lists):
                yield {"k": common, "psi": psi, "n": n, "m": n + 2}


def collapses():
    """A list on which all is papered, and a shorter one that would be done, at some levers of the third figure."""
    for long, short in product(range(6, 17, 2), range(3, 11)):
        if short < long - 1:
            yield {"long": long, "short": short}


def dearest(w, p, n, **_):
    """The common cost at which a list of n is just worth doing, at a quarter of a unit an item."""
    return w * (1 - (1 - p) ** n) - 0.25 * n


def threshold(w, p, n, k0):
    """What files must move before all is on paper."""
    return float(veto.form_threshold(Institution(strength=w, negativity=0, monitoring=1, veto_items=n), cost=0.25, common=k0, form=0.25, trouble=p))


def afforded(h, n):
    """How many of n items are done at most where the others are all to have files."""
    return np.floor((h - 0.6 - 0.0625 * n) / 0.1875 + 1e-9)


def worths(w, t, p, n, k0):
    """What the three plans are worth."""
    return veto.values(Institution(strength=w, negativity=1, individualization=1, transferability=t / w, monitoring=1, veto_items=n), cost=0.25, common=k0, form=0.25, trouble=p)


def best_plan(**case):
    """Which of the three is worth most: 0 all real, 1 all on paper, 2 nothing."""
    return int(worths(**case).argmax())


def choices():
    """Seven lists of each kind on which one plan is clearly best."""
    lists = ({"w": w, "t": w * part, "p": p, "n": n, "k0": k0}
             for w, part, p, n, k0 in product((4, 6), (0, 0.25, 0.5, 0.75), (0.1, 0.2), (2, 4, 8, 12, 16), (0, 0.6, 1.2)))
    return balanced((case for case in lists if np.diff(np.sort(worths(**case)))[-1] > 0.1), best_plan, 7)


def done(n, movable, budget):
    """How many items are done, of 8 units at stake, under a budget."""
    rule = Institution(strength=8, negativity=1, individualization=1, transferability=movable / 8, monitoring=1, veto_items=n)
    return veto.plan(rule, cost=0.25, common=0.6, form=0.25, trouble=0.2, budget=budget)[0]


BANK = Bank("veto", [
    Setting(
        name="longest", title="How long may the list be?", figure="the-list-grows",
        ask="A county wants as much as possible done. In *The list grows* set the common cost to {k:.1f}, the share that is penalty to {nu:.0%} and individual responsibility to {iota:.0%}. Find the *longest* list that the township does for real.",
        cases=lambda: list(last_lists()),
        goals=[
            (["all", ["==", ["at", "common"], {"$": "k"}], ["==", ["at", "negativity"], {"$": "nu"}], ["==", ["at", "individualization"], {"$": "iota"}]],
             "First bring the other controls to where the task has them: common cost {k:.1f}, penalty {nu:.0%}, responsibility {iota:.0%}."),
            (["says", "real"], "This list is not done. If it is short, the common cost is not worth it yet; if it is long, so much else can fail that one care saves little. Try the other direction."),
            (["last", "veto_items", ["says", "real"]], "All of this list is done, but a longer one would be, too. Add items until the green goes."),
        ],
        why="Up to here what work spares an item covers what an item costs. With one more it no longer does, and the township gives up all of them, not just the last.",
    ),
    Setting(
        name="both-sides", title="Paper on both sides of work", figure="where-form-appears",
        ask="In *Where form appears* set the common cost to {k:.1f}, the price of paper to {psi:.0%} and the list to {n:.0f} items. Find how much blame has to be movable so that the list of {n:.0f} is done for real, "
            "while a list of a single item would be on paper, and one of {m:.0f} would be on paper again.",
        cases=lambda: list(both_sides()),
        goals=[
            (["all", ["==", ["at", "common"], {"$": "k"}], ["==", ["at", "form"], {"$": "psi"}], ["==", ["at", "veto_items"], {"$": "n"}]],
             "First bring three controls to where the task has them: {n:.0f} items, common cost {k:.1f}, price of paper {psi:.0%}."),
            (["says", "real", "real always"], "The list of {n:.0f} is not done here. Above the line all is on paper: let files move less."),
            (["with", "veto_items", 1, ["says", "paper"]], "The list of {n:.0f} is done, but a single item would not be on paper. Its file has to move enough to beat work that must bear the common cost alone."),
            (["with", "veto_items", {"$": "m"}, ["says", "paper"]], "The list of {n:.0f} is done, but one of {m:.0f} would not be on paper. Paper has to beat work there, and still be worth writing."),
        ],
        why="Real work is best in the middle. A short list cannot carry the common cost; on a long one each care saves too little. On both sides a file is the cheaper answer, as long as it moves enough.",
    ),
    Setting(
        name="clean-report", title="The same report, and no work", figure="what-the-superior-gets",
        ask="In *What the superior gets* put {long:.0f} items on the list and find levers at which all {long:.0f} are on file and *none* is done, although the same township would do all of a list of {short:.0f}.",
        cases=lambda: list(collapses()),
        goals=[
            (["==", ["at", "veto_items"], {"$": "long"}], "First put {long:.0f} items on the list."),
            (["==", ["value", "file"], {"$": "long"}], "Not all is on file. Files are written where they move enough blame, and the stakes are worth it: raise one of the two."),
            (["==", ["value", "done"], 0], "All is on file, but some of it is done. Let files move more, or let there be less to spend."),
            (["with", "veto_items", {"$": "short"}, ["==", ["value", "done"], {"$": "short"}]], "All on file and nothing done; but of {short:.0f} items not all would be done either. Go back a little: stronger stakes, a larger budget, or files that move less."),
        ],
        why="The superior reads that all is well on either list. On the long one too few items could be done, among too many left open, to be worth it; only a shorter list, or files that move less, brings the work back.",
    ),
    Number(
        name="one-care", title="What one care saves",
        ask="A township has {n:.0f} veto items and takes care of none. Each of them goes wrong with η = {eta:.0%}, and what goes wrong is found with m = {m:.0%}, each independently of the others. One finding loses the year. By how much does taking care of *one* of them lower the chance that the year is lost?",
        cases=[{"n": n, "m": m, "eta": eta} for n, m, eta in product((3, 5, 8, 11), (0.4, 0.5, 0.8), (0.2, 0.3))],
        answer=lambda n, m, eta: m * eta * (1 - m * eta) ** (n - 1), places=1, unit="%",
        slips=[
            (lambda n, m, eta: m * eta, "That is mη, the chance that this item fails. It saves the year only if no other fails: with any other the year is lost anyway."),
            (lambda n, m, eta: 1 - (1 - m * eta) ** n, "That is Δ, what taking care of *all* would save. Totals rise with the list; here a margin is asked."),
            (lambda n, m, eta: (1 - (1 - m * eta) ** n) / n, "That is Δ/n, what care of all saves an item. The first care saves less: all the others are still open."),
            (lambda n, m, eta: m * eta * (1 - m * eta) ** n, "Nearly. Of the n items one is this one: how many *others* must not fail?"),
        ],
        hints=["With q = 1 − mη nothing fails with the chance qⁿ if all are open. And if one is taken care of?", "Care saves the year exactly if this item would have failed and none of the others."],
        why="The more else can fail, the less one care is worth: totals rise, margins fall.",
    ),
    Number(
        name="dearest-start", title="The dearest start that is worth it",
        ask="Stakes of W = {w:.0f} are lost if any of n = {n:.0f} items fails, each with p = {p:.0%}; nothing can be moved to others. Real work costs κ = 0.25 an item and prevents all failure. How large may the common cost κ₀ be, at most, for the township to do all rather than nothing?",
        cases=clear((case for w, p, n in product((4, 5, 6), (0.1, 0.15, 0.2), (3, 5, 8)) if dearest(**(case := {"w": w, "p": p, "n": n})) > 0.1), dearest, 2),
        answer=dearest, places=2,
        slips=[
            (lambda w, p, n: w * n * p - 0.25 * n, "You added the chances up. One failure loses the year and ten lose no more: the chance of a loss is 1 − qⁿ."),
            (lambda w, p, n: w - 0.25 * n, "You let the stakes be lost for sure where nothing is done. They are lost with the chance Δ only."),
            (lambda w, p, n: w * n * p * (1 - p) ** (n - 1) - 0.25 * n, "You added what each care saves while all the others are open. Who does all does not leave the others open."),
            (lambda w, p, n: w * (1 - (1 - p) ** n) - 0.25, "Every one of the n items costs κ."),
        ],
        hints=["Compare two plans: all real is worth W − κ₀ − κn, nothing is worth Wqⁿ.", "With Δ = 1 − qⁿ all real is better exactly if WΔ > κ₀ + κn."],
        why="The common cost has to fit between what diligence saves in all and what the items cost. A longer list raises the first ever more slowly and the second steadily.",
    ),
    Number(
        name="where-paper", title="How much a file must move",
        ask="W = {w:.0f} is at stake. Each of n = {n:.0f} items fails with p = {p:.0%} unless it is done. Work costs κ = 0.25 an item and κ₀ = {k0:.1f} once, a file ψκ with ψ = 0.25. Complete files move T of what is at stake. From which T on is all on paper the best plan?",
        cases=lambda: clear(({"w": w, "p": p, "n": n, "k0": k0} for w, p, n, k0 in product((4, 6), (0.15, 0.25), (2, 4, 8), (0.3, 0.9))), threshold, 2),
        answer=threshold, places=2,
        slips=[
            (lambda w, p, n, k0: min(w - (k0 + 0.1875 * n) / (d := 1 - (1 - p) ** n), 0.0625 * n / d), "Paper has to beat both other plans, real work *and* nothing. You took the easier of the two tests."),
            (lambda w, p, n, k0: w - (k0 + 0.25 * n) / (1 - (1 - p) ** n), "Against real work paper saves the common cost and κ(1 − ψ) an item: the file is paid for in its place."),
            (lambda w, p, n, k0: w - 0.1875 * n / (1 - (1 - p) ** n), "You forgot the common cost. Paper needs nobody freed and no rounds of the villages."),
            (lambda w, p, n, k0: w - (k0 + 0.1875 * n), "What is at stake beyond T is lost with the chance Δ only, not for sure: divide by Δ."),
        ],
        hints=["Write down what the three plans are worth: W − κ₀ − κn, (W − T)qⁿ + T − ψκn, and Wqⁿ. Paper has to beat both others.",
               "Paper beats real work if (W − T)Δ < κ₀ + κ(1 − ψ)n and nothing if TΔ > ψκn. Solve both for T and take the larger."],
        why="Where work is the rival, the test against it decides. Where it is not, on a list too short to carry the common cost or so long that work is given up, files have to beat nothing.",
    ),
    Number(
        name="budget", title="What the files leave",
        ask="A township can spend H = {h:.2f}. Of its n = {n:.0f} items it will skip none: it does as many for real as it can and puts the rest on paper. Work costs κ = 0.25 an item and κ₀ = 0.6 once, a file ψκ with ψ = 0.25. How many of the {n:.0f} can it do?",
        cases=[{"h": h, "n": n} for h, n in product((1.9, 2.3, 2.6, 2.9, 3.3), (8, 10, 12, 14, 16)) if 0.05 < (h - 0.6 - 0.0625 * n) / 0.1875 % 1 < 0.95 and 1 <= afforded(h, n) < n - 1],
        answer=afforded, places=0,
        slips=[
            (lambda h, n: np.floor((h - 0.6) / 0.25), "You left nothing for the files of the others. Each of those costs ψκ."),
            (lambda h, n: np.floor((h - 0.6 - 0.0625 * n) / 0.25), "You paid for a file *and* for work on the items that are done. Doing a papered item costs only κ(1 − ψ) more."),
            (lambda h, n: np.floor((h - 0.0625 * n) / 0.1875), "The common cost falls due with the first item that is done."),
            (lambda h, n: np.ceil((h - 0.6 - 0.0625 * n) / 0.1875), "An item is done or it is not: the last one cannot be paid for."),
        ],
        hints=["First give every item a file. What is left of the budget, and what does it cost to turn one file into work?", "κ₀ + κy + ψκ(n − y) ≤ H. Solve for y, and round down."],
        why="At ψ = 1/4 three further items take one item of real work away, so that their files can be written.",
    ),
    Choice(
        name="which-plan", title="What becomes of the list",
        ask="There are n = {n:.0f} items, each failing with p = {p:.0%} unless it is done. W = {w:.0f} is at stake, of which complete files move T = {t:.1f}. Work costs κ = 0.25 an item and κ₀ = {k0:.1f} once, a file a quarter of κ; nothing limits what is spent. What does the township do?",
        options=[
            ("All for real", "Work on all is worth W − κ₀ − κn. Compare it with (W − T)qⁿ + T − ψκn and with Wqⁿ: one of them is more."),
            ("All on paper", "Paper is worth (W − T)qⁿ + T − ψκn: it keeps T and saves work, but it lets failures happen. One of the other two plans is worth more."),
            ("Nothing", "To leave all to luck is worth Wqⁿ. Here more can be had, by work or by files."),
            ("Some for real, the rest on paper", "Without a limit half measures do not pay: each care is worth more the fewer other items are open. Who has reason to begin has reason to go on."),
        ],
        right=best_plan, cases=choices,
        why="U is convex in what is done and what is skipped, so one of the three corners is best; which one, three numbers tell.",
    ),
    Order(
        name="all-or-nothing", title="Why it is all or nothing",
        ask="Prove that for items that are alike, without a limit on what is spent, one of three plans is best: all real, all on paper, nothing. Put the steps in order; two blocks do not belong.",
        blocks=[
            "Leave the common cost aside. With y items done and u skipped, (W − T)·(q to the power n − y) depends on y alone, T·(q to the power u) on u alone, and the costs are linear.",
            "Each of the two powers is convex, so their sum with linear costs is convex on the triangle y ≥ 0, u ≥ 0, y + u ≤ n.",
            "What is convex on a triangle is largest at a corner: all real, all on paper, or nothing.",
            "Now put the common cost back: it is due wherever y > 0.",
            "It takes as much from any such point as from the corner where all is real, and nothing from the other two: no such point overtakes a corner.",
            "U is concave in y, so the best y is where the last item saves exactly what it costs.",
            "Diligence saves Δ/n an item, and that falls as the list grows.",
        ],
        steps=5,
        hints=["Begin with U without the common cost: on what does each of its terms depend?", "First convexity, then the corners; the common cost comes last."],
        why="Concavity is what one expects of effort, and it is false here: under a veto one care is worth more the more the others are cared for. That Δ/n falls is true, and belongs to the next proposition.",
    ),
    Function(
        name="plan", title="Every plan, tried",
        ask="Write `done(n, movable, budget)`: how many of n items are done for real in the best plan that the budget allows. W = 8, p = 0.2, κ = 0.25, κ₀ = 0.6, ψ = 0.25; T is `movable`. Try all y (done), z (on paper) and u (skipped) that add up to n.",
        answer=done, inputs=[{"n": n, "movable": t, "budget": h} for n, t, h in product((3, 6, 8, 9, 12), (0.0, 3.0, 5.0, 7.0), (1.7, 2.4, 9.0))],
        hints=["U = (W − T)·q**(z + u) + T·q**u − κ₀·(y > 0) − κ·y − ψ·κ·z, and what is spent must not exceed the budget.", "Return y of the best plan, not its worth. Two loops are enough: u is what is left."],
        why="Without a tight budget the answers are 0 or n. With one they are not: a limit is what mixes plans.",
    ),
    Text(
        name="two-townships", title="Scarce hands, or a file that pays",
        ask="Two townships are short of people, and both leave half of their veto items undone. In one the undone items have complete files, in the other they have none. The essay's reason for form is that there is too much to do. What, by this chapter's model, must differ between the two, "
            "what would you look for in the records of past inquiries to see whether it does, and what finding would tell against the model?",
        rubric=["Says that scarcity explains the gaps in both and the paper in neither: it takes blame that a file can move, T above what the files cost.",
                "Names something that can be read in records: whether officials with complete files fared better than those without after the same failure; what a file costs in time.",
                "Names a finding against the model, such as complete files where they have never shielded anyone."],
        solution="A limit on people and money leaves things undone; with nothing to move the rest is skipped, not papered. So in the first township a complete file must move some of a personal sanction, enough to pay for itself, or cost less to write. "
                 "One would compare sanctions after failures of the same gravity, by whether the file was complete, and ask whether one missing file was held against all the others. If files never changed who paid, and were written all the same, they serve something that is not in the model: an audience, or a superior who counts sheets.",
    ),
])
