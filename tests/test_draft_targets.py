"""What one item's text asks for, and which indicator that is. The sentences are made up; nothing of an office stands here."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.engine.draft.clause import plain
from kaohe.engine.draft.ids import proposed_id
from kaohe.engine.draft.indicators import match
from kaohe.engine.draft.shares import shares
from kaohe.engine.draft.target import Reading, read_item
from kaohe.engine.fields import read_identifier
from kaohe.engine.inputs import IndicatorIn
from kaohe.engine.numbers import Quantity, read_quantity
from kaohe.engine.problems import Problems
from kaohe.engine.read.rules import read_rules

from .conftest import ROOT

ONE = [  # text, name, called, sense, target, measure, direction, kind, method
    ("规上工业增加值同比增长９％", "规上工业增加值", "规上工业增加值增速", "growth", "9%", "%", "up", "growth", "proportional"),
    ("外贸总额增速达到 6.5%", "外贸总额", "外贸总额增速", "growth", "6.5%", "%", "up", "growth", "proportional"),
    ("民间投资增幅不低于 12 %", "民间投资", "民间投资增速", "growth", "12%", "%", "up", "growth", "proportional"),
    ("用电量年均增长 1 . 25 %", "用电量", "用电量增速", "growth", "1.25%", "%", "up", "growth", "proportional"),
    ("力争经济增长 8% 以上", "经济", "经济增速", "growth", "8%", "%", "up", "growth", "proportional"),
    ("单位产值能耗下降 3.2%", "单位产值能耗", "单位产值能耗降低率", "growth", "3.2%", "%", "up", "growth", "proportional"),
    ("城镇化率提高 1.2 个百分点", "城镇化率", "城镇化率提高", "rise", "1.2个百分点", "个百分点", "up", "growth", "proportional"),
    ("绿地率上升０．５个百分点", "绿地率", "绿地率提高", "rise", "0.5个百分点", "个百分点", "up", "growth", "proportional"),
    ("空置率降低2百分点", "空置率", "空置率降低", "rise", "2个百分点", "个百分点", "up", "growth", "proportional"),
    ("财政收入完成 8．6 亿元", "财政收入", "财政收入", "amount", "8.6亿元", "亿元", "up", "cumulative", "proportional"),
    ("实现利润 1,250 万元", "利润", "利润", "amount", "1250万元", "万元", "up", "cumulative", "proportional"),
    ("外贸出口额（海关口径）1.2 亿美元", "外贸出口额", "外贸出口额", "amount", "1.2亿美元", "亿美元", "up", "cumulative", "proportional"),
    ("粮食播种面积不少于 42.5 万亩", "粮食播种面积", "粮食播种面积", "amount", "42.5万亩", "万亩", "up", "cumulative", "proportional"),
    ("年末存款余额达到 95 亿元", "年末存款余额", "年末存款余额", "amount", "95亿元", "亿元", "up", "stock", "proportional"),
    ("耕地保有量保持在 30 万公顷", "耕地保有量", "耕地保有量", "amount", "30万公顷", "万公顷", "up", "stock", "proportional"),
    ("发电 3 亿千瓦时", "发电", "发电", "amount", "3亿千瓦时", "亿千瓦时", "up", "cumulative", "proportional"),
    ("优良天数达到 310 天", "优良天数", "优良天数", "amount", "310天", "天", "up", "cumulative", "proportional"),
    ("预报评分 81 分以上", "预报评分", "预报评分", "amount", "81分", "分", "up", "stock", "proportional"),
    ("新增岗位 3600 人", "新增岗位", "新增岗位", "count", "3600人", "人", "up", "cumulative", "proportional"),
    ("搬迁农户 120 户", "搬迁农户", "搬迁农户", "count", "120户", "户", "up", "cumulative", "proportional"),
    ("编印简报 24 期", "编印简报", "编印简报", "count", "24期", "期", "up", "cumulative", "proportional"),
    ("抽检样品 80 批次", "抽检样品", "抽检样品", "count", "80批次", "批次", "up", "cumulative", "proportional"),
    ("培育龙头企业 6 家", "培育龙头企业", "培育龙头企业", "count", "6家", "家", "up", "cumulative", "proportional"),
    ("创建 3 个示范村", "示范村", "示范村", "count", "3个", "个", "up", "cumulative", "proportional"),
    ("完成 3 个老旧小区改造任务", "老旧小区改造", "老旧小区改造", "count", "3个", "个", "up", "cumulative", "proportional"),
    ("为 500 名老人免费体检", "老人免费体检", "老人免费体检", "count", "500人", "人", "up", "cumulative", "proportional"),
    ("森林覆盖率达到 33%", "森林覆盖率", "森林覆盖率", "ratio", "33%", "%", "up", "ratio", "proportional"),
    ("森林覆盖率由 31% 提高到 33%", "森林覆盖率", "森林覆盖率", "ratio", "33%", "%", "up", "ratio", "proportional"),
    ("入学率稳定在 99.2% 以上", "入学率", "入学率", "ratio", "99.2%", "%", "up", "ratio", "proportional"),
    ("税收占财政收入的比重达到 75%", "税收占财政收入的比重", "税收占财政收入的比重", "ratio", "75%", "%", "up", "ratio", "proportional"),
    ("热线办结率 100%", "热线办结率", "热线办结率", "ratio", "100%", "%", "up", "ratio", "all_or_nothing"),
    ("补贴兑现率达１００％", "补贴兑现率", "补贴兑现率", "ratio", "100%", "%", "up", "ratio", "all_or_nothing"),
    ("失业率控制在 4.2% 以内", "失业率", "失业率", "limit", "4.2%", "%", "down", "ratio", "limit"),
    ("调查失业率不高于 5.5%", "调查失业率", "调查失业率", "limit", "5.5%", "%", "down", "ratio", "limit"),
    ("线损率低于 5%", "线损率", "线损率", "limit", "5%", "%", "down", "ratio", "limit"),
    ("人口出生率控制在 11‰ 以下", "人口出生率", "人口出生率", "limit", "11‰", "‰", "down", "ratio", "limit"),
    ("孕产妇死亡率控制在 12/十万以内", "孕产妇死亡率", "孕产妇死亡率", "limit", "12", "/十万", "down", "ratio", "limit"),
    ("伤亡人数控制在 9 人以内", "伤亡人数", "伤亡人数", "limit", "9人", "人", "down", "cumulative", "limit"),
    ("能耗总量不超过 60 万吨标准煤", "能耗总量", "能耗总量", "limit", "60万吨标准煤", "万吨标准煤", "down", "cumulative", "limit"),
    ("颗粒物平均浓度达到 45μg/m³", "颗粒物平均浓度", "颗粒物平均浓度", "limit", "45μg/m³", "μg/m³", "down", "stock", "limit"),
    ("百万吨死亡率控制在 1 以下", "百万吨死亡率", "百万吨死亡率", "limit", "1", "", "down", "ratio", "limit"),
    ("支出增幅控制在 5% 以内", "支出", "支出增速", "growth", "5%", "%", "down", "growth", "limit"),
    ("完成县政府下达的防汛工作目标任务", "防汛", "防汛", "judged", None, "", "up", "judged", "judged"),
    ("认真做好档案管理工作", "档案管理工作", "档案管理工作", "judged", None, "", "up", "judged", "judged"),
    ("加强队伍建设，达到考核标准", "队伍建设", "队伍建设", "judged", None, "", "up", "judged", "judged"),
    ("不良率控制在上级要求指标内", "不良率", "不良率", "judged", None, "", "up", "judged", "judged"),
    ("复查标兵县（市）40 家", "复查标兵县（市）", "复查标兵县（市）", "count", "40家", "家", "up", "cumulative", "proportional"),
    ("完成科（处）级干部（含离休）体检任务", "科（处）级干部体检", "科（处）级干部体检", "judged", None, "", "up", "judged", "judged"),
    ("编辑出版《茶讯》8 期", "《茶讯》", "《茶讯》", "count", "8期", "期", "up", "cumulative", "proportional"),
    ("组织采茶活动 5 次", "采茶活动", "采茶活动", "count", "5次", "次", "up", "cumulative", "proportional"),
    ("督促各茶场完成销售收入 6 亿元", "销售收入", "销售收入", "amount", "6亿元", "亿元", "up", "cumulative", "proportional"),
    ("完成茶叶包装计划 90 吨", "茶叶包装", "茶叶包装", "amount", "90吨", "吨", "up", "cumulative", "proportional"),
    ("对外贸易额增长 9%", "对外贸易额", "对外贸易额增速", "growth", "9%", "%", "up", "growth", "proportional"),
    ("对全县茶园年检率 95%", "茶园年检率", "茶园年检率", "ratio", "95%", "%", "up", "ratio", "proportional"),
    ("全年办证量 3.6 万件以上", "办证量", "办证量", "amount", "3.6万件", "件", "up", "cumulative", "proportional"),
    ("越级上访控制在 4 起以内", "越级上访", "越级上访", "limit", "4起", "起", "down", "count", "limit"),
    ("护林员队伍规模 260 人", "护林员队伍规模", "护林员队伍规模", "amount", "260人", "人", "up", "stock", "proportional"),
    ("全县肉鸡出栏 90 万只", "肉鸡出栏", "肉鸡出栏", "amount", "90万只", "只", "up", "cumulative", "proportional"),
    ("县本级基金收入 3 亿元", "县本级基金收入", "县本级基金收入", "amount", "3亿元", "亿元", "up", "cumulative", "proportional"),
    ("县直单位工伤保险金 7 万元", "工伤保险金", "工伤保险金", "amount", "7万元", "万元", "up", "cumulative", "proportional"),
    ("县直单位节能改造 7 万元", "县直单位节能改造", "县直单位节能改造", "amount", "7万元", "万元", "up", "cumulative", "proportional"),
    ("做好 35 个园区的服务协调工作", "园区的服务协调工作", "园区的服务协调工作", "judged", None, "", "up", "judged", "judged"),
    ("确保渡口运行平稳无沉船事故", "渡口运行平稳", "渡口运行平稳", "judged", None, "", "up", "judged", "judged"),
    ("加强渡口监管，全年无沉船事故发生", "沉船事故", "沉船事故", "count", None, "起", "down", "count", "deduction_per_event"),
    ("加强渡口监管，不发生沉船事故", "渡口监管", "渡口监管", "judged", None, "", "up", "judged", "judged"),
    ("全年无较大火灾发生", "较大火灾", "较大火灾", "count", None, "起", "down", "count", "deduction_per_event"),
    ("越级上访控制在“零发生”", "越级上访", "越级上访", "count", None, "起", "down", "count", "deduction_per_event"),
]  # fmt: skip

MANY = [  # text, the parts' names as they are called with their targets
    ("力争投资完成 640 亿元，增长 18%", [("投资", "640亿元"), ("投资增速", "18%")]),
    ("财政总收入完成 8 亿元，同比增长 11 . 5 %", [("财政总收入", "8亿元"), ("财政总收入增速", "11.5%")]),
    ("接待游客 120 万人次、旅游收入 6.5 亿元", [("接待游客", "120万人次"), ("旅游收入", "6.5亿元")]),
    ("税收 9 亿元，其中：甲局完成税收 4 亿元、乙局完成税收 5 亿元", [("税收", "9亿元"), ("甲局税收", "4亿元"), ("乙局税收", "5亿元")]),
    ("发放贷款 23 万元（其中：妇女 8 万元，青年 7 万元）", [("发放贷款", "23万元"), ("妇女", "8万元"), ("青年", "7万元")]),
    ("发放贷款 23 万元(妇女 8 万元,青年 15 万元)", [("发放贷款", "23万元"), ("妇女", "8万元"), ("青年", "15万元")]),
    ("新建农村公路 86 公里，其中县道 20 公里", [("新建农村公路", "86公里"), ("县道", "20公里")]),
    ("结案率、满意率均达到 95%", [("结案率", "95%"), ("满意率", "95%")]),
    ("个体户和企业分别发展到 900 户和 80 户", [("个体户", "900户"), ("企业", "80户")]),
    ("救助 30 户、85 人", [("救助", "30户"), ("救助（人）", "85人")]),
    ("完成县里下达的减排任务，不发生重大污染事件", [("减排", None), ("重大污染事件", None)]),
    ("培育企业 5 家，新增专利 40 件，建成研发中心", [("培育企业", "5家"), ("新增专利", "40件"), ("建成研发中心", None)]),
    ("全面落实计生职责任务，出生率控制在 10‰ 以内", [("计生职责", None), ("出生率", "10‰")]),
    ("大力发展夜校，夜校招生 300 人", [("夜校招生", "300人")]),
    ("建设渡口监控，确保全年不发生沉船事故", [("建设渡口监控", None), ("沉船事故", None)]),
    ("修订渡口章程，按时巡查，杜绝发生重大沉船事件", [("修订渡口章程", None), ("重大沉船事件", None)]),
    ("完成桥梁检修工作，无事故发生", [("桥梁检修工作", None), ("桥梁检修事故", None)]),
    ("做好归侨来信的登记工作，转办及时率 100%", [("归侨来信的登记转办及时率", "100%")]),
    ("做好退役军人安置工作，安置率 98%", [("退役军人安置率", "98%")]),
    ("山北大道（12.5 公里），完成投资 2 亿元", [("山北大道投资", "2亿元")]),
    ("研发投入占比 2%；新兴产业增加值增幅不低于工业增加值增幅", [("研发投入占比", "2%"), ("新兴产业增加值增速", None)]),
    ("整顿秩序，巡查 40 次以上；受理投诉结案率 96%", [("整顿秩序巡查", "40次"), ("受理投诉结案率", "96%")]),
]  # fmt: skip

GUESSED = [  # text, a word of a guess
    ("热线办结率 100%", "原文未规定计分办法"),
    ("婴儿死亡率控制在 6% 以内", "原文印作 6%"),
    ("经济增长 7.5%—8%", "以下限 7.5% 为目标"),
    ("物价涨幅控制在 3%-3.5% 以内", "以上限 3.5% 为目标"),
    ("物价涨幅控制在 3% 左右", "左右"),
    ("巡查 150 余次", "余"),
    ("力争进口 5 亿元", "力争"),
    ("能耗下降 3%", "下降幅度"),
    ("发表论文 12", "没有计量单位"),
    ("完成 640 亿元", "名称须补充"),
    ("组织三次演练", "汉字"),
    ("物价总水平控制在 103% 以内", "可改按涨幅计"),
    ("做好 35 个园区的服务协调工作", "数字 35 不作目标值"),
    ("产量 3 万吨，其中：早稻 1 万吨，晚稻 2 万吨", "合计占一半"),
    ("不良率控制在上级要求指标内", "别处下达"),
    ("全年无重大火灾事故发生", "每起扣分须补充"),
    ("大力发展夜校，夜校招生 300 人", "不单独计分"),
    ("培育企业 5 家，专利 40 件", "未规定各部分的权重"),
    ("通过 ISO9001 认证", "9001"),
    ("编制《规划（2026-2030 年）》", "2026"),
    ("产值 500 万元以上的项目 20 个", "500"),
    ("第 3 届运动会参赛", "3"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "called", "sense", "target", "measure", "direction", "kind", "method"), ONE)
def test_one_part(
    text: str, name: str, called: str, sense: str, target: str | None, measure: str, direction: str, kind: str, method: str
) -> None:
    reading = read_item(text)
    (part,) = reading.parts
    assert reading.name == name
    assert (part.name, part.called, part.sense, part.target) == (name, called, sense, target)
    assert (part.measure, part.direction, part.kind, part.method) == (measure, direction, kind, method)


@pytest.mark.parametrize(("text", "parts"), MANY)
def test_several_parts(text: str, parts: list[tuple[str, str | None]]) -> None:
    assert [(part.called, part.target) for part in read_item(text).parts] == parts


@pytest.mark.parametrize(("text", "word"), GUESSED)
def test_what_the_text_does_not_say_is_a_guess(text: str, word: str) -> None:
    assert word in guesses(read_item(text))


def test_of_which_parts_know_their_whole() -> None:
    first, second, third = read_item("统筹额 90 万元（其中：甲 40 万元，乙 50 万元）；其他收入 3 万元").parts[:3]
    assert (first.of, second.of, third.of) == (None, "统筹额", "统筹额")
    assert read_item("统筹额 90 万元（其中：甲 40 万元，乙 50 万元）；其他收入 3 万元").parts[3].of is None


SHARES = [  # text, the shares
    ("造林 3 万亩", ["1"]),
    ("造林 3 万亩，植树 5 万株", ["1/2", "1/2"]),
    ("造林 3 万亩，其中：经济林 1 万亩", ["1/2", "1/2"]),
    ("发放补贴 90 万元（其中：种粮 40 万元，农机 50 万元）", ["1/2", "1/4", "1/4"]),
    ("发放补贴 90 万元（其中：种粮 40 万元，农机 30 万元，良种 20 万元）", ["1/2", "1/6", "1/6", "1/6"]),
    ("发放补贴 90 万元，其中：种粮 40 万元、农机 50 万元；造林 3 万亩", ["1/4", "1/8", "1/8", "1/2"]),
    ("完成县政府下达的防汛任务；造林 9 万亩，其中：松林 4 万亩、竹林 5 万亩", ["1/2", "1/4", "1/8", "1/8"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SHARES)
def test_a_total_has_half_of_what_it_shares_with_what_stands_under_it(text: str, expected: list[str]) -> None:
    reading = read_item(text)
    assert [str(share) for share in shares(reading.parts)] == expected
    printed = "、".join(expected) if len(set(expected)) > 1 else expected[0]
    assert len(expected) == 1 or f"各占 {printed}：" in guesses(reading).replace("（", "：")


NOT_GUESSED = [  # text, a word of no guess
    ("承办第二次擂台赛", "汉字"),
    ("承办第二十三次擂台赛", "汉字"),
    ("大力发展夜校，招生 300 人", "不单独计分"),
    ("甲业，乙业，丙业税收之和增长 9%", "不单独计分"),
]


@pytest.mark.parametrize(("text", "word"), NOT_GUESSED)
def test_what_the_text_says_is_no_guess(text: str, word: str) -> None:
    assert word not in guesses(read_item(text))


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("全县造林 3 万亩", ["全县"]),
        ("造林 3 万亩", [""]),
        ("全市造林 3 万亩，植树 5 万株", ["全市", ""]),
        ("全市造林 3 万亩，增长 5%", ["全市", "全市"]),
        ("全市造林 3 万亩，其中：松林 1 万亩", ["全市", "全市"]),
        ("全市直接造林 3 万亩", ["全市"]),
        ("全市级造林 3 万亩", [""]),
        ("确保全县林区安定", ["全县"]),
        ("服务全县林区建设", [""]),
    ],
)
def test_whose_figure_it_is(text: str, areas: list[str]) -> None:
    parts = read_item(text).parts
    assert [part.area for part in parts] == areas
    assert not any(area and area in part.called for part, area in zip(parts, areas, strict=True))


def test_a_range_keeps_its_ends() -> None:
    (part,) = read_item("增长 4.0–4.5%").parts
    assert (part.low, part.high, part.target) == ("4.0%", "4.5%", "4.0%")


def test_a_rate_per_mille_that_is_printed_in_percent() -> None:
    (part,) = read_item("人口出生率控制在 11.5%以内").parts
    assert (part.target, part.printed, part.measure) == ("11.5‰", "11.5%", "‰")


def test_another_indicator_to_compare_with() -> None:
    (part,) = read_item("新兴产业增加值增幅不低于工业增加值增幅").parts
    assert (part.method, part.compared_with) == ("not_below", "工业增加值增速")


def test_every_target_is_one_that_a_sheet_can_hold() -> None:
    for text in [row[0] for row in ONE] + [row[0] for row in MANY]:
        for part in read_item(text).parts:
            for written in (part.target, part.low, part.high):
                assert written is None or isinstance(read_quantity(written), Quantity), written


WORDS = (
    "增长 完成 达到 控制在 以内 不低于 其中 ： ， 、 ； （ ） 《 》 “ ” 率 投资 企业 和 分别 均 任务 不发生 事故 % ‰ 万元 亿 个百分点 家 "
    "人 - – 到 由 1 25 1.5 100 2011年 第 ０ ９ . 0.5 1,234 力争 左右 余 零 高于 A B12 岁 个 比上年 下降"
)
fragment = st.sampled_from(WORDS.split())
texts = st.one_of(st.text(max_size=80), st.lists(fragment, max_size=25).map("".join), st.lists(fragment, max_size=25).map(" ".join))


@given(texts)
def test_whatever_the_text_it_is_read(text: str) -> None:
    reading = read_item(text)
    assert reading.parts
    assert sum(shares(reading.parts)) == 1
    assert reading == read_item(text)
    for part in reading.parts:
        assert part.target is None or isinstance(read_quantity(part.target), Quantity)


@given(texts)
def test_no_number_is_lost(text: str) -> None:
    """Every number of the text is a target, stands in a part's words or is named in a guess."""
    reading = read_item(text)
    told = guesses(reading) + " ".join(f"{part.target} {part.low} {part.high} {part.text} {part.called}" for part in reading.parts)
    assert [number for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", plain(text)) if number not in told] == []


def guesses(reading: Reading) -> str:
    every = [*reading.guesses, *(guess for part in reading.parts for guess in part.guesses)]
    return " ".join(f"{guess.what.zh}（{guess.why.zh}）" for guess in every)


class Score(NamedTuple):
    """Of one field: how many values were read right, how many were read, and how many there are."""

    right: int
    read: int
    there: int


def compared(items: list[tuple[str, list[dict[str, str | None]]]]) -> dict[str, Score]:
    """How well texts are read, against what people made of them: by field, over parts in their order."""
    scores: dict[str, Score] = {}
    for text, wanted in items:
        parts = read_item(text).parts
        for index in range(max(len(parts), len(wanted))):
            want = wanted[index] if index < len(wanted) else {}
            have = parts[index]._asdict() if index < len(parts) else {}
            for field in want or ("target", "measure", "method"):
                ours, theirs = have.get(field) or None, want.get(field) or None
                old = scores.get(field, Score(0, 0, 0))
                same = ours is not None and ours == theirs
                scores[field] = Score(old.right + same, old.read + (ours is not None), old.there + (theirs is not None))
    return scores


def test_readings_are_compared_by_field() -> None:
    wanted: list[dict[str, str | None]] = [{"target": "8亿元", "method": "proportional"}, {"target": "12%", "method": "proportional"}]
    assert compared([("收入 8 亿元，增长 11%", wanted)]) == {"target": Score(1, 2, 2), "method": Score(2, 2, 2)}


@pytest.fixture(scope="module")
def indicators() -> dict[str, IndicatorIn]:
    return dict(read_rules(ROOT / "rules", Problems()).indicators)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("全县生产总值同比增长 9%", ["gdp_growth"]),
        ("我市地区生产总值增速 9%", ["gdp_growth"]),
        ("GDP增速 9%", ["gdp_growth"]),
        ("规上工业企业增加值比上年增长 10%", ["large_industry_growth"]),
        ("完成地方财政一般预算收入 3 亿元", ["budget_revenue"]),
        ("市本级一般预算收入完成 3 亿元", ["city_level_budget_revenue"]),
        ("区本级一般预算收入完成 3 亿元", [None]),
        ("城镇登记失业率控制在 4% 以内", ["urban_unemployment"]),
        ("城镇登记失业率达到 4%", [None]),
        ("固定资产投资 5 亿元", [None]),
        ("实际利用外商直接投资 300 万美元", ["foreign_direct_investment"]),
        (
            "养老、失业保险金统筹额 9 万元（其中：养老金 5 万元，失业金 4 万元）",
            ["two_insurances_total", "pension_fund", "unemployment_fund"],
        ),
        ("做好耕地保护工作", ["farmland"]),
        ("市直企业养老、失业、医疗保险金统筹额 9 万元", ["social_insurance_total"]),
        ("直属单位失业、医疗金统筹额 9 万元", ["unemployment_medical_total"]),
        ("县直属单位医疗保险金统筹额 9 万元", ["medical_fund"]),
        ("完成市政府确定的住房保障目标任务", ["housing_security"]),
        ("完成省政府确定的住房保障目标任务", ["provincial_housing_goal"]),
        ("完成省下达的耕地保护目标任务", [None]),
        ("加强廉政建设，达到省考核标准", [None]),
        ("完成市下达的安全生产目标", ["work_safety"]),
        ("认真宣传安全生产常识", [None]),
        ("接待国内游客 3 万人次", ["domestic_visitors"]),
        ("全年办理法律援助案件 70 件", ["legal_aid_cases"]),
        ("经济责任审计项目 7 个", ["accountability_audits"]),
        ("查处税收案件结案率 80%", ["tax_cases_closed"]),
        ("购进食盐 90 吨", ["salt_bought"]),
        ("加强园林绿化工作", [None]),
    ],
)
def test_the_indicator_that_is_meant(text: str, ids: list[str | None], indicators: dict[str, IndicatorIn]) -> None:
    found = [match(part, indicators) for part in read_item(text).parts]
    assert [each and each.id for each in found] == ids
    assert all(each is None or (each.reason.zh and each.reason.en) for each in found)


