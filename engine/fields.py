"""What stands in a rules file goes in, typed values come out: texts, dates, numbers, ids, as fields for pydantic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .numbers import read_plain, read_ratio
from .problems import Fault, Place
from .text import Text, harmful, printable

PLACES = "@places"
"""Key under which `read` hands every mapping the places of its values. Among them stands under "" its own, which is that
of the key it is the value of, and under `PLACES` again the places of its keys."""

LONGEST_TEXT = 1000
NOT_APPROVED = {"", "-", "—", "——"}
TARGET_NOT_ISSUED = {"未下达", "not issued"}

Value = TypeVar("Value")


def refused(fault: Fault) -> PydanticCustomError:
    """The fault as pydantic carries it through a validation; `read.model` makes it a problem again."""
    return PydanticCustomError("fault", "{fault}", {"fault": fault})


def _text(written: object) -> Text:
    if isinstance(written, str):
        return Text(_harmless(written), _harmless(written))
    if isinstance(written, Mapping) and {"zh", "en"} == set(written) - {PLACES}:
        zh, en = written["zh"], written["en"]
        if isinstance(zh, str) and isinstance(en, str):
            return Text(_harmless(zh), _harmless(en))
    raise refused(
        Fault(
            "wrong-shape",
            Text("此处应为文字，或 {zh: 中文, en: 英文}", "a text is expected here, or {zh: Chinese, en: English}"),
        )
    )


def _harmless(written: str) -> str:
    text = written.strip()
    if len(text) > LONGEST_TEXT:
        raise refused(
            Fault(
                "text-too-long",
                Text(
                    f"文字有 {len(text)} 个字符，上限 {LONGEST_TEXT}",
                    f"the text has {len(text)} characters, at most {LONGEST_TEXT} are read",
                ),
            )
        )
    if bad := harmful(text):
        raise refused(
            Fault(
                "control-character",
                Text(f"文字中有不可见的控制字符 U+{ord(bad):04X}", f"the text contains the invisible control character U+{ord(bad):04X}"),
                Text("请删去后重新输入", "delete it and type the text again"),
            )
        )
    return text


def _scalar(written: object) -> str:
    if not isinstance(written, str):
        raise refused(Fault("wrong-shape", Text("此处应为单个值", "a single value is expected here")))
    return _harmless(written)


def _from_scalar(read: Callable[[str], Value | Fault]) -> Callable[[object], Value]:
    def validate(written: object) -> Value:
        value = read(_scalar(written))
        if isinstance(value, Fault):
            raise refused(value)
        return value

    return validate


def read_date(text: str) -> date | Fault:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    return not_a_date(text)


def not_a_date(text: str) -> Fault:
    return Fault(
        "not-a-date",
        Text(f"“{printable(text, 24)}”不是日期", f"'{printable(text, 24)}' is not a date"),
        Text("请写作 2012-02-20", "write it as 2012-02-20"),
    )


def read_identifier(text: str) -> str | Fault:
    if re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", text):
        return text
    return Fault(
        "not-an-identifier",
        Text(f"“{printable(text, 40)}”不能作标识", f"'{printable(text, 40)}' is not an identifier"),
        Text("用小写字母、数字、下划线或连字符，以字母开头", "use lower-case letters, digits, _ and -, beginning with a letter"),
    )


def _positive(text: str) -> Fraction | Fault:
    value = read_plain(text)
    if isinstance(value, Fault) or value > 0:
        return value
    return Fault(
        "not-positive", Text(f"此处应大于零，不能是“{printable(text, 24)}”", f"this must be above zero, not '{printable(text, 24)}'")
    )


def _whole(text: str) -> int | Fault:
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    return not_a_whole_number(text)


def not_a_whole_number(text: str) -> Fault:
    return Fault("not-a-whole-number", Text(f"“{printable(text, 24)}”不是整数", f"'{printable(text, 24)}' is not a whole number"))


def is_month(text: str) -> bool:
    """Whether the text is a year and a month: 2011-05."""
    return re.fullmatch(r"[12][0-9]{3}-(0[1-9]|1[0-2])", text) is not None


def read_period(text: str) -> str | Fault:
    if re.fullmatch(r"[12][0-9]{3}", text) or is_month(text):
        return text
    return Fault(
        "not-a-period",
        Text(f"“{printable(text, 24)}”不是考核时期", f"'{printable(text, 24)}' is not a period"),
        Text("请写作年（2011）或年月（2011-05）", "write a year (2011) or a month (2011-05)"),
    )


class Bindings(NamedTuple):
    """A free mapping of names to written values (settings, inputs), each with its place and that of its name."""

    values: Mapping[str, str]
    places: Mapping[str, Place]
    keys: Mapping[str, Place]


def _bindings(written: object) -> Bindings:
    if not isinstance(written, Mapping):
        raise refused(Fault("wrong-shape", Text("此处应为“名称: 值”的列表", "a list of `name: value` is expected here")))
    places = written[PLACES]
    return Bindings({key: _scalar(value) for key, value in written.items() if key != PLACES}, places, places[PLACES])


def without_places(written: object) -> object:
    """A mapping by free names without the places of its values, which have their own."""
    return {key: value for key, value in written.items() if key != PLACES} if isinstance(written, Mapping) else written


class _Read:
    """A field that a function reads. Says only that to pydantic, whose own `PlainValidator` works out far more."""

    def __init__(self, read: Callable[[object], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


class RoundTo(NamedTuple):
    """To how many decimals (None: not at all), and where a half goes."""

    digits: int | None
    mode: Literal["half_up", "half_even"] = "half_up"


def _rounded_to(text: str) -> RoundTo | Fault:
    if text == "exact":
        return RoundTo(None)
    if match := re.fullmatch(r"([0-9]|1[0-2])(?: +(half_up|half_even))?", text):
        return RoundTo(int(match[1]), "half_even" if match[2] == "half_even" else "half_up")
    return Fault(
        "unknown-word",
        Text(f"“{printable(text, 24)}”不是舍入方式", f"'{printable(text, 24)}' is no rounding"),
        Text("请写作 2（四舍五入到两位）、2 half_even（四舍六入五成双）或 exact（不舍入）",
             "write 2 (half up to two decimals), 2 half_even, or exact (nothing is rounded)"),
    )  # fmt: skip


TextIn = Annotated[Text, _Read(_text)]
Scalar = Annotated[str, _Read(_scalar)]
Identifier = Annotated[str, _Read(_from_scalar(read_identifier))]
Reference = Scalar
"""The id of a register's entry. What is none is refused where the register is known, which may tell what was meant."""
Exact = Annotated[Fraction, _Read(_from_scalar(read_plain))]
Positive = Annotated[Fraction, _Read(_from_scalar(_positive))]
Ratio = Annotated[Fraction, _Read(_from_scalar(read_ratio))]
Whole = Annotated[int, _Read(_from_scalar(_whole))]
Day = Annotated[date, _Read(_from_scalar(read_date))]
RoundedTo = Annotated[RoundTo, _Read(_from_scalar(_rounded_to))]
Period = Annotated[str, _Read(_from_scalar(read_period))]
BindingsIn = Annotated[Bindings, _Read(_bindings)]
Named = BeforeValidator(without_places)
