"""What holds of every plan, whatever the figures are: nothing is lost of the points, accounts balance, ranks do not depend on
the order of anything, and what is still open ends within the range that was told."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe.engine.figures import Figures
from kaohe.engine.happened import Event
from kaohe.engine.numbers import apportion
from kaohe.engine.plan import Plan
from kaohe.engine.rank import Rankings, Standing

from .plans import MARKS, STANDARD, UNITS, Entry, Sections, Value, decimal, event, figures, in_memory, marks, outcome, ranked
from .test_account import balances

FIVE = UNITS[:5]
GRADES = {id: {"name": id} for id in ("excellent", "good", "fair", "bad")}
BANDS: Sequence[Entry] = [{"grade": "excellent", "from": 5}, {"grade": "good", "from": 3}, {"grade": "fair", "from": 1}, {"grade": "bad"}]
ABSENT = "not-applicable"
STAGES = ("part", "item", "section", "unit")
HOWS = ("open", "zero", "full", "mean_of_those", "left_out", "spread")
"""What a plan makes of what does not apply."""
SHARED = ("revenue", "trade", "roads")
ACHIEVED = ("output", "revenue", "trade", "roads", "water", "air")
LIMITS = {**dict.fromkeys(ACHIEVED, 12), "accidents": 8, "speed": 12, "mark": 8}
"""The indicators of the standard sheet and up to what their figures are drawn."""


def some(values: st.SearchStrategy[Value], *absences: str) -> st.SearchStrategy[Value]:
    return st.one_of(values, values, st.sampled_from(absences)) if absences else values


def value_of(indicator: str) -> st.SearchStrategy[Value]:
    limit = LIMITS[indicator]
    return st.integers(0, limit) if indicator == "accidents" else st.integers(0, limit * 4).map(lambda n: Fraction(n, 4))


def achieved(units: Sequence[str], *absences: str, of: Sequence[str] = tuple(LIMITS)) -> st.SearchStrategy[dict[str, dict[str, Value]]]:
    """Figures of every unit for the standard sheet; some absent in one of these ways."""
    one = st.fixed_dictionaries({indicator: some(value_of(indicator), *absences) for indicator in of})
    return st.fixed_dictionaries(dict.fromkeys(units, one))


# Points that are spread


SPLITS = (("0.5", "0.3", "0.2"), ("0.5", "0.3", "0.2"), ("1/3", "1/3", "1/3"), ("1/3", "1/3", "1/3"))
"""By the digits that are spread: how an item of 20 points is shared out among its parts, with no more decimals than these."""


@cache
def spreading(over: str, digits: int) -> Plan:
    """A plan over sheets whose points have as many decimals as are spread (two at most: scores have no more)."""
    step = Fraction(1, 10 ** min(digits, 2))
    more = [[7 * step, 10 * step, 3 * step], [step, 2 * step, 9 * step]]
    sections = [
        [{**item, "points": decimal(Fraction(str(item["points"])) + extra)} for item, extra in zip(section, own, strict=True)]
        for section, own in zip(STANDARD, more, strict=True)
    ]
    parts = [{"indicator": each, "target": 10, "share": share} for each, share in zip(SHARED, SPLITS[digits], strict=True)]
    sections[0][1] = {**sections[0][1], "parts": parts}
    return in_memory({UNITS[0]: sections}, not_applicable={"how": "spread", "over": over, "digits": digits}, rounding={"part": "exact"})


@pytest.mark.parametrize("digits", range(4))
@pytest.mark.parametrize("over", ["section", "sheet"])
@settings(max_examples=40)
@given(st.sets(st.sampled_from(sorted(LIMITS))))
def test_spread_points_are_conserved(over: str, digits: int, absent: set[str]) -> None:
    plan = spreading(over, digits)
    found = {indicator: ABSENT if indicator in absent else 1 for indicator in LIMITS}
    program = plan.programs[0]
    gone = {item.nr for item in program.items if all(part.indicator in absent for part in item.parts)}
    pools = [list(section.items) for section in program.sections] if over == "section" else [list(program.items)]
    rankings, codes = outcome(plan, figures({UNITS[0]: found}))
    if any(all(item.nr in gone for item in pool) for pool in pools):
        assert set(codes) == {"nothing-to-spread-over"}
        return
    assert codes == []
    card = rankings.standings[0].card
    is_touched = any(part.indicator in absent for item in program.items for part in item.parts if item.award is None or item.nr in gone)
    for pool in pools:
        worth = sum((item.points for item in pool), Fraction(0))
        shares = [Fraction(0) if item.nr in gone else item.points for item in pool]
        expected = dict(zip((item.nr for item in pool), apportion(worth, shares, digits), strict=True))
        results = [item for item in card.items if item.item.nr in expected]
        assert {item.item.nr: item.account.points for item in results} == expected
        assert sum(item.account.points for item in results) == worth
    for item in card.items:
        assert item.account.points >= 0 and all(part.account.points >= 0 for part in item.parts)
        if item.item.award is not None:
            assert all(part.account.points == item.account.points for part in item.parts)
        else:
            assert sum(part.account.points for part in item.parts) == item.account.points
            if is_touched and item.item.nr not in gone:
                shares = [Fraction(0) if part.part.indicator in absent else part.part.points for part in item.parts]
                assert [part.account.points for part in item.parts] == apportion(item.account.points, shares, digits)
    assert sum(section.account.points for section in card.sections) == card.account.points == program.points


# Accounts

VETOES = {
    "zero": {"name": "zero", "zero": ["output", "air"]},
    "item": {"name": "item", "zero_item": "true"},
    "less": {"name": "less", "deduct": 7},
}
EXTRAS = {"plus": {"name": "plus", "sign": "bonus", "most": 9, "cap": 10}, "minus": {"name": "minus", "sign": "penalty", "most": 9},
          "spark": {"name": "spark", "sign": "bonus", "most": 9, "counts": "tie_break"}}  # fmt: skip


def with_role(sections: Sections, unit: str) -> Sections:
    """The sheet, whose first item is a task of several units."""
    units = [{"unit": each, "role": "lead" if each == UNITS[0] else "cooperating"} for each in dict.fromkeys((UNITS[0], unit))]
    return [[{**sections[0][0], "units": units}, *sections[0][1:]], *sections[1:]]


@cache
def treating(how: str, over: str = "section", peers: bool = True, worst: bool = True) -> Plan:
    """A plan over three standard sheets, or over what they have without peers, or without parts that are combined."""
    sheet = [
        [item for item in section if (peers or item.get("indicator") != "speed") and (worst or item.get("combine") is None)]
        for section in STANDARD
    ]
    sheets = {unit: with_role(sheet, unit) for unit in UNITS[:3]}
    absent = {"how": how, "over": over}
    return in_memory(sheets, not_applicable=absent, vetoes=VETOES, extras=EXTRAS, roles={"cooperating": "1/2"}, caps={"bonus": 8})


@st.composite
def happening(draw: st.DrawFn, plan: Plan, units: Sequence[str], kinds: Sequence[str]) -> list[Event]:
    drawn = st.tuples(
        st.sampled_from(units), st.sampled_from(kinds), st.integers(1, 9), st.sampled_from("12356"), st.sampled_from(["", "a", "b"])
    )
    return [
        event(plan, unit, kind, None if kind in plan.vetoes else points, item=item, matter=matter)
        for unit, kind, points, item, matter in draw(st.lists(drawn, max_size=6))
    ]


@pytest.mark.parametrize(("how", "over"), [*((how, "section") for how in HOWS), ("spread", "sheet")])
@settings(max_examples=40)
@given(st.data())
def test_every_account_balances(how: str, over: str, data: st.DataObject) -> None:
    plan = treating(how, over)
    found = data.draw(achieved(UNITS[:3], ABSENT, "not-reported", "target-not-issued"))
    happened = data.draw(happening(plan, UNITS[:3], [*VETOES, *EXTRAS]))
    rankings, codes = outcome(plan, figures(found), happened)
    assert set(codes) <= {"nothing-to-spread-over"}
    for standing in rankings.standings:
        card = standing.card
        assert balances(card.account)
        for accounts in ([each.account for each in level] for level in (card.sections, card.items, card.parts)):
            assert all(balances(account) for account in accounts)
        assert all(sum(part.account.score for part in item.parts) == item.account.score for item in card.items if item.item.award is None)
        assert sum(item.account.score for item in card.items) == sum(section.account.score for section in card.sections)
        assert sum(item.account.points for item in card.items) == card.account.points
        assert standing.low <= standing.total <= standing.high
        assert how == "left_out" or card.account.points == 100


@settings(max_examples=40)
@given(st.data())
def test_a_score_is_its_sections_and_what_is_beside_them(data: st.DataObject) -> None:
    plan = treating("zero")
    happened = data.draw(happening(plan, UNITS[:1], [*EXTRAS, "less"]))
    card = ranked(plan, figures(data.draw(achieved(UNITS[:3]))), happened).standings
    own = next(each for each in card if each.program.unit == UNITS[0])
    worth = {kind: sum(each.points or 0 for each in happened if each.kind.id == kind) for kind in EXTRAS}
    deducted = 7 * sum(each.kind.id == "less" for each in happened)
    assert own.card.account.bonus == min(worth["plus"], 10, 8)
    assert own.card.account.penalty == worth["minus"] + deducted
    assert own.total == sum(section.account.score for section in own.card.sections) + min(worth["plus"], 8) - worth["minus"] - deducted
    assert own.values["tie_break"] == worth["spark"]


# The order of things


@cache
def ordering(how: str, on_tie: str, moves_up: str) -> Plan:
    """A plan with something of everything that ranks units, over sheets of one item."""
    quota = {"places": 2, "on_tie": on_tie}
    bands = [{**BANDS[0], "quota": quota}, {**BANDS[1], "quota": {"share": "50%", "rounding": "half_up", "on_tie": on_tie}}, *BANDS[2:]]
    vetoes = {"lower": {"name": "lower", "lower": 1}, "best": {"name": "best", "at_best": "good", "commendation": "none"},
              "over": {"name": "over", "grade": "bad", "deduct": 1}}  # fmt: skip
    classes = {id: {"name": id, "quota": quota, "at_least": "fair"} for id in ("first", "second")}
    return in_memory(
        dict.fromkeys(FIVE, MARKS), ties={"how": how, "keys": ["score", "bonus", "tie_break"]}, grades=GRADES, grading=[{"bands": bands}],
        extras=EXTRAS, vetoes=vetoes, next_moves_up=moves_up, commendations=classes,
        groups={"a": {"name": "a", "units": FIVE[:4]}, "b": {"name": "b", "units": FIVE[4:]}},
    )  # fmt: skip


def shuffled(plan: Plan, data: st.DataObject) -> Plan:
    groups = [group._replace(units=tuple(data.draw(st.permutations(group.units)))) for group in plan.groups]
    programs = tuple(data.draw(st.permutations(plan.programs)))
    return plan._replace(programs=programs, groups=tuple(data.draw(st.permutations(groups))))


def told(standing: Standing) -> tuple[object, ...]:
    return (
        standing.rank, standing.best, standing.worst, standing.total, standing.low, standing.high, standing.grade_by_score, standing.grade,
        standing.commendation, {name.en for name in standing.level_with}, standing.card.account,
    )  # fmt: skip


def all_told(rankings: Rankings) -> dict[str, tuple[object, ...]]:
    return {standing.program.unit: told(standing) for standing in rankings.standings}


small = st.fixed_dictionaries(dict.fromkeys(FIVE, some(st.integers(0, 6), "not-reported")))
"""Scores of which many are level."""


@pytest.mark.parametrize(("how", "on_tie", "moves_up"), [
    ("competition", "include", "true"), ("competition", "exclude", "false"), ("dense", "include", "false"), ("dense", "exclude", "true"),
    ("forbidden", "forbidden", "false"),
])  # fmt: skip
@settings(max_examples=40)
@given(st.data())
def test_no_order_matters(how: str, on_tie: str, moves_up: str, data: st.DataObject) -> None:
    plan = ordering(how, on_tie, moves_up)
    found = marks(data.draw(small))
    happened = data.draw(happening(plan, FIVE, ["lower", "best", "over", "plus", "spark"]))
    first, codes = outcome(plan, found, happened)
    drawn = Figures(dict(data.draw(st.permutations(list(found.current.items())))))
    second, again = outcome(shuffled(plan, data), drawn, data.draw(st.permutations(happened)))
    assert all_told(first) == all_told(second)
    assert sorted(codes) == sorted(again)


@pytest.mark.parametrize("how", ["mean_of_those", "spread", "zero"])
@settings(max_examples=25)
@given(st.data())
def test_no_order_matters_to_those_that_are_compared(how: str, data: st.DataObject) -> None:
    plan = treating(how)
    found = figures(data.draw(achieved(UNITS[:3], ABSENT, "not-reported")))
    first, codes = outcome(plan, found)
    second, again = outcome(shuffled(plan, data), found)
    assert all_told(first) == all_told(second)
    assert sorted(codes) == sorted(again)


# What is still open


@pytest.mark.parametrize(("how", "over"), [("open", "section"), ("zero", "section"), ("full", "section"), ("mean_of_those", "section"),
                                           ("left_out", "section"), ("spread", "sheet")])  # fmt: skip
@settings(max_examples=30)
@given(st.data())
def test_what_is_open_ends_within_the_range(how: str, over: str, data: st.DataObject) -> None:
    worst = how != "mean_of_those"
    plan = treating(how, over, peers=False, worst=worst)
    of = [each for each in LIMITS if each != "speed" and (worst or each not in ("water", "air"))]
    before = data.draw(achieved(UNITS[:3], ABSENT, "not-reported", of=of))
    last = data.draw(achieved(UNITS[:3], of=of))
    after = {unit: {id: last[unit][id] if value == "not-reported" else value for id, value in own.items()} for unit, own in before.items()}
    first, codes = outcome(plan, figures(before))
    second, again = outcome(plan, figures(after))
    assert codes == again
    for standing, end in zip(by_name(first), by_name(second), strict=True):
        assert standing.rank is not None and standing.best is not None and standing.worst is not None and end.rank is not None
        assert standing.best <= standing.rank <= standing.worst
        assert standing.low <= end.total <= standing.high
        assert standing.best <= end.rank <= standing.worst


TIES = (("score",), ("score", "bonus"), ("score", "section 1"), ("rate", "penalty", "mark"), ("bonus", "score"), ("section 2", "score"),
        ("mark", "tie_break"))  # fmt: skip
"""What comes first, and what tells apart who is level."""
TOGETHER: Sections = [[{"indicator": "mark", "points": 30}, {"indicator": "second", "points": 20}],
                      [{"indicator": "third", "points": 10}, {"indicator": "speed", "points": 40}]]  # fmt: skip
OF_TOGETHER = {"mark": 30, "second": 20, "third": 10, "speed": 40}


@cache
def telling_apart(how: str, keys: Sequence[str], moves_up: str, stages: Sequence[str]) -> Plan:
    """A plan over sheets of whole points, of which one item is scored by the others' figures; and not all are worth the same."""
    vetoes = {"rank": {"name": "rank", "rank_at_best": 3}, "less": {"name": "less", "deduct": 2}}
    more = [[*TOGETHER[0], {"indicator": "revenue", "points": 10, "target": 10}], TOGETHER[1]]
    return in_memory(
        {**dict.fromkeys(FIVE[:4], TOGETHER), FIVE[4]: more}, ties={"how": how, "keys": keys}, next_moves_up=moves_up, vetoes=vetoes,
        extras=EXTRAS, rounding=dict(zip(STAGES, stages, strict=True)), not_applicable={"how": "zero"},
    )  # fmt: skip


