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

    Raises `Refused` where a number in it could outgrow every type.
    """
    try:
        value = lower(tree, table)
    except NotWhole as step:
        raise Refused(f"no whole-number form of {step}") from None
    reach = max(largest(value.numerator), largest(value.denominator), *table.bounds.values())
    type = next((name for name, limit in TYPES if reach < limit), None)
    if type is None:
        raise Refused(f"a step may reach {reach.bit_length()} bits, HUGEINT has 127")
    numerator, denominator = _integer(value.numerator, type), _integer(value.denominator, type)
    return f"SELECT {numerator} AS numerator, {denominator} AS denominator FROM figures ORDER BY row"


def evaluate(tree: Node, rows: Sequence[Mapping[str, Fraction]]) -> list[Fraction]:
    """The exact value of the tree in every row, computed by DuckDB. Raises `Refused` where it could not be exact."""
    import duckdb  # heavy, and only needed here

    table = columns(rows)
    text = query(tree, table)
    with duckdb.connect(":memory:") as connection:
        fields = "".join(f', "{name}" HUGEINT' for name in table.bounds)
        connection.execute(f"CREATE TABLE figures (row INTEGER{fields})")
        marks = ", ".join("?" * (len(table.bounds) + 1))
        connection.executemany(
            f"INSERT INTO figures VALUES ({marks})", [[index, *(row[name] for name in table.bounds)] for index, row in enumerate(table.rows)]
        )
        return [Fraction(numerator, denominator) for numerator, denominator in connection.execute(text).fetchall()]


def _integer(tree: Integer, type: str) -> str:
    match tree:
        case Whole(value):
            return f"({value})::{type}"
        case Column(name):
            return f'"{name}"::{type}'
        case Operate("floordiv", left, right):  # // cuts towards zero: a negative numerator goes down first
            a, b = _integer(left, type), _integer(right, type)
            return f"(CASE WHEN {a} < 0 THEN ({a} - {b} + 1) // {b} ELSE {a} // {b} END)"
        case Operate(operation, left, right):
            return f"({_integer(left, type)} {operation} {_integer(right, type)})"
        case Choose(cases, otherwise):
            rungs = "".join(f" WHEN {_test(test, type)} THEN {_integer(value, type)}" for test, value in cases)
            return f"(CASE{rungs} ELSE {_integer(otherwise, type)} END)"
        case _:
            assert_never(tree)


def _test(tree: Test, type: str) -> str:
    match tree:
        case Compare(sign, left, right):
            return f"({_integer(left, type)} {'=' if sign == '==' else sign} {_integer(right, type)})"
        case Combine("not", (operand,)):
            return f"(NOT {_test(operand, type)})"
        case Combine(word, operands):
            return "(" + f" {word.upper()} ".join(_test(operand, type) for operand in operands) + ")"
        case _:
            assert_never(tree)
