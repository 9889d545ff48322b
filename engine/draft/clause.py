"""The text of one item goes in, its clauses come out, each with the numbers in it that may be targets."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN = str.maketrans("０１２３４５６７８９．，％﹪＋－−／：；（）～〜﹣｡＂", "0123456789.,%%+--/:;()~~-。”")
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_PREFIX = "万亿|千亿|百亿|千万|百万|十万|亿|万|千"
_UNIT_WORDS = (
    "美元 欧元 港元 日元 元 人次 户次 人天 人 户 家 个月 个 项(?!目) 件 起 宗 桩 次 遍 套 平方公里 平方千米 平方米 立方米 "
    "公里 千米 海里 米 公顷 亩 吨标准煤 标准煤 标吨 吨公里 吨 公斤 千克 克 升 千瓦时 兆瓦时 千伏安 兆瓦 千瓦 度(?!假|汛) 天 "
    "小时 分钟 分(?!别|解|类|配|布|散|批|期) 辆 台 所(?!有|确|属|在|需) 处(?!理|置|罚) 册 名 篇 场 条 期 批次 批 例 "
    "种(?!植|养) 部(?!门|分|队|级|委) 幅 株 棵 袋 箱 只 盆 枚 份 眼 口(?!岸|径) 座 栋 幢 间(?!接) 张 支(?!持|付|出) 头 羽 匹 "
    "艘 架 对(?!接|口|外|内) 轮 届 块 面(?!积) 盏 集 首 码 包 捆 节 道 组(?!织|建|团) 站(?!点) 卷 桶 mg/L μg/m3 μg/m³ mg/m3 "
    "mg/m³ m² m2 ㎡ km2 km² km kWh MW kW dB 倍 位 "
)
_UNIT = rf"(?:个?百分点|[%‰]|/[十百千]?万|(?:{_PREFIX})?(?:{'|'.join(_UNIT_WORDS.split())})|{_PREFIX})"
_QUANTITY = re.compile(
    rf"(?<![0-9.])(?P<low>(?:(?<=[长为达到低于在])-)?{_NUMBER})(?:(?P<unit_low>{_UNIT})?(?:[-~–—]{{1,2}}|[至到])(?P<high>{_NUMBER}))?"
    rf"(?P<about>余|多(?!种|项))?(?P<unit>{_UNIT})?"
)
_PARALLEL = re.compile(r"(?:以上|以内|以下|左右)?(?:、|和(?!谐)|及(?!其|时|以)|与)")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|〔[^〕]*〕|〈[^〉]*〉|「[^」]*」")
_NO_TARGET = re.compile(
    r"(?:19|20)[0-9]{2}(?:年度?)?[-—–~至到](?:19|20)[0-9]{2}年?度?"  # 2009-2015年
    r"|(?:19|20)[0-9]{2}(?:年|届)度?|[0-9]{2,4}(?:版|年版)"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:底|末|份|前)*|[0-9]{1,2}[日号](?=[前起止])"
    r"|第[0-9]+|[0-9]+(?:[-—–~至到][0-9]+)?(?:周?岁|年级|楼|强(?!度))"
    r"|[A-Za-z][A-Za-z.]*-?[0-9][0-9A-Za-z.]*"  # ISO9001
    r"|[0-9]+(?:千伏|[kK][vV])(?!安)"  # 110千伏线路
    rf"|[0-9.,]+(?:{_UNIT})(?:[及]?以[上下内]|之内)(?:的|[^0-9,;。、%‰以]{{2,}}(?=[0-9]))"  # 投资500万元以上的项目
    r"|(?<=[0-9.] )[0-9.]+|[0-9.]+(?= [0-9])"  # numbers side by side, with a space between them alone
)
_WITHIN_A_WORD = re.compile(r"(?<=[省市县区州旗部厅局处科乡镇人户个批])\(([省市县区州旗部厅局处科乡镇街道、]+|次)\)")
"""县(市), 省(部)级: as much of the word as the rest of it."""
_HIDDEN, _OPEN, _CLOSE, _QUALIFIER = "□", "\x01", "\x02", "\x03"
_TAIL = re.compile(r"(?:以上|以内|以下|之内|内|左右|上下)?$")


class Quantity(NamedTuple):
    """A number in a clause that may be its target; `high` is the end of a range, `unit` as it is written."""

    start: int
    end: int
    low: str
    high: str | None
    unit: str
    is_about: bool = False


class Clause(NamedTuple):
    """A piece of an item between two stops, without what stood in brackets (its qualifiers); of-which pieces stand behind
    其中. `group` counts the sentences, which end at a semicolon or a full stop. `unread` are numbers that are no target."""

    text: str
    quantities: tuple[Quantity, ...]
    is_of_which: bool = False
    group: int = 0
    qualifiers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def plain(text: str) -> str:
    """The text with ASCII digits and stops, without control characters and without the spaces that a scan puts into it."""
    text = "".join(each if each.isprintable() else " " for each in text.translate(_PLAIN))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[0-9]) ?\. ?(?=[0-9])", ".", text)
    text = re.sub(r"(?<![0-9.])([0-9]{1,3})((?: [0-9]{3})+)(?![0-9])", lambda match: match[1] + match[2].replace(" ", ""), text)
    return re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])|(?<=[A-Za-z]) (?=[0-9])|(?<=[0-9]) (?=[A-Za-z])", "", text)


def clauses(text: str) -> list[Clause]:
    """The clauses of an item's text."""
    text = plain(text)
    hidden = _hidden(text)
    text, hidden, qualifiers = _without_brackets(text, hidden)
    found = list(_quantities(hidden))
    parts: list[Clause] = []
    of_which, group, start, depth = False, 0, 0, 0
    for position, length in [*_stops(hidden, found), (len(text), 1)]:
        stop = hidden[position : position + length]
        inside = tuple(each for each in found if start <= each.start and each.end <= position)
        if clause := _clause(text, hidden, start, position, inside, qualifiers):
            parts.append(clause._replace(is_of_which=of_which, group=group))
        if stop.startswith("其中") or stop == _OPEN:
            of_which, depth = True, depth + (stop == _OPEN)
        elif stop == _CLOSE or (stop in (";", "。") and not depth):
            of_which, depth = False, 0
        group += stop in (";", "。")
        start = position + length
    return parts


