"""Tasks and who is to do them: a document goes in; tables, paragraphs that end with units, and lists of units come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .columns import (
    ColumnRole,
    PrintedRow,
    PrintedTable,
    Unread,
    headings_in_line,
    is_page_number,
    number_of,
    page_heads,
    printed_tables,
    title_text,
)
from .departments import (
    Departments,
    compact,
    has_label,
    in_words,
    is_list_of_units,
    is_unit,
    labelled,
    people,
    plain,
    says_who,
    spaced,
    tidy,
    units,
    with_levels,
)
from .document import Block, Document, Line, Row

_DIGITS = "一二三四五六七八九"
_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})\s*[、.．]\s*")),
    (2, re.compile(r"^[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[、.]?\s*")),
    (3, re.compile(r"^([0-9]{1,3})\s*(?:[、]|[.．](?![0-9]))\s*")),
    (4, re.compile(r"^[（(]\s*([0-9]{1,3})\s*[)）]\s*")),
)
_BRACKET = re.compile(r"[（(]([^（()）]{0,400}(?:[（(][^（()）]{0,60}[)）][^（()）]{0,400}){0,12})[)）]")
_PARAGRAPH_END = re.compile(r"[。；;：:！!？?]$")
_FIRST_LEADS = re.compile(
    r"(?:排名|排在|排序|列在|列于|位列|列|排|位于)(?:在)?(?:第一|首位|最前|首)[^。；]{0,12}(?:为|是|即|作为)?[^。；]{0,4}牵头"
)
_LIST_WORDS = re.compile(r"先进|优秀|示范|表彰|贡献|奖|名单|获奖|达标|模范|标兵|突出")
_DECLARED = re.compile(r"[（(]\s*共\s*(\d{1,4})\s*(?:家|个|户|名|项)\s*[)）]")
_NOTICE = re.compile(r"(?:通报|决定|通知|意见|方案|名单|公告)$")
_LIST_NUMBER = re.compile(r"^([0-9]{1,3})(?:\s*[、.．]\s*|\s+)(\S.*)$")
_FULL_LINE = 14
"""Characters of a line that may go on in the next one, in a list."""
_LISTED = re.compile(
    r"^(.{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|公司|管委会|政府|委员会))(?!.*(?:分公司|分行)$)(.+)$"
)
LONGEST_PARAGRAPH = 8000
"""Characters of a paragraph that lines are put together to."""


class Finding(NamedTuple):
    """Something about the document itself that does not add up."""

    text: Text
    place: Place


class Task(NamedTuple):
    """A task and who is to do it. `section` is the title of the part it stands in, `others` are the cells of other columns."""

    number: str
    text: str
    section: str
    leaders: tuple[str, ...]
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    implementing: tuple[str, ...]
    deadline: str
    basis: str
    others: tuple[tuple[str, str], ...]
    place: Place
    guesses: tuple[Text, ...]


class TaskTable(NamedTuple):
    """A table with its headings as they are printed."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Task, ...]
    place: Place
    guesses: tuple[Text, ...]


class Listed(NamedTuple):
    """A unit in a list, and what it is listed for where that is printed with it."""

    number: str
    unit: str
    what: str
    place: Place


class UnitList(NamedTuple):
    """A numbered list of units: of a notice that commends them. `declared` is how many it says there are."""

    notice: str
    title: str
    units: tuple[Listed, ...]
    declared: int | None
    place: Place
    guesses: tuple[Text, ...]


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
    printed = list(printed_tables(document))
    inside = {index for table in printed for index in range(table.begin, table.end)}
    lists, in_lists, said_of_lists = _unit_lists(blocks, heads | inside)
    outside = [
        block
        for index, block in enumerate(blocks)
        if isinstance(block, Line) and index not in inside and index not in heads and index not in in_lists
    ]
    known = _known_units(printed, outside)
    first_leads = _first_leads(blocks, heads)
    findings: list[Finding] = list(said_of_lists)
    unread: list[Unread] = [each for table in printed for each in table.unread]
    tables = tuple(_table(table, known, first_leads, findings, unread) for table in printed)
    reader = _Paragraphs(known, first_leads, _line_width(outside))
    paragraphs = reader.read(outside)
    unread += reader.unread
    unread += _other_rows(blocks, inside)
    findings += reader.findings
    return Tasks(tables, tuple(paragraphs), tuple(lists), tuple(unread), tuple(findings))


