"""Exercises of the chapter on ordinary work: what a finding costs at the table, when talk ends, and what it leaves of blame."""

from itertools import product

import numpy as np

from .. import bargain
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, every, spread

TALK, RECORD = "Talk 协商", "Record 记录在案"
SHARES = np.array([0, 0.25, 0.5, 0.75, 1])


def stakes(w):
    """An institution in which a finding costs each side `w`, and nobody any of it in person."""
    return Institution(strength=w, negativity=0.0, individualization=0.0)


def price(w, share, x, h, **_):
    """The price of a finding."""
    return bargain.price(stakes(w), share, x, h)


def start(g, share, x, h):
    """Stakes from which hiding can last, from the price at which it pays."""
    a = share + (1 - share) * x
    return max(g, (g + (1 - share) * h) / a)


def looking(share, x, h):
    """Stakes above which a checker gains by a finding."""
    return (1 - share) * h / (share * (1 - x))


def modest():
    """Settings of the first figure at which talk is enough up to some share of the checker, and not up to the whole."""
    cases, (s, x, h) = every((1.5, 2, 3, 4, 5.6), (0, 0.25, 0.5, 0.75), (-0.5, 0, 0.25, 0.5, 1))
    enough = ~bargain.can_last(stakes(s), SHARES, x, h)[..., 0]
    fit = (bargain.room(stakes(s), x, h) > 0)[:, 0] & enough[:, 0] & ~enough[:, -1]
    return [dict(zip("sxh", map(float, case))) for case, chosen in zip(cases, fit) if chosen]


def effects():
    """Settings of the last figure at which talk ends hiding and leaves blame, at the largest share of penalties at which it does anything."""
    cases, (g, s, c) = every((0.25, 0.5, 0.75), (2, 3, 4, 5), (0.3, 0.5, 0.7, 0.9))
    rule = Institution(strength=s, negativity=np.linspace(0, 1, 11), individualization=0.9, concealment=c)
    before, after = bargain.can_last(rule, 1.0), bargain.can_last(rule, g)
    for case, old, new in zip(cases, before, after):
        changed = np.flatnonzero((old != new).any(axis=-1))
        if len(changed) and 0 < changed[-1] < 10 and new[changed[-1]].tolist() == [False, True, False]:
            yield dict(zip("gsc", map(float, case)))


def region(w, share, x, h, g):
    """What becomes of a problem: 0 talk, 1 talk and hide, 2 hide, 3 record."""
    room, cost = room_and_price(w, share, x, h)
    return (1 if cost >= g else 0) if room > 0 else 2 if w >= g else 3


def room_and_price(w, share, x, h):
    """The room to bargain and the price, by hand: a call of the library costs more than the sums of all cases."""
    room = (1 - x) * w + h
    return room, w - (1 - share) * max(room, 0)


def regions():
    """Cases off every border, as many of each region."""
    for w, share, x, h, g in product((0.8, 1.6, 2.4, 3.2, 4.8), (0.25, 0.5, 0.75), (0.25, 1.25, 1.5, 2.0), (-0.5, 0.25, 0.5, 1.0), (1.2, 2.0)):
        room, cost = room_and_price(w, share, x, h)
        if abs(room) > 0.1 and abs(cost - g) > 0.1:
            yield {"w": w, "share": share, "x": x, "h": h, "g": g}


