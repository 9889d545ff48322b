"""`score tie-out`: whether the parts carry the whole, exactly; and what nobody carries is named with those who carry the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from kaohe.engine.inputs import TieOutIn
from kaohe.engine.problems import Place, Problems
from kaohe.engine.program import Program
from kaohe.engine.read.rules import read_rules, read_tie_out
from kaohe.engine.register import Rules
from kaohe.engine.text import LANGUAGES, Language, same
from kaohe.engine.tie_out import Carrier, TieOut, tie_out, weighted_mean
from kaohe.engine.way.sheet import compiled

from .conftest import CASES, ROOT, RULES, Run, snapshots_in

Scored = Callable[..., Run]
RELATIONS = RULES / "tie-out" / "sanmenxia-2011.yaml"
SHOWN = str(RELATIONS.relative_to(ROOT))
UNITS = ("hubin", "yima", "mianchi", "shanxian", "lingbao", "lushi", "kaifaqu", "jijuqu")
JOBS = {"hubin": 5400, "yima": 8400, "mianchi": 8400, "shanxian": 7800, "lingbao": 7200, "lushi": 2400, "kaifaqu": 600, "jijuqu": 600}

amounts = st.fractions(min_value=-(10**6), max_value=10**9, max_denominator=1000)
weights = st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=1000)


# The city of 2011


def found_by(run: Run, which: str = "targets") -> dict[str, dict[str, Any]]:
    assert run.code == 0, run.err
    return {each["indicator"]: each for each in json.loads(run.out)[which]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_table(language: Language, score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("tie-out", SHOWN, "--lang", language)
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, Path(__file__).parent)(name=f"tie-out.{language}")


def test_json(score: Scored, snapshot: SnapshotAssertion) -> None:
    run = score("tie-out", SHOWN, "--json", "--lang", "zh")
    assert (run.code, run.err) == (0, "")
    assert run.out == snapshots_in(snapshot, Path(__file__).parent)(name="tie-out.json")


def test_revenue_is_carried_exactly(score: Scored) -> None:
    """467,700 of the eight units and 94,300 of the city's own level are its 562,000."""
    found = found_by(score("tie-out", RELATIONS, "--json", "--lang", "en"))["budget_revenue"]
    *units, own = (Fraction(each["value"]) for each in found["carriers"])
    assert len(units) == len(UNITS)
    assert (sum(units, Fraction(0)), own) == (Fraction(467700), Fraction(94300))
    assert (found["whole"], found["carried"], found["gap"], found["state"]) == ("562000", "562000", "0", "exact")
    assert found["carriers"][-1]["name"].startswith("the city's own level")


@pytest.mark.parametrize(
    ("indicator", "carried", "whole", "without"),
    [
        ("new_urban_jobs", 40800, 42000, 0),
        ("foreign_direct_investment", 38265, 48600, 1),
        ("exports", 11545, 12500, 0),
        ("reemployment", 19200, 20000, 2),
        ("hard_to_place_reemployment", 7700, 10000, 2),
    ],
)
def test_what_nobody_carries(indicator: str, carried: int, whole: int, without: int, score: Scored) -> None:
    """Who carries a share is listed with it, who does not is named, and what is left is the gap."""
    found = found_by(score("tie-out", RELATIONS, "--json", "--lang", "en"))[indicator]
    assert (found["carried"], found["whole"], found["gap"]) == (str(carried), str(whole), str(whole - carried))
    assert sum(Fraction(each["value"]) for each in found["carriers"]) == carried
    assert found["state"] == "short"
    assert (len(found["carriers"]), len(found["without"])) == (8 - without, without)
    assert indicator != "foreign_direct_investment" or found["without"] == ["Lushi County People's Government"]


def test_every_relation_is_told_and_who_carries_most_comes_first(score: Scored) -> None:
    run = score("tie-out", RELATIONS, "--lang", "zh")
    written = yaml.safe_load(RELATIONS.read_text(encoding="utf-8"))["relations"]
    assert list(found_by(score("tie-out", RELATIONS, "--json"))) == [each["indicator"] for each in written]
    (line,) = (line for line in run.out.splitlines() if line.startswith("城镇新增就业（人）："))
    assert [int(each.split()[-1]) for each in line.split("；")] == sorted(JOBS.values(), reverse=True)


