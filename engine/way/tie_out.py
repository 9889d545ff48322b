"""The path of a file of relations goes in, what the targets and the actuals of the parts come to comes out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..checks import check_rules
from ..figures import Figures
from ..inputs import TieOutIn
from ..problems import Place, Problems
from ..program import Program
from ..read.actuals import Scope, figures_in
from ..read.file import shown_path
from ..read.rules import read_rules, read_tie_out, rules_folder
from ..read.table import read_table
from ..register import Rules
from ..text import Text
from .named import named_paths, sheets_at
from .sheet import Sheets

if TYPE_CHECKING:
    from ..leads import Goal
    from ..tie_out import TieOut


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
    return tied_out_under(path, actuals, Sheets(folder, rules, problems))


def tied_out_under(path: Path, actuals: Sequence[Path], sheets: Sheets) -> TiedOut | None:
    """The same with the sheets of a rules folder whose registers are read and checked already."""
    from ..leads import goals_of  # only here: no score waits for them
    from ..tie_out import tie_out

    rules, problems = sheets.rules, sheets.problems
    written = read_tie_out(path, problems)
    found = None if written is None else _sheets_of_relations(written, path, sheets)
    if written is None or found is None:
        return None
    whole, parts, leads = found
    on_targets, on_actuals = tie_out(written, whole, parts, rules, problems), []
    if actuals:
        figures = _of_all(actuals, (whole, *parts), rules, problems)
        on_actuals = tie_out(written, whole, parts, rules, problems, figures)
    return TiedOut(whole, on_targets, on_actuals, goals_of(whole, leads, on_targets, rules) if written.leads else None)


def _sheets_of_relations(written: TieOutIn, path: Path, sheets: Sheets) -> tuple[Program, list[Program], list[Program]] | None:
    """The programs of the whole, of its parts and of those that may lead it, each sheet compiled once: those of the whole's
    period, without the whole itself. None where a path leads nowhere."""
    problems = sheets.problems
    named = {"whole": (written.whole,), "parts": written.parts, "leads": written.leads}
    paths = {key: named_paths(names, written.at(key), path, sheets.folder, problems) for key, names in named.items()}
    whole = None if problems.has_errors else sheets.program(paths["whole"][0])
    if whole is None:
        return None
    found = {key: sheets_at(paths[key]) for key in ("parts", "leads")}
    others = [sheet for sheet in dict.fromkeys(found["parts"] + found["leads"]) if sheet != paths["whole"][0]]
    programs = {sheet: program for sheet in others if (program := sheets.program(sheet)) is not None}
    of_period = {sheet: program for sheet, program in programs.items() if program.period == whole.period}
    parts, leads = ([of_period[sheet] for sheet in found[key] if sheet in of_period] for key in ("parts", "leads"))
    for key in (key for key, programs_of in (("parts", parts), ("leads", leads)) if named[key] and not programs_of):
        text = Text(f"此处没有 {whole.period} 的责任目标书", f"there is no sheet of {whole.period} here")
        problems.error("empty-list", written.at(key), text)
    return (whole, parts, leads) if parts and (leads or not written.leads) else None


def _of_all(tables: Sequence[Path], programs: Sequence[Program], rules: Rules, problems: Problems) -> dict[str, Figures]:
    """The figures of every unit in the tables together."""
    scope = Scope({program.unit: program.needs for program in programs}, programs[0].period, rules, complete=False)
    read = [table for path in tables if (table := read_table(path, problems)) is not None]
    figures = figures_in(read, scope, Place(shown_path(tables[0])), problems)
    return dict.fromkeys(scope.units, figures)
