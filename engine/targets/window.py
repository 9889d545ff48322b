"""The frames that others are compared with go in; what is asked of them comes out, found once for all who ask.

A truth about all of them is one whole number, a bit for each. Those with more than some value are found by their order,
so that the ranks of many units do not take as many comparisons as there are pairs of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

from ..tree import Above, Arithmetic, Comparison, ComparisonSign, Grade, Logic, Name, Negative, Node, Number, Own, Total, children, walk

Values = Mapping[str, Fraction]
Value = Callable[[Node, Values], Any]
"""What a tree is in one of the frames."""
MIRRORED: dict[ComparisonSign, ComparisonSign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
SAFE = (Name, Number, Grade, Negative, Own, Total, Above)


class _Ordered(NamedTuple):
    """The values, the smallest first, and the bits of those before each of them (at last of all)."""

    values: list[Fraction]
    before: list[int]


class Form(NamedTuple):
    """What can be done with a tree: `plain`, it has a value in every frame; it reads the peer's values, its asker's, or both."""

    plain: bool
    reads_peer: bool
    reads_own: bool


class Window:
    """The frames, by their values. The trees that it is asked about are those of one step, or of one method: it knows them
    by where they are in memory."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.rows = rows
        self.every = (1 << len(rows)) - 1
        self._columns: dict[int, list[Any]] = {}
        self._ordered: dict[int, _Ordered] = {}
        self._holding: dict[int, int] = {}
        self._forms: dict[int, Form] = {}
        self._parts: dict[int, bool] = {}

    def column(self, tree: Node, value: Value) -> list[Any]:
        """The tree's value in every frame; it reads nothing of whoever asks."""
        if id(tree) not in self._columns:
            self._columns[id(tree)] = [value(tree, row) for row in self.rows]
        return self._columns[id(tree)]

    def where(self, tree: Node, sign: ComparisonSign, than: Fraction, value: Value) -> int:
        """The frames in which the tree compares so with a number."""
        if id(tree) not in self._ordered:
            self._ordered[id(tree)] = _in_order(self.column(tree, value))
        values, before = self._ordered[id(tree)]
        match sign:
            case "<":
                return before[bisect_left(values, than)]
            case "<=":
                return before[bisect_right(values, than)]
            case ">":
                return self.every ^ before[bisect_right(values, than)]
            case ">=":
                return self.every ^ before[bisect_left(values, than)]
            case "==":
                return before[bisect_right(values, than)] ^ before[bisect_left(values, than)]
            case "!=":
                return self.every ^ before[bisect_right(values, than)] ^ before[bisect_left(values, than)]

    def holding(self, test: Node, value: Value) -> int:
        """The frames in which a test holds that reads nothing of whoever asks."""
        if id(test) not in self._holding:
            self._holding[id(test)] = sum(1 << place for place, holds in enumerate(self.column(test, value)) if holds)
        return self._holding[id(test)]

    def form(self, tree: Node) -> Form:
        """What can be done with a tree."""
        if id(tree) not in self._forms:
            self._forms[id(tree)] = Form(all(_is_safe(node) for node in walk(tree)), _reads_peer(tree), _reads_own(tree))
        return self._forms[id(tree)]

    def comes_apart(self, test: Node) -> bool:
        """Whether each comparison in the test can be made by itself: none of them is there to keep another from being made."""
        if id(test) not in self._parts:
            sides = test.operands if isinstance(test, Logic) else children(test) if isinstance(test, Comparison) else ()
            apart = self.comes_apart if isinstance(test, Logic) else lambda side: self.form(side).plain
            self._parts[id(test)] = bool(sides) and all(apart(side) for side in sides)
        return self._parts[id(test)]


def _is_safe(node: Node) -> bool:
    return isinstance(node, SAFE) or (isinstance(node, Arithmetic) and node.sign != "/")


def _reads_peer(tree: Node) -> bool:
    return isinstance(tree, Name) or (not isinstance(tree, Own) and any(_reads_peer(each) for each in children(tree)))


def _reads_own(tree: Node) -> bool:
    return any(isinstance(node, Own | Total | Above) for node in walk(tree))


def _in_order(values: Sequence[Fraction]) -> _Ordered:
    order = sorted(range(len(values)), key=values.__getitem__)
    return _Ordered([values[index] for index in order], list(accumulate((1 << index for index in order), initial=0)))
