"""What somebody who writes a first rule gets wrong, and that he is told what to write instead (never a wrong score)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from .conftest import CASES, Run

Scored = Callable[..., Run]
EXTRA = "methods: {extra: {name: x, says: x, ladder: [{award: 1 +}], examples: [{given: {points: 0}, award: 1}]}}"
ZONES = """
  zoned: {name: zoned, says: twice in zones, declares: [bonus], unit_classes: {zone: {name: {zh: 开发区, en: zone}}},
    ladder: [{award: points * (2 if unit_class == zone else 1)}],
    examples: [{given: {points: 10, unit_class: other}, award: 10}]}
"""
PEERS = """
few: {name: few, says: few, declares: [bonus], peers: {include_self: false, missing: leave_out},
  ladder: [{when: peer_count(actual > 0) < 0.5 * peer_count(), award: points + 1}, {award: points}],
  examples: [{given: {points: 10, actual: 1}, peers: [{actual: 0}], award: 11}]}
"""
EVENTS = "\nevents: {name: events, kind: count, supplier: s, method: per_event}\n"


class Rules(NamedTuple):
    """A copy of cases/faulty/base, to be spoilt."""

    folder: Path
    score: Scored

    def put(self, file: str, old: str, new: str) -> Rules:
        """The same with a text of a file replaced; with `old` empty, added at its end; a new file where there is none."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, old
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        return self

    def item(self, item: str) -> Rules:
        """The same with another third item."""
        return self.put("sheet.yaml", "{nr: 3, indicator: safety, points: 10}", item)

    def run(self, *arguments: str, language: str = "en") -> Run:
        return self.score(*(arguments or ("sheet.yaml", "actuals.csv")), "--lang", language)

    def says(self, *said: str, arguments: Sequence[str] = ()) -> None:
        """Every sentence stands in what is printed; the same command in Chinese says as many things."""
        found, zh = self.run(*arguments), self.run(*arguments, language="zh")
        for each in said:
            assert each in found.err, found.err
        assert found.err.count("\n") == zh.err.count("\n")
        assert "Traceback" not in found.err + zh.err


@pytest.fixture
def rules(tmp_path: Path, score: Scored, monkeypatch: pytest.MonkeyPatch) -> Rules:
    shutil.copytree(CASES / "faulty" / "base", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Rules(tmp_path, score)


@pytest.fixture
def plan(rules: Rules) -> Rules:
    """The same with cases/faulty/base-plan over it."""
    shutil.copytree(CASES / "faulty" / "base-plan", rules.folder, dirs_exist_ok=True)
    return rules


# What was wrong or silent


def test_a_bonus_may_come_on_top_of_what_is_open(rules: Rules) -> None:
    rules.put("actuals.csv", "示例县,生产总值增速,12.35%,示例\n", "")
    assert "at most 100.00)" in rules.run().out
    rules.put("methods.yaml", "  ladder:\n", "  declares: [bonus]\n  ladder:\n")
    assert "at most 100.00 without bonuses)" in rules.run().out
    assert "最高可达 100.00（不含加分）" in rules.run(language="zh").out


def test_only_an_input_that_is_the_target_is_shown_as_one(rules: Rules) -> None:
    rules.item("{nr: 3, indicator: revenue, points: 10, method: not_below, inputs: {other: second}}")
    rules.put("indicators/indicators.yaml", "", "\nsecond: {name: second, measure: 万元, kind: stock, supplier: s, method: proportional}\n")
    assert "≥the other" in rules.run("show", "sheet.yaml").out
    rules.put("methods.yaml", ", is_target: true", "")
    assert "≥the other" not in rules.run("show", "sheet.yaml").out


@pytest.mark.parametrize(("own", "warned"), [("zones", True), ("开发区", True), ("county", False), ("zona", False), ("", False)])
def test_a_class_that_is_almost_one_of_the_methods(rules: Rules, own: str, warned: bool) -> None:
    rules.item("{nr: 3, indicator: revenue, points: 10, method: zoned}").put(
        "sheet.yaml", "points: 100\n", f"points: 100\nmethods: {ZONES}"
    )
    rules.put("units.yaml", "  class: county\n", f"  class: {own}\nother: {{name: other, class: zone}}\n" if own else "")
    if not own:
        rules.put("units.yaml", "", "other: {name: other, class: zone}\n")
    run = rules.run("check", "sheet.yaml")
    assert run.code == 0
    assert ("[unknown-class]" in run.err) is warned
    assert ("did you mean zone?" in run.err) is warned


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("10", "write 10% or 1000%"),
        ("2", "write 2% or 200%"),
        ("80", "with its sign: 80%"),
        ("1", ""),
        ("0", ""),
        ("1.25", ""),
        ("3/2", ""),
    ],
)
def test_a_bare_whole_number_is_no_ratio(rules: Rules, written: str, hint: str) -> None:
    run = rules.put("sheet.yaml", "target: 13%", f"target: 13%, settings: {{floor: {written}}}").run()
    assert ("[not-a-ratio]" in run.err) is bool(hint)
    assert hint in run.err


