"""The steps of bonus and penalty items (加减分项): what each event counts, and what those of a kind come to."""

from __future__ import annotations

from collections.abc import Iterator

from ..methods import NO, YES
from ..steps import Step
from ..tree import Choice, Name, Total
from .account import tree

HIGHEST, EVERY = "highest", "every"
"""An event of which, per matter, only the highest counts; one that counts in any case."""
CAPPED, UNCAPPED = "capped", "uncapped"
KINDS = ("bonus", "penalty", "tie_break", "deducted")
"""What an extra is: it adds to the score, takes from it, or only tells apart who is level; or a veto deducts it."""
MATTER = "matter"
"""The window of an event: those of its unit about the same matter."""


def not_a(kind: str) -> str:
    """The trait of an extra that is of another kind."""
    return f"not a {kind}"


def extra_steps() -> Iterator[Step]:
    """The steps of events and of the extras that they belong to."""
    first = tree("peer_count(points > own(points) or (points == own(points) and order < own(order))) == 0")
    yield Step("event", "counts", Choice(((first, YES),), NO), HIGHEST, MATTER)
    yield Step("event", "counts", YES, EVERY)
    yield Step("event", "counted", tree("points * counts"))
    yield Step("extra", "sum", Total("counted", "event"))
    yield Step("extra", "amount", tree("min(sum, cap)"), CAPPED)
    yield Step("extra", "amount", Name("sum"), UNCAPPED)
    for kind in KINDS:
        yield Step("extra", kind, tree("amount * sign") if kind == "tie_break" else Name("amount"), kind)
        yield Step("extra", kind, NO, not_a(kind))
