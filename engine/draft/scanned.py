"""Tables whose cells a scan ran together: lines below a line of headings go in, rows told apart by what they say come out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import Text
from .columns import BY_HEADING, CHAPTER, END, NOTE, SENTENCE_END, WHO, PrintedRow, PrintedTable, Unread, headings_in_line, title_before
from .document import Block, Line, Row
from .names import is_list_of_units, plain, split_outside, tidy

LONGEST_ROW = 60
"""Lines of one row of a table that was scanned."""
_ROW_NUMBER = re.compile(r"^\s*([0-9]{1,3})(?:\s+(.*))?$")
_WHEN_BEGINS = re.compile(
    r"^(?:自|到|至|于)?\d{4}年|^(?:按|分)年度|^(?:全年|年内|年底|长期|持续|每[年季月]|即日|适时|\d{1,2}月|[上下]半年|第[一二三四]季度|立行立改)"
)


def scanned_table(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int], headings: tuple[str, ...]) -> PrintedTable | None:
    title, _ = title_before(blocks, index, last, heads)
    roles = tuple(BY_HEADING[heading] for heading in headings)
    table = PrintedTable(title, headings, roles, blocks[index].place, index, index + 1)
    expected, rows, at = 1, list[list[Line]](), index + 1
    while at < len(blocks):
        block = blocks[at]
        if isinstance(block, Row):
            break
        if at in heads:
            at += 1
            continue
        tidied = tidy(block.text)
        if NOTE.match(tidied) or END.match(tidied) or CHAPTER.match(tidied):
            break
        if again := headings_in_line(block.text):
            if again != headings or not _begins_with(blocks, at + 1, heads, expected):
                break
            at += 1
            continue
        match = _ROW_NUMBER.match(plain(block.text))
        if match is not None and int(match[1]) == expected:
            rows.append([Line(match[2] or "", block.place)])
            expected += 1
        elif rows:
            rows[-1].append(block)
        else:
            why = Text("在表头与第一行之间，未读", "stands between the headings and the first row: not read")
            table.unread.append(Unread(block.place, tidied, why))
        at += 1
        if rows and len(rows[-1]) > LONGEST_ROW:
            break
    following = blocks[at] if at < len(blocks) else None
    if rows and isinstance(following, Line) and headings_in_line(following.text):
        _, begins = title_before(blocks, at, index, heads)
        above = [block for block in blocks[begins:at] if isinstance(block, Line)]
        rows[-1] = [line for line in rows[-1] if line not in above]
        at = begins
    table.end = max(at, index + 1)
    if not rows:
        return None
    table.guesses.append(
        Text(
            "表格是扫描出来的文字，各格按内容划分",
            "the table is text of a scan: where one cell ends and the next begins was told by what they say",
        )
    )
    for number, lines in enumerate(rows, 1):
        _scanned_row(table, number, lines)
    return table


def _begins_with(blocks: Sequence[Block], at: int, heads: frozenset[int], expected: int) -> bool:
    """Whether the next line that counts begins a row with the expected number."""
    while at < len(blocks) and at in heads:
        at += 1
    block = blocks[at] if at < len(blocks) else None
    match = _ROW_NUMBER.match(plain(block.text)) if isinstance(block, Line) else None
    return match is not None and int(match[1]) == expected and expected > 1


def _scanned_row(table: PrintedTable, number: int, lines: Sequence[Line]) -> None:
    """Tells the cells of one row apart: what is to be done, then units, then a time."""
    place, texts = lines[0].place, [plain(line.text).strip() for line in lines]
    guesses: list[Text] = []
    split = _where_units_begin(texts)
    if split is None:
        what = tidy(" ".join(texts))
        table.unread.append(Unread(place, f"{number} {what}", Text("看不出责任单位从哪里开始", "where the units begin cannot be told")))
        return
    before, after = split
    cut = len(after)
    for index in range(1, len(after)):
        if _WHEN_BEGINS.match(tidy(after[index])) and not re.search(r"[、，,]$", tidy(after[index - 1])):
            cut = index
            break
    cells = dict.fromkeys(table.roles, "")
    cells["number"], cells["text"] = str(number), tidy("\n".join(before))
    who = [role for role in table.roles if role in WHO]
    when = next((role for role in table.roles if role == "deadline"), None)
    if not who:
        table.unread.append(Unread(place, f"{number} {cells['text']}", Text("表里没有单位一栏", "the table has no column of units")))
        return
    cells[who[0]] = tidy("".join(after[:cut]))
    if len(who) > 1:
        guesses.append(Text("几栏单位连在一起，都放在第一栏", "the columns of units ran together: all are put in the first"))
    rest = tidy("".join(after[cut:]))
    if when is not None:
        cells[when] = rest
    elif rest:
        table.unread.append(Unread(place, rest, Text("表里没有时限一栏", "the table has no column of times")))
    if re.search(r"\d \d", cells["text"] + rest):
        guesses.append(Text("数字之间有空格，可能丢了小数点", "a space between digits: a decimal point may be lost"))
    printed = tuple(cells[role] for role in table.roles)
    table.rows.append(PrintedRow(printed, "", place, tuple(guesses)))


def _where_units_begin(texts: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The lines before the first unit and the lines from it on; first of all where a sentence ends."""
    candidates: list[tuple[int, list[str], list[str]]] = []
    for index, text in enumerate(texts):
        for match in re.finditer(r"[。；]\s+", text):
            if (rest := text[match.end() :]) and is_list_of_units(rest, cut=True):
                candidates.append((0, [*texts[:index], text[: match.end()]], [rest, *texts[index + 1 :]]))
        before = tidy("".join(texts[:index]))
        if before and text and is_list_of_units(text, cut=True) and any(split_outside(text, "、，,")):
            ends = SENTENCE_END.search(before) is not None
            candidates.append((0 if ends else 1, list(texts[:index]), list(texts[index:])))
    if not candidates:
        return None
    _, head, tail = min(candidates, key=lambda candidate: candidate[0])
    return head, tail
