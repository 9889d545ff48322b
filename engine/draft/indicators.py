"""A part as it was read goes in, the indicator of the register that it means comes out, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ..inputs import IndicatorIn
from ..numbers import measure, read_amount
from ..problems import Fault
from ..register import names_of, plain_name
from ..text import Text
from .goals import above, from_above, is_from_above, is_own, is_own_goal, without_level
from .parts import PartReading
from .words import TASK

_SAME = (
    ("地区生产总值|国内生产总值", "生产总值"), ("对外贸易", "外贸"), ("保险金|保险基金", "金"), ("规上", "规模以上"),
    ("工业企业", "工业"), ("实现利润", "利润"), ("事故$", ""), ("人数$", ""), ("人员(?=再就业|培训|分流)", ""),
    ("统筹总额$", "统筹额"), ("重点建设项目", "重点项目"), ("(?<=审计|监察)项目$", ""), ("归集额$", "归集"),
    ("^(?:查处|受理|办理)(?=.+(?:结案|立案|办结)率$)", ""), ("(?<=[老业疗])统筹(?=额$)", "金统筹"),
    ("[万亿]元(?=生产总值能耗)", "单位"), ("城镇(?=下岗)", ""),
    ("(?:增长速度|增长率|增幅|增长)$", "增速"), ("(?:上升|提升|增加)$", "提高"), ("比例|比率", "比重"),
    ("外商直接投资|利用外资", "外商直接投资"),
)  # fmt: skip
_EMPTY = re.compile(
    r"[“”‘’\"'《》()（）\[\]·,.，。;；:：/\s-]|全市|全县|全区|全省|本市|我市|我县|我区|我省|本地|年度|当年|全年|比上年|同比|完成|实现(?!率)|达到|"
    r"市委、?市政府|的|重要|主要|各项|群众性|其中"
)
_KIND_OF_WORK = re.compile("(?:工作|活动|建设|任务|目标|发展|情况|制度|政策|措施|案件|事项)+$")
_SHARE = re.compile("^(?P<of>.+?)(?:增加值)?占(?P<whole>.+?)(?:的)?(?:比重|比例)(?P<rise>提高)?$")
_DOES = re.compile("^(?:编发|编印|编制|撰写|绘制|办理|接待|播出|征收|开发|更新|参加|发放)")
_VERB = re.compile(_DOES.pattern.removesuffix(")") + "|购进|销售|申报|申请|培训|签订|储备|新建|支持)")
_SHORTEST, _LONG = 4, 6


class Match(NamedTuple):
    """The indicator that a part means, and why; `is_sure` if its name is the same but for words that say nothing."""

    id: str
    reason: Text
    is_sure: bool


def match(part: PartReading, indicators: Mapping[str, IndicatorIn], issuer: str | None = None) -> Match | None:
    """The one indicator that the part means. Where several would do, none is taken; and none of the own goals for one from
    above who issued the document."""
    alike = {id: each for id, each in indicators.items() if _is_alike(part, each) and _is_set_alike(part, each, above(issuer))}
    called = plain_name(part.called)
    if found := _only(id for id, each in alike.items() if called in names_of(id, each)):
        return Match(found, Text("名称相同", "the same name"), True)
    own = _forms(part)
    bare = {id: {form for name in _names(each) for form in (_bare(name), without_level(_bare(name)))} for id, each in alike.items()}
    if found := _only(id for id, names in bare.items() if names & own):
        return Match(found, Text("除套语外名称相同", "the same name but for words that say nothing"), True)
    if part.of and (found := _only(id for id, names in bare.items() if names & _with_end_of(part.called, part.of))):
        reason = Text(f"与“{part.of}”末尾的词合起来名称相同", f"the same name together with the end of '{part.of}'")
        return Match(found, reason, True)
    if part.sense != "judged" and (found := _only(id for id, names in bare.items() if names & _without_verb(own))):
        return Match(found, Text("除动词外名称相同", "the same name but for its verb"), False)
    by_note = {id: rest for id, each in alike.items() if (rest := _rest_in_note(part, each)) is not None}
    if found := _only(by_note):
        rest = by_note[found]
        reason = Text(f"名称相同，“{rest}”见指标的说明", f"the same name; '{rest}' stands in the indicator's note")
        return Match(found, reason, False)
    if part.sense == "judged" or part.method == "deduction_per_event":
        return _within_text(part, alike)
    return None


def _is_alike(part: PartReading, indicator: IndicatorIn) -> bool:
    """Whether what the part asks for can be a figure of the indicator: the same sort of figure, measure and direction."""
    if (part.sense == "judged") != (indicator.kind == "judged"):
        return False
    if part.sense == "judged":
        return True
    if (part.kind == "growth") != (indicator.kind == "growth") or indicator.kind in ("date", "ballots", "points"):
        return False
    if measure(part.measure).kind != measure(indicator.measure).kind or part.direction != indicator.direction:
        return False
    return part.target is None or not isinstance(read_amount(part.target, indicator.measure, indicator.precision), Fault)


def _is_set_alike(part: PartReading, indicator: IndicatorIn, levels: str) -> bool:
    """Whether both are goals from above, or neither is; where the text does not say, either will do."""
    if part.sense != "judged":
        return True
    if from_above(part.text, levels):
        return is_from_above(indicator, levels)
    return not (is_own(part.text) and is_from_above(indicator, levels))


def _names(indicator: IndicatorIn) -> list[str]:
    return [indicator.name.zh, *indicator.aliases]


@lru_cache(maxsize=10_000)  # every part is compared with every indicator of its sort
def _bare(name: str) -> str:
    """A name without the words that say nothing, in one spelling."""
    text = _EMPTY.sub("", plain_name(name))
    for old, new in _SAME:
        text = re.sub(old, new, text)
    return text.replace("、", "")


def _forms(part: PartReading) -> set[str]:
    """The names that an indicator of the part may have: as it is called, and a share without what it is a share of."""
    forms = {_bare(part.called), "地方" + _bare(part.called)}
    if (share := _SHARE.match(_EMPTY.sub("", plain_name(part.called)))) and "生产总值" in share["whole"]:
        forms |= {_bare(f"{share['of']}{added}占比{share['rise'] or ''}") for added in ("", "增加值")}
    if part.sense == "judged":
        forms |= {_KIND_OF_WORK.sub("", form) for form in forms} | {form + "工作" for form in forms}
        forms |= {without_level(form) for form in forms}
    return forms - {""}


def _without_verb(names: set[str]) -> set[str]:
    """The names with the verb behind what is done (食盐购进), and without it where it says only that it is done."""
    found = {f"{name.removeprefix(match[0])}{match[0]}" for name in names if (match := _VERB.match(name))}
    found |= {_DOES.sub("", name) for name in names}
    return {name for name in found if len(name) >= _SHORTEST} - names


def _with_end_of(called: str, whole: str) -> set[str]:
    """What the part may be called with the last words of what it is a part of: 养老金 of 保险金统筹额 is 养老金统筹额."""
    return {_bare(called + whole[-length:]) for length in range(2, min(len(whole), 8))}


def _rest_in_note(part: PartReading, indicator: IndicatorIn) -> str | None:
    """What the part's name has before the indicator's name, if the indicator's note has it too; else None."""
    note = _EMPTY.sub("", plain_name(indicator.note.zh)) if indicator.note else ""
    if not note:
        return None
    text = _EMPTY.sub("", plain_name(part.called))
    for old, new in _SAME:
        text = re.sub(old, new, text)
    share = _SHARE.match(text)
    for name in map(_bare, _names(indicator)):
        if share and _bare(f"{share['of']}占比") == name and "占" + share["whole"] in note:
            return "占" + share["whole"]
        for shorter in (name, name.removeprefix("社会"), name.removeprefix("地方")):
            rest = text.removesuffix(shorter).removeprefix("社会")
            if shorter and rest not in ("", text) and _stands_alone(rest, note):
                return rest
    return None