def test_on_actuals(tmp_path: Path, score: Scored) -> None:
    """The same relation on what was done: the table names each unit, and the whole has a figure of its own."""
    path = tmp_path / "jobs.csv"
    rows = [f"{unit},new_urban_jobs,{jobs + 150}" for unit, jobs in JOBS.items()]
    path.write_text("\n".join(["单位,指标,完成值", "三门峡市,new_urban_jobs,4.2万人", *rows]), encoding="utf-8")
    run = score("tie-out", RELATIONS, path, "--json")
    found = found_by(run, "actuals")["new_urban_jobs"]
    assert (found["whole"], found["carried"], found["gap"], found["state"]) == ("42000", "42000", "0", "exact")
    assert [each["place"].split("/")[-1].split(".")[0] for each in found["carriers"]] == sorted(UNITS)
    assert found_by(run)["new_urban_jobs"]["carried"] == "40800"  # the targets are what they were
    assert found_by(run, "actuals")["exports"]["state"] == "incomplete"


def test_tables_of_several_units_are_read_together(score: Scored, tmp_path: Path) -> None:
    """A unit's figures may be in any of the tables; the others are left alone."""
    tables = []
    for unit, jobs in JOBS.items():
        table = tmp_path / f"{unit}.csv"
        table.write_text(f"unit,indicator,value\n{unit},new_urban_jobs,{jobs}\n", encoding="utf-8")
        tables.append(table)
    found = found_by(score("tie-out", RELATIONS, *tables, "--json"), "actuals")["new_urban_jobs"]
    assert (found["whole"], found["state"], len(found["carriers"])) == (None, "unknown", 8)
    assert sum(Fraction(each["value"]) for each in found["carriers"]) == 40800


# A small city: A carries 100 and grows by 11, B carries 200 and grows by 13


SHEET = """
schema: 1
sheet: {unit}
unit: {unit}
period: 2011
source: {{document: test}}
points: 100
sections:
  - title: all
    points: 100
    items:
      - {{nr: 1, indicator: gdp_growth, points: 50, target: {growth}%}}
      - {{nr: 2, indicator: revenue, points: 50, target: {revenue}万元}}
"""
JUDGED = "      - {nr: 1, indicator: safety, points: 100}\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of the small city's rules: `whole.yaml` and `parts/`."""
    folder = tmp_path / "rules"
    shutil.copytree(CASES / "faulty" / "base" / "indicators", folder / "indicators")
    shutil.copy(CASES / "faulty" / "base" / "methods.yaml", folder)
    (folder / "parts").mkdir()
    units = "\n".join(f"{unit}: {{name: {{zh: {unit}, en: {unit}}}, class: county}}" for unit in ("whole", "a", "b"))
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    (folder / "whole.yaml").write_text(SHEET.format(unit="whole", growth=12, revenue=300), encoding="utf-8")
    (folder / "parts" / "a.yaml").write_text(SHEET.format(unit="a", growth=11, revenue=100), encoding="utf-8")
    (folder / "parts" / "b.yaml").write_text(SHEET.format(unit="b", growth=13, revenue=200), encoding="utf-8")
    return folder


def related(folder: Path, relation: str, parts: str = "[parts]") -> Path:
    path = folder / "tie.yaml"
    path.write_text(f"schema: 1\ntie_out: small\nwhole: whole.yaml\nparts: {parts}\nrelations:\n  - {{{relation}}}\n", encoding="utf-8")
    return path


def refused(run: Run, *said: str) -> bool:
    return (run.code, run.out) == (1, "") and all(each in run.err for each in said)


def one(run: Run, which: str = "targets") -> dict[str, Any]:
    (found,) = found_by(run, which).values()
    return found


@pytest.mark.parametrize(
    ("besides", "state", "gap"),
    [
        ("", "exact", "0"),
        ("besides: [{name: c, target: 0.5万元}]", "over", "-0.5"),
        ("besides: [{name: c, target: -5000元}]", "short", "0.5"),
    ],
)
def test_a_sum(besides: str, state: str, gap: str, small: Path, score: Scored) -> None:
    found = one(score("tie-out", related(small, f"indicator: revenue, {besides}"), "--json"))
    assert (found["how"], found["state"], found["gap"]) == ("sum", state, gap)


