"""Methods go in, the gallery comes out for a terminal: a table of all, or an entry with formula, values, picture and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from ..inputs import SettingType
from ..methods import FIXED_NAMES, SETTING_KINDS, Example, Method
from ..numbers import decimals, exact_text
from ..register import plain_name
from ..targets.words import words
from ..text import Language, Text, closest, filled, joined, printable, same, shortened, wrapped
from .picture import alike, other_peers, picture, picture_lines
from .table import GAP, Cells, aligned

MARKS = {
    "bonus": ("+", Text("可加分", "may award a bonus")),
    "penalty": ("-", Text("可扣分", "may deduct a penalty")),
    "peers": ("~", Text("与同组单位比较", "compares peers")),
    "grades": ("#", Text("按等次", "takes grades")),
}
"""What a table of methods marks, and by which sign."""
Type = SettingType | Literal["grade"]
Role = Literal["sheet", "figure", "input", "grade", "setting"]
ROLES: dict[Role, Text] = {
    "sheet": Text("目标书", "sheet"),
    "figure": Text("数据", "figure"),
    "input": Text("比照指标", "input"),
    "grade": Text("等次", "grade"),
    "setting": Text("参数", "setting"),
}
"""What a name of a ladder is, by who gives its value."""
DECLARED = {
    "bonus": Text("得分可高于分值（加分）", "the award may be above the points (a bonus)"),
    "penalty": Text("得分可低于零（扣分）", "the award may be below zero (a penalty)"),
}
OTHERWISE, ALWAYS = Text("其余", "otherwise"), Text("一律", "always")
MUST = Text("须设定", "must be set")


class Value(NamedTuple):
    """A name of a ladder: what it is called, who gives its value, of what type, and what it is where a sheet sets none."""

    name: str
    label: Text
    role: Role
    type: Type | None
    default: str | None = None

    @property
    def type_words(self) -> Text:
        """The type as a rules file writes it, and in Chinese."""
        if self.type is None or self.type == "grade":
            return ROLES["grade"] if self.type else same("")
        return Text(SETTING_KINDS[self.type].words.zh, self.type)

    @property
    def default_words(self) -> Text:
        return MUST if self.role == "setting" and self.default is None else same(self.default or "")


# What there is to say of a method


def formula(method: Method, language: Language) -> list[tuple[str, str, str]]:
    """Each rung in words: the condition, the award, and why."""
    labels = {**method.labels, **method.grades}
    rest = (ALWAYS if len(method.rungs) == 1 else OTHERWISE)[language]
    conditions = [rest if rung.when is None else words(rung.when, labels, language) for rung in method.rungs]
    return [(when, words(rung.award, labels, language), rung.says[language]) for when, rung in zip(conditions, method.rungs, strict=True)]


def values(method: Method) -> list[Value]:
    """Every name that a sheet or a figure gives a value for, and the grades."""
    measured: Type = "grade" if method.grades else method.actual
    values = [Value(name, FIXED_NAMES[name], *_fixed(name, measured)) for name in FIXED_NAMES if name in method.names]
    values += [Value(name, label, "input", measured) for name, label in method.inputs.items()]
    values += [Value(name, label, "grade", None) for name, label in method.grades.items()]
    for name, each in method.settings.items():
        values.append(Value(name, each.name, "setting", each.type, None if each.default is None else written(method, name, each.default)))
    return values


def _fixed(name: str, measured: Type) -> tuple[Role, Type]:
    return "figure" if name == "actual" else "sheet", "points" if name == "points" else measured


def remarks(method: Method) -> list[Text]:
    """What a reader must know besides: bonus and penalty, and who the peers are."""
    found = [text for kind, text in DECLARED.items() if kind in method.declares]
    if method.peers is not None:
        itself = Text("含本单位", "with the unit itself") if method.peers.include_self else Text("不含本单位", "without the unit itself")
        missing = Text("有单位缺数据时暂不计分", "open until all have their figures")
        if method.peers.leave_out_missing:
            missing = Text("缺数据的单位不计入", "those without figures are left out")
        found.append(Text(f"与同组单位比较：{itself.zh}，{missing.zh}", f"compares peers: {itself.en}, {missing.en}"))
    return found


def marks(method: Method) -> set[str]:
    """Which of `MARKS` a method has."""
    others = {"peers": method.peers is not None, "grades": bool(method.grades)}
    return {*method.declares, *(mark for mark, holds in others.items() if holds)}


def written(method: Method, name: str, value: Fraction) -> str:
    """A value as it is written in an example: a grade's id, `80%` for a ratio, otherwise a number."""
    if name == "actual" and method.grades:
        return list(method.grades)[int(value)]
    ratio = name in method.settings and method.settings[name].type == "ratio"
    return f"{exact_text(value * 100)}%" if ratio and 0 < value < 1 and decimals(value) is not None else exact_text(value)


