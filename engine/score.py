"""A program and figures go in, results come out: what every part, item, section and the unit scored, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from .figures import Absence, Figure, Figures
from .numbers import round_half_up
from .problems import Problems
from .program import ACCOUNT, Item, Level, Part, Program, Section, Step
from .targets.exact import Exact
from .text import Text

State = Literal["scored", "partly-scored", "not-reported", "not-applicable", "target-not-issued", "needs-peers"]


class Account(NamedTuple):
    """Points that balance exactly: earned + lost + open = points, score = earned + bonus - penalty."""

    points: Fraction
    earned: Fraction
    bonus: Fraction
    penalty: Fraction
    open: Fraction
    lost: Fraction
    score: Fraction

    @property
    def reachable(self) -> Fraction:
        """The score if every open point is earned."""
        return self.score + self.open


class PartResult(NamedTuple):
    """What a part scored. `exact` is its award before rounding, `rung` the rung that applied (from 0);
    both are None while the part is open. `values` are those of the ladder's names."""

    part: Part
    account: Account
    state: State
    figures: Mapping[str, Figure]
    values: Mapping[str, Fraction]
    exact: Fraction | None
    award: Fraction | None
    rung: int | None

    @property
    def completion(self) -> Fraction | None:
        """actual ÷ target, where more is better and there are both."""
        actual, target = self.values.get("actual"), self.part.parameters.get("target")
        if actual is None or target is None or target <= 0 or self.part.direction == "down" or self.part.method.grades:
            return None
        return actual / target


class ItemResult(NamedTuple):
    item: Item
    account: Account
    parts: tuple[PartResult, ...]

    @property
    def state(self) -> State:
        """That of its parts; where they differ, `partly-scored` if one is scored, else what is most likely to change."""
        states = {part.state for part in self.parts}
        if "scored" in states and len(states) > 1:
            return "partly-scored"
        return next(state for state in ("scored", "needs-peers", "not-reported", "target-not-issued", "not-applicable") if state in states)


class SectionResult(NamedTuple):
    section: Section
    account: Account
    items: tuple[ItemResult, ...]


class Scorecard(NamedTuple):
    """The results of one unit."""

    program: Program
    figures: Figures
    account: Account
    sections: tuple[SectionResult, ...]

    @property
    def items(self) -> tuple[ItemResult, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @property
    def parts(self) -> tuple[PartResult, ...]:
        return tuple(part for item in self.items for part in item.parts)


def score(program: Program, figures: Figures, problems: Problems) -> Scorecard:
    """The scorecard of the program's unit. An award that its method has not declared possible is a problem."""
    scorer = _Scorer(program, figures, problems)
    sections = tuple(scorer.section(section) for section in program.sections)
    account = scorer.account("unit", program.points, [section.account for section in sections])
    return Scorecard(program, figures, account, sections)


class _Scorer:
    """Runs the program's steps over its frames, from the parts up."""

    def __init__(self, program: Program, figures: Figures, problems: Problems) -> None:
        self.program, self.figures, self.problems = program, figures, problems
        self.exact = Exact()
        self.steps: dict[Level, list[Step]] = {"part": [], "item": [], "section": [], "unit": []}
        for step in program.steps:
            self.steps[step.level].append(step)

    def section(self, section: Section) -> SectionResult:
        items = tuple(self.item(item) for item in section.items)
        return SectionResult(section, self.account("section", section.points, [item.account for item in items]), items)

    def item(self, item: Item) -> ItemResult:
        parts = tuple(self.part(part) for part in item.parts)
        return ItemResult(item, self.account("item", item.points, [part.account for part in parts]), parts)

    def part(self, part: Part) -> PartResult:
        figures = {name: figure for name, key in part.figures.items() if (figure := self.figures.current.get(key))}
        values = {**part.parameters, **{name: each.value for name, each in figures.items() if each.value is not None}}
        state = _state(part, figures)
        if state != "scored":
            account = self.part_account(part, award=Fraction(0), scored=0)
            return PartResult(part, account, state, figures, values, None, None, None)
        rung, exact = self.exact.climb(part.method.ladder, values)
        award = round_half_up(exact, self.program.digits)
        if fault := part.method.undeclared(award, part.points, Text(f"第 {part.number} 项", f"item {part.number}")):
            self.problems.fault(fault, part.place)
        return PartResult(part, self.part_account(part, award, scored=1), state, figures, values, exact, award, rung)

    def part_account(self, part: Part, award: Fraction, scored: int) -> Account:
        return self.account("part", part.points, [], {"award": award, "scored": Fraction(scored)})

    def account(self, level: Level, points: Fraction, below: Sequence[Account], given: Mapping[str, Fraction] | None = None) -> Account:
        """The account of a frame, each line by its step."""
        values = {"points": points, **(given or {})}
        frames = [{name: getattr(account, name) for name in ACCOUNT} for account in below]
        for step in self.steps[level]:
            values[step.name] = self.exact.value(step.tree, values, frames)
        return Account(points, *(values[name] for name in ("earned", "bonus", "penalty", "open", "lost", "score")))


def _state(part: Part, figures: Mapping[str, Figure]) -> State:
    """Whether the part can be scored: every figure that its ladder names must be there, whichever rung holds.

    One that compares peers cannot be scored from one unit's sheet: its group is gathered by the plan.
    """
    if not part.target_issued:
        return "target-not-issued"
    absences: set[Absence] = {"not-reported"} if set(part.figures) - set(figures) else set()
    absences |= {figure.absence for figure in figures.values() if figure.absence is not None}
    for absence in ("not-applicable", "target-not-issued", "not-reported"):
        if absence in absences:
            return absence
    return "needs-peers" if part.method.peers is not None else "scored"
