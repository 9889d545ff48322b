"""Drafts: what `score draft` guessed is listed until a person confirms it, by deleting the `draft:` behind it."""

from __future__ import annotations

from ..problems import Place, Problems
from ..program import Program
from ..register import Rules
from ..text import Text

_HINT = Text("核对原文，改正后删去 draft", "compare with the document, correct it and delete `draft`")


def guesses_are_confirmed(program: Program, problems: Problems) -> None:
    for guess in program.guesses:
        _warn(guess.text, guess.place, problems)


def registers_are_confirmed(rules: Rules, problems: Problems) -> None:
    for register in (rules.indicators, rules.units):
        for entry in register.values():
            for text in entry.draft:
                _warn(text, entry.at("draft"), problems)


def _warn(text: Text, place: Place, problems: Problems) -> None:
    said = Text(f"草稿待确认：{text.zh}", f"a draft, to be confirmed: {text.en}")
    problems.warning("draft-not-confirmed", place, said, _HINT)
