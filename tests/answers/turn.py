"""The exercises on the turn, from payoffs, best replies and rounds that pass."""

from functools import cache

import numpy as np

from xianxiang import stage, turn
from xianxiang.institution import NOW, SWITCHES, THEN, Institution

SHIELD, DEFLECT, ROUTINE = 0, 1, 2
SWITCHED = {"1": "supervisor", "2a": "looking", "2b": "reach", "3": "person", "4": "penalty", "5": "vetoes"}


def crowd(setting, draw, most):
    """The drawn histories once more; the smallest is found by walking up."""
    path, _ = turn.era_path(before=5, ramp=20, hold=25, back=False)
    smooth = turn.simulate(path).shares[:, 0, SHIELD]
    sizes = np.array([10, 30, 100, 300, 1000, 3000])[:, None] + np.zeros(6, int)
    drawn = turn.agents(path, counties=sizes, townships=14 * sizes, rng=2021).shares[..., 0, SHIELD]
    gaps = 100 * np.abs(drawn[:, :, draw - 1] - smooth[:, None]).max(axis=0)
    return setting["draw"] == draw and setting["counties"] == next((n for n, gap in zip(sizes[:, 0], gaps) if gap <= most), None)


@cache
def returned(undone):
    """How blame-shifting ends where these switches are undone: shares of the actions, and at which attachments hiding together is an equilibrium."""
    end = NOW.replace(**{lever: getattr(THEN, lever) for name in undone for lever in SWITCHES[name]})
    settled = turn.simulate(turn.era_path(back=False, hold=60)[0])
    run = turn.simulate(turn.era_path(before=4, ramp=16, hold=60, back=False, start=NOW, end=end)[0], start=settled.shares[-1], attachment=settled.attachment[-1])

    def lasts(attachment):
        u = stage.payoffs(end.replace(attachment=attachment))
        return bool((u[:, :, SHIELD].argmax(axis=-1) == SHIELD).all())

    return run.shares[-1].mean(axis=0), lasts(run.attachment[-1]), lasts(THEN.attachment)


def half_return(setting, word, count, a, b, **case):
    """The switches by their numbers in the text, and what becomes of blame, from a history of their own."""
    undone = tuple(name for name in SWITCHES if setting[name])
    if len(undone) != {"two": 2, "three": 3, "four": 4}[case["number"]] or SWITCHED[case["with"]] not in undone or SWITCHED[case["without"]] in undone:
        return False
    shares, still, once = returned(undone)
    if shares[DEFLECT] <= 0.5:
        return word == ("returns" if shares[SHIELD] > 0.5 else "minimum" if shares[ROUTINE] > 0.5 else "none")
    return word == ("history" if still else "worn" if once else "blame")


def resting(delta, iota, eps, rho):
    """By letting rounds pass."""
    theta = 1.0
    for _ in range(4000):
        theta += -eps * iota * delta * theta + rho * (1 - iota * delta) * (1 - theta)
    return theta


def one_round(x, gap, low, eta):
    """Each payoff has an error of its own, by Gumbel's law, and the best of the three is taken: the chance of it, added up over errors."""
    errors, step = np.linspace(-8, 30, 20_001, retstep=True)

    def below(z):
        return np.exp(-np.exp(-z))

    best = step * np.sum(np.exp(-errors) * below(errors) * below(errors + gap / eta) * below(errors + low / eta))
    return 0.75 * x + 0.25 * best


def rule(s, nu, iota, c, attachment=0.0):
    return Institution(strength=s, negativity=nu, individualization=iota, concealment=c, attachment=attachment)


def needed(**levers):
    """By bisection over the payoffs of both sides."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        u = stage.payoffs(rule(**levers, attachment=middle))
        held = (u[:, SHIELD, SHIELD] >= u[:, DEFLECT, SHIELD]).all()
        low, high = (low, middle) if held else (middle, high)
    return high


def after_blame(left, **levers):
    """From best replies in the two-by-two game."""
    def best(attachment):
        return stage.payoffs(rule(**levers, attachment=attachment))[0, :2, :2].argmax(axis=0)
    now, once = best(left), best(0.3)
    if now[SHIELD] == SHIELD and now[DEFLECT] == SHIELD:
        return "It comes back"
    if now[SHIELD] == SHIELD:
        return "History"
    return "Worn-out" if once[SHIELD] == SHIELD else "It could not"


def bond(theta, natural, iota, delta, eps, rho):
    """One round of the library's own history, with hardly anybody reconsidering."""
    start = np.array([[1 - delta, delta, 0.0]] * 2)
    path = Institution(individualization=np.array([iota]), attachment=natural)
    return turn.simulate(path, revision=1e-12, erosion=eps, recovery=rho, start=start, attachment=theta).attachment[0]


ANSWERS = {
    "crowd": crowd,
    "half-return": half_return,
    "resting": resting,
    "one-round": one_round,
    "needed": needed,
    "after-blame": after_blame,
    "learning": lambda: "That collusion is back",
    "bond": bond,
}
