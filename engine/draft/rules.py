"""An outline and the registers at hand go in, draft rules come out: units, indicators, sheets, and every guess with its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, count

from ..numbers import decimals, exact_text
from ..problems import Place
from ..register import Rules, plain_name
from ..text import Text
from .drafts import Draft, DraftIndicator, DraftItem, DraftPart, DraftSection, DraftSheet, guess, says
from .goals import above, from_above
from .ids import proposed_id
from .indicators import Match, match
from .outline import ItemText, Outline, SectionText, UnitText
from .parts import PartReading
from .shares import shares
from .target import read_item
from .whose import Assessed, Whose

FIRST_COMMON = 901
"""Number of the first item that all units have in common: it has none of its own among theirs."""
LONGEST_ID = 40


class Drafter:
    """Drafts what an outline comes to. Indicators and units are those of the register where one has the name."""

    def __init__(self, outline: Outline, rules: Rules) -> None:
        self.outline, self.rules = outline, rules
        self.units = rules.unit_ids
        self.proposed: dict[tuple[str, ...], DraftIndicator] = {}
        self.matched: dict[tuple[str, ...], Match | None] = {}
        self.known: set[str] = set()
        self.methods: set[str] = set()
        self.unit_ids: set[str] = set(rules.units)
        self.sheet_ids: set[str] = set()
        self.new_units: dict[str, str] = {}
        self.names = set(rules.indicator_ids)
        self.whose = Whose(rules)

    def draft(self) -> Draft:
        outline = self.outline
        common = tuple(self.section(section, FIRST_COMMON) for section in outline.common)
        common = self.whose.sections(common, Assessed(None, "", outline.issuer))
        sheets = tuple(self.sheet(unit, common) for unit in outline.units)
        return Draft(
            outline.number or "", outline.date, self.period, sheets, common, tuple(self.proposed.values()), frozenset(self.known),
            frozenset(self.methods), frozenset(self.whose.subjects),
        )  # fmt: skip

    @property
    def period(self) -> str:
        """The year of the document's number: what it sets is for that year, as long as nobody says otherwise."""
        year = re.search(r"(19|20)[0-9]{2}", self.outline.number or self.outline.date or "")
        return year[0] if year else "2000"

    def sheet(self, unit: UnitText, common: Sequence[DraftSection]) -> DraftSheet:
        id, is_new = self.unit(unit.name)
        own = next(each for each in chain([id], (f"{id}-{n}" for n in count(2))) if each not in self.sheet_ids)
        self.sheet_ids.add(own)
        said = period_guess(self.period, self.outline.number or self.outline.date)
        guesses = [guess(unit.place, said)]
        if is_new:
            zh = f"“{unit.name}”不在 units.yaml 中，标识为拼音"
            guesses.append(says(unit.place, zh, f"'{unit.name}' is not in units.yaml: its id is the sound of its name"))
        if own != id:
            again = f"“{unit.name}”在文件中不止一处，另立 {own}"
            guesses.append(says(unit.place, again, f"'{unit.name}' stands in the document more than once: this is {own}"))
        follows = bool(common) and unit.place.line > common[0].place.line
        assessed = Assessed(id, unit.name, self.outline.issuer)
        drafted = _numbered(tuple(self.section(section, 1) for section in unit.sections))
        sections = self.whose.sections(drafted, assessed, common if follows else ())
        points = sum((section.points for section in (*sections, *(common if follows else ()))), Fraction(0))
        return DraftSheet(own, id, unit.name, is_new, sections, points, follows, tuple(guesses), unit.place)

    def unit(self, name: str) -> tuple[str, bool]:
        """The id of a unit, and whether it is a new one."""
        known = self.units.get(plain_name(name))
        if known is not None:
            return known, False
        if name not in self.new_units:
            self.new_units[name] = self.unit_id(name)
        return self.new_units[name], True

    def unit_id(self, name: str) -> str:
        """An id for a unit, by the sound of its name."""
        from pypinyin import lazy_pinyin

        plain = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name)).lower())[:LONGEST_ID]
        base = plain if re.match(r"[a-z]", plain) else f"unit{plain}"
        id = next(each for each in chain([base], (f"{base}_{n}" for n in count(2))) if each not in self.unit_ids)
        self.unit_ids.add(id)
        return id

    def section(self, section: SectionText, first: int) -> DraftSection:
        missing = _missing(section)
        items = tuple(self.item(item, missing, first + index if first > 1 else None) for index, item in enumerate(section.items))
        total = sum((item.points or Fraction(0) for item in items), Fraction(0))
        guesses: list[Text] = []
        if section.points is None:
            sum_of = exact_text(total)
            guesses.append(says(section.place, f"未印小计，取各项合计 {sum_of}", f"no subtotal is printed: its items come to {sum_of}"))
        elif section.points != total:
            printed, sum_of = exact_text(section.points), exact_text(total)
            zh = f"原文印作 {printed} 分，各项合计 {sum_of} 分"
            guesses.append(says(section.place, zh, f"printed {printed} points, the items add up to {sum_of}"))
        return DraftSection(section.title, total, items, tuple(guesses), section.place)

    def item(self, item: ItemText, missing: Fraction, number: int | None) -> DraftItem:
        """The item; `missing` are its points where none are printed."""
        reading = read_item(item.text)
        read = [*reading.guesses, *(guess for part in reading.parts for guess in part.guesses)]
        guesses = [guess(item.place, Text(f"{each.what.zh}：{each.why.zh}", f"{each.what.en}: {each.why.en}")) for each in read]
        whole = item.points or missing
        shared = shares(reading.parts)
        parts = [self.part(part, whole * share, item.place) for part, share in zip(reading.parts, shared, strict=True)]
        for reading_part in reading.parts:
            found = self.matched.get(self.key(reading_part))
            if found is not None and not found.is_sure:
                zh, en = f"取作指标 {found.id}：{found.reason.zh}", f"taken for the indicator {found.id}: {found.reason.en}"
                guesses.append(says(item.place, zh, en))
        if any(part.settings for part in parts):
            zh, en = "文件未规定扣分标准，暂按全部分值", "the document does not say what is deducted: all of the points are"
            guesses.append(says(item.place, zh, en))
        if len(parts) > 1:
            parts = [part._replace(share=share) for part, share in zip(parts, shared, strict=True)]
        if not item.points:
            points = exact_text(missing)
            zh, en = f"未印分值，取 {points} 分（小计余数，否则 1 分）", f"no points are printed: {points}, what the subtotal leaves, or 1"
            guesses.append(says(item.place, zh, en))
        return DraftItem(number or item.nr or 0, reading.name, whole, tuple(parts), tuple(guesses), item.place)

    def part(self, part: PartReading, points: Fraction, place: Place) -> DraftPart:
        """The part on the register's indicator of that name, else on one that is proposed; what its method needs beside the
        target is filled in."""
        indicator, usual = self.indicator(part, place)
        if part.target is not None:
            part = part._replace(low=None, high=None)  # its guess names the range
        self.methods |= {usual, part.method}
        inputs, settings = {}, {}
        method = self.rules.methods.get(part.method)
        if method is not None:
            settings = {name: exact_text(points) for name, each in method.settings.items() if each.default is None}
            other = part._replace(called=part.compared_with or part.called, name=part.compared_with or part.name, target=None)
            inputs = {name: self.indicator(other, place)[0] for name in method.inputs}
        return DraftPart(indicator, part, None if usual == part.method else part.method, None, settings, inputs)

    def indicator(self, part: PartReading, place: Place) -> tuple[str, str]:
        """The indicator of a part, and the usual method of that."""
        key = self.key(part)
        if key not in self.matched:
            self.matched[key] = match(part, self.rules.indicators, self.outline.issuer)
        if (found := self.matched[key]) is not None:
            self.known.add(found.id)
            return found.id, self.rules.indicators[found.id].method
        if key not in self.proposed:
            taken = {*self.rules.indicators, *(each.id for each in self.proposed.values())}
            self.proposed[key] = DraftIndicator(proposed_id(part.called, taken), self.free_name(part), part, place)
        return self.proposed[key].id, self.proposed[key].part.method

    def key(self, part: PartReading) -> tuple[str, ...]:
        """What parts have in common that are one indicator."""
        return (part.called, part.measure, part.kind, part.direction, self.level(part))

    def level(self, part: PartReading) -> str:
        """Of a goal from above, from where: another one than the own goal of that name."""
        return from_above(part.text, above(self.outline.issuer)) if part.sense == "judged" else ""

    def free_name(self, part: PartReading) -> str:
        """A name that means nothing else: with who set it, the measure or a number behind it, where another has it already."""
        level = self.level(part)
        called = f"{part.called}（{level}定）" if level else part.called
        measured = f"{called}（{part.measure}）" if part.measure else called
        ways = chain((called, measured), (f"{called}（{n}）" for n in count(2)))
        name = next(each for each in ways if plain_name(each) not in self.names)
        self.names.add(plain_name(name))
        return name


