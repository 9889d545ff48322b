"""A plan goes in, what a heading says of its groups comes out: which there are, where some were left out."""

from __future__ import annotations

from ..plan import Plan
from ..text import Text, joined, same


def some_groups(plan: Plan) -> Text:
    """`    部分组：县（3 组中的 1 组）`; nothing where the plan is whole."""
    left_out, shown = len(plan.left_out.groups), len(plan.groups)
    if not left_out:
        return same("")
    names, every = joined(group.name for group in plan.groups), shown + left_out
    return Text(f"    部分组：{names.zh}（{every} 组中的 {shown} 组）", f"    some groups: {names.en} ({shown} of {every})")