telling_plans = st.builds(
    telling_apart,
    st.sampled_from(["competition", "dense"]),
    st.sampled_from(TIES),
    st.sampled_from(["true", "false"]),
    st.sampled_from([("exact", "exact", "exact", "exact"), ("0", "exact", "0", "0 half_even"), ("1 half_even", "0", "exact", "1")]),
)


def level_figures(*absences: str) -> st.SearchStrategy[dict[str, dict[str, Value]]]:
    """Figures of which many are the same, so that many scores are."""
    few = {id: some(st.sampled_from([Fraction(0), Fraction(most, 4), Fraction(most)]), *absences) for id, most in OF_TOGETHER.items()}
    own = st.fixed_dictionaries(few)
    last = st.fixed_dictionaries({**few, "revenue": some(st.sampled_from([Fraction(5), Fraction(10)]), *absences)})
    return st.fixed_dictionaries({**dict.fromkeys(FIVE[:4], own), FIVE[4]: last})


KINDS_OF_EVENTS = ("plus", "minus", "spark", "less", "rank")


@settings(max_examples=60)
@given(telling_plans, st.data())
def test_what_is_settled_has_one_rank(plan: Plan, data: st.DataObject) -> None:
    happened = data.draw(happening(plan, FIVE, KINDS_OF_EVENTS))
    rankings, codes = outcome(plan, figures(data.draw(level_figures(ABSENT))), happened)
    assert set(codes) <= {"tie-not-allowed"}
    if not codes:
        assert not rankings.groups[0].is_provisional
        assert all(each.best == each.rank == each.worst for each in rankings.standings)


