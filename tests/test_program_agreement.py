"""One program, many targets: each runs all steps by itself, and every step's every value is the same digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kaohe.engine.compile.account import scoring_steps, tree
from kaohe.engine.happened import NOTHING_HAPPENED
from kaohe.engine.problems import Problems
from kaohe.engine.program import Scoring
from kaohe.engine.score import lay_out
from kaohe.engine.settle import settled
from kaohe.engine.steps import Frame, Frames, Step
from kaohe.engine.targets import Refused, exact, excel, excel_program, sql_program
from kaohe.engine.targets.around import given as given_before
from kaohe.engine.tree import Above, Name, Total
from kaohe.engine.way.sheet import figures_of, program_of

from .conftest import CASES, missing_part
from .plan_cases import ranked, read
from .program_frames import UNITS, Program, Unit, plan_of, sheets, values
from .test_cases import paths

Found = list[list[Fraction]]
Runs = Callable[[Sequence[Step], Frames, Found], Found]
BY_EXCEL = pytest.param(excel_program.run, id="excel", marks=missing_part("LibreOffice", excel.libreoffice() is not None))
TARGETS = [pytest.param(lambda steps, frames, _: sql_program.run(steps, frames), id="sql"), BY_EXCEL]
by_excel_only = missing_part("LibreOffice", excel.libreoffice() is not None)
every_target = pytest.mark.parametrize("target", TARGETS)


def wanted(program: Program) -> Found:
    """What the exact target gives, which leaves it in the frames: no other may find it there."""

    def failed(step: Step, frame: Frame) -> None:
        raise AssertionError(step, frame)

    exact.run(program.steps, program.frames, failed)
    return [[frame.values[step.name] for frame in program.frames.of(step)] for step in program.steps]


def sheet(case: str) -> Program:
    """The program of a real sheet over the frames of its case."""
    path, actuals = map(Path, paths(CASES / case))
    problems = Problems()
    program, rules = program_of(path, None, problems)
    assert program is not None
    figures = figures_of([actuals], program, rules, problems)
    frames = Frames()
    lay_out(frames, program, settled([program], figures, None, NOTHING_HAPPENED, problems)[0], None, None)
    return Program(scoring_steps([program], Scoring(part=program.rounding)), frames)


def plan(case: str) -> Program:
    """The program of a plan over the frames of its case."""
    rules, figures, events = read(CASES / case)
    frames = ranked(rules, figures, events).frames
    for frame, before in given_before(rules.steps, frames).items():
        frame.values = before
    return Program(rules.steps, frames)


PROGRAMS: dict[str, Callable[[], Program]] = {
    "hubin-2011": lambda: sheet("hubin-2011"),
    "every-feature": lambda: sheet("every-feature"),
    "sanmenxia-2011": lambda: plan("sanmenxia-2011"),
    "sanmenxia-2011-year": lambda: plan("sanmenxia-2011-year"),
    "plan": lambda: plan_of(UNITS),
    "spread over sections": lambda: sheets("section"),
    "spread over sheets": lambda: sheets("sheet"),
}


@every_target
@pytest.mark.parametrize("made", PROGRAMS.values(), ids=PROGRAMS)
def test_every_step_gives_the_same(target: Runs, made: Callable[[], Program]) -> None:
    program = made()
    expected = wanted(program)
    agree(program, target(program.steps, program.frames, expected), expected)


def agree(program: Program, found: Found, expected: Found) -> None:
    """Every step's every value, named where it differs."""
    for step, one, other in zip(program.steps, found, expected, strict=True):
        assert (step.level, step.name, one) == (step.level, step.name, other)


def test_made_frames_have_what_they_are_for() -> None:
    """Ties, an empty group, an empty window, peers that do not stand together, and places that are spread."""
    program = plan_of(UNITS)
    wanted(program)
    units = program.frames.levels["unit"]
    assert all(unit.values["ranked"] == unit.values["crosswise"] == unit.values["divided"] for unit in units)
    assert [int(unit.values["place"]) for unit in units if unit.values["grade"] < 4] != [
        int(unit.values["dense"]) for unit in units if unit.values["grade"] < 4
    ]
    assert {int(unit.values["grade"]) for unit in units} == {0, 2, 3, 4, 5}
    assert {int(frame.values["counts"]) for frame in program.frames.levels["event"]} == {0, 1}
    assert program.frames.levels["group"][-1].values["units"] == 0
    assert any(not program.frames.peers(Step("unit", "", Name(""), among="few"), unit) for unit in units)
    for over in (sheets("section"), sheets("sheet")):
        wanted(over)
        parts = over.frames.levels["part"]
        assert any(part.values["points"] != part.values["declared"] for part in parts)
        assert sum(part.values["points"] for part in parts) == 300


@every_target
def test_each_step_starts_from_what_the_target_computed(target: Runs) -> None:
    """What someone else left in the frames is not taken over: not even a wrong value."""
    program = plan_of(UNITS[:4])
    expected = wanted(program)
    for unit in program.frames.levels["unit"]:
        unit.values["total"] = Fraction(1, 7)
    agree(program, target(program.steps, program.frames, expected), expected)