BANK = Bank("bargain", [
    Setting(
        name="modest-checker", title="How much the checker may take", figure="price-and-stake",
        ask="In *What a finding costs, with talk and without* the stakes are {s:.2f}: a stranger would be met with hiding. Letting pass risks ξ = {x:.2f}, and the help that the checker needs is h = {h:.2f}. "
            "Find the *largest* share of the saving that the checker may take if talk is to be enough, so that nobody needs to hide.",
        cases=lambda: spread(modest(), 22),
        goals=[
            (["all", ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "exposure"], {"$": "x"}], ["==", ["at", "cooperation"], {"$": "h"}]],
             "First set the stakes to {s:.2f}, exposure to {x:.2f} and the help needed to {h:.2f}."),
            (["regime", TALK], "They talk, and still hiding can last: the checker takes so much of the saving that a finding costs more than hiding does."),
            (["last", "share", ["regime", TALK]], "Talk is enough here, but a greedier checker would do as well. How much more may it take?"),
        ],
        why="What decides is the price, not the talk: γ is the part of the saving that those who were found do not get. At γ = 1 the same talk helps them nothing.",
    ),
    Setting(
        name="upside-down", title="The rule on its head", figure="four-regions",
        ask="The essay's bargaining belongs to weak checks. In *Talk, hide, both or neither* find a checker with whom it is the other way round: one that takes {g:.0%} of the saving, *records* at stakes of {weak:.2f}, and at stakes of {strong:.2f} lets pass without anybody hiding. What two can hide is up to you; where the stakes stand in the end does not matter.",
        cases=[{"g": g, "weak": weak, "strong": float(strong)} for g, (weak, strong) in product((0.1, 0.25, 0.5), ((0.25, 1), (0.5, 1), (0.25, 1.5), (0.5, 1.5), (0.5, 2), (1.0, 3), (0.25, 2), (0.5, 3)))
               if not (g == 0.5 and strong == 3)],
        goals=[
            (["==", ["at", "share"], {"$": "g"}], "The checker's share is to be {g:.0%}."),
            (["with", "strength", {"$": "weak"}, ["regime", RECORD]],
             "At stakes of {weak:.2f} this checker does not make a record. The room is (1 − ξ)W + h: what must h be for it to be negative where W is small?"),
            (["with", "strength", {"$": "strong"}, ["any", ["regime", TALK], ["regime", "Talk and hide 协商并遮盖"]]],
             "It records trifles, but at stakes of {strong:.2f} it does not let pass either. Larger stakes widen the room only if letting pass risks less than what is spared."),
            (["with", "strength", {"$": "strong"}, ["regime", TALK]],
             "It can be talked out of the large matter, but there the two hide as well. A lower exposure lowers the price; and where two can hide less, hiding pays later."),
        ],
        why="A body that lives on findings and is not watched itself has h < 0 and ξ < 1: the room begins below zero and grows with the stakes. Closed and strong do not go together by nature.",
    ),
    Setting(
        name="last-effect", title="Where talk ends hiding and not blame", figure="open-checker",
        ask="In *Talk moves the dot to the left* sanctions fall on the person, the checker's share is {g:.0%}, the strength {s:.0f}, and two can hide {c:.0%}. Find the *largest* share of penalties at which talk changes what can last.",
        cases=lambda: spread(effects(), 22),
        goals=[
            (["all", ["==", ["at", "share"], {"$": "g"}], ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "individualization"], "the person"]],
             "First bring the others to where the task has them: a share of {g:.0%}, strength {s:.0f}, hiding {c:.0%}, the person."),
            (["says", "changed"], "Here the same can last with talk and without. If only blame can last, there is no hiding left for talk to end: look at smaller shares of penalties."),
            (["last", "negativity", ["says", "changed"]], "Talk changes something here, but it still does at a larger share of penalties."),
        ],
        why="Read the sentence: without talk people could hide together or pass the blame, with it they only pass the blame. Talk lowered what both save by silence and left what one can move to the other.",
    ),
    Number(
        name="whose-fault", title="Settled over lunch",
        ask="A finding puts W = {w:.1f} at stake for each side, of which B = {p:.1f} falls on a person. The three can talk: γ = {share:.0%}, ξ = {x:.2f}, h = {h:.2f}. The township has kept its files and its distance, and so moves b = 80% of its personal part to the county. What does the finding cost the *county*?",
        cases=lambda: clear([{"w": w, "p": p, "share": share, "x": x, "h": h} for w, p, share, x, h in product((3.0, 4.0, 5.0), (1.0, 2.0), (0.25, 0.5, 0.75), (0.25, 0.5, 1.5), (0.4, 1.0))],
                            lambda w, p, share, x, h: price(w, share, x, h) + 0.8 * p, 2),
        answer=lambda w, p, share, x, h: price(w, share, x, h) + 0.8 * p, places=2,
        slips=[
            (lambda w, p, share, x, h: price(w, share, x, h), "That is the price where no blame is moved. At the table whoever has the blame has more to ask for, and pays more."),
            (lambda w, p, share, x, h: price(w, share, x, h) - 0.8 * p, "That is what it costs the *township*."),
            (lambda w, p, share, x, h: w + 0.8 * p, "That is what a *record* would cost the county. See first whether there is room to talk: z = (1 − ξ)W + h."),
            (lambda w, p, share, x, h: (share + (1 - share) * x) * (w + 0.8 * p) - (1 - share) * h, "You let talk shrink the blame that moved as well. It saves both sides the same amount, (1 − γ)z⁺; the blame goes across at its full size."),
            (lambda w, p, share, x, h: w - (1 - share) * ((1 - x) * w + h) + 0.8 * p, "The room is negative here, and nobody has to bargain: where letting pass saves nothing, the finding is recorded."),
        ],
        hints=["Compute the room z = (1 − ξ)W + h, then what talk saves each side, (1 − γ)z⁺. Where does the moved blame come in?", "V = W − (1 − γ)z⁺ for a side without moved blame; the county pays bB more."],
        why="Talk saves for both, blame goes from one to the other. That is why talk makes a partner's silence worth less and leaves the file worth what it was.",
    ),
    Number(
        name="hiding-starts", title="How far talk puts hiding off",
        ask="Against a stranger hiding pays once a finding costs ĝ = {g:.1f}. The bureau can be talked to: it takes γ = {share:.0%} of what talking saves, letting pass risks ξ = {x:.2f} for each unit at stake, and it needs help worth h = {h:.2f}. Nothing falls on a person. From which stakes W on can hiding last?",
        cases=lambda: clear([{"g": g, "share": share, "x": x, "h": h} for g, share, x, h in product((1.1, 1.6, 2.2), (0.2, 0.4, 0.6, 0.8), (0.2, 0.5, 1.5), (0.3, 0.9)) if x < 1 or h / (x - 1) > 1.2 * g or h < 0.5], start, 2),
        answer=lambda g, share, x, h: bargain.hiding_threshold(Institution(shield_cost=g * 0.5 * 0.9 * 0.7), share, x, h), places=2,
        slips=[
            (lambda g, share, x, h: (g + (1 - share) * h) / (share + (1 - share) * x), "The check is closed to talk already at smaller stakes than those, so a finding costs all of W there. The price is the lower of two lines."),
            (lambda g, share, x, h: g, "That is where hiding begins without talk. Talk lowers the price, so it takes larger stakes to bring the price up to ĝ."),
            (lambda g, share, x, h: g / (share + (1 - share) * x), "You left out what the checker needs: its h is part of what talking saves, and lowers the price by (1 − γ)h."),
            (lambda g, share, x, h: (g + share * h) / (1 - share + share * x), "You exchanged the shares. γ is the checker's; those who were found get the rest."),
        ],
        hints=["Hiding lasts where the price V is at least ĝ. V is the lower of W and αW − (1 − γ)h, with α = γ + (1 − γ)ξ. Both lines have to clear ĝ.", "Solve αW − (1 − γ)h = ĝ, and take the larger of the solution and ĝ."],
        why="Talk does not make a finding free, it makes it cheaper. Above these stakes people talk and hide.",
    ),
    Number(
        name="doors-close", title="Where the doors close",
        ask="With probability q = {q:.0%} a second team comes and finds what the first let pass. Then the two are hit after all, and it costs the checker who looked away κ = {k:.1f} times what it costs the two together. Recording would cost that checker h = {h:.1f} for each side. From which stakes W on is the check closed to talk?",
        cases=lambda: clear([{"q": q, "k": k, "h": h} for q, k, h in product((0.4, 0.5, 0.6, 0.7, 0.8), (1.0, 1.5, 2.0, 3.0), (0.3, 0.5, 0.8)) if 1.15 <= q * (1 + k) <= 2.5],
                            lambda q, k, h: h / (q * (1 + k) - 1), 2),
        answer=lambda q, k, h: bargain.closing_stakes(q * (1 + k), h), places=2,
        slips=[
            (lambda q, k, h: h / (q * k - 1) if q * k != 1 else 0.0, "You counted the checker's neck alone. If the second look finds it, the two are hit as well: ξ = q(1 + κ)."),
            (lambda q, k, h: h / (q * (1 + k)), "You forgot what letting pass spares. Only the part of the exposure *above one* eats up the room."),
            (lambda q, k, h: 2 * h / (q * (1 + k) - 1), "h is counted for each side, and so is W. The two cancel."),
        ],
        hints=["What does letting pass put at risk, for each unit at stake? The two with chance q, and the checker with κ times as much.", "The room is (1 − ξ)W + h with ξ = q(1 + κ). Where is it zero?"],
        why="Without somebody who punishes the checker that looked away, ξ stays below one, and stronger checks are *more* open. The closed door of central work is arranged.",
    ),
    Number(
        name="worth-looking", title="A check worth making",
        ask="A bureau gets γ = {share:.0%} of what talking saves, letting pass risks ξ = {x:.2f}, and it would lose h = {h:.2f} for each side by making a record. Nobody orders it to look. Above which stakes W does it gain by a finding?",
        cases=lambda: clear([{"share": share, "x": x, "h": h} for share, x, h in product((0.2, 0.3, 0.4, 0.5, 0.6), (0.2, 0.4, 0.6), (0.3, 0.5, 0.8))], looking, 2),
        answer=looking, places=2,
        slips=[
            (lambda share, x, h: h / (share * (1 - x)), "You left out that its own h is part of what the three save: it gets back the share γ of it."),
            (lambda share, x, h: share * h / ((1 - share) * (1 - x)), "You exchanged the shares. The bureau's is γ."),
            (lambda share, x, h: (1 - share) * h / share, "You left out the exposure: of each unit at stake only 1 − ξ is saved."),
        ],
        hints=["A finding brings the bureau γ·z for each side, and h is lost to it. When is γz more than h?", "γ[(1 − ξ)W + h] > h. Solve for W."],
        why="Below these stakes it would rather not know. Mild checks that nearly everyone passes need no kindness, only a checker who needs the others.",
    ),
    Choice(
        name="which-region", title="What becomes of the problem",
        ask="Each side has W = {w:.1f} at stake, none of it in person. Hiding together pays once a finding costs ĝ = {g:.1f}. The checker's share is γ = {share:.0%}, letting pass risks ξ = {x:.2f}, and recording costs the checker h = {h:.2f}. What can become of a problem?",
        options=[
            ("They talk, and hiding does not pay", "For that there must be room, z = (1 − ξ)W + h above zero, and the price V = W − (1 − γ)z must be below ĝ."),
            ("They talk, and hiding can last as well", "For that there must be room, z above zero, and what is left of the price after talk must still be at least ĝ."),
            ("No room to talk, and hiding can last", "Without room, (1 − ξ)W + h below zero, a finding costs all of W, and that has to be at least ĝ."),
            ("No room to talk, and hiding does not pay", "That takes two things: (1 − ξ)W + h below zero, and W below ĝ."),
        ],
        right=region, cases=lambda: balanced(regions(), region, 6),
        why="Two questions that have little to do with each other: is there anything to save by talk, and is what a finding costs in the end worth hiding from?",
    ),
    Order(
        name="the-price", title="The price of a finding: the proof",
        ask="Prove that a finding over which no blame is moved costs a side V = min{W, αW − (1 − γ)h}, with α = γ + (1 − γ)ξ. Two blocks do not belong.",
        blocks=[
            "Let a record cost side i the amount Lᵢ. Blame is moved and not destroyed, so L₁ + L₂ = 2W.",
            "A record costs the three 2W + 2h, letting pass risks 2ξW; the difference is 2z, with z = (1 − ξ)W + h.",
            "If z > 0, they let pass, and each side gets (1 − γ)/2 of 2z above what a record would leave: it loses Lᵢ − (1 − γ)z.",
            "If z ≤ 0, the finding is recorded, and the side loses Lᵢ.",
            "With no blame moved Lᵢ = W, so in either case the side loses W − (1 − γ)z⁺.",
            "As −z⁺ = min{0, −z}, this is the smaller of W and W − (1 − γ)[(1 − ξ)W + h] = αW − (1 − γ)h.",
            "Against a partner who hides, hiding brings −f₂V − g and the minimum −f₁V.",
            "Whom the record would blame more gets the larger part of what talking saves.",
        ],
        steps=6, after={1: [0], 2: [1], 3: [1], 4: [2, 3], 5: [4]},
        hints=["Begin with what a record costs each of the two.", "First the room, then the two cases, then both in one formula. What each then *does* about the price is another proposition."],
        why="Of the two blocks that do not belong one says what the price is good for, and the other is not so: the saving is divided alike, whoever has the blame.",
    ),
    Function(
        name="price-function", title="The price as a function",
        ask="Write a function `price(w, share, x, h)` that returns V, what a finding costs a side at stakes `w` where no blame is moved: the checker's share is γ = `share`, letting pass risks ξ = `x`, and recording costs the checker `h`.",
        answer=price,
        inputs=[{"w": w, "share": share, "x": x, "h": h} for w, share, x, h in product((0.5, 2.0, 5.0), (0.0, 0.3, 1.0), (0.0, 0.5, 1.6), (-1.0, 0.2, 0.9))],
        hints=["Compute z = (1 − ξ)W + h. What talk saves is (1 − γ)z where z is positive and nothing elsewhere; do not let it be negative."],
        why="Draw it over the stakes: below one line, then below the other. Where it is negative, the checker pays.",
    ),
    Text(
        name="same-favour", title="Break the model: the same favour from both",
        ask="In the chapter each pays for its own name: whom the record would blame more pays more for having none. Suppose instead that the checker asks the same favour of county and township, whoever is to blame. "
            "What becomes of the gain from keeping a file, what of hiding together, and what of the result that talk breeds blame? Say also what could keep the checker from doing so.",
        rubric=["Says that moved blame no longer shows in the price, so a file brings nothing where findings are let pass, and costs k.",
                "Says that passing the blame then cannot last where there is room, so that talk ends blame.",
                "Says that hiding still depends on the price V against ĝ.",
                "Gives a reason against: the side that is not to blame would rather have a record, or a checker can ask more of whoever has more to lose."],
        solution="Both then pay W − (1 − γ)z where there is room, whatever files say, so a file costs k and moves nothing: passing the blame no longer pays, and talk ends it instead of breeding it. Hiding lasts where the price is at least ĝ, and no blame stands against it any more. "
                 "But the side that has moved its blame away may lose less by a record than by paying half of everything; then it would refuse and let the record be made, unless it needs the checker's silence another time. And a checker that can tell the two apart can ask more of the one with more to lose.",
    ),
])
