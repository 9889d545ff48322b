"""Printed numbers: each once in a sheet, and none left out of a run."""

from __future__ import annotations

from collections.abc import Mapping

from ..problems import Problems
from ..program import Item, Program
from ..text import Text


def numbers_are_unique_and_whole(program: Program, problems: Problems) -> None:
    first: dict[int, Item] = {}
    for item in program.items:
        if (before := first.setdefault(item.nr, item)) is not item:
            problems.error(
                "duplicate-number",
                item.places["nr"],
                Text(f"序号 {item.nr} 重复，前一处在{_where(before, item).zh}",
                     f"number {item.nr} is already used {_where(before, item).en}"),
            )  # fmt: skip
    own, *others = _runs(program)
    _has_no_gap(own, 0, first, problems)
    for run in others:
        _has_no_gap(run, run[0].nr - 1, first, problems)


def _runs(program: Program) -> list[list[Item]]:
    """The items as their numbers run on, the sheet's own first. An included file goes on with the run that its first number
    follows; one that follows none, such as items 901 to 909 of many sheets, begins a run of its own."""
    runs: list[list[Item]] = [[]]
    run_of = {program.place.file: runs[0]}
    for item in program.items:
        if item.place.file not in run_of:
            run_of[item.place.file] = _run_before(item, runs)
        run_of[item.place.file].append(item)
    return runs


def _run_before(item: Item, runs: list[list[Item]]) -> list[Item]:
    """The run that the item's number follows; else a new one."""
    for run in runs:
        if item.nr == (run[-1].nr if run else 0) + 1:
            return run
    runs.append([])
    return runs[-1]


def _has_no_gap(run: list[Item], previous: int, first: Mapping[int, Item], problems: Problems) -> None:
    doubtful = False
    for item in run:
        if first[item.nr] is not item:
            doubtful = True  # the number that seems to be left out may be the one that is written twice
            continue
        if item.nr != previous + 1 and not doubtful:
            problems.warning(
                "gap-in-numbering",
                item.places["nr"],
                Text(f"序号从 {previous} 跳到 {item.nr}", f"the numbers go from {previous} to {item.nr}"),
                Text("请核对原文是否有遗漏", "compare with the document: is something left out?"),
            )
        previous, doubtful = item.nr, False


def _where(first: Item, again: Item) -> Text:
    """Where the first of two items with one number stands: in another file, in another line, or in what is included twice."""
    line = first.place.line
    if first.place.file != again.place.file:
        return Text(f" {first.place}", f"at {first.place}")
    if line == again.place.line:
        return Text("同一处：该文件引用了两次", "by itself: its file is included twice")
    return Text(f"第 {line} 行", f"in line {line}")
