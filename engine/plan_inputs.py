"""The shapes of a plan as people hand it to us, in pydantic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .fields import BindingsIn, Day, Exact, Identifier, Named, Period, Positive, Ratio, Reference, RoundedTo, Scalar, TextIn, Whole
from .inputs import AssumptionIn, GradeIn, SourceIn, Written

YesNo = Literal["true", "false"]


class Assumed(Written):
    """A rule of a plan: it may name its clause, and say that it is an assumption."""

    assumption: AssumptionIn | None = None
    source: SourceIn | None = None


class GroupIn(Assumed):
    """Units that are ranked among themselves (or listed apart): named one by one, or all of some classes."""

    name: TextIn
    units: tuple[Reference, ...] = ()
    classes: tuple[Scalar, ...] = ()
    ranked: YesNo = "true"


class RoundingIn(Assumed):
    """To how many decimals each stage is rounded: `2`, `1 half_even`, or `exact`."""

    part: RoundedTo | None = None
    item: RoundedTo | None = None
    section: RoundedTo | None = None
    unit: RoundedTo | None = None


class NotApplicableIn(Assumed):
    """What an item counts that does not apply to a unit, and what those of certain indicators do."""

    how: Literal["open", "mean_of_all", "mean_of_those", "zero", "full", "spread", "left_out"]
    over: Literal["section", "sheet"] = "section"
    digits: Whole = 2
    indicators: BindingsIn | None = None


class TiesIn(Assumed):
    """How units that are level share a rank, and what tells them apart before that."""

    how: Literal["competition", "dense", "forbidden"]
    keys: tuple[Scalar, ...] = ("score",)


class QuotaIn(Written):
    """How many units may have it."""

    number: Whole | None = Field(default=None, alias="places")
    share: Ratio | None = None
    base: Literal["group", "plan"] = "group"
    rounding: Literal["down", "half_up", "up"] | None = None
    on_tie: Literal["include", "exclude", "forbidden"]


class BandIn(Written):
    """The scores of a grade: `from` on, `below` another; at most so many units."""

    grade: Reference
    start: Exact | None = Field(default=None, alias="from")
    end: Exact | None = Field(default=None, alias="below")
    quota: QuotaIn | None = None


class GradingIn(Assumed):
    """The bands of one or more groups; of all that are ranked where none is named."""

    groups: tuple[Reference, ...] = ()
    by: Literal["score", "rate"] = "score"
    bands: Annotated[tuple[BandIn, ...], Field(min_length=1)]


class VetoIn(Assumed):
    """What an event does beside the points (一票否决)."""

    name: TextIn
    grade: Reference | None = None
    at_best: Reference | None = None
    lower: Whole = 0
    rank_at_best: Whole | None = None
    commendation: Literal["none"] | None = None
    zero: tuple[Reference, ...] = ()
    zero_item: YesNo = "false"
    deduct: Positive | None = None
    months: Whole | None = None


class ExtraIn(Assumed):
    """A kind of bonus or penalty (加减分项)."""

    name: TextIn
    sign: Literal["bonus", "penalty"]
    points: Positive | None = None
    most: Positive | None = None
    cap: Positive | None = None
    counts: Literal["score", "tie_break"] = "score"


class CapsIn(Assumed):
    """What all bonuses, and all penalties, of a unit come to at most."""

    bonus: Positive | None = None
    penalty: Positive | None = None


class CommendationIn(Assumed):
    """A class of commendation (表彰、嘉奖)."""

    name: TextIn
    groups: tuple[Reference, ...] = ()
    quota: QuotaIn
    at_least: Reference | None = None
    in_order: YesNo = "true"


class SelfSuppliedIn(Written):
    """What was decided where a unit supplies figures that it is scored by: a second source, or that it is recused."""

    unit: Reference
    indicator: Reference | None = None
    second_source: TextIn | None = None
    recused: TextIn | None = None


class PlanIn(Written):
    """One assessment of one year."""

    schema_version: Literal["1"] = Field(alias="schema")
    plan: Identifier
    title: TextIn
    period: Period
    day: Day
    source: SourceIn
    assumption: AssumptionIn | None = None
    sheets: Annotated[tuple[Scalar, ...], Field(min_length=1)]
    groups: Annotated[dict[str, GroupIn], Named]
    rounding: RoundingIn | None = None
    not_applicable: NotApplicableIn | None = None
    ties: TiesIn
    grades: Annotated[dict[str, GradeIn], Named] = Field(default_factory=dict)
    grading: tuple[GradingIn, ...] = ()
    vetoes: Annotated[dict[str, VetoIn], Named] = Field(default_factory=dict)
    next_moves_up: YesNo | None = None
    extras: Annotated[dict[str, ExtraIn], Named] = Field(default_factory=dict)
    caps: CapsIn | None = None
    highest_per_matter: YesNo = "false"
    commendations: Annotated[dict[str, CommendationIn], Named] = Field(default_factory=dict)
    roles: BindingsIn | None = None
    deciding_sources: tuple[Scalar, ...] = ()
    self_supplied: tuple[SelfSuppliedIn, ...] = ()
