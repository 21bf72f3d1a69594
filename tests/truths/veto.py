"""Of the figures on one veto: every plan is counted out, with what is lost on average as the text says it."""

import numpy as np

from . import Truth

ITEM, PAPER, CHANCE, FELT = 0.25, 0.25, 0.3, 0.25
PLANS = np.array(["All for real 做实", "All on paper 走形式", "Nothing 不做"])


def losses(n, done, bare, strength, penalty, person, moves, looks):
    """What is lost on average: all of it if something fails, less what is moved where whatever failed has a file."""
    sound = 1 - looks * CHANCE
    something, unfiled = 1 - sound ** (n - done), 1 - sound**bare
    sanction = strength * penalty * ((1 - person) * FELT + person)
    return something * (strength * (1 - penalty) + sanction) - (something - unfiled) * strength * penalty * person * moves


def spends(done, papered, common, paper):
    return common * (done > 0) + ITEM * done + paper * ITEM * papered


def counted(n, common, paper, limit=np.inf, **levers):
    """How many items are done, papered and skipped: of all plans the one that loses least; of those as good, with least done, then least paper."""
    shape = np.broadcast_shapes(*map(np.shape, (n, common, paper, limit, *levers.values())))
    best, plan = np.full(shape, np.inf), np.zeros((3, *shape), int)
    for done in range(int(np.max(n)) + 1):
        for papered in range(int(np.max(n)) + 1 - done):
            bare = n - done - papered
            cost = spends(done, papered, common, paper)
            total = np.where((bare >= 0) & (cost <= np.asarray(limit) + 1e-9), losses(n, done, np.maximum(bare, 0), **levers) + cost, np.inf)
            better = total < best - 1e-9
            best = np.where(better, total, best)
            for k, count in enumerate((done, papered, bare)):
                plan[k] = np.where(better, count, plan[k])
    return plan


def the_list_grows(grid):
    """Of the earlier levers, with penalties and persons moved."""
    n, common = grid["veto_items"].astype(int), grid["common"]
    levers = {"strength": 4, "penalty": grid["negativity"], "person": grid["individualization"], "moves": 0.8, "looks": 0.5}
    plan = np.stack(np.broadcast_arrays(*counted(n, common, PAPER, **levers), np.empty(grid.shape))[:3])
    assert ((plan == n) | (plan == 0)).all()  # a mixture is never the best here
    pure = plan.argmax(axis=0)
    other = np.where(pure == 1, losses(n, 0, 0 * n, **levers), losses(n, 0, n, **levers))
    spared = (other - losses(n, n, 0 * n, **levers)) / n
    dearer = (spends(n, 0 * n, common, PAPER) - np.where(pure == 1, spends(0 * n, n, common, PAPER), 0)) / n
    whole = losses(1, 0, 1, 4, grid["negativity"], grid["individualization"], 0.0, 0.5) / (0.5 * CHANCE)
    moved = 1 - losses(1, 0, 0, 4, grid["negativity"], grid["individualization"], 0.8, 0.5) / (0.5 * CHANCE) / whole
    when = {"real": (pure == 0) & (spared > dearer), "paper": (pure == 1) & (spared <= dearer + 1e-9), "nothing": (pure == 2) & (spared <= dearer + 1e-9)}
    return Truth(when=when, values={"items": n, "risk": 1 - 0.85**n, "moved": moved, "each": spared, "cost": dearer}, regime=PLANS[pure],
                 shown={"real": lambda x: x["each"] >= x["cost"], "paper": lambda x: x["each"] <= x["cost"], "nothing": lambda x: x["each"] <= x["cost"]})  # fmt: skip


LATER = {"strength": 4, "penalty": 0.9, "person": 0.9, "looks": 0.8}


def where_form_appears(grid):
    """The border by halving: how much must move before paper on all loses least; what else is best does not depend on it."""
    n, common, paper = grid["veto_items"].astype(int), grid["common"], grid["form"]
    moves = grid["transferability"]

    def left(done, papered, moves):
        return losses(n, done, n - done - papered, moves=moves, **LATER) + spends(done, papered, common, paper)

    def papers(moves):
        return left(0 * n, n, moves) < np.minimum(left(n, 0 * n, moves), left(0 * n, 0 * n, moves)) - 1e-12

    low, high = np.zeros(grid.shape), np.full(grid.shape, 400.0)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = np.where(papers(middle), low, middle), np.where(papers(middle), middle, high)
    plan = np.stack(np.broadcast_arrays(*counted(n, common, paper, moves=moves, **LATER), np.empty(grid.shape))[:3])
    pure = plan.argmax(axis=0)
    assert ((plan == n) | (plan == 0)).all()
    when = {"paper": (pure == 1) & (moves >= high - 1e-9), "real": (pure == 0) & (moves <= high + 1e-9) & (high < 1), "nothing": (pure == 2) & (moves <= high + 1e-9) & (high < 1),
            "real always": (pure == 0) & (high >= 1), "nothing always": (pure == 2) & (high >= 1)}  # fmt: skip
    return Truth(when=when, values={"items": n, "edge": high}, regime=PLANS[pure], slack={"edge": 1e-6},
                 unreachable={"nothing always": "up to 16 items paper on all costs less than what a person bears"})


SPEND = {"2": 2.0, "2.5": 2.5, "3": 3.0, "no limit": np.inf}


def what_the_superior_gets(grid):
    """Each list of up to 16 by itself."""
    limit = np.vectorize(SPEND.get)(grid["budget"])
    levers = LATER | {"strength": grid["strength"], "moves": grid["transferability"]}
    shape = (1, *grid.shape[1:])
    lists = np.stack([np.stack(np.broadcast_arrays(*counted(np.int64(n), 0.6, PAPER, limit, **levers), np.empty(shape))[:3]) for n in range(1, 17)])
    done, seen = lists[:, 0], lists[:, 0] + lists[:, 1]
    assert grid.shape[0] == 16 and (grid["veto_items"].ravel() == np.arange(1, 17)).all()
    most, best = done.max(axis=0), 1 + done.argmax(axis=0)
    return Truth(when={"some": most > 0, "none": most == 0}, values={"items": grid["veto_items"], "file": seen[:, 0], "done": done[:, 0], "best": best, "most": most})


TRUTHS = {"the-list-grows": the_list_grows, "where-form-appears": where_form_appears, "what-the-superior-gets": what_the_superior_gets}
