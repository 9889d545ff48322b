"""A key and what is wrong with its value go in, what to write instead comes out, where that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from ..problems import Code
from ..text import Text, did_you_mean, same

_SHAPES = {
    "inputs": "inputs: {other: indicator}",
    "settings": "settings: {floor: 80%}",
    "source": "source: {document: …}",
    "given": "given: {points: 10, actual: 8}",
    "assumption": "assumption: {text: …}",
}
"""What a key of a sheet (or of an example) holds; `…` stands for what only the document says."""
_METHOD_SHAPES = {
    "inputs": "inputs: {other: {name: …}}",
    "settings": "settings: {floor: {type: ratio, name: …}}",
    "peers": "peers: {include_self: false, missing: leave_out}",
    "grades": "grades: {met: {name: …}, unmet: {name: …}}",
}
_MISSING = {
    "missing": Text("missing: leave_out（不计）或 open（待齐）", "missing: leave_out or open"),
    "include_self": Text("include_self: true（含本单位）或 false", "include_self: true or false"),
}

_PLAN_SHAPES = {
    "sheets": "sheets: [../counties]",
    "groups": "groups: {counties: {name: …, units: [xian, east]}}",
    "units": "units: [xian, east]",
    "classes": "classes: [county]",
    "rounding": "rounding: {part: 2, unit: 2}",
    "not_applicable": "not_applicable: {how: spread, over: section}",
    "ties": "ties: {how: competition, keys: [score, section 1]}",
    "keys": "keys: [score, section 1]",
    "grades": "grades: {excellent: {name: …}, qualified: {name: …}}",
    "grading": "grading: [{bands: [{grade: excellent, from: 90}, {grade: qualified}]}]",
    "bands": "bands: [{grade: excellent, from: 90}, {grade: qualified}]",
    "vetoes": "vetoes: {accident: {name: …, at_best: qualified, months: 12}}",
    "zero": "zero: [safety]",
    "extras": "extras: {award: {name: …, sign: bonus, points: 2}}",
    "caps": "caps: {bonus: 20, penalty: 20}",
    "commendations": "commendations: {first: {name: …, quota: {places: 1, on_tie: include}}}",
    "quota": "quota: {places: 3, on_tie: include} / quota: {share: 15%, rounding: down, on_tie: include}",
    "roles": "roles: {lead: 100%, cooperating: 50%}",
    "deciding_sources": "deciding_sources: [统计局]",
    "self_supplied": "self_supplied: [{unit: xian, second_source: …}]",
}
_ENTRIES = {
    "grades": "{name: …}",
    "groups": "{name: …, units: [xian, east]}",
    "vetoes": "{name: …, at_best: qualified, months: 12}",
    "extras": "{name: …, sign: bonus, points: 2}",
    "commendations": "{name: …, quota: {places: 1, on_tie: include}}",
}
"""What one entry of a plan's register holds."""
_YES_NO = Text("写 true（是）或 false（否）", "write true (yes) or false (no)")
_EDGE = Text("on_tie: include（并列的都给）、exclude（都不给）或 forbidden（报错）",
             "on_tie: include (all that are level), exclude (none of them) or forbidden (an error)")  # fmt: skip
