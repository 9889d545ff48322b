"""`score tie-out` with `leads`: who carries and who leads every goal, how far; and the goals that nobody answers for."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.compile import compile_sheet
from kaohe.engine.leads import agreement
from kaohe.engine.problems import Problems
from kaohe.engine.program import Part, Program
from kaohe.engine.read.rules import read_rules
from kaohe.engine.report.goals_table import goals_table
from kaohe.engine.text import LANGUAGES, Language, width
from kaohe.engine.way.sheet import compiled
from kaohe.engine.way.tie_out import tied_out

from .conftest import CASES, ROOT, RULES, Run, snapshots_in

Scored = Callable[..., Run]
CASE = CASES / "leads"
FILE = (CASE / "rules" / "tie-out.yaml").relative_to(ROOT)
CITY = RULES / "tie-out" / "sanmenxia-2011.yaml"
COLUMNS = 100

amounts = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=1000)


# The made-up city of cases/leads


@pytest.mark.parametrize("language", LANGUAGES)
def test_table(language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("tie-out", FILE, "--lang", language)
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, CASE)(name=f"tie-out.{language}")


def test_json(score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("tie-out", FILE, "--json", "--lang", "zh")
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, CASE)(name="tie-out.json")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The case's rules, to be changed."""
    shutil.copytree(CASE / "rules", tmp_path / "rules")
    return tmp_path / "rules"


def changed(rules: Path, name: str, *replacements: tuple[str, str]) -> None:
    path = rules / name
    text = path.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def found(run: Run) -> dict[str, Any]:
    assert run.code == 0, run.err
    read: dict[str, Any] = json.loads(run.out)
    return read


def leads_of(run: Run, indicator: str) -> list[tuple[str, str, str]]:
    """The unit, the number of its item and the state of every lead of a goal."""
    (goal,) = (each for each in found(run)["goals"] if each["indicator"] == indicator)
    return [(lead["unit"], lead["nr"], lead["state"]) for lead in goal["leads"]]


def test_without_leads_nothing_is_told_of_goals(rules: Path, score: Scored) -> None:
    """What is printed then is the beginning of what is printed with them, in the table as in JSON."""
    file = rules / "tie-out.yaml"
    with_leads = score("tie-out", file).out, score("tie-out", file, "--json").out
    changed(rules, "tie-out.yaml", ("leads: [departments]", "# leads: [departments]"))
    table, as_json = score("tie-out", file).out, score("tie-out", file, "--json").out
    assert with_leads[0].startswith(f"{table}\n")
    assert with_leads[1].startswith(as_json.removesuffix("\n}\n") + ",\n")
    assert set(json.loads(with_leads[1])) - set(json.loads(as_json)) == {"goals", "not_led", "not_carried", "unanswered"}


def test_every_goal_is_told_and_what_nobody_does_is_named(score: Scored) -> None:
    data = found(score("tie-out", FILE, "--json"))
    numbers = [goal["nr"] for goal in data["goals"]]
    led, carried = ({goal["nr"] for goal in data["goals"] if goal[key]} for key in ("leads", "relations"))
    assert numbers == ["1", "2.1", "2.2", "3", "4", "5", "6", "7", "8", "9"]
    assert data["not_led"] == [each for each in numbers if each not in led] == ["4", "9"]
    assert data["not_carried"] == [each for each in numbers if each not in carried]
    assert data["unanswered"] == [each for each in numbers if each not in led | carried] == ["9"]


def test_every_state_but_two_is_in_the_case(score: Scored) -> None:
    """The two are those of sheets that use another method than the whole does."""
    states = Counter(lead["state"] for goal in found(score("tie-out", FILE, "--json"))["goals"] for lead in goal["leads"])
    assert states == {"same": 2, "stricter": 2, "looser": 2, "not-issued": 1, "goal-not-issued": 1, "goal-without-target": 1}


def test_a_range_and_a_single_target_do_not_compare(rules: Path, score: Scored) -> None:
    changed(rules, "departments/fagai.yaml", ("low: 1%, high: 3%", "target: 3%, method: at_most"))
    assert leads_of(score("tie-out", rules / "tie-out.yaml", "--json"), "prices") == [("fagai", "3", "unlike")]


