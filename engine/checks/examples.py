"""Examples: every one of a method must earn what it says, and none may be awarded what the method does not declare."""

from __future__ import annotations

from collections.abc import Iterable

from ..methods import Example, Method
from ..numbers import exact_text
from ..problems import Problems
from ..program import Program, award_step
from ..register import Rules
from ..targets.exact import Exact
from ..text import Text
from .division import divides_by_zero, zero_divisor

EXAMPLE_DIGITS = 2
EXAMPLE = Text("示例", "the example")


def examples_of_its_methods_hold(program: Program, problems: Problems) -> None:
    """A score rests on no method whose examples fail."""
    _examples_hold({part.method.id: part.method for part in program.parts}.values(), problems)


def examples_hold(rules: Rules, problems: Problems) -> None:
    _examples_hold(rules.methods.values(), problems)


def _examples_hold(methods: Iterable[Method], problems: Problems) -> None:
    for method in methods:
        for example in method.examples:
            if divisor := zero_divisor(method, example.given):
                problems.fault(divides_by_zero(method, divisor, example.given, EXAMPLE), example.place)
            else:
                _holds(method, example, problems)


def _holds(method: Method, example: Example, problems: Problems) -> None:
    award = Exact().value(award_step(method, EXAMPLE_DIGITS).tree, example.given, (), example.peers)
    if award != example.award:
        wanted, found = exact_text(example.award), exact_text(award)
        problems.error(
            "example-fails",
            example.place,
            Text(f"计分办法“{method.name.zh}”：示例应得 {wanted}，实得 {found}",
                 f"the method '{method.name.en}': the example should earn {wanted}, it earns {found}"),
            Text("请核对计分档（ladder）或示例", "correct the ladder or the example"),
        )  # fmt: skip
    if fault := method.undeclared(award, example.given["points"], EXAMPLE):
        problems.fault(fault, example.place)
