"""Certificates of the chapter on the long game."""

from .base import (
    ALIKE, COUNTY, DEFLECT, MATERIAL, PAYOFF, ROUTINE, SHIELD, TOWNSHIP, by_name, certificate, equilibrium, every, felt, loss, material, personal,
    result, silence, total, utility, weighed,
)

DOMAINS = {
    "discount": (0.0, 1.0), "turnover": (0.0, 1.0), "together": (0.0, 1.0), "noticed": (0.0, 1.0), "removal": (0.0, 1.0), "known": (0.0, 1.0),
    "hazard": (0.0, 1.0), "liable": (0.0, 1.0), "late": (0.0, 1.0), "movable": (0.0, 1.0), "shadow": (0.0, float("inf")),
    "tempted": (0.0, float("inf")), "lost": (0.0, float("inf")), "accused": (0.0, float("inf")), "value": (-float("inf"), float("inf")),
}
"""Own variables: the chances of a year, what late discovery weighs, temptation and loss, what trust is worth in all."""


def known(v):
    """The chance that a desertion is known and no finding has parted the two."""
    return v.noticed * (1 - v.removal * v.f1) + (1 - v.noticed) * v.f1 * (1 - v.removal)


def shadow(v):
    """How many years of loss one year of temptation is weighed against."""
    return v.together * known(v) / (1 - v.together * (1 - v.removal * v.f0))


def grudge(v):
    """What a grudge costs in all."""
    return v.lost / (1 - v.together * (1 - v.removal * v.f0))


def deserting(v):
    """What a side expects that deserts once: this year's payoff, and what each way in which the year may end is worth."""
    here = (1 - v.discount) * v.value + v.tempted
    stay = (1 - v.turnover) * (1 - v.turnover)
    distrusted = v.value - v.lost / (1 - v.discount * stay * (1 - v.removal * v.f0))
    then = 0
    for is_found, is_removed, is_noticed in ((0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)):
        chance = (v.f1 * (v.removal if is_removed else 1 - v.removal)) if is_found else 1 - v.f1
        chance = chance * (v.noticed if is_noticed else 1 - v.noticed)
        repaid = (is_found or is_noticed) and not is_removed
        then = then + chance * (stay * distrusted + (1 - stay) * v.value if repaid else v.value)
    return here + v.discount * then


def tempting(v):
    """Temptation by Deflect, of a side that is like the other."""
    return -loss(v, TOWNSHIP, SHIELD, DEFLECT, SHIELD)


def lost(v):
    """What a year of mutual deflection costs against one of mutual shielding."""
    return utility(v, TOWNSHIP, SHIELD, SHIELD) - utility(v, TOWNSHIP, DEFLECT, DEFLECT)


def _dilemma(v):
    return {**{f"Deflect is as good as {name} against {other}": loss(v, TOWNSHIP, DEFLECT, action, against) >= 0
               for name, action in (("Shield", SHIELD), ("Routine", ROUTINE)) for other, against in (("Shield", SHIELD), ("Deflect", DEFLECT))},
            "desertion tempts": tempting(v) > 0, "trust is better": lost(v) > 0}


def charged_later(v, own, other):
    """A side's payoff when what is not found may be charged later at the weight of late discovery."""
    found = (v.f0, v.f1, v.f2)[(own == SHIELD) + (other == SHIELD)]
    certain = v.replace(f0=1, f1=1, f2=1, reward=0, shield_cost=0, deflect_cost=0)
    return material(v, TOWNSHIP, own, other) + v.late * (1 - found) * material(certain, TOWNSHIP, own, other)


def net(v, payoff):
    """What desertion brings, less what it costs later."""
    return payoff(v, DEFLECT, SHIELD) - payoff(v, SHIELD, SHIELD) - v.shadow * (payoff(v, SHIELD, SHIELD) - payoff(v, DEFLECT, DEFLECT))


def bar(v):
    """What blame has to clear before a larger penalty loosens."""
    return (1 - v.late) * (v.f1 - v.f2 + v.shadow * (v.f0 - v.f2)) / (v.f1 + (1 - v.f1) * v.late)


def late(v):
    """The weight of late discovery, from the chance that one who is liable stays so."""
    return v.discount * v.liable * v.hazard / (1 - v.discount * v.liable * (1 - v.hazard))


def years(v):
    """The shadow where nobody is removed, from the chance that a desertion is known."""
    together = v.discount * (1 - v.turnover) * (1 - v.turnover)
    return together * v.known / (1 - together)


def limit(v):
    """The patience that the largest penalties call for."""
    return (v.movable - silence(v)) / (v.movable + v.f0 / v.f1 - 1)