@pytest.mark.parametrize("extra", [",,", ",", ",,x"])
def test_a_row_with_more_cells_than_the_headings(rules: Rules, extra: str) -> None:
    """An unquoted comma in a number pushes the cells behind it aside: 5,200 must not be read as 5."""
    rules.put("actuals.csv", "4000万元,示例", f"4000万元,示例{extra}").says("[wrong-number-of-cells]", '"1,234"')


def test_all_rows_may_have_the_same_blanks_behind(rules: Rules) -> None:
    path = rules.folder / "actuals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", ",,\n"), encoding="utf-8")
    assert rules.run().err == ""
    path.write_text(path.read_text(encoding="utf-8").replace("4000万元,示例,,", "4,000万元,"), encoding="utf-8")
    rules.says("[wrong-number-of-cells]")


def test_a_folder_has_a_file_that_no_sheet_includes(rules: Rules) -> None:
    rules.put("transport.yaml", "", "title: T\npoints: 10\nitems: [{nr: 4, indicator: safety, points: 10}]\n")
    rules.says("[not-included]", "transport.yaml", arguments=["check", "."])
    rules.put("sheet.yaml", "points: 100", "points: 110").put("sheet.yaml", "", "  - include: transport.yaml\n")
    assert rules.run("check", ".").err == ""


@pytest.mark.parametrize(("written", "right"), [("1.5起", False), ("1.5", False), ("2起", True), ("0.0002万起", True)])
def test_a_count_is_whole(rules: Rules, written: str, right: bool) -> None:
    rules.put("indicators/indicators.yaml", "", EVENTS.replace("kind", "measure: 起, kind"))
    rules.item("{nr: 3, indicator: events, points: 10, settings: {each: 1}}")
    run = rules.put("actuals.csv", "示例县,安全工作,达到,示例", f"示例县,events,{written},示例").run()
    assert (run.code, "[not-a-whole-number]" in run.err) == ((0, False) if right else (1, True))


def test_the_number_of_peers_in_words(rules: Rules) -> None:
    rules.put("methods.yaml", "", PEERS)
    assert "0.5 × the number of peers" in rules.run("methods", "few").out
    assert "0.5 × 同组单位数" in rules.run("methods", "few", language="zh").out


def test_an_example_of_an_unknown_class_of_units(rules: Rules) -> None:
    rules.put("methods.yaml", "", ZONES.replace("\n  ", "\n").replace("other}", "county}"))
    rules.says("has no class of units 'county'", "one of: zone (zone); any other class is `other`", arguments=["check", "."])


def test_zero_points(rules: Rules) -> None:
    """Of an item whose method could not be read it is not said that its zero is wrong."""
    rules.item("{nr: 3, indicator: revenue, points: 0, target: 1}").put("sheet.yaml", "points: 100", "points: 90")
    rules.put("sheet.yaml", "points: 10\n", "points: 0\n").says("[points-not-positive]", "methods that declare a bonus or a penalty")
    rules.put("sheet.yaml", "points: 0, target", "points: 0, method: extra, target")
    run = rules.put("sheet.yaml", "points: 90\n", f"points: 90\n{EXTRA}\n").run()
    assert "[malformed-expression]" in run.err
    assert "[points-not-positive]" not in run.err


