"""A CSV or XLSX file goes in, its rows of cells come out, each with its place; nothing is interpreted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..problems import Fault, Place, Problems
from ..text import Text, harmful
from .file import read_text, shown_path

MOST_ROWS = 1_000_000
LONGEST_CELL = 2_000
_EMPTY_HINT = Text("请看是否拿错了文件；工作簿只读第一张工作表", "is it the right file? Of a workbook the first sheet is read")
_REASONS = {
    "unexpected end of data": Text("引号没有成对，直到文件末尾", "a quote is never closed"),
    "expected after": Text("引号后面应是分隔符", "something other than a separator follows a quote"),
    "field larger than": Text("单元格过长，多半是引号没有成对", "a cell is too long: a quote is probably never closed"),
    "new-line character": Text("换行符有误", "a line ends in an unusual way"),
}
"""What the reader says, by a part of it, and what that means."""


class Cell(NamedTuple):
    """The text of a cell; `fault` says why it must not be used, if so."""

    text: str
    place: Place
    fault: Fault | None = None


class Row(NamedTuple):
    cells: tuple[Cell, ...]
    place: Place


class Table(NamedTuple):
    header: tuple[Cell, ...]
    rows: tuple[Row, ...]
    place: Place


def read_table(path: Path, problems: Problems) -> Table | None:
    """The table of a file by its suffix; None, with the problem added, where there is none."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from .xlsx_file import read_xlsx  # openpyxl is heavy and only needed here

        rows = read_xlsx(path, problems)
    else:
        rows = read_csv(path, problems)
    if rows is None:
        return None
    if not rows:
        problems.error("empty-table", Place(shown_path(path)), Text("表格没有内容", "the table is empty"), _EMPTY_HINT)
        return None
    return _without_blank_columns(Table(rows[0].cells, tuple(rows[1:]), rows[0].place))


def _without_blank_columns(table: Table) -> Table:
    """The table without the columns that have neither a heading nor a cell (a usual leftover of spreadsheets)."""
    rows = (table.header, *(row.cells for row in table.rows))
    used = {index for cells in rows for index, cell in enumerate(cells) if cell.fault or cell.text.strip()}
    if len(used) == max(map(len, rows)):
        return table

    def kept(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for index, cell in enumerate(cells) if index in used)

    return Table(kept(table.header), tuple(Row(kept(row.cells), row.place) for row in table.rows), table.place)


def read_csv(path: Path, problems: Problems) -> list[Row] | None:
    """The rows of a CSV file; a cell's column is its number in the row. Blank rows are left out."""
    file = shown_path(path)
    text = read_text(path)
    if isinstance(text, Fault):
        problems.fault(text, Place(file))
        return None
    own = Problems()
    rows = list(_rows(text, file, own))
    problems.extend(own)
    return None if own.has_errors else rows


def _rows(text: str, file: str, problems: Problems) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for count, record in enumerate(reader):
            if count > MOST_ROWS:
                problems.error("table-too-large", Place(file, line), Text(f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows"))
                return
            if any(cell.strip() for cell in record):
                cells = tuple(text_cell(cell, Place(file, line, column)) for column, cell in enumerate(record, 1))
                for cell in cells:
                    if cell.fault is not None:
                        problems.fault(cell.fault, cell.place)
                yield Row(cells, Place(file, line))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = next((reason for said, reason in _REASONS.items() if said in str(error)), Text("无法分成单元格", str(error)))
        problems.error(
            "malformed-csv",
            Place(file, line),
            Text(f"CSV 格式有误（{reason.zh}）", f"this is not well-formed CSV ({reason.en})"),
            Text(
                '请检查引号是否成对；内容中的引号应写两个（""）', 'check that quotes come in pairs; one inside a cell is written twice ("")'
            ),
        )


def _delimiter(text: str) -> str:
    """A tab or a semicolon where the first line has one and no comma."""
    first = text.split("\n", 1)[0]
    return next((mark for mark in "\t;" if mark in first and "," not in first), ",")


def text_cell(text: str, place: Place) -> Cell:
    """A cell with its text, or with what is wrong with a text that no table should hold."""
    if len(text) > LONGEST_CELL:
        fault = Fault(
            "text-too-long",
            Text(
                f"内容有 {len(text)} 个字符，上限 {LONGEST_CELL}", f"the cell has {len(text)} characters, at most {LONGEST_CELL} are read"
            ),
        )
        return Cell(text[:40], place, fault)
    if bad := harmful(text, allowed="\r\n\t"):
        fault = Fault(
            "control-character",
            Text(f"单元格中有不可见的控制字符 U+{ord(bad):04X}", f"the cell contains the invisible control character U+{ord(bad):04X}"),
            Text("请删去后重新输入", "delete it and type the text again"),
        )
        return Cell(text, place, fault)
    return Cell(text, place)
