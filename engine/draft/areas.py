"""Parts go in, they come out without the word for the whole area (全市) in their names, which says whose figure is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .parts import PartReading

_AREA = re.compile(r"(?<!安)全[省市县区州](?!级|域|内|外|直(?!接))")
_JUDGED_OF_AREA = re.compile(r"(?:^|,)(?:(?:确保|保证|保持|维护|实现|完成|对)(?:对)?)?" + _AREA.pattern)


def of_areas(parts: Sequence[PartReading]) -> list[PartReading]:
    """The parts with their areas; one under a total (其中) is of the total's."""
    found: list[PartReading] = []
    for part in parts:
        area = _area(part) or next((each.area for each in found if part.of is not None and each.name == _without(part.of)), "")
        name, called = _without(part.name), _without(part.called)
        of = part.of and _without(part.of)
        found.append(part._replace(name=name, called=called, of=of, area=area))
    return found


def _area(part: PartReading) -> str:
    match = (_JUDGED_OF_AREA if part.sense == "judged" else _AREA).search(part.text) or (_AREA.search(part.name) if part.target else None)
    return re.sub(r".*(全[省市县区州]).*", r"\1", match[0]) if match else ""


def _without(name: str) -> str:
    return re.sub(f"^[对在]?{_AREA.pattern}|{_AREA.pattern}", "", name) or name
