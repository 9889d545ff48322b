"""A document goes in, its outline comes out: units with sections of numbered items and their points, as they are printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ..numbers import exact_text, normalised
from ..problems import Place
from ..text import Text
from .document import Document, Line

LONGEST_HEADING = 40
"""Characters of a line that may be a heading: of a unit, of a section."""
_CHINESE = "一二三四五六七八九十百零〇"
_SPACE = r"[ \u3000\t]*"
_POINTS = re.compile(
    r"[(（]" + _SPACE + r"(?:分值|满分|计)?" + _SPACE + r"[:：]?" + _SPACE + r"([0-9０-９.．]+)" + _SPACE + r"分" + _SPACE + r"[)）]"
)
"""`(10 分)`, `（分值:5分）`."""
_NUMBER = re.compile(r"^[-–—•·*]?" + _SPACE + r"([0-9０-９]{1,3})" + _SPACE + r"[.．、)）]" + _SPACE + r"(?![0-9０-９])")
"""`12.`, `- 12、`, `12)`; not `12.5 万元`."""
_LOOSE_NUMBER = re.compile(r"^([0-9０-９]{1,3})" + _SPACE + r"[.．、]" + _SPACE)
_BRACKETED = re.compile(
    r"^[-–—•·*]?" + _SPACE + r"[(（]" + _SPACE + f"([{_CHINESE}]{{1,4}}|[0-9０-９]{{1,3}})" + _SPACE + r"[)）]" + _SPACE
)
"""`(一)`, `（12）`."""
_ENUMERATED = re.compile(r"^[-–—•·*]?" + _SPACE + f"([{_CHINESE}]{{1,4}})" + _SPACE + r"[、.．]" + _SPACE)
"""`一、`."""
_CIRCLED = re.compile(r"^[-–—•·*]?" + _SPACE + r"([\u2460-\u2473])" + _SPACE)
"""`①`."""
_PAGE = re.compile(r"^[-–—· ]*(第?\s*[0-9０-９]+\s*页?|[·•—-]\s*[0-9]+\s*[·•—-])[-–—· ]*$")
_AGAIN = re.compile(_POINTS.pattern + _SPACE + r"[;；。.,，]?" + _SPACE + r"(?=[0-9０-９]{1,3}" + _SPACE + r"[.．、](?![0-9０-９]))")
"""Where an item ends and the next one begins in the same line."""
_COMPLETE = re.compile(r"(?:[。;；.!！?？:：]|[)）])$")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［(（]\s*(?:19|20)[0-9]{2}\s*[〕\]］)）]\s*[0-9]{1,4}\s*号")
_DIGITS = "〇一二三四五六七八九"
_MONTH_OR_DAY = r"\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*"
_DATE = re.compile(r"([0-9]{4}|[〇○零一二三四五六七八九]{4})\s*年" + _MONTH_OR_DAY + "月" + _MONTH_OR_DAY + "日")
_ISSUER = re.compile(r"([\u4e00-\u9fff]{1,16}(?:省|市|县|区|州|盟|旗|乡|镇)人民政府)(?:办公[室厅])?(?:关于.*)?")
_COLLECTIVE = re.compile(r"目标|任务|方案|分解|指标|通知|意见|办法|各(?:单位|部门|县|区|市|乡|镇)")
"""What a heading says that names no unit: what follows is for all."""
FEWEST_REPEATS = 3
"""How often a short line must stand again to be taken for the head of a page."""


class ItemText(NamedTuple):
    """A numbered item as it is printed, without number and points; `points` are None where none are printed."""

    nr: int | None
    text: str
    points: Fraction | None
    place: Place


class SectionText(NamedTuple):
    """A section with its printed subtotal."""

    title: str
    points: Fraction | None
    items: tuple[ItemText, ...]
    place: Place


class UnitText(NamedTuple):
    """A unit and its sections. `common` are items for all units that stand before them."""

    name: str
    sections: tuple[SectionText, ...]
    place: Place


class Finding(NamedTuple):
    """Something about the document itself: what does not add up, what could not be read."""

    text: Text
    place: Place


class Outline(NamedTuple):
    """What the document sets: targets by unit; and what is said of it. `issuer` is the government whose document it is."""

    number: str | None
    date: str | None
    common: tuple[SectionText, ...]
    units: tuple[UnitText, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Line, ...]
    issuer: str | None = None


class _Token(NamedTuple):
    """A line with what it begins like: `item` 1., `bracket` (一), `chapter` 一、, `circled` ①, `other`."""

    kind: str
    number: int | None
    text: str
    place: Place


def outline(document: Document, tasks_begin: int = 0) -> Outline:
    """The outline of a document; what carries points is a target, whatever else it is about. `tasks_begin` is the line of its
    first task: where there are no targets, number and date are those before."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    tokens = [_token(line) for line in _without_pages(lines)]
    reader = _Reader(tokens)
    units, common = reader.read()
    findings = [finding for unit in units for finding in _findings(unit)]
    starts = [unit.place.line for unit in units] + [section.place.line for section in common]
    before = [line.text for line in lines if line.place.line < min(starts, default=tasks_begin)]
    number = _nearest(_DOCUMENT, before)
    return Outline(
        number and re.sub(r"\s", "", number), _date(before), tuple(common), tuple(units), tuple(findings), tuple(reader.unread),
        _issuer(before),
    )  # fmt: skip


