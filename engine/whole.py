"""The whole-number tree: a few frozen step kinds that machines without fractions compute exactly.

Every step carries the largest absolute value that it can reach over the rows at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from .tree import ComparisonSign, LogicWord

Operation = Literal["+", "-", "*", "floordiv"]
LARGEST_BOUND = 2**1000
"""What a bound says at most: no target holds as much, and some would have twice the digits with every level of a tree."""


class NotWhole(Exception):
    """The tree has a step that cannot be said in whole numbers of one row."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole-number constant."""

    value: int

    @property
    def bound(self) -> int:
        return abs(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of whole numbers: of the row itself, or (within a `Gather`) of each of its peers."""

    name: str
    bound: int
    of_peer: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Operate:
    """An operation on two whole numbers; the divisor of `floordiv` is positive."""

    operation: Operation
    left: Integer
    right: Integer
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Choose:
    """The first value whose condition holds, else `otherwise`."""

    cases: tuple[tuple[Test, Integer], ...]
    otherwise: Integer
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """One whole number from those of a row's peers. `middles` is the sum of the two in the middle (twice the one)."""

    function: Literal["max", "min", "sum", "middles"]
    body: Integer
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """How many of a row's peers pass a test; all of them where there is none."""

    test: Test | None
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    sign: ComparisonSign
    left: Integer
    right: Integer


@dataclass(frozen=True, slots=True, eq=False)
class Combine:
    word: LogicWord
    operands: tuple[Test, ...]


Integer = Whole | Column | Operate | Choose | Gather | Count
Test = Compare | Combine


def _parts(tree: Integer | Test) -> Sequence[Integer | Test]:
    """The trees directly below."""
    match tree:
        case Whole() | Column():
            return ()
        case Operate(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Choose(cases, otherwise):
            return (*(side for case in cases for side in case), otherwise)
        case Gather(_, body):
            return (body,)
        case Count(test):
            return () if test is None else (test,)
        case Combine(_, operands):
            return operands
        case _:
            assert_never(tree)


ONE = Whole(1)
ZERO = Whole(0)


def steps(tree: Integer | Test) -> Iterator[Integer | Test]:
    """Every step of the tree once, however often the tree uses it: written out a ladder of a few rungs may have millions."""
    known, waiting = set[int](), [tree]
    while waiting:
        step = waiting.pop()
        if id(step) not in known:
            known.add(id(step))
            yield step
            waiting.extend(_parts(step))


def largest(tree: Integer | Test) -> int:
    """The largest absolute value that any step of the tree can reach."""
    return max(map(_bound, steps(tree)))


def same(one: Integer | Test, other: Integer | Test) -> bool:
    """Whether two trees are of the same steps. Each pair of steps is looked at once, and `==` looks at no more than one:
    it would go through both trees as if they were written out."""
    known, waiting = set[tuple[int, int]](), [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if a is b or (id(a), id(b)) in known:
            continue
        known.add((id(a), id(b)))
        if _head(a) != _head(b) or len(_parts(a)) != len(_parts(b)):
            return False
        waiting.extend(zip(_parts(a), _parts(b), strict=True))
    return True


def _head(step: Integer | Test) -> tuple[object, ...]:
    """What the step is, without what it is made of."""
    match step:
        case Whole(value):
            return Whole, value
        case Column(name, _, of_peer):
            return Column, name, of_peer
        case Operate(sign) | Gather(sign) | Compare(sign) | Combine(sign):
            return type(step), sign
        case Choose() | Count():
            return (type(step),)
        case _:
            assert_never(step)


def _bound(step: Integer | Test) -> int:
    """The largest absolute value of the step itself."""
    match step:
        case Operate("floordiv", left, right):  # a negative numerator is moved up by the divisor before it is cut
            return left.bound + right.bound
        case Compare() | Combine():
            return 0
        case _:
            return step.bound
