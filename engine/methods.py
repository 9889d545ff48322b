"""Method entries go in, methods with checked trees come out."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from .inputs import ExampleIn, MethodIn, SettingType, not_a_whole_number
from .kinds import Kind, expect
from .numbers import convert, exact_text, read_plain, read_quantity, read_ratio
from .parse import parse
from .problems import Fault, Place, Problems
from .text import Text, closest, printable, same
from .tree import (
    FUNCTIONS,
    Arithmetic,
    Choice,
    Comparison,
    ComparisonSign,
    Grade,
    Logic,
    Name,
    Node,
    Number,
    children,
    names,
    substitute,
    walk,
)

MOST_RATIO = 10
"""A ratio setting is at most this (1000%): a bare 80 is 80% without its sign."""
FIXED_NAMES: dict[str, Text] = {
    "points": Text("分值", "points"),
    "target": Text("目标值", "target"),
    "actual": Text("完成值", "actual"),
}
_OPPOSITE: dict[ComparisonSign, ComparisonSign] = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED: dict[ComparisonSign, ComparisonSign] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class Setting(NamedTuple):
    """A value that a sheet may set; `default` is None where it must."""

    type: SettingType
    name: Text
    default: Fraction | None


class Rung(NamedTuple):
    """One line of the ladder. The last has no condition."""

    when: Node | None
    award: Node
    says: Text
    place: Place


class Example(NamedTuple):
    """Values by name, and the award that they must earn, rounded to two decimals."""

    given: Mapping[str, Fraction]
    award: Fraction
    place: Place


class Method(NamedTuple):
    """How actuals become points: a ladder of conditions and awards over named values.

    `names` are all that the ladder needs a value for, whichever rung holds; `divisors` are what it divides by, inner ones
    first: each must be other than zero on every sheet that uses the method.
    """

    id: str
    name: Text
    says: Text
    grades: Mapping[str, Text]
    settings: Mapping[str, Setting]
    inputs: Mapping[str, Text]
    declares: frozenset[str]
    rungs: tuple[Rung, ...]
    ladder: Choice
    names: frozenset[str]
    divisors: tuple[Node, ...]
    examples: tuple[Example, ...]
    place: Place

    @property
    def labels(self) -> dict[str, Text]:
        """What each name is called in a sentence."""
        settings = {name: setting.name for name, setting in self.settings.items()}
        return {**FIXED_NAMES, **settings, **self.inputs}

    @property
    def uses_target(self) -> bool:
        return "target" in self.names

    @property
    def figures(self) -> frozenset[str]:
        """The names that stand for submitted figures."""
        return self.names & {"actual", *self.inputs}

    def undeclared(self, award: Fraction, points: Fraction) -> Fault | None:
        """What is wrong with an award above the points or below zero that the method has not declared possible."""
        kind = "bonus" if award > points else "penalty" if award < 0 else None
        if kind is None or kind in self.declares:
            return None
        shown = exact_text(award)
        over = (
            Text(f"超过分值 {exact_text(points)}", f"above the {exact_text(points)} points")
            if kind == "bonus"
            else Text("低于零", "below zero")
        )
        return Fault(
            "undeclared-bonus" if kind == "bonus" else "undeclared-penalty",
            Text(
                f"计分办法“{self.name.zh}”得 {shown} 分，{over.zh}，而没有声明",
                f"the method '{self.name.en}' awards {shown}, {over.en}, and has not declared it",
            ),
            Text(f"如确可如此，在计分办法中写 declares: [{kind}]", f"if it may, declare it in the method: declares: [{kind}]"),
        )


def build_method(id: str, entry: MethodIn, problems: Problems) -> Method | None:
    """The method of one entry; None, with the problems added, where its ladder cannot be trusted."""
    own = Problems()
    settings = {name: _setting(each.type, each.name, each.default, each.at("default"), own) for name, each in entry.settings.items()}
    grades = {name: grade.name for name, grade in entry.grades.items()}
    inputs = {name: each.name for name, each in entry.inputs.items()}
    _check_names(entry, own)
    rungs = _rungs(entry, {*FIXED_NAMES, *settings, *inputs}, list(grades), own)
    problems.extend(own)
    if own.has_errors or not rungs:
        return None
    cases = tuple((rung.when, rung.award) for rung in rungs[:-1] if rung.when is not None)
    ladder = Choice(cases, rungs[-1].award, rungs[0].place)
    divisors = [node.right for node in walk(ladder) if isinstance(node, Arithmetic) and node.sign == "/"]
    method = Method(
        id, entry.name, entry.says, grades, settings, inputs, frozenset(entry.declares), rungs, ladder,
        frozenset(names(ladder)), tuple(reversed(divisors)), (), entry.at(),
    )  # fmt: skip
    _check_kinds(method, own := Problems())
    _check_divisions(method, own)
    _check_use(method, entry, own)
    examples = tuple(example for each in entry.examples if (example := _example(method, each, own)))
    problems.extend(own)
    return None if own.has_errors else method._replace(examples=examples)


def setting_value(type: SettingType, text: str, measure: str = "") -> Fraction | Fault:
    """A setting's value: a ratio from `80%`, an amount in the indicator's measure, otherwise a plain number."""
    if type == "ratio":
        ratio = read_ratio(text)
        return ratio if isinstance(ratio, Fault) or 0 <= ratio <= MOST_RATIO else _no_ratio(text)
    if type == "count":
        count = read_plain(text)
        return count if isinstance(count, Fault) or (count.denominator == 1 and count >= 0) else not_a_whole_number(text)
    if type == "amount":
        quantity = read_quantity(text)
        return quantity if isinstance(quantity, Fault) else convert(quantity, measure)
    return read_plain(text)


def _no_ratio(text: str) -> Fault:
    return Fault(
        "not-a-ratio",
        Text(f"“{printable(text, 24)}”不是 0 至 {MOST_RATIO} 的比例", f"'{printable(text, 24)}' is not a ratio from 0 to {MOST_RATIO}"),
        Text(f"百分数请写百分号：{printable(text, 24)}%", f"write a percentage with its sign: {printable(text, 24)}%"),
    )


def _setting(type: SettingType, name: Text, default: str | None, place: Place, problems: Problems) -> Setting:
    value = None if default is None else setting_value(type, default)
    if isinstance(value, Fault):
        problems.fault(value, place)
        value = None
    return Setting(type, name, value)


def _check_names(entry: MethodIn, problems: Problems) -> None:
    """Refuses a name that means two things, and one that no expression could hold."""
    taken = dict.fromkeys(FIXED_NAMES)
    for key in ("settings", "inputs", "grades"):
        for name, each in getattr(entry, key).items():
            if name in taken or not _can_be_written(name):
                problems.error(
                    "name-not-free",
                    each.at(),
                    Text(f"名称“{printable(name)}”已有别的含义或不能用", f"the name '{printable(name)}' is taken or cannot be used"),
                )
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


def _can_be_written(name: str) -> bool:
    """Whether an expression can hold the name: a Python word of ASCII letters or Chinese characters, none of Python's own."""
    letters = all(character.isascii() or "CJK" in unicodedata.name(character, "") for character in name)
    return name.isidentifier() and not keyword.iskeyword(name) and letters


