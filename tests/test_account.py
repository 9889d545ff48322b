"""The account balances exactly, whatever the figures are: earned + lost + open = points, score = earned + bonus - penalty."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.checks import check
from kaohe.engine.compile import compile_sheet
from kaohe.engine.figures import ABSENCES, Absence, Figure, FigureKey, Figures, Need
from kaohe.engine.problems import Place, Problems
from kaohe.engine.program import Program
from kaohe.engine.read.rules import read_rules, read_sheet
from kaohe.engine.results import Account, Scorecard
from kaohe.engine.score import score

from .conftest import HUBIN, RULES


def compiled() -> Program:
    problems = Problems()
    sheet = read_sheet(HUBIN, RULES, problems)
    assert sheet is not None
    program = compile_sheet(sheet, read_rules(RULES, problems), problems)
    check(program, problems)
    assert not problems.has_errors
    return program


PROGRAM = compiled()


def figures_of(values: Mapping[FigureKey, Fraction | Absence]) -> Figures:
    return Figures({key: _figure(key, value) for key, value in values.items()})


def _figure(key: FigureKey, value: Fraction | Absence) -> Figure:
    if isinstance(value, Fraction):
        return Figure(key, value, str(value), "annual", Place("test"))
    return Figure(key, None, "", "annual", Place("test"), value)


def possible(need: Need) -> st.SearchStrategy[Fraction | Absence | None]:
    """A value, an absence, or no row at all."""
    lowest = 0 if need.type == "count" else -(10**6)
    values = st.sampled_from(range(len(need.grade_names))) if need.grades else st.integers(lowest, 10**7)
    scale = 1 if need.grades else 100
    return st.one_of(values.map(lambda n: Fraction(n, scale)), st.sampled_from(sorted(ABSENCES)), st.none())


anything = st.fixed_dictionaries({key: possible(need) for key, need in PROGRAM.needs.items()}).map(
    lambda drawn: figures_of({key: value for key, value in drawn.items() if value is not None})
)


def balances(account: Account) -> bool:
    within = min(account.earned, account.lost, account.open, account.bonus, account.penalty) >= 0
    return (
        within
        and account.earned + account.lost + account.open == account.points
        and account.score == account.earned + account.bonus - account.penalty
    )


@settings(max_examples=15, deadline=None)
@given(anything)
def test_balances_at_every_level(figures: Figures) -> None:
    problems = Problems()
    card = score(PROGRAM, figures, problems)
    assert problems.found == []
    for level in (card.parts, card.items, card.sections, (card,)):
        assert all(balances(each.account) for each in level)
        assert sum(each.account.score for each in level) == card.account.score
        assert sum(each.account.points for each in level) == 1000


@settings(max_examples=15, deadline=None)
@given(anything)
def test_a_missing_figure_is_open_and_never_a_zero(figures: Figures) -> None:
    for part in score(PROGRAM, figures, Problems()).parts:
        there = all(key in figures.current and figures.current[key].value is not None for key in part.part.figures.values())
        assert (part.state == "scored") == there
        assert part.account.open == (0 if there else part.part.points)
        if not there:
            assert part.award is None
            assert part.account.earned == part.account.lost == 0


@settings(max_examples=10, deadline=None)
@given(anything)
def test_every_award_is_rounded_once_to_two_decimals(figures: Figures) -> None:
    for part in score(PROGRAM, figures, Problems()).parts:
        if part.award is not None and part.exact is not None:
            assert (part.award * 100).denominator == 1
            assert abs(part.award - part.exact) <= Fraction(1, 200)


def card_with(values: Mapping[str, Fraction | Absence]) -> Scorecard:
    keyed = {FigureKey("hubin", name, "2011"): value for name, value in values.items()}
    return score(PROGRAM, figures_of(keyed), Problems())


@pytest.mark.parametrize("absence", sorted(ABSENCES))
def test_the_three_absences_are_three_states(absence: Absence) -> None:
    states = {part.part.number: part.state for part in card_with({"gdp_growth": absence}).parts}
    assert states["1"] == absence
    assert states["2"] == "not-reported"


def test_a_figure_that_is_missing_opens_the_part_even_if_a_rung_would_hold_without_it() -> None:
    part = next(part for part in card_with({"new_hightech_growth": Fraction(99)}).parts if part.part.number == "39.2")
    assert part.state == "not-reported"


def test_points_of_parts_are_apportioned_and_add_up() -> None:
    item = next(item for item in PROGRAM.items if item.nr == 26)
    assert [part.points for part in item.parts] == [Fraction(5), Fraction("1.67"), Fraction("1.67"), Fraction("1.66")]
