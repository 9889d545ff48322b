"""Steps and frames go in, what every target needs to run them goes out: trees over one row, and the values given before.

A machine that computes in rows and columns takes what a tree reads in the frames above and below as further values of
the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from ..steps import Frame, Frames, Step
from ..tree import Above, Level, Name, Node, Own, Total, substitute
from . import Refused


def over_one_row(tree: Node) -> tuple[Node, dict[str, Total | Above]]:
    """The tree with a name in the place of whatever it reads in other frames than peers, and what those names stand for.

    Within a value over peers it is the scored frame's too: the peers' own neighbours are not read.
    """
    around: dict[str, Total | Above] = {}

    def name_of(node: Node) -> Node | None:
        match node:
            case Total(name, level, nth):
                key = f"{level} {nth} {name}"
            case Above(name):
                key = f"above {name}"
            case _:
                return None
        around[key] = node
        return Own(Name(key))

    return substitute(tree, name_of), around


def given(steps: Sequence[Step], frames: Frames) -> dict[Frame, dict[str, Fraction]]:
    """Every frame's values but those that the steps give it: whoever ran the steps before, they are computed anew."""
    kept = {frame: dict(frame.values) for every in frames.levels.values() for frame in every}
    for step in steps:
        for frame in frames.of(step):
            kept[frame].pop(step.name, None)
    return kept


@contextmanager
def named(level: Level, name: str) -> Iterator[None]:
    """A refusal within says which value of which level it is about."""
    try:
        yield
    except Refused as reason:
        raise Refused(f"{level}, {name}: {reason}") from None
