"""What a document comes to as rules: the values that are drafted, before they are written."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ..problems import Place
from ..text import Text
from .parts import PartReading


class DraftIndicator(NamedTuple):
    """An indicator that the register has not got."""

    id: str
    name: str
    part: PartReading
    place: Place


class DraftPart(NamedTuple):
    """What is scored by one method: the indicator, its target, its share of the item where it has one; `subject` is the unit whose
    figure it is, where that is not the assessed one."""

    indicator: str
    part: PartReading
    method: str | None
    share: Fraction | None
    settings: Mapping[str, str]
    inputs: Mapping[str, str]
    subject: str | None = None


class DraftItem(NamedTuple):
    nr: int
    name: str
    points: Fraction | None
    parts: tuple[DraftPart, ...]
    guesses: tuple[Text, ...]
    place: Place


class DraftSection(NamedTuple):
    title: str
    points: Fraction
    items: tuple[DraftItem, ...]
    guesses: tuple[Text, ...]
    place: Place


class DraftSheet(NamedTuple):
    """The targets of a unit; `is_new`, the register has no such unit yet. `id` is that of the unit, but in a second sheet of it."""

    id: str
    unit: str
    name: str
    is_new: bool
    sections: tuple[DraftSection, ...]
    points: Fraction
    includes_common: bool
    guesses: tuple[Text, ...]
    place: Place


class Draft(NamedTuple):
    """What the document comes to as rules."""

    document: str
    date: str | None
    period: str
    sheets: tuple[DraftSheet, ...]
    common: tuple[DraftSection, ...]
    indicators: tuple[DraftIndicator, ...]
    known: frozenset[str]
    methods: frozenset[str]
    subjects: frozenset[str] = frozenset()


def says(place: Place, zh: str, en: str) -> Text:
    return guess(place, Text(zh, en))


def guess(place: Place, text: Text) -> Text:
    """The guess with the line of the document that it is about."""
    return Text(f"第 {place.line} 行：{text.zh}", f"line {place.line}: {text.en}")