def _missing(section: SectionText) -> Fraction:
    """The points of an item without: an equal share of what the printed subtotal leaves, else 1. None has less than it needs."""
    open_items = sum(not item.points for item in section.items)
    rest = (section.points or Fraction(0)) - sum((item.points or Fraction(0) for item in section.items), Fraction(0))
    return rest / open_items if open_items and rest > 0 and decimals(rest / open_items) is not None else Fraction(1)


def period_guess(period: str, printed: str | None) -> Text:
    """Where the period is from; `printed` is the document's number or date, if it has one."""
    if not printed:
        return Text(
            f"未见文号或日期，考核时期暂作 {period}", f"no number and no date of the document: the period {period} is to be settled"
        )
    return Text(f"考核时期 {period} 取自文号或日期", f"the period {period} is that of the document's number or date")


def _numbered(sections: tuple[DraftSection, ...]) -> tuple[DraftSection, ...]:
    """The sections with their items numbered through, where a number is printed twice or not at all: a sheet has each once."""
    printed = [item.nr for section in sections for item in section.items]
    if 0 not in printed and len(set(printed)) == len(printed):
        return sections
    numbers = count(1)
    return tuple(section._replace(items=tuple(_renumbered(item, next(numbers)) for item in section.items)) for section in sections)


def _renumbered(item: DraftItem, nr: int) -> DraftItem:
    if item.nr == nr:
        return item
    said = says(item.place, f"原文序号 {item.nr or '—'}，编为 {nr}", f"printed as {item.nr or '-'}, numbered {nr}")
    return item._replace(nr=nr, guesses=(*item.guesses, said))
