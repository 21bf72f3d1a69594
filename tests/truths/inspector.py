"""Of the figures of the inspector's view."""

import numpy as np

from . import Truth, own
from .own import BASE, D, N, S

HALF = BASE | {"nu": 0.5, "iota": 0.5, "e": 0.5}


def hidden(L, audit, shielders=2):
    """Chance that what is hidden is found, the audit included."""
    share = {0: 0, 1: L["c"] * L["lam"], 2: L["c"]}[shielders]
    return 1 - (1 - L["m"] * (1 - share)) ** L["n"] * (1 - audit)


def certain(L, found):
    """The levers with the same chance of a finding whoever hides."""
    return L | {"m": found, "c": 0.0, "n": 1}


def when_it_begins_to_work(grid):
    """What each gets without a problem, with one that both hide, and with one that the county tells; favours up to what telling costs the township."""
    L, audit, transfer = HALF, grid["audit"], grid["transfer"]
    weight = grid.map("share", {"the township": 0.0, "both": 0.5, "the county": 1.0})
    none = [own.material(side, N, N, certain(L, 0.0)) for side in (0, 1)]
    silent = [own.material(side, S, S, certain(L, hidden(L, audit))) for side in (0, 1)]
    told = [own.material(0, D, S, certain(L, 1.0)) + grid["reward"], own.material(1, S, D, certain(L, 1.0))]
    most = silent[1] - told[1]  # that the township would give
    least = np.where(told[0] > silent[0], told[0] - silent[0], 0) / np.where(transfer > 0, transfer, np.nan)  # that keeps the county
    free = told[0] <= silent[0]
    priced, broken = ~free & (least <= most), ~free & ~(least <= most)
    favour = np.where(priced, weight * most + (1 - weight) * least, 0.0)
    county = none[0] - np.where(broken, told[0], silent[0] + transfer * favour)
    township = none[1] - np.where(broken, told[1], silent[1] - favour)
    # who leaves without telling is alone in hiding, or leaves the other alone; the audit finds that, too
    alone = certain(L, hidden(L, audit, 1))
    stays = np.logical_and.reduce([silent[side] >= own.material(side, action, S, alone) for side in (0, 1) for action in (D, N)])
    lives = county < 0
    return Truth(
        when={"free": free & stays & ~lives, "priced": priced & (favour > 0) & ~lives, "priced, lives": priced & (favour > 0) & lives,
              "told": broken & ~lives, "told, lives": broken & lives},
        values={"favour": favour, "township": township, "county": county, "loss": -county},
        regime=np.select([free, priced], ["Silent for nothing 无偿沉默", "Silent for a price 有偿沉默"], "Told 上报"),
    )  # fmt: skip


def strongest(theta, transfer):
    """The largest gain, for a loss of 1 to the township, that does not part the two: by halving, with the largest favour that the township would give."""
    low, high = np.zeros(np.broadcast(theta, transfer).shape), np.ones(np.broadcast(theta, transfer).shape)
    for _ in range(50):
        gain = (low + high) / 2
        favour = (1 - theta * gain) / (1 - theta * transfer)
        kept = (gain <= theta) | (gain - theta <= (transfer - theta) * favour)
        low, high = np.where(kept, gain, low), np.where(kept, high, gain)
    return low


def slopes(L, prize=3.6):
    """What one more unit of penalty on top of the same prize adds to the county's loss and to the township's, where the county deserts."""
    def differences(penalty):
        levers = L | {"s": prize + penalty, "nu": penalty / (prize + penalty)}
        return (own.material(0, S, S, levers) - own.material(0, D, S, levers), own.material(1, S, S, levers) - own.material(1, S, D, levers))

    return [more - less for less, more in zip(differences(1.0), differences(2.0))]


def bought_attachment(grid):
    """Penalties loosen what holds the county where its own loss falls in them by more than the share that counts of the township's rises."""
    theta, transfer = np.broadcast_arrays(grid["attachment"], grid["transfer"])
    L = BASE | {"e": 0.5, "c": grid["concealment"], "iota": grid["individualization"]}
    held = strongest(theta, transfer)
    county, township = slopes(L)
    line = -county / township
    slope, none = county + held * township, line <= 1e-12
    names = np.select([np.maximum(theta, transfer) == 0, theta < transfer, theta > transfer], ["nothing", "favours", "its attachment"], "favours or attachment alike")
    drawn = [slopes(L | {"c": c}) for c in np.linspace(0.02, 0.98, 49)]
    shaded = np.logical_or.reduce([-one / two > 1e-12 for one, two in drawn])[:, :, :1]
    return Truth(
        when={"loosens": slope < -1e-12, "tightens": (slope > 1e-12) & ~none, "always": (slope > 1e-12) & (county > -1e-12)},
        values={"holds": names, "held": held, "line": line},
        regime=np.where(slope < 0, "Penalties loosen 松动", "Penalties tighten 收紧"),
        shown={"loosens": lambda shown: shown["held"] < shown["line"], "tightens": lambda shown: shown["held"] >= shown["line"]},
        alts={0: Truth(when={"somewhere": shaded, "nowhere": ~shaded})},
    )


def asked(L, levels, transfer):
    """What each level below the inspector must at least be paid to tell when the others give all that they would lose."""
    share = [L["e"] ** max(0, levels - 2 - j) for j in range(levels)]
    prize, penalty = L["s"] * (1 - L["nu"]), L["s"] * L["nu"]
    stake = [e * prize + penalty * ((1 - L["iota"]) * L["d"] + L["iota"]) for e in share]
    found = hidden(L, 0.0)
    for j in range(levels):
        moved = (1 - share[j] * (1 - L["b"])) * L["iota"] * penalty
        told, silent = moved - stake[j] - L["k"], -found * stake[j] - L["g"]
        purse = moved + sum((1 - found) * stake[i] for i in range(levels) if i != j)
        yield silent - told, transfer * purse


def purse_and_weak_link(grid):
    """Each level of each chain is asked; the first to tell sets the price."""
    L = BASE | {"e": grid["executor"], "nu": grid["negativity"], "iota": grid["individualization"]}
    prices, links = [], []
    for levels in (2, 3, 4):
        own_loss, purse = (np.stack(np.broadcast_arrays(*part)) for part in zip(*(np.broadcast_arrays(*pair) for pair in asked(L, levels, grid["transfer"]))))
        assert ((own_loss + purse)[0] <= (own_loss + purse).min(axis=0) + 1e-9).all()  # the top
        prices.append((own_loss + purse)[0])
        links.append(own_loss[0])
    two, three, four = prices
    purses = [price - link for price, link in zip(prices, links)]
    up, down = (two < three) & (three < four), (two > three) & (three > four)
    grows = np.logical_and.reduce([b - a >= -1e-9 for a, b in zip(purses, purses[1:])])
    weakens = np.logical_and.reduce([b - a <= 1e-9 for a, b in zip(links, links[1:])])
    step = [np.select([after > before + 1e-9, after < before - 1e-9], ["dearer", "cheaper"], "no dearer and no cheaper") for before, after in ((two, three), (three, four))]
    return Truth(
        when={"dearer": up & grows & weakens, "cheaper": down & grows & weakens, "mixed": ~(step[0] == "dearer") | ~(step[1] == "dearer")},
        values={"two": two, "three": three, "four": four, "third": step[0], "fourth": step[1],
                "aside": np.where(np.minimum(np.minimum(two, three), four) < 0, " A price below nothing means that no reward is needed.", "")},
    )


TRUTHS = {"when-it-begins-to-work": when_it_begins_to_work, "bought-attachment": bought_attachment, "purse-and-weak-link": purse_and_weak_link}
