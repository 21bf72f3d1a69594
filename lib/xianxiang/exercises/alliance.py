"""Exercises of the chapter on what breaks an alliance: the theorem by hand, its threshold on the figure, and the class of the game."""

from itertools import product

import numpy as np

from .. import stage
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, spread

LOOSEN, DILEMMA = "Penalties loosen 松动", "Prisoner's dilemma"


def silence(c, lam, n=1, m=0.5, **_):
    """The worth of silence."""
    return stage.silence_value(Institution(monitoring=m, concealment=c, lone_concealment=lam, veto_items=n))


def threshold(b, rho, theta, d=0.25, **_):
    """The threshold of individual responsibility, from the worth of silence."""
    bar = rho * (1 + theta) / (1 - theta)
    return d * bar / (b - (1 - d) * bar)


def crossings():
    """Settings at which the line comes down to the dot somewhere between the ends of the slider."""
    hidden = np.linspace(0.05, 0.95, 19)
    for b, iota in product(np.linspace(0.3, 1, 8).round(1), np.linspace(0.1, 1, 10).round(1)):
        loose = iota > stage.penalty_threshold(Institution(concealment=hidden, transferability=b))
        last = len(loose) - 1 - loose[::-1].argmax()
        if loose.any() and 3 <= last < 18:
            yield {"b": float(b), "i": float(iota)}


def dilemmas():
    """Settings of the map at which the dilemma begins at some step between the ends, as more falls on the person."""
    persons = np.linspace(0, 1, 11)
    for s, nu, c in product((2, 3, 4, 5), (0.5, 0.6, 0.7, 0.8, 0.9), (0.3, 0.5, 0.7)):
        rule = Institution(strength=s, negativity=nu, concealment=c, individualization=persons)
        found = stage.game_code(rule) == 3
        if 0 < found.argmax() < 10:
            yield {"s": float(s), "v": nu, "c": c}


def reward_and_penalty(r, **levers):
    """The smallest penalty that breaks the alliance, at a prize."""
    return stage.breaking_penalty(Institution(strength=r, negativity=0.0, **levers))


def leaving(r, c, iota, b=0.8, d=0.25, cost=0.1, lone=0.3):
    """The penalty at which leaving pays, by the two slopes; the mistakes are other values of what is fixed."""
    f1, f2 = 0.5 * (1 - lone * c), 0.5 * (1 - c)
    felt = (1 - iota) * d + iota
    return ((f1 - f2) * r - cost) / (b * f1 * iota - (f1 - f2) * felt)


def signs(w, pi, lam, c=0.5):
    """X and Y at a baseline of inspection, from all that is at stake and the personal part of it."""
    f0, f1, f2 = 0.5, 0.5 * (1 - lam * c), 0.5 * (1 - c)
    moved = 0.8 * f1 * pi * w
    return (f1 - f2) * w - moved - 0.1, (f0 - f1) * w - moved - 0.1, (f0 - f2) * w - 0.1


def kind(w, pi, lam):
    """The class of the game: a position in `stage.GAME_CLASSES`."""
    x, y, both = signs(w, pi, lam)
    return (0 if y > 0 else 1) if x > 0 else 2 if y > 0 else 3 if both > 0 else 4


def kinds():
    """Cases off every border, as many of each class."""
    cases = ({"w": float(w), "pi": pi, "lam": lam} for w, pi, lam in product((0.2, 2, 3, 4, 6), (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9), (0.2, 0.3, 0.7, 0.8)))
    return balanced((case for case in cases if min(map(abs, signs(**case))) > 0.03), kind, 5)


