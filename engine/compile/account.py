"""How a plan rounds and what it makes of items that do not apply goes in, the steps of every account come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from ..methods import NO, YES, Method
from ..parse import parse
from ..problems import Place, Problems
from ..program import ACCOUNT, Item, Program, Rounding, Scoring, Spreading
from ..steps import Step
from ..tree import Above, Arithmetic, Call, Choice, Comparison, Level, Name, Node, Number, Total, substitute
from .combine import met_name, part_name

_ACCOUNT = {
    "earned": "clamp(counted, 0, points)",
    "bonus": "max(counted - points, 0)",
    "penalty": "max(-counted, 0)",
    "open": "points * (1 - scored)",
    "lost": "points - earned - open",
    "score": "earned + bonus - penalty",
}
"""The account of what is scored by itself, from what `counted` (0 while it is open) and whether it is `scored` (1, or 0)."""
CAN_MOVE = ("may_gain", "may_lose")
_CAN_MOVE = {"may_gain": "open + unsettled * (points - earned)", "may_lose": "unsettled * earned"}
"""How far its score can still move: by what is open, and where the peers that it is compared with are not all there."""


@cache
def tree(text: str) -> Node:
    """One of our own expressions."""
    problems = Problems()
    found = parse(text, Place(text), problems)
    problems.stop_if_errors()
    assert found is not None
    return found


def expression(text: str, **parts: Node) -> Node:
    """One of our own expressions, with trees in the place of some of its names."""
    return substitute(tree(text), lambda node: parts.get(node.name) if isinstance(node, Name) else None)


def rounded(value: Node, rounding: Rounding | None) -> Node:
    """The value rounded as is declared: half away from zero, or half to even; as it is where nothing is."""
    if rounding is None:
        return value
    if rounding.mode == "half_up":
        return Call("round", (value, Number(Fraction(rounding.digits))))
    scale = Number(Fraction(10**rounding.digits))
    down = expression("floor(value * scale)", value=value, scale=scale)
    rest = expression("value * scale - down", value=value, scale=scale, down=down)
    up = "(down + (1 if rest * 2 > 1 or (rest * 2 == 1 and down - 2 * floor(down / 2) == 1) else 0)) / scale"
    return expression(up, down=down, rest=rest, scale=scale)


PEERS, DOMAIN = "peers", "domain"
"""The windows: the parts (or items) of a group that are about the same; the items that points are spread over."""
ADDS_UP = "adds up"
"""The trait of an item that adds up its parts."""
LEAF = "leaf"
"""What has an account of its own: a part, or an item with an award of its own."""
COUNTS, CARRIES, NOTHING, FULL, MEAN, MEAN_OF_ALL, MEAN_OF_THOSE = (
    "counts", "carries", "nothing", "full", "mean", "mean of all", "mean of those",
)  # fmt: skip
"""What a leaf counts: its award, its share of it, nothing, its points, or by the mean of its peers (MEAN and one of two)."""
SPREADS, SPREADS_ALONE, SPREADS_PARTS, SPREADS_WHOLE = "spreads", "spreads alone", "spreads over parts", "spreads whole"
"""Whatever belongs to a unit of which an item does not apply: everything; of its items those with and without an award of
their own; of the parts those that each carry the whole item."""


def method_trait(method: Method) -> str:
    """What the parts share that are scored by the same ladder: where it stands."""
    return str(method.place)


def met_trait(method: Method) -> str:
    """Those of them whose item asks whether its parts are met."""
    return f"met {method.place}"


def unrounded_trait(method: Method) -> str:
    """Those of them of which a share is carried: it is taken before anything is rounded."""
    return f"unrounded {method.place}"


def ladder_name(name: str) -> str:
    """What a name of the ladder is called in a part's frame, where a setting may be called like one of our own values."""
    return name if name == "points" else f"its {name}"


