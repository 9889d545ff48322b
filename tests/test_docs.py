"""The documents say what the code does: every key, function, method, column, code, limit and command, and none besides."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, takewhile
from pathlib import Path
from random import Random
from typing import Any, Literal, cast, get_args, get_origin

import jsonschema
import pytest
import typer
from pydantic import BaseModel

from kaohe import cli, engine
from kaohe.engine import fields, inputs, plan_inputs
from kaohe.engine.checks.examples import EXAMPLE_DIGITS
from kaohe.engine.compile.combine import COMBINATIONS
from kaohe.engine.compile.plan import TIE_KEYS
from kaohe.engine.draft.compare import WHAT
from kaohe.engine.figures import ABSENCES, STATES, VERSIONS
from kaohe.engine.happened import Why
from kaohe.engine.kinds import AMOUNT, CLASS, POINTS, UNIT_CLASS, kind_of
from kaohe.engine.leads import Agreement
from kaohe.engine.numbers import exact_text, read_amount
from kaohe.engine.pace import State as PaceState
from kaohe.engine.parse import parse
from kaohe.engine.plan import ROLES as TASK_ROLES
from kaohe.engine.problems import CODES, SHOWN_IN_FULL, Fault, Place, Problems
from kaohe.engine.program import ACCOUNT, DIGITS
from kaohe.engine.read.actuals import BLANKS, COLUMNS
from kaohe.engine.read.ballots import RECUSED, VOID
from kaohe.engine.read.events import EVENT_COLUMNS
from kaohe.engine.read.plan import read_plan
from kaohe.engine.read.rules import sheets_in
from kaohe.engine.report.command_line import BROKEN, DEFAULT_COMMAND, FAILED, MISUSED
from kaohe.engine.report.derivation import LINE_NAMES
from kaohe.engine.report.export import CSV_COLUMNS
from kaohe.engine.report.gallery import ROLES
from kaohe.engine.report.goals_table import AGREEMENTS
from kaohe.engine.report.pace_table import STATES as PACE_STATES
from kaohe.engine.report.ranking_export import RANKING_COLUMNS
from kaohe.engine.report.verdict import STATES as TIE_OUT_STATES
from kaohe.engine.results import State
from kaohe.engine.targets.exact import Exact
from kaohe.engine.targets.sql import TYPES
from kaohe.engine.text import LANGUAGES
from kaohe.engine.tie_out import State as TieOutState
from kaohe.engine.tree import FUNCTIONS, PEER_FUNCTIONS
from kaohe.engine.vocabulary import BALLOT_NAMES, SETTING_KINDS

from .conftest import CASES, HUBIN, HUBIN_ACTUALS, ROOT, RULES, Run
from .plan_cases import group_options

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("README*.md"), CASES / "README.md"])
BASES = (inputs.Written, inputs.DraftedIn, plan_inputs.Assumed)
SHAPES, PLAN_SHAPES = (
    sorted(
        (
            model
            for model in vars(module).values()
            if isinstance(model, type) and issubclass(model, inputs.Written) and model not in BASES and model.__module__ == module.__name__
        ),
        key=lambda model: model.__name__,
    )
    for module in (inputs, plan_inputs)
)
LIMIT = re.compile(r"(LARGEST|LONGEST|MOST|DEEPEST)(_[A-Z]+)?")
SCHEMAS = ["scorecard", "sheet", "methods", "pace", "tie-out", "ranking", "draft"]
EVERY = CASES / "every-feature"
EVERY_PLAN = CASES / "every-plan"
PLAN, PLAN_TABLES = EVERY_PLAN / "rules" / "plan.yaml", EVERY_PLAN / "tables"
CITY_PLAN = RULES / "plans" / "sanmenxia-2011.yaml"
CITY = RULES / "cities" / "sanmenxia-2011.yaml"
CITY_IN_MAY = CASES / "sanmenxia-2011-05" / "actuals.csv"
DRAFTED = DOCS / "draft-example.txt"
TIE_OUT = RULES / "tie-out" / "sanmenxia-2011.yaml"
LEADS = CASES / "leads" / "rules"
PACE = "Pace (序时进度)"
SCORED = (
    [HUBIN, HUBIN_ACTUALS],
    [CASES / "faulty" / "base" / "sheet.yaml", CASES / "faulty" / "base" / "actuals.csv"],
    [EVERY / "rules" / "sheets" / "xian.yaml", EVERY / "actuals.csv"],
)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, down to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n", text, re.MULTILINE)
    assert found, f"there is no heading {heading!r}"
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def rows(text: str) -> list[list[str]]:
    """The cells of every table row but headings and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    starts = [index for index, line in enumerate(lines) if set(line) <= set("|-")]
    body = [line for index, line in enumerate(lines) if index not in starts and index + 1 not in starts]
    return [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in body]


