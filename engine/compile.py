"""A sheet and the registers go in, a program comes out: names settled, steps ordered, the figures it needs known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple, TypeVar

from .figures import FigureKey, Need
from .inputs import (
    NOT_APPROVED,
    TARGET_NOT_ISSUED,
    AssumptionIn,
    Bindings,
    IndicatorIn,
    ItemIn,
    PartIn,
    SectionIn,
    SharedPartIn,
    SheetIn,
    SourceIn,
    UnitIn,
    read_identifier,
)
from .methods import FIXED_NAMES, Method, setting_value
from .numbers import apportion, exact_text, measure, read_amount
from .parse import parse
from .problems import Code, Fault, Place, Problems
from .program import ACCOUNT, Assumption, Item, Part, Program, Section, Source, Step, account_steps
from .register import Rules, names_of, plain_name
from .text import Text, closest, joined, printable

Entry = TypeVar("Entry")

BOUNDS = ("target", "low", "high")
"""What a part may be measured against, as the names of the ladder."""
DIGITS = 2
"""Decimals to which each part's award is rounded, half-up; everything above adds up rounded parts."""

_ACCOUNT = {
    "earned": "clamp(award, 0, points)",
    "bonus": "max(award - points, 0)",
    "penalty": "max(-award, 0)",
    "open": "points * (1 - scored)",
    "lost": "points - earned - open",
    "score": "earned + bonus - penalty",
}
"""The account of a part, from its `award` (0 while it is open) and from `scored` (1, or 0 while it is open)."""


@cache
def steps() -> tuple[Step, ...]:
    """The steps of every sheet after its awards."""
    problems = Problems()
    trees = {name: parse(text, Place(name), problems) for name, text in _ACCOUNT.items()}
    problems.stop_if_errors()
    return account_steps({name: tree for name in ACCOUNT if (tree := trees[name]) is not None})


def compile_sheet(sheet: SheetIn, rules: Rules, problems: Problems) -> Program:
    """The program of a sheet. What has a problem is left out of it, so that checks can go on; nothing may be scored then."""
    return _Compiler(sheet, rules, problems).program()


class _Above(NamedTuple):
    """What an entry inherits from those that it stands in: the clause, the assumptions and the notes."""

    source: Source
    assumptions: tuple[Assumption, ...] = ()
    notes: tuple[Text, ...] = ()

    def within(self, entry: SheetIn | SectionIn | PartIn) -> _Above:
        """The same for what stands in the entry: its own clause, and its assumption and note added."""
        note = entry.note if isinstance(entry, PartIn) else None
        return _Above(
            _source(entry.source) if entry.source else self.source,
            _assumptions(self.assumptions, entry.assumption),
            self.notes if note is None else (*self.notes, note),
        )


