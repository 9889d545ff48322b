"""What the rule language says beyond a ladder of one figure: combined parts, last year's figures, dates, ballots,
requirements, classes, money, versions and includes, each on both sides of its edge."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.accept import tally
from kaohe.engine.checks import check
from kaohe.engine.compile import compile_sheet
from kaohe.engine.figures import Ballots, Figure, FigureKey, Figures
from kaohe.engine.methods import BallotRule
from kaohe.engine.numbers import exact_text, round_half_up
from kaohe.engine.problems import Place, Problems
from kaohe.engine.program import Program
from kaohe.engine.read.actuals import Scope, figures_in
from kaohe.engine.read.ballots import MOST_BALLOTS, read_ballots
from kaohe.engine.read.rules import read_rules, read_sheet
from kaohe.engine.read.table import read_table
from kaohe.engine.results import Scorecard
from kaohe.engine.score import score
from kaohe.engine.text import LANGUAGES

from .conftest import CASES, Run
from .test_account import balances

EVERY = CASES / "every-feature"
RULES = read_rules(EVERY / "rules", Problems())
OWN_METHODS = """
  on_time: {name: on time, says: met if on time, actual: date, result: met,
    ladder: [{when: actual <= target, award: met}, {award: unmet}],
    examples: [{given: {target: 2011-10-31, actual: 2011-10-31}, award: met}]}
  doubled: {name: doubled, says: twice the points, declares: [bonus],
    ladder: [{when: actual > 0, award: points * 2}, {award: 0}], examples: [{given: {points: 5, actual: 1}, award: 10}]}
  within: {name: within, says: within days, actual: date, requires: [{that: actual - target <= days and per_day > 0, says: too late}],
    settings: {per_day: {type: points, name: per day}, days: {type: count, name: days}}, ladder: [{award: points}],
    examples: [{given: {points: 5, target: 2011-10-31, actual: 2011-10-31, per_day: 1, days: 9}, award: 5}]}
