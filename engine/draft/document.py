"""A document as the grammar reads it, whatever file it comes from: lines of text and rows of tables, with their places."""

from __future__ import annotations

from typing import NamedTuple

from ..problems import Place


class Line(NamedTuple):
    """A line (of a text file), or a paragraph, without space around it; never empty."""

    text: str
    place: Place


class Row(NamedTuple):
    """A row of a table. A cell that is merged with the one above or before it is empty."""

    cells: tuple[str, ...]
    place: Place


Block = Line | Row


class Document(NamedTuple):
    """What a file holds, from its beginning to its end."""

    blocks: tuple[Block, ...]
    place: Place
