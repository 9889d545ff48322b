"""The command line as a person meets it: its help, its language, what is wrong with it, problems, how far a long run is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..problems import SEVERITY_NAMES, Problems, Severity
from ..read.file import is_file
from ..text import LANGUAGES, Language, Text, closest, printable
from .help import Parameter, help_text

FAILED, MISUSED, BROKEN = 1, 2, 70
"""Exit codes: problems in the files; a wrong command line; a bug of ours."""
LONG = 20
"""Files that take long enough for a person to want to see how far it is."""
COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "note": "cyan"}

DEFAULT_COMMAND = "sheet"
"""What `score SHEET ACTUALS` means; it is never typed."""
MISUSES = {
    r"Missing argument '(.+?)'.*": r"缺少 \1",
    r"No such option: (\S+) \(Possible options: (.+)\)": r"没有选项 \1，是否为 \2？",
    r"No such option: ([^\s.]+).*": r"没有选项 \1",
    r"Got unexpected extra argument\S* \((.+)\)": r"多出了 \1",
    r"Option '(.+?)' requires .*": r"选项 \1 后面要有值",
    r"Option '(.+?)' does not take a value.*": r"选项 \1 后面不能有值",
}
"""What the command line's library says of a wrong one, and what that is in Chinese."""


class Help:
    """Help in the reader's language, an example first."""

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        language = chosen_language(sys.argv[1:], os.environ)
        parameters = [Parameter(p.metavar if p.param_type_name == "argument" else ", ".join(p.opts), p.help) for p in self.get_params(ctx)]
        path = ctx.command_path.replace(f" {DEFAULT_COMMAND}", "")
        commands = [name for name in getattr(self, "commands", ()) if name != DEFAULT_COMMAND]
        formatter.write(help_text("" if commands else self.name, path, parameters, commands, language))


class Command(Help, TyperCommand):
    """A command with that help."""


class Group(Help, TyperGroup):
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
        if argument in ("--lang", "--rules", "--as-of", "--group", "--unit", "-o", "--output"):
            next(waiting, None)
        elif not argument.startswith("-"):
            if argument in commands:
                return [argument, *arguments[:index], *arguments[index + 1 :]]
            if argument.isalpha() and not is_file(Path(argument)) and (meant := closest(argument, set(commands) - {DEFAULT_COMMAND})):
                sentence = Text(f"没有子命令 {argument}，是否为 {meant}？", f"there is no command '{argument}': did you mean {meant}?")
                raise typer.BadParameter(sentence[chosen_language(arguments, os.environ)])
            break
    return [DEFAULT_COMMAND, *arguments]


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of `--lang`, else of the locale: Chinese where that is Chinese, English everywhere else."""
    for index, argument in enumerate(arguments):
        following = arguments[index + 1] if index + 1 < len(arguments) else ""
        asked = following if argument == "--lang" else argument.removeprefix("--lang=")
        if argument.startswith("--lang") and asked in LANGUAGES:
            return "zh" if asked == "zh" else "en"
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def misuse(error: Exception) -> Text:
    """What is wrong with a command line: our own sentence as it is, a usual one of the library's in the reader's language."""
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    said = printable(said.removeprefix("Invalid value: "), 300)
    translated = (re.sub(pattern, chinese, said) for pattern, chinese in MISUSES.items() if re.match(pattern, said))
    return Text(next(translated, said), said)


def report(problems: Problems, language: Language, *, stop: bool = False, consequence: Text | None = None, show_notes: bool = True) -> None:
    """Prints the problems to stderr and ends the command if it cannot go on."""
    failed = stop or problems.has_errors
    if not problems.known or not (failed or show_notes):
        return
    ending = consequence[language] if consequence and failed else ""
    for line in [*problems.lines(language), problems.summary()[language] + ending]:
        typer.echo(_coloured(line, language), err=True)
    if failed:
        raise typer.Exit(FAILED)


def _coloured(line: str, language: Language) -> str:
    """The line with its severity in colour, on a terminal that wants colours."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return line
    for severity, colour in COLOURS.items():
        name = f": {SEVERITY_NAMES[severity][language]} "
        if name in line:
            return line.replace(name, f": {typer.style(name[2:-1], fg=colour, bold=True)} ", 1)
    return line


def progress(language: Language, paths: list[Path], what: Text) -> Iterator[Path]:
    """The paths one after the other; of many a person at a terminal sees how far it is."""
    if len(paths) < LONG or not sys.stderr.isatty():
        yield from paths
        return
    with typer.progressbar(paths, label=what[language], file=sys.stderr) as bar:
        yield from bar
