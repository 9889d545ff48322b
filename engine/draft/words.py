"""The words of official targets: which stand before a number, behind it, around it; names without them come out."""

from __future__ import annotations

import re
from typing import Literal

from ..numbers import PREFIXES, measure

_YEAR = r"(?:比|较)?(?:上年度?|去年|上一年度?|前一年|同期)?(?:同期)?(?:实际)?(?:同比|环比|年均|平均|净)?"
_LESS = "下降|降低|减少|压减|削减|缩短|减排"
_MORE = "增长|提高|上升|提升|增加|递增|增幅|增速|增长率|增长幅度|增长速度|增长水平"
_REACHED = (
    "力争|争取|确保|均|都|分别|保持在|稳定在|维持在|保持|稳定|达到|达|完成|实现|为|是|约|近|超过(?<!不超过)|突破(?<!不突破)|"
    "不(?:得|能)?(?:低于|少于|小于)|高于|大于|发展到|扩大到|增加到|提高到|增长到|上升到|提升到|增至|升至|提高至|在"
)
GROWTH = re.compile(rf"{_YEAR}(?<!自然)(?P<verb>{_MORE}|{_LESS})(?:率|幅度|速度|水平)?(?:{_REACHED}|控制在|控制)*+$")
DECLINE = re.compile(_LESS)
LIMIT_BEFORE = re.compile(
    r"(?:严格)?(?:控制(?:在|到|为)?(?!性|指标|区|线|率)|不(?:得|能)?(?:超过|高于|大于|多于|突破)|(?<!不)(?<!不得)(?<!不能)(?:低于|少于|小于)|限制在|"
    r"(?:压减|压缩|减少|下降|降低|降)(?:到|至))(?P<than>.*)$"
)
LIMIT_BEHIND = re.compile(r"^(?:以内|之内|以下|之下|内(?=$))")
NOT_BELOW = re.compile(
    r"^(?P<name>.+?)(?:增幅|增速|增长率|增长幅度|增长速度|增长|新增幅度)(?:要|应)?不(?:得)?低于+(?P<other>.+?)(?:的)?"
    r"(?:增幅|增速|增长率|增长幅度|增长速度|增长水平|增长)$"
)  # fmt: skip
LIMIT_ELSEWHERE = re.compile(r"控制在.*(?:目标|指标|要求|计划|范围|标准).*内|不(?:得)?(?:突破|超过).*(?:目标|指标|计划|规模|限额)")
ZERO = re.compile(r"控制在[“\"]?零.*$|(?:实现|确保|保持|做到|达到)[“\"]?零(?P<what>[^”\"]*).*$|为零$")
_EVENT_NOUN = "事故|案件|事件|火灾|灾害|疫情|问题|现象|纠纷|脱销断档|断档|行为|失误|上访|伤亡|污染|死亡|损失|责任事故|安全事故"
EVENT = re.compile(
    rf"^(?P<subject>.*?)(?:无(?!害|公|线|障|偿|缝|烟|土|纸|证|主|形)|(?<!或)不(?:再|得)?(?:发生|出现)|未发生|未出现|杜绝(?:发生|出现)?|避免(?:发生|出现)?)"
    rf"(?P<what>.*(?:{_EVENT_NOUN}).*?)(?:的?(?:发生|出现))?$"
)
FIRM_EVENT = re.compile("^(?=.*(?:事件|案件|事故))(?:.*(?:全年|确保|保证|杜绝)|无.*发生$)")
"""An event that must not happen is asked for by itself, whatever stands before it."""
IN_GOOD_STATE = re.compile("(?:畅通|安全|稳定|有序|平稳|正常|顺利|良好)$")
"""What stands before 无…事故 in one phrase with it."""
TASK = re.compile(r"完成.*(?:任务|目标|内容|指标|计划|要求|事项)|落实.*(?:职责|任务)$|(?:目标|任务).*(?:完成|落实到位)$|工作目标$")
STANDARD = re.compile(r"(?:达到|符合|满足|通过).*(?:标准|要求|验收|规定|考核|审核)$")
RESULT = re.compile(r"(?:完工|竣工|开工|投产|开业|建成|投入使用|开工建设|通过验收|前期工作|全覆盖|挂牌|投运|通车|获批|完成)$")
OF_WHICH_ONES = re.compile(
    "^(?:全力|认真|切实|积极|努力|继续|进一步)*(?:(?:做好|搞好|抓好|加强|服务好?).*(?:服务|协调|稽[查察]|监督|督[导查]|监管|管理|保障)(?:等)?工作$"
    "|(?:了解|掌握|摸清).*情况$)"
)
QUALIFYING = re.compile(r"^(?:主要)?(?:包括|含|不含|包含|即|指|以及|等)")
_ADVERB = (
    "力争|争取|确保|保证|努力|大力|积极|认真|切实|全面|深入|广泛|进一步|继续|持续|严格|及时(?!率)|准确(?!率)|有效(?!率|灌)|按时(?!足)|依法(?!行政|治)|着力|稳步|扎实|加快|抓紧|深化|"
    "(?:本|全|当|今)年度?|年度|年内|年底前?|到年底|按照?要求|基本(?=完成|实现|建成|达到|形成|消除|解决)|务必|要|并|均|共|共计|累计|总计|约|组织(?=开展|实施|举办)|其中|同时|以及|"
    "做到|牵头|好"
)
_VERB = "完成|实现|达到|达|开展|举办|组织|实施|做好|搞好|抓好|加强|推进|落实|强化|健全|完善|推动|加大|发展|推行|提高|扩大|全力做好"
_ONLY_VERB = re.compile(
    r"^(?:新建|改建|扩建|创建|建设|建成|建立|举办|组织|实施|开展|完成|帮助|扶持|培育|培养|引进|新增|编制|编发|编印|编辑|出版|撰写|办理|查处|支持|"
    r"发展|打造|申报|申请|争取|确保|力争|新|再|在|为|约|共|等|达到?|实现|协助|指导|推广|采取|启动|安排|抓好|推进|落实|培训|检查|监督|开工|、|和)++$"
)
_BETWEEN = re.compile(r"(?:完成|实现)(?!率|情况|进度|度|量|值)")
_TASK_OF = re.compile(
    r"完成(?:好)?(?:(?:中央|国家|省|市|县|区|上级|党委|政府|委|州|地区|[、和及])*[^,]{0,12}?(?:所?(?:确定|下达|布置|分解|规定|批复|要求|制定|交办|安排|部署)+的?))?"
    r"(?P<name>.*?)(?:重点)?(?:责任|工作|考核|各项)*(?:目标任务|目标(?!管理)|任务|内容|指标|事项)+"
)
_OFFICE = re.compile(r"^(?:(?:中央|国家|省|市|县|区|州)(?:委|政府|定)?(?!级|本级|直|区|场|政|容|民|属|内|域)[、和]?)+(?=..)(?:的)?")
INTRODUCTION = re.compile(rf"^(?:{_ADVERB})*(?:加强|严格|强化|健全|完善|深化|加大|狠抓|提高|规范)")
_LEADING = re.compile(rf"^(?:{_ADVERB})+")
_LEADING_VERB = re.compile(rf"^(?:{_ADVERB}|{_VERB})+")
_STOPS = re.compile(r"^(?:[ ,;:。、.·—-]|和(?!谐)|及(?!时|格)|与|的)+|(?:[ ,;:。、.·—-]|(?<!之)和|及|与|的)++$")
_SAYS_NOTHING = re.compile("^(?:开展|举办|组织|达到?|做好|搞好|(?:编辑|公开)?出版|编辑|编发|进行|承办好)(?=..)")
_PAYER = re.compile(
    "^[省市县区州]?(?:本级|直属?|下属|所属)(?:的|(?:各|企事业|事业)?(?:单位|企业|机关|部门))+(?=.*(?:统筹|保险|(?:养老|失业|医疗|工伤|生育)金))"
)
LONGEST_NAME = 60
_STOCK = re.compile(r"余额|(?:队伍|人员|机构)规模|保有量|存量|总数|在校|在园|总动力|面积稳定|人口$|在册|拥有")
_LEVELS = ("g/L", "g/m3", "g/m³", "dB", "分")
_NOT_COUNTED = re.compile("|(?:平方|立方)?米|千?克|升|[千兆]瓦时?|千伏安|天|小时|分钟|倍|标吨|标准煤")
_COUNTED = {*"人户件份册家个项次期篇条只枚株棵头羽套场袋", "人次", "户次", "批次"}
_PEOPLE = {"人", "人次", "户", "名", "户次", "人天"}


