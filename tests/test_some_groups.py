"""A plan of which only some groups are asked for: they come out as in the whole, and nothing of the others is in their way."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.engine.plan import Plan
from kaohe.engine.text import LANGUAGES, Language

from .conftest import CASES, HUBIN, HUBIN_ACTUALS, RULES, Run
from .plans import MARKS, STANDARD, UNITS, Sections, World, figures, marks, outcome, ranked, some_in_memory
from .test_plan_properties import ABSENT, EXTRAS, GRADES, VETOES, achieved, all_told, happening

Scored = Callable[..., Run]
EVERY_PLAN = CASES / "every-plan" / "rules" / "plan.yaml"
TABLES = CASES / "every-plan" / "tables"
CITY = RULES / "plans" / "sanmenxia-2011.yaml"
GROUPS = {EVERY_PLAN: ("counties", "zones", "bureaus"), CITY: ("counties", "zones")}
ACTUALS = {EVERY_PLAN: TABLES, CITY: CASES / "sanmenxia-2011"}


def choices() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every choice of some groups of a plan, but for none."""
    for plan, groups in GROUPS.items():
        for count in range(1, len(groups) + 1):
            yield from ((plan, some) for some in itertools.combinations(groups, count))


every_choice = pytest.mark.parametrize(
    ("plan", "some"), list(choices()), ids=lambda each: each.stem if isinstance(each, Path) else "-".join(each)
)


def options(some: Sequence[str]) -> list[str]:
    return [word for group in some for word in ("--group", group)]


# As in the whole


@every_choice
def test_groups_come_out_as_in_the_whole(plan: Path, some: tuple[str, ...], score: Scored) -> None:
    whole = json.loads(score(plan, ACTUALS[plan], "--json").out)
    run = score(plan, ACTUALS[plan], "--json", *options(some))
    assert run.code == 0
    found = json.loads(run.out)
    units = {unit["unit"] for group in found["groups"] for unit in group["units"]}
    assert found["groups"] == [group for group in whole["groups"] if group["id"] in some]
    assert found["left_out"] == [group["id"] for group in whole["groups"] if group["id"] not in some]
    assert found["not_counted"] == [event for event in whole["not_counted"] if event["unit"] in units]
    assert all(each in whole["assumptions"] for each in found["assumptions"])
    assert {found[key] == whole[key] for key in ("plan", "title", "period", "day", "source", "grades")} == {True}


