"""The published counts: where each was seen, whether parts add up to wholes, and what can be read from them."""

import csv
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianxiang import world
from xianxiang.ledger import CHAPTERS

ROWS = world.load()
BIB = (CHAPTERS / "references.bib").read_text(encoding="utf-8")
ENTRIES = {match[1]: match[0] for match in re.finditer(r"@\w+\{(\w+),\n.*?\n\}", BIB, re.DOTALL)}
SOURCES = {key for row in ROWS for key in row.source.split()}


def of(what):
    return world.table(what, ROWS)


# ------------------------------------------------------------------------------------------------------------ the rows


def test_every_row_has_a_source_that_the_bibliography_describes_and_the_chapter_cites():
    text = (CHAPTERS / "world.md").read_text(encoding="utf-8")
    cited = {key.strip() for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", text) for key in keys.split(",")}
    assert all(row.source for row in ROWS)
    assert set(ENTRIES) >= SOURCES
    assert cited >= SOURCES, f"the chapter does not cite {SOURCES - cited}"


def test_every_source_says_when_it_was_seen_who_published_it_and_where_or_why_not():
    seen = SOURCES | {"piie2015", "xinhuarule2016", "guzhen2017", "jingmen2018", "fazhi2018", "mee2019", "quanjiao2018"}
    for key in seen:
        entry = ENTRIES[key]
        assert re.search(r"[Ss]een 26 November 2026", entry), key
        assert "author = {" in entry and "title = {" in entry and re.search(r"year = \{20\d\d\}", entry), key
        assert "url = {http" in entry or "cop" in entry or "told from the address" in entry, key


def test_a_source_is_not_older_than_what_it_counts():
    for row in ROWS:
        for key in row.source.split():
            published = int(re.search(r"year = \{(\d{4})\}", ENTRIES[key])[1])
            assert row.year <= published <= 2026, (row, key)


def test_years_values_and_units_are_in_range():
    assert {row.year for row in ROWS} <= set(range(2010, 2026))
    assert {row.unit for row in ROWS} == {"people", "cases", "organizations", "problems", "per cent"}
    for row in ROWS:
        if row.unit == "per cent":
            assert -100 <= row.value <= 100
        else:
            assert 0 < row.value < 2e6 and row.value % 1 == 0


def test_no_number_stands_twice():
    keys = [(row.year, row.what, row.group) for row in ROWS]
    assert len(keys) == len(set(keys))


# ---------------------------------------------------------------------------------------------------- parts and wholes


def rounding(value):
    """By how much a published number may lie off: half of its last digit, and all of it where zeros hide digits."""
    digits = f"{value:.0f}"
    return 0.5 * 10 ** (len(digits) - len(digits.rstrip("0")))


def test_problems_by_rank_add_up_to_the_year():
    problems = of("eight-point problems")
    parts = [value for (_, group), value in problems.items() if "rank" in group]
    assert len(parts) == 4 and sum(parts) == problems[2025, "all"]
    assert problems[2025, "township rank or below"] / problems[2025, "all"] == pytest.approx(0.940, abs=0.0005)
    assert problems[2025, "inaction or sham action"] / 0.847 < problems[2025, "all"]


@pytest.mark.parametrize("year", [2016, 2017, 2018, 2020, 2021, 2023])
def test_people_by_rank_add_up_to_the_year_but_for_rounding(year):
    people = of("punished")
    parts = [people[year, rank] for rank in world.RANKS]
    assert abs(sum(parts) - people[year, "all"]) <= sum(map(rounding, parts)) + 1000  # 余 counts up, totals are cut off to the thousand


def test_accountability_of_two_years_and_their_difference_agree():
    held, fall = of("held to account"), of("fall of accountability")
    assert held[2019, "people"] + fall[2019, "people"] == pytest.approx(held[2018, "people"], abs=1500)
    assert held[2019, "party organizations"] + fall[2019, "party organizations"] == pytest.approx(held[2018, "party organizations"], abs=500)
    assert fall[2019, "party organizations"] / held[2018, "party organizations"] == pytest.approx(0.357, abs=0.005)  # the source's 35.7%
    assert fall[2019, "people"] / held[2018, "people"] == pytest.approx(0.271, abs=0.01)  # the source's 27.1%


def test_the_fall_of_january_2015_is_the_one_that_the_source_names():
    cases = of("eight-point cases in a month")
    assert 1 - cases[2015, "January"] / cases[2014, "mean of the year"] == pytest.approx(0.62, abs=0.005)


def test_filed_by_rank_is_a_small_part_of_all_cases():
    filed = of("cases opened")
    for year in (2023, 2025):
        assert sum(filed[year, rank] for rank in world.RANKS[:4]) < 0.25 * filed[year, "all"]


# ----------------------------------------------------------------------------------------------------------- the series


def test_series_are_what_the_file_gives():
    with (CHAPTERS / "world.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["what"] == "punished"]
    n = {(int(row["year"]), row["group"]): int(row["value"]) for row in rows}
    years, values = world.series("People punished")
    assert list(years) == list(range(2010, 2026)) and list(values) == [n[year, "all"] for year in years]
    years, values = world.series("Township to county")
    assert dict(zip(years, values)) == pytest.approx({y: n[y, "township rank"] / n[y, "county rank"] for y in (2016, 2017, 2018, 2020, 2021, 2023)})
    years, values = world.series("County rank and above")
    top = {2010: 5098, 2011: 4843} | {y: sum(n[y, rank] for rank in ("provincial rank", "prefectural rank", "county rank")) for y in (2016, 2017, 2018, 2019, 2020, 2021, 2023)}
    assert dict(zip(years, values)) == pytest.approx({y: 100 * k / (n[y, "all"] - k) for y, k in top.items()})


def test_every_base_is_a_year_of_its_series():
    for name in world.SERIES:
        assert world.BASES[name] in world.series(name)[0]
    assert world.BASES["People punished"] == 2012, "the last year before the turn"
    assert all(world.BASES[name] == world.series(name)[0][0] for name in world.SERIES[1:]), "the first that there is"


def test_what_the_bet_tells():
    """About as many of township rank for each of county rank, also if every published number is as far off as its rounding allows."""
    people = of("punished")
    ratio = {}
    for year in (2016, 2023):
        a, b = people[year, "township rank"], people[year, "county rank"]
        ratio[year] = (a - 500) / (b + 500), a / b, (a + 500) / (b - 500)
    assert [f"{ratio[year][1]:.1f}" for year in (2016, 2023)] == ["3.4", "3.4"]
    assert all(3.25 < low and high < 3.55 for low, _, high in ratio.values())
    assert 0.4 < people[2023, "all"] / people[2016, "all"] - 1 < 0.5, "rose by nearly half"
    figures = pytest.importorskip("xianxiang.figures", exc_type=ImportError)
    assert set(re.findall(r"\d\.\d", " ".join(figures.what_counts_show().bet.replies))) == {"3.4"}


def test_the_figure_draws_what_was_published_and_no_year_more():
    explorer = pytest.importorskip("xianxiang.figures", exc_type=ImportError).what_counts_show()
    for name in world.SERIES:
        years, values = world.series(name)
        base = values[list(years).index(world.BASES[name])]
        for times in (0.5, 1, 6):
            rows = explorer.rows("lines", series=name, times=times)
            for kind, kept in rows.groupby("kind"):
                kept = kept[kept.value.notna()]
                assert list(kept.year) == list(years)
                last, start = years[-1], world.BASES[name]
                chance = [times ** max(0, (year - start) / (last - start)) for year in years]
                expected = values / base if kind == "counted" else values / base / chance
                assert kept.value.to_numpy() == pytest.approx(expected, abs=6e-4)


# -------------------------------------------------------------------------------------------------- a count and its deeds


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_deeds_times_chance_is_the_count(count, times):
    assert world.behind(count, times) * times == pytest.approx(count)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e2), st.floats(1.01, 10))