def test_a_new_indicator_has_an_id_of_its_own() -> None:
    taken: set[str] = set()
    for name in [
        "旅游收入增速",
        "旅游收入增速",
        "蒲草",
        "蒲草",
        "GDP增速",
        "税收税收税收税收税收税收税收税收税收税收税收税收税收税收税收税收税收",
    ]:
        id = proposed_id(name, taken)
        assert read_identifier(id) == id
        assert id not in taken
        taken.add(id)
    assert {"tourism_revenue_growth", "tourism_revenue_growth_2", "pucao", "pucao_2"} <= taken
    assert proposed_id("§", set(), "item_2_7") == "item_2_7"


def test_an_id_that_is_taken_is_told_apart_by_another_word_of_the_name() -> None:
    taken: set[str] = set()
    for name, id in [
        ("接待游客", "visitors"),
        ("接待游客", "visitors_2"),
        ("接待萤火虫游客", "visitors_yinghuochong"),
        ("收入", "revenue"),
        ("总收入水平", "total_revenue_level"),
        ("水泥收入", "cement_revenue"),
        ("蒲草", "pucao"),
    ]:
        assert proposed_id(name, taken) == id
        taken.add(id)


@given(st.text(max_size=60))
def test_any_name_has_an_id(name: str) -> None:
    assert read_identifier(id := proposed_id(name, {"item", "rate"})) == id
