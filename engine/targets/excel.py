"""A tree and rows go in, a workbook of live formulas comes out, and its values as a spreadsheet recomputes them."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import assert_never

from ..integers import Choose, Column, Columns, Combine, Compare, Integer, NotWhole, Operate, Test, Whole, columns, largest, lower
from ..tree import Node
from . import Refused

LARGEST = 2**47
"""What every number of a formula stays below.

Spreadsheets compute in doubles (53 bits) but compare, subtract and round to some 15 digits (LibreOffice treats numbers
as equal that differ by less than 2^-48 of their size), so whole numbers are only told apart for certain below this.
"""
LONGEST_FORMULA = 8_000
DEEPEST_FORMULA = 60

_RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""LibreOffice shows an XLSX file's stored results unless its profile says that they are to be computed again."""


def formulas(tree: Node, table: Columns, cells: Mapping[str, str]) -> tuple[str, str]:
    """The formulas of numerator and denominator; `cells` says in which cell each name's whole number stands.

    Raises `Refused` where a step could leave what a spreadsheet keeps exactly.
    """
    try:
        value = lower(tree, table)
    except NotWhole as step:
        raise Refused(f"no whole-number form of {step}") from None
    reach = max(largest(value.numerator), largest(value.denominator), *table.bounds.values())
    if reach >= LARGEST:
        raise Refused(f"a step may reach {reach.bit_length()} bits, a spreadsheet is certain of 47")
    texts = (_integer(value.numerator, cells), _integer(value.denominator, cells))
    if max(map(len, texts)) > LONGEST_FORMULA or max(map(_depth, texts)) > DEEPEST_FORMULA:
        raise Refused("the formula is longer or deeper than a spreadsheet allows")
    return texts


def evaluate(tree: Node, rows: Sequence[Mapping[str, Fraction]]) -> list[Fraction]:
    """The exact value of the tree in every row, computed by LibreOffice. Raises `Refused` where it could not be exact."""
    return evaluate_all([(tree, rows)])[0]


def evaluate_all(jobs: Sequence[tuple[Node, Sequence[Mapping[str, Fraction]]]]) -> list[list[Fraction]]:
    """`evaluate` for many trees in one workbook, a sheet of which holds them one below the other."""
    from openpyxl import Workbook  # heavy, and only needed here

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    every = [(tree, row) for tree, rows in jobs for row in rows]
    for line, (tree, row) in enumerate(every, 1):
        table = columns([row])  # a formula serves one row: its numbers reach no further than that row's
        cells = {name: f"{_letters(column)}{line}" for column, name in enumerate(table.bounds, 3)}
        contents: list[str | int] = [f"={text}" for text in formulas(tree, table, cells)] + [table.rows[0][name] for name in table.bounds]
        for column, content in enumerate(contents, 1):
            sheet.cell(line, column, content).number_format = "0"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "formulas.xlsx"
        book.save(path)
        values = [Fraction(int(row[0]), int(row[1])) for row in recomputed(path)]
    found = iter(values)
    return [[next(found) for _ in rows] for _, rows in jobs]


def libreoffice() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recomputed(path: Path) -> list[list[str]]:
    """The first sheet of a workbook as LibreOffice shows it after computing every formula anew."""
    program = libreoffice()
    if program is None:
        raise Refused("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE_ALWAYS, encoding="utf-8")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "csv", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 - our own arguments, no shell
        with (Path(folder) / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))


def _letters(column: int) -> str:
    """The letters of a column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _depth(formula: str) -> int:
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _integer(tree: Integer, cells: Mapping[str, str]) -> str:
    match tree:
        case Whole(value):
            return f"({value})" if value < 0 else str(value)
        case Column(name):
            return cells[name]
        case Operate("floordiv", left, right):  # QUOTIENT cuts towards zero: a negative numerator goes down first
            a, b = _integer(left, cells), _integer(right, cells)
            return f"IF({a}<0,QUOTIENT({a}-{b}+1,{b}),QUOTIENT({a},{b}))"
        case Operate(operation, left, right):
            return f"({_integer(left, cells)}{operation}{_integer(right, cells)})"
        case Choose(cases, otherwise):
            text = _integer(otherwise, cells)
            for test, chosen in reversed(cases):
                text = f"IF({_test(test, cells)},{_integer(chosen, cells)},{text})"
            return text
        case _:
            assert_never(tree)


def _test(tree: Test, cells: Mapping[str, str]) -> str:
    match tree:
        case Compare(sign, left, right):
            return f"{_integer(left, cells)}{ {'==': '=', '!=': '<>'}.get(sign, sign) }{_integer(right, cells)}"
        case Combine(word, operands):
            return f"{word.upper()}({','.join(_test(operand, cells) for operand in operands)})"
        case _:
            assert_never(tree)
