"""A part of a sheet goes in, the part of its program comes out: its method, parameters and figures settled."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import Literal

from ..fields import TARGET_NOT_ISSUED, Bindings
from ..figures import ActualType, FigureKey, Need
from ..inputs import IndicatorIn, IndicatorKind, ItemIn, PartIn, SharedPartIn, SheetIn
from ..methods import Method
from ..numbers import measure, read_amount
from ..problems import Fault, Place, Problems
from ..program import Part, SettingValue
from ..register import Rules, plain_name
from ..text import ALMOST_ALIKE, Text, closest, did_you_mean, joined, printable
from ..tree import previous
from ..vocabulary import BALLOT_NAMES, FIXED_NAMES, day_number, setting_value
from .above import Above
from .lookup import Lookup
from .schedule import schedule_of

BOUNDS = ("target", "low", "high")
"""What a part may be measured against, as the names of the ladder."""
Held = ActualType | Literal["grades"]
_HOLDS: dict[IndicatorKind, Held] = {
    "judged": "grades", "count": "count", "points": "points", "date": "date", "ballots": "ballots",
}  # fmt: skip
"""What an actual of an indicator is; of any other kind it is an amount."""
_HELD: dict[Held, Text] = {
    "grades": Text("等次", "grades"),
    "amount": Text("数额", "amounts"),
    "count": Text("件数", "counts"),
    "points": Text("直接给出的分数", "points that a person enters"),
    "date": Text("日期", "dates"),
    "ballots": Text("测评票", "ballots"),
}


class PartCompiler(Lookup):
    """Settles every name of a part's ladder, and notes the figures that it needs."""

    def __init__(self, sheet: SheetIn, rules: Rules, problems: Problems) -> None:
        super().__init__(rules, problems)
        self.sheet = sheet
        self.needs: dict[FigureKey, Need] = {}
        self.last_day = _last_day(sheet.period)

    def part(self, part: ItemIn | SharedPartIn, number: str, points: Fraction, whole: Fraction, above: Above) -> Part | None:
        """One part with `points` of the item's `whole`, every name of its ladder settled; None where that cannot be."""
        share = part.share if isinstance(part, SharedPartIn) else None
        if part.indicator is None:
            self.problems.error("missing-key", part.at(), Text("缺少“indicator”", "'indicator' is missing"))
            return None
        indicator = self.known(part.indicator, self.rules.indicators, "unknown-indicator", part.at("indicator"))
        method = self.method(part, indicator, number)
        method = method and self.version(method, part, number)
        if indicator is None or method is None or not self.fits(part, indicator, method, number):
            return None
        settings = self.settings(part, indicator, method)
        parameters = {"points": points, **self.unit_class(method, part), **{name: each.value for name, each in settings.items()}}
        issued = not {part.target, part.low, part.high} & TARGET_NOT_ISSUED
        parameters |= self.bounds(part, indicator, method, number)
        figures = self.figures(part, method)
        for name, key in figures.items():
            self.need(key, number, name, method, part)
        supplier = self.rules.called(part.supplier or indicator.supplier)
        return Part(
            number, part.name or indicator.name, part.indicator, method, whole, share, parameters, settings, figures,
            {name: self.needs[key].supplier for name, key in figures.items()}, _measure(indicator), _direction(indicator),
            indicator.kind, schedule_of(part, indicator.kind, self.sheet, self.problems), supplier,
            indicator.judged, indicator.evidence, part.target, issued, part.printed, above.notes, above.assumptions, above.source,
            part.at(), part.places,
        )  # fmt: skip

    def method(self, part: PartIn, indicator: IndicatorIn | None, number: str) -> Method | None:
        if part.method is not None:
            place, name = part.at("method"), part.method
        elif indicator is not None:
            place, name = indicator.at("method"), indicator.method
        else:
            return None
        return self.known(name, self.rules.methods, "unknown-method", place, f"第 {number} 项的", f" of item {number}")

    def version(self, method: Method, part: PartIn, number: str) -> Method | None:
        """The method as it is on the last day of the sheet's period."""
        if found := method.valid_on(self.last_day):
            return found
        spans = joined(map(_validity, method.versions), "；", "; ")
        self.problems.error(
            "not-valid-then",
            part.at("method") if part.method else part.at("indicator"),
            Text(f"第 {number} 项：计分办法“{method.name.zh}”在考核期末（{self.last_day}）无效（有效期：{spans.zh}）",
                 f"item {number}: at the end of the period ({self.last_day}) the method '{method.name.en}' is not valid: {spans.en}"),
            Text("补上当时有效的版本，或改用别的计分办法", "add the version that was valid then, or name another method"),
        )  # fmt: skip
        return None

    def fits(self, part: PartIn, indicator: IndicatorIn, method: Method, number: str) -> bool:
        """Whether the method scores what an actual of the indicator is; one for amounts scores counts too."""
        scored: Held = "grades" if method.grades else method.actual
        holds = _HOLDS.get(indicator.kind, "amount")
        if scored == holds or (scored, holds) == ("amount", "count"):
            return True
        self.problems.error(
            "method-does-not-fit",
            part.at("method") if part.method else part.at("indicator"),
            Text(f"第 {number} 项：计分办法“{method.name.zh}”按{_HELD[scored].zh}计分，{indicator.name.zh}的数据是{_HELD[holds].zh}",
                 f"item {number}: the method '{method.name.en}' scores {_HELD[scored].en}, "
                 f"the figures of {indicator.name.en} are {_HELD[holds].en}"),
            Text(f"改用按{_HELD[holds].zh}计分的计分办法；或核对指标的 kind（{indicator.kind}）",
                 f"use a method that scores {_HELD[holds].en}, or correct the indicator's kind ({indicator.kind})"),
        )  # fmt: skip
        return False

    def unit_class(self, method: Method, part: PartIn) -> dict[str, Fraction]:
        """Which of the classes of units that the method tells apart the sheet's unit is of: its position, or one beyond."""
        declared = list(method.vocabulary.unit_classes)
        if not declared:
            return {}
        known = {unit.unit_class for unit in self.rules.units.values() if unit.unit_class}
        for name in declared:
            if name not in known and not self.rules.unreadable:
                self.problems.error(
                    "unknown-class",
                    method.place,
                    Text(f"没有单位属于类别“{printable(name)}”", f"no unit is of the class '{printable(name)}'"),
                    did_you_mean(name, known, listed=True),
                )
        unit = self.rules.units.get(self.sheet.unit)
        own = unit.unit_class if unit else ""
        if unit and own and own not in declared and (meant := _meant_class(own, method)):
            self.problems.warning(
                "unknown-class",
                unit.at("class"),
                Text(f"计分办法“{method.name.zh}”没有单位类别“{printable(own)}”，按其他类别计分",
                     f"the method '{method.name.en}' has no class of units '{printable(own)}': it counts as any other"),
                Text(f"是否为 {meant}？", f"did you mean {meant}?"),
            )  # fmt: skip
        return {"unit_class": Fraction(declared.index(own) if own in declared else len(declared))}

    def settings(self, part: PartIn, indicator: IndicatorIn, method: Method) -> dict[str, SettingValue]:
        """Every setting of the method: the part's value, else the sheet's for that method, else the default."""
        written = [each for each in (part.settings, self.sheet.settings.get(method.id)) if each is not None]
        unknown = {name: part.settings.keys[name] for name in part.settings.values if name not in method.settings} if part.settings else {}
        for name, place in unknown.items():
            self.unknown("unknown-setting", name, method.settings, place)
        values = {}
        for name, setting in method.settings.items():
            found = next((each for each in written if name in each.values), None)
            value = setting_value(setting.type, found.values[name], indicator.measure) if found else setting.default
            place = found.places[name] if found else setting.place
            if isinstance(value, Fault):
                self.problems.fault(value, place)
            elif value is None:
                self.problems.error(
                    "missing-setting",
                    next(iter(unknown.values()), part.at("settings")),  # told behind what was probably meant for it
                    Text(f"计分办法“{method.name.zh}”需要参数 {name}（{setting.name.zh}）",
                         f"the method '{method.name.en}' needs the setting {name} ({setting.name.en})"),
                    Text(f"加上 settings: {{{name}: …}}", f"add settings: {{{name}: ...}}"),
                )  # fmt: skip
            else:
                values[name] = SettingValue(value, place, found is None)
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
                dated = indicator.kind == "date"
                value = day_number(written) if dated else read_amount(written, indicator.measure, indicator.precision)
                if isinstance(value, Fault):
                    self.problems.fault(value._replace(hint=_target_hint(written) or value.hint), part.at(name))
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
        if method.names & {"actual", *BALLOT_NAMES} and part.indicator:
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
            elif self.is_comparable(bound[name], part, label, places[name]) and name in method.names:
                figures[name] = FigureKey(subject, bound[name], self.sheet.period)
        return self.with_previous(figures, part, method)

    def with_previous(self, figures: dict[str, FigureKey], part: PartIn, method: Method) -> dict[str, FigureKey]:
        """The figures, and those of the same period a year before that the ladder names; without what it does not name."""
        if not any(name.startswith("previous(") for name in method.names):
            return figures
        subject, inputs = part.subject or self.sheet.unit, part.inputs.values if part.inputs else {}
        of = {"actual": part.indicator or "", **inputs}
        now = {name: FigureKey(subject, indicator, self.sheet.period) for name, indicator in of.items()}
        before = {previous(name): key._replace(period=year_before(key.period)) for name, key in now.items()}
        named = {name: key for name, key in before.items() if name in method.names and key.indicator in self.rules.indicators}
        return figures | named

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
        held = _HOLDS.get(indicator.kind, "amount"), _HOLDS.get(own.kind, "amount")
        alike = measure(indicator.measure) == measure(own.measure) and held[0] == held[1]
        if indicator.kind == "judged" or not alike:
            self.problems.error(
                "measure-does-not-convert",
                place,
                Text(f"{indicator.name.zh}（{indicator.measure or '定性'}）不能作{label.zh}与{own.name.zh}（{own.measure}）比较",
                     f"{indicator.name.en} ({indicator.measure or 'judged'}) cannot be {label.en} to {own.name.en} ({own.measure})"),
            )  # fmt: skip
            return False
        return True

    def need(self, key: FigureKey, number: str, name: str, method: Method, part: PartIn) -> None:
        """Notes that the figure is needed by this item too."""
        indicator = self.rules.indicators[key.indicator]
        grades, grade_names = _grades(method) if name == "actual" else ({}, ())
        of_another = key.indicator != part.indicator
        supplier = self.rules.called(indicator.supplier if of_another or part.supplier is None else part.supplier)
        of = self.rules.units.get(key.subject) if key.subject != self.sheet.unit else None
        known = self.needs.get(key) or Need(
            key, indicator.name, _measure(indicator), indicator.precision, supplier, _type(indicator), grades, grade_names,
            whose=None if of is None else of.name,
        )  # fmt: skip
        if dict(known.grades) != grades:
            first = (known.numbers + known.compared_in)[0]
            self.problems.error(
                "judged-in-two-ways",
                part.at("indicator"),
                Text(f"{indicator.name.zh}在第 {first} 项和第 {number} 项按不同等次评定",
                     f"{indicator.name.en} is judged by different grades in items {first} and {number}"),
            )  # fmt: skip
        as_actual, as_other = ((number,), ()) if name == "actual" else ((), (number,))
        self.needs[key] = known._replace(numbers=known.numbers + as_actual, compared_in=known.compared_in + as_other)


