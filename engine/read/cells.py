"""The cells of a table, whatever file they come from: text with its place, or why it must not be used."""

from __future__ import annotations

from typing import NamedTuple

from ..problems import Fault, Place
from ..text import Text, harmful

MOST_ROWS = 1_000_000
LONGEST_CELL = 2_000


class Cell(NamedTuple):
    """The text of a cell; `fault` says why it must not be used, if so."""

    text: str
    place: Place
    fault: Fault | None = None


class Row(NamedTuple):
    cells: tuple[Cell, ...]
    place: Place


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
