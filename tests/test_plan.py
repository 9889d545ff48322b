"""What a plan makes of the scores of its units, each by numbers worked out by hand: what does not apply, rounding, ties, grades,
quotas, vetoes, bonus and penalty, commendations, roles and peers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from kaohe.engine.numbers import exact_text
from kaohe.engine.plan import Plan
from kaohe.engine.problems import Problems
from kaohe.engine.rank import Rankings, Standing, rank
from kaohe.engine.report.explanation import explanation
from kaohe.engine.targets import sql_program
from kaohe.engine.text import LANGUAGES, Language

from .plans import MARKS, STANDARD, UNITS, Entry, Sections, Value, World, decimal, event, figures, marks, outcome, ranked

A, B, C, D = UNITS[:4]
FOUR = (A, B, C, D)
TWO: Sections = [[{"indicator": "mark", "points": 50}], [{"indicator": "second", "points": 50}]]
"""Two sections of one item each, whose scores are what is entered."""
GRADES = {id: {"name": id} for id in ("excellent", "good", "fair", "bad")}
BANDS: Sequence[Entry] = [
    {"grade": "excellent", "from": 90},
    {"grade": "good", "from": 80},
    {"grade": "fair", "from": 60},
    {"grade": "bad"},
]
GRADED: Mapping[str, object] = {"grades": GRADES, "grading": [{"bands": BANDS}]}
EXCELLENT, GOOD, FAIR, BAD = range(4)
APART = {A: 95, B: 85, C: 75, D: 55}
"""Scores with one unit in each grade."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.at(tmp_path)


def ranks(rankings: Rankings) -> list[int | None]:
    """The ranks of the units in the order of their names."""
    return [standing.rank for standing in by_unit(rankings)]


def grades(rankings: Rankings) -> list[int | None]:
    return [standing.grade for standing in by_unit(rankings)]


def totals(rankings: Rankings) -> list[str]:
    return [exact_text(standing.total) for standing in by_unit(rankings)]


def commended(rankings: Rankings) -> list[str | None]:
    return [standing.commendation for standing in by_unit(rankings)]


def by_unit(rankings: Rankings) -> list[Standing]:
    return sorted(rankings.standings, key=lambda standing: UNITS.index(standing.program.unit))


# What does not apply

ABSENT: Sections = [
    [{"indicator": "output", "points": 50, "target": 50}, {"indicator": "revenue", "points": 30, "target": 30}],
    [{"indicator": "trade", "points": 20, "target": 20}],
]
WITHOUT: Mapping[str, Mapping[str, Value]] = {A: {"output": 40, "revenue": 20, "trade": 10}, B: {"output": 30, "revenue": 15, "trade": 20},
           C: {"output": 25, "revenue": "not-applicable", "trade": 10}}  # fmt: skip
"""Every unit scores what it achieves; the last one has no revenue."""


@pytest.mark.parametrize(("absent", "points", "opened", "total"), [
    (None, ["50", "30", "20"], "30", "35"),
    ({"how": "open"}, ["50", "30", "20"], "30", "35"),
    ({"how": "zero"}, ["50", "30", "20"], "0", "35"),
    ({"how": "full"}, ["50", "30", "20"], "0", "65"),
    ({"how": "mean_of_those"}, ["50", "30", "20"], "0", "52.5"),  # 30 × (20 + 15) ÷ 60 = 17.5
    ({"how": "mean_of_all"}, ["50", "30", "20"], "0", "46.67"),  # 30 × (20 + 15 + 0) ÷ 90 = 11.666…
    ({"how": "left_out"}, ["50", "0", "20"], "0", "35"),
    ({"how": "spread"}, ["80", "0", "20"], "0", "50"),  # half of 80, half of 20
    ({"how": "spread", "over": "sheet"}, ["71.43", "0", "28.57"], "0", "50.01"),  # 35.715 and 14.285, each rounded up
    ({"how": "spread", "over": "sheet", "digits": 0}, ["71", "0", "29"], "0", "50"),  # 100 × 5/7 = 71.4, 100 × 2/7 = 28.6
    ({"how": "spread", "over": "sheet", "digits": 1}, ["71.4", "0", "28.6"], "0", "50"),
    ({"how": "zero", "indicators": {"revenue": "full"}}, ["50", "30", "20"], "0", "65"),
    ({"how": "open", "indicators": {"revenue": "left_out"}}, ["50", "0", "20"], "0", "35"),
    ({"how": "full", "indicators": {"revenue": "spread"}}, ["80", "0", "20"], "0", "50"),
    ({"how": "spread", "indicators": {"trade": "zero"}}, ["80", "0", "20"], "0", "50"),
])  # fmt: skip
def test_what_does_not_apply(absent: Entry | None, points: list[str], opened: str, total: str, world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B, C), ABSENT), not_applicable=absent)
    rankings = ranked(plan, figures(WITHOUT))
    last = by_unit(rankings)[2].card
    assert [exact_text(item.account.points) for item in last.items] == points
    assert (exact_text(last.account.open), exact_text(last.account.score)) == (opened, total)
    assert totals(rankings)[:2] == ["70", "65"]  # those that have it are not touched


def test_the_mean_is_of_ones_own_group(world: World) -> None:
    groups = {"a": {"name": "a", "units": [A, C]}, "b": {"name": "b", "units": [B]}}
    plan = world.plan(dict.fromkeys((A, B, C), ABSENT), not_applicable={"how": "mean_of_those"}, groups=groups)
    assert totals(ranked(plan, figures(WITHOUT))) == ["70", "65", "55"]  # 35 and the 20 of the only other one


def test_the_mean_of_nobody_is_open(world: World) -> None:
    plan = world.plan([A, B], not_applicable={"how": "mean_of_those"})
    assert [standing.card.account.open for standing in by_unit(ranked(plan, marks({A: "not-applicable", B: "not-applicable"})))] == [
        100
    ] * 2


def test_the_mean_can_move_while_one_is_not_reported(world: World) -> None:
    plan = world.plan([A, B, C], not_applicable={"how": "mean_of_those"})
    last = by_unit(ranked(plan, marks({A: 40, C: "not-applicable"})))[2]
    assert [last.total, last.low, last.high] == [40, 0, 100]


@pytest.mark.parametrize(("over", "absences", "codes"), [
    ("section", ["output", "revenue"], ["nothing-to-spread-over"]), ("section", ["trade"], ["nothing-to-spread-over"]),
    ("sheet", ["output", "revenue"], []), ("sheet", ["output", "revenue", "trade"], ["nothing-to-spread-over"]),
])  # fmt: skip
def test_something_must_be_left_to_spread_over(over: str, absences: list[str], codes: list[str], world: World) -> None:
    plan = world.plan({A: ABSENT}, not_applicable={"how": "spread", "over": over})
    found = {"output": 1, "revenue": 1, "trade": 1} | dict.fromkeys(absences, "not-applicable")
    assert outcome(plan, figures({A: found}))[1] == codes


def test_points_of_a_part_are_spread_over_the_other_parts(world: World) -> None:
    plan = world.plan({A: STANDARD}, not_applicable={"how": "spread"})
    card = by_unit(ranked(plan, figures({A: {"trade": "not-applicable"}})))[0].card
    assert [exact_text(part.account.points) for part in card.items[1].parts] == ["10.01", "0", "9.99"]  # 6.67 and 6.66 of 20
    assert [exact_text(item.account.points) for item in card.items] == ["25", "20", "15", "20", "12", "8"]


# Rounding

THIRDS: Sections = [
    [{"indicator": each, "points": 10, "target": 3} for each in ("output", "revenue")], [{"indicator": "trade", "points": 10, "target": 3}],
]  # fmt: skip


