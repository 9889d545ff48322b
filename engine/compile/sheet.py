"""A sheet and the registers go in, a program comes out: names settled, steps ordered, the figures it needs known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..fields import read_identifier
from ..inputs import DraftedIn, ItemIn, SectionIn, SheetIn
from ..methods import Method, build_method
from ..numbers import apportion, exact_text
from ..problems import Fault, Problems
from ..program import DIGITS, Guess, Item, ItemRole, Part, Program, Rounding, Section
from ..register import OwnMethods, Rules
from ..text import Text, joined, printable, same
from .above import Above, source_of
from .combine import item_award, result_of
from .part import BOUNDS, PartCompiler


def compile_sheet(sheet: SheetIn, rules: Rules, problems: Problems) -> Program:
    """The program of a sheet. What has a problem is left out of it, so that checks can go on; nothing may be scored then."""
    return _Compiler(sheet, _with_own_methods(sheet, rules, problems), problems).program()


def _with_own_methods(sheet: SheetIn, rules: Rules, problems: Problems) -> Rules:
    """The registers, with the methods that the sheet has of its own. One may not stand for another of the same id."""
    own: dict[str, Method] = {}
    for id, entry in sheet.methods.items():
        if isinstance(fault := read_identifier(id), Fault):
            problems.fault(fault, entry.at())
        elif id in rules.methods:
            problems.error(
                "defined-twice",
                entry.at(),
                Text(f"“{printable(id)}”在 methods.yaml 已有定义", f"'{printable(id)}' is already defined in methods.yaml"),
                Text("请改用另一个标识；只改参数的，写在该项的 settings 中",
                     "give it another id; to change a setting only, write it in the item's settings"),
            )  # fmt: skip
        elif (method := build_method(id, entry, problems)) is not None:
            own[id] = method
    unreadable = rules.unreadable | (set(sheet.methods) - set(own))
    return rules._replace(methods=OwnMethods(own, rules.methods), unreadable=unreadable) if sheet.methods else rules


class _Compiler(PartCompiler):
    """Carries the sheet, the registers and the problems through the compilation of one sheet."""

    def program(self) -> Program:
        sheet = self.sheet
        unit = self.known(sheet.unit, self.rules.units, "unknown-unit", sheet.at("unit"))
        above = Above(source_of(sheet.source)).within(sheet)
        sections = tuple(self.section(section, above) for section in sheet.sections)
        self.settings_are_known()
        unit_name = unit.name if unit else Text(sheet.unit, sheet.unit)
        own = tuple(method for id in sheet.methods if (method := self.rules.methods.get(id)))
        title = sheet.title or Text(f"{unit_name.zh} {sheet.period} 年度责任目标", f"{unit_name.en}: targets for {sheet.period}")
        return Program(
            sheet.sheet, sheet.unit, unit_name, title, sheet.period, above.source, sheet.points, sections, self.needs,
            Rounding(DIGITS), own, self.guesses(), sheet.at(), sheet.places,
        )  # fmt: skip

    def guesses(self) -> tuple[Guess, ...]:
        """What the draft of the sheet guessed, in its order."""
        entries: list[DraftedIn] = [self.sheet]
        for section in self.sheet.sections:
            entries.append(section)
            for item in section.items:
                entries += [item, *item.parts]
        return tuple(Guess(text, entry.at("draft")) for entry in entries for text in entry.draft)

    def settings_are_known(self) -> None:
        """What the sheet sets for a method must be a setting of it."""
        for id, bindings in self.sheet.settings.items():
            place = self.sheet.places["settings"]
            method = self.known(id, self.rules.methods, "unknown-method", next(iter(bindings.keys.values()), place))
            for name in bindings.values:
                if method is not None and name not in method.settings:
                    self.unknown("unknown-setting", name, method.settings, bindings.keys[name])

    def section(self, section: SectionIn, above: Above) -> Section:
        above = above._replace(source=above.source._replace(section=section.title)).within(section)
        items = tuple(self.item(item, above) for item in section.items)
        return Section(section.title, section.points, items, section.at(), section.places)

    def item(self, item: ItemIn, above: Above) -> Item:
        above = above.within(item)
        whole = item.points or Fraction(0)
        if item.parts:
            parts = self.shared_parts(item, whole, above)
        else:
            part = self.part(item, str(item.nr), whole, whole, above)
            parts = () if part is None else (part,)
        award = item_award(item, parts, whole, self.problems)
        self.points_fit(item, parts)
        shares = tuple(part.share for part in item.parts if part.share is not None)
        name = item.name or (joined(part.name for part in parts) if parts else Text("", ""))
        return Item(
            item.nr, name, whole, parts, bool(item.parts), shares, result_of(parts), award, len(parts) == max(1, len(item.parts)),
            self.role(item), above.assumptions, above.source, item.at(), item.places,
        )  # fmt: skip

    def role(self, item: ItemIn) -> ItemRole | None:
        """The role of the sheet's unit in a task of several units; it must be one of them."""
        for each in item.units:
            self.known(each.unit, self.rules.units, "unknown-unit", each.at("unit"))
        own = [each for each in item.units if each.unit == self.sheet.unit]
        for each in item.units:
            if each.share is not None and not 0 <= each.share <= 1:
                shown = exact_text(each.share)
                text = Text(f"承担的份额应在 0 至 1 之间，不能是 {shown}", f"a share is from 0 to 1, not {shown}")
                self.problems.error("not-a-ratio", each.at("share"), text)
        if item.units and not own:
            unit = self.rules.units.get(self.sheet.unit)
            name = unit.name if unit else same(self.sheet.unit)
            self.problems.error(
                "not-among-the-units",
                item.at("units"),
                Text(f"第 {item.nr} 项的承担单位中没有{name.zh}", f"item {item.nr}: {name.en} is not among its units"),
                Text(f"加上 {{unit: {self.sheet.unit}, role: cooperating}}", f"add {{unit: {self.sheet.unit}, role: cooperating}}"),
            )
        if item.units and all(each.role != "lead" for each in item.units):
            text = Text(f"第 {item.nr} 项没有牵头单位", f"item {item.nr}: none of its units leads")
            self.problems.warning("no-lead", item.at("units"), text, Text("至少一个单位写 role: lead", "one of them has role: lead"))
        return ItemRole(own[0].role, own[0].share, own[0].at()) if own else None

    def points_fit(self, item: ItemIn, parts: tuple[Part, ...]) -> None:
        """An item that results in points has some, one that results in something else has none."""
        results_in_points = result_of(parts) == "points"
        if item.points is None and parts and results_in_points:
            self.problems.error("missing-key", item.at(), Text("缺少“points”", "'points' is missing"))
        elif item.points is not None and parts and not results_in_points:
            method = parts[0].method
            self.problems.error(
                "result-has-no-points",
                item.at("points"),
                Text(f"第 {item.nr} 项：计分办法“{method.name.zh}”的结果不是分数，不应有分值",
                     f"item {item.nr}: the method '{method.name.en}' does not result in points, so the item must have none"),
                Text("删去 points", "delete `points`"),
            )  # fmt: skip

    def shared_parts(self, item: ItemIn, whole: Fraction, above: Above) -> tuple[Part, ...]:
        for key in ("indicator", *BOUNDS, "method", "settings", "inputs", "subject", "printed", "supplier", "schedule"):
            if getattr(item, key) is not None:
                self.problems.error(
                    "item-has-parts",
                    item.at_key(key),
                    Text(f"第 {item.nr} 项有其中项，“{key}”应写在其中项里", f"item {item.nr} has parts: '{key}' belongs to them"),
                )
        points = self.points_of_parts(item, whole)
        parts = [
            self.part(part, f"{item.nr}.{index}", each, whole, above.within(part))
            for index, (part, each) in enumerate(zip(item.parts, points, strict=True), 1)
        ]
        return tuple(part for part in parts if part is not None)

    def points_of_parts(self, item: ItemIn, whole: Fraction) -> Sequence[Fraction]:
        """The item's points by the shares of its parts, to two decimals, adding up exactly; all of them for each part
        where they are not shared out."""
        shares = [part.share for part in item.parts if part.share is not None]
        if len(shares) < len(item.parts):
            return [whole] * len(item.parts)
        if any(share <= 0 for share in shares):
            wrong, share = next((part, part.share) for part in item.parts if part.share is not None and part.share <= 0)
            self.problems.error(
                "shares-do-not-add-up",
                wrong.at("share"),
                Text(f"权重应大于零，不能是 {exact_text(share)}", f"a share is above zero, not {exact_text(share)}"),
            )
            return [Fraction(0)] * len(shares)
        return apportion(whole, shares, DIGITS)
