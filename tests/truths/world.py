"""Of the figure of the counts: the published numbers read from the file line by line, and deeds by dividing one year at a time."""

import csv
from pathlib import Path

import numpy as np

from . import Truth

FILE = Path(__file__).resolve().parents[2] / "chapters" / "world.csv"


def published():
    """Those punished, by year and group."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(int(row["year"]), row["group"]): float(row["value"]) for row in csv.DictReader(file) if row["what"] == "punished"}


def what_counts_show(grid):
    """First and last numbers of each series, picked by hand from the table."""
    n = published()
    senior_2023 = n[2023, "provincial rank"] + n[2023, "prefectural rank"] + n[2023, "county rank"]
    senior_2010 = n[2010, "county rank or above"]
    first = [n[2012, "all"] / 1000, senior_2010 / (n[2010, "all"] - senior_2010) * 100, n[2016, "township rank"] / n[2016, "county rank"]]
    last = [n[2025, "all"] / 1000, senior_2023 / (n[2023, "all"] - senior_2023) * 100, n[2023, "township rank"] / n[2023, "county rank"]]
    series = np.array(["punished", "above", "township"])[:, None]
    values = {"first": np.array(first)[:, None], "last": np.array(last)[:, None], "times": grid["times"]}
    values["change"] = values["last"] / values["first"]
    values["deeds"] = values["last"] / (values["first"] * values["times"])
    return Truth(when={name: series == name for name in ("punished", "above", "township")}, values=values)


TRUTHS = {"what-counts-show": what_counts_show}