def _stands_alone(words: str, note: str) -> bool:
    """Whether the note has the words, and not as some of several in a row (甲、乙 of 甲、乙、丙)."""
    return re.search(rf"(?<!、){re.escape(words)}(?!、)", note) is not None


def _within_text(part: PartReading, alike: Mapping[str, IndicatorIn]) -> Match | None:
    """The indicator whose name stands in the text, that with the longest name."""
    name = _KIND_OF_WORK.sub("", _bare(part.name))

    def is_about(words: str) -> bool:
        """A short name is a whole field of work: it must be the task itself, not some of what else there is in the field."""
        return TASK.search(part.text) is not None or name.endswith(words)

    for text in (_bare(part.name), _bare(part.text)):
        within = {id: length for id, each in alike.items() if (length := _length_within(each, text, is_about))}
        if is_own(part.text) and (own := {id: length for id, length in within.items() if is_own_goal(alike[id])}):
            within = own
        longest = [id for id, length in within.items() if length == max(within.values())]
        if len(longest) == 1:
            found = alike[longest[0]].name
            return Match(longest[0], Text(f"原文中有“{found.zh}”", f"the text has the words '{found.zh}' in it"), False)
    return None


def _length_within(indicator: IndicatorIn, text: str, is_about: Callable[[str], bool]) -> int:
    """How long the longest name of the indicator is that stands in the text, in one piece or in two (创建…城市)."""
    lengths = [0]
    for name in map(_bare, _names(indicator)):
        core = _KIND_OF_WORK.sub("", name) or name
        pieces = re.split("和", core) if "和" in core else [core]
        if len(core) >= _SHORTEST and (len(core) >= _LONG or is_about(core)) and all(len(piece) >= 2 and piece in text for piece in pieces):
            lengths.append(len(core))
        if len(core) >= _LONG and any(_in_order(core[:cut], core[cut:], text) for cut in range(2, len(core) - 1)):
            lengths.append(len(core))
    return max(lengths)


def _in_order(first: str, second: str, text: str) -> bool:
    return first in text and second in text.split(first, 1)[1]


def _only(ids: Iterable[str]) -> str | None:
    found = list(dict.fromkeys(ids))
    return found[0] if len(found) == 1 else None
