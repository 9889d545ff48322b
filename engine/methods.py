"""Method entries go in, methods with checked trees come out."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from .divisions import fixed_divisors, unguarded_divisors
from .inputs import ActualType, Bindings, ExampleIn, MethodIn, SettingType, not_a_whole_number
from .kinds import AMOUNT, CONSTANT, COUNT, GRADE, POINTS, RATIO, Kind, peers_are_in_place, points, truth
from .numbers import convert, exact_text, read_plain, read_quantity, read_ratio
from .parse import parse
from .problems import Fault, Place, Problems
from .text import Text, closest, joined, printable, same
from .tree import (
    FUNCTIONS,
    Choice,
    Grade,
    Name,
    Node,
    Number,
    Peers,
    names,
    substitute,
    walk,
)

MOST_RATIO = 10
"""A ratio setting is at most this (1000%): a bare 80 is 80% without its sign."""
FIXED_NAMES: dict[str, Text] = {
    "points": Text("分值", "points"),
    "target": Text("目标值", "target"),
    "low": Text("目标下限", "lower bound"),
    "high": Text("目标上限", "upper bound"),
    "actual": Text("完成值", "actual"),
}
SETTING_KINDS: dict[SettingType, Kind] = {"ratio": RATIO, "points": POINTS, "number": CONSTANT, "count": COUNT, "amount": AMOUNT}


class Setting(NamedTuple):
    """A value that a sheet may set; `default` is None where it must."""

    type: SettingType
    name: Text
    default: Fraction | None


class PeerRule(NamedTuple):
    """Who the peers are: whether the unit itself is one; whether one without figures is left out, or keeps all open."""

    include_self: bool
    leave_out_missing: bool


class Rung(NamedTuple):
    """One line of the ladder. The last has no condition."""

    when: Node | None
    award: Node
    says: Text
    place: Place


class Example(NamedTuple):
    """Values by name, those of its peers, and the award that they must earn, rounded to two decimals."""

    given: Mapping[str, Fraction]
    peers: tuple[Mapping[str, Fraction], ...]
    award: Fraction
    place: Place


class Method(NamedTuple):
    """How actuals become points: a ladder of conditions and awards over named values.

    `names` are all that the ladder needs a value for, whichever rung holds; `divisors` are what it divides by that a
    sheet fixes (its target, a setting), inner ones first: each must be other than zero there.
    """

    id: str
    name: Text
    says: Text
    actual: ActualType
    grades: Mapping[str, Text]
    settings: Mapping[str, Setting]
    inputs: Mapping[str, Text]
    peers: PeerRule | None
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
    def figures(self) -> frozenset[str]:
        """The names that stand for submitted figures."""
        return self.names & {"actual", *self.inputs}

    def undeclared(self, award: Fraction, points: Fraction, of: Text) -> Fault | None:
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
                f"{of.zh}：计分办法“{self.name.zh}”得 {shown} 分，{over.zh}，而没有声明",
                f"{of.en}: the method '{self.name.en}' awards {shown}, {over.en}, and has not declared it",
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
    labels = {**FIXED_NAMES, **{name: setting.name for name, setting in settings.items()}, **inputs}
    rungs = _rungs(entry, labels, grades, own)
    problems.extend(own)
    if own.has_errors or not rungs:
        return None
    cases = tuple((rung.when, rung.award) for rung in rungs[:-1] if rung.when is not None)
    ladder = Choice(cases, rungs[-1].award, rungs[0].place)
    method = Method(
        id, entry.name, entry.says, entry.actual, grades, settings, inputs, _peer_rule(entry), frozenset(entry.declares), rungs, ladder,
        frozenset(names(ladder)), fixed_divisors(ladder, frozenset({"actual", *inputs} & names(ladder))), (), entry.at(),
    )  # fmt: skip
    _check_kinds(method, own := Problems())
    _check_divisions(method, own)
    _check_use(method, entry, own)
    _check_peers(method, own)
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
                problems.fault(_not_free(name, name in taken), each.at())
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


def _rungs(entry: MethodIn, known: Mapping[str, Text], grades: Mapping[str, Text], problems: Problems) -> tuple[Rung, ...]:
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


def _tree(text: str, place: Place, known: Mapping[str, Text], grades: Mapping[str, Text], problems: Problems) -> Node | None:
    """The tree of one expression, with the method's grades in it and every other name known."""
    tree = parse(text, place, problems)
    if tree is None:
        return None

    def grade(node: Node) -> Node | None:
        if isinstance(node, Name) and node.name in grades:
            return Grade(node.name, list(grades).index(node.name), node.place)
        return None

    tree = substitute(tree, grade)
    for node in walk(tree):
        if isinstance(node, Name) and node.name not in known:
            problems.fault(_unknown_name(node.name, {**known, **grades}), node.place)
    return tree


def _check_kinds(method: Method, problems: Problems) -> None:
    """Conditions are conditions, awards are points, and nothing adds up what is not alike."""
    kinds = _kinds(method)
    for rung in method.rungs:
        if rung.when is not None:
            truth(rung.when, kinds, problems)
        points(rung.award, kinds, problems)


