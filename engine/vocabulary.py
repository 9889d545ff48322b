"""A method's entry goes in, the names that its expressions may use come out: what each is called, and of which kind it is."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from .fields import not_a_whole_number, read_date
from .figures import ActualType
from .inputs import MethodIn, ResultType, SettingType
from .kinds import AMOUNT, CLASS, CONSTANT, COUNT, DATE, GRADE, MONEY, POINTS, RATIO, UNIT_CLASS, Kind
from .numbers import convert, measured_text, normalised, read_plain, read_quantity, read_ratio, shown_text
from .problems import Fault, Place, Problems
from .text import Text, closest, joined, printable, same
from .tree import FUNCTIONS, previous

MOST_RATIO = 10
"""A ratio setting is at most this (1000%): a bare 80 is 80% without its sign."""
FIXED_NAMES: dict[str, Text] = {
    "points": Text("分值", "points"),
    "target": Text("目标值", "target"),
    "low": Text("目标下限", "lower bound"),
    "high": Text("目标上限", "upper bound"),
    "actual": Text("完成值", "actual"),
}
BALLOT_NAMES: dict[str, Text] = {
    "ballots": Text("计入票数", "ballots counted"),
    "ballot_sum": Text("计入票得分之和", "sum of the ballots counted"),
    "valid_ballots": Text("有效票数", "valid ballots"),
    "void_ballots": Text("无效票数", "void ballots"),
}
"""What a figure made of ballots gives, in place of `actual`: no name gives a single ballot."""
OTHER_CLASS, OTHER_UNITS = "other", Text("其他单位", "other units")
"""In an example: a class of units that the method does not name; and what it is called."""
REFUSED = "refused"
"""In an example, instead of an award: what it gives does not meet a requirement of the method."""
_COUNTS = ("ballots", "valid_ballots", "void_ballots")
_YEAR_BEFORE = re.compile("last|previous|prior|上年|去年")
MET: dict[str, Text] = {"met": Text("达到", "met"), "unmet": Text("未达到", "not met")}
"""The classes of a result that is met or not."""
SETTING_KINDS: dict[SettingType, Kind] = {
    "ratio": RATIO, "points": POINTS, "number": CONSTANT, "count": COUNT, "amount": AMOUNT, "money": MONEY, "date": DATE,
}  # fmt: skip
ACTUAL_KINDS: dict[ActualType, Kind] = {"amount": AMOUNT, "count": COUNT, "points": POINTS, "date": DATE, "ballots": AMOUNT}
RESULT_KINDS: dict[ResultType, Kind] = {"points": POINTS, "money": MONEY, "class": CLASS, "met": CLASS}


class Setting(NamedTuple):
    """A value that a sheet may set; `default` is None where it must."""

    type: SettingType
    name: Text
    default: Fraction | None
    place: Place


class Vocabulary(NamedTuple):
    """What the expressions of a method may name. `grades` are those of a judged actual, `classes` those of the result,
    `unit_classes` those of the units that it tells apart; each in the order of its declaration."""

    actual: ActualType
    result: ResultType
    settings: Mapping[str, Setting]
    inputs: Mapping[str, Text]
    grades: Mapping[str, Text]
    classes: Mapping[str, Text]
    unit_classes: Mapping[str, Text]
    targets: tuple[str, ...] = ()
    """The inputs that stand where a target would."""

    @property
    def figures(self) -> dict[str, Text]:
        """The names that stand for submitted figures, each with what it is called."""
        actual = BALLOT_NAMES if self.actual == "ballots" else {"actual": FIXED_NAMES["actual"]}
        measured = {} if self.grades or self.actual == "ballots" else {**actual, **self.inputs}
        before = {previous(name): Text(f"上年同期{label.zh}", f"{label.en} a year before") for name, label in measured.items()}
        return {**actual, **self.inputs, **before}

    @property
    def labels(self) -> dict[str, Text]:
        """What each name is called in a sentence."""
        fixed = {name: FIXED_NAMES[name] for name in ("points", "target", "low", "high") if name != "points" or self.result == "points"}
        settings = {name: setting.name for name, setting in self.settings.items()}
        unit = {"unit_class": Text("单位类别", "the unit's class")} if self.unit_classes else {}
        return {**fixed, **unit, **settings, **self.figures}

    @property
    def words(self) -> dict[str, Text]:
        """What each bare name (a grade, a class) is called in a sentence."""
        return {**self.grades, **self.classes, **self.unit_classes}

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each name is."""
        actual = GRADE if self.grades else ACTUAL_KINDS[self.actual]
        fixed = {"points": POINTS, "unit_class": UNIT_CLASS, **dict.fromkeys(("target", "low", "high"), ACTUAL_KINDS[self.actual])}
        settings = {name: SETTING_KINDS[setting.type] for name, setting in self.settings.items()}
        figures = {**dict.fromkeys(self.figures, ACTUAL_KINDS[self.actual]), "actual": actual}
        return {**fixed, **figures, **dict.fromkeys(_COUNTS, COUNT), **settings}

    def value(self, name: str, text: str) -> Fraction | Fault:
        """The value of a name as an example writes it: a plain number, a date, a ratio, a grade, a class of units."""
        if name == "actual" and self.grades:
            return _position(text, self.grades)
        if name == "unit_class":
            return Fraction(len(self.unit_classes)) if text == OTHER_CLASS else _unit_class(text, self.unit_classes)
        if name in self.settings:
            return setting_value(self.settings[name].type, text)
        return setting_value("date" if self.actual == "date" and name != "points" else "number", text)

    def value_words(self, name: str, value: Fraction, measure: str) -> Text:
        """A value as a reader writes it; `measure` is that of the indicator."""
        kind = self.kinds.get(name)
        if kind == GRADE:
            return list(self.grades.values())[int(value)]
        if kind == UNIT_CLASS:
            return [*self.unit_classes.values(), OTHER_UNITS][int(value)]
        if kind == DATE:
            return same(day_text(value))
        if kind == RATIO:
            return same(f"{shown_text(value * 100)}%")
        if kind in (POINTS, MONEY):
            return measured_text(shown_text(value), "分" if kind == POINTS else "元")
        if name not in _COUNTS and (kind == AMOUNT or name in ("target", "low", "high") or name in self.figures):
            return measured_text(shown_text(value), measure)
        return same(shown_text(value))