class _Compiler:
    """Carries the sheet, the registers and the problems through the compilation of one sheet."""

    def __init__(self, sheet: SheetIn, rules: Rules, problems: Problems) -> None:
        self.sheet, self.rules, self.problems = sheet, rules, problems
        self.needs: dict[FigureKey, Need] = {}

    def program(self) -> Program:
        sheet = self.sheet
        unit = self.known(sheet.unit, self.rules.units, "unknown-unit", sheet.at("unit"))
        above = _Above(_source(sheet.source)).within(sheet)
        sections = tuple(self.section(section, above) for section in sheet.sections)
        unit_name = unit.name if unit else Text(sheet.unit, sheet.unit)
        title = sheet.title or Text(f"{unit_name.zh} {sheet.period} 年度责任目标", f"{unit_name.en}: targets for {sheet.period}")
        return Program(
            sheet.sheet, sheet.unit, unit_name, title, sheet.period, above.source, sheet.points, sections, self.needs,
            DIGITS, steps(), sheet.at(), sheet.places,
        )  # fmt: skip

    def section(self, section: SectionIn, above: _Above) -> Section:
        above = above._replace(source=above.source._replace(section=section.title)).within(section)
        items = tuple(self.item(item, above) for item in section.items)
        return Section(section.title, section.points, items, section.at(), section.places)

    def item(self, item: ItemIn, above: _Above) -> Item:
        above = above.within(item)
        if item.parts:
            parts = self.shared_parts(item, above)
        else:
            part = self.part(item, str(item.nr), item.points, item.points, above)
            parts = () if part is None else (part,)
        shares = tuple(part.share for part in item.parts)
        name = item.name or (joined(part.name for part in parts) if parts else Text("", ""))
        return Item(item.nr, name, item.points, parts, shares, above.assumptions, above.source, item.at(), item.places)

    def shared_parts(self, item: ItemIn, above: _Above) -> tuple[Part, ...]:
        for key in ("indicator", *BOUNDS, "method", "settings", "inputs", "subject", "printed"):
            if getattr(item, key) is not None:
                self.problems.error(
                    "item-has-parts",
                    item.at_key(key),
                    Text(f"第 {item.nr} 项有其中项，“{key}”应写在其中项里", f"item {item.nr} has parts: '{key}' belongs to them"),
                )
        points = self.points_of_parts(item)
        parts = [
            self.part(part, f"{item.nr}.{index}", each, item.points, above.within(part))
            for index, (part, each) in enumerate(zip(item.parts, points, strict=True), 1)
        ]
        return tuple(part for part in parts if part is not None)

    def points_of_parts(self, item: ItemIn) -> Sequence[Fraction]:
        """The item's points by the shares of its parts, to two decimals, adding up exactly."""
        shares = [part.share for part in item.parts]
        if any(share <= 0 for share in shares):
            wrong = next(part for part in item.parts if part.share <= 0)
            self.problems.error(
                "shares-do-not-add-up",
                wrong.at("share"),
                Text(f"权重应大于零，不能是 {exact_text(wrong.share)}", f"a share is above zero, not {exact_text(wrong.share)}"),
            )
            return [Fraction(0)] * len(shares)
        return apportion(item.points, shares, DIGITS)

    def part(self, part: ItemIn | SharedPartIn, number: str, points: Fraction, whole: Fraction, above: _Above) -> Part | None:
        """One part with `points` of the item's `whole`, every name of its ladder settled; None where that cannot be."""
        share = part.share if isinstance(part, SharedPartIn) else None
        if part.indicator is None:
            self.problems.error("missing-key", part.at(), Text("缺少“indicator”", "'indicator' is missing"))
            return None
        indicator = self.known(part.indicator, self.rules.indicators, "unknown-indicator", part.at("indicator"))
        method = self.method(part, indicator, number)
        if indicator is None or method is None or not self.fits(part, indicator, method, number):
            return None
        parameters = {"points": points, **self.settings(part, indicator, method)}
        issued = not {part.target, part.low, part.high} & TARGET_NOT_ISSUED
        parameters |= self.bounds(part, indicator, method, number)
        figures = self.figures(part, method)
        for name, key in figures.items():
            self.need(key, number, name, method, part.at("indicator"))
        return Part(
            number, part.name or indicator.name, part.indicator, method, whole, share, parameters, figures, indicator.measure,
            indicator.direction, indicator.supplier, indicator.judged, part.target, issued, part.printed, above.notes,
            above.assumptions, above.source, part.at(), part.places,
        )  # fmt: skip

    def method(self, part: PartIn, indicator: IndicatorIn | None, number: str) -> Method | None:
        if part.method is not None:
            place, name = part.at("method"), part.method
        elif indicator is not None:
            place, name = indicator.at("method"), indicator.method
        else:
            return None
        return self.known(name, self.rules.methods, "unknown-method", place, f"第 {number} 项的", f" of item {number}")

    def fits(self, part: PartIn, indicator: IndicatorIn, method: Method, number: str) -> bool:
        """Whether a judged indicator has a method that knows grades, a count one that counts, and no other has these."""
        if method.actual == "count" and indicator.kind != "count":
            self.problems.error(
                "method-does-not-fit",
                part.at("method") if part.method else part.at("indicator"),
                Text(f"第 {number} 项：计分办法“{method.name.zh}”按件数计，{indicator.name.zh}不是件数",
                     f"item {number}: the method '{method.name.en}' counts events, {indicator.name.en} is no count"),
            )  # fmt: skip
            return False
        if (indicator.kind == "judged") == bool(method.grades):
            return True
        self.problems.error(
            "method-does-not-fit",
            part.at("method") if part.method else part.at("indicator"),
            Text(f"第 {number} 项：{indicator.name.zh}是{'定性' if indicator.kind == 'judged' else '定量'}指标，"
                 f"计分办法“{method.name.zh}”不适用",
                 f"item {number}: the method '{method.name.en}' does not score a "
                 f"{'judged' if indicator.kind == 'judged' else 'measured'} indicator"),
            _FITTING[indicator.kind == "judged"],
        )  # fmt: skip
        return False

    def settings(self, part: PartIn, indicator: IndicatorIn, method: Method) -> dict[str, Fraction]:
        """Every setting of the method: the part's value, else the default."""
        written, places, keys = part.settings or Bindings({}, {}, {})
        for name in written:
            if name not in method.settings:
                self.unknown("unknown-setting", name, method.settings, keys[name])
        values = {}
        for name, setting in method.settings.items():
            value = setting_value(setting.type, written[name], indicator.measure) if name in written else setting.default
            if isinstance(value, Fault):
                self.problems.fault(value, places[name])
            elif value is None:
                self.problems.error(
                    "missing-setting",
                    part.at("settings"),
                    Text(f"计分办法“{method.name.zh}”需要参数 {name}（{setting.name.zh}）",
                         f"the method '{method.name.en}' needs the setting {name} ({setting.name.en})"),
                    Text(f"加上 settings: {{{name}: …}}", f"add settings: {{{name}: ...}}"),
                )  # fmt: skip
            else:
                values[name] = value
        return values

    def bounds(self, part: PartIn, indicator: IndicatorIn, method: Method, number: str) -> dict[str, Fraction]:
        """The target (or its lower and upper bound) in the indicator's measure, as far as there is one to compute with."""
        bounds = {}
        for name in BOUNDS:
            written: str | None = getattr(part, name)
            if written is None and name in method.names:
                label = FIXED_NAMES[name]
                self.problems.error(
                    "missing-target",
                    part.at(),
                    Text(f"第 {number} 项缺少{label.zh}", f"item {number} has no {label.en}"),
                    Text(f"加上 {name}: …；尚未下达的写 {name}: 未下达", f"add {name}: ... (not yet issued: {name}: not issued)"),
                )
            elif written is not None and name not in method.names and written not in TARGET_NOT_ISSUED:
                self.problems.error(
                    "target-not-used",
                    part.at(name),
                    Text(
                        f"计分办法“{method.name.zh}”不用{FIXED_NAMES[name].zh}",
                        f"the method '{method.name.en}' does not use a {FIXED_NAMES[name].en}",
                    ),
                )
            elif written is not None and written not in TARGET_NOT_ISSUED:
                value = read_amount(written, indicator.measure, indicator.precision)
                if isinstance(value, Fault):
                    self.problems.fault(value, part.at(name))
                else:
                    bounds[name] = value
        return bounds

    def figures(self, part: PartIn, method: Method) -> dict[str, FigureKey]:
        """The figure that each name of the ladder stands for: the actual, and the inputs as the sheet binds them."""
        subject = part.subject or self.sheet.unit
        if part.subject:
            self.known(part.subject, self.rules.units, "unknown-unit", part.at("subject"))
        bound, places, keys = part.inputs or Bindings({}, {}, {})
        figures = {}
        if "actual" in method.figures and part.indicator:
            figures["actual"] = FigureKey(subject, part.indicator, self.sheet.period)
        for name in bound:
            if name not in method.inputs:
                self.unknown("unknown-input", name, method.inputs, keys[name])
        for name, label in method.inputs.items():
            if name not in bound:
                self.problems.error(
                    "missing-input",
                    part.at("inputs"),
                    Text(f"计分办法“{method.name.zh}”需要指定 {name}（{label.zh}）",
                         f"the method '{method.name.en}' needs the input {name} ({label.en})"),
                    Text(f"加上 inputs: {{{name}: 指标}}", f"add inputs: {{{name}: indicator}}"),
                )  # fmt: skip
            elif self.is_comparable(bound[name], part, label, places[name]):
                figures[name] = FigureKey(subject, bound[name], self.sheet.period)
        return figures

    def is_comparable(self, other: str, part: PartIn, label: Text, place: Place) -> bool:
        """Whether the indicator that a part is compared with exists and is measured alike."""
        indicator = self.known(other, self.rules.indicators, "unknown-indicator", place)
        own = self.rules.indicators.get(part.indicator or "")
        if indicator is None or own is None:
            return False
        if other == part.indicator:
            self.problems.error(
                "compared-with-itself",
                place,
                Text(f"{own.name.zh}不能与自身比较", f"{own.name.en} cannot be compared with itself"),
            )
            return False
        alike = measure(indicator.measure) == measure(own.measure) and (indicator.kind == "count") == (own.kind == "count")
        if indicator.kind == "judged" or not alike:
            self.problems.error(
                "measure-does-not-convert",
                place,
                Text(f"{indicator.name.zh}（{indicator.measure or '定性'}）不能作{label.zh}与{own.name.zh}（{own.measure}）比较",
                     f"{indicator.name.en} ({indicator.measure or 'judged'}) cannot be {label.en} to {own.name.en} ({own.measure})"),
            )  # fmt: skip
            return False
        return True

    def need(self, key: FigureKey, number: str, name: str, method: Method, place: Place) -> None:
        """Notes that the figure is needed by this item too."""
        indicator = self.rules.indicators[key.indicator]
        grades, grade_names = _grades(method) if name == "actual" else ({}, ())
        known = self.needs.get(key) or Need(
            key, indicator.name, indicator.measure, indicator.precision, indicator.supplier, indicator.kind == "count",
            grades, grade_names,
        )  # fmt: skip
        if dict(known.grades) != grades:
            first = (known.numbers + known.compared_in)[0]
            self.problems.error(
                "judged-in-two-ways",
                place,
                Text(f"{indicator.name.zh}在第 {first} 项和第 {number} 项按不同等次评定",
                     f"{indicator.name.en} is judged by different grades in items {first} and {number}"),
            )  # fmt: skip
        as_actual, as_other = ((number,), ()) if name == "actual" else ((), (number,))
        self.needs[key] = known._replace(numbers=known.numbers + as_actual, compared_in=known.compared_in + as_other)

    def known(self, id: str, register: Mapping[str, Entry], code: Code, place: Place, of_zh: str = "", of_en: str = "") -> Entry | None:
        """The entry of a register; None, with a problem, where there is none."""
        if id in register:
            return register.get(id)
        if isinstance(fault := read_identifier(id), Fault):
            self.problems.error(fault.code, place, fault.text, _named_so(id, register) or fault.hint)
        elif not self.rules.is_unreadable(id):
            self.unknown(code, id, register, place, of_zh, of_en)
        return None

    def unknown(self, code: Code, id: str, register: Mapping[str, object], place: Place, of_zh: str = "", of_en: str = "") -> None:
        what = _WHAT[code]
        self.problems.error(
            code,
            place,
            Text(f"{of_zh}{what.zh}“{printable(id)}”不存在", f"the {what.en} '{printable(id)}'{of_en} does not exist"),
            _did_you_mean(id, register),
        )


