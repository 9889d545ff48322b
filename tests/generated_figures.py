"""A method and choices go in, rows of figures and their peers come out: many exactly on a threshold or a half.

Where the ladder turns and where its awards are halves is computed from its trees, not guessed: for a step that is a
straight line in a figure, two values of it give the figure at which it reaches what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import NamedTuple

from kaohe.engine.checks.division import zero_divisor
from kaohe.engine.kinds import AMOUNT, COUNT, DATE, GRADE, MONEY, POINTS, RATIO, UNIT_CLASS
from kaohe.engine.methods import Method
from kaohe.engine.numbers import decimals
from kaohe.engine.targets import exact
from kaohe.engine.tree import Arithmetic, Call, Comparison, Grade, Name, Node, Number, Peers, children, walk

from .generated_expressions import SETTINGS, Choose, one
from .generated_methods import Written, generated_method

Row = dict[str, Fraction]


class Scale(NamedTuple):
    """What an indicator's figures look like: the finest step, and values of the usual size."""

    precision: Fraction
    values: Sequence[Fraction]


def scale(precision: str, *values: str) -> Scale:
    return Scale(Fraction(precision), [Fraction(value) for value in values])


AMOUNTS = (
    scale("0.01", "13", "12.35", "8", "4.5", "0.5", "16"),  # a growth in per cent
    scale("0.1", "3.9", "12", "4.5", "10"),  # per mille
    scale("0.01", "40000", "4200", "562000.00", "37412.58", "23700"),  # 10,000 yuan
    scale("0.01", "5620000000", "391000000.55", "400000000"),  # yuan
    scale("1", "3652", "18327", "10700", "30"),  # persons
    scale("0.01", "100", "92.5", "85", "60"),  # a rating
)
COUNTS = scale("1", "0", "1", "2", "3", "5", "12", "60")
GIVEN = scale("0.01", "0", "1", "0.5", "2.5", "3", "10", "0.01")
"""Points that a person enters."""
DAYS = scale("1", *(str(date(*day).toordinal()) for day in ((2011, 10, 31), (2011, 10, 30), (2011, 11, 19), (2012, 2, 29), (2011, 1, 1))))
YUAN = [Fraction(text) for text in ("10000", "500", "2000.5", "0.01", "33.33", "120000", "0")]
WORTH = [Fraction(text) for text in ("100", "50", "20", "15", "10", "12.5", "1.67", "0.5", "30", "33.335")]
RATIOS = [Fraction(text) for text in ("0.8", "1/2", "1/3", "0.05", "0.6", "1", "1.25", "0.1", "0")]
PLAIN = [Fraction(text) for text in ("0.5", "1", "2", "0.05", "100", "0")]
SIZES = [Fraction(text) for text in ("1", "5", "10", "100", "1000")]
MOST_DECIMALS = 4
"""Finer figures are not handed in."""
MOST_PEERS = 6
ROWS = 8
LAST_DAY = date.max.toordinal()
HUNDREDTH = Fraction(1, 100)
Goal = Callable[[Fraction], Fraction]
NEEDS_NO_PEER = {"sum", "count", "rank"}


class Case(NamedTuple):
    """A method, rows of values for it, and the peers of each row."""

    written: Written
    method: Method
    rows: Sequence[Row]
    peers: Sequence[Sequence[Row]]


class Turn(NamedTuple):
    """A step of the ladder, and which of its values are worth meeting exactly."""

    step: Node
    goal: Goal


def turns(method: Method) -> list[Turn]:
    """Where two sides of a comparison meet, where something counted is whole, where an award is half a hundredth."""
    found = [] if method.classes else [Turn(rung.award, half_way(2)) for rung in method.rungs]
    for node in (node for tree in method.trees for node in outside_peers(tree)):
        match node:
            case Comparison(_, left, right) if left != right and is_measured(right):  # twice: thresholds are what ladders are about
                found += 2 * [Turn(Arithmetic("-", left, right), lambda _: Fraction(0))]
            case Call("steps", (value, size)):
                found.append(Turn(Arithmetic("/", value, size), lambda value: Fraction(round(value))))
            case Call("floor" | "ceil", (value,)):
                found.append(Turn(value, lambda value: Fraction(round(value))))
            case Call("round", (value, Number(digits))):
                found.append(Turn(value, half_way(int(digits))))
    return found


def half_way(digits: int) -> Goal:
    return lambda value: (floor(value * 10**digits) + Fraction(1, 2)) / 10**digits


def is_measured(side: Node) -> bool:
    """Whether it is a number or a date: a bare name is on no line."""
    return not isinstance(side, Grade) and side != Name("unit_class")


def outside_peers(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node, Peers):
        for child in children(node):
            yield from outside_peers(child)