# Which names are known, and which rule names the lead


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


class _Who(NamedTuple):
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    guesses: tuple[Text, ...]


def _who_leads(responsible: Sequence[str], leads: Sequence[str], cooperating: Sequence[str], first_leads: bool) -> _Who:
    """Units that are only said to be responsible: all of them lead, or the first does, where a note says so."""
    if leads:
        others = dict.fromkeys([*cooperating, *(name for name in responsible if name not in leads)])
        said = (
            (Text("另有牵头单位，责任单位当作配合单位", "others are said to lead: those responsible are taken to help"),)
            if responsible
            else ()
        )
        return _Who(tuple(leads), tuple(others), said)
    if first_leads and len(responsible) > 1:
        said = (
            Text(
                f"未写明牵头单位，按文中说明以排名第一的“{responsible[0]}”牵头",
                f"no unit is said to lead: by the note in the document the first, '{responsible[0]}', does",
            ),
        )
        return _Who((responsible[0],), tuple(dict.fromkeys([*responsible[1:], *cooperating])), said)
    return _Who(tuple(responsible), tuple(cooperating), ())


# Tables


def _table(printed: PrintedTable, known: frozenset[str], first_leads: bool, findings: list[Finding], unread: list[Unread]) -> TaskTable:
    rows: list[Task] = []
    guesses = list(printed.guesses)
    for row in _filled(_whole(printed, unread), printed.roles, guesses):
        task = _row(row, printed, known, first_leads)
        if task.text:
            rows.append(task)
        else:
            why = Text("没有任务内容", "says nothing of what is to be done")
            unread.append(Unread(row.place, " | ".join(tidy(cell) for cell in row.cells), why))
    if not rows:
        unread.append(Unread(printed.place, " | ".join(printed.headings), Text("表头之下没有任务", "no tasks stand below the headings")))
    title = printed.title or "、".join(printed.headings)
    findings += _numbering([(task.number, task.place) for task in rows], Text(f"“{title}”", f"'{title}'"))
    return TaskTable(printed.title, printed.headings, tuple(rows), printed.place, tuple(dict.fromkeys(guesses)))


def _column(roles: Sequence[ColumnRole], role: ColumnRole) -> int | None:
    return roles.index(role) if role in roles else None


def _whole(printed: PrintedTable, unread: list[Unread]) -> list[PrintedRow]:
    """The rows, with those that only go on with the one above put together with it."""
    number, text = _column(printed.roles, "number"), printed.roles.index("text")
    ends = [bool(_PARAGRAPH_END.search(tidy(row.cells[text]))) for row in printed.rows]
    stops = 2 * sum(ends) > len(ends)
    whole: list[PrintedRow] = []
    for row in printed.rows:
        above = whole[-1] if whole else None
        if number is None or row.cells[number].strip():
            whole.append(row)
            continue
        said, what = tidy(row.cells[text]), compact("".join(row.cells))
        if re.match(r"^(?:合计|总计|小计|备注|注)", what):
            unread.append(Unread(row.place, said or what, Text("不是任务行", "is no row of a task")))
        elif above is not None and (not said or (stops and not _PARAGRAPH_END.search(tidy(above.cells[text])))):
            joint = "" if said else "、"
            cells = tuple(
                joint.join(part for part in (before, here) if part) if role != "text" else before + here
                for role, before, here in zip(printed.roles, above.cells, row.cells, strict=True)
            )
            guess = Text("下一行没有序号，当作这一行的继续", "the row below has no number: taken to go on with this one")
            whole[-1] = PrintedRow(cells, above.section, above.place, (*above.guesses, *row.guesses, guess))
        else:
            nr = above.cells[number] if above is not None else ""
            guess = (
                Text(f"这一行没有序号，归在第 {nr} 号之下", f"the row has no number: put under {nr}")
                if nr
                else Text("没有序号", "has no number")
            )
            cells = tuple(nr if index == number else cell for index, cell in enumerate(row.cells))
            whole.append(PrintedRow(cells, row.section, row.place, (*row.guesses, guess)))
    return whole


