"""A tree and rows go in, a DuckDB query over whole-number columns comes out, and its exact values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from ..integers import Choose, Column, Columns, Combine, Compare, Integer, NotWhole, Operate, Test, Whole, columns, largest, lower
from ..tree import Node
from . import Refused

TYPES = (("BIGINT", 2**63), ("HUGEINT", 2**127))
"""The whole-number types of DuckDB and what they hold less than; the smallest that suffices is used."""


def query(tree: Node, table: Columns) -> str:
    """`SELECT` of numerator and denominator of the tree in every row of the table `figures`, in its order.

    The table's columns are called `c0`, `c1` … in the order of `table.bounds`: what people call things never reaches
    the query. Raises `Refused` where a number in it could outgrow every type.
    """
    try:
        value = lower(tree, table)
    except NotWhole as step:
        raise Refused(f"no whole-number form of {step}") from None
    reach = max(largest(value.numerator), largest(value.denominator), *table.bounds.values())
    type = next((name for name, limit in TYPES if reach < limit), None)
    if type is None:
        raise Refused(f"a step may reach {reach.bit_length()} bits, HUGEINT has 127")
    writer = _Writer({name: f"c{index}::{type}" for index, name in enumerate(table.bounds)}, type)
    numerator, denominator = writer.integer(value.numerator), writer.integer(value.denominator)
    return f"SELECT {numerator}, {denominator} FROM figures ORDER BY row"  # noqa: S608 - whole numbers and c0, c1 … only


def evaluate(tree: Node, rows: Sequence[Mapping[str, Fraction]]) -> list[Fraction]:
    """The exact value of the tree in every row, computed by DuckDB. Raises `Refused` where it could not be exact."""
    import duckdb  # heavy, and only needed here

    table = columns(rows)
    text = query(tree, table)
    names = list(table.bounds)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE figures (row INTEGER{''.join(f', c{index} HUGEINT' for index in range(len(names)))})")
        marks = ", ".join("?" * (len(names) + 1))
        values = [[index, *(row[name] for name in names)] for index, row in enumerate(table.rows)]
        connection.executemany(f"INSERT INTO figures VALUES ({marks})", values)  # noqa: S608 - question marks only
        return [Fraction(numerator, denominator) for numerator, denominator in connection.execute(text).fetchall()]


class _Writer:
    """Writes whole-number trees as SQL over the given columns, every number of one type."""

    def __init__(self, cells: Mapping[str, str], type: str) -> None:
        self.cells, self.type = cells, type

    def integer(self, tree: Integer) -> str:
        match tree:
            case Whole(value):
                return f"({value})::{self.type}"
            case Column(name):
                return self.cells[name]
            case Operate("floordiv", left, right):  # // cuts towards zero: a negative numerator goes down first
                a, b = self.integer(left), self.integer(right)
                return f"(CASE WHEN {a} < 0 THEN ({a} - {b} + 1) // {b} ELSE {a} // {b} END)"
            case Operate(operation, left, right):
                return f"({self.integer(left)} {operation} {self.integer(right)})"
            case Choose(cases, otherwise):
                rungs = "".join(f" WHEN {self.test(test)} THEN {self.integer(value)}" for test, value in cases)
                return f"(CASE{rungs} ELSE {self.integer(otherwise)} END)"
            case _:
                assert_never(tree)

    def test(self, tree: Test) -> str:
        match tree:
            case Compare(sign, left, right):
                return f"({self.integer(left)} {'=' if sign == '==' else sign} {self.integer(right)})"
            case Combine("not", (operand,)):
                return f"(NOT {self.test(operand)})"
            case Combine(word, operands):
                return "(" + f" {word.upper()} ".join(self.test(operand) for operand in operands) + ")"
            case _:
                assert_never(tree)