"""
JOBS, TRAINING = "{indicator: jobs, target: 1000人}", "{indicator: training, target: 2000人次}"
OXYGEN = "{indicator: river_oxygen, settings: {good_limit: 20, fair_limit: 40}}"
AMMONIA = "{indicator: river_ammonia, settings: {good_limit: 1, fair_limit: 2}}"
ON_TIME = "{indicator: road_finished, method: on_time, target: 2011-10-31}"
PRIZE = "{indicator: revenue, method: prize, target: 4000万元, settings: {per_unit: 1元, unit: 3万元, first_band: 50万元}}"
LATER, HIGHER = ON_TIME.replace("10-31", "11-30"), PRIZE.replace("4000", "4050")
ITEM = "{nr: 1, indicator: jobs, points: 10, target: 1000人}"
ROAD = "{nr: 1, indicator: road_finished, points: 10, target: 2012-02-28, settings: {per_day: 0.5}}"
RATING, GROWTH = "{nr: 1, indicator: public_rating, points: 10}", "{nr: 1, indicator: revenue, points: 10, settings: {wanted: 12%}}"
FEW = RATING.replace("}", ", settings: {least: 0}}")
DEDUCTION = "{nr: 1, indicator: discipline, points: 10, settings: {most: 5}}"
OWN = "{name: mine, says: mine, ladder: [{award: points}], examples: [{given: {points: 5}, award: 5}]}"
ITEMS = "  - {title: T, points: 10, items: [{nr: 1, indicator: jobs, points: 10, method: mine}]}"
OTHERS = ITEMS.replace(", method: mine", ", target: 1000人")
SECTION = "title: T\npoints: 10\nitems:\n"
CIRCLES = [{"a": "- include: a.yaml"}, {"a": f"{SECTION}  - include: a.yaml"}, {"a": "- include: sheet.yaml"},
           {"a": "- include: b.yaml", "b": "- include: a.yaml"}, {"a": f"{SECTION}- include: b.yaml", "b": "include: b.yaml"}]  # fmt: skip
Scored = Callable[..., Run]


class Sheet(NamedTuple):
    """A sheet in a folder of its own, over the registers of cases/every-feature."""

    folder: Path

    def hold(self, **files: str) -> Sheet:
        """The same with these files (`parts__a` is parts/a.yaml)."""
        for name, text in files.items():
            (path := self.folder / f"{name.replace('__', '/')}.yaml").parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return self

    def write(self, *items: str, points: int = 10, unit: str = "xian", period: str = "2011") -> Sheet:
        section = f"  - title: T\n    points: {points}\n    items: [{', '.join(items)}]\n"
        return self.sections(section, points, unit, period, f"methods:{OWN_METHODS}")

    def sections(self, sections: str, points: int = 10, unit: str = "xian", period: str = "2011", methods: str = "") -> Sheet:
        head = f"schema: 1\nsheet: xian\nunit: {unit}\nperiod: {period}\nsource: {{document: D}}\npoints: {points}\n"
        return self.hold(sheet=f"{head}{methods}sections:\n{sections}")

    def program(self, problems: Problems) -> Program | None:
        written = read_sheet(self.folder / "sheet.yaml", self.folder, problems)
        program = None if written is None else compile_sheet(written, RULES, problems)
        if program is not None:
            check(program, problems)
        return program

    def card(self, rows: Sequence[str], header: str = "indicator,value") -> Scorecard:
        """The scorecard with these rows of actuals."""
        program = self.program(problems := Problems())
        assert program is not None, problems.lines("en")
        actuals = Path(self.arguments(*rows, header=header)[1])
        table, scope = read_table(actuals, problems), Scope({program.unit: program.needs}, program.period, RULES)
        assert table is not None
        card = score(program, figures_in([table], scope, table.place, problems), problems)
        assert not problems.has_errors, problems.lines("en")
        assert all(balances(each.account) for level in (card.parts, card.items, (card,)) for each in level)
        return card

    def scores(self, *rows: str, header: str = "indicator,value") -> str | None:
        """What the first item scored; None where it is open."""
        account = self.card(rows, header).items[0].account
        return None if account.open else exact_text(account.score)

    def arguments(self, *rows: str, header: str = "indicator,value") -> list[str]:
        """The command line that scores these rows."""
        (self.folder / "actuals.csv").write_text("\n".join((header, *rows)), encoding="utf-8")
        return [str(self.folder / "sheet.yaml"), str(self.folder / "actuals.csv"), "--rules", str(self.folder), "--lang", "en"]

    def problems(self) -> list[str]:
        """The problems of the sheet, each with its place."""
        self.program(problems := Problems())
        return [f"{Path(p.place.file).name}:{p.place.line}:{p.place.column} {p.code}" for p in problems.found]


def codes(run: Run) -> list[str]:
    return re.findall(r"^\S.*\[([a-z-]+)\]$", run.err, re.MULTILINE)


def parted(nr: int, how: str, *parts: str) -> str:
    return f"{{nr: {nr}, name: N, {how}, parts: [{', '.join(parts)}]}}"


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    shutil.copytree(EVERY / "rules", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("sheets"))
    return Sheet(tmp_path)


@pytest.mark.parametrize(("how", "jobs", "training", "points"), [
    ("combine: all", 1000, 2000, "10"), ("combine: all", 1000, 1998, "0"),
    ("combine: all", 1000, 1999, "0"),  # 9.995 of 10 is not met, though it is rounded to 10
    ("combine: worst", 1000, 1901, "9.51"), ("combine: best", 0, 1901, "9.51"), ("combine: mean", 1000, 1901, "9.76"),
    ("award: 0.8 * part_1 + 0.2 * part_2", 1000, 1000, "9"),
    ("award: points if part_1 >= points else part_2 / 2", 1000, 0, "10"),
    ("award: points if part_1 >= points else part_2 / 2", 999, 2000, "5"),
])  # fmt: skip
def test_parts_are_combined(how: str, jobs: int, training: int, points: str, sheet: Sheet) -> None:
    sheet.write(parted(1, f"points: 10, {how}", JOBS, TRAINING))
    assert sheet.scores(f"jobs,{jobs}", f"training,{training}") == points


TARGETS, CLASSES, DAYS, PRIZES = [JOBS, TRAINING], [OXYGEN, AMMONIA], [ON_TIME, LATER], [PRIZE, HIGHER]
COMBINED: Sequence[tuple[str, Sequence[str], Callable[[Sequence[Fraction]], Fraction]]] = [
    ("points: 10, combine: all", [JOBS, JOBS.replace("1000", "900")], lambda awards: Fraction(10) if min(awards) >= 10 else Fraction(0)),
    ("points: 10, combine: worst", TARGETS, min), ("points: 10, combine: best", TARGETS, max),
    ("points: 10, combine: mean", [*TARGETS, JOBS], lambda awards: sum(awards, Fraction(0)) / 3),
    ("points: 10, award: part_1 / 3 + part_2 / 7", TARGETS, lambda awards: awards[0] / 3 + awards[1] / 7),
    ("combine: worst", CLASSES, max), ("combine: best", CLASSES, min),  # classes count from the best
    ("combine: all", DAYS, max), ("combine: worst", DAYS, max), ("combine: best", DAYS, min),
    ("combine: share", PRIZES, lambda awards: sum(awards, Fraction(0))), ("combine: worst", PRIZES, min),
    ("combine: best", PRIZES, max), ("combine: mean", PRIZES, lambda awards: sum(awards, Fraction(0)) / 2),
    ("award: part_1 - part_2 / 3", PRIZES, lambda awards: awards[0] - awards[1] / 3),
]  # fmt: skip
"""Every combination of every result but shared points, and the plain Python of its word."""
SHARED = parted(16, "points: 10", JOBS.replace("}", ", share: 1/3}"), TRAINING.replace("}", ", share: 2/3}"))
END = date(2011, 10, 31).toordinal()
RANGES = {"jobs": (0, 1100), "training": (0, 2200), "river_oxygen": (18, 42), "river_ammonia": (0, 3),
          "road_finished": (END - 2, END + 32), "revenue": (3990, 4110)}  # fmt: skip


@pytest.fixture(scope="module")
def combined(tmp_path_factory: pytest.TempPathFactory) -> Program:
    items = [parted(nr, how, *parts) for nr, (how, parts, _) in enumerate(COMBINED, 1)]
    program = Sheet(tmp_path_factory.mktemp("combined")).write(*items, SHARED, points=60).program(problems := Problems())
    assert problems.found == [] and program is not None
    return program


@settings(max_examples=80, deadline=None)
@given(st.fixed_dictionaries({name: st.none() | st.integers(*ends).map(Fraction) for name, ends in RANGES.items()}))
def test_a_combination_is_the_plain_python_of_its_word(combined: Program, values: Mapping[str, Fraction | None]) -> None:
    keyed = {FigureKey("xian", name, "2011"): value for name, value in values.items() if value is not None}
    figures = Figures({key: Figure(key, value, "", "annual", Place("test")) for key, value in keyed.items()})
    card = score(combined, figures, problems := Problems())
    assert problems.found == []
    for item, (_, _, plain) in zip(card.items[:-1], COMBINED, strict=True):
        awards = [part.award for part in item.parts if part.award is not None]
        whole = len(awards) == len(item.parts)
        assert item.award == (round_half_up(plain(awards), 2) if whole else None)
        assert item.account.open == (0 if whole else item.item.points)
        assert item.account.score == (item.award if whole and item.item.result == "points" else 0)
        assert balances(item.account)
    shared = card.items[-1]
    assert shared.account.score == sum(part.award or 0 for part in shared.parts)
    assert shared.account.open == sum(part.part.points for part in shared.parts if part.award is None)
    assert card.money == sum(item.award or 0 for item in card.items if item.item.result == "money")


@pytest.mark.parametrize(("award", "found"), [
    ("part_1", []), ("part_1 + 0.01", ["undeclared-bonus"]), ("part_1 - part_2", []), ("part_1 - part_2 - 0.01", ["undeclared-penalty"]),
])  # fmt: skip
def test_an_award_beyond_the_points_must_be_declared_by_a_part(award: str, found: list[str], sheet: Sheet, score: Scored) -> None:
    sheet.write(parted(1, f"points: 10, award: {award}", JOBS, TRAINING))
    assert codes(score(*sheet.arguments("jobs,1000", "training,2000"))) == found


def test_a_bonus_that_a_part_declares_is_the_items_too(sheet: Sheet) -> None:
    sheet.write(parted(1, "points: 10, combine: best", JOBS, "{indicator: training, method: doubled}"))
    assert sheet.scores("jobs,1000", "training,0") == "10"
    assert sheet.card(["jobs,1", "training,1"]).account.bonus == 10


@pytest.mark.parametrize("how", ["combine: best", "combine: all", "award: part_1"])
def test_one_open_part_keeps_the_whole_item_open(how: str, sheet: Sheet) -> None:
    card = sheet.write(parted(1, f"points: 10, {how}", JOBS, TRAINING)).card(["jobs,1000", "training,未报"])
    assert card.account.open == 10 and card.account.score == card.account.lost == 0 and card.items[0].state == "partly-scored"


def test_an_open_item_with_parts_results_in_nothing_yet(sheet: Sheet, score: Scored) -> None:
    sheet.write(parted(1, "points: 10, combine: best", JOBS, TRAINING), parted(2, "combine: best", OXYGEN, AMMONIA))
    items = json.loads(score(*sheet.arguments("jobs,1000", "river_oxygen,1"), "--json").out)["items"]
    assert [item["result"]["text"] for item in items] == [None, None]


@pytest.mark.parametrize(("period", "rows", "points"), [
    ("2011", ["revenue,,2011,112", "revenue,,2010,100"], "10"), ("2011", ["revenue,,2011,111.99", "revenue,,2010,100"], "9.99"),
    ("2011", [",1,2011,106", ",1,2010,100"], "5"), ("2011", ["revenue,1,,106", "revenue,,2010,100"], "5"),
    ("2011-02", [",1,2011-02,106", "revenue,,2010-02,100", "revenue,,2011-01,1"], "5"),
    ("2011", ["revenue,,2011,106"], None), ("2011", ["revenue,,2011,106", "revenue,,2009,100"], None),
    ("2011", ["revenue,,2011,106", "revenue,,2010,未报"], None), ("2011", ["revenue,,2010,100"], None),
])  # fmt: skip
def test_last_years_figure_is_looked_up_and_never_zero(period: str, rows: Sequence[str], points: str | None, sheet: Sheet) -> None:
    assert sheet.write(GROWTH, period=period).scores(*rows, header="indicator,item,period,value") == points


@pytest.mark.parametrize(("written", "valid", "void", "recused"), [
    ("92; 88", ["92", "88"], 0, 0), ("９２；８８、95\n71.5", ["92", "88", "95", "71.5"], 0, 0), ("；92；；88；", ["92", "88"], 0, 0),
    ("92；废票；回避；VOID; 弃权;无效; recused", ["92"], 4, 2), ("void", [], 1, 0),
])  # fmt: skip
def test_ballots_are_read(written: str, valid: list[str], void: int, recused: int) -> None:
    found = read_ballots(written, "分", Fraction("0.1"), Place("test"), problems := Problems())
    assert (found, problems.found) == (Ballots(tuple(map(Fraction, valid)), void, recused), [])


def test_a_thousand_ballots_are_read_and_one_more_is_not() -> None:
    assert read_ballots("9;" * MOST_BALLOTS, "分", None, Place("test"), problems := Problems()) is not None
    assert read_ballots("9;" * (MOST_BALLOTS + 1), "分", None, Place("test"), problems) is None
    assert [problem.code for problem in problems.found] == ["table-too-large"]


def test_a_table_holds_as_many_ballots_as_are_read(sheet: Sheet) -> None:
    assert sheet.write(RATING).scores("public_rating," + ";".join(["92.5"] * MOST_BALLOTS)) == "9.25"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1000).map(lambda n: Fraction(n, 10)), max_size=8), st.integers(0, 5), st.integers(0, 5))
def test_the_tally_is_that_of_taking_ballots_away_one_by_one(valid: list[Fraction], highest: int, lowest: int) -> None:
    left = list(valid)
    for furthest, times in ((max, highest), (min, lowest)):
        for _ in range(min(times, len(left))):
            left.remove(furthest(left))
    found = tally(Ballots(tuple(valid), 2, 1), BallotRule(highest, lowest))
    assert found == {"ballots": len(left), "ballot_sum": sum(left), "valid_ballots": len(valid), "void_ballots": 2}


@pytest.mark.parametrize(("item", "row", "points"), [
    (ROAD, "2012-02-27", "10"), (ROAD, "2012-02-28", "10"), (ROAD, "2012-02-29", "9.5"), (ROAD, "2012-03-01", "9"),
    (ROAD.replace("2012", "2011"), "2011-03-01", "9.5"), (ROAD, "2012-03-18", "0.5"), (ROAD, "2013-02-28", "0"), (ROAD, "不适用", None),
    (RATING, "92; 88; 95; 71; 90", "9"), (RATING, "92; 88; 95; 71; 90; 废票; 回避", "9"), (FEW, "92; 90; 95; 89", "9.1"),
    (FEW, "92; 88", "0"), (FEW, "废票", "0"), (RATING, "未报", None),
])  # fmt: skip
def test_dates_and_ballots_are_scored(item: str, row: str, points: str | None, sheet: Sheet) -> None:
    assert sheet.write(item).scores(f"{item.split()[3][:-1]},{row}") == points


@pytest.mark.parametrize("rows", [
    ["public_rating,91.3; 62.7; 88.9; 77.1; 84.6; 废票,annual", "public_rating,51.2; 52.3; 53.4; 54.5; 55.6,flash"],
    ["public_rating,91.3; 62.7; 88.9; 70.1,annual"],
])  # fmt: skip
def test_no_output_has_a_single_ballot(rows: list[str], sheet: Sheet, score: Scored) -> None:
    arguments = sheet.write(FEW).arguments(*rows, header="indicator,value,version")
    written = sheet.folder / "card.csv"
    runs = [score(*arguments), score(*arguments, "--json"), score(*arguments, "-o", written)]
    runs += [score("explain", *arguments[:2], "1", *arguments[2:-1], language) for language in LANGUAGES]
    assert all(run.code == 0 for run in runs)
    text = written.read_text(encoding="utf-8") + "".join(run.out + run.err for run in runs)
    assert [ballot for row in rows for ballot in row.split(",")[1].split("; ") if ballot in text] == []


@pytest.mark.parametrize("written", [
    "91.3; 62.7", "91.3; 62.7; " * 400, "91.3; 62.75; 1; 2; 3", "91.3; 62.7.1; 1; 2; 3", "91.3; 62.7" + "0" * 70,
    "91.3; 62.7; 88.9; 88.9; 88.9; 1000",
])  # fmt: skip
def test_no_problem_has_a_single_ballot(written: str, sheet: Sheet, score: Scored) -> None:
    run = score(*sheet.write(RATING).arguments(f"public_rating,{written}"))
    assert run.code == 1
    assert "91.3" not in run.err and "62.7" not in run.err


@pytest.mark.parametrize(("item", "row", "found"), [
    (DEDUCTION, "discipline,0,x", []), (DEDUCTION, "discipline,-0.01,x", ["requirement-not-met"]),
    (DEDUCTION, "discipline,5,x", []), (DEDUCTION, "discipline,5.01,x", ["requirement-not-met"]),
    (DEDUCTION, "discipline,5,", ["reason-missing"]), (DEDUCTION, "discipline,未报,", ["figures-missing"]),
    (RATING, "public_rating,1; 2; 3; 4; 5,", []), (RATING, "public_rating,1; 2; 3; 4; void,", ["requirement-not-met"]),
    *((ROAD, f"road_finished,{no_date},", ["not-a-date"]) for no_date in ("2011-02-29", "2011-2-1", "2011/02/01", "40847", "2011-02")),
])  # fmt: skip
def test_what_is_refused(item: str, row: str, found: list[str], sheet: Sheet, score: Scored) -> None:
    assert codes(score(*sheet.write(item).arguments(row, header="indicator,value,note"))) == found


def test_a_requirement_shows_each_value_as_what_it_is(sheet: Sheet, score: Scored) -> None:
    sheet.write(ROAD.replace("}}", ", days: 30}, method: within}"))
    assert sheet.scores("road_finished,2012-03-29") == "10"
    assert "actual 2012-03-30, days 30, per day 0.5" in score(*sheet.arguments("road_finished,2012-03-30")).err


def test_classes_of_units_are_told_apart(sheet: Sheet) -> None:
    events = "{nr: 1, indicator: accidents, points: 10, settings: {per_event: 1.5}}"
    assert [sheet.write(events, unit=unit).scores("accidents,2") for unit in ("xian", "qu")] == ["7", "4"]


@pytest.mark.parametrize(("period", "points"), [("2009", "12"), ("2010", "12"), ("2010-12", "12"), ("2011-01", "10"), ("2011", "10")])
def test_a_method_is_that_of_the_sheets_period(period: str, points: str, sheet: Sheet) -> None:
    assert sheet.write(ITEM, period=period).scores("jobs,1200") == points


@pytest.mark.parametrize(("limits", "period", "valid"), [
    ("valid_to: 2011-12-31", "2011", True), ("valid_to: 2011-12-30", "2011", False),
    ("valid_from: 2011-12-31", "2011", True), ("valid_from: 2012-01-01", "2011", False),
    ("valid_to: 2012-02-29", "2012-02", True), ("valid_to: 2012-02-28", "2012-02", False),
])  # fmt: skip
def test_a_method_is_valid_on_its_first_and_its_last_day(limits: str, period: str, valid: bool, sheet: Sheet) -> None:
    sheet.sections(ITEMS, period=period, methods=f"methods:\n  mine: {OWN.replace('ladder', f'{limits}, ladder')}\n")
    assert sheet.problems() == ([] if valid else ["sheet.yaml:10:81 not-valid-then"])


@pytest.mark.parametrize("below", [f"- {ITEM}", ITEM])
def test_includes_are_relative_to_the_file_that_they_stand_in(below: str, sheet: Sheet) -> None:
    sheet.sections("  - include: sections/s.yaml").hold(sections__s=f"{SECTION}  - include: ../items/i.yaml", items__i=below)
    assert sheet.scores("jobs,900") == "9"
    assert sheet.hold(sections__i=below, sections__s=f"{SECTION}  - include: i.yaml").scores("jobs,900") == "9"


@pytest.mark.parametrize(("included", "problems"), [
    (f"- {ITEM}\n- {ITEM.replace('nr: 1', 'nr: 2').replace('jobs', 'job')}", ["i.yaml:2:22 unknown-indicator"]),
    (ITEM.replace("target", "traget"), ["i.yaml:1:38 unknown-key"]),
    ("- nr: 1\n  name: 'x\n", ["i.yaml:2:9 malformed-yaml"]), ("", ["i.yaml:1:1 not-a-mapping"]), ("- x", ["i.yaml:1:3 wrong-shape"]),
])  # fmt: skip
def test_what_is_wrong_with_an_included_file_is_said_of_it(included: str, problems: list[str], sheet: Sheet) -> None:
    found = sheet.sections(f"  - {{title: T, points: 10, items: [{ITEM.replace('nr: 1', 'nr: 3')}, {{include: i.yaml}}]}}").hold(i=included)
    assert [each for each in found.problems() if "add-up" not in each and "gap" not in each] == problems


def test_a_file_that_two_sections_include_has_its_numbers_twice(sheet: Sheet) -> None:
    section = "  - {title: T, points: 10, items: [{include: i.yaml}]}\n"
    assert sheet.sections(section * 2, points=20).hold(i=ITEM).problems() == ["i.yaml:1:6 duplicate-number"]


@pytest.mark.parametrize(("sheet_has", "gaps"), [
    ("1 2 a:901,902 3", []), ("a:901,902 1 2", []), ("1 a:901 b:902,903 2", []), ("1 a:901 b:2,3 4", []), ("1 a:2 3 b:4", []),
    ("a:1,2 3", []), ("1 a:901,903 2", ["901 to 903"]), ("1 a:2,4 5", ["2 to 4"]), ("1 3 a:901", ["1 to 3"]), ("2 a:901", ["0 to 2"]),
    ("1 a:901,902 903", ["1 to 903"]), ("1 a:3,4 5", ["1 to 5"]), ("1 a:901 2 b:903 3", []), ("1 a:901,901,903 2", []),
])  # fmt: skip
def test_included_items_go_on_with_the_numbers_or_have_a_run_of_their_own(sheet_has: str, gaps: list[str], sheet: Sheet) -> None:
    items = [each.rpartition(":") for each in sheet_has.split()]
    sheet.write(*(f"{{include: {file}.yaml}}" if file else ITEM.replace("nr: 1", f"nr: {nr}") for file, _, nr in items))
    sheet.hold(**{file: "\n".join(f"- {ITEM.replace('nr: 1', f'nr: {nr}')}" for nr in held.split(",")) for file, _, held in items if file})
    sheet.program(problems := Problems())
    found = [problem.text.en for problem in problems.found if problem.code == "gap-in-numbering"]
    assert found == [f"the numbers go from {gap}" for gap in gaps]


@pytest.mark.parametrize("files", CIRCLES)
def test_a_circle_of_includes_ends(files: dict[str, str], sheet: Sheet, score: Scored) -> None:
    run = score(*sheet.sections("  - include: a.yaml").hold(**files).arguments())
    assert (run.code, run.out) == (1, "")


@pytest.mark.parametrize("files", CIRCLES)
def test_a_circle_of_includes_is_said_to_be_one(files: dict[str, str], sheet: Sheet) -> None:
    assert {each.split()[-1] for each in sheet.sections("  - include: a.yaml").hold(**files).problems()} == {"forbidden-include"}


def assuming(include: str) -> str:
    """One section of two items, one of them with parts, all of which say this of their assumption."""
    parts = ", ".join(f"{each[:-1]}, share: 1/2, {include}}}" for each in (JOBS, TRAINING))
    items = f"[{ITEM[:-1]}, {include}}}, {{nr: 2, points: 10, {include}, parts: [{parts}]}}]"
    return f"  - {{title: T, points: 20, {include}, items: {items}}}\n"


def test_an_assumption_that_is_included_everywhere_is_one(sheet: Sheet) -> None:
    """It stands in its own file, wherever it is named from: there it is approved, for all."""
    included = "assumption: {include: shared/a.yaml}"
    sheet.sections(assuming(included), 20, methods=f"{included}\n").hold(shared__a="# for all\ntext: open\napproved_by: office")
    program = sheet.program(problems := Problems())
    assert program is not None, problems.lines("en")
    (found,) = program.assumptions
    assert (found.text.en, found.approved_by, Path(found.place.file).name, found.place.line) == ("open", "office", "a.yaml", 2)
    assert {part.assumptions for part in program.parts} == {(found,)}


def test_an_assumption_is_included_from_where_it_is_named(sheet: Sheet) -> None:
    """Also through a file that names another, and beside one of the same words that stands elsewhere."""
    sheet.sections("  - include: sections/s.yaml", methods="assumption: {text: open}\n")
    sheet.hold(sections__s=f"assumption: {{include: ../a.yaml}}\n{SECTION}  - {ITEM}", a="include: b/c.yaml", b__c="text: open")
    program = sheet.program(problems := Problems())
    assert program is not None, problems.lines("en")
    assert [Path(each.place.file).name for each in program.assumptions] == ["sheet.yaml", "c.yaml"]


@pytest.mark.parametrize(("include", "held", "problem"), [
    ("a.yaml, text: open", "text: open", "sheet.yaml:7:23 forbidden-include"), ("a", "text: open", "sheet.yaml:7:23 forbidden-include"),
    ("../a.yaml", "", "sheet.yaml:7:23 forbidden-include"), ("sheet.yaml", "", "sheet.yaml:7:23 forbidden-include"),
    ("b.yaml", "text: open", "sheet.yaml:7:23 no-such-file"), ("a.yaml", "include: a.yaml", "a.yaml:1:10 forbidden-include"),
    ("a.yaml", "- text: open", "a.yaml:1:1 not-a-mapping"), ("a.yaml", "approved_by: office", "a.yaml:1:1 missing-key"),
    ("a.yaml", "text: open\nby: office", "a.yaml:2:1 unknown-key"),
])  # fmt: skip
def test_what_is_wrong_with_an_included_assumption(include: str, held: str, problem: str, sheet: Sheet) -> None:
    sheet.sections(f"  - {{title: T, points: 10, items: [{ITEM}]}}", methods=f"assumption: {{include: {include}}}\n").hold(a=held)
    assert sheet.problems() == [problem]


@pytest.mark.parametrize(("id", "method", "sections", "problems"), [
    ("mine", OWN, ITEMS, []),
    ("mine", OWN.replace("award: points", "award: point"), ITEMS, ["sheet.yaml:8:51 unknown-name"]),
    ("mine", OWN.replace("says: mine, ", ""), ITEMS, ["sheet.yaml:8:9 missing-key"]),
    ("mine", OWN.replace("award: 5", "award: 6"), ITEMS, ["sheet.yaml:8:100 example-fails"]),
    ("proportional", OWN, OTHERS, ["sheet.yaml:8:3 defined-twice"]),
    ("mine", OWN.replace("award: 5", "award: 6"), OTHERS, ["sheet.yaml:8:100 example-fails"]),
    ("我的", OWN, OTHERS, ["sheet.yaml:8:3 not-an-identifier"]),
])  # fmt: skip
def test_a_sheets_own_method(id: str, method: str, sections: str, problems: list[str], sheet: Sheet) -> None:
    assert sheet.sections(sections, methods=f"methods:\n  {id}: {method}\n").problems() == problems


def test_every_result_is_in_every_output(tmp_path: Path, score: Scored) -> None:
    paths = (EVERY / "rules" / "sheets" / "xian.yaml", EVERY / "actuals.csv", "--lang", "en")
    score(*paths, "-o", tmp_path / "card.csv")
    rows = {row["nr"]: row for row in csv.DictReader((tmp_path / "card.csv").read_text(encoding="utf-8-sig").splitlines())}
    items = {str(item["nr"]): item for item in json.loads(score(*paths, "--json").out)["items"]}
    table = {line.split()[0]: line for line in score(*paths).out.splitlines() if line[:3].strip().isdigit()}
    for nr, type, text in (("2", "points", "28.50"), ("7", "class", "fair"), ("8", "money", "19000.00 yuan"), ("9", "met", "not met")):
        assert items[nr]["result"] == {"type": type, "text": text}
        assert rows[nr]["result"] == text
        assert f"  {text}  " in table[nr]
        assert rows[nr]["score"] == items[nr]["score"] == (text if type == "points" else "0.00")
