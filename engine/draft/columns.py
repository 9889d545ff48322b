"""The columns of a table of tasks: headings go in, what stands below them comes out; with titles above and heads of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..problems import Place
from ..text import Text
from .document import Block, Line, Row
from .names import compact, plain, tidy

ColumnRole = Literal[
    "number", "text", "leaders", "leads", "responsible", "cooperating", "implementing", "deadline", "basis", "section", "other"
]
WHO: tuple[ColumnRole, ...] = ("leaders", "leads", "responsible", "cooperating", "implementing")
HEADINGS: dict[ColumnRole, str] = {
    "number": "序号|编号|任务序号|项目序号|任务编号|项号",
    "text": (
        "目标任务和重点工作|目标任务|重点工作任务|重点工作|重点任务|主要任务|工作任务|任务|任务内容|任务名称|工作内容|工作事项|任务事项"
        "|具体任务|主要指标|指标|指标名称|考核指标|主要目标|工作目标|目标|年度目标|年度目标任务|主要目标任务|改革任务|改革事项|工作措施|主要措施"
        "|政策措施|项目名称|重点项目|事项|整改任务|整改措施|重点任务及措施|任务分解|工作要求|主要内容"
    ),
    "leaders": "责任领导|牵头领导|分管领导|包抓领导|联系领导|责任人|负责人|牵头人|领导",
    "leads": "牵头单位|牵头部门|牵头责任单位|主办单位|主办部门|主责单位|第一责任单位|主要责任单位|牵头责任部门",
    "responsible": "责任单位|责任部门|负责单位|负责部门|承办单位|承办部门|责任单位和部门|责任处室",
    "cooperating": "配合单位|配合部门|参加单位|参加部门|参与单位|参与部门|协办单位|协作单位|会办单位|协同单位|配合责任单位|协助单位",
    "implementing": "实施单位|实施主体|落实单位|责任主体|承担单位|实施部门|组织实施单位|建设单位",
    "deadline": (
        "完成时限|完成时间|时限|时限要求|时间要求|时间进度|完成期限|办结时限|进度安排|进度要求|时间安排|时间节点|实施时限|实施期限|进度"
    ),
    "basis": "任务依据|任务来源|依据|文件依据|来源|工作依据|依据文件",
    "section": "类别|分类|任务类别|项目类别|领域|板块|任务分类",
    "other": "备注|说明|考核分值|分值|权重|计量单位|单位|目标值",
}
"""The headings of columns, by what stands below them."""
BY_HEADING = {name: role for role, names in HEADINGS.items() for name in names.split("|")}
_BY_END: tuple[tuple[str, ColumnRole], ...] = tuple(
    sorted(((name, role) for role in WHO for name in HEADINGS[role].split("|")), key=lambda pair: -len(pair[0]))
)
_LOOSE_TEXT = re.compile(r"(?:任务|指标|重点工作|工作内容|措施|事项|目标)")
LONGEST_HEADING = 20
LONGEST_TITLE = 60
FEWEST_REPEATS = 3
"""How often the words at the head of a page stand again."""
_PAGE_WORDS = re.compile(r"^.{0,12}(?:公报|文件|政报|简报|专刊)$")
_ONLY_DIGITS = re.compile(r"^[\d·•\-—–\s]*\d[\d·•\-—–\s]*$|^第\d+页(?:共\d+页)?$")
_ANNEX = re.compile(r"^附(?:件|表)?\s*[一二三四五六七八九十\d]{0,3}\s*[:：]?\s*")
NOTE = re.compile(r"^(?:备\s*注|注|说\s*明)\s*[:：\d]")
CHAPTER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]|第[一二三四五六七八九十百]{1,4}[章节部]).{1,60}$"
)
END = re.compile(r"^(?:附件|附表|第[一二三四五六七八九十百]{1,4}[章条])")
_NUMBER = re.compile(r"^[(（]?\s*([0-9]{1,4})\s*[)）.．、]?$")
_GENERIC_TITLE = re.compile(r"^(?:重点|工作|任务|责任|目标|分工|分解|及|和|进度|安排|一览|明细|表|清单|方案)+$")
SENTENCE_END = re.compile(r"[。；;！!]$")


class Unread(NamedTuple):
    """What looks like a task, and why it could not be read."""

    place: Place
    text: str
    why: Text


class PrintedRow(NamedTuple):
    """A whole row, one cell for each heading."""

    cells: tuple[str, ...]
    section: str
    place: Place
    guesses: tuple[Text, ...] = ()


@dataclass
class PrintedTable:
    """A table of tasks; `begin` and `end` are where in the document it stands."""

    title: str
    headings: tuple[str, ...]
    roles: tuple[ColumnRole, ...]
    place: Place
    begin: int
    end: int
    rows: list[PrintedRow] = field(default_factory=list)
    guesses: list[Text] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.headings)


def role_of(heading: str) -> ColumnRole | None:
    """What stands below a heading; None where it is not one of a table of tasks."""
    name = re.sub(r"[（(].*?[)）]", "", compact(heading)).strip("：:")
    if not name or len(name) > LONGEST_HEADING:
        return None
    if (role := BY_HEADING.get(name)) is not None:
        return role
    for end, by_end in _BY_END:
        if name.endswith(end):
            return by_end
    whole = [part for part in re.split(r"[/、和及与]", name) if part]
    if whole and all(BY_HEADING.get(part) == "text" for part in whole):
        return "text"
    return "text" if len(name) <= 12 and re.search(rf"{_LOOSE_TEXT.pattern}$", name) else None


def is_heading_row(cells: Sequence[str]) -> bool:
    """Whether cells are the headings of a table of tasks: what is to be done, and who does it or by when."""
    roles = [role_of(cell) for cell in cells]
    known = [role for role in roles if role is not None]
    return (
        "text" in known
        and any(role in (*WHO, "deadline") for role in known)
        and 2 * len(known) >= sum(1 for cell in cells if cell.strip())
        and all(len(compact(cell)) <= LONGEST_HEADING for cell in cells)
    )


def headings_in_line(text: str) -> tuple[str, ...]:
    """The headings that make up a scanned line (`序 号 工 作 任 务 责 任 单 位`); empty where there are not three, with a number."""
    name = compact(text)
    if not 6 <= len(name) <= 60 or not name.startswith(("序号", "编号")):
        return ()
    best: list[list[str] | None] = [[], *[None] * len(name)]
    for end in range(2, len(name) + 1):
        for start in range(max(0, end - LONGEST_HEADING), end - 1):
            before, part = best[start], name[start:end]
            if before is None or part not in BY_HEADING:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, part]
    found = best[-1] or []
    return tuple(found) if len(found) >= 3 and is_heading_row(found) else ()


def page_heads(blocks: Sequence[Block]) -> frozenset[int]:
    """Where lines stand that are no text: heads of pages that come again, with the numbers beside them."""
    lines = {index: compact(block.text) for index, block in enumerate(blocks) if isinstance(block, Line)}
    often = {text for text, count in Counter(lines.values()).items() if count >= FEWEST_REPEATS and _PAGE_WORDS.match(text)}
    found: set[int] = set()
    run: list[int] = []
    for index in range(len(blocks) + 1):
        text = lines.get(index, "")
        if text and (_PAGE_WORDS.match(text) or _ONLY_DIGITS.match(text)):
            run.append(index)
            continue
        if any(lines[at] in often for at in run):
            found.update(run)
        run = []
    return frozenset(found)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a number."""
    return _ONLY_DIGITS.match(compact(text)) is not None


