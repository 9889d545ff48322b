"""Figures: who is measured on what and when, by whom it was supplied, and what was submitted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

from .problems import Place
from .text import Text

Absence = Literal["not-reported", "not-applicable", "target-not-issued"]
ABSENCES: dict[Absence, Text] = {
    "not-reported": Text("未报", "not reported"),
    "not-applicable": Text("不适用", "does not apply"),
    "target-not-issued": Text("目标未下达", "target not yet issued"),
}
"""The three ways in which a part has nothing to score. They are never a zero and never each other."""

ActualType = Literal["amount", "count", "points", "date", "ballots"]
"""What an actual is: an amount in the indicator's measure, a number of events, points that a person enters, a date
(kept as the number of its day), or ballots."""

Version = Literal["flash", "annual", "revised"]
VERSIONS: dict[Version, Text] = {
    "flash": Text("快报", "flash"),
    "annual": Text("年报", "annual"),
    "revised": Text("修订", "revised"),
}
"""The versions of a statistic, in the order in which they appear: a later one stands for an earlier one."""

State = Literal["reported", "verified", "illustrative"]
STATES: dict[State, Text] = {
    "reported": Text("已报送", "reported"),
    "verified": Text("已核定", "verified"),
    "illustrative": Text("示例", "illustrative"),
}


class FigureKey(NamedTuple):
    """What a figure is about. One figure serves every item that is about it, whoever's sheet it stands in."""

    subject: str
    indicator: str
    period: str


class Need(NamedTuple):
    """A figure that the program needs, and what it must look like to be one.

    `grades` maps what may be written (met, 完成) to the grade's position; it is empty for a number. `numbers` are the
    items and parts whose actual it is, `compared_in` those that compare theirs with it. `whose` is the name of its
    subject where that is another than the unit of the sheet.
    """

    key: FigureKey
    name: Text
    measure: str
    precision: Fraction | None
    supplier: Text
    type: ActualType = "amount"
    grades: Mapping[str, int] = MappingProxyType({})
    grade_names: tuple[Text, ...] = ()
    numbers: tuple[str, ...] = ()
    compared_in: tuple[str, ...] = ()
    whose: Text | None = None


class Ballots(NamedTuple):
    """What was cast: the valid ballots, and how many were void or left to those who are recused."""

    valid: tuple[Fraction, ...]
    void: int
    recused: int


class Figure(NamedTuple):
    """A submitted actual. `value` is exact, in the indicator's measure (a grade is its position, of ballots it is how
    many are valid); where there is none, `absence` says why. `written` is what stood in the file, but for ballots: a
    single one never leaves the engine."""

    key: FigureKey
    value: Fraction | None
    written: str
    version: Version
    place: Place
    absence: Absence | None = None
    supplier: str = ""
    received: date | None = None
    state: State = "reported"
    note: str = ""
    names_version: bool = False
    ballots: Ballots | None = None


class Figures(NamedTuple):
    """The figures that count, by key, and the earlier versions that they stand for."""

    current: Mapping[FigureKey, Figure]
    superseded: tuple[Figure, ...] = ()

    @property
    def are_illustrative(self) -> bool:
        return any(figure.state == "illustrative" for figure in self.current.values())
