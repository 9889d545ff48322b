"""Whose a figure is: one of the whole (全市) entered as a unit's own, or the other way round, is told and never lost silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe.engine.text import LANGUAGES, Language

from .conftest import CASES, RULES, Run
from .plans import UNITS, Sections, World

Scored = Callable[..., Run]
A, B, C, D, CITY = UNITS[:5]
HEADER = "unit,indicator,item,value,supplier,note"
SHEETS: dict[str, Sections] = {
    A: [[{"indicator": "output", "subject": CITY, "points": 50, "target": 10}, {"indicator": "revenue", "points": 50, "target": 10}]],
    **{unit: [[{"indicator": "trade", "points": 100, "target": 10}]] for unit in (B, C, D)},
}
"""One unit is scored by the city's output and its own revenue, all others by their own trade. The city has no sheet."""
WHOLE = RULES / "plans" / "sanmenxia-2011.yaml"
YEAR = CASES / "sanmenxia-2011-year"
COMMISSION = RULES / "departments" / "sanmenxia-2011" / "fagaiwei.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.at(tmp_path)


def told(world: World, *rows: str, language: Language = "en", **parts: object) -> str:
    """What is said of a table with these rows, but for what is missing."""
    padded = [row + "," * (HEADER.count(",") - row.count(",")) for row in rows]
    _, problems = world.figures(world.plan(SHEETS, **parts), HEADER, *padded)
    return "\n".join(line for line in problems.lines(language) if "missing]" not in line and "without-figures]" not in line)


def test_a_figure_of_the_whole_entered_as_the_unit_s_own(world: World) -> None:
    found = told(world, f"{A},output,,9")
    assert f"no item in the sheet of {A} uses its own output [figure-not-used]" in found
    assert f"the sheet asks for the figure of {CITY}: write that in the column `unit`" in found
    assert f"该目标书此项考核的是{CITY}的数：“单位”列写“{CITY}”" in told(world, f"{A},output,,9", language="zh")
    assert told(world, f"{CITY},output,,9") == told(world, f"{A},,1,9") == ""


def test_a_figure_that_no_sheet_asks_of_anybody_has_no_hint(world: World) -> None:
    found = told(world, f"{A},roads,,9", f"{CITY},roads,,9")
    assert f"no item in the sheet of {A} uses its own roads" in found
    assert f"no sheet uses roads of {CITY}" in found
    assert "write" not in found


def test_a_unit_s_own_figure_entered_as_that_of_the_whole(world: World) -> None:
    found = told(world, f"{CITY},revenue,,9")
    assert f"no sheet uses revenue of {CITY} [figure-not-used]" in found
    assert f"the sheet of {A} asks for the unit's own: write that unit in the column `unit`" in found
    assert f"the sheet of {B}, {C}, {D} asks" in told(world, f"{CITY},trade,,9")


def test_the_whole_has_no_numbers(world: World) -> None:
    found = told(world, f"{CITY},,1,9")
    assert f"{CITY} has no sheet in the plan: item 1 is about nothing and not used [figure-not-used]" in found
    assert told(world, f"{CITY},output,1,9") == ""


def test_with_some_groups_nobody_says_what_the_others_need(world: World, score: Scored) -> None:
    groups = {"a": {"name": "a", "units": [A]}, "b": {"name": "b", "units": [B, C, D]}}
    for only in ("a", "b"):
        assert told(world._replace(only=(only,)), f"{CITY},output,,9", f"{CITY},revenue,,9", f"{UNITS[6]},trade,,9", groups=groups) == ""
    assert "warning" not in score(WHOLE, YEAR, "--group", "finance", "--lang", "en").err


def test_what_is_missing_is_said_to_be_missing_of_whom(world: World) -> None:
    _, problems = world.figures(world.plan(SHEETS), HEADER, f"{A},revenue,,9,,")
    assert f"{A}: 1 missing, open until supplied: 1 output of {CITY} (bureau) [figures-missing]" in "\n".join(problems.lines("en"))
    assert f"{A}缺 1 项数据，暂未计分：1 {CITY}的output（bureau）" in "\n".join(problems.lines("zh"))


@pytest.mark.parametrize(
    ("written", "hint"), [("全市", "全市的数写市的名称"), ("全县合计", "全县的数写县的名称"), ("合计", "合计、注释等行不是数据")]
)
def test_the_whole_is_entered_by_its_name(written: str, hint: str, world: World) -> None:
    assert hint in told(world, f"{written},output,,9", language="zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_derivation_and_the_sheet_say_whose_figures_they_are(language: Language, score: Scored) -> None:
    explained = score("explain", WHOLE, YEAR, "fagaiwei", "1", "--lang", language).out
    assert {"zh": "三门峡市人民政府的完成值 13.21%", "en": "actual of Sanmenxia Municipal People's Government 13.21%"}[
        language
    ] in explained
    own = score("explain", WHOLE, YEAR, "fagaiwei", "11", "--lang", language).out
    assert {"zh": "  完成值 84.4%", "en": "  actual 84.4%"}[language] in own
    numbers = {"zh": "考核的是三门峡市人民政府的数：第 1、2.1、2.2、3、5、7、8、9 项",
               "en": "scored by figures of Sanmenxia Municipal People's Government: 1, 2.1, 2.2, 3, 5, 7, 8, 9"}[language]  # fmt: skip
    assert score("show", COMMISSION, "--lang", language).out.splitlines()[-1] == numbers
    assert score(WHOLE, YEAR, "--unit", "fagaiwei", "--lang", language).out.splitlines()[-1] == numbers


# Who supplies it


def test_a_unit_that_supplies_what_somebody_else_should(world: World) -> None:
    """Also where the rules name another supplier, and no second source was declared."""
    assert f"trade should come from bureau, and here {B} supplies it itself [supplier-is-assessed]" in told(world, f"{B},trade,,9,{B}")
    assert told(world, f"{B},trade,,9,bureau") == told(world, f"{B},trade,,9,{C}") == ""
    settled = [{"unit": B, "recused": "somebody"}]
    assert told(world, f"{B},trade,,9,{B}", self_supplied=settled) == ""


# Numbers that a sheet does not have


def test_a_number_that_is_not_there_is_told_those_that_are(score: Scored, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("序号,完成值\n（三）,达到\n", encoding="utf-8")
    assert "目标书的序号为 1–20、901–909；其中项写作 7.1" in score(COMMISSION, tmp_path / "a.csv", "--lang", "zh").err


def test_a_name_that_nothing_has_is_told_once_with_its_rows(world: World) -> None:
    """At the first of them; a name that stands in one row alone says nothing of rows."""
    found = told(world, "nowhere,output,,9", f"{A},revenu,,9", "nowhere,revenue,,9", f"{B},Revenu,,9", "elsewhere,trade,,9")
    assert found.count("[unknown-unit]") == 2
    assert ":2:1: error the unit 'nowhere' does not exist (2 rows of this table) [unknown-unit]" in found
    assert "error the unit 'elsewhere' does not exist [unknown-unit]" in found
    assert found.count("[unknown-indicator]") == 1
    assert ":3:" in found and "the indicator 'revenu' does not exist (2 rows of this table)" in found
