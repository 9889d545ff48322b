"""What happened to units beside their figures goes in: commendations, accidents; what of it is in force comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple, assert_never

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
"""Why an event does not count: before the period, after the day of the assessment, released or over by then."""


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


def why_words(not_counted: NotCounted, plan: Plan) -> Text:
    """Why an event does not count, with the days that decide it."""
    event, day = not_counted.event, plan.day
    match not_counted.why:
        case "earlier":
            return Text(f"{event.day} 早于考核期 {plan.period}", f"{event.day} is before the period {plan.period}")
        case "later":
            return Text(f"{event.day} 在认定日 {day} 之后", f"{event.day} is after the day of the assessment, {day}")
        case "released":
            until = event.released
            return Text(f"{until} 已解除（认定日 {day}）", f"released on {until}, by the day of the assessment, {day}")
        case "over":
            assert isinstance(event.kind, Veto) and event.kind.months is not None
            months, until = event.kind.months, months_later(event.day, event.kind.months)
            return Text(f"有效期 {months} 个月，{until} 期满（认定日 {day}）",
                        f"lapsed on {until} after {months} months, by the day of the assessment, {day}")  # fmt: skip
        case _:
            assert_never(not_counted.why)


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
