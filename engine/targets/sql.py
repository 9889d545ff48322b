"""A tree and rows go in, a DuckDB query over whole-number columns comes out, and its exact values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from ..integers import (
    Choose,
    Column,
    Columns,
    Combine,
    Compare,
    Count,
    Gather,
    Integer,
    NotWhole,
    Operate,
    Test,
    Values,
    Whole,
    columns,
    lower,
    reach,
)
from ..tree import Node
from . import Refused

if TYPE_CHECKING:
    import duckdb

GATHER = {
    "max": "max({0})",
    "min": "min({0})",
    "sum": "sum({0})",
    "middles": "list_sort(list({0}))[(count(*) + 1) // 2] + list_sort(list({0}))[count(*) // 2 + 1]",
}
TYPES = (("BIGINT", 2**63), ("HUGEINT", 2**127))
"""The whole-number types of DuckDB and what they hold less than; the smallest that suffices is used."""


def query(tree: Node, table: Columns) -> str:
    """`SELECT` of numerator and denominator of the tree in every row of the table `figures`, in its order.

    The table's columns are called `c0`, `c1` … in the order of `table.bounds`: what people call things never reaches
    the query. The table `peers` has the same columns, and in `row` whose peer it is.

    Raises `Refused` where a number in it could outgrow every type.
    """
    try:
        value = lower(tree, table)
    except NotWhole as step:
        raise Refused(f"no whole-number form of {step}") from None
    needed = reach(value, table)
    type = next((name for name, limit in TYPES if needed < limit), None)
    if type is None:
        raise Refused(f"a step may reach {needed.bit_length()} bits, HUGEINT has 127")
    writer = _Writer({name: f"c{index}::{type}" for index, name in enumerate(table.bounds)}, type)
    numerator, denominator = writer.integer(value.numerator), writer.integer(value.denominator)
    gathered = "".join(f", {text} AS {name}" for text, name in writer.gathered.items())
    return f"SELECT {numerator}, {denominator} FROM (SELECT f.*{gathered} FROM figures f) f ORDER BY f.row"  # noqa: S608 - whole numbers and c0, c1 … only


def evaluate(tree: Node, rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> list[Fraction]:
    """The exact value of the tree in every row, computed by DuckDB. Raises `Refused` where it could not be exact."""
    import duckdb  # heavy, and only needed here

    table = columns(rows, peers)
    text = query(tree, table)
    names = list(table.bounds)
    with duckdb.connect(":memory:") as connection:
        _fill(connection, "figures", names, list(enumerate(table.rows)))
        _fill(connection, "peers", names, [(index, peer) for index, own in enumerate(table.peers) for peer in own])
        return [Fraction(numerator, denominator) for numerator, denominator in connection.execute(text).fetchall()]


def _fill(connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], rows: Sequence[tuple[int, Mapping[str, int]]]) -> None:
    """Makes a table with the columns `row`, `c0`, `c1` …; a value that a peer lacks is NULL."""
    fields = "".join(f", c{index} HUGEINT" for index in range(len(names)))
    connection.execute(f"CREATE TABLE {table} (row INTEGER{fields})")
    if rows:
        marks = ", ".join("?" * (len(names) + 1))
        values = [[index, *(row.get(name) for name in names)] for index, row in rows]
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - question marks only


class _Writer:
    """Writes whole-number trees as SQL over the given columns, every number of one type."""

    def __init__(self, cells: Mapping[str, str], type: str) -> None:
        self.cells, self.type = cells, type
        self.gathered: dict[str, str] = {}

    def integer(self, tree: Integer) -> str:
        match tree:
            case Whole(value):
                return f"({value})::{self.type}"
            case Column(name, _, of_peer):
                return f"{'p' if of_peer else 'f'}.{self.cells[name]}"
            case Gather(function, body):
                return self.over_peers(GATHER[function].format(self.integer(body)))
            case Count(test):
                return self.over_peers("count(*)", "" if test is None else f" AND {self.test(test)}")
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

    def over_peers(self, value: str, condition: str = "") -> str:
        """A value over the row's peers: computed once, as a column of its own, however often the tree uses it."""
        text = f"(SELECT {value} FROM peers p WHERE p.row = f.row{condition})::{self.type}"  # noqa: S608 - as above
        return f"f.{self.gathered.setdefault(text, f'g{len(self.gathered)}')}"

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
