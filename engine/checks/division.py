"""Divisors that only the sheet knows: a method that divides by the target needs one that is not zero."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..methods import Method
from ..problems import Place, Problems
from ..program import Program
from ..targets.exact import Exact
from ..text import Text
from ..tree import names


def divisors_are_not_zero(program: Program, problems: Problems) -> None:
    for part in program.parts:
        if divides_by_zero(part.method, part.parameters):
            what = Text(f"第 {part.number} 项", f"item {part.number}")
            zero_divisor(part.method, what, part.places.get("target", part.place), problems)


def divides_by_zero(method: Method, values: Mapping[str, Fraction]) -> bool:
    """Whether a divisor made of these values alone is zero. One with a figure in it is guarded by its ladder."""
    known = (divisor for divisor in method.divisors if not names(divisor) & method.figures and names(divisor) <= set(values))
    return any(Exact().value(divisor, values) == 0 for divisor in known)


def zero_divisor(method: Method, what: Text, place: Place, problems: Problems) -> None:
    problems.error(
        "target-is-zero",
        place,
        Text(f"{what.zh}：计分办法“{method.name.zh}”要除以它，不能为零",
             f"{what.en}: the method '{method.name.en}' divides by this, it cannot be zero"),
        Text("零目标请用按件扣分等办法", "for a target of zero use a method such as deduction_per_event"),
    )  # fmt: skip
