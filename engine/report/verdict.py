"""What a relation between a whole and its parts comes to goes in, the words for it come out."""

from __future__ import annotations

from ..text import Text
from ..tie_out import State, TieOut

STATES: dict[State, Text] = {
    "exact": Text("相符", "exact"),
    "short": Text("未分解到位", "not all carried"),
    "over": Text("分解超过总目标", "more than the whole"),
    "within": Text("在各单位之间", "within the units"),
    "above": Text("各单位都高于总目标", "all units are above it"),
    "below": Text("各单位都低于总目标", "all units are below it"),
    "incomplete": Text("数据不全", "figures are missing"),
    "unknown": Text("无从比较", "nothing to compare"),
}
HOW = {"sum": Text("合计", "sum"), "weighted_mean": Text("加权平均", "mean")}


def verdict(each: TieOut) -> Text:
    """How the parts make the whole, and whether they do: `合计：未分解到位`."""
    how, state = HOW[each.how], STATES[each.state]
    return Text(f"{how.zh}：{state.zh}", f"{how.en}: {state.en}")