def ladder_values(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The values of a part's frame that its ladder has names for, by these."""
    own = {name.removeprefix("its "): value for name, value in values.items() if name.startswith("its ")}
    return {**own, "points": values["points"]}


def _of_frame(tree: Node) -> Node:
    """A ladder's tree over the values of a part's frame."""
    return substitute(tree, lambda node: Name(ladder_name(node.name), node.place) if isinstance(node, Name) else None)


def award_trait(item: Item) -> str:
    """What the items share whose own award is the same tree."""
    return ADDS_UP if item.award is None else str(item.award.place)


def scoring_steps(programs: Iterable[Program], scoring: Scoring) -> tuple[Step, ...]:
    """The steps from the parts up to the units, in the order in which they run."""
    items = [item for program in programs for item in program.items]
    steps = [] if scoring.spreading is None else [*_spreading(scoring.spreading)]
    steps += [*_awards(items, scoring.part), *_leaf("part", scoring)]
    if any(item.award is not None for item in items):
        steps += [*_own_awards(items, scoring.part), *_leaf("item", scoring)]
    steps += _added_up("item", "part", scoring.item, scoring, ADDS_UP)
    steps += _added_up("section", "item", scoring.section, scoring)
    return (*steps, *_unit(scoring))


def award_step(method: Method, rounding: Rounding | None) -> Step:
    """The award of a part: its ladder, rounded once (a class is not rounded: it is the position of a name)."""
    value = method.ladder if method.classes else rounded(method.ladder, rounding)
    return Step("part", "award", value, method_trait(method), PEERS, method.peers is not None and method.peers.include_self)


def _awards(items: Sequence[Item], rounding: Rounding | None) -> Iterator[Step]:
    methods = {method_trait(part.method): part.method for item in items for part in item.parts}
    for method in methods.values():
        step = award_step(method, rounding)
        yield step._replace(tree=_of_frame(step.tree))
        yield step._replace(name="unrounded", tree=_of_frame(method.ladder), only=unrounded_trait(method))
    parts = [part for item in items if item.award is not None and item.result == "points" for part in item.parts]
    for method in {met_trait(part.method): part.method for part in parts}.values():
        met = Choice(((Comparison(">=", method.ladder, Name("points")), YES),), NO)
        yield award_step(method, rounding)._replace(name="met", tree=_of_frame(met), only=met_trait(method))


def _own_awards(items: Sequence[Item], rounding: Rounding | None) -> Iterator[Step]:
    for trait, item in {award_trait(item): item for item in items if item.award is not None}.items():
        assert item.award is not None
        parts = range(1, len(item.parts) + 1)
        below: dict[str, Node] = {part_name(n): Total("award", "part", n) for n in parts}
        below |= {met_name(n): Total("met", "part", n) for n in parts}
        tree = substitute(item.award.tree, lambda node: below.get(node.name) if isinstance(node, Name) else None)  # noqa: B023
        yield Step("item", "award", rounded(tree, rounding), trait)
        yield Step("item", "unrounded", tree, trait)


def _leaf(level: Level, scoring: Scoring) -> Iterator[Step]:
    """The account of everything on a level that has one of its own; last of what counts by the mean of the others."""
    yield Step(level, "counted", Name("award"), COUNTS)
    yield Step(level, "counted", rounded(tree("points + carries * (unrounded - points)"), scoring.part), CARRIES)
    if scoring.of_plan:
        yield Step(level, "counted", Name("points"), FULL)
    yield Step(level, "counted", NO, NOTHING)
    yield from _account(level, scoring, LEAF)
    if scoring.of_plan:
        for trait, mean in _MEANS.items():
            yield Step(level, "counted", rounded(tree(mean), scoring.part), trait, PEERS)
        yield from _account(level, scoring, MEAN)


_MEANS = {
    MEAN_OF_THOSE: "ratio(points * peer_sum(score), peer_sum(points), 0)",
    MEAN_OF_ALL: "ratio(points * peer_sum(score) * peer_count(), peer_sum(points) * units_in_group, 0)",
}
"""The rate that the peers reach of their points, times one's own points; those that do not have it count as zero, or not."""


def _account(level: Level, scoring: Scoring, only: str) -> Iterator[Step]:
    yield from (Step(level, name, tree(_ACCOUNT[name]), only) for name in ACCOUNT)
    if scoring.of_plan:
        yield from (Step(level, name, tree(_CAN_MOVE[name]), only) for name in CAN_MOVE)


def _added_up(level: Level, below: Level, rounding: Rounding | None, scoring: Scoring, only: str | None = None) -> list[Step]:
    """The account of a level that adds up the one below, what is earned rounded where the stage is."""
    totals: dict[str, Node] = {name: Total(name, below) for name in ("points", *ACCOUNT, *CAN_MOVE)}
    return _stage(level, totals, rounding, scoring, only)


def _stage(level: Level, totals: dict[str, Node], rounding: Rounding | None, scoring: Scoring, only: str | None = None) -> list[Step]:
    """The account of a stage. What is rounded is its score, once; what is earned takes the difference, so that the account
    balances, and where that cannot (all is earned, or nothing), penalty and bonus do."""
    trees = {name: totals[name] for name in ("points", "open")}
    earned, bonus, penalty = (totals[name] for name in ("earned", "bonus", "penalty"))
    if rounding is None:
        trees |= {"earned": earned, "bonus": bonus, "penalty": penalty}
    else:
        raw = expression("earned + bonus - penalty", earned=earned, bonus=bonus, penalty=penalty)
        trees["rounding"] = expression("rounded - raw", rounded=rounded(raw, rounding), raw=raw)
        trees["earned"] = expression("clamp(whole + rounding, 0, points - open)", whole=earned)
        trees["excess"] = expression("whole + rounding - earned", whole=earned)
        trees["bonus"] = expression("bonus + max(excess - penalty, 0) - min(bonus, max(-excess, 0))", bonus=bonus, penalty=penalty)
        trees["penalty"] = expression("penalty - min(penalty, max(excess, 0)) + max(-excess - bonus, 0)", bonus=bonus, penalty=penalty)
    trees |= {"lost": tree(_ACCOUNT["lost"]), "score": tree(_ACCOUNT["score"])}
    if scoring.of_plan:
        gain, lose = totals["may_gain"], totals["may_lose"]
        if rounding is not None:  # what is rounded here moves by rounded steps
            up, down = Arithmetic("+", raw, gain), Arithmetic("-", raw, lose)
            gain = expression("up - score", up=rounded(up, rounding))
            lose = expression("score - down", down=rounded(down, rounding))
        trees |= {"may_gain": gain, "may_lose": lose}
    return [Step(level, name, each, only) for name, each in trees.items()]


def _unit(scoring: Scoring) -> list[Step]:
    """The unit's account: that of its sections; in a plan with the extras, all of them capped."""
    totals: dict[str, Node] = {name: Total(name, "section") for name in ("points", *ACCOUNT, *CAN_MOVE)}
    if scoring.of_plan:
        for name, cap in (("bonus", scoring.bonus_cap), ("penalty", scoring.penalty_cap)):
            both = expression("sections + extras", sections=totals[name], extras=Total(name, "extra"))
            totals[name] = both if cap is None else Call("min", (both, Number(cap)))
        totals["penalty"] = expression("capped + deducted", capped=totals["penalty"], deducted=Total("deducted", "extra"))
    return _stage("unit", totals, scoring.unit, scoring)


def _spreading(spreading: Spreading) -> Iterator[Step]:
    """The points of what does not apply, given to the rest in proportion to their points: each is cut down to the declared
    digits, and what is left over goes step by step to those that lost most by it, the earlier one first."""
    scale: Node = Number(Fraction(10**spreading.digits))
    yield Step("item", "weight", tree("declared * applies"), SPREADS)
    yield Step("section", "weight", Total("weight", "item"), SPREADS)
    whole = spreading.over == "sheet"
    if whole:
        yield Step("unit", "weight", Total("weight", "section"), SPREADS)
    yield Step("section", "pool", Above("declared") if whole else Name("declared"), SPREADS)
    yield Step("section", "pool_weight", Above("weight") if whole else Name("weight"), SPREADS)
    yield from _cut("item", Above("pool"), Above("pool_weight"), scale, SPREADS)
    if whole:
        yield Step("section", "cut", Total("cut", "item"), SPREADS)
        yield Step("unit", "left", expression("declared * scale - cut", scale=scale, cut=Total("cut", "section")), SPREADS)
        yield Step("section", "left", Above("left"), SPREADS)
    else:
        yield Step("section", "left", expression("pool * scale - cut", scale=scale, cut=Total("cut", "item")), SPREADS)
    yield from _handed_out("item", "worth", scale, SPREADS)
    yield Step("item", "points", Name("worth"), SPREADS_ALONE)
    yield Step("part", "points", Above("worth"), SPREADS_WHOLE)
    yield Step("part", "weight", tree("declared * applies"), SPREADS)
    yield Step("item", "part_weight", Total("weight", "part"), SPREADS_PARTS)
    yield from _cut("part", Above("worth"), Above("part_weight"), scale, SPREADS)
    yield Step("item", "left", expression("worth * scale - cut", scale=scale, cut=Total("cut", "part")), SPREADS_PARTS)
    yield from _handed_out("part", "points", scale, SPREADS)


def _cut(level: Level, pool: Node, weights: Node, scale: Node, only: str) -> Iterator[Step]:
    """Its share of the pool in whole steps of the declared digits, and what that leaves (times all weights)."""
    cut = expression("floor(ratio(weight * pool * scale, weights, 0))", pool=pool, weights=weights, scale=scale)
    yield Step(level, "cut", cut, only)
    yield Step(level, "rest", expression("weight * pool * scale - cut * weights", pool=pool, weights=weights, scale=scale), only)


def _handed_out(level: Level, name: str, scale: Node, only: str) -> Iterator[Step]:
    """The points by their steps, with one more for those that come first in what was cut off."""
    ahead = tree("1 + peer_count(rest > own(rest) or (rest == own(rest) and order < own(order)))")
    yield Step(level, "place", ahead, only, DOMAIN if level == "item" else "siblings")
    yield Step(level, name, expression("(cut + (1 if place <= left else 0)) / scale", left=Above("left"), scale=scale), only)
