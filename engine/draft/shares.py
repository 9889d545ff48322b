"""The parts of an item go in, the share of each comes out: side by side they share equally; a total has one half of what it
and those that stand under it (其中) have together, they share the other half."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..text import Text
from .parts import Guess, PartReading


def shares(parts: Sequence[PartReading]) -> list[Fraction]:
    """Of each part its share of the item; they add up to 1."""
    wholes = _wholes(parts)
    each = Fraction(1, len(set(wholes)))
    found = []
    for index, whole in enumerate(wholes):
        under = wholes.count(whole) - 1
        found.append(each if not under else each / 2 if index == whole else each / 2 / under)
    return found


def _wholes(parts: Sequence[PartReading]) -> list[int]:
    """Of each part the place of the one under which it stands: of most that is their own."""
    wholes: list[int] = []
    for index, part in enumerate(parts):
        above = [other for other in range(index) if part.of is not None and parts[other].of is None and parts[other].name == part.of]
        wholes.append(above[-1] if above else index)
    return wholes


def shares_guess(parts: Sequence[PartReading]) -> Guess:
    """That the shares are not printed, and what they are taken for."""
    count, found = len(parts), shares(parts)
    if len(set(found)) == 1:
        return Guess(Text(f"共 {count} 部分，各占 1/{count}", f"{count} parts, 1/{count} each"), _NOT_PRINTED)
    listed = "、".join(map(str, found))
    why = Text(
        f"{_NOT_PRINTED.zh}，合计占一半，其中各项分另一半",
        f"{_NOT_PRINTED.en}: a total has one half, what stands under it (其中) shares the other",
    )
    return Guess(Text(f"共 {count} 部分，各占 {listed}", f"{count} parts: {listed.replace('、', ', ')}"), why)


_NOT_PRINTED = Text("原文未规定各部分的权重", "the text gives no shares")