def read_vocabulary(entry: MethodIn, problems: Problems) -> Vocabulary:
    """The names of a method; adds a problem for one that means two things, or that no expression could hold."""
    settings = {name: _setting(each.type, each.name, each.default, each.at("default"), problems) for name, each in entry.settings.items()}
    grades, classes, units = (
        {name: word.name for name, word in words.items()} for words in (entry.grades, entry.classes, entry.unit_classes)
    )
    _check_names(entry, problems)
    inputs = {name: each.name for name, each in entry.inputs.items()}
    targets = tuple(name for name, each in entry.inputs.items() if each.is_target == "true")
    return Vocabulary(entry.actual, entry.result, settings, inputs, grades, MET if entry.result == "met" else classes, units, targets)


def setting_value(type: SettingType, text: str, measure: str = "") -> Fraction | Fault:
    """A setting's value: a ratio from `80%`, an amount in the indicator's measure, money in yuan, a date as the number
    of its day, otherwise a plain number."""
    match type:
        case "ratio":
            ratio = read_ratio(text)
            if isinstance(ratio, Fraction) and 1 < ratio <= MOST_RATIO and normalised(text).lstrip("+").isdecimal():
                return _bare_ratio(text)
            return ratio if isinstance(ratio, Fault) or 0 <= ratio <= MOST_RATIO else _no_ratio(text)
        case "count":
            count = read_plain(text)
            return count if isinstance(count, Fault) or (count.denominator == 1 and count >= 0) else not_a_whole_number(text)
        case "amount" | "money":
            quantity = read_quantity(text)
            return quantity if isinstance(quantity, Fault) else convert(quantity, "元" if type == "money" else measure)
        case "date":
            return day_number(text)
        case _:
            return read_plain(text)


def day_number(text: str) -> Fraction | Fault:
    """A date as the number of its day, so that dates are compared and subtracted like any whole numbers."""
    day = read_date(text)
    return day if isinstance(day, Fault) else Fraction(day.toordinal())


def day_text(value: Fraction) -> str:
    """The date that a day's number stands for."""
    return date.fromordinal(int(value)).isoformat()


def named_so(written: str, known: Mapping[str, Text]) -> str | None:
    """The id of what has as its name, in either language, what was written for its id."""
    return next((id for id, name in known.items() if written.strip().lower() in (name.zh.lower(), name.en.lower())), None)


def unknown_grade(text: str, grades: Mapping[str, Text]) -> Fault:
    return Fault(
        "unknown-grade",
        Text(f"没有等次“{printable(text, 24)}”", f"there is no grade '{printable(text, 24)}'"),
        Text(f"是否为 {meant}？", f"did you mean {meant}?") if (meant := named_so(text, grades)) else
        Text("可用：" + "、".join(f"{name.zh}（{id}）" for id, name in grades.items()),
             "the grades are " + ", ".join(f"{id} ({name.en})" for id, name in grades.items())),
    )  # fmt: skip


