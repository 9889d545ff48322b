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
        """The same for what stands in the entry: its own clause, and its assumption and note added. An assumption that
        is included here and above, from one place, is one."""
        note = entry.note if isinstance(entry, PartIn) else None
        return Above(
            source_of(entry.source) if entry.source else self.source,
            tuple(dict.fromkeys((*self.assumptions, *assumed(entry.assumption)))),
            self.notes if note is None else (*self.notes, note),
        )


def assumed(written: AssumptionIn | None) -> tuple[Assumption, ...]:
    """The assumption that an entry states, if it does."""
    if written is None:
        return ()
    return (Assumption(written.text, "" if written.approved_by in NOT_APPROVED else written.approved_by, written.date, written.at()),)


def source_of(source: SourceIn) -> Source:
    return Source(source.document, source.date, source.section)
