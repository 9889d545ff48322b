"""Steps and frames go in; DuckDB runs them over tables of whole numbers, and the exact values that it computed come out.

Each level is a table and each frame a row. What a step computes stays in the database, where the next step finds it: only
how large the numbers are and which denominators there are is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from ..integers import Shape
from ..steps import SIBLINGS, Frame, Frames, Step
from ..tree import Above, Level, Node, Peers, Total, names, walk
from . import Refused
from .around import given, named, over_one_row
from .sql import TYPES, fill, query

if TYPE_CHECKING:
    import duckdb

LARGEST = TYPES[-1][1]
NULL = "NULL::HUGEINT"
NO_FRAME = -1
"""In the place of the frame above where there is none: those that stand below nothing are siblings."""


class Column(NamedTuple):
    """Where the values of one name stand: whole numbers, the scale that they were multiplied by, the largest of them."""

    text: str
    scale: int
    bound: int


class Table:
    """The table of a level. What people call traits, windows and values is numbered: it never reaches a query."""

    def __init__(self, level: Level, frames: Frames, steps: Sequence[Step]) -> None:
        own = [step for step in steps if step.level == level]
        self.level, self.name = level, f"level_{level}"
        self.frames = frames.levels[level]
        self.traits = _numbered((step.only for step in own if step.only is not None), "t")
        self.windows = _numbered((step.among for step in own if step.among != SIBLINGS), "w")
        self.columns: dict[str, Column] = {}
        self.most_below: Counter[Level] = Counter()
        """How many frames of a level one of these has below it, at most."""
        self.above: set[Level | None] = {None if frame.above is None else frame.above.level for frame in self.frames}

    def fill(
        self, connection: duckdb.DuckDBPyConnection, numbers: Mapping[Frame, int], values: Mapping[Frame, Mapping[str, Fraction]]
    ) -> None:
        """Makes the table with its given values."""
        for name in sorted({name for frame in self.frames for name in values[frame]}):
            there = [values[frame][name] for frame in self.frames if name in values[frame]]
            scale = lcm(*(value.denominator for value in there))
            with named(self.level, name):
                self.columns[name] = _held(Column(f"c{len(self.columns)}", scale, max(abs(int(value * scale)) for value in there)))
        fields = ["id BIGINT", "above BIGINT", "place BIGINT", *(f"{trait} BOOLEAN" for trait in self.traits.values())]
        fields += [f"{window} BIGINT, {window}_seen BOOLEAN" for window in self.windows.values()]
        fields += [f"{column.text} HUGEINT" for column in self.columns.values()]
        keys: dict[str, dict[Hashable, int]] = {name: {} for name in self.windows}
        places = Counter[int]()
        rows: list[list[int | None]] = []
        for frame in self.frames:
            above = NO_FRAME if frame.above is None else numbers[frame.above]
            places[above] += 1
            row: list[int | None] = [numbers[frame], above, places[above], *(int(trait in frame.traits) for trait in self.traits)]
            for name, known in keys.items():
                row += [known.setdefault(frame.windows.get(name), len(known)), int(name in frame.windows and name not in frame.unseen)]
            row += [int(values[frame][name] * column.scale) if name in values[frame] else None for name, column in self.columns.items()]
            rows.append(row)
        fill(connection, self.name, fields, rows)

    def only(self, step: Step) -> str:
        """The condition for the step's frames, of the table as `f`."""
        return "true" if step.only is None else f"f.{self.traits[step.only]}"

    def beside(self, step: Step) -> str:
        """The condition for a frame `p` to be a peer of `f`."""
        window = self.windows.get(step.among)
        among = "p.above = f.above" if window is None else f"p.{window} = f.{window} AND p.{window}_seen"
        return among if step.with_self else f"{among} AND p.id <> f.id"