def given(method: Method, example: Example) -> dict[str, str]:
    """What an example gives, as it is written and in the order of the method; settings that have their default are left out."""
    usual = {name: setting.default for name, setting in method.settings.items()}
    return {name: written(method, name, value) for name, value in _ordered(method, example) if usual.get(name) != value}


def peers_given(method: Method, example: Example) -> list[dict[str, str]]:
    """What is different for each peer, and its actual in any case."""
    return [
        {name: written(method, name, value) for name, value in peer.items() if name == "actual" or value != example.given[name]}
        for peer in other_peers(method, example)
    ]


def example_words(method: Method, example: Example, language: Language) -> str:
    """All that an example gives but the actual: `分值 100，目标值 13，底线 0`."""
    shown = [_named(method, name, written(method, name, value)) for name, value in _ordered(method, example) if name != "actual"]
    shown += [others] if (others := _peer_words(method, example)) else []
    return joined(shown, "，")[language]


def _ordered(method: Method, example: Example) -> list[tuple[str, Fraction]]:
    order = [*FIXED_NAMES, *method.inputs, *method.settings]
    return sorted(example.given.items(), key=lambda item: order.index(item[0]))


def _peer_words(method: Method, example: Example) -> Text | None:
    """The peers in words: their actuals, or, where they differ in more, all that differs."""
    peers = peers_given(method, example)
    if not peers:
        return None
    if all(set(peer) == {"actual"} for peer in peers):
        actuals = joined(same(peer["actual"]) for peer in peers)
        return Text(f"同组完成值 {actuals.zh}", f"the peers' actuals {actuals.en}")
    each = joined((joined((_named(method, name, value) for name, value in peer.items()), "，") for peer in peers), "；", "; ")
    return Text(f"同组：{each.zh}", f"the peers: {each.en}")


def _named(method: Method, name: str, value: str) -> Text:
    label = method.labels[name]
    return Text(f"{label.zh} {value}", f"{label.en} {value}")


# Which methods


def find_methods(methods: Mapping[str, Method], name: str | None) -> list[Method]:
    """The method with that id, else those with that name; all where there is no name."""
    if name is None:
        return list(methods.values())
    if name in methods:
        found = methods.get(name)
        return [] if found is None else [found]
    return [method for method in methods.values() if plain_name(name) in _names(method)]


def no_method(methods: Mapping[str, Method], name: str) -> Text:
    """What to say where no method has that name: which one may be meant."""
    by_name = {each: id for id, method in methods.items() for each in _names(method)}
    wanted = plain_name(name)
    near = closest(wanted, by_name) or next((each for each in by_name if wanted and wanted in each), None)
    shown = printable(name, 40)
    if near is None:
        return Text(f"没有计分办法“{shown}”，score methods 列出全部", f"there is no method '{shown}', score methods lists them all")
    meant = methods[by_name[near]]
    return Text(f"没有计分办法“{shown}”，是否为 {meant.id}（{meant.name.zh}）？", f"there is no method '{shown}', did you mean {meant.id}?")


