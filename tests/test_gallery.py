"""The gallery of methods: what it says of each, and that every mark of its pictures stands where the exact award is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.examples import Example
from kaohe.engine.methods import Method
from kaohe.engine.numbers import round_half_up
from kaohe.engine.problems import Problems
from kaohe.engine.read.rules import read_methods
from kaohe.engine.report.gallery import entry_lines, formula, methods_table, requirements, values
from kaohe.engine.report.picture import (
    BRAILLE,
    COLUMNS,
    DOTS,
    DOTS_ACROSS,
    SHOWN,
    TICKS,
    Bars,
    Plot,
    alike,
    awards_of,
    other_peers,
    picture,
    picture_lines,
)
from kaohe.engine.targets.exact import Exact
from kaohe.engine.text import LANGUAGES, Language, filled, same, width, wrapped
from kaohe.engine.vocabulary import day_text

from .conftest import CASES, ROOT, RULES, Run, snapshots_in

EVERY_FEATURE = CASES / "every-feature" / "rules"
METHODS = read_methods(RULES, Problems())
FEATURES = {f"every-feature {id}": method for id, method in read_methods(EVERY_FEATURE, Problems()).items()}
ALL = {**METHODS, **FEATURES}
Scored = Callable[..., Run]


def plots() -> list[str]:
    return [id for id, method in ALL.items() if not method.grades]


def plot_of(id: str) -> Plot:
    plot = picture(ALL[id])
    assert isinstance(plot, Plot)
    return plot


def drawn_dots(plot: Plot, lines: list[str]) -> Iterator[tuple[int, int]]:
    """The dots of a plot as a reader sees them: column from the left, row from the bottom."""
    for line_number, line in enumerate(lines[: plot.rows]):
        cells = line[-COLUMNS:]
        for cell, character in enumerate(cells):
            for down, row in enumerate(DOTS):
                for across, bit in enumerate(row):
                    if character != SHOWN and (ord(character) - ord(BRAILLE)) & bit:
                        yield cell * 2 + across, 4 * (plot.rows - line_number) - 1 - down


def award(method: Method, plot: Plot, actual: Fraction) -> Fraction:
    """The award by the ladder alone, rounded here."""
    own = {**plot.example.given, plot.along: actual}
    itself = [own] if method.peers and method.peers.include_self else []
    exact = Exact().value(method.ladder, own, [*itself, *other_peers(method, plot.example)])
    return exact if method.classes else round_half_up(exact, 2)


def is_refused(plot: Plot, actual: Fraction) -> bool:
    method, own = plot.method, {**plot.example.given, plot.along: actual}
    if any(not Exact().holds(each.that, own) for each in method.requires):
        return True
    return method.undeclared(award(method, plot, actual), own.get("points", Fraction(0)), same("")) is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "id",
    ["proportional", "limit_steps_begun", "step_bonus", "graded", "efficacy", "completion_class", "prize_per_step", "on_time", "panel"],
)
def test_an_entry(id: str, language: Language, snapshot: SnapshotAssertion) -> None:
    snapshots = snapshots_in(snapshot, Path(__file__).parent)
    assert "\n".join(entry_lines(METHODS[id], language, 80)) == snapshots(name=f"method.{id}.{language}")


@pytest.mark.parametrize("id", list(ALL))
def test_every_method_has_an_entry(id: str) -> None:
    method = ALL[id]
    named = {*method.names, *method.words, *method.settings} - (set(method.labels) - method.names - {*method.settings, *method.inputs})
    assert {value.name for value in values(method)} == named
    for language in LANGUAGES:
        lines = entry_lines(method, language)
        for expected in (method.id, method.name[language], method.says[language], str(method.place.line)):
            assert any(expected in line for line in lines), expected
        assert all(any(award in line and when in line for line in lines) for when, award, _ in formula(method, language))
        assert all(any(that in line and says in line for line in lines) for that, says in requirements(method, language))
        assert max(map(width, entry_lines(method, language, 80))) <= 80
    assert sum(len(group) for group in alike(method)) == len(method.examples)


@pytest.mark.parametrize("id", plots())
def test_a_dot_stands_where_the_exact_award_is(id: str) -> None:
    method, plot = ALL[id], plot_of(id)
    assert all(sample.award == award(method, plot, sample.actual) for sample in plot.samples)
    shown = plot.column(plot.example.given[plot.along]), plot.row(plot.award)
    expected = {(sample.column, plot.row(sample.award)) for sample in plot.samples}
    hidden = {dot for dot in expected if (dot[0] // 2, dot[1] // 4) == (shown[0] // 2, shown[1] // 4)}
    assert hidden, "the example is on its curve"
    for language in LANGUAGES:
        assert set(drawn_dots(plot, picture_lines(plot, language))) == expected - hidden


@pytest.mark.parametrize("id", plots())
def test_there_is_no_dot_where_figures_are_refused(id: str) -> None:
    """Nor a mark for an example that is, and a dot wherever else."""
    plot = plot_of(id)
    assert plot.example.award is not None
    assert not any(is_refused(plot, sample.actual) for sample in plot.samples)
    middle = [plot.left + (plot.right - plot.left) * (2 * column + 1) / (2 * DOTS_ACROSS) for column in range(DOTS_ACROSS)]
    accepted = {column for column, actual in enumerate(middle) if plot.is_whole or not is_refused(plot, actual)}
    columns = {sample.column for sample in plot.samples}
    assert accepted <= columns
    assert any("没有点的地方不予计分" in line for line in picture_lines(plot, "zh")) == (len(columns) < DOTS_ACROSS)


@pytest.mark.parametrize("id", plots())
def test_a_plot_shows_what_is_interesting(id: str) -> None:
    """Its thresholds and the example within the axes, and awards that differ."""
    method, plot = ALL[id], plot_of(id)
    marked = [plot.example.given[name] for name in ("target", "low", "high") if name in method.names]
    assert all(plot.left <= value < plot.right for value in [*marked, plot.example.given[plot.along]])
    if method.result == "points":
        assert plot.bottom <= 0 <= plot.example.given["points"] <= plot.top
    assert len({sample.award for sample in plot.samples}) > 1
    lines = picture_lines(plot, "en")
    assert sum(SHOWN in line for line in lines[: plot.rows]) == 1
    assert lines[plot.rows].count("▲") == len(marked)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["met_or_not", "completion_class", "every-feature water_class"])
def test_a_class_has_a_row_of_its_own(id: str, language: Language) -> None:
    """The best on top, each beside its name, with a dot at the position of the class alone."""
    plot = plot_of(id)
    lines = picture_lines(plot, language)[: plot.rows]
    names = [name[language] for name in plot.method.classes.values()]
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == names
    for position, line in enumerate(line for line in lines if "┤" in line):
        columns = {sample.column // 2 for sample in plot.samples if sample.award == position}
        assert {index for index, cell in enumerate(line[-COLUMNS:]) if cell != BRAILLE} == columns


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
            assert max(map(width, methods_table(methods, language, columns))) <= columns
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


def test_what_a_method_gives_instead_of_points(score: Scored) -> None:
    assert "= 不计分，定金额、级别或是否达标" in score("methods", "--rules", EVERY_FEATURE, "--lang", "zh").out
    prize = score("methods", "prize_per_step", "--lang", "zh").out
    assert "* 结果是金额（元），不是得分" in prize
    assert "12000元 ┤" in prize
    assert "102 → 10500元" in prize
    assert "points" not in prize
    completion = score("methods", "completion_class", "--lang", "en").out
    assert "the best first: exceeded, completed, mostly completed, not completed" in completion
    assert all(each in completion for each in ("1099.99 → completed", "1000 → refused", "exceeded from 110%"))
    page = score("methods", "--markdown", "--lang", "zh").out
    assert all(each in page for each in ("award: completed}", "award: refused}", "| 条件 | 结果 |"))


def test_names_of_every_sort(score: Scored) -> None:
    """Classes of units, the year before, dates, ballots: in the table of names and in examples."""
    zoned = score("methods", "doubled_in_zones", "--rules", EVERY_FEATURE, "--lang", "zh").out
    assert re.search("unit_class +单位类别 +单位 +单位类别\n", zoned)
    assert re.search("zone +功能区 +单位类别\n", zoned)
    assert "单位类别 其他单位" in zoned
    assert "unit_class: other" in score("methods", "--rules", EVERY_FEATURE, "--markdown").out
    grown = score("methods", "growth_on_last_year", "--lang", "en").out
    assert re.search(r"previous\(actual\) +actual a year before +figure +amount\n", grown)
    late = score("methods", "on_time", "--lang", "en").out
    assert re.search("target +target +sheet +date\n", late)
    assert "2011-11-01 → 9.5" in late
    panel = score("methods", "panel", "--lang", "en").out
    assert "* made of ballots, each from 0 to ..., without the 1 highest and the 1 lowest" in panel
    assert re.search("\nballots +ballots counted +figure +count\n", panel)
    assert "requires valid ballots ≥ fewest marks, otherwise refused  (there are too few marks)" in panel


def test_versions(score: Scored) -> None:
    """The newest version is shown, the one before it with its days and its place."""
    shown = score("methods", "proportional", "--rules", EVERY_FEATURE, "--lang", "zh").out
    assert "* 自 2011-01-01 起有效" in shown
    assert "* 此前版本至 2010-12-31 有效（cases/every-feature/rules/methods.yaml:4）" in shown
    assert "完成多少得多少" not in shown
    method = json.loads(score("methods", "proportional", "--rules", EVERY_FEATURE, "--json").out)["methods"][0]
    assert (method["valid_from"], method["valid_to"]) == ("2011-01-01", None)
    assert method["earlier"] == [{"valid_from": None, "valid_to": "2010-12-31", "place": "cases/every-feature/rules/methods.yaml:4"}]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rules", [RULES, EVERY_FEATURE])
def test_json_fits_its_schema(rules: Path, language: str, score: Scored) -> None:
    schema = json.loads((ROOT / "docs" / "methods.schema.json").read_text(encoding="utf-8"))
    printed = json.loads(score("methods", "--json", "--lang", language, "--rules", rules).out)
    jsonschema.validate(printed, schema, jsonschema.Draft202012Validator)
    assert None in [example["award"] for method in printed["methods"] for example in method["examples"]]


STRANGE = """
stars:
  name: 星级
  says: 六个级别
  result: class
  classes: {s6: {name: 六}, s5: {name: 五}, s4: {name: 四}, s3: {name: 三}, s2: {name: 二}, s1: {name: 一级而名称很长很长很长}}
  ladder: [{when: actual >= 50, award: s6}, {when: actual >= 40, award: s5}, {when: actual >= 30, award: s4}, {award: s1}]
  examples: [{given: {actual: 5}, award: s1}, {given: {actual: 30}, award: s4}, {given: {actual: 60}, award: s6}]
