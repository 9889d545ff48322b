"""The path of a sheet goes in, its checked program comes out, and the figures that it needs from tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..checks import check, check_rules
from ..compile import compile_sheet
from ..figures import Figures
from ..problems import Place, Problems
from ..program import Program
from ..read.actuals import Scope, figures_in
from ..read.events import is_of_events
from ..read.file import shown_path
from ..read.include import Shared
from ..read.rules import read_rules, read_sheet, rules_folder
from ..read.table import read_table
from ..register import EVERYTHING, Rules
from ..text import Text
from .tables import all_tables_in


class Sheets:
    """The sheets of a rules folder, each read, compiled and checked once, however many ask for it."""

    def __init__(self, folder: Path, rules: Rules, problems: Problems, *, methods_are_checked: bool = False) -> None:
        self.folder, self.rules, self.problems, self.methods_are_checked = folder, rules, problems, methods_are_checked
        self.shared: Shared = {}
        self.compiled: dict[Path, Program | None] = {}

    def program(self, sheet: Path, problems: Problems | None = None) -> Program | None:
        """The checked program of a sheet; None, with the problems added (to these, if others are meant), where there is none."""
        path = sheet.resolve()
        if path not in self.compiled:
            found = self.problems if problems is None else problems
            self.compiled[path] = compiled(
                sheet, self.folder, self.rules, found, shared=self.shared, methods_are_checked=self.methods_are_checked
            )
        return self.compiled[path]


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
    sheet: Path,
    folder: Path,
    rules: Rules,
    problems: Problems,
    as_of: str | None = None,
    shared: Shared | None = None,
    *,
    methods_are_checked: bool = False,
) -> Program | None:
    """The checked program of a sheet under the rules of its folder (`shared` keeps what it includes for other sheets)."""
    written = read_sheet(sheet, folder, problems, shared)
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
    files = all_tables_in(actuals, problems)
    read = [table for file in files if (table := read_table(file, problems)) is not None]
    for table in (each for each in read if is_of_events(each)):
        text = Text("事项表只用于方案", "a table of events is for a plan")
        problems.error("unknown-column", table.place, text, Text("score 方案 数据表 事项表", "score PLAN ACTUALS EVENTS"))
    read = [table for table in read if not is_of_events(table)]
    return figures_in(read, scope, Place(shown_path(actuals[0])), problems)
