"""Tasks and who is to do them: a document goes in; tables, paragraphs that end with units, and lists of units come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..text import Text
from .columns import PrintedTable, Unread, headings_in_line, is_heading_row, page_heads
from .departments import has_label, labelled
from .document import Block, Document, Line, Row
from .names import compact, is_unit, plain, tidy, units
from .paragraphs import Paragraphs, line_width
from .ruled import ruled_table
from .scanned import scanned_table
from .task_rows import Finding, Task, TaskTable, task_table
from .unit_lists import UnitList, unit_lists

_FIRST_LEADS = re.compile(
    r"(?:排名|排在|排序|列在|列于|位列|列|排|位于)(?:在)?(?:第一|首位|最前|首)[^。；]{0,12}(?:为|是|即|作为)?[^。；]{0,4}牵头"
)


class Tasks(NamedTuple):
    """All that was read, what was not, and what does not add up."""

    tables: tuple[TaskTable, ...]
    paragraphs: tuple[Task, ...]
    lists: tuple[UnitList, ...]
    unread: tuple[Unread, ...]
    findings: tuple[Finding, ...]

    @property
    def all(self) -> tuple[Task, ...]:
        """The tasks of the tables, then those of the paragraphs."""
        return (*(row for table in self.tables for row in table.rows), *self.paragraphs)


def tasks_in(document: Document) -> Tasks:
    """The tasks of a document, from its beginning to its end."""
    blocks, heads = document.blocks, page_heads(document.blocks)
    printed = list(_printed_tables(document))
    inside = {index for table in printed for index in range(table.begin, table.end)}
    lists, in_lists, said_of_lists = unit_lists(blocks, heads | inside)
    outside = [
        block
        for index, block in enumerate(blocks)
        if isinstance(block, Line) and index not in inside and index not in heads and index not in in_lists
    ]
    known = _known_units(printed, outside)
    first_leads = _first_leads(blocks, heads)
    findings: list[Finding] = list(said_of_lists)
    unread: list[Unread] = [each for table in printed for each in table.unread]
    tables = tuple(task_table(table, known, first_leads, findings, unread) for table in printed)
    reader = Paragraphs(known, first_leads, line_width(outside))
    paragraphs = reader.read(outside)
    unread += reader.unread
    unread += _other_rows(blocks, inside)
    findings += reader.findings
    return Tasks(tables, tuple(paragraphs), tuple(lists), tuple(unread), tuple(findings))


def _known_units(printed: Iterable[PrintedTable], lines: Iterable[Line]) -> frozenset[str]:
    """Names that stand by themselves somewhere: names that are glued together elsewhere can be told apart by them."""
    found: set[str] = set()
    for table in printed:
        for row in table.rows:
            for role, cell in zip(table.roles, row.cells, strict=True):
                if role in ("leads", "responsible", "cooperating", "implementing"):
                    found.update(name for name in units(cell).names if is_unit(name))
    for line in lines:
        text = plain(line.text)
        said = labelled(text) if has_label(text) else None
        if said is not None:
            found.update(name for names in (said.leads, said.responsible, said.cooperating) for name in names if is_unit(name))
    return frozenset(found)


def _first_leads(blocks: Sequence[Block], heads: frozenset[int]) -> bool:
    """Whether a note says that the unit named first leads."""
    for index, block in enumerate(blocks):
        if not isinstance(block, Line) or index in heads or not re.search(r"第一|首位|最前|首", block.text):
            continue
        text = compact(block.text)
        for following in blocks[index + 1 : index + 3]:
            text += compact(following.text) if isinstance(following, Line) else ""
        if _FIRST_LEADS.search(text) is not None:
            return True
    return False


def _other_rows(blocks: Sequence[Block], inside: set[int]) -> Iterator[Unread]:
    """Runs of rows that are no table of tasks, one entry for each."""
    run: list[Row] = []
    for index in range(len(blocks) + 1):
        block = blocks[index] if index < len(blocks) else None
        if isinstance(block, Row) and index not in inside:
            run.append(block)
            continue
        if run:
            first = " | ".join(tidy(cell) for cell in run[0].cells)
            why = Text(
                f"{len(run)} 行的表，表头不是任务分解表的表头",
                f"a table of {len(run)} rows whose headings are not those of a table of tasks",
            )
            yield Unread(run[0].place, first, why)
        run = []


def _printed_tables(document: Document) -> Iterator[PrintedTable]:
    """The tables of tasks from the beginning to the end of the document."""
    blocks, heads = document.blocks, page_heads(document.blocks)
    index, last = 0, 0
    while index < len(blocks):
        block = blocks[index]
        table: PrintedTable | None = None
        if isinstance(block, Row) and is_heading_row(block.cells):
            table = ruled_table(blocks, index, last, heads)
        elif isinstance(block, Line) and (headings := headings_in_line(block.text)):
            table = scanned_table(blocks, index, last, heads, headings)
        if table is None:
            index += 1
            continue
        yield table
        index = last = table.end