@settings(max_examples=80)
@given(telling_plans, st.data())
def test_a_rank_ends_within_its_range(plan: Plan, data: st.DataObject) -> None:
    """Whatever is reported in the end, however it is rounded, whoever is level and whatever tells them apart."""
    happened = data.draw(happening(plan, FIVE, KINDS_OF_EVENTS))
    before, last = data.draw(level_figures("not-reported")), data.draw(level_figures())
    after = {unit: {id: last[unit][id] if value == "not-reported" else value for id, value in own.items()} for unit, own in before.items()}
    first, codes = outcome(plan, figures(before), happened)
    second, again = outcome(plan, figures(after), happened)
    if codes or again:
        assert {*codes, *again} == {"tie-not-allowed"}
        return
    for standing, end in zip(by_name(first), by_name(second), strict=True):
        assert standing.rank is not None and standing.best is not None and standing.worst is not None and end.rank is not None
        assert standing.best <= standing.rank <= standing.worst
        assert standing.low <= end.total <= standing.high
        assert standing.best <= end.rank <= standing.worst


def by_name(rankings: Rankings) -> list[Standing]:
    return sorted(rankings.standings, key=lambda standing: UNITS.index(standing.program.unit))


# Ranks, quotas, vetoes


@pytest.mark.parametrize("how", ["competition", "dense"])
@settings(max_examples=60)
@given(st.data())
def test_a_rank_is_how_many_are_ahead(how: str, data: st.DataObject) -> None:
    plan = ordering(how, "include", "false")
    happened = data.draw(happening(plan, FIVE, ["plus", "spark"]))
    rankings = ranked(plan, marks(data.draw(small)), happened)
    for ranking in rankings.groups:
        keys = {each.program.unit: (each.total, each.card.account.bonus, each.values["tie_break"]) for each in ranking.standings}
        for each in ranking.standings:
            ahead = [key for key in keys.values() if key > keys[each.program.unit]]
            assert each.rank == 1 + len(ahead if how == "competition" else set(ahead))
        found = {each.rank for each in ranking.standings}
        assert how == "competition" or found == set(range(1, len(found) + 1))
        assert [each.rank for each in ranking.standings] == sorted(each.rank or 0 for each in ranking.standings)


