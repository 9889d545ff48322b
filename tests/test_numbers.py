"""Exact numbers: what is read, what is refused, and the one rounding rule."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.engine.numbers import (
    Quantity,
    apportion,
    convert,
    exact_text,
    fixed_text,
    read_amount,
    read_plain,
    read_quantity,
    read_ratio,
    round_half_up,
    shown_text,
)
from kaohe.engine.problems import Fault

decimal = st.builds(lambda n, k: Fraction(n, 10**k), st.integers(-(10**18), 10**18), st.integers(0, 9))
rational = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@given(decimal)
def test_text_to_rational_to_text(value: Fraction) -> None:
    text = exact_text(value)
    assert read_plain(text) == value
    assert exact_text(value) == text


@given(rational)
def test_what_does_not_end_is_written_as_a_fraction(value: Fraction) -> None:
    assert Fraction(exact_text(value)) == value
    if value >= 0:
        assert read_ratio(exact_text(value)) == value


@given(decimal)
def test_full_width_and_thousands_mean_the_same(value: Fraction) -> None:
    grouped = f"{value.numerator // value.denominator:,}"
    assert read_plain(grouped) == value.numerator // value.denominator
    full_width = exact_text(value).translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    assert read_plain(f"　{full_width} ") == value


@pytest.mark.parametrize(
    ("text", "to", "value"),
    [
        ("12.35%", "%", "12.35"),
        ("12.35％", "%", "12.35"),
        ("1.2%", "‰", "12"),
        ("12‰", "%", "1.2"),
        ("3.91亿元", "万元", "39100"),
        ("39100万元", "亿元", "3.91"),
        ("4.2万", "人", "42000"),
        ("0.54万人", "人", "5400"),
        ("1.5个百分点", "百分点", "1.5"),
        ("3个", "个", "3"),
        ("2.5公里", "米", "2500"),
        ("1公顷", "亩", "15"),
        ("15亩", "公顷", "1"),
        ("530 万美元", "万美元", "530"),
        ("1亿千瓦时", "度", "100000000"),
        ("-2.1%", "%", "-2.1"),
        ("+3", "%", "3"),
    ],
)
def test_measures_convert_by_exact_factors(text: str, to: str, value: str) -> None:
    assert read_amount(text, to, None) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "to"),
    [("5%", "百分点"), ("5个百分点", "%"), ("3万", "万元"), ("3万元", "人"), ("3美元", "元"), ("3%", "万元"), ("3亿", "亿元"), ("4人", "")],
)
def test_other_measures_do_not_convert(text: str, to: str) -> None:
    fault = read_amount(text, to, None)
    assert isinstance(fault, Fault)
    assert fault.code == "measure-does-not-convert"


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "12..6", "1e5", "1E5", "1e999999", "NaN", "nan", "inf", "-Infinity", "1_000", "1,23", "1,2345", ",5", ".5", "5.",
     "0x10", "٣٤", "½", "1/2", "--3", "+-3", "３.５.１", "1 2", "12;", "12元元1", "1e1000000000", "²", "12%%", "千"],
)  # fmt: skip
def test_everything_else_is_refused_by_name(text: str) -> None:
    fault = read_amount(text, "%", None)
    assert isinstance(fault, Fault)
    assert fault.code in ("not-a-number", "measure-does-not-convert")


def test_a_long_number_is_refused_at_once() -> None:
    fault = read_quantity("9" * 65)
    assert isinstance(fault, Fault)
    assert fault.code == "number-too-long"
    assert read_quantity("9" * 64) == Quantity(Fraction(int("9" * 64)), "")


@pytest.mark.parametrize(
    ("text", "value"), [("80%", "0.8"), ("4/5", "0.8"), ("0.8", "0.8"), ("1/3", "1/3"), ("5‰", "0.005"), ("1／4", "0.25")]
)
def test_ratios(text: str, value: str) -> None:
    assert read_ratio(text) == Fraction(value)


@pytest.mark.parametrize("text", ["1/0", "a", "1/2/3", "1/-2", "80%%", "1e-1"])
def test_no_ratio(text: str) -> None:
    assert isinstance(read_ratio(text), Fault)


def test_a_figure_finer_than_its_precision_is_refused_not_rounded() -> None:
    assert read_amount("12.35", "%", Fraction("0.01")) == Fraction("12.35")
    fault = read_amount("12.355", "%", Fraction("0.01"))
    assert isinstance(fault, Fault)
    assert fault.code == "finer-than-precision"


@given(rational, st.integers(0, 6))
def test_rounding_is_to_the_nearest_halves_away_from_zero(value: Fraction, digits: int) -> None:
    rounded = round_half_up(value, digits)
    step = Fraction(1, 10**digits)
    assert (rounded / step).denominator == 1
    assert abs(rounded - value) <= step / 2
    if abs(rounded - value) == step / 2:
        assert abs(rounded) > abs(value)
    assert round_half_up(-value, digits) == -rounded


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.125", "0.13"), ("-0.125", "-0.13"), ("2.675", "2.68"), ("1.005", "1.01"), ("0.135", "0.14")]
)
def test_halves(value: str, rounded: str) -> None:
    assert round_half_up(Fraction(value), 2) == Fraction(rounded)


@given(st.decimals(0, 1000, places=2), st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_apportioned_parts_add_up(total: object, shares: list[int]) -> None:
    whole = Fraction(str(total))
    parts = apportion(whole, [Fraction(share) for share in shares], 2)
    assert sum(parts) == whole
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - whole * share / sum(shares)) < Fraction(1, 100)
        assert (part * 100).denominator == 1


def test_thirds_of_ten_points() -> None:
    assert apportion(Fraction(10), [Fraction(1, 3)] * 3, 2) == [Fraction("3.34"), Fraction("3.33"), Fraction("3.33")]


@pytest.mark.parametrize(
    ("value", "shown"), [("95", "95"), ("1/3", "0.3333…"), ("-2/3", "-0.6666…"), ("0.00005", "0.0000…"), ("24.3", "24.3")]
)
def test_shown(value: str, shown: str) -> None:
    assert shown_text(Fraction(value)) == shown


def test_fixed_text_writes_and_never_rounds() -> None:
    assert fixed_text(Fraction(95), 2) == "95.00"
    assert fixed_text(Fraction("-0.5"), 2) == "-0.50"
    assert fixed_text(Fraction("0.125"), 2) == "0.125"
    assert fixed_text(Fraction(100, 3), 2) == "100/3"


def test_a_measure_without_a_number_behind_it_is_as_written() -> None:
    assert convert(Quantity(Fraction(5), ""), "万元") == 5
