"""A DOCX file goes in, its paragraphs and the rows of its tables come out in their order, as they are printed.

It is read with the standard library: a document is one XML part of a zip file, and a few of its elements matter here. A
package that models all of Word unpacks and parses every part into a tree before anything can be refused, and leaves
tracked changes, text boxes and numbering to its caller anyway. Here the parser (expat) keeps no tree, and any DOCTYPE is
refused as soon as it begins, which such a file must not have: so there are no entities to expand or to load.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from ..problems import Fault
from ..text import Text
from .document import Block, NotRead, not_a_document
from .docx_numbers import Numbers
from .flow import MOST_COLUMNS, MOST_ELEMENTS, Flow, too_many_elements

LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBERS = 10_000
DEEPEST_ELEMENT = 200
_LARGEST_RELATIONS = 1024 * 1024
_PIECE = 1024 * 1024
_MEMBER = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IS_ENCRYPTED = 1
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError, LookupError, ValueError, RuntimeError, OSError)
_LEFT_OUT = frozenset({"w:del", "w:moveFrom", "w:rt", "mc:Fallback"})
"""What is not printed: deleted, moved elsewhere, the reading above a character, the second form of the same text box."""
_BREAKS = frozenset({"w:br", "w:cr"})
_WRITTEN = {"w:tab": " ", "w:noBreakHyphen": "-", "m:num": "(", "m:den": "(", "m:sup": "^("}
_WRITTEN_AFTER = {"m:num": ")/", "m:den": ")", "m:sup": ")"}
"""Formulas on one line: a fraction is (a)/(b)."""
_MAIN = re.compile(r"<Relationship\s[^>]*?>")


def docx_blocks(raw: bytes, file: str) -> Iterator[Block]:
    """The blocks of a document; the line of their places is the number of the paragraph, where that counts from 1."""
    try:
        if raw.count(_MEMBER) > MOST_MEMBERS:
            raise _damaged()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if len(members) != len(archive.infolist()):
                raise _damaged()
            main = _main_part(archive, members)
            parts = [main, *(f"{main.rpartition('/')[0]}/{name}.xml" for name in ("styles", "numbering"))]
            _check(members[part] for part in parts if part in members)
            numbers = Numbers()
            for part, take in zip(parts[1:], (numbers.take_style, numbers.take_numbering), strict=True):
                if part in members and parts[-1] in members:  # styles matter here only for the numbers they have
                    for _ in _parsed(archive, part, _Elements(take)):
                        pass
            body = _Body(file, numbers)
            for _ in _parsed(archive, main, body):
                yield from body.flow.taken()
            body.flow.end()
            yield from body.flow.taken()
    except _BROKEN as error:
        raise _damaged() from error


def _damaged() -> NotRead:
    return not_a_document(
        Text(
            "不是可读的 DOCX 文件：文件已损坏、不完整，或其实不是 DOCX",
            "this is not a readable DOCX file: damaged, cut short, or something else",
        ),
        Text("请打开后另存为 .docx", "open it and save it as .docx"),
    )


def _main_part(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> str:
    """The name of the part that holds the text: nearly always the same, otherwise what the package says."""
    if "word/document.xml" in members:
        return "word/document.xml"
    _check([members["_rels/.rels"]], _LARGEST_RELATIONS)
    relations = archive.read("_rels/.rels").decode("utf-8")
    for relation in _MAIN.findall(relations):
        target = re.search(r'\sTarget="/?([^"]+)"', relation)
        if target and re.search(r'\sType="[^"]*/officeDocument"', relation) and target[1] in members:
            return target[1]
    raise _damaged()


def _check(members: Any, largest: int = LARGEST_UNPACKED) -> None:
    """Refuses what would unpack to more than it should. Only these parts are unpacked, and never more of them than they say."""
    size = 0
    for member in members:
        if member.flag_bits & _IS_ENCRYPTED or member.compress_type not in _METHODS:
            raise _damaged()
        size += member.file_size
    if size > largest:
        text = Text(f"文件解开后有 {size:,} 字节，上限 {largest:,}", f"unpacked the file has {size:,} bytes, at most {largest:,} are read")
        raise NotRead(Fault("file-too-large", text))


class _Elements:
    """Hands the elements of a part, one by one, to whoever `take`s them."""

    def __init__(self, take: Any) -> None:
        self.take = take

    def start(self, name: str, attributes: Mapping[str, str], parents: list[str]) -> None:
        self.take(name, attributes, parents)

    def end(self, name: str) -> None:
        pass

    def text(self, written: str) -> None:
        pass


def _parsed(archive: zipfile.ZipFile, part: str, reader: _Elements | _Body) -> Iterator[None]:
    """Lets a part go through the parser in pieces, and stops after each."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parents: list[str] = []
    left_out: list[int] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise too_many_elements()
        short = _short(name)
        if len(parents) == DEEPEST_ELEMENT:
            raise _damaged()
        if not left_out:
            if (short in _LEFT_OUT and parents[-1:] != ["w:rPr"]) or short.endswith("Change"):
                left_out.append(len(parents))
            else:
                reader.start(short, {_short(key): value for key, value in attributes.items()}, parents)
        parents.append(short)

    def end(_: str) -> None:
        short = parents.pop()
        if not left_out:
            reader.end(short)
        elif left_out[-1] == len(parents):
            left_out.pop()

    def text(written: str) -> None:
        if not left_out:
            reader.text(written)

    def refuse(*_: object) -> None:
        raise _damaged()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    with archive.open(part) as member:
        while piece := member.read(_PIECE):
            parser.Parse(piece, False)
            yield
    parser.Parse(b"", True)
    yield


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return _PREFIXES.get(space, "?" if space else "") + local


