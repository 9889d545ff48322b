"""A CSV file goes in, its rows of cells come out, each with its place; nothing is interpreted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ..problems import Fault, Place, Problems
from ..text import Text
from .cells import MOST_ROWS, Row, text_cell
from .file import read_text, shown_path

_REASONS = {
    "unexpected end of data": Text("引号没有成对，直到文件末尾", "a quote is never closed"),
    "expected after": Text("引号后面应是分隔符", "something other than a separator follows a quote"),
    "field larger than": Text("单元格过长，多半是引号没有成对", "a cell is too long: a quote is probably never closed"),
    "new-line character": Text("换行符有误", "a line ends in an unusual way"),
}
"""What the reader says, by a part of it, and what that means."""


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
