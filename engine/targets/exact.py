"""Trees and exact values go in, exact values come out: the reference that every other target agrees with.

simpleeval dispatches on the type of a node; here it is handed our own node classes and nothing else, so neither its
names, operators and functions nor Python's syntax are within reach of a rule.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache, reduce
from math import ceil, floor, trunc
from typing import Any

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from ..numbers import round_half_up
from ..problems import Fault
from ..steps import Frame, Frames, Step
from ..text import Text
from ..tree import (
    Above,
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
    walk,
)
from .window import MIRRORED, Values, Window

# Python prints no number of more than 4,300 digits (14,284 bits). The mean of quotients over 1,000 peers, of figures of
# six digits, needs 10,400 bits. A step on numbers of 14,000 takes a millisecond, so that 200 of them end in 0.2 s.
MOST_BITS = 14_000


class TooLarge(Exception):
    """A number on the way outgrew `MOST_BITS`: the value is not computed."""


def too_large(what: Text, method: Text) -> Fault:
    """What is wrong where a method's arithmetic outgrew the limit; `what` was to be computed."""
    return Fault(
        "number-too-large",
        Text(f"{what.zh}：计分办法“{method.zh}”算出的数过大（超过 {MOST_BITS:,} 个二进制位）",
             f"{what.en}: the method '{method.en}' computes with numbers that are too large (more than {MOST_BITS:,} bits)"),
        Text("请减少连乘，或在中间取整，如 round(actual / target, 6)",
             "multiply less, or round on the way, as in round(actual / target, 6)"),
    )  # fmt: skip


def _bounded(value: Fraction) -> Fraction:
    """The value, unless it is too large. No step makes more than twice the bits of the values that it is given."""
    if value.numerator.bit_length() > MOST_BITS or value.denominator.bit_length() > MOST_BITS:
        raise TooLarge
    return value


def _sum(values: Iterable[Fraction]) -> Fraction:
    return reduce(lambda total, value: _bounded(total + value), values, Fraction(0))


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
    "round": lambda value, digits: _bounded(round_half_up(value, int(digits))),
    "ratio": lambda a, b, if_zero: if_zero if b == 0 else _bounded(a / b),
    "steps": lambda value, size: Fraction(trunc(_bounded(value / size))),
    "pick": lambda position, *values: values[min(max(ceil(position), 1), len(values)) - 1],
    "band": lambda value, low, high: _bounded(min(max(value, low), high) - low),
}