def _kinds(method: Method) -> dict[str, Kind]:
    """What each name of the ladder is."""
    actual = COUNT if method.actual == "count" else AMOUNT
    fixed = {"points": POINTS, "actual": GRADE if method.grades else actual, "target": actual, "low": actual, "high": actual}
    settings = {name: SETTING_KINDS[setting.type] for name, setting in method.settings.items()}
    return {**fixed, **settings, **dict.fromkeys(method.inputs, actual)}


def _peer_rule(entry: MethodIn) -> PeerRule | None:
    return None if entry.peers is None else PeerRule(entry.peers.include_self == "true", entry.peers.missing == "leave_out")


def _check_peers(method: Method, problems: Problems) -> None:
    """Peers are only compared with by a method that says who they are."""
    for rung in method.rungs:
        for tree in (rung.when, rung.award):
            if tree is not None:
                peers_are_in_place(tree, problems)
    uses = any(isinstance(node, Peers) for node in walk(method.ladder))
    if uses and method.peers is None:
        add = "peers: {include_self: true, missing: leave_out}"
        text = Text("计分用到同组单位，须写明 peers", "the ladder compares peers: it must say which, by `peers`")
        problems.error("peers-not-declared", method.place, text, Text(f"例如 {add}", f"for example {add}"))
    elif method.peers is not None and not uses:
        problems.error("peers-not-declared", method.place, Text("写了 peers，却没有用到", "`peers` is declared and no peer is compared"))


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
    for divisor in unguarded_divisors(method.ladder, method.figures):
        problems.fault(_division(divisor), divisor.place)


def _division(divisor: Node) -> Fault:
    if isinstance(divisor, Number):
        return Fault("division-by-zero", Text("除数为零", "the divisor is zero"), Text("请核对除数", "correct the divisor"))
    return Fault(
        "division-by-zero",
        Text("除数可能为零", "the divisor may be zero"),
        Text("先用一档排除零（如 when: 除数 <= 0），或写作 ratio(a, b, 除数为零时的值)",
             "exclude zero by an earlier rung, or write ratio(a, b, value_if_zero)"),
    )  # fmt: skip


def _example(method: Method, written: ExampleIn, problems: Problems) -> Example | None:
    """The example's values, its settings completed by their defaults, and its peers, who share what they do not say."""
    defaults = {name: setting.default for name, setting in method.settings.items() if setting.default is not None}
    given = defaults | _given(method, written.given, problems)
    needed = method.names | {"points"}
    if missing := sorted(needed - set(given) - set(written.given.values)):
        listed = ", ".join(missing)
        problems.error("incomplete-example", written.at("given"), Text(f"示例缺少 {listed}", f"the example does not give {listed}"))
    if needed - set(given):
        return None
    others = tuple({**given, **_given(method, each, problems)} for each in written.peers)
    itself = (given,) if method.peers is not None and method.peers.include_self else ()
    return Example(given, (*itself, *others), written.award, written.at("award"))


def _given(method: Method, written: Bindings, problems: Problems) -> dict[str, Fraction]:
    """The values that one frame of an example gives."""
    given = {}
    for name, text in written.values.items():
        value = _example_value(method, name, text)
        if name not in method.labels:
            problems.fault(_unknown_name(name, method.labels), written.places[name])
        elif isinstance(value, Fault):
            problems.fault(_in_example(value), written.places[name])
        else:
            given[name] = value
    return given


def _in_example(fault: Fault) -> Fault:
    """The fault of an example's value: a figure in it has no measure, so `13%` is no number there."""
    if fault.code != "not-a-number" or fault.hint is not None:
        return fault
    return fault._replace(hint=Text("示例中写不带计量单位的数，如 13", "plain numbers in examples: 13"))


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
        text = Text("最后一档应不带 when，兜住其余情形", "the last rung must have no `when`: it takes whatever is left")
        return Fault("open-ladder", text, Text("加一行 - {award: 0}", "add a line `- {award: 0}`"))
    return Fault(
        "open-ladder",
        Text("不带 when 的一档之后的各档永远用不到", "no rung below one without `when` can ever apply"),
        Text("给这一档加上 when，或把它移到最后", "give this rung a `when`, or move it to the end"),
    )


def _unknown_name(name: str, known: Mapping[str, Text]) -> Fault:
    near = closest(name, known)
    listed = joined(Text(f"{each}（{label.zh}）", each if each == label.en else f"{each} ({label.en})") for each, label in known.items())
    hint = same(f"{name}(...)?") if name in FUNCTIONS else None
    if hint is None and near:
        hint = Text(f"是否为 {near}（{known[near].zh}）？", f"did you mean {near}?")
    elif hint is None:
        hint = Text(f"可用：{listed.zh}", f"the names here are {listed.en}")
    return Fault("unknown-name", Text(f"没有名称“{printable(name)}”", f"there is no name '{printable(name)}'"), hint)