@cache
def quoted(places: int, on_tie: str, moves_up: str, rounding: str) -> Plan:
    """A plan with a quota by number and one by share for grades, and one for a commendation."""
    quotas = [{"places": places, "on_tie": on_tie}, {"share": "30%", "rounding": rounding, "on_tie": on_tie}]
    bands = [{**BANDS[0], "quota": quotas[0]}, {**BANDS[1], "quota": quotas[1]}, *BANDS[2:]]
    vetoes = {"lower": {"name": "lower", "lower": 1}, "best": {"name": "best", "at_best": "good"}, "over": {"name": "over", "grade": "bad"},
              "less": {"name": "less", "deduct": 2}, "rank": {"name": "rank", "rank_at_best": 3}}  # fmt: skip
    return in_memory(
        dict.fromkeys(FIVE, MARKS), grades=GRADES, grading=[{"bands": bands}], vetoes=vetoes, next_moves_up=moves_up,
        commendations={"first": {"name": "first", "quota": quotas[0]}},
    )  # fmt: skip


plans_with_quotas = st.builds(
    quoted,
    st.integers(1, 4),
    st.sampled_from(["include", "exclude"]),
    st.sampled_from(["true", "false"]),
    st.sampled_from(["down", "half_up", "up"]),
)
scores = st.fixed_dictionaries(dict.fromkeys(FIVE, st.integers(0, 6)))