@pytest.mark.parametrize(
    ("of", "mean", "state"),
    [("a: 1, b: 1", "12", "exact"), ("a: 3, b: 1", "11.5", "short"), ("a: 1, b: 2", "37/3", "over"), ("a: 0.5, b: 0.50", "12", "exact")],
)
def test_a_mean_with_weights(of: str, mean: str, state: str, small: Path, score: Scored) -> None:
    found = one(score("tie-out", related(small, f"indicator: gdp_growth, how: weighted_mean, weights: {{{of}}}"), "--json"))
    assert (found["carried"], found["state"]) == (mean, state)
    assert Fraction(found["gap"]) == 12 - Fraction(mean)


@pytest.mark.parametrize(
    ("growth", "state"), [("12", "within"), ("11", "within"), ("13", "within"), ("10.99", "above"), ("13.01", "below")]
)
def test_a_mean_without_weights_lies_between_the_parts(growth: str, state: str, small: Path, score: Scored) -> None:
    """It cannot be the whole where all parts are above or all are below it; no gap is made up."""
    (small / "whole.yaml").write_text(SHEET.format(unit="whole", growth=growth, revenue=300), encoding="utf-8")
    found = one(score("tie-out", related(small, "indicator: gdp_growth, how: weighted_mean"), "--json"))
    assert (found["state"], found["carried"], found["gap"]) == (state, None, None)


@pytest.mark.parametrize(
    ("of", "code", "said"),
    [
        ("a: 1", "missing-key", "no weight for b"),
        ("a: 1, b: 0", "not-positive", "a weight is above zero"),
        ("a: 1, b: -2", "not-positive", "a weight is above zero"),
        ("a: 1, b: much", "not-a-number", "'much' is not a number"),
    ],
)
def test_a_weight_is_there_and_above_zero(of: str, code: str, said: str, small: Path, score: Scored) -> None:
    path = related(small, f"indicator: gdp_growth, how: weighted_mean, weights: {{{of}}}")
    assert refused(score("tie-out", path, "--lang", "en"), f"{said} [{code}]")


@pytest.mark.parametrize(("indicator", "said"), [("safety", "the whole has no such target"), ("nothing", "there is no such indicator")])
def test_an_indicator_that_the_whole_does_not_have(indicator: str, said: str, small: Path, score: Scored) -> None:
    assert refused(score("tie-out", related(small, f"indicator: {indicator}"), "--lang", "en"), f"error {said} [unknown-indicator]")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ("[../..]", "forbidden-include"),
        ("[parts, /etc/hostname]", "forbidden-include"),
        ("[../whole.yaml]", "forbidden-include"),
        ("[nowhere]", "no-such-file"),
    ],
)
def test_paths_stay_in_the_rules_folder_and_lead_somewhere(parts: str, code: str, small: Path, score: Scored) -> None:
    assert refused(score("tie-out", related(small, "indicator: revenue", parts)), f"[{code}]")


def test_a_link_out_of_the_rules_folder_is_not_followed(small: Path, score: Scored) -> None:
    outside = small.parent / "outside.yaml"
    (small / "parts" / "a.yaml").rename(outside)
    (small / "linked.yaml").symlink_to(outside)
    assert refused(score("tie-out", related(small, "indicator: revenue", "[parts, linked.yaml]")), "[forbidden-include]")


def test_a_part_without_the_target_carries_nothing(small: Path, score: Scored) -> None:
    head = SHEET.format(unit="b", growth=13, revenue=200).split("      - {")[0]
    (small / "parts" / "b.yaml").write_text(head + JUDGED, encoding="utf-8")
    found = one(score("tie-out", related(small, "indicator: revenue"), "--json"))
    assert (found["without"], found["carried"], found["gap"], found["state"]) == (["b"], "100", "200", "short")


def test_a_target_that_was_not_issued_carries_nothing(small: Path, score: Scored) -> None:
    path = small / "parts" / "b.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("200万元", "未下达"), encoding="utf-8")
    assert one(score("tie-out", related(small, "indicator: revenue"), "--json"))["without"] == ["b"]


