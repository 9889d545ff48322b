"""A draft and the rules that are there already go in, what differs comes out, item by item: the tool of a second reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..fields import TARGET_NOT_ISSUED
from ..numbers import exact_text, read_amount
from ..problems import Fault
from ..program import Item, Part, Program
from ..text import Text
from .drafts import Draft, DraftItem, DraftPart, DraftSheet


class Difference(NamedTuple):
    """Where draft and rules differ: the unit, the item (0: the sheet), what of it, and what each says."""

    unit: str
    nr: int
    what: Text
    drafted: str
    written: str


WHAT = {
    "sheet": Text("责任目标书", "sheet"),
    "item": Text("目标项", "item"),
    "points": Text("分值", "points"),
    "parts": Text("其中项数", "parts"),
    "target": Text("目标", "target"),
    "indicator": Text("指标", "indicator"),
}


def differences(draft: Draft, programs: Sequence[Program]) -> list[Difference]:
    """Every difference, unit by unit in the order of the document; then the sheets that the document does not have."""
    with_points = [program for program in programs if any(item.points for item in program.items)]  # tasks are not compared
    of_period = [program for program in with_points if program.period[:4] == draft.period[:4]]
    written: dict[str, list[Program]] = {}
    for program in sorted(of_period or with_points, key=lambda each: each.sheet):
        written.setdefault(program.unit, []).append(program)
    found: list[Difference] = []
    for sheet in draft.sheets:
        programs_left = written.get(sheet.unit)
        found += _sheet(sheet, draft, programs_left.pop(0) if programs_left else None)
    left = [program for programs_left in written.values() for program in programs_left]
    return found + [Difference(program.unit, 0, WHAT["sheet"], "", program.unit_name.zh) for program in left]


def _sheet(sheet: DraftSheet, draft: Draft, program: Program | None) -> Iterator[Difference]:
    if program is None:
        yield Difference(sheet.unit, 0, WHAT["sheet"], sheet.name, "")
        return
    sections = (*draft.common, *sheet.sections) if sheet.includes_common else sheet.sections
    items = {item.nr: item for section in sections for item in section.items}
    written = {item.nr: item for item in program.items}
    for nr in sorted({*items, *written}):
        if nr not in written:
            yield Difference(sheet.unit, nr, WHAT["item"], items[nr].name, "")
        elif nr not in items:
            yield Difference(sheet.unit, nr, WHAT["item"], "", written[nr].name.zh)
        else:
            yield from (Difference(sheet.unit, nr, WHAT[what], a, b) for what, a, b in _item(items[nr], written[nr]))


def _item(drafted: DraftItem, written: Item) -> Iterator[tuple[str, str, str]]:
    points = "" if drafted.points is None else exact_text(drafted.points)
    if points != exact_text(written.points):
        yield "points", points, exact_text(written.points)
    if len(drafted.parts) != len(written.parts):
        yield "parts", str(len(drafted.parts)), str(len(written.parts))
        return
    for one, other in zip(drafted.parts, written.parts, strict=True):
        yield from _part(one, other)


def _part(drafted: DraftPart, written: Part) -> Iterator[tuple[str, str, str]]:
    one, other = drafted.part.target or "", written.target or ""
    if comparable(one, written.measure) != comparable(other, written.measure) and other not in TARGET_NOT_ISSUED:
        yield "target", one, other
    if drafted.indicator != written.indicator:
        yield "indicator", drafted.indicator, written.indicator


def comparable(target: str, measure: str) -> object:
    """A target as it is compared: by what it comes to, however it is written."""
    value = read_amount(target, measure, None)
    return target.strip() if isinstance(value, Fault) else value
