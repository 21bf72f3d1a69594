"""Exercises of the inspector's view: what a threat buys and what a reward buys, attachment that is bought, longer chains."""

from itertools import product

import numpy as np

from .. import inspector
from ..institution import Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, spread

# as the first figure has them, without importing what draws it
HALF = {"negativity": 0.5, "individualization": 0.5, "executor": 0.5}
REWARDS, AUDITS, PRICES = np.linspace(0, 6, 25), np.linspace(0, 0.15, 4), {"the township": 0.0, "both": 0.5}
TIGHTEN, TOLD = "Penalties tighten 收紧", "Told 上报"


def threats():
    """Settings of the first figure, and what the township's stake first reaches at a reward at which nothing is told."""
    rule = Institution(**HALF)
    for who, tau, a in product(("the township", "both"), (0.4, 0.5, 0.6, 0.7, 0.8, 0.9), AUDITS):
        own = {"audit": a, "transfer": tau}
        stake, zone = inspector.prevention(rule, REWARDS, share=PRICES[who], **own)[:, 1], inspector.silence(rule, REWARDS, **own)
        priced = np.flatnonzero(zone == 1)
        if len(priced) > 3:
            at = priced[len(priced) // 2]
            yield {"who": who, "t": tau, "a": float(a), "least": round(float(stake[at - 1] + stake[at]) / 2, 1)}


def lines():
    """Settings of the second figure whose line lies well between the ends of both sliders, and off their steps."""
    for c, i in product(np.linspace(0.1, 0.9, 9).round(1), np.linspace(0.1, 1, 10).round(1)):
        line = inspector.breaking_transfer(Institution(executor=0.5, concealment=c, individualization=i))
        if 0.05 < line < 0.85 and 0.05 < 10 * line % 1 < 0.95:
            yield {"c": float(c), "i": float(i)}


def chains():
    """Settings of the third figure at which, from some share of a favour on, every level makes a report dearer."""
    tau = np.linspace(0, 1, 11)
    for e, v, i in product((0.3, 0.4, 0.5, 0.6, 0.7, 0.8), (0.2, 0.4, 0.6), (0.2, 0.4, 0.6, 1.0)):
        price = inspector.chain_price(Institution(executor=e, negativity=v, individualization=i), [[2], [3], [4]], transfer=tau)
        dearer = (np.diff(price, axis=0) > 1e-6).all(axis=0)
        if 0 < dearer.argmax():
            yield {"e": e, "v": v, "i": i}


def report(c, w, m, f, theta, tau):
    """The least reward that brings a report; g − k = 0.1."""
    held = max(theta, tau)
    return (1 - f) * (c + held * w) - (1 - held) * m - 0.1


def line(e, b, pi, rho):
    """What a favour may lose before penalties loosen."""
    moved = (1 - e * (1 - b)) * pi
    return (moved - rho) / (moved + rho)


def window(tau, loss, f, times):
    """The least recognition at which some reward brings out faults and no honest errors, once stakes are so many times as large."""
    return tau * times * loss / (f + tau * times * loss)


def stake(r, free, loss, tau, gamma, base):
    """The township's stake in prevention at a reward: `base` where silence is free from one on."""
    if r <= free:
        return base
    return base + (gamma * loss + (1 - gamma) * (r - free) / tau if r <= free + tau * loss else loss)


def raised(who, free, loss, tau, r, more):
    """What a larger reward does: 0 nothing, 1 a larger stake and no report, 2 reports and no larger stake, 3 both, 4 only less for the county."""
    told, gamma = free + tau * loss, 1.0 if who == "county" else 0.0
    old, new = (stake(x, free, loss, tau, gamma, 0.0) for x in (r, more))
    if r > told:
        return 4
    if more > told:
        return 3 if new > old + 1e-9 else 2
    return 1 if new > old + 1e-9 else 0


def raises():
    """Cases off the thresholds."""
    for who, free, loss, tau, (r, more) in product(("county", "township"), (1.0, 1.5, 2.0), (3.0, 4.0), (0.0, 0.4, 0.6), ((0.4, 0.8), (0.6, 2.4), (2.2, 2.6), (2.6, 4.2), (2.3, 3.8), (4.5, 6.0))):
        told = free + tau * loss
        if min(abs(x - edge) for x in (r, more) for edge in (free, told)) > 0.15 and not (who == "township" and r <= told < more) and not (r < free and more > told and tau > 0):
            yield {"who": who, "free": free, "loss": loss, "tau": tau, "r": r, "more": more}


BANK = Bank("inspector", [
    Setting(
        name="by-the-threat", title="Work without a report", figure="when-it-begins-to-work",
        ask="In *When does it begin to work?* {t:.0%} is left of a favour, the price of silence is set by {who}, and a covert audit finds what is hidden with {a:.0%}. The province cares for prevention and wants no reports. "
            "Find the *smallest* reward at which it is worth at least {least:.1f} to the township to have no problem, while nothing is told.",
        cases=lambda: spread(threats(), 24),
        goals=[
            (["all", ["==", ["at", "transfer"], {"$": "t"}], ["==", ["at", "share"], {"$": "who"}], ["==", ["at", "audit"], {"$": "a"}]], "First bring the other levers to where the task has them: {t:.0%} left of a favour, the price set by {who}, audits of {a:.0%}."),
            (["not", ["regime", TOLD]], "Here the county tells. That is dearer than need be: the threat was enough."),
            ([">=", ["value", "township"], {"$": "least"}], "Too little yet. At first the county's threat is not believed; from some reward on the price of silence grows with it."),
            (["first", "reward", [">=", ["value", "township"], {"$": "least"}]], "It is worth so much to the township here, and was at a smaller reward."),
        ],
        why="The work is bought by a threat that nobody carries out. The province pays nothing, its statistics show nothing, and the township pays the county for its silence.",
    ),
    Setting(
        name="either-holds", title="Held twice", figure="bought-attachment",
        ask="In *Attachment, felt or bought* two can hide {c:.0%}, and {i:.0%} of a sanction falls on the person. Find the *smallest* attachment θ that keeps larger penalties from loosening the tie even if favours are shut off, "
            "together with the *smallest* τ that does so even if attachment is worn out.",
        cases=lambda: spread(lines(), 24),
        goals=[
            (["all", ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "individualization"], {"$": "i"}]], "First set what two can hide to {c:.0%} and the share on the person to {i:.0%}."),
            (["with", "transfer", 0.0, ["regime", TIGHTEN]], "Shut favours off for a moment: with this attachment alone penalties loosen the tie. The larger of the two counts, not their sum."),
            (["with", "attachment", 0.0, ["regime", TIGHTEN]], "Wear the attachment out for a moment: with favours alone penalties loosen the tie."),
            (["first", "attachment", ["with", "transfer", 0.0, ["regime", TIGHTEN]]], "A smaller attachment would do as well. Let favours be shut off while you look for it."),
            (["first", "transfer", ["with", "attachment", 0.0, ["regime", TIGHTEN]]], "A little less of a favour would do as well. Let attachment be worn out while you look for it."),
        ],
        why="Both came to the same step: a favour is attachment by other means. Whoever ends only one of them sees nothing happen, and may conclude that neither mattered.",
    ),
    Setting(
        name="longer-is-firmer", title="When a longer chain is firmer", figure="purse-and-weak-link",
        ask="In *A purse and a weak link* each level passes up the share e = {e:.0%} of a prize, {v:.0%} of the stakes is penalty, and {i:.0%} of a sanction falls on the person. Find the *smallest* τ at which a third and a fourth level each make a report dearer.",
        cases=lambda: spread(chains(), 24),
        goals=[
            (["all", ["==", ["at", "executor"], {"$": "e"}], ["==", ["at", "negativity"], {"$": "v"}], ["==", ["at", "individualization"], {"$": "i"}]], "First set the three other levers: e = {e:.0%}, {v:.0%} penalty, {i:.0%} on the person."),
            (["says", "dearer"], "So little of a favour arrives that the new level's purse does not make up for a top that has less to lose. Let more of it arrive."),
            (["first", "transfer", ["says", "dearer"]], "Every level makes a report dearer here, and it would if less were left of a favour."),
        ],
        why="A new level brings a purse, which counts by τ, and a weaker link, which counts by 1 − τ. Where favours pass, the highest inspector meets the firmest chain.",
    ),
    Number(
        name="price-of-report", title="The price of a report",
        ask="At stake for the county is W_c = {c:.1f}, for the township W_t = {w:.1f}; the county can hand down blame of b_cB = {m:.1f}. What is hidden is found with f = {f:.0%}; telling saves the county g − k = 0.1. The two are attached with θ = {theta:.0%}, and τ = {tau:.0%} is left of a favour. Beyond which reward does the county tell?",
        cases=lambda: clear([{"c": c, "w": w, "m": m, "f": f, "theta": theta, "tau": tau} for (c, w), m, f, (theta, tau) in product(((2.0, 3.0), (2.5, 4.0), (3.0, 3.5)), (0.6, 1.1), (0.1, 0.3), ((0.1, 0.4), (0.2, 0.5), (0.4, 0.1), (0.3, 0.6)))], report, 2),
        answer=report, places=2,
        slips=[
            (lambda c, w, m, f, theta, tau: report(c, w, m, f, theta + tau, 0.0), "Attachment and favours do not add up. Which of the two holds the county?"),
            (lambda c, w, m, f, theta, tau: report(c, w, m, f, 0.0, 0.0), "That is where telling begins to gain the county something. By then somebody would pay it not to, or it would mind what telling does to the township."),
            (lambda c, w, m, f, theta, tau: report(c, w, m, 1 - f, theta, tau), "You weighed the stakes with f. Telling makes sure of what was found with f anyway: it costs the rest, 1 − f."),
            (lambda c, w, m, f, theta, tau: report(c, w, m, f, theta, tau) - max(theta, tau) * m, "The blame that the county hands down is a loss to the township, too, which it would pay to avoid: it counts with 1 minus what holds the county."),
        ],
        hints=["Telling gains the county G = r + b_cB − (1 − f)W_c + (g − k) and costs the township L = (1 − f)W_t + b_cB.", "The county stays while G is at most L times the larger of θ and τ. Solve for r."],
        why="A report has to outbid what the township would give for silence. Stronger stakes raise the price; inspectors who see more lower it.",
    ),
    Number(
        name="the-line", title="How little must be left of a favour",
        ask="Nobody is attached. The county is executor to e = {e:.0%}; b = {b:.0%} of a personal sanction can be moved between equals. Of a felt sanction π = {pi:.0%} is personal, and a partner's silence removes ρ = {rho:.0%} of the risk. Below which τ does a larger penalty loosen the tie?",
        cases=lambda: clear([{"e": e, "b": b, "pi": pi, "rho": rho} for e, b, pi, rho in product((0.4, 0.6, 0.8), (0.5, 0.7, 0.8), (0.7, 0.9), (0.2, 0.3, 0.4)) if 0.03 < line(e, b, pi, rho)], line, 3, 21),
        answer=line, places=1, unit="%",
        slips=[
            (lambda e, b, pi, rho: line(1.0, b, pi, rho), "That would be so between equals. A county that supervises can hand down more: b_c = 1 − e(1 − b)."),
            (lambda e, b, pi, rho: (e * b * pi - rho) / (e * b * pi + rho), "e·b is what the *township* can move up to the county. Here the county is the one who leaves."),
            (lambda e, b, pi, rho: (1 - e * (1 - b)) * pi - rho, "The difference alone is not enough: a favour also makes up for what the township would lose by being left. Solve (1 − τ)b_cπ = (1 + τ)ρ."),
            (lambda e, b, pi, rho: rho / ((1 - e * (1 - b)) * pi), "That is how silence compares with the blame that moves. How much must a favour count before the two are even, each weighed as attachment weighs it?"),
        ],
        hints=["Which share of a personal sanction can the county hand down? It is 1 − e(1 − b).", "Penalties loosen while (1 − τ)b_cπ > (1 + τ)ρ. Solve for τ."],
        why="A favour counts as attachment of that size. The essay's five conditions take a sixth: little may be left of favours.",
    ),
    Number(
        name="honest-error", title="Who shelters the honest error",
        ask="Telling a fault costs the township L = {loss:.1f}, and τ = {tau:.0%} is left of a favour. An error raised in vain costs the county F = {f:.1f}. Now all stakes, but not F, are made {times:.1f} times as large. Nobody is attached. Which share q of honest errors must inspectors recognize at least, if some reward is to bring out faults and leave honest errors alone, so that nobody even has to pay for silence about them?",
        cases=lambda: clear([{"tau": tau, "loss": loss, "f": f, "times": times} for tau, loss, f, times in product((0.1, 0.2, 0.3, 0.5), (2.0, 3.0, 4.0), (1.0, 1.5), (1.5, 2.0))], window, 3, 20),
        answer=window, places=1, unit="%",
        slips=[
            (lambda tau, loss, f, times: window(tau, loss, f, 1.0), "That was so before. L grows with the stakes, what a false report costs does not."),
            (lambda tau, loss, f, times: window(1.0, loss, f, times), "The township would pay up to L, but only τ of it reaches the county: so much wider is the zone in which silence has a price."),
            (lambda tau, loss, f, times: tau * times * loss / f, "That is q/(1 − q), the odds of being recognized."),
            (lambda tau, loss, f, times: 1 - window(tau, loss, f, times), "That is the share that may be taken for a fault."),
        ],
        hints=["A fault is told beyond r₀ + τL. Silence about an honest error is free up to r₀ + Δ, with Δ = qF/(1 − q).", "There is such a reward if Δ > τL. Solve for q, with L as it is after the change."],
        why="What shelters the fault shelters the error; and what strong stakes add to the fault's price they add to the danger of the error.",
    ),
    Choice(
        name="raise-the-reward", title="The reward is raised",
        ask="Silence about a fault is free up to r₀ = {free:.1f}; telling would cost the township L = {loss:.1f}; τ = {tau:.0%} is left of a favour, and the {who} sets the price of silence. The province raises the reward from {r:.1f} to {more:.1f}. What changes?",
        options=[
            ("Nothing at all", "So it is below r₀, and between r₀ and r₀ + τL if the county sets the price, since it takes all that the township would give anyway. Here one of these does not hold."),
            ("Nothing is reported, and having no problem is worth more to the township", "For that silence has to cost it more than before, and still be bought: the new reward lies between r₀ and r₀ + τL."),
            ("Reports begin, and the township's stake in prevention does not stir", "For that the township must have paid for silence already as much as a report would cost it; and the new reward must lie beyond r₀ + τL."),
            ("Reports begin, and the township's stake in prevention jumps", "That takes a silence that cost nothing until it broke: the two thresholds coincide, as where nothing is left of a favour."),
            ("Reports had begun before, and only the county has less reason to prevent", "For that the old reward must lie beyond r₀ + τL already."),
        ],
        right=raised, cases=lambda: balanced(raises(), raised, 5),
        why="Two thresholds, r₀ and r₀ + τL. The first buys work, the second knowledge; beyond it a reward buys only more appetite for problems.",
    ),
    Order(
        name="bought", title="Attachment that is bought: the proof",
        ask="Leaving gains the county G and costs the township L, each for itself. Prove that the county stays, or the township can and will pay what keeps it, exactly when G ≤ max(θ, τ)·L. One block does not belong.",
        blocks=[
            "With attachment a favour t moves the county's payoff by (τ − θ)t and the township's by −(1 − θτ)t.",
            "Leaving gains the county G − θL and costs the township L − θG.",
            "If τ ≤ θ, no favour makes the county stay, so it stays exactly when G ≤ θL.",
            "If τ > θ and G ≤ θL, no favour is needed, and G ≤ τL holds as well.",
            "If τ > θ and G > θL, the least favour that keeps the county is (G − θL)/(τ − θ).",
            "The township gives that least favour if (1 − θτ)(G − θL) ≤ (τ − θ)(L − θG); the two sides differ by (1 − θ²)(G − τL).",
            "A county that is attached needs a smaller favour, so it is held by θ + τ.",
        ],
        steps=6, after={2: [0, 1], 3: [1], 4: [0, 1], 5: [4]},
        hints=["Begin with what a favour does to the two, or with what leaving does.", "First the case in which favours are no use. Then the other: no favour needed, the least favour, whether it is given."],
        why="The block that is left sounds right and is not. Whoever cares for the township also minds that the favour costs it: what counts is the larger of the two.",
    ),
    Function(
        name="stake-function", title="The township's line as a function",
        ask="Write a function `stake(r, free, loss, tau, gamma, base)` that returns the township's stake in prevention at a reward `r`: `base` is fW_t + g, `free` is r₀, `loss` is L, `tau` is above zero, `gamma` is the county's share in bargaining. Nobody is attached. At a threshold itself the county keeps silent.",
        answer=stake,
        inputs=[{"r": r, "free": free, "loss": loss, "tau": tau, "gamma": gamma, "base": base} for r, free, loss, tau, gamma, base in product((0.5, 1.7, 2.4, 6.5), (1.1, 1.5), (3.0, 4.2), (0.25, 0.6), (0.0, 0.5, 1.0), (0.5,))],
        hints=["Three zones: free up to r₀, priced up to r₀ + τL, broken beyond.", "Where silence is priced it costs γL + (1 − γ)G/τ, and G = r − r₀. Where it is broken, L."],
        why="Draw it for γ = 1 and for γ = 0: a jump at r₀, or a climb to r₀ + τL. At the first report neither stirs.",
    ),
    Text(
        name="no-reports", title="Five years without a report",
        ask="A province has for five years offered counties a reward for telling what townships hide. There has not been one report. The finance office wants to end the scheme as useless; the inspection office wants to double the reward. "
            "Write what you would ask to see before you decide, which observations would speak for each of the two, and what could be said against doubling in any case.",
        rubric=["Says that no report can mean that the threat works (silence has a price) or that it is not believed (free silence).",
                "Names observations that tell the two apart: favours from township to county, or problems prevented or mended in townships, since the offer.",
                "Says what more reward would buy: knowledge, not work; and that it lowers the county's own interest in prevention.",
                "Mentions honest errors, which pass through the same zones."],
        solution="No report is what one sees below r₀, where the threat is idle, and also between r₀ and the price of a report, where it has done all its work. To tell the two apart look not at reports but at townships: whether fewer problems arise or more are mended since the offer, and whether favours to counties have grown. "
                 "If so, ending the scheme ends the prevention. If not, the reward is below r₀ and may be raised a little. Doubling it beyond the price buys knowledge of single cases, leaves the township's stake where it is, gives the county a living from problems, and brings honest errors nearer to being raised.",
    ),
])
