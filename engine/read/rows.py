"""The rows of a table go in, the words, dates and units in their cells come out."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import date
from typing import TypeVar

from ..fields import not_a_date
from ..problems import Code, Fault, Place, Problems
from ..register import Rules, plain_name
from ..text import Text, did_you_mean, joined, printable, same
from .cells import Cell, Row

_NO_FIGURE = r"合计|总计|小计|注[0-9]*(:|$)|说明|备注|填表|制表|审核|(total|sum|note)s?\b"
"""How the rows begin that stand below the figures of a table."""
_WHOLE = r"全([国省市县区])"
"""What the unit is called where a figure is that of the whole."""
Word = TypeVar("Word", bound=str)


class RowReader:
    """Carries the columns, the registers and the problems through the rows of one table. Rows of the units `elsewhere` are
    none of its business."""

    def __init__(
        self, columns: Mapping[str, int], width: int, rules: Rules, problems: Problems, elsewhere: Container[str]
    ) -> None:  # fmt: skip
        self.columns, self.width, self.rules, self.problems, self.elsewhere = columns, width, rules, problems, elsewhere
        self.units = rules.unit_ids
        self.unknown: dict[tuple[Code, str], tuple[Fault, list[Place]]] = {}

    def cell(self, row: Row, column: str) -> Cell:
        index = self.columns.get(column)
        return Cell("", row.place) if index is None else row.cells[index]

    def text(self, row: Row, column: str) -> str:
        return printable(self.cell(row, column).text.strip(), 200)

    def has_right_width(self, row: Row) -> bool:
        if len(row.cells) == self.width:
            return True
        self.problems.error(
            "wrong-number-of-cells",
            row.place,
            Text(f"这一行有 {len(row.cells)} 格，表头有 {self.width} 格", f"this row has {len(row.cells)} cells, the header {self.width}"),
            Text("数字中的千位逗号要用引号括起", 'a number with a comma in it must be quoted: "1,234"'),
        )
        return False

    def is_readable(self, row: Row) -> bool:
        """Whether every cell of the row may be used at all."""
        for cell in row.cells:
            if cell.fault is not None:
                self.problems.fault(cell.fault, cell.place)
        return all(cell.fault is None for cell in row.cells)

    def is_elsewhere(self, row: Row) -> bool:
        """Whether the row is about a unit that is somebody else's business: nothing in it is a problem."""
        return "unit" in self.columns and self.units.get(plain_name(self.cell(row, "unit").text)) in self.elsewhere

    @property
    def registers_are_whole(self) -> bool:
        """Whether every entry could be read: otherwise an unknown name may be that of one that could not."""
        return not self.rules.unreadable

    def unit(self, row: Row) -> str | None:
        """The unit that the row names; None, with the problem added, where there is none of that name."""
        cell = self.cell(row, "unit")
        if (unit := self.units.get(plain_name(cell.text))) is None and self.registers_are_whole:
            self.is_unknown(unknown_row("unknown-unit", cell.text, "单位", "unit", self.units), cell)
        return unit

    def is_unknown(self, fault: Fault, cell: Cell) -> None:
        """Keeps what is wrong with a name: one that stands in many rows is told once."""
        self.unknown.setdefault((fault.code, plain_name(cell.text)), (fault, []))[1].append(cell.place)

    def tell_unknown(self) -> None:
        """To be called behind the last row: adds the problems of names that nothing has, at the first row of each."""
        for fault, (first, *more) in self.unknown.values():
            rows = Text(f"（本表共 {len(more) + 1} 行）", f" ({len(more) + 1} rows of this table)") if more else same("")
            self.problems.fault(fault._replace(text=Text(fault.text.zh + rows.zh, fault.text.en + rows.en)), first)

    def word(self, row: Row, column: str, words: Mapping[Word, Text], default: Word) -> Word | None:
        """One of the words that the column may hold, in either language."""
        cell = self.cell(row, column)
        if not (written := plain_name(cell.text)):
            return default
        for word, name in words.items():
            if written in (word, plain_name(name.zh), plain_name(name.en)):
                return word
        names = joined(words.values())
        self.problems.error(
            "unknown-word",
            cell.place,
            Text(f"此处不能写“{printable(cell.text, 24)}”", f"'{printable(cell.text, 24)}' cannot stand here"),
            Text(f"可用：{names.zh}", f"one of: {names.en}"),
        )
        return None

    def day(self, row: Row, column: str) -> date | None:
        cell = self.cell(row, column)
        if not (written := cell.text.strip()):
            return None
        try:
            return date.fromisoformat(written) if len(written) == 10 and written.isascii() else date.fromisoformat("")
        except ValueError:
            self.problems.fault(not_a_date(written), cell.place)
            return None


def unknown_row(code: Code, written: str, zh: str, en: str, known: Mapping[str, object]) -> Fault:
    hint = did_you_mean(plain_name(written), known)
    if hint is None and zh == "单位" and (whole := re.match(_WHOLE, plain_name(written))):
        hint = Text(f"{whole[0]}的数写{whole[1]}的名称", "a figure of the whole is written under the name of the whole")
    if hint is None and re.match(_NO_FIGURE, plain_name(written)):
        hint = Text("合计、注释等行不是数据，请删去这一行", "totals and remarks are no figures: delete the row")
    return Fault(code, Text(f"{zh}“{printable(written, 40)}”不存在", f"the {en} '{printable(written, 40)}' does not exist"), hint)
