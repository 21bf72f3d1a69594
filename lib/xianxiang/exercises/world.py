"""Exercises of the chapter on published counts: deeds and the chance of being found, what is moved, what a total hides."""

from itertools import product

from ..teach.bank import Bank, Choice, Number, Order, Setting, Text
from ..world import SERIES, behind
from .cases import balanced, clear

BOUNDS = ((9, 7, 5, 3.5, 1.75, 1.3, 1.1, 0.9, 0.8), (2, 1.5, 1, 0.75, 0.5, 0.35, 0.24), (1.6, 1.2, 0.8, 0.6, 0.4, 0.23, 0.15))
"""By series, what the deeds are to be at most: between what two neighbouring places of the slider give, also as the sentence rounds it."""


COUNTS = (120, 300), (80, 140), (150, 420), (200, 260), (90, 400), (60, 90)
"""People punished in two years."""


def moved(r0, r1, q):
    """Share of the sanctions due at county rank that has to have been moved: (r0 + q·z)/(q − q·z) = r1."""
    return (q * r1 - r0) / (q * (1 + r1))


def remaining(fall, share):
    """By what the rest fell, if all fell by so much and a category with so large a share was struck out."""
    return 1 - (1 - fall) / (1 - share)


def weight(k, t, n):
    """Where the weight went from 20, 68 and 400 on: 0 up by both measures, 1 down by both, 2 up and down, 3 down and up."""
    first, second = t / k < 68 / 20, k / (n - k) > 20 / 380
    return {(True, True): 0, (False, False): 1, (True, False): 2, (False, True): 3}[first, second]


def provinces():
    """Six cases of each answer, in which both measures move clearly."""
    lists = product((22, 26, 31, 38, 44), (70, 84, 96, 118, 133, 150), (390, 460, 540, 640, 750, 900))
    return balanced(({"k": k, "t": t, "n": n} for k, t, n in lists if t + k < 0.6 * n and abs(t / k / 3.4 - 1) > 0.06 and abs(k / (n - k) * 19 - 1) > 0.06), weight, 6)


def committed(c0, c1, f0, f1):
    """How many times as many deeds there are now."""
    return float(behind(c1 / c0, f1 / f0))


def each(people, units):
    """By how much people for each organization rose."""
    return (1 - people) / (1 - units) - 1


