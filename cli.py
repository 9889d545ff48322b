"""The command `score`: hands files through the rooms of the engine and prints what comes out. There are no rules in here."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

gc.set_threshold(100_000, 20, 20)  # collecting while modules load costs a tenth of the time of one sheet
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no other package's code takes part in reading rules

import typer

from kaohe.engine.checks import check_methods
from kaohe.engine.fields import is_month
from kaohe.engine.problems import Place, Problems, Stopped
from kaohe.engine.read.actuals import latest_month
from kaohe.engine.read.file import shown_path
from kaohe.engine.read.rules import is_plan, methods_source, read_methods, rules_folder_near
from kaohe.engine.register import Rules
from kaohe.engine.report.checked import checked_words
from kaohe.engine.report.command_line import (
    BROKEN,
    DEFAULT_COMMAND,
    FAILED,
    MISUSED,
    Command,
    Group,
    chosen_language,
    misuse,
    report,
)
from kaohe.engine.report.explanation import explanation
from kaohe.engine.report.export import scorecard_csv, scorecard_json, sheet_json
from kaohe.engine.report.file import is_same, write_whole
from kaohe.engine.report.runs import rankings_of, scorecard_of, shown_plan, standing_of
from kaohe.engine.report.table import assumptions_list, itemized_table, sheet_table, timing_table
from kaohe.engine.results import Scorecard
from kaohe.engine.text import LANGUAGES, Language, Text, closest, printable
from kaohe.engine.way.checked import checked
from kaohe.engine.way.sheet import figures_of, program_of
from kaohe.engine.way.tie_out import tied_out
from kaohe.engine.way.timing import Timing

if TYPE_CHECKING:
    from kaohe.engine.rank import Rankings

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
CARD_WRITERS = {".json": scorecard_json, ".csv": scorecard_csv}
RANKING_WRITERS = {".json": "ranking_json", ".csv": "ranking_csv", ".xlsx": "ranking_xlsx"}
"""What writes rankings, by name: no score of one sheet waits for it."""

FileArgument = Annotated[Path, typer.Argument(metavar="SHEET|PLAN", help="file")]
SheetArgument = Annotated[Path, typer.Argument(metavar="SHEET", help="sheet")]
ActualsArgument = Annotated[Path, typer.Argument(metavar="ACTUALS", help="actuals")]
RulesOption = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="rules")]
LangOption = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="lang")]
JsonOption = Annotated[bool, typer.Option("--json", help="as_json")]
GroupOption = Annotated[list[str] | None, typer.Option("--group", metavar="GROUP", help="group")]
TimingOption = Annotated[bool, typer.Option("--timing", help="timing")]


app = typer.Typer(cls=Group, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kaohe {version('kaohe')}")
        raise typer.Exit


@app.callback()
def _options(_: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="version")] = False) -> None: ...


@app.command(DEFAULT_COMMAND, cls=Command, hidden=True)
def _score(
    file: FileArgument,
    actuals: Annotated[list[Path], typer.Argument(metavar="ACTUALS...", help="tables")],
    rules: RulesOption = None,
    group: GroupOption = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="UNIT", help="unit")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="output")] = None,
    as_json: JsonOption = False,
    assumptions: Annotated[bool, typer.Option("--assumptions", help="assumptions")] = False,
    timing: TimingOption = False,
    lang: LangOption = None,
) -> None:
    language = _language(lang)
    watch = Timing()
    if not is_plan(file):
        _only_for_a_plan({"--group": group, "--unit": unit}, language)
        _check_output(output, CARD_WRITERS, [file, *actuals], language)
        card = scorecard_of(file, actuals, rules, language, watch)
        _put_out(card, output, as_json, language, _lines_of_card(card, assumptions, language))
    elif unit is None:
        _check_output(output, RANKING_WRITERS, [file, *actuals], language)
        _put_out_rankings(rankings_of(file, actuals, rules, group or [], language, watch), output, as_json, assumptions, language)
    else:
        from kaohe.engine.report.ranking_table import events_of

        _check_output(output, CARD_WRITERS, [file, *actuals], language)
        rankings, standing = standing_of(unit, file, actuals, rules, group or [], language, watch)
        events = events_of(rankings.plan, standing)
        lines = [*_lines_of_card(standing.card, assumptions, language), *(line[language] for line in events)]
        _put_out(standing.card, output, as_json, language, lines)
    watch.lap(Text("输出", "printed"))
    if timing:
        typer.echo("\n".join(timing_table(watch.laps, language)), err=True)


@app.command("explain", cls=Command)
def _explain(
    file: FileArgument,
    actuals: Annotated[list[str], typer.Argument(metavar="ACTUALS... [UNIT]", help="tables_and_unit")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="item")],
    rules: RulesOption = None,
    group: GroupOption = None,
    lang: LangOption = None,
) -> None:
    language = _language(lang)
    if is_plan(file):
        from kaohe.engine.report.standing import ASKED, standing_explanation

        *tables, unit = actuals
        if not tables:
            raise typer.BadParameter(Text("方案须写：数据表 单位 序号（或“名次”）", "for a plan: ACTUALS UNIT ITEM (or rank)")[language])
        rankings, standing = standing_of(unit, file, [Path(each) for each in tables], rules, group or [], language, Timing())
        if item in ASKED:
            typer.echo("\n".join(standing_explanation(rankings, standing, language)))
            return
        card = standing.card
    else:
        _only_for_a_plan({"--group": group}, language)
        card = scorecard_of(file, [Path(each) for each in actuals], rules, language, Timing())
    lines = explanation(card, item, language)
    if lines is None:
        numbers = [part.part.number for part in card.parts]
        near = closest(item, numbers) or numbers[0]
        shown = printable(item)
        sentence = Text(f"目标书中没有第 {shown} 项（例如 {near}）", f"the sheet has no item {shown} (for example {near})")
        raise typer.BadParameter(sentence[language])
    typer.echo("\n".join(lines))


@app.command("show", cls=Command)
def _show(
    file: FileArgument,
    rules: RulesOption = None,
    group: GroupOption = None,
    indicator: Annotated[str | None, typer.Option("--indicator", metavar="INDICATOR", help="indicator")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    language = _language(lang)
    problems = Problems()
    if not is_plan(file):
        _only_for_a_plan({"--group": group, "--indicator": indicator}, language)
    if is_plan(file) and not as_json:
        typer.echo("\n".join(shown_plan(file, rules, group or [], indicator, language, _columns())))
        return
    program, _ = program_of(file, rules, problems)
    report(problems, language, stop=program is None)
    assert program is not None
    if as_json:
        typer.echo(sheet_json(program, language), nl=False)
    else:
        typer.echo("\n".join(sheet_table(program, language, _columns())))


@app.command("pace", cls=Command)
def _pace(
    sheet: SheetArgument,
    actuals: ActualsArgument,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM", help="as_of")] = None,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    from kaohe.engine.pace import pace
    from kaohe.engine.report.pace_table import pace_json, pace_table

    language = _language(lang)
    problems = Problems()
    month = as_of or latest_month(actuals, problems)
    report(problems, language, show_notes=False)
    if month is None or not is_month(month):
        text = Text("请用 --as-of 指明截至哪一月，如 2011-05", "--as-of says up to which month, such as 2011-05")
        raise typer.BadParameter(text[language])
    program, registers = program_of(sheet, rules, problems, month)
    figures = figures_of([actuals], program, registers, problems)
    report(problems, language, stop=program is None, show_notes=False)
    assert program is not None
    paces = pace(program, figures, month)
    report(problems, language, show_notes=problems.has_warnings)
    if as_json:
        typer.echo(pace_json(program, paces, month, language), nl=False)
    else:
        typer.echo("\n".join(pace_table(program, paces, month, figures.are_illustrative, language, _columns())))


@app.command("tie-out", cls=Command)
def _tie_out(
    relations: Annotated[Path, typer.Argument(metavar="RELATIONS", help="relations")],
    actuals: Annotated[list[Path] | None, typer.Argument(metavar="[ACTUALS...]", help="actuals")] = None,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    from kaohe.engine.report.tie_out_table import tie_out_json, tie_out_table

    language = _language(lang)
    problems = Problems()
    found = tied_out(relations, actuals or [], rules, problems)
    report(problems, language, stop=found is None, show_notes=problems.has_warnings)
    assert found is not None
    if as_json:
        typer.echo(tie_out_json(*found, language), nl=False)
    else:
        typer.echo("\n".join(tie_out_table(*found, language, _columns())))


@app.command("check", cls=Command)
def _check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="paths")], rules: RulesOption = None, lang: LangOption = None
) -> None:
    language = _language(lang)
    problems = Problems()
    found = checked(paths, rules, problems)
    report(problems, language)
    typer.echo(checked_words(found)[language])


@app.command("draft", cls=Command)
def _draft(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="document")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="output_folder")] = None,
    compare: Annotated[Path | None, typer.Option("--compare", metavar="DIR", help="compare")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="rules_near")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    from kaohe.engine.draft.compare import differences
    from kaohe.engine.draft.make import drafted, write_draft
    from kaohe.engine.report import draft_report

    language = _language(lang)
    problems = Problems()
    folder = rules or rules_folder_near(compare or Path(), problems)
    report(problems, language)
    assert folder is not None
    found = drafted(document, folder, problems)
    report(problems, language, stop=found is None)
    assert found is not None
    written = None if compare is None else checked([compare], None, problems).programs
    report(problems, language, show_notes=False)
    compared = None if written is None else differences(found.draft, written)
    if output is not None and (fault := write_draft(found.files, output)):
        problems.fault(fault, Place(shown_path(output)))
        report(problems, language)
    if as_json:
        typer.echo(draft_report.draft_json(found, compared, language), nl=False)
    else:
        lines = draft_report.draft_lines(found, language)
        typer.echo("\n".join(lines if compared is None else [*lines, "", *draft_report.differences_lines(compared, language)]))


@app.command("methods", cls=Command)
def _methods(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="method")] = None,
    rules: Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="rules_near")] = None,
    as_json: JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="markdown")] = False,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="as_yaml")] = False,
    lang: LangOption = None,
) -> None:
    from kaohe.engine.report import gallery, gallery_export  # only here: no score waits for them

    language = _language(lang)
    problems = Problems()
    folder = rules or rules_folder_near(Path(), problems)
    methods = {} if folder is None else read_methods(folder, problems)
    found = gallery.find_methods(methods, name)
    check_methods(Rules({method.id: method for method in found}, {}, {}), problems)
    report(problems, language)
    if name is not None and not found:
        raise typer.BadParameter(gallery.no_method(methods, name)[language])
    if as_yaml and folder is not None:
        typer.echo(methods_source(folder, [method.id for method in found]), nl=False)
    elif markdown or as_json:
        export = gallery_export.methods_page if markdown else gallery_export.methods_json
        typer.echo(export(found, language), nl=False)
    else:
        lines = gallery.methods_table(found, language, _columns()) if name is None else gallery.entries(found, language, _columns())
        typer.echo("\n".join(lines))


def _only_for_a_plan(options: Mapping[str, object], language: Language) -> None:
    """Refuses options that say nothing of a sheet."""
    for option, value in options.items():
        if value is not None:
            raise typer.BadParameter(Text(f"{option} 只用于方案", f"{option} is for a plan")[language])


def _check_output(output: Path | None, writers: Mapping[str, object], read: Sequence[Path], language: Language) -> None:
    if output is not None and output.suffix.lower() not in writers:
        zh, en = " 或 ".join(writers), " or ".join(writers)
        raise typer.BadParameter(Text(f"-o 的后缀应为 {zh}", f"-o takes a file that ends in {en}")[language])
    if output is not None and any(is_same(output, path) for path in read):
        raise typer.BadParameter(Text("-o 不能覆盖读入的文件", "-o would overwrite a file that is read")[language])


def _lines_of_card(card: Scorecard, assumptions: bool, language: Language) -> list[str]:
    lines = itemized_table(card, language, _columns())
    return [*lines, "", *assumptions_list(card.program, language)] if assumptions else lines


def _put_out(card: Scorecard, output: Path | None, as_json: bool, language: Language, lines: Sequence[str]) -> None:
    """The scorecard into a file, as JSON, or as a table."""
    if output is not None:
        _write(output, CARD_WRITERS[output.suffix.lower()](card, language), language)
    if as_json:
        typer.echo(scorecard_json(card, language), nl=False)
    elif output is None:
        typer.echo("\n".join(lines))


def _put_out_rankings(rankings: Rankings, output: Path | None, as_json: bool, assumptions: bool, language: Language) -> None:
    from kaohe.engine.report import ranking_export
    from kaohe.engine.report.ranking_table import plan_assumptions, ranking_table

    if output is not None:
        export = getattr(ranking_export, RANKING_WRITERS[output.suffix.lower()])
        _write(output, export(rankings, language), language)
    if as_json:
        typer.echo(ranking_export.ranking_json(rankings, language), nl=False)
    elif output is None:
        lines = ranking_table(rankings, language, _columns())
        lines += ["", *plan_assumptions(rankings.plan.assumptions, language)] if assumptions else []
        typer.echo("\n".join(lines))


def _columns() -> int | None:
    """How wide a table may be: as wide as the terminal; as it needs where the output is a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _write(path: Path, content: str | bytes, language: Language) -> None:
    """Writes a file and says so; where it cannot be written, that is a problem."""
    problems = Problems()
    if fault := write_whole(path, content):
        problems.fault(fault, Place(shown_path(path)))
        report(problems, language)
    typer.echo(Text(f"已写入 {shown_path(path)}", f"written to {shown_path(path)}")[language], err=True)


