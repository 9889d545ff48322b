"""A cell goes in, names of units and of people come out, told apart by how they are written, with what was guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..text import Text

LONGEST_NAME = 40
LONGEST_GLUED = 80
"""Characters of a run of names without separators that is taken apart."""
_STRONG = (
    "政府|人民政府|管委会|委员会|委|厅|局|办|办公室|公司|集团|中心|院|会|[银分支农工建中人开]行|农发行|社|部|队|室|署|海关|工商联|残联|妇联|文联|科协"
    "|领导小组|指挥部|成员单位|联席会议|法院|检察院"
)
"""How the name of a unit ends, whatever stands before."""
_WEAK = (
    "省|市|州|县|区|乡|镇|街道|开发区|园区|新区|处|站|所|学校|大学|学院|医院|台|馆|校|组|部门|单位|企业|机构|报社|协会|学会|商会|场|厂|矿"
)
_UNIT = re.compile(rf"(?:{_STRONG}|{_WEAK})$")
_STRONG_END = re.compile(rf"(?:{_STRONG})$")
_NO_UNIT = re.compile(r"(?:社会|市场|机会|大会|现场|立场|全部|内部|场所|一部)$")
"""Words that end like the name of a unit."""
_STOPS = re.compile(r"[。！？!?：:“”\"《》=＝]")
_AND_OTHERS = re.compile(r"等(?:(?:有关|相关|省级|市级|省直|市直|各)*(?:部门|单位|企业|地区|机构))?$")
_TAIL = re.compile(r"各?成员单位|办公室")
"""What is never the name of a unit by itself, but the end of the one before."""
_AND = re.compile(r"(?<=[府委厅局办司会团])[和及与](?=.{3})")
_OPENING, _CLOSING = "（(〔[【", "）)〕]】"
SPACE = " \t\u3000\u00a0\r\n"
_GB = range(0xA3A1, 0xA3FF)
"""Characters a scan left as the number of their cell in GB 2312: the full-width forms of ASCII."""
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊"
    "纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单"
    "杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘"
    "厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂"
    "濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩"
    "厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付代肖闫苟岳商邸覃侍"
)
_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文", "端木")
_TITLE = re.compile(r"长|主任|书记|领导|局|部|秘书|主席|委员|同志|各")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Names(NamedTuple):
    """Names in the order in which they stand, and what was guessed to tell them apart."""

    names: tuple[str, ...]
    guesses: tuple[Text, ...] = ()


@cache
def _plain(character: str) -> str:
    code = ord(character)
    if code == 0xA3AE:
        return "。"
    if code in _GB:
        character, code = chr(code - 0xA3A0 + 0xFF00), code - 0xA3A0 + 0xFF00
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A or character in "％．":
        return chr(code - 0xFF00 + 0x20)
    return {"«": "《", "»": "》", "‹": "〈", "›": "〉"}.get(character, character)


def plain(text: str) -> str:
    """`text` with digits and letters of one kind, and with the stops that a scan lost; spaces stay."""
    return "".join(map(_plain, text))


def tidy(text: str) -> str:
    """`text` in one line, as it is meant: no space where Chinese has none, one between words and between numbers."""
    words = plain(text).split()
    if not words:
        return ""
    joined = [words[0]]
    for word in words[1:]:
        joined.append(
            f" {word}" if joined[-1][-1].isascii() and word[0].isascii() and joined[-1][-1].isalnum() and word[0].isalnum() else word
        )
    return "".join(joined)


def spaced(text: str) -> str:
    """`text` in one line, with one space where there are any."""
    return " ".join(plain(text).split())


def compact(text: str) -> str:
    """`text` without any space."""
    return "".join(plain(text).split())


def split_outside(text: str, separators: str) -> Iterator[str]:
    """The parts of `text` between separators that stand outside brackets; empty ones are left out."""
    part, depth = "", 0
    for character in text:
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(depth - 1, 0)
        if not depth and character in separators:
            yield part
            part = ""
        else:
            part += character
    yield part


def is_unit(name: str) -> bool:
    """Whether `name` may be that of a unit: it ends as such names do, and holds no sentence."""
    return 2 <= len(name) <= LONGEST_NAME and bool(_UNIT.search(name)) and not _NO_UNIT.search(name) and not _STOPS.search(name)


def is_list_of_units(text: str, cut: bool = False) -> bool:
    """Whether `text` is names of units with separators; where it is `cut`, the last name may go on in the next line."""
    names = [name for name in (_AND_OTHERS.sub("", tidy(part)) for part in split_outside(plain(text), "、，,；;")) if name]
    if cut and len(names) > 1:
        return all(map(is_unit, names[:-1])) and not _STOPS.search(names[-1])
    return bool(names) and all(map(is_unit, names))


def units(text: str, known: Collection[str] = ()) -> Names:
    """The units a cell names, told apart by separators, by spaces and, where they are glued together, by how names begin and end."""
    guesses: dict[Text, None] = {}
    names: list[str] = []
    for group in split_outside(plain(text).strip("。.；; "), "，,；;"):
        parts = [name for part in split_outside(group, "、/") for name in _pieces(part.strip(SPACE), known, guesses)]
        names += _with_shared_ending(parts, guesses)
    return Names(tuple(dict.fromkeys(names)), tuple(guesses))


def _pieces(part: str, known: Collection[str], guesses: dict[Text, None]) -> Iterator[str]:
    """The names in what stands between two separators."""
    words: list[str] = []
    for word in _outside_spaces(part):
        if words and (_TAIL.fullmatch(word) or (not _UNIT.search(words[-1]) and not _AND_OTHERS.search(words[-1]))):
            words[-1] += word
            name = words[-1]
            guesses[Text(f"“{name}”在文中被空格断开，当作一个名称", f"'{name}' is printed with a space in it: taken for one name")] = None
        else:
            words.append(word)
    for word in words:
        name = _AND_OTHERS.sub("", word) if not _AND_OTHERS.fullmatch(word) else ""
        if name != word:
            guesses[Text(f"“{word}”：另有未点名的单位", f"'{word}': there are others, not named")] = None
        for each in _AND.split(name) if all(map(is_unit, _AND.split(name))) else [name]:
            parts = _unglued(each, known)
            if len(parts) > 1:
                zh, en = "、".join(parts), ", ".join(parts)
                guesses[Text(f"“{each}”之间没有分隔，读作：{zh}", f"'{each}' has no separators: read as {en}")] = None
            yield from (name for name in parts if name)


def _outside_spaces(text: str) -> list[str]:
    """Words between spaces; a space beside a bracket separates nothing."""
    closed = re.sub(rf"[{SPACE}]+(?=[（(）)])|(?<=[（(])[{SPACE}]+", "", text)
    return closed.split()


def _unglued(name: str, known: Collection[str]) -> list[str]:
    if len(name) > LONGEST_GLUED or len(name) < 4:
        return [name]
    return _in_known(name, known) or [part for each in _by_level(name) for part in (_in_known(each, known) or [each])]


def _by_level(name: str) -> list[str]:
    """`省甲厅省乙办`: a name ends and the next begins like the first, with the level it is of."""
    for at in range(2, len(name) - 1):
        head, rest = name[:at], name[at:]
        if rest[0] == name[0] and rest[0] in "省市县区州" and _STRONG_END.search(head) and is_unit(head) and _STRONG_END.search(rest):
            return [head, *_by_level(rest)]
    return [name]


def _in_known(name: str, known: Collection[str]) -> list[str]:
    """`name` as names that stand by themselves elsewhere (the fewest); empty where it is not made of them."""
    best: list[list[str] | None] = [[], *[None] * len(name)]
    for end in range(4, len(name) + 1):
        for start in range(end - 3):
            before, part = best[start], name[start:end]
            if before is None or part not in known or part == name or not _UNIT.search(part):
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, part]
    return best[-1] or []


def _with_shared_ending(names: Sequence[str], guesses: dict[Text, None]) -> list[str]:
    """`甲市、乙州政府`: what a name lacks is at the end of one that follows."""
    whole: list[str] = []
    shared = ""
    for name in reversed(names):
        ending = next((end for end in ("人民政府", "政府", "管委会") if name.endswith(end)), "")
        if ending or not shared or _STRONG_END.search(name) or name.startswith("各"):
            shared = name if ending else ""
            whole.append(name)
            continue
        full = _completed(name, shared)
        if full != name:
            guesses[Text(f"“{name}”与“{shared}”共用词尾，读作“{full}”", f"'{name}' shares the ending of '{shared}': read as '{full}'")] = (
                None
            )
        whole.append(full)
    return whole[::-1]


def _completed(name: str, shared: str) -> str:
    """`name` with the ending of another: `甲市` and `乙州政府` make `甲市政府`; `甲` and `乙州政府` make `甲州政府`."""
    ending = next(end for end in ("人民政府", "政府", "管委会") if shared.endswith(end))
    level = shared.removesuffix(ending)[-1:]
    if ending == "管委会":
        return name + ending if name.endswith("区") else name
    bare = name[-1] not in "省市州县区" or (len(name) == 2 and name[-1] == "州" and level == "市")
    if not bare:
        return name + ending
    return name + level + ending if len(name) <= 4 and level and level in "市州县区" else name


def with_levels(names: Sequence[str], known: Collection[str]) -> Names:
    """`市公安局、财政局`: a name that lacks the level of the first one gets it where the whole name stands elsewhere."""
    if not names or names[0][0] not in "省市县区州":
        return Names(tuple(names))
    level = names[0][0]
    full = [level + name if level + name in known else name for name in names]
    guesses = [
        Text(f"“{name}”省略了“{level}”，读作“{new}”", f"'{name}' leaves '{level}' out: read as '{new}'")
        for name, new in zip(names, full, strict=True)
        if name != new
    ]
    return Names(tuple(dict.fromkeys(full)), tuple(guesses))


def people(text: str) -> Names:
    """The people a cell names: `赵 甲` is one name, `赵 甲钱 乙` are two."""
    guesses: dict[Text, None] = {}
    names: list[str] = []
    for part in split_outside(plain(text), "、，,；;/"):
        stripped = part.strip(SPACE)
        if not stripped:
            continue
        glued = stripped.split()
        found = _person_names(stripped)
        if not found:
            if not _TITLE.search(stripped) or len(glued) > 1:
                guesses[
                    Text(f"“{tidy(stripped)}”不像人名，按空格分开", f"'{tidy(stripped)}' does not look like names: told apart by spaces")
                ] = None
            names += glued
            continue
        names += found
        if _is_glued(stripped, found):
            zh, en = "、".join(found), ", ".join(found)
            guesses[Text(f"“{' '.join(glued)}”之间没有分隔，读作：{zh}", f"'{' '.join(glued)}' has no separators: read as {en}")] = None
    return Names(tuple(dict.fromkeys(names)), tuple(guesses))


def _is_glued(text: str, names: Iterable[str]) -> bool:
    """Whether two of the names stand without a space between them."""
    spaced = rf"[{SPACE}]+".join(rf"[{SPACE}]*".join(map(re.escape, name)) for name in names)
    return re.fullmatch(spaced, text) is None


def _person_names(text: str) -> list[str]:
    """Names of two or three characters that make up `text`, the likeliest way; empty where there is none."""
    letters: list[str] = []
    gaps: list[bool] = []
    for word in text.split():
        for index, letter in enumerate(word):
            letters.append(letter)
            gaps.append(index == 0)
    size = len(letters)
    if size > LONGEST_GLUED or size < 2 or not all(map(_HAN.fullmatch, letters)) or _TITLE.search("".join(letters)):
        return []
    best: list[tuple[int, list[str]] | None] = [(0, []), *[None] * size]
    for end in range(2, size + 1):
        for start in range(max(0, end - 4), end - 1):
            before = best[start]
            if before is None or (cost := _person_cost(letters, gaps, start, end)) is None:
                continue
            here = best[end]
            if here is None or before[0] + cost < here[0]:
                best[end] = before[0] + cost, [*before[1], "".join(letters[start:end])]
    last = best[-1]
    return last[1] if last is not None else []


def _person_cost(letters: Sequence[str], gaps: Sequence[bool], start: int, end: int) -> int | None:
    """How unlikely letters `start` to `end` are one name; None where they cannot be."""
    inner = any(gaps[start + 1 : end])
    name = "".join(letters[start:end])
    double = name.startswith(_DOUBLE_SURNAMES)
    alone = gaps[start] and (end == len(gaps) or gaps[end])
    if (inner and end - start != 2) or (end - start == 4 and not (double or alone)):
        return None
    return 10 + (0 if double or letters[start] in _SURNAMES else 30) + (0 if alone else 2)