BANK = Bank("alliance", [
    Setting(
        name="first-loosening", title="Where penalties begin to loosen", figure="alliance-threshold",
        ask="In *When penalties tighten and when they loosen* let {b:.0%} of the blame be movable and {i:.0%} of a sanction fall on the person. Inspectors learn to see deeper, so that the two can hide less and less. "
            "Find the *largest* value of what two can hide at which a larger penalty loosens the alliance.",
        cases=lambda: spread(crossings(), 28),
        goals=[
            (["all", ["==", ["at", "transferability"], {"$": "b"}], ["==", ["at", "individualization"], {"$": "i"}]],
             "First set the other two levers: {b:.0%} movable, {i:.0%} on the person."),
            (["regime", LOOSEN], "Here a larger penalty still ties the two together: the dot is outside the shaded part. Let them hide less."),
            (["last", "concealment", ["regime", LOOSEN]], "Penalties loosen here, but they already do where a little more can be hidden. Go back towards the border."),
        ],
        why="Nothing happened to the penalty. What two can hide fell until the partner's silence was worth less than the blame that moves, ρ < bπ.",
    ),
    Setting(
        name="bound-by-penalties", title="Too weak without a penalty", figure="alliance-threshold",
        ask="A case that neither tradition has in mind. In *When penalties tighten and when they loosen* find a setting at which a side would desert if there were *no* penalty, and a larger one draws the two together until, "
            "from some penalty of at most {most:.1f} on, deserting costs. At least {i:.0%} of a sanction shall fall on the person.",
        cases=[{"most": most, "i": i} for most, i in
               [*product((1.0, 1.2), (0.5, 0.6, 0.8)), *product((1.5, 2.0, 3.0), (0.2, 0.4, 0.5)), *product((3.8, 4.5), (0.1, 0.6, 0.9)), (0.9, 0.5), (1.7, 0.3)]],
        goals=[
            (["says", "tightens late", "tightens too late"],
             "Two things are needed. So little can be hidden that the prize alone does not pay for hiding; and so little blame can be moved that every penalty still adds more to what both share."),
            (["says", "tightens late"], "Right direction, but none of the penalties shown is large enough. Let the penalty bind faster: less blame to move, or a little more to hide."),
            (["<=", ["value", "turn"], {"$": "most"}], "Deserting begins to cost only at a penalty above {most:.1f}. What a leader feels of a sanction grows with the personal part of it."),
            ([">=", ["at", "individualization"], {"$": "i"}], "All of that is so; but at least {i:.0%} shall fall on the person."),
        ],
        why="Where hardly any blame can be moved, a personal sanction is no more than a sanction that is felt in full: it makes the shared secret worth more, and so it holds the two together.",
    ),
    Setting(
        name="dilemma-begins", title="Where the dilemma begins", figure="game-map",
        ask="In *Which game is it?* set the strength to {s:.0f}, the share of penalties to {v:.0%} and what two can hide to {c:.0%}; leave what one alone can hide at its default. "
            "Find the *lowest* share of a sanction on the person at which the two are in a prisoner's dilemma.",
        cases=lambda: spread(dilemmas(), 28),
        goals=[
            (["all", ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "negativity"], {"$": "v"}], ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "lone_concealment"], 0.3]],
             "First bring the other levers to where the task has them: {s:.0f}, {v:.0%}, {c:.0%}, and the last at its default."),
            (["regime", DILEMMA], "This is another game. In a dilemma passing the blame is better whatever the other does (X and Y are both negative), and both would still be better off hiding."),
            (["first", "individualization", ["regime", DILEMMA]], "A dilemma it is, but it already was with a smaller share on the person. Go back until the dot stands at the border."),
        ],
        why="As more falls on the person, the dot climbs, past Y = 0 and then past X = 0. The penalty's size was the same all the way.",
    ),
    Number(
        name="silence", title="What silence is worth",
        ask="Inspectors find an unhidden problem with probability m = {m:.0%}. Two who hide together conceal c = {c:.0%} of findings, one alone λ = {lam:.0%} of that; there is one veto item. Which share of a lone shielder's risk does the partner's silence remove (ρ)?",
        cases=lambda: spread([{"m": (0.3, 0.4, 0.6, 0.8)[(i + j) % 4], "c": c, "lam": lam} for (i, c), (j, lam) in product(enumerate((0.4, 0.5, 0.6, 0.7, 0.8, 0.9)), enumerate((0.2, 0.4, 0.5, 0.6, 0.8)))], 24),
        answer=lambda m, c, lam: silence(c, lam, m=m), places=1, unit="%",
        slips=[
            (lambda m, c, lam: m * c * (1 - lam), "That is f₁ − f₂, by how much the risk *falls*. The worth of silence is this fall as a share of the lone shielder's risk f₁."),
            (lambda m, c, lam: c, "That is c: how much two hide compared with *nobody*. Compare two with one."),
            (lambda m, c, lam: (1 - c) / (1 - c * lam), "That is the risk that is left, f₂/f₁. Silence is worth what it removes."),
            (lambda m, c, lam: c * (1 - lam), "You divided by m, the risk when nobody hides. Divide by f₁, the risk of one who hides alone."),
        ],
        hints=["Write f₁ = m(1 − cλ) and f₂ = m(1 − c). What is f₂ as a share of f₁?", "ρ = 1 − f₂/f₁. Watch what becomes of m."],
        why="m cancels: with one item, looking more often makes both risks larger in the same proportion. What counts is the difference that a partner makes.",
    ),
    Number(
        name="threshold", title="How personal is personal enough",
        ask="A partner's silence removes ρ = {rho:.0%} of a lone shielder's risk; b = {b:.0%} of a personal sanction can be moved; the two are attached with θ = {theta}; a leader feels d = 0.25 of a unit's sanction. How large must ι, the share of a sanction that falls on the person, be at least for a larger penalty to loosen the alliance?",
        cases=lambda: clear([{"rho": rho, "b": b, "theta": theta} for rho, b, theta in product((0.25, 0.3, 0.35, 0.4), (0.8, 0.9, 1.0), (0.1, 0.2, 0.3)) if rho * (1 + theta) / (1 - theta) < 0.88 * b], threshold, 3),
        answer=threshold, places=1, unit="%",
        slips=[
            (lambda rho, b, theta: threshold(b, rho, 0.0), "You left out the attachment. Whoever cares for the other counts the shared loss 1 + θ times and the moved blame 1 − θ times."),
            (lambda rho, b, theta: rho * (1 + theta) / (1 - theta) / b, "That is how large π must be, the personal share of what is *felt*. A unit's sanction is felt only in part, so a smaller ι gets there."),
            (lambda rho, b, theta: threshold(b, rho, -theta), "You turned the factor of attachment round. Attachment makes the alliance firmer, so the threshold must rise with θ."),
            (lambda rho, b, theta: rho / b, "Two things are missing: the attachment, and that a unit's sanction is felt only by the fraction d."),
        ],
        hints=["First raise ρ by the attachment: ρ(1 + θ)/(1 − θ). Then ask at which ι the felt personal share π = ι/[(1 − ι)d + ι], times b, comes up to it.",
               "Call the raised one ρ̂. Solve bι = ρ̂[(1 − ι)d + ι] for ι: collect the terms with ι on one side."],
        why="The size of the penalty is nowhere in it. It says only from where on more of it pulls the two apart.",
    ),
    Number(
        name="breaking-penalty", title="The penalty that breaks it",
        ask="A prize of R = {r:.1f} is at stake, whatever the penalty. {iota:.0%} of a sanction falls on the person and two can hide c = {c:.0%}; everything else is at the baseline (m = 0.5, λ = 0.3, b = 0.8, d = 0.25, g = 0.35, k = 0.25, one item, no attachment). "
            "At which penalty P does a side that has a partner who shields begin to gain by deflecting?",
        cases=lambda: clear([{"r": r, "iota": iota, "c": c} for r, iota, c in product((1.5, 2.0, 2.5, 3.0), (0.4, 0.5, 0.6, 0.8, 0.9, 1.0), (0.4, 0.5)) if 0.3 < leaving(r, c, iota) < 9], leaving, 2),
        answer=lambda r, iota, c: reward_and_penalty(r, individualization=iota, concealment=c), places=2,
        slips=[
            (lambda r, iota, c: leaving(r, c, iota, cost=0.0), "You left out the costs. Hiding costs g and keeping a file k: who deserts saves the difference."),
            (lambda r, iota, c: leaving(r, c, iota, b=1.0), "You let all of the personal sanction be moved. Only b of it can be."),
            (lambda r, iota, c: leaving(r, c, iota, d=1.0), "You let a leader feel all of a unit's sanction. A quarter of it reaches him."),
            (lambda r, iota, c: leaving(r, c, iota, cost=-0.1), "Look at the sign of the costs. Hiding is the dearer of the two, so a deserter *saves* g − k."),
        ],
        hints=["Write what leaving does: it puts (f₁ − f₂)(R + Pφ) more at risk, moves b·f₁·ι·P of blame, and saves g − k. Set the sum to zero.",
               "P = [(f₁ − f₂)R − (g − k)] / [b·f₁·ι − (f₁ − f₂)φ], with φ = (1 − ι)d + ι."],
        why="The slope in P says whether a larger penalty loosens; the prize says how much there is to loosen. Below the threshold the slope has the other sign, and there is no such penalty.",
    ),
    Choice(
        name="which-change", title="Bringing the line down",
        ask="Two can hide 90% of findings, one alone 30% of that; there is one veto item, no attachment, and 80% of a personal sanction can be moved. However personal sanctions are, a larger penalty ties the two together. Which of these changes, made alone, would let larger penalties loosen the alliance, if sanctions are personal enough?",
        options=[
            ("Many more veto items, each as likely to be found", "With many items one or another is found, whatever a partner does, so his silence is worth less: ρ falls with each item, here below b."),
            ("Larger penalties", "P is in neither side of the condition. Where penalties tighten, more of them tighten more."),
            ("Inspectors who look more often, with that one item", "With one item m cancels from ρ = 1 − f₂/f₁: the risk of one and that of two grow in proportion."),
            ("A unit's sanction that its leader does not feel", "That makes all of a felt sanction personal, π = 1. But blame that moves is then still only b = 80%, and silence is worth more than that."),
        ],
        right=0,
    ),
    Choice(
        name="which-game", title="Trust, nerve or neither",
        ask="At stake for a side is W = {w:.1f}, of which a person bears the share B/W = {pi:.0%}. Two can hide c = 50%, one alone λ = {lam:.0%} of that; the rest is at the baseline (m = 0.5, b = 0.8, g = 0.35, k = 0.25, one item, no attachment). Which game do Shield and Deflect make?",
        options=[
            ("Harmony", "For that Shield must be better against both, X > 0 and Y > 0. Compute X = (f₁ − f₂)W − b·f₁·B − (g − k), and Y with f₀ − f₁ in place of f₁ − f₂."),
            ("Stag hunt", "In a stag hunt each does what the other does: X > 0 > Y. It takes a partner whose help adds more than one alone hides, and a blame between the two."),
            ("Chicken", "In a chicken each does the opposite of the other: X < 0 < Y. With one item that takes λ above one half, and a blame between the two."),
            ("Prisoner's dilemma", "For that X and Y must be negative and mutual hiding still better for both: (f₀ − f₂)W > g − k. One of the three is not so."),
            ("Deadlock", "Deadlock needs more than X < 0 and Y < 0: so little is at stake that even together hiding does not pay, (f₀ − f₂)W < g − k."),
        ],
        right=kind, cases=kinds,
        why="Two signs decide; where both are negative, a third. Which of X and Y is the larger depends on λ alone: below one half hiding takes two, and it is a matter of trust; above, one of nerve.",
    ),
    Order(
        name="the-theorem", title="What breaks an alliance: the proof",
        ask="Prove the theorem: a larger penalty makes it more attractive to leave a partner who shields exactly when b·π > ρ(1 + θ)/(1 − θ). One block does not belong.",
        blocks=[
            "Let φ = (1 − ι)d + ι, what a leader feels of a penalty of one.",
            "With both shielding a side has (1 − f₂)R − f₂Pφ − g.",
            "If it deflects alone it has (1 − f₁)R − f₁P(φ − bι) − k, and its partner has (1 − f₁)R − f₁P(φ + bι) − g.",
            "Each counts the other's payoff with weight θ; so leaving gains −(1 + θ)(f₁ − f₂)(R + Pφ) + (1 − θ)b·f₁·ι·P + (g − k).",
            "This is linear in P, with the slope (1 − θ)b·f₁·ι − (1 + θ)(f₁ − f₂)φ.",
            "Divide the slope by (1 − θ)f₁φ, which is positive, and write π for ι/φ and ρ for 1 − f₂/f₁.",
            "Blame is moved and not destroyed, so the sum of the two payoffs does not contain b.",
        ],
        steps=6, after={1: [0], 2: [0], 3: [1, 2], 4: [3], 5: [4]},
        hints=["Begin with the shorthand that the payoffs use.", "First both payoffs, then their difference with attachment, then its slope. What each gains by *acting* counts here, not what the two have together."],
        why="The block about the sum is true, and it is the proof of another result: what the two would choose if they could pay each other.",
    ),
    Function(
        name="silence-function", title="The worth of silence as a function",
        ask="Write a function `silence(m, c, lam, n)` that returns ρ = 1 − f₂/f₁ where the problem can be found in each of `n` veto items, and one finding spoils the whole.",
        answer=lambda m, c, lam, n: silence(c, lam, n, m),
        inputs=[{"m": m, "c": c, "lam": lam, "n": n} for m, c, lam, n in product((0.2, 0.5, 0.8), (0.4, 0.7, 0.9), (0.0, 0.3, 0.6), (1, 2, 6))],
        hints=["For one item f₁ = m(1 − cλ) and f₂ = m(1 − c). With n items for each of the two read 1 − (1 − f)ⁿ, and only then take the ratio."],
        why="Try it with one item and let m run; then with six. Looking more often lowers ρ only in the second case.",
    ),
    Text(
        name="campaigns", title="What would you look for in the files?",
        ask="Penalties for hiding were doubled both in work safety and in environmental protection. In one field sanctions by then named persons and inspectors came unannounced; in the other neither had changed. "
            "Say what the theorem expects of the alliances in each field, what the view that *harsher punishment always binds* expects, and which documents or figures would tell the two apart.",
        rubric=["Expects looser alliances in the first field and tighter ones in the second, from bπ > ρ.",
                "Says that the rival expects tighter ones in both (or a cause other than penalties for any loosening).",
                "Names something observable about who leaves whom: dated warnings, letters upward, joint or separate reports before and after.",
                "Names what would spoil the comparison: side payments, several veto items, or fields that differ in other ways."],
        solution="Where sanctions are personal and little can be hidden, b·π exceeds ρ and a larger penalty should loosen: more memos for the file, fewer joint reports, one side telling on the other. In the other field the same doubling should tie county and township more closely. "
                 "The rival expects the second in both. One would compare the files of the same pairs before and after the doubling. The comparison is spoiled where the two can pay each other, since the theorem then does not hold, or where the number of veto items changed at the same time.",
    ),
])
