"""How a plan ranks goes in, the steps from the units' scores to ranks, grades and commendations come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce

from ..methods import NO, YES
from ..plan import Band, Commendation, Grading, Group, Quota, TieKey, TiePolicy
from ..steps import Step
from ..tree import Above, Arithmetic, Call, Choice, Comparison, Logic, Name, Negative, Node, Number, Own, Peers, Total
from .account import expression, tree

RANKED = "ranked"
"""A unit that is ranked, and its group."""
KEYED = "key"
"""Beginning of the trait of the parts that are about the indicator of a tie key."""


def group_trait(group: Group) -> str:
    """What the units of a group share."""
    return f"group {group.id}"


def key_steps(keys: Sequence[TieKey], indicators: Sequence[str]) -> Iterator[Step]:
    """The score of every unit on the indicators that tell apart who is level."""
    for indicator in indicators:
        name = indicator_key(indicator)
        yield Step("part", name, Name("score"), name)
        yield Step("part", name, NO, no_indicator_key(indicator))
        yield Step("item", name, Total(name, "part"))
        yield Step("section", name, Total(name, "item"))
        yield Step("unit", name, Total(name, "section"))
    yield Step("unit", "tie_break", Total("tie_break", "extra"))
    sections = sorted({int(key.name.split()[1]) for key in keys if key.name.startswith("section ")})
    for number in sections:
        yield Step("unit", f"section {number}", Total("score", "section", number))


def indicator_key(indicator: str) -> str:
    """What the score on an indicator is called in a frame."""
    return f"{KEYED} {indicator}"


def no_indicator_key(indicator: str) -> str:
    """The trait of the parts that are about another."""
    return f"no {KEYED} {indicator}"


def ranking_steps(ties: TiePolicy, keys: Sequence[TieKey], next_moves_up: bool) -> Iterator[Step]:
    """The rank of every unit in its group, how many are level with it, and between what ranks it may end up."""
    ahead, level = _ahead(keys), _level(keys)
    yield Step("unit", "tied", Peers("count", level), RANKED)
    others = ahead
    if ties == "dense":
        before = Logic("and", (level, tree("order < own(order)")))
        yield Step("unit", "first_of_tied", Choice(((_none(before), YES),), NO), RANKED)
        others = Logic("and", (ahead, tree("first_of_tied == 1")))
    yield Step("unit", "rank_by_score", _one_more_than(others), RANKED)
    yield Step("unit", "limit", expression("min(rank_at_best, units)", units=Above("units")), RANKED)
    held = tree("max(rank_by_score, limit)")
    if next_moves_up:
        alone = " and tied == 0" if ties == "dense" else ""
        passed = f"limit > rank_by_score and rank_by_score < own(rank_by_score) and limit >= own(rank_by_score){alone}"
        yield Step("unit", "moved_rank", tree(f"rank_by_score - peer_count({passed})"), RANKED)
        behind = Name("limit") if ties == "dense" else tree("max(limit, 1 + peer_count(moved_rank < own(limit)))")
        held = Choice(((tree("limit > rank_by_score"), behind),), Name("moved_rank"))
    yield Step("unit", "rank", held, RANKED)
    yield Step("unit", "low", tree("score - may_lose"), RANKED)
    yield Step("unit", "high", tree("score + may_gain"), RANKED)
    yield from _reach_steps(ties, keys, next_moves_up)


def _reach_steps(ties: TiePolicy, keys: Sequence[TieKey], next_moves_up: bool) -> Iterator[Step]:
    """Between what ranks a unit may end up. Two units whose scores are settled stand as they do; of others the ranges of
    their scores decide, and where something else comes before the score, nothing does. A range may be too wide, never too
    narrow."""
    settled = tree("may_gain + may_lose == 0")
    both = Logic("and", (settled, tree("own(may_gain + may_lose) == 0")))
    stands = Logic("and", (both, _ahead(keys)))
    certain, possible = stands, Logic("or", (stands, Logic("not", (both,))))
    if keys[0].is_score:
        level_counts = ties == "forbidden" or len(keys) > 1
        above = _more(">", Name("low"), Name("high"), keys[0].by_rate)
        may_be = _more(">=" if level_counts else ">", Name("high"), Name("low"), keys[0].by_rate)
        certain = Logic("or", (stands, Logic("and", (Logic("not", (both,)), above))))
        possible = Logic("or", (stands, Logic("and", (Logic("not", (both,)), may_be))))
    if ties == "dense":  # of several that are level one counts
        certain = Logic("and", (settled, tree("first_of_tied == 1"), certain))
    best = expression("max(certain, limit)", certain=_one_more_than(certain))
    if next_moves_up:
        best = expression("max(1, limit, certain - peer_count(limit > 0))", certain=_one_more_than(certain))
    all_settled = Logic("and", (settled, _none(tree("may_gain + may_lose > 0"))))
    worst = expression("max(possible, limit)", possible=_one_more_than(possible))
    yield Step("unit", "best_rank", Choice(((all_settled, Name("rank")),), best), RANKED)
    yield Step("unit", "worst_rank", Choice(((all_settled, Name("rank")),), worst), RANKED)


def _none(test: Node) -> Node:
    return Comparison("==", Peers("count", test), NO)


def _one_more_than(test: Node) -> Node:
    return Arithmetic("+", YES, Peers("count", test))


def _more(sign: str, peer: Node, own: Node, by_rate: bool) -> Node:
    """Whether a peer's value is above one's own; of rates, both over the points, without a division."""
    assert sign in (">", ">=", "==")
    if by_rate:
        peer, own = Arithmetic("*", peer, Own(Name("points"))), Arithmetic("*", Own(own), Name("points"))
        return Comparison(sign, peer, own)  # type: ignore[arg-type]
    return Comparison(sign, peer, Own(own))  # type: ignore[arg-type]


def _value(key: TieKey) -> Node:
    return Negative(Name("penalty")) if key.name == "penalty" else Name(key.name)


def _ahead(keys: Sequence[TieKey]) -> Node:
    """Whether a peer comes before: by the first key that tells the two apart."""
    ways = []
    for index, key in enumerate(keys):
        so_far = [_more("==", _value(each), _value(each), each.by_rate) for each in keys[:index]]
        tests = (*so_far, _more(">", _value(key), _value(key), key.by_rate))
        ways.append(tests[0] if len(tests) == 1 else Logic("and", tests))
    return ways[0] if len(ways) == 1 else Logic("or", tuple(ways))


def _level(keys: Sequence[TieKey]) -> Node:
    tests = tuple(_more("==", _value(key), _value(key), key.by_rate) for key in keys)
    return tests[0] if len(tests) == 1 else Logic("and", tests)


def quota_steps(left_out: int = 0) -> Iterator[Step]:
    """How many units are ranked, in each group and in all: those of groups that are `left_out` count as well."""
    in_groups = Total("units", "group")
    yield Step("group", "units", Total("is_ranked", "unit"))
    yield Step("plan", "units", Arithmetic("+", in_groups, Number(Fraction(left_out))) if left_out else in_groups)
    yield Step("group", "all_units", Above("units"))


def _places(quota: Quota) -> Node:
    """How many units may have it, in the group's frame."""
    if quota.places is not None:
        return Number(Fraction(quota.places))
    assert quota.share is not None
    of = Arithmetic("*", Number(quota.share), Name("units" if quota.base == "group" else "all_units"))
    match quota.rounding:
        case "down":
            return Call("floor", (of,))
        case "up":
            return Call("ceil", (of,))
        case _:
            return Call("round", (of, NO))


