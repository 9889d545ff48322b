"""What a plan made of a part beyond its ladder goes in, the sentences that say so come out; and how something was rounded."""

from __future__ import annotations

from ..numbers import exact_text, shown_text
from ..program import Rounding
from ..results import Adjustment, PartResult
from ..text import Text


def spread_words(result: PartResult) -> Text:
    """What was added to the points of what does not apply."""
    before, after = exact_text(result.frame["declared"]), exact_text(result.account.points)
    return Text(f"原分值 {before}，分摊后 {after}", f"{before} points before the spreading, {after} after it")


def adjustment_words(result: PartResult, adjustment: Adjustment) -> Text:
    """What a plan makes of it, and of a share of the result the arithmetic."""
    says, where = adjustment.says, f"{adjustment.place.file}:{adjustment.place.line}"
    values = result.frame
    if adjustment.kind == "carries" and "carries" in values and "unrounded" in values:
        points, award, share = (shown_text(values[name]) for name in ("points", "unrounded", "carries"))
        sums = f"{points} + {share} × ({award} − {points}) = {exact_text(values['counted'])}"
        return Text(f"{says.zh}：{sums}（{where}）", f"{says.en}: {sums} ({where})")
    if adjustment.kind == "absent":
        score = exact_text(result.account.score)
        return Text(f"{says.zh}，得 {score} 分（{where}）", f"{says.en}, {score} points ({where})")
    return Text(f"{says.zh}（{where}）", f"{says.en} ({where})")


def rounding_words(rounding: Rounding | None, result: str) -> Text:
    """How something was rounded, and what it came to."""
    if rounding is None:
        return Text(f"，不舍入，{result}", f", not rounded: {result}")
    digits = rounding.digits
    decimals = f"{digits} decimal{'s' * (digits != 1)}"
    if rounding.mode == "half_even":
        return Text(f"，保留 {digits} 位小数（四舍六入五成双）{result}", f", rounded half to even to {decimals}: {result}")
    return Text(f"，保留 {digits} 位小数（四舍五入）{result}", f", rounded half up to {decimals}: {result}")
