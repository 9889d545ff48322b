"""A clause goes in, the part that it asks for comes out: its name, target, measure, direction and method, and every guess."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

from ..inputs import IndicatorKind
from ..numbers import Quantity, read_quantity
from ..text import Text
from .clause import Clause
from .clause import Quantity as Found
from .words import (
    DECLINE,
    GROWTH,
    LIMIT_BEFORE,
    LIMIT_BEHIND,
    LIMIT_ELSEWHERE,
    counted,
    judged_name,
    kind_of,
    measured_name,
    tidy,
)

Sense = Literal["growth", "rise", "amount", "ratio", "limit", "count", "judged"]
_PER_MILLE = re.compile(r"(?:人口出生率|自然增长率|(?:婴儿|儿童)死亡率)$")
_IN_CHARACTERS = re.compile("(?<![第一二两三四五六七八九十百])[一二两三四五六七八九十百]+(?:个|家|次|项|件|期|场|条|座|处|种|名|所|套|部)")
_INDEX = re.compile("(?:价格|物价)总?水平$|指数$")
_WHOLE = Fraction(100)


class Guess(NamedTuple):
    """What the text does not say for certain: how it was read, and why."""

    what: Text
    why: Text


class PartReading(NamedTuple):
    """One thing that an item asks for. `called` is what an indicator of it is called (the name, and 增速 of a growth);
    `target` is None where there is none to reach, `low` and `high` are the ends of a printed range (the target is then one
    of them), `printed` is what the text prints where that is taken for a slip. `of` is the name of the part that this one
    stands under (其中). `compared_with` is the other indicator of the method `not_below`; `text` is what was read.
    `area` is the word for the whole area (全市) whose figure is meant; it is no part of the name."""

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
    area: str = ""
    guesses: tuple[Guess, ...] = ()


def by_number(clause: Clause, found: Found) -> PartReading:
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
        part = with_guess(
            part,
            Text("下降幅度越大越好", "the larger the decline, the better"),
            Text("原文要求下降，目标值是下降的幅度", "the text asks for a decline, the target is its size"),
        )
    if is_limit:
        limited: Sense = part.sense if part.sense in ("growth", "rise") else "limit"
        part = part._replace(sense=limited, direction="down", method="limit")
        if part.target is not None and unit == "%" and _INDEX.search(part.name) and _value(part.target) > _WHOLE:
            why = Text("以上年为 100 的指数，按比例扣分几乎不起作用", "an index whose year before is 100: being above hardly matters")
            part = with_guess(part, Text("可改按涨幅计", "the rise may be meant"), why)
        if is_level and limit is None and behind_limit is None:
            why = Text("原文为“达到”，浓度以低为好", "the text says to reach it; of a concentration less is better")
            part = with_guess(part, Text(f"不超过 {part.target}", f"not above {part.target}"), why)
    elif part.sense == "ratio" and unit == "%" and part.target is not None and _value(part.target) == _WHOLE:
        part = with_guess(
            part._replace(method="all_or_nothing"),
            Text("未达到 100% 的不得分", "below 100% there are no points"),
            Text("要求 100%，看作必须达标；原文未规定计分办法", "100% is taken for all or nothing; the text gives no method"),
        )
    return _about(_per_mille(part), found, behind)


def _with_target(part: PartReading, found: Found, unit: str, is_limit: bool) -> PartReading:
    """The part with its target as YAML writes it; of a range that end which it is enough to reach."""
    unit = "人" if unit == "名" else unit
    written = "" if unit.startswith("/") else "个百分点" if unit == "百分点" else unit
    low = found.low.replace(",", "") + written
    high = None if found.high is None else found.high.replace(",", "") + written
    target = high if high is not None and is_limit else low
    if not isinstance(read_quantity(target), Quantity):
        return judged([part.text], Text("数值无法识别", "the number cannot be read"))
    if high is not None:
        end = Text("上限", "upper") if is_limit else Text("下限", "lower")
        part = with_guess(
            part._replace(low=low, high=high),
            Text(f"以{end.zh} {target} 为目标（范围 {low} 至 {high}）", f"the {end.en} end {target} is the target (range {low} to {high})"),
            Text("原文给出范围，未规定如何计分", "the text gives a range and not how it is scored"),
        )
    if not unit:
        why = Text("原文没有计量单位", "the text gives no measure")
        part = with_guess(part, Text("没有计量单位", "no measure"), why)
    return part._replace(target=target, measure=counted(unit))


def _per_mille(part: PartReading) -> PartReading:
    """Birth and death rates are per mille: one that is printed in % is taken for a slip."""
    if part.measure != "%" or part.target is None or not _PER_MILLE.search(part.name):
        return part
    target = part.target.replace("%", "‰")
    return with_guess(
        part._replace(target=target, printed=part.target, measure="‰"),
        Text(f"按 {target} 计，原文印作 {part.target}", f"read as {target}, printed {part.target}"),
        Text("这类指标以千分比计", "rates of this sort are per mille"),
    )


def _about(part: PartReading, found: Found, behind: str) -> PartReading:
    """The part with a guess where the text makes the number a rough one, or one to strive for."""
    rough = "左右" if "左右" in behind[:3] else "上下" if behind.startswith("上下") else "余" if found.is_about else ""
    if rough:
        what = Text(f"目标值取 {part.target}", f"the target is {part.target}")
        part = with_guess(part, what, Text(f"原文有“{rough}”", f"the text says about ({rough})"))
    if strive := re.search("力争|争取(?!上级|国家|省|资金)", part.text[: found.start]):
        what = Text(f"目标值取 {part.target}", f"the target is {part.target}")
        part = with_guess(part, what, Text(f"原文为“{strive[0]}”", f"the text says to strive for it ({strive[0]})"))
    if re.search(r"[从由]$", part.text[: found.start]):
        part = part._replace(target=part.high or part.target, low=None, high=None)
    return part


def not_below(match: re.Match[str], clause: Clause) -> PartReading:
    name, other = tidy(match["name"]), tidy(match["other"]) + "增速"
    part = PartReading(
        name, name + "增速", "growth", clause.text, measure="%", kind="growth", method="not_below", compared_with=other,
        qualifiers=clause.qualifiers,
    )  # fmt: skip
    what = Text(f"与{other}比较，单位 %", f"compared with {other}, in %")
    return with_guess(part, what, Text("目标是另一指标的增幅，没有数值", "the target is the growth of another indicator, without a number"))


def events(name: str, clause: Clause) -> PartReading:
    part = PartReading(
        name, name, "count", clause.text, measure="起", direction="down", kind="count", method="deduction_per_event",
        qualifiers=clause.qualifiers,
    )  # fmt: skip
    return with_guess(
        part,
        Text("按发生起数扣分，单位“起”；每起扣分须补充", "so many points less per event, counted in 起; how many must be added"),
        Text("原文要求不发生，未规定发生后如何扣分", "the text asks that none happens and does not say what one costs"),
    )


def judged(texts: list[str], why: Text | None = None) -> PartReading:
    whole = ",".join(texts)
    if why is None and LIMIT_ELSEWHERE.search(whole):
        why = Text("控制数由别处下达，原文没有数值", "the limit is set elsewhere, the text has no number")
    elif why is None and _IN_CHARACTERS.search(whole):
        why = Text("没有数值（汉字写的数不作目标值）", "no number (one in Chinese characters is not taken for a target)")
    what = Text("由考核部门评定是否达到", "judged as met or not met")
    guess = Guess(what, why or Text("没有数值", "no number"))
    return PartReading(judged_name(texts), judged_name(texts), "judged", whole, guesses=(guess,))


def alike(part: PartReading) -> list[PartReading]:
    """Rates that share one target (“甲率、乙率均达 90%”) as parts of their own."""
    names = re.split("[、和及与]", part.name)
    if part.sense != "ratio" or len(names) < 2 or not all(name.endswith("率") and len(name) > 2 for name in names):
        return [part]
    why = Text("几个比率共用一个目标值", "several rates have one target together")
    return [with_guess(called(part, name), Text(f"分为 {len(names)} 部分", f"{len(names)} parts"), why) for name in names]


def called(part: PartReading, name: str) -> PartReading:
    return part._replace(name=name, called=name + part.called.removeprefix(part.name))


def with_guess(part: PartReading, what: Text, why: Text) -> PartReading:
    return part._replace(guesses=(*part.guesses, Guess(what, why)))


def _value(target: str) -> Fraction:
    quantity = read_quantity(target)
    return quantity.value if isinstance(quantity, Quantity) else Fraction(0)