# What to write instead


METHOD = "proportional:\n  name: {zh: 按比例计分, en: proportional}\n"
RUNG = "- {when: actual >= target * floor, award: points * actual / target,"
RULES = [
    (RUNG, "- {when: actual >= target, award: points + actual,", "divide by one of amount: per_step * actual / step"),
    (RUNG, "- {when: actual >= target, award: points + floor,", "points times a ratio are points"),
    (RUNG, "- {when: unit_class == zone, award: points,", "declare `unit_classes`"),
    (RUNG, "- {when: actual == 'met', award: points,", "names are written without quotes"),
    (RUNG, "- {when: (actual >= target, award: points,", "a bracket is never closed"),
    (RUNG, "- {when: actual >= last_year, award: points,", "the year before is previous(actual)"),
    (RUNG, "- {when: actual >= 上年实际, award: points,", "the year before is previous(actual)"),
    (RUNG, "- {when: actual >= target * 底线, award: points,", "did you mean floor?"),
    ("{type: ratio, name: {zh: 底线, en: floor}, default: 0}", "{type: amount, name: f, default: 5万元}", "a default has no measure"),
    ("- {award: 0, says: {zh: 低于底线", "- {when: actual < 0, award: 0, says: {zh: 低于底线", "delete its `when`, or add"),
    ("award: points * actual / target,", "award: points * 1.5,", "limit it: min(points, …), or refuse such figures"),
    ("target: 13, actual: 12.35}", "target: 2011-01-31, actual: 12.35}", "actual: date"),
    ("target: 13, actual: 12.35}", "目标值: 13, actual: 12.35}", "did you mean target?"),
    ("actual: 12.35}, award: 95}", "actual: 12.35}, peers: {actual: 0}, award: 95}", "[wrong-shape]"),
    ("actual: 12.35}, award: 95}", "actual: 12.35}, peers: [5], award: 95}", "peers: [{actual: 0}]"),
    ("given: {points: 100, target: 13, actual: 12.35}", "given: 5", "given: {points: 10, actual: 8}"),
    ("actual: met}", "actual: 达到}", "did you mean met?"),
    ("  inputs:\n    other: {name: {zh: 比照值, en: the other}, is_target: true}\n", "  inputs: other\n", "inputs: {other: {name: …}}"),
    ("  says: {zh: 每起扣分, en: less per event}\n", "  says: s\n  peers: {include_self: true}\n", "missing: leave_out or open"),
    ("award: 8}", "award: 8分}", "points are written without a measure: 8"),
    (
        "- {award: 0, says: {zh: 低于底线",
        "- {award: points * (actual - peer_min(actual)) / (peer_max(actual) - peer_min(actual)), says: {zh: 低于底线",
        "write ratio(a, b, value_if_all_are_alike): ratio(actual - peer_min(actual), peer_max(actual) - peer_min(actual), 1)",
    ),
    (
        "- {award: 0, says: {zh: 低于底线",
        "- {award: points * actual / peer_max(actual), says: {zh: 低于底线",
        "write ratio(a, b, value_if_all_are_zero): ratio(actual, peer_max(actual), 0)",
    ),
]
SHEET = [
    ("target: 13%", "target: ≥13个", "without the sign: 13个"),
    ("target: 4000万元", "target: 4000-4200万元", "a range is low: 4000, high: 4200万元"),
    ("points: 50,", "points: 50分,", "points are written without a measure: 50"),
    ("points: 50,", "points: 0.5分,", "points are written without a measure: 0.5"),
    ("target: 13%", "target: 13%, settings: 80%", "settings: {floor: 80%}"),
    ("target: 13%", "target: 13%, inputs: revenue", "inputs: {other: indicator}"),
    ("points: 100\n", "points: 100\nsettings: {proportional: 80%}\n", "settings: {method: {floor: 80%}}"),
    ("points: 100\n", "points: 100\nsettings: {floor: 80%}\n", "settings: {method: {floor: 80%}}"),
    ("source: {document: 示例〔2011〕1号}", "source: 示例〔2011〕1号", "source: {document: …}"),
    ("indicator: safety, points: 10", "points: 10, parts: [{indicator: safety, points: 10}]", "a part has a `share`, not points"),
]