def test_besides_is_in_the_measure_of_the_whole(small: Path, score: Scored) -> None:
    assert refused(score("tie-out", related(small, "indicator: revenue, besides: [{name: c, target: 3吨}]")), "[measure-does-not-convert]")


def test_actuals_besides(small: Path, score: Scored) -> None:
    """Who has no sheet has no table either: the actual stands beside the target."""
    table = small / "actuals.csv"
    table.write_text("unit,indicator,value\nwhole,revenue,300\na,revenue,100\nb,revenue,150\n", encoding="utf-8")
    path = related(small, "indicator: revenue, besides: [{name: c, target: 1, actual: 50万元}]")
    assert one(score("tie-out", path, table, "--json"), "actuals")["state"] == "exact"
    assert one(score("tie-out", path, table, "--json"))["state"] == "over"


@pytest.mark.parametrize(
    ("rows", "besides", "state", "without"),
    [
        (["a,revenue,100"], "", "incomplete", ["b"]),
        (["a,revenue,100", "b,revenue,未报"], "", "incomplete", ["b"]),
        (["a,revenue,100", "b,revenue,200"], "", "exact", []),
        (["a,revenue,100", "b,revenue,200"], "besides: [{name: c, target: 1}]", "incomplete", ["c"]),
    ],
)
def test_a_missing_actual_is_no_zero(rows: list[str], besides: str, state: str, without: list[str], small: Path, score: Scored) -> None:
    """Of a unit, or of who carries a share besides: until it is there nothing is short, and nothing is exact."""
    table = small / "actuals.csv"
    table.write_text("\n".join(["unit,indicator,value", "whole,revenue,300", *rows]), encoding="utf-8")
    found = one(score("tie-out", related(small, f"indicator: revenue, {besides}"), table, "--json"), "actuals")
    assert (found["state"], found["without"]) == (state, without)


@pytest.mark.parametrize("rows", [["indicator,value", "revenue,100"], ["item,value", "2,100"]])
def test_a_table_of_actuals_names_the_unit_of_each_row(rows: list[str], small: Path, score: Scored) -> None:
    """Otherwise one figure would be that of the whole and of every part."""
    table = small / "actuals.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    assert refused(
        score("tie-out", related(small, "indicator: revenue"), table, "--lang", "en"), "the column unit is missing [missing-column]"
    )


def test_a_figure_stands_in_one_of_the_tables(small: Path, score: Scored) -> None:
    """The same version twice is a problem across tables too; a later version stands for an earlier one, whatever the order."""
    late, early = small / "late.csv", small / "early.csv"
    late.write_text(
        "unit,indicator,value,version\nwhole,revenue,300,annual\na,revenue,100,revised\nb,revenue,200,annual\n", encoding="utf-8"
    )
    early.write_text("unit,indicator,value,version\na,revenue,7,flash\n", encoding="utf-8")
    path = related(small, "indicator: revenue")
    for tables in ((late, early), (early, late)):
        assert one(score("tie-out", path, *tables, "--json"), "actuals")["state"] == "exact"
    run = score("tie-out", path, late, late)
    assert run.code == 1
    assert "[duplicate-figure]" in run.err


@pytest.mark.parametrize("parts", ["[parts]", "[parts, parts/a.yaml]", "[parts/b.yaml, parts/a.yaml]", "[.]", "[whole.yaml, parts]"])
def test_a_part_counts_once_and_the_whole_is_none_of_its_parts(parts: str, small: Path, score: Scored) -> None:
    found = one(score("tie-out", related(small, "indicator: revenue", parts), "--json"))
    assert (found["carried"], found["state"]) == ("300", "exact")


