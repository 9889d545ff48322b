"""Paths go in, checked programs and the figures that they need come out: the way from files through the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .checks import check, check_methods, check_rules
from .compile import compile_sheet
from .figures import Figures
from .problems import Place, Problems
from .program import Program
from .read.actuals import Scope, read_actuals
from .read.file import is_file, is_folder, no_such_file, shown_path
from .read.rules import read_rules, read_sheet, rules_folder, sheets_in
from .register import EVERYTHING, Rules


def program_of(sheet: Path, folder: Path | None, problems: Problems, as_of: str | None = None) -> tuple[Program | None, Rules]:
    """The checked program of a sheet (of its targets as they are followed in the month `as_of`), and the registers; None,
    with the problems added, where there is none to speak of."""
    folder = folder or rules_folder(sheet, problems)
    if folder is None:
        return None, Rules({}, {}, {}, frozenset({EVERYTHING}))
    rules = read_rules(folder, problems)
    check_rules(rules, problems)
    return compiled(sheet, folder, rules, problems, as_of), rules


def compiled(sheet: Path, folder: Path, rules: Rules, problems: Problems, as_of: str | None = None) -> Program | None:
    """The checked program of a sheet under the rules of its folder."""
    written = read_sheet(sheet, folder, problems)
    if written is None:
        return None
    program = compile_sheet(written if as_of is None else written.model_copy(update={"period": as_of}), rules, problems)
    check(program, problems)
    return program


def figures_of(actuals: Path, program: Program | None, rules: Rules, problems: Problems) -> Figures:
    """The figures; where the program has errors only what is wrong with the table itself is told."""
    if program is None:
        scope = Scope("", "", {}, rules, complete=False)
    else:
        scope = Scope(program.unit, program.period, program.needs, rules, complete=not problems.has_errors)
    return read_actuals(actuals, scope, problems)


def checked(paths: Sequence[Path], folder: Path | None, problems: Problems) -> list[Program]:
    """The programs of all sheets that the paths lead to; each rules folder is read and checked once."""
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
    programs = (compiled(*each, problems) for each in sheets.values())
    return [program for program in programs if program is not None]