def _filled(rows: Sequence[PrintedRow], roles: Sequence[ColumnRole], guesses: list[Text]) -> Iterator[PrintedRow]:
    """The rows with blank cells filled where the column has the habit that a blank means "as above"."""
    habits = [column for column in _nested(roles) if _means_as_above(rows, column, roles)]
    for column in habits:
        name = roles[column]
        guesses.append(
            Text(
                f"“{_NAMES[name].zh}”一栏的空格当作同上",
                f"a blank in the column of {_NAMES[name].en} is taken for the cell above",
            )
        )
    above: dict[int, str] = {}
    for row in rows:
        cells, said = list(row.cells), list(row.guesses)
        for column, role in enumerate(roles):
            if cells[column].strip():
                above[column] = cells[column]
            elif column in habits and above.get(column):
                cells[column] = above[column]
                zh, en = _NAMES[role].zh, _NAMES[role].en
                said.append(
                    Text(f"{zh}空着，当作同上：{spaced(above[column])}", f"{en} left blank, taken as above: {spaced(above[column])}")
                )
            elif role in _NAMES and role != "basis" and any(each.cells[column].strip() for each in rows):
                said.append(Text(f"{_NAMES[role].zh}空着，没有填补", f"{_NAMES[role].en} left blank, nothing filled in"))
        yield PrintedRow(tuple(cells), row.section, row.place, tuple(said))


_NAMES: dict[ColumnRole, Text] = {
    "leaders": Text("领导", "leaders"),
    "leads": Text("牵头单位", "lead units"),
    "responsible": Text("责任单位", "responsible units"),
    "cooperating": Text("配合单位", "cooperating units"),
    "implementing": Text("实施单位", "implementing units"),
    "deadline": Text("时限", "the time"),
    "basis": Text("依据", "the basis"),
}


def _nested(roles: Sequence[ColumnRole]) -> list[int]:
    """Columns that may be merged over rows, the widest first: people, those who lead, those who help."""
    order: tuple[ColumnRole, ...] = ("leaders", "leads", "responsible", "cooperating")
    return [column for role in order for column, each in enumerate(roles) if each == role]


def _means_as_above(rows: Sequence[PrintedRow], column: int, roles: Sequence[ColumnRole]) -> bool:
    """Whether a blank means "as above" throughout a column.

    It does where some cell is blank, not the first one, not more than half of them, and where each blank stands in a row whose
    wider columns are blank too: cells merged over rows lie within each other. A blank beside a new lead means "none".
    """
    blanks = [index for index, row in enumerate(rows) if not row.cells[column].strip()]
    if not blanks or blanks[0] == 0 or 2 * len(blanks) > len(rows):
        return False
    nested = _nested(roles)
    wider = nested[: nested.index(column)]
    return not any(rows[index].cells[each].strip() for index in blanks for each in wider)


