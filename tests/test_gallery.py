"""The gallery of methods: what it says of each, and that every mark of its pictures stands where the exact award is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.methods import Method
from kaohe.engine.numbers import round_half_up
from kaohe.engine.problems import Problems
from kaohe.engine.read.rules import read_methods
from kaohe.engine.report.gallery import entry_lines, formula, methods_table, values
from kaohe.engine.report.picture import (
    BRAILLE,
    COLUMNS,
    DOTS,
    DOTS_ACROSS,
    ROWS,
    SHOWN,
    Bars,
    Plot,
    alike,
    other_peers,
    picture,
    picture_lines,
)
from kaohe.engine.targets.exact import Exact
from kaohe.engine.text import LANGUAGES, Language, filled, width, wrapped

from .conftest import RULES, Run, snapshots_in

METHODS = read_methods(RULES, Problems())
Scored = Callable[..., Run]


def plots() -> list[str]:
    return [id for id, method in METHODS.items() if not method.grades]


def drawn_dots(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The dots of a plot as a reader sees them: column from the left, row from the bottom."""
    for line_number, line in enumerate(lines[:ROWS]):
        cells = line[-COLUMNS:]
        for cell, character in enumerate(cells):
            for down, row in enumerate(DOTS):
                for across, bit in enumerate(row):
                    if character != SHOWN and (ord(character) - ord(BRAILLE)) & bit:
                        yield cell * 2 + across, 4 * (ROWS - line_number) - 1 - down


def award(method: Method, plot: Plot, actual: Fraction) -> Fraction:
    """The award by the ladder alone, rounded here."""
    own = {**plot.example.given, "actual": actual}
    itself = [own] if method.peers and method.peers.include_self else []
    return round_half_up(Exact().value(method.ladder, own, (), [*itself, *other_peers(method, plot.example)]), 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["proportional", "limit_steps_begun", "step_bonus", "graded", "efficacy"])
def test_an_entry(id: str, language: Language, snapshot: SnapshotAssertion) -> None:
    snapshots = snapshots_in(snapshot, Path(__file__).parent)
    assert "\n".join(entry_lines(METHODS[id], language, 80)) == snapshots(name=f"method.{id}.{language}")


@pytest.mark.parametrize("id", list(METHODS))
def test_every_method_has_an_entry(id: str) -> None:
    method = METHODS[id]
    assert {value.name for value in values(method)} == {*method.names, *method.grades, *method.settings, *method.inputs}
    for language in LANGUAGES:
        lines = entry_lines(method, language)
        for expected in (method.id, method.name[language], method.says[language], str(method.place.line)):
            assert any(expected in line for line in lines), expected
        assert all(any(award in line and when in line for line in lines) for when, award, _ in formula(method, language))
        assert max(map(width, entry_lines(method, language, 80))) <= 80
    assert sum(len(group) for group in alike(method)) == len(method.examples)


