"""Examples: every one of a method must earn what it says, and none may be awarded what the method does not declare."""

from __future__ import annotations

from ..numbers import exact_text
from ..problems import Problems
from ..program import award_step
from ..register import Rules
from ..targets.exact import Exact
from ..text import Text

EXAMPLE_DIGITS = 2


def examples_hold(rules: Rules, problems: Problems) -> None:
    exact = Exact()
    for method in rules.methods.values():
        tree = award_step(method, EXAMPLE_DIGITS).tree
        for example in method.examples:
            if any(exact.value(divisor, example.given) == 0 for divisor in method.divisors if not method.figures & set()):
                continue
            award = exact.value(tree, example.given)
            if award != example.award:
                problems.error(
                    "example-fails",
                    example.place,
                    Text(f"计分办法“{method.name.zh}”:示例应得 {exact_text(example.award)},实得 {exact_text(award)}",
                         f"the method '{method.name.en}': the example should earn {exact_text(example.award)}, it earns {exact_text(award)}"),
                )  # fmt: skip
