"""`score pace`: every kind of target is compared with the time as it should be, exactly, and the furthest behind comes first."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.figures import ABSENCES, Absence, Figure, Figures
from kaohe.engine.inputs import IndicatorKind
from kaohe.engine.numbers import round_half_up
from kaohe.engine.pace import Pace, due_share, elapsed, pace
from kaohe.engine.problems import Place, Problems
from kaohe.engine.program import Part, Program
from kaohe.engine.report.pace_table import fixed, percent
from kaohe.engine.text import LANGUAGES, Language
from kaohe.engine.way.sheet import program_of

from .conftest import CASES, ROOT, RULES, Run, snapshots_in

Scored = Callable[..., Run]
CASE = CASES / "sanmenxia-2011-05"
CITY = RULES / "cities" / "sanmenxia-2011.yaml"
BY_MONTHS, BY_TARGET = {"cumulative", "count"}, {"growth", "ratio", "stock"}

months = st.integers(1, 12).map(lambda month: f"2011-{month:02}")
amounts = st.fractions(min_value=-(10**6), max_value=10**9, max_denominator=1000)
positive = st.fractions(min_value=Fraction(1, 1000), max_value=10**9, max_denominator=1000)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


# The case


@cache
def described() -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load((CASE / "pace.yaml").read_text(encoding="utf-8"))
    return found


@cache
def paths() -> tuple[str, str]:
    """The case's sheet and actuals, as a person would write them in the repository."""
    sheet, actuals = ((CASE / str(described()[key])).resolve().relative_to(ROOT) for key in ("sheet", "actuals"))
    return str(sheet), str(actuals)


def test_says_what_is_real_and_what_is_illustrative() -> None:
    written = described()
    assert set(written) == {"sheet", "actuals", "month", "real", "illustrative"}
    for key in ("real", "illustrative"):
        texts = written[key]
        assert isinstance(texts, dict)
        assert all(texts[language] for language in LANGUAGES)


@in_every_language
def test_table(language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("pace", *paths(), "--lang", language)
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, CASE)(name=f"pace.{language}")


def test_json(score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("pace", *paths(), "--json", "--lang", "zh")
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, CASE)(name="pace.json")


def test_the_month_is_that_of_the_table(score: Scored) -> None:
    assert score("pace", *paths()).out == score("pace", *paths(), "--as-of", str(described()["month"])).out


def test_agrees_with_what_the_document_says_of_its_own_figures(score: Scored) -> None:
    """125.99 of 300 is printed as 42% of the year's target."""
    targets = json.loads(score("pace", *paths(), "--json").out)["targets"]
    found = next(each for each in targets if each["indicator"] == "key_project_investment")
    assert (found["target"], found["actual"], found["state"]) == ("300", "125.99", "ahead")
    assert Fraction(found["completion"]) == Fraction(12599, 30000)
    assert round_half_up(100 * Fraction(found["completion"]), 0) == 42


def test_the_document_reckons_by_months_too() -> None:
    """It prints of other projects 51.8% of the target as 9.8 points ahead of schedule: 42% are due at the end of May."""
    assert round_half_up(100 * elapsed("2011-05"), 0) == Fraction("51.8") - Fraction("9.8")


# One target


@cache
def city() -> Program:
    problems = Problems()
    program, _ = program_of(CITY, None, problems, "2011-05")
    assert program is not None
    assert not problems.has_errors
    return program


def part_of(indicator: str) -> Part:
    return next(part for part in city().parts if part.indicator == indicator)


REVENUE, GROWTH, BIRTHS = part_of("budget_revenue"), part_of("gdp_growth"), part_of("birth_rate")


def with_target(part: Part, target: Fraction) -> Part:
    return part._replace(parameters={**part.parameters, "target": target})


def program_with(*parts: Part) -> Program:
    """The city's program with these parts alone."""
    section = city().sections[0]
    return city()._replace(sections=(section._replace(items=(section.items[0]._replace(parts=parts),)),))


def figures_with(*found: tuple[Part, Fraction | Absence]) -> Figures:
    keyed = [(part.figures["actual"], given) for part, given in found]
    return Figures(
        {
            key: Figure(key, given, str(given), "flash", Place("test"))
            if isinstance(given, Fraction)
            else Figure(key, None, "", "flash", Place("test"), given)
            for key, given in keyed
        }
    )


def paced(part: Part, actual: Fraction | Absence | None, month: str = "2011-05") -> Pace:
    (found,) = pace(program_with(part), figures_with() if actual is None else figures_with((part, actual)), month)
    return found


