"""The whole-number tree: a few frozen step kinds that machines without fractions compute exactly.

Every step carries the largest absolute value that it can reach over the rows at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never, cast

from .tree import ComparisonSign, LogicWord

Operation = Literal["+", "-", "*", "floordiv"]
MOST_STEPS = 30_000
"""Of a whole-number tree, written out. Each quotient and each `max` needs what it is made of several times over."""


class NotWhole(Exception):
    """The tree has a step that cannot be said in whole numbers of one row."""


class _Sized:
    """A tree that knows its size: how many steps it is when what stands in it twice is written twice."""

    __slots__ = ("size",)
    size: int

    def __post_init__(self) -> None:
        size = 1 + sum(part.size for part in _parts(cast("Integer | Test", self)))
        if size > MOST_STEPS:
            raise NotWhole(f"more than {MOST_STEPS:,} steps")
        object.__setattr__(self, "size", size)


@dataclass(frozen=True, slots=True)
class Whole(_Sized):
    """A whole-number constant."""

    value: int

    @property
    def bound(self) -> int:
        return abs(self.value)


@dataclass(frozen=True, slots=True)
class Column(_Sized):
    """A column of whole numbers: of the row itself, or (within a `Gather`) of each of its peers."""

    name: str
    bound: int
    of_peer: bool = False


@dataclass(frozen=True, slots=True)
class Operate(_Sized):
    """An operation on two whole numbers; the divisor of `floordiv` is positive."""

    operation: Operation
    left: Integer
    right: Integer
    bound: int


@dataclass(frozen=True, slots=True)
class Choose(_Sized):
    """The first value whose condition holds, else `otherwise`."""

    cases: tuple[tuple[Test, Integer], ...]
    otherwise: Integer
    bound: int


@dataclass(frozen=True, slots=True)
class Gather(_Sized):
    """One whole number from those of a row's peers. `middles` is the sum of the two in the middle (twice the one)."""

    function: Literal["max", "min", "sum", "middles"]
    body: Integer
    bound: int


@dataclass(frozen=True, slots=True)
class Count(_Sized):
    """How many of a row's peers pass a test; all of them where there is none."""

    test: Test | None
    bound: int


@dataclass(frozen=True, slots=True)
class Compare(_Sized):
    sign: ComparisonSign
    left: Integer
    right: Integer


@dataclass(frozen=True, slots=True)
class Combine(_Sized):
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


def largest(tree: Integer | Test) -> int:
    """The largest absolute value that any step of the tree can reach. Each step is looked at once, however often the tree
    uses it: written out a ladder of a few rungs may have millions."""
    most, known, waiting = 0, set[int](), [tree]
    while waiting:
        step = waiting.pop()
        if id(step) not in known:
            known.add(id(step))
            most = max(most, _bound(step))
            waiting.extend(_parts(step))
    return most


def _bound(step: Integer | Test) -> int:
    """The largest absolute value of the step itself."""
    match step:
        case Operate("floordiv", left, right):  # a negative numerator is moved up by the divisor before it is cut
            return left.bound + right.bound
        case Compare() | Combine():
            return 0
        case _:
            return step.bound
