"""Tables of actuals: every usual encoding and form means the same, and nothing is taken for a figure that is none."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from .conftest import CASES, HUBIN, HUBIN_ACTUALS, Run

BASE = CASES / "faulty" / "base"
ROWS = [["unit", "indicator", "value"], ["xian", "gdp_growth", "12.35"], ["示例县", "预算收入", "4000万元"], ["xian", "safety", "达到"]]
Scored = Callable[..., Run]


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def total(run: Run) -> str:
    assert run.code == 0, run.err
    return next(line for line in run.out.splitlines() if line.startswith("Score "))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le-mark", "utf-16-be-mark"])
def test_encodings_are_read_alike(encoding: str, tmp_path: Path, score: Scored) -> None:
    text = HUBIN_ACTUALS.read_text(encoding="utf-8")
    path = tmp_path / "actuals.csv"
    if encoding.endswith("-mark"):
        path.write_bytes(("\ufeff" + text).encode(encoding.removesuffix("-mark")))
    else:
        path.write_bytes(text.encode(encoding))
    assert total(score(HUBIN, path)) == total(score(HUBIN, HUBIN_ACTUALS))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_line_ends_and_delimiters(newline: str, delimiter: str, tmp_path: Path, score: Scored) -> None:
    path = tmp_path / "actuals.csv"
    path.write_bytes(newline.join(delimiter.join(row) for row in ROWS).encode())
    assert total(score(BASE / "sheet.yaml", path)).startswith("Score 97.50 ")


def test_an_item_number_stands_for_its_indicator(tmp_path: Path, score: Scored) -> None:
    path = written(tmp_path / "actuals.csv", [["序号", "完成值"], ["1", "13%"], ["2", "0.4亿元"], ["3", "met"]])
    assert total(score(BASE / "sheet.yaml", path)).startswith("Score 100.00 ")


def test_a_later_version_stands_for_an_earlier_one_whatever_the_order(tmp_path: Path, score: Scored) -> None:
    rows = [["indicator", "value", "version"], ["gdp_growth", "13", "修订"], ["gdp_growth", "1", "快报"], ["gdp_growth", "2", "annual"]]
    run = score("explain", BASE / "sheet.yaml", written(tmp_path / "a.csv", rows), "1", "--lang", "zh")
    assert "13%（修订）" in run.out
    assert "代替快报 1、年报 2" in run.out


def test_other_units_and_periods_are_left_alone(tmp_path: Path, score: Scored) -> None:
    header = ["unit", "indicator", "period", "value"]
    rows = [header, ["湖滨区", "gdp_growth", "2011", "13"], ["灵宝市", "gdp_growth", "2011", "1"], ["湖滨区", "gdp_growth", "2010", "2"]]
    run = score("explain", HUBIN, written(tmp_path / "a.csv", rows), "1", "--lang", "en")
    assert "scored 100.00" in run.out


def workbook(path: Path, rows: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(path)
    return path


def test_a_workbook_means_the_same(tmp_path: Path, score: Scored) -> None:
    rows: list[list[object]] = [
        ["unit", "indicator", "value"],
        ["xian", "gdp_growth", 0.1235],
        ["xian", "revenue", 4000],
        ["xian", "safety", "达到"],
    ]
    path = workbook(tmp_path / "actuals.xlsx", rows, {"C2": "0.00%"})
    assert total(score(BASE / "sheet.yaml", path)).startswith("Score 97.50 ")


def test_a_float_of_a_workbook_is_the_number_that_was_typed(tmp_path: Path, score: Scored) -> None:
    rows: list[list[object]] = [["indicator", "value"], ["gdp_growth", 0.1 + 0.2]]
    run = score("explain", BASE / "sheet.yaml", workbook(tmp_path / "a.xlsx", rows), "1", "--lang", "en")
    assert "actual 0.3%" in run.out


def test_a_formula_is_never_taken_for_a_figure(tmp_path: Path, score: Scored) -> None:
    rows: list[list[object]] = [["indicator", "value"], ["gdp_growth", "=10+3"]]
    run = score(BASE / "sheet.yaml", workbook(tmp_path / "a.xlsx", rows))
    assert run.code == 1
    assert "a.xlsx:2:2: error the cell is a formula" in run.err


def test_a_lone_cell_in_the_last_corner_costs_nothing(tmp_path: Path, score: Scored) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["indicator", "value"], ["gdp_growth", 13]):
        sheet.append(row)
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    run = score(BASE / "sheet.yaml", tmp_path / "a.xlsx")
    assert run.code == 1
    assert "[wrong-number-of-cells]" in run.err
