"""The text of one item goes in, what it asks for comes out: its parts, each with target, measure, direction and method,
and everything that was guessed. What cannot be read is judged, with a guess that says so; nothing is ever refused."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..text import Text
from .areas import of_areas
from .clause import Clause, clauses, plain
from .parts import Guess, PartReading, alike, by_number, called, events, judged, not_below, with_guess
from .shares import shares_guess
from .words import (
    EVENT,
    FIRM_EVENT,
    IN_GOOD_STATE,
    INTRODUCTION,
    LIMIT_ELSEWHERE,
    NOT_BELOW,
    OF_WHICH_ONES,
    QUALIFYING,
    RESULT,
    STANDARD,
    TASK,
    ZERO,
    event_name,
    judged_name,
    shortened,
    tidy,
)

_OF_ANOTHER = {"投资", "投资额", "投资金额", "总投资", "资金"}
_OF_A_TASK = re.compile("(?:及时|办结|完成|合格|成功|准确|达标|到位|落实|满意|投资)")
_SHORT, _WORD = 4, 2
_RATE_OF_AN_ACT = re.compile(
    "(?:[审检核]查后|转办|办理|按期|按时|年底|当年|受理|上报|登记|投诉|处理|市|县)*"
    "(?:及时|准确|合格|合法|结案|办结|立案|满意|达标|完成|落实|到位|息访息诉|答复|反馈|查处|登记|安全)率"
)
"""A rate that does not say of what."""


class Reading(NamedTuple):
    """An item as it was read: its short name, its parts (never none) and what was guessed about it as a whole."""

    name: str
    parts: tuple[PartReading, ...]
    guesses: tuple[Guess, ...] = ()


def read_item(text: str) -> Reading:
    """What the item asks for. Its text is whole, without its number and its points."""
    found = clauses(text)
    parts, guesses = _Reader(found).read()
    whole = plain(text)
    if not parts:
        parts = [judged([each.text for each in found] or [whole])]
    if len(parts) > 1:
        guesses.append(shares_guess(parts))
    read = " ".join(f"{part.text} {part.target} {part.low} {part.high}" for part in parts)
    told = " ".join([read, *(guess.what.zh for guess in guesses)])
    unread = [number for each in map(_of_which_ones, found) for number in each.unread]
    unread += [each for each in re.findall(r"[0-9]+(?:\.[0-9]+)?", whole) if each not in told and each not in unread]
    if unread:
        listed = "、".join(unread)
        guesses.append(
            Guess(
                Text(f"数字 {listed} 不作目标值", f"the numbers {listed} are no targets"),
                Text("看作名称、年份、规格或说明的一部分", "taken for a part of a name, a year, a size or an explanation"),
            )
        )
    parts = of_areas(parts)
    heads = [part.name for part in parts if part.of is None and part.name]
    name = "、".join(dict.fromkeys(heads[:2])) + ("等" if len(dict.fromkeys(heads)) > 2 else "")
    return Reading(shortened(name or whole), tuple(parts), tuple(guesses))


class _Reader:
    """Reads the clauses of an item in their order."""

    def __init__(self, found: list[Clause]) -> None:
        self.found = [said for each in found if (said := _of_which_ones(each)).quantities or not QUALIFYING.match(each.text)]
        self.parts: list[PartReading] = []
        self.guesses: list[Guess] = []
        self.waiting: list[Clause] = []
        self.left_out: list[str] = []

    def read(self) -> tuple[list[PartReading], list[Guess]]:
        measured = [each for each in self.found if each.quantities or NOT_BELOW.match(each.text) or ZERO.search(each.text)]
        tasks = [each for each in self.found if not each.quantities and TASK.search(each.text)]
        own_events = measured or tasks or (self.found and EVENT.match(self.found[0].text))
        is_standard = any(STANDARD.search(each.text) for each in self.found)
        for each in self.found:
            if self.waiting and self.waiting[-1].group != each.group and measured:
                self.flush(is_last=False)
            if each.quantities:
                self.measured(each)
            elif match := NOT_BELOW.match(each.text):
                self.flush(is_last=False)
                self.parts.append(not_below(match, each))
            elif match := ZERO.search(each.text):
                self.flush(is_last=False)
                self.parts.append(events(shortened(tidy(each.text[: match.start()]) or match["what"] or each.text), each))
            elif (match := EVENT.match(each.text)) and IN_GOOD_STATE.search(match["subject"]):
                self.flush(is_last=False)
                self.parts.append(judged([each.text]))
            elif match and own_events and not STANDARD.search(each.text):
                self.flush(is_last=False)
                self.parts.append(events(self.of_event(event_name(match)), each))
            elif match and not is_standard and FIRM_EVENT.search(each.text):
                name = self.of_event(event_name(match))
                self.duty()
                self.parts.append(events(name, each))
            elif measured and self.parts and not self.waiting and self.is_target(each):
                self.parts.append(judged([each.text]))
            else:
                self.waiting.append(each)
        if self.parts:
            self.flush(is_last=bool(measured))
        elif self.waiting:
            self.parts.append(judged([each.text for each in self.waiting]))
        if self.left_out:
            told = "；".join(self.left_out)
            self.guesses.append(
                Guess(
                    Text(f"“{shortened(told)}”不单独计分", f"'{shortened(told)}' is not scored by itself"),
                    Text(
                        "没有数值，也不是要完成的任务，看作前后目标的说明",
                        "no number and no task: taken for an introduction to the targets beside it",
                    ),
                )
            )
        return self.parts, self.guesses

    def duty(self) -> None:
        """What waits before an event that must not happen: a duty of its own, but for an introduction (加强…, 严格…)."""
        if self.waiting and not INTRODUCTION.match(self.waiting[0].text):
            self.parts.append(judged([each.text for each in self.waiting]))
            self.waiting = []
        self.flush(is_last=False)

    def of_event(self, name: str) -> str:
        """The name of an event; one of a single word has what the words before are about before it."""
        return re.sub("工作$", "", judged_name([self.waiting[0].text])) + name if self.waiting and len(name) <= _WORD else name

    def is_target(self, clause: Clause) -> bool:
        """Whether a clause without a number, behind one with a number, asks for something by itself."""
        return bool(
            TASK.search(clause.text)
            or RESULT.search(clause.text)
            or re.match("建立|申报|创建|制定|编制|出台|争创|建成|消灭|实现", clause.text)
        )

    def flush(self, is_last: bool) -> None:
        """The clauses without numbers that wait: one judged part if they ask for something, else left out."""
        if not self.waiting:
            return
        texts = [each.text for each in self.waiting]
        if any(map(asks, texts)):
            is_task = [text for text in texts if TASK.search(text)]
            self.parts.append(judged(is_task or texts))
            self.left_out += [text for text in texts if is_task and text not in is_task and not STANDARD.search(text)]
        elif is_last and not any(part.of for part in self.parts) and re.search("率$|复查$|工作$", texts[-1]):
            self.parts.append(judged(texts))
        else:
            self.left_out += texts
        self.waiting = []

    def measured(self, clause: Clause) -> None:
        """The parts that a clause with numbers asks for: the last of its numbers is the target."""
        found = ([each for each in clause.quantities if each.unit] or clause.quantities)[-1]
        part = by_number(clause, found)
        extra = [clause.text[each.start : each.end] for each in clause.quantities if each != found]
        if extra:
            listed = "、".join(extra)
            what = Text(f"{listed} 不作目标值", f"{listed} is no target")
            part = with_guess(
                part,
                what,
                Text("一句中有几个数，取最后一个有计量单位的", "several numbers in one clause: the last with a measure is taken"),
            )
        part = self.named(part, clause)
        self.flush(is_last=False)
        head = next((each for each in reversed(self.parts) if each.of is None and each.sense != "judged"), None)
        if clause.is_of_which and head is not None:
            part = part._replace(of=head.name)
        self.parts += alike(part)

    def named(self, part: PartReading, clause: Clause) -> PartReading:
        """The part with a name: one that has none of its own has that of the number before it, or of the words before."""
        before = self.parts[-1] if self.parts and self.parts[-1].sense != "judged" and not self.waiting else None
        if not part.name and before is not None:
            name, other = before.name, before.name
            if "分别" in before.text and len(pieces := re.split("[和、及与]", before.name)) == 2:
                name, other = pieces
                self.parts[-1] = before._replace(name=name, called=before.called.replace(before.name, name))
                part = part._replace(kind=before.kind, sense=before.sense)
            elif part.measure == before.measure and part.sense == before.sense:
                other = f"{name}（第二个数）"
            elif part.measure == before.measure and before.method == "limit":
                other = f"{name}（第二个数）"
                part = part._replace(sense=before.sense, kind=before.kind, direction=before.direction, method=before.method)
            elif part.sense in ("count", "amount"):
                other = f"{name}（{part.measure}）"
            why = Text("这个数前后没有名称，沿用前一个数的名称", "no name stands with this number: it has that of the number before")
            return with_guess(called(part, other), Text(f"名称：{other}", f"name: {other}"), why)
        if before is not None and part.name in _OF_ANOTHER and not clause.is_of_which:
            name = shortened(before.name + part.name)
            why = Text("没有说明是什么的投资，看作前一项的", "it is not said of what: taken for that of the thing before")
            return with_guess(called(part, name), Text(f"名称：{name}", f"name: {name}"), why)
        if self.waiting and (len(part.name) <= _SHORT or _RATE_OF_AN_ACT.fullmatch(part.name)):
            about = [each.text for each in self.waiting if not RESULT.search(each.text)] or [self.waiting[-1].text]
            prefix = re.sub("(?:工作|活动|制度|工程|任务|建设|力度)$", "", judged_name(about[-1:]))
            if prefix in part.name or (TASK.search(about[-1]) and not _OF_A_TASK.match(part.name)):
                return part
            self.waiting = [each for each in self.waiting if each.text != about[-1] or asks(each.text)]
            shared = next(length for length in range(len(part.name), -1, -1) if prefix.endswith(part.name[:length]))
            name = shortened(prefix + part.name[shared:])
            why = Text("名称过短，前面加上同句的内容", "the name is short: what the words before are about stands before it")
            return with_guess(called(part, name), Text(f"名称：{name}", f"name: {name}"), why)
        if "之和" in part.name and self.waiting:
            listed, self.waiting = [each.text for each in self.waiting], []
            return called(part, shortened(",".join([*listed, part.name])))
        if not part.name:
            why = Text("原文没有写明是什么", "the text does not say of what")
            return with_guess(called(part, shortened(tidy(clause.text))), Text("名称须补充", "the name must be added"), why)
        return part


def asks(text: str) -> bool:
    """Whether a clause without a number asks for something by itself."""
    return any(each.search(text) for each in (TASK, STANDARD, RESULT, LIMIT_ELSEWHERE))


def _of_which_ones(clause: Clause) -> Clause:
    """The clause without targets where a number says only which ones are looked after: 做好 12 个园区的服务工作."""
    if not OF_WHICH_ONES.match(clause.text) or not all(each.end < len(clause.text) - 2 for each in clause.quantities):
        return clause
    text = clause.text
    for each in reversed(clause.quantities):
        text = text[: each.start] + text[each.end :]
    return clause._replace(text=text, quantities=(), unread=(*clause.unread, *(each.low for each in clause.quantities)))
