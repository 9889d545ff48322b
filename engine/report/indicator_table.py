"""A plan and one of its indicators go in, what `score show PLAN --indicator` prints comes out: what it is, who supplies or judges
it on what evidence, and every item that is about it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..inputs import IndicatorIn
from ..numbers import exact_text
from ..plan import Plan
from ..program import Part, Program
from ..register import Rules
from ..text import Language, Text, joined, same
from .derivation import target_words
from .some_groups import some_groups
from .table import Cells, aligned

HEADINGS = (
    Text("单位", "Unit"), Text("序号", "No."), Text("分值", "Points"), Text("目标", "Target"), Text("计分办法", "Method"),
    Text("何处不同", "What differs"),
)  # fmt: skip


def indicator_table(plan: Plan, rules: Rules, id: str, language: Language, columns: int | None = None) -> list[str]:
    """What the register says of the indicator, then a line for every part about it, group by group."""
    indicator = rules.indicators[id]
    parts = [(program, part) for program in plan.programs for part in program.parts if part.indicator == id]
    said = [[name[language], says[language]] for name, says in _said(indicator, rules, [part for _, part in parts])]
    rows: list[Cells | str] = [[heading[language] for heading in HEADINGS]]
    for group in plan.groups:
        own = [_row(program, part, indicator, rules) for unit in group.units for program, part in parts if program.unit == unit]
        rows += [group.name[language], *([cell[language] for cell in row] for row in own)] if own else []
    first = Text(f"{indicator.name.zh}（{id}）", f"{indicator.name.en} ({id})")[language] + some_groups(plan)[language]
    table = ["", *aligned(rows, {1, 2, 3}, (0, 4, 5), columns)] if parts else []
    return [first, "", *aligned(said, (), (1,), columns), *table, "", _total(parts, _compared(plan, id))[language]]


def _said(indicator: IndicatorIn, rules: Rules, parts: list[Part]) -> Iterator[tuple[Text, Text]]:
    if indicator.measure:
        yield Text("计量单位", "measure"), same(indicator.measure)
    supplier = rules.called(indicator.supplier)
    yield (Text("评定", "judged by") if indicator.kind == "judged" else Text("提供", "supplied by")), supplier
    if indicator.judged is not None:
        yield Text("评定内容", "what is judged"), indicator.judged
    if indicator.evidence is not None:
        yield Text("佐证", "evidence"), indicator.evidence
    if grades := next((part.method.grades for part in parts if part.method.grades), None):
        yield Text("等次", "grades"), joined(grades.values(), "、", ", ")
    if indicator.note is not None:
        yield Text("说明", "note"), indicator.note
    yield Text("规则", "rule"), same(str(indicator.at()))


def _row(program: Program, part: Part, indicator: IndicatorIn, rules: Rules) -> list[Text]:
    differs = [
        Text(f"由{part.supplier.zh}评定或提供", f"by {part.supplier.en}") if part.supplier != rules.called(indicator.supplier) else None,
        _subject(program, part, rules),
    ]
    points = same(exact_text(part.points)) if part.method.result == "points" else same("")
    listed = joined((each for each in differs if each is not None), "，", ", ")
    return [program.unit_name, same(part.number), points, target_words(part), part.method.name, listed]


def _subject(program: Program, part: Part, rules: Rules) -> Text | None:
    """Whose figure counts, where it is not the unit's own."""
    subject = next((key.subject for key in part.figures.values()), program.unit)
    if subject == program.unit or subject not in rules.units:
        return None
    name = rules.units[subject].name
    return Text(f"{name.zh}的数", f"figure of {name.en}")


def _compared(plan: Plan, id: str) -> int:
    """How many parts compare theirs with a figure of the indicator."""
    parts = (part for program in plan.programs for part in program.parts if part.indicator != id)
    return sum(any(key.indicator == id for key in part.figures.values()) for part in parts)


def _total(parts: list[tuple[Program, Part]], compared: int) -> Text:
    units, count = len({program.unit for program, _ in parts}), len(parts)
    points = exact_text(sum((part.points for _, part in parts if part.method.result == "points"), Fraction(0)))
    also = Text(f"；另有 {compared} 项与之比较", f"; {compared} more are compared with it") if compared else same("")
    return Text(f"{units} 个单位 {count} 项，共 {points} 分{also.zh}", f"units: {units}, items: {count}, points: {points}{also.en}")
