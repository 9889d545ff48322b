"""Steps and frames made by hand for the agreement of whole programs: what a plan does with the scores of its units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from kaohe.engine.compile.account import (
    ADDS_UP,
    CARRIES,
    COUNTS,
    FULL,
    LEAF,
    MEAN,
    MEAN_OF_ALL,
    MEAN_OF_THOSE,
    NOTHING,
    SPREADS,
    SPREADS_PARTS,
    expression,
    rounded,
    scoring_steps,
    tree,
)  # fmt: skip
from kaohe.engine.program import Rounding, Scoring, Spreading
from kaohe.engine.steps import Frame, Frames, Step
from kaohe.engine.tree import Above, Call, Node, Number, Total

HALF_EVEN = Rounding(1, "half_even")


class Program(NamedTuple):
    """Steps, and the frames that they run over."""

    steps: Sequence[Step]
    frames: Frames


class Unit(NamedTuple):
    """A unit of a group, with the worths of what happened to it (by matter), and what else its steps read."""

    group: str
    score: str
    size: int = 1
    points: int = 100
    key: int = 0
    events: Sequence[tuple[str, str]] = ()
    counted: bool = True


UNITS = (
    Unit("a", "91.25", 3, 100, 2, (("fire", "2"), ("fire", "2"), ("fire", "1.5"), ("flood", "0.5"))),
    Unit("b", "80", 2, 90),
    Unit("a", "91.25", 2, 100, 1, (("flood", "4"), ("flood", "7"))),
    Unit("a", "100.15", 5, 110, 1),
    Unit("b", "80", 7, 90, 3),
    Unit("a", "100.25", 1, 120, 3, (), False),
    Unit("c", "-3.335", 4, 70),
    Unit("b", "60.05", 9, 80, 0, (("fire", "0.25"),)),
    Unit("a", "91.25", 3, 100, 2, (("fire", "4.5"),)),
)
"""Ties, siblings that do not stand below each other, a group of one unit, and a unit that is nobody's peer."""


def values(**given: str | int | Fraction) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in given.items()}


def plan_of(units: Sequence[Unit], share: str = "0.4", groups: Iterable[str] = "abcd") -> Program:
    """A plan's frames: groups, of which the last has no units, the units in them, and below these extras of events."""
    frames = Frames()
    plan = frames.add("plan", {})
    of = {name: frames.add("group", values(share=share), ["not ranked" if name == "b" else "ranked"], plan) for name in groups}
    for order, unit in enumerate(units):
        given = values(score=unit.score, size=unit.size, points=unit.points, key=unit.key, order=order, one=1)
        alone = sum(each.group == unit.group for each in units) == 1
        traits = ["in another group" if unit.group == "b" else "in a ranked group", *([] if alone else ["compared"])]
        traits += ["odd and compared"] if order % 2 and not alone else []
        windows = {"size": unit.size % 2, "few": ("few", unit.group, unit.key)}
        frame = frames.add("unit", given, traits, of[unit.group], windows, () if unit.counted else ("size", "few"))
        for name in ("capped", "open"):
            extra = frames.add("extra", values(cap=3), [name], frame)
            for index, (matter, worth) in enumerate(unit.events if name == "capped" else unit.events[:1]):
                frames.add("event", values(worth=worth, order=index), [], extra, {"matter": (order, name, matter)})
    return Program(plan_steps(), frames)


def plan_steps() -> list[Step]:
    """The kinds of steps that a plan has, and some that are there to go wrong."""
    return [*_highest(), *_totals(), *_places(), *_quotas(), *_over_peers(), *_upwards()]


def _highest() -> list[Step]:
    """Of several events of one matter only the highest counts, and of those that are level the first."""
    higher = tree("1 - min(1, peer_count(worth > own(worth) or (worth == own(worth) and order < own(order))))")
    return [
        Step("event", "counts", higher, among="matter"),
        Step("event", "counted", tree("worth * counts")),
        Step("extra", "bonus", Call("min", (Total("counted", "event"), expression("cap"))), "capped"),
        Step("extra", "bonus", Total("counted", "event"), "open"),
    ]


def _totals() -> list[Step]:
    both: Node = expression("score + bonus - 0.25 * second", bonus=Total("bonus", "extra"), second=Total("bonus", "extra", 2))
    return [
        Step("unit", "exact", both),
        Step("unit", "total", rounded(expression("exact"), HALF_EVEN)),
        Step("unit", "rate", tree("ratio(total, points, 0)")),
    ]


def _places() -> list[Step]:
    """Ranks that leave places out and those that do not, and ties that keys break one after the other."""
    keys = "total > own(total) or (total == own(total) and (key > own(key) or (key == own(key) and size < own(size))))"
    return [
        Step("unit", "place", tree("1 + peer_count(total > own(total))")),
        Step("unit", "ranked", tree("peer_rank(rate)")),
        Step("unit", "crosswise", tree("1 + peer_count(total * own(points) > own(total) * points)")),
        Step("unit", "divided", tree("1 + peer_count(total / points > own(total / points))")),
        Step("unit", "first", tree("0 if peer_count(total == own(total) and order < own(order)) > 0 else 1")),
        Step("unit", "dense", tree("1 + peer_count(total > own(total) and first == 1)")),
        Step("unit", "broken", tree(f"1 + peer_count({keys})")),
        Step("unit", "tied", tree("peer_count(broken == own(broken))"), with_self=True),
        Step("unit", "last", tree("peer_count(not (place <= own(place)) or place == own(place))")),
    ]


