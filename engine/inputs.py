"""The shapes that people hand us, in pydantic: unknown keys are refused, every value keeps its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .figures import ActualType
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


def read_period(text: str) -> str | Fault:
    if re.fullmatch(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?", text):
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
Period = Annotated[str, _Read(_from_scalar(read_period))]
BindingsIn = Annotated[Bindings, _Read(_bindings)]
Named = BeforeValidator(without_places)

SettingType = Literal["ratio", "points", "number", "count", "amount", "money", "date"]
ResultType = Literal["points", "money", "class", "met"]
Combine = Literal["share", "all", "worst", "best", "mean"]
IndicatorKind = Literal["growth", "ratio", "cumulative", "stock", "yearly", "count", "points", "date", "ballots", "judged"]


class Written(BaseModel):
    """A mapping that a person wrote, with the places of its values."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)
    places: dict[str, Any] = Field(alias="@places", repr=False, exclude=True)

    def at(self, key: str = "") -> Place:
        """Where the value of `key` stands; the mapping itself where it has no such key."""
        place = self.places.get(key) or self.places[""]
        assert isinstance(place, Place)
        return place

    def at_key(self, key: str) -> Place:
        """Where the key itself stands, likewise."""
        place = self.places[PLACES].get(key) or self.at()
        assert isinstance(place, Place)
        return place


class AssumptionIn(Written):
    """What the document leaves open, how it is read here, and who approved that."""

    text: TextIn
    approved_by: Scalar = ""
    date: Day | None = None


class SourceIn(Written):
    """The clause that a sheet, a section or an item comes from."""

    document: Scalar
    date: Day | None = None
    section: TextIn | None = None


class PartIn(Written):
    """What is scored by one method: a part of an item, or an item that has no parts."""

    indicator: Reference | None = None
    name: TextIn | None = None
    subject: Reference | None = None
    target: Scalar | None = None
    low: Scalar | None = None
    high: Scalar | None = None
    printed: Scalar | None = None
    method: Reference | None = None
    settings: BindingsIn | None = None
    inputs: BindingsIn | None = None
    assumption: AssumptionIn | None = None
    source: SourceIn | None = None
    note: TextIn | None = None


class SharedPartIn(PartIn):
    """A part of an item, with its share of the item's points where these are shared out."""

    share: Ratio | None = None


class ItemIn(PartIn):
    """A numbered target with its points (unless its result is something else than points)."""

    nr: Whole
    points: Exact | None = None
    combine: Combine | None = None
    award: Scalar | None = None
    parts: tuple[SharedPartIn, ...] = ()


class SectionIn(Written):
    """A group of items with a printed subtotal."""

    title: TextIn
    points: Exact
    items: Annotated[tuple[ItemIn, ...], Field(min_length=1)]
    assumption: AssumptionIn | None = None
    source: SourceIn | None = None


class IndicatorIn(Written):
    """What is measured, defined once for every sheet."""

    name: TextIn
    aliases: tuple[Scalar, ...] = ()
    measure: Scalar = ""
    direction: Literal["up", "down"] = "up"
    precision: Positive | None = None
    kind: IndicatorKind
    supplier: TextIn
    method: Identifier
    judged: TextIn | None = None
    note: TextIn | None = None


class UnitIn(Written):
    """Who is assessed or supplies figures, registered once."""

    name: TextIn
    aliases: tuple[Scalar, ...] = ()
    former: tuple[Scalar, ...] = ()
    unit_class: Scalar = Field(default="", alias="class")
    parent: Identifier | None = None
    valid_from: Day | None = Field(default=None, alias="from")
    valid_to: Day | None = Field(default=None, alias="to")
    successor: Identifier | None = None


class SettingIn(Written):
    """A value that a sheet may set for a method."""

    type: SettingType
    name: TextIn
    default: Scalar | None = None


class InputIn(Written):
    """Another indicator that a method compares with, bound in the sheet; `is_target` if it stands where a target would."""

    name: TextIn
    is_target: Literal["true", "false"] = "false"


class GradeIn(Written):
    """A bare name and what it is called: a grade given instead of a number, a class of the result, a class of units."""

    name: TextIn


class RequirementIn(Written):
    """A condition that figures must meet to be scored at all, and what to say of those that do not."""

    that: Scalar
    says: TextIn


class BallotsIn(Written):
    """How many of the highest and of the lowest ballots are left out, and between what every ballot must be."""

    drop_highest: Whole = 0
    drop_lowest: Whole = 0
    low: Exact | None = None
    high: Exact | None = None


class RungIn(Written):
    """One line of a ladder."""

    when: Scalar | None = None
    award: Scalar
    says: TextIn | None = None


class PeersIn(Written):
    """Who the peers are that a ladder compares with: whether the unit itself is one, and what a peer without figures is."""

    include_self: Literal["true", "false"]
    missing: Literal["leave_out", "open"]


class ExampleIn(Written):
    """Figures and what they must earn (or `refused`); run on every target. `peers` are those of the other units."""

    given: BindingsIn
    peers: tuple[BindingsIn, ...] = ()
    award: Scalar


class MethodIn(Written):
    """How actuals become points."""

    name: TextIn
    says: TextIn
    valid_from: Day | None = None
    valid_to: Day | None = None
    actual: ActualType = "amount"
    result: ResultType = "points"
    classes: Annotated[dict[str, GradeIn], Named] = {}
    unit_classes: Annotated[dict[str, GradeIn], Named] = {}
    grades: Annotated[dict[str, GradeIn], Named] = {}
    settings: Annotated[dict[str, SettingIn], Named] = {}
    inputs: Annotated[dict[str, InputIn], Named] = {}
    peers: PeersIn | None = None
    ballots: BallotsIn | None = None
    requires: tuple[RequirementIn, ...] = ()
    declares: tuple[Literal["bonus", "penalty"], ...] = ()
    ladder: Annotated[tuple[RungIn, ...], Field(min_length=1)]
    examples: Annotated[tuple[ExampleIn, ...], Field(min_length=1)]


class SheetIn(Written):
    """The targets of one unit for one period."""

    schema_version: Literal["1"] = Field(alias="schema")
    sheet: Identifier
    title: TextIn | None = None
    unit: Reference
    period: Period
    source: SourceIn
    points: Exact
    assumption: AssumptionIn | None = None
    methods: Annotated[dict[str, MethodIn], Named] = {}
    settings: Annotated[dict[str, BindingsIn], Named] = {}
    sections: Annotated[tuple[SectionIn, ...], Field(min_length=1)]
