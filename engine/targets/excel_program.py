"""Steps and frames go in, a workbook of live formulas comes out, each from the cells of earlier steps; and its values.

Each level is a sheet, each frame a line and each name a column. A cell holds a whole number: the value times the scale
that stands above it. What a formula needs beside these stands in the sheet `work`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from pathlib import Path
from typing import NamedTuple

from ..integers import Columns, Ratio, columns, lower, made_whole, reach
from ..steps import Frame, Frames, Step
from ..tree import Above, Level, Node, Peers, Total, names, walk
from ..whole import ONE, Column, Combine, Compare, Gather, Integer, NotWhole, Operate, Test, Whole
from ..whole import steps as parts
from . import Refused
from .around import given, named, over_one_row
from .excel import SIGNS, Writer, certain, fits, letters, over, put, recomputed

FIRST_LINE = 3
"""Below the names and the scales."""
FIRST_COLUMN = 2
"""Column A says which frame a frame is below, and in `work` what a formula is for."""
MOST_LINES = 2**20
MOST_AREAS = 100
"""Areas that one function is given; a spreadsheet takes 255, and a formula must not be too long."""
ZERO = Fraction(0)
Values = Sequence[Sequence[Fraction]]


def run(steps: Sequence[Step], frames: Frames, values: Values) -> list[list[Fraction]]:
    """What every step gives the frames that it is for, in their order, computed by LibreOffice from the values that no step
    gives. Raises `Refused`, with the step, where it could not be exact.

    `values` are the same of an exact run. A formula must be written before anything is computed, so the scales and bounds
    are taken from them; no cell of a step holds one.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.xlsx"
        book = _Book(steps, frames, values)
        book.save(path)
        sheets = recomputed(path)
    return [[book.read(sheets, frame, step.name) for frame in frames.of(step)] for step in steps]


def write(path: Path, steps: Sequence[Step], frames: Frames, values: Values) -> None:
    """Writes the workbook; the spreadsheet that opens it computes it. `values` and `Refused` as for `run`."""
    _Book(steps, frames, values).save(path)


class Place(NamedTuple):
    """Where the values of a name stand in the sheet of a level, and the scale that they were multiplied by."""

    column: int
    scale: int


class _Book:
    """The workbook: the given values as numbers, those of the steps as formulas."""

    def __init__(self, steps: Sequence[Step], frames: Frames, values: Values) -> None:
        from openpyxl import Workbook  # heavy, and only needed here

        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.frames = frames
        self.lines = {frame: line for every in frames.levels.values() for line, frame in enumerate(every, FIRST_LINE)}
        self.values = given(steps, frames)
        self.places: dict[Level, dict[str, Place]] = {}
        self.known: dict[str, str] = {}
        self.copies: dict[tuple[Level, str, tuple[Frame, ...]], int] = {}
        self.next_line = 1
        self.what = ""
        numbers = {frame: dict(own) for frame, own in self.values.items()}
        for step, found in zip(steps, values, strict=True):
            for frame, value in zip(frames.of(step), found, strict=True):
                self.values[frame][step.name] = value
        for level, every in frames.levels.items():
            self.level(level, every, numbers)
        self.work = self.book.create_sheet("work")
        for step in steps:
            self.step(step)

    def save(self, path: Path) -> None:
        self.book.save(path)

    def read(self, sheets: Mapping[str, Sequence[Sequence[str]]], frame: Frame, name: str) -> Fraction:
        """A value as the spreadsheet shows it."""
        place = self.places[frame.level][name]
        return Fraction(int(sheets[frame.level][self.lines[frame] - 1][place.column - 1]), place.scale)

    def level(self, level: Level, every: Sequence[Frame], numbers: Mapping[Frame, Mapping[str, Fraction]]) -> None:
        """The sheet of a level, with the given values."""
        sheet, places = self.book.create_sheet(level), self.places.setdefault(level, {})
        for column, name in enumerate(dict.fromkeys(name for frame in every for name in self.values[frame]), FIRST_COLUMN):
            there = [self.values[frame][name] for frame in every if name in self.values[frame]]
            places[name] = Place(column, scale := lcm(*(value.denominator for value in there)))
            with named(level, name):
                certain(max(scale, *(abs(int(value * scale)) for value in there)))
            put(sheet, 1, column, [name])
            sheet.cell(1, column).data_type = "s"  # never a formula, whatever a figure is called
            put(sheet, 2, column, [scale])
        for frame in every:
            line = self.lines[frame]
            if frame.above is not None:
                put(sheet, line, 1, [f"{frame.above.level} {self.lines[frame.above]}"])
            for name, value in numbers[frame].items():
                put(sheet, line, places[name].column, [int(value * places[name].scale)])

    def step(self, step: Step) -> None:
        """The formulas of a step, for all of its frames."""
        tree, around = over_one_row(step.tree)
        compares = any(isinstance(node, Peers) for node in walk(tree))
        for frame in self.frames.of(step):
            self.what = f"{step.level} {self.lines[frame]}, {step.name}"
            place = self.places[step.level][step.name]
            members = self.frames.peers(step._replace(with_self=True), frame) if compares else []
            with named(step.level, step.name):
                formula = _Formula(self, tree, around, frame, members, step.with_self).whole(place.scale)
                put(self.book[step.level], self.lines[frame], place.column, [f"={fits(formula)}"])

    # What a formula refers to

    def cell(self, frame: Frame, name: str) -> str:
        return f"{frame.level}!{letters(self.places[frame.level][name].column)}{self.lines[frame]}"

    def put_in_work(self, texts: Sequence[str]) -> int:
        """Puts formulas below each other into the sheet `work`; the line of the first."""
        first = self.next_line
        self.next_line += len(texts)
        if self.next_line > MOST_LINES:
            raise Refused("more formulas than a sheet has lines")
        for line, text in enumerate(texts, first):
            put(self.work, line, 1, [self.what, f"={fits(text)}"])
        return first

    def aside(self, text: str) -> str:
        """The cell of a formula, one cell however often it is used."""
        if text not in self.known:
            self.known[text] = f"work!B{self.put_in_work([text])}"
        return self.known[text]

    def areas(self, every: Sequence[Frame], name: str) -> list[str]:
        """The cells of some frames of one level: an area for every run of lines. Very many are copied below each other."""
        if not every:
            return []
        lines = [self.lines[frame] for frame in every]
        starts = [0, *(index for index, (a, b) in enumerate(pairwise(lines), 1) if b != a + 1), len(lines)]
        if len(starts) > MOST_AREAS:
            return [self.copied(every, name, 0, len(every))]
        return [self.area(every[start:stop], name) for start, stop in pairwise(starts)]

    def area(self, every: Sequence[Frame], name: str) -> str:
        """The cells of frames that stand below each other."""
        letter = letters(self.places[every[0].level][name].column)
        return f"{every[0].level}!{letter}{self.lines[every[0]]}:{letter}{self.lines[every[-1]]}"

    def copied(self, every: Sequence[Frame], name: str, start: int, stop: int) -> str:
        """The cells of some of the frames, in a copy of all of them below each other."""
        key = (every[0].level, name, tuple(every))
        if key not in self.copies:
            self.copies[key] = self.put_in_work([self.cell(frame, name) for frame in every])
        return f"work!B{self.copies[key] + start}:B{self.copies[key] + stop - 1}"


