"""Slips of the document: what is printed is kept, what is scored instead is said."""

from __future__ import annotations

from ..problems import Problems
from ..program import Program
from ..text import Text


def printed_slips_are_noted(program: Program, problems: Problems) -> None:
    for part in program.parts:
        if part.printed is not None:
            problems.note(
                "printed-slip",
                part.places["printed"],
                Text(f"第 {part.number} 项原文印作 {part.printed}，按 {part.target} 计分",
                     f"item {part.number} is printed as {part.printed} and scored as {part.target}"),
            )  # fmt: skip