def _row(row: PrintedRow, printed: PrintedTable, known: frozenset[str], first_leads: bool) -> Task:
    said: dict[ColumnRole, list[str]] = {}
    guesses = list(row.guesses)
    words: dict[ColumnRole, str] = {}
    others: list[tuple[str, str]] = []
    section = row.section
    for role, heading, cell in zip(printed.roles, printed.headings, row.cells, strict=True):
        if not cell.strip():
            continue
        if role == "other" or (role in words and role != "section"):
            others.append((heading, tidy(cell)))
        elif role == "section":
            section = "，".join(part for part in (section, tidy(cell)) if part)
        elif role == "leaders":
            found = people(cell)
            said.setdefault(role, []).extend(found.names)
            guesses += found.guesses
        elif role in ("leads", "responsible", "cooperating", "implementing"):
            inner = (
                in_words(cell, known) if re.search(r"牵头|配合", cell) and re.search(r"牵头[负、，,；;：:）)]|配合", tidy(cell)) else None
            )
            if inner is not None:
                _add(said, inner)
                guesses += inner.guesses
                continue
            named = units(cell, known)
            full = with_levels(named.names, known)
            said.setdefault(role, []).extend(full.names)
            guesses += (*named.guesses, *full.guesses)
        else:
            words[role] = spaced(cell) if role == "basis" else tidy(cell)
    who = _who_leads(said.get("responsible", []), said.get("leads", []), said.get("cooperating", []), first_leads)
    return Task(
        number=_bare_number(words.get("number", "")),
        text=words.get("text", ""),
        section=section,
        leaders=tuple(said.get("leaders", [])),
        leads=who.leads,
        cooperating=who.cooperating,
        implementing=tuple(said.get("implementing", [])),
        deadline=words.get("deadline", ""),
        basis=words.get("basis", ""),
        others=tuple(others),
        place=row.place,
        guesses=tuple(dict.fromkeys([*guesses, *who.guesses])),
    )


def _add(said: dict[ColumnRole, list[str]], inner: Departments) -> None:
    said.setdefault("leaders", []).extend(inner.leaders)
    said.setdefault("leads", []).extend(inner.leads)
    said.setdefault("responsible", []).extend(inner.responsible)
    said.setdefault("cooperating", []).extend(inner.cooperating)
    said.setdefault("implementing", []).extend(inner.implementing)


def _bare_number(text: str) -> str:
    number = number_of(text)
    return text if number is None else str(number)


def _numbering(numbers: Iterable[tuple[str, Place]], where: Text) -> Iterator[Finding]:
    """Gaps and repeats in the numbers of a table or a chapter."""
    last: int | None = None
    for text, place in numbers:
        number = number_of(text) if number_of(text) is not None else _chinese(text.strip("（）()"))
        if number is None:
            continue
        if last is None and number != 1:
            yield Finding(Text(f"{where.zh}从 {number} 开始编号", f"the numbers of {where.en} begin with {number}"), place)
        elif last is not None and number > last + 1:
            missing = f"{last + 1}–{number - 1}" if number > last + 2 else str(last + 1)
            yield Finding(Text(f"{where.zh}缺第 {missing} 号", f"number {missing} is missing in {where.en}"), place)
        elif last is not None and number < last:
            yield Finding(Text(f"{where.zh}第 {last} 号之后是第 {number} 号", f"in {where.en} number {number} follows {last}"), place)
        last = number


def _chinese(text: str) -> int | None:
    """The number that `text` writes in Chinese, up to 99; None where it does not."""
    match = re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", text)
    if match is None or not text or (match[1] and match[3] and not match[2]):
        return None
    tens, ten, ones = match.groups()
    if not ten:
        return _DIGITS.index(tens or ones) + 1
    return (_DIGITS.index(tens) + 1 if tens else 1) * 10 + (_DIGITS.index(ones) + 1 if ones else 0)


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


# Paragraphs


@dataclass
class _Open:
    """A numbered paragraph that has not ended with units yet."""

    level: int
    number: str
    place: Place
    pieces: list[str] = field(default_factory=list)
    tasks: int = 0
    inner: int = 0
    chapter: str = ""


class _Paragraph(NamedTuple):
    text: str
    place: Place