@every_choice
def test_a_row_a_unit_is_that_of_the_whole(plan: Path, some: tuple[str, ...], score: Scored, tmp_path: Path) -> None:
    assert score(plan, ACTUALS[plan], "-o", tmp_path / "whole.csv").code == 0
    assert score(plan, ACTUALS[plan], "-o", tmp_path / "some.csv", *options(some)).code == 0
    whole, found = (
        list(csv.DictReader(io.StringIO((tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")))) for name in ("whole", "some")
    )
    assert found == [row for row in whole if row["group"] in some]


@pytest.mark.parametrize("plan", GROUPS, ids=lambda each: each.stem)
def test_a_unit_is_scored_and_explained_as_in_the_whole(plan: Path, score: Scored) -> None:
    for group in json.loads(score(plan, ACTUALS[plan], "--json").out)["groups"]:
        unit = group["units"][-1]["unit"]
        asked = (plan, ACTUALS[plan], unit, "rank")
        whole, found = score("explain", *asked), score("explain", *asked, "--group", group["id"])
        assert without_assumptions(found.out) == without_assumptions(whole.out)
        card = score(plan, ACTUALS[plan], "--unit", unit, "--json", "--group", group["id"])
        assert json.loads(card.out) == json.loads(score(plan, ACTUALS[plan], "--unit", unit, "--json").out)


def without_assumptions(explained: str) -> str:
    """What is told of a rank without how many assumptions the plan makes: those about other groups are not in it."""
    return re.sub(r"^assumption .*\n", "", explained, flags=re.MULTILINE)


def test_groups_may_be_called_by_either_name_in_any_order(score: Scored) -> None:
    by_id = score(EVERY_PLAN, TABLES, *options(["counties", "zones"]))
    assert by_id.code == 0
    assert score(EVERY_PLAN, TABLES, *options(["功能区", "Counties", "counties"])).out == by_id.out


def test_all_groups_are_the_whole(score: Scored) -> None:
    assert score(EVERY_PLAN, TABLES, *options(GROUPS[EVERY_PLAN])) == score(EVERY_PLAN, TABLES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_says_which_groups_there_are(language: Language, score: Scored) -> None:
    said = {"zh": "部分组：县、市直部门（3 组中的 2 组）", "en": "some groups: Counties, Bureaus (2 of 3)"}[language]
    for command in ([EVERY_PLAN, TABLES], ["show", EVERY_PLAN]):
        run = score(*command, *options(["counties", "bureaus"]), "--lang", language)
        assert run.code == 0
        assert said in run.out.splitlines()[0]
        assert {"zh": "功能区", "en": "Zones"}[language] not in run.out
        assert said.split("：" if language == "zh" else ":")[0] not in score(*command, "--lang", language).out


# What cannot be asked for


def test_every_wrong_name_is_told_at_once(score: Scored) -> None:
    run = score(EVERY_PLAN, TABLES, *options(["county", "zones", "x"]))
    assert (run.code, run.out) == (2, "")
    assert "no group 'county': did you mean 'counties'?; group 'x': it has counties, zones, bureaus" in run.err
    assert (
        "方案中没有组“county”，是否为“counties”？；组“x”，有：counties、zones、bureaus"
        in score("show", EVERY_PLAN, *options(["county", "x"]), "--lang", "zh").err
    )


@pytest.mark.parametrize("command", [[HUBIN, HUBIN_ACTUALS], ["explain", HUBIN, HUBIN_ACTUALS, "7"], ["show", HUBIN]])
def test_a_sheet_has_no_groups(command: list[str | Path], score: Scored) -> None:
    run = score(*command, "--group", "counties")
    assert (run.code, run.out) == (2, "")
    assert "--group is for a plan" in run.err


@pytest.mark.parametrize("command", [[EVERY_PLAN, TABLES, "--unit", "gao"], ["explain", EVERY_PLAN, TABLES, "gao", "1"]])
def test_a_unit_of_another_group_is_none(command: list[str | Path], score: Scored) -> None:
    run = score(*command, "--group", "counties")
    assert (run.code, run.out) == (2, "")
    assert "the choice of groups has no unit 'gao': it has xi, dong, nan, bei" in run.err


# What the others have is in nobody's way


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(CASES / "every-plan", tmp_path, dirs_exist_ok=True)
    return tmp_path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def counties(folder: Path, score: Scored) -> Any:
    run = score(folder / "rules" / "plan.yaml", folder / "tables", "--json", "--group", "counties")
    assert run.code == 0, run.err
    assert not re.search("warning|error", run.err), run.err
    return json.loads(run.out)["groups"]


def test_sheets_of_others_may_be_half_written(copied: Path, score: Scored) -> None:
    before = counties(copied, score)
    edit(copied / "rules" / "sheets" / "tongji.yaml", ("points:", "pionts:"))
    edit(copied / "rules" / "plan.yaml", ("classes: [zone]", "units: [bao, gao, jing]"))
    (copied / "rules" / "sheets" / "gao.yaml").unlink()
    assert score(copied / "rules" / "plan.yaml", copied / "tables").code == 1
    assert counties(copied, score) == before


def test_rules_about_others_may_be_wrong(copied: Path, score: Scored) -> None:
    before = counties(copied, score)
    edit(
        copied / "rules" / "plan.yaml",
        ("{unit: tongji, indicator: growth,", "{unit: tongji, indicator: nosuch,"),
        ("rounding: half_up, on_tie", "on_tie"),
    )
    assert score(copied / "rules" / "plan.yaml", copied / "tables").code == 1
    assert counties(copied, score) == before


@pytest.mark.parametrize(
    ("table", "row"),
    [("figures", "gao,nosuch,many"), ("figures", "高区,growth,many"), ("events", "gao,nosuch"), ("events", "tongji,较大事故")],
)
def test_rows_about_others_may_be_wrong(table: str, row: str, copied: Path, score: Scored) -> None:
    before = counties(copied, score)
    path = copied / "tables" / f"{table}.csv"
    width = len(next(csv.reader([path.read_text(encoding="utf-8-sig").splitlines()[0]])))
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "," * (width - 1 - row.count(",")) + "\n")
    assert score(copied / "rules" / "plan.yaml", copied / "tables").code == 1
    assert counties(copied, score) == before


def test_rules_that_are_about_others_do_not_miss_them(score: Scored) -> None:
    """The bureaus have neither grades nor commendations, and the vetoes that lower a grade are those of others."""
    run = score(EVERY_PLAN, TABLES, "--group", "bureaus")
    assert (run.code, run.err) == (0, "")


def test_a_table_of_one_unit_still_says_whose_its_rows_are(copied: Path, score: Scored) -> None:
    (copied / "one.csv").write_text("indicator,value\ngrowth,50\n", encoding="utf-8")
    run = score(copied / "rules" / "plan.yaml", copied / "one.csv", "--group", "bureaus")
    assert run.code == 1
    assert "[missing-column]" in run.err


# Rules that look beyond a group


A, B, C, D, E = UNITS[:5]
OTHER: Sections = [[{"indicator": "second", "points": 100}]]
TWO = {"a": {"name": "first", "units": [A, B]}, "b": {"name": "second", "units": [C, D, E]}}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.at(tmp_path)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("ranked_too", ["true", "false"])
def test_a_share_of_the_plan_is_of_the_whole_plan(named: bool, ranked_too: str, world: World) -> None:
    """A half of five is two, a half of two is one; whether the others are named or come by their class."""
    others = {"name": "second", "ranked": ranked_too, **({"units": [C, D, E]} if named else {"classes": ["county"]})}
    quota = {"share": "1/2", "base": "plan", "rounding": "down", "on_tie": "include"}
    parts = {"groups": {"a": TWO["a"], "b": others}, "commendations": {"first": {"name": "first", "quota": quota, "groups": ["a"]}}}
    for plan in (world._replace(only=("a",)).plan(UNITS[:5], **parts), world.plan(UNITS[:5], **parts)):
        found = ranked(plan, marks({A: 90, B: 80, C: 1, D: 1, E: 1}))
        got = [standing.commendation for standing in found.groups[0].standings]
        assert got == (["first", "first"] if ranked_too == "true" else ["first", None])


def test_a_unit_that_two_groups_claim_is_nobody_s_to_choose(world: World) -> None:
    groups = {"a": {"name": "first", "units": [A, B]}, "b": {"name": "second", "units": [B, C]}}
    _, problems = world._replace(only=("a",)).read([A, B, C], groups=groups)
    assert [problem.code for problem in problems.found] == ["unit-in-two-groups"]


def test_a_sheet_of_no_group_is_forgotten_by_no_choice(world: World) -> None:
    _, problems = world._replace(only=("a",)).read(
        [A, B, C], groups={"a": {"name": "first", "units": [A]}, "b": {"name": "second", "units": [B]}}
    )
    assert [problem.code for problem in problems.found] == ["unit-without-group"]


def test_a_typing_error_may_be_in_what_a_rule_says_of_a_chosen_group(world: World) -> None:
    commended = {"first": {"name": "first", "quota": {"places": 1, "on_tie": "include"}, "groups": ["aa", "b"]}}
    _, problems = world._replace(only=("a",)).read(UNITS[:5], groups=TWO, commendations=commended)
    assert [problem.code for problem in problems.found] == ["unknown-group"]


def test_a_key_that_only_others_are_scored_by_tells_nobody_apart(world: World) -> None:
    sheets: dict[str, Sections] = {**dict.fromkeys([A, B], MARKS), **dict.fromkeys([C, D, E], OTHER)}
    plan = world._replace(only=("a",)).plan(sheets, groups=TWO, ties={"how": "competition", "keys": ["score", "second"]})
    assert [standing.rank for standing in ranked(plan, marks({A: 50, B: 50})).standings] == [1, 1]


def test_a_grade_that_a_commendation_takes_may_be_that_of_others(world: World) -> None:
    quota = {"places": 1, "on_tie": "include"}
    parts: dict[str, object] = {
        "groups": TWO, "grades": GRADES, "grading": [{"groups": ["b"], "bands": [{"grade": "good", "from": 60}, {"grade": "bad"}]}],
        "commendations": {"first": {"name": "first", "quota": quota, "at_least": "good"}},
        "vetoes": {"lower": {"name": "lower", "lower": 1}},
    }  # fmt: skip
    found = marks({A: 50, B: 40, C: 70, D: 60, E: 50})
    whole = all_told(ranked(world.plan(UNITS[:5], **parts), found))
    plan, problems = world._replace(only=("a",)).read(UNITS[:5], **parts)
    assert plan is not None and not problems.found
    assert all_told(ranked(plan, found)) == {unit: whole[unit] for unit in (A, B)}


@pytest.mark.parametrize("row", [f"{C},mark,,70", f"{C},,1,70"])
def test_figures_of_others_that_are_needed_are_read(row: str, world: World) -> None:
    """By indicator, or by its number in the sheet of that unit."""
    about_other: Sections = [[{"indicator": "mark", "subject": C, "points": 100}]]
    sheets: dict[str, Sections] = {A: about_other, B: MARKS, **dict.fromkeys([C, D, E], MARKS)}
    rows = [f"{B},mark,,60", row, f"{C},second,,3", f"{D},mark,,nonsense", f"{E},,77,1"]
    plan, problems = world._replace(only=("a",)).read(sheets, groups=TWO)
    assert plan is not None and not problems.found
    scored, told = world.figures(plan, "unit,indicator,item,value,note", *(f"{each},because" for each in rows))
    assert not told.found, told.lines("en")
    assert [(each.program.unit, each.total) for each in ranked(plan, scored).standings] == [(A, Fraction(70)), (B, Fraction(60))]


# Whatever the figures are


SIX = UNITS[:6]
THREE = {
    "a": {"name": "a", "units": SIX[:2]},
    "b": {"name": "b", "classes": ["county"]},
    "c": {"name": "c", "units": SIX[4:], "ranked": "false"},
}
HOWS = ("open", "zero", "mean_of_all", "mean_of_those", "left_out", "spread")


@cache
def with_everything(how: str, base: str, *only: str) -> Plan:
    """A plan of three groups that compares peers, gives quotas and commends, with what happened beside."""
    quota = {"share": "1/2", "base": base, "rounding": "down", "on_tie": "exclude"}
    bands = [{"grade": "excellent", "from": 50, "quota": quota}, {"grade": "good", "from": 30}, {"grade": "bad"}]
    grading = [{"groups": ["a"], "bands": bands}, {"groups": ["b"], "by": "rate", "bands": bands}]
    first = {"name": "first", "quota": quota, "at_least": "good"}
    return some_in_memory(
        only, dict.fromkeys(SIX, STANDARD), groups=THREE, ties={"how": "competition", "keys": ["score", "section 2", "accidents"]},
        not_applicable={"how": how}, grades=GRADES, grading=grading, extras=EXTRAS, next_moves_up="true",
        vetoes={**VETOES, "lower": {"name": "lower", "lower": 1, "commendation": "none"}},
        commendations={"first": first, "last": {"name": "last", "quota": quota, "groups": ["b"]}},
        self_supplied=[{"unit": SIX[4], "recused": "office"}],
    )  # fmt: skip


@pytest.mark.parametrize(("how", "base"), list(zip(HOWS, itertools.cycle(["plan", "group"]))))
@settings(max_examples=20)
@given(st.data())
def test_no_group_knows_whether_the_others_are_there(how: str, base: str, data: st.DataObject) -> None:
    only = data.draw(st.sampled_from(["a", "b", "c", "ab", "ac", "bc"]))
    whole, some = with_everything(how, base), with_everything(how, base, *only)
    found = figures(data.draw(achieved(SIX, ABSENT, "not-reported")))
    happened = data.draw(happening(whole, SIX, [*VETOES, *EXTRAS, "lower"]))
    units = {unit for group in some.groups for unit in group.units}
    first, codes = outcome(whole, found, happened)
    second, again = outcome(some, found, [each for each in happened if each.unit in units])
    assert set(again) <= set(codes)
    if not codes:
        assert all_told(second) == {unit: told for unit, told in all_told(first).items() if unit in units}
