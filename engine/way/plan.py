"""The path of a plan goes in, the checked plan with the programs of its sheets comes out, and what its tables hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks import check_plan, check_rules
from ..checks.suppliers import second_sources_supply
from ..figures import FigureKey, Figures, Need
from ..problems import Place, Problems
from ..program import Program
from ..read.actuals import Scope, figures_in
from ..read.events import events_in, is_of_events
from ..read.file import shown_path
from ..read.rules import read_rules, rules_folder, unit_and_period
from ..read.table import read_table
from ..register import EVERYTHING, Rules
from ..text import Text
from .named import named_paths, sheets_at
from .sheet import Sheets
from .tables import all_tables_in
from .timing import Tell, Timing, silent

if TYPE_CHECKING:
    from ..happened import Event
    from ..plan import LeftOut, Plan
    from ..plan_inputs import PlanIn

Choose = Callable[["PlanIn"], Collection[str]]
"""Says which groups of a plan are meant, by their ids."""


def every_group(written: PlanIn) -> Collection[str]:
    """Leaves none out."""
    return written.groups


def plan_of(
    path: Path, folder: Path | None, problems: Problems, timing: Timing, tell: Tell = silent, choose: Choose = every_group
) -> tuple[Plan | None, Rules]:
    """The checked plan of a file, as if it held only the groups that are meant, with the programs of their sheets, and the
    registers; None, with the problems added, where there is none to speak of."""
    folder = folder or rules_folder(path, problems)
    if folder is None:
        return None, Rules({}, {}, {}, frozenset({EVERYTHING}))
    rules = read_rules(folder, problems)
    check_rules(rules, problems)
    timing.lap(Text("读取规则", "rules read"))
    return plan_under(path, Sheets(folder, rules, problems), timing, tell, choose), rules


def plan_under(path: Path, sheets: Sheets, timing: Timing, tell: Tell = silent, choose: Choose = every_group) -> Plan | None:
    """The same with the sheets of a rules folder whose registers are read and checked already."""
    from ..compile.plan import compile_plan  # only here: no score of one sheet waits for it
    from ..read.plan import read_plan

    rules, problems = sheets.rules, sheets.problems
    written = read_plan(path, problems)
    if written is None:
        return None
    groups = choose(written)
    paths = _sheets_of(written, path, sheets.folder, problems)
    if paths is None:
        return None
    written, left_out, others = _chosen(written, groups, paths, rules)
    programs = _programs_of(written, [each for each in paths if each not in others], sheets, tell)
    left_out = left_out._replace(units={**left_out.units, **_needs_of(others, programs, sheets)})
    timing.lap(Text("读取并检查责任目标书", "sheets read and checked"))
    plan = compile_plan(written, programs, rules, problems, left_out)
    check_plan(plan, rules, problems)
    timing.lap(Text("编译方案", "plan compiled"))
    return plan


def _chosen(written: PlanIn, groups: Collection[str], sheets: Sequence[Path], rules: Rules) -> tuple[PlanIn, LeftOut, dict[Path, str]]:
    """The plan with these groups alone, what that leaves out of it, and the sheets of the units there."""
    from ..compile.chosen import only_groups

    some = len(groups) < len(written.groups)
    whose = {sheet: of for sheet in sheets if (of := unit_and_period(sheet)) is not None} if some else {}
    with_sheet = [unit for unit, period in whose.values() if period == written.period]
    written, left_out = only_groups(written, groups, with_sheet, rules)
    return written, left_out, {sheet: unit for sheet, (unit, _) in whose.items() if unit in left_out.units}


def _sheets_of(written: PlanIn, path: Path, folder: Path, problems: Problems) -> list[Path] | None:
    """The sheets that the plan's paths lead to, each once; None where one leads nowhere."""
    hint = Text("路径从方案所在的文件夹算起，指文件夹或一份责任目标书", "a path from the plan's own folder, to a folder or a sheet")
    paths = named_paths(written.sheets, written.at("sheets"), path, folder, problems, hint)
    return sheets_at(paths) if len(paths) == len(written.sheets) else None


def _programs_of(written: PlanIn, paths: list[Path], sheets: Sheets, tell: Tell) -> list[Program]:
    """The programs of the sheets of the plan's period."""
    programs = [sheets.program(path) for path in tell(paths, Text("读取责任目标书", "reading sheets"))]
    of_period = [program for program in programs if program is not None and program.period == written.period]
    if not of_period and not sheets.problems.has_errors:
        text = Text(f"此处没有 {written.period} 的责任目标书", f"there is no sheet of {written.period} here")
        hint = Text("核对 sheets 所指的文件夹和方案的 period", "compare `sheets` and the plan's `period`")
        sheets.problems.error("empty-list", written.at("sheets"), text, hint)
    return of_period


def _needs_of(others: Mapping[Path, str], programs: Sequence[Program], sheets: Sheets) -> dict[str, Mapping[FigureKey, Need]]:
    """What the sheets of the other units need whose figures these programs ask for. What is wrong with such a sheet is none
    of their business."""
    subjects = {key.subject for program in programs for key in program.needs}
    found = (sheets.program(path, Problems()) for path, unit in others.items() if unit in subjects)
    periods = {program.period for program in programs}
    return {program.unit: program.needs for program in found if program is not None and program.period in periods}


def figures_of_plan(
    paths: Sequence[Path], plan: Plan | None, rules: Rules, problems: Problems, timing: Timing, tell: Tell = silent
) -> tuple[Figures, list[Event]]:
    """The figures of every unit and what happened to them, from all tables that the paths lead to."""
    files = all_tables_in(paths, problems)
    read = [table for file in tell(files, Text("读取数据", "reading tables")) if (table := read_table(file, problems)) is not None]
    timing.lap(Text("读取数据表", "tables read"))
    if plan is None:
        return Figures({}), []
    of_figures = [table for table in read if not is_of_events(table)]
    needs = {program.unit: program.needs for program in plan.programs}
    scope = Scope(needs or {"": {}}, plan.period, rules, not problems.has_errors, plan.deciding, True, plan.left_out.units)
    figures = figures_in(of_figures, scope, Place(shown_path(paths[0])), problems)
    second_sources_supply(plan, figures, rules, problems)
    events = events_in([table for table in read if is_of_events(table)], plan, rules, problems)
    timing.lap(Text("核对数据", "figures read"))
    return figures, events
