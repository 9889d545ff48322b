"""Printed numbers: each once, and none left out."""

from __future__ import annotations

from ..problems import Problems
from ..program import Item, Program
from ..text import Text


def numbers_are_unique_and_whole(program: Program, problems: Problems) -> None:
    first: dict[int, Item] = {}
    previous, doubtful = 0, False
    for item in program.items:
        if item.nr in first:
            problems.error(
                "duplicate-number",
                item.places["nr"],
                Text(f"序号 {item.nr} 重复，前一处在{_where(first[item.nr], item).zh}",
                     f"number {item.nr} is already used {_where(first[item.nr], item).en}"),
            )  # fmt: skip
            doubtful = True  # the number that seems to be left out may be the one that is written twice
            continue
        if item.nr != previous + 1 and not doubtful:
            problems.warning(
                "gap-in-numbering",
                item.places["nr"],
                Text(f"序号从 {previous} 跳到 {item.nr}", f"the numbers go from {previous} to {item.nr}"),
                Text("请核对原文是否有遗漏", "compare with the document: is something left out?"),
            )
        first[item.nr] = item
        previous, doubtful = item.nr, False


def _where(first: Item, again: Item) -> Text:
    """Where the first of two items with one number stands: in another file, in another line, or in what is included twice."""
    line = first.place.line
    if first.place.file != again.place.file:
        return Text(f" {first.place}", f"at {first.place}")
    if line == again.place.line:
        return Text("同一处：该文件引用了两次", "by itself: its file is included twice")
    return Text(f"第 {line} 行", f"in line {line}")