@settings(max_examples=120)
@given(plans_with_quotas, scores)
def test_a_quota_is_kept(plan: Plan, drawn: Mapping[str, int]) -> None:
    standings = ranked(plan, marks(drawn)).standings
    round_: Callable[[Fraction], int] = {"down": floor, "up": ceil, "half_up": lambda value: floor(value + Fraction(1, 2))}[
        plan.gradings[0].bands[1].quota.rounding if plan.gradings[0].bands[1].quota else "down"
    ]
    for grade, band in enumerate(plan.gradings[0].bands):
        if band.quota is not None:
            places = round_(band.quota.share * len(FIVE)) if band.quota.share is not None else band.quota.places or 0
            winners = [each for each in standings if each.grade == grade]
            kept(places, winners, band.quota.on_tie)
            assert all(each.total >= (band.start or 0) for each in winners)
    quota = plan.commendations[0].quota
    kept(quota.places or 0, [each for each in standings if each.commendation == "first"], quota.on_tie)
    for one, other in itertools.permutations(standings, 2):
        assert one.rank is not None and other.rank is not None and one.grade is not None and other.grade is not None
        assert one.rank > other.rank or one.grade <= other.grade
        assert one.rank != other.rank or one.grade == other.grade


def kept(places: int, winners: Sequence[Standing], on_tie: str) -> None:
    last = max((each.rank or 0 for each in winners), default=0)
    assert len(winners) <= places if on_tie == "exclude" else len([each for each in winners if each.rank != last]) < max(places, 1)


