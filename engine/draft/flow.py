"""What a page of HTML and a DOCX file have in common: text, line ends, tables and cells go in, blocks come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..problems import Fault, Place
from ..text import Text
from .document import Block, Line, NotRead, Row, cleaned, not_a_document

MOST_COLUMNS = 1_000
DEEPEST_TABLE = 50
LONGEST_LINE = 200_000
MOST_ELEMENTS = 2_000_000


@dataclass(slots=True)
class _Table:
    """A table that is being read: the cells of its row so far, each with the numbers of its lines."""

    place: Place | None = None
    cells: list[list[tuple[str, Place]]] = field(default_factory=list)
    in_cell: bool = False
    dissolved: bool = False
    span: int = 1
    down: int = 1
    blank: bool = False
    from_above: dict[int, int] = field(default_factory=dict)


class Flow:
    """Gathers text into lines, and those into cells where a table is open.

    A table that holds another one only arranges a page: what its row has besides is lines. So is the text of a row with
    a single cell.
    """

    def __init__(self, file: str, squeezed: Callable[[str], str] = str) -> None:
        self.file, self.squeezed = file, squeezed
        self.number = 0
        self.pieces: list[str] = []
        self._size = self._begun = 0
        self._tables: list[_Table] = []
        self._done: list[Block] = []

    def taken(self) -> list[Block]:
        """The blocks that are complete since it was last asked."""
        done, self._done = self._done, []
        return done

    def turn_to(self, pieces: list[str], number: int) -> None:
        """Goes on with the text of another paragraph: one within this one, or the one around it."""
        self.pieces, self.number = pieces, number
        self._size, self._begun = sum(map(len, pieces)), 0

    def write(self, text: str) -> None:
        if not self._begun and not text.isspace():
            self._begun = self.number
        self.pieces.append(text)
        self._size += len(text)
        if self._size > LONGEST_LINE:
            raise too_long(self._place())

    def end_line(self) -> None:
        text, place = cleaned(self.squeezed("".join(self.pieces))), Place(self.file, self._begun or self.number)
        self.pieces.clear()
        self._size = self._begun = 0
        if not text:
            return
        table = self._tables[-1] if self._tables else None
        if table is not None and table.in_cell and not table.dissolved:
            table.cells[-1].append((text, place))
        else:
            self._done.append(Line(text, place))

    def _place(self) -> Place:
        return Place(self.file, self.number)

    def open_table(self) -> None:
        self.end_line()
        if self._tables:
            self._dissolve(self._tables[-1])
        if len(self._tables) == DEEPEST_TABLE:
            raise not_a_document(Text(f"表格嵌套超过 {DEEPEST_TABLE} 层", f"tables are nested more than {DEEPEST_TABLE} deep"))
        self._tables.append(_Table())

    def close_table(self) -> None:
        self.close_row()
        if self._tables:
            self._tables.pop()

    def open_row(self, number: int) -> None:
        """A row that begins at the line or paragraph of this number."""
        self.close_row()
        if self._tables:
            self._tables[-1].place = Place(self.file, number)

    def close_row(self) -> None:
        self.close_cell()
        if not self._tables:
            return
        table = self._tables[-1]
        self._merge(table)
        texts = tuple("\n".join(text for text, _ in cell) for cell in table.cells)
        if len(texts) == 1:
            self._dissolve(table)
        elif any(texts):
            self._done.append(Row(texts, table.place or self._place()))
        table.cells, table.dissolved, table.place = [], False, None

    def open_cell(self, span: int = 1, down: int = 1) -> None:
        self.close_cell()
        if not self._tables:
            return
        table = self._tables[-1]
        if table.place is None:
            table.place = self._place()
        self._merge(table)
        self._widen(table, 1)
        table.in_cell, table.span, table.down, table.blank = True, span, down, False

    def close_cell(self) -> None:
        self.end_line()
        table = self._tables[-1] if self._tables else None
        if table is None or not table.in_cell:
            return
        table.in_cell = False
        column = len(table.cells) - 1
        if table.blank:
            table.cells[column] = []
        self._widen(table, table.span - 1)
        if table.down > 1:
            table.from_above.update(dict.fromkeys(range(column, len(table.cells)), table.down - 1))

    def merged(self, span: int | None = None, blank: bool = False) -> None:
        """The open cell takes so many columns, or goes on with the cell above or before it."""
        if self._tables:
            table = self._tables[-1]
            table.span = table.span if span is None else span
            table.blank = table.blank or blank

    def leave_out(self, columns: int) -> None:
        """The row begins so many columns further right."""
        if self._tables and not self._tables[-1].in_cell:
            self._widen(self._tables[-1], columns)

    def end(self) -> None:
        """The end of the file, whatever it left open."""
        self.end_line()
        while self._tables:
            self.close_table()

    def _merge(self, table: _Table) -> None:
        """Adds an empty cell wherever one from above reaches into the row; each of them reaches a row less far now."""
        while (column := len(table.cells)) in table.from_above and table.place is not None:
            self._widen(table, 1)
            table.from_above[column] -= 1
            if not table.from_above[column]:
                del table.from_above[column]

    def _widen(self, table: _Table, columns: int) -> None:
        if len(table.cells) + columns > MOST_COLUMNS:
            raise too_wide(self._place())
        table.cells += [[] for _ in range(columns)]

    def _dissolve(self, table: _Table) -> None:
        self._done += [Line(text, place) for cell in table.cells for text, place in cell]
        table.cells = [[] for _ in table.cells]
        table.dissolved = True


def too_long(place: Place) -> NotRead:
    text = Text(f"一段或一格超过 {LONGEST_LINE:,} 个字符", f"a paragraph or a cell has more than {LONGEST_LINE:,} characters")
    return NotRead(Fault("text-too-long", text), place)


def too_wide(place: Place) -> NotRead:
    return NotRead(Fault("table-too-large", Text(f"一行超过 {MOST_COLUMNS:,} 格", f"a row has more than {MOST_COLUMNS:,} cells")), place)


def too_many_elements() -> NotRead:
    text = Text(f"标记超过 {MOST_ELEMENTS:,} 个", f"there are more than {MOST_ELEMENTS:,} elements or tags in it")
    return NotRead(Fault("file-too-large", text))