DONE, BASIC = "{grade: done, from: 80}", "{grade: basic, from: 60}"
QUOTA = "quota: {places: 1, on_tie: include}"
TIES = "ties: {how: competition}"
PLAN = [
    ("groups:\n", "group:\n", "did you mean 'groups'?"),
    ("day: 2012-03-31", "认定日: 2012-03-31", "did you mean 'day'?"),
    ("    units: [", "    单位: [", "did you mean 'units'?"),
    ("    units: [", "    unit: [", "did you mean 'units'?"),
    ("[xian, east, west]", "[xian, 东县, west]", "did you mean east (东县)?"),
    ("[xian, east, west]", "xian, east, west", "units: [xian, east]"),
    ("sheets: [sheets]", "sheets: sheets", "sheets: [../counties]"),
    ("sheets: [sheets]", "sheets: [sheet]", "a path from the plan's own folder"),
    ("sheets: [sheets]\n", "", "sheets: [../counties]"),
    (f"{TIES}\n", "", "ties: {how: competition, keys: [score, section 1]}"),
    ("period: 2011", "period: 2012", "compare `sheets` and the plan's `period`"),
    (DONE, "{grade: done, from: 80%}", "to grade by the rate in percent add by: rate"),
    (DONE, "{grade: done, from: '>=80'}", "from: 95 (95 and above)"),
    (BASIC, "{grade: basic, from: 60, to: 80}", "from 60 to less than 80 is from: 60, below: 80"),
    (BASIC, "{grade: basic, range: 60-80}", "from 60 to less than 80 is from: 60, below: 80"),
    (BASIC, "{grade: 基本完成, from: 60}", "write its id: basic"),
    (BASIC, "{grade: good, from: 60}", "one of: excellent, done, basic, failed"),
    (BASIC, "{grade: basic}", "add its `from`: only the last band"),
    ("{grade: failed}", "{grade: failed, from: 30}", "add a band without `from` behind it"),
    ("excellent: {name: {zh: 优秀, en: excellent}}", "excellent: 优秀", "excellent: {name: …}"),
    ("  - bands:", "  - {grade: done, from: 80}\n  - bands:", "grading: [{bands: [{grade: excellent, from: 90}"),
    ("  - bands:", "  - groups: [各县]\n    bands:", "write its id: counties"),
    ("  - bands:", "  - by: percent\n    bands:", "score, or rate (in percent)"),
    (QUOTA, "quota: 15%", "quota: {share: 15%, rounding: down, on_tie: include}"),
    (QUOTA, "quota: {places: 3名, on_tie: include}", "the number alone: 3; of a share write share: 15%"),
    (QUOTA, "quota: {share: 15%, on_tie: include}", "add rounding: down, half_up or up"),
    (QUOTA, "quota: {share: 15%, rounding: 四舍五入, on_tie: include}", "down, half_up or up"),
    (QUOTA, "quota: {on_tie: include}", "places: 3, or share: 15%, rounding: down"),
    (QUOTA, "quota: {places: 1}", "exclude (none of them) or forbidden (an error)"),
    (TIES, f"rounding: 两位\n{TIES}", "rounding: {part: 2, unit: 2}"),
    (TIES, f"rounding: {{unit: 两位}}\n{TIES}", "write 2 (half up to two decimals)"),
    (TIES, f"rounding: {{total: 2}}\n{TIES}", "did you mean 'unit'?"),
    (TIES, "ties: competition", "ties: {how: competition, keys: [score, section 1]}"),
    (TIES, "ties: {how: 并列}", "competition (1, 1, 3), dense (1, 1, 2)"),
    (TIES, "ties: {how: competition, keys: [total]}", "did you mean 'score'?"),
    (TIES, "ties: {how: competition, keys: [得分率, 安全]}", "did you mean 'section 2'?"),
    (TIES, "ties: {how: competition, keys: [section1]}", "did you mean 'section 1'?"),
    (TIES, "ties: {how: competition, keys: [section 9]}", "one of section 1 to section 2"),
    (TIES, "ties: {how: competition, keys: [生产总值增速]}", "did you mean 'gdp_growth'?"),
    ("{how: spread, over: section}", "spread", "not_applicable: {how: spread, over: section}"),
    ("{how: spread, over: section}", "{how: 分摊}", "spread (over the rest) or left_out"),
    ("months: 12", "months: 1年", "the number of months alone: a year is 12"),
    ("at_best: done", "effect: 不得评优", "one of: assumption, source, name, grade, at_best"),
    ("at_best: done", "at_best: 完成", "write its id: done"),
    ("at_best: done", "zero: safety", "zero: [safety]"),
    ("sign: bonus", "sign: 加分", "write bonus or penalty"),
    ("extras:\n", "caps: 20\nextras:\n", "caps: {bonus: 20, penalty: 20}"),
    ("extras:\n", "next_moves_up: yes\nextras:\n", "write true (yes) or false (no)"),
    ("extras:\n", "roles: {lead: 100}\nextras:\n", "write a percentage with its sign: 50%"),
    ("extras:\n", "roles: {配合: 50%}\nextras:\n", "did you mean 'cooperating'?"),
    ("extras:\n", "commendations: {first: {name: 一等奖}}\nextras:\n", "quota: {places: 3, on_tie: include}"),
]
VETO = "西县,较大事故,2011-08-03,示例〔2011〕3号,,示例"
EVENTS_TABLE = [
    (VETO, "西县,评优,2011-08-03,示例〔2011〕3号,,示例", "the events of the plan are serious accident, commended by the province"),
    (VETO, "西县,较大事故,2011/8/3,示例〔2011〕3号,,示例", "write it as 2012-02-20"),
    (VETO, "西县,较大事故,,示例〔2011〕3号,,示例", "without one nobody knows whether it counts"),
    (VETO, "西县,较大事故,2011-08-03,,,示例", "give its number, or the minutes"),
    (VETO, "西县,较大事故,2011-08-03,示例〔2011〕3号,5,示例", "what it deducts is the `deduct` of the plan"),
    (VETO, "西县,省级表彰,2011-08-03,示例〔2011〕3号,5,示例", "the plan says what it is worth"),
    (VETO, "西县,通报批评,2011-08-03,示例〔2011〕3号,,示例", "write them in the column `points`"),
    (VETO, "西县,通报批评,2011-08-03,示例〔2011〕3号,9,示例", "above zero and at most 5"),
]