@pytest.mark.parametrize("parts", ["[whole.yaml]", "[indicators]", "[earlier]"])
def test_without_a_sheet_of_the_same_year_nothing_is_told(parts: str, small: Path, score: Scored) -> None:
    (small / "earlier").mkdir()
    sheet = (small / "parts" / "a.yaml").read_text(encoding="utf-8").replace("period: 2011", "period: 2010")
    (small / "earlier" / "a.yaml").write_text(sheet, encoding="utf-8")
    assert refused(
        score("tie-out", related(small, "indicator: revenue", parts), "--lang", "en"), "there is no sheet of 2011 here [empty-list]"
    )


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("indicator: revenue, weights: {a: 1, b: 1}", "'weights' does not go with how: sum [unknown-key]"),
        ("indicator: gdp_growth, how: weighted_mean, besides: [{name: c, target: 12%}]", "'besides' does not go with how: weighted_mean"),
        ("indicator: gdp_growth, how: weighted_mean, weights: {a: 1, b: 1, c: 1}", "the unit 'c' does not exist [unknown-unit]"),
    ],
)
def test_what_a_relation_cannot_have(relation: str, said: str, small: Path, score: Scored) -> None:
    assert refused(score("tie-out", related(small, relation), "--lang", "en"), said)


# Any amounts


class City:
    """The city of 2011, compiled once: what is drawn stands in for the targets of its units."""

    def __init__(self) -> None:
        self.problems = Problems()
        self.rules: Rules = read_rules(RULES, self.problems)
        written = read_tie_out(RELATIONS, self.problems)
        assert written is not None
        self.written: TieOutIn = written
        self.whole = self.compiled(RULES / "cities" / "sanmenxia-2011.yaml")
        self.parts = [self.compiled(RULES / "counties" / "sanmenxia-2011" / f"{unit}.yaml") for unit in UNITS]

    def compiled(self, sheet: Path) -> Program:
        program = compiled(sheet, RULES, self.rules, self.problems)
        assert program is not None
        return program

    def found(self, indicator: str, values: list[Fraction]) -> TieOut:
        """What the relation of an indicator that all units have comes to, with these targets of theirs."""
        (relation,) = (each for each in self.written.relations if each.indicator == indicator)
        parts = [with_target(*each, indicator) for each in zip(self.parts, values, strict=True)]
        (found,) = tie_out(
            self.written.model_copy(update={"relations": (relation,)}), self.whole, parts, self.rules, problems := Problems()
        )
        assert not problems.found
        return found


@cache
def city() -> City:
    return City()


def with_target(program: Program, target: Fraction, indicator: str) -> Program:
    """The program with another target for an indicator."""

    def changed(each: Any) -> Any:
        if hasattr(each, "parameters"):
            return each._replace(parameters={**each.parameters, "target": target}) if each.indicator == indicator else each
        name = next(name for name in ("sections", "items", "parts") if name in each._fields)
        return each._replace(**{name: tuple(changed(below) for below in getattr(each, name))})

    result = changed(program)
    assert isinstance(result, Program)
    return result


@given(st.lists(amounts, min_size=len(UNITS), max_size=len(UNITS)))
def test_what_is_carried_and_the_gap_are_the_whole(values: list[Fraction]) -> None:
    found = city().found("new_urban_jobs", values)
    assert [each.value for each in found.carriers] == values
    assert found.carried is not None and found.gap is not None
    assert found.carried + found.gap == found.whole == 42000
    assert found.state == ("exact" if sum(values) == 42000 else "short" if sum(values) < 42000 else "over")


@given(st.lists(amounts, min_size=len(UNITS), max_size=len(UNITS)))
def test_a_mean_of_unknown_weights_is_told_by_the_extremes(values: list[Fraction]) -> None:
    found = city().found("large_industry_growth", values)
    assert found.carried is None
    assert found.whole == 15
    assert (found.state == "within") == (min(values) <= 15 <= max(values))
    assert (found.state == "above") == (min(values) > 15)
    assert (found.state == "below") == (max(values) < 15)


@given(st.lists(st.tuples(amounts, weights), min_size=1, max_size=12), st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_a_weighted_mean_lies_between_the_extremes(drawn: list[tuple[Fraction, Fraction]], factor: Fraction) -> None:
    """And only the proportions of the weights count."""
    carriers = [Carrier(str(index), same(""), value, Place("test")) for index, (value, _) in enumerate(drawn)]
    of = {str(index): weight for index, (_, weight) in enumerate(drawn)}
    values = [value for value, _ in drawn]
    mean = weighted_mean(carriers, of)
    assert min(values) <= mean <= max(values)
    assert sum((weight * (value - mean) for value, weight in drawn), Fraction(0)) == 0
    assert weighted_mean(carriers, {unit: factor * weight for unit, weight in of.items()}) == mean
