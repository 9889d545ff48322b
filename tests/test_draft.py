"""`score draft`: documents of several styles become rules that load, and every guess in them is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kaohe.engine.draft.document import Document, Line
from kaohe.engine.draft.outline import outline
from kaohe.engine.numbers import normalised
from kaohe.engine.problems import Place

from .conftest import CASES, RULES, Run

Scored = Callable[..., Run]
DOCUMENTS = CASES / "draft"
GUESS = "[draft-not-confirmed]"
ITS_OWN = {"draft-not-confirmed", "gap-in-numbering"}
"""Warnings of a draft: its guesses, and the numbers of tasks and of common items, which do not follow each other."""


class Expected(NamedTuple):
    """What a document comes to: by unit the points and targets of its items; the tasks with who leads and who helps."""

    document: str
    date: str
    items: dict[str, dict[int, tuple[str, list[str | None]]]]
    tasks: list[tuple[int, list[str | None], dict[str, str], str | None]]
    findings: list[tuple[int, str]]


EXPECTED = {
    "gazette.txt": Expected(
        "云政〔2031〕8号", "2031-03-09",
        {"qinghequrenminzhengfu": {1: ("10", ["11%"]), 2: ("15", ["3.2亿元", "70%"]), 3: ("15", ["16%"]), 4: ("8", ["4500人", "1200人"]),
                                   5: ("12", ["6‰"])},
         "shiqiaoxianrenminzhengfu": {1: ("20", ["9.5%"]), 2: ("10", ["48亿元"]), 3: ("5", ["6800元"])}},
        [], []),
    "tasks.md": Expected(
        "白政办〔2032〕15号", "2032-02-01", {},
        [(1, ["120公里"], {"市交通运输局": "lead", "市财政局": "cooperating", "市公路局": "cooperating"}, "完成时限：2032年10月底"),
         (2, ["30座"], {"市交通运输局": "lead"}, "完成时限：2032年11月底"),
         (3, ["2座"], {"市住房城乡建设局": "lead", "市环保局": "cooperating"}, "完成时限：2032年12月底"),
         (4, [None], {"市规划局": "lead"}, "完成时限：2032年6月底")], []),
    "tasks.html": Expected(
        "松岭政发〔2033〕2号", "2033-01-20", {},
        [(1, ["300张"], {"县民政局": "lead", "县财政局": "cooperating"}, None),
         (2, ["5所"], {"县民政局": "lead", "县住建局": "cooperating", "县卫生局": "cooperating"}, None),
         (3, ["4%"], {"县人社局": "lead", "县教育局": "cooperating"}, None)], []),
    "tasks.txt": Expected(
        "柳政〔2034〕6号", "2034-03-01", {},
        [(1, ["25亿元"], {"市商务局": "lead"}, "负责领导：李一平"),
         (2, ["3万亩"], {"市林业局": "lead", "市农业局": "lead"}, "负责领导：王二安"),
         (3, [None], {"市住房城乡建设局": "lead"}, "负责领导：李一平")], []),
    "numbered.txt": Expected(
        "枫管〔2035〕1号", "2035-01-05",
        {"dongfengjiedaobanshichu": {1: ("10", ["5000万元"]), 2: ("8", ["2亿元"]), 3: ("2", ["3万平方米"]), 5: ("6", ["2所"]),
                                     6: ("4", ["21000元"])},
         "xifengjiedaobanshichu": {1: ("10", ["3000万元"]), 2: ("5", ["5万株"])}},
        [], [(15, "printed 20 points, the items add up to 18"), (21, "printed 12 points, the items add up to 10"),
             (23, "item 4 is printed as 5")]),
}  # fmt: skip
NAMES = list(EXPECTED)


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def targets(item: dict[str, Any]) -> list[str | None]:
    return [part.get("target") for part in item.get("parts", [item])]


def sheets(folder: Path) -> dict[str, dict[int, tuple[str, list[str | None]]]]:
    return {
        path.stem: {
            item["nr"]: (str(item["points"]), targets(item)) for section in read(path)["sections"] for item in section.get("items", [])
        }
        for path in sorted((folder / "sheets").glob("*.yaml"))
    }


def printed(name: str | dict[str, str]) -> str:
    """The name of a unit without the name of its city, which the register has (市住建局 is an alias there)."""
    return name if isinstance(name, str) else name["zh"].removeprefix("三门峡")


def tasks(folder: Path) -> list[tuple[int, list[str | None], dict[str, str], str | None]]:
    units = {id: printed(unit["name"]) for id, unit in read(folder / "units.yaml").items()}
    entries = [entry for path in sorted((folder / "tasks" / "shared").glob("*.yaml")) for entry in read(path)]
    return [
        (entry["nr"], targets(entry), {units[each["unit"]]: each["role"] for each in entry["units"]}, entry.get("note"))
        for entry in entries
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def drafted(score: Scored, name: str, folder: Path) -> dict[str, Any]:
    run = score("draft", DOCUMENTS / name, "-o", folder, "--json", "--lang", "en")
    assert run.code == 0, run.err
    data: dict[str, Any] = json.loads(run.out)
    return data


@pytest.mark.parametrize("name", NAMES)
def test_a_document_comes_to_its_units_items_points_and_roles(score: Scored, tmp_path: Path, name: str) -> None:
    expected, data = EXPECTED[name], drafted(score, name, tmp_path / "rules")
    assert (data["document"], data["date"], data["period"]) == (expected.document, expected.date, expected.date[:4])
    assert sheets(tmp_path / "rules") == expected.items
    assert tasks(tmp_path / "rules") == expected.tasks
    assert {unit["unit"]: unit["items"] for unit in data["units"]} == {unit: len(items) for unit, items in expected.items.items()}
    assert [task["nr"] for task in data["tasks"]] == [task[0] for task in expected.tasks]
    assert len(data["findings"]) == len(expected.findings)
    for found, (line, text) in zip(data["findings"], expected.findings, strict=True):
        assert f"{name}:{line}:" in found["place"]
        assert found["text"].endswith(text)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_loads_and_names_every_guess(score: Scored, tmp_path: Path, name: str) -> None:
    data = drafted(score, name, tmp_path / "rules")
    run = score("check", tmp_path / "rules", "--lang", "en")
    assert run.code == 0, run.err
    assert " error " not in run.err
    assert set(re.findall(r"\[([a-z-]+)\]$", run.err, re.MULTILINE)) <= ITS_OWN
    assert run.err.count(GUESS) == data["guesses"] > 0


def test_common_items_are_written_once_and_each_sheet_includes_them(score: Scored, tmp_path: Path) -> None:
    assert drafted(score, "numbered.txt", tmp_path / "rules")["common"] == 2
    common = read(tmp_path / "rules" / "sheets" / "shared" / "common.yaml")
    assert [(item["nr"], item["points"], item["target"]) for item in common[0]["items"]] == [(901, 5, "3起"), (902, 5, "95%")]
    for path in (tmp_path / "rules" / "sheets").glob("*.yaml"):
        assert read(path)["sections"][0] == {"include": "shared/common.yaml"}


def test_what_is_not_printed_is_said_to_be_guessed(score: Scored, tmp_path: Path) -> None:
    drafted(score, "numbered.txt", tmp_path / "rules")
    sheet = read(tmp_path / "rules" / "sheets" / "dongfengjiedaobanshichu.yaml")
    assert "no points are printed" in sheet["sections"][1]["items"][2]["draft"][0]["en"]
    drafted(score, "tasks.md", tmp_path / "tasks")
    said = read(tmp_path / "tasks" / "tasks" / "shared" / "task_1_002.yaml")[0]["draft"]
    assert any("taken as above: 市交通运输局" in each["en"] for each in said)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_document_gives_the_same_files(score: Scored, tmp_path: Path, name: str) -> None:
    drafted(score, name, tmp_path / "one")
    drafted(score, name, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["one", "two"]


def test_a_folder_that_holds_something_is_left_as_it_was(score: Scored, tmp_path: Path) -> None:
    drafted(score, "gazette.txt", tmp_path / "rules")
    before = contents(tmp_path / "rules")
    run = score("draft", DOCUMENTS / "numbered.txt", "-o", tmp_path / "rules", "--lang", "en")
    assert run.code == 1
    assert "[cannot-write]" in run.err
    assert contents(tmp_path / "rules") == before
    assert [each.name for each in tmp_path.iterdir()] == ["rules"]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("binary.txt", bytes(range(256)) * 8),
        ("zip.txt", b"PK\x03\x04" + b"\0" * 40),
        ("not.docx", b"PK\x03\x04" + b"\0" * 40),
        ("not.pdf", "1. 全区生产总值增长 11%（10 分）。".encode()),
        ("speech.txt", "同志们：\n今天的会议很重要。\n".encode()),
        ("table.csv", b"nr,target\n1,2\n"),
        ("no-unit.md", "| 序号 | 工作任务 | 牵头单位 |\n| --- | --- | --- |\n| 1 | 造林 3 万亩 | |\n".encode()),
        ("no-task.md", "| 姓名 | 年龄 |\n| --- | --- |\n| 甲 | 3 |\n".encode()),
    ],
)
def test_nothing_is_written_of_a_document_that_cannot_be_read(score: Scored, tmp_path: Path, name: str, raw: bytes) -> None:
    (tmp_path / name).write_bytes(raw)
    run = score("draft", tmp_path / name, "-o", tmp_path / "rules")
    assert run.code == 1
    assert name in run.err
    assert "internal error" not in run.err
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_document_that_is_not_there_writes_nothing(score: Scored, tmp_path: Path) -> None:
    assert score("draft", tmp_path / "nosuch.txt", "-o", tmp_path / "rules").code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "unit", ["../../outside", "..", "/etc/甲局", "..\\..\\乙局", "甲/../../乙局", "CON", ".", "甲{局", "'甲局", "#甲局"]
)
def test_no_name_of_a_unit_leads_out_of_the_folder(score: Scored, tmp_path: Path, unit: str) -> None:
    document = tmp_path / "in" / "document.txt"
    document.parent.mkdir()
    document.write_text(f"{unit}\n\n1. 造林 3 万亩（10 分）；\n\n2. 植树 5 万株（5 分）。\n", encoding="utf-8")
    run = score("draft", document, "-o", tmp_path / "in" / "rules")
    assert run.code == 0, run.err
    assert sorted(each.name for each in tmp_path.rglob("*") if "rules" not in each.parts) == ["document.txt", "in"]
    assert len(list((tmp_path / "in" / "rules" / "sheets").glob("*.yaml"))) == 1
    assert score("check", tmp_path / "in" / "rules").code == 0


def test_no_name_of_a_unit_in_a_table_leads_out_of_the_folder(score: Scored, tmp_path: Path) -> None:
    document = tmp_path / "in" / "document.md"
    document.parent.mkdir()
    rows = ["| 序号 | 工作任务 | 牵头单位 |", "| --- | --- | --- |", "| 1 | 造林 3 万亩 | ../../外局 |", "| 1 | 植树 5 万株 | ../../外局 |"]
    document.write_text("\n".join(rows) + "\n", encoding="utf-8")
    run = score("draft", document, "-o", tmp_path / "in" / "rules")
    assert run.code in (0, 1)
    assert sorted(each.name for each in tmp_path.rglob("*") if "rules" not in each.parts) == ["document.md", "in"]
    if run.code == 0:
        assert score("check", tmp_path / "in" / "rules").code == 0


def draft_of(score: Scored, tmp_path: Path, text: str) -> tuple[Path, dict[str, Any]]:
    document = tmp_path / "document.txt"
    document.write_text(text, encoding="utf-8")
    run = score("draft", document, "-o", tmp_path / "rules", "--json", "--lang", "en")
    assert run.code == 0, run.err
    checked = score("check", tmp_path / "rules", "--lang", "en")
    assert checked.code == 0, checked.err
    return tmp_path / "rules", json.loads(run.out)


def test_a_unit_that_stands_twice_has_two_sheets(score: Scored, tmp_path: Path) -> None:
    text = "竹溪镇政府\n\n1. 造林 3 万亩（10 分）。\n\n竹溪镇政府\n\n1. 植树 5 万株（7 分）。\n"
    folder, data = draft_of(score, tmp_path, text)
    assert [unit["unit"] for unit in data["units"]] == ["zhuxizhenzhengfu"] * 2
    compared = score("draft", tmp_path / "document.txt", "--compare", folder, "--json")
    assert json.loads(compared.out)["differences"] == []
    assert sheets(folder) == {"zhuxizhenzhengfu": {1: ("10", ["3万亩"])}, "zhuxizhenzhengfu-2": {1: ("7", ["5万株"])}}


SHEET = """松市人民政府
二〇三一年三月一日
{unit}
1. 全市造林 3 万亩（10 分）。
2. 市本级造林 2 万亩（10 分）。
3. 完成市下达的护林任务（10 分）。
4. 加强巡山，完成护林目标任务（10 分）。
"""
REGISTER = """
songshi: {name: 松市人民政府, aliases: [松市]}
linyeju: {name: 松市林业局, aliases: [市林业局], parent: songshi}
shanju: {name: 松市山林局}
"""
INDICATORS = "husen: {name: 护林, kind: judged, supplier: 市林业局, method: judged}\n"


@pytest.mark.parametrize(
    ("unit", "issuer", "subject", "guessed"),
    [
        ("松市林业局", "松市人民政府", "songshi", False),  # its parent
        ("松市山林局", "松市人民政府", "songshi", False),  # who issued the document
        ("松市竹林局", "松市人民政府", "songshi", False),
        ("松市人民政府", "松市人民政府", None, False),  # the unit itself
        ("柏市人民政府", "松市人民政府", None, False),
        ("松市山林局", "柏市人民政府", None, True),
    ],
)
def test_the_figure_of_the_whole_city_is_the_citys(
    score: Scored, tmp_path: Path, unit: str, issuer: str, subject: str | None, guessed: bool
) -> None:
    items, text = drafted_by_register(score, tmp_path, SHEET.format(unit=unit).replace("松市人民政府", issuer, 1))
    assert [item.get("subject") for item in items] == [subject, None, None, None]
    assert ("the figure is of the whole area" in text) is guessed
    assert "全市造林" not in text


def test_an_indicator_twice_and_of_the_unit_itself_is_a_guess(score: Scored, tmp_path: Path) -> None:
    items, _ = drafted_by_register(score, tmp_path, SHEET.format(unit="松市林业局"))
    assert [item["indicator"] for item in items[2:]] == ["husen", "husen"]
    said = [" ".join(each["en"] for each in item["draft"]) for item in items[2:]]
    assert ["stands in item 3 already" in each for each in said] == [False, True]
    assert ["the assessed unit itself" in each for each in said] == [True, True]


def drafted_by_register(score: Scored, tmp_path: Path, text: str) -> tuple[list[dict[str, Any]], str]:
    """The items of the one sheet of a document, drafted by a small register, and all that is written."""
    register, document = tmp_path / "register", tmp_path / "document.txt"
    (register / "indicators").mkdir(parents=True)
    (register / "units.yaml").write_text(REGISTER, encoding="utf-8")
    (register / "indicators" / "all.yaml").write_text(INDICATORS, encoding="utf-8")
    (register / "methods.yaml").write_bytes((RULES / "methods.yaml").read_bytes())
    document.write_text(text, encoding="utf-8")
    run = score("draft", document, "--rules", register, "-o", tmp_path / "rules")
    assert run.code == 0, run.err
    assert score("check", tmp_path / "rules").code == 0
    files = list((tmp_path / "rules").rglob("*.yaml"))
    (sheet,) = (tmp_path / "rules" / "sheets").glob("*.yaml")
    written = "".join(path.read_text(encoding="utf-8") for path in files if path.name != "methods.yaml")
    return [item for section in read(sheet)["sections"] for item in section["items"]], written


def test_items_that_each_section_numbers_by_itself_are_numbered_through(score: Scored, tmp_path: Path) -> None:
    text = "竹溪镇政府\n\n（一）林业（10 分）\n\n1. 造林 3 万亩（10 分）。\n\n（二）农业（7 分）\n\n1. 植树 5 万株（7 分）。\n"
    folder, data = draft_of(score, tmp_path, text)
    assert list(sheets(folder)["zhuxizhenzhengfu"]) == [1, 2]
    assert data["findings"] == []


def test_tasks_with_one_number_are_told_apart(score: Scored, tmp_path: Path) -> None:
    text = "序号\t工作任务\t责任单位\n1\t造林 3 万亩。\t县林业局\n\t植树 5 万株。\t县林业局\n2\t改造茶园 4 万亩。\t县林业局\n"
    folder, data = draft_of(score, tmp_path, text)
    assert sorted(task["nr"] for task in data["tasks"]) == [1, 2, 3]
    assert len(list((folder / "tasks" / "shared").iterdir())) == 3


@pytest.mark.parametrize("day", ["2031年2月30日", "2031年13月1日", "〇〇〇〇年一月一日", "2031年百月一日"])
def test_a_day_that_is_none_is_left_out(score: Scored, tmp_path: Path, day: str) -> None:
    text = f"竹政〔2031〕4号\n\n{day}\n\n竹溪镇政府\n\n1. 造林 3 万亩（10 分）。\n"
    assert draft_of(score, tmp_path, text)[1]["date"] is None


def test_a_range_is_drafted_with_its_lower_end_and_loads(score: Scored, tmp_path: Path) -> None:
    folder, _ = draft_of(score, tmp_path, "竹溪镇政府\n\n1. 粮食产量 3-5 万吨（10 分）。\n")
    assert sheets(folder) == {"zhuxizhenzhengfu": {1: ("10", ["3万吨"])}}


def test_circled_numbers_within_an_item_do_not_begin_items(score: Scored, tmp_path: Path) -> None:
    text = "竹溪镇政府\n\n1. 完成下列工作：\n①造林 3 万亩；\n②植树 5 万株（10 分）。\n"
    assert draft_of(score, tmp_path, text)[1]["units"][0]["items"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_does_not_differ_from_itself(score: Scored, tmp_path: Path, name: str) -> None:
    drafted(score, name, tmp_path / "rules")
    run = score("draft", DOCUMENTS / name, "--compare", tmp_path / "rules", "--json")
    assert json.loads(run.out)["differences"] == []
    for language, words in (("zh", "草稿与现有规则一致"), ("en", "the draft and the rules agree")):
        assert score("draft", DOCUMENTS / name, "--compare", tmp_path / "rules", "--lang", language).out.endswith(f"{words}\n")


def test_changed_points_are_the_one_difference(score: Scored, tmp_path: Path) -> None:
    drafted(score, "gazette.txt", tmp_path / "rules")
    path = tmp_path / "rules" / "sheets" / "shiqiaoxianrenminzhengfu.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (("points: 35", "points: 36"), ("points: 30", "points: 31"), ("points: 20", "points: 21")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    assert score("check", tmp_path / "rules").code == 0
    data = json.loads(score("draft", DOCUMENTS / "gazette.txt", "--compare", tmp_path / "rules", "--json").out)
    assert data["differences"] == [{"unit": "shiqiaoxianrenminzhengfu", "nr": 1, "what": "points", "draft": "20", "rules": "21"}]
    table = score("draft", DOCUMENTS / "gazette.txt", "--compare", tmp_path / "rules", "--lang", "zh").out
    assert table.endswith("1 处不同\n")


@pytest.mark.parametrize("name", NAMES)
def test_json_and_summary_say_the_same_in_both_languages(score: Scored, name: str) -> None:
    data = json.loads(score("draft", DOCUMENTS / name, "--json", "--lang", "en").out)
    items, units = sum(unit["items"] for unit in data["units"]), len(data["units"])
    of_tasks = len({each["unit"] for task in data["tasks"] for each in task["units"]})
    known, proposed = (len(data["indicators"][each]) for each in ("known", "proposed"))
    en = score("draft", DOCUMENTS / name, "--lang", "en").out
    assert f"document {data['document']}, date {data['date']}, period {data['period']}\n" in en
    assert f"units: {units}, items: {items}, items in common: {data['common']}; tasks: {len(data['tasks'])}, of {of_tasks} units\n" in en
    assert f"indicators: {known} known, {proposed} proposed; guesses to confirm: {data['guesses']} " in en
    zh = score("draft", DOCUMENTS / name, "--lang", "zh").out
    assert f"{units} 个单位、{items} 项目标，共同目标 {data['common']} 项；任务 {len(data['tasks'])} 项、{of_tasks} 个单位" in zh
    assert zh.count("原文有误") == en.count("in the document") == len(data["findings"])
    for found in data["findings"]:
        assert f"{found['place']}  {found['text']}" in en
    assert ", ".join(data["unread"]) in en


def test_without_a_folder_nothing_is_written(score: Scored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert score("draft", DOCUMENTS / "gazette.txt", "--rules", RULES).code == 0
    assert list(tmp_path.iterdir()) == []


PIECES = st.sampled_from(
    ["1.", "- 2、", "3)", "①", "②", "（一）", "（十百）", "一、", "二十〇、", "（10 分）", "（分值：５分）", "（1..2分）", "（9.分）",
     "(．分)",
     "；", "。", "\n", "县局", "增长 5%", "- 12 -", "第 3 页", "2031年13月40日", "〔2031〕8号", "甲政", "½", "²", "１２．", "\u3000", "\t"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join) | st.text()


def points_of(text: str) -> Iterator[Fraction]:
    lines = tuple(Line(line, Place("document.txt", number)) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    found = outline(Document(lines, Place("document.txt")))
    for section in (*found.common, *(section for unit in found.units for section in unit.sections)):
        yield from (each for each in (section.points, *(item.points for item in section.items)) if each is not None)


@given(TEXTS)
def test_every_point_of_an_outline_is_a_number_in_the_text(text: str) -> None:
    stand = {Fraction(number) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", normalised(text))}
    assert set(points_of(text)) <= stand


CHAPTERS = """某市人民政府关于下达责任目标的通知
某政〔2024〕3号
2024年3月1日
东县人民政府
一、经济发展（60分）
1. 地区生产总值增长 6%（30分）；
2. 一般公共预算收入 12 亿元（30分）。
二、民生（40分）
3. 城镇新增就业 5000 人（40分）。
西县人民政府
一、经济发展（60分）
1. 地区生产总值增长 5%（60分）。
二、民生（40分）
2. 城镇新增就业 4000 人（40分）。
"""


def test_chapters_under_a_unit_are_its_sections(score: Callable[..., Run], tmp_path: Path) -> None:
    """They were taken for what all units have in common, and the unit was lost."""
    (tmp_path / "chapters.txt").write_text(CHAPTERS, encoding="utf-8")
    run = score("draft", tmp_path / "chapters.txt", "--json")
    found = json.loads(run.out)
    assert run.code == 0
    assert [(unit["name"], unit["items"]) for unit in found["units"]] == [("东县人民政府", 3), ("西县人民政府", 2)]
    assert (found["common"], found["document"], found["date"]) == (0, "某政〔2024〕3号", "2024-03-01")