_PLAN_HINTS: dict[tuple[Code, str], Text] = {
    ("missing-key", "on_tie"): _EDGE,
    ("missing-key", "day"): Text("认定日，如 day: 2012-03-31", "the day of the assessment, such as day: 2012-03-31"),
    ("missing-key", "quota"): same("quota: {places: 3, on_tie: include}"),
    ("missing-key", "name"): Text("名称用于表格：name: …", "what it is called in tables: `name: …`"),
    ("missing-key", "sign"): Text("加分写 sign: bonus，扣分写 sign: penalty", "sign: bonus or sign: penalty"),
    ("missing-key", "schema"): same("schema: 1"),
    ("missing-key", "how"): Text("写明怎样处理：how: …", "say how it is treated: `how: …`"),
    ("unknown-word", "on_tie"): _EDGE,
    ("unknown-word", "sign"): Text("加分写 bonus，扣分写 penalty", "write bonus or penalty"),
    ("unknown-word", "by"): Text("score（得分）或 rate（得分率，%）", "score, or rate (in percent)"),
    ("unknown-word", "base"): Text("group（本组）或 plan（全部排名单位）", "group, or plan (all that are ranked)"),
    ("unknown-word", "counts"): Text("score（计入得分）或 tie_break（只用于同分排序）", "score, or tie_break (tells apart who is level)"),
    ("unknown-word", "ranked"): _YES_NO,
    ("unknown-word", "next_moves_up"): _YES_NO,
    ("unknown-word", "highest_per_matter"): _YES_NO,
    ("unknown-word", "in_order"): _YES_NO,
    ("unknown-word", "zero_item"): _YES_NO,
    ("unknown-word", "ties"): Text("competition（1、1、3）、dense（1、1、2）或 forbidden（不许并列）",
                                   "competition (1, 1, 3), dense (1, 1, 2) or forbidden (no ties)"),
    ("unknown-word", "not_applicable"): Text(
        "open（待定）、mean_of_all（同组平均，没有此项的计零）、mean_of_those（有此项的单位平均）、zero（零分）、full（满分）、"
        "spread（分摊）或 left_out（不计入）",
        "open, mean_of_all (of the group, those without it counting as zero), mean_of_those (that have it), zero, full, "
        "spread (over the rest) or left_out"),
    ("unknown-word", "rounding"): Text("down（舍去）、half_up（四舍五入）或 up（进一）", "down, half_up or up"),
    ("not-a-whole-number", "months"): Text("只写月数，一年写 12", "the number of months alone: a year is 12"),
    ("not-a-whole-number", "places"): Text("只写个数：3；按比例的写 share: 15%", "the number alone: 3; of a share write share: 15%"),
    ("not-a-whole-number", "digits"): Text("写小数位数：2", "write how many decimals: 2"),
    ("not-a-whole-number", "lower"): Text("写降低几个等次：1", "write by how many grades: 1"),
    ("not-a-number", "from"): Text("只写数，如 from: 95（95 以上，含 95）；按得分率分等的另写 by: rate",
                                   "the number alone: from: 95 (95 and above); to grade by the rate in percent add by: rate"),
    ("not-a-number", "below"): Text("只写数，如 below: 80（不满 80）；按得分率分等的另写 by: rate",
                                    "the number alone: below: 80 (80 is not included); to grade by the rate in percent add by: rate"),
}  # fmt: skip
_NO_KEYS_OF_BANDS = {"to", "until", "max", "min", "range", "end", "start", "upto", "above"}
_IN_CHINESE = {
    "认定日": "day", "年度": "period", "考核年度": "period", "名称": "name", "标题": "title", "依据": "source", "来源": "source",
    "目标书": "sheets", "责任目标书": "sheets", "分组": "groups", "组别": "groups", "单位": "units", "类别": "classes", "排名": "ranked",
    "舍入": "rounding", "取整": "rounding", "不适用": "not_applicable", "并列": "ties", "同分": "ties", "等次": "grades", "等级": "grades",
    "名额": "quota", "比例": "share", "个数": "places", "一票否决": "vetoes", "否决": "vetoes", "加减分": "extras", "加分": "extras",
    "扣分": "deduct", "表彰": "commendations", "分值": "points", "上限": "cap", "封顶": "caps", "假定": "assumption", "有效期": "months",
    "月数": "months",
}  # fmt: skip
"""What somebody writes for a key of a plan who takes them for headings."""


def hint_for(code: Code, path: Sequence[str | int]) -> Text | None:
    """What to write at the end of `path`, which leads there through keys and positions in lists."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return None
    if code == "missing-key" and keys[-1] in _MISSING:
        return _MISSING[keys[-1]]
    if code == "unknown-key" and keys[-1] == "points" and "parts" in keys:
        return Text("其中项写权重（share），不写分值", "a part has a `share`, not points")
    return _shape(keys) if code == "wrong-shape" else None


def _shape(keys: Sequence[str]) -> Text | None:
    if "examples" in keys:
        return same("peers: [{actual: 0}]" if keys[-1] == "peers" else _SHAPES["given"]) if keys[-1] in ("peers", "given") else None
    if keys[0] == "settings" and len(keys) <= 2:
        return same("settings: {method: {floor: 80%}}")
    return same(_SHAPES[keys[-1]]) if keys[-1] in _SHAPES else None


def method_hint_for(code: Code, path: Sequence[str | int]) -> Text | None:
    """The same for the entry of a method."""
    last = path[-1] if path else ""
    if code == "wrong-shape" and len(path) == 1 and last in _METHOD_SHAPES:
        return same(_METHOD_SHAPES[str(last)])
    return hint_for(code, path) if code != "wrong-shape" or "examples" in path else None


def plan_hint_for(code: Code, path: Sequence[str | int], known: Sequence[str]) -> Text | None:
    """The same for a plan; `known` are the keys that may stand where an unknown one does."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return None
    last = keys[-1]
    if code == "unknown-key":
        if "bands" in keys and last in _NO_KEYS_OF_BANDS:
            return Text("60 以上、不满 80 写作 from: 60, below: 80（from 含本数，below 不含）",
                        "from 60 to less than 80 is from: 60, below: 80 (`from` includes its number, `below` does not)")  # fmt: skip
        if keys[:-1] == ["grading"] and last in ("grade", "from", "below", "quota"):
            return same(_PLAN_SHAPES["grading"])
        if keys[:-1] == ["rounding"] and last in ("total", "score", "sum"):
            return did_you_mean("unit", ["unit"])
        meant = _IN_CHINESE.get(last)
        return did_you_mean(meant, [meant]) if meant in known and meant is not None else None
    if code == "wrong-shape":
        entry = _ENTRIES.get(keys[0]) if len(keys) == 2 else None
        shape = _PLAN_SHAPES.get(last) if entry is None else f"{last}: {entry}"
        return hint_for(code, path) if shape is None else same(shape)
    holder = keys[-2] if last == "how" and len(keys) > 1 and code == "unknown-word" else last
    if (code, holder) not in _PLAN_HINTS and code == "missing-key" and last in _PLAN_SHAPES:
        return same(_PLAN_SHAPES[last])
    return _PLAN_HINTS.get((code, holder))
