"""Certificates of the chapter on punishment as proof.

An excess enters by what it costs an innocent county, which grows with it: `spent` for what the innocent
do, `most` for the limit, `other` for an excess that nobody expected. A guilty county pays 1 + chi times that.
What is unexpected D1 ascribes to the kind that would be ready to choose it under the heavier suspicion.
"""

from .base import by_name, certificate, result

_UP = (0.0, float("inf"))
DOMAINS = {"stake": _UP, "suspicion": (0.0, 1.0), "hostage": _UP, "most": _UP, "spent": _UP, "then": _UP, "other": _UP, "borne": _UP,
           "joined": (0.0, 1.0), "later": (0.0, 1.0), "after": (0.0, 1.0)}
"""Least and greatest value of each variable of the chapter's own."""

INNOCENT, GUILTY = KINDS = range(2)
OWN = ("stake", "suspicion", "hostage", "most")


def costs(v, kind, excess):
    """What an excess costs a kind of county, from what it costs an innocent one."""
    return (1 + v.hostage) * excess if kind == GUILTY else excess


def proof(v):
    """What the heaviest punishment costs a guilty county, Z."""
    return costs(v, GUILTY, v.most)


def loses(v, kind, excess, suspicion):
    """What a county loses that punishes so and is suspected so."""
    return v.stake * suspicion + costs(v, kind, excess)


def ready(v, kind, lost):
    """Up to which suspicion, times the stake, a county that loses so much would choose another excess."""
    return lost - costs(v, kind, v.other)


def ascribed(v, innocent, guilty):
    """By how much, times the stake, an innocent county would choose the other excess under a heavier suspicion than a guilty one."""
    return ready(v, INNOCENT, innocent) - ready(v, GUILTY, guilty)


def bayes(v, joined, after):
    """That the suspicion after an excess is the share of the guilty among those that choose it."""
    return after * (v.suspicion * joined + 1 - v.suspicion) == v.suspicion * joined


def chance(v):
    """The chance that a guilty county joins, between the regimes' ends."""
    return (1 - v.suspicion) * (v.stake - proof(v)) / (v.suspicion * proof(v))


def told(v):
    """That the kinds can be told apart."""
    return v.stake <= proof(v)


def alike(v):
    """That they act alike."""
    return (1 - v.suspicion) * v.stake >= proof(v)


def between(v):
    """That they are half told."""
    return (v.stake > proof(v)) & ((1 - v.suspicion) * v.stake < proof(v))


def acts(v, spent, joined, after):
    """What the three regimes say of the innocent's excess, of the guilty that join, and of the suspicion after it."""
    return ((told(v) & (costs(v, GUILTY, spent) == v.stake) & (joined == 0) & (after == 0))
            | (between(v) & (spent == v.most) & (joined * v.suspicion * proof(v) == (1 - v.suspicion) * (v.stake - proof(v))) & (after * v.stake == v.stake - proof(v)))
            | (alike(v) & (spent == v.most) & (joined == 1) & (after == v.suspicion)))


def proper(v):
    """That there is something to lose, to doubt, to tell and to punish by."""
    return {"K > 0": v.stake > 0, "mu > 0": v.suspicion > 0, "mu < 1": v.suspicion < 1, "chi > 0": v.hostage > 0, "some excess": v.most > 0}


def smaller(v, excess):
    """What follows from a smaller excess than this, an implication by `|`."""
    return v.other >= excess