@dataclass
class _Paragraphs:
    """Reads paragraphs that end with a bracket of units, or that a line `责任单位：…` follows."""

    known: frozenset[str]
    first_leads: bool
    width: int
    tasks: list[Task] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    chapters: dict[int, str] = field(default_factory=dict)
    open: _Open | None = None
    closed: list[_Open] = field(default_factory=list)
    last_label: bool = False

    def read(self, lines: Sequence[Line]) -> list[Task]:
        for paragraph in self._paragraphs(lines):
            self._take(paragraph)
        self._close()
        self._judge()
        return self.tasks

    def _paragraphs(self, lines: Sequence[Line]) -> Iterator[_Paragraph]:
        """Whole paragraphs: lines that a page or a column broke are put together."""
        text, place = "", Place("")
        for line in lines:
            here = plain(line.text).strip()
            if not here or is_page_number(here) or headings_in_line(here):
                continue
            if text and len(text) < LONGEST_PARAGRAPH and self._goes_on(text, here):
                text += f"\n{here}"
                continue
            if text:
                yield _Paragraph(tidy(text), place)
            text, place = here, line.place
        if text:
            yield _Paragraph(tidy(text), place)

    def _goes_on(self, text: str, here: str) -> bool:
        """Whether a line goes on with the text before it."""
        last = text.rsplit("\n", 1)[-1]
        if _level(here) is not None or has_label(here):
            return False
        if has_label(text):
            said = tidy(text)
            return not re.search(r"[。；;]$", said) and (not is_unit(re.split(r"[、，,]", said)[-1]) or is_list_of_units(tidy(here)))
        if _PARAGRAPH_END.search(last):
            return False
        if last.count("(") + last.count("（") > last.count(")") + last.count("）"):
            return True
        return 0 < self.width <= len(compact(last)) + 3 and not re.search(r"[)）]$", last)

    def _take(self, paragraph: _Paragraph) -> None:
        text = paragraph.text
        if has_label(text) and (said := labelled(text, self.known)) is not None:
            self._labels(said, paragraph)
            return
        self.last_label = False
        level = _level(text)
        if level is not None:
            rank, number, rest = level
            self._close()
            for deeper in [each for each in self.chapters if each >= rank]:
                del self.chapters[deeper]
            self.open = _Open(rank, number, paragraph.place, chapter=self._chapter(rank))
            self.chapters[rank] = _heading(text)
            text = rest
        self._text(text, paragraph.place)

    def _chapter(self, rank: int) -> str:
        """The title of the nearest part above."""
        above = [each for each in self.chapters if each < rank]
        return self.chapters[max(above)] if above else ""

    def _text(self, text: str, place: Place) -> None:
        """Text of the open paragraph: every bracket of units in it ends a task."""
        start = 0
        for match in _BRACKET.finditer(text):
            after = text[match.end() : match.end() + 20].lstrip()
            at_end = after in ("", "。", "；", ";")
            before = text[max(start, match.start() - 20) : match.start()].rstrip()
            ended = bool(re.search(r"[。；;！]$", before)) or (not before and self._has_text())
            if not at_end and not ended:
                continue
            who = in_words(match[1], self.known) if at_end or says_who(match[1]) else None
            worded = says_who(match[1])
            if who is None or not (worded or (ended and at_end)):
                if worded and at_end and self.open is not None:
                    why = Text(
                        "括号里像是责任分工，但读不出单位", "a bracket seems to say who is responsible, but no units can be read in it"
                    )
                    self.unread.append(Unread(place, match[0], why))
                continue
            self._end(text[start : match.start()].rstrip(), who, place)
            start = match.end() + (1 if after[:1] in ("。", "；", ";") else 0)
        if (rest := text[start:].strip()) and self.open is not None:
            self.open.pieces.append(rest)

    def _has_text(self) -> bool:
        return self.open is not None and bool(self.open.pieces)

    def _end(self, text: str, who: Departments, place: Place) -> None:
        """A task ends with its units."""
        guesses: list[Text] = []
        open_ = self.open
        number, chapter = (open_.number, open_.chapter) if open_ is not None else ("", "")
        if open_ is None:
            guesses.append(
                Text("没有编号的一段，按括号里的单位当作任务", "a paragraph without a number: taken for a task by the units at its end")
            )
        elif open_.tasks:
            guesses.append(Text(f"没有自己的编号，归在{number}之下", f"has no number of its own: put under {number}"))
        pieces = [*(open_.pieces if open_ is not None else ()), *([text] if text else ())]
        whole = _joined(pieces)
        if not whole:
            if self.tasks and open_ is not None and open_.tasks:
                self.tasks[-1] = _more(self.tasks[-1], who, self.first_leads)
                return
            why = Text("有责任单位，没有任务内容", "names units, says nothing of what is to be done")
            self.unread.append(Unread(place, "、".join((*who.leads, *who.responsible)), why))
            return
        begins = open_.place if open_ is not None and not open_.tasks else place
        self.tasks.append(self._task(number, whole, chapter, who, begins, guesses))
        if open_ is not None:
            open_.tasks += 1
            open_.pieces = []

    def _task(self, number: str, text: str, chapter: str, who: Departments, place: Place, guesses: Sequence[Text]) -> Task:
        responsible = with_levels(who.responsible, self.known)
        lead = _who_leads(responsible.names, who.leads, who.cooperating, self.first_leads)
        said = dict.fromkeys([*guesses, *who.guesses, *responsible.guesses, *lead.guesses])
        return Task(
            number,
            text,
            chapter,
            who.leaders,
            lead.leads,
            lead.cooperating,
            who.implementing,
            who.deadline,
            who.basis,
            (),
            place,
            tuple(said),
        )

    def _labels(self, said: Departments, paragraph: _Paragraph) -> None:
        """A line of labels: it ends the open paragraph, or goes on with the labels above."""
        if self.last_label and self.tasks:
            self.tasks[-1] = _more(self.tasks[-1], said, self.first_leads)
            return
        if self.open is None:
            if said.leads or said.responsible:
                why = Text("前面没有编号的任务", "no numbered task stands before it")
                self.unread.append(Unread(paragraph.place, paragraph.text, why))
            return
        tasks = self.open.tasks
        self._end("", said, paragraph.place)
        self.last_label = self.open.tasks > tasks

    def _close(self) -> None:
        if self.open is not None:
            self.closed.append(self.open)
            self.open = None

    def _judge(self) -> None:
        """What is numbered like the tasks beside it but names no unit; and numbers that are missing."""
        groups: dict[tuple[int, int], list[_Open]] = {}
        part: Counter[int] = Counter()
        for each in self.closed:
            for deeper in range(each.level + 1, 5):
                part[deeper] += 1
            groups.setdefault((each.level, part[each.level]), []).append(each)
        begins = {id(each): index for index, each in enumerate(self.closed)}
        for group in groups.values():
            with_tasks = [each for each in group if each.tasks]
            if not with_tasks or 2 * len(with_tasks) < len(group):
                continue
            for each in group:
                index = begins[id(each)]
                below = self.closed[index + 1] if index + 1 < len(self.closed) else None
                if each.tasks or (below is not None and below.level > each.level):
                    continue
                why = Text("编号与任务相同，但没有写责任单位", "is numbered like the tasks beside it, but names no unit")
                self.unread.append(Unread(each.place, f"{each.number} {_joined(each.pieces)}".strip(), why))
            where = group[0].chapter or _joined(group[0].pieces)[:20]
            self.findings += _numbering([(each.number, each.place) for each in group], Text(f"“{where}”", f"'{where}'"))


