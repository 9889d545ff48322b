"""A tree goes in, the kind of its value comes out: a number, a truth or a grade; a mixture is a problem at its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

from .problems import Problems
from .text import Text
from .tree import Arithmetic, Call, Choice, Comparison, Grade, Logic, Name, Negative, Node, Number, Total

Kind = Literal["number", "truth", "grade"]
MOST_DIGITS = 12
KINDS: dict[Kind, Text] = {
    "number": Text("数", "a number"),
    "truth": Text("是否成立的条件", "a condition"),
    "grade": Text("等次", "a grade"),
}


def kind_of(node: Node, names: Mapping[str, Kind], problems: Problems) -> Kind:
    """The kind of the tree's value; `names` gives the kind of every name. Adds a problem for every misuse."""
    match node:
        case Number() | Total():
            return "number"
        case Grade():
            return "grade"
        case Name(name):
            return names.get(name, "number")
        case Negative(operand):
            return expect("number", operand, names, problems)
        case Arithmetic(_, left, right):
            expect("number", left, names, problems)
            return expect("number", right, names, problems)
        case Comparison():
            return _comparison(node, names, problems)
        case Logic(_, operands):
            for operand in operands:
                expect("truth", operand, names, problems)
            return "truth"
        case Choice(cases, otherwise):
            for when, then in cases:
                expect("truth", when, names, problems)
                expect("number", then, names, problems)
            return expect("number", otherwise, names, problems)
        case Call(function, arguments):
            if function == "round":
                _check_digits(arguments[1], problems)
            for argument in arguments:
                expect("number", argument, names, problems)
            return "number"
        case _:
            assert_never(node)


def expect(wanted: Kind, node: Node, names: Mapping[str, Kind], problems: Problems) -> Kind:
    """Adds a problem unless the tree's value is of the kind that is wanted here."""
    found = kind_of(node, names, problems)
    if found != wanted:
        problems.error(
            "wrong-kind",
            node.place,
            Text(f"此处应为{KINDS[wanted].zh}，不是{KINDS[found].zh}", f"{KINDS[wanted].en} is expected here, not {KINDS[found].en}"),
        )
    return wanted


def _check_digits(node: Node, problems: Problems) -> None:
    """The decimals of `round` are part of the rule, not of the figures: a whole constant."""
    if not isinstance(node, Number) or node.value.denominator != 1 or node.value > MOST_DIGITS:
        problems.error(
            "digits-not-constant",
            node.place,
            Text(
                f"round 的小数位数应写作 0 至 {MOST_DIGITS} 的整数",
                f"round takes its decimals as a whole number from 0 to {MOST_DIGITS}",
            ),
            Text("例如 round(actual, 2)", "for example round(actual, 2)"),
        )


def _comparison(node: Comparison, names: Mapping[str, Kind], problems: Problems) -> Kind:
    left = kind_of(node.left, names, problems)
    if left == "truth":
        expect("number", node.left, names, Problems())
        left = "number"
        problems.error("wrong-kind", node.place, Text("条件不能与别的值比较", "a condition cannot be compared"))
    expect(left, node.right, names, problems)
    if left == "grade" and node.sign not in ("==", "!="):
        problems.error(
            "wrong-kind",
            node.place,
            Text("等次只能判断相同或不同（== 或 !=）", "grades are only compared by == or !=: they are names, not numbers"),
        )
    return "truth"
