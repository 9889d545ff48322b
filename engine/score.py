"""A program and figures go in, results come out: what every part, item, section and the unit scored, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from .compile.combine import met_name, part_name
from .figures import Absence, Ballots, Figure, Figures
from .methods import BallotRule, Requirement
from .numbers import exact_text, round_half_up, shown_text
from .problems import Fault, Place, Problems
from .program import ACCOUNT, Item, ItemAward, Level, Part, Program, Section, Step
from .targets.exact import Exact, TooLarge, too_large
from .text import Text, joined
from .tree import names

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
        measured = self.part.method.actual in ("amount", "count") and not self.part.method.grades
        if not measured or actual is None or target is None or target <= 0 or self.part.direction == "down":
            return None
        return actual / target


class ItemResult(NamedTuple):
    """What an item scored. `exact` and `award` are those of an item whose award is worked out from its parts' (None
    while one of them is open), or of its one part."""

    item: Item
    account: Account
    parts: tuple[PartResult, ...]
    exact: Fraction | None
    award: Fraction | None

    @property
    def is_open(self) -> bool:
        """Whether nothing of it is scored yet."""
        return self.award is None if self.item.award is not None else all(part.rung is None for part in self.parts)

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
    def money(self) -> Fraction | None:
        """The money of all items that result in money; None where there are none."""
        of_money = [item for item in self.items if item.item.result == "money"]
        return sum((item.award or Fraction(0) for item in of_money), Fraction(0)) if of_money else None

    @property
    def parts(self) -> tuple[PartResult, ...]:
        return tuple(part for item in self.items for part in item.parts)

    @property
    def may_have_more(self) -> bool:
        """Whether what is open may come to more than its points: a bonus has no upper end to add."""
        return any(part.rung is None and "bonus" in part.part.method.declares for part in self.parts)


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
        if item.award is not None:
            return self.worked_out(item, item.award, parts)
        account = self.account("item", item.points, [part.account for part in parts])
        single = parts[0] if not item.has_parts and parts else None
        return ItemResult(item, account, parts, single and single.exact, single and single.award)

    def worked_out(self, item: Item, award: ItemAward, parts: tuple[PartResult, ...]) -> ItemResult:
        """An item whose award is a tree over those of its parts: open while one of them is."""
        if any(part.exact is None for part in parts):
            return ItemResult(item, self.part_account(item, Fraction(0), scored=0), parts, None, None)
        try:
            exact = self.exact.value(award.tree, {"points": item.points, **_awards(parts)})
        except TooLarge:
            self.problems.fault(too_large(Text(f"第 {item.nr} 项", f"item {item.nr}"), parts[0].part.method.name), award.place)
            return ItemResult(item, self.part_account(item, Fraction(0), scored=0), parts, None, None)
        rounded = round_half_up(exact, self.program.digits)
        if item.result == "points" and (fault := _undeclared(item, rounded)):
            self.problems.fault(fault, award.place)
        return ItemResult(item, self.part_account(item, rounded, scored=1), parts, exact, rounded)

    def part(self, part: Part) -> PartResult:
        figures = {name: figure for name, key in part.figures.items() if (figure := self.figures.current.get(key))}
        values = {**part.parameters, **_values(part, figures)}
        state = _state(part, figures)
        applied = self.climb(part, figures, values) if state == "scored" else None
        if applied is None:
            account = self.part_account(part, award=Fraction(0), scored=0)
            return PartResult(part, account, state, figures, values, None, None, None)
        rung, exact = applied
        award = round_half_up(exact, self.program.digits)
        if fault := part.method.undeclared(award, part.points, Text(f"第 {part.number} 项", f"item {part.number}")):
            self.problems.fault(fault, part.place)
        return PartResult(part, self.part_account(part, award, scored=1), state, figures, values, exact, award, rung)

    def climb(self, part: Part, figures: Mapping[str, Figure], values: Mapping[str, Fraction]) -> tuple[int, Fraction] | None:
        """The rung that applies and its award; None, with the problem added, where the figures do not meet what the method
        requires, or its numbers outgrow what is computed."""
        try:
            return self.exact.climb(part.method.ladder, values) if self.meets_requirements(part, figures, values) else None
        except TooLarge:
            self.problems.fault(too_large(Text(f"第 {part.number} 项", f"item {part.number}"), part.method.name), part.place)
            return None

    def meets_requirements(self, part: Part, figures: Mapping[str, Figure], values: Mapping[str, Fraction]) -> bool:
        """Whether the figures meet what the method requires of them; adds a problem for each that they do not."""
        unmet = [each for each in part.method.requires if not self.exact.holds(each.that, values)]
        for each in unmet:
            place = next((figure.place for figure in figures.values()), part.place)
            self.problems.fault(_not_met(part, each, values), place)
        outside = [number for number, ballot in enumerate(_ballots_of(figures), 1) if not part.method.ballots.allows(ballot)]
        for number in outside:
            self.problems.fault(_out_of_range(part, number), figures["actual"].place)
        told = values.get("ballots") == 1
        if told:
            self.problems.fault(_told(part), figures["actual"].place)
        return not (unmet or outside or told)

    def part_account(self, frame: Part | Item, award: Fraction, scored: int) -> Account:
        """The account of a part, or of an item with an award of its own; of nothing where the result is no points."""
        result = frame.result if isinstance(frame, Item) else frame.method.result
        counted = award if result == "points" else Fraction(0)
        return self.account("part", frame.points, [], {"award": counted, "scored": Fraction(scored)})

    def account(self, level: Level, points: Fraction, below: Sequence[Account], given: Mapping[str, Fraction] | None = None) -> Account:
        """The account of a frame, each line by its step."""
        values = {"points": points, **(given or {})}
        frames = [{name: getattr(account, name) for name in ACCOUNT} for account in below]
        for step in self.steps[level]:
            values[step.name] = self.exact.value(step.tree, values, frames)
        return Account(points, *(values[name] for name in ("earned", "bonus", "penalty", "open", "lost", "score")))


def _values(part: Part, figures: Mapping[str, Figure]) -> dict[str, Fraction]:
    """What the figures give the ladder: their values; of ballots how many count and their sum, never a single one."""
    values = {name: each.value for name, each in figures.items() if each.value is not None}
    if (figure := figures.get("actual")) is not None and figure.ballots is not None:
        del values["actual"]
        values |= tally(figure.ballots, part.method.ballots)
    return values


def tally(ballots: Ballots, rule: BallotRule) -> dict[str, Fraction]:
    """The ballots counted and added up, without the highest and lowest that the rule leaves out."""
    ordered = sorted(ballots.valid)
    counted = ordered[rule.drop_lowest : max(0, len(ordered) - rule.drop_highest)]
    return {
        "ballots": Fraction(len(counted)),
        "ballot_sum": sum(counted, Fraction(0)),
        "valid_ballots": Fraction(len(ordered)),
        "void_ballots": Fraction(ballots.void),
    }


def _ballots_of(figures: Mapping[str, Figure]) -> tuple[Fraction, ...]:
    figure = figures.get("actual")
    return () if figure is None or figure.ballots is None else figure.ballots.valid


def _out_of_range(part: Part, number: int) -> Fault:
    """What is wrong with a ballot that is not between what the method allows, without what is on it."""
    low, high = (("…" if bound is None else shown_text(bound)) for bound in (part.method.ballots.low, part.method.ballots.high))
    return Fault(
        "requirement-not-met",
        Text(
            f"第 {part.number} 项：第 {number} 张有效票不在 {low} 至 {high} 之间",
            f"item {part.number}: valid ballot {number} is not from {low} to {high}",
        ),
        _required_by(part, part.method.place),
    )


def _told(part: Part) -> Fault:
    return Fault(
        "requirement-not-met",
        Text(
            f"第 {part.number} 项：只有一张票计入，公布得分即公布该票",
            f"item {part.number}: one ballot alone counts: the score would tell it",
        ),
        Text("增加测评票，或少去掉几张", "have more ballots, or leave fewer of them out"),
    )


def _required_by(part: Part, place: Place) -> Text:
    method = part.method.name
    return Text(f"计分办法“{method.zh}”的要求（{place}）", f"required by the method '{method.en}' ({place})")


def _not_met(part: Part, requirement: Requirement, values: Mapping[str, Fraction]) -> Fault:
    used = sorted(names(requirement.that))
    labels = part.method.labels
    shown = [(labels[name], part.method.vocabulary.value_words(name, values[name], part.measure)) for name in used]
    listed = joined(Text(f"{label.zh} {value.zh}", f"{label.en} {value.en}") for label, value in shown)
    return Fault(
        "requirement-not-met",
        Text(f"第 {part.number} 项：{requirement.says.zh}（{listed.zh}）", f"item {part.number}: {requirement.says.en} ({listed.en})"),
        _required_by(part, requirement.place),
    )


def _awards(parts: Sequence[PartResult]) -> dict[str, Fraction]:
    """What an item's own award knows of its parts: the award of each, and whether it is met (before any rounding)."""
    values = {}
    for index, part in enumerate(parts, 1):
        assert part.award is not None and part.exact is not None
        values[part_name(index)] = part.award
        values[met_name(index)] = Fraction(part.exact >= part.part.points)
    return values


def _undeclared(item: Item, award: Fraction) -> Fault | None:
    """What is wrong with an item's own award that none of the methods of its parts has declared possible."""
    kind = "bonus" if award > item.points else "penalty" if award < 0 else None
    if kind is None or any(kind in part.method.declares for part in item.parts):
        return None
    shown, points = exact_text(award), exact_text(item.points)
    over = Text(f"超过分值 {points}", f"above its {points} points") if kind == "bonus" else Text("低于零", "below zero")
    return Fault(
        "undeclared-bonus" if kind == "bonus" else "undeclared-penalty",
        Text(
            f"第 {item.nr} 项按其中项算得 {shown} 分，{over.zh}，而其中项的计分办法都没有声明",
            f"item {item.nr}: worked out from its parts its award is {shown}, {over.en}, and no method of its parts declares that",
        ),
        Text("写作 min(points, …) 或 max(0, …)", "write min(points, ...) or max(0, ...)"),
    )


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
