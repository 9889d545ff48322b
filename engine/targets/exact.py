"""Trees and exact values go in, exact values come out: the reference that every other target agrees with.

simpleeval dispatches on the type of a node; here it is handed our own node classes and nothing else, so neither its
names, operators and functions nor Python's syntax are within reach of a rule.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Any, cast

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from ..numbers import round_half_up
from ..tree import (
    Arithmetic,
    ArithmeticSign,
    Call,
    Choice,
    Comparison,
    ComparisonSign,
    Grade,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    Own,
    Peers,
    Total,
    rank,
)

Values = Mapping[str, Fraction]

_ARITHMETIC: dict[ArithmeticSign, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_COMPARISON: dict[ComparisonSign, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "clamp": lambda value, low, high: min(max(value, low), high),
    "floor": lambda value: Fraction(floor(value)),
    "ceil": lambda value: Fraction(ceil(value)),
    "round": lambda value, digits: round_half_up(value, int(digits)),
    "ratio": lambda a, b, if_zero: if_zero if b == 0 else a / b,
    "steps": lambda value, size: Fraction(trunc(value / size)),
    "pick": lambda position, *values: values[min(max(ceil(position), 1), len(values)) - 1],
    "band": lambda value, low, high: min(max(value, low), high) - low,
}


def _median(values: Sequence[Fraction]) -> Fraction:
    """The middle value; of an even number of values the mean of the two in the middle."""
    ordered = sorted(values)
    return (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2


GATHER: dict[str, Callable[[Sequence[Any]], Fraction]] = {
    "max": max,
    "min": min,
    "sum": lambda values: sum(values, Fraction(0)),
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "median": _median,
    "count": lambda truths: Fraction(sum(truths)),
}


class Exact(SimpleEval):  # type: ignore[misc]
    """Evaluates our trees over the values of one frame and the frames one level below it."""

    def __init__(self) -> None:
        super().__init__(operators={}, functions={}, names={})
        self.values: Values = {}
        self.peers: Sequence[Values] = ()
        self.own: Values = {}
        self.below: Sequence[Values] = ()
        self.nodes: dict[type, Callable[[Any], Any]] = {
            Number: lambda node: node.value,
            Grade: lambda node: Fraction(node.position),
            Name: lambda node: self.values[node.name],
            Negative: lambda node: -self._eval(node.operand),
            Arithmetic: lambda node: _ARITHMETIC[node.sign](self._eval(node.left), self._eval(node.right)),
            Comparison: lambda node: _COMPARISON[node.sign](self._eval(node.left), self._eval(node.right)),
            Logic: self._logic,
            Choice: lambda node: self._eval(self.rung(node)),
            Call: lambda node: _FUNCTIONS[node.function](*map(self._eval, node.arguments)),
            Peers: self._peers,
            Own: lambda node: self._within(self.own, node.body),
            Total: lambda node: sum((frame[node.name] for frame in self.below), Fraction(0)),
        }

    def _check_disallowed_items(self, item: object) -> None:
        """Nothing to look for: our nodes give exact numbers and truths, never a function or a module."""

    def value(self, tree: Node, values: Values, below: Sequence[Values] = (), peers: Sequence[Values] = ()) -> Fraction:
        """The value of a tree in a frame; `below` are the frames that its totals add up, `peers` those of its peers.

        A value over peers needs at least one, but for a sum, a count and a rank.
        """
        self.values, self.below, self.peers, self.own = values, below, peers, values
        result = self._eval(tree)
        assert isinstance(result, Fraction)
        return result

    def holds(self, condition: Node, values: Values) -> bool:
        """Whether a condition about the unit's own figures holds."""
        self.values, self.below, self.peers, self.own = values, (), (), values
        return bool(self._eval(condition))

    def climb(self, ladder: Choice, values: Values) -> tuple[int, Fraction]:
        """Which rung applies (from 0) and the value that it gives."""
        self.values, self.below, self.peers, self.own = values, (), (), values
        award = self.rung(ladder)
        index = next((i for i, (_, then) in enumerate(ladder.cases) if then is award), len(ladder.cases))
        return index, self._eval(award)

    def rung(self, ladder: Choice) -> Node:
        return next((then for when, then in ladder.cases if self._eval(when)), ladder.otherwise)

    def _within(self, values: Values, body: Node) -> Any:
        before, self.values = self.values, values
        try:
            return self._eval(body)
        finally:
            self.values = before

    def _peers(self, node: Peers) -> Fraction:
        if node.function == "rank":
            return cast(Fraction, self._eval(rank(node)))
        return GATHER[node.function]([self._within(peer, node.body) for peer in self.peers])

    def _logic(self, node: Logic) -> bool:
        values = (self._eval(operand) for operand in node.operands)
        return not next(values) if node.word == "not" else (all if node.word == "and" else any)(values)


def evaluate(tree: Node, rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> list[Fraction]:
    """The exact value of the tree in every row; `peers` are the frames of each row's peers."""
    interpreter = Exact()
    return [interpreter.value(tree, row, (), own) for row, own in zip(rows, peers or [()] * len(rows), strict=True)]
