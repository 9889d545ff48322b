"""Every case of a plan: what `score` prints for it is exactly what its snapshots say, in whatever order its files come."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.rank import Rankings
from kaohe.engine.report.standing import standing_explanation
from kaohe.engine.text import LANGUAGES, Language

from .conftest import Run, snapshots_in
from .plan_cases import PLAN_CASES, group_options, plan_arguments, plan_paths, ranked, read

CASE = next(case for case in PLAN_CASES if case.name == "sanmenxia-2011")
every_case = pytest.mark.parametrize("case", PLAN_CASES, ids=lambda folder: folder.name)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
Scored = Callable[..., Run]


@every_case
@in_every_language
def test_ranking(case: Path, language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score(*plan_arguments(case), "--assumptions", "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"ranking.{language}")
    assert run.err == snapshots_in(snapshot, case)(name=f"problems.{language}")


@every_case
@in_every_language
def test_every_rank_is_explained(case: Path, language: Language, snapshot: SnapshotAssertion) -> None:
    rankings = ranked(*read(case))
    explained = ["\n".join(standing_explanation(rankings, each, language)) for each in rankings.standings]
    assert "\n\n".join([*explained, ""]) == snapshots_in(snapshot, case)(name=f"ranks.{language}")


@every_case
@in_every_language
def test_plan_is_shown(case: Path, language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("show", plan_paths(case)[0], "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name=f"plan.{language}")


@every_case
def test_json_and_csv(case: Path, score: Scored, snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    run = score(*plan_arguments(case), "--json", "--lang", "zh", "-o", tmp_path / "ranking.csv")
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, case)(name="ranking.json")
    written = (tmp_path / "ranking.csv").read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    assert written == snapshots_in(snapshot, case)(name="ranking.csv")


def rows_of(path: Path) -> list[list[list[object]]]:
    return [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)] for sheet in load_workbook(path).worksheets[:-1]]


@every_case
def test_workbook_shows_what_the_table_shows(case: Path, score: Scored, tmp_path: Path) -> None:
    """The same cells, numbers as numbers, and no formula."""
    assert score(*plan_arguments(case), "--lang", "zh", "-o", tmp_path / "ranking.xlsx").code == 0
    table = list(csv.DictReader(io.StringIO(_csv(case, score, tmp_path))))
    units = [row for sheet in rows_of(tmp_path / "ranking.xlsx") for row in sheet if any(row)]
    assert len(units) == len(table)
    for row, told in zip(units, table, strict=True):
        assert told["unit_name"] in row
        assert float(told["score"]) in row
        assert not any(isinstance(cell, str) and cell.startswith("=") for cell in row)


def _csv(case: Path, score: Scored, tmp_path: Path) -> str:
    assert score(*plan_arguments(case), "--lang", "zh", "-o", tmp_path / "ranking.csv").code == 0
    return (tmp_path / "ranking.csv").read_text(encoding="utf-8-sig")


@every_case
def test_a_unit_s_scorecard_is_the_ranking_s(case: Path, score: Scored) -> None:
    ranking = json.loads(score(*plan_arguments(case), "--json").out)
    for unit in (unit for group in ranking["groups"] for unit in group["units"]):
        card = json.loads(score(*plan_arguments(case), "--unit", unit["unit"], "--json").out)
        assert card["score"] == unit["score"]
        assert [section["score"] for section in card["sections"]] == [section["score"] for section in unit["sections"]]


def told(rankings: Rankings) -> list[tuple[object, ...]]:
    """What a ranking says of every unit, whatever the order of units that are level."""
    return sorted(
        (each.program.unit, each.rank or 0, each.best or 0, each.worst or 0, each.total, each.grade, each.commendation)
        for each in rankings.standings
    )


@every_case
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_units_and_files_does_not_matter(case: Path, seed: int, score: Scored, tmp_path: Path) -> None:
    plan, figures, events = read(case)
    drawn = random.Random(seed)
    groups = tuple(group._replace(units=tuple(drawn.sample(group.units, len(group.units)))) for group in plan.groups)
    programs = tuple(drawn.sample(plan.programs, len(plan.programs)))
    shuffled = figures._replace(current=dict(drawn.sample(list(figures.current.items()), len(figures.current))))
    other = ranked(plan._replace(groups=groups, programs=programs), shuffled, drawn.sample(events, len(events)))
    assert told(other) == told(ranked(plan, figures, events))


def test_many_tables_may_be_named_one_by_one_in_any_order(score: Scored) -> None:
    path, *_ = plan_paths(CASE)
    tables = sorted((CASE / "figures").iterdir(), reverse=True)
    one_by_one = score(path, CASE / "events.csv", *tables, *group_options(CASE))
    assert one_by_one.code == 0
    assert one_by_one.out == score(*plan_arguments(CASE)).out


def test_a_folder_is_read_without_what_an_office_program_leaves_in_it(score: Scored, tmp_path: Path) -> None:
    shutil.copytree(CASE / "figures", tmp_path / "figures")
    (tmp_path / "figures" / "~$employment.xlsx").write_bytes(b"locked")
    (tmp_path / "figures" / "readme.txt").write_text("nothing", encoding="utf-8")
    assert score(plan_paths(CASE)[0], tmp_path / "figures", CASE / "events.csv", *group_options(CASE)).code == 0


@in_every_language
def test_timing(language: Language, score: Scored) -> None:
    run = score(*plan_arguments(CASE), "--timing", "--lang", language)
    plan, _, _ = read(CASE)
    assert run.code == 0
    assert f"{len(plan.steps)} {'步' if language == 'zh' else 'steps'}" in run.err
    assert run.err.rstrip().splitlines()[-1].startswith("合计" if language == "zh" else "in all")


def test_an_item_is_explained_with_its_unit(score: Scored) -> None:
    by_id = score("explain", *plan_arguments(CASE), "lushi", "10")
    by_name = score("explain", *plan_arguments(CASE), "卢氏县", "10")
    assert by_id.code == 0
    assert by_id.out == by_name.out
    assert "falsified figures" in by_id.out


@pytest.mark.parametrize("arguments", [["--unit", "nobody"], ["-o", "ranking.pdf"]])
def test_a_wrong_option_of_a_plan_exits_with_2(arguments: list[str], score: Scored) -> None:
    run = score(*plan_arguments(CASE), *arguments)
    assert (run.code, run.out) == (2, "")