def title_text(text: str) -> str:
    """A title without `附件1：` before it."""
    tidied = tidy(text)
    return _ANNEX.sub("", tidied) or tidied


def title_before(blocks: Sequence[Block], index: int, last: int, heads: frozenset[int]) -> tuple[str, int]:
    """The title above a heading row, and where it begins."""
    at = index - 1
    while at >= last and at in heads:
        at -= 1
    above = blocks[at] if at >= last else None
    if isinstance(above, Row):
        cells = [tidy(cell) for cell in above.cells if cell.strip()]
        return (cells[0], at) if len(set(cells)) == 1 and len(cells[0]) <= LONGEST_TITLE else ("", index)
    if above is None or not _may_be_title(above.text):
        return "", index
    title = title_text(above.text)
    before = blocks[at - 1] if at - 1 >= last and at - 1 not in heads else None
    if _GENERIC_TITLE.match(title) and isinstance(before, Line) and _may_be_title(before.text) and not _ANNEX.fullmatch(tidy(before.text)):
        return title_text(before.text) + title, at - 1
    return title, at


def _may_be_title(text: str) -> bool:
    tidied = tidy(text)
    return 0 < len(tidied) <= LONGEST_TITLE and not re.search(r"[。；;，]$|\d日$|日$", tidied) and not is_page_number(text)


def number_of(cell: str) -> int | None:
    """The number of a row; None where the cell holds anything else."""
    match = _NUMBER.match(plain(cell).strip())
    return int(match[1]) if match is not None else None