def _wins(quota: Quota | None, name: str, group: Group, holds: str) -> Iterator[Step]:
    """Who of those that `may` have it gets it: all, or as many as there are places, in the order of their ranks. One that a
    veto keeps from it `holds` a place, or not."""
    only = group_trait(group)
    if quota is None:
        yield Step("unit", f"won {name}", Name(f"may {name}"), only)
        return
    yield Step("group", f"places {name}", _places(quota), only)
    may, held = Comparison("==", Name(f"may {name}"), YES), Comparison("==", Name(holds), YES)
    yield Step("unit", f"place {name}", _one_more_than(Logic("and", (may, held, tree("rank < own(rank)")))), only)
    yield Step("unit", f"level {name}", Peers("count", Logic("and", (may, held, tree("rank == own(rank)")))), only)
    last = expression("place + level", place=Name(f"place {name}"), level=Name(f"level {name}"))
    places, place = Above(f"places {name}"), Name(f"place {name}")
    counted = last if quota.on_tie == "exclude" else place
    yield Step("unit", f"won {name}", Choice(((Logic("and", (may, Comparison("<=", counted, places))), YES),), NO), only)
    across = Logic("and", (may, held, Comparison("<=", place, places), Comparison(">", last, places)))
    yield Step("unit", f"edge {name}", Choice(((across, YES),), NO), only)


def grade_steps(grading: Grading, group: Group, grades: Sequence[str]) -> Iterator[Step]:
    """The grade of every unit of a group: the first whose band and quota it reaches; then what vetoes make of it."""
    only, won = group_trait(group), list[Node]()
    for band in grading.bands:
        name = f"grade {band.grade}"
        yield Step("unit", f"may {name}", _may(_reaches(band, grading), won), only)
        yield from _wins(band.quota, name, group, "holds_grade")
        won.append(Name(f"won {name}"))
    cases = [
        (Comparison("==", each, YES), Number(Fraction(grades.index(band.grade)))) for each, band in zip(won, grading.bands, strict=True)
    ]
    yield Step("unit", "grade_by_score", Choice(tuple(cases[:-1]), cases[-1][1]), only)
    worst = Number(Fraction(len(grades) - 1))
    lowered = expression("min(worst, max(grade_by_score + lower, at_best))", worst=worst)
    yield Step("unit", "grade", Choice(((tree("overrides == 1"), Call("max", (Name("override"), lowered))),), lowered), only)


def _may(reaches: Node | None, won: Sequence[Node]) -> Node:
    """Whether a unit reaches it that has nothing better."""
    tests = [] if reaches is None else [reaches]
    if won:
        tests.append(Comparison("==", reduce(lambda a, b: Arithmetic("+", a, b), won), NO))
    if not tests:
        return YES
    return Choice(((tests[0] if len(tests) == 1 else Logic("and", tuple(tests)), YES),), NO)


def _reaches(band: Band, grading: Grading) -> Node | None:
    if band.start is None:
        return None
    start = Number(band.start)
    if grading.by == "score":
        return Comparison(">=", Name("score"), start)
    return expression("score * 100 >= start * points", start=start)


def commendation_steps(commendations: Sequence[Commendation], group: Group, has_grades: bool) -> Iterator[Step]:
    """Who of a group is commended, class by class: who has nothing better, a grade that suffices, and a place."""
    only, won = group_trait(group), list[Node]()
    for each in commendations:
        name = f"commendation {each.id}"
        suffices = None
        if each.at_least is not None and has_grades:
            suffices = Comparison("<=", Name("grade"), Number(Fraction(each.at_least)))
        yield Step("unit", f"may {name}", _may(suffices, won), only)
        yield from _wins(each.quota, name, group, "holds_commendation")
        yield Step("unit", f"got {name}", expression("won * (1 - barred)", won=Name(f"won {name}")), only)
        won.append(Name(f"won {name}"))
