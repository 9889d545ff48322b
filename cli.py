"""The command `score`: hands files through the rooms of the engine and prints what comes out. There are no rules in here."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

gc.set_threshold(100_000, 20, 20)  # collecting while modules load costs a tenth of the time of one sheet
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no other package's code takes part in reading rules

import typer
from typer.core import TyperCommand, TyperGroup

from kaohe.engine.checks import check_methods
from kaohe.engine.fields import is_month
from kaohe.engine.methods import Method
from kaohe.engine.problems import SEVERITY_NAMES, Place, Problems, Severity, Stopped
from kaohe.engine.program import Program
from kaohe.engine.read.actuals import latest_month
from kaohe.engine.read.file import is_file, shown_path
from kaohe.engine.read.rules import methods_source, read_methods, rules_folder_near
from kaohe.engine.register import Rules
from kaohe.engine.report.explanation import explanation
from kaohe.engine.report.export import scorecard_csv, scorecard_json, sheet_json
from kaohe.engine.report.file import is_same, write_whole
from kaohe.engine.report.help import Parameter, help_text
from kaohe.engine.report.table import assumptions_list, itemized_table, sheet_table
from kaohe.engine.results import Scorecard
from kaohe.engine.score import score
from kaohe.engine.text import LANGUAGES, Language, Text, closest, printable
from kaohe.engine.way import checked, figures_of, program_of, tied_out

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
DEFAULT_COMMAND = "sheet"
"""What `score SHEET ACTUALS` means; it is never typed."""
FAILED, MISUSED, BROKEN = 1, 2, 70
"""Exit codes: problems in the files; a wrong command line; a bug of ours."""
WRITERS = {".json": scorecard_json, ".csv": scorecard_csv}
MISUSES = {
    r"Missing argument '(.+?)'.*": r"缺少 \1",
    r"No such option: (\S+) \(Possible options: (.+)\)": r"没有选项 \1，是否为 \2？",
    r"No such option: ([^\s.]+).*": r"没有选项 \1",
    r"Got unexpected extra argument\S* \((.+)\)": r"多出了 \1",
    r"Option '(.+?)' requires .*": r"选项 \1 后面要有值",
    r"Option '(.+?)' does not take a value.*": r"选项 \1 后面不能有值",
}
"""What the command line's library says of a wrong one, and what that is in Chinese."""
COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "note": "cyan"}

SheetArgument = Annotated[Path, typer.Argument(metavar="SHEET", help="sheet")]
ActualsArgument = Annotated[Path, typer.Argument(metavar="ACTUALS", help="actuals")]
RulesOption = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="rules")]
LangOption = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="lang")]
JsonOption = Annotated[bool, typer.Option("--json", help="as_json")]


# The command line


class _Help:
    """Help in the reader's language, an example first."""

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        language = chosen_language(sys.argv[1:], os.environ)
        parameters = [Parameter(p.metavar if p.param_type_name == "argument" else ", ".join(p.opts), p.help) for p in self.get_params(ctx)]
        path = ctx.command_path.replace(f" {DEFAULT_COMMAND}", "")
        commands = [name for name in getattr(self, "commands", ()) if name != DEFAULT_COMMAND]
        formatter.write(help_text("" if commands else self.name, path, parameters, commands, language))


class _Command(_Help, TyperCommand):
    """A command with that help."""


