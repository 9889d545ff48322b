"""The name of a new indicator goes in, its id comes out: the words of the name that are known, in English."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from ..fields import read_identifier
from ..problems import Fault
from ..register import plain_name

LONGEST_ID = 48


def proposed_id(name: str, taken: Collection[str], otherwise: str = "item") -> str:
    """An id that is not taken: the known words of the name, else the sound of it, else `otherwise`; one that is taken has the
    sound of the words that are not known behind it, or a number."""
    known, rest = _words(plain_name(name))
    first = next(filter(_is_id, (_joined(known), _sound(rest), otherwise)), "item")
    told_apart = [f"{first}_{sound}"] if known and (sound := _sound(rest)) else []
    ids = chain([first], told_apart, (f"{first}_{n}" for n in count(2)))
    return next(id for id in ids if id not in taken and _is_id(id))


def _is_id(id: str) -> bool:
    return not isinstance(read_identifier(id), Fault)


def _words(name: str) -> tuple[list[str], str]:
    """The known words, none twice in a row, and what is left of the name."""
    words: list[str] = []
    left = ""
    while name:
        term = next((term for term in _TERMS if name.startswith(term)), None)
        if term is None:
            left, name = left + name[0], name[1:]
        else:
            words += [GLOSSARY[term]] if words[-1:] != [GLOSSARY[term]] else []
            name = name.removeprefix(term)
    return words, left


def _joined(words: list[str]) -> str:
    return next((id for size in range(len(words), 0, -1) if len(id := "_".join(words[:size])) <= LONGEST_ID), "")


def _sound(text: str) -> str:
    """The sound of at most four characters; what stands before every noun is left out."""
    from pypinyin import lazy_pinyin

    plain = re.sub(f"[^\u4e00-\u9fff]|{_EMPTY}", "", text)[:4]
    return re.sub(r"[^a-z]", "", "".join(lazy_pinyin(plain)).lower())


_EMPTY = "[的和及与等各其对为以上下内中所在个年]|完成|实现|达到|开展|组织"


_WORDS = (
    "生产总值 gdp, 增加值 value_added, 增长 growth, 增速 growth, 提高 rise, 降低 decline, 一般预算收入 budget_revenue, "
    "财政收入 revenue, 收入 revenue, 支出 spending, 税收 tax, 利税 profit_and_tax, 利润 profit, 固定资产投资 fixed_investment, "
    "投资 investment, 出口 exports, 进口 imports, 外资 foreign_capital, 资金 funds, 贷款 loans, 存款 deposits, 余额 balance, "
    "工业 industry, 农业 farming, 第三产业 services, 服务业 services, 旅游 tourism, 国内 domestic, 入境 inbound, "
    "创汇 foreign_earnings, 总收入 total_revenue, 基金 fund, 采购 procurement, 会计 accountants, 游客 visitors, "
    "接待游客 visitors, 规划 plans, 产值 output_value, 营业额 turnover, 价格 prices, 公积金 housing_fund, 党建 party_building, "
    "宣传 publicity, 图书 books,  零售 retail, 销售 sales, 消费 consumption, 企业 enterprises, 项目 projects, 农民 farmers, "
    "居民 residents, 人口 population, 就业 jobs, 再就业 reemployment, 失业 unemployment, 养老 pension, 医疗 medical, "
    "保险 insurance, 统筹 funds, 低保 minimum_allowance, 救助 assistance, 扶贫 poverty_relief, 住房 housing, "
    "教育 education, 培训 training, 卫生 health, 科技 science, 专利 patents, 文化 culture, 体育 sports, 新闻 news, 广播 radio, "
    "电视 television, 环境 environment, 节能 energy_saving, 能耗 energy_use, 用电 electricity, 水平 level, 水泥 cement, "
    "水 water, 污水 sewage, 垃圾 waste, 空气 air, 森林 forest, 造林 afforestation, 耕地 farmland, 土地 land, 粮食 grain, "
    "道路 roads, 公路 roads, 城镇化 urbanisation, 城镇 urban, 农村 rural, 安全 safety, 生产 production, 事故 accidents, "
    "火灾 fires, 消防 fire_safety, 案件 cases, 结案 closed, 办结 settled, 信访 petitions, 上访 petitions, 信息 information, "
    "审计 audits, 监督 supervision, 检查 inspections, 合格 passed, 达标 standard, 及时 timely, 准确 accuracy, 出生 births, "
    "死亡 deaths, 活动 activities, 会议 meetings, 报告 reports, 依法行政 lawful_administration, 应急 emergency, "
    "廉政 clean_government, 完成率 completion_rate, 率 rate, 比重 share, 占比 share, 面积 area, 产量 output, 总量 total, "
    "总额 total, 人数 people, 接待 visitors, 新增 new, 市本级 own, 市直单位 offices, 直属单位 subordinate, 全社会 whole, "
    "招商 business_attraction, 引进 attracted, 创建 creation, 建设 construction, 改造 renewal, 服务 service, 质量 quality, "
    "产品 products, 食品 food, 药品 medicine"
)
GLOSSARY = dict(pair.split() for pair in _WORDS.split(", "))
"""Frequent words of official targets, for the ids of new indicators."""
_TERMS = sorted(GLOSSARY, key=lambda term: (-len(term), term))