def _target_hint(written: str) -> Text | None:
    """What to write for a target with its sign, or for one that is a range."""
    bare = written.lstrip("≥≤><=＞＜≧≦ ")
    if bare != written:
        return Text(f"不写符号：{bare}", f"without the sign: {bare}")
    if between := re.fullmatch(r"([0-9.,]+[^0-9]*?)\s*[-–—~～至]+\s*([0-9.,]+[^0-9]*)", written):
        both = f"low: {between[1]}, high: {between[2]}"
        return Text(f"范围写作 {both}", f"a range is {both}")
    return None


def _meant_class(own: str, method: Method) -> str | None:
    """The class of units that a unit's own was probably meant for: one with that name, or one written almost so. Ids that
    differ in their last character alone (`type_a`, `type_b`) tell things apart on purpose."""
    for id, name in method.vocabulary.unit_classes.items():
        if plain_name(own) in (plain_name(id), plain_name(name.zh), plain_name(name.en)):
            return id
    meant = closest(own, method.vocabulary.unit_classes, ALMOST_ALIKE)
    return None if meant is None or (len(meant) == len(own) and meant[:-1] == own[:-1]) else meant


def _grades(method: Method) -> tuple[dict[str, int], tuple[Text, ...]]:
    """What may be written for a grade of the method, and its names by position."""
    words = {plain_name(word): position for position, (id, name) in enumerate(method.grades.items()) for word in (id, name.zh, name.en)}
    return words, tuple(method.grades.values())


