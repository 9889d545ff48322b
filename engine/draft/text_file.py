"""The text of a text or Markdown file goes in, its lines and the rows of its tables come out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problems import Place
from .document import Block, Line, Row, cleaned
from .flow import LONGEST_LINE, too_long

_ENDS = re.compile(r"\r\n|\r|\n")
_PIECES = re.compile("[^\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""What a page or a soft break parts within a line that an editor counts."""
_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?")
_BAR = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"#{1,6}\s+")


def text_blocks(text: str, file: str, markdown: bool = False) -> Iterator[Block]:
    """The blocks of a text; of Markdown without the marks of headings and of bold type."""
    width = 0
    for number, line in enumerate(_lines(text), 1):
        if len(line) > LONGEST_LINE:
            raise too_long(Place(file, number))
        for piece in _PIECES.finditer(line):
            block = _block(piece[0], file, number, piece.start(), width, markdown)
            width = len(block.cells) if isinstance(block, Row) else 0
            if block is not None:
                yield block


def _lines(text: str) -> Iterator[str]:
    start = 0
    for end in _ENDS.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _block(written: str, file: str, number: int, offset: int, width: int, markdown: bool) -> Line | Row | None:
    """What a line is; `width` is the number of cells of the row just before it, if any."""
    text = cleaned(written)
    if not text or (cells := _cells(written, text)) == ():
        return None
    first = next(index for index, character in enumerate(written) if cleaned(character))
    place = Place(file, number, offset + first + 1)
    if _is_row(cells, written, width):
        return Row(tuple(_plain(cell) for cell in cells) if markdown else cells, place)
    if markdown:
        mark = _HEADING.match(text)
        text = _plain(text[mark.end() :] if mark else text)
        place = place.shifted(mark.end() if mark else 0)
    return Line(text, place) if text else None


def _plain(text: str) -> str:
    return text.replace("**", "").strip()


def _cells(written: str, text: str) -> tuple[str, ...]:
    """The cells of the line; none where it is the rule below the head of a Markdown table."""
    if text.startswith("|") and text.endswith("|") and len(text) > 2:
        inner = text[1:-1]
        return () if _RULE.fullmatch(inner) else tuple(cell.replace("\\|", "|").strip() for cell in _BAR.split(inner))
    if "|" in text and _RULE.fullmatch(text):
        return ()
    return tuple(cleaned(cell) for cell in written.split("\t"))


def _is_row(cells: tuple[str, ...], written: str, width: int) -> bool:
    """Two cells with text; or one (a title over all columns) in a line as wide as the row before. Otherwise a tab is an indent."""
    filled = sum(map(bool, cells))
    return filled > 1 or (filled == 1 and len(cells) > 1 and (len(cells) == width or "\t" not in written))
