"""Tables of tasks as they are printed: a document goes in, tables with headings and whole rows come out, page heads left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..problems import Place
from ..text import Text
from .departments import compact, is_list_of_units, plain, split_outside, tidy
from .document import Block, Document, Line, Row

ColumnRole = Literal[
    "number", "text", "leaders", "leads", "responsible", "cooperating", "implementing", "deadline", "basis", "section", "other"
]
WHO: tuple[ColumnRole, ...] = ("leaders", "leads", "responsible", "cooperating", "implementing")
HEADINGS: dict[ColumnRole, str] = {
    "number": "序号|编号|任务序号|项目序号|任务编号|项号",
    "text": (
        "目标任务和重点工作|目标任务|重点工作任务|重点工作|重点任务|主要任务|工作任务|任务|任务内容|任务名称|工作内容|工作事项|任务事项"
        "|具体任务|主要指标|指标|指标名称|考核指标|主要目标|工作目标|目标|年度目标|年度目标任务|主要目标任务|改革任务|改革事项|工作措施|主要措施"
        "|政策措施|项目名称|重点项目|事项|整改任务|整改措施|重点任务及措施|任务分解|工作要求|主要内容"
    ),
    "leaders": "责任领导|牵头领导|分管领导|包抓领导|联系领导|责任人|负责人|牵头人|领导",
    "leads": "牵头单位|牵头部门|牵头责任单位|主办单位|主办部门|主责单位|第一责任单位|主要责任单位|牵头责任部门",
    "responsible": "责任单位|责任部门|负责单位|负责部门|承办单位|承办部门|责任单位和部门|责任处室",
    "cooperating": "配合单位|配合部门|参加单位|参加部门|参与单位|参与部门|协办单位|协作单位|会办单位|协同单位|配合责任单位|协助单位",
    "implementing": "实施单位|实施主体|落实单位|责任主体|承担单位|实施部门|组织实施单位|建设单位",
    "deadline": (
        "完成时限|完成时间|时限|时限要求|时间要求|时间进度|完成期限|办结时限|进度安排|进度要求|时间安排|时间节点|实施时限|实施期限|进度"
    ),
    "basis": "任务依据|任务来源|依据|文件依据|来源|工作依据|依据文件",
    "section": "类别|分类|任务类别|项目类别|领域|板块|任务分类",
    "other": "备注|说明|考核分值|分值|权重|计量单位|单位|目标值",
}
"""The headings of columns, by what stands below them."""
_BY_HEADING = {name: role for role, names in HEADINGS.items() for name in names.split("|")}
_BY_END: tuple[tuple[str, ColumnRole], ...] = tuple(
    sorted(((name, role) for role in WHO for name in HEADINGS[role].split("|")), key=lambda pair: -len(pair[0]))
)
_LOOSE_TEXT = re.compile(r"(?:任务|指标|重点工作|工作内容|措施|事项|目标)")
LONGEST_HEADING = 20
LONGEST_TITLE = 60
FEWEST_REPEATS = 3
"""How often the words at the head of a page stand again."""
LONGEST_ROW = 60
"""Lines of one row of a table that was scanned."""
LONGEST_BREAK = 6
"""Lines that may stand between two rows of a table: the foot of a page and the head of the next."""
_PAGE_WORDS = re.compile(r"^.{0,12}(?:公报|文件|政报|简报|专刊)$")
_ONLY_DIGITS = re.compile(r"^[\d·•\-—–\s]*\d[\d·•\-—–\s]*$|^第\d+页(?:共\d+页)?$")
_ANNEX = re.compile(r"^附(?:件|表)?\s*[一二三四五六七八九十\d]{0,3}\s*[:：]?\s*")
_NOTE = re.compile(r"^(?:备\s*注|注|说\s*明)\s*[:：\d]")
_CHAPTER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]|第[一二三四五六七八九十百]{1,4}[章节部]).{1,60}$"
)
_END = re.compile(r"^(?:附件|附表|第[一二三四五六七八九十百]{1,4}[章条])")
_NUMBER = re.compile(r"^[(（]?\s*([0-9]{1,4})\s*[)）.．、]?$")
_ROW_NUMBER = re.compile(r"^\s*([0-9]{1,3})(?:\s+(.*))?$")
_GENERIC_TITLE = re.compile(r"^(?:重点|工作|任务|责任|目标|分工|分解|及|和|进度|安排|一览|明细|表|清单|方案)+$")
_SENTENCE_END = re.compile(r"[。；;！!]$")
_WHEN_BEGINS = re.compile(
    r"^(?:自|到|至|于)?\d{4}年|^(?:按|分)年度|^(?:全年|年内|年底|长期|持续|每[年季月]|即日|适时|\d{1,2}月|[上下]半年|第[一二三四]季度|立行立改)"
)


class Unread(NamedTuple):
    """What looks like a task, and why it could not be read."""

    place: Place
    text: str
    why: Text


class PrintedRow(NamedTuple):
    """A whole row, one cell for each heading."""

    cells: tuple[str, ...]
    section: str
    place: Place
    guesses: tuple[Text, ...] = ()


@dataclass
class PrintedTable:
    """A table of tasks; `begin` and `end` are where in the document it stands."""

    title: str
    headings: tuple[str, ...]
    roles: tuple[ColumnRole, ...]
    place: Place
    begin: int
    end: int
    rows: list[PrintedRow] = field(default_factory=list)
    guesses: list[Text] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.headings)


def role_of(heading: str) -> ColumnRole | None:
    """What stands below a heading; None where it is not one of a table of tasks."""
    name = re.sub(r"[（(].*?[)）]", "", compact(heading)).strip("：:")
    if not name or len(name) > LONGEST_HEADING:
        return None
    if (role := _BY_HEADING.get(name)) is not None:
        return role
    for end, by_end in _BY_END:
        if name.endswith(end):
            return by_end
    whole = [part for part in re.split(r"[/、和及与]", name) if part]
    if whole and all(_BY_HEADING.get(part) == "text" for part in whole):
        return "text"
    return "text" if len(name) <= 12 and re.search(rf"{_LOOSE_TEXT.pattern}$", name) else None


def is_heading_row(cells: Sequence[str]) -> bool:
    """Whether cells are the headings of a table of tasks: what is to be done, and who does it or by when."""
    roles = [role_of(cell) for cell in cells]
    known = [role for role in roles if role is not None]
    return (
        "text" in known
        and any(role in (*WHO, "deadline") for role in known)
        and 2 * len(known) >= sum(1 for cell in cells if cell.strip())
        and all(len(compact(cell)) <= LONGEST_HEADING for cell in cells)
    )


def headings_in_line(text: str) -> tuple[str, ...]:
    """The headings that make up a scanned line (`序 号 工 作 任 务 责 任 单 位`); empty where there are not three, with a number."""
    name = compact(text)
    if not 6 <= len(name) <= 60 or not name.startswith(("序号", "编号")):
        return ()
    best: list[list[str] | None] = [[], *[None] * len(name)]
    for end in range(2, len(name) + 1):
        for start in range(max(0, end - LONGEST_HEADING), end - 1):
            before, part = best[start], name[start:end]
            if before is None or part not in _BY_HEADING:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, part]
    found = best[-1] or []
    return tuple(found) if len(found) >= 3 and is_heading_row(found) else ()


def page_heads(blocks: Sequence[Block]) -> frozenset[int]:
    """Where lines stand that are no text: heads of pages that come again, with the numbers beside them."""
    lines = {index: compact(block.text) for index, block in enumerate(blocks) if isinstance(block, Line)}
    often = {text for text, count in Counter(lines.values()).items() if count >= FEWEST_REPEATS and _PAGE_WORDS.match(text)}
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(blocks) + 1):
        text = lines.get(index, "")
        if text and (_PAGE_WORDS.match(text) or _ONLY_DIGITS.match(text)):
            run.append(index)
            continue
        if any(lines[at] in often for at in run):
            found.update(run)
        run = []
    return frozenset(found)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a number."""
    return _ONLY_DIGITS.match(compact(text)) is not None