@settings(max_examples=60)
@given(plans_with_quotas, scores, st.data())
def test_a_veto_never_improves_a_grade(plan: Plan, drawn: Mapping[str, int], data: st.DataObject) -> None:
    """But where those that are level are left out together: one that falls behind them may get what all were crowded out of."""
    assume(plan.commendations[0].quota.on_tie == "include")
    found, unit = marks(drawn), data.draw(st.sampled_from(FIVE))
    kinds = data.draw(st.lists(st.sampled_from(["lower", "best", "over", "less", "rank"]), min_size=1, max_size=3))
    others = data.draw(happening(plan, [each for each in FIVE if each != unit], ["lower", "best", "over", "less"]))
    before = next(each for each in ranked(plan, found, others).standings if each.program.unit == unit)
    after = next(
        each for each in ranked(plan, found, [*others, *(event(plan, unit, kind) for kind in kinds)]).standings if each.program.unit == unit
    )
    assert before.grade is not None and after.grade is not None and before.rank is not None and after.rank is not None
    assert after.grade >= before.grade
    assert after.rank >= before.rank


@settings(max_examples=80)
@given(plans_with_quotas, scores, st.sets(st.sampled_from(FIVE)))
def test_whoever_no_veto_touches_keeps_the_order_of_grades(plan: Plan, drawn: Mapping[str, int], vetoed: set[str]) -> None:
    happened = [event(plan, unit, "best") for unit in sorted(vetoed)]
    standings = [each for each in ranked(plan, marks(drawn), happened).standings if each.program.unit not in vetoed]
    for one, other in itertools.permutations(standings, 2):
        assert one.rank is not None and other.rank is not None and one.grade is not None and other.grade is not None
        assert one.rank > other.rank or one.grade <= other.grade


