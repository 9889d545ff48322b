"""Paths go in, checked programs and the figures that they need come out: the way from files through the rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from .checks import check, check_methods, check_plan, check_rules
from .checks.suppliers import second_sources_supply
from .compile import compile_sheet
from .figures import FigureKey, Figures, Need
from .inputs import TieOutIn
from .methods import Method
from .problems import Fault, Place, Problems
from .program import Program
from .read.actuals import Scope, figures_in
from .read.events import events_in, is_of_events
from .read.file import is_file, is_folder, no_such_file, shown_path
from .read.include import confined
from .read.rules import plans_in, read_rules, read_sheet, read_tie_out, rules_folder, sheets_in, tie_outs_in, unit_and_period
from .read.table import read_table
from .register import EVERYTHING, Rules
from .text import Text

if TYPE_CHECKING:
    from .happened import Event
    from .leads import Goal
    from .plan import LeftOut, Plan
    from .plan_inputs import PlanIn
    from .tie_out import TieOut

Tell = Callable[[list[Path], Text], Iterable[Path]]
"""Hands on one path after the other, and may tell somebody how far it is."""


Choose = Callable[["PlanIn"], Collection[str]]
"""Says which groups of a plan are meant, by their ids."""


def every_group(written: PlanIn) -> Collection[str]:
    """Leaves none out."""
    return written.groups


def silent(paths: list[Path], what: Text) -> list[Path]:
    """Tells nobody."""
    return paths


def program_of(sheet: Path, folder: Path | None, problems: Problems, as_of: str | None = None) -> tuple[Program | None, Rules]:
    """The checked program of a sheet (of its targets as they are followed in the month `as_of`), and the registers; None,
    with the problems added, where there is none to speak of."""
    folder = folder or rules_folder(sheet, problems)
    if folder is None:
        return None, Rules({}, {}, {}, frozenset({EVERYTHING}))
    rules = read_rules(folder, problems)
    check_rules(rules, problems)
    return compiled(sheet, folder, rules, problems, as_of), rules


def compiled(
    sheet: Path, folder: Path, rules: Rules, problems: Problems, as_of: str | None = None, *, methods_are_checked: bool = False
) -> Program | None:
    """The checked program of a sheet under the rules of its folder."""
    written = read_sheet(sheet, folder, problems)
    if written is None:
        return None
    if as_of is not None and as_of[:4] != written.period[:4]:
        text = Text(f"{as_of} 不在考核时期 {written.period} 中", f"{as_of} is not in the sheet's period {written.period}")
        problems.error("not-a-period", written.at("period"), text)
    program = compile_sheet(written if as_of is None else written.model_copy(update={"period": as_of}), rules, problems)
    check(program, problems, shared_methods_are_checked=methods_are_checked)
    return program


def figures_of(actuals: Sequence[Path], program: Program | None, rules: Rules, problems: Problems) -> Figures:
    """The figures; where the program has errors only what is wrong with the table itself is told."""
    if program is None:
        scope = Scope({"": {}}, "", rules, complete=False)
    else:
        scope = Scope({program.unit: program.needs}, program.period, rules, complete=not problems.has_errors)
    files = _all_tables_in(actuals, problems)
    read = [table for file in files if (table := read_table(file, problems)) is not None]
    for table in (each for each in read if is_of_events(each)):
        text = Text("事项表只用于方案", "a table of events is for a plan")
        problems.error("unknown-column", table.place, text, Text("score 方案 数据表 事项表", "score PLAN ACTUALS EVENTS"))
    read = [table for table in read if not is_of_events(table)]
    return figures_in(read, scope, Place(shown_path(actuals[0])), problems)


class TiedOut(NamedTuple):
    """What a file of relations comes to: on the targets, on the actuals where there are tables of them; and of every goal
    who carries and who leads it, where the file names who may (else None)."""

    whole: Program
    on_targets: list[TieOut]
    on_actuals: list[TieOut]
    goals: tuple[Goal, ...] | None


def tied_out(path: Path, actuals: Sequence[Path], folder: Path | None, problems: Problems) -> TiedOut | None:
    """What a file of relations comes to; None, with the problems added, where there is nothing to compare."""
    folder = folder or rules_folder(path, problems)
    if folder is None:
        return None
    rules = read_rules(folder, problems)
    check_rules(rules, problems)
    return tied_out_under(path, actuals, folder, rules, problems)


def tied_out_under(path: Path, actuals: Sequence[Path], folder: Path, rules: Rules, problems: Problems) -> TiedOut | None:
    """The same under the rules of a folder that are read and checked already."""
    from .leads import goals_of  # only here: no score waits for them
    from .tie_out import tie_out

    written = read_tie_out(path, problems)
    found = None if written is None else _sheets_of_relations(written, path, folder, rules, problems)
    if written is None or found is None:
        return None
    whole, parts, leads = found
    on_targets, on_actuals = tie_out(written, whole, parts, rules, problems), []
    if actuals:
        figures = _of_all(actuals, (whole, *parts), rules, problems)
        on_actuals = tie_out(written, whole, parts, rules, problems, figures)
    return TiedOut(whole, on_targets, on_actuals, goals_of(whole, leads, on_targets, rules) if written.leads else None)


def _sheets_of_relations(
    written: TieOutIn, path: Path, folder: Path, rules: Rules, problems: Problems
) -> tuple[Program, list[Program], list[Program]] | None:
    """The programs of the whole, of its parts and of those that may lead it, each sheet compiled once: those of the whole's
    period, without the whole itself. None where a path leads nowhere."""
    named = {"whole": (written.whole,), "parts": written.parts, "leads": written.leads}
    paths = {key: _paths(names, written.at(key), path, folder, problems) for key, names in named.items()}
    whole = None if problems.has_errors else compiled(paths["whole"][0], folder, rules, problems)
    if whole is None:
        return None
    sheets = {key: dict.fromkeys(sheet.resolve() for each in paths[key] for sheet in sheets_in(each)) for key in ("parts", "leads")}
    others = [sheet for sheet in sheets["parts"] | sheets["leads"] if sheet != paths["whole"][0]]
    programs = {sheet: program for sheet in others if (program := compiled(sheet, folder, rules, problems)) is not None}
    of_period = {sheet: program for sheet, program in programs.items() if program.period == whole.period}
    parts, leads = ([of_period[sheet] for sheet in sheets[key] if sheet in of_period] for key in ("parts", "leads"))
    for key in (key for key, found in (("parts", parts), ("leads", leads)) if named[key] and not found):
        text = Text(f"此处没有 {whole.period} 的责任目标书", f"there is no sheet of {whole.period} here")
        problems.error("empty-list", written.at(key), text)
    return (whole, parts, leads) if parts and (leads or not written.leads) else None


def _paths(names: Sequence[str], place: Place, file: Path, folder: Path, problems: Problems) -> list[Path]:
    """The files and folders that a file of relations names; where one leads nowhere that is a problem."""
    found = [confined(name, file, folder) for name in names]
    for each in found:
        if isinstance(each, Fault):
            problems.fault(each, place)
        elif not is_file(each) and not is_folder(each):
            problems.fault(no_such_file(each), place)
    return [each for each in found if isinstance(each, Path)]


def _of_all(tables: Sequence[Path], programs: Sequence[Program], rules: Rules, problems: Problems) -> dict[str, Figures]:
    """The figures of every unit in the tables together."""
    scope = Scope({program.unit: program.needs for program in programs}, programs[0].period, rules, complete=False)
    read = [table for path in tables if (table := read_table(path, problems)) is not None]
    figures = figures_in(read, scope, Place(shown_path(tables[0])), problems)
    return dict.fromkeys(scope.units, figures)


class Timing:
    """How long the steps of a run took, in seconds, in their order."""

    def __init__(self) -> None:
        self.laps: list[tuple[Text, float]] = []
        self.last = perf_counter()

    def lap(self, what: Text) -> None:
        now = perf_counter()
        self.laps.append((what, now - self.last))
        self.last = now


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
    return plan_under(path, folder, rules, problems, timing, tell, choose), rules


def plan_under(
    path: Path, folder: Path, rules: Rules, problems: Problems, timing: Timing, tell: Tell = silent, choose: Choose = every_group
) -> Plan | None:
    """The same under the rules of a folder that are read and checked already."""
    from .compile.plan import compile_plan  # only here: no score of one sheet waits for it
    from .read.plan import read_plan

    written = read_plan(path, problems)
    if written is None:
        return None
    groups = choose(written)
    sheets = _sheets_of(written, path, folder, problems)
    if sheets is None:
        return None
    written, left_out, others = _chosen(written, groups, sheets, rules)
    programs = _programs_of(written, [sheet for sheet in sheets if sheet not in others], folder, rules, problems, tell)
    left_out = left_out._replace(units={**left_out.units, **_needs_of(others, programs, folder, rules)})
    timing.lap(Text("读取并检查责任目标书", "sheets read and checked"))
    plan = compile_plan(written, programs, rules, problems, left_out)
    check_plan(plan, rules, problems)
    timing.lap(Text("编译方案", "plan compiled"))
    return plan


def _chosen(written: PlanIn, groups: Collection[str], sheets: Sequence[Path], rules: Rules) -> tuple[PlanIn, LeftOut, dict[Path, str]]:
    """The plan with these groups alone, what that leaves out of it, and the sheets of the units there."""
    from .compile.chosen import only_groups

    some = len(groups) < len(written.groups)
    whose = {sheet: of for sheet in sheets if (of := unit_and_period(sheet)) is not None} if some else {}
    with_sheet = [unit for unit, period in whose.values() if period == written.period]
    written, left_out = only_groups(written, groups, with_sheet, rules)
    return written, left_out, {sheet: unit for sheet, (unit, _) in whose.items() if unit in left_out.units}


def _sheets_of(written: PlanIn, path: Path, folder: Path, problems: Problems) -> list[Path] | None:
    """The sheets that the plan's paths lead to, each once; None where one leads nowhere."""
    found = [(confined(named, path, folder), written.at("sheets")) for named in written.sheets]
    for each, place in found:
        if isinstance(each, Fault):
            problems.fault(each, place)
        elif not is_file(each) and not is_folder(each):
            hint = Text("路径从方案所在的文件夹算起，指文件夹或一份责任目标书", "a path from the plan's own folder, to a folder or a sheet")
            problems.fault(no_such_file(each)._replace(hint=hint), place)
    if any(isinstance(each, Fault) or not (is_file(each) or is_folder(each)) for each, _ in found):
        return None
    return list(dict.fromkeys(sheet.resolve() for each, _ in found if isinstance(each, Path) for sheet in sheets_in(each)))


