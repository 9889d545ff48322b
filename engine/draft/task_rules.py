"""Tasks of several units go in, draft rules come out: each task written once, and a sheet for every unit that includes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from ..inputs import Role
from ..problems import Place
from ..text import Text
from .drafts import DraftItem, DraftPart, guess
from .parts import PartReading
from .rules import Drafter
from .target import read_item
from .task_rows import Task
from .tasks import Tasks
from .whose import Assessed

BETWEEN_TABLES = 1000
"""By how much the numbers of a second table are moved on: a sheet has no number twice."""


class DraftTask(NamedTuple):
    """A task with the units that have a part in it, by their ids."""

    path: str
    item: DraftItem
    units: tuple[tuple[str, Role], ...]
    note: str


class TaskSheet(NamedTuple):
    """The tasks in which a unit has a part, table by table."""

    unit: str
    name: str
    is_new: bool
    tables: tuple[tuple[str, tuple[str, ...]], ...]
    place: Place


class TaskDraft(NamedTuple):
    tasks: tuple[DraftTask, ...]
    sheets: tuple[TaskSheet, ...]


def task_rules(tasks: Tasks, drafter: Drafter) -> TaskDraft:
    """Every task once, and a sheet for each unit that has a part in one."""
    written: list[DraftTask] = []
    tables: list[tuple[str, list[DraftTask]]] = []
    names: dict[str, tuple[str, bool, Place]] = {}
    for number, (title, rows) in enumerate(_tables(tasks)):
        numbers = _numbers(rows)
        drafted = [_task(task, number, index, numbers[index - 1], drafter, names) for index, task in enumerate(rows, 1)]
        tables.append((title, drafted))
        written += drafted
    sheets = [TaskSheet(unit, name, is_new, tuple(_of(unit, tables)), place) for unit, (name, is_new, place) in names.items()]
    return TaskDraft(tuple(written), tuple(sheets))


def _tables(tasks: Tasks) -> Iterator[tuple[str, Sequence[Task]]]:
    yield from ((table.title, table.rows) for table in tasks.tables if table.rows)
    sections: dict[str, list[Task]] = {}
    for task in tasks.paragraphs:
        sections.setdefault(task.section, []).append(task)
    yield from sections.items()


def _of(unit: str, tables: Sequence[tuple[str, Sequence[DraftTask]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for title, tasks in tables:
        paths = tuple(task.path for task in tasks if any(unit == each for each, _ in task.units))
        if paths:
            yield title, paths


def _numbers(rows: Sequence[Task]) -> list[int]:
    """The printed numbers; where none is printed, or one that stands already, the next that no row has."""
    printed = [int(task.number) if task.number.isdecimal() else 0 for task in rows]
    free, found = count(max(printed) + 1), list[int]()
    for number in printed:
        found.append(number if number and number not in found else next(free))
    return found


def _task(task: Task, table: int, index: int, own: int, drafter: Drafter, names: dict[str, tuple[str, bool, Place]]) -> DraftTask:
    nr = table * BETWEEN_TABLES + own
    units: dict[str, Role] = {}
    roles: tuple[tuple[Role, Sequence[str]], ...] = (
        ("lead", task.leads), ("cooperating", task.cooperating), ("implementing", task.implementing),
    )  # fmt: skip
    for role, named in roles:
        for name in named:
            id, is_new = drafter.unit(name)
            names.setdefault(id, (name, is_new, task.place))
            units.setdefault(id, role)
    reading = read_item(task.text)
    guesses = [*task.guesses, *(Text(f"{each.what.zh}：{each.why.zh}", f"{each.what.en}: {each.why.en}") for each in reading.guesses)]
    if str(nr) != task.number:
        guesses.append(Text(f"原文序号 {task.number or '—'}，编为 {nr}", f"printed as {task.number or '-'}, numbered {nr}"))
    parts = tuple(_met(part, task.place, drafter) for part in reading.parts)
    item = DraftItem(nr, reading.name, None, parts, tuple(guess(task.place, each) for each in guesses), task.place)
    item = drafter.whose.item(item, Assessed(None, "", drafter.outline.issuer))
    return DraftTask(f"shared/task_{table + 1}_{index:03}.yaml", item, tuple(units.items()), _note(task))


def _met(part: PartReading, place: Place, drafter: Drafter) -> DraftPart:
    """The part by a method that results in met or not: a task has no points. What has no number is judged."""
    if part.target is None:
        part = part._replace(kind="judged", measure="", direction="up", method="judged")
    way = "met_by_grade" if part.kind == "judged" else "met_at_most" if part.direction == "down" else "met_or_not"
    drafter.methods.add(way)
    return drafter.part(part._replace(low=None, high=None), Fraction(0), place)._replace(method=way, settings={}, inputs={})


def _note(task: Task) -> str:
    told = (("负责领导", "、".join(task.leaders)), ("完成时限", task.deadline), ("依据", task.basis))
    return "；".join(f"{name}：{value}" for name, value in told if value)
