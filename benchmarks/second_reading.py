"""A document's text and a folder of sheets go in; the counts of both, and every number that only one of them has, come out.

    python benchmarks/second_reading.py DOCUMENT.txt rules/departments/sanmenxia-2011

Written apart from `score draft` and from the engine, so that the three do not share a mistake: the text is cut at the
brackets with points, the sheets are read as plain YAML. Only numbers and their order are compared; wording is for the eye.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml

BEGINS = "各单位具体目标如下"
UNIT = re.compile(r"([一-龥]+)-?\(一\)重点目标\((\d+)分\)(.*?)-?\(二\)一般目标\((\d+)分\)(.*?)(?=[一-龥]+-?\(一\)重点目标|\Z)")
ITEM = re.compile(r"-?(\d+)\.(.*?)\((\d+)分\)")
NO_NUMBER = re.compile(r"《[^》]*》|“[^”]*”|[0-9]{4}年度?")
"""Names and years, whose digits count nothing."""
NUMBER = re.compile(r"(?<![A-Za-z第0-9.〔-])([0-9]+(?:\.[0-9]+)?)([百千万亿]*)")
FACTORS = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class Item(NamedTuple):
    """An item of a section: its number, its points, and the numbers of its text or its targets, in their order."""

    nr: int
    points: int
    numbers: tuple[Fraction, ...]
    text: str = ""


class Section(NamedTuple):
    points: int
    items: tuple[Item, ...]


def printed(text: str) -> dict[str, list[Section]]:
    """By the name of the unit, its two sections as they are printed."""
    plain = re.sub(r"\s", "", text.translate(str.maketrans("（），；：", "(),;:")))
    found = UNIT.findall(plain.split(BEGINS)[-1])
    return {name: [_section(key_points, key), _section(points, general)] for name, key_points, key, points, general in found}


def _section(points: str, text: str) -> Section:
    """The items up to the subtotal: behind the last unit the document goes on."""
    items, left = [], int(points)
    for nr, words, worth in ITEM.findall(text):
        if left <= 0:
            break
        items.append(Item(int(nr), int(worth), tuple(_numbers(NO_NUMBER.sub("", words))), words))
        left -= int(worth)
    return Section(int(points), tuple(items))


def _numbers(text: str) -> Iterator[Fraction]:
    for number, prefix in NUMBER.findall(text):
        value = Fraction(number)
        for each in prefix:
            value *= FACTORS[each]
        yield value


def entered(sheet: Mapping[str, Any]) -> list[Section]:
    """The sections of a sheet, without those that it includes; a number is what is printed where that is another."""
    own = (section for section in sheet["sections"] if "items" in section)
    return [Section(int(section["points"]), tuple(map(_entered, section["items"]))) for section in own]


def _entered(item: Mapping[str, Any]) -> Item:
    targets = [part.get("printed", part["target"]) for part in item.get("parts", [item]) if "target" in part]
    return Item(int(item["nr"]), int(item["points"]), tuple(number for target in targets for number in _numbers(target)))


def differences(name: str, printed: Section, entered: Section) -> Iterator[str]:
    """What is not the same in a section of a unit."""
    wanted, found = ([(item.nr, item.points) for item in section.items] for section in (printed, entered))
    if (printed.points, wanted) != (entered.points, found):
        yield f"{name}: printed {printed.points} points, items {wanted}; entered {entered.points}, {found}"
        return
    for item, own in zip(printed.items, entered.items, strict=True):
        if item.numbers != own.numbers:
            yield f"{name} {item.nr}: printed {_shown(item)}; entered {_shown(own)}; {item.text}"


def _shown(item: Item) -> str:
    return ", ".join(map(str, item.numbers)) or "-"


def main(document: Path, folder: Path) -> None:
    units = printed(document.read_text(encoding="utf-8"))
    written = [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in sorted(folder.glob("*.yaml"))]
    sheets = {sheet["title"]["zh"].split(" ")[0]: entered(sheet) for sheet in written}
    for name in sorted(units.keys() ^ sheets.keys()):
        print(f"{name}: only {'printed' if name in units else 'entered'}")
    for name, sections in units.items():
        for section, own in zip(sections, sheets.get(name, []), strict=False):
            for each in differences(name, section, own):
                print(each)
    for number, title in enumerate(("key targets", "general targets")):
        both = [[sections[number] for sections in each.values()] for each in (units, sheets)]
        counts = [(len(side), sum(len(s.items) for s in side), sum(i.points for s in side for i in s.items)) for side in both]
        print(f"{title}: printed {counts[0]}, entered {counts[1]} (units, items, points)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