class Frames:
    """Draws the rows of one method, and the peers of each."""

    def __init__(self, method: Method, choose: Choose) -> None:
        self.method, self.choose = method, choose
        self.kinds = method.vocabulary.kinds
        scales = {"count": COUNTS, "points": GIVEN, "date": DAYS}
        self.measure = scales.get(method.actual) or one(choose, AMOUNTS)
        self.turns = turns(method)
        self.needed = sorted(method.names | ({"points"} if method.result == "points" else set()))
        named = (GRADE, UNIT_CLASS)
        self.figures = [name for name in self.needed if name in method.vocabulary.figures and self.kinds[name] not in named]
        functions = {node.function for node in walk(method.ladder) if isinstance(node, Peers)}
        self.fewest_peers = 1 if functions - NEEDS_NO_PEER and not (method.peers and method.peers.include_self) else 0

    def row(self) -> tuple[Row, list[Row]]:
        """A row and its peers; one of its figures (or where it has none, of its other values) is put where the ladder turns."""
        row = {name: self.value(name) for name in self.needed}
        if row.keys() >= {"low", "high"}:
            row["low"], row["high"] = sorted((row["low"], row["high"]))
        others = self.others(row) if self.method.peers is not None else []
        if movable := self.figures or [name for name in self.needed if self.kinds[name] in (POINTS, MONEY, DATE)]:
            moved = one(self.choose, movable)
            row[moved] = self.placed(moved, row, others)
            if others and self.choose(3) == 0:  # the same figure as a peer
                others[0][moved] = row[moved]
        return row, self.peers(row, others)

    def value(self, name: str) -> Fraction:
        of = self.kinds[name]
        if of == GRADE:
            return Fraction(self.choose(len(self.method.grades)))
        if of == UNIT_CLASS:
            return Fraction(self.choose(len(self.method.vocabulary.unit_classes) + 1))
        if SETTINGS.get(name) == "amount" and self.choose(2) == 0:
            return self.measure.precision * one(self.choose, SIZES)
        if name in self.method.vocabulary.figures and of != COUNT:
            return one(self.choose, self.measure.values)
        values = {POINTS: WORTH, MONEY: YUAN, DATE: DAYS.values, RATIO: RATIOS, COUNT: COUNTS.values, AMOUNT: self.measure.values}
        return one(self.choose, values.get(of, PLAIN))

    def others(self, row: Row) -> list[Row]:
        """The other units of the group: figures of their own, some the same, and some with another target."""
        count = self.fewest_peers + self.choose(MOST_PEERS + 1)
        free = [name for name in self.needed if name not in SETTINGS and name not in ("low", "high")]
        return [{**row, **{name: self.value(name) for name in free if self.choose(3)}} for _ in range(count)]

    def peers(self, row: Row, others: Sequence[Row]) -> list[Row]:
        return [row, *others] if self.method.peers is not None and self.method.peers.include_self else list(others)

    def placed(self, name: str, row: Row, others: Sequence[Row]) -> Fraction:
        """A value for the name: mostly one at which a step of the ladder turns, or one unit of precision beside it."""
        of, precision = self.kinds[name], HUNDREDTH if name not in self.figures else self.measure.precision
        way = self.choose(10)
        value = row[name]
        if way == 0:
            value = Fraction(0)
        elif way == 1:
            value = -value
        elif way > 2 and self.turns:
            value = self.landing(one(self.choose, self.turns), name, row, others, precision)
            value += one(self.choose, (0, 0, 0, 1, -1)) * precision
        if of == DATE:
            return Fraction(floor(value)) if 0 < value <= LAST_DAY else row[name]
        if of == COUNT:
            return Fraction(max(0, floor(value)))
        return value if value > 0 or name in self.figures else row[name]

    def landing(self, turn: Turn, name: str, row: Row, others: Sequence[Row], precision: Fraction) -> Fraction:
        """The value of the name at which the step meets its goal, if it is a straight line there; cut to the precision where
        nobody would hand in its digits."""

        def at(value: Fraction) -> Fraction:
            moved = {**row, name: value}
            return exact.evaluate(turn.step, [moved], [self.peers(moved, others)])[0]

        here = row[name]
        try:
            value, beside = at(here), at(here + precision)
        except (ZeroDivisionError, ValueError):  # a rung that does not apply here
            return here
        if value == beside:
            return here
        found = here + (turn.goal(value) - value) / (beside - value) * precision
        digits = decimals(found)
        return found if digits is not None and digits <= MOST_DECIMALS else floor(found / precision) * precision

    def divides_by_zero(self, row: Row, peers: Sequence[Row]) -> bool:
        """Whether a sheet with these values would be refused."""
        return any(zero_divisor(self.method, frame) is not None for frame in (row, *peers))


def generated_case(choose: Choose) -> Case:
    """A method that the engine accepts, and rows for it."""
    written = generated_method(choose)
    assert written.method is not None, written.text
    frames = Frames(written.method, choose)
    drawn = [frames.row() for _ in range(ROWS)]
    kept = [(row, peers) for row, peers in drawn if not frames.divides_by_zero(row, peers)]
    return Case(written, written.method, [row for row, _ in kept], [peers for _, peers in kept])
