"""Paths go in, everything that was checked below them comes out: sheets, plans, relations and methods."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..checks import check_methods, check_rules
from ..methods import Method
from ..problems import Place, Problems
from ..program import Program
from ..read.file import is_file, is_folder, no_such_file, shown_path
from ..read.rules import plans_in, read_rules, rules_folder, sheets_in, tie_outs_in
from .plan import plan_under
from .sheet import Sheets
from .tie_out import tied_out_under
from .timing import Timing

if TYPE_CHECKING:
    from ..plan import Plan


class Checked(NamedTuple):
    """What was checked: the sheets, the plans, and the methods that a sheet may use."""

    programs: list[Program]
    plans: list[Plan]
    methods: list[Method]


def checked(paths: Sequence[Path], folder: Path | None, problems: Problems) -> Checked:
    """The programs of all sheets that the paths lead to, the plans, and the methods; each rules folder is read and checked
    once."""
    from ..read.left_out import warn_of_what_is_left_out

    known: dict[Path, Sheets] = {}

    def sheets_of(path: Path) -> Sheets | None:
        found = folder or rules_folder(path, problems)
        if found is not None and found not in known:
            known[found] = Sheets(found, rules := read_rules(found, problems), problems, methods_are_checked=True)
            check_rules(rules, problems)
            check_methods(rules, problems)
        return None if found is None else known[found]

    sheets: dict[Path, tuple[Path, Sheets]] = {}
    for path in paths:
        if not is_file(path) and not is_folder(path):
            problems.fault(no_such_file(path), Place(shown_path(path)))
            continue
        if (under := sheets_of(path)) is None:
            continue
        sheets.update({sheet.resolve(): (sheet, under) for sheet in sheets_in(path) if sheet.resolve() not in sheets})
    found = [under.program(sheet) for sheet, under in sheets.values()]
    plans: list[Plan] = []
    for path in paths if not problems.has_errors else ():
        if (under := sheets_of(path)) is None:
            continue
        for relations in tie_outs_in(path):
            tied_out_under(relations, (), under)
        plans += [plan for each in plans_in(path) if (plan := plan_under(each, under, Timing())) is not None]
        if is_folder(path):
            warn_of_what_is_left_out(path, under.folder, problems)
    programs = [program for program in found if program is not None]
    methods = [method for under in known.values() for method in under.rules.methods.values()]
    return Checked(programs, plans, [*methods, *(method for program in programs for method in program.methods)])
