"""What happened to units beside their figures goes in: commendations, accidents; what of it is in force comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

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


class InForce(NamedTuple):
    """The events that count on the day of the assessment, by unit, in the order in which they stand."""

    vetoes: Mapping[str, tuple[Event, ...]]
    extras: Mapping[str, tuple[Event, ...]]
    lapsed: tuple[Event, ...] = ()

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
    """The vetoes that began by the day of the assessment and neither lapsed nor were released by then; all extras until then."""
    counting = [event for event in events if _is_in_force(event, plan.day)]
    return InForce(
        _by_unit([event for event in counting if isinstance(event.kind, Veto)]),
        _by_unit([event for event in counting if isinstance(event.kind, Extra)]),
        tuple(event for event in events if event not in counting),
    )


def _is_in_force(event: Event, day: date) -> bool:
    if event.day > day or (event.released is not None and event.released <= day):
        return False
    return not isinstance(event.kind, Veto) or event.kind.months is None or day < months_later(event.day, event.kind.months)


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