by_grade:
  name: 等次定级
  says: 等次定级别
  result: class
  grades: {good: {name: 好}, bad: {name: 差}}
  classes: {first: {name: 一级}, second: {name: 二级}}
  ladder: [{when: actual == good, award: first}, {award: second}]
  examples: [{given: {actual: good}, award: first}, {given: {actual: bad}, award: second}]
fine_or_prize:
  name: 奖罚
  says: 奖罚
  result: money
  declares: [penalty]
  settings:
    each: {type: money, name: 每项, default: 1万元}
    until: {type: date, name: 截止, default: 2011-12-31}
    day: {type: date, name: 日期, default: 2011-12-01}
  ladder: [{when: day > until, award: 0}, {award: each * actual / target}]
  examples: [{given: {target: 1, actual: 2}, award: 20000}, {given: {target: 1, actual: -2}, award: -20000}]
closed:
  name: 不收
  says: 一律不收
  requires: [{that: actual < actual - 1, says: 永不成立}]
  ladder: [{award: points}]
  examples: [{given: {points: 1, actual: 2}, award: refused}]
sums:
  name: 票比票
  says: 与其他单位的票比
  actual: ballots
  peers: {include_self: true, missing: leave_out}
  ladder: [{when: ballot_sum >= peer_max(ballot_sum), award: points}, {award: 0}]
  examples: [{given: {points: 1, ballot_sum: 90}, peers: [{ballot_sum: 80}], award: 1}]
