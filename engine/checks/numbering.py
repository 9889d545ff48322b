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
                Text(f"序号 {item.nr} 重复，前一处在第 {first[item.nr].place.line} 行",
                     f"number {item.nr} is already used in line {first[item.nr].place.line}"),
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