@pytest.mark.parametrize("kind", get_args(IndicatorKind))
@pytest.mark.parametrize("month", ["2011-01", "2011-05", "2011-12"])
def test_each_kind_is_compared_as_it_should_be(kind: IndicatorKind, month: str) -> None:
    """What grows through the year with the months gone, a rate or a level with the whole target, anything else not at all."""
    passed = Fraction(int(month[-2:]), 12)
    part = with_target(REVENUE._replace(kind=kind), Fraction(1200))
    share = passed if kind in BY_MONTHS else Fraction(1) if kind in BY_TARGET else None
    assert due_share(part, month) == share
    found = paced(part, Fraction(1200) * (share or 1), month)
    assert (found.state, found.share) == ("not-compared" if share is None else "ahead", share)
    assert found.due == (None if share is None else 1200 * share)
    assert found.rate == (None if share is None else 1)


def test_the_kinds_of_the_city_s_targets() -> None:
    """On the sheet itself: jobs by months, growth and rates by the whole target, judgements not at all."""
    shares = {part.indicator: due_share(part, "2011-05") for part in city().parts if "target" in part.parameters}
    assert shares["new_urban_jobs"] == shares["budget_revenue"] == shares["exports"] == Fraction(5, 12)
    assert shares["gdp_growth"] == shares["urban_unemployment"] == shares["birth_rate"] == 1
    left = [each.part.indicator for each in pace(city(), Figures({}), "2011-05") if each.state == "not-compared"]
    assert left == [part.indicator for part in city().parts if part.kind == "judged"]


def test_events_are_no_progress() -> None:
    """A deduction per event has a count for its actual: few of them are not behind."""
    vocabulary = REVENUE.method.vocabulary._replace(actual="count")
    events = REVENUE._replace(kind="count", method=REVENUE.method._replace(vocabulary=vocabulary))
    assert paced(events, Fraction(0)).state == "not-compared"


def test_without_a_target_or_a_figure_of_its_own_nothing_is_compared() -> None:
    without_target = REVENUE._replace(parameters={name: value for name, value in REVENUE.parameters.items() if name != "target"})
    assert paced(without_target, Fraction(1)).state == "not-compared"
    assert pace(program_with(REVENUE._replace(figures={})), Figures({}), "2011-05")[0].state == "not-compared"


@pytest.mark.parametrize("actual", [None, *sorted(ABSENCES)])
@pytest.mark.parametrize("part", [REVENUE, GROWTH, BIRTHS], ids=lambda part: part.indicator)
def test_a_missing_figure_is_not_behind(part: Part, actual: Absence | None) -> None:
    found = paced(part, actual)
    assert (found.state, found.actual, found.rate, found.completion) == ("not-reported", None, None, None)
    assert found.due == part.parameters["target"] * (Fraction(5, 12) if part is REVENUE else 1)


@pytest.mark.parametrize(
    ("kind", "actual", "state", "rate"),
    [
        ("ratio", "12.96", "ahead", "1"),
        ("ratio", "12.97", "behind", "1296/1297"),
        ("ratio", "6.48", "ahead", "2"),
        ("ratio", "0", "ahead", None),
        ("cumulative", "5.4", "ahead", "1"),
        ("cumulative", "5.41", "behind", "540/541"),
        ("cumulative", "0", "ahead", None),
    ],
)
def test_a_limit_is_kept_from_below(kind: IndicatorKind, actual: str, state: str, rate: str | None) -> None:
    """Less is better: the pace is due ÷ actual, and completion says nothing."""
    found = paced(BIRTHS._replace(kind=kind), Fraction(actual))
    assert (found.state, found.completion) == (state, None)
    assert found.rate == (None if rate is None else Fraction(rate))


def test_a_negative_growth_has_no_rate_but_a_state() -> None:
    falling = with_target(GROWTH, Fraction(-3))
    assert [paced(falling, Fraction(actual)).state for actual in (-2, -3, -4)] == ["ahead", "ahead", "behind"]
    assert paced(falling, Fraction(-4)).rate is None


@given(positive, amounts, months)
def test_what_grows_is_behind_exactly_where_less_is_there_than_is_due(target: Fraction, actual: Fraction, month: str) -> None:
    found = paced(with_target(REVENUE, target), actual, month)
    assert (found.state == "behind") == (12 * actual < target * int(month[-2:]))
    assert found.rate is not None
    assert found.completion is not None
    assert found.rate * elapsed(month) == found.completion
    assert (found.rate < 1) == (found.state == "behind")


