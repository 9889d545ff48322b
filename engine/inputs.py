"""The shapes that people hand us, in pydantic: unknown keys are refused, every value keeps its place."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .fields import (
    PLACES,
    BindingsIn,
    Day,
    Exact,
    Identifier,
    Named,
    Period,
    Positive,
    Ratio,
    Reference,
    Scalar,
    TextIn,
    Whole,
)
from .figures import ActualType
from .problems import Place

SettingType = Literal["ratio", "points", "number", "count", "amount", "money", "date"]
ResultType = Literal["points", "money", "class", "met"]
Combine = Literal["share", "all", "worst", "best", "mean"]
Role = Literal["lead", "cooperating", "implementing"]
IndicatorKind = Literal["growth", "ratio", "cumulative", "stock", "yearly", "count", "points", "date", "ballots", "judged"]


class Written(BaseModel):
    """A mapping that a person wrote, with the places of its values."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)
    places: dict[str, Any] = Field(alias="@places", repr=False, exclude=True)

    def at(self, key: str = "") -> Place:
        """Where the value of `key` stands; the mapping itself where it has no such key."""
        place = self.places.get(key) or self.places[""]
        assert isinstance(place, Place)
        return place

    def at_key(self, key: str) -> Place:
        """Where the key itself stands, likewise."""
        place = self.places[PLACES].get(key) or self.at()
        assert isinstance(place, Place)
        return place


class AssumptionIn(Written):
    """What the document leaves open, how it is read here, and who approved that."""

    text: TextIn
    approved_by: Scalar = ""
    date: Day | None = None


class SourceIn(Written):
    """The clause that a sheet, a section or an item comes from."""

    document: Scalar
    date: Day | None = None
    section: TextIn | None = None


class DraftedIn(Written):
    """Something that `score draft` may have written: what it guessed, each guess with its reason and its line."""

    draft: tuple[TextIn, ...] = ()


class PartIn(DraftedIn):
    """What is scored by one method: a part of an item, or an item that has no parts."""

    indicator: Reference | None = None
    name: TextIn | None = None
    subject: Reference | None = None
    target: Scalar | None = None
    low: Scalar | None = None
    high: Scalar | None = None
    printed: Scalar | None = None
    method: Reference | None = None
    settings: BindingsIn | None = None
    inputs: BindingsIn | None = None
    assumption: AssumptionIn | None = None
    supplier: TextIn | None = None
    schedule: BindingsIn | None = None
    source: SourceIn | None = None
    note: TextIn | None = None


class SharedPartIn(PartIn):
    """A part of an item, with its share of the item's points where these are shared out."""

    share: Ratio | None = None


class TaskUnitIn(Written):
    """A unit that has a part in a task of several units, and what share of the result it carries."""

    unit: Reference
    role: Role
    share: Ratio | None = None


class ItemIn(PartIn):
    """A numbered target with its points (unless its result is something else than points)."""

    nr: Whole
    units: tuple[TaskUnitIn, ...] = ()
    points: Exact | None = None
    combine: Combine | None = None
    award: Scalar | None = None
    parts: tuple[SharedPartIn, ...] = ()


class SectionIn(DraftedIn):
    """A group of items with a printed subtotal."""

    title: TextIn
    points: Exact
    items: Annotated[tuple[ItemIn, ...], Field(min_length=1)]
    assumption: AssumptionIn | None = None
    source: SourceIn | None = None


class IndicatorIn(DraftedIn):
    """What is measured, defined once for every sheet."""

    name: TextIn
    aliases: tuple[Scalar, ...] = ()
    measure: Scalar = ""
    direction: Literal["up", "down"] = "up"
    precision: Positive | None = None
    kind: IndicatorKind
    supplier: TextIn
    method: Identifier
    judged: TextIn | None = None
    evidence: TextIn | None = None
    note: TextIn | None = None


class UnitIn(DraftedIn):
    """Who is assessed or supplies figures, registered once."""

    name: TextIn
    aliases: tuple[Scalar, ...] = ()
    former: tuple[Scalar, ...] = ()
    unit_class: Scalar = Field(default="", alias="class")
    parent: Identifier | None = None
    valid_from: Day | None = Field(default=None, alias="from")
    valid_to: Day | None = Field(default=None, alias="to")
    successor: Identifier | None = None