@pytest.mark.parametrize(("rounding", "total"), [
    (None, "9.99"), ({"part": "exact"}, "10"), ({"part": "exact", "unit": 2}, "10"), ({"part": "exact", "item": 0}, "9"),
    ({"part": "exact", "section": 0}, "10"), ({"part": "exact", "section": 1}, "10"), ({"part": "exact", "section": 2}, "10"),
    ({"part": 1}, "9.9"), ({"part": 2, "unit": 1}, "10"), ({"item": 1}, "9.9"), ({"part": 0, "unit": "2 half_even"}, "9"),
    ({"part": "exact", "item": 2, "section": 1, "unit": 0}, "10"),
])  # fmt: skip
def test_every_stage_is_rounded_by_itself(rounding: Entry | None, total: str, world: World) -> None:
    plan = world.plan({A: THIRDS}, rounding=rounding)
    assert totals(ranked(plan, figures({A: {"output": 1, "revenue": 1, "trade": 1}}))) == [total]


@pytest.mark.parametrize(("rounding", "entered", "total"), [
    ({"part": 1}, "0.25", "0.3"), ({"part": 1}, "0.35", "0.4"), ({"part": "1 half_up"}, "0.25", "0.3"),
    ({"part": "1 half_even"}, "0.25", "0.2"), ({"part": "1 half_even"}, "0.35", "0.4"), ({"part": "1 half_even"}, "0.251", "0.3"),
    ({"part": "1 half_even"}, "0.05", "0"), ({"part": "1 half_even"}, "-0.25", "-0.2"), ({"part": "1 half_even"}, "-0.35", "-0.4"),
    ({"part": 1}, "-0.25", "-0.3"), ({"part": "exact", "item": "1 half_even"}, "0.25", "0.2"),
    ({"part": "exact", "section": "0 half_even"}, "2.5", "2"), ({"part": "exact", "unit": "0 half_even"}, "3.5", "4"),
    ({"part": "exact", "unit": "0 half_even"}, "-2.5", "-2"), ({"part": "exact", "unit": 0}, "-2.5", "-3"),
    ({"part": 2, "unit": 1}, "0.245", "0.3"), ({"part": "exact", "unit": 1}, "0.245", "0.2"),  # 0.25 → 0.3; 0.245 → 0.2
])  # fmt: skip
def test_halves_go_where_the_plan_says(rounding: Entry, entered: str, total: str, world: World) -> None:
    plan = world.plan({A: [[{"indicator": "around", "points": 100}]]}, rounding=rounding)
    assert totals(ranked(plan, figures({A: {"around": entered}}))) == [total]


# Ranks

EXTRAS = {"plus": {"name": "plus", "sign": "bonus", "points": 5}, "minus": {"name": "minus", "sign": "penalty", "points": 5},
          "spark": {"name": "spark", "sign": "bonus", "most": 3, "counts": "tie_break"}}  # fmt: skip


@pytest.mark.parametrize(("how", "scores", "expected"), [
    ("competition", (90, 80, 80, 70), [1, 2, 2, 4]), ("dense", (90, 80, 80, 70), [1, 2, 2, 3]),
    ("competition", (70, 90, 90, 90), [4, 1, 1, 1]), ("dense", (70, 90, 90, 90), [2, 1, 1, 1]),
    ("competition", (1, 1, 1, 1), [1, 1, 1, 1]), ("dense", (1, 2, 1, 2), [2, 1, 2, 1]), ("forbidden", (1, 4, 3, 2), [4, 1, 2, 3]),
])  # fmt: skip
def test_units_that_are_level_share_a_rank(how: str, scores: Sequence[int], expected: list[int], world: World) -> None:
    plan = world.plan(FOUR, ties={"how": how})
    rankings = ranked(plan, marks(dict(zip(FOUR, scores, strict=True))))
    assert ranks(rankings) == expected
    for each in rankings.standings:
        others = {unit for unit in FOUR if unit != each.program.unit}
        level = {unit for unit in others if scores[FOUR.index(unit)] == scores[FOUR.index(each.program.unit)]}
        assert {name.en for name in each.level_with} == level


@pytest.mark.parametrize(("keys", "expected"), [
    (["score"], [1, 1, 1]), (["score", "bonus"], [2, 1, 2]), (["score", "penalty"], [1, 1, 3]), (["score", "earned"], [2, 3, 1]),
    (["score", "tie_break"], [1, 3, 2]), (["score", "penalty", "bonus"], [2, 1, 3]), (["score", "penalty", "tie_break"], [1, 2, 3]),
    (["score", "section 1"], [2, 3, 1]), (["score", "bonus", "section 1"], [3, 1, 2]),
])  # fmt: skip
def test_keys_tell_apart_who_is_level(keys: list[str], expected: list[int], world: World) -> None:
    plan = world.plan([A, B, C], ties={"how": "competition", "keys": keys}, extras=EXTRAS)
    happened = [event(plan, B, "plus"), event(plan, C, "minus"), event(plan, A, "spark", 2), event(plan, C, "spark", 1)]
    rankings = ranked(plan, marks({A: 70, B: 65, C: 75}), happened)
    assert totals(rankings) == ["70", "70", "70"]
    assert ranks(rankings) == expected


@pytest.mark.parametrize(("keys", "expected"), [
    (["score", "section 1"], [1, 2, 2]), (["score", "section 2"], [3, 1, 1]), (["score", "section 2", "section 1"], [3, 1, 1]),
    (["score", "mark"], [1, 2, 2]), (["score", "second"], [3, 1, 1]),
])  # fmt: skip
def test_sections_and_indicators_tell_apart(keys: list[str], expected: list[int], world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B, C), TWO), ties={"how": "competition", "keys": keys})
    found = {A: {"mark": 40, "second": 30}, B: {"mark": 30, "second": 40}, C: {"mark": 30, "second": 40}}
    assert ranks(ranked(plan, figures(found))) == expected


def half(points: int = 50) -> Sections:
    return [[{"indicator": "mark", "points": points}]]


@pytest.mark.parametrize(("keys", "scores", "expected"), [
    (["score"], (90, 46), [1, 2]), (["rate"], (90, 46), [2, 1]), (["rate"], (90, 45), [1, 1]), (["rate", "score"], (90, 45), [1, 2]),
    (["score", "rate"], (45, 45), [2, 1]), (["rate"], ("33.33", "16.67"), [2, 1]),
])  # fmt: skip
def test_units_can_be_ranked_by_their_rate(keys: list[str], scores: tuple[Value, Value], expected: list[int], world: World) -> None:
    plan = world.plan({A: MARKS, B: half()}, ties={"how": "competition", "keys": keys})
    assert ranks(ranked(plan, marks({A: scores[0], B: scores[1]}))) == expected


def test_a_tie_that_is_not_allowed_is_told_once(world: World) -> None:
    plan = world.plan(FOUR, ties={"how": "forbidden"})
    rank(plan, marks({A: 80, B: 70, C: 80, D: 60}), [], problems := Problems())
    assert [problem.code for problem in problems.found] == ["tie-not-allowed"]
    assert "u1" in problems.found[0].text.en and "u3" in problems.found[0].text.en and "u2" not in problems.found[0].text.en
    assert problems.found[0].place.file.endswith("plan.yaml")


def test_a_tie_that_a_key_tells_apart_is_allowed(world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B), TWO), ties={"how": "forbidden", "keys": ["score", "section 1"]})
    assert ranks(ranked(plan, figures({A: {"mark": 30, "second": 40}, B: {"mark": 40, "second": 30}}))) == [2, 1]


def test_groups_are_ranked_by_themselves(world: World) -> None:
    groups = {"a": {"name": "a", "units": [A, C]}, "b": {"name": "b", "units": [B]}, "c": {"name": "c", "units": [D], "ranked": "false"}}
    rankings = ranked(world.plan(FOUR, groups=groups, **GRADED), marks(APART))
    assert ranks(rankings) == [1, 1, 2, None]
    assert grades(rankings) == [EXCELLENT, GOOD, FAIR, None]
    assert [(each.group.id, len(each.standings)) for each in rankings.groups] == [("a", 2), ("b", 1), ("c", 1)]