def words(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def examples(text: str) -> list[tuple[str, str]]:
    """The lines `left  →  right` of the fenced blocks."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines, "there are no examples"
    return [cast(tuple[str, str], tuple(line.split("  →  "))) for line in lines]


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
        yield importlib.import_module(found.name)


# The language


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_language_has_every_key_of_a_shape(shape: type[BaseModel]) -> None:
    _has_every_key("language.md", shape)


@pytest.mark.parametrize("shape", PLAN_SHAPES, ids=lambda shape: shape.__name__)
def test_plan_has_every_key_of_a_shape(shape: type[BaseModel]) -> None:
    _has_every_key("plan.md", shape)


def _has_every_key(name: str, shape: type[BaseModel]) -> None:
    """The table of a shape has its keys, no others, and says which must be there."""
    heading = shape.__name__.removesuffix("In").removeprefix("Shared")
    table = {words(row[0])[0]: row for row in rows(section(page(name), heading))}
    keys = {field.alias or name: field for name, field in shape.model_fields.items() if name != "places"}
    assert set(keys) == set(table) if shape is not inputs.PartIn else set(keys) <= set(table)
    for key, field in keys.items():
        assert (table[key][2] == "yes") == field.is_required(), key
        choices = [choice for choice in _choices(field.annotation) if key != "schema"]
        assert set(choices) <= set(words(table[key][1])), key


def _choices(annotation: object) -> list[str]:
    """The words of every `Literal` in an annotation."""
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for inner in get_args(annotation) for word in _choices(inner)]


def test_language_has_every_function() -> None:
    text = section(page("language.md"), "Functions")
    assert [words(row[0])[0].split("(")[0] for row in rows(text)] == list(FUNCTIONS)
    called_peers = {words(row[0])[0].split("(")[0] for row in rows(section(page("language.md"), "Comparing peers"))}
    assert called_peers == {"own", *(f"peer_{function}" for function in PEER_FUNCTIONS)}
    assert {called for expression, _ in examples(text) for called in re.findall(r"([a-z]+)\(", expression)} == set(FUNCTIONS)


@pytest.mark.parametrize("heading", ["Functions", "Comparing peers"])
def test_language_computes_an_example_of_every_function(heading: str) -> None:
    """The one in the function's own row, with the peers that the text names."""
    frames = [{"actual": Fraction(actual), "target": Fraction(8)} for actual in (8, 9, 4)]
    for row in rows(section(page("language.md"), heading)):
        function, example = words(row[0])[0].split("(")[0], words(row[-1])[0]
        expression, value = example.split(" → ")
        assert re.search(rf"\b{function}\(", expression), function
        tree = parse(expression, Place("language.md"), problems := Problems())
        assert tree is not None, problems.lines("en")
        assert exact_text(Exact().value(tree, frames[0], frames)) == value, example


def test_language_has_the_grammar() -> None:
    """What the grammar derives is parsed, and what people write from habit is refused as it says."""
    text = section(page("language.md"), "Expressions")
    grammar = re.search(r"^```ebnf\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert grammar
    rules = {name: re.findall(r'"[^"]+"|\w+|[][{}|()]', body) for name, body in re.findall(r"^(\w+) += (.*)$", grammar[1], re.MULTILINE)}
    rules |= {"number": ['"2"', "|", '"0.8"'], "name": ['"points"', "|", '"目标"'], "function": ['"max"', "|", '"peer_max"']}
    random = Random(1)
    for _ in range(300):
        derived = " ".join(_derived(rules, "expression", random, 0))
        parse(derived, Place("language.md"), problems := Problems())
        assert {problem.code for problem in problems.found} <= {"wrong-argument-count", "expression-too-large"}, derived
    for expression, code in examples(text.partition("from habit")[2].partition("###")[0]):
        parse(expression, Place("language.md"), problems := Problems())
        assert [problem.code for problem in problems.found] == [code], expression


def _derived(rules: Mapping[str, Sequence[str]], name: str, random: Random, depth: int) -> Iterator[str]:
    """A random sentence of the grammar: options and repetitions are rarely taken, and never deep down."""
    alternatives = [list(group) for bar, group in groupby(rules[name], lambda token: token == "|") if not bar]
    tokens = iter(random.choice(alternatives[: 2 if depth > 12 else None]))
    for token in tokens:
        if token in "[{":
            inner = list(takewhile(lambda each: each not in "]}", tokens))
            if depth < 12 and random.random() < 0.2:
                yield from _derived({**rules, "": inner}, "", random, depth)
        elif token.startswith('"'):
            yield token.strip('"')
        else:
            yield from _derived(rules, token, random, depth + 1)


def test_language_writes_a_method(score: Callable[..., Run], tmp_path: Path) -> None:
    """The method that the page writes step by step is read without a remark, and its examples hold."""
    method = re.search(r"^```yaml\n(.*?)^```", section(page("language.md"), "Writing a method"), re.MULTILINE | re.DOTALL)
    assert method
    (tmp_path / "methods.yaml").write_text(method[1], encoding="utf-8")
    run = score("methods", method[1].partition(":")[0], "--rules", tmp_path)
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize("heading", ["Operators", "Functions"])
def test_language_computes_its_examples(heading: str) -> None:
    for expression, value in examples(section(page("language.md"), heading)):
        tree = parse(expression, Place("language.md"), problems := Problems())
        assert tree is not None, problems.lines("en")
        found = Exact().value(tree, {})
        assert found == Fraction(value), expression
        assert exact_text(found) == value, expression


def test_language_says_what_goes_together() -> None:
    fixed = {"points": POINTS, **dict.fromkeys(("actual", "target", "low", "high"), AMOUNT)}
    words_of = {"good": CLASS, "poor": CLASS, "zone": UNIT_CLASS, "unit_class": UNIT_CLASS}
    settings = {"share": "ratio", "events": "count", "per_step": "points", "step": "amount", "factor": "number"}
    settings |= {"prize": "money", "due": "date", "finished": "date"}
    names = {**fixed, **words_of, **{name: SETTING_KINDS[cast(inputs.SettingType, type)] for name, type in settings.items()}}
    text = section(page("language.md"), "What goes together")
    for name, type in settings.items():
        assert re.search(rf"`{name}` (is a setting of the type|of) `{type}`", text), name
    for expression, wanted in examples(text):
        tree = parse(expression, Place("language.md"), problems := Problems())
        assert tree is not None, problems.lines("en")
        kind = kind_of(tree, names, problems)
        assert (problems.found[0].code if problems.has_errors else kind.words.en) == wanted, expression


def test_language_has_every_combination() -> None:
    text = section(page("language.md"), "Combining parts")
    assert [(words(row[0])[0], row[1]) for row in rows(text)] == [(combine, says.zh) for combine, says in COMBINATIONS.items()]
    assert {result for row in rows(text) for result in words(row[3])} == set(get_args(inputs.ResultType))


def test_language_has_every_name_and_word_of_ballots() -> None:
    cells = {word for row in rows(section(page("language.md"), "Ballots of a panel")) for word in words(row[0])}
    assert cells == {*BALLOT_NAMES, *VOID, *RECUSED}


def _copied() -> list[str]:
    """The rules and figures that the page shows, but for those that another test runs."""
    text = page("language.md")
    for heading in ("Writing a method", PACE):
        text = text.replace(section(text, heading), "")
    return re.findall(r"^```(?:yaml|csv)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", _copied())
def test_language_copies_its_yaml_from_a_case(block: str) -> None:
    """What it shows of rules and figures is scored: it stands so, line for line, in the case with every feature or in a tie-out."""
    paths = [*EVERY.rglob("*"), TIE_OUT, *LEADS.rglob("*")]
    files = [path.read_text(encoding="utf-8") for path in paths if path.suffix in (".yaml", ".csv")]
    assert any(f"\n{block}" in f"\n{text}" for text in files)


def test_language_follows_its_schedule(score: Callable[..., Run], tmp_path: Path) -> None:
    """What the schedule of the page makes due in the months that it names."""
    text = section(page("language.md"), PACE)
    block = re.search(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    shutil.copytree(EVERY, tmp_path, dirs_exist_ok=True)
    sheet = tmp_path / "rules" / "sheets" / "xian.yaml"
    written, plain = sheet.read_text(encoding="utf-8"), re.sub(r", schedule: \{.*?\}", "", block[1])
    assert plain != block[1]
    assert plain in written
    sheet.write_text(written.replace(plain, block[1]), encoding="utf-8")
    months = {words(row[0])[0]: words(row[1])[0] for row in rows(text) if re.fullmatch(r"`2011-\d\d`", row[0])}
    assert months
    for month, due in months.items():
        run = score("pace", sheet, tmp_path / "actuals.csv", "--as-of", month, "--json")
        found = {each["due"] for each in json.loads(run.out)["targets"] if each["indicator"] == "jobs"}
        assert found == {due}, month


def test_language_has_every_state_of_pace_and_tie_out() -> None:
    pace = [row for row in rows(section(page("language.md"), PACE)) if row[0].strip("`") in get_args(PaceState)]
    assert [words(row[0])[0] for row in pace] == list(PACE_STATES)
    assert all(PACE_STATES[cast(PaceState, words(row[0])[0])].zh.startswith(row[1]) for row in pace)
    found = rows(section(page("language.md"), "Tie-out (分解核对)"))
    assert [(words(row[0])[0], row[1], row[2]) for row in found] == [(state, name.zh, name.en) for state, name in TIE_OUT_STATES.items()]


def test_language_has_every_state_of_a_lead() -> None:
    found = rows(section(page("language.md"), "Leads (牵头单位)"))
    assert [(words(row[0])[0], row[1], row[2]) for row in found] == [(state, name.zh, name.en) for state, name in AGREEMENTS.items()]
    assert list(AGREEMENTS) == list(get_args(Agreement))


def test_language_shows_who_leads(score: Callable[..., Run]) -> None:
    printed = score("tie-out", LEADS / "tie-out.yaml", "--lang", "zh").out
    shown = printed[printed.index("承担和牵头") :]
    assert f"\n```\n{shown}```\n" in section(page("language.md"), "Leads (牵头单位)")


def test_language_converts_its_examples() -> None:
    for written, value in examples(section(page("language.md"), "Numbers with a measure")):
        text, measure = written.split(" in ")
        found = read_amount(text, measure, None)
        assert (found.code if isinstance(found, Fault) else exact_text(found)) == value, written


def test_the_gallery_is_up_to_date(score: Callable[..., Run]) -> None:
    printed = score("methods", "--markdown", "--lang", "en", "--rules", RULES).out
    assert page("methods.md") == printed, "to renew it: score methods --markdown --lang en > docs/methods.md"


def test_language_has_every_column() -> None:
    table = {words(row[0])[0]: row for row in rows(section(page("language.md"), "The table of actuals")) if words(row[0])}
    for column, headings in COLUMNS.items():
        assert words(table[column][1]) == list(headings)


@pytest.mark.parametrize(
    ("heading", "accepted"),
    [("The three states of absence", ABSENCES), ("Versions of a figure", VERSIONS), ("States of a figure", STATES)],
)
def test_language_has_every_word_of_a_table_of_actuals(heading: str, accepted: Mapping[str, Any]) -> None:
    found = [[words(cell)[0] for cell in row[:3]] for row in rows(section(page("language.md"), heading))]
    assert found == [[word, name.zh, name.en] for word, name in accepted.items()]


def test_language_has_what_stands_for_nothing() -> None:
    text = page("language.md")
    assert (BLANKS - {""}) | (fields.NOT_APPROVED - {""}) | fields.TARGET_NOT_ISSUED <= set(words(text))
    assert all(line in section(text, "The account") for line in ACCOUNT)


# The plan


def _plan_blocks() -> list[str]:
    return re.findall(r"^```(?:yaml|csv)\n(.*?)^```", page("plan.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", _plan_blocks())
def test_plan_copies_its_yaml_from_a_plan(block: str) -> None:
    """What it shows stands so, line for line, in the plan of the eight units or in the case with every key."""
    paths = [CITY_PLAN, *EVERY_PLAN.rglob("*.yaml"), *PLAN_TABLES.glob("*.csv")]
    assert any(f"\n{block}" in f"\n{path.read_text(encoding='utf-8')}" for path in paths)


def test_the_case_has_every_key_of_a_plan() -> None:
    """But for what every rule of a plan may have."""
    written = read_plan(PLAN, problems := Problems())
    assert written is not None, problems.lines("en")
    used: dict[type[BaseModel], set[str]] = {}
    for found in _written(written):
        used.setdefault(type(found), set()).update(found.model_fields_set)
    for shape in PLAN_SHAPES:
        assert {*shape.model_fields} - used[shape] <= {*plan_inputs.Assumed.model_fields}, shape.__name__


def _written(node: object) -> Iterator[BaseModel]:
    """Every mapping of a plan, as it was read."""
    if isinstance(node, inputs.Written):
        yield node
        for name in type(node).model_fields:
            if name != "places":
                yield from _written(getattr(node, name))
    elif isinstance(node, Mapping):
        for inner in node.values():
            yield from _written(inner)
    elif type(node) is tuple:
        for inner in node:
            yield from _written(inner)


def test_plan_shows_what_is_printed(score: Callable[..., Run]) -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", page("plan.md"), re.MULTILINE | re.DOTALL)
    printed = [block for kind, block in blocks if not kind]
    assert len(printed) == 1
    assert printed[0] in score(PLAN, PLAN_TABLES, "--lang", "en").out


def test_plan_has_every_way_of_what_does_not_apply() -> None:
    found = [words(row[0])[0] for row in _table("What does not apply")]
    assert sorted(found) == sorted(_choices(plan_inputs.NotApplicableIn.model_fields["how"].annotation))


def _table(heading: str) -> list[list[str]]:
    return rows(section(page("plan.md"), heading))


@pytest.fixture
def replan(score: Callable[..., Run], tmp_path: Path) -> Callable[..., Run]:
    """Ranks the case with every key by a plan in which something is written otherwise."""

    def call(*changes: tuple[str, str], **options: str) -> Run:
        shutil.copytree(EVERY_PLAN, tmp_path, dirs_exist_ok=True)
        plan = tmp_path / "rules" / "plan.yaml"
        text = plan.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        plan.write_text(text, encoding="utf-8")
        return score(plan, tmp_path / "tables", "--json", "--lang", "en")

    return call


def _units(run: Run, group: str) -> list[dict[str, Any]]:
    """The units of a group, by rank."""
    found: list[dict[str, Any]] = next(each["units"] for each in json.loads(run.out)["groups"] if each["id"] == group)
    return found


@pytest.mark.parametrize("row", _table("What does not apply"), ids=lambda row: row[0].strip("`"))
def test_plan_computes_what_does_not_apply(row: list[str], replan: Callable[..., Run]) -> None:
    run = replan(("how: spread", f"how: {words(row[0])[0]}"), ("  indicators: {forest: mean_of_those}\n", ""))
    nan = next(each for each in _units(run, "counties") if each["unit"] == "nan")
    assert [nan["points"], nan["score"]] == [words(cell)[0] for cell in row[2:]]


def _ways(heading: str, first: str) -> list[list[str]]:
    """The rows of the table whose first heading is so."""
    text = section(page("plan.md"), heading)
    return rows(text[text.index(f"| {first} |") :])


@pytest.mark.parametrize("row", _ways("Who is level", "`how`"), ids=lambda row: row[0].strip("`"))
def test_plan_has_the_ranks_of_those_that_are_level(row: list[str], replan: Callable[..., Run]) -> None:
    run = replan(("how: competition", f"how: {words(row[0])[0]}"))
    _is_said(words(row[1])[0], run, lambda unit: str(unit["rank"]))


@pytest.mark.parametrize("row", _ways("Grades", "`on_tie`"), ids=lambda row: row[0].strip("`"))
def test_plan_has_the_grades_of_those_at_the_edge(row: list[str], replan: Callable[..., Run]) -> None:
    run = replan(("rounding: half_up, on_tie: include", f"rounding: half_up, on_tie: {words(row[0])[0]}"))
    _is_said(words(row[1])[0], run, lambda unit: str(unit["grade"]))


def _is_said(said: str, run: Run, what: Callable[[dict[str, Any]], str]) -> None:
    """Of the zones what the page says, in their order; or the problem that it names."""
    if said in CODES:
        assert f"[{said}]" in run.err
        assert run.code == FAILED
    else:
        shown = [what(unit) for unit in _units(run, "zones")]
        assert shown[: len(said.split(", "))] == said.split(", ")


def test_plan_has_every_way_and_key_of_the_ties() -> None:
    ways = [words(row[0])[0] for row in _ways("Who is level", "`how`")]
    assert ways == _choices(plan_inputs.TiesIn.model_fields["how"].annotation)
    keys = [found[0] for row in _table("Who is level") if (found := words(row[0])) and found[0] not in ways]
    assert keys == [*TIE_KEYS, "section 1"]
    edges = [words(row[0])[0] for row in _ways("Grades", "`on_tie`")]
    assert edges == _choices(plan_inputs.QuotaIn.model_fields["on_tie"].annotation)


def test_plan_has_every_stage_and_role() -> None:
    stages = [words(row[0])[0] for row in _table("Rounding by stages")]
    assert stages == [name for name in plan_inputs.RoundingIn.model_fields if name not in (*plan_inputs.Assumed.model_fields,)]
    assert set(TASK_ROLES) <= set(words(section(page("plan.md"), "Plan")))
    assert set(TASK_ROLES) == {*_choices(inputs.TaskUnitIn.model_fields["role"].annotation)}


def test_plan_has_every_effect_of_a_veto() -> None:
    """The table of what vetoes do has every key that does something."""
    said = {word.partition(":")[0] for row in _ways("Vetoes", "a veto with") for word in words(row[0])}
    assert said == {*plan_inputs.VetoIn.model_fields} - {*plan_inputs.Assumed.model_fields, "name", "months"}


def test_plan_has_every_column_of_events() -> None:
    table = {words(row[0])[0]: row for row in _table("The table of events")}
    assert {column: tuple(words(row[1])) for column, row in table.items()} == EVENT_COLUMNS


def test_plan_has_every_reason_why_an_event_does_not_count() -> None:
    assert [words(row[0])[0] for row in _ways("When an event counts", "`why`")] == list(get_args(Why))
    assert schema("ranking")["$defs"]["why"]["enum"] == list(get_args(Why))


def test_the_joint_item_of_the_plan(score: Callable[..., Run]) -> None:
    """Who leads and who cooperates score what the page says."""
    text = section(page("plan.md"), "Joint items")
    said = re.search(r"Dong leads and scores (\d+), Xi cooperates and scores .* = (\d+)\.", text)
    assert said
    for unit, points in zip(("dong", "xi"), said.groups(), strict=True):
        card = json.loads(score(PLAN, PLAN_TABLES, "--unit", unit, "--json").out)
        assert card["items"][3]["score"] == f"{points}.00"


# Problems, limits, commands


def test_problems_has_every_code() -> None:
    table = [row for row in rows(page("problems.md")) if words(row[0])]
    assert [words(row[0])[0] for row in table] == sorted(CODES)
    milder = {code: severity for severity, code in _milder()}
    both = dict.fromkeys(("empty-document", "unknown-class"), "error, warning")
    source = _source()
    for row in table:
        code = words(row[0])[0]
        assert row[1] == {**milder, **both}.get(code, "error") or f'"{code}"' not in source, code
        assert row[2] and row[3]


def _source() -> str:
    """All that the engine is written in, but for the list of codes."""
    paths = (ROOT / "engine").rglob("*.py")
    return "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "problems.py")


def _milder() -> list[tuple[str, str]]:
    """The warnings and notes that the engine gives, by their calls."""
    found: list[tuple[str, str]] = re.findall(r'\.(warning|note)\(\s*"([a-z-]+)"', _source())
    assert found
    return found


def _limits() -> dict[tuple[str, str], Sequence[int]]:
    """Every limit of the engine: module and constant → its numbers."""
    limits: dict[tuple[str, str], Sequence[int]] = {
        ("engine/program.py", "DIGITS"): [DIGITS],
        ("engine/checks/examples.py", "EXAMPLE_DIGITS"): [EXAMPLE_DIGITS],
        ("engine/problems.py", "SHOWN_IN_FULL"): [SHOWN_IN_FULL],
        ("engine/targets/sql.py", "TYPES"): [limit for _, limit in TYPES],
    }
    for module in modules():
        path = Path(module.__file__).relative_to(ROOT).as_posix()
        own = re.findall(r"^([A-Z_]+) = ", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
        limits |= {(path, name): [getattr(module, name)] for name in own if LIMIT.fullmatch(name)}
    return limits


def test_limits_has_every_number() -> None:
    table = {(words(row[3])[0], words(row[2])[0]): row[1] for row in rows(section(page("limits.md"), "Limits"))}
    limits = _limits()
    assert set(table) == set(limits)
    for constant, numbers in limits.items():
        for number in numbers:
            shown = f"2^{number.bit_length() - 1}" if number.bit_count() == 1 and number > 2**40 else f"{number:,}"
            assert re.search(rf"(?<![\d,^]){re.escape(shown)}(?![\d,])", table[constant]), (constant, shown)


def test_commands_has_every_command_and_option() -> None:
    group: Any = typer.main.get_command(cli.app)
    text = page("commands.md")
    for name, command in {"": group, **group.commands}.items():
        own = text if not name else section(text, "score" if name == DEFAULT_COMMAND else f"score {name}")
        shown = [word for row in rows(own) for phrase in words(row[0]) for word in (phrase, *phrase.split())]
        for parameter in command.get_params(typer.Context(command)):
            for option in parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]:
                assert option in shown, f"score {name}: {option}"


def test_commands_has_every_key_and_column() -> None:
    """All that JSON and CSV hold, with the environment variables and exit codes."""
    shown = set(words(page("commands.md")))
    keys = {key for name in SCHEMAS for key in _properties(schema(name))}
    assert keys <= shown
    assert set(CSV_COLUMNS) <= set(words(section(page("commands.md"), "CSV")))
    assert set(RANKING_COLUMNS) == {word for row in rows(section(page("commands.md"), "Rankings")) for word in words(row[0])}
    assert {"LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "KAOHE_DEBUG"} <= shown
    codes = {row[0] for row in rows(section(page("commands.md"), "Exit codes"))}
    assert {str(code) for code in (0, FAILED, MISUSED, BROKEN, 130)} == codes


def _properties(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        properties = node.get("properties", {})
        yield from properties if isinstance(properties, Mapping) else ()
        for inner in node.values():
            yield from _properties(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _properties(inner)


def _command_lines() -> list[str]:
    texts = (page("commands.md"), page("city-2011.md"))
    blocks = [block for text in texts for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
    return list(dict.fromkeys(line for block in blocks for line in block.splitlines()))


@pytest.mark.parametrize("line", _command_lines())
def test_commands_work(line: str, score: Callable[..., Run], tmp_path: Path) -> None:
    program, *arguments = shlex.split(line)
    written = None
    for index, argument in enumerate(arguments):
        if argument in ("-o", "--output"):
            written = arguments[index + 1] = str(tmp_path / arguments[index + 1])
    found = score(*arguments)
    assert program == "score"
    assert found.code == 0, found.err
    is_draft = arguments[0] == "draft"  # a folder beside what is printed of it
    assert bool(found.out) == (written is None or is_draft)
    assert written is None or (Path(written).is_dir() if is_draft else Path(written).is_file())


# Links and schemas


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target.read_text(encoding="utf-8")), link


def _anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(page(f"{name}.schema.json"))
    return read


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_allows_nothing_else(name: str) -> None:
    """Every object is closed, every key of it is required, every definition is used."""
    jsonschema.Draft202012Validator.check_schema(schema(name))
    text = page(f"{name}.schema.json")
    for object_ in _objects(schema(name)):
        assert object_["additionalProperties"] is False or "properties" not in object_
        assert object_.get("required", []) == list(object_.get("properties", {}))
    assert {f'"#/$defs/{each}"' in text for each in schema(name)["$defs"]} == {True}


def _objects(node: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        if node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from _objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


def test_schema_has_the_words_of_the_code() -> None:
    definitions = schema("scorecard")["$defs"]
    assert definitions["absence"]["enum"] == list(ABSENCES)
    assert definitions["version"]["enum"] == list(VERSIONS)
    assert definitions["figure_state"]["enum"] == list(STATES)
    assert definitions["step"]["enum"] == list(LINE_NAMES)
    assert definitions["item_state"]["enum"] == list(get_args(State))
    assert definitions["state"]["enum"] == [state for state in get_args(State) if state != "partly-scored"]
    assert schema("pace")["$defs"]["state"]["enum"] == list(get_args(PaceState))
    assert schema("tie-out")["$defs"]["state"]["enum"] == list(get_args(TieOutState))
    assert schema("tie-out")["$defs"]["agreement"]["enum"] == list(get_args(Agreement))
    assert schema("tie-out")["$defs"]["how"]["enum"] == _choices(inputs.RelationIn.model_fields["how"].annotation)
    assert schema("draft")["$defs"]["what"]["enum"] == [what["en"] for what in WHAT.values()]
    assert schema("draft")["$defs"]["role"]["enum"] == list(TASK_ROLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("files", SCORED, ids=["hubin", "base", "every-feature"])
def test_json_fits_its_schema(files: list[Path], language: str, score: Callable[..., Run]) -> None:
    card = score(*files, "--json", "--lang", language)
    sheet = score("show", files[0], "--json", "--lang", language)
    jsonschema.validate(json.loads(card.out), schema("scorecard"), jsonschema.Draft202012Validator)
    jsonschema.validate(json.loads(sheet.out), schema("sheet"), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("sheet", sheets_in(RULES), ids=lambda path: path.relative_to(RULES).as_posix())
def test_json_of_every_sheet_fits_its_schema(sheet: Path, score: Callable[..., Run]) -> None:
    jsonschema.validate(json.loads(score("show", sheet, "--json").out), schema("sheet"), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "files",
    [
        [CITY, CITY_IN_MAY],
        [HUBIN, HUBIN_ACTUALS, "--as-of", "2011-05"],
        [EVERY / "rules" / "sheets" / "xian.yaml", EVERY / "actuals.csv", "--as-of", "2011-01"],
    ],
    ids=["sanmenxia", "hubin", "every-feature"],
)
def test_json_of_the_pace_fits_its_schema(files: list[Path | str], language: str, score: Callable[..., Run]) -> None:
    printed = json.loads(score("pace", *files, "--json", "--lang", language).out)
    jsonschema.validate(printed, schema("pace"), jsonschema.Draft202012Validator)
    assert printed["targets"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("actuals", [[], [HUBIN_ACTUALS, CASES / "yima-2011" / "actuals.csv"]], ids=["targets", "actuals"])
def test_json_of_the_tie_out_fits_its_schema(actuals: list[Path], language: str, score: Callable[..., Run]) -> None:
    printed = json.loads(score("tie-out", TIE_OUT, *actuals, "--json", "--lang", language).out)
    jsonschema.validate(printed, schema("tie-out"), jsonschema.Draft202012Validator)
    assert printed["targets"]
    assert bool(printed["actuals"]) == bool(actuals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_of_a_tie_out_with_leads_fits_its_schema(language: str, score: Callable[..., Run]) -> None:
    """And without any of its keys, or with the goals in a tie-out that does not ask who leads them, it fits neither form."""
    printed = json.loads(score("tie-out", LEADS / "tie-out.yaml", "--json", "--lang", language).out)
    jsonschema.validate(printed, schema("tie-out"), jsonschema.Draft202012Validator)
    for key in printed:
        with pytest.raises(jsonschema.ValidationError):
            less = {name: value for name, value in printed.items() if name != key}
            jsonschema.validate(less, schema("tie-out"), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_of_a_ranking_fits_its_schema(language: str, score: Callable[..., Run]) -> None:
    """Of the case with every key, and of the eight units; so do the scorecards of their units."""
    eight = CASES / "sanmenxia-2011"
    for plan, *tables in ((PLAN, PLAN_TABLES), (CITY_PLAN, eight, *group_options(eight))):
        run = score(plan, *tables, "--json", "--lang", language)
        assert run.code == 0, run.err
        ranking = json.loads(run.out)
        jsonschema.validate(ranking, schema("ranking"), jsonschema.Draft202012Validator)
        assert any(group["provisional"] for group in ranking["groups"])
        for unit in (unit for group in ranking["groups"] for unit in group["units"]):
            card = json.loads(score(plan, *tables, "--unit", unit["unit"], "--json", "--lang", language).out)
            jsonschema.validate(card, schema("scorecard"), jsonschema.Draft202012Validator)
            assert {name: card[name] for name in ("points", "unit")} == {name: unit[name] for name in ("points", "unit")}
            assert Fraction(card["score"]) == Fraction(unit["score"])


def test_json_of_a_ranking_without_decimals_fits_its_schema(replan: Callable[..., Run]) -> None:
    """Fractions whose decimals do not end, an event that lapsed, one that counts nothing, a group without ranks."""
    ranking = json.loads(replan(("rounding: {part: 2,", "rounding: {part: exact,"), ("unit: 1 half_even", "unit: exact")).out)
    jsonschema.validate(ranking, schema("ranking"), jsonschema.Draft202012Validator)
    extras = [extra for group in ranking["groups"] for unit in group["units"] for extra in unit["extras"]]
    assert {each["why"] for each in ranking["not_counted"]} == {"over"}
    assert {extra["counted"] for extra in extras} >= {"0", "8"}
    assert None in {unit["rank"] for group in ranking["groups"] for unit in group["units"]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**ranking, "surprise": 1}, schema("ranking"), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("compared", [(), ("--compare", RULES / "counties")], ids=["alone", "compared"])
def test_json_of_a_draft_fits_its_schema(compared: tuple[str | Path, ...], language: str, score: Callable[..., Run]) -> None:
    printed = json.loads(score("draft", DRAFTED, *compared, "--json", "--lang", language).out)
    jsonschema.validate(printed, schema("draft"), jsonschema.Draft202012Validator)
    assert all(printed[key] for key in ("document", "date", "units", "tasks", "guesses", "findings", "unread"))
    assert bool(printed["differences"]) == bool(compared)


def test_json_of_a_bare_draft_fits_its_schema(score: Callable[..., Run], tmp_path: Path) -> None:
    """No number, no date; no tasks, nothing that does not add up."""
    document = tmp_path / "document.txt"
    document.write_text("东县人民政府\n1.生产总值增长 12%。（60 分）\n2.森林覆盖率达到 30%。（40 分）\n", encoding="utf-8")
    printed = json.loads(score("draft", document, "--json").out)
    jsonschema.validate(printed, schema("draft"), jsonschema.Draft202012Validator)
    assert (printed["document"], printed["date"], printed["tasks"], printed["findings"]) == ("", None, [], [])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**printed, "surprise": 1}, schema("draft"), jsonschema.Draft202012Validator)


def test_draft_shows_what_is_read_and_written(score: Callable[..., Run], tmp_path: Path) -> None:
    """The document that the page begins with, and lines of the sheets and tasks that are written of it."""
    document = re.search(r"^```\n(.*?)^```", page("draft.md"), re.MULTILINE | re.DOTALL)
    assert document
    assert document[1] in DRAFTED.read_text(encoding="utf-8")
    score("draft", DRAFTED, "-o", tmp_path / "rules")
    files = [path.read_text(encoding="utf-8") for path in (tmp_path / "rules").rglob("*.yaml")]
    blocks = re.findall(r"^```yaml\n(.*?)^```", page("draft.md"), re.MULTILINE | re.DOTALL)
    assert blocks
    assert all(any(f"\n{block}" in f"\n{text}" for text in files) for block in blocks)


def test_a_draft_is_confirmed_by_deleting_what_it_guessed(score: Callable[..., Run], tmp_path: Path) -> None:
    """`score check` lists the guesses, and without them nothing is left of it."""
    rules = tmp_path / "rules"
    score("draft", DRAFTED, "-o", rules)
    assert "[draft-not-confirmed]" in (drafted := score("check", rules)).err
    assert drafted.code == 0
    for path in rules.rglob("*.yaml"):
        kept = re.sub(r"^( *)draft:\n(?:\1  - .*\n)+", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        path.write_text(kept, encoding="utf-8")
    assert "[draft-not-confirmed]" not in score("check", rules).err


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_of_the_methods_fits_its_schema(language: str, score: Callable[..., Run]) -> None:
    printed = json.loads(score("methods", "--json", "--lang", language).out)
    jsonschema.validate(printed, schema("methods"), jsonschema.Draft202012Validator)
    shown = {value["from"] for method in printed["methods"] for value in method["values"]}
    assert shown | {"unit", "unit_class"} == set(ROLES)  # no shipped method asks for the class of a unit


EXTREMES = """
schema: 1
sheet: xian
unit: xian
period: 2011-05
source: {document: 示例〔2011〕1号, date: 2011-05-01}
points: 30
assumption: {text: 口径, approved_by: 考核办, date: 2011-06-01}
sections:
  - title: 经济
    points: 30
    source: {document: 示例〔2011〕2号}
    items:
      - {nr: 1, indicator: gdp_growth, points: 2.5, target: 未下达}
      - nr: 2
        points: 20
        parts:
          - {indicator: gdp_growth, target: 13%, share: 1/2}
          - {indicator: revenue, target: 0.3万元, share: 1/2, settings: {floor: 1/3}}
      - {nr: 3, indicator: safety, points: 7.5}
"""


def test_json_of_extremes_fits_its_schema(score: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure, none that applies, a repeating decimal, a negative actual, a target that is not issued."""
    shutil.copytree(CASES / "faulty" / "base", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    Path("sheet.yaml").write_text(EXTREMES, encoding="utf-8")
    Path("actuals.csv").write_text("指标,完成值,版本\nrevenue,0.1万元,\nrevenue,-0.5万元,快报\nsafety,不适用,\n", encoding="utf-8")
    card = json.loads(score("sheet.yaml", "actuals.csv", "--json").out)
    jsonschema.validate(card, schema("scorecard"), jsonschema.Draft202012Validator)
    jsonschema.validate(json.loads(score("show", "sheet.yaml", "--json").out), schema("sheet"), jsonschema.Draft202012Validator)
    assert [item["state"] for item in card["items"]] == ["target-not-issued", "partly-scored", "not-applicable"]
    assert card["items"][1]["parts"][1]["completion"] == "1/3"
    broken = {**card, "surprise": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema("scorecard"), jsonschema.Draft202012Validator)