def _programs_of(written: PlanIn, sheets: list[Path], folder: Path, rules: Rules, problems: Problems, tell: Tell) -> list[Program]:
    """The programs of the sheets of the plan's period."""
    programs = [compiled(sheet, folder, rules, problems) for sheet in tell(sheets, Text("读取责任目标书", "reading sheets"))]
    of_period = [program for program in programs if program is not None and program.period == written.period]
    if not of_period and not problems.has_errors:
        text = Text(f"此处没有 {written.period} 的责任目标书", f"there is no sheet of {written.period} here")
        hint = Text("核对 sheets 所指的文件夹和方案的 period", "compare `sheets` and the plan's `period`")
        problems.error("empty-list", written.at("sheets"), text, hint)
    return of_period


def _needs_of(others: Mapping[Path, str], programs: Sequence[Program], folder: Path, rules: Rules) -> dict[str, Mapping[FigureKey, Need]]:
    """What the sheets of the other units need whose figures these programs ask for. What is wrong with such a sheet is none
    of their business."""
    subjects = {key.subject for program in programs for key in program.needs}
    found = (compiled(sheet, folder, rules, Problems()) for sheet, unit in others.items() if unit in subjects)
    periods = {program.period for program in programs}
    return {program.unit: program.needs for program in found if program is not None and program.period in periods}