def test_a_group_takes_whoever_of_its_classes_is_named_nowhere(world: World) -> None:
    groups = {"a": {"name": "a", "classes": ["county"]}, "b": {"name": "b", "units": [B]}}
    assert [group.units for group in world.plan(FOUR, groups=groups).groups] == [(A, C, D), (B,)]


def test_the_range_of_ranks_is_what_open_points_leave_possible(world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B, C), TWO))
    found = {A: {"mark": 40}, B: {"mark": 30, "second": 30}, C: {"mark": 10, "second": 20}}
    first, second, third = by_unit(rankings := ranked(plan, figures(found)))
    assert [first.low, first.high, first.rank, first.best, first.worst] == [40, 90, 2, 1, 2]
    assert [second.low, second.high, second.rank, second.best, second.worst] == [60, 60, 1, 1, 2]
    assert (third.rank, third.best, third.worst) == (3, 3, 3)
    assert rankings.groups[0].is_provisional


# Grades and quotas


@pytest.mark.parametrize(("points", "by", "scores", "expected"), [
    (100, "score", ("90", "89.99", "60", "59.99"), [EXCELLENT, GOOD, FAIR, BAD]),
    (100, "score", ("100", "80", "79.99", "0"), [EXCELLENT, GOOD, FAIR, BAD]),
    (50, "rate", ("45", "44.99", "30", "29.99"), [EXCELLENT, GOOD, FAIR, BAD]), (50, "score", ("45", "44.99", "30", "29.99"), [BAD] * 4),
])  # fmt: skip
def test_grades_by_bands(points: int, by: str, scores: Sequence[str], expected: list[int], world: World) -> None:
    plan = world.plan(dict.fromkeys(FOUR, half(points)), grades=GRADES, grading=[{"by": by, "bands": BANDS}])
    assert grades(ranked(plan, marks(dict(zip(FOUR, scores, strict=True))))) == expected


def with_quota(quota: Entry, *groups: str) -> Mapping[str, object]:
    """Two grades, the better one for as many as the quota has."""
    bands = [{"grade": "excellent", "from": 10, "quota": quota}, {"grade": "good"}]
    return {"grades": GRADES, "grading": [{"groups": list(groups), "bands": bands}]}


@pytest.mark.parametrize(("rounding", "places"), [("down", 11), ("half_up", 12), ("up", 12)])
def test_a_quota_by_share_is_rounded(rounding: str, places: int, world: World) -> None:
    plan = world.plan(UNITS, **with_quota({"share": "15%", "rounding": rounding, "on_tie": "include"}))  # 15 % of 77 is 11.55
    found = grades(ranked(plan, marks({unit: 99 - index for index, unit in enumerate(UNITS)})))
    assert found == [EXCELLENT] * places + [GOOD] * (77 - places)


@pytest.mark.parametrize(("base", "places"), [("group", 1), ("plan", 3)])
def test_a_share_is_of_the_group_or_of_all_that_are_ranked(base: str, places: int, world: World) -> None:
    units = UNITS[:25]
    named = {"a": (units[:10], "true"), "b": (units[10:20], "true"), "c": (units[20:], "false")}
    groups = {id: {"name": id, "units": members, "ranked": is_ranked} for id, (members, is_ranked) in named.items()}
    quota = {"share": "15%", "base": base, "rounding": "down", "on_tie": "include"}  # of 10: 1.5, of 20: 3
    plan = world.plan(units, groups=groups, **with_quota(quota, "a"))
    found = grades(ranked(plan, marks({unit: 99 - index for index, unit in enumerate(units)})))
    assert found == [EXCELLENT] * places + [GOOD] * (10 - places) + [None] * 15


@pytest.mark.parametrize(("places", "on_tie", "better", "codes"), [
    (2, "include", 3, []), (2, "exclude", 1, []), (2, "forbidden", 3, ["tie-at-the-edge"]), (3, "forbidden", 3, []),
    (1, "forbidden", 1, []),
    (3, "exclude", 3, []), (9, "exclude", 4, []),
])  # fmt: skip
@pytest.mark.parametrize("of", ["grade", "commendation"])
def test_units_that_are_level_where_a_quota_ends(places: int, on_tie: str, better: int, codes: list[str], of: str, world: World) -> None:
    quota = {"places": places, "on_tie": on_tie}
    parts = with_quota(quota) if of == "grade" else {"commendations": {"first": {"name": "first", "quota": quota}}}
    rankings, found = outcome(world.plan(FOUR, **parts), marks({A: 90, B: 80, C: 80, D: 70}))
    got = [grade == EXCELLENT for grade in grades(rankings)] if of == "grade" else [each == "first" for each in commended(rankings)]
    assert found == codes
    assert codes or got == [True] * better + [False] * (4 - better)


@pytest.mark.parametrize("quota", [
    {"share": "150%", "rounding": "up"}, {"share": "-1/2", "rounding": "up"}, {"share": "0", "rounding": "up"}, {"places": 0},
])  # fmt: skip
def test_a_quota_is_for_somebody_and_at_most_for_all(quota: Entry, world: World) -> None:
    assert world.read(FOUR, **with_quota({**quota, "on_tie": "include"}))[1].has_errors


def test_a_quota_can_be_for_all(world: World) -> None:
    plan = world.plan(FOUR, **with_quota({"share": "100%", "rounding": "down", "on_tie": "include"}))
    assert grades(ranked(plan, marks(APART))) == [EXCELLENT] * 4


def test_a_tie_at_the_edge_names_both(world: World) -> None:
    plan = world.plan(FOUR, **with_quota({"places": 2, "on_tie": "forbidden"}))
    rank(plan, marks({A: 90, B: 80, C: 80, D: 70}), [], problems := Problems())
    assert "u2" in problems.found[0].text.en and "u3" in problems.found[0].text.en and "u1" not in problems.found[0].text.en


def test_who_reaches_a_band_beyond_its_quota_gets_the_next_grade(world: World) -> None:
    bands = [{"grade": "excellent", "from": 90, "quota": {"places": 1, "on_tie": "include"}},
             {"grade": "good", "from": 80, "quota": {"places": 1, "on_tie": "include"}}, {"grade": "bad"}]  # fmt: skip
    plan = world.plan(FOUR, grades=GRADES, grading=[{"bands": bands}])
    assert grades(ranked(plan, marks({A: 99, B: 98, C: 97, D: 96}))) == [EXCELLENT, GOOD, BAD, BAD]


# Vetoes


@pytest.mark.parametrize(("veto", "units", "expected"), [
    ({"grade": "fair"}, [A], [FAIR, GOOD, FAIR, BAD]), ({"grade": "bad"}, [A, C], [BAD, GOOD, BAD, BAD]),
    ({"at_best": "good"}, [A], [GOOD, GOOD, FAIR, BAD]), ({"at_best": "good"}, [C], [EXCELLENT, GOOD, FAIR, BAD]),
    ({"lower": 1}, [A], [GOOD, GOOD, FAIR, BAD]), ({"lower": 1}, [D], [EXCELLENT, GOOD, FAIR, BAD]),
    ({"lower": 1}, [A, A], [FAIR, GOOD, FAIR, BAD]), ({"lower": 2}, [B], [EXCELLENT, BAD, FAIR, BAD]),
    ({"lower": 1, "at_best": "good"}, [A, B], [GOOD, FAIR, FAIR, BAD]), ({"deduct": 10}, [A], [GOOD, GOOD, FAIR, BAD]),
    ({"lower": 1, "deduct": 10}, [A], [FAIR, GOOD, FAIR, BAD]), ({"commendation": "none"}, [A], [EXCELLENT, GOOD, FAIR, BAD]),
])  # fmt: skip
def test_a_veto_touches_the_grade(veto: Entry, units: list[str], expected: list[int], world: World) -> None:
    plan = world.plan(FOUR, **GRADED, vetoes={"v": {"name": "v", **veto}})
    rankings = ranked(plan, marks(APART), [event(plan, unit, "v") for unit in units])
    assert grades(rankings) == expected
    assert [len(each.vetoes) for each in by_unit(rankings)] == [units.count(unit) for unit in FOUR]