@pytest.mark.parametrize(
    ("bounds", "state"),
    [("1%, high: 4%", "same"), ("2%, high: 4%", "stricter"), ("0.5%, high: 4%", "looser"), ("0%, high: 5%", "looser"),
     ("0%, high: 3%", "unlike"), ("2%, high: 5%", "unlike")],
)  # fmt: skip
def test_a_range_is_stricter_within_that_of_the_goal(bounds: str, state: str, rules: Path, score: Scored) -> None:
    changed(rules, "departments/fagai.yaml", ("low: 1%, high: 3%", f"low: {bounds}"))
    assert leads_of(score("tie-out", rules / "tie-out.yaml", "--json"), "prices") == [("fagai", "3", state)]


def test_a_lead_may_have_no_target(rules: Path, score: Scored) -> None:
    """A method that takes points off for what is missing, say."""
    changed(rules, "methods.yaml", ("per_event:\n", NO_TARGET + "per_event:\n"))
    changed(rules, "departments/shangwu.yaml", ("target: 17%", "method: any_growth"))
    assert leads_of(score("tie-out", rules / "tie-out.yaml", "--json"), "retail_growth") == [("shangwu", "2", "without-target")]


NO_TARGET = """any_growth:
  name: {zh: 增长即可, en: any growth}
  says: {zh: 增长得满分, en: full points for growth}
  ladder:
    - {when: actual > 0, award: points, says: {zh: 增长, en: growth}}
    - {award: 0, says: {zh: 未增长, en: no growth}}
  examples:
    - {given: {points: 10, actual: 1}, award: 10}

"""


def test_a_part_about_the_unit_itself_leads_nothing(rules: Path, score: Scored) -> None:
    """Only with `subject: shi` does the commission answer for the city's forests."""
    assert leads_of(score("tie-out", FILE, "--json"), "forest") == []
    changed(rules, "departments/fagai.yaml", ("forest, points", "forest, subject: shi, points"))
    run = score("tie-out", rules / "tie-out.yaml", "--json")
    assert leads_of(run, "forest") == [("fagai", "4", "same")]
    assert found(run)["unanswered"] == []


def test_who_only_helps_does_not_lead(rules: Path, score: Scored) -> None:
    assert leads_of(score("tie-out", FILE, "--json"), "new_jobs") == []
    changed(rules, "departments/renshe.yaml", ("role: cooperating", "role: lead"))
    assert leads_of(score("tie-out", rules / "tie-out.yaml", "--json"), "new_jobs") == [("renshe", "2", "same")]


def test_the_whole_does_not_lead_itself(rules: Path, score: Scored) -> None:
    """Neither by its own sheet nor by another of its unit."""
    text = (rules / "city.yaml").read_text(encoding="utf-8").replace("sheet: shi", "sheet: again")
    (rules / "departments" / "again.yaml").write_text(text, encoding="utf-8")
    changed(rules, "tie-out.yaml", ("[departments]", "[departments, city.yaml]"))
    data = found(score("tie-out", rules / "tie-out.yaml", "--json"))
    assert "shi" not in {lead["unit"] for goal in data["goals"] for lead in goal["leads"]}
    assert data["unanswered"] == ["9"]


def test_one_sheet_may_lead_a_goal_twice(rules: Path, score: Scored) -> None:
    changed(rules, "departments/shangwu.yaml", ("nr: 2, indicator: retail_growth", "nr: 2, indicator: exports"), ("17%", "1.3亿美元"))
    run = score("tie-out", rules / "tie-out.yaml", "--json")
    assert leads_of(run, "exports") == [("shangwu", "1", "looser"), ("shangwu", "2", "stricter")]


def test_a_goal_that_two_lead_by_looser_targets_is_one(rules: Path, score: Scored) -> None:
    changed(rules, "departments/fagai.yaml", ("target: 12%", "target: 11%"))
    changed(rules, "departments/shangwu.yaml", ("target: 未下达", "target: 11.5%"))
    (line,) = (line for line in score("tie-out", rules / "tie-out.yaml", "--lang", "zh").out.splitlines() if line.startswith("牵头目标"))
    assert line.startswith("牵头目标宽于总目标 3 项：1 生产总值增速（示例市发展和改革委员会第 1 项、示例市商务局第 3 项）；2.1 ")