def title_text(text: str) -> str:
    """A title without `附件1：` before it."""
    tidied = tidy(text)
    return _ANNEX.sub("", tidied) or tidied


def printed_tables(document: Document) -> Iterator[PrintedTable]:
    """The tables of tasks from the beginning to the end of the document."""
    blocks, heads = document.blocks, page_heads(document.blocks)
    index, last = 0, 0
    while index < len(blocks):
        block = blocks[index]
        table: PrintedTable | None = None
        if isinstance(block, Row) and is_heading_row(block.cells):
            table = _ruled(blocks, index, last, heads)
        elif isinstance(block, Line) and (headings := headings_in_line(block.text)):
            table = _scanned(blocks, index, last, heads, headings)
        if table is None:
            index += 1
            continue
        yield table
        index = last = table.end


def _title_before(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int]) -> tuple[str, int]:
    """The title above a heading row, and where it begins."""
    at = index - 1
    while at >= last and at in heads:
        at -= 1
    above = blocks[at] if at >= last else None
    if isinstance(above, Row):
        cells = [tidy(cell) for cell in above.cells if cell.strip()]
        return (cells[0], at) if len(set(cells)) == 1 and len(cells[0]) <= LONGEST_TITLE else ("", index)
    if above is None or not _may_be_title(above.text):
        return "", index
    title = title_text(above.text)
    before = blocks[at - 1] if at - 1 >= last and at - 1 not in heads else None
    if _GENERIC_TITLE.match(title) and isinstance(before, Line) and _may_be_title(before.text) and not _ANNEX.fullmatch(tidy(before.text)):
        return title_text(before.text) + title, at - 1
    return title, at


