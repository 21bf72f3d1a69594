"""Numbers on the page of findings, by another road; and every statement that is called proved is."""

import csv
import re
from collections import Counter

from conftest import ROOT

from xianxiang.certificates import RESULTS
from xianxiang.prose import percent

from .test_rebuild import working

TEXT = (ROOT / "chapters" / "findings.md").read_text(encoding="utf-8")


def test_findings(quoted):
    with open(ROOT / "chapters" / "levers.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    share = {row["statement"]: float(row["share"]) for row in rows if (row["design"], row["spread"], row["rounds"]) == ("others", "0.5", "60")}
    with open(ROOT / "chapters" / "claims.csv", encoding="utf-8", newline="") as file:
        verdicts = Counter(row["verdict"] for row in csv.DictReader(file))
    assert quoted("findings") == [
        percent(share["inspection, person and penalty suffice"]), percent(share["no condition suffices alone"]), percent(share["exactly four settings blame"]),
        *(str(len(working(zeta=zeta))) for zeta in (0, 1)),
        str(sum(verdicts.values())), *(str(verdicts[verdict]) for verdict in ("derived", "needs", "not modelled", "contradicted"))]


def test_there_are_ten_and_each_says_how_strong_it_is():
    found = re.findall(r"^\*\*(\d+)\. .*?(?=^\*\*\d|^## )", TEXT, re.MULTILINE | re.DOTALL)
    parts = re.split(r"^\*\*\d+\. ", TEXT.partition("## What the essay got right")[0], flags=re.MULTILINE)[1:]
    assert found == [str(n) for n in range(1, 11)] and len(parts) == 10
    assert [part for part in parts if not re.search(r"\*(Proved|Robust)\*|\*at one calibration\*", part)] == []


def test_what_is_called_proved_is_proved_in_the_text():
    labels = re.findall(r"\{prf:ref\}`([\w-]+)`", TEXT)
    assert len(labels) >= 20
    assert [label for label in labels if not RESULTS[label].proved] == []
