"""The headings of a table go in; which column each one is comes out, in either language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from ..problems import Fault, Problems
from ..text import Text, did_you_mean, printable
from .cells import Cell
from .table import Table

Columns = Mapping[str, tuple[str, ...]]
"""The columns that a table may have, and what else each may be headed."""


def column_of(header: str, columns: Columns) -> str | None:
    """The column that a header means."""
    plain = unicodedata.normalize("NFKC", header).strip().lower()
    return next((column for column, others in columns.items() if plain == column or plain in others), None)


def columns_in(table: Table, columns: Columns, problems: Problems, required: Iterable[tuple[str, ...]]) -> dict[str, int] | None:
    """Where each column stands; None, with the problems added, where one is unknown or there twice, or of those that are
    `required` (one of each tuple) one is missing."""
    own = Problems()
    seen: dict[str, Cell] = {}
    for cell in table.header:
        column = column_of(cell.text, columns)
        if not cell.text.strip():
            own.fault(_no_heading(cell.place.column), cell.place)
        elif column is None:
            own.fault(_unknown_column(cell.text, columns), cell.place)
        elif column in seen:
            own.error(
                "duplicate-column",
                cell.place,
                Text(f"列“{printable(cell.text)}”重复（与“{printable(seen[column].text)}”同义）",
                     f"the column '{printable(cell.text)}' is there already, as '{printable(seen[column].text)}'"),
            )  # fmt: skip
        else:
            seen[column] = cell
    for choice in required:
        if not set(choice) & set(seen):
            zh = "或".join(f"“{columns[name][0]}”" for name in choice)
            own.fault(_missing_column(zh, choice[0] + "".join(f" (or {name})" for name in choice[1:])), table.place._replace(column=1))
    problems.extend(own)
    where = {column_of(cell.text, columns): index for index, cell in enumerate(table.header)}
    return None if own.has_errors else {column: index for column, index in where.items() if column is not None}


def _no_heading(column: int) -> Fault:
    return Fault("unknown-column", Text(f"第 {column} 列没有表头", f"column {column} has no heading"))


def _unknown_column(header: str, columns: Columns) -> Fault:
    names = [*columns, *(name for others in columns.values() for name in others)]
    listed = Text("、".join(others[0] for others in columns.values()), ", ".join(columns))
    return Fault(
        "unknown-column",
        Text(f"没有“{printable(header, 24)}”这一列", f"there is no column '{printable(header, 24)}'"),
        did_you_mean(header.strip(), names) or Text(f"可用：{listed.zh}", f"the columns are {listed.en}"),
    )


def _missing_column(zh: str, en: str) -> Fault:
    return Fault(
        "missing-column", Text(f"缺少{zh}列", f"the column {en} is missing"), Text("首行应为表头", "the first row holds the headings")
    )