@pytest.mark.parametrize(("old", "new", "hint"), RULES, ids=lambda text: text[-24:])
def test_what_to_write_in_a_method(rules: Rules, old: str, new: str, hint: str) -> None:
    rules.put("methods.yaml", old, new).says(hint, arguments=["check", "."])


@pytest.mark.parametrize(("old", "new", "hint"), SHEET, ids=lambda text: text[-24:])
def test_what_to_write_in_a_sheet(rules: Rules, old: str, new: str, hint: str) -> None:
    rules.put("sheet.yaml", old, new).says(hint)


@pytest.mark.parametrize(("old", "new", "hint"), PLAN, ids=lambda text: text[-24:])
def test_what_to_write_in_a_plan(plan: Rules, old: str, new: str, hint: str) -> None:
    plan.put("plan.yaml", old, new).says(hint, arguments=["plan.yaml", "actuals.csv", "events.csv"])


@pytest.mark.parametrize(("old", "new", "hint"), EVENTS_TABLE, ids=lambda text: text[-24:])
def test_what_to_write_in_a_table_of_events(plan: Rules, old: str, new: str, hint: str) -> None:
    plan.put("events.csv", old, new).says(hint, arguments=["plan.yaml", "actuals.csv", "events.csv"])


def test_a_group_that_is_not_ranked_has_no_grades(plan: Rules) -> None:
    plan.put("plan.yaml", "[xian, east, west]", "[xian, east]\n  others: {name: others, units: [west], ranked: false}")
    plan.put("plan.yaml", "  - bands:", "  - groups: [others]\n    bands:")
    plan.says("the group 'others' is not ranked", arguments=["check", "."])