def _striking():
    free = ("stake", "hostage", "spent", "other")
    yield certificate(
        "more-of-the-same", "what both choose, and a little more of it, is ascribed to the innocent, who would choose it", (*free, "after"),
        lambda v: {"ascribed": ascribed(v, *(loses(v, kind, v.spent, v.after) for kind in KINDS)) > 0,
                   "would choose it": ready(v, INNOCENT, loses(v, INNOCENT, v.spent, v.after)) > 0},
        lambda v: {"chi > 0": v.hostage > 0, "more": v.other > v.spent, "a little": v.other - v.spent < v.stake * v.after}, domains=DOMAINS)
    yield certificate(
        "no-dearer-than-needed", "where the kinds are told apart and less would do, less is ascribed to the innocent", free,
        lambda v: {"ascribed": ascribed(v, v.spent, v.stake) > 0, "would choose it": ready(v, INNOCENT, v.spent) > 0, "the guilty would not": ready(v, GUILTY, v.stake) <= 0},
        lambda v: {"less": v.other < v.spent, "would do": costs(v, GUILTY, v.other) >= v.stake}, domains=DOMAINS)
    yield certificate(
        "mixed", "guilty counties that do both at the limit do it with the chance of the table, and only half told", (*OWN, "joined", "after"),
        lambda v: {"chance": v.joined * v.suspicion * proof(v) == (1 - v.suspicion) * (v.stake - proof(v)), "half told": between(v)},
        lambda v: {**proper(v), "Bayes": bayes(v, v.joined, v.after), "as soon": loses(v, GUILTY, v.most, v.after) == v.stake, "both": (v.joined > 0) & (v.joined < 1)},
        domains=DOMAINS)
    yield certificate(
        "all-join", "all guilty counties can join at the limit exactly from Z/(1 - mu) on", OWN,
        lambda v: {"exactly": (loses(v, GUILTY, v.most, v.suspicion) <= v.stake) == alike(v)}, domains=DOMAINS)
    yield certificate(
        "an-equilibrium", "what the table says is an equilibrium that D1 leaves", (*OWN, "spent", "joined", "after", "other"),
        lambda v: {"within the limit": v.spent <= v.most, "Bayes": bayes(v, v.joined, v.after),
                   "who joins gains": (v.joined == 0) | (loses(v, GUILTY, v.spent, v.after) <= v.stake),
                   "who spares gains": (v.joined == 1) | (loses(v, GUILTY, v.spent, v.after) >= v.stake),
                   "the innocent would not be taken for guilty": loses(v, INNOCENT, v.spent, v.after) <= v.stake,
                   "less is ascribed to the guilty": smaller(v, v.spent) | (ascribed(v, loses(v, INNOCENT, v.spent, v.after), guilty(v)) < 0)},
        lambda v: {**proper(v), "table": acts(v, v.spent, v.joined, v.after)}, domains=DOMAINS)


def guilty(v):
    """What a guilty county loses, by how many of them join."""
    return v.stake + v.joined * (loses(v, GUILTY, v.spent, v.after) - v.stake)


def _proving():
    yield certificate("no-likelier", "an excess makes it no likelier that a county had known", ("suspicion", "joined", "after"),
                      lambda v: {"": v.after <= v.suspicion},
                      lambda v: {"mu < 1": v.suspicion < 1, "Bayes": bayes(v, v.joined, v.after)}, domains=DOMAINS)

    def moves(name, says, rises):
        def given(v):
            larger = v.larger(name)
            return {**proper(v), "table": acts(v, v.spent, v.joined, v.after), "and then": acts(larger, v.then, v.later, v.larger_after)}

        def claims(v):
            if rises:
                return {"innocent": v.then >= v.spent, "guilty": v.later >= v.joined, "suspicion": v.larger_after >= v.after}
            # a smaller cost to the innocent is a smaller excess
            return {"innocent": v.then <= v.spent, "guilty": v.later <= v.joined}

        return certificate(f"excess-and-{name}", says, (*OWN, f"larger_{name}", "spent", "joined", "after", "then", "later", "new_after"),
                           lambda v: claims(v.replace(larger_after=v.new_after)), lambda v: given(v.replace(larger_after=v.new_after)),
                           domains=DOMAINS | {"new_after": (0.0, 1.0)})

    yield moves("stake", "excess and the suspicion after it never fall with the stake", True)
    yield moves("hostage", "excess never rises with the hostage", False)


