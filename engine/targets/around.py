"""Steps and frames go in, what every target needs to run them goes out: trees over one row, and the values given before.

A machine that computes in rows and columns takes what a tree reads in the frames above and below as further values of
the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..steps import Frame, Frames, Step
from ..tree import Above, Name, Node, Own, Total, substitute


def over_one_row(tree: Node) -> tuple[Node, dict[str, Total | Above]]:
    """The tree with a name in the place of whatever it reads in other frames than peers, and what those names stand for.

    Within a value over peers it is the scored frame's too: the peers' own neighbours are not read.
    """
    around: dict[str, Total | Above] = {}

    def named(node: Node) -> Node | None:
        match node:
            case Total(name, level, nth):
                key = f"{level} {nth} {name}"
            case Above(name):
                key = f"above {name}"
            case _:
                return None
        around[key] = node
        return Own(Name(key))

    return substitute(tree, named), around


def given(steps: Sequence[Step], frames: Frames) -> dict[Frame, dict[str, Fraction]]:
    """Every frame's values but those that the steps give it: whoever ran the steps before, they are computed anew."""
    kept = {frame: dict(frame.values) for every in frames.levels.values() for frame in every}
    for step in steps:
        for frame in frames.of(step):
            kept[frame].pop(step.name, None)
    return kept
