"""Divisors that only the sheet knows: a method that divides by the target needs one that is not zero; and an item's own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..divisions import fixed_divisors
from ..methods import Method
from ..problems import Fault, Problems
from ..program import Item, ItemAward, Program
from ..targets.exact import TooLarge, interpreter, too_large
from ..text import Text, joined
from ..tree import Node, names
from ..vocabulary import FIXED_NAMES


def divisors_are_not_zero(program: Program, problems: Problems) -> None:
    for part in program.parts:
        what = Text(f"第 {part.number} 项", f"item {part.number}")
        try:
            divisor = zero_divisor(part.method, part.parameters)
        except TooLarge:
            problems.fault(too_large(what, part.method.name), part.place)
            continue
        if divisor is not None:
            key = next((name for name in _zero_names(divisor, part.parameters) if name in FIXED_NAMES), "settings")
            problems.fault(divides_by_zero(part.method, divisor, part.parameters, what), part.places.get(key, part.place))
    for item in program.items:
        if item.award is not None:
            _constants_are_not_zero(item, item.award, problems)


def _constants_are_not_zero(item: Item, award: ItemAward, problems: Problems) -> None:
    """An item's own award divides by nothing that a sheet fixes, but maybe by what bare numbers make: 1 - 1."""
    what = Text(f"第 {item.nr} 项", f"item {item.nr}")
    try:
        divisors = fixed_divisors(award.tree, frozenset(names(award.tree)))
        if (zero := next((each for each in divisors if interpreter().value(each, {}) == 0), None)) is not None:
            problems.error("division-by-zero", zero.place, Text(f"{what.zh}：除数为零", f"{what.en}: the divisor is zero"))
    except TooLarge:
        problems.fault(too_large(what, item.parts[0].method.name), award.place)


def zero_divisor(method: Method, values: Mapping[str, Fraction]) -> Node | None:
    """The divisor made of these values alone that is zero, if there is one. One with a figure in it is guarded by its ladder.

    Raises `TooLarge` where one outgrows what is computed.
    """
    known = (divisor for divisor in method.divisors if names(divisor) <= set(values))
    return next((divisor for divisor in known if interpreter().value(divisor, values) == 0), None)


def divides_by_zero(method: Method, divisor: Node, values: Mapping[str, Fraction], what: Text) -> Fault:
    """What is wrong with a divisor that is zero: which of its values is, or that they cancel out."""
    of = joined(method.labels[name] for name in _zero_names(divisor, values) or sorted(names(divisor)))
    zero = Text(f"{of.zh}为零", f"{of.en} is zero")
    if not _zero_names(divisor, values):
        zero = Text(f"由{of.zh}算出的除数为零", f"what is made of {of.en} is zero")
    return Fault(
        "target-is-zero",
        Text(f"{what.zh}：{zero.zh}，而计分办法“{method.name.zh}”要除以它",
             f"{what.en}: {zero.en}, and the method '{method.name.en}' divides by it"),
        Text("请核对；确为零的，改用不除以它的计分办法", "check it; if it is zero, use a method that does not divide by it"),
    )  # fmt: skip


def _zero_names(divisor: Node, values: Mapping[str, Fraction]) -> list[str]:
    """The names in a divisor that are zero themselves."""
    return sorted(name for name in names(divisor) if values[name] == 0)