class SettingIn(Written):
    """A value that a sheet may set for a method."""

    type: SettingType
    name: TextIn
    default: Scalar | None = None


class InputIn(Written):
    """Another indicator that a method compares with, bound in the sheet; `is_target` if it stands where a target would."""

    name: TextIn
    is_target: Literal["true", "false"] = "false"


class GradeIn(Written):
    """A bare name and what it is called: a grade given instead of a number, a class of the result, a class of units."""

    name: TextIn


class RequirementIn(Written):
    """A condition that figures must meet to be scored at all, and what to say of those that do not."""

    that: Scalar
    says: TextIn


class BallotsIn(Written):
    """How many of the highest and of the lowest ballots are left out, and between what every ballot must be."""

    drop_highest: Whole = 0
    drop_lowest: Whole = 0
    low: Exact | None = None
    high: Exact | None = None


class RungIn(Written):
    """One line of a ladder."""

    when: Scalar | None = None
    award: Scalar
    says: TextIn | None = None


class PeersIn(Written):
    """Who the peers are that a ladder compares with: whether the unit itself is one, and what a peer without figures is."""

    include_self: Literal["true", "false"]
    missing: Literal["leave_out", "open"]


class ExampleIn(Written):
    """Figures and what they must earn (or `refused`); run on every target. `peers` are those of the other units."""

    given: BindingsIn
    peers: tuple[BindingsIn, ...] = ()
    award: Scalar


class MethodIn(Written):
    """How actuals become points."""

    name: TextIn
    says: TextIn
    valid_from: Day | None = None
    valid_to: Day | None = None
    actual: ActualType = "amount"
    result: ResultType = "points"
    classes: Annotated[dict[str, GradeIn], Named] = {}
    unit_classes: Annotated[dict[str, GradeIn], Named] = {}
    grades: Annotated[dict[str, GradeIn], Named] = {}
    settings: Annotated[dict[str, SettingIn], Named] = {}
    inputs: Annotated[dict[str, InputIn], Named] = {}
    peers: PeersIn | None = None
    ballots: BallotsIn | None = None
    requires: tuple[RequirementIn, ...] = ()
    declares: tuple[Literal["bonus", "penalty"], ...] = ()
    ladder: Annotated[tuple[RungIn, ...], Field(min_length=1)]
    examples: Annotated[tuple[ExampleIn, ...], Field(min_length=1)]


class SheetIn(DraftedIn):
    """The targets of one unit for one period."""

    schema_version: Literal["1"] = Field(alias="schema")
    sheet: Identifier
    title: TextIn | None = None
    unit: Reference
    period: Period
    source: SourceIn
    points: Exact
    assumption: AssumptionIn | None = None
    methods: Annotated[dict[str, MethodIn], Named] = {}
    settings: Annotated[dict[str, BindingsIn], Named] = {}
    schedule: BindingsIn | None = None
    sections: Annotated[tuple[SectionIn, ...], Field(min_length=1)]


class BesidesIn(Written):
    """Who carries a share of a whole without a sheet among the parts."""

    name: TextIn
    target: Scalar
    actual: Scalar | None = None
    source: SourceIn | None = None


class RelationIn(Written):
    """An indicator whose whole the parts should carry: they add up to it, or it is their weighted mean."""

    indicator: Reference
    name: TextIn | None = None
    how: Literal["sum", "weighted_mean"] = "sum"
    weights: BindingsIn | None = None
    besides: tuple[BesidesIn, ...] = ()
    note: TextIn | None = None


class TieOutIn(Written):
    """Which sheets are parts of which, for which indicators the parts should carry the whole, and who may lead its goals."""

    schema_version: Literal["1"] = Field(alias="schema")
    tie_out: Identifier
    whole: Scalar
    parts: Annotated[tuple[Scalar, ...], Field(min_length=1)]
    leads: Annotated[tuple[Scalar, ...], Field(min_length=1)] = ()
    relations: Annotated[tuple[RelationIn, ...], Field(min_length=1)]