# Rounding, and of one matter the highest

ROUND: Sections = [[{"indicator": "mark", "points": 50}, {"indicator": "second", "points": 30}], [{"indicator": "third", "points": 20}]]


@cache
def rounding(*stages: str) -> Plan:
    return in_memory({UNITS[0]: ROUND}, rounding=dict(zip(STAGES, stages, strict=True)))


def reference(value: Fraction, stage: str) -> Fraction:
    """Python's own: `round` of a fraction is half to even, a decimal is quantized half up."""
    if stage == "exact":
        return value
    digits, mode = int(stage[0]), stage.partition(" ")[2] or "half_up"
    if mode == "half_even":
        return round(value, digits)
    if (value * 10**6).denominator == 1:
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return Fraction(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


fine = st.one_of(st.integers(0, 20_000).map(lambda n: Fraction(n, 1000)), st.fractions(0, 20, max_denominator=60))
stages = st.tuples(*[st.sampled_from(["exact", "0", "1", "2", "1 half_even", "2 half_even", "0 half_even"])] * 4)


@settings(max_examples=150)
@given(stages, st.tuples(fine, fine, fine))
def test_every_stage_is_rounded_as_python_rounds(written: tuple[str, ...], values: tuple[Fraction, ...]) -> None:
    part, item, section, unit = written
    card = ranked(rounding(*written), figures({UNITS[0]: dict(zip(("mark", "second", "third"), values, strict=True))})).standings[0].card
    awards = [reference(value, part) for value in values]
    items = [reference(value, item) for value in awards]
    sections = [reference(items[0] + items[1], section), reference(items[2], section)]
    assert [each.award for each in card.parts] == awards
    assert [each.account.earned for each in card.items] == items
    assert [each.account.earned for each in card.sections] == sections
    assert card.account.score == reference(sum(sections, Fraction(0)), unit)


@cache
def matters(highest: str) -> Plan:
    kinds = {"plus": "bonus", "prize": "bonus", "minus": "penalty"}
    return in_memory([UNITS[0]], extras={id: {"name": id, "sign": sign} for id, sign in kinds.items()}, highest_per_matter=highest)


@settings(max_examples=80)
@given(st.data())
def test_of_every_matter_the_highest_counts(data: st.DataObject) -> None:
    plan = matters("true")
    happened = data.draw(happening(plan, UNITS[:1], ["plus", "prize", "minus"]))
    standing = ranked(plan, marks({UNITS[0]: 50}), happened).standings[0]
    expected = {"bonus": Fraction(0), "penalty": Fraction(0)}
    for sign, kinds in (("bonus", ("plus", "prize")), ("penalty", ("minus",))):
        own = [each for each in happened if each.kind.id in kinds]
        by_matter = {matter: [each.points or Fraction(0) for each in own if each.matter == matter] for matter in ("a", "b")}
        expected[sign] = sum((max(worth) for worth in by_matter.values() if worth), Fraction(0))
        expected[sign] += sum((each.points or Fraction(0) for each in own if not each.matter), Fraction(0))
    account = standing.card.account
    assert {"bonus": account.bonus, "penalty": account.penalty} == expected
    assert sum(each.points for each in standing.extras) == sum(expected.values())
    every = ranked(
        matters("false"), marks({UNITS[0]: 50}), [each._replace(kind=matters("false").extras[each.kind.id]) for each in happened]
    )
    assert sum(each.points for each in every.standings[0].extras) == sum(each.points or 0 for each in happened)
