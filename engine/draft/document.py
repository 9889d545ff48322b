"""A document as the grammar reads it, whatever file it comes from: lines of text and rows of tables, with their places."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from ..problems import Fault, Place
from ..text import Text


class Line(NamedTuple):
    """A line (of a text file or a page), or a paragraph, without space around it; never empty."""

    text: str
    place: Place


class Row(NamedTuple):
    """A row of a table. A cell that is merged with the one above or before it is empty.

    Where a cell has several lines or paragraphs there is a line feed between them. A row has two cells or more, some
    of them not empty: one cell with a frame around it is lines.
    """

    cells: tuple[str, ...]
    place: Place


Block = Line | Row


class Document(NamedTuple):
    """What a file holds, from its beginning to its end.

    The line of a place is the line of a text or HTML file, the number of a paragraph of a DOCX file (those in tables
    count), the page of a PDF file; the column is the first character of a text file's line, the line on a PDF's page.
    """

    blocks: tuple[Block, ...]
    place: Place


class NotRead(Exception):
    """Raised by whoever reads a file: why it cannot be read, and where, unless it is the file as a whole."""

    def __init__(self, fault: Fault, place: Place | None = None) -> None:
        self.fault, self.place = fault, place


def not_a_document(what: Text, hint: Text | None = None, place: Place | None = None) -> NotRead:
    return NotRead(Fault("not-a-document", what, hint), place)


class _Shown(dict[int, str | None]):
    """What stands for a character: itself, or nothing where it shows nothing, or U+FFFD where nobody knows what it shows."""

    def __missing__(self, code: int) -> str | None:
        kind = unicodedata.category(chr(code))
        shown = (
            None if kind in ("Cc", "Cf") else "\N{REPLACEMENT CHARACTER}" if kind[0] == "C" else " " if kind in ("Zl", "Zp") else chr(code)
        )
        self[code] = shown
        return shown


_SHOWN = _Shown({ord("\t"): " "})


def cleaned(text: str) -> str:
    """A line as a person sees it: no control, zero-width or other character without a look of its own, no space around it."""
    return (text if text.isprintable() else text.translate(_SHOWN)).strip()
