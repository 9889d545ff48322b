"""Lines go in, numbered lists of units below a heading come out: those a notice commends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .columns import is_page_number, title_text
from .document import Block, Line
from .names import compact, is_unit, plain, tidy
from .paragraphs import level_of
from .task_rows import Finding, numbering

_LIST_WORDS = re.compile(r"先进|优秀|示范|表彰|贡献|奖|名单|获奖|达标|模范|标兵|突出")
_DECLARED = re.compile(r"[（(]\s*共\s*(\d{1,4})\s*(?:家|个|户|名|项)\s*[)）]")
_NOTICE = re.compile(r"(?:通报|决定|通知|意见|方案|名单|公告)$")
_LIST_NUMBER = re.compile(r"^([0-9]{1,3})(?:\s*[、.．]\s*|\s+)(\S.*)$")
_FULL_LINE = 14
"""Characters of a line that may go on in the next one, in a list."""
_LISTED = re.compile(
    r"^(.{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|公司|管委会|政府|委员会))(?!.*(?:分公司|分行)$)(.+)$"
)


class Listed(NamedTuple):
    """A unit in a list, and what it is listed for where that is printed with it."""

    number: str
    unit: str
    what: str
    place: Place


class UnitList(NamedTuple):
    """A numbered list of units: of a notice that commends them. `declared` is how many it says there are."""

    notice: str
    title: str
    units: tuple[Listed, ...]
    declared: int | None
    place: Place
    guesses: tuple[Text, ...]


class _Item(NamedTuple):
    """An item of a list and the lines it is printed in."""

    number: str
    parts: list[str]
    place: Place


def unit_lists(blocks: Sequence[Block], skipped: frozenset[int] | set[int]) -> tuple[list[UnitList], set[int], list[Finding]]:
    """Numbered lists of units below a heading that says what for; where they stand; and what does not add up."""
    lists: list[UnitList] = []
    inside: set[int] = set()
    findings: list[Finding] = []
    notice: list[str] = []
    index = 0
    lines = {at: block for at, block in enumerate(blocks) if isinstance(block, Line) and at not in skipped}
    order = sorted(lines)
    while index < len(order):
        text = tidy(lines[order[index]].text)
        if _NOTICE.search(text) and len(text) <= 40:
            notice = _notice(lines, order, index)
        level = level_of(text)
        if level is None or level[0] > 2:
            index += 1
            continue
        heading, after = _list_heading(lines, order, index)
        found, stop = _list_items(lines, order, after, _declared(heading))
        if not found or not _LIST_WORDS.search(heading + "".join(notice)) or not _are_units(found):
            index += 1
            continue
        place = lines[order[index]].place
        lists.append(_list("".join(notice), heading, found, place, findings))
        inside.update(order[index:stop])
        index = stop
    return lists, inside, findings


def _notice(lines: dict[int, Line], order: Sequence[int], index: int) -> list[str]:
    """The title of a notice, over the lines it is broken into."""
    title = [tidy(lines[order[index]].text)]
    while index > 0 and len(title) < 4:
        index -= 1
        text = tidy(lines[order[index]].text)
        if re.search(r"[。；：:\d]$|号$|日$|\d日", text) or is_page_number(text) or len(text) > 30 or title[0].startswith("关于"):
            break
        title.insert(0, text)
    return title if any(part.startswith("关于") for part in title) else title[-1:]


def _list_heading(lines: dict[int, Line], order: Sequence[int], index: int) -> tuple[str, int]:
    """A heading over at most three lines: until the first number, or the number of units it declares."""
    level = level_of(lines[order[index]].text)
    heading = level[2] if level is not None else ""
    at = index + 1
    while at < min(index + 3, len(order)):
        here = plain(lines[order[at]].text).strip()
        if _LIST_NUMBER.match(here) or level_of(here) is not None or len(compact(here)) > 30 or _declared(tidy(heading)) is not None:
            break
        if not (len(compact(heading)) >= _FULL_LINE or here.startswith(("(", "（"))):
            break
        heading, at = f"{heading}\n{here}", at + 1
    return tidy(heading), at


def _declared(heading: str) -> int | None:
    match = _DECLARED.search(tidy(heading))
    return int(match[1]) if match is not None else None


def _list_items(lines: dict[int, Line], order: Sequence[int], at: int, declared: int | None) -> tuple[list[_Item], int]:
    """Numbered items from `at` on, each over one or more lines, and where they stop."""
    items: list[_Item] = []
    while at < len(order):
        line = lines[order[at]]
        here = plain(line.text).strip()
        match = _LIST_NUMBER.match(here)
        if match is not None and _is_next(items, int(match[1]), match[2]):
            items.append(_Item(match[1], [match[2]], line.place))
        elif items and is_page_number(here):
            pass
        elif not items and declared == 1 and is_unit(tidy(here)):
            return [_Item("", [here], line.place)], at + 1
        elif not items or not _goes_on(items[-1].parts, here):
            break
        else:
            items[-1].parts.append(here)
        at += 1
    return items, at


def _is_next(items: Sequence[_Item], number: int, rest: str) -> bool:
    """Whether a line begins the next item; one number may be missing where a unit follows."""
    expected = int(items[-1].number) + 1 if items else 1
    if re.search(r"[。；，]", rest):
        return False
    return number == expected or (bool(items) and number == expected + 1 and (is_unit(tidy(rest)) or _LISTED.match(tidy(rest)) is not None))


def _goes_on(parts: Sequence[str], here: str) -> bool:
    """Whether a line goes on with the item above: that filled its line, or does not end as a name does."""
    if level_of(here) is not None or re.search(r"[。；，、：:!！]", here):
        return False
    return len(compact(parts[-1])) >= _FULL_LINE or (len(compact(here)) < _FULL_LINE and not is_unit(tidy("\n".join(parts))))


def _are_units(items: Sequence[_Item]) -> bool:
    """Whether most items name a unit."""
    named = [tidy("\n".join(parts)) for _, parts, _ in items]
    return 2 * sum(1 for name in named if is_unit(name) or _LISTED.match(name)) > len(named)


def _list(notice: str, heading: str, items: Sequence[_Item], place: Place, findings: list[Finding]) -> UnitList:
    listed: list[Listed] = []
    guesses: list[Text] = []
    for number, parts, where in items:
        name = tidy("\n".join(parts))
        split = None if is_unit(name) else _LISTED.match(name)
        if split is not None:
            guesses.append(
                Text(
                    f"“{name}”：以“{split[1]}”为单位，其余为事由",
                    f"'{name}': '{split[1]}' is taken for the unit, the rest for what it is listed for",
                )
            )
        listed.append(Listed(number, split[1] if split is not None else name, split[2] if split is not None else "", where))
    declared = _declared(heading)
    title = _DECLARED.sub("", heading)
    if declared is not None and declared != len(listed):
        text = Text(f"“{title}”写明共 {declared} 个，列出 {len(listed)} 个", f"'{title}' declares {declared} units and lists {len(listed)}")
        findings.append(Finding(text, place))
    findings += numbering([(each.number, each.place) for each in listed], Text(f"“{title}”", f"'{title}'"))
    twice = [unit for unit, count in Counter(each.unit for each in listed).items() if count > 1]
    findings += [Finding(Text(f"“{title}”中“{unit}”重复", f"'{unit}' is listed twice in '{title}'"), place) for unit in twice]
    return UnitList(title_text(notice), title, tuple(listed), declared, place, tuple(guesses))