def _more(task: Task, said: Departments, first_leads: bool) -> Task:
    """The task with what another line says of it."""
    lead = _who_leads(said.responsible, (*task.leads, *said.leads), (*task.cooperating, *said.cooperating), first_leads)
    return task._replace(
        leaders=tuple(dict.fromkeys([*task.leaders, *said.leaders])),
        leads=tuple(dict.fromkeys(lead.leads)),
        cooperating=tuple(dict.fromkeys(lead.cooperating)),
        implementing=tuple(dict.fromkeys([*task.implementing, *said.implementing])),
        deadline=task.deadline or said.deadline,
        basis=task.basis or said.basis,
        guesses=tuple(dict.fromkeys([*task.guesses, *said.guesses, *lead.guesses])),
    )


def _level(text: str) -> tuple[int, str, str] | None:
    """How deep a numbered paragraph stands, its number as it is printed, and the rest of it."""
    plained = plain(text).strip()
    for level, pattern in _LEVELS:
        if (match := pattern.match(plained)) is not None:
            number = match[1] if level in (1, 3) else f"（{match[1]}）"
            return level, number, plained[match.end() :]
    return None


def _heading(text: str) -> str:
    """The title a numbered paragraph begins with: its first sentence."""
    return re.split(r"[。；;]", tidy(text), maxsplit=1)[0][:60]


