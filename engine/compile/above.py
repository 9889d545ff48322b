"""An entry of a sheet goes in, what it inherits from those that it stands in comes out."""

from __future__ import annotations

from typing import NamedTuple

from ..fields import NOT_APPROVED
from ..inputs import AssumptionIn, PartIn, SectionIn, SheetIn, SourceIn
from ..program import Assumption, Source
from ..text import Text


class Above(NamedTuple):
    """The clause, the assumptions and the notes."""

    source: Source
    assumptions: tuple[Assumption, ...] = ()
    notes: tuple[Text, ...] = ()

    def within(self, entry: SheetIn | SectionIn | PartIn) -> Above:
        """The same for what stands in the entry: its own clause, and its assumption and note added."""
        note = entry.note if isinstance(entry, PartIn) else None
        return Above(
            source_of(entry.source) if entry.source else self.source,
            _assumptions(self.assumptions, entry.assumption),
            self.notes if note is None else (*self.notes, note),
        )


def source_of(source: SourceIn) -> Source:
    return Source(source.document, source.date, source.section)


def _assumptions(above: tuple[Assumption, ...], own: AssumptionIn | None) -> tuple[Assumption, ...]:
    if own is None:
        return above
    return (*above, Assumption(own.text, "" if own.approved_by in NOT_APPROVED else own.approved_by, own.date, own.at()))