def _shadow():
    year = ("together", "noticed", "removal", "f0", "f1")
    yield certificate(
        "one-desertion", "one desertion pays by temptation less the loss times the shadow, whatever trust is worth",
        ("value", "tempted", "lost", "discount", "turnover", "noticed", "removal", "f0", "f1"),
        lambda v: {"in all": deserting(v) - v.value
                   == v.tempted - shadow(v.replace(together=v.discount * (1 - v.turnover) * (1 - v.turnover))) * v.lost},
        lambda v: {"discount < 1": v.discount < 1}, domains=DOMAINS)
    yield certificate(
        "grudge-kept", "whoever is borne a grudge does best to bear one, if Deflect is best in the year: nothing makes a finding likelier",
        ("lost", "accused", *year),
        lambda v: {"Shield costs more": v.accused + v.together * (1 - v.removal * v.f1) * grudge(v) >= grudge(v),
                   "Routine costs more": v.accused + v.together * (1 - v.removal * v.f0) * grudge(v) >= grudge(v)},
        lambda v: {"together < 1": v.together < 1, "Deflect is best in the year": v.accused >= v.lost}, domains=DOMAINS)
    yield certificate(
        "nothing-costs-more", "a partner who shields for a year before he bears the grudge does not punish more",
        ("lost", "tempted", *year),
        lambda v: {"by deflecting": -v.tempted + v.together * (1 - v.removal * v.f1) * grudge(v) <= grudge(v)},
        lambda v: {"together < 1": v.together < 1}, domains=DOMAINS)
    yield certificate(
        "least-future", "if nobody is removed trust lasts exactly from G/(G + [h + (1-h)f1]L) on", ("tempted", "lost", *year),
        lambda v: {"exactly from": (v.tempted <= shadow(v) * v.lost)
                   == (v.together >= v.tempted / (v.tempted + (v.noticed + (1 - v.noticed) * v.f1) * v.lost))},
        lambda v: {"together < 1": v.together < 1, "G > 0": v.tempted > 0}, removal=0, domains=DOMAINS)


def _grudge():
    free = ("reward", "penalty", *PAYOFF)
    yield certificate(
        "accuser-is-worst", "whatever a side does, it has least if its partner deflects", free,
        lambda v: {"least": every(material(v, TOWNSHIP, own, DEFLECT) <= material(v, TOWNSHIP, own, other)
                                  for own in (SHIELD, DEFLECT, ROUTINE) for other in (SHIELD, ROUTINE))}, **MATERIAL)
    yield certificate(
        "grudge-in-a-year", "if desertion tempts and b f1 B >= k, one of two equilibria of a year leaves a side what its best reply to an accuser does", free,
        lambda v: {"mutual deflection, or hiding alone": equilibrium(v, DEFLECT, DEFLECT) | equilibrium(v, SHIELD, DEFLECT)},
        lambda v: {"desertion tempts": (tempting(v) > 0) | (loss(v, COUNTY, SHIELD, ROUTINE, SHIELD) < 0),
                   "blame is worth its paper": v.transferability * v.f1 * personal(v) >= v.deflect_cost}, **MATERIAL)


def _future():
    free = ("reward", "penalty", *PAYOFF)
    yield certificate(
        "breaking-with-a-future", "a larger penalty raises what desertion brings, net of what it costs later, exactly when b pi > [rho + Delta (rho + rho0)] (1+theta)/(1-theta)",
        (*free, "larger_penalty", "shadow"),
        lambda v: {"exactly when": (tempting(v.larger("penalty")) - v.shadow * lost(v.larger("penalty")) > tempting(v) - v.shadow * lost(v))
                   == (v.transferability * v.individualization / felt(v) > weighed(v, silence(v) + v.shadow * (silence(v) + v.f0 / v.f1 - 1)))},
        lambda v: {"f1 > 0": v.f1 > 0, "attachment < 1": v.attachment < 1, "leaders feel it": felt(v) > 0}, domains=DOMAINS, **ALIKE)
    yield certificate(
        "patience", "in a dilemma temptation is b f1 B - (f1-f2)W + g - k, and with the loss b f1 B + (f0-f1)W", free,
        lambda v: {"temptation": tempting(v) == v.transferability * v.f1 * personal(v) - (v.f1 - v.f2) * total(v) + v.shield_cost - v.deflect_cost,
                   "with the loss": tempting(v) + lost(v) == v.transferability * v.f1 * personal(v) + (v.f0 - v.f1) * total(v)}, **MATERIAL)
    yield certificate(
        "out-of-reach", "if hiding costs no more than keeping a file no dilemma calls for more patience than f2/f0", free,
        lambda v: {"at most": tempting(v) * v.f0 <= v.f2 * (tempting(v) + lost(v))},
        lambda v: {**_dilemma(v), "g <= k": v.shield_cost <= v.deflect_cost}, **MATERIAL)
    yield certificate(
        "limit-of-penalties", "(b pi - rho)/(b pi + rho0) rises with b pi and is at most f2/f0", ("movable", "larger_movable", "f0", "f1", "f2"),
        lambda v: {"rises": limit(v) <= limit(v.larger("movable")), "at most": limit(v) <= v.f2 / v.f0},
        lambda v: {"f1 > 0": v.f1 > 0, "b pi > rho": v.movable > silence(v)}, domains=DOMAINS)