def _quotas() -> list[Step]:
    """How many places a group has, and who is within them."""
    graded = "0 if broken <= quota and total >= 85 else (1 if broken <= up and rate >= 0.8 else (2 if total > 0 else 3))"
    near: dict[str, Node] = {"quota": Above("quota"), "up": Above("up")}
    return [
        Step("group", "units", Total("one", "unit")),
        Step("group", "quota", tree("floor(share * units)"), "ranked"),
        Step("group", "up", tree("ceil(share * units)")),
        Step("group", "quota", tree("round(share * units, 0)"), "not ranked"),
        Step("unit", "quota", near["quota"], "in a ranked group"),
        Step("unit", "grade", expression(graded, **near), "in a ranked group"),
        Step("unit", "grade", expression("4 if broken <= up else 5", **near), "in another group"),
        Step("unit", "within", expression("peer_count(total >= own(total) and own(up) > 0)", **near)),
    ]


def _over_peers() -> list[Step]:
    gathered = "peer_max(total) - peer_min(total) + 10 * peer_median(total) - peer_mean(score)"
    steps = [Step("unit", "gathered", tree(gathered), "compared")]
    steps += [Step("unit", "odd", tree("0.125 * peer_sum(rate) - peer_max(clamp(total, 0, own(size) * 10))"), "odd and compared")]
    for among in ("siblings", "size", "few"):
        steps += [
            Step("unit", f"mean {among}", rounded(tree("ratio(points * peer_sum(score), peer_sum(points), 0)"), Rounding(2)), None, among),
            Step("unit", f"exact mean {among}", tree("ratio(points * peer_sum(total) * peer_count(), peer_sum(points), -1)"), None, among),
            Step("unit", f"sum {among}", tree("100 * peer_sum(max(0, total - own(total))) + peer_count(floor(score) > 80)"), None, among),
            Step("unit", f"own {among}", tree("peer_sum(own(score)) + peer_count(own(score) > 80 or key == 3)"), None, among, True),
        ]
    return steps


def _upwards() -> list[Step]:
    return [
        Step("group", "total", rounded(Total("total", "unit"), Rounding(0))),
        Step("group", "mean", expression("ratio(total, units, 0)", total=Total("total", "unit"))),
        Step("plan", "total", Total("mean", "group")),
        Step("plan", "second", Total("total", "group", 2)),
        Step("group", "part of all", expression("ratio(total, all, 0)", all=Above("total"))),
        Step("plan", "nothing", Total("points", "section")),
        Step("section", "points", Number(Fraction(1))),
        Step("unit", "nobody's", tree("total"), "nobody has it"),
    ]


def sheets(over: Literal["section", "sheet"]) -> Program:
    """The sheets of three units in which parts do not apply: their points are spread over the rest, or they count by the
    mean of those that have them, in full, or the share that the unit carries."""
    scoring = Scoring(
        Rounding(2), None, Rounding(1, "half_even"), Rounding(1), Spreading(over, 2), Fraction(2), Fraction("0.5"), of_plan=True
    )
    frames = Frames()
    for nr in range(3):
        unit = frames.add("unit", values(declared=100), [SPREADS])
        order = 0
        for points in ((10, 23), (67,)):
            section = frames.add("section", values(declared=sum(points)), [SPREADS], unit)
            for worth in points:
                given = values(declared=worth, applies=int((nr, order) != (1, 1)), order=order)
                windows = {"domain": (nr, None if over == "sheet" else section)}
                item = frames.add("item", given, [SPREADS, SPREADS_PARTS, ADDS_UP], section, windows)
                _parts(frames, item, nr, order, worth)
                order += 1
    return Program(scoring_steps([], scoring), frames)


def _parts(frames: Frames, item: Frame, nr: int, item_order: int, worth: int) -> None:
    """Three parts of an item, each with its award and how it counts."""
    for order in range(3):
        number = 3 * item_order + order
        away = (nr + number) % 5 == 0
        given = values(declared=Fraction(worth, 3).limit_denominator(1) if order else worth - 2 * Fraction(worth, 3).limit_denominator(1))
        given |= values(applies=int(item.values["applies"] > 0 and not away), order=order, scored=int(number != 7), unsettled=order % 2)
        award = Fraction(worth * (7 + nr + number), 41)
        given |= values(award=award, unrounded=award, carries="0.3", units_in_group=3)
        means = (MEAN_OF_ALL, MEAN_OF_THOSE)
        traits = [MEAN, means[nr % 2]] if number % 4 == nr else [LEAF, (COUNTS, CARRIES, FULL, NOTHING)[(nr + number) % 4]]
        frames.add("part", given, [SPREADS, *traits], item, {"peers": number}, ["peers"] if MEAN in traits else [])