def _type(indicator: IndicatorIn) -> ActualType:
    """What a figure of the indicator is; a grade is read by its names."""
    holds = _HOLDS.get(indicator.kind, "amount")
    return "amount" if holds == "grades" else holds


def _measure(indicator: IndicatorIn) -> str:
    """The measure of the indicator's figures; points that a person enters are points."""
    return indicator.measure or ("分" if indicator.kind == "points" else "")


def _direction(indicator: IndicatorIn) -> Literal["up", "down"]:
    """Whether more is better; of a date, unless it is said otherwise, earlier is."""
    if indicator.kind == "date" and "direction" not in indicator.model_fields_set:
        return "down"
    return indicator.direction


def year_before(period: str) -> str:
    """The same period a year before: 2010 for 2011, 2010-05 for 2011-05."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def _last_day(period: str) -> date:
    """The last day of a year (2011) or of a month (2011-05)."""
    year, month = int(period[:4]), int(period[5:] or 12)
    return date(year, month, monthrange(year, month)[1])


def _validity(method: Method) -> Text:
    since, until = method.valid_from, method.valid_to
    if since and until:
        return Text(f"{since} 至 {until}", f"valid from {since} to {until}")
    return Text(f"{since} 起", f"valid from {since} on") if since else Text(f"至 {until}", f"valid to {until}")