@given(positive, positive, months)
def test_a_limit_is_the_mirror_of_a_target(target: Fraction, actual: Fraction, month: str) -> None:
    limit = with_target(BIRTHS, target)
    found, mirrored = paced(limit, actual, month), paced(limit._replace(direction="up"), actual, month)
    assert found.rate is not None
    assert mirrored.rate is not None
    assert found.rate * mirrored.rate == 1
    assert (found.state == mirrored.state) == (actual == target)


@given(st.fractions(min_value=-100, max_value=100, max_denominator=10**6))
def test_what_is_shown_is_rounded_half_up_and_never_before(value: Fraction) -> None:
    assert Fraction(fixed(value)) == round_half_up(value, 2)
    shown = percent(value)
    assert Fraction(shown.removesuffix("%")) == round_half_up(100 * value, 2)
    assert shown[-4] == "."


# The order


@given(st.lists(st.one_of(amounts, st.none()), min_size=1, max_size=12))
def test_the_furthest_behind_comes_first(actuals: list[Fraction | None]) -> None:
    """Then what is ahead, what is missing and what is not compared, in the order of the sheet."""
    key = REVENUE.figures["actual"]
    parts = [REVENUE._replace(number=str(index), figures={"actual": key._replace(indicator=f"i{index}")}) for index in range(len(actuals))]
    judged = REVENUE._replace(number="judged", kind="judged")
    given_figures = figures_with(*((part, actual) for part, actual in zip(parts, actuals, strict=True) if actual is not None))
    found = pace(program_with(judged, *parts), given_figures, "2011-05")
    late = [each.rate for each in found if each.state == "behind"]
    assert late == sorted(late, key=lambda rate: rate or 0)
    states = [each.state for each in found]
    assert states == sorted(states, key=["behind", "ahead", "not-reported", "not-compared"].index)
    for state in ("ahead", "not-reported"):
        numbers = [int(each.part.number) for each in found if each.state == state]
        assert numbers == sorted(numbers)
    assert found[-1].part is judged


# Schedules


SHEET = """
schema: 1
sheet: small
unit: sanmenxia
period: 2011
source: {document: test}
points: 0
schedule: {2011-03: 20%, 2011-09: 3/5, 2011-12: 1}
sections:
  - title: all
    points: 0
    items:
      - {nr: 1, indicator: exports, target: 1000万美元, method: met_or_not}
      - {nr: 2, indicator: budget_revenue, target: 1000万元, method: met_or_not, schedule: {2011-05: 50%, 2011-10: 90%}}
      - {nr: 3, indicator: gdp_growth, target: 12%, method: met_or_not}
      - {nr: 4, indicator: foreign_direct_investment, target: 未下达, method: met_or_not}
"""
FIGURES = "item,value\n1,200\n2,499\n3,12\n"
DUE = {
    "2011-02": ("0", "0"),
    "2011-03": ("200", "0"),
    "2011-04": ("200", "0"),
    "2011-05": ("200", "500"),
    "2011-09": ("600", "500"),
    "2011-10": ("600", "900"),
    "2011-12": ("1000", "900"),
}
"""What is due of the first and of the second target: the sheet's schedule, and the item's own, which holds beyond it."""


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    sheet, actuals = tmp_path / "small.yaml", tmp_path / "actuals.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    actuals.write_text(FIGURES, encoding="utf-8")
    return sheet, actuals


def targets(run: Run) -> dict[str, dict[str, str | None]]:
    assert run.code == 0, run.err
    return {each["nr"]: each for each in json.loads(run.out)["targets"]}


@pytest.mark.parametrize("month", DUE)
def test_a_schedule_holds_from_the_month_it_names_until_the_next(month: str, small: tuple[Path, Path], score: Scored) -> None:
    """On the sheet and on an item: before its first month nothing is due, on it and between two what the earlier one says."""
    found = targets(score("pace", *small, "--as-of", month, "--rules", RULES, "--json"))
    assert (found["1"]["due"], found["2"]["due"]) == DUE[month]
    late = {number for number, actual, due in zip("12", (200, 499), DUE[month], strict=True) if actual < int(due)}
    assert {number for number, each in found.items() if each["state"] == "behind"} == late
    assert (found["3"]["state"], found["3"]["share"]) == ("ahead", "1")  # a growth is not due in shares
    assert (found["4"]["state"], found["4"]["due"]) == ("not-compared", None)


