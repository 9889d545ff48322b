"""A plan, figures and what happened go in, the rankings of its groups come out: run by steps, only read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .compile.extras import CAPPED, EVERY, HIGHEST, KINDS, MATTER, UNCAPPED, not_a
from .compile.ranking import RANKED, group_trait
from .figures import Figures
from .happened import Event, InForce, NotCounted, in_force, why_words
from .numbers import exact_text
from .plan import Extra, Group, Plan, Veto
from .problems import Place, Problems
from .program import Program
from .register import plain_name
from .results import Scorecard
from .score import Compared, UnitFrames, lay_out, run_all, scorecard
from .settle import ItemSettled, settled
from .steps import Frame, Frames
from .text import Text, joined


class Counted(NamedTuple):
    """An event and what it counts; nothing, where a higher one of the same matter does."""

    event: Event
    points: Fraction


class Sum(NamedTuple):
    """What the events of a kind come to, before and after its cap."""

    kind: Extra
    before: Fraction
    amount: Fraction


class Standing(NamedTuple):
    """Where a unit stands in its group. `rank` and what follows are None in a group that is not ranked; `best` and `worst`
    are the ranks that it can still reach. Grades are positions in the plan's, 0 the best."""

    group: Group
    card: Scorecard
    values: Mapping[str, Fraction]
    rank: int | None
    best: int | None
    worst: int | None
    level_with: tuple[Text, ...]
    grade_by_score: int | None
    grade: int | None
    commendation: str | None
    vetoes: tuple[Event, ...]
    extras: tuple[Counted, ...]
    sums: tuple[Sum, ...]
    group_values: Mapping[str, Fraction]

    @property
    def program(self) -> Program:
        return self.card.program

    @property
    def total(self) -> Fraction:
        return self.card.account.score

    @property
    def low(self) -> Fraction:
        """The least that the score can still come to, bonus and penalty of what is open left aside."""
        return self.total - self.values["may_lose"]

    @property
    def high(self) -> Fraction:
        return self.total + self.values["may_gain"]

    @property
    def is_open(self) -> bool:
        """Whether something of it is not decided yet."""
        return self.low != self.high or self.card.account.open > 0