def _joined(pieces: Sequence[str]) -> str:
    """Paragraphs one after the other; one that a page broke goes on in the same line."""
    text = ""
    for piece in pieces:
        text += ("\n" if _PARAGRAPH_END.search(text) else "") + piece if text else piece
    return text


def _line_width(lines: Sequence[Line]) -> int:
    """Characters of a full line, where the file breaks paragraphs into lines; 0 where a line is a paragraph."""
    lengths = sorted(len(compact(line.text)) for line in lines)
    lengths = [length for length in lengths if length > 5]
    if len(lengths) < 20:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    return width if width <= 60 else 0


# Lists of units


class _Item(NamedTuple):
    """An item of a list and the lines it is printed in."""

    number: str
    parts: list[str]
    place: Place


def _unit_lists(blocks: Sequence[Block], skipped: frozenset[int] | set[int]) -> tuple[list[UnitList], set[int], list[Finding]]:
    """Numbered lists of units below a heading that says what for; where they stand; and what does not add up."""
    lists: list[UnitList] = []
    inside: set[int] = set()
    findings: list[Finding] = []
    notice: list[str] = []
    index = 0
    lines = {at: block for at, block in enumerate(blocks) if isinstance(block, Line) and at not in skipped}
    order = sorted(lines)
    while index < len(order):
        text = tidy(lines[order[index]].text)
        if _NOTICE.search(text) and len(text) <= 40:
            notice = _notice(lines, order, index)
        level = _level(text)
        if level is None or level[0] > 2:
            index += 1
            continue
        heading, after = _list_heading(lines, order, index)
        found, stop = _list_items(lines, order, after, _declared(heading))
        if not found or not _LIST_WORDS.search(heading + "".join(notice)) or not _are_units(found):
            index += 1
            continue
        place = lines[order[index]].place
        lists.append(_list("".join(notice), heading, found, place, findings))
        inside.update(order[index:stop])
        index = stop
    return lists, inside, findings


def _notice(lines: dict[int, Line], order: Sequence[int], index: int) -> list[str]:
    """The title of a notice, over the lines it is broken into."""
    title = [tidy(lines[order[index]].text)]
    while index > 0 and len(title) < 4:
        index -= 1
        text = tidy(lines[order[index]].text)
        if re.search(r"[。；：:\d]$|号$|日$|\d日", text) or is_page_number(text) or len(text) > 30 or title[0].startswith("关于"):
            break
        title.insert(0, text)
    return title if any(part.startswith("关于") for part in title) else title[-1:]


