"""Exercises of the chapter on punishment as a signal: who strikes, what it proves, and what it buys."""

from functools import cache
from itertools import product
from math import sqrt

import numpy as np

from .. import scapegoat
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

HOSTAGES = (0.25, 0.5, 1, 1.5, 2, 3)
TENTHS = np.linspace(0, 1, 11)
"""Positions of the slider of the person's share."""


@cache
def stake(s, iota, nu=0.9, d=0.25):
    """What an exposed county's leader stands to lose."""
    return float(scapegoat.exposure_stake(Institution(strength=s, negativity=nu, individualization=iota, diffusion=d)))


def followers():
    """Where, as sanctions become personal, those that had known begin to strike, or all do."""
    found = []
    for s, mu, chi, (who, also) in product((5, 6, 8), (0.2, 0.3, 0.5, 0.7), HOSTAGES[:5], (("at least some", "Half told 半可辨"), ("all", "Alike 难辨"))):
        regimes = scapegoat.regime(stake_line(s), mu, chi)
        reached = regimes >= (2 if who == "all" else 1)
        if 0 < reached.argmax() and reached.any():
            found.append({"s": s, "mu": mu, "chi": chi, "who": who, "also": also})
    return spread(found, 26)


@cache
def stake_line(s):
    """The stakes along the slider of the person's share."""
    return scapegoat.exposure_stake(Institution(strength=s, negativity=0.9, individualization=TENTHS))


def telling():
    """Where a larger hostage makes a heavy hand tell something, or prove all, at a strength of 8."""
    found = []
    for iota, mu, (what, also) in product((0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), (0.2, 0.4, 0.6), (("proves that a county did not know", "Told apart 可辨"), ("tells you at least something", "Half told 半可辨"))):
        regimes = scapegoat.regime(stake(8, iota), mu, np.array(HOSTAGES))
        reached = regimes <= (0 if also.startswith("Told") else 1)
        if 0 < reached.argmax() and HOSTAGES[reached.argmax()] != 1:
            found.append({"iota": iota, "mu": mu, "what": what, "also": also})
    return spread(found, 24)


def welcome():
    """Where counties of both kinds would welcome a ban up to some suspicion between the slider's ends."""
    found = []
    for s, iota, chi in product((4, 6, 8), (0, 0.1, 0.3, 0.5, 0.7, 0.9), HOSTAGES):
        k = stake(s, iota)
        held = scapegoat.ban_welcome(k, TENTHS[1:-1], chi)
        border = 1 - chi / (1 + chi) * min(k, 2 * (1 + chi)) / k
        if 1 < held.sum() < 9 and abs(border * 10 - round(border * 10)) > 0.02:
            found.append({"s": s, "iota": iota, "chi": chi})
    return spread(found, 24)


def excess(s, iota, chi, d=0.25):
    """How far a county that did not know goes."""
    return float(scapegoat.verdicts(stake(s, iota, d=d), hostage=chi)[0])


def joining(k, mu, chi):
    """The share of those that had known who strike."""
    return float(scapegoat.joining(k, mu, chi))


def gain(k, mu, chi):
    """What a county that did not know gains if all excess is forbidden."""
    return float(scapegoat.losses(k, mu, chi)[0]) - k * mu


def judged(seen, k, mu, chi):
    """What the province learns: 0 did not know, 1 less likely, 2 as likely, 3 likelier, 4 had known."""
    if seen == "no more than fits":
        return 4
    return (0, 1, 2)[int(scapegoat.regime(k, mu, chi))]


def seen():
    """Counties to judge, as many for each answer."""
    def plain(seen, k, mu, chi):
        """Whether some county does that, and it is no close call."""
        z = 2 * (1 + chi)
        return (seen == "more than fits" or k * (1 - mu) < z) and min(abs(k - z), abs(k * (1 - mu) - z)) > 0.15

    return balanced(kept(("seen", "k", "mu", "chi"), (("more than fits", "no more than fits"), (2.2, 3.2, 4.6, 5.8, 7), (0.2, 0.4, 0.6), (0.5, 1, 2)), plain), judged, 6)


GIVEN = "The cost of an excess x is x²/2 for a county that did not know (γ = 1), 1 + χ times that for one that had, and the limit is x̄ = 2."

