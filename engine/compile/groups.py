"""The groups of a plan as written go in, who is ranked with whom comes out: every unit with one sheet and in one group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..fields import read_identifier
from ..plan import Group
from ..plan_inputs import GroupIn, PlanIn
from ..problems import Fault, Place, Problems
from ..program import Program
from ..register import Rules
from ..text import Text, did_you_mean, printable
from .lookup import Lookup


def members_of(written: PlanIn, sheets: Collection[str], rules: Rules) -> dict[str, tuple[str, ...]]:
    """The units of every group: those that it names, and of its classes whoever has a sheet and is named nowhere, in the order
    of the register."""
    named = {unit for group in written.groups.values() for unit in group.units}
    with_sheet = set(sheets) - named
    free = [(unit, entry.unit_class) for unit, entry in rules.units.items() if unit in with_sheet]
    return {id: (*group.units, *(unit for unit, of in free if of in group.classes)) for id, group in written.groups.items()}


class GroupCompiler(Lookup):
    """Carries the plan, its programs, the registers and the problems."""

    def __init__(self, written: PlanIn, programs: Sequence[Program], rules: Rules, problems: Problems) -> None:
        super().__init__(rules, problems)
        self.written, self.programs = written, tuple(programs)

    def is_id(self, id: str, place: Place) -> None:
        if isinstance(fault := read_identifier(id), Fault):
            self.problems.fault(fault, place)

    def groups(self) -> tuple[Group, ...]:
        """The groups with their units."""
        members = members_of(self.written, [program.unit for program in self.programs], self.rules)
        groups = []
        for id, group in self.written.groups.items():
            self.is_id(id, group.at())
            self.classes_exist(group)
            groups.append(Group(id, group.name, members[id], group.ranked == "true", group.at()))
        self.units_are_grouped(groups)
        return tuple(groups)

    def classes_exist(self, group: GroupIn) -> None:
        known = {unit.unit_class for unit in self.rules.units.values() if unit.unit_class}
        for name in group.classes:
            if name not in known and not self.rules.unreadable:
                text = Text(f"没有单位属于类别“{printable(name)}”", f"no unit is of the class '{printable(name)}'")
                self.problems.error("unknown-class", group.at("classes"), text, did_you_mean(name, known, listed=True))

    def units_are_grouped(self, groups: Sequence[Group]) -> None:
        """Every unit has one sheet and one group, and every sheet one unit of a group."""
        seen: dict[str, Group] = {}
        told: set[tuple[str | None, str, str]] = set()
        sheets = {program.unit for program in self.programs}
        for group in groups:
            place = self.written.groups[group.id].at("units")
            for unit in group.units:
                entry = self.known(unit, self.rules.units, "unknown-unit", place)
                name = entry.name if entry else Text(printable(unit), printable(unit))
                if unit in seen and (both := self.class_of_both(unit, seen[unit], group)) is not None:
                    if (claim := (both, seen[unit].id, group.id)) not in told:
                        self.claimed_twice(both, seen[unit], group)
                    told.add(claim)
                elif unit in seen:
                    self.grouped_twice(name, seen[unit], group, place)
                elif entry is not None and unit not in sheets and not self.problems.has_errors:
                    text = Text(f"{name.zh}没有 {self.written.period} 的责任目标书", f"{name.en} has no sheet of {self.written.period}")
                    hint = Text("核对 sheets 所指的文件夹和其中的 unit、period；不考核的从组中删去",
                                "compare `sheets` and the `unit` and `period` of what is there; or delete it from the group")  # fmt: skip
                    self.problems.error("unit-without-sheet", place, text, hint)
                seen.setdefault(unit, group)
        if all(unit in self.rules.units for unit in seen):
            self.sheets_are_grouped(seen)

    def class_of_both(self, unit: str, first: Group, second: Group) -> str | None:
        """The class by which two groups claim a unit that neither names."""
        of = self.rules.units[unit].unit_class if unit in self.rules.units else None
        groups = [self.written.groups[each.id] for each in (first, second)]
        return of if first is not second and all(of in each.classes and unit not in each.units for each in groups) else None

    def claimed_twice(self, name: str, first: Group, second: Group) -> None:
        """One error for a class of two groups: not one for each of its units."""
        text = Text(f"类别“{printable(name)}”的单位同时在“{first.name.zh}”和“{second.name.zh}”两组",
                    f"the units of the class '{printable(name)}' are in two groups: {first.name.en}, {second.name.en}")  # fmt: skip
        hint = Text("一个类别只写在一组的 classes 中", "name a class in the `classes` of one group")
        self.problems.error("unit-in-two-groups", self.written.groups[second.id].at("classes"), text, hint)

    def grouped_twice(self, name: Text, first: Group, second: Group, place: Place) -> None:
        text = Text(f"{name.zh}在“{first.name.zh}”中写了两次", f"{name.en} is twice in '{first.name.en}'")
        if first is not second:
            text = Text(f"{name.zh}同时在“{first.name.zh}”和“{second.name.zh}”两组",
                        f"{name.en} is in two groups: {first.name.en}, {second.name.en}")  # fmt: skip
        hint = Text("一个单位只写一次：请删去另一处", "a unit is named once: delete it from the other")
        self.problems.error("unit-in-two-groups", place, text, hint)

    def sheets_are_grouped(self, seen: Mapping[str, Group]) -> None:
        for program in self.programs:
            if program.unit not in seen:
                text = Text(f"{program.unit_name.zh}有责任目标书，却不在任何一组", f"{program.unit_name.en} has a sheet and is in no group")
                id = program.unit
                of_class = self.of_another_class(id)
                hint = Text(f"把 {id} 写进一组的 units{of_class.zh}；不排名的写进 ranked: false 的组",
                            f"write {id} into the `units` of a group{of_class.en}; if not ranked, into one with ranked: false")  # fmt: skip
                self.problems.error("unit-without-group", self.written.at("groups"), text, hint)

    def of_another_class(self, unit: str) -> Text:
        """Where groups take classes of units, what class the unit has in the register, if any."""
        classes = list(dict.fromkeys(name for group in self.written.groups.values() for name in group.classes))
        if not classes:
            return Text("", "")
        of, listed = self.rules.units[unit].unit_class, ", ".join(map(printable, classes))
        now = Text(f"“{printable(of)}”", f"'{printable(of)}'") if of else Text("无", "none")
        return Text(f"，或在 units.yaml 中改其 class（现为{now.zh}，各组有 {listed}）",
                    f", or give it another `class` in units.yaml (it has {now.en}, the groups take {listed})")  # fmt: skip
