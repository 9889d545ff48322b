"""A ladder goes in, what it divides by comes out: what must be checked on every sheet, and what may be zero unguarded."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from .tree import Arithmetic, Call, Choice, Comparison, ComparisonSign, Logic, Node, Number, Own, Peers, children, divisors, names, walk

_OPPOSITE: dict[ComparisonSign, ComparisonSign] = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED: dict[ComparisonSign, ComparisonSign] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def fixed_divisors(ladder: Node, figures: frozenset[str]) -> tuple[Node, ...]:
    """The divisors of parameters alone (target, points, settings), inner ones first: each sheet shows whether one is zero."""
    return tuple(divisor for divisor in divisors(ladder) if not _varies(divisor, figures))


def unguarded_divisors(ladder: Node, figures: frozenset[str]) -> list[Node]:
    """The divisors with a figure or a peer in them that may be zero: no rung above, nor the condition of their own,
    excludes it. And the constant zero."""
    return [
        divisor
        for divisor, facts in _divisions(ladder, ())
        if divisor == Number(Fraction(0)) or (_varies(divisor, figures) and not any(_excludes_zero(fact, divisor) for fact in facts))
    ]


def _varies(divisor: Node, figures: frozenset[str]) -> bool:
    return bool(names(divisor) & figures) or any(isinstance(node, Peers) for node in walk(divisor))


def _divisions(node: Node, facts: tuple[Comparison, ...]) -> Iterator[tuple[Node, tuple[Comparison, ...]]]:
    """Every divisor below `node` with the comparisons that hold wherever it is evaluated."""
    if isinstance(node, Choice):
        for when, then in node.cases:
            yield from _divisions(when, facts)
            yield from _divisions(then, (*facts, *_holding(when, True)))
            facts = (*facts, *_holding(when, False))
        yield from _divisions(node.otherwise, facts)
        return
    if isinstance(node, Arithmetic) and node.sign == "/":
        yield node.right, facts
    if isinstance(node, Call) and node.function == "steps":
        yield node.arguments[1], facts
    for child in children(node):
        yield from _divisions(child, () if isinstance(node, Peers | Own) else facts)  # what holds for one unit need not for another


def _holding(condition: Node, truth: bool) -> tuple[Comparison, ...]:
    """The comparisons that are known to hold where `condition` is known to be true (or false)."""
    match condition:
        case Comparison(sign, left, right):
            return (condition if truth else Comparison(_OPPOSITE[sign], left, right),)
        case Logic("not", (operand,)):
            return _holding(operand, not truth)
        case Logic(word, operands) if (word == "and") is truth:
            return tuple(fact for operand in operands for fact in _holding(operand, truth))
        case _:
            return ()


def _excludes_zero(fact: Comparison, divisor: Node) -> bool:
    """Whether the fact compares the divisor with a constant in a way that zero would not satisfy."""
    if fact.left == divisor and isinstance(fact.right, Number):
        return not _zero_satisfies(fact.sign, fact.right.value)
    if fact.right == divisor and isinstance(fact.left, Number):
        return not _zero_satisfies(_MIRRORED[fact.sign], fact.left.value)
    return False


def _zero_satisfies(sign: ComparisonSign, bound: Fraction) -> bool:
    return {"<": bound > 0, "<=": bound >= 0, ">": bound < 0, ">=": bound <= 0, "==": bound == 0, "!=": bound != 0}[sign]