class _Group(_Help, TyperGroup):
    """Lets `score SHEET ACTUALS` stand without a sub-command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] == "--help":
            args = ["--help"]
        elif args[0] != "--version":
            args = _command_first(args, self.commands)
        return super().parse_args(ctx, args)


def _command_first(arguments: list[str], commands: Mapping[str, Any]) -> list[str]:
    """The sub-command before the options that someone wrote in front of it; where there is none, the default."""
    waiting = iter(enumerate(arguments))
    for index, argument in waiting:
        if argument in ("--lang", "--rules", "--as-of", "-o", "--output"):
            next(waiting, None)
        elif not argument.startswith("-"):
            if argument in commands:
                return [argument, *arguments[:index], *arguments[index + 1 :]]
            if argument.isalpha() and not is_file(Path(argument)) and (meant := closest(argument, set(commands) - {DEFAULT_COMMAND})):
                sentence = Text(f"没有子命令 {argument}，是否为 {meant}？", f"there is no command '{argument}': did you mean {meant}?")
                raise typer.BadParameter(sentence[chosen_language(arguments, os.environ)])
            break
    return [DEFAULT_COMMAND, *arguments]


app = typer.Typer(cls=_Group, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kaohe {version('kaohe')}")
        raise typer.Exit


@app.callback()
def _options(_: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="version")] = False) -> None: ...


@app.command(DEFAULT_COMMAND, cls=_Command, hidden=True)
def _sheet(
    sheet: SheetArgument,
    actuals: ActualsArgument,
    rules: RulesOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="output")] = None,
    as_json: JsonOption = False,
    assumptions: Annotated[bool, typer.Option("--assumptions", help="assumptions")] = False,
    lang: LangOption = None,
) -> None:
    language = _language(lang)
    if output is not None and output.suffix.lower() not in WRITERS:
        raise typer.BadParameter(Text("-o 的后缀应为 .json 或 .csv", "-o takes a file that ends in .json or .csv")[language])
    if output is not None and any(is_same(output, path) for path in (sheet, actuals)):
        raise typer.BadParameter(Text("-o 不能覆盖读入的文件", "-o would overwrite a file that is read")[language])
    problems = Problems()
    card = _scorecard(sheet, actuals, rules, problems, language)
    if output is not None:
        _write(output, WRITERS[output.suffix.lower()](card, language), problems, language)
    if as_json:
        typer.echo(scorecard_json(card, language), nl=False)
    elif output is None:
        lines = itemized_table(card, language, _columns())
        typer.echo("\n".join([*lines, "", *assumptions_list(card.program, language)] if assumptions else lines))


@app.command("explain", cls=_Command)
def _explain(
    sheet: SheetArgument,
    actuals: ActualsArgument,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="item")],
    rules: RulesOption = None,
    lang: LangOption = None,
) -> None:
    language = _language(lang)
    card = _scorecard(sheet, actuals, rules, Problems(), language)
    lines = explanation(card, item, language)
    if lines is None:
        numbers = [part.part.number for part in card.parts]
        near = closest(item, numbers) or numbers[0]
        raise typer.BadParameter(
            Text(f"目标书中没有第 {printable(item)} 项（例如 {near}）", f"the sheet has no item {printable(item)} (for example {near})")[
                language
            ]
        )
    typer.echo("\n".join(lines))


@app.command("show", cls=_Command)
def _show(sheet: SheetArgument, rules: RulesOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    language = _language(lang)
    problems = Problems()
    program, _ = program_of(sheet, rules, problems)
    _report(problems, language, stop=program is None)
    assert program is not None
    if as_json:
        typer.echo(sheet_json(program, language), nl=False)
    else:
        typer.echo("\n".join(sheet_table(program, language, _columns())))


@app.command("pace", cls=_Command)
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
    _report(problems, language, show_notes=False)
    if month is None or not is_month(month):
        text = Text("请用 --as-of 指明截至哪一月，如 2011-05", "--as-of says up to which month, such as 2011-05")
        raise typer.BadParameter(text[language])
    program, registers = program_of(sheet, rules, problems, month)
    figures = figures_of(actuals, program, registers, problems)
    _report(problems, language, stop=program is None, show_notes=False)
    assert program is not None
    paces = pace(program, figures, month)
    _report(problems, language, show_notes=problems.has_warnings)
    if as_json:
        typer.echo(pace_json(program, paces, month, language), nl=False)
    else:
        typer.echo("\n".join(pace_table(program, paces, month, figures.are_illustrative, language, _columns())))


@app.command("tie-out", cls=_Command)
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
    whole, on_targets, on_actuals = tied_out(relations, actuals or [], rules, problems)
    _report(problems, language, stop=whole is None, show_notes=problems.has_warnings)
    assert whole is not None
    if as_json:
        typer.echo(tie_out_json(whole, on_targets, on_actuals, language), nl=False)
    else:
        typer.echo("\n".join(tie_out_table(whole, on_targets, on_actuals, language, _columns())))


@app.command("check", cls=_Command)
def _check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="paths")], rules: RulesOption = None, lang: LangOption = None
) -> None:
    language = _language(lang)
    problems = Problems()
    programs, methods = checked(paths, rules, problems)
    _report(problems, language)
    typer.echo(_summary(programs, methods)[language])


@app.command("methods", cls=_Command)
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
    _report(problems, language)
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


def _scorecard(sheet: Path, actuals: Path, folder: Path | None, problems: Problems, language: Language) -> Scorecard:
    """The scorecard; prints the problems, and ends the command if there is an error among them."""
    if sheet.suffix.lower() in (".csv", ".xlsx", ".xlsm") or actuals.suffix.lower() in (".yaml", ".yml"):
        raise typer.BadParameter(Text("先写责任目标书（.yaml），后写数据表", "the sheet (.yaml) comes first, then the actuals")[language])
    program, rules = program_of(sheet, folder, problems)
    figures = figures_of(actuals, program, rules, problems)
    _report(problems, language, stop=program is None, consequence=Text("；未计分", "; nothing was scored"), show_notes=False)
    assert program is not None
    card = score(program, figures, problems)
    _report(problems, language, consequence=Text("；未计分", "; nothing was scored"))
    return card


# What people see


def _summary(programs: Sequence[Program], methods: Sequence[Method]) -> Text:
    """How much was checked."""
    sheets, items = len(programs), sum(len(list(program.items)) for program in programs)
    count = sum(len(version.examples) for method in methods for version in method.versions)
    return Text(
        f"已检查 {sheets} 份责任目标书、{items} 项，{len(methods)} 种计分办法、{count} 个示例：没有错误",
        f"sheets checked: {sheets}, items: {items}, methods: {len(methods)}, examples: {count}; no errors",
    )


def _report(
    problems: Problems, language: Language, *, stop: bool = False, consequence: Text | None = None, show_notes: bool = True
) -> None:
    """Prints the problems to stderr and ends the command if it cannot go on."""
    failed = stop or problems.has_errors
    if not problems.known or not (failed or show_notes):
        return
    ending = consequence[language] if consequence and failed else ""
    for line in [*problems.lines(language), problems.summary()[language] + ending]:
        typer.echo(_coloured(line, language), err=True)
    if failed:
        raise typer.Exit(FAILED)


def _columns() -> int | None:
    """How wide a table may be: as wide as the terminal; as it needs where the output is a file or a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _coloured(line: str, language: Language) -> str:
    """The line with its severity in colour, on a terminal that wants colours."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return line
    for severity, colour in COLOURS.items():
        name = f": {SEVERITY_NAMES[severity][language]} "
        if name in line:
            return line.replace(name, f": {typer.style(name[2:-1], fg=colour, bold=True)} ", 1)
    return line


def _write(path: Path, text: str, problems: Problems, language: Language) -> None:
    """Writes a file and says so; where it cannot be written, that is a problem."""
    if fault := write_whole(path, text):
        problems.fault(fault, Place(shown_path(path)))
        _report(problems, language)
    typer.echo(Text(f"已写入 {shown_path(path)}", f"written to {shown_path(path)}")[language], err=True)


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of `--lang`, else of the locale: Chinese where that is Chinese, English everywhere else."""
    for index, argument in enumerate(arguments):
        following = arguments[index + 1] if index + 1 < len(arguments) else ""
        asked = following if argument == "--lang" else argument.removeprefix("--lang=")
        if argument.startswith("--lang") and asked in LANGUAGES:
            return "zh" if asked == "zh" else "en"
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _language(lang: str | None) -> Language:
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang: zh, en ({printable(lang)})")
    return chosen_language([] if lang is None else ["--lang", lang], os.environ)


def _misuse(error: Exception) -> Text:
    """What is wrong with a command line: our own sentence as it is, a usual one of the library's in the reader's language."""
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    said = printable(said.removeprefix("Invalid value: "), 300)
    translated = (re.sub(pattern, chinese, said) for pattern, chinese in MISUSES.items() if re.match(pattern, said))
    return Text(next(translated, said), said)


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
        wrong = _misuse(error)
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
