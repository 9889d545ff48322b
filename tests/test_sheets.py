"""Every sheet in rules/ adds up, is complete and uses what is defined: counted here from the YAML alone, without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import RULES, Run

COUNTIES = RULES / "counties" / "sanmenxia-2011"
ITEMS = {"hubin": 57, "yima": 55, "mianchi": 55, "shanxian": 56, "lingbao": 55, "lushi": 54, "kaifaqu": 50, "jijuqu": 38}
"""How many items the document prints for each of the eight units, in its order."""
SLIPS = {
    "hubin": "34.2 12%",
    "yima": "34.2 11.96%",
    "mianchi": "34.2 12.06%",
    "shanxian": "34.2 12.07%",
    "lingbao": "34.2 12.09%",
    "lushi": "33.2 14.89%",
    "kaifaqu": "29.2 11.95%",
    "jijuqu": "21.2 11.97%",
}
"""The birth rate's limit as the document prints it: every unit's is in % where the city's own is in ‰."""


def read(path: Path) -> Any:
    """The file as texts: what is a number is for us to say."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


FILES = {path: written for path in sorted(RULES.rglob("*.yaml")) for written in [read(path)]}
SHEETS = {path: written for path, written in FILES.items() if "sections" in written}
INDICATORS = {name for path, written in FILES.items() if path.parent.name == "indicators" for name in written}
every_sheet = pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)


def items(sheet: Any) -> Iterator[Any]:
    return (item for section in sheet["sections"] for item in section["items"])


def parts(sheet: Any) -> Iterator[Any]:
    """What has an indicator: the items without parts, and the parts of the others."""
    return (part for item in items(sheet) for part in item.get("parts", [item]))


def points(written: Any) -> Fraction:
    return Fraction(written.get("points", "0"))


def test_the_sheets_are_those_of_the_documents() -> None:
    assert {path.stem for path in SHEETS if path.parent == COUNTIES} == set(ITEMS)
    assert len(SHEETS) == len(ITEMS) + 2  # the city's own, and Qinghai's


@every_sheet
def test_adds_up_per_section_and_in_all(path: Path) -> None:
    sheet = SHEETS[path]
    for section in sheet["sections"]:
        assert sum(map(points, section["items"])) == points(section), section["title"]
    assert sum(map(points, sheet["sections"])) == points(sheet)


@every_sheet
def test_shares_add_up_to_the_whole_item(path: Path) -> None:
    for item in items(SHEETS[path]):
        shares = [
            Fraction(part["share"].removesuffix("%")) / (100 if "%" in part["share"] else 1)
            for part in item.get("parts", [])
            if "share" in part
        ]
        assert not shares or (sum(shares) == 1 and len(shares) == len(item["parts"])), item["nr"]


@every_sheet
def test_is_numbered_from_one_without_a_gap(path: Path) -> None:
    numbers = [int(item["nr"]) for item in items(SHEETS[path])]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("unit", ITEMS)
def test_a_county_sheet_has_its_items_and_a_thousand_points(unit: str) -> None:
    sheet = SHEETS[COUNTIES / f"{unit}.yaml"]
    assert sheet["sheet"] == sheet["unit"] == unit
    assert points(sheet) == 1000
    assert len(list(items(sheet))) == ITEMS[unit]


def test_the_eight_county_sheets_have_420_items() -> None:
    assert sum(len(list(items(sheet))) for path, sheet in SHEETS.items() if path.parent == COUNTIES) == sum(ITEMS.values()) == 420


@pytest.mark.parametrize(("path", "count"), [("cities/sanmenxia-2011.yaml", 12), ("provinces/qinghai-2013-hr.yaml", 12)])
def test_a_sheet_without_points_has_none(path: str, count: int) -> None:
    sheet = SHEETS[RULES / path]
    assert len(list(items(sheet))) == count
    assert all(points(each) == 0 for each in (sheet, *sheet["sections"], *items(sheet)))


def test_every_indicator_is_used_and_every_used_one_is_defined() -> None:
    """By a sheet, or as an input that another one is compared with."""
    used = {part["indicator"] for sheet in SHEETS.values() for part in parts(sheet)}
    used |= {name for sheet in SHEETS.values() for part in parts(sheet) for name in part.get("inputs", {}).values()}
    assert used == INDICATORS


def test_every_unit_has_a_sheet() -> None:
    assert {sheet["unit"] for sheet in SHEETS.values()} == set(FILES[RULES / "units.yaml"])


def test_the_only_notes_are_the_eight_printed_slips(score: Callable[..., Run]) -> None:
    run = score("check", RULES, "--lang", "en")
    *notes, summary = run.err.splitlines()
    assert run.code == 0
    assert summary == "8 notes"
    for unit, slip in SLIPS.items():
        number, printed = slip.split()
        (note,) = (line for line in notes if f"/{unit}.yaml:" in line)
        assert f": note item {number} is printed as {printed} " in note
        assert note.endswith("[printed-slip]")
    assert run.out.startswith(f"sheets checked: {len(SHEETS)}, items: {420 + 12 + 12}")
    assert run.out.endswith("; no errors\n")
