"""Programs and figures go in, results come out: what every part, item, section and unit scored, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .compile.account import (
    ADDS_UP,
    CARRIES,
    DOMAIN,
    LEAF,
    MEAN,
    MEAN_OF_ALL,
    PEERS,
    SPREADS,
    SPREADS_ALONE,
    SPREADS_PARTS,
    SPREADS_WHOLE,
    award_trait,
    ladder_name,
    ladder_values,
    met_trait,
    method_trait,
    scoring_steps,
    unrounded_trait,
)  # fmt: skip
from .compile.combine import met_name, part_name
from .compile.ranking import indicator_key, no_indicator_key
from .figures import Figures
from .happened import NOTHING_HAPPENED
from .numbers import exact_text
from .plan import Plan
from .problems import Fault, Problems
from .program import ACCOUNT, Item, Part, Program, Scoring
from .results import Account, ItemResult, PartResult, Peer, Scorecard, SectionResult
from .settle import GONE, ItemSettled, PartSettled, Settled, settled, spread
from .steps import Frame, Frames, Step
from .targets.exact import Exact, TooLarge, run, too_large
from .targets.window import Window
from .text import Text

ZERO = Fraction(0)


class UnitFrames(NamedTuple):
    """The frames of a unit, in the order of its sheet."""

    unit: Frame
    sections: tuple[Frame, ...]
    items: tuple[Frame, ...]
    parts: tuple[tuple[Frame, ...], ...]


def score(program: Program, figures: Figures, problems: Problems) -> Scorecard:
    """The scorecard of the program's unit by itself. An award that its method has not declared possible is a problem."""
    steps = scoring_steps([program], Scoring(part=program.rounding))
    items = settled([program], figures, None, NOTHING_HAPPENED, problems)[0]
    frames = Frames()
    laid = lay_out(frames, program, items, None, None)
    run_all(steps, frames, {program.unit: (program, laid)}, problems)
    return scorecard(program, items, laid, figures, Compared(frames, {}), problems)


def run_all(steps: Sequence[Step], frames: Frames, units: Mapping[str, tuple[Program, UnitFrames]], problems: Problems) -> None:
    """Runs the steps. A number that outgrows what is computed is a problem of the part that it belongs to."""

    def failed(_: Step, frame: Frame) -> None:
        part = next(part for program, laid in units.values() for part in _laid_out_as(frame, program, laid))
        problems.fault(too_large(Text(f"第 {part.number} 项", f"item {part.number}"), part.method.name), part.place)

    run(steps, frames, failed)


def _laid_out_as(frame: Frame, program: Program, laid: UnitFrames) -> Iterator[Part]:
    """The part whose frame it is; of an item's the first."""
    for item, own, below in zip(program.items, laid.items, laid.parts, strict=True):
        yield from (part for part, each in zip(item.parts, below, strict=True) if each is frame)
        yield from item.parts[:1] if own is frame else ()


# The frames of a unit


def lay_out(frames: Frames, program: Program, items: Sequence[ItemSettled], plan: Plan | None, above: Frame | None,
            given: Mapping[str, Fraction] | None = None, traits: Sequence[str] = (), units_in_group: int = 1) -> UnitFrames:  # fmt: skip
    """Adds the frames of a unit, with what is known before any step."""
    layer = _Layer(frames, plan, spread(items), units_in_group)
    spreads = [SPREADS] if layer.spreads else []
    waiting, sections = iter(items), []
    unit = frames.add("unit", {**(given or {})}, [*traits, *spreads], above)
    laid_items: list[Frame] = []
    laid_parts: list[tuple[Frame, ...]] = []
    for section in program.sections:
        frame = frames.add("section", {}, spreads, unit)
        sections.append(frame)
        for item in section.items:
            settled_item = next(waiting)
            assert settled_item.item is item
            laid = layer.item(settled_item, frame, len(laid_items))
            laid_items.append(laid)
            laid_parts.append(tuple(layer.part(settled_item, part, laid, index) for index, part in enumerate(settled_item.parts)))
        layer.declare(frame, [each for each in frame.below if each.level == "item"])
    layer.declare(unit, sections)
    return UnitFrames(unit, tuple(sections), tuple(laid_items), tuple(laid_parts))