class Ranking(NamedTuple):
    """A group and its units, the best first; those that are level in the order of the plan."""

    group: Group
    standings: tuple[Standing, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether the score of one of its units can still change."""
        return any(standing.is_open for standing in self.standings)


class Rankings(NamedTuple):
    """What a plan comes to."""

    plan: Plan
    groups: tuple[Ranking, ...]
    not_counted: tuple[NotCounted, ...]
    frames: Frames

    @property
    def standings(self) -> list[Standing]:
        return [standing for ranking in self.groups for standing in ranking.standings]

    def of(self, unit: str) -> Standing | None:
        return next((standing for standing in self.standings if standing.program.unit == unit), None)

    @property
    def are_illustrative(self) -> bool:
        events = (event for each in self.standings for event in (*each.vetoes, *(extra.event for extra in each.extras)))
        return any(each.card.figures.are_illustrative for each in self.standings) or any(event.state == "illustrative" for event in events)


class _Unit(NamedTuple):
    group: Group
    program: Program
    items: Sequence[ItemSettled]
    laid: UnitFrames
    extras: tuple[tuple[Event, Frame], ...]


def rank(plan: Plan, figures: Figures, events: Sequence[Event], problems: Problems) -> Rankings:
    """The rankings of every group. A tie that the plan does not allow is a problem; so is one at the edge of a quota."""
    happened = in_force(plan, events)
    for not_counted in happened.not_counted:
        _note_not_in_force(plan, not_counted, problems)
    frames = Frames()
    units = _laid_out(frames, plan, figures, happened, problems)
    if problems.has_errors:
        return Rankings(plan, (), happened.not_counted, frames)
    run_all(plan.steps, frames, {unit.program.unit: (unit.program, unit.laid) for unit in units}, problems)
    names = {id(unit.laid.unit): unit.program.unit_name for unit in units}
    compared = Compared(frames, names)
    cards = {unit.program.unit: scorecard(unit.program, unit.items, unit.laid, figures, compared, problems) for unit in units}
    beside = {group.id: [unit for unit in units if unit.group is group] for group in plan.groups}
    standings = [_standing(plan, unit, cards[unit.program.unit], beside[unit.group.id], happened) for unit in units]
    for unit, standing in zip(units, standings, strict=True):
        _check_ties(plan, unit, standing, standings, problems)
        _check_points(plan, unit, problems)
    _check_held_ranks(plan, units, problems)
    rankings = tuple(Ranking(group, _in_order([each for each in standings if each.group is group])) for group in plan.groups)
    return Rankings(plan, rankings, happened.not_counted, frames)


# Before the steps


def _note_not_in_force(plan: Plan, not_counted: NotCounted, problems: Problems) -> None:
    """An event that was entered is not passed over in silence: why it does not count is said where it stands."""
    event, program, why = not_counted.event, plan.program_of(not_counted.event.unit), why_words(not_counted, plan)
    unit = Text("", "") if program is None else Text(program.unit_name.zh, f"{program.unit_name.en}: ")
    text = Text(f"{unit.zh}“{event.name.zh}”不计：{why.zh}", f"{unit.en}'{event.name.en}' does not count: {why.en}")
    problems.note("event-not-in-force", event.place, text)


def _laid_out(frames: Frames, plan: Plan, figures: Figures, happened: InForce, problems: Problems) -> list[_Unit]:
    """The frames of every unit, below those of its group."""
    every = list(plan.in_order)
    items = settled([program for _, program in every], figures, plan, happened, problems)
    _check_spreading(plan, items, problems)
    top = frames.add("plan", {})
    groups = {group.id: frames.add("group", {}, [group_trait(group), *([RANKED] if group.ranked else [])], top) for group in plan.groups}
    units, members = [], Counter(group.id for group, _ in every)
    for order, ((group, program), settled_items) in enumerate(zip(every, items, strict=True)):
        given = {"is_ranked": Fraction(group.ranked), "order": Fraction(order), **_given_by(plan, happened.vetoes.get(program.unit, ()))}
        traits = [RANKED, group_trait(group)] if group.ranked else []
        laid = lay_out(frames, program, settled_items, plan, groups[group.id], given, traits, members[group.id])
        units.append(_Unit(group, program, settled_items, laid, _extras(frames, plan, laid.unit, program.unit, happened)))
    return units


def _given_by(plan: Plan, vetoes: Sequence[Event]) -> dict[str, Fraction]:
    """What the vetoes in force on a unit come to: of several the worst."""
    kinds = [event.kind for event in vetoes if isinstance(event.kind, Veto)]
    override = max((kind.grade for kind in kinds if kind.grade is not None), default=None)
    touches, barred = any(kind.touches_grade for kind in kinds), any(kind.no_commendation for kind in kinds)
    given = {
        "overrides": override is not None,
        "override": override or 0,
        "at_best": max((kind.at_best for kind in kinds if kind.at_best is not None), default=0),
        "lower": sum(kind.lower for kind in kinds),
        "rank_at_best": max((kind.rank_at_best for kind in kinds if kind.rank_at_best is not None), default=0),
        "barred": barred,
        "holds_grade": not (touches and plan.next_moves_up),
        "holds_commendation": not (barred and plan.next_moves_up),
    }
    return {name: Fraction(value) for name, value in given.items()}


def _extras(frames: Frames, plan: Plan, unit: Frame, id: str, happened: InForce) -> tuple[tuple[Event, Frame], ...]:
    """The frames of what a unit gains or loses beside its items, event by event under its kind."""
    found: list[tuple[Event, Frame]] = []
    events = [*happened.extras.get(id, ()), *(event for event in happened.vetoes.get(id, ()) if event.kind.deduct)]  # type: ignore[union-attr]
    for kind in dict.fromkeys(event.kind for event in events):
        is_extra = isinstance(kind, Extra)
        what = ("tie_break" if kind.breaks_ties_only else kind.sign) if isinstance(kind, Extra) else "deducted"
        cap = kind.cap if isinstance(kind, Extra) else None
        traits = [what, *(not_a(other) for other in KINDS if other != what), UNCAPPED if cap is None else CAPPED]
        sign = Fraction(-1 if isinstance(kind, Extra) and kind.sign == "penalty" else 1)
        extra = frames.add("extra", {"sign": sign} | ({} if cap is None else {"cap": cap}), traits, unit)
        for event in (each for each in events if each.kind is kind):
            points = event.points if isinstance(kind, Extra) else kind.deduct
            assert points is not None
            highest = is_extra and plan.highest_per_matter and bool(event.matter)
            windows = {MATTER: (id, what, plain_name(event.matter))} if highest else {}
            given = {"points": points, "order": Fraction(len(found))}
            found.append((event, frames.add("event", given, [HIGHEST if highest else EVERY], extra, windows)))
    return tuple(found)


def _check_spreading(plan: Plan, items: Sequence[Sequence[ItemSettled]], problems: Problems) -> None:
    """There is something left to spread the points of what does not apply over."""
    if plan.scoring.spreading is None:
        return
    for program, settled_items in zip((program for _, program in plan.in_order), items, strict=True):
        waiting = iter(settled_items)
        sections = [[next(waiting) for _ in section.items] for section in program.sections]
        for pool in sections if plan.scoring.spreading.over == "section" else [[item for section in sections for item in section]]:
            worth = [item for item in pool if item.item.points > 0]
            gone = [item for item in worth if all(part.settled.absent in ("spread", "left_out") for part in item.parts)]
            if worth and len(gone) == len(worth) and any(part.settled.absent == "spread" for item in gone for part in item.parts):
                name, numbers = program.unit_name, [str(item.item.nr) for item in gone]
                text = Text(
                    f"{name.zh}：第 {'、'.join(numbers)} 项不适用，没有其他项可以分摊其分值",
                    f"{name.en}: nothing is left to spread the points of {', '.join(numbers)} over",
                )
                hint = Text("not_applicable 改写 over: sheet（分摊到全部项），或另写 how",
                            "in `not_applicable` write over: sheet, or another `how`")  # fmt: skip
                problems.error("nothing-to-spread-over", gone[0].item.place, text, hint)


# After the steps


def _standing(plan: Plan, unit: _Unit, card: Scorecard, beside: Sequence[_Unit], happened: InForce) -> Standing:
    values = unit.laid.unit.values

    def whole(name: str) -> int | None:
        return int(values[name]) if name in values else None

    commended = next((each.id for each in plan.commendations if values.get(f"got commendation {each.id}") == 1), None)
    level = tuple(other.program.unit_name for other in beside if other is not unit and _is_level(values, other.laid.unit.values))
    extras = tuple(Counted(event, frame.values["counted"]) for event, frame in unit.extras if isinstance(event.kind, Extra))
    above = {id(frame.above): (event.kind, frame.above) for event, frame in unit.extras}
    sums = tuple(
        Sum(kind, frame.values["sum"], frame.values["amount"])
        for kind, frame in above.values()
        if isinstance(kind, Extra) and frame is not None
    )
    group_values = {} if unit.laid.unit.above is None else unit.laid.unit.above.values
    return Standing(
        unit.group, card, values, whole("rank"), whole("best_rank"), whole("worst_rank"), level if values.get("tied") else (),
        whole("grade_by_score"), whole("grade"), commended, happened.vetoes.get(unit.program.unit, ()), extras, sums, group_values,
    )  # fmt: skip


def _is_level(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> bool:
    return one.get("rank_by_score") is not None and one["rank_by_score"] == other.get("rank_by_score")


def _in_order(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(standings, key=lambda each: (each.rank or 0, each.values["order"])))


def _check_ties(plan: Plan, unit: _Unit, own: Standing, standings: Sequence[Standing], problems: Problems) -> None:
    values = unit.laid.unit.values
    if plan.ties == "forbidden" and own.level_with and own.rank is not None:
        names = joined(sorted((own.program.unit_name, *own.level_with), key=lambda name: name.zh))
        score = exact_text(own.total)
        text = Text(
            f"“{unit.group.name.zh}”：{names.zh}同为 {score} 分，方案不允许并列",
            f"{unit.group.name.en}: {names.en} are level at {score}, and the plan allows no ties",
        )
        problems.error(
            "tie-not-allowed",
            plan.places.get("ties", plan.place),
            text,
            _more_keys(plan),
        )  # fmt: skip
    for grading in plan.gradings:
        for band in grading.bands:
            if band.quota is not None and band.quota.on_tie == "forbidden" and values.get(f"edge grade {band.grade}") == 1:
                _edge(unit, _level_units(standings, own), plan.grades[band.grade], band.quota.place, problems)
    for each in plan.commendations:
        if each.quota.on_tie == "forbidden" and values.get(f"edge commendation {each.id}") == 1:
            _edge(unit, _level_units(standings, own), each.name, each.quota.place, problems)


def _more_keys(plan: Plan) -> Text:
    """What to add to the keys that there are."""
    keys = ", ".join(key.indicator or key.name for key in plan.keys)
    return Text(
        f"ties 的 keys 现为 [{keys}]：再加一项能分出先后的，如 section 2、tie_break 或指标的 id",
        f"the `keys` of `ties` are [{keys}]: add what tells them apart, such as section 2, tie_break or an indicator's id",
    )


def _level_units(standings: Sequence[Standing], own: Standing) -> Text:
    """The units that share a rank: the same words for each of them, so that the problem is told once."""
    level = [each.program.unit_name for each in standings if each.group is own.group and each.rank == own.rank]
    return joined(sorted(level, key=lambda name: name.zh))


def _check_points(plan: Plan, unit: _Unit, problems: Problems) -> None:
    """A unit of which everything is left out has no rate: it can be neither ranked nor graded by one."""
    by_rate = plan.keys[0].by_rate or any(each.by == "rate" and unit.group.id in each.groups for each in plan.gradings)
    if by_rate and unit.group.ranked and not unit.laid.unit.values["points"]:
        name = unit.program.unit_name
        text = Text(f"{name.zh}的各项都不计入，没有得分率", f"{name.en}: everything is left out, there is no rate")
        problems.error(
            "points-not-positive", unit.program.place, text, Text("编入不参加排名的组", "put it into a group that is not ranked")
        )


def _check_held_ranks(plan: Plan, units: Sequence[_Unit], problems: Problems) -> None:
    """Where the next move up only one unit of a group can be held back in its rank: with two a person decides who is where."""
    for group in plan.groups if plan.next_moves_up else ():
        held = [unit for unit in units if unit.group is group and _is_held(unit)]
        if len(held) > 1:
            names = joined(sorted((unit.program.unit_name for unit in held), key=lambda name: name.zh))
            zh = f"“{group.name.zh}”中 {names.zh}的名次都因否决受限，谁在前须由人决定"
            text = Text(zh, f"{group.name.en}: the ranks of {names.en} are all held back by vetoes, and who is first a person decides")
            hint = Text("写 next_moves_up: false，或改用等次、扣分", "say next_moves_up: false, or use grades or a deduction")
            problems.error("tie-not-allowed", group.place, text, hint)


def _is_held(unit: _Unit) -> bool:
    values = unit.laid.unit.values
    return unit.group.ranked and values["limit"] > min(values["rank_by_score"], values["rank"])


def _edge(unit: _Unit, names: Text, what: Text, place: Place, problems: Problems) -> None:
    text = Text(
        f"“{unit.group.name.zh}”：{names.zh}并列，“{what.zh}”的名额不够分",
        f"{unit.group.name.en}: {names.en} are level where the places of '{what.en}' end",
    )
    problems.error(
        "tie-at-the-edge",
        place,
        text,
        Text("写 on_tie: include（都给）或 exclude（都不给），或在 ties 的 keys 中写明先后",
             "write on_tie: include (all of them) or exclude (none), or add to the `keys` of `ties` what tells them apart"),
    )  # fmt: skip