_WHAT: dict[Code, Text] = {
    "unknown-unit": Text("单位", "unit"),
    "unknown-indicator": Text("指标", "indicator"),
    "unknown-method": Text("计分办法", "method"),
    "unknown-setting": Text("参数", "setting"),
    "unknown-input": Text("比照指标", "input"),
}


_FITTING = (
    Text("定量指标要用没有等次（grades）的计分办法；或核对指标的 kind", "use a method without grades, or correct the indicator's kind"),
    Text("定性指标要用有等次（grades）的计分办法；或核对指标的 kind", "use a method with grades, or correct the indicator's kind"),
)


def _named_so(written: str, register: Mapping[str, object]) -> Text | None:
    """The entry that has as its name what was written for its id."""
    for id, entry in register.items():
        if isinstance(entry, IndicatorIn | UnitIn):
            names = names_of(id, entry)
        else:
            name = getattr(entry, "name", None)
            names = [plain_name(name.zh), plain_name(name.en)] if isinstance(name, Text) else []
        if plain_name(written) in names:
            return Text(f"是否为 {id}（{printable(written)}）？", f"did you mean {id} ({printable(written)})?")
    return None


def _did_you_mean(id: str, register: Mapping[str, object]) -> Text | None:
    """The entry that was most likely meant, with its name; else, of a short register, all of them."""
    if near := closest(id, register):
        name = getattr(register[near], "name", None)
        zh, en = (f"（{name.zh}）", f" ({name.en})") if isinstance(name, Text) else ("", "")
        return Text(f"是否为“{near}”{zh}？", f"did you mean '{near}'{en}?")
    if 0 < len(register) <= 12:
        listed = ", ".join(register)
        return Text(f"可用：{listed}", f"one of: {listed}")
    return None


def _grades(method: Method) -> tuple[dict[str, int], tuple[Text, ...]]:
    """What may be written for a grade of the method, and its names by position."""
    words = {plain_name(word): position for position, (id, name) in enumerate(method.grades.items()) for word in (id, name.zh, name.en)}
    return words, tuple(method.grades.values())


def _assumptions(above: tuple[Assumption, ...], own: AssumptionIn | None) -> tuple[Assumption, ...]:
    if own is None:
        return above
    return (*above, Assumption(own.text, "" if own.approved_by in NOT_APPROVED else own.approved_by, own.date, own.at()))


def _source(source: SourceIn) -> Source:
    return Source(source.document, source.date, source.section)