class _Layer:
    """Adds the frames below a unit's section. Where the points of something are spread, those of all are worked out."""

    def __init__(self, frames: Frames, plan: Plan | None, spreads: bool, units_in_group: int) -> None:
        self.frames, self.spreads, self.units_in_group = frames, spreads, units_in_group
        self.of_plan = plan is not None
        spreading = plan.scoring.spreading if plan is not None else None
        self.over_sheet = spreading is not None and spreading.over == "sheet"
        self.keys = [] if plan is None else [key.indicator for key in plan.keys if key.indicator is not None]

    def item(self, item: ItemSettled, section: Frame, order: int) -> Frame:
        own, left_out = item.settled, _left_out(item)
        if own is None:
            traits, given = {ADDS_UP}, dict[str, Fraction]()
        else:
            traits, given = self.leaf(own)
            traits |= {award_trait(item.item)} if all(part.runs for part in item.parts) else set()
        if self.spreads:
            traits |= {SPREADS, SPREADS_PARTS if own is None else SPREADS_ALONE}
            given |= {"declared": item.item.points - left_out, "applies": Fraction(_applies(item)), "order": Fraction(order)}
        elif own is not None:
            given["points"] = item.item.points - left_out
        windows = {DOMAIN: id(section.above if self.over_sheet else section), PEERS: item.window}
        return self.frames.add("item", given, traits, section, windows, () if item.is_seen else (PEERS,))

    def part(self, item: ItemSettled, part: PartSettled, above: Frame, order: int) -> Frame:
        own, method = part.settled, part.part.method
        traits, given = self.leaf(own)
        given |= {ladder_name(name): value for name, value in part.accepted.values.items()}
        if part.runs:
            traits |= {method_trait(method), *([met_trait(method)] if item.settled is not None else [])}
            traits |= {unrounded_trait(method)} if CARRIES in traits else set()
        traits |= {indicator_key(key) if part.part.indicator == key else no_indicator_key(key) for key in self.keys}
        points = given.pop("points") if own.absent != "left_out" else ZERO * given.pop("points")
        if self.spreads and item.settled is not None:
            traits |= {SPREADS_WHOLE}
        elif self.spreads:
            traits |= {SPREADS}
            given |= {"declared": points, "applies": Fraction(own.absent != "spread"), "order": Fraction(order)}
        else:
            given["points"] = points
        return self.frames.add("part", given, traits, above, {PEERS: part.window}, () if part.is_seen else (PEERS,))

    def leaf(self, own: Settled) -> tuple[set[str], dict[str, Fraction]]:
        given = {"scored": Fraction(own.scored)}
        if self.of_plan:
            given |= {"unsettled": Fraction(own.unsettled)}
        if CARRIES in own.traits:
            given |= {"carries": own.carries}
        if MEAN_OF_ALL in own.traits:
            given |= {"units_in_group": Fraction(self.units_in_group)}
        return {*own.traits, *(() if MEAN in own.traits else (LEAF,))}, given

    def declare(self, frame: Frame, below: Sequence[Frame]) -> None:
        if self.spreads:
            frame.values["declared"] = sum((each.values["declared"] for each in below), ZERO)


def _applies(item: ItemSettled) -> bool:
    """Whether something of the item keeps its points: neither all of it is left out nor spread over the rest."""
    if item.settled is not None:
        return item.settled.absent not in GONE
    return any(part.settled.absent not in GONE for part in item.parts)


def _left_out(item: ItemSettled) -> Fraction:
    """The points of the item that are left out."""
    if item.settled is not None:
        return item.item.points if item.settled.absent == "left_out" else ZERO
    return sum((part.part.points for part in item.parts if part.settled.absent == "left_out"), ZERO)


# The results of a unit


def scorecard(
    program: Program, items: Sequence[ItemSettled], laid: UnitFrames, figures: Figures, compared: Compared, problems: Problems
) -> Scorecard:
    """What the frames of a unit came to."""
    reader = _Reader(program, compared, problems)
    every = iter([reader.item(*each) for each in zip(items, laid.items, laid.parts, strict=True)])
    sections = tuple(
        SectionResult(section, _account(frame), tuple(next(every) for _ in section.items))
        for section, frame in zip(program.sections, laid.sections, strict=True)
    )
    own = {key: figure for key in program.needs if (figure := figures.current.get(key)) is not None}
    superseded = tuple(figure for figure in figures.superseded if figure.key in program.needs)
    return Scorecard(program, Figures(own, superseded), _account(laid.unit), sections)