def _may_be_title(text: str) -> bool:
    tidied = tidy(text)
    return 0 < len(tidied) <= LONGEST_TITLE and not re.search(r"[。；;，]$|\d日$|日$", tidied) and not is_page_number(text)


# Tables whose cells the file tells apart


def _ruled(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int]) -> PrintedTable:
    header = blocks[index]
    assert isinstance(header, Row)
    title, above = _title_before(blocks, index, last, heads)
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
            if any(pattern.match(tidy(block.text)) for pattern in (_CHAPTER, _NOTE, _END)):
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
                if _NOTE.match(tidy(block.text)) or _END.match(tidy(block.text)):
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
        if _CHAPTER.match(tidied) and not _SENTENCE_END.search(tidied):
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
            return numbered and cells[0] == filled[0] and not _SENTENCE_END.search(filled[1])
        return (
            not _SENTENCE_END.search(filled[0])
            and len(filled[0]) <= LONGEST_TITLE
            and (_CHAPTER.match(tidy(filled[0])) is not None or (bool(cells[0]) and self.table.roles[0] == "number"))
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


def number_of(cell: str) -> int | None:
    """The number of a row; None where the cell holds anything else."""
    match = _NUMBER.match(plain(cell).strip())
    return int(match[1]) if match is not None else None


# Tables whose cells a scan ran together


def _scanned(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int], headings: tuple[str, ...]) -> PrintedTable | None:
    title, _ = _title_before(blocks, index, last, heads)
    roles = tuple(_BY_HEADING[heading] for heading in headings)
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
        if _NOTE.match(tidied) or _END.match(tidied) or _CHAPTER.match(tidied):
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
        _, begins = _title_before(blocks, at, index, heads)
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
            ends = _SENTENCE_END.search(before) is not None
            candidates.append((0 if ends else 1, list(texts[:index]), list(texts[index:])))
    if not candidates:
        return None
    _, head, tail = min(candidates, key=lambda candidate: candidate[0])
    return head, tail
