"""Requirements that a sheet can break before any figure is there: weights above one, bounds the wrong way round."""

from __future__ import annotations

from ..problems import Problems
from ..program import Part, Program
from ..targets.exact import TooLarge, interpreter, too_large
from ..text import Text
from ..tree import names
from ..vocabulary import FIXED_NAMES
from .division import zero_divisor


def parameters_meet_requirements(program: Program, problems: Problems) -> None:
    for part in program.parts:
        try:
            if zero_divisor(part.method, part.parameters) is None:  # else a problem of its own
                _check(part, problems)
        except TooLarge:
            problems.fault(too_large(Text(f"第 {part.number} 项", f"item {part.number}"), part.method.name), part.place)


def _check(part: Part, problems: Problems) -> None:
    for each in part.method.requires:
        used = names(each.that)
        if used <= set(part.parameters) and not interpreter().holds(each.that, part.parameters):
            key = next((name for name in sorted(used) if name in FIXED_NAMES and name != "points"), "settings")
            problems.error(
                "requirement-not-met",
                part.places.get(key, part.place),
                Text(f"第 {part.number} 项：{each.says.zh}", f"item {part.number}: {each.says.en}"),
                Text(f"计分办法“{part.method.name.zh}”的要求（{each.place}）",
                     f"required by the method '{part.method.name.en}' ({each.place})"),
            )  # fmt: skip
