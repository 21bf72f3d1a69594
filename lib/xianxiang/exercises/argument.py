"""Exercises of the chapter on the argument: two stories about a penalty, what two observations tell, the levers in scenes, the marks of the diagram."""

from itertools import product

from .. import ledger
from ..diagram import weakest
from ..teach.bank import Bank, Choice, Number, Order, Setting, Text
from .cases import clear

UNIT = (0.28, 0.3, 0.35, 0.37, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.53, 0.55, 0.57)
PERSON = (0.1, 0.15, 0.25, 0.3, 0.35, 0.45, 0.5, 0.6, 0.65, 0.75, 0.8)
"""What deserting is to cost, or to bring, at least: between what two neighbouring places of the slider give."""

INSTEAD = (0.87, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.15, 0.08, 0.04, 0.03)
ON_TOP = (0.88, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.08, 0.04, 0.02)

LEVERS = {
    "Strength of the stakes s": ("For that all that can be won or lost grows or shrinks in one measure.", (
        "Bonus and fine for this task are both doubled.",
        "The task is put among the few on which the year depends: what it can win and what it can lose grow alike.",
        "The drain is no longer a task that matters. What can be won and what can be lost by it shrink in the same measure.")),
    "Share of penalty ν": ("For that the sum at stake stays, and part of it changes its sign.", (
        "The bonus for a clean year is abolished; a fine of the same size for a bad one takes its place.",
        "Of ten points that the task is worth, nine were to be won and one to be lost. Now it is the other way round.",
        "The fine for a blocked drain becomes a bonus of the same size for a clear one.")),
    "Individual responsibility ι": ("For that the same sanction falls on another bearer: the unit or somebody by name.", (
        "The circular used to name the county. Now a warning goes on the file of the deputy head in charge.",
        "For a failure the office used to pay, from its common purse. Now the same sum is taken from whoever signed.",
        "From this year on a failing township is criticized as a whole. No names are given.")),
    "Transferable blame b": ("For that who points at the other gets rid of more, or of less, of what falls on his person.", (
        "Whoever can show a dated notice to the other level is now let off with a fifth of his sanction.",
        "The head of a place answers for it, as he always did. But his papers, which used to help him, no longer do.",
        "It is no longer asked who had told whom: to accuse the other level changes nobody's sanction.")),
    "Concealment c": ("For that two who hide together can keep more, or less, from those who look.", (
        "As many visits as before, but nobody is told, and the car drives past the county to the drain.",
        "Pictures from the air now show the waste that used to lie under a green net.",
        "Inspectors come as often as ever. They now talk to residents alone, with nobody from county or township in the room.")),
    "Monitoring m": ("For that a problem that nobody hides is looked for more, or less, often.", (
        "Every drain is checked twice a year instead of once, on visits that are announced as before.",
        "For want of staff a township is visited every third year and no longer each year, on the usual route.",
        "More townships are drawn for a check. How they are checked does not change.")),
    "Executor share e": ("For that the county does more, or less, of the work itself.", (
        "The county's water office used to clear drains with the township. Now it checks whether the township does.",
        "County departments have their own tasks handed to townships, and keep the scoring.",
        "The county sends its own crew again, and the year's result is its result too.")),
    "Veto items n": ("For that there are more, or fewer, things of which one alone spoils the whole.", (
        "Beside the drain, fire safety and petitions now fail the year's evaluation by themselves.",
        "Of six things each of which could spoil the year, four are taken off the list.",
        "Failures used to cost points. Now any one of nine things costs the year.")),
}
"""By lever: what moves it, and three scenes in which it is moved."""


def worth(f1, f2):
    """How much of the sanction has to move before a larger penalty loosens: what is left of it, f₁(1 − b), against f₂."""
    return 1 - f2 / f1


def replaced(f1, f2, x, d):
    """By how much the loss from leaving changes, if x of the prize becomes a penalty on the unit."""
    return (f1 - f2) * x * (d - 1)


def unseen(rule, n, k):
    """Settings with blame that are neither 'then' nor 'now'."""
    held = {"all": lambda on: all(on[:k]), "some": lambda on: sum(on) >= k, "either": lambda on: on[0] and any(on[1 : 1 + k])}[rule]
    return sum(bool(held(on)) for on in product((0, 1), repeat=n)) - 1


