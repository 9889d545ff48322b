"""Evidence: whoever is judged, and whoever judges, can read what is judged and what is to be shown for it."""

from __future__ import annotations

from ..inputs import IndicatorIn
from ..problems import Problems
from ..register import Rules
from ..text import Text, joined

_WANTED = {"judged": Text("评定什么", "what is judged"), "evidence": Text("需要什么佐证材料", "what evidence is expected")}
_EXAMPLES = {
    "judged": Text("judged: 农村公路任务是否完成", "judged: whether the roads were built"),
    "evidence": Text("evidence: 年度工作总结和考核通报", "evidence: the year's report"),
}


def judged_indicators_are_described(rules: Rules, problems: Problems) -> None:
    """A judged indicator says what is judged and what evidence is expected. One that is still a draft is not finished anyway."""
    for indicator in rules.indicators.values():
        if indicator.kind == "judged" and not indicator.draft and (missing := _missing(indicator)):
            wanted = joined((_WANTED[key] for key in missing), "、", " and ")
            examples = joined((_EXAMPLES[key] for key in missing), "；", "; ")
            problems.note(
                "judged-not-described",
                indicator.at(),
                Text(f"定性指标“{indicator.name.zh}”没有写明{wanted.zh}", f"{indicator.name.en} is judged, but it is not said {wanted.en}"),
                Text(f"加上如 {examples.zh}", f"add, for example, {examples.en}"),
            )


def _missing(indicator: IndicatorIn) -> list[str]:
    return [key for key in _WANTED if getattr(indicator, key) is None]