def _language(lang: str | None) -> Language:
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang: zh, en ({printable(lang)})")
    return chosen_language([] if lang is None else ["--lang", lang], os.environ)


def main() -> NoReturn:
    """The console script. Exit codes: 0 done, 1 problems in the files, 2 a wrong command line, 70 a bug of ours."""
    for stream in (sys.stdout, sys.stderr):
        if (stream.encoding or "").lower().replace("-", "") not in ("utf8", "gb18030"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs the command line and returns its exit code. No traceback reaches a user, unless KAOHE_DEBUG asks for it."""
    language = chosen_language(arguments, os.environ)
    try:
        result = app(list(arguments), prog_name="score", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except UsageError as error:
        wrong = misuse(error)
        typer.echo(
            Text(f"命令行有误：{wrong.zh}\n用法见 score --help", f"wrong command line: {wrong.en}\nsee score --help")[language], err=True
        )
        return MISUSED
    except (Stopped, typer.Exit) as stopped:
        return int(getattr(stopped, "exit_code", FAILED))
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(Text("已中断，没有写入任何文件", "interrupted, nothing was written")[language], err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last line of defence: a bug of ours is said to be one
        if os.environ.get("KAOHE_DEBUG"):
            raise
        kind = type(error).__name__
        sentence = Text(
            f"程序内部错误（{kind}），请报告；KAOHE_DEBUG=1 可看详情",
            f"internal error ({kind}), please report it; KAOHE_DEBUG=1 shows more",
        )
        typer.echo(sentence[language], err=True)
        return BROKEN


if __name__ == "__main__":
    main()