def _rotation():
    yield certificate(
        "bar", "with late discovery a larger penalty loosens exactly when b pi > H", ("reward", "penalty", *PAYOFF, "larger_penalty", "shadow", "late"),
        lambda v: {"exactly when": (net(v.larger("penalty"), charged_later) > net(v, charged_later))
                   == (v.transferability * v.individualization / felt(v) > bar(v))},
        lambda v: {"f1 > 0": v.f1 > 0, "leaders feel it": felt(v) > 0}, domains=DOMAINS, **MATERIAL)
    yield certificate(
        "bar-and-late", "the bar falls with the weight of late discovery", ("late", "larger_late", "shadow", "f0", "f1", "f2"),
        lambda v: {"falls": bar(v.larger("late")) < bar(v)}, lambda v: {"f1 > f2": v.f1 > v.f2}, domains=DOMAINS)
    yield certificate(
        "bar-and-shadow", "the bar rises with the shadow of the future", ("late", "shadow", "larger_shadow", "f0", "f1", "f2"),
        lambda v: {"rises": bar(v.larger("shadow")) > bar(v)}, lambda v: {"f1 > f2": v.f1 > v.f2, "late < 1": v.late < 1}, domains=DOMAINS)
    yield certificate(
        "shadow-and-turnover", "the shadow falls with turnover", ("discount", "turnover", "larger_turnover", "known"),
        lambda v: {"falls": years(v.larger("turnover")) < years(v)},
        lambda v: {"discount > 0": v.discount > 0, "discount < 1": v.discount < 1, "known > 0": v.known > 0}, domains=DOMAINS)
    yield certificate(
        "late-and-liability", "the weight of late discovery rises with the chance of staying liable, below 1", ("discount", "liable", "larger_liable", "hazard"),
        lambda v: {"rises": late(v.larger("liable")) > late(v), "below 1": late(v.larger("liable")) < 1},
        lambda v: {"discount > 0": v.discount > 0, "discount < 1": v.discount < 1, "hazard > 0": v.hazard > 0}, domains=DOMAINS)


CERTIFICATES = by_name(_shadow(), _grudge(), _future(), _rotation())
_HERE = "tests/test_repeated.py::"
RESULTS = (
    result("shadow-of-the-future", CERTIFICATES, "one-desertion", "grudge-kept", "nothing-costs-more", "least-future",
           samples=[("one-desertion-at-a-time", _HERE + "test_trust_lasts_exactly_where_no_one_gains_by_deviating_once",
                     "in plays followed year by year no one gains by deviating once exactly where G <= Delta L", 200),
                    ("public-plans", _HERE + "test_no_public_plan_of_punishment_does_better_than_a_grudge",
                     "none of 243 public plans of punishment keeps up trust that a grudge does not", 24)],
           rest="that to look at one deviation at a time is enough, and that nothing is worse which costs less each year: arguments about all histories"),
    result("nothing-worse-than-a-grudge", CERTIFICATES, "accuser-is-worst", "grudge-in-a-year",
           samples=[("any-game", _HERE + "test_where_no_one_is_removed_the_bound_holds_in_every_game_and_is_met_where_a_grudge_stands",
                     "outside dilemmas, too, none of 243 public plans does better where nobody is removed", 90)],
           rest="threats, which are plans for all histories"),
    result("breaking-with-a-future", CERTIFICATES, "breaking-with-a-future", "patience", "out-of-reach", "limit-of-penalties",
           samples=[("large-penalties", _HERE + "test_large_penalties_call_for_the_patience_of_the_limit",
                     "as penalties grow in a dilemma, the patience that is needed tends to the limit", 5000)],
           rest="the limit"),
    result("rotation", CERTIFICATES, "bar", "bar-and-late", "bar-and-shadow", "shadow-and-turnover", "late-and-liability",
           samples=[("late-sum", _HERE + "test_late_liability_is_its_sum_in_years",
                     "the weight of late discovery is what later years add up to", 2000),
                    ("shortest-posts", _HERE + "test_in_post_only_the_bar_rises_towards_the_shortest_posts",
                     "with liability in post only the bar rises with turnover near certain departure, to the worth of silence", 2000)],
           rest="a sum over all later years, and what holds near certain departure"),
)
