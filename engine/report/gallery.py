"""Methods go in, the gallery comes out for a terminal: a table of all, or an entry with formula, values, picture and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from ..examples import Example
from ..inputs import ResultType, SettingType
from ..kinds import GRADE, UNIT_CLASS, Kind
from ..methods import Method
from ..numbers import exact_text
from ..register import plain_name
from ..targets.words import words
from ..text import Language, Text, closest, filled, joined, printable, same, shortened, width, wrapped
from ..tree import previous
from ..vocabulary import OTHER_CLASS, REFUSED, SETTING_KINDS
from .picture import alike, award_text, drawn_along, number_text, other_peers, picture, picture_lines, value_text
from .table import GAP, Cells, aligned

MARKS = {
    "bonus": ("+", Text("可加分", "may award a bonus")),
    "penalty": ("-", Text("可扣分", "may deduct a penalty")),
    "peers": ("~", Text("与同组单位比较（按方案计分）", "compares peers (scored by a plan)")),
    "grades": ("#", Text("按等次", "takes grades")),
    "result": ("=", Text("不计分，定金额、级别或是否达标", "no points: money, a class, or met or not")),
}
"""What a table of methods marks, and by which sign."""
RESULTS: dict[ResultType, Text] = {
    "money": Text("不计分，定金额", "no points: money"),
    "class": Text("不计分，定级别", "no points: a class"),
    "met": Text("不计分，定是否达到", "no points: met or not"),
}
"""What the last mark stands for where it stands for one method."""
Type = SettingType | Literal["grade", "unit_class"]
Role = Literal["sheet", "unit", "figure", "input", "grade", "class", "unit_class", "setting"]
ROLES: dict[Role, Text] = {
    "sheet": Text("目标书", "sheet"),
    "unit": Text("单位", "unit"),
    "figure": Text("数据", "figure"),
    "input": Text("比照指标", "input"),
    "grade": Text("等次", "grade"),
    "class": Text("级别", "class"),
    "unit_class": Text("单位类别", "class of units"),
    "setting": Text("参数", "setting"),
}
"""What a name of a ladder is, by who gives its value; a bare name by what it is one of."""
TYPES: dict[Kind, Type] = {**{kind: type for type, kind in SETTING_KINDS.items()}, GRADE: "grade", UNIT_CLASS: "unit_class"}
TYPE_WORDS: dict[Type, Text] = {
    **{type: Text(kind.words.zh, type) for type, kind in SETTING_KINDS.items()},
    "grade": ROLES["grade"],
    "unit_class": ROLES["unit_class"],
}
DECLARED = {
    "bonus": Text("得分可高于分值（加分）", "the award may be above the points (a bonus)"),
    "penalty": Text("得分可低于零（扣分）", "the award may be below zero (a penalty)"),
}
INSTEAD: dict[ResultType, Text] = {
    "money": Text("结果是金额（元），不是得分", "the result is money (yuan), not points"),
    "class": Text("结果是级别，不是得分；从好到差：", "the result is a class, not points; the best first: "),
    "met": Text("结果是达到或未达到，不是得分", "the result is met or not met, not points"),
}
"""What a method results in that does not award points."""
REQUIRES, ELSE = Text("要求", "requires"), Text("，否则不予计分", ", otherwise refused")
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
        return same("") if self.type is None else TYPE_WORDS[self.type]

    @property
    def default_words(self) -> Text:
        return MUST if self.role == "setting" and self.default is None else same(self.default or "")


# What there is to say of a method


def formula(method: Method, language: Language) -> list[tuple[str, str, str]]:
    """Each rung in words: the condition, the award, and why."""
    labels = method.words
    rest = (ALWAYS if len(method.rungs) == 1 else OTHERWISE)[language]
    conditions = [rest if rung.when is None else words(rung.when, labels, language) for rung in method.rungs]
    return [(when, words(rung.award, labels, language), rung.says[language]) for when, rung in zip(conditions, method.rungs, strict=True)]


def requirements(method: Method, language: Language) -> list[tuple[str, str]]:
    """Each condition in words that figures must meet to be scored at all, and what is said of those that do not."""
    return [(words(each.that, method.words, language), each.says[language]) for each in method.requires]


def values(method: Method) -> list[Value]:
    """Every name that a sheet, a unit or a figure gives a value for, the bare names, and the settings."""
    kinds, used = method.vocabulary.kinds, {*method.names, *method.inputs} - set(method.settings)
    values = [Value(name, method.labels[name], _role(method, name), TYPES[kinds[name]]) for name in _order(method) if name in used]
    bare: list[tuple[Role, Mapping[str, Text]]] = [
        ("grade", method.grades), ("class", method.classes), ("unit_class", method.vocabulary.unit_classes),
    ]  # fmt: skip
    values += [Value(name, label, role, None) for role, labels in bare for name, label in labels.items()]
    for name, each in method.settings.items():
        values.append(Value(name, each.name, "setting", each.type, None if each.default is None else written(method, name, each.default)))
    return values


def _role(method: Method, name: str) -> Role:
    if name in {*method.inputs, *map(previous, method.inputs)}:
        return "input"
    return "figure" if name in method.vocabulary.figures else "unit" if name == "unit_class" else "sheet"


def _order(method: Method) -> list[str]:
    """The names in the order in which they are shown: the settings last."""
    return [*(name for name in method.labels if name not in method.settings), *method.settings]


def remarks(method: Method) -> list[Text]:
    """What a reader must know besides: since when it is so, what else than points it awards, bonus and penalty, who the
    peers are, and which ballots count."""
    found = _versions(method)
    if method.result in INSTEAD:
        classes = joined(method.classes.values() if method.result == "class" else ())
        found.append(Text(INSTEAD[method.result].zh + classes.zh, INSTEAD[method.result].en + classes.en))
    found += [text for kind, text in DECLARED.items() if kind in method.declares]
    if method.peers is not None:
        itself = Text("含本单位", "with the unit itself") if method.peers.include_self else Text("不含本单位", "without the unit itself")
        missing = Text("有单位缺数据时暂不计分", "open until all have their figures")
        if method.peers.leave_out_missing:
            missing = Text("缺数据的单位不计入", "those without figures are left out")
        found.append(Text(f"与同组单位比较：{itself.zh}，{missing.zh}", f"compares peers: {itself.en}, {missing.en}"))
    return [*found, _ballots(method)] if method.actual == "ballots" else found


def _versions(method: Method) -> list[Text]:
    """When this version is valid, and where the earlier ones stand."""
    found = [Text(f"{_valid(method).zh}有效", f"valid {_valid(method).en}")] if method.valid_from or method.valid_to else []
    for each in method.earlier:
        days = _valid(each)
        found.append(Text(f"此前版本{days.zh}有效（{place(each)}）", f"an earlier version was valid {days.en} ({place(each)})"))
    return found


def _valid(method: Method) -> Text:
    since, until = method.valid_from, method.valid_to
    zh, en = [f"自 {since} 起"] if since else [], [f"from {since}"] if since else []
    return Text("".join([*zh, f"至 {until} "] if until else zh), " ".join([*en, f"to {until}"] if until else en))


def _ballots(method: Method) -> Text:
    rule = method.ballots
    left_out = [Text(f"最高 {rule.drop_highest} 票", f"the {rule.drop_highest} highest")] if rule.drop_highest else []
    left_out += [Text(f"最低 {rule.drop_lowest} 票", f"the {rule.drop_lowest} lowest")] if rule.drop_lowest else []
    which = joined(left_out, "、", " and ")
    counted = Text(f"去掉{which.zh}", f"without {which.en}") if left_out else Text("有效票全部计入", "all valid ones counted")
    low, high = (None if bound is None else exact_text(bound) for bound in (rule.low, rule.high))
    if low is None and high is None:
        return Text(f"由测评票计算，{counted.zh}", f"made of ballots, {counted.en}")
    zh, en = f"每票 {low or '…'} 至 {high or '…'}", f"each from {low or '...'} to {high or '...'}"
    return Text(f"由测评票计算，{zh}，{counted.zh}", f"made of ballots, {en}, {counted.en}")


def place(method: Method) -> str:
    """Where the method stands: file and line."""
    return f"{method.place.file}:{method.place.line}"


def marks(method: Method) -> set[str]:
    """Which of `MARKS` a method has."""
    others = {"peers": method.peers is not None, "grades": bool(method.grades), "result": method.result != "points"}
    return {*method.declares, *(mark for mark, holds in others.items() if holds)}


def written(method: Method, name: str, value: Fraction) -> str:
    """A value as it is written in an example: a bare name, a date, `80%` for a ratio, otherwise a number."""
    kind = method.vocabulary.kinds[name]
    if kind in (GRADE, UNIT_CLASS):
        return [*(method.grades if kind == GRADE else method.vocabulary.unit_classes), OTHER_CLASS][int(value)]
    return number_text(method, name, value)


def written_award(method: Method, example: Example) -> str:
    """What an example earns as it is written in one: a number, a class or `refused`."""
    if example.award is None:
        return REFUSED
    return list(method.classes)[int(example.award)] if method.classes else exact_text(example.award)


def given(method: Method, example: Example) -> dict[str, str]:
    """What an example gives, as it is written and in the order of the method; settings that have their default are left out."""
    usual = {name: setting.default for name, setting in method.settings.items()}
    return {name: written(method, name, value) for name, value in _ordered(method, example.given) if usual.get(name) != value}


def peers_given(method: Method, example: Example) -> list[dict[str, str]]:
    """What is different for each peer, and its actual in any case."""
    return [
        {name: written(method, name, value) for name, value in _different(method, example, peer)} for peer in other_peers(method, example)
    ]


def example_words(method: Method, example: Example, language: Language) -> str:
    """All that an example gives but the actual: `分值 100，目标值 13，底线 0`."""
    along = drawn_along(method)
    shown = [_named(method, name, value) for name, value in _ordered(method, example.given) if name != along]
    shown += [others] if (others := _peer_words(method, example)) else []
    return joined(shown, "，")[language]


def picture_words(method: Method) -> Text:
    """What a picture shows: `得分与完成值`."""
    award = Text("得分", "award") if method.result == "points" else Text("结果", "result")
    along = method.labels[drawn_along(method) or "actual"]
    return Text(f"{award.zh}与{along.zh}", f"{award.en} against {along.en}")


def _ordered(method: Method, given: Mapping[str, Fraction]) -> list[tuple[str, Fraction]]:
    return [(name, given[name]) for name in _order(method) if name in given]


def _different(method: Method, example: Example, peer: Mapping[str, Fraction]) -> list[tuple[str, Fraction]]:
    along = drawn_along(method)
    return [(name, value) for name, value in _ordered(method, peer) if name == along or value != example.given.get(name)]


def _peer_words(method: Method, example: Example) -> Text | None:
    """The peers in words: their actuals, or, where they differ in more, all that differs."""
    peers = [_different(method, example, peer) for peer in other_peers(method, example)]
    if not peers:
        return None
    if all([name for name, _ in peer] == ["actual"] for peer in peers):
        actuals = joined(value_text(method, *peer[0]) for peer in peers)
        return Text(f"同组完成值 {actuals.zh}", f"the peers' actuals {actuals.en}")
    each = joined((joined((_named(method, name, value) for name, value in peer), "，") for peer in peers), "；", "; ")
    return Text(f"同组：{each.zh}", f"the peers: {each.en}")


def _named(method: Method, name: str, value: Fraction) -> Text:
    label, shown = method.labels[name], value_text(method, name, value)
    return Text(f"{label.zh} {shown.zh}", f"{label.en} {shown.en}")


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
    used = {mark for method in methods for mark in marks(method)}
    legend = [f"{sign} {text[language]}{GAP}" for mark, (sign, text) in MARKS.items() if mark in used]
    count = Text(f"共 {len(methods)} 种；score methods 标识 显示其中一种", f"{len(methods)} methods; score methods ID shows one in full")
    return [*aligned(rows, (), (2, 3), columns), "", *(filled(legend, columns) if legend else []), count[language]]


def entries(methods: Sequence[Method], language: Language, columns: int | None = None) -> list[str]:
    """Everything about each of the methods."""
    lines = [line for method in methods for line in ["", "", *entry_lines(method, language, columns)]]
    return lines[2:]


def entry_lines(method: Method, language: Language, columns: int | None = None) -> list[str]:
    """Everything about one method."""
    title = Text(f"{method.name.zh}（{method.id}）", f"{method.name.en} ({method.id})")
    lines = [*filled([title[language], GAP + place(method)], columns), *wrapped(method.says[language], columns)]
    lines += [line for text in remarks(method) for line in wrapped(f"* {text[language]}", columns, GAP)]
    lines += ["", *_formula_lines(method, language, columns), "", *_value_lines(method, language, columns)]
    if drawn := picture(method):
        heading = picture_words(method)[language] + Text("：", ": ")[language] + example_words(method, drawn.example, language)
        lines += ["", *wrapped(heading, columns), "", *picture_lines(drawn, language)]
    return [*lines, "", Text("示例", "examples")[language], *_example_lines(method, language, columns)]


def _formula_lines(method: Method, language: Language, columns: int | None) -> Iterator[str]:
    for condition, says in requirements(method, language):
        why = Text(f"（{says}）", f"({says})")[language]
        indent = " " * (width(REQUIRES[language]) + 1)
        yield from wrapped(f"{REQUIRES[language]} {condition}{ELSE[language]}{GAP}{why}", columns, indent)
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
    along = drawn_along(method)
    for group in alike(method):
        if shown := example_words(method, group[0], language):
            yield from wrapped(GAP + shown, columns, GAP)
        awards = [f"→ {award_text(method, each.award)[language]}{GAP}" for each in group]
        if along is not None:
            actuals = [value_text(method, along, each.given[along])[language] for each in group]
            awards = [f"{actual} {award}" for actual, award in zip(actuals, awards, strict=True)]
        yield from filled([GAP * 2, *awards], columns, GAP * 2)
