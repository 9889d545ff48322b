"""Text in both languages: a pair of strings goes in, the reader's one comes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

Language = Literal["zh", "en"]
LONGEST_WORD = 64
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_WIDE = "\u2e80-\u2fff\u3041-\u9fff"
_PIECES = re.compile(rf"\s*[（“]*(?:[{_WIDE}]|[^\s{_WIDE}，。；：、）”（“]+)?[，。；：、）”]*")
"""What a line is not broken within: a word or a wide character, with the brackets and stops that belong to it."""


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text in Chinese and in English."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        raise TypeError("a Text is shown in a language: text['zh'] or text['en']")


def same(text: str) -> Text:
    """The text that reads alike in both languages (a number, an id, a name given once)."""
    return Text(text, text)


def joined(texts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """The texts in a row, with the separator of each language."""
    parts = list(texts)
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def printable(text: str, limit: int = 80) -> str:
    """`text` as it may reach a terminal: no control or bidirectional mark, at most `limit` characters."""
    shown = "".join(character if is_harmless(character) else "\N{REPLACEMENT CHARACTER}" for character in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def is_harmless(character: str) -> bool:
    """Whether a terminal or a page shows the character as itself (no control, format or private one, no line break)."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


def harmful(text: str, allowed: str = "") -> str | None:
    """The first character of `text` that is not harmless, nor allowed here; None where all are."""
    if text.isprintable():
        return None
    return next((character for character in text if not is_harmless(character) and character not in allowed), None)


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: a wide (CJK) character takes two, a combining one none."""
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shortened(text: str, columns: int) -> str:
    """`text` in at most so many columns, with `…` where it was cut."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) >= columns:
            break
        kept += character
    return kept + "…"


def wrapped(text: str, columns: int | None, indent: str = "") -> list[str]:
    """`text` in lines of at most so many columns, broken at spaces and between wide characters; all but the first indented."""
    return filled(_PIECES.findall(text), columns, indent)


def filled(pieces: Iterable[str], columns: int | None, indent: str = "") -> list[str]:
    """Pieces that are not broken, in lines of at most so many columns (a longer piece has a line to itself)."""
    lines, line = [], ""
    for piece in pieces:
        if line.strip() and columns is not None and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


ALIKE, ALMOST_ALIKE = 600, 800
"""How much two words have in common, in thousandths, where one is suggested for the other; and where one is taken for it."""


def closest(word: str, known: Iterable[str], alike: int = ALIKE) -> str | None:
    """The known word that a person most likely meant, or None."""
    from difflib import get_close_matches  # only where something is wrong

    if len(word) > LONGEST_WORD:
        return None
    matches = get_close_matches(word, list(known), n=1, cutoff=alike / 1000)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Collection[str], listed: bool = False) -> Text | None:
    """The hint for a word that is not known: the nearest one; else, if they may be `listed`, all of them."""
    if near := closest(word, known):
        return Text(f"是否为“{near}”？", f"did you mean '{near}'?")
    return Text(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}") if listed and known else None


def safe_cell(cell: str) -> str:
    """Text that a spreadsheet would run as a formula is kept as text by a leading apostrophe; numbers stay as they are."""
    risky = cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].replace(".", "", 1).isdigit()
    return f"'{cell}" if risky else cell