"""


def test_strange_methods(score: Scored, tmp_path: Path) -> None:
    (tmp_path / "methods.yaml").write_text(STRANGE, encoding="utf-8")
    lines = {id: score("methods", id, "--rules", tmp_path, "--lang", "zh").out for id in read_methods(tmp_path, Problems())}
    assert len(lines) == 5
    assert len(re.findall("[┤│]", lines["stars"])) == 6, "a row for each class"
    assert "一级而名称很长很长… ┤" in lines["stars"]
    assert "好 ┤ 一级\n差 ┤ 二级" in lines["by_grade"]
    assert re.search("-[0-9.]+元 ┤", lines["fine_or_prize"])
    assert "低于 0 的部分是扣款" in lines["fine_or_prize"]
    assert re.search("until +截止 +参数 +日期 +2011-12-31\n", lines["fine_or_prize"])
    assert "每项 10000元，截止 2011-12-31" in lines["fine_or_prize"]
    assert "┤" not in lines["closed"]
    assert "2 → 不予计分" in lines["closed"]
    assert all(each in lines["sums"] for each in ("有效票全部计入", "同组：计入票得分之和 80", "△"))
    assert score("methods", "--markdown", "--rules", tmp_path).code == score("methods", "--json", "--rules", tmp_path).code == 0


def test_a_number_that_is_too_large_has_no_dot(tmp_path: Path) -> None:
    power, far = " * ".join(["(" + " * ".join(["actual"] * 25) + ")"] * 3), "9" * 60
    ladder = f"[{{when: actual == target, award: points}}, {{when: {power} > 2, award: points / 2}}, {{award: 0}}]"
    examples = ", ".join(f"{{given: {{points: 1, target: {far}, actual: {each}}}, award: {int(each == far)}}}" for each in (far, "1"))
    text = f"outgrown: {{name: 过大, says: 过大, actual: count, ladder: {ladder}, examples: [{examples}]}}"
    (tmp_path / "methods.yaml").write_text(text, encoding="utf-8")
    method = read_methods(tmp_path, problems := Problems())["outgrown"]
    assert not problems.found
    award = awards_of(method, method.examples[0], "actual")
    assert [award(Fraction(each)) for each in (1, 2, 10**60)] == [0, Fraction(1, 2), None]
    plot = picture(method)
    assert isinstance(plot, Plot)
    assert len({sample.column for sample in plot.samples}) < DOTS_ACROSS
    assert picture_lines(plot, "en")[-1].endswith("where there is no dot the figure is refused")


@settings(deadline=None, max_examples=50)
@given(st.dates(), st.dates())
def test_an_axis_of_dates_has_round_days(target: date, actual: date) -> None:
    method = METHODS["on_time"]
    given = {"points": Fraction(10), "per_day": Fraction(1, 2)}
    given |= {"target": Fraction(target.toordinal()), "actual": Fraction(actual.toordinal())}
    award = awards_of(method, Example(given, (), None, method.place), "actual")(given["actual"])
    plot = picture(method._replace(examples=(Example(given, (), award, method.place),)))
    assert isinstance(plot, Plot)
    lines = picture_lines(plot, "zh")
    assert max(map(width, lines)) <= 80
    shown = re.findall(r"(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}", lines[plot.rows + 1])
    assert 1 <= len(shown) <= TICKS
    years = [each[:4] for each in shown if len(each) == 10]
    assert len(shown[0]) == 10
    assert years == sorted(set(years))
    assert lines[plot.rows].count("┬") <= TICKS
    assert day_text(given["target"]) in lines[plot.rows + 2]


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