def test_where_nothing_is_due_there_is_no_rate(small: tuple[Path, Path], score: Scored) -> None:
    found = targets(score("pace", *small, "--as-of", "2011-02", "--rules", RULES, "--json"))
    assert [(found[number]["state"], found[number]["pace"]) for number in "12"] == [("ahead", None)] * 2
    assert found["1"]["completion"] == "0.2"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2011-13: 20%", "not-a-period"),
        ("2011: 20%", "not-a-period"),
        ("2010-03: 20%", "not-a-period"),
        ("2011-03: much", "not-a-number"),
        ("2011-03: -20%", "not-a-ratio"),
        ("2011-03: 120%", "not-a-ratio"),
        ("2011-03: 70%", "not-a-ratio"),
    ],
)
def test_a_schedule_names_months_of_the_year_and_shares_that_rise(written: str, code: str, small: tuple[Path, Path], score: Scored) -> None:
    small[0].write_text(SHEET.replace("2011-03: 20%", written), encoding="utf-8")
    run = score("pace", *small, "--as-of", "2011-05", "--rules", RULES)
    assert (run.code, run.out) == (1, "")
    assert f"[{code}]" in run.err


def test_a_schedule_of_what_does_not_grow_is_warned_of(small: tuple[Path, Path], score: Scored) -> None:
    growth = next(line for line in SHEET.splitlines() if "nr: 3" in line)
    small[0].write_text(SHEET.replace(growth, growth.rstrip("}") + ", schedule: {2011-06: 50%}}"), encoding="utf-8")
    run = score("pace", *small, "--as-of", "2011-05", "--rules", RULES, "--lang", "en")
    assert run.code == 0
    assert "warning this does not grow through the year: its schedule does nothing [unused-name]" in run.err


# The month


@pytest.mark.parametrize("wrong", ["2011", "2011-13", "2011-00", "2011-5", "May"])
def test_as_of_is_a_month(wrong: str, small: tuple[Path, Path], score: Scored) -> None:
    run = score("pace", *small, "--rules", RULES, "--as-of", wrong, "--lang", "en")
    assert (run.code, run.out) == (2, "")
    assert "--as-of says up to which month, such as 2011-05" in run.err


@pytest.mark.parametrize("as_of", ["2010-12", "2012-01"])
def test_the_month_is_one_of_the_sheet_s_year(as_of: str, small: tuple[Path, Path], score: Scored) -> None:
    """Asked for, or the latest of a table that goes on into another year: five months of 2012 are no part of 2011."""
    for arguments, table in ((("--as-of", as_of), FIGURES), ((), f"indicator,period,value\nexports,{as_of},1\n")):
        small[1].write_text(table, encoding="utf-8")
        run = score("pace", *small, "--rules", RULES, "--lang", "en", *arguments)
        assert (run.code, run.out) == (1, "")
        assert f"{as_of} is not in the sheet's period 2011 [not-a-period]" in run.err


@in_every_language
def test_a_table_without_a_month_needs_as_of(language: Language, small: tuple[Path, Path], score: Scored) -> None:
    run = score("pace", *small, "--rules", RULES, "--lang", language)
    assert (run.code, run.out) == (2, "")
    assert "--as-of" in run.err


ROWS = "indicator,period,value\nexports,2011-03,300\nexports,2011-05,400\nexports,2011,500\nbudget_revenue,2011-04,100\n"


@pytest.mark.parametrize(("as_of", "month", "actual"), [((), "2011-05", "400"), (("--as-of", "2011-03"), "2011-03", "300")])
def test_the_month_s_own_figures_count(as_of: tuple[str, ...], month: str, actual: str, small: tuple[Path, Path], score: Scored) -> None:
    """The latest month that the table names, or the one asked for; a figure of another month is not one of this."""
    small[1].write_text(ROWS, encoding="utf-8")
    run = score("pace", *small, "--rules", RULES, "--json", *as_of)
    assert json.loads(run.out)["month"] == month
    found = targets(run)
    assert found["1"]["actual"] == actual
    assert found["2"]["state"] == "not-reported"


def test_a_wrong_table_is_an_error(small: tuple[Path, Path], score: Scored) -> None:
    small[1].write_text("indicator,value\nexports,12吨\n", encoding="utf-8")
    run = score("pace", *small, "--rules", RULES, "--as-of", "2011-05")
    assert (run.code, run.out) == (1, "")
    assert "[measure-does-not-convert]" in run.err


def test_made_up_figures_are_marked(small: tuple[Path, Path], score: Scored) -> None:
    small[1].write_text("indicator,value,state\nexports,12,示例\n", encoding="utf-8")
    assert "illustrative figures" in score("pace", *small, "--rules", RULES, "--as-of", "2011-05", "--lang", "en").out
