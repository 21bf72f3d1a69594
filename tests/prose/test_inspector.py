"""Numbers in the text on the inspector's view: telling is played out against silence, with payoffs written out once more."""

import numpy as np

from xianxiang.institution import NOW, THEN, Institution
from xianxiang.prose import percent

from rivals import DEFLECT, SHIELD, material

HALF = Institution(negativity=0.5, individualization=0.5, executor=0.5)


def told(rule):
    """What county and township get if both have hidden and the county tells, without a reward: the finding is certain."""
    u = material(rule.replace(monitoring=1.0, concealment=0.0))
    return u[0, DEFLECT, SHIELD], u[1, SHIELD, DEFLECT]


def silent(rule):
    u = material(rule)
    return u[0, SHIELD, SHIELD], u[1, SHIELD, SHIELD]


def unproblematic(rule):
    """What the two get without a problem: their prizes."""
    return rule.reward * rule.executor, rule.reward


def gives(rule, reward, transfer):
    """The favour for which the county keeps silent, if it takes all that the township would give: 0 where none is needed, None where none is enough."""
    most = silent(rule)[1] - told(rule)[1]
    if told(rule)[0] + reward <= silent(rule)[0]:
        return 0.0
    return most if silent(rule)[0] + transfer * most >= told(rule)[0] + reward else None


def last(holds, low=0.0, high=20.0):
    """The largest value up to which it holds, by halving."""
    assert holds(low) and not holds(high)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def thresholds(rule, transfer=0.5):
    return last(lambda r: gives(rule, r, transfer) == 0), last(lambda r: gives(rule, r, transfer) is not None)


def signed(number):
    return f"{number:.2f}".replace("-", "−")


def recognized(rule, transfer=0.5, cost=1.0):
    """The least chance to know an honest error for one at which some reward brings out every fault and costs no honest error."""
    _, broken = thresholds(rule, transfer)
    gain = told(rule)[0] + broken - silent(rule)[0]  # by telling a fault, where silence breaks
    return last(lambda q: (1 - q) * gain - q * cost > 0, high=1.0)


def test_the_scheme_that_began_to_work_before_a_report(quoted):
    free, broken = thresholds(HALF)
    given = gives(HALF, (free + broken) / 2, 0.5)
    before = [none - hidden for none, hidden in zip(unproblematic(HALF), silent(HALF))]
    county, township = before[0] - 0.5 * given, before[1] + given
    assert told(HALF)[1] == unproblematic(HALF)[1] - township, "a report costs the township what silence costs it by then"
    shown = [f"{free:.2f}", f"{free:.2f}", f"{before[1]:.2f}", f"{township:.2f}", f"{broken:.2f}", f"{before[0]:.2f}", signed(county)]
    assert quoted("inspector")[:7] == shown


def slope(rule, held):
    """What a unit of penalty more, on top of the same prize, adds to the county's gain by leaving less the share that holds it of the township's loss."""
    def temptation(penalty):
        u = material(rule.replace(strength=2 + penalty, negativity=penalty / (2 + penalty)))
        return u[0, DEFLECT, SHIELD] - u[0, SHIELD, SHIELD] - held * (u[1, SHIELD, SHIELD] - u[1, SHIELD, DEFLECT])

    return temptation(2.0) - temptation(1.0)


def test_the_line_below_which_penalties_loosen(quoted):
    rules = [Institution(individualization=0.9, executor=0.5, concealment=c) for c in (0.7, 0.5, 0.3)]
    assert quoted("inspector")[7:10] == [percent(last(lambda held, rule=rule: slope(rule, held) > 0, high=1.0)) for rule in rules]


def test_honest_error(quoted):
    now, then = (told(rule)[0] - silent(rule)[0] for rule in (NOW, THEN))
    safe = last(lambda q: (1 - q) * now - q > 0, high=1.0)
    assert quoted("inspector")[10:14] == [percent(recognized(HALF)), f"{now:.2f}", f"{-then:.2f}", percent(safe, 1)]
    quietly = material(NOW)[0, DEFLECT, SHIELD] - silent(NOW)[0]
    assert 0 < quietly - now < 0.001, "to pass the blame quietly gains hardly more"
    assert float(quoted("inspector")[13].rstrip("%")) / 100 >= safe, "at the share that is read, errors are not raised"


def test_solutions(quoted):
    free, broken = thresholds(HALF)
    u = material(Institution(strength=4, negativity=0.9, individualization=0.9, concealment=0.5))
    gain, loss, kept = u[0, 1, 0] - u[0, 0, 0], u[1, 0, 0] - u[1, 0, 1], u[0, 0, 0] - u[0, 1, 1]
    gross = last(lambda x: kept - (x - 1) * gain >= 0, low=1.0)  # 1/τ up to which what each has left of the deal beats mutual deflection
    windows = [percent(recognized(HALF.replace(strength=s))) for s in (4, 8)]
    assert quoted("inspector")[14:] == [f"{free:.2f}", f"{broken:.2f}", f"{gain:.2f}", f"{kept:.2f}", percent(1 / gross, 1), percent(gain / loss, 1), *windows]


def test_what_the_text_says_without_numbers():
    audits, transfers = np.linspace(0, 0.2, 5), (0.0, 0.25, 0.5, 0.75, 1.0)
    for audit in audits:  # the first figure's institution: what is hidden is found with f2 = 0.05 but for the audit
        hidden = HALF.replace(concealment=1 - (1 - 0.95 * (1 - audit)) / 0.5)
        lone = 1 - (1 - audit) * (1 - 0.5 * (1 - 0.9 * 0.3))
        apart = material(HALF.replace(monitoring=lone, concealment=0.0))
        assert apart[0, DEFLECT, SHIELD] < silent(hidden)[0], "its county gains nothing by passing the blame quietly"
        for transfer in transfers:
            fines = [hidden.replace(strength=2 + p, negativity=p / (2 + p)) for p in (1.0, 2.0)]
            one, two = (thresholds(rule, transfer)[1] for rule in fines)
            assert two > one, "larger penalties make reports dearer"
    deeper = 1 - 0.75 * 0.95, 1 - 0.75 * (1 - 0.5 * (1 - 0.9 * 0.3))  # found at an audit of a quarter: two who hide, and one
    both, apart = (material(HALF.replace(monitoring=found, concealment=0.0)) for found in deeper)
    assert apart[0, DEFLECT, SHIELD] > both[0, SHIELD, SHIELD], "with deeper audits silence ends without a report"