@pytest.mark.parametrize(("next_moves_up", "expected"), [
    (False, [EXCELLENT, GOOD, GOOD, GOOD]), (True, [EXCELLENT, EXCELLENT, GOOD, GOOD]),
])  # fmt: skip
def test_a_grade_that_a_veto_takes_goes_to_the_next_if_the_plan_says_so(next_moves_up: bool, expected: list[int], world: World) -> None:
    vetoes = {"v": {"name": "v", "at_best": "good"}}
    quota = with_quota({"places": 2, "on_tie": "include"})
    plan = world.plan(FOUR, **quota, vetoes=vetoes, next_moves_up=str(next_moves_up).lower())
    assert grades(ranked(plan, marks(APART), [event(plan, B, "v")])) == [EXCELLENT, GOOD, expected[1], GOOD]


@pytest.mark.parametrize(("at_best", "unit", "next_moves_up", "expected"), [
    (3, A, "false", [3, 2, 3, 4]), (3, A, "true", [3, 1, 2, 4]), (2, A, "true", [2, 1, 3, 4]), (2, A, "false", [2, 2, 3, 4]),
    (2, C, "true", [1, 2, 3, 4]), (2, C, "false", [1, 2, 3, 4]), (4, B, "true", [1, 4, 2, 3]), (1, A, "true", [1, 2, 3, 4]),
])  # fmt: skip
def test_a_veto_holds_the_rank(at_best: int, unit: str, next_moves_up: str, expected: list[int], world: World) -> None:
    plan = world.plan(FOUR, vetoes={"v": {"name": "v", "rank_at_best": at_best}}, next_moves_up=next_moves_up)
    assert ranks(ranked(plan, marks(APART), [event(plan, unit, "v")])) == expected


HALF_DONE = {"output": 5, "revenue": 5, "trade": 5, "roads": 10, "accidents": 1, "speed": 9, "water": 5, "air": 10, "mark": 8}
"""Scores 12.5; 3.34 (of 6.67), 3.34 and 6.66; 13; 20; 6; 8."""


@pytest.mark.parametrize(("veto", "item", "expected"), [
    ({"lower": 1}, "", ["12.5", "13.34", "13", "20", "6", "8"]),
    ({"zero": ["output"]}, "", ["0", "13.34", "13", "20", "6", "8"]),
    ({"zero": ["roads", "mark"]}, "", ["12.5", "6.68", "13", "20", "6", "0"]),
    ({"zero": ["water"]}, "", ["12.5", "13.34", "13", "20", "0", "8"]), ({"zero": ["speed"]}, "", ["12.5", "13.34", "13", "0", "6", "8"]),
    ({"zero_item": "true"}, "1", ["0", "13.34", "13", "20", "6", "8"]), ({"zero_item": "true"}, "2", ["12.5", "0", "13", "20", "6", "8"]),
    ({"zero_item": "true"}, "2.3", ["12.5", "6.68", "13", "20", "6", "8"]),
    ({"zero_item": "true"}, "5.2", ["12.5", "13.34", "13", "20", "0", "8"]),
    ({"zero_item": "false", "lower": 1}, "1", ["12.5", "13.34", "13", "20", "6", "8"]),
])  # fmt: skip
def test_a_veto_makes_items_zero(veto: Entry, item: str, expected: list[str], world: World) -> None:
    plan = world.plan({A: STANDARD}, vetoes={"v": {"name": "v", **veto}})
    card = by_unit(ranked(plan, figures({A: HALF_DONE}), [event(plan, A, "v", item=item)]))[0].card
    assert [exact_text(each.account.score) for each in card.items] == expected
    assert card.account.open == 0
    assert sum(each.account.lost for each in card.items) == card.account.lost == 100 - card.account.score


def test_what_a_veto_deducts_is_not_capped(world: World) -> None:
    plan = world.plan(FOUR, vetoes={"v": {"name": "v", "deduct": 10}}, extras=EXTRAS, caps={"penalty": 3, "bonus": 3})
    rankings = ranked(plan, marks(APART), [event(plan, A, "v"), event(plan, A, "minus"), event(plan, B, "v"), event(plan, B, "v")])
    assert totals(rankings) == ["82", "65", "75", "55"]


@pytest.mark.parametrize(("began", "day", "months", "released", "holds"), [
    ("2011-10-01", "2012-03-31", 6, None, True), ("2011-09-30", "2012-03-29", 6, None, True), ("2011-09-30", "2012-03-30", 6, None, False),
    ("2011-08-31", "2012-02-28", 6, None, True), ("2011-08-31", "2012-02-29", 6, None, False), ("2010-08-31", "2011-02-27", 6, None, True),
    ("2010-08-31", "2011-02-28", 6, None, False), ("2011-01-01", "2011-12-31", 12, None, True),
    ("2011-01-01", "2012-01-01", 12, None, False),
    ("2012-03-31", "2012-03-31", None, None, True), ("2012-04-01", "2012-03-31", None, None, False),
    ("2000-01-01", "2012-03-31", None, None, True),
    ("2011-06-01", "2012-03-31", None, "2012-03-30", False), ("2011-06-01", "2012-03-31", None, "2012-03-31", False),
    ("2011-06-01", "2012-03-31", None, "2012-04-01", True), ("2011-10-01", "2012-03-31", 6, "2012-03-31", False),
])  # fmt: skip
def test_a_veto_is_in_force_until_it_lapses_or_is_released(
    began: str, day: str, months: int | None, released: str | None, holds: bool, world: World
) -> None:
    veto = {"name": "v", "lower": 1} | ({} if months is None else {"months": months})
    plan = world.plan(FOUR, **GRADED, vetoes={"v": veto}, day=day)
    happened = [event(plan, A, "v", day=began, released=released)]
    rankings = ranked(plan, marks(APART), happened)
    assert grades(rankings) == [GOOD if holds else EXCELLENT, GOOD, FAIR, BAD]
    assert [each.event for each in rankings.not_counted] == ([] if holds else happened)
    rank(plan, marks(APART), happened, problems := Problems())
    assert [(each.severity, each.code) for each in problems.found] == ([] if holds else [("note", "event-not-in-force")])


# Bonus and penalty

KINDS = {"award": {"name": "award", "sign": "bonus", "points": 5}, "national": {"name": "national", "sign": "bonus", "points": 8},
         "criticism": {"name": "criticism", "sign": "penalty", "most": 5, "cap": 8}, "gift": {"name": "gift", "sign": "bonus", "cap": 4},
         "spark": {"name": "spark", "sign": "bonus", "most": 3, "counts": "tie_break"}}  # fmt: skip


@pytest.mark.parametrize(("row", "points"), [
    ("u1,award,2011-05-05", "5"), ("u1,award,2011-05-05,,,5", "5"), ("u1,award,2011-05-05,,,5.0", "5"), ("u1,award,2011-05-05,,,4", None),
    ("u1,criticism,2011-05-05,,,5", "5"), ("u1,criticism,2011-05-05,,,5.01", None), ("u1,criticism,2011-05-05,,,0.01", "0.01"),
    ("u1,criticism,2011-05-05,,,0", None), ("u1,criticism,2011-05-05,,,-1", None), ("u1,criticism,2011-05-05", None),
    ("u1,gift,2011-05-05,,,40", "40"), ("u1,gift,2011-05-05,,,x", None),
])  # fmt: skip
def test_what_one_event_is_worth(row: str, points: str | None, world: World) -> None:
    found, problems = world.events(world.plan([A], extras=KINDS), row)
    assert [exact_text(each.points) for each in found if each.points is not None] == ([] if points is None else [points])
    assert problems.has_errors is (points is None)


