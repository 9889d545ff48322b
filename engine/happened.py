"""What happened to units beside their figures goes in: commendations, accidents; what of it is in force comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from .figures import State
from .plan import Extra, Plan, Veto
from .problems import Place
from .program import Part
from .text import Text


class Event(NamedTuple):
    """One row of a table of events: what it is (a veto or an extra of the plan), when, by which document."""

    unit: str
    kind: Veto | Extra
    matter: str
    item: str
    points: Fraction | None
    day: date
    released: date | None
    document: str
    note: str
    state: State
    place: Place

    @property
    def name(self) -> Text:
        return self.kind.name


Why = Literal["earlier", "later", "released", "over"]
WHY_NOT: dict[Why, Text] = {
    "earlier": Text("早于考核期", "before the period"),
    "later": Text("晚于认定日", "after the day of the assessment"),
    "released": Text("认定日前已解除", "released by the day of the assessment"),
    "over": Text("认定日前期限已满", "its term was over by the day of the assessment"),
}
"""Why an event does not count."""


class NotCounted(NamedTuple):
    event: Event
    why: Why


class InForce(NamedTuple):
    """The events that count on the day of the assessment, by unit, in the order in which they stand; and those that do not."""

    vetoes: Mapping[str, tuple[Event, ...]]
    extras: Mapping[str, tuple[Event, ...]]
    not_counted: tuple[NotCounted, ...] = ()

    def zeroes(self, unit: str, part: Part) -> Event | None:
        """The veto that makes a part of a unit zero: by its indicator, or by the item that the event names."""
        numbers = {part.number, part.number.split(".")[0]}
        for event in self.vetoes.get(unit, ()):
            assert isinstance(event.kind, Veto)
            if part.indicator in event.kind.zero or (event.kind.zero_item and event.item in numbers):
                return event
        return None


NOTHING_HAPPENED = InForce({}, {})


def in_force(plan: Plan, events: Sequence[Event]) -> InForce:
    """The vetoes that began by the day of the assessment and were neither over nor released by then; the extras of the period,
    and those after it up to that day."""
    why = {event: _why_not(event, plan) for event in events}
    counting = [event for event in events if why[event] is None]
    return InForce(
        _by_unit([event for event in counting if isinstance(event.kind, Veto)]),
        _by_unit([event for event in counting if isinstance(event.kind, Extra)]),
        tuple(NotCounted(event, reason) for event in events if (reason := why[event]) is not None),
    )


def _why_not(event: Event, plan: Plan) -> Why | None:
    if event.day > plan.day:
        return "later"
    if event.released is not None and event.released <= plan.day:
        return "released"
    if isinstance(event.kind, Extra):
        return "earlier" if event.day < first_day(plan.period) else None
    over = event.kind.months is not None and plan.day >= months_later(event.day, event.kind.months)
    return "over" if over else None


def first_day(period: str) -> date:
    """The first day of a year (2011) or of a month (2011-05)."""
    return date(int(period[:4]), int(period[5:] or 1), 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; of a month without that day, its last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def _by_unit(events: Sequence[Event]) -> dict[str, tuple[Event, ...]]:
    return {unit: tuple(event for event in events if event.unit == unit) for unit in dict.fromkeys(event.unit for event in events)}