def figures_of_plan(
    paths: Sequence[Path], plan: Plan | None, rules: Rules, problems: Problems, timing: Timing, tell: Tell = silent
) -> tuple[Figures, list[Event]]:
    """The figures of every unit and what happened to them, from all tables that the paths lead to."""
    files = _all_tables_in(paths, problems)
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


def _all_tables_in(paths: Sequence[Path], problems: Problems) -> list[Path]:
    """The tables that the paths lead to, each once however it is named."""
    files = [file for path in paths for file in _tables_in(path, problems)]
    return list({file.resolve(): file for file in reversed(files)}.values())[::-1]


def _tables_in(path: Path, problems: Problems) -> list[Path]:
    """The tables that a path leads to: itself, or every CSV and XLSX file below it (without those that an office
    program keeps beside an open one)."""
    if not is_folder(path):
        return [path]
    found = sorted(each for each in path.rglob("*") if each.suffix.lower() in (".csv", ".xlsx", ".xlsm") and each.is_file())
    found = [each for each in found if not each.name.startswith(("~$", ".", "._"))]
    if not found:
        text = Text("文件夹中没有数据表（.csv、.xlsx）", "there is no table (.csv, .xlsx) in the folder")
        problems.error("no-such-file", Place(shown_path(path)), text)
    return found


class Checked(NamedTuple):
    """What was checked: the sheets, the plans, and the methods that a sheet may use."""

    programs: list[Program]
    plans: list[Plan]
    methods: list[Method]


def checked(paths: Sequence[Path], folder: Path | None, problems: Problems) -> Checked:
    """The programs of all sheets that the paths lead to, the plans, and the methods; each rules folder is read and checked
    once."""
    from .read.left_out import warn_of_what_is_left_out

    known: dict[Path, Rules] = {}

    def rules_of(path: Path) -> tuple[Path, Rules] | None:
        found = folder or rules_folder(path, problems)
        if found is not None and found not in known:
            known[found] = read_rules(found, problems)
            check_rules(known[found], problems)
            check_methods(known[found], problems)
        return None if found is None else (found, known[found])

    sheets: dict[Path, tuple[Path, Path, Rules]] = {}
    for path in paths:
        if not is_file(path) and not is_folder(path):
            problems.fault(no_such_file(path), Place(shown_path(path)))
            continue
        if (rules := rules_of(path)) is None:
            continue
        sheets.update({sheet.resolve(): (sheet, *rules) for sheet in sheets_in(path) if sheet.resolve() not in sheets})
    found = [compiled(*each, problems, methods_are_checked=True) for each in sheets.values()]
    plans: list[Plan] = []
    for path in paths if not problems.has_errors else ():
        if (rules := rules_of(path)) is None:
            continue
        for relations in tie_outs_in(path):
            tied_out_under(relations, (), *rules, problems)
        plans += [plan for each in plans_in(path) if (plan := plan_under(each, *rules, problems, Timing())) is not None]
        if is_folder(path):
            warn_of_what_is_left_out(path, rules[0], problems)
    programs = [program for program in found if program is not None]
    methods = [method for rules in known.values() for method in rules.methods.values()]
    return Checked(programs, plans, [*methods, *(method for program in programs for method in program.methods)])