def test_the_more_is_found_the_less_there_was(count, times, more):
    assert world.behind(count, times * more) < world.behind(count, times)


def test_two_histories_that_no_count_can_tell_apart():
    """Deeds that double under the same eye, and deeds that halve under an eye four times as sharp."""
    deeds, chance = np.array([[1000, 2000], [1000, 500]]), np.array([[0.1, 0.1], [0.1, 0.4]])
    counts = deeds * chance
    assert (counts[0] == counts[1]).all()
    assert world.behind(counts[:, 1] / counts[:, 0], chance[:, 1] / chance[:, 0]) == pytest.approx(deeds[:, 1] / deeds[:, 0])


# ----------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(("call", "error", "said"), [
    (lambda: world.behind(-1, 2), ValueError, "count must be a finite number, at least 0"),
    (lambda: world.behind(1, 0), ValueError, "times must be a finite number above 0"),
    (lambda: world.behind(1, np.nan), ValueError, "times must be"),
    (lambda: world.behind("many", 1), TypeError, "count"),
    (lambda: world.behind([1, 2], [1, 2, 3]), ValueError, "broadcast"),
    (lambda: world.series("Deeds"), ValueError, "series must be one of People punished"),
    (lambda: world.table("deeds"), ValueError, "what must be one of cases opened"),
])  # fmt: skip
def test_errors_name_what_was_wrong(call, error, said):
    with pytest.raises(error, match=said):
        call()


@pytest.mark.parametrize(("content", "said"), [
    ("year,what\n2010,punished\n", "the columns must be year, what, group"),
    ("year,what,group,value,unit,source,note\n2010,punished,all\n", "row 1 must have 7 cells, got 3"),
    ("year,what,group,value,unit,source,note\n2010,punished,all,many,people,x,\n", "row 1: year and value must be numbers, got '2010' and 'many'"),
])  # fmt: skip
def test_a_broken_file_is_refused(tmp_path, content, said):
    path = tmp_path / "world.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        world.load(path)


def test_the_table_shows_every_row_and_links_its_pages():
    html = world.table_html()
    assert html.count("<tr>") == len(ROWS) + 1
    pages = world.sources()
    for row in ROWS:
        for key in row.source.split():
            words, url = pages[key]
            assert words.replace("'", "&#x27;") in html and (not url or f'href="{url}"' in html)
    assert not re.search(r"[{}\\]", html.partition("</style>")[2])