def _list_heading(lines: dict[int, Line], order: Sequence[int], index: int) -> tuple[str, int]:
    """A heading over at most three lines: until the first number, or the number of units it declares."""
    level = _level(lines[order[index]].text)
    heading = level[2] if level is not None else ""
    at = index + 1
    while at < min(index + 3, len(order)):
        here = plain(lines[order[at]].text).strip()
        if _LIST_NUMBER.match(here) or _level(here) is not None or len(compact(here)) > 30 or _declared(tidy(heading)) is not None:
            break
        if not (len(compact(heading)) >= _FULL_LINE or here.startswith(("(", "（"))):
            break
        heading, at = f"{heading}\n{here}", at + 1
    return tidy(heading), at


def _declared(heading: str) -> int | None:
    match = _DECLARED.search(tidy(heading))
    return int(match[1]) if match is not None else None


def _list_items(lines: dict[int, Line], order: Sequence[int], at: int, declared: int | None) -> tuple[list[_Item], int]:
    """Numbered items from `at` on, each over one or more lines, and where they stop."""
    items: list[_Item] = []
    while at < len(order):
        line = lines[order[at]]
        here = plain(line.text).strip()
        match = _LIST_NUMBER.match(here)
        if match is not None and _is_next(items, int(match[1]), match[2]):
            items.append(_Item(match[1], [match[2]], line.place))
        elif items and is_page_number(here):
            pass
        elif not items and declared == 1 and is_unit(tidy(here)):
            return [_Item("", [here], line.place)], at + 1
        elif not items or not _goes_on(items[-1].parts, here):
            break
        else:
            items[-1].parts.append(here)
        at += 1
    return items, at


def _is_next(items: Sequence[_Item], number: int, rest: str) -> bool:
    """Whether a line begins the next item; one number may be missing where a unit follows."""
    expected = int(items[-1].number) + 1 if items else 1
    if re.search(r"[。；，]", rest):
        return False
    return number == expected or (bool(items) and number == expected + 1 and (is_unit(tidy(rest)) or _LISTED.match(tidy(rest)) is not None))


def _goes_on(parts: Sequence[str], here: str) -> bool:
    """Whether a line goes on with the item above: that filled its line, or does not end as a name does."""
    if _level(here) is not None or re.search(r"[。；，、：:!！]", here):
        return False
    return len(compact(parts[-1])) >= _FULL_LINE or (len(compact(here)) < _FULL_LINE and not is_unit(tidy("\n".join(parts))))


def _are_units(items: Sequence[_Item]) -> bool:
    """Whether most items name a unit."""
    named = [tidy("\n".join(parts)) for _, parts, _ in items]
    return 2 * sum(1 for name in named if is_unit(name) or _LISTED.match(name)) > len(named)


def _list(notice: str, heading: str, items: Sequence[_Item], place: Place, findings: list[Finding]) -> UnitList:
    listed: list[Listed] = []
    guesses: list[Text] = []
    for number, parts, where in items:
        name = tidy("\n".join(parts))
        split = None if is_unit(name) else _LISTED.match(name)
        if split is not None:
            guesses.append(
                Text(
                    f"“{name}”：以“{split[1]}”为单位，其余为事由",
                    f"'{name}': '{split[1]}' is taken for the unit, the rest for what it is listed for",
                )
            )
        listed.append(Listed(number, split[1] if split is not None else name, split[2] if split is not None else "", where))
    declared = _declared(heading)
    title = _DECLARED.sub("", heading)
    if declared is not None and declared != len(listed):
        text = Text(f"“{title}”写明共 {declared} 个，列出 {len(listed)} 个", f"'{title}' declares {declared} units and lists {len(listed)}")
        findings.append(Finding(text, place))
    findings += _numbering([(each.number, each.place) for each in listed], Text(f"“{title}”", f"'{title}'"))
    twice = [unit for unit, count in Counter(each.unit for each in listed).items() if count > 1]
    findings += [Finding(Text(f"“{title}”中“{unit}”重复", f"'{unit}' is listed twice in '{title}'"), place) for unit in twice]
    return UnitList(title_text(notice), title, tuple(listed), declared, place, tuple(guesses))
