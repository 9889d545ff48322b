"""A printed table goes in, its tasks come out: blanks filled where they mean "as above", names read, numbers checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .columns import ColumnRole, PrintedRow, PrintedTable, Unread, number_of
from .departments import Departments, in_words
from .names import compact, people, spaced, tidy, units, with_levels

_DIGITS = "一二三四五六七八九"
PARAGRAPH_END = re.compile(r"[。；;：:！!？?]$")


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


class _Who(NamedTuple):
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    guesses: tuple[Text, ...]


def who_leads(responsible: Sequence[str], leads: Sequence[str], cooperating: Sequence[str], first_leads: bool) -> _Who:
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


def task_table(printed: PrintedTable, known: frozenset[str], first_leads: bool, findings: list[Finding], unread: list[Unread]) -> TaskTable:
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
    findings += numbering([(task.number, task.place) for task in rows], Text(f"“{title}”", f"'{title}'"))
    return TaskTable(printed.title, printed.headings, tuple(rows), printed.place, tuple(dict.fromkeys(guesses)))


def _column(roles: Sequence[ColumnRole], role: ColumnRole) -> int | None:
    return roles.index(role) if role in roles else None


def _whole(printed: PrintedTable, unread: list[Unread]) -> list[PrintedRow]:
    """The rows, with those that only go on with the one above put together with it."""
    number, text = _column(printed.roles, "number"), printed.roles.index("text")
    ends = [bool(PARAGRAPH_END.search(tidy(row.cells[text]))) for row in printed.rows]
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
        elif above is not None and (not said or (stops and not PARAGRAPH_END.search(tidy(above.cells[text])))):
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
    who = who_leads(said.get("responsible", []), said.get("leads", []), said.get("cooperating", []), first_leads)
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


def numbering(numbers: Iterable[tuple[str, Place]], where: Text) -> Iterator[Finding]:
    """Gaps and repeats in the numbers of a table or a chapter."""
    last: int | None = None
    for text, place in numbers:
        number = number_of(text) if number_of(text) is not None else chinese_number(text.strip("（）()"))
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


def chinese_number(text: str) -> int | None:
    """The number that `text` writes in Chinese, up to 99; None where it does not."""
    match = re.fullmatch(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", text)
    if match is None or not text or (match[1] and match[3] and not match[2]):
        return None
    tens, ten, ones = match.groups()
    if not ten:
        return _DIGITS.index(tens or ones) + 1
    return (_DIGITS.index(tens) + 1 if tens else 1) * 10 + (_DIGITS.index(ones) + 1 if ones else 0)