def run(steps: Sequence[Step], frames: Frames) -> list[list[Fraction]]:
    """What every step gives the frames that it is for, in their order, computed by DuckDB from the values that no step
    gives. Raises `Refused`, with the step, where it could not be exact."""
    import duckdb  # heavy, and only needed here

    with duckdb.connect(":memory:") as connection:
        program = _Program(connection, steps, frames)
        for step in steps:
            if frames.of(step):
                with named(step.level, step.name):
                    program.run(step)
        return [program.values(step) if frames.of(step) else [] for step in steps]


class _Program:
    """The tables of all levels in one database, and the steps that have run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, steps: Sequence[Step], frames: Frames) -> None:
        self.connection = connection
        self.tables = {level: Table(level, frames, steps) for level in frames.levels}
        numbers = {frame: number for number, frame in enumerate(frame for table in self.tables.values() for frame in table.frames)}
        values = given(steps, frames)
        for table in self.tables.values():
            for frame in table.frames:
                for level, number in Counter(each.level for each in frame.below).items():
                    table.most_below[level] = max(table.most_below[level], number)
            table.fill(connection, numbers, values)

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(text).fetchall()

    def values(self, step: Step) -> list[Fraction]:
        """What a step that has run gave its frames."""
        table = self.tables[step.level]
        column = table.columns[step.name]
        found = self.ask(f"SELECT f.{column.text} FROM {table.name} f WHERE {table.only(step)} ORDER BY f.id")  # noqa: S608 - our own names only
        return [Fraction(value, column.scale) for (value,) in found]

    def run(self, step: Step) -> None:
        """Computes a step for all of its frames in one query, and keeps what it gives them."""
        tree, around = over_one_row(step.tree)
        table = self.tables[step.level]
        columns = {name: self.around(table, around[name]) if name in around else self.column(table, name) for name in sorted(names(tree))}
        self.lay_out(table, step, tree, columns, around)
        shape = self.shape(columns, _compares(tree))
        for view, source in (("figures", "own"), ("peers", "beside")):
            fields = "".join(
                f", r{index} // {column.scale // shape.scales[name]} AS c{index}" for index, (name, column) in enumerate(columns.items())
            )
            self.ask(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT row{fields} FROM {source}")  # noqa: S608 - whole numbers and our own names only
        parts = (("numerator", "n"), ("denominator", "d"))  # HUGEINT: brought to the scale of a column they may outgrow the step's type
        divided = ", ".join(f"({each} // gcd(numerator, denominator))::HUGEINT AS {name}" for each, name in parts)
        self.ask(f"CREATE OR REPLACE TEMP TABLE found AS SELECT row, {divided} FROM ({query(tree, shape)})")  # noqa: S608 - as above
        self.keep(table, step.name)

    def lay_out(self, table: Table, step: Step, tree: Node, columns: Mapping[str, Column], around: Mapping[str, Any]) -> None:
        """Tables of what the step reads: in its frames and around them (`own`), and in their peers (`beside`)."""
        texts = (column.text if name in around else f"f.{column.text}" for name, column in columns.items())
        fields = "".join(f", {text} AS r{index}" for index, text in enumerate(texts))
        self.ask(f"CREATE OR REPLACE TEMP TABLE own AS SELECT f.id AS row{fields} FROM {table.name} f WHERE {table.only(step)}")  # noqa: S608 - as above
        texts = (NULL if name in around else f"p.{column.text}" for name, column in columns.items())
        fields = "".join(f", {text} AS r{index}" for index, text in enumerate(texts))
        if not _compares(tree):
            self.ask("CREATE OR REPLACE TEMP TABLE beside AS FROM own LIMIT 0")
            return
        if step.among == SIBLINGS and None in table.above and len(table.above) > 1:
            raise Refused("some of the level stand below a frame and some below none: who are siblings?")
        joined = f"{table.name} f JOIN {table.name} p ON {table.beside(step)} WHERE {table.only(step)}"
        self.ask(f"CREATE OR REPLACE TEMP TABLE beside AS SELECT f.id AS row{fields} FROM {joined}")  # noqa: S608 - as above

    def around(self, table: Table, node: Total | Above) -> Column:
        """What the table's frames, as `f`, have above or below them."""
        if isinstance(node, Above):
            if len(table.above) != 1:
                raise Refused("the frames above are not of one level")
            (level,) = table.above
        else:
            level = node.level
        other = None if level is None else self.tables.get(level)
        if other is None or node.name not in other.columns:
            return Column(NULL if isinstance(node, Above) or node.nth else "0::HUGEINT", 1, 0)
        column = other.columns[node.name]
        if isinstance(node, Above):
            return column._replace(text=f"(SELECT o.{column.text} FROM {other.name} o WHERE o.id = f.above)")  # noqa: S608 - as above
        which = f"o.above = f.id AND o.place = {node.nth}" if node.nth else "o.above = f.id"
        most = 1 if node.nth else table.most_below[node.level]
        gathered = f"max(o.{column.text})" if node.nth else f"coalesce(sum(o.{column.text}), 0)"
        total = column._replace(text=f"(SELECT {gathered} FROM {other.name} o WHERE {which})", bound=column.bound * most)  # noqa: S608 - as above
        return _held(total)

    def shape(self, columns: Mapping[str, Column], compares: bool) -> Shape:
        """The scales and bounds of what the step reads: a column may have a finer scale than the rows at hand need."""
        every = "(FROM own UNION ALL FROM beside)" if compares else "own"
        fields = [
            f"max(abs(r{index})), list(DISTINCT {column.scale}::HUGEINT // gcd(r{index}, {column.scale}))"
            for index, column in enumerate(columns.values())
        ]
        found = self.ask(f"SELECT {', '.join(fields)} FROM {every}")[0] if fields else ()  # noqa: S608 - as above
        scales, bounds = dict[str, int](), dict[str, int]()
        for (name, column), largest, denominators in zip(columns.items(), found[::2], found[1::2], strict=True):
            scales[name] = lcm(*(each for each in denominators if each is not None))
            bounds[name] = (largest or 0) // (column.scale // scales[name])
        counted = "SELECT count(b.row) AS number FROM own LEFT JOIN beside b USING (row) GROUP BY own.row"
        fewest, most = self.ask(f"SELECT min(number), max(number) FROM ({counted})")[0] if compares else (0, 0)  # noqa: S608 - as above
        return Shape(scales, bounds, fewest, most)

    def keep(self, table: Table, name: str) -> None:
        """Puts what was found into the table. Other steps may have given other frames a value of that name: they are
        brought to one scale."""
        found = self.ask("SELECT d, max(abs(n)) FROM found GROUP BY d")
        before = self.column(table, name)
        scale = lcm(before.scale, *(denominator for denominator, _ in found))
        finer = scale // before.scale
        bound = max(before.bound * finer, *(largest * (scale // denominator) for denominator, largest in found))
        after = table.columns[name] = _held(Column(before.text, scale, bound))
        if finer > 1:
            self.ask(f"UPDATE {table.name} SET {after.text} = {after.text} * {finer}")  # noqa: S608 - as above
        self.ask(f"UPDATE {table.name} SET {after.text} = n * ({scale} // d) FROM found WHERE id = row")  # noqa: S608 - as above

    def column(self, table: Table, name: str) -> Column:
        """Where the values of a name stand in the table, all NULL where it is a new one."""
        if name not in table.columns:
            new = table.columns[name] = Column(f"c{len(table.columns)}", 1, 0)
            self.ask(f"ALTER TABLE {table.name} ADD COLUMN {new.text} HUGEINT")
        return table.columns[name]


def _compares(tree: Node) -> bool:
    return any(isinstance(node, Peers) for node in walk(tree))


def _numbered(names: Iterable[str], letter: str) -> dict[str, str]:
    """The names in the order in which they come, each with a column of its own."""
    return {name: f"{letter}{index}" for index, name in enumerate(dict.fromkeys(names))}


def _held(column: Column) -> Column:
    """The column, if the database can hold its numbers and their scale."""
    needed = max(column.scale, column.bound)
    if needed >= LARGEST:
        raise Refused(f"the values may reach {needed.bit_length()} bits, HUGEINT has 127")
    return column