BANK = Bank("scapegoat", [
    Setting(
        name="follow", title="When the guilty follow", figure="who-strikes",
        ask="In *Who strikes?* set the strength to {s:.0f}, the suspicion to {mu:.0%} and what the township could tell to {chi:.2f}. Find the *lowest* share of a sanction on the person at which {who} of the counties that had known strike, too.",
        cases=followers,
        goals=[
            (["all", ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "suspicion"], {"$": "mu"}], ["==", ["at", "hostage"], {"$": "chi"}]], "First strength {s:.0f}, suspicion {mu:.0%}, hostage {chi:.2f}; only the person's share is left to you."),
            (["any", ["regime", "Alike 难辨"], ["regime", {"$": "also"}]], "Not yet: for those that had known it is still better to be found out than to strike. What is at stake for the leader must grow."),
            (["first", "individualization", ["any", ["regime", "Alike 难辨"], ["regime", {"$": "also"}]]], "They do, but they did at a smaller share. The two stakes that count are Z and Z/(1 − μ)."),
        ],
        why="Up to a stake of Z a county that had known would rather be found out; from Z/(1 − μ) on all strike. Making responsibility personal carries the stake past both, and takes the meaning from the heavy hand.",
    ),
    Setting(
        name="tell", title="A township that could tell", figure="judge-a-county",
        ask="Before you stands a county that punished more than fits. In *Judge a county* put {iota:.0%} of a sanction on the person and let {mu:.0%} be suspected beforehand. Find the *smallest* amount that the township could tell at which such a punishment {what}.",
        cases=telling,
        goals=[
            (["all", ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "suspicion"], {"$": "mu"}], ["==", ["at", "excess"], "more than fits"]], "First {iota:.0%} on the person, {mu:.0%} suspected, and a county that punished more than fits."),
            (["any", ["regime", "Told apart 可辨"], ["regime", {"$": "also"}]], "It does not yet. For the punishment to tell you more, it must be more dangerous for a county that had known."),
            (["first", "hostage", ["any", ["regime", "Told apart 可辨"], ["regime", {"$": "also"}]]], "It does, but with a smaller hostage it would, too."),
        ],
        why="The hostage is what makes a punishment speak: the dearer it is for a county that had known, the more it says of one that dares it. Without a hostage nobody could prove anything.",
    ),
    Setting(
        name="ban", title="Who would be glad to be stopped", figure="what-it-buys",
        ask="In *What does striking buy?* set the strength to {s:.0f}, the share on the person to {iota:.0%} and what the township could tell to {chi:.2f}. Find the *highest* suspicion at which counties of both kinds would welcome a ban on all excess.",
        cases=welcome,
        goals=[
            (["all", ["==", ["at", "strength"], {"$": "s"}], ["==", ["at", "individualization"], {"$": "iota"}], ["==", ["at", "hostage"], {"$": "chi"}]], "First strength {s:.0f}, {iota:.0%} on the person, hostage {chi:.2f}; only the suspicion is left to you."),
            (["regime", "All would welcome a ban"], "Here those that did not know are better off striking: their proof is worth more to them than it costs. When would they be little suspected without it?"),
            (["last", "suspicion", ["regime", "All would welcome a ban"]], "All would welcome it here, and still would with more suspicion."),
        ],
        why="Who is hardly suspected pays for a proof that he hardly needs, because all others show theirs. Who is much suspected is glad of it.",
    ),
    Number(
        name="excess", title="How far beyond what fits",
        ask="Stakes are s = {s:.0f}, nine tenths of them penalty; ι = {iota:.0%} of a sanction falls on the person, and of the rest a leader feels d = 0.25. The township could tell χ = {chi:.2f}. " + GIVEN + " How many grades beyond what fits does an exposed county go that did *not* know?",
        cases=lambda: clear(kept(("s", "iota", "chi"), ((2, 3, 4, 5, 6), (0.1, 0.3, 0.5, 0.7), (0.5, 1, 2, 3)), lambda **case: excess(**case) < 1.97), excess, 2),
        answer=excess,
        slips=[
            (lambda s, iota, chi: min(2, sqrt(2 * stake(s, iota))), "You made it cost *this* county K. It need not hurt itself so much: it is enough that the same would cost a county that had known K, and that is 1 + χ times as dear."),
            (lambda s, iota, chi: excess(s, iota, chi, d=1), "You took the whole penalty for the stake. Of the unit's part a leader feels only the fraction d."),
            (lambda s, iota, chi: min(2, sqrt(2 * stake(s, iota) / chi)), "A county that had known pays 1 + χ times the cost, not χ times."),
            (lambda s, iota, chi: 2 * stake(s, iota) / (1 + chi), "The cost grows with the square of the excess: you have x², not x."),
        ],
        hints=["First the stake: K = P[(1 − ι)d + ι]. Then ask which excess a county that had known would not imitate.", "(1 + χ)x²/2 = K; and there is a limit of 2 grades."],
        why="The proof has to be just too dear for the other kind. The more dangerous striking is for it, the less is needed.",
    ),
    Number(
        name="joining", title="How many of the guilty strike",
        ask="At stake is K = {k:.1f}; beforehand {mu:.0%} of exposed counties are thought to have known. The township could tell χ = {chi:.1f}. " + GIVEN + " In the equilibrium, what share of the counties that had known go to the limit?",
        cases=lambda: clear(kept(("k", "mu", "chi"), ((3.5, 4.2, 4.5, 5, 5.5, 6.5, 7), (0.3, 0.4, 0.5, 0.6), (0.5, 1, 1.5, 2)), lambda **case: 0.06 < joining(**case) < 0.97), joining, 3),
        answer=joining, places=1, unit="%",
        slips=[
            (lambda k, mu, chi: 1 - 2 * (1 + chi) / k, "That is the suspicion of a county *after* it has struck. Which share must strike for Bayes' rule to give it?"),
            (lambda k, mu, chi: mu * joining(k, mu, chi), "That is a share of *all* exposed counties."),
            (lambda k, mu, chi: (k - 2 * (1 + chi)) / (2 * (1 + chi)), "You left out the prior: how many innocents there are to hide among, (1 − μ)/μ."),
            (lambda k, mu, chi: min(1, (1 - mu) * (k - 2) / (2 * mu)), "You took what the limit costs a county that did not know. One that had known pays 1 + χ times as much: Z = (1 + χ)x̄²/2."),
        ],
        hints=["Those that had known must be indifferent: to be found out costs K, to strike costs Z and K times the suspicion that is left.", "So the suspicion after striking is 1 − Z/K. By Bayes' rule it is also μα/(μα + 1 − μ)."],
        why="Just so many join that striking clears no longer than it costs them. They live on the good name of those that did not know.",
    ),
    Number(
        name="gain", title="What a ban is worth to the innocent",
        ask="At stake is K = {k:.1f}, the suspicion beforehand is μ = {mu:.0%}, and the township could tell χ = {chi:.1f}. " + GIVEN + " By how much is a county that did *not* know better off if all excess is forbidden? (Below zero if it is worse off.)",
        cases=lambda: clear(kept(("k", "mu", "chi"), ((1.5, 3, 4.5, 6, 7.5), (0.2, 0.4, 0.6, 0.8), (0.5, 1, 2))), gain, 2),
        answer=gain,
        slips=[
            (lambda k, mu, chi: k * float(scapegoat.verdicts(k, mu, chi)[2]) - k * mu, "You counted sanctions only. Without the ban the county also pays for its excess."),
            (lambda k, mu, chi: -gain(k, mu, chi), "The size is right. A county gains what it loses now less what it would lose under the ban, Kμ."),
            (lambda k, mu, chi: float(scapegoat.losses(k, mu, chi)[1]) - k * mu, "That is what a county gains that *had* known."),
            (lambda k, mu, chi: float(scapegoat.losses(k, mu, chi)[0]), "That is what it loses today. Under the ban it loses Kμ."),
        ],
        hints=["Under the ban all bear the prior suspicion and lose Kμ. What does this county lose now, sanction and excess together?", "Its sanction is K times 0, 1 − Z/K or μ, by regime; its excess costs it min(K, Z)/(1 + χ)."],
        why="A ban takes away a proof and the need for it. Which counts for more depends on how much one was suspected.",
    ),
    Choice(
        name="judge", title="What do you learn from it?",
        ask="An exposed county has punished its township *{seen}*, as one kind of county or both do here. At stake for its leader is K = {k:.1f}; before you saw the punishment the chance that it had known was {mu:.0%}. The township could tell χ = {chi:.1f}. " + GIVEN + " What do you think now?",
        options=[
            ("It did not know", "That is certain only after an excess that nobody dares who had known: for K up to Z = (1 + χ)x̄²/2."),
            ("It may have known, but less likely than before", "That is so after an excess between Z and Z/(1 − μ), when some of those that had known strike. Compute Z."),
            ("As likely as before", "That is so where all strike, for K from Z/(1 − μ) on. Compute Z, and look at what this county did."),
            ("Likelier than before, but not certain", "Whoever hits hard has something to hide? In this model no punishment has that effect, at any stake."),
            ("It had known", "After an excess that is never certain. It is after its absence, as long as not all strike."),
        ],
        right=judged, cases=seen,
        why="Compare K with Z and with Z/(1 − μ). The heavy hand proves all, then something, then nothing; going no further than fits is a confession.",
    ),
    Choice(
        name="insurance", title="A secretary draws his county in",
        ask="A township's secretary shares what he knows with the county, so that it cannot later say that it did not know. This insures him against excess if something is exposed. At which stake K of the county's leader is the insurance worth most? (Z is what the heaviest punishment costs a county that had known.)",
        options=[
            ("At K = Z, the last that tells apart", "Up to there one that did not know strikes the harder the more is at stake, and one that had known not at all. Beyond, more and more of the latter join."),
            ("At the smallest K, close to nothing", "There a county that did not know hardly strikes: there is little to be insured against."),
            ("At K = Z/(1 − μ), the first of alike", "From there on counties that had known strike as hard as the others: the insurance pays nothing."),
            ("At none: it grows with K without end", "The excess is limited, and beyond Z those that had known begin to strike, too."),
        ],
        right=0,
    ),
    Order(
        name="proof", title="How far the innocent go",
        ask="The equilibrium satisfies D1, and the two kinds of county never choose the same. Prove that the excess x_N of a county that did not know costs one that had known just K. Put the steps in order; two blocks do not belong.",
        blocks=[
            "A county that had known is recognised by what it does and loses K, so it chooses no excess, which is cheapest.",
            "It must not gain by imitating: (1 + χ)γx_N²/2 ≥ K.",
            "Suppose this held with >. Then an excess a little smaller would not tempt it either.",
            "D1 would ascribe that smaller excess to a county that did not know, which would be cleared by it for less: a contradiction.",
            "So (1 + χ)γx_N²/2 = K, and since x_N is at most x̄ this needs K ≤ Z.",
            "By Bayes' rule the suspicions after all punishments average to μ.",
            "A county that did not know has nothing to fear, so it goes to the limit x̄.",
        ],
        steps=5,
        hints=["Begin with the county that had known: what does it do if it is recognised anyway?", "An inequality comes first, then the reason why it cannot be strict."],
        why="The rule for surprises does the second half: without it any excess up to some size could be held up by suspicion of everything smaller.",
    ),
    Function(
        name="striking", title="The share that strikes",
        ask="Write a function `striking(k, mu, chi)`: the share of all exposed counties that punish beyond what fits, with γ = 1 and x̄ = 2. Mind that the formula for α must be cut off below 0 and above 1.",
        answer=lambda k, mu, chi: 1 - mu + mu * joining(k, mu, chi),
        inputs=[{"k": k, "mu": mu, "chi": chi} for k, mu, chi in product((1.0, 3.5, 5.0, 6.5, 12.0), (0.2, 0.5, 0.8), (0.5, 1.0, 2.0))],
        hints=["All that did not know strike, 1 − μ of the counties. To them come μ·α.", "Z = 2(1 + χ) and α = (1 − μ)(K − Z)/(μZ), not below 0 and not above 1."],
        why="It is level at 1 − μ, rises, and ends at 1: the three regimes in one curve.",
    ),
    Text(
        name="reopened", title="Reopened files",
        ask="Severity after exposure might be a proof of innocence, as here; it might be ordered from above or follow public anger; or it might be plain shedding by those who have something to shed. Cases are reopened years later, and it comes out which counties had known. What would you compare, and what does each of the three accounts expect, at moderate and at high stakes?",
        rubric=["Compares counties that turned out to have known with those that had not, by weight *and* by speed of punishment.",
                "Model: those that had known punished lighter and later at moderate stakes, and like the others at high ones.",
                "Orders or anger: no difference at either; shedding: those that had known punished harder."],
        solution="Sort the reopened cases by whether the county turned out to have known, and compare how heavily and how fast it had punished, separately for cases in which little and in which much was at stake for its leader. If severity is a proof, those that had known punished lighter and later while stakes were moderate and like the others where they were high. "
                 "If it was ordered or followed anger, the two groups do not differ at either. If it was shedding, those that had known punished harder. A single case tells little, for each account allows it.",
    ),
])
