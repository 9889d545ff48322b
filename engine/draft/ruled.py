"""Tables whose cells the file tells apart: a heading row goes in, whole rows come out, broken ones put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..problems import Place
from ..text import Text
from .columns import (
    CHAPTER,
    END,
    LONGEST_TITLE,
    NOTE,
    SENTENCE_END,
    WHO,
    ColumnRole,
    PrintedRow,
    PrintedTable,
    Unread,
    is_heading_row,
    is_page_number,
    number_of,
    role_of,
    title_before,
)
from .document import Block, Line, Row
from .names import compact, is_list_of_units, tidy

LONGEST_BREAK = 6
"""Lines that may stand between two rows of a table: the foot of a page and the head of the next."""


def ruled_table(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int]) -> PrintedTable:
    header = blocks[index]
    assert isinstance(header, Row)
    title, above = title_before(blocks, index, last, heads)
    begin = above if isinstance(blocks[above], Row) else index
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    cells, start = list(header.cells), index + 1
    if isinstance(below, Row) and _is_second_heading(header.cells, below.cells):
        cells = [second or first for first, second in zip(cells, below.cells, strict=True)]
        start += 1
    roles: list[ColumnRole] = [role_of(cell) or "other" for cell in cells]
    headings = tuple(compact(cell) for cell in cells)
    table = PrintedTable(title, headings, tuple(roles), header.place, begin, start)
    reader = _Ruled(table, blocks, heads)
    table.end = reader.read(start)
    return table


def _is_second_heading(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a row holds the headings below a merged one."""
    if len(first) != len(second) or not any(not above.strip() and cell.strip() for above, cell in zip(first, second, strict=True)):
        return False
    return all(role_of(cell) in WHO for cell in second if cell.strip())


