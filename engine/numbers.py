"""Exact numbers: text with a measure goes in, a rational comes out; and the one rounding rule of every target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .problems import Fault
from .text import Text, printable

LONGEST_NUMBER = 64
"""Characters that a number may have; a longer one is no figure of any office."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％＋－−／", "0123456789.,%+--/")
_NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*([^\W\d_][^\d\s]*|[%‰])?")
_RATIO = re.compile(rf"({_NUMBER})(?:\s*/\s*([0-9]+))?([%‰])?")
_EXPONENT = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")

PREFIXES = {"千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10,
            "千亿": 10**11, "万亿": 10**12}  # fmt: skip
"""What may stand before any measure (万元, 亿元, 万人, 万吨) and how many of it that is."""

BASES: dict[str, tuple[str, Fraction]] = {
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "百分点": ("百分点", Fraction(1)),
    "公里": ("米", Fraction(1000)),
    "千米": ("米", Fraction(1000)),
    "平方公里": ("平方米", Fraction(10**6)),
    "公顷": ("平方米", Fraction(10**4)),
    "亩": ("平方米", Fraction(2000, 3)),
    "吨": ("千克", Fraction(1000)),
    "公斤": ("千克", Fraction(1)),
    "千克": ("千克", Fraction(1)),
    "千瓦时": ("千瓦时", Fraction(1)),
    "度": ("千瓦时", Fraction(1)),
}
"""Measures that convert into others, or that begin with a prefix without being one: the kind and the exact factor."""


class Quantity(NamedTuple):
    """An exact number and the measure written behind it ("" where none is)."""

    value: Fraction
    measure: str


class Measure(NamedTuple):
    """What a measure is a multiple of: 万元 is 10,000 of the kind 元."""

    kind: str
    factor: Fraction
    prefixed: bool


@lru_cache(maxsize=1024)
def measure(text: str) -> Measure:
    """The measure that `text` names. A bare 万 or 亿 has the kind ""."""
    name = text.removeprefix("个") or "个"
    if name in BASES:
        kind, factor = BASES[name]
        return Measure(kind, factor, prefixed=False)
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        if name.startswith(prefix):
            inner = name.removeprefix(prefix)
            kind, factor = BASES.get(inner, (inner, Fraction(1)))
            if kind in ("%", "百分点"):
                break  # there is no 万%
            return Measure(kind, factor * PREFIXES[prefix], prefixed=True)
    return Measure(name, Fraction(1), prefixed=False)


_ENGLISH_PREFIXES = {10**3: "thousand", 10**4: "10k", 10**5: "100k", 10**6: "million", 10**7: "10 million",
                     10**8: "100 million", 10**10: "10 billion", 10**11: "100 billion", 10**12: "trillion"}  # fmt: skip
_ENGLISH = {
    "%": "%", "‰": "‰", "百分点": "percentage points", "元": "yuan", "美元": "US dollars", "人": "persons", "人次": "attendances",
    "户": "households", "家": "establishments", "个": "", "项": "projects", "件": "cases", "起": "events", "次": "times",
    "套": "dwellings", "公里": "km", "千米": "km", "平方公里": "km²", "公顷": "ha", "亩": "mu", "吨": "tonnes", "公斤": "kg",
    "千克": "kg", "千瓦时": "kWh", "度": "kWh", "平方米": "m²", "立方米": "m³", "天": "days", "分": "points", "辆": "vehicles",
    "所": "schools", "处": "places", "册": "volumes", "名": "persons", "篇": "articles", "场": "events", "条": "items",
    "期": "issues", "幅": "sheets", "部": "pieces", "株": "trees", "盆": "pots", "种": "kinds", "份": "pieces", "袋": "bags",
    "千瓦": "kW", "台": "pieces", "批": "batches", "批次": "batches", "枚": "pieces", "箱": "boxes", "只": "pieces",
    "标吨": "standard tonnes", "人/百万吨": "persons per million tonnes", "人/万车": "persons per 10k vehicles",
    "例/十万人": "cases per 100k persons",
}  # fmt: skip


