"""What every part and item counts goes out: its award, its share of it, nothing, or what a plan gives what does not apply.

Goes in: the programs of all units that are scored together, their figures, and the plan with what happened, if there is one.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import NamedTuple

from .accept import Accepted, accepted
from .compile.account import CARRIES, COUNTS, FULL, MEAN, MEAN_OF_ALL, MEAN_OF_THOSE, NOTHING
from .figures import Figures
from .happened import InForce
from .methods import needs_peers
from .numbers import exact_text
from .plan import ROLES, Absent, AbsentHow, Plan
from .problems import Problems
from .program import Item, Part, Program
from .results import Adjustment, State
from .text import Text

ABSENT_SAYS: dict[AbsentHow, Text] = {
    "mean_of_all": Text("不适用，按同组平均得分率计分（没有此项的单位按零计）",
                        "does not apply: the mean rate of the group, those without it counting as zero"),
    "mean_of_those": Text("不适用，按同组有此项的单位的平均得分率计分", "does not apply: the mean rate of those in the group that have it"),
    "zero": Text("不适用，计零分", "does not apply: counts as zero"),
    "full": Text("不适用，计满分", "does not apply: counts in full"),
    "spread": Text("不适用，分值分摊到其他各项", "does not apply: its points are spread over the rest"),
    "left_out": Text("不适用，不计入", "does not apply: left out"),
}  # fmt: skip


GONE: tuple[AbsentHow, ...] = ("spread", "left_out")
"""What takes the points of what does not apply away from it."""


class Settled(NamedTuple):
    """How a part or an item counts: what it is (`traits`), whether it counts at all, and what else was decided about it."""

    traits: frozenset[str]
    state: State
    scored: bool = True
    unsettled: bool = False
    carries: Fraction = Fraction(1)
    absent: AbsentHow | None = None
    adjustments: tuple[Adjustment, ...] = ()


class PartSettled(NamedTuple):
    """A part with its figures and how it counts; `runs`, its ladder is run."""

    part: Part
    accepted: Accepted
    settled: Settled
    runs: bool
    window: Hashable

    @property
    def is_seen(self) -> bool:
        """Whether it is one that others are compared with: its figures are there."""
        return self.runs and self.settled.absent is None


class ItemSettled(NamedTuple):
    """An item and its parts; `settled` is how it counts where it has an award of its own."""

    item: Item
    parts: tuple[PartSettled, ...]
    settled: Settled | None
    window: Hashable

    @property
    def is_seen(self) -> bool:
        """Whether its award is one of which a mean is taken."""
        return self.settled is not None and self.settled.absent is None and all(part.runs for part in self.parts)


class _Window(NamedTuple):
    """What in a group is about the same and scored alike: how many can be compared, how many not yet."""

    there: int = 0
    awaited: int = 0

    def with_one(self, states: Sequence[State], *, refused: bool) -> _Window:
        """The same with one more: there where all of it is, of no account where some of it does not apply."""
        if "not-applicable" in states:
            return self
        if all(state in ("scored", "needs-peers") for state in states) and not refused:
            return self._replace(there=self.there + 1)
        return self._replace(awaited=self.awaited + 1)


def settled(
    programs: Sequence[Program], figures: Figures, plan: Plan | None, in_force: InForce, problems: Problems
) -> list[list[ItemSettled]]:
    """How every item of every program counts."""
    return _Settler(programs, figures, plan, in_force, problems).every()


class _Settler:
    def __init__(self, programs: Sequence[Program], figures: Figures, plan: Plan | None, in_force: InForce, problems: Problems) -> None:
        self.programs, self.plan, self.in_force = programs, plan, in_force
        self.accepted = {(program.unit, part.number): accepted(part, figures, problems) for program in programs for part in program.parts}
        self.groups = {program.unit: program.unit for program in programs}
        self.groups |= {unit: group.id for group in (() if plan is None else plan.groups) for unit in group.units}
        self.windows: dict[Hashable, _Window] = {}
        for program in programs:
            for item in program.items:
                self.count(program, item)

    def count(self, program: Program, item: Item) -> None:
        """Notes the parts, and an item with an award of its own, in their windows. What a veto makes zero is not awaited."""
        wanted: list[tuple[Hashable, Sequence[Part]]] = [(self.window(program, part), [part]) for part in item.parts]
        wanted += [(self.item_window(program, item), item.parts)] if item.award is not None else []
        for key, parts in wanted:
            found = [self.accepted[program.unit, part.number] for part in parts]
            if all(each.state in ("scored", "needs-peers") for each in found) or not any(self.zeroed(program, part) for part in parts):
                window = self.windows.get(key, _Window())
                self.windows[key] = window.with_one([each.state for each in found], refused=any(each.refused for each in found))

    def window(self, program: Program, part: Part) -> Hashable:
        return (self.groups[program.unit], part.indicator, part.method.place)

    def item_window(self, program: Program, item: Item) -> Hashable:
        return (self.groups[program.unit], tuple((part.indicator, part.method.place) for part in item.parts))

    def every(self) -> list[list[ItemSettled]]:
        return [[self.item(program, item) for item in program.items] for program in self.programs]

    def item(self, program: Program, item: Item) -> ItemSettled:
        absent = [self.accepted[program.unit, part.number].state == "not-applicable" for part in item.parts]
        as_a_whole = item.award is not None
        treated = not as_a_whole or all(absent)
        parts = tuple(self.part(program, item, part, treated) for part in item.parts)
        return ItemSettled(item, parts, self.whole(program, item, parts) if as_a_whole else None, self.item_window(program, item))

    def whole(self, program: Program, item: Item, parts: tuple[PartSettled, ...]) -> Settled:
        """How an item with an award of its own counts: when all of its parts are scored."""
        if zero := next((part.settled for part in parts if any(each.kind == "zeroed" for each in part.settled.adjustments)), None):
            return zero
        if all(part.runs for part in parts):
            trait = COUNTS if item.result == "points" else NOTHING
            unsettled = any(part.settled.unsettled for part in parts)
            return self.carried(program, item, Settled(frozenset({trait}), "scored", unsettled=unsettled))
        how = self.absence(parts[0].part) if all(part.settled.state == "not-applicable" for part in parts) else None
        return _open("not-reported") if how is None else self.treated(how, self.windows.get(self.item_window(program, item), _Window()))

    def part(self, program: Program, item: Item, part: Part, treated: bool) -> PartSettled:
        found, window = self.accepted[program.unit, part.number], self.window(program, part)
        state, peers = found.state, self.windows.get(window, _Window())
        if state == "needs-peers" and self.plan is not None and self.are_there(part, peers):
            state = "scored"
        runs = state == "scored" and not found.refused
        unsettled = part.method.peers is not None and peers.awaited > 0
        if zeroed := self.zeroed(program, part):
            return PartSettled(part, found, zeroed, runs, window)
        if runs:
            trait = COUNTS if part.method.result == "points" else NOTHING
            one = Settled(frozenset({trait}), state, unsettled=unsettled)
            return PartSettled(part, found, one if item.award is not None else self.carried(program, item, one), True, window)
        how = self.absence(part) if state == "not-applicable" and treated else None
        if part.method.peers is not None and not self.are_there(part, peers):
            peers = _Window(0, peers.awaited)  # they wait for others themselves: of them there is no mean
        return PartSettled(part, found, _open(state) if how is None else self.treated(how, peers), False, window)

    def are_there(self, part: Part, peers: _Window) -> bool:
        """Whether the peers that the ladder compares with are there: all of them, where the method says so."""
        assert part.method.peers is not None
        others = peers.there - (not part.method.peers.include_self)
        return (others > 0 or not needs_peers(part.method.ladder)) and (part.method.peers.leave_out_missing or not peers.awaited)

    def absence(self, part: Part) -> Absent | None:
        """What the plan makes of what does not apply; of a result that is no points, nothing."""
        if self.plan is None or part.method.result != "points":
            return None
        return self.plan.absent_of.get(part.indicator, self.plan.absent)

    def treated(self, absent: Absent, peers: _Window) -> Settled:
        adjustment = Adjustment("absent", ABSENT_SAYS[absent.how], absent.place)
        traits = {
            "mean_of_all": {MEAN, MEAN_OF_ALL}, "mean_of_those": {MEAN, MEAN_OF_THOSE}, "full": {FULL},
        }.get(absent.how, {NOTHING})  # fmt: skip
        if MEAN in traits and not peers.there:
            return _open("not-applicable")  # nobody's mean
        unsettled = MEAN in traits and peers.awaited > 0
        return Settled(frozenset(traits), "not-applicable", unsettled=unsettled, absent=absent.how, adjustments=(adjustment,))

    def zeroed(self, program: Program, part: Part) -> Settled | None:
        """What a veto makes of the part; None where none touches it."""
        event = self.in_force.zeroes(program.unit, part)
        if event is None:
            return None
        says = Text(f"因“{event.name.zh}”计零分（{event.document}）", f"zero by '{event.name.en}' ({event.document})")
        adjustment = Adjustment("zeroed", says, event.place)
        return Settled(frozenset({NOTHING}), "scored", adjustments=(adjustment,))

    def carried(self, program: Program, item: Item, one: Settled) -> Settled:
        """The same where a unit's role carries a share of the result alone."""
        if item.role is None:
            return one
        share = item.role.share
        if share is None:
            share = Fraction(1) if self.plan is None else self.plan.roles.get(item.role.role, Fraction(1))
        role = ROLES[item.role.role]
        says = Text(f"{role.zh}单位，按 {exact_text(share)} 的比例承担结果", f"{role.en}: carries {exact_text(share)} of the result")
        if share == 1:
            says = Text(f"{role.zh}单位，承担全部结果", f"{role.en}: carries the whole result")
        traits = one.traits if share == 1 or COUNTS not in one.traits else frozenset({CARRIES})
        return one._replace(traits=traits, carries=share, adjustments=(*one.adjustments, Adjustment("carries", says, item.role.place)))


def _open(state: State) -> Settled:
    return Settled(frozenset({NOTHING}), state, scored=False)


def spread(items: Sequence[ItemSettled]) -> bool:
    """Whether something of the unit does not apply whose points are spread over the rest."""
    return any(part.settled.absent == "spread" for item in items for part in item.parts)
