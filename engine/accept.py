"""A part and the figures at hand go in; whether they can be scored comes out, with the values of the ladder's names."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from .figures import Absence, Ballots, Figure, Figures
from .methods import BallotRule, Requirement
from .numbers import shown_text
from .problems import Fault, Place, Problems
from .program import Part
from .results import State
from .targets.exact import TooLarge, interpreter, too_large
from .text import Text, joined
from .tree import names


class Accepted(NamedTuple):
    """The figures of a part and their values by the names of its ladder; one that is `refused` has problems of its own."""

    figures: Mapping[str, Figure]
    values: Mapping[str, Fraction]
    state: State
    refused: bool


def accepted(part: Part, figures: Figures, problems: Problems) -> Accepted:
    """What there is to score the part by. Adds a problem for each requirement of its method that the figures do not meet."""
    found = {name: figure for name, key in part.figures.items() if (figure := figures.current.get(key))}
    values = {**part.parameters, **_values(part, found)}
    state = _state(part, found)
    refused = state in ("scored", "needs-peers") and not _meets_requirements(part, found, values, problems)
    return Accepted(found, values, state, refused)


def _meets_requirements(part: Part, figures: Mapping[str, Figure], values: Mapping[str, Fraction], problems: Problems) -> bool:
    try:
        unmet = [each for each in part.method.requires if not interpreter().holds(each.that, values)]
    except TooLarge:
        problems.fault(too_large(Text(f"第 {part.number} 项", f"item {part.number}"), part.method.name), part.place)
        return False
    for each in unmet:
        place = next((figure.place for figure in figures.values()), part.place)
        problems.fault(_not_met(part, each, values), place)
    outside = [number for number, ballot in enumerate(_ballots_of(figures), 1) if not part.method.ballots.allows(ballot)]
    for number in outside:
        problems.fault(_out_of_range(part, number), figures["actual"].place)
    told = values.get("ballots") == 1
    if told:
        problems.fault(_told(part), figures["actual"].place)
    return not (unmet or outside or told)


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
