"""Choices go in, items whose award is worked out from their parts come out: as a sheet writes them, compiled, with rows of
what the parts are awarded."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kaohe.engine.checks.division import divisors_are_not_zero
from kaohe.engine.compile import compile_sheet
from kaohe.engine.inputs import Combine, ResultType
from kaohe.engine.problems import Problems
from kaohe.engine.program import ItemAward
from kaohe.engine.read.rules import read_rules, read_sheet
from kaohe.engine.register import Rules

from .generated_expressions import (
    CLASSES,
    FACTORS,
    FUNCTION_WRITERS,
    LITERALS,
    OPERATIONS,
    Choose,
    Kind,
    Pen,
    Writer,
    one,
    proportion,
    quotient,
)

MOST_PARTS = 5
POINTS = Fraction(100)
WORTH = [Fraction(text) for text in ("100", "100", "99.99", "80", "60", "33.33", "0", "0", "-5", "112.5")]
"""What a part may be awarded, in points or yuan: rounded as awards are."""
COMBINED: Mapping[ResultType, Sequence[Combine | None]] = {
    "points": ("all", "worst", "best", "mean", None, None, None, None),
    "money": ("share", "worst", "best", "mean", None, None, None, None),
    "class": ("worst", "best"),
    "met": ("all", "worst", "best"),
}
"""How the parts of each result are combined; None is an expression. A test fails if one is missing."""
ROWS = 6


class WrittenItem(NamedTuple):
    """An item of so many parts with one result, and how they are combined: by a word or by an expression."""

    result: ResultType
    parts: int
    combine: Combine | None
    award: str | None


class ItemCase(NamedTuple):
    """An item, its award as the engine compiled it, and rows of what its parts are awarded."""

    written: WrittenItem
    award: ItemAward
    rows: Sequence[Mapping[str, Fraction]]


class ItemPen(Pen):
    """Writes awards of items. All names are of one kind, points or yuan; of any other there are bare numbers. Nothing that
    a sheet fixes can be divided by."""

    def __init__(self, choose: Choose, result: ResultType, parts: int) -> None:
        super().__init__(choose)
        self.actual, self.result, self.graded, self.classed, self.compares = "points", result, False, False, False
        self.measured: Kind = "money" if result == "money" else "points"
        self.parts = [f"part_{index}" for index in range(1, parts + 1)]

    def measures(self) -> Sequence[Kind]:
        return (self.measured,)

    def submitted(self) -> Sequence[str]:
        return self.parts

    def dates(self) -> Sequence[str]:
        return ()

    def fixed(self, kind: Kind) -> Sequence[str]:
        return ("points",) if kind == self.measured == "points" else ()

    def constants(self, kind: Kind) -> Sequence[str]:
        return LITERALS[kind]

    def number(self, kind: Kind, depth: int, strict: bool = False) -> str:
        return super().number(kind, depth, strict) if kind == self.measured else self.one(FACTORS)

    def divisor(self, kind: Kind) -> str:
        return self.one(FACTORS)

    def writers(self) -> Sequence[Writer]:
        return (*(each for each in OPERATIONS if each not in (proportion, quotient)), scaled, *FUNCTION_WRITERS.values())

    def condition(self, depth: int) -> str:
        if self.result == "points" and self.one((True, False, False, False)):
            return f"met_{1 + self.choose(len(self.parts))} == {self.choose(2)}"
        if depth > 0 and self.one((True, False, False)):
            return f"{self.one(('', 'not '))}({self.condition(depth - 1)} {self.one(('and', 'or'))} {self.condition(depth - 1)})"
        return self.comparison(depth)


def scaled(pen: Pen, kind: Kind, depth: int, strict: bool) -> str:
    return f"({pen.number(kind, depth, strict)}) / {pen.one(FACTORS)}"


def generated_item(choose: Choose) -> WrittenItem:
    result: ResultType = one(choose, ("points", "points", "points", "money", "money", "class", "met"))
    parts = 2 + choose(MOST_PARTS - 1)
    combine = one(choose, COMBINED[result])
    if combine is None:
        pen = ItemPen(choose, result, parts)
        return WrittenItem(result, parts, None, pen.number(pen.measured, 3, True))
    return WrittenItem(result, parts, combine, None)


def item_cases(choose: Choose, count: int) -> list[ItemCase]:
    """So many items of one sheet, each with rows."""
    written = [generated_item(choose) for _ in range(count)]
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        awards = awarded_items(written, Path(folder), problems)
    assert not problems.found, problems.lines("en")
    return [
        ItemCase(item, award, [row(item, choose) for _ in range(ROWS)])
        for item, award in zip(written, awards, strict=True)
        if award is not None
    ]


def row(item: WrittenItem, choose: Choose) -> Mapping[str, Fraction]:
    classes = {"class": len(CLASSES), "met": 2}.get(item.result)
    values = WORTH if classes is None else [Fraction(position) for position in range(classes)]
    awards = {f"part_{index}": one(choose, values) for index in range(1, item.parts + 1)}
    if item.result != "points":
        return awards
    met = {f"met_{index}": Fraction(awards[f"part_{index}"] >= POINTS) for index in range(1, item.parts + 1)}
    return {**awards, **met, "points": POINTS}


def awarded_items(written: Sequence[WrittenItem], folder: Path, problems: Problems) -> list[ItemAward | None]:
    """The awards of items as the engine compiles them from a sheet in the folder."""
    path = folder / "sheet.yaml"
    path.write_text(sheet(written), encoding="utf-8")
    read = read_sheet(path, folder, problems)
    if read is None:
        return [None] * len(written)
    program = compile_sheet(read, rules(), problems)
    divisors_are_not_zero(program, problems)
    return [None if problems.has_errors else item.award for item in program.items]


def sheet(written: Sequence[WrittenItem]) -> str:
    """A text in double quotes is in YAML as in JSON."""
    items = [
        {
            "nr": str(nr), "name": "任意", "parts": [{"indicator": "anything", "method": f"by_{item.result}"}] * item.parts,
            **({"points": str(POINTS)} if item.result == "points" else {}),
            **({} if item.combine is None else {"combine": item.combine}), **({} if item.award is None else {"award": item.award}),
        }
        for nr, item in enumerate(written, 1)
    ]  # fmt: skip
    return json.dumps(
        {
            "schema": "1", "sheet": "trial", "unit": "trial", "period": "2011", "source": {"document": "任意"}, "points": "100",
            "sections": [{"title": "任意", "points": "100", "items": items}],
        },
        ensure_ascii=False,
    )  # fmt: skip


@cache
def rules() -> Rules:
    """One unit, one indicator, and a method for each result."""
    awards = {"points": "points", "money": "0", "class": CLASSES[0], "met": "met"}
    methods = {
        f"by_{result}": {
            "name": "任意", "says": "任意", "result": result, "ladder": [{"award": award}],
            "examples": [{"given": {"points": "7"} if result == "points" else {}, "award": award.replace("points", "7")}],
            **({"classes": {name: {"name": name} for name in CLASSES}} if result == "class" else {}),
        }
        for result, award in awards.items()
    }  # fmt: skip
    anything = {"name": "任意", "kind": "yearly", "supplier": "任意", "method": "by_points"}
    problems = Problems()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "indicators").mkdir()
        (folder / "indicators" / "all.yaml").write_text(json.dumps({"anything": anything}), encoding="utf-8")
        (folder / "units.yaml").write_text(json.dumps({"trial": {"name": "任意"}}), encoding="utf-8")
        (folder / "methods.yaml").write_text(json.dumps(methods), encoding="utf-8")
        read = read_rules(folder, problems)
        assert len(read.methods) == len(awards), problems.lines("en")
    return read
