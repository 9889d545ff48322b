"""The schedule of a part goes in, what share of its target is due at the end of each month that it names comes out."""

from __future__ import annotations

from fractions import Fraction

from ..fields import is_month
from ..inputs import IndicatorKind, PartIn, SheetIn
from ..numbers import read_ratio
from ..problems import Fault, Problems
from ..text import Text, printable

GROWING: frozenset[IndicatorKind] = frozenset({"cumulative", "count"})
"""What grows through the year, and may be ahead of a schedule or behind it."""


def schedule_of(part: PartIn, kind: IndicatorKind, sheet: SheetIn, problems: Problems) -> dict[str, Fraction]:
    """The shares by month, of the part or else of its sheet; they never fall."""
    if part.schedule is not None and kind not in GROWING:
        idle = Text("此项不随时间累计，进度表（schedule）不起作用", "this does not grow through the year: its schedule does nothing")
        problems.warning("unused-name", part.at_key("schedule"), idle)
    written = part.schedule or sheet.schedule
    if written is None:
        return {}
    shares: dict[str, Fraction] = {}
    for month, text in sorted(written.values.items()):
        share = _share(text, max(shares.values(), default=Fraction(0)))
        if fault := _no_month_of(sheet.period, month):
            problems.fault(fault, written.keys[month])
        elif isinstance(share, Fault):
            problems.fault(share, written.places[month])
        else:
            shares[month] = share
    return shares


def _share(text: str, least: Fraction) -> Fraction | Fault:
    share = read_ratio(text)
    if isinstance(share, Fault) or least <= share <= 1:
        return share
    shown = printable(text, 24)
    return Fault(
        "not-a-ratio",
        Text(f"进度“{shown}”应在 0 至 100% 之间，且不低于前一月", f"'{shown}' must be from 0 to 100% and not below the month before"),
    )


def _no_month_of(period: str, text: str) -> Fault | None:
    if is_month(text) and text[:4] == period[:4]:
        return None
    return Fault(
        "not-a-period",
        Text(f"“{printable(text, 24)}”不是考核年度内的月份", f"'{printable(text, 24)}' is no month of the sheet's year"),
        Text(f"请写年月，如 {period[:4]}-05", f"write year and month: {period[:4]}-05"),
    )
