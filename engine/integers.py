"""A tree over rationals goes in, the same tree over whole numbers comes out, with a bound on every number in it.

Machines that keep whole numbers exactly (64 bits of SQL, 53 of a spreadsheet) but not fractions are given a pair of
whole-number trees: numerator and denominator, the denominator positive. Comparisons multiply crosswise; rounding is one
floor division. Every tree carries the largest absolute value that it can reach over the rows at hand, so a target knows
before it computes whether its numbers suffice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import assert_never

from .tree import (
    Above,
    Arithmetic,
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
    PeerFunction,
    Peers,
    Total,
    rank,
)
from .whole import (
    LARGEST_BOUND,
    ONE,
    ZERO,
    Choose,
    Column,
    Combine,
    Compare,
    Count,
    Gather,
    Integer,
    NotWhole,
    Operate,
    Operation,
    Test,
    Whole,
    largest,
    same,
)

Values = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rational as a pair of whole-number trees; the denominator is positive in every row."""

    numerator: Integer
    denominator: Integer


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of columns of whole numbers: the scale that each was multiplied by, the largest absolute value in it,
    and how few and how many peers a row has. It is all that a tree's whole-number form depends on."""

    scales: Mapping[str, int]
    bounds: Mapping[str, int]
    fewest_peers: int
    most_peers: int


@dataclass(frozen=True, slots=True)
class Columns(Shape):
    """Rows of exact values as columns of whole numbers."""

    rows: Sequence[Mapping[str, int]]
    peers: Sequence[Sequence[Mapping[str, int]]]


def columns(rows: Sequence[Values], peers: Sequence[Sequence[Values]] = ()) -> Columns:
    """Each name's values, in the rows and in their peers, as whole numbers of the finest common step."""
    every = [*rows, *(peer for own in peers for peer in own)]
    names = sorted({name for row in rows for name in row})
    scales = {name: lcm(*(row[name].denominator for row in every if name in row)) for name in names}

    def whole(row: Values) -> dict[str, int]:
        return {name: int(row[name] * scales[name]) for name in names if name in row}

    bounds = {name: max(abs(int(row[name] * scales[name])) for row in every if name in row) for name in names}
    numbers = [len(own) for own in peers] or [0]
    return Columns(
        scales, bounds, min(numbers), max(numbers), [whole(row) for row in rows], [[whole(peer) for peer in own] for own in peers]
    )


def lower(tree: Node, table: Shape, of_peer: bool = False) -> Ratio:
    """The tree's value as a pair of whole-number trees over the table's columns; `of_peer` over those of the peers."""
    match tree:
        case Number(value):
            return Ratio(Whole(value.numerator), Whole(value.denominator))
        case Grade(_, position):
            return Ratio(Whole(position), ONE)
        case Name(name):
            return Ratio(Column(name, table.bounds[name], of_peer), Whole(table.scales[name]))
        case Negative(operand):
            return _negative(lower(operand, table, of_peer))
        case Arithmetic("+", left, right):
            return _sum(lower(left, table, of_peer), lower(right, table, of_peer))
        case Arithmetic("-", left, right):
            return _sum(lower(left, table, of_peer), _negative(lower(right, table, of_peer)))
        case Arithmetic("*", left, right):
            return _product(lower(left, table, of_peer), lower(right, table, of_peer))
        case Arithmetic(_, left, right):
            return _quotient(lower(left, table, of_peer), lower(right, table, of_peer))
        case Choice(cases, otherwise):
            tests = tuple(lower_test(when, table, of_peer) for when, _ in cases)
            return _choose(tests, [lower(then, table, of_peer) for _, then in cases], lower(otherwise, table, of_peer))
        case Call("round", (Choice(cases, otherwise), digits)):  # round each rung: their denominators need not meet
            tests = tuple(lower_test(when, table, of_peer) for when, _ in cases)
            rounded = [lower(Call("round", (then, digits)), table, of_peer) for _, then in cases]
            return _choose(tests, rounded, lower(Call("round", (otherwise, digits)), table, of_peer))
        case Call(function, arguments):
            return _call(function, [lower(argument, table, of_peer) for argument in arguments])
        case Peers("rank"):
            return lower(rank(tree), table, of_peer)
        case Peers(function, inner):
            return _gather(function, inner, table)
        case Own(inner):
            return lower(inner, table)
        case Comparison() | Logic() | Total() | Above():
            raise NotWhole(type(tree).__name__)
        case _:
            assert_never(tree)


