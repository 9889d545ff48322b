"""A plan goes in, what `score show PLAN` prints comes out: who is ranked with whom, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator

from ..numbers import exact_text
from ..plan import ROLES, Band, Plan, Quota
from ..program import Rounding
from ..settle import ABSENT_SAYS
from ..text import Language, Text, joined, same
from .standing import effects_of, extras_words
from .table import Cells, aligned

TIES = {
    "competition": Text("并列占位（1、2、2、4）", "ties share a rank and the next is left out (1, 2, 2, 4)"),
    "dense": Text("并列不占位（1、2、2、3）", "ties share a rank (1, 2, 2, 3)"),
    "forbidden": Text("不允许并列", "no ties"),
}
ON_TIE = {
    "include": Text("末位并列都计入", "who is level at the edge is in"),
    "exclude": Text("末位并列都不计入", "who is level at the edge is out"),
    "forbidden": Text("末位不得并列", "no ties at the edge"),
}


def plan_table(plan: Plan, language: Language, columns: int | None = None) -> list[str]:
    """The plan: its groups with their units, and each of its rules."""
    heading = Text(f"{plan.title.zh}（{plan.source.document}）", f"{plan.title.en} ({plan.source.document})")
    rows: list[Cells | str] = []
    for group in plan.groups:
        apart = same("") if group.ranked else Text("（不参加排名）", " (not ranked)")
        rows.append(f"{group.name[language]}{apart[language]}")
        for unit in group.units:
            if program := plan.program_of(unit):
                items = len(list(program.items))
                count = Text(f"{items} 项", f"{items} items")
                rows.append([unit, program.unit_name[language], count[language], exact_text(program.points)])
    rules = [[name[language], says[language]] for name, says in _rules(plan)]
    return [heading[language], "", *aligned(rows, {2, 3}, (1,), columns), "", *aligned(rules, (), (1,), columns)]


def _rules(plan: Plan) -> Iterator[tuple[Text, Text]]:
    yield Text("认定日", "day"), same(str(plan.day))
    stages = {
        Text("各部分", "parts"): plan.scoring.part, Text("各项", "items"): plan.scoring.item,
        Text("各类", "sections"): plan.scoring.section, Text("总分", "totals"): plan.scoring.unit,
    }  # fmt: skip
    listed = joined((_rounded(stage, rounding) for stage, rounding in stages.items() if rounding), "；", "; ")
    yield Text("舍入", "rounding"), listed if listed.zh else Text("不舍入", "nothing is rounded")
    if plan.absent is not None:
        yield Text("不适用", "not applicable"), ABSENT_SAYS[plan.absent.how]
    for indicator, absent in plan.absent_of.items():
        how = Text("暂不计分", "open") if absent is None else ABSENT_SAYS[absent.how]
        yield Text("不适用", "not applicable"), Text(f"{indicator}：{how.zh}", f"{indicator}: {how.en}")
    keys = joined((key.says for key in plan.keys), "，", ", ")
    yield Text("排序", "ranks"), Text(f"依次按{keys.zh}；{TIES[plan.ties].zh}", f"by {keys.en}; {TIES[plan.ties].en}")
    names = {group.id: group.name for group in plan.groups}
    for grading in plan.gradings:
        of = joined(names[group] for group in grading.groups if group in names)
        rate = Text("得分率 ", "rate ") if grading.by == "rate" else same("")
        bands = joined((_band(plan, band, rate) for band in grading.bands), "；", "; ")
        yield Text("等次", "grades"), Text(f"{of.zh}：{bands.zh}", f"{of.en}: {bands.en}")
    for veto in plan.vetoes.values():
        effects = joined(effects_of(veto, plan), "，", ", ")
        term = Text(f"，{veto.months} 个月内", f", for {veto.months} months") if veto.months else same("")
        yield Text("一票否决", "veto"), Text(f"{veto.name.zh}：{effects.zh}{term.zh}", f"{veto.name.en}: {effects.en}{term.en}")
    for extra in plan.extras.values():
        says = extras_words(extra)
        heading = Text("加分", "bonus") if extra.sign == "bonus" else Text("扣分", "penalty")
        yield heading, Text(f"{extra.name.zh}：{says.zh}", f"{extra.name.en}: {says.en}")
    if plan.vetoes:
        moves = Text("否决空出的名额由后一名递补", "the next unit moves up into a place that a veto leaves free")
        stays = Text("否决空出的名额不递补", "a place that a veto leaves free stays empty")
        yield Text("递补", "next"), moves if plan.next_moves_up else stays
    caps = ((Text("加分", "bonus"), plan.scoring.bonus_cap), (Text("扣分", "penalty"), plan.scoring.penalty_cap))
    for name, cap in caps:
        if cap is not None:
            yield name, Text(f"合计封顶 {exact_text(cap)} 分", f"{exact_text(cap)} at most in all")
    if plan.highest_per_matter:
        yield Text("同一事由", "one matter"), Text("只计最高", "only the highest counts")
    for role, share in plan.roles.items():
        yield ROLES[role], Text(f"承担结果的 {exact_text(share)}", f"carries {exact_text(share)} of the result")
    if plan.deciding:
        yield Text("数据来源", "sources"), Text(f"依次以{'、'.join(plan.deciding)}为准", ", then ".join(plan.deciding))
    for each in plan.commendations:
        of, quota = joined(names[group] for group in each.groups if group in names), _quota(each.quota)
        yield Text("表彰", "commendation"), Text(f"{each.name.zh}（{of.zh}）：{quota.zh}", f"{each.name.en} ({of.en}): {quota.en}")
    unapproved = sum(not assumption.approved_by for assumption in plan.assumptions)
    count = len(plan.assumptions)
    yield Text("口径", "assumptions"), Text(f"{count} 条，{unapproved} 条未经批准", f"{count}, of which {unapproved} are not approved")


def _rounded(stage: Text, rounding: Rounding | None) -> Text:
    assert rounding is not None
    how = Text("四舍五入", "half up") if rounding.mode == "half_up" else Text("四舍六入五成双", "half to even")
    return Text(f"{stage.zh} {rounding.digits} 位小数，{how.zh}", f"{stage.en} to {rounding.digits} decimals, {how.en}")


def _band(plan: Plan, band: Band, rate: Text) -> Text:
    name, quota = plan.grades[band.grade], same("") if band.quota is None else _quota(band.quota)
    limit = Text(f"（{quota.zh}）", f" ({quota.en})") if quota.zh else quota
    if band.start is None:
        return Text(f"其余为{name.zh}{limit.zh}", f"otherwise {name.en}{limit.en}")
    start = exact_text(band.start)
    return Text(f"{rate.zh}{start} 起为{name.zh}{limit.zh}", f"{rate.en}{start} on {name.en}{limit.en}")


def _quota(quota: Quota) -> Text:
    ties = ON_TIE[quota.on_tie]
    if quota.share is None:
        return Text(f"{quota.places} 个，{ties.zh}", f"{quota.places} places, {ties.en}")
    share = exact_text(quota.share * 100) + "%" if (quota.share * 10000).denominator == 1 else exact_text(quota.share)
    return Text(f"至多 {share}，{ties.zh}", f"at most {share}, {ties.en}")
