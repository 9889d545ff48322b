"""Ordered steps over frames: what a sheet and a plan compile to, and what every target runs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from .tree import Level, Node

SIBLINGS = "siblings"


class Step(NamedTuple):
    """A value that the frames of a level are given, computed from their other values, from the frames below and above,
    and from their peers.

    `only` is the trait that such a frame has (every one, where it is None). Its peers are `among` its siblings (those of
    its level below the same frame), or those of its window of that name; `with_self`, it is one itself.
    No two steps give the same frame the same value.
    """

    level: Level
    name: str
    tree: Node
    only: str | None = None
    among: str = SIBLINGS
    with_self: bool = False


@dataclass(eq=False, slots=True)
class Frame:
    """What a step computes in: a part, an item … a group, with the values that are given and those that steps add.
    `windows` are those that it looks into, by name; in those that it is `unseen` in it is nobody's peer."""

    level: Level
    values: dict[str, Fraction]
    traits: frozenset[str] = frozenset()
    above: Frame | None = None
    windows: Mapping[str, Hashable] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    below: list[Frame] = field(default_factory=list)


class Frames:
    """All frames of a run, by level, in the order in which they were added."""

    def __init__(self) -> None:
        self.levels: dict[Level, list[Frame]] = {}
        self.windows: dict[tuple[Level, str, Hashable], list[Frame]] = {}
        self._having: dict[tuple[Level, str], list[Frame]] = {}
        self._places: dict[tuple[str, int], int] = {}

    def add(
        self, level: Level, values: Mapping[str, Fraction], traits: Iterable[str] = (), above: Frame | None = None,
        windows: Mapping[str, Hashable] | None = None, unseen: Iterable[str] = (),
    ) -> Frame:  # fmt: skip
        """A new frame, below another where there is one, and in its windows."""
        frame = Frame(level, dict(values), frozenset(traits), above, windows or {}, frozenset(unseen))
        self.levels.setdefault(level, []).append(frame)
        if above is not None:
            above.below.append(frame)
        for trait in frame.traits:
            self._having.setdefault((level, trait), []).append(frame)
        for name, key in ((SIBLINGS, id(above)), *frame.windows.items()):
            if name not in frame.unseen:
                beside = self.windows.setdefault((level, name, key), [])
                self._places[name, id(frame)] = len(beside)
                beside.append(frame)
        return frame

    def of(self, step: Step) -> list[Frame]:
        """The frames that the step is for."""
        return self.levels.get(step.level, []) if step.only is None else self._having.get((step.level, step.only), [])

    def around(self, step: Step, frame: Frame) -> list[Frame]:
        """The frames that a value over peers gathers from, for this frame, and itself where it is one of them: the same list
        for all of them."""
        key = id(frame.above) if step.among == SIBLINGS else frame.windows.get(step.among)
        return self.windows.get((step.level, step.among, key), _NOBODY)

    def place(self, step: Step, frame: Frame) -> int | None:
        """Where it stands among those."""
        return self._places.get((step.among, id(frame)))

    def peers(self, step: Step, frame: Frame) -> list[Frame]:
        """The frames that a value over peers gathers from, for this frame."""
        every = self.around(step, frame)
        return every if step.with_self else [each for each in every if each is not frame]


_NOBODY: list[Frame] = []
