"""Problems: what is wrong and where goes in; the list a person reads, all at once, comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from .text import Language, Text

Severity = Literal["error", "warning", "note"]
Code = Literal[
    "bands-do-not-meet", "cannot-write", "combine-does-not-fit", "compared-with-itself", "control-character",
    "defined-twice", "digits-not-constant", "division-by-zero", "draft-not-confirmed", "duplicate-column",
    "duplicate-event", "duplicate-figure", "duplicate-key", "duplicate-number", "empty-document", "empty-list",
    "empty-table", "event-not-in-force", "example-fails", "expression-too-large", "figure-is-a-formula",
    "figure-is-formatted", "figure-not-used", "figures-missing", "file-too-large", "finer-than-precision",
    "forbidden-expression", "forbidden-include", "forbidden-yaml", "gap-in-numbering", "incomplete-example",
    "item-has-parts", "item-is-another-indicator", "judged-in-two-ways", "judged-not-described", "malformed-csv",
    "malformed-expression", "malformed-yaml", "measure-does-not-convert", "method-does-not-fit", "misplaced-peers", "missing-column",
    "missing-input", "missing-key", "missing-setting", "missing-target", "mixed-measures", "name-means-two-things",
    "name-not-free", "negative-count", "no-lead", "no-rules-folder", "no-such-file", "not-a-date", "not-a-document",
    "not-a-mapping", "not-a-number", "not-a-period", "not-a-ratio", "not-a-whole-number", "not-a-workbook",
    "not-among-the-units", "not-an-identifier", "not-included", "not-positive", "not-text", "not-valid-then",
    "nothing-to-spread-over", "number-too-large", "number-too-long", "open-ladder", "peers-not-declared",
    "points-do-not-add-up", "points-not-allowed", "points-not-positive", "printed-slip", "reason-missing",
    "requirement-not-met", "result-has-no-points", "shares-do-not-add-up", "sources-differ", "split-at-comma",
    "supplier-is-assessed", "table-too-large", "target-is-zero", "target-not-used", "text-too-long", "tie-at-the-edge",
    "tie-not-allowed", "undeclared-bonus", "undeclared-penalty", "unit-in-two-groups", "unit-not-in-plan",
    "unit-without-figures", "unit-without-group", "unit-without-sheet", "unknown-class", "unknown-column",
    "unknown-event", "unknown-function", "unknown-grade", "unknown-group", "unknown-indicator", "unknown-input",
    "unknown-item", "unknown-key", "unknown-method", "unknown-name", "unknown-setting", "unknown-unit", "unknown-word",
    "unreadable-file", "unused-name", "versions-do-not-meet", "veto-does-nothing", "wrong-argument-count", "wrong-kind",
    "wrong-number-of-cells", "wrong-result", "wrong-shape", "yaml-too-large",
]  # fmt: skip
"""Every kind of problem there is. Each is described in docs/problems.md and has a faulty file in cases/faulty/."""
CODES: tuple[Code, ...] = get_args(Code)
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
SEVERITY_NAMES: dict[Severity, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}
SHOWN_IN_FULL = 50


class Place(NamedTuple):
    """Where something stands: a file, and in it a line and a column (both from 1; 0 where there is none)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *numbers])

    def shifted(self, columns: int) -> Place:
        """The place so many columns to the right; the same where there is no column to count from."""
        return self if not self.column else Place(self.file, self.line, self.column + columns)


class Fault(NamedTuple):
    """What is wrong with a value whose place only the caller knows."""

    code: Code
    text: Text
    hint: Text | None = None


class Problem(NamedTuple):
    """Something wrong at a place, with a code to look up and, where there is one, a hint."""

    severity: Severity
    code: Code
    place: Place
    text: Text
    hint: Text | None = None

    def lines(self, language: Language) -> list[str]:
        """The problem as a person reads it: one line, and an indented one for the hint."""
        first = f"{self.place}: {SEVERITY_NAMES[self.severity][language]} {self.text[language]} [{self.code}]"
        return [first] if self.hint is None else [first, f"    {self.hint[language]}"]


class Stopped(Exception):
    """Raised by `Problems.stop_if_errors`: the problems have been collected, there is nothing to add."""


@dataclass
class Problems:
    """The problems of one run, collected so that a person sees all of them at once."""

    known: dict[Problem, None] = field(default_factory=dict)

    @property
    def found(self) -> list[Problem]:
        """The problems in the order in which they were found, each once."""
        return list(self.known)

    def extend(self, others: Problems) -> None:
        """Adds the problems of a part that was looked at by itself."""
        self.known.update(others.known)

    def noted_in(self, file: str) -> Problems:
        """The same with the notes about this file alone."""
        return Problems({each: None for each in self.known if each.severity != "note" or each.place.file == file})

    def error(self, code: Code, place: Place, text: Text, hint: Text | None = None) -> None:
        self._add(Problem("error", code, place, text, hint))

    def warning(self, code: Code, place: Place, text: Text, hint: Text | None = None) -> None:
        self._add(Problem("warning", code, place, text, hint))

    def note(self, code: Code, place: Place, text: Text, hint: Text | None = None) -> None:
        self._add(Problem("note", code, place, text, hint))

    def fault(self, fault: Fault, place: Place) -> None:
        """Adds a fault as an error at its place."""
        self.error(fault.code, place, fault.text, fault.hint)

    def _add(self, problem: Problem) -> None:
        self.known[problem] = None

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.known)

    @property
    def has_warnings(self) -> bool:
        return any(problem.severity == "warning" for problem in self.known)

    def stop_if_errors(self) -> None:
        """Raises `Stopped` if there is an error: nothing that follows could be trusted."""
        if self.has_errors:
            raise Stopped

    def worst_first(self) -> list[Problem]:
        """Errors, then warnings, then notes; each kind file by file, from the top down."""
        files = {problem.place.file: 0 for problem in self.known}
        order = {file: index for index, file in enumerate(files)}
        return sorted(
            self.known,
            key=lambda p: (SEVERITIES.index(p.severity), order[p.place.file], p.place.line, p.place.column),
        )

    def count(self, severity: Severity) -> int:
        return sum(problem.severity == severity for problem in self.known)

    def lines(self, language: Language) -> list[str]:
        """What is printed: the first 50 problems in full, how many more there are, and the count of each kind."""
        ordered = self.worst_first()
        lines = [line for problem in ordered[:SHOWN_IN_FULL] for line in problem.lines(language)]
        if (more := len(ordered) - SHOWN_IN_FULL) > 0:
            lines.append(Text(f"……另有 {more} 处未列出", f"... and {more} more")[language])
        return lines

    def summary(self) -> Text:
        """The counts: "3 处错误,1 处提示"."""
        counts = [(severity, self.count(severity)) for severity in SEVERITIES if self.count(severity)]
        return Text(
            "，".join(f"{number} 处{SEVERITY_NAMES[severity].zh}" for severity, number in counts),
            ", ".join(f"{number} {severity}{'s' * (number != 1)}" for severity, number in counts),
        )
