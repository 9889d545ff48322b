"""Who carries and who leads every goal of a whole goes in, what `score tie-out` shows of it after the relations comes out."""

from __future__ import annotations

from collections.abc import Sequence

from ..compile.part import BOUNDS
from ..leads import Agreement, Goal, Lead
from ..program import Part
from ..text import Language, Text, joined, same, wrapped
from .derivation import target_words
from .export import bound_json
from .table import Cells, aligned
from .verdict import verdict

TITLE = Text("承担和牵头", "Who carries and who leads each goal")
HEADINGS = (
    Text("序号", "No."), Text("总目标、牵头单位", "Goal, and who leads it"), Text("目标", "Target"), Text("结论", "Result"),
)  # fmt: skip
AGREEMENTS: dict[Agreement, Text] = {
    "same": Text("与总目标相同", "same as the goal"),
    "stricter": Text("严于总目标", "stricter than the goal"),
    "looser": Text("宽于总目标", "looser than the goal"),
    "unlike": Text("与总目标无从比较", "not comparable"),
    "goal-without-target": Text("总目标没有目标值", "the goal has no target"),
    "goal-not-issued": Text("总目标未下达", "the goal is not yet issued"),
    "without-target": Text("没有目标值", "no target"),
    "not-issued": Text("目标未下达", "target not yet issued"),
}
NOT_LED, NOT_CARRIED = Text("无单位牵头", "led by nobody"), Text("没有分解", "not carried")
UNANSWERED, LOOSER = Text("无单位承担", "answered for by nobody"), Text("牵头目标宽于总目标", "led by a looser target")
JUDGED = Text("定性", "judged")


def goals_table(goals: Sequence[Goal], language: Language, columns: int | None = None) -> list[str]:
    """A line per goal with what its relations come to, and below it one per unit that leads it; how many there are; and the
    goals that are led by a looser target, not led, not carried, or neither."""
    rows: list[Cells | str] = [[heading[language] for heading in HEADINGS]]
    for goal in goals:
        rows += [_goal_row(goal, language), *_lead_rows(goal, language)]
    lines = [TITLE[language], *aligned(rows, (0, 2), (1,), columns), "", _total(goals)[language]]
    return lines + [line for each in _findings(goals) for line in wrapped(each[language], columns, "  ")]


def goals_json(goals: Sequence[Goal], language: Language) -> dict[str, object]:
    """The same for JSON: the goals, and the numbers of those that are not led, not carried, or neither."""
    return {
        "goals": [_data(goal, language) for goal in goals],
        "not_led": [each.part.number for each in goals if not each.is_led],
        "not_carried": [each.part.number for each in goals if not each.is_carried],
        "unanswered": [each.part.number for each in goals if each.is_unanswered],
    }


def _goal_row(goal: Goal, language: Language) -> Cells:
    result = joined(map(verdict, goal.relations), "；", "; ") if goal.relations else NOT_CARRIED
    shown = UNANSWERED if goal.is_unanswered else result
    return [goal.part.number, goal.name[language], _target(goal.part)[language], shown[language]]


def _lead_rows(goal: Goal, language: Language) -> list[Cells]:
    """Who leads the goal, by which item of its sheet, and how far; or that nobody does, where somebody else carries it."""
    if goal.is_carried and not goal.is_led:
        return [["", f"  {NOT_LED[language]}", "", ""]]
    return [["", f"  {each.name[language]}", _target(each.part)[language], _agreement(each)[language]] for each in goal.leads]


def _target(part: Part) -> Text:
    shown = JUDGED if part.kind == "judged" else target_words(part)
    return shown if shown.zh else same("—")


def _agreement(lead: Lead) -> Text:
    number, state = lead.part.number, AGREEMENTS[lead.state]
    return Text(f"第 {number} 项，{state.zh}", f"item {number}: {state.en}")


def _total(goals: Sequence[Goal]) -> Text:
    count, led, carried = len(goals), sum(each.is_led for each in goals), sum(each.is_carried for each in goals)
    plural = "s" * (count != 1)
    return Text(f"总目标 {count} 项：有单位牵头 {led} 项，有分解 {carried} 项", f"{count} goal{plural}: {led} led, {carried} carried")


def _findings(goals: Sequence[Goal]) -> list[Text]:
    """The goals that something is to be said of, by what that is."""
    looser = [(goal, [lead for lead in goal.leads if lead.state == "looser"]) for goal in goals]
    return [
        _listed(LOOSER, [_looser(goal, leads) for goal, leads in looser if leads]),
        _listed(NOT_LED, [_named(each) for each in goals if not each.is_led]),
        _listed(NOT_CARRIED, [_named(each) for each in goals if not each.is_carried]),
        _listed(UNANSWERED, [_named(each) for each in goals if each.is_unanswered]),
    ]


def _listed(heading: Text, found: Sequence[Text]) -> Text:
    listed, count = joined(found, "；", "; "), len(found)
    zh, en = (f"：{listed.zh}", f": {listed.en}") if found else ("", "")
    return Text(f"{heading.zh} {count} 项{zh}", f"{heading.en} ({count}){en}")


def _named(goal: Goal) -> Text:
    return Text(f"{goal.part.number} {goal.name.zh}", f"{goal.part.number} {goal.name.en}")


def _looser(goal: Goal, leads: Sequence[Lead]) -> Text:
    """The goal with those that lead it by a looser target: `2.1 外贸出口（市商务局第 1 项）`."""
    items = [(each.name, each.part.number) for each in leads]
    named, listed = _named(goal), joined(Text(f"{name.zh}第 {number} 项", f"{name.en}, item {number}") for name, number in items)
    return Text(f"{named.zh}（{listed.zh}）", f"{named.en} ({listed.en})")


def _data(goal: Goal, language: Language) -> dict[str, object]:
    return {
        "indicator": goal.part.indicator,
        "name": goal.name[language],
        "measure": goal.part.measure,
        **_part(goal.part),
        "relations": [{"how": each.how, "state": each.state, "place": str(each.place)} for each in goal.relations],
        "leads": [{"unit": each.unit, "name": each.name[language], "state": each.state, **_part(each.part)} for each in goal.leads],
    }


def _part(part: Part) -> dict[str, str | None]:
    bounds = {name: bound_json(part, name) for name in BOUNDS}
    return {"nr": part.number, **bounds, "place": str(part.place)}
