"""A program and figures of a part of its year go in, how every target does against the time that has passed comes out (序时进度)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from .compile.schedule import GROWING
from .figures import Figure, Figures
from .inputs import IndicatorKind
from .program import Part, Program

State = Literal["ahead", "behind", "not-reported", "not-compared"]
WITH_TARGET: frozenset[IndicatorKind] = frozenset({"growth", "ratio", "stock"})
"""What is a rate or a level at any time: compared with the whole target."""
MONTHS = 12


class Pace(NamedTuple):
    """How one target does. `due` is what should be there by now in the indicator's measure, `share` the share of the target
    that this is; `rate` is actual ÷ due (due ÷ actual where less is better): 1 or more is ahead."""

    part: Part
    state: State
    share: Fraction | None = None
    due: Fraction | None = None
    figure: Figure | None = None
    actual: Fraction | None = None
    rate: Fraction | None = None

    @property
    def completion(self) -> Fraction | None:
        """actual ÷ target, where more is better and there are both."""
        target = self.part.parameters.get("target")
        return None if self.actual is None or target is None or target <= 0 or self.part.direction == "down" else self.actual / target


def elapsed(month: str) -> Fraction:
    """The share of the year that has passed at the end of a month (2011-05 → 5/12)."""
    return Fraction(int(month[5:]), MONTHS)


def pace(program: Program, figures: Figures, month: str) -> list[Pace]:
    """How every part with a target does at the end of `month`, the furthest behind first; then what is ahead, not
    reported, and not compared, in the order of the sheet. The program and the figures are those of that month."""
    found = [_pace(part, figures, month) for part in program.parts]
    order: list[State] = ["behind", "ahead", "not-reported", "not-compared"]
    return sorted(found, key=lambda each: (order.index(each.state), each.rate if each.state == "behind" and each.rate is not None else 0))


def _pace(part: Part, figures: Figures, month: str) -> Pace:
    target = part.parameters.get("target")
    share = due_share(part, month)
    if share is None or target is None or "actual" not in part.figures:
        return Pace(part, "not-compared")
    figure, due = figures.current.get(part.figures["actual"]), target * share
    if figure is None or figure.value is None:
        return Pace(part, "not-reported", share, due, figure)
    rate = _rate(figure.value, due, part.direction)
    is_ahead = figure.value <= due if part.direction == "down" else figure.value >= due
    return Pace(part, "ahead" if is_ahead else "behind", share, due, figure, figure.value, rate)


def due_share(part: Part, month: str) -> Fraction | None:
    """The share of the target that is due at the end of a month; None where the target is not compared with the time.

    A schedule of the sheet says it for the months that it names, each holding until the next; without one the time that
    has passed does.
    """
    if part.kind in WITH_TARGET:
        return Fraction(1)
    if part.kind not in GROWING or part.method.actual == "count":  # events are no progress
        return None
    if not part.schedule:
        return elapsed(month)
    return next((share for named, share in sorted(part.schedule.items(), reverse=True) if named <= month), Fraction(0))


def _rate(actual: Fraction, due: Fraction, direction: Literal["up", "down"]) -> Fraction | None:
    above, below = (due, actual) if direction == "down" else (actual, due)
    return above / below if below > 0 else None


def behind(paces: list[Pace]) -> Iterator[Pace]:
    """The watch list."""
    return (each for each in paces if each.state == "behind")