def score_of(plan: Plan, world: World, *rows: str) -> Standing:
    """The standing of a unit with 50 points to which this happened."""
    found, problems = world.events(plan, *(f"u1,{row}" for row in rows))
    assert not problems.has_errors, problems.lines("en")
    return by_unit(ranked(plan, marks({A: 50}), found))[0]


DAY = "2011-05-05"
MATTERS = (f"award,{DAY},a", f"national,{DAY},a", f"award,{DAY},b", f"award,{DAY}", f"award,{DAY}")


@pytest.mark.parametrize(("rows", "more", "total"), [
    ((f"award,{DAY}",), {}, "55"), ((f"award,{DAY}", f"award,{DAY}", f"national,{DAY}"), {}, "68"),
    ((f"award,{DAY}", "award,2012-03-31", "award,2012-04-01"), {}, "60"),  # what is beyond the day of the assessment does not count
    (("award,2010-12-31", "award,2011-01-01"), {}, "55"),  # nor what is before the period
    ((f"criticism,{DAY},,,3",), {}, "47"), ((f"criticism,{DAY},,,5", f"criticism,{DAY},,,5"), {}, "42"),  # capped at 8
    ((f"gift,{DAY},,,40",), {}, "54"), ((f"gift,{DAY},,,3",), {}, "53"),
    ((f"award,{DAY}", f"national,{DAY}"), {"caps": {"bonus": 12}}, "62"),
    ((f"award,{DAY}", f"national,{DAY}"), {"caps": {"bonus": 13}}, "63"),
    ((f"award,{DAY}", f"criticism,{DAY},,,5"), {"caps": {"penalty": 4}}, "51"),
    ((f"award,{DAY}", f"gift,{DAY},,,40"), {"caps": {"bonus": 8}}, "58"),  # 5 and 4 of 40
    ((f"spark,{DAY},,,3",), {}, "50"), ((f"spark,{DAY},,,3", f"award,{DAY}"), {"caps": {"bonus": 2}}, "52"),
    (MATTERS, {}, "78"), (MATTERS, {"highest_per_matter": "true"}, "73"),
    (MATTERS, {"highest_per_matter": "true", "caps": {"bonus": 20}}, "70"),
    ((f"criticism,{DAY},a,,2", f"criticism,{DAY},a,,4", f"award,{DAY},a"), {"highest_per_matter": "true"}, "51"),
])  # fmt: skip
def test_bonus_and_penalty(rows: Sequence[str], more: Mapping[str, object], total: str, world: World) -> None:
    standing = score_of(world.plan([A], extras=KINDS, **more), world, *rows)
    assert exact_text(standing.total) == total


def test_of_one_matter_the_highest_counts_and_the_others_are_told_as_nothing(world: World) -> None:
    standing = score_of(world.plan([A], extras=KINDS, highest_per_matter="true"), world, *MATTERS, f"national,{DAY},a")
    counted = [(each.event.kind.id, each.event.matter, exact_text(each.points)) for each in standing.extras]
    assert sorted(counted) == [
        ("award", "", "5"), ("award", "", "5"), ("award", "a", "0"), ("award", "b", "5"), ("national", "a", "0"), ("national", "a", "8"),
    ]  # fmt: skip


# Commendations

CLASSES: Mapping[str, Entry] = {"first": {"name": "first", "quota": {"places": 1, "on_tie": "include"}},
                                "second": {"name": "second", "quota": {"places": 2, "on_tie": "include"}}}  # fmt: skip


@pytest.mark.parametrize(("next_moves_up", "barred", "expected"), [
    ("false", [], ["first", "second", "second", None]), ("false", [A], [None, "second", "second", None]),
    ("true", [A], [None, "first", "second", "second"]), ("true", [B], ["first", None, "second", "second"]),
    ("false", [B], ["first", None, "second", None]), ("true", [A, B], [None, None, "first", "second"]),
])  # fmt: skip
def test_a_unit_that_is_barred(next_moves_up: str, barred: list[str], expected: list[str | None], world: World) -> None:
    vetoes = {"v": {"name": "v", "commendation": "none"}}
    plan = world.plan(FOUR, commendations=CLASSES, vetoes=vetoes, next_moves_up=next_moves_up)
    assert commended(ranked(plan, marks(APART), [event(plan, unit, "v") for unit in barred])) == expected


@pytest.mark.parametrize(("at_least", "lowered", "expected"), [
    ("good", [], ["first", "second", None, None]), ("fair", [], ["first", "second", "second", None]),
    ("excellent", [B], ["first", None, None, None]),
    ("good", [B], ["first", None, None, None]), ("good", [A], ["first", "second", None, None]),
])  # fmt: skip
def test_a_commendation_wants_a_grade(at_least: str, lowered: list[str], expected: list[str | None], world: World) -> None:
    classes = {id: {**each, "at_least": at_least} for id, each in CLASSES.items()}
    plan = world.plan(FOUR, **GRADED, commendations=classes, vetoes={"v": {"name": "v", "lower": 1}})
    assert commended(ranked(plan, marks(APART), [event(plan, unit, "v") for unit in lowered])) == expected


# Roles and peers

SHARED: Sections = [[{"indicator": "output", "points": 10, "target": 10, "units": [
    {"unit": A, "role": "lead"}, {"unit": B, "role": "cooperating"}, {"unit": C, "role": "cooperating", "share": "1/4"},
    {"unit": D, "role": "implementing"}]}]]  # fmt: skip


@pytest.mark.parametrize(("roles", "achieved", "expected"), [
    (None, 7, ["7", "7", "9.25", "7"]), ({"cooperating": "1/2"}, 7, ["7", "8.5", "9.25", "7"]),
    ({"cooperating": "1/2", "lead": "100%", "implementing": "0"}, 7, ["7", "8.5", "9.25", "10"]),
    ({"cooperating": "1/3"}, 0, ["0", "6.67", "7.5", "0"]), ({"cooperating": "1/2"}, 10, ["10"] * 4),
])  # fmt: skip
def test_a_role_carries_a_share_of_the_result(roles: Entry | None, achieved: int, expected: list[str], world: World) -> None:
    plan = world.plan(dict.fromkeys(FOUR, SHARED), roles=roles)
    rankings = ranked(plan, figures({unit: {"output": achieved} for unit in FOUR}))
    assert totals(rankings) == expected
    assert all([each.kind for each in standing.card.parts[0].adjustments] == ["carries"] for standing in rankings.standings)


def test_a_share_is_taken_of_what_is_not_rounded_yet(world: World) -> None:
    """Half of 3.345 and 10 is 6.6725; of 3.35, to which it is rounded, it would be 6.675, and that 6.68."""
    plan = world.plan(dict.fromkeys(FOUR, SHARED), roles={"cooperating": "1/2"})
    assert totals(ranked(plan, figures({unit: {"output": "3.345"} for unit in FOUR})))[:2] == ["3.35", "6.67"]


def test_a_share_is_explained_by_what_it_is_taken_of(world: World) -> None:
    plan = world.plan(dict.fromkeys(FOUR, SHARED), roles={"cooperating": "1/2"})
    rankings = ranked(plan, figures({unit: {"output": "3.345"} for unit in FOUR}))
    assert any("(3.345 − 10)" in line for line in explained(rankings, "en"))


def one(indicator: str) -> Sections:
    return [[{"indicator": indicator, "points": 20}]]