class _Reader:
    """Reads results from frames, and the rungs that applied; an award that is not declared possible is a problem."""

    def __init__(self, program: Program, compared: Compared, problems: Problems) -> None:
        self.program, self.compared, self.problems = program, compared, problems
        self.exact = Exact()

    def item(self, item: ItemSettled, frame: Frame, below: Sequence[Frame]) -> ItemResult:
        parts = tuple(self.part(part, each) for part, each in zip(item.parts, below, strict=True))
        own = item.settled
        if own is None:
            single = parts[0] if not item.item.has_parts and parts else None
            exact, award = single and single.exact, single and single.award
            return ItemResult(item.item, _account(frame), parts, exact, award, all(part.is_open for part in parts))
        award = frame.values.get("award")
        fault = None if award is None or item.item.result != "points" else _undeclared(item.item, award, frame.values["points"])
        if fault is not None and item.item.award is not None:
            self.problems.fault(fault, item.item.award.place)
        exact = None if any(part.award is None for part in parts) else self.own_award(item.item, frame, parts)
        return ItemResult(item.item, _account(frame), parts, exact, award, not own.scored, own.adjustments)

    def own_award(self, item: Item, frame: Frame, parts: Sequence[PartResult]) -> Fraction:
        """The item's award before it is rounded."""
        assert item.award is not None
        values = {"points": frame.values["points"]}
        for index, part in enumerate(parts, 1):
            assert part.award is not None
            values |= {part_name(index): part.award, met_name(index): part.frame.get("met", ZERO)}
        return self.exact.value(item.award.tree, values)

    def part(self, part: PartSettled, frame: Frame) -> PartResult:
        own, account, figures = part.settled, _account(frame), part.accepted.figures
        peers, values, still = self.compared.among(part), ladder_values(frame.values), not own.scored
        if not part.runs:
            return PartResult(part.part, account, own.state, figures, values, None, None, None, still, own.adjustments, peers, frame.values)
        award, method = frame.values["award"], part.part.method
        try:
            rung, exact = self.exact.climb(method.ladder, values, *self.compared.by(part, frame))
        except TooLarge:  # told when the steps ran
            return PartResult(part.part, account, own.state, figures, values, None, None, None, True)
        number = Text(f"第 {part.part.number} 项", f"item {part.part.number}")
        if fault := method.undeclared(award, frame.values["points"], number):
            self.problems.fault(fault, part.part.place)
        return PartResult(part.part, account, own.state, figures, values, exact, award, rung, False, own.adjustments, peers, frame.values)


class Compared:
    """Who is compared with whom, looked up once for all that are compared with each other. `names` are those of the units, by
    the `id` of their frames."""

    def __init__(self, frames: Frames, names: Mapping[int, Text]) -> None:
        self.frames, self.names = frames, names
        self.peers: dict[Hashable, tuple[Peer, ...]] = {}
        self.windows: dict[Hashable, tuple[Window, dict[int, int]]] = {}

    def among(self, part: PartSettled) -> tuple[Peer, ...]:
        """Those that the part is compared with, in the order of the plan."""
        if part.part.method.peers is None and MEAN not in part.settled.traits:
            return ()
        if part.window not in self.peers:
            found = self.frames.windows.get(("part", PEERS, part.window), [])
            self.peers[part.window] = tuple(Peer(self.unit(each), ladder_values(each.values), each.values) for each in found)
        return self.peers[part.window]

    def by(self, part: PartSettled, frame: Frame) -> tuple[Window, int | None]:
        """What its ladder compares it with; and its own place there, where it is not compared with itself."""
        if part.window not in self.windows:
            peers = self.among(part)
            places = {id(peer.frame): place for place, peer in enumerate(peers)}
            self.windows[part.window] = Window([peer.values for peer in peers]), places
        window, places = self.windows[part.window]
        rule = part.part.method.peers
        return window, None if rule is not None and rule.include_self else places.get(id(frame.values))

    def unit(self, frame: Frame) -> Text:
        while frame.above is not None and frame.level != "unit":
            frame = frame.above
        return self.names.get(id(frame), Text("", ""))


def _account(frame: Frame) -> Account:
    return Account(frame.values["points"], *(frame.values[name] for name in ACCOUNT))


def _undeclared(item: Item, award: Fraction, points: Fraction) -> Fault | None:
    """What is wrong with an item's own award that none of the methods of its parts has declared possible."""
    kind = "bonus" if award > points else "penalty" if award < 0 else None
    if kind is None or any(kind in part.method.declares for part in item.parts):
        return None
    shown = exact_text(award)
    over = (
        Text(f"超过分值 {exact_text(points)}", f"above its {exact_text(points)} points")
        if kind == "bonus"
        else Text("低于零", "below zero")
    )
    return Fault(
        "undeclared-bonus" if kind == "bonus" else "undeclared-penalty",
        Text(
            f"第 {item.nr} 项按其中项算得 {shown} 分，{over.zh}，而其中项的计分办法都没有声明",
            f"item {item.nr}: worked out from its parts its award is {shown}, {over.en}, and no method of its parts declares that",
        ),
        Text("写作 min(points, …) 或 max(0, …)", "write min(points, ...) or max(0, ...)"),
    )
