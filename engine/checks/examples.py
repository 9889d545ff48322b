"""Examples: every one of a method must earn what it says, and none may be awarded what the method does not declare."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ..compile.account import award_step
from ..examples import Example
from ..methods import Method
from ..numbers import LONGEST_NUMBER, exact_text
from ..problems import Problems
from ..program import Program, Rounding
from ..register import Rules
from ..targets.exact import TooLarge, interpreter, too_large
from ..text import Text, printable, same
from .division import divides_by_zero, zero_divisor

EXAMPLE_DIGITS = 2
EXAMPLE = Text("示例", "the example")


def examples_of_its_methods_hold(program: Program, problems: Problems, *, own_only: bool = False) -> None:
    """A score rests on no method whose examples fail."""
    used = {} if own_only else {part.method.id: part.method for part in program.parts}
    _examples_hold({**{method.id: method for method in program.methods}, **used}.values(), problems)


def examples_hold(rules: Rules, problems: Problems) -> None:
    _examples_hold(rules.methods.values(), problems)


def _examples_hold(methods: Iterable[Method], problems: Problems) -> None:
    for method in (version for each in methods for version in each.versions):
        for example in method.examples:
            try:
                _holds(method, example, problems)
            except TooLarge:
                problems.fault(too_large(EXAMPLE, method.name), example.place)


def _holds(method: Method, example: Example, problems: Problems) -> None:
    for values in (example.given, *example.peers):
        if divisor := zero_divisor(method, values):
            problems.fault(divides_by_zero(method, divisor, values, EXAMPLE), example.place)
            return
    refused = any(not interpreter().holds(each.that, example.given) for each in method.requires)
    award = None if refused else interpreter().value(award_step(method, Rounding(EXAMPLE_DIGITS)).tree, example.given, example.peers)
    if award != example.award:
        wanted, found = _award_words(method, example.award), _award_words(method, award)
        problems.error(
            "example-fails",
            example.place,
            Text(f"计分办法“{method.name.zh}”：示例应得 {wanted.zh}，实得 {found.zh}",
                 f"the method '{method.name.en}': the example should earn {wanted.en}, it earns {found.en}"),
            Text("请核对计分档（ladder）或示例", "correct the ladder or the example"),
        )  # fmt: skip
    if award is not None and (fault := method.undeclared(award, example.given.get("points", Fraction(0)), EXAMPLE)):
        problems.fault(fault, example.place)


def _award_words(method: Method, award: Fraction | None) -> Text:
    if award is None:
        return Text("拒绝", "a refusal")
    return list(method.classes.values())[int(award)] if method.classes else same(printable(exact_text(award), LONGEST_NUMBER))
