"""Paragraphs go in; those that end with a bracket of units, or that a line like `责任单位：…` follows, come out as tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .columns import Unread, headings_in_line, is_page_number
from .departments import Departments, has_label, in_words, labelled, says_who
from .document import Line
from .names import compact, is_list_of_units, is_unit, plain, tidy, with_levels
from .task_rows import PARAGRAPH_END, Finding, Task, numbering, who_leads

_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})\s*[、.．]\s*")),
    (2, re.compile(r"^[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[、.]?\s*")),
    (3, re.compile(r"^([0-9]{1,3})\s*(?:[、]|[.．](?![0-9]))\s*")),
    (4, re.compile(r"^[（(]\s*([0-9]{1,3})\s*[)）]\s*")),
)
_BRACKET = re.compile(r"[（(]([^（()）]{0,400}(?:[（(][^（()）]{0,60}[)）][^（()）]{0,400}){0,12})[)）]")
LONGEST_PARAGRAPH = 8000
"""Characters of a paragraph that lines are put together to."""


def level_of(text: str) -> tuple[int, str, str] | None:
    """How deep a numbered paragraph stands, its number as it is printed, and the rest of it."""
    plained = plain(text).strip()
    for level, pattern in _LEVELS:
        if (match := pattern.match(plained)) is not None:
            number = match[1] if level in (1, 3) else f"（{match[1]}）"
            return level, number, plained[match.end() :]
    return None


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
class Paragraphs:
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
        if level_of(here) is not None or has_label(here):
            return False
        if has_label(text):
            said = tidy(text)
            return not re.search(r"[。；;]$", said) and (not is_unit(re.split(r"[、，,]", said)[-1]) or is_list_of_units(tidy(here)))
        if PARAGRAPH_END.search(last):
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
        level = level_of(text)
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
        lead = who_leads(responsible.names, who.leads, who.cooperating, self.first_leads)
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
            self.findings += numbering([(each.number, each.place) for each in group], Text(f"“{where}”", f"'{where}'"))


def _more(task: Task, said: Departments, first_leads: bool) -> Task:
    """The task with what another line says of it."""
    lead = who_leads(said.responsible, (*task.leads, *said.leads), (*task.cooperating, *said.cooperating), first_leads)
    return task._replace(
        leaders=tuple(dict.fromkeys([*task.leaders, *said.leaders])),
        leads=tuple(dict.fromkeys(lead.leads)),
        cooperating=tuple(dict.fromkeys(lead.cooperating)),
        implementing=tuple(dict.fromkeys([*task.implementing, *said.implementing])),
        deadline=task.deadline or said.deadline,
        basis=task.basis or said.basis,
        guesses=tuple(dict.fromkeys([*task.guesses, *said.guesses, *lead.guesses])),
    )


def _heading(text: str) -> str:
    """The title a numbered paragraph begins with: its first sentence."""
    return re.split(r"[。；;]", tidy(text), maxsplit=1)[0][:60]


def _joined(pieces: Sequence[str]) -> str:
    """Paragraphs one after the other; one that a page broke goes on in the same line."""
    text = ""
    for piece in pieces:
        text += ("\n" if PARAGRAPH_END.search(text) else "") + piece if text else piece
    return text


def line_width(lines: Sequence[Line]) -> int:
    """Characters of a full line, where the file breaks paragraphs into lines; 0 where a line is a paragraph."""
    lengths = sorted(len(compact(line.text)) for line in lines)
    lengths = [length for length in lengths if length > 5]
    if len(lengths) < 20:
        return 0
    width = lengths[len(lengths) * 9 // 10]
    return width if width <= 60 else 0
