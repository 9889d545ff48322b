"""Invented figures and events for every unit of a plan, drawn from a seed: the tables of cases/sanmenxia-2011-year.

`python -m tests.illustrative_year` writes them anew. A figure depends on the seed, on whom and what it is about, and on its
target: a new item changes no other figure. Nothing here says anything about a real unit in 2011.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import NamedTuple

from kaohe.engine.figures import FigureKey, Need
from kaohe.engine.numbers import exact_text
from kaohe.engine.plan import Plan, SelfSupplied
from kaohe.engine.problems import Problems
from kaohe.engine.program import Item, Part, Program
from kaohe.engine.register import Rules, plain_name
from kaohe.engine.way.plan import plan_of
from kaohe.engine.way.timing import Timing

from .conftest import RULES
from .plan_cases import YEAR

SEED = 2011
PLAN = RULES / "plans" / "sanmenxia-2011.yaml"

OTHERS = "others"
"""The table of suppliers that are no units of the register."""
FIRST_DAY, LAST_DAY = date(2012, 1, 5), date(2012, 2, 24)

ALL_MET = {"dizhenju", "renfangban", "nongfahang", "luoyangyinhang", "wuzigongsi"}
"""Units with every target met, whose scores are level: some are told apart by innovation, some share a rank."""
NOT_REPORTED = {
    ("lushi", "tourism"),
    ("tiyuju", "medical_fund"),
    ("guoshuiju", "work_safety"),
    ("zhongshihua", "public_institution_energy"),
    ("youchuyinhang", "loan_balance"),
}
"""Whose figures of what are in no table: their rankings are provisional."""
NOT_APPLICABLE = {
    ("jijuqu", "rural_medical_assistance"): "辖区无农业人口",
    ("zhuzhengban", "fire_safety_work"): "驻外办公，不在市消防考核范围",
    ("henanyouxian", "public_institution_energy"): "企业，不属于公共机构",
    ("nongfahang", "public_institution_energy"): "不属于公共机构",
}
"""What does not apply to whom, and why."""
SECOND_SOURCES = {
    ("sanmenxia", "gdp_growth"): ("市发展改革委", Fraction("0.3")),
    ("sanmenxia", "rural_income_growth"): ("市农业局", Fraction("0.5")),
    ("hubin", "budget_revenue"): ("市国税局", Fraction(120)),
}
"""Figures that a second department gives too, higher by so much: the plan says which of the two decides."""
TOTALS = {"social_insurance_total", "two_insurances_total", "unemployment_medical_total", "pension_medical_total"}
"""Indicators whose figure is the sum of those beside it in the item."""
EVENTS = """\
单位,事项,事由,序号,分值,日期,文件,解除日期,状态,备注
湖滨区,较大以上安全生产责任事故,,,,2011-08-20,示例通报第1号,,示例,认定日在一年之内
灵宝市,较大以上安全生产责任事故,,,,2011-03-20,示例通报第2号,,示例,至2012-03-20满一年
义马市,人口和计划生育一票否决,,,,2011-10-12,示例通报第3号,2012-03-05,示例,整改验收后解除
市旅游局,弄虚作假,,6,,2012-02-28,示例通报第4号,,示例,虚报旅游总收入
市物资总公司,人口和计划生育一票否决,,,,2011-09-02,示例通报第5号,,示例,
湖滨区,省级表彰,创建卫生城市,,5,2011-11-08,示例表彰第1号,,示例,
湖滨区,国家级表彰,创建卫生城市,,8,2012-01-16,示例表彰第2号,,示例,与省级表彰为同一事由
市教育局,省级表彰,职业教育,,5,2011-12-05,示例表彰第3号,,示例,
市卫生局,国家级表彰,创建卫生城市,,8,2011-12-12,示例表彰第4号,,示例,
市交通运输局,省级表彰,农村公路,,5,2011-10-30,示例表彰第5号,,示例,
建行三门峡分行,省级表彰,支持重点项目,,5,2011-12-20,示例表彰第6号,,示例,
市环保局,通报批评,排污费征收进度,,4,2011-07-15,示例通报第6号,,示例,
市工商局,通报批评,食品专项整治,,3,2011-09-22,示例通报第7号,,示例,
灵宝市,通报批评,信访件逾期,,3,2011-12-19,示例通报第8号,,示例,
市地震局,创新工作（只用于同分排序）,地震科普,,2,2011-12-26,示例纪要第1号,,示例,
洛阳银行三门峡分行,创新工作（只用于同分排序）,小微贷款,,1,2011-12-26,示例纪要第2号,,示例,
"""


class Row(NamedTuple):
    """A line of a table of actuals."""

    unit: str
    indicator: str
    value: str
    version: str
    supplier: str
    received: date
    note: str = ""


class Drawn(NamedTuple):
    """The figures of a plan: whom and what each is about, the first part that it scores, and its value."""

    key: FigureKey
    program: Program
    part: Part
    value: Fraction | str


def tables_of(plan: Plan, rules: Rules, seed: int = SEED) -> dict[str, str]:
    """The tables by file name: one for each department that supplies figures, and the events."""
    rows = sorted(_rows(plan, rules, seed), key=lambda row: (row.indicator, row.unit, row.received, row.supplier))
    units = rules.unit_ids
    by_file: dict[str, list[Row]] = {}
    for row in rows:
        by_file.setdefault(units.get(plain_name(row.supplier), OTHERS), []).append(row)
    figures = {f"figures/{name}.csv": _csv(table) for name, table in sorted(by_file.items())}
    return figures | {"events.csv": EVENTS}


def _rows(plan: Plan, rules: Rules, seed: int) -> Iterator[Row]:
    for each in _with_sums(plan, list(_drawn(plan, seed))):
        about = (each.key.subject, each.key.indicator)
        if about in NOT_REPORTED:
            continue
        need = each.program.needs[each.key]
        random = Random(f"{seed} {each.key.subject} {each.key.indicator} received")
        received = FIRST_DAY + timedelta(days=random.randrange((LAST_DAY - FIRST_DAY).days))
        unit = rules.units[each.key.subject]
        name = unit.aliases[0] if unit.aliases else unit.name.zh
        row = Row(name, need.name.zh, _written(each.value, need.measure), "", _supplier(plan, each), received)
        if about in NOT_APPLICABLE:
            yield row._replace(value="不适用", note=NOT_APPLICABLE[about])
        elif isinstance(each.value, str):
            yield row
        else:
            yield row._replace(version="年报")
            if each.part.kind == "growth" and random.randrange(10) < 3:
                flash = each.value + step_of(need) * random.randrange(-9, 10)
                early = FIRST_DAY - timedelta(days=random.randrange(1, 4))
                yield row._replace(value=_written(flash, need.measure), version="快报", received=early)
            if about in SECOND_SOURCES:
                supplier, more = SECOND_SOURCES[about]
                yield row._replace(value=_written(each.value + more, need.measure), version="年报", supplier=supplier)


def _supplier(plan: Plan, drawn: Drawn) -> str:
    """Who gives the figure: its supplier, or who was declared in place of a unit that would supply its own."""
    about = (drawn.program.unit, drawn.key.indicator)
    declared = next((each for each in plan.self_supplied if about in _settles(each, drawn.key.indicator)), None)
    return drawn.part.supplier.zh if declared is None else (declared.second_source or declared.recused or drawn.part.supplier).zh


def _settles(declared: SelfSupplied, indicator: str) -> list[tuple[str, str]]:
    return [(declared.unit, declared.indicator or indicator)]


def _written(value: Fraction | str, measure: str) -> str:
    return value if isinstance(value, str) else f"{exact_text(value)}{measure}"


def _drawn(plan: Plan, seed: int) -> Iterator[Drawn]:
    """Every figure that the plan needs, once. Of a thousand of its figures a unit misses 80 to 320, of what is judged half as many."""
    seen: set[FigureKey] = set()
    for program in plan.programs:
        misses = Random(f"{seed} {program.unit}").randrange(80, 320)
        for part in program.parts:
            for name, key in part.figures.items():
                if key not in seen:
                    seen.add(key)
                    random = Random(f"{seed} {key.subject} {key.indicator}")
                    often = misses // 2 if program.needs[key].grades else misses
                    met = program.unit in ALL_MET or random.randrange(1000) >= often
                    value = _value(part, program.needs[key], name, met=met, random=random)
                    yield Drawn(key, program, part, value)


def _value(part: Part, need: Need, name: str, *, met: bool, random: Random) -> Fraction | str:
    """What was achieved: at its target or beyond if it is met, and otherwise short of it."""
    if need.grades:
        return need.grade_names[0 if met else -1].zh
    step = step_of(need)
    if name != "actual":  # what another figure is compared with: a growth below it if met
        return _in_steps(Fraction(random.randrange(600, 1100), 100), step)
    target = part.parameters.get("target")
    if target is None:
        if part.kind == "count":
            return Fraction(0 if met else 1)
        return _in_steps(Fraction(random.randrange(1150, 1700) if met else random.randrange(300, 900), 100), step)
    more = Fraction(random.randrange(0, 140) if met else -random.randrange(5, 260), 1000)
    value = _in_steps(target * (1 - more if part.direction == "down" else 1 + more), step)
    if met and (value < target) == (part.direction == "up"):
        value = target
    return min(value, Fraction(100)) if part.kind == "ratio" and need.measure == "%" and target <= 100 else value


def step_of(need: Need) -> Fraction:
    """The finest step that a figure may carry."""
    return need.precision or Fraction(1, 100)


def _in_steps(value: Fraction, step: Fraction) -> Fraction:
    return (value / step + Fraction(1, 2)).__floor__() * step


def _with_sums(plan: Plan, drawn: Sequence[Drawn]) -> list[Drawn]:
    """The same, where a total is the sum of what it is made of."""
    values: Mapping[FigureKey, Fraction | str] = {each.key: each.value for each in drawn}
    sums = {key: total for program in plan.programs for item in program.items for key, total in _sum(item, values)}
    return [each._replace(value=sums.get(each.key, each.value)) for each in drawn]


def _sum(item: Item, values: Mapping[FigureKey, Fraction | str]) -> Iterator[tuple[FigureKey, Fraction]]:
    total, *rest = item.parts
    if total.indicator in TOTALS and len(rest) > 1:
        of = (values[part.figures["actual"]] for part in rest)
        yield total.figures["actual"], sum((value for value in of if isinstance(value, Fraction)), Fraction(0))


def _csv(rows: Sequence[Row]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(["单位", "指标", "完成值", "版本", "提供单位", "收到日期", "状态", "备注"])
    table.writerows([row.unit, row.indicator, row.value, row.version, row.supplier, row.received, "示例", row.note] for row in rows)
    return written.getvalue()


def read_plan() -> tuple[Plan, Rules]:
    """The plan of the whole city, without an error."""
    problems = Problems()
    plan, rules = plan_of(PLAN, None, problems, Timing())
    assert plan is not None, "\n".join(problems.lines("en"))
    return plan, rules


def write(tables: Mapping[str, str], folder: Path = YEAR) -> None:
    """Writes the tables, and removes those that are no more."""
    for old in (folder / "figures").glob("*.csv"):
        old.unlink()
    for name, text in tables.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(tables_of(*read_plan()))