RULES = {
    "all": "{k} named conditions hold together, whatever the others do",
    "some": "at least {k} of them hold, whichever",
    "either": "the first holds and at least one of {k} others that are named",
}


def settings():
    """Rules of blame in words, by number of conditions."""
    for n, (rule, k) in product((4, 5, 6, 7), (("all", 2), ("all", 3), ("some", 2), ("some", 3), ("either", 2), ("either", 3))):
        yield {"rule": rule, "words": RULES[rule].replace("{k}", ("two", "three")[k - 2]), "n": n, "k": k, "total": 2**n}


def bundles():
    """Claims that might stand on one arrow, in the ledger's order: six cases of each mark."""
    ids = [claim.id for claim in ledger.load()]
    of = {verdict: [claim.id for claim in ledger.load() if claim.verdict == verdict] for verdict in ledger.VERDICTS}
    for i in range(6):
        derived, needs, premises = (of[verdict][i:] + of[verdict][:i] for verdict in ("derived", "needs", "not modelled"))
        for bundle in ((of["contradicted"][0], *derived[:2], needs[0]), (needs[7], *derived[3:5], premises[1]), (derived[6], *premises[2:5]), premises[:3]):
            yield {"ids": ", ".join(sorted(bundle, key=ids.index))}


def mark(ids):
    """The mark of an arrow with these claims."""
    return ledger.VERDICTS.index(weakest([claim for claim in ledger.load() if claim.id in ids.split(", ")]).verdict)