@pytest.mark.parametrize(("method", "achieved", "expected", "opened"), [
    ("speed", [10, 20, 30], ["12", "16", "20"], 0), ("speed", [5, 5, 5], ["20", "20", "20"], 0),
    ("speed", [10, 20, None], ["12", "20", "0"], 1),
    ("speed", [10, None, None], ["20", "0", "0"], 2), ("speed", [10, 20, "not-applicable"], ["12", "20", "0"], 1),
    ("strict", [10, 20, 30], ["12", "16", "20"], 0), ("strict", [10, 20, None], ["0", "0", "0"], 3),
    ("strict", [10, 20, "not-applicable"], ["12", "20", "0"], 1), ("above", [10, 20, 30], ["10", "10", "20"], 0),
    ("above", [10, 30, None], ["10", "20", "0"], 1), ("above", [10, None, None], ["0", "0", "0"], 3),
])  # fmt: skip
def test_units_are_compared_with_their_group(method: str, achieved: Sequence[Value | None], expected: list[str], opened: int,
                                             world: World) -> None:  # fmt: skip
    plan = world.plan(dict.fromkeys((A, B, C), one(method)))
    there = {unit: {method: value} for unit, value in zip((A, B, C), achieved, strict=True) if value is not None}
    rankings = ranked(plan, figures(there))
    assert totals(rankings) == expected
    assert sum(each.card.account.open for each in rankings.standings) == 20 * opened
    waits = None in achieved
    assert all([each.low, each.high] == [0, 20] for each in rankings.standings) is waits


def test_each_group_is_compared_by_itself(world: World) -> None:
    groups = {"a": {"name": "a", "units": [A, B]}, "b": {"name": "b", "units": [C, D]}}
    plan = world.plan(dict.fromkeys(FOUR, one("speed")), groups=groups)
    assert totals(ranked(plan, figures({unit: {"speed": n} for unit, n in zip(FOUR, (1, 2, 8, 9), strict=True)}))) == [
        "12",
        "20",
        "12",
        "20",
    ]


def test_bonus_and_penalty_of_an_item(world: World) -> None:
    plan = world.plan({unit: [[{"indicator": "around", "points": 20}]] for unit in (A, B, C)}, caps={"bonus": 5, "penalty": 3})
    rankings = ranked(plan, figures({A: {"around": 30}, B: {"around": -2}, C: {"around": Fraction(-10)}}))
    assert totals(rankings) == ["25", "-2", "-3"]


# Names that the engine has too

OWN_NAMES = ("weight", "order", "open", "rest", "cut", "place", "carries", "unsettled", "met", "applies", "counted", "lost", "scored")
OWN_INPUTS = ("score", "award", "earned", "declared")
"""What the engine calls its own values in a part's frame, here what a method calls its settings and its inputs."""
INPUTS_OF = ("trade", "above", "strict", "roads")


def weighing(names: Sequence[str], inputs: Sequence[str]) -> str:
    """Two methods that have these settings and inputs, each of which counts differently; the second compares peers."""
    settings = "".join(f"\n    {name}: {{type: number, name: setting {nr}}}" for nr, name in enumerate(names))
    figures = "".join(f"\n    {name}: {{name: input {nr}}}" for nr, name in enumerate(inputs))
    given = "".join(f", {name}: 1" for name in (*names, *inputs))
    shares = [*names, *(f"ratio({name}, target, 0)" for name in inputs)]
    worth = " + ".join(f"{nr} * {share}" for nr, share in enumerate(shares, 1))
    total = sum(range(1, len(shares) + 1))
    first, second, *_, last = inputs
    beside = f"peer_max({first} + {names[0]} * {last}) - peer_mean({second} - own({first})) + 0.5 * peer_sum({last} * own({names[1]}))"
    common = f"""
  settings:{settings}
  inputs:{figures}
"""
    return f"""
weighing:
  name: weighing
  says: by all of its settings and inputs{common}
  ladder:
    - {{when: actual > 3 * {inputs[0]}, award: "clamp(points - points * ({worth}) / 3000, 0, points)", says: above}}
    - {{award: "clamp(points * ({worth}) / 2000, 0, points)", says: below}}
  examples: [{{given: {{points: 10, target: 1, actual: 9{given}}}, award: {decimal(10 - Fraction(total, 300))}}}]
beside:
  name: beside
  says: by those of the others{common}
  peers: {{include_self: true, missing: leave_out}}
  ladder:
    - {{award: "clamp(points * (ratio({beside} + actual, target, 0) + ({worth}) / 100) / 20, 0, points)"}}
  examples:
    - {{given: {{points: 100, target: 1, actual: 0{given}}}, peers: [{{actual: 1{given}}}], award: {decimal(Fraction(300 + total, 20))}}}
"""


NAMED_OTHERWISE = ([f"s{nr}" for nr in range(len(OWN_NAMES))], [f"i{nr}" for nr in range(len(OWN_INPUTS))])


def entangled(names: Sequence[str], inputs: Sequence[str]) -> Sections:
    """A sheet of the two methods above with everything that a plan does to a part: a role, shares, a part that is met, a mean."""
    bound = {"inputs": dict(zip(inputs, INPUTS_OF, strict=True))}

    def by(method: str, indicator: str, step: int) -> dict[str, object]:
        settings = {name: str(Fraction(step * nr, 4)) if step * nr % 4 == 0 else f"{step * nr / 4}" for nr, name in enumerate(names, 1)}
        return {"indicator": indicator, "method": method, "target": 10, "settings": settings, **bound}

    units = [{"unit": A, "role": "lead"}, {"unit": B, "role": "cooperating"}, {"unit": C, "role": "cooperating", "share": "1/3"}]
    return [
        [{**by("weighing", "output", 1), "points": 20, "units": units}, {**by("beside", "revenue", 2), "points": 10},
         {"name": "all", "points": 10, "combine": "all", "parts": [by("weighing", "water", 1), by("weighing", "air", 3)]}],
        [{"name": "shares", "points": 40, "parts": [
            {**by("beside", "speed", 1), "share": "1/3"}, {"indicator": "second", "share": "2/3"}]}, {"indicator": "mark", "points": 20}],
    ]  # fmt: skip


ACHIEVED: Sequence[tuple[str, Value, Value, Value]] = [(A, 20, 3, "not-applicable"), (B, 20, 7, 11), (C, 4, "not-applicable", 13)]
FIGURES: Mapping[str, Mapping[str, Value]] = {
    unit: {"output": output, "trade": 3, "above": nr, "strict": 4, "roads": 7 - nr, "revenue": 5 + nr, "water": 2, "air": 9, "speed": speed,
           "second": 7, "mark": mark}
    for nr, (unit, output, speed, mark) in enumerate(ACHIEVED)
}  # fmt: skip


def weighed(folder: Path, names: Sequence[str], inputs: Sequence[str]) -> Rankings:
    """The rankings of three such sheets, of which two have something that does not apply."""
    world = World.at(folder, weighing(names, inputs))
    absent = {"how": "spread", "over": "sheet", "indicators": {"speed": "mean_of_those"}}
    plan = world.plan(dict.fromkeys((A, B, C), entangled(names, inputs)), roles={"cooperating": "1/2"}, not_applicable=absent)
    return ranked(plan, figures(FIGURES))


def explained(rankings: Rankings, language: Language) -> list[str]:
    """Every explanation of every item; of the file of the methods only its name."""
    numbers = [(each, str(item.item.nr)) for each in by_unit(rankings) for item in each.card.items]
    lines = [line for each, number in numbers for line in explanation(each.card, number, language) or []]
    return [re.sub(r"[^(（]*methods\.yaml", "methods.yaml", line) for line in lines]


def test_names_like_our_own_score_like_others(tmp_path: Path) -> None:
    others, ours = weighed(tmp_path, *NAMED_OTHERWISE), weighed(tmp_path, OWN_NAMES, OWN_INPUTS)
    for one, other in zip(by_unit(others), by_unit(ours), strict=True):
        assert one.card.account == other.card.account
        assert [each.account for each in one.card.items] == [each.account for each in other.card.items]
        assert [(each.account, each.award, each.exact, each.rung) for each in one.card.parts] == [
            (each.account, each.award, each.exact, each.rung) for each in other.card.parts
        ]
    assert ranks(others) == ranks(ours)
    assert len({part.award for each in by_unit(ours) for part in each.card.parts}) > 12


