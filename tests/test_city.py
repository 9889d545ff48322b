"""The whole city of 2011, 85 units: invented tables that are drawn anew, its rankings, and a dozen of its scorecards."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.numbers import score_text
from kaohe.engine.rank import Rankings
from kaohe.engine.report.ranking_table import ranking_table
from kaohe.engine.report.table import itemized_table
from kaohe.engine.text import LANGUAGES, Language, width

from .conftest import ROOT, RULES, Run, snapshots_in
from .illustrative_year import ALL_MET, NOT_APPLICABLE, NOT_REPORTED, PLAN, SECOND_SOURCES, read_plan, tables_of
from .plan_cases import YEAR, plan_paths, ranked, read

CARDS = [
    "hubin", "lushi", "jijuqu", "fagaiwei", "caizhengju", "tiyuju", "lvyouju", "huanbaoju", "shizhengfuban", "zhuzhengban",
    "gongdiangongsi", "wuzigongsi", "youchuyinhang",
]  # fmt: skip
"""Whose scorecards have snapshots: two counties and a zone, departments, companies and a bank; of those with a story all."""
TIE_OUT = RULES / "tie-out" / "sanmenxia-2011.yaml"
UNITS = yaml.safe_load((RULES / "units.yaml").read_text(encoding="utf-8"))
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
Scored = Callable[..., Run]


@cache
def rankings() -> Rankings:
    return ranked(*read(YEAR))


def test_the_tables_are_those_of_the_generator() -> None:
    """`python -m tests.illustrative_year` writes them anew where a sheet has changed."""
    drawn = tables_of(*read_plan())
    there = {str(path.relative_to(YEAR)): path.read_text(encoding="utf-8") for path in YEAR.rglob("*.csv")}
    assert there == drawn


def test_another_seed_draws_other_figures_of_the_same_things() -> None:
    plan, rules = read_plan()
    one, other = tables_of(plan, rules), tables_of(plan, rules, seed=2012)
    assert one != other
    assert one.keys() == other.keys()


def test_every_figure_is_said_to_be_illustrative() -> None:
    _, figures, events = read(YEAR)
    assert {figure.state for figure in (*figures.current.values(), *figures.superseded)} == {"illustrative"}
    assert {event.state for event in events} == {"illustrative"}


def test_every_unit_is_ranked_in_its_group() -> None:
    assert Counter(each.program.unit for each in rankings().standings).most_common(1)[0][1] == 1
    assert {group.group.id: len(group.standings) for group in rankings().groups} == {
        "counties": 6, "zones": 2, "departments": 53, "companies": 13, "finance": 11,
    }  # fmt: skip


def test_the_year_has_what_a_year_has() -> None:
    """Ties that a key tells apart and ties that share a rank, vetoes in force and not, what is open, what does not apply,
    bonuses, and sources that differ."""
    _, figures, _ = read(YEAR)
    standings = {each.program.unit: each for each in rankings().standings}
    level = [standings[unit] for unit in ALL_MET]
    assert len({each.total for each in level}) < len(level)
    assert {unit for unit, _ in NOT_REPORTED} == {unit for unit, each in standings.items() if each.card.account.open}
    absent = {(key.subject, key.indicator) for key, each in figures.current.items() if each.absence == "not-applicable"}
    assert absent == set(NOT_APPLICABLE)
    set_aside = {(each.key.subject, each.key.indicator) for each in figures.superseded if each.version == "annual"}
    assert set_aside == set(SECOND_SOURCES)
    assert any(each.grade != each.grade_by_score for each in standings.values())
    assert any(each.card.account.bonus for each in standings.values())


@in_every_language
def test_ranking(language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score(*plan_paths(YEAR), "--assumptions", "--lang", language)
    assert run.code == 0
    assert run.out == snapshots_in(snapshot, YEAR)(name=f"ranking.{language}")
    assert run.err == snapshots_in(snapshot, YEAR)(name=f"problems.{language}")
    assert run.out.startswith("\n".join(ranking_table(rankings(), language)))


def test_csv(score: Scored, snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    assert score(*plan_paths(YEAR), "--lang", "zh", "-o", tmp_path / "ranking.csv").code == 0
    written = (tmp_path / "ranking.csv").read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    assert written == snapshots_in(snapshot, YEAR)(name="ranking.csv")


@pytest.mark.parametrize("unit", CARDS)
def test_scorecard(unit: str, snapshot: SnapshotAssertion) -> None:
    standing = rankings().of(unit)
    assert standing is not None
    assert "\n".join([*itemized_table(standing.card, "zh"), ""]) == snapshots_in(snapshot, YEAR)(name=f"card.{unit}")


@pytest.mark.parametrize("unit", CARDS)
def test_a_scorecard_fits_into_eighty_columns(unit: str) -> None:
    """Names and remarks are cut, and where that is not enough the completion rates left out: no number is."""
    standing = rankings().of(unit)
    assert standing is not None
    whole, narrow = (itemized_table(standing.card, "zh", columns) for columns in (None, 80))
    end = whole.index("", 3)
    assert narrow.index("", 3) == end
    assert max(map(width, narrow[3:end])) <= 80
    for full, cut in zip(whole[4:end], narrow[4:end], strict=True):
        assert set(re.findall(r" \d+\.\d\d(?= )", cut)) <= set(re.findall(r" \d+\.\d\d(?= )", full))


def test_names_that_all_begin_with_the_city_s_are_not_cut_to_it() -> None:
    """Sections give way before the names of units do."""
    for columns in (100, 120):
        found = "\n".join(ranking_table(rankings(), "zh", columns))
        assert all(name in found for name in ("三门峡市黄金总公司", "三门峡市物资总公司", "三门峡市商业银行", "中行三门峡分行"))


def test_every_ranking_fits_into_eighty_columns() -> None:
    """Vetoes, sections, bonus and penalty give way: ranks, scores and grades do not."""
    lines = ranking_table(rankings(), "zh", 80)
    tables = lines[: next(index for index, line in enumerate(lines) if "：（一）" in line)]
    assert max(map(width, tables[2:])) <= 80
    assert all(any(f" {score_text(each.total, 2)} " in line for line in tables) for each in rankings().standings)


def test_one_group_by_itself_comes_out_as_in_the_whole(score: Scored) -> None:
    run = score(*plan_paths(YEAR), "--group", "finance", "--lang", "zh")
    assert run.code == 0
    (table,) = (part for part in run.out.split("\n\n") if part.startswith("── 金融机构"))
    assert table in "\n".join(ranking_table(rankings(), "zh"))


TOGETHER = {
    "within": "lies between the units", "short": "falls short", "over": "more than the goal", "exact": "exact",
    "above": "every unit is above it",
}  # fmt: skip


def test_the_docs_say_which_goals_are_carried_and_by_whom(score: Scored) -> None:
    """The table of docs/city-2011.md is what the tie-out says."""
    goals = json.loads(score("tie-out", TIE_OUT, "--json", "--lang", "zh").out)["goals"]
    text = (ROOT / "docs" / "city-2011.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| [0-9.]+ \| [^|]+ \| [^|]+ \| [^|]+ \| [^|]+ \|$", line)]
    assert rows == [f"| {' | '.join(_goal(goal))} |" for goal in goals]


def _goal(goal: dict[str, Any]) -> Iterator[str]:
    yield from (goal["nr"], goal["name"], "judged" if goal["target"] is None else goal["target"] + goal["measure"])
    yield "; ".join(TOGETHER[each["state"]] for each in goal["relations"]) or "—"
    yield "; ".join(_lead(each) for each in goal["leads"]) or "—"


def _lead(lead: dict[str, Any]) -> str:
    than = "" if lead["state"] == "same" else f" ({lead['state']})"
    return f"{UNITS[lead['unit']]['aliases'][0]} {lead['nr']}{than}"


@pytest.mark.parametrize(
    ("indicator", "counties", "lead"),
    [
        ("national_tax", 84_000, 112_600 - 28_600),
        ("local_tax", 272_300, 321_500 - 39_000 - 10_200),
        ("budget_revenue", 467_700, 562_000 - 94_300),
        ("outside_capital", Fraction("137.3"), Fraction("137.3")),
        ("capital_market_financing", 36, 35 + 1),
        ("new_loans", 61, 71 - 10),
    ],
)
def test_the_sums_that_the_docs_tell(indicator: str, counties: Fraction, lead: Fraction) -> None:
    """Beyond the goals: what the counties carry of a department's target."""
    plan, _, _ = read(YEAR)
    own = [part for program in plan.programs for part in program.parts if part.indicator == indicator]
    carried = [part.parameters["target"] for part in own if part.figures["actual"].subject != "sanmenxia"]
    assert sum(carried) == counties == lead


