"""A tree and rows go in, a workbook of live formulas comes out, and its values as a spreadsheet recomputes them."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, assert_never

from ..integers import Columns, Values, columns, lower, reach
from ..tree import Node
from ..whole import Choose, Column, Combine, Compare, Count, Gather, Integer, NotWhole, Operate, Test, Whole
from . import Refused

FIRST_COLUMN = 3
"""Column C: the formulas of numerator and denominator stand in A and B."""
LARGEST = 2**47
"""What every number of a formula stays below.

Spreadsheets compute in doubles (53 bits) but compare, subtract and round to some 15 digits (LibreOffice treats numbers
as equal that differ by less than 2^-48 of their size), so whole numbers are only told apart for certain below this.
"""
SHORT_FORMULA = 60
"""Characters up to which a formula stands where it is used; a longer one gets a cell of its own."""
LONGEST_FORMULA = 8_000
DEEPEST_FORMULA = 60
SIGNS = {"==": "=", "!=": "<>"}
"""The comparisons that a spreadsheet writes otherwise."""

_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice shows an XLSX file's stored results unless its profile says that they are to be computed again."""
_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Commas, quotes, UTF-8, from line 1, cells as shown; and (-1) a file for every sheet."""


class Cell(NamedTuple):
    """A cell of one of the two sheets: `figures` or `peers`."""

    sheet: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{letters(self.column)}{self.line}"


class Formulas(NamedTuple):
    """The formulas of one row: numerator and denominator, and the cells that they refer to beside the values."""

    numerator: str
    denominator: str
    cells: Mapping[Cell, str]


def formulas(tree: Node, table: Columns, line: int, peer_lines: range) -> Formulas:
    """The formulas for the one row of `table`, whose values stand in `line` of the sheet `figures` from column C on, in
    the order of `table.bounds`; those of its peers in `peer_lines` of the sheet `peers`, in the same columns.

    Raises `Refused` where a step could leave what a spreadsheet keeps exactly.
    """
    try:
        value = lower(tree, table)
    except NotWhole as step:
        raise Refused(f"no whole-number form of {step}") from None
    needed = reach(value, table)
    certain(needed)
    writer = _Row({name: letters(column) for column, name in enumerate(table.bounds, FIRST_COLUMN)}, line, peer_lines)
    written = Formulas(writer.integer(value.numerator), writer.integer(value.denominator), writer.written)
    for text in (written.numerator, written.denominator, *written.cells.values()):
        fits(text)
    return written


def certain(needed: int) -> None:
    """Raises `Refused` where a number that large is not told apart from others for certain."""
    if needed >= LARGEST:
        raise Refused(f"a step may reach {needed.bit_length()} bits, a spreadsheet is certain of 47")


def fits(formula: str) -> str:
    """The formula; raises `Refused` where no cell takes it."""
    if len(formula) > LONGEST_FORMULA or _depth(formula) > DEEPEST_FORMULA:
        raise Refused("the formula is longer or deeper than a spreadsheet allows")
    return formula


def evaluate(tree: Node, rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> list[Fraction]:
    """The exact value of the tree in every row, computed by LibreOffice. Raises `Refused` where it could not be exact."""
    return evaluate_all([(tree, rows, peers)])[0]


def evaluate_all(jobs: Sequence[tuple[Node, Sequence[Values], Sequence[Sequence[Values]]]]) -> list[list[Fraction]]:
    """`evaluate` for many trees in one workbook, whose sheet `figures` holds them one below the other."""
    from openpyxl import Workbook  # heavy, and only needed here

    book = Workbook()
    figures, beside = book.worksheets[0], book.create_sheet("peers")
    figures.title = "figures"
    every = [(tree, row, own) for tree, rows, peers in jobs for row, own in zip(rows, peers or [()] * len(rows), strict=True)]
    peer_line = 1
    for line, (tree, row, own) in enumerate(every, 1):
        table = columns([row], [own])  # a formula serves one row: its numbers reach no further than that row's
        lines = range(peer_line, peer_line + len(own))
        written = formulas(tree, table, line, lines)
        put(figures, line, 1, [f"={written.numerator}", f"={written.denominator}", *(table.rows[0].get(name) for name in table.bounds)])
        for each, peer in zip(lines, table.peers[0], strict=True):
            put(beside, each, FIRST_COLUMN, [peer.get(name) for name in table.bounds])
        for cell, text in written.cells.items():
            put(book[cell.sheet], cell.line, cell.column, [f"={text}"])
        peer_line = lines.stop
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "formulas.xlsx"
        book.save(path)
        values = [Fraction(int(row[0]), int(row[1])) for row in recomputed(path)["figures"]]
    found = iter(values)
    return [[next(found) for _ in rows] for _, rows, _ in jobs]


def put(sheet: Any, line: int, column: int, contents: Sequence[str | int | None]) -> None:
    for each, content in enumerate(contents, column):
        sheet.cell(line, each, content).number_format = "0"


def libreoffice() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recomputed(path: Path) -> dict[str, list[list[str]]]:
    """The sheets of a workbook, by name, as LibreOffice shows them after computing every formula anew."""
    program = libreoffice()
    if program is None:
        raise Refused("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE_ALWAYS, encoding="utf-8")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", _EVERY_SHEET, "--outdir", folder]
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=300)  # noqa: S603 - our own arguments, no shell
        sheets = {}
        for found in Path(folder).glob(f"{path.stem}-*.csv"):
            with found.open(encoding="utf-8", newline="") as file:
                sheets[found.stem.removeprefix(f"{path.stem}-")] = list(csv.reader(file))
        return sheets


def letters(column: int) -> str:
    """The letters of a column: 1 → A, 27 → AA."""
    written = ""
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def _depth(formula: str) -> int:
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


class Writer(ABC):
    """Writes whole-number trees as formulas of one row; within a value over peers, of the peer with that number (from 1).

    Where values stand, and where what is put aside, is for the kind of workbook to say.
    """

    def __init__(self) -> None:
        self.texts: dict[tuple[int, int], str] = {}

    @abstractmethod
    def value(self, column: Column, peer: int) -> str:
        """The cell of a value."""

    @abstractmethod
    def aside(self, text: str, peer: int) -> str:
        """The cell that a long formula is put in, once however often it is used."""

    @abstractmethod
    def gathered(self, tree: Gather) -> str:
        """The formula of a value over the peers."""

    @abstractmethod
    def counted(self, test: Test | None) -> str:
        """The formula of how many peers pass a test."""

    def integer(self, tree: Integer, peer: int = 0) -> str:
        """The formula of a step, written once however often the tree uses it."""
        if (peer, id(tree)) not in self.texts:
            self.texts[peer, id(tree)] = self.text(tree, peer)
        return self.texts[peer, id(tree)]

    def text(self, tree: Integer, peer: int) -> str:
        match tree:
            case Whole(value):
                return f"({value})" if value < 0 else str(value)
            case Column():
                return self.value(tree, peer)
            case Operate("floordiv", left, right):  # QUOTIENT cuts towards zero: a negative numerator goes down first
                a, b = self.integer(left, peer), self.integer(right, peer)
                return self.short(f"IF({a}<0,QUOTIENT({a}-{b}+1,{b}),QUOTIENT({a},{b}))", peer)
            case Operate(operation, left, right):
                return self.short(f"({self.integer(left, peer)}{operation}{self.integer(right, peer)})", peer)
            case Choose(cases, otherwise):
                text = self.integer(otherwise, peer)
                for test, chosen in reversed(cases):
                    text = f"IF({self.test(test, peer)},{self.integer(chosen, peer)},{text})"
                return self.short(text, peer)
            case Gather():
                return self.gathered(tree)
            case Count(test):
                return self.counted(test)
            case _:
                assert_never(tree)

    def test(self, tree: Test, peer: int = 0) -> str:
        match tree:
            case Compare(sign, left, right):
                return f"{self.integer(left, peer)}{SIGNS.get(sign, sign)}{self.integer(right, peer)}"
            case Combine(word, operands):
                return f"{word.upper()}({','.join(self.test(operand, peer) for operand in operands)})"
            case _:
                assert_never(tree)

    def short(self, text: str, peer: int) -> str:
        """The formula itself, or where it is long the cell of its own that it is put in."""
        return text if len(text) <= SHORT_FORMULA else self.aside(text, peer)


def over(function: str, cells: str, number: int) -> str:
    """One of the functions of `Gather` over so many cells."""
    if function == "middles":
        return f"(SMALL({cells},{(number + 1) // 2})+SMALL({cells},{number // 2 + 1}))"
    return f"{function.upper()}({cells})"


class _Row(Writer):
    """The formulas of one row of the sheet `figures`; its peers stand in lines of the sheet `peers`."""

    def __init__(self, letters: Mapping[str, str], line: int, peer_lines: range) -> None:
        super().__init__()
        self.letters, self.line, self.peer_lines = letters, line, peer_lines
        self.written: dict[Cell, str] = {}
        self.known: dict[tuple[int, str], str] = {}
        self.next_column = FIRST_COLUMN + len(letters)

    def line_of(self, peer: int) -> tuple[str, int]:
        return ("peers", self.peer_lines[peer - 1]) if peer else ("figures", self.line)

    def value(self, column: Column, peer: int) -> str:
        sheet, line = self.line_of(peer if column.of_peer else 0)
        return f"{sheet}!{self.letters[column.name]}{line}"

    def gathered(self, tree: Gather) -> str:
        return self.beside(tree.function, [self.integer(tree.body, peer) for peer in self.every_peer()])

    def counted(self, test: Test | None) -> str:
        if test is None:
            return str(len(self.peer_lines))
        return self.beside("sum", [f"IF({self.test(test, peer)},1,0)" for peer in self.every_peer()])

    def every_peer(self) -> range:
        return range(1, len(self.peer_lines) + 1)

    def beside(self, function: str, texts: Sequence[str]) -> str:
        """Puts a formula beside each peer, in a column of its own, and gathers them. Without a peer the sum is zero: a
        range of no cells is read as two others."""
        if not texts:
            return "0"
        column = self.column()
        self.written.update({Cell("peers", line, column): text for line, text in zip(self.peer_lines, texts, strict=True)})
        name = letters(column)
        return over(function, f"peers!{name}{self.peer_lines.start}:{name}{self.peer_lines.stop - 1}", len(texts))

    def aside(self, text: str, peer: int) -> str:
        if (peer, text) not in self.known:
            cell = Cell(*self.line_of(peer), self.column())
            self.written[cell] = text
            self.known[peer, text] = str(cell)
        return self.known[peer, text]

    def column(self) -> int:
        self.next_column += 1
        return self.next_column - 1