def test_a_plan_without_grades(plan: Rules) -> None:
    path = plan.folder / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("grades:")] + text[text.index("grading:") :], encoding="utf-8")
    plan.says("name the grades first, the best first", arguments=["check", "."])


def test_bands_by_the_rate_are_in_percent(plan: Rules) -> None:
    plan.put("plan.yaml", "  - bands:", "  - by: rate\n    bands:").put("plan.yaml", DONE, "{grade: done, from: 80, below: 94}")
    plan.says("rates of 94–95% have no grade", arguments=["check", "."])


def test_a_setting_that_is_not_there_is_told_before_one_that_is_missing(rules: Rules) -> None:
    rules.put("indicators/indicators.yaml", "", EVENTS)
    run = rules.item("{nr: 3, indicator: events, points: 10, settings: {per: 1}}").run()
    assert 0 < run.err.index("[unknown-setting]") < run.err.index("[missing-setting]")


def test_an_example_without_the_class_of_the_unit(rules: Rules) -> None:
    rules.put("methods.yaml", "", ZONES.replace("\n  ", "\n").replace(", unit_class: other", ""))
    rules.says("`unit_class: other` or one of zone", arguments=["check", "."])


def test_a_percent_sign_without_quotes(rules: Rules) -> None:
    rules.put("indicators/indicators.yaml", 'measure: "%"', "measure: %").says('measure: "%"')


@pytest.mark.parametrize("written", ["无", "none"])
def test_a_figure_that_may_mean_zero(rules: Rules, written: str) -> None:
    rules.put("actuals.csv", "4000万元", written).says("none happened: 0; not reported: leave it empty")


@pytest.mark.parametrize(("left_out", "said"), [
    (", judged: {zh: 有无重大事故, en: whether no grave accident happened}", "it is not said what is judged ["),
    (", evidence: {zh: 事故台账, en: register of accidents}", "it is not said what evidence is expected ["),
])  # fmt: skip
def test_a_judged_indicator_says_what_is_judged_and_by_what_evidence(left_out: str, said: str, rules: Rules) -> None:
    """A draft is not asked yet: it is listed as one."""
    rules.put("indicators/indicators.yaml", left_out, "").says(said, arguments=["check", "."])
    rules.put("indicators/indicators.yaml", "method: judged", "draft: [guess], method: judged")
    assert "[judged-not-described]" not in rules.run("check", ".").err


def test_an_include_that_leads_nowhere(rules: Rules) -> None:
    rules.put("parts/sheet.yaml", "", (rules.folder / "sheet.yaml").read_text(encoding="utf-8"))
    rules.put("shared.yaml", "", "title: T\npoints: 0\nitems: []\n").put("parts/sheet.yaml", "", "  - include: shared.yaml\n")
    tried = str(Path("parts") / "shared.yaml")
    rules.says(f"no such file: {tried}", "../shared/a.yaml", arguments=["check", "parts/sheet.yaml"])
    rules.put("parts/sheet.yaml", "include: shared.yaml", "include: ../shared")
    rules.says("did you mean ../shared.yaml?", arguments=["check", "parts/sheet.yaml"])


@pytest.mark.parametrize(
    ("file", "hint"),
    [("part.yaml", "checked with it"), ("methods.yaml", "to check rules"), ("indicators/indicators.yaml", "to check rules")],
)
def test_a_file_that_is_no_sheet(rules: Rules, file: str, hint: str) -> None:
    rules.put("part.yaml", "", "title: T\npoints: 10\nitems: [{nr: 4, indicator: safety, points: 10}]\n")
    rules.says("this is no sheet: it has no `sheet:`", hint, "1 error", arguments=["show", file, "--rules", "."])


