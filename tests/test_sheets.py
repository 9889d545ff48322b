"""Every sheet in rules/ adds up, is complete and uses what is defined: counted here from the YAML alone, without the engine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from kaohe.engine.numbers import measured_text

from .conftest import ROOT, RULES, Run

COUNTIES = RULES / "counties" / "sanmenxia-2011"
DEPARTMENTS = RULES / "departments" / "sanmenxia-2011"
CLASSES = {"government": 52, "state_company": 6, "utility": 6, "bank": 9, "insurer": 2, "other": 2}
"""How many of the 77 departments, companies and banks are what."""
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
OTHER_SLIPS = {"fagaiwei": ["7 104.5%"], "jishengwei": ["1.1 12.96%", "1.2 6.48%"], "weishengju": ["4 25%"]}
"""What a department's sheet scores otherwise than it is printed: a price level as a rise, rates in % as ‰."""


def read(path: Path) -> Any:
    """The file as texts: what is a number is for us to say."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


FILES = {path: written for path in sorted(RULES.rglob("*.yaml")) for written in [read(path)]}
SHEETS = {path: written for path, written in FILES.items() if isinstance(written, dict) and "sections" in written}
COMMON = FILES[DEPARTMENTS / "shared" / "common.yaml"]
INDICATORS = {name: entry for path, written in FILES.items() if path.parent.name == "indicators" for name, entry in written.items()}
every_sheet = pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)


def sections(sheet: Any) -> list[Any]:
    """Its sections, with the common ones where it includes them."""
    return [each for section in sheet["sections"] for each in (COMMON if "include" in section else [section])]


def own(sheet: Any) -> list[Any]:
    return [section for section in sheet["sections"] if "include" not in section]


def items(sheet: Any) -> Iterator[Any]:
    return (item for section in sections(sheet) for item in section["items"])


def parts(sheet: Any) -> Iterator[Any]:
    """What has an indicator: the items without parts, and the parts of the others."""
    return (part for item in items(sheet) for part in item.get("parts", [item]))


def points(written: Any) -> Fraction:
    return Fraction(written.get("points", "0"))


def test_the_sheets_are_those_of_the_documents() -> None:
    assert {path.stem for path in SHEETS if path.parent == COUNTIES} == set(ITEMS)
    assert len([path for path in SHEETS if path.parent == DEPARTMENTS]) == 77
    assert len(SHEETS) == len(ITEMS) + 77 + 2  # the city's own, and Qinghai's


@every_sheet
def test_adds_up_per_section_and_in_all(path: Path) -> None:
    sheet = SHEETS[path]
    for section in sections(sheet):
        assert sum(map(points, section["items"])) == points(section), section["title"]
    assert sum(map(points, sections(sheet))) == points(sheet)


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
    numbers = [int(item["nr"]) for section in own(SHEETS[path]) for item in section["items"]]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", [path for path in SHEETS if path.parent == DEPARTMENTS], ids=lambda path: path.stem)
def test_a_department_has_200_common_points_and_800_of_its_own(path: Path) -> None:
    sheet = SHEETS[path]
    assert sheet["sheet"] == sheet["unit"] == path.stem
    assert [(section["title"]["zh"], points(section)) for section in sections(sheet)] == [
        ("共同性目标", Fraction(200)), ("重点目标", Fraction(600)), ("一般目标", Fraction(200)),
    ]  # fmt: skip


def test_the_departments_have_1054_items_of_their_own_and_nine_in_common() -> None:
    """As docs/second-reading-2011.md counts them from the text alone: 204 key targets and 850 general ones."""
    sheets = [sheet for path, sheet in SHEETS.items() if path.parent == DEPARTMENTS]
    counts = [sum(len(own(sheet)[number]["items"]) for sheet in sheets) for number in (0, 1)]
    assert counts == [204, 850]
    assert [int(item["nr"]) for section in COMMON for item in section["items"]] == list(range(901, 910))


def test_the_85_units_have_2167_items_and_85000_points() -> None:
    sheets = [sheet for path, sheet in SHEETS.items() if path.parent in (COUNTIES, DEPARTMENTS)]
    assert sum(len(list(items(sheet))) for sheet in sheets) == 420 + 1054 + 77 * 9 == 2167
    assert sum(map(points, sheets)) == 85_000


def test_the_units_have_their_classes() -> None:
    of = Counter(unit["class"] for id, unit in FILES[RULES / "units.yaml"].items() if DEPARTMENTS / f"{id}.yaml" in SHEETS)
    assert of == CLASSES


def test_every_judged_indicator_says_by_whom_by_what_grades_and_on_what_evidence() -> None:
    methods = FILES[RULES / "methods.yaml"]
    judged = {name: entry for name, entry in INDICATORS.items() if entry["kind"] == "judged"}
    assert len(judged) > 100
    for name, entry in judged.items():
        assert entry["supplier"], name
        assert entry["judged"] and entry["evidence"], name
        assert len(methods[entry["method"]]["grades"]) > 1, name


@pytest.mark.parametrize(
    ("indicator", "judge", "units"),
    [
        ("public_institution_energy", "shiguanju", 85),
        ("emergency_management", "shizhengfuban", 84),
        ("work_safety", "anjianju", 71),
        ("lawful_administration", "fazhiban", 50),
        ("urbanisation_work", "zhujianju", 41),
    ],
)
def test_a_task_of_many_units_is_one_indicator_with_one_judge(indicator: str, judge: str, units: int) -> None:
    """Some give another judge where the unit itself would be it."""
    uses = [part for path, sheet in SHEETS.items() for part in parts(sheet) if part["indicator"] == indicator]
    assert len(uses) == units
    assert INDICATORS[indicator]["supplier"] == judge
    assert len([part for part in uses if "supplier" in part]) <= 1


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
    assert used == set(INDICATORS)


def test_every_measure_has_an_english_name() -> None:
    for name, entry in INDICATORS.items():
        written = measured_text("1", entry.get("measure", ""))
        assert not re.search("[一-龥]", written.en), (name, written.en)


def test_the_docs_count_the_indicators() -> None:
    assert f"| {len(INDICATORS)} in `rules/indicators`," in (ROOT / "docs" / "city-2011.md").read_text(encoding="utf-8")


def test_every_unit_has_a_sheet() -> None:
    assert {sheet["unit"] for sheet in SHEETS.values()} == set(FILES[RULES / "units.yaml"])


def test_the_only_notes_are_the_printed_slips(score: Callable[..., Run]) -> None:
    run = score("check", RULES, "--lang", "en")
    *notes, summary = run.err.splitlines()
    assert run.code == 0
    slips = {unit: [slip] for unit, slip in SLIPS.items()} | OTHER_SLIPS
    assert summary == f"{sum(map(len, slips.values()))} notes"
    for unit, printed in slips.items():
        found = [line for line in notes if f"/{unit}.yaml:" in line]
        for note, slip in zip(found, printed, strict=True):
            number, said = slip.split()
            assert f": note item {number} is printed as {said} " in note
            assert note.endswith("[printed-slip]")
    assert run.out.startswith(f"sheets checked: {len(SHEETS)}, items: {2167 + 12 + 12}")
    assert run.out.endswith("; no errors\n")
