"""A CSV or XLSX file goes in, its table comes out: the header and the rows, without what spreadsheets leave over."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..problems import Place, Problems
from ..text import Text
from .cells import Cell, Row
from .csv_file import read_csv
from .file import shown_path

_EMPTY_HINT = Text("请看是否拿错了文件；工作簿只读第一张工作表", "is it the right file? Of a workbook the first sheet is read")


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
    """The table without the columns that have neither a heading nor a cell (a usual leftover of spreadsheets).

    A cell beyond the header is kept even if it is blank: an unquoted comma (`5,200`) may have pushed the others aside.
    Blanks behind the last heading are none of its cells, unless every row has them too.
    """
    if any(len(row.cells) != len(table.header) for row in table.rows):
        named = [index for index, cell in enumerate(table.header) if cell.fault or cell.text.strip()]
        table = table._replace(header=table.header[: named[-1] + 1])
    rows = (table.header, *(row.cells for row in table.rows))
    used = {index for cells in rows for index, cell in enumerate(cells) if cell.fault or cell.text.strip()}
    used |= {*range(len(table.header), max(map(len, rows)))}
    if len(used) == max(map(len, rows)):
        return table

    def kept(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for index, cell in enumerate(cells) if index in used)

    return Table(kept(table.header), tuple(Row(kept(row.cells), row.place) for row in table.rows), table.place)