def _rungs(entry: MethodIn, known: set[str], grades: list[str], problems: Problems) -> tuple[Rung, ...]:
    rungs = []
    for index, written in enumerate(entry.ladder):
        last = index == len(entry.ladder) - 1
        if last is not (written.when is None):
            problems.fault(_open_ladder(last), written.at())
        when = None if written.when is None else _tree(written.when, written.at("when"), known, grades, problems)
        award = _tree(written.award, written.at("award"), known, grades, problems)
        if award is not None:
            says = written.says or Text(f"按第 {index + 1} 档", f"rung {index + 1}")
            rungs.append(Rung(when, award, says, written.at()))
    return tuple(rungs)


def _tree(text: str, place: Place, known: set[str], grades: list[str], problems: Problems) -> Node | None:
    """The tree of one expression, with the method's grades in it and every other name known."""
    tree = parse(text, place, problems)
    if tree is None:
        return None

    def grade(node: Node) -> Node | None:
        if isinstance(node, Name) and node.name in grades:
            return Grade(node.name, grades.index(node.name), node.place)
        return None

    tree = substitute(tree, grade)
    for node in walk(tree):
        if isinstance(node, Name) and node.name not in known:
            problems.fault(_unknown_name(node.name, [*known, *grades]), node.place)
    return tree


def _check_kinds(method: Method, problems: Problems) -> None:
    kinds: dict[str, Kind] = {"actual": "grade"} if method.grades else {}
    for rung in method.rungs:
        if rung.when is not None:
            expect("truth", rung.when, kinds, problems)
        expect("number", rung.award, kinds, problems)


def _check_use(method: Method, entry: MethodIn, problems: Problems) -> None:
    """Every setting and input that is declared must be used: an unused one is a rule that does nothing."""
    used = method.names
    for key in ("settings", "inputs"):
        for name, each in getattr(entry, key).items():
            if name not in used:
                problems.warning(
                    "unused-name",
                    each.at(),
                    Text(f"“{name}”已声明但计分中没有用到", f"'{name}' is declared and never used in the ladder"),
                )


