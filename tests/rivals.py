"""Payoffs written out once more, and payoffs that are not ours."""

import numpy as np

SHIELD, DEFLECT, ROUTINE = range(3)
COUNTY = 0


def material(institution, passing=None, moving=True, silence=True, unit_moves=False, alike=False, in_full=False):
    """Material payoffs, written out once more cell by cell, with the assumptions that others might not share."""
    i = institution
    e = np.ones(i.shape) if alike else np.broadcast_to(i.executor, i.shape)
    sigma = i.prize_passing if passing is None else passing
    iota, diffusion = i.individualization, 1.0 if in_full else i.diffusion
    b = (1 - e * (1 - i.transferability), e * i.transferability) if moving else (0 * e, 0 * e)
    escape = [1 - i.monitoring, 1 - i.monitoring * (1 - i.concealment * i.lone_concealment),
              1 - i.monitoring * (1 - i.concealment)]
    found = [1 - value ** i.veto_items for value in escape]
    if not silence:
        found[2] = found[1]
    cost = (i.shield_cost, i.deflect_cost, 0.0)
    u = np.empty(i.shape + (2, 3, 3))
    for side, own, other in np.ndindex(2, 3, 3):
        weight = 1.0 + (b[1 - side] if other == DEFLECT != own else 0) - (b[side] if own == DEFLECT != other else 0)
        f = found[(own == SHIELD) + (other == SHIELD)]
        felt = ((1 - iota) * diffusion + iota) * weight if unit_moves else (1 - iota) * diffusion + iota * weight
        whole = (1 - iota) * diffusion + iota
        prize = i.reward * (e if side == COUNTY else 1.0)
        u[..., side, own, other] = ((1 - f) * prize * (1 - sigma) + sigma * prize * (whole - f * felt)
                                    - f * i.penalty * felt - cost[own])
    return u


RIVALS = {
    "prizes pass": {"passing": 1.0},           # a prize reaches the leader through the unit, and can be passed on, as a sanction
    "blame stays": {"moving": False},          # nobody can move blame
    "silence is worthless": {"silence": False},  # two hide no more than one
    "a unit's sanction moves": {"unit_moves": True},
    "a unit's sanction is felt in full": {"in_full": True},
    "a supervisor is like an executor": {"alike": True},
}
"""Payoffs that are not ours, each with one assumption changed."""
