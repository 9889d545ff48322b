"""Grades: every score has one, and only one."""

from __future__ import annotations

from itertools import pairwise

from ..numbers import exact_text
from ..plan import Band, Grading, Plan
from ..problems import Place, Problems
from ..register import Rules
from ..text import Text


def bands_meet(plan: Plan, rules: Rules, problems: Problems) -> None:
    """Each band begins where the one above ends; the best has no end, the last no beginning."""
    for grading in plan.gradings:
        for higher, lower in pairwise(grading.bands):
            _meet(plan, higher, lower, problems)
        _ends(plan, grading, problems)


def _meet(plan: Plan, higher: Band, lower: Band, problems: Problems) -> None:
    names = Text(
        f"“{plan.grades[higher.grade].zh}”和“{plan.grades[lower.grade].zh}”",
        f"'{plan.grades[higher.grade].en}' and '{plan.grades[lower.grade].en}'",
    )
    if higher.start is None:
        text = Text(f"{names.zh}：上一档没有起点（from）", f"{names.en}: the higher band has no beginning (`from`)")
        problems.error("bands-do-not-meet", higher.place, text)
        return
    end = higher.start if lower.end is None else lower.end
    start = exact_text(higher.start)
    if lower.start is not None and lower.start >= higher.start:
        text = Text(f"{names.zh}没有从高到低排列", f"{names.en} are not in order, the higher first")
        problems.error("bands-do-not-meet", lower.place, text)
    elif end < higher.start:
        gap = f"{exact_text(end)}–{start}"
        text = Text(f"{names.zh}之间有空档：{gap} 分没有等次", f"{names.en} leave a gap: scores of {gap} have no grade")
        problems.error("bands-do-not-meet", lower.place, text, _hint(start))
    elif end > higher.start:
        both = f"{start}–{exact_text(end)}"
        text = Text(f"{names.zh}重叠：{both} 分有两个等次", f"{names.en} overlap: scores of {both} have two grades")
        problems.error("bands-do-not-meet", lower.place, text, _hint(start))


def _hint(start: str) -> Text:
    return Text(
        f"两种读法由制定者选定：改上一档的 from，或把下一档写作 below: {start}",
        f"there are two readings, and the author chooses: change `from` of the higher one, or write below: {start} in the lower",
    )


def _ends(plan: Plan, grading: Grading, problems: Problems) -> None:
    best, last = grading.bands[0], grading.bands[-1]
    if best.end is not None:
        name, end = plan.grades[best.grade], exact_text(best.end)
        text = Text(f"{end} 分以上没有等次（最高一档“{name.zh}”）", f"scores of {end} and above have no grade (the best is '{name.en}')")
        problems.error("bands-do-not-meet", best.place, text, Text("最高一档不写 below", "the best band has no `below`"))
    if last.start is not None:
        name, start = plan.grades[last.grade], exact_text(last.start)
        text = Text(f"{start} 分以下没有等次（最低一档“{name.zh}”）", f"scores below {start} have no grade (the last is '{name.en}')")
        problems.error("bands-do-not-meet", last.place, text, Text("最低一档不写 from", "the last band has no `from`"))
    if last.quota is not None:
        text = Text("最低一档不限名额：名额之外的单位没有等次", "the last band has no quota: whoever is beyond it would have no grade")
        problems.error("bands-do-not-meet", last.quota.place, text)


def every_grade_has_a_band(plan: Plan, rules: Rules, problems: Problems) -> None:
    """A group is graded once; its bands name grades of the plan, in their order, each once."""
    order = list(plan.grades)
    seen: dict[str, Place] = {}
    for grading in plan.gradings:
        positions = [order.index(band.grade) for band in grading.bands if band.grade in plan.grades]
        if positions != sorted(set(positions)):
            text = Text("等次应按 grades 的次序从好到差，各写一次", "the bands follow the order of `grades`, the best first, each once")
            problems.error("bands-do-not-meet", grading.place, text)
        for group in grading.groups:
            if (first := seen.setdefault(group, grading.place)) != grading.place:
                text = Text(f"组“{group}”在 {first} 已有等次规定", f"the group '{group}' is graded already at {first}")
                problems.error("defined-twice", grading.place, text)
