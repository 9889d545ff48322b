"""The steps of a run go in as they end, how long each took comes out; and who is told how far a run is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from ..text import Text

Tell = Callable[[list[Path], Text], Iterable[Path]]
"""Hands on one path after the other, and may tell somebody how far it is."""


def silent(paths: list[Path], what: Text) -> list[Path]:
    """Tells nobody."""
    return paths


class Timing:
    """How long the steps of a run took, in seconds, in their order."""

    def __init__(self) -> None:
        self.laps: list[tuple[Text, float]] = []
        self.last = perf_counter()

    def lap(self, what: Text) -> None:
        now = perf_counter()
        self.laps.append((what, now - self.last))
        self.last = now