def lower_test(tree: Node, table: Shape, of_peer: bool = False) -> Test:
    """The condition as a comparison of whole numbers."""
    match tree:
        case Comparison(sign, left, right):
            return _compare(sign, lower(left, table, of_peer), lower(right, table, of_peer))
        case Logic(word, operands):
            return Combine(word, tuple(lower_test(operand, table, of_peer) for operand in operands))
        case _:
            raise NotWhole(type(tree).__name__)


def made_whole(value: Ratio, scale: int) -> Integer:
    """The value times a scale that makes it a whole number in every row."""
    if isinstance(value.denominator, Whole):
        common = gcd(scale, value.denominator.value)
        scale, value = scale // common, Ratio(value.numerator, Whole(value.denominator.value // common))
    return _operate("floordiv", _operate("*", value.numerator, Whole(scale)), value.denominator)


def reach(value: Ratio, table: Shape) -> int:
    """The largest absolute value that computing the value over the table needs to hold, the columns' own included."""
    return max(largest(value.numerator), largest(value.denominator), *table.bounds.values())


def _operate(operation: Operation, left: Integer, right: Integer) -> Integer:
    """The operation, done at once where both sides are constant or one changes nothing."""
    if isinstance(left, Whole) and isinstance(right, Whole):
        a, b = left.value, right.value
        return Whole({"+": a + b, "-": a - b, "*": a * b}[operation] if operation != "floordiv" else a // b)
    if operation == "*" and ZERO in (left, right):
        return ZERO
    if (operation in ("*", "floordiv") and right == ONE) or (operation in ("+", "-") and right == ZERO):
        return left
    if (operation == "*" and left == ONE) or (operation == "+" and left == ZERO):
        return right
    if operation == "*":
        bound = left.bound * right.bound
    elif operation == "floordiv":
        bound = left.bound + 1
    else:
        bound = left.bound + right.bound
    return Operate(operation, left, right, min(bound, LARGEST_BOUND))


def _negative(a: Ratio) -> Ratio:
    return Ratio(_operate("-", ZERO, a.numerator), a.denominator)


def _gather(function: PeerFunction, body: Node, table: Shape) -> Ratio:
    """A value over the peers: their whole numbers share one constant denominator, or it cannot be said."""
    if function == "count":
        return Ratio(Count(lower_test(body, table, of_peer=True), table.most_peers), ONE)
    if function != "sum" and not table.fewest_peers:
        raise NotWhole("a comparison with peers of which a row has none")
    value = lower(body, table, of_peer=True)
    if not isinstance(value.denominator, Whole):
        raise NotWhole("a quotient over peers")
    denominator, bound = value.denominator, value.numerator.bound
    match function:
        case "max" | "min":
            return Ratio(Gather(function, value.numerator, bound), denominator)
        case "median":
            return Ratio(Gather("middles", value.numerator, 2 * bound), _operate("*", denominator, Whole(2)))
        case _:
            total = Gather("sum", value.numerator, bound * table.most_peers)
            number = Count(None, table.most_peers)
            return Ratio(total, denominator if function == "sum" else _operate("*", number, denominator))


def _alike(a: Ratio, b: Ratio) -> tuple[Integer, Integer, Integer]:
    """Both numerators over one denominator: the least common one where both are constant."""
    if same(a.denominator, b.denominator):
        return a.numerator, b.numerator, a.denominator
    if isinstance(a.denominator, Whole) and isinstance(b.denominator, Whole):
        common = lcm(a.denominator.value, b.denominator.value)
        left = _operate("*", a.numerator, Whole(common // a.denominator.value))
        right = _operate("*", b.numerator, Whole(common // b.denominator.value))
        return left, right, Whole(common)
    left = _operate("*", a.numerator, b.denominator)
    right = _operate("*", b.numerator, a.denominator)
    return left, right, _operate("*", a.denominator, b.denominator)


def _sum(a: Ratio, b: Ratio) -> Ratio:
    left, right, denominator = _alike(a, b)
    return Ratio(_operate("+", left, right), denominator)


def _product(a: Ratio, b: Ratio) -> Ratio:
    return Ratio(_operate("*", a.numerator, b.numerator), _operate("*", a.denominator, b.denominator))


def _quotient(a: Ratio, b: Ratio) -> Ratio:
    """a ÷ b, the sign of b moved into the numerator. A row in which b is zero must not reach this rung."""
    negative = Compare("<", b.numerator, ZERO)
    numerator = _operate("*", a.numerator, b.denominator)
    if isinstance(b.numerator, Whole) and b.numerator.value > 0:
        return Ratio(numerator, _operate("*", a.denominator, b.numerator))
    signed = _choose_integer((negative,), [_operate("-", ZERO, numerator)], numerator)
    return Ratio(signed, _operate("*", a.denominator, _positive(b.numerator)))


def _positive(a: Integer) -> Integer:
    """|a|, and 1 for 0: a denominator of a rung that does not apply must not divide by zero either."""
    cases: tuple[Test, ...] = (Compare("<", a, ZERO), Compare("==", a, ZERO))
    return _choose_integer(cases, [_operate("-", ZERO, a), ONE], a)


def _compare(sign: ComparisonSign, a: Ratio, b: Ratio) -> Compare:
    left, right, _ = _alike(a, b)
    return Compare(sign, left, right)


def _choose_integer(tests: tuple[Test, ...], values: Sequence[Integer], otherwise: Integer) -> Integer:
    if all(same(value, otherwise) for value in values):
        return otherwise
    bound = max(each.bound for each in (*values, otherwise))
    return Choose(tuple(zip(tests, values, strict=True)), otherwise, bound)


def _choose(tests: tuple[Test, ...], values: Sequence[Ratio], otherwise: Ratio) -> Ratio:
    every = [*values, otherwise]
    if all(isinstance(each.denominator, Whole) for each in every):
        common = lcm(*(each.denominator.value for each in every if isinstance(each.denominator, Whole)))
        every = [Ratio(_alike(each, Ratio(ZERO, Whole(common)))[0], Whole(common)) for each in every]
    numerators = [each.numerator for each in every]
    denominators = [each.denominator for each in every]
    return Ratio(_choose_integer(tests, numerators[:-1], numerators[-1]), _choose_integer(tests, denominators[:-1], denominators[-1]))


def _call(function: str, arguments: Sequence[Ratio]) -> Ratio:
    match function, arguments:
        case "min" | "max", [first, *others]:
            return _extreme("<=" if function == "min" else ">=", first, others)
        case "clamp", [value, low, high]:
            return _extreme("<=", _extreme(">=", value, [low]), [high])
        case "abs", [value]:
            return _extreme(">=", value, [_negative(value)])
        case "floor", [value]:
            return Ratio(_operate("floordiv", value.numerator, value.denominator), ONE)
        case "ceil", [value]:
            return _negative(_call("floor", [_negative(value)]))
        case "round", [value, Ratio(Whole(digits))]:
            return _rounded(value, digits)
        case "ratio", [a, b, if_zero]:
            return _choose((Compare("==", b.numerator, ZERO),), [if_zero], _quotient(a, b))
        case "steps", [value, size]:
            return _truncated(_quotient(value, size))
        case "pick", [position, *values]:
            tests = tuple(_compare("<=", position, Ratio(Whole(place), ONE)) for place in range(1, len(values)))
            return _choose(tests, values[:-1], values[-1])
        case "band", [value, low, high]:
            return _sum(_call("clamp", [value, low, high]), _negative(low))
        case _:
            raise NotWhole(function)


def _extreme(sign: ComparisonSign, first: Ratio, others: Sequence[Ratio]) -> Ratio:
    for other in others:
        first = _choose((_compare(sign, first, other),), [first], other)
    return first


def _truncated(value: Ratio) -> Ratio:
    """The whole part, towards zero."""
    negative = Compare("<", value.numerator, ZERO)
    size = _choose_integer((negative,), [_operate("-", ZERO, value.numerator)], value.numerator)
    whole = _operate("floordiv", size, value.denominator)
    return Ratio(_choose_integer((negative,), [_operate("-", ZERO, whole)], whole), ONE)


def _rounded(value: Ratio, digits: int) -> Ratio:
    """Half away from zero: (2·|n|·10^k + d) // (2·d), with the sign of n. The one rounding rule, in whole numbers."""
    negative = Compare("<", value.numerator, ZERO)
    size = _choose_integer((negative,), [_operate("-", ZERO, value.numerator)], value.numerator)
    doubled = _operate("*", size, Whole(2 * 10**digits))
    twice = _operate("*", value.denominator, Whole(2))
    steps = _operate("floordiv", _operate("+", doubled, value.denominator), twice)
    signed = _choose_integer((negative,), [_operate("-", ZERO, steps)], steps)
    return Ratio(signed, Whole(10**digits))