class _Formula(Writer):
    """The formula of a step for one frame. `members` are its peers and, where it is one of them, itself."""

    def __init__(
        self, book: _Book, tree: Node, around: Mapping[str, Total | Above], frame: Frame, members: Sequence[Frame], with_self: bool
    ) -> None:
        super().__init__()
        self.book, self.tree, self.around, self.frame, self.members = book, tree, around, frame, members
        own = next((index for index, each in enumerate(members) if each is frame and not with_self), None)
        every = [(0, len(members))] if own is None else [(0, own), (own + 1, len(members))]
        self.runs = [(start, stop) for start, stop in every if start < stop]
        """Of the members, those that are peers."""
        self.peers = [each for start, stop in self.runs for each in members[start:stop]]
        lines = [book.lines[each] for each in members]
        self.in_a_row = all(b == a + 1 for a, b in pairwise(lines))
        self.table = self.row()

    def row(self) -> Columns:
        """What the formula computes with, in this line alone: its numbers reach no further than that."""
        needed = names(self.tree)
        own = self.book.values[self.frame]
        row = {name: self.total(self.around[name]) if name in self.around else own.get(name, ZERO) for name in needed}
        peers = [{name: value for name, value in self.book.values[peer].items() if name in needed} for peer in self.peers]
        return columns([row], [peers])

    def whole(self, scale: int) -> str:
        """The formula of the value times the scale."""
        try:
            value = made_whole(lower(self.tree, self.table), scale)
        except NotWhole as step:
            raise Refused(f"no whole-number form of {step}") from None
        certain(reach(Ratio(value, ONE), self.table))
        return self.integer(value)

    # The frames above and below

    def near(self, node: Total | Above) -> list[Frame]:
        """The frames whose values it adds up."""
        if isinstance(node, Above):
            return [] if self.frame.above is None else [self.frame.above]
        below = [each for each in self.frame.below if each.level == node.level]
        return below[node.nth - 1 : node.nth] if node.nth else below

    def total(self, node: Total | Above) -> Fraction:
        """What they come to, if only to know how large it is."""
        return sum((self.book.values[each][node.name] for each in self.near(node)), ZERO)

    def outside(self, node: Total | Above) -> tuple[str, int]:
        """The formula of it, and its scale."""
        near = self.near(node)
        if not near:
            return "0", 1
        scale = self.book.places[near[0].level][node.name].scale
        certain(sum(abs(int(self.book.values[each][node.name] * scale)) for each in near))
        if len(near) == 1:
            return self.book.cell(near[0], node.name), scale
        return self.short(f"SUM({','.join(self.book.areas(near, node.name))})", 0), scale

    # What the writer asks for

    def value(self, column: Column, peer: int) -> str:
        frame = self.peers[peer - 1] if column.of_peer else self.frame
        if column.name in self.around:
            text, scale = self.outside(self.around[column.name])
        elif column.name not in self.book.values[frame]:
            return "0"  # of a rung that does not apply
        else:
            text, scale = self.book.cell(frame, column.name), self.book.places[frame.level][column.name].scale
        return self.scaled(column.name, text, scale)

    def scaled(self, name: str, text: str, scale: int) -> str:
        """The cells at the scale that the formula computes with: the numbers of the line may need a coarser one."""
        finer = scale // self.table.scales[name]
        return text if finer == 1 else f"({text}/{finer})"

    def aside(self, text: str, peer: int) -> str:
        return self.book.aside(text)

    def gathered(self, tree: Gather) -> str:
        body, number = tree.body, len(self.peers)
        if not number:
            return "0"
        if not _reads_peers(body):
            text = self.integer(body)
            return f"({number if tree.function == 'sum' else 2}*{text})" if tree.function in ("sum", "middles") else text
        if isinstance(body, Column):
            return self.scaled(body.name, self.short(self.over_areas(tree.function, body.name), 0), self.scale(body.name))
        if tree.function == "sum" and _goes_over_areas(body):
            return self.products(body)
        return self.beside(tree.function, [self.integer(body, peer) for peer in range(1, number + 1)])

    def counted(self, test: Test | None) -> str:
        if test is None or not self.peers:
            return str(len(self.peers))
        if not _reads_peers(test):
            return f"IF({self.test(test)},{len(self.peers)},0)"
        if _goes_over_areas(test):
            return self.products(test)
        return self.beside("sum", [f"IF({self.test(test, peer)},1,0)" for peer in range(1, len(self.peers) + 1)])

    # Peers

    def scale(self, name: str) -> int:
        return self.book.places[self.frame.level][name].scale

    def cells(self, name: str, start: int, stop: int) -> str:
        """The area of a value of some of the members."""
        if self.in_a_row:
            return self.book.area(self.members[start:stop], name)
        return self.book.copied(self.members, name, start, stop)

    def over_areas(self, function: str, name: str) -> str:
        """One of the functions of `Gather` over the cells of a value, at the scale at which they stand."""
        sizes = [abs(int(self.book.values[peer][name] * self.scale(name))) for peer in self.peers]
        certain(sum(sizes) if function == "sum" else 2 * max(sizes))
        areas = [self.cells(name, *run) for run in self.runs]
        return over(function, f"({','.join(areas)})" if function == "middles" and len(areas) > 1 else ",".join(areas), len(sizes))

    def beside(self, function: str, texts: Sequence[str]) -> str:
        first = self.book.put_in_work(texts)
        return over(function, f"work!B{first}:B{first + len(texts) - 1}", len(texts))

    def products(self, tree: Integer | Test) -> str:
        """The sum over the peers, each area at once: what is true counts as 1."""
        sums = [f"SUMPRODUCT(1*{self.over_area(tree, *run)})" for run in self.runs]
        return self.short(sums[0] if len(sums) == 1 else f"({'+'.join(sums)})", 0)

    def over_area(self, tree: Integer | Test, start: int, stop: int) -> str:
        """The formula for all cells of an area together."""
        if not _reads_peers(tree):
            return f"({self.test(tree)})" if isinstance(tree, Compare | Combine) else self.integer(tree)
        match tree:
            case Column(name):
                return self.scaled(name, self.cells(name, start, stop), self.scale(name))
            case Operate(sign, left, right) | Compare(sign, left, right):
                return f"({self.over_area(left, start, stop)}{SIGNS.get(sign, sign)}{self.over_area(right, start, stop)})"
            case Combine(word, operands):
                return _combined(word, [self.over_area(operand, start, stop) for operand in operands])
            case _:
                raise AssertionError(tree)


def _combined(word: str, tests: Sequence[str]) -> str:
    """AND, OR and NOT in numbers: a spreadsheet's own make one truth of a whole area."""
    match word:
        case "and":
            return f"({'*'.join(tests)})"
        case "or":
            return f"(1-{'*'.join(f'(1-{test})' for test in tests)})"
        case _:
            return f"(1-{tests[0]})"


def _reads_peers(tree: Integer | Test) -> bool:
    return any(isinstance(each, Column) and each.of_peer for each in parts(tree))


def _goes_over_areas(tree: Integer | Test) -> bool:
    """Whether all cells of an area can be computed together: what is chosen or cut by peers is computed one by one."""
    return all(
        isinstance(each, Whole | Column | Compare | Combine) or (isinstance(each, Operate) and each.operation != "floordiv")
        for each in parts(tree)
        if _reads_peers(each)
    )
