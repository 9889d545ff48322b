"""A tree and rows go in, a DuckDB query over whole-number columns comes out, and its exact values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from ..integers import Columns, Shape, Values, columns, lower, reach
from ..tree import Node
from ..whole import Choose, Column, Combine, Compare, Count, Gather, Integer, NotWhole, Operate, Test, Whole
from . import Refused

if TYPE_CHECKING:
    import duckdb

GATHER = {
    "max": "max(v)",
    "min": "min(v)",
    "sum": "coalesce(sum(v), 0)",
    "middles": "list_sort(list(v))[(count(*) + 1) // 2] + list_sort(list(v))[count(*) // 2 + 1]",
}
"""Of the values `v` of a row's peers. Without a peer SQL's sum is NULL; ours is zero."""
TYPES = (("BIGINT", 2**63), ("HUGEINT", 2**127))
"""The whole-number types of DuckDB and what they hold less than; the smallest that suffices is used."""
ROWS_AT_ONCE = 1000
"""Rows that one INSERT brings in: as text, which is many times faster than by parameters."""
SHORT_STEP = 60
"""Characters up to which a step stands where it is used; a longer one is a column of its own, computed once."""
LONGEST_STEP = 50_000
"""Characters of a step of a peer, which stands wherever it is used: five `clamp`s within each other have more."""


def query(tree: Node, table: Shape) -> str:
    """`SELECT` of row, numerator and denominator of the tree in every row of the table `figures`, in its order.

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
    source = "figures"
    for level in writer.levels():
        source = f"(SELECT f.*{''.join(f', {text} AS {name}' for name, text in level.items())} FROM {source} f)"  # noqa: S608 - whole numbers and our own names only
    return f"SELECT f.row, {numerator} AS numerator, {denominator} AS denominator FROM {source} f ORDER BY f.row"  # noqa: S608 - as above


def evaluate(tree: Node, rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> list[Fraction]:
    """The exact value of the tree in every row, computed by DuckDB. Raises `Refused` where it could not be exact."""
    return evaluate_all([(tree, rows, peers)])[0]


def evaluate_all(jobs: Sequence[tuple[Node, Sequence[Values], Sequence[Sequence[Values]]]]) -> list[list[Fraction]]:
    """`evaluate` for many trees, one after the other in one database."""
    import duckdb  # heavy, and only needed here

    with duckdb.connect(":memory:") as connection:
        return [_computed(connection, tree, columns(rows, peers)) for tree, rows, peers in jobs]


def _computed(connection: duckdb.DuckDBPyConnection, tree: Node, table: Columns) -> list[Fraction]:
    text = query(tree, table)
    names = list(table.bounds)
    fields = ["row INTEGER", *(f"c{index} HUGEINT" for index in range(len(names)))]
    fill(connection, "figures", fields, [[index, *map(row.get, names)] for index, row in enumerate(table.rows)])
    fill(connection, "peers", fields, [[index, *map(peer.get, names)] for index, own in enumerate(table.peers) for peer in own])
    return [Fraction(numerator, denominator) for _, numerator, denominator in connection.execute(text).fetchall()]


def fill(connection: duckdb.DuckDBPyConnection, table: str, fields: Sequence[str], rows: Sequence[Sequence[int | None]]) -> None:
    """Makes a table of whole numbers; what a row lacks is NULL."""
    connection.execute(f"CREATE OR REPLACE TABLE {table} ({', '.join(fields)})")
    for start in range(0, len(rows), ROWS_AT_ONCE):
        written = [["NULL" if each is None else str(each) for each in row] for row in rows[start : start + ROWS_AT_ONCE]]
        values = ", ".join(f"({', '.join(each)})" for each in written)
        connection.execute(f"INSERT INTO {table} VALUES {values}")  # noqa: S608 - whole numbers only


class _Writer:
    """Writes whole-number trees as SQL over the given columns, every number of one type.

    A step that is long is put into a column of its own: a tree uses the same step many times over, and written out
    each time a query of a few rungs would have a million characters. Nothing is lost by computing such a column where
    its rung does not apply: every divisor is positive and every bound holds in every row.
    """

    def __init__(self, cells: Mapping[str, str], type: str) -> None:
        self.cells, self.type = cells, type
        self.known: dict[int, str] = {}
        self.steps: dict[str, str] = {}
        self.level_of: dict[str, int] = {}

    def levels(self) -> list[dict[str, str]]:
        """The columns by name, those first that only need the table's own, then those that need these, and so on."""
        ordered: list[dict[str, str]] = [{} for _ in range(max(self.level_of.values(), default=0))]
        for text, name in self.steps.items():
            ordered[self.level_of[name] - 1][name] = text
        return ordered

    def integer(self, tree: Integer) -> str:
        if id(tree) not in self.known:
            self.known[id(tree)] = self.written(tree)
        return self.known[id(tree)]

    def written(self, tree: Integer) -> str:
        match tree:
            case Whole(value):
                return f"({value})::{self.type}"
            case Column(name, _, of_peer):
                return f"{'p' if of_peer else 'f'}.{self.cells[name]}"
            case Gather(function, body):
                return self.over_peers(GATHER[function], self.integer(body))
            case Count(test):
                return self.over_peers("count(*)", "1", "" if test is None else f" AND {self.test(test)}")
            case Operate("floordiv", left, right):  # // cuts towards zero: a negative numerator goes down first
                a, b = self.integer(left), self.integer(right)
                return self.short(f"(CASE WHEN {a} < 0 THEN ({a} - {b} + 1) // {b} ELSE {a} // {b} END)")
            case Operate(operation, left, right):
                return self.short(f"({self.integer(left)} {operation} {self.integer(right)})")
            case Choose(cases, otherwise):
                rungs = "".join(f" WHEN {self.test(test)} THEN {self.integer(value)}" for test, value in cases)
                return self.short(f"(CASE{rungs} ELSE {self.integer(otherwise)} END)")
            case _:
                assert_never(tree)

    def over_peers(self, gathered: str, each: str, condition: str = "") -> str:
        """A value over the row's peers: computed once, as a column of its own, however often the tree uses it.

        Each peer's value is made before they are gathered: SQL takes `sum` of a value of the row's own for a sum over
        the rows that are scored.
        """
        values = f"SELECT {each} AS v FROM peers p WHERE p.row = f.row{condition}"  # noqa: S608 - as above
        return self.column(f"(SELECT {gathered} FROM ({values}))::{self.type}")  # noqa: S608 - as above

    def short(self, text: str) -> str:
        """The step itself, or where it is long the column that it is put in. One of a peer stays where it is."""
        if "p.c" not in text:
            return text if len(text) <= SHORT_STEP else self.column(text)
        if len(text) > LONGEST_STEP:
            raise Refused("a step over peers is too long")
        return text

    def column(self, text: str) -> str:
        if text not in self.steps:
            name = self.steps[text] = f"s{len(self.steps)}"
            self.level_of[name] = 1 + max((self.level_of[used] for used in re.findall(r"\bf\.(s\d+)", text)), default=0)
        return f"f.{self.steps[text]}"

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