def _nearest(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    """The last match before the targets begin (a gazette has other documents before): one that is a line of its own, as the
    head of a document is, before one that a sentence mentions."""
    plain = [unicodedata.normalize("NFKC", line).replace("(", "〔").replace(")", "〕") if pattern is _DOCUMENT else line for line in lines]
    own = next((line.strip() for line in reversed(plain) if pattern.fullmatch(re.sub(r"[()（）]", "", line.strip()))), None)
    return own or next((found[-1][0] for line in reversed(plain) if (found := list(pattern.finditer(line)))), None)


def _issuer(lines: Sequence[str]) -> str | None:
    """The government that signs, or that the title begins with, nearest before the targets."""
    found = (_ISSUER.fullmatch(re.sub(r"\s", "", line)) for line in reversed(lines))
    return next((match[1] for match in found if match), None)


def _without_pages(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without page numbers and the heads of pages, which stand in the middle of anything."""
    counts: dict[str, int] = {}
    for line in lines:
        if len(line.text) <= LONGEST_HEADING:
            plain = re.sub(r"[0-9０-９\s]+", "#", line.text)
            counts[plain] = counts.get(plain, 0) + 1
    for line in lines:
        plain = re.sub(r"[0-9０-９\s]+", "#", line.text)
        is_head = counts.get(plain, 0) >= FEWEST_REPEATS and "#" in plain and _token(line).kind == "other" and not _points(line.text)
        if not _PAGE.match(line.text) and not is_head:
            yield line


def _token(line: Line) -> _Token:
    if match := _NUMBER.match(line.text):
        return _Token("item", int(normalised(match[1])), line.text[match.end() :].strip(), line.place)
    if match := _BRACKETED.match(line.text):
        return _Token("bracket", _counted(match[1]), line.text[match.end() :].strip(), line.place)
    if match := _ENUMERATED.match(line.text):
        return _Token("chapter", _counted(match[1]), line.text[match.end() :].strip(), line.place)
    if match := _CIRCLED.match(line.text):
        return _Token("circled", ord(match[1]) - ord("①") + 1, line.text.strip(), line.place)
    return _Token("other", None, re.sub(r"^[-–—•·*]\s*", "", line.text).strip(), line.place)


def _counted(text: str) -> int | None:
    """`十二` → 12."""
    plain = normalised(text)
    if plain.isdigit():
        return int(plain)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return _DIGITS.find(text) if len(text) == 1 else None
    return (10 if not tens else 10 * _DIGITS.find(tens)) + (_DIGITS.find(ones) if ones else 0)


def _date(lines: Sequence[str]) -> str | None:
    """The last date before the targets: `二〇一一年六月十五日` → 2011-06-15."""
    found = _nearest(_DATE, lines)
    match = _DATE.search(found) if found else None
    if match is None:
        return None
    year = "".join(str(_DIGITS.find("〇" if each in "○零" else each)) if each in _DIGITS + "○零" else each for each in match[1])
    try:
        return date(int(year), _counted(match[2]) or 0, _counted(match[3]) or 0).isoformat()
    except ValueError:
        return None  # no such day


def _points(text: str) -> Fraction | None:
    """The points at the end of a text."""
    found = list(_POINTS.finditer(text))
    if not found or re.sub(r"[;；。.,，\s]", "", text[found[-1].end() :]):
        return None
    plain = normalised(found[-1][1]).rstrip(".")
    return Fraction(plain) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain) else None


def _without_points(text: str) -> str:
    found = list(_POINTS.finditer(text))
    return text[: found[-1].start()].strip() if found and _points(text) is not None else text.strip().rstrip(";；。")


class _Reader:
    """Goes through the lines once. An item takes in the lines behind it until the next one begins."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens = tokens
        self.unread: list[Line] = []
        self.units: list[UnitText] = []
        self.common: list[SectionText] = []
        self.heading: _Token | None = None
        self.sections: list[tuple[_Token | None, list[list[_Token]]]] = []

    def read(self) -> tuple[list[UnitText], list[SectionText]]:
        for index, token in enumerate(self.tokens):
            if token.kind == "chapter" and len(token.text) <= LONGEST_HEADING * 2 and self.is_complete():
                if self.is_section_of_unit(token):
                    self.sections.append((token, []))
                    continue
                self.close()
                self.heading, self.sections = token, [(token, [])]
            elif token.kind == "bracket" and self.is_section(index):
                self.sections.append((token, []))
            elif token.kind in ("item", "bracket") and self.begins(token):
                self.item([token])
            elif token.kind == "circled" and self.is_circled():
                self.item([token._replace(text=token.text.lstrip("-–—•·* \u3000\t")[1:].strip())])
            elif token.kind == "other" and (follows := self.as_next(token)) is not None:
                self.item([follows])
            elif token.kind == "other" and self.is_heading(index):
                self.close()
                self.heading, self.sections = token, []
            elif self.sections and self.sections[-1][1] and not self.is_done():
                self.sections[-1][1][-1].append(token)
            elif token.text:
                self.unread.append(Line(token.text, token.place))
        self.close()
        return self.units, self.common

    def item(self, tokens: list[_Token]) -> None:
        if not self.sections:
            self.sections.append((None, []))
        self.sections[-1][1].append(tokens)

    def begins(self, token: _Token) -> bool:
        """Whether an item begins here: not where the one before is still incomplete and the number does not follow."""
        last = self.last()
        if last is None or self.is_complete() or token.number is None:
            return True
        before = next((each[0].number for each in reversed(self.sections[-1][1]) if each[0].number is not None), None)
        return before is None or token.number == before + 1

    def is_circled(self) -> bool:
        """Whether circled numbers are those of items here, not of what an item has within it."""
        return self.is_complete() and (self.last() is None or self.sections[-1][1][-1][0].kind == "circled")

    def as_next(self, token: _Token) -> _Token | None:
        """`5.2012 年…` as item 5, where 4 is complete: elsewhere it would be a number."""
        match = _LOOSE_NUMBER.match(token.text)
        last = self.last()
        if match is None or last is None or not self.is_done():
            return None
        before = next((each[0].number for each in reversed(self.sections[-1][1]) if each[0].number is not None), None)
        number = int(normalised(match[1]))
        return (
            _Token("item", number, token.text[match.end() :].strip(), token.place) if before is not None and number == before + 1 else None
        )

    def last(self) -> _Token | None:
        if not self.sections or not self.sections[-1][1]:
            return None
        return self.sections[-1][1][-1][-1]

    def is_complete(self) -> bool:
        """Whether what was read last has come to its end."""
        last = self.last()
        return last is None or _COMPLETE.search(last.text) is not None

    def is_done(self) -> bool:
        """Whether what was read last has its points and its end: what follows is none of it."""
        last = self.last()
        return last is not None and _points(last.text) is not None and self.is_complete()

    def is_section(self, index: int) -> bool:
        """Whether a bracketed line is a heading: items follow that are numbered otherwise."""
        token = self.tokens[index]
        following = next((each for each in self.tokens[index + 1 :] if each.kind != "other"), None)
        return (
            len(token.text) <= LONGEST_HEADING
            and following is not None
            and following.kind in ("item", "circled")
            and not token.text.endswith(("；", ";"))
        )

    def is_section_of_unit(self, token: _Token) -> bool:
        """Whether a chapter (一、) is a section of the unit that was named before it: they are counted from one."""
        if self.heading is None or self.heading.kind != "other" or _COLLECTIVE.search(self.heading.text):
            return False
        before = [heading for heading, _ in self.sections]
        return all(heading is not None and heading.kind == "chapter" for heading in before) and token.number == len(before) + 1

    def is_heading(self, index: int) -> bool:
        """Whether a line names a unit: it is short, no sentence, and targets follow."""
        token = self.tokens[index]
        if len(token.text) > LONGEST_HEADING or re.search(r"[,，。;；:：]", token.text) or _points(token.text) or not self.is_complete():
            return False
        if _DATE.search(token.text) or _DOCUMENT.search(token.text):
            return False
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and following.kind != "other" and following.number == 1

    def close(self) -> None:
        """Ends a unit. Only what carries points is one: a document has other numbered lists."""
        sections = [self.section(heading, items) for heading, items in self.sections if items]
        sections = [section for section in sections if section is not None]
        items = [item for section in sections for item in section.items]
        with_points = sum(item.points is not None for item in items)
        if items and 2 * with_points >= len(items):
            if self.heading is not None and self.heading.kind == "other":
                self.units.append(UnitText(self.heading.text, tuple(sections), self.heading.place))
            else:
                self.common += sections
        else:
            self.unread += [Line(token.text, token.place) for _, found in self.sections for each in found for token in each]
        self.heading, self.sections = None, []

    def section(self, heading: _Token | None, found: list[list[_Token]]) -> SectionText:
        items = tuple(item for tokens in found for item in _items(tokens))
        place = heading.place if heading is not None else found[0][0].place
        title = "" if heading is None else _without_points(heading.text)
        return SectionText(title, None if heading is None else _points(heading.text), items, place)


def _items(tokens: Sequence[_Token]) -> Iterator[ItemText]:
    """The item that its lines come to; several, where a line break between them is missing."""
    text, number, place = "".join(token.text for token in tokens), tokens[0].number, tokens[0].place
    while (match := _AGAIN.search(text)) is not None:
        yield _item(number, text[: match.end()], place)
        rest = text[match.end() :].strip()
        following = _NUMBER.match(rest)
        if following is None:
            break
        number, text = int(normalised(following[1])), rest[following.end() :]
    yield _item(number, text, place)


def _item(number: int | None, text: str, place: Place) -> ItemText:
    return ItemText(number, _without_points(text), _points(text), place)


def _findings(unit: UnitText) -> Iterator[Finding]:
    """What does not add up: subtotals, and the numbers of the items."""
    for section in unit.sections:
        printed, total = section.points, sum((item.points or Fraction(0) for item in section.items), Fraction(0))
        if printed is not None and printed != total:
            one, other = exact_text(printed), exact_text(total)
            zh = f"{unit.name}“{section.title}”印作 {one} 分，各项合计 {other} 分"
            yield Finding(Text(zh, f"{unit.name}, '{section.title}': printed {one} points, the items add up to {other}"), section.place)
    expected = 0
    for section in unit.sections:
        for index, item in enumerate(section.items):
            expected = 1 if index == 0 and item.nr == 1 else expected + 1  # some documents number each section by itself
            if item.nr != expected:
                zh = f"{unit.name}第 {expected} 项印作第 {item.nr} 项"
                yield Finding(Text(zh, f"{unit.name}: item {expected} is printed as {item.nr}"), item.place)
                return