def test_names_like_our_own_are_computed_by_a_database(tmp_path: Path) -> None:
    rankings = weighed(tmp_path, OWN_NAMES, OWN_INPUTS)
    steps, frames = rankings.plan.steps, rankings.frames
    assert sql_program.run(steps, frames) == [[frame.values[step.name] for frame in frames.of(step)] for step in steps]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_like_our_own_are_explained_like_others(language: Language, tmp_path: Path) -> None:
    """What was spread, what a role carries, and whose mean was taken: each by the engine's own values."""
    others = explained(weighed(tmp_path, *NAMED_OTHERWISE), language)
    assert others == explained(weighed(tmp_path, OWN_NAMES, OWN_INPUTS), language)


# What is easily got wrong


def test_a_penalty_that_only_breaks_ties_puts_behind(world: World) -> None:
    extras = {"x": {"name": "x", "sign": "penalty", "points": 1, "counts": "tie_break"}}
    plan = world.plan([A, B], ties={"how": "competition", "keys": ["score", "tie_break"]}, extras=extras)
    assert ranks(ranked(plan, marks({A: 50, B: 50}), [event(plan, A, "x")])) == [2, 1]


def test_an_override_does_not_improve_a_grade(world: World) -> None:
    plan = world.plan(FOUR, **GRADED, vetoes={"v": {"name": "v", "grade": "fair"}})
    assert grades(ranked(plan, marks(APART), [event(plan, D, "v")])) == [EXCELLENT, GOOD, FAIR, BAD]


@pytest.mark.parametrize(("how", "scores", "at_best", "vetoed", "expected"), [
    ("competition", (90, 80, 70, 60), 9, [A], [4, 1, 2, 3]), ("dense", (90, 90, 70, 60), 2, [A], [2, 1, 2, 3]),
    ("competition", (90, 80, 80, 70), 3, [A], [3, 1, 1, 4]),
])  # fmt: skip
def test_whoever_is_behind_moves_up_where_a_veto_holds_a_rank(how: str, scores: Sequence[int], at_best: int, vetoed: list[str],
                                                              expected: list[int], world: World) -> None:  # fmt: skip
    plan = world.plan(FOUR, ties={"how": how}, vetoes={"v": {"name": "v", "rank_at_best": at_best}}, next_moves_up="true")
    found = marks(dict(zip(FOUR, scores, strict=True)))
    assert ranks(ranked(plan, found, [event(plan, unit, "v") for unit in vetoed])) == expected


@pytest.mark.parametrize(("scores", "at_best", "vetoed"), [
    ((90, 80, 70, 60), 3, [A, B]), ((90, 80, 70, 60), 9, [B, C]), ((90, 90, 70, 60), 2, [A, B]),
    ((90, 80, 70, 60), 2, [A, B]),  # the one that moves up to the place of the other is held back as well
])  # fmt: skip
def test_of_two_whose_ranks_are_held_a_person_says_who_is_first(scores: Sequence[int], at_best: int, vetoed: list[str],
                                                                world: World) -> None:  # fmt: skip
    plan = world.plan(FOUR, vetoes={"v": {"name": "v", "rank_at_best": at_best}}, next_moves_up="true")
    found = marks(dict(zip(FOUR, scores, strict=True)))
    assert outcome(plan, found, [event(plan, unit, "v") for unit in vetoed])[1] == ["tie-not-allowed"]


@pytest.mark.parametrize(("ties", "at_best"), [
    ({"how": "dense"}, 0), ({"how": "competition", "keys": ["bonus", "score"]}, 0), ({"how": "competition"}, 3),
])  # fmt: skip
def test_a_rank_is_within_its_range(ties: Entry, at_best: int, world: World) -> None:
    plan = world.plan(
        FOUR, ties=ties, extras=EXTRAS, vetoes={"v": {"name": "v", "lower": 1, "rank_at_best": at_best}}, next_moves_up="true"
    )
    happened = [event(plan, A, "v"), *([] if at_best else [event(plan, D, "plus")])]
    standings = ranked(plan, marks({A: 80, B: 80, C: 70, D: 60}), happened).standings
    assert all((each.best or 0) <= (each.rank or 0) <= (each.worst or 0) for each in standings)


def test_the_range_of_a_score_is_rounded_as_the_score_is(world: World) -> None:
    sheet: Sections = [[{"indicator": "speed", "points": 20}, {"indicator": "mark", "points": 80}]]
    plan = world.plan(dict.fromkeys(FOUR, sheet), rounding={"unit": 0})
    found: dict[str, dict[str, Value]] = {A: {"speed": "10.5", "mark": "1.05"}, B: {"speed": 10}, C: {"speed": 20}}
    before, after = (by_unit(ranked(plan, figures({**found, D: own})))[0] for own in ({}, {"speed": -1000}))
    assert before.low <= after.total <= before.high  # 19.93 + 1.05 = 21, of 13 (12.4 + 1.05) and 7.6 that can be gained


@pytest.mark.parametrize(("points", "rounding"), [
    (["0.5", "9.5"], {"section": 0}), (["0.5", "9.4"], {"unit": 0}), (["0.5", "9.5"], {"item": 0}), (["0.5", "9.5"], {"part": 0}),
])  # fmt: skip
def test_points_are_no_finer_than_what_they_are_rounded_to(points: list[str], rounding: Entry, world: World) -> None:
    """Half a point is rounded to a whole one: more is earned than there was, and less than nothing lost."""
    sections = [[{"indicator": "mark", "points": points[0]}], [{"indicator": "second", "points": points[1]}]]
    assert [each.code for each in world.read({A: sections}, rounding=rounding)[1].found] == ["finer-than-precision"]


def test_points_are_not_spread_finer_than_awards_are_rounded(world: World) -> None:
    assert world.read({A: ABSENT}, not_applicable={"how": "spread", "over": "sheet", "digits": 3})[1].has_errors


def test_the_mean_of_an_item_can_move_while_a_part_of_anothers_is_not_reported(world: World) -> None:
    plan = world.plan({unit: [[STANDARD[1][1]]] for unit in (A, B, C)}, not_applicable={"how": "mean_of_those"})
    absent = {"water": "not-applicable", "air": "not-applicable"}
    before, after = (
        by_unit(ranked(plan, figures({A: absent, B: own, C: {"water": 10, "air": 10}})))[0]
        for own in ({"water": 10}, {"water": 10, "air": 0})
    )
    assert before.low <= after.total <= before.high  # 6, after 12


def test_the_mean_of_those_that_are_open_is_open(world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B), one("above")), not_applicable={"how": "mean_of_those"})
    card = by_unit(ranked(plan, figures({A: {"above": "not-applicable"}, B: {"above": 5}})))[0].card
    assert card.account.open == 20


def test_nobody_is_compared_with_a_figure_that_is_not_there(world: World) -> None:
    plan = world.plan(dict.fromkeys((A, B, C), one("speed")), vetoes={"v": {"name": "v", "zero": ["speed"]}})
    assert totals(ranked(plan, figures({A: {"speed": 10}, B: {"speed": 5}}), [event(plan, C, "v")])) == ["20", "12", "0"]


SPLIT: Sections = [[{"name": "s", "points": 10, "parts": [
    {"indicator": each, "target": 10, "share": share} for each, share in (("water", "1/3"), ("air", "1/3"), ("trade", "1/3"))]},
    {"indicator": "mark", "points": 45}, {"indicator": "second", "points": 45}]]  # fmt: skip


