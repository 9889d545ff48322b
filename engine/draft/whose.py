"""Drafted sections go in, they come out with the unit whose figure each part is (`subject`), and with a guess where an
indicator stands twice in a sheet or the assessed unit supplies it itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ..problems import Place
from ..register import Rules, names_of, plain_name
from ..text import Text
from .drafts import DraftItem, DraftPart, DraftSection, says

Before = dict[tuple[str, str | None], int]
"""The item in which an indicator of a subject stands first."""


class Assessed(NamedTuple):
    """Whose sheet it is: the id and the printed name, none of items that several units have in common; and who issued the
    document."""

    id: str | None
    name: str
    issuer: str | None


class Whose:
    """Says whose figure a part is, by the words for the whole area (全市) and the register of units."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.units = rules, rules.unit_ids
        self.subjects: set[str] = set()

    def sections(
        self, sections: Sequence[DraftSection], assessed: Assessed, common: Sequence[DraftSection] = ()
    ) -> tuple[DraftSection, ...]:
        """The sections of a sheet, which has the `common` ones too."""
        before = {(part.indicator, part.subject): item.nr for section in common for item in section.items for part in item.parts}
        return tuple(
            section._replace(items=tuple(self._told(self.item(item, assessed), assessed, before) for item in section.items))
            for section in sections
        )

    def item(self, item: DraftItem, assessed: Assessed) -> DraftItem:
        """The item with the subject of each part; a guess where the register does not say who that is."""
        parts, guesses = [], list(item.guesses)
        for each in item.parts:
            area = each.part.area
            subject = self.subject(area, assessed) if area else None
            if area and subject is None:
                zh, en = f"“{area}”的数据，不是被考核单位自己的", f"the figure is of the whole area ({area}), not the unit's own"
                guesses.append(says(item.place, f"{zh}：units.yaml 中没有写明是哪里", f"{en}: units.yaml does not say which"))
            is_others = subject is not None and subject != assessed.id
            self.subjects |= {subject} if subject is not None and is_others else set()
            parts.append(each._replace(subject=subject if is_others else None))
        return item._replace(parts=tuple(parts), guesses=tuple(guesses))

    def subject(self, area: str, assessed: Assessed) -> str | None:
        """The id of the unit that is the whole 市, 县, 区 …: the assessed one, else the nearest above it, else who issued the
        document. One that has the name and is not registered is the assessed one under a new id."""
        level = re.compile(f"{area[-1]}(?:人民政府|政府|管理委员会|管委会)?$")
        if level.search(assessed.name):
            return assessed.id
        issuer = self.units.get(plain_name(assessed.issuer)) if assessed.issuer else None
        for id in chain(self._above(assessed.id), [issuer] if issuer else []):
            if any(level.search(name) for name in names_of(id, self.rules.units[id])):
                return id
        return None

    def _above(self, id: str | None) -> Iterator[str]:
        """The unit itself, its parent, and so on."""
        seen: set[str] = set()
        while id is not None and id in self.rules.units and id not in seen:
            yield id
            seen.add(id)
            id = self.rules.units[id].parent

    def _told(self, item: DraftItem, assessed: Assessed, before: Before) -> DraftItem:
        """The item with its doubts; the indicators of the items `before` it grow by its own."""
        found: list[Text] = []
        for part in item.parts:
            found += self._doubts(part, item.place, assessed, before)
            before.setdefault((part.indicator, part.subject), item.nr)
        return item._replace(guesses=(*item.guesses, *dict.fromkeys(found)))

    def _doubts(self, part: DraftPart, place: Place, assessed: Assessed, before: Before) -> Iterator[Text]:
        id, again = part.indicator, before.get((part.indicator, part.subject))
        if again is not None:
            zh, en = f"指标 {id} 在第 {again} 项已有", f"the indicator {id} stands in item {again} already"
            yield says(place, f"{zh}：同一结果计两次，须核对是否同一指标", f"{en}: counted twice, unless it is another one")
        known = self.rules.indicators.get(id)
        if known is not None and assessed.id is not None and part.part.compared_with is None:
            supplier = self.units.get(plain_name(known.supplier.zh)) or self.units.get(plain_name(known.supplier.en))
            if supplier == assessed.id:
                zh, en = f"指标 {id} 由{known.supplier.zh}提供", f"the indicator {id} is supplied by {known.supplier.en}"
                yield says(place, f"{zh}，即被考核单位自己：须另定提供单位", f"{en}, the assessed unit itself: name another supplier")