def measured_text(number: str, measure_text: str) -> Text:
    """A number with its measure for a reader: `40000万元`, in English `40000 × 10k yuan`."""
    known = measure(measure_text)
    name = measure_text.removeprefix("个") or "个"
    if known.prefixed:
        prefix = next(prefix for prefix in sorted(PREFIXES, key=len, reverse=True) if name.startswith(prefix))
        name = name.removeprefix(prefix)
        number_en = f"{number} × {_ENGLISH_PREFIXES[PREFIXES[prefix]]}"
    else:
        number_en = number
    word = _ENGLISH.get(name, name)
    english = number_en + (word if word in ("%", "‰") or not measure_text else f" {word}").rstrip()
    return Text(f"{number}{measure_text}", english)


def normalised(text: str) -> str:
    """Full-width digits and signs as ASCII, without space around them; nothing else is changed."""
    return text.strip().translate(_FULL_WIDTH)


def read_quantity(text: str) -> Quantity | Fault:
    """`"3.91亿元"` → 3.91 with the measure 亿元.

    Digits may be full-width and grouped by commas; exponents, NaN, infinities and every other spelling are refused.
    """
    if len(text) > LONGEST_NUMBER:
        return number_too_long(text)
    match = _QUANTITY.fullmatch(normalised(text))
    if match is None:
        return not_a_number(text)
    return Quantity(_fraction(match[1]), match[2] or "")


def read_ratio(text: str) -> Fraction | Fault:
    """`"80%"`, `"0.8"` or `"4/5"` → 4/5."""
    if len(text) > LONGEST_NUMBER:
        return number_too_long(text)
    match = _RATIO.fullmatch(normalised(text))
    if match is None or (match[2] is not None and int(match[2]) == 0):
        return not_a_number(text)
    per = {None: 1, "%": 100, "‰": 1000}[match[3]]
    return _fraction(match[1]) / int(match[2] or 1) / per


def read_plain(text: str) -> Fraction | Fault:
    """A number without a measure: `"1,000"` → 1000."""
    quantity = read_quantity(text)
    if isinstance(quantity, Quantity) and quantity.measure:
        bare = text.strip().removesuffix(quantity.measure).strip()
        hint = Text(f"此处不写计量单位：{bare}", f"written without a measure: {bare}")
        if quantity.measure == "分":
            hint = Text(f"分值不写计量单位：{bare}", f"points are written without a measure: {bare}")
        return not_a_number(text)._replace(hint=hint)
    return quantity.value if isinstance(quantity, Quantity) else quantity


