"""Points: positive, and adding up to what is declared, per section, per sheet and per item with parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..numbers import exact_text, is_multiple
from ..problems import Place, Problems
from ..program import Program
from ..text import Text

_ONLY_EXTRA = Text("零分只用于声明了加分或扣分（declares）的计分办法", "zero is for methods that declare a bonus or a penalty")


def points_are_positive(program: Program, problems: Problems) -> None:
    """Above zero; zero for an item of bonus or penalty alone."""
    for item in program.items:
        extra = item.points == 0 and (not item.is_whole or all(part.method.declares for part in item.parts))
        if item.result == "points" and "points" in item.places and item.points <= 0 and not extra:
            problems.error(
                "points-not-positive",
                item.places["points"],
                Text(f"第 {item.nr} 项的分值应大于零", f"the points of item {item.nr} must be above zero"),
                _ONLY_EXTRA if item.points == 0 else None,
            )


def points_are_no_finer_than_scores(program: Program, problems: Problems) -> None:
    """Awards are rounded to `digits` decimals: finer points could never be earned in full."""
    for item in program.items:
        if "points" in item.places and not is_multiple(item.points, Fraction(1, 10**program.digits)):
            points, digits = exact_text(item.points), program.digits
            problems.error(
                "finer-than-precision",
                item.places["points"],
                Text(
                    f"第 {item.nr} 项的分值 {points} 超过 {digits} 位小数",
                    f"item {item.nr}: {points} points have over {digits} decimals",
                ),
            )


def points_add_up(program: Program, problems: Problems) -> None:
    for index, section in enumerate(program.sections, 1):
        if any(item.result == "points" and "points" not in item.places for item in section.items):
            continue  # a problem of its own
        _add_up(
            [item.points for item in section.items],
            section.points,
            section.places["points"],
            Text(f"第 {index} 类各项分值", f"the items of section {index}"),
            Text("类别分值", "the section"),
            problems,
        )
    sums = [section.points for section in program.sections]
    names = Text("各类别分值", "the sections"), Text("责任目标书总分", "the sheet")
    _add_up(sums, program.points, program.places["points"], *names, problems)


def _add_up(parts: Sequence[Fraction], whole: Fraction, place: Place, of: Text, to: Text, problems: Problems) -> None:
    total = sum(parts, Fraction(0))
    if total == whole:
        return
    found, declared, gap = exact_text(total), exact_text(whole), exact_text(abs(total - whole))
    problems.error(
        "points-do-not-add-up",
        place,
        Text(
            f"{of.zh}合计 {found}，{to.zh} {declared}，相差 {gap}", f"{of.en} add up to {found}, {to.en} declares {declared}: {gap} apart"
        ),
        Text("请核对原文", "compare with the document"),
    )


def parts_carry_the_item(program: Program, problems: Problems) -> None:
    for item in program.items:
        total = sum(item.shares, Fraction(0))
        if item.shares and len(item.shares) == len(item.parts) and total != 1:
            problems.error(
                "shares-do-not-add-up",
                item.places["parts"],
                Text(f"第 {item.nr} 项各其中项的权重合计 {exact_text(total)}，应为 1",
                     f"the shares of item {item.nr} add up to {exact_text(total)}, not to 1"),
                Text("三分之一写作 1/3", "write a third as 1/3"),
            )  # fmt: skip
