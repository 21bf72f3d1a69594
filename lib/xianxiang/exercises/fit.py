"""Exercises of the chapter on fit: what a deviation costs, how flexible is best, what hiding buys, and two safe acts."""

from itertools import product

import numpy as np

from .. import fit
from ..institution import NOW, THEN, Institution
from ..teach.bank import Bank, Choice, Function, Number, Order, Setting, Text
from .cases import balanced, clear, kept, spread

STAKES = np.array([0, 0.25, 0.5, 1, 2, 4, 8, 16])
DOUBLED = np.array([0.25, 0.5, 1, 2, 4, 8, 16, 32, 64])


def reversals():
    """Levers of the second figure at which hiding loses less from some stakes on, and not at once."""
    for (era, rule), gamma, kappa in product({"then": THEN, "now": NOW}.items(), (0, 0.5, 0.75, 1), (0.2, 0.8, 1.2, 1.6)):
        stands = fit.flexibility(rule.replace(strength=STAKES))
        hides = (stands[:, 2] - stands[:, 0] > 1e-9) & (2 * fit.ideal(gamma, 1, kappa) > stands[:, 2] + stands[:, 0])
        if hides.argmax() > 1:
            yield {"era": era, "gamma": gamma, "kappa": kappa}


def crowds():
    """Settings of the first figure at which two acts are less uniform up to some share who do nothing, short of nearly all."""
    for q, chi in product((1, 1.5, 2, 2.5, 3), np.arange(2, 11) / 10):
        low, high = fit.less_uniform(chi, 0, bias=0, distance=q)
        if high < 0.96:
            yield {"q": q, "chi": chi}


def leads():
    """Levers of the third figure and a lead that hiding has, and loses again before the highest stakes."""
    for c, m, n, least in product((0.3, 0.6, 0.9), (0.2, 0.5, 0.8), (1, 2, 6), (0.1, 0.2, 0.3, 0.4)):
        stands = fit.flexibility(Institution(concealment=c, monitoring=m, veto_items=n, strength=DOUBLED))
        lead = stands[:, 2] - stands[:, 0]
        if (lead >= least).any() and lead[-1] < least and np.abs(lead - least).min() > 0.004:
            yield {"c": c, "m": m, "n": n, "least": least}


def found(m, c, n):
    """The chances of a finding with nobody and with two hiding."""
    return 1 - (1 - m) ** n, 1 - (1 - m * (1 - c)) ** n


def sanction(m, c, gamma, kappa):
    """The stakes that are best for two who hide: f₂W = κ + z."""
    return (kappa + gamma**2) / (m * (1 - c))


def turning(chi2, chi0, gamma):
    """The harm from which on nobody hiding loses less."""
    return 2 / (chi2 + chi0) - 1 - gamma**2


def largest(m, c, n):
    """The largest lead, at any stakes."""
    none, two = found(m, c, n)
    root = (two / none) ** 0.5
    return (1 - root) / (1 + root)


def variance(h, q, chi, gamma):
    return float(fit.two_acts(chi, bias=gamma, idle=h, distance=q).dispersion)


def verdict(chi2, chi0, gamma, kappa):
    """Where the best lies, and which of the two is nearer: 0 between, hiding; 1 between, nobody; 2 above both; 3 below both."""
    best = fit.ideal(gamma, 1, kappa)
    return 2 if best > chi2 else 3 if best < chi0 else int(2 * best < chi2 + chi0)


def verdicts():
    """Six clear cases of each verdict."""

    def far(chi2, chi0, gamma, kappa):
        best = fit.ideal(gamma, 1, kappa)
        return min(abs(best - chi2), abs(best - chi0), abs(best - (chi2 + chi0) / 2)) > 0.03

    return balanced(kept(("chi2", "chi0", "gamma", "kappa"), ((0.5, 0.6, 0.7, 0.8), (0.2, 0.3, 0.4), (0.2, 0.5, 1.0), (0.1, 0.3, 0.6, 1.0, 2.0)), far), verdict, 6)