def _median(values: Sequence[Fraction]) -> Fraction:
    """The middle value; of an even number of values the mean of the two in the middle."""
    ordered = sorted(values)
    return _bounded((ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2)


GATHER: dict[str, Callable[[Sequence[Any]], Fraction]] = {
    "max": max,
    "min": min,
    "sum": _sum,
    "mean": lambda values: _bounded(_sum(values) / len(values)),
    "median": _median,
}


class Exact(SimpleEval):  # type: ignore[misc]
    """Evaluates our trees over the values of one frame, of the frames around it and of its peers."""

    def __init__(self) -> None:
        super().__init__(operators={}, functions={}, names={})
        self.values: Values = {}
        self.own: Values = {}
        self.window = Window(())
        self.left_out: int | None = None
        self.frame: Frame | None = None
        self.nodes: dict[type, Callable[[Any], Any]] = {
            Number: lambda node: node.value,
            Grade: lambda node: Fraction(node.position),
            Name: lambda node: self.values[node.name],
            Negative: lambda node: -self._eval(node.operand),
            Arithmetic: lambda node: _bounded(_ARITHMETIC[node.sign](self._eval(node.left), self._eval(node.right))),
            Comparison: lambda node: _COMPARISON[node.sign](self._eval(node.left), self._eval(node.right)),
            Logic: self._logic,
            Choice: lambda node: self._eval(self.rung(node)),
            Call: lambda node: _FUNCTIONS[node.function](*map(self._eval, node.arguments)),
            Peers: self._peers,
            Own: lambda node: self._within(self.own, node.body),
            Total: self._total,
            Above: self._above,
        }

    def _check_disallowed_items(self, item: object) -> None:
        """Nothing to look for: our nodes give exact numbers and truths, never a function or a module."""

    def value(self, tree: Node, values: Values, peers: Sequence[Values] = ()) -> Fraction:
        """The value of a tree over the values of a frame and those of its peers.

        A value over peers needs at least one, but for a sum, a count and a rank.
        """
        return self._of(tree, values, Window(peers), None)

    def step(self, step: Step, frame: Frame, window: Window, left_out: int | None = None) -> Fraction:
        """What a step gives a frame. Its peers are those of the window, but for the one at `left_out`: itself."""
        self.frame = frame
        return self._of(step.tree, frame.values, window, left_out)

    def _of(self, tree: Node, values: Values, window: Window, left_out: int | None) -> Fraction:
        self.values, self.own, self.window, self.left_out = values, values, window, left_out
        result = self._eval(tree)
        assert isinstance(result, Fraction)
        return result

    def holds(self, condition: Node, values: Values) -> bool:
        """Whether a condition about the unit's own figures holds."""
        self.values, self.own, self.window, self.left_out = values, values, Window(()), None
        return bool(self._eval(condition))

    def climb(self, ladder: Choice, values: Values, window: Window | None = None, left_out: int | None = None) -> tuple[int, Fraction]:
        """Which rung applies (from 0) and the value that it gives."""
        self.values, self.own, self.window, self.left_out = values, values, window or Window(()), left_out
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

    def _in(self, body: Node, values: Values) -> Any:
        return self._within(values, body)

    def _peers(self, node: Peers) -> Fraction:
        if node.function == "count":
            return Fraction(self._which(node.body).bit_count())
        if node.function == "rank":  # one more than there are with more
            return Fraction(1 + self._above_own(node.body).bit_count())
        form = self.window.form(node.body)
        if form.reads_own or not (form.plain or self.left_out is None):
            return GATHER[node.function](
                [self._within(row, node.body) for place, row in enumerate(self.window.rows) if place != self.left_out]
            )
        found = self.window.column(node.body, self._in)
        return GATHER[node.function](found if self.left_out is None else found[: self.left_out] + found[self.left_out + 1 :])

    def _above_own(self, body: Node) -> int:
        form = self.window.form(body)
        if not form.plain or form.reads_own:
            return self._one_by_one(Comparison(">", body, Own(body)))
        return self._but_left_out(self.window.where(body, ">", self._eval(body), self._in))

    def _which(self, test: Node) -> int:
        """The peers for which the test holds, a bit for each."""
        if not self.window.comes_apart(test):
            return self._one_by_one(test)
        return self._but_left_out(self._all_at_once(test))

    def _but_left_out(self, found: int) -> int:
        return found if self.left_out is None else found & ~(1 << self.left_out)

    def _one_by_one(self, test: Node) -> int:
        rows = enumerate(self.window.rows)
        return sum(1 << place for place, row in rows if place != self.left_out and self._within(row, test))

    def _all_at_once(self, test: Node) -> int:
        """Those of all in the window, whoever is left out."""
        if isinstance(test, Comparison):
            return self._compared(test)
        assert isinstance(test, Logic)
        found = (self._all_at_once(each) for each in test.operands)
        if test.word == "not":
            return self.window.every ^ next(found)
        return reduce(operator.and_ if test.word == "and" else operator.or_, found)

    def _compared(self, test: Comparison) -> int:
        left, right = self.window.form(test.left), self.window.form(test.right)
        if left.reads_peer and not left.reads_own and not right.reads_peer:
            return self.window.where(test.left, test.sign, self._eval(test.right), self._in)
        if right.reads_peer and not right.reads_own and not left.reads_peer:
            return self.window.where(test.right, MIRRORED[test.sign], self._eval(test.left), self._in)
        if not left.reads_own and not right.reads_own:
            return self.window.holding(test, self._in)
        if not left.reads_peer and not right.reads_peer:
            return self.window.every if self._eval(test) else 0
        return self._one_by_one(test)

    def _total(self, node: Total) -> Fraction:
        assert self.frame is not None
        below = [frame for frame in self.frame.below if frame.level == node.level]
        if node.nth:
            return below[node.nth - 1].values[node.name]
        return _sum(frame.values[node.name] for frame in below)

    def _above(self, node: Above) -> Fraction:
        assert self.frame is not None and self.frame.above is not None
        return self.frame.above.values[node.name]

    def _logic(self, node: Logic) -> bool:
        values = (self._eval(operand) for operand in node.operands)
        return not next(values) if node.word == "not" else (all if node.word == "and" else any)(values)


@cache
def interpreter() -> Exact:
    """One interpreter for whoever needs a value now and then: making one costs more than most values."""
    return Exact()


def evaluate(tree: Node, rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> list[Fraction]:
    """The exact value of the tree in every row; `peers` are the frames of each row's peers."""
    interpreter = Exact()
    return [interpreter.value(tree, row, own) for row, own in zip(rows, peers or [()] * len(rows), strict=True)]


def run(steps: Sequence[Step], frames: Frames, failed: Callable[[Step, Frame], None]) -> None:
    """Runs the steps over the frames, in their order, and puts what they give into the frames' values. Where a number
    outgrows what is computed, `failed` is told, and zero stands in its place."""
    interpreter = Exact()
    for step in steps:
        compares = any(isinstance(node, Peers) for node in walk(step.tree))
        windows: dict[int, Window] = {}
        window, left_out = Window(()), None
        for frame in frames.of(step):
            if compares:
                around = frames.around(step, frame)
                if id(around) not in windows:
                    windows[id(around)] = Window([each.values for each in around])
                window = windows[id(around)]
                left_out = None if step.with_self else frames.place(step, frame)
            assert step.name not in frame.values, (step.level, step.name)
            try:
                frame.values[step.name] = interpreter.step(step, frame, window, left_out)
            except TooLarge:
                failed(step, frame)
                frame.values[step.name] = Fraction(0)
