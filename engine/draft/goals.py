"""The words of a task go in, who set it comes out: a goal that comes from above (省政府确定) is another one than the own (市下达)."""

from __future__ import annotations

import re

from ..inputs import IndicatorIn

_LEVELS = ("国家|中央|国务院", "省|自治区", "市|州|盟|地区", "县|区|旗")
_SET = "确定|下达|要求|规定|布置|批复|交办|安排|部署|制定|分解"
_OFFICE = "(?:委|级|里|定|政府|人民政府|厅|[、和及])*"


def above(issuer: str | None) -> str:
    """The levels above that of the government that issued a document; above a city where that is not known."""
    level = next((index for index, names in enumerate(_LEVELS) if issuer and re.search(f"(?:{names})(?:人民政府)?$", issuer)), 2)
    return "|".join(_LEVELS[: max(level, 1)])


def from_above(text: str, levels: str) -> str:
    """The level of `levels` whose goal the text speaks of; empty if it is one's own, or not said."""
    own = f"(?!{_OFFICE}(?:市|州|盟|县|区|旗))" if "省" in levels else ""
    match = re.search(
        rf"(?<![来赴])(?<!(?<!达)到)(?P<level>{levels}){own}(?:定(?!位|期|点|性|量|向)|{_OFFICE}[^,;市县]{{0,4}}?(?:{_SET})"
        rf"|[^,;市县]{{0,12}}?(?:考核|目标|控制)(?:标准|要求|目标|指标|计划))",
        text,
    )
    return match["level"] if match else ""


def is_own(text: str) -> bool:
    """Whether the text speaks of a goal that the city or the county set."""
    return re.search(rf"[市县区州](?:委|政府|级|里|[、和及市县区州])*[^,;省]{{0,6}}?(?:{_SET}|考核标准|考核要求)", text) is not None


def is_from_above(indicator: IndicatorIn, levels: str) -> bool:
    """Whether the indicator is a goal from above: by its name, what is judged, or who judges."""
    texts = (indicator.name, indicator.judged, indicator.supplier, indicator.note)
    said = ",".join(each.zh for each in texts if each is not None)
    return bool(re.search(rf"(?:{levels})(?:里|政府|级)?[^,，；市县]{{0,6}}?(?:考核|目标|指标|{_SET}|定)", said))


def is_own_goal(indicator: IndicatorIn) -> bool:
    """Whether what is judged is a goal that the city or the county set."""
    return indicator.judged is not None and is_own(indicator.judged.zh)


def without_level(name: str) -> str:
    """What a goal is about: 省定住房保障目标 is about 住房保障."""
    return re.sub("(?:考核)?(?:目标|要求|标准|任务)+$", "", re.sub("^(?:国家|中央|省)(?:里|政府|级)?(?:定|下达|确定)?的?(?=..)", "", name))
