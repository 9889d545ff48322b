"""A plan goes in, what `score show PLAN` prints comes out: who is ranked with whom, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator

from ..numbers import exact_text
from ..plan import ROLES, Band, Plan, Quota
from ..program import Rounding
from ..settle import ABSENT_SAYS
from ..text import Language, Text, joined, same
from .some_groups import some_groups
from .standing import SIGNS, counted, effects_of, extras_words, keys_words, share_text
from .table import Cells, aligned

TIES = {
    "competition": Text("并列占位（1、2、2、4）", "ties share a rank and the next is left out (1, 2, 2, 4)"),
    "dense": Text("并列不占位（1、2、2、3）", "ties share a rank and no rank is left out (1, 2, 2, 3)"),
    "forbidden": Text("不允许并列", "no ties"),
}
ON_TIE = {
    "include": Text("末位并列均计入", "all that are level for the last place are in"),
    "exclude": Text("末位并列均不计入", "none that is level for the last place is in"),
    "forbidden": Text("末位不得并列", "no ties for the last place"),
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
    first = heading[language] + some_groups(plan)[language]
    return [first, "", *aligned(rows, {2, 3}, (1,), columns), "", *aligned(rules, (), (1,), columns)]


def _rules(plan: Plan) -> Iterator[tuple[Text, Text]]:
    yield Text("认定日", "day"), same(str(plan.day))
    stages = {
        Text("各部分", "parts"): plan.scoring.part, Text("各项", "items"): plan.scoring.item,
        Text("各类", "sections"): plan.scoring.section, Text("总分", "totals"): plan.scoring.unit,
    }  # fmt: skip
    listed = joined((_rounded(stage, rounding) for stage, rounding in stages.items() if rounding), "；", "; ")
    yield Text("舍入", "rounding"), listed if listed.zh else Text("不舍入", "nothing is rounded")
    if plan.absent is not None:
        yield Text("不适用", "not applicable"), _how(ABSENT_SAYS[plan.absent.how])
    for indicator, absent in plan.absent_of.items():
        how = Text("暂不计分", "open") if absent is None else _how(ABSENT_SAYS[absent.how])
        yield Text("不适用", "not applicable"), Text(f"{indicator}：{how.zh}", f"{indicator}: {how.en}")
    keys = keys_words(plan)
    yield Text("排序", "ranks"), Text(f"{keys.zh}；{TIES[plan.ties].zh}", f"{keys.en}; {TIES[plan.ties].en}")
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
        moves = Text("否决空出的名额依次递补", "the next unit moves up into a place that a veto leaves free")
        stays = Text("否决空出的名额不递补", "a place that a veto leaves free stays empty")
        yield Text("递补", "next"), moves if plan.next_moves_up else stays
    caps = ((Text("加分", "bonus"), plan.scoring.bonus_cap), (Text("扣分", "penalty"), plan.scoring.penalty_cap))
    for name, cap in caps:
        if cap is not None:
            yield name, Text(f"合计封顶 {exact_text(cap)} 分", f"{exact_text(cap)} at most in all")
    if plan.highest_per_matter:
        yield Text("同一事由", "one matter"), Text("只计最高", "only the highest counts")
    for role, share in plan.roles.items():
        yield ROLES[role], Text(f"按 {exact_text(share)} 的比例承担结果", f"carries {exact_text(share)} of the result")
    if plan.deciding:
        yield Text("数据来源", "sources"), Text(f"依次以{'、'.join(plan.deciding)}为准", ", then ".join(plan.deciding))
    for each in plan.commendations:
        of, quota = joined(names[group] for group in each.groups if group in names), _quota(each.quota)
        yield Text("表彰", "commendation"), Text(f"{each.name.zh}（{of.zh}）：{quota.zh}", f"{each.name.en} ({of.en}): {quota.en}")
    unapproved = sum(not assumption.approved_by for assumption in plan.assumptions)
    count = len(plan.assumptions)
    said = Text(f"{count} 条，其中 {unapproved} 条未经批准", f"{count}, not approved: {unapproved}")
    yield Text("口径", "assumptions"), said if count else Text("无", "none")


def _how(says: Text) -> Text:
    """What becomes of what does not apply, behind a heading that says that it does not."""
    return Text(says.zh.removeprefix("不适用，"), says.en.removeprefix("does not apply: "))


def _rounded(stage: Text, rounding: Rounding | None) -> Text:
    assert rounding is not None
    how = Text("四舍五入", "half up") if rounding.mode == "half_up" else Text("四舍六入五成双", "half to even")
    return Text(f"{stage.zh} {rounding.digits} 位小数，{how.zh}", f"{stage.en} to {counted(rounding.digits, 'decimal')}, {how.en}")


def _band(plan: Plan, band: Band, rate: Text) -> Text:
    name, quota = plan.grades[band.grade], same("") if band.quota is None else _quota(band.quota)
    limit = Text(f"（{quota.zh}）", f" ({quota.en})") if quota.zh else quota
    if band.start is None:
        return Text(f"其余为{name.zh}{limit.zh}", f"otherwise {name.en}{limit.en}")
    start, sign = exact_text(band.start), Text("% ", "%") if rate.zh else Text(" 分", "")
    return Text(f"{rate.zh}{start}{sign.zh}以上为{name.zh}{limit.zh}", f"{name.en}{limit.en} from {rate.en}{start}{sign.en}")


def _quota(quota: Quota) -> Text:
    ties = ON_TIE[quota.on_tie]
    if quota.share is None:
        return Text(f"{quota.places} 个，{ties.zh}", f"{counted(quota.places or 0, 'place')}, {ties.en}")
    share, sign = share_text(quota.share), SIGNS[quota.rounding]
    of = Text("全部参加排名单位的 ", " of all that are ranked") if quota.base == "plan" else same("")
    return Text(f"至多{of.zh or ' '}{share}，名额{sign.zh}，{ties.zh}", f"at most {share}{of.en}, rounded {sign.en}, {ties.en}")
