"""What scoring comes to: the account of every part, item, section and unit, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from .figures import Figure, Figures
from .problems import Place
from .program import Item, Part, Program, Section
from .text import Text

State = Literal["scored", "partly-scored", "not-reported", "not-applicable", "target-not-issued", "needs-peers"]


class Account(NamedTuple):
    """Points that balance exactly: earned + lost + open = points, score = earned + bonus - penalty."""

    points: Fraction
    earned: Fraction
    bonus: Fraction
    penalty: Fraction
    open: Fraction
    lost: Fraction
    score: Fraction

    @property
    def reachable(self) -> Fraction:
        """The score if every open point is earned."""
        return self.score + self.open


AdjustmentKind = Literal["absent", "carries", "zeroed", "spread"]


class Adjustment(NamedTuple):
    """What a plan makes of a part or an item beyond its ladder, and where that is written: how one that does not apply
    counts, what a role carries of it, what a veto takes, what was spread over it."""

    kind: AdjustmentKind
    says: Text
    place: Place


class Peer(NamedTuple):
    """A unit that a part is compared with: the values of its part's ladder, and those of the part's frame."""

    unit: Text
    values: Mapping[str, Fraction]
    frame: Mapping[str, Fraction]


class PartResult(NamedTuple):
    """What a part scored. `exact` is its award before rounding, `rung` the rung that applied (from 0);
    both are None where its ladder was not run. `values` are those of the ladder's names, `frame` those of its frame; `peers`
    are those that it is compared with, itself among them where it lets itself be seen."""

    part: Part
    account: Account
    state: State
    figures: Mapping[str, Figure]
    values: Mapping[str, Fraction]
    exact: Fraction | None
    award: Fraction | None
    rung: int | None
    is_open: bool
    adjustments: tuple[Adjustment, ...] = ()
    peers: tuple[Peer, ...] = ()
    frame: Mapping[str, Fraction] = MappingProxyType({})

    @property
    def completion(self) -> Fraction | None:
        """actual ÷ target, where more is better and there are both."""
        actual, target = self.values.get("actual"), self.part.parameters.get("target")
        measured = self.part.method.actual in ("amount", "count") and not self.part.method.grades
        if not measured or actual is None or target is None or target <= 0 or self.part.direction == "down":
            return None
        return actual / target


class ItemResult(NamedTuple):
    """What an item scored. `exact` and `award` are those of an item whose award is worked out from its parts' (None
    while one of them is open), or of its one part."""

    item: Item
    account: Account
    parts: tuple[PartResult, ...]
    exact: Fraction | None
    award: Fraction | None
    is_open: bool
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def state(self) -> State:
        """That of its parts; where they differ, `partly-scored` if one is scored, else what is most likely to change."""
        states = {part.state for part in self.parts}
        if "scored" in states and len(states) > 1:
            return "partly-scored"
        return next(state for state in ("scored", "needs-peers", "not-reported", "target-not-issued", "not-applicable") if state in states)


class SectionResult(NamedTuple):
    section: Section
    account: Account
    items: tuple[ItemResult, ...]


class Scorecard(NamedTuple):
    """The results of one unit."""

    program: Program
    figures: Figures
    account: Account
    sections: tuple[SectionResult, ...]

    @property
    def items(self) -> tuple[ItemResult, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @property
    def money(self) -> Fraction | None:
        """The money of all items that result in money; None where there are none."""
        of_money = [item for item in self.items if item.item.result == "money"]
        return sum((item.award or Fraction(0) for item in of_money), Fraction(0)) if of_money else None

    @property
    def parts(self) -> tuple[PartResult, ...]:
        return tuple(part for item in self.items for part in item.parts)

    @property
    def may_have_more(self) -> bool:
        """Whether what is open may come to more than its points: a bonus has no upper end to add."""
        return any(part.is_open and "bonus" in part.part.method.declares for part in self.parts)
