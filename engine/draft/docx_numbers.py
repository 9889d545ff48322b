"""The styles and the numbering of a DOCX file go in, the number that is printed before a paragraph comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..problems import Fault
from ..text import Text
from .document import NotRead

MOST_LEVELS = 100_000
_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_HIGHEST = 9_999
_NEXT_TO_TEXT = "、，．）)》〉】"
"""After these a number needs no space before the text: 一、加强, but "1. 5%"."""


def chinese(number: int) -> str:
    """一、十一、二十、一百零五: as numbers are counted; digits beyond what people count so."""
    if not 0 < number <= _HIGHEST:
        return str(number)
    digits = [int(digit) for digit in reversed(str(number))]
    words, gap = "", False
    for place in range(len(digits) - 1, -1, -1):
        if digits[place]:
            words += ("零" if gap else "") + _DIGITS[digits[place]] + _UNITS[place]
        gap = not digits[place]
    return words[1:] if words.startswith("一十") else words


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
}


@dataclass(slots=True)
class _Level:
    """How a level of a list counts and shows itself; a format that is not known here shows nothing."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    is_legal: bool = False


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    list: str | None = None
    level: int = 0


@dataclass
class Numbers:
    """Counts the paragraphs of every list, as `label` is asked for them in their order."""

    _levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _of_style: dict[tuple[str, str], int] = field(default_factory=dict)
    _styles: dict[str, _Style] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _list: str = ""
    _level: int = 0
    _style: str = ""

    def take_style(self, name: str, attributes: Mapping[str, str], parents: list[str]) -> None:
        """An element of styles.xml."""
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._style = attributes.get("w:styleId", "")
            self._styles[self._style] = _Style()
            self._check(len(self._styles))
        elif self._style in self._styles and "w:style" in parents:
            style = self._styles[self._style]
            if name == "w:basedOn":
                style.based_on = value
            elif name == "w:numId":
                style.list = value
            elif name == "w:ilvl":
                style.level = _number(value, 0)

    def take_numbering(self, name: str, attributes: Mapping[str, str], parents: list[str]) -> None:
        """An element of numbering.xml."""
        value, parent = attributes.get("w:val", ""), parents[-1] if parents else ""
        if name == "w:abstractNum":
            self._list = attributes.get("w:abstractNumId", "")
        elif name == "w:num":
            self._list = attributes.get("w:numId", "")
        elif name == "w:abstractNumId":
            self._lists[self._list] = value
        elif name in ("w:lvl", "w:lvlOverride"):
            self._level = _number(attributes.get("w:ilvl", ""), 0)
            if parent == "w:abstractNum":
                self._levels[self._list, self._level] = _Level()
        elif name == "w:startOverride":
            self._starts[self._list, self._level] = _number(value, 1)
        elif parent == "w:lvl" and parents[-2:-1] == ["w:abstractNum"]:
            level = self._levels[self._list, self._level]
            if name == "w:start":
                level.start = _number(value, 1)
            elif name == "w:numFmt":
                level.format = value
            elif name == "w:lvlText":
                level.text = value
            elif name == "w:isLgl":
                level.is_legal = value not in ("0", "false", "off")
            elif name == "w:pStyle":
                self._of_style[self._list, value] = self._level
        self._check(len(self._levels) + len(self._lists) + len(self._starts) + len(self._of_style))

    def _check(self, count: int) -> None:
        if count > MOST_LEVELS:
            text = Text(f"样式或编号超过 {MOST_LEVELS:,} 种", f"there are more than {MOST_LEVELS:,} styles or kinds of numbers")
            raise NotRead(Fault("file-too-large", text))

    def label(self, style: str | None, own_list: str | None, own_level: str | None) -> str:
        """What is printed before the next paragraph; nothing where it has no number, or one that is not known here."""
        list, level = self._where(style, own_list, own_level)
        abstract = self._lists.get(list)
        if abstract is None or (abstract, level) not in self._levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if list not in self._begun:
            self._begun.add(list)
            for (of, which), start in self._starts.items():
                if of == list:
                    counts[which] = start - 1
        counts[level] = counts.get(level, self._levels[abstract, level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return self._shown(abstract, level, counts)

    def _where(self, style: str | None, own_list: str | None, own_level: str | None) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, else those of its style or of one that this is based on."""
        if own_list is not None:
            return own_list, _number(own_level or "", 0)
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            found = self._styles[style]
            if found.list is not None:
                level = self._of_style.get((self._lists.get(found.list, ""), style), found.level)
                return found.list, level
            style = found.based_on
        return "", 0

    def _shown(self, abstract: str, level: int, counts: Mapping[int, int]) -> str:
        own = self._levels[abstract, level]
        if own.format not in _FORMATS:
            return ""

        def number(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            of = self._levels.get((abstract, which), own)
            shown = _FORMATS.get("decimal" if own.is_legal else of.format, str)
            return shown(counts.get(which, of.start))

        label = re.sub("%([1-9])", number, own.text[:200])
        return label if not label or label[-1] in _NEXT_TO_TEXT else f"{label} "


def _number(value: str, otherwise: int) -> int:
    return int(value) if re.fullmatch("[0-9]{1,6}", value) else otherwise