def test_a_command_that_is_none(rules: Rules) -> None:
    rules.says("did you mean show?", arguments=["shw", "sheet.yaml"])
    rules.says("the sheet or plan (.yaml) comes first", arguments=["actuals.csv", "sheet.yaml"])
    rules.says("the sheet or plan (.yaml) comes first", arguments=["explain", "actuals.csv", "sheet.yaml", "1"])


def test_check_says_how_much_it_checked(rules: Rules) -> None:
    assert rules.run("check", ".").out == "sheets checked: 1, items: 3, methods: 4, examples: 4; no errors\n"
    assert "4 种计分办法、4 个示例" in rules.run("check", ".", language="zh").out


def test_a_method_is_shown_as_it_is_written(rules: Rules) -> None:
    """What is printed can be put into another methods.yaml as it stands, without what stands between two methods."""
    rules.put("methods.yaml", "judged:\n", "# what is judged\n\njudged:\n")
    written = (rules.folder / "methods.yaml").read_text(encoding="utf-8")
    printed = rules.run("methods", "proportional", "--yaml").out
    assert printed == written[written.index("proportional:") : written.index("\n\n# what")] + "\n"
    (rules.folder / "methods.yaml").write_text(rules.run("methods", "--yaml").out, encoding="utf-8")
    assert rules.run().err == ""


def test_a_sheet_shows_what_it_sets(rules: Rules) -> None:
    rules.put("indicators/indicators.yaml", "", EVENTS).item("{nr: 3, indicator: events, points: 10, settings: {each: 5}}")
    rules.put("sheet.yaml", "target: 13%", "target: 13%, settings: {floor: 80%}")
    for language, shown in (
        ("zh", "（每起扣分 5分）"),
        ("zh", "（底线 80%）"),
        ("en", "(points per event 5 points)"),
        ("en", "(floor 80%)"),
    ):
        assert shown in rules.run("show", "sheet.yaml", language=language).out
    assert rules.run("show", "sheet.yaml").out.count("(floor") == 1


BUREAU = "\ntongjiju: {name: {zh: 示例县统计局, en: Bureau of Statistics}, aliases: [县统计局, 统计局], class: bureau}\n"
STATISTICS = "supplier: {zh: 统计局, en: statistics}"


def test_a_supplier_is_named_by_the_id_of_a_unit(rules: Rules) -> None:
    """It is shown by its first alias; what is no id is the name of somebody."""
    rules.put("units.yaml", "", BUREAU).put("indicators/indicators.yaml", STATISTICS, "supplier: tongjiju")
    rules.put("actuals.csv", "示例县,生产总值增速,12.35%,示例\n", "")
    assert "12.35" not in rules.run().out
    rules.says("1 GDP growth (Bureau of Statistics)")
    assert "1 生产总值增速（县统计局）" in rules.run(language="zh").err


def test_a_supplier_that_is_almost_the_id_of_a_unit(rules: Rules) -> None:
    rules.put("units.yaml", "", BUREAU).put("indicators/indicators.yaml", STATISTICS, "supplier: tongjij")
    rules.says("the unit 'tongjij' does not exist [unknown-unit]", "did you mean 'tongjiju'?", arguments=("check", "."))


def test_all_names_of_a_unit_are_one_source(plan: Rules) -> None:
    """Two rows that differ, by two of its names: one source gives a figure twice, and nobody decides between them."""
    plan.put("units.yaml", "", BUREAU)
    figures = (plan.folder / "actuals.csv").read_text(encoding="utf-8")
    plan.put(
        "actuals.csv",
        figures,
        "单位,指标,完成值,提供单位,状态\n示例县,生产总值增速,12.35%,统计局,示例\n示例县,生产总值增速,12.36%,县统计局,示例\n",
    )
    plan.says("[duplicate-figure]", arguments=("plan.yaml", "actuals.csv"))
