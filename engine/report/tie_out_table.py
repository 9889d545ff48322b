"""What relations between a whole and its parts come to goes in, the table of `score tie-out` comes out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..leads import Goal
from ..numbers import exact_text, measured_text, shown_text
from ..program import Program
from ..text import Language, Text, joined, same, wrapped
from ..tie_out import TieOut
from .export import JSON_VERSION
from .goals_table import goals_json, goals_table
from .pace_table import percent
from .table import Cells, aligned
from .verdict import STATES

HEADINGS = (
    Text("指标", "Indicator"), Text("总目标", "Whole"), Text("分解合计", "Carried"), Text("差额", "Gap"), Text("结论", "Result"),
    Text("没有此项的单位", "Units without it"),
)  # fmt: skip
ON_TARGETS, ON_ACTUALS = Text("目标分解", "On the targets"), Text("完成情况", "On the actuals")


def tie_out_table(
    whole: Program,
    on_targets: Sequence[TieOut],
    on_actuals: Sequence[TieOut],
    goals: Sequence[Goal] | None,
    language: Language,
    columns: int | None = None,
) -> list[str]:
    """A line per relation: what the whole is, what the parts carry, and what nobody does; then who carries how much; and
    where it is asked who leads, that of every goal."""
    lines = [Text(f"{whole.title.zh}：分解核对", f"{whole.title.en}: do the parts carry the whole?")[language], ""]
    for heading, found in ((ON_TARGETS, on_targets), (ON_ACTUALS, on_actuals)):
        if found:
            lines += [heading[language], *_table(found, language, columns), "", _summary(found)[language], ""]
    carried = [each for each in on_targets if not each.by_mean and each.carriers]
    lines += [line for each in carried for line in wrapped(_carriers(each, language), columns, "  ")]
    return lines if goals is None else [*lines, *([""] if lines[-1] else []), *goals_table(goals, language, columns)]


def tie_out_json(
    whole: Program, on_targets: Sequence[TieOut], on_actuals: Sequence[TieOut], goals: Sequence[Goal] | None, language: Language
) -> str:
    """The same as JSON; every number an exact text."""
    data = {
        "version": JSON_VERSION,
        "sheet": whole.sheet,
        "targets": [_data(each, language) for each in on_targets],
        "actuals": [_data(each, language) for each in on_actuals],
        **({} if goals is None else goals_json(goals, language)),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _data(each: TieOut, language: Language) -> dict[str, object]:
    return {
        "indicator": each.indicator,
        "name": each.name[language],
        "measure": each.measure,
        "how": each.how,
        "state": each.state,
        "whole": None if each.whole is None else exact_text(each.whole),
        "carried": None if each.carried is None else exact_text(each.carried),
        "gap": None if each.gap is None else exact_text(each.gap),
        "carriers": [{"name": c.name[language], "value": exact_text(c.value), "place": str(c.place)} for c in each.carriers],
        "without": [name[language] for name in each.without],
        "place": str(each.place),
    }


def _table(found: Sequence[TieOut], language: Language, columns: int | None) -> list[str]:
    rows: list[Cells | str] = [[heading[language] for heading in HEADINGS]]
    rows += [_row(each, language) for each in found]
    return aligned(rows, (1, 2, 3), (5, 0), columns)


def _row(each: TieOut, language: Language) -> Cells:
    whole = same("—") if each.whole is None else measured_text(shown_text(each.whole), each.measure)
    without = joined(each.without)[language]
    result = STATES[each.state][language]
    return [each.name[language], whole[language], _carried(each), _gap(each)[language], result, without]


def _carried(each: TieOut) -> str:
    """What the parts carry; of a mean whose weights are not known, between what it lies."""
    if each.carried is not None:
        return shown_text(each.carried)
    values = sorted(carrier.value for carrier in each.carriers)
    return "–".join(dict.fromkeys([shown_text(values[0]), shown_text(values[-1])])) if values else "—"


def _gap(each: TieOut) -> Text:
    if each.gap is None or not each.whole:
        return same("")
    gap, share = shown_text(each.gap), percent(each.gap / each.whole)
    return Text(f"{gap}（{share}）", f"{gap} ({share})") if each.gap else same("0")


def _carriers(each: TieOut, language: Language) -> str:
    """Who carries how much, the largest first."""
    ordered = sorted(each.carriers, key=lambda carrier: -carrier.value)
    listed = joined((Text(f"{c.name.zh} {shown_text(c.value)}", f"{c.name.en} {shown_text(c.value)}") for c in ordered), "；", "; ")
    note = same("") if each.note is None else Text(f"（{each.note.zh}）", f" ({each.note.en})")
    line = Text(f"{each.name.zh}（{each.measure}）：{listed.zh}{note.zh}", f"{each.name.en} ({each.measure}): {listed.en}{note.en}")
    return line[language]


def _summary(found: Sequence[TieOut]) -> Text:
    counts = {state: sum(each.state == state for each in found) for state in STATES}
    shown = [(STATES[state], count) for state, count in counts.items() if count]
    return joined((Text(f"{name.zh} {count} 项", f"{count} {name.en}") for name, count in shown), "，", ", ")
