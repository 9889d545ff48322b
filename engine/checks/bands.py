"""Grades: every score has one, and only one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from ..numbers import exact_text
from ..plan import Band, Grading, Plan
from ..problems import Place, Problems
from ..register import Rules
from ..text import Text


def bands_meet(plan: Plan, rules: Rules, problems: Problems) -> None:
    """Each band begins where the one above ends; the best has no end, the last no beginning."""
    for grading in plan.gradings:
        if any(band.grade not in plan.grades for band in grading.bands):
            continue
        for higher, lower in pairwise(grading.bands):
            _meet(plan, grading, higher, lower, problems)
        _ends(plan, grading, problems)


def _meet(plan: Plan, grading: Grading, higher: Band, lower: Band, problems: Problems) -> None:
    names = Text(
        f"“{plan.grades[higher.grade].zh}”和“{plan.grades[lower.grade].zh}”",
        f"'{plan.grades[higher.grade].en}' and '{plan.grades[lower.grade].en}'",
    )
    if higher.start is None:
        text = Text(f"{names.zh}：上一档没有起点（from）", f"{names.en}: the higher band has no beginning (`from`)")
        hint = Text("写上 from；各档从高到低排列，只有最低一档不写", "add its `from`: only the last band, the lowest, has none")
        problems.error("bands-do-not-meet", higher.place, text, hint)
        return
    end = higher.start if lower.end is None else lower.end
    first, last = exact_text(min(end, higher.start)), exact_text(max(end, higher.start))
    between = _scores(grading, f"{first}–{last}")
    if lower.start is not None and lower.start >= higher.start:
        text = Text(f"{names.zh}没有从高到低排列", f"{names.en} are not in order, the higher first")
        problems.error("bands-do-not-meet", lower.place, text, Text("高的一档写在前面", "the band of the higher scores comes first"))
    elif end < higher.start:
        text = Text(f"{names.zh}之间有空档：{between.zh}没有等次", f"{names.en} leave a gap: {between.en} have no grade")
        problems.error("bands-do-not-meet", lower.place, text, _two_readings(end, higher.start))
    elif end > higher.start:
        text = Text(f"{names.zh}重叠：{between.zh}有两个等次", f"{names.en} overlap: {between.en} have two grades")
        problems.error("bands-do-not-meet", lower.place, text, _two_readings(end, higher.start))


def _two_readings(end: Fraction, start: Fraction) -> Text:
    """The document can be read either way, and nothing is chosen for its author."""
    high, low = exact_text(end), exact_text(start)
    return Text(
        f"两种读法由制定者选定：上一档写 from: {high}，或下一档写 below: {low}（from 含本数，below 不含）",
        f"there are two readings, and the author chooses: from: {high} in the higher band, or below: {low} in the lower "
        "(`from` includes its number, `below` does not)",
    )


def _scores(grading: Grading, scores: str, where: str = "of") -> Text:
    """Scores as they are graded: by points, or by the rate in percent."""
    if grading.by == "rate":
        return Text(f"得分率 {scores}% ", f"rates {where} {scores}%")
    return Text(f"{scores} 分", f"scores {where} {scores}")


def _ends(plan: Plan, grading: Grading, problems: Problems) -> None:
    best, last = grading.bands[0], grading.bands[-1]
    if best.end is not None:
        name, end = plan.grades[best.grade], exact_text(best.end)
        scores = _scores(grading, end)
        text = Text(f"{scores.zh}以上没有等次（最高一档“{name.zh}”）", f"{scores.en} and above have no grade (the best is '{name.en}')")
        problems.error("bands-do-not-meet", best.place, text, Text("最高一档不写 below", "the best band has no `below`"))
    if last.start is not None:
        name, start = plan.grades[last.grade], exact_text(last.start)
        scores = _scores(grading, start, "below")
        text = Text(f"{scores.zh}以下没有等次（最低一档“{name.zh}”）", f"{scores.en} have no grade (the last is '{name.en}')")
        hint = Text("在其后加一档不写 from 的，或删去此档的 from", "add a band without `from` behind it, or delete its `from`")
        problems.error("bands-do-not-meet", last.place, text, hint)
    if last.quota is not None:
        text = Text("最低一档不限名额：名额之外的单位没有等次", "the last band has no quota: whoever is beyond it would have no grade")
        hint = Text("删去这一档的 quota，或在其后再加一档", "delete its `quota`, or add a band behind it")
        problems.error("bands-do-not-meet", last.quota.place, text, hint)


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