BANK = Bank("world", [
    Setting(
        name="as-you-assume", title="The same count, other deeds", figure="what-counts-show",
        ask="In *What a count can show* choose the series *{series}*. Find the *lowest* chance of being found, as a multiple of what it was, at which the deeds behind this series are at most {most} times those of the base year.",
        cases=[{"series": name, "most": most} for name, bounds in zip(SERIES, BOUNDS) for most in bounds],
        goals=[
            (["==", ["at", "series"], {"$": "series"}], "First choose the series *{series}*."),
            (["<=", ["value", "deeds"], {"$": "most"}], "With this chance the deeds are still more than {most} times what they were. The more likelier one is found, the fewer deeds lie behind the same count."),
            (["first", "times", ["<=", ["value", "deeds"], {"$": "most"}]], "The deeds are few enough here, but they already would be at a lower chance. Go back, step by step."),
        ],
        why="A count is deeds times the chance that they are found. Every dashed line of the figure fits the published numbers equally well; the slider is an assumption, and the data do not choose it.",
    ),
    Setting(
        name="pushed-down", title="A ratio that stood still", figure="what-counts-show",
        ask="Somebody maintains that in 2023 there were at least twice as many deeds of township rank for each of county rank as in 2016. The published ratio of sanctions hardly moved. Set *What a count can show* so that its sentence agrees with the claim.",
        goals=[
            (["==", ["at", "series"], SERIES[2]], "Choose the series that compares township rank with county rank."),
            ([">=", ["value", "deeds"], 2], "The deeds have not doubled here. Ask which of the two ranks would have to be found less easily than before for a doubling to leave no trace."),
        ],
        why="That the ratio stood still refutes nobody: it is the ratio of deeds times the ratio of chances. Had inspectors come to look harder at counties, against townships, a doubling would have left no trace in it.",
    ),
    Setting(
        name="rise-and-fall", title="A rise in front of a fall", figure="what-counts-show",
        ask="In *What a count can show* find a setting in which the published series rose by at least a fifth while the deeds behind it *fell*, although the chance of being found no more than doubled.",
        goals=[
            (["<=", ["at", "times"], 2], "The chance more than doubled here. A smaller change has to do."),
            (["<", ["value", "deeds"], 1], "The deeds did not fall here. The chance has to have risen by more than the count: not every series leaves room for that."),
            ([">=", ["value", "change"], 1.2], "What was published hardly rose here. Another series did."),
        ],
        why="Across the turn the weight in the lists moved up to county rank. A chance that rose by half for the high ranks, against the others, is enough to turn that rise into a fall.",
    ),
    Number(
        name="deeds", title="From counts to deeds",
        ask="Five years ago a county's commission punished {c0} people, this year {c1}. Of what was done it found {f0:.0%} then and {f1:.0%} now. How many times as many deeds are there now?",
        cases=lambda: clear(({"c0": c0, "c1": c1, "f0": f0, "f1": f1} for (c0, c1), (f0, f1) in product(COUNTS, ((0.1, 0.25), (0.2, 0.3), (0.15, 0.5), (0.25, 0.4), (0.3, 0.2)))), committed, 2),
        answer=committed, places=2,
        slips=[
            (lambda c0, c1, f0, f1: c1 / c0, "That is the change of the *counts*. The chance of being found changed, too."),
            (lambda c0, c1, f0, f1: c1 / c0 * f1 / f0, "You multiplied by the change of the chance. If more is found, fewer deeds lie behind the same count."),
            (lambda c0, c1, f0, f1: c1 / c0 - (f1 - f0), "You took the points by which the chance rose from the change of the counts. Chance and deeds are multiplied: divide."),
            (lambda c0, c1, f0, f1: f1 / f0, "That is how many times as likely a deed is found now. Use it together with the counts."),
        ],
        hints=["A count is deeds times the share of them that is found: C = A·f. Find A for either year.", "Divide each count by its chance, then one by the other."],
        why="The same two counts would tell of growth or of decline, as the chance may be.",
    ),
    Number(
        name="moved", title="How much blame was moved",
        ask="In 2016 no blame is moved, and there are {r0:.1f} sanctions at township rank for each at county rank. In 2023 there are {r1:.1f}. Suppose that deeds of neither rank changed, that a deed of county rank became {q:.1f} times as likely to be found, and that a share z of the sanctions due to county rank was moved onto township rank. What is z?",
        cases=clear(({"r0": r0, "r1": r1, "q": q} for r0, r1, q in product((3.2, 3.4, 3.8), (3.5, 3.9, 4.2), (1.1, 1.2, 1.4)) if q * r1 > r0 + 0.2), moved, 3),
        answer=moved, places=1, unit="%",
        slips=[
            (lambda r0, r1, q: (r1 - r0) / (1 + r1), "You let the chance stand still. More sanctions became due at county rank, and that alone would have lowered the ratio."),
            (lambda r0, r1, q: 1 - r0 / (q * r1), "You took the moved sanctions from county rank and forgot that they are counted at township rank."),
            (lambda r0, r1, q: (q * r1 - r0) / (1 + r1), "You moved a share of the *old* sanctions. It is a share of those due in 2023, which are more."),
            (lambda r0, r1, q: r1 / r0 - 1, "That is by how much the ratio rose. What was moved leaves one side of it and arrives on the other."),
        ],
        hints=["Count for one sanction at county rank in 2016. In 2023 how many are due there, how many stay, and how many stand at township rank?", "(r₀ + q·z)/(q − q·z) = r₁. Solve for z."],
        why="A sanction is counted where it lands. With an assumption on deeds and chances a ratio turns into a share of blame that was moved; without one it says nothing of it.",
    ),
    Number(
        name="struck-out", title="A category is struck out",
        ask="In one month {fall:.0%} fewer cases of bad conduct are reported than in a usual month of the year before. A category that had made up {share:.0%} of cases has just been abolished. By how much did the categories that are left fall?",
        cases=clear(({"fall": round(share + more, 2), "share": share} for share, more in product((0.25, 0.3, 0.4, 0.45, 0.55), (0.06, 0.1, 0.15, 0.2, 0.25))), remaining, 3),
        answer=remaining, places=1, unit="%",
        slips=[
            (lambda fall, share: fall - share, "Those are points of *all* cases. The categories that are left were not all: compare them with what they were."),
            (lambda fall, share: (fall - share) / fall, "That is the part of the fall that the abolished category does not explain. By how much did the rest fall, against what it was?"),
            (lambda fall, share: 1 - (1 - fall) * (1 - share), "You applied the two one after the other, as if the fall came on top of the abolition. It contains it."),
            (lambda fall, share: fall, "That is the fall of the total. Part of it is that one category is no longer counted."),
        ],
        hints=["Take 100 cases in a usual month. How many belonged to the categories that are left, and how many are there now?", "What is left now is 1 − the fall; what was left then is 1 − the share. Compare the two."],
        why="A change in what counts as a case looks like a change in what people do, until the rest is compared with itself.",
    ),
    Number(
        name="units", title="People for each organization",
        ask="From one year to the next, {people:.0%} fewer people and {units:.0%} fewer party organizations are held to account. By how much did the number of people for each organization rise?",
        cases=clear(({"people": people, "units": units} for people, units in product((0.1, 0.15, 0.2, 0.25, 0.3), (0.35, 0.4, 0.45, 0.5, 0.55))), each, 3),
        answer=each, places=1, unit="%",
        slips=[
            (lambda people, units: units - people, "A difference of two percentages is none of a ratio. Divide what is left of people by what is left of organizations."),
            (lambda people, units: 1 - (1 - units) / (1 - people), "You turned the ratio round: that is by how much organizations for each person fell."),
            (lambda people, units: units / people - 1, "That compares the two falls. The question is about what is left."),
        ],
        hints=["Take 100 people and 100 organizations. How many of each are there a year later?", "Divide what is left of people by what is left of organizations. By how much is that more than one?"],
        why="A ratio may rise while both of its parts fall. That it rose does not say that more responsibility went to persons, least of all in a year in which both were meant to fall.",
    ),
    Choice(
        name="weight", title="Where did the weight go?",
        ask="A province publishes whom it punished. First: 20 of county rank, 68 of township rank, 400 people in all. Later: {k} of county rank, {t} of township rank, {n} in all. Take two measures: (1) township rank for each of county rank; (2) county rank for each 100 of all others. Did the weight move up or down?",
        options=[
            ("Up, by both", "For that there are fewer of township rank for each of county rank, and more of county rank for each 100 others. Work out both: they do not both say so."),
            ("Down, by both", "For that there are more of township rank for each of county rank, and fewer of county rank for each 100 others. Work out both: they do not both say so."),
            ("Up by the first, down by the second", "The first is township over county: does it fall? The second leaves everybody else below, villagers too: does it fall?"),
            ("Down by the first, up by the second", "The first is township over county: does it rise? The second leaves everybody else below, villagers too: does it rise?"),
        ],
        right=weight, cases=provinces,
        why="All counts may rise while the weight goes either way, and two honest measures may disagree, as most of those punished hold neither rank. Which one speaks for a claim has to be said before one looks.",
    ),
    Choice(
        name="standstill", title="What a standstill says",
        ask="For each person of county rank about as many of township rank were punished in 2023 as in 2016. The essay says that exposed counties push the blame down. What follows?",
        options=[
            ("It is refuted: the number would have risen", "It would have, had the chances to be found stayed alike. That is an assumption, and inspectors came to look at counties, too."),
            ("It is borne out: several of township rank answer for each of county rank", "There are more posts of township rank, and no published number of how many. A level says nothing without a denominator."),
            ("Nothing, unless one knows how the chances of being found changed at both ranks", "A ratio of counts is the ratio of deeds times the ratio of chances. And a sanction is counted where it lands."),
            ("Blame moved as much upwards as downwards", "One number that stands still has many explanations, and most of them move no blame at all."),
        ],
        right=2,
    ),
    Order(
        name="any-change", title="Why counts alone do not tell",
        ask="Show that the published ratio of two counts, of township rank to county rank, fits *any* change in the ratio of deeds. Put the steps in order; two blocks do not belong.",
        blocks=[
            "At either rank and in either year a count is the number of deeds times the chance that a deed is found and punished.",
            "So the ratio of the two counts is the ratio of the deeds times the ratio of the chances.",
            "Divide the later year by the earlier: the change of the ratio of counts is the change of the ratio of deeds times that of the ratio of chances.",
            "Take any change of the ratio of deeds, and let the ratio of chances have changed by the published change divided by it: then both sides agree.",
            "So no change of deeds is ruled out before something is known of the chances.",
            "As the ratio of counts stood still, so did the ratio of deeds.",
            "The head of a county's bureau has township rank, a division head in a ministry county rank.",
        ],
        steps=5,
        hints=["Begin with what a single count is.", "From counts to their ratio, from the ratio to its change; then choose the chances. That ranks are not places is true, and another matter."],
        why="What is left free is not an error that more years would shrink. It takes a second kind of record.",
    ),
    Text(
        name="sent-down", title="Blame sent down, or desert?",
        ask="After a false report, a county's commission holds nine people to account: a village's head and secretary most heavily, four of the township lightly, two of the county's own checkers, and nobody who led the county. One reading: blame was sent down. Another: the nearer to the deed, the heavier. "
            "Which records about this and some hundred other cases would you ask for to tell the two apart, and what would each reading expect to find in them?",
        rubric=["Names a record that separates the readings: who imposed the sanction, the date of the deed, who had reported first, how the case came to light.",
                "Says what each reading expects, for instance heavier sanctions below where the case was exposed from above than where the county found an equal case itself.",
                "Says what would remain open: intentions, cases that never surface, or how many hold each post."],
        solution="Ask for the date of the deed and of each report on it, who reported first, which level imposed each sanction, whether the case was found from above or by the county itself, and how many held such a post. If it is desert, equal deeds are punished alike whoever found them, and a county that knew and did nothing is held to account as well. "
                 "If blame was sent down, the same deed costs those below more when the county itself is exposed, sanctions are imposed by the county and fast, and reports that the township had made before do not protect it. One list shows neither, since the order of weights is the same in both. Intentions, and cases that nobody found, stay out of sight in any case.",
    ),
])