def _names(method: Method) -> list[str]:
    return [plain_name(name) for name in (method.id, method.name.zh, method.name.en)]


# What a terminal shows


def methods_table(methods: Sequence[Method], language: Language, columns: int | None = None) -> list[str]:
    """A line per method: id, marks, name and, as far as there is room, its sentence."""
    headings = [Text("标识", "id"), same(""), Text("计分办法", "method"), Text("说明", "in a sentence")]
    rows: list[Cells | str] = [[heading[language] for heading in headings]]
    for method in methods:
        signs = "".join(sign if mark in marks(method) else " " for mark, (sign, _) in MARKS.items())
        name = method.name[language]
        rows.append([method.id, signs, shortened(name, columns * 3 // 8) if columns else name, method.says[language]])
    used = [f"{sign} {text[language]}" for mark, (sign, text) in MARKS.items() if any(mark in marks(method) for method in methods)]
    count = Text(f"共 {len(methods)} 种；score methods 标识 显示其中一种", f"{len(methods)} methods; score methods ID shows one in full")
    return [*aligned(rows, (), (2, 3), columns), "", *([GAP.join(used)] if used else []), count[language]]


def entries(methods: Sequence[Method], language: Language, columns: int | None = None) -> list[str]:
    """Everything about each of the methods."""
    lines = [line for method in methods for line in ["", "", *entry_lines(method, language, columns)]]
    return lines[2:]


def entry_lines(method: Method, language: Language, columns: int | None = None) -> list[str]:
    """Everything about one method."""
    title = Text(f"{method.name.zh}（{method.id}）", f"{method.name.en} ({method.id})")
    place = f"{method.place.file}:{method.place.line}"
    lines = [*filled([title[language], GAP + place], columns), *wrapped(method.says[language], columns)]
    lines += [line for text in remarks(method) for line in wrapped(f"* {text[language]}", columns, GAP)]
    lines += ["", *_formula_lines(method, language, columns), "", *_value_lines(method, language, columns)]
    if drawn := picture(method):
        heading = Text("得分与完成值：", "award against actual: ")[language]
        lines += ["", *wrapped(heading + example_words(method, drawn.example, language), columns), "", *picture_lines(drawn, language)]
    return [*lines, "", Text("示例", "examples")[language], *_example_lines(method, language, columns)]


def _formula_lines(method: Method, language: Language, columns: int | None) -> Iterator[str]:
    for number, (when, award, says) in enumerate(formula(method, language), 1):
        why = Text(f"（{says}）", f"({says})")[language]
        yield from wrapped(f"{number}{GAP}{when} → {award}{GAP}{why}", columns, " " * (len(str(number)) + len(GAP)))


def _value_lines(method: Method, language: Language, columns: int | None) -> list[str]:
    headings = [Text("名称", "name"), Text("含义", "meaning"), Text("来自", "from"), Text("类型", "type"), Text("默认", "default")]
    rows: list[Cells | str] = [[heading[language] for heading in headings]]
    for each in values(method):
        rows.append([each.name, *(text[language] for text in (each.label, ROLES[each.role], each.type_words, each.default_words))])
    return aligned(rows, (), (1,), columns)


def _example_lines(method: Method, language: Language, columns: int | None) -> Iterator[str]:
    """The examples, those that differ in the actual alone together: `12.35 → 95`."""
    for group in alike(method):
        yield from wrapped(GAP + example_words(method, group[0], language), columns, GAP)
        if "actual" not in method.names:
            yield f"{GAP * 2}→ {exact_text(group[0].award)}"
            continue
        pairs = [f"{_actual(method, each, language)} → {exact_text(each.award)}{GAP}" for each in group]
        yield from filled([GAP * 2, *pairs], columns, GAP * 2)


def _actual(method: Method, example: Example, language: Language) -> str:
    shown = written(method, "actual", example.given["actual"])
    return method.grades[shown][language] if shown in method.grades else shown
