"""Relations of a whole and the programs of the units that may lead it go in, who answers for each of its goals comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from .compile.part import BOUNDS
from .program import Part, Program
from .register import Rules
from .text import Text
from .tie_out import TieOut, own_part

Agreement = Literal["same", "stricter", "looser", "unlike", "goal-without-target", "goal-not-issued", "without-target", "not-issued"]
"""What the target of a lead is beside that of the goal: as far, further or less far by the indicator's direction, of a form
that does not compare; or which of the two has none, and whether it only was not issued."""


class Lead(NamedTuple):
    """A unit that answers for a goal (牵头单位): by a part of its own sheet that is about the whole's unit."""

    unit: str
    name: Text
    part: Part
    state: Agreement


class Goal(NamedTuple):
    """One part of the whole's sheet under its indicator's name: the relations that are about it, and the units that lead it."""

    part: Part
    name: Text
    relations: tuple[TieOut, ...]
    leads: tuple[Lead, ...]

    @property
    def is_carried(self) -> bool:
        """Whether a relation covers it of which somebody carries a share."""
        return any(each.carriers for each in self.relations)

    @property
    def is_led(self) -> bool:
        return bool(self.leads)

    @property
    def is_unanswered(self) -> bool:
        return not (self.is_carried or self.is_led)


def goals_of(whole: Program, leads: Sequence[Program], relations: Sequence[TieOut], rules: Rules) -> tuple[Goal, ...]:
    """Every goal of the whole, in the order of its sheet; the `relations` are those on the targets."""
    leading = [(program, part) for program in leads for part in _leading(program)]
    return tuple(_goal(goal, whole, leading, relations, rules) for goal in whole.parts)


def _goal(goal: Part, whole: Program, leading: Iterable[tuple[Program, Part]], relations: Sequence[TieOut], rules: Rules) -> Goal:
    subject = _subject(goal, whole.unit)
    found = [
        Lead(program.unit, program.unit_name, part, agreement(goal, part))
        for program, part in leading
        if part.indicator == goal.indicator and program.unit != subject and _subject(part, program.unit) == subject
    ]
    about = tuple(each for each in relations if own_part(whole, each.indicator) is goal)
    return Goal(goal, rules.indicators[goal.indicator].name, about, tuple(found))


def _leading(program: Program) -> Iterator[Part]:
    """The parts that the unit answers for; in a task of several units it may only help."""
    return (part for item in program.items if item.role is None or item.role.role == "lead" for part in item.parts)


def _subject(part: Part, unit: str) -> str:
    """The unit whose figures a part is scored by: that of the sheet, unless its `subject` is another."""
    return next((key.subject for key in part.figures.values()), unit)


def agreement(goal: Part, lead: Part) -> Agreement:
    """What the lead's target is beside the goal's; both are parts of one indicator, so they have its measure and direction."""
    if not goal.target_issued or not lead.target_issued:
        return "not-issued" if goal.target_issued else "goal-not-issued"
    if goal.kind == "judged":
        return "same"
    of_goal, of_lead = _bounds(goal), _bounds(lead)
    if not of_goal or not of_lead:
        return "without-target" if of_goal else "goal-without-target"
    if of_goal.keys() != of_lead.keys():
        return "unlike"
    return _compared([_further(name, of_lead[name] - of_goal[name], goal.direction) for name in of_goal])


def _bounds(part: Part) -> dict[str, Fraction]:
    return {name: part.parameters[name] for name in BOUNDS if name in part.parameters}


def _further(name: str, difference: Fraction, direction: Literal["up", "down"]) -> Fraction:
    """By how much a bound asks for more: an upper one, or a target of what should be little, by being less."""
    return -difference if name == "high" or (name == "target" and direction == "down") else difference


def _compared(further: Sequence[Fraction]) -> Agreement:
    if not any(further):
        return "same"
    return "stricter" if min(further) >= 0 else "looser" if max(further) <= 0 else "unlike"