def _moving():
    yield certificate(
        "suspicions-average", "the mean sanction is K mu", ("suspicion", "joined", "after"),
        lambda v: {"": (1 - v.suspicion + v.suspicion * v.joined) * v.after + v.suspicion * (1 - v.joined) == v.suspicion},
        lambda v: {"Bayes": bayes(v, v.joined, v.after)}, domains=DOMAINS)
    yield certificate(
        "share-escaped", "the share escaped is the larger of 1 - mu and the smaller of 1 and Z/K", (*OWN, "spent", "joined", "after"),
        lambda v: {"no less than 1 - mu": 1 - v.after >= 1 - v.suspicion, "no less than the smaller": (v.after == 0) | ((1 - v.after) * v.stake >= proof(v)),
                   "one of them": (v.after == v.suspicion) | ((1 - v.after) * v.stake == proof(v)) | ((v.after == 0) & (v.stake <= proof(v)))},
        lambda v: {**proper(v), "table": acts(v, v.spent, v.joined, v.after)}, domains=DOMAINS)


def _banning():
    free = (*OWN, "spent", "joined", "after", "borne")

    def given(v):
        return {**proper(v), "table": acts(v, v.spent, v.joined, v.after), "min(K, Z)": ((v.borne == v.stake) & told(v)) | ((v.borne == proof(v)) & (v.stake >= proof(v)))}

    def innocent(v):
        return loses(v, INNOCENT, v.spent, v.after) > v.stake * v.suspicion

    yield certificate("ban-innocent", "the innocent are better off by a ban exactly where K(1 - mu) > chi/(1 + chi) min(K, Z)", free,
                      lambda v: {"exactly": innocent(v) == ((1 + v.hostage) * v.stake * (1 - v.suspicion) > v.hostage * v.borne)}, given, domains=DOMAINS)
    yield certificate("ban-guilty", "the guilty are always better off by a ban", free[:-1],
                      lambda v: {"better": guilty(v) > v.stake * v.suspicion},
                      lambda v: {**proper(v), "table": acts(v, v.spent, v.joined, v.after)}, domains=DOMAINS)
    yield certificate("ban-below-proof", "up to Z all welcome a ban exactly where mu < 1/(1 + chi)", free[:-1],
                      lambda v: {"exactly": innocent(v) == (v.suspicion * (1 + v.hostage) < 1)},
                      lambda v: {**proper(v), "table": acts(v, v.spent, v.joined, v.after), "K <= Z": told(v)}, domains=DOMAINS)
    yield certificate("ban-alike", "from Z/(1 - mu) on all welcome a ban", free[:-1],
                      lambda v: {"always": innocent(v)},
                      lambda v: {**proper(v), "table": acts(v, v.spent, v.joined, v.after), "alike": alike(v)}, domains=DOMAINS)


CERTIFICATES = by_name(_striking(), _proving(), _moving(), _banning())
_HERE = "tests/test_scapegoat.py::"
RESULTS = (
    result("who-strikes", CERTIFICATES, "more-of-the-same", "no-dearer-than-needed", "mixed", "all-join", "an-equilibrium",
           samples=[("verdicts", _HERE + "test_one_equilibrium_survives_and_it_is_the_librarys",
                     "of all equilibria on a grid of punishments, enumerated from their definition, D1 leaves this one", 150)],
           rest="that the steps exclude every other equilibrium is argued in the text: an equilibrium may be any way to mix"),
    result("the-guilty-spare", CERTIFICATES, "no-likelier", "excess-and-stake", "excess-and-hostage"),
    result("nothing-is-moved", CERTIFICATES, "suspicions-average", "share-escaped"),
    result("ban", CERTIFICATES, "ban-innocent", "ban-guilty", "ban-below-proof", "ban-alike"),
)  # fmt: skip
