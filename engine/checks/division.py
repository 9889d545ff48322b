"""Divisors that only the sheet knows: a method that divides by the target needs one that is not zero."""

from __future__ import annotations

from ..problems import Problems
from ..program import Program
from ..targets.exact import Exact
from ..text import Text
from ..tree import names


def divisors_are_not_zero(program: Program, problems: Problems) -> None:
    exact = Exact()
    for part in program.parts:
        for divisor in part.method.divisors:
            known = names(divisor) <= set(part.parameters)
            if known and exact.value(divisor, part.parameters) == 0:
                place = part.places.get("target", part.place)
                problems.error(
                    "target-is-zero",
                    place,
                    Text(f"第 {part.number} 项:计分办法“{part.method.name.zh}”要除以它,不能为零",
                         f"item {part.number}: the method '{part.method.name.en}' divides by this, it cannot be zero"),
                    Text("零目标请用按件扣分等办法", "for a target of zero use a method such as deduction_per_event"),
                )  # fmt: skip
                break
