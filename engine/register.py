"""The registers that sheets refer to: methods, indicators and units by id."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from .inputs import IndicatorIn, UnitIn
from .methods import Method
from .text import Text

EVERYTHING = "*"


class _Registers(NamedTuple):
    methods: Mapping[str, Method]
    indicators: Mapping[str, IndicatorIn]
    units: Mapping[str, UnitIn]
    unreadable: frozenset[str] = frozenset()


class Rules(_Registers):
    """What is defined once for all sheets of a rules folder, by id.

    `unreadable` are the ids whose entry is there but has problems of its own, or `EVERYTHING` where a whole file could
    not be read: whoever uses one is not told that it does not exist. The names are gathered once, whoever asks for them.
    """

    @cached_property
    def indicator_ids(self) -> Mapping[str, str]:
        """The ids of the indicators by every name that a table may call them."""
        return by_name(self.indicators)

    def called(self, who: Text) -> Text:
        """The name of the unit whose id is written, the short one where it has some; any other text as it is."""
        unit = self.units.get(who.zh) if who.zh == who.en else None
        return who if unit is None else Text(unit.aliases[0] if unit.aliases else unit.name.zh, unit.name.en)

    @cached_property
    def unit_ids(self) -> Mapping[str, str]:
        """Those of the units, likewise."""
        return by_name(self.units)

    def is_unreadable(self, id: str) -> bool:
        return id in self.unreadable or EVERYTHING in self.unreadable


class OwnMethods(Mapping[str, Method]):
    """A sheet's own methods, and the shared ones beside them. (A `ChainMap` would not do: it takes what is contained for
    there, and a method with problems is contained without being there.)"""

    def __init__(self, own: Mapping[str, Method], shared: Mapping[str, Method]) -> None:
        self.own, self.shared = own, shared

    def __getitem__(self, id: str) -> Method:
        return self.own[id] if id in self.own else self.shared[id]

    def __contains__(self, id: object) -> bool:
        return id in self.own or id in self.shared

    def __iter__(self) -> Iterator[str]:
        return iter((*self.own, *self.shared))

    def __len__(self) -> int:
        return len(self.own) + len(self.shared)


def plain_name(text: str) -> str:
    """A name as it is compared: full-width forms folded, without space around it, in lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def names_of(id: str, entry: IndicatorIn | UnitIn) -> list[str]:
    """Every name by which a table may call the entry, as it is compared."""
    former = entry.former if isinstance(entry, UnitIn) else ()
    written = (id, entry.name.zh, entry.name.en, *entry.aliases, *former)
    return list(dict.fromkeys(plain_name(name) for name in written))


def by_name(register: Mapping[str, IndicatorIn] | Mapping[str, UnitIn]) -> dict[str, str]:
    """The ids of a register by every name."""
    return {name: id for id, entry in register.items() for name in names_of(id, entry)}