def _hidden(text: str) -> str:
    """The text with everything covered, at its place, that holds no target and no stop: quotations, years, ages, codes."""

    def covered(match: re.Match[str]) -> str:
        return _HIDDEN * len(match[0])

    def digits(match: re.Match[str]) -> str:
        return re.sub("[0-9.,]", _HIDDEN, match[0])

    return _NO_TARGET.sub(digits, _QUOTED.sub(covered, text))


def _without_brackets(text: str, hidden: str) -> tuple[str, str, list[str]]:
    """Brackets around a list of targets become stops, all others are taken out and leave a mark."""
    qualifiers: list[str] = []
    text, hidden = (_WITHIN_A_WORD.sub(r"（\1）", each) for each in (text, hidden))
    while match := re.search(r"\(([^()]*)\)", hidden):
        start, end = match.span()
        inner, inner_text = match[1], text[start + 1 : end - 1]
        named = [each for each in _quantities(inner) if inner[: each.start].strip("其中:,、 ")]
        behind_number = any(each.end == start for each in _quantities(hidden))
        if named and (inner.startswith("其中") or (behind_number and re.search("[,、;]", inner))):
            middle, middle_text = _OPEN + inner + _CLOSE, _OPEN + inner_text + _CLOSE
        else:
            middle = middle_text = _QUALIFIER
            qualifiers.append(inner_text)
            earlier = text[:start].count(_QUALIFIER)
            qualifiers.insert(earlier, qualifiers.pop())
        text = text[:start] + middle_text + text[end:]
        hidden = hidden[:start] + middle + hidden[end:]
    return text, hidden, qualifiers


def _quantities(hidden: str) -> list[Quantity]:
    found = []
    for match in _QUANTITY.finditer(hidden):
        unit = match["unit"] or match["unit_low"] or ""
        end = match.end()
        if not unit:
            rest = re.split(f"[,;。、{_OPEN}{_CLOSE}{_QUALIFIER}]", hidden[end:], maxsplit=1)[0]
            unknown = re.fullmatch(r"([^\W\d_]{1,2})(?:以上|以内|以下|左右)?", rest)
            if unknown and not _TAIL.fullmatch(rest):  # a measure that nobody has listed, at the end of its clause
                unit, end = unknown[1], end + len(unknown[1])
            elif not _TAIL.fullmatch(rest):
                continue
        found.append(Quantity(match.start(), end, match["low"], match["high"], unit, match["about"] is not None))
    return found


def _stops(hidden: str, found: list[Quantity]) -> list[tuple[int, int]]:
    """Where the text is cut, and how much of it is left out there."""
    within = {position for each in found for position in range(each.start, each.end)}
    stops = {match.start(): len(match[0]) for match in re.finditer(rf"其中:?,?|[,;。:!?{_OPEN}{_CLOSE}]", hidden)}
    stops = {position: length for position, length in stops.items() if position not in within}
    for each in found:
        if (parallel := _PARALLEL.match(hidden, each.end)) and parallel.end() < len(hidden):
            stops.setdefault(parallel.end() - 1, 1)
    return sorted(stops.items())


def _clause(text: str, hidden: str, start: int, end: int, found: tuple[Quantity, ...], qualifiers: list[str]) -> Clause | None:
    before = text[:start].count(_QUALIFIER)
    own = text[start:end]
    count = own.count(_QUALIFIER)
    if not own.strip(_QUALIFIER + ' 、.·-—“”"'):
        return None
    covered = {position for each in found for position in range(each.start, each.end)}
    digits = [(match.start(), match[0]) for match in re.finditer(r"[0-9]+(?:\.[0-9]+)?", own)]
    unread = [number for position, number in digits if start + position not in covered]
    shift = [start + own[:position].count(_QUALIFIER) for position in range(len(own) + 1)]
    moved = tuple(each._replace(start=each.start - shift[each.start - start], end=each.end - shift[each.end - start]) for each in found)
    of_brackets = [number for each in qualifiers[before : before + count] for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", each)]
    return Clause(
        own.replace(_QUALIFIER, ""), moved, qualifiers=tuple(qualifiers[before : before + count]), unread=tuple(unread + of_brackets)
    )
