"""The program: what a sheet compiles to, ordered steps of trees over frames (part, item, section, unit)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from .figures import FigureKey, Need
from .inputs import IndicatorKind, ResultType, Role
from .methods import Method
from .problems import Place
from .text import Text
from .tree import Node

RoundingMode = Literal["half_up", "half_even"]


class Assumption(NamedTuple):
    """What the document leaves open and how it is read here."""

    text: Text
    approved_by: str
    date: date | None
    place: Place


class Source(NamedTuple):
    """The clause that something comes from."""

    document: str
    date: date | None
    section: Text | None


class Guess(NamedTuple):
    """What a draft guessed, and where it is written; until a person confirms it by deleting it."""

    text: Text
    place: Place


class SettingValue(NamedTuple):
    """A setting's value and where it stands: in the sheet, or as the default of the method."""

    value: Fraction
    place: Place
    is_default: bool


class Part(NamedTuple):
    """What one method scores: a part of an item, or an item without parts.

    `share` is its share of `item_points`, None for an item without parts. `parameters` are the values known before any
    figure (points, target, settings), in the indicator's measure; `figures` says which figure each remaining name of
    the ladder stands for.
    """

    number: str
    name: Text
    indicator: str
    method: Method
    item_points: Fraction
    share: Fraction | None
    parameters: Mapping[str, Fraction]
    settings: Mapping[str, SettingValue]
    figures: Mapping[str, FigureKey]
    suppliers: Mapping[str, Text]
    measure: str
    direction: Literal["up", "down"]
    kind: IndicatorKind
    schedule: Mapping[str, Fraction]
    supplier: Text
    judged: Text | None
    evidence: Text | None
    target: str | None
    target_issued: bool
    printed: str | None
    notes: tuple[Text, ...]
    assumptions: tuple[Assumption, ...]
    source: Source
    place: Place
    places: Mapping[str, Place]

    @property
    def points(self) -> Fraction:
        return self.parameters["points"]


class ItemAward(NamedTuple):
    """How an item's award comes from those of its parts, which the tree calls `part_1`, `part_2` …"""

    tree: Node
    says: Text
    place: Place


class ItemRole(NamedTuple):
    """The part that the unit has in a task of several units, and what share of the result it carries (None: as the plan
    says of the role; without a plan all of it)."""

    role: Role
    share: Fraction | None
    place: Place


class Item(NamedTuple):
    """A numbered target. `shares` are those of its parts as written, empty where they have none; without an `award` of
    its own the item adds up its parts. It is whole if none of its parts had to be left out for a problem."""

    nr: int
    name: Text
    points: Fraction
    parts: tuple[Part, ...]
    has_parts: bool
    shares: tuple[Fraction, ...]
    result: ResultType
    award: ItemAward | None
    is_whole: bool
    role: ItemRole | None
    assumptions: tuple[Assumption, ...]
    source: Source
    place: Place
    places: Mapping[str, Place]


class Section(NamedTuple):
    """A group of items with a declared subtotal."""

    title: Text
    points: Fraction
    items: tuple[Item, ...]
    place: Place
    places: Mapping[str, Place]


class Rounding(NamedTuple):
    """To how many decimals a stage is rounded, and where a half goes: away from zero, or to the even digit."""

    digits: int
    mode: RoundingMode = "half_up"


class Spreading(NamedTuple):
    """Over what the points of an item that does not apply are spread, and in steps of how many decimals."""

    over: Literal["section", "sheet"]
    digits: int


DIGITS = 2
"""Decimals to which each part's award is rounded, half-up, unless a plan says otherwise."""


class Scoring(NamedTuple):
    """How accounts are kept: what is rounded at which stage (None: nothing), what is spread, what bonus and penalty come to
    at most. Everything above a stage adds up what is rounded there."""

    part: Rounding | None = Rounding(DIGITS)
    item: Rounding | None = None
    section: Rounding | None = None
    unit: Rounding | None = None
    spreading: Spreading | None = None
    bonus_cap: Fraction | None = None
    penalty_cap: Fraction | None = None
    of_plan: bool = False


class Program(NamedTuple):
    """One sheet, compiled: its sections, items and parts, the figures they need and how the awards of its parts are rounded.
    `methods` are those that it has of its own, used or not."""

    sheet: str
    unit: str
    unit_name: Text
    title: Text
    period: str
    source: Source
    points: Fraction
    sections: tuple[Section, ...]
    needs: Mapping[FigureKey, Need]
    rounding: Rounding | None
    methods: tuple[Method, ...]
    guesses: tuple[Guess, ...]
    place: Place
    places: Mapping[str, Place]

    @property
    def digits(self) -> int:
        """Decimals that a score is written with; one that is not rounded is written as it is."""
        return DIGITS if self.rounding is None else self.rounding.digits

    @property
    def items(self) -> Iterator[Item]:
        return (item for section in self.sections for item in section.items)

    @property
    def parts(self) -> Iterator[Part]:
        return (part for item in self.items for part in item.parts)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every assumption of the sheet once, in the order of what rests on it: included ones stand in files of their own."""
        held = (assumptions for item in self.items for assumptions in (item.assumptions, *(part.assumptions for part in item.parts)))
        return tuple(dict.fromkeys(each for assumptions in held for each in assumptions))


ACCOUNT = ("earned", "bonus", "penalty", "open", "lost", "score")
"""The lines of the account. Of every frame: earned + lost + open = points, score = earned + bonus - penalty."""