def measured_name(before: str, behind: str) -> str:
    """The noun phrase that a number measures, from what stands before it and behind it."""
    whole = before
    before = _cut(re.sub("[从由][^,从由]{0,4}?[0-9][0-9.,]*[^0-9,]{0,3}$", "", without_reached(before)))
    behind = re.sub(r"^(?:及?以上|左右|上下)", "", behind)
    behind = _cut(re.sub(r"(?:的)?(?:目标)?任务$", "", behind))
    before = re.sub("(?<=..)计划$", "", before) if re.search("完成(?!率)", whole) else before
    if behind:
        listed = before.endswith("等")
        rest = before if not _ONLY_VERB.match(before) else ""
        name = behind if listed else rest + behind
    else:
        name = before
    return tidy(name)


def without_reached(text: str) -> str:
    """The text before a number without the words that say only that the number is reached."""
    return _cut(re.sub(rf"(?:{_REACHED})++$", "", _cut(text)))


def tidy(name: str) -> str:
    """A name without who is got to do it, leading adverbs and empty verbs, and without 完成 and 实现 inside."""
    name = re.sub("^(?:督促|敦促|督导|协调)[^,]{2,}?(?:完成|实现)(?=..)", "", _cut(name))
    bare = _BETWEEN.sub("", _cut(name))
    bare = _SAYS_NOTHING.sub("", _LEADING.sub("", bare))
    return shortened(without_payer(_cut(bare) or _cut(name)))


