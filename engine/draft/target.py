"""The text of one item goes in, what it asks for comes out: its parts, each with target, measure, direction and method,
and everything that was guessed. What cannot be read is judged, with a guess that says so; nothing is ever refused."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from ..inputs import IndicatorKind
from ..numbers import Quantity, read_quantity
from ..text import Text
from .clause import Clause, clauses, plain
from .clause import Quantity as Found
from .words import (
    DECLINE,
    EVENT,
    GROWTH,
    LIMIT_BEFORE,
    LIMIT_BEHIND,
    LIMIT_ELSEWHERE,
    NOT_BELOW,
    QUALIFYING,
    RESULT,
    STANDARD,
    TASK,
    ZERO,
    event_name,
    judged_name,
    kind_of,
    measured_name,
    shortened,
    tidy,
)

Sense = Literal["growth", "rise", "amount", "ratio", "limit", "count", "judged"]
_PER_MILLE = re.compile(r"(?:人口出生率|自然增长率|(?:婴儿|儿童)死亡率)$")
_OF_ANOTHER = {"投资", "投资额", "投资金额", "总投资", "资金"}
_OF_A_TASK = re.compile("(?:及时|办结|完成|合格|成功|准确|达标|到位|落实|满意|投资)")
_SHORT = 4
_WHOLE = Fraction(100)


class Guess(NamedTuple):
    """What the text does not say for certain: how it was read, and why."""

    what: Text
    why: Text


class PartReading(NamedTuple):
    """One thing that an item asks for. `called` is what an indicator of it is called (the name, and 增速 of a growth);
    `target` is None where there is none to reach, `low` and `high` are the ends of a printed range (the target is then one
    of them), `printed` is what the text prints where that is taken for a slip. `of` is the name of the part that this one
    stands under (其中). `compared_with` is the other indicator of the method `not_below`; `text` is what was read."""

    name: str
    called: str
    sense: Sense
    text: str
    target: str | None = None
    measure: str = ""
    direction: Literal["up", "down"] = "up"
    kind: IndicatorKind = "judged"
    method: str = "judged"
    low: str | None = None
    high: str | None = None
    printed: str | None = None
    of: str | None = None
    compared_with: str | None = None
    qualifiers: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()


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
        parts = [_judged([each.text for each in found] or [whole])]
    if len(parts) > 1:
        guesses.append(
            Guess(
                Text(f"共 {len(parts)} 部分，各占 1/{len(parts)}", f"{len(parts)} parts, 1/{len(parts)} each"),
                Text("原文未规定各部分的权重", "the text gives no shares"),
            )
        )
    read = " ".join(f"{part.text} {part.target} {part.low} {part.high}" for part in parts)
    told = " ".join([read, *(guess.what.zh for guess in guesses)])
    unread = [number for each in found for number in each.unread]
    unread += [each for each in re.findall(r"[0-9]+(?:\.[0-9]+)?", whole) if each not in told and each not in unread]
    if unread:
        listed = "、".join(unread)
        guesses.append(
            Guess(
                Text(f"数字 {listed} 不作目标值", f"the numbers {listed} are no targets"),
                Text("看作名称、年份、规格或说明的一部分", "taken for a part of a name, a year, a size or an explanation"),
            )
        )
    heads = [part.name for part in parts if part.of is None and part.name]
    name = "、".join(dict.fromkeys(heads[:2]))
    return Reading(shortened(name or whole), tuple(parts), tuple(guesses))


class _Reader:
    """Reads the clauses of an item in their order."""

    def __init__(self, found: list[Clause]) -> None:
        self.found = [each for each in found if each.quantities or not QUALIFYING.match(each.text)]
        self.parts: list[PartReading] = []
        self.guesses: list[Guess] = []
        self.waiting: list[Clause] = []
        self.left_out: list[str] = []

    def read(self) -> tuple[list[PartReading], list[Guess]]:
        measured = [each for each in self.found if each.quantities or NOT_BELOW.match(each.text) or ZERO.search(each.text)]
        tasks = [each for each in self.found if not each.quantities and TASK.search(each.text)]
        own_events = measured or tasks or (self.found and EVENT.match(self.found[0].text))
        for each in self.found:
            if self.waiting and self.waiting[-1].group != each.group and measured:
                self.flush(is_last=False)
            if each.quantities:
                self.measured(each)
            elif match := NOT_BELOW.match(each.text):
                self.flush(is_last=False)
                self.parts.append(_not_below(match, each))
            elif match := ZERO.search(each.text):
                self.flush(is_last=False)
                self.parts.append(_events(shortened(tidy(each.text[: match.start()]) or match["what"] or each.text), each))
            elif own_events and not STANDARD.search(each.text) and (match := EVENT.match(each.text)):
                self.flush(is_last=False)
                self.parts.append(_events(event_name(match), each))
            elif measured and self.parts and not self.waiting and self.is_target(each):
                self.parts.append(_judged([each.text]))
            else:
                self.waiting.append(each)
        if self.parts:
            self.flush(is_last=bool(measured))
        elif self.waiting:
            self.parts.append(_judged([each.text for each in self.waiting]))
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
        asked = [text for text in texts if any(each.search(text) for each in (TASK, STANDARD, RESULT, LIMIT_ELSEWHERE))]
        if asked:
            is_task = [text for text in texts if TASK.search(text)]
            self.parts.append(_judged(is_task or texts))
            self.left_out += [text for text in texts if is_task and text not in is_task and not STANDARD.search(text)]
        elif is_last and not any(part.of for part in self.parts) and re.search("率$|复查$|工作$", texts[-1]):
            self.parts.append(_judged(texts))
        else:
            self.left_out += texts
        self.waiting = []

    def measured(self, clause: Clause) -> None:
        """The parts that a clause with numbers asks for: the last of its numbers is the target."""
        found = ([each for each in clause.quantities if each.unit] or clause.quantities)[-1]
        part = _measured(clause, found)
        extra = [clause.text[each.start : each.end] for each in clause.quantities if each != found]
        if extra:
            listed = "、".join(extra)
            what = Text(f"{listed} 不作目标值", f"{listed} is no target")
            part = _with_guess(
                part,
                what,
                Text("一句中有几个数，取最后一个有计量单位的", "several numbers in one clause: the last with a measure is taken"),
            )
        part = self.named(part, clause)
        self.flush(is_last=False)
        head = next((each for each in reversed(self.parts) if each.of is None and each.sense != "judged"), None)
        if clause.is_of_which and head is not None:
            part = part._replace(of=head.name)
        self.parts += _alike(part)

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
            return _with_guess(_called(part, other), Text(f"名称：{other}", f"name: {other}"), why)
        if before is not None and part.name in _OF_ANOTHER and not clause.is_of_which:
            name = shortened(before.name + part.name)
            why = Text("没有说明是什么的投资，看作前一项的", "it is not said of what: taken for that of the thing before")
            return _with_guess(_called(part, name), Text(f"名称：{name}", f"name: {name}"), why)
        if self.waiting and len(part.name) <= _SHORT:
            about = [each.text for each in self.waiting if not RESULT.search(each.text)] or [self.waiting[-1].text]
            prefix = re.sub("(?:工作|活动|制度|工程|任务|建设|力度)$", "", judged_name(about[-1:]))
            if prefix in part.name or (TASK.search(about[-1]) and not _OF_A_TASK.match(part.name)):
                return part
            shared = next(length for length in range(len(part.name), -1, -1) if prefix.endswith(part.name[:length]))
            name = shortened(prefix + part.name[shared:])
            why = Text("名称过短，前面加上同句的内容", "the name is short: what the words before are about stands before it")
            return _with_guess(_called(part, name), Text(f"名称：{name}", f"name: {name}"), why)
        if "之和" in part.name and self.waiting:
            return _called(part, shortened(",".join([*(each.text for each in self.waiting), part.name])))
        if not part.name:
            why = Text("原文没有写明是什么", "the text does not say of what")
            return _with_guess(_called(part, shortened(tidy(clause.text))), Text("名称须补充", "the name must be added"), why)
        return part


def _measured(clause: Clause, found: Found) -> PartReading:
    """The clause read by the number `found` in it."""
    before, behind = clause.text[: found.start], clause.text[found.end :]
    unit = found.unit
    limit, growth = LIMIT_BEFORE.search(before), GROWTH.search(before)
    behind_limit = LIMIT_BEHIND.match(behind)
    is_level = re.search(r"浓度(?:达到|达|为|在)*$", before) is not None
    is_limit = limit is not None or (behind_limit is not None and not growth) or is_level
    is_rate = unit in ("%", "‰") or unit.startswith("/")
    is_rise = unit.removeprefix("个") == "百分点"
    if limit is not None:
        than = limit["than"]
        before = before[: limit.start()] + (f"占{than.removesuffix('的')}的比重" if than and is_rate else than)
    if behind_limit is not None:
        behind = behind[behind_limit.end() :]
    growth = GROWTH.search(before) if limit is not None else growth
    verb = growth["verb"] if growth else ""
    name = measured_name(before[: growth.start()] if growth else before, behind)
    part = PartReading(name, name, "amount", clause.text, kind="cumulative", method="proportional", qualifiers=clause.qualifiers)
    part = _with_target(part, found, unit, is_limit)
    if part.sense == "judged":
        return part
    if is_rise:
        change = "降低" if DECLINE.search(verb) else "" if re.search("高于|超过|快于", name) else "提高"
        part = part._replace(sense="rise", kind="growth", measure="个百分点", called=name + change)
    elif is_rate and growth:
        part = part._replace(sense="growth", kind="growth", called=name + ("降低率" if DECLINE.search(verb) else "增速"))
    elif is_rate or (not unit and name.endswith("率")):
        part = part._replace(sense="ratio", kind="ratio")
    else:
        kind, sense = kind_of(part.text[: found.start], found.low, unit)
        part = part._replace(kind=kind, sense=sense, called=name + ({"减": "减少", "增": "增加"}.get(verb[:1], verb) if growth else ""))
    if DECLINE.search(verb) and not is_limit:
        part = _with_guess(
            part,
            Text("下降幅度越大越好", "the larger the decline, the better"),
            Text("原文要求下降，目标值是下降的幅度", "the text asks for a decline, the target is its size"),
        )
    if is_limit:
        limited: Sense = part.sense if part.sense in ("growth", "rise") else "limit"
        part = part._replace(sense=limited, direction="down", method="limit")
        if is_level and limit is None and behind_limit is None:
            why = Text("原文为“达到”，浓度以低为好", "the text says to reach it; of a concentration less is better")
            part = _with_guess(part, Text(f"不超过 {part.target}", f"not above {part.target}"), why)
    elif part.sense == "ratio" and unit == "%" and part.target is not None and _value(part.target) == _WHOLE:
        part = _with_guess(
            part._replace(method="all_or_nothing"),
            Text("未达到 100% 的不得分", "below 100% there are no points"),
            Text("要求 100%，看作必须达标；原文未规定计分办法", "100% is taken for all or nothing; the text gives no method"),
        )
    return _about(_per_mille(part), found, behind)


def _with_target(part: PartReading, found: Found, unit: str, is_limit: bool) -> PartReading:
    """The part with its target as YAML writes it; of a range that end which it is enough to reach."""
    written = "" if unit.startswith("/") else "个百分点" if unit == "百分点" else unit
    low = found.low.replace(",", "") + written
    high = None if found.high is None else found.high.replace(",", "") + written
    target = high if high is not None and is_limit else low
    if not isinstance(read_quantity(target), Quantity):
        return _judged([part.text], Text("数值无法识别", "the number cannot be read"))
    if high is not None:
        end = Text("上限", "upper") if is_limit else Text("下限", "lower")
        part = _with_guess(
            part._replace(low=low, high=high),
            Text(f"以{end.zh} {target} 为目标（范围 {low} 至 {high}）", f"the {end.en} end {target} is the target (range {low} to {high})"),
            Text("原文给出范围，未规定如何计分", "the text gives a range and not how it is scored"),
        )
    if not unit:
        why = Text("原文没有计量单位", "the text gives no measure")
        part = _with_guess(part, Text("没有计量单位", "no measure"), why)
    return part._replace(target=target, measure=unit)


def _per_mille(part: PartReading) -> PartReading:
    """Birth and death rates are per mille: one that is printed in % is taken for a slip."""
    if part.measure != "%" or part.target is None or not _PER_MILLE.search(part.name):
        return part
    target = part.target.replace("%", "‰")
    return _with_guess(
        part._replace(target=target, printed=part.target, measure="‰"),
        Text(f"按 {target} 计，原文印作 {part.target}", f"read as {target}, printed {part.target}"),
        Text("这类指标以千分比计", "rates of this sort are per mille"),
    )


def _about(part: PartReading, found: Found, behind: str) -> PartReading:
    """The part with a guess where the text makes the number a rough one, or one to strive for."""
    rough = "左右" if "左右" in behind[:3] else "上下" if behind.startswith("上下") else "余" if found.is_about else ""
    if rough:
        what = Text(f"目标值取 {part.target}", f"the target is {part.target}")
        part = _with_guess(part, what, Text(f"原文有“{rough}”", f"the text says about ({rough})"))
    if strive := re.search("力争|争取(?!上级|国家|省|资金)", part.text[: found.start]):
        what = Text(f"目标值取 {part.target}", f"the target is {part.target}")
        part = _with_guess(part, what, Text(f"原文为“{strive[0]}”", f"the text says to strive for it ({strive[0]})"))
    if re.search(r"[从由]$", part.text[: found.start]):
        part = part._replace(target=part.high or part.target, low=None, high=None)
    return part


def _not_below(match: re.Match[str], clause: Clause) -> PartReading:
    name, other = tidy(match["name"]), tidy(match["other"]) + "增速"
    part = PartReading(
        name, name + "增速", "growth", clause.text, measure="%", kind="growth", method="not_below", compared_with=other,
        qualifiers=clause.qualifiers,
    )  # fmt: skip
    what = Text(f"与{other}比较，单位 %", f"compared with {other}, in %")
    return _with_guess(
        part, what, Text("目标是另一指标的增幅，没有数值", "the target is the growth of another indicator, without a number")
    )


def _events(name: str, clause: Clause) -> PartReading:
    part = PartReading(
        name, name, "count", clause.text, measure="起", direction="down", kind="count", method="deduction_per_event",
        qualifiers=clause.qualifiers,
    )  # fmt: skip
    return _with_guess(
        part,
        Text("按发生起数扣分，单位“起”；每起扣分须补充", "so many points less per event, counted in 起; how many must be added"),
        Text("原文要求不发生，未规定发生后如何扣分", "the text asks that none happens and does not say what one costs"),
    )


def _judged(texts: list[str], why: Text | None = None) -> PartReading:
    whole = ",".join(texts)
    if why is None and LIMIT_ELSEWHERE.search(whole):
        why = Text("控制数由别处下达，原文没有数值", "the limit is set elsewhere, the text has no number")
    elif why is None and re.search(r"[一二两三四五六七八九十百]+(?:个|家|次|项|件|期|场|条|座|处|种|名|所|套|部)", whole):
        why = Text("没有数值（汉字写的数不作目标值）", "no number (one in Chinese characters is not taken for a target)")
    what = Text("由考核部门评定是否达到", "judged as met or not met")
    guess = Guess(what, why or Text("没有数值", "no number"))
    return PartReading(judged_name(texts), judged_name(texts), "judged", whole, guesses=(guess,))


def _alike(part: PartReading) -> list[PartReading]:
    """Rates that share one target (“甲率、乙率均达 90%”) as parts of their own."""
    names = re.split("[、和及与]", part.name)
    if part.sense != "ratio" or len(names) < 2 or not all(name.endswith("率") and len(name) > 2 for name in names):
        return [part]
    why = Text("几个比率共用一个目标值", "several rates have one target together")
    return [_with_guess(_called(part, name), Text(f"分为 {len(names)} 部分", f"{len(names)} parts"), why) for name in names]


def _called(part: PartReading, name: str) -> PartReading:
    return part._replace(name=name, called=name + part.called.removeprefix(part.name))


def _with_guess(part: PartReading, what: Text, why: Text) -> PartReading:
    return part._replace(guesses=(*part.guesses, Guess(what, why)))


def _value(target: str) -> Fraction:
    quantity = read_quantity(target)
    return quantity.value if isinstance(quantity, Quantity) else Fraction(0)
