"""The plan, compiled: whose sheets are ranked together, and how totals become ranks, grades and commendations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from .figures import FigureKey, Need
from .inputs import Role
from .problems import Place
from .program import Assumption, Program, Scoring, Source
from .steps import Step
from .text import Text

AbsentHow = Literal["mean_of_all", "mean_of_those", "zero", "full", "spread", "left_out"]
TiePolicy = Literal["competition", "dense", "forbidden"]
EdgePolicy = Literal["include", "exclude", "forbidden"]
By = Literal["score", "rate"]
ROLES: dict[Role, Text] = {
    "lead": Text("牵头", "lead"),
    "cooperating": Text("配合", "cooperating"),
    "implementing": Text("实施", "implementing"),
}


class Group(NamedTuple):
    """Units that are ranked among themselves; or, not `ranked`, listed apart."""

    id: str
    name: Text
    units: tuple[str, ...]
    ranked: bool
    place: Place


class Absent(NamedTuple):
    """What an item counts that does not apply to a unit, and where that is written."""

    how: AbsentHow
    place: Place


class TieKey(NamedTuple):
    """What comes before what, where two units are level so far: the value of a unit's frame, more of it first."""

    name: str
    says: Text
    by_rate: bool = False
    indicator: str | None = None

    @property
    def is_score(self) -> bool:
        """Whether it is the score itself, whose range is known while something is open."""
        return self.name == "score"


class Quota(NamedTuple):
    """How many units may have it: a number, or a share of the group or of all that are ranked, rounded."""

    places: int | None
    share: Fraction | None
    base: Literal["group", "plan"]
    rounding: Literal["down", "half_up", "up"]
    on_tie: EdgePolicy
    place: Place


class Band(NamedTuple):
    """The scores of a grade: from one on (None: however low), below another (None: however high)."""

    grade: str
    start: Fraction | None
    end: Fraction | None
    quota: Quota | None
    place: Place


class Grading(NamedTuple):
    """The bands of one or more groups, the best first."""

    groups: tuple[str, ...]
    by: By
    bands: tuple[Band, ...]
    place: Place


class Veto(NamedTuple):
    """What an event does beside the points. Grades are positions, 0 the best; `lower` is by how many."""

    id: str
    name: Text
    grade: int | None
    at_best: int | None
    lower: int
    rank_at_best: int | None
    no_commendation: bool
    zero: frozenset[str]
    zero_item: bool
    deduct: Fraction
    months: int | None
    assumptions: tuple[Assumption, ...]
    place: Place

    @property
    def touches_grade(self) -> bool:
        return self.grade is not None or self.at_best is not None or self.lower > 0


class Extra(NamedTuple):
    """A kind of bonus or penalty: what one event is worth (None: each says so), and what all of them come to at most."""

    id: str
    name: Text
    sign: Literal["bonus", "penalty"]
    points: Fraction | None
    most: Fraction | None
    cap: Fraction | None
    breaks_ties_only: bool
    place: Place


class Commendation(NamedTuple):
    """A class of commendation: for how many, of at least which grade; `groups` are all that are ranked where none is named."""

    id: str
    name: Text
    groups: tuple[str, ...]
    quota: Quota
    at_least: int | None
    in_order: bool
    place: Place


class SelfSupplied(NamedTuple):
    """What was decided where a unit supplies a figure that it is scored by: a second source, or who judges in its place."""

    unit: str
    indicator: str | None
    second_source: Text | None
    recused: Text | None
    place: Place


class LeftOut(NamedTuple):
    """The groups that a plan holds beside those that were chosen: their names by id, their units, and how many of these are
    ranked. Of a unit whose figures a chosen sheet asks for there are the needs of its own sheet: a table may give its
    figures by the numbers there."""

    groups: Mapping[str, Text] = MappingProxyType({})
    units: Mapping[str, Mapping[FigureKey, Need]] = MappingProxyType({})
    ranked: int = 0


class Plan(NamedTuple):
    """One assessment of one year: the programs of its units and the steps that rank them."""

    id: str
    title: Text
    period: str
    source: Source
    day: date
    programs: tuple[Program, ...]
    groups: tuple[Group, ...]
    scoring: Scoring
    absent: Absent | None
    absent_of: Mapping[str, Absent | None]
    roles: Mapping[Role, Fraction]
    highest_per_matter: bool
    extras: Mapping[str, Extra]
    vetoes: Mapping[str, Veto]
    next_moves_up: bool
    ties: TiePolicy
    keys: tuple[TieKey, ...]
    grades: Mapping[str, Text]
    gradings: tuple[Grading, ...]
    commendations: tuple[Commendation, ...]
    deciding: tuple[str, ...]
    self_supplied: tuple[SelfSupplied, ...]
    assumptions: tuple[Assumption, ...]
    steps: tuple[Step, ...]
    place: Place
    places: Mapping[str, Place]
    left_out: LeftOut = LeftOut()

    @property
    def digits(self) -> int:
        """Decimals that totals are written with."""
        stages = (self.scoring.unit, self.scoring.section, self.scoring.item, self.scoring.part)
        return next((each.digits for each in stages if each is not None), 2)

    def group_of(self, unit: str) -> Group:
        """The group that a unit of the plan is in."""
        return next(group for group in self.groups if unit in group.units)

    def program_of(self, unit: str) -> Program | None:
        return next((program for program in self.programs if program.unit == unit), None)

    @property
    def in_order(self) -> Iterator[tuple[Group, Program]]:
        """Every unit's program with its group, in the order of the plan."""
        of = {program.unit: program for program in self.programs}
        return ((group, of[unit]) for group in self.groups for unit in group.units if unit in of)
