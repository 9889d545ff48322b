"""The registers that sheets refer to: methods, indicators and units by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .inputs import IndicatorIn, UnitIn
from .methods import Method


@dataclass(frozen=True, slots=True)
class Rules:
    """What is defined once for all sheets of a rules folder.

    `unreadable` are the ids whose entry is there but has problems of its own: a sheet that uses one is not told that
    it does not exist.
    """

    methods: Mapping[str, Method]
    indicators: Mapping[str, IndicatorIn]
    units: Mapping[str, UnitIn]
    unreadable: frozenset[str] = frozenset()