def judged_name(texts: list[str]) -> str:
    """What is judged, in a few words: what the task that is to be completed is about, else what the first clause is about."""
    texts = [re.sub(r"(?<=畅通|安全|稳定|有序|平稳|正常|顺利|良好)(?:[无未不]).*$", "", text) for text in texts]
    for text in texts:
        if (task := _TASK_OF.search(text)) and (name := _bare(task["name"])):
            return shortened(name)
    for text in [each for each in texts if not re.match("(?:按照?|根据|依据|采取|围绕)(?!.*完成)", each)] or texts:
        if name := _bare(re.sub(r"控制在.*$|(?:达到|符合|满足)[^,]*(?:标准|要求)$", "", text)):
            return shortened(name)
    return shortened(_cut(texts[0])) if texts else ""


def event_name(match: re.Match[str]) -> str:
    """What should not happen."""
    subject = _cut(re.sub(r"(?:全年|确保|保证|坚决|全市|年内|做到|力争|争取|实现)", "", match["subject"]))
    return shortened(subject + _cut(match["what"].split("或发生")[0]))


def _bare(text: str) -> str:
    name = _cut(text)
    name = _cut(_LEADING_VERB.sub("", name)) or name
    name = re.sub("^各项(?=..)", "", _OFFICE.sub("", name))
    name = re.sub(r"(?:的)?(?:各项)?(?:工作)?(?:任务|目标|措施|落实到位)+$", "", name)
    return "" if name in ("", "年度", "工作", "各项", "年度工作", "责任") else _cut(name)


def _cut(text: str) -> str:
    """The text without stops and conjunctions at its ends."""
    return _STOPS.sub("", text)


def without_payer(name: str) -> str:
    """What is paid into an insurance, without who pays it: 市直单位养老保险金 is 养老保险金."""
    return _PAYER.sub("", name)


def shortened(name: str) -> str:
    """At most so much of a name as a line of a report takes."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def kind_of(before: str, number: str, unit: str) -> tuple[Literal["cumulative", "stock", "count"], Literal["amount", "count"]]:
    """Of an amount, whether it is a level, adds up over the year, or is a count of what is to be kept low; and which sense that is."""
    base = measure(unit)
    is_limit = LIMIT_BEFORE.search(before) is not None
    if unit.endswith(_LEVELS) or _STOCK.search(before):
        return "stock", "amount"
    if base.prefixed or base.kind.endswith("元") or "." in number or _NOT_COUNTED.fullmatch(base.kind) or unit in PREFIXES:
        return "cumulative", "amount"
    return ("count", "count") if is_limit and base.kind not in _PEOPLE else ("cumulative", "count")


def counted(unit: str) -> str:
    """The measure of an indicator whose target is in `unit`: what is counted one by one has no 万 in it."""
    base = measure(unit)
    return base.kind if base.prefixed and base.kind in _COUNTED else unit
