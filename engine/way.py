"""Paths go in, checked programs and the figures that they need come out: the way from files through the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .checks import check, check_methods, check_rules
from .compile import compile_sheet
from .figures import Figures
from .inputs import TieOutIn
from .methods import Method
from .problems import Fault, Place, Problems
from .program import Program
from .read.actuals import Scope, figures_in, read_actuals
from .read.file import is_file, is_folder, no_such_file, shown_path
from .read.include import confined
from .read.rules import read_rules, read_sheet, read_tie_out, rules_folder, sheets_in, tie_outs_in
from .read.table import read_table
from .register import EVERYTHING, Rules
from .text import Text

if TYPE_CHECKING:
    from .tie_out import TieOut


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


def figures_of(actuals: Path, program: Program | None, rules: Rules, problems: Problems) -> Figures:
    """The figures; where the program has errors only what is wrong with the table itself is told."""
    if program is None:
        scope = Scope({"": {}}, "", rules, complete=False)
    else:
        scope = Scope({program.unit: program.needs}, program.period, rules, complete=not problems.has_errors)
    return read_actuals(actuals, scope, problems)


def tied_out(
    path: Path, actuals: Sequence[Path], folder: Path | None, problems: Problems
) -> tuple[Program | None, list[TieOut], list[TieOut]]:
    """The whole, and what a file of relations comes to: on the targets, and on the actuals where there are tables of them."""
    folder = folder or rules_folder(path, problems)
    if folder is None:
        return None, [], []
    rules = read_rules(folder, problems)
    check_rules(rules, problems)
    return tied_out_under(path, actuals, folder, rules, problems)


def tied_out_under(
    path: Path, actuals: Sequence[Path], folder: Path, rules: Rules, problems: Problems
) -> tuple[Program | None, list[TieOut], list[TieOut]]:
    """The same under the rules of a folder that are read and checked already."""
    from .tie_out import tie_out  # only here: no score waits for it

    written = read_tie_out(path, problems)
    if written is None:
        return None, [], []
    sheets = [(confined(named, path, folder), place) for named, place in _named(written)]
    for found, place in sheets:
        if isinstance(found, Fault):
            problems.fault(found, place)
        elif not is_file(found) and not is_folder(found):
            problems.fault(no_such_file(found), place)
    if problems.has_errors:
        return None, [], []
    paths = [found for found, _ in sheets if isinstance(found, Path)]
    whole = compiled(paths[0], folder, rules, problems)
    if whole is None:
        return None, [], []
    parts = _parts_of(whole, paths, folder, rules, problems)
    if not parts:
        text = Text(f"此处没有 {whole.period} 的责任目标书", f"there is no sheet of {whole.period} here")
        problems.error("empty-list", written.at("parts"), text)
        return None, [], []
    on_targets = tie_out(written, whole, parts, rules, problems)
    if not actuals:
        return whole, on_targets, []
    figures = _of_all(actuals, (whole, *parts), rules, problems)
    return whole, on_targets, tie_out(written, whole, parts, rules, problems, figures)


def _of_all(tables: Sequence[Path], programs: Sequence[Program], rules: Rules, problems: Problems) -> dict[str, Figures]:
    """The figures of every unit in the tables together."""
    scope = Scope({program.unit: program.needs for program in programs}, programs[0].period, rules, complete=False)
    read = [table for path in tables if (table := read_table(path, problems)) is not None]
    figures = figures_in(read, scope, Place(shown_path(tables[0])), problems)
    return dict.fromkeys(scope.units, figures)


def _parts_of(whole: Program, paths: Sequence[Path], folder: Path, rules: Rules, problems: Problems) -> list[Program]:
    """The sheets of the whole's period that the paths lead to, without that of the whole."""
    sheets = dict.fromkeys(sheet.resolve() for each in paths[1:] for sheet in sheets_in(each) if sheet.resolve() != paths[0])
    programs = (compiled(sheet, folder, rules, problems) for sheet in sheets)
    return [program for program in programs if program is not None and program.period == whole.period]


def _named(written: TieOutIn) -> list[tuple[str, Place]]:
    """The paths that a file of relations names, the whole first."""
    return [(written.whole, written.at("whole")), *((part, written.at("parts")) for part in written.parts)]


def checked(paths: Sequence[Path], folder: Path | None, problems: Problems) -> tuple[list[Program], list[Method]]:
    """The programs of all sheets that the paths lead to, and the methods; each rules folder is read and checked once."""
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
    for path in paths if not problems.has_errors else ():
        if (rules := rules_of(path)) is None:
            continue
        for relations in tie_outs_in(path):
            tied_out_under(relations, (), *rules, problems)
        if is_folder(path):
            warn_of_what_is_left_out(path, rules[0], problems)
    programs = [program for program in found if program is not None]
    methods = [method for rules in known.values() for method in rules.methods.values()]
    return programs, [*methods, *(method for program in programs for method in program.methods)]
