"""An XLSX file goes in, the rows of its first sheet come out as text; a formula or an error is never taken for a figure."""

from __future__ import annotations

import re
import warnings
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ..problems import Fault, Place, Problems
from ..text import Text
from .cells import MOST_ROWS, Cell, Row, text_cell
from .file import is_file, no_such_file, shown_path, unreadable

LARGEST_UNPACKED = 16 * 1024 * 1024
MOST_MEMBERS = 1_000
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|!.|\[[^\]]*\]')
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')


def read_xlsx(path: Path, problems: Problems) -> list[Row] | None:
    """The rows of the first sheet that are not blank; None, with the problem added, where it cannot be read."""
    file = shown_path(path)
    try:
        if not is_file(path):
            raise _Unreadable(no_such_file(path))
        _check_zip(path)
        with warnings.catch_warnings():  # of parts of the workbook that are not read here (validation lists, themes)
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=False, keep_links=False)
        sheet: Any = book.worksheets[0]
        return _rows(sheet, file)
    except _Unreadable as refused:
        problems.fault(refused.fault, Place(file))
    except PermissionError as error:
        problems.fault(unreadable(error), Place(file))
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
        InvalidFileException,
    ):
        problems.fault(_not_a_workbook(), Place(file))
    return None


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _check_zip(path: Path) -> None:
    """Refuses what would unpack to more than it should, or holds one member twice."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        names = [member.filename for member in members]
        if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
            raise _Unreadable(_not_a_workbook())
        if (size := sum(member.file_size for member in members)) > LARGEST_UNPACKED:
            raise _Unreadable(
                Fault(
                    "file-too-large",
                    Text(
                        f"文件解开后有 {size:,} 字节，上限 {LARGEST_UNPACKED:,}",
                        f"unpacked the file has {size:,} bytes, at most {LARGEST_UNPACKED:,} are read",
                    ),
                )
            )


def _rows(sheet: Any, file: str) -> list[Row]:
    """The rows from the cells that exist: a lone cell in the last row and column costs nothing."""
    cells: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None:
            cells.setdefault(row, {})[column] = cell
    if len(cells) > MOST_ROWS:
        raise _Unreadable(Fault("table-too-large", Text(f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows")))
    if not cells:
        return []
    width = max(cells[min(cells)])
    rows = []
    for row in sorted(cells):
        columns = [*range(1, width + 1), *sorted(column for column in cells[row] if column > width)]
        places = {column: Place(file, row, column) for column in columns}
        rows.append(Row(tuple(_cell(cells[row].get(column), places[column]) for column in columns), Place(file, row)))
    return rows


def _cell(cell: Any, place: Place) -> Cell:
    if cell is None:
        return Cell("", place)
    value, kind = cell.value, cell.data_type
    if kind == "f":
        fault = Fault(
            "figure-is-a-formula",
            Text("单元格是公式，其结果可能已过期", "the cell is a formula, whose result may be out of date"),
            Text("请粘贴为数值", "paste it as a value"),
        )
        return Cell(str(value)[:40], place, fault)
    if kind == "n" and _is_scaled(str(cell.number_format)):
        fault = Fault(
            "figure-is-formatted",
            Text("单元格的数字格式使显示的数与实际的数不同", "the number format of the cell shows another number than the cell holds"),
            Text("请改用常规格式并写明计量单位", "use the general format and write the measure"),
        )
        return Cell(str(value), place, fault)
    if kind in ("e", "b"):
        return Cell(str(value), place, Fault("not-a-number", Text(f"“{value}”不是数", f"'{value}' is not a number")))
    return text_cell(_text(value, str(cell.number_format)), place)


def _text(value: Any, number_format: str) -> str:
    """What a person sees in the cell, with all the digits that the program keeps (15), never a float's own."""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        exact = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        return f"{(exact * 100).normalize():f}%" if _shows_percent(number_format) else f"{exact.normalize():f}"
    return str(value)


def _shows_percent(number_format: str) -> bool:
    """Whether the format multiplies by 100: a percent sign that is neither quoted nor escaped nor only a space's width."""
    return "%" in _LITERALS.sub("", number_format)


def _is_scaled(number_format: str) -> bool:
    """Whether the cell shows another number than it holds: divided by thousands, or with a measure as mere text."""
    plain = _LITERALS.sub("", number_format)
    words = "".join(match[1] or "" for match in _QUOTED.finditer(number_format))
    return re.search(r"[0#?],+(?![0#?,])", plain) is not None or re.search("[千万亿%‰kKmM]", words) is not None


def _not_a_workbook() -> Fault:
    return Fault(
        "not-a-workbook",
        Text("不是可读的 XLSX 文件：文件已损坏、加密，或其实不是 XLSX（如 CSV、.xls 改名）",
             "this is not a readable XLSX file: it is damaged, protected, or something else renamed (CSV, .xls)"),
        Text("请打开后另存为 .xlsx", "open it and save it as .xlsx"),
    )  # fmt: skip
