"""Suppliers: nobody is scored by a figure of one's own without a second source or somebody else in one's place."""

from __future__ import annotations

from collections.abc import Mapping

from ..figures import FigureKey, Figures, Need
from ..plan import Plan, SelfSupplied
from ..problems import Problems
from ..program import Part, Program
from ..register import Rules, plain_name
from ..text import Text, joined


def suppliers_are_not_assessed(plan: Plan, rules: Rules, problems: Problems) -> None:
    """One warning for each unit that supplies or judges figures that it is scored by itself."""
    units = rules.unit_ids
    for program in plan.programs:
        own = [part for part in program.parts if _supplies(program, part, units) and not _is_settled(plan, program, part)]
        if own:
            listed = joined((Text(f"{part.number} {part.name.zh}", f"{part.number} {part.name.en}") for part in own[:5]), "、", "; ")
            more = len(own) - 5
            ending = Text(f" 等 {len(own)} 项", f" and {more} more") if more > 0 else Text("", "")
            problems.warning(
                "supplier-is-assessed",
                own[0].place,
                Text(f"{program.unit_name.zh}自行提供本单位被考核的数据：{listed.zh}{ending.zh}",
                     f"{program.unit_name.en} supplies the figures that it is scored by: {listed.en}{ending.en}"),
                Text(f"在方案的 self_supplied 中写明第二来源或回避：- {{unit: {program.unit}, second_source: …}}（或 recused: …）",
                     f"say in the plan's `self_supplied` who else does: - {{unit: {program.unit}, second_source: …}} (or recused: …)"),
            )  # fmt: skip


def _supplies(program: Program, part: Part, units: Mapping[str, str]) -> bool:
    """Whether the unit itself supplies the figure that scores the part."""
    names = (plain_name(part.supplier.zh), plain_name(part.supplier.en))
    return any(units.get(name) == program.unit for name in names)


def _is_settled(plan: Plan, program: Program, part: Part) -> bool:
    return any(_is_about(each, program, part) for each in plan.self_supplied)


def _is_about(declared: SelfSupplied, program: Program, part: Part) -> bool:
    return declared.unit == program.unit and declared.indicator in (None, part.indicator)


def second_sources_supply(plan: Plan, figures: Figures, rules: Rules, problems: Problems) -> None:
    """No figure is one of the unit that it scores where a second source was declared, or where the rules say that somebody
    else supplies it."""
    units = rules.unit_ids
    for program in plan.programs:
        for part in program.parts:
            key = part.figures.get("actual")
            figure = None if key is None else figures.current.get(key)
            settled = [each for each in plan.self_supplied if _is_about(each, program, part)]
            sources = [each.second_source for each in settled if each.second_source]
            source = sources[0] if sources else None if settled or _supplies(program, part, units) else part.supplier
            own = figure is not None and figure.value is not None and units.get(plain_name(figure.supplier)) == program.unit
            if source is not None and figure is not None and own:
                problems.warning(
                    "supplier-is-assessed",
                    figure.place,
                    Text(f"{part.name.zh}应由{source.zh}提供，此处由{program.unit_name.zh}自行提供",
                         f"{part.name.en} should come from {source.en}, and here {program.unit_name.en} supplies it itself"),
                )  # fmt: skip


def figures_are_judged_alike(plan: Plan, rules: Rules, problems: Problems) -> None:
    """A figure that several sheets use is judged by the same grades in all of them."""
    first: dict[FigureKey, tuple[Program, Need]] = {}
    for program in plan.programs:
        for key, need in program.needs.items():
            other, before = first.setdefault(key, (program, need))
            if dict(before.grades) != dict(need.grades):
                part = next(part for part in program.parts if key in part.figures.values())
                problems.error(
                    "judged-in-two-ways",
                    part.place,
                    Text(f"{need.name.zh}在{other.unit_name.zh}和{program.unit_name.zh}的目标书中按不同等次评定",
                         f"{need.name.en} is judged by different grades in the sheets of {other.unit_name.en} and {program.unit_name.en}"),
                )  # fmt: skip
