"""A part as it was read goes in, the indicator of the register that it means comes out, with the reason; or a new one's id."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from ..fields import read_identifier
from ..inputs import IndicatorIn
from ..numbers import measure, read_amount
from ..problems import Fault
from ..register import names_of, plain_name
from ..text import Text
from .goals import above, from_above, is_from_above, is_own, without_level
from .parts import PartReading
from .words import TASK

_SAME = (
    ("地区生产总值|国内生产总值", "生产总值"), ("对外贸易", "外贸"), ("保险金|保险基金", "金"), ("规上", "规模以上"),
    ("工业企业", "工业"), ("实现利润", "利润"), ("事故$", ""), ("人数$", ""), ("人员(?=再就业|培训|分流)", ""),
    ("统筹总额$", "统筹额"), ("(?<=[老业疗])统筹(?=额$)", "金统筹"), ("[万亿]元(?=生产总值能耗)", "单位"), ("城镇(?=下岗)", ""),
    ("(?:增长速度|增长率|增幅|增长)$", "增速"), ("(?:上升|提升|增加)$", "提高"), ("比例|比率", "比重"),
    ("外商直接投资|利用外资", "外商直接投资"),
)  # fmt: skip
_EMPTY = re.compile(
    r"[“”‘’\"'《》()（）\[\]·,.，。;；:：/\s-]|全市|全县|全区|全省|本市|我市|我县|我区|我省|本地|年度|当年|全年|比上年|同比|完成|实现(?!率)|达到|"
    r"市委、?市政府|的|重要|主要|各项|群众性|其中"
)
_KIND_OF_WORK = re.compile("(?:工作|活动|建设|任务|目标|发展|情况|制度|政策|措施|案件|事项)+$")
_SHARE = re.compile("^(?P<of>.+?)(?:增加值)?占(?P<whole>.+?)(?:的)?(?:比重|比例)(?P<rise>提高)?$")
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
    by_note = {id: rest for id, each in alike.items() if (rest := _rest_in_note(part, each)) is not None}
    if found := _only(by_note):
        rest = by_note[found]
        reason = Text(f"名称相同，“{rest}”见指标的说明", f"the same name; '{rest}' stands in the indicator's note")
        return Match(found, reason, False)
    if part.sense == "judged" or part.method == "deduction_per_event":
        return _within_text(part, alike)
    return None


def proposed_id(name: str, taken: Collection[str], otherwise: str = "item") -> str:
    """An id for a new indicator that is not taken: the words of its name that are known, else `otherwise`."""
    words, rest = [], plain_name(name)
    while rest:
        for term in _TERMS:
            if rest.startswith(term):
                words.append(GLOSSARY[term])
                rest = rest.removeprefix(term)
                break
        else:
            rest = rest[1:]
    id = otherwise
    for count in range(1, len(words) + 1):
        if len("_".join(words[:count])) <= 48:
            id = "_".join(words[:count])
    if isinstance(read_identifier(id), Fault):
        id = "item"
    number, free = 2, id
    while free in taken:
        free, number = f"{id[:56]}_{number}", number + 1
    return free


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


def _bare(name: str) -> str:
    """A name without the words that say nothing, in one spelling."""
    text = _EMPTY.sub("", plain_name(name))
    for old, new in _SAME:
        text = re.sub(old, new, text)
    return text.replace("、", "")


def _forms(part: PartReading) -> set[str]:
    """The names that an indicator of the part may have: as it is called, and a share without what it is a share of."""
    forms = {_bare(part.called)}
    if (share := _SHARE.match(_EMPTY.sub("", plain_name(part.called)))) and "生产总值" in share["whole"]:
        forms |= {_bare(f"{share['of']}{added}占比{share['rise'] or ''}") for added in ("", "增加值")}
    if part.sense == "judged":
        forms |= {_KIND_OF_WORK.sub("", form) for form in forms} | {form + "工作" for form in forms}
        forms |= {without_level(form) for form in forms}
    return forms - {""}


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
        longest = [id for id, length in within.items() if length == max(within.values())]
        if len(longest) == 1:
            name = alike[longest[0]].name
            return Match(longest[0], Text(f"原文中有“{name.zh}”", f"the text has the words '{name.zh}' in it"), False)
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


_WORDS = (
    "生产总值 gdp, 增加值 value_added, 增长 growth, 增速 growth, 提高 rise, 降低 decline, 一般预算收入 budget_revenue, "
    "财政收入 revenue, 收入 revenue, 支出 spending, 税收 tax, 利税 profit_and_tax, 利润 profit, "
    "固定资产投资 fixed_investment, 投资 investment, 出口 exports, 进口 imports, 外资 foreign_capital, 资金 funds, "
    "贷款 loans, 存款 deposits, 余额 balance, 工业 industry, 农业 farming, 第三产业 services, 服务业 services, "
    "旅游 tourism, 零售 retail, 销售 sales, 消费 consumption, 企业 enterprises, 项目 projects, 农民 farmers, "
    "居民 residents, 人口 population, 就业 jobs, 再就业 reemployment, 失业 unemployment, 养老 pension, 医疗 medical, "
    "保险 insurance, 统筹 funds, 低保 minimum_allowance, 救助 assistance, 扶贫 poverty_relief, 住房 housing, "
    "教育 education, 培训 training, 卫生 health, 科技 science, 专利 patents, 文化 culture, 体育 sports, 新闻 news, "
    "广播 radio, 电视 television, 环境 environment, 节能 energy_saving, 能耗 energy_use, 用电 electricity, "
    "水 water, 污水 sewage, 垃圾 waste, 空气 air, 森林 forest, 造林 afforestation, 耕地 farmland, 土地 land, 粮食 grain, "
    "道路 roads, 公路 roads, 城镇化 urbanisation, 城镇 urban, 农村 rural, 安全 safety, 生产 production, 事故 accidents, "
    "火灾 fires, 消防 fire_safety, 案件 cases, 结案 closed, 办结 settled, 信访 petitions, 上访 petitions, "
    "信息 information, 审计 audits, 监督 supervision, 检查 inspections, 合格 passed, 达标 standard, 及时 timely, "
    "准确 accuracy, 出生 births, 死亡 deaths, 活动 activities, 会议 meetings, 报告 reports, "
    "依法行政 lawful_administration, 应急 emergency, 廉政 clean_government, 完成率 completion_rate, 率 rate, 比重 share, "
    "占比 share, 面积 area, 产量 output, 总量 total, 总额 total, 人数 people, 接待 visitors, 新增 new, 市本级 own, "
    "市直单位 offices, 直属单位 subordinate, 全社会 whole, 招商 business_attraction, 引进 attracted, 创建 creation, "
    "建设 construction, 改造 renewal, 服务 service, 质量 quality, 产品 products, 食品 food, 药品 medicine"
)
GLOSSARY = dict(pair.split() for pair in _WORDS.split(", "))
"""Frequent words of official targets, for the ids of new indicators."""
_TERMS = sorted(GLOSSARY, key=lambda term: (-len(term), term))