def test_a_relation_that_nobody_carries_covers_nothing(rules: Path, score: Scored) -> None:
    """No county has forests in its sheet: that a relation asks for them makes nobody answer for them."""
    changed(rules, "tie-out.yaml", ("  - {indicator: exports}", "  - {indicator: forest}"))
    data = found(score("tie-out", rules / "tie-out.yaml", "--json"))
    assert [each["state"] for each in data["goals"][-1]["relations"]] == ["unknown"]
    assert data["unanswered"] == ["9"]
    assert "无单位承担 1 项：9 森林覆盖率" in score("tie-out", rules / "tie-out.yaml", "--lang", "zh").out.splitlines()


def test_all_is_answered_for(rules: Path, score: Scored) -> None:
    """Then that is said too: no line is left out for having nothing to name."""
    relation = "  - {indicator: exports}\n"
    changed(rules, "tie-out.yaml", (relation, f"{relation}  - {{indicator: forest, besides: [{{name: a, target: 50%}}]}}\n"))
    assert score("tie-out", rules / "tie-out.yaml", "--lang", "zh").out.splitlines()[-1] == "无单位承担 0 项"
    assert score("tie-out", rules / "tie-out.yaml", "--lang", "en").out.splitlines()[-1] == "answered for by nobody (0)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terminal_of_a_hundred_columns_shows_all_of_it(language: Language) -> None:
    """Only names are cut; numbers, targets and results are there in full."""
    tied = tied_out(FILE, [], None, Problems())
    assert tied is not None and tied.goals is not None
    wide, narrow = (goals_table(tied.goals, language, columns) for columns in (None, COLUMNS))
    assert max(map(width, narrow)) <= COLUMNS
    assert len(narrow) >= len(wide)
    end = wide.index("")
    for whole, cut in zip(wide[1:end], narrow[1:end], strict=True):
        assert cut.split()[-2:] == whole.split()[-2:]