BANK = Bank("fit", [
    Setting(
        name="dear-deviations", title="Harsh enough to hide", figure="distance-rule",
        ask="In *How flexible is best?* take the other levers of *{era}*, a bias of {gamma:.2f} and a harm of {kappa:.1f}. With little at stake it is better if nobody hides. Raise the stakes: find the *lowest* at which hiding together loses less.",
        cases=lambda: list(reversals()),
        goals=[
            (["all", ["==", ["at", "institution"], {"$": "era"}], ["==", ["at", "bias"], {"$": "gamma"}], ["==", ["at", "spillover"], {"$": "kappa"}]],
             "First bring the other controls to where the task has them: levers {era}, bias {gamma:.2f}, harm {kappa:.1f}."),
            (["says", "hide"], "Here hiding together is not nearer to the best. Where does the cross, halfway between the two, stand, and which way do more stakes move it?"),
            (["first", "strength", ["says", "hide"]], "Hiding loses less here, but it does so at lower stakes, too."),
        ],
        why="Stakes make both more rigid and move the middle between them below the best. Where a deviation is dear, somebody who hides it keeps policy from being too rigid: it is prices that are traded off, not regimes.",
    ),
    Setting(
        name="nearly-all", title="How many must do nothing", figure="two-safe-acts",
        ask="In *Two safe acts* put doing nothing at a distance of {q:.1f} and let all have adapted by {chi:.1f}. Find the *largest* share who do nothing at which policy is still less uniform than when all adapted.",
        cases=lambda: list(crowds()),
        goals=[
            (["all", ["==", ["at", "distance"], {"$": "q"}], ["==", ["at", "flexibility"], {"$": "chi"}]], "First set the distance to {q:.1f} and how far all would adapt to {chi:.1f}."),
            (["says", "less"], "At this share the two acts vary less than all who adapt: nearly everybody picks the same act. Go towards half and half."),
            (["last", "idle", ["says", "less"]], "Policy is less uniform here, but it still would be if more did nothing."),
        ],
        why="Uniformity is not won by making people afraid of deviating, only if they are all afraid of the same thing; and this uniformity is that of a province without toilets.",
    ),
    Setting(
        name="lead-lost", title="A lead that stakes undo", figure="price-of-concealment",
        ask="In *What hiding together buys* let two hide {c:.0%}, inspections find with {m:.0%} what nobody hides, and set the number of veto items to {n:.0f}. Find the *highest* stakes at which hiding together still buys a lead in flexibility of {least:.0%} or more.",
        cases=lambda: spread(leads(), 28),
        goals=[
            (["all", ["==", ["at", "concealment"], {"$": "c"}], ["==", ["at", "monitoring"], {"$": "m"}], ["==", ["at", "veto_items"], {"$": "n"}]],
             "First bring the other controls to where the task has them: hiding {c:.0%}, findings {m:.0%}, items {n:.0f}."),
            ([">=", ["value", "gap"], {"$": "least"}], "The lead is smaller here. With little at stake everybody adapts, with much nobody does: look in between."),
            (["last", "strength", [">=", ["value", "gap"], {"$": "least"}]], "The lead is large enough here, but it still is at higher stakes."),
        ],
        why="Those who do not hide stop adapting first. Those who hide stop in the end, too, as then even what is seldom found is not worth it. The peak lies at W = ψ/√(f₀f₂).",
    ),
    Number(
        name="sanction", title="The right sanction for friends",
        ask="County and township hide c = {c:.0%} of what would be found; one item, m = {m:.0%}. Leaders' bias is γ = {gamma:.1f} spreads (τ = 1), differing does a harm of κ = {kappa:.1f}, and ψ = 1. Which W, all that is at stake for the township, makes policy as flexible as is best?",
        cases=clear(kept(("m", "c", "gamma", "kappa"), ((0.4, 0.5, 0.8), (0.6, 0.75, 0.9), (0.5, 0.8), (0.1, 0.3, 0.6))), sanction, 2, 22), answer=sanction, places=2,
        slips=[
            (lambda m, c, gamma, kappa: (kappa + gamma**2) / m, "That is right if nobody hides. Who hides is found seldom, so the sanction must be heavier."),
            (lambda m, c, gamma, kappa: (kappa + gamma) / (m * (1 - c)), "The harm of a bias goes by its square: z = (γ/τ)²."),
            (lambda m, c, gamma, kappa: (1 + kappa + gamma**2) / (m * (1 - c)), "That would make χ smaller than is best: 1/(1 + f₂W/ψ) is to be 1/(1 + κ + z)."),
            (lambda m, c, gamma, kappa: (kappa + gamma**2) / (m * c), "Two hide the share c. What is still found is the rest."),
        ],
        hints=["Best is χ∗ = 1/(1 + κ + z), and the township's is χ₂ = ψ/(ψ + f₂W). Make them equal.", "f₂W = ψ(κ + z) with f₂ = m(1 − c)."],
        why="Pigou's rule: the price of a deviation equals the harm that its author does not count. For those who hide the sanction is f₀/f₂ times as heavy.",
    ),
    Number(
        name="turning-harm", title="The harm at which it turns",
        ask="Two who hide have a flexibility of χ₂ = {chi2:.2f}; if nobody hides it is χ₀ = {chi0:.2f}. Leaders' bias is γ = {gamma:.1f} spreads (τ = 1). From which harm of differing κ on does the society lose less if nobody hides?",
        cases=clear(kept(("chi2", "chi0", "gamma"), ((0.5, 0.6, 0.7, 0.75), (0.15, 0.25, 0.3, 0.35), (0.3, 0.5, 0.7)), lambda **case: turning(**case) > 0.1), turning, 2, 22), answer=turning, places=2,
        slips=[
            (lambda chi2, chi0, gamma: 2 / (chi2 + chi0) - 1, "You left out the bias. It makes hiding worse, so that less harm is enough."),
            (lambda chi2, chi0, gamma: 2 / (chi2 + chi0) - 1 - gamma, "The harm of a bias goes by its square: z = (γ/τ)²."),
            (lambda chi2, chi0, gamma: 2 / (chi2 + chi0) - gamma**2, "χ∗ is 1/(1 + κ + z): a place that counted alone, without bias, would have χ∗ = 1."),
            (lambda chi2, chi0, gamma: 1 / (chi2 + chi0) - 1 - gamma**2, "Compare χ∗ with the *middle* of the two, half of their sum."),
            (lambda chi2, chi0, gamma: 1 / chi2 - 1 - gamma**2, "From there on hiding is too flexible. It may be too flexible and still the better of the two."),
        ],
        hints=["The loss is τ²[1 − χ∗ + (χ − χ∗)²/χ∗], the same distance above and below. When are both equally far from χ∗?", "At χ∗ = ½(χ₂ + χ₀), with χ∗ = 1/(1 + κ + z)."],
        why="Only the distance to the best counts. Neither regime is better as such.",
    ),
    Number(
        name="largest-lead", title="The most that hiding buys",
        ask="The list has n = {n:.0f} items. Each is found out, independently of any other, with m = {m:.0%} if nobody hides it, and two who hide conceal c = {c:.0%} of that. The stakes may be anything. By how much do those who hide adapt more, at most (the largest χ₂ − χ₀)?",
        cases=clear(kept(("m", "c", "n"), ((0.3, 0.5, 0.7), (0.3, 0.5, 0.6, 0.8), (1, 2, 4))), largest, 3, 22), answer=largest, places=1, unit="%",
        slips=[
            (lambda m, c, n: (1 - (1 - c) ** 0.5) / (1 + (1 - c) ** 0.5), "r is f₂/f₀. With more than one item to be found it is not 1 − c."),
            (lambda m, c, n: (lambda r: (1 - r) / (1 + r))(found(m, c, n)[1] / found(m, c, n)[0]), "You lost the roots: the peak is where F = f₀W/ψ is 1/√r."),
            (lambda m, c, n: found(m, c, n)[0] - found(m, c, n)[1], "That is by how much less is found. How far they adapt depends on the stakes: find those that make the lead largest."),
            (lambda m, c, n: 1 - (found(m, c, n)[1] / found(m, c, n)[0]) ** 0.5, "That is the numerator. Divide by 1 + √r."),
        ],
        hints=["Compute f₀ = 1 − (1 − m)ⁿ and f₂ = 1 − (1 − m(1 − c))ⁿ. χ₂ − χ₀ is largest at W = ψ/√(f₀f₂).", "There it is (1 − √r)/(1 + √r) with r = f₂/f₀."],
        why="The height of the peak depends on what is found of those who hide and of the others, and on nothing that the township wants or fears. Many items take most of it away.",
    ),
    Number(
        name="two-groups", title="A province of two acts",
        ask="A share h = {h:.0%} of places, drawn without regard to need, does nothing, which lies at −q with q = {q:.1f}. The rest carry out χ₀(x + γ), with χ₀ = {chi:.1f}, γ = {gamma:.1f} and τ = 1. What is the variance of what is done?",
        cases=lambda: clear(kept(("h", "q", "chi", "gamma"), ((0.2, 0.4, 0.6), (1.0, 1.5, 2.0), (0.2, 0.4, 0.5), (0.5, 1.0))), variance, 2, 22), answer=variance, places=2,
        slips=[
            (lambda h, q, chi, gamma: (1 - h) * chi**2 + h * (1 - h) * q**2, "Leaders' bias moves the mean of those who do something away from the standard, and from those who do nothing."),
            (lambda h, q, chi, gamma: (1 - h) * chi**2, "That is the variance within the groups. Their means lie apart."),
            (lambda h, q, chi, gamma: h * (1 - h) * (q + chi * gamma) ** 2, "That is between the groups. Those who do something differ among themselves, too."),
            (lambda h, q, chi, gamma: chi**2 + h * (1 - h) * (q + chi * gamma) ** 2, "Only the share 1 − h varies by χ₀²τ² within its group."),
            (lambda h, q, chi, gamma: (1 - h) * chi**2 + h * (1 - h) * (q - chi * gamma) ** 2, "Doing nothing lies on the other side of the standard, at −q."),
        ],
        hints=["Mean of the groups' variances plus variance of the groups' means.", "Var(a) = (1 − h)χ₀²τ² + h(1 − h)(q + χ₀γ)²."],
        why="Fear of deviating takes away the variance within, and two safe acts bring it back between.",
    ),
    Choice(
        name="which-is-nearer", title="Too flexible, too rigid",
        ask="Hiding together gives a flexibility of χ₂ = {chi2:.1f}, nobody hiding χ₀ = {chi0:.1f}. Leaders' bias is γ = {gamma:.1f} spreads (τ = 1) and the harm of differing κ = {kappa:.1f}. What does the distance rule say?",
        options=[
            ("The best lies between the two, and hiding together is nearer", "Compute χ∗ = 1/(1 + κ + γ²) and the middle of the two: this would need the middle below χ∗ and χ∗ below χ₂."),
            ("The best lies between the two, and nobody hiding is nearer", "Compute χ∗ = 1/(1 + κ + γ²) and the middle of the two: this would need χ∗ above χ₀ and below the middle."),
            ("Both are too rigid", "That needs χ∗ above χ₂. Compute χ∗ = 1/(1 + κ + γ²)."),
            ("Both are too flexible", "That needs χ∗ below χ₀. Compute χ∗ = 1/(1 + κ + γ²)."),
        ],
        right=verdict, cases=verdicts,
        why="Of two regimes that one loses less whose flexibility is nearer to χ∗, on whichever side it lies.",
    ),
    Order(
        name="distance-rule", title="Why distance is all that counts",
        ask="Prove the distance rule for a flexibility χ that is the same everywhere. Put the steps in order; two blocks do not belong.",
        blocks=[
            "As a = χ(x + γ), the mean of (a − x)² is (1 − χ)²τ² + χ²γ².",
            "The variance of a is χ²τ²: the bias is the same everywhere and scatters nothing.",
            "Together L/τ² = 1 − 2χ + χ²(1 + κ + z) = 1 − 2χ + χ²/χ∗.",
            "Complete the square: L/τ² = 1 − χ∗ + (χ − χ∗)²/χ∗.",
            "So of two flexibilities the one nearer to χ∗ loses less; if χ₂ > χ₀ that is χ₂ exactly if χ∗ lies above their middle.",
            "A township chooses the a at which ψ(a − x − γ) + f W a = 0.",
            "Local leaders know best what fits, so the misfit is (1 − χ)²τ².",
        ],
        steps=5, after={2: [0, 1], 3: [2], 4: [3]},
        hints=["The loss has two parts, misfit and variance: compute each.", "Add them up, write 1 + κ + z as 1/χ∗, and complete the square."],
        why="How χ comes about plays no part here, and leaders' knowledge comes with a bias. That is why one lever, the sanction, can put either regime right.",
    ),
    Function(
        name="loss", title="The loss, as a function",
        ask="Write `loss(chi, gamma, tau, kappa)`: what the society loses, E(a − x)² + κ·Var(a), if everywhere a = χ(x + γ), where x has mean 0 and standard deviation τ.",
        answer=lambda chi, gamma, tau, kappa: float(fit.loss(chi, gamma, tau, kappa)),
        inputs=kept(("chi", "gamma", "tau", "kappa"), ((0.0, 0.3, 0.7, 1.0), (0.0, 0.5, 1.2), (0.5, 1.0, 2.0), (0.2, 0.9))),
        hints=["E(a − x)² is (1 − χ)²τ² + χ²γ²; Var(a) is χ²τ².", "τ is not 1 here: check that you square it wherever it stands."],
        why="Divide by τ² and only z = (γ/τ)² is left: in a varied country the bias counts for less.",
    ),
    Text(
        name="overdetermined", title="Who killed the dry pit?",
        ask="A province's townships no longer adapt the standard for toilets. One official blames the end of trust between county and township, another the inspectors, who now find nearly everything. Which comparisons of townships could tell, what would each official expect to see, and when can no data tell?",
        rubric=["Compares townships that differ in who hides under the same inspection, and townships that differ in inspection with hiding as it was.",
                "Says what each expects: trusting townships adapt more (first); townships adapt less where inspection is closer, trusting or not (second).",
                "Says that where either cause is enough the fall is overdetermined, or that what changed everywhere at once cannot be told apart; counts what was built, not what was filed."],
        solution="Flexibility is ψ/(ψ + f_jW): trust works through j, inspectors through m. Take townships under one inspection whose leaders still cover for each other and others who do not: if pits differ, trust mattered. Take pairs that still hide and differ in how closely they are inspected: if pits differ, inspection did. "
                 "In the model either is enough for nearly all of the fall, so that at today's inspection trusting townships build as the others do, and before it came distrust alone would have done it. Sharing the fall out between them is arbitrary. Where trust ended and inspectors came in the same year everywhere, nothing can tell.",
    ),
])