def unknown_name(name: str, known: Mapping[str, Text]) -> Fault:
    near = named_so(name, known) or closest(name, known)
    plain = {each: label for each, label in known.items() if each.isidentifier()}
    listed = joined(Text(f"{each}（{label.zh}）", each if each == label.en else f"{each} ({label.en})") for each, label in plain.items())
    hint = same(f"{name}(...)?") if name in FUNCTIONS else None
    if name == "unit_class":
        hint = Text("请在计分办法中声明 unit_classes", "declare `unit_classes`")
    elif _YEAR_BEFORE.search(name) and previous("actual") in known:
        hint = Text("上年同期写作 previous(actual)", "the year before is previous(actual)")
    elif hint is None and near:
        hint = Text(f"是否为 {near}（{known[near].zh}）？", f"did you mean {near}?")
    elif hint is None:
        hint = Text(f"可用：{listed.zh}", f"the names here are {listed.en}")
    return Fault("unknown-name", Text(f"没有名称“{printable(name)}”", f"there is no name '{printable(name)}'"), hint)


def _position(text: str, words: Mapping[str, Text]) -> Fraction | Fault:
    return Fraction(list(words).index(text)) if text in words else unknown_grade(text, words)


def _no_ratio(text: str) -> Fault:
    return Fault(
        "not-a-ratio",
        Text(f"“{printable(text, 24)}”不是 0 至 {MOST_RATIO} 的比例", f"'{printable(text, 24)}' is not a ratio from 0 to {MOST_RATIO}"),
        Text(f"百分数请写百分号：{printable(text, 24)}%", f"write a percentage with its sign: {printable(text, 24)}%"),
    )


def _bare_ratio(text: str) -> Fault:
    """A whole number above 1 without its sign: 10 may be meant for 10% or for ten times."""
    return Fault(
        "not-a-ratio",
        Text(f"“{text}”作比例有歧义", f"'{text}' without a sign may be a percentage or a multiple"),
        Text(f"请写作 {text}% 或 {text}00%", f"write {text}% or {text}00%"),
    )


def _unit_class(text: str, classes: Mapping[str, Text]) -> Fraction | Fault:
    if text in classes:
        return Fraction(list(classes).index(text))
    zh = "、".join(f"{id}（{name.zh}）" for id, name in classes.items())
    en = ", ".join(f"{id} ({name.en})" for id, name in classes.items())
    return Fault(
        "unknown-class",
        Text(f"计分办法没有单位类别“{printable(text, 24)}”", f"the method has no class of units '{printable(text, 24)}'"),
        Text(f"可用：{zh}；其他各类写 {OTHER_CLASS}", f"one of: {en}; any other class is `{OTHER_CLASS}`"),
    )


def _setting(type: SettingType, name: Text, default: str | None, place: Place, problems: Problems) -> Setting:
    value = None if default is None else setting_value(type, default)
    if isinstance(value, Fault):
        hint = Text("默认值不写计量单位：用其的项各按其指标的计量单位", "a default has no measure: it is in that of each item's indicator")
        problems.fault(value._replace(hint=hint) if value.code == "measure-does-not-convert" and type == "amount" else value, place)
        value = None
    return Setting(type, name, value, place)


def _check_names(entry: MethodIn, problems: Problems) -> None:
    """Refuses a name that means two things, and one that no expression could hold."""
    taken = dict.fromkeys([*FIXED_NAMES, *BALLOT_NAMES, "unit_class"])
    for key in ("settings", "inputs", "unit_classes", "grades", "classes"):
        reserved = {"unit_classes": OTHER_CLASS, "classes": REFUSED}.get(key)
        for name, each in getattr(entry, key).items():
            if name in taken or name == reserved or not _can_be_written(name):
                problems.fault(_not_free(name, name in taken or name == reserved), each.at())
            if key not in ("grades", "classes"):  # a class may be called like a grade: an award is the one, a condition the other
                taken[name] = None
    words: dict[str, str] = {}
    for id, grade in entry.grades.items():
        for word in {id, grade.name.zh, grade.name.en}:
            if words.setdefault(word, id) != id:
                problems.error(
                    "name-not-free",
                    grade.at("name"),
                    Text(f"“{printable(word)}”是两个等次的名称", f"'{printable(word)}' is a name of two grades"),
                )


def _not_free(name: str, taken: bool) -> Fault:
    shown = printable(name)
    if taken:
        meant = Text(f"名称“{shown}”已有别的含义", f"the name '{shown}' means something else already")
        return Fault("name-not-free", meant, Text("请换一个名称", "choose another one"))
    return Fault(
        "name-not-free",
        Text(f"名称“{shown}”不能写进表达式", f"an expression cannot hold the name '{shown}'"),
        Text("名称由字母、汉字、数字、下划线组成，不以数字开头，也不是 and、or、not、if、else 等词",
             "a name has letters, digits and _, does not begin with a digit and is no word like and, or, not, if, else"),
    )  # fmt: skip


def _can_be_written(name: str) -> bool:
    """Whether an expression can hold the name: a Python word of ASCII letters or Chinese characters, none of Python's own."""
    letters = all(character.isascii() or "CJK" in unicodedata.name(character, "") for character in name)
    return name.isidentifier() and not keyword.iskeyword(name) and letters
