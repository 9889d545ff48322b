"""Paths go in, what a command prints comes out: the problems are printed, and an error among them ends the command."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..problems import Problems
from ..register import Rules, plain_name
from ..results import Scorecard
from ..score import score
from ..text import Language, Text, closest, joined, printable
from ..way.plan import figures_of_plan, plan_of
from ..way.sheet import figures_of, program_of
from ..way.timing import Timing
from .command_line import progress, report

if TYPE_CHECKING:
    from ..plan_inputs import PlanIn
    from ..rank import Rankings, Standing

TABLES = (".csv", ".xlsx", ".xlsm")
NOT_SCORED = Text("；未计分", "; nothing was scored")


def scorecard_of(sheet: Path, actuals: Sequence[Path], folder: Path | None, language: Language, watch: Timing) -> Scorecard:
    """The scorecard; prints the problems, and ends the command if there is an error among them."""
    _check_order(sheet, actuals, language)
    problems = Problems()
    program, rules = program_of(sheet, folder, problems)
    watch.lap(Text("读取并检查规则", "rules read and checked"))
    figures = figures_of(actuals, program, rules, problems)
    watch.lap(Text("读取数据", "tables read"))
    report(problems, language, stop=program is None, consequence=NOT_SCORED, show_notes=False)
    assert program is not None
    card = score(program, figures, problems)
    watch.lap(Text("计分", "scored"))
    report(problems, language, consequence=NOT_SCORED)
    return card


def rankings_of(
    path: Path, actuals: Sequence[Path], folder: Path | None, groups: Sequence[str], language: Language, watch: Timing
) -> Rankings:
    """The rankings of a plan (of these groups of it, if any are named); prints the problems, and ends the command if there is
    an error among them."""
    rankings, _, problems = _ranked(path, actuals, folder, groups, language, watch)
    report(problems, language, consequence=NOT_SCORED)
    return rankings


def standing_of(
    unit: str, path: Path, actuals: Sequence[Path], folder: Path | None, groups: Sequence[str], language: Language, watch: Timing
) -> tuple[Rankings, Standing]:
    """The same and where one unit stands in it, by its id or one of its names; notes about other sheets are left out."""
    rankings, rules, problems = _ranked(path, actuals, folder, groups, language, watch)
    report(problems, language, consequence=NOT_SCORED, show_notes=False)
    standing = _standing(rankings, rules, unit, language)
    report(problems.noted_in(standing.program.place.file), language)
    return rankings, standing


def _ranked(
    path: Path, actuals: Sequence[Path], folder: Path | None, groups: Sequence[str], language: Language, watch: Timing
) -> tuple[Rankings, Rules, Problems]:
    """The rankings, and the problems that are still to be told."""
    from ..rank import rank

    _check_order(path, actuals, language)
    problems = Problems()
    tell = partial(progress, language)
    plan, rules = plan_of(path, folder, problems, watch, tell, partial(groups_meant, groups, language))
    figures, events = figures_of_plan(actuals, plan, rules, problems, watch, tell)
    report(problems, language, stop=plan is None, consequence=NOT_SCORED, show_notes=False)
    assert plan is not None
    rankings = rank(plan, figures, events, problems)
    watch.lap(Text(f"计分和排名（{len(plan.steps)} 步）", f"scored and ranked ({len(plan.steps)} steps)"))
    return rankings, rules, problems


def shown_plan(
    path: Path, folder: Path | None, groups: Sequence[str], indicator: str | None, language: Language, columns: int | None
) -> list[str]:
    """What is shown of a plan (of these groups of it, if any are named): the whole of it, or one indicator."""
    from .indicator_table import indicator_table
    from .plan_table import plan_table

    problems = Problems()
    plan, rules = plan_of(path, folder, problems, Timing(), partial(progress, language), partial(groups_meant, groups, language))
    report(problems, language, stop=plan is None, show_notes=indicator is None)
    assert plan is not None
    if indicator is None:
        return plan_table(plan, language, columns)
    return indicator_table(plan, rules, indicator_meant(rules, indicator, language), language, columns)


def groups_meant(names: Sequence[str], language: Language, written: PlanIn) -> list[str]:
    """The groups that are meant, by their ids or either of their names; all where none is named."""
    called = {id: {plain_name(each) for each in (id, group.name.zh, group.name.en)} for id, group in written.groups.items()}
    unknown = [name for name in dict.fromkeys(names) if not any(plain_name(name) in each for each in called.values())]
    if unknown:
        known = [name for each in called.values() for name in sorted(each)]
        wrong = joined((_not_there(name, Text("组", "group"), known, list(called)) for name in unknown), "；", "; ")
        raise typer.BadParameter(Text(f"方案中没有{wrong.zh}", f"the plan has no {wrong.en}")[language])
    meant = set(map(plain_name, names))
    return [id for id, each in called.items() if not names or each & meant]


def indicator_meant(rules: Rules, name: str, language: Language) -> str:
    """The id of the indicator that is meant, by that or by one of its names."""
    id = rules.indicator_ids.get(plain_name(name))
    if id is None:
        wrong = _not_there(name, Text("指标", "indicator"), list(rules.indicator_ids), list(rules.indicators))
        raise typer.BadParameter(Text(f"规则中没有{wrong.zh}", f"the rules have no {wrong.en}")[language])
    return id


def _standing(rankings: Rankings, rules: Rules, name: str, language: Language) -> Standing:
    """The unit that is meant."""
    units = rules.unit_ids
    standing = rankings.of(units.get(plain_name(name), name))
    if standing is None:
        known = {each: unit for each, unit in units.items() if rankings.of(unit)}
        left_out = rankings.plan.left_out.groups
        where = Text("所选的组", "the choice of groups") if left_out else Text("方案", "the plan")
        wrong = _not_there(name, Text("", "unit"), list(known), [each.program.unit for each in rankings.standings])
        raise typer.BadParameter(Text(f"{where.zh}中没有{wrong.zh}", f"{where.en} has no {wrong.en}")[language])
    return standing


def _not_there(name: str, what: Text, known: Sequence[str], ids: Sequence[str]) -> Text:
    """The name that nothing has, and what may have been meant: the nearest of those that are `known`, else all, if they are few."""
    near = closest(plain_name(name), known)
    hint = Text(f"，有：{'、'.join(ids)}", f": it has {', '.join(ids)}") if len(ids) <= 12 else Text("", "")
    hint = Text(f"，是否为“{near}”？", f": did you mean '{near}'?") if near else hint
    return Text(f"{what.zh}“{printable(name)}”{hint.zh}", f"{what.en} '{printable(name)}'{hint.en}")


def _check_order(file: Path, actuals: Sequence[Path], language: Language) -> None:
    """The rules come first, then the tables."""
    if file.suffix.lower() in TABLES or any(each.suffix.lower() in (".yaml", ".yml") for each in actuals):
        sentence = Text("先写责任目标书或方案（.yaml），后写数据表", "the sheet or plan (.yaml) comes first, then the actuals")
        raise typer.BadParameter(sentence[language])