@pytest.mark.parametrize(
    ("leads", "code"),
    [("[nowhere]", "no-such-file"), ("[../..]", "forbidden-include"), ("[indicators]", "empty-list"), ("[city.yaml]", "empty-list"),
     ("[]", "empty-list"), ("[departments, nowhere.yaml]", "no-such-file")],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_leads_are_named_as_parts_are(
    leads: str, code: str, language: Language, rules: Path, score: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same problems in the same words, at the place of the key; `score check` finds them too."""
    monkeypatch.chdir(rules)
    changed(rules, "tie-out.yaml", ("[departments]", leads))
    run, check = (score(*command, "--lang", language) for command in (("tie-out", "tie-out.yaml"), ("check", ".")))
    assert (run.code, run.out) == (1, "")
    assert "tie-out.yaml:7:" in run.err
    assert f"[{code}]" in run.err
    assert set(run.err.splitlines()) <= set(check.err.splitlines())
    changed(rules, "tie-out.yaml", (f"leads: {leads}\n", ""), ("[counties]", leads))
    of_parts = score("tie-out", "tie-out.yaml", "--lang", language).err
    assert of_parts.replace("tie-out.yaml:6:", "tie-out.yaml:7:").replace("parts", "leads") == run.err


def test_a_sheet_of_another_year_leads_nothing(rules: Path, score: Scored) -> None:
    for path in (rules / "departments").iterdir():
        changed(rules, f"departments/{path.name}", ("period: 2011", "period: 2012"))
    run = score("tie-out", rules / "tie-out.yaml", "--lang", "en")
    assert (run.code, run.out) == (1, "")
    assert "tie-out.yaml:7:8: error there is no sheet of 2011 here [empty-list]" in run.err


def test_a_problem_in_the_sheet_of_a_lead_is_told(rules: Path, score: Scored) -> None:
    changed(rules, "departments/shangwu.yaml", ("indicator: exports", "indicator: imports"))
    run = score("tie-out", rules / "tie-out.yaml")
    assert (run.code, run.out) == (1, "")
    assert "[unknown-indicator]" in run.err


def test_no_sheet_is_compiled_twice(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the paths have in common: a sheet may be a part and a lead."""
    changed(rules, "tie-out.yaml", ("[counties]", "[counties, counties/dong.yaml]"), ("[departments]", "[departments, counties, .]"))
    compiled_sheets: list[str] = []

    def counted(sheet: Any, *more: Any) -> Program:
        compiled_sheets.append(sheet.sheet)
        return compile_sheet(sheet, *more)

    monkeypatch.setattr("kaohe.engine.way.sheet.compile_sheet", counted)
    tied = tied_out(rules / "tie-out.yaml", [], None, Problems())
    assert tied is not None and tied.goals is not None
    assert sorted(compiled_sheets) == ["dong", "fagai", "huanbao", "renshe", "shangwu", "shi", "xi"]


def test_a_city_with_departments_reads_eighty_sheets(rules: Path, score: Scored) -> None:
    """Of every one of them the part is told."""
    units, sheet = rules / "units.yaml", (rules / "departments" / "huanbao.yaml").read_text(encoding="utf-8")
    with units.open("a", encoding="utf-8") as file:
        file.writelines(f"ju{index}: {{name: {{zh: 示例局{index}, en: Bureau {index}}}, class: department}}\n" for index in range(76))
    for index in range(76):
        (rules / "departments" / f"ju{index}.yaml").write_text(sheet.replace(": huanbao", f": ju{index}"), encoding="utf-8")
    assert len(leads_of(score("tie-out", rules / "tie-out.yaml", "--json"), "clean_water")) == 77


# The city of 2011


def test_the_city_can_ask_who_leads(tmp_path: Path, score: Scored) -> None:
    """Its goals with one made-up department: the goals that no relation covers, but for two of the department, are named."""
    shutil.copytree(RULES, tmp_path / "rules")
    with (tmp_path / "rules" / "units.yaml").open("a", encoding="utf-8") as units:
        units.write("\nshili: {name: {zh: 示例局, en: Example Bureau}}\n")
    (tmp_path / "rules" / "shili.yaml").write_text(DEPARTMENT, encoding="utf-8")
    written = yaml.safe_load(CITY.read_text(encoding="utf-8"))
    path = tmp_path / "rules" / "tie-out" / CITY.name
    path.write_text(yaml.safe_dump({**written, "leads": ["../shili.yaml"]}, allow_unicode=True), encoding="utf-8")
    run = score("tie-out", path, "--json", "--lang", "en")
    data, related = found(run), {each["indicator"] for each in written["relations"]}
    goals = {each["nr"]: each["indicator"] for each in data["goals"]}
    assert [goals[nr] for nr in data["not_carried"]] == [each for each in goals.values() if each not in related]
    assert set(data["not_carried"]) - set(data["unanswered"]) == {"2.1", "4.1"}
    assert set(goals) - set(data["not_led"]) == {"1", "2.1", "4.1"}
    assert leads_of(run, "gdp_growth") == [("shili", "1", "same")]


DEPARTMENT = """
schema: 1
sheet: shili
unit: shili
period: 2011
source: {document: 示例}
points: 0
sections:
  - title: 目标
    points: 0
    items:
      - {nr: 1, indicator: gdp_growth, subject: sanmenxia, target: 12%, method: met_or_not}
      - {nr: 2, indicator: industry_growth, subject: sanmenxia, target: 13%, method: met_or_not}
      - {nr: 3, indicator: key_projects, subject: sanmenxia, method: met_by_grade}
"""


# Any targets


@cache
def goal_of(indicator: str) -> Part:
    problems = Problems()
    folder = CASE / "rules"
    program = compiled(folder / "city.yaml", folder, read_rules(folder, problems), problems)
    assert program is not None
    return next(part for part in program.parts if part.indicator == indicator)


def with_target(indicator: str, target: Fraction) -> Part:
    part = goal_of(indicator)
    return part._replace(parameters={**part.parameters, "target": target})


@given(amounts, amounts)
def test_the_direction_says_which_of_two_targets_is_stricter(goal: Fraction, lead: Fraction) -> None:
    """And turned round, a stricter one is a looser one."""
    turned = {"stricter": "looser", "looser": "stricter", "same": "same"}
    more, less = (agreement(with_target(of, goal), with_target(of, lead)) for of in ("exports", "unemployment"))
    assert more == ("same" if lead == goal else "stricter" if lead > goal else "looser")
    assert less == turned[more] == agreement(with_target("exports", lead), with_target("exports", goal))
