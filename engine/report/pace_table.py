"""How targets do against the time goes in, the table of `score pace` comes out, the furthest behind first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

from ..numbers import exact_text, fixed_text, measured_text, round_half_up
from ..pace import Pace, State, behind, elapsed
from ..program import Program
from ..text import Language, Text, same
from .derivation import target_words
from .export import JSON_VERSION
from .figure_line import value_words
from .table import ILLUSTRATIVE, Cells, aligned

HEADINGS = (
    Text("序号", "No."), Text("指标", "Indicator"), Text("全年目标", "Target"), Text("累计完成", "To date"), Text("完成率", "Completion"),
    Text("应完成", "Due by now"), Text("进度", "Pace"), Text("提供单位", "Supplied by"),
)  # fmt: skip
STATES: dict[State, Text] = {
    "behind": Text("落后于序时进度（差距最大的在前）", "Behind, the furthest first"),
    "ahead": Text("达到序时进度", "On pace or ahead"),
    "not-reported": Text("未报", "Not reported"),
    "not-compared": Text("不比较进度", "Not compared with the time"),
}
RIGHT = (0, 2, 3, 4, 5, 6)
CUT = (1, 7)


def pace_table(
    program: Program, paces: Sequence[Pace], month: str, is_illustrative: bool, language: Language, columns: int | None = None
) -> list[str]:
    """The table: what is behind, what is not, what is missing, and how many are not compared."""
    rows: list[Cells | str] = [[heading[language] for heading in HEADINGS]]
    for state in ("behind", "ahead", "not-reported"):
        group = [each for each in paces if each.state == state]
        if group:
            rows.append(f"{STATES[state][language]} {len(group)}")
            rows += [_row(each, language) for each in group]
    left = sum(each.state == "not-compared" for each in paces)
    closing = Text(f"{STATES['not-compared'].zh}：{left} 项（年度、定性指标和按件计分的项）",
                   f"{left} not compared with the time (yearly and judged indicators, and events)")  # fmt: skip
    title = [_title(program, month, language) + (f"    {ILLUSTRATIVE[language]}" if is_illustrative else "")]
    return [*title, "", *aligned(rows, RIGHT, CUT, columns), "", *([closing[language]] if left else []), _count(paces)[language]]


def pace_json(program: Program, paces: Sequence[Pace], month: str, language: Language) -> str:
    """The same as JSON; every number an exact text."""
    data = {
        "version": JSON_VERSION,
        "unit": program.unit,
        "sheet": program.sheet,
        "month": month,
        "elapsed": exact_text(elapsed(month)),
        "targets": [_data(each, language) for each in paces],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _data(each: Pace, language: Language) -> dict[str, object]:
    def text(value: Fraction | None) -> str | None:
        return None if value is None else exact_text(value)

    return {
        "nr": each.part.number,
        "indicator": each.part.indicator,
        "name": each.part.name[language],
        "state": each.state,
        "target": text(each.part.parameters.get("target")),
        "measure": each.part.measure,
        "actual": text(each.actual),
        "share": text(each.share),
        "due": text(each.due),
        "completion": text(each.completion),
        "pace": text(each.rate),
        "supplier": each.part.supplier[language],
        "place": None if each.figure is None else str(each.figure.place),
    }


def _title(program: Program, month: str, language: Language) -> str:
    passed = percent(elapsed(month))
    return Text(
        f"{program.unit_name.zh}序时进度（截至 {month}，全年已过 {int(month[5:])}/12 = {passed}；{program.source.document}）",
        f"{program.unit_name.en}: pace at the end of {month} ({int(month[5:])}/12 = {passed} of the year; {program.source.document})",
    )[language]


def _row(each: Pace, language: Language) -> Cells:
    part = each.part
    actual = same("—") if each.actual is None else value_words(part, "actual", each.actual)
    due = same("") if each.due is None else measured_text(fixed(each.due), part.measure)
    rate = "" if each.rate is None else percent(each.rate)
    completion = "" if each.completion is None else percent(each.completion)
    name = part.name[language]
    return [
        part.number, name, target_words(part)[language], actual[language], completion, due[language], rate, part.supplier[language],
    ]  # fmt: skip


def fixed(value: Fraction) -> str:
    """A value to two decimals, without them where it is whole."""
    rounded = round_half_up(value, 2)
    return exact_text(rounded)


def percent(value: Fraction) -> str:
    """In percent, to two decimals."""
    return fixed_text(round_half_up(value * 100, 2), 2) + "%"


def _count(paces: Sequence[Pace]) -> Text:
    late, compared = len(list(behind(list(paces)))), sum(each.actual is not None for each in paces)
    return Text(f"比较 {compared} 项，落后 {late} 项", f"{compared} compared, {late} behind")