def _check_divisions(method: Method, problems: Problems) -> None:
    """Refuses a division whose divisor may be zero.

    A divisor of parameters alone (target, points, settings) is checked on every sheet, where it is known. One with a
    figure in it needs a rung above, or a condition of its own, that excludes zero.
    """
    for divisor, facts in _divisions(method.ladder, ()):
        if divisor == Number(Fraction(0)) or (names(divisor) & method.figures and not any(_excludes_zero(fact, divisor) for fact in facts)):
            problems.error(
                "division-by-zero",
                divisor.place,
                Text("除数可能为零", "the divisor may be zero"),
                Text("先用一档排除零（如 when: 除数 <= 0），或写作 ratio(a, b, 除数为零时的值)",
                     "exclude zero by an earlier rung, or write ratio(a, b, value_if_zero)"),
            )  # fmt: skip


def _divisions(node: Node, facts: tuple[Comparison, ...]) -> Iterator[tuple[Node, tuple[Comparison, ...]]]:
    """Every divisor below `node` with the comparisons that hold wherever it is evaluated."""
    if isinstance(node, Choice):
        for when, then in node.cases:
            yield from _divisions(when, facts)
            yield from _divisions(then, (*facts, *_holding(when, True)))
            facts = (*facts, *_holding(when, False))
        yield from _divisions(node.otherwise, facts)
        return
    if isinstance(node, Arithmetic) and node.sign == "/":
        yield node.right, facts
    for child in children(node):
        yield from _divisions(child, facts)


def _holding(condition: Node, truth: bool) -> tuple[Comparison, ...]:
    """The comparisons that are known to hold where `condition` is known to be true (or false)."""
    match condition:
        case Comparison(sign, left, right):
            return (condition if truth else Comparison(_OPPOSITE[sign], left, right),)
        case Logic("not", (operand,)):
            return _holding(operand, not truth)
        case Logic(word, operands) if (word == "and") is truth:
            return tuple(fact for operand in operands for fact in _holding(operand, truth))
        case _:
            return ()


def _excludes_zero(fact: Comparison, divisor: Node) -> bool:
    """Whether the fact compares the divisor with a constant in a way that zero would not satisfy."""
    if fact.left == divisor and isinstance(fact.right, Number):
        return not _zero_satisfies(fact.sign, fact.right.value)
    if fact.right == divisor and isinstance(fact.left, Number):
        return not _zero_satisfies(_MIRRORED[fact.sign], fact.left.value)
    return False


def _zero_satisfies(sign: ComparisonSign, bound: Fraction) -> bool:
    return {"<": bound > 0, "<=": bound >= 0, ">": bound < 0, ">=": bound <= 0, "==": bound == 0, "!=": bound != 0}[sign]


def _example(method: Method, written: ExampleIn, problems: Problems) -> Example | None:
    """The example's values, its settings completed by their defaults."""
    given = {name: setting.default for name, setting in method.settings.items() if setting.default is not None}
    needed = method.names | {"points"}
    for name, text in written.given.values.items():
        place = written.given.places.get(name, written.at("given"))
        value = _example_value(method, name, text)
        if name not in method.labels:
            problems.fault(_unknown_name(name, method.labels), place)
        elif isinstance(value, Fault):
            problems.fault(value, place)
        else:
            given[name] = value
    if missing := sorted(needed - set(given)):
        listed = ", ".join(missing)
        problems.error(
            "incomplete-example",
            written.at("given"),
            Text(f"示例缺少 {listed}", f"the example does not give {listed}"),
        )
        return None
    return Example(given, written.award, written.at("award"))


def _example_value(method: Method, name: str, text: str) -> Fraction | Fault:
    if name == "actual" and method.grades:
        grades = list(method.grades)
        return Fraction(grades.index(text)) if text in grades else unknown_grade(text, method.grades)
    type: SettingType = method.settings[name].type if name in method.settings else "number"
    return setting_value(type, text)


def unknown_grade(text: str, grades: Mapping[str, Text]) -> Fault:
    return Fault(
        "unknown-grade",
        Text(f"没有等次“{printable(text, 24)}”", f"there is no grade '{printable(text, 24)}'"),
        Text("可用：" + "、".join(f"{name.zh}（{id}）" for id, name in grades.items()),
             "the grades are " + ", ".join(f"{id} ({name.en})" for id, name in grades.items())),
    )  # fmt: skip


def _open_ladder(last: bool) -> Fault:
    if last:
        return Fault(
            "open-ladder",
            Text("最后一档应不带 when，兜住其余情形", "the last rung must have no `when`: it takes whatever is left"),
            Text("加一行 - award: 0", "add a line `- award: 0`"),
        )
    return Fault("open-ladder", Text("不带 when 的一档之后的各档永远用不到", "no rung below one without `when` can ever apply"))


def _unknown_name(name: str, known: Iterable[str]) -> Fault:
    words = sorted(known)
    near = closest(name, words)
    listed = ", ".join(words)
    hint = same(f"{name}(...)?") if name in FUNCTIONS else None
    if hint is None:
        hint = Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text(f"可用：{listed}", f"the names here are {listed}")
    return Fault("unknown-name", Text(f"没有名称“{printable(name)}”", f"there is no name '{printable(name)}'"), hint)