class _Body:
    """What the elements of a document mean for its text."""

    def __init__(self, file: str, numbers: Numbers) -> None:
        self.flow = Flow(file)
        self._numbers = numbers
        self._count = 0
        self._outer: list[tuple[list[str], int]] = []
        self._carried: list[str] = []
        self._own: dict[str, str] = {}
        self._label = ""
        self._is_text = False
        self._is_deleted = False

    def start(self, name: str, attributes: Mapping[str, str], parents: list[str]) -> None:
        flow, parent, value = self.flow, parents[-1] if parents else "", attributes.get("w:val", "")
        if name in ("w:t", "m:t"):
            self._is_text = True
        elif name == "w:p":
            self._count += 1
            self._outer.append((flow.pieces, flow.number))
            flow.turn_to(self._carried, self._count)
            self._carried = []
            self._own, self._label, self._is_deleted = {}, "", False
        elif name in _BREAKS and parent == "w:r":
            flow.end_line()
        elif name in _WRITTEN and (parent == "w:r" or name[0] == "m"):
            flow.write(_WRITTEN[name])
        elif name in ("w:pStyle", "w:numId", "w:ilvl"):
            self._own[name] = value
        elif name == "w:del" and parents[-2:] == ["w:pPr", "w:rPr"]:
            self._is_deleted = True
        elif name == "w:tbl":
            flow.open_table()
        elif name == "w:tr":
            flow.open_row(self._count + 1)
        elif name == "w:tc":
            flow.open_cell()
        elif name == "w:gridBefore":
            flow.leave_out(_columns(value))
        elif name == "w:gridSpan":
            flow.merged(span=max(1, _columns(value)))
        elif name in ("w:vMerge", "w:hMerge") and value != "restart":
            flow.merged(blank=True)

    def end(self, name: str) -> None:
        flow = self.flow
        if name in ("w:t", "m:t"):
            self._is_text = False
        elif name == "w:pPr" and not self._is_deleted:
            self._label = self._numbers.label(self._own.get("w:pStyle"), self._own.get("w:numId"), self._own.get("w:ilvl"))
            if self._label:
                flow.pieces.insert(0, self._label)
        elif name == "w:p":
            self._end_paragraph()
        elif name == "w:tc":
            flow.close_cell()
        elif name == "w:tr":
            flow.close_row()
        elif name == "w:tbl":
            flow.close_table()
        elif name in _WRITTEN_AFTER:
            flow.write(_WRITTEN_AFTER[name])

    def _end_paragraph(self) -> None:
        """A paragraph whose end was deleted goes on in the next one; a number without text is none."""
        flow = self.flow
        if self._is_deleted:
            self._carried = flow.pieces
        elif flow.pieces == [self._label]:
            flow.pieces.clear()
        else:
            flow.end_line()
        flow.turn_to(*self._outer.pop())
        self._own, self._label, self._is_deleted = {}, "", False

    def text(self, written: str) -> None:
        if self._is_text:
            self.flow.write(written)


def _columns(value: str) -> int:
    """A number of columns, as far as it matters."""
    return min(int(value), MOST_COLUMNS + 1) if re.fullmatch(r"[0-9]{1,9}", value) else 0