def _fraction(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def convert(quantity: Quantity, to: str) -> Fraction | Fault:
    """The quantity in the measure `to`, by exact factors; a number without a measure is taken to be in `to`."""
    if not quantity.measure or quantity.measure == to:
        return quantity.value
    have, want = measure(quantity.measure), measure(to)
    if have.kind == "" and not want.prefixed:  # 4.2万 of what is counted one by one
        return quantity.value * have.factor
    if have.kind != want.kind:
        return Fault(
            "measure-does-not-convert",
            Text(f"计量单位“{quantity.measure}”不能换算为“{to or '无单位'}”",
                 f"'{quantity.measure}' does not convert to '{to or 'a plain number'}'"),
            Text("请按指标的计量单位填报，或写明可换算的单位（万、亿等）",
                 "give the figure in the indicator's measure, or in one that converts by an exact factor"),
        )  # fmt: skip
    return quantity.value * have.factor / want.factor


def read_amount(text: str, measure: str, precision: Fraction | None) -> Fraction | Fault:
    """A written amount in an indicator's measure, no finer than its precision."""
    quantity = read_quantity(text)
    value = quantity if isinstance(quantity, Fault) else convert(quantity, measure)
    if isinstance(value, Fault) or precision is None or is_multiple(value, precision):
        return value
    step = exact_text(precision)
    return Fault(
        "finer-than-precision",
        Text(f"“{printable(text, 24)}”比该指标的精度（{step}{measure}）更细",
             f"'{printable(text, 24)}' is finer than the indicator's precision ({step}{measure})"),
        Text("数据不作舍入，请核对后按规定精度填报", "nothing is rounded on reading: check the figure and give it in that precision"),
    )  # fmt: skip


def not_a_number(text: str) -> Fault:
    hint = None
    if _EXPONENT.fullmatch(normalised(text)):
        hint = Text("不接受指数写法，请写出全部数字", "write all the digits: exponents are not read")
    elif "," in normalised(text):
        hint = Text("千位分隔应每三位一个逗号，如 1,234.5", "thousands are grouped by three: 1,234.5")
    return Fault("not-a-number", Text(f"“{printable(text, 24)}”不是数", f"'{printable(text, 24)}' is not a number"), hint)


def number_too_long(text: str) -> Fault:
    return Fault(
        "number-too-long",
        Text(f"“{printable(text, 24)}”有 {len(text)} 个字符，超过 {LONGEST_NUMBER} 个",
             f"'{printable(text, 24)}' has {len(text)} characters, more than {LONGEST_NUMBER}"),
    )  # fmt: skip


def is_multiple(value: Fraction, step: Fraction) -> bool:
    """Whether the value is a whole number of steps: 12.35 of 0.01 is, 12.355 is not."""
    return (value / step).denominator == 1


def exact_text(value: Fraction) -> str:
    """The value without loss: `12.35`, and `1/3` where the decimals do not end."""
    digits = decimals(value)
    return f"{value.numerator}/{value.denominator}" if digits is None else fixed_text(value, digits)


def decimals(value: Fraction) -> int | None:
    """How many decimals write the value exactly; None where they do not end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def fixed_text(value: Fraction, digits: int) -> str:
    """The value with so many decimals; one that is finer as it is, without loss: this writes, it does not round."""
    scaled = value * 10**digits
    if scaled.denominator != 1:
        return exact_text(value)
    sign, whole = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return sign + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def shown_text(value: Fraction, digits: int = 4) -> str:
    """The value for a reader: exact where that is short, else its first decimals and `…`."""
    exact_digits = decimals(value)
    if exact_digits is not None and exact_digits <= digits:
        return fixed_text(value, exact_digits)
    cut = Fraction(int(abs(value) * 10**digits), 10**digits)
    return ("-" if value < 0 else "") + fixed_text(cut, digits) + "…"


def score_text(value: Fraction, digits: int) -> str:
    """A score for a reader, with so many decimals; one that nothing has rounded by its first ones and `…`."""
    is_rounded = (value * 10**digits).denominator == 1
    return fixed_text(value, digits) if is_rounded else shown_text(value)


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """The value to so many decimals, halves away from zero (四舍五入): 0.125 → 0.13, -0.125 → -0.13."""
    scale = 10**digits
    numerator, denominator = abs(value.numerator) * scale, value.denominator
    rounded = (2 * numerator + denominator) // (2 * denominator)
    return Fraction(-rounded if value < 0 else rounded, scale)


def apportion(total: Fraction, shares: Sequence[Fraction], digits: int) -> list[Fraction]:
    """`total` split by `shares` into parts of so many decimals that add up to it exactly.

    Largest remainder (Hamilton): each part is cut down to its decimals, and the steps left over go to the parts that
    lost most, the earlier one first. A total finer than the decimals keeps its own.
    """
    step = Fraction(1, 10 ** max(digits, decimals(total) or 0))
    whole = sum(shares, Fraction(0))
    exact = [total * share / whole for share in shares]
    parts = [step * (part // step) for part in exact]
    left = int((total - sum(parts, Fraction(0))) / step)
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[:left]:
        parts[index] += step
    return parts