@pytest.mark.parametrize("id", plots())
def test_a_dot_stands_where_the_exact_award_is(id: str) -> None:
    method = METHODS[id]
    plot = picture(method)
    assert isinstance(plot, Plot)
    assert all(sample.award == award(method, plot, sample.actual) for sample in plot.samples)
    shown = plot.column(plot.example.given["actual"]), plot.row(plot.example.award)
    expected = {(sample.column, plot.row(sample.award)) for sample in plot.samples}
    hidden = {dot for dot in expected if (dot[0] // 2, dot[1] // 4) == (shown[0] // 2, shown[1] // 4)}
    assert hidden, "the example is on its curve"
    for language in LANGUAGES:
        assert set(drawn_dots(picture_lines(plot, language))) == expected - hidden


@pytest.mark.parametrize("id", plots())
def test_a_plot_shows_what_is_interesting(id: str) -> None:
    """Its thresholds and the example within the axes; every column drawn, but where an award is refused."""
    method = METHODS[id]
    plot = picture(method)
    assert isinstance(plot, Plot)
    marked = [plot.example.given[name] for name in ("target", "low", "high") if name in method.names]
    assert all(plot.left <= value < plot.right for value in [*marked, plot.example.given["actual"]])
    assert plot.bottom <= 0 < plot.example.given["points"] <= plot.top
    columns = {sample.column for sample in plot.samples}
    assert columns == set(range(DOTS_ACROSS)) or "rating" in id
    assert len({sample.award for sample in plot.samples}) > 1
    lines = picture_lines(plot, "en")
    assert sum(SHOWN in line for line in lines[:ROWS]) == 1
    assert lines[ROWS].count("▲") == len(marked)


@pytest.mark.parametrize("id", ["judged", "graded"])
def test_a_bar_for_every_grade(id: str) -> None:
    method = METHODS[id]
    bars = picture(method)
    assert isinstance(bars, Bars)
    expected = {list(method.grades)[int(example.given["actual"])]: example.award for example in method.examples}
    assert bars.awards == expected
    lengths = [line.count("█") for line in picture_lines(bars, "zh")]
    assert lengths == sorted(lengths, reverse=True)


def test_the_table_fits_a_terminal() -> None:
    methods = list(METHODS.values())
    for language in LANGUAGES:
        for columns in (80, 120):
            assert max(map(width, methods_table(methods, language, columns)[: len(methods) + 1])) <= columns
        assert all(any(method.says[language] in line for line in methods_table(methods, language)) for method in methods)


PECULIAR = """
fined:
  name: 罚
  says: 只看件数，可为负
  actual: count
  declares: [penalty]
  peers: {include_self: false, missing: open}
  ladder:
    - award: points - 3 * actual - peer_sum(points)
  examples:
    - {given: {points: 1, actual: 2}, peers: [{actual: 0, points: 2}], award: -7}
flat:
  name: 不变
  says: 与完成值无关
  ladder:
    - award: points
  examples:
    - {given: {points: 5}, award: 5}
harsh:
  name: 重罚
  says: 等次扣分
  declares: [penalty]
  grades: {good: {name: 好}, bad: {name: 差}}
  ladder:
    - {when: actual == good, award: points}
    - {award: 0 - points / 2}
  examples:
    - {given: {points: 4, actual: good}, award: 4}
    - {given: {points: 4, actual: bad}, award: -2}
"""


def test_peculiar_methods(score: Scored, tmp_path: Path) -> None:
    """Awards below zero, peers that differ in more than their actual, no actual at all, one example."""
    (tmp_path / "methods.yaml").write_text(PECULIAR, encoding="utf-8")
    run = score("methods", "fined", "--rules", tmp_path, "--lang", "zh")
    assert (run.code, run.err) == (0, "")
    assert "同组：分值 2，完成值 0" in run.out or "同组：完成值 0，分值 2" in run.out
    assert "低于 0 的部分是扣分" in run.out
    assert "不含本单位，有单位缺数据时暂不计分" in run.out
    assert "┤" not in score("methods", "flat", "--rules", tmp_path).out
    assert "░░░░░░░░░░░░░░░░ -2" in score("methods", "harsh", "--rules", tmp_path).out
    assert score("methods", "--markdown", "--rules", tmp_path).code == 0


def test_a_method_is_found_by_any_name(score: Scored) -> None:
    by_id = score("methods", "efficacy").out
    assert score("methods", "功效系数法").out == score("methods", "Efficacy Coefficient").out == by_id
    wrong = score("methods", "eficacy")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean efficacy?" in wrong.err
    assert "是否为 efficacy（功效系数法）？" in score("methods", "功效", "--lang", "zh").err
    assert "score methods lists them all" in score("methods", "qqqq").err


def test_rules_are_found_from_anywhere_in_a_repository(score: Scored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules" / "counties").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "rules" / "methods.yaml").write_text(PECULIAR, encoding="utf-8")
    for folder in (".", "docs", "rules", "rules/counties"):
        monkeypatch.chdir(tmp_path / folder)
        assert "fined" in score("methods").out
    (tmp_path / "rules" / "methods.yaml").unlink()
    run = score("methods")
    assert (run.code, run.out) == (1, "")
    assert "[no-rules-folder]" in run.err
    assert "--rules" in run.err


def test_an_example_that_fails_is_not_shown(score: Scored, tmp_path: Path) -> None:
    (tmp_path / "methods.yaml").write_text(PECULIAR.replace("award: 5}", "award: 6}"), encoding="utf-8")
    run = score("methods", "flat", "--rules", tmp_path)
    assert (run.code, run.out) == (1, "")
    assert "[example-fails]" in run.err
    assert score("methods", "fined", "--rules", tmp_path).code == 0


@given(st.text(alphabet="完成值（）“”，。；→×ab 12.5 "), st.integers(min_value=12, max_value=60))
def test_wrapping_loses_nothing(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert wrapped(text, None) == [text.rstrip()]


def test_pieces_are_not_broken() -> None:
    assert filled(["1 → 2  ", "3 → 4  ", "5 → 6"], 14, "  ") == ["1 → 2  3 → 4", "  5 → 6"]
    assert wrapped("完成值（目标值），其余", 8) == ["完成值", "（目标", "值），其", "余"]