two_digits = st.integers(-300, 300).map(lambda number: str(Fraction(number, 4)))
events = st.lists(st.tuples(st.sampled_from(["fire", "flood"]), st.sampled_from(["0.5", "1", "2.25"])), max_size=3)
units = st.builds(Unit, st.sampled_from("abc"), two_digits, st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), events, st.booleans())


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(units, min_size=1, max_size=8), st.sampled_from(["0", "0.15", "1/3", "1"]))
def test_sql_agrees_on_any_scores(units: list[Unit], share: str) -> None:
    program = plan_of(units, share)
    expected = wanted(program)
    agree(program, sql_program.run(program.steps, program.frames), expected)


def scores(*given: str, groups: int = 1) -> Frames:
    """Units with a score each, below as many groups by turns."""
    frames = Frames()
    above = [frames.add("group", {}) for _ in range(groups)]
    for index, score in enumerate(given):
        frames.add("unit", values(score=score), (), above[index % groups])
    return frames


@every_target
def test_a_number_that_is_too_large_is_refused_with_its_step(target: Runs) -> None:
    steps = [Step("unit", name, tree(text)) for name, text in (("square", "score * score"), ("fourth", "square * square"))]
    program = Program([*steps, Step("unit", "eighth", tree("fourth * fourth"))], scores("1234567.89"))
    with pytest.raises(Refused, match=r"unit, (square|eighth): .* may reach \d+ bits"):
        target(program.steps, program.frames, wanted(program))


@every_target
def test_a_given_value_that_is_too_large_is_refused(target: Runs) -> None:
    program = Program([Step("unit", "same", Name("score"))], scores(f"{10**39}"))
    with pytest.raises(Refused, match=r"unit, score: .* may reach 130 bits"):
        target(program.steps, program.frames, wanted(program))


@every_target
def test_a_total_that_is_too_large_is_refused(target: Runs) -> None:
    """Each fits by itself."""
    for score in (2**46, 2**126):
        program = Program([Step("group", "all", Total("score", "unit"))], scores(*[f"{score}"] * 3))
        expected = wanted(program)
        if target is not excel_program.run and score < 2**100:
            assert target(program.steps, program.frames, expected) == expected
        else:
            with pytest.raises(Refused, match=r"(group, all|unit, score): .* may reach"):
                target(program.steps, program.frames, expected)


@every_target
def test_a_comparison_without_peers_is_refused_with_its_step(target: Runs) -> None:
    program = Program([Step("unit", "best", tree("0 if peer_count() == 0 else peer_max(score)"))], scores("1", "2", "3", groups=2))
    with pytest.raises(Refused, match="unit, best: no whole-number form of a comparison with peers of which a row has none"):
        target(program.steps, program.frames, wanted(program))


def test_sql_refuses_what_it_does_not_know_the_neighbours_of() -> None:
    frames = scores("1", "2")
    frames.add("unit", values(score=3))
    with pytest.raises(Refused, match=r"unit, place: .* who are siblings"):
        sql_program.run([Step("unit", "place", tree("peer_rank(score)"))], frames)
    with pytest.raises(Refused, match="unit, above: the frames above are not of one level"):
        sql_program.run([Step("unit", "above", Above("score"))], frames)


def test_a_column_may_need_a_wider_type_than_the_step_that_fills_it() -> None:
    """Quotients by many primes: small numbers each, of which the least common denominator has 83 bits."""
    frames = Frames()
    for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67):
        frames.add("unit", values(score=prime + 1, points=prime))
    program = Program([Step("unit", "rate", tree("score / points")), Step("unit", "place", tree("peer_rank(rate)"))], frames)
    expected = wanted(program)
    assert sql_program.run(program.steps, program.frames) == expected


@by_excel_only
@pytest.mark.parametrize("number", [40, 240])
def test_many_scattered_cells_are_added_up(number: int) -> None:
    """Units below two groups by turns: no two siblings stand together, and at last there are more areas than a function takes."""
    steps = [Step("group", "all", Total("score", "unit")), Step("unit", "best", tree("peer_max(score) + peer_count(score > own(score))"))]
    program = Program(steps, scores(*(f"{score}/8" for score in range(number)), groups=2))
    expected = wanted(program)
    assert excel_program.run(program.steps, program.frames, expected) == expected


def test_the_workbook_holds_formulas_of_cells(tmp_path: Path) -> None:
    """No cell of a step holds a value that somebody else computed; a name that looks like a formula is none."""
    frames = scores("91.5", "80", "91.25")
    for frame in frames.levels["unit"]:
        frame.values["=1+1"] = Fraction(1)
    steps = [Step("unit", "place", tree("1 + peer_count(score > own(score))")), Step("group", "sum", Total("place", "unit"))]
    expected = wanted(Program(steps, frames))
    excel_program.write(tmp_path / "plan.xlsx", steps, frames, expected)
    book = load_workbook(tmp_path / "plan.xlsx")
    lines = [[cell.value for cell in row] for row in book["unit"].iter_rows()]
    assert lines[0] == [None, "score", "=1+1", "place"]
    assert book["unit"]["C1"].data_type == "s"
    assert lines[1] == [None, 4, 1, 1]
    assert [row[:2] for row in lines[2:]] == [["group 3", 366], ["group 3", 320], ["group 3", 365]]
    assert lines[2][3] == "=(1+SUMPRODUCT(1*(unit!B4:B5>unit!B3)))"
    assert book["group"]["B3"].value == "=SUM(unit!D3:D5)"
