"""The program: what a sheet compiles to, ordered steps of trees over frames (part, item, section, unit)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from .figures import FigureKey, Need
from .inputs import IndicatorKind, ResultType
from .methods import Method
from .problems import Place
from .text import Text
from .tree import Call, Node, Number, Total

Level = Literal["part", "item", "section", "unit"]
LEVELS: tuple[Level, ...] = ("part", "item", "section", "unit")


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


class Step(NamedTuple):
    """A value that every frame of a level is given, computed from its other values or from the frames below."""

    level: Level
    name: str
    tree: Node


class Program(NamedTuple):
    """One sheet, compiled: its frames, the figures they need and the steps that give every value. `methods` are those that
    it has of its own, used or not."""

    sheet: str
    unit: str
    unit_name: Text
    title: Text
    period: str
    source: Source
    points: Fraction
    sections: tuple[Section, ...]
    needs: Mapping[FigureKey, Need]
    digits: int
    steps: tuple[Step, ...]
    methods: tuple[Method, ...]
    place: Place
    places: Mapping[str, Place]

    @property
    def items(self) -> Iterator[Item]:
        return (item for section in self.sections for item in section.items)

    @property
    def parts(self) -> Iterator[Part]:
        return (part for item in self.items for part in item.parts)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every assumption of the sheet once, in the order of the sheet."""
        found = {each: None for item in self.items for each in item.assumptions}
        found |= {each: None for part in self.parts for each in part.assumptions}
        return tuple(sorted(found, key=lambda each: (each.place.line, each.place.column)))


ACCOUNT = ("earned", "bonus", "penalty", "open", "lost", "score")
"""The lines of the account. Of every frame: earned + lost + open = points, score = earned + bonus - penalty."""


def award_step(method: Method, digits: int) -> Step:
    """The award of a part: its ladder, rounded once (a class is not rounded: it is the position of a name)."""
    return Step("part", "award", method.ladder if method.classes else Call("round", (method.ladder, Number(Fraction(digits)))))


def account_steps(expressions: Mapping[str, Node]) -> tuple[Step, ...]:
    """The account of every frame: a part's by `expressions` from its award, each level above by adding up."""
    part = tuple(Step("part", name, expressions[name]) for name in ACCOUNT)
    above = tuple(Step(level, name, Total(name)) for level in LEVELS[1:] for name in ACCOUNT)
    return part + above