@pytest.mark.parametrize(("digits", "gone", "points"), [
    (2, ["water", "air", "trade"], "96.66"),  # water is left out; the rest of the item is spread, not lost
    (0, ["water", "second"], "96.66"),  # 96.66 points cannot be spread in whole ones: to be refused, or kept
])  # fmt: skip
def test_what_is_left_out_and_what_is_spread_do_not_disturb_each_other(digits: int, gone: list[str], points: str, world: World) -> None:
    absent = {"how": "spread", "digits": digits, "indicators": {"water": "left_out"}}
    plan, problems = world.read({A: SPLIT}, not_applicable=absent)
    if not problems.has_errors:
        assert plan is not None
        card = by_unit(ranked(plan, figures({A: {"mark": 1, "second": 1} | dict.fromkeys(gone, "not-applicable")})))[0].card
        assert exact_text(card.account.points) == points


@pytest.mark.parametrize("quota_of", ["grade", "commendation"])
def test_one_that_holds_no_place_is_not_at_the_edge(quota_of: str, world: World) -> None:
    quota = {"places": 1, "on_tie": "forbidden"}
    parts = with_quota(quota) if quota_of == "grade" else {"commendations": {"first": {"name": "first", "quota": quota}}}
    veto = {"name": "v", "at_best": "good", "commendation": "none"} if quota_of == "grade" else {"name": "v", "commendation": "none"}
    plan = world.plan(FOUR, **parts, vetoes={"v": veto}, next_moves_up="true")
    assert outcome(plan, marks({A: 90, B: 90, C: 80, D: 70}), [event(plan, A, "v")])[1] == []


def test_units_that_a_veto_made_level_are_named_together(world: World) -> None:
    classes = {"first": {"name": "first", "quota": {"places": 1, "on_tie": "forbidden"}}}
    plan = world.plan(FOUR, vetoes={"v": {"name": "v", "rank_at_best": 2}}, commendations=classes)
    assert outcome(plan, marks(APART), [event(plan, A, "v")])[1] == ["tie-at-the-edge"]


@pytest.mark.parametrize(("code", "parts"), [
    ("not-positive", {"extras": {"x": {"name": "x", "sign": "bonus", "points": -5}}}),
    ("not-positive", {"extras": {"x": {"name": "x", "sign": "bonus", "cap": -5}}}),
    ("not-positive", {"extras": {"x": {"name": "x", "sign": "bonus", "most": 0}}}), ("not-positive", {"caps": {"bonus": -3}}),
    ("not-positive", {"caps": {"penalty": 0}}), ("not-positive", {"vetoes": {"x": {"name": "x", "deduct": -10}}}),
    ("not-positive", {"vetoes": {"x": {"name": "x", "deduct": 0}}}),
    ("not-positive", {"vetoes": {"x": {"name": "x", "months": 0, "lower": 1}}}),
    ("veto-does-nothing", {"vetoes": {"x": {"name": "x"}}}),
    ("veto-does-nothing", {"vetoes": {"x": {"name": "x", "lower": 0, "months": 3}}}),
    ("veto-does-nothing", {"vetoes": {"x": {"name": "x", "zero_item": "false", "rank_at_best": 0}}}),
    ("unknown-grade", {"grades": GRADES, "commendations": {
        "x": {"name": "x", "quota": {"places": 1, "on_tie": "include"}, "at_least": "good"}}}),
    ("unit-in-two-groups", {"groups": {"a": {"name": "a", "units": [A, A, B, C, D]}}}),
    ("unit-in-two-groups", {"groups": {"a": {"name": "a", "units": [A, B]}, "b": {"name": "b", "units": [B, C, D]}}}),
    ("empty-list", {"groups": {"a": {"name": "a", "units": FOUR}, "b": {"name": "b", "units": []}}}),
    ("name-means-two-things", {"vetoes": {"x": {"name": "same", "lower": 1}}, "extras": {"y": {"name": "same", "sign": "bonus"}},
                               **GRADED}),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(code: str, parts: Mapping[str, object], world: World) -> None:
    """Less than nothing, more than all, what does nothing, and a grade where nobody is graded."""
    found = world.read(FOUR, **parts)[1].found
    assert [each.code for each in found if each.severity == "error"] == [code]


def test_a_class_that_two_groups_take_is_told_once(world: World) -> None:
    groups = {"a": {"name": "a", "classes": ["county"]}, "b": {"name": "b", "classes": ["county"]}}
    found = world.read(FOUR, groups=groups)[1].lines("en")
    assert [line.partition("error ")[2] for line in found if "error " in line] == [
        "the units of the class 'county' are in two groups: a, b [unit-in-two-groups]"
    ]


def test_a_unit_in_no_group_is_told_which_classes_the_groups_take(world: World) -> None:
    found = "\n".join(world.read(FOUR, groups={"a": {"name": "a", "classes": ["country"], "units": FOUR[:3]}})[1].lines("en"))
    assert f"write {FOUR[3]} into the `units` of a group, or give it another `class` in units.yaml" in found
    assert "(it has 'county', the groups take country)" in found


def test_a_second_sheet_of_a_unit_may_be_a_copy(world: World) -> None:
    world.plan(FOUR)
    (world.folder / "sheets" / "copy.yaml").write_text((world.folder / "sheets" / f"{A}.yaml").read_text("utf-8"), encoding="utf-8")
    found = "\n".join(world.read(FOUR)[1].lines("en"))
    assert "[defined-twice]" in found
    assert "a unit has one: write another `unit` here" in found


@pytest.mark.parametrize("item", ["", "99", "2.9"])
def test_a_veto_that_makes_an_item_zero_names_one_of_the_sheet(item: str, world: World) -> None:
    plan = world.plan({A: STANDARD}, vetoes={"v": {"name": "v", "zero_item": "true"}})
    found, problems = world.events(plan, f"u1,v,2011-05-05,,{item}")
    assert (found, [each.code for each in problems.found if each.severity == "error"]) == ([], ["unknown-item"])


def test_an_indicator_can_be_left_open(world: World) -> None:
    plan = world.plan([A], not_applicable={"how": "zero", "indicators": {"mark": "open"}})
    assert by_unit(ranked(plan, marks({A: "not-applicable"})))[0].card.account.open == 100


@pytest.mark.parametrize("share", ["150%", "-1/2"])
def test_a_share_of_a_task_is_between_nothing_and_all(share: str, world: World) -> None:
    units = [{"unit": A, "role": "lead"}, {"unit": B, "role": "cooperating", "share": share}]
    sheet: Sections = [[{"indicator": "output", "points": 10, "target": 10, "units": units}]]
    assert world.read({A: sheet, B: sheet})[1].has_errors


def test_a_unit_that_has_no_points_left_is_not_the_best_by_rate(world: World) -> None:
    plan = world.plan([A, B], **{**GRADED, "grading": [{"by": "rate", "bands": BANDS}]}, not_applicable={"how": "left_out"},
                      ties={"how": "competition", "keys": ["rate"]})  # fmt: skip
    codes = outcome(plan, marks({A: "not-applicable", B: 99}))[1]
    assert codes == ["points-not-positive"]


def test_an_event_that_stands_twice_counts_once(world: World) -> None:
    rows = ["u1,award,2011-05-05,a"] * 2
    plan = world.plan([A], extras=KINDS)
    assert [each.code for each in world.events(plan, *rows, document="D")[1].found if each.severity == "error"] == ["duplicate-event"]
    assert not world.events(plan, *rows)[1].has_errors


def test_nothing_is_released_before_it_happened(world: World) -> None:
    plan = world.plan([A], vetoes={"v": {"name": "v", "deduct": 1}})
    problems = world.events(plan, "u1,v,2011-05-05,,,,2011-05-04")[1]
    assert [each.code for each in problems.found if each.severity == "error"] == ["not-a-date"]
    assert not world.events(plan, "u1,v,2011-05-05,,,,2011-05-05")[1].has_errors
