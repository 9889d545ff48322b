"""The expression tree: a few frozen node kinds that every rule is made of and every target understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, assert_never, get_args

from .problems import Place

ArithmeticSign = Literal["+", "-", "*", "/"]
ComparisonSign = Literal["<", "<=", ">", ">=", "==", "!="]
Level = Literal["event", "extra", "part", "item", "section", "unit", "group", "plan"]
"""What a frame can be. A unit is made of sections, of items, of parts; and of extras (加减分项), of events."""
PeerFunction = Literal["max", "min", "mean", "median", "sum", "count", "rank"]
LogicWord = Literal["and", "or", "not"]

NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Number:
    """An exact constant."""

    value: Fraction
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Grade:
    """A bare name that the method declares, of its grades, its classes or its unit classes (`of`); its value is its
    position in the declaration, from 0 (the best)."""

    name: str
    position: int
    of: str = "grade"
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A value of the frame that the tree is evaluated in: points, target, a setting, a figure."""

    name: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    sign: ArithmeticSign
    left: Node
    right: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: ComparisonSign
    left: Node
    right: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` over two or more operands; `not` over one."""

    word: LogicWord
    operands: tuple[Node, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A ladder: the value of the first case whose condition holds, else `otherwise`."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of `FUNCTIONS` over its arguments."""

    function: str
    arguments: tuple[Node, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Peers:
    """A value over the frames of the unit's peers: their largest, mean, rank … of `body`, which each peer's frame gives."""

    function: PeerFunction
    body: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Own:
    """Within a value over peers: what `body` is in the frame of the unit that is scored."""

    body: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a value over the frames below that are of one level: an item's parts, a unit's sections; or, with `nth`
    (from 1), the value of that one alone."""

    name: str
    level: Level
    nth: int = 0
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Above:
    """A value of the frame one level up."""

    name: str
    place: Place = field(default=NOWHERE, compare=False)


Node = Number | Grade | Name | Negative | Arithmetic | Comparison | Logic | Choice | Call | Peers | Own | Total | Above

FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (2, 8),
    "max": (2, 8),
    "abs": (1, 1),
    "clamp": (3, 3),
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (2, 2),
    "ratio": (3, 3),
    "steps": (2, 2),
    "pick": (2, 21),
    "band": (3, 3),
}
"""The functions of the language and how few and how many arguments each takes."""


PEER_FUNCTIONS: tuple[PeerFunction, ...] = get_args(PeerFunction)
"""Called `peer_max(…)` and so on; `own(…)` within them is the scored unit's value."""


def rank(node: Peers) -> Node:
    """A rank as a count: one more than there are peers with a larger value (ties share the better rank)."""
    larger = Comparison(">", node.body, Own(node.body, node.place), node.place)
    return Arithmetic("+", Number(Fraction(1)), Peers("count", larger, node.place), node.place)


def previous(name: str) -> str:
    """The name that stands for another's value in the same period a year before."""
    return f"previous({name})"


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, from left to right."""
    match node:
        case Number() | Grade() | Name() | Total() | Above():
            return ()
        case Negative(body) | Peers(_, body) | Own(body):
            return (body,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Logic(_, operands):
            return operands
        case Choice(cases, otherwise):
            return (*(side for case in cases for side in case), otherwise)
        case Call(_, arguments):
            return arguments
        case _:
            assert_never(node)


def divisors(node: Node) -> list[Node]:
    """What the tree divides by, inner ones first."""
    found = []
    for each in walk(node):
        if isinstance(each, Arithmetic) and each.sign == "/":
            found.append(each.right)
        elif isinstance(each, Call) and each.function == "steps":
            found.append(each.arguments[1])
    return found[::-1]


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its children, from left to right."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def names(node: Node) -> set[str]:
    """The names that the tree needs a value for, whichever rung holds."""
    return {each.name for each in walk(node) if isinstance(each, Name)}


def substitute(node: Node, replace: Callable[[Node], Node | None]) -> Node:
    """The tree with every node for which `replace` gives another one replaced by it, from the top down."""
    if (replacement := replace(node)) is not None:
        return replacement
    match node:
        case Number() | Grade() | Name() | Total() | Above():
            return node
        case Negative(operand, place):
            return Negative(substitute(operand, replace), place)
        case Arithmetic(sign, left, right, place):
            return Arithmetic(sign, substitute(left, replace), substitute(right, replace), place)
        case Comparison(comparison, left, right, place):
            return Comparison(comparison, substitute(left, replace), substitute(right, replace), place)
        case Logic(word, operands, place):
            return Logic(word, tuple(substitute(each, replace) for each in operands), place)
        case Choice(cases, otherwise, place):
            renewed = tuple((substitute(when, replace), substitute(then, replace)) for when, then in cases)
            return Choice(renewed, substitute(otherwise, replace), place)
        case Call(function, arguments, place):
            return Call(function, tuple(substitute(each, replace) for each in arguments), place)
        case Peers(gather, body, place):
            return Peers(gather, substitute(body, replace), place)
        case Own(body, place):
            return Own(substitute(body, replace), place)
        case _:
            assert_never(node)
