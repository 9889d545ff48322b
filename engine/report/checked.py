"""What was checked goes in, the sentence that says how much comes out."""

from __future__ import annotations

from ..text import Text
from ..way.checked import Checked


def checked_words(found: Checked) -> Text:
    """How many sheets, items, plans, methods and examples were checked."""
    sheets, items = len(found.programs), sum(len(list(program.items)) for program in found.programs)
    methods, examples = len(found.methods), sum(len(version.examples) for method in found.methods for version in method.versions)
    plans = len(found.plans)
    of_plans = Text(f"、{plans} 份方案", f", plans: {plans}") if plans else Text("", "")
    return Text(
        f"已检查 {sheets} 份责任目标书、{items} 项{of_plans.zh}，{methods} 种计分办法、{examples} 个示例：没有错误",
        f"sheets checked: {sheets}, items: {items}{of_plans.en}, methods: {methods}, examples: {examples}; no errors",
    )