BANK = Bank("argument", [
    Setting(
        name="leaving", title="What it costs to leave", figure="alliance-bet",
        ask="In *Two who hide something together* let the penalty fall on {bearer}. Find the *lowest* penalty at which a side that deserts its partner {verb} at least {least:.2f}.",
        cases=[{"bearer": bearer, "side": side, "verb": verb, "least": least} for bearer, side, verb, bounds in (("the unit", "loss", "loses", UNIT), ("the person", "gain", "gains", PERSON)) for least in bounds],
        goals=[
            (["==", ["at", "individualization"], {"$": "bearer"}], "Let the penalty fall on {bearer}."),
            ([">=", ["value", {"$": "side"}], {"$": "least"}], "A side that deserts {verb} less than {least:.2f} here. Which way does the line run if the penalty falls on {bearer}?"),
            (["first", "penalty", [">=", ["value", {"$": "side"}], {"$": "least"}]], "It is enough, but it already was at a smaller penalty. Go back, step by step."),
        ],
        why="On the unit every increase binds the two more closely, as whoever leaves still bears it and is found out more often. On the person it sets them against each other, as leaving hands part of it to the other.",
    ),
    Setting(
        name="singled-out", title="How much fear it takes", figure="two-stories",
        ask="In *The same stakes, two stories* let penalties come *{way}*. Find the *lowest* penalty for each unit of stakes at which, with the strongest stakes shown, at most {most:.0%} hide together where one is *singled out*.",
        cases=[{"way": way, "most": most} for way, bounds in (("instead of the prize", INSTEAD), ("on top of the prize", ON_TOP)) for most in bounds],
        goals=[
            (["==", ["at", "penalties"], {"$": "way"}], "Let penalties come *{way}*."),
            (["<=", ["value", "single"], {"$": "most"}], "More than {most:.0%} still hide together where one is singled out."),
            (["first", "negativity", ["<=", ["value", "single"], {"$": "most"}]], "So few hide together here, but they already did with less penalty. Go back, step by step."),
        ],
        why="Instead of the prize a penalty works twice: there is less to hide for, and blame to move. On top of it only the second is left, so that it takes more.",
    ),
    Setting(
        name="glue", title="A penalty that binds after all", figure="two-stories",
        ask="In *The same stakes, two stories* find a setting at which a penalty makes *more* hide together than no penalty would, even where one is *singled out*. Go by the sentence, at the strongest stakes shown.",
        goals=[
            ([">", ["at", "negativity"], 0], "There is no penalty here. See what the sentence says, then add one."),
            (["==", ["at", "penalties"], "on top of the prize"], "Where penalties take the prize away, each step loosens. What if the prize stays?"),
            ([">=", ["value", "single"], 0.91], "Here the penalty is so large that blame pays. Look at the smallest ones."),
        ],
        why="A small penalty on top of a prize makes the stakes larger before it makes blame worth its cost. Which way a change of rules works may depend on how far it goes, and not only on its sign.",
    ),
    Number(
        name="moved-away", title="More than silence averts",
        ask="Two who hide something together are found out with a chance of f₂ = {f2:.0%}; if one leaves, of f₁ = {f1:.0%}. The penalty falls on persons and is felt in full. Which share of it must leaving move onto the other, at least, for a larger penalty to *loosen* the alliance?",
        cases=lambda: clear([{"f1": f1, "f2": f2} for f1, f2 in product((0.3, 0.4, 0.44, 0.5, 0.65), (0.06, 0.1, 0.15, 0.22, 0.26))], worth, 3),
        answer=worth, places=1, unit="%",
        slips=[
            (lambda f1, f2: f1 - f2, "Those are points of chance. Ask which part of the expected penalty of who leaves would have to go, against what that is."),
            (lambda f1, f2: f2 / f1, "That is what may be *left* of the penalty for who leaves."),
            (lambda f1, f2: (f1 - f2) / f2, "You measured by the chance of those who stay. What is moved is a share of what falls on the one who leaves."),
        ],
        hints=["One more unit of penalty costs a side f₂ if both stay. What does it cost a side that leaves, if it moves the share b of it?", "It loosens exactly if f₁(1 − b) is less than f₂."],
        why="A larger penalty breaks an alliance only if leaving moves more of it away than silence averts. What silence averts is a share, and it is large where two can hide much.",
    ),
    Number(
        name="replaced", title="Instead, not on top",
        ask="Sanctions fall on the unit, and a leader feels d = {d:.0%} of them; a lost prize is felt in full. Two who hide are found out with a chance of f₂ = {f2:.0%}; if one leaves, of f₁ = {f1:.0%}; nothing can be moved. Of the prize, {x:.1f} units are turned into a penalty of the same size. By how much does the loss from leaving change (with its sign)?",
        cases=lambda: clear([{"f1": f1, "f2": f2, "x": x, "d": d} for (f1, f2), x, d in product(((0.4, 0.1), (0.5, 0.2), (0.36, 0.05)), (1.0, 2.0, 3.5), (0.2, 0.25, 0.4))], replaced, 2),
        answer=replaced, places=2,
        slips=[
            (lambda f1, f2, x, d: (f1 - f2) * x * d, "That is what the penalty adds. The prize that it replaces is gone: take away what *that* was worth."),
            (lambda f1, f2, x, d: -(f1 - f2) * x, "That is what the lost prize takes. The penalty in its place is felt as well, if dully."),
            (lambda f1, f2, x, d: 0, "As much is at stake as before on paper. But not as much of it is felt."),
            (lambda f1, f2, x, d: f1 * x * (d - 1), "You let a side that stays never be found out. It is found out with f₂."),
        ],
        hints=["Who leaves is found out more often, by f₁ − f₂. What does being found out cost before and after?", "Before: x, felt in full. After: d·x. Multiply the difference by f₁ − f₂ and mind the sign."],
        why="In the place of prizes a penalty on the unit loosens, since it is hardly felt; on top of them it would tighten. Two things that are easily taken for one.",
    ),
    Number(
        name="unseen", title="What two observations leave open",
        ask="Suppose there are {n} conditions, each of which may hold or not: {total} settings. A historian has seen two of them: none holds (then), and all hold (now). In truth blame comes exactly where {words}. In how many settings that the historian has *not* seen does blame come?",
        cases=lambda: list(settings()),
        answer=lambda rule, n, k, **_: unseen(rule, n, k), places=0,
        slips=[
            (lambda rule, n, k, **_: unseen(rule, n, k) + 1, "You counted *now* as well. It has been seen."),
            (lambda rule, n, k, **_: 2**n - 2, "Those are all settings that have not been seen. In how many of them does blame come?"),
            (lambda rule, n, k, **_: 2**n - 2 - unseen(rule, n, k), "Those are the unseen settings *without* blame."),
        ],
        hints=["Count the settings in which the rule holds: conditions that play no part double the number, each time.", "All that hold, less the one that has been seen."],
        why="Then and now fit many rules, and the rules part where nobody has looked. From two observations nothing can be learnt about any single condition.",
    ),
    Choice(
        name="lever", title="Which lever moves?",
        ask="A change of the rules: “{scene}” Which lever of the book does it move, first of all?",
        options=[(name, says) for name, (says, _) in LEVERS.items()],
        right=lambda scene, place: place,
        cases=[{"scene": scene, "place": place} for place, (_, scenes) in enumerate(LEVERS.values()) for scene in scenes],
        why="Chance, size and bearer are three different things that a rule may change. The argument turns on which of them it is.",
    ),
    Choice(
        name="arrow", title="The mark of an arrow",
        ask="Suppose that one arrow of the diagram carried the claims {ids}. Read their rows in the ledger: what does each verdict rest on? Which mark would the arrow show?",
        options=[
            ("derived: it follows from stated assumptions", "An arrow may not look better than its weakest claim, nor like a premise where one of its claims was tested. One of these needs more, or was found otherwise; or none of them was tested."),
            ("needs: it holds under one more assumption, which is named", "For that one of the claims has to need more than is stated, and none has to be contradicted."),
            ("contradicted: the model says otherwise", "One contradicted claim is enough for it. There is none among these."),
            ("not modelled: a premise or a definition", "A premise decides how an arrow looks only where nothing else does. Not all of these are premises: one was tested."),
        ],
        right=mark, cases=lambda: list(bundles()),
        why="The picture is drawn from the ledger by its weakest claims, so that it cannot be kinder to the essay than the chapters are. A verdict speaks of the argument, not of China.",
    ),
    Order(
        name="another-game", title="The game must have changed",
        ask="The essay says that the two are in a prisoner's dilemma *now*. Show what that commits it to. Put the steps in order; two blocks do not belong.",
        blocks=[
            "Suppose that now, with people who do not look far ahead, the two are in a prisoner's dilemma.",
            "So each is better off passing the blame, whatever the other does.",
            "Had they played the same game under the old rules, each would have been better off passing the blame there, too.",
            "Under the old rules they stood together.",
            "So that was another game: what changed is what each gets, and not only what each does.",
            "An explanation therefore has to say which game it was, and which change of the rules made it this one.",
            "So both are worse off now than they would be if the old rules came back.",
            "So the county secretary and the township secretary must have lost their attachment to each other.",
        ],
        steps=6, after={1: [0], 2: [1], 4: [2, 3], 5: [4]},
        hints=["Begin with what is supposed; then say what it means for each side.", "Two facts meet: what the same game would have led to, and what was seen. That attachment faded is one possible change among others; that anybody is worse off is another question."],
        why="A game that explains the present too well explains the past not at all. The essay does not name the game that was replaced; the book has to.",
    ),
    Text(
        name="good-binders", title="Binders in very good order",
        ask="The township of the opening scene has logged every visit to the drain, with date, photograph and signature. The essay reads such files as a way to clear oneself. A rival: the county asks for them, to know what is being done. "
            "What would you look for in the binders, and in what happened to them, to tell the two apart? Name one finding that would count against the essay.",
        rubric=["Says what each reading expects: what is written down, when, and for whom.",
                "Names something that can be seen in files, such as entries after the circular, copies addressed upwards, entries on notices to the county against entries on work.",
                "Names a finding that would count against the essay, for instance entries that were used to send people or money, or files as full where nobody can be held to account."],
        solution="If files clear their keeper, they record what others were told and when, they grow where a sanction on persons is near, they are kept by those who may be accused and are brought out when somebody is; whether the waste goes makes no difference to them. If files inform, they record the state of the drain and the work on it, are sent on regularly, and somebody above acts on them: a truck after the third report. "
                 "Against the essay would count files that are as full where only the unit can be sanctioned, entries on which the county acted, and townships without any binder that fare no worse after an exposure. For it would count entries that multiply once inspectors are announced, and notices in writing where a call would do.",
    ),
])