@dataclass
class _Ruled:
    """Reads the rows below a heading row."""

    table: PrintedTable
    blocks: Sequence[Block]
    heads: frozenset[int]
    open: list[str] | None = None
    open_place: Place | None = None
    open_guesses: list[Text] = field(default_factory=list)
    section: str = ""

    def read(self, index: int) -> int:
        """Reads rows from `index` on; where the table ends comes out."""
        end = index
        while index < len(self.blocks):
            block = self.blocks[index]
            if isinstance(block, Row):
                if self._is_heading(block.cells):
                    if not self._is_same_heading(block.cells):
                        break
                else:
                    self._row(block)
                end = index = index + 1
                continue
            if index in self.heads or is_page_number(block.text):
                index += 1
                continue
            if self._is_inside_row(index):
                self._append(block.text)
                end = index = index + 1
                continue
            if (following := self._next_row(index)) is None:
                break
            for at in range(index, following):
                self._between(at)
            end = index = following
        self._flush()
        return end

    def _is_inside_row(self, index: int) -> bool:
        """Whether a line is part of a row that is broken over several lines: the rest of its cells follow soon."""
        for at in range(index, min(index + LONGEST_BREAK + 1, len(self.blocks))):
            block = self.blocks[at]
            if isinstance(block, Row):
                return self._completes(block.cells)
            if any(pattern.match(tidy(block.text)) for pattern in (CHAPTER, NOTE, END)):
                return False
        return False

    def _completes(self, cells: Sequence[str]) -> bool:
        """Whether cells are just those that the open row lacks; the first of them goes on with its last one."""
        if self.open is None or not cells or not cells[0].strip() or "number" not in self.table.roles:
            return False
        return number_of(cells[0]) is None and len(self.open) + len(cells) - 1 == self.table.width

    def _is_heading(self, cells: Sequence[str]) -> bool:
        return is_heading_row(cells)

    def _is_same_heading(self, cells: Sequence[str]) -> bool:
        """Whether the headings are printed again on a new page: the same ones, and no title of another table above."""
        return tuple(compact(cell) for cell in cells) == self.table.headings

    def _next_row(self, index: int) -> int | None:
        """Where the table goes on after lines that stand between its rows; None where it does not."""
        for at in range(index, min(index + LONGEST_BREAK + 1, len(self.blocks))):
            block = self.blocks[at]
            if isinstance(block, Line):
                if NOTE.match(tidy(block.text)) or END.match(tidy(block.text)):
                    return None
                continue
            if self._is_heading(block.cells):
                after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
                return at if self._is_same_heading(block.cells) and isinstance(after, Row) and self._is_next(after) else None
            return at if self._is_next(block) or (len(block.cells) == self.table.width and self._has_no_numbers()) else None
        return None

    def _has_no_numbers(self) -> bool:
        return "number" not in self.table.roles

    def _is_next(self, row: Row) -> bool:
        """Whether a row carries the number after the last one."""
        last = next((number for number in self._numbers_upwards() if number is not None), None)
        here = number_of(row.cells[0]) if row.cells else None
        return here is not None and last is not None and last < here <= last + 2

    def _numbers_upwards(self) -> Iterator[int | None]:
        if "number" not in self.table.roles:
            return
        column = self.table.roles.index("number")
        if self.open is not None and column < len(self.open):
            yield number_of(self.open[column])
        for row in reversed(self.table.rows):
            yield number_of(row.cells[column])

    def _between(self, at: int) -> None:
        """A line between two rows: the rest of the last cell, a title of what follows, or nothing of the table."""
        block = self.blocks[at]
        if not isinstance(block, Line) or at in self.heads or is_page_number(block.text):
            return
        tidied = tidy(block.text)
        if CHAPTER.match(tidied) and not SENTENCE_END.search(tidied):
            self._flush()
            self.section = tidied
        elif self.open is not None and self.table.roles[-1] in WHO and is_list_of_units(tidied):
            self._append(block.text)
        else:
            why = Text("夹在表格两行之间，未读作任务", "stands between two rows of a table: not read as part of it")
            self.table.unread.append(Unread(block.place, tidied, why))

    def _append(self, text: str) -> None:
        if self.open:
            self.open[-1] = f"{self.open[-1]}\n{text}"
            self._say_broken()

    def _say_broken(self) -> None:
        said = Text("这一行断在几行上，已合并", "the row is broken over several lines: put together")
        if said not in self.open_guesses:
            self.open_guesses.append(said)

    def _row(self, row: Row) -> None:
        cells = [cell.strip() for cell in row.cells]
        width = self.table.width
        while len(cells) > width and not cells[-1]:
            cells.pop()
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        if self.open is not None and self._completes(cells):
            self.open[-1] = f"{self.open[-1]}\n{cells[0]}"
            self.open += cells[1:]
            self._say_broken()
            return
        self._flush()
        if len(cells) > width:
            why = Text(f"有 {len(cells)} 格，表头只有 {width} 格", f"has {len(cells)} cells where the headings are {width}")
            self.table.unread.append(Unread(row.place, " | ".join(cells), why))
            return
        if self._is_section(cells):
            self.section = tidy(" ".join(dict.fromkeys(filled)))
            return
        self.open, self.open_place = cells, row.place

    def _is_section(self, cells: Sequence[str]) -> bool:
        """Whether a row is the title of the rows below it: nothing but a name, which may be numbered 一."""
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if len(cells) < 2 or len(filled) > 2 or number_of(filled[0]) is not None:
            return False
        if len(filled) == 2:
            numbered = re.fullmatch(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?、?", compact(filled[0])) is not None
            return numbered and cells[0] == filled[0] and not SENTENCE_END.search(filled[1])
        return (
            not SENTENCE_END.search(filled[0])
            and len(filled[0]) <= LONGEST_TITLE
            and (CHAPTER.match(tidy(filled[0])) is not None or (bool(cells[0]) and self.table.roles[0] == "number"))
        )

    def _flush(self) -> None:
        if self.open is None or self.open_place is None:
            return
        missing = self.table.width - len(self.open)
        if missing:
            said = Text(f"这一行少 {missing} 格，缺的当作空", f"the row is {missing} cells short: the missing ones are taken to be empty")
            self.open_guesses.append(said)
        cells = (*self.open, *[""] * missing)
        self.table.rows.append(PrintedRow(cells, self.section, self.open_place, tuple(self.open_guesses)))
        self.open, self.open_place, self.open_guesses = None, None, []
