"""Numbers in the text: what the built pages say is what the models give, computed here by another road."""

import re

import numpy as np
import pytest

from xianxiang import NOW, THEN, Institution, ledger, stage, turn
from xianxiang.institution import between
from xianxiang.prose import percent


@pytest.fixture(scope="module")
def quoted(book):
    """The computed numbers of a page, in the order of the text."""

    def read(stem):
        page = (book / "chapters" / f"{stem}.html").read_text(encoding="utf-8")
        return [text.replace("’", "'") for text in re.findall(r'<span class="pasted-text">([^<]*)</span>', page)]

    return read


def test_first_page(quoted):
    assert quoted("index") == ["32", "4", str(len(ledger.load()))]


def test_alliance(quoted):
    m, lone, b, d = 0.5, 0.3, 0.8, 0.25
    said = quoted("alliance")
    rho = {c: 1 - (1 - c) / (1 - c * lone) for c in (0.9, 0.7, 0.5, 0.3)}
    iota = {c: d * rho[c] / (b - (1 - d) * rho[c]) for c in rho}
    assert said[:4] == [percent(rho[0.9]), percent(iota[0.7]), percent(iota[0.5]), percent(iota[0.3])]
    assert said[4:7] == ["harmony", "stag hunt", "prisoner's dilemma"]
    items = np.linspace(1, 20, 190_001)

    def peak(m, c):
        together, alone = 1 - m * (1 - c), 1 - m * (1 - c * lone)
        return items[np.argmax(together**items - alone**items)]

    assert said[7:9] == [f"{peak(m, 0.9):.1f}", f"{peak(0.8, 0.5):.1f}"]


def test_incentives(quoted):
    said = quoted("incentives")
    assert said[:6] == ["collusion", "collusion or the minimum", "collusion or blame", "blame-shifting", "the minimum", "the minimum"]
    lost = [Institution(strength=s) for s in (4, 8)]
    against = [(f[1] - f[2]) * sum(stage.stakes(i)) - i.shield_cost for i, f in zip(lost, map(stage.findings, lost))]
    assert said[6:8] == [f"{loss:.2f}" for loss in against]


def test_turn(quoted):
    path, position = turn.era_path(ramp=40, hold=40)
    shield = turn.simulate(path, noise=0.2).shares[..., 0].mean(axis=-1)
    top = np.argmax(position == 1)
    there = position[top - 40 : top + 1][np.argmax(shield[top - 40 : top + 1] < 0.5)]
    after = np.arange(len(position)) > top
    back = position[np.argmax(after & (shield > 0.5))]
    said = quoted("turn")
    assert abs(float(said[0].rstrip("%")) / 100 - there) < 0.03
    assert abs(float(said[1].rstrip("%")) / 100 - back) < 0.03
    steps = np.linspace(0, 1, 2001)
    held = stage.pure_equilibria(between(THEN, NOW, steps))
    both = steps[held[:, 0, 0] & held[:, 1, 1]]
    assert percent(both.min()) in said and percent(both.max()) in said