def test_timing_says_where_it_goes(score: Scored) -> None:
    run = score(*plan_paths(YEAR), "--timing", "--lang", "en")
    steps = [line.rsplit(maxsplit=2)[0].strip() for line in run.err.splitlines()[-8:]]
    assert steps[:3] == ["rules read", "sheets read and checked", "plan compiled"]
    assert steps[-1] == "in all"


@pytest.mark.parametrize("arguments", [["--unit", "市人口计生委"], ["explain", "市人口计生委", "1"]])
def test_a_unit_is_told_the_notes_about_its_own_sheet(arguments: list[str], score: Scored) -> None:
    """Of the 19 of the whole city two are about it."""
    explain = arguments[0] == "explain"
    run = score("explain", *plan_paths(YEAR), *arguments[1:]) if explain else score(*plan_paths(YEAR), *arguments)
    assert run.code == 0
    assert [line.split(":")[0] for line in run.err.splitlines()] == ["rules/departments/sanmenxia-2011/jishengwei.yaml"] * 2 + ["2 notes"]


def test_an_indicator_is_shown_with_who_judges_it_and_for_whom(score: Scored) -> None:
    run = score("show", PLAN, "--indicator", "陕县、卢氏支行", "--lang", "zh")
    assert (run.code, run.err) == (0, "")
    assert (
        run.out
        == """\
陕县、卢氏支行（county_branches）

评定      市政府金融办
评定内容  市商业银行陕县、卢氏支行是否设立开业，县域网点是否全覆盖
佐证      开业批复和营业执照
等次      达到、未达到
规则      rules/indicators/banks.yaml:141:1

单位              序号  分值  目标  计分办法  何处不同
── 市政府部门 ────────────────────────────────────────────────────
三门峡银监分局       2   200        定性评定  三门峡市商业银行的数
── 金融机构 ──────────────────────────────────────────────────────
三门峡市商业银行     3   200        定性评定

2 个单位 2 项，共 400 分
"""
    )


def test_an_indicator_of_some_groups_and_one_that_is_only_compared_with(score: Scored) -> None:
    energy = score("show", PLAN, "--indicator", "public_institution_energy", "--group", "counties", "--lang", "en")
    assert "units: 6, items: 6, points: 60\n" in energy.out
    assert "some groups: Counties (1 of 5)" in energy.out
    assert score("show", PLAN, "--indicator", "loans_growth", "--lang", "en").out.endswith("points: 0; 8 more are compared with it\n")
    supplied = score("show", PLAN, "--indicator", "new_loans", "--lang", "en").out
    assert "supplied by  Financial Services Office of the Municipal Government" in supplied
    assert supplied.count("by Municipal Bureau of Statistics") == 2  # for the office itself, and beside it


def test_an_indicator_that_is_none_exits_with_2(score: Scored) -> None:
    run = score("show", PLAN, "--indicator", "gdp_grwth", "--lang", "en")
    assert (run.code, run.out) == (2, "")
    assert "did you mean 'gdp_growth'?" in run.err
    assert score("show", RULES / "counties" / "sanmenxia-2011" / "hubin.yaml", "--indicator", "gdp_growth").code == 2
